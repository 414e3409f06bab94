//! The chunk law of our machine, and that its work stays in proportion to the text.

use alloc::string::String;
use alloc::vec::Vec;

use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use super::{READS, TABLES, cases, marks, plain};
use crate::sentence::judge::{LOOK_BACK_BYTES, judge_plain_word, judge_word};
use crate::sentence::{Ended, Rules, Sentences};

const RULES: [Rules; 6] =
    [Rules::English, Rules::French, Rules::German, Rules::Spanish, Rules::Italian, Rules::Other];

/// How many words each sentence has; `cuts` are the ends of the blocks.
fn lengths(text: &str, rules: Rules, cuts: &[usize]) -> Vec<u64> {
    let words: Vec<usize> = text.unicode_word_indices().map(|(at, _)| at).collect();
    let before = |at: usize| words.partition_point(|&word| word < at) as u64;
    let mut found = Vec::new();
    let mut machine = Sentences::new(rules);
    let mut start = 0;
    let mut total = 0;
    for &cut in cuts.iter().chain([&text.len()]) {
        let words_before = |at: usize| {
            assert!(at <= cut - start, "the place is in the block");
            before(start + at)
        };
        let ended = |ended: Ended| {
            total += ended.words;
            assert!(ended.words > 0 && ended.next <= cut - start);
            let missed = &words[total as usize..before(start + ended.next) as usize];
            let is_number = |&at: &usize| text[at..].starts_with(char::is_numeric);
            assert!(
                missed.iter().all(is_number),
                "the next sentence begins at its first word or behind a number"
            );
            found.push(ended.words);
        };
        let block = &text.as_bytes()[start..cut];
        machine.update(block, &marks(block), words_before, ended);
        start = cut;
    }
    machine.finish(words.len() as u64, |ended| found.push(ended.words));
    assert_eq!(found.iter().sum::<u64>(), words.len() as u64);
    found
}

/// Every place between two words.
fn places(text: &str) -> Vec<usize> {
    text.split_word_bound_indices().map(|(at, _)| at).collect()
}

#[test]
fn the_tables_come_out_the_same_with_a_cut_anywhere() {
    for (rules, table) in TABLES {
        for case in cases(table) {
            let text = plain(&case);
            let whole = lengths(&text, rules, &[]);
            let places = places(&text);
            for &place in &places {
                assert_eq!(lengths(&text, rules, &[place]), whole, "{text:?} cut at {place}");
            }
            assert_eq!(lengths(&text, rules, &places), whole, "{text:?} cut everywhere");
        }
    }
}

#[test]
fn a_table_as_one_text_comes_out_the_same_with_two_cuts() {
    for (rules, table) in TABLES {
        let text: String = cases(table).take(12).map(|case| plain(&case) + " ").collect();
        let whole = lengths(&text, rules, &[]);
        let places = places(&text);
        for pair in places.windows(7) {
            assert_eq!(lengths(&text, rules, &[pair[0], pair[6]]), whole, "{text:?} cut at {pair:?}");
        }
    }
}

#[test]
fn short_texts_come_out_the_same_by_the_short_way_and_the_long() {
    const ALPHABET: [&str; 14] = ["a", "A", "1", ".", "!", " ", "\n", "\r", "\"", "(", ")", "-", "字", "É"];
    let mut text = String::new();
    for number in 0..ALPHABET.len().pow(5) {
        // After an abbreviation, a word that is none, an initial, or nothing.
        for before in ["Mr", "It ended", "J", ""] {
            text.clear();
            text += before;
            let mut rest = number;
            for _ in 0..5 {
                text += ALPHABET[rest % ALPHABET.len()];
                rest /= ALPHABET.len();
            }
            let rules = RULES[number / 5 % RULES.len()];
            // The short way must know what follows within the block.
            let (short, long) = (lengths(&text, rules, &[]), lengths(&text, rules, &places(&text)));
            assert_eq!(short, long, "{text:?} by {rules:?}");
        }
    }
}

/// Compares the two ways of judging a word before a full stop.
fn check_word(text: &str) {
    let text = text.as_bytes();
    let Some(last) = text.last_chunk() else { return };
    for rules in RULES {
        for sentence in 0..=text.len().min(LOOK_BACK_BYTES) {
            let window = &text[text.len() - sentence..];
            if let Some(plain) = judge_plain_word(last, sentence.min(last.len()), rules) {
                assert_eq!(plain, judge_word(window, true, rules), "{window:?} by {rules:?}");
                assert_eq!(plain, judge_word(window, false, rules), "the end {window:?} by {rules:?}");
            }
        }
    }
}

