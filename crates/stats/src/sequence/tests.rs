extern crate std;

use std::collections::{BTreeMap, BTreeSet};
use std::format;
use std::vec;
use std::vec::Vec;

use proptest::prelude::*;
use proptest::sample::Index;

use super::backward::{BLOCK_TOKENS, KEPT_TOKENS};
use super::*;

/// A text as the numbers of its words.
type Text = Vec<u32>;

fn gaps(text: &[u32]) -> Vec<u32> {
    let mut last = BTreeMap::new();
    text.iter().zip(0..).map(|(word, at)| last.insert(word, at).map_or(0, |last: u32| at - last)).collect()
}

fn types(text: &[u32]) -> u64 {
    text.iter().collect::<BTreeSet<_>>().len() as u64
}

/// MATTR by its definition: each window is looked at.
fn naive_windows(text: &[u32], width: u32) -> Option<Windows> {
    let distinct: Vec<u64> = text.windows(width as usize).map(types).collect();
    let windows = distinct.len() as u64;
    (windows > 0).then(|| Windows { width, windows, distinct: distinct.iter().sum() })
}

/// MTLD by the paper: words are added to a factor, and its type-token ratio is computed, until it is below
/// 0.72.
fn naive_factors(text: impl Iterator<Item = u32>) -> Factors {
    let (mut full, mut tokens, mut types) = (0, 0_u32, BTreeSet::new());
    for word in text {
        tokens += 1;
        types.insert(word);
        // No quotient of small numbers is as near to 0.72 as rounding goes, but 18/25 itself.
        if (types.len() as f64) / f64::from(tokens) < 0.72 {
            full += 1;
            (tokens, types) = (0, BTreeSet::new());
        }
    }
    Factors { full, rest_tokens: tokens.into(), rest_types: types.len() as u64 }
}

fn naive(text: &[u32]) -> Measures {
    Measures {
        tokens: text.len() as u64,
        mattr_50: naive_windows(text, 50),
        mattr_100: naive_windows(text, 100),
        mtld_forward: naive_factors(text.iter().copied()),
        mtld_backward: Ok(naive_factors(text.iter().rev().copied())),
    }
}

fn sequence(block: usize, kept: usize) -> Sequence {
    Sequence { backward: Backward::new(block, kept), ..Sequence::new() }
}

fn order(mut sequence: Sequence, text: &[u32]) -> Measures {
    sequence.push_all(&gaps(text));
    sequence.finish()
}

/// Texts of all kinds: few words, many words, as in prose few often and many seldom, all the same, all
/// different, with a period, and pieces of these behind one another.
fn text() -> impl Strategy<Value = Text> {
    let piece = prop_oneof![
        2 => prop::collection::vec(0..5_u32, 0..150),
        2 => prop::collection::vec(0..60_u32, 0..250),
        3 => prop::collection::vec((1..1000_u32).prop_map(|n| 1000 / n), 0..300),
        1 => (0..120_usize).prop_map(|len| vec![7; len]),
        1 => (0..160_u32).prop_map(|len| (10_000..10_000 + len).collect()),
        1 => (1..70_u32, 0..200_u32).prop_map(|(period, len)| (0..len).map(|at| at % period).collect()),
    ];
    prop::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn order_is_the_naive_one(text in text()) {
        prop_assert_eq!(order(Sequence::new(), &text), naive(&text));
    }

    #[test]
    fn pieces_give_the_same(text in text(), cuts in prop::collection::vec(any::<Index>(), 0..9), small: bool) {
        let new = || if small { sequence(50, 30) } else { Sequence::new() };
        let gaps = gaps(&text);
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(text.len() + 1)).collect();
        cuts.extend([0, text.len()]);
        cuts.sort_unstable();
        let mut pieces = new();
        for cut in cuts.windows(2) {
            pieces.push_all(&gaps[cut[0]..cut[1]]);
            // Looking at it changes nothing.
            let _ = pieces.finish();
        }
        prop_assert_eq!(pieces.finish(), order(new(), &text));
    }

    #[test]
    fn blocks_that_are_given_up_change_nothing(text in text(), block in 1..80_usize, kept in 0..80_usize) {
        let naive = naive(&text);
        let order = order(sequence(block.max(kept), kept), &text);
        prop_assert_eq!(order.mtld_forward, naive.mtld_forward);
        match order.mtld_backward {
            Err(Untold::LongFactor) => {
                // Not without need: a factor of the text, or one that would begin elsewhere, is longer than
                // what is kept, or lies across it.
                prop_assert!(longest_factor(&text) > kept, "kept {kept}, but no factor is longer");
            }
            backward => prop_assert_eq!(backward, naive.mtld_backward),
        }
    }
}

