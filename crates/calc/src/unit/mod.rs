//! Units of measurement, with exact factors, and physical constants.
//!
//! A unit is a row of [`table`], with a [`Prefix`] where it takes one; a [`Compound`] is a product of powers of units.
//! Both have a [`Dimension`], which says what can be converted into what, and a [`Factor`] to the coherent unit of the
//! SI. Nothing here is rounded: every factor is exact by definition, which is why what is measured, such as the dalton,
//! stands among the [`constants`](mod@constants).
//!
//! Angles are plain numbers, as in the SI: `rad = 1` and `° = π/180`. So a factor is a rational times a power of π.
//!
//! # Spelling
//! Symbols are case-sensitive and take prefix symbols (`km`), names take prefix names (`kilometre`); neither takes
//! the other's. Names may begin with a capital letter. What is spelled in a table itself goes before what a prefix
//! makes of a unit: `kt` is the knot and not the kilotonne, `hbar` the constant and not the hectobar. The tests list
//! every such case.
//!
//! # Source
//! - BIPM, The International System of Units (SI Brochure), 9th edition: the SI, and the units accepted for use with
//!   it.
//! - NIST Special Publication 811 (2008), appendix B: the conventional factors that are exact there, in bold.
//! - NIST Handbook 44, appendix C: US customary units. The inch is 2.54 cm and the pound 0.45359237 kg, by the
//!   agreement of 1959; the survey foot was retired at the end of 2022.
//! - Weights and Measures Act 1985 (United Kingdom), schedule 1: the imperial gallon is 4.54609 L.
//! - IAU 2012 resolution B2 (astronomical unit) and 2015 resolution B2 (parsec).

use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use core::fmt;
use core::ops::{Div, Mul};

use crate::literal::read_decimal;
use crate::number::Number;
use crate::token::SUPERSCRIPT_MINUS;

mod compound;
mod constants;
mod dimension;
mod index;
mod prefix;
mod short;
mod table;
#[cfg(test)]
mod tests;

pub(crate) use compound::{Compound, conversion};
pub(crate) use constants::{Constant, constant, constants};
pub(crate) use dimension::Dimension;
pub(crate) use table::Unit;

use prefix::Prefix;

/// A positive number `rational · π^pi`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Factor {
    pub rational: Number,
    /// Far from the ends of its range: it is at most 5 in a unit or constant, and exponents of units are bounded.
    pub pi: i32,
}

impl Factor {
    /// Reads a product of numbers such as `1609.344`, `5/9`, `43560*0.3048^2` or `648000/π*149597870700`, from left
    /// to right. Only what stands in our own tables is read.
    pub(crate) fn read(text: &str) -> Self {
        let mut product = Self::from(Number::from(1));
        let mut divides = false;
        for part in text.split_inclusive(['*', '/']) {
            let operand = part.trim_end_matches(['*', '/']);
            let (base, exponent) = operand.split_once('^').unwrap_or((operand, "1"));
            let exponent = exponent.parse().expect("an exponent in a table is an integer");
            let power = Self::read_base(base).power(exponent);
            product = if divides { product / power } else { product * power };
            divides = part.ends_with('/');
        }
        product
    }

    fn read_base(text: &str) -> Self {
        if text == "π" {
            return Self { rational: Number::from(1), pi: 1 };
        }
        let decimal = read_decimal(text);
        let exponent = isize::try_from(decimal.exponent).expect("an exponent in a table is small");
        let power = Number::from(10).pow(exponent.abs());
        Self::from(if exponent < 0 { decimal.mantissa / power } else { decimal.mantissa * power })
    }

    /// The power with an integer exponent.
    pub(crate) fn power(self, exponent: i32) -> Self {
        if exponent == 1 {
            return self;
        }
        Self { rational: self.rational.pow(exponent as isize), pi: self.pi * exponent }
    }

    /// Whether multiplying with it changes nothing.
    pub(crate) fn is_one(&self) -> bool {
        self.pi == 0 && self.rational == Number::from(1)
    }
}

impl From<Number> for Factor {
    fn from(rational: Number) -> Self {
        Self { rational, pi: 0 }
    }
}

impl Mul for Factor {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        Self { rational: self.rational * other.rational, pi: self.pi + other.pi }
    }
}

impl Div for Factor {
    type Output = Self;

    fn div(self, other: Self) -> Self {
        Self { rational: self.rational / other.rational, pi: self.pi - other.pi }
    }
}

/// A unit of money.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Currency {
    /// What it is called, such as `EUR`.
    pub code: String,
    /// What one is worth, in whatever all currencies are compared with; positive.
    pub factor: Number,
}

/// A unit as it is named: with its prefix.
///
/// `Display` gives its symbol, or its name if it has none; [`lookup`] reads it again, but for currencies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NamedUnit {
    /// A row of the table.
    Fixed { prefix: Option<&'static Prefix>, unit: &'static Unit },
    /// A unit whose factor is known only at run time.
    Currency(Arc<Currency>),
}

impl NamedUnit {
    pub(crate) fn dimension(&self) -> Dimension {
        match self {
            Self::Fixed { unit, .. } => unit.dimension,
            Self::Currency(_) => Dimension::MONEY,
        }
    }

