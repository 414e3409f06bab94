extern crate std;

use std::collections::BTreeMap;
use std::vec;
use std::vec::Vec;

use proptest::prelude::*;

use super::*;

/// Small and large values, and those at the end of the array.
fn values() -> impl Strategy<Value = Vec<u64>> {
    let value = prop_oneof![0..6_u64, DENSE_MAX - 2..DENSE_MAX + 2, any::<u64>(), Just(u64::MAX)];
    prop::collection::vec(value, 0..50)
}

fn histogram(values: &[u64]) -> Histogram {
    let mut histogram = Histogram::default();
    values.iter().for_each(|value| histogram.add(*value));
    histogram
}

proptest! {
    #[test]
    fn it_is_a_map_of_counts(mut values in values()) {
        let histogram = histogram(&values);
        let mut counts: BTreeMap<u64, u64> = BTreeMap::new();
        values.iter().for_each(|value| *counts.entry(*value).or_default() += 1);
        prop_assert!(histogram.iter().eq(counts.iter().map(|(value, count)| (*value, *count))));
        prop_assert_eq!(histogram.total(), values.len() as u64);
        prop_assert_eq!(histogram.sum(), values.iter().map(|value| u128::from(*value)).sum::<u128>());
        values.sort_unstable();
        prop_assert_eq!(histogram.min(), values.first().copied());
        prop_assert_eq!(histogram.max(), values.last().copied());
        prop_assert_eq!(histogram.is_empty(), values.is_empty());
        for value in (0..8).chain(DENSE_MAX - 3..DENSE_MAX + 3).chain([u64::MAX]) {
            prop_assert_eq!(histogram.count(value), counts.get(&value).copied().unwrap_or(0));
        }
    }

    #[test]
    fn quantiles_are_the_smallest_values_that_enough_do_not_exceed(
        values in values(), numerator in 0..=20_u32, denominator in 1..=20_u32,
    ) {
        prop_assume!(numerator <= denominator);
        let mut sorted = values.clone();
        sorted.sort_unstable();
        let is_enough = |value: &u64| {
            let share = sorted.iter().filter(|other| *other <= value).count() as u64;
            share * u64::from(denominator) >= u64::from(numerator) * sorted.len() as u64
        };
        let expected = sorted.iter().copied().find(is_enough);
        prop_assert_eq!(histogram(&values).quantile(numerator, denominator), expected);
    }

    #[test]
    fn merge_is_associative_and_commutative(parts in prop::array::uniform3(values())) {
        let [a, b, c] = parts.each_ref().map(|values| histogram(values));
        let merged = |a: &Histogram, b: &Histogram| {
            let mut merged = a.clone();
            merged.merge(b);
            merged
        };
        let all = histogram(&parts.concat());
        prop_assert_eq!(&merged(&merged(&a, &b), &c), &all);
        prop_assert_eq!(&merged(&a, &merged(&c, &b)), &all);
        prop_assert_eq!(&merged(&Histogram::default(), &a), &a);
        prop_assert_eq!(&merged(&a, &Histogram::default()), &a);
    }
}

#[test]
fn many_at_once_are_as_many_one_by_one() {
    let mut many = Histogram::default();
    many.add_many(3, 2);
    many.add_many(5000, 1);
    // None of a value leaves no trace, which would make it another histogram.
    many.add_many(900, 0);
    many.add_many(9000, 0);
    assert_eq!(many, histogram(&[3, 5000, 3]));
}

#[test]
fn counts_stop_at_the_greatest_number() {
    let mut most = Histogram::default();
    most.add_many(2, u64::MAX);
    most.merge(&histogram(&[2, 2, 2000]));
    assert_eq!(most.iter().collect::<Vec<_>>(), vec![(2, u64::MAX), (2000, 1)]);
    assert_eq!(most.total(), u64::MAX);
    assert_eq!(most.quantile(1, 1), Some(2000));
}

#[test]
fn an_empty_histogram_allocates_nothing() {
    let empty = Histogram::default();
    assert_eq!(empty.small.capacity(), 0);
    assert_eq!((empty.quantile(1, 2), empty.min(), empty.max(), empty.total()), (None, None, None, 0));
}
