//! The classes of the ASCII characters of a chunk, which several counts share.

use super::chunk::Chunk;
use super::lanes::{Class, Lanes};

/// Bit *i* is byte *i*; bits beyond the chunk are 0, for zeros are in no class, and others are masked.
#[derive(Clone, Copy)]
pub(super) struct Ascii {
    pub(super) letters: u64,
    pub(super) digits: u64,
    /// What is neither a control nor a space.
    pub(super) printed: u64,
    /// The hyphen-minus and the apostrophe.
    pub(super) joiners: u64,
}

impl Ascii {
    #[inline(always)]
    pub(super) fn of<L: Lanes>(chunk: &Chunk<'_, L>) -> Self {
        let lanes = chunk.lanes;
        let joiners = (lanes.is(b'-') | lanes.is(b'\'')).bits();
        let within_chunk = chunk.within();
        Self {
            letters: lanes.ascii_letters() & within_chunk,
            digits: lanes.within(b'0', b'9') & within_chunk,
            printed: lanes.within(b'!', b'~') & within_chunk,
            joiners: joiners & within_chunk,
        }
    }
}
