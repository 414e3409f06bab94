//! The presentation of a [`Stats`]: numbers with definitions, as values and as text.

mod parse;

use core::fmt;

use crate::definition::{COUNTS, Definition};
use crate::stats::Stats;

pub use parse::{ParseError, parse};

/// Every number of a text with the definition by which it was made.
///
/// Its text form has a line for each number, in three columns: the label, the number in plain digits, aligned to the
/// right, and the id. Each line ends in a line feed, so that the last word of a line is the id and the word before
/// it the number. [`parse`] reads it back.
///
/// ```text
/// words (ASCII white space)    566309  words.ascii
/// ```
///
/// ```
/// let report = reckon_stats::scan(b"a b\n").report();
/// let (definition, value) = report.numbers().last().expect("a report has numbers");
/// assert_eq!((definition.id, value), ("words.whitespace", 2));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// In the order of `COUNTS`.
    values: [u64; COUNTS.len()],
}

impl Report {
    pub(crate) fn new(stats: &Stats) -> Self {
        Self { values: core::array::from_fn(|at| (COUNTS[at].read)(stats)) }
    }

    /// Lists the numbers in the order in which they are shown, which is that of
    /// [`definitions`](crate::definitions).
    pub fn numbers(&self) -> impl ExactSizeIterator<Item = (&'static Definition, u64)> {
        crate::definition::definitions().zip(self.values.iter().copied())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let label_width = self.numbers().map(|(definition, _)| definition.label.len()).max().unwrap_or(0);
        let number_width = self.numbers().map(|(_, value)| digits(value)).max().unwrap_or(0);
        for (definition, value) in self.numbers() {
            let Definition { id, label, .. } = definition;
            writeln!(f, "{label:label_width$}  {value:number_width$}  {id}")?;
        }
        Ok(())
    }
}

/// How many decimal digits a number has.
fn digits(value: u64) -> usize {
    value.checked_ilog10().map_or(1, |log| log as usize + 1)
}
