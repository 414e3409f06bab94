//! The units against an independent table, their spellings against each other, and the laws of compounds.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use proptest::prelude::*;

use super::*;
use crate::literal::read_superscript;

fn ratio(numerator: i64, denominator: i64) -> Number {
    Number::from(numerator) / Number::from(denominator)
}

fn unit(spelling: &str) -> NamedUnit {
    lookup(spelling).unwrap_or_else(|| panic!("{spelling}"))
}

/// Reads a product such as `kg·m/s²` or `J/(kg·K)`, as an expression parser does.
fn read(text: &str) -> Compound {
    let (over, under) = text.split_once('/').unwrap_or((text, ""));
    let under = under.trim_start_matches('(').trim_end_matches(')');
    let product = |text: &str| {
        text.split('·').filter(|power| !power.is_empty()).fold(Compound::default(), |product, power| {
            let raised = power.find(|c: char| read_superscript(&c.to_string()).is_some() || c == '⁻');
            let (name, exponent) = power.split_at(raised.unwrap_or(power.len()));
            let exponent = read_superscript(exponent).map_or(1, |exponent| exponent.small_parts().unwrap().0);
            let power = Compound::from(unit(name)).power(exponent as i32).unwrap();
            let (product, factor) = product.multiply(&power).unwrap();
            assert!(factor.is_one(), "{text}");
            product
        })
    };
    let (quotient, factor) = product(over).divide(&product(under)).unwrap();
    assert!(factor.is_one(), "{text}");
    quotient
}

/// What `from` is in `to`, both written as products.
fn convert(from: &str, to: &str) -> Factor {
    conversion(&read(from), &read(to)).unwrap()
}

