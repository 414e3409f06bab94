//! Balls against intervals of twice as many bits: a ball has to contain what is certain to contain the number.

use core::cmp::Ordering;

use dashu_int::IBig;

use super::{Ball, DIGITS_MAX};
use crate::interval::{Interval, Precision, Trouble};
use crate::number::{Fraction, Number};

const PRECISION: Precision = Precision { bits: 300, magnitude_bits_max: 100_000 };

/// Errors that leave 34 digits to nearly all numbers.
const ERROR_USUAL: u128 = 1_000;

/// Random words.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        // Xorshift: G. Marsaglia, Journal of Statistical Software 8 (2003).
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A fraction other than 0 of up to so many bits above and below.
    fn fraction(&mut self, above: u64, below: u64) -> Fraction {
        let mut word = |bits: u64| (self.next() >> (63 - self.next() % bits)).max(1).cast_signed();
        let (numerator, denominator) = (word(above), word(below));
        let numerator = if self.next().is_multiple_of(2) { -numerator } else { numerator };
        Fraction::new(numerator, denominator).unwrap()
    }
}

impl Ball {
    /// Whether it holds all numbers of an interval.
    fn holds(&self, interval: &Interval) -> bool {
        let power = Interval::from_integer(&IBig::from(2), PRECISION).unwrap();
        let power = power.powi(&IBig::from(self.exponent - 128), PRECISION).unwrap();
        let end = |magnitude: IBig| {
            let integer = magnitude * if self.is_negative { -1 } else { 1 };
            Interval::from_integer(&integer, PRECISION).unwrap().mul(&power, PRECISION).unwrap()
        };
        let (significand, error) = (IBig::from(self.significand), IBig::from(self.error));
        let (near, far) = (end(&significand - &error), end(significand + error));
        let (low, high) = if self.is_negative { (far, near) } else { (near, far) };
        low.compare(interval).is_some_and(Ordering::is_lt)
            && interval.compare(&high).is_some_and(Ordering::is_lt)
    }
}

/// Compares a function of balls with one of intervals at many fractions of so many bits.
fn compare(
    bits: (u64, u64),
    of_balls: impl Fn(&Ball, &Ball) -> Option<Ball>,
    of_intervals: impl Fn(&Interval, &Interval) -> Result<Interval, Trouble>,
) {
    let mut random = Random(0x1234_5678_9ABC_DEF1);
    let (mut found, mut usual) = (0, 0);
    for _ in 0..4_000 {
        let (a, b) = (random.fraction(bits.0, bits.1), random.fraction(bits.0, bits.1));
        let ball = |fraction| Ball::from_fraction(fraction).unwrap();
        let interval = |fraction| Interval::from_number(&Number::from(fraction), PRECISION).unwrap();
        let Some(result) = of_balls(&ball(a), &ball(b)) else { continue };
        let expected = of_intervals(&interval(a), &interval(b)).unwrap();
        assert!(result.holds(&expected), "{a:?}, {b:?}: {result:?}, {expected:?}");
        found += 1;
        usual += usize::from(result.error < ERROR_USUAL);
    }
    assert!(found > 1_500 && usual > found * 3 / 4, "{found}, {usual}");
}

#[test]
fn constants_hold_what_they_name() {
    assert!(Ball::PI.holds(&Interval::pi(PRECISION)));
    let two = Interval::from_integer(&IBig::from(2), PRECISION).unwrap();
    assert!(Ball::LN_2.holds(&two.ln(PRECISION).unwrap()));
}

#[test]
fn arithmetic_holds_the_result() {
    let bits = (63, 63);
    compare(bits, |a, b| a.add(b), |a, b| a.add(b, PRECISION));
    compare(bits, |a, b| a.subtract(b), |a, b| a.sub(b, PRECISION));
    compare(bits, |a, b| a.multiply(b), |a, b| a.mul(b, PRECISION));
    compare(bits, |a, b| a.divide(b), |a, b| a.div(b, PRECISION));
    compare(bits, |a, _| a.square_root(), |a, _| a.sqrt(PRECISION));
}

#[test]
fn functions_hold_the_result() {
    compare((6, 20), |a, _| a.exp(), |a, _| a.exp(PRECISION));
    compare((63, 63), |a, _| a.ln(), |a, _| a.ln(PRECISION));
    compare((10, 10), |a, _| a.sin(), |a, _| a.sin(PRECISION));
    compare((10, 10), |a, _| a.cos(), |a, _| a.cos(PRECISION));
}

#[test]
fn functions_of_functions_hold_the_result() {
    compare(
        (4, 4),
        |a, b| a.sin()?.multiply(&b.exp()?)?.add(&a.subtract(b)?.cos()?),
        |a, b| {
            a.sin(PRECISION)?
                .mul(&b.exp(PRECISION)?, PRECISION)?
                .add(&a.sub(b, PRECISION)?.cos(PRECISION)?, PRECISION)
        },
    );
    compare(
        (8, 8),
        |a, b| a.multiply(a)?.add(&b.multiply(b)?)?.square_root()?.ln()?.divide(b),
        |a, b| {
            let sum = a.mul(a, PRECISION)?.add(&b.mul(b, PRECISION)?, PRECISION)?;
            sum.sqrt(PRECISION)?.ln(PRECISION)?.div(b, PRECISION)
        },
    );
}

#[test]
fn digits_are_those_of_intervals() {
    let mut random = Random(0x0F1E_2D3C_4B5A_6978);
    let mut found = 0;
    for round in 0..4_000 {
        let angle = random.fraction(63, 40);
        let digits = round % DIGITS_MAX + 1;
        let Some(rounded) = Ball::from_fraction(angle).unwrap().sin().and_then(|sine| sine.round(digits))
        else {
            continue;
        };
        let Some(bits) = Interval::from_number(&Number::from(angle), PRECISION).ok() else { continue };
        let expected = bits.sin(PRECISION).unwrap().round(digits);
        assert_eq!(rounded.decimal(), expected, "{angle:?}");
        found += 1;
    }
    assert!(found > 1_000, "{found}");
}

#[test]
fn what_is_not_certain_is_not_rounded() {
    // 1 ± 1 unit may be 0.999….
    let ball = Ball::new(false, 1 << 127, 1, 1).unwrap();
    assert_eq!(ball.round(34), None);
    // Half of the last digit.
    let half = Ball::from_fraction(Fraction::new(1, 8).unwrap()).unwrap();
    assert_eq!(half.round(2), None);
    assert_eq!(half.round(1).unwrap().significand, 1);
}
