//! Glyphs to lines: what stands on one baseline, with spaces where there are gaps.

use super::content::{Furniture, Glyph};
use super::fonts::{NOTHING, Strings};
use super::text::{self, Way};

/// A gap of so much of the font size is a space.
const SPACE: f32 = 0.15;

/// The same between letters of Chinese and Japanese, which lines are filled up with gaps between, and before others.
const UNSPACED_SPACE: f32 = 0.5;

/// A gap of so much of the font size is none within a run of text, but one between columns, cells, or a label and its
/// item.
const WIDE: f32 = 1.0;

/// Stand around monospaced letters within a line of others. No text has them.
pub(super) const CODE: (char, char) = ('\u{fdd1}', '\u{fdd2}');

/// A line of a page.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) x0: f32,
    pub(super) x1: f32,
    /// Of the baseline, growing downwards.
    pub(super) y: f32,
    /// Of the font that most of its letters are in.
    pub(super) size: f32,
    /// All of it is bold.
    pub(super) is_bold: bool,
    /// All of it is monospaced.
    pub(super) is_monospaced: bool,
    pub(super) is_right_to_left: bool,
    pub(super) furniture: Option<Furniture>,
    /// How long the first word is.
    pub(super) first_word_width: f32,
    /// Where the first word ends in the text, and the gap after it.
    pub(super) first_gap: Option<(usize, f32)>,
    /// Where wide gaps are: the place in the text, and from where to where they reach.
    pub(super) gaps: Vec<(usize, f32, f32)>,
    /// Raised numbers and signs, which may be marks of notes: places in the text.
    pub(super) marks: Vec<(usize, usize)>,
}

impl Line {
    /// The mark that the line begins with, as a note does.
    pub(super) fn leading_mark(&self) -> Option<&str> {
        let (start, end) = *self.marks.first()?;
        if start == 0 { self.text.get(..end) } else { None }
    }

    /// Cuts the line at a wide gap.
    pub(super) fn split(&self, gap: usize) -> Option<(Self, Self)> {
        let (place, from, to) = *self.gaps.get(gap)?;
        let (left, right) = (self.text.get(..place)?.trim_end(), self.text.get(place..)?);
        let cut = self.text.len() - right.trim_start().len();
        let right = right.trim_start();
        let mut first = Self { text: left.into(), x1: from, ..self.clone() };
        first.gaps.truncate(gap);
        first.marks.retain(|mark| mark.1 <= place);
        let shift = |place: usize| place.saturating_sub(cut);
        let rest = self.gaps.iter().skip(gap + 1);
        let second = Self {
            text: right.into(),
            x0: to,
            first_gap: None,
            first_word_width: right.find(' ').unwrap_or(right.len()) as f32 / right.len().max(1) as f32
                * (self.x1 - to),
            gaps: rest.map(|(place, from, to)| (shift(*place), *from, *to)).collect(),
            marks: self
                .marks
                .iter()
                .filter(|mark| mark.0 >= cut)
                .map(|mark| (shift(mark.0), shift(mark.1)))
                .collect(),
            ..self.clone()
        };
        Some((first, second))
    }
}

/// A glyph, and whether the file has a space before it.
#[derive(Clone, Copy)]
struct Placed {
    glyph: Glyph,
    is_after_space: bool,
}

/// Glyphs that follow each other on a baseline.
struct Row {
    glyphs: Vec<Placed>,
    x0: f32,
    x1: f32,
    y: f32,
    size: f32,
}

impl Row {
    fn new(placed: Placed) -> Self {
        let Glyph { x, y, width, size, .. } = placed.glyph;
        Self { glyphs: vec![placed], x0: x, x1: x + width, y, size }
    }

    /// Whether a glyph stands on this baseline, or a little above or below as exponents and indices do.
    fn is_level(&self, glyph: &Glyph) -> bool {
        let (big, small) = (self.size.max(glyph.size), self.size.min(glyph.size));
        let apart = (self.y - glyph.y).abs();
        // A letter of full size only where it follows closely, as in the names of TeX and its kin.
        let is_close = || (-0.45 * big..0.05 * big).contains(&(glyph.x - self.x1));
        apart <= 0.12 * big
            || (small <= 0.85 * big && apart <= 0.55 * big)
            || (apart <= 0.32 * big && is_close())
    }

