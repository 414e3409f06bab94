//! How the program ends: exit codes, and the one place where a failure is put into words.

use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

/// How a command ended that ran to its end. `From` gives the exit code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// 0: done.
    #[default]
    Done,
    /// 1: a question had no answer, such as a division by zero.
    NoAnswer,
    /// 1: a number broke a rule of `--check`.
    Broken,
    /// 3: a file or the network failed; what could be done is done.
    Failed,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Done => 0,
            Outcome::NoAnswer | Outcome::Broken => 1,
            Outcome::Failed => 3,
        })
    }
}

/// The command line makes no sense beyond what its parser can see: exit code 2, as for the parser.
#[derive(Debug)]
pub struct Usage(pub String);

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}

/// Standard output cannot be written. That of a socket or a file is another matter, so this has a type of its own.
#[derive(Debug)]
pub struct OutputFailed(io::Error);

impl fmt::Display for OutputFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot write to standard output: {}", self.0)
    }
}

impl std::error::Error for OutputFailed {}

impl From<io::Error> for OutputFailed {
    fn from(error: io::Error) -> Self {
        Self(error)
    }
}

/// Writes to standard output, and makes sure that it is out.
///
/// # Errors
/// It cannot be written: [`OutputFailed`].
pub fn write_output(text: &str) -> Result<(), OutputFailed> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).map_err(OutputFailed)
}

/// Writes a line to standard error. What could steer a terminal is made visible, for names of files and texts of
/// strangers are in it; and what follows a line feed of theirs is not at the beginning of a line, as a message of ours is.
pub fn complain(line: impl fmt::Display) {
    let text = line.to_string();
    let lines: Vec<_> = text.split('\n').map(reckon_stats::visible).collect();
    write_error(lines.join("\n  "));
}

/// Writes to standard error what was made for a terminal. If even that fails there is nobody left to tell.
pub fn write_error(text: impl fmt::Display) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Prints the failure of a whole command and chooses its exit code: 2 for usage, 3 for files and the network. A reader
/// of the output who has read enough, as `head` does, is no failure of ours.
#[must_use]
pub fn report(error: &anyhow::Error) -> ExitCode {
    let output = error.downcast_ref::<OutputFailed>();
    if output.is_some_and(|OutputFailed(error)| error.kind() == io::ErrorKind::BrokenPipe) {
        return ExitCode::SUCCESS;
    }
    complain(format_args!("error: {error:#}"));
    ExitCode::from(if error.is::<Usage>() { 2 } else { 3 })
}
