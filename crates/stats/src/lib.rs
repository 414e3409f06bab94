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
//! [`Document`] does too, and finds out the language first. [`Stats`] holds whole numbers and exact tables only; with
//! what depends on the order of words it makes up a [`Scan`]. [`Report`] names each number by a stable id and says how
//! it was made.
//!
//! # Laws
//!
//! 1. **Chunks.** However the bytes are split over calls of [`Scanner::update`], [`Scanner::finish`] gives the
//!    same `Scan`.
//! 2. **Monoid.** [`Scan::merge`] and [`Stats::merge`] are associative and commutative, with `default()` as
//!    identity.
//! 3. **Seams.** Where a text is cut just after a blank line (see [`seams`]), the stats of the two parts merge to
//!    the stats of the whole. An [`Assembly`] of the parts in their order gives all of its `Scan`.
//!
//! # Example
//!
//! ```
//! use reckon_stats::{Language, Options, Scanner, Value, scan_with, seams};
//!
//! let text = "Bonjour, l'été !\n\nÀ bientôt.\n".as_bytes();
//! let options = Options { language: Language::FRENCH, ..Options::default() };
//!
//! // Chunks: the é may come in two pieces.
//! let mut scanner = Scanner::new(options);
//! scanner.update(&text[..12]);
//! scanner.update(&text[12..]);
//! let scan = scanner.finish();
//! assert_eq!(scan, scan_with(options, text));
//! assert_eq!((scan.stats.code_points, scan.stats.words, scan.stats.paragraphs), (29, 5, 2));
//!
//! // Seams: two parts, counted apart.
//! let seam = seams(text).next().expect("the second line is blank");
//! let mut total = scan_with(options, &text[..seam]).stats;
//! total.merge(&scan_with(options, &text[seam..]).stats);
//! assert_eq!(total, scan.stats);
//!
//! // A report has every number, or why there is none.
//! let report = scan.report(10);
//! assert_eq!(report.value("words.distinct"), Some(Value::Count(5)));
//! assert!(matches!(report.value("readability.smog"), Some(Value::Missing(_))));
//! ```

#![no_std]
#![deny(unsafe_code)]

extern crate alloc;

mod codec;
mod course;
mod definition;
mod dictionary;
mod diversity;
mod document;
mod english;
mod explain;
mod gmxv;
mod histogram;
mod language;
mod office;
mod options;
pub mod readability;
mod report;
mod scan;
mod scanner;
mod seam;
mod segment;
mod sentence;
mod sequence;
mod spans;
mod stats;
mod unicode;
mod utf8;
mod vocabulary;
mod whitespace;
mod words;

pub use codec::{DecodeError, decode, encode};
pub use course::Course;
pub use definition::{Definition, Merge};
pub use diversity::{HDD_SAMPLE, Spectrum};
pub use document::{Document, scan_document};
pub use explain::{Token, tokens};
pub use histogram::Histogram;
pub use language::{DETECTION_BYTES_MAX, Detected, Language, detect, elision};
pub use options::{Counted, DISTINCT_WORDS_MAX, Options};
pub use report::{
    Bin, Choice, Growth, Number, Report, Rhythm, Section, Spoken, TOP_WORDS, Value, bins, counted_for,
    definitions, visible,
};
pub use scan::{Assembly, Order, Part, Scan};
pub use scanner::Scanner;
pub use seam::{last_seam, seam_from, seams};
pub use sentence::{Rules, sentences};
pub use sequence::{Factors, Measures, Sequence, Untold, Windows};
pub use stats::Stats;
pub use vocabulary::{Frequency, GAP_FAR, GAP_NEW, Vocabulary, WORD_BYTES_MAX, WORD_BYTES_MEAN_MAX};

/// Counts everything in a whole text that lies in memory, whose language is not known.
///
/// The bytes need not be UTF-8. The same as one [`Scanner::update`] and [`Scanner::finish`].
///
/// ```
/// let stats = reckon_stats::scan(b"It was the best of times,\nit was the worst of times,\n").stats;
/// assert_eq!((stats.bytes, stats.lines, stats.words_ascii), (53, 2, 12));
/// ```
#[must_use]
pub fn scan(bytes: &[u8]) -> Scan {
    scan_with(Options::default(), bytes)
}

/// Counts in a whole text what the options say, by the rules of their language.
#[must_use]
pub fn scan_with(options: Options, bytes: &[u8]) -> Scan {
    Scanner::new(options).scan_whole(bytes)
}
