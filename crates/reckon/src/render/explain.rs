//! What a number means, and what it was made of.

use reckon_stats::{Definition, Merge, Report, Section, Token, Value, definitions, visible};
use unicode_width::UnicodeWidthStr;

use super::number::{NONE, find, for_people};
use super::tables::{TABLES, Table};

/// Between two tokens that stand in one line.
const SEPARATOR: &str = " │ ";

/// Columns before what is said of a definition.
const INDENT: usize = 9;

/// Lists all ids with their labels, section by section, then the tables.
#[must_use]
pub fn list() -> String {
    let ids = definitions().map(|definition| definition.id).chain(TABLES.iter().map(|table| table.id));
    let width = ids.map(str::len).max().unwrap_or(0);
    let mut text = String::new();
    let mut section = None;
    for definition in definitions() {
        let Definition { id, label, .. } = definition;
        if section.replace(Section::of(id)) != Some(Section::of(id)) {
            let gap = if text.is_empty() { "" } else { "\n" };
            text += &format!("{gap}{}\n", Section::of(id).title());
        }
        text += &format!("  {id:width$}  {label}\n");
    }
    text += "\nTables\n";
    TABLES.iter().for_each(|Table { id, title, .. }| text += &format!("  {id:width$}  {title}\n"));
    text
}

/// Lists the ids whose first parts are these, such as `readability`, with their labels; none if there is none.
#[must_use]
pub fn list_of(first: &str) -> Option<String> {
    let is_of = |definition: &&Definition| {
        definition.id.strip_prefix(first).is_some_and(|rest| rest.starts_with('.'))
    };
    let definitions: Vec<_> = definitions().filter(is_of).collect();
    let width = definitions.iter().map(|definition| definition.id.len()).max()?;
    let line = |Definition { id, label, .. }: &&Definition| format!("{id:width$}  {label}\n");
    Some(definitions.iter().map(line).collect())
}

/// The definition of a number.
#[must_use]
pub fn definition(definition: &Definition, columns: usize) -> String {
    let Definition { id, label, text, source, inputs, merge, .. } = definition;
    let title = wrap(&format!("{id}: {label}"), columns, 0);
    let mut page = format!("{title}\n\n{}\n\n", wrap(text, columns, 0));
    let mut row = |name: &str, text: &str| {
        page += &format!("{name:INDENT$}{}\n", wrap(text, columns, INDENT));
    };
    row("unit", unit(definition));
    if !inputs.is_empty() {
        row("inputs", &inputs.join(", "));
    }
    row("merge", merge_text(*merge));
    row("source", source);
    page
}

/// The description of a table.
#[must_use]
pub fn table(table: &Table, columns: usize) -> String {
    let title = wrap(&format!("{}: {}", table.id, table.title), columns, 0);
    format!("{title}\n\n{}\n", wrap(table.text, columns, 0))
}

/// The value of a number in a document, and those of its inputs.
#[must_use]
pub fn values(definition: &Definition, report: &Report, name: &str, columns: usize) -> String {
    let row = |id: &str| {
        find(report, id).map(|number| {
            let text = match number.value {
                Value::Missing(reason) => format!("{NONE} ({reason})"),
                Value::Count(_) | Value::Real(_) => for_people(number),
            };
            (id.to_string(), text)
        })
    };
    let rows: Vec<_> = [definition.id].iter().chain(definition.inputs).filter_map(|id| row(id)).collect();
    let width = rows.iter().map(|(id, _)| id.len()).max().unwrap_or(0);
    let mut page = format!("\nin {}\n", visible(name));
    for (at, (id, text)) in rows.iter().enumerate() {
        let indent = if at == 0 { 2 } else { 4 };
        let gap = width + 4 - indent;
        let text = wrap(text, columns, width + 6);
        page += &format!("{:indent$}{id:gap$}  {text}\n", "");
    }
    page
}

/// The first tokens behind a number, as many as `tokens_max`: short ones in lines with bars between, long ones a line
/// each. Ends of lines and tabs within tokens are made visible.
#[must_use]
pub fn tokens(tokens: impl Iterator<Item = Token>, columns: usize, tokens_max: usize) -> String {
    let mut shown: Vec<_> = tokens.take(tokens_max + 1).map(|token| shown(&token)).collect();
    let has_more = shown.len() > tokens_max;
    shown.truncate(tokens_max);
    if shown.is_empty() {
        return "\nNothing in the beginning of the text counts.\n".into();
    }
    let mut page = if has_more { format!("\nthe first {tokens_max}:\n") } else { "\nall of them:\n".into() };
    let is_long = shown.iter().any(|token| token.width() > columns / 2);
    if is_long {
        let width = shown.len().to_string().len();
        for (at, token) in (1..).zip(&shown) {
            page += &format!("  {at:>width$}{SEPARATOR}{}\n", wrap(token, columns, width + 5));
        }
        return page;
    }
    let mut line = "  ".to_string();
    for (at, token) in shown.iter().enumerate() {
        let separator = if at + 1 < shown.len() { SEPARATOR } else { "" };
        if line.width() + token.width() + separator.trim_end().width() > columns && line.width() > 2 {
            page += &format!("{}\n", line.trim_end());
            line = "  ".to_string();
        }
        line += token;
        line += separator;
    }
    page + line.trim_end() + if has_more { " …\n" } else { "\n" }
}

fn shown(token: &Token) -> String {
    let marked: String = token
        .text
        .chars()
        .map(|c| match c {
            '\n' => '⏎',
            '\r' => '␍',
            '\t' => '⇥',
            c => c,
        })
        .collect();
    let note = if token.note.is_empty() { String::new() } else { format!(" ({})", token.note) };
    visible(&marked) + &note
}

/// What a number is a number of.
fn unit(definition: &Definition) -> &'static str {
    match definition.id {
        "bytes" => "bytes",
        "lines.longest" => "code points",
        "words.length.mean" => "code points a word",
        "sentences.length.mean" | "sentences.length.median" => "words a sentence",
        "paragraphs.length.mean" => "words a paragraph",
        "diversity.entropy" => "bits a word",
        id if id.starts_with("reading_time") => "seconds",
        id if super::scale::is_grade(id) => "grades of a US school",
        id if matches!(Section::of(id), Section::Readability | Section::Diversity) => {
            "an index, without a unit"
        }
        _ if definition.decimals > 0 => "a ratio",
        _ => "a count",
    }
}

fn merge_text(merge: Merge) -> &'static str {
    match merge {
        Merge::Sum => "of several texts: the sum",
        Merge::Max => "of several texts: the greatest",
        Merge::Computed => "of several texts: computed anew from what was merged",
        Merge::Sequential => {
            "of several texts: none, for it depends on the order of the words across the whole text"
        }
    }
}

/// Breaks a text at its spaces into lines of so many columns, each but the first after an indentation. Words that are
/// longer than a line are broken where it ends.
#[must_use]
pub fn wrap(text: &str, columns: usize, indent: usize) -> String {
    let room = columns.saturating_sub(indent).max(10);
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split(' ') {
        let width = word.width();
        if used > 0 && used + 1 + width > room {
            lines.push(String::new());
            used = 0;
        } else if used > 0 {
            lines.last_mut().expect("there is a first").push(' ');
            used += 1;
        }
        for c in word.chars() {
            let width = c.to_string().width();
            if used + width > room {
                lines.push(String::new());
                used = 0;
            }
            lines.last_mut().expect("there is a first").push(c);
            used += width;
        }
    }
    lines.join(&format!("\n{:indent$}", ""))
}
