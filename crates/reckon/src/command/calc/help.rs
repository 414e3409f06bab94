//! What the calculator knows, from its own tables.

use std::collections::BTreeSet;
use std::fmt::Write;

use reckon_calc::{
    CONSTANTS_OF_MATHEMATICS, FORMATS, Limits, Session, constants, functions, is_operator, unit_of, units,
};

/// Operators as they are told of, from the loosest to the tightest.
const OPERATORS: [(&str, &str); 14] = [
    ("to in as -> →", "convert or write in another way: 5 km to mile, 255 to hex"),
    ("< > <= >= == != ≤ ≥ ≠", "compare"),
    ("|", "bitwise or"),
    ("xor", "bitwise exclusive or"),
    ("&", "bitwise and"),
    ("<< >>", "shift bits"),
    ("+ -", "sum, difference; 50 + 10% is 55"),
    ("* × · / ÷ per // mod of", "product, quotient, floored quotient and what it leaves; 10% of 50 is 5"),
    ("+ -", "signs: -2^2 is -4"),
    ("2π 3(4+5) 5 km", "a product side by side"),
    ("^ **", "power, from the right: 2^3^2 is 2^9"),
    ("! % ²", "factorial, hundredth, raised power"),
    ("√ ∛ ∜", "roots of the number, name or parenthesis that follows"),
    ("|x|", "the magnitude"),
];

/// What a server of the IPK Calculator Protocol understands.
pub(super) const PREFIX_NOTATION: &str = "This server calculates with whole numbers in prefix notation: + - * / and parentheses, as in (+ 1 (* 2 3)).\n";

/// What a variable may cost to be shown.
const VARIABLE: Limits = Limits::NETWORK;

/// The help on a topic or a name; on nothing, what topics there are. Where a server answers, there is no session.
pub(super) fn about(topic: &str, session: Option<&Session>) -> String {
    let rows = |rows: &[(&str, &str)]| {
        table(rows.iter().map(|(name, meaning)| (name.to_string(), meaning.to_string())).collect())
    };
    match topic {
        "" => overview(session),
        "operators" => rows(&OPERATORS),
        "functions" => table(functions().map(|f| (f.signature(), f.meaning.to_string())).collect()),
        "formats" => rows(&FORMATS),
        "constants" => rows(&CONSTANTS_OF_MATHEMATICS) + &table(constants().collect()),
        "units" => units_by_dimension(),
        name => about_name(name, session),
    }
}

fn overview(session: Option<&Session>) -> String {
    let mut rows = vec![
        ("help operators".into(), "operators, the loosest first".into()),
        ("help functions".into(), "functions and what they give".into()),
        ("help constants".into(), "constants of mathematics and physics".into()),
        ("help units".into(), "units by what they measure".into()),
        ("help formats".into(), "ways of writing an answer".into()),
        ("help NAME".into(), "one of them, or a name of yours".into()),
        ("x = 5, f(x) = x^2".into(), "give names; ans is the last answer; # begins a comment".into()),
        ("exit".into(), "leave; so does Ctrl-D".into()),
    ];
    if session.is_none() {
        rows.retain(|(what, _): &(String, String)| !what.contains('='));
    }
    let mut text = table(rows);
    let own: Vec<String> = session.into_iter().flat_map(Session::names).collect();
    if !own.is_empty() {
        let _ = writeln!(text, "Here so far: {}", own.join(", "));
    }
    text
}

/// What a name means that may be spelled with its parentheses: all that it can mean, what was given here first.
fn about_name(spelling: &str, session: Option<&Session>) -> String {
    let name = spelling.split('(').next().filter(|name| !name.is_empty()).unwrap_or(spelling);
    let mut rows: Vec<(String, String)> = session.map(|session| own(name, session)).unwrap_or_default();
    if is_operator(name) {
        rows.extend(rows_with(name, &OPERATORS));
    }
    rows.extend(
        functions()
            .filter(|function| function.name == name)
            .map(|function| (function.signature(), function.meaning.to_string())),
    );
    rows.extend(rows_with(name, &CONSTANTS_OF_MATHEMATICS));
    rows.extend(constants().filter(|(names, _)| names.split(", ").any(|constant| constant == name)));
    if let Some((prefix, unit)) = unit_of(name) {
        rows.extend(prefix.map(|prefix| (name.to_string(), format!("{prefix} {}", unit.symbol()))));
        rows.push((unit.spellings().collect::<Vec<_>>().join(", "), unit.meaning()));
    }
    rows.extend(rows_with(name, &FORMATS));
    if rows.is_empty() {
        return format!("There is nothing called {spelling}; help lists what there is.\n");
    }
    table(rows)
}

