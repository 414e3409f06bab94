//! What the calculator knows, from its own tables.

use std::collections::BTreeSet;
use std::fmt::Write;

use reckon_calc::{CONSTANTS_OF_MATHEMATICS, FORMATS, Session, constants, functions, units};

/// Operators as they are told of, from the loosest to the tightest.
const OPERATORS: [(&str, &str); 12] = [
    ("to in as ->", "convert or write in another way: 5 km to mile, 255 to hex"),
    ("< > <= >= == !=", "compare"),
    ("|", "bitwise or"),
    ("xor", "bitwise exclusive or"),
    ("&", "bitwise and"),
    ("<< >>", "shift bits"),
    ("+ -", "sum, difference; 50 + 10% is 55"),
    ("* / // mod of", "product, quotient, floored quotient and what it leaves; 10% of 50 is 5"),
    ("+ -", "signs: -2^2 is -4"),
    ("2π 3(4+5) 5 km", "a product side by side"),
    ("^ **", "power, from the right: 2^3^2 is 2^9"),
    ("! % ²", "factorial, hundredth, raised power"),
];

/// The help on a topic or a name; on nothing, what topics there are.
pub(super) fn about(topic: &str, session: &Session) -> String {
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
        name => about_name(name.trim_end_matches(['(', ')'])),
    }
}

fn overview(session: &Session) -> String {
    let mut text = table(vec![
        ("help operators".into(), "operators, the loosest first".into()),
        ("help functions".into(), "functions and what they give".into()),
        ("help constants".into(), "constants of mathematics and physics".into()),
        ("help units".into(), "units by what they measure".into()),
        ("help formats".into(), "ways of writing an answer".into()),
        ("help NAME".into(), "one function, constant or unit".into()),
        ("x = 5, f(x) = x^2".into(), "give names; ans is the last answer; # begins a comment".into()),
        ("exit".into(), "leave; so does Ctrl-D".into()),
    ]);
    let own: Vec<String> = session.names().collect();
    if !own.is_empty() {
        let _ = writeln!(text, "Here so far: {}", own.join(", "));
    }
    text
}

fn about_name(name: &str) -> String {
    let mut rows: Vec<(String, String)> = functions()
        .filter(|function| function.name == name)
        .map(|function| (function.signature(), function.meaning.to_string()))
        .collect();
    let mathematics = CONSTANTS_OF_MATHEMATICS.iter().filter(|(constant, _)| *constant == name);
    rows.extend(mathematics.map(|(constant, meaning)| (constant.to_string(), meaning.to_string())));
    rows.extend(constants().filter(|(names, _)| names.split(", ").any(|constant| constant == name)));
    rows.extend(
        units()
            .filter(|unit| unit.spellings().any(|spelling| spelling == name))
            .map(|unit| (unit.spellings().collect::<Vec<_>>().join(", "), unit.meaning())),
    );
    if rows.is_empty() {
        return format!("There is nothing called {name}; help lists what there is.\n");
    }
    table(rows)
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
