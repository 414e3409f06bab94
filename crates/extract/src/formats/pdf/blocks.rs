//! Lines to blocks: where paragraphs begin and end, and how their lines are joined.

use std::collections::HashSet;

use super::lines::{CODE, Line};
use super::text;

/// A paragraph or whatever else stands apart on a page.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    pub(super) text: String,
    pub(super) lines: usize,
    pub(super) size: f32,
    pub(super) is_bold: bool,
    pub(super) is_monospaced: bool,
    /// Where the first word ends, and the gap after it as a share of the font size.
    pub(super) first_gap: Option<(usize, f32)>,
    /// The mark that it begins with, which is not in the text.
    pub(super) mark: Option<String>,
    /// It is the first of its column, and does not look like the beginning of a paragraph.
    pub(super) may_continue: bool,
    /// Which column of the page it is in.
    pub(super) flow: usize,
    /// Cells of a row of a table.
    pub(super) cells: Vec<String>,
}

/// What a document shows about its hyphens.
#[derive(Default)]
pub(super) struct Hyphens {
    /// Words with a hyphen in them that have been seen within lines.
    words: HashSet<String>,
    /// How often there are such words.
    within: usize,
    lines: usize,
    /// Lines that end in a hyphen.
    ends: usize,
}

/// Sizes of letters that are told apart in a column.
const SIZES_MAX: usize = 16;

/// Lines that follow each other downwards in one column.
struct Flow<'l> {
    lines: Vec<&'l Line>,
}

/// The blocks of a page, whose lines are in order.
///
/// Where monospaced letters are those of code, its lines stay apart.
pub(super) fn blocks(lines: &[Line], has_code: bool, hyphens: &Hyphens) -> Vec<Block> {
    let mut blocks = vec![];
    for (index, flow) in flows(lines).into_iter().enumerate() {
        let first = blocks.len();
        flow.blocks(has_code, hyphens, &mut blocks);
        blocks.iter_mut().skip(first).for_each(|block: &mut Block| block.flow = index);
        let flow_left = flow.left();
        if let (Some(block), Some(line)) = (blocks.get_mut(first), flow.lines.first()) {
            let is_indented = line.x0 > flow_left + 0.7 * line.size && flow.lines.len() > 1;
            let letter = block.text.chars().next();
            block.may_continue = !is_indented
                && block.cells.is_empty()
                && block.mark.is_none()
                && letter.is_some_and(|letter| letter.is_lowercase() || text::is_unspaced(letter));
        }
    }
    blocks
}

/// Whether a text ends as sentences do.
pub(super) fn is_ended(text: &str) -> bool {
    let end = text.trim_end_matches(|letter: char| {
        letter == CODE.1
            || matches!(letter, '"' | '\'' | ')' | ']' | '»' | '“' | '”' | '’' | '」' | '』' | '）')
    });
    end.ends_with(['.', '!', '?', ':', ';', '…', '。', '！', '？', '：', '؟', '۔'])
}

fn flows(lines: &[Line]) -> Vec<Flow<'_>> {
    let mut flows: Vec<Flow<'_>> = vec![];
    let mut extent = (0.0_f32, 0.0_f32);
    for line in lines {
        let goes_on = flows.last().and_then(|flow| flow.lines.last()).is_some_and(|last| {
            let down = line.y - last.y;
            let overlap = line.x1.min(extent.1) - line.x0.max(extent.0);
            let is_row = down.abs() < 0.3 * line.size.min(last.size);
            is_row || (down > 0.0 && overlap > 0.0)
        });
        match flows.last_mut() {
            Some(flow) if goes_on => {
                flow.lines.push(line);
                extent = (extent.0.min(line.x0), extent.1.max(line.x1));
            }
            _ => {
                flows.push(Flow { lines: vec![line] });
                extent = (line.x0, line.x1);
            }
        }
    }
    flows
}