#[test]
fn factors_are_those_of_the_sources() {
    // From one to the other, as a fraction and a power of π, each computed in another way than in the table.
    #[rustfmt::skip]
    let conversions: &[(&str, &str, i64, i64, i32)] = &[
        ("in", "mm", 254, 10, 0), ("ft", "in", 12, 1, 0), ("yd", "cm", 9_144, 100, 0),
        ("mi", "m", 5_280 * 12 * 254, 10_000, 0), ("nmi", "km", 1_852, 1_000, 0), ("ftm", "ft", 6, 1, 0),
        ("mi", "fur", 8, 1, 0), ("fur", "ch", 10, 1, 0), ("ch", "rd", 4, 1, 0), ("rd", "yd", 11, 2, 0),
        ("in", "mil", 1_000, 1, 0), ("pica", "point", 12, 1, 0), ("in", "pica", 6, 1, 0), ("nm", "Å", 10, 1, 0),
        ("micron", "µm", 1, 1, 0), ("au", "m", 149_597_870_700, 1, 0), ("ly", "m", 9_460_730_472_580_800, 1, 0),
        ("pc", "au", 648_000, 1, -1), ("light_second", "km", 299_792_458, 1_000, 0),
        ("ha", "m²", 10_000, 1, 0), ("ha", "are", 100, 1, 0), ("ac", "m²", 40_468_564_224, 10_000_000, 0),
        ("mi²", "ac", 640, 1, 0), ("ac", "ch²", 10, 1, 0), ("barn", "fm²", 100, 1, 0),
        ("m³", "L", 1_000, 1, 0), ("cc", "mL", 1, 1, 0), ("gal", "mL", 3_785_411_784, 1_000_000, 0),
        ("gal", "in³", 231, 1, 0), ("gal", "qt", 4, 1, 0), ("qt", "pt", 2, 1, 0), ("pt", "cup", 2, 1, 0),
        ("cup", "floz", 8, 1, 0), ("cup", "gill", 2, 1, 0), ("floz", "tbsp", 2, 1, 0), ("tbsp", "tsp", 3, 1, 0),
        ("floz", "mL", 295_735_295_625, 10_000_000_000, 0), ("bbl", "L", 158_987_294_928, 1_000_000_000, 0),
        ("bushel", "L", 3_523_907_016_688, 100_000_000_000, 0), ("uk_gal", "L", 454_609, 100_000, 0),
        ("uk_gal", "uk_qt", 4, 1, 0), ("uk_qt", "uk_pt", 2, 1, 0), ("uk_pt", "uk_gill", 4, 1, 0),
        ("uk_gill", "uk_floz", 5, 1, 0), ("uk_pt", "mL", 56_826_125, 100_000, 0),
        ("kg", "g", 1_000, 1, 0), ("t", "kg", 1_000, 1, 0), ("lb", "g", 45_359_237, 100_000, 0),
        ("lb", "oz", 16, 1, 0), ("lb", "gr", 7_000, 1, 0), ("gr", "mg", 6_479_891, 100_000, 0),
        ("stone", "lb", 14, 1, 0), ("ton", "kg", 90_718_474, 100_000, 0), ("long_ton", "stone", 160, 1, 0),
        ("long_ton", "kg", 10_160_469_088, 10_000_000, 0), ("ct", "mg", 200, 1, 0),
        ("ozt", "g", 311_034_768, 10_000_000, 0), ("lbf", "slug·ft/s²", 1, 1, 0),
        ("min", "s", 60, 1, 0), ("h", "min", 60, 1, 0), ("d", "h", 24, 1, 0), ("wk", "d", 7, 1, 0),
        ("fortnight", "wk", 2, 1, 0), ("yr", "s", 31_557_600, 1, 0), ("yr", "mo", 12, 1, 0),
        ("yr", "d", 1_461, 4, 0), ("decade", "yr", 10, 1, 0), ("century", "decade", 10, 1, 0),
        ("millennium", "century", 10, 1, 0), ("Hz", "s⁻¹", 1, 1, 0), ("Hz", "rpm", 60, 1, 0),
        ("mph", "m/s", 44_704, 100_000, 0), ("mph", "mi/h", 1, 1, 0), ("kmh", "km/h", 1, 1, 0),
        ("kn", "nmi/h", 1, 1, 0), ("m/s", "kmh", 18, 5, 0),
        ("N", "kg·m/s²", 1, 1, 0), ("lbf", "N", 44_482_216_152_605, 10_000_000_000_000, 0),
        ("lbf", "ozf", 16, 1, 0), ("kgf", "N", 980_665, 100_000, 0), ("pdl", "lb·ft/s²", 1, 1, 0),
        ("pdl", "N", 138_254_954_376, 1_000_000_000_000, 0), ("dyn", "g·cm/s²", 1, 1, 0),
        ("Pa", "N/m²", 1, 1, 0), ("bar", "mbar", 1_000, 1, 0), ("mbar", "hPa", 1, 1, 0),
        ("atm", "kPa", 101_325, 1_000, 0), ("atm", "Torr", 760, 1, 0),
        ("mmHg", "Pa", 133_322_387_415, 1_000_000_000, 0), ("inHg", "Pa", 3_386_388_640_341, 1_000_000_000, 0),
        ("psi", "lbf/in²", 1, 1, 0), ("J", "N·m", 1, 1, 0),
        ("eV", "yJ", 1_602_176_634, 10_000, 0), ("cal", "J", 523, 125, 0), ("Cal", "kcal", 1, 1, 0),
        ("Btu", "J", 105_505_585_262, 100_000_000, 0), ("kWh", "MJ", 36, 10, 0), ("J", "erg", 10_000_000, 1, 0),
        ("erg", "dyn·cm", 1, 1, 0), ("W", "J/s", 1, 1, 0), ("hp", "ft·lbf/s", 550, 1, 0),
        ("PS", "W", 73_549_875, 100_000, 0), ("P", "Pa·s", 1, 10, 0), ("cP", "mPa·s", 1, 1, 0),
        ("cSt", "mm²/s", 1, 1, 0),
        ("C", "A·s", 1, 1, 0), ("Ah", "C", 3_600, 1, 0), ("V", "W/A", 1, 1, 0), ("Ω", "V/A", 1, 1, 0),
        ("S", "A/V", 1, 1, 0), ("F", "C/V", 1, 1, 0), ("H", "Wb/A", 1, 1, 0), ("Wb", "V·s", 1, 1, 0),
        ("T", "Wb/m²", 1, 1, 0), ("T", "gauss", 10_000, 1, 0), ("Mx", "Wb", 1, 100_000_000, 0),
        ("gauss", "Mx/cm²", 1, 1, 0), ("Oe", "A/m", 1_000, 4, -1),
        ("K", "°F", 9, 5, 0), ("°C", "K", 1, 1, 0), ("°F", "°R", 1, 1, 0),
        ("kat", "mol/s", 1, 1, 0), ("lm", "cd·sr", 1, 1, 0), ("lx", "lm/m²", 1, 1, 0), ("Bq", "s⁻¹", 1, 1, 0),
        ("Ci", "GBq", 37, 1, 0), ("Gy", "J/kg", 1, 1, 0), ("Sv", "rem", 100, 1, 0),
        ("B", "bit", 8, 1, 0), ("KiB", "B", 1_024, 1, 0), ("MiB", "KiB", 1_024, 1, 0), ("kB", "bit", 8_000, 1, 0),
        ("GiB", "B", 1 << 30, 1, 0), ("Mbps", "kbit/s", 1_000, 1, 0), ("Bps", "bps", 8, 1, 0),
        ("°", "rad", 1, 180, 1), ("turn", "rad", 2, 1, 1), ("turn", "°", 360, 1, 0), ("turn", "gon", 400, 1, 0),
        ("°", "′", 60, 1, 0), ("′", "″", 60, 1, 0), ("″", "mas", 1_000, 1, 0), ("ppm", "ppb", 1_000, 1, 0),
        ("sr", "rad²", 1, 1, 0), ("mpg", "mi/gal", 1, 1, 0), ("uk_mpg", "mi/uk_gal", 1, 1, 0),
        ("mrad", "rad", 1, 1_000, 0), ("cd", "mcd", 1_000, 1, 0), ("mol", "mmol", 1_000, 1, 0),
    ];
    for &(from, to, numerator, denominator, pi) in conversions {
        let factor = Factor { rational: ratio(numerator, denominator), pi };
        assert_eq!(convert(from, to), factor, "{from} to {to}");
    }
    // No unit is left out, but for those that are what all others are measured in.
    for row in units().filter(|row| row.factor != "1") {
        let is_checked = |text: &str| read(text).to_string().contains(row.spelling());
        assert!(conversions.iter().any(|row| is_checked(row.0) || is_checked(row.1)), "{}", row.spelling());
    }
}

