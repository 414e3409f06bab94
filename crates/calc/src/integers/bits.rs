//! Integers as strings of bits in two's complement that never end to the left, as in Python.

use dashu_base::BitTest;
use dashu_int::IBig;

use super::{INTEGERS, integer};
use crate::error::ErrorKind;
use crate::number::{Number, OVERHEAD_COST, Size};
use crate::purse::Purse;

/// The bits that are set in both.
pub(crate) fn bit_and(left: &Number, right: &Number, purse: &mut Purse) -> Result<Number, ErrorKind> {
    bitwise(left, right, "and", |left, right| left & right, purse)
}

/// The bits that are set in one or both.
pub(crate) fn bit_or(left: &Number, right: &Number, purse: &mut Purse) -> Result<Number, ErrorKind> {
    bitwise(left, right, "or", |left, right| left | right, purse)
}

/// The bits that are set in one alone.
pub(crate) fn bit_xor(left: &Number, right: &Number, purse: &mut Purse) -> Result<Number, ErrorKind> {
    bitwise(left, right, "xor", |left, right| left ^ right, purse)
}

fn bitwise(
    left: &Number,
    right: &Number,
    function: &'static str,
    operation: fn(IBig, IBig) -> IBig,
    purse: &mut Purse,
) -> Result<Number, ErrorKind> {
    let (left, right) = (integer(left, function, INTEGERS)?, integer(right, function, INTEGERS)?);
    // The result is no longer than a sum.
    purse.pay(Size::of_integer(left.bit_len()).sum(Size::of_integer(right.bit_len())))?;
    Ok(Number::from(operation(left, right)))
}

const SHIFT: &str = "a shift";
const SHIFT_EXPECTED: &str = "integers and counts from 0 on";

/// `number · 2^count`.
pub(crate) fn shift_left(number: &Number, count: &Number, purse: &mut Purse) -> Result<Number, ErrorKind> {
    let (number, count) = shift_arguments(number, count)?;
    if number.is_zero() {
        return Ok(Number::from(0));
    }
    let size = Size::of_integer(number.bit_len().saturating_add(count));
    purse.pay((size, OVERHEAD_COST.saturating_add(size.words())))?;
    Ok(Number::from(number << count))
}

/// `floor(number / 2^count)`: 0 or −1 if all bits are shifted out.
pub(crate) fn shift_right(number: &Number, count: &Number, purse: &mut Purse) -> Result<Number, ErrorKind> {
    let (number, count) = shift_arguments(number, count)?;
    let length = number.bit_len();
    purse.pay_work(Size::of_integer(length).words())?;
    Ok(Number::from(number >> count.min(length + 1)))
}

/// The integer to be shifted, and the count, which may be cut to the end of the range.
fn shift_arguments(number: &Number, count: &Number) -> Result<(IBig, usize), ErrorKind> {
    let number = integer(number, SHIFT, SHIFT_EXPECTED)?;
    let count = super::natural(count, SHIFT, SHIFT_EXPECTED)?;
    Ok((number, usize::try_from(&count).unwrap_or(usize::MAX)))
}
