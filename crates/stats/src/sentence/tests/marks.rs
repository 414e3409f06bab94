//! The fast search for marks beside a slow one.

use alloc::string::String;
use alloc::vec::Vec;

use proptest::prelude::*;

use crate::scanner::Portable;
use crate::sentence::class::{Class, class};
use crate::sentence::marks::Marks;

fn found(text: &str) -> Vec<usize> {
    let mut marks = Marks::default();
    marks.find::<Portable>(text.as_bytes());
    let mut cursor = marks.cursor();
    core::iter::from_fn(|| cursor.next(0)).collect()
}

/// Tells whether a character is a mark, going by its class and what follows it; nothing if it may be or not.
fn is_mark(c: char, rest: &str) -> Option<bool> {
    match class(c) {
        Class::ATerm | Class::STerm | Class::Sep | Class::Cr => Some(true),
        Class::Lf => {
            let next = rest.chars().next();
            Some(next.is_none_or(|next| {
                next <= ' ' || "-*+,".contains(next) || next.is_ascii_digit() || !next.is_ascii()
            }))
        }
        _ if matches!(c, '…' | '\u{37E}') => Some(true),
        // The script of the letter before them matters.
        _ if matches!(c, ':' | ';') => None,
        // It shares its first byte with U+037E.
        _ if matches!(c, '\u{340}'..'\u{380}') => None,
        // Other scripts share their first bytes with terminators.
        _ if c >= '\u{500}' => None,
        _ => Some(false),
    }
}

/// Looks at every character of a text.
fn check(text: &str) {
    let found = found(text);
    assert!(found.is_sorted_by(|a, b| a < b), "{text:?}");
    assert!(found.iter().all(|&at| text.is_char_boundary(at)), "{text:?}");
    for (at, c) in text.char_indices() {
        let expected = is_mark(c, &text[at + c.len_utf8()..]);
        let marked = found.binary_search(&at).is_ok();
        assert!(expected.is_none_or(|expected| expected == marked), "{c:?} at {at} in {text:?}");
    }
}

#[test]
fn every_character_at_some_places_of_a_block() {
    let mut text = String::new();
    for c in '\0'..=char::MAX {
        // The place in the block changes from character to character.
        let before = c as usize % 67;
        text.clear();
        text.extend(core::iter::repeat_n('x', before));
        text.push(c);
        text.push_str("xy");
        check(&text);
    }
}

#[test]
fn a_mark_at_every_place_of_a_block() {
    for mark in [
        ".", "!", "?", "\n", "\r", "…", "。", "！", "\u{85}", "\u{2028}", "؟", "\n\n", "\n- ", "\n2",
        "\u{37E}",
    ] {
        for before in 0..200 {
            for after in [0, 1, 2, 3, 64, 130] {
                let mut text = "é".repeat(before / 2);
                text.extend(core::iter::repeat_n('x', before % 2));
                text += mark;
                text.extend(core::iter::repeat_n('x', after));
                check(&text);
            }
        }
    }
}

proptest! {
    #[test]
    fn any_text(text in "[a-c \\n.!?…。é-]{0,300}") {
        check(&text);
    }

    #[test]
    fn any_place_to_go_on_from(text in "[a-z\\n.…。é]{0,300}", steps in proptest::collection::vec(1usize..90, 0..40)) {
        let all = found(&text);
        let mut marks = Marks::default();
        marks.find::<Portable>(text.as_bytes());
        let mut marks = marks.cursor();
        let mut from = 0;
        for step in steps {
            let expected = all.iter().copied().find(|&at| at >= from);
            prop_assert_eq!(marks.next(from), expected);
            let Some(at) = expected else { break };
            from = (at + step).min(text.len());
        }
    }
}
