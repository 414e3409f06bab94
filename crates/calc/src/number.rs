//! Exact rational numbers: machine words while they suffice, `dashu` beyond.

use alloc::boxed::Box;
use core::cmp::Ordering;
use core::ops::{Add, Div, Mul, Neg, Sub};

use dashu_base::{BitTest, Signed};
use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

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

    /// The power with an integer exponent; zero has none with a negative one.
    pub(crate) fn pow(&self, exponent: isize) -> Self {
        if let (Small { numerator, denominator }, Ok(exponent)) = (&self.0, u32::try_from(exponent))
            && let (Some(numerator), Some(denominator)) =
                (numerator.checked_pow(exponent), denominator.checked_pow(exponent))
        {
            return Self(Small { numerator, denominator });
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

    /// A fraction of two words, in lowest terms if it fits; `denominator > 0`.
    fn reduced(numerator: i128, denominator: i128) -> Self {
        if denominator == 1 {
            if let Ok(numerator) = i64::try_from(numerator) {
                return Self(Small { numerator, denominator: 1 });
            }
            return Self(Big(Box::new(RBig::from(IBig::from(numerator)))));
        }
        let divisor = gcd(numerator.unsigned_abs(), denominator.unsigned_abs()).cast_signed();
        let (numerator, denominator) = (numerator / divisor, denominator / divisor);
        match (i64::try_from(numerator), i64::try_from(denominator)) {
            (Ok(numerator), Ok(denominator)) => Self(Small { numerator, denominator }),
            _ => {
                let denominator = UBig::from(denominator.unsigned_abs());
                Self(Big(Box::new(RBig::from_parts(numerator.into(), denominator))))
            }
        }
    }
}

/// Bits of a numerator and of a denominator; 0 bits of denominator mean an integer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    numerator_bits: usize,
    denominator_bits: usize,
}

impl Size {
    /// Decimal digits of the longer part, at most one too many.
    pub(crate) fn digits(self) -> usize {
        // log10(2) < 30103/100000.
        let bits = self.numerator_bits.max(self.denominator_bits);
        match bits.checked_mul(30_103) {
            Some(product) => product / 100_000 + 1,
            None => usize::MAX,
        }
    }

    /// The size of an integer with so many bits.
    pub(crate) fn of_integer(bits: usize) -> Self {
        Self { numerator_bits: bits, denominator_bits: 0 }
    }

    /// Bits of the integer part, at the most.
    pub(crate) fn bits_above(self) -> usize {
        (self.numerator_bits + 1).saturating_sub(self.denominator_bits)
    }

    /// Bits of the numerator.
    pub(crate) fn numerator_bits(self) -> usize {
        self.numerator_bits
    }

    /// Machine words of both parts together, from 1 on.
    pub(crate) fn words(self) -> u64 {
        (self.numerator_bits / 64 + self.denominator_bits / 64 + 1) as u64
    }

    fn is_integer(self) -> bool {
        self.denominator_bits == 0
    }

    /// The size of a sum or difference, and the work for it.
    pub(crate) fn sum(self, other: Self) -> (Self, u64) {
        let size = Self {
            numerator_bits: (self.numerator_bits + other.denominator_bits)
                .max(other.numerator_bits + self.denominator_bits)
                + 1,
            denominator_bits: self.denominator_bits + other.denominator_bits,
        };
        (size, if size.is_integer() { sum_cost(self, other) } else { reduction_cost(self, other) })
    }

    /// The size of a product, and the work for it.
    pub(crate) fn product(self, other: Self) -> (Self, u64) {
        let size = Self {
            numerator_bits: self.numerator_bits + other.numerator_bits,
            denominator_bits: self.denominator_bits + other.denominator_bits,
        };
        let integers = size.is_integer();
        (size, if integers { product_cost(self.words(), other.words()) } else { reduction_cost(self, other) })
    }

    /// The size of `n!`, from Stirling's formula: `log2(n!) ≤ n·log2(n) − n·log2(e) + log2(n) + 2`.
    pub(crate) fn of_factorial(n: u64) -> Self {
        /// Below log2(e) · 1024 = 1477.3….
        const LOG2_E: u128 = 1_477;
        let (n, logarithm) = (u128::from(n.max(1)), u128::from(log2_above(n.max(1))));
        let bits = ((n * logarithm).saturating_sub(n * LOG2_E) >> LOG2_FRACTION_BITS)
            + (logarithm >> LOG2_FRACTION_BITS)
            + 4;
        Self::of_integer(usize::try_from(bits).unwrap_or(usize::MAX))
    }

    /// The work for building an integer of this size from so many factors by halving the product again and again. On
    /// each level the factors are half as long and twice as many, so that all levels together cost no more than one
    /// product of this length by itself.
    pub(crate) fn product_tree_cost(self, factors: u64) -> u64 {
        /// For a factor that is multiplied in at the bottom of the tree.
        const FACTOR_COST: u64 = 20;
        product_cost(self.words(), self.words()).saturating_add(factors.saturating_mul(FACTOR_COST))
    }

