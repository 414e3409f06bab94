//! The fast paths against the exact rules, applied from one end of the text to the other.

use alloc::string::String;
use alloc::vec::Vec;

use proptest::prelude::*;

use super::BLOCK_BYTES;
use super::ascii::Ascii;
use super::beyond::Beyond;
use super::block::{Blocks, is_capitalised};
use super::characters::Characters;
use super::chunk::Chunks;
use super::dispatch::{Level, well_formed_prefix_up_to};
use super::lanes::Portable;
use super::words::Words;
use crate::course::Follower;
use crate::dictionary::Dictionary;
use crate::gmxv::Gmxv;
use crate::histogram::Histogram;
use crate::language::Language;
use crate::office::Office;
use crate::options::Options;
use crate::scan::Scan;
use crate::scan_with;
use crate::segment::{grapheme_end, word_end};
use crate::sentence::sentences;
use crate::spans::Joiner;
use crate::unicode::{GeneralCategory, Script, properties};
use crate::vocabulary::Vocabulary;
use crate::words::LanguageWords;

/// A character of each class that a rule of segmentation or a mask tells apart, and those around the edges.
const SYMBOLS: [&str; 67] = [
    "a", "Z", "0", "_", " ", "\n", "\r", "\t", "'", ".", ":", ",", ";", "-", "\"", "$", "~", "\0",
    // Core letters and what looks like them: é × ÷ ß ŝ ɏ б ѿ, and just beyond the core.
    "é", "×", "÷", "ß", "ŝ", "ɿ", "б", "ѿ", "Ҁ", "ʀ", "ª", "µ", "·", "\u{AD}", "\u{A0}", "²",
    // Ideographs, kana, Thai with a mark, Khmer, punctuation of theirs.
    "我", "丁", "\u{4DFF}", "㐀", "鿿", "か", "カ", "ー", "ก", "\u{0E31}", "ក", "。", "，", "\u{3000}",
    // Marks, joiners, formats; Hebrew with a point and double quotes; the rest of Hangul.
    "\u{301}", "\u{200D}", "\u{200B}", "\u{FE0F}", "א", "\u{05B8}", "’", "\u{2028}", "가", "\u{11A8}",
    // Emoji, regional indicators, a prepended mark, a conjunct, a digit of four bytes, a letter of four bytes;
    // punctuation that joins nothing, and some that does.
    "👍", "🇩", "\u{600}", "\u{94D}", "𝟘", "𐐀", "«", "…", "：",
];

/// What sentences end with and what leaves it open whether they do.
const ENDS: [&str; 10] = ["Stop. ", "Dr. ", "“Who?” ", "(No!) ", "… ", "² ", "3. ", "3.", "Bob ", "\n\n"];

/// The words of UAX #29, by the exact rules alone.
fn exact_words(text: &str) -> Vec<[u32; 2]> {
    let mut words = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let segment = word_end(text.as_bytes(), at);
        if segment.has_word {
            words.push([at as u32, segment.end as u32]);
        }
        at = segment.end;
    }
    words
}

/// The words where runs of scripts without spaces are cut by the dictionary.
fn exact_words_with_dictionary(text: &str, exact: &[[u32; 2]]) -> Vec<[u32; 2]> {
    let tokens: Vec<_> = exact.iter().map(|&[start, end]| start as usize..end as usize).collect();
    let mut words = Vec::new();
    Dictionary::new()
        .words(text.as_bytes(), &tokens, |word| words.push([word.start as u32, word.end as u32]));
    words
}

/// All apostrophes and hyphens behind the first of some words.
fn joiners(text: &str, words: &[[u32; 2]]) -> Vec<Joiner> {
    text.char_indices()
        .filter(|(_, character)| {
            "'\u{2BC}\u{2019}\u{FF07}-\u{58A}\u{2010}\u{2011}\u{30A0}".contains(*character)
        })
        .filter_map(|(at, _)| {
            let before = words.iter().filter(|[start, _]| (*start as usize) < at).count();
            Some(Joiner { at: at as u32, word: before.checked_sub(1)? as u32 })
        })
        .collect()
}

