//! Roots, exponentials, logarithms, circles and hyperbolas. What comes out exactly is exact:
//!
//! - roots and logarithms of rational numbers that are rational,
//! - exponentials of rational numbers, which are kept as powers of e, and logarithms of those,
//! - sines and the like of rational multiples of π that are rational (multiples of π/6 and π/4: Niven's theorem), and
//!   their inverses, which are kept as multiples of π,
//! - all functions at the points where they cross an axis.

use core::cmp::Ordering;

use super::Arguments;
use crate::error::ErrorKind;
use crate::exact::{self, Arithmetic};
use crate::integers;
use crate::interval::{Function, Interval, Precision, Trouble};
use crate::multiple::Multiple;
use crate::number::Number;
use crate::scalar::{Context, Scalar};
use crate::unit::{Constant, Factor};
use crate::value::{Value, convert};

type Result<T = Value> = core::result::Result<T, ErrorKind>;

fn integer(value: i64) -> Number {
    Number::from(value)
}

fn ratio(numerator: i64, denominator: i64) -> Number {
    Number::from(numerator) / Number::from(denominator)
}

fn times_pi(numerator: i64, denominator: i64) -> Scalar {
    Multiple::of_pi(ratio(numerator, denominator)).into()
}

/// The function of an interval, paid for.
fn enclose(
    x: &Scalar,
    function: Function,
    apply: fn(&Interval, Precision) -> core::result::Result<Interval, Trouble>,
    context: &mut Context,
) -> Result<Scalar> {
    let x = x.to_interval(context)?;
    let precision = context.precision;
    context.pay(function, Some(&x))?;
    apply(&x, precision).map(Scalar::from).map_err(|trouble| context.blame(trouble))
}

/// The magnitude of a number or quantity.
pub(crate) fn absolute(value: Value, context: &mut Context) -> Result {
    let (scalar, unit) = value.into_parts()?;
    let scalar = scalar.absolute(context)?;
    Value::from_parts(scalar, unit, context)
}

pub(super) fn abs(arguments: &mut Arguments, context: &mut Context) -> Result {
    absolute(arguments.take(0), context)
}

pub(super) fn sign(arguments: &mut Arguments, context: &mut Context) -> Result {
    let (scalar, _) = arguments.take(0).into_parts()?;
    Ok(match scalar.sign(context)? {
        Ordering::Less => integer(-1).into(),
        Ordering::Equal => integer(0).into(),
        Ordering::Greater => integer(1).into(),
    })
}

/// The real root of this degree of a number or quantity.
pub(crate) fn root(value: Value, degree: u32, context: &mut Context) -> Result {
    match value {
        Value::Scalar(scalar) => root_of_scalar(scalar, degree, context).map(Value::from),
        other => {
            let (scalar, unit) = other.into_parts()?;
            if unit.has_offset() {
                return Err(ErrorKind::TemperaturePoint);
            }
            let unit = unit.rational_power(&ratio(1, degree.into())).ok_or(ErrorKind::UnitPower)?;
            let scalar = root_of_scalar(scalar, degree, context)?;
            Value::from_parts(scalar, unit, context)
        }
    }
}

fn root_of_scalar(x: Scalar, degree: u32, context: &mut Context) -> Result<Scalar> {
    if degree == 1 {
        return Ok(x);
    }
    if degree.is_multiple_of(2) && !matches!(x, Scalar::Approximate(_)) && x.sign(context)? == Ordering::Less
    {
        return Err(ErrorKind::NotReal(""));
    }
    match &x {
        Scalar::Exact(number) => {
            if let Some(root) = integers::exact_root(number, degree.into(), &mut context.purse)? {
                return Ok(root.into());
            }
        }
        Scalar::Multiple(_) => {
            if let Some(root) = x.exact_power(&ratio(1, degree.into()), context)? {
                return Ok(root);
            }
        }
        Scalar::Approximate(_) => {}
    }
    let x = x.to_interval(context)?;
    let precision = context.precision;
    context.pay(if degree == 2 { Function::SquareRoot } else { Function::Root }, Some(&x))?;
    let root = if degree == 2 { x.sqrt(precision) } else { x.root(degree as usize, precision) };
    root.map(Scalar::from).map_err(|trouble| context.blame(trouble))
}

pub(super) fn sqrt(arguments: &mut Arguments, context: &mut Context) -> Result {
    root(arguments.take(0), 2, context)
}

pub(super) fn cbrt(arguments: &mut Arguments, context: &mut Context) -> Result {
    root(arguments.take(0), 3, context)
}

