//! The layers of this project's own counting, from the cheapest to the whole report.

use std::hint::black_box;
use std::time::Duration;

use anyhow::{Result, ensure};
use reckon_stats::{Counted, Document, Options, Scan, Scanner, Stats, TOP_WORDS};

use crate::cpu;
use crate::sum::byte_sum;

use super::input::Input;

/// Bytes of a piece that the scanner is handed, as a server would read them.
const CHUNK_BYTES: usize = 64 << 10;

/// Short texts are counted several times for one figure, until there were so many bytes.
const BYTES_MIN: usize = 16 << 20;

/// A part of the work.
pub struct Layer {
    /// In the tables.
    pub name: &'static str,
    work: Work,
}

enum Work {
    Sum,
    Scan(Counted),
    Report,
}

const WORDS: Counted = Counted { words: true, ..Counted::NONE };

/// The sum comes first: nobody can read the text any faster.
pub const LAYERS: [Layer; 12] = [
    Layer { name: "sum of all bytes", work: Work::Sum },
    Layer { name: COUNTS, work: Work::Scan(Counted::NONE) },
    Layer { name: CHARACTERS, work: Work::Scan(Counted { characters: true, ..Counted::NONE }) },
    Layer { name: UAX29, work: Work::Scan(WORDS) },
    Layer { name: "words of offices and translators", work: Work::Scan(Counted { tools: true, ..WORDS }) },
    Layer { name: DICTIONARY, work: Work::Scan(Counted { dictionary: true, ..WORDS }) },
    Layer { name: SENTENCES, work: Work::Scan(Counted { sentences: true, ..WORDS }) },
    Layer { name: "words and frequencies", work: Work::Scan(Counted { vocabulary: true, ..WORDS }) },
    Layer {
        name: "words, frequencies, order",
        work: Work::Scan(Counted { vocabulary: true, order: true, ..WORDS }),
    },
    Layer { name: "all but the dictionary", work: Work::Scan(Counted { dictionary: false, ..Counted::ALL }) },
    Layer { name: "everything", work: Work::Scan(Counted::ALL) },
    Layer { name: REPORT, work: Work::Report },
];

/// Lines, code points, words between white space.
pub const COUNTS: &str = "counts";
/// The same with graphemes, categories and scripts.
pub const CHARACTERS: &str = "counts and characters";
/// Words by the standard.
pub const UAX29: &str = "words.uax29";
/// Words by the standard and by dictionaries.
pub const DICTIONARY: &str = "words by dictionary";
/// Words and sentences.
pub const SENTENCES: &str = "words and sentences";
/// Everything, the report too.
pub const REPORT: &str = "the whole report";

impl Layer {
    /// The time on a core of one pass over the text.
    ///
    /// # Errors
    /// A number differs from that of the scan that counts everything, or there is no clock.
    pub fn measure(&self, input: &Input, all: &Stats) -> Result<Duration> {
        let text = input.text.as_bytes();
        let options = input.options();
        match self.work {
            Work::Sum => {
                let (sum, time) = timed(text, byte_sum)?;
                let expected: u64 = text.iter().map(|&byte| u64::from(byte)).sum();
                ensure!(sum == expected, "the sum is {sum} instead of {expected}");
                Ok(time)
            }
            Work::Scan(counted) => {
                let (scan, time) = timed(text, |text| scan(Options { counted, ..options }, text))?;
                check(&scan.stats, all, counted)?;
                Ok(time)
            }
            Work::Report => {
                let whole = |text: &[u8]| {
                    let mut document = Document::new(None, Options::default());
                    text.chunks(CHUNK_BYTES).for_each(|chunk| document.update(chunk));
                    let scan = document.finish();
                    (scan.report(TOP_WORDS), scan)
                };
                let ((report, scan), time) = timed(text, whole)?;
                ensure!(scan.stats == *all, "the document is not what the scanner has found");
                ensure!(report.numbers.len() == reckon_stats::definitions().count(), "numbers are missing");
                Ok(time)
            }
        }
    }
}

fn scan(options: Options, text: &[u8]) -> Scan {
    let mut scanner = Scanner::new(options);
    text.chunks(CHUNK_BYTES).for_each(|chunk| scanner.update(chunk));
    scanner.finish()
}

/// A number must not depend on what else is counted.
fn check(stats: &Stats, all: &Stats, counted: Counted) -> Result<()> {
    let always = |stats: &Stats| {
        (
            stats.bytes,
            stats.code_points,
            stats.lines,
            stats.paragraphs,
            stats.words_ascii,
            stats.words_whitespace,
        )
    };
    ensure!(always(stats) == always(all), "the counts depend on what else is counted");
    let characters = |stats: &Stats| (stats.graphemes, stats.letters, stats.symbols, stats.scripts.clone());
    ensure!(!counted.characters || characters(stats) == characters(all), "so do the characters");
    ensure!(!counted.words || stats.words_uax29 == all.words_uax29, "so do the words");
    let tools = |stats: &Stats| (stats.words_office, stats.gmxv);
    ensure!(!counted.dictionary || !counted.tools || tools(stats) == tools(all), "so do the words of others");
    ensure!(!counted.sentences || stats.sentences_uax29 == all.sentences_uax29, "so do the sentences");
    Ok(())
}

/// Runs `count` over the text, several times if that is short, and gives its result and the time of one pass.
///
/// # Errors
/// There is no clock.
pub fn timed<I: ?Sized, T>(text: &I, count: impl Fn(&I) -> T) -> Result<(T, Duration)> {
    let passes = u32::try_from(BYTES_MIN / size_of_val(text).max(1)).unwrap_or(u32::MAX).max(1);
    let start = cpu::of_this_thread()?;
    // The compiler must not find out that the passes do the same.
    let mut result = count(black_box(text));
    for _ in 1..passes {
        result = black_box(count(black_box(text)));
    }
    Ok((result, (cpu::of_this_thread()? - start) / passes))
}