#[track_caller]
fn check_words(text: &str) {
    let exact = exact_words(text);
    let mut words = Words::new(false);
    words.find::<Portable>(text.as_bytes());
    assert_eq!(words.spans(), exact, "words of {text:?}");
    assert_eq!(words.uax29, exact.len() as u64, "number of words of {text:?}");
    assert_eq!(words.joiners(), joiners(text, &exact), "joiners of {text:?}");

    let mut words = Words::new(true);
    words.find::<Portable>(text.as_bytes());
    assert_eq!(words.uax29, exact.len() as u64, "number of words of {text:?} beside the dictionary");
    assert_eq!(
        words.spans(),
        exact_words_with_dictionary(text, &exact),
        "words by the dictionary of {text:?}"
    );
}

#[track_caller]
fn check_characters(text: &str) {
    let mut characters = Characters::new();
    let mut resume = 0;
    let mut chunks = Chunks::of(text.as_bytes());
    while let Some(chunk) = chunks.next::<Portable>() {
        resume = characters.add(text.as_bytes(), &chunk, &Ascii::of(&chunk), &Beyond::of(&chunk), resume);
    }

    let mut graphemes = 0;
    let mut at = 0;
    while at < text.len() {
        at = grapheme_end(text.as_bytes(), at);
        graphemes += 1;
    }
    assert_eq!(characters.graphemes, graphemes, "graphemes of {text:?}");
    let mut scripts = [0; Script::COUNT];
    let mut groups = [0; 6];
    for character in text.chars() {
        scripts[properties(character).script().number()] += 1;
        let group = match alloc::format!("{:?}", properties(character).general_category()).as_str() {
            name if name.ends_with("Letter") => 0,
            name if name.ends_with("Mark") => 1,
            name if name.ends_with("Number") => 2,
            name if name.ends_with("Punctuation") => 3,
            name if name.ends_with("Symbol") => 4,
            _ => 5,
        };
        groups[group] += 1;
    }
    let Characters { letters, marks, digits, punctuation, symbols, others, .. } = characters;
    assert_eq!([letters, marks, digits, punctuation, symbols, others], groups, "categories of {text:?}");
    assert!(characters.scripts == scripts, "scripts of {text:?}");
}

/// Calls `check` with every string of `length` symbols, behind the last `before` bytes of some text.
fn for_each_string(length: u32, before: impl Fn(usize) -> usize, mut check: impl FnMut(&str)) {
    const FILLER: &str =
        "Well, Prince, so Genoa and Lucca are now just family estates of the Buonapartes, he said";
    for number in 0..SYMBOLS.len().pow(length) {
        let mut string = String::from(&FILLER[FILLER.len() - before(number)..]);
        let mut digits = number;
        for _ in 0..length {
            string.push_str(SYMBOLS[digits % SYMBOLS.len()]);
            digits /= SYMBOLS.len();
        }
        check(&string);
    }
}

#[test]
fn short_strings_agree() {
    for length in 0..=3 {
        for_each_string(
            length,
            |_| 0,
            |text| {
                check_words(text);
                check_characters(text);
            },
        );
    }
}

#[test]
fn strings_at_the_edges_of_chunks_agree() {
    for length in 1..=2 {
        for before in 54..=68 {
            for_each_string(
                length,
                |_| before,
                |text| {
                    check_words(text);
                    check_characters(text);
                },
            );
        }
    }
    for_each_string(
        3,
        |number| 58 + number % 9,
        |text| {
            check_words(text);
            check_characters(text);
        },
    );
}

/// Finds the well-formed beginning of some bytes by the code for each kind of processor.
#[track_caller]
fn check_well_formed_prefix(bytes: &[u8]) {
    let expected = match core::str::from_utf8(bytes) {
        Ok(text) => text.len(),
        Err(error) => error.valid_up_to(),
    };
    for level in [Level::Any, Level::V3, Level::V4] {
        assert_eq!(well_formed_prefix_up_to(level, bytes), expected, "{level:?}: {bytes:x?}");
    }
}

/// Each beginning of a character, with what can and cannot follow it, wherever the edge of a chunk cuts it.
#[test]
fn sequences_at_the_edges_of_chunks_are_well_formed_or_not() {
    for lead in 0x80..=0xFF {
        for second in [0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0] {
            for rest in [[b'a', b'a'], [0x80, b'a'], [0x80, 0x80], [0xC3, 0x80]] {
                for before in 60..=64 {
                    let mut bytes = [b'a'; 192];
                    bytes[before..before + 4].copy_from_slice(&[lead, second, rest[0], rest[1]]);
                    check_well_formed_prefix(&bytes);
                }
            }
        }
    }
}

