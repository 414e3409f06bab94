//! What kind of quantity something is: exponents of what is counted independently.

use core::fmt;

use super::write_raised;

/// How many quantities are counted independently of each other.
const BASES: usize = 9;

/// Their names, in the order of the exponents: those of the SI, and two more.
const BASE_NAMES: [&str; BASES] = [
    "length",
    "mass",
    "time",
    "electric current",
    "temperature",
    "amount of substance",
    "luminous intensity",
    "data",
    "money",
];

/// The exponents of length, mass, time, electric current, temperature, amount of substance, luminous intensity, data
/// and money in a quantity, each from −128 to 127.
///
/// `Display` gives the usual name (`speed`) where there is one, otherwise the product (`length²·time⁻¹`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dimension([i8; BASES]);

impl Dimension {
    pub const NONE: Self = Self([0; BASES]);
    pub const LENGTH: Self = Self::mechanical(1, 0, 0);
    pub const AREA: Self = Self::mechanical(2, 0, 0);
    pub const VOLUME: Self = Self::mechanical(3, 0, 0);
    pub const MASS: Self = Self::mechanical(0, 1, 0);
    pub const TIME: Self = Self::mechanical(0, 0, 1);
    pub const CURRENT: Self = Self::electric(0, 0, 0, 1);
    pub const TEMPERATURE: Self = Self([0, 0, 0, 0, 1, 0, 0, 0, 0]);
    pub const AMOUNT: Self = Self([0, 0, 0, 0, 0, 1, 0, 0, 0]);
    pub const LUMINOUS_INTENSITY: Self = Self([0, 0, 0, 0, 0, 0, 1, 0, 0]);
    pub const DATA: Self = Self([0, 0, 0, 0, 0, 0, 0, 1, 0]);
    pub const MONEY: Self = Self([0, 0, 0, 0, 0, 0, 0, 0, 1]);

    pub const FREQUENCY: Self = Self::mechanical(0, 0, -1);
    pub const SPEED: Self = Self::mechanical(1, 0, -1);
    pub const FORCE: Self = Self::mechanical(1, 1, -2);
    pub const PRESSURE: Self = Self::mechanical(-1, 1, -2);
    pub const ENERGY: Self = Self::mechanical(2, 1, -2);
    pub const POWER: Self = Self::mechanical(2, 1, -3);
    pub const DYNAMIC_VISCOSITY: Self = Self::mechanical(-1, 1, -1);
    pub const KINEMATIC_VISCOSITY: Self = Self::mechanical(2, 0, -1);
    pub const SPECIFIC_ENERGY: Self = Self::mechanical(2, 0, -2);
    pub const LENGTH_PER_VOLUME: Self = Self::mechanical(-2, 0, 0);
    pub const CHARGE: Self = Self::electric(0, 0, 1, 1);
    pub const VOLTAGE: Self = Self::electric(2, 1, -3, -1);
    pub const RESISTANCE: Self = Self::electric(2, 1, -3, -2);
    pub const CONDUCTANCE: Self = Self::electric(-2, -1, 3, 2);
    pub const CAPACITANCE: Self = Self::electric(-2, -1, 4, 2);
    pub const INDUCTANCE: Self = Self::electric(2, 1, -2, -2);
    pub const MAGNETIC_FLUX: Self = Self::electric(2, 1, -2, -1);
    pub const MAGNETIC_FLUX_DENSITY: Self = Self::electric(0, 1, -2, -1);
    pub const MAGNETIC_FIELD_STRENGTH: Self = Self::electric(-1, 0, 0, 1);
    pub const ILLUMINANCE: Self = Self([-2, 0, 0, 0, 0, 0, 1, 0, 0]);
    pub const CATALYTIC_ACTIVITY: Self = Self([0, 0, -1, 0, 0, 1, 0, 0, 0]);
    pub const DATA_RATE: Self = Self([0, 0, -1, 0, 0, 0, 0, 1, 0]);

