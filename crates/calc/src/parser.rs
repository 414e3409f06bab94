//! Tokens to postfix code, by precedence climbing.
//!
//! ```text
//! statement  = [ name "=" / name "(" name *( "," name ) ")" "=" ] expression [ to format ]
//! expression = comparison *( to unit )
//! comparison = or [ ("<" / ">" / "<=" / ">=" / "==" / "!=") or ]
//! or, xor, and, shift                                     as in Python: below sums
//! sum        = term *( ("+" / "-") term )
//! term       = factor *( ("*" / "/" / "//" / "mod" / "of") factor )
//! factor     = *( "+" / "-" ) product
//! product    = power *( power )                           side by side: 2π, 3(4+5), 5 km
//! power      = postfix [ ("^" / "**") signed power ]      from the right: 2^3^2 = 2^(3^2), and -2^2 = -(2^2)
//! postfix    = primary *( "!" / "%" / superscript )
//! primary    = number / name / call / "(" expression ")" / "|" expression "|" / "√" postfix
//! ```

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::code::{Bitwise, Comparison, Operation, Step};
use crate::environment::Scope;
use crate::error::{Error, ErrorKind, Span};
use crate::exact::Arithmetic;
use crate::format::Format;
use crate::limits::Limits;
use crate::token::{Lexer, Located, Token, is_conversion};

mod operand;
mod target;

/// A parsed expression: postfix code that leaves exactly one value on the stack, and how that is to be written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Expression {
    code: Vec<Step>,
    format: Format,
}

/// What a line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Statement {
    /// An answer.
    Answer,
    /// That a name be given to the value.
    Variable(String),
    /// That a name be given to the expression, with these parameters.
    Function(String, Vec<String>),
}

impl Statement {
    /// The names that stand for arguments in the expression.
    fn parameters(&self) -> &[String] {
        match self {
            Self::Function(_, parameters) => parameters,
            Self::Answer | Self::Variable(_) => &[],
        }
    }
}

impl Expression {
    /// Parses `text` in place of what was here, and keeps the memory.
    ///
    /// # Errors
    /// The writer's: the text is no expression. Ours: it is longer or nested deeper than `limits` allow.
    pub(crate) fn parse(
        &mut self,
        text: &str,
        limits: &Limits,
        scope: &Scope,
    ) -> Result<Statement, Box<Error>> {
        self.code.clear();
        self.format = Format::Plain;
        if text.len() > limits.input_bytes_max {
            let kind = ErrorKind::InputTooLong { bytes_max: limits.input_bytes_max };
            return Err(kind.at(text, 0, text.len()));
        }
        let mut lexer = Lexer::new(text);
        let mut ahead = lexer.next()?;
        let mut statement = Statement::Answer;
        match ahead.token {
            Token::End => return Err(ErrorKind::Empty.at(text, ahead.start, ahead.end)),
            Token::Name(name) => {
                if let Some((found, rest)) = read_head(name, &lexer) {
                    if !scope.remembers() {
                        return Err(ErrorKind::NoSession.at(text, ahead.start, ahead.end));
                    }
                    if let Some(name) = unsuitable_name(name, &found, scope) {
                        let kind = ErrorKind::ReservedName(shorten(name).to_string());
                        return Err(kind.at(text, ahead.start, ahead.end));
                    }
                    (statement, lexer) = (found, rest);
                    ahead = lexer.next()?;
                }
            }
            _ => {}
        }
        let parameters = statement.parameters();
        let Self { code, format } = self;
        Parser { text, lexer, ahead, code, format, limits, scope, parameters }.statement()?;
        Ok(statement)
    }

    /// Forgets an expression of more than `steps` and gives its memory back.
    pub(crate) fn shrink_to(&mut self, steps: usize) {
        if self.code.capacity() > steps {
            self.code.clear();
            self.code.shrink_to(steps);
        }
    }

    /// Takes the code away.
    pub(crate) fn take_code(&mut self) -> Vec<Step> {
        core::mem::take(&mut self.code)
    }

    pub(crate) fn code(&self) -> &[Step] {
        &self.code
    }

    pub(crate) fn format(&self) -> Format {
        self.format
    }
}

