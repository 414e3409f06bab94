//! Why an expression has no answer, and where.

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

/// A stretch of the input: byte offsets, `start ≤ end ≤` the length of the text, both on character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset after the last byte.
    pub end: usize,
}

/// What went wrong with an expression, and at which place.
///
/// `Display` gives one line such as `division by zero at column 2`. Columns are counted in code points from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// What went wrong.
    pub kind: ErrorKind,
    /// The part of the input that is to blame; empty at the end of the input.
    pub span: Span,
    /// The column where `span` starts, in code points from 1.
    pub column: usize,
}

/// What can go wrong. The blame is the writer's for all but the last four, which are our [limits](crate::Limits).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// There is nothing but white space.
    Empty,
    /// A character that means nothing here.
    UnknownCharacter(char),
    /// A number or `(` was due, and this stands in its place (`None` = the end of the input).
    ExpectedNumber(Option<String>),
    /// An operator or the end was due, and this stands in its place.
    ExpectedOperator(String),
    /// A `(` that is never closed.
    Unclosed,
    /// A `)` that was never opened.
    Unopened,
    /// The divisor is zero, or the base of a power with a negative exponent.
    DivisionByZero,
    /// The exponent is no integer: the power is seldom a number that can be written exactly.
    FractionalExponent,
    /// The factorial is of integers from 0 on.
    NoFactorial,
    /// The text has more bytes than `input_bytes_max`.
    InputTooLong {
        /// The limit that was exceeded.
        bytes_max: usize,
    },
    /// Parentheses and signs are nested deeper than `depth_max`.
    TooDeep {
        /// The limit that was exceeded.
        depth_max: usize,
    },
    /// The value would have more digits than `digits_max`.
    TooLarge {
        /// The estimate.
        digits: usize,
        /// The limit that was exceeded.
        digits_max: usize,
    },
    /// The work would exceed `fuel_max`.
    TooCostly,
}

impl ErrorKind {
    /// Whether the text is no expression at all. All other errors are of expressions that have no value, or none that
    /// is within the limits.
    #[must_use]
    pub fn is_syntax(&self) -> bool {
        match self {
            Self::Empty
            | Self::UnknownCharacter(_)
            | Self::ExpectedNumber(_)
            | Self::ExpectedOperator(_)
            | Self::Unclosed
            | Self::Unopened => true,
            Self::DivisionByZero
            | Self::FractionalExponent
            | Self::NoFactorial
            | Self::InputTooLong { .. }
            | Self::TooDeep { .. }
            | Self::TooLarge { .. }
            | Self::TooCostly => false,
        }
    }

    /// A stable name for programs, such as `division_by_zero`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::UnknownCharacter(_) => "unknown_character",
            Self::ExpectedNumber(_) => "expected_number",
            Self::ExpectedOperator(_) => "expected_operator",
            Self::Unclosed => "unclosed_parenthesis",
            Self::Unopened => "unopened_parenthesis",
            Self::DivisionByZero => "division_by_zero",
            Self::FractionalExponent => "fractional_exponent",
            Self::NoFactorial => "no_factorial",
            Self::InputTooLong { .. } => "input_too_long",
            Self::TooDeep { .. } => "too_deep",
            Self::TooLarge { .. } => "too_large",
            Self::TooCostly => "too_costly",
        }
    }

    /// Completes the error with its place in `text`. It is boxed on its way out, so that the results of the parser's
    /// functions, which are seldom errors, fit registers.
    pub(crate) fn at(self, text: &str, start: usize, end: usize) -> Box<Error> {
        let column = text.get(..start).map_or(1, |before| before.chars().count() + 1);
        Box::new(Error { kind: self, span: Span { start, end }, column })
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the expression is empty: expected a number"),
            Self::UnknownCharacter(c) => write!(f, "the character {c:?} has no meaning here"),
            Self::ExpectedNumber(Some(found)) => write!(f, "expected a number or '(', found '{found}'"),
            Self::ExpectedNumber(None) => f.write_str("expected a number or '(', found the end"),
            Self::ExpectedOperator(found) => write!(f, "expected an operator, found '{found}'"),
            Self::Unclosed => f.write_str("this '(' is never closed"),
            Self::Unopened => f.write_str("this ')' was never opened"),
            Self::DivisionByZero => f.write_str("division by zero"),
            Self::FractionalExponent => {
                f.write_str("the exponent is not an integer, and only exact powers are supported")
            }
            Self::NoFactorial => f.write_str("the factorial is defined for the integers 0, 1, 2, …"),
            Self::InputTooLong { bytes_max } => {
                write!(f, "the expression is too long: the limit is {bytes_max} bytes")
            }
            Self::TooDeep { depth_max } => write!(f, "nested too deeply: the limit is {depth_max} levels"),
            Self::TooLarge { digits, digits_max } if *digits >= usize::MAX / 4 => {
                write!(f, "the result would have more digits than can be counted: the limit is {digits_max}")
            }
            Self::TooLarge { digits, digits_max } => {
                write!(f, "the result could have {digits} digits: the limit is {digits_max}")
            }
            Self::TooCostly => f.write_str("this takes more work than is allowed here"),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at column {}", self.kind, self.column)
    }
}

impl core::error::Error for Error {}
