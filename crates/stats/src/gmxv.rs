//! `words.gmxv` and the characters of GMX-V 2.0, by which translations are measured and paid.
//!
//! **Characters** are of three kinds, and their sum is the overall count:
//!
//! ```text
//! white space   U+0009–000D, U+001C–001F, General_Category Z; but not U+00A0, U+2007 and U+202F
//! punctuation   General_Category P, the symbols of ASCII ($ + < = > ^ ` | ~), × and ÷; but not a hyphen
//!               or an apostrophe between two letters, marks or numbers (General_Category L, M, N)
//! characters    everything else, also no-break spaces, symbols, controls and U+FFFD
//! hyphen        U+002D, U+058A, U+2010, U+2011, U+30A0
//! apostrophe    U+0027, U+2019, U+FF07
//! ```
//!
//! Code points are counted as they stand: the standard means text in NFC.
//!
//! **Words** are those of `words.icu`, except that exactly one hyphen between two of them makes them one word, and
//! that in French an elision ends a word. So a slash separates, a number with its separators is one word, and
//! punctuation alone is none. Italian and other languages with elisions are not excepted, as the standard speaks of
//! French alone.
//!
//! In Chinese, Japanese, Korean and Thai the words are the characters (in the sense above, those of other scripts
//! too) divided by 2.8, 3.0, 3.3 and 6.0, rounded to the nearest whole number, half up. For Lao, Khmer, Burmese,
//! Tibetan and Dzongkha, which do not separate words either, the standard has no factor, and there is no count.
//!
//! # Source
//!
//! ETSI GS LIS 004 (GMX-V 2.0), as the Okapi framework reads it. Okapi differs in what it takes for punctuation
//! beyond ASCII: there all of U+2000–206F and U+3000–303F are, and otherwise nine characters only.

use crate::language::{Language, elision};
use crate::spans::Joiner;
use crate::unicode::{GeneralCategory, decode, properties};

#[cfg(test)]
mod tests;

/// The counts so far, and what must be known of the text to go on.
///
/// Characters and words come separately: characters as text or masks in pieces of any size, words as the tokens of
/// `words.icu` with what stands between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Gmxv {
    words: u64,
    characters: u64,
    punctuation: u64,
    white_space: u64,
    /// What the last character was, as far as it matters for the next.
    last: Last,
    /// What the text ends with since the last word.
    joint: Joint,
    /// Whether elisions end words.
    elides: bool,
}

/// What the last character was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Last {
    Other,
    /// A letter, a mark or a number.
    Alphanumeric,
    /// A hyphen or an apostrophe after one of those. It counts as punctuation as long as nothing follows.
    Joiner,
}

/// What stands between the last word and the end of the text so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joint {
    /// No word, or more than a hyphen.
    Open,
    /// Nothing.
    Word,
    /// Exactly one hyphen.
    Hyphen,
}

/// The counts of a text, which add up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// The words by tokens. In some languages the standard has another rule.
    pub words: u64,
    /// `chars.gmxv`
    pub characters: u64,
    /// `chars.gmxv.punctuation`
    pub punctuation: u64,
    /// `chars.gmxv.white_space`
    pub white_space: u64,
}

impl Counts {
    /// Adds the counts of another text.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.words = self.words.saturating_add(other.words);
        self.characters = self.characters.saturating_add(other.characters);
        self.punctuation = self.punctuation.saturating_add(other.punctuation);
        self.white_space = self.white_space.saturating_add(other.white_space);
    }
}

impl Gmxv {
    /// Begins to count a text of the given language, which matters for elisions only.
    pub(crate) fn new(language: Language) -> Self {
        Self {
            words: 0,
            characters: 0,
            punctuation: 0,
            white_space: 0,
            last: Last::Other,
            joint: Joint::Open,
            elides: language == Language::FRENCH,
        }
    }

    /// The words by tokens, which are the words of the standard where [`WordRule::Tokens`] applies.
    pub(crate) const fn words(&self) -> u64 {
        self.words
    }

    /// The total character count: without white space and punctuation.
    pub(crate) const fn characters(&self) -> u64 {
        self.characters
    }

    /// The punctuation character count.
    pub(crate) const fn punctuation(&self) -> u64 {
        self.punctuation
    }

    /// The white space character count.
    pub(crate) const fn white_space(&self) -> u64 {
        self.white_space
    }

    /// Adds the next word of `words.icu`, and what stands before it: since the last word, or since the last call
    /// of [`Gmxv::push_gap`].
    #[cfg(test)]
    pub(crate) fn push_word(&mut self, gap: &[u8], word: &[u8]) {
        let joined = self.joint.after(gap) == Joint::Hyphen;
        self.words += u64::from(!joined);
        if self.elides {
            self.words += elisions(word);
        }
        self.joint = Joint::Word;
    }

