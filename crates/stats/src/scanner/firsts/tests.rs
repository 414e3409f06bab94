//! The count by bits beside one by another implementation.

use alloc::string::String;
use alloc::vec::Vec;

use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use super::FirstWords;
use crate::scanner::lanes::Portable;
use crate::scanner::starts::Starts;
use crate::sentence::{Marks, Uax29};

/// The count, in blocks that end at `cuts` and at the end.
fn count(text: &str, cuts: &[usize]) -> u64 {
    let (mut starts, mut marks, mut machine, mut firsts) =
        (Starts::default(), Marks::default(), Uax29::new(), FirstWords::default());
    let mut start = 0;
    for &cut in cuts.iter().chain([&text.len()]) {
        let block = &text[start..cut];
        let words: Vec<_> =
            block.unicode_word_indices().map(|(at, word)| [at as u32, (at + word.len()) as u32]).collect();
        starts.find::<Portable>(&words, block.len());
        for at in 0..=block.len() {
            let expected = words.iter().filter(|[start, _]| (*start as usize) < at).count();
            assert_eq!(starts.before(at), expected as u64, "words before {at} in {block:?}");
        }
        marks.find::<Portable>(block.as_bytes());
        firsts.find_lines::<Portable>(block.as_bytes());
        machine.update(block.as_bytes(), &marks, |boundary| {
            firsts.end_sentence(boundary, block.as_bytes(), &words)
        });
        firsts.count(block.as_bytes(), &words, &starts, machine.candidate());
        start = cut;
    }
    firsts.finish()
}

fn expected(text: &str) -> u64 {
    text.unicode_sentences().count() as u64
}

/// Every place between two words.
fn places(text: &str) -> Vec<usize> {
    text.split_word_bound_indices().map(|(at, _)| at).collect()
}

/// What is a letter to words and a mere sign to sentences, which so may go on within a word until more has come.
#[test]
fn signs_within_words_count_the_same_however_cut() {
    const ALPHABET: [char; 6] = ['a', 'A', '.', '˥', ' ', '\0'];
    for length in 0..=6 {
        for number in 0..ALPHABET.len().pow(length) {
            let at = |place: u32| ALPHABET[number / ALPHABET.len().pow(place) % ALPHABET.len()];
            let text: String = (0..length).map(at).collect();
            assert_eq!(count(&text, &places(&text)), count(&text, &[]), "{text:?}");
        }
    }
}

#[test]
fn short_texts_however_cut() {
    // A candidate needs a full stop and something without a letter, perhaps with a number, before what decides.
    // Letters without case may go on behind a full stop, but for ideographs.
    const ALPHABET: [char; 11] = ['a', 'A', '1', '.', '!', ' ', '(', '\n', '\r', '字', 'ዓ'];
    let mut text = String::new();
    for length in 0..=5 {
        for number in 0..ALPHABET.len().pow(length) {
            text.clear();
            let mut rest = number;
            for _ in 0..length {
                text.push(ALPHABET[rest % ALPHABET.len()]);
                rest /= ALPHABET.len();
            }
            assert_eq!(count(&text, &[]), expected(&text), "{text:?}");
            assert_eq!(count(&text, &places(&text)), expected(&text), "{text:?} cut everywhere");
        }
    }
}

proptest! {
    #[test]
    fn long_texts_in_any_blocks(
        pieces in proptest::collection::vec("[aA1 (.\n]|\\. [(1 ]{1,90}|[a-z ]{1,90}", 0..20),
        cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..6),
    ) {
        let text = pieces.concat();
        let places: Vec<_> = places(&text).into_iter().chain([text.len()]).collect();
        let mut cuts: Vec<_> = cuts.iter().map(|cut| *cut.get(&places)).collect();
        cuts.sort_unstable();
        prop_assert_eq!(count(&text, &[]), expected(&text));
        prop_assert_eq!(count(&text, &cuts), expected(&text));
        prop_assert_eq!(count(&text, &places), expected(&text));
    }
}
