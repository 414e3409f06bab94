//! The functions that have names, as one table.
//!
//! | functions | where |
//! |---|---|
//! | of the table below, and what it is read by | `mod.rs` |
//! | exponentials, logarithms, circles and hyperbolas | `elementary.rs` |
//! | of integers, and what makes integers | `whole.rs` |
//! | of lists of values | `lists.rs` |

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::error::ErrorKind;
use crate::number::Number;
use crate::scalar::{Context, Scalar};
use crate::value::{Value, describe};

mod elementary;
mod lists;
mod whole;

pub(crate) use elementary::{absolute, measured, root};
pub(crate) use whole::factorial_of as factorial;

/// A function that can be called by its name.
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// Its parameters as they are written, such as `x, n`.
    pub parameters: &'static str,
    /// What it gives, in half a sentence.
    pub meaning: &'static str,
    /// How many arguments it takes at least and at most.
    pub(crate) arity: (usize, usize),
    pub(crate) apply: fn(&mut Arguments, &mut Context) -> Result<Value, ErrorKind>,
}

impl core::fmt::Debug for Function {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.name)
    }
}

impl Function {
    /// How it is called, as in `root(x, n)`.
    #[must_use]
    pub fn signature(&self) -> String {
        format!("{}({})", self.name, self.parameters)
    }

    pub(crate) fn takes(&self, arguments: usize) -> bool {
        let (least, most) = self.arity;
        (least..=most).contains(&arguments)
    }
}

/// The values that a function is applied to; as many as it takes.
pub(crate) struct Arguments {
    name: &'static str,
    values: Vec<Value>,
}

impl Arguments {
    pub(crate) fn new(name: &'static str, values: Vec<Value>) -> Self {
        Self { name, values }
    }

    /// The argument of this index, which is taken away.
    fn take(&mut self, index: usize) -> Value {
        let value =
            self.values.get_mut(index).map(|value| core::mem::replace(value, Value::from(Number::from(0))));
        value.expect("the parser has counted the arguments")
    }

    /// The argument of this index as a number without a unit, which is taken away.
    fn plain(&mut self, index: usize, context: &mut Context) -> Result<Scalar, ErrorKind> {
        self.take(index).into_plain(self.name, context)
    }

    /// The argument of this index, which has no unit, not even one of angle: nobody wants an integer number of radians.
    fn without_unit(&mut self, index: usize) -> Result<Scalar, ErrorKind> {
        let (scalar, unit) = self.take(index).into_parts()?;
        if unit.is_empty() {
            return Ok(scalar);
        }
        Err(ErrorKind::NotPlain { function: self.name, found: describe(&unit) })
    }

    /// The argument of this index as an exact number, which is taken away.
    fn exact(
        &mut self,
        index: usize,
        expected: &'static str,
        context: &mut Context,
    ) -> Result<Number, ErrorKind> {
        match self.plain(index, context)? {
            Scalar::Exact(number) => Ok(number),
            _ => Err(ErrorKind::Domain { function: self.name, expected }),
        }
    }

    /// All of them as exact numbers.
    fn all_exact(&mut self, expected: &'static str, context: &mut Context) -> Result<Vec<Number>, ErrorKind> {
        (0..self.values.len()).map(|index| self.exact(index, expected, context)).collect()
    }
}

const ONE: (usize, usize) = (1, 1);
const TWO: (usize, usize) = (2, 2);
const SOME: (usize, usize) = (1, usize::MAX);

macro_rules! functions {
    ($($name:literal ($parameters:literal) $arity:expr, $apply:path, $meaning:literal;)*) => {
        &[$(Function { name: $name, parameters: $parameters, meaning: $meaning, arity: $arity, apply: $apply }),*]
    };
}

