//! The tables against others, and the reading of UTF-8 against the standard library.
//!
//! The full comparison of all properties of all code points with data of the same version is
//! `tools/unicode/compare.mjs`, which needs a package from npm. What runs here is the standard library (Unicode 17)
//! for the flags that it knows, and `regex-syntax` (Unicode 16) for all the rest.

extern crate std;

use std::collections::BTreeMap;
use std::string::String;
use std::vec::Vec;
use std::{format, vec};

use proptest::prelude::{any, proptest};
use regex_syntax::hir::{Class, HirKind};

use super::{
    GeneralCategory as Category, GraphemeClusterBreak as Grapheme, IndicConjunctBreak, Properties, Script,
    SentenceBreak as Sentence, WordBreak as Word, character_start, decode, properties,
};

fn characters() -> impl Iterator<Item = char> {
    '\0'..=char::MAX
}

/// The characters of a class of regular expressions, such as `\p{Script=Latin}`, as ranges.
fn ranges(class: &str) -> Vec<(char, char)> {
    let parsed = regex_syntax::parse(&format!(r"\p{{{class}}}")).expect("a class that regex-syntax knows");
    match parsed.into_kind() {
        HirKind::Class(Class::Unicode(class)) => {
            class.ranges().iter().map(|range| (range.start(), range.end())).collect()
        }
        // A class of one character.
        HirKind::Literal(literal) => {
            let character = std::str::from_utf8(&literal.0).expect("a character").chars().next();
            vec![(character.expect("a character"), character.expect("a character"))]
        }
        other => panic!("{class} is {other:?}"),
    }
}

fn holds(class: &str) -> Vec<bool> {
    let mut holds = vec![false; 0x11_0000];
    for (first, last) in ranges(class) {
        holds[first as usize..=last as usize].fill(true);
    }
    holds
}

#[test]
fn the_versions_are_those_that_the_tests_speak_of() {
    assert_eq!(char::UNICODE_VERSION, (17, 0, 0));
    assert!(ranges("Age=V16_0").len() > 1 && regex_syntax::parse(r"\p{Age=V17_0}").is_err());
}

#[test]
fn the_standard_library_agrees() {
    for character in characters() {
        let found = properties(character);
        assert_eq!(found.is_alphabetic(), character.is_alphabetic(), "{character:?}");
        assert_eq!(found.is_white_space(), character.is_whitespace(), "{character:?}");
        assert_eq!(found.makes_word(), character.is_alphanumeric(), "{character:?}");
        let category = found.general_category();
        let number =
            matches!(category, Category::DecimalNumber | Category::LetterNumber | Category::OtherNumber);
        assert_eq!(number, character.is_numeric(), "{character:?}");
        assert_eq!(category == Category::Control, character.is_control(), "{character:?}");
    }
}

/// Compares a property with classes of Unicode 16, except for what was not assigned then, and prints the rest.
fn differences(classes: &[(&str, &dyn Fn(Properties) -> bool)]) -> Vec<String> {
    let unassigned = holds("gc=Cn");
    let mut differences = BTreeMap::new();
    for (class, ours) in classes {
        let theirs = holds(class);
        for character in characters().filter(|&character| !unassigned[character as usize]) {
            let found = ours(properties(character));
            if found != theirs[character as usize] {
                let sign = if found { "now" } else { "no longer" };
                differences.entry(character).or_insert_with(Vec::new).push(format!("{sign} {class}"));
            }
        }
    }
    differences
        .into_iter()
        .map(|(character, mut found)| {
            found.sort();
            format!("{:04X} {}", u32::from(character), found.join(", "))
        })
        .collect()
}

macro_rules! classes {
    ($property:literal, $accessor:ident, $($class:literal => $value:expr),+ $(,)?) => {
        &[$((concat!($property, "=", $class), &|found: Properties| found.$accessor() == $value)),+]
    };
}

