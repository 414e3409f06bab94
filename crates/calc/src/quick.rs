//! The commonest questions, answered at once: sums, products, quotients, remainders and powers of short numbers, with
//! parentheses.
//!
//! ```text
//! sum     = term *( ("+" / "-") term )
//! term    = factor *( ("*" / "/" / "mod") factor )
//! factor  = "-" factor / power
//! power   = primary [ "^" 1*DIGIT ]
//! primary = 1*DIGIT [ "." 1*DIGIT ] / "(" sum ")"
//! ```
//! This is a part of the language that needs no code, no stack and no fuel, for every number in it is a fraction of two
//! machine words, or a short power at the end. Whatever is not of this part, from a name to a division by zero, is left to the parser, which knows it
//! all; that both say the same is a property in `tests/laws.rs`.

use crate::limits::Limits;
use crate::number::Number;

/// A longer text is no common question.
const BYTES_MAX: usize = 8192;

/// Parentheses and signs that are open at once.
const DEPTH_MAX: usize = 50;

/// Digits that always fit a word: 10^18 < 2^63.
const DIGITS_MAX: usize = 18;

/// No number here has more digits, and no question takes more fuel: stricter limits are the parser's to keep.
const DIGITS: usize = 320;
const FUEL: u64 = 1_000_000;

/// The value of a common question; `None` of anything else.
pub(crate) fn evaluate(text: &str, limits: &Limits) -> Option<Number> {
    // Inside each parenthesis, a sum and a product may wait for their right sides.
    let is_strict = limits.digits_max < DIGITS || limits.fuel_max < FUEL || limits.depth_max < 4 * DEPTH_MAX;
    if text.len() > BYTES_MAX.min(limits.input_bytes_max) || is_strict {
        return None;
    }
    let mut reader = Reader { rest: text.as_bytes() };
    let value = reader.sum(DEPTH_MAX)?;
    (reader.peek() == END).then_some(value)
}

/// What is ahead after the last byte. As a byte of the text it has no meaning, so it is never mistaken.
const END: u8 = 0;

struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    /// The next byte that is not a space.
    fn peek(&mut self) -> u8 {
        while let [b' ', rest @ ..] = self.rest {
            self.rest = rest;
        }
        // A zero byte in the text is left to the parser, which names it.
        self.rest.first().map_or(END, |byte| if *byte == END { u8::MAX } else { *byte })
    }

    fn advance(&mut self) {
        self.rest = self.rest.get(1..).unwrap_or_default();
    }

    fn sum(&mut self, depth: usize) -> Option<Number> {
        let mut sum = self.term(depth)?;
        loop {
            let operator = self.peek();
            if operator != b'+' && operator != b'-' {
                return Some(sum);
            }
            self.advance();
            let term = self.term(depth)?;
            sum = small(if operator == b'+' { sum + term } else { sum - term })?;
        }
    }

    fn term(&mut self, depth: usize) -> Option<Number> {
        let mut product = self.factor(depth)?;
        loop {
            let operator = self.peek();
            match operator {
                b'*' | b'/' => self.advance(),
                // A letter, digit or `_` after it makes another name of it, and any other sign is the parser's to judge.
                b'm' => self.rest = self.rest.strip_prefix(b"mod ")?,
                _ => return Some(product),
            }
            let factor = self.factor(depth)?;
            if operator != b'*' && factor.is_zero() {
                return None;
            }
            product = small(match operator {
                b'*' => product * factor,
                b'/' => product / factor,
                _ => remainder(product, factor)?,
            })?;
        }
    }

    fn factor(&mut self, depth: usize) -> Option<Number> {
        match self.peek() {
            b'-' => {
                self.advance();
                Some(-self.factor(depth.checked_sub(1)?)?)
            }
            _ => self.power(depth),
        }
    }

    fn power(&mut self, depth: usize) -> Option<Number> {
        let base = self.primary(depth)?;
        if self.peek() == b'^' { self.raise(base) } else { Some(base) }
    }

    /// A number to the power that is ahead. It stands apart so that sums and products stay short.
    #[inline(never)]
    fn raise(&mut self, base: Number) -> Option<Number> {
        self.advance();
        self.peek();
        let (exponent, _) = self.digits(0)?;
        // What follows a power as closely binds to its exponent.
        if matches!(self.peek(), b'^' | b'.') {
            return None;
        }
        let (size, _) = small(base.clone())?.power_size(exponent.unsigned_abs());
        (size.digits() <= DIGITS).then(|| base.pow(exponent as isize))
    }

    fn primary(&mut self, depth: usize) -> Option<Number> {
        match self.peek() {
            b'(' => {
                self.advance();
                let sum = self.sum(depth.checked_sub(1)?)?;
                if self.peek() != b')' {
                    return None;
                }
                self.advance();
                Some(sum)
            }
            _ => self.number(),
        }
    }

    fn number(&mut self) -> Option<Number> {
        let (whole, length) = self.digits(0)?;
        if self.rest.first() != Some(&b'.') {
            return Some(Number::from(whole));
        }
        self.advance();
        let (value, places) = self.digits(whole)?;
        if length + places > DIGITS_MAX {
            return None;
        }
        Some(Number::from(value) / Number::from(10_i64.pow(places as u32)))
    }

    /// A run of digits after those of `value`, and how many there are.
    fn digits(&mut self, mut value: i64) -> Option<(i64, usize)> {
        let before = self.rest.len();
        while let [digit @ b'0'..=b'9', rest @ ..] = self.rest {
            if before - rest.len() > DIGITS_MAX {
                return None;
            }
            value = value.wrapping_mul(10).wrapping_add(i64::from(digit - b'0'));
            self.rest = rest;
        }
        let length = before - self.rest.len();
        (length > 0).then_some((value, length))
    }
}

/// What a floored quotient leaves, as in `exact.rs`: it has the sign of the divisor.
#[inline(never)]
fn remainder(dividend: Number, divisor: Number) -> Option<Number> {
    let whole = small(small(dividend.clone() / divisor.clone())?.floor())?;
    Some(dividend - small(divisor * whole)?)
}

/// The number, if it is a fraction of two machine words.
fn small(number: Number) -> Option<Number> {
    number.is_small().then_some(number)
}