pub(super) fn nth_root(arguments: &mut Arguments, context: &mut Context) -> Result {
    const DEGREES: &str = "degrees that are integers from 1 to 1000000";
    let degree = arguments.exact(1, DEGREES, context)?;
    let degree = degree.to_integer().and_then(|degree| u32::try_from(degree).ok());
    let degree = degree.filter(|degree| (1..=1_000_000).contains(degree));
    let degree = degree.ok_or(ErrorKind::Domain { function: arguments.name, expected: DEGREES })?;
    root(arguments.take(0), degree, context)
}

pub(super) fn exp(arguments: &mut Arguments, context: &mut Context) -> Result {
    let x = arguments.plain(0, context)?;
    let result = match x {
        Scalar::Exact(zero) if zero.is_zero() => integer(1).into(),
        Scalar::Exact(exponent) => Multiple::power_of_e(exponent).into(),
        other => enclose(&other, Function::Exponential, Interval::exp, context)?,
    };
    Ok(result.into())
}

/// Refuses what has no logarithm: zero and negative numbers.
fn check_positive(x: &Scalar, context: &Context) -> Result<()> {
    match x.sign(context)? {
        Ordering::Less => Err(ErrorKind::NotReal("")),
        Ordering::Equal => Err(ErrorKind::Undefined),
        Ordering::Greater => Ok(()),
    }
}

pub(super) fn ln(arguments: &mut Arguments, context: &mut Context) -> Result {
    let x = arguments.plain(0, context)?;
    natural_logarithm(&x, context).map(Value::from)
}

fn natural_logarithm(x: &Scalar, context: &mut Context) -> Result<Scalar> {
    check_positive(x, context)?;
    match x {
        Scalar::Exact(number) if *number == integer(1) => Ok(integer(0).into()),
        Scalar::Multiple(multiple) if multiple.logarithm().is_some() => Ok(multiple.exponent.clone().into()),
        other => enclose(other, Function::Logarithm, Interval::ln, context),
    }
}

pub(super) fn log(arguments: &mut Arguments, context: &mut Context) -> Result {
    let (base, x) = (arguments.plain(0, context)?, arguments.plain(1, context)?);
    logarithm(&base, &x, context).map(Value::from)
}

pub(super) fn log2(arguments: &mut Arguments, context: &mut Context) -> Result {
    let x = arguments.plain(0, context)?;
    logarithm(&integer(2).into(), &x, context).map(Value::from)
}

pub(super) fn log10(arguments: &mut Arguments, context: &mut Context) -> Result {
    let x = arguments.plain(0, context)?;
    logarithm(&integer(10).into(), &x, context).map(Value::from)
}

fn logarithm(base: &Scalar, x: &Scalar, context: &mut Context) -> Result<Scalar> {
    let bases = ErrorKind::Domain { function: "the logarithm", expected: "bases above 0 other than 1" };
    if *base == Scalar::Exact(integer(1)) || base.sign(context)? != Ordering::Greater {
        return Err(bases);
    }
    check_positive(x, context)?;
    if let (Scalar::Exact(base), Scalar::Exact(x)) = (base, x)
        && let Some(logarithm) = integers::exact_log(base, x, &mut context.purse)?
    {
        return Ok(logarithm.into());
    }
    // Of two powers of e the logarithms are exact, and so is their quotient.
    let (x, base) = (natural_logarithm(x, context)?, natural_logarithm(base, context)?);
    Scalar::apply(Arithmetic::Divide, x, base, context)
}

/// The sine or the like of a number whose multiples of 2π have to be taken away. An exact number is taken with as many
/// more bits as there are in its integer part, so that none are lost on the way.
fn enclose_angle(
    x: &Scalar,
    function: Function,
    apply: fn(&Interval, Precision) -> core::result::Result<Interval, Trouble>,
    context: &mut Context,
) -> Result<Scalar> {
    let precision = context.precision;
    if let Scalar::Exact(number) = x {
        context.precision.bits += number.size().bits_above();
    }
    let result = enclose(x, function, apply, context);
    context.precision = precision;
    result
}

pub(super) fn sin(arguments: &mut Arguments, context: &mut Context) -> Result {
    let x = arguments.plain(0, context)?;
    if x.is_zero() {
        return Ok(x.into());
    }
    match over_pi(&x) {
        Some(turns) => sine_of_multiple(&turns, context).map(Value::from),
        None => enclose_angle(&x, Function::Circular, Interval::sin, context).map(Value::from),
    }
}

