//! Sixty-four bytes in vectors, and questions about them that are answered by a bit for each byte.

use wide::u8x16;

/// The length of a chunk: a bit in a `u64` for each byte.
pub(super) const CHUNK_BYTES: usize = 64;

/// The mask of the first `at` bytes; `at <= 64`.
#[inline(always)]
pub(super) fn below(at: u32) -> u64 {
    1u64.checked_shl(at).map_or(u64::MAX, |bit| bit - 1)
}

/// A chunk in four vectors. Bit *i* of a mask, from the lowest, is byte *i*.
#[derive(Clone, Copy)]
pub(super) struct Lanes([u8x16; 4]);

impl Lanes {
    #[inline(always)]
    pub(super) fn load(chunk: &[u8; CHUNK_BYTES]) -> Self {
        let (lanes, _) = chunk.as_chunks::<16>();
        Self([lanes[0], lanes[1], lanes[2], lanes[3]].map(u8x16::new))
    }

    /// Collects the highest bit of each byte of `class(lane)`.
    #[inline(always)]
    pub(super) fn mask(&self, class: impl Fn(u8x16) -> u8x16) -> u64 {
        let [a, b, c, d] = self.0.map(|lane| u64::from(class(lane).to_bitmask()));
        a | (b << 16) | (c << 32) | (d << 48)
    }

    /// The bytes beyond ASCII.
    #[inline(always)]
    pub(super) fn non_ascii(&self) -> u64 {
        self.mask(|lane| lane)
    }

    #[inline(always)]
    pub(super) fn equal(&self, byte: u8) -> u64 {
        self.mask(|lane| lane.simd_eq(u8x16::splat(byte)))
    }

    #[inline(always)]
    pub(super) fn above(&self, byte: u8) -> u64 {
        self.mask(|lane| lane.simd_gt(u8x16::splat(byte)))
    }

    /// The bytes from `first` to `last`, both included.
    #[inline(always)]
    pub(super) fn within(&self, first: u8, last: u8) -> u64 {
        self.mask(|lane| within(lane, first, last))
    }
}

/// All ones in the lanes from `first` to `last`, both included.
#[inline(always)]
pub(super) fn within(lane: u8x16, first: u8, last: u8) -> u8x16 {
    // Below `first` the difference wraps to something great.
    (lane - u8x16::splat(first)).simd_le(u8x16::splat(last - first))
}
