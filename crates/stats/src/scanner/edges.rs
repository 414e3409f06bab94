//! Where the words of a block begin and end.

use alloc::vec::Vec;

use super::lanes::{CHUNK_BYTES, Lanes};

/// Offsets in rising order: the beginning of a word, its end, the beginning of the next, and so on.
#[derive(Clone, Debug, Default)]
pub(super) struct Edges {
    /// The first `len` are edges; what stands behind them is room to write into, and means nothing.
    places: Vec<u32>,
    len: usize,
}

impl Edges {
    /// Forgets all edges.
    pub(super) fn clear(&mut self) {
        self.len = 0;
    }

    /// The words that have ended.
    pub(super) fn spans(&self) -> &[[u32; 2]] {
        self.places[..self.len].as_chunks().0
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// How many edges there are before a place near the last of them.
    pub(super) fn count_before(&self, place: usize) -> usize {
        let behind = self.places[..self.len].iter().rev().take_while(|&&edge| edge as usize >= place).count();
        self.len - behind
    }

    pub(super) fn words(&self) -> usize {
        self.len / 2
    }

    /// Tells whether a word has begun and has not ended.
    pub(super) fn is_open(&self) -> bool {
        self.len % 2 == 1
    }

    pub(super) fn push(&mut self, place: usize) {
        if let Some(room) = self.places.get_mut(self.len) {
            *room = place as u32;
        } else {
            self.places.push(place as u32);
        }
        self.len += 1;
    }

    /// Pushes words behind those that have ended.
    #[inline(always)]
    pub(super) fn push_words(&mut self, words: &[[u32; 2]]) {
        let places = words.as_flattened();
        while self.places.len() < self.len + places.len() {
            self.grow();
        }
        self.places[self.len..self.len + places.len()].copy_from_slice(places);
        self.len += places.len();
    }

    /// Pushes the places of the bits of a mask, the lowest of which is the place `at`.
    #[inline(always)]
    pub(super) fn push_mask<L: Lanes>(&mut self, at: usize, mask: u64) {
        if self.places.len() < self.len + CHUNK_BYTES {
            self.grow();
        }
        if let Some(room) = self.places[self.len..].first_chunk_mut() {
            L::write_places(mask, at as u32, room);
        }
        self.len += mask.count_ones() as usize;
    }

    /// Pushes words of which one may begin where another ends: the places of the bits of two masks. A word that is open
    /// ends first.
    #[inline(always)]
    pub(super) fn push_masks<L: Lanes>(&mut self, at: usize, starts: u64, ends: u64) {
        let mut ends = ends;
        if self.is_open() && ends != 0 {
            self.push(at + ends.trailing_zeros() as usize);
            ends &= ends - 1;
        }
        if self.places.len() < self.len + 2 * CHUNK_BYTES {
            self.grow();
        }
        let mut start_places = [0; CHUNK_BYTES];
        let mut end_places = [0; CHUNK_BYTES];
        L::write_places(starts, at as u32, &mut start_places);
        L::write_places(ends, at as u32, &mut end_places);
        let room = self.places[self.len..].as_chunks_mut::<2>().0;
        let words = starts.count_ones() as usize;
        for ((word, &start), &end) in room.iter_mut().zip(&start_places[..words]).zip(&end_places) {
            *word = [start, end];
        }
        self.len += words + ends.count_ones() as usize;
    }

    /// Makes room for at least the edges of a chunk.
    #[cold]
    fn grow(&mut self) {
        let room = (2 * self.places.len()).max(8 * CHUNK_BYTES);
        self.places.resize(room, 0);
    }

    /// Takes back the beginning of the word that is open, or else the last word if it ends at `end` or at another
    /// given place, and begins at `from` or later. Gives where it began.
    pub(super) fn take_back(&mut self, from: usize, ends: [usize; 2]) -> Option<usize> {
        let (words, open) = self.places[..self.len].as_chunks::<2>();
        if let [start] = *open {
            self.len -= 1;
            return Some(start as usize);
        }
        let &[start, end] = words.last()?;
        if start as usize >= from && ends.contains(&(end as usize)) {
            self.len -= 2;
            return Some(start as usize);
        }
        None
    }

    /// Drops the words of the given numbers, which rise.
    pub(super) fn remove(&mut self, numbers: &[usize]) {
        for (dropped, &number) in numbers.iter().enumerate() {
            let next = numbers.get(dropped + 1).copied().unwrap_or(self.len / 2);
            self.places.copy_within(2 * (number + 1)..2 * next, 2 * (number - dropped));
        }
        self.len -= 2 * numbers.len();
    }
}
