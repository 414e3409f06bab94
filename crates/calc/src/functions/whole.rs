//! Functions of integers, and those whose values are integers.

use alloc::boxed::Box;

use dashu_int::IBig;

use super::Arguments;
use crate::error::ErrorKind;
use crate::exact::{self, Arithmetic};
use crate::integers::{self, Primality, Rounding};
use crate::interval::Trouble;
use crate::number::Number;
use crate::scalar::{Context, Scalar};
use crate::value::{Factors, Truth, Value};

type Result = core::result::Result<Value, ErrorKind>;

const INTEGERS: &str = "integers";

pub(super) fn gcd(arguments: &mut Arguments, context: &mut Context) -> Result {
    let numbers = arguments.all_exact(INTEGERS, context)?;
    integers::greatest_common_divisor(&numbers, &mut context.purse).map(Value::from)
}

pub(super) fn lcm(arguments: &mut Arguments, context: &mut Context) -> Result {
    let numbers = arguments.all_exact(INTEGERS, context)?;
    integers::least_common_multiple(&numbers, &mut context.purse).map(Value::from)
}

pub(super) fn factorial(arguments: &mut Arguments, context: &mut Context) -> Result {
    let n = arguments.plain(0, context)?;
    factorial_of(&n, context)
}

/// n!
pub(crate) fn factorial_of(n: &Scalar, context: &mut Context) -> Result {
    let domain = ErrorKind::Domain { function: "the factorial", expected: "the integers 0, 1, 2, …" };
    let n = n.exact().ok_or(domain)?;
    integers::factorial(n, &mut context.purse).map(Value::from)
}

pub(super) fn binomial(arguments: &mut Arguments, context: &mut Context) -> Result {
    let (n, k) = (arguments.exact(0, INTEGERS, context)?, arguments.exact(1, INTEGERS, context)?);
    integers::binomial(&n, &k, &mut context.purse).map(Value::from)
}

pub(super) fn permutations(arguments: &mut Arguments, context: &mut Context) -> Result {
    let (n, k) = (arguments.exact(0, INTEGERS, context)?, arguments.exact(1, INTEGERS, context)?);
    integers::permutations(&n, &k, &mut context.purse).map(Value::from)
}

pub(super) fn fib(arguments: &mut Arguments, context: &mut Context) -> Result {
    let n = arguments.exact(0, INTEGERS, context)?;
    integers::fibonacci(&n, &mut context.purse).map(Value::from)
}

pub(super) fn isqrt(arguments: &mut Arguments, context: &mut Context) -> Result {
    let n = arguments.exact(0, "integers from 0 on", context)?;
    integers::integer_square_root(&n, &mut context.purse).map(Value::from)
}

pub(super) fn powmod(arguments: &mut Arguments, context: &mut Context) -> Result {
    let base = arguments.exact(0, INTEGERS, context)?;
    let exponent = arguments.exact(1, INTEGERS, context)?;
    let modulus = arguments.exact(2, INTEGERS, context)?;
    integers::power_modulo(&base, &exponent, &modulus, &mut context.purse).map(Value::from)
}

pub(super) fn is_prime(arguments: &mut Arguments, context: &mut Context) -> Result {
    let n = arguments.exact(0, INTEGERS, context)?;
    let primality = integers::is_prime(&n, &mut context.purse)?;
    Ok(Value::Truth(Truth {
        holds: primality != Primality::Composite,
        certain: primality != Primality::Probable,
    }))
}

pub(super) fn factor(arguments: &mut Arguments, context: &mut Context) -> Result {
    let n = arguments.exact(0, INTEGERS, context)?;
    let found = integers::factor(&n, &mut context.purse)?;
    let sign = n.is_negative().then(|| (IBig::from(-1), 1));
    let powers = found.powers.into_iter().map(|(prime, exponent)| (IBig::from(prime), exponent));
    let factors = sign.into_iter().chain(powers).collect();
    Ok(Value::Factors(Box::new(Factors { factors, certain: found.proven })))
}

pub(super) fn floor(arguments: &mut Arguments, context: &mut Context) -> Result {
    to_integer(arguments, Rounding::Floor, context)
}

pub(super) fn ceil(arguments: &mut Arguments, context: &mut Context) -> Result {
    to_integer(arguments, Rounding::Ceiling, context)
}

pub(super) fn trunc(arguments: &mut Arguments, context: &mut Context) -> Result {
    to_integer(arguments, Rounding::TowardsZero, context)
}

pub(super) fn round(arguments: &mut Arguments, context: &mut Context) -> Result {
    to_places(arguments, Rounding::HalfAwayFromZero, context)
}

pub(super) fn round_even(arguments: &mut Arguments, context: &mut Context) -> Result {
    to_places(arguments, Rounding::HalfToEven, context)
}

fn to_integer(arguments: &mut Arguments, rounding: Rounding, context: &mut Context) -> Result {
    let number = arguments.without_unit(0)?;
    round_scalar(&number, rounding, context).map(Value::from)
}

fn to_places(arguments: &mut Arguments, rounding: Rounding, context: &mut Context) -> Result {
    let number = arguments.without_unit(0)?;
    if arguments.values.len() == 1 {
        return round_scalar(&number, rounding, context).map(Value::from);
    }
    let places = arguments.exact(1, "an integer number of places", context)?;
    if let Scalar::Exact(number) = &number {
        return integers::round_to_places(number, &places, rounding, &mut context.purse).map(Value::from);
    }
    let places = places
        .to_integer()
        .ok_or(ErrorKind::Domain { function: arguments.name, expected: "an integer number of places" })?;
    let scale = exact::power(&Number::from(10), &places, &mut context.purse)?;
    let scaled = Scalar::apply(Arithmetic::Multiply, number, scale.clone().into(), context)?;
    let rounded = round_scalar(&scaled, rounding, context)?;
    exact::apply(Arithmetic::Divide, rounded, scale, &mut context.purse).map(Value::from)
}

fn round_scalar(
    number: &Scalar,
    rounding: Rounding,
    context: &mut Context,
) -> core::result::Result<Number, ErrorKind> {
    if let Scalar::Exact(number) = number {
        return integers::round(number, rounding, &mut context.purse);
    }
    let interval = number.to_interval(context)?;
    let bits = interval.log2_bound().unwrap_or_default().max(0).unsigned_abs();
    context.purse.pay_work(interval.words() + bits as u64 / 64)?;
    let integer = match rounding {
        Rounding::Floor => interval.floor(),
        Rounding::Ceiling => interval.ceil(),
        Rounding::TowardsZero => interval.trunc(),
        Rounding::HalfAwayFromZero => interval.round_half_away(),
        Rounding::HalfToEven => interval.round_half_even(),
    };
    integer.map(Number::from).ok_or_else(|| context.blame(Trouble::Undecided))
}
