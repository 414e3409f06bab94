//! The words of languages: examples, and texts that are cut.

extern crate std;

use std::vec;
use std::vec::Vec;

use proptest::prelude::*;

use super::{LanguageWords, last_restart};
use crate::gmxv::Gmxv;
use crate::language::Language;
use crate::segment::word_end;
use crate::spans::Joiner;

/// The words of `words.uax29`.
fn tokens(text: &[u8]) -> Vec<[u32; 2]> {
    let mut tokens = vec![];
    let mut start = 0;
    while start < text.len() {
        let segment = word_end(text, start);
        if segment.has_word {
            tokens.push([start as u32, segment.end as u32]);
        }
        start = segment.end;
    }
    tokens
}

fn words<'text>(language: &str, text: &'text str) -> Vec<&'text str> {
    let mut words = vec![];
    let language = Language::from_code(language).expect("a code");
    let tokens = tokens(text.as_bytes());
    let joiners: Vec<_> = text
        .char_indices()
        .filter(|(_, character)| matches!(character, '\'' | '\u{2BC}' | '’' | '-' | '\u{2010}' | '\u{2011}'))
        .filter_map(|(at, _)| {
            let words = tokens.partition_point(|[start, _]| (*start as usize) < at);
            Some(Joiner { at: at as u32, word: words.checked_sub(1)? as u32 })
        })
        .collect();
    LanguageWords::new(language).find(text.as_bytes(), &tokens, &joiners, |found| {
        words.extend(found.iter().map(|&[start, end]| &text[start as usize..end as usize]));
    });
    words
}

/// A text in a language, with its words separated by `|`.
const EXAMPLES: &[(&str, &str, &str)] = &[
    ("eng", "A well-known l'arbre, isn't it?", "A|well|known|l'arbre|isn't|it"),
    ("fra", "L’été, c'est aujourd'hui.", "L’|été|c'|est|aujourd'hui"),
    ("fra", "vis-à-vis des États-Unis", "vis-à-vis|des|États-Unis"),
    ("fra", "celui-ci et lui-même", "celui-ci|et|lui-même"),
    ("fra", "Dit-il. A-t-il ? Donne-le-moi !", "Dit|il|A|t-il|Donne|le|moi"),
    ("fra", "Est-ce que Jean-Luc l'a-t-il vu ?", "Est|ce|que|Jean-Luc|l'|a|t-il|vu"),
    ("fra", "Aix-la-Chapelle, Châlons-en-Champagne", "Aix-la-Chapelle|Châlons-en-Champagne"),
    ("fra", "Donne-la ! Allons-y, va-t'en, allez-vous-en", "Donne|la|Allons|y|va|t'|en|allez|vous|en"),
    ("fra", "l'après-midi d'un sous-marin", "l'|après-midi|d'|un|sous-marin"),
    ("fra", "Île-d'Yeu, Jeanne-d'Arc", "Île-d'Yeu|Jeanne-d'Arc"),
    ("fra", "un -- deux, un - deux, un\u{2011}deux, un–deux", "un|deux|un|deux|un\u{2011}deux|un|deux"),
    ("fra", "-un- -", "un"),
    ("ita", "l'arte dell'Italia e po' di più, vis-à-vis", "l'|arte|dell'|Italia|e|po|di|più|vis|à|vis"),
    ("cat", "l'home d'ací, compra'l", "l'|home|d'|ací|compra'l"),
    ("fra", "", ""),
];

#[test]
fn the_words_of_languages_are_found() {
    for (language, text, expected) in EXAMPLES {
        let expected: Vec<_> = expected.split('|').filter(|word| !word.is_empty()).collect();
        assert_eq!(words(language, text), expected, "{language} {text:?}");
    }
}

#[test]
fn plain_words_are_the_tokens() {
    assert!(LanguageWords::new(Language::ENGLISH).are_plain());
    assert!(LanguageWords::new(Language::UNDETERMINED).are_plain());
    for language in [Language::FRENCH, Language::ITALIAN, Language::CATALAN] {
        assert!(!LanguageWords::new(language).are_plain());
    }
}

#[test]
fn no_text_is_cut_beside_a_hyphen_or_an_apostrophe() {
    for (text, expected) in [
        ("a b-c", Some(2)),
        ("a b-", Some(2)),
        ("b-c", None),
        ("b - c", Some(4)),
        ("b -c", Some(2)),
        ("b\n-c", Some(2)),
        ("b-\u{2010}c", None),
        ("1'a", None),
        ("a 1’", Some(2)),
    ] {
        assert_eq!(last_restart(text.as_bytes()), expected, "{text:?}");
    }
    // One walk says so, and not one for each of them.
    let apostrophes = "'".repeat(200_000);
    assert_eq!(last_restart(apostrophes.as_bytes()), None);
    assert_eq!(last_restart(std::format!("a {apostrophes}").as_bytes()), Some(2));
}

proptest! {
    /// Where `last_restart` cuts, the parts have the words of the whole, whatever follows.
    #[test]
    fn a_restart_changes_no_word(
        before in "(a|1|t|il|en|la|l'a| |-|‐|’|\n|中|ก|カ|_){0,9}",
        after in "(a|1|t|il|en|la|l'a| |-|‐|’|\n|中|ก|カ|_){0,9}",
        language in prop::sample::select(vec!["fra", "ita", "eng", "zho", "tha"]),
    ) {
        let whole = std::format!("{before}{after}");
        if let Some(cut) = last_restart(before.as_bytes()) {
            let mut parts = words(language, &whole[..cut]);
            parts.extend(words(language, &whole[cut..]));
            prop_assert_eq!(parts, words(language, &whole));
            let characters = |text: &str| {
                let mut gmxv = Gmxv::new(Language::ENGLISH);
                gmxv.push_text(text.as_bytes());
                gmxv.characters()
            };
            prop_assert_eq!(characters(&whole[..cut]) + characters(&whole[cut..]), characters(&whole));
        }
    }
}
