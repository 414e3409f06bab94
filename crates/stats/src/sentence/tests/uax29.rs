//! The machine of UAX #29 beside another implementation of it.

use alloc::string::String;
use alloc::vec::Vec;

use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use super::marks;
use crate::segment::sentence_end;
use crate::sentence::{Boundary, Uax29};

/// A character of each class, and more of those that are terminators.
const ALPHABET: [char; 24] = [
    'a', 'A', 'ª', 'ǅ', '1', '.', '․', '!', '。', '?', ' ', '\u{A0}', '\n', '\r', '\u{85}', '\u{2029}', ')',
    '"', ',', ':', '字', '\u{301}', '\u{AD}', '_',
];

/// The boundaries that the machine finds after the beginning; `cuts` are the ends of its blocks.
pub(super) fn boundaries(text: &str, cuts: &[usize]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut machine = Uax29::new();
    let mut start = 0;
    let mut candidate = None;
    for &cut in cuts.iter().chain([&text.len()]) {
        let block = &text.as_bytes()[start..cut];
        machine.update(block, &marks(block), |boundary| {
            found.extend(match boundary {
                Boundary::Here(at) => Some(start + at),
                Boundary::Earlier => candidate,
            });
        });
        candidate = machine.candidate().and_then(|boundary| match boundary {
            Boundary::Here(at) => Some(start + at),
            Boundary::Earlier => candidate,
        });
        start = cut;
    }
    found.extend(candidate);
    assert!(found.is_sorted(), "{text:?}: {found:?}");
    found.extend(text.match_indices('\n').map(|(at, _)| at + 1));
    found.extend((!text.is_empty()).then_some(text.len()));
    found.sort_unstable();
    found.dedup();
    found
}

fn expected(text: &str) -> Vec<usize> {
    text.split_sentence_bound_indices().map(|(at, part)| at + part.len()).collect()
}

#[test]
fn unicode_tests_in_blocks_of_a_character() {
    let file = include_str!("../../segment/testdata/SentenceBreakTest.txt");
    let mut cases = 0;
    for line in file.lines().filter(|line| !line.starts_with('#')) {
        let mut text = String::new();
        let mut borders = Vec::new();
        for field in line.split(' ') {
            match field {
                "÷" => borders.push(text.len()),
                "×" => {}
                code => text.extend(u32::from_str_radix(code, 16).ok().and_then(char::from_u32)),
            }
        }
        let cuts: Vec<_> = text.char_indices().map(|(at, _)| at).collect();
        assert_eq!(boundaries(&text, &[]), borders[1..], "{line}");
        assert_eq!(boundaries(&text, &cuts), borders[1..], "{line} in blocks");
        cases += 1;
    }
    assert_eq!(cases, 512);
}

/// The slow way of this crate.
fn slow(text: &str) -> Vec<usize> {
    let mut end = 0;
    core::iter::from_fn(|| {
        let start = end;
        end = sentence_end(text.as_bytes(), start);
        (end > start).then_some(end)
    })
    .collect()
}

#[test]
fn short_texts_of_all_classes() {
    let mut text = String::new();
    for length in 1..=4 {
        for number in 0..ALPHABET.len().pow(length) {
            text.clear();
            let mut rest = number;
            for _ in 0..length {
                text.push(ALPHABET[rest % ALPHABET.len()]);
                rest /= ALPHABET.len();
            }
            assert_eq!(boundaries(&text, &[]), expected(&text), "{text:?}");
        }
    }
}

/// Characters that are often of the alphabet.
fn nasty() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        6 => proptest::sample::select(&ALPHABET[..]),
        1 => any::<char>(),
        2 => proptest::sample::select(&['a', 'B', '.', ' ', '1'][..]),
    ];
    proptest::collection::vec(character, 0..200).prop_map(|text| text.into_iter().collect())
}

proptest! {
    #[test]
    fn long_texts_in_any_blocks(text in nasty(), places in proptest::collection::vec(any::<prop::sample::Index>(), 0..6)) {
        let expected = expected(&text);
        prop_assert_eq!(slow(&text), &expected[..]);
        prop_assert_eq!(boundaries(&text, &[]), &expected[..]);
        let starts: Vec<_> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let mut cuts: Vec<_> = places.iter().map(|place| *place.get(&starts)).collect();
        cuts.sort_unstable();
        prop_assert_eq!(boundaries(&text, &cuts), expected);
    }
}
