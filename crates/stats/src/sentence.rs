//! Where sentences end: the rules of UAX #29, and a layer of our own that knows abbreviations.

mod class;
mod judge;
mod lexicon;
mod machine;
mod marks;
mod place;
mod uax29;

#[cfg(test)]
mod tests;

use alloc::vec::Vec;
use core::ops::Range;

pub(crate) use machine::Sentences;
pub(crate) use uax29::Uax29;

/// Whose abbreviations, ordinals and habits apply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Rules {
    /// English; also casual text whose sentences begin in lower case.
    English,
    /// French.
    French,
    /// German, where a number with a dot is an ordinal.
    German,
    /// Spanish.
    Spanish,
    /// Italian.
    Italian,
    /// Any other language: only the abbreviations that many languages share.
    #[default]
    Other,
}

/// A sentence that has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ended {
    /// How many words it has; `words > 0`.
    pub(crate) words: u64,
    /// The byte of this block at which the next sentence begins, white space before it left out or not.
    pub(crate) next: usize,
}

/// Finds the sentences of a text: every part of it in order, each with the white space after it.
///
/// A sentence ends after a terminator, as UAX #29 and the layer of `rules` over it say, and at a blank line. A single
/// line break is white space. The ranges join to the whole text. Parts without a letter or a number are among them.
///
/// # Source
/// Unicode Standard Annex #29, section 5; what our layer changes stands in `docs/statistics.md`.
///
/// ```
/// use reckon_stats::{Rules, sentences};
///
/// let text = "Mr. Smith paid $3.50 for it. \"Why?\" he\nasked.";
/// let found: Vec<_> = sentences(text, Rules::English).into_iter().map(|range| &text[range]).collect();
/// assert_eq!(found, ["Mr. Smith paid $3.50 for it. ", "\"Why?\" he\nasked."]);
/// ```
#[must_use]
pub fn sentences(text: &str, rules: Rules) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut end = |ended: Ended| {
        // Bytes are counted in the place of words.
        let end = start + ended.words as usize;
        found.push(start..end);
        start = end;
    };
    let mut machine = Sentences::new(rules);
    machine.update(text.as_bytes(), |at| at as u64, &mut end);
    machine.finish(text.len() as u64, &mut end);
    found
}
