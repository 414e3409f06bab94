//! `reckon stats`.

mod check;
mod classic;
mod compare;
mod count;
mod explain;
mod files;
mod jobs;
mod spread;
mod watch;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use reckon_stats::{Counted, Report, Value, counted_for, definitions};

use crate::cli::StatsOptions;
use crate::command::input::{Progress, Unit};
use crate::command::text;
use crate::failure::{Outcome, Usage, complain, write_output};
use crate::render::fields::{self, Fields};
use crate::render::json::Line;
use crate::render::number::{find, value};
use crate::render::structure::{self, Structure};
use crate::render::table::{self, Separated, TableRow};
use crate::render::{Document, html, terminal};
use crate::shell::worker::OfNoKind;
use check::{Checks, Verdict};
use count::Found;
use files::{File, Files, Folder};
use jobs::Share;
use spread::Sum;

/// What is printed.
#[derive(Clone, Copy)]
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

/// Counts each file, prints a report, or a table with a total for several, and holds the numbers against rules.
///
/// # Errors
/// The command line names an id that there is not, or the output fails. A file that fails is reported in its place,
/// and the others are counted.
pub fn run(options: &StatsOptions) -> Result<Outcome> {
    if let Some(id) = &options.explain {
        return explain::run(id, options);
    }
    let standard_input = [PathBuf::from("-")];
    let paths = if options.files.is_empty() { &standard_input } else { options.files.as_slice() };
    if options.classic {
        return classic::run(paths, options);
    }
    if options.list_formats {
        write_output(&structure::list_formats())?;
        return Ok(Outcome::Done);
    }
    let checks = Checks::read(&options.check, options.baseline.as_deref())?;
    let report = || match (options.compare, &options.git) {
        (false, None) => count_all(&Files::find(paths), options, &checks),
        _ => compare::run(options, &checks),
    };
    if options.watch { watch::run(&options.files, report) } else { report() }
}

/// What is printed of a file, or of a folder.
struct Entry {
    shown: Shown,
    /// By which it is sorted.
    key: Option<f64>,
}

enum Shown {
    /// It is what is printed.
    Text(String),
    /// It is laid out with the others.
    Document(Box<Document>),
    /// Why there is nothing.
    Failure { name: String, why: String },
}

/// All there is to say of a file, or of a folder.
#[derive(Default)]
struct Row {
    kind: Kind,
    entries: Vec<Entry>,
    /// Lines for standard error.
    remarks: Vec<String>,
    outcome: Outcome,
    /// Whether it is a file that is no document.
    is_left_out: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    File,
    Folder,
    Total,
}

fn count_all(files: &Files, options: &StatsOptions, checks: &Checks) -> Result<Outcome> {
    let fields = Fields::parse(&options.fields)?;
    if options.server.is_some() && options.reading.is_given() {
        let what =
            "--format, --encoding and --changes are for what is counted here: a server finds out by itself";
        return Err(Usage(what.into()).into());
    }
    // Before any file fails for it.
    text::scopes(&options.scope)?;
    let sort = options.sort.as_deref().map(number_id).transpose()?;
    let form = Form::new(options);
    if let Form::Separated(separated) = form {
        if !fields.has_numbers() {
            return Err(Usage("--csv and --tsv have numbers only, and --fields names none".into()).into());
        }
        let header = if options.sections { separated.section_header() } else { separated.header(&fields) };
        write_output(&header)?;
    }
    let (share, at_once) = Share::new(options.jobs, files.files.len());
    let at_once = if options.server.is_some() { 1 } else { at_once };
    let making = Making {
        options,
        form,
        needed: if matches!(form, Form::People) && files.are_several() && fields.is_all() {
            table::chosen()
        } else {
            fields.clone()
        },
        fields,
        sort,
        checks,
        share,
        are_several: files.are_several(),
    };
    let mut printing = Printing::new(&making, files);
    spread::run(
        files,
        at_once,
        |file| making.row_of_file(file),
        |folder, sum| making.row_of_folder(folder, sum),
        |row, is_last_for_now| printing.take(row, is_last_for_now),
    )?;
    printing.finish()
}

