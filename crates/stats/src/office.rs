//! `words.office`: words as LibreOffice Writer counts them.
//!
//! Whatever stands between separators is a word, be it only punctuation; but each Chinese, Japanese, Korean or Yi
//! character is a word by itself. Every character falls into one of three classes:
//!
//! ```text
//! separator   White_Space, U+200B (zero width space), U+2013 (en dash), U+2014 (em dash)
//! CJK         the code points of `is_cjk`: letters, punctuation and full-width forms alike
//! other       everything else: letters, digits, marks, punctuation, symbols, controls, format characters
//! ```
//!
//! A word is a CJK character, or a maximal run of other characters. Two kinds of characters belong to the CJK
//! character before them and make no word: combining marks (General_Category M), and the conjoining jamo that make
//! up one Korean syllable. So text in NFC and the same text in NFD have as many words.
//!
//! # Where LibreOffice differs
//!
//! LibreOffice also begins a word after two or more hyphens (`a--b` is two words there), around a number that is no
//! digit (`m²`, `1½`), at a control or format character, and between letters of Thai and Lao; here all of these are
//! other characters. It counts combining marks and conjoining jamo of CJK each as a word.
//!
//! # Source
//!
//! LibreOffice, `sw/source/core/txtnode/txtedt.cxx` (what is skipped; dashes; one word for each Asian character),
//! `i18nutil/source/utility/scriptclass.cxx` (what is Asian), `i18npool/source/breakiterator/data/count_word.txt`.

use crate::unicode::{decode, properties};
use crate::whitespace::is_white_space;

#[cfg(test)]
mod tests;

/// The words so far, and what must be known of the last character to go on.
///
/// Text may come in any pieces, of characters, bytes or masks; the count is always that of the text up to here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Office {
    words: u64,
    last: Last,
}

/// What the last character was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Last {
    /// A separator, or there was none.
    #[default]
    Separator,
    /// A character of a word that goes on.
    Other,
    /// A CJK character with its marks, which nothing but marks can join.
    Cjk,
    /// A leading consonant of Hangul, which a syllable, a vowel or another consonant can join.
    Leading,
    /// A syllable without a trailing consonant, or a vowel, which a vowel or a trailing consonant can join.
    Vowel,
    /// A syllable with a trailing consonant, or such a consonant, which another can join.
    Trailing,
}

impl Office {
    pub(crate) const fn new() -> Self {
        Self { words: 0, last: Last::Separator }
    }

    /// Tells whether no word goes on: the last character separates words, or there is none.
    pub(crate) fn is_between(&self) -> bool {
        self.last == Last::Separator
    }

    /// Tells whether the last character is CJK, so that a mark would belong to it.
    pub(crate) fn is_after_cjk(&self) -> bool {
        !matches!(self.last, Last::Separator | Last::Other)
    }

    /// The words of the text so far; a word that has begun is one.
    pub(crate) const fn words(&self) -> u64 {
        self.words
    }

    /// Adds a character; an ill-formed sequence is U+FFFD.
    #[inline]
    pub(crate) fn push(&mut self, character: char) {
        let class = Class::of(character);
        match class {
            Class::Separator => self.last = Last::Separator,
            Class::Other => self.push_other(character),
            Class::Cjk | Class::Leading | Class::Vowel | Class::Trailing | Class::Lv | Class::Lvt => {
                self.push_cjk(character, class);
            }
        }
    }

    /// Adds a piece of well-formed UTF-8.
    ///
    /// Gives the same as [`Office::push`] of each character. Bytes that are not well-formed are read as some
    /// characters.
    pub(crate) fn push_text(&mut self, text: &[u8]) {
        let mut at = 0;
        while let Some(&first) = text.get(at) {
            match first {
                0..0x80 => {
                    self.push_ascii_byte(first);
                    at += 1;
                }
                // U+5000 to U+9FFF are all ideographs, which nothing joins.
                0xE5..=0xE9 => {
                    self.words += 1;
                    self.last = Last::Cjk;
                    at += 3;
                }
                // Up to U+07FF there are only U+0085 and U+00A0 to separate words, and nothing is CJK.
                0xC3..=0xDF if matches!(self.last, Last::Separator | Last::Other) => {
                    self.continue_word();
                    at += 2;
                }
                _ => match decode(text, at) {
                    Some((character, length)) => {
                        self.push(character);
                        at += length;
                    }
                    None => return,
                },
            }
        }
    }

