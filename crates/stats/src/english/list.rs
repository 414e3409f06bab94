//! Dale's list of 3000 words that children of the fourth grade know, with what there is to know about each.
//!
//! ```text
//! hash of the word ──► filter: a bit, which is set for one in 22 hashes
//!                  └─► slots: the number of the entry + 1
//!                        ▼
//!                      entries: 16 bytes each: the word, filled up with zeros, and what there is to know
//! ```
//!
//! Nearly all that is not in the list, such as the beginnings of a word that may be a compound, ends at the filter. All
//! three are made while the program is compiled.

/// On each line a word, its syllables, and `er` or `ly` if it is an adjective.
static LIST: &[u8] = include_bytes!("data/dale_chall.txt");

/// The longest word of the list.
pub(super) const WORD_BYTES_MAX: usize = 13;

const WORDS: usize = 2943;
const SLOTS: usize = 1 << 13;
const FILTER_BITS: usize = 1 << 16;
/// Where the last byte of an entry begins, which has what there is to know.
const KNOWN: u32 = 120;

/// `MASKS[n]` keeps the first `n` bytes of a key.
const MASKS: [u128; WORD_BYTES_MAX + 1] = {
    let mut masks = [0; WORD_BYTES_MAX + 1];
    let mut len = 1;
    while len <= WORD_BYTES_MAX {
        masks[len] = masks[len - 1] << 8 | 0xFF;
        len += 1;
    }
    masks
};

/// The first 16 bytes of a word, the first one lowest, filled up with zeros.
#[derive(Clone, Copy)]
pub(super) struct Key(u128);

impl Key {
    #[inline]
    pub(super) fn new(word: &[u8]) -> Self {
        const fn wide(first: u64, last: u64, shift: usize) -> u128 {
            first as u128 | (last as u128) << (8 * shift)
        }
        if let Some(word) = word.first_chunk() {
            return Self(u128::from_le_bytes(*word));
        }
        // Two pieces from both ends, which may overlap: where they do, they are the same.
        if let (Some(first), Some(last)) = (word.first_chunk(), word.last_chunk()) {
            return Self(wide(u64::from_le_bytes(*first), u64::from_le_bytes(*last), word.len() - 8));
        }
        if let (Some(first), Some(last)) = (word.first_chunk(), word.last_chunk()) {
            let [first, last] = [first, last].map(|piece| u64::from(u32::from_le_bytes(*piece)));
            return Self(wide(first, last, word.len() - 4));
        }
        Self(word.iter().rev().fold(0, |key, &byte| key << 8 | u128::from(byte)))
    }

    /// These bytes.
    #[inline]
    pub(super) const fn bytes(self) -> u128 {
        self.0
    }

    /// The first `len <= WORD_BYTES_MAX` bytes with up to two more after them.
    #[inline]
    pub(super) fn with_ending(self, len: usize, more: &[u8]) -> Self {
        let more = more.iter().rev().fold(0, |more, &byte| more << 8 | u128::from(byte));
        Self(self.0 & MASKS[len] | more << (8 * len))
    }

    #[inline]
    const fn hash(self) -> u64 {
        // Digits of pi, which have no pattern that words could have.
        let product = ((self.0 as u64) ^ 0x243F_6A88_85A3_08D3) as u128
            * ((self.0 >> 64) as u64 ^ 0x1319_8A2E_0370_7344) as u128;
        product as u64 ^ (product >> 64) as u64
    }

    /// Finds the word in the list.
    #[inline]
    pub(super) fn find(self) -> Option<Known> {
        let hash = self.hash();
        let bit = bit(hash);
        if TABLE.filter[bit / 64] >> (bit % 64) & 1 == 0 { None } else { self.search(hash) }
    }

    fn search(self, hash: u64) -> Option<Known> {
        let mut slot = first_slot(hash);
        loop {
            let number = usize::from(TABLE.slots[slot]).checked_sub(1)?;
            let entry = TABLE.entries[number];
            if entry & ((1 << KNOWN) - 1) == self.0 {
                return Some(Known((entry >> KNOWN) as u8));
            }
            slot = (slot + 1) % SLOTS;
        }
    }
}

