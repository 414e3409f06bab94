//! What is in this text: exact counts that come out the same however the text is split.
//!
//! Three verbs, each with a type of its own:
//!
//! ```text
//! bytes ──scan──► Stats ──merge──► Stats ──report──► Report
//!        in order        sums and maxima       definitions, words for people
//! ```
//!
//! [`Scanner`] reads bytes in order, in pieces of any size, and cannot fail: bad bytes are counted, not raised.
//! [`Stats`] holds whole numbers only. [`Report`] names each number by a stable id and says how it was made.
//!
//! # Laws
//!
//! 1. **Chunks.** However the bytes are split over calls of [`Scanner::update`], [`Scanner::finish`] gives the
//!    same `Stats`.
//! 2. **Monoid.** [`Stats::merge`] is associative and commutative, and `Stats::default()` is its identity.
//! 3. **Seams.** Where a text is cut just after a blank line (see [`seams`]), the stats of the two parts merge to
//!    the stats of the whole.
//!
//! # Example
//!
//! ```
//! use reckon_stats::{Scanner, parse, scan, seams};
//!
//! let text = "Bonjour, l'été !\n\nÀ bientôt.\n".as_bytes();
//!
//! // Chunks: the é may come in two pieces.
//! let mut scanner = Scanner::new();
//! scanner.update(&text[..12]);
//! scanner.update(&text[12..]);
//! let stats = scanner.finish();
//! assert_eq!(stats, scan(text));
//! assert_eq!((stats.code_points, stats.words_whitespace, stats.paragraphs), (29, 5, 2));
//!
//! // Seams: two parts, counted apart.
//! let seam = seams(text).next().expect("the second line is blank");
//! let mut total = scan(&text[..seam]);
//! total.merge(&scan(&text[seam..]));
//! assert_eq!(total, stats);
//!
//! // Reports are for people, and read back.
//! let report = stats.report().to_string();
//! assert!(report.starts_with("bytes                        33  bytes\n"));
//! assert_eq!(parse(&report), Ok(stats));
//! ```

#![no_std]
#![forbid(unsafe_code)]

mod definition;
mod report;
mod scanner;
mod seam;
mod stats;
mod utf8;
mod whitespace;

pub use definition::{Definition, definitions};
pub use report::{ParseError, Report, parse};
pub use scanner::Scanner;
pub use seam::{seam_from, seams};
pub use stats::Stats;

/// Counts a whole text that lies in memory.
///
/// The bytes need not be UTF-8. The same as one [`Scanner::update`] and [`Scanner::finish`].
///
/// ```
/// let stats = reckon_stats::scan(b"It was the best of times,\nit was the worst of times,\n");
/// assert_eq!((stats.bytes, stats.lines, stats.words_ascii), (53, 2, 12));
/// ```
#[must_use]
pub fn scan(bytes: &[u8]) -> Stats {
    let mut scanner = Scanner::new();
    scanner.update(bytes);
    scanner.finish()
}
