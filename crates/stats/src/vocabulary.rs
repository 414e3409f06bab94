//! The distinct words of a text and how often each occurs.

mod count;
mod fold;
mod restore;
mod short;
mod table;
#[cfg(test)]
mod tests;

use alloc::vec::Vec;

use short::Hasher;
use table::Table;

use crate::diversity::Spectrum;
use crate::histogram::Histogram;

/// The longest word that is kept, in bytes as it stands in the text. Longer ones are only counted.
pub const WORD_BYTES_MAX: usize = 1024;

/// For each distinct word that may be kept, so many bytes of letters may be. In no language are words as long on average,
/// also where a letter takes three bytes; so only texts that are made for it meet this limit before that of words.
pub const WORD_BYTES_MEAN_MAX: u64 = 64;

/// The gap of a word that has not occurred before.
pub const GAP_NEW: u32 = 0;

/// The gap of a word whose last occurrence is this far away or farther, or is not known.
pub const GAP_FAR: u32 = u32::MAX;

/// So many words are looked up at a time.
const BATCH: usize = 64;

/// The gaps that are mended and shown at a time, and those that are looked at together.
const GAPS_OF_PIECE: usize = 4096;
const GAPS_AT_ONCE: usize = 16;

/// How often a word occurs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Frequency {
    /// All occurrences; at least 1.
    pub count: u64,
    /// Those that look like a proper noun: with a capital letter amid a sentence. `named <= count`
    pub named: u64,
}

/// What is kept of a word beside its letters.
#[derive(Clone, Debug)]
struct Occurrences {
    count: u64,
    /// The position of the last one, in words from the beginning of the text.
    last: u64,
}

/// A form of a word that is not its own fold.
#[derive(Clone, Copy, Debug)]
struct Form {
    /// The number of its word.
    word: u32,
    growth: FoldGrowth,
}

/// What folding adds to the letters of words: `ß` folds to `ss`. So the letters of words as they were written are those
/// of the folded ones less these. Letters that folding puts together, as those of Hangul, count once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct FoldGrowth {
    /// Letters that are only in the folds; `long <= letters`.
    pub(crate) letters: u64,
    /// Words of which only the fold has [`LONG_LETTERS_MIN`] letters.
    pub(crate) long: u64,
}

/// The least letters of a word that the indices of readability call long.
pub(crate) const LONG_LETTERS_MIN: u64 = 7;

/// The exact frequencies of the distinct words of a text.
///
/// Words are the same if they have the same [canonical
/// caseless](https://www.unicode.org/versions/latest/core-spec/chapter-3/#G53513) form: full case folding,
/// then NFC. `Straße`, `STRASSE` and `strasse` are one word; `don't` and `don’t` are two.
///
/// # Bounds
///
/// A vocabulary keeps at most `words_max` distinct words, and at most [`WORD_BYTES_MEAN_MAX`] times as many bytes of them.
/// With one more it becomes *truncated*: no frequency is known any more and the memory is freed, but
/// [`tokens`](Self::tokens) are counted on. Words of more than [`WORD_BYTES_MAX`] bytes are not kept at all; they are
/// counted as [`too_long`](Self::too_long). So the memory in use is at most about 100 bytes per distinct word, and the
/// letters of those of more than 16 bytes; as much again for words that occur in several forms.
///
/// # Laws
///
/// [`merge`](Self::merge) is associative and commutative, and `Vocabulary::default()` is its identity. The
/// smaller of two limits holds for both. A truncated vocabulary stays so. So in whatever order vocabularies
/// are merged, the result is truncated exactly if all their distinct words are more than the smallest of
/// their limits, or have more bytes than go with it.
///
/// Two vocabularies are equal if they know the same: the order of words, the seed and the limit are not
/// compared.
///
/// ```
/// use reckon_stats::{Frequency, Vocabulary};
///
/// let text = "the more the Merrier".as_bytes();
/// let mut vocabulary = Vocabulary::new(0x5EED, 1_000_000);
/// let gaps = [(0, 3), (4, 8), (9, 12), (13, 20)].map(|(start, end)| {
///     let named = text[start].is_ascii_uppercase();
///     vocabulary.count(text, start, end, named)
/// });
/// // The second "the" comes two words after the first.
/// assert_eq!(gaps, [0, 0, 2, 0]);
/// assert_eq!((vocabulary.len(), vocabulary.tokens()), (Some(3), 4));
/// assert_eq!(vocabulary.get("merrier"), Some(Frequency { count: 1, named: 1 }));
/// assert_eq!(vocabulary.top(1), [("the", Frequency { count: 2, named: 0 })]);
/// ```
#[derive(Clone, Debug)]
pub struct Vocabulary {
    hasher: Hasher,
    /// Folded words. Empty if `is_truncated`.
    words: Table<Occurrences>,
    /// `Frequency::named` by the number of the word. By itself, as it is seldom touched: `named.len() ==
    /// words.len()`.
    named: Vec<u64>,
    /// Forms that are not their own fold, without ASCII capitals, with the number of the word. A mere cache.
    forms: Table<Form>,
    /// Of all words that were counted; nothing if `is_truncated`.
    growth: FoldGrowth,
    /// For the letters of a long word.
    scratch: Vec<u8>,
    /// The words so far, kept or not: where the next one stands.
    position: u64,
    too_long: u64,
    words_max: u32,
    is_truncated: bool,
}

