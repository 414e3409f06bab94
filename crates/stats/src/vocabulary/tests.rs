extern crate std;

use std::borrow::ToOwned;
use std::collections::BTreeMap;
use std::format;
use std::ops::RangeInclusive;
use std::string::String;
use std::vec;

use proptest::prelude::*;
use proptest::sample::Index;
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::fold::{fold, fold_alone, fold_any};
use super::*;
use crate::unicode::letters;

/// A seed and a limit as a caller might choose them.
fn vocabulary(words_max: u32) -> Vocabulary {
    Vocabulary::new(0x0123_4567_89AB_CDEF, words_max)
}

/// Counts the words, set apart by spaces in one text, so that most can be read beyond their end.
fn count_into(vocabulary: &mut Vocabulary, words: &[String]) -> Vec<u32> {
    let text = words.join(" ");
    let mut start = 0;
    let places: Vec<_> = words
        .iter()
        .map(|word| {
            let place = [start as u32, (start + word.len()) as u32];
            start += word.len() + 1;
            place
        })
        .collect();
    let named: Vec<bool> = words.iter().map(|word| is_named(word)).collect();
    let mut gaps = Vec::new();
    vocabulary.count_all(text.as_bytes(), &places, &named, &mut gaps);
    gaps
}

fn counted(words: &[String], words_max: u32) -> (Vocabulary, Vec<u32>) {
    let mut vocabulary = vocabulary(words_max);
    let gaps = count_into(&mut vocabulary, words);
    (vocabulary, gaps)
}

