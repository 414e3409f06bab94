//! The counts of a text, in the form in which they merge.

use crate::report::Report;

/// What was counted in a text, or in several.
///
/// Whole numbers only: each is a sum over the text or a maximum, so that stats merge exactly. How each number is
/// defined stands in [`definitions`](crate::definitions), under the id that is named here.
///
/// The counts of a scanned text keep these bounds (`scan` makes no others, [`parse`](crate::parse) does not check):
///
/// ```text
/// invalid <= code_points <= bytes       lines.blank + paragraphs <= lines + 1
/// longest <= code_points                words.whitespace, words.ascii <= code_points
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// `bytes`
    pub bytes: u64,
    /// `chars.code_points`
    pub code_points: u64,
    /// `chars.invalid`
    pub invalid: u64,
    /// `lines`
    pub lines: u64,
    /// `lines.blank`
    pub blank_lines: u64,
    /// `lines.longest`, in code points
    pub longest_line: u64,
    /// `paragraphs`
    pub paragraphs: u64,
    /// `words.ascii`
    pub words_ascii: u64,
    /// `words.whitespace`
    pub words_whitespace: u64,
}

impl Stats {
    /// Adds the counts of another text, or of the part of the same text after or before a [seam](crate::seams).
    ///
    /// `merge` is associative and commutative, and `Stats::default()`, the stats of an empty text, changes nothing.
    /// Merged over whole texts, the sums are totals and the longest line is the longest of them all.
    ///
    /// Sums stop at `u64::MAX` rather than wrap, which keeps the laws. No text that is scanned gets near it: at
    /// 10 GB/s that takes 58 years, which is why the scanner adds without a check. Stats that were
    /// [parsed](crate::parse) can.
    ///
    /// ```
    /// let mut total = reckon_stats::scan(b"one two\n");
    /// total.merge(&reckon_stats::scan(b"three four five\n"));
    /// assert_eq!((total.lines, total.words_ascii, total.longest_line), (2, 5, 15));
    /// ```
    pub fn merge(&mut self, other: &Self) {
        // Taken apart by name, so that a new field cannot be forgotten here.
        let Self {
            bytes,
            code_points,
            invalid,
            lines,
            blank_lines,
            longest_line,
            paragraphs,
            words_ascii,
            words_whitespace,
        } = self;
        let sums = [
            (bytes, other.bytes),
            (code_points, other.code_points),
            (invalid, other.invalid),
            (lines, other.lines),
            (blank_lines, other.blank_lines),
            (paragraphs, other.paragraphs),
            (words_ascii, other.words_ascii),
            (words_whitespace, other.words_whitespace),
        ];
        for (sum, more) in sums {
            *sum = sum.saturating_add(more);
        }
        *longest_line = (*longest_line).max(other.longest_line);
    }

    /// Makes the report: every number with its definition, in a form for people.
    #[must_use]
    pub fn report(&self) -> Report {
        Report::new(self)
    }
}