impl Vocabulary {
    /// An empty vocabulary that keeps at most `words_max` distinct words, but in no case more than 2^31 - 1.
    ///
    /// The seed should be random, at least where texts come from strangers: who knows it can choose words
    /// that slow down the counting. No result depends on it.
    #[must_use]
    pub fn new(seed: u64, words_max: u32) -> Self {
        let hasher = Hasher::new(seed);
        Self {
            hasher,
            words: Table::new(hasher),
            named: Vec::new(),
            forms: Table::new(hasher),
            growth: FoldGrowth::default(),
            scratch: Vec::new(),
            position: 0,
            too_long: 0,
            words_max: words_max.min(i32::MAX as u32),
            is_truncated: false,
        }
    }

    /// Forgets everything but the seed and the limit, and keeps the memory for other words.
    pub(crate) fn reuse(&mut self) {
        self.words.reuse();
        self.named.clear();
        self.forms.reuse();
        self.growth = FoldGrowth::default();
        self.position = 0;
        self.too_long = 0;
        self.is_truncated = false;
    }

    fn truncate(&mut self) {
        self.is_truncated = true;
        self.words.clear();
        self.forms.clear();
        self.growth = FoldGrowth::default();
        self.named = Vec::new();
    }

    /// Whether so many distinct words of so many bytes in all are within the limits.
    fn keeps(&self, words: usize, bytes: u64) -> bool {
        words <= self.words_max as usize && bytes <= self.bytes_max()
    }

    fn bytes_max(&self) -> u64 {
        u64::from(self.words_max) * WORD_BYTES_MEAN_MAX
    }

    /// Adds the frequencies of another text, or of another part of the same text.
    pub fn merge(&mut self, other: &Self) {
        self.add(other, |_| ());
    }

    /// Adds the part of the text that follows, and mends its gaps: afterwards they are as if all had been
    /// counted in one go.
    ///
    /// `gaps` are what [`count`](Self::count) gave for each word of `later`, in order. `later` must not have
    /// been merged from others, so that its words lie in the order in which they first occurred: the gap 0
    /// for the *k*-th time is the *k*-th word's. If either is truncated, so is the result, and the gaps mean
    /// nothing.
    ///
    /// ```
    /// use reckon_stats::Vocabulary;
    ///
    /// let count = |text: &str| {
    ///     let mut vocabulary = Vocabulary::new(1, 100);
    ///     let gaps: Vec<u32> =
    ///         (0..text.len()).map(|at| vocabulary.count(text.as_bytes(), at, at + 1, false)).collect();
    ///     (vocabulary, gaps)
    /// };
    /// let (mut whole, _) = count("abc");
    /// let (later, mut gaps) = count("xbbx");
    /// assert_eq!(gaps, [0, 0, 1, 3]);
    /// whole.append(&later, &mut gaps);
    /// assert_eq!(gaps, [0, 3, 1, 3]);
    /// ```
    ///
    /// # Panics
    ///
    /// If there are fewer gaps of 0 than distinct words in `later`.
    pub fn append(&mut self, later: &Self, gaps: &mut [u32]) {
        self.append_and_show(later, gaps, |_| ());
    }

