//! What names stand for, and which name was meant by one that stands for nothing.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::environment::{ANSWER, OwnFunction, Scope};
use crate::error::ErrorKind;
use crate::functions::{self, Function};
use crate::multiple::Multiple;
use crate::number::Number;
use crate::scalar::Scalar;
use crate::unit::{self, Constant, NamedUnit};
use crate::value::Value;

/// What a name stands for.
pub(crate) enum Meaning<'a> {
    Function(&'static Function),
    OwnFunction(&'a Arc<OwnFunction>),
    Variable(&'a Arc<Value>),
    /// A constant of physics, whose value may be known to a few digits only.
    Constant(&'static Constant),
    /// A constant of mathematics.
    Value(Value),
    Unit(NamedUnit),
}

/// Names, and what they stand for, of the constants of mathematics and the truth values.
pub const CONSTANTS_OF_MATHEMATICS: [(&str, &str); 7] = [
    ("pi", "the circumference of a circle over its diameter"),
    ("π", "the same"),
    ("tau", "2π"),
    ("τ", "the same"),
    ("e", "the base of the natural logarithm"),
    ("true", "what holds"),
    ("false", "what does not hold"),
];

/// The names of each constant of physics, with commas between them, and what it is.
pub fn constants() -> impl Iterator<Item = (String, String)> {
    unit::constants().map(|constant| {
        let names: Vec<&str> = constant.spellings().collect();
        let uncertainty = constant.uncertainty.map(|value| format!(" ± {value}")).unwrap_or_default();
        (
            names.join(", "),
            format!("{}: {}{uncertainty} {}", constant.meaning, constant.value, constant.unit()),
        )
    })
}

/// A unit, for help and completion.
#[derive(Clone, Copy, Debug)]
pub struct UnitRow(&'static unit::Unit);

/// All units without prefixes, by what they measure.
pub fn units() -> impl Iterator<Item = UnitRow> {
    unit::units().map(UnitRow)
}

/// The unit of this spelling, and what its prefix means if it has one: `km` is the metre and `10^3`.
#[must_use]
pub fn unit_of(spelling: &str) -> Option<(Option<String>, UnitRow)> {
    match unit::lookup(spelling)? {
        NamedUnit::Fixed { prefix, unit } => {
            let prefix = prefix.map(|prefix| format!("{}^{}", prefix.base, prefix.exponent));
            Some((prefix, UnitRow(unit)))
        }
        NamedUnit::Currency(_) => None,
    }
}

impl UnitRow {
    /// How it is written.
    #[must_use]
    pub fn symbol(&self) -> &'static str {
        self.0.spelling()
    }

    /// Its first symbol and its first name, as far as it has them.
    #[must_use]
    pub fn symbol_and_name(&self) -> String {
        let both: Vec<&str> =
            self.0.symbols.first().into_iter().chain(self.0.names.first()).copied().collect();
        both.join(" ")
    }

    /// All ways to spell it, symbols first.
    pub fn spellings(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.0.spellings()
    }

    /// What it measures, such as `length`; angles are plain numbers.
    #[must_use]
    pub fn dimension(&self) -> String {
        self.0.dimension.to_string()
    }

    /// What it measures, what one of it is in the coherent unit of the SI, and which one it is of several.
    #[must_use]
    pub fn meaning(&self) -> String {
        let offset = self.0.offset.map(|offset| format!(", from {offset} K")).unwrap_or_default();
        let space = if self.0.meaning.is_empty() { "" } else { " " };
        format!("{}, {} of the SI's unit{offset}.{space}{}", self.0.dimension, self.0.factor, self.0.meaning)
    }
}

/// The value of π, τ, e, and of the truth values.
pub(crate) fn constant_of_mathematics(name: &str) -> Option<Value> {
    Some(match name {
        "pi" | "π" => Scalar::from(Multiple::of_pi(Number::from(1))).into(),
        "tau" | "τ" => Scalar::from(Multiple::of_pi(Number::from(2))).into(),
        "e" => Scalar::from(Multiple::power_of_e(Number::from(1))).into(),
        "true" => true.into(),
        "false" => false.into(),
        _ => return None,
    })
}

/// Every name that is built in, units without prefixes.
pub(crate) fn built_in() -> impl Iterator<Item = &'static str> {
    functions::names()
        .chain(CONSTANTS_OF_MATHEMATICS.iter().map(|(name, _)| *name))
        .chain(unit::constants().flat_map(|constant| constant.spellings()))
        .chain(unit::units().flat_map(unit::Unit::spellings))
        .chain(["mod", "xor", "of", "per"])
}

/// The error for a name that stands for nothing, with the name that is spelled most like it.
pub(crate) fn unknown(name: &str, scope: &Scope, parameters: &[String]) -> ErrorKind {
    let known = || scope.known_names().chain(parameters.iter().map(String::as_str));
    let is_code = name.len() == 3 && name.bytes().all(|byte| byte.is_ascii_uppercase());
    let is_known_in_small_letters = || known().any(|known| known.eq_ignore_ascii_case(name));
    if (is_code && !is_known_in_small_letters()) || matches!(name, "€" | "$" | "£" | "¥") {
        return ErrorKind::UnknownCurrency(name.to_string());
    }
    if name == ANSWER {
        return ErrorKind::NoAnswerYet;
    }
    ErrorKind::UnknownName {
        name: shorten(name).to_string(),
        nearest: nearest(name, known()).map(ToString::to_string),
    }
}

/// Names that are longer are neither shown in full nor compared.
const NAME_CHARS_MAX: usize = 40;

fn shorten(name: &str) -> &str {
    let end = name.char_indices().nth(NAME_CHARS_MAX).map_or(name.len(), |(at, _)| at);
    name.get(..end).unwrap_or_default()
}

/// The name that begins with the same letter and is spelled most like this one: no slip in the shortest names, one in
/// short ones, two in longer ones. Capital letters are no slips. Every stranger's nonsense comes here, so it is quick.
fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let slips_max = match name.len() {
        0..=1 => return None,
        2 => 0,
        3..=4 => 1,
        5..=NAME_CHARS_MAX => 2,
        _ => return None,
    };
    let first = name.as_bytes().first().map(u8::to_ascii_lowercase);
    known
        .filter(|known| known.as_bytes().first().map(u8::to_ascii_lowercase) == first)
        .filter(|known| known.len() > 1 && known.len().abs_diff(name.len()) <= slips_max)
        .map(|known| (slips(name.as_bytes(), known.as_bytes()), known))
        .filter(|(slips, _)| *slips <= slips_max)
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, known)| known)
}

