//! Tokens to postfix code, by precedence climbing.
//!
//! ```text
//! expression = term *( ("+" / "-") term )
//! term       = factor *( ("*" / "/" / "//" / "mod") factor )
//! factor     = *( "+" / "-" ) power
//! power      = postfix [ ("^" / "**") factor ]            from the right: 2^3^2 = 2^(3^2), and -2^2 = -(2^2)
//! postfix    = primary *( "!" / superscript )
//! primary    = number / "(" expression ")"
//! ```

use alloc::boxed::Box;
use alloc::string::ToString;
use alloc::vec::Vec;

use crate::error::{Error, ErrorKind, Span};
use crate::limits::Limits;
use crate::literal::{Decimal, read_based, read_decimal, read_superscript};
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
    FloorDivide,
    Modulo,
    Power,
    Factorial,
}

/// An operation and the place in the input that an error of it points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub operation: Operation,
    pub span: Span,
}

/// A parsed expression: postfix code that leaves exactly one number on the stack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Expression {
    code: Vec<Step>,
}

impl Expression {
    /// Parses `text` in place of what was here, and keeps the memory.
    ///
    /// # Errors
    /// The writer's: the text is no expression. Ours: it is longer or nested deeper than `limits` allow.
    pub(crate) fn parse(&mut self, text: &str, limits: &Limits) -> Result<(), Box<Error>> {
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
        parser.expression(Precedence::Sum, 0)?;
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
enum Precedence {
    Sum,
    Product,
    Sign,
    Power,
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
    /// Parentheses, signs and powers can recurse without an end in the grammar, so they are what `depth` counts.
    fn expression(&mut self, least: Precedence, depth: usize) -> Result<(), Box<Error>> {
        self.operand(depth)?;
        loop {
            let (operation, precedence, tighter) = match self.ahead.token {
                Token::Plus => (Operation::Add, Precedence::Sum, Precedence::Product),
                Token::Minus => (Operation::Subtract, Precedence::Sum, Precedence::Product),
                Token::Star => (Operation::Multiply, Precedence::Product, Precedence::Sign),
                Token::Slash => (Operation::Divide, Precedence::Product, Precedence::Sign),
                Token::DoubleSlash => (Operation::FloorDivide, Precedence::Product, Precedence::Sign),
                Token::Mod => (Operation::Modulo, Precedence::Product, Precedence::Sign),
                Token::Power => (Operation::Power, Precedence::Power, Precedence::Power),
                _ => return Ok(()),
            };
            if precedence < least {
                return Ok(());
            }
            // Only a power takes another of its kind to its right.
            let depth = if tighter == precedence { self.deeper(depth)? } else { depth };
            let operator = self.advance()?;
            self.expression(tighter, depth)?;
            self.emit(operation, operator);
        }
    }

    /// Emits a primary with its signs, or with its factorials and raised numbers.
    fn operand(&mut self, depth: usize) -> Result<(), Box<Error>> {
        match self.ahead.token {
            Token::Plus | Token::Minus => {
                let depth = self.deeper(depth)?;
                let sign = self.advance()?;
                self.expression(Precedence::Sign, depth)?;
                if sign.token == Token::Minus {
                    self.emit(Operation::Negate, sign);
                }
                return Ok(());
            }
            Token::Number(spelling) => {
                let literal = self.advance()?;
                self.check_digits(spelling.bytes().filter(u8::is_ascii_digit).count(), literal)?;
                self.emit_decimal(read_decimal(spelling), literal);
            }
            Token::BasedNumber(spelling, base) => {
                let literal = self.advance()?;
                // So many digits of base 16 have 5/4 as many of base 10, which is found once the text is not too long.
                self.check_digits(spelling.len() / 4, literal)?;
                let number = read_based(spelling, base);
                self.check_digits(number.size().digits(), literal)?;
                self.emit(Operation::Push(number), literal);
            }
            Token::Open => {
                let depth = self.deeper(depth)?;
                let open = self.advance()?;
                self.expression(Precedence::Sum, depth)?;
                match self.ahead.token {
                    Token::Close => drop(self.advance()?),
                    Token::End => return Err(ErrorKind::Unclosed.at(self.text, open.start, open.end)),
                    _ => {
                        let found = self.spelling().to_string();
                        return Err(self.error_here(ErrorKind::ExpectedOperator(found)));
                    }
                }
            }
            Token::End => return Err(self.error_here(ErrorKind::ExpectedNumber(None))),
            _ => {
                let found = self.spelling().to_string();
                return Err(self.error_here(ErrorKind::ExpectedNumber(Some(found))));
            }
        }
        self.postfix()
    }

    fn postfix(&mut self) -> Result<(), Box<Error>> {
        loop {
            match self.ahead.token {
                Token::Bang => {
                    let bang = self.advance()?;
                    self.emit(Operation::Factorial, bang);
                }
                Token::Superscript(spelling) => {
                    let raised = self.advance()?;
                    self.check_digits(spelling.chars().count(), raised)?;
                    let Some(exponent) = read_superscript(spelling) else {
                        let kind = ErrorKind::ExpectedOperator(shorten(spelling).to_string());
                        return Err(kind.at(self.text, raised.start, raised.end));
                    };
                    self.emit(Operation::Push(exponent), raised);
                    self.emit(Operation::Power, raised);
                }
                _ => return Ok(()),
            }
        }
    }

    /// Emits a literal's mantissa, and the power of ten to multiply it with or to divide it by.
    fn emit_decimal(&mut self, decimal: Decimal, literal: Located<'_>) {
        let Decimal { mantissa, exponent } = decimal;
        // Zero stays zero, however far its point is moved.
        let exponent = if mantissa.is_zero() { 0 } else { exponent };
        self.emit(Operation::Push(mantissa), literal);
        if exponent != 0 {
            match u32::try_from(exponent.unsigned_abs())
                .ok()
                .and_then(|exponent| 10_i64.checked_pow(exponent))
            {
                Some(power) => self.emit(Operation::Push(Number::from(power)), literal),
                None => {
                    self.emit(Operation::Push(Number::from(10)), literal);
                    self.emit(Operation::Push(Number::from(exponent.saturating_abs())), literal);
                    self.emit(Operation::Power, literal);
                }
            }
            self.emit(if exponent < 0 { Operation::Divide } else { Operation::Multiply }, literal);
        }
    }

    fn check_digits(&self, digits: usize, literal: Located<'_>) -> Result<(), Box<Error>> {
        let digits_max = self.limits.digits_max;
        if digits <= digits_max {
            return Ok(());
        }
        Err(ErrorKind::TooLarge { digits, digits_max }.at(self.text, literal.start, literal.end))
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

    /// The token ahead as it is written, cut short if it is long.
    fn spelling(&self) -> &'t str {
        shorten(self.text.get(self.ahead.start..self.ahead.end).unwrap_or_default())
    }

    fn error_here(&self, kind: ErrorKind) -> Box<Error> {
        kind.at(self.text, self.ahead.start, self.ahead.end)
    }
}

/// As much of a token as an error shows.
fn shorten(token: &str) -> &str {
    const SHOWN_MAX: usize = 20;
    let end = token.char_indices().nth(SHOWN_MAX).map_or(token.len(), |(at, _)| at);
    token.get(..end).unwrap_or_default()
}
