//! Physical constants.
//!
//! # Source
//! CODATA recommended values of 2022: E. Tiesinga, P. J. Mohr, D. B. Newell, B. N. Taylor (2024),
//! <https://physics.nist.gov/constants>. What is exact since 2019 is written as its definition.

use super::index::{Spelling, index, search};
use super::{Compound, Factor, lookup};

/// A physical constant. None of its spellings is one of a unit.
#[derive(Debug)]
pub(crate) struct Constant {
    /// What it is called in formulas. The first is the one that is shown.
    pub symbols: &'static [&'static str],
    /// Its names. The first is shown if there is no symbol.
    pub names: &'static [&'static str],
    /// What it is, for people.
    pub meaning: &'static str,
    /// Its value in `unit`, for [`Factor::read`].
    pub value: &'static str,
    /// The standard uncertainty of its value, in the same unit, for [`Factor::read`]; none if it is exact by
    /// definition.
    pub uncertainty: Option<&'static str>,
    /// The spellings of its units, and their exponents.
    pub unit: &'static [(&'static str, i32)],
}

impl Constant {
    /// Its value in its [`unit`](Self::unit), exact as it is published.
    pub(crate) fn value(&self) -> Factor {
        Factor::read(self.value)
    }

    /// The standard uncertainty of its value in the same unit; `None` if it is exact by definition.
    pub(crate) fn uncertainty(&self) -> Option<Factor> {
        self.uncertainty.map(Factor::read)
    }

    /// All ways to spell it, symbols first.
    pub(crate) fn spellings(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.symbols.iter().chain(self.names).copied()
    }

    /// Its unit, which is coherent: the factor of it is 1.
    pub(crate) fn unit(&self) -> Compound {
        self.unit.iter().fold(Compound::default(), |product, (spelling, exponent)| {
            let unit = lookup(spelling).expect("the units of constants stand in the table");
            let power = Compound::from(unit).power(*exponent);
            let joined = power.and_then(|power| product.multiply(&power));
            joined.expect("the exponents of constants are small").0
        })
    }
}

/// The constant that is spelled so.
pub(crate) fn constant(spelling: &str) -> Option<&'static Constant> {
    CONSTANTS.get(search(SYMBOLS, spelling).or_else(|| search(NAMES, spelling))?)
}

/// All constants, for help and completion.
pub(crate) fn constants() -> impl Iterator<Item = &'static Constant> {
    CONSTANTS.iter()
}

const fn exact(
    symbols: &'static [&'static str],
    names: &'static [&'static str],
    meaning: &'static str,
    value: &'static str,
    unit: &'static [(&'static str, i32)],
) -> Constant {
    Constant { symbols, names, meaning, value, uncertainty: None, unit }
}

const fn measured(
    symbols: &'static [&'static str],
    names: &'static [&'static str],
    meaning: &'static str,
    (value, uncertainty): (&'static str, &'static str),
    unit: &'static [(&'static str, i32)],
) -> Constant {
    Constant { symbols, names, meaning, value, uncertainty: Some(uncertainty), unit }
}

/// All constants. `h` is the hour, `e` Euler's number and `F` the farad: the constants have longer symbols here.
#[rustfmt::skip]
static CONSTANTS: &[Constant] = &[
    exact(&["c"], &["speed_of_light"], "Speed of light in vacuum", "299792458", &[("m", 1), ("s", -1)]),
    exact(&["h_planck"], &["planck_constant", "planck"], "Planck constant", "6.62607015e-34", &[("J", 1), ("s", 1)]),
    exact(&["ħ", "hbar"], &["reduced_planck_constant"], "Reduced Planck constant", "6.62607015e-34/2/π",
        &[("J", 1), ("s", 1)]),
    exact(&["q_e"], &["elementary_charge"], "Elementary charge", "1.602176634e-19", &[("C", 1)]),
    exact(&["k_B"], &["boltzmann_constant", "boltzmann"], "Boltzmann constant", "1.380649e-23",
        &[("J", 1), ("K", -1)]),
    exact(&["N_A"], &["avogadro_constant", "avogadro"], "Avogadro constant", "6.02214076e23", &[("mol", -1)]),
    exact(&["R"], &["gas_constant"], "Molar gas constant, N_A k_B", "6.02214076e23*1.380649e-23",
        &[("J", 1), ("mol", -1), ("K", -1)]),
    exact(&[], &["faraday_constant", "faraday"], "Faraday constant, N_A q_e", "6.02214076e23*1.602176634e-19",
        &[("C", 1), ("mol", -1)]),
    exact(&["σ", "sigma"], &["stefan_boltzmann_constant"], "Stefan–Boltzmann constant, 2π⁵k_B⁴/(15h³c²)",
        "2*π^5*1.380649e-23^4/15/6.62607015e-34^3/299792458^2", &[("W", 1), ("m", -2), ("K", -4)]),
    exact(&["V_m"], &["molar_volume"], "Molar volume of an ideal gas at 273.15 K and 101.325 kPa",
        "6.02214076e23*1.380649e-23*273.15/101325", &[("m", 3), ("mol", -1)]),
    exact(&["g_n"], &["standard_gravity"], "Standard acceleration of gravity", "9.80665", &[("m", 1), ("s", -2)]),
    measured(&["G"], &["gravitational_constant"], "Newtonian constant of gravitation",
        ("6.67430e-11", "0.00015e-11"), &[("m", 3), ("kg", -1), ("s", -2)]),
    measured(&["m_e"], &["electron_mass"], "Electron mass", ("9.1093837139e-31", "0.0000000028e-31"), &[("kg", 1)]),
    measured(&["m_p"], &["proton_mass"], "Proton mass", ("1.67262192595e-27", "0.00000000052e-27"), &[("kg", 1)]),
    measured(&["m_n"], &["neutron_mass"], "Neutron mass", ("1.67492750056e-27", "0.00000000085e-27"), &[("kg", 1)]),
    measured(&["m_u", "u", "Da"], &["atomic_mass_constant", "dalton"], "Atomic mass constant, the dalton",
        ("1.66053906892e-27", "0.00000000052e-27"), &[("kg", 1)]),
    measured(&["α", "alpha"], &["fine_structure_constant"], "Fine-structure constant",
        ("7.2973525643e-3", "0.0000000011e-3"), &[]),
    measured(&["ε_0", "epsilon_0"], &["vacuum_permittivity"], "Vacuum electric permittivity",
        ("8.8541878188e-12", "0.0000000014e-12"), &[("F", 1), ("m", -1)]),
    measured(&["μ_0", "µ_0", "mu_0"], &["vacuum_permeability"], "Vacuum magnetic permeability",
        ("1.25663706127e-6", "0.00000000020e-6"), &[("N", 1), ("A", -2)]),
    measured(&["R_inf"], &["rydberg_constant", "rydberg"], "Rydberg constant", ("10973731.568157", "0.000012"),
        &[("m", -1)]),
    measured(&["a_0"], &["bohr_radius"], "Bohr radius", ("5.29177210544e-11", "0.00000000082e-11"), &[("m", 1)]),
    measured(&["μ_B", "µ_B", "mu_B"], &["bohr_magneton"], "Bohr magneton", ("9.2740100657e-24", "0.0000000029e-24"),
        &[("J", 1), ("T", -1)]),
];

static SYMBOLS: &[Spelling] = index!(CONSTANTS, symbols);
static NAMES: &[Spelling] = index!(CONSTANTS, names);
