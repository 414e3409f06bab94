//! `reckon stats`.

mod classic;
mod count;
mod explain;
mod input;
mod jobs;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use reckon_stats::{Report, Scan, Value};

use crate::cli::StatsOptions;
use crate::failure::{Outcome, Usage, complain, write_output};
use crate::render::fields::Fields;
use crate::render::json::Line;
use crate::render::number::find;
use crate::render::table::{self, Separated};
use crate::render::{Document, html, terminal};

/// What is printed.
enum Form<'a> {
    /// A report of a single file, a table of several.
    People,
    Json,
    Separated(Separated),
    Html(&'a Path),
}

impl<'a> Form<'a> {
    fn new(options: &'a StatsOptions) -> Self {
        match options {
            StatsOptions { json: true, .. } => Self::Json,
            StatsOptions { csv: true, .. } => Self::Separated(Separated::Comma),
            StatsOptions { tsv: true, .. } => Self::Separated(Separated::Tab),
            StatsOptions { html: Some(path), .. } => Self::Html(path),
            _ => Self::People,
        }
    }
}

/// Counts each file and prints a report, or a table with a total for several.
///
/// # Errors
/// The command line names an id that there is not, or the output fails. A file that fails is reported in its place,
/// and the others are counted.
pub fn run(options: &StatsOptions) -> Result<Outcome> {
    if let Some(id) = &options.explain {
        return explain::run(id, options);
    }
    let standard_input = [PathBuf::from("-")];
    let files = if options.files.is_empty() { &standard_input } else { options.files.as_slice() };
    if options.classic {
        return classic::run(files, options);
    }
    let fields = Fields::parse(&options.fields)?;
    let form = Form::new(options);
    if let Form::Separated(separated) = form {
        if !fields.has_numbers() {
            return Err(Usage("--csv and --tsv have numbers only, and --fields names none".into()).into());
        }
        write_output(&separated.header(&fields))?;
    }
    let mut outcome = Outcome::Done;
    let mut documents = vec![];
    let mut counted = 0;
    let mut total: Option<Scan> = None;
    for path in files {
        let name = path.display().to_string();
        let scan = if options.server.is_some() {
            count::ask(path, options, fields.counted())
        } else {
            count::count(path, options, fields.counted(), |_| {})
        };
        match scan {
            Ok(scan) => {
                counted += 1;
                let report = scan.report(options.top);
                note_invalid(&name, &report);
                let document = document(&name, report, &fields);
                match form {
                    Form::Json => write_output(&Line::File(&name, &document.report).render(&fields))?,
                    Form::Separated(separated) => write_output(&separated.row(&document, &fields))?,
                    Form::People | Form::Html(_) => documents.push(document),
                }
                if files.len() > 1 {
                    total.get_or_insert_default().merge(&scan);
                }
            }
            Err(error) => {
                outcome = Outcome::Failed;
                if matches!(form, Form::Json) {
                    write_output(&Line::Failure(&name, &format!("{error:#}")).render(&fields))?;
                }
                complain(format_args!("error: {name}: {error:#}"));
            }
        }
    }
    let total = total.map(|total| document("total", total.report(options.top), &fields));
    match form {
        Form::Json => {
            if let Some(Document { report, .. }) = total {
                write_output(&Line::Total(counted, &report).render(&fields))?;
            }
        }
        Form::Separated(separated) => {
            if let Some(total) = total {
                write_output(&separated.row(&total, &fields))?;
            }
        }
        Form::Html(_) if documents.is_empty() => {}
        Form::Html(path) => write_page(path, &html::page(&documents, total.as_ref()))?,
        Form::People => print(documents, total, &fields)?,
    }
    Ok(outcome)
}

/// The report as far as it is shown.
fn document(name: &str, mut report: Report, fields: &Fields) -> Document {
    fields.restrict(&mut report);
    Document { name: name.to_string(), report }
}

/// Says at once what makes all numbers of a file a little doubtful.
fn note_invalid(name: &str, report: &Report) {
    if let Some(Value::Count(sequences @ 1..)) = find(report, "chars.invalid").map(|number| number.value) {
        complain(format_args!(
            "note: {name}: not all of it is UTF-8: {sequences} sequences count as one code point each"
        ));
    }
}

/// For people: richer on a terminal, plain elsewhere.
fn print(mut documents: Vec<Document>, total: Option<Document>, fields: &Fields) -> Result<()> {
    let screen = terminal::Screen::of_standard_output();
    let text = match (total, documents.as_slice()) {
        (_, []) => return Ok(()),
        (Some(total), _) => {
            documents.push(total);
            table::for_people(&documents, fields, screen.map(|screen| screen.columns))
        }
        (None, [document, ..]) => match screen {
            Some(screen) => terminal::render(document, screen, fields.is_all()),
            None => document.report.to_string(),
        },
    };
    Ok(write_output(&text)?)
}

fn write_page(path: &Path, page: &str) -> Result<()> {
    if path == Path::new("-") {
        return Ok(write_output(page)?);
    }
    std::fs::write(path, page).with_context(|| format!("cannot write {}", path.display()))
}
