//! Random expressions against Python: its integers and fractions for what is exact, `mpmath` for what is not.
//!
//! Repeat a failure, or try other expressions, with the environment variable `RECKON_SEED`.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use reckon_calc::{Calculator, Limits};

mod oracle {
    pub mod judge;
    pub mod phrase;
    pub mod random;
}

use oracle::judge::{Judgement, judge};
use oracle::phrase::Phrase;
use oracle::random::Random;

/// What answers each line of Python with a line; its syntax is described there.
const ORACLE: &str = include_str!("oracle/oracle.py");

const EXACT_EXPRESSIONS: usize = 70_000;
const REAL_EXPRESSIONS: usize = 36_000;

#[test]
fn python_agrees_on_exact_expressions() {
    let mut random = Random::from_environment(20_260_101);
    let phrases: Vec<_> = (0..EXACT_EXPRESSIONS).map(|_| oracle::phrase::exact(&mut random)).collect();
    let Some(answers) = ask_python(&phrases) else { return };
    compare("exact expressions", random.seed, &phrases, &answers);
}

#[test]
fn mpmath_agrees_on_real_expressions() {
    if !has_mpmath() {
        return;
    }
    let mut random = Random::from_environment(20_260_102);
    let phrases: Vec<_> = (0..REAL_EXPRESSIONS).map(|_| oracle::phrase::real(&mut random)).collect();
    let Some(answers) = ask_python(&phrases) else { return };
    compare("real expressions", random.seed, &phrases, &answers);
}

/// Compares all of our answers with those of Python, and counts.
fn compare(subject: &str, seed: u64, phrases: &[Phrase], expected: &[String]) {
    const SHOWN_MAX: usize = 25;
    let mut calculator = Calculator::new(Limits::LOCAL);
    let mut wrong = String::new();
    let mut counts = [0_usize; Judgement::ALL.len()];
    for (phrase, expected) in phrases.iter().zip(expected) {
        let answer = calculator.evaluate(&phrase.ours).map(|answer| answer.to_string());
        let answer = answer.map_err(|error| error.kind.name().to_owned());
        let judgement = judge(&answer, expected);
        counts[judgement as usize] += 1;
        if judgement == Judgement::Wrong && counts[Judgement::Wrong as usize] <= SHOWN_MAX {
            let answer = answer.unwrap_or_else(|name| format!("! {name}"));
            let Phrase { ours, python, .. } = phrase;
            writeln!(wrong, "  {ours}\n    came to {answer}\n    expected {expected}\n    from {python}")
                .expect("a string takes all that is written");
        }
    }
    let summary: Vec<_> =
        Judgement::ALL.iter().map(|&kind| format!("{} {}", counts[kind as usize], kind.name())).collect();
    println!("{subject}, RECKON_SEED={seed}: {}", summary.join(", "));
    assert!(wrong.is_empty(), "{subject}, RECKON_SEED={seed}: {}\n{wrong}", summary.join(", "));
    let count = |kind: Judgement| counts[kind as usize];
    assert!(count(Judgement::GivenUp) * 100 < phrases.len(), "too much was given up");
    assert!(count(Judgement::Doubtful) * 100 < phrases.len(), "the oracle doubts too much");
    assert!(count(Judgement::NoValue) * 10 < phrases.len(), "too few expressions have a value");
}

/// Feeds the Python of all phrases to one process and returns its lines, or nothing if there is no Python 3.
fn ask_python(phrases: &[Phrase]) -> Option<Vec<String>> {
    let child = python().args(["-c", ORACLE]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) => {
            skip(&format!("{} expressions, for there is no python3 to ask ({error})", phrases.len()));
            return None;
        }
    };
    let mut stdin = child.stdin.take().expect("it is piped");
    let input: String = phrases.iter().flat_map(|phrase| [phrase.python.as_str(), "\n"]).collect();
    // Both pipes are short, so one is filled while the other is emptied.
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().expect("the process can be waited for");
    assert!(output.status.success(), "the Python script failed");
    writer.join().expect("writing does not panic").expect("the script reads all lines");
    let text = String::from_utf8(output.stdout).expect("Python was asked for UTF-8");
    let answers: Vec<_> = text.lines().map(str::to_owned).collect();
    assert_eq!(answers.len(), phrases.len());
    Some(answers)
}

