//! The presentation of what was counted: numbers with definitions, as values and as text.

use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Reverse;
use core::fmt;

use crate::definition::Definition;
use crate::histogram::Histogram;
use crate::language::Language;
use crate::options::Counted;
use crate::scan::Scan;

mod bins;
mod figures;
mod numbers;
mod plain;
mod reason;
mod section;

pub use bins::{Bin, bins};
pub use plain::visible;
pub use section::Section;

use figures::Figures;
use numbers::Entry;
use reason::Reason;

/// How many of the most frequent words a report has unless told otherwise.
pub const TOP_WORDS: usize = 20;

/// Lists the definitions of all numbers, in the order of a report.
///
/// ```
/// let ids: Vec<_> = reckon_stats::definitions().map(|definition| definition.id).collect();
/// assert_eq!(ids[..2], ["bytes", "chars.code_points"]);
/// ```
pub fn definitions() -> impl Iterator<Item = &'static Definition> {
    numbers::entries().map(|entry| &entry.definition)
}

/// Tells what must be counted for the number with this id; nothing if there is none.
///
/// ```
/// use reckon_stats::{Counted, counted_for};
///
/// assert_eq!(counted_for("lines"), Some(Counted::NONE));
/// assert!(counted_for("words.uax29").is_some_and(|counted| counted.words && !counted.vocabulary));
/// assert_eq!(counted_for("words.long_ago"), None);
/// ```
#[must_use]
pub fn counted_for(id: &str) -> Option<Counted> {
    numbers::entries().find(|entry| entry.definition.id == id).map(|entry| entry.needs)
}

/// The numbers that are made where not all are wanted, and what must be counted for them.
///
/// ```
/// use reckon_stats::{Choice, Counted, Options, Value, scan_with};
///
/// let choice: Choice = ["lines", "bytes"].into_iter().collect();
/// assert_eq!(choice.counted(), Counted::NONE);
/// let scan = scan_with(Options { counted: choice.counted(), ..Options::default() }, b"one\ntwo\n");
/// let report = scan.report_of(&choice);
/// assert_eq!(report.value("lines"), Some(Value::Count(2)));
/// assert_eq!(report.numbers.len(), 2);
/// ```
#[derive(Clone, Default)]
pub struct Choice(Vec<&'static Entry>);

impl Choice {
    /// What must be counted for them.
    #[must_use]
    pub fn counted(&self) -> Counted {
        self.0.iter().fold(Counted::NONE, |counted, entry| counted.or(entry.needs))
    }
}

impl<'a> FromIterator<&'a str> for Choice {
    /// The numbers with these ids, in the order of [`definitions`]; what is no id is left out.
    fn from_iter<I: IntoIterator<Item = &'a str>>(ids: I) -> Self {
        let mut is_chosen: Vec<_> = numbers::entries().map(|entry| (entry, false)).collect();
        for id in ids {
            is_chosen
                .iter_mut()
                .filter(|(entry, _)| entry.definition.id == id)
                .for_each(|(_, is_chosen)| *is_chosen = true);
        }
        Self(is_chosen.into_iter().filter_map(|(entry, is_chosen)| is_chosen.then_some(entry)).collect())
    }
}

impl fmt::Debug for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.iter().map(|entry| entry.definition.id)).finish()
    }
}

/// Every number of a text with the definition by which it was made, and the tables behind them.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The version of Unicode by which characters were classed, such as `17.0.0`.
    pub unicode: &'static str,
    /// The language whose rules were used.
    pub language: Spoken,
    /// All numbers, in the order of [`definitions`](crate::definitions).
    pub numbers: Vec<Number>,
    /// How many words have how many code points: `(length, words)`, by rising length.
    pub word_lengths: Vec<(u64, u64)>,
    /// How many sentences have how many words, by rising length.
    pub sentence_lengths: Vec<(u64, u64)>,
    /// How many paragraphs have how many words, by rising length.
    pub paragraph_lengths: Vec<(u64, u64)>,
    /// The most frequent words, case-folded, with their counts: by falling count, then by code points.
    pub top_words: Vec<(String, u64)>,
    /// How many words occur how often: `(times, words)`, by rising times. With it go all measures of diversity, and
    /// Zipf's curve.
    pub spectrum: Vec<(u64, u64)>,
    /// Letters, case-folded, by falling count.
    pub letters: Vec<(char, u64)>,
    /// Scripts by their Unicode names, by falling count of code points.
    pub scripts: Vec<(&'static str, u64)>,
    /// The lengths of the sentences in their order; none for texts taken together.
    pub rhythm: Option<Rhythm>,
    /// How the vocabulary grows along the text; none for texts taken together.
    pub growth: Option<Growth>,
}

