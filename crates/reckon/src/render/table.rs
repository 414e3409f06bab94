//! Several files at once: a table for people, and comma- or tab-separated values for programs.

use reckon_stats::{Definition, Number, Value, definitions};
use unicode_width::UnicodeWidthStr;

use super::Document;
use super::fields::Fields;
use super::number::find;
use super::structure::SectionRow;

/// The numbers that a table for people shows if none are chosen; the report of a single file has all.
const COLUMNS: [&str; 7] =
    ["words", "chars.graphemes", "sentences", "paragraphs", "lines", "bytes", "readability.flesch_kincaid"];

/// A row of a table for people.
#[derive(Clone, Copy, Debug)]
pub enum TableRow<'a> {
    /// Its numbers.
    Document(&'a Document),
    /// The name of what has no numbers, and why.
    Failure(&'a str, &'a str),
}

/// The fields that a table for people shows if none are chosen.
///
/// # Panics
/// Never: they are ids.
#[must_use]
pub fn chosen() -> Fields {
    Fields::parse(&COLUMNS.map(String::from)).expect("they are ids")
}

/// Columns of a name that are shown whatever the width.
const NAME_COLUMNS_MIN: usize = 24;

/// A row for each document, the numbers aligned under their ids; within so many columns, where there is a limit, by
/// going on below with further numbers, and by shortening names to half of it.
#[must_use]
pub fn for_people(lines: &[TableRow<'_>], fields: &Fields, columns: Option<usize>) -> String {
    let is_shown = |definition: &&Definition| {
        if fields.is_all() { COLUMNS.contains(&definition.id) } else { fields.has(definition.id) }
    };
    let mut ids: Vec<_> = definitions().filter(is_shown).map(|definition| definition.id).collect();
    if fields.is_all() {
        ids.sort_by_key(|id| COLUMNS.iter().position(|column| column == id));
    }
    let name_columns_max = columns.map_or(usize::MAX, |columns| NAME_COLUMNS_MIN.max(columns / 2));
    let name = |line: &TableRow<'_>| match line {
        TableRow::Document(document) => shorten(&reckon_stats::visible(&document.name), name_columns_max),
        TableRow::Failure(name, why) => {
            format!("{}: {why}", shorten(&reckon_stats::visible(name), name_columns_max))
        }
    };
    let names: Vec<_> = lines.iter().map(name).collect();
    let cell = |line: &TableRow<'_>, id| match line {
        TableRow::Document(document) => {
            find(&document.report, id).map_or_else(|| "-".to_string(), Number::to_string)
        }
        TableRow::Failure(..) => "-".to_string(),
    };
    let rows: Vec<(&str, Vec<String>)> =
        ids.iter().map(|id| (*id, lines.iter().map(|line| cell(line, id)).collect())).collect();
    let width =
        |(id, cells): &(&str, Vec<String>)| cells.iter().map(String::len).fold(id.len(), usize::max) + 2;
    // Why there is nothing may be longer than a line.
    let with_numbers = lines.iter().zip(&names).filter(|(line, _)| matches!(line, TableRow::Document(_)));
    let name_width = with_numbers.map(|(_, name)| name.width()).fold("file".len(), usize::max);
    let room = columns.map_or(usize::MAX, |columns| columns.saturating_sub(name_width));
    let mut blocks: Vec<Vec<&(&str, Vec<String>)>> = vec![vec![]];
    let mut used = 0;
    for row in &rows {
        if used + width(row) > room && used > 0 {
            blocks.push(vec![]);
            used = 0;
        }
        used += width(row);
        blocks.last_mut().expect("there is a first").push(row);
    }
    let mut text = String::new();
    for block in blocks {
        let widths: Vec<_> = block.iter().map(|row| width(row) - 2).collect();
        if !text.is_empty() {
            text.push('\n');
        }
        for (at, name) in std::iter::once("file").chain(names.iter().map(String::as_str)).enumerate() {
            for (column, width) in block.iter().zip(&widths) {
                let cell = if at == 0 { column.0 } else { &column.1[at - 1] };
                text += &format!("{cell:>width$}  ");
            }
            text += &format!("{name}\n");
        }
    }
    text
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
        let ids = definitions().map(|definition| definition.id).filter(|id| fields.has(id));
        let values = ids.map(|id| match find(report, id).map(|number| number.value) {
            Some(Value::Count(count)) => count.to_string(),
            Some(Value::Real(real)) => real.to_string(),
            Some(Value::Missing(_)) | None => String::new(),
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
