//! The letters beyond ASCII whose bytes alone tell what they are: *core* letters.
//!
//! ```text
//! C3–C9 80–BF     U+00C0–U+027F without × and ÷    Latin
//! D0–D1 80–BF     U+0400–U+047F                    Cyrillic
//! ```
//! Each is a letter (General_Category L*), Alphabetic, ALetter for words, and Other for graphemes.

use super::chunk::Chunk;
use super::lanes::Lanes;

/// The first bytes of the core letters of a chunk.
#[derive(Clone, Copy, Default)]
pub(super) struct CoreLetters {
    pub(super) latin: u64,
    pub(super) cyrillic: u64,
}

impl CoreLetters {
    #[inline(always)]
    pub(super) fn of<L: Lanes>(chunk: &Chunk<'_, L>) -> Self {
        let lanes = chunk.lanes;
        // The second bytes of × and ÷ differ in one bit.
        let signs = lanes.equal(0xC3) & (lanes.with(0x20).equal(0xB7) >> 1);
        Self {
            latin: lanes.within(0xC3, 0xC9) & !signs & chunk.within(),
            cyrillic: lanes.within(0xD0, 0xD1) & chunk.within(),
        }
    }

    /// Every byte of each.
    #[inline(always)]
    pub(super) fn bytes(&self) -> u64 {
        let leads = self.latin | self.cyrillic;
        leads | (leads << 1)
    }
}