impl Flow<'_> {
    fn left(&self) -> f32 {
        self.lines.iter().map(|line| line.x0).fold(f32::MAX, f32::min)
    }

    /// The usual distance of lines of one size, which is the median of what there is.
    fn leading(&self) -> Vec<(f32, f32)> {
        let mut distances: Vec<(f32, Vec<f32>)> = vec![];
        for two in self.lines.windows(2) {
            let [a, b] = two else { continue };
            let apart = b.y - a.y;
            if !is_same_size(a.size, b.size) || apart < 0.5 * a.size || apart > 3.0 * a.size {
                continue;
            }
            match distances.iter().position(|(size, _)| is_same_size(*size, a.size)) {
                Some(known) => distances.get_mut(known).into_iter().for_each(|(_, of)| of.push(apart)),
                None if distances.len() < SIZES_MAX => distances.push((a.size, vec![apart])),
                None => {}
            }
        }
        let median = |(size, mut of): (f32, Vec<f32>)| {
            // A column of short paragraphs has more wide distances than narrow ones, and a few lines may have no
            // others.
            let place = if of.len() < 8 { 0 } else { of.len() * 2 / 5 };
            let (_, median, _) = of.select_nth_unstable_by(place, f32::total_cmp);
            (size, median.min(2.0 * size))
        };
        distances.into_iter().map(median).collect()
    }

    fn blocks(&self, has_code: bool, hyphens: &Hyphens, blocks: &mut Vec<Block>) {
        let leading = self.leading();
        let leading_of = |size: f32| {
            leading
                .iter()
                .find(|(of, _)| is_same_size(*of, size))
                .map_or(1.25 * size, |(_, leading)| *leading)
        };
        let right = self.lines.iter().map(|line| line.x1).fold(f32::MIN, f32::max);
        let left = self.left();
        let rows = table(&self.lines);
        // First by distance and size, which are certain.
        let mut start = 0;
        while start < self.lines.len() {
            let mut end = start + 1;
            while let (Some(a), Some(b)) = (self.lines.get(end - 1), self.lines.get(end)) {
                let apart = b.y - a.y;
                let is_row = apart.abs() < 0.3 * a.size.min(b.size);
                let is_apart = apart > 1.25 * leading_of(a.size.min(b.size)).max(a.size);
                if !is_row && (is_apart || !is_same_size(a.size, b.size)) {
                    break;
                }
                end += 1;
            }
            let group = self.lines.get(start..end).unwrap_or_default();
            let rows = rows.get(start..end).unwrap_or_default();
            paragraphs(group, rows, (left, right), has_code, hyphens, blocks);
            start = end;
        }
    }
}

fn is_same_size(a: f32, b: f32) -> bool {
    (a - b).abs() <= 0.08 * a.max(b)
}

/// The paragraphs of lines that stand together.
fn paragraphs(
    group: &[&Line],
    is_table: &[bool],
    flow: (f32, f32),
    has_code: bool,
    hyphens: &Hyphens,
    blocks: &mut Vec<Block>,
) {
    let edge =
        |of: fn(&&Line) -> f32, pick: fn(f32, f32) -> f32, none: f32| group.iter().map(of).fold(none, pick);
    let mut right = edge(|line| line.x1, f32::max, f32::MIN);
    let mut left = edge(|line| line.x0, f32::min, f32::MAX);
    if group.len() < 3 && right < flow.0 + 0.7 * (flow.1 - flow.0) {
        // Too few to know how wide they could be.
        (left, right) = flow;
    }
    let mut open: Option<Block> = None;
    for (index, line) in group.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| group.get(before));
        let after = group.get(index + 1);
        if is_table.get(index) == Some(&true) {
            blocks.extend(open.take());
            blocks.push(row(line));
            continue;
        }
        let is_code = has_code && line.is_monospaced;
        let begins = before.is_none_or(|before| {
            let goes_on = is_code && before.is_monospaced;
            is_table.get(index.wrapping_sub(1)) == Some(&true)
                || !goes_on && begins_paragraph(before, line, after.copied(), left, right)
        });
        match &mut open {
            Some(block) if !begins => {
                let is_row = before.is_some_and(|before| (before.y - line.y).abs() < 0.3 * line.size);
                if is_row {
                    block.text.push(' ');
                    block.text.push_str(&without_marks(line, 0));
                } else if is_code && block.is_monospaced {
                    block.text.push('\n');
                    block.text.push_str(&line.text);
                } else {
                    join(&mut block.text, &without_marks(line, 0), hyphens);
                }
                block.lines += 1;
                block.is_bold &= line.is_bold;
                block.is_monospaced &= line.is_monospaced;
            }
            open => {
                blocks.extend(open.take());
                *open = Some(block(line));
            }
        }
    }
    blocks.extend(open);
}