    /// As [`append`](Self::append), and shows the gaps, piece after piece, as soon as they are mended: while they are in
    /// the cache.
    pub(crate) fn append_and_show(&mut self, later: &Self, gaps: &mut [u32], mut show: impl FnMut(&[u32])) {
        let mut distances = Vec::with_capacity(later.words.len());
        self.add(later, |distance| distances.push(distance));
        let mut distances = distances.into_iter();
        let mut at = 0;
        for piece in gaps.chunks_mut(GAPS_OF_PIECE) {
            let (many, rest) = piece.as_chunks_mut::<GAPS_AT_ONCE>();
            let few = many.iter_mut().map(|few| &mut few[..]).chain(core::iter::once(rest));
            for few in few {
                // A bit for each, without a branch, for new words are few.
                let bits = few.iter().enumerate();
                let mut new = bits.fold(0_u32, |new, (bit, gap)| new | u32::from(*gap == GAP_NEW) << bit);
                while new != 0 {
                    let place = new.trailing_zeros() as usize;
                    new &= new - 1;
                    // If truncated by now, there are none.
                    if let Some(Some(distance)) = distances.next() {
                        few[place] = saturated(distance + at + place as u64);
                    }
                }
                at += few.len() as u64;
            }
            show(piece);
        }
        assert!(distances.next().is_none(), "each word was new once");
    }

    /// Adds `later`; for each of its words, tells the distance from the last occurrence here to the beginning
    /// of `later`, if there is one.
    fn add(&mut self, later: &Self, mut tell: impl FnMut(Option<u64>)) {
        let begin = self.position;
        self.position = begin.saturating_add(later.position);
        self.too_long = self.too_long.saturating_add(later.too_long);
        self.words_max = self.words_max.min(later.words_max);
        if later.is_truncated || !self.keeps(self.words.len(), self.words.bytes()) {
            self.truncate();
        }
        if self.is_truncated {
            return;
        }
        self.growth.add(later.growth);
        let mut words = later.words.keys(self.hasher).zip(&later.named);
        let mut batch = Vec::with_capacity(BATCH.min(later.words.len()));
        loop {
            // As for counting, guesses are made for many at a time, for the memory may be that of another core.
            let guesser = self.words.guesser();
            batch.clear();
            batch.extend(
                words.by_ref().take(BATCH).map(|((key, occurrences), named)| {
                    (guesser.guess_hash(key.hash), key, occurrences, *named)
                }),
            );
            if batch.is_empty() {
                return;
            }
            // And then they are looked at before anything else is done, so that the processor waits for many at once.
            let mut found = [None; BATCH];
            for (found, &(guess, key, ..)) in found.iter_mut().zip(&batch) {
                *found = self.words.guessed_key(guess, key);
            }
            for (found, &(_, key, occurrences, named)) in found.iter().zip(&batch) {
                let last = begin.saturating_add(occurrences.last);
                let found = found.or_else(|| self.words.find(key));
                let id = match found {
                    Some(id) => {
                        let known = self.words.payload(id);
                        tell(Some(begin - known.last));
                        known.count = known.count.saturating_add(occurrences.count);
                        known.last = last;
                        id
                    }
                    None => {
                        tell(None);
                        let new = Occurrences { count: occurrences.count, last };
                        let Some(id) = self.insert(key, new) else { return };
                        id
                    }
                };
                if named > 0 {
                    self.named[id] = self.named[id].saturating_add(named);
                }
            }
        }
    }

    /// The words that were counted into the table: all but the [`too_long`](Self::too_long) ones.
    #[must_use]
    pub fn tokens(&self) -> u64 {
        self.position - self.too_long
    }

    /// The words of more than [`WORD_BYTES_MAX`] bytes.
    #[must_use]
    pub fn too_long(&self) -> u64 {
        self.too_long
    }

    /// Whether there were more distinct words than the limit, or longer ones, so that no frequencies are known.
    #[must_use]
    pub fn is_truncated(&self) -> bool {
        self.is_truncated
    }

    /// The limit of distinct words, from which that of their bytes follows.
    #[must_use]
    pub fn words_max(&self) -> u32 {
        self.words_max
    }

    /// Keeps up to so many distinct words from now on, if that is more. What is truncated stays so.
    ///
    /// For a vocabulary that comes from a place with a lower limit and was not truncated there.
    ///
    /// ```
    /// use reckon_stats::Vocabulary;
    ///
    /// let mut vocabulary = Vocabulary::new(1, 1);
    /// vocabulary.count(b"one", 0, 3, false);
    /// vocabulary.raise_words_max(2);
    /// vocabulary.count(b"two", 0, 3, false);
    /// assert_eq!(vocabulary.len(), Some(2));
    /// ```
    pub fn raise_words_max(&mut self, words_max: u32) {
        self.words_max = self.words_max.max(words_max.min(i32::MAX as u32));
    }

