//! The table of units.

use core::cmp::Ordering;

use super::{Dimension, Prefixes};

/// A unit, and how it is spelled.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unit {
    /// Its symbols, which take prefix symbols. The first is the one that is shown.
    pub symbols: &'static [&'static str],
    /// Its names, which take prefix names. The first is shown if there is no symbol.
    pub names: &'static [&'static str],
    pub dimension: Dimension,
    /// What one of it is in coherent units of the SI: a product as [`super::Factor::read`] reads it.
    pub factor: &'static str,
    pub prefixes: Prefixes,
    /// For a scale of temperature whose zero is not the absolute one: where its zero is, in kelvins.
    pub offset: Option<&'static str>,
}

impl Unit {
    /// How it is written without a prefix.
    pub(crate) fn spelling(&self) -> &'static str {
        self.symbols.first().or(self.names.first()).copied().unwrap_or_default()
    }

    /// All spellings, symbols first.
    pub(crate) fn spellings(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.symbols.iter().chain(self.names).copied()
    }
}

const fn row(
    symbols: &'static [&'static str],
    names: &'static [&'static str],
    dimension: Dimension,
    factor: &'static str,
    prefixes: Prefixes,
) -> Unit {
    Unit { symbols, names, dimension, factor, prefixes, offset: None }
}

/// A unit of the SI, or one that takes its prefixes.
const fn si(
    symbols: &'static [&'static str],
    names: &'static [&'static str],
    dimension: Dimension,
    factor: &'static str,
) -> Unit {
    row(symbols, names, dimension, factor, Prefixes::Decimal)
}

/// A unit that takes no prefixes.
const fn plain(
    symbols: &'static [&'static str],
    names: &'static [&'static str],
    dimension: Dimension,
    factor: &'static str,
) -> Unit {
    row(symbols, names, dimension, factor, Prefixes::None)
}

const fn scale(
    symbols: &'static [&'static str],
    names: &'static [&'static str],
    factor: &'static str,
    zero: &'static str,
) -> Unit {
    let degree = row(symbols, names, Dimension::TEMPERATURE, factor, Prefixes::None);
    Unit { offset: Some(zero), ..degree }
}

/// All units, by what they measure.
pub(super) static UNITS: &[Unit] = ROWS;

