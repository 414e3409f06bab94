//! Whether an integer is prime, and arithmetic modulo an integer.

use dashu_base::{BitTest, SquareRootRem};
use dashu_int::fast_div::ConstDivisor;
use dashu_int::monty::MontgomeryRepr;
use dashu_int::{IBig, UBig};

use super::{INTEGERS, integer, natural, pay_pass, words};
use crate::error::ErrorKind;
use crate::number::{Number, Size, division_cost};
use crate::purse::Purse;

/// What is known of an integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Primality {
    /// It is prime: proven.
    Prime,
    /// It is not prime: proven. So are 0, 1 and the negative integers counted here.
    Composite,
    /// It passes the test of Baillie, Pomerance, Selfridge and Wagstaff. No composite is known that does, but there
    /// may be one.
    Probable,
}

/// The primes that divide [`ODD_PRIMORIAL`], and 2.
const SMALL_PRIMES: [u64; 16] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53];

/// The product of the primes from 3 to 53, which fits a word: one remainder tells which of them divide.
const ODD_PRIMORIAL: u64 = 16_294_579_238_595_022_365;

/// Below this the strong test to the first 13 primes is a proof: J. Sorenson and J. Webster, *Strong pseudoprimes to
/// twelve prime bases*, Mathematics of Computation 86 (2017).
const PROVEN_MAX: u128 = 3_317_044_064_679_887_385_961_981;
const PROVEN_BASES: usize = 13;

/// Whether an integer is prime.
pub(crate) fn is_prime(number: &Number, purse: &mut Purse) -> Result<Primality, ErrorKind> {
    match UBig::try_from(integer(number, "is_prime", INTEGERS)?) {
        Ok(n) => primality(&n, purse),
        Err(_) => Ok(Primality::Composite),
    }
}

pub(super) fn primality(n: &UBig, purse: &mut Purse) -> Result<Primality, ErrorKind> {
    use Primality::{Composite, Prime, Probable};
    if *n < UBig::from(2_u8) {
        return Ok(Composite);
    }
    pay_pass(words(n), purse)?;
    let residue = n % ODD_PRIMORIAL;
    for prime in SMALL_PRIMES {
        let divides = if prime == 2 { !n.bit(0) } else { residue.is_multiple_of(prime) };
        if divides {
            return Ok(if *n == UBig::from(prime) { Prime } else { Composite });
        }
    }
    // A composite without these factors is at least the square of the next prime.
    if *n < UBig::from(59_u64 * 59) {
        return Ok(Prime);
    }
    let ring = paid_ring(n, purse)?;
    if u128::try_from(n).is_ok_and(|n| n < PROVEN_MAX) {
        for base in SMALL_PRIMES.into_iter().take(PROVEN_BASES) {
            if !is_strong_probable_prime(n, base, &ring, purse)? {
                return Ok(Composite);
            }
        }
        return Ok(Prime);
    }
    let passes = is_strong_probable_prime(n, 2, &ring, purse)? && is_strong_lucas_prime(n, &ring, purse)?;
    Ok(if passes { Probable } else { Composite })
}

/// Word multiplications of one product modulo an integer of so many bits, as measured on `dashu`'s Montgomery form,
/// whose reduction is quadratic.
pub(super) fn modular_product_cost(bits: usize) -> u64 {
    match Size::of_integer(bits).words() {
        _ if bits <= 64 => 4,
        _ if bits <= 128 => 10,
        words => 50 + words.saturating_mul(words).saturating_mul(5) / 4,
    }
}

/// Word multiplications of a power modulo an integer of so many bits. `dashu` goes bit by bit where a product is
/// cheap, and elsewhere needs few products beside the squarings.
fn modular_power_cost(bits: usize, exponent_bits: usize) -> u64 {
    let product = modular_product_cost(bits);
    let step = if bits <= 128 { 2 * product } else { product.saturating_add(product / 4) };
    (exponent_bits as u64).saturating_mul(step)
}

/// The ring of integers modulo the odd `n > 1`.
pub(super) fn paid_ring(n: &UBig, purse: &mut Purse) -> Result<MontgomeryRepr, ErrorKind> {
    purse.pay_work(division_cost(2 * words(n) + 1, words(n)))?;
    Ok(MontgomeryRepr::new(n.clone()))
}

