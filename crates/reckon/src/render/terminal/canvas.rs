//! Lines with styles, and bars made of characters.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Lines that belong together.
pub type Block = Vec<Line>;

/// What a piece of text is, from which follows how it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Plain,
    /// The title of a part.
    Heading,
    /// A number that is looked for.
    Number,
    /// A definition, a unit, an axis.
    Faint,
    /// What a chart draws.
    Bar,
    /// A point on a scale.
    Mark,
}

impl Style {
    /// The parameters of the terminal's SGR sequence.
    fn sgr(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Heading => "1;36",
            Self::Number => "1",
            Self::Faint => "2",
            Self::Bar => "36",
            Self::Mark => "1;33",
        }
    }
}

/// A line of styled pieces.
#[derive(Clone, Debug, Default)]
pub struct Line(Vec<(Style, String)>);

impl Line {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a piece at the end.
    pub fn push(mut self, style: Style, text: &str) -> Self {
        self.0.push((style, text.to_string()));
        self
    }

    /// Adds a piece after spaces, so that it ends where `columns` columns end.
    pub fn push_right(self, style: Style, text: &str, columns: usize) -> Self {
        let gap = columns.saturating_sub(self.width() + text.width());
        self.push(Style::Plain, &" ".repeat(gap)).push(style, text)
    }

    pub fn width(&self) -> usize {
        self.0.iter().map(|(_, text)| text.width()).sum()
    }

    /// The line as it is written, without spaces at its end; what goes beyond `columns` is cut.
    pub fn render(&self, columns: usize, colour: bool) -> String {
        let mut pieces = vec![];
        let mut room = columns;
        let mut rest = self.width();
        for (style, text) in &self.0 {
            let is_last = rest > room && text.width() >= room;
            let shown =
                if is_last { clip(text, room.min(text.width().saturating_sub(1))) } else { text.clone() };
            pieces.push((*style, shown));
            if is_last {
                break;
            }
            room -= text.width();
            rest -= text.width();
        }
        while let Some((_, last)) = pieces.last_mut() {
            last.truncate(last.trim_end().len());
            if !last.is_empty() {
                break;
            }
            pieces.pop();
        }
        let paint = |(style, text): &(Style, String)| match style.sgr() {
            // Nothing is to be seen of a style's spaces.
            sgr if colour && !sgr.is_empty() && !text.trim().is_empty() => {
                format!("\u{1b}[{sgr}m{text}\u{1b}[0m")
            }
            _ => text.clone(),
        };
        pieces.iter().map(paint).collect()
    }
}

/// As much of a text as fits, with an ellipsis where it is cut.
pub fn clip(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_string();
    }
    let mut clipped = String::new();
    let mut room = columns.saturating_sub(1);
    for c in text.chars() {
        let width = c.width().unwrap_or(0);
        if width > room {
            break;
        }
        room -= width;
        clipped.push(c);
    }
    if columns > 0 {
        clipped.truncate(clipped.trim_end().len());
        clipped.push('…');
    }
    clipped
}

/// A text with spaces before it, so that it has so many columns.
pub fn right(text: &str, columns: usize) -> String {
    " ".repeat(columns.saturating_sub(text.width())) + text
}

/// A text cut or filled to exactly so many columns.
pub fn left(text: &str, columns: usize) -> String {
    let text = clip(text, columns);
    let gap = columns.saturating_sub(text.width());
    text + &" ".repeat(gap)
}

/// Puts two blocks side by side; the left one has so many columns.
pub fn beside(left: Block, right: Block, columns: usize, gap: usize) -> Block {
    let rows = left.len().max(right.len());
    let mut lines = left.into_iter().map(Some).chain(std::iter::repeat(None));
    let mut right = right.into_iter();
    (0..rows)
        .map(|_| {
            let line = lines.next().flatten().unwrap_or_default();
            let space = (columns + gap).saturating_sub(line.width());
            let mut line = line.push(Style::Plain, &" ".repeat(space));
            line.0.extend(right.next().unwrap_or_default().0);
            line
        })
        .collect()
}

/// A bar of eighths of a column, `value` of `max` of `columns` long; what is not 0 can be seen.
pub fn bar(value: f64, max: f64, columns: usize) -> String {
    if columns == 0 {
        return String::new();
    }
    let eighths = (value / max * columns as f64 * 8.0).round();
    let eighths = if eighths.is_finite() { eighths as usize } else { 0 };
    let eighths = eighths.clamp(usize::from(value > 0.0), columns * 8);
    let part = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8];
    "█".repeat(eighths / 8) + part
}

/// Columns of eighths of a row, in so many rows from the top.
pub fn strip(values: &[f64], rows: usize) -> Vec<String> {
    let max = values.iter().copied().fold(0.0, f64::max);
    let height = |value: f64| {
        let height = (value / max * rows as f64 * 8.0).round();
        let height = if height.is_finite() { height as usize } else { 0 };
        height.clamp(usize::from(value > 0.0), rows * 8)
    };
    let row = |below: usize| {
        let block = |value: &f64| match height(*value).saturating_sub(below * 8) {
            0 => ' ',
            1 => '▁',
            2 => '▂',
            3 => '▃',
            4 => '▄',
            5 => '▅',
            6 => '▆',
            7 => '▇',
            _ => '█',
        };
        values.iter().map(block).collect()
    };
    (0..rows).rev().map(row).collect()
}
