//! Several files at once: a table for people, and comma- or tab-separated values for programs.

use std::borrow::{Borrow, Cow};
use std::fmt::Write as _;
use std::iter;

use reckon_stats::{Number, Value, definitions};
use unicode_width::UnicodeWidthStr;

use super::Document;
use super::fields::Fields;
use super::structure::SectionRow;

/// The numbers that a table of files shows if none are chosen; the report of a single file has all.
const COLUMNS: [&str; 7] =
    ["words", "chars.graphemes", "sentences", "paragraphs", "lines", "bytes", "readability.flesch_kincaid"];

/// The same of a folder: those that cost least, for there may be many files.
const COLUMNS_OF_FOLDER: [&str; 5] = ["words.whitespace", "chars.graphemes", "paragraphs", "lines", "bytes"];

/// Bytes of most cells.
const CELL_BYTES: usize = 6;

/// A row of a table for people, which is made where the numbers are found, so that only laying it out is left for the end.
#[derive(Clone, Debug)]
pub struct TableRow {
    /// The name, fit to be shown.
    name: String,
    /// What stands in the columns, one behind the other.
    cells: String,
    /// Where each ends.
    ends: Box<[usize]>,
    /// Why there are no numbers.
    failure: Option<String>,
}

impl TableRow {
    /// A name and of its numbers those with these ids.
    #[must_use]
    pub fn new(name: &str, numbers: &[Number], ids: &[&'static str]) -> Self {
        let mut cells = String::with_capacity(ids.len() * CELL_BYTES);
        let cell = |id: &&'static str| {
            match numbers.iter().find(|number| number.definition.id == *id) {
                Some(Number { value: Value::Count(count), .. }) => drop(write!(cells, "{count}")),
                Some(number) => drop(write!(cells, "{number}")),
                None => cells.push('-'),
            }
            cells.len()
        };
        let ends = ids.iter().map(cell).collect();
        Self { name: reckon_stats::visible(name), cells, ends, failure: None }
    }

    /// The name of what has no numbers, and why.
    #[must_use]
    pub fn failed(name: &str, why: String, ids: &[&'static str]) -> Self {
        Self { failure: Some(why), ..Self::new(name, &[], ids) }
    }

    fn cell(&self, column: usize) -> &str {
        let start = column.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.cells[start..self.ends[column]]
    }
}

/// The ids of the columns of a table for people, of files or of a folder.
#[must_use]
pub fn columns(fields: &Fields, is_folder: bool) -> Vec<&'static str> {
    match (fields.is_all(), is_folder) {
        (true, false) => COLUMNS.to_vec(),
        (true, true) => COLUMNS_OF_FOLDER.to_vec(),
        (false, _) => definitions().map(|definition| definition.id).filter(|id| fields.has(id)).collect(),
    }
}

/// Columns of a name that are shown whatever the width.
const NAME_COLUMNS_MIN: usize = 24;

/// These rows, which have these columns, the numbers aligned under their ids; within so many columns of a screen, where there
/// is a limit, by going on below with further numbers, and by shortening names to half of it.
#[must_use]
pub fn for_people<R: Borrow<TableRow>>(rows: &[R], ids: &[&'static str], columns: Option<usize>) -> String {
    let rows = || rows.iter().map(Borrow::borrow);
    let widths: Vec<usize> = (ids.iter().enumerate())
        .map(|(at, id)| rows().map(|row| row.cell(at).len()).fold(id.len(), usize::max))
        .collect();
    let name_columns_max = columns.map(|columns| NAME_COLUMNS_MIN.max(columns / 2));
    let room = columns.map_or(usize::MAX, |columns| {
        // Why there is nothing may be longer than a line.
        let with_numbers = rows().filter(|row| row.failure.is_none());
        let name_width = with_numbers
            .map(|row| shorten(&row.name, name_columns_max).width())
            .fold("file".len(), usize::max);
        columns.saturating_sub(name_width)
    });
    let mut blocks: Vec<Vec<usize>> = vec![vec![]];
    let mut used = 0;
    for (at, width) in widths.iter().enumerate() {
        if used + width + GAP.len() > room && used > 0 {
            blocks.push(vec![]);
            used = 0;
        }
        used += width + GAP.len();
        blocks.last_mut().expect("there is a first").push(at);
    }
    let mut text = String::new();
    for block in blocks {
        if !text.is_empty() {
            text.push('\n');
        }
        for &at in &block {
            push_cell(&mut text, ids[at], widths[at]);
        }
        text += "file\n";
        for row in rows() {
            for &at in &block {
                push_cell(&mut text, row.cell(at), widths[at]);
            }
            text += &shorten(&row.name, name_columns_max);
            if let Some(why) = &row.failure {
                text += ": ";
                text += why;
            }
            text.push('\n');
        }
    }
    text
}

/// What stands behind each column.
const GAP: &str = "  ";

fn push_cell(text: &mut String, cell: &str, width: usize) {
    text.extend(iter::repeat_n(' ', width - cell.len()));
    text.push_str(cell);
    text.push_str(GAP);
}

/// The end of a name, which tells more than its beginning, within so many columns.
fn shorten(name: &str, columns_max: Option<usize>) -> Cow<'_, str> {
    let Some(columns_max) = columns_max.filter(|columns_max| name.width() > *columns_max) else {
        return name.into();
    };
    let mut start = name.len();
    for (at, _) in name.char_indices().rev() {
        if name[at..].width() + 1 > columns_max {
            break;
        }
        start = at;
    }
    format!("…{}", &name[start..]).into()
}

