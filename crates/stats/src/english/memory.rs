//! What was found out about short words, for the next document that has them.
//!
//! A language has few frequent words, and all its documents share them; in a document of a page, most of a report's time
//! would go into looking each of them up again.
//!
//! ```text
//! 63       8 7   6   5       0
//! ┌─────────┬───┬───┬─────────┐
//! │ letters │ h │ f │syllables│   11 letters of 5 bits each, the first one lowest; hard; familiar
//! └─────────┴───┴───┴─────────┘
//! ```
//! An entry is a single atomic word, which is whole whoever writes it when: what is found is always right. Whichever word
//! comes last has the place, for there is one only for each hash.

use core::sync::atomic::{AtomicU64, Ordering};

use super::Traits;
use super::list;

/// The longest word that is remembered.
const LETTERS_MAX: usize = 11;

/// 512 KB: more than three places for each distinct word of a long novel, so that seldom one takes the place of another.
const ENTRIES_LOG2: u32 = 16;

static ENTRIES: [AtomicU64; 1 << ENTRIES_LOG2] = [const { AtomicU64::new(0) }; 1 << ENTRIES_LOG2];

const LETTERS_AT: u32 = 8;
const HARD: u64 = 1 << 7;
const FAMILIAR: u64 = 1 << 6;
const SYLLABLES: u64 = FAMILIAR - 1;

/// A word that is remembered, or could be.
pub(super) struct Key {
    letters: u64,
    place: usize,
}

impl Key {
    /// The key of a word of up to 11 letters from a to z.
    #[inline]
    pub(super) fn new(word: &[u8]) -> Option<Self> {
        const EVERY: u128 = u128::MAX / 0xFF;
        if word.is_empty() || word.len() > LETTERS_MAX {
            return None;
        }
        let bytes = list::Key::new(word).bytes();
        let first_a = bytes.wrapping_add((0x80 - u128::from(b'a')) * EVERY);
        let beyond_z = bytes.wrapping_add((0x7F - u128::from(b'z')) * EVERY);
        // Without a byte above 0x7F there was no carry from one to the next.
        let are_letters = (first_a & !beyond_z & !bytes) >> 7 & EVERY;
        if are_letters != EVERY & ((1 << (8 * word.len())) - 1) {
            return None;
        }
        let letters = packed(bytes as u64) | packed((bytes >> 64) as u64) << 40;
        let place = letters.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - ENTRIES_LOG2);
        Some(Self { letters, place: place as usize })
    }

    /// What is remembered of it.
    #[inline]
    pub(super) fn recall(&self) -> Option<Traits> {
        let entry = ENTRIES[self.place].load(Ordering::Relaxed);
        (entry >> LETTERS_AT == self.letters).then_some(Traits {
            syllables: (entry & SYLLABLES) as u32,
            is_hard: entry & HARD != 0,
            is_familiar: entry & FAMILIAR != 0,
        })
    }

    /// Remembers it.
    pub(super) fn remember(&self, traits: Traits) {
        // Eleven times w has 33.
        debug_assert!(u64::from(traits.syllables) <= SYLLABLES);
        let is_hard = if traits.is_hard { HARD } else { 0 };
        let is_familiar = if traits.is_familiar { FAMILIAR } else { 0 };
        let entry = self.letters << LETTERS_AT | is_hard | is_familiar | u64::from(traits.syllables);
        ENTRIES[self.place].store(entry, Ordering::Relaxed);
    }
}

/// The lowest five bits of each of eight bytes, side by side.
const fn packed(bytes: u64) -> u64 {
    let fives = bytes & 0x1F1F_1F1F_1F1F_1F1F;
    let tens = fives & 0x001F_001F_001F_001F | (fives & 0x1F00_1F00_1F00_1F00) >> 3;
    let twenties = tens & 0x0000_03FF_0000_03FF | (tens & 0x03FF_0000_03FF_0000) >> 6;
    twenties & 0xF_FFFF | twenties >> 32 << 20
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_short_words_of_plain_letters_have_a_key() {
        for word in ["a", "z", "the", "mountain", "mountains", "zzzzzzzzzzz"] {
            assert!(Key::new(word.as_bytes()).is_some(), "{word}");
        }
        for word in ["", "can't", "mp3", "café", "{", "`", "Mountain", "a\u{7F}", "zzzzzzzzzzzz", "слово"]
        {
            assert!(Key::new(word.as_bytes()).is_none(), "{word}");
        }
    }

    #[test]
    fn keys_are_the_letters() {
        let key = |word: &str| Key::new(word.as_bytes()).expect("it is a short word").letters;
        assert_eq!(key("a"), 1);
        assert_eq!(key("zb"), 26 | 2 << 5);
        let expected = (0..11).map(|at| (at + 1) << (5 * at)).sum();
        assert_eq!(key("abcdefghijk"), expected);
    }

    /// Both the first time and the second.
    #[test]
    fn what_is_remembered_is_what_was_found_out() {
        for line in include_str!("../../tests/data/syllables.tsv").lines() {
            let word = line.split('\t').next().expect("a line begins with a word").as_bytes();
            let found = Traits::find_out(word);
            assert_eq!([Traits::of(word), Traits::of(word)], [found, found], "{line}");
            let Some(key) = Key::new(word) else { continue };
            // Another test may have taken the place meanwhile.
            assert!(key.recall().is_none_or(|recalled| recalled == found), "{line}");
        }
    }
}
