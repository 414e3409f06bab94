//! What only English has: syllables by pronunciation, words that children know, words that are hard.
//!
//! Everything here is asked about one word at a time: a *folded word*, which is a word of UAX #29 after case folding.
//! It may hold apostrophes (`can't`), full stops (`u.s`), digits, and letters that are not ASCII.

mod familiar;
mod hard;
mod list;
mod memory;
mod syllable;

/// What the formulas of readability ask about a folded word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Traits {
    /// At least one; see [`syllable`].
    pub(crate) syllables: u32,
    /// Whether the fog index takes it for hard: see [`hard::is_hard`].
    pub(crate) is_hard: bool,
    /// Whether the formulas of Dale and Chall take it for familiar: see [`familiar`].
    pub(crate) is_familiar: bool,
}

impl Traits {
    /// Of a word in well-formed UTF-8.
    #[inline]
    pub(crate) fn of(word: &[u8]) -> Self {
        let Some(key) = memory::Key::new(word) else { return Self::find_out(word) };
        key.recall().unwrap_or_else(|| {
            let traits = Self::find_out(word);
            key.remember(traits);
            traits
        })
    }

    fn find_out(word: &[u8]) -> Self {
        let (syllables, is_familiar) = match list::Key::new(word).find() {
            // So it is with two thirds of the different words on a page.
            Some(known) => (known.syllables(), true),
            None => (syllable::syllables(word), familiar::is_inflected(word)),
        };
        Self { syllables, is_hard: hard::is_hard(word, syllables), is_familiar }
    }
}