/// The id of a number.
fn number_id(name: &str) -> Result<&'static str, Usage> {
    match definitions().find(|definition| definition.id == name) {
        Some(definition) => Ok(definition.id),
        None => Err(fields::unknown(name)),
    }
}

/// How rows are made.
struct Making<'a> {
    options: &'a StatsOptions,
    form: Form<'a>,
    fields: Fields,
    /// What of it is shown of several files.
    needed: Fields,
    sort: Option<&'static str>,
    checks: &'a Checks,
    share: Share,
    are_several: bool,
}

impl Shown {
    fn row(&self) -> Option<TableRow<'_>> {
        match self {
            Self::Document(document) => Some(TableRow::Document(document)),
            Self::Failure { name, why } => Some(TableRow::Failure(name, why)),
            Self::Text(_) => None,
        }
    }

    fn document(&self) -> Option<&Document> {
        match self {
            Self::Document(document) => Some(document),
            Self::Text(_) | Self::Failure { .. } => None,
        }
    }

    fn into_document(self) -> Option<Document> {
        match self {
            Self::Document(document) => Some(*document),
            Self::Text(_) | Self::Failure { .. } => None,
        }
    }
}

impl Making<'_> {
    /// Whether rows are printed as soon as they are there.
    fn is_at_once(&self) -> bool {
        self.sort.is_none() && matches!(self.form, Form::Json | Form::Separated(_))
    }

    fn counted(&self) -> Counted {
        let for_order = self.sort.and_then(counted_for).unwrap_or(Counted::NONE);
        self.needed.counted().or(self.checks.counted()).or(for_order)
    }

    fn row_of_file(&self, file: &File) -> (Row, Sum) {
        let name = file.path.display().to_string();
        let found = match &file.failure {
            Some(failure) => Err(anyhow!("{failure}")),
            None if self.options.server.is_some() => count::ask(&file.path, self.options, self.counted()),
            None => count::count(&file.path, self.options, self.counted(), self.share),
        };
        let mut row = Row::default();
        let mut sum = Sum::default();
        match found {
            Ok(found) => {
                for Found { name: within, scan, report, structure } in found {
                    let name = within.map_or_else(|| name.clone(), |within| format!("{name}/{within}"));
                    row.remarks.extend(note_invalid(&name, &report));
                    let notices = structure.iter().flat_map(|structure| &structure.notices);
                    row.remarks.extend(notices.map(|notice| format!("note: {name}: {notice}")));
                    let Verdict { broken, notes } = self.checks.judge(&name, &report);
                    if !broken.is_empty() {
                        row.outcome = Outcome::Broken;
                    }
                    row.remarks.extend(notes.iter().map(|note| format!("note: {note}")));
                    row.remarks.extend(broken.iter().map(|broken| format!("broken: {broken}")));
                    let key = self.key(&report);
                    let document = document(&name, report, structure, &self.needed);
                    row.entries.push(Entry { shown: self.shown(document, Kind::File, 1), key });
                    sum.add(scan);
                }
            }
            Err(error) if file.is_found && is_no_document(&error) => row.is_left_out = true,
            Err(error) => {
                let why = format!("{error:#}");
                row.outcome = Outcome::Failed;
                row.remarks.push(format!("error: {name}: {why}"));
                let shown = match self.form {
                    Form::Json => Shown::Text(Line::Failure(&name, &why).render(&self.fields)),
                    _ => Shown::Failure { name, why },
                };
                row.entries.push(Entry { shown, key: None });
            }
        }
        (row, sum)
    }

    fn row_of_folder(&self, folder: &Folder, sum: &Sum) -> Row {
        let kind = if folder.path.is_some() { Kind::Folder } else { Kind::Total };
        let mut row = Row { kind, ..Row::default() };
        // What is alone is its own total.
        let is_alone = kind == Kind::Total && !self.are_several && sum.documents < 2;
        if let Some(scan) = sum.scan.as_ref().filter(|_| !is_alone) {
            let name = folder.path.as_ref().map_or("total".into(), |path| format!("{}/", path.display()));
            let report = scan.report(self.options.top);
            let key = self.key(&report);
            let document = document(&name, report, None, &self.needed);
            row.entries.push(Entry { shown: self.shown(document, kind, sum.documents), key });
        }
        row
    }

    fn key(&self, report: &Report) -> Option<f64> {
        self.sort.and_then(|id| value(find(report, id)?))
    }

    /// As it is printed, where that is possible without the others.
    fn shown(&self, document: Document, kind: Kind, documents: usize) -> Shown {
        let fields = &self.fields;
        match (self.form, kind) {
            (Form::Json, Kind::File) => Shown::Text(Line::File(&document).render(fields)),
            (Form::Json, Kind::Folder) => {
                Shown::Text(Line::Folder(&document.name, documents, &document.report).render(fields))
            }
            (Form::Json, Kind::Total) => Shown::Text(Line::Total(documents, &document.report).render(fields)),
            (Form::Separated(separated), Kind::File) if self.options.sections => {
                Shown::Text(separated.section_rows(&document))
            }
            // Sections are those of files.
            (Form::Separated(_), _) if self.options.sections => Shown::Text(String::new()),
            (Form::Separated(separated), _) => Shown::Text(separated.row(&document, fields)),
            (Form::People | Form::Html(_), _) => Shown::Document(Box::new(document)),
        }
    }
}

