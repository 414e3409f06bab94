//! Exact rational numbers: machine words while they suffice, `dashu` beyond.

use alloc::boxed::Box;
use core::cmp::Ordering;
use core::ops::{Add, Div, Mul, Neg, Sub};

use dashu_base::{BitTest, Signed};
use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

mod fraction;
mod power;
mod size;

pub(crate) use fraction::Fraction;
use fraction::Wide;
pub(crate) use size::{LOG2_FRACTION_BITS, OVERHEAD_COST, Size, division_cost, log2_above, product_cost};

/// An exact rational number of any size.
///
/// Equal numbers have equal representations, so that `==` is equality of values.
/// `Display` writes it as people do: see [`render`](crate::Number#impl-Display-for-Number).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number(Representation);

/// Invariants: `denominator ≥ 1`; numerator and denominator have no common factor;
/// a number is `Big` only if it does not fit `Small`.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Representation {
    Small { numerator: i64, denominator: i64 },
    Big(Box<RBig>),
}

use Representation::{Big, Small};

impl Number {
    /// Whether this is 0.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        matches!(self.0, Small { numerator: 0, .. })
    }

    /// Whether numerator and denominator are machine words.
    pub(crate) fn is_small(&self) -> bool {
        matches!(self.0, Small { .. })
    }

    /// Whether it is an integer of one machine word.
    pub(crate) fn is_word(&self) -> bool {
        matches!(self.0, Small { denominator: 1, .. })
    }

    /// Whether it is below 0.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Small { numerator, .. } => *numerator < 0,
            Big(ratio) => ratio.is_negative(),
        }
    }

    /// Whether it is an integer of any size.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Small { denominator, .. } => *denominator == 1,
            Big(ratio) => ratio.is_int(),
        }
    }

    /// Numerator and denominator if both are machine words.
    pub(crate) fn small_parts(&self) -> Option<(i64, i64)> {
        match self.0 {
            Small { numerator, denominator } => Some((numerator, denominator)),
            Big(_) => None,
        }
    }

    pub(crate) fn to_ratio(&self) -> RBig {
        match &self.0 {
            // Already reduced, but `dashu` has no way to be told so.
            Small { numerator, denominator } => {
                RBig::from_parts((*numerator).into(), UBig::from(denominator.unsigned_abs()))
            }
            Big(ratio) => (**ratio).clone(),
        }
    }

    /// Its value if it is an integer.
    pub(crate) fn to_integer(&self) -> Option<IBig> {
        match &self.0 {
            Small { numerator, denominator: 1 } => Some(IBig::from(*numerator)),
            Big(ratio) if ratio.is_int() => Some(ratio.numerator().clone()),
            _ => None,
        }
    }

    /// The greatest integer that is not above it.
    pub(crate) fn floor(&self) -> Self {
        match &self.0 {
            // The denominator is positive, for which the Euclidean quotient is the floored one.
            Small { numerator, denominator } => Self::from(numerator.div_euclid(*denominator)),
            Big(ratio) => Self::from(ratio.floor()),
        }
    }

    /// The quotient of two integers, rounded toward zero; that of other numbers is rounded as well, if less quickly.
    ///
    /// # Panics
    /// If `divisor` is zero: the evaluation asks before.
    pub(crate) fn truncated_quotient(&self, divisor: &Self) -> Self {
        assert!(!divisor.is_zero(), "a zero divisor is refused before the division");
        if let (Small { numerator: a, denominator: 1 }, Small { numerator: b, denominator: 1 }) =
            (&self.0, &divisor.0)
            && let Some(quotient) = a.checked_div(*b)
        {
            return Self::from(quotient);
        }
        match (self.to_integer(), divisor.to_integer()) {
            (Some(dividend), Some(divisor)) => Self::from(dividend / divisor),
            _ => Self::from((self.to_ratio() / divisor.to_ratio()).trunc()),
        }
    }

    /// The power with an integer exponent; zero has none with a negative one.
    pub(crate) fn pow(&self, exponent: isize) -> Self {
        if let (Small { numerator, denominator }, Ok(exponent)) = (&self.0, u32::try_from(exponent))
            && let (Some(numerator), Some(denominator)) =
                (numerator.checked_pow(exponent), denominator.checked_pow(exponent))
        {
            return Self(Small { numerator, denominator });
        }
        self.long_pow(exponent)
    }

    /// The same where it is no fraction of words.
    pub(crate) fn long_pow(&self, exponent: isize) -> Self {
        if let (Small { numerator, denominator: 1 }, Ok(exponent)) = (&self.0, u32::try_from(exponent))
            && let Some(magnitude) = power::short_power(numerator.unsigned_abs(), exponent)
        {
            let is_negative = *numerator < 0 && exponent % 2 == 1;
            let power = IBig::from(magnitude);
            return Self::from(if is_negative { -power } else { power });
        }
        Self::from(self.to_ratio().pow(exponent))
    }

    fn into_ratio(self) -> RBig {
        match self.0 {
            Small { .. } => self.to_ratio(),
            Big(ratio) => *ratio,
        }
    }

    /// The size of the power with an exponent of this magnitude, and the work for it: the last squaring is the dearest
    /// by far.
    pub(crate) fn power_size(&self, exponent: u64) -> (Size, u64) {
        let size = match &self.0 {
            Small { numerator, denominator } => {
                let bits = |part: i64| {
                    let bits = u128::from(log2_above(part.unsigned_abs().max(1))) * u128::from(exponent);
                    usize::try_from((bits >> LOG2_FRACTION_BITS) + 1).unwrap_or(usize::MAX)
                };
                let denominator_bits = if *denominator == 1 { 0 } else { bits(*denominator) };
                Size { numerator_bits: bits(*numerator), denominator_bits }
            }
            Big(_) => {
                let Size { numerator_bits, denominator_bits } = self.size();
                let grown =
                    |bits: usize| bits.saturating_mul(usize::try_from(exponent).unwrap_or(usize::MAX));
                Size { numerator_bits: grown(numerator_bits), denominator_bits: grown(denominator_bits) }
            }
        };
        (size, product_cost(size.words(), size.words()).saturating_mul(2))
    }

    /// How big the parts are, as an estimate that is never too low.
    pub(crate) fn size(&self) -> Size {
        match &self.0 {
            Small { numerator, denominator } => Size {
                numerator_bits: 64 - numerator.unsigned_abs().leading_zeros() as usize,
                denominator_bits: 63 - denominator.unsigned_abs().leading_zeros() as usize,
            },
            Big(ratio) => Size {
                numerator_bits: ratio.numerator().bit_len(),
                denominator_bits: if ratio.is_int() { 0 } else { ratio.denominator().bit_len() },
            },
        }
    }
}