fn begins_paragraph(before: &Line, line: &Line, after: Option<&Line>, left: f32, right: f32) -> bool {
    if (before.y - line.y).abs() < 0.3 * line.size {
        return false;
    }
    if line.is_right_to_left || before.is_right_to_left {
        // The same from the other side.
        let fits = before.x0 - 0.3 * before.size - line.first_word_width - 0.5 * before.size > left;
        let indent = before.x1 - line.x1;
        let is_indented =
            indent > 0.7 * line.size && after.is_some_and(|after| after.x1 > line.x1 + 0.7 * line.size);
        return fits || is_indented || item(line).is_some();
    }
    // A line that had room for the next word was the last one of its paragraph.
    let fits = before.x1 + 0.3 * before.size + line.first_word_width + 0.5 * before.size < right;
    let indent = line.x0 - before.x0;
    let is_hanging = before.first_gap.is_some_and(|(_, gap)| {
        // It begins where the text of an item begins, behind its label.
        item(before).is_some()
            && (line.x0 - before.x0 - before.first_word_width - gap).abs() < 0.3 * line.size
    });
    let is_indented = indent > 0.7 * line.size
        && !is_hanging
        && after.is_none_or(|after| after.x0 < line.x0 - 0.7 * line.size);
    let is_label = item(line).is_some() || line.leading_mark().is_some();
    let is_outdented_item = is_label && indent <= 0.3 * line.size;
    let is_unspaced = before.text.chars().next_back().is_some_and(text::is_unspaced);
    // Lines without spaces are broken anywhere, but not before some signs.
    let fits = if is_unspaced { before.x1 + 2.5 * before.size < right } else { fits };
    // Nor does a paragraph end within a word.
    let word = before.text.strip_suffix(['-', '\u{2010}', '\u{ad}']);
    let is_broken = word.is_some_and(|word| word.ends_with(char::is_alphabetic))
        && line.text.starts_with(char::is_lowercase);
    fits && !is_broken || is_indented || is_outdented_item
}

fn block(line: &Line) -> Block {
    let mark = line.leading_mark().map(str::to_string);
    let skip = if mark.is_some() { 1 } else { 0 };
    Block {
        text: without_marks(line, skip),
        lines: 1,
        size: line.size,
        is_bold: line.is_bold,
        is_monospaced: line.is_monospaced,
        first_gap: line.first_gap.map(|(end, gap)| (end, gap / line.size.max(0.1))),
        mark,
        ..Block::default()
    }
}

/// The text of a line without a mark at its beginning. Marks within are set off by an invisible sign, so that those of
/// notes can be taken out once the notes are known.
fn without_marks(line: &Line, skip: usize) -> String {
    let mut text = String::with_capacity(line.text.len() + 2 * line.marks.len());
    let mut at = 0;
    for (index, (start, end)) in line.marks.iter().enumerate() {
        text.push_str(line.text.get(at..*start).unwrap_or_default());
        if index >= skip {
            text.push(MARK);
            text.push_str(line.text.get(*start..*end).unwrap_or_default());
            text.push(MARK);
        }
        at = *end;
    }
    text.push_str(line.text.get(at..).unwrap_or_default());
    if skip > 0 { text.trim_start().to_string() } else { text }
}

/// Stands around marks of notes. No text has it.
pub(super) const MARK: char = '\u{fdd0}';

/// The end of the label that an item of a list begins with: a bullet, a number, a letter.
pub(super) fn item(line: &Line) -> Option<usize> {
    let (end, gap) = line.first_gap?;
    label(line.text.get(..end)?, gap / line.size.max(0.1)).then_some(end)
}

/// Whether a word is the label of an item, with such a gap after it, as a share of the font size.
pub(super) fn label(word: &str, gap: f32) -> bool {
    let mut letters = word.chars();
    let is_bullet = matches!((letters.next(), letters.next()), (Some(letter), None) if is_bullet(letter));
    if is_bullet {
        return true;
    }
    let core = word.strip_prefix('(').unwrap_or(word);
    let core = core.strip_suffix([')', '.']).filter(|core| !core.is_empty());
    let is_number = core.is_some_and(|core| {
        core.len() <= 3 && core.bytes().all(|byte| byte.is_ascii_digit())
            || core.len() == 1 && core.bytes().all(|byte| byte.is_ascii_lowercase())
            || core.len() <= 5 && core.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x'))
    });
    is_number && gap > 0.42
}

fn is_bullet(letter: char) -> bool {
    matches!(
        letter,
        '•' | '◦'
            | '▪'
            | '▫'
            | '‣'
            | '⁃'
            | '∙'
            | '●'
            | '○'
            | '■'
            | '□'
            | '–'
            | '—'
            | '-'
            | '*'
            | '∗'
            | '·'
            | '➢'
            | '✓'
            | '\u{f000}'..='\u{f0ff}' | char::REPLACEMENT_CHARACTER
    )
}

/// Which lines are rows of a table: two or more in a row that have wide gaps at the same places.
fn table(group: &[&Line]) -> Vec<bool> {
    let mut is_row = vec![false; group.len()];
    let has_gap = |line: &Line| {
        let is_item = line.gaps.len() == 1 && item(line).is_some();
        !line.gaps.is_empty() && !is_item
    };
    for (index, two) in group.windows(2).enumerate() {
        let [a, b] = two else { continue };
        let aligned =
            a.gaps.iter().any(|(_, from, to)| b.gaps.iter().any(|(_, start, end)| from < end && start < to));
        if has_gap(a) && has_gap(b) && aligned && is_same_size(a.size, b.size) {
            for row in is_row.iter_mut().skip(index).take(2) {
                *row = true;
            }
        }
    }
    is_row
}

