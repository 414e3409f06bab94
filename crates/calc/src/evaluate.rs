//! Postfix code to a number, paying for each operation before it is done.

use alloc::boxed::Box;
use alloc::vec::Vec;

use dashu_int::{IBig, UBig};

use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::number::{Number, Size};
use crate::parser::{Expression, Operation};

/// Runs `expression`, which was parsed from `text`, on `stack`, whose content is replaced.
pub(crate) fn run(
    expression: &Expression,
    text: &str,
    limits: &Limits,
    stack: &mut Vec<Number>,
    fuel_spent: &mut u64,
) -> Result<Number, Box<Error>> {
    stack.clear();
    let mut purse = Purse { fuel_spent, fuel_max: limits.fuel_max, digits_max: limits.digits_max };
    for step in expression.code() {
        let result = match &step.operation {
            Operation::Push(number) => Ok(number.clone()),
            Operation::Negate => Ok(-pop(stack)),
            Operation::Factorial => factorial(&pop(stack), &mut purse),
            binary => {
                let right = pop(stack);
                let left = pop(stack);
                apply(binary, left, right, &mut purse)
            }
        };
        let number = result.map_err(|kind| kind.at(text, step.span.start, step.span.end))?;
        stack.push(number);
    }
    Ok(pop(stack))
}

/// Word multiplications that take as long as reducing a fraction of two words.
const SMALL_REDUCTION_COST: u64 = 350;

fn pop(stack: &mut Vec<Number>) -> Number {
    stack.pop().expect("the parser emits an operation after all its operands")
}

/// What an evaluation has spent, and how much it may.
struct Purse<'a> {
    fuel_spent: &'a mut u64,
    fuel_max: u64,
    digits_max: usize,
}

impl Purse<'_> {
    /// Pays for a result of this size and the work for it, before it is done.
    fn pay(&mut self, (size, cost): (Size, u64)) -> Result<(), ErrorKind> {
        let digits = size.digits();
        if digits > self.digits_max {
            return Err(ErrorKind::TooLarge { digits, digits_max: self.digits_max });
        }
        self.pay_work(cost)
    }

    /// Pays for work alone.
    fn pay_work(&mut self, cost: u64) -> Result<(), ErrorKind> {
        let spent = self.fuel_spent.saturating_add(cost);
        if spent > self.fuel_max {
            return Err(ErrorKind::TooCostly);
        }
        *self.fuel_spent = spent;
        Ok(())
    }
}

fn apply(operation: &Operation, left: Number, right: Number, purse: &mut Purse) -> Result<Number, ErrorKind> {
    match operation {
        Operation::Power => return power(&left, &right, purse),
        Operation::FloorDivide => return Ok(apply(&Operation::Divide, left, right, purse)?.floor()),
        // left - right · floor(left / right): the result has the sign of the divisor, as in Python.
        Operation::Modulo => {
            let quotient = apply(&Operation::FloorDivide, left.clone(), right.clone(), purse)?;
            let whole = apply(&Operation::Multiply, right, quotient, purse)?;
            return apply(&Operation::Subtract, left, whole, purse);
        }
        Operation::Divide if right.is_zero() => return Err(ErrorKind::DivisionByZero),
        _ => {}
    }
    // What stays on machine words cannot grow beyond two words. Integers cost next to nothing, fractions a reduction.
    if left.is_small() && right.is_small() {
        if !(left.is_word() && right.is_word()) {
            purse.pay_work(SMALL_REDUCTION_COST)?;
        }
    } else {
        let (l, r) = (left.size(), right.size());
        purse.pay(match operation {
            Operation::Multiply => l.product(r),
            Operation::Divide => l.quotient(r),
            _ => l.sum(r),
        })?;
    }
    Ok(match operation {
        Operation::Add => left + right,
        Operation::Subtract => left - right,
        Operation::Multiply => left * right,
        _ => left / right,
    })
}

/// `base` to the integer `exponent`; `0^0` is 1, the empty product, as in Python and IEEE 754.
fn power(base: &Number, exponent: &Number, purse: &mut Purse) -> Result<Number, ErrorKind> {
    let exponent = exponent.to_integer().ok_or(ErrorKind::FractionalExponent)?;
    if base.is_zero() && exponent < IBig::ZERO {
        return Err(ErrorKind::DivisionByZero);
    }
    // The powers of these never grow, whatever the exponent.
    if *base == Number::from(0) || *base == Number::from(1) {
        let is_one = exponent == IBig::ZERO || *base == Number::from(1);
        return Ok(Number::from(i64::from(is_one)));
    }
    if *base == Number::from(-1) {
        return Ok(Number::from(if (exponent % 2) == 0 { 1 } else { -1 }));
    }
    let magnitude = u64::try_from(if exponent < IBig::ZERO { -&exponent } else { exponent.clone() });
    purse.pay(base.power_size(magnitude.unwrap_or(u64::MAX)))?;
    // A result within the limit on digits has an exponent far below the end of the range.
    let exponent = isize::try_from(&exponent).map_err(|_| ErrorKind::TooCostly)?;
    Ok(base.pow(exponent))
}

/// The product of the integers from 1 to `number`.
fn factorial(number: &Number, purse: &mut Purse) -> Result<Number, ErrorKind> {
    let integer =
        number.to_integer().filter(|integer| *integer >= IBig::ZERO).ok_or(ErrorKind::NoFactorial)?;
    let n = u64::try_from(&integer).unwrap_or(u64::MAX);
    let size = Size::of_factorial(n);
    purse.pay((size, size.product_tree_cost()))?;
    Ok(Number::from(IBig::from(product(1, n))))
}

/// The product of the integers from `first` to `last`: the halves first, so that factors of like size meet.
fn product(first: u64, last: u64) -> UBig {
    /// So few factors are multiplied one after another.
    const FACTORS_MAX: u64 = 16;
    if last.saturating_sub(first) < FACTORS_MAX {
        return (first..=last).fold(UBig::ONE, |product, factor| product * UBig::from(factor));
    }
    let middle = first + (last - first) / 2;
    product(first, middle) * product(middle + 1, last)
}
