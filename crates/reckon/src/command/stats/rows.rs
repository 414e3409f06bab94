//! A row of the output: all there is to say of a file, or of a folder.

use std::borrow::Cow;
use std::path::Path;

use anyhow::anyhow;
use reckon_stats::{Report, Scan};

use super::check::{Checks, Verdict};
use super::count::{self, Content, Found, Numbers};
use super::files::File;
use super::jobs::Share;
use super::needs::Needs;
use super::spread::Sum;
use crate::cli::StatsOptions;
use crate::failure::Outcome;
use crate::render::Document;
use crate::render::fields::Fields;
use crate::render::json::Line;
use crate::render::number::{find, value};
use crate::render::structure::Structure;
use crate::render::table::{Separated, TableRow};
use crate::shell::worker::OfNoKind;

/// What is printed.
#[derive(Clone, Copy, Debug)]
pub enum Form<'a> {
    /// A report of a single file, a table of several.
    People,
    /// An object a line.
    Json,
    /// A line each.
    Separated(Separated),
    /// A page in this file.
    Html(&'a Path),
}

impl<'a> Form<'a> {
    /// The form that was chosen.
    #[must_use]
    pub fn new(options: &'a StatsOptions) -> Self {
        match options {
            StatsOptions { json: true, .. } => Self::Json,
            StatsOptions { csv: true, .. } => Self::Separated(Separated::Comma),
            StatsOptions { tsv: true, .. } => Self::Separated(Separated::Tab),
            StatsOptions { html: Some(path), .. } => Self::Html(path),
            _ => Self::People,
        }
    }
}

/// What is printed of a file, or of a folder.
pub struct Entry {
    /// What is shown of it.
    pub shown: Shown,
    /// By which it is sorted.
    pub key: Option<f64>,
}

/// How far it is made.
pub enum Shown {
    /// It is what is printed.
    Text(String),
    /// It is laid out with the others.
    Document(Box<Document>),
    /// It is a row of a table, and there may be many.
    Row(TableRow),
}

/// All there is to say of a file, or of a folder.
#[derive(Default)]
pub struct Row {
    /// What it is a row of.
    pub kind: Kind,
    /// A file may have several documents in it.
    pub entries: Vec<Entry>,
    /// Lines for standard error.
    pub remarks: Vec<String>,
    /// How it went.
    pub outcome: Outcome,
    /// Whether it is a file that is no document.
    pub is_left_out: bool,
}

/// Of what a row is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// A file.
    #[default]
    File,
    /// A folder.
    Folder,
    /// All files.
    Total,
}

/// How rows are made.
pub struct Making<'a> {
    /// What was typed.
    pub options: &'a StatsOptions,
    /// What is printed.
    pub form: Form<'a>,
    /// The fields that were chosen.
    pub fields: Fields,
    /// Those that a table for people has.
    pub columns: Vec<&'static str>,
    /// What is found out for it.
    pub needs: Needs,
    /// The number by which rows are sorted.
    pub sort: Option<&'static str>,
    /// The rules.
    pub checks: &'a Checks,
    /// How many threads a document has.
    pub share: Share,
    /// Whether there are several files, or may be.
    pub are_several: bool,
}