fn row(line: &Line) -> Block {
    let mut cells = vec![];
    let mut at = 0;
    let ends = line.gaps.iter().map(|gap| gap.0).chain([line.text.len()]);
    for end in ends {
        let cell = line.text.get(at..end).unwrap_or_default().trim();
        if !cell.is_empty() {
            cells.push(cell.to_string());
        }
        at = end;
    }
    Block { cells, lines: 1, size: line.size, is_bold: line.is_bold, ..Block::default() }
}

/// Appends the next line of a paragraph.
pub(super) fn join(text: &mut String, line: &str, hyphens: &Hyphens) {
    let line = line.trim_start();
    while text.ends_with(' ') {
        text.pop();
    }
    if text.ends_with(CODE.1) || line.starts_with(CODE.0) {
        // A hyphen of code is one.
        text.push(' ');
        text.push_str(line);
        return;
    }
    let (Some(last), Some(first)) = (text.chars().next_back(), line.chars().next()) else {
        text.push_str(line);
        return;
    };
    match last {
        '\u{ad}' => {
            text.pop();
        }
        '-' | '\u{2010}' if !text.trim_end_matches(['-', '\u{2010}']).ends_with(char::is_whitespace) => {
            match hyphen(text, line, hyphens) {
                Hyphen::OfTheBreak => {
                    text.pop();
                }
                Hyphen::OfTheWord => {}
                Hyphen::Suspended => text.push(' '),
            }
        }
        last if text::is_unspaced(last) && text::is_unspaced(first) => {}
        // Such a dash joins what is before and after it, unless it has spaces.
        '\u{2014}' if !text.ends_with(" \u{2014}") => {}
        _ => text.push(' '),
    }
    text.push_str(line);
}

/// What a hyphen at the end of a line is.
enum Hyphen {
    OfTheBreak,
    OfTheWord,
    /// It stands for a part of a word that comes later: `pre- and postwar`.
    Suspended,
}

fn hyphen(text: &str, line: &str, hyphens: &Hyphens) -> Hyphen {
    let before = text.rsplit(char::is_whitespace).next().unwrap_or_default();
    let stem = before.trim_end_matches(['-', '\u{2010}']);
    let next: &str = line.split(char::is_whitespace).next().unwrap_or_default();
    let (Some(first), Some(last)) = (next.chars().next(), stem.chars().next_back()) else {
        return Hyphen::OfTheWord;
    };
    if matches!(next, "und" | "oder" | "bis" | "sowie" | "and" | "or" | "nor") {
        return Hyphen::Suspended;
    }
    if !last.is_alphabetic() || !first.is_alphabetic() || first.is_uppercase() {
        return Hyphen::OfTheWord;
    }
    // A single letter is not broken off, and what has hyphens already may have one more.
    if stem.trim_start_matches(|letter: char| !letter.is_alphanumeric()).chars().count() == 1 {
        return Hyphen::OfTheWord;
    }
    let word = word_of(&format!("{stem}-{next}"));
    if hyphens.words.contains(&word) || hyphens.are_all_of_words() {
        Hyphen::OfTheWord
    } else {
        Hyphen::OfTheBreak
    }
}

/// Words that are remembered for the ends of lines.
const HYPHENATED_MAX: usize = 1 << 16;

impl Hyphens {
    /// Remembers what a line shows.
    pub(super) fn remember(&mut self, line: &str) {
        self.lines += 1;
        self.ends += usize::from(line.ends_with(['-', '\u{2010}', '\u{ad}']));
        if !line.contains(['-', '\u{2010}']) {
            return;
        }
        for word in line.split(char::is_whitespace) {
            let word = word_of(word);
            let is_within = word.find('-').is_some_and(|at| at > 0 && at + 1 < word.len());
            self.within += usize::from(is_within);
            if is_within && word.len() <= 64 && self.words.len() < HYPHENATED_MAX {
                self.words.insert(word);
            }
        }
    }

    /// Whether words are not broken at all: then few lines end in a hyphen, as one of some ten words is at the end of a
    /// line, and those hyphens are of words that have one.
    fn are_all_of_words(&self) -> bool {
        self.ends * 5 < self.within && self.ends * 50 < self.lines
    }
}

/// A word in lower case, without what is around it.
fn word_of(word: &str) -> String {
    word.trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '-')
        .replace('\u{2010}', "-")
        .to_lowercase()
}
