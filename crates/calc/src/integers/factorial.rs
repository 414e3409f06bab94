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
    // From so many of the leading bits of n that fit on, one more is taken each time.
    let shifts = (n / (WORD_MAX + 1)).ilog2() + 1;
    let start = (2..=n >> shifts).map(|factor| factor >> factor.trailing_zeros()).product::<u64>();
    let odd_part = (0..shifts).rev().fold(UBig::from(start), |half, shift| {
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
        if is_composite[i] {
            continue;
        }
        let prime = 2 * i + 1;
        primes.push(prime as u64);
        // From the square on.
        let mut multiple = 2 * i * (i + 1);
        while let Some(entry) = is_composite.get_mut(multiple) {
            *entry = true;
            multiple += prime;
        }
    }
    primes
}

/// The odd prime factors of `s(n)`, as many in one word as it holds.
fn odd_part_of_swing(n: u64, primes: &[u64]) -> Vec<Word> {
    let mut factors = Vec::with_capacity(n as usize / Word::BITS as usize + 1);
    let mut word: Word = 1;
    let mut take = |prime: u64| {
        let prime = prime as Word;
        word = word.checked_mul(prime).unwrap_or_else(|| {
            factors.push(word);
            prime
        });
    };
    let up_to = |bound: u64| primes.partition_point(|prime| *prime <= bound);
    for prime in &primes[..up_to(n / 3)] {
        let mut quotient = n / prime;
        while quotient > 0 {
            if quotient % 2 == 1 {
                take(*prime);
            }
            quotient /= prime;
        }
    }
    // Above a third there are two of each in n! and in the square, above a half one.
    primes[up_to(n / 2)..up_to(n)].iter().for_each(|prime| take(*prime));
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
