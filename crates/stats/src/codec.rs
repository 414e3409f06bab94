//! A scan on its way to another process or machine.
//!
//! ```text
//! "RKNS" version=2
//! counted: 1 byte, a bit for each group      languages: n (code: 3 bytes, bytes)*
//! sums, in the order of `sums`               scripts: n (name: length bytes, code points)*
//! histograms: n (value, count)* each         vocabulary: see `put_vocabulary`
//! order: 0 nothing | 1 course | 2 joined     course: see `put_course`
//! ```
//! Whole numbers are LEB128: seven bits a byte, the lowest first, the highest bit set on all but the last; at most ten
//! bytes, and none is above 2^50. Lengths come before what they are the lengths of.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::error::Error;
use core::fmt;

use crate::course::Course;
use crate::histogram::Histogram;
use crate::language::Language;
use crate::options::Counted;
use crate::report::{Growth, Rhythm};
use crate::scan::{Order, Scan};
use crate::sequence::{Factors, Measures, Untold, Windows};
use crate::stats::Stats;
use crate::unicode::Script;
use crate::vocabulary::{FoldGrowth, Frequency, Vocabulary, WORD_BYTES_MAX};

#[cfg(test)]
mod tests;

/// What every encoded scan begins with: four letters and the version of the form.
const MAGIC: &[u8] = b"RKNS\x02";

/// No number of a text is greater, even of one of 10^15 bytes; so a report may multiply what a stranger has sent
/// without a thought to its size.
const NUMBER_MAX: u64 = 1 << 50;

/// Why bytes are no scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeError {
    /// They do not begin as a scan does, or it is of another version.
    Magic,
    /// They end too early.
    Short,
    /// Something follows the scan.
    Long,
    /// A value is out of its bounds or does not fit to the others; the name of what it belongs to.
    Value(&'static str),
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Magic => f.write_str("this is no scan, or one of another version"),
            Self::Short => f.write_str("the scan ends too early"),
            Self::Long => f.write_str("something follows the scan"),
            Self::Value(what) => write!(f, "the scan has a wrong value in {what}"),
        }
    }
}

impl Error for DecodeError {}

/// Writes a scan as bytes.
///
/// They are about as long as the distinct words and 3 bytes more for each. [`decode`] reads them back.
///
/// ```
/// let scan = reckon_stats::scan("Füße, Fuß, Fuss.".as_bytes());
/// let bytes = reckon_stats::encode(&scan);
/// assert_eq!(reckon_stats::decode(&bytes, 0), Ok(scan));
/// ```
#[must_use]
pub fn encode(scan: &Scan) -> Vec<u8> {
    let mut out = Writer(MAGIC.to_vec());
    let mut stats = scan.stats.clone();
    let Counted { characters, words, tools, dictionary, sentences, vocabulary, order } = stats.counted;
    let bits = [characters, words, tools, dictionary, sentences, vocabulary, order];
    out.0.push((0..).zip(bits).map(|(at, bit)| u8::from(bit) << at).sum());
    out.number(stats.languages.len() as u64);
    for (language, &bytes) in &stats.languages {
        out.0.extend_from_slice(language.code().as_bytes());
        out.number(bytes);
    }
    for sum in sums(&mut stats) {
        out.number(*sum);
    }
    out.number(stats.scripts.len() as u64);
    for (script, &count) in &stats.scripts {
        out.bytes(script.as_bytes());
        out.number(count);
    }
    for histogram in [&stats.word_lengths, &stats.sentence_lengths, &stats.paragraph_lengths] {
        out.pairs(histogram.iter().count(), histogram.iter());
    }
    out.vocabulary(&stats.vocabulary);
    match &scan.order {
        Order::Nothing => out.0.push(0),
        Order::Whole(course) => {
            out.0.push(1);
            out.course(course);
        }
        Order::Joined => out.0.push(2),
    }
    out.0
}