    /// What one of it is in the coherent unit of the SI, the bit, or the common measure of money.
    pub(crate) fn factor(&self) -> Factor {
        match self {
            Self::Fixed { prefix: Some(prefix), unit } => prefix.factor() * unit.factor(),
            Self::Fixed { prefix: None, unit } => unit.factor(),
            Self::Currency(currency) => Factor::from(currency.factor.clone()),
        }
    }

    /// For a temperature scale whose zero is not the absolute one: where its zero is, in kelvins.
    pub(crate) fn offset(&self) -> Option<Number> {
        match self {
            Self::Fixed { unit, .. } => unit.offset.map(|offset| Factor::read(offset).rational),
            Self::Currency(_) => None,
        }
    }

    /// For a temperature scale whose zero is not the absolute one: the unit that is as long as its degrees.
    pub(crate) fn degree(&self) -> Option<Self> {
        self.offset()?;
        let factor = self.factor();
        ["K", "°R"].into_iter().filter_map(lookup).find(|degree| degree.factor() == factor)
    }

    pub(crate) fn has_offset(&self) -> bool {
        matches!(self, Self::Fixed { unit, .. } if unit.offset.is_some())
    }

    /// Whether it follows a number without a space, as `°`, `′` and `″` do, and they alone (SI Brochure, 5.4.3).
    pub(crate) fn follows_closely(&self) -> bool {
        matches!(self, Self::Fixed { prefix: None, unit } if matches!(unit.symbols.first(), Some(&("°" | "′" | "″"))))
    }
}

impl fmt::Display for NamedUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (prefix, unit) = match self {
            Self::Currency(currency) => return f.write_str(&currency.code),
            Self::Fixed { prefix: None, unit } => return f.write_str(unit.spelling()),
            Self::Fixed { prefix: Some(prefix), unit } => (prefix, unit),
        };
        if let (Some(front), Some(back)) = (prefix.symbols.first(), unit.symbols.first()) {
            let symbol = format!("{front}{back}");
            // The kilotonne is written out, for `kt` is read as the knot.
            if table::find(&symbol).is_none() && constant(&symbol).is_none() {
                return f.write_str(&symbol);
            }
        }
        prefix.names.first().into_iter().chain(unit.names.first()).try_for_each(|part| f.write_str(part))
    }
}

/// What a spelling stands for.
pub(crate) enum Named {
    Constant(&'static Constant),
    Unit(NamedUnit),
}

/// The constant or unit that is spelled so: by its symbol or name, a unit alone or with a prefix.
pub(crate) fn find(spelling: &str) -> Option<Named> {
    if let Some(unit) = table::find(spelling) {
        return Some(Named::Unit(NamedUnit::Fixed { prefix: None, unit }));
    }
    if let Some(constant) = constant(spelling) {
        return Some(Named::Constant(constant));
    }
    prefix::split_symbol(spelling)
        .find_map(|(prefix, symbol)| prefixed(prefix, table::find_symbol(symbol)))
        .or_else(|| lookup_prefixed_name(spelling))
        .or_else(|| lookup_capitalised(spelling))
        .map(Named::Unit)
}

/// The unit that is spelled so. What spells a [`constant`] is none.
pub(crate) fn lookup(spelling: &str) -> Option<NamedUnit> {
    match find(spelling)? {
        Named::Unit(unit) => Some(unit),
        Named::Constant(_) => None,
    }
}

fn lookup_prefixed_name(spelling: &str) -> Option<NamedUnit> {
    prefix::split_name(spelling).find_map(|(prefix, name)| prefixed(prefix, table::find_name(name)))
}

/// The unit whose name, but not symbol, is spelled so once its first letter is small.
fn lookup_capitalised(spelling: &str) -> Option<NamedUnit> {
    let first = spelling.chars().next().filter(|c| c.is_uppercase())?;
    let mut name = String::with_capacity(spelling.len());
    name.extend(first.to_lowercase());
    name.push_str(spelling.get(first.len_utf8()..)?);
    match table::find_name(&name) {
        Some(unit) => Some(NamedUnit::Fixed { prefix: None, unit }),
        None => lookup_prefixed_name(&name),
    }
}

/// The unit with the prefix, if it takes it.
fn prefixed(prefix: &'static Prefix, unit: Option<&'static Unit>) -> Option<NamedUnit> {
    let unit = unit.filter(|unit| unit.prefixes.admit(prefix))?;
    Some(NamedUnit::Fixed { prefix: Some(prefix), unit })
}

/// All units, by topic, for help and completion.
pub(crate) fn units() -> impl Iterator<Item = &'static Unit> {
    table::UNITS.iter()
}

/// Writes an exponent as raised digits; nothing if it is 1.
fn write_raised(exponent: i32, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    if exponent == 1 {
        return Ok(());
    }
    for c in format!("{exponent}").chars() {
        let digit = c.to_digit(10).and_then(|digit| DIGITS.get(digit as usize));
        fmt::Write::write_char(f, digit.copied().unwrap_or(SUPERSCRIPT_MINUS))?;
    }
    Ok(())
}