/// How many letters have to be added, left out, replaced, or swapped with their neighbour to get from one word to the
/// other, whose length is at most [`NAME_CHARS_MAX`] and two more (the restricted Damerau–Levenshtein distance).
fn slips(from: &[u8], to: &[u8]) -> usize {
    const WIDTH: usize = NAME_CHARS_MAX + 3;
    let (mut before_last, mut last, mut row) = ([0; WIDTH], [0; WIDTH], [0; WIDTH]);
    last.iter_mut().enumerate().for_each(|(column, slips)| *slips = column);
    for (i, a) in from.iter().enumerate() {
        row[0] = i + 1;
        for (j, b) in to.iter().enumerate().take(WIDTH - 1) {
            let replaced = last[j] + usize::from(!a.eq_ignore_ascii_case(b));
            row[j + 1] = replaced.min(last[j + 1] + 1).min(row[j] + 1);
            let swapped = i > 0 && j > 0 && from.get(i - 1) == Some(b) && to.get(j - 1) == Some(a);
            if swapped {
                row[j + 1] = row[j + 1].min(before_last[j - 1] + 1);
            }
        }
        (before_last, last) = (last, row);
    }
    last[to.len().min(WIDTH - 1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_found_with_their_prefixes() {
        let found = |spelling| unit_of(spelling).map(|(prefix, unit)| (prefix, unit.symbol()));
        assert_eq!(found("m"), Some((None, "m")));
        assert_eq!(found("Metre"), Some((None, "m")));
        assert_eq!(found("km"), Some((Some("10^3".to_string()), "m")));
        assert_eq!(found("mebibyte"), Some((Some("1024^2".to_string()), "B")));
        assert_eq!(found("hbar"), None, "a constant");
        assert_eq!(found("nothing"), None);
    }

    #[test]
    fn slips_are_counted() {
        for (from, to, expected) in [
            ("sqrt", "sqrt", 0),
            ("SQRT", "sqrt", 0),
            ("sqr", "sqrt", 1),
            ("sqtr", "sqrt", 1),
            ("sqaure", "square", 1),
            ("", "abc", 3),
            ("floor", "flow", 2),
        ] {
            assert_eq!(slips(from.as_bytes(), to.as_bytes()), expected, "{from} {to}");
            assert_eq!(slips(to.as_bytes(), from.as_bytes()), expected, "{to} {from}");
        }
    }

    #[test]
    fn the_nearest_name_is_found() {
        let names = || ["sqrt", "sin", "sinh", "mile", "pi"].into_iter();
        assert_eq!(nearest("sqr", names()), Some("sqrt"));
        assert_eq!(nearest("SIN", names()), Some("sin"));
        assert_eq!(nearest("milse", names()), Some("mile"));
        assert_eq!(nearest("xyzzy", names()), None);
        assert_eq!(nearest("x", names()), None);
    }
}