/// Whether it is a failure only of a file that somebody has named.
fn is_no_document(error: &anyhow::Error) -> bool {
    error.is::<OfNoKind>() || error.downcast_ref().is_some_and(reckon_extract::Error::is_of_no_kind)
}

/// What comes of the rows, in their order.
struct Printing<'a> {
    making: &'a Making<'a>,
    progress: Progress,
    /// Rows that are there.
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
    fn new(making: &'a Making<'a>, files: &Files) -> Self {
        let mut progress = Progress::new(Unit::Files, Some(files.files.len() as u64));
        // The rows show it themselves, or there is a bar for the bytes.
        let are_rows_seen = making.is_at_once() && std::io::stdout().is_terminal();
        if are_rows_seen || files.files.len() < 2 {
            progress = progress.quiet();
        }
        Self {
            making,
            progress,
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

    fn take(&mut self, row: Row, is_last_for_now: bool) -> Result<()> {
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
        self.progress.show(self.rows);
        if is_last_for_now || self.text.len() >= OUTPUT_BYTES {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        let remarks = std::mem::take(&mut self.remarks);
        if !self.text.is_empty() || !remarks.is_empty() {
            self.progress.aside(|| {
                remarks.iter().for_each(complain);
                if self.text.is_empty() { Ok(()) } else { write_output(&self.text) }
            })?;
            self.text.clear();
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Outcome> {
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
                    write_page(path, &html::page(&documents, total.as_ref()))?;
                }
            }
            Form::People => {
                let total = total.and_then(|total| total.shown.into_document());
                print(files.into_iter().chain(folders), total, &making.fields)?;
            }
        }
        if self.left_out > 0 {
            let what = "neither text nor a document that can be read";
            complain(format_args!("note: files that are {what} are left out: {}", self.left_out));
        }
        Ok(self.outcome)
    }
}

/// The report as far as it is shown.
fn document(name: &str, mut report: Report, structure: Option<Structure>, fields: &Fields) -> Document {
    fields.restrict(&mut report);
    Document { name: name.to_string(), report, structure }
}

/// What makes all numbers of a file a little doubtful.
fn note_invalid(name: &str, report: &Report) -> Option<String> {
    match find(report, "chars.invalid")?.value {
        Value::Count(sequences @ 1..) => Some(format!(
            "note: {name}: not all of it is UTF-8: {sequences} sequences count as one code point each"
        )),
        _ => None,
    }
}

/// For people: richer on a terminal, plain elsewhere.
fn print(entries: impl Iterator<Item = Entry>, total: Option<Document>, fields: &Fields) -> Result<()> {
    let screen = terminal::Screen::of_standard_output();
    let entries: Vec<_> = entries.collect();
    let mut rows: Vec<_> = entries.iter().filter_map(|entry| entry.shown.row()).collect();
    let documents: Vec<_> = entries.iter().filter_map(|entry| entry.shown.document()).collect();
    let text = match (total, documents.as_slice()) {
        (_, []) => return Ok(()),
        (Some(total), _) => {
            rows.push(TableRow::Document(&total));
            let table = table::for_people(&rows, fields, screen.map(|screen| screen.columns));
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
