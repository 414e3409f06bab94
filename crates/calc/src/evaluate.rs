//! Postfix code to a number, paying for each operation before it is done.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::number::Number;
use crate::parser::{Expression, Operation};

/// Runs `expression`, which was parsed from `text`, on `stack`, whose content is replaced.
pub(crate) fn run(
    expression: &Expression,
    text: &str,
    limits: &Limits,
    stack: &mut Vec<Number>,
) -> Result<Number, Box<Error>> {
    stack.clear();
    let mut fuel = limits.fuel_max;
    for step in expression.code() {
        let result = match &step.operation {
            Operation::Push(number) => Ok(number.clone()),
            Operation::Negate => Ok(-pop(stack)),
            binary => {
                let right = pop(stack);
                let left = pop(stack);
                apply(binary, left, right, limits, &mut fuel)
            }
        };
        let number = result.map_err(|kind| kind.at(text, step.span.start, step.span.end))?;
        stack.push(number);
    }
    Ok(pop(stack))
}

fn pop(stack: &mut Vec<Number>) -> Number {
    stack.pop().expect("the parser emits an operation after all its operands")
}

fn apply(
    operation: &Operation,
    left: Number,
    right: Number,
    limits: &Limits,
    fuel: &mut u64,
) -> Result<Number, ErrorKind> {
    if matches!(operation, Operation::Divide) && right.is_zero() {
        return Err(ErrorKind::DivisionByZero);
    }
    // What stays on machine words costs next to nothing and cannot grow beyond two words.
    if !(left.is_small() && right.is_small()) {
        let (l, r) = (left.size(), right.size());
        let (result, cost) = match operation {
            Operation::Multiply => l.product(r),
            Operation::Divide => l.quotient(r),
            _ => l.sum(r),
        };
        let digits = result.digits();
        if digits > limits.digits_max {
            return Err(ErrorKind::TooLarge { digits, digits_max: limits.digits_max });
        }
        *fuel = fuel.checked_sub(cost).ok_or(ErrorKind::TooCostly)?;
    }
    Ok(match operation {
        Operation::Add => left + right,
        Operation::Subtract => left - right,
        Operation::Multiply => left * right,
        _ => left / right,
    })
}
