//! The parts of a terminal's report that are lists of numbers.

use reckon_stats::{Number, Report, Section, Value, visible};
use unicode_width::UnicodeWidthStr;

use super::canvas::{Block, Line, Style, clip, left, right};
use super::heading;
use crate::render::Document;
use crate::render::explain::wrap;
use crate::render::number::{NONE, find, for_people, grouped, label, value};
use crate::render::scale::{GRADE_MAX, hint, is_grade};
use crate::render::structure::{ScopeRow, Structure};

/// What most readers look for.
const HEADLINES: [&str; 8] = [
    "words",
    "words.distinct",
    "chars.graphemes",
    "sentences",
    "paragraphs",
    "lines",
    "bytes",
    "reading_time",
];

/// A definition that has fewer columns is left out.
const DEFINITION_MIN: usize = 24;

/// Columns of an entry in a list of several columns.
const ENTRY: usize = 38;

/// The name, and by which rules it was counted.
pub fn header(document: &Document, columns: usize) -> Block {
    let Document { name, report, .. } = document;
    let language = &report.language;
    let certainty = language.confidence.map(|confidence| format!(" ({:.0} %)", confidence * 100.0));
    let mut origin = vec![];
    if !language.code.is_empty() {
        origin.push(format!("{}{}", language.name, certainty.unwrap_or_default()));
    }
    if !report.unicode.is_empty() {
        origin.push(format!("Unicode {}", report.unicode));
    }
    let origin = origin.join(" · ");
    let name = visible(name);
    if name.width() + 2 + origin.width() <= columns {
        vec![Line::new().push(Style::Heading, &name).push_right(Style::Faint, &origin, columns)]
    } else {
        let lines = [(Style::Heading, name), (Style::Faint, origin)];
        lines.iter().map(|(style, text)| Line::new().push(*style, text)).collect()
    }
}

/// The numbers that most readers look for.
pub fn headlines(report: &Report, columns: usize) -> Block {
    let numbers: Vec<_> = HEADLINES.iter().filter_map(|id| find(report, id)).collect();
    defined(&numbers, columns)
}

/// All numbers, each section with its title, but for what has a chart of its own.
pub fn sections(report: &Report, columns: usize) -> Vec<Block> {
    let section = |number: &Number| Section::of(number.definition.id);
    let sections = report.numbers.chunk_by(|a, b| section(a) == section(b));
    let sections = sections.filter(|numbers| section(&numbers[0]) != Section::Readability);
    sections
        .map(|numbers| {
            let numbers: Vec<_> = numbers.iter().collect();
            let mut block = heading(section(numbers[0]).title(), "", columns);
            block.extend(defined(&numbers, columns));
            block
        })
        .collect()
}

/// A line for each number, with its definition as far as there is room.
fn defined(numbers: &[&Number], columns: usize) -> Block {
    let texts: Vec<_> = numbers.iter().map(|number| for_people(number)).collect();
    let number_width = texts.iter().map(|text| text.width()).max().unwrap_or(0);
    let label_width = numbers.iter().map(|number| label(number.definition).len()).max().unwrap_or(0);
    let room = columns.saturating_sub(number_width + label_width + 6);
    let line = |(number, text): (&&Number, &String)| {
        let line = Line::new().push(Style::Number, &format!("  {}", right(text, number_width)));
        let name = label(number.definition);
        let text = match number.value {
            Value::Missing(reason) => reason,
            Value::Count(_) | Value::Real(_) => number.definition.text,
        };
        if room < DEFINITION_MIN {
            return line.push(Style::Plain, &format!("  {name}"));
        }
        let text = format!("  {}", clip(text, room));
        line.push(Style::Plain, &format!("  {}", left(name, label_width))).push(Style::Faint, &text)
    };
    numbers.iter().zip(&texts).map(line).collect()
}

/// Words by each definition.
pub fn words(report: &Report, columns: usize) -> Block {
    let is_shown = |number: &&Number| {
        Section::of(number.definition.id) == Section::Words
            && number.definition.id != "words"
            && value(number).is_some()
    };
    let numbers: Vec<_> = report.numbers.iter().filter(is_shown).collect();
    listed("Words by other definitions", &numbers, columns)
}

