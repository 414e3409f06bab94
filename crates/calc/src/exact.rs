//! Arithmetic on exact numbers, paid for before it is done.

use core::cmp::Ordering;

use dashu_int::IBig;

use crate::error::{Digits, ErrorKind};
use crate::number::Number;
use crate::purse::Purse;

/// The operations that take two exact numbers to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    FloorDivide,
    Modulo,
}

/// Word multiplications that take as long as reducing a fraction of two words.
const SMALL_REDUCTION_COST: u64 = 350;

/// Applies an operation.
///
/// # Errors
/// A divisor of zero, and what is too large or too costly.
pub(crate) fn apply(
    operation: Arithmetic,
    left: Number,
    right: Number,
    purse: &mut Purse,
) -> Result<Number, ErrorKind> {
    match operation {
        Arithmetic::FloorDivide => return Ok(apply(Arithmetic::Divide, left, right, purse)?.floor()),
        // left - right · floor(left / right): the result has the sign of the divisor, as in Python.
        Arithmetic::Modulo => {
            let quotient = apply(Arithmetic::FloorDivide, left.clone(), right.clone(), purse)?;
            let whole = apply(Arithmetic::Multiply, right, quotient, purse)?;
            return apply(Arithmetic::Subtract, left, whole, purse);
        }
        Arithmetic::Divide if right.is_zero() => return Err(ErrorKind::DivisionByZero),
        _ => {}
    }
    // What stays on machine words cannot grow beyond two words. Integers cost next to nothing, fractions a reduction.
    if left.is_small() && right.is_small() {
        if !(left.is_word() && right.is_word()) {
            purse.pay_work(SMALL_REDUCTION_COST)?;
        }
    } else {
        let (l, r) = (left.size(), right.size());
        purse.pay(match operation {
            Arithmetic::Multiply => l.product(r),
            Arithmetic::Divide => l.quotient(r),
            _ => l.sum(r),
        })?;
    }
    Ok(match operation {
        Arithmetic::Add => left + right,
        Arithmetic::Subtract => left - right,
        Arithmetic::Multiply => left * right,
        _ => left / right,
    })
}

/// `base` to the integer `exponent`; `0^0` is 1, the empty product, as in Python and IEEE 754.
///
/// # Errors
/// A negative power of zero, and what is too large or too costly.
pub(crate) fn power(base: &Number, exponent: &IBig, purse: &mut Purse) -> Result<Number, ErrorKind> {
    if base.is_zero() && *exponent < IBig::ZERO {
        return Err(ErrorKind::DivisionByZero);
    }
    // The powers of these never grow, whatever the exponent.
    if *base == Number::from(0) || *base == Number::from(1) {
        let is_one = *exponent == IBig::ZERO || *base == Number::from(1);
        return Ok(Number::from(i64::from(is_one)));
    }
    if *base == Number::from(-1) {
        return Ok(Number::from(if (exponent % 2) == 0 { 1 } else { -1 }));
    }
    let magnitude = if *exponent < IBig::ZERO { -exponent } else { exponent.clone() };
    let Ok(words) = u64::try_from(&magnitude) else {
        // So many digits as the exponent has, by a factor that does not count.
        let size = Number::from(magnitude).size();
        return Err(purse.too_large(Digits::TenTo(size.digits() as u64 - 1)));
    };
    purse.pay(base.power_size(words))?;
    // A result within the limit on digits has an exponent far below the end of the range.
    let exponent = isize::try_from(exponent).map_err(|_| ErrorKind::TooCostly)?;
    Ok(base.pow(exponent))
}

/// How two numbers compare.
///
/// # Errors
/// What is too costly.
pub(crate) fn compare(left: &Number, right: &Number, purse: &mut Purse) -> Result<Ordering, ErrorKind> {
    if left == right {
        return Ok(Ordering::Equal);
    }
    if !(left.is_small() && right.is_small()) {
        let (_, cost) = left.size().product(right.size());
        purse.pay_work(cost)?;
    }
    Ok(left.cmp(right))
}
