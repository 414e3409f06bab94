//! What does this come to? Exact arithmetic on text, bounded on any input.
//!
//! The way of an expression is `text → tokens → postfix code → value → text`:
//!
//! | step | where | bounded by |
//! |---|---|---|
//! | text to tokens | `token.rs`, `literal.rs` | [`Limits::input_bytes_max`] |
//! | tokens to code | `parser.rs`, precedence climbing; `names.rs` | [`Limits::depth_max`] |
//! | code to value | `evaluate.rs`, a loop over a stack | [`Limits::digits_max`], [`Limits::fuel_max`] |
//! | value to text | `answer.rs`, `render.rs` | the digits of the number |
//!
//! A value is a number, perhaps with a unit (`value.rs`, `unit/`), a truth value, or a list of factors. A number is exact,
//! an exact multiple of powers of π and e, or enclosed in an interval (`scalar.rs`, `number.rs`, `multiple.rs`,
//! `interval/`). An expression whose interval is too wide for the digits that are asked for is evaluated again with twice
//! the precision (`calculator.rs`).
//!
//! The language is described, with examples that are tests, in `docs/calculator.md`.
//!
//! What fits machine words is computed on machine words and allocates nothing, and the commonest expressions are computed
//! while they are read (`quick.rs`); everything else is `dashu`'s.
//!
//! Beside it stand [`python`], the integer arithmetic of the classic calculator, byte for byte, and [`prefix`], that of
//! the IPK Calculator Protocol.
//!
//! ```
//! use reckon_calc::{Calculator, Limits};
//!
//! let mut calculator = Calculator::new(Limits::LOCAL);
//! assert_eq!(calculator.evaluate("1/3 + 1/6").unwrap().to_string(), "0.5");
//! assert_eq!(calculator.evaluate("90 km/h to m/s").unwrap().to_string(), "25 m/s");
//! assert_eq!(calculator.evaluate("√2 to 5 sf").unwrap().to_string(), "≈ 1.4142");
//! assert_eq!(calculator.evaluate("1/0").unwrap_err().to_string(), "division by zero at column 2");
//! ```
#![no_std]
#![forbid(unsafe_code)]
#![warn(clippy::unwrap_used)]

extern crate alloc;

mod answer;
mod ball;
mod calculator;
mod code;
mod environment;
mod error;
mod evaluate;
mod exact;
mod format;
mod functions;
mod integers;
mod interval;
mod limits;
mod literal;
mod multiple;
mod names;
mod number;
mod parser;
pub mod prefix;
mod purse;
pub mod python;
mod quick;
mod render;
mod scalar;
mod session;
mod token;
mod unit;
mod value;

pub use answer::Answer;
pub use calculator::{Calculator, DIGITS};
pub use error::{Digits, Error, ErrorKind, Span};
pub use format::FORMATS;
pub use functions::{Function, functions};
pub use limits::{LimitError, Limits};
pub use names::{CONSTANTS_OF_MATHEMATICS, UnitRow, constants, unit_of, units};
pub use number::Number;
pub use session::{Outcome, RateError, Session};
pub use token::is_operator;
