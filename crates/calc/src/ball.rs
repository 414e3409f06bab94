//! Irrational numbers of a fixed size: 128 bits and a bound of their error, in machine words and without memory.
//!
//! A [`Ball`] is enough for most answers of up to [`DIGITS_MAX`] digits, which need 113 bits; the 15 bits beyond are for
//! the error. Each operation adds what it may be wrong by, and where the digits that are asked for are not certain,
//! or a number is out of range, there is no answer: [`Interval`](crate::interval::Interval) has one, and takes its time.
//! Wrong is nothing here, unlikely is only that it was in vain.
//!
//! | file | what |
//! |---|---|
//! | `ball.rs` | the format, arithmetic, square roots, rounding |
//! | `ball/series.rs` | exp, ln, sin and cos |
//!
//! Errors are counted in *units*, the last of the 128 bits. The bounds in the comments are rounded up, for a unit too many
//! costs nothing.

mod series;
#[cfg(test)]
mod tests;

use alloc::string::ToString;

use crate::interval::Decimal;
use crate::number::Fraction;

/// Digits that a ball can be rounded to.
pub(crate) const DIGITS_MAX: usize = 34;

/// Errors from here on leave no digit that is worth the trouble.
const ERROR_MAX: u128 = 1 << 40;

/// Binary exponents beyond this are left to others.
const EXPONENT_MAX: i32 = 1 << 16;

/// All numbers from `±(significand − error) · 2^(exponent − 128)` to `±(significand + error) · 2^(exponent − 128)`.
///
/// Invariants: `significand ≥ 2^127`, so that zero is not among them; `error < ERROR_MAX`; `|exponent| ≤ EXPONENT_MAX`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ball {
    is_negative: bool,
    significand: u128,
    exponent: i32,
    error: u128,
}

impl Ball {
    /// π = 3.14…, wrong by less than a unit.
    pub(crate) const PI: Self = Self::constant(0xC90F_DAA2_2168_C234_C4C6_628B_80DC_1CD1, 2);
    /// ln 2 = 0.69…, wrong by less than a unit.
    const LN_2: Self = Self::constant(0xB172_17F7_D1CF_79AB_C9E3_B398_03F2_F6AF, 0);

    const fn constant(significand: u128, exponent: i32) -> Self {
        Self { is_negative: false, significand, exponent, error: 1 }
    }

    /// `±(significand ± error) · 2^(exponent − 128)`.
    fn new(is_negative: bool, significand: u128, exponent: i32, error: u128) -> Option<Self> {
        if significand == 0 || error >= ERROR_MAX {
            return None;
        }
        let shift = significand.leading_zeros();
        let (significand, exponent) = (significand << shift, exponent - shift.cast_signed());
        let error = error.checked_mul(1_u128.checked_shl(shift)?)?;
        let is_within = error < ERROR_MAX && exponent.unsigned_abs() <= EXPONENT_MAX.unsigned_abs();
        is_within.then_some(Self { is_negative, significand, exponent, error })
    }

    /// An integer other than 0.
    fn from_integer(integer: i64) -> Option<Self> {
        Self::new(integer < 0, integer.unsigned_abs().into(), 128, 0)
    }

    /// A fraction other than 0.
    pub(crate) fn from_fraction(fraction: Fraction) -> Option<Self> {
        let (numerator, denominator) = fraction.parts();
        let numerator = Self::from_integer(numerator)?;
        if denominator == 1 { Some(numerator) } else { numerator.divide(&Self::from_integer(denominator)?) }
    }

    pub(crate) fn negate(self) -> Self {
        Self { is_negative: !self.is_negative, ..self }
    }

    pub(crate) fn add(&self, other: &Self) -> Option<Self> {
        let (long, short) = if self.exponent >= other.exponent { (self, other) } else { (other, self) };
        let shift = (long.exponent - short.exponent).unsigned_abs();
        let (addend, short_error) = if shift < 128 {
            // What the shifts cut off is below one unit each.
            (short.significand >> shift, (short.error >> shift) + 2)
        } else {
            (0, 2)
        };
        let error = long.error + short_error;
        if long.is_negative != short.is_negative {
            let is_negative = long.is_negative != (addend > long.significand);
            return Self::new(is_negative, long.significand.abs_diff(addend), long.exponent, error);
        }
        match long.significand.checked_add(addend) {
            Some(sum) => Self::new(long.is_negative, sum, long.exponent, error),
            None => {
                let sum = (long.significand.wrapping_add(addend) >> 1) | 1 << 127;
                Self::new(long.is_negative, sum, long.exponent + 1, error / 2 + 2)
            }
        }
    }

    pub(crate) fn subtract(&self, other: &Self) -> Option<Self> {
        self.add(&other.negate())
    }

    pub(crate) fn multiply(&self, other: &Self) -> Option<Self> {
        // (a ± α)(b ± β)/2^128: a·β/2^128 < β, and the product of the errors and what is cut off are below a unit each.
        Self::new(
            self.is_negative != other.is_negative,
            high(self.significand, other.significand),
            self.exponent + other.exponent,
            self.error + other.error + 2,
        )
    }