#[test]
fn factors_are_positive_and_rows_are_whole() {
    for row in units() {
        let factor = Factor::read(row.factor).rational;
        assert!(!factor.is_zero() && !factor.to_string().starts_with('-'), "{}", row.spelling());
        assert!(row.meaning.is_empty() || row.meaning.ends_with('.'), "{}", row.meaning);
        assert!(row.offset.is_none() || row.dimension == Dimension::TEMPERATURE);
        assert!(row.symbols.len() + row.names.len() > 0);
    }
}

#[test]
fn temperatures_have_two_fixed_points() {
    let kelvins = |degrees: Number, scale: &str| {
        let scale = Compound::from(unit(scale));
        degrees * scale.factor().rational + scale.offset().unwrap_or(Number::from(0))
    };
    assert_eq!(kelvins(Number::from(100), "°C"), ratio(37_315, 100));
    assert_eq!(kelvins(Number::from(32), "°F"), kelvins(Number::from(0), "celsius"));
    assert_eq!(kelvins(Number::from(212), "degF"), kelvins(Number::from(100), "degC"));
    assert_eq!(kelvins(Number::from(-40), "fahrenheit"), kelvins(Number::from(-40), "°C"));
    assert_eq!(kelvins(ratio(49_167, 100), "rankine"), kelvins(Number::from(0), "°C"));
    // The offset belongs to the scale alone.
    for (text, alone, within) in [
        ("°C", true, true),
        ("°C²", false, true),
        ("J/°C", false, true),
        ("K", false, false),
        ("°R", false, false),
    ] {
        assert_eq!((read(text).offset().is_some(), read(text).has_offset()), (alone, within), "{text}");
    }
}

