//! The units themselves, by topic.

use super::Factor;
use super::dimension::Dimension as D;
use super::index::{Spelling, index, search};
use super::prefix::Prefixes::{self, Data, Decimal, Multiples};
use super::short::ShortFactor;

/// A row of the table: a unit without a prefix.
///
/// Two rows are equal if they are the same row.
#[derive(Debug)]
pub(crate) struct Unit {
    /// Its symbols. The first is the one that is shown.
    pub symbols: &'static [&'static str],
    /// Its names, singular and plural. The first is shown if there is no symbol.
    pub names: &'static [&'static str],
    pub dimension: D,
    /// What it is in the coherent unit of the SI (or in bits), for [`Factor::read`](super::Factor::read).
    pub factor: &'static str,
    /// The same, if it is short.
    pub(super) short: Option<ShortFactor>,
    pub prefixes: Prefixes,
    /// For a temperature scale whose zero is not the absolute one: where its zero is, in kelvins.
    pub offset: Option<&'static str>,
    /// A sentence where the name does not say which unit it is; otherwise empty.
    pub meaning: &'static str,
}

impl Unit {
    const fn takes(mut self, prefixes: Prefixes) -> Self {
        self.prefixes = prefixes;
        self
    }

    const fn zero_at(mut self, offset: &'static str) -> Self {
        self.offset = Some(offset);
        self
    }

    const fn meaning(mut self, meaning: &'static str) -> Self {
        self.meaning = meaning;
        self
    }

    /// What it is in the coherent unit of the SI, or in bits.
    pub(crate) fn factor(&self) -> Factor {
        self.short.map_or_else(|| Factor::read(self.factor), Factor::from)
    }

    /// All ways to spell it without a prefix, symbols first.
    pub(crate) fn spellings(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.symbols.iter().chain(self.names).copied()
    }

    /// How it is shown.
    pub(crate) fn spelling(&self) -> &'static str {
        self.symbols.first().or(self.names.first()).expect("every row has a spelling")
    }
}

impl PartialEq for Unit {
    fn eq(&self, other: &Self) -> bool {
        core::ptr::eq(self, other)
    }
}

impl Eq for Unit {}

const fn unit(
    symbols: &'static [&'static str],
    names: &'static [&'static str],
    dimension: D,
    factor: &'static str,
) -> Unit {
    let short = ShortFactor::read(factor);
    Unit { symbols, names, dimension, factor, short, prefixes: Prefixes::None, offset: None, meaning: "" }
}