    pub(crate) fn divide(&self, other: &Self) -> Option<Self> {
        // a · 2^127/b = a/2^128 · 2^255/b. The error of b weighs twice, for b ≥ 2^127.
        let quotient = high(self.significand, reciprocal(other.significand));
        Self::new(
            self.is_negative != other.is_negative,
            quotient,
            self.exponent - other.exponent + 1,
            self.error + 2 * other.error + RECIPROCAL_ERROR + 2,
        )
    }

    /// The square root of a number above 0.
    pub(crate) fn square_root(&self) -> Option<Self> {
        if self.is_negative {
            return None;
        }
        // The exponent has to be even.
        let odd = self.exponent & 1;
        let square = self.significand >> odd;
        let root = square.isqrt();
        let rest = square - root * root;
        // √(s · 2^128) = √s · 2^64, and √(r² + q) = r + q/2r less at most q²/8r³, which is below a unit.
        let root = (root << 64).saturating_add((rest << 63) / root);
        // √s ≥ 2^63, so that the error, times 2^64/2√s, does not grow.
        Self::new(false, root, (self.exponent + odd) / 2, self.error + 4)
    }

    /// Twice the number.
    fn doubled(self) -> Self {
        Self { exponent: self.exponent + 1, ..self }
    }

    /// The magnitude as `⌊|x| · 2^128⌋` and its error, where it is below 1.
    fn fixed_point(&self) -> Option<(u128, u128)> {
        let shift = u32::try_from(-self.exponent).ok()?;
        Some((
            self.significand.checked_shr(shift).unwrap_or(0),
            self.error.checked_shr(shift).unwrap_or(0) + 2,
        ))
    }

    /// The integer nearest to `|x| · factor / 2^32` but for 2^-14, where `x` is neither above 2^16 nor tiny.
    fn nearest_multiple(&self, factor: u64) -> Option<i64> {
        if self.exponent > 16 {
            return None;
        }
        let product = (self.significand >> 96) * u128::from(factor);
        let shift = u32::try_from(64 - self.exponent).ok()?;
        i64::try_from((product + 1_u128.checked_shl(shift - 1)?) >> shift).ok()
    }

    /// Rounded to so many significant digits, at most [`DIGITS_MAX`], if all of them are certain, and the number is neither
    /// tiny nor huge.
    pub(crate) fn round(&self, digits: usize) -> Option<Rounded> {
        // log10(2) is about 30103/100000: the number of digits before the point is this or one more.
        let estimate = ((self.exponent - 1) * 30_103).div_euclid(100_000) + 1;
        (0..2).find_map(|more| self.round_before(digits, estimate + more))
    }

    /// Rounded to so many significant digits, if so many stand before the point.
    fn round_before(&self, digits: usize, before: i32) -> Option<Rounded> {
        let places = i32::try_from(digits).ok()? - before;
        let power = 10_u128.checked_pow(u32::try_from(places).ok()?)?;
        let zeros = power.leading_zeros();
        let product = high(self.significand, power << zeros);
        // x · 10^places = product · 2^-below, and what was cut off is below a unit.
        let below = u32::try_from(zeros.cast_signed() - self.exponent).ok()?;
        let half = 1_u128.checked_shl(below.checked_sub(1)?)?;
        let (least, greatest) = (product.checked_sub(self.error)?, product.checked_add(self.error + 1)?);
        let (first, last) = (10_u128.checked_pow(digits as u32 - 1)?, 10_u128.checked_pow(digits as u32)?);
        let significand = least.checked_add(half)?.checked_shr(below)?;
        let is_certain = significand == greatest.checked_add(half)? >> below;
        let is_of_length = least >> below >= first && significand < last;
        (is_certain && is_of_length).then_some(Rounded {
            is_negative: self.is_negative,
            significand,
            digits: digits as u8,
            before: before as i8,
        })
    }
}

/// A decimal of so many digits, none of them lost: `±0.d₁d₂d₃… · 10^before`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rounded {
    pub is_negative: bool,
    /// Its digits as one integer.
    pub significand: u128,
    pub digits: u8,
    /// Digits before the point, or less than 0 for zeros after it.
    pub before: i8,
}

impl Rounded {
    /// The same as a text of digits.
    pub(crate) fn decimal(&self) -> Decimal {
        let Self { is_negative: negative, significand, before, .. } = *self;
        Decimal { negative, digits: significand.to_string(), exponent: before.into(), exact: false }
    }
}

/// The upper half of a product.
fn high(a: u128, b: u128) -> u128 {
    let (a_high, a_low) = (a >> 64, a & u128::from(u64::MAX));
    let (b_high, b_low) = (b >> 64, b & u128::from(u64::MAX));
    let middle = a_high * b_low + ((a_low * b_low) >> 64);
    let (middle, carried) = middle.overflowing_add(a_low * b_high);
    a_high * b_high + (middle >> 64) + (u128::from(carried) << 64)
}

/// Units by which [`reciprocal`] is wrong at most.
const RECIPROCAL_ERROR: u128 = 20;

/// `2^255/b`, for `b ≥ 2^127`.
fn reciprocal(b: u128) -> u128 {
    // From the upper half of b: not too great, and too small by at most 2^-62 of itself.
    let estimate = (u128::MAX / ((b >> 64) + 1)) << 63;
    // A step of Newton's squares that: 2^-124 are at most 16 units, and what is cut off is at most 2 to either side.
    let rest = (1_u128 << 127).saturating_sub(high(estimate, b));
    estimate.saturating_add(high(estimate, rest) << 1)
}