/// The longest backward factor of those that begin anywhere in the text, also if the text ends before it
/// does.
fn longest_factor(text: &[u32]) -> usize {
    (0..=text.len())
        .map(|begin| {
            let mut factor = Vec::new();
            for word in text[..begin].iter().rev() {
                factor.push(*word);
                if 100 * types(&factor) < 72 * factor.len() as u64 {
                    break;
                }
            }
            factor.len()
        })
        .max()
        .unwrap_or(0)
}

/// A text like prose: the word of rank *r* comes about every *r*th time. The generator is the one of D.
/// Knuth, *The Art of Computer Programming*, volume 2, 3.3.4, line 26.
fn prose(len: usize) -> Text {
    let mut state = 1_u64;
    let mut random = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 40) as f64 / (1 << 24) as f64
    };
    (0..len).map(|_| (libm::exp(random() * 8.0)) as u32).collect()
}

#[test]
fn a_text_of_several_blocks_is_the_naive_one() {
    let text = prose(2 * BLOCK_TOKENS + 12_345);
    let order = order(Sequence::new(), &text);
    assert_eq!(order.mtld_forward, naive_factors(text.iter().copied()));
    assert_eq!(order.mtld_backward, Ok(naive_factors(text.iter().rev().copied())));
    assert!(order.mtld_forward.full > 1000, "the text has too few factors to show anything");
}

#[test]
fn a_long_factor_in_a_long_text_is_told() {
    // All words are the same, but for a stretch of different ones across the end of the first block.
    let text = |different: usize| -> Text {
        let begin = BLOCK_TOKENS - different + 100;
        (0..BLOCK_TOKENS + 1000)
            .map(|at| if (begin..begin + different).contains(&at) { at as u32 } else { 0 })
            .collect()
    };
    let near = text(KEPT_TOKENS / 2);
    assert_eq!(order(Sequence::new(), &near).mtld_backward, Ok(naive_factors(near.iter().rev().copied())));
    assert_eq!(order(Sequence::new(), &text(2 * KEPT_TOKENS)).mtld_backward, Err(Untold::LongFactor));
    // The same factor before the end of the block is no matter.
    let mut early = text(2 * KEPT_TOKENS);
    early.rotate_left(KEPT_TOKENS);
    assert_eq!(order(Sequence::new(), &early).mtld_backward, Ok(naive_factors(early.iter().rev().copied())));
}

#[test]
fn words_that_are_far_are_told_apart_in_long_factors() {
    // Different words, all of them again, and so on, so that a factor is longer than any distance has room for.
    for period in [65_533, 65_534, 65_535, 65_536, 65_537, 80_000] {
        let text: Text = (0..3 * period + 100).map(|at| at % period).collect();
        assert_eq!(order(Sequence::new(), &text), naive_without_windows(&text), "a period of {period}");
    }
}

#[test]
fn words_that_are_far_are_kept_with_the_others() {
    // The same word over and over, and each tenth one of those that are far from their like.
    let text: Text = (0..250_000).map(|at| if at % 10 == 0 { 1 + at / 10 % 7000 } else { 0 }).collect();
    let mut backward = Backward::new(100_000, 90_000);
    backward.push_all(&gaps(&text));
    assert_eq!(backward.finish(), Ok(naive_factors(text.iter().rev().copied())));
    let far: Vec<u32> = backward.far_words().collect();
    assert!(far.len() > 1000 && far.iter().all(|distance| *distance == 70_000));
}

