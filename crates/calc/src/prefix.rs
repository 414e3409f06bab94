//! Whole numbers in prefix notation: `(+ 1 2 (* 3 4))`.
//!
//! ```text
//! query      = "(" operator 2*( SP expression ) ")"
//! expression = query / 1*DIGIT
//! operator   = "+" / "-" / "*" / "/"
//! ```
//! An operator takes two operands or more and folds them from the left. Division rounds toward zero at every node. There
//! are no signs, no fractions, and no white space but the one space before each operand; what is negative comes from a
//! subtraction. Numbers are exact, and of any size within the [`Limits`].
//!
//! ```
//! use reckon_calc::Limits;
//! use reckon_calc::prefix::Evaluator;
//!
//! let mut evaluator = Evaluator::new(Limits::NETWORK);
//! assert_eq!(evaluator.evaluate(b"(- 10 (/ 7 2) 9)").unwrap().to_string(), "-2");
//! assert_eq!(evaluator.evaluate(b"(/ 1 0)").unwrap_err().to_string(), "division by zero at column 6");
//! ```

use alloc::vec::Vec;
use core::fmt;

use crate::error::ErrorKind as Refusal;
use crate::exact::{Arithmetic, apply};
use crate::limits::Limits;
use crate::literal::read_digits;
use crate::number::{Number, Size, division_cost, product_cost};
use crate::purse::Purse;

/// Open parentheses whose memory is kept for the next query.
const KEPT_FRAMES: usize = 32;

/// Evaluates queries one after another within [`Limits`], in one pass over the text and without recursion.
#[derive(Debug)]
pub struct Evaluator {
    limits: Limits,
    open: Vec<Frame>,
    fuel_spent: u64,
}

/// A parenthesis that is open.
#[derive(Debug)]
struct Frame {
    /// Where it stands.
    start: usize,
    operator: Arithmetic,
    /// The operands so far, folded; `None` before the first.
    value: Option<Number>,
    operands: usize,
}

/// Why a query has no value, and where.
///
/// `Display` gives one line of ASCII such as `division by zero at column 6`. Columns are counted in bytes from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// What is wrong.
    pub kind: ErrorKind,
    /// Offset of the byte that it is about: of the first byte of an operand, of a byte where something else was due,
    /// or the length of the query.
    pub offset: usize,
}

/// What can be wrong with a query. The blame is the writer's, but for a [`Refused`](Self::Refused) by a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// This was due here, and something else stands in its place, or nothing.
    Expected(&'static str),
    /// It is well-formed so far, and has no value or none within the limits.
    Refused(Refusal),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ErrorKind::Expected(what) => write!(f, "expected {what}")?,
            ErrorKind::Refused(kind) => kind.fmt(f)?,
        }
        write!(f, " at column {}", self.offset.saturating_add(1))
    }
}

impl core::error::Error for Error {}

impl ErrorKind {
    fn at(self, offset: usize) -> Error {
        Error { kind: self, offset }
    }
}

