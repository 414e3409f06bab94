//! Where a text may be cut: what the documentation of the module promises.

extern crate std;

use std::collections::BTreeMap;
use std::format;
use std::string::String;
use std::vec::Vec;

use proptest::prelude::{ProptestConfig, prop, proptest};
use unicode_segmentation::UnicodeSegmentation;

use super::super::{last_restart, word_end};
use super::{NASTY, each_string, graphemes, sentences, words};

/// The borders of others: they look back over a border when they like to.
fn theirs(text: &str) -> [Vec<usize>; 3] {
    let after_the_first = |borders: &mut dyn Iterator<Item = (usize, &str)>| -> Vec<usize> {
        borders.map(|(start, segment)| start + segment.len()).collect()
    };
    [
        after_the_first(&mut text.grapheme_indices(true)),
        after_the_first(&mut text.split_word_bound_indices()),
        after_the_first(&mut text.split_sentence_bound_indices()),
    ]
}

#[test]
fn a_text_may_be_cut_at_each_border_of_its_kind() {
    // Theirs, since ours knows nothing of what is before its start. (A joiner before a pictograph confuses them.)
    let alphabet: Vec<char> = NASTY.into_iter().filter(|&character| character != '\u{200D}').collect();
    for length in 1..=3 {
        each_string(&alphabet, length, &mut |text| {
            for (kind, borders) in theirs(text).iter().enumerate() {
                for (count, &border) in borders.iter().enumerate() {
                    let after: Vec<_> =
                        theirs(&text[border..])[kind].iter().map(|end| end + border).collect();
                    assert_eq!(after, borders[count + 1..], "{text:?} from {border}");
                }
            }
        });
    }
}

/// The places after the beginning that are borders of both kinds.
fn common_borders(text: &str) -> Vec<usize> {
    let graphemes = graphemes(text);
    words(text).into_iter().filter(|border| graphemes.contains(border)).collect()
}

/// What may follow a text, and matters.
fn continuations() -> Vec<String> {
    let mut continuations = Vec::new();
    for length in 0..=2 {
        each_string(&NASTY, length, &mut |text| continuations.push(text.into()));
    }
    continuations
}

#[test]
fn a_restart_is_a_border_whatever_follows() {
    let continuations = continuations();
    for length in 0..=2 {
        each_string(&NASTY, length, &mut |text| {
            let found = last_restart(text.as_bytes());
            // The places that are borders whatever follows.
            let mut certain: Vec<usize> = (1..=text.len()).collect();
            for continuation in &continuations {
                let borders = common_borders(&format!("{text}{continuation}"));
                certain.retain(|border| borders.contains(border));
            }
            match found {
                Some(restart) => {
                    assert!(certain.contains(&restart), "{text:?}: {restart} is not of {certain:?}")
                }
                None => assert!(certain.is_empty(), "{text:?}: there are {certain:?}"),
            }
        });
    }
}

#[test]
fn a_segment_is_settled_if_it_ends_there_whatever_follows() {
    let continuations = continuations();
    for length in 1..=2 {
        each_string(&NASTY, length, &mut |text| {
            // All ways in which the first segment may end.
            let mut ends = BTreeMap::new();
            for continuation in &continuations {
                let whole = format!("{text}{continuation}");
                let segment = word_end(whole.as_bytes(), 0);
                ends.entry(segment.end).or_insert(continuation);
            }
            let segment = word_end(text.as_bytes(), 0);
            assert_eq!(segment.is_settled, ends.len() == 1, "{text:?}: {segment:?} of {ends:?}");
            assert!(ends.contains_key(&segment.end));
        });
    }
}

#[test]
fn restarts_of_usual_texts_are_near_their_ends() {
    let restart = |text: &str| last_restart(text.as_bytes());
    assert_eq!(restart("It was the best of times,\nit was the wor"), Some(37));
    assert_eq!(restart("It was the best of times,\n"), Some(26));
    assert_eq!(restart("C'était le mei"), Some("C'était le ".len()));
    assert_eq!(restart("Это было лу"), Some("Это было ".len()));
    assert_eq!(restart("那是最美好的时代"), Some("那是最美好的时".len()));
    assert_eq!(restart("あれは最良の時"), Some("あれは最良の".len()));
    assert_eq!(restart("한국어 텍스"), Some("한국어 ".len()));
    assert_eq!(restart("यह सबसे अच्छा"), Some("यह सबसे ".len()));
    assert_eq!(restart("มันเป็นช่วงเวลา"), Some("มันเป็นช่วงเวล".len()));
    // No two characters are certain here: a walk from the beginning finds pairs.
    assert_eq!(restart("🇦🇧🇨🇩🇪🇫🇬"), Some("🇦🇧🇨🇩🇪🇫".len()));
    assert_eq!(restart("a,a,a,a"), Some(6));
    assert_eq!(restart("a\r"), Some(1));
    // One segment, or what may become one.
    for text in ["", "a", "aaaaaaaaaaaaaaaa", "a:", "1,\u{308}", "\u{308}\u{308}", "\r", "🇦🇧", "_"] {
        assert_eq!(restart(text), None, "{text:?}");
    }
}

#[test]
fn borders_of_words_may_lie_within_graphemes() {
    // Which is why a restart asks for both.
    assert_eq!((words("กำ"), graphemes("กำ")), (std::vec![3, 6], std::vec![6]));
    assert_eq!((words("\u{600} "), graphemes("\u{600} ")), (std::vec![2, 3], std::vec![3]));
    assert_eq!(last_restart("กำกำ".as_bytes()), Some(6));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_long_text_may_be_cut_at_its_restart(
        before in prop::collection::vec(prop::sample::select(&NASTY[..]), 1..40),
        after in prop::collection::vec(prop::sample::select(&NASTY[..]), 0..20),
    ) {
        let before: String = before.into_iter().collect();
        let after: String = after.into_iter().collect();
        let text = format!("{before}{after}");
        if let Some(restart) = last_restart(before.as_bytes()) {
            for find in [graphemes, words] {
                let mut joined = find(&text[..restart]);
                joined.extend(find(&text[restart..]).iter().map(|end| end + restart));
                assert_eq!(joined, find(&text), "{text:?} at {restart}");
            }
        }
    }

    #[test]
    fn a_long_text_may_be_cut_at_the_borders_of_its_kind(
        text in prop::collection::vec(prop::sample::select(&NASTY[..]), 1..40),
    ) {
        let text: String = text.into_iter().collect();
        for find in [graphemes, words, sentences] {
            for border in find(&text) {
                let mut joined = find(&text[..border]);
                joined.extend(find(&text[border..]).iter().map(|end| end + border));
                assert_eq!(joined, find(&text), "{text:?} at {border}");
            }
        }
    }
}
