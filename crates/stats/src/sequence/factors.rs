//! Factors: stretches of text that end where their type-token ratio falls below 0.72.

use core::hint::select_unpredictable;

/// A factor ends where `100 types < 72 tokens`.
const TYPES_WEIGHT: i64 = 100;
const TOKENS_WEIGHT: i64 = 72;

/// A factor that has begun: from some token on, in one direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// So many words it has.
    tokens: u64,
    /// `100 types - 72 tokens`, which is not negative while it lasts.
    surplus: i64,
}

impl Run {
    pub(super) const NEW: Self = Self { tokens: 0, surplus: 0 };

    /// Takes words, each by its distance to the same word on the side where the factor began, 0 for none,
    /// until the factor ends. Tells whether it did; otherwise all words were taken.
    #[inline(always)]
    pub(super) fn extend(&mut self, distances: &mut impl Iterator<Item = u32>) -> bool {
        // The end of a factor leaves the loop, so that it is a branch, which is seldom taken, and not a step
        // in a chain of dependent instructions.
        for distance in distances {
            // The nearest word of the factor is at the distance 1, and 0 wraps to the farthest.
            let is_new = u64::from(distance.wrapping_sub(1)) >= self.tokens;
            self.tokens += 1;
            self.surplus += select_unpredictable(is_new, TYPES_WEIGHT - TOKENS_WEIGHT, -TOKENS_WEIGHT);
            if self.surplus < 0 {
                return true;
            }
        }
        false
    }

    /// The factors of a text of which this is the last one, after so many full ones.
    pub(super) fn rest(self, full: u64) -> Factors {
        // Both terms are within the number of words of a text times 100.
        let types = (self.surplus + TOKENS_WEIGHT * self.tokens as i64) / TYPES_WEIGHT;
        Factors { full, rest_tokens: self.tokens, rest_types: types as u64 }
    }
}

/// The factors of a text in one direction: what MTLD is computed from.
///
/// A factor is the shortest stretch, from the end of the one before, whose type-token ratio is less than
/// 0.72; what is left over at the end counts as the part `(1 - ratio) / (1 - 0.72)` of a factor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Factors {
    /// The factors that came to their end.
    pub full: u64,
    /// The words of the rest; 0 if there is none.
    pub rest_tokens: u64,
    /// The distinct words of the rest. `0.72 rest_tokens <= rest_types <= rest_tokens`
    pub rest_types: u64,
}

impl Factors {
    /// The mean length of a factor in a text of so many words, `tokens / factors`. Nothing if no word is
    /// repeated within a factor, as then there is no factor, nor part of one.
    #[must_use]
    pub fn mean_length(self, tokens: u64) -> Option<f64> {
        let mut factors = self.full as f64;
        if self.rest_tokens > 0 {
            // (1 - ratio) / (1 - 0.72), with one division of whole numbers.
            let missing = TYPES_WEIGHT as u64 * (self.rest_tokens - self.rest_types);
            let width = (TYPES_WEIGHT - TOKENS_WEIGHT) as u64 * self.rest_tokens;
            factors += missing as f64 / width as f64;
        }
        (factors > 0.0).then(|| tokens as f64 / factors)
    }
}
