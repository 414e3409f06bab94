//! The words that children of the fourth grade know, by Dale's list and its rules for endings.
//!
//! A word is familiar if it stands in Dale's list of 3000 words, or if it comes from a word of the list by *one* of
//! these endings, with the spelling that goes with it:
//!
//! * `'s`, `-s`, `-es`, `-ies`: regular plurals, possessives and third persons;
//! * `-d`, `-ed`, `-ied`, `-ing`, `-n`: the regular past and the participles (`-n` after *e* and *w*: taken, known);
//! * `-er`, `-est`, `-ier`, `-iest`: the comparison of adjectives, but not nouns in *-er*: longer, not burner;
//! * `-ly`: adverbs of adjectives, by nothing but these two letters: soundly, not easily.
//!
//! Not familiar are irregular plurals (oxen), two endings (clippings), and *-y*, *-en*, *-tion*, *-ment* and other
//! endings, unless the list has the word. The list does not say which words are verbs, so `-ed` and its like may
//! follow any. Names and numbers, which the rules take for familiar, are left to the caller; so are words with
//! hyphens, which are familiar if all their parts are.
//!
//! # Source
//!
//! E. Dale, J. S. Chall, "A formula for predicting readability: instructions", Educational Research Bulletin 27
//! (1948), 37–54. The list that is in circulation for the formula of 1995 is the same, and so are these rules.

use super::list::{Key, Known, WORD_BYTES_MAX};

/// The longest word of the list with the longest ending.
const MANY_BYTES: usize = WORD_BYTES_MAX + 4;

/// Says whether the formulas of Dale and Chall take a folded word for familiar that is not in the list as it stands.
pub(super) fn is_inflected(word: &[u8]) -> bool {
    if word.is_ascii() {
        return Word::new(word).is_inflected();
    }
    let mut buffer = [0; MANY_BYTES];
    straighten(word, &mut buffer).is_some_and(|bytes| Word::new(bytes).is_familiar())
}

/// Replaces U+2019 by the apostrophe; gives nothing for a word that is too long or not in ASCII otherwise.
fn straighten<'a>(word: &[u8], buffer: &'a mut [u8; MANY_BYTES]) -> Option<&'a [u8]> {
    // Words of other scripts need no closer look.
    if word.iter().find(|byte| !byte.is_ascii()) != Some(&0xE2) {
        return None;
    }
    let mut len = 0;
    for c in str::from_utf8(word).ok()?.chars() {
        let byte = if c == '\u{2019}' { b'\'' } else { u8::try_from(c).ok().filter(u8::is_ascii)? };
        *buffer.get_mut(len)? = byte;
        len += 1;
    }
    Some(&buffer[..len])
}

/// A word of ASCII that is looked up with and without its ending.
#[derive(Clone, Copy)]
pub(super) struct Word<'a> {
    bytes: &'a [u8],
    key: Key,
}

impl<'a> Word<'a> {
    #[inline]
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, key: Key::new(bytes) }
    }

    pub(super) fn is_familiar(&self) -> bool {
        self.key.find().is_some() || self.is_inflected()
    }

    /// Says whether it comes from a word of the list by an ending.
    fn is_inflected(&self) -> bool {
        if self.bytes.len() > MANY_BYTES {
            return false;
        }
        match self.bytes {
            [base @ .., b'\'', b's'] => self.has(base, b""),
            [base @ .., b's'] => {
                self.has(base, b"")
                    || match base {
                        [stem @ .., b'i', b'e'] => self.has(stem, b"y"),
                        [stem @ .., b'e'] => {
                            matches!(stem, [.., b's' | b'x' | b'z' | b'h' | b'o']) && self.has(stem, b"")
                        }
                        _ => false,
                    }
            }
            [base @ .., b'e', b'd'] => {
                self.has(base, b"e")
                    || self.is_before_ending(base, Self::has)
                    || matches!(base, [stem @ .., b'i'] if self.has(stem, b"y"))
            }
            [base @ .., b'i', b'n', b'g'] => {
                self.has(base, b"e")
                    || self.is_before_ending(base, Self::has)
                    || matches!(base, [stem @ .., b'y'] if self.has(stem, b"ie"))
            }
            [base @ .., b'n'] => matches!(base, [_, _, .., b'e' | b'w']) && self.has(base, b""),
            [base @ .., b'e', b'r'] | [base @ .., b'e', b's', b't'] => {
                self.is_compared(base, b"e")
                    || self.is_before_ending(base, Self::is_compared)
                    || matches!(base, [stem @ .., b'i'] if self.is_compared(stem, b"y"))
            }
            [base @ .., b'l', b'y'] => self.find(base, b"").is_some_and(Known::is_adjective),
            _ => false,
        }
    }

    /// Asks about the word before an ending, with its last consonant doubled or not.
    fn is_before_ending(&self, base: &[u8], ask: fn(&Self, &[u8], &[u8]) -> bool) -> bool {
        ask(self, base, b"")
            || matches!(base, [stem @ .., last] if stem.last() == Some(last) && ask(self, stem, b""))
    }

    /// Says whether the beginning `base` of this word, with `more` after it, is in the list.
    #[inline]
    pub(super) fn has(&self, base: &[u8], more: &[u8]) -> bool {
        self.find(base, more).is_some()
    }

    fn is_compared(&self, base: &[u8], more: &[u8]) -> bool {
        self.find(base, more).is_some_and(Known::is_compared)
    }

    #[inline]
    fn find(&self, base: &[u8], more: &[u8]) -> Option<Known> {
        let len = base.len();
        if len <= WORD_BYTES_MAX { self.key.with_ending(len, more).find() } else { None }
    }
}

#[cfg(test)]
mod tests {
    use crate::english::Traits;

    /// The examples are those of Dale and Chall, or go by their rules.
    #[test]
    fn one_ending_of_the_rules_is_familiar() {
        for word in "girl's girl’s boys babies baby ask asks asked asking dropped dropping baked hurried hurries taken known \
                     tying longer prettier bravest redder reddest happiest soundly suddenly boxes geese owner golden don’t"
            .split_whitespace()
        {
            assert!(Traits::of(word.as_bytes()).is_familiar, "{word}");
        }
    }

    #[test]
    fn other_endings_are_not() {
        for word in
            "oxen clippings burner woolly sharpen easily cat'ss treatment babyish bakest longingly wishful \
                     zoological é s 's ' ly ed ing er est n ies"
                .split_whitespace()
        {
            assert!(!Traits::of(word.as_bytes()).is_familiar, "{word}");
        }
        assert!(!Traits::of(b"").is_familiar);
    }
}
