//! Tokens to postfix code, by precedence climbing.
//!
//! ```text
//! expression = term *( ("+" / "-") term )
//! term       = factor *( ("*" / "/") factor )
//! factor     = *( "+" / "-" ) ( number / "(" expression ")" )
//! ```

use alloc::boxed::Box;
use alloc::string::ToString;
use alloc::vec::Vec;

use crate::error::{Error, ErrorKind, Span};
use crate::limits::Limits;
use crate::number::Number;
use crate::token::{Lexer, Located, Token};

/// What one step of the code does to the stack of numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    Push(Number),
    Negate,
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// An operation and the place in the input that an error of it points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub operation: Operation,
    pub span: Span,
}

/// A parsed expression: postfix code that leaves exactly one number on the stack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expression {
    code: Vec<Step>,
}

impl Expression {
    /// Parses `text`.
    ///
    /// # Errors
    /// The writer's: the text is no expression. Ours: it is longer or nested deeper than `limits` allow.
    pub fn parse(text: &str, limits: &Limits) -> Result<Self, Error> {
        let mut expression = Self::default();
        expression.parse_again(text, limits).map_err(|error| *error)?;
        Ok(expression)
    }

    /// Parses `text` in place of what was here, and keeps the memory.
    pub(crate) fn parse_again(&mut self, text: &str, limits: &Limits) -> Result<(), Box<Error>> {
        self.code.clear();
        if text.len() > limits.input_bytes_max {
            let kind = ErrorKind::InputTooLong { bytes_max: limits.input_bytes_max };
            return Err(kind.at(text, 0, text.len()));
        }
        let mut lexer = Lexer::new(text);
        let ahead = lexer.next()?;
        if ahead.token == Token::End {
            return Err(ErrorKind::Empty.at(text, ahead.start, ahead.end));
        }
        let mut parser = Parser { text, lexer, ahead, code: &mut self.code, limits };
        parser.expression(Power::Sum, 0)?;
        match parser.ahead.token {
            Token::End => Ok(()),
            Token::Close => Err(parser.error_here(ErrorKind::Unopened)),
            _ => {
                let found = parser.spelling().to_string();
                Err(parser.error_here(ErrorKind::ExpectedOperator(found)))
            }
        }
    }

    /// Forgets an expression of more than `steps` and gives its memory back.
    pub(crate) fn shrink_to(&mut self, steps: usize) {
        if self.code.capacity() > steps {
            self.code.clear();
            self.code.shrink_to(steps);
        }
    }

    pub(crate) fn code(&self) -> &[Step] {
        &self.code
    }
}

/// How tightly an operator binds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Power {
    Sum,
    Product,
    Sign,
}

struct Parser<'t, 'e> {
    text: &'t str,
    lexer: Lexer<'t>,
    /// The token that is looked at next.
    ahead: Located<'t>,
    code: &'e mut Vec<Step>,
    limits: &'e Limits,
}

impl<'t> Parser<'t, '_> {
    /// Emits an operand and every following operator that binds at least as tightly as `least`.
    ///
    /// Only parentheses and signs recurse without an end in the grammar, so they are what `depth` counts.
    fn expression(&mut self, least: Power, depth: usize) -> Result<(), Box<Error>> {
        self.operand(depth)?;
        loop {
            let (operation, power, tighter) = match self.ahead.token {
                Token::Plus => (Operation::Add, Power::Sum, Power::Product),
                Token::Minus => (Operation::Subtract, Power::Sum, Power::Product),
                Token::Star => (Operation::Multiply, Power::Product, Power::Sign),
                Token::Slash => (Operation::Divide, Power::Product, Power::Sign),
                _ => return Ok(()),
            };
            if power < least {
                return Ok(());
            }
            let operator = self.advance()?;
            self.expression(tighter, depth)?;
            self.emit(operation, operator);
        }
    }

    fn operand(&mut self, depth: usize) -> Result<(), Box<Error>> {
        match self.ahead.token {
            Token::Number(spelling) => {
                let literal = self.advance()?;
                let digits = spelling.len();
                if digits > self.limits.digits_max {
                    let kind = ErrorKind::TooLarge { digits, digits_max: self.limits.digits_max };
                    return Err(kind.at(self.text, literal.start, literal.end));
                }
                let (mantissa, power_of_ten) = decimal_parts(spelling);
                self.emit(Operation::Push(mantissa), literal);
                if let Some(power_of_ten) = power_of_ten {
                    self.emit(Operation::Push(power_of_ten), literal);
                    self.emit(Operation::Divide, literal);
                }
                Ok(())
            }
            Token::Plus | Token::Minus => {
                let depth = self.deeper(depth)?;
                let sign = self.advance()?;
                self.expression(Power::Sign, depth)?;
                if sign.token == Token::Minus {
                    self.emit(Operation::Negate, sign);
                }
                Ok(())
            }
            Token::Open => {
                let depth = self.deeper(depth)?;
                let open = self.advance()?;
                self.expression(Power::Sum, depth)?;
                match self.ahead.token {
                    Token::Close => self.advance().map(drop),
                    Token::End => Err(ErrorKind::Unclosed.at(self.text, open.start, open.end)),
                    _ => {
                        let found = self.spelling().to_string();
                        Err(self.error_here(ErrorKind::ExpectedOperator(found)))
                    }
                }
            }
            Token::End => Err(self.error_here(ErrorKind::ExpectedNumber(None))),
            Token::Star | Token::Slash | Token::Close => {
                let found = self.spelling().to_string();
                Err(self.error_here(ErrorKind::ExpectedNumber(Some(found))))
            }
        }
    }

    fn deeper(&self, depth: usize) -> Result<usize, Box<Error>> {
        if depth >= self.limits.depth_max {
            return Err(self.error_here(ErrorKind::TooDeep { depth_max: self.limits.depth_max }));
        }
        Ok(depth + 1)
    }

    /// Moves past the token ahead and returns it.
    fn advance(&mut self) -> Result<Located<'t>, Box<Error>> {
        let passed = self.ahead;
        self.ahead = self.lexer.next()?;
        Ok(passed)
    }

    fn emit(&mut self, operation: Operation, at: Located<'_>) {
        self.code.push(Step { operation, span: Span { start: at.start, end: at.end } });
    }

    /// The token ahead as it is written, cut short if it is a long number.
    fn spelling(&self) -> &'t str {
        const SHOWN_MAX: usize = 20;
        let end = self.ahead.end.min(self.ahead.start + SHOWN_MAX);
        self.text.get(self.ahead.start..end).unwrap_or_default()
    }

    fn error_here(&self, kind: ErrorKind) -> Box<Error> {
        kind.at(self.text, self.ahead.start, self.ahead.end)
    }
}

/// The digits of a literal as one integer, and the power of ten to divide it by, if any.
///
/// The division is left to the evaluation, where the work of reducing a long fraction is paid for.
fn decimal_parts(spelling: &str) -> (Number, Option<Number>) {
    let (whole, fraction) = spelling.split_once('.').unwrap_or((spelling, ""));
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() {
        return (Number::from_digits(whole, ""), None);
    }
    (Number::from_digits(whole, fraction), Some(Number::power_of_ten(fraction.len())))
}