/// The test of Miller and Rabin: with `n − 1 = 2^s · d`, is `base^d` 1, or does a squaring of it lead to −1? Every
/// prime `n` that does not divide `base` passes.
fn is_strong_probable_prime(
    n: &UBig,
    base: u64,
    ring: &MontgomeryRepr,
    purse: &mut Purse,
) -> Result<bool, ErrorKind> {
    purse.pay_work(modular_power_cost(n.bit_len(), n.bit_len()))?;
    let minus_one = n - UBig::ONE;
    let twos = minus_one.trailing_zeros().unwrap_or(0);
    let one = ring.reduce(1_u8);
    let minus_one_residue = -&one;
    let mut power = ring.reduce(base).pow(&(minus_one >> twos));
    if power == one || power == minus_one_residue {
        return Ok(true);
    }
    for _ in 1..twos {
        power = power.sqr();
        if power == minus_one_residue {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The strong Lucas test with Selfridge's parameters: R. Baillie and S. Wagstaff, *Lucas pseudoprimes*, Mathematics
/// of Computation 35 (1980). `n` is odd and has no factor up to 53.
fn is_strong_lucas_prime(n: &UBig, ring: &MontgomeryRepr, purse: &mut Purse) -> Result<bool, ErrorKind> {
    // A square has no discriminant.
    if odd_square_root(n, purse)?.is_some() {
        return Ok(false);
    }
    let Some(discriminant) = lucas_discriminant(n, purse)? else { return Ok(false) };
    let next = n + UBig::ONE;
    // A doubling has three products, and a step up, where a bit is set, five.
    let products = (3 * n.bit_len() + 5 * next.count_ones()) as u64;
    purse.pay_work(products.saturating_mul(modular_product_cost(n.bit_len())))?;
    let q = ring.reduce((1 - discriminant) / 4);
    let discriminant = ring.reduce(discriminant);
    let half = ring.reduce(&next >> 1);
    let zero = ring.reduce(0_u8);
    let twos = next.trailing_zeros().unwrap_or(0);
    let odd = next >> twos;
    // U(k), V(k) and Q^k along the bits of `odd`, from k = 1 on.
    let (mut u, mut v, mut power) = (ring.reduce(1_u8), ring.reduce(1_u8), q.clone());
    for bit in (0..odd.bit_len() - 1).rev() {
        u *= &v;
        v = v.sqr() - power.clone().dbl();
        power = power.sqr();
        if odd.bit(bit) {
            let sum = &u + &v;
            v = (&discriminant * &u + &v) * &half;
            u = sum * &half;
            power *= &q;
        }
    }
    if u == zero || v == zero {
        return Ok(true);
    }
    for _ in 1..twos {
        v = v.sqr() - power.clone().dbl();
        if v == zero {
            return Ok(true);
        }
        power = power.sqr();
    }
    Ok(false)
}

/// The first of 5, −7, 9, −11, … modulo which `n`, odd and no square, is no quadratic residue; nothing if one of
/// them has a factor in common with `n`.
fn lucas_discriminant(n: &UBig, purse: &mut Purse) -> Result<Option<i64>, ErrorKind> {
    let mut magnitude = 5_u64;
    loop {
        pay_pass(words(n), purse)?;
        // All are 1 modulo 4, for which the symbols (D | n) and (n | |D|) are the same.
        match jacobi(n % magnitude, magnitude) {
            -1 => {
                let signed = magnitude.cast_signed();
                return Ok(Some(if magnitude % 4 == 1 { signed } else { -signed }));
            }
            0 if UBig::from(magnitude) < *n => return Ok(None),
            _ => magnitude += 2,
        }
    }
}

/// The Jacobi symbol (a | n): 0 if there is a common factor, and for a prime `n` whether `a` is a square modulo `n`
/// (1) or not (−1). `n` is odd.
fn jacobi(mut a: u64, mut n: u64) -> i8 {
    let mut symbol = 1;
    a %= n;
    while a != 0 {
        let twos = a.trailing_zeros();
        a >>= twos;
        if twos % 2 == 1 && matches!(n % 8, 3 | 5) {
            symbol = -symbol;
        }
        if a % 4 == 3 && n % 4 == 3 {
            symbol = -symbol;
        }
        (a, n) = (n % a, a);
    }
    if n == 1 { symbol } else { 0 }
}

/// The square root of the odd `n` if it is an integer. All but one in a hundred thousand of the others are
/// recognized by their remainders.
pub(super) fn odd_square_root(n: &UBig, purse: &mut Purse) -> Result<Option<UBig>, ErrorKind> {
    pay_pass(words(n), purse)?;
    let residue = n % ODD_PRIMORIAL;
    let odd_primes = SMALL_PRIMES.into_iter().skip(1);
    if n % 8_u64 != 1 || odd_primes.into_iter().any(|prime| jacobi(residue % prime, prime) == -1) {
        return Ok(None);
    }
    pay_square_root(n, purse)?;
    let (root, rest) = n.sqrt_rem();
    Ok(rest.is_zero().then_some(root))
}

/// Pays for a square root, which costs about as much as a division by it.
pub(super) fn pay_square_root(n: &UBig, purse: &mut Purse) -> Result<(), ErrorKind> {
    purse.pay_work(division_cost(words(n), words(n) / 2 + 1))
}

/// `base^exponent` modulo `modulus`, from 0 to `modulus − 1`.
pub(crate) fn power_modulo(
    base: &Number,
    exponent: &Number,
    modulus: &Number,
    purse: &mut Purse,
) -> Result<Number, ErrorKind> {
    const FUNCTION: &str = "powmod";
    const EXPECTED: &str = "integers, an exponent from 0 on and a modulus from 1 on";
    let base = integer(base, FUNCTION, EXPECTED)?;
    let exponent = natural(exponent, FUNCTION, EXPECTED)?;
    let modulus = natural(modulus, FUNCTION, EXPECTED)?;
    if modulus.is_zero() {
        return Err(ErrorKind::Domain { function: FUNCTION, expected: EXPECTED });
    }
    if modulus.is_one() {
        return Ok(Number::from(0));
    }
    purse.pay_work(division_cost(Size::of_integer(base.bit_len()).words(), words(&modulus)))?;
    // Montgomery's form is of odd integers; the reduction of all takes up to twice as long.
    purse.pay_work(modular_power_cost(modulus.bit_len(), exponent.bit_len()).saturating_mul(2))?;
    let ring = ConstDivisor::new(modulus);
    Ok(Number::from(IBig::from(ring.reduce(base).pow(&exponent).residue())))
}
