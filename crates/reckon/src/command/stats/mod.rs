//! `reckon stats`.

mod classic;
mod count;
mod explain;
mod jobs;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use reckon_stats::{Report, Scan, Value};

use crate::cli::StatsOptions;
use crate::command::text;
use crate::failure::{Outcome, Usage, complain, write_output};
use crate::render::fields::Fields;
use crate::render::json::Line;
use crate::render::number::find;
use crate::render::structure::{self, Structure};
use crate::render::table::{self, Separated};
use crate::render::{Document, html, terminal};
use count::Found;

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
    if options.list_formats {
        write_output(&structure::list_formats())?;
        return Ok(Outcome::Done);
    }
    let fields = Fields::parse(&options.fields)?;
    // Before any file fails for it.
    text::scopes(&options.scope)?;
    let form = Form::new(options);
    if let Form::Separated(separated) = form {
        if !fields.has_numbers() {
            return Err(Usage("--csv and --tsv have numbers only, and --fields names none".into()).into());
        }
        let header = if options.sections { separated.section_header() } else { separated.header(&fields) };
        write_output(&header)?;
    }
    let mut outcome = Outcome::Done;
    let mut documents = vec![];
    let mut counted = 0;
    let mut total: Option<Scan> = None;
    for path in files {
        let name = path.display().to_string();
        let found = if options.server.is_some() {
            count::ask(path, options, fields.counted())
        } else {
            count::count(path, options, fields.counted())
        };
        match found {
            Ok(found) => {
                let several = files.len() > 1 || found.len() > 1;
                for Found { name: within, scan, structure } in found {
                    counted += 1;
                    let name = within.map_or_else(|| name.clone(), |within| format!("{name}/{within}"));
                    let report = scan.report(options.top);
                    note_invalid(&name, &report);
                    let notices = structure.iter().flat_map(|structure| &structure.notices);
                    notices.for_each(|notice| complain(format_args!("note: {name}: {notice}")));
                    let document = document(&name, report, structure, &fields);
                    match form {
                        Form::Json => write_output(&Line::File(&document).render(&fields))?,
                        Form::Separated(separated) if options.sections => {
                            write_output(&separated.section_rows(&document))?;
                        }
                        Form::Separated(separated) => write_output(&separated.row(&document, &fields))?,
                        Form::People | Form::Html(_) => documents.push(document),
                    }
                    if several {
                        total.get_or_insert_default().merge(&scan);
                    }
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
    let total = total.map(|total| document("total", total.report(options.top), None, &fields));
    match form {
        Form::Json => {
            if let Some(Document { report, .. }) = total {
                write_output(&Line::Total(counted, &report).render(&fields))?;
            }
        }
        Form::Separated(separated) => {
            if let Some(total) = total.filter(|_| !options.sections) {
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
fn document(name: &str, mut report: Report, structure: Option<Structure>, fields: &Fields) -> Document {
    fields.restrict(&mut report);
    Document { name: name.to_string(), report, structure }
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
            let table = table::for_people(&documents, fields, screen.map(|screen| screen.columns));
            let sections = documents.iter().filter_map(|document| {
                let sections = document.structure.as_ref()?.sections_text()?;
                Some(format!("\n{}\n{sections}", reckon_stats::visible(&document.name)))
            });
            table + &sections.collect::<String>()
        }
        (None, [document, ..]) => {
            let report = match screen {
                Some(screen) => terminal::render(document, screen, fields.is_all()),
                None => document.report.to_string(),
            };
            let structure = document.structure.as_ref().and_then(|structure| match fields.has("document") {
                true => Some(structure.to_text()),
                false => structure.sections_text(),
            });
            let structure = structure.unwrap_or_default();
            report + if structure.is_empty() { "" } else { "\n" } + &structure
        }
    };
    Ok(write_output(&text)?)
}

fn write_page(path: &Path, page: &str) -> Result<()> {
    if path == Path::new("-") {
        return Ok(write_output(page)?);
    }
    std::fs::write(path, page).with_context(|| format!("cannot write {}", path.display()))
}