#[test]
fn spellings_are_found() {
    #[rustfmt::skip]
    let same: &[(&str, &[&str])] = &[
        ("km", &["kilometre", "kilometres", "kilometer", "kilometers", "Kilometre"]),
        ("\u{B5}s", &["\u{3BC}s", "us", "usec", "microsecond", "Microseconds"]),
        ("damol", &["decamole", "dekamoles"]),
        ("in", &["inch", "inches", "Inch"]), ("ft", &["foot", "feet", "Feet"]), ("L", &["l", "litre", "Liters", "ℓ"]),
        ("dL", &["dl", "decilitre"]), ("t", &["tonne", "metric_ton"]), ("ton", &["tons", "short_ton"]),
        ("lb", &["lbs", "pound", "pounds"]), ("s", &["sec", "second"]), ("h", &["hr", "hour", "Hours"]),
        ("kmh", &["kph"]), ("kn", &["kt", "knot", "knots"]), ("kΩ", &["k\u{2126}", "kiloohm"]),
        ("°C", &["degC", "celsius", "Celsius"]), ("°F", &["degF", "fahrenheit"]), ("°R", &["rankine"]),
        ("°", &["deg", "degree", "degrees"]), ("′", &["arcmin"]), ("″", &["arcsec", "arcseconds"]),
        ("turn", &["rev", "turns"]), ("gon", &["grad"]), ("mbar", &["millibar"]), ("Torr", &["torr"]),
        ("bit", &["b", "bits"]), ("Gibit", &["Gib", "gibibit"]), ("kB", &["kilobyte", "Kilobytes"]),
        ("QB", &["quettabyte"]), ("QiB", &["quebibyte"]), ("rm", &["rontometre"]),
        ("Mt", &["megatonne"]), ("Gyr", &["gigayear"]), ("Btu", &["BTU", "btu"]), ("Cal", &["Calorie"]),
        ("kcal", &["kilocalorie", "Kilocalories"]), ("Å", &["\u{212B}", "angstrom", "Ångström"]),
    ];
    for (spelling, others) in same {
        for other in *others {
            assert_eq!(unit(other), unit(spelling), "{other}");
        }
    }
    #[rustfmt::skip]
    let none = [
        "", "k", "µ", "kilo", "kilom", "kmetre", "KM", "Km", "kkm", "kilokilometre", "kiloMetre", "Kg", "dB", "mbit",
        "kmin", "kin", "mft", "kgauss", "KiJ", "Kim", "kibimetre", "mt", "ft²", "Min", "Rad", "M", "i", "nan", "km ",
        "metress", "µµm", "metre\u{301}", "Éclair", "İnch",
    ];
    for spelling in none {
        assert_eq!(lookup(spelling), None, "{spelling}");
    }
}

/// Every unit with every prefix that it takes.
fn all() -> impl Iterator<Item = NamedUnit> {
    units().flat_map(|unit| {
        let admitted = prefix::PREFIXES.iter().filter(|prefix| unit.prefixes.admit(prefix)).map(Some);
        admitted.chain([None]).map(move |prefix| NamedUnit::Fixed { prefix, unit })
    })
}

#[test]
fn no_spelling_means_two_units_but_for_those_listed() {
    let mut meanings = BTreeMap::<String, Vec<NamedUnit>>::new();
    for named in all() {
        let NamedUnit::Fixed { prefix, unit } = named else { continue };
        let symbols = prefix.map_or(&[""][..], |prefix| prefix.symbols);
        let names = prefix.map_or(&[""][..], |prefix| prefix.names);
        for (fronts, backs) in [(symbols, unit.symbols), (names, unit.names)] {
            for (front, back) in fronts.iter().flat_map(|front| backs.iter().map(move |back| (front, back))) {
                let entry = meanings.entry(format!("{front}{back}")).or_default();
                if !entry.contains(&named) {
                    entry.push(named.clone());
                }
            }
        }
    }
    // What is spelled in a table goes first.
    let mut shadowed = Vec::new();
    for (spelling, meanings) in &meanings {
        let chosen = lookup(spelling);
        assert_eq!(chosen.is_none(), constant(spelling).is_some(), "{spelling}");
        let mut others = meanings.iter().filter(|other| Some(*other) != chosen.as_ref());
        if let Some(other) = others.next() {
            assert!(matches!(chosen, None | Some(NamedUnit::Fixed { prefix: None, .. })), "{spelling}");
            shadowed.push((spelling.as_str(), other.to_string()));
        }
        assert_eq!(others.next(), None, "{spelling}");
    }
    let listed = [("PS", "petasiemens"), ("hbar", "hectobar"), ("kt", "kilotonne")];
    assert_eq!(shadowed, listed.map(|(spelling, other)| (spelling, other.to_string())));
    // Spellings that look like a prefix with a unit, and are none.
    for exact in ["min", "ft", "Pa", "cd", "nmi", "mol", "pt", "mil", "ha", "hr", "Gy", "yd", "dyn"] {
        let is_exact = |named| matches!(named, NamedUnit::Fixed { prefix: None, .. });
        assert!(is_exact(unit(exact)), "{exact}");
    }
}

