//! Factorials from their prime factors.
//!
//! `n! = (⌊n/2⌋!)² · s(n)`, where the swinging factorial `s(n) = n!/(⌊n/2⌋!)²` has about `n` bits, few beside those of the
//! square: a prime `p` is in it as often as there are odd numbers among `⌊n/p⌋, ⌊n/p²⌋, …`. The powers of 2 are shifted in
//! at the end.
//!
//! See P. Luschny, *Fast Factorial Functions*.

use alloc::vec;
use alloc::vec::Vec;

use dashu_int::{UBig, Word};

/// The product of the integers from 1 to `n`.
pub(super) fn factorial(n: u64) -> UBig {
    /// The greatest number whose factorial fits a word.
    const WORD_MAX: u64 = 20;
    if n <= WORD_MAX {
        return UBig::from((2..=n).product::<u64>());
    }
    let primes = odd_primes(n);
    // From the leading bits of n, of which one more is taken each time; 1! and 0! are 1.
    let leading = n.ilog2();
    let odd_part = (0..leading).rev().fold(UBig::ONE, |half: UBig, shift| {
        let factors = odd_part_of_swing(n >> shift, &primes);
        half.sqr() * product(&factors)
    });
    // n minus the sum of its digits in base 2: A.-M. Legendre.
    let twos = n - u64::from(n.count_ones());
    odd_part << usize::try_from(twos).expect("the result was paid for and has as many bits")
}

/// The odd primes up to `n`, by the sieve of Eratosthenes.
fn odd_primes(n: u64) -> Vec<u64> {
    // Entry i stands for 2i + 1.
    let count = usize::try_from(n.div_ceil(2)).expect("the result was paid for and has more bits");
    let mut is_composite = vec![false; count];
    let mut primes = Vec::with_capacity(count / 4);
    for i in 1..count {
        if !is_composite[i] {
            let prime = 2 * i + 1;
            primes.push(prime as u64);
            is_composite.iter_mut().skip(2 * i * (i + 1)).step_by(prime).for_each(|entry| *entry = true);
        }
    }
    primes
}

/// The odd prime factors of `s(n)`, as many in one word as it holds.
fn odd_part_of_swing(n: u64, primes: &[u64]) -> Vec<Word> {
    let mut factors = Vec::new();
    let mut word: Word = 1;
    for prime in primes.iter().take_while(|prime| **prime <= n) {
        let mut quotient = n / prime;
        while quotient > 0 {
            if quotient % 2 == 1 {
                let factor = *prime as Word;
                word = word.checked_mul(factor).unwrap_or_else(|| {
                    factors.push(word);
                    factor
                });
            }
            quotient /= prime;
        }
    }
    factors.push(word);
    factors
}

/// The product of all of them: the halves first, so that factors of like size meet.
fn product(factors: &[Word]) -> UBig {
    /// So few are multiplied one after another.
    const FACTORS_MAX: usize = 32;
    if factors.len() <= FACTORS_MAX {
        return factors.iter().fold(UBig::ONE, |product, factor| product * *factor);
    }
    let (left, right) = factors.split_at(factors.len() / 2);
    product(left) * product(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factorials_are_products() {
        let mut expected = UBig::ONE;
        for n in 0..3_000 {
            if n > 0 {
                expected *= n;
            }
            if n < 300 || n % 97 == 0 {
                assert_eq!(factorial(n), expected, "{n}");
            }
        }
    }
}
