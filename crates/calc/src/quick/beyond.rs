//! What the quick way computes with where short fractions are not enough: where something is irrational, or long at the
//! end.

use super::operand::Operand;
use crate::answer::Answer;
use crate::ball::Ball;
use crate::number::{Fraction, Number};

/// Bits of the longest power, which has 320 digits.
const BITS_MAX: u64 = 1_063;

/// A number as the evaluation would have it: what it keeps exactly has to be told from what it does not, for then it
/// may know better.
pub(super) enum Beyond {
    Short(Fraction),
    /// A power with which nothing more is computed.
    Long(Number),
    /// A number that the evaluation keeps as a [`Multiple`](crate::multiple::Multiple).
    Multiple(Ball),
    /// A number of which it knows bounds only.
    Approximate(Ball),
}

use Beyond::{Approximate, Long, Multiple, Short};

impl Beyond {
    fn ball(self) -> Option<Ball> {
        match self {
            Short(fraction) => Ball::from_fraction(fraction),
            Long(_) => None,
            Multiple(ball) | Approximate(ball) => Some(ball),
        }
    }
}

impl Operand for Beyond {
    fn from_fraction(fraction: Fraction) -> Self {
        Short(fraction)
    }

    fn to_fraction(self) -> Option<Fraction> {
        match self {
            Short(fraction) => Some(fraction),
            _ => None,
        }
    }

    fn negate(self) -> Option<Self> {
        Some(match self {
            Short(fraction) => Short(fraction.checked_neg()?),
            Long(number) => Long(-number),
            Multiple(ball) => Multiple(ball.negate()),
            Approximate(ball) => Approximate(ball.negate()),
        })
    }

    fn apply(operator: u8, left: Self, right: Self) -> Option<Self> {
        // What two multiples come to can be exact, and so can anything with zero, of which there is no ball.
        let is_multiple = match (&left, &right) {
            (Short(left), Short(right)) => return Fraction::apply(operator, *left, *right).map(Short),
            (Multiple(_), Multiple(_)) => return None,
            (Multiple(_), Short(_)) | (Short(_), Multiple(_)) => matches!(operator, b'*' | b'/'),
            _ => false,
        };
        let (left, right) = (left.ball()?, right.ball()?);
        let ball = match operator {
            b'+' => left.add(&right),
            b'-' => left.subtract(&right),
            b'*' => left.multiply(&right),
            b'/' => left.divide(&right),
            _ => None,
        }?;
        Some(if is_multiple { Multiple(ball) } else { Approximate(ball) })
    }

    fn power(base: Fraction, exponent: u32) -> Option<Self> {
        if let Some(power) = Fraction::power(base, exponent) {
            return Some(Short(power));
        }
        let (numerator, denominator) = base.parts();
        let bits = 64 - (numerator.unsigned_abs() | denominator.unsigned_abs()).leading_zeros();
        let is_short = u64::from(bits) * u64::from(exponent) <= BITS_MAX;
        is_short.then(|| Long(Number::from(base).long_pow(exponent as isize)))
    }

    fn constant(name: &[u8]) -> Option<Self> {
        const PI: &[u8] = "π".as_bytes();
        match name {
            b"pi" | PI => Some(Multiple(Ball::PI)),
            b"e" => Self::call(b"exp", Short(Fraction::integer(1))),
            _ => None,
        }
    }

    fn call(name: &[u8], argument: Self) -> Option<Self> {
        if let Short(fraction) = argument
            && let Some(result) = Fraction::call(name, fraction)
        {
            return Some(Short(result));
        }
        // The functions of a multiple can be exact, but that of exp is not.
        match (name, &argument) {
            (b"exp", Short(_)) => argument.ball()?.exp().map(Multiple),
            (b"exp", _) => argument.ball()?.exp().map(Approximate),
            (_, Multiple(_)) => None,
            (b"sqrt", _) => argument.ball()?.square_root().map(Approximate),
            (b"ln", Short(one)) if *one == Fraction::integer(1) => None,
            (b"ln", _) => argument.ball()?.ln().map(Approximate),
            (b"sin", _) => argument.ball()?.sin().map(Approximate),
            (b"cos", _) => argument.ball()?.cos().map(Approximate),
            _ => None,
        }
    }

    fn call_of_degrees(name: &[u8], degrees: Fraction) -> Option<Self> {
        // Of rational numbers of degrees only the multiples of 30 have a rational sine: Niven's theorem.
        let angle = degrees.to_integer()?;
        let angle = match name {
            b"sin" => angle,
            b"cos" => angle.checked_add(90)?,
            _ => return None,
        };
        let number = |half: i64| Fraction::new(half, 2).map(Short);
        match angle.rem_euclid(360) {
            0 | 180 => number(0),
            30 | 150 => number(1),
            90 => number(2),
            210 | 330 => number(-1),
            270 => number(-2),
            rest => {
                let turns = Ball::from_fraction(Fraction::new(rest, 180)?)?;
                Ball::PI.multiply(&turns)?.sin().map(Approximate)
            }
        }
    }

    fn into_answer(self, digits: Option<usize>) -> Option<Answer> {
        match self {
            Short(fraction) => fraction.into_answer(digits),
            Long(number) => Some(Answer::exact(number.into())),
            Multiple(ball) | Approximate(ball) => ball.round(digits?).map(Answer::rounded_to),
        }
    }
}
