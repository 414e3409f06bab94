//! The parts of a terminal's report that are charts.

use reckon_stats::{Report, bins, visible};
use unicode_width::UnicodeWidthStr;

use super::canvas::{Block, Line, Style, bar, left, right, strip};
use super::heading;
use super::parts::paragraph;
use crate::render::number::{find, for_people, grouped};

/// Rows of a histogram.
const BINS_MAX: usize = 15;

/// Rows of characters of a strip.
const STRIP_ROWS: usize = 3;

/// The longest bar.
const BAR_MAX: usize = 60;

/// A word that is longer is cut.
const WORD_MAX: usize = 24;

/// The lengths of the sentences in their order.
pub fn rhythm(report: &Report, columns: usize) -> Block {
    let Some(rhythm) = report.rhythm.as_ref().filter(|rhythm| !rhythm.steps.is_empty()) else {
        return vec![];
    };
    let per_column = rhythm.steps.len().div_ceil(columns - 4);
    let mean = |steps: &[(u64, u64)]| {
        let (words, sentences) = steps.iter().fold((0, 0), |sum, step| (sum.0 + step.0, sum.1 + step.1));
        words as f64 / sentences.max(1) as f64
    };
    let means: Vec<_> = rhythm.steps.chunks(per_column).map(mean).collect();
    let sentences = rhythm.sentences_per_step * per_column as u64;
    let each = match sentences {
        1 => "each column is a sentence".to_string(),
        sentences => format!("each column is the mean of {}", grouped(sentences)),
    };
    let mut block = heading("Sentence by sentence", &each, columns);
    block.extend(
        strip(&means, STRIP_ROWS).iter().map(|row| Line::new().push(Style::Bar, &format!("  {row}"))),
    );
    let number = |id, name| find(report, id).map(|number| format!("{name} {}", for_people(number)));
    let longest = report.sentence_lengths.last().map(|(words, _)| format!("longest {}", grouped(*words)));
    let numbers =
        [number("sentences.length.mean", "mean"), number("sentences.length.median", "median"), longest];
    let numbers: Vec<_> = numbers.into_iter().flatten().collect();
    if !numbers.is_empty() {
        block.extend(paragraph(&format!("{} words", numbers.join(", ")), columns, 2));
    }
    block
}

/// An exact histogram in few rows.
pub fn histogram(title: &str, exact: &[(u64, u64)], columns: usize) -> Block {
    let rows: Vec<_> = bins(exact, BINS_MAX).iter().map(|bin| (bin.to_string(), bin.count)).collect();
    let total = exact.iter().map(|(_, count)| *count).sum();
    bars(heading(title, "", columns), &rows, total, columns, true)
}

/// Rows of a label, a bar, a number and its part of the total.
fn bars(heading: Block, rows: &[(String, u64)], total: u64, columns: usize, is_right: bool) -> Block {
    if rows.is_empty() {
        return vec![];
    }
    let label_width =
        rows.iter().map(|(label, _)| label.width()).max().unwrap_or(0).min(WORD_MAX).min(columns / 3);
    let max = rows.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let number_width = grouped(max).len();
    // Two spaces each, and ` 12.3 %`.
    let room = columns.saturating_sub(label_width + number_width + 6 + 8).min(BAR_MAX);
    let row = |(label, count): &(String, u64)| {
        let label = if is_right { right(label, label_width) } else { left(label, label_width) };
        let part = 100.0 * *count as f64 / total.max(1) as f64;
        let bar = left(&bar(*count as f64, max as f64, room), room);
        Line::new()
            .push(Style::Plain, &format!("  {label} "))
            .push(Style::Bar, &bar)
            .push(Style::Plain, &format!(" {}", right(&grouped(*count), number_width)))
            .push(Style::Faint, &format!("  {part:4.1} %"))
    };
    heading.into_iter().chain(rows.iter().map(row)).collect()
}

