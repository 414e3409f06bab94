//! What one expression may cost.

/// The bounds on one expression, from its text to its number.
///
/// Every field is an upper bound that is itself allowed. Whatever the input, evaluation ends with a number or
/// with an error that names the bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Length of the text in bytes.
    pub input_bytes_max: usize,
    /// Parentheses and signs that are open at once. The parser's recursion is at most this deep.
    pub depth_max: usize,
    /// Decimal digits of a numerator or denominator, also of every intermediate value.
    pub digits_max: usize,
    /// Work of one evaluation, in multiplications of machine words, estimated before each operation.
    pub fuel_max: u64,
}

impl Limits {
    /// For one's own machine: generous, some seconds and a few hundred megabytes at the worst.
    pub const LOCAL: Self =
        Self { input_bytes_max: 4 << 20, depth_max: 1_000, digits_max: 1_000_000, fuel_max: 5_000_000_000 };

    /// For a peer on the network, who pays nothing: a few milliseconds at the worst.
    pub const NETWORK: Self =
        Self { input_bytes_max: 64 << 10, depth_max: 200, digits_max: 20_000, fuel_max: 5_000_000 };
}
