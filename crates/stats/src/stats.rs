//! The counts of a text, in the form in which they merge.

use alloc::collections::BTreeMap;

use crate::gmxv;
use crate::histogram::Histogram;
use crate::language::Language;
use crate::options::Counted;
use crate::vocabulary::Vocabulary;

/// What was counted in a text, or in several.
///
/// Whole numbers and exact tables only: each is a sum over the text or a maximum, so that stats merge exactly. How each
/// number is defined stands in [`definitions`](crate::definitions), under the id that is named here. What is computed
/// from them, such as ratios and indices, is made once, in a [`Report`](crate::Report).
///
/// The counts of a scanned text keep these bounds:
///
/// ```text
/// invalid <= code_points <= bytes       lines.blank + paragraphs <= lines + 1
/// longest <= code_points                words.whitespace, words.ascii <= code_points
/// graphemes <= code_points              letters + marks + digits + punctuation + symbols + others = code_points
/// words.icu <= words                    sum of the sentences' words = words
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// What was counted; the rest is 0 below.
    pub counted: Counted,
    /// The bytes of text in each language, by whose rules they were counted.
    pub languages: BTreeMap<Language, u64>,

    /// `bytes`
    pub bytes: u64,
    /// `chars.code_points`
    pub code_points: u64,
    /// `chars.invalid`
    pub invalid: u64,
    /// `chars.graphemes`
    pub graphemes: u64,
    /// Code points with White_Space: `chars.code_points` without `chars.without_white_space`.
    pub white_space: u64,
    /// `chars.letters`
    pub letters: u64,
    /// `chars.marks`
    pub marks: u64,
    /// `chars.digits`
    pub digits: u64,
    /// `chars.punctuation`
    pub punctuation: u64,
    /// `chars.symbols`
    pub symbols: u64,
    /// `chars.others`
    pub others: u64,
    /// Code points by script, under its Unicode name.
    pub scripts: BTreeMap<&'static str, u64>,

    /// `lines`
    pub lines: u64,
    /// `lines.blank`
    pub blank_lines: u64,
    /// `lines.longest`, in code points
    pub longest_line: u64,
    /// `paragraphs`
    pub paragraphs: u64,

    /// `words.ascii`
    pub words_ascii: u64,
    /// `words.whitespace`
    pub words_whitespace: u64,
    /// `words.uax29`
    pub words_uax29: u64,
    /// `words.icu`
    pub words_icu: u64,
    /// `words`
    pub words: u64,
    /// `words.office`
    pub words_office: u64,
    /// The counts of GMX-V.
    pub gmxv: gmxv::Counts,

    /// `sentences.uax29`
    pub sentences_uax29: u64,
    /// How many words have how many code points.
    pub word_lengths: Histogram,
    /// How many sentences have how many words.
    pub sentence_lengths: Histogram,
    /// How many paragraphs have how many words.
    pub paragraph_lengths: Histogram,
    /// How often each word occurs.
    pub vocabulary: Vocabulary,
}

impl Default for Stats {
    /// The stats of no text at all, which change nothing when they are merged.
    fn default() -> Self {
        Self {
            counted: Counted::ALL,
            languages: BTreeMap::new(),
            bytes: 0,
            code_points: 0,
            invalid: 0,
            graphemes: 0,
            white_space: 0,
            letters: 0,
            marks: 0,
            digits: 0,
            punctuation: 0,
            symbols: 0,
            others: 0,
            scripts: BTreeMap::new(),
            lines: 0,
            blank_lines: 0,
            longest_line: 0,
            paragraphs: 0,
            words_ascii: 0,
            words_whitespace: 0,
            words_uax29: 0,
            words_icu: 0,
            words: 0,
            words_office: 0,
            gmxv: gmxv::Counts::default(),
            sentences_uax29: 0,
            word_lengths: Histogram::default(),
            sentence_lengths: Histogram::default(),
            paragraph_lengths: Histogram::default(),
            vocabulary: Vocabulary::default(),
        }
    }
}

impl Stats {
    /// Adds the counts of another text, or of the part of the same text after or before a [seam](crate::seams).
    ///
    /// `merge` is associative and commutative, and `Stats::default()` changes nothing. Merged over whole texts, the
    /// sums are totals and the longest line is the longest of them all. What was not counted in one of them is not
    /// counted in the total.
    ///
    /// Sums stop at `u64::MAX` rather than wrap, which keeps the laws. No text that is scanned gets near it: at
    /// 10 GB/s that takes 58 years, which is why the scanner adds without a check. Stats that were
    /// [decoded](crate::decode) can.
    ///
    /// ```
    /// let mut total = reckon_stats::scan(b"one two\n").stats;
    /// total.merge(&reckon_stats::scan(b"three four five\n").stats);
    /// assert_eq!((total.lines, total.words_ascii, total.longest_line), (2, 5, 15));
    /// ```
    pub fn merge(&mut self, other: &Self) {
        self.add_all_but_the_vocabulary(other);
        self.vocabulary.merge(&other.vocabulary);
    }

    /// Adds whatever does not depend on the order of the two but for the vocabulary.
    pub(crate) fn add_all_but_the_vocabulary(&mut self, other: &Self) {
        // Taken apart by name, so that a new field cannot be forgotten here.
        let Self {
            counted,
            languages,
            bytes,
            code_points,
            invalid,
            graphemes,
            white_space,
            letters,
            marks,
            digits,
            punctuation,
            symbols,
            others,
            scripts,
            lines,
            blank_lines,
            longest_line,
            paragraphs,
            words_ascii,
            words_whitespace,
            words_uax29,
            words_icu,
            words,
            words_office,
            gmxv,
            sentences_uax29,
            word_lengths,
            sentence_lengths,
            paragraph_lengths,
            vocabulary: _,
        } = self;
        let sums = [
            (bytes, other.bytes),
            (code_points, other.code_points),
            (invalid, other.invalid),
            (graphemes, other.graphemes),
            (white_space, other.white_space),
            (letters, other.letters),
            (marks, other.marks),
            (digits, other.digits),
            (punctuation, other.punctuation),
            (symbols, other.symbols),
            (others, other.others),
            (lines, other.lines),
            (blank_lines, other.blank_lines),
            (paragraphs, other.paragraphs),
            (words_ascii, other.words_ascii),
            (words_whitespace, other.words_whitespace),
            (words_uax29, other.words_uax29),
            (words_icu, other.words_icu),
            (words, other.words),
            (words_office, other.words_office),
            (sentences_uax29, other.sentences_uax29),
        ];
        for (sum, more) in sums {
            *sum = sum.saturating_add(more);
        }
        *counted = counted.and(other.counted);
        add_table(languages, &other.languages);
        add_table(scripts, &other.scripts);
        *longest_line = (*longest_line).max(other.longest_line);
        gmxv.merge(&other.gmxv);
        word_lengths.merge(&other.word_lengths);
        sentence_lengths.merge(&other.sentence_lengths);
        paragraph_lengths.merge(&other.paragraph_lengths);
    }
}

/// Adds the counts of a table to those of another, by key.
fn add_table<K: Ord + Copy>(sums: &mut BTreeMap<K, u64>, more: &BTreeMap<K, u64>) {
    for (&key, &count) in more {
        let sum = sums.entry(key).or_insert(0);
        *sum = sum.saturating_add(count);
    }
}
