//! Exact functions on integers and rationals. Each pays for its work before it does it.
//!
//! | functions | where |
//! |---|---|
//! | divisors, ways to choose, Fibonacci numbers | `combinatorics.rs` |
//! | factorials | `factorial.rs` |
//! | whether an integer is prime; powers modulo an integer | `primes.rs` |
//! | the prime factors of an integer | `factors.rs` |
//! | roots, powers and logarithms, where they are rational | `roots.rs` |
//! | integers as endless strings of bits | `bits.rs` |
//! | signs and rounding | `rounding.rs` |

mod bits;
mod combinatorics;
mod factorial;
mod factors;
mod primes;
mod roots;
mod rounding;
#[cfg(test)]
mod tests;

pub(crate) use bits::{bit_and, bit_or, bit_xor, shift_left, shift_right};
pub(crate) use combinatorics::{
    binomial, factorial, fibonacci, greatest_common_divisor, least_common_multiple, permutations,
};
pub(crate) use factors::factor;
pub(crate) use primes::{Primality, is_prime, power_modulo};
pub(crate) use roots::{exact_log, exact_power, exact_root, integer_square_root};
pub(crate) use rounding::{Rounding, round, round_to_places, sign};

use dashu_base::BitTest;
use dashu_int::{IBig, UBig};

use crate::error::ErrorKind;
use crate::exact::{self, Arithmetic};
use crate::number::{Number, OVERHEAD_COST, Size};
use crate::purse::Purse;

/// What most of these functions are defined for.
const INTEGERS: &str = "integers";

/// The value of an argument that has to be an integer.
fn integer(argument: &Number, function: &'static str, expected: &'static str) -> Result<IBig, ErrorKind> {
    argument.to_integer().ok_or(ErrorKind::Domain { function, expected })
}

/// The value of an argument that has to be an integer from 0 on.
fn natural(argument: &Number, function: &'static str, expected: &'static str) -> Result<UBig, ErrorKind> {
    UBig::try_from(integer(argument, function, expected)?)
        .map_err(|_| ErrorKind::Domain { function, expected })
}

/// Machine words of an integer, from 1 on.
fn words(integer: &UBig) -> u64 {
    Size::of_integer(integer.bit_len()).words()
}

fn multiply(left: Number, right: Number, purse: &mut Purse) -> Result<Number, ErrorKind> {
    exact::apply(Arithmetic::Multiply, left, right, purse)
}

fn divide(left: Number, right: Number, purse: &mut Purse) -> Result<Number, ErrorKind> {
    exact::apply(Arithmetic::Divide, left, right, purse)
}

/// Pays for a pass over an integer of so many words.
fn pay_pass(words: u64, purse: &mut Purse) -> Result<(), ErrorKind> {
    /// Word multiplications that take as long as dividing two words by one.
    const WORD_DIVISION_COST: u64 = 3;
    purse.pay_work(OVERHEAD_COST.saturating_add(words.saturating_mul(WORD_DIVISION_COST)))
}
