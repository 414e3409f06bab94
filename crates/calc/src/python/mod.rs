//! Python's integer arithmetic, byte for byte, for the classic calculator.
//!
//! The classic server computed `str(int(a) op int(b))` in Python 3. Its clients get the same bytes from here, but
//! for one thing: Python refuses to write integers of more than 4300 digits, and the product of two operands can
//! have twice as many. Such a product is written in full.
//!
//! ```
//! use reckon_calc::python::{Integer, Operator, apply};
//!
//! let (a, b): (Integer, Integer) = ("1_000".parse().unwrap(), " 7\n".parse().unwrap());
//! assert_eq!(apply(&a, Operator::Multiply, &b).unwrap().to_string(), "7000");
//! assert_eq!(apply(&a, Operator::Divide, &b).unwrap().to_string(), "142.85714285714286");
//! ```

mod digit;
mod float;
mod integer;

use core::fmt;

pub use integer::{DIGITS_MAX, Integer, IntegerError};

/// One of the classic calculator's four operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`, Python's true division: the answer is a float.
    Divide,
}

impl Operator {
    /// Reads an operator: exactly one of the texts `+`, `-`, `*`, `/`, without anything around it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "+" => Self::Add,
            "-" => Self::Subtract,
            "*" => Self::Multiply,
            "/" => Self::Divide,
            _ => return None,
        })
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
        })
    }
}

/// What Python's operation gives. `Display` is Python's `str`.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Of `+`, `-` and `*`: exact.
    Integer(Integer),
    /// Of `/`: the correctly rounded (half to even) double of the exact quotient.
    Float(f64),
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(integer) => integer.fmt(f),
            Self::Float(float) => float::write_repr(*float, f),
        }
    }
}

/// The exceptions that Python's operators raise. `Display` is the exception's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArithmeticError {
    /// `ZeroDivisionError`, also for `0/0`.
    DivisionByZero,
    /// `OverflowError`: the quotient rounds to 2^1024 or more.
    TooLargeForFloat,
}

impl fmt::Display for ArithmeticError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DivisionByZero => "division by zero",
            Self::TooLargeForFloat => "integer division result too large for a float",
        })
    }
}

impl core::error::Error for ArithmeticError {}

/// `left operator right`, as Python does it.
///
/// # Errors
/// The peer's, by its question: see [`ArithmeticError`].
pub fn apply(left: &Integer, operator: Operator, right: &Integer) -> Result<Answer, ArithmeticError> {
    Ok(match operator {
        Operator::Add => Answer::Integer(left.add(right)),
        Operator::Subtract => Answer::Integer(left.subtract(right)),
        Operator::Multiply => Answer::Integer(left.multiply(right)),
        Operator::Divide => Answer::Float(float::divide(left, right)?),
    })
}