    /// The number of distinct words, if it is known.
    #[must_use]
    pub fn len(&self) -> Option<u64> {
        (!self.is_truncated).then_some(self.words.len() as u64)
    }

    /// Whether no word at all has been counted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.position == 0
    }

    /// The frequency of a word, which must be folded; nothing if it does not occur or the vocabulary is
    /// truncated.
    #[must_use]
    pub fn get(&self, word: &str) -> Option<Frequency> {
        let id = self.words.find(self.hasher.key(word.as_bytes()))?;
        let (_, occurrences) = self.words.entry(id);
        Some(Frequency { count: occurrences.count, named: self.named[id] })
    }

    /// The folded words with their frequencies, in the order in which they first occurred, or were merged.
    /// None at all if truncated.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, Frequency)> {
        self.folded().map(|(word, frequency)| (text(word), frequency))
    }

    /// As [`iter`](Self::iter), but the words are bytes of which nobody has asked yet whether they are well-formed.
    pub(crate) fn folded(&self) -> impl ExactSizeIterator<Item = (&[u8], Frequency)> {
        self.named.iter().enumerate().map(|(id, &named)| {
            let (word, occurrences) = self.words.entry(id);
            (word, Frequency { count: occurrences.count, named })
        })
    }

    /// What folding has added to the letters of the words.
    pub(crate) fn growth(&self) -> FoldGrowth {
        self.growth
    }

    /// The `n` most frequent words, the most frequent first, equal ones in the order of their code points.
    #[must_use]
    pub fn top(&self, n: usize) -> Vec<(&str, Frequency)> {
        if n == 0 {
            return Vec::new();
        }
        // Only words that are as frequent as the one of rank n are compared letter by letter.
        let mut counts: Vec<u64> = self.words.payloads().map(|occurrences| occurrences.count).collect();
        let least = counts.len().checked_sub(n).map_or(0, |below| *counts.select_nth_unstable(below).1);
        let frequent =
            self.words.payloads().enumerate().filter(|(_, occurrences)| occurrences.count >= least);
        let mut top = Vec::with_capacity(frequent.clone().count());
        top.extend(frequent.map(|(id, occurrences)| (occurrences.count, self.words.beginning(id), id)));
        // UTF-8 has the order of code points.
        let order = |a: &(u64, u64, usize), b: &(u64, u64, usize)| {
            let letters = |id: usize| self.words.entry(id).0;
            b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then_with(|| letters(a.2).cmp(letters(b.2)))
        };
        if top.len() > n {
            top.select_nth_unstable_by(n, order);
            top.truncate(n);
        }
        top.sort_unstable_by(order);
        let word = |(count, _, id): (u64, u64, usize)| {
            (text(self.words.entry(id).0), Frequency { count, named: self.named[id] })
        };
        top.into_iter().map(word).collect()
    }

    /// How many words occur once, twice, …: the basis of all measures of lexical diversity. Nothing if
    /// truncated.
    #[must_use]
    pub fn spectrum(&self) -> Option<Spectrum> {
        if self.is_truncated {
            return None;
        }
        let mut frequencies = Histogram::default();
        self.words.payloads().for_each(|occurrences| frequencies.add(occurrences.count));
        Some(Spectrum::new(frequencies))
    }
}

impl Default for Vocabulary {
    /// An empty vocabulary without a limit of its own.
    fn default() -> Self {
        Self::new(0, u32::MAX)
    }
}

impl PartialEq for Vocabulary {
    fn eq(&self, other: &Self) -> bool {
        self.position == other.position
            && self.too_long == other.too_long
            && self.is_truncated == other.is_truncated
            && self.growth == other.growth
            && self.words.len() == other.words.len()
            && self.iter().all(|(word, frequency)| other.get(word) == Some(frequency))
    }
}

impl Eq for Vocabulary {}

/// The letters of a word of the table.
fn text(word: &[u8]) -> &str {
    str::from_utf8(word).expect("only ASCII and strings are put in")
}

fn saturated(distance: u64) -> u32 {
    u32::try_from(distance).unwrap_or(GAP_FAR)
}
