//! `reckon stats --explain`.

use std::path::Path;

use anyhow::Result;
use reckon_stats::{Counted, Definition, Language, definitions, tokens};

use super::count;
use crate::cli::StatsOptions;
use crate::failure::{Outcome, complain, write_output};
use crate::render::explain;
use crate::render::{fields, tables, terminal};

/// Bytes of the beginning of a document in which tokens are looked for.
const BEGINNING_BYTES_MAX: usize = 64 << 10;

/// Tokens that are shown.
const TOKENS_MAX: usize = 60;

/// Columns where there is no terminal.
const COLUMNS: usize = 80;

/// Prints the definition of a number and, for each file, its value with what is behind it.
///
/// # Errors
/// There is no such id, or standard output fails. A file that fails is reported in its place.
pub fn run(id: &str, options: &StatsOptions) -> Result<Outcome> {
    let columns = terminal::Screen::of_standard_output().map_or(COLUMNS, |screen| screen.columns);
    if id == "all" {
        write_output(&explain::list())?;
        return Ok(Outcome::Done);
    }
    let Some(definition) = definitions().find(|definition| definition.id == id) else {
        let table = tables::find(id).ok_or_else(|| fields::unknown(id))?;
        write_output(&explain::table(table, columns))?;
        return Ok(Outcome::Done);
    };
    write_output(&explain::definition(definition, columns))?;
    let mut outcome = Outcome::Done;
    for path in &options.files {
        match explain_file(definition, path, options, columns) {
            Ok(text) => write_output(&text)?,
            Err(error) => {
                outcome = Outcome::Failed;
                complain(format_args!("error: {}: {error:#}", path.display()));
            }
        }
    }
    Ok(outcome)
}

fn explain_file(
    definition: &Definition,
    path: &Path,
    options: &StatsOptions,
    columns: usize,
) -> Result<String> {
    let mut beginning = vec![];
    let scan = count::count(path, options, Counted::ALL, |piece| {
        let room = BEGINNING_BYTES_MAX - beginning.len();
        beginning.extend_from_slice(&piece[..piece.len().min(room)]);
    })?;
    let report = scan.report(0);
    let mut text = explain::values(definition, &report, &path.display().to_string(), columns);
    let language = Language::from_code(report.language.code).unwrap_or(Language::UNDETERMINED);
    if let Some(tokens) = tokens(definition.id, &String::from_utf8_lossy(&beginning), language) {
        text += &explain::tokens(tokens.into_iter(), columns, TOKENS_MAX);
    }
    Ok(text)
}
