//! Histograms in few rows, for people.

use alloc::vec::Vec;
use core::fmt;

/// A row of a histogram: how many things are from `from` to `to` long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bin {
    /// The least value.
    pub from: u64,
    /// The greatest value, `>= from`; none if the row has all that is greater.
    pub to: Option<u64>,
    /// How many there are.
    pub count: u64,
}

impl fmt::Display for Bin {
    /// `7`, `11-15` or `31+`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, to, .. } = *self;
        match to {
            Some(to) if to == from => f.pad(&alloc::format!("{from}")),
            Some(to) => f.pad(&alloc::format!("{from}-{to}")),
            None => f.pad(&alloc::format!("{from}+")),
        }
    }
}

/// Groups an exact histogram, `(value, count)` by rising value, into at most `rows_max` rows (`>= 2`) of equal width.
///
/// The width is the first of 1, 2, 5, 10, 20, 50, … with which all values, or 99 of 100, have a row; in the second case
/// the last row has what is greater. Rows are without gaps, so that some may be empty.
///
/// ```
/// let rows = reckon_stats::bins(&[(1, 30), (2, 50), (4, 19), (100, 1)], 5);
/// let rows: Vec<_> = rows.iter().map(|row| (row.to_string(), row.count)).collect();
/// assert_eq!(rows, [("1".into(), 30), ("2".into(), 50), ("3".into(), 0), ("4".into(), 19), ("5+".into(), 1)]);
/// ```
#[must_use]
pub fn bins(histogram: &[(u64, u64)], rows_max: usize) -> Vec<Bin> {
    let (Some(&(first, _)), Some(&(last, _))) = (histogram.first(), histogram.last()) else {
        return Vec::new();
    };
    let rows_max = rows_max.max(2) as u64;
    let total = sum(histogram);
    let mut seen = 0_u64;
    let most = histogram.iter().find(|(_, count)| {
        seen = seen.saturating_add(*count);
        u128::from(seen) * 100 >= u128::from(total) * 99
    });
    let most = most.map_or(last, |(value, _)| *value);
    // Lengths begin with 1; where some are 0, there is a row for them.
    let base = first.min(1);
    let rows_to = |value: u64, width: u64| (value - base) / width + 1;
    let mut widths = (0..19).flat_map(|power| [1, 2, 5].map(|digit| digit * 10_u64.pow(power)));
    let width = widths
        .find(|&width| rows_to(last, width) <= rows_max || rows_to(most, width) < rows_max)
        .unwrap_or(u64::MAX);
    let rows = rows_to(last, width).min(rows_max);
    (0..rows)
        .map(|row| {
            let from = base + row * width;
            let is_open = row + 1 == rows && rows_to(last, width) > rows;
            let to = (!is_open).then(|| from.saturating_add(width - 1));
            let begin = histogram.partition_point(|(value, _)| *value < from);
            let end = to.map_or(histogram.len(), |to| histogram.partition_point(|(value, _)| *value <= to));
            Bin { from, to, count: sum(&histogram[begin..end]) }
        })
        .collect()
}

fn sum(histogram: &[(u64, u64)]) -> u64 {
    histogram.iter().fold(0, |sum, (_, count)| sum.saturating_add(*count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Nothing is lost, nothing counted twice, and rows follow each other without gaps.
        #[test]
        fn rows_have_everything(
            exact in prop::collection::btree_map(prop_oneof![0..30_u64, 0..2_000_u64, any::<u64>()], 1..1_000_u64, 0..60),
            rows_max in 2..40_usize,
        ) {
            let exact: Vec<_> = exact.into_iter().collect();
            let rows = bins(&exact, rows_max);
            prop_assert!(rows.len() <= rows_max);
            prop_assert_eq!(rows.is_empty(), exact.is_empty());
            prop_assert_eq!(sum(&exact), rows.iter().map(|row| row.count).sum::<u64>());
            for pair in rows.windows(2) {
                prop_assert_eq!(pair[0].to.map(|to| to + 1), Some(pair[1].from));
            }
            for row in &rows {
                let is_in = |value: u64| value >= row.from && row.to.is_none_or(|to| value <= to);
                let counted: u64 = exact.iter().filter(|(value, _)| is_in(*value)).map(|(_, count)| count).sum();
                prop_assert_eq!(row.count, counted);
            }
        }
    }
}
