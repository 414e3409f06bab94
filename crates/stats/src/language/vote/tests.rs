//! Function words are found.

use super::words::{DECIDED, LISTS};
use super::{Language, count, detect};

#[test]
fn every_function_word_is_found() {
    for (number, (code, words)) in LISTS.iter().enumerate() {
        assert!(number >= DECIDED || Language::from_code(code).is_some(), "{code}");
        for word in words.split(' ').filter(|word| !word.is_empty()) {
            let votes = count(word.to_uppercase().as_bytes());
            // Capital letters beyond Latin-1 are not taken for their small ones, which costs little.
            if word.chars().all(|character| u32::from(character) < 0x100 && character != 'ß') {
                assert_eq!((votes.words, votes.hits[number]), (1, 1), "{code} {word}");
            }
        }
    }
}

#[test]
fn a_repeated_word_is_no_evidence() {
    assert_eq!(detect("the ".repeat(100).as_bytes()), None);
    assert_eq!(detect("the of and ".repeat(100).as_bytes()), None);
}

#[test]
fn near_relatives_object() {
    // Each of these words is Spanish, Catalan or Galician as well.
    assert_eq!(detect("la de que en se no un con por al ".repeat(20).as_bytes()), None);
}