/// Reads the head of a definition, `name =` or `name(parameters) =`, of which the lexer has passed the name; gives back
/// what is defined, and the lexer after the `=`.
fn read_head<'t>(name: &str, lexer: &Lexer<'t>) -> Option<(Statement, Lexer<'t>)> {
    let mut lexer = lexer.clone();
    match lexer.next().ok()?.token {
        Token::Assign => Some((Statement::Variable(name.to_string()), lexer)),
        Token::Open => {
            let mut parameters = Vec::new();
            loop {
                let Token::Name(parameter) = lexer.next().ok()?.token else { return None };
                parameters.push(parameter.to_string());
                match lexer.next().ok()?.token {
                    Token::Comma => {}
                    Token::Close => break,
                    _ => return None,
                }
            }
            let is_head = lexer.next().ok()?.token == Token::Assign;
            is_head.then(|| (Statement::Function(name.to_string(), parameters), lexer))
        }
        _ => None,
    }
}

/// The name in the head of a definition that cannot be given: it has another meaning, or two parameters have it.
fn unsuitable_name<'a>(name: &'a str, statement: &'a Statement, scope: &Scope) -> Option<&'a str> {
    let parameters = statement.parameters();
    let mut names = parameters.iter().map(String::as_str).chain([name]);
    let is_twice = |name: &str| parameters.iter().filter(|parameter| *parameter == name).count() > 1;
    names.find(|name| !scope.may_name(name) || is_twice(name))
}

/// How tightly an operator binds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Precedence {
    Conversion,
    Comparison,
    Or,
    Xor,
    And,
    Shift,
    Sum,
    Product,
    /// Numbers, names and parentheses side by side.
    Juxtaposition,
    Power,
}

/// What has been read, as far as the meaning of what follows depends on it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// A number as it is spelled.
    Literal,
    /// A unit alone, perhaps with an exponent.
    Unit,
    /// A number with one unit, such as `5 km`.
    Quantity,
    /// Anything else that stands side by side, such as `2π`.
    Product,
    /// What ends with `%`, and sums of it.
    Percent,
    /// A name of the writer's, which is not to be taken for a function.
    Variable,
    Other,
}

struct Parser<'t, 'e> {
    text: &'t str,
    lexer: Lexer<'t>,
    /// The token that is looked at next.
    ahead: Located<'t>,
    code: &'e mut Vec<Step>,
    format: &'e mut Format,
    limits: &'e Limits,
    scope: &'e Scope<'e>,
    parameters: &'e [String],
}