/// What has this name in a session: a variable with its value, or a function.
fn own(name: &str, session: &Session) -> Vec<(String, String)> {
    let has_name = |own: &String| own.split('(').next() == Some(name);
    let meaning = |own: &str| match session.preview(own, VARIABLE).filter(|_| own == name) {
        Some(value) => value.to_string(),
        None => "a name of yours".to_string(),
    };
    session.names().filter(has_name).map(|own| (own.clone(), meaning(&own))).collect()
}

/// The rows among whose names, with spaces between them, this one is.
fn rows_with<'r>(
    name: &'r str,
    rows: &'r [(&'r str, &'r str)],
) -> impl Iterator<Item = (String, String)> + use<'r> {
    rows.iter()
        .filter(move |(names, _)| names.split(' ').any(|other| other == name))
        .map(|(names, meaning)| (names.to_string(), meaning.to_string()))
}

fn units_by_dimension() -> String {
    let dimensions: BTreeSet<String> = units().map(|unit| unit.dimension()).collect();
    let row = |dimension: String| {
        let names =
            units().filter(|unit| unit.dimension() == dimension).map(|unit| unit.symbol().to_string());
        let names = names.collect::<Vec<_>>().join(" ");
        (dimension, names)
    };
    let text = table(dimensions.into_iter().map(row).collect());
    text + "SI prefixes go before symbols (km) and names (kilometre), binary ones before bits and bytes (KiB).\n"
}

/// Names and meanings in two columns.
fn table(rows: Vec<(String, String)>) -> String {
    let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
    rows.iter().fold(String::new(), |mut text, (name, meaning)| {
        let _ = writeln!(text, "  {name:width$}  {meaning}");
        text
    })
}

/// All names that can be completed; those of functions with their parameters.
pub(super) fn names(session: &Session) -> BTreeSet<String> {
    let formats =
        FORMATS.iter().map(|(name, _)| name.to_string()).filter(|name| name.len() > 1 && !name.contains(' '));
    let topics = ["help", "operators", "functions", "constants", "units", "formats"];
    session
        .names()
        .chain(functions().map(|function| function.signature()))
        .chain(CONSTANTS_OF_MATHEMATICS.iter().map(|(name, _)| name.to_string()))
        .chain(constants().flat_map(|(names, _)| names.split(", ").map(str::to_string).collect::<Vec<_>>()))
        .chain(units().flat_map(|unit| unit.spellings().map(str::to_string).collect::<Vec<_>>()))
        .chain(formats)
        .chain(topics.into_iter().map(str::to_string))
        .collect()
}

/// The names of all functions in lines for `--help`.
pub fn names_help() -> String {
    /// A terminal's usual width.
    const COLUMNS_MAX: usize = 78;
    let mut text = String::from("Functions:");
    let mut column = usize::MAX;
    for function in functions() {
        let signature = function.signature();
        if column.saturating_add(signature.chars().count()) > COLUMNS_MAX {
            text.push_str("\n ");
            column = 1;
        }
        column += signature.chars().count() + 1;
        text.push(' ');
        text.push_str(&signature);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session() -> Session {
        let mut session = Session::new(Limits::LOCAL);
        for line in ["x = 5", "f(x) = x^2"] {
            session.evaluate(line).unwrap();
        }
        session
    }

    #[test]
    fn whatever_can_be_typed_has_its_help() {
        for (name, expected) in [
            ("km", &["10^3 m", "length"][..]),
            ("Metre", &["length"]),
            ("mod", &["floored quotient"]),
            ("^", &["power"]),
            ("√", &["roots"]),
            ("in", &["convert", "length"]),
            ("hex", &["base 16"]),
            ("dp", &["digits after the point"]),
            ("sqrt()", &["sqrt(x)"]),
            ("x", &["  x  5\n"]),
            ("f", &["f(x)", "yours"]),
            ("f(x)", &["f(x)", "yours"]),
            ("pi", &["circumference"]),
        ] {
            let text = about(name, Some(&session()));
            assert!(expected.iter().all(|part| text.contains(part)), "{name}: {text}");
        }
        assert!(about("xyz(", Some(&session())).contains("nothing called xyz("));
    }

    #[test]
    fn where_a_server_answers_no_names_can_be_given() {
        assert!(about("", Some(&session())).contains("Here so far: f(x), x"));
        let text = about("", None);
        assert!(text.contains("help units") && !text.contains("x = 5"), "{text}");
        assert!(about("km", None).contains("10^3 m"));
        assert!(about("x", None).contains("nothing called x"));
    }
}
