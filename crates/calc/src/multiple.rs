//! Irrational numbers that are kept exactly: rational multiples of powers of π and e.

use crate::number::Number;

/// The number `rational · π^pi · e^exponent`, which is kept as it stands because so much that is exact follows from it:
/// `sin(π/6)`, `ln(e²)`, `π to deg`.
///
/// Invariants: `rational ≠ 0`; not both `pi = 0` and `exponent = 0`, for then it would be a [`Number`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Multiple {
    pub rational: Number,
    pub pi: i32,
    pub exponent: Number,
}

impl Multiple {
    /// `rational · π`.
    pub(crate) fn of_pi(rational: Number) -> Self {
        Self { rational, pi: 1, exponent: Number::from(0) }
    }

    /// `e^exponent`, for an exponent that is not zero.
    pub(crate) fn power_of_e(exponent: Number) -> Self {
        Self { rational: Number::from(1), pi: 0, exponent }
    }

    /// Whether another has the same powers of π and e, so that the sum of both has them as well.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        self.pi == other.pi && self.exponent == other.exponent
    }

    /// The factor `r` if this is `r · π`.
    pub(crate) fn over_pi(&self) -> Option<&Number> {
        (self.pi == 1 && self.exponent.is_zero()).then_some(&self.rational)
    }

    /// The logarithm `q` if this is `e^q`.
    pub(crate) fn logarithm(&self) -> Option<&Number> {
        (self.pi == 0 && self.rational == Number::from(1)).then_some(&self.exponent)
    }
}
