//! The commonest questions, answered at once.
//!
//! ```text
//! question = sum [ comparison sum / "to" base ]
//! sum      = term *( ("+" / "-") term )
//! term     = factor *( ("*" / "/" / "mod") factor )
//! factor   = *"-" primary *"!" [ "^" 1*DIGIT ]
//! primary  = 1*DIGIT [ "." 1*DIGIT ] / "(" sum ")" / function "(" ( sum / literal "°" ) ")" / constant
//! ```
//! This is a part of the language that needs no code, no stack and no fuel. At first every number is a [`Fraction`] of two
//! machine words. Where something is met that is none, a long power or an irrational number, the text is read once more
//! with numbers of [`Beyond`]. Whatever is not of this part, from a unit to a division by zero, is left to the parser,
//! which knows it all; that both say the same is a property in `tests/laws.rs`.

use core::cmp::Ordering;

use crate::answer::Answer;
use crate::ball;
use crate::format::Format;
use crate::limits::Limits;
use crate::number::{Fraction, Number};
use crate::render::render_word;

mod beyond;
mod operand;

use beyond::Beyond;
use operand::{Operand, factorial};

/// A longer text is no common question.
const BYTES_MAX: usize = 8192;

/// Nor is one of this length with something that is no short fraction, where the fuel for every operation would count.
const BEYOND_BYTES_MAX: usize = 512;

/// Parentheses and signs that are open at once.
const DEPTH_MAX: usize = 50;

/// Functions in one question, each of which takes some hundred steps.
const CALLS_MAX: usize = 20;

/// Digits that always fit a word: 10^18 < 2^63.
const DIGITS_MAX: usize = 18;

/// No number here has more digits: stricter limits are the parser's to keep.
const DIGITS: usize = 320;

/// No question takes more work here, in the unit of fuel. The parser may need more for the same one, as its irrational
/// numbers cost more, so with less than that this way answers what the parser would have to refuse.
const FUEL: u64 = 20_000;

/// The answer to a common question; nothing of anything else. Irrational ones are rounded to `digits`, if that is given.
pub(crate) fn evaluate(text: &str, limits: &Limits, digits: Option<usize>) -> Option<Answer> {
    // Inside each parenthesis, a sum and a product may wait for their right sides.
    let is_strict = limits.digits_max < DIGITS || limits.fuel_max < FUEL || limits.depth_max < 4 * DEPTH_MAX;
    if text.len() > BYTES_MAX.min(limits.input_bytes_max) || is_strict {
        return None;
    }
    let mut reader = Reader::new(text, digits);
    let answer = reader.question::<Fraction>();
    if answer.is_none() && reader.is_beyond && text.len() <= BEYOND_BYTES_MAX {
        Reader::new(text, digits).question::<Beyond>()
    } else {
        answer
    }
}

/// What is ahead after the last byte. As a byte of the text it has no meaning, so it is never mistaken.
const END: u8 = 0;

