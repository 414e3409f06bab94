//! Precision and recall of spans.

use std::cmp::Ordering;
use std::ops::Range;

/// How many spans were found, and how many of them are right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    pub gold: usize,
    pub found: usize,
    /// Spans with the same beginning and the same end; `both <= gold.min(found)`.
    pub both: usize,
}

impl Score {
    /// Compares spans, each list in rising order.
    pub fn new(gold: &[Range<usize>], found: &[Range<usize>]) -> Self {
        let key = |range: &Range<usize>| (range.start, range.end);
        let (mut g, mut f, mut both) = (0, 0, 0);
        while let (Some(one), Some(other)) = (gold.get(g), found.get(f)) {
            let order = key(one).cmp(&key(other));
            both += usize::from(order == Ordering::Equal);
            g += usize::from(order != Ordering::Greater);
            f += usize::from(order != Ordering::Less);
        }
        Self { gold: gold.len(), found: found.len(), both }
    }

    /// The share of the found spans that are right.
    pub fn precision(self) -> f64 {
        self.both as f64 / self.found as f64
    }

    /// The share of the gold spans that were found.
    pub fn recall(self) -> f64 {
        self.both as f64 / self.gold as f64
    }

    /// The harmonic mean of precision and recall.
    pub fn f1(self) -> f64 {
        2.0 * self.both as f64 / (self.gold + self.found) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_equal_spans_count() {
        let score = Score::new(&[0..4, 5..9, 10..12, 13..20], &[0..4, 5..12, 13..15, 16..20, 21..22]);
        assert_eq!(score, Score { gold: 4, found: 5, both: 1 });
        assert_eq!((score.precision(), score.recall(), score.f1()), (0.2, 0.25, 2.0 / 9.0));
        assert_eq!(Score::new(&[], &[]).both, 0);
    }
}
