//! Roots, powers and logarithms that are rational, and only those: that one is not is found out cheaply.

use alloc::vec::Vec;

use dashu_base::{BitTest, Signed, SquareRoot, UnsignedAbs};
use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

use super::primes::{odd_square_root, pay_square_root};
use super::{natural, pay_pass, words};
use crate::error::ErrorKind;
use crate::number::{Number, Size, division_cost, product_cost};
use crate::purse::Purse;

/// The greatest integer whose square is not above the integer `number`.
pub(crate) fn integer_square_root(number: &Number, purse: &mut Purse) -> Result<Number, ErrorKind> {
    let n = natural(number, "isqrt", "integers from 0 on")?;
    pay_square_root(&n, purse)?;
    Ok(Number::from(IBig::from(n.sqrt())))
}

/// The real root of `number` with the given index, if it is rational. A negative number has roots of odd index;
/// nothing has one of index 0.
pub(crate) fn exact_root(
    number: &Number,
    index: u64,
    purse: &mut Purse,
) -> Result<Option<Number>, ErrorKind> {
    if index == 0 || (super::sign(number) < 0 && index.is_multiple_of(2)) {
        return Ok(None);
    }
    // In lowest terms, a fraction is a power only if both its parts are.
    let (numerator, denominator) = parts(number, purse)?;
    let negative = numerator.is_negative();
    let Some(denominator) = integer_root(&denominator, index, purse)? else { return Ok(None) };
    let Some(numerator) = integer_root(&numerator.unsigned_abs(), index, purse)? else { return Ok(None) };
    let numerator = IBig::from(numerator);
    fraction(if negative { -numerator } else { numerator }, denominator, purse).map(Some)
}

/// `base^exponent` if it is rational: with an exponent `p/q` in lowest terms, the power `p` of the real root `q`.
/// `0^0` is 1, the empty product, as in Python and IEEE 754.
pub(crate) fn exact_power(
    base: &Number,
    exponent: &Number,
    purse: &mut Purse,
) -> Result<Option<Number>, ErrorKind> {
    let (power, index) = parts(exponent, purse)?;
    if base.is_zero() {
        return match power.sign() {
            _ if power.is_zero() => Ok(Some(Number::from(1))),
            dashu_int::Sign::Positive => Ok(Some(Number::from(0))),
            dashu_int::Sign::Negative => Err(ErrorKind::DivisionByZero),
        };
    }
    // The powers of these never grow, whatever the exponent.
    if *base == Number::from(1) {
        return Ok(Some(Number::from(1)));
    }
    if *base == Number::from(-1) {
        return Ok(index.bit(0).then(|| Number::from(if power.bit(0) { -1 } else { 1 })));
    }
    // All other numbers have a part longer than one bit, and no rational root with an index of more bits than
    // memory has.
    let Ok(index) = u64::try_from(&index) else { return Ok(None) };
    let Some(root) = exact_root(base, index, purse)? else { return Ok(None) };
    let magnitude = u64::try_from(power.clone().unsigned_abs()).unwrap_or(u64::MAX);
    purse.pay(root.power_size(magnitude))?;
    // A result within the limit on digits has an exponent far below the end of the range.
    let power = isize::try_from(&power).map_err(|_| ErrorKind::TooCostly)?;
    Ok(Some(root.pow(power)))
}

/// The rational exponent `e` with `base^e = number`, if there is one. There is none for a number or a base that is
/// not positive, or for the base 1.
pub(crate) fn exact_log(
    base: &Number,
    number: &Number,
    purse: &mut Purse,
) -> Result<Option<Number>, ErrorKind> {
    let one = Number::from(1);
    if super::sign(base) <= 0 || super::sign(number) <= 0 || *base == one {
        return Ok(None);
    }
    if *number == one {
        return Ok(Some(Number::from(0)));
    }
    let (base_numerator, base_denominator) = parts(base, purse)?;
    let (numerator, denominator) = parts(number, purse)?;
    let (base_numerator, mut numerator) = (base_numerator.unsigned_abs(), numerator.unsigned_abs());
    let mut denominator = denominator;
    // With a negative exponent numerator and denominator change places.
    let negative = (base_numerator > base_denominator) != (numerator > denominator);
    if negative {
        core::mem::swap(&mut numerator, &mut denominator);
    }
    // Now both parts are powers with the same positive exponent, or there is none. Every power of 1 is 1.
    let exponent = match (base_numerator.is_one(), base_denominator.is_one()) {
        (true, _) if !numerator.is_one() => None,
        (_, true) if !denominator.is_one() => None,
        (true, _) => integer_log(base_denominator, denominator, purse)?,
        (_, true) => integer_log(base_numerator, numerator, purse)?,
        (false, false) => match integer_log(base_numerator, numerator, purse)? {
            Some(exponent) => {
                integer_log(base_denominator, denominator, purse)?.filter(|other| *other == exponent)
            }
            None => None,
        },
    };
    Ok(exponent.map(|exponent| if negative { -exponent } else { exponent }))
}

/// The positive rational exponent that leads from `base`, which is above 1, to `power`. If both are powers of the
/// same integer, Euclid's algorithm on their exponents is a chain of exact divisions; if not, a division is soon
/// not exact.
fn integer_log(mut base: UBig, mut power: UBig, purse: &mut Purse) -> Result<Option<Number>, ErrorKind> {
    if power.is_one() {
        return Ok(None);
    }
    // The exponent as a continued fraction.
    let mut quotients = Vec::new();
    loop {
        if power < base {
            // Only at the start: the exponent is below 1.
            quotients.push(0);
        } else {
            purse.pay_work(division_cost(words(&power), words(&base)))?;
            if !(&power % &base).is_zero() {
                return Ok(None);
            }
            pay_removal(&power, purse)?;
            quotients.push(power.remove(&base).unwrap_or(0));
            if power.is_one() {
                break;
            }
            if power >= base {
                return Ok(None);
            }
        }
        core::mem::swap(&mut base, &mut power);
    }
    let mut fraction = Number::from(0);
    for quotient in quotients.into_iter().rev() {
        let quotient = Number::from(IBig::from(quotient));
        fraction = if fraction.is_zero() { quotient } else { quotient + Number::from(1) / fraction };
    }
    Ok(Some(fraction))
}

