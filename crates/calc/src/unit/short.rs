//! Factors that fit machine words, which the compiler reads from the table.

use super::Factor;
use crate::number::{Fraction, Number};

/// A factor `numerator / denominator · π^pi`, not in lowest terms.
#[derive(Clone, Copy, Debug)]
pub(super) struct ShortFactor {
    numerator: i64,
    denominator: i64,
    pi: i32,
}

impl ShortFactor {
    /// Reads what [`Factor::read`] reads, if it is short enough.
    pub(super) const fn read(text: &str) -> Option<Self> {
        let text = text.as_bytes();
        let mut product = Self { numerator: 1, denominator: 1, pi: 0 };
        let (mut at, mut sign) = (0, 1);
        while at < text.len() {
            let (base, end) = Self::read_base(text, at);
            let (mut exponent, mut end) = (1, end);
            if end < text.len() && text[end] == b'^' {
                (exponent, end) = read_integer(text, end + 1);
            }
            let Some(base) = base else { return None };
            while exponent > 0 {
                product = match product.times(base, sign) {
                    Some(product) => product,
                    None => return None,
                };
                exponent -= 1;
            }
            sign = if end < text.len() && text[end] == b'/' { -1 } else { 1 };
            at = end + 1;
        }
        Some(product)
    }

    /// Reads π or a decimal from `at` on; and where it ends.
    const fn read_base(text: &[u8], at: usize) -> (Option<Self>, usize) {
        if text[at] > 127 {
            return (Some(Self { numerator: 1, denominator: 1, pi: 1 }), at + 'π'.len_utf8());
        }
        let (mut numerator, mut end) = read_integer(text, at);
        let mut exponent = 0;
        if end < text.len() && text[end] == b'.' {
            end += 1;
            while end < text.len() && text[end].is_ascii_digit() {
                numerator = numerator.saturating_mul(10).saturating_add((text[end] - b'0') as i64);
                (exponent, end) = (exponent - 1, end + 1);
            }
        }
        if end < text.len() && text[end] == b'e' {
            let is_negative = text[end + 1] == b'-';
            let (magnitude, after) = read_integer(text, end + 1 + is_negative as usize);
            exponent += if is_negative { -magnitude } else { magnitude };
            end = after;
        }
        let power = if exponent.abs() < 19 { 10_i64.pow(exponent.unsigned_abs() as u32) } else { i64::MAX };
        let (numerator, denominator) =
            if exponent < 0 { (numerator, power) } else { (numerator.saturating_mul(power), 1) };
        let is_short = numerator < i64::MAX && denominator < i64::MAX;
        (if is_short { Some(Self { numerator, denominator, pi: 0 }) } else { None }, end)
    }

    /// Times the power of another one to `sign`, which is 1 or −1.
    const fn times(self, other: Self, sign: i32) -> Option<Self> {
        let (above, below) = match sign {
            1 => (other.numerator, other.denominator),
            _ => (other.denominator, other.numerator),
        };
        match (self.numerator.checked_mul(above), self.denominator.checked_mul(below)) {
            (Some(numerator), Some(denominator)) => {
                Some(Self { numerator, denominator, pi: self.pi + sign * other.pi })
            }
            _ => None,
        }
    }
}

/// Reads digits from `at` on; and where they end.
const fn read_integer(text: &[u8], at: usize) -> (i64, usize) {
    let (mut value, mut end) = (0_i64, at);
    while end < text.len() && text[end].is_ascii_digit() {
        value = value.saturating_mul(10).saturating_add((text[end] - b'0') as i64);
        end += 1;
    }
    (value, end)
}

impl From<ShortFactor> for Factor {
    fn from(short: ShortFactor) -> Self {
        let ShortFactor { numerator, denominator, pi } = short;
        let fraction = Fraction::new(numerator, denominator);
        Self { rational: Number::from(fraction.expect("a factor in a table divides by no zero")), pi }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unit::units;

    #[test]
    fn short_factors_are_the_factors() {
        let mut count = 0;
        for unit in units() {
            if let Some(short) = ShortFactor::read(unit.factor) {
                assert_eq!(Factor::from(short), Factor::read(unit.factor), "{}", unit.factor);
                count += 1;
            }
        }
        assert!(count > units().count() / 2, "{count}");
    }
}
