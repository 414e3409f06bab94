//! Divisors and multiples, factorials, ways to choose, and Fibonacci numbers.

use dashu_base::{BitTest, Gcd, UnsignedAbs};
use dashu_int::{IBig, UBig};

use super::{INTEGERS, integer, natural, words};
use crate::error::ErrorKind;
use crate::number::{
    LOG2_FRACTION_BITS, Number, OVERHEAD_COST, Size, division_cost, log2_above, product_cost,
};
use crate::purse::Purse;

/// The greatest integer that divides all `numbers`; 0 if all are 0, or if there is none.
pub(crate) fn greatest_common_divisor(numbers: &[Number], purse: &mut Purse) -> Result<Number, ErrorKind> {
    numbers
        .iter()
        .try_fold(UBig::ZERO, |divisor, number| {
            let magnitude = integer(number, "gcd", INTEGERS)?.unsigned_abs();
            paid_gcd(&divisor, &magnitude, purse)
        })
        .map(number)
}

/// The least integer above 0 that all `numbers` divide; 0 if one of them is 0, and 1 if there is none.
pub(crate) fn least_common_multiple(numbers: &[Number], purse: &mut Purse) -> Result<Number, ErrorKind> {
    numbers
        .iter()
        .try_fold(UBig::ONE, |multiple, number| {
            let magnitude = integer(number, "lcm", INTEGERS)?.unsigned_abs();
            if multiple.is_zero() || magnitude.is_zero() {
                return Ok(UBig::ZERO);
            }
            let divisor = paid_gcd(&multiple, &magnitude, purse)?;
            purse.pay_work(division_cost(words(&magnitude), words(&divisor)))?;
            let cofactor = magnitude / divisor;
            let (l, r) = (Size::of_integer(multiple.bit_len()), Size::of_integer(cofactor.bit_len()));
            purse.pay(l.product(r))?;
            Ok(multiple * cofactor)
        })
        .map(number)
}

fn paid_gcd(a: &UBig, b: &UBig, purse: &mut Purse) -> Result<UBig, ErrorKind> {
    // `dashu` has none of two zeros.
    if a.is_zero() {
        return Ok(b.clone());
    }
    if b.is_zero() {
        return Ok(a.clone());
    }
    purse.pay_work(gcd_cost(a.bit_len(), b.bit_len()))?;
    Ok(a.gcd(b))
}

/// Word multiplications that take as long as the greatest common divisor of integers of so many bits: a division,
/// after which both are as short as the shorter, and then Lehmer's method, with the factors from measuring
/// `dashu`'s.
pub(super) fn gcd_cost(a: usize, b: usize) -> u64 {
    /// For each bit of the quotients, which come one after another.
    const BIT_COST: u64 = 6;
    let (short, long) = (a.min(b), a.max(b));
    let (short_words, long_words) = (Size::of_integer(short).words(), Size::of_integer(long).words());
    division_cost(long_words, short_words)
        .saturating_add(short_words.saturating_mul(short_words))
        .saturating_add((short as u64).saturating_mul(BIT_COST))
}

/// The product of the integers from 1 to `number`.
pub(crate) fn factorial(number: &Number, purse: &mut Purse) -> Result<Number, ErrorKind> {
    let n = natural(number, "the factorial", "the integers 0, 1, 2, …")?;
    let n = u64::try_from(&n).unwrap_or(u64::MAX);
    let size = Size::of_factorial(n);
    purse.pay((size, size.product_tree_cost(n)))?;
    Ok(self::number(super::factorial::factorial(n)))
}

/// The ways to arrange `k` of `n` things: `n · (n − 1) ⋯ (n − k + 1)`, and 0 unless `0 ≤ k ≤ n`.
pub(crate) fn permutations(n: &Number, k: &Number, purse: &mut Purse) -> Result<Number, ErrorKind> {
    const FUNCTION: &str = "the number of permutations";
    const EXPECTED: &str = "an integer n from 0 on and an integer k";
    let n = natural(n, FUNCTION, EXPECTED)?;
    let Some(k) = UBig::try_from(integer(k, FUNCTION, EXPECTED)?).ok().filter(|k| *k <= n) else {
        return Ok(Number::from(0));
    };
    let factors = u64::try_from(&k).unwrap_or(u64::MAX);
    let size = falling_size(&n, factors);
    purse.pay((size, size.product_tree_cost(factors)))?;
    Ok(number(product(&(n - k + UBig::ONE), factors)))
}

/// The ways to choose `k` of `n` things: `n! / (k! · (n − k)!)`, and 0 unless `0 ≤ k ≤ n`.
pub(crate) fn binomial(n: &Number, k: &Number, purse: &mut Purse) -> Result<Number, ErrorKind> {
    const FUNCTION: &str = "the binomial coefficient";
    const EXPECTED: &str = "an integer n from 0 on and an integer k";
    let n = natural(n, FUNCTION, EXPECTED)?;
    let Some(k) = UBig::try_from(integer(k, FUNCTION, EXPECTED)?).ok().filter(|k| *k <= n) else {
        return Ok(Number::from(0));
    };
    let rest = &n - &k;
    let k = k.min(rest);
    let factors = u64::try_from(&k).unwrap_or(u64::MAX);
    let dividend = falling_size(&n, factors);
    let divisor = Size::of_factorial(factors);
    let cost = dividend
        .product_tree_cost(factors)
        .saturating_add(divisor.product_tree_cost(factors))
        .saturating_add(division_cost(dividend.words(), divisor.words()));
    purse.pay((binomial_size(&n, factors), cost))?;
    Ok(number(product(&(n - k + UBig::ONE), factors) / product(&UBig::ONE, factors)))
}