    const fn mechanical(length: i8, mass: i8, time: i8) -> Self {
        Self::electric(length, mass, time, 0)
    }

    const fn electric(length: i8, mass: i8, time: i8, current: i8) -> Self {
        Self([length, mass, time, current, 0, 0, 0, 0, 0])
    }

    /// Whether this is a plain number, as angles are.
    pub(crate) fn is_none(self) -> bool {
        self == Self::NONE
    }

    /// The dimension of a product; `None` if an exponent is beyond its range.
    pub(crate) fn multiply(self, other: Self) -> Option<Self> {
        let mut product = self;
        for (mine, theirs) in product.0.iter_mut().zip(other.0) {
            *mine = mine.checked_add(theirs)?;
        }
        Some(product)
    }

    /// The dimension of a power; `None` if an exponent is beyond its range.
    pub(crate) fn power(mut self, exponent: i32) -> Option<Self> {
        for mine in &mut self.0 {
            *mine = i32::from(*mine).checked_mul(exponent)?.try_into().ok()?;
        }
        Some(self)
    }

    /// The usual name, where there is one. Quantities of the same dimension share it: torque is called energy.
    pub(crate) fn name(self) -> Option<&'static str> {
        NAMES.iter().find(|(dimension, _)| *dimension == self).map(|(_, name)| *name)
    }
}

