//! The language that the function words of a text in Latin letters tell.
//!
//! About 40 of 100 words of a text are function words of its language, such as *the* or *und*. They are counted in
//! one pass of a few microseconds; trigrams take ten times as long.

use super::{Detected, Language};

#[cfg(test)]
mod tests;
mod words;

use words::{DECIDED, LISTS};

/// Tells the language if the function words leave no doubt.
///
/// There is no doubt if at least 10 words of the text, and 22 of 100, are function words of the language, of at least
/// 6 different forms, and if no other list has more than 7 for every 10 of those.
pub(super) fn detect(text: &[u8]) -> Option<Detected> {
    let votes = count(text);
    let first = (0..LISTS.len()).max_by_key(|&list| votes.hits[list])?;
    let hits = votes.hits[first];
    let second = (0..LISTS.len()).filter(|&list| list != first).map(|list| votes.hits[list]).max()?;
    let enough = hits >= 10 && votes.forms[first] >= 6 && hits * 100 >= votes.words * 22;
    if first >= DECIDED || !enough || second * 10 > hits * 7 {
        return None;
    }
    Some(Detected { language: Language::listed(LISTS[first].0), confidence_per_mille: 1000 })
}

/// What was counted.
struct Votes {
    /// Words of the text.
    words: u32,
    /// For each list, how many words of the text are in it.
    hits: [u32; LISTS.len()],
    /// For each list, how many different words of it are in the text.
    forms: [u32; LISTS.len()],
}

/// Counts the words of a text of at most 65,535 bytes, which are runs of letters here, without regard to case.
fn count(text: &[u8]) -> Votes {
    let mut votes = Votes { words: 0, hits: [0; LISTS.len()], forms: [0; LISTS.len()] };
    // How often each word of the table is in the text, so that its lists are gone through once.
    let mut times = [0_u16; SLOTS];
    let mut seen = [0_u64; SLOTS / 64];
    let mut bytes = text.iter().copied();
    let mut next = bytes.next();
    while let Some(first) = next {
        if LETTERS[usize::from(first)] == 0 {
            next = bytes.nth(length_of_separator(first) - 1);
            continue;
        }
        let mut word = Key::EMPTY;
        while let Some(byte) = next {
            let letter = LETTERS[usize::from(byte)];
            if letter == 0 {
                break;
            }
            word.push(letter);
            if letter == 0xC3 {
                // À to Þ are 32 code points before à to þ; × is not among the words either way.
                let second = bytes.next().unwrap_or_default();
                word.push(if (0x80..=0x9E).contains(&second) { second + 0x20 } else { second });
            }
            next = bytes.next();
        }
        votes.words += 1;
        if let Some(slot) = word.slot() {
            times[slot] += 1;
            seen[slot / 64] |= 1 << (slot % 64);
        }
    }
    for (place, seen) in seen.into_iter().enumerate() {
        for slot in ones(seen).map(|bit| 64 * place + bit) {
            for list in ones(TABLE.lists[slot].into()) {
                votes.hits[list] += u32::from(times[slot]);
                votes.forms[list] += 1;
            }
        }
    }
    votes
}

/// The places of the ones among bits, from the lowest on.
fn ones(mut bits: u64) -> impl Iterator<Item = usize> {
    core::iter::from_fn(move || {
        let place = (bits != 0).then(|| bits.trailing_zeros() as usize);
        bits &= bits.wrapping_sub(1);
        place
    })
}

/// The small letter for each byte that is part of a letter, and 0 for all others.
///
/// Beyond ASCII, U+0080–00BF are no letters (but for ª, µ and º), nor are the dashes and quotation marks, and all
/// else, of U+2000–2FFF.
const LETTERS: [u8; 256] = {
    let mut letters = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let value = byte as u8;
        if value.is_ascii_alphabetic() || (value >= 0x80 && value != 0xC2 && value != 0xE2) {
            letters[byte] = value.to_ascii_lowercase();
        }
        byte += 1;
    }
    letters
};

/// The length of a character by its first byte, where that is no letter.
#[inline]
const fn length_of_separator(first: u8) -> usize {
    match first {
        0xC2 => 2,
        0xE2 => 3,
        _ => 1,
    }
}

/// The last 8 bytes of a word as a number, the last one lowest, and its length.
#[derive(Clone, Copy)]
struct Key {
    bytes: u64,
    length: u32,
}

impl Key {
    const EMPTY: Self = Self { bytes: 0, length: 0 };

    #[inline]
    const fn push(&mut self, byte: u8) {
        self.bytes = self.bytes << 8 | byte as u64;
        self.length += 1;
    }

    /// The place of the word in the table, if it is there.
    #[inline]
    fn slot(self) -> Option<usize> {
        if self.length > 8 {
            return None;
        }
        let mut slot = first_slot(self.bytes);
        // The table is never full, so that there is always an empty slot to end at.
        while TABLE.keys[slot] != 0 {
            if TABLE.keys[slot] == self.bytes {
                return Some(slot);
            }
            slot = (slot + 1) % SLOTS;
        }
        None
    }
}

/// At least twice as many as there are different words.
const SLOTS: usize = 2048;

/// Where the search for a word begins: 11 bits of a product with the golden ratio.
const fn first_slot(key: u64) -> usize {
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 53) as usize
}

/// All function words, by open addressing.
struct Table {
    /// The words, or 0.
    keys: [u64; SLOTS],
    /// The lists that each word is in, a bit for each.
    lists: [u32; SLOTS],
}

static TABLE: Table = Table::build();

impl Table {
    /// Makes the table while the program is compiled.
    const fn build() -> Self {
        let mut table = Self { keys: [0; SLOTS], lists: [0; SLOTS] };
        let mut list = 0;
        while list < LISTS.len() {
            let text = LISTS[list].1.as_bytes();
            let mut key = Key::EMPTY;
            let mut at = 0;
            while at <= text.len() {
                if at < text.len() && text[at] != b' ' {
                    key.push(text[at]);
                } else if key.length > 0 {
                    assert!(key.length <= 8, "a function word has at most 8 bytes");
                    let mut slot = first_slot(key.bytes);
                    while table.keys[slot] != 0 && table.keys[slot] != key.bytes {
                        slot = (slot + 1) % SLOTS;
                    }
                    table.keys[slot] = key.bytes;
                    table.lists[slot] |= 1 << list;
                    key = Key::EMPTY;
                }
                at += 1;
            }
            list += 1;
        }
        table
    }
}
