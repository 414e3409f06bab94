//! What one expression may cost.

use core::fmt;

/// The bounds on one expression, from its text to its number.
///
/// Every field is an upper bound that is itself allowed. Whatever the input, evaluation ends with an answer or
/// with an error that names the bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Length of the text in bytes.
    pub input_bytes_max: usize,
    /// Parentheses that are open at once, signs and operators that wait for their right sides, and functions of one's own
    /// that call another. The recursion of the parser and of the evaluation is at most this deep.
    pub depth_max: usize,
    /// Decimal digits of a numerator or denominator, also of every intermediate value; and the decimal exponent of an
    /// approximate one.
    pub digits_max: usize,
    /// Significant digits of an approximate answer that can be asked for.
    pub significant_max: usize,
    /// Work of one evaluation, in multiplications of machine words, estimated before each operation.
    pub fuel_max: u64,
    /// Variables and functions of one session.
    pub names_max: usize,
}

impl Limits {
    /// For one's own machine: generous, some seconds and a few hundred megabytes at the worst.
    pub const LOCAL: Self = Self {
        input_bytes_max: 4 << 20,
        depth_max: 1_000,
        digits_max: 1_000_000,
        significant_max: 10_000,
        fuel_max: 5_000_000_000,
        names_max: 1_000,
    };

    /// For a peer on the network, who pays nothing: a few milliseconds at the worst.
    pub const NETWORK: Self = Self {
        input_bytes_max: 64 << 10,
        depth_max: 200,
        digits_max: 20_000,
        significant_max: 1_000,
        fuel_max: 5_000_000,
        names_max: 0,
    };

    /// The deepest nesting that a limit may allow: what is allowed on one's own machine fits every thread's stack.
    pub const DEPTH_MAX: usize = Self::LOCAL.depth_max;

    /// All of them for people: the name, what it bounds, the value.
    #[must_use]
    pub fn rows(&self) -> [(&'static str, &'static str, u64); 6] {
        [
            ("bytes_max", "length of an expression", self.input_bytes_max as u64),
            ("depth_max", "open parentheses, waiting operators", self.depth_max as u64),
            ("digits_max", "digits of any value", self.digits_max as u64),
            (
                "significant_max",
                "digits of a rounded answer that can be asked for",
                self.significant_max as u64,
            ),
            ("fuel_max", "word operations for an answer", self.fuel_max),
            ("names_max", "variables and functions of a session", self.names_max as u64),
        ]
    }

    /// Sets the limit of a name from [`Self::rows`].
    ///
    /// # Errors
    /// There is no such limit, or the value is beyond what this machine can bear.
    ///
    /// ```
    /// # use reckon_calc::Limits;
    /// let mut limits = Limits::LOCAL;
    /// limits.set("digits_max", 5_000_000).unwrap();
    /// assert!(limits.set("depth_max", 1_000_000).is_err());
    /// ```
    pub fn set(&mut self, name: &str, value: u64) -> Result<(), LimitError> {
        let length = usize::try_from(value).map_err(|_| LimitError::TooLarge);
        match name {
            "bytes_max" => self.input_bytes_max = length?,
            "depth_max" if value > Self::DEPTH_MAX as u64 => return Err(LimitError::TooDeep),
            "depth_max" => self.depth_max = length?,
            "digits_max" => self.digits_max = length?,
            "significant_max" => self.significant_max = length?,
            "fuel_max" => self.fuel_max = value,
            "names_max" => self.names_max = length?,
            _ => return Err(LimitError::Unknown),
        }
        Ok(())
    }
}

/// Why a limit was not set. The text is for the person who typed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitError {
    /// There is no limit of that name.
    Unknown,
    /// The value is too big for this machine.
    TooLarge,
    /// The parser recurses as deeply as it may, and a thread's stack has an end.
    TooDeep,
}

impl fmt::Display for LimitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("there is no limit of this name; --help lists them"),
            Self::TooLarge => f.write_str("this machine cannot count so far"),
            Self::TooDeep => {
                write!(f, "a thread's stack has no room for more than {} levels", Limits::DEPTH_MAX)
            }
        }
    }
}

impl core::error::Error for LimitError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_can_be_set() {
        let mut limits = Limits::LOCAL;
        for (name, _, _) in Limits::LOCAL.rows() {
            limits.set(name, 7).unwrap();
        }
        assert!(limits.rows().iter().all(|(_, _, value)| *value == 7));
        assert_eq!(limits.set("depth_max", 1_001), Err(LimitError::TooDeep));
        assert_eq!(limits.set("no_such_limit", 1), Err(LimitError::Unknown));
    }
}
