//! Segmentation by two others: ICU4X (`icu_segmenter`) and `unicode-segmentation`, both for Unicode 17.
//!
//! Both go on over a border with all that they know, where ours begins anew. So this also tests that one may.

extern crate std;

use std::string::String;
use std::vec::Vec;

use icu_segmenter::{
    GraphemeClusterSegmenter, SentenceSegmenter, WordSegmenter,
    options::{SentenceBreakInvariantOptions, WordBreakInvariantOptions},
};
use proptest::prelude::{ProptestConfig, prop, proptest};
use unicode_segmentation::UnicodeSegmentation;

use crate::unicode::{GeneralCategory, properties};

use super::{NASTY, each_string, graphemes, sentences, words};

/// Where segments end that follow one another.
fn ends<'a>(segments: impl Iterator<Item = &'a str>) -> Vec<usize> {
    segments
        .scan(0, |end, segment| {
            *end += segment.len();
            Some(*end)
        })
        .collect()
}

fn icu_graphemes(text: &str) -> Vec<usize> {
    // The first border that ICU gives is the beginning of the text.
    GraphemeClusterSegmenter::new().segment_str(text).skip(1).collect()
}

fn icu_sentences(text: &str) -> Vec<usize> {
    SentenceSegmenter::new(SentenceBreakInvariantOptions::default()).segment_str(text).skip(1).collect()
}

fn icu_words(text: &str) -> Vec<usize> {
    let icu = WordSegmenter::new_for_non_complex_scripts(WordBreakInvariantOptions::default());
    icu.segment_str(text).skip(1).collect()
}

/// Puts characters of the same class of words and of the same length in the place of Thai, Hiragana and Han, of which ICU makes
/// runs for its dictionaries.
fn without_complex_scripts(text: &str) -> String {
    let replace = |character| match character {
        // Letters of class Other become arrows, the vowel of class Extend becomes a virama.
        'ก' | '\u{E33}' | 'ら' | '我' => '→',
        '\u{E31}' => '\u{94D}',
        other => other,
    };
    text.chars().map(replace).collect()
}

/// ICU breaks `ア<ZWJ>_` before `_`, where WB13a keeps Katakana and ExtendNumLet together and WB4 leaves out the joiner
/// (so it does itself with other marks than a joiner).
fn is_misplaced_by_icu(text: &str, border: usize) -> bool {
    let (before, after) = text.split_at(border);
    let mark =
        |character: char| "\u{AD}\u{308}\u{200C}\u{200D}\u{5B8}\u{903}\u{94D}\u{E31}".contains(character);
    after.starts_with('_') && before.ends_with('\u{200D}') && before.trim_end_matches(mark).ends_with('ア')
}

/// Where a joiner stands before a pictograph, unicode-segmentation keeps `a.<ZWJ>👍` in one segment, as if a letter
/// followed the full stop, and forgets that `<ZWJ>Ⓜ` ends with a letter. The rules do neither, and ICU neither.
fn confuses_unicode_segmentation(text: &str) -> bool {
    ["\u{200D}👍", "\u{200D}Ⓜ"].iter().any(|trap| text.contains(trap))
}

fn agree_on_graphemes(text: &str) {
    let found = graphemes(text);
    assert_eq!(found, icu_graphemes(text), "ICU: {text:?}");
    assert_eq!(found, ends(text.graphemes(true)), "unicode-segmentation: {text:?}");
}

fn agree_on_sentences(text: &str) {
    let found = sentences(text);
    assert_eq!(found, icu_sentences(text), "ICU: {text:?}");
    assert_eq!(found, ends(text.split_sentence_bounds()), "unicode-segmentation: {text:?}");
}

fn agree_on_words(text: &str) {
    let found = words(text);
    let mut icu = icu_words(&without_complex_scripts(text));
    icu.retain(|&border| !is_misplaced_by_icu(text, border));
    assert_eq!(found, icu, "ICU: {text:?}");
    if !confuses_unicode_segmentation(text) {
        assert_eq!(found, ends(text.split_word_bounds()), "unicode-segmentation: {text:?}");
    }
}

/// Compares all strings of up to so many characters.
fn each_string_up_to(length_max: usize, mut agree: impl FnMut(&str)) {
    for length in 0..=length_max {
        each_string(&NASTY, length, &mut agree);
    }
}

#[test]
fn others_agree_on_the_graphemes_of_all_strings_of_up_to_four() {
    each_string_up_to(4, agree_on_graphemes);
}

#[test]
fn others_agree_on_the_words_of_all_strings_of_up_to_four() {
    each_string_up_to(4, agree_on_words);
}

#[test]
fn others_agree_on_the_sentences_of_all_strings_of_up_to_four() {
    each_string_up_to(4, agree_on_sentences);
}

#[test]
fn others_agree_on_the_sentences_of_all_strings_of_six() {
    // One character of each class of sentences, for rules that look further than those of words.
    let alphabet = ['a', 'B', 'ก', '1', ' ', '\n', '.', '!', ',', '(', '-', '\u{308}'];
    each_string(&alphabet, 6, &mut agree_on_sentences);
}

#[test]
fn the_mistakes_of_others_are_still_there() {
    assert_eq!(words("a.\u{200D}👍"), [1, 9]);
    assert_eq!(icu_words("a.\u{200D}👍"), [1, 9]);
    assert_eq!(ends("a.\u{200D}👍".split_word_bounds()), [9]);

    assert_eq!(words("\u{200D}ⓂB"), [7]);
    assert_eq!(icu_words("\u{200D}ⓂB"), [7]);
    assert_eq!(ends("\u{200D}ⓂB".split_word_bounds()), [6, 7]);

    assert_eq!(words("ア\u{200D}_"), [7]);
    assert_eq!(icu_words("ア\u{200D}_"), [6, 7]);
    assert_eq!(ends("ア\u{200D}_".split_word_bounds()), [7]);
}

/// A text with a character in many places that show its class, a line for each.
fn places(character: char, patterns: &str) -> String {
    patterns
        .split(' ')
        .map(|pattern| pattern.replace('?', character.encode_utf8(&mut [0; 4])) + "\n")
        .collect()
}

#[test]
fn others_agree_on_every_character() {
    let graphemes_of =
        "a?\u{308} ? \u{1100}?\u{11A8} \u{1161}?\u{1161} क\u{94D}? क?क 👍\u{200D}? 👍?\u{200D}👍 🇦?🇦";
    let words_of = "a?a 1?1 א?א א?_ a.? 1,? ア? _?ア 🇦?🇦 \u{200D}? \u{3000}?\u{3000}";
    let sentences_of = "a.? B.?b B?.B B.)?B !?\u{308}? !\u{3000}?b";
    for character in '\0'..=char::MAX {
        let found = properties(character);
        if matches!(found.general_category(), GeneralCategory::Unassigned | GeneralCategory::PrivateUse) {
            continue;
        }
        agree_on_graphemes(&places(character, graphemes_of));
        let text = places(character, words_of);
        assert_eq!(words(&text), ends(text.split_word_bounds()), "{text:?}");
        agree_on_sentences(&places(character, sentences_of));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn others_agree_on_long_strings(text in prop::collection::vec(prop::sample::select(&NASTY[..]), 5..60)) {
        let text: String = text.into_iter().collect();
        agree_on_graphemes(&text);
        agree_on_sentences(&text);
        agree_on_words(&text);
    }
}