/// The Fibonacci number with the index `n`: F(0) = 0, F(1) = 1, each the sum of the two before, and backwards as
/// well: `F(−n) = (−1)^(n+1) · F(n)`.
pub(crate) fn fibonacci(n: &Number, purse: &mut Purse) -> Result<Number, ErrorKind> {
    let index = integer(n, "the Fibonacci number", INTEGERS)?;
    let negative = index < IBig::ZERO && !index.bit(0);
    let n = u64::try_from(index.unsigned_abs()).unwrap_or(u64::MAX);
    // F(n) < φ^n, and log2(φ) = 0.694241… < 0.69425.
    let bits = u128::from(n) * 69_425 / 100_000 + 1;
    let size = Size::of_integer(usize::try_from(bits).unwrap_or(usize::MAX));
    // The last doubling has three products of half the length; all before it cost together half as much.
    let doublings = u64::from(n.max(1).ilog2()) + 1;
    let cost = product_cost(size.words(), size.words()).saturating_mul(2);
    purse.pay((size, cost.saturating_add(doublings * OVERHEAD_COST)))?;
    // F(2i) = F(i) · (2·F(i+1) − F(i)) and F(2i+1) = F(i)² + F(i+1)², along the bits of n from the highest.
    let (mut current, mut next) = (UBig::ZERO, UBig::ONE);
    for bit in (0..doublings).rev() {
        let even = &current * ((&next << 1) - &current);
        let odd = current.sqr() + next.sqr();
        (current, next) = if n >> bit & 1 == 0 { (even, odd) } else { (odd.clone(), even + odd) };
    }
    let value = IBig::from(current);
    Ok(Number::from(if negative { -value } else { value }))
}

/// The size of the product of the `factors` integers up to `n`: that many logarithms of `n`, or that of `n!`.
fn falling_size(n: &UBig, factors: u64) -> Size {
    let bits = (u128::from(factors) * log2_above_big(n)) >> LOG2_FRACTION_BITS;
    let bits = usize::try_from(bits).unwrap_or(usize::MAX).saturating_add(1);
    let all = u64::try_from(n).map_or(usize::MAX, |n| Size::of_factorial(n).numerator_bits());
    Size::of_integer(bits.min(all))
}

/// The size of a binomial coefficient, which is at most `(e·n/k)^k` and less than `2^n`; `k ≤ n/2`.
fn binomial_size(n: &UBig, k: u64) -> Size {
    /// Above log2(e) in the units of [`log2_above`], 24204406.3….
    const LOG2_E: u128 = 24_204_407;
    // The bound of the logarithm is above it by less than 3 units.
    let logarithm = (log2_above_big(n) + LOG2_E + 3).saturating_sub(u128::from(log2_above(k.max(1))));
    let bits = ((u128::from(k).saturating_mul(logarithm)) >> LOG2_FRACTION_BITS) + 1;
    let bits = bits.min(u128::try_from(n).unwrap_or(u128::MAX).saturating_add(1));
    Size::of_integer(usize::try_from(bits).unwrap_or(usize::MAX))
}

/// An upper bound for the binary logarithm of an integer of any size, in the units of [`log2_above`].
fn log2_above_big(n: &UBig) -> u128 {
    match u64::try_from(n) {
        Ok(word) => u128::from(log2_above(word.max(1))),
        Err(_) => (n.bit_len() as u128) << LOG2_FRACTION_BITS,
    }
}

/// The product of `count` integers from `first` on: the halves first, so that factors of like size meet.
fn product(first: &UBig, count: u64) -> UBig {
    /// So few factors are multiplied one after another.
    const FACTORS_MAX: u64 = 16;
    if count <= FACTORS_MAX {
        let Ok(first) = u64::try_from(first) else {
            return (0..count).fold(UBig::ONE, |product, offset| product * (first + offset));
        };
        // Words are multiplied with words as long as the product is one.
        let (mut product, mut word) = (UBig::ONE, 1_u64);
        for factor in (0..count).map(|offset| u128::from(first) + u128::from(offset)) {
            match u64::try_from(factor).ok().and_then(|factor| word.checked_mul(factor)) {
                Some(longer) => word = longer,
                None => {
                    product *= UBig::from(core::mem::replace(&mut word, 1));
                    product *= UBig::from(factor);
                }
            }
        }
        return if product.is_one() { UBig::from(word) } else { product * word };
    }
    let half = count / 2;
    product(first, half) * product(&(first + half), count - half)
}

fn number(magnitude: UBig) -> Number {
    Number::from(IBig::from(magnitude))
}