    /// The size of a quotient, and the work for it.
    pub(crate) fn quotient(self, other: Self) -> (Self, u64) {
        let size = Self {
            numerator_bits: self.numerator_bits + other.denominator_bits,
            denominator_bits: self.denominator_bits + other.numerator_bits,
        };
        (size, reduction_cost(self, other))
    }
}

/// Fractional bits of [`log2_above`].
pub(crate) const LOG2_FRACTION_BITS: u32 = 10;

/// An upper bound for the binary logarithm of `n ≥ 1`, above it by less than 1 %, in units of 1/1024.
pub(crate) fn log2_above(n: u64) -> u64 {
    let whole = n.ilog2();
    // n / 2^whole, from 1 to 2, with 31 fractional bits. Squaring doubles the logarithm, whose next bit then shows.
    let mut mantissa = (n << (63 - whole)) >> 32;
    let mut logarithm = u64::from(whole);
    for _ in 0..LOG2_FRACTION_BITS {
        mantissa = (mantissa * mantissa) >> 31;
        let bit = mantissa >> 32;
        mantissa >>= bit;
        logarithm = 2 * logarithm + bit;
    }
    // What was cut off is less than the last bit, and so is the error of the mantissa.
    logarithm + 2
}

/// What every operation on big numbers costs before it does anything: memory is allocated and freed.
pub(crate) const OVERHEAD_COST: u64 = 60;

/// Word multiplications that take as long as adding two integers.
fn sum_cost(a: Size, b: Size) -> u64 {
    OVERHEAD_COST + a.words() + b.words()
}

/// Word multiplications of a product of integers: schoolbook for short ones, 3 half-size products for long ones.
pub(crate) fn product_cost(a: u64, b: u64) -> u64 {
    const SCHOOLBOOK_WORDS_MAX: u64 = 32;
    let (mut short, long) = (a.min(b), a.max(b));
    let pieces = long / short + 1;
    let mut cost = 1_u64;
    while short > SCHOOLBOOK_WORDS_MAX {
        short = short.div_ceil(2);
        cost = cost.saturating_mul(3);
    }
    cost.saturating_mul(short * short).saturating_mul(pieces).saturating_add(OVERHEAD_COST)
}

/// Word multiplications of dividing an integer of `dividend` words by one of `divisor` words.
pub(crate) fn division_cost(dividend: u64, divisor: u64) -> u64 {
    let quotient = dividend.saturating_sub(divisor) + 1;
    product_cost(quotient, divisor).saturating_mul(2)
}

/// Word multiplications that take as long as reducing a fraction. `dashu`'s greatest common divisor is quadratic and
/// works on whole words (Lehmer); the factors are from measuring it.
pub(crate) fn reduction_cost(a: Size, b: Size) -> u64 {
    let words = a.words() + b.words();
    OVERHEAD_COST + (words.saturating_mul(words) / 4).saturating_add(8 * words)
}

/// The greatest common divisor; `b > 0`.
fn gcd(mut a: u128, mut b: u128) -> u128 {
    // The hardware divides words several times faster than double words.
    while b != 0 {
        if let (Ok(mut short), Ok(mut shorter)) = (u64::try_from(a), u64::try_from(b)) {
            while shorter != 0 {
                (short, shorter) = (shorter, short % shorter);
            }
            return u128::from(short);
        }
        (a, b) = (b, a % b);
    }
    a
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
                None => Self::reduced(-i128::from(numerator), denominator.into()),
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
            let (a, b, c, d) = (i128::from(*a), i128::from(*b), i128::from(*c), i128::from(*d));
            // |a·d + c·b| < 2^127, for each factor is below 2^63 in magnitude but for -2^63 itself,
            // which stands only in numerators.
            return if b == d { Self::reduced(a + c, b) } else { Self::reduced(a * d + c * b, b * d) };
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
            let (a, b, c, d) = (i128::from(*a), i128::from(*b), i128::from(*c), i128::from(*d));
            return Self::reduced(a * c, b * d);
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
            let (a, b, c, d) = (i128::from(*a), i128::from(*b), i128::from(*c), i128::from(*d));
            return Self::reduced(a * d * c.signum(), b * c.abs());
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_are_above_the_truth_by_little() {
        let true_bits = |value: &IBig| value.bit_len();
        for n in (2..300).chain([1_000, 5_000, 20_000]) {
            let truth = true_bits(&(1..=n).fold(IBig::ONE, |product, factor| product * IBig::from(factor)));
            let estimate = Size::of_factorial(n).numerator_bits;
            assert!(truth <= estimate && estimate <= truth + truth / 50 + 12, "{n}!: {truth}, {estimate}");
        }
        for base in [2_i64, 3, 7, 9, 10, 16, 1_000_003, i64::MAX] {
            for exponent in [1_u32, 2, 30, 1_000, 4_000] {
                let truth = true_bits(&IBig::from(base).pow(exponent as usize));
                let (size, _) = Number::from(base).power_size(exponent.into());
                let estimate = size.numerator_bits;
                assert!(
                    truth <= estimate && estimate <= truth + truth / 80 + 10,
                    "{base}^{exponent}: {truth}, {estimate}"
                );
            }
        }
    }
}
