//! What an expression can come to: a number, a quantity with a unit, a truth value, a list of factors.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;

use dashu_base::BitTest;
use dashu_int::IBig;

use crate::error::ErrorKind;
use crate::exact::Arithmetic;
use crate::multiple::Multiple;
use crate::number::Number;
use crate::scalar::{Context, Scalar};
use crate::unit::{Compound, Factor, conversion};

/// The value of an expression or of a part of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Scalar(Scalar),
    Quantity(Box<Quantity>),
    Truth(Truth),
    Factors(Box<Factors>),
}

/// So many of a unit, such as 5 km/h.
///
/// Invariant: the unit is not empty; if it has no dimension, it is a power of one unit, such as the degree of angle.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Quantity {
    pub scalar: Scalar,
    pub unit: Compound,
}

/// True or false.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Truth {
    pub holds: bool,
    /// Whether it is proven; the primality of large numbers is not.
    pub certain: bool,
}

/// The factors of an integer: primes in rising order with their exponents, after −1 for a negative one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Factors {
    pub factors: Vec<(IBig, u32)>,
    /// Whether all of them are proven to be prime.
    pub certain: bool,
}

/// Words of a quantity besides its number, about: its box and the list of its units.
const QUANTITY_WORDS: u64 = 32;

impl From<Number> for Value {
    fn from(number: Number) -> Self {
        Self::Scalar(Scalar::Exact(number))
    }
}

impl From<Scalar> for Value {
    fn from(scalar: Scalar) -> Self {
        Self::Scalar(scalar)
    }
}

impl From<bool> for Value {
    fn from(holds: bool) -> Self {
        Self::Truth(Truth { holds, certain: true })
    }
}

impl Value {
    /// One of a unit.
    pub(crate) fn one(unit: Compound) -> Self {
        Self::Quantity(Box::new(Quantity { scalar: Number::from(1).into(), unit }))
    }

    /// Whether it is a plain integer of one machine word.
    pub(crate) fn is_word(&self) -> bool {
        matches!(self, Self::Scalar(Scalar::Exact(number)) if number.is_word())
    }

    /// Words of memory that it occupies, about.
    pub(crate) fn words(&self) -> u64 {
        match self {
            Self::Scalar(scalar) => scalar.words(),
            Self::Quantity(quantity) => QUANTITY_WORDS + quantity.scalar.words(),
            Self::Truth(_) => 0,
            Self::Factors(factors) => {
                factors.factors.iter().map(|(prime, _)| 8 + prime.bit_len() as u64 / 64).sum()
            }
        }
    }

    /// The number and the unit, which is empty for a plain number.
    pub(crate) fn into_parts(self) -> Result<(Scalar, Compound), ErrorKind> {
        match self {
            Self::Scalar(scalar) => Ok((scalar, Compound::default())),
            Self::Quantity(quantity) => Ok((quantity.scalar, quantity.unit)),
            Self::Truth(_) => Err(ErrorKind::NotANumber("a truth value")),
            Self::Factors(_) => Err(ErrorKind::NotANumber("a list of factors")),
        }
    }

    /// So many of a unit. A unit whose parts cancel, such as `N·m/J`, goes into the number.
    pub(crate) fn from_parts(
        scalar: Scalar,
        unit: Compound,
        context: &mut Context,
    ) -> Result<Self, ErrorKind> {
        if unit.is_empty() {
            return Ok(Self::Scalar(scalar));
        }
        if unit.dimension().is_none() && unit.count() > 1 {
            return Ok(Self::Scalar(scale(scalar, unit.factor(), context)?));
        }
        Ok(Self::Quantity(Box::new(Quantity { scalar, unit })))
    }

    /// A number without a dimension; the degrees of an angle become radians.
    pub(crate) fn into_plain(
        self,
        function: &'static str,
        context: &mut Context,
    ) -> Result<Scalar, ErrorKind> {
        match self {
            Self::Quantity(quantity) if quantity.unit.dimension().is_none() => {
                scale(quantity.scalar, quantity.unit.factor(), context)
            }
            Self::Quantity(quantity) => {
                Err(ErrorKind::NotPlain { function, found: describe(&quantity.unit) })
            }
            other => Ok(other.into_parts()?.0),
        }
    }

