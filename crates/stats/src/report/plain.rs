//! The text form of a report: three columns, for readers and for awk.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use unicode_width::UnicodeWidthStr;

use super::{Bin, Number, Report, Section, Value, bins};

/// Rows of a histogram.
const BINS_MAX: usize = 16;

/// Letters and scripts beyond these are summed up in one row.
const ROWS_MAX: usize = 30;

/// Rows that tell of the course of the text.
const STEPS_MAX: usize = 8;

/// Columns of a line; only ids and words that are longer go beyond.
const WIDTH: usize = 80;

/// A label, a number and an id.
type Row<'a> = (String, String, &'a str);

impl fmt::Display for Report {
    /// Three columns: a label, a number or `-`, and an id. The last word of such a line is the id, the word before it
    /// the number. Blank lines set groups apart; the lines that say why there is no number end in a comma, a colon or
    /// a full stop, so that none of them ends in an id.
    ///
    /// ```text
    /// words (ASCII white space)    566309  words.ascii
    /// ```
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers: Vec<_> =
            self.numbers.chunk_by(|a, b| section(a) == section(b)).map(rows_of_numbers).collect();
        let origin = self.rows_of_origin();
        let tables = self.rows_of_tables();
        let groups = || numbers.iter().chain([&origin]).chain(&tables);
        let width = |column: fn(&Row<'_>) -> usize| groups().flatten().map(column).max().unwrap_or(0);
        // A long word may stick out rather than push all numbers to the right.
        let label_width = width(|(label, ..)| if label.width() <= 40 { label.width() } else { 0 });
        let number_width = width(|(_, number, _)| number.len());
        let mut is_first = true;
        let mut write = |f: &mut fmt::Formatter<'_>, rows: &[Row<'_>]| {
            if !rows.is_empty() && !core::mem::take(&mut is_first) {
                writeln!(f)?;
            }
            rows.iter().try_for_each(|(label, number, id)| {
                let gap = label_width.saturating_sub(label.width());
                writeln!(f, "{label}{:gap$}  {number:>number_width$}  {id}", "")
            })
        };
        numbers.iter().chain([&origin]).try_for_each(|rows| write(f, rows))?;
        self.write_reasons(f)?;
        tables.iter().try_for_each(|rows| write(f, rows))
    }
}

fn section(number: &Number) -> Section {
    Section::of(number.definition.id)
}

fn rows_of_numbers(numbers: &[Number]) -> Vec<Row<'static>> {
    let row =
        |number: &Number| (number.definition.label.to_string(), number.to_string(), number.definition.id);
    numbers.iter().map(row).collect()
}

impl fmt::Display for Number {
    /// The number in plain digits, with as many after the point as its definition says; `-` where there is none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.value {
            Value::Count(count) => f.pad(&count.to_string()),
            Value::Real(real) => f.pad(&decimal(real, self.definition.decimals.into())),
            Value::Missing(_) => f.pad("-"),
        }
    }
}

/// Rounds, and has no minus before a zero.
fn decimal(real: f64, decimals: usize) -> String {
    let text = format!("{real:.decimals$}");
    let is_zero = text.bytes().all(|byte| b"-0.".contains(&byte));
    if is_zero { text.trim_start_matches('-').to_string() } else { text }
}