#[test]
fn grapheme_breaks_are_those_of_unicode_16_but_for_what_changed() {
    let found = differences(classes!("GCB", grapheme_cluster_break,
        "CR" => Grapheme::Cr, "LF" => Grapheme::Lf, "Control" => Grapheme::Control,
        "Extend" => Grapheme::Extend, "ZWJ" => Grapheme::Zwj, "Regional_Indicator" => Grapheme::RegionalIndicator,
        "Prepend" => Grapheme::Prepend, "SpacingMark" => Grapheme::SpacingMark, "L" => Grapheme::L,
        "V" => Grapheme::V, "T" => Grapheme::T, "LV" => Grapheme::Lv, "LVT" => Grapheme::Lvt,
    ));
    assert_eq!(found, ["11A3A no longer GCB=Prepend"]);
}

#[test]
fn word_breaks_are_those_of_unicode_16_but_for_what_changed() {
    let found = differences(classes!("WB", word_break,
        "CR" => Word::Cr, "LF" => Word::Lf, "Newline" => Word::Newline, "Extend" => Word::Extend,
        "ZWJ" => Word::Zwj, "Format" => Word::Format, "Regional_Indicator" => Word::RegionalIndicator,
        "Katakana" => Word::Katakana, "Hebrew_Letter" => Word::HebrewLetter, "ALetter" => Word::ALetter,
        "Single_Quote" => Word::SingleQuote, "Double_Quote" => Word::DoubleQuote, "MidNumLet" => Word::MidNumLet,
        "MidLetter" => Word::MidLetter, "MidNum" => Word::MidNum, "Numeric" => Word::Numeric,
        "ExtendNumLet" => Word::ExtendNumLet, "WSegSpace" => Word::WSegSpace,
    ));
    assert_eq!(found, ["00B8 now WB=ALetter"]);
}

#[test]
fn sentence_breaks_are_those_of_unicode_16_but_for_what_changed() {
    let found = differences(classes!("SB", sentence_break,
        "CR" => Sentence::Cr, "LF" => Sentence::Lf, "Sep" => Sentence::Sep, "Extend" => Sentence::Extend,
        "Format" => Sentence::Format, "Sp" => Sentence::Sp, "Lower" => Sentence::Lower,
        "Upper" => Sentence::Upper, "OLetter" => Sentence::OLetter, "Numeric" => Sentence::Numeric,
        "ATerm" => Sentence::ATerm, "SContinue" => Sentence::SContinue, "STerm" => Sentence::STerm,
        "Close" => Sentence::Close,
    ));
    assert_eq!(found, ["0295 no longer SB=Lower, now SB=OLetter"]);
}

#[test]
fn general_categories_are_those_of_unicode_16_but_for_what_changed() {
    let found = differences(classes!("gc", general_category,
        "Lu" => Category::UppercaseLetter, "Ll" => Category::LowercaseLetter, "Lt" => Category::TitlecaseLetter,
        "Lm" => Category::ModifierLetter, "Lo" => Category::OtherLetter, "Mn" => Category::NonspacingMark,
        "Mc" => Category::SpacingMark, "Me" => Category::EnclosingMark, "Nd" => Category::DecimalNumber,
        "Nl" => Category::LetterNumber, "No" => Category::OtherNumber, "Pc" => Category::ConnectorPunctuation,
        "Pd" => Category::DashPunctuation, "Ps" => Category::OpenPunctuation,
        "Pe" => Category::ClosePunctuation, "Pi" => Category::InitialPunctuation,
        "Pf" => Category::FinalPunctuation, "Po" => Category::OtherPunctuation, "Sm" => Category::MathSymbol,
        "Sc" => Category::CurrencySymbol, "Sk" => Category::ModifierSymbol, "So" => Category::OtherSymbol,
        "Zs" => Category::SpaceSeparator, "Zl" => Category::LineSeparator,
        "Zp" => Category::ParagraphSeparator, "Cc" => Category::Control, "Cf" => Category::Format,
        "Co" => Category::PrivateUse,
    ));
    assert_eq!(found, ["0295 no longer gc=Ll, now gc=Lo"]);
}

#[test]
fn flags_are_those_of_unicode_16_but_for_what_changed() {
    let found = differences(&[
        ("Alphabetic", &|found| found.is_alphabetic()),
        ("White_Space", &|found| found.is_white_space()),
    ]);
    assert_eq!(found, [""; 0]);
}

