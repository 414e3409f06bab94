//! Real numbers between two bounds.
//!
//! An [`Interval`] is certain to hold the number that it stands for. Every operation takes the precision to work with, in
//! bits, and gives an interval that is certain to hold the result: each end is computed by `dashu`, correctly rounded to
//! the nearest, and then moved outwards by a unit in its last place if it was rounded at all. Rounding outwards at once
//! would be tighter, but what lies next to a representable number can then cost `dashu` attempt after attempt.
//!
//! | what | where |
//! |---|---|
//! | sums, products, quotients, powers, order, whole numbers | `mod.rs` |
//! | roots, exponentials, logarithms, circles, hyperbolas | `elementary.rs` |
//! | what they cost | `cost.rs` |
//! | decimal digits that are certain | `decimal.rs` |

use alloc::vec::Vec;
use core::cmp::Ordering;

use dashu_base::{Approximation, BitTest, Sign, Signed};
use dashu_float::round::mode::HalfEven;
use dashu_float::{Context, FBig, FpError, FpResult, Repr};
use dashu_int::{IBig, UBig};

use crate::number::Number;

mod cost;
mod decimal;
mod elementary;
#[cfg(test)]
mod tests;

pub(crate) use cost::{Elementary, cost, decimal_cost, exp_cost, pi_cost, pow_cost, product_cost, root_cost};
pub(crate) use decimal::Decimal;

/// The precision of a computation, and how far its numbers may reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Precision {
    /// Significant bits; at least 64.
    pub bits: usize,
    /// No number reaches 2 to this power, and none that is not 0 falls short of its reciprocal.
    pub magnitude_bits_max: usize,
}

impl Precision {
    fn context(self) -> Context<HalfEven> {
        Context::new(self.bits)
    }

    /// The same with so many more bits.
    fn raised(self, bits: usize) -> Self {
        Self { bits: self.bits + bits, ..self }
    }
}

/// Why an operation has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The result is no real number.
    NotReal,
    /// There is no value at this point.
    Pole,
    /// The interval touches the edge of the domain, so that more bits may decide.
    Undecided,
    /// The result is, or may be, out of reach: so many decimal digits before or after the point.
    TooLarge { digits: usize },
}

type Result<T = Interval> = core::result::Result<T, Trouble>;

/// One end of an interval: a dyadic rational.
type End = Repr<2>;

/// All real numbers from `low` to `high`. Invariant: `low ≤ high`, both finite.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Interval {
    low: End,
    high: End,
}

/// A correctly rounded result, or the next representable number below it if it was rounded.
fn down(result: FpResult<FBig<HalfEven, 2>>, bits: usize) -> Result<End> {
    outwards(result, bits, Sign::Negative)
}

/// A correctly rounded result, or the next representable number above it if it was rounded.
fn up(result: FpResult<FBig<HalfEven, 2>>, bits: usize) -> Result<End> {
    outwards(result, bits, Sign::Positive)
}

fn outwards(result: FpResult<FBig<HalfEven, 2>>, bits: usize, direction: Sign) -> Result<End> {
    match result {
        Ok(Approximation::Exact(value)) if value.repr().is_finite() => Ok(value.into_repr()),
        Ok(Approximation::Inexact(value, _)) if value.repr().is_finite() => {
            Ok(nudge(&value.into_repr(), bits, direction))
        }
        Ok(_) | Err(FpError::Overflow(_) | FpError::Underflow(_)) => {
            Err(Trouble::TooLarge { digits: usize::MAX })
        }
        Err(FpError::OutOfDomain) => Err(Trouble::NotReal),
        Err(_) => Err(Trouble::Undecided),
    }
}

/// The number, moved by a unit in the last of so many bits.
fn nudge(end: &End, bits: usize, direction: Sign) -> End {
    let unit = top(end) - bits as isize;
    let shift = end.exponent() - unit;
    let step = IBig::from(1) * direction;
    if shift >= 0 {
        return End::new((end.significand() << shift.unsigned_abs()) + step, unit);
    }
    // It has more bits than are asked for, so the unit is moved by at its own place.
    End::new(end.significand() + (step << shift.unsigned_abs()), end.exponent())
}

/// The exponent of the power of two next above a magnitude: `2^(top − 1) ≤ |end| < 2^top`.
fn top(end: &End) -> isize {
    end.exponent() + end.significand().bit_len() as isize
}

fn is_zero(end: &End) -> bool {
    end.significand().is_zero()
}

fn is_negative(end: &End) -> bool {
    end.significand().is_negative()
}

fn negate(end: &End) -> End {
    End::new(-end.significand().clone(), end.exponent())
}

fn one() -> End {
    End::one()
}

