//! Python's `float`: the quotient of two integers, and its `repr`.

use core::fmt;

use dashu_base::{BitTest, DivRem, Sign};
use dashu_int::UBig;

use super::ArithmeticError;
use super::integer::Integer;

/// Bits of a double's significand, the leading one included.
const SIGNIFICAND_BITS: i64 = f64::MANTISSA_DIGITS as i64;
/// The exponent of the lowest bit of the smallest subnormal: 2^-1074.
const LOWEST_EXPONENT: i64 = -1074;
/// A biased exponent of all ones, which no finite double has.
const EXPONENT_ONES: u64 = 0x7FF;

/// `left / right`: the exact quotient rounded once, half to even, whatever the size of the operands.
///
/// # Errors
/// A zero divisor, and a quotient that rounds to 2^1024 or more.
pub(super) fn divide(left: &Integer, right: &Integer) -> Result<f64, ArithmeticError> {
    if let (Some(a), Some(b)) = (left.small(), right.small()) {
        if b == 0 {
            return Err(ArithmeticError::DivisionByZero);
        }
        // Integers up to 2^53 are doubles themselves, and IEEE 754 division rounds once, half to even.
        let exact_max = 1 << SIGNIFICAND_BITS;
        if a.unsigned_abs() <= exact_max && b.unsigned_abs() <= exact_max {
            return Ok(a as f64 / b as f64);
        }
    }
    let (sign_left, a) = left.to_big().into_parts();
    let (sign_right, b) = right.to_big().into_parts();
    let magnitude = divide_magnitudes(&a, &b)?;
    let negative = (sign_left == Sign::Negative) != (sign_right == Sign::Negative);
    Ok(if negative { -magnitude } else { magnitude })
}

/// The same for magnitudes; `b > 0`, for a zero is a small integer and a small zero divisor was refused, unless the
/// dividend is big.
fn divide_magnitudes(a: &UBig, b: &UBig) -> Result<f64, ArithmeticError> {
    if b.is_zero() {
        return Err(ArithmeticError::DivisionByZero);
    }
    if a.is_zero() {
        return Ok(0.0);
    }
    // The quotient lies in (2^(difference − 1), 2^(difference + 1)).
    let difference = a.bit_len() as i64 - b.bit_len() as i64;
    if difference > i64::from(f64::MAX_EXP) {
        return Err(ArithmeticError::TooLargeForFloat);
    }
    // Two bits below the significand, and whether anything lies below those, decide the rounding. Subnormal
    // results have fewer bits, so that the same quotient has more than enough.
    let shift = SIGNIFICAND_BITS + 2 - difference;
    let (quotient, remainder) = if shift >= 0 {
        (a << shift.unsigned_abs() as usize).div_rem(b)
    } else {
        a.div_rem(b << shift.unsigned_abs() as usize)
    };
    let top_exponent = quotient.bit_len() as i64 - 1 - shift;
    let lowest_exponent = (top_exponent - (SIGNIFICAND_BITS - 1)).max(LOWEST_EXPONENT);
    let dropped = lowest_exponent + shift;
    let quotient = u128::try_from(&quotient).expect("the quotient has at most 56 bits");
    // Beyond all its bits the quotient is below half of the smallest subnormal, however far.
    let dropped = dropped.min(100);
    let significand = quotient >> dropped;
    let rest = quotient - (significand << dropped);
    let half = 1 << (dropped - 1);
    let above_half = rest > half || (rest == half && !remainder.is_zero());
    let tie_to_even = rest == half && remainder.is_zero() && significand % 2 == 1;
    let significand = significand as u64 + u64::from(above_half || tie_to_even);
    // The leading bit of a normal significand adds 1 to the exponent's field, and so does a carry out of it.
    let bits = ((lowest_exponent - LOWEST_EXPONENT) as u64 * (1 << (SIGNIFICAND_BITS - 1))) + significand;
    if bits >> (SIGNIFICAND_BITS - 1) >= EXPONENT_ONES {
        return Err(ArithmeticError::TooLargeForFloat);
    }
    Ok(f64::from_bits(bits))
}

/// Python's `repr` of a finite float: the shortest digits that read back as the same double; without an exponent
/// if the decimal point falls from 4 before to 16 after the first digit's place.
///
/// # Source
/// CPython, `float_repr_style` "short": `format_float_short` in `Python/pystrtod.c`.
pub(super) fn write_repr(value: f64, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut buffer = zmij::Buffer::new();
    let shortest = Shortest::new(buffer.format(value));
    let (digits, point) = (shortest.digits(), shortest.point);
    if value.is_sign_negative() {
        f.write_str("-")?;
    }
    match usize::try_from(point) {
        Ok(point @ 1..=16) => match digits.split_at_checked(point) {
            Some((whole, fraction)) if !fraction.is_empty() => write!(f, "{whole}.{fraction}"),
            _ => write!(f, "{digits:0<point$}.0"),
        },
        _ if (-3..=0).contains(&point) => {
            write!(f, "0.{digits:0>width$}", width = digits.len() + point.unsigned_abs() as usize)
        }
        _ => {
            let exponent = point - 1;
            let (first, rest) = digits.split_at(1);
            let dot = if rest.is_empty() { "" } else { "." };
            let sign = if exponent < 0 { '-' } else { '+' };
            write!(f, "{first}{dot}{rest}e{sign}{:02}", exponent.unsigned_abs())
        }
    }
}

/// The shortest digits of a double and where its point is: `0.d₁d₂… · 10^point`.
struct Shortest {
    buffer: [u8; Shortest::DIGITS_MAX],
    length: usize,
    point: i32,
}

impl Shortest {
    /// No double needs more than 17 significant digits.
    const DIGITS_MAX: usize = 17;

    /// Takes the digits out of what `zmij` writes, such as `-12.5`, `1e16` or `1.25e-7`.
    fn new(text: &str) -> Self {
        let text = text.strip_prefix('-').unwrap_or(text);
        let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
        let exponent: i32 = exponent.parse().expect("zmij writes an integer exponent");
        let mut shortest = Self { buffer: [b'0'; Self::DIGITS_MAX], length: 0, point: 0 };
        let mut before_point = true;
        let mut zeros = 0;
        for byte in mantissa.bytes() {
            match byte {
                b'.' => before_point = false,
                b'0' if shortest.length == 0 => shortest.point -= i32::from(!before_point),
                _ => {
                    shortest.point += i32::from(before_point);
                    // Zeros count only once another digit follows them.
                    if byte == b'0' {
                        zeros += 1;
                        continue;
                    }
                    shortest.length += zeros + 1;
                    zeros = 0;
                    shortest.buffer[shortest.length - 1] = byte;
                }
            }
        }
        if shortest.length == 0 {
            // Zero is the one digit 0 with the point after it.
            return Self { length: 1, point: 1, ..shortest };
        }
        shortest.point += exponent;
        shortest
    }

    fn digits(&self) -> &str {
        core::str::from_utf8(&self.buffer[..self.length]).expect("only ASCII digits are stored")
    }
}