/// Each character between letters, digits, ideographs and marks.
#[test]
fn each_character_agrees() {
    for character in '\0'..=char::MAX {
        let mut text = String::new();
        for neighbour in ["a", "1", "我", "\u{301}", "'", "_"] {
            text.push_str(neighbour);
            text.push(character);
        }
        text.push('a');
        check_characters(&text);
        let mut words = Words::new(false);
        words.find::<Portable>(text.as_bytes());
        assert_eq!(words.spans(), exact_words(&text), "words of {text:?}");
    }
}

/// Everything once more: each count by itself, over the whole text, in its plain way. What the tests above and those of
/// the parts have compared already is taken over.
fn plain_scan(options: Options, text: &str) -> Scan {
    let bytes = text.as_bytes();
    let mut scan = scan_with(options, bytes);
    let stats = &mut scan.stats;
    let exact = exact_words(text);
    let icu = exact_words_with_dictionary(text, &exact);
    let mut words = Vec::new();
    LanguageWords::new(options.language).find(bytes, &icu, &joiners(text, &icu), |found| {
        words.extend(found.iter().map(|&[start, end]| start as usize..end as usize));
    });
    (stats.words_uax29, stats.words_icu, stats.words) =
        (exact.len() as u64, icu.len() as u64, words.len() as u64);

    let mut office = Office::new();
    text.chars().for_each(|character| office.push(character));
    stats.words_office = office.words();
    let mut gmxv = Gmxv::new(options.language);
    gmxv.push_text(bytes);
    let mut end = 0;
    for &[start, next] in &icu {
        gmxv.push_word(&bytes[end..start as usize], &bytes[start as usize..next as usize]);
        end = next as usize;
    }
    stats.gmxv.words = gmxv.words();
    stats.gmxv.characters = gmxv.characters();
    stats.gmxv.punctuation = gmxv.punctuation();
    stats.gmxv.white_space = gmxv.white_space();

    stats.word_lengths = Histogram::default();
    words.iter().for_each(|word| stats.word_lengths.add(text[word.clone()].chars().count() as u64));
    let words_in =
        |start: usize, end: usize| words.iter().filter(|word| (start..end).contains(&word.start)).count();
    stats.paragraph_lengths = Histogram::default();
    let mut start = None;
    let mut at = 0;
    for line in text.split_inclusive('\n').chain([""]) {
        if line.trim().is_empty() {
            let paragraph = start.take().map(|start| words_in(start, at) as u64);
            paragraph.into_iter().for_each(|words| stats.paragraph_lengths.add(words));
        } else {
            start.get_or_insert(at);
        }
        at += line.len();
    }
    let sentences = sentences(text, options.language.rules());
    stats.sentence_lengths = Histogram::default();
    let lengths: Vec<_> =
        sentences.iter().map(|sentence| words_in(sentence.start, sentence.end) as u64).collect();
    lengths.iter().filter(|&&words| words > 0).for_each(|&words| stats.sentence_lengths.add(words));

    // The first word of each sentence is no proper noun, nor that behind the numbers that it begins with.
    let mut vocabulary = Vocabulary::new(1, u32::MAX);
    let mut gaps = Vec::new();
    for word in &words {
        let sentence =
            sentences.iter().find(|sentence| sentence.contains(&word.start)).expect("they cover the text");
        let mut before = words.iter().filter(|other| (sentence.start..word.start).contains(&other.start));
        let is_first = before.all(|other| text[other.start..].starts_with(char::is_numeric));
        let first = text[word.start..].chars().next().expect("a word is not empty");
        let is_capital = first.is_uppercase()
            && properties(first).general_category() == GeneralCategory::UppercaseLetter
            || properties(first).general_category() == GeneralCategory::TitlecaseLetter;
        gaps.push(vocabulary.count(bytes, word.start, word.end, is_capital && !is_first));
    }
    stats.vocabulary = vocabulary;
    let mut follower = Follower::new();
    gaps.chunks(1).for_each(|gap| follower.push_words(gap));
    lengths.iter().filter(|&&words| words > 0).for_each(|&words| follower.push_sentence(words));
    Scan::of_whole(scan.stats, follower)
}

#[test]
fn items_of_lists_begin_without_a_name() {
    let options = Options { language: Language::ENGLISH, ..Options::default() };
    let scan = scan_with(options, b"1. Agree with Bob.\n2) Consider Ann.\nIn 1990 Carol left.");
    let names: Vec<_> =
        scan.stats.vocabulary.iter().filter(|(_, found)| found.named > 0).map(|(word, _)| word).collect();
    assert_eq!(names, ["bob", "ann", "carol"]);
}

