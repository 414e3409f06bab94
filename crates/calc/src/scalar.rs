//! Numbers without a unit: exact, exact multiples of powers of π and e, or enclosed in an interval.

use alloc::boxed::Box;
use core::cmp::Ordering;

use dashu_base::BitTest;
use dashu_int::IBig;

use crate::error::ErrorKind;
use crate::exact::{self, Arithmetic};
use crate::integers::exact_power;
use crate::interval::{Function, Interval, Precision, Trouble, cost};
use crate::multiple::Multiple;
use crate::number::Number;
use crate::purse::Purse;

/// A real number.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Scalar {
    /// The number itself.
    Exact(Number),
    /// The number itself, which is irrational.
    Multiple(Box<Multiple>),
    /// Bounds that are certain to hold it.
    Approximate(Box<Interval>),
}

/// What an evaluation has at hand: fuel, and the precision of what is approximate.
pub(crate) struct Context<'a> {
    pub purse: Purse<'a>,
    pub precision: Precision,
}

impl Context<'_> {
    /// What kept an interval from a result, as an error of the expression.
    pub(crate) fn blame(&self, trouble: Trouble) -> ErrorKind {
        match trouble {
            Trouble::NotReal => ErrorKind::NotReal(""),
            Trouble::Pole => ErrorKind::Undefined,
            Trouble::Undecided => ErrorKind::Undecided { bits: self.precision.bits },
            Trouble::TooLarge { digits } => self.purse.too_large(digits.into()),
        }
    }

    /// Pays for a function of an interval.
    pub(crate) fn pay(&mut self, function: Function, argument: Option<&Interval>) -> Result<(), ErrorKind> {
        /// Memory is allocated and freed.
        const OVERHEAD: u64 = 500;
        let exponent = argument.and_then(Interval::log2_bound).unwrap_or_default();
        self.purse.pay_work(cost(function, self.precision.bits, exponent).saturating_add(OVERHEAD))
    }

    /// Pays for an elementary operation on intervals such as a product.
    fn pay_product(&mut self) -> Result<(), ErrorKind> {
        self.pay(Function::Multiply, None)
    }
}

impl From<Number> for Scalar {
    fn from(number: Number) -> Self {
        Self::Exact(number)
    }
}

impl From<Interval> for Scalar {
    fn from(interval: Interval) -> Self {
        Self::Approximate(Box::new(interval))
    }
}

impl From<Multiple> for Scalar {
    /// In the form that keeps the invariants of [`Multiple`].
    fn from(multiple: Multiple) -> Self {
        if multiple.rational.is_zero() || (multiple.pi == 0 && multiple.exponent.is_zero()) {
            return Self::Exact(multiple.rational);
        }
        Self::Multiple(Box::new(multiple))
    }
}

impl Scalar {
    /// The number itself if it is rational and known to be.
    pub(crate) fn exact(&self) -> Option<&Number> {
        match self {
            Self::Exact(number) => Some(number),
            _ => None,
        }
    }

    /// Words of memory that it occupies, about.
    pub(crate) fn words(&self) -> u64 {
        match self {
            Self::Exact(number) if number.is_small() => 0,
            Self::Exact(number) => number.size().words(),
            Self::Multiple(multiple) => {
                16 + multiple.rational.size().words() + multiple.exponent.size().words()
            }
            Self::Approximate(interval) => interval.words(),
        }
    }

    /// Whether it is exactly zero.
    pub(crate) fn is_zero(&self) -> bool {
        matches!(self, Self::Exact(number) if number.is_zero())
    }

    /// Certain bounds of it at the context's precision.
    pub(crate) fn to_interval(&self, context: &mut Context) -> Result<Interval, ErrorKind> {
        context.pay_product()?;
        let precision = context.precision;
        match self {
            Self::Exact(number) => {
                let words = number.size().words();
                context.purse.pay_work(crate::number::product_cost(words, words))?;
                Interval::from_number(number, precision).map_err(|trouble| context.blame(trouble))
            }
            Self::Approximate(interval) => Ok((**interval).clone()),
            Self::Multiple(multiple) => {
                let mut result = Self::Exact(multiple.rational.clone()).to_interval(context)?;
                if multiple.pi != 0 {
                    context.pay(Function::Pi, None)?;
                    let power = IBig::from(multiple.pi);
                    context.pay(Function::IntegerPower { exponent_bits: power.bit_len() }, None)?;
                    result = Interval::pi(precision)
                        .powi(&power, precision)
                        .and_then(|power| result.mul(&power, precision))
                        .map_err(|trouble| context.blame(trouble))?;
                }
                if !multiple.exponent.is_zero() {
                    let exponent = Self::Exact(multiple.exponent.clone()).to_interval(context)?;
                    context.pay(Function::Exponential, Some(&exponent))?;
                    result = exponent
                        .exp(precision)
                        .and_then(|power| result.mul(&power, precision))
                        .map_err(|trouble| context.blame(trouble))?;
                }
                Ok(result)
            }
        }
    }

