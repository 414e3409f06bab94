//! Intervals that are certain to contain a real number: what irrational numbers are computed with.
//!
//! An [`Interval`] has two binary floating-point ends. Every operation is given a [`Precision`] and returns an interval
//! that contains the result for every choice of numbers in its operands. Wider than necessary is allowed, wrong is not:
//! whoever needs more digits, or a decision that was [`Trouble::Undecided`], computes again with more bits.
//!
//! | file | what |
//! |---|---|
//! | `mod.rs` | ends and their rounding, arithmetic, comparison, integer parts |
//! | `series.rs` | exp, sin and cos, ln, atan of one number, in fixed point with counted errors |
//! | `elementary.rs` | the elementary functions of intervals, from these four and arithmetic |
//! | `decimal.rs` | correctly rounded decimals |
//! | `cost.rs` | what the functions cost |
//!
//! `dashu-float` gives the floating-point format, the arithmetic with directed rounding, and the constants π and ln 2.
//! Its elementary functions are not used: they sum plain Taylor series (ours need about the cube root of as many long
//! products), and they look for the correctly rounded result, which an enclosure does not need and which can take
//! unbounded precision next to a tie.

mod cost;
mod decimal;
mod elementary;
mod series;
#[cfg(test)]
mod tests;

use core::cmp::Ordering;

use dashu_base::{BitTest, Sign};
use dashu_float::round::{Round, mode};
use dashu_float::{Context, FBig, FpResult, Repr};
use dashu_int::IBig;

use crate::number::Number;

pub(crate) use cost::{Function, cost};
pub(crate) use decimal::Decimal;

/// An end of an interval: a significand times a power of two. It carries no precision of its own.
type Float = Repr<2>;

/// How precisely to compute, and how large the numbers may become.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Precision {
    /// Bits of the significands of both ends, from 8 on.
    pub bits: usize,
    /// Magnitudes from `2^magnitude_bits_max` on are refused; those below `2^-magnitude_bits_max` are not told from
    /// zero. At most `isize::MAX / 64`.
    pub magnitude_bits_max: usize,
}

impl Precision {
    /// The same with this many bits more.
    fn raised(self, bits: usize) -> Self {
        Self { bits: self.bits + bits, ..self }
    }

    /// The same for intermediate results that may be as large as a square.
    fn of_squares(self) -> Self {
        Self { magnitude_bits_max: 2 * self.magnitude_bits_max + 8, ..self }
    }

    fn bits_signed(self) -> isize {
        self.bits.cast_signed()
    }

    fn magnitude_max(self) -> isize {
        self.magnitude_bits_max.cast_signed()
    }
}

/// Why there is no interval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// No number in the interval has a real result.
    NotReal,
    /// The function is not defined at this very number: division by an exact zero, `ln 0`, `tan(π/2)`.
    Pole,
    /// The interval reaches over the edge of the domain, contains a pole or a zero divisor, or has one end that is too
    /// large. More precision may decide.
    Undecided,
    /// The magnitude is certainly above the bound.
    TooLarge {
        /// Decimal digits before the decimal point, estimated; `usize::MAX` if they are not worth counting.
        digits: usize,
    },
}

/// All real numbers from `low` to `high`.
///
/// Invariants: `low ≤ high`; both are finite, within the bounds of the [`Precision`] they were made with, and no
/// negative zeros. `low = high` if and only if the number is known exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Interval {
    low: Float,
    high: Float,
}

impl Interval {
    /// The smallest interval within the precision that contains both ends.
    fn enclose(low: Float, high: Float, precision: Precision) -> Result<Self, Trouble> {
        let (low, high) = (rounded_down(low, precision), -rounded_down(-high, precision));
        debug_assert!(low <= high);
        let (low_top, high_top) = (top(&low), top(&high));
        if low_top.max(high_top) > precision.magnitude_max() {
            // Both ends beyond the bound, on the same side of zero.
            return Err(if low_top.min(high_top) > precision.magnitude_max() && low.sign() == high.sign() {
                Trouble::TooLarge { digits: decimal_digits(low_top.min(high_top)) }
            } else {
                Trouble::Undecided
            });
        }
        Ok(Self { low: without_sign_of_zero(low), high: without_sign_of_zero(high) })
    }

