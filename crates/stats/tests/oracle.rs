//! The scanner against a slow, obvious count.

mod naive;
mod nasty;

use naive::Counts;
use proptest::prelude::*;
use reckon_stats::{Counted, Options, Scanner};

/// Only what needs no segmentation: the texts are many.
const FEW: Options = Options { counted: Counted::NONE, ..Options::DEFAULT };

fn scan(bytes: &[u8]) -> Counts {
    Counts::of(&reckon_stats::scan_with(FEW, bytes).stats)
}

/// Text before and after the interesting bytes, so that they meet the edges of a block at every offset.
const FILLERS: [&str; 3] = [
    "Well, Prince, so Genoa and\nLucca are now just family estates of the Buonapartes. But",
    "Eh bien, mon prince.\r\nGênes et Lucques ne sont plus que des apanages, des domaines, été",
    "– Еh bien, mon\u{A0}prince.\n\nГенуя и\u{2003}Лукка – поместья。　我不是程序員あいう",
];

#[track_caller]
fn check(bytes: &[u8]) {
    assert_eq!(scan(bytes), naive::scan(bytes), "of {:?}", String::from_utf8_lossy(bytes));
}

/// Checks `interesting` behind the last bytes of a filler and before a whole one.
///
/// The filler before may begin within a character; then its beginning is ill-formed, which is tried too.
fn check_padded(filler: &str, before: usize, interesting: &[u8]) {
    let filler = filler.as_bytes();
    check(&[&filler[filler.len() - before..], interesting, filler].concat());
}

/// As `check_padded`, with 60 to 70 whole bytes of ASCII.
fn check_behind_ascii(before: usize, interesting: &[u8]) {
    check_padded(FILLERS[0], before, interesting);
    let mut text = FILLERS[0].as_bytes()[FILLERS[0].len() - before..].to_vec();
    text.extend_from_slice(interesting);
    check(&text);
}

#[test]
fn short_strings_agree() {
    for length in 0..=5 {
        nasty::for_each_string(nasty::ALPHABET, length, |_, string| check(string));
    }
}

#[test]
fn short_strings_at_block_edges_agree() {
    for length in 0..=3 {
        nasty::for_each_string(nasty::ALPHABET, length, |_, string| {
            for before in 60..=70 {
                check_behind_ascii(before, string);
            }
        });
    }
    for length in 4..=5 {
        nasty::for_each_string(nasty::ALPHABET, length, |number, string| {
            check_padded(FILLERS[0], 60 + number % 11, string);
        });
    }
}

#[test]
fn short_strings_among_other_scripts_agree() {
    for filler in &FILLERS[1..] {
        nasty::for_each_string(nasty::SYMBOLS, 2, |_, string| {
            for before in 58..=66 {
                check_padded(filler, before, string);
            }
        });
    }
}

/// The bytes at which the rules of UTF-8 change, in all sequences of four.
#[test]
fn edges_of_utf8_agree() {
    let edges: Vec<[u8; 1]> = [
        0x0A, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE,
        0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
    ]
    .map(|byte| [byte])
    .to_vec();
    let edges: Vec<&[u8]> = edges.iter().map(<[u8; 1]>::as_slice).collect();
    nasty::for_each_string(&edges, 4, |number, string| {
        check_padded(FILLERS[0], 57 + number % 8, string);
    });
}

/// Each code point between two words, in a block and byte by byte.
#[test]
fn each_code_point_agrees() {
    for code_point in '\0'..=char::MAX {
        let words = if code_point.is_whitespace() { 2 } else { 1 };
        let mut text = String::from("a");
        text.push(code_point);
        text.push('b');
        assert_eq!(scan(text.as_bytes()).words_whitespace, words, "{code_point:?} byte by byte");
        text.push_str("bcdefghijklmnopqrstuvwxyzbcdefghijklmnopqrstuvwxyzbcdefghijklmnop");
        assert_eq!(scan(text.as_bytes()).words_whitespace, words, "{code_point:?} in a block");
    }
}

