//! Function words are found.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::words::{DECIDED, LISTS};
use super::{Language, count, detect};

#[test]
fn every_function_word_is_found() {
    for (number, (code, words)) in LISTS.iter().enumerate() {
        assert!(number >= DECIDED || Language::from_code(code).is_some(), "{code}");
        for word in words.split(' ').filter(|word| !word.is_empty()) {
            let votes = count(&word.to_uppercase());
            // Capital letters beyond Latin-1 are not taken for their small ones, which costs little.
            if word.chars().all(|character| u32::from(character) < 0x100 && character != 'ß') {
                assert_eq!((votes.words, votes.hits[number]), (1, 1), "{code} {word}");
            }
        }
    }
}

#[test]
fn a_repeated_word_is_no_evidence() {
    assert_eq!(detect(&"the ".repeat(100)), None);
    assert_eq!(detect(&"the of and ".repeat(100)), None);
}

#[test]
fn near_relatives_object() {
    // Each of these words is Spanish, Catalan or Galician as well.
    assert_eq!(detect(&"la de que en se no un con por al ".repeat(20)), None);
}

/// The key of a word, character by character; `None` if it is too long.
fn key(word: &str) -> Option<u64> {
    let small = word.chars().map(|character| match character {
        'A'..='Z' => character.to_ascii_lowercase(),
        'À'..='Þ' => char::from_u32(u32::from(character) + 0x20).unwrap_or(character),
        _ => character,
    });
    let small: String = small.collect();
    (small.len() <= 8).then(|| small.bytes().fold(0, |key, byte| key << 8 | u64::from(byte)))
}

/// The words of a text and how many of them are in each list, character by character.
fn slowly_counted(text: &str) -> (u32, [u32; LISTS.len()]) {
    let is_separator = |character: char| match character {
        '\0'..='\x7F' => !character.is_ascii_alphabetic(),
        _ => matches!(character, '\u{80}'..='\u{BF}' | '\u{2000}'..='\u{2FFF}'),
    };
    let mut hits = [0; LISTS.len()];
    let mut words = 0;
    for word in text.split(is_separator).filter(|word| !word.is_empty()) {
        words += 1;
        for (list, hits) in LISTS.iter().zip(&mut hits) {
            *hits +=
                u32::from(key(word).is_some() && list.1.split(' ').any(|listed| key(listed) == key(word)));
        }
    }
    (words, hits)
}

const SEPARATORS_AND_LETTERS: [&str; 18] =
    [" ", " ", " ", "\u{A0}", "«", "»", "’", "—", "À", "ÉS", "Þ", "×", "é", "ĿŒ", "中", "x", "🎂", "\0"];

proptest! {
    #[test]
    fn chunks_count_what_characters_do(
        pieces in vec(
            prop_oneof![
                (0..LISTS.len(), any::<prop::sample::Index>()).prop_map(|(list, word)| {
                    let words: Vec<&str> = LISTS[list].1.split(' ').collect();
                    word.get(&words).to_string()
                }),
                select(&SEPARATORS_AND_LETTERS[..]).prop_map(String::from),
                "[a-zA-Z]{1,70}",
                any::<String>(),
            ],
            0..60,
        ),
    ) {
        let text = pieces.concat();
        let votes = count(&text);
        prop_assert_eq!((votes.words, votes.hits), slowly_counted(&text));
    }
}
