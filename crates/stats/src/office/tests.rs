//! The words of LibreOffice: probes, and all short texts against a definition that looks backwards.

extern crate std;

use std::string::String;
use std::vec::Vec;

use proptest::prelude::*;

use super::{Class, Office, is_cjk, is_mark};
use crate::unicode::{GeneralCategory, properties};

fn count(text: &str) -> u64 {
    let mut office = Office::new();
    text.chars().for_each(|character| office.push(character));
    office.words()
}

/// Each probe with the number that LibreOffice gives.
const PROBES: &[(&str, u64)] = &[
    ("", 0),
    (" \n\t", 0),
    ("a well-known e-mail mother-in-law", 4),
    ("best of times\u{2014}it was", 5),
    ("this -- that", 3),
    ("see https://example.com/a/b?x=1 now", 3),
    ("a\u{A0}b c", 3),
    ("a\u{202F}b", 2),
    ("我不是程序員。", 7),
    ("04/04/2011 2011-04-04", 2),
    // What stands alone is a word, unless it is a dash that separates.
    ("This is a test.", 4),
    ("This = is = a = test.", 7),
    ("This _ is _ a _ test.", 7),
    ("This -- is -- a -- test.", 7),
    ("This_is a test.", 3),
    ("This-is a test.", 3),
    ("This\u{2012}is a test.", 3),
    ("This\u{2015}is a test.", 3),
    ("This\u{2013}is a test.", 4),
    ("This\u{2014}is a test.", 4),
    ("This \u{2013} is \u{2013} a \u{2013} test.", 4),
    // Quotation marks, no-break spaces, ideographic spaces.
    ("Should \u{2018}be three\u{2019}", 3),
    ("French \u{AB}\u{A0}savoir\u{202F}calculer\u{3000}\u{BB}", 5),
    ("zero\u{200B}width", 2),
    // Two scripts.
    (
        "この日本語は正しく数えられるでしょうか。And let's throw some English in to make it interesting.  \
         そして、また日本語\u{3000}\u{3000}でも今回は空白を\u{3000}\u{3000}入れました。  So how does this do?  ",
        58,
    ),
    ("a中b", 3),
    ("中…文", 3),
    ("한국어 단어", 5),
    ("ﾊﾝｶｸ ＡＢ", 6),
];

#[test]
fn the_probes_come_out() {
    for (text, words) in PROBES {
        assert_eq!(count(text), *words, "{text:?}");
    }
}

#[test]
fn composed_and_decomposed_text_have_the_same_words() {
    for (composed, decomposed) in [
        ("한국", "\u{1112}\u{1161}\u{11AB}\u{1100}\u{116E}\u{11A8}"),
        ("각", "\u{1100}\u{1161}\u{11A8}"),
        ("が", "か\u{3099}"),
        ("中", "中\u{FE00}"),
    ] {
        assert_eq!(count(composed), count(decomposed), "{composed}");
    }
    // Each of these is more than one syllable.
    assert_eq!(count("\u{1100}\u{11A8}"), 2);
    assert_eq!(count("가나"), 2);
    assert_eq!(count("각\u{1161}"), 2);
    assert_eq!(count("가\u{301}\u{11A8}"), 2);
}

/// What LibreOffice takes for Asian by name of the script, and what by block, are known to the tables of Unicode.
#[test]
fn asian_characters_are_those_of_asian_scripts() {
    const ASIAN: [&str; 6] = ["Bopomofo", "Han", "Hangul", "Hiragana", "Katakana", "Yi"];
    for character in '\0'..=char::MAX {
        let found = properties(character);
        let code_point = u32::from(character);
        let script = found.script().name();
        if ASIAN.contains(&script) {
            // Two tone marks of Bopomofo stand among the modifier letters of Latin.
            assert_eq!(is_cjk(code_point), !matches!(code_point, 0x2EA | 0x2EB), "{code_point:X}");
        } else if is_cjk(code_point) {
            let unassigned = found.general_category() == GeneralCategory::Unassigned;
            let full_width = (0xFF00..=0xFFEF).contains(&code_point);
            let common = matches!(script, "Common" | "Inherited");
            assert!(unassigned || full_width || common, "{code_point:X} {script}");
        }
    }
}