#[test]
fn whole_files_agree() {
    let english = ["the", "of", "Prince", "and", "estates", "well-known", "a", "I"];
    let mixed = ["été", "là", "Принц", "и", "我不是", "程序員。", "あの", "naïve", "the", "of"];
    for (seed, nastiness, words) in [(1, 0, english), (2, 1, english), (3, 30, english), (4, 100, english)] {
        check_in_chunks(&nasty::file(seed, 300_000, nastiness, &words));
    }
    for (seed, nastiness) in [(5, 0), (6, 1), (7, 10)] {
        check_in_chunks(&nasty::file(seed, 300_000, nastiness, &mixed));
    }
}

#[track_caller]
fn check_in_chunks(file: &[u8]) {
    let expected = naive::scan(file);
    for chunk_bytes in [1, 63, 64, 65, 1000, 65536, file.len()] {
        let mut scanner = Scanner::new(FEW);
        file.chunks(chunk_bytes).for_each(|chunk| scanner.update(chunk));
        assert!(Counts::of(&scanner.finish().stats) == expected, "in chunks of {chunk_bytes}");
    }
}

/// Plain cases worked out by hand, and published ones.
#[test]
fn hand_counts_agree() {
    let numbers = |text: &[u8]| {
        let Counts { bytes, code_points, invalid, lines, blank_lines, .. } = scan(text);
        let Counts { longest_line, paragraphs, words_ascii, words_whitespace, .. } = scan(text);
        [
            bytes,
            code_points,
            invalid,
            lines,
            blank_lines,
            longest_line,
            paragraphs,
            words_ascii,
            words_whitespace,
        ]
    };
    // bytes, code points, invalid, lines, blank, longest, paragraphs, words (ASCII), words (Unicode)
    assert_eq!(numbers(b""), [0, 0, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(numbers(b"\n"), [1, 1, 0, 1, 1, 0, 0, 0, 0]);
    assert_eq!(numbers(b" "), [1, 1, 0, 0, 1, 1, 0, 0, 0]);
    assert_eq!(numbers(b"a\n"), [2, 2, 0, 1, 0, 1, 1, 1, 1]);
    assert_eq!(numbers(b"ab\r\nc\r"), [6, 6, 0, 1, 0, 2, 1, 2, 2]);
    assert_eq!(numbers(b"a\n \r\nb\nc\n\n\n"), [11, 11, 0, 6, 3, 1, 2, 3, 3]);
    assert_eq!(numbers("a\u{A0}b c".as_bytes()), [6, 5, 0, 0, 0, 5, 1, 2, 3]);
    assert_eq!(numbers("\u{FEFF}\n\u{3000}\n".as_bytes()), [8, 4, 0, 2, 1, 1, 1, 2, 1]);
    assert_eq!(numbers(b"\xE2\x82"), [2, 1, 1, 0, 0, 1, 1, 1, 1]);
    // A sequence of each length, broken off, then one byte too many, and two.
    assert_eq!(numbers(b"a\xF1\x80\x80\xE1\x80\xC2b\x80c\x80\xBFd"), [13, 10, 6, 0, 0, 10, 1, 1, 1]);
    // The Unicode Standard, section 3.9, tables 3-8 to 3-11: overlong forms, surrogates, other ill-formed sequences,
    // truncated sequences.
    assert_eq!(numbers(b"\xC0\xAF\xE0\x80\xBF\xF0\x81\x82A"), [9, 9, 8, 0, 0, 9, 1, 1, 1]);
    assert_eq!(numbers(b"\xED\xA0\x80\xED\xBF\xBF\xED\xAFA"), [9, 9, 8, 0, 0, 9, 1, 1, 1]);
    assert_eq!(numbers(b"\xF4\x91\x92\x93\xFFA\x80\xBFB"), [9, 9, 7, 0, 0, 9, 1, 1, 1]);
    assert_eq!(numbers(b"\xE1\x80\xE2\xF0\x91\x92\xF1\xBFA"), [9, 5, 4, 0, 0, 5, 1, 1, 1]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn nasty_text_agrees(text in nasty::text()) {
        prop_assert_eq!(scan(&text), naive::scan(&text));
    }

    #[test]
    fn random_bytes_agree(text in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert_eq!(scan(&text), naive::scan(&text));
    }
}