/// All of them, by name.
static FUNCTIONS: &[Function] = functions! {
    "abs"("x") ONE, elementary::abs, "the magnitude, also |x|";
    "acos"("x") ONE, elementary::acos, "the angle from 0 to π whose cosine is x; also arccos";
    "acosh"("x") ONE, elementary::acosh, "the number from 0 on whose hyperbolic cosine is x";
    "arccos"("x") ONE, elementary::acos, "the same as acos";
    "arcsin"("x") ONE, elementary::asin, "the same as asin";
    "arctan"("x") ONE, elementary::atan, "the same as atan";
    "asin"("x") ONE, elementary::asin, "the angle from -π/2 to π/2 whose sine is x; also arcsin";
    "asinh"("x") ONE, elementary::asinh, "the number whose hyperbolic sine is x";
    "atan"("x") ONE, elementary::atan, "the angle between -π/2 and π/2 whose tangent is x; also arctan";
    "atan2"("y, x") TWO, elementary::atan2, "the angle above -π and up to π of the point (x, y)";
    "atanh"("x") ONE, elementary::atanh, "the number whose hyperbolic tangent is x";
    "binomial"("n, k") TWO, whole::binomial, "the ways to choose k of n things; also nCr";
    "cbrt"("x") ONE, elementary::cbrt, "the cube root, also ∛x";
    "ceil"("x") ONE, whole::ceil, "the least integer that is not below x";
    "cos"("x") ONE, elementary::cos, "the cosine of x radians, or of an angle such as 60°";
    "cosh"("x") ONE, elementary::cosh, "the hyperbolic cosine";
    "deg"("x") ONE, elementary::deg, "x radians as a number of degrees";
    "exp"("x") ONE, elementary::exp, "e^x";
    "factor"("n") ONE, whole::factor, "the prime factors of an integer";
    "factorial"("n") ONE, whole::factorial, "1 · 2 · … · n, also n!";
    "fib"("n") ONE, whole::fib, "the Fibonacci number F(n): 0, 1, 1, 2, 3, 5, …";
    "floor"("x") ONE, whole::floor, "the greatest integer that is not above x";
    "gcd"("a, b, …") SOME, whole::gcd, "the greatest common divisor of integers";
    "hypot"("a, b, …") SOME, lists::hypot, "the square root of the sum of squares";
    "is_prime"("n") ONE, whole::is_prime, "whether an integer is prime";
    "isqrt"("n") ONE, whole::isqrt, "the square root of an integer, rounded down";
    "lcm"("a, b, …") SOME, whole::lcm, "the least common multiple of integers";
    "ln"("x") ONE, elementary::ln, "the natural logarithm";
    "log"("b, x") TWO, elementary::log, "the logarithm to base b";
    "log10"("x") ONE, elementary::log10, "the logarithm to base 10";
    "log2"("x") ONE, elementary::log2, "the logarithm to base 2";
    "max"("a, b, …") SOME, lists::max, "the greatest of them";
    "mean"("a, b, …") SOME, lists::mean, "the arithmetic mean";
    "median"("a, b, …") SOME, lists::median, "the value in the middle, or the mean of the two there";
    "min"("a, b, …") SOME, lists::min, "the least of them";
    "nCr"("n, k") TWO, whole::binomial, "the same as binomial";
    "nPr"("n, k") TWO, whole::permutations, "the same as permutations";
    "permutations"("n, k") TWO, whole::permutations, "the ways to arrange k of n things; also nPr";
    "powmod"("b, e, m") (3, 3), whole::powmod, "b^e mod m for integers";
    "pstdev"("a, b, …") SOME, lists::pstdev, "the standard deviation of a whole population (divisor n)";
    "rad"("x") ONE, elementary::rad, "x degrees as a number of radians";
    "root"("x, n") TWO, elementary::nth_root, "the n-th root; real for odd n also of negative x";
    "round"("x, places") (1, 2), whole::round, "the nearest integer, or number of so many places; halves away from 0";
    "round_even"("x, places") (1, 2), whole::round_even, "the same, with halves to the even neighbour";
    "sign"("x") ONE, elementary::sign, "-1, 0 or 1";
    "sin"("x") ONE, elementary::sin, "the sine of x radians, or of an angle such as 30°";
    "sinh"("x") ONE, elementary::sinh, "the hyperbolic sine";
    "sqrt"("x") ONE, elementary::sqrt, "the square root, also √x";
    "stdev"("a, b, …") SOME, lists::stdev, "the standard deviation of a sample (divisor n - 1)";
    "sum"("a, b, …") SOME, lists::sum, "the sum";
    "tan"("x") ONE, elementary::tan, "the tangent of x radians, or of an angle such as 45°";
    "tanh"("x") ONE, elementary::tanh, "the hyperbolic tangent";
    "trunc"("x") ONE, whole::trunc, "the integer part";
    "variance"("a, b, …") SOME, lists::variance, "the variance of a sample (divisor n - 1)";
};

/// The function of this name.
pub(crate) fn find(name: &str) -> Option<&'static Function> {
    let index = FUNCTIONS.binary_search_by(|function| function.name.cmp(name)).ok()?;
    FUNCTIONS.get(index)
}

/// All functions in the order of their names.
pub fn functions() -> impl Iterator<Item = &'static Function> {
    FUNCTIONS.iter()
}

/// The names of all functions.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.iter().map(|function| function.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(FUNCTIONS.is_sorted_by(|a, b| a.name < b.name));
        for function in functions() {
            assert!(core::ptr::eq(find(function.name).unwrap(), function));
        }
    }
}
