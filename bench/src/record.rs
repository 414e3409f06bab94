//! Records: what was measured, when, where and of what.

use std::env;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};

use crate::machine;

/// Where records are kept, in the sources that this was built from.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/record");

/// Prints the tables, and appends them to the record of that name if they are to be kept.
///
/// # Errors
/// The record cannot be written.
pub fn publish(tables: &str, name: &str, keep: bool) -> Result<()> {
    print!("{tables}");
    if !keep {
        return Ok(());
    }
    let path = Path::new(FOLDER).join(name);
    let write = || {
        fs::create_dir_all(FOLDER)?;
        let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
        let commit = machine::commit().map(|commit| format!(", commit {commit}")).unwrap_or_default();
        let start = if file.metadata()?.len() == 0 { "" } else { "\n" };
        writeln!(file, "{start}## {} UTC{commit}\n", machine::now())?;
        writeln!(file, "{}  ", machine::describe())?;
        writeln!(file, "`{}`\n\n{}", command_line(), tables.trim_end())
    };
    write().with_context(|| format!("cannot write the record {}", path.display()))
}

/// The command line without folders, which say nothing to readers on other machines.
fn command_line() -> String {
    let arguments = env::args().enumerate().map(|(index, argument)| match index {
        0 => "reckon-bench".to_string(),
        _ => argument.rsplit('/').next().unwrap_or_default().to_string(),
    });
    arguments.collect::<Vec<_>>().join(" ")
}
