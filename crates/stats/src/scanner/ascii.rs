//! The classes of the ASCII characters of a chunk, which several counts share.

use wide::u8x16;

use super::chunk::Chunk;
use super::lanes::within;

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
    pub(super) fn of(chunk: &Chunk<'_>) -> Self {
        let lanes = &chunk.lanes;
        let joiners = lanes.mask(|lane| lane.simd_eq(u8x16::splat(b'-')) | lane.simd_eq(u8x16::splat(b'\'')));
        let within_chunk = chunk.within();
        Self {
            letters: lanes.mask(|lane| within(lane | u8x16::splat(0x20), b'a', b'z')) & within_chunk,
            digits: lanes.within(b'0', b'9') & within_chunk,
            printed: lanes.within(b'!', b'~') & within_chunk,
            joiners: joiners & within_chunk,
        }
    }
}