    /// `(center ± error) · 2^exponent`.
    fn ball(center: &IBig, error: u64, exponent: isize, precision: Precision) -> Result<Self, Trouble> {
        Self::enclose(
            Float::new(center - IBig::from(error), exponent),
            Float::new(center + IBig::from(error), exponent),
            precision,
        )
    }

    /// Exactly this number.
    fn point(value: Float) -> Self {
        Self { low: value.clone(), high: value }
    }

    fn zero() -> Self {
        Self::point(Float::zero())
    }

    fn one() -> Self {
        Self::point(Float::one())
    }

    /// From `1 − 2^-bits` to 1: what differs from 1 by less than can be told.
    fn just_below_one(precision: Precision) -> Self {
        let (exponent, one) = (-precision.bits_signed(), IBig::ONE);
        Self { low: Float::new((&one << precision.bits) - &one, exponent), high: Float::one() }
    }

    /// From 1 to `1 + 2^(1 − bits)`.
    fn just_above_one(precision: Precision) -> Self {
        let (bits, one) = (precision.bits - 1, IBig::ONE);
        Self { low: Float::one(), high: Float::new((&one << bits) + &one, -bits.cast_signed()) }
    }

    /// From 0 to the smallest magnitude that is told from 0.
    fn just_above_zero(precision: Precision) -> Self {
        Self { low: Float::zero(), high: Float::new(IBig::ONE, -precision.magnitude_max()) }
    }

    pub(crate) fn from_integer(integer: &IBig, precision: Precision) -> Result<Self, Trouble> {
        let float = Float::new(integer.clone(), 0);
        Self::enclose(float.clone(), float, precision)
    }

    pub(crate) fn from_number(number: &Number, precision: Precision) -> Result<Self, Trouble> {
        if let Some((numerator, denominator)) = number.small_parts() {
            return Self::from_fraction(&numerator.into(), &denominator.into(), precision);
        }
        let (numerator, denominator) = number.to_ratio().into_parts();
        Self::from_fraction(&numerator, &denominator.into(), precision)
    }

    /// The interval between two numbers, `low ≤ high`: a measured value with its uncertainty.
    pub(crate) fn from_bounds(low: &Number, high: &Number, precision: Precision) -> Result<Self, Trouble> {
        let (low, high) = (Self::from_number(low, precision)?, Self::from_number(high, precision)?);
        Ok(low.hull(&high))
    }

    /// The fraction with a positive denominator.
    fn from_fraction(numerator: &IBig, denominator: &IBig, precision: Precision) -> Result<Self, Trouble> {
        let numerator = Self::point(Float::new(numerator.clone(), 0));
        if denominator.is_one() {
            return Self::enclose(numerator.low, numerator.high, precision);
        }
        numerator.div(&Self::point(Float::new(denominator.clone(), 0)), precision)
    }

    pub(crate) fn pi(precision: Precision) -> Self {
        let w = precision.bits;
        Self::ball(&series::pi(w), series::CONSTANT_ERROR, -w.cast_signed(), precision)
            .expect("π has two bits before the point, and every bound allows them")
    }

    /// Whether it is one number that is known exactly.
    pub(crate) fn is_exact(&self) -> bool {
        self.low == self.high
    }

    pub(crate) fn contains_zero(&self) -> bool {
        self.low <= Float::zero() && self.high >= Float::zero()
    }

    fn is_zero(&self) -> bool {
        self.low.significand().is_zero() && self.high.significand().is_zero()
    }

    /// The sign, as a comparison with zero; `None` if it cannot be told.
    pub(crate) fn sign(&self) -> Option<Ordering> {
        self.compare(&Self::zero())
    }

