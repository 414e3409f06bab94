//! Text to answer, with memory that is used again.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::answer::{self, Answer};
use crate::code::Step;
use crate::environment::Scope;
use crate::error::{Error, ErrorKind, Span};
use crate::evaluate::{Bounds, Stack, run};
use crate::format::Format;
use crate::interval::Precision;
use crate::limits::Limits;
use crate::parser::{Expression, Statement};
use crate::purse::Purse;
use crate::quick;
use crate::render::{check_places, render};
use crate::scalar::{Context, Scalar};
use crate::value::{Value, describe};

/// Steps of code, and values of the stack, whose memory is kept for the next expression. What a longer one needed is
/// given back, for a server has a calculator for each connection.
const KEPT_STEPS: usize = 256;

/// Significant digits of an approximate answer if nothing else is said: those of an IEEE 754 decimal128.
pub const DIGITS: usize = 34;

/// Bits beyond the digits that are asked for. They let all but the most unlucky values be rounded at the first attempt,
/// and a session's variables be used without a loss.
const GUARD_BITS: usize = 128;

/// Attempts at a value have each twice the bits of the one before: three times at the least, and up to so many bits,
/// which take some milliseconds for most functions.
const ATTEMPTS: u32 = 3;
const ATTEMPT_BITS: usize = 1 << 16;

/// Evaluates expressions one after another within [`Limits`].
///
/// It remembers nothing of an expression but the memory that was needed: from the second one on, an expression
/// over integers that fit machine words allocates nothing. What remembers names is a [`Session`](crate::Session).
#[derive(Debug)]
pub struct Calculator {
    limits: Limits,
    digits: usize,
    expression: Expression,
    stack: Stack,
    fuel_spent: u64,
    is_in_full: bool,
}

