//! The counts that need no segmentation: code points, lines, paragraphs, words between white space.

use alloc::vec::Vec;

use super::chunk::Chunk;
use super::lanes::{Lanes, below};
use super::white::White;

/// These counts so far, and what must be known of the text so far to go on counting.
///
/// *Ink* stands for whatever is not White_Space: code points without that property, and invalid sequences.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    pub(super) code_points: u64,
    pub(super) white_space: u64,
    pub(super) lines: u64,
    pub(super) blank_lines: u64,
    pub(super) longest_line: u64,
    pub(super) paragraphs: u64,
    pub(super) words_ascii: u64,
    pub(super) words_whitespace: u64,
    /// Code points since the last line feed.
    line_code_points: u64,
    /// Whether there has been ink since the last line feed.
    line_has_ink: bool,
    /// Whether the last code point is U+000D.
    after_cr: bool,
    /// Whether the line before this one has ink.
    in_paragraph: bool,
    /// Whether the last byte belongs to a word of `words.ascii`.
    in_word_ascii: bool,
    /// Whether the last code point is ink.
    in_word: bool,
}

impl Tally {
    /// Adds a chunk, and pushes the places at which paragraphs end in it: the line feed of the blank line after each.
    #[inline(always)]
    pub(super) fn add(
        &mut self,
        chunk: &Chunk<'_, impl Lanes>,
        white: &White,
        paragraph_ends: &mut Vec<usize>,
    ) {
        self.add_words(chunk, white);
        self.add_lines(chunk, white, paragraph_ends);
        self.white_space += u64::from((white.all & chunk.starts).count_ones());
    }

    #[inline(always)]
    fn add_words(&mut self, chunk: &Chunk<'_, impl Lanes>, white: &White) {
        let ink = !white.ascii & chunk.within();
        let begins = ink & !(ink << 1);
        let words = u64::from(begins.count_ones());
        // A word at the very beginning may be the rest of one that has been counted.
        self.words_ascii += words - (begins & u64::from(self.in_word_ascii));
        self.in_word_ascii = chunk.ends_in(ink);

        if white.all == white.ascii {
            self.words_whitespace += words - (begins & u64::from(self.in_word));
            self.in_word = self.in_word_ascii;
        } else {
            let ink = !white.all & chunk.within();
            let begins = ink & !(ink << 1);
            self.words_whitespace += u64::from(begins.count_ones()) - (begins & u64::from(self.in_word));
            self.in_word = chunk.ends_in(ink);
        }
    }

    #[inline(always)]
    fn add_lines(&mut self, chunk: &Chunk<'_, impl Lanes>, white: &White, paragraph_ends: &mut Vec<usize>) {
        let mut ink = !white.all & chunk.within();
        let mut line_feeds = chunk.lanes.equal(b'\n') & chunk.within();
        let carriage_returns = chunk.lanes.equal(b'\r') & chunk.within();
        let after_cr = (carriage_returns << 1) | u64::from(self.after_cr);
        // How many code points of the chunk stand before the line that is looked at.
        let mut before_line = 0;
        while line_feeds != 0 {
            let at = line_feeds.trailing_zeros();
            let before = chunk.code_points_before(at);
            self.line_code_points += before - before_line;
            self.line_has_ink |= ink & below(at) != 0;
            if self.end_line((after_cr >> at) & 1) {
                paragraph_ends.push(chunk.at + at as usize);
            }
            ink &= !below(at);
            before_line = before + 1;
            line_feeds &= line_feeds - 1;
        }
        let all = chunk.code_points_before(chunk.len);
        self.code_points += all;
        self.line_code_points += all - before_line;
        self.line_has_ink |= ink != 0;
        self.after_cr = chunk.ends_in(carriage_returns);
    }

    /// Ends the line at a line feed, which is not among the code points of the line, nor is a carriage return, of which
    /// there is 1 or 0, right before it. Tells whether that ended a paragraph.
    #[inline(always)]
    fn end_line(&mut self, carriage_return: u64) -> bool {
        self.lines += 1;
        self.close_line(self.line_code_points - carriage_return)
    }

    /// Counts the line, of the given length in code points, and begins the next.
    #[inline(always)]
    fn close_line(&mut self, length: u64) -> bool {
        let ends_paragraph = self.in_paragraph && !self.line_has_ink;
        self.longest_line = self.longest_line.max(length);
        self.blank_lines += u64::from(!self.line_has_ink);
        self.paragraphs += u64::from(self.line_has_ink && !self.in_paragraph);
        self.in_paragraph = self.line_has_ink;
        self.line_code_points = 0;
        self.line_has_ink = false;
        ends_paragraph
    }

    /// Ends the text. Tells whether that ended a paragraph.
    pub(super) fn finish(&mut self) -> bool {
        let mut ends_paragraph = false;
        // The end of the text ends a line only if something stands on it.
        if self.line_code_points > 0 {
            ends_paragraph = self.close_line(self.line_code_points);
        }
        ends_paragraph || self.in_paragraph
    }
}