const fn bit(hash: u64) -> usize {
    (hash >> 32) as usize % FILTER_BITS
}

const fn first_slot(hash: u64) -> usize {
    hash as usize % SLOTS
}

/// What the list says of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Known(u8);

impl Known {
    const ADJECTIVE: u8 = 0x10;
    const COMPARED: u8 = 0x20;

    pub(super) fn syllables(self) -> u32 {
        u32::from(self.0 & 0xF)
    }

    /// Whether it is an adjective, to which *-ly* may be added.
    pub(super) fn is_adjective(self) -> bool {
        self.0 & Self::ADJECTIVE != 0
    }

    /// Whether it is an adjective that has *-er* and *-est*.
    pub(super) fn is_compared(self) -> bool {
        self.0 & Self::COMPARED != 0
    }
}

struct Table {
    filter: [u64; FILTER_BITS / 64],
    slots: [u16; SLOTS],
    entries: [u128; WORDS],
}

static TABLE: Table = {
    let mut table = Table { filter: [0; FILTER_BITS / 64], slots: [0; SLOTS], entries: [0; WORDS] };
    let mut number = 0;
    let mut at = 0;
    while at < LIST.len() {
        let begin = at;
        let mut word = 0;
        while LIST[at] != b' ' {
            word |= (LIST[at] as u128) << (8 * (at - begin));
            at += 1;
        }
        assert!(at - begin <= WORD_BYTES_MAX);
        let mut known = LIST[at + 1] - b'0';
        assert!(1 <= known && known <= 9);
        at += 2;
        if LIST[at] == b' ' {
            known |= Known::ADJECTIVE | if LIST[at + 1] == b'e' { Known::COMPARED } else { 0 };
            at += 3;
        }
        assert!(LIST[at] == b'\n');
        at += 1;

        table.entries[number] = word | (known as u128) << KNOWN;
        number += 1;
        let hash = Key(word).hash();
        table.filter[bit(hash) / 64] |= 1 << (bit(hash) % 64);
        let mut slot = first_slot(hash);
        while table.slots[slot] != 0 {
            slot = (slot + 1) % SLOTS;
        }
        table.slots[slot] = number as u16;
    }
    assert!(number == WORDS);
    table
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::english::syllable::syllables;

    /// Also that its syllables are those that the model and its exceptions have for it.
    #[test]
    fn every_word_of_the_list_is_found() {
        let list = core::str::from_utf8(LIST).expect("the list is UTF-8");
        assert!(list.lines().is_sorted());
        for line in list.lines() {
            let mut fields = line.split(' ');
            let word = fields.next().expect("there is a word");
            let known = Key::new(word.as_bytes()).find().expect("the word is found");
            assert_eq!(known.syllables(), syllables(word.as_bytes()), "{word}");
            let mark = fields.nth(1);
            assert_eq!(
                (known.is_adjective(), known.is_compared()),
                (mark.is_some(), mark == Some("er")),
                "{word}"
            );
        }
    }

    #[test]
    fn other_words_are_not() {
        for word in ["", "a\u{301}", "abl", "ables", "grandchildrens", "grandchildren's", "interestedly"] {
            assert_eq!(Key::new(word.as_bytes()).find(), None, "{word}");
        }
    }

    #[test]
    fn keys_are_words_filled_up() {
        let letters = b"abcdefghijklmnopqrs";
        for len in 0..letters.len() {
            let key = Key::new(&letters[..len]);
            let mut bytes = [0; 16];
            bytes[..len.min(16)].copy_from_slice(&letters[..len.min(16)]);
            assert_eq!(key.0, u128::from_le_bytes(bytes));
            if len >= WORD_BYTES_MAX {
                assert_eq!(key.with_ending(3, b"ie").0, Key::new(b"abcie").0);
                assert_eq!(key.with_ending(13, b"").0, Key::new(b"abcdefghijklm").0);
            }
        }
    }
}