fn is_named(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// The frequencies and gaps, by the definition and with other crates than the vocabulary's.
fn naive(words: &[String]) -> (BTreeMap<String, Frequency>, Vec<u32>) {
    let mut frequencies: BTreeMap<String, Frequency> = BTreeMap::new();
    let folds: Vec<String> = words.iter().map(|word| canonical_fold(word)).collect();
    let mut gaps = Vec::new();
    for (at, fold) in folds.iter().enumerate() {
        let frequency = frequencies.entry(fold.clone()).or_default();
        frequency.count += 1;
        frequency.named += u64::from(is_named(&words[at]));
        let last = folds[..at].iter().rposition(|other| other == fold);
        gaps.push(last.map_or(0, |last| (at - last) as u32));
    }
    (frequencies, gaps)
}

/// Whether a vocabulary with this limit keeps the words.
fn are_kept(frequencies: &BTreeMap<String, Frequency>, words_max: u32) -> bool {
    frequencies.len() <= words_max as usize
        && frequencies.keys().map(String::len).sum::<usize>() <= 64 * words_max as usize
}

fn map(vocabulary: &Vocabulary) -> BTreeMap<String, Frequency> {
    vocabulary.iter().map(|(word, frequency)| (word.to_owned(), frequency)).collect()
}

/// D145, composed, from another implementation's tables.
fn canonical_fold(word: &str) -> String {
    caseless::default_case_fold_str(&word.nfd().collect::<String>()).nfc().collect()
}

/// Words that are written in several ways, long ones, and such as differ in one byte.
fn words() -> impl Strategy<Value = Vec<String>> {
    let word = prop_oneof![
        4 => "[a-cA-C]{1,3}",
        2 => "[a-b]{14,18}",
        1 => "[a-c]{60,70}|[a-b]{200}",
        1 => "[aA]{15,17}[b-c]",
        2 => "[éÉeE\u{301}\u{345}ßẞsSσςΣıİiI]{1,4}",
        1 => "[жЖяЯ]{7,10}",
        1 => "[αΑάΆςΣΐß中カガか\u{3099}가\u{11A8}يا\u{653}]{1,4}",
        1 => "[Å\u{212B}aA\u{30A}k\u{212A}ſ가\u{1100}\u{1161}中]{1,3}",
        1 => "\\PC{1,20}".prop_map(|word: String| word.replace(' ', "_")),
    ];
    // More than are looked up at a time.
    prop::collection::vec(word, 0..150)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn frequencies_and_gaps_are_the_naive_ones(words in words()) {
        let (vocabulary, gaps) = counted(&words, 1000);
        let (frequencies, naive_gaps) = naive(&words);
        prop_assert_eq!(&gaps, &naive_gaps);
        prop_assert_eq!(vocabulary.len(), Some(frequencies.len() as u64));
        prop_assert_eq!(vocabulary.tokens(), words.len() as u64);
        for (word, frequency) in &frequencies {
            prop_assert_eq!(vocabulary.get(word), Some(*frequency));
        }
        prop_assert_eq!(map(&vocabulary), frequencies);
    }

    #[test]
    fn one_by_one_and_without_a_text_behind_is_the_same(words in words(), seed: u64) {
        let (together, gaps) = counted(&words, 1000);
        let mut alone = Vocabulary::new(seed, 1000);
        let alone_gaps: Vec<u32> =
            words.iter().map(|word| alone.count(word.as_bytes(), 0, word.len(), is_named(word))).collect();
        prop_assert_eq!(gaps, alone_gaps);
        prop_assert!(alone.iter().eq(together.iter()), "the order of the words depends on the seed");
        prop_assert_eq!(alone, together);
    }

    #[test]
    fn merge_is_associative_and_commutative_whatever_the_limits(
        parts in prop::array::uniform3((words(), 0..40_u32)),
    ) {
        let [a, b, c] = parts.each_ref().map(|(words, words_max)| counted(words, *words_max).0);
        let merged = |a: &Vocabulary, b: &Vocabulary| {
            let mut merged = a.clone();
            merged.merge(b);
            merged
        };
        let all = merged(&merged(&a, &b), &c);
        prop_assert_eq!(&merged(&a, &merged(&b, &c)), &all);
        prop_assert_eq!(&merged(&merged(&c, &a), &b), &all);
        prop_assert_eq!(&merged(&b, &a), &merged(&a, &b));
        prop_assert_eq!(&merged(&Vocabulary::default(), &a), &a);
        prop_assert_eq!(&merged(&a, &Vocabulary::default()), &a);
        // The limit that is left holds for what comes later, so it must be the same, too.
        prop_assert_eq!(merged(&c, &merged(&b, &a)).words_max(), all.words_max());

        let words: Vec<String> = parts.iter().flat_map(|(words, _)| words.clone()).collect();
        let (frequencies, _) = naive(&words);
        let words_max = parts.iter().map(|(_, words_max)| *words_max).min().unwrap();
        prop_assert_eq!(all.is_truncated(), !are_kept(&frequencies, words_max));
        prop_assert_eq!(all.tokens(), words.len() as u64);
        prop_assert_eq!(&counted(&words, words_max).0, &all);
        if !all.is_truncated() {
            prop_assert_eq!(map(&all), frequencies);
        }
    }

    #[test]
    fn equality_is_that_of_what_is_known(a in words(), b in words(), words_max in 0..60_u32) {
        let known = |words: &[String]| {
            let (frequencies, _) = naive(words);
            (words.len(), are_kept(&frequencies, words_max).then_some(frequencies))
        };
        let (of_a, of_b) = (counted(&a, words_max).0, counted(&b, words_max).0);
        prop_assert_eq!(of_a == of_b, known(&a) == known(&b));
        // The same words in another order, with another seed.
        let mut reversed = Vocabulary::new(1, words_max);
        count_into(&mut reversed, &a.iter().rev().cloned().collect::<Vec<_>>());
        prop_assert_eq!(reversed, of_a);
    }

    #[test]
    fn parts_append_to_the_whole(words in words(), cuts in prop::collection::vec(any::<Index>(), 0..5)) {
        let (whole, whole_gaps) = counted(&words, 1000);
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(words.len() + 1)).collect();
        cuts.extend([0, words.len()]);
        cuts.sort_unstable();
        let (mut joined, mut joined_gaps) = (vocabulary(1000), Vec::new());
        for cut in cuts.windows(2) {
            let (part, mut gaps) = counted(&words[cut[0]..cut[1]], 1000);
            joined.append(&part, &mut gaps);
            joined_gaps.extend(gaps);
        }
        prop_assert_eq!(&joined_gaps, &whole_gaps);
        prop_assert!(joined.iter().eq(whole.iter()));
        // What is counted afterwards finds the last occurrences, too.
        prop_assert_eq!(count_into(&mut joined, &words), count_into(&mut { whole }, &words));
    }

    #[test]
    fn top_is_the_beginning_of_the_sorted_list(words in words(), n in 0..70_usize) {
        let (vocabulary, _) = counted(&words, 1000);
        let (frequencies, _) = naive(&words);
        let mut sorted: Vec<_> = frequencies.iter().map(|(word, known)| (word.as_str(), *known)).collect();
        // The sort is stable, and the map is in the order of code points.
        sorted.sort_by_key(|(_, frequency)| std::cmp::Reverse(frequency.count));
        sorted.truncate(n);
        prop_assert_eq!(vocabulary.top(n), sorted);
    }

    #[test]
    fn spectrum_has_every_word(words in words()) {
        let spectrum = counted(&words, 1000).0.spectrum().unwrap();
        let (frequencies, _) = naive(&words);
        for i in 1..=words.len() as u64 {
            let types = frequencies.values().filter(|frequency| frequency.count == i).count();
            prop_assert_eq!(spectrum.frequencies().count(i), types as u64);
        }
        prop_assert_eq!((spectrum.tokens(), spectrum.types()), (words.len() as u64, frequencies.len() as u64));
    }
}