impl Evaluator {
    /// An evaluator that keeps every query within `limits`.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { limits, open: Vec::new(), fuel_spent: 0 }
    }

    /// What a query comes to: a whole number, perhaps a negative one.
    ///
    /// # Errors
    /// The writer's: it does not follow the grammar, or divides by zero. Ours: it exceeds the limits.
    pub fn evaluate(&mut self, query: &[u8]) -> Result<Number, Error> {
        self.fuel_spent = 0;
        let result = self.run(query);
        self.open.clear();
        self.open.shrink_to(KEPT_FRAMES);
        result
    }

    /// What the last evaluation has cost, whatever came of it, in the unit of [`Limits::fuel_max`]. Work on machine
    /// words is free.
    #[must_use]
    pub fn fuel_spent(&self) -> u64 {
        self.fuel_spent
    }

    fn run(&mut self, query: &[u8]) -> Result<Number, Error> {
        let Limits { input_bytes_max, depth_max, fuel_max, digits_max, .. } = self.limits;
        let mut purse = Purse::new(&mut self.fuel_spent, fuel_max, digits_max);
        let open = &mut self.open;
        let byte = |at: usize| query.get(at).copied();
        if query.len() > input_bytes_max {
            let refusal = Refusal::InputTooLong { bytes_max: input_bytes_max };
            return Err(ErrorKind::Refused(refusal).at(input_bytes_max));
        }
        let mut at = 0;
        loop {
            // An operand: a number, or a parenthesis, which is open from here on.
            let start = at;
            let mut operand = match byte(at) {
                Some(b'(') => {
                    let operator = byte(at + 1).and_then(operator);
                    let operator = operator.ok_or(ErrorKind::Expected("an operator (+ - * /)").at(at + 1))?;
                    if open.len() >= depth_max {
                        return Err(ErrorKind::Refused(Refusal::TooDeep { depth_max }).at(at));
                    }
                    open.push(Frame { start, operator, value: None, operands: 0 });
                    at += 2;
                    None
                }
                // A number alone is no query.
                Some(b'0'..=b'9') if !open.is_empty() => {
                    let rest = query.get(at..).unwrap_or_default();
                    let length = rest.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
                    let digits = rest.get(..length).unwrap_or_default();
                    at += length;
                    Some(literal(digits, &mut purse).map_err(|kind| ErrorKind::Refused(kind).at(start))?)
                }
                _ if open.is_empty() => return Err(ErrorKind::Expected("(").at(at)),
                _ => return Err(ErrorKind::Expected("a number or (").at(at)),
            };
            // Operands that are complete go into their parentheses, which they may complete in turn.
            let mut place = start;
            loop {
                let Some(frame) = open.last_mut() else {
                    // The outermost parenthesis was closed, so there is an operand.
                    return match (operand, byte(at)) {
                        (Some(value), None) => Ok(value),
                        _ => Err(ErrorKind::Expected("the end").at(at)),
                    };
                };
                if let Some(operand) = operand.take() {
                    let value = match frame.value.take() {
                        None => operand,
                        Some(value) => fold(frame.operator, value, operand, &mut purse)
                            .map_err(|kind| ErrorKind::Refused(kind).at(place))?,
                    };
                    frame.value = Some(value);
                    frame.operands += 1;
                }
                match byte(at) {
                    Some(b' ') => {
                        at += 1;
                        break;
                    }
                    Some(b')') if frame.operands >= 2 => {
                        at += 1;
                        place = frame.start;
                        operand = open.pop().and_then(|frame| frame.value);
                    }
                    _ if frame.operands >= 2 => return Err(ErrorKind::Expected("a space or )").at(at)),
                    _ => return Err(ErrorKind::Expected("a space and an operand").at(at)),
                }
            }
        }
    }
}

fn operator(byte: u8) -> Option<Arithmetic> {
    Some(match byte {
        b'+' => Arithmetic::Add,
        b'-' => Arithmetic::Subtract,
        b'*' => Arithmetic::Multiply,
        b'/' => Arithmetic::Divide,
        _ => return None,
    })
}

/// Reads a run of digits.
fn literal(digits: &[u8], purse: &mut Purse) -> Result<Number, Refusal> {
    let zeros = digits.iter().take_while(|byte| **byte == b'0').count();
    let digits = digits.get(zeros..).and_then(|digits| core::str::from_utf8(digits).ok()).unwrap_or_default();
    if digits.len() > 18 {
        // log2(10) < 3322/1000.
        let size = Size::of_integer(digits.len().saturating_mul(3_322) / 1_000);
        purse.pay((size, product_cost(size.words(), size.words())))?;
    }
    Ok(read_digits(digits, ""))
}

/// One step of an operator: `value operator operand`, on whole numbers.
fn fold(operator: Arithmetic, value: Number, operand: Number, purse: &mut Purse) -> Result<Number, Refusal> {
    if operator != Arithmetic::Divide {
        return apply(operator, value, operand, purse);
    }
    if operand.is_zero() {
        return Err(Refusal::DivisionByZero);
    }
    if !(value.is_word() && operand.is_word()) {
        let (dividend, divisor) = (value.size(), operand.size());
        purse.pay((dividend, division_cost(dividend.words(), divisor.words())))?;
    }
    Ok(value.truncated_quotient(&operand))
}
