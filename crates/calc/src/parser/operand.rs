//! What stands between operators: numbers, names, calls, what brackets hold, and what is written after them.

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::sync::Arc;

use super::{Parser, Precedence, Shape, shorten};
use crate::code::Operation;
use crate::error::{Error, ErrorKind};
use crate::exact::Arithmetic;
use crate::literal::{Decimal, read_based, read_decimal, read_superscript};
use crate::names::{Meaning, unknown};
use crate::number::Number;
use crate::token::{Located, Token, is_conversion};

impl<'t> Parser<'t, '_> {
    /// Emits a primary with its signs, or with its factorials, percents and raised numbers.
    pub(super) fn operand(&mut self, least: Precedence, depth: usize) -> Result<Shape, Box<Error>> {
        let shape = match self.ahead.token {
            Token::Number(spelling) => {
                let literal = self.advance()?;
                self.check_digits(spelling.bytes().filter(u8::is_ascii_digit).count(), literal)?;
                self.emit_decimal(read_decimal(spelling), literal);
                Shape::Literal
            }
            Token::Plus | Token::Minus => return self.sign(least, depth),
            Token::Open => {
                let depth = self.deeper(depth)?;
                self.bracket('(', Token::Close, depth)?;
                Shape::Other
            }
            _ => self.rarer_operand(depth)?,
        };
        match self.ahead.token {
            Token::Bang | Token::Percent | Token::Superscript(_) => self.postfix(shape),
            _ => Ok(shape),
        }
    }

    /// Emits an operand after its sign, which takes in all that binds more tightly than products.
    fn sign(&mut self, least: Precedence, depth: usize) -> Result<Shape, Box<Error>> {
        let depth = self.deeper(depth)?;
        let sign = self.advance()?;
        let shape = self.expression(least.max(Precedence::Juxtaposition), depth)?;
        if sign.token == Token::Minus {
            self.emit(Operation::Negate, sign);
        }
        Ok(shape)
    }

    /// Emits what stands between two brackets, the first of which is ahead.
    fn bracket(&mut self, bracket: char, close: Token, depth: usize) -> Result<(), Box<Error>> {
        let open = self.advance()?;
        // Between bars, a bar is the closing one.
        let least = if close == Token::Bar { Precedence::Xor } else { Precedence::Conversion };
        self.expression(least, depth)?;
        match self.ahead.token {
            token if token == close => {
                self.advance()?;
                Ok(())
            }
            Token::End => Err(ErrorKind::Unclosed(bracket).at(self.text, open.start, open.end)),
            // The units are behind us, so this is a way of writing.
            _ if self.is_conversion(Shape::Other)? => Err(self.error_here(ErrorKind::MisplacedFormat)),
            Token::Assign => Err(self.error_here(ErrorKind::MisplacedAssignment)),
            _ => Err(self.expected_operator()),
        }
    }

    fn rarer_operand(&mut self, depth: usize) -> Result<Shape, Box<Error>> {
        match self.ahead.token {
            Token::Name(name) => self.named(name, depth),
            Token::BasedNumber(spelling, base) => {
                let literal = self.advance()?;
                // So many digits of base 16 have 5/4 as many of base 10, which is found once the text is not too long.
                self.check_digits(spelling.len() / 4, literal)?;
                let number = read_based(spelling, base);
                self.check_digits(number.size().digits(), literal)?;
                self.emit(Operation::Push(number.into()), literal);
                Ok(Shape::Literal)
            }
            Token::Bar => {
                let depth = self.deeper(depth)?;
                let open = self.ahead;
                self.bracket('|', Token::Bar, depth)?;
                self.emit(Operation::Absolute, open);
                Ok(Shape::Other)
            }
            Token::Root(degree) => {
                let depth = self.deeper(depth)?;
                let root = self.advance()?;
                self.expression(Precedence::Power, depth)?;
                self.emit(Operation::Root(degree), root);
                Ok(Shape::Other)
            }
            _ => Err(self.expected_number()),
        }
    }

    /// Emits what a name stands for.
    fn named(&mut self, name: &'t str, depth: usize) -> Result<Shape, Box<Error>> {
        let at = self.advance()?;
        if let Some(index) = self.parameters.iter().position(|parameter| parameter == name) {
            self.emit(Operation::Parameter(index), at);
            return Ok(Shape::Variable);
        }
        let is_call = self.ahead.token == Token::Open;
        let value = match self.scope.meaning_before(name, is_call) {
            Some(Meaning::Function(function)) => {
                let arguments = self.arguments(at, || function.signature(), depth)?;
                if !function.takes(arguments) {
                    return Err(self.wrong_arguments(at, function.signature(), arguments));
                }
                self.emit(Operation::Call(function, arguments), at);
                return Ok(Shape::Other);
            }
            Some(Meaning::OwnFunction(function)) => {
                let arguments = self.arguments(at, || function.signature(), depth)?;
                if arguments != function.parameters.len() {
                    return Err(self.wrong_arguments(at, function.signature(), arguments));
                }
                self.emit(Operation::CallOwn(Arc::clone(function)), at);
                return Ok(Shape::Other);
            }
            Some(Meaning::Constant(constant)) => {
                self.emit(Operation::Constant(constant), at);
                return Ok(Shape::Other);
            }
            Some(Meaning::Variable(value)) => {
                self.emit(Operation::Variable(Arc::clone(value)), at);
                return Ok(Shape::Variable);
            }
            Some(Meaning::Value(value)) => value,
            Some(Meaning::Unit(unit)) => {
                self.emit(Operation::Unit(unit), at);
                return Ok(Shape::Unit);
            }
            None => {
                let kind = unknown(name, self.scope, self.parameters);
                return Err(kind.at(self.text, at.start, at.end));
            }
        };
        self.emit(Operation::Push(value), at);
        Ok(Shape::Other)
    }

    /// Emits the arguments of a function, and counts them.
    fn arguments(
        &mut self,
        function: Located<'t>,
        signature: impl Fn() -> String,
        depth: usize,
    ) -> Result<usize, Box<Error>> {
        let depth = self.deeper(depth)?;
        if self.ahead.token != Token::Open {
            let kind = ErrorKind::MissingArguments { signature: signature() };
            return Err(kind.at(self.text, function.start, function.end));
        }
        let open = self.advance()?;
        let mut count = 0;
        if self.ahead.token == Token::Close {
            self.advance()?;
            return Ok(count);
        }
        loop {
            self.expression(Precedence::Conversion, depth)?;
            count += 1;
            match self.ahead.token {
                Token::Comma => drop(self.advance()?),
                Token::Close => {
                    self.advance()?;
                    return Ok(count);
                }
                Token::End => return Err(ErrorKind::Unclosed('(').at(self.text, open.start, open.end)),
                Token::Assign => return Err(self.error_here(ErrorKind::MisplacedAssignment)),
                _ => return Err(self.expected_operator()),
            }
        }
    }

    fn wrong_arguments(&self, function: Located<'t>, signature: String, found: usize) -> Box<Error> {
        ErrorKind::WrongArguments { signature, found }.at(self.text, function.start, function.end)
    }

    fn postfix(&mut self, mut shape: Shape) -> Result<Shape, Box<Error>> {
        loop {
            match self.ahead.token {
                Token::Bang => {
                    let bang = self.advance()?;
                    self.emit(Operation::Factorial, bang);
                    shape = Shape::Other;
                }
                Token::Percent => {
                    let percent = self.advance()?;
                    if matches!(
                        self.ahead.token,
                        Token::Number(_) | Token::BasedNumber(..) | Token::Open | Token::Root(_)
                    ) || matches!(self.ahead.token, Token::Name(name) if !is_conversion(name))
                    {
                        let kind = ErrorKind::PercentAsRemainder;
                        return Err(kind.at(self.text, percent.start, percent.end));
                    }
                    self.emit(Operation::Percent, percent);
                    shape = Shape::Percent;
                }
                Token::Superscript(spelling) => {
                    let raised = self.advance()?;
                    self.check_digits(spelling.chars().count(), raised)?;
                    let Some(exponent) = read_superscript(spelling) else {
                        let kind = ErrorKind::ExpectedOperator(shorten(spelling).to_string());
                        return Err(kind.at(self.text, raised.start, raised.end));
                    };
                    self.emit(Operation::Push(exponent.into()), raised);
                    self.emit(Operation::Power, raised);
                    shape = if shape == Shape::Unit { shape } else { Shape::Other };
                }
                _ => return Ok(shape),
            }
        }
    }

    /// Emits a literal's mantissa, and the power of ten to multiply it with or to divide it by.
    fn emit_decimal(&mut self, decimal: Decimal, literal: Located<'_>) {
        let Decimal { mantissa, exponent } = decimal;
        // Zero stays zero, however far its point is moved.
        let exponent = if mantissa.is_zero() { 0 } else { exponent };
        self.emit(Operation::Push(mantissa.into()), literal);
        if exponent != 0 {
            match u32::try_from(exponent.unsigned_abs())
                .ok()
                .and_then(|exponent| 10_i64.checked_pow(exponent))
            {
                Some(power) => self.emit(Operation::Push(Number::from(power).into()), literal),
                None => {
                    self.emit(Operation::Push(Number::from(10).into()), literal);
                    self.emit(Operation::Push(Number::from(exponent.saturating_abs()).into()), literal);
                    self.emit(Operation::Power, literal);
                }
            }
            let operation = if exponent < 0 { Arithmetic::Divide } else { Arithmetic::Multiply };
            self.emit(Operation::Arithmetic(operation), literal);
        }
    }

    fn check_digits(&self, digits: usize, literal: Located<'_>) -> Result<(), Box<Error>> {
        let digits_max = self.limits.digits_max;
        if digits <= digits_max {
            return Ok(());
        }
        let digits = digits.into();
        Err(ErrorKind::TooLarge { digits, digits_max }.at(self.text, literal.start, literal.end))
    }
}
