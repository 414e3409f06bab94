//! Several files at once: a table for people, and comma- or tab-separated values for programs.

use std::fmt::Write as _;

use reckon_stats::{Number, Value, definitions};
use unicode_width::UnicodeWidthStr;

use super::Document;
use super::fields::Fields;
use super::structure::SectionRow;

/// The numbers that a table of files shows if none are chosen; the report of a single file has all.
const COLUMNS: [&str; 7] =
    ["words", "chars.graphemes", "sentences", "paragraphs", "lines", "bytes", "readability.flesch_kincaid"];

/// The same of a folder: those that cost little more than reading, for there may be many files.
const COLUMNS_OF_FOLDER: [&str; 5] = ["words.whitespace", "chars.graphemes", "paragraphs", "lines", "bytes"];

/// A row of a table for people.
#[derive(Clone, Copy, Debug)]
pub enum TableRow<'a> {
    /// A name and its numbers.
    Numbers(&'a str, &'a [Number]),
    /// The name of what has no numbers, and why.
    Failure(&'a str, &'a str),
}

impl<'a> From<&'a Document> for TableRow<'a> {
    fn from(document: &'a Document) -> Self {
        Self::Numbers(&document.name, &document.report.numbers)
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

/// A row for each document, the numbers with these ids aligned under them; within so many columns, where there is a limit,
/// by going on below with further numbers, and by shortening names to half of it.
#[must_use]
pub fn for_people(lines: &[TableRow<'_>], ids: &[&'static str], columns: Option<usize>) -> String {
    let name_columns_max = columns.map_or(usize::MAX, |columns| NAME_COLUMNS_MIN.max(columns / 2));
    let name = |line: &TableRow<'_>| match line {
        TableRow::Numbers(name, _) => shorten(&reckon_stats::visible(name), name_columns_max),
        TableRow::Failure(name, why) => {
            format!("{}: {why}", shorten(&reckon_stats::visible(name), name_columns_max))
        }
    };
    let names: Vec<_> = lines.iter().map(name).collect();
    let columns_of = |id: &&'static str| Column::new(id, lines);
    let all: Vec<_> = ids.iter().map(columns_of).collect();
    // Why there is nothing may be longer than a line.
    let with_numbers = lines.iter().zip(&names).filter(|(line, _)| matches!(line, TableRow::Numbers(..)));
    let name_width = with_numbers.map(|(_, name)| name.width()).fold("file".len(), usize::max);
    let room = columns.map_or(usize::MAX, |columns| columns.saturating_sub(name_width));
    let mut blocks: Vec<Vec<&Column>> = vec![vec![]];
    let mut used = 0;
    for column in &all {
        if used + column.width + GAP.len() > room && used > 0 {
            blocks.push(vec![]);
            used = 0;
        }
        used += column.width + GAP.len();
        blocks.last_mut().expect("there is a first").push(column);
    }
    let mut text = String::new();
    for block in blocks {
        if !text.is_empty() {
            text.push('\n');
        }
        for column in &block {
            let _ = write!(text, "{:>1$}{GAP}", column.id, column.width);
        }
        text += "file\n";
        for (row, name) in names.iter().enumerate() {
            for column in &block {
                let cell = column.cell(row);
                text.extend(std::iter::repeat_n(' ', column.width - cell.len()));
                text += cell;
                text += GAP;
            }
            text += name;
            text.push('\n');
        }
    }
    text
}

/// What stands behind each column.
const GAP: &str = "  ";

/// A column of a table, for many rows in little memory.
struct Column {
    id: &'static str,
    /// Of the widest cell.
    width: usize,
    /// All cells, one behind the other.
    text: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Column {
    fn new(id: &'static str, lines: &[TableRow<'_>]) -> Self {
        let mut column =
            Self { id, width: id.len(), text: String::new(), ends: Vec::with_capacity(lines.len()) };
        // Where the number stands in the report before, and so most likely in this one.
        let mut place = 0;
        for line in lines {
            let start = column.text.len();
            let numbers = match line {
                TableRow::Numbers(_, numbers) => *numbers,
                TableRow::Failure(..) => &[],
            };
            if numbers.get(place).is_none_or(|number| number.definition.id != id) {
                place = numbers.iter().position(|number| number.definition.id == id).unwrap_or(0);
            }
            match numbers.get(place).filter(|number| number.definition.id == id) {
                Some(Number { value: Value::Count(count), .. }) => drop(write!(column.text, "{count}")),
                Some(number) => drop(write!(column.text, "{number}")),
                None => column.text.push('-'),
            }
            column.width = column.width.max(column.text.len() - start);
            column.ends.push(column.text.len());
        }
        column
    }

    fn cell(&self, row: usize) -> &str {
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[row]]
    }
}

/// The end of a name, which tells more than its beginning, within so many columns.
fn shorten(name: &str, columns_max: usize) -> String {
    if name.width() <= columns_max {
        return name.to_string();
    }
    let mut start = name.len();
    for (at, _) in name.char_indices().rev() {
        if name[at..].width() + 1 > columns_max {
            break;
        }
        start = at;
    }
    format!("…{}", &name[start..])
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
