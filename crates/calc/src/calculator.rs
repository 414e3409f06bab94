//! Text to number, with memory that is used again.

use alloc::vec::Vec;

use crate::error::Error;
use crate::evaluate::run;
use crate::limits::Limits;
use crate::number::Number;
use crate::parser::Expression;

/// Steps of code, and numbers of the stack, whose memory is kept for the next expression. What a longer one needed is
/// given back, for a server has a calculator for each connection.
const KEPT_STEPS: usize = 256;

/// Evaluates expressions one after another within [`Limits`].
///
/// It remembers nothing of an expression but the memory that was needed: from the second one on, an expression
/// over integers that fit machine words allocates nothing.
#[derive(Debug)]
pub struct Calculator {
    limits: Limits,
    expression: Expression,
    stack: Vec<Number>,
    fuel_spent: u64,
}

impl Calculator {
    /// A calculator that keeps every expression within `limits`.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { limits, expression: Expression::default(), stack: Vec::new(), fuel_spent: 0 }
    }

    /// What `text` comes to.
    ///
    /// # Errors
    /// The writer's: `text` is no expression, or divides by zero. Ours: it exceeds the limits.
    ///
    /// ```
    /// # use reckon_calc::{Calculator, Limits};
    /// let mut calculator = Calculator::new(Limits::NETWORK);
    /// assert_eq!(calculator.evaluate("0.1 + 0.2").unwrap().to_string(), "0.3");
    /// ```
    pub fn evaluate(&mut self, text: &str) -> Result<Number, Error> {
        let parsed = self.expression.parse(text, &self.limits);
        self.fuel_spent = 0;
        let result = parsed
            .and_then(|()| run(&self.expression, text, &self.limits, &mut self.stack, &mut self.fuel_spent));
        self.expression.shrink_to(KEPT_STEPS);
        if self.stack.capacity() > KEPT_STEPS {
            self.stack.clear();
            self.stack.shrink_to(KEPT_STEPS);
        }
        result.map_err(|error| *error)
    }

    /// What the last evaluation has cost, whatever came of it, in the unit of [`Limits::fuel_max`]. Work on integers
    /// that are machine words is free.
    #[must_use]
    pub fn fuel_spent(&self) -> u64 {
        self.fuel_spent
    }
}