/// The usual names, most of them from tables 4 and 5 of the SI Brochure.
const NAMES: [(Dimension, &str); 50] = [
    (Dimension::NONE, "a plain number"),
    (Dimension::LENGTH, "length"),
    (Dimension::AREA, "area"),
    (Dimension::VOLUME, "volume"),
    (Dimension::MASS, "mass"),
    (Dimension::TIME, "time"),
    (Dimension::CURRENT, "electric current"),
    (Dimension::TEMPERATURE, "temperature"),
    (Dimension::AMOUNT, "amount of substance"),
    (Dimension::LUMINOUS_INTENSITY, "luminous intensity"),
    (Dimension::DATA, "data"),
    (Dimension::MONEY, "money"),
    (Dimension::FREQUENCY, "frequency"),
    (Dimension::SPEED, "speed"),
    (Dimension::mechanical(1, 0, -2), "acceleration"),
    (Dimension::FORCE, "force"),
    (Dimension::PRESSURE, "pressure"),
    (Dimension::ENERGY, "energy"),
    (Dimension::POWER, "power"),
    (Dimension::mechanical(1, 1, -1), "momentum"),
    (Dimension::mechanical(2, 1, -1), "angular momentum"),
    (Dimension::mechanical(-3, 1, 0), "density"),
    (Dimension::mechanical(-2, 1, 0), "surface density"),
    (Dimension::mechanical(0, 1, -1), "mass flow rate"),
    (Dimension::mechanical(3, 0, -1), "volume flow rate"),
    (Dimension::mechanical(0, 1, -2), "surface tension"),
    (Dimension::mechanical(0, 1, -3), "heat flux density"),
    (Dimension::mechanical(-1, 0, 0), "wavenumber"),
    (Dimension::DYNAMIC_VISCOSITY, "dynamic viscosity"),
    (Dimension::KINEMATIC_VISCOSITY, "kinematic viscosity"),
    (Dimension::SPECIFIC_ENERGY, "specific energy"),
    (Dimension::LENGTH_PER_VOLUME, "length per volume"),
    (Dimension::CHARGE, "electric charge"),
    (Dimension::VOLTAGE, "voltage"),
    (Dimension::RESISTANCE, "resistance"),
    (Dimension::CONDUCTANCE, "conductance"),
    (Dimension::CAPACITANCE, "capacitance"),
    (Dimension::INDUCTANCE, "inductance"),
    (Dimension::MAGNETIC_FLUX, "magnetic flux"),
    (Dimension::MAGNETIC_FLUX_DENSITY, "magnetic flux density"),
    (Dimension::MAGNETIC_FIELD_STRENGTH, "magnetic field strength"),
    (Dimension::electric(1, 1, -3, -1), "electric field strength"),
    (Dimension([2, 1, -2, 0, -1, 0, 0, 0, 0]), "heat capacity"),
    (Dimension([2, 0, -2, 0, -1, 0, 0, 0, 0]), "specific heat capacity"),
    (Dimension([1, 1, -3, 0, -1, 0, 0, 0, 0]), "thermal conductivity"),
    (Dimension([0, 1, 0, 0, 0, -1, 0, 0, 0]), "molar mass"),
    (Dimension([-3, 0, 0, 0, 0, 1, 0, 0, 0]), "concentration"),
    (Dimension::CATALYTIC_ACTIVITY, "catalytic activity"),
    (Dimension::ILLUMINANCE, "illuminance"),
    (Dimension::DATA_RATE, "data rate"),
];

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(name) = self.name() {
            return f.write_str(name);
        }
        let factors = BASE_NAMES.iter().zip(self.0).filter(|(_, exponent)| *exponent != 0);
        for (position, (name, exponent)) in factors.enumerate() {
            if position > 0 {
                f.write_str("·")?;
            }
            f.write_str(name)?;
            write_raised(exponent.into(), f)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn dimensions_are_an_algebra() {
        let per_time = Dimension::TIME.power(-1);
        assert_eq!(per_time, Some(Dimension::FREQUENCY));
        assert_eq!(Dimension::LENGTH.multiply(Dimension::FREQUENCY), Some(Dimension::SPEED));
        assert_eq!(Dimension::LENGTH.power(3), Some(Dimension::VOLUME));
        assert_eq!(Dimension::SPEED.power(0), Some(Dimension::NONE));
        assert_eq!(Dimension::FREQUENCY.power(-1), Some(Dimension::TIME));
        for (a, _) in NAMES {
            for (b, _) in NAMES {
                let product = a.multiply(b).unwrap();
                assert_eq!(product.multiply(b.power(-1).unwrap()), Some(a));
                assert_eq!(product.power(2), a.power(2).unwrap().multiply(b.power(2).unwrap()));
            }
        }
        assert!(Dimension::NONE.is_none() && !Dimension::MONEY.is_none());
    }

    #[test]
    fn exponents_beyond_the_range_are_refused() {
        let most = Dimension::LENGTH.power(127).unwrap();
        assert_eq!(Dimension::LENGTH.power(128), None);
        assert_eq!(Dimension::LENGTH.power(i32::MIN), None);
        assert_eq!(Dimension::AREA.power(i32::MAX), None);
        assert_eq!(most.multiply(Dimension::LENGTH), None);
        assert_eq!(most.power(-1).unwrap().multiply(Dimension::AREA.power(-1).unwrap()), None);
        assert_eq!(Dimension::NONE.power(i32::MIN), Some(Dimension::NONE));
    }

    #[test]
    fn no_dimension_has_two_names_and_no_name_two_dimensions() {
        for (position, (dimension, name)) in NAMES.iter().enumerate() {
            assert!(NAMES[position + 1..].iter().all(|(d, n)| d != dimension && n != name), "{name}");
        }
    }

    #[test]
    fn dimensions_are_called_by_their_usual_names() {
        assert_eq!(Dimension::NONE.to_string(), "a plain number");
        assert_eq!(Dimension::SPEED.to_string(), "speed");
        assert_eq!(Dimension::LENGTH.power(4).unwrap().to_string(), "length⁴");
        let odd = Dimension::AREA
            .multiply(Dimension::MONEY)
            .unwrap()
            .multiply(Dimension::MASS.power(-1).unwrap())
            .unwrap();
        assert_eq!(odd.to_string(), "length²·mass⁻¹·money");
        assert_eq!(Dimension::DATA.power(-12).unwrap().to_string(), "data⁻¹²");
    }
}
