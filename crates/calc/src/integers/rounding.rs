//! Signs, magnitudes, and rounding to an integer or to decimal places.

use dashu_base::{BitTest, DivRemEuclid, UnsignedAbs};
use dashu_int::IBig;

use super::roots::pay_removal;
use super::{divide, integer, multiply};
use crate::error::ErrorKind;
use crate::number::{Number, Size, division_cost};
use crate::purse::Purse;

/// Which integer stands for a number between two of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rounding {
    /// The one below.
    Floor,
    /// The one above.
    Ceiling,
    /// The one nearer to 0.
    TowardsZero,
    /// The nearest, and in the middle the one farther from 0: what schools teach.
    HalfAwayFromZero,
    /// The nearest, and in the middle the even one: Python's `round`.
    HalfToEven,
}

/// −1, 0 or 1.
pub(crate) fn sign(number: &Number) -> i64 {
    match number.small_parts() {
        Some((numerator, _)) => numerator.signum(),
        None if *number < Number::from(0) => -1,
        None => 1,
    }
}

/// The integer that stands for `number`.
pub(crate) fn round(number: &Number, rounding: Rounding, purse: &mut Purse) -> Result<Number, ErrorKind> {
    match number.small_parts() {
        Some((_, 1)) => Ok(number.clone()),
        Some((numerator, denominator)) => {
            let (below, rest) = (numerator.div_euclid(denominator), numerator.rem_euclid(denominator));
            let to_above = denominator - rest;
            let above = rounding.is_above(below % 2 == 0, numerator < 0, &rest, &to_above);
            // The quotient by 2 or more is far from the end of the range.
            Ok(Number::from(below + i64::from(above)))
        }
        None => {
            let (numerator, denominator) = number.to_ratio().into_parts();
            if denominator.is_one() {
                return Ok(number.clone());
            }
            let words = |bits| Size::of_integer(bits).words();
            purse.pay_work(division_cost(words(numerator.bit_len()), words(denominator.bit_len())))?;
            let (below, rest) = numerator.div_rem_euclid(IBig::from(denominator.clone()));
            let to_above = denominator - &rest;
            let above = rounding.is_above(!below.bit(0), below < IBig::ZERO, &rest, &to_above);
            Ok(Number::from(below + IBig::from(above)))
        }
    }
}

impl Rounding {
    /// Whether the integer above stands for a number that is no integer: it is `rest` away from the one below and
    /// `to_above` from the one above, in a unit of its own.
    fn is_above<T: Ord>(self, below_is_even: bool, negative: bool, rest: &T, to_above: &T) -> bool {
        match self {
            Self::Floor => false,
            Self::Ceiling => true,
            Self::TowardsZero => negative,
            Self::HalfAwayFromZero => rest > to_above || rest == to_above && !negative,
            Self::HalfToEven => rest > to_above || rest == to_above && !below_is_even,
        }
    }
}

/// The multiple of `10^(−places)` that stands for `number`: `places` decimals, or zeros before the point if it is
/// negative.
pub(crate) fn round_to_places(
    number: &Number,
    places: &Number,
    rounding: Rounding,
    purse: &mut Purse,
) -> Result<Number, ErrorKind> {
    let places = integer(places, "rounding", "a number and an integer of decimal places")?;
    let count = u64::try_from(places.clone().unsigned_abs()).unwrap_or(u64::MAX);
    let power = |purse: &mut Purse| {
        let ten = Number::from(10);
        purse.pay(ten.power_size(count))?;
        // A power within the limit on digits has an exponent far below the end of the range.
        isize::try_from(count).map(|count| ten.pow(count)).map_err(|_| ErrorKind::TooCostly)
    };
    if places >= IBig::ZERO {
        if has_places_at_most(number, count, purse)? {
            return Ok(number.clone());
        }
        let power = power(purse)?;
        let scaled = multiply(number.clone(), power.clone(), purse)?;
        return divide(round(&scaled, rounding, purse)?, power, purse);
    }
    // Below a tenth of the unit only the sign matters, and the unit need not be known if the result is 0.
    if count > number.size().digits() as u64 + 1 {
        let tenth = Number::from(sign(number)) / Number::from(10);
        let units = round(&tenth, rounding, purse)?;
        return if units.is_zero() { Ok(units) } else { multiply(units, power(purse)?, purse) };
    }
    let power = power(purse)?;
    let scaled = divide(number.clone(), power.clone(), purse)?;
    multiply(round(&scaled, rounding, purse)?, power, purse)
}

/// Whether it is clear without the power of ten that `number` has no more than so many decimals: then it stands for
/// itself, however many are asked for.
fn has_places_at_most(number: &Number, places: u64, purse: &mut Purse) -> Result<bool, ErrorKind> {
    if number.is_integer() {
        return Ok(true);
    }
    let (_, denominator) = number.to_ratio().into_parts();
    // 2^t · 5^v has no more than t + v decimals, and at least as many bits.
    if places < denominator.bit_len() as u64 {
        return Ok(false);
    }
    pay_removal(&denominator, purse)?;
    let mut rest = denominator;
    rest.remove_word(2);
    rest.remove_word(5);
    Ok(rest.is_one())
}
