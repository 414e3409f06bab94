//! What the characters of a chunk are to the rules of words.

use super::super::chunk::Chunk;
use super::super::core_letters::CoreLetters;
use super::super::lanes::{Class, Lanes, below};
use crate::dictionary::is_complex;
use crate::gmxv::is_joiner;
use crate::unicode::{WordBreak, decode, properties};

/// The classes of the characters of a chunk that decide on words, as far as the bytes themselves tell them.
#[derive(Clone, Copy)]
pub(super) struct Plain {
    /// Every byte of each letter of ASCII and each core letter.
    pub(super) letters: u64,
    pub(super) digits: u64,
    pub(super) underscores: u64,
    /// What joins letters: MidLetter, MidNumLet and Single_Quote.
    pub(super) mid_letters: u64,
    /// What joins digits: MidNum, MidNumLet and Single_Quote.
    pub(super) mid_numbers: u64,
    /// Hyphens and apostrophes.
    pub(super) joiners: u64,
}

impl Plain {
    #[inline(always)]
    pub(super) fn of<L: Lanes>(chunk: &Chunk<'_, L>) -> Self {
        let lanes = chunk.lanes;
        let core = if chunk.non_ascii == 0 { 0 } else { CoreLetters::of(chunk).bytes() };
        let apostrophes = lanes.equal(b'\'');
        let mid_both = apostrophes | lanes.equal(b'.');
        let within = chunk.within();
        Self {
            letters: (lanes.ascii_letters() | core) & within,
            digits: lanes.within(b'0', b'9') & within,
            underscores: lanes.equal(b'_') & within,
            mid_letters: (mid_both | lanes.equal(b':')) & within,
            mid_numbers: (mid_both | (lanes.is(b',') | lanes.is(b';')).bits()) & within,
            joiners: (apostrophes | lanes.equal(b'-')) & within,
        }
    }
}

/// All that decides on the words of a chunk.
#[derive(Clone, Copy)]
pub(super) struct Classes {
    pub(super) at: usize,
    pub(super) len: u32,
    /// What the bytes tell, and with it the letters, digits and marks behind them that Unicode's tables tell.
    pub(super) plain: Plain,
    /// The first bytes of joiners of two and of three bytes: of letters, and of digits.
    pub(super) long_mid_letters: [u64; 2],
    pub(super) long_mid_numbers: [u64; 2],
    /// The first and the last bytes of the characters that are words by themselves.
    pub(super) alone: u64,
    pub(super) alone_last: u64,
    /// The first bytes of the characters that the exact rules decide about.
    pub(super) exact: u64,
}

impl Classes {
    /// The classes of a chunk in which the given bytes begin ideographs and characters that have to be looked up.
    pub(super) fn of(
        text: &[u8],
        at: usize,
        len: u32,
        plain: Plain,
        han: u64,
        irregular: u64,
        dictionary: bool,
    ) -> Self {
        let mut classes = Self {
            at,
            len,
            plain,
            long_mid_letters: [0; 2],
            long_mid_numbers: [0; 2],
            alone: 0,
            alone_last: 0,
            exact: 0,
        };
        if dictionary {
            classes.exact = han;
        } else {
            classes.alone = han;
            classes.alone_last = han << 2;
        }
        classes.add_irregular(text, irregular, dictionary);
        classes
    }

    /// Adds the characters whose first bytes are given, by what Unicode's tables say of them.
    fn add_irregular(&mut self, text: &[u8], irregular: u64, dictionary: bool) {
        let mut irregular = irregular;
        while irregular != 0 {
            let bit = irregular.trailing_zeros();
            irregular &= irregular - 1;
            let (character, length) = decode(text, self.at + bit as usize).expect("a block is well-formed");
            let first = 1 << bit;
            let bytes = below(length as u32) << bit;
            let class = properties(character);
            if is_joiner(character) || character == '\u{2BC}' {
                self.plain.joiners |= first;
            }
            if dictionary && is_complex(character) {
                self.exact |= first;
                continue;
            }
            match class.word_break() {
                // It stands alone: no rule joins it to anything but marks, and those see to it.
                WordBreak::Other if class.makes_word() => {
                    self.alone |= first;
                    self.alone_last |= first << (length - 1);
                }
                WordBreak::Other | WordBreak::WSegSpace | WordBreak::Newline => {}
                WordBreak::ALetter if class.makes_word() => self.plain.letters |= bytes,
                WordBreak::Numeric if class.makes_word() => self.plain.digits |= bytes,
                // Rule WB4: they belong to what is before them.
                WordBreak::Extend | WordBreak::Format if self.plain.letters & (first >> 1) != 0 => {
                    self.plain.letters |= bytes;
                }
                WordBreak::Extend | WordBreak::Format if self.plain.digits & (first >> 1) != 0 => {
                    self.plain.digits |= bytes;
                }
                joiner @ (WordBreak::MidLetter | WordBreak::MidNum | WordBreak::MidNumLet) if length < 4 => {
                    if joiner != WordBreak::MidNum {
                        self.long_mid_letters[length - 2] |= first;
                    }
                    if joiner != WordBreak::MidLetter {
                        self.long_mid_numbers[length - 2] |= first;
                    }
                }
                _ => self.exact |= first,
            }
        }
    }
}

/// What stands right before and right behind each byte of a chunk.
pub(super) struct Around {
    pub(super) letters_before: u64,
    pub(super) letters_after: u64,
    pub(super) digits_before: u64,
    pub(super) digits_after: u64,
}

impl Around {
    #[inline(always)]
    pub(super) fn of(plain: &Plain, before: Neighbour, after: Neighbour, end: u32) -> Self {
        let Plain { letters, digits, .. } = *plain;
        Self {
            letters_before: (letters << 1) | before.is_letter,
            letters_after: (letters >> 1) | (after.is_letter << end),
            digits_before: (digits << 1) | before.is_digit,
            digits_after: (digits >> 1) | (after.is_digit << end),
        }
    }

    /// The joiners of one byte that join.
    #[inline(always)]
    pub(super) fn joins(&self, plain: &Plain) -> u64 {
        (plain.mid_letters & self.letters_before & self.letters_after)
            | (plain.mid_numbers & self.digits_before & self.digits_after)
    }

    /// The first bytes of joiners that have so many bytes more, and that join letters or digits.
    #[inline(always)]
    pub(super) fn joins_long(&self, mid_letters: u64, mid_numbers: u64, more: usize) -> u64 {
        // The character behind the joiner is so many bytes further on, and in this chunk or the next.
        (mid_letters & self.letters_before & (self.letters_after >> more))
            | (mid_numbers & self.digits_before & (self.digits_after >> more))
    }
}

/// What a joiner at the edge of a chunk finds on the other side; each is 1 or 0.
#[derive(Clone, Copy, Default)]
pub(super) struct Neighbour {
    pub(super) is_letter: u64,
    pub(super) is_digit: u64,
}

impl Neighbour {
    /// The character at `at`, if there is one.
    pub(super) fn at(text: &[u8], at: usize) -> Self {
        let Some((character, _)) = decode(text, at) else { return Self::default() };
        let class = properties(character);
        Self {
            is_letter: u64::from(class.word_break() == WordBreak::ALetter && class.makes_word()),
            is_digit: u64::from(class.word_break() == WordBreak::Numeric && class.makes_word()),
        }
    }
}
