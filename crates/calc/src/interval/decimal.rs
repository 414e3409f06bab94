//! Intervals to decimals: digits that are certain, correctly rounded.

use alloc::string::{String, ToString};
use core::cmp::Ordering;

use dashu_base::{BitTest, DivRem, Sign};
use dashu_int::IBig;

use super::{Float, Interval, shifted, top};

/// A decimal `±0.d₁d₂d₃… · 10^exponent` to which every number of an interval rounds (to nearest, ties to even).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    /// Whether it is below zero.
    pub negative: bool,
    /// The digits, of which the first is not 0, trailing zeros included; all are certain. `0` is written for zero. None
    /// if nothing is certain but that the magnitude is below `10^exponent`.
    pub digits: String,
    /// The place of the decimal point, counted from before the first digit.
    pub exponent: i64,
    /// Whether it is the number itself, without rounding.
    pub exact: bool,
}

impl Interval {
    /// Rounded to as many significant digits as both ends agree on, but at most `digits_max ≥ 1`.
    ///
    /// What it costs: products and quotients of integers with as many bits as the ends, their exponents, or the digits
    /// have.
    pub(crate) fn round(&self, digits_max: usize) -> Decimal {
        if self.is_zero() {
            return Decimal::zero(true);
        }
        let magnitude = self.abs();
        let greatest = estimated_digits(top(&magnitude.high));
        if self.contains_zero() {
            return Decimal::uncertain(greatest);
        }
        // The estimate can be one too high, and the lesser end one place below: both have a digit more than is asked for.
        let places = digits_max.cast_signed() + 3 - greatest;
        let (low, high) = (Scaled::new(&magnitude.low, places), Scaled::new(&magnitude.high, places));
        let (low_length, high_length) = (low.length(), high.length());
        let digits_max = if low_length + 1 < high_length {
            0
        } else {
            // Where the ends are 10^n units apart, no rounding to less than 10^n units brings them together.
            let apart = (&high.floor - &low.floor).bit_len().saturating_sub(1) * 30_102 / 100_000;
            digits_max.min(high_length.saturating_sub(apart))
        };
        // Few steps: if two numbers that are so near round to different ones, it is because a half lies between them, and
        // between those which are shorter by one digit there is none.
        for digits in (1..=digits_max).rev() {
            let rounded = high.significant(high_length, digits);
            if rounded == low.significant(low_length, digits) {
                let (integer, dropped) = rounded;
                return Decimal {
                    negative: self.high.sign() == Sign::Negative,
                    digits: integer.to_string(),
                    exponent: (digits + dropped) as i64 - places as i64,
                    exact: self.is_exact() && high.is_multiple_of_power(dropped),
                };
            }
        }
        Decimal::uncertain(high_length.cast_signed() - places)
    }

    /// Rounded to so many decimals after the point; `None` if the ends disagree.
    pub(crate) fn round_places(&self, places: usize) -> Option<Decimal> {
        let scaled = |end: &Self| Scaled::new(&end.abs().low, places.cast_signed() + 1);
        let signed = |end: &Float| {
            let magnitude = scaled(&Self::point(end.clone())).rounded(1);
            if end.sign() == Sign::Negative { -magnitude } else { magnitude }
        };
        let integer = self.same_of_both(signed)?;
        let exact = self.is_exact() && scaled(self).is_multiple_of_power(1);
        if integer.is_zero() {
            return Some(Decimal::zero(exact));
        }
        let (sign, magnitude) = integer.into_parts();
        let digits = magnitude.to_string();
        let exponent = digits.len() as i64 - places as i64;
        Some(Decimal { negative: sign == Sign::Negative, digits, exponent, exact })
    }
}

impl Decimal {
    fn zero(exact: bool) -> Self {
        Self { negative: false, digits: String::from("0"), exponent: 1, exact }
    }

    fn uncertain(exponent: isize) -> Self {
        Self { negative: false, digits: String::new(), exponent: exponent as i64, exact: false }
    }
}

/// `⌊x · 10^places⌋` of a number `x ≥ 0`, and whether something was cut off.
struct Scaled {
    floor: IBig,
    inexact: bool,
}

impl Scaled {
    fn new(x: &Float, places: isize) -> Self {
        // 10^places = 5^places · 2^places, and powers of two are shifts.
        let five = IBig::from(5).pow(places.unsigned_abs());
        let exponent = x.exponent() + places;
        if places >= 0 {
            let product = x.significand() * five;
            let floor = shifted(&product, exponent);
            let inexact =
                exponent < 0 && product.trailing_zeros().is_some_and(|zeros| zeros < exponent.unsigned_abs());
            return Self { floor, inexact };
        }
        let dividend = shifted(x.significand(), exponent);
        let cut = exponent < 0 && !x.significand().is_zero();
        let (floor, rest) = dividend.div_rem(five);
        // The significand is odd: every right shift cuts something off.
        Self { floor, inexact: cut || !rest.is_zero() }
    }

    /// Decimal digits of the integer; 0 has none.
    fn length(&self) -> usize {
        if self.floor.is_zero() {
            return 0;
        }
        // The estimate is right or one too high.
        let estimate = estimated_digits(self.floor.bit_len().cast_signed()).unsigned_abs();
        if self.floor < IBig::from(10).pow(estimate - 1) { estimate - 1 } else { estimate }
    }

    /// The multiple of `10^drop`, `drop ≥ 1`, that is nearest; from halfway between two, the even one.
    fn rounded(&self, drop: usize) -> IBig {
        let unit = IBig::from(10).pow(drop);
        let (integer, rest) = (&self.floor).div_rem(&unit);
        let is_up = match (rest << 1).cmp(&unit) {
            Ordering::Greater => true,
            Ordering::Equal => self.inexact || integer.bit(0),
            Ordering::Less => false,
        };
        integer + IBig::from(is_up)
    }

    /// So many significant digits of its `length`, and how many were dropped.
    fn significant(&self, length: usize, digits: usize) -> (IBig, usize) {
        let dropped = length - digits;
        let rounded = self.rounded(dropped);
        // Rounding can make it a digit longer: then it is a power of ten.
        if rounded == IBig::from(10).pow(digits) { (rounded / 10, dropped + 1) } else { (rounded, dropped) }
    }

    /// Whether nothing is lost with so many last digits.
    fn is_multiple_of_power(&self, dropped: usize) -> bool {
        !self.inexact && (&self.floor % IBig::from(10).pow(dropped)).is_zero()
    }
}

/// Decimal digits before the point of numbers from `2^(top − 1)` on, below `2^top`: right or one too high. Places after
/// the point count as negative.
fn estimated_digits(top: isize) -> isize {
    /// log10(2) · 10^20 lies between this and the next integer.
    const LOG10_2: i128 = 30_102_999_566_398_119_521;
    let logarithm = top as i128 * (LOG10_2 + i128::from(top > 0));
    (logarithm.div_euclid(100_000_000_000_000_000_000) + 1) as isize
}
