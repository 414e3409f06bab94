//! Measures engines of calculators beside that of Reckon, and checks every answer on the way.
//!
//! ```text
//! cargo run --release                         # the tables
//! cargo run --release -- --record             # and append them to bench/record/engines.md
//! cargo run --release -- '1/3*3' 'sin(30°)'   # what each engine says to that
//! ```
//!
//! How the tables are to be read stands in `README.md` beside this.

mod allocations;
mod answers;
mod big;
mod engines;
#[path = "../../src/machine.rs"]
mod machine;
mod questions;
#[path = "../../src/random.rs"]
mod random;
mod rounds;
#[path = "../../src/table.rs"]
mod table;

use std::env;
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::hint::black_box;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use anyhow::{Context, Result};

use answers::Grade;
use engines::Engine;
use machine::Cores;
use questions::Question;
use rounds::{interleave, three_digits, written};
use table::{Table, grouped};

/// Where the record is kept, in the sources that this was built from.
const RECORD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../record/engines.md");

fn main() -> ExitCode {
    if cfg!(debug_assertions) {
        eprintln!("WARNING: THIS IS NOT A RELEASE BUILD. Its figures mean nothing (cargo run --release).");
    }
    let arguments: Vec<_> = env::args().skip(1).collect();
    let record = arguments == ["--record"];
    let result = if record || arguments.is_empty() { run(record) } else { ask(&arguments).map(|()| true) };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            eprintln!("error: an answer of reckon is wrong");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Prints what each engine says to each text.
fn ask(texts: &[String]) -> Result<()> {
    let mut engines = engines::all()?;
    for text in texts {
        for engine in &mut engines {
            let answer = answer(engine.as_mut(), text).unwrap_or_else(|error| format!("error: {error}"));
            println!("{:9} {text} → {answer}", engine.name());
        }
    }
    Ok(())
}

/// The engine's answer or its error; a panic is an error.
fn answer(engine: &mut dyn Engine, text: &str) -> Result<String, String> {
    catch_unwind(AssertUnwindSafe(|| engine.answer(text))).unwrap_or_else(|_| Err("panic".to_string()))
}

/// Measures everything, prints and if asked for records it; whether all our answers are right.
fn run(record: bool) -> Result<bool> {
    let (tables, right) = Cores::take()?.on_server(measure)?;
    print!("{tables}");
    if record {
        append(&tables).with_context(|| format!("cannot write the record {RECORD}"))?;
    }
    Ok(right)
}

fn append(tables: &str) -> Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(RECORD)?;
    let start = if file.metadata()?.len() == 0 { "" } else { "\n" };
    let commit = machine::commit().map(|commit| format!(", commit {commit}")).unwrap_or_default();
    writeln!(file, "{start}## {} UTC{commit}\n", machine::now())?;
    writeln!(file, "{}  ", machine::describe())?;
    writeln!(file, "`reckon-bench-engines --record`\n\n{}", tables.trim_end())?;
    Ok(())
}

/// All tables in Markdown, and whether all our answers are right.
fn measure() -> Result<(String, bool)> {
    let mut engines = engines::all()?;
    let mut head = vec!["expression"];
    head.extend(engines.iter().map(|engine| engine.name()));
    let (mut values, mut texts) = (Table::new(&head), Table::new(&head));
    let mut right = true;
    for question in &questions::all() {
        engines.iter_mut().for_each(|engine| engine.begin());
        let graded = grade_all(&mut engines, question);
        // An expression that our language has not is no wrong answer.
        right &= matches!(graded[0], Graded::Right | Graded::Said(_));
        values.push(row(&mut engines, question, &graded, |engine, text| {
            black_box(engine.evaluate(text));
        }));
        texts.push(row(&mut engines, question, &graded, |engine, text| {
            let _ = black_box(engine.answer(text));
        }));
    }

    let only_text: Vec<_> =
        engines.iter().filter(|engine| engine.gives_only_text()).map(|engine| engine.name()).collect();
    let mut tables = String::new();
    writeln!(
        tables,
        "Text to value: read and evaluated. {} make the text as well.\n\n{values}",
        only_text.join(", ")
    )?;
    writeln!(tables, "Text to text: read, evaluated and written as the engine writes it\n\n{texts}")?;
    writeln!(tables, "Big numbers: read, computed and written in decimal\n\n{}", big::table())?;
    writeln!(
        tables,
        "Allocations for `2+3`, text to value, once warm\n\n{}",
        allocations_table(&mut engines)
    )?;
    Ok((tables, right))
}

