//! What the functions cost, in multiplications of machine words.

/// What is computed, where it matters for the cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Function {
    Multiply,
    Divide,
    SquareRoot,
    Pi,
    /// `powi`, with so many bits of exponent.
    IntegerPower {
        exponent_bits: usize,
    },
    Exponential,
    /// The natural one.
    Logarithm,
    /// sin, cos, tan.
    Circular,
    /// `sin_pi`, `tan_pi`.
    CircularOfHalfTurns,
    /// atan and atan2.
    Arctangent,
    /// asin and acos.
    ArcsineOrArccosine,
    /// sinh, cosh, tanh.
    Hyperbolic,
    /// asinh, acosh, atanh.
    InverseHyperbolic,
    /// `pow`, and the logarithm to any base.
    PowerOrLogarithmToBase,
    /// `root` of degree 3 and more.
    Root,
    /// `round`, with no more digits than the bits give, and `round_places`.
    Decimal,
}

/// The work for `function` of an interval at `bits` of precision, about, and seldom too low.
///
/// `exponent` is the [`log2_bound`](super::Interval::log2_bound) of the argument. It matters for angles, of which whole turns are
/// taken away, and for decimals, which need powers of ten.
///
/// The factors are measured, from 64 to 400 000 bits, for intervals some units wide. Exactly known numbers cost as little
/// as half of it, wide intervals up to twice as much.
pub(crate) fn cost(function: Function, bits: usize, exponent: isize) -> u64 {
    let bits = bits as u64;
    let product = product_cost(bits);
    let quarters_of_series = match function {
        Function::Multiply => return product,
        Function::SquareRoot => return product.saturating_mul(2),
        Function::Divide => return product.saturating_mul(2),
        Function::Pi => return product.saturating_mul(8),
        Function::IntegerPower { exponent_bits } => {
            let exponent_bits = exponent_bits as u64;
            return product_cost(bits.saturating_add(exponent_bits)).saturating_mul(2 * exponent_bits + 1);
        }
        Function::Decimal => {
            // A power of ten is raised from its last square, and the digits are divided in halves.
            let power = product_cost(exponent.unsigned_abs() as u64) / 2;
            return product_cost(bits).saturating_mul(4).saturating_add(power);
        }
        Function::Circular => {
            let height = exponent.max(0).unsigned_abs() as u64;
            // π and two quotients of so many bits, beside the series.
            let reduction = product_cost(bits.saturating_add(height)).saturating_mul(14);
            return reduction.saturating_add(series_cost(bits).saturating_mul(5) / 4);
        }
        Function::Arctangent => 6,
        Function::Exponential | Function::Logarithm => 8,
        Function::ArcsineOrArccosine | Function::CircularOfHalfTurns | Function::Hyperbolic => 16,
        Function::InverseHyperbolic | Function::PowerOrLogarithmToBase => 20,
        Function::Root => 36,
    };
    series_cost(bits).saturating_mul(quarters_of_series) / 4
}

/// An interval times an interval: `bits^1.5`.
fn product_cost(bits: u64) -> u64 {
    130 + bits.saturating_mul(bits.isqrt()) / 42
}

/// The series of the versine: about the cube root as many products as there are bits. As measured, `bits^1.875`.
fn series_cost(bits: u64) -> u64 {
    // The eighth root, in units of 1/128.
    let root = (u128::from(bits.max(1)) << 56).isqrt().isqrt().isqrt() as u64;
    bits.saturating_mul(9).saturating_add(1_800).saturating_add(bits.saturating_mul(bits) / root / 10 * 27)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_are_near_what_was_measured() {
        // Nanoseconds of one machine.
        for (function, bits, measured) in [
            (Function::Multiply, 64, 142),
            (Function::Multiply, 4_000, 4_084),
            (Function::Multiply, 400_000, 5_963_895),
            (Function::Divide, 64, 257),
            (Function::Divide, 400_000, 12_229_574),
            (Function::SquareRoot, 400_000, 8_653_838),
            (Function::Pi, 64, 774),
            (Function::Pi, 400_000, 46_567_654),
            (Function::IntegerPower { exponent_bits: 10 }, 64_000, 4_116_035),
            (Function::Exponential, 64, 4_653),
            (Function::Exponential, 1_000, 34_540),
            (Function::Exponential, 64_000, 29_201_312),
            (Function::Exponential, 400_000, 741_120_411),
            (Function::Logarithm, 400_000, 821_074_005),
            (Function::Circular, 64, 2_702),
            (Function::Circular, 4_000, 136_594),
            (Function::Circular, 400_000, 684_535_443),
            (Function::Arctangent, 16_000, 1_806_965),
            (Function::ArcsineOrArccosine, 256, 19_683),
            (Function::ArcsineOrArccosine, 64_000, 54_883_959),
            (Function::Hyperbolic, 1_000, 68_473),
            (Function::InverseHyperbolic, 1_000, 87_124),
            (Function::PowerOrLogarithmToBase, 64_000, 62_764_534),
            (Function::Root, 16_000, 10_087_433),
            (Function::Decimal, 64_000, 973_551),
        ] {
            let estimate = cost(function, bits, 0);
            assert!(
                estimate >= measured * 9 / 10 && estimate <= measured * 5 / 2,
                "{function:?}, {bits} bits: {estimate}, measured {measured}"
            );
        }
        assert!(cost(Function::Root, usize::MAX, isize::MAX) >= cost(Function::Root, 1 << 40, 0));
    }

    #[test]
    fn the_size_of_an_angle_costs() {
        assert!(cost(Function::Circular, 64, 3_000_000) > 100 * cost(Function::Circular, 64, 10));
        assert_eq!(cost(Function::Exponential, 64, 10), cost(Function::Exponential, 64, -10));
    }
}