/// Indices of lexical diversity.
pub fn diversity(report: &Report, columns: usize) -> Block {
    let is_shown =
        |number: &&Number| Section::of(number.definition.id) == Section::Diversity && value(number).is_some();
    let numbers: Vec<_> = report.numbers.iter().filter(is_shown).collect();
    listed("Lexical diversity", &numbers, columns)
}

/// Numbers in as many columns as there is room for, in order from top to bottom.
fn listed(title: &str, numbers: &[&Number], columns: usize) -> Block {
    if numbers.is_empty() {
        return vec![];
    }
    let across = (columns / ENTRY).clamp(1, 4);
    let rows = numbers.len().div_ceil(across);
    let width = (columns.min(across * (ENTRY + 4)) - 2 * across) / across;
    let texts: Vec<_> = numbers.iter().map(|number| for_people(number)).collect();
    let number_width = texts.iter().map(|text| text.width()).max().unwrap_or(0);
    let mut block = heading(title, "", columns);
    for row in 0..rows {
        let mut line = Line::new();
        for at in (row..numbers.len()).step_by(rows) {
            let label = left(label(numbers[at].definition), width.saturating_sub(number_width + 2));
            line = line.push(Style::Number, &format!("  {}", right(&texts[at], number_width)));
            line = line.push(Style::Plain, &format!("  {label}"));
        }
        block.push(line);
    }
    block
}

/// Grades on a scale, then the other indices.
pub fn readability(report: &Report, columns: usize) -> Block {
    let numbers =
        report.numbers.iter().filter(|number| Section::of(number.definition.id) == Section::Readability);
    let numbers: Vec<_> = numbers.filter_map(|number| Some((number, value(number)?))).collect();
    let (grades, others): (Vec<_>, Vec<_>) =
        numbers.iter().partition(|(number, _)| is_grade(number.definition.id));
    if numbers.is_empty() {
        return vec![];
    }
    let label_width = numbers.iter().map(|(number, _)| label(number.definition).len()).max().unwrap_or(0);
    let number_width = numbers.iter().map(|(number, _)| number.to_string().len()).max().unwrap_or(0);
    // On a narrow screen the scale matters more than the ends of names.
    let label_width = label_width.min(columns * 2 / 5);
    let ruler = (columns - label_width - number_width - 6).clamp(6, 81);
    let start = |number: &Number| {
        let label = left(label(number.definition), label_width);
        let text = right(&number.to_string(), number_width);
        Line::new()
            .push(Style::Plain, &format!("  {label}  "))
            .push(Style::Number, &text)
            .push(Style::Plain, "  ")
    };
    let remark = if grades.is_empty() { "" } else { "grade of a US school" };
    let mut block = heading("Readability", remark, columns);
    if !grades.is_empty() {
        let indent = " ".repeat(label_width + number_width + 6);
        block.push(Line::new().push(Style::Faint, &(indent + &axis(ruler))));
    }
    for (number, grade) in grades {
        let at = ((grade / GRADE_MAX).clamp(0.0, 1.0) * (ruler - 1) as f64).round() as usize;
        let mark = if (0.0..=GRADE_MAX).contains(&grade) {
            "●"
        } else if grade < 0.0 {
            "◂"
        } else {
            "▸"
        };
        let line = start(number).push(Style::Faint, &"┄".repeat(at)).push(Style::Mark, mark);
        block.push(line.push(Style::Faint, &"┄".repeat(ruler - 1 - at)));
    }
    for (number, _) in others {
        let hint = Some(hint(number.definition.id)).filter(|hint| hint.len() <= ruler).unwrap_or_default();
        block.push(start(number).push(Style::Faint, hint));
    }
    block.extend(inputs(report, columns));
    block
}

