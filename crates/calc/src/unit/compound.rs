//! Products of powers of units.

use alloc::vec::Vec;
use core::fmt;

use super::{Dimension, Factor, NamedUnit, write_raised};
use crate::number::Number;

/// The greatest magnitude of an exponent. It keeps every factor short, also of units that have no dimension.
const EXPONENT_MAX: u32 = 15;

/// A product of powers of units, in the order in which they came; of none for a plain number.
///
/// No two of its units have the same dimension and no exponent is 0: where units meet that measure the same, the
/// later one is converted into the earlier one, and what that takes is handed back as a [`Factor`] for the magnitude.
///
/// `Display` writes `km/h`, `kg·m/s²`, `J/(kg·K)` or `s⁻¹`, which an expression parser reads back as the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Compound {
    units: Vec<(NamedUnit, i32)>,
    dimension: Dimension,
}

/// The factor that turns the magnitude of a quantity in `from` into that of the same quantity in `to`; `None` if they are
/// of different dimensions. Offsets of temperature scales are not in it: see [`Compound::offset`].
pub(crate) fn conversion(from: &Compound, to: &Compound) -> Option<Factor> {
    if from.dimension != to.dimension {
        return None;
    }
    if from == to {
        return Some(Factor::from(Number::from(1)));
    }
    Some(from.factor() / to.factor())
}

impl Default for Compound {
    fn default() -> Self {
        Self { units: Vec::new(), dimension: Dimension::NONE }
    }
}

impl From<NamedUnit> for Compound {
    fn from(unit: NamedUnit) -> Self {
        Self { dimension: unit.dimension(), units: [(unit, 1)].into() }
    }
}

impl Compound {
    /// The unit of a product, and what its magnitude has to be multiplied with; `None` if an exponent is beyond its
    /// range.
    pub(crate) fn multiply(&self, other: &Self) -> Option<(Self, Factor)> {
        self.join(other, 1)
    }

    /// The unit of a quotient, and what its magnitude has to be multiplied with; `None` if an exponent is beyond its
    /// range.
    pub(crate) fn divide(&self, other: &Self) -> Option<(Self, Factor)> {
        self.join(other, -1)
    }

    /// The unit of a power; `None` if an exponent is beyond its range.
    pub(crate) fn power(&self, exponent: i32) -> Option<Self> {
        if exponent == 0 {
            return Some(Self::default());
        }
        let power = |(unit, own): &(NamedUnit, i32)| {
            let product =
                own.checked_mul(exponent).filter(|product| product.unsigned_abs() <= EXPONENT_MAX)?;
            Some((unit.clone(), product))
        };
        let units = self.units.iter().map(power).collect::<Option<_>>()?;
        Some(Self { units, dimension: self.dimension.power(exponent)? })
    }

    /// The unit of a power with a rational exponent; `None` if an exponent would be no integer, or beyond its range.
    pub(crate) fn rational_power(&self, exponent: &Number) -> Option<Self> {
        let (numerator, denominator) = exponent.small_parts()?;
        let (numerator, denominator) = (i32::try_from(numerator).ok()?, i32::try_from(denominator).ok()?);
        let mut root = self.clone();
        root.dimension = Dimension::NONE;
        for (unit, own) in &mut root.units {
            if *own % denominator != 0 {
                return None;
            }
            *own /= denominator;
            root.dimension = root.dimension.multiply(unit.dimension().power(*own)?)?;
        }
        root.power(numerator)
    }

    /// How many factors it is a product of, those of powers one by one.
    pub(crate) fn weight(&self) -> usize {
        self.units.iter().map(|(_, exponent)| exponent.unsigned_abs() as usize).sum()
    }

    /// How many units it is a product of.
    pub(crate) fn count(&self) -> usize {
        self.units.len()
    }

    /// If it is a temperature scale alone whose zero is not the absolute one: the unit that is as long as its degrees.
    pub(crate) fn without_offset(&self) -> Option<Self> {
        match self.units.as_slice() {
            [(unit, 1)] => unit.degree().map(Self::from),
            _ => None,
        }
    }

    /// The unit of a product with the power of `other` to `sign`.
    fn join(&self, other: &Self, sign: i32) -> Option<(Self, Factor)> {
        let mut joined = self.clone();
        joined.dimension = self.dimension.multiply(other.dimension.power(sign)?)?;
        let mut factor = Factor::from(Number::from(1));
        for (unit, exponent) in &other.units {
            let exponent = exponent * sign;
            let dimension = unit.dimension();
            let Some((same, own)) = joined.units.iter_mut().find(|(own, _)| own.dimension() == dimension)
            else {
                joined.units.push((unit.clone(), exponent));
                continue;
            };
            if same != unit {
                factor = factor * (unit.factor() / same.factor()).power(exponent);
            }
            *own += exponent;
            if own.unsigned_abs() > EXPONENT_MAX {
                return None;
            }
        }
        joined.units.retain(|(_, exponent)| *exponent != 0);
        Some((joined, factor))
    }

    pub(crate) fn dimension(&self) -> Dimension {
        self.dimension
    }

    /// Whether it is the unit of plain numbers that have none.
    pub(crate) fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// What one of it is in coherent units of the SI, without the offsets of temperature scales.
    pub(crate) fn factor(&self) -> Factor {
        if let [(unit, 1)] = self.units.as_slice() {
            return unit.factor();
        }
        self.units.iter().fold(Factor::from(Number::from(1)), |product, (unit, exponent)| {
            product * unit.factor().power(*exponent)
        })
    }

    /// If it is a temperature scale alone whose zero is not the absolute one: where its zero is, in kelvins. A point
    /// `t` on the scale is `t · factor + offset` in kelvins.
    pub(crate) fn offset(&self) -> Option<Number> {
        match self.units.as_slice() {
            [(unit, 1)] => unit.offset(),
            _ => None,
        }
    }

    /// Whether a temperature scale is in it whose zero is not the absolute one. In a product with anything else it
    /// means nothing.
    pub(crate) fn has_offset(&self) -> bool {
        self.units.iter().any(|(unit, _)| unit.has_offset())
    }

    /// Whether it is written after a number without a space: `30°`, but `30 °C`.
    pub(crate) fn follows_closely(&self) -> bool {
        self.numerator().next().is_some_and(|(unit, _)| unit.follows_closely())
    }

    fn numerator(&self) -> impl Iterator<Item = &(NamedUnit, i32)> {
        self.units.iter().filter(|(_, exponent)| *exponent > 0)
    }

    fn denominator(&self) -> impl Iterator<Item = &(NamedUnit, i32)> {
        self.units.iter().filter(|(_, exponent)| *exponent < 0)
    }
}

impl fmt::Display for Compound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.numerator().next().is_none() {
            return write_product(self.units.iter(), 1, f);
        }
        write_product(self.numerator(), 1, f)?;
        match self.denominator().count() {
            0 => Ok(()),
            1 => {
                f.write_str("/")?;
                write_product(self.denominator(), -1, f)
            }
            _ => {
                f.write_str("/(")?;
                write_product(self.denominator(), -1, f)?;
                f.write_str(")")
            }
        }
    }
}

/// Writes powers of units, their exponents multiplied with `sign`.
fn write_product<'a>(
    units: impl Iterator<Item = &'a (NamedUnit, i32)>,
    sign: i32,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    for (position, (unit, exponent)) in units.enumerate() {
        if position > 0 {
            f.write_str("·")?;
        }
        write!(f, "{unit}")?;
        write_raised(exponent * sign, f)?;
    }
    Ok(())
}
