//! How the program ends: exit codes, and the one place where a failure is put into words.

use std::io;
use std::process::ExitCode;

/// How a command ended that ran to its end. `From` gives the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// 0: done.
    Done,
    /// 1: a question had no answer, such as a division by zero.
    NoAnswer,
    /// 3: a file or the network failed; what could be done is done.
    Failed,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Done => 0,
            Outcome::NoAnswer => 1,
            Outcome::Failed => 3,
        })
    }
}

/// The command line makes no sense beyond what its parser can see: exit code 2, as for the parser.
#[derive(Debug)]
pub struct Usage(pub String);

impl std::fmt::Display for Usage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}

/// Whether somebody downstream has read enough, as `head` does; that is no failure of ours.
#[must_use]
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    })
}

/// Prints the failure of a whole command and chooses its exit code: 2 for usage, 3 for files and the network.
#[must_use]
pub fn report(error: &anyhow::Error) -> ExitCode {
    if is_broken_pipe(error) {
        return ExitCode::SUCCESS;
    }
    eprintln!("error: {error:#}");
    ExitCode::from(if error.is::<Usage>() { 2 } else { 3 })
}
