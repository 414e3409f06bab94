//! The language that the function words of a text in Latin letters tell.
//!
//! About 40 of 100 words of a text are function words of its language, such as *the* or *und*. They are counted in
//! one pass of a few microseconds; trigrams take ten times as long.

use super::{Detected, Language};
use crate::scanner::{CHUNK_BYTES, Lanes, Portable, below};

#[cfg(test)]
mod tests;
mod words;

use words::{DECIDED, LISTS};

/// Tells the language if the function words leave no doubt.
///
/// There is no doubt if at least 10 words of the text, and 22 of 100, are function words of the language, of at least
/// 6 different forms, and if no other list has more than 7 for every 10 of those.
pub(super) fn detect(text: &str) -> Option<Detected> {
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
///
/// Beyond ASCII, U+0080–00BF are no letters (but for ª, µ and º), nor are the dashes and quotation marks, and all
/// else, of U+2000–2FFF.
fn count(text: &str) -> Votes {
    let text = text.as_bytes();
    let mut votes = Votes { words: 0, hits: [0; LISTS.len()], forms: [0; LISTS.len()] };
    // How often each word of the table is in the text, so that its lists are gone through once.
    let mut times = [0_u16; SLOTS];
    let mut seen = [0_u64; SLOTS / 64];
    // Where the letters began that the last chunk ended with, and which bytes of a separator it left to this one.
    let mut begun = 0;
    let mut separated = 0;
    // What stands behind the text is no letter, and ends its last word.
    for at in (0..=text.len()).step_by(CHUNK_BYTES) {
        let lanes = match text[at..].first_chunk() {
            Some(chunk) => Portable::load(chunk),
            None => Portable::load(&padded(&text[at..])),
        };
        let (twos, threes) = (lanes.equal(0xC2), lanes.equal(0xE2));
        let separators = separated | twos | threes | (twos | threes) << 1 | threes << 2;
        separated = (twos | threes) >> 63 | threes >> 62;
        let others = !(lanes.ascii_letters() | lanes.non_ascii()) | separators;
        let after =
            |others: u64, begun| if others == 0 { begun } else { at + 64 - others.leading_zeros() as usize };
        for end in ones(others & !(others << 1)) {
            let (start, end) = (after(others & below(end as u32), begun), at + end);
            if start == end {
                // The chunk begins with a separator, and no word was open.
                continue;
            }
            votes.words += 1;
            if let Some(slot) = Key::of(text, start, end).and_then(Key::slot) {
                times[slot] += 1;
                seen[slot / 64] |= 1 << (slot % 64);
            }
        }
        begun = after(others, begun);
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

/// The last bytes of a text as a chunk, with NUL behind them.
fn padded(rest: &[u8]) -> [u8; CHUNK_BYTES] {
    let mut chunk = [0; CHUNK_BYTES];
    chunk[..rest.len()].copy_from_slice(rest);
    chunk
}

/// A word of at most 8 bytes in small letters as a number, the last byte lowest.
#[derive(Clone, Copy)]
struct Key(u64);

impl Key {
    const EMPTY: Self = Self(0);

    const fn push(&mut self, byte: u8) {
        self.0 = self.0 << 8 | byte as u64;
    }

    /// The key of the word between two places of a text; none if it is too long.
    #[inline]
    fn of(text: &[u8], start: usize, end: usize) -> Option<Self> {
        let bits = 8 * (end - start);
        if bits > 64 {
            return None;
        }
        let Some(eight) = text[..end].last_chunk() else { return Some(Self::of_letters(&text[start..end])) };
        let mask = u64::MAX >> (64 - bits);
        let bytes = u64::from_be_bytes(*eight) & mask;
        Some(if bytes & 0x8080_8080_8080_8080 == 0 {
            Self(bytes | 0x2020_2020_2020_2020 & mask)
        } else {
            Self::of_letters(&text[start..end])
        })
    }

    /// The same, letter by letter.
    fn of_letters(word: &[u8]) -> Self {
        let mut key = Self::EMPTY;
        let mut last = 0;
        for &byte in word {
            // À to Þ are 32 code points before à to þ; × is not among the words either way.
            let capital = byte.is_ascii_uppercase() || (last == 0xC3 && (0x80..=0x9E).contains(&byte));
            key.push(if capital { byte + 0x20 } else { byte });
            last = byte;
        }
        key
    }

    /// The place of the word in the table, if it is there.
    #[inline]
    fn slot(self) -> Option<usize> {
        let mut slot = first_slot(self.0);
        // The table is never full, so that there is always an empty slot to end at.
        while TABLE.keys[slot] != 0 {
            if TABLE.keys[slot] == self.0 {
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
                    assert!(key.0 >> 56 == 0, "a function word has at most 8 bytes");
                    key.push(text[at]);
                } else if key.0 != 0 {
                    let mut slot = first_slot(key.0);
                    while table.keys[slot] != 0 && table.keys[slot] != key.0 {
                        slot = (slot + 1) % SLOTS;
                    }
                    table.keys[slot] = key.0;
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