impl Report {
    /// The number with this id; nothing if there is no such id.
    #[must_use]
    pub fn value(&self, id: &str) -> Option<Value> {
        self.numbers.iter().find(|number| number.definition.id == id).map(|number| number.value)
    }

    /// Numbers alone, and the language.
    pub(crate) fn of_numbers(scan: &Scan, choice: &Choice) -> Self {
        Self::without_tables(scan, &Figures::new(scan), choice.0.iter().copied())
    }

    fn without_tables(
        scan: &Scan,
        figures: &Figures<'_>,
        entries: impl Iterator<Item = &'static Entry>,
    ) -> Self {
        let numbers = entries.map(|entry| {
            let value = if entry.needs.and(scan.stats.counted) == entry.needs {
                (entry.read)(figures)
            } else {
                Value::missing(Reason::NOT_COUNTED)
            };
            Number { definition: &entry.definition, value }
        });
        let language = figures.language.unwrap_or(Language::UNDETERMINED);
        let confidence = scan
            .course()
            .filter(|_| language != Language::UNDETERMINED)
            .and_then(|course| course.confidence_per_mille)
            .map(|mille| f64::from(mille) / 1000.0);
        Self {
            unicode: numbers::UNICODE,
            language: Spoken { code: language.code(), name: language.name(), confidence },
            numbers: numbers.collect(),
            word_lengths: Vec::new(),
            sentence_lengths: Vec::new(),
            paragraph_lengths: Vec::new(),
            top_words: Vec::new(),
            spectrum: Vec::new(),
            letters: Vec::new(),
            scripts: Vec::new(),
            rhythm: None,
            growth: None,
        }
    }

    pub(crate) fn new(scan: &Scan, top: usize) -> Self {
        let figures = Figures::new(scan);
        let stats = &scan.stats;
        let mut scripts: Vec<_> = stats.scripts.iter().map(|(&script, &count)| (script, count)).collect();
        scripts.sort_by_key(|&(script, count)| (Reverse(count), script));
        let top_words = stats.vocabulary.top(top);
        let course = scan.course();
        let has_sentences = stats.counted.sentences && figures.has_sentences().is_ok();
        Self {
            word_lengths: pairs(&stats.word_lengths),
            sentence_lengths: if has_sentences { pairs(&stats.sentence_lengths) } else { Vec::new() },
            paragraph_lengths: pairs(&stats.paragraph_lengths),
            top_words: top_words
                .into_iter()
                .map(|(word, frequency)| (word.into(), frequency.count))
                .collect(),
            spectrum: figures.spectrum().map_or_else(Vec::new, |spectrum| pairs(spectrum.frequencies())),
            letters: figures.letters().to_vec(),
            scripts,
            rhythm: course.filter(|_| has_sentences).map(|course| course.rhythm.clone()),
            growth: course
                .filter(|_| stats.counted.order && figures.spectrum().is_some())
                .map(|course| course.growth.clone()),
            ..Self::without_tables(scan, &figures, numbers::entries())
        }
    }
}

/// Every value with its count, in a list that is allocated once.
fn pairs(histogram: &Histogram) -> Vec<(u64, u64)> {
    let mut pairs = Vec::with_capacity(histogram.len());
    pairs.extend(histogram.iter());
    pairs
}

/// A number of a report.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number {
    /// How it was made.
    pub definition: &'static Definition,
    /// What it is.
    pub value: Value,
}

/// What a number is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// A whole number.
    Count(u64),
    /// A ratio, a mean or an index; finite.
    Real(f64),
    /// None, and why, as half a sentence such as `fewer than 30 sentences`.
    Missing(&'static str),
}

/// A language and how it is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spoken {
    /// ISO 639-3, `und` where it is not known.
    pub code: &'static str,
    /// In English.
    pub name: &'static str,
    /// How certain the detection is, from 0 to 1; none where the language was given, or is that of several texts.
    pub confidence: Option<f64>,
}

/// The lengths of sentences in order, several to a step where there are many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rhythm {
    /// How many sentences a step has; the last may have fewer. A power of two.
    pub sentences_per_step: u64,
    /// The words of each step, and its sentences (>= 1).
    pub steps: Vec<(u64, u64)>,
}

/// The number of distinct words after each step of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Growth {
    /// How many words a step has; the last may have fewer. A power of two.
    pub words_per_step: u64,
    /// The distinct words from the beginning to the end of each step, rising.
    pub distinct: Vec<u64>,
}