/// Where modules are installed that this Python does not have.
fn modules() -> &'static Path {
    Path::new(concat!(env!("CARGO_TARGET_TMPDIR"), "/python"))
}

fn python() -> Command {
    let mut command = Command::new("python3");
    command.env("PYTHONPATH", modules()).env("PYTHONIOENCODING", "utf-8");
    command
}

/// Whether there is `mpmath`, if need be after installing it below the target directory.
fn has_mpmath() -> bool {
    let runs = |arguments: &[&str]| {
        let output = python().args(arguments).stdin(Stdio::null()).output();
        output.is_ok_and(|output| output.status.success())
    };
    let import = ["-c", "import mpmath"];
    let target = modules().to_string_lossy();
    let install = ["-m", "pip", "install", "--quiet", "--target", target.as_ref(), "mpmath==1.3.0"];
    let has_mpmath = runs(&import) || (runs(&install) && runs(&import));
    if !has_mpmath {
        skip(&format!(
            "{REAL_EXPRESSIONS} real expressions, for python3 has no mpmath and cannot install it"
        ));
    }
    has_mpmath
}

/// Says so on the real standard error, which the test harness does not hold back.
fn skip(what: &str) {
    let line = format!("SKIPPED: {what}\n");
    std::io::stderr().write_all(line.as_bytes()).expect("standard error is open");
}

#[test]
fn the_judge_tells_right_from_wrong() {
    use Judgement::{Agrees, AgreesInFewer, Cancels, Doubtful, GivenUp, NoValue, Wrong};
    let answer = |text: &str| text.strip_prefix("! ").map_or(Ok(text.into()), |name| Err(name.into()));
    let sqrt =
        "~ 1.4142135623730950488016887242096980785696718753769480731766797379907324784621070388503875343e+0";
    let two = format!("~ 2.{}e+0", "0".repeat(109));
    let below_one = format!("~ 9.{}4e-1", "9".repeat(33));
    let nearly_one = format!("~ 9.{}6e-1", "9".repeat(33));
    for (ours, expected, judgement) in [
        ("3.5", "= 3.5", Agrees),
        ("≈ 3.5", "= 3.5", Wrong),
        ("3.50", "= 3.5", Wrong),
        ("! division_by_zero", "! division_by_zero", NoValue),
        ("! undefined", "! not_real undefined", NoValue),
        ("! not_real", "! undefined", Wrong),
        ("! not_real", "= 1", Wrong),
        ("1", "! not_real", Wrong),
        ("! undecided", "= 1", GivenUp),
        ("! too_costly", sqrt, GivenUp),
        ("≈ 1.414213562373095048801688724209698", sqrt, Agrees),
        ("≈ 1.414213562373095048801688724209699", sqrt, Wrong),
        ("≈ 1.4142135623730950488016887242096981", sqrt, Wrong),
        ("≈ 1.4142135623730950488016887242097", sqrt, AgreesInFewer),
        ("≈ 1.41421356237", sqrt, AgreesInFewer),
        ("≈ 1.41421356238", sqrt, Wrong),
        ("≈ -1.41421356237", sqrt, Wrong),
        ("1.414213562373095048801688724209698", sqrt, Wrong),
        ("≈ 0 ± 1e-60", sqrt, Wrong),
        ("2", &two, Agrees),
        ("≈ 2", &two, Agrees),
        ("≈ 2.000000000000000000000000000000001", &two, Wrong),
        ("6/3", &two, Agrees),
        ("19/10", &two, Wrong),
        ("≈ 0.9999999999999999999999999999999999", &below_one, Agrees),
        ("≈ 1", &below_one, AgreesInFewer),
        ("≈ 1", &nearly_one, Agrees),
        ("≈ 123000", "~ 1.23000000000000000000000000000000000000000e+5", Agrees),
        ("≈ 1.2e43", "~ 1.23000000000000000000000000000000000000000e+43", AgreesInFewer),
        ("≈ 0 ± 1e-60", "~ 0", Cancels),
        ("≈ 0 ± 1e-60", "~ 3.1e-61", Cancels),
        ("0", "~ 0", Agrees),
        ("≈ 1e-90", "~ 0", Wrong),
        ("≈ 1", "?", Doubtful),
        ("! undecided", "?", Doubtful),
    ] {
        assert_eq!(judge(&answer(ours), expected), judgement, "{ours} for {expected}");
    }
}