/// As [`naive`] for a text without equal words in a window.
fn naive_without_windows(text: &[u32]) -> Measures {
    let windows = |width: u32| {
        let windows = text.len() as u64 + 1 - u64::from(width);
        Some(Windows { width, windows, distinct: windows * u64::from(width) })
    };
    Measures {
        tokens: text.len() as u64,
        mattr_50: windows(50),
        mattr_100: windows(100),
        mtld_forward: naive_factors(text.iter().copied()),
        mtld_backward: Ok(naive_factors(text.iter().rev().copied())),
    }
}

#[test]
fn too_many_ways_are_told() {
    // Of a thousand words over and over, each factor has 1389, wherever it begins; so no two ways meet.
    let text: Text = (0..BLOCK_TOKENS as u32 + 1).map(|at| at % 1000).collect();
    let order = order(Sequence::new(), &text);
    assert_eq!(order.mtld_backward, Err(Untold::ManyWays));
    assert_eq!(order.mtld(), Err(Untold::ManyWays));
    assert_eq!(order.mtld_forward.full, text.len() as u64 / 1389);
}

#[test]
fn a_text_without_repetition_has_no_mtld() {
    for len in [0, 1, 100] {
        let order = order(Sequence::new(), &(0..len).collect::<Vec<_>>());
        assert_eq!(order.mtld(), Err(Untold::NoRepetition));
        assert_eq!(order.mattr_100.is_some(), len == 100);
    }
    let different = order(Sequence::new(), &(0..100).collect::<Vec<_>>());
    assert_eq!(different.mattr_50.map(Windows::value), Some(1.0));
}

#[test]
fn part_of_a_factor_counts_as_much_as_its_ratio_has_fallen() {
    // Four types in five tokens: (1 - 0.8)/(1 - 0.72) of a factor, in both directions.
    let short = order(Sequence::new(), &[1, 2, 3, 4, 1]);
    assert_eq!(short.mtld_forward, Factors { full: 0, rest_tokens: 5, rest_types: 4 });
    assert!((short.mtld().unwrap() - 5.0 / ((1.0 - 0.8) / (1.0 - 0.72))).abs() < 1e-12);
    // 18 types in 25 tokens are 0.72 exactly, which is not below.
    let mut text: Text = (0..18).chain(0..7).collect();
    assert_eq!(naive_factors(text.iter().copied()).full, 0);
    assert_eq!(order(Sequence::new(), &text), naive(&text));
    text.push(0);
    assert_eq!(order(Sequence::new(), &text).mtld_forward, Factors { full: 1, ..Factors::default() });
}

/// The text that the documentation of the Python package LexicalRichness measures; the values are those of
/// the package lexical-diversity 0.1.1, `mattr(window_length=50)` and `mtld(min=0)`. LexicalRichness has
/// 46.79, as it ends a factor already where the ratio is 0.72.
#[test]
fn another_package_measures_the_same() {
    let text = "measure of textual lexical diversity computed as the mean length of sequential words in a text that \
        maintains a minimum threshold ttr score iterates over words until ttr scores falls below a threshold then \
        increase factor counter by and start over mccarthy and jarvis pg recommends a factor threshold in the range \
        of mccarthy mccarthy and jarvis";
    let mut numbers = BTreeMap::new();
    let text: Text = text
        .split(' ')
        .map(|word| {
            let next = numbers.len() as u32;
            *numbers.entry(word).or_insert(next)
        })
        .collect();
    let order = order(Sequence::new(), &text);
    assert_eq!(order.tokens, 57);
    assert!((order.mattr_50.unwrap().value() - 0.72).abs() < 1e-12);
    assert!((order.mtld().unwrap() - 48.009_463_722_397_48).abs() < 1e-12);
}

#[test]
fn a_word_from_very_far_is_new() {
    let mut near = Sequence::new();
    near.push_all(&[0, 1, 1, 0, 3]);
    let mut far = Sequence::new();
    far.push_all(&[u32::MAX, 1, 1, u32::MAX, 3]);
    assert_eq!(near.finish(), far.finish());
}

#[test]
fn reasons_are_sentences() {
    for reason in [Untold::NoRepetition, Untold::LongFactor, Untold::ManyWays] {
        assert!(format!("{reason}").len() > 20);
    }
}