impl From<Fraction> for Number {
    fn from(fraction: Fraction) -> Self {
        let (numerator, denominator) = fraction.parts();
        Self(Small { numerator, denominator })
    }
}

impl From<Wide> for Number {
    fn from(Wide { numerator, denominator }: Wide) -> Self {
        match (i64::try_from(numerator), i64::try_from(denominator)) {
            (Ok(numerator), Ok(denominator)) => Self(Small { numerator, denominator }),
            (_, Ok(1)) => Self(Big(Box::new(RBig::from(IBig::from(numerator))))),
            _ => {
                let denominator = UBig::from(denominator.unsigned_abs());
                Self(Big(Box::new(RBig::from_parts(numerator.into(), denominator))))
            }
        }
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(Small { numerator: value, denominator: 1 })
    }
}

impl From<IBig> for Number {
    fn from(value: IBig) -> Self {
        match i64::try_from(&value) {
            Ok(word) => Self::from(word),
            Err(_) => Self(Big(Box::new(RBig::from(value)))),
        }
    }
}

impl From<RBig> for Number {
    fn from(ratio: RBig) -> Self {
        match (i64::try_from(ratio.numerator()), i64::try_from(ratio.denominator())) {
            (Ok(numerator), Ok(denominator)) => Self(Small { numerator, denominator }),
            _ => Self(Big(Box::new(ratio))),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        if let (Small { numerator: a, denominator: b }, Small { numerator: c, denominator: d }) =
            (&self.0, &other.0)
        {
            return (i128::from(*a) * i128::from(*d)).cmp(&(i128::from(*c) * i128::from(*b)));
        }
        let (left, right) = (self.to_ratio(), other.to_ratio());
        (left.numerator() * right.denominator()).cmp(&(right.numerator() * left.denominator()))
    }
}

impl Neg for Number {
    type Output = Self;

    fn neg(self) -> Self {
        match self.0 {
            Small { numerator, denominator } => match numerator.checked_neg() {
                Some(numerator) => Self(Small { numerator, denominator }),
                None => {
                    Self::from(Wide { numerator: -i128::from(numerator), denominator: denominator.into() })
                }
            },
            // A negated big number can become small: 2^63 is big, -2^63 is not.
            Big(ratio) => Self::from(-*ratio),
        }
    }
}

impl Add for Number {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        if let (Small { numerator: a, denominator: b }, Small { numerator: c, denominator: d }) =
            (&self.0, &other.0)
        {
            if let (1, 1, Some(sum)) = (*b, *d, a.checked_add(*c)) {
                return Self::from(sum);
            }
            return Self::from(fraction::sum((*a, *b), (*c, *d)));
        }
        integers_or_ratios(self, other, |a, b| a + b, |a, b| a + b)
    }
}

impl Sub for Number {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for Number {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        if let (Small { numerator: a, denominator: b }, Small { numerator: c, denominator: d }) =
            (&self.0, &other.0)
        {
            if let (1, 1, Some(product)) = (*b, *d, a.checked_mul(*c)) {
                return Self::from(product);
            }
            return Self::from(fraction::product((*a, b.unsigned_abs()), (*c, d.unsigned_abs())));
        }
        integers_or_ratios(self, other, |a, b| a * b, |a, b| a * b)
    }
}

impl Div for Number {
    type Output = Self;

    /// # Panics
    /// If `other` is zero: the evaluation asks before.
    fn div(self, other: Self) -> Self {
        assert!(!other.is_zero(), "a zero divisor is refused before the division");
        if let (Small { numerator: a, denominator: b }, Small { numerator: c, denominator: d }) =
            (&self.0, &other.0)
        {
            return Self::from(fraction::quotient((*a, *b), (*c, *d)));
        }
        Self::from(self.into_ratio() / other.into_ratio())
    }
}

/// Applies the operation on integers if both numbers are, which saves every reduction.
fn integers_or_ratios(
    left: Number,
    right: Number,
    integers: impl FnOnce(IBig, IBig) -> IBig,
    ratios: impl FnOnce(RBig, RBig) -> RBig,
) -> Number {
    let (left, right) = (left.into_ratio(), right.into_ratio());
    if left.is_int() && right.is_int() {
        let (left, _) = left.into_parts();
        let (right, _) = right.into_parts();
        return Number::from(integers(left, right));
    }
    Number::from(ratios(left, right))
}