    /// Applies one of the operations of arithmetic.
    pub(crate) fn apply(
        operation: Arithmetic,
        left: Self,
        right: Self,
        context: &mut Context,
    ) -> Result<Self, ErrorKind> {
        let (left, right) = match (left, right) {
            (Self::Scalar(left), Self::Scalar(right)) => {
                return Scalar::apply(operation, left, right, context).map(Self::Scalar);
            }
            (left, right) => (left.into_parts()?, right.into_parts()?),
        };
        pay_units(&left.1, &right.1, context)?;
        match operation {
            Arithmetic::Add => add(left, right, context),
            Arithmetic::Subtract => subtract(left, right, context),
            Arithmetic::Multiply | Arithmetic::Divide => multiply(operation, left, right, context),
            Arithmetic::FloorDivide => {
                refuse_point(&left.1)?;
                let unit = left.1.clone();
                let right = convert(right, &unit, "divide", context)?;
                Scalar::apply(operation, left.0, right, context).map(Self::Scalar)
            }
            Arithmetic::Modulo => {
                refuse_point(&left.1)?;
                let (left, unit) = left;
                let right = convert(right, &unit, "divide", context)?;
                let rest = Scalar::apply(operation, left, right, context)?;
                Self::from_parts(rest, unit, context)
            }
        }
    }

    pub(crate) fn negate(self) -> Result<Self, ErrorKind> {
        Ok(match self {
            Self::Scalar(scalar) => Self::Scalar(scalar.negate()),
            // Of a temperature as well: −5 °C is a point five degrees below zero.
            Self::Quantity(mut quantity) => {
                quantity.scalar = quantity.scalar.negate();
                Self::Quantity(quantity)
            }
            other => Self::Scalar(other.into_parts()?.0),
        })
    }

    /// A number and the unit that is written after it; here a scale of temperature may stand.
    pub(crate) fn attach(self, unit: Self, context: &mut Context) -> Result<Self, ErrorKind> {
        match (self, unit) {
            (Self::Scalar(scalar), Self::Quantity(unit)) if unit.unit.offset().is_some() => {
                Ok(Self::Quantity(Box::new(Quantity { scalar, unit: unit.unit })))
            }
            (Self::Scalar(scalar), Self::Quantity(mut quantity)) if quantity.is_one_unit() => {
                quantity.scalar = scalar;
                Ok(Self::Quantity(quantity))
            }
            (number, unit) => Self::apply(Arithmetic::Multiply, number, unit, context),
        }
    }

    /// How two values compare.
    pub(crate) fn compare(self, other: Self, context: &mut Context) -> Result<Ordering, ErrorKind> {
        match (self, other) {
            (Self::Scalar(left), Self::Scalar(right)) => left.compare(&right, context),
            (left, right) => {
                let (left, unit) = left.into_parts()?;
                let right = convert(right.into_parts()?, &unit, "compare", context)?;
                left.compare(&right, context)
            }
        }
    }

    /// Word multiplications that copying it takes, for what is more than a machine word.
    pub(crate) fn copy_cost(&self) -> u64 {
        /// A box and a list of units are allocated.
        const QUANTITY_COST: u64 = 300;
        match self {
            Self::Quantity(_) => QUANTITY_COST + self.words(),
            _ => self.words(),
        }
    }

    /// The same quantity in another unit.
    pub(crate) fn convert_to(self, unit: &Compound, context: &mut Context) -> Result<Self, ErrorKind> {
        let scalar = convert(self.into_parts()?, unit, CONVERT, context)?;
        Ok(Self::Quantity(Box::new(Quantity { scalar, unit: unit.clone() })))
    }

    /// The power.
    pub(crate) fn power(self, exponent: Self, context: &mut Context) -> Result<Self, ErrorKind> {
        let exponent = match exponent {
            Self::Scalar(exponent) => exponent,
            other => other.into_plain("an exponent", context)?,
        };
        let (base, unit) = match self {
            Self::Scalar(base) => return base.power(exponent, context).map(Self::Scalar),
            other => other.into_parts()?,
        };
        refuse_point(&unit)?;
        let unit = exponent.exact().and_then(|exponent| unit.rational_power(exponent));
        let unit = unit.ok_or(ErrorKind::UnitPower)?;
        let scalar = base.power(exponent, context)?;
        Self::from_parts(scalar, unit, context)
    }
}

impl Quantity {
    /// Whether it is one of a single unit that is no scale of temperature.
    fn is_one_unit(&self) -> bool {
        let is_one = self.scalar.exact().is_some_and(|number| *number == Number::from(1));
        is_one && self.unit.count() == 1 && !self.unit.has_offset()
    }
}

/// Pays for comparing, joining or converting units.
fn pay_units(a: &Compound, b: &Compound, context: &mut Context) -> Result<(), ErrorKind> {
    /// Word multiplications that take as long as reading the factor of a unit.
    const UNIT_COST: u64 = 500;
    /// A power of a prefix is some words long, and fractions of them are reduced, which is quadratic.
    const POWER_COST: u64 = 10;
    let (count, weight) = ((a.count() + b.count()) as u64, (a.weight() + b.weight()) as u64);
    context.purse.pay_work(UNIT_COST * count + POWER_COST * weight * weight)
}

