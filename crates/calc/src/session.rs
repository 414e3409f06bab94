//! Lines one after another that remember what went before.

use alloc::format;
use alloc::string::{String, ToString};

use crate::answer::Answer;
use crate::calculator::Calculator;
use crate::code::{Operation, Step};
use crate::environment::{Environment, OwnFunction, Scope};
use crate::error::{Error, ErrorKind};
use crate::exact;
use crate::format::Format;
use crate::limits::Limits;
use crate::literal::read_decimal;
use crate::number::Number;
use crate::parser::{Expression, Statement};
use crate::purse::Purse;
use crate::token::{Lexer, Token};

/// A calculator with variables, functions, the last answer as `ans`, and rates of currencies.
///
/// ```
/// # use reckon_calc::{Limits, Outcome, Session};
/// let mut session = Session::new(Limits::LOCAL);
/// session.evaluate("r = 3").unwrap();
/// session.evaluate("area(r) = 2 r^2  # a body sees what was there before it").unwrap();
/// let Outcome::Answer(answer) = session.evaluate("area(r + 1) + ans").unwrap() else { panic!() };
/// assert_eq!(answer.to_string(), "35");
/// ```
#[derive(Debug)]
pub struct Session {
    calculator: Calculator,
    environment: Environment,
}

/// What came of a line.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The line is a comment.
    Nothing,
    /// It was a question, and this is the answer.
    Answer(Answer),
    /// A variable has this value now.
    Variable(String, Answer),
    /// A function is defined, which is called like this, as in `area(r)`.
    Function(String),
}

/// Why a file of rates cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateError {
    /// The line, from 1.
    pub line: usize,
    /// What stands there.
    pub text: String,
}

impl core::fmt::Display for RateError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(
            f,
            "line {}: expected a currency and how many of it one unit of the base is worth, as in USD 1.0832, found '{}'",
            self.line, self.text
        )
    }
}

impl core::error::Error for RateError {}