#[test]
fn what_is_shown_is_read_as_the_same() {
    for named in all() {
        assert_eq!(unit(&named.to_string()), named);
        assert_eq!(read(&named.to_string()), named.clone().into());
    }
}

#[test]
fn compounds_are_shown_as_people_write_them() {
    for text in [
        "km/h",
        "kg·m/s²",
        "N·m",
        "s⁻¹",
        "J/(kg·K)",
        "m³",
        "mol⁻¹·K⁻¹",
        "W/(m²·K⁴)",
        "°/s",
        "kilogauss·m",
        "",
    ] {
        assert_eq!(read(text).to_string(), text);
    }
    let closely = |text: &str| read(text).follows_closely();
    assert!(closely("°") && closely("′") && closely("″") && closely("°/s"));
    assert!(!closely("°C") && !closely("°⁻¹") && !closely("km") && !closely("m·°") && !closely(""));
}

#[test]
fn units_that_measure_the_same_are_merged() {
    let multiplied = |a: &str, b: &str| {
        let (product, factor) = read(a).multiply(&read(b)).unwrap();
        (product.to_string(), factor.rational.to_string(), factor.pi)
    };
    let result = |unit: &str, factor: &str, pi| (unit.to_string(), factor.to_string(), pi);
    assert_eq!(multiplied("km/h", "min"), result("km", "1/60", 0));
    assert_eq!(multiplied("m", "ft"), result("m²", "0.3048", 0));
    assert_eq!(multiplied("m", "km⁻¹"), result("", "0.001", 0));
    assert_eq!(multiplied("°", "rad"), result("°²", "180", -1));
    assert_eq!(multiplied("L", "cm"), result("L·cm", "1", 0));
    assert_eq!(multiplied("kWh", "J⁻¹"), result("", "3600000", 0));
    assert_eq!(read("L·cm").dimension(), Dimension::LENGTH.power(4).unwrap());
    let (quotient, factor) = read("kWh").divide(&read("h")).unwrap();
    assert_eq!((quotient.to_string().as_str(), factor.is_one()), ("kWh/h", true));
    assert!(
        Compound::default().is_empty() && read("m").power(0).unwrap().is_empty() && !read("rad").is_empty()
    );
}

#[test]
fn conversions_between_dimensions_are_refused() {
    let refused = conversion(&read("km/h"), &read("kg"));
    assert_eq!(refused, None);
    assert!(conversion(&read("rad/s"), &read("Hz")).unwrap().is_one());
    assert!(conversion(&read("rad"), &Compound::default()).unwrap().is_one());
    assert!(conversion(&Compound::default(), &read("m")).is_none());
}

#[test]
fn exponents_are_bounded() {
    // Also of what has no dimension, for the powers of the factors have to stay short.
    for name in ["m", "rad", "°"] {
        let most = Compound::from(unit(name)).power(15).unwrap();
        assert_eq!(most.power(2), None);
        assert_eq!(most.power(i32::MIN), None);
        assert_eq!(Compound::from(unit(name)).power(16), None);
        assert_eq!(Compound::from(unit(name)).power(i32::MIN), None);
        assert_eq!(most.multiply(&unit(name).into()), None);
        assert_eq!(most.multiply(&most), None);
        assert_eq!(most.power(-1).unwrap().divide(&most), None);
        assert!(most.divide(&most).unwrap().0.is_empty());
    }
}

