//! How many words begin before a place of a block.

use alloc::vec::Vec;

use super::lanes::{CHUNK_BYTES, Lanes};

/// The places where the words of a block begin, as bits.
///
/// A question is answered without a search, and no answer waits for the one before.
#[derive(Clone, Debug, Default)]
pub(super) struct Starts {
    /// The places in each 64 bytes, and how many there are before.
    chunks: Vec<(u64, u64)>,
}

/// So many bytes of a block are done at a time, so that what is known of them stays in the nearest cache.
const PIECE_BYTES: usize = 1 << 10;

/// Stands where a word begins; only the highest bit matters.
const START: u8 = 0x80;

impl Starts {
    /// Takes the words of a block of so many bytes, of which each has its own place, in rising order.
    #[inline(always)]
    pub(super) fn find<L: Lanes>(&mut self, words: &[[u32; 2]], bytes: usize) {
        self.chunks.clear();
        self.chunks.reserve(bytes / CHUNK_BYTES + 1);
        let mut rest = words;
        let mut before = 0;
        for at in (0..=bytes).step_by(PIECE_BYTES) {
            // Bytes need not be read before they are written, as words of bits would have to be.
            let mut places = [0; PIECE_BYTES];
            let mut inside = 0;
            while let Some([start, _]) = rest.get(inside)
                && let Some(place) = places.get_mut(*start as usize - at)
            {
                *place = START;
                inside += 1;
            }
            rest = &rest[inside..];
            let chunks = (bytes - at) / CHUNK_BYTES + 1;
            for chunk in places.as_chunks().0.iter().take(chunks) {
                let starts = L::load(chunk).non_ascii();
                self.chunks.push((starts, before));
                before += u64::from(starts.count_ones());
            }
        }
        debug_assert_eq!(before, words.len() as u64, "two words begin at one place");
    }

    /// The places in each 64 bytes; the last of these has at least one place after the end of the block.
    #[inline(always)]
    pub(super) fn chunks(&self) -> impl Iterator<Item = u64> {
        self.chunks.iter().map(|(starts, _)| *starts)
    }

    /// How many words begin before the byte `at` of the block, which may be its end.
    #[inline(always)]
    pub(super) fn before(&self, at: usize) -> u64 {
        let (starts, before) = self.chunks[at / CHUNK_BYTES];
        let earlier = (1 << (at % CHUNK_BYTES)) - 1;
        before + u64::from((starts & earlier).count_ones())
    }
}
