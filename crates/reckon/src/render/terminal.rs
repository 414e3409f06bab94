//! The report of a document on a terminal.

mod canvas;
mod charts;
mod parts;

use std::io::{self, IsTerminal};

use super::Document;
use super::fields::Fields;
use crate::colour;
use canvas::{Block, Line, Style, beside};

/// A terminal, as far as a report has to know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    /// No line is longer.
    pub columns: usize,
    /// Whether it shows colours.
    pub colour: bool,
}

/// What is narrower is laid out as if it had so many columns.
const COLUMNS_MIN: usize = 40;

/// Wider lines are not better to read.
const COLUMNS_MAX: usize = 200;

/// Columns from which two histograms stand side by side.
const BESIDE_MIN: usize = 72;

/// Columns between them.
const GAP: usize = 4;

impl Screen {
    /// That of standard output, if it is a terminal.
    ///
    /// `CLICOLOR_FORCE` makes a terminal of what is none, as for a pager.
    #[must_use]
    pub fn of_standard_output() -> Option<Self> {
        if !io::stdout().is_terminal() && !colour::is_forced() {
            return None;
        }
        let from_environment = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let from_terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let columns = from_environment.or_else(from_terminal).unwrap_or(80);
        Some(Self::new(columns, colour::is_shown_on(&io::stdout())))
    }

    /// One with so many columns, within reason.
    #[must_use]
    pub fn new(columns: usize, colour: bool) -> Self {
        Self { columns: columns.clamp(COLUMNS_MIN, COLUMNS_MAX), colour }
    }
}

/// Lays out a report of these fields, which is restricted to them already. One that is whole begins with the numbers that
/// most readers look for and leaves others to the plain form; one of chosen fields has them all.
#[must_use]
pub fn render(document: &Document, screen: Screen, fields: &Fields) -> String {
    let is_whole = fields.is_all();
    let report = &document.report;
    let columns = screen.columns;
    let half = if columns < BESIDE_MIN { columns } else { (columns - GAP) / 2 };
    let mut blocks = vec![parts::header(document, columns)];
    if is_whole {
        blocks.push(parts::headlines(report, columns));
        blocks.push(parts::words(report, columns));
    } else {
        blocks.extend(parts::sections(report, columns));
    }
    blocks.push(parts::readability(report, columns));
    blocks.push(charts::rhythm(report, columns));
    blocks.extend(side_by_side(
        vec![
            charts::histogram("Words by length, in code points", &report.word_lengths, half),
            charts::histogram("Sentences by length, in words", &report.sentence_lengths, half),
        ],
        columns,
    ));
    if !is_whole {
        let title = "Paragraphs by length, in words";
        blocks.push(charts::histogram(title, &report.paragraph_lengths, columns));
        blocks.push(charts::spectrum(report, columns));
    }
    blocks.push(charts::top_words(report, columns));
    blocks.push(charts::letters(report, columns));
    if !is_whole || report.scripts.len() > 2 {
        blocks.push(charts::scripts(report, columns));
    }
    blocks.push(charts::growth(report, columns));
    if is_whole {
        blocks.push(parts::diversity(report, columns));
    }
    if let Some(structure) = &document.structure {
        if fields.has("document") {
            blocks.push(parts::scopes(structure, columns));
            blocks.push(parts::stated(structure, columns));
        }
        blocks.push(parts::tree(structure));
    }
    blocks.push(parts::reasons(report, columns));
    if is_whole {
        blocks.push(parts::footer(columns));
    }
    let lines = blocks.into_iter().filter(|block| !block.is_empty()).map(|block| {
        block.iter().fold(String::new(), |text, line| text + &line.render(columns, screen.colour) + "\n")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Two blocks each side by side where there is room, else below each other.
fn side_by_side(blocks: Vec<Block>, columns: usize) -> Vec<Block> {
    let mut blocks = blocks.into_iter().filter(|block| !block.is_empty());
    if columns < BESIDE_MIN {
        return blocks.collect();
    }
    let mut rows = vec![];
    while let Some(left) = blocks.next() {
        rows.push(match blocks.next() {
            Some(right) => beside(left, right, (columns - GAP) / 2, GAP),
            None => left,
        });
    }
    rows
}

/// A heading, with something to say behind it, or below it where there is no room.
fn heading(title: &str, remark: &str, columns: usize) -> Block {
    let line = Line::new().push(Style::Heading, title);
    let with_remark = line.clone().push(Style::Faint, &format!("  {remark}"));
    match remark {
        "" => vec![line],
        _ if with_remark.width() <= columns => vec![with_remark],
        _ => vec![line, Line::new().push(Style::Faint, &format!("  {remark}"))],
    }
}
