//! GMX-V: examples, and all short texts against definitions that look at whole texts.

extern crate std;

use std::format;
use std::string::String;
use std::vec;
use std::vec::Vec;

use proptest::prelude::*;

use super::{ASCII_CLASSES, Class, Gmxv, HYPHENS, Masks, WordRule, elisions, is_hyphen, word_rule};
use crate::language::Language;
use crate::unicode::properties;

/// A text in a language with its words, and its characters, punctuation and white space.
///
/// The first are published with the Okapi framework's implementation, which quotes the standard.
const EXAMPLES: &[(&str, &str, u64, [u64; 3])] = &[
    ("eng", "Test word count is correct.", 5, [22, 1, 4]),
    ("eng", "The quick (\"brown\") fox can't jump 32.3 feet, right?", 9, [37, 7, 8]),
    ("eng", "The quick (\u{201C}brown\u{201D}) fox can\u{2019}t jump 32.3 feet, right?", 9, [37, 7, 8]),
    ("spa", "Words in a sentence", 4, [16, 0, 3]),
    ("fra", "L'objectif est defini.", 4, [19, 1, 2]),
    ("fra", "L\u{2019}objectif est defini.", 4, [19, 1, 2]),
    ("fra", "Elle a été la première Française d'une famille d'émigrés.", 11, [48, 1, 8]),
    ("eng", "He can't eat that fast.", 5, [18, 1, 4]),
    ("eng", "  Al Capone was an Italian-American.  ", 5, [29, 1, 8]),
    ("eng", "Here is a present for you: 🎁", 6, [21, 1, 6]),
    ("eng", "🎁 <- Here is a present for you", 6, [21, 2, 7]),
    ("eng", "This sentence has a word count of 9 words.", 9, [33, 1, 8]),
    ("eng", "This sentence/text unit has a word count of 11 words.", 11, [42, 2, 9]),
    (
        "eng",
        "In this example the in-line codes do not form\npart of the word or character counts but are counted \
         separately.",
        20,
        [90, 1, 19],
    ),
    ("eng", "Start Text end.", 3, [12, 1, 2]),
    ("eng", "The black cat eats.", 4, [15, 1, 3]),
    ("eng", "123 123.4 123,5", 3, [11, 2, 2]),
    ("eng", "( ) \" ' { } [ ] / % $ @ # ? ! * _ -", 0, [0, 18, 17]),
    ("eng", "", 0, [0, 0, 0]),
    ("eng", " \t\n\u{C}\r ", 0, [0, 0, 6]),
    // Our own.
    ("eng", "mother-in-law", 1, [13, 0, 0]),
    ("eng", "04/04/2011 2011-04-04", 4, [18, 2, 1]),
    ("eng", "a--b -c- d", 4, [4, 4, 2]),
    ("eng", "a - b", 2, [2, 1, 2]),
    ("eng", "well\u{2010}known well\u{2011}known well\u{2013}known", 4, [29, 1, 2]),
    ("eng", "a\u{A0}b", 2, [3, 0, 0]),
    ("eng", "1 × 2 = 2 €", 3, [4, 2, 5]),
    ("fra", "Va-t'en, l'ami d'aujourd'hui !", 6, [25, 2, 3]),
    ("ita", "l'arte dell'Italia", 2, [17, 0, 1]),
];

/// The tokens of `words.uax29`, by a crate that knows an older version of Unicode.
fn tokens(text: &str) -> Vec<(usize, usize)> {
    use unicode_segmentation::UnicodeSegmentation;
    let segments = text.split_word_bound_indices();
    segments
        .filter(|(_, segment)| segment.chars().any(|character| properties(character).makes_word()))
        .map(|(start, segment)| (start, start + segment.len()))
        .collect()
}

fn count(language: Language, text: &str) -> Gmxv {
    let mut gmxv = Gmxv::new(language);
    gmxv.push_text(text.as_bytes());
    let mut end = 0;
    for (start, next_end) in tokens(text) {
        gmxv.push_word(&text.as_bytes()[end..start], &text.as_bytes()[start..next_end]);
        end = next_end;
    }
    gmxv.push_gap(&text.as_bytes()[end..]);
    gmxv
}