/// Reads a scan that [`encode`] wrote.
///
/// The memory that it takes is bounded by the length of the bytes. The seed is that of
/// [`Options::seed`](crate::Options::seed).
///
/// # Errors
/// The peer's bytes are not what `encode` writes. Nothing is guessed or repaired.
pub fn decode(bytes: &[u8], seed: u64) -> Result<Scan, DecodeError> {
    let mut input = Reader(bytes.strip_prefix(MAGIC).ok_or(DecodeError::Magic)?);
    let mut stats = Stats::default();
    let bits = input.byte()?;
    if bits >= 1 << 7 {
        return Err(DecodeError::Value("what was counted"));
    }
    let [characters, words, tools, dictionary, sentences, vocabulary, order] =
        core::array::from_fn(|at| bits & (1 << at) != 0);
    stats.counted = Counted { characters, words, tools, dictionary, sentences, vocabulary, order };
    for _ in 0..input.length(4)? {
        let code = input.take(3)?;
        let language = str::from_utf8(code).ok().and_then(Language::from_code);
        // Other spellings of a code are understood elsewhere, but are none that is written.
        let language = language.filter(|language| language.code().as_bytes() == code);
        let language = language.ok_or(DecodeError::Value("the languages"))?;
        insert(&mut stats.languages, language, input.number()?, "the languages")?;
    }
    for sum in sums(&mut stats) {
        *sum = input.number()?;
    }
    for _ in 0..input.length(2)? {
        let name = input.bytes()?;
        let script = (0..Script::COUNT)
            .filter_map(Script::from_number)
            .find(|script| script.name().as_bytes() == name);
        let script = script.ok_or(DecodeError::Value("the scripts"))?;
        insert(&mut stats.scripts, script.name(), input.number()?, "the scripts")?;
    }
    stats.word_lengths = input.histogram()?;
    stats.sentence_lengths = input.histogram()?;
    stats.paragraph_lengths = input.histogram()?;
    stats.vocabulary = input.vocabulary(seed)?;
    let order = match input.byte()? {
        0 => Order::Nothing,
        1 => Order::Whole(Box::new(input.course()?)),
        2 => Order::Joined,
        _ => return Err(DecodeError::Value("the order")),
    };
    if !input.0.is_empty() {
        return Err(DecodeError::Long);
    }
    Ok(Scan { stats, order })
}

/// All whole numbers of the stats.
fn sums(stats: &mut Stats) -> [&mut u64; 26] {
    [
        &mut stats.bytes,
        &mut stats.code_points,
        &mut stats.invalid,
        &mut stats.graphemes,
        &mut stats.white_space,
        &mut stats.letters,
        &mut stats.marks,
        &mut stats.digits,
        &mut stats.punctuation,
        &mut stats.symbols,
        &mut stats.others,
        &mut stats.lines,
        &mut stats.blank_lines,
        &mut stats.longest_line,
        &mut stats.paragraphs,
        &mut stats.words_ascii,
        &mut stats.words_whitespace,
        &mut stats.words_uax29,
        &mut stats.words_icu,
        &mut stats.words,
        &mut stats.words_office,
        &mut stats.gmxv.words,
        &mut stats.gmxv.characters,
        &mut stats.gmxv.punctuation,
        &mut stats.gmxv.white_space,
        &mut stats.sentences_uax29,
    ]
}

/// Puts in what must come in rising order, each once.
fn insert<K: Ord + Copy>(
    table: &mut BTreeMap<K, u64>,
    key: K,
    count: u64,
    what: &'static str,
) -> Result<(), DecodeError> {
    if table.last_key_value().is_some_and(|(last, _)| *last >= key) {
        return Err(DecodeError::Value(what));
    }
    table.insert(key, count);
    Ok(())
}

struct Writer(Vec<u8>);

