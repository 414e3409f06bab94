//! How big numbers are and will be, and what work on them costs, before it is done.

/// Bits of a numerator and of a denominator; 0 bits of denominator mean an integer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    pub(super) numerator_bits: usize,
    pub(super) denominator_bits: usize,
}

impl Size {
    /// Decimal digits of the longer part, at most one too many.
    pub(crate) fn digits(self) -> usize {
        // log10(2) < 30103/100000.
        let bits = self.numerator_bits.max(self.denominator_bits);
        match bits.checked_mul(30_103) {
            Some(product) => product / 100_000 + 1,
            None => usize::MAX,
        }
    }

    /// The size of an integer with so many bits.
    pub(crate) fn of_integer(bits: usize) -> Self {
        Self { numerator_bits: bits, denominator_bits: 0 }
    }

    /// Bits of the integer part, at the most.
    pub(crate) fn bits_above(self) -> usize {
        (self.numerator_bits + 1).saturating_sub(self.denominator_bits)
    }

    /// Bits of the numerator.
    pub(crate) fn numerator_bits(self) -> usize {
        self.numerator_bits
    }

    /// Machine words of both parts together, from 1 on.
    pub(crate) fn words(self) -> u64 {
        (self.numerator_bits / 64 + self.denominator_bits / 64 + 1) as u64
    }

    fn is_integer(self) -> bool {
        self.denominator_bits == 0
    }

    /// The size of a sum or difference, and the work for it.
    pub(crate) fn sum(self, other: Self) -> (Self, u64) {
        let size = Self {
            numerator_bits: (self.numerator_bits + other.denominator_bits)
                .max(other.numerator_bits + self.denominator_bits)
                + 1,
            denominator_bits: self.denominator_bits + other.denominator_bits,
        };
        (size, if size.is_integer() { sum_cost(self, other) } else { reduction_cost(self, other) })
    }

    /// The size of a product, and the work for it.
    pub(crate) fn product(self, other: Self) -> (Self, u64) {
        let size = Self {
            numerator_bits: self.numerator_bits + other.numerator_bits,
            denominator_bits: self.denominator_bits + other.denominator_bits,
        };
        let integers = size.is_integer();
        (size, if integers { product_cost(self.words(), other.words()) } else { reduction_cost(self, other) })
    }

    /// The size of `n!`, from Stirling's formula: `log2(n!) ≤ n·log2(n) − n·log2(e) + log2(n) + 2`.
    pub(crate) fn of_factorial(n: u64) -> Self {
        /// Below log2(e) in the units of [`log2_above`], 24204406.3….
        const LOG2_E: u128 = 24_204_406;
        let (n, logarithm) = (u128::from(n.max(1)), u128::from(log2_above(n.max(1))));
        let bits = ((n * logarithm).saturating_sub(n * LOG2_E) >> LOG2_FRACTION_BITS)
            + (logarithm >> LOG2_FRACTION_BITS)
            + 4;
        Self::of_integer(usize::try_from(bits).unwrap_or(usize::MAX))
    }

    /// The work for building an integer of this size from so many factors by halving the product again and again. On
    /// each level the factors are half as long and twice as many, so that all levels together cost no more than one
    /// product of this length by itself.
    pub(crate) fn product_tree_cost(self, factors: u64) -> u64 {
        /// For a factor that is multiplied in at the bottom of the tree.
        const FACTOR_COST: u64 = 20;
        product_cost(self.words(), self.words()).saturating_add(factors.saturating_mul(FACTOR_COST))
    }

    /// The size of a quotient, and the work for it.
    pub(crate) fn quotient(self, other: Self) -> (Self, u64) {
        let size = Self {
            numerator_bits: self.numerator_bits + other.denominator_bits,
            denominator_bits: self.denominator_bits + other.numerator_bits,
        };
        (size, reduction_cost(self, other))
    }
}

/// Fractional bits of [`log2_above`]: so many that a power of a million digits is not taken for longer than it is.
pub(crate) const LOG2_FRACTION_BITS: u32 = 24;

/// An upper bound for the binary logarithm of `n ≥ 1`, above it by less than 3 units of 2^-24.
pub(crate) fn log2_above(n: u64) -> u64 {
    let whole = n.ilog2();
    // n / 2^whole, from 1 to 2, with 31 fractional bits. Squaring doubles the logarithm, whose next bit then shows.
    let mut mantissa = (n << (63 - whole)) >> 32;
    let mut logarithm = u64::from(whole);
    for _ in 0..LOG2_FRACTION_BITS {
        mantissa = (mantissa * mantissa) >> 31;
        let bit = mantissa >> 32;
        mantissa >>= bit;
        logarithm = 2 * logarithm + bit;
    }
    // What was cut off is less than the last bit, and so is the error of the mantissa: 2^-31, doubled 25 times.
    logarithm + 2
}

/// What every operation on big numbers costs before it does anything: memory is allocated and freed.
pub(crate) const OVERHEAD_COST: u64 = 60;

/// Word multiplications that take as long as adding two integers.
fn sum_cost(a: Size, b: Size) -> u64 {
    OVERHEAD_COST + a.words() + b.words()
}

/// Word multiplications of a product of integers: schoolbook for short ones, 3 half-size products for long ones.
pub(crate) fn product_cost(a: u64, b: u64) -> u64 {
    const SCHOOLBOOK_WORDS_MAX: u64 = 32;
    let (mut short, long) = (a.min(b), a.max(b));
    let pieces = long / short + 1;
    let mut cost = 1_u64;
    while short > SCHOOLBOOK_WORDS_MAX {
        short = short.div_ceil(2);
        cost = cost.saturating_mul(3);
    }
    cost.saturating_mul(short * short).saturating_mul(pieces).saturating_add(OVERHEAD_COST)
}

/// Word multiplications of dividing an integer of `dividend` words by one of `divisor` words.
pub(crate) fn division_cost(dividend: u64, divisor: u64) -> u64 {
    let quotient = dividend.saturating_sub(divisor) + 1;
    product_cost(quotient, divisor).saturating_mul(2)
}

/// Word multiplications that take as long as reducing a fraction. `dashu`'s greatest common divisor is quadratic and
/// works on whole words (Lehmer); the factors are from measuring it.
pub(crate) fn reduction_cost(a: Size, b: Size) -> u64 {
    let words = a.words() + b.words();
    OVERHEAD_COST + (words.saturating_mul(words) / 4).saturating_add(8 * words)
}

#[cfg(test)]
mod tests {
    use dashu_base::BitTest;
    use dashu_int::IBig;

    use super::*;
    use crate::number::Number;

    #[test]
    fn estimates_are_above_the_truth_by_little() {
        let true_bits = |value: &IBig| value.bit_len();
        for n in (2..300).chain([1_000, 5_000, 20_000]) {
            let truth = true_bits(&(1..=n).fold(IBig::ONE, |product, factor| product * IBig::from(factor)));
            let estimate = Size::of_factorial(n).numerator_bits;
            assert!(truth <= estimate && estimate <= truth + truth / 50 + 12, "{n}!: {truth}, {estimate}");
        }
        for base in [2_i64, 3, 7, 9, 10, 16, 1_000_003, i64::MAX] {
            for exponent in [1_u32, 2, 30, 1_000, 4_000] {
                let truth = true_bits(&IBig::from(base).pow(exponent as usize));
                let (size, _) = Number::from(base).power_size(exponent.into());
                let estimate = size.numerator_bits;
                assert!(truth <= estimate && estimate <= truth + 1, "{base}^{exponent}: {truth}, {estimate}");
            }
        }
    }
}
