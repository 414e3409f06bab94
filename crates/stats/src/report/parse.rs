//! The way back from a report's text.

use core::error::Error;
use core::fmt;

use crate::definition::COUNTS;
use crate::stats::Stats;

/// Reads the text form of a [`Report`](crate::Report).
///
/// Of each line, the last word is taken as the id and the word before it as the number. Labels, the order of the
/// lines, and lines whose id is unknown, such as a newer server may send, are passed over. Time and memory are bounded
/// by the text's length and a constant.
///
/// `parse(&stats.report().to_string())` is `Ok(stats)`.
///
/// # Errors
///
/// The writer of the text is to blame: a known id is missing, or there twice, or its number is not plain decimal
/// digits for a value up to `u64::MAX`.
///
/// ```
/// use reckon_stats::{ParseError, parse, scan};
///
/// let report = scan(b"a b\n").report().to_string();
/// assert_eq!(parse(&format!("{report}sentences  1  sentences.uax29\n")), Ok(scan(b"a b\n")));
/// assert_eq!(parse("bytes  many  bytes\n"), Err(ParseError::Number { id: "bytes", line: 1 }));
/// ```
pub fn parse(text: &str) -> Result<Stats, ParseError> {
    let mut stats = Stats::default();
    let mut seen = [false; COUNTS.len()];
    for (line, content) in (1..).zip(text.lines()) {
        let mut words = content.split_whitespace().rev();
        let (last, number) = (words.next(), words.next());
        let Some((count, seen)) =
            COUNTS.iter().zip(&mut seen).find(|(count, _)| Some(count.definition.id) == last)
        else {
            continue;
        };
        let id = count.definition.id;
        if *seen {
            return Err(ParseError::Repeated { id, line });
        }
        *seen = true;
        *(count.field)(&mut stats) = number.and_then(parse_digits).ok_or(ParseError::Number { id, line })?;
    }
    match COUNTS.iter().zip(seen).find(|(_, seen)| !seen) {
        Some((count, _)) => Err(ParseError::Missing { id: count.definition.id }),
        None => Ok(stats),
    }
}

/// Reads a whole number; unlike `str::parse`, without a sign.
fn parse_digits(word: &str) -> Option<u64> {
    word.bytes().all(|byte| byte.is_ascii_digit()).then(|| word.parse().ok()).flatten()
}

/// Why a text is no report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseError {
    /// No line has this id.
    Missing {
        /// The id that is missing; the first such in the order of a report.
        id: &'static str,
    },
    /// No whole number stands before this id, or one beyond `u64::MAX`.
    Number {
        /// The id whose number is bad.
        id: &'static str,
        /// The line, counted from 1.
        line: usize,
    },
    /// A second line has this id.
    Repeated {
        /// The id that is there twice.
        id: &'static str,
        /// The second line, counted from 1.
        line: usize,
    },
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { id } => write!(f, "no line for {id}"),
            Self::Number { id, line } => write!(f, "line {line}: no whole number before {id}"),
            Self::Repeated { id, line } => write!(f, "line {line}: {id} a second time"),
        }
    }
}

impl Error for ParseError {}
