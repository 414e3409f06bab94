//! Constants of physics.

use super::{Compound, Factor, lookup};
use crate::error::ErrorKind;
use crate::exact::Arithmetic;
use crate::interval::Interval;
use crate::multiple::Multiple;
use crate::number::Number;
use crate::scalar::{Context, Scalar};

/// A constant: exact by definition, or measured.
///
/// # Source
/// CODATA recommended values of the fundamental physical constants 2022 (NIST, May 2024).
#[derive(Debug)]
pub(crate) struct Constant {
    /// How it is called; the usual symbol first.
    pub names: &'static [&'static str],
    /// What it is.
    pub meaning: &'static str,
    /// Its value: a product as [`Factor::read`] reads it.
    value: &'static str,
    /// Its standard uncertainty if it is measured, in the same unit.
    pub uncertainty: Option<&'static str>,
    /// Its unit: spellings and exponents.
    unit: &'static [(&'static str, i32)],
}

const fn exact(
    names: &'static [&'static str],
    meaning: &'static str,
    value: &'static str,
    unit: &'static [(&'static str, i32)],
) -> Constant {
    Constant { names, meaning, value, uncertainty: None, unit }
}

const fn measured(
    names: &'static [&'static str],
    meaning: &'static str,
    value: &'static str,
    uncertainty: &'static str,
    unit: &'static [(&'static str, i32)],
) -> Constant {
    Constant { names, meaning, value, uncertainty: Some(uncertainty), unit }
}

static CONSTANTS: &[Constant] = &[
    exact(&["c", "speed_of_light"], "speed of light in vacuum", "299792458", &[("m", 1), ("s", -1)]),
    exact(&["planck", "h_planck"], "Planck constant", "6.62607015e-34", &[("J", 1), ("s", 1)]),
    exact(&["ħ", "hbar"], "reduced Planck constant", "6.62607015e-34/2/π", &[("J", 1), ("s", 1)]),
    exact(&["q_e", "elementary_charge"], "elementary charge", "1.602176634e-19", &[("C", 1)]),
    exact(&["k_B", "boltzmann"], "Boltzmann constant", "1.380649e-23", &[("J", 1), ("K", -1)]),
    exact(&["N_A", "avogadro"], "Avogadro constant", "6.02214076e23", &[("mol", -1)]),
    exact(
        &["R", "gas_constant"],
        "molar gas constant",
        "6.02214076e23*1.380649e-23",
        &[("J", 1), ("mol", -1), ("K", -1)],
    ),
    exact(&["faraday"], "Faraday constant", "6.02214076e23*1.602176634e-19", &[("C", 1), ("mol", -1)]),
    exact(
        &["sigma", "stefan_boltzmann"],
        "Stefan–Boltzmann constant",
        "2*π^5*1.380649e-23^4/15/6.62607015e-34^3/299792458^2",
        &[("W", 1), ("m", -2), ("K", -4)],
    ),
    exact(
        &["g_n", "standard_gravity"],
        "standard acceleration of gravity",
        "9.80665",
        &[("m", 1), ("s", -2)],
    ),
    measured(
        &["G", "gravitational_constant"],
        "Newtonian constant of gravitation",
        "6.67430e-11",
        "0.00015e-11",
        &[("m", 3), ("kg", -1), ("s", -2)],
    ),
    measured(&["m_e", "electron_mass"], "electron mass", "9.1093837139e-31", "28e-41", &[("kg", 1)]),
    measured(&["m_p", "proton_mass"], "proton mass", "1.67262192595e-27", "52e-38", &[("kg", 1)]),
    measured(&["m_n", "neutron_mass"], "neutron mass", "1.67492750056e-27", "85e-38", &[("kg", 1)]),
    measured(&["m_u", "dalton", "Da"], "atomic mass constant", "1.66053906892e-27", "52e-38", &[("kg", 1)]),
    measured(&["alpha", "fine_structure"], "fine-structure constant", "7.2973525643e-3", "11e-13", &[]),
    measured(
        &["epsilon_0", "ε_0"],
        "vacuum electric permittivity",
        "8.8541878188e-12",
        "14e-22",
        &[("F", 1), ("m", -1)],
    ),
    measured(
        &["mu_0", "µ_0"],
        "vacuum magnetic permeability",
        "1.25663706127e-6",
        "20e-17",
        &[("N", 1), ("A", -2)],
    ),
    measured(&["rydberg", "R_inf"], "Rydberg constant", "10973731.568157", "0.000012", &[("m", -1)]),
    measured(&["a_0", "bohr_radius"], "Bohr radius", "5.29177210544e-11", "82e-22", &[("m", 1)]),
    measured(
        &["mu_B", "bohr_magneton"],
        "Bohr magneton",
        "9.2740100657e-24",
        "29e-34",
        &[("J", 1), ("T", -1)],
    ),
];

/// The constant of this name.
pub(crate) fn constant(name: &str) -> Option<&'static Constant> {
    CONSTANTS.iter().find(|constant| constant.names.contains(&name))
}

/// All of them, for help and completion.
pub(crate) fn constants() -> impl Iterator<Item = &'static Constant> {
    CONSTANTS.iter()
}

impl Constant {
    /// Its value, exact or within its standard uncertainty, and its unit.
    pub(crate) fn value(&self, context: &mut Context) -> Result<(Scalar, Compound), ErrorKind> {
        let Factor { rational, pi } = Factor::read(self.value);
        let scalar = match self.uncertainty {
            None => Scalar::from(Multiple { rational, pi, exponent: Number::from(0) }),
            Some(uncertainty) => {
                let uncertainty = Factor::read(uncertainty).rational;
                let purse = &mut context.purse;
                let mut end = |side, amount| crate::exact::apply(side, rational.clone(), amount, purse);
                let low = end(Arithmetic::Subtract, uncertainty.clone())?;
                let high = end(Arithmetic::Add, uncertainty)?;
                Interval::from_bounds(&low, &high, context.precision)
                    .map(Scalar::from)
                    .map_err(|trouble| context.blame(trouble))?
            }
        };
        Ok((scalar, self.unit()))
    }

    /// Its unit.
    pub(crate) fn unit(&self) -> Compound {
        self.unit.iter().fold(Compound::default(), |product, (spelling, exponent)| {
            let unit = lookup(spelling).map(Compound::from).and_then(|unit| unit.power(*exponent));
            let unit = unit.expect("the units of constants are in the table");
            product.multiply(&unit).expect("the exponents of a constant's unit are small").0
        })
    }

    /// Its value and unit as people write it: `6.67430e-11 ± 0.00015e-11 m³/(kg·s²)`.
    pub(crate) fn described(&self) -> alloc::string::String {
        let unit = self.unit();
        let uncertainty = self.uncertainty.map(|value| alloc::format!(" ± {value}")).unwrap_or_default();
        alloc::format!("{}: {}{uncertainty} {unit}", self.meaning, self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::super::table;
    use super::*;

    #[test]
    fn every_constant_has_a_value_a_unit_and_names_of_its_own() {
        for constant in constants() {
            assert!(!Factor::read(constant.value).rational.is_zero());
            assert!(constant.uncertainty.is_none_or(|value| !Factor::read(value).rational.is_zero()));
            assert!(constant.unit().is_empty() == constant.unit.is_empty());
            for name in constant.names {
                assert!(core::ptr::eq(super::constant(name).unwrap(), constant), "{name}");
                // A constant goes before what a prefix makes of a unit, as hbar and Da show, but hides no unit itself.
                assert!(table::find(name).is_none(), "{name} is a unit as well");
            }
        }
    }
}
