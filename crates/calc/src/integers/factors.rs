//! The prime factors of an integer.

use alloc::vec;
use alloc::vec::Vec;

use dashu_base::{BitTest, Gcd, UnsignedAbs};
use dashu_int::UBig;
use dashu_int::monty::Montgomery;

use super::combinatorics::gcd_cost;
use super::primes::{Primality, modular_product_cost, paid_ring, primality};
use super::roots::{integer_root, pay_removal};
use super::{integer, pay_pass, words};
use crate::error::ErrorKind;
use crate::number::Number;
use crate::purse::Purse;

/// An integer from 1 on as a product of powers of primes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Factors {
    /// The primes in ascending order, with their exponents, which are not 0.
    pub(crate) powers: Vec<(UBig, u32)>,
    /// Whether all of them are known to be prime; otherwise some are but [probably](Primality::Probable) so.
    pub(crate) proven: bool,
}

/// The prime factors of the magnitude of an integer that is not 0. That of 1 and −1 has none.
pub(crate) fn factor(number: &Number, purse: &mut Purse) -> Result<Factors, ErrorKind> {
    const FUNCTION: &str = "the factorization";
    const EXPECTED: &str = "the integers other than 0";
    let mut rest = integer(number, FUNCTION, EXPECTED)?.unsigned_abs();
    if rest.is_zero() {
        return Err(ErrorKind::Domain { function: FUNCTION, expected: EXPECTED });
    }
    let mut factors = Factors { powers: Vec::new(), proven: true };
    remove_small_factors(&mut rest, &mut factors, purse)?;
    let mut unfinished = vec![(rest, 1)];
    while let Some((n, exponent)) = unfinished.pop() {
        if n.is_one() {
            continue;
        }
        match primality(&n, purse)? {
            Primality::Composite => {}
            known => {
                factors.proven &= known == Primality::Prime;
                factors.insert(n, exponent);
                continue;
            }
        }
        if let Some((root, index)) = perfect_power(&n, purse)? {
            unfinished.push((root, exponent * index));
            continue;
        }
        let divisor = some_divisor(&n, purse)?;
        unfinished.push((n / &divisor, exponent));
        unfinished.push((divisor, exponent));
    }
    factors.powers.sort();
    Ok(factors)
}

impl Factors {
    fn insert(&mut self, prime: UBig, exponent: u32) {
        match self.powers.iter_mut().find(|(known, _)| *known == prime) {
            Some((_, known)) => *known += exponent,
            None => self.powers.push((prime, exponent)),
        }
    }
}

/// No factor below this is left to the methods that look for large ones.
const TRIAL_MAX: u64 = 1_000;

/// Moves all prime factors below [`TRIAL_MAX`] from `rest` to `factors`.
fn remove_small_factors(rest: &mut UBig, factors: &mut Factors, purse: &mut Purse) -> Result<(), ErrorKind> {
    for divisor in core::iter::once(2).chain((3..TRIAL_MAX).step_by(2)) {
        if rest.is_one() {
            break;
        }
        let length = words(rest);
        // Integers of one word are allocated nowhere.
        if length == 1 {
            purse.pay_work(5)?
        } else {
            pay_pass(length, purse)?
        }
        // A composite divisor never divides, for its factors were removed before.
        if (&*rest % divisor) != 0 {
            continue;
        }
        pay_removal(rest, purse)?;
        if let Some(exponent) = rest.remove_word(divisor) {
            let exponent = u32::try_from(exponent).map_err(|_| ErrorKind::TooCostly)?;
            factors.insert(UBig::from(divisor), exponent);
        }
    }
    Ok(())
}

/// The root and its index if `n` is a square, a cube, or a fifth or seventh power. Higher powers of factors that
/// are not small are seldom met, and the search for divisors finds them too.
fn perfect_power(n: &UBig, purse: &mut Purse) -> Result<Option<(UBig, u32)>, ErrorKind> {
    for index in [2_u32, 3, 5, 7] {
        if let Some(root) = integer_root(n, index.into(), purse)? {
            return Ok(Some((root, index)));
        }
    }
    Ok(None)
}

/// A divisor of the odd composite `n` other than 1 and `n`, by Pollard's rho method: R. Brent, *An improved Monte
/// Carlo factorization algorithm*, BIT 20 (1980). A prime factor `p` takes about `√p` steps, of which none is
/// unpaid.
fn some_divisor(n: &UBig, purse: &mut Purse) -> Result<UBig, ErrorKind> {
    /// Steps between two greatest common divisors.
    const BATCH: u64 = 128;
    let ring = paid_ring(n, purse)?;
    let gcd_cost = gcd_cost(n.bit_len(), n.bit_len());
    let step_cost = 2 * modular_product_cost(n.bit_len());
    let pay_batch =
        |purse: &mut Purse| purse.pay_work((BATCH.saturating_mul(step_cost)).saturating_add(gcd_cost));
    let divisor_of = |residue: &Montgomery<'_>| residue.residue().gcd(n);

    // The sequence x² + c runs into a cycle modulo a factor long before it does modulo n.
    for constant in 1_u64.. {
        let constant = ring.reduce(constant);
        let mut fast = ring.reduce(2_u8);
        let mut lap = 1;
        let divisor = 'search: loop {
            let slow = fast.clone();
            let mut steps = 0;
            while steps < lap {
                pay_batch(purse)?;
                let (start, batch) = (fast.clone(), BATCH.min(lap - steps));
                let mut product = ring.reduce(1_u8);
                for _ in 0..batch {
                    fast = fast.sqr() + &constant;
                    product *= &(&slow - &fast);
                }
                steps += batch;
                if divisor_of(&product).is_one() {
                    continue;
                }
                // Some step of this batch has met a factor: which one is found by going again, one at a time.
                fast = start;
                for _ in 0..batch {
                    purse.pay_work(step_cost.saturating_add(gcd_cost))?;
                    fast = fast.sqr() + &constant;
                    let divisor = divisor_of(&(&slow - &fast));
                    if !divisor.is_one() {
                        break 'search divisor;
                    }
                }
            }
            lap *= 2;
        };
        // All factors at once help no further; another sequence meets them one by one.
        if divisor != *n {
            return Ok(divisor);
        }
    }
    Err(ErrorKind::TooCostly)
}