impl<'t> Parser<'t, '_> {
    /// Emits the whole text.
    fn statement(&mut self) -> Result<(), Box<Error>> {
        self.expression(Precedence::Conversion, 0)?;
        if self.is_conversion(Shape::Other)? {
            // The units are behind us, so this is a way of writing.
            self.advance()?;
            *self.format = self.format_target()?;
            if self.is_conversion(Shape::Other)? {
                return Err(self.error_here(ErrorKind::MisplacedFormat));
            }
        }
        match self.ahead.token {
            Token::End => Ok(()),
            Token::Close => Err(self.error_here(ErrorKind::Unopened)),
            Token::Assign => Err(self.error_here(ErrorKind::MisplacedAssignment)),
            _ => Err(self.expected_operator()),
        }
    }

    /// Emits an operand and every following operator that binds at least as tightly as `least`.
    ///
    /// `depth` counts the calls of this function that are open, which is all the recursion that there is.
    fn expression(&mut self, least: Precedence, depth: usize) -> Result<Shape, Box<Error>> {
        let mut shape = self.operand(least, depth)?;
        loop {
            let (operation, precedence, tighter) = match self.ahead.token {
                Token::End | Token::Close | Token::Comma => return Ok(shape),
                Token::Plus => (Operation::Arithmetic(Arithmetic::Add), Precedence::Sum, Precedence::Product),
                Token::Minus => {
                    (Operation::Arithmetic(Arithmetic::Subtract), Precedence::Sum, Precedence::Product)
                }
                Token::Star | Token::Of => (
                    Operation::Arithmetic(Arithmetic::Multiply),
                    Precedence::Product,
                    Precedence::Juxtaposition,
                ),
                Token::Slash => (
                    Operation::Arithmetic(Arithmetic::Divide),
                    Precedence::Product,
                    Precedence::Juxtaposition,
                ),
                Token::DoubleSlash => (
                    Operation::Arithmetic(Arithmetic::FloorDivide),
                    Precedence::Product,
                    Precedence::Juxtaposition,
                ),
                Token::Mod => (
                    Operation::Arithmetic(Arithmetic::Modulo),
                    Precedence::Product,
                    Precedence::Juxtaposition,
                ),
                Token::Power => (Operation::Power, Precedence::Power, Precedence::Power),
                _ => match self.rarer_operator(shape)? {
                    Next::Operator(operator) => operator,
                    Next::Juxtaposition if least <= Precedence::Juxtaposition => {
                        shape = self.juxtaposition(shape, depth)?;
                        continue;
                    }
                    Next::Conversion if least == Precedence::Conversion => {
                        if !self.unit_conversion(depth)? {
                            return Ok(shape);
                        }
                        shape = Shape::Other;
                        continue;
                    }
                    _ => return Ok(shape),
                },
            };
            if precedence < least {
                return Ok(shape);
            }
            let deeper = self.deeper(depth)?;
            let operator = self.advance()?;
            let right = self.expression(tighter, deeper)?;
            shape = self.emit_binary(operation, operator, shape, right)?;
        }
    }

    /// Emits an operator whose operands have been emitted, and tells what shape the result has.
    fn emit_binary(
        &mut self,
        operation: Operation,
        operator: Located<'t>,
        left: Shape,
        right: Shape,
    ) -> Result<Shape, Box<Error>> {
        use Arithmetic::{Add, Divide, FloorDivide, Modulo, Subtract};
        let operation = match operation {
            Operation::Arithmetic(Add | Subtract) if right == Shape::Percent && left == Shape::Percent => {
                self.emit(operation, operator);
                return Ok(Shape::Percent);
            }
            Operation::Arithmetic(Add) if right == Shape::Percent => Operation::AddPercent,
            Operation::Arithmetic(Subtract) if right == Shape::Percent => Operation::SubtractPercent,
            Operation::Arithmetic(Divide | FloorDivide | Modulo) => {
                // 1/2π, 6/2(1+2) and 1/2 cup have two readings each; 10 m / 2 s has one.
                let readings = match right {
                    Shape::Product => Some(("a/(b c)", "(a/b) c")),
                    Shape::Quantity if left == Shape::Literal => Some(("(a/b) unit", "a/(b unit)")),
                    _ => None,
                };
                if let Some((first, second)) = readings {
                    let kind = ErrorKind::Ambiguous(first, second);
                    return Err(kind.at(self.text, operator.start, operator.end));
                }
                operation
            }
            Operation::Compare(_) if self.comparison().is_some() => {
                return Err(self.error_here(ErrorKind::ChainedComparison));
            }
            Operation::Power if left == Shape::Unit => {
                self.emit(operation, operator);
                return Ok(Shape::Unit);
            }
            other => other,
        };
        self.emit(operation, operator);
        Ok(Shape::Other)
    }

    /// What the token ahead does after an operand, if it is none of the commonest operators.
    fn rarer_operator(&self, shape: Shape) -> Result<Next, Box<Error>> {
        let bitwise = |bitwise, precedence, tighter| (Operation::Bitwise(bitwise), precedence, tighter);
        let operator = match self.ahead.token {
            Token::Bar => bitwise(Bitwise::Or, Precedence::Or, Precedence::Xor),
            Token::Xor => bitwise(Bitwise::Xor, Precedence::Xor, Precedence::And),
            Token::Ampersand => bitwise(Bitwise::And, Precedence::And, Precedence::Shift),
            Token::ShiftLeft => bitwise(Bitwise::ShiftLeft, Precedence::Shift, Precedence::Sum),
            Token::ShiftRight => bitwise(Bitwise::ShiftRight, Precedence::Shift, Precedence::Sum),
            Token::Arrow => return Ok(Next::Conversion),
            Token::Name(name) if is_conversion(name) && self.is_conversion(shape)? => {
                return Ok(Next::Conversion);
            }
            Token::Name(_) | Token::Open | Token::Root(_) => return Ok(Next::Juxtaposition),
            // A second part of a quantity: 5 ft 3 in.
            Token::Number(_) if shape == Shape::Quantity => return Ok(Next::Juxtaposition),
            _ => match self.comparison() {
                Some(comparison) => (Operation::Compare(comparison), Precedence::Comparison, Precedence::Or),
                None => return Ok(Next::Nothing),
            },
        };
        Ok(Next::Operator(operator))
    }

    /// The comparison ahead.
    fn comparison(&self) -> Option<Comparison> {
        Some(match self.ahead.token {
            Token::Less => Comparison::Less,
            Token::LessOrEqual => Comparison::LessOrEqual,
            Token::Greater => Comparison::Greater,
            Token::GreaterOrEqual => Comparison::GreaterOrEqual,
            Token::Equal => Comparison::Equal,
            Token::NotEqual => Comparison::NotEqual,
            _ => return None,
        })
    }

    /// Whether the token ahead, after an operand, asks for a conversion. `in` is the inch after a number, unless the
    /// name of a unit or a way of writing follows: `5 in`, but `255 in hex`; and after anything else if nothing follows.
    fn is_conversion(&self, shape: Shape) -> Result<bool, Box<Error>> {
        let name = match self.ahead.token {
            Token::Arrow => return Ok(true),
            Token::Name(name) if is_conversion(name) => name,
            _ => return Ok(false),
        };
        if name != "in" {
            return Ok(true);
        }
        let next = self.lexer.clone().next()?.token;
        Ok(match next {
            Token::Name(next) if is_conversion(next) => {
                matches!(shape, Shape::Unit | Shape::Quantity | Shape::Product)
            }
            Token::Name(_) | Token::Number(_) | Token::Percent => true,
            _ => false,
        })
    }

    /// Emits what stands beside the operand just read, multiplied with it.
    fn juxtaposition(&mut self, left: Shape, depth: usize) -> Result<Shape, Box<Error>> {
        let beside = self.ahead;
        match beside.token {
            Token::Number(_) => {
                if self.expression(Precedence::Juxtaposition, self.deeper(depth)?)? != Shape::Quantity {
                    return Err(self.error_at(beside));
                }
                self.emit(Operation::Arithmetic(Arithmetic::Add), beside);
                return Ok(Shape::Quantity);
            }
            Token::Open if left == Shape::Variable => {
                let Span { start, end } =
                    self.code.last().map_or(Span { start: 0, end: 0 }, |step| step.span);
                let name = self.text.get(start..end).unwrap_or_default();
                return Err(ErrorKind::NotAFunction(shorten(name).to_string()).at(self.text, start, end));
            }
            _ => {}
        }
        let right = self.expression(Precedence::Power, self.deeper(depth)?)?;
        if right == Shape::Unit {
            self.emit(Operation::Attach, beside);
            return Ok(if left == Shape::Literal { Shape::Quantity } else { Shape::Product });
        }
        self.emit(Operation::Arithmetic(Arithmetic::Multiply), beside);
        Ok(Shape::Product)
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

    /// The token ahead as it is written, cut short if it is long; nothing at the end.
    fn found(&self) -> Option<String> {
        let spelling = self.text.get(self.ahead.start..self.ahead.end).unwrap_or_default();
        (self.ahead.token != Token::End).then(|| shorten(spelling).to_string())
    }

    fn expected_number(&self) -> Box<Error> {
        self.error_here(ErrorKind::ExpectedNumber(self.found()))
    }

    fn expected_operator(&self) -> Box<Error> {
        self.error_at(self.ahead)
    }

    fn expected_target(&self) -> Box<Error> {
        self.error_here(ErrorKind::ExpectedTarget(self.found()))
    }

    fn error_here(&self, kind: ErrorKind) -> Box<Error> {
        kind.at(self.text, self.ahead.start, self.ahead.end)
    }

    /// That an operator was due where this token stands.
    fn error_at(&self, token: Located<'_>) -> Box<Error> {
        let spelling = self.text.get(token.start..token.end).unwrap_or_default();
        ErrorKind::ExpectedOperator(shorten(spelling).to_string()).at(self.text, token.start, token.end)
    }
}

/// What stands after an operand.
enum Next {
    Operator((Operation, Precedence, Precedence)),
    Juxtaposition,
    Conversion,
    Nothing,
}

/// As much of a token as an error shows.
fn shorten(token: &str) -> &str {
    const SHOWN_MAX: usize = 20;
    let end = token.char_indices().nth(SHOWN_MAX).map_or(token.len(), |(at, _)| at);
    token.get(..end).unwrap_or_default()
}