    /// Adds a block of at most 64 bytes of well-formed UTF-8 with whole characters, of which masks are known.
    ///
    /// Bit *i* of a mask, from the lowest, is byte *i*. `ink` has every byte that is in no character with the property
    /// White_Space, `han` the first bytes of the ideographs U+4E00 to U+9FFF, and `others` the first bytes of all other
    /// characters from U+1000 on and, if there is one of these or [`Office::is_after_cjk`], of all marks. Bits beyond the
    /// block do not matter.
    ///
    /// Gives the same as [`Office::push_text`], without looking at a block of ASCII: there are no dashes but the
    /// hyphen, no marks and nothing CJK, so that the words are the runs of ink, as for `words.whitespace`.
    #[inline(always)]
    pub(crate) fn push_block(&mut self, block: &[u8], ink: u64, han: u64, others: u64) {
        let within = u64::MAX >> (64 - block.len().clamp(1, 64));
        if block.is_empty() || self.is_after_cjk() || (han | others) & within != 0 {
            return self.push_mixed(block, ink & within, han & within, others & within);
        }
        self.push_masks(block.len(), ink & within, 0);
    }

    /// Adds a block whose CJK characters are known by all their bytes.
    #[inline(always)]
    fn push_masks(&mut self, len: usize, ink: u64, cjk: u64) {
        let runs = ink & !cjk;
        let before = runs << 1 | u64::from(self.last == Last::Other);
        self.words += u64::from((runs & !before).count_ones());
        self.last = if runs >> (len - 1) & 1 == 1 {
            Last::Other
        } else if cjk >> (len - 1) & 1 == 1 {
            Last::Cjk
        } else {
            Last::Separator
        };
    }

    /// Adds a block with characters that masks do not tell, or after a character that a mark can join.
    fn push_mixed(&mut self, block: &[u8], ink: u64, han: u64, others: u64) {
        let mut ink = ink;
        let mut cjk = han | han << 1 | han << 2;
        let mut words = u64::from(han.count_ones());
        let mut others = others;
        let mut joins = !matches!(self.last, Last::Separator | Last::Other | Last::Cjk);
        while others != 0 && !joins {
            let at = others.trailing_zeros();
            others &= others - 1;
            let Some((character, length)) = decode(block, at as usize) else { break };
            let bytes = ((1 << length) - 1) << at;
            match Class::of(character) {
                Class::Separator => ink &= !bytes,
                Class::Other => {
                    // A mark belongs to the CJK character right before it.
                    let after_cjk = if at == 0 { self.last == Last::Cjk } else { cjk >> (at - 1) & 1 == 1 };
                    joins = after_cjk && is_mark(character);
                }
                Class::Cjk => {
                    joins = is_mark(character);
                    cjk |= bytes;
                    words += 1;
                }
                // Syllables of Hangul are made up of several characters.
                _ => joins = true,
            }
        }
        if joins || block.is_empty() {
            return self.push_text(block);
        }
        self.words += words;
        self.push_masks(block.len(), ink, cjk);
    }

    #[inline]
    fn push_ascii_byte(&mut self, byte: u8) {
        if matches!(byte, 0x09..=0x0D | b' ') {
            self.last = Last::Separator;
        } else {
            self.continue_word();
        }
    }

    /// Adds a character that begins a word or goes on with one.
    #[inline]
    fn continue_word(&mut self) {
        self.words += u64::from(self.last != Last::Other);
        self.last = Last::Other;
    }

