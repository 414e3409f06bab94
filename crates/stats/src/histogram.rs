//! How often each value was seen.

#[cfg(test)]
mod tests;

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// Values below this are counted in an array.
const DENSE_MAX: u64 = 1024;

/// The room of the array from the beginning.
const SMALL_MIN: usize = 32;

/// The exact counts of whole numbers: lengths of words or sentences, frequencies of words.
///
/// Small values are counted in an array that is as long as need be, the others in a map; so the memory
/// follows the number of distinct values. An empty histogram has not allocated anything.
///
/// [`merge`](Self::merge) is associative and commutative, and `Histogram::default()` is its identity. A count
/// stops at `u64::MAX` when merged.
///
/// ```
/// use reckon_stats::Histogram;
///
/// let mut lengths = Histogram::default();
/// for length in [3, 5, 3, 7000] {
///     lengths.add(length);
/// }
/// assert!(lengths.iter().eq([(3, 2), (5, 1), (7000, 1)]));
/// assert_eq!((lengths.total(), lengths.sum(), lengths.max()), (4, 7011, Some(7000)));
/// assert_eq!(lengths.quantile(1, 2), Some(3));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histogram {
    /// The counts of the values `0..`; `small.len() <= DENSE_MAX`, and the last one is not 0, so that equal
    /// histograms have equal arrays.
    small: Vec<u64>,
    /// The counts of the values from `DENSE_MAX` on; none is 0.
    large: BTreeMap<u64, u64>,
}

impl Histogram {
    /// Counts a value.
    #[inline]
    pub fn add(&mut self, value: u64) {
        match self.small.get_mut(value as usize) {
            // On a machine of 32 bits a large value may look small.
            Some(count) if value < DENSE_MAX => *count += 1,
            _ => self.add_many(value, 1),
        }
    }

    /// Counts a value `n` times.
    pub fn add_many(&mut self, value: u64, n: u64) {
        if n == 0 {
            return;
        }
        let count = if value >= DENSE_MAX {
            self.large.entry(value).or_default()
        } else {
            let index = value as usize;
            if index >= self.small.len() {
                // Most histograms of words and sentences grow to some such length, which is reached at once.
                self.small.reserve((index + 1).max(SMALL_MIN) - self.small.len());
                self.small.resize(index + 1, 0);
            }
            &mut self.small[index]
        };
        *count = count.saturating_add(n);
    }

    /// Adds the counts of another histogram.
    pub fn merge(&mut self, other: &Self) {
        other.iter().for_each(|(value, count)| self.add_many(value, count));
    }

    /// The values that were seen, ascending, each with its count, which is at least 1.
    pub fn iter(&self) -> impl Iterator<Item = (u64, u64)> {
        let small = (0..).zip(&self.small).filter(|(_, count)| **count > 0);
        small
            .chain(self.large.iter().map(|(value, count)| (*value, count)))
            .map(|(value, count)| (value, *count))
    }

    /// How often this value was seen.
    #[must_use]
    pub fn count(&self, value: u64) -> u64 {
        let count = if value < DENSE_MAX { self.small.get(value as usize) } else { self.large.get(&value) };
        count.copied().unwrap_or(0)
    }

    /// Whether nothing was counted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.small.is_empty() && self.large.is_empty()
    }

    /// How many values were counted. Stops at `u64::MAX`.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.small.iter().chain(self.large.values()).fold(0, |total, count| total.saturating_add(*count))
    }

    /// How many different values were counted.
    pub(crate) fn len(&self) -> usize {
        self.small.iter().filter(|count| **count > 0).count() + self.large.len()
    }

    /// The sum of all values, each as often as it was counted. Stops at `u128::MAX`.
    ///
    /// The mean is this over [`total`](Self::total).
    #[must_use]
    pub fn sum(&self) -> u128 {
        self.iter().fold(0, |sum, (value, count)| sum.saturating_add(u128::from(value) * u128::from(count)))
    }

    /// The smallest value.
    #[must_use]
    pub fn min(&self) -> Option<u64> {
        self.iter().next().map(|(value, _)| value)
    }

    /// The greatest value.
    #[must_use]
    pub fn max(&self) -> Option<u64> {
        let small = || (self.small.len() as u64).checked_sub(1);
        self.large.last_key_value().map(|(value, _)| *value).or_else(small)
    }

    /// The quantile `numerator / denominator`: the smallest value that at least this share of all values does
    /// not exceed. So it is a value that was seen; `quantile(1, 2)` is the lower median.
    ///
    /// The definition that R calls type 1: R. Hyndman and Y. Fan, *Sample quantiles in statistical packages*,
    /// The American Statistician 50 (1996).
    ///
    /// # Panics
    ///
    /// If the fraction is no number from 0 to 1.
    #[must_use]
    pub fn quantile(&self, numerator: u32, denominator: u32) -> Option<u64> {
        assert!(numerator <= denominator && denominator > 0, "a share is between 0 and 1");
        let total: u128 = self.small.iter().chain(self.large.values()).map(|count| u128::from(*count)).sum();
        let rank = (total * u128::from(numerator)).div_ceil(u128::from(denominator)).max(1);
        let mut seen = 0;
        self.iter().find_map(|(value, count)| {
            seen += u128::from(count);
            (seen >= rank).then_some(value)
        })
    }
}
