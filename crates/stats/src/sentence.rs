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

use crate::scanner::Portable;
pub(crate) use machine::Sentences;
pub(crate) use marks::Marks;
pub(crate) use uax29::{Boundary, Uax29};

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
    let mut marks = Marks::default();
    let mut offset = 0;
    while offset < text.len() {
        let block = &text.as_bytes()[offset..block_end(text, offset)];
        marks.find::<Portable>(block);
        machine.update(block, &marks, |at| (offset + at) as u64, &mut end);
        offset += block.len();
    }
    machine.finish(text.len() as u64, &mut end);
    found
}

/// How much of a text is looked at at a time.
const BLOCK_BYTES: usize = 32 << 10;

/// Where the block that begins at `from` ends: after white space if there is any, for then it is not within a word.
fn block_end(text: &str, from: usize) -> usize {
    let end = text.floor_char_boundary(from + BLOCK_BYTES);
    let space = text.as_bytes()[from..end].iter().rposition(|&byte| matches!(byte, b' ' | b'\n'));
    match space {
        Some(space) if end < text.len() => from + space + 1,
        _ => end,
    }
}