    /// Adds the next words of `words.icu`, as places in a piece of text, and what stands around them. The piece
    /// follows the one before it. `joiners` are all its apostrophes and hyphens behind the first word.
    #[inline(always)]
    pub(crate) fn push_words(&mut self, text: &[u8], words: &[[u32; 2]], joiners: &[Joiner]) {
        let (Some(&[first, _]), Some(&[_, last])) = (words.first(), words.last()) else {
            self.push_gap(text);
            return;
        };
        let joined = self.joint.after(&text[..first as usize]) == Joint::Hyphen;
        self.words += words.len() as u64 - u64::from(joined);
        let mut elided = None;
        for &Joiner { at, word } in joiners {
            let [start, end] = words[word as usize];
            if at >= end {
                // No word begins between that one and this hyphen.
                let is_between =
                    |next: &[u32; 2]| at == end && is_hyphen(&text[end as usize..next[0] as usize]);
                self.words -= u64::from(words.get(word as usize + 1).is_some_and(is_between));
            } else if self.elides && elided != Some(word) {
                elided = Some(word);
                self.words += elisions(&text[start as usize..end as usize]);
            }
        }
        self.joint = Joint::Word;
        self.push_gap(&text[last as usize..]);
    }

    /// Adds text without words, such as what follows the last word of a piece of text.
    #[inline]
    pub(crate) fn push_gap(&mut self, gap: &[u8]) {
        self.joint = self.joint.after(gap);
    }

    /// Adds the characters of a piece of well-formed UTF-8.
    pub(crate) fn push_text(&mut self, text: &[u8]) {
        let mut at = 0;
        while let Some((character, length)) = decode(text, at) {
            self.push_class(Class::of(character));
            at += length;
        }
    }

    /// Adds a chunk of at most 64 bytes by the classes of its characters.
    ///
    /// Gives the same as [`Gmxv::push_text`] of it.
    #[inline(always)]
    pub(crate) fn push_masks(&mut self, masks: &Masks) {
        let Masks { len, starts, white_space, punctuation, alphanumeric, joiners } = *masks;
        let white_spaces = u64::from(white_space.count_ones());
        let mut marks = u64::from(punctuation.count_ones());
        self.settle(alphanumeric & 1 == 1);

        let after = (alphanumeric << 1) | u64::from(self.last == Last::Alphanumeric);
        let mut ends_in_joiner = 0;
        for (bytes, joiners) in (1..).zip(joiners) {
            let joiners = joiners & after;
            marks -= u64::from((joiners & (alphanumeric >> bytes)).count_ones());
            ends_in_joiner |= joiners >> (len - bytes);
        }
        self.white_space += white_spaces;
        self.punctuation += marks;
        self.characters += u64::from(starts.count_ones()) - white_spaces - marks;
        self.last = if (alphanumeric >> (len - 1)) & 1 == 1 {
            Last::Alphanumeric
        } else if ends_in_joiner & 1 == 1 {
            Last::Joiner
        } else {
            Last::Other
        };
    }

    #[inline]
    fn push_class(&mut self, class: Class) {
        self.settle(class == Class::Alphanumeric);
        self.last = match class {
            Class::Alphanumeric => Last::Alphanumeric,
            Class::Joiner if self.last == Last::Alphanumeric => Last::Joiner,
            _ => Last::Other,
        };
        match class {
            Class::WhiteSpace => self.white_space += 1,
            Class::Punctuation | Class::Joiner => self.punctuation += 1,
            Class::Alphanumeric | Class::Other => self.characters += 1,
        }
    }

    /// Takes a hyphen or an apostrophe at the end of the text for a character if it turns out to be within a word.
    #[inline]
    fn settle(&mut self, alphanumeric_follows: bool) {
        if self.last == Last::Joiner && alphanumeric_follows {
            self.punctuation -= 1;
            self.characters += 1;
        }
    }
}

impl Joint {
    /// What stands between the last word and the end of the text after a further piece without words.
    #[inline]
    fn after(self, gap: &[u8]) -> Self {
        match gap {
            [] => self,
            _ if self == Self::Word && is_hyphen(gap) => Self::Hyphen,
            _ => Self::Open,
        }
    }
}

/// Tells whether some text is one hyphen.
#[inline]
fn is_hyphen(text: &[u8]) -> bool {
    match text {
        [byte] => *byte == b'-',
        [_, _] | [_, _, _] => decode(text, 0)
            .is_some_and(|(character, length)| length == text.len() && HYPHENS.contains(&character)),
        _ => false,
    }
}

/// Counts the elisions in a word of `words.icu`, each of which ends a French word.
fn elisions(word: &[u8]) -> u64 {
    let mut rest = word;
    let mut count = 0;
    while let Some(end) = elision(rest, Language::FRENCH) {
        count += 1;
        rest = &rest[end..];
    }
    count
}

/// Tells whether a character is a hyphen or an apostrophe.
pub(crate) fn is_joiner(character: char) -> bool {
    Class::of(character) == Class::Joiner
}

/// How words are counted in a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WordRule {
    /// As tokens: [`Gmxv::words`].
    Tokens,
    /// As characters divided by a factor.
    Characters(Factor),
    /// Not at all: the language does not separate words, and the standard has no factor for it.
    None,
}

