//! Tables for people, and the median.

use std::fmt;

/// A table that is Markdown and can also be read as it stands: the first column is text, the others figures.
#[derive(Clone, Debug)]
pub struct Table {
    rows: Vec<Vec<String>>,
    /// The columns that are text, which begin at the left.
    text: Vec<usize>,
}

impl Table {
    /// A table with this head.
    #[must_use]
    pub fn new(head: &[&str]) -> Self {
        Self { rows: vec![head.iter().map(ToString::to_string).collect()], text: vec![0] }
    }

    /// Makes these columns text as well.
    #[must_use]
    pub fn with_text(mut self, columns: &[usize]) -> Self {
        self.text.extend(columns);
        self
    }

    /// Adds a row of as many cells as the head has.
    pub fn push(&mut self, row: Vec<String>) {
        debug_assert_eq!(row.len(), self.rows[0].len());
        self.rows.push(row);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width =
            |column: usize| self.rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths: Vec<_> = (0..self.rows[0].len()).map(width).collect();
        for (number, row) in self.rows.iter().enumerate() {
            for (column, (cell, &width)) in row.iter().zip(&widths).enumerate() {
                let start = if column == 0 { "|" } else { "" };
                if self.text.contains(&column) {
                    write!(f, "{start} {cell:width$} |")?;
                } else {
                    write!(f, "{start} {cell:>width$} |")?;
                }
            }
            writeln!(f)?;
            if number == 0 {
                for (column, &width) in widths.iter().enumerate() {
                    let start = if column == 0 { "|" } else { "" };
                    let end = if self.text.contains(&column) { "-" } else { ":" };
                    write!(f, "{start}-{:-<width$}{end}|", "")?;
                }
                writeln!(f)?;
            }
        }
        Ok(())
    }
}

/// The middle of the figures, or the mean of the two in the middle; not a number if there are none.
pub fn median(figures: impl IntoIterator<Item = f64>) -> f64 {
    let mut sorted: Vec<_> = figures.into_iter().collect();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => f64::NAN,
        length if length % 2 == 1 => sorted[middle],
        _ => f64::midpoint(sorted[middle - 1], sorted[middle]),
    }
}

/// A whole number with a space between thousands.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned() {
        let mut table = Table::new(&["door", "µs"]);
        table.push(vec!["echo".to_string(), "9".to_string()]);
        table.push(vec!["text, été".to_string(), "1 234".to_string()]);
        let expected = "| door      |    µs |\n\
                        |-----------|------:|\n\
                        | echo      |     9 |\n\
                        | text, été | 1 234 |\n";
        assert_eq!(table.to_string(), expected);
        let mut table = Table::new(&["id", "mark"]).with_text(&[1]);
        table.push(vec!["words".to_string(), "W".to_string()]);
        assert_eq!(table.to_string(), "| id    | mark |\n|-------|------|\n| words | W    |\n");
    }

    #[test]
    fn medians_are_in_the_middle() {
        assert_eq!(median([3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median([4.0, 1.0, 3.0, 2.0]), 2.5);
        assert!(median([]).is_nan());
    }

    #[test]
    fn thousands_are_grouped() {
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1 000"), (1_234_567, "1 234 567")] {
            assert_eq!(grouped(number), text);
        }
    }
}
