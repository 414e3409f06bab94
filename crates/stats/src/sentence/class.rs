//! The classes of characters that the sentence rules speak of.

use crate::unicode::{SentenceBreak, character_start, decode, properties};

/// The values of the property Sentence_Break, with Extend and Format as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Other,
    /// U+000D.
    Cr,
    /// U+000A.
    Lf,
    /// The other ends of paragraphs: U+0085, U+2028, U+2029.
    Sep,
    /// Extend and Format: rule SB5 looks through them.
    Extend,
    Sp,
    Lower,
    Upper,
    /// Letters without case.
    OLetter,
    Numeric,
    /// Full stops, which may also stand within a word or a number.
    ATerm,
    SContinue,
    /// Terminators that end a sentence for certain.
    STerm,
    Close,
}

/// The class of a character.
#[inline]
pub(super) fn class(c: char) -> Class {
    // Most of what stands around a terminator is ASCII.
    match ASCII.get(c as usize) {
        Some(class) => *class,
        None => look_up(c),
    }
}

/// The classes of ASCII.
static ASCII: [Class; 128] = {
    let mut classes = [Class::Other; 128];
    let mut byte = 0;
    while byte < 128 {
        classes[byte as usize] = look_up(byte as u8 as char);
        byte += 1;
    }
    classes
};

/// The same for any character.
const fn look_up(c: char) -> Class {
    match properties(c).sentence_break() {
        SentenceBreak::Other => Class::Other,
        SentenceBreak::Cr => Class::Cr,
        SentenceBreak::Lf => Class::Lf,
        SentenceBreak::Sep => Class::Sep,
        SentenceBreak::Extend | SentenceBreak::Format => Class::Extend,
        SentenceBreak::Sp => Class::Sp,
        SentenceBreak::Lower => Class::Lower,
        SentenceBreak::Upper => Class::Upper,
        SentenceBreak::OLetter => Class::OLetter,
        SentenceBreak::Numeric => Class::Numeric,
        SentenceBreak::ATerm => Class::ATerm,
        SentenceBreak::SContinue => Class::SContinue,
        SentenceBreak::STerm => Class::STerm,
        SentenceBreak::Close => Class::Close,
    }
}

/// The character that begins at the byte `at` of well-formed UTF-8, and where the next one begins; nothing at the end.
#[inline]
pub(super) fn char_at(text: &[u8], at: usize) -> Option<(char, usize)> {
    #[cfg(test)]
    super::tests::READS.with(|reads| reads.set(reads.get() + 1));
    decode(text, at).map(|(c, len)| (c, at + len))
}

/// The character that ends before the byte `at` of well-formed UTF-8, and where it begins; nothing at the beginning.
#[inline]
pub(super) fn char_before(text: &[u8], at: usize) -> Option<(char, usize)> {
    #[cfg(test)]
    super::tests::READS.with(|reads| reads.set(reads.get() + 1));
    let start = character_start(text, at);
    (at > 0).then(|| decode(text, start)).flatten().map(|(c, _)| (c, start))
}