/// `2^exponent`.
fn power_of_two(exponent: isize) -> End {
    End::new(IBig::ONE, exponent)
}

/// Decimal digits of so many bits, about.
fn digits_of(bits: usize) -> usize {
    bits / 1_000 * 301 + bits % 1_000 * 301 / 1_000
}

impl Interval {
    fn point(end: End) -> Self {
        Self { low: end.clone(), high: end }
    }

    /// The interval, if its numbers are within reach.
    fn checked(self, precision: Precision) -> Result {
        let reach = precision.magnitude_bits_max as isize;
        for end in [&self.low, &self.high] {
            if !is_zero(end) && top(end).abs() > reach {
                return Err(Trouble::TooLarge { digits: digits_of(top(end).unsigned_abs()) });
            }
        }
        Ok(self)
    }

    /// Bounds of an exact number.
    pub(crate) fn from_number(number: &Number, precision: Precision) -> Result {
        let (numerator, denominator) = number.to_ratio().into_parts();
        let (numerator, denominator) = (End::new(numerator, 0), End::new(denominator.into(), 0));
        let context = precision.context();
        let quotient = context.div(&numerator, &denominator);
        Self { low: down(quotient.clone(), precision.bits)?, high: up(quotient, precision.bits)? }
            .checked(precision)
    }

    /// Bounds of a number that is known to be between two exact ones, `low ≤ high`.
    pub(crate) fn from_bounds(low: &Number, high: &Number, precision: Precision) -> Result {
        let (low, high) = (Self::from_number(low, precision)?, Self::from_number(high, precision)?);
        Ok(Self { low: low.low, high: high.high })
    }

    /// Bounds of π.
    pub(crate) fn pi(precision: Precision) -> Self {
        let pi = precision.context().pi::<2>(None).value().into_repr();
        let bits = precision.bits;
        Self { low: nudge(&pi, bits, Sign::Negative), high: nudge(&pi, bits, Sign::Positive) }
    }

    /// Whether there is only one number between the bounds.
    fn is_point(&self) -> bool {
        self.low == self.high
    }

    pub(crate) fn neg(&self) -> Self {
        Self { low: negate(&self.high), high: negate(&self.low) }
    }

    pub(crate) fn abs(&self) -> Self {
        if !is_negative(&self.low) {
            return self.clone();
        }
        if is_negative(&self.high) || is_zero(&self.high) {
            return self.neg();
        }
        let low = negate(&self.low);
        Self { low: End::zero(), high: if low > self.high { low } else { self.high.clone() } }
    }

    pub(crate) fn add(&self, other: &Self, precision: Precision) -> Result {
        let context = precision.context();
        Self {
            low: down(context.add(&self.low, &other.low), precision.bits)?,
            high: up(context.add(&self.high, &other.high), precision.bits)?,
        }
        .or_zero(precision)
    }

    fn sub(&self, other: &Self, precision: Precision) -> Result {
        self.add(&other.neg(), precision)
    }

    /// A difference may be smaller than what is within reach; then it may as well be zero.
    fn or_zero(mut self, precision: Precision) -> Result {
        let reach = precision.magnitude_bits_max as isize;
        if !is_zero(&self.low) && top(&self.low) < -reach {
            self.low = if is_negative(&self.low) { negate(&power_of_two(1 - reach)) } else { End::zero() };
        }
        if !is_zero(&self.high) && top(&self.high) < -reach {
            self.high = if is_negative(&self.high) { End::zero() } else { power_of_two(1 - reach) };
        }
        self.checked(precision)
    }

    pub(crate) fn mul(&self, other: &Self, precision: Precision) -> Result {
        let context = precision.context();
        self.corners(other, precision, |a, b| context.mul(a, b))
    }

    pub(crate) fn div(&self, other: &Self, precision: Precision) -> Result {
        if is_zero(&other.low) && is_zero(&other.high) {
            return Err(Trouble::Pole);
        }
        if other.sign().is_none_or(Ordering::is_eq) {
            return Err(Trouble::Undecided);
        }
        let context = precision.context();
        self.corners(other, precision, |a, b| context.div(a, b))
    }

    /// The range of an operation that is monotone in each operand: its extremes are at two of the four corners.
    fn corners(
        &self,
        other: &Self,
        precision: Precision,
        apply: impl Fn(&End, &End) -> FpResult<FBig<HalfEven, 2>>,
    ) -> Result {
        let bits = precision.bits;
        let mut results = Vec::with_capacity(4);
        for a in [&self.low, &self.high] {
            for b in [&other.low, &other.high] {
                results.push(apply(a, b));
                if other.is_point() {
                    break;
                }
            }
            if self.is_point() {
                break;
            }
        }
        let lows: Result<Vec<End>> = results.iter().cloned().map(|result| down(result, bits)).collect();
        let highs: Result<Vec<End>> = results.into_iter().map(|result| up(result, bits)).collect();
        let low = lows?.into_iter().min().expect("there is at least one corner");
        let high = highs?.into_iter().max().expect("there is at least one corner");
        Self { low, high }.checked(precision)
    }