/// The marks of the scale of grades: `0    5    10` at their places.
fn axis(columns: usize) -> String {
    let step = match columns {
        61.. => 2,
        20.. => 5,
        _ => 10,
    };
    let mut text = String::new();
    for grade in (0..=GRADE_MAX as usize).step_by(step) {
        let at = (grade as f64 / GRADE_MAX * (columns - 1) as f64).round() as usize;
        let label = grade.to_string();
        // The last one ends where the scale ends.
        let at = at.min(columns - label.len());
        text += &" ".repeat(at.saturating_sub(text.len()));
        text += &label;
    }
    text
}

/// The counts of which the indices are made.
fn inputs(report: &Report, columns: usize) -> Block {
    let readability =
        report.numbers.iter().filter(|number| Section::of(number.definition.id) == Section::Readability);
    let mut ids: Vec<&str> = vec![];
    for id in readability.filter(|number| value(number).is_some()).flat_map(|number| number.definition.inputs)
    {
        if !ids.contains(id) {
            ids.push(id);
        }
    }
    let numbers = ids.iter().filter_map(|id| find(report, id)).filter(|number| value(number).is_some());
    let texts: Vec<_> =
        numbers.map(|number| format!("{} {}", for_people(number), label(number.definition))).collect();
    if texts.is_empty() {
        return vec![];
    }
    paragraph(&format!("from {}", texts.join(", ")), columns, 2)
}

/// The format of a document and the words of each scope; nothing for plain text.
pub fn scopes(structure: &Structure, columns: usize) -> Block {
    if structure.is_plain() {
        return vec![];
    }
    let format = std::iter::once(structure.format.as_str()).chain(structure.encoding.as_deref());
    let mut block = heading("Words by part", &format.collect::<Vec<_>>().join(", "), columns);
    let scopes = structure.scopes.iter().map(|ScopeRow { scope, counts, numbers }| {
        (numbers.words.map_or(NONE.into(), grouped), scope.clone(), if *counts { "" } else { "not counted" })
    });
    block.extend(rows(scopes.collect()));
    block
}

/// What a document states of itself.
pub fn stated(structure: &Structure, columns: usize) -> Block {
    if structure.stated.is_empty() {
        return vec![];
    }
    let mut block = heading("What the file states of itself", "", columns);
    let row = |(what, number): (&String, &u64)| (grouped(*number), what.replace('_', " "), "");
    block.extend(rows(structure.stated.iter().map(row).collect()));
    block
}

/// A number in each line, what it is, and a remark.
fn rows(rows: Vec<(String, String, &str)>) -> Block {
    let width = rows.iter().map(|(number, ..)| number.width()).max().unwrap_or(0);
    let line = |(number, what, remark): &(String, String, &str)| {
        let line = Line::new().push(Style::Number, &format!("  {}", right(number, width)));
        line.push(Style::Plain, &format!("  {what}")).push(Style::Faint, &format!("  {remark}"))
    };
    rows.iter().map(line).collect()
}

/// The sections, if they were asked for.
pub fn tree(structure: &Structure) -> Block {
    let text = structure.sections_text().unwrap_or_default();
    let lines = text.lines().enumerate();
    lines
        .map(|(at, line)| Line::new().push(if at == 0 { Style::Faint } else { Style::Plain }, line))
        .collect()
}

/// Why numbers are missing.
pub fn reasons(report: &Report, columns: usize) -> Block {
    let reasons = report.reasons();
    let name = |id: &&str| find(report, id).map_or(*id, |number| label(number.definition)).to_string();
    reasons
        .iter()
        .flat_map(|(reason, ids)| {
            let labels: Vec<_> = ids.iter().map(name).collect();
            paragraph(&format!("No {}: {reason}.", labels.join(", ")), columns, 2)
        })
        .collect()
}

/// Where there is more.
pub fn footer(columns: usize) -> Block {
    paragraph(
        "What a number means: --explain ID. All numbers: --fields '*', --json, --html FILE.",
        columns,
        2,
    )
}

/// A text in several lines.
pub fn paragraph(text: &str, columns: usize, indent: usize) -> Block {
    let text = " ".repeat(indent) + &wrap(text, columns, indent);
    text.lines().map(|line| Line::new().push(Style::Faint, line)).collect()
}