    /// Which is greater; `None` if it cannot be told. Only exactly known numbers are ever equal.
    pub(crate) fn compare(&self, other: &Self) -> Option<Ordering> {
        if self.high < other.low {
            Some(Ordering::Less)
        } else if self.low > other.high {
            Some(Ordering::Greater)
        } else if self.is_exact() && *self == *other {
            Some(Ordering::Equal)
        } else {
            None
        }
    }

    /// The least `n` that is known for `|x| < 2^n`; `None` for an exact zero.
    pub(crate) fn log2_bound(&self) -> Option<isize> {
        (!self.is_zero()).then(|| self.top())
    }

    /// Words of memory that it occupies, about.
    pub(crate) fn words(&self) -> u64 {
        let bits = self.low.significand().bit_len() + self.high.significand().bit_len();
        16 + bits as u64 / 64
    }

    /// [`top`] of the end of the greater magnitude.
    fn top(&self) -> isize {
        top(&self.low).max(top(&self.high))
    }

    /// The smallest interval that contains both.
    fn hull(&self, other: &Self) -> Self {
        Self { low: (&self.low).min(&other.low).clone(), high: (&self.high).max(&other.high).clone() }
    }

    pub(crate) fn neg(&self) -> Self {
        Self { low: without_sign_of_zero(-self.high.clone()), high: without_sign_of_zero(-self.low.clone()) }
    }

    pub(crate) fn abs(&self) -> Self {
        if self.low >= Float::zero() {
            self.clone()
        } else if self.high <= Float::zero() {
            self.neg()
        } else {
            Self { low: Float::zero(), high: self.neg().high.max(self.high.clone()) }
        }
    }

    pub(crate) fn add(&self, other: &Self, precision: Precision) -> Result<Self, Trouble> {
        Self::enclose(
            down(&self.low, &other.low, precision.bits),
            up(&self.high, &other.high, precision.bits),
            precision,
        )
    }

    pub(crate) fn sub(&self, other: &Self, precision: Precision) -> Result<Self, Trouble> {
        self.add(&other.neg(), precision)
    }

    pub(crate) fn mul(&self, other: &Self, precision: Precision) -> Result<Self, Trouble> {
        if self.is_exact() && other.is_exact() {
            let product = &self.low * &other.low;
            return Self::enclose(product.clone(), product, precision);
        }
        if self.low >= Float::zero() && other.low >= Float::zero() {
            return Self::enclose(&self.low * &other.low, &self.high * &other.high, precision);
        }
        // The extreme products are among those of the ends.
        let (a, b) = (&self.low * &other.low, &self.low * &other.high);
        let (c, d) = (&self.high * &other.low, &self.high * &other.high);
        let low = (&a).min(&b).min((&c).min(&d)).clone();
        Self::enclose(low, a.max(b).max(c.max(d)), precision)
    }

    pub(crate) fn div(&self, other: &Self, precision: Precision) -> Result<Self, Trouble> {
        if other.contains_zero() {
            return Err(if other.is_zero() { Trouble::Pole } else { Trouble::Undecided });
        }
        let (downward, upward) =
            (Context::<mode::Down>::new(precision.bits), Context::<mode::Up>::new(precision.bits));
        // The quotient falls with the divisor where the dividend is positive, and grows where it is negative; a negative
        // divisor exchanges the ends of the dividend.
        let (least, greatest) =
            if other.low > Float::zero() { (&self.low, &self.high) } else { (&self.high, &self.low) };
        let divisor_of_least = if least.sign() == Sign::Positive { &other.high } else { &other.low };
        let divisor_of_greatest = if greatest.sign() == Sign::Positive { &other.low } else { &other.high };
        Self::enclose(
            value(downward.div(least, divisor_of_least)),
            value(upward.div(greatest, divisor_of_greatest)),
            precision,
        )
    }