    /// Whether a glyph goes on where the row ends, on either side.
    fn touches(&self, glyph: &Glyph) -> bool {
        let big = self.size.max(glyph.size);
        let after = glyph.x - self.x1;
        let before = self.x0 - (glyph.x + glyph.width);
        // Numbers go forwards within lines that go backwards.
        let last = self.glyphs.last().map_or(after, |last| glyph.x - last.glyph.x - last.glyph.width);
        (-0.7 * big..WIDE * big).contains(&after)
            || (-0.3 * big..WIDE * big).contains(&before)
            || (-0.3 * big..0.3 * big).contains(&last)
    }

    fn push(&mut self, placed: Placed) {
        let Glyph { x, y, width, size, .. } = placed.glyph;
        self.x0 = self.x0.min(x);
        self.x1 = self.x1.max(x + width);
        if size > self.size * 1.05 {
            // What came first was the exponent.
            (self.y, self.size) = (y, size);
        }
        self.glyphs.push(placed);
    }

    fn join(&mut self, mut other: Self) {
        self.x0 = self.x0.min(other.x0);
        self.x1 = self.x1.max(other.x1);
        if other.size > self.size * 1.05 {
            (self.y, self.size) = (other.y, other.size);
        }
        self.glyphs.append(&mut other.glyphs);
    }

    /// Whether two rows are parts of one line, next to each other.
    fn is_beside(&self, other: &Self, gap_max: f32) -> bool {
        let (big, small) = (self.size.max(other.size), self.size.min(other.size));
        let apart = (self.y - other.y).abs();
        let is_level = apart <= 0.2 * big || (small <= 0.85 * big && apart <= 0.5 * big);
        let gap = (other.x0 - self.x1).max(self.x0 - other.x1);
        is_level && gap >= -0.3 * big && gap <= gap_max * big
    }

    /// Whether another row says the same at the same place: bold letters and shadows are made so.
    fn repeats(&self, other: &Self) -> bool {
        let near = 0.2 * self.size;
        (self.x0 - other.x0).abs() < near
            && (self.y - other.y).abs() < near
            && self.glyphs.len() == other.glyphs.len()
            && self.glyphs.iter().zip(&other.glyphs).all(|(a, b)| a.glyph.letters == b.glyph.letters)
    }
}

/// How many rows back one is looked for that goes on, or that is repeated.
const BACK: usize = 8;

/// The lines of a page in the order of the file. All glyphs are turned by the same angle.
pub(super) fn lines(glyphs: impl Iterator<Item = Glyph>, strings: &Strings) -> Vec<Line> {
    let mut rows: Vec<Row> = vec![];
    let mut row: Option<Row> = None;
    let mut is_after_space = false;
    for glyph in glyphs {
        if is_space(glyph.letters) {
            is_after_space = true;
            continue;
        }
        let placed = Placed { glyph, is_after_space: std::mem::take(&mut is_after_space) };
        if let Some(row) = &mut row {
            if combine(row, &placed) {
                continue;
            }
            if goes_on(row, &glyph) {
                row.push(placed);
                continue;
            }
        }
        if let Some(done) = row.replace(Row::new(placed)) {
            add(&mut rows, done);
        }
    }
    if let Some(done) = row {
        add(&mut rows, done);
    }
    let mut joined: Vec<Row> = vec![];
    for row in rows {
        // What follows on the same baseline is the same line, however wide the gap is: filled lines, rows of tables.
        if let Some(last) = joined.last_mut()
            && last.is_beside(&row, f32::MAX)
            && has_same_place(last, &row)
        {
            last.join(row);
            continue;
        }
        let start = joined.len().saturating_sub(BACK);
        let near = joined.get_mut(start..).unwrap_or_default();
        match near.iter_mut().rev().find(|near| near.is_beside(&row, 0.6) && has_same_place(near, &row)) {
            Some(near) => near.join(row),
            None => joined.push(row),
        }
    }
    joined.into_iter().filter_map(|row| line(row, strings)).collect()
}

fn is_space(letters: u32) -> bool {
    char::from_u32(letters).is_some_and(|letter| letter.is_whitespace() || letter == '\0')
}

fn has_same_place(row: &Row, other: &Row) -> bool {
    let furniture = |row: &Row| row.glyphs.first().and_then(|placed| placed.glyph.furniture);
    furniture(row) == furniture(other)
}

fn goes_on(row: &Row, glyph: &Glyph) -> bool {
    let is_same_place = row.glyphs.last().is_none_or(|last| last.glyph.furniture == glyph.furniture);
    is_same_place && row.is_level(glyph) && row.touches(glyph)
}

