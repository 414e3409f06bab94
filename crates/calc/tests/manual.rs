//! The manual, held against the calculator: its examples are run as they stand, and its lists are those of the tables.

use reckon_calc::{
    CONSTANTS_OF_MATHEMATICS, Calculator, FORMATS, Limits, Outcome, Session, constants, functions, units,
};

fn manual() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/calculator.md");
    std::fs::read_to_string(path).unwrap()
}

/// The lines `input | answer` of each block that is marked so, block by block.
fn examples(text: &str, mark: &str) -> Vec<Vec<(String, String)>> {
    let mut blocks = vec![];
    let mut inside = false;
    for line in text.lines() {
        if line == format!("```{mark}") {
            inside = true;
            blocks.push(vec![]);
        } else if line == "```" {
            inside = false;
        } else if inside {
            // The last bar is the column's: others are operators.
            let (input, answer) = line.rsplit_once(" |").expect("an example has an answer");
            blocks.last_mut().unwrap().push((input.trim().to_string(), answer.trim().to_string()));
        }
    }
    blocks
}

#[test]
fn the_examples_are_true() {
    let mut calculator = Calculator::new(Limits::NETWORK);
    let mut count = 0;
    let mut wrong = String::new();
    for (input, expected) in examples(&manual(), "answers").into_iter().flatten() {
        let answer = match calculator.evaluate(&input) {
            Ok(answer) => answer.to_string(),
            Err(error) => format!("error: {error}"),
        };
        if answer != expected {
            wrong += &format!("{input}\n    is    {answer}\n    not   {expected}\n");
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(count > 100, "only {count} examples");
}

#[test]
fn the_sessions_are_true() {
    let blocks = examples(&manual(), "session");
    assert!(!blocks.is_empty());
    for block in blocks {
        let mut session = Session::new(Limits::LOCAL);
        for (input, expected) in block {
            let answer = match session.evaluate(&input) {
                Ok(Outcome::Answer(answer)) => answer.to_string(),
                Ok(_) => String::new(),
                Err(error) => format!("error: {error}"),
            };
            assert_eq!(answer, expected, "{input}");
        }
    }
}

/// The lists as the tables have them. Set `RECKON_WRITE_MANUAL` to put them into the manual.
#[test]
fn the_lists_are_those_of_the_tables() {
    let mut text = manual();
    for (name, list) in [
        ("functions", rows(functions().map(|function| (function.signature(), function.meaning.to_string())))),
        ("formats", rows(FORMATS.iter().map(|(name, meaning)| (name.to_string(), meaning.to_string())))),
        ("units", units_by_dimension()),
        (
            "constants",
            rows(
                CONSTANTS_OF_MATHEMATICS
                    .iter()
                    .map(|(name, meaning)| (name.to_string(), meaning.to_string()))
                    .chain(constants()),
            ),
        ),
    ] {
        let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->\n"));
        let start = text.find(&begin).expect("the manual has a place for the list") + begin.len();
        let length = text[start..].find(&end).expect("the list has an end");
        if std::env::var_os("RECKON_WRITE_MANUAL").is_some() {
            text.replace_range(start..start + length, &list);
        } else {
            assert_eq!(&text[start..start + length], list, "the list of {name} is not that of the table");
        }
    }
    if std::env::var_os("RECKON_WRITE_MANUAL").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/calculator.md"), text).unwrap();
    }
}

fn rows(rows: impl Iterator<Item = (String, String)>) -> String {
    let rows: Vec<_> =
        rows.map(|(name, meaning)| format!("| `{name}` | {} |\n", meaning.replace('|', "\\|"))).collect();
    format!("| | |\n|---|---|\n{}", rows.concat())
}

fn units_by_dimension() -> String {
    let mut dimensions: Vec<String> = vec![];
    for unit in units() {
        if !dimensions.contains(&unit.dimension()) {
            dimensions.push(unit.dimension());
        }
    }
    let row = |dimension: String| {
        let same = units().filter(|unit| unit.dimension() == dimension);
        let spelled: Vec<String> = same.map(|unit| unit.symbol_and_name()).collect();
        format!("| {dimension} | {} |\n", spelled.join(", "))
    };
    format!("| | |\n|---|---|\n{}", dimensions.into_iter().map(row).collect::<String>())
}
