//! Python's `int`: reading one from text, and the exact operations.

use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use dashu_int::IBig;

use super::digit::digit_value;

/// Python's default limit on the digits of an integer literal (`sys.int_info.default_max_str_digits`).
pub const DIGITS_MAX: usize = 4300;

/// An integer of any size. `Display` is Python's `str`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Integer(Representation);

/// Invariant: an integer is `Big` only if it does not fit `Small`.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Representation {
    Small(i64),
    Big(IBig),
}

use Representation::{Big, Small};

/// Why Python's `int(text)` raises `ValueError`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntegerError {
    /// The text is no integer literal.
    Invalid,
    /// It is one, with more digits than [`DIGITS_MAX`].
    TooManyDigits,
}

impl fmt::Display for IntegerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid => f.write_str("invalid literal for int() with base 10"),
            Self::TooManyDigits => {
                write!(f, "Exceeds the limit ({DIGITS_MAX} digits) for integer string conversion")
            }
        }
    }
}

impl core::error::Error for IntegerError {}

impl FromStr for Integer {
    type Err = IntegerError;

    /// Python's `int(text)`.
    ///
    /// ```text
    /// literal = *White_Space [ "+" / "-" ] digit *( ["_"] digit ) *White_Space
    /// digit   = any character of General_Category Nd; scripts may mix
    /// ```
    fn from_str(text: &str) -> Result<Self, IntegerError> {
        // Python strips exactly the characters with the property White_Space, as Rust does.
        let text = text.trim();
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        if let Some(value) = parse_word(digits.as_bytes()) {
            return Ok(Self(Small(if negative { -value } else { value })));
        }
        parse_long(digits, negative)
    }
}

/// Up to 18 ASCII digits, which always fit a word, or nothing.
fn parse_word(digits: &[u8]) -> Option<i64> {
    const WORD_DIGITS: usize = 18;
    if digits.is_empty() || digits.len() > WORD_DIGITS {
        return None;
    }
    digits.iter().try_fold(0, |value, byte| {
        let digit = byte.wrapping_sub(b'0');
        (digit <= 9).then(|| value * 10 + i64::from(digit))
    })
}

fn parse_long(text: &str, negative: bool) -> Result<Integer, IntegerError> {
    // Checked before anything is allocated: most texts that come here are no integers at all.
    let count = count_digits(text).ok_or(IntegerError::Invalid)?;
    if count > DIGITS_MAX {
        return Err(IntegerError::TooManyDigits);
    }
    let sign = negative.then_some('-');
    let digits = text.chars().filter_map(digit_value).map(|value| char::from(b'0' + value));
    let ascii: String = sign.into_iter().chain(digits).collect();
    IBig::from_str_radix(&ascii, 10).map(Integer::from).map_err(|_| IntegerError::Invalid)
}

/// The number of digits, if `text` is digits with single underscores between them and nothing else.
fn count_digits(text: &str) -> Option<usize> {
    let mut count = 0;
    let mut after_digit = false;
    for c in text.chars() {
        if c == '_' && after_digit {
            after_digit = false;
            continue;
        }
        digit_value(c)?;
        count += 1;
        after_digit = true;
    }
    after_digit.then_some(count)
}

impl From<i64> for Integer {
    fn from(value: i64) -> Self {
        Self(Small(value))
    }
}

impl From<IBig> for Integer {
    fn from(value: IBig) -> Self {
        i64::try_from(&value).map_or_else(|_| Self(Big(value)), Self::from)
    }
}

impl Integer {
    pub(super) fn small(&self) -> Option<i64> {
        match self.0 {
            Small(value) => Some(value),
            Big(_) => None,
        }
    }

    pub(super) fn to_big(&self) -> IBig {
        match &self.0 {
            Small(value) => IBig::from(*value),
            Big(value) => value.clone(),
        }
    }

    pub(super) fn add(&self, other: &Self) -> Self {
        self.small_or_big(other, i64::checked_add, |a, b| a + b)
    }

    pub(super) fn subtract(&self, other: &Self) -> Self {
        self.small_or_big(other, i64::checked_sub, |a, b| a - b)
    }

    pub(super) fn multiply(&self, other: &Self) -> Self {
        self.small_or_big(other, i64::checked_mul, |a, b| a * b)
    }

    fn small_or_big(
        &self,
        other: &Self,
        small: impl FnOnce(i64, i64) -> Option<i64>,
        big: impl FnOnce(IBig, IBig) -> IBig,
    ) -> Self {
        if let (Small(a), Small(b)) = (&self.0, &other.0)
            && let Some(value) = small(*a, *b)
        {
            return Self(Small(value));
        }
        Self::from(big(self.to_big(), other.to_big()))
    }
}

impl fmt::Display for Integer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Small(value) => value.fmt(f),
            Big(value) => value.fmt(f),
        }
    }
}
