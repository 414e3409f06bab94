//! Text that breaks counters.

#![allow(dead_code, reason = "each test uses its part")]

use proptest::collection::vec;
use proptest::prelude::*;

/// Symbols and pieces of symbols, each of which has broken something once.
pub const SYMBOLS: &[&[u8]] = &[
    b"a",
    b" ",
    b"\n",
    b"\r",
    b"\r\n",
    b"\n\n",
    b"\t",
    b"\x0B",
    b"\x0C",
    b"\0",
    b"\x1C",
    b"\x7F",
    // NEL, no-break space, Ogham space, en quad, hair space, zero width space (which is none).
    "\u{85}".as_bytes(),
    "\u{A0}".as_bytes(),
    "\u{1680}".as_bytes(),
    "\u{2000}".as_bytes(),
    "\u{200A}".as_bytes(),
    "\u{200B}".as_bytes(),
    // Line and paragraph separator, narrow no-break space, mathematical space, ideographic space.
    "\u{2028}".as_bytes(),
    "\u{2029}".as_bytes(),
    "\u{202F}".as_bytes(),
    "\u{205F}".as_bytes(),
    "\u{3000}".as_bytes(),
    // Neighbours of those: ’ é ، あ 。 and what once was white space.
    "\u{2019}".as_bytes(),
    "\u{E9}".as_bytes(),
    "\u{60C}".as_bytes(),
    "\u{3042}".as_bytes(),
    "\u{3002}".as_bytes(),
    "\u{180E}".as_bytes(),
    // Combining acute, joiner, byte order mark, replacement character, emoji, the last code point.
    "\u{301}".as_bytes(),
    "\u{200D}".as_bytes(),
    "\u{FEFF}".as_bytes(),
    "\u{FFFD}".as_bytes(),
    "\u{1F600}".as_bytes(),
    "\u{10FFFF}".as_bytes(),
    // Words of several kinds and what joins them: Hebrew with a point, Hangul in parts, Thai with a vowel, kana, Han.
    "\u{5D0}\u{5B8}".as_bytes(),
    "\u{1100}".as_bytes(),
    "\u{1161}".as_bytes(),
    "\u{AC00}".as_bytes(),
    "\u{E01}\u{E31}".as_bytes(),
    "\u{30AB}".as_bytes(),
    "\u{6211}\u{4E0D}".as_bytes(),
    "\u{915}\u{94D}\u{937}".as_bytes(),
    b"_",
    b"'",
    b"-",
    b".",
    b". ",
    b"? ",
    b"e.g. ",
    b"l'",
    b"7",
    b"A",
    // Emoji of several parts, flags in parts, a prepended mark, a soft hyphen.
    "\u{1F469}\u{200D}\u{1F4BB}".as_bytes(),
    "\u{1F1E9}".as_bytes(),
    "\u{600}".as_bytes(),
    "\u{AD}".as_bytes(),
    // Lone continuations, and truncated sequences.
    b"\x80",
    b"\xA0",
    b"\xBF",
    b"\xC2",
    b"\xE2\x80",
    b"\xE3\x80",
    b"\xE3",
    b"\xF0\x9F",
    b"\xF0\x9F\x98",
    // Overlong forms, surrogates, beyond U+10FFFF, bytes that never occur.
    b"\xC0\x80",
    b"\xC1\xBF",
    b"\xE0\x80\x80",
    b"\xE0\x9F\xBF",
    b"\xF0\x80\x80\xA0",
    b"\xED\xA0\x80",
    b"\xED\xBF\xBF",
    b"\xF4\x90\x80\x80",
    b"\xF5\x80\x80\x80",
    b"\xFE",
    b"\xFF",
];

/// Few symbols of every kind, for trying all short strings.
pub const ALPHABET: &[&[u8]] = &[
    b"a",
    b" ",
    b"\n",
    b"\r",
    "\u{85}".as_bytes(),
    "\u{A0}".as_bytes(),
    "\u{3000}".as_bytes(),
    b"\x80",
    b"\xC2",
    b"\xE2\x80",
    b"\xF0\x9F",
    "\u{FFFD}".as_bytes(),
    "\u{1F600}".as_bytes(),
];

/// Calls `check` with every string of `length` symbols, and with its number.
pub fn for_each_string(alphabet: &[&[u8]], length: u32, mut check: impl FnMut(usize, &[u8])) {
    let mut string = Vec::new();
    for number in 0..alphabet.len().pow(length) {
        string.clear();
        let mut digits = number;
        for _ in 0..length {
            string.extend_from_slice(alphabet[digits % alphabet.len()]);
            digits /= alphabet.len();
        }
        check(number, &string);
    }
}

/// Nasty text of up to some hundred bytes, with runs long enough for blocks, and with blank lines.
pub fn text() -> impl Strategy<Value = Vec<u8>> {
    let symbol = prop::sample::select(SYMBOLS).prop_map(<[u8]>::to_vec);
    let broken = vec(any::<u8>(), 0..6);
    let foreign = "\\PC{0,12}".prop_map(String::into_bytes);
    let prose = "[a-z ,.\n]{0,150}".prop_map(String::into_bytes);
    let blank = prop::sample::select(vec!["\n\n", "\n \t\n", "\r\n\r\n", "\n\u{3000}\n", "\n\u{85}\r\n"])
        .prop_map(|line| line.as_bytes().to_vec());
    let piece = prop_oneof![6 => symbol, 1 => broken, 1 => foreign, 2 => prose, 2 => blank];
    vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// A whole file of nasty text, the same for the same seed.
///
/// `nastiness` symbols of a hundred are nasty; the rest are words, and now and then a line feed.
pub fn file(seed: u64, length: usize, nastiness: u64, words: &[&str]) -> Vec<u8> {
    let mut state = seed;
    // SplitMix64, Steele, Lea and Flood, 2014.
    let mut draw = |bound: usize| {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    };
    let mut file = Vec::new();
    while file.len() < length {
        if (draw(100) as u64) < nastiness {
            file.extend_from_slice(SYMBOLS[draw(SYMBOLS.len())]);
        } else {
            file.extend_from_slice(words[draw(words.len())].as_bytes());
            file.extend_from_slice([" ", " ", " ", " ", " ", ", ", "\n", "\r\n", "\n\n"][draw(9)].as_bytes());
        }
    }
    file
}