/// After a full stop, numbers that are no decimal digits leave it open whether a sentence has ended.
#[test]
fn sentences_that_ended_in_an_earlier_block_agree() {
    for (end, number) in [("Stop! ", "² "), ("Stop. ", "½ "), ("Stop… ", "² "), ("Stop.\n", "① ")] {
        let text = [
            &"ab cd ef ".repeat(BLOCK_BYTES / 9 - 1),
            end,
            &number.repeat(100),
            "Bob went ",
            &"On Pe Qu ".repeat(BLOCK_BYTES / 9 + 20),
            "on.\n",
        ];
        let options = Options { language: Language::ENGLISH, ..Options::default() };
        let text = text.concat();
        let (found, expected) = (scan_with(options, text.as_bytes()), plain_scan(options, &text));
        assert!(found == expected, "{end:?} {number:?}");
    }
    // Where a block ends, there may also be a word without a letter and without a number.
    for length in 0..40 {
        for begun in ["\"\u{9c7}{", "1 ", "1 \"\u{9c7} ", "\"\u{9c7} 1 "] {
            let text = ["a ".repeat(60 + length), "Stop. ".into(), begun.into(), "Bob went.".into()].concat();
            let options = Options { language: Language::ENGLISH, ..Options::default() };
            let (found, expected) = (scan_with(options, text.as_bytes()), plain_scan(options, &text));
            assert!(found == expected, "{text}");
        }
    }
}

#[test]
fn what_was_taken_for_a_word_at_the_end_of_a_chunk_may_be_none() {
    for length in 0..70 {
        for before in ["", "a ", "我 "] {
            for end in ["_’", "_-", "__'", "a’", "a’_-"] {
                for mark in ["\u{301}", "\u{200D}", "カ", "א"] {
                    check_words(&[before, &" ".repeat(length), end, mark].concat());
                    check_words(&[before, &" ".repeat(length), end, mark, "b-c"].concat());
                }
            }
        }
    }
}

#[test]
fn capitals_are_those_of_the_tables() {
    for character in '\0'..=char::MAX {
        let category = properties(character).general_category();
        let is_capital =
            matches!(category, GeneralCategory::UppercaseLetter | GeneralCategory::TitlecaseLetter);
        let text = String::from_iter([' ', character]);
        assert_eq!(is_capitalised(text.as_bytes(), 1), is_capital, "{character:?}");
    }
}

fn nasty_text() -> impl Strategy<Value = String> {
    let symbol = prop::sample::select(&SYMBOLS[..]).prop_map(String::from);
    let end = prop::sample::select(&ENDS[..]).prop_map(String::from);
    let piece = prop_oneof![6 => symbol, 2 => end, 1 => "\\PC{0,12}", 2 => "[a-z ,.'\n]{0,90}", 1 => "[а-яё é]{0,40}"];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn nasty_text_agrees(text in nasty_text()) {
        check_words(&text);
        check_characters(&text);
    }

    #[test]
    fn all_other_counts_agree(text in nasty_text(), language in prop::sample::select(&["en", "fr", "de", "und"][..])) {
        let options = Options { language: Language::from_code(language).unwrap(), ..Options::default() };
        let found = scan_with(options, text.as_bytes());
        prop_assert_eq!(&found, &plain_scan(options, &text));
    }

    /// The code for newer processors and that for all give the same.
    #[test]
    fn processors_agree(text in nasty_text()) {
        let [any, v3, v4] = [Level::Any, Level::V3, Level::V4].map(|level| {
            let mut blocks = Blocks::new(Options::default(), false);
            blocks.add_up_to(level, text.as_bytes());
            blocks.finish(1, 0)
        });
        prop_assert_eq!(&v3, &any);
        prop_assert_eq!(&v4, &any);
    }

    #[test]
    fn well_formed_prefixes_agree(bytes in prop_oneof![
        prop::collection::vec(any::<u8>(), 0..200),
        ("\\PC{0,60}", prop::collection::vec(any::<u8>(), 0..3), "\\PC{0,60}")
            .prop_map(|(a, bytes, b)| [a.into_bytes(), bytes, b.into_bytes()].concat()),
    ]) {
        check_well_formed_prefix(&bytes);
    }
}