/// How values are set apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separated {
    /// By commas, quoted as RFC 4180 says; lines end in a line feed alone.
    Comma,
    /// By tabs; a tab, a line's end and a backslash within a value are `\t`, `\n`, `\r` and `\\`.
    Tab,
}

impl Separated {
    /// The line of ids.
    #[must_use]
    pub fn header(self, fields: &Fields) -> String {
        let language = fields.has("language").then_some("language");
        let numbers = definitions().map(|definition| definition.id).filter(|id| fields.has(id));
        self.line(["file"].into_iter().chain(language).chain(numbers).map(String::from))
    }

    /// The line of a document; what is missing is empty.
    #[must_use]
    pub fn row(self, document: &Document, fields: &Fields) -> String {
        let Document { name, report, .. } = document;
        let language = fields.has("language").then(|| report.language.code.to_string());
        // They stand in the order of their definitions, as in the header.
        let numbers = report.numbers.iter().filter(|number| fields.has(number.definition.id));
        let values = numbers.map(|number| match number.value {
            Value::Count(count) => count.to_string(),
            Value::Real(real) => real.to_string(),
            Value::Missing(_) => String::new(),
        });
        self.line([name.clone()].into_iter().chain(language).chain(values))
    }

    /// The line of ids of sections.
    #[must_use]
    pub fn section_header(self) -> String {
        let ids = [
            "file",
            "level",
            "section",
            "words",
            "share",
            "sentences",
            "chars.graphemes",
            "reading_time",
            "readability.flesch_kincaid",
        ];
        self.line(ids.into_iter().map(String::from))
    }

    /// A line for each section of a document, with those below it; what is missing is empty.
    #[must_use]
    pub fn section_rows(self, document: &Document) -> String {
        let or_empty = |number: Option<u64>| number.map(|number| number.to_string()).unwrap_or_default();
        let sections =
            document.structure.iter().filter_map(|structure| structure.sections.as_ref()).flatten();
        let row = |section: &SectionRow| {
            let SectionRow { level, title, numbers, share } = section;
            let real = |number: Option<f64>| number.map(|number| number.to_string()).unwrap_or_default();
            let cells = [
                document.name.clone(),
                level.to_string(),
                title.clone(),
                or_empty(numbers.words),
                share.to_string(),
                or_empty(numbers.sentences),
                or_empty(numbers.graphemes),
                real(numbers.reading_time),
                real(numbers.flesch_kincaid),
            ];
            self.line(cells.into_iter())
        };
        sections.map(row).collect()
    }

    fn line(self, values: impl Iterator<Item = String>) -> String {
        let separator = if self == Self::Comma { "," } else { "\t" };
        values.map(|value| self.escape(value)).collect::<Vec<_>>().join(separator) + "\n"
    }

    fn escape(self, value: String) -> String {
        match self {
            Self::Comma if value.contains(['"', ',', '\r', '\n']) => {
                format!("\"{}\"", value.replace('"', "\"\""))
            }
            Self::Comma => value,
            Self::Tab => [("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")]
                .into_iter()
                .fold(value, |value, (from, to)| value.replace(from, to)),
        }
    }
}