/// The most frequent words.
pub fn top_words(report: &Report, columns: usize) -> Block {
    let rows: Vec<_> = report.top_words.iter().map(|(word, count)| (visible(word), *count)).collect();
    let total = find(report, "words").and_then(crate::render::number::value);
    let total = total.map_or_else(|| rows.iter().map(|(_, count)| *count).sum(), |words| words as u64);
    two_columns("Most frequent words", &rows, total, columns)
}

/// Bars that go on in a second column where there is room.
fn two_columns(title: &str, rows: &[(String, u64)], total: u64, columns: usize) -> Block {
    let heading = heading(title, "", columns);
    if columns < super::BESIDE_MIN || rows.len() < 6 {
        return bars(heading, rows, total, columns, false);
    }
    let half = (columns - super::GAP) / 2;
    // All rows are laid out together, so that both columns have the same scale.
    let mut lines = bars(heading, rows, total, half, false).into_iter();
    let heading: Block = lines.next().into_iter().collect();
    let mut first: Block = lines.collect();
    let second = first.split_off(first.len().div_ceil(2));
    [heading, super::beside(first, second, half, super::GAP)].concat()
}

/// Letters under columns, the most frequent first.
pub fn letters(report: &Report, columns: usize) -> Block {
    let total: u64 = report.letters.iter().map(|(_, count)| *count).sum();
    let step = if columns >= 82 { 3 } else { 2 };
    let fits = (columns - 2) / step;
    let shown: Vec<_> = report.letters.iter().take(fits).collect();
    if shown.is_empty() {
        return vec![];
    }
    let counts: Vec<_> = shown.iter().map(|(_, count)| *count as f64).collect();
    let spread =
        |text: &str| -> String { text.chars().map(|c| c.to_string().repeat(step - 1) + " ").collect() };
    let (first, most) = shown[0];
    let share = 100.0 * *most as f64 / total.max(1) as f64;
    let more = report.letters.len() - shown.len();
    let more = if more > 0 { format!(", and {} more letters", grouped(more as u64)) } else { String::new() };
    let remark = format!("{} is {share:.1} %{more}", visible(&first.to_string()));
    let mut block = heading("Letters", &remark, columns);
    let rows = strip(&counts, STRIP_ROWS);
    block.extend(rows.iter().map(|row| Line::new().push(Style::Bar, &format!("  {}", spread(row)))));
    let names: String = shown.iter().map(|(letter, _)| left(&visible(&letter.to_string()), step)).collect();
    block.push(Line::new().push(Style::Plain, &format!("  {names}")));
    block
}

/// Code points by their scripts.
pub fn scripts(report: &Report, columns: usize) -> Block {
    let rows: Vec<_> =
        report.scripts.iter().take(BINS_MAX).map(|(name, count)| (name.to_string(), *count)).collect();
    let total = report.scripts.iter().map(|(_, count)| *count).sum();
    bars(heading("Scripts", "of code points", columns), &rows, total, columns, false)
}

/// How many words occur once, twice and so on.
pub fn spectrum(report: &Report, columns: usize) -> Block {
    let rows: Vec<_> =
        report.spectrum.iter().take(BINS_MAX).map(|(times, words)| (times.to_string(), *words)).collect();
    let total = report.spectrum.iter().map(|(_, words)| *words).sum();
    bars(heading("Words by how often they occur", "", columns), &rows, total, columns, true)
}

/// How the vocabulary grows.
pub fn growth(report: &Report, columns: usize) -> Block {
    let Some(growth) = report.growth.as_ref().filter(|growth| !growth.distinct.is_empty()) else {
        return vec![];
    };
    let per_column = growth.distinct.len().div_ceil(columns - 4);
    let ends: Vec<_> =
        growth.distinct.chunks(per_column).filter_map(|steps| steps.last()).map(|end| *end as f64).collect();
    let words = growth.words_per_step * per_column as u64;
    let remark = format!("distinct words, a column each {}", grouped(words));
    let mut block = heading("Growth of the vocabulary", &remark, columns);
    block
        .extend(strip(&ends, STRIP_ROWS).iter().map(|row| Line::new().push(Style::Bar, &format!("  {row}"))));
    block
}