/// What stands in a cell instead of, or before, a time.
enum Graded {
    /// A time.
    Right,
    /// A time, marked.
    Near,
    /// These words alone.
    Said(String),
    /// These words alone, and they tell of a wrong answer.
    Wrong(String),
}

fn grade_all(engines: &mut [Box<dyn Engine>], question: &Question) -> Vec<Graded> {
    let grade = |(index, engine): (usize, &mut Box<dyn Engine>)| {
        let text = question.spelled_for(engine.name());
        match answer(engine.as_mut(), text) {
            Ok(answer) => match question.truth.grade(&answer, question.conventions) {
                Grade::Right => Graded::Right,
                Grade::Near => Graded::Near,
                Grade::Otherwise => Graded::Said(format!("other: {}", shortened(&answer))),
                Grade::Wrong => Graded::Wrong(format!("wrong: {}", shortened(&answer))),
            },
            Err(error) if index == 0 => Graded::Said(format!("error: {}", shortened(&error))),
            Err(_) => Graded::Said("–".to_string()),
        }
    };
    engines.iter_mut().enumerate().map(grade).collect()
}

/// As much of an answer as fits a cell.
fn shortened(text: &str) -> String {
    const LENGTH: usize = 16;
    let text = text.split(" (").next().unwrap_or_default().replace(['\n', '|'], " ");
    match text.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// The times of all engines that have an answer, each with its ratio to ours.
fn row(
    engines: &mut [Box<dyn Engine>],
    question: &Question,
    graded: &[Graded],
    work: impl Fn(&mut dyn Engine, &str) + Copy,
) -> Vec<String> {
    let timed = |graded: &Graded| matches!(graded, Graded::Right | Graded::Near);
    let mut works: Vec<Box<dyn FnMut() + '_>> = Vec::new();
    for (engine, _) in engines.iter_mut().zip(graded).filter(|(_, graded)| timed(graded)) {
        let text = question.spelled_for(engine.name());
        works.push(Box::new(move || work(engine.as_mut(), text)));
    }
    let times = interleave(&mut works);
    let ours = times.first().filter(|_| timed(&graded[0]));
    let mut rest = times.iter();
    let cell = |(index, graded): (usize, &Graded)| {
        let mark = match graded {
            Graded::Said(words) | Graded::Wrong(words) => return words.clone(),
            Graded::Right => "",
            Graded::Near => "≈ ",
        };
        let times = rest.next().expect("whatever is timed has times");
        let time = written(times.middle());
        match ours {
            Some(ours) if index > 0 => format!("{mark}{time} ×{}", three_digits(times.to(ours))),
            _ => format!("{mark}{time}"),
        }
    };
    let cells: Vec<_> = graded.iter().enumerate().map(cell).collect();
    [vec![question.name.clone()], cells].concat()
}

/// How often each engine allocates for one evaluation of `2+3`, after it was done a few times to warm up.
fn allocations_table(engines: &mut [Box<dyn Engine>]) -> Table {
    const WARM_UP: usize = 10;
    const ROUNDS: usize = 1_000;
    let mut table = Table::new(&["engine", "allocations in 1000 evaluations"]);
    for engine in engines {
        let mut evaluate = |times| {
            for _ in 0..times {
                black_box(engine.evaluate("2+3"));
            }
        };
        evaluate(WARM_UP);
        let allocations = allocations::during(|| evaluate(ROUNDS));
        table.push(vec![engine.name().to_string(), grouped(allocations as u64)]);
    }
    table
}
