//! What holds for every text, and texts that are made to cost time.

extern crate std;

use std::string::String;
use std::vec::Vec;

use proptest::prelude::{any, prop, proptest};

use crate::unicode::properties;

use super::super::{grapheme_end, last_restart, sentence_end, word_end};
use super::{graphemes, sentences, words};

/// Segments that are words.
fn word_texts(text: &str) -> Vec<&str> {
    let mut start = 0;
    let mut found = Vec::new();
    while start < text.len() {
        let segment = word_end(text.as_bytes(), start);
        if segment.has_word {
            found.push(&text[start..segment.end]);
        }
        start = segment.end;
    }
    found
}

#[test]
fn words_of_probes() {
    // Counts of the definition `words.uax29`, taken from ICU.
    for (text, count) in [
        ("a well-known e-mail mother-in-law", 8),
        ("best of times—it was", 5),
        ("this -- that", 2),
        ("see https://example.com/a/b?x=1 now", 8),
        ("a\u{A0}b c", 3),
        ("a\u{202F}b", 1),
        ("我不是程序員。", 6),
        ("04/04/2011 2011-04-04", 6),
    ] {
        assert_eq!(word_texts(text).len(), count, "{text:?}");
    }
    assert_eq!(
        word_texts("can't 1,000.5 a.b. 3_x e.g. \u{301} ⅔ ½, (Ⅳ)"),
        ["can't", "1,000.5", "a.b", "3_x", "e.g", "⅔", "½", "Ⅳ"]
    );
}

#[test]
fn sentences_of_probes() {
    let text = "Mr. Smith paid 3.50 (e.g. to me).  \"Really?\" He did.\nNew\r\nline. no. Yes";
    let mut start = 0;
    let found: Vec<_> =
        sentences(text).into_iter().map(|end| &text[core::mem::replace(&mut start, end)..end]).collect();
    assert_eq!(
        found,
        [
            "Mr. ",
            "Smith paid 3.50 (e.g. to me).  ",
            "\"Really?\" ",
            "He did.\n",
            "New\r\n",
            "line. no. ",
            "Yes"
        ]
    );
}

/// A million characters or so. Time that grows with the square of the length would not let this end.
#[test]
fn hostile_texts_take_linear_time() {
    const TIMES: usize = 300_000;
    let count = |text: &str| (graphemes(text).len(), words(text).len(), sentences(text).len());
    for (piece, expected) in [
        ("a", (TIMES, 1, 1)),
        ("\u{308}", (1, 1, 1)),
        ("a\u{308}", (TIMES, 1, 1)),
        ("\u{200D}", (1, 1, 1)),
        ("👍\u{200D}", (1, 1, 1)),
        ("🇦", (TIMES / 2, TIMES / 2, 1)),
        (":", (TIMES, TIMES, 1)),
        (".", (TIMES, TIMES, 1)),
        (")", (TIMES, TIMES, 1)),
        (" ", (TIMES, 1, 1)),
        (".)", (2 * TIMES, 2 * TIMES, 1)),
        (". ", (2 * TIMES, 2 * TIMES, 1)),
        (". (", (3 * TIMES, 3 * TIMES, TIMES + 1)),
        (". 1", (3 * TIMES, 3 * TIMES, TIMES + 1)),
        ("a:", (2 * TIMES, 2, 1)),
        ("a.", (2 * TIMES, 2, 1)),
        ("a::", (3 * TIMES, 3 * TIMES, 1)),
        ("1,\u{308}", (2 * TIMES, 2, 1)),
        ("1,\u{308}a", (3 * TIMES, 2 * TIMES + 1, 1)),
        ("א\"", (2 * TIMES, 2, 1)),
        ("א'", (2 * TIMES, 1, 1)),
        ("क\u{94D}", (1, 1, 1)),
        ("\r", (TIMES, TIMES, TIMES)),
        ("\u{600}", (1, 1, 1)),
    ] {
        let text = piece.repeat(TIMES);
        assert_eq!(count(&text), expected, "{piece:?}");
        let restart = last_restart(text.as_bytes());
        assert_eq!(restart.is_some(), expected.1 > 2, "{piece:?}");
    }
    // A look ahead that finds nothing, behind something that asks for many.
    let text = String::from("a.") + &")".repeat(TIMES) + &" ".repeat(TIMES) + &"(".repeat(TIMES);
    assert_eq!(sentences(&text), [2 * TIMES + 2, text.len()]);
    let text = String::from("a:") + &"\u{308}".repeat(TIMES) + ":";
    assert_eq!(words(&text).len(), 3);
}

proptest! {
    #[test]
    fn a_segment_is_a_word_if_a_character_makes_it_one(text: String) {
        let mut start = 0;
        while start < text.len() {
            let segment = word_end(text.as_bytes(), start);
            let found = text[start..segment.end].chars().any(|character| properties(character).makes_word());
            assert_eq!(segment.has_word, found, "{:?}", &text[start..segment.end]);
            start = segment.end;
        }
    }

    #[test]
    fn bytes_that_are_no_text_end_as_well(
        bytes in prop::collection::vec(prop_oneof(), 0..40),
        start in 0_usize..50,
    ) {
        let ends = [
            grapheme_end(&bytes, start),
            word_end(&bytes, start).end,
            sentence_end(&bytes, start),
        ];
        for end in ends {
            assert!(end == start && start >= bytes.len() || start < end && end <= bytes.len());
        }
        if let Some(restart) = last_restart(&bytes) {
            assert!(0 < restart && restart <= bytes.len());
        }
    }
}

/// Bytes of all kinds, often those that belong to characters that matter.
fn prop_oneof() -> impl proptest::strategy::Strategy<Value = u8> {
    proptest::prop_oneof![
        any::<u8>(),
        prop::sample::select(&b"a1.:\r\n \xE2\x80\x8D\xF0\x9F\x87\xA6\xCC\x88"[..])
    ]
}