    /// The power with an integer exponent.
    pub(crate) fn powi(&self, exponent: i32, precision: Precision) -> Result {
        let magnitude = exponent.unsigned_abs();
        // An even power is one of the magnitude, which also keeps what straddles zero from becoming negative.
        let base = if magnitude.is_multiple_of(2) { self.abs() } else { self.clone() };
        let mut power = Self::point(one());
        for bit in (0..u32::BITS - magnitude.leading_zeros()).rev() {
            power = power.mul(&power, precision)?;
            if magnitude >> bit & 1 == 1 {
                power = power.mul(&base, precision)?;
            }
        }
        if exponent < 0 { Self::point(one()).div(&power, precision) } else { Ok(power) }
    }

    /// On which side of zero it is; `None` if that cannot be told.
    pub(crate) fn sign(&self) -> Option<Ordering> {
        if is_negative(&self.high) {
            return Some(Ordering::Less);
        }
        if is_zero(&self.low) {
            return is_zero(&self.high).then_some(Ordering::Equal);
        }
        (!is_negative(&self.low)).then_some(Ordering::Greater)
    }

    /// How two numbers compare; `None` if that cannot be told.
    pub(crate) fn compare(&self, other: &Self) -> Option<Ordering> {
        if self.high < other.low {
            return Some(Ordering::Less);
        }
        if self.low > other.high {
            return Some(Ordering::Greater);
        }
        (self.is_point() && self == other).then_some(Ordering::Equal)
    }

    /// Words of memory that it occupies, about.
    pub(crate) fn words(&self) -> u64 {
        let bits = self.low.significand().bit_len() + self.high.significand().bit_len();
        16 + bits as u64 / 64
    }

    /// Words of the integers next to it, at the most.
    pub(crate) fn integer_words(&self) -> u64 {
        let bits = top(&self.low).max(top(&self.high)).max(0);
        bits as u64 / 64 + 1
    }

    pub(crate) fn floor(&self) -> Option<IBig> {
        self.to_integer(floor)
    }

    pub(crate) fn ceil(&self) -> Option<IBig> {
        self.to_integer(|end| -floor(&negate(end)))
    }

    pub(crate) fn trunc(&self) -> Option<IBig> {
        self.to_integer(|end| if is_negative(end) { -floor(&negate(end)) } else { floor(end) })
    }

    pub(crate) fn round_half_away(&self) -> Option<IBig> {
        self.to_integer(|end| {
            let magnitude = floor(&add_half(&Self::point(end.clone()).abs().high));
            if is_negative(end) { -magnitude } else { magnitude }
        })
    }

    pub(crate) fn round_half_even(&self) -> Option<IBig> {
        self.to_integer(|end| {
            let sum = add_half(end);
            let above = floor(&sum);
            // In the middle the sum is the integer above itself.
            let is_middle = sum.exponent() >= 0;
            if is_middle && above.bit(0) && !end.is_int() { above - IBig::ONE } else { above }
        })
    }

    /// The integer that both ends are taken to.
    fn to_integer(&self, round: impl Fn(&End) -> IBig) -> Option<IBig> {
        let low = round(&self.low);
        (self.is_point() || low == round(&self.high)).then_some(low)
    }
}

/// The greatest integer that is not above a number.
fn floor(end: &End) -> IBig {
    let shift = end.exponent().unsigned_abs();
    // Shifting a negative integer to the right rounds it down.
    if end.exponent() >= 0 { end.significand() << shift } else { end.significand() >> shift }
}

/// The number and a half.
fn add_half(end: &End) -> End {
    let unit = end.exponent().min(-1);
    let half = IBig::ONE << (-1 - unit).unsigned_abs();
    End::new((end.significand() << (end.exponent() - unit).unsigned_abs()) + half, unit)
}

/// A number as a fraction, times a power of ten.
fn scaled(end: &End, tens: isize) -> (IBig, UBig) {
    let ten = UBig::from(10_u8).pow(tens.unsigned_abs());
    let (mut numerator, mut denominator) = (end.significand().clone(), UBig::ONE);
    if tens >= 0 {
        numerator *= IBig::from(ten);
    } else {
        denominator = ten;
    }
    let shift = end.exponent().unsigned_abs();
    if end.exponent() >= 0 {
        numerator <<= shift;
    } else {
        denominator <<= shift;
    }
    (numerator, denominator)
}