#[test]
fn words_before_a_full_stop_are_judged_the_same_by_the_short_way() {
    let words = TABLES.iter().flat_map(|(_, table)| table.split(|c: char| !c.is_alphanumeric()));
    let more =
        ["str", "IV", "Xi", "mcm", "I", "iPad", "abcdefghijklmno", "abcdefghijklmnop", "rhythms", "Psst"];
    for word in words.chain(more) {
        for before in [" ", "\n", ".", "1", "é", "(", "°", "x ", "1. "] {
            check_word(&["some words before it", before, word].concat());
            check_word(&["some words before it", before, &word.to_uppercase()].concat());
        }
    }
}

/// Pieces of text after which, or before which, something is decided.
const PIECES: [&str; 48] = [
    "a", "I", "The", "the", "Mr", "etc", "Jan", "no", "U", "zB", "word", "Words", "1", "23", "1999", ".",
    ".", "..", "…", "!", "?", "。", "？", " ", " ", " ", "\n", "\n", "\n\n", "\r\n", "\u{A0}", "\u{2029}",
    "\"", "'", "(", ")", "[", "]", "»", "«", "-", "—", ",", ":", "*", "_", "字", "e\u{301}",
];

fn nasty() -> impl Strategy<Value = String> {
    let piece = proptest::sample::select(&PIECES[..]);
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// Texts that are made to cost time, and their pieces in other orders.
#[test]
fn hostile_texts_are_read_a_fixed_number_of_times() {
    const BYTES: usize = 1 << 11;
    let pieces = [
        ".",
        "!",
        "…",
        "。",
        "(",
        ")",
        "\"",
        "[1",
        "[1]",
        " ",
        "\n",
        "\r",
        "\u{A0}",
        "1",
        "1.",
        "a.",
        "A. ",
        ". ",
        ".\n",
        "-",
        "- ",
        "\n-",
        "\n- ",
        ".1 ",
        ". 1",
        ". (",
        ". :",
        ":)",
        "! \"",
        "\u{301}",
        ".\u{301}",
        "a\u{301}.",
        "_",
        "*",
        ". *",
        "Mr. ",
        "..1 ",
        "abcdefghijklmnop.",
        "字",
        "字.",
        "É.",
        "\u{85}",
        "\u{2029}",
        "1. A",
        ".\u{AD}",
        "²",
        ". ²",
    ];
    for first in pieces {
        for second in pieces {
            let mut text = String::from("a. ");
            text += &first.repeat(BYTES / 2 / first.len());
            text += &second.repeat(BYTES / 2 / second.len());
            text += &[first, second].concat().repeat(BYTES / (first.len() + second.len()));
            // In one block, and in blocks of a few characters.
            let small: Vec<_> = text.char_indices().map(|(at, _)| at).step_by(3).collect();
            for cuts in [&[][..], &small] {
                READS.set(0);
                let mut machine = Sentences::new(Rules::English);
                let mut start = 0;
                for &cut in cuts.iter().chain([&text.len()]) {
                    let block = &text.as_bytes()[start..cut];
                    machine.update(block, &marks(block), |_| 0, |_| {});
                    start = cut;
                }
                // A word is looked at once from each side, up to the length of the longest in the lists.
                assert!(READS.get() < 40 * text.len(), "{first:?}, {second:?}: {}", READS.get());
                READS.set(0);
                super::uax29::boundaries(&text, cuts);
                assert!(READS.get() < 4 * text.len(), "{first:?}, {second:?}: {}", READS.get());
            }
        }
    }
}

proptest! {
    #[test]
    fn seams(before in nasty(), after in nasty(), rules in proptest::sample::select(&RULES[..])) {
        let before = before + "\n \n";
        let mut parts = lengths(&before, rules, &[]);
        parts.extend(lengths(&after, rules, &[]));
        prop_assert_eq!(lengths(&(before + &after), rules, &[]), parts);
    }

    #[test]
    fn any_word(text in "[a-zA-Z.0-9é (]{16,40}", word in "[a-zA-Z]{0,6}") {
        check_word(&text);
        check_word(&[&*text, " ", &word].concat());
    }

    #[test]
    fn any_blocks(
        text in nasty(),
        rules in proptest::sample::select(&RULES[..]),
        cuts in proptest::collection::vec(any::<prop::sample::Index>(), 1..6),
    ) {
        let places: Vec<_> = places(&text).into_iter().chain([text.len()]).collect();
        let mut cuts: Vec<_> = cuts.iter().map(|cut| *cut.get(&places)).collect();
        cuts.sort_unstable();
        let whole = lengths(&text, rules, &[]);
        prop_assert_eq!(lengths(&text, rules, &cuts), &whole[..]);
        prop_assert_eq!(lengths(&text, rules, &places), whole);
    }
}