impl Writer {
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }

    fn pairs(&mut self, length: usize, pairs: impl Iterator<Item = (u64, u64)>) {
        self.number(length as u64);
        for (a, b) in pairs {
            self.number(a);
            self.number(b);
        }
    }

    /// `truncated: 0 or 1 · limit · overlong words · words, if truncated, else n (word, count, named)*`, in the order
    /// in which the words first occurred, and `letters · long words` that only folding has made.
    fn vocabulary(&mut self, vocabulary: &Vocabulary) {
        self.0.push(u8::from(vocabulary.is_truncated()));
        self.number(u64::from(vocabulary.words_max()));
        self.number(vocabulary.too_long());
        if vocabulary.is_truncated() {
            self.number(vocabulary.tokens());
            return;
        }
        self.number(vocabulary.iter().len() as u64);
        for (word, frequency) in vocabulary.iter() {
            self.bytes(word.as_bytes());
            self.number(frequency.count);
            self.number(frequency.named);
        }
        let FoldGrowth { letters, long } = vocabulary.growth();
        self.number(letters);
        self.number(long);
    }

    /// `confidence + 1, or 0 · words · MATTR 50, 100: windows and distinct words, or 0 · MTLD forward and backward:
    /// 0 and full factors, words and distinct words of the rest, or 1 to 3 for why not · rhythm · growth`
    fn course(&mut self, course: &Course) {
        self.number(course.confidence_per_mille.map_or(0, |confidence| u64::from(confidence) + 1));
        let Measures { tokens, mattr_50, mattr_100, mtld_forward, mtld_backward } = &course.sequence;
        self.number(*tokens);
        for windows in [mattr_50, mattr_100] {
            self.number(windows.map_or(0, |windows| windows.windows));
            if let Some(windows) = windows {
                self.number(windows.distinct);
            }
        }
        for factors in [&Ok(*mtld_forward), mtld_backward] {
            match factors {
                Ok(Factors { full, rest_tokens, rest_types }) => {
                    self.0.push(0);
                    for number in [full, rest_tokens, rest_types] {
                        self.number(*number);
                    }
                }
                Err(untold) => {
                    self.0.push(1 + UNTOLD.iter().position(|known| known == untold).unwrap_or(0) as u8)
                }
            }
        }
        self.number(course.rhythm.sentences_per_step);
        self.pairs(course.rhythm.steps.len(), course.rhythm.steps.iter().copied());
        self.number(course.growth.words_per_step);
        self.number(course.growth.distinct.len() as u64);
        course.growth.distinct.iter().for_each(|&distinct| self.number(distinct));
    }
}

