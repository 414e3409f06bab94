//! Glyphs to rows: what stands on one baseline.

use super::blocks;
use super::content::Glyph;
use super::text;

/// A gap of so much of the font size is none within a run of text, but one between columns, cells, or a label and its
/// item.
pub(super) const WIDE: f32 = 1.0;

/// A glyph, and whether the file has a space before it.
#[derive(Clone, Copy)]
pub(super) struct Placed {
    pub(super) glyph: Glyph,
    pub(super) is_after_space: bool,
}

/// Glyphs that follow each other on a baseline.
pub(super) struct Row {
    pub(super) glyphs: Vec<Placed>,
    pub(super) x0: f32,
    pub(super) x1: f32,
    pub(super) y: f32,
    size: f32,
    /// Whether it begins with a label that is painted apart from it.
    pub(super) has_label: bool,
}

impl Row {
    fn new(placed: Placed) -> Self {
        let Glyph { x, y, width, size, .. } = placed.glyph;
        Self { glyphs: vec![placed], x0: x, x1: x + width, y, size, has_label: false }
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

    /// Takes what is beside it, which may be its label.
    fn take(&mut self, other: Self) {
        if other.x1 <= self.x0 && other.is_label() {
            let text = std::mem::replace(self, other);
            self.join(text);
            self.has_label = true;
        } else {
            self.join(other);
        }
    }

    /// Whether it is the label of an item, and nothing else.
    fn is_label(&self) -> bool {
        let letters = || self.glyphs.iter().filter_map(|placed| char::from_u32(placed.glyph.letters));
        self.glyphs.len() <= LABEL_LETTERS && blocks::label(&letters().collect::<String>(), LABEL_GAP)
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

/// The rows of a page in the order of the file. All glyphs are turned by the same angle.
pub(super) fn rows(glyphs: impl Iterator<Item = Glyph>) -> Vec<Row> {
    let mut rows: Vec<Row> = vec![];
    let mut row: Option<Row> = None;
    let mut space: Option<Glyph> = None;
    for glyph in glyphs {
        if is_space(glyph.letters) {
            space.get_or_insert(glyph);
            continue;
        }
        let is_after_space = space.take().is_some_and(|space| !is_joiner(&space, &glyph));
        let placed = Placed { glyph, is_after_space };
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
            last.take(row);
            continue;
        }
        let start = joined.len().saturating_sub(BACK);
        let near = joined.get_mut(start..).unwrap_or_default();
        match near.iter_mut().rev().find(|near| near.is_beside(&row, 0.6) && has_same_place(near, &row)) {
            Some(near) => near.take(row),
            None => joined.push(row),
        }
    }
    with_labels(joined)
}

/// Letters of a label that stands by itself.
const LABEL_LETTERS: usize = 5;

/// The gap between a label and its item, in font sizes.
const LABEL_GAP: f32 = 2.0;

/// Rows on one baseline among which the item of a label is looked for.
const LEVEL_ROWS: usize = 16;

/// Puts labels before their items. Some programs paint them when all of the text is painted.
fn with_labels(rows: Vec<Row>) -> Vec<Row> {
    let (labels, mut texts): (Vec<_>, Vec<_>) = rows.iter().enumerate().partition(|(_, row)| row.is_label());
    texts.sort_by(|a, b| a.1.y.total_cmp(&b.1.y));
    let item_of = |label: &Row| {
        let near = 0.1 * label.size;
        let start = texts.partition_point(|(_, text)| text.y < label.y - near);
        let level = texts.iter().skip(start).take_while(|(_, text)| text.y <= label.y + near);
        let gap = |text: &Row| text.x0 - label.x1;
        level
            .take(LEVEL_ROWS)
            .filter(|(_, text)| {
                (0.0..LABEL_GAP * label.size).contains(&gap(text)) && has_same_place(label, text)
            })
            .min_by(|a, b| gap(a.1).total_cmp(&gap(b.1)))
            .map(|(item, _)| *item)
    };
    let found: Vec<(usize, usize)> =
        labels.into_iter().filter_map(|(index, label)| Some((index, item_of(label)?))).collect();
    let mut rows: Vec<Option<Row>> = rows.into_iter().map(Some).collect();
    for (label, item) in found {
        let label = rows.get_mut(label).and_then(Option::take);
        if let (Some(label), Some(Some(item))) = (label, rows.get_mut(item)) {
            item.take(label);
        }
    }
    rows.into_iter().flatten().collect()
}

pub(super) fn is_space(letters: u32) -> bool {
    char::from_u32(letters).is_some_and(|letter| letter.is_whitespace() || letter == '\0')
}

/// Whether a space before a letter keeps that from joining the one before, and parts no words: it takes no room. Programs
/// that set Persian write the sign for this so.
fn is_joiner(space: &Glyph, letter: &Glyph) -> bool {
    let is_right_to_left = char::from_u32(letter.letters).is_some_and(text::is_right_to_left);
    is_right_to_left && (letter.x - space.x).abs() < 0.05 * letter.size && space.width > 0.1 * letter.size
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
