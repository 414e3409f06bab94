//! How an answer is to be written.

/// A way of writing, which changes nothing of the value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Format {
    /// As a decimal if it ends, otherwise as a fraction; what is approximate as a decimal.
    #[default]
    Plain,
    /// As a fraction, also where the decimals end.
    Fraction,
    /// As a whole number and a fraction.
    Mixed,
    /// As a decimal whose endless part is in parentheses.
    Repeating,
    /// As a decimal, rounded where it does not end.
    Decimal,
    /// With so many digits after the point.
    Places(usize),
    /// With so many significant digits.
    Significant(usize),
    /// With one digit before the point and a power of ten.
    Scientific,
    /// As an integer of this base, from 2 to 36.
    Base(u8),
    /// In hundredths.
    Percent,
}

/// Each name after `to`, and what it does, for help.
pub const FORMATS: [(&str, &str); 12] = [
    ("fraction", "a fraction: 0.5 to fraction is 1/2"),
    ("mixed", "a whole number and a fraction: 7/3 to mixed is 2 1/3"),
    ("repeating", "all decimals, the endless part in parentheses: 1/3 to repeating is 0.(3)"),
    ("decimal", "a decimal, rounded where it does not end"),
    ("N dp", "N digits after the point, as in 2/3 to 2 dp; also places, decimals"),
    ("N sf", "N significant digits, as in 2/3 to 2 sf; also digits, figures"),
    ("sci", "a power of ten: 12345 to sci is 1.2345e4; also scientific"),
    ("hex", "an integer in base 16; also hexadecimal"),
    ("oct", "an integer in base 8; also octal"),
    ("bin", "an integer in base 2; also binary"),
    ("base N", "an integer in a base from 2 to 36"),
    ("%", "hundredths: 1/8 to % is 12.5%; also percent"),
];

impl Format {
    /// The way of writing of this name, if that takes no number.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        Some(match name {
            "fraction" => Self::Fraction,
            "mixed" => Self::Mixed,
            "repeating" => Self::Repeating,
            "decimal" => Self::Decimal,
            "sci" | "scientific" => Self::Scientific,
            "hex" | "hexadecimal" => Self::Base(16),
            "oct" | "octal" => Self::Base(8),
            "bin" | "binary" => Self::Base(2),
            "percent" => Self::Percent,
            _ => return None,
        })
    }
}