/// Makes one letter of two glyphs, where one is the accent of the other.
fn combine(row: &mut Row, placed: &Placed) -> bool {
    let Some(last) = row.glyphs.last_mut() else { return false };
    let (Some(before), Some(letter)) =
        (char::from_u32(last.glyph.letters), char::from_u32(placed.glyph.letters))
    else {
        return false;
    };
    let start = last.glyph.x.max(placed.glyph.x);
    let end = (last.glyph.x + last.glyph.width).min(placed.glyph.x + placed.glyph.width);
    // Capitals have their accents a little higher.
    if end - start < 0.5 * last.glyph.width.min(placed.glyph.width)
        || (last.glyph.y - placed.glyph.y).abs() > 0.4 * last.glyph.size
    {
        return false;
    }
    if let Some(whole) = text::compose(letter, before) {
        let is_after_space = last.is_after_space;
        *last = *placed;
        last.is_after_space = is_after_space;
        last.glyph.letters = whole as u32;
        if let [only] = row.glyphs.as_slice() {
            (row.y, row.size) = (only.glyph.y, only.glyph.size);
        }
    } else if let Some(whole) = text::compose(before, letter) {
        last.glyph.letters = whole as u32;
    } else {
        return false;
    }
    row.x0 = row.x0.min(placed.glyph.x);
    row.x1 = row.x1.max(placed.glyph.x + placed.glyph.width);
    true
}

fn add(rows: &mut Vec<Row>, row: Row) {
    let start = rows.len().saturating_sub(BACK);
    if !rows.get(start..).unwrap_or_default().iter().any(|earlier| earlier.repeats(&row)) {
        rows.push(row);
    }
}

/// A place in a line while its letters are put in order.
#[derive(Clone, Copy)]
enum Item {
    Glyph(Placed),
    /// A space, and whether it is a wide gap: from where to where.
    Space(Option<(f32, f32)>),
}

/// The text of a row, with all that is to be known about it.
fn line(row: Row, strings: &Strings) -> Option<Line> {
    let Row { mut glyphs, x0, x1, mut y, .. } = row;
    if !glyphs.is_sorted_by(|a, b| a.glyph.x <= b.glyph.x) {
        // Spaces of the file are between neighbours in it; where those are apart, spaces are seen by their gaps.
        glyphs.iter_mut().for_each(|placed| placed.is_after_space = false);
        glyphs.sort_by(|a, b| a.glyph.x.total_cmp(&b.glyph.x));
    }
    let size = main_size(&glyphs);
    if let Some(main) = glyphs.iter().find(|placed| (placed.glyph.size - size).abs() <= 0.05 * size) {
        y = main.glyph.y;
    }
    let spacing = spacing(&glyphs);
    let mut items = Vec::with_capacity(glyphs.len() * 5 / 4);
    let mut before: Option<Glyph> = None;
    let mut is_right_to_left = (0, 0);
    for placed in &glyphs {
        let glyph = &placed.glyph;
        if let Some(before) = before {
            let end = before.x + before.width;
            let gap = glyph.x - end;
            let scale = (before.size + glyph.size) / 2.0;
            let unspaced = [before.letters, glyph.letters]
                .iter()
                .filter(|letters| char::from_u32(**letters).is_some_and(text::is_unspaced))
                .count();
            let least = if unspaced > 0 { UNSPACED_SPACE } else { spacing };
            let is_label = char::from_u32(glyph.letters).is_some_and(is_round)
                || char::from_u32(before.letters).is_some_and(is_round);
            if placed.is_after_space || is_label || gap > least * scale {
                items.push(Item::Space((gap > WIDE * size).then_some((end, glyph.x))));
            }
        }
        match char::from_u32(glyph.letters).map(text::way) {
            Some(Way::RightToLeft) => is_right_to_left.0 += 1,
            Some(Way::LeftToRight) => is_right_to_left.1 += 1,
            _ => {}
        }
        items.push(Item::Glyph(*placed));
        // Glyphs without a width of their own stand over others.
        if before.is_none_or(|before| glyph.x + glyph.width >= before.x + before.width) {
            before = Some(*glyph);
        }
    }
    let is_mixed = is_right_to_left.0 > 0;
    let is_right_to_left = is_right_to_left.0 > is_right_to_left.1;
    if is_mixed {
        put_in_order(&mut items, is_right_to_left);
    }
    let mut line = Line { x0, x1, y, size, is_right_to_left, ..Line::default() };
    line.furniture = glyphs.first().and_then(|placed| placed.glyph.furniture);
    let words = || glyphs.iter().filter(|placed| !is_space(placed.glyph.letters));
    line.is_bold = words().all(|placed| placed.glyph.is_bold);
    line.is_monospaced = words().all(|placed| placed.glyph.is_monospaced);
    let mut letters = String::new();
    let mut last_x = if is_right_to_left { x1 } else { x0 };
    let mut mark: Option<usize> = None;
    let mut is_code = false;
    for item in &items {
        match item {
            Item::Space(gap) => {
                if line.text.is_empty() {
                    continue;
                }
                end_mark(&mut line, &mut mark);
                if line.first_gap.is_none() {
                    line.first_gap = Some((line.text.len(), 0.0));
                    line.first_word_width = if is_right_to_left { x1 - last_x } else { last_x - x0 };
                }
                if let Some((from, to)) = gap
                    && !is_mixed
                {
                    line.gaps.push((line.text.len(), *from, *to));
                }
                line.text.push(' ');
            }
            Item::Glyph(placed) => {
                let glyph = &placed.glyph;
                if let Some((end, gap)) = &mut line.first_gap
                    && *end + 1 == line.text.len()
                {
                    let start = if is_right_to_left { glyph.x + glyph.width } else { glyph.x };
                    *gap = (start - last_x).abs();
                }
                // The bullet of an item is none, whatever font it comes from.
                let is_bullet = char::from_u32(glyph.letters).is_some_and(is_round);
                let is_typed = glyph.is_monospaced && !is_bullet;
                if is_typed != is_code && !line.is_monospaced && !is_mixed {
                    is_code = is_typed;
                    if is_code {
                        line.text.push(CODE.0);
                    } else {
                        // A space after code is none of it.
                        let end = line.text.trim_end_matches(' ').len();
                        line.text.insert(end, CODE.1);
                    }
                }
                let is_raised = glyph.size <= 0.85 * size && y - glyph.y >= 0.15 * size;
                letters.clear();
                strings.append_to(&mut letters, glyph.letters);
                if is_raised && letters.chars().all(is_mark) && !letters.is_empty() {
                    mark.get_or_insert(line.text.len());
                } else {
                    end_mark(&mut line, &mut mark);
                }
                if glyph.letters != NOTHING {
                    text::append(&mut line.text, &letters);
                }
                last_x = if is_right_to_left { glyph.x } else { glyph.x + glyph.width };
            }
        }
    }
    end_mark(&mut line, &mut mark);
    if is_code {
        line.text.push(CODE.1);
    }
    if line.first_gap.is_none() {
        line.first_word_width = x1 - x0;
    }
    if is_mixed {
        mirror(&mut line.text);
    }
    if let std::borrow::Cow::Owned(composed) = text::composed(&line.text) {
        // Places in the text may have moved, if there are any.
        line.gaps.clear();
        line.marks.clear();
        line.text = composed;
    }
    (!line.text.trim().is_empty()).then_some(line)
}