/// All units. The sources are named in the documentation of [`super`].
#[rustfmt::skip]
pub(super) static UNITS: &[Unit] = &[
    // Length. The inch is exactly 2.54 cm, and the foot is the international one.
    unit(&["m"], &["metre", "metres", "meter", "meters"], D::LENGTH, "1").takes(Decimal),
    unit(&["in"], &["inch", "inches"], D::LENGTH, "0.0254"),
    unit(&["ft"], &["foot", "feet"], D::LENGTH, "0.3048").meaning("The international foot of 12 in."),
    unit(&["yd"], &["yard", "yards"], D::LENGTH, "3*0.3048"),
    unit(&["mi"], &["mile", "miles"], D::LENGTH, "5280*0.3048").meaning("The statute mile of 5280 ft."),
    unit(&["nmi"], &["nautical_mile", "nautical_miles"], D::LENGTH, "1852"),
    unit(&["ftm"], &["fathom", "fathoms"], D::LENGTH, "6*0.3048"),
    unit(&["fur"], &["furlong", "furlongs"], D::LENGTH, "660*0.3048"),
    unit(&["ch"], &["chain", "chains"], D::LENGTH, "66*0.3048").meaning("Gunter's chain of 66 ft."),
    unit(&["rd"], &["rod", "rods"], D::LENGTH, "16.5*0.3048"),
    unit(&["mil"], &["mils", "thou"], D::LENGTH, "0.0254/1000").meaning("A thousandth of an inch."),
    unit(&[], &["pica", "picas"], D::LENGTH, "0.0254/6").meaning("The pica of digital typesetting, 12 points."),
    unit(&[], &["point", "points"], D::LENGTH, "0.0254/72")
        .meaning("The point of digital typesetting, 1/72 in."),
    unit(&["Å", "\u{212B}"], &["angstrom", "angstroms", "ångström", "ångströms"], D::LENGTH, "1e-10"),
    unit(&[], &["micron", "microns"], D::LENGTH, "1e-6").meaning("An old name of the micrometre."),
    unit(&["au", "AU"], &["astronomical_unit", "astronomical_units"], D::LENGTH, "149597870700"),
    unit(&["ly"], &["lightyear", "lightyears", "light_year", "light_years"], D::LENGTH, "299792458*31557600")
        .takes(Multiples).meaning("The way of light in a Julian year."),
    unit(&[], &["light_second", "light_seconds"], D::LENGTH, "299792458"),
    unit(&["pc"], &["parsec", "parsecs"], D::LENGTH, "648000/π*149597870700").takes(Multiples)
        .meaning("The distance at which 1 au measures an arc of 1″."),

    // Area.
    unit(&[], &["are", "ares"], D::AREA, "100"),
    unit(&["ha"], &["hectare", "hectares"], D::AREA, "1e4"),
    unit(&["ac"], &["acre", "acres"], D::AREA, "43560*0.3048^2").meaning("The international acre of 43560 ft²."),
    unit(&[], &["barn", "barns"], D::AREA, "1e-28").takes(Decimal),

    // Volume. The plain names are those of the United States, for liquids.
    unit(&["L", "l", "ℓ"], &["litre", "litres", "liter", "liters"], D::VOLUME, "0.001").takes(Decimal),
    unit(&["cc"], &[], D::VOLUME, "1e-6").meaning("The cubic centimetre."),
    unit(&["gal"], &["gallon", "gallons", "us_gallon", "us_gallons"], D::VOLUME, "231*0.0254^3")
        .meaning("The US gallon of 231 in³; the imperial one is uk_gallon."),
    unit(&["qt"], &["quart", "quarts", "us_quart", "us_quarts"], D::VOLUME, "231*0.0254^3/4")
        .meaning("The US liquid quart; the imperial one is uk_quart."),
    unit(&["pt"], &["pint", "pints", "us_pint", "us_pints"], D::VOLUME, "231*0.0254^3/8")
        .meaning("The US liquid pint; the imperial one is uk_pint."),
    unit(&[], &["cup", "cups", "us_cup", "us_cups"], D::VOLUME, "231*0.0254^3/16")
        .meaning("The US customary cup, half a US pint."),
    unit(&[], &["gill", "gills", "us_gill", "us_gills"], D::VOLUME, "231*0.0254^3/32")
        .meaning("The US gill; the imperial one is uk_gill."),
    unit(&["floz", "fl_oz"], &["fluid_ounce", "fluid_ounces", "us_fluid_ounce", "us_fluid_ounces"],
        D::VOLUME, "231*0.0254^3/128").meaning("The US fluid ounce; the imperial one is uk_fluid_ounce."),
    unit(&["tbsp"], &["tablespoon", "tablespoons"], D::VOLUME, "231*0.0254^3/256")
        .meaning("The US tablespoon, half a US fluid ounce."),
    unit(&["tsp"], &["teaspoon", "teaspoons"], D::VOLUME, "231*0.0254^3/768")
        .meaning("The US teaspoon, a third of a US tablespoon."),
    unit(&["bbl"], &["barrel", "barrels"], D::VOLUME, "42*231*0.0254^3")
        .meaning("The barrel of oil, 42 US gallons."),
    unit(&[], &["bushel", "bushels"], D::VOLUME, "2150.42*0.0254^3").meaning("The US bushel of 2150.42 in³."),
    unit(&["uk_gal", "imp_gal"], &["uk_gallon", "uk_gallons", "imperial_gallon", "imperial_gallons"],
        D::VOLUME, "0.00454609"),
    unit(&["uk_qt", "imp_qt"], &["uk_quart", "uk_quarts", "imperial_quart", "imperial_quarts"],
        D::VOLUME, "0.00454609/4"),
    unit(&["uk_pt", "imp_pt"], &["uk_pint", "uk_pints", "imperial_pint", "imperial_pints"],
        D::VOLUME, "0.00454609/8"),
    unit(&[], &["uk_gill", "uk_gills", "imperial_gill", "imperial_gills"], D::VOLUME, "0.00454609/32"),
    unit(&["uk_floz", "imp_floz"],
        &["uk_fluid_ounce", "uk_fluid_ounces", "imperial_fluid_ounce", "imperial_fluid_ounces"],
        D::VOLUME, "0.00454609/160"),

    // Mass.
    unit(&["g"], &["gram", "grams", "gramme", "grammes"], D::MASS, "0.001").takes(Decimal),
    unit(&["t"], &["tonne", "tonnes", "metric_ton", "metric_tons"], D::MASS, "1000").takes(Multiples)
        .meaning("The metric ton of 1000 kg."),
    unit(&["lb", "lbs"], &["pound", "pounds"], D::MASS, "0.45359237")
        .meaning("The avoirdupois pound of 7000 grains, a mass; the force is lbf."),
    unit(&["oz"], &["ounce", "ounces"], D::MASS, "0.45359237/16")
        .meaning("The avoirdupois ounce, 1/16 lb; volumes have the fluid ounce."),
    unit(&["gr"], &["grain", "grains"], D::MASS, "0.45359237/7000"),
    unit(&[], &["stone", "stones"], D::MASS, "14*0.45359237").meaning("The imperial stone of 14 lb."),
    unit(&["ton"], &["tons", "short_ton", "short_tons", "us_ton", "us_tons"], D::MASS, "2000*0.45359237")
        .meaning("The US short ton of 2000 lb; the metric one is the tonne."),
    unit(&[], &["long_ton", "long_tons", "uk_ton", "uk_tons", "imperial_ton", "imperial_tons"],
        D::MASS, "2240*0.45359237").meaning("The imperial ton of 2240 lb."),
    unit(&["ct"], &["carat", "carats"], D::MASS, "0.0002").meaning("The metric carat of 200 mg."),
    unit(&["ozt", "oz_t"], &["troy_ounce", "troy_ounces"], D::MASS, "480/7000*0.45359237")
        .meaning("The ounce of precious metals, 480 grains."),
    unit(&["slug"], &["slugs"], D::MASS, "0.45359237*9.80665/0.3048").meaning("What 1 lbf accelerates by 1 ft/s²."),

    // Time.
    unit(&["s", "sec"], &["second", "seconds", "secs"], D::TIME, "1").takes(Decimal),
    unit(&["min"], &["minute", "minutes", "mins"], D::TIME, "60"),
    unit(&["h", "hr"], &["hour", "hours", "hrs"], D::TIME, "3600"),
    unit(&["d"], &["day", "days"], D::TIME, "86400"),
    unit(&["wk"], &["week", "weeks"], D::TIME, "7*86400"),
    unit(&[], &["fortnight", "fortnights"], D::TIME, "14*86400"),
    unit(&["mo"], &["month", "months"], D::TIME, "365.25*86400/12").meaning("The twelfth of a Julian year."),
    unit(&["yr"], &["year", "years"], D::TIME, "365.25*86400").takes(Multiples)
        .meaning("The Julian year of 365.25 d."),
    unit(&[], &["decade", "decades"], D::TIME, "3652.5*86400").meaning("10 Julian years."),
    unit(&[], &["century", "centuries"], D::TIME, "36525*86400").meaning("100 Julian years."),
    unit(&[], &["millennium", "millennia"], D::TIME, "365250*86400").meaning("1000 Julian years."),
    unit(&["Hz"], &["hertz"], D::FREQUENCY, "1").takes(Decimal),
    unit(&["rpm"], &[], D::FREQUENCY, "1/60")
        .meaning("A rotational frequency, one per minute; an angular velocity is turn/min."),

    // Speed.
    unit(&["mph"], &[], D::SPEED, "5280*0.3048/3600").meaning("Miles per hour."),
    unit(&["kmh", "kph"], &[], D::SPEED, "1/3.6").meaning("Kilometres per hour."),
    unit(&["kn", "kt"], &["knot", "knots"], D::SPEED, "1852/3600").meaning("Nautical miles per hour."),

    // Force.
    unit(&["N"], &["newton", "newtons"], D::FORCE, "1").takes(Decimal),
    unit(&["lbf"], &["pound_force", "pounds_force"], D::FORCE, "0.45359237*9.80665"),
    unit(&["ozf"], &["ounce_force", "ounces_force"], D::FORCE, "0.45359237/16*9.80665"),
    unit(&["kgf", "kp"], &["kilogram_force", "kilograms_force", "kilopond", "kiloponds"], D::FORCE, "9.80665"),
    unit(&["pdl"], &["poundal", "poundals"], D::FORCE, "0.45359237*0.3048")
        .meaning("What accelerates 1 lb by 1 ft/s²."),
    unit(&["dyn"], &["dyne", "dynes"], D::FORCE, "1e-5").takes(Decimal),

    // Pressure.
    unit(&["Pa"], &["pascal", "pascals"], D::PRESSURE, "1").takes(Decimal),
    unit(&["bar"], &["bar", "bars"], D::PRESSURE, "1e5").takes(Decimal),
    unit(&["atm"], &["atmosphere", "atmospheres"], D::PRESSURE, "101325").meaning("The standard atmosphere."),
    unit(&["Torr", "torr"], &["torr", "torrs"], D::PRESSURE, "101325/760").takes(Decimal)
        .meaning("1/760 atm."),
    unit(&["mmHg"], &[], D::PRESSURE, "13.5951*9.80665")
        .meaning("The conventional millimetre of mercury of 133.322387415 Pa."),
    unit(&["inHg"], &[], D::PRESSURE, "25.4*13.5951*9.80665").meaning("The conventional inch of mercury, 25.4 mmHg."),
    unit(&["psi"], &[], D::PRESSURE, "0.45359237*9.80665/0.0254^2").meaning("Pounds-force per square inch."),

    // Energy and power.
    unit(&["J"], &["joule", "joules"], D::ENERGY, "1").takes(Decimal),
    unit(&["eV"], &["electronvolt", "electronvolts", "electron_volt", "electron_volts"], D::ENERGY,
        "1.602176634e-19").takes(Decimal),
    unit(&["cal"], &["calorie", "calories"], D::ENERGY, "4.184").takes(Decimal)
        .meaning("The thermochemical calorie of 4.184 J; the one of food is the kilocalorie."),
    unit(&["Cal"], &["Calorie", "Calories"], D::ENERGY, "4184").meaning("The Calorie of food, 1 kcal."),
    unit(&["Btu", "BTU", "btu"], &["british_thermal_unit", "british_thermal_units"], D::ENERGY, "1055.05585262")
        .meaning("The British thermal unit of the International Table."),
    unit(&["Wh"], &["watthour", "watthours", "watt_hour", "watt_hours"], D::ENERGY, "3600").takes(Decimal),
    unit(&["erg"], &["erg", "ergs"], D::ENERGY, "1e-7").takes(Decimal),
    unit(&["W"], &["watt", "watts"], D::POWER, "1").takes(Decimal),
    unit(&["hp"], &["horsepower"], D::POWER, "550*0.3048*0.45359237*9.80665")
        .meaning("The mechanical horsepower of 550 ft·lbf/s; the metric one is PS."),
    unit(&["PS"], &["metric_horsepower"], D::POWER, "75*9.80665")
        .meaning("The metric horsepower of 75 kgf·m/s; the petasiemens has to be written out."),

    // Viscosity.
    unit(&["P"], &["poise"], D::DYNAMIC_VISCOSITY, "0.1").takes(Decimal),
    unit(&["St"], &["stokes"], D::KINEMATIC_VISCOSITY, "1e-4").takes(Decimal),

    // Electricity and magnetism. The last three are what corresponds to them in the SI.
    unit(&["A"], &["ampere", "amperes", "amp", "amps"], D::CURRENT, "1").takes(Decimal),
    unit(&["C"], &["coulomb", "coulombs"], D::CHARGE, "1").takes(Decimal),
    unit(&["Ah"], &["amperehour", "amperehours", "ampere_hour", "ampere_hours"], D::CHARGE, "3600").takes(Decimal),
    unit(&["V"], &["volt", "volts"], D::VOLTAGE, "1").takes(Decimal),
    unit(&["Ω", "\u{2126}"], &["ohm", "ohms"], D::RESISTANCE, "1").takes(Decimal),
    unit(&["S"], &["siemens"], D::CONDUCTANCE, "1").takes(Decimal),
    unit(&["F"], &["farad", "farads"], D::CAPACITANCE, "1").takes(Decimal),
    unit(&["H"], &["henry", "henrys", "henries"], D::INDUCTANCE, "1").takes(Decimal),
    unit(&["Wb"], &["weber", "webers"], D::MAGNETIC_FLUX, "1").takes(Decimal),
    unit(&["T"], &["tesla", "teslas"], D::MAGNETIC_FLUX_DENSITY, "1").takes(Decimal),
    unit(&["Mx"], &["maxwell", "maxwells"], D::MAGNETIC_FLUX, "1e-8").takes(Decimal),
    unit(&[], &["gauss"], D::MAGNETIC_FLUX_DENSITY, "1e-4").takes(Decimal)
        .meaning("Without a symbol here: Gs is the gigasecond."),
    unit(&["Oe"], &["oersted", "oersteds"], D::MAGNETIC_FIELD_STRENGTH, "250/π").takes(Decimal),

    // Temperature. Within a product only differences mean anything, for which kelvins are there.
    unit(&["K", "\u{212A}"], &["kelvin", "kelvins"], D::TEMPERATURE, "1").takes(Decimal),
    unit(&["°C", "℃", "degC"], &["celsius", "degree_celsius", "degrees_celsius"], D::TEMPERATURE, "1")
        .zero_at("273.15"),
    unit(&["°F", "℉", "degF"], &["fahrenheit", "degree_fahrenheit", "degrees_fahrenheit"], D::TEMPERATURE, "5/9")
        .zero_at("459.67*5/9"),
    unit(&["°R", "degR"], &["rankine"], D::TEMPERATURE, "5/9").meaning("Degrees Fahrenheit from absolute zero."),

    // Amount of substance, light, radiation.
    unit(&["mol"], &["mole", "moles"], D::AMOUNT, "1").takes(Decimal),
    unit(&["kat"], &["katal", "katals"], D::CATALYTIC_ACTIVITY, "1").takes(Decimal),
    unit(&["cd"], &["candela", "candelas"], D::LUMINOUS_INTENSITY, "1").takes(Decimal),
    unit(&["lm"], &["lumen", "lumens"], D::LUMINOUS_INTENSITY, "1").takes(Decimal),
    unit(&["lx"], &["lux"], D::ILLUMINANCE, "1").takes(Decimal),
    unit(&["Bq"], &["becquerel", "becquerels"], D::FREQUENCY, "1").takes(Decimal),
    unit(&["Ci"], &["curie", "curies"], D::FREQUENCY, "3.7e10").takes(Decimal),
    unit(&["Gy"], &["gray", "grays"], D::SPECIFIC_ENERGY, "1").takes(Decimal),
    unit(&["Sv"], &["sievert", "sieverts"], D::SPECIFIC_ENERGY, "1").takes(Decimal),
    unit(&["rem"], &[], D::SPECIFIC_ENERGY, "0.01").takes(Decimal)
        .meaning("0.01 Sv; the rad of absorbed dose is 0.01 Gy, for rad is the angle."),

    // Data.
    unit(&["bit", "b"], &["bit", "bits"], D::DATA, "1").takes(Data),
    unit(&["B"], &["byte", "bytes", "octet", "octets"], D::DATA, "8").takes(Data),
    unit(&["bps"], &[], D::DATA_RATE, "1").takes(Data).meaning("Bits per second."),
    unit(&["Bps"], &[], D::DATA_RATE, "8").takes(Data).meaning("Bytes per second."),

    // Angles and fractions, which are plain numbers.
    unit(&["rad"], &["radian", "radians"], D::NONE, "1").takes(Decimal).meaning("An angle, not a dose."),
    unit(&["°", "deg"], &["degree", "degrees"], D::NONE, "π/180").meaning("An angle; temperatures have °C and °F."),
    unit(&["′", "arcmin"], &["arcminute", "arcminutes"], D::NONE, "π/180/60"),
    unit(&["″", "arcsec"], &["arcsecond", "arcseconds"], D::NONE, "π/180/3600"),
    unit(&["mas"], &["milliarcsecond", "milliarcseconds"], D::NONE, "π/180/3600000"),
    unit(&["turn", "rev"], &["turns", "revolution", "revolutions"], D::NONE, "2*π"),
    unit(&["gon", "grad"], &["gons", "gradian", "gradians"], D::NONE, "π/200").meaning("1/400 of a turn."),
    unit(&["sr"], &["steradian", "steradians"], D::NONE, "1").takes(Decimal),
    unit(&["ppm"], &[], D::NONE, "1e-6").meaning("Parts per million."),
    unit(&["ppb"], &[], D::NONE, "1e-9").meaning("Parts per US billion, 10⁹."),

    // Consumption.
    unit(&["mpg"], &[], D::LENGTH_PER_VOLUME, "5280*0.3048/231/0.0254^3").meaning("Miles per US gallon."),
    unit(&["uk_mpg", "imp_mpg"], &[], D::LENGTH_PER_VOLUME, "5280*0.3048/0.00454609")
        .meaning("Miles per imperial gallon."),
];

static SYMBOLS: &[Spelling] = index!(UNITS, symbols);
static NAMES: &[Spelling] = index!(UNITS, names);

/// The unit with this symbol or name.
pub(super) fn find(spelling: &str) -> Option<&'static Unit> {
    find_symbol(spelling).or_else(|| find_name(spelling))
}

/// The unit with this symbol.
pub(super) fn find_symbol(symbol: &str) -> Option<&'static Unit> {
    UNITS.get(search(SYMBOLS, symbol)?)
}

/// The unit with this name.
pub(super) fn find_name(name: &str) -> Option<&'static Unit> {
    UNITS.get(search(NAMES, name)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_are_sorted_and_none_stands_twice() {
        for spellings in [SYMBOLS, NAMES] {
            assert!(spellings.windows(2).all(|pair| pair[0].text < pair[1].text));
        }
    }

    #[test]
    fn no_symbol_is_the_name_of_another_unit() {
        for symbol in SYMBOLS.iter().map(|symbol| symbol.text) {
            assert!(find_name(symbol).is_none_or(|unit| Some(unit) == find_symbol(symbol)), "{symbol}");
        }
    }
}