pub(super) fn cos(arguments: &mut Arguments, context: &mut Context) -> Result {
    let x = arguments.plain(0, context)?;
    if x.is_zero() {
        return Ok(integer(1).into());
    }
    match over_pi(&x) {
        Some(turns) => {
            // cos x = sin(x + π/2).
            let shifted = exact::apply(Arithmetic::Add, turns, ratio(1, 2), &mut context.purse)?;
            sine_of_multiple(&shifted, context).map(Value::from)
        }
        None => enclose_angle(&x, Function::Circular, Interval::cos, context).map(Value::from),
    }
}

pub(super) fn tan(arguments: &mut Arguments, context: &mut Context) -> Result {
    let x = arguments.plain(0, context)?;
    if x.is_zero() {
        return Ok(x.into());
    }
    let Some(turns) = over_pi(&x) else {
        return enclose_angle(&x, Function::Circular, Interval::tan, context).map(Value::from);
    };
    let turns = exact::apply(Arithmetic::Modulo, turns, integer(1), &mut context.purse)?;
    let tangent = match fraction_of(&turns, 4) {
        Some(0) => integer(0).into(),
        Some(1) => integer(1).into(),
        Some(2) => return Err(ErrorKind::Undefined),
        Some(3) => integer(-1).into(),
        _ => {
            context.pay(Function::CircularOfHalfTurns, None)?;
            let tangent = Interval::tan_pi(&turns, context.precision);
            tangent.map(Scalar::from).map_err(|trouble| context.blame(trouble))?
        }
    };
    Ok(tangent.into())
}

/// The rational number `r` of an argument `r · π`.
fn over_pi(x: &Scalar) -> Option<Number> {
    match x {
        Scalar::Multiple(multiple) => multiple.over_pi().cloned(),
        _ => None,
    }
}

/// How many n-th parts a small number is, if it is a whole number of them.
fn fraction_of(number: &Number, parts: i64) -> Option<i64> {
    let parts = number.clone() * integer(parts);
    parts.small_parts().filter(|(_, denominator)| *denominator == 1).map(|(numerator, _)| numerator)
}

/// sin(r · π).
fn sine_of_multiple(turns: &Number, context: &mut Context) -> Result<Scalar> {
    let turns = exact::apply(Arithmetic::Modulo, turns.clone(), integer(2), &mut context.purse)?;
    Ok(match fraction_of(&turns, 6) {
        Some(0 | 6) => integer(0).into(),
        Some(1 | 5) => ratio(1, 2).into(),
        Some(3) => integer(1).into(),
        Some(7 | 11) => ratio(-1, 2).into(),
        Some(9) => integer(-1).into(),
        // What is left is irrational.
        _ => {
            context.pay(Function::CircularOfHalfTurns, None)?;
            let sine = Interval::sin_pi(&turns, context.precision);
            sine.map(Scalar::from).map_err(|trouble| context.blame(trouble))?
        }
    })
}

pub(super) fn asin(arguments: &mut Arguments, context: &mut Context) -> Result {
    let x = arguments.plain(0, context)?;
    let angle = match x.exact().and_then(|x| fraction_of(x, 2)) {
        Some(0) => x,
        Some(1) => times_pi(1, 6),
        Some(2) => times_pi(1, 2),
        Some(-1) => times_pi(-1, 6),
        Some(-2) => times_pi(-1, 2),
        _ => enclose(&x, Function::ArcsineOrArccosine, Interval::asin, context)?,
    };
    Ok(angle.into())
}

pub(super) fn acos(arguments: &mut Arguments, context: &mut Context) -> Result {
    let x = arguments.plain(0, context)?;
    let angle = match x.exact().and_then(|x| fraction_of(x, 2)) {
        Some(0) => times_pi(1, 2),
        Some(1) => times_pi(1, 3),
        Some(2) => integer(0).into(),
        Some(-1) => times_pi(2, 3),
        Some(-2) => times_pi(1, 1),
        _ => enclose(&x, Function::ArcsineOrArccosine, Interval::acos, context)?,
    };
    Ok(angle.into())
}

pub(super) fn atan(arguments: &mut Arguments, context: &mut Context) -> Result {
    let x = arguments.plain(0, context)?;
    let angle = match x.exact().and_then(|x| fraction_of(x, 1)) {
        Some(0) => x,
        Some(1) => times_pi(1, 4),
        Some(-1) => times_pi(-1, 4),
        _ => enclose(&x, Function::Arctangent, Interval::atan, context)?,
    };
    Ok(angle.into())
}