/// A number times the factor of a unit.
pub(crate) fn scale(scalar: Scalar, factor: Factor, context: &mut Context) -> Result<Scalar, ErrorKind> {
    let Factor { rational, pi } = factor;
    if pi == 0 && rational == Number::from(1) {
        return Ok(scalar);
    }
    let factor = Scalar::from(Multiple { rational, pi, exponent: Number::from(0) });
    Scalar::apply(Arithmetic::Multiply, scalar, factor, context)
}

/// The number of `unit` that a quantity comes to; on scales of temperature, the point.
pub(crate) fn convert(
    (scalar, from): (Scalar, Compound),
    unit: &Compound,
    verb: &'static str,
    context: &mut Context,
) -> Result<Scalar, ErrorKind> {
    if from == *unit {
        return Ok(scalar);
    }
    pay_units(&from, unit, context)?;
    let Some(factor) = conversion(&from, unit) else {
        let (left, right) = (describe(&from), describe(unit));
        return Err(match verb {
            CONVERT => ErrorKind::Dimensions { verb, left, right },
            // The other one, whose unit is that of the result, was written first.
            _ => ErrorKind::Dimensions { verb, left: right, right: left },
        });
    };
    // Conversions of a unit with an offset go through the kelvin; others have nothing to add on the way.
    let (zero, new_zero) = (from.offset(), unit.offset());
    if zero.is_none() && new_zero.is_none() {
        return scale(scalar, factor, context);
    }
    let mut kelvins = scale(scalar, from.factor(), context)?;
    if let Some(zero) = zero {
        kelvins = Scalar::apply(Arithmetic::Add, kelvins, zero.into(), context)?;
    }
    if let Some(zero) = new_zero {
        kelvins = Scalar::apply(Arithmetic::Subtract, kelvins, zero.into(), context)?;
    }
    scale(kelvins, Factor::from(Number::from(1)) / unit.factor(), context)
}

/// The verb of [`convert`] for `to`.
const CONVERT: &str = "convert";

/// `verb` tells people which dimension stands where, so it names the unit and what it measures: `km (length)`.
pub(crate) fn describe(unit: &Compound) -> String {
    if unit.is_empty() { String::from("a plain number") } else { format!("{unit} ({})", unit.dimension()) }
}

fn refuse_point(unit: &Compound) -> Result<(), ErrorKind> {
    if unit.has_offset() { Err(ErrorKind::TemperaturePoint) } else { Ok(()) }
}

fn add(
    left: (Scalar, Compound),
    right: (Scalar, Compound),
    context: &mut Context,
) -> Result<Value, ErrorKind> {
    refuse_point(&right.1)?;
    let (left, unit) = left;
    let right = difference(right, &unit, "add", context)?;
    let sum = Scalar::apply(Arithmetic::Add, left, right, context)?;
    Value::from_parts(sum, unit, context)
}

fn subtract(
    left: (Scalar, Compound),
    right: (Scalar, Compound),
    context: &mut Context,
) -> Result<Value, ErrorKind> {
    let (left, unit) = left;
    if right.1.has_offset() {
        // Two points are so many degrees apart, which is a difference without a zero of its own.
        let degrees = unit.without_offset().ok_or(ErrorKind::TemperaturePoint)?;
        let right = convert(right, &unit, "subtract", context)?;
        let difference = Scalar::apply(Arithmetic::Subtract, left, right, context)?;
        return Value::from_parts(difference, degrees, context);
    }
    let right = difference(right, &unit, "subtract", context)?;
    let difference = Scalar::apply(Arithmetic::Subtract, left, right, context)?;
    Value::from_parts(difference, unit, context)
}

/// How many of `unit` a difference comes to: on scales of temperature, its degrees.
fn difference(
    quantity: (Scalar, Compound),
    unit: &Compound,
    verb: &'static str,
    context: &mut Context,
) -> Result<Scalar, ErrorKind> {
    match unit.without_offset() {
        Some(degrees) => convert(quantity, &degrees, verb, context),
        None => convert(quantity, unit, verb, context),
    }
}

fn multiply(
    operation: Arithmetic,
    (left, left_unit): (Scalar, Compound),
    (right, right_unit): (Scalar, Compound),
    context: &mut Context,
) -> Result<Value, ErrorKind> {
    refuse_point(&left_unit)?;
    refuse_point(&right_unit)?;
    let product = Scalar::apply(operation, left, right, context)?;
    let unit = match operation {
        Arithmetic::Multiply => left_unit.multiply(&right_unit),
        _ => left_unit.divide(&right_unit),
    };
    let (unit, factor) = unit.ok_or(ErrorKind::UnitPower)?;
    let product = scale(product, factor, context)?;
    Value::from_parts(product, unit, context)
}