/// Letters that Unicode got after version 16.0, which is the one of the crate `caseless`.
const NEW_LETTERS: [RangeInclusive<char>; 5] = [
    '\u{A7CE}'..='\u{A7D4}',
    '\u{A7DD}'..='\u{A7E2}',
    '\u{AB6C}'..='\u{AB6D}',
    '\u{16EA0}'..='\u{16EB8}',
    '\u{1DF40}'..='\u{1DF95}',
];

#[test]
fn every_character_folds_as_elsewhere_and_once_for_all() {
    // All planes in which there is something but ideographs, and the composed ideographs.
    let planes = ['\0'..='\u{1FFFF}', '\u{2F800}'..='\u{2FA1F}', '\u{E0000}'..='\u{E0FFF}'];
    for character in planes.into_iter().flatten() {
        // The mark that folds to a letter is in another place once the marks are in order.
        for word in [format!("{character}"), format!("{character}\u{345}\u{301}"), format!("a{character}")] {
            let folded = fold(&word);
            assert_eq!(fold(&folded), folded, "{word:?} is not folded at once");
            assert_eq!(fold(&word.to_ascii_lowercase()), folded, "{word:?} in lower case is another word");
            if !NEW_LETTERS.iter().any(|letters| letters.contains(&character)) {
                assert_eq!(folded, canonical_fold(&word), "{word:?}");
            }
        }
    }
}

#[test]
fn letters_that_fold_alone_fold_by_the_tables_and_stay_composed() {
    let alone: Vec<(char, char)> =
        ('\0'..=char::MAX).filter_map(|letter| Some((letter, fold_alone(letter)?))).collect();
    assert!(alone.len() > 30_000, "there are few letters among them");
    for (letter, folded) in alone {
        assert_eq!(fold_any(&format!("{letter}")), format!("{folded}"));
        assert_eq!(letters(&format!("{letter}")), letters(&format!("{folded}")), "{letter:?}");
        for letter in [letter, folded] {
            assert_eq!(canonical_combining_class(letter), 0, "{letter:?} is a mark");
            assert_eq!(is_nfc_quick([letter].into_iter()), IsNormalized::Yes, "{letter:?} may compose");
        }
    }
}

#[test]
fn words_of_every_length_are_told_apart() {
    // Around the lengths where the key lies elsewhere, and where the arena comes into play; each with its
    // last letter changed, with a capital, and at the very end of the text.
    let mut words = Vec::new();
    for len in (1..40).chain([1023, 1024]) {
        words.push("x".repeat(len));
        words.push("x".repeat(len - 1) + "y");
        words.push("X".repeat(len - 1) + "Y");
        words.push("é".repeat(len / 2 + 1));
    }
    words.retain(|word| word.len() <= WORD_BYTES_MAX);
    let (vocabulary, gaps) = counted(&words, 1000);
    let (frequencies, naive_gaps) = naive(&words);
    assert_eq!(gaps, naive_gaps);
    assert_eq!(map(&vocabulary), frequencies);
}

