//! The decimal digits of a number that are certain.

use alloc::format;
use alloc::string::{String, ToString};

use dashu_base::{BitTest, DivRem, Signed, UnsignedAbs};
use dashu_int::{IBig, UBig};

use super::{End, Interval, is_zero, scaled, top};

/// A number in decimal digits: `d.ddd… · 10^exponent`, all of `digits` after the first behind the point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    pub negative: bool,
    /// The digits; the first of them is not 0. Of a number of which nothing is certain, none.
    pub digits: String,
    /// Of a number of which no digit is certain: its magnitude is below `10^exponent`.
    pub exponent: i64,
    /// How many digits there are.
    pub certain: usize,
}

impl Interval {
    /// So many significant digits, correctly rounded, half to even; as many fewer as it takes for both ends to be rounded
    /// to the same.
    pub(crate) fn round(&self, digits: usize) -> Decimal {
        // The leading digit is that of the end that is farther out.
        let far = self.abs().high;
        if is_zero(&far) {
            return Decimal { negative: false, digits: "0".to_string(), exponent: 0, certain: digits };
        }
        let exponent = leading_exponent(&far);
        if self.sign().is_none_or(core::cmp::Ordering::is_eq) {
            return Decimal {
                negative: false,
                digits: String::new(),
                exponent: exponent as i64 + 1,
                certain: 0,
            };
        }
        let mut certain = digits;
        while certain > 0 {
            let tens = certain as isize - 1 - exponent;
            let (low, high) = (round_end(&self.low, tens), round_end(&self.high, tens));
            if low == high {
                return decimal(&low, certain, exponent);
            }
            // Of as many digits as the ends differ in, none is certain; the others may be.
            let different = (high - low).unsigned_abs().to_string().len();
            certain -= if certain == digits { different.min(certain) } else { 1 };
        }
        Decimal { negative: false, digits: String::new(), exponent: exponent as i64 + 1, certain: 0 }
    }

    /// The decimal with so many places, correctly rounded, half to even; `None` if the ends are rounded differently.
    pub(crate) fn round_places(&self, places: usize) -> Option<String> {
        let low = round_end(&self.low, places as isize);
        if low != round_end(&self.high, places as isize) {
            return None;
        }
        let digits = format!("{:0>width$}", low.clone().unsigned_abs().to_string(), width = places + 1);
        let (whole, decimals) = digits.split_at(digits.len() - places);
        let sign = if low.is_negative() { "-" } else { "" };
        let point = if places > 0 { "." } else { "" };
        Some(format!("{sign}{whole}{point}{decimals}"))
    }
}

/// The number times a power of ten, rounded to an integer, half to even.
fn round_end(end: &End, tens: isize) -> IBig {
    let (numerator, denominator) = scaled(end, tens);
    let negative = numerator.is_negative();
    let (quotient, rest) = numerator.unsigned_abs().div_rem(&denominator);
    let twice = rest << 1;
    let is_up = twice > denominator || (twice == denominator && quotient.bit(0));
    let magnitude = IBig::from(if is_up { quotient + UBig::ONE } else { quotient });
    if negative { -magnitude } else { magnitude }
}

fn decimal(rounded: &IBig, digits: usize, exponent: isize) -> Decimal {
    let mut text = rounded.clone().unsigned_abs().to_string();
    // 9.99 is rounded to 10.0, which has a digit more.
    let carried = text.len() > digits;
    text.truncate(digits);
    Decimal {
        negative: rounded.is_negative(),
        digits: text,
        exponent: exponent as i64 + i64::from(carried),
        certain: digits,
    }
}

/// The exponent `x` with `10^x ≤ |end| < 10^(x + 1)`.
fn leading_exponent(end: &End) -> isize {
    // log10(2) is between 30102/100000 and 30103/100000, so this is the exponent or one too low or too high.
    let bits = top(end) - 1;
    let mut exponent = bits.div_euclid(100_000) * 30_103 + bits.rem_euclid(100_000) * 30_103 / 100_000;
    // A number is below a power of ten if it has no whole part over it.
    let reaches = |exponent: isize| {
        let (numerator, denominator) = scaled(end, -exponent);
        numerator.unsigned_abs() >= denominator
    };
    while !reaches(exponent) {
        exponent -= 1;
    }
    while reaches(exponent + 1) {
        exponent += 1;
    }
    exponent
}
