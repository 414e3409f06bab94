//! Rows of glyphs to lines of text, with spaces where there are gaps.

use super::bidi;
use super::content::{Furniture, Glyph};
use super::fonts::{NOTHING, Strings};
use super::rows::{Placed, Row, WIDE, is_space, rows};
use super::text::{self, Way};

/// A gap of so much of the font size is a space.
const SPACE: f32 = 0.15;

/// The same between letters of Chinese and Japanese, which lines are filled up with gaps between, and before others.
const UNSPACED_SPACE: f32 = 0.5;

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

/// The lines of a page in the order of the file. All glyphs are turned by the same angle.
pub(super) fn lines(glyphs: impl Iterator<Item = Glyph>, strings: &Strings) -> Vec<Line> {
    rows(glyphs).into_iter().filter_map(|row| line(row, strings)).collect()
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
    let Row { mut glyphs, x0, x1, mut y, has_label, .. } = row;
    if !glyphs.is_sorted_by(|a, b| a.glyph.x <= b.glyph.x) {
        // Spaces of the file are between neighbours in it; where those are apart, spaces are seen by their gaps.
        glyphs.iter_mut().for_each(|placed| placed.is_after_space = false);
        glyphs = by_place(glyphs);
    }
    let size = main_size(&glyphs);
    if let Some(main) = glyphs.iter().find(|placed| (placed.glyph.size - size).abs() <= 0.05 * size) {
        y = main.glyph.y;
    }
    let spacing = spacing(&glyphs);
    let mut items = Vec::with_capacity(glyphs.len() * 5 / 4);
    let mut before: Option<Glyph> = None;
    let mut ways = (0, 0);
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
            Some(Way::RightToLeft) => ways.0 += 1,
            Some(Way::LeftToRight) => ways.1 += 1,
            _ => {}
        }
        items.push(Item::Glyph(*placed));
        // Glyphs without a width of their own stand over others.
        if before.is_none_or(|before| glyph.x + glyph.width >= before.x + before.width) {
            before = Some(*glyph);
        }
    }
    let is_mixed = ways.0 > 0;
    let is_right_to_left = ways.0 > ways.1;
    if is_mixed {
        let way = |item: &Item| match item {
            Item::Glyph(placed) => char::from_u32(placed.glyph.letters).map_or(Way::Neutral, text::way),
            Item::Space(_) => Way::Neutral,
        };
        bidi::put_in_order(&mut items, way, is_right_to_left);
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
    if has_label && let Some((_, gap)) = &mut line.first_gap {
        // What is painted apart from its item is a label, however close it stands.
        *gap = gap.max(size);
    }
    if is_mixed {
        bidi::mirror(&mut line.text);
    }
    if let std::borrow::Cow::Owned(composed) = text::composed(&line.text) {
        // Places in the text may have moved, if there are any.
        line.gaps.clear();
        line.marks.clear();
        line.text = composed;
    }
    (!line.text.trim().is_empty()).then_some(line)
}

/// Glyphs from left to right. Where a letter is let in under the one that is read before it, so that both begin at one
/// place, they stand as the file has them, which may go either way.
fn by_place(glyphs: Vec<Placed>) -> Vec<Placed> {
    let rightwards = glyphs.windows(2).filter(|two| matches!(two, [a, b] if a.glyph.x < b.glyph.x)).count();
    let goes_right = 2 * rightwards >= glyphs.len();
    let mut glyphs: Vec<(usize, Placed)> = glyphs.into_iter().enumerate().collect();
    glyphs.sort_by(|a, b| a.1.glyph.x.total_cmp(&b.1.glyph.x));
    for index in 1..glyphs.len() {
        let Some([(a, left), (b, right)]) = glyphs.get(index - 1..=index) else { break };
        let (left, right) = (&left.glyph, &right.glyph);
        let is_other_way = if goes_right { *a == b + 1 } else { a + 1 == *b };
        let is_let_in = right.x - left.x < 0.05 * left.size;
        if is_other_way && is_let_in && is_right_to_left(left.letters) && is_right_to_left(right.letters) {
            glyphs.swap(index - 1, index);
        }
    }
    // A sign above or below a letter is read after it, and so stands on its left here. Most begin where their letter does.
    let mut all: Vec<Placed> = Vec::with_capacity(glyphs.len());
    let mut letter: Option<usize> = None;
    for (_, placed) in glyphs {
        let is_of = |letter: &Placed| placed.glyph.x < letter.glyph.x + 0.5 * letter.glyph.width;
        match letter.filter(|_| is_point(placed.glyph.letters)) {
            Some(index) if all.get(index).is_some_and(is_of) => {
                all.insert(index, placed);
                letter = Some(index + 1);
            }
            _ => {
                letter = is_right_to_left(placed.glyph.letters).then_some(all.len());
                all.push(placed);
            }
        }
    }
    all
}

fn is_point(letters: u32) -> bool {
    char::from_u32(letters).is_some_and(text::is_point)
}

fn is_right_to_left(letters: u32) -> bool {
    char::from_u32(letters).is_some_and(text::is_right_to_left)
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