struct Reader<'a> {
    rest: &'a [u8],
    /// How many functions may still be called.
    calls: usize,
    /// Digits to round to; without them nothing is irrational, and no constant has its name.
    digits: Option<usize>,
    /// Whether something was met that is no short fraction.
    is_beyond: bool,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, digits: Option<usize>) -> Self {
        let digits = digits.filter(|digits| *digits <= ball::DIGITS_MAX);
        Self { rest: text.as_bytes(), calls: CALLS_MAX, digits, is_beyond: false }
    }

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

    /// Passes what is ahead, if it is this.
    fn pass(&mut self, text: &[u8]) -> Option<()> {
        self.rest = self.rest.strip_prefix(text)?;
        Some(())
    }

    fn question<T: Operand>(&mut self) -> Option<Answer> {
        let value: T = self.sum(DEPTH_MAX)?;
        match self.peek() {
            END => value.into_answer(self.digits),
            b'<' | b'>' | b'=' | b'!' => {
                let holds = self.comparison()?;
                let right: T = self.sum(DEPTH_MAX)?;
                let order = Number::from(value.to_fraction()?).cmp(&right.to_fraction()?.into());
                (self.peek() == END).then(|| Answer::exact(holds(order).into()))
            }
            _ => {
                let base = self.base()?;
                let word = value.to_fraction()?.to_integer()?;
                Some(Answer::rendered(Number::from(word).into(), render_word(word, base)?))
            }
        }
    }

    /// What the comparison that is ahead asks of the order.
    fn comparison(&mut self) -> Option<fn(Ordering) -> bool> {
        let (holds, length): (fn(Ordering) -> bool, _) = match self.rest {
            [b'<', b'=', ..] => (Ordering::is_le, 2),
            [b'>', b'=', ..] => (Ordering::is_ge, 2),
            [b'=', b'=', ..] => (Ordering::is_eq, 2),
            [b'!', b'=', ..] => (Ordering::is_ne, 2),
            [b'<', b'<', ..] | [b'>', b'>', ..] => return None,
            [b'<', ..] => (Ordering::is_lt, 1),
            [b'>', ..] => (Ordering::is_gt, 1),
            _ => return None,
        };
        self.rest = self.rest.get(length..)?;
        Some(holds)
    }

    /// The base that a conversion asks for, which is ahead and the last.
    fn base(&mut self) -> Option<u8> {
        if !matches!(self.name(), b"to" | b"in" | b"as") {
            return None;
        }
        self.peek();
        let Format::Base(base) = Format::of_name(str::from_utf8(self.name()).ok()?)? else { return None };
        (self.peek() == END).then_some(base)
    }

    fn sum<T: Operand>(&mut self, depth: usize) -> Option<T> {
        // What waits for its right side, and the operator between: a sum and in it a product.
        let (mut sum, mut sign) = (None, b'+');
        let (mut product, mut operator) = (None, b'*');
        loop {
            let factor = self.factor(depth)?;
            let value = match product.take() {
                Some(left) => T::apply(operator, left, factor)?,
                None => factor,
            };
            operator = self.peek();
            match operator {
                b'*' | b'/' => self.advance(),
                // A letter, digit or `_` after it makes another name of it, and any other sign is the parser's to judge.
                b'm' => self.pass(b"mod ")?,
                _ => {
                    let value = match sum.take() {
                        Some(left) => T::apply(sign, left, value)?,
                        None => value,
                    };
                    if operator != b'+' && operator != b'-' {
                        return Some(value);
                    }
                    self.advance();
                    (sum, sign) = (Some(value), operator);
                    continue;
                }
            }
            product = Some(value);
        }
    }

    #[inline(always)]
    fn factor<T: Operand>(&mut self, mut depth: usize) -> Option<T> {
        let mut is_negative = false;
        while self.peek() == b'-' {
            self.advance();
            depth = depth.checked_sub(1)?;
            is_negative = !is_negative;
        }
        let mut value = match self.rest.first()? {
            b'0'..=b'9' => T::from_fraction(self.number()?),
            b'(' => self.parenthesis(depth)?,
            _ => self.named(depth)?,
        };
        if matches!(self.peek(), b'!' | b'^') {
            value = self.factorials_and_power(value.to_fraction()?)?;
        }
        if is_negative { value.negate() } else { Some(value) }
    }

    #[inline(always)]
    fn parenthesis<T: Operand>(&mut self, depth: usize) -> Option<T> {
        self.advance();
        let sum = self.sum(depth.checked_sub(1)?)?;
        if self.peek() != b')' {
            return None;
        }
        self.advance();
        Some(sum)
    }

    /// A number with the factorials and the power that are ahead.
    #[inline(never)]
    fn factorials_and_power<T: Operand>(&mut self, mut base: Fraction) -> Option<T> {
        loop {
            match self.rest {
                // `5 != 3` compares, and `5!==120` compares a factorial.
                [b'!', b'=', rest @ ..] if rest.first() != Some(&b'=') => break,
                [b'!', ..] => {
                    self.advance();
                    base = factorial(base)?;
                    self.peek();
                }
                [b'^', ..] => return self.raise(base),
                _ => break,
            }
        }
        Some(T::from_fraction(base))
    }

    /// A number to the power that is ahead.
    fn raise<T: Operand>(&mut self, base: Fraction) -> Option<T> {
        self.advance();
        self.peek();
        let (exponent, _) = self.digits(0)?;
        // What follows a power as closely binds to its exponent.
        if matches!(self.peek(), b'^' | b'.' | b'!') {
            return None;
        }
        let power = T::power(base, u32::try_from(exponent).ok()?);
        self.is_beyond |= power.is_none();
        power
    }

    /// What a name stands for.
    #[inline(never)]
    fn named<T: Operand>(&mut self, depth: usize) -> Option<T> {
        let name = self.name();
        let value = self.constant_or_call(name, depth);
        self.is_beyond |= value.is_none();
        value
    }

    /// The constant of a name, or the value of the function with its argument.
    #[inline(always)]
    fn constant_or_call<T: Operand>(&mut self, name: &[u8], depth: usize) -> Option<T> {
        if self.peek() != b'(' {
            return self.digits.and_then(|_| T::constant(name));
        }
        self.calls = self.calls.checked_sub(1)?;
        self.advance();
        let before = self.rest;
        let argument: T = self.sum(depth.checked_sub(1)?)?;
        if self.peek() == b')' {
            self.advance();
            return T::call(name, argument);
        }
        // Degrees belong to a literal alone: 1+30° is something else.
        let literal = before.get(..before.len() - self.rest.len())?;
        if !literal.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b' ')) {
            return None;
        }
        self.pass("°)".as_bytes())?;
        T::call_of_degrees(name, argument.to_fraction()?)
    }

    /// The name ahead, of ASCII letters and digits, or `π`; empty if there is none.
    fn name(&mut self) -> &'a [u8] {
        const PI: &[u8] = "π".as_bytes();
        let letters = || self.rest.iter().position(|byte| !byte.is_ascii_alphanumeric());
        let length = if self.rest.starts_with(PI) { PI.len() } else { letters().unwrap_or(self.rest.len()) };
        let (name, rest) = self.rest.split_at(length);
        self.rest = rest;
        name
    }

    #[inline(always)]
    fn number(&mut self) -> Option<Fraction> {
        let (whole, length) = self.digits(0)?;
        if self.rest.first() == Some(&b'.') {
            self.decimal(whole, length)
        } else {
            Some(Fraction::integer(whole))
        }
    }

    /// A number whose whole part has been read, with the decimals that are ahead.
    fn decimal(&mut self, whole: i64, length: usize) -> Option<Fraction> {
        self.advance();
        let (value, places) = self.digits(whole)?;
        if length + places > DIGITS_MAX { None } else { Fraction::new(value, 10_i64.pow(places as u32)) }
    }

    /// A run of digits after those of `value`, and how many there are.
    #[inline(always)]
    fn digits(&mut self, mut value: i64) -> Option<(i64, usize)> {
        let mut length = 0;
        for byte in self.rest.iter().take(DIGITS_MAX + 1) {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                break;
            }
            value = value.wrapping_mul(10).wrapping_add(i64::from(digit));
            length += 1;
        }
        self.rest = self.rest.get(length..)?;
        (1..=DIGITS_MAX).contains(&length).then_some((value, length))
    }
}