#[test]
fn many_words_grow_the_table() {
    let words: Vec<String> =
        (0..100_000).map(|n: u32| format!("w{}", n.wrapping_mul(2_654_435_761) % 50_000)).collect();
    let (vocabulary, _) = counted(&words, 100_000);
    let mut expected: BTreeMap<&str, u64> = BTreeMap::new();
    words.iter().for_each(|word| *expected.entry(word).or_default() += 1);
    assert_eq!(vocabulary.len(), Some(expected.len() as u64));
    assert!(expected.iter().all(|(word, count)| vocabulary.get(word).unwrap().count == *count));
}

#[test]
fn letters_that_only_folding_adds_are_known() {
    // The second time a form is remembered; capital or small, it is another one.
    let words = ["große", "Straße", "straße", "Straße", "STRASSE", "Fuß", "ﬁx", "naïve", "éÉ", "lassen"];
    let (vocabulary, _) = counted(&words.map(String::from), 100);
    assert_eq!(vocabulary.growth(), FoldGrowth { letters: 6, long: 3 });
    let mut twice = vocabulary.clone();
    twice.merge(&vocabulary);
    assert_eq!(twice.growth(), FoldGrowth { letters: 12, long: 6 });
}

#[test]
fn forms_are_forgotten_without_harm() {
    // 2^12 ways to write one word, twice: more forms than are remembered.
    let mut vocabulary = vocabulary(10);
    let mut gaps = Vec::new();
    for n in 0..1 << 13_u32 {
        let word: String = (0..12).map(|bit| if n >> bit & 1 == 0 { 'é' } else { 'É' }).collect();
        gaps.push(vocabulary.count(word.as_bytes(), 0, word.len(), false));
    }
    assert_eq!(vocabulary.get(&"é".repeat(12)), Some(Frequency { count: 1 << 13, named: 0 }));
    assert_eq!(gaps.iter().filter(|gap| **gap == 1).count(), (1 << 13) - 1);
    assert!(vocabulary.forms.len() <= 2 + 1024 + 1);
}

#[test]
fn words_that_are_too_long_are_counted_apart() {
    let words = ["a".to_owned(), "b".repeat(WORD_BYTES_MAX + 1), "a".to_owned(), "é".repeat(WORD_BYTES_MAX)];
    let (mut vocabulary, mut gaps) = counted(&words, 1);
    // They have their place in the text, and never an occurrence before.
    assert_eq!(gaps, [GAP_NEW, GAP_FAR, 2, GAP_FAR]);
    assert_eq!((vocabulary.tokens(), vocabulary.too_long(), vocabulary.len()), (2, 2, Some(1)));
    let again = vocabulary.clone();
    vocabulary.append(&again, &mut gaps);
    assert_eq!(gaps, [2, GAP_FAR, 2, GAP_FAR]);
    assert_eq!((vocabulary.tokens(), vocabulary.too_long(), vocabulary.len()), (4, 4, Some(1)));
}

#[test]
fn a_truncated_vocabulary_goes_on_counting_words() {
    let words = ["a", "b", "a", "c", "a"].map(str::to_owned);
    let (mut vocabulary, gaps) = counted(&words, 2);
    assert_eq!(gaps, [0, 0, 2, GAP_FAR, GAP_FAR]);
    assert!(vocabulary.is_truncated());
    assert_eq!((vocabulary.tokens(), vocabulary.len(), vocabulary.spectrum()), (5, None, None));
    assert_eq!((vocabulary.get("a"), vocabulary.iter().len(), vocabulary.top(3)), (None, 0, vec![]));
    count_into(&mut vocabulary, &words);
    assert_eq!(vocabulary.tokens(), 10);
    // At the limit, not yet.
    assert!(!counted(&words[..3], 2).0.is_truncated());
    assert!(counted(&words[..1], 0).0.is_truncated());
}

