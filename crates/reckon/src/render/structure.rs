//! What a document is made of, beside its numbers: its format, its scopes, its sections, and what it says of itself.

use std::collections::BTreeMap;

use reckon_extract::{Format, Found, Scope, Scopes, Section, Statistics};
use reckon_stats::{Report, Scan, Stats, Value};
use serde::{Deserialize, Serialize};
use unicode_width::UnicodeWidthStr;

use super::number::find;

/// What a document is made of.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Structure {
    /// The id of its format.
    pub format: String,
    /// The encoding of its text, where the format does not fix it.
    pub encoding: Option<String>,
    /// Each scope that there is.
    pub scopes: Vec<ScopeRow>,
    /// The sections, each with those below it, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sections: Option<Vec<SectionRow>>,
    /// What the file says of itself, and the numbers.
    pub stated: BTreeMap<String, u64>,
    /// Remarks.
    pub notices: Vec<String>,
}

/// What there is to say of a file, or of a document within it, that has no numbers.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Unread {
    /// Why it cannot be read; none of a file that holds other documents and nothing else.
    pub why: Option<String>,
    /// Remarks.
    pub notices: Vec<String>,
}

/// A scope of a document.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ScopeRow {
    /// Its id.
    pub scope: String,
    /// Whether it is part of the numbers of the document.
    pub counts: bool,
    /// What is in it.
    #[serde(flatten)]
    pub numbers: Numbers,
}

/// A section of a document, with those below it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct SectionRow {
    /// 1 and deeper; 0 for what stands before any heading.
    pub level: u8,
    /// Its heading.
    pub title: String,
    /// What is in it.
    #[serde(flatten)]
    pub numbers: Numbers,
    /// Its share of the words of the document, 0 to 1.
    pub share: f64,
}

/// The numbers of a part of a document. What was not counted, or does not apply, is missing.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct Numbers {
    /// `words`
    pub words: Option<u64>,
    /// `sentences`
    pub sentences: Option<u64>,
    /// `chars.graphemes`
    pub graphemes: Option<u64>,
    /// `reading_time`, in seconds
    pub reading_time: Option<f64>,
    /// `readability.flesch_kincaid`
    pub flesch_kincaid: Option<f64>,
}

/// The ids of the numbers of a part of a document.
pub const PART_NUMBERS: [&str; 5] =
    ["words", "sentences", "chars.graphemes", "reading_time", "readability.flesch_kincaid"];

impl Numbers {
    fn of_report(report: &Report) -> Self {
        let count = |id| match find(report, id)?.value {
            Value::Count(count) => Some(count),
            Value::Real(_) | Value::Missing(_) => None,
        };
        let real = |id| match find(report, id)?.value {
            Value::Count(count) => Some(count as f64),
            Value::Real(real) => Some(real),
            Value::Missing(_) => None,
        };
        Self {
            words: count("words"),
            sentences: count("sentences"),
            graphemes: count("chars.graphemes"),
            reading_time: real("reading_time"),
            flesch_kincaid: real("readability.flesch_kincaid"),
        }
    }

    fn of_scan(scan: &Scan) -> Self {
        Self::of_report(&scan.report_of(&PART_NUMBERS.into_iter().collect()))
    }

    fn of_stats(stats: &Stats) -> Self {
        let mut scan = Scan::default();
        scan.stats.merge(stats);
        Self::of_scan(&scan)
    }
}

impl Structure {
    /// That of a document which was read.
    #[must_use]
    pub fn new(found: Found, statistics: &Statistics, scopes: Scopes) -> Self {
        let row = |(scope, stats): (&Scope, &Stats)| ScopeRow {
            scope: scope.id().to_string(),
            counts: scopes.has(*scope),
            numbers: Numbers::of_stats(stats),
        };
        let sections =
            (!statistics.sections.is_empty()).then(|| tree(&statistics.sections, &statistics.scan));
        Self {
            format: found.format.id().to_string(),
            encoding: found.encoding.map(String::from),
            scopes: statistics.scopes.iter().map(row).collect(),
            sections,
            stated: statistics.stated.iter().cloned().collect(),
            notices: statistics.notices.clone(),
        }
    }

    /// That of a plain text in UTF-8.
    #[must_use]
    pub fn of_text(scan: &Scan, has_sections: bool) -> Self {
        let numbers = Numbers::of_scan(scan);
        let whole = || vec![SectionRow { level: 0, title: String::new(), numbers, share: 1.0 }];
        Self {
            format: Format::Text.id().to_string(),
            encoding: Some("UTF-8".to_string()),
            scopes: vec![ScopeRow { scope: Scope::Body.id().to_string(), counts: true, numbers }],
            sections: has_sections.then(whole),
            stated: BTreeMap::new(),
            notices: vec![],
        }
    }

