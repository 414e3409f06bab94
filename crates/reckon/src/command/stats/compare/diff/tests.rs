//! What a comparison has to keep, whatever the texts, and what people would say of some.

use proptest::prelude::*;

use super::{Fate, Passages, Words, compare};

fn passages(words: &mut Words, text: &str) -> Passages {
    let mut passages = Passages::default();
    for paragraph in text.split('/') {
        passages.push(paragraph.split_whitespace().map(|word| words.number(word.into())).collect::<Vec<_>>());
    }
    passages
}

/// Of the old text and of the new one.
fn found(old: &str, new: &str) -> [Fate; 2] {
    let mut words = Words::default();
    let (old, new) = (passages(&mut words, old), passages(&mut words, new));
    compare(&old, &new, &words).map(|fates| {
        fates.into_iter().fold(Fate::default(), |mut sum, fate| {
            sum.add(fate);
            sum
        })
    })
}

/// Removed, added and moved words.
fn numbers(old: &str, new: &str) -> (u64, u64, u64) {
    let [old, new] = found(old, new);
    assert_eq!(old.moved, new.moved);
    (old.changed, new.changed, new.moved)
}

#[test]
fn what_people_would_say() {
    assert_eq!(numbers("", ""), (0, 0, 0));
    assert_eq!(numbers("", "one two"), (0, 2, 0));
    assert_eq!(numbers("one two three", "one three four"), (1, 1, 0));
    // A paragraph behind another one, as it was.
    assert_eq!(numbers("a b c / d e f g / h i", "d e f g / h i / a b c"), (0, 0, 3));
    // Moved and changed is not moved.
    assert_eq!(numbers("a b c / d e f g / h i", "d e f g / h i / a b x"), (3, 3, 0));
    // Two became one, and the other way round.
    assert_eq!(numbers("a b c / d e f", "a b c d e f"), (0, 0, 0));
    assert_eq!(numbers("a b c d e f", "a b c / d e x f"), (0, 1, 0));
    // There once, and twice.
    assert_eq!(numbers("a b / c", "a b / c / a b"), (0, 2, 0));
}

/// Words without a paragraph's end, of so many that differ.
fn long(words: usize, distinct: u64, seed: u64) -> String {
    // Splitmix64: any sequence without an order is good here.
    let mix = |state: u64, shift: u32, factor: u64| (state ^ state >> shift).wrapping_mul(factor);
    let word = |at: u64| {
        let state = (at + (seed << 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        format!(
            "w{}",
            (mix(mix(state, 30, 0xBF58_476D_1CE4_E5B9), 27, 0x94D0_49BB_1331_11EB) >> 33) % distinct
        )
    };
    (0..words as u64).map(word).collect::<Vec<_>>().join(" ")
}

#[test]
fn long_texts_are_compared_in_bounded_time() {
    // Two words only; words without an order; the same from the end to the beginning.
    let backwards = (0..60_000).rev().map(|at| format!("w{at}")).collect::<Vec<_>>().join(" ");
    let forwards = (0..60_000).map(|at| format!("w{at}")).collect::<Vec<_>>().join(" ");
    for (old, new) in [
        (long(100_000, 2, 3), long(90_000, 2, 5)),
        (long(60_000, 997, 3), long(60_000, 991, 5)),
        (forwards, backwards),
    ] {
        let [before, after] = found(&old, &new);
        assert_eq!(before.words + after.changed, after.words + before.changed);
    }
    // A paragraph that is longer than what is compared at a time, with much before it and a little within it.
    let (mut old, before) = (long(50_000, 5_000, 3), long(6_000, 5_000, 11));
    let new = format!("{before} {} end", old.replace(" w77 ", " changed "));
    let changes = old.split(' ').filter(|word| *word == "w77").count() as u64;
    old += " end";
    let [before, after] = found(&old, &new);
    assert!(after.changed < 6_000 + 40 * changes, "{before:?} {after:?}");
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(vec!["a", "b", "c", "d", "e", "/", "/"]), 0..60)
        .prop_map(|pieces| pieces.join(" "))
}

/// The longest that two have in common, the slow way.
fn longest_common(old: &[&str], new: &[&str]) -> usize {
    let mut row = vec![0; new.len() + 1];
    for word in old {
        let mut diagonal = 0;
        for (at, other) in (1..).zip(new) {
            let above = row[at];
            row[at] = if word == other { diagonal + 1 } else { above.max(row[at - 1]) };
            diagonal = above;
        }
    }
    row[new.len()]
}

proptest! {
    #[test]
    fn differences_are_those_of_the_words(old in text(), new in text()) {
        let [before, after] = found(&old, &new);
        prop_assert_eq!(before.moved, after.moved);
        prop_assert_eq!(before.words + after.changed, after.words + before.changed);
        prop_assert!(before.changed + before.moved <= before.words && after.changed + after.moved <= after.words);
        // What stays without moving is in both, in order.
        let words = |text: &'_ str| text.split_whitespace().filter(|word| *word != "/").map(String::from).collect::<Vec<_>>();
        let (old, new) = (words(&old), words(&new));
        let slices = [&old, &new].map(|words| words.iter().map(String::as_str).collect::<Vec<_>>());
        let stay = before.words - before.changed - before.moved;
        prop_assert!(stay <= longest_common(&slices[0], &slices[1]) as u64);
    }

    #[test]
    fn equal_texts_differ_in_nothing(text in text()) {
        prop_assert_eq!(numbers(&text, &text), (0, 0, 0));
    }

    #[test]
    fn the_other_way_round_added_is_removed(old in text(), new in text()) {
        let [before, after] = found(&old, &new);
        let [after_again, before_again] = found(&new, &old);
        prop_assert_eq!((before, after), (before_again, after_again));
    }
}
