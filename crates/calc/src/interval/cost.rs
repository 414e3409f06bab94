//! What operations on intervals cost, in multiplications of machine words, before they are done.
//!
//! The formulas are fitted to measurements of `dashu` 0.6 from 64 to 64 000 bits, and lie above them by a factor of 1 to 4.

use super::elementary::DEGREE_MAX;
use super::{Interval, Precision, top};
use crate::number;

/// The functions whose cost is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Elementary {
    Exp,
    Ln,
    Sin,
    Cos,
    Tan,
    Asin,
    Acos,
    Atan,
    Sinh,
    Cosh,
    Tanh,
    Asinh,
    Acosh,
    Atanh,
}

/// A function of an interval, both ends together.
pub(crate) fn cost(function: Elementary, x: &Interval, precision: Precision) -> u64 {
    use Elementary::{Acos, Acosh, Asin, Asinh, Atan, Atanh, Cos, Cosh, Exp, Ln, Sin, Sinh, Tan, Tanh};
    let bits = precision.bits as u64;
    // A large angle is reduced by a π of as many bits more.
    let angle_bits = bits.saturating_add(top(&x.low).max(top(&x.high)).max(0) as u64);
    let one_end = match function {
        Exp => exponential(bits),
        Sinh | Cosh | Tanh => exponential(bits).saturating_mul(2),
        Sin | Cos => circular(angle_bits),
        Tan => circular(angle_bits).saturating_mul(2),
        Ln => logarithm(bits),
        Asinh | Acosh | Atanh => logarithm(bits).saturating_mul(2),
        Atan => arc(bits),
        Asin | Acos => arc(bits).saturating_add(product_cost(precision).saturating_mul(10)),
    };
    if x.is_point() { one_end } else { one_end.saturating_mul(2) }
}

fn exponential(bits: u64) -> u64 {
    70_000_u64.saturating_add(bits.saturating_mul(bits) / 8)
}

fn circular(bits: u64) -> u64 {
    60_000_u64.saturating_add(bits.saturating_mul(bits) / 5)
}

fn logarithm(bits: u64) -> u64 {
    let square = bits.saturating_mul(bits);
    50_000_u64.saturating_add(square).saturating_add(square.saturating_mul(bits) / 64_000)
}

fn arc(bits: u64) -> u64 {
    200_000_u64.saturating_add(logarithm(bits).saturating_mul(3))
}

/// A sum, product or quotient of two intervals.
pub(crate) fn product_cost(precision: Precision) -> u64 {
    /// Four products of ends, each with memory of its own.
    const OVERHEAD: u64 = 1_000;
    let words = precision.bits as u64 / 64 + 1;
    OVERHEAD.saturating_add(number::product_cost(words, words).saturating_mul(8))
}

/// The bounds of π.
pub(crate) fn pi_cost(precision: Precision) -> u64 {
    let bits = precision.bits as u64;
    6_000 + 10 * bits + bits.saturating_mul(bits) / 500
}

/// The exponential of an interval.
pub(crate) fn exp_cost(x: &Interval, precision: Precision) -> u64 {
    cost(Elementary::Exp, x, precision)
}

/// The root of this degree.
pub(crate) fn root_cost(x: &Interval, degree: usize, precision: Precision) -> u64 {
    if degree > DEGREE_MAX {
        return pow_cost(x, x, precision);
    }
    let words = (precision.bits as u64).saturating_mul(degree as u64) / 64 + 1;
    2_000_u64.saturating_add(number::product_cost(words, words).saturating_mul(10))
}

/// A power by logarithm and exponential.
pub(crate) fn pow_cost(base: &Interval, exponent: &Interval, precision: Precision) -> u64 {
    let raised = precision.raised(64);
    cost(Elementary::Ln, base, raised)
        .saturating_add(exp_cost(exponent, precision).saturating_mul(2))
        .saturating_add(product_cost(raised))
}

/// The decimal digits of both ends.
pub(crate) fn decimal_cost(precision: Precision, x: &Interval) -> u64 {
    // A power of ten as long as the number, products and quotients with it, and the digits of the quotient.
    let scale = top(&x.low).unsigned_abs().max(top(&x.high).unsigned_abs()) as u64;
    let words = (precision.bits as u64).saturating_add(scale) / 64 + 1;
    1_000_u64.saturating_add(number::product_cost(words, words).saturating_mul(20))
}