    /// Which side of zero it is on.
    pub(crate) fn sign(&self, context: &Context) -> Result<Ordering, ErrorKind> {
        match self {
            Self::Exact(number) => Ok(number.cmp(&Number::from(0))),
            Self::Multiple(multiple) => Ok(multiple.rational.cmp(&Number::from(0))),
            Self::Approximate(interval) => interval.sign().ok_or_else(|| context.blame(Trouble::Undecided)),
        }
    }

    pub(crate) fn negate(self) -> Self {
        match self {
            Self::Exact(number) => Self::Exact(-number),
            Self::Multiple(mut multiple) => {
                multiple.rational = -multiple.rational;
                Self::Multiple(multiple)
            }
            Self::Approximate(interval) => Self::from(interval.neg()),
        }
    }

    pub(crate) fn absolute(self, context: &Context) -> Result<Self, ErrorKind> {
        match &self {
            // The magnitude of what straddles zero is known although its sign is not.
            Self::Approximate(interval) => Ok(Self::from(interval.abs())),
            _ if self.sign(context)? == Ordering::Less => Ok(self.negate()),
            _ => Ok(self),
        }
    }

    /// The greatest integer that is not above it.
    pub(crate) fn floor(self, context: &mut Context) -> Result<Number, ErrorKind> {
        match self {
            Self::Exact(number) => Ok(number.floor()),
            other => {
                let interval = other.to_interval(context)?;
                interval.floor().map(Number::from).ok_or_else(|| context.blame(Trouble::Undecided))
            }
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
            (Self::Exact(left), Self::Exact(right)) => {
                return exact::apply(operation, left, right, &mut context.purse).map(Self::Exact);
            }
            other => other,
        };
        match operation {
            Arithmetic::FloorDivide => {
                return Self::apply(Arithmetic::Divide, left, right, context)?
                    .floor(context)
                    .map(Self::Exact);
            }
            Arithmetic::Modulo => {
                let quotient = Self::apply(Arithmetic::FloorDivide, left.clone(), right.clone(), context)?;
                let whole = Self::apply(Arithmetic::Multiply, right, quotient, context)?;
                return Self::apply(Arithmetic::Subtract, left, whole, context);
            }
            Arithmetic::Subtract => return Self::apply(Arithmetic::Add, left, right.negate(), context),
            Arithmetic::Divide if right.is_zero() => return Err(ErrorKind::DivisionByZero),
            _ => {}
        }
        if let Some(result) = Self::apply_to_multiples(operation, &left, &right, context) {
            return result;
        }
        let (left, right) = (left.to_interval(context)?, right.to_interval(context)?);
        context.pay_product()?;
        let precision = context.precision;
        let result = match operation {
            Arithmetic::Add => left.add(&right, precision),
            Arithmetic::Multiply => left.mul(&right, precision),
            _ => left.div(&right, precision),
        };
        result.map(Self::from).map_err(|trouble| context.blame(trouble))
    }

    /// The sum, product or quotient of what is exact, if that is an exact number or a multiple again.
    fn apply_to_multiples(
        operation: Arithmetic,
        left: &Self,
        right: &Self,
        context: &mut Context,
    ) -> Option<Result<Self, ErrorKind>> {
        // Zero plus anything, and zero times anything, is exact whatever the other is.
        match operation {
            Arithmetic::Add if left.is_zero() => return Some(Ok(right.clone())),
            Arithmetic::Add if right.is_zero() => return Some(Ok(left.clone())),
            Arithmetic::Multiply if left.is_zero() || right.is_zero() => {
                return Some(Ok(Self::Exact(Number::from(0))));
            }
            Arithmetic::Divide if left.is_zero() && right.sign(context).is_ok_and(Ordering::is_ne) => {
                return Some(Ok(Self::Exact(Number::from(0))));
            }
            _ => {}
        }
        let (left, right) = (left.to_multiple()?, right.to_multiple()?);
        let purse = &mut context.purse;
        if operation == Arithmetic::Add {
            if !left.is_like(&right) {
                return None;
            }
            let sum = exact::apply(Arithmetic::Add, left.rational, right.rational, purse);
            return Some(sum.map(|rational| Self::from(Multiple { rational, ..left })));
        }
        let (pi, exponents) = match operation {
            Arithmetic::Multiply => (left.pi.checked_add(right.pi)?, Arithmetic::Add),
            _ => (left.pi.checked_sub(right.pi)?, Arithmetic::Subtract),
        };
        let rational = exact::apply(operation, left.rational, right.rational, purse);
        let exponent = exact::apply(exponents, left.exponent, right.exponent, purse);
        Some(rational.and_then(|rational| Ok(Self::from(Multiple { rational, pi, exponent: exponent? }))))
    }

