//! `reckon worker`, which people do not type.

use anyhow::Result;

use crate::cli::WorkerOptions;
use crate::command::source::how;
use crate::failure::Outcome;
use crate::shell::readers::supervise;
use crate::shell::worker::{Job, work};

/// Reads the document on standard input, and writes what is in it to standard output as frames.
///
/// # Errors
/// The bounds cannot be set, or nobody takes the events.
pub fn run(options: &WorkerOptions) -> Result<Outcome> {
    if options.supervise {
        supervise()?;
        return Ok(Outcome::Done);
    }
    work(Job { how: how(options.name.as_deref(), &options.reading), is_network: options.network })?;
    Ok(Outcome::Done)
}
