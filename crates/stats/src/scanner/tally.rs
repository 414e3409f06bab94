//! The counts so far, and what must be known of the text so far to go on counting.

use super::masks::{Masks, below};
use crate::stats::Stats;
use crate::utf8::Decoded;
use crate::whitespace::is_white_space;

/// The state of counting between two code points.
///
/// *Ink* stands for whatever is not White_Space: code points without that property, and invalid sequences.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tally {
    bytes: u64,
    code_points: u64,
    invalid: u64,
    lines: u64,
    blank_lines: u64,
    longest_line: u64,
    paragraphs: u64,
    words_ascii: u64,
    words_whitespace: u64,
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
    pub(super) const fn new() -> Self {
        Self {
            bytes: 0,
            code_points: 0,
            invalid: 0,
            lines: 0,
            blank_lines: 0,
            longest_line: 0,
            paragraphs: 0,
            words_ascii: 0,
            words_whitespace: 0,
            line_code_points: 0,
            line_has_ink: false,
            after_cr: false,
            in_paragraph: false,
            in_word_ascii: false,
            in_word: false,
        }
    }

    /// Adds one byte and what the decoder made of it.
    pub(super) fn add_byte(&mut self, byte: u8, decoded: Decoded) {
        self.bytes += 1;
        let ink_ascii = !matches!(byte, 0x09..=0x0D | b' ');
        self.words_ascii += u64::from(ink_ascii && !self.in_word_ascii);
        self.in_word_ascii = ink_ascii;

        for _ in 0..decoded.invalid {
            self.add_invalid();
        }
        match decoded.code_point {
            Some(0x0A) => {
                self.code_points += 1;
                self.in_word = false;
                self.end_line(self.after_cr);
                self.after_cr = false;
            }
            Some(code_point) => self.add_code_point(!is_white_space(code_point), code_point == 0x0D),
            None => {}
        }
    }

    /// Adds one invalid sequence.
    pub(super) fn add_invalid(&mut self) {
        self.invalid += 1;
        self.add_code_point(true, false);
    }

    /// Adds one code point other than a line feed.
    fn add_code_point(&mut self, ink: bool, cr: bool) {
        self.code_points += 1;
        self.line_code_points += 1;
        self.words_whitespace += u64::from(ink && !self.in_word);
        self.in_word = ink;
        self.line_has_ink |= ink;
        self.after_cr = cr;
    }

    /// Adds the bytes of a block that its masks cover.
    #[inline(always)]
    pub(super) fn add_block(&mut self, block: &[u8; 64], masks: &Masks) {
        self.bytes += masks.len() as u64;
        self.add_words(masks);
        if masks.is_ascii() {
            // The same, but code points are counted by subtraction.
            self.add_lines(block, masks, u64::from);
        } else {
            self.add_lines(block, masks, |at| u64::from((masks.starts & below(at)).count_ones()));
        }
    }

    #[inline(always)]
    fn add_words(&mut self, masks: &Masks) {
        let ink = !masks.white_ascii & below(masks.len);
        let begins = ink & !(ink << 1);
        let words = u64::from(begins.count_ones());
        // A word at the very beginning may be the rest of one that has been counted.
        self.words_ascii += words - (begins & u64::from(self.in_word_ascii));
        self.in_word_ascii = masks.ends_in(ink);

        if masks.white == masks.white_ascii {
            self.words_whitespace += words - (begins & u64::from(self.in_word));
            self.in_word = self.in_word_ascii;
        } else {
            let ink = !masks.white & below(masks.len);
            let begins = ink & !(ink << 1);
            self.words_whitespace += u64::from(begins.count_ones()) - (begins & u64::from(self.in_word));
            self.in_word = masks.ends_in(ink);
        }
    }

    /// Adds the lines of a block and its code points, of which `code_points(at)` are before the byte `at`.
    #[inline(always)]
    fn add_lines(&mut self, block: &[u8; 64], masks: &Masks, code_points: impl Fn(u32) -> u64) {
        let mut ink = !masks.white & below(masks.len);
        let mut line_feeds = masks.line_feeds;
        // How many code points of the block stand before the line that is looked at.
        let mut before_line = 0;
        while line_feeds != 0 {
            let at = line_feeds.trailing_zeros();
            let before = code_points(at);
            self.line_code_points += before - before_line;
            self.line_has_ink |= ink & below(at) != 0;
            let after_cr = match at {
                0 => self.after_cr,
                _ => block[at as usize - 1] == b'\r',
            };
            self.end_line(after_cr);
            ink &= !below(at);
            before_line = before + 1;
            line_feeds &= line_feeds - 1;
        }
        let all = code_points(masks.len);
        self.code_points += all;
        self.line_code_points += all - before_line;
        self.line_has_ink |= ink != 0;
        self.after_cr = block[masks.len() - 1] == b'\r';
    }

    /// Ends the line at a line feed, which is not among the code points of the line.
    #[inline(always)]
    fn end_line(&mut self, after_cr: bool) {
        self.lines += 1;
        self.close_line(self.line_code_points - u64::from(after_cr));
    }

    /// Counts the line, of the given length in code points, and begins the next.
    #[inline(always)]
    fn close_line(&mut self, length: u64) {
        self.longest_line = self.longest_line.max(length);
        self.blank_lines += u64::from(!self.line_has_ink);
        self.paragraphs += u64::from(self.line_has_ink && !self.in_paragraph);
        self.in_paragraph = self.line_has_ink;
        self.line_code_points = 0;
        self.line_has_ink = false;
    }

    /// Ends the text.
    pub(super) fn finish(mut self) -> Stats {
        // The end of the text ends a line only if something stands on it.
        if self.line_code_points > 0 {
            self.close_line(self.line_code_points);
        }
        Stats {
            bytes: self.bytes,
            code_points: self.code_points,
            invalid: self.invalid,
            lines: self.lines,
            blank_lines: self.blank_lines,
            longest_line: self.longest_line,
            paragraphs: self.paragraphs,
            words_ascii: self.words_ascii,
            words_whitespace: self.words_whitespace,
        }
    }
}
