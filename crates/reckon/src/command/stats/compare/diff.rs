//! Which words of a text were added, removed and moved.
//!
//! ```text
//! paragraphs ──diff──► the same, in order
//!                 └──► others ─┬─ whole, and elsewhere in the other text ──► moved
//!                              └─ between two that are the same ──diff──► pieces ──diff──► words:
//!                                                                             the same, added, removed
//! ```
//! A piece ends where a word says so, whatever stands before it, so that pieces are the same again behind a change; they
//! make a comparison of long paragraphs as quick as one of short ones.
//!
//! Whatever the texts, time grows with their length and memory as well: what is long is compared window by window at
//! the cost of a window each. What is found is always a way from one text to the other, but not always the shortest.

#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::Hash;
use std::ops::Range;

use imara_diff::{Algorithm, Diff, Token};

/// Words of a piece, on average.
const PIECE_WORDS: u64 = 16;

/// What is compared at a time where the same comes again and again, so that the time may grow with the square.
const WINDOW: usize = 2048;

/// What is compared at a time elsewhere.
const WINDOW_OF_DISTINCT: usize = 1 << 14;

/// Where each occurs no more often than this on average, little is compared with much.
const REPETITIONS_MAX: usize = 8;

/// The words of two texts, each under a number.
#[derive(Debug, Default)]
pub struct Words {
    numbers: HashMap<String, u32>,
    words: Vec<String>,
    /// Whether a piece ends behind a word: by how it is spelt, for the number depends on which text came first.
    are_ends: Vec<bool>,
}

impl Words {
    /// The number of a word, which is that of all that are spelt alike.
    pub fn number(&mut self, word: String) -> u32 {
        let next = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        *self.numbers.entry(word).or_insert_with_key(|word| {
            self.words.push(word.clone());
            // FNV-1a, and what mixes its bits.
            let hash = word.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
            });
            let hash = (hash ^ hash >> 32).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
            self.are_ends.push(hash.is_multiple_of(PIECE_WORDS));
            next
        })
    }

    fn word(&self, number: u32) -> &str {
        self.words.get(number as usize).map_or("", String::as_str)
    }

    /// Cuts a text into pieces.
    fn pieces(&self, words: &[u32]) -> Vec<Range<usize>> {
        let is_end = |word: u32| self.are_ends.get(word as usize).is_some_and(|is_end| *is_end);
        let mut pieces = vec![];
        let mut start = 0;
        for (end, &word) in (1..).zip(words) {
            if end == words.len() || is_end(word) {
                pieces.push(start..end);
                start = end;
            }
        }
        pieces
    }
}

/// A text, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passages {
    /// The numbers of its words.
    words: Vec<u32>,
    /// Where each paragraph has its words. Each begins where the one before ends.
    paragraphs: Vec<Range<usize>>,
}

impl Passages {
    /// Appends a paragraph; one without words is none.
    pub fn push(&mut self, words: impl IntoIterator<Item = u32>) {
        let start = self.words.len();
        self.words.extend(words);
        if self.words.len() > start {
            self.paragraphs.push(start..self.words.len());
        }
    }

    /// How many paragraphs there are.
    #[must_use]
    pub fn paragraphs(&self) -> usize {
        self.paragraphs.len()
    }

    fn paragraph(&self, at: usize) -> &[u32] {
        &self.words[self.paragraphs[at].clone()]
    }

    /// The words as texts, by which two texts have an order that does not depend on numbers.
    fn spelt<'a>(&'a self, words: &'a Words) -> impl Iterator<Item = Option<&'a str>> {
        (0..self.paragraphs.len()).flat_map(|at| {
            let paragraph = self.paragraph(at).iter().map(|&number| Some(words.word(number)));
            paragraph.chain([None])
        })
    }
}

/// What became of the words of a paragraph, or of a section.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fate {
    /// How many there are.
    pub words: u64,
    /// Of them, those that the other text has not at this place: removed from the old one, added to the new one.
    pub changed: u64,
    /// Of them, those that the other text has, in a paragraph that is the same, at another place.
    pub moved: u64,
}

impl Fate {
    /// Adds that of other words.
    pub fn add(&mut self, other: Self) {
        self.words += other.words;
        self.changed += other.changed;
        self.moved += other.moved;
    }
}

/// What became of each paragraph of the old text and of the new one.
///
/// What is removed from one text to another is what is added from the other to the one. It holds that the words of the
/// new text less those of the old one are those added less those removed, and that as many went away by moving as came.
#[must_use]
pub fn compare(old: &Passages, new: &Passages, words: &Words) -> [Vec<Fate>; 2] {
    // What is found depends on the direction, which must not matter.
    if old.spelt(words).gt(new.spelt(words)) {
        let [new, old] = compare_in_order([new, old], words);
        [old, new]
    } else {
        compare_in_order([old, new], words)
    }
}

