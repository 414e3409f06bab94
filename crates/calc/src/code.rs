//! What the parser makes of a text and the evaluation runs: steps on a stack of values.

use alloc::boxed::Box;
use alloc::sync::Arc;

use crate::environment::OwnFunction;
use crate::error::Span;
use crate::exact::Arithmetic;
use crate::functions::Function;
use crate::unit::{Compound, Constant, NamedUnit};
use crate::value::Value;

/// What one step of the code does to the stack of values.
#[derive(Clone, Debug)]
pub(crate) enum Operation {
    Push(Value),
    /// Pushes one of a unit.
    Unit(NamedUnit),
    /// Pushes the value that a name had when this was parsed.
    Variable(Arc<Value>),
    /// Pushes the argument of this index of the function whose body this is.
    Parameter(usize),
    Constant(&'static Constant),
    Negate,
    /// Divides by 100.
    Percent,
    Factorial,
    Absolute,
    Root(u8),
    Arithmetic(Arithmetic),
    /// The left value and so many hundredths of it.
    AddPercent,
    SubtractPercent,
    /// A number and its unit.
    Attach,
    Power,
    Bitwise(Bitwise),
    Compare(Comparison),
    /// A function with so many arguments.
    Call(&'static Function, usize),
    CallOwn(Arc<OwnFunction>),
    Convert(Box<Compound>),
}

/// Operations on integers as infinitely long two's complements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bitwise {
    And,
    Or,
    Xor,
    ShiftLeft,
    ShiftRight,
}

/// Questions of order, whose answer is a truth value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
}

/// An operation and the place in the input that an error of it points at.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub operation: Operation,
    pub span: Span,
}
