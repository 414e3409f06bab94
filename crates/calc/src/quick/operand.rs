//! What the quick way computes with: exact fractions of two machine words.

use crate::answer::Answer;
use crate::number::{Fraction, Number};

/// A kind of numbers that the reader can compute with. Nothing is what it leaves to others: what it does not know, what
/// has no value, and what is not short.
pub(super) trait Operand: Sized {
    fn from_fraction(fraction: Fraction) -> Self;

    /// The number itself, if it is exact.
    fn to_fraction(self) -> Option<Fraction>;

    fn negate(self) -> Option<Self>;

    /// Applies `+`, `-`, `*`, `/`, or `m` for the remainder.
    fn apply(operator: u8, left: Self, right: Self) -> Option<Self>;

    fn power(base: Fraction, exponent: u32) -> Option<Self>;

    /// The constant of this name.
    fn constant(name: &[u8]) -> Option<Self>;

    /// The function of this name.
    fn call(name: &[u8], argument: Self) -> Option<Self>;

    /// The function of this name of an angle in degrees.
    fn call_of_degrees(name: &[u8], degrees: Fraction) -> Option<Self>;

    /// The answer, rounded to so many digits if it is not exact; nothing without them.
    fn into_answer(self, digits: Option<usize>) -> Option<Answer>;
}

impl Operand for Fraction {
    fn from_fraction(fraction: Fraction) -> Self {
        fraction
    }

    fn to_fraction(self) -> Option<Fraction> {
        Some(self)
    }

    fn negate(self) -> Option<Self> {
        self.checked_neg()
    }

    #[inline(always)]
    fn apply(operator: u8, left: Self, right: Self) -> Option<Self> {
        match operator {
            b'+' => left.checked_add(right),
            b'-' => left.checked_add(right.checked_neg()?),
            b'*' => left.checked_mul(right),
            b'/' => left.checked_div(right),
            _ => remainder(left, right),
        }
    }

    fn power(base: Fraction, exponent: u32) -> Option<Self> {
        match base.parts() {
            // Multiplying until it does not fit would take longer than this look.
            (integer, 1)
                if integer.unsigned_abs().checked_ilog2().unwrap_or(0).saturating_mul(exponent) > 63 =>
            {
                None
            }
            (integer, 1) => integer.checked_pow(exponent).map(Self::integer),
            (numerator, denominator) => {
                Self::new(numerator.checked_pow(exponent)?, denominator.checked_pow(exponent)?)
            }
        }
    }

    fn constant(_: &[u8]) -> Option<Self> {
        None
    }

    fn call(name: &[u8], argument: Self) -> Option<Self> {
        match name {
            b"sqrt" => root(argument),
            b"fib" => fibonacci(argument),
            _ => None,
        }
    }

    fn call_of_degrees(_: &[u8], _: Fraction) -> Option<Self> {
        None
    }

    fn into_answer(self, _: Option<usize>) -> Option<Answer> {
        Some(Answer::exact(Number::from(self).into()))
    }
}

/// What a floored quotient leaves, as in `exact.rs`: it has the sign of the divisor.
fn remainder(dividend: Fraction, divisor: Fraction) -> Option<Fraction> {
    if let (Some(dividend), Some(divisor)) = (dividend.to_integer(), divisor.to_integer()) {
        let rest = dividend.checked_rem(divisor)?;
        let is_opposite = rest != 0 && (rest < 0) != (divisor < 0);
        return Some(Fraction::integer(if is_opposite { rest + divisor } else { rest }));
    }
    let whole = Fraction::integer(dividend.checked_div(divisor)?.floor());
    dividend.checked_add(divisor.checked_mul(whole)?.checked_neg()?)
}

/// The square root, if it is rational.
fn root(square: Fraction) -> Option<Fraction> {
    let root = |square: i64| square.checked_isqrt().filter(|root| root * root == square);
    // In lowest terms a fraction is a square only if both its parts are.
    match square.parts() {
        (square, 1) => root(square).map(Fraction::integer),
        (numerator, denominator) => Fraction::new(root(numerator)?, root(denominator)?),
    }
}

/// The Fibonacci number, if it fits a word.
fn fibonacci(index: Fraction) -> Option<Fraction> {
    /// The index of the last one that does.
    const INDEX_MAX: i64 = 92;
    let index = index.to_integer().filter(|index| (0..=INDEX_MAX).contains(index))?;
    let (number, _) = (0..index).fold((0_u64, 1), |(last, next), _| (next, last + next));
    i64::try_from(number).ok().map(Fraction::integer)
}

/// The factorial, if it fits a word.
pub(super) fn factorial(number: Fraction) -> Option<Fraction> {
    let number = number.to_integer().filter(|number| (0..=20).contains(number))?;
    Some(Fraction::integer((2..=number).product()))
}