/// How many characters make a word, in tenths; `10 <= tenths`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Factor {
    tenths: u64,
}

impl Factor {
    /// Divides by the factor and rounds to the nearest whole number, half up.
    pub(crate) const fn words(self, characters: u64) -> u64 {
        // In two parts, so that no product overflows.
        let (whole, rest) = (characters / self.tenths, characters % self.tenths);
        whole * 10 + (rest * 20 + self.tenths) / (self.tenths * 2)
    }
}

/// Finds how words are counted in a language.
pub(crate) fn word_rule(language: Language) -> WordRule {
    match language.code() {
        "zho" => WordRule::Characters(Factor { tenths: 28 }),
        "jpn" => WordRule::Characters(Factor { tenths: 30 }),
        "kor" => WordRule::Characters(Factor { tenths: 33 }),
        "tha" => WordRule::Characters(Factor { tenths: 60 }),
        "lao" | "khm" | "mya" | "bod" | "dzo" => WordRule::None,
        _ => WordRule::Tokens,
    }
}

/// The classes of the characters of a chunk; bit *i* of a mask is byte *i*.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Masks {
    /// How many bytes there are; `3 <= len <= 64`.
    pub(crate) len: u32,
    /// The first byte of each character.
    pub(crate) starts: u64,
    /// The first byte of each white space.
    pub(crate) white_space: u64,
    /// The first byte of each mark of punctuation, hyphens and apostrophes among them.
    pub(crate) punctuation: u64,
    /// Every byte of each letter, mark and number.
    pub(crate) alphanumeric: u64,
    /// The first byte of each hyphen and apostrophe, by its length of one to three bytes.
    pub(crate) joiners: [u64; 3],
}

impl Masks {
    /// Adds a character of `length` bytes at the bit `at`.
    pub(crate) fn add(&mut self, character: char, at: u32, length: usize) {
        let first = 1 << at;
        match Class::of(character) {
            Class::WhiteSpace => self.white_space |= first,
            Class::Alphanumeric => self.alphanumeric |= ((1 << length) - 1) << at,
            Class::Punctuation => self.punctuation |= first,
            Class::Joiner => {
                self.punctuation |= first;
                self.joiners[length - 1] |= first;
            }
            Class::Other => {}
        }
    }
}

/// What a character counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    WhiteSpace,
    /// A letter, a mark or a number.
    Alphanumeric,
    /// A hyphen or an apostrophe.
    Joiner,
    Punctuation,
    /// A character that is no part of a word.
    Other,
}

const HYPHENS: [char; 5] = ['-', '\u{58A}', '\u{2010}', '\u{2011}', '\u{30A0}'];

impl Class {
    #[inline]
    fn of(character: char) -> Self {
        if character.is_ascii() {
            return ASCII_CLASSES[character as usize];
        }
        match character {
            '\u{58A}' | '\u{2010}' | '\u{2011}' | '\u{30A0}' | '\u{2019}' | '\u{FF07}' => Self::Joiner,
            '\u{A0}' | '\u{2007}' | '\u{202F}' => Self::Other,
            '×' | '÷' => Self::Punctuation,
            _ => Self::of_category(properties(character).general_category()),
        }
    }

    const fn of_category(category: GeneralCategory) -> Self {
        use GeneralCategory as G;
        match category {
            G::UppercaseLetter
            | G::LowercaseLetter
            | G::TitlecaseLetter
            | G::ModifierLetter
            | G::OtherLetter => Self::Alphanumeric,
            G::NonspacingMark | G::SpacingMark | G::EnclosingMark => Self::Alphanumeric,
            G::DecimalNumber | G::LetterNumber | G::OtherNumber => Self::Alphanumeric,
            G::ConnectorPunctuation | G::DashPunctuation | G::OtherPunctuation => Self::Punctuation,
            G::OpenPunctuation | G::ClosePunctuation => Self::Punctuation,
            G::InitialPunctuation | G::FinalPunctuation => Self::Punctuation,
            G::SpaceSeparator | G::LineSeparator | G::ParagraphSeparator => Self::WhiteSpace,
            G::MathSymbol | G::CurrencySymbol | G::ModifierSymbol | G::OtherSymbol => Self::Other,
            G::Control | G::Format | G::Surrogate | G::PrivateUse | G::Unassigned => Self::Other,
        }
    }
}

/// The class of each ASCII character.
const ASCII_CLASSES: [Class; 128] = {
    let mut classes = [Class::Other; 128];
    let mut at: u8 = 0;
    while at < 128 {
        classes[at as usize] = match at {
            0x09..=0x0D | 0x1C..=0x20 => Class::WhiteSpace,
            b'-' | b'\'' => Class::Joiner,
            _ if at.is_ascii_alphanumeric() => Class::Alphanumeric,
            _ if at.is_ascii_punctuation() => Class::Punctuation,
            _ => Class::Other,
        };
        at += 1;
    }
    classes
};