#[test]
fn the_examples_come_out() {
    for (code, text, words, characters) in EXAMPLES {
        let gmxv = count(Language::from_code(code).expect("a code"), text);
        let found = [gmxv.characters(), gmxv.punctuation(), gmxv.white_space()];
        assert_eq!((gmxv.words(), found), (*words, *characters), "{text:?}");
        assert_eq!(found.iter().sum::<u64>(), text.chars().count() as u64);
    }
}

#[test]
fn words_by_characters_are_rounded_half_up() {
    let words = |code: &str, characters: u64| match word_rule(Language::from_code(code).expect("a code")) {
        WordRule::Characters(factor) => Some(factor.words(characters)),
        WordRule::Tokens | WordRule::None => None,
    };
    // Three characters of Chinese, Japanese and Korean, and seven of Thai.
    assert_eq!([words("zh", 3), words("ja", 3), words("ko", 3), words("th", 7)], [Some(1); 4]);
    assert_eq!([words("th", 0), words("th", 2), words("th", 3), words("th", 9)], [0, 0, 1, 2].map(Some));
    for characters in 0..10_000u32 {
        for (code, factor) in [("zh", 2.8), ("ja", 3.0), ("ko", 3.3), ("th", 6.0)] {
            // A half is exact in each of the factors, or the quotient is far from one.
            let rounded = (f64::from(characters) / factor + 1e-9).round() as u64;
            assert_eq!(words(code, characters.into()), Some(rounded), "{characters} {code}");
        }
    }
    assert_eq!(words("ja", u64::MAX), Some(u64::MAX / 3));
    for code in ["lo", "km", "my", "bo", "dz"] {
        assert_eq!(word_rule(Language::from_code(code).expect("a code")), WordRule::None);
    }
    assert_eq!(word_rule(Language::ENGLISH), WordRule::Tokens);
    assert_eq!(word_rule(Language::UNDETERMINED), WordRule::Tokens);
}

#[test]
fn the_table_of_ascii_is_what_the_categories_say() {
    for byte in 0..128u8 {
        let character = char::from(byte);
        let by_category = Class::of_category(properties(character).general_category());
        let expected = match character {
            '\t'..='\r' | '\u{1C}'..='\u{1F}' => Class::WhiteSpace,
            '$' | '+' | '<' | '=' | '>' | '^' | '`' | '|' | '~' => Class::Punctuation,
            '-' | '\'' => Class::Joiner,
            _ => by_category,
        };
        assert_eq!(ASCII_CLASSES[usize::from(byte)], expected, "{character:?}");
    }
}

#[test]
fn white_space_is_that_of_java() {
    // Java's Character.isWhitespace, which the standard quotes.
    let white: Vec<u32> = (0..0x11_0000)
        .filter(|&code_point| char::from_u32(code_point).is_some_and(|c| Class::of(c) == Class::WhiteSpace))
        .collect();
    let expected: Vec<u32> = [0x9..=0xD, 0x1C..=0x20, 0x1680..=0x1680, 0x2000..=0x2006, 0x2008..=0x200A]
        .into_iter()
        .chain([0x2028..=0x2029, 0x205F..=0x205F, 0x3000..=0x3000])
        .flatten()
        .collect();
    assert_eq!(white, expected);
}

#[test]
fn a_hyphen_is_one_character() {
    for hyphen in HYPHENS {
        assert!(is_hyphen(String::from(hyphen).as_bytes()));
        assert!(!is_hyphen(format!("{hyphen}{hyphen}").as_bytes()));
        assert_eq!(Class::of(hyphen), Class::Joiner);
    }
    for other in ["", "a", " ", "\u{2013}", "\u{2014}", "_", "/", "- "] {
        assert!(!is_hyphen(other.as_bytes()), "{other:?}");
    }
}

/// Characters, punctuation and white space, each character judged by its neighbours in the whole text.
fn naive_characters(text: &[char]) -> [u64; 3] {
    let mut counts = [0; 3];
    let in_word = |at: Option<usize>| {
        at.and_then(|at| text.get(at))
            .is_some_and(|c| c.is_alphanumeric() || c.is_numeric() || Class::of(*c) == Class::Alphanumeric)
    };
    for (at, character) in text.iter().enumerate() {
        let joins = "-\u{58A}\u{2010}\u{2011}\u{30A0}'\u{2019}\u{FF07}".contains(*character);
        let white = (character.is_whitespace() && !"\u{85}\u{A0}\u{2007}\u{202F}".contains(*character))
            || ('\u{1C}'..='\u{1F}').contains(character);
        let class = if white {
            2
        } else if joins {
            usize::from(!(in_word(at.checked_sub(1)) && in_word(Some(at + 1))))
        } else {
            usize::from(character.is_ascii_punctuation() || "–“。¿×_".contains(*character))
        };
        counts[class] += 1;
    }
    counts
}

