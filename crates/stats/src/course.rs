//! The course of a text: what depends on the order of its words and sentences.

use alloc::vec::Vec;

use crate::report::{Growth, Rhythm};
use crate::sequence::{self, Sequence};
use crate::vocabulary::GAP_NEW;

/// How many steps a curve has at the most; with one more, each two become one.
const STEPS_MAX: usize = 512;

/// What is known of the order of words and sentences in one text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    /// How certain the language of the text is, in thousandths, if it was detected.
    pub confidence_per_mille: Option<u16>,
    /// The measures over windows of words.
    pub sequence: sequence::Measures,
    /// The lengths of the sentences in order.
    pub rhythm: Rhythm,
    /// How the vocabulary grows.
    pub growth: Growth,
}

/// Follows the course of a text, in a memory of fixed size.
#[derive(Clone, Debug)]
pub(crate) struct Follower {
    sequence: Sequence,
    sentences: Steps<(u64, u64)>,
    /// New words of each step.
    growth: Steps<u64>,
}

impl Follower {
    /// At the beginning of a text.
    pub(crate) fn new() -> Self {
        Self { sequence: Sequence::new(), sentences: Steps::new(), growth: Steps::new() }
    }

    /// Adds the next words by their distances to the last occurrence of the same word.
    #[inline(always)]
    pub(crate) fn push_words(&mut self, gaps: &[u32]) {
        self.sequence.push_all(gaps);
        let ones = self.growth.add_steps(gaps.iter().map(|&gap| u64::from(gap == GAP_NEW)));
        let mut rest = &gaps[ones..];
        while !rest.is_empty() {
            let (now, later) = rest.split_at(self.growth.room().min(rest.len() as u64) as usize);
            let new = now.iter().filter(|&&gap| gap == GAP_NEW).count();
            self.growth.add(new as u64, now.len() as u64, |sum, more| *sum += more);
            rest = later;
        }
    }

    /// Adds the next sentence.
    pub(crate) fn push_sentence(&mut self, words: u64) {
        self.sentences.add((words, 1), 1, |sum, more| {
            sum.0 += more.0;
            sum.1 += more.1;
        });
    }

    /// Ends the text.
    ///
    /// With a truncated vocabulary nothing is known: the distances tell how far the text was scanned in one go before
    /// there were too many words, and nothing of the text.
    pub(crate) fn finish(mut self, is_truncated: bool) -> Course {
        if is_truncated {
            self.sequence = Sequence::new();
            self.growth = Steps::new();
        }
        let mut distinct = self.growth.steps;
        let mut sum = 0;
        for step in &mut distinct {
            sum += *step;
            *step = sum;
        }
        Course {
            confidence_per_mille: None,
            sequence: self.sequence.finish(),
            growth: Growth { words_per_step: self.growth.per_step, distinct },
            rhythm: Rhythm { sentences_per_step: self.sentences.per_step, steps: self.sentences.steps },
        }
    }
}

/// Sums over steps of equal length, which grows with the text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Steps<S> {
    /// A power of two.
    per_step: u64,
    /// How much of the last step is there; `in_step <= per_step`, and 0 only if there are no steps.
    in_step: u64,
    /// `steps.len() <= STEPS_MAX`
    steps: Vec<S>,
}

impl<S: Copy> Steps<S> {
    const fn new() -> Self {
        Self { per_step: 1, in_step: 0, steps: Vec::new() }
    }

    /// How much can be added at a time.
    fn room(&self) -> u64 {
        if self.steps.is_empty() || self.in_step == self.per_step {
            self.per_step
        } else {
            self.per_step - self.in_step
        }
    }

    /// Adds things of the length 1 at the beginning of a text, while each is a step. Gives the number of those that were
    /// added.
    fn add_steps(&mut self, ones: impl Iterator<Item = S>) -> usize {
        if self.per_step > 1 {
            return 0;
        }
        let before = self.steps.len();
        self.steps.extend(ones.take(STEPS_MAX - before));
        self.in_step = self.steps.len().min(1) as u64;
        self.steps.len() - before
    }

    /// Adds `more` of the length `length <= room()`.
    fn add(&mut self, more: S, length: u64, add: impl Fn(&mut S, S)) {
        if self.in_step < self.per_step
            && let Some(last) = self.steps.last_mut()
        {
            add(last, more);
            self.in_step += length;
            return;
        }
        if self.steps.len() == STEPS_MAX {
            self.steps = self
                .steps
                .chunks(2)
                .map(|pair| {
                    let mut sum = pair[0];
                    pair[1..].iter().for_each(|&more| add(&mut sum, more));
                    sum
                })
                .collect();
            self.per_step *= 2;
        }
        self.steps.push(more);
        self.in_step = length;
    }
}