/// The root of `n` with the given index, from 1 on, if it is an integer.
pub(super) fn integer_root(n: &UBig, index: u64, purse: &mut Purse) -> Result<Option<UBig>, ErrorKind> {
    if index == 1 || n.is_zero() || n.is_one() {
        return Ok(Some(n.clone()));
    }
    // 2^index has one bit more than the index.
    let twos = n.trailing_zeros().unwrap_or(0);
    let Some(index) =
        usize::try_from(index).ok().filter(|index| n.bit_len() > *index && twos.is_multiple_of(*index))
    else {
        return Ok(None);
    };
    pay_pass(words(n), purse)?;
    let mut root = n >> twos;
    for _ in 0..index.trailing_zeros() {
        if root.is_one() {
            break;
        }
        match odd_square_root(&root, purse)? {
            Some(square_root) => root = square_root,
            None => return Ok(None),
        }
    }
    match odd_root(&root, index >> index.trailing_zeros(), purse)? {
        Some(root) => Ok(Some(root << (twos / index))),
        None => Ok(None),
    }
}

/// The root of the odd `n` with an odd index, if it is an integer.
///
/// Newton's method among the 2-adic integers, where every odd number has exactly one such root: no division, and no
/// number longer than the root and a word. Real roots, which `dashu` has, need powers as long as `n` itself, and
/// many steps if the index is large.
fn odd_root(n: &UBig, index: usize, purse: &mut Purse) -> Result<Option<UBig>, ErrorKind> {
    /// Bits beyond the root. They are 0 if it is exact, and else by a chance of one in 2^64.
    const CHECK_BITS: usize = 64;
    if index == 1 || n.is_one() {
        return Ok(Some(n.clone()));
    }
    if n.bit_len() <= index {
        return Ok(None);
    }
    let root_bits = n.bit_len().div_ceil(index);
    let precision_max = root_bits + CHECK_BITS;
    // The precision doubles, so that all steps together cost no more than two of the last.
    let length = Size::of_integer(precision_max).words();
    let products = 2 * u64::from(index.ilog2()) + 8;
    let steps = u64::from(precision_max.ilog2()) + 1;
    purse.pay_work(product_cost(length, length).saturating_mul(2).saturating_mul(products))?;
    purse.pay_work(product_cost(1, 1).saturating_mul(steps).saturating_mul(products))?;

    let n_low = low_bits(n.clone(), precision_max);
    let index_big = UBig::from(index);
    // The inverses of the index and of the root; modulo 2 both are 1.
    let (mut index_inverse, mut inverse, mut precision) = (UBig::ONE, UBig::ONE, 1);
    while precision < precision_max {
        precision = (2 * precision).min(precision_max);
        let negative =
            |value: UBig| low_bits((UBig::ONE << precision) - low_bits(value, precision), precision);
        let product = |a: &UBig, b: &UBig| low_bits(a * b, precision);
        let defect = UBig::from(2_u8) + negative(&index_big * &index_inverse);
        index_inverse = product(&index_inverse, &defect);
        let power = low_power(&inverse, index, precision);
        let defect = UBig::ONE + negative(low_bits(n_low.clone(), precision) * power);
        inverse = low_bits(&inverse + product(&inverse, &product(&defect, &index_inverse)), precision);
    }
    let root = low_bits(n_low * low_power(&inverse, index - 1, precision_max), precision_max);
    if root.bit_len() > root_bits {
        return Ok(None);
    }
    let length = words(n);
    purse.pay_work(product_cost(length, length).saturating_mul(2))?;
    Ok((root.pow(index) == *n).then_some(root))
}

/// `base^exponent` modulo `2^bits`; the exponent is above 0.
fn low_power(base: &UBig, exponent: usize, bits: usize) -> UBig {
    let mut power = base.clone();
    for bit in (0..exponent.ilog2()).rev() {
        power = low_bits(power.sqr(), bits);
        if exponent >> bit & 1 == 1 {
            power = low_bits(power * base, bits);
        }
    }
    power
}

fn low_bits(mut value: UBig, bits: usize) -> UBig {
    value.clear_high_bits(bits);
    value
}

/// Pays for dividing an integer by another as often as it goes: the divisors are squared from one division to the
/// next, and go down again, so that a few divisions in the middle cost the most.
pub(super) fn pay_removal(n: &UBig, purse: &mut Purse) -> Result<(), ErrorKind> {
    let half = words(n) / 2 + 1;
    purse.pay_work(product_cost(half, half).saturating_mul(12))
}

/// Numerator and denominator, in lowest terms.
fn parts(number: &Number, purse: &mut Purse) -> Result<(IBig, UBig), ErrorKind> {
    pay_pass(number.size().words(), purse)?;
    Ok(number.to_ratio().into_parts())
}

/// The fraction of parts that have no common factor, which `dashu` cannot be told.
fn fraction(numerator: IBig, denominator: UBig, purse: &mut Purse) -> Result<Number, ErrorKind> {
    if denominator.is_one() {
        return Ok(Number::from(numerator));
    }
    purse.pay(Size::of_integer(numerator.bit_len()).quotient(Size::of_integer(denominator.bit_len())))?;
    Ok(Number::from(RBig::from_parts(numerator, denominator)))
}