fn compare_in_order(texts: [&Passages; 2], words: &Words) -> [Vec<Fate>; 2] {
    let mut fates = texts.map(|text| {
        let fate = |words: &Range<usize>| Fate { words: words.len() as u64, ..Fate::default() };
        text.paragraphs.iter().map(fate).collect::<Vec<_>>()
    });
    let paragraphs =
        texts.map(|text| (0..text.paragraphs()).map(|at| text.paragraph(at)).collect::<Vec<_>>());
    let hunks = hunks(&paragraphs);
    // The paragraphs that are new in their place, by what they are.
    let mut arrived: HashMap<&[u32], VecDeque<usize>> = HashMap::new();
    for at in hunks.iter().flat_map(|[_, after]| after.clone()) {
        arrived.entry(paragraphs[1][at]).or_default().push_back(at);
    }
    for at in hunks.iter().flat_map(|[before, _]| before.clone()) {
        if let Some(to) = arrived.get_mut(paragraphs[0][at]).and_then(VecDeque::pop_front) {
            fates[0][at].moved = fates[0][at].words;
            fates[1][to].moved = fates[1][to].words;
        }
    }
    for [before, after] in hunks {
        let stay = |side: usize, range: Range<usize>| {
            let paragraphs = range.filter(|&at| fates[side][at].moved == 0);
            paragraphs.flat_map(|at| texts[side].paragraphs[at].clone()).collect::<Vec<_>>()
        };
        let places = [stay(0, before), stay(1, after)];
        for (side, changed) in (0..).zip(compare_words(texts, &places, words)) {
            for place in changed {
                let paragraphs = &texts[side].paragraphs;
                let at = paragraphs.partition_point(|paragraph| paragraph.end <= place);
                fates[side][at].changed += 1;
            }
        }
    }
    fates
}

/// The places of the words that the other side does not have, of those at these places.
fn compare_words(texts: [&Passages; 2], places: &[Vec<usize>; 2], words: &Words) -> [Vec<usize>; 2] {
    let numbers: [Vec<u32>; 2] =
        std::array::from_fn(|side| places[side].iter().map(|&place| texts[side].words[place]).collect());
    let ranges: [Vec<Range<usize>>; 2] = std::array::from_fn(|side| words.pieces(&numbers[side]));
    let pieces: [Vec<&[u32]>; 2] =
        std::array::from_fn(|side| ranges[side].iter().map(|range| &numbers[side][range.clone()]).collect());
    let mut changed = [vec![], vec![]];
    for hunk in hunks(&pieces) {
        let starts =
            [0, 1].map(|side: usize| ranges[side].get(hunk[side].start).map_or(0, |range| range.start));
        let within: [Vec<u32>; 2] = std::array::from_fn(|side| pieces[side][hunk[side].clone()].concat());
        for hunk in hunks(&within) {
            for side in [0, 1] {
                changed[side].extend(hunk[side].clone().map(|at| places[side][starts[side] + at]));
            }
        }
    }
    changed
}

/// The stretches in which two sequences differ, in order: of long ones window by window.
fn hunks<T: Copy + Eq + Hash>(items: &[Vec<T>; 2]) -> Vec<[Range<usize>; 2]> {
    // What both begin and end with is the same, however long it is.
    let [before, after] = [&items[0][..], &items[1][..]];
    let start = before.iter().zip(after).take_while(|(before, after)| before == after).count();
    let [before, after] = [&before[start..], &after[start..]];
    let ends = before.iter().rev().zip(after.iter().rev());
    let same = ends.take_while(|(before, after)| before == after).count();
    let [before, after] = [&before[..before.len() - same], &after[..after.len() - same]];
    let distinct = before.iter().chain(after).collect::<HashSet<_>>().len();
    let is_quick = before.len() + after.len() <= distinct * REPETITIONS_MAX;
    let window = if is_quick { WINDOW_OF_DISTINCT } else { WINDOW };
    let windows = before.len().max(after.len()).div_ceil(window);
    let mut hunks = vec![];
    for at in 0..windows {
        let range = |length: usize| length * at / windows..length * (at + 1) / windows;
        let ranges = [range(before.len()), range(after.len())];
        // Numbered anew, for the cost of a comparison grows with the greatest number.
        let mut numbers = HashMap::new();
        let mut tokens = |items: &[T]| -> Vec<Token> {
            let mut token = |item: &T| {
                let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                Token(*numbers.entry(*item).or_insert(next))
            };
            items.iter().map(&mut token).collect()
        };
        let [before, after] = [tokens(&before[ranges[0].clone()]), tokens(&after[ranges[1].clone()])];
        let numbers = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        let mut diff = Diff::default();
        diff.compute_with(Algorithm::Histogram, &before, &after, numbers);
        let place = |side: usize, range: Range<u32>| {
            let start = start + ranges[side].start;
            start + range.start as usize..start + range.end as usize
        };
        hunks.extend(diff.hunks().map(|hunk| [place(0, hunk.before), place(1, hunk.after)]));
    }
    hunks
}