impl Report {
    /// By what the numbers were made, as far as it is told.
    fn rows_of_origin(&self) -> Vec<Row<'static>> {
        let language = &self.language;
        let mut rows = Vec::new();
        if !language.code.is_empty() {
            rows.push((format!("language ({})", language.name), language.code.to_string(), "language"));
            if let Some(confidence) = language.confidence {
                let label = "confidence of the language".to_string();
                rows.push((label, decimal(confidence, 2), "language.confidence"));
            }
        }
        if !self.unicode.is_empty() {
            rows.push(("Unicode version".to_string(), self.unicode.to_string(), "unicode"));
        }
        rows
    }

    /// Each reason once, after the ids for which it stands.
    fn write_reasons(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let groups = self.reasons();
        if groups.is_empty() {
            return Ok(());
        }
        writeln!(f, "\nThere is no number (-) for:")?;
        for (reason, ids) in groups {
            let last = ids.len() - 1;
            let ids =
                ids.iter().enumerate().map(|(at, id)| format!("{id}{}", if at < last { "," } else { ":" }));
            let mut column = 0;
            for word in ids.chain([format!("{reason}.")]) {
                let gap = if column == 0 {
                    ""
                } else if column + 1 + word.width() > WIDTH {
                    column = 0;
                    "\n  "
                } else {
                    " "
                };
                write!(f, "{gap}{word}")?;
                column += gap.trim_start_matches('\n').len() + word.width();
            }
            writeln!(f)?;
        }
        Ok(())
    }

    /// Why numbers are missing: each reason once, with the ids that have it.
    ///
    /// ```
    /// let report = reckon_stats::scan(b"Few words.").report(0);
    /// for (reason, ids) in report.reasons() {
    ///     println!("{reason}: {}", ids.join(" "));
    /// }
    /// ```
    #[must_use]
    pub fn reasons(&self) -> Vec<(&'static str, Vec<&'static str>)> {
        let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
        for number in &self.numbers {
            let Value::Missing(reason) = number.value else { continue };
            match groups.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, ids)) => ids.push(number.definition.id),
                None => groups.push((reason, Vec::from([number.definition.id]))),
            }
        }
        groups
    }

    fn rows_of_tables(&self) -> Vec<Vec<Row<'static>>> {
        let words =
            self.top_words.iter().map(|(word, count)| (visible(word), count.to_string(), "words.top"));
        let letters = self.letters.iter().map(|(letter, count)| (letter.to_string(), *count));
        let scripts = self.scripts.iter().map(|(script, count)| (script.to_string(), *count));
        Vec::from([
            words.collect(),
            rows_of_histogram(&self.word_lengths, "words of", "words.length"),
            rows_of_histogram(&self.sentence_lengths, "sentences of", "sentences.length"),
            rows_of_histogram(&self.paragraph_lengths, "paragraphs of", "paragraphs.length"),
            rows_of_spectrum(&self.spectrum),
            longest_rows(letters, "letters"),
            longest_rows(scripts, "scripts"),
            self.rows_of_rhythm(),
            self.rows_of_growth(),
        ])
    }

    /// The mean length of the sentences of each part of the text.
    fn rows_of_rhythm(&self) -> Vec<Row<'static>> {
        let Some(rhythm) = &self.rhythm else { return Vec::new() };
        let mut from = 1;
        let part = |steps: &[(u64, u64)]| {
            let (words, sentences) = steps.iter().fold((0, 0), |sum, step| (sum.0 + step.0, sum.1 + step.1));
            let label = format!("sentences {from}-{}", from + sentences - 1);
            from += sentences;
            (label, decimal(words as f64 / sentences.max(1) as f64, 2), "rhythm")
        };
        let steps = rhythm.steps.len().div_ceil(STEPS_MAX).max(1);
        rhythm.steps.chunks(steps).map(part).collect()
    }

    /// The distinct words at the ends of parts of the text; the last row is that of the whole.
    fn rows_of_growth(&self) -> Vec<Row<'static>> {
        let Some(growth) = &self.growth else { return Vec::new() };
        let steps = growth.distinct.len().div_ceil(STEPS_MAX).max(1);
        let row = |(at, distinct): (usize, &u64)| {
            let is_last = at + 1 == growth.distinct.len();
            let words = (at as u64 + 1).saturating_mul(growth.words_per_step);
            let label = if is_last {
                "distinct at the end".into()
            } else {
                format!("distinct in the first {words} words")
            };
            (label, distinct.to_string(), "growth")
        };
        let rows = growth.distinct.iter().enumerate();
        rows.filter(|(at, _)| (at + 1) % steps == 0 || at + 1 == growth.distinct.len()).map(row).collect()
    }
}

fn rows_of_histogram(histogram: &[(u64, u64)], what: &str, id: &'static str) -> Vec<Row<'static>> {
    let row = |bin: &Bin| (format!("{what} {bin}"), bin.count.to_string(), id);
    bins(histogram, BINS_MAX).iter().map(row).collect()
}

/// The first ten numbers of times each, then rows that end at 20, 50, 100, 200, …
fn rows_of_spectrum(spectrum: &[(u64, u64)]) -> Vec<Row<'static>> {
    let tens = (1..19).flat_map(|power| [2, 5, 10].map(|digit| digit * 10_u64.pow(power)));
    let mut rows = Vec::new();
    let mut from = 1;
    for to in (1..=10).chain(tens).chain([u64::MAX]) {
        let begin = spectrum.partition_point(|(times, _)| *times < from);
        let end = spectrum.partition_point(|(times, _)| *times <= to);
        let words = spectrum[begin..end].iter().fold(0_u64, |sum, (_, words)| sum.saturating_add(*words));
        if words > 0 {
            let times = match to {
                1 => "once".into(),
                to if to == from => format!("{to} times"),
                to => format!("{from}-{to} times"),
            };
            rows.push((format!("words that occur {times}"), words.to_string(), "words.spectrum"));
        }
        from = to.saturating_add(1);
    }
    rows
}

/// The first rows, and one for the sum of the others.
fn longest_rows(rows: impl ExactSizeIterator<Item = (String, u64)>, id: &'static str) -> Vec<Row<'static>> {
    let others = rows.len().saturating_sub(ROWS_MAX);
    let mut sum = 0_u64;
    let mut shown = Vec::new();
    for (label, count) in rows {
        if shown.len() < ROWS_MAX {
            shown.push((visible(&label), count.to_string(), id));
        } else {
            sum = sum.saturating_add(count);
        }
    }
    if others > 0 {
        shown.push((format!("{others} others"), sum.to_string(), id));
    }
    shown
}

/// Makes a text of a document fit to be shown in a line: characters that would steer the terminal, change the
/// direction of what follows or stay unseen are written as `\u{202e}`.
///
/// Joiners stay, for some scripts are written with them.
///
/// ```
/// assert_eq!(reckon_stats::visible("a\u{1b}[31m\u{202e}b"), "a\\u{1b}[31m\\u{202e}b");
/// ```
#[must_use]
pub fn visible(text: &str) -> String {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.into();
    }
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}' => {
                shown.extend(c.escape_unicode());
            }
            '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' => {
                shown.extend(c.escape_unicode());
            }
            c if c.is_control() => shown.extend(c.escape_unicode()),
            c => shown.push(c),
        }
    }
    shown
}