    /// Whether it is plain text, of which there is no more to say.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.format == Format::Text.id()
            && self.encoding.as_deref() == Some("UTF-8")
            && self.notices.is_empty()
    }

    /// The sections as people read them, if they were asked for.
    #[must_use]
    pub fn sections_text(&self) -> Option<String> {
        self.sections.as_deref().map(sections_table)
    }

    /// Three columns as those of a report: a label, a number, an id. Nothing for plain text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut rows: Vec<[String; 3]> = vec![];
        if !self.is_plain() {
            rows.push(["format".into(), self.format.clone(), "format".into()]);
            let encoding = self.encoding.clone();
            rows.extend(encoding.map(|encoding| ["encoding".into(), encoding, "encoding".into()]));
            for ScopeRow { scope, counts, numbers } in &self.scopes {
                let label = format!("words, {scope}{}", if *counts { "" } else { " (not counted)" });
                let number = numbers.words.map_or_else(|| "-".to_string(), |words| words.to_string());
                rows.push([label, number, format!("scopes.{scope}.words")]);
            }
            let stated = self.stated.iter();
            rows.extend(stated.map(|(what, number)| {
                [format!("{what}, as the file states"), number.to_string(), format!("stated.{what}")]
            }));
        }
        let width = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or(0);
        let (labels, numbers) = (width(0), width(1));
        let mut text = String::new();
        for [label, number, id] in &rows {
            text += &format!("{label}{:1$}  {number:>numbers$}  {id}\n", "", labels - label.width());
        }
        if let Some(sections) = &self.sections {
            text += if text.is_empty() { "" } else { "\n" };
            text += &sections_table(sections);
        }
        text
    }
}

/// The table of formats.
#[must_use]
pub fn list_formats() -> String {
    let width = Format::all().map(|format| format.id().len()).max().unwrap_or(0);
    let names = Format::all().map(|format| format.to_string().len()).max().unwrap_or(0);
    let row = |format: Format| {
        let mut ends = String::new();
        for extension in format.extensions() {
            ends += &format!(" .{extension}");
        }
        format!("{:width$}  {:names$} {ends}\n", format.id(), format.to_string())
    };
    Format::all().map(row).collect()
}

/// Each section with those below it, by merging upward.
fn tree(sections: &[Section], whole: &Scan) -> Vec<SectionRow> {
    let whole = Numbers::of_stats(&whole.stats).words.unwrap_or(0);
    let mut totals: Vec<Stats> = sections.iter().map(|section| section.stats.clone()).collect();
    // From the end: what is below a section is complete when it is merged.
    let mut open: Vec<usize> = vec![];
    let mut above = vec![None; sections.len()];
    for (at, section) in sections.iter().enumerate() {
        while open.last().is_some_and(|&last| sections[last].level >= section.level) {
            open.pop();
        }
        // What stands before any heading has nothing below it.
        above[at] = open.last().copied().filter(|&last| sections[last].level > 0);
        open.push(at);
    }
    for at in (0..sections.len()).rev() {
        if let Some(above) = above[at] {
            let (before, from) = totals.split_at_mut(at);
            before[above].merge(&from[0]);
        }
    }
    let rows = sections.iter().zip(&totals).filter(|(section, stats)| section.level > 0 || stats.bytes > 0);
    rows.map(|(section, stats)| {
        let numbers = Numbers::of_stats(stats);
        let share = numbers.words.unwrap_or(0) as f64 / whole.max(1) as f64;
        SectionRow { level: section.level, title: section.title.clone(), numbers, share }
    })
    .collect()
}

impl SectionRow {
    /// Words, share, time of reading, grade and heading, as people read them.
    #[must_use]
    pub fn cells(&self) -> [String; 5] {
        let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_string());
        let numbers = &self.numbers;
        let title = match (self.level, self.title.as_str()) {
            (0, _) => "(before any heading)".to_string(),
            (_, "") => "(without a title)".to_string(),
            (_, title) => reckon_stats::visible(title),
        };
        [
            or_dash(numbers.words.map(|words| words.to_string())),
            format!("{:.1} %", 100.0 * self.share),
            or_dash(numbers.reading_time.map(minutes)),
            or_dash(numbers.flesch_kincaid.map(|grade| format!("{grade:.1}"))),
            title,
        ]
    }
}

/// The sections as people read them.
fn sections_table(sections: &[SectionRow]) -> String {
    let head = ["words", "share", "reading", "grade", "section"].map(String::from);
    let rows: Vec<_> = sections.iter().map(|section| (section.level, section.cells())).collect();
    let lines = || std::iter::once((1, &head)).chain(rows.iter().map(|(level, cells)| (*level, cells)));
    let widths: [usize; 4] =
        std::array::from_fn(|column| lines().map(|(_, line)| line[column].width()).max().unwrap_or(0));
    let mut text = String::new();
    for (level, line) in lines() {
        for (cell, width) in line.iter().zip(widths) {
            text += &format!("{:1$}{cell}  ", "", width - cell.width());
        }
        text += &"  ".repeat(usize::from(level.saturating_sub(1)).min(8));
        text += &line[4];
        text.push('\n');
    }
    text
}

/// Minutes and seconds.
fn minutes(seconds: f64) -> String {
    let seconds = seconds.round() as u64;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