impl Calculator {
    /// A calculator that keeps every expression within `limits` and rounds to [`DIGITS`] digits what has to be rounded.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self::with_digits(limits, DIGITS)
    }

    /// A calculator that rounds to so many significant digits; at least 1, at most `significant_max`.
    #[must_use]
    pub fn with_digits(limits: Limits, digits: usize) -> Self {
        let digits = digits.clamp(1, limits.significant_max);
        Self {
            limits,
            digits,
            expression: Expression::default(),
            stack: Stack::default(),
            fuel_spent: 0,
            is_in_full: false,
        }
    }

    /// Refuses as too costly what would be answered with fewer digits than are asked for, or not be decided, only because
    /// more would cost too much: for those who then ask a calculator with more fuel, which may know better.
    #[must_use]
    pub fn in_full(mut self) -> Self {
        self.is_in_full = true;
        self
    }

    /// What `text` comes to.
    ///
    /// # Errors
    /// The writer's: `text` is no expression, or has no value. Ours: it exceeds the limits.
    ///
    /// ```
    /// # use reckon_calc::{Calculator, Limits};
    /// let mut calculator = Calculator::new(Limits::NETWORK);
    /// assert_eq!(calculator.evaluate("0.1 + 0.2").unwrap().to_string(), "0.3");
    /// ```
    pub fn evaluate(&mut self, text: &str) -> Result<Answer, Error> {
        self.evaluate_in(text, &Scope { environment: None }).map(|(_, answer)| answer).map_err(|error| *error)
    }

    /// What `text` asks for, and what its expression comes to; the body of a function has no value yet.
    pub(crate) fn evaluate_in(
        &mut self,
        text: &str,
        scope: &Scope,
    ) -> Result<(Statement, Answer), Box<Error>> {
        self.fuel_spent = 0;
        let digits = (!scope.remembers()).then_some(self.digits);
        if let Some(answer) = quick::evaluate(text, &self.limits, digits) {
            return Ok((Statement::Answer, answer));
        }
        self.parse_and_answer(text, scope)
    }

    fn parse_and_answer(&mut self, text: &str, scope: &Scope) -> Result<(Statement, Answer), Box<Error>> {
        let statement = self.expression.parse(text, &self.limits, scope);
        let result = statement.and_then(|statement| {
            let answer = match &statement {
                Statement::Function(..) => Answer::exact(Value::from(true)),
                _ => self.answer(text)?,
            };
            Ok((statement, answer))
        });
        self.stack.clear(KEPT_STEPS);
        if !matches!(result, Ok((Statement::Function(..), _))) {
            self.expression.shrink_to(KEPT_STEPS);
        }
        result
    }

    /// The code of the function that was defined last, which is taken away, and how it was to be written.
    pub(crate) fn take_code(&mut self) -> (Vec<Step>, Format) {
        (self.expression.take_code(), self.expression.format())
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// What the last evaluation has cost, whatever came of it, in the unit of [`Limits::fuel_max`]. Work on integers
    /// that are machine words is free.
    #[must_use]
    pub fn fuel_spent(&self) -> u64 {
        self.fuel_spent
    }

    /// Runs the code that was parsed from `text`: again and again with more bits, until all the digits that are asked
    /// for are certain and all that had to be decided is decided, or the limits are reached.
    fn answer(&mut self, text: &str) -> Result<Answer, Box<Error>> {
        let format = self.expression.format();
        let digits = match format {
            Format::Significant(digits) | Format::Places(digits) => digits.max(self.digits),
            _ => self.digits,
        };
        let magnitude_bits_max = bits_of(self.limits.digits_max);
        let mut precision = Precision { bits: bits_of(digits) + GUARD_BITS, magnitude_bits_max };
        let bounds = Bounds { words_max: VALUES_MAX.saturating_mul(self.limits.digits_max as u64 / 19 + 1) };
        let mut best: Option<Answer> = None;
        let mut failure = None;
        let bits_max = ATTEMPT_BITS.max(precision.bits << ATTEMPTS);
        while precision.bits <= bits_max {
            self.stack.clear(usize::MAX);
            let purse = Purse::new(&mut self.fuel_spent, self.limits.fuel_max, self.limits.digits_max);
            let mut context = Context { purse, precision };
            let attempt =
                run(self.expression.code(), &mut self.stack, &mut context, bounds).and_then(|value| {
                    if answer::is_plain(&value, format) {
                        return Ok((Answer::exact(value), false));
                    }
                    finish(value, format, self.digits, &mut context)
                        .map_err(|kind| kind.within(Span { start: 0, end: text.trim_end().len() }))
                });
            match attempt {
                Ok((answer, false)) => return Ok(answer),
                // More bits that tell no more digits: what limits them is not the precision.
                Ok((answer, true)) if answer.digits() != Some(0) && is_no_better(&answer, best.as_ref()) => {
                    break;
                }
                Ok((answer, true)) => best = Some(answer),
                Err(stopped) if self.is_in_full && stopped.kind == ErrorKind::TooCostly => {
                    return Err(stopped.in_text(text));
                }
                Err(stopped) => {
                    let more_may_help = matches!(stopped.kind, ErrorKind::Undecided { .. });
                    // What more bits would cost is not to blame for what fewer could not decide.
                    if failure.is_none() || stopped.kind != ErrorKind::TooCostly {
                        failure = Some(stopped);
                    }
                    if !more_may_help {
                        break;
                    }
                }
            }
            precision.bits *= 2;
        }
        match (best, failure) {
            // Fewer digits than were asked for, but these are right.
            (Some(answer), _) => Ok(answer),
            (None, Some(failure)) => Err(failure.in_text(text)),
            (None, None) => unreachable!("an attempt that gives no answer fails"),
        }
    }
}

/// Whether an answer has as many digits as the one before it, which had half as many bits.
fn is_no_better(answer: &Answer, best: Option<&Answer>) -> bool {
    best.is_some_and(|best| best.digits() == answer.digits())
}

/// Numbers of the greatest length that may wait for their operation at once.
const VALUES_MAX: u64 = 1_000;

/// Bits that so many decimal digits have, at the least.
fn bits_of(digits: usize) -> usize {
    // log2(10) < 3322/1000.
    (digits / 1_000 + 1).saturating_mul(3_322).min(digits.saturating_mul(3_322) / 1_000 + 1)
}

/// Writes a value that takes some work to write. The flag tells whether fewer digits are certain than are asked for.
fn finish(
    value: Value,
    format: Format,
    digits: usize,
    context: &mut Context,
) -> Result<(Answer, bool), ErrorKind> {
    let scalar: &Scalar = match &value {
        Value::Scalar(scalar) => scalar,
        Value::Quantity(quantity) => &quantity.scalar,
        Value::Truth(_) => return Err(ErrorKind::NotANumber("a truth value")),
        Value::Factors(_) => return Err(ErrorKind::NotANumber("a list of factors")),
    };
    if format == Format::Percent
        && let Value::Quantity(quantity) = &value
    {
        return Err(ErrorKind::NotPlain { function: "a percentage", found: describe(&quantity.unit) });
    }
    if let (Format::Plain, Some(number)) = (format, scalar.exact()) {
        check_places(number, &mut context.purse)?;
        return Ok((Answer::exact(value), false));
    }
    let rendered = render(scalar, format, digits, context)?;
    let short = rendered.short;
    Ok((Answer::rendered(value, rendered), short))
}
