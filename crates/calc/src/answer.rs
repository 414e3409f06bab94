//! What an expression came to, and how it is written.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use core::fmt;

use crate::ball::Rounded;
use crate::format::Format;
use crate::number::Number;
use crate::render::{self, Rendered};
use crate::scalar::Scalar;
use crate::value::{Quantity, Truth, Value};

/// The answer to an expression.
///
/// `Display` writes it as people do, in one line: exact numbers as they stand, what had to be rounded after `≈`.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer(Content);

#[derive(Clone, Debug, PartialEq)]
enum Content {
    /// What is written as it stands.
    Plain(Value),
    /// The number of the value as it is written, where that took more than its exact value.
    RenderedValue(Value, Box<Rendered>),
    /// A plain number of which no more is known.
    RoundedNumber(Rounded),
}

use Content::{Plain, RenderedValue, RoundedNumber};

impl Answer {
    pub(crate) fn exact(value: Value) -> Self {
        Self(Plain(value))
    }

    pub(crate) fn rendered(value: Value, rendered: Rendered) -> Self {
        Self(RenderedValue(value, Box::new(rendered)))
    }

    /// An answer whose value is gone: nothing can be computed with it.
    pub(crate) fn rounded_to(rounded: Rounded) -> Self {
        Self(RoundedNumber(rounded))
    }

    fn known_value(&self) -> Option<&Value> {
        match &self.0 {
            Plain(value) | RenderedValue(value, _) => Some(value),
            RoundedNumber(_) => None,
        }
    }

    /// The number if it is rational, known exactly, and without a unit.
    #[must_use]
    pub fn number(&self) -> Option<&Number> {
        match self.known_value()? {
            Value::Scalar(Scalar::Exact(number)) => Some(number),
            _ => None,
        }
    }

    /// Whether what is written is the value itself: nothing was rounded, nothing is merely probable.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        match &self.0 {
            RoundedNumber(_) => false,
            RenderedValue(_, rendered) => rendered.digits.is_none(),
            Plain(Value::Truth(truth)) => truth.certain,
            Plain(Value::Factors(factors)) => factors.certain,
            Plain(_) => true,
        }
    }

    /// How many significant digits are written of a number that is rounded; all of them are right.
    #[must_use]
    pub fn digits(&self) -> Option<usize> {
        match &self.0 {
            Plain(_) => None,
            RenderedValue(_, rendered) => rendered.digits,
            RoundedNumber(rounded) => Some(rounded.digits.into()),
        }
    }

    /// The unit, if it has one.
    #[must_use]
    pub fn unit(&self) -> Option<String> {
        match self.known_value()? {
            Value::Quantity(quantity) => Some(quantity.unit.to_string()),
            _ => None,
        }
    }

    /// What is written, but for the mark of an approximate value and the unit.
    #[must_use]
    pub fn value(&self) -> String {
        match &self.0 {
            RoundedNumber(rounded) => render::rounded(rounded),
            RenderedValue(_, rendered) => rendered.text.clone(),
            Plain(Value::Scalar(Scalar::Exact(number))) => number.to_string(),
            Plain(Value::Quantity(quantity)) => {
                quantity.scalar.exact().map(ToString::to_string).unwrap_or_default()
            }
            Plain(Value::Truth(truth)) => truth.holds.to_string(),
            Plain(Value::Factors(factors)) => factors.to_string(),
            Plain(Value::Scalar(_)) => String::new(),
        }
    }

    /// What kind of value it is: `number`, `quantity`, `truth` or `factors`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.known_value() {
            None | Some(Value::Scalar(_)) => "number",
            Some(Value::Quantity(_)) => "quantity",
            Some(Value::Truth(_)) => "truth",
            Some(Value::Factors(_)) => "factors",
        }
    }

    /// The answer as a decimal of so many digits after `≈`, if it is written as a fraction; for people, who seldom think in
    /// thirds and ninths.
    #[must_use]
    pub fn rounded(&self, digits: usize) -> Option<String> {
        let (number, quantity) = match &self.0 {
            Plain(Value::Scalar(Scalar::Exact(number))) => (number, None),
            Plain(Value::Quantity(quantity)) => (quantity.scalar.exact()?, Some(quantity)),
            _ => return None,
        };
        let unit = quantity.map(|quantity| UnitOf(quantity).to_string()).unwrap_or_default();
        render::round_fraction(number, digits).map(|text| format!("{}{text}{unit}", render::APPROXIMATE))
    }

    pub(crate) fn into_value(self) -> Value {
        match self.0 {
            Plain(value) | RenderedValue(value, _) => value,
            RoundedNumber(_) => unreachable!("only what no session remembers is rounded and forgotten"),
        }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Plain(Value::Scalar(Scalar::Exact(number))) => fmt::Display::fmt(number, f),
            Plain(value) => {
                if !self.is_exact() {
                    f.write_str(render::APPROXIMATE)?;
                }
                match value {
                    Value::Truth(Truth { holds, .. }) => fmt::Display::fmt(holds, f),
                    Value::Factors(factors) => fmt::Display::fmt(factors, f),
                    Value::Quantity(quantity) => write_exact_quantity(quantity, f),
                    Value::Scalar(_) => Ok(()),
                }
            }
            RenderedValue(value, rendered) => {
                if rendered.digits.is_some() {
                    f.write_str(render::APPROXIMATE)?;
                }
                match value {
                    // As without a format: 1/2 m has two readings.
                    Value::Quantity(_) if rendered.text.contains('/') => write!(f, "({})", rendered.text)?,
                    _ => f.write_str(&rendered.text)?,
                }
                match value {
                    Value::Quantity(quantity) => fmt::Display::fmt(&UnitOf(quantity), f),
                    _ => Ok(()),
                }
            }
            RoundedNumber(rounded) => write!(f, "{}{}", render::APPROXIMATE, render::rounded(rounded)),
        }
    }
}

/// A fraction gets parentheses, for `1/2 m` has two readings.
fn write_exact_quantity(quantity: &Quantity, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if let Some(number) = quantity.scalar.exact() {
        if render::is_fraction(number) { write!(f, "({number})")? } else { write!(f, "{number}")? }
    }
    fmt::Display::fmt(&UnitOf(quantity), f)
}

/// The unit as it is written after a number.
struct UnitOf<'a>(&'a Quantity);

impl fmt::Display for UnitOf<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let space = if self.0.unit.follows_closely() { "" } else { " " };
        write!(f, "{space}{}", self.0.unit)
    }
}

/// Whether a number is exact, and an integer or so short that its decimals, if they end, are few.
fn has_few_places(scalar: &Scalar) -> bool {
    scalar.exact().is_some_and(|number| number.is_small() || number.is_integer())
}

/// Whether a value is written as it stands, with nothing to be computed for it.
pub(crate) fn is_plain(value: &Value, format: Format) -> bool {
    format == Format::Plain
        && match value {
            Value::Scalar(scalar) => has_few_places(scalar),
            Value::Quantity(quantity) => has_few_places(&quantity.scalar),
            Value::Truth(_) | Value::Factors(_) => true,
        }
}
