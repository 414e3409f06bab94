//! Postfix code to a value, by a loop over a stack.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::cmp::Ordering;

use crate::code::{Bitwise, Comparison, Operation, Step};
use crate::error::{Error, ErrorKind};
use crate::exact::Arithmetic;
use crate::functions::{self, Arguments};
use crate::integers;
use crate::number::Number;
use crate::scalar::{Context, Scalar};
use crate::unit::Compound;
use crate::value::{Truth, Value};

/// Values that wait for their operation. What they occupy is bounded.
#[derive(Debug, Default)]
pub(crate) struct Stack {
    values: Vec<Value>,
    /// Words of memory behind all of them.
    words: u64,
}

impl Stack {
    /// Puts a value on top.
    fn push(&mut self, value: Value, words_max: u64) -> Result<(), ErrorKind> {
        if !value.is_word() {
            self.words += value.words();
            if self.words > words_max {
                return Err(ErrorKind::TooCostly);
            }
        }
        self.values.push(value);
        Ok(())
    }

    fn pop(&mut self) -> Value {
        let value = self.values.pop().expect("the parser emits an operation after all its operands");
        if !value.is_word() {
            self.words -= value.words();
        }
        value
    }

    /// Forgets everything, and gives memory for more than so many values back.
    pub(crate) fn clear(&mut self, kept: usize) {
        self.values.clear();
        self.words = 0;
        if self.values.capacity() > kept {
            self.values.shrink_to(kept);
        }
    }
}

/// What a run goes by.
#[derive(Clone, Copy)]
pub(crate) struct Bounds {
    /// Words of memory that waiting values may occupy.
    pub words_max: u64,
}

/// Runs an expression.
///
/// # Errors
/// Where and why it has no value within the limits; its column is still to be found.
pub(crate) fn run(
    code: &[Step],
    stack: &mut Stack,
    context: &mut Context,
    bounds: Bounds,
) -> Result<Value, Box<Error>> {
    run_body(code, 0, stack, context, bounds)?;
    Ok(stack.pop())
}

/// Runs code whose parameters lie on the stack from `base` on; leaves its value on top.
fn run_body(
    code: &[Step],
    base: usize,
    stack: &mut Stack,
    context: &mut Context,
    bounds: Bounds,
) -> Result<(), Box<Error>> {
    for step in code {
        let result = run_step(&step.operation, base, stack, context, bounds)
            .and_then(|value| stack.push(value, bounds.words_max));
        if let Err(kind) = result {
            return Err(kind.within(step.span));
        }
    }
    Ok(())
}

fn run_step(
    operation: &Operation,
    base: usize,
    stack: &mut Stack,
    context: &mut Context,
    bounds: Bounds,
) -> Result<Value, ErrorKind> {
    match operation {
        Operation::Push(value) => copy(value, context),
        Operation::Variable(value) => copy(value, context),
        Operation::Unit(unit) => {
            let value = Value::one(Compound::from(unit.clone()));
            context.purse.pay_work(value.copy_cost())?;
            Ok(value)
        }
        Operation::Arithmetic(arithmetic) => {
            let right = stack.pop();
            let left = stack.pop();
            Value::apply(*arithmetic, left, right, context)
        }
        Operation::Power => {
            let exponent = stack.pop();
            stack.pop().power(exponent, context)
        }
        Operation::Negate => stack.pop().negate(),
        Operation::Parameter(index) => {
            let value = stack.values.get(base + index);
            copy(value.expect("a body is run with all its parameters on the stack"), context)
        }
        Operation::CallOwn(function) => {
            // Work on machine words is free while each step of it had to be written out. Here it had not.
            context.purse.pay_work(CALL_COST + STEP_COST * function.body.len() as u64)?;
            let count = function.parameters.len();
            let base = stack.values.len() - count;
            run_body(&function.body, base, stack, context, bounds).map_err(|error| error.kind)?;
            let result = stack.pop();
            for _ in 0..count {
                stack.pop();
            }
            Ok(result)
        }
        rarer => run_rarer_step(rarer, stack, context),
    }
}

/// A copy of a value, which is paid for if it is more than a machine word.
fn copy(value: &Value, context: &mut Context) -> Result<Value, ErrorKind> {
    if !value.is_word() {
        context.purse.pay_work(value.copy_cost())?;
    }
    Ok(value.clone())
}

