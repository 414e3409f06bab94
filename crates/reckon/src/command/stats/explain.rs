//! `reckon stats --explain`.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use reckon_extract::{Event, Scope, Scopes, Sink, Tally};
use reckon_stats::{Counted, Definition, Language, Options, Report, definitions, tokens};

use super::count;
use super::jobs::Share;
use crate::cli::StatsOptions;
use crate::command::source::{self, Opened};
use crate::command::text;
use crate::failure::{Outcome, complain, write_output};
use crate::render::explain;
use crate::render::{fields, terminal};

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
        note_files(options);
        return Ok(Outcome::Done);
    }
    let Some(definition) = definitions().find(|definition| definition.id == id) else {
        let text = match fields::no_number(id) {
            Some(table) => explain::table(table, columns),
            None => explain::list_of(id).ok_or_else(|| fields::unknown(id))?,
        };
        write_output(&text)?;
        note_files(options);
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

/// Says that nothing is shown of files, if there are any.
fn note_files(options: &StatsOptions) {
    if !options.files.is_empty() {
        complain("note: only a single number is explained with a file; --fields shows what others are in it");
    }
}

fn explain_file(
    definition: &Definition,
    path: &Path,
    options: &StatsOptions,
    columns: usize,
) -> Result<String> {
    let name = path.display().to_string();
    let first = |text: &str, language| {
        let tokens = tokens(definition.id, text, language)?;
        Some(explain::tokens(tokens.into_iter(), columns, TOKENS_MAX))
    };
    let scopes = text::scopes(&options.scope)?;
    let mut memory = vec![];
    let document = match source::open(path, options.max_bytes, &options.reading, &mut memory)? {
        Opened::Plain(input) => {
            let mut beginning = vec![];
            let (share, _) = Share::new(options.jobs, |_| 1);
            let scan = count::count_plain(input, options.language, Counted::ALL, share, |piece| {
                let room = BEGINNING_BYTES_MAX - beginning.len();
                beginning.extend_from_slice(&piece[..piece.len().min(room)]);
            })?;
            let report = scan.report(0);
            let tokens = first(&String::from_utf8_lossy(&beginning), language(&report));
            return Ok(explain::values(definition, &report, &name, columns) + &tokens.unwrap_or_default());
        }
        Opened::Document(document) => document,
    };
    explain_document(definition, document, path, options, scopes, columns, &first)
}

fn language(report: &Report) -> Language {
    Language::from_code(report.language.code).unwrap_or(Language::UNDETERMINED)
}

/// Of a document the first tokens of each scope are shown.
fn explain_document(
    definition: &Definition,
    document: source::Document<'_>,
    path: &Path,
    options: &StatsOptions,
    scopes: Scopes,
    columns: usize,
    first: &dyn Fn(&str, Language) -> Option<String>,
) -> Result<String> {
    let mut tally = Tally::new(options.language, Options::default(), scopes, false);
    let mut beginnings: BTreeMap<Scope, String> = BTreeMap::new();
    let mut sink = |event: Event<'_>| {
        match event {
            Event::Text(scope, text) => {
                let beginning = beginnings.entry(scope).or_default();
                if beginning.len() + text.len() <= BEGINNING_BYTES_MAX {
                    beginning.push_str(text);
                }
            }
            Event::Break(_) => {
                beginnings.values_mut().filter(|text| !text.ends_with("\n\n")).for_each(|text| {
                    text.push_str("\n\n");
                })
            }
            _ => {}
        }
        tally.take(event);
    };
    document.read(&options.reading, &mut sink)?;
    let (all, notices) = count::all_as_one(tally.finish())?;
    notices.iter().for_each(|notice| complain(format_args!("note: {}: {notice}", path.display())));
    let report = all.report(0);
    let mut text = explain::values(definition, &report, &path.display().to_string(), columns);
    for (scope, beginning) in beginnings {
        if let Some(tokens) = first(&beginning, language(&report)) {
            let remark = if scopes.has(scope) { "" } else { ", which is not counted" };
            text += &format!("\nin the scope {scope}{remark}:\n{}", tokens.trim_start_matches('\n'));
        }
    }
    Ok(text)
}
