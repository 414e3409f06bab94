//! The prefixes of units.

use core::ops::RangeInclusive;

use super::Factor;
use super::index::{Spelling, index, search};
use crate::number::Number;

/// A decimal or binary multiple, such as kilo or kibi.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Prefix {
    /// What is put before symbols. The first is the one that is shown.
    pub symbols: &'static [&'static str],
    /// What is put before names. The first is the one that is shown.
    pub names: &'static [&'static str],
    /// 10 or 1024.
    pub base: i64,
    /// The prefix means `base` to this power.
    pub exponent: i32,
}

impl Prefix {
    /// What it means.
    pub(crate) fn factor(&self) -> Factor {
        Factor::from(Number::from(self.base)).power(self.exponent)
    }
}

/// The prefixes that a unit takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Prefixes {
    None,
    /// All decimal ones, from quecto to quetta.
    Decimal,
    /// The decimal ones from kilo on: nobody says millitonne.
    Multiples,
    /// The decimal ones from kilo on, and the binary ones: there is nothing below a bit, and `dB` is no decibyte.
    Data,
}

impl Prefixes {
    /// Whether `prefix` is among them.
    pub(crate) fn admit(self, prefix: &Prefix) -> bool {
        match self {
            Self::None => false,
            Self::Decimal => prefix.base == 10,
            Self::Multiples => prefix.base == 10 && prefix.exponent >= 3,
            Self::Data => prefix.base == 1024 || prefix.exponent >= 3,
        }
    }
}

const fn decimal(symbols: &'static [&'static str], names: &'static [&'static str], exponent: i32) -> Prefix {
    Prefix { symbols, names, base: 10, exponent }
}

const fn binary(symbols: &'static [&'static str], names: &'static [&'static str], exponent: i32) -> Prefix {
    Prefix { symbols, names, base: 1024, exponent }
}

/// All prefixes.
///
/// # Source
/// SI Brochure, 9th edition, 3.01 (2024), table 7; IEC 80000-13:2025 for the binary ones.
pub(super) static PREFIXES: &[Prefix] = &[
    decimal(&["k"], &["kilo"], 3),
    // The micro sign, the Greek letter, and what keyboards have.
    decimal(&["\u{B5}", "\u{3BC}", "u"], &["micro"], -6),
    decimal(&["m"], &["milli"], -3),
    decimal(&["c"], &["centi"], -2),
    decimal(&["d"], &["deci"], -1),
    decimal(&["da"], &["deca", "deka"], 1),
    decimal(&["h"], &["hecto"], 2),
    decimal(&["M"], &["mega"], 6),
    decimal(&["G"], &["giga"], 9),
    decimal(&["T"], &["tera"], 12),
    decimal(&["P"], &["peta"], 15),
    decimal(&["E"], &["exa"], 18),
    decimal(&["Z"], &["zetta"], 21),
    decimal(&["Y"], &["yotta"], 24),
    decimal(&["R"], &["ronna"], 27),
    decimal(&["Q"], &["quetta"], 30),
    decimal(&["n"], &["nano"], -9),
    decimal(&["p"], &["pico"], -12),
    decimal(&["f"], &["femto"], -15),
    decimal(&["a"], &["atto"], -18),
    decimal(&["z"], &["zepto"], -21),
    decimal(&["y"], &["yocto"], -24),
    decimal(&["r"], &["ronto"], -27),
    decimal(&["q"], &["quecto"], -30),
    binary(&["Ki"], &["kibi"], 1),
    binary(&["Mi"], &["mebi"], 2),
    binary(&["Gi"], &["gibi"], 3),
    binary(&["Ti"], &["tebi"], 4),
    binary(&["Pi"], &["pebi"], 5),
    binary(&["Ei"], &["exbi"], 6),
    binary(&["Zi"], &["zebi"], 7),
    binary(&["Yi"], &["yobi"], 8),
    binary(&["Ri"], &["robi"], 9),
    binary(&["Qi"], &["quebi"], 10),
];

static SYMBOLS: &[Spelling] = index!(PREFIXES, symbols);
static NAMES: &[Spelling] = index!(PREFIXES, names);

/// The ways to take a prefix symbol off the front of a text, each with what is left: at most `d` and `da`.
pub(super) fn split_symbol(text: &str) -> impl Iterator<Item = (&'static Prefix, &str)> {
    split(text, SYMBOLS, 1..=2)
}

/// The ways to take a prefix name off the front of a text, each with what is left.
pub(super) fn split_name(text: &str) -> impl Iterator<Item = (&'static Prefix, &str)> {
    split(text, NAMES, 3..=6)
}

/// `lengths` are those of the spellings in the index, in bytes.
fn split<'t>(
    text: &'t str,
    index: &'static [Spelling],
    lengths: RangeInclusive<usize>,
) -> impl Iterator<Item = (&'static Prefix, &'t str)> {
    lengths.filter_map(move |length| {
        let (front, back) = text.split_at_checked(length)?;
        Some((PREFIXES.get(search(index, front)?)?, back))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_found_whatever_their_length() {
        for (index, lengths) in [(SYMBOLS, 1..=2), (NAMES, 3..=6)] {
            assert!(index.windows(2).all(|pair| pair[0].text < pair[1].text));
            assert!(index.iter().all(|spelling| lengths.contains(&spelling.text.len())));
        }
        for prefix in PREFIXES {
            for symbol in prefix.symbols {
                assert!(split_symbol(symbol).any(|split| split == (prefix, "")));
            }
            for name in prefix.names {
                assert!(split_name(name).any(|split| split == (prefix, "")));
            }
        }
    }
}