pub(super) fn atan2(arguments: &mut Arguments, context: &mut Context) -> Result {
    let (y, x) = (arguments.take(0), arguments.take(1));
    let (y, unit) = y.into_parts()?;
    let x = convert(x.into_parts()?, &unit, "compare", context)?;
    // On the axes and the diagonals the angle is a multiple of π/4.
    if !matches!((&y, &x), (Scalar::Approximate(_), _) | (_, Scalar::Approximate(_))) {
        use Ordering::{Equal, Greater, Less};
        let is_diagonal = y.clone().absolute(context)? == x.clone().absolute(context)?;
        let eighths = match (y.sign(context)?, x.sign(context)?) {
            (Equal, Equal) => return Err(ErrorKind::Undefined),
            (Equal, Greater) => Some(0),
            (Equal, Less) => Some(4),
            (Greater, Equal) => Some(2),
            (Less, Equal) => Some(-2),
            (Greater, Greater) if is_diagonal => Some(1),
            (Greater, Less) if is_diagonal => Some(3),
            (Less, Greater) if is_diagonal => Some(-1),
            (Less, Less) if is_diagonal => Some(-3),
            _ => None,
        };
        if let Some(eighths) = eighths {
            return Ok(times_pi(eighths, 4).into());
        }
    }
    let (y, x) = (y.to_interval(context)?, x.to_interval(context)?);
    let precision = context.precision;
    context.pay(Function::Divide, None)?;
    context.pay(Function::Arctangent, None)?;
    y.atan2(&x, precision).map(|angle| Scalar::from(angle).into()).map_err(|trouble| context.blame(trouble))
}

pub(super) fn sinh(arguments: &mut Arguments, context: &mut Context) -> Result {
    odd(arguments, Function::Hyperbolic, Interval::sinh, context)
}

pub(super) fn tanh(arguments: &mut Arguments, context: &mut Context) -> Result {
    odd(arguments, Function::Hyperbolic, Interval::tanh, context)
}

pub(super) fn asinh(arguments: &mut Arguments, context: &mut Context) -> Result {
    odd(arguments, Function::InverseHyperbolic, Interval::asinh, context)
}

pub(super) fn atanh(arguments: &mut Arguments, context: &mut Context) -> Result {
    odd(arguments, Function::InverseHyperbolic, Interval::atanh, context)
}

/// A function that is 0 at 0 and irrational at every other rational point.
fn odd(
    arguments: &mut Arguments,
    function: Function,
    apply: fn(&Interval, Precision) -> core::result::Result<Interval, Trouble>,
    context: &mut Context,
) -> Result {
    let x = arguments.plain(0, context)?;
    if x.is_zero() {
        return Ok(x.into());
    }
    enclose(&x, function, apply, context).map(Value::from)
}

pub(super) fn cosh(arguments: &mut Arguments, context: &mut Context) -> Result {
    let x = arguments.plain(0, context)?;
    if x.is_zero() {
        return Ok(integer(1).into());
    }
    enclose(&x, Function::Hyperbolic, Interval::cosh, context).map(Value::from)
}

pub(super) fn acosh(arguments: &mut Arguments, context: &mut Context) -> Result {
    let x = arguments.plain(0, context)?;
    if x == Scalar::Exact(integer(1)) {
        return Ok(integer(0).into());
    }
    enclose(&x, Function::InverseHyperbolic, Interval::acosh, context).map(Value::from)
}

pub(super) fn deg(arguments: &mut Arguments, context: &mut Context) -> Result {
    let x = arguments.plain(0, context)?;
    Scalar::apply(Arithmetic::Divide, x, times_pi(1, 180), context).map(Value::from)
}

pub(super) fn rad(arguments: &mut Arguments, context: &mut Context) -> Result {
    let x = arguments.plain(0, context)?;
    Scalar::apply(Arithmetic::Multiply, x, times_pi(1, 180), context).map(Value::from)
}

/// The value of a constant of physics: exact where it is so by definition, otherwise the interval within its standard
/// uncertainty.
pub(crate) fn measured(constant: &Constant, context: &mut Context) -> Result {
    /// Word multiplications that reading the value and the unit of a constant takes.
    const CONSTANT_COST: u64 = 4_000;
    context.purse.pay_work(CONSTANT_COST)?;
    let Factor { rational, pi } = constant.value();
    let scalar = match constant.uncertainty() {
        None => Scalar::from(Multiple { rational, pi, exponent: integer(0) }),
        Some(uncertainty) => {
            let purse = &mut context.purse;
            let low =
                exact::apply(Arithmetic::Subtract, rational.clone(), uncertainty.rational.clone(), purse)?;
            let high = exact::apply(Arithmetic::Add, rational, uncertainty.rational, purse)?;
            let interval = Interval::from_bounds(&low, &high, context.precision);
            interval.map(Scalar::from).map_err(|trouble| context.blame(trouble))?
        }
    };
    Value::from_parts(scalar, constant.unit(), context)
}
