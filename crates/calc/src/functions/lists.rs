//! Functions of any number of values, which may be quantities of one dimension.

use alloc::vec::Vec;
use core::cmp::Ordering;

use super::Arguments;
use crate::error::ErrorKind;
use crate::exact::Arithmetic;
use crate::number::Number;
use crate::scalar::Context;
use crate::value::Value;

type Result<T = Value> = core::result::Result<T, ErrorKind>;

pub(super) fn sum(arguments: &mut Arguments, context: &mut Context) -> Result {
    add_up(core::mem::take(&mut arguments.values), context)
}

pub(super) fn mean(arguments: &mut Arguments, context: &mut Context) -> Result {
    mean_of(core::mem::take(&mut arguments.values), context)
}

pub(super) fn min(arguments: &mut Arguments, context: &mut Context) -> Result {
    outermost(arguments, Ordering::Less, context)
}

pub(super) fn max(arguments: &mut Arguments, context: &mut Context) -> Result {
    outermost(arguments, Ordering::Greater, context)
}

pub(super) fn median(arguments: &mut Arguments, context: &mut Context) -> Result {
    let mut sorted = sort(core::mem::take(&mut arguments.values), context)?;
    let upper = sorted.len() / 2;
    let is_odd = sorted.len() % 2 == 1;
    let middle: Vec<Value> = sorted.drain(upper - usize::from(!is_odd)..=upper).collect();
    mean_of(middle, context)
}

pub(super) fn variance(arguments: &mut Arguments, context: &mut Context) -> Result {
    let values = core::mem::take(&mut arguments.values);
    if values.len() < 2 {
        return Err(ErrorKind::Domain { function: arguments.name, expected: "two values or more" });
    }
    let divisor = values.len() - 1;
    mean_square_deviation(values, divisor, context)
}

pub(super) fn stdev(arguments: &mut Arguments, context: &mut Context) -> Result {
    let variance = variance(arguments, context)?;
    super::root(variance, 2, context)
}

pub(super) fn pstdev(arguments: &mut Arguments, context: &mut Context) -> Result {
    let values = core::mem::take(&mut arguments.values);
    let divisor = values.len();
    let variance = mean_square_deviation(values, divisor, context)?;
    super::root(variance, 2, context)
}

pub(super) fn hypot(arguments: &mut Arguments, context: &mut Context) -> Result {
    let values = core::mem::take(&mut arguments.values).into_iter();
    let squares: Result<Vec<Value>> = values.map(|value| square(value, context)).collect();
    let sum = add_up(squares?, context)?;
    super::root(sum, 2, context)
}

fn count(count: usize) -> Value {
    // A list is never longer than a text.
    Number::from(count as i64).into()
}

fn add_up(values: Vec<Value>, context: &mut Context) -> Result {
    let mut values = values.into_iter();
    let first = values.next().expect("a list has one value at the least");
    values.try_fold(first, |sum, value| Value::apply(Arithmetic::Add, sum, value, context))
}

fn mean_of(values: Vec<Value>, context: &mut Context) -> Result {
    let divisor = count(values.len());
    // One value is its own mean, a temperature as well.
    if values.len() == 1 {
        return add_up(values, context);
    }
    let sum = add_up(values, context)?;
    Value::apply(Arithmetic::Divide, sum, divisor, context)
}

fn square(value: Value, context: &mut Context) -> Result {
    Value::apply(Arithmetic::Multiply, value.clone(), value, context)
}

/// The sum of the squares of what the values differ from their mean by, over the divisor.
fn mean_square_deviation(values: Vec<Value>, divisor: usize, context: &mut Context) -> Result {
    let mean = mean_of(values.clone(), context)?;
    let squares: Result<Vec<Value>> = values
        .into_iter()
        .map(|value| {
            let deviation = Value::apply(Arithmetic::Subtract, value, mean.clone(), context)?;
            square(deviation, context)
        })
        .collect();
    let sum = add_up(squares?, context)?;
    Value::apply(Arithmetic::Divide, sum, count(divisor), context)
}

/// The first of the values that is outermost on this side.
fn outermost(arguments: &mut Arguments, side: Ordering, context: &mut Context) -> Result {
    let mut values = core::mem::take(&mut arguments.values).into_iter();
    let first = values.next().expect("a list has one value at the least");
    // A value alone has to be a number as well.
    let first_alone = first.clone().into_parts().map(|_| first)?;
    values.try_fold(first_alone, |outermost, value| {
        let order = value.clone().compare(outermost.clone(), context)?;
        Ok(if order == side { value } else { outermost })
    })
}

/// Sorts by merging: a comparison may fail, which the sorting of the library cannot bear.
fn sort(mut values: Vec<Value>, context: &mut Context) -> Result<Vec<Value>> {
    /// Word multiplications that moving a value into its place takes.
    const MOVE_COST: u64 = 50;
    if values.len() < 2 {
        return Ok(values);
    }
    context.purse.pay_work(MOVE_COST * values.len() as u64)?;
    let back = values.split_off(values.len() / 2);
    let mut front = sort(values, context)?.into_iter().peekable();
    let mut back = sort(back, context)?.into_iter().peekable();
    let mut sorted = Vec::with_capacity(front.len() + back.len());
    while let (Some(a), Some(b)) = (front.peek(), back.peek()) {
        let takes_back = b.clone().compare(a.clone(), context)? == Ordering::Less;
        sorted.extend(if takes_back { back.next() } else { front.next() });
    }
    sorted.extend(front);
    sorted.extend(back);
    Ok(sorted)
}