const ROWS: &[Unit] = &[
    // Length.
    si(&["m"], &["metre", "metres", "meter", "meters"], Dimension::LENGTH, "1"),
    plain(&["in"], &["inch", "inches"], Dimension::LENGTH, "0.0254"),
    plain(&["ft"], &["foot", "feet"], Dimension::LENGTH, "0.3048"),
    plain(&["yd"], &["yard", "yards"], Dimension::LENGTH, "0.9144"),
    plain(&["mi"], &["mile", "miles"], Dimension::LENGTH, "1609.344"),
    plain(&["nmi"], &["nautical_mile", "nautical_miles"], Dimension::LENGTH, "1852"),
    plain(&["ftm"], &["fathom", "fathoms"], Dimension::LENGTH, "1.8288"),
    plain(&["rd"], &["rod", "rods"], Dimension::LENGTH, "5.0292"),
    plain(&[], &["chain", "chains"], Dimension::LENGTH, "20.1168"),
    plain(&["fur"], &["furlong", "furlongs"], Dimension::LENGTH, "201.168"),
    plain(&["mil"], &["mils", "thou"], Dimension::LENGTH, "0.0000254"),
    plain(&[], &["point", "points"], Dimension::LENGTH, "0.0254/72"),
    plain(&[], &["pica", "picas"], Dimension::LENGTH, "0.0254/6"),
    si(&[], &["micron", "microns"], Dimension::LENGTH, "0.000001"),
    plain(&["Å"], &["angstrom", "angstroms"], Dimension::LENGTH, "1e-10"),
    plain(&["au"], &["astronomical_unit", "astronomical_units"], Dimension::LENGTH, "149597870700"),
    si(
        &["ly"],
        &["light_year", "light_years", "lightyear", "lightyears"],
        Dimension::LENGTH,
        "9460730472580800",
    ),
    si(&["pc"], &["parsec", "parsecs"], Dimension::LENGTH, "648000/π*149597870700"),
    // Area.
    plain(&["ha"], &["hectare", "hectares"], Dimension::AREA, "10000"),
    plain(&[], &["are", "ares"], Dimension::AREA, "100"),
    plain(&[], &["acre", "acres"], Dimension::AREA, "43560*0.3048^2"),
    plain(&["sqft"], &[], Dimension::AREA, "0.3048^2"),
    plain(&["sqmi"], &[], Dimension::AREA, "1609.344^2"),
    si(&[], &["barn", "barns"], Dimension::AREA, "1e-28"),
    // Volume. Without a word before them they are the US measures.
    si(&["L", "l"], &["litre", "litres", "liter", "liters"], Dimension::VOLUME, "0.001"),
    plain(&["cc"], &[], Dimension::VOLUME, "0.000001"),
    plain(&["gal"], &["gallon", "gallons"], Dimension::VOLUME, "231*0.0254^3"),
    plain(&["qt"], &["quart", "quarts"], Dimension::VOLUME, "231*0.0254^3/4"),
    plain(&["pt"], &["pint", "pints"], Dimension::VOLUME, "231*0.0254^3/8"),
    plain(&[], &["cup", "cups"], Dimension::VOLUME, "231*0.0254^3/16"),
    plain(&["floz"], &["fluid_ounce", "fluid_ounces"], Dimension::VOLUME, "231*0.0254^3/128"),
    plain(&["tbsp"], &["tablespoon", "tablespoons"], Dimension::VOLUME, "231*0.0254^3/256"),
    plain(&["tsp"], &["teaspoon", "teaspoons"], Dimension::VOLUME, "231*0.0254^3/768"),
    plain(&["bbl"], &["barrel", "barrels"], Dimension::VOLUME, "42*231*0.0254^3"),
    plain(&["bu"], &["bushel", "bushels"], Dimension::VOLUME, "2150.42*0.0254^3"),
    plain(&[], &["imperial_gallon", "imperial_gallons"], Dimension::VOLUME, "0.00454609"),
    plain(&[], &["imperial_quart", "imperial_quarts"], Dimension::VOLUME, "0.00454609/4"),
    plain(&[], &["imperial_pint", "imperial_pints"], Dimension::VOLUME, "0.00454609/8"),
    plain(&[], &["imperial_cup", "imperial_cups"], Dimension::VOLUME, "0.00454609/16"),
    plain(&[], &["imperial_fluid_ounce", "imperial_fluid_ounces"], Dimension::VOLUME, "0.00454609/160"),
    // Mass.
    si(&["g"], &["gram", "grams", "gramme", "grammes"], Dimension::MASS, "0.001"),
    row(&["t"], &["tonne", "tonnes"], Dimension::MASS, "1000", Prefixes::Multiples),
    plain(&["oz"], &["ounce", "ounces"], Dimension::MASS, "0.45359237/16"),
    plain(&["lb", "lbs"], &["pound", "pounds"], Dimension::MASS, "0.45359237"),
    plain(&["st"], &["stone", "stones"], Dimension::MASS, "14*0.45359237"),
    plain(&["gr"], &["grain", "grains"], Dimension::MASS, "0.45359237/7000"),
    plain(&[], &["ton", "tons", "short_ton", "short_tons"], Dimension::MASS, "2000*0.45359237"),
    plain(&[], &["long_ton", "long_tons"], Dimension::MASS, "2240*0.45359237"),
    plain(&["cwt"], &["hundredweight"], Dimension::MASS, "100*0.45359237"),
    plain(&["ozt"], &["troy_ounce", "troy_ounces"], Dimension::MASS, "480*0.45359237/7000"),
    plain(&["ct"], &["carat", "carats"], Dimension::MASS, "0.0002"),
    plain(&[], &["slug", "slugs"], Dimension::MASS, "0.45359237*9.80665/0.3048"),
    // Time. A year is the Julian one of astronomy, 365.25 days, and a month a twelfth of it.
    si(&["s"], &["second", "seconds", "sec", "secs"], Dimension::TIME, "1"),
    plain(&["min"], &["minute", "minutes", "mins"], Dimension::TIME, "60"),
    plain(&["h", "hr", "hrs"], &["hour", "hours"], Dimension::TIME, "3600"),
    plain(&["d"], &["day", "days"], Dimension::TIME, "86400"),
    plain(&["wk"], &["week", "weeks"], Dimension::TIME, "604800"),
    plain(&[], &["fortnight", "fortnights"], Dimension::TIME, "1209600"),
    plain(&[], &["month", "months"], Dimension::TIME, "2629800"),
    si(&["yr"], &["year", "years"], Dimension::TIME, "31557600"),
    plain(&[], &["decade", "decades"], Dimension::TIME, "315576000"),
    plain(&[], &["century", "centuries"], Dimension::TIME, "3155760000"),
    plain(&[], &["millennium", "millennia"], Dimension::TIME, "31557600000"),
    // Angle, which is a plain number.
    si(&["rad"], &["radian", "radians"], Dimension::NONE, "1"),
    plain(&["°"], &["deg", "degree", "degrees"], Dimension::NONE, "π/180"),
    plain(&["′"], &["arcmin", "arcminute", "arcminutes"], Dimension::NONE, "π/10800"),
    plain(&["″"], &["arcsec", "arcsecond", "arcseconds"], Dimension::NONE, "π/648000"),
    plain(&["gon"], &["grad", "gradian", "gradians"], Dimension::NONE, "π/200"),
    plain(&["rev"], &["revolution", "revolutions", "turn", "turns"], Dimension::NONE, "2*π"),
    plain(&["sr"], &["steradian", "steradians"], Dimension::NONE, "1"),
    plain(&["ppm"], &[], Dimension::NONE, "0.000001"),
    plain(&["ppb"], &[], Dimension::NONE, "0.000000001"),
    plain(&["‰"], &["permille"], Dimension::NONE, "0.001"),
    // Temperature.
    si(&["K"], &["kelvin", "kelvins"], Dimension::TEMPERATURE, "1"),
    plain(&["°R"], &["rankine", "degR"], Dimension::TEMPERATURE, "5/9"),
    scale(&["°C", "℃"], &["celsius", "degC"], "1", "273.15"),
    scale(&["°F", "℉"], &["fahrenheit", "degF"], "5/9", "459.67*5/9"),
    // Speed, acceleration and flow.
    plain(&["mph"], &[], Dimension::SPEED, "1609.344/3600"),
    plain(&["kph", "kmh"], &[], Dimension::SPEED, "1000/3600"),
    plain(&["fps"], &[], Dimension::SPEED, "0.3048"),
    plain(&["kn", "kt"], &["knot", "knots"], Dimension::SPEED, "1852/3600"),
    plain(&["mpg"], &[], Dimension::LENGTH_PER_VOLUME, "1609.344/231/0.0254^3"),
    // Frequency.
    si(&["Hz"], &["hertz"], Dimension::FREQUENCY, "1"),
    plain(&["rpm"], &[], Dimension::FREQUENCY, "2*π/60"),
    si(&["Bq"], &["becquerel", "becquerels"], Dimension::FREQUENCY, "1"),
    si(&["Ci"], &["curie", "curies"], Dimension::FREQUENCY, "37000000000"),
    // Force.
    si(&["N"], &["newton", "newtons"], Dimension::FORCE, "1"),
    si(&["dyn"], &["dyne", "dynes"], Dimension::FORCE, "0.00001"),
    plain(&["kgf"], &[], Dimension::FORCE, "9.80665"),
    plain(&["lbf"], &[], Dimension::FORCE, "0.45359237*9.80665"),
    plain(&["ozf"], &[], Dimension::FORCE, "0.45359237*9.80665/16"),
    // Pressure.
    si(&["Pa"], &["pascal", "pascals"], Dimension::PRESSURE, "1"),
    si(&["bar"], &["bars"], Dimension::PRESSURE, "100000"),
    plain(&["atm"], &["atmosphere", "atmospheres"], Dimension::PRESSURE, "101325"),
    plain(&["Torr"], &["torr"], Dimension::PRESSURE, "101325/760"),
    plain(&["mmHg"], &[], Dimension::PRESSURE, "13595.1*9.80665/1000"),
    plain(&["inHg"], &[], Dimension::PRESSURE, "13595.1*9.80665*0.0254"),
    plain(&["psi"], &[], Dimension::PRESSURE, "0.45359237*9.80665/0.0254^2"),
    // Energy.
    si(&["J"], &["joule", "joules"], Dimension::ENERGY, "1"),
    si(&["eV"], &["electronvolt", "electronvolts"], Dimension::ENERGY, "1.602176634e-19"),
    si(&["Wh"], &["watt_hour", "watt_hours"], Dimension::ENERGY, "3600"),
    si(&["cal"], &["calorie", "calories"], Dimension::ENERGY, "4.184"),
    plain(&["BTU", "Btu"], &[], Dimension::ENERGY, "1055.05585262"),
    si(&["erg"], &["ergs"], Dimension::ENERGY, "0.0000001"),
    plain(&[], &["therm", "therms"], Dimension::ENERGY, "105505585.262"),
    si(&["Gy"], &["gray", "grays"], Dimension::SPECIFIC_ENERGY, "1"),
    si(&["Sv"], &["sievert", "sieverts"], Dimension::SPECIFIC_ENERGY, "1"),
    // Power.
    si(&["W"], &["watt", "watts"], Dimension::POWER, "1"),
    plain(&["hp"], &["horsepower"], Dimension::POWER, "550*0.3048*0.45359237*9.80665"),
    plain(&["PS"], &[], Dimension::POWER, "75*9.80665"),
    // Viscosity.
    si(&["P"], &["poise"], Dimension::DYNAMIC_VISCOSITY, "0.1"),
    si(&["St"], &["stokes"], Dimension::KINEMATIC_VISCOSITY, "0.0001"),
    // Electricity and magnetism.
    si(&["A"], &["ampere", "amperes", "amp", "amps"], Dimension::CURRENT, "1"),
    si(&["C"], &["coulomb", "coulombs"], Dimension::CHARGE, "1"),
    si(&["Ah"], &["ampere_hour", "ampere_hours"], Dimension::CHARGE, "3600"),
    si(&["V"], &["volt", "volts"], Dimension::VOLTAGE, "1"),
    // The Greek letter and the sign of its own that Unicode has.
    si(&["\u{3A9}", "\u{2126}"], &["ohm", "ohms"], Dimension::RESISTANCE, "1"),
    si(&["S"], &["siemens"], Dimension::CONDUCTANCE, "1"),
    si(&["F"], &["farad", "farads"], Dimension::CAPACITANCE, "1"),
    si(&["H"], &["henry", "henries", "henrys"], Dimension::INDUCTANCE, "1"),
    si(&["Wb"], &["weber", "webers"], Dimension::MAGNETIC_FLUX, "1"),
    si(&["Mx"], &["maxwell", "maxwells"], Dimension::MAGNETIC_FLUX, "0.00000001"),
    si(&["T"], &["tesla", "teslas"], Dimension::MAGNETIC_FLUX_DENSITY, "1"),
    si(&[], &["gauss"], Dimension::MAGNETIC_FLUX_DENSITY, "0.0001"),
    plain(&["Oe"], &["oersted", "oersteds"], Dimension::MAGNETIC_FIELD_STRENGTH, "1000/4/π"),
    // Amount of substance, and light.
    si(&["mol"], &["mole", "moles"], Dimension::AMOUNT, "1"),
    si(&["kat"], &["katal", "katals"], Dimension::CATALYTIC_ACTIVITY, "1"),
    si(&["cd"], &["candela", "candelas"], Dimension::LUMINOUS_INTENSITY, "1"),
    si(&["lm"], &["lumen", "lumens"], Dimension::LUMINOUS_INTENSITY, "1"),
    si(&["lx"], &["lux"], Dimension::ILLUMINANCE, "1"),
    // Data.
    row(&["b", "bit"], &["bits"], Dimension::DATA, "1", Prefixes::Data),
    row(&["B"], &["byte", "bytes"], Dimension::DATA, "8", Prefixes::Data),
    row(&["bps"], &["baud"], Dimension::DATA_RATE, "1", Prefixes::Data),
];