/// The size that most glyphs of a line have.
fn main_size(glyphs: &[Placed]) -> f32 {
    let mut sizes: Vec<(f32, usize)> = vec![];
    for placed in glyphs {
        let size = placed.glyph.size;
        match sizes.iter().position(|(known, _)| (known - size).abs() <= 0.02 * size) {
            Some(known) => sizes.get_mut(known).into_iter().for_each(|(_, count)| *count += 1),
            // A line with more sizes than this has none that matters.
            None if sizes.len() < 16 => sizes.push((size, 1)),
            None => {}
        }
    }
    sizes.iter().max_by_key(|(_, count)| *count).map_or(1.0, |(size, _)| *size)
}

/// From what share of the font size on a gap is a space: more than usual where the letters themselves are set apart.
fn spacing(glyphs: &[Placed]) -> f32 {
    let mut gaps: Vec<f32> = vec![];
    let mut has_spaces = false;
    for two in glyphs.windows(2) {
        let [a, b] = two else { continue };
        if b.is_after_space {
            // Some programs write all spaces, and some only those that do not break.
            has_spaces = true;
            continue;
        }
        // Rows of dots are set apart as they like, and cells are no letters of a word.
        let is_word = |glyph: &Glyph| char::from_u32(glyph.letters).is_some_and(char::is_alphanumeric);
        let gap = (b.glyph.x - a.glyph.x - a.glyph.width) / a.glyph.size.max(0.1);
        if is_word(&a.glyph) && is_word(&b.glyph) && gap <= WIDE {
            gaps.push(gap);
        }
    }
    // Few gaps may all be between words, unless spaces are those.
    if gaps.len() < if has_spaces { 3 } else { 8 } {
        return SPACE;
    }
    let middle = gaps.len() / 2;
    let (_, median, _) = gaps.select_nth_unstable_by(middle, f32::total_cmp);
    if *median > 0.8 * SPACE { *median * 1.6 } else { SPACE }
}

