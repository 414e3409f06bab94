extern crate std;

use std::vec;
use std::vec::Vec;

use proptest::prelude::*;

use super::*;

/// The spectrum of a text whose distinct words occur so often.
fn spectrum(counts: &[u64]) -> Spectrum {
    let mut frequencies = Histogram::default();
    counts.iter().for_each(|count| frequencies.add(*count));
    Spectrum::new(frequencies)
}

/// All measures, with their names.
fn measures(spectrum: &Spectrum) -> [(&'static str, Option<f64>); 11] {
    [
        ("type_token_ratio", spectrum.type_token_ratio()),
        ("hapax_types_ratio", spectrum.hapax_types_ratio()),
        ("hapax_tokens_ratio", spectrum.hapax_tokens_ratio()),
        ("guiraud", spectrum.guiraud()),
        ("herdan", spectrum.herdan()),
        ("maas", spectrum.maas()),
        ("yule", spectrum.yule()),
        ("simpson", spectrum.simpson()),
        ("honore", spectrum.honore()),
        ("entropy", spectrum.entropy()),
        ("hdd", spectrum.hdd()),
    ]
}

#[track_caller]
fn assert_near(value: Option<f64>, expected: f64) {
    let value = value.expect("the measure applies");
    assert!((value - expected).abs() <= 1e-12 * expected.abs(), "{value} is not {expected}");
}

/// The same by the formulas as they stand in the books, from the frequency of each word, in floating point.
fn naive(counts: &[u64]) -> [Option<f64>; 11] {
    let (n, v) = (counts.iter().sum::<u64>() as f64, counts.len() as f64);
    let sum = |term: &dyn Fn(f64) -> f64| counts.iter().map(|count| term(*count as f64)).sum::<f64>();
    let hapaxes = counts.iter().filter(|count| **count == 1).count() as f64;
    // C(n, 42), as a product of 42 fractions.
    let choose =
        |n: f64| (0..42).map(|j| (n - f64::from(j)).max(0.0) / (42.0 - f64::from(j))).product::<f64>();
    [
        Some(v / n),
        Some(hapaxes / v),
        Some(hapaxes / n),
        Some(v / n.sqrt()),
        Some(v.ln() / n.ln()),
        Some((n.log10() - v.log10()) / n.log10().powi(2)),
        Some(1e4 * (sum(&|i| i * i) - n) / (n * n)),
        Some(sum(&|i| i / n * ((i - 1.0) / (n - 1.0)))),
        (hapaxes < v).then(|| 100.0 * n.ln() / (1.0 - hapaxes / v)),
        Some(-sum(&|i| i / n * (i / n).log2())),
        (n >= 42.0).then(|| sum(&|i| (1.0 - choose(n - i) / choose(n)) / 42.0)),
    ]
}

proptest! {
    #[test]
    fn measures_are_the_naive_ones(
        mut counts in prop::collection::vec(prop_oneof![2 => Just(1), 2 => 1..5_u64, 1 => 1..300_u64], 1..60),
    ) {
        // Two words, so that every formula has a value.
        counts.push(1);
        for ((name, value), naive) in measures(&spectrum(&counts)).into_iter().zip(naive(&counts)) {
            match (value, naive) {
                (Some(value), Some(naive)) => {
                    prop_assert!((value - naive).abs() <= 1e-9 * (1.0 + naive.abs()), "{name}: {value}, not {naive}");
                }
                _ => prop_assert_eq!(value, naive, "{}", name),
            }
        }
    }

    #[test]
    fn measures_are_nothing_or_numbers(
        counts in prop::collection::vec(prop_oneof![3 => 1..4_u64, 1 => 1..=u64::MAX / 64], 0..50),
    ) {
        let spectrum = spectrum(&counts);
        for (name, value) in measures(&spectrum) {
            prop_assert!(value.is_none_or(|value| value.is_finite() && value >= 0.0), "{name}: {value:?}");
            prop_assert!(value.is_none_or(|value| !value.is_sign_negative()), "{name} is minus zero");
        }
        for share in [spectrum.type_token_ratio(), spectrum.simpson(), spectrum.hdd()] {
            prop_assert!(share.is_none_or(|share| share <= 1.0));
        }
    }
}

/// The text of [`crate::sequence`]'s tests: 57 words, 39 of them distinct, with the values of the Python
/// package LexicalRichness (MIT licence), version 0.5. Its Maas is to the base e.
#[test]
fn another_package_measures_the_same() {
    let counts = [vec![1; 27], vec![2; 7], vec![3; 4], vec![4]].concat();
    let spectrum = spectrum(&counts);
    assert_eq!(
        (spectrum.tokens(), spectrum.types(), spectrum.hapaxes(), spectrum.dis_legomena()),
        (57, 39, 27, 7)
    );
    assert_near(spectrum.type_token_ratio(), 0.684_210_526_315_789_5);
    assert_near(spectrum.guiraud(), 5.165_676_192_553_671);
    assert_near(spectrum.herdan(), 0.906_137_816_078_657_4);
    assert_near(spectrum.maas(), 0.023_215_679_867_353_005 * core::f64::consts::LN_10);
    assert_near(spectrum.yule(), 153.893_505_694_059_7);
    assert_near(spectrum.simpson(), 0.015_664_160_401_002_505);
    assert_near(spectrum.hdd(), 0.746_870_332_396_648_1);
}

/// Worked by hand.
#[test]
fn small_texts_have_the_values_of_the_formulas() {
    // a a a a b b c d: N = 8, V = 4.
    let spectrum = spectrum(&[4, 2, 1, 1]);
    assert_near(spectrum.type_token_ratio(), 0.5);
    assert_near(spectrum.hapax_types_ratio(), 0.5);
    assert_near(spectrum.hapax_tokens_ratio(), 0.25);
    assert_near(spectrum.guiraud(), core::f64::consts::SQRT_2);
    // log 4 / log 8 = 2/3
    assert_near(spectrum.herdan(), 2.0 / 3.0);
    // (3 - 2) log 2 / (3 log 2)^2
    assert_near(spectrum.maas(), 1.0 / (9.0 * core::f64::consts::LOG10_2));
    // (16 + 4 + 1 + 1 - 8) / 64
    assert_near(spectrum.yule(), 1e4 * 14.0 / 64.0);
    assert_near(spectrum.simpson(), 14.0 / 56.0);
    // 100 · 3 ln 2 / (1 - 1/2)
    assert_near(spectrum.honore(), 600.0 * core::f64::consts::LN_2);
    // 1/2 · 1 + 1/4 · 2 + 2 · 1/8 · 3
    assert_near(spectrum.entropy(), 1.75);
}

#[test]
fn at_the_edges_there_is_no_value_rather_than_a_wrong_one() {
    let applying = |counts: &[u64]| -> Vec<&str> {
        measures(&spectrum(counts))
            .into_iter()
            .filter(|(_, value)| value.is_some())
            .map(|(name, _)| name)
            .collect()
    };
    assert_eq!(applying(&[]), [""; 0]);
    let of_one =
        ["type_token_ratio", "hapax_types_ratio", "hapax_tokens_ratio", "guiraud", "yule", "entropy"];
    assert_eq!(applying(&[1]), of_one);
    // All different: all but Honoré's, and HD-D from 42 words on.
    assert_eq!(applying(&[1; 41]).len(), 9);
    assert_eq!(applying(&[1; 42]).len(), 10);
    assert!(!applying(&[1; 42]).contains(&"honore"));
    // All the same.
    let same = spectrum(&[50]);
    assert_eq!(applying(&[50]).len(), 11);
    assert_eq!((same.entropy(), same.simpson(), same.herdan()), (Some(0.0), Some(1.0), Some(0.0)));
    assert_near(same.hdd(), 1.0 / 42.0);
    assert_near(spectrum(&[1; 1000]).hdd(), 1.0);
}

/// Where each word is rare, `1 - C(N-i, 42)/C(N, 42)` loses its digits if it is computed as it stands. For a
/// hapax it is `42/N` exactly.
#[test]
fn hdd_keeps_its_digits_in_long_texts() {
    let mut frequencies = Histogram::default();
    frequencies.add_many(1, 1 << 40);
    frequencies.add(1 << 40);
    let n = (2_u64 << 40) as f64;
    // The one word that is every second is missing in 2^-42 of the samples, nearly.
    let expected = ((1_u64 << 40) as f64 * (42.0 / n) + 1.0 - libm::exp2(-42.0)) / 42.0;
    assert_near(Spectrum::new(frequencies).hdd(), expected);
}

#[test]
#[should_panic(expected = "a word of the text occurs in it")]
fn no_word_occurs_never() {
    let _ = spectrum(&[0]);
}