#[test]
fn currencies_are_units_of_money() {
    let currency =
        |code: &str, factor| NamedUnit::Currency(Arc::new(Currency { code: code.to_string(), factor }));
    let (eur, usd) = (currency("EUR", Number::from(1)), currency("USD", ratio(4, 5)));
    let price = Compound::from(usd.clone()).divide(&read("lb")).unwrap().0;
    let wanted = Compound::from(eur.clone()).divide(&read("kg")).unwrap().0;
    assert_eq!(price.to_string(), "USD/lb");
    assert_eq!(price.dimension().to_string(), "mass⁻¹·money");
    assert_eq!(conversion(&price, &wanted).unwrap().rational, ratio(80_000_000, 45_359_237));
    let (product, factor) = Compound::from(eur.clone()).multiply(&usd.clone().into()).unwrap();
    assert_eq!((product.to_string(), factor.rational), ("EUR²".to_string(), ratio(4, 5)));
    assert_ne!(eur, usd);
    assert_eq!(usd, currency("USD", ratio(4, 5)));
    assert!(!usd.has_offset() && usd.offset().is_none() && !usd.follows_closely());
}

#[test]
fn constants_are_those_of_codata() {
    // The table of 2022 as it is printed: value and uncertainty, their digits in groups.
    #[rustfmt::skip]
    let printed = [
        ("G", "6.674 30 e-11", "0.000 15 e-11", "m³/(kg·s²)"),
        ("m_e", "9.109 383 7139 e-31", "0.000 000 0028 e-31", "kg"),
        ("m_p", "1.672 621 925 95 e-27", "0.000 000 000 52 e-27", "kg"),
        ("m_n", "1.674 927 500 56 e-27", "0.000 000 000 85 e-27", "kg"),
        ("u", "1.660 539 068 92 e-27", "0.000 000 000 52 e-27", "kg"),
        ("alpha", "7.297 352 5643 e-3", "0.000 000 0011 e-3", ""),
        ("epsilon_0", "8.854 187 8188 e-12", "0.000 000 0014 e-12", "F/m"),
        ("mu_0", "1.256 637 061 27 e-6", "0.000 000 000 20 e-6", "N/A²"),
        ("rydberg", "10 973 731.568 157", "0.000 012", "m⁻¹"),
        ("a_0", "5.291 772 105 44 e-11", "0.000 000 000 82 e-11", "m"),
        ("mu_B", "9.274 010 0657 e-24", "0.000 000 0029 e-24", "J/T"),
        ("c", "299 792 458", "", "m/s"), ("planck", "6.626 070 15 e-34", "", "J·s"),
        ("q_e", "1.602 176 634 e-19", "", "C"), ("k_B", "1.380 649 e-23", "", "J/K"),
        ("N_A", "6.022 140 76 e23", "", "mol⁻¹"), ("g_n", "9.806 65", "", "m/s²"),
        ("R", "8.314 462 618 153 24", "", "J/(mol·K)"), ("faraday", "96 485.332 123 310 018 4", "", "C/mol"),
    ];
    let number = |text: &str| Factor::read(&text.replace(' ', ""));
    for (spelling, value, uncertainty, unit) in printed {
        let constant = constant(spelling).unwrap();
        assert_eq!(constant.value(), number(value), "{spelling}");
        let uncertainty = Some(uncertainty).filter(|text| !text.is_empty());
        assert_eq!(constant.uncertainty(), uncertainty.map(number), "{spelling}");
        assert_eq!(constant.unit().to_string(), unit, "{spelling}");
    }
    // What has endless digits is held between the printed ones and the next; π is between 333/106 and 355/113.
    for (spelling, digits, next) in [
        ("ħ", "1.054571817e-34", "1.054571818e-34"),
        ("sigma", "5.670374419e-8", "5.670374420e-8"),
        ("V_m", "22.41396954e-3", "22.41396955e-3"),
    ] {
        let Factor { rational, pi } = constant(spelling).unwrap().value();
        // Between fractions that are near enough to π for ten digits.
        let (below, above) = (ratio(245_850_922, 78_256_779), ratio(411_557_987, 131_002_976));
        let (low, high) = if pi < 0 { (above, below) } else { (below, above) };
        let is_positive = |number: Number| !number.to_string().starts_with('-');
        let at = |approximation: Number| rational.clone() * approximation.pow(pi as isize);
        assert!(is_positive(at(low) - number(digits).rational), "{spelling}");
        assert!(is_positive(number(next).rational - at(high)), "{spelling}");
    }
    assert_eq!(constant("hbar").unwrap().value().pi, -1);
    assert_eq!(constant("sigma").unwrap().value().pi, 5);
}