impl Session {
    /// A session within `limits`, of which each line has all.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { calculator: Calculator::new(limits), environment: Environment::default() }
    }

    /// A session that rounds to so many significant digits; at least 1, at most `significant_max`.
    #[must_use]
    pub fn with_digits(limits: Limits, digits: usize) -> Self {
        Self { calculator: Calculator::with_digits(limits, digits), environment: Environment::default() }
    }

    /// Answers a line, or remembers what it defines.
    ///
    /// # Errors
    /// Those of [`Calculator::evaluate`], names that cannot be given, and too many of them.
    pub fn evaluate(&mut self, line: &str) -> Result<Outcome, Error> {
        if is_comment(line) {
            return Ok(Outcome::Nothing);
        }
        let scope = Scope { environment: Some(&self.environment) };
        let (statement, answer) = self.calculator.evaluate_in(line, &scope).map_err(|error| *error)?;
        match statement {
            Statement::Answer => {
                self.environment.set_answer(answer.clone().into_value());
                Ok(Outcome::Answer(answer))
            }
            Statement::Variable(name) => {
                self.check_room(&name, line)?;
                self.environment.set_variable(name.clone(), answer.clone().into_value());
                self.environment.set_answer(answer.clone().into_value());
                Ok(Outcome::Variable(name, answer))
            }
            Statement::Function(name, parameters) => {
                self.check_room(&name, line)?;
                let (body, format) = self.calculator.take_code();
                if format != Format::Plain {
                    return Err(*ErrorKind::MisplacedFormat.at(line, 0, line.len()));
                }
                let depth = 1 + body.iter().map(called_depth).max().unwrap_or_default();
                let depth_max = self.calculator.limits().depth_max;
                if depth > depth_max {
                    return Err(*ErrorKind::TooDeep { depth_max }.at(line, 0, line.len()));
                }
                let function = OwnFunction { name, parameters, body, depth };
                let signature = function.signature();
                self.environment.set_function(function);
                Ok(Outcome::Function(signature))
            }
        }
    }

    /// What a line that is still being typed comes to within these limits, if it is a question; nothing is remembered.
    #[must_use]
    pub fn preview(&self, line: &str, limits: Limits) -> Option<Answer> {
        let scope = Scope { environment: Some(&self.environment) };
        match Calculator::new(limits).evaluate_in(line, &scope) {
            Ok((Statement::Answer, answer)) => Some(answer),
            _ => None,
        }
    }

    /// Whether a line ends within a parenthesis, so that another one has to follow.
    #[must_use]
    pub fn is_unfinished(&self, line: &str) -> bool {
        let scope = Scope { environment: Some(&self.environment) };
        let parsed = Expression::default().parse(line, self.calculator.limits(), &scope);
        let opened = line.matches('(').count() > line.matches(')').count();
        parsed.is_err_and(|error| match error.kind {
            ErrorKind::Unclosed(_) => true,
            ErrorKind::ExpectedNumber(None) => opened,
            _ => false,
        })
    }

    /// Reads rates of currencies: a line for each with its code and how many of it one unit of the base is worth, such
    /// as `USD 1.0832`; the base itself has the rate 1. Blank lines and what follows `#` are passed over; between code
    /// and rate may stand white space, `=` or a comma. Gives the number of currencies.
    ///
    /// # Errors
    /// The first line that is something else. The rates before it are known then.
    pub fn read_rates(&mut self, text: &str) -> Result<usize, RateError> {
        let mut count = 0;
        for (index, line) in text.lines().enumerate() {
            let content = line.split('#').next().unwrap_or_default().trim();
            if content.is_empty() {
                continue;
            }
            let limits = *self.calculator.limits();
            let (code, worth) = read_rate(content, &limits)
                .ok_or_else(|| RateError { line: index + 1, text: content.chars().take(40).collect() })?;
            self.environment.set_currency(code, worth);
            count += 1;
            if count > limits.names_max {
                return Err(RateError { line: index + 1, text: format!("more than {count} currencies") });
            }
        }
        Ok(count)
    }

    /// Every name that was given here, functions as they are called, as in `area(r)`.
    pub fn names(&self) -> impl Iterator<Item = String> {
        self.environment.names().map(|(name, parameters)| match parameters {
            Some(parameters) => format!("{name}({})", parameters.join(", ")),
            None => name.to_string(),
        })
    }

    fn check_room(&self, name: &str, line: &str) -> Result<(), Error> {
        let names_max = self.calculator.limits().names_max;
        if self.environment.count_without(name) >= names_max {
            return Err(*ErrorKind::TooManyNames { names_max }.at(line, 0, line.len()));
        }
        Ok(())
    }
}

/// Whether there is nothing on a line but a comment.
fn is_comment(line: &str) -> bool {
    !line.trim().is_empty() && Lexer::new(line).next().is_ok_and(|first| first.token == Token::End)
}

/// Calls that a step opens at once at the most.
fn called_depth(step: &Step) -> usize {
    match &step.operation {
        Operation::CallOwn(function) => function.depth,
        _ => 0,
    }
}

/// A currency's code, and what one of it is worth in the base.
fn read_rate(line: &str, limits: &Limits) -> Option<(String, Number)> {
    let (code, rate) = line.split_once(|c: char| c.is_whitespace() || c == '=' || c == ',')?;
    let rate = rate.trim_matches(|c: char| c.is_whitespace() || c == '=' || c == ',');
    if code.len() != 3 || !code.bytes().all(|byte| byte.is_ascii_uppercase()) || rate.len() > 50 {
        return None;
    }
    let mut lexer = Lexer::new(rate);
    let Token::Number(spelling) = lexer.next().ok()?.token else { return None };
    if lexer.next().ok()?.token != Token::End {
        return None;
    }
    let decimal = read_decimal(spelling);
    let mut fuel_spent = 0;
    let mut purse = Purse::new(&mut fuel_spent, limits.fuel_max, limits.digits_max);
    let power = exact::power(&Number::from(10), &decimal.exponent.into(), &mut purse).ok()?;
    let rate = exact::apply(exact::Arithmetic::Multiply, decimal.mantissa, power, &mut purse).ok()?;
    let worth = exact::apply(exact::Arithmetic::Divide, Number::from(1), rate, &mut purse).ok()?;
    Some((code.to_string(), worth))
}