const UNTOLD: [Untold; 3] = [Untold::NoRepetition, Untold::LongFactor, Untold::ManyWays];

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], DecodeError> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(DecodeError::Short)?;
        self.0 = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, DecodeError> {
        self.take(1).map(|bytes| bytes[0])
    }

    /// Reads a whole number in its shortest form.
    fn number(&mut self) -> Result<u64, DecodeError> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7F);
            if bits << shift >> shift != bits || (byte == 0 && shift > 0) {
                break;
            }
            number |= bits << shift;
            if byte < 0x80 {
                return if number <= NUMBER_MAX { Ok(number) } else { break };
            }
        }
        Err(DecodeError::Value("a number"))
    }

    /// Reads how many items follow, each of which has at least so many bytes.
    fn length(&mut self, bytes_min: usize) -> Result<usize, DecodeError> {
        let length = self.number()?;
        match usize::try_from(length) {
            Ok(length) if length <= self.0.len() / bytes_min => Ok(length),
            _ => Err(DecodeError::Short),
        }
    }

    fn bytes(&mut self) -> Result<&'a [u8], DecodeError> {
        let length = self.length(1)?;
        self.take(length)
    }

    fn pairs(&mut self) -> Result<Vec<(u64, u64)>, DecodeError> {
        (0..self.length(2)?).map(|_| Ok((self.number()?, self.number()?))).collect()
    }

    fn histogram(&mut self) -> Result<Histogram, DecodeError> {
        let pairs = self.pairs()?;
        let rises = pairs.is_sorted_by(|a, b| a.0 < b.0);
        if !rises || pairs.iter().any(|&(_, count)| count == 0) {
            return Err(DecodeError::Value("a histogram"));
        }
        let mut histogram = Histogram::default();
        pairs.into_iter().for_each(|(value, count)| histogram.add_many(value, count));
        Ok(histogram)
    }

    fn vocabulary(&mut self, seed: u64) -> Result<Vocabulary, DecodeError> {
        const WRONG: DecodeError = DecodeError::Value("the vocabulary");
        let is_truncated = self.byte()?;
        let words_max = u32::try_from(self.number()?).map_err(|_| WRONG)?;
        let too_long = self.number()?;
        let mut vocabulary = Vocabulary::new(seed, words_max);
        if vocabulary.words_max() != words_max {
            return Err(WRONG);
        }
        match is_truncated {
            0 => {}
            1 => {
                let tokens = self.number()?;
                vocabulary.restore_truncated(tokens, too_long).ok_or(WRONG)?;
                return Ok(vocabulary);
            }
            _ => return Err(WRONG),
        }
        let mut letters: u64 = 0;
        for _ in 0..self.length(4)? {
            let word = str::from_utf8(self.bytes()?).map_err(|_| WRONG)?;
            let frequency = Frequency { count: self.number()?, named: self.number()? };
            let is_word = !word.is_empty() && !word.ends_with('\0') && word.len() <= 4 * WORD_BYTES_MAX;
            if !is_word || frequency.count == 0 || frequency.named > frequency.count {
                return Err(WRONG);
            }
            // Less than 2^50 times 2^12, so it cannot overflow.
            letters += frequency.count * word.len() as u64;
            if letters > NUMBER_MAX {
                return Err(WRONG);
            }
            vocabulary.restore(word, frequency).ok_or(WRONG)?;
        }
        let growth = FoldGrowth { letters: self.number()?, long: self.number()? };
        if growth.long > growth.letters || growth.letters > letters {
            return Err(WRONG);
        }
        vocabulary.restore_growth(growth);
        vocabulary.restore_too_long(too_long).ok_or(WRONG)?;
        Ok(vocabulary)
    }

    fn course(&mut self) -> Result<Course, DecodeError> {
        const WRONG: DecodeError = DecodeError::Value("the course");
        let confidence_per_mille = match self.number()? {
            0 => None,
            confidence @ 1..=1001 => Some(confidence as u16 - 1),
            _ => return Err(WRONG),
        };
        let tokens = self.number()?;
        let [mattr_50, mattr_100] = [self.windows(50)?, self.windows(100)?];
        let mtld_forward = self.factors()?.map_err(|_| WRONG)?;
        let mtld_backward = self.factors()?;
        let rhythm = Rhythm { sentences_per_step: self.number()?, steps: self.pairs()? };
        let words_per_step = self.number()?;
        let distinct = (0..self.length(1)?).map(|_| self.number()).collect::<Result<_, _>>()?;
        Ok(Course {
            confidence_per_mille,
            sequence: Measures { tokens, mattr_50, mattr_100, mtld_forward, mtld_backward },
            rhythm,
            growth: Growth { words_per_step, distinct },
        })
    }

    fn windows(&mut self, width: u32) -> Result<Option<Windows>, DecodeError> {
        match self.number()? {
            0 => Ok(None),
            windows => Ok(Some(Windows { width, windows, distinct: self.number()? })),
        }
    }

    fn factors(&mut self) -> Result<Result<Factors, Untold>, DecodeError> {
        match self.byte()? {
            0 => {
                let (full, rest_tokens, rest_types) = (self.number()?, self.number()?, self.number()?);
                if rest_types > rest_tokens {
                    return Err(DecodeError::Value("the factors"));
                }
                Ok(Ok(Factors { full, rest_tokens, rest_types }))
            }
            number => {
                let untold = UNTOLD.get(usize::from(number) - 1);
                untold.map(|&untold| Err(untold)).ok_or(DecodeError::Value("the factors"))
            }
        }
    }
}
