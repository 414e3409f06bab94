//! What does this come to? Exact arithmetic on text, bounded on any input.
//!
//! The way of an expression is `text → tokens → postfix code → number → text`:
//!
//! | step | where | bounded by |
//! |---|---|---|
//! | text to tokens | `token.rs`, `literal.rs` | [`Limits::input_bytes_max`] |
//! | tokens to code | `parser.rs`, precedence climbing | [`Limits::depth_max`] |
//! | code to number | `evaluate.rs`, a loop over a stack | [`Limits::digits_max`], [`Limits::fuel_max`] |
//! | number to text | `render.rs` | the digits of the number |
//!
//! The language is described, with examples that are tests, in `docs/calculator.md`.
//!
//! Numbers are exact rationals. What fits machine words is computed on machine words and allocates nothing;
//! everything else is `dashu`'s.
//!
//! Beside it stands [`python`], the integer arithmetic of the classic calculator, byte for byte.
//!
//! ```
//! use reckon_calc::{Calculator, Limits};
//!
//! let mut calculator = Calculator::new(Limits::LOCAL);
//! assert_eq!(calculator.evaluate("1/3 + 1/6").unwrap().to_string(), "0.5");
//! assert_eq!(calculator.evaluate("2/3 * 2").unwrap().to_string(), "4/3");
//! assert_eq!(calculator.evaluate("1/0").unwrap_err().to_string(), "division by zero at column 2");
//! ```
#![no_std]
#![forbid(unsafe_code)]
#![warn(clippy::unwrap_used)]

extern crate alloc;

mod calculator;
mod error;
mod evaluate;
mod limits;
mod literal;
mod number;
mod parser;
pub mod python;
mod render;
mod token;

pub use calculator::Calculator;
pub use error::{Error, ErrorKind, Span};
pub use limits::Limits;
pub use number::Number;
pub use token::is_operator;