/// Counts the categories of a text as the census wants them.
/// The words of a text that has no apostrophe, by joining the tokens in a copy of it.
fn naive_words(text: &str) -> u64 {
    let mut joined = vec![];
    for (start, end) in tokens(text) {
        match joined.last_mut() {
            Some((_, last)) if is_one_hyphen(&text[*last..start]) => *last = end,
            _ => joined.push((start, end)),
        }
    }
    joined.len() as u64
}

fn is_one_hyphen(text: &str) -> bool {
    matches!(text, "-" | "\u{2010}" | "\u{2011}" | "\u{30A0}")
}

const NASTY: [char; 21] = [
    'a', '9', '-', '\'', '.', '_', '/', ' ', '\n', '\u{1C}', '\u{85}', '\u{A0}', 'é', '\u{301}', '\u{2010}',
    '\u{2013}', '\u{2019}', '×', '€', '中', '。',
];

#[test]
fn all_short_texts_have_the_characters_and_words_of_the_definitions() {
    for length in 0..=4u32 {
        for number in 0..NASTY.len().pow(length) {
            let digits = (0..length).map(|place| number / NASTY.len().pow(place) % NASTY.len());
            let text: Vec<char> = digits.map(|digit| NASTY[digit]).collect();
            let string: String = text.iter().collect();
            let gmxv = count(Language::ENGLISH, &string);
            let found = [gmxv.characters(), gmxv.punctuation(), gmxv.white_space()];
            assert_eq!(found, naive_characters(&text), "{string:?}");
            assert_eq!(gmxv.words(), naive_words(&string), "{string:?}");
        }
    }
}

#[test]
fn each_elision_of_a_token_counts() {
    for (token, expected) in
        [("arbre", 0), ("l'arbre", 1), ("d'aujourd'hui", 1), ("qu'l'on", 0), ("j'l'ai", 0)]
    {
        assert_eq!(elisions(token.as_bytes()), expected, "{token}");
    }
}

proptest! {
    /// Masks and text in any order, and words in any pieces, give the same as the whole.
    #[test]
    fn pieces_of_all_kinds_give_the_same(
        pieces in proptest::collection::vec(
            prop_oneof!["[a9' -]{64}", "[\\x00-\\x7F]{0,70}", "[a9'é’‐ .中\u{301}-]{0,9}"],
            0..8,
        ),
    ) {
        let text = pieces.concat();
        let whole = count(Language::FRENCH, &text);
        let mut gmxv = Gmxv::new(Language::FRENCH);
        for piece in &pieces {
            if (3..=64).contains(&piece.len()) {
                gmxv.push_masks(&masks(piece));
            } else {
                gmxv.push_text(piece.as_bytes());
            }
        }
        let found = [gmxv.characters(), gmxv.punctuation(), gmxv.white_space()];
        prop_assert_eq!(found, [whole.characters(), whole.punctuation(), whole.white_space()]);
        prop_assert_eq!(found, naive_characters(&text.chars().collect::<Vec<_>>()));
    }

    /// A gap may come in pieces, cut between characters.
    #[test]
    fn gaps_may_come_in_pieces(gap in "[ -‐.]{0,4}", cut in 0usize..5) {
        let cut = gap.char_indices().map(|(at, _)| at).nth(cut).unwrap_or(gap.len());
        let mut whole = Gmxv::new(Language::ENGLISH);
        whole.push_word(b"", b"a");
        whole.push_word(gap.as_bytes(), b"b");
        let mut pieces = Gmxv::new(Language::ENGLISH);
        pieces.push_word(b"", b"a");
        pieces.push_gap(&gap.as_bytes()[..cut]);
        pieces.push_word(&gap.as_bytes()[cut..], b"b");
        prop_assert_eq!(pieces, whole);
    }
}

fn masks(text: &str) -> Masks {
    let mut masks = Masks { len: text.len() as u32, ..Masks::default() };
    for (at, character) in text.char_indices() {
        masks.starts |= 1 << at;
        masks.add(character, at as u32, character.len_utf8());
    }
    masks
}