/// Spellings in all.
const COUNT: usize = {
    let (mut count, mut unit) = (0, 0);
    while unit < ROWS.len() {
        count += ROWS[unit].symbols.len() + ROWS[unit].names.len();
        unit += 1;
    }
    count
};

/// Every spelling, the row that it belongs to, and whether it is a symbol; sorted by the compiler.
static INDEX: [(&str, u16, bool); COUNT] = {
    let mut index: [(&'static str, u16, bool); COUNT] = [("", 0, false); COUNT];
    let (mut filled, mut unit) = (0, 0);
    while unit < ROWS.len() {
        let (symbols, names) = (ROWS[unit].symbols, ROWS[unit].names);
        let mut spelling = 0;
        while spelling < symbols.len() + names.len() {
            let is_symbol = spelling < symbols.len();
            let text = if is_symbol { symbols[spelling] } else { names[spelling - symbols.len()] };
            index[filled] = (text, unit as u16, is_symbol);
            filled += 1;
            spelling += 1;
        }
        unit += 1;
    }
    sort(index)
};

/// Shell's sort, which a constant can be made by.
const fn sort(mut index: [(&'static str, u16, bool); COUNT]) -> [(&'static str, u16, bool); COUNT] {
    let mut gap = COUNT / 2;
    while gap > 0 {
        let mut next = gap;
        while next < COUNT {
            let mut at = next;
            while at >= gap && is_before(index[at].0, index[at - gap].0) {
                (index[at], index[at - gap]) = (index[at - gap], index[at]);
                at -= gap;
            }
            next += 1;
        }
        gap /= 2;
    }
    index
}

const fn is_before(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut at = 0;
    while at < a.len() && at < b.len() {
        if a[at] != b[at] {
            return a[at] < b[at];
        }
        at += 1;
    }
    a.len() < b.len()
}

fn entry(spelling: &str) -> Option<(&'static Unit, bool)> {
    let found = INDEX.binary_search_by(|(text, ..)| match *text {
        text if text == spelling => Ordering::Equal,
        text => text.cmp(spelling),
    });
    let (_, unit, is_symbol) = INDEX.get(found.ok()?)?;
    Some((UNITS.get(usize::from(*unit))?, *is_symbol))
}

/// The unit that is spelled so without a prefix.
pub(super) fn find(spelling: &str) -> Option<&'static Unit> {
    entry(spelling).map(|(unit, _)| unit)
}

/// The unit with this symbol.
pub(super) fn find_symbol(symbol: &str) -> Option<&'static Unit> {
    entry(symbol).filter(|(_, is_symbol)| *is_symbol).map(|(unit, _)| unit)
}

/// The unit with this name.
pub(super) fn find_name(name: &str) -> Option<&'static Unit> {
    entry(name).filter(|(_, is_symbol)| !is_symbol).map(|(unit, _)| unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_units_are_spelled_alike() {
        assert!(INDEX.is_sorted_by(|(a, ..), (b, ..)| a < b), "{INDEX:?}");
    }
}