    /// Times `2^exponent`, which is exact.
    fn scaled(&self, exponent: isize) -> Self {
        let scale = |end: &Float| {
            if end.significand().is_zero() {
                Float::zero()
            } else {
                Float::new(end.significand().clone(), end.exponent() + exponent)
            }
        };
        Self { low: scale(&self.low), high: scale(&self.high) }
    }

    /// This ± the greatest magnitude of `radius`.
    fn widened(&self, radius: &Self, precision: Precision) -> Result<Self, Trouble> {
        let radius = radius.abs().high;
        self.add(&Self { low: -radius.clone(), high: radius }, precision)
    }

    /// The power with an integer exponent; `0^0` is 1.
    pub(crate) fn powi(&self, exponent: &IBig, precision: Precision) -> Result<Self, Trouble> {
        if exponent.is_zero() {
            return Ok(Self::one());
        }
        let magnitude = |base: &Self| {
            let positive = if exponent.sign() == Sign::Negative {
                Self::one().div(base, precision.raised(exponent.bit_len() + 4))?
            } else {
                base.clone()
            };
            positive.power_of_positive(exponent, precision)
        };
        let is_odd = exponent.bit(0);
        match (is_odd, self.sign()) {
            (true, Some(Ordering::Less)) => Ok(magnitude(&self.neg())?.neg()),
            (true, None) if exponent.sign() == Sign::Positive => {
                let low = magnitude(&Self::point(self.low.clone()).abs())?;
                let high = magnitude(&Self::point(self.high.clone()).abs())?;
                let sign = |end: &Float, power: Self| {
                    if end.sign() == Sign::Negative { power.neg() } else { power }
                };
                Ok(sign(&self.low, low).hull(&sign(&self.high, high)))
            }
            _ => magnitude(&self.abs()),
        }
    }

    /// The power of a number ≥ 0 with the magnitude of `exponent`, by repeated squaring.
    fn power_of_positive(&self, exponent: &IBig, precision: Precision) -> Result<Self, Trouble> {
        if self.is_zero() || *self == Self::one() {
            return Ok(self.clone());
        }
        let exponent_bits = exponent.bit_len();
        let digits = precision.bits.max(self.low.digits()).max(self.high.digits());
        // Nothing but 1 stays within the bounds under such an exponent: it differs from 1 by 2^-digits or more.
        if exponent_bits > digits + 2 * (usize::BITS as usize) {
            return if self.low > Float::one() {
                Err(Trouble::TooLarge { digits: usize::MAX })
            } else if self.high < Float::one() {
                Ok(Self::just_above_zero(precision))
            } else {
                Err(Trouble::Undecided)
            };
        }
        // Each squaring doubles the relative error; at the end that of every rounding has been multiplied by less than
        // the exponent.
        let raised = precision.raised(exponent_bits + 4);
        let exponent = if exponent.sign() == Sign::Negative { -exponent } else { exponent.clone() };
        let mut power = self.clone();
        for place in (0..exponent_bits - 1).rev() {
            let mut step = || {
                power = power.mul(&power, raised)?;
                if exponent.bit(place) {
                    power = power.mul(self, raised)?;
                }
                Ok(())
            };
            step().map_err(|trouble| match trouble {
                Trouble::TooLarge { digits } => Trouble::TooLarge {
                    digits: u32::try_from(place)
                        .ok()
                        .and_then(|place| 2_usize.checked_pow(place))
                        .map_or(usize::MAX, |rest| digits.saturating_mul(rest)),
                },
                other => other,
            })?;
        }
        Self::enclose(power.low, power.high, precision)
    }

    /// The greatest integer that is not above it. This and its kin give `None` if it cannot be told, and build an
    /// integer of [`log2_bound`](Self::log2_bound) bits.
    pub(crate) fn floor(&self) -> Option<IBig> {
        self.same_of_both(|end| fixed_point(end, 0))
    }

    /// The least integer that is not below it.
    pub(crate) fn ceil(&self) -> Option<IBig> {
        self.neg().floor().map(|integer| -integer)
    }