    /// Adds a character of no other class, which may be a mark of a CJK character.
    #[inline]
    fn push_other(&mut self, character: char) {
        if !matches!(self.last, Last::Separator | Last::Other) && is_mark(character) {
            self.last = Last::Cjk;
        } else {
            self.continue_word();
        }
    }

    #[inline]
    fn push_cjk(&mut self, character: char, class: Class) {
        let joins = match (self.last, class) {
            (Last::Separator | Last::Other, _) => false,
            (_, Class::Cjk) => is_mark(character),
            // Unicode's rules for syllables of Hangul, UAX #29 GB6 to GB8.
            (Last::Leading, Class::Leading | Class::Vowel | Class::Lv | Class::Lvt) => true,
            (Last::Vowel, Class::Vowel | Class::Trailing) => true,
            (Last::Trailing, Class::Trailing) => true,
            _ => false,
        };
        self.words += u64::from(!joins);
        self.last = match class {
            Class::Leading => Last::Leading,
            Class::Vowel | Class::Lv => Last::Vowel,
            Class::Trailing | Class::Lvt => Last::Trailing,
            _ => Last::Cjk,
        };
    }
}

/// What a character does to the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Separator,
    Other,
    /// A word by itself, but for the kinds of Hangul below.
    Cjk,
    Leading,
    Vowel,
    Trailing,
    /// A syllable of Hangul without a trailing consonant.
    Lv,
    /// A syllable of Hangul with a trailing consonant.
    Lvt,
}

impl Class {
    #[inline]
    fn of(character: char) -> Self {
        let code_point = u32::from(character);
        match code_point {
            0x200B | 0x2013 | 0x2014 => Self::Separator,
            _ if is_white_space(code_point) => Self::Separator,
            0..0x1100 => Self::Other,
            0x1100..=0x115F | 0xA960..=0xA97C => Self::Leading,
            0x1160..=0x11A7 | 0xD7B0..=0xD7C6 => Self::Vowel,
            0x11A8..=0x11FF | 0xD7CB..=0xD7FB => Self::Trailing,
            0xAC00..=0xD7A3 if (code_point - 0xAC00).is_multiple_of(28) => Self::Lv,
            0xAC00..=0xD7A3 => Self::Lvt,
            _ if is_cjk(code_point) => Self::Cjk,
            _ => Self::Other,
        }
    }
}

/// Tells whether a code point is Asian to LibreOffice: by its block, or else by its script.
const fn is_cjk(code_point: u32) -> bool {
    matches!(
        code_point,
        // Hangul jamo.
        0x1100..=0x11FF
        // Radicals, ideographic description.
        | 0x2E80..=0x2FDF | 0x2FF0..=0x2FFF
        // Symbols and punctuation, kana, bopomofo, compatibility jamo, kanbun, strokes, enclosed characters, squared
        // words, ideographs of extension A.
        | 0x3000..=0x4DBF
        // Ideographs, Yi. The hexagrams in between are symbols.
        | 0x4E00..=0xA4CF
        // More jamo, syllables of Hangul.
        | 0xA960..=0xA97F | 0xAC00..=0xD7FF
        // Compatibility ideographs and forms, half-width and full-width forms.
        | 0xF900..=0xFAFF | 0xFE30..=0xFE4F | 0xFF00..=0xFFEF
        // Marks of ideographs, kana.
        | 0x16FE2..=0x16FE3 | 0x16FF0..=0x16FF6 | 0x1AFF0..=0x1AFFF | 0x1B000..=0x1B16F | 0x1F200
        // The planes of ideographs.
        | 0x20000..=0x3FFFD
    )
}

/// Tells whether the General_Category of a character is M.
fn is_mark(character: char) -> bool {
    use crate::unicode::GeneralCategory::{EnclosingMark, NonspacingMark, SpacingMark};
    matches!(properties(character).general_category(), NonspacingMark | SpacingMark | EnclosingMark)
}
