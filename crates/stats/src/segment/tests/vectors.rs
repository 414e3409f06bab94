//! Unicode's own tests: `GraphemeBreakTest.txt`, `WordBreakTest.txt` and `SentenceBreakTest.txt` of Unicode 17.0.0.

extern crate std;

use std::string::String;
use std::vec::Vec;

use super::{graphemes, sentences, words};

/// Runs the cases of a file and tells how many there were.
///
/// A case is a line such as `÷ 0061 × 0308 ÷ 0062 ÷`: the characters in hexadecimal, with a border (÷) or none (×)
/// around each.
fn run(file: &str, name: &str, find: impl Fn(&str) -> Vec<usize>) -> usize {
    assert!(file.starts_with(&std::format!("# {name}-17.0.0.txt\n")));
    let mut cases = 0;
    for line in file.lines().filter(|line| !line.starts_with('#')) {
        let mut text = String::new();
        let mut borders = Vec::new();
        for field in line.split(' ') {
            match field {
                "÷" => borders.push(text.len()),
                "×" => {}
                code => {
                    let code = u32::from_str_radix(code, 16).expect("a number in hexadecimal");
                    text.push(char::from_u32(code).expect("a character"));
                }
            }
        }
        assert_eq!(borders.remove(0), 0);
        assert_eq!(find(&text), borders, "{line}");
        cases += 1;
    }
    cases
}

#[test]
fn graphemes_are_as_unicode_tests_them() {
    let file = include_str!("../testdata/GraphemeBreakTest.txt");
    assert_eq!(run(file, "GraphemeBreakTest", graphemes), 766);
}

#[test]
fn words_are_as_unicode_tests_them() {
    let file = include_str!("../testdata/WordBreakTest.txt");
    assert_eq!(run(file, "WordBreakTest", words), 1944);
}

#[test]
fn sentences_are_as_unicode_tests_them() {
    let file = include_str!("../testdata/SentenceBreakTest.txt");
    assert_eq!(run(file, "SentenceBreakTest", sentences), 512);
}