    /// The integer part, towards zero.
    pub(crate) fn trunc(&self) -> Option<IBig> {
        self.symmetric(|magnitude| fixed_point(magnitude, 0))
    }

    /// The nearest integer; from halfway between two, the one farther from zero.
    pub(crate) fn round_half_away(&self) -> Option<IBig> {
        self.symmetric(|magnitude| (fixed_point(magnitude, 1) + IBig::ONE) >> 1)
    }

    /// The nearest integer; from halfway between two, the even one.
    pub(crate) fn round_half_even(&self) -> Option<IBig> {
        self.symmetric(|magnitude| {
            let halves = fixed_point(magnitude, 1);
            let is_tie = halves.bit(0) && magnitude.exponent() == -1;
            let rounded = (halves + IBig::ONE) >> 1;
            if is_tie && rounded.bit(0) { rounded - IBig::ONE } else { rounded }
        })
    }

    /// What a function that does not fall gives for both ends, and so for all between them.
    fn same_of_both(&self, function: impl Fn(&Float) -> IBig) -> Option<IBig> {
        let low = function(&self.low);
        (self.is_exact() || low == function(&self.high)).then_some(low)
    }

    /// The same for an odd function that is given by its values for numbers ≥ 0.
    fn symmetric(&self, function: impl Fn(&Float) -> IBig) -> Option<IBig> {
        self.same_of_both(|end| match end.sign() {
            Sign::Positive => function(end),
            Sign::Negative => -function(&-end.clone()),
        })
    }
}

/// The least `n` for which `|x| < 2^n`, and far below every other one for zero.
fn top(float: &Float) -> isize {
    if float.significand().is_zero() {
        isize::MIN / 8
    } else {
        float.exponent() + float.significand().bit_len().cast_signed()
    }
}

/// Decimal digits before the point of numbers below `2^top`, at most one too many.
fn decimal_digits(top: isize) -> usize {
    // log10(2) < 30103/100000.
    usize::try_from(top).map_or(0, |bits| (bits as u128 * 30_103 / 100_000) as usize + 1)
}

/// The greatest number within the precision that is not above `float`; from small magnitudes, the next one of them.
fn rounded_down(float: Float, precision: Precision) -> Float {
    if top(&float) <= -precision.magnitude_max() && !float.significand().is_zero() {
        return match float.sign() {
            Sign::Positive => Float::zero(),
            Sign::Negative => Float::new(-IBig::ONE, -precision.magnitude_max()),
        };
    }
    let excess = float.significand().bit_len().saturating_sub(precision.bits);
    if excess == 0 {
        return float;
    }
    let exponent = float.exponent() + excess.cast_signed();
    Float::new(float.significand() >> excess, exponent)
}

fn without_sign_of_zero(float: Float) -> Float {
    if float.significand().is_zero() { Float::zero() } else { float }
}

/// The sum rounded down. (`dashu`'s exact sum would write out all bits between the operands.)
fn down(left: &Float, right: &Float, bits: usize) -> Float {
    value(Context::<mode::Down>::new(bits).add(left, right))
}

/// The sum rounded up.
fn up(left: &Float, right: &Float, bits: usize) -> Float {
    value(Context::<mode::Up>::new(bits).add(left, right))
}

fn value<R: Round>(result: FpResult<FBig<R, 2>>) -> Float {
    result
        .expect("the operands are finite, in the domain, and far from the ends of the exponents")
        .value()
        .into_repr()
}

/// `⌊integer · 2^exponent⌋`.
fn shifted(integer: &IBig, exponent: isize) -> IBig {
    match exponent {
        0.. => integer << exponent.unsigned_abs(),
        // All that is left of it is its sign. The shift would do it, too, but not before it has looked at every bit.
        _ => integer >> exponent.unsigned_abs(),
    }
}

/// `⌊float · 2^places⌋`.
fn fixed_point(float: &Float, places: usize) -> IBig {
    shifted(float.significand(), float.exponent() + places.cast_signed())
}