fn is_mark(letter: char) -> bool {
    letter.is_ascii_digit()
        || letter.is_ascii_lowercase()
        || matches!(letter, '*' | '∗' | '†' | '‡' | '§' | '¶' | '‖')
}

/// Signs that stand by themselves before items, however close.
fn is_round(letter: char) -> bool {
    matches!(letter, '•' | '●' | '◦' | '▪' | '■' | '‣' | '\u{f0b7}' | '\u{f0a7}')
}

fn end_mark(line: &mut Line, mark: &mut Option<usize>) {
    if let Some(start) = mark.take() {
        line.marks.push((start, line.text.len()));
    }
}

/// Puts what stands from left to right on the page into the order in which it is read.
///
/// # Source
/// UAX #9, rule L2: it turns levels into places, and places into levels as well.
fn put_in_order(items: &mut [Item], is_right_to_left: bool) {
    let base = u8::from(is_right_to_left);
    let way = |item: &Item| match item {
        Item::Glyph(placed) => char::from_u32(placed.glyph.letters).map_or(Way::Neutral, text::way),
        Item::Space(_) => Way::Neutral,
    };
    let ways: Vec<Way> = items.iter().map(way).collect();
    let mut levels: Vec<Option<u8>> = ways
        .iter()
        .map(|way| match way {
            Way::LeftToRight => Some(base * 2),
            Way::RightToLeft => Some(1),
            Way::Number => Some(if base == 1 { 2 } else { 0 }),
            Way::Separator | Way::Neutral => None,
        })
        .collect();
    // What is between is of the level of both sides if they agree, and of the line otherwise.
    let mut start = 0;
    while start < levels.len() {
        if levels.get(start).is_some_and(Option::is_some) {
            start += 1;
            continue;
        }
        let length = levels.iter().skip(start).take_while(|level| level.is_none()).count();
        let before = start.checked_sub(1).and_then(|at| levels.get(at).copied().flatten());
        let after = levels.get(start + length).copied().flatten();
        let between_numbers = start > 0
            && ways.get(start - 1) == Some(&Way::Number)
            && ways.get(start + length) == Some(&Way::Number);
        let is_separator = length == 1 && ways.get(start) == Some(&Way::Separator);
        let level = if between_numbers && !is_separator {
            base
        } else if before == after {
            before.unwrap_or(base)
        } else {
            base
        };
        for place in levels.iter_mut().skip(start).take(length) {
            *place = Some(level);
        }
        start += length.max(1);
    }
    // A number within words of the other way is read on where they are.
    if base == 0 {
        let count = levels.len();
        for at in 0..count {
            let side = |at: Option<usize>| at.and_then(|at| ways.get(at)).copied();
            if ways.get(at) == Some(&Way::Number) && levels.get(at) == Some(&Some(0)) {
                let mut left = at;
                while left > 0
                    && !matches!(side(Some(left - 1)), Some(Way::LeftToRight | Way::RightToLeft))
                    && at - left < 32
                {
                    left -= 1;
                }
                let mut right = at;
                while right + 1 < count
                    && !matches!(side(Some(right + 1)), Some(Way::LeftToRight | Way::RightToLeft))
                    && right - at < 32
                {
                    right += 1;
                }
                let is_within = side(left.checked_sub(1)) == Some(Way::RightToLeft)
                    && side(Some(right + 1)) == Some(Way::RightToLeft);
                if is_within {
                    for (place, way) in levels.iter_mut().zip(&ways).take(right + 1).skip(left) {
                        *place = Some(if *way == Way::Number { 2 } else { 1 });
                    }
                }
            }
        }
    }
    for level in [2, 1] {
        let mut start = 0;
        while start < items.len() {
            let length = levels.iter().skip(start).take_while(|of| of.is_some_and(|of| of >= level)).count();
            if let Some(run) = items.get_mut(start..start + length) {
                run.reverse();
            }
            if let Some(run) = levels.get_mut(start..start + length) {
                run.reverse();
            }
            start += length + 1;
        }
    }
}

/// Turns brackets round that close before they open: some files have them as they look, others as they are meant.
fn mirror(text: &mut String) {
    let is_turned = [('(', ')'), ('[', ']'), ('«', '»')].iter().any(|(open, close)| {
        let closed = text.find(*close);
        closed.is_some_and(|closed| text.find(*open).is_some_and(|open| closed < open))
    });
    if is_turned {
        let turned = text.chars().map(|letter| match letter {
            '(' => ')',
            ')' => '(',
            '[' => ']',
            ']' => '[',
            '«' => '»',
            '»' => '«',
            letter => letter,
        });
        *text = turned.collect();
    }
}