#[test]
fn letters_have_a_limit_as_words_have() {
    let words = |lengths: &[usize]| -> Vec<String> {
        ('a'..).zip(lengths).map(|(letter, length)| String::from(letter).repeat(*length)).collect()
    };
    assert!(!counted(&words(&[64, 1, 127]), 3).0.is_truncated());
    assert!(counted(&words(&[64, 1, 128]), 3).0.is_truncated());
    // The fold counts, not the form: of the long s two bytes, of its fold one.
    let long_s = ["ſ".repeat(64)];
    assert!(!counted(&long_s, 1).0.is_truncated());
    // Occurrences do not matter, nor where the words come from.
    let long = words(&[128, 64]);
    let (mut total, _) = counted(&[&long[..1], &long[..1]].concat(), 2);
    total.merge(&counted(&long[..1], 2).0);
    assert!(!total.is_truncated());
    total.merge(&counted(&long[1..], 2).0);
    assert!(total.is_truncated());
    // The smaller limit holds for both.
    let (mut total, _) = counted(&long, 3);
    assert!(!total.is_truncated());
    total.merge(&vocabulary(2));
    assert!(total.is_truncated());
}

#[test]
fn letters_of_forms_have_a_limit() {
    // 2^12 ways to write one word of a thousand bytes.
    let mut vocabulary = vocabulary(1000);
    for n in 0..1 << 12_u32 {
        let end: String = (0..12).map(|bit| if n >> bit & 1 == 0 { 'é' } else { 'É' }).collect();
        let word = "é".repeat(488) + &end;
        vocabulary.count(word.as_bytes(), 0, word.len(), false);
    }
    assert_eq!(vocabulary.get(&"é".repeat(500)), Some(Frequency { count: 1 << 12, named: 0 }));
    assert!(vocabulary.forms.bytes() <= 1000 * WORD_BYTES_MEAN_MAX + 1000);
}

#[test]
fn distances_that_are_too_great_are_far() {
    let mut vocabulary = vocabulary(10);
    vocabulary.count(b"a", 0, 1, false);
    vocabulary.position += u64::from(u32::MAX) - 2;
    assert_eq!(vocabulary.count(b"a", 0, 1, false), u32::MAX - 1);
    vocabulary.position += u64::from(u32::MAX) - 1;
    assert_eq!(vocabulary.count(b"A", 0, 1, false), GAP_FAR);
    vocabulary.position += u64::from(u32::MAX);
    assert_eq!(vocabulary.count(b"a", 0, 1, false), GAP_FAR);
}

#[test]
fn ill_formed_text_does_no_harm() {
    let mut vocabulary = vocabulary(10);
    for bytes in [&b"\xFF"[..], b"aaaaaaaaaaaaaaa\xFF", b"\xE2\x82", b"aaaaaaaaaaaaaaaaaaaaaaaaa\xC3"] {
        vocabulary.count(bytes, 0, bytes.len(), false);
    }
    assert_eq!(vocabulary.tokens(), 4);
    assert!(vocabulary.get("aaaaaaaaaaaaaaa\u{FFFD}").is_some());
}

#[test]
#[should_panic(expected = "range")]
fn a_word_must_lie_within_the_text() {
    vocabulary(10).count(b"twenty bytes of text.", 10, 30, false);
}

#[test]
fn none_of_many_words_may_lie_outside_the_text() {
    for span in [[10, 30], [10, 22], [21, 22], [30, 31], [30, 60], [5, 4]] {
        let count =
            move || vocabulary(10).count_all(b"twenty bytes of text.", &[span], &[false], &mut vec![]);
        assert!(std::panic::catch_unwind(count).is_err(), "{span:?}");
    }
}

#[test]
#[should_panic(expected = "named or not")]
fn each_word_must_be_named_or_not() {
    vocabulary(10).count_all(b"one", &[[0, 3]], &[], &mut vec![]);
}

#[test]
fn an_empty_vocabulary_allocates_nothing() {
    let empty = Vocabulary::default();
    assert_eq!(
        (empty.words.capacities(), empty.forms.capacities(), empty.named.capacity()),
        ([0; 3], [0; 3], 0)
    );
    assert!(empty.is_empty());
    assert_eq!(empty.spectrum().unwrap().tokens(), 0);
}