#[test]
fn constants_are_no_units_and_their_units_are_coherent() {
    let mut spellings = Vec::new();
    for constant in constants() {
        assert!(constant.unit().is_empty() || constant.unit().factor().is_one(), "{}", constant.meaning);
        assert!(!constant.meaning.is_empty());
        spellings.extend(constant.symbols.iter().chain(constant.names));
    }
    let count = spellings.len();
    spellings.sort_unstable();
    spellings.dedup();
    assert_eq!(spellings.len(), count);
    for spelling in spellings {
        assert_eq!(lookup(spelling), None, "{spelling}");
        assert!(constant(spelling).is_some());
    }
    // These belong to units, to Euler's number and to whoever names a variable.
    for spelling in ["h", "g", "k", "e", "F", "T", "m", "σ_0", ""] {
        assert!(constant(spelling).is_none(), "{spelling}");
    }
}

/// Products of a few units that measure different things, some of them twice in different units.
fn compound() -> impl Strategy<Value = Compound> {
    const NAMES: [&str; 18] = [
        "m", "km", "ft", "s", "h", "kg", "lb", "K", "rad", "°", "L", "J", "kWh", "N", "B", "Mibit", "pc", "W",
    ];
    let powers = prop::collection::vec((prop::sample::select(&NAMES[..]), -3..=3_i32), 0..5);
    let compounds = powers.prop_map(|powers| {
        powers.into_iter().fold(Compound::default(), |product, (name, exponent)| {
            product.multiply(&Compound::from(unit(name)).power(exponent).unwrap()).unwrap().0
        })
    });
    // Any two of them have a product.
    compounds.prop_filter("an exponent is beyond its range", |compound| compound.power(2).is_some())
}

proptest! {
    #[test]
    fn products_and_quotients_keep_the_quantity(a in compound(), b in compound()) {
        let (product, factor) = a.multiply(&b).unwrap();
        prop_assert_eq!(Some(product.dimension()), a.dimension().multiply(b.dimension()));
        prop_assert_eq!(product.factor() * factor, a.factor() * b.factor());
        let (quotient, factor) = a.divide(&b).unwrap();
        prop_assert_eq!(Some(quotient.dimension()), a.dimension().multiply(b.dimension().power(-1).unwrap()));
        prop_assert_eq!(quotient.factor() * factor, a.factor() / b.factor());
        let (one, factor) = a.divide(&a).unwrap();
        prop_assert!(one.is_empty() && factor.is_one());
    }

    #[test]
    fn powers_are_repeated_products(a in compound(), exponent in 0..3_i32) {
        let repeated = (0..exponent).fold(Compound::default(), |product, _| product.multiply(&a).unwrap().0);
        let power = a.power(exponent).unwrap();
        prop_assert_eq!(&power, &repeated);
        prop_assert_eq!(power.factor(), a.factor().power(exponent));
        let inverse = a.power(-exponent).unwrap();
        prop_assert!(power.multiply(&inverse).unwrap().0.is_empty());
    }

    #[test]
    fn conversions_compose(a in compound(), b in compound()) {
        if let Some(there) = conversion(&a, &b) {
            prop_assert!((there * conversion(&b, &a).unwrap()).is_one());
        } else {
            prop_assert!(a.dimension() != b.dimension());
        }
    }

    #[test]
    fn compounds_are_read_back(a in compound()) {
        let read = read(&a.to_string());
        // Those with a numerator and a denominator may come back in another order, but shown alike.
        prop_assert_eq!(read.to_string(), a.to_string());
        prop_assert_eq!(conversion(&read, &a).map(|factor| factor.is_one()), Some(true));
    }

    #[test]
    fn any_text_can_be_looked_up(text in ".{0,12}") {
        let _ = (lookup(&text), constant(&text));
    }
}