#[test]
fn pictographs_are_those_of_unicode_16_but_for_those_that_are_no_emoji() {
    let (emoji, pictographic) = (holds("Emoji"), holds("Extended_Pictographic"));
    let mut no_longer = 0;
    for character in characters() {
        let theirs = pictographic[character as usize];
        let ours = properties(character).is_extended_pictographic();
        assert!(theirs || !ours, "{character:?}");
        if theirs && !ours {
            // Unicode 17 took the property from symbols, and places for symbols, that have never become emoji.
            assert!(!emoji[character as usize], "{character:?}");
            no_longer += 1;
        }
    }
    assert_eq!(no_longer, 689);
}

/// The scripts that have come with Unicode 17.
const NEW_SCRIPTS: [&str; 4] = ["Beria_Erfe", "Sidetic", "Tai_Yo", "Tolong_Siki"];

#[test]
fn scripts_are_those_of_unicode_16_but_for_what_changed() {
    let mut classes = Vec::new();
    for number in 0..Script::COUNT {
        let script = Script::from_number(number).expect("below the count");
        assert_eq!(script.number(), number);
        let name = script.name();
        // Regular expressions know no class for what has no script.
        if name != "Unknown" && !NEW_SCRIPTS.contains(&name) {
            classes.push((script, format!("Script={name}")));
        }
    }
    assert!(Script::from_number(Script::COUNT).is_none());
    assert_eq!(classes.len(), 170);
    let tests: Vec<_> =
        classes.iter().map(|(script, _)| move |found: Properties| found.script() == *script).collect();
    let classes: Vec<(&str, &dyn Fn(Properties) -> bool)> =
        classes.iter().zip(&tests).map(|((_, class), test)| (class.as_str(), test as _)).collect();
    assert_eq!(differences(&classes), [""; 0]);
}

#[test]
fn conjunct_breaks_are_made_as_unicode_makes_them() {
    // UAX #44: Consonant and Linker are listed; Extend is what extends a cluster and is neither a linker, nor a
    // consonant, nor U+200C. Rule GB9c is written for a character at a time because all that it skips extends.
    let count = |value| characters().filter(|&c| properties(c).indic_conjunct_break() == value).count();
    assert_eq!(count(IndicConjunctBreak::Linker), 20);
    assert_eq!(count(IndicConjunctBreak::Consonant), 911);
    for character in characters() {
        let found = properties(character);
        let extends = matches!(found.grapheme_cluster_break(), Grapheme::Extend | Grapheme::Zwj);
        match found.indic_conjunct_break() {
            IndicConjunctBreak::Linker | IndicConjunctBreak::Extend => assert!(extends, "{character:?}"),
            IndicConjunctBreak::Consonant => {
                assert_eq!(found.grapheme_cluster_break(), Grapheme::Other, "{character:?}");
            }
            IndicConjunctBreak::None => assert!(!extends || character == '\u{200C}', "{character:?}"),
        }
    }
}

#[test]
fn every_character_is_read_back() {
    let mut bytes = [0; 4];
    for character in characters() {
        let text = character.encode_utf8(&mut bytes).as_bytes();
        assert_eq!(decode(text, 0), Some((character, text.len())));
        assert_eq!(decode(text, text.len()), None);
        assert_eq!(character_start(text, text.len()), 0);
    }
}

proptest! {
    #[test]
    fn text_is_read_forward_and_backward(text: String) {
        let text = text.as_str();
        let mut at = 0;
        for (start, character) in text.char_indices() {
            assert_eq!(at, start);
            let (found, length) = decode(text.as_bytes(), at).expect("there is a character");
            assert_eq!(found, character);
            at += length;
            assert_eq!(character_start(text.as_bytes(), at), start);
        }
        assert_eq!(decode(text.as_bytes(), at), None);
    }

    #[test]
    fn bytes_that_are_no_text_end_as_well(bytes in proptest::collection::vec(any::<u8>(), 0..20), at in 0_usize..30) {
        if let Some((_, length)) = decode(&bytes, at) {
            assert!((1..=4).contains(&length) && at + length <= bytes.len());
        } else {
            assert!(at >= bytes.len());
        }
        let start = character_start(&bytes, at);
        assert!(start <= at && at - start <= 4 && (at == 0 || start < at));
    }
}
