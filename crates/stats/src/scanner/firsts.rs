//! How many sentences have a word, by UAX #29: so many words are the first of their sentence.

#[cfg(test)]
mod tests;

use alloc::vec::Vec;

use super::lanes::{CHUNK_BYTES, Lanes};
use super::starts::Starts;
use crate::sentence::Boundary;

/// The words that are the first of their sentences, in a text that comes in blocks.
#[derive(Clone, Debug, Default)]
pub(super) struct FirstWords {
    /// The places of the block where sentences begin, its end too, as bits.
    boundaries: Vec<u64>,
    counter: Counter,
    /// What is right instead if a sentence has ended at the candidate.
    supposed: Option<Counter>,
}

/// The count up to some place.
#[derive(Clone, Copy, Debug)]
struct Counter {
    firsts: u64,
    /// The next word is the first of its sentence.
    next_is_first: bool,
}

impl Default for Counter {
    fn default() -> Self {
        Self { firsts: 0, next_is_first: true }
    }
}

impl FirstWords {
    /// Begins a block, in which a sentence ends after each line feed.
    #[inline(always)]
    pub(super) fn find_lines<L: Lanes>(&mut self, text: &[u8]) {
        self.boundaries.clear();
        self.boundaries.reserve(text.len() / CHUNK_BYTES + 1);
        let (chunks, rest) = text.as_chunks();
        let mut last = [0; CHUNK_BYTES];
        last[..rest.len()].copy_from_slice(rest);
        let mut carried = 0;
        for chunk in chunks.iter().chain([&last]) {
            let line_feeds = L::load(chunk).equal(b'\n');
            self.boundaries.push(line_feeds << 1 | carried);
            carried = line_feeds >> 63;
        }
    }

    /// Takes a place where a sentence ends, in a block of this text with these words.
    #[inline(always)]
    pub(super) fn end_sentence(&mut self, boundary: Boundary, text: &[u8], words: &[[u32; 2]]) {
        match boundary {
            Boundary::Here(at) => self.counter.firsts += self.mark(at, text, words),
            Boundary::Earlier => self.counter = self.supposed.unwrap_or(self.counter),
        }
    }

    /// Marks the place where a sentence begins. Gives 1 instead where that is within a word: letters without case that a
    /// full stop joins are one word and two sentences, of which the second has no word that begins in it.
    #[inline(always)]
    fn mark(&mut self, at: usize, text: &[u8], words: &[[u32; 2]]) -> u64 {
        if !ends_words(&text[..at]) && is_within_word(at, words) {
            return 1;
        }
        self.boundaries[at / CHUNK_BYTES] |= 1 << (at % CHUNK_BYTES);
        0
    }

    /// Ends a block of this text with these words, which begin at these places, and at whose end there may be a candidate.
    #[inline(always)]
    pub(super) fn count(
        &mut self,
        text: &[u8],
        words: &[[u32; 2]],
        starts: &Starts,
        candidate: Option<Boundary>,
    ) {
        let before = self.counter;
        self.counter = before.after(&self.boundaries, starts);
        let supposed = match candidate {
            Some(Boundary::Here(at)) => {
                let firsts = before.firsts + self.mark(at, text, words);
                Some(Counter { firsts, ..before })
            }
            Some(Boundary::Earlier) => self.supposed,
            None => None,
        };
        self.supposed = supposed.map(|counter| counter.after(&self.boundaries, starts));
    }

    /// Ends the text, and with it a sentence at the candidate, if there is one.
    pub(super) fn finish(&self) -> u64 {
        self.supposed.unwrap_or(self.counter).firsts
    }
}

impl Counter {
    /// The count after a block.
    #[inline(always)]
    fn after(mut self, boundaries: &[u64], starts: &Starts) -> Self {
        for (boundaries, starts) in boundaries.iter().zip(starts.chunks()) {
            // A boundary is carried through the ones, where no words begin, to the next word.
            let (sum, carried) = (!starts).overflowing_add(boundaries & !starts);
            let (sum, carried_too) = sum.overflowing_add(u64::from(self.next_is_first));
            self.firsts += u64::from(((sum | boundaries) & starts).count_ones());
            self.next_is_first = carried | carried_too;
        }
        self
    }
}

/// Tells whether a text ends as nearly all sentences do, in white space or ideographic punctuation, so that no word goes
/// on.
#[inline(always)]
fn ends_words(text: &[u8]) -> bool {
    matches!(text, [] | [.., b' ' | b'\n'] | [.., 0xE3, 0x80, 0x80..=0x8D] | [.., 0xEF, 0xBC, 0x81 | 0x9F])
}

/// Tells whether a place is behind the beginning of a word and before its end.
#[inline(never)]
fn is_within_word(at: usize, words: &[[u32; 2]]) -> bool {
    let begun = words.partition_point(|&[start, _]| (start as usize) < at);
    begun > 0 && words[begun - 1][1] as usize > at
}