    /// An exact number as a multiple, which may then lack the invariants of one.
    fn to_multiple(&self) -> Option<Multiple> {
        match self {
            Self::Exact(number) => {
                Some(Multiple { rational: number.clone(), pi: 0, exponent: Number::from(0) })
            }
            Self::Multiple(multiple) => Some((**multiple).clone()),
            Self::Approximate(_) => None,
        }
    }

    /// How two numbers compare.
    pub(crate) fn compare(&self, other: &Self, context: &mut Context) -> Result<Ordering, ErrorKind> {
        match (self, other) {
            (Self::Exact(left), Self::Exact(right)) => {
                return exact::compare(left, right, &mut context.purse);
            }
            (Self::Multiple(left), Self::Multiple(right)) if left == right => return Ok(Ordering::Equal),
            _ => {}
        }
        let (left, right) = (self.to_interval(context)?, other.to_interval(context)?);
        left.compare(&right).ok_or_else(|| context.blame(Trouble::Undecided))
    }

    /// The power.
    pub(crate) fn power(self, exponent: Self, context: &mut Context) -> Result<Self, ErrorKind> {
        if let Self::Exact(exponent) = &exponent {
            if let Some(integer) = exponent.to_integer() {
                return self.integer_power(&integer, context);
            }
            if let Some(power) = self.exact_power(exponent, context)? {
                return Ok(power);
            }
        }
        match self.sign(context)? {
            Ordering::Less => {
                return Err(ErrorKind::NotReal(
                    "; cbrt(x) and root(x, n) are the real roots of negative numbers",
                ));
            }
            Ordering::Equal => {
                return match exponent.sign(context)? {
                    Ordering::Less => Err(ErrorKind::DivisionByZero),
                    _ => Ok(Self::Exact(Number::from(0))),
                };
            }
            Ordering::Greater => {}
        }
        if self == Self::Exact(Number::from(1)) {
            return Ok(self);
        }
        let (base, exponent) = (self.to_interval(context)?, exponent.to_interval(context)?);
        let precision = context.precision;
        context.pay(Function::PowerOrLogarithmToBase, None)?;
        base.pow(&exponent, precision).map(Self::from).map_err(|trouble| context.blame(trouble))
    }

    fn integer_power(self, exponent: &IBig, context: &mut Context) -> Result<Self, ErrorKind> {
        if *exponent == IBig::ZERO {
            return Ok(Self::Exact(Number::from(1)));
        }
        let multiple = match self {
            Self::Exact(base) => return exact::power(&base, exponent, &mut context.purse).map(Self::Exact),
            Self::Multiple(multiple) => multiple,
            Self::Approximate(base) => {
                context.pay(Function::IntegerPower { exponent_bits: exponent.bit_len() }, None)?;
                let power = base.powi(exponent, context.precision);
                return power.map(Self::from).map_err(|trouble| context.blame(trouble));
            }
        };
        let Some(pi) = i32::try_from(exponent).ok().and_then(|exponent| multiple.pi.checked_mul(exponent))
        else {
            let base = Self::Multiple(multiple).to_interval(context)?;
            return Self::from(base).integer_power(exponent, context);
        };
        let purse = &mut context.purse;
        let rational = exact::power(&multiple.rational, exponent, purse)?;
        let exponent = Number::from(exponent.clone());
        let exponent = exact::apply(Arithmetic::Multiply, multiple.exponent, exponent, purse)?;
        Ok(Self::from(Multiple { rational, pi, exponent }))
    }

    /// The power with a fraction as exponent if that is exact: `8^(1/3)`, `(4π²)^(1/2)`, `e^(1/2)`.
    pub(crate) fn exact_power(
        &self,
        exponent: &Number,
        context: &mut Context,
    ) -> Result<Option<Self>, ErrorKind> {
        match self {
            Self::Exact(base) if base.is_negative() => Ok(None),
            Self::Exact(base) if base.is_zero() => Ok(None),
            Self::Exact(base) => Ok(exact_power(base, exponent, &mut context.purse)?.map(Self::Exact)),
            Self::Multiple(multiple) if !multiple.rational.is_negative() => {
                let purse = &mut context.purse;
                let pi = Number::from(i64::from(multiple.pi));
                let pi = exact::apply(Arithmetic::Multiply, pi, exponent.clone(), purse)?;
                let Some(pi) = pi.to_integer().and_then(|pi| i32::try_from(pi).ok()) else { return Ok(None) };
                let Some(rational) = exact_power(&multiple.rational, exponent, purse)? else {
                    return Ok(None);
                };
                let exponent =
                    exact::apply(Arithmetic::Multiply, multiple.exponent.clone(), exponent.clone(), purse)?;
                Ok(Some(Self::from(Multiple { rational, pi, exponent })))
            }
            _ => Ok(None),
        }
    }
}
