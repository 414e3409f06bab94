//! How far two lists of words agree, whatever their order.

use std::collections::HashMap;

/// The agreement of words over documents: how many there are, and how many each has that the other has as well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    pub documents: usize,
    /// Words that are expected, those that were found, and those that both have, each as often as it is in both.
    expected: usize,
    found: usize,
    both: usize,
}

impl Agreement {
    /// Adds a document.
    pub fn add(&mut self, expected: &[String], found: &[String]) {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for word in expected {
            *counts.entry(word).or_default() += 1;
        }
        for word in found {
            if let Some(count) = counts.get_mut(word.as_str()).filter(|count| **count > 0) {
                *count -= 1;
                self.both += 1;
            }
        }
        self.documents += 1;
        self.expected += expected.len();
        self.found += found.len();
    }

    /// The harmonic mean of precision and recall; 1 where there are no words at all.
    pub fn f1(self) -> f64 {
        let all = self.expected + self.found;
        if all == 0 { 1.0 } else { 2.0 * self.both as f64 / all as f64 }
    }

    /// How many more words were found than expected, as a share of these.
    pub fn deviation(self) -> f64 {
        (self.found as f64 - self.expected as f64) / self.expected as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::document::words_of;

    #[test]
    fn each_word_counts_as_often_as_both_have_it() {
        let mut agreement = Agreement::default();
        agreement.add(&words_of("a rose is a rose"), &words_of("a rose, a rose is is"));
        assert_eq!(agreement, Agreement { documents: 1, expected: 5, found: 6, both: 4 });
        assert_eq!((agreement.f1(), agreement.deviation()), (8.0 / 11.0, 0.2));
        assert_eq!(Agreement::default().f1(), 1.0);
    }
}
