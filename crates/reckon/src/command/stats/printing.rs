//! What comes of the rows, in their order: printed at once, or laid out together at the end.

use std::io::IsTerminal;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use anyhow::{Context, Result};

use super::rows::{Entry, Form, Kind, Making, Row, Shown};
use crate::command::input::{Progress, Unit};
use crate::failure::{Outcome, complain, write_output};
use crate::render::{html, table, terminal};

/// What comes of the rows, in their order.
pub struct Printing<'a> {
    making: &'a Making<'a>,
    progress: Progress,
    /// How many files there are, once that is known.
    total_files: Arc<OnceLock<u64>>,
    /// Rows of files that are there.
    rows: u64,
    /// What is printed at the end: of files, and of folders where they are sorted.
    kept: [Vec<Entry>; 2],
    total: Option<Entry>,
    /// How many files and folders were shown.
    shown: [usize; 2],
    text: String,
    remarks: Vec<String>,
    left_out: usize,
    outcome: Outcome,
}

/// Bytes of the output that are written at a time, at least, where there is more to come at once.
const OUTPUT_BYTES: usize = 64 << 10;

impl<'a> Printing<'a> {
    /// Nothing yet.
    #[must_use]
    pub fn new(making: &'a Making<'a>, total_files: Arc<OnceLock<u64>>) -> Self {
        let mut progress = Progress::new(Unit::Files, None);
        // The rows show it themselves, or there is a bar for the bytes.
        let are_rows_seen = making.is_at_once() && std::io::stdout().is_terminal();
        if are_rows_seen || making.share.is_alone {
            progress = progress.quiet();
        }
        Self {
            making,
            progress,
            total_files,
            rows: 0,
            kept: [vec![], vec![]],
            total: None,
            shown: [0, 0],
            text: String::new(),
            remarks: vec![],
            left_out: 0,
            outcome: Outcome::Done,
        }
    }

    /// Takes the next row.
    ///
    /// # Errors
    /// Those of the output.
    pub fn take(&mut self, row: Row, is_last_for_now: bool) -> Result<()> {
        self.outcome = self.outcome.max(row.outcome);
        self.left_out += usize::from(row.is_left_out);
        if row.kind == Kind::File {
            self.rows += 1;
        }
        self.remarks.extend(row.remarks);
        let first = self.making.options.first.unwrap_or(usize::MAX);
        let (is_sorted, is_at_once) = (self.making.sort.is_some(), self.making.is_at_once());
        for entry in row.entries {
            if row.kind == Kind::Total {
                self.total = Some(entry);
                continue;
            }
            let kind = usize::from(row.kind == Kind::Folder);
            if !is_sorted && self.shown[kind] >= first {
                continue;
            }
            self.shown[kind] += 1;
            match entry.shown {
                Shown::Text(text) if is_at_once => self.text += &text,
                // What is not sorted stays in its order.
                _ => self.kept[if is_sorted { kind } else { 0 }].push(entry),
            }
        }
        if let Some(&files) = self.total_files.get() {
            self.progress.set_length(files);
        }
        self.progress.show(self.rows);
        if is_last_for_now || self.text.len() >= OUTPUT_BYTES {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        let remarks = std::mem::take(&mut self.remarks);
        if !remarks.is_empty() {
            self.progress.aside(|| remarks.iter().for_each(complain));
        }
        // Where it goes to a terminal, there is no bar.
        if !self.text.is_empty() {
            write_output(&self.text)?;
            self.text.clear();
        }
        Ok(())
    }

    /// Prints what has waited for the last row.
    ///
    /// # Errors
    /// Those of the output.
    pub fn finish(mut self) -> Result<Outcome> {
        self.flush()?;
        drop(std::mem::replace(&mut self.progress, Progress::new(Unit::Files, None).quiet()));
        let Self { making, kept: [mut files, mut folders], total, .. } = self;
        if making.sort.is_some() {
            for entries in [&mut files, &mut folders] {
                // What has no number stands last.
                let key = |entry: &Entry| entry.key.unwrap_or(f64::NEG_INFINITY);
                entries.sort_by(|a, b| key(b).total_cmp(&key(a)));
                entries.truncate(making.options.first.unwrap_or(usize::MAX));
            }
        }
        match making.form {
            Form::Json | Form::Separated(_) => {
                let mut text = String::new();
                for entry in files.into_iter().chain(folders).chain(total) {
                    if let Shown::Text(line) = entry.shown {
                        text += &line;
                    }
                }
                write_output(&text)?;
            }
            Form::Html(path) => {
                let documents = files.into_iter().filter_map(|entry| entry.shown.into_document());
                let documents: Vec<_> = documents.collect();
                let total = total.and_then(|total| total.shown.into_document());
                if !documents.is_empty() {
                    write_page(path, &html::page(&documents, total.as_ref(), &making.fields))?;
                }
            }
            Form::People => {
                files.append(&mut folders);
                print(&files, total.as_ref(), making)?;
            }
        }
        if self.rows == 0 {
            let what = "hidden ones, links, and those that .gitignore names are not looked for";
            complain(format_args!("note: there are no files to count: {what}"));
        }
        if self.left_out > 0 {
            let what = "neither text nor a document that can be read";
            complain(format_args!("note: files that are {what} are left out: {}", self.left_out));
        }
        Ok(self.outcome)
    }
}

/// For people: richer on a terminal, plain elsewhere. What has a total is a table.
fn print(entries: &[Entry], total: Option<&Entry>, making: &Making<'_>) -> Result<()> {
    let fields = &making.fields;
    let screen = terminal::Screen::of_standard_output();
    let documents = || entries.iter().filter_map(|entry| entry.shown.document());
    // Also if all files have failed, and there is no total.
    let is_table = total.is_some() || making.are_several;
    let text = match documents().next() {
        _ if is_table => {
            let rows = entries.iter().chain(total).filter_map(|entry| entry.shown.row(&making.columns));
            let rows: Vec<_> = rows.collect();
            if rows.is_empty() {
                return Ok(());
            }
            let table = table::for_people(&rows, &making.columns, screen.map(|screen| screen.columns));
            let sections = documents().filter_map(|document| {
                let sections = document.structure.as_ref()?.sections_text()?;
                Some(format!("\n{}\n{sections}", reckon_stats::visible(&document.name)))
            });
            table + &sections.collect::<String>()
        }
        Some(document) => {
            if let Some(screen) = screen {
                return Ok(write_output(&terminal::render(document, screen, fields))?);
            }
            let report = document.report.to_string();
            let structure = document.structure.as_ref().and_then(|structure| match fields.has("document") {
                true => Some(structure.to_text()),
                false => structure.sections_text(),
            });
            let structure = structure.unwrap_or_default();
            let between = if report.is_empty() || structure.is_empty() { "" } else { "\n" };
            report + between + &structure
        }
        None => return Ok(()),
    };
    Ok(write_output(&text)?)
}

fn write_page(path: &Path, page: &str) -> Result<()> {
    if path == Path::new("-") {
        return Ok(write_output(page)?);
    }
    std::fs::write(path, page).with_context(|| format!("cannot write {}", path.display()))
}