/// Word multiplications that a call, and a step of what is called, take at the most on machine words.
const CALL_COST: u64 = 100;
const STEP_COST: u64 = 20;

fn run_rarer_step(
    operation: &Operation,
    stack: &mut Stack,
    context: &mut Context,
) -> Result<Value, ErrorKind> {
    match operation {
        Operation::Call(function, count) => {
            let mut arguments: Vec<Value> = (0..*count).map(|_| stack.pop()).collect();
            arguments.reverse();
            (function.apply)(&mut Arguments::new(function.name, arguments), context)
        }
        Operation::Constant(constant) => functions::measured(constant, context),
        Operation::Convert(unit) => stack.pop().convert_to(unit, context),
        Operation::Attach => {
            let unit = stack.pop();
            stack.pop().attach(unit, context)
        }
        Operation::Percent => {
            Value::apply(Arithmetic::Divide, stack.pop(), Number::from(100).into(), context)
        }
        Operation::AddPercent | Operation::SubtractPercent => {
            let percent = stack.pop();
            let whole = stack.pop();
            let part = Value::apply(Arithmetic::Multiply, whole.clone(), percent, context)?;
            let is_sum = matches!(operation, Operation::AddPercent);
            let arithmetic = if is_sum { Arithmetic::Add } else { Arithmetic::Subtract };
            Value::apply(arithmetic, whole, part, context)
        }
        Operation::Factorial => {
            let number = stack.pop().into_plain("the factorial", context)?;
            functions::factorial(&number, context)
        }
        Operation::Absolute => functions::absolute(stack.pop(), context),
        Operation::Root(degree) => functions::root(stack.pop(), u32::from(*degree), context),
        Operation::Bitwise(bitwise) => {
            let (right, left) = (stack.pop(), stack.pop());
            let right = right.into_plain("a bitwise operation", context)?;
            let left = left.into_plain("a bitwise operation", context)?;
            apply_bitwise(*bitwise, &left, &right, context).map(Value::from)
        }
        Operation::Compare(comparison) => {
            let right = stack.pop();
            compare(*comparison, stack.pop(), right, context).map(Value::Truth)
        }
        Operation::Push(_)
        | Operation::Variable(_)
        | Operation::Unit(_)
        | Operation::Arithmetic(_)
        | Operation::Power
        | Operation::Negate
        | Operation::Parameter(_)
        | Operation::CallOwn(_) => unreachable!("the commoner operations have been dealt with"),
    }
}

fn apply_bitwise(
    bitwise: Bitwise,
    left: &Scalar,
    right: &Scalar,
    context: &mut Context,
) -> Result<Number, ErrorKind> {
    let domain = ErrorKind::Domain { function: "a bitwise operation", expected: "integers" };
    let (Some(left), Some(right)) = (left.exact(), right.exact()) else { return Err(domain) };
    let purse = &mut context.purse;
    match bitwise {
        Bitwise::And => integers::bit_and(left, right, purse),
        Bitwise::Or => integers::bit_or(left, right, purse),
        Bitwise::Xor => integers::bit_xor(left, right, purse),
        Bitwise::ShiftLeft => integers::shift_left(left, right, purse),
        Bitwise::ShiftRight => integers::shift_right(left, right, purse),
    }
}

fn compare(
    comparison: Comparison,
    left: Value,
    right: Value,
    context: &mut Context,
) -> Result<Truth, ErrorKind> {
    if let (Value::Truth(left), Value::Truth(right)) = (&left, &right) {
        let certain = left.certain && right.certain;
        match comparison {
            Comparison::Equal => return Ok(Truth { holds: left.holds == right.holds, certain }),
            Comparison::NotEqual => return Ok(Truth { holds: left.holds != right.holds, certain }),
            _ => {}
        }
    }
    let order = left.compare(right, context)?;
    let holds = match comparison {
        Comparison::Less => order == Ordering::Less,
        Comparison::LessOrEqual => order != Ordering::Greater,
        Comparison::Greater => order == Ordering::Greater,
        Comparison::GreaterOrEqual => order != Ordering::Less,
        Comparison::Equal => order == Ordering::Equal,
        Comparison::NotEqual => order != Ordering::Equal,
    };
    Ok(Truth { holds, certain: true })
}
