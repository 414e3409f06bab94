//! The spelling of a number to its parts.

use alloc::string::String;

use dashu_int::{IBig, UBig};

use crate::number::Number;
use crate::token::{SUPERSCRIPT_MINUS, superscript_digit};

/// Digits that always fit a word: 10^18 < 2^63.
const WORD_DIGITS: usize = 18;

/// A decimal literal as `mantissa · 10^exponent`.
///
/// It is not multiplied out here: a short spelling such as `1e1000000000` can mean a long number, and the evaluation
/// pays for what it does.
pub(crate) struct Decimal {
    pub mantissa: Number,
    /// At the ends of its range if the spelled exponent is beyond it.
    pub exponent: i64,
}

/// Reads a literal that the lexer has found.
pub(crate) fn read_decimal(spelling: &str) -> Decimal {
    // Most literals are integers without separators, and most of these are short.
    if spelling.bytes().all(|byte| byte.is_ascii_digit()) {
        let is_word = spelling.len() <= WORD_DIGITS;
        let mantissa = if is_word { read_digits(spelling, "") } else { read_radix(spelling, 10) };
        return Decimal { mantissa, exponent: 0 };
    }
    let (digits, exponent) = spelling.split_once(['e', 'E']).unwrap_or((spelling, "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = fraction.trim_end_matches('0');
    let places = fraction.bytes().filter(u8::is_ascii_digit).count() as i64;
    let exponent = read_exponent(exponent);
    Decimal { mantissa: read_digits(whole, fraction), exponent: exponent.saturating_sub(places) }
}

/// An integer exponent, or the end of the range where it is beyond it. Separators are passed over.
fn read_exponent(spelling: &str) -> i64 {
    let negative = spelling.starts_with('-');
    let digits = spelling.bytes().filter(u8::is_ascii_digit);
    let magnitude =
        digits.fold(0_i64, |value, digit| value.saturating_mul(10).saturating_add(i64::from(digit - b'0')));
    if negative { -magnitude } else { magnitude }
}

/// The integer that is spelled by two runs of decimal digits, one after the other; separators are passed over.
pub(crate) fn read_digits(front: &str, back: &str) -> Number {
    let digits = || front.bytes().chain(back.bytes()).filter(u8::is_ascii_digit);
    if front.len() + back.len() <= WORD_DIGITS {
        return Number::from(digits().fold(0, |value, digit| value * 10 + i64::from(digit - b'0')));
    }
    let ascii: String = digits().map(char::from).collect();
    read_radix(&ascii, 10)
}

/// The integer that is spelled by digits of a base; separators are passed over.
pub(crate) fn read_based(spelling: &str, base: u32) -> Number {
    let digits: String = spelling.chars().filter(|c| c.is_digit(base)).collect();
    read_radix(&digits, base)
}

fn read_radix(digits: &str, base: u32) -> Number {
    let value = UBig::from_str_radix(digits, base).expect("the lexer lets only digits of the base through");
    Number::from(IBig::from(value))
}

/// The integer that is spelled by raised digits with an optional raised minus before them; `None` if it is none.
pub(crate) fn read_superscript(spelling: &str) -> Option<Number> {
    let digits = spelling.strip_prefix(SUPERSCRIPT_MINUS).unwrap_or(spelling);
    let ascii: Option<String> =
        digits.chars().map(|c| superscript_digit(c).map(|digit| char::from(b'0' + digit))).collect();
    let magnitude = ascii.filter(|ascii| !ascii.is_empty()).map(|ascii| read_digits(&ascii, ""))?;
    Some(if digits.len() < spelling.len() { -magnitude } else { magnitude })
}
