//! Segmentation against Unicode's own tests, against two others, and against what the documentation promises.

extern crate std;

mod foreign;
mod laws;
mod restarts;
mod vectors;

use std::string::String;
use std::vec::Vec;

use super::{grapheme_end, sentence_end, word_end};

/// All borders of a text after its beginning, in order, as `next` finds one after the other.
fn borders(text: &str, next: impl Fn(&[u8], usize) -> usize) -> Vec<usize> {
    borders_from(text, 0, next)
}

fn borders_from(text: &str, start: usize, next: impl Fn(&[u8], usize) -> usize) -> Vec<usize> {
    let mut borders = Vec::new();
    let mut at = start;
    while at < text.len() {
        let end = next(text.as_bytes(), at);
        assert!(end > at && text.is_char_boundary(end), "{text:?}: from {at} to {end}");
        borders.push(end);
        at = end;
    }
    assert_eq!(next(text.as_bytes(), text.len()), text.len());
    borders
}

fn graphemes(text: &str) -> Vec<usize> {
    borders(text, grapheme_end)
}

fn words(text: &str) -> Vec<usize> {
    borders(text, |text, start| word_end(text, start).end)
}

fn sentences(text: &str) -> Vec<usize> {
    borders(text, sentence_end)
}

/// One or two of each class of the three kinds, and what has been a trap to somebody: letters that are marks, letters
/// that are pictographs, letters without a class, characters that two kinds of segments take differently.
#[rustfmt::skip]
const NASTY: [char; 46] = [
    'a', 'B', '1', ' ', '\u{A0}', '\t', '\r', '\n', '\u{85}', '\u{2028}', '.', ',', ':', ';', '\'', '’',
    '"', '!', '(', '_', '-',
    // Soft hyphen, zero width space, combining diaeresis, joiner, non-joiner.
    '\u{AD}', '\u{200B}', '\u{308}', '\u{200D}', '\u{200C}',
    // Hebrew letter and point (an Alphabetic mark); Arabic number sign (Prepend); Thai letter and vowels.
    'א', '\u{5B8}', '\u{600}', 'ก', '\u{E31}', '\u{E33}',
    // Devanagari letter, virama and visarga (a SpacingMark).
    'क', '\u{94D}', '\u{903}',
    // Thumb, circled letter (a letter and a pictograph), regional indicator.
    '👍', 'Ⓜ', '🇦',
    // Katakana, Hiragana, Han.
    'ア', 'ら', '我',
    // Hangul: a consonant, a vowel, a trailing consonant, a syllable without and one with its last consonant.
    '\u{1100}', '\u{1161}', '\u{11A8}', '가', '각',
];

/// Calls `with` with each string of `length` characters of an alphabet.
fn each_string(alphabet: &[char], length: usize, with: &mut impl FnMut(&str)) {
    fn grow(text: &mut String, alphabet: &[char], missing: usize, with: &mut impl FnMut(&str)) {
        if missing == 0 {
            return with(text);
        }
        for &character in alphabet {
            text.push(character);
            grow(text, alphabet, missing - 1, with);
            text.pop();
        }
    }
    grow(&mut String::new(), alphabet, length, with);
}