impl Shown {
    /// The row of a table with these columns.
    #[must_use]
    pub fn row(&self, columns: &[&'static str]) -> Option<Cow<'_, TableRow>> {
        match self {
            Self::Document(document) => {
                Some(Cow::Owned(TableRow::new(&document.name, &document.report.numbers, columns)))
            }
            Self::Row(row) => Some(Cow::Borrowed(row)),
            Self::Text(_) => None,
        }
    }

    /// The document, if it is one.
    #[must_use]
    pub fn document(&self) -> Option<&Document> {
        match self {
            Self::Document(document) => Some(document),
            Self::Text(_) | Self::Row(_) => None,
        }
    }

    /// The document itself.
    #[must_use]
    pub fn into_document(self) -> Option<Document> {
        match self {
            Self::Document(document) => Some(*document),
            Self::Text(_) | Self::Row(_) => None,
        }
    }
}

impl Making<'_> {
    /// Whether rows are printed as soon as they are there.
    #[must_use]
    pub fn is_at_once(&self) -> bool {
        self.sort.is_none() && matches!(self.form, Form::Json | Form::Separated(_))
    }

    /// Counts a file and makes its row. The memory may be used for one file after the other.
    pub fn row_of_file(&self, file: &File, memory: &mut Vec<u8>) -> (Row, Sum) {
        let name = name_of(&file.path);
        let found = match &file.failure {
            Some(failure) => Err(anyhow!("{failure}")),
            None if self.options.server.is_some() => count::ask(&file.path, self.options, &self.needs),
            None => count::count(&file.path, self.options, &self.needs, self.share, memory),
        };
        let mut row = Row::default();
        let mut sum = Sum::default();
        match found {
            Ok(found) => {
                row.entries.reserve_exact(found.len());
                for Found { name: within, content, notices } in found {
                    let name = within.map_or_else(|| name.clone(), |within| format!("{name}/{within}"));
                    let remarks = notices.iter().map(|notice| format!("note: {name}: {notice}"));
                    let Numbers { scan, report, structure } = match content {
                        Content::Counted(numbers) => *numbers,
                        Content::Failed(why) => {
                            self.fail(&mut row, &name, why);
                            continue;
                        }
                        Content::Others => {
                            row.remarks.extend(remarks);
                            continue;
                        }
                    };
                    row.remarks.extend(note_invalid(&name, &scan));
                    row.remarks.extend(remarks);
                    let Verdict { broken, notes } = self.checks.judge(&name, &report);
                    if !broken.is_empty() {
                        row.outcome = row.outcome.max(Outcome::Broken);
                    }
                    row.remarks.extend(notes.iter().map(|note| format!("note: {note}")));
                    row.remarks.extend(broken.iter().map(|broken| format!("broken: {broken}")));
                    let key = self.key(&report);
                    let document = self.document(name, report, structure);
                    row.entries.push(Entry { shown: self.shown(document, Kind::File, 1), key });
                    sum.add(scan);
                }
            }
            Err(error) if file.is_found && is_no_document(&error) => row.is_left_out = true,
            Err(error) => self.fail(&mut row, &name, format!("{error:#}")),
        }
        (row, sum)
    }

    /// Adds a file, or a document within it, that cannot be read.
    fn fail(&self, row: &mut Row, name: &str, why: String) {
        row.outcome = Outcome::Failed;
        row.remarks.push(format!("error: {name}: {why}"));
        let shown = match self.form {
            Form::Json => Shown::Text(Line::Failure(name, &why).render(&self.fields)),
            _ => Shown::Row(TableRow::failed(name, why, &self.columns)),
        };
        row.entries.push(Entry { shown, key: None });
    }

    /// Makes the row of a folder, or of all files.
    #[must_use]
    pub fn row_of_folder(&self, folder: Option<&Path>, sum: &Sum) -> Row {
        let kind = if folder.is_some() { Kind::Folder } else { Kind::Total };
        let mut row = Row { kind, ..Row::default() };
        // What is alone is its own total.
        let is_alone = kind == Kind::Total && !self.are_several && sum.documents < 2;
        if let Some(scan) = sum.scan.as_ref().filter(|_| !is_alone) {
            // One that is named may end in it already, as a shell completes it.
            let slashed = |path: &Path| format!("{}/", name_of(path).trim_end_matches('/'));
            let name = folder.map_or("total".into(), slashed);
            let report = self.needs.report(scan, self.options.top);
            let key = self.key(&report);
            let document = self.document(name, report, None);
            row.entries.push(Entry { shown: self.shown(document, kind, sum.documents), key });
        }
        row
    }

    /// The report as far as it is shown.
    fn document(&self, name: String, mut report: Report, structure: Option<Structure>) -> Document {
        self.needs.restrict(&mut report);
        Document { name, report, structure }
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
            (Form::People, _) if self.are_several && !self.needs.has_structure => {
                Shown::Row(TableRow::new(&document.name, &document.report.numbers, &self.columns))
            }
            (Form::People | Form::Html(_), _) => Shown::Document(Box::new(document)),
        }
    }
}

/// The name of a file as it is, with what is no UTF-8 byte for byte, so that no two files have the same: `a\xff.txt`.
fn name_of(path: &Path) -> String {
    let mut name = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        name.push_str(chunk.valid());
        name.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")));
    }
    name
}

/// Whether it is a failure only of a file that somebody has named.
fn is_no_document(error: &anyhow::Error) -> bool {
    error.is::<OfNoKind>() || error.downcast_ref().is_some_and(reckon_extract::Error::is_of_no_kind)
}

/// What makes all numbers of a file a little doubtful.
fn note_invalid(name: &str, scan: &Scan) -> Option<String> {
    let what = match scan.stats.invalid {
        0 => return None,
        1 => "1 sequence counts as one code point".to_string(),
        sequences => format!("{sequences} sequences count as one code point each"),
    };
    Some(format!("note: {name}: not all of it is UTF-8: {what}"))
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    use super::*;

    #[test]
    fn names_that_are_no_utf_8_differ() {
        let name = |bytes: &[u8]| name_of(Path::new(OsStr::from_bytes(bytes)));
        assert_eq!(name(b"a \xC3\xA9.txt"), "a é.txt");
        assert_eq!(name(b"a\xFE\xC3/b"), "a\\xfe\\xc3/b");
        assert_ne!(name(b"\xFE"), name(b"\xFF"));
    }
}