/// The words of a text by looking backwards from each character, without a state.
fn naive(text: &[char]) -> u64 {
    let is_separator = |c: char| c.is_whitespace() || matches!(c, '\u{200B}' | '\u{2013}' | '\u{2014}');
    let cjk = |c: char| !is_separator(c) && is_cjk(u32::from(c));
    // The CJK character that a mark at this place belongs to.
    let base_of_mark = |at: usize| {
        let before = text[..at].iter().rposition(|c| !is_mark(*c));
        // Marks that are CJK themselves can be a base, if no other is in reach.
        let first = before.map_or(0, |base| base + 1);
        let in_reach = before.is_some_and(|base| cjk(text[base]));
        let among_marks = text[first..at].iter().any(|c| cjk(*c));
        is_mark(text[at]) && (in_reach || among_marks)
    };
    // Whether this place and the one before are in one syllable of Hangul.
    let in_syllable = |at: usize| {
        let (before, after) = (text[at - 1], text[at]);
        let leading = |c: char| matches!(c, '\u{1100}'..='\u{115F}' | '\u{A960}'..='\u{A97C}');
        let vowel = |c: char| matches!(c, '\u{1160}'..='\u{11A7}' | '\u{D7B0}'..='\u{D7C6}');
        let trailing = |c: char| matches!(c, '\u{11A8}'..='\u{11FF}' | '\u{D7CB}'..='\u{D7FB}');
        let syllable = |c: char| ('가'..='힣').contains(&c);
        let open = |c: char| syllable(c) && (u32::from(c) - 0xAC00) % 28 == 0;
        (leading(before) && (leading(after) || vowel(after) || syllable(after)))
            || ((vowel(before) || open(before)) && (vowel(after) || trailing(after)))
            || ((trailing(before) || (syllable(before) && !open(before))) && trailing(after))
    };
    let begins = |at: usize| {
        let character = text[at];
        if is_separator(character) || base_of_mark(at) {
            return false;
        }
        if cjk(character) {
            return at == 0 || !in_syllable(at);
        }
        // Another character begins a word after a separator or a CJK character with its marks.
        at == 0 || is_separator(text[at - 1]) || cjk(text[at - 1]) || base_of_mark(at - 1)
    };
    (0..text.len()).filter(|at| begins(*at)).count() as u64
}

/// Characters of each class, and neighbours of them.
const NASTY: [char; 21] = [
    'a', '-', '\n', ' ', '\u{1C}', '\u{85}', '\u{A0}', 'é', '\u{301}', '\u{2013}', '\u{2012}', '\u{200B}',
    '\u{200D}', '中', '。', '\u{3000}', '\u{3099}', '\u{1100}', '\u{1161}', '\u{11A8}', '가',
];

/// Calls a function with every text of up to four characters of the alphabet.
fn for_short_texts(mut check: impl FnMut(&[char])) {
    for length in 0..=4u32 {
        for number in 0..NASTY.len().pow(length) {
            let digits = (0..length).map(|place| number / NASTY.len().pow(place) % NASTY.len());
            let text: Vec<char> = digits.map(|digit| NASTY[digit]).collect();
            check(&text);
        }
    }
}

#[test]
fn all_short_texts_have_the_words_that_looking_backwards_finds() {
    for_short_texts(|text| {
        let string: String = text.iter().collect();
        let mut office = Office::new();
        office.push_text(string.as_bytes());
        assert_eq!((count(&string), office.words()), (naive(text), naive(text)), "{string:?}");
    });
}

#[test]
fn ascii_has_the_words_between_white_space() {
    let letters = ['a', '-', ' ', '\n', '\u{1C}', '_'];
    for number in 0..letters.len().pow(6) {
        let digits = (0..6u32).map(|place| number / letters.len().pow(place) % letters.len());
        let text: String = digits.map(|digit| letters[digit]).collect();
        assert_eq!(count(&text), text.split_whitespace().count() as u64, "{text:?}");
    }
}

#[test]
fn every_class_is_told_by_its_definition() {
    for character in '\0'..=char::MAX {
        let class = Class::of(character);
        let separates =
            character.is_whitespace() || matches!(character, '\u{200B}' | '\u{2013}' | '\u{2014}');
        assert_eq!(class == Class::Separator, separates, "{character:?}");
        if !separates {
            assert_eq!(class == Class::Other, !is_cjk(u32::from(character)), "{character:?}");
        }
    }
}

/// The masks that a block comes with: bytes that are not white space, ideographs, and other characters.
fn masks(block: &str) -> [u64; 3] {
    let [mut ink, mut han, mut others] = [0; 3];
    for (at, character) in block.char_indices() {
        for byte in at..at + character.len_utf8() {
            ink |= u64::from(!character.is_whitespace()) << byte;
        }
        match character {
            '\u{4E00}'..='\u{9FFF}' => han |= 1 << at,
            '\u{300}'.. => others |= 1 << at,
            _ => {}
        }
    }
    [ink, han, others]
}

proptest! {
    /// Blocks, bytes and characters in any order give the same as characters alone.
    #[test]
    fn pieces_of_all_kinds_give_the_same(
        pieces in proptest::collection::vec(
            prop_oneof![
                "[a -]{64}",
                "[\\x00-\\x7F]{0,64}",
                "[aé –’\u{200B}\u{2003}\u{301}😀]{0,16}",
                "[a中か\u{3099}\u{301}é –\u{1100}\u{1161}가]{0,16}",
                "[a中か、\u{301} –]{0,16}",
            ],
            0..8,
        ),
        as_blocks in any::<u8>(),
    ) {
        let text = pieces.concat();
        let mut office = Office::new();
        for (number, piece) in pieces.iter().enumerate() {
            if as_blocks >> number & 1 == 1 {
                let [ink, han, others] = masks(piece);
                // What is beyond the block does not matter.
                let beyond = u64::MAX.checked_shl(piece.len() as u32).unwrap_or(0);
                office.push_block(piece.as_bytes(), ink | beyond, han | beyond, others | beyond);
            } else {
                office.push_text(piece.as_bytes());
            }
        }
        prop_assert_eq!(office.words(), naive(&text.chars().collect::<Vec<_>>()));
        prop_assert_eq!(office.words(), count(&text));
    }
}
