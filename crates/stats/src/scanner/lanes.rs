//! Sixty-four bytes in vectors, and questions about them that are answered by a bit for each byte.

use core::ops::BitOr;

use wide::u8x16;

/// The length of a chunk: a bit in a `u64` for each byte.
pub(crate) const CHUNK_BYTES: usize = 64;

/// The mask of the first `at` bytes; `at <= 64`.
#[inline(always)]
pub(crate) fn below(at: u32) -> u64 {
    1u64.checked_shl(at).map_or(u64::MAX, |bit| bit - 1)
}

/// A chunk in the vectors of a processor. Whoever uses it is compiled for that processor; a closure would not be.
/// Bit *i* of a mask, from the lowest, is byte *i*.
pub(crate) trait Lanes: Copy {
    /// What is true of which bytes, before it is made a mask. Classes are joined first where that is cheaper.
    type Class: Class;

    fn load(chunk: &[u8; CHUNK_BYTES]) -> Self;

    /// The same with the given bits set in each byte.
    fn with(self, bits: u8) -> Self;

    fn is(self, byte: u8) -> Self::Class;

    /// The bytes from `first` to `last`, both included.
    fn is_within(self, first: u8, last: u8) -> Self::Class;

    fn is_above(self, byte: u8) -> Self::Class;

    /// The bytes beyond ASCII.
    fn non_ascii(self) -> u64;

    /// Writes the places of the bits of a mask, each increased by `at`, in rising order. What stands behind the last
    /// afterwards means nothing.
    fn write_places(mask: u64, at: u32, places: &mut [u32; CHUNK_BYTES]);

    #[inline(always)]
    fn equal(self, byte: u8) -> u64 {
        self.is(byte).bits()
    }

    #[inline(always)]
    fn within(self, first: u8, last: u8) -> u64 {
        self.is_within(first, last).bits()
    }

    #[inline(always)]
    fn above(self, byte: u8) -> u64 {
        self.is_above(byte).bits()
    }

    /// The letters of ASCII, capital and small.
    #[inline(always)]
    fn ascii_letters(self) -> u64 {
        self.with(0x20).within(b'a', b'z')
    }
}

/// A truth about each byte of a chunk.
pub(crate) trait Class: BitOr<Output = Self> + Sized {
    fn bits(self) -> u64;
}

impl Class for u64 {
    #[inline(always)]
    fn bits(self) -> u64 {
        self
    }
}

/// A chunk in four vectors, for any processor.
#[derive(Clone, Copy)]
pub(crate) struct Portable([u8x16; 4]);

/// All ones in the lanes of the bytes of which something is true.
#[derive(Clone, Copy)]
pub(crate) struct PortableClass([u8x16; 4]);

impl Portable {
    #[inline(always)]
    fn map(self, class: impl Fn(u8x16) -> u8x16) -> PortableClass {
        PortableClass(self.0.map(class))
    }
}

impl Lanes for Portable {
    type Class = PortableClass;

    #[inline(always)]
    fn load(chunk: &[u8; CHUNK_BYTES]) -> Self {
        let (lanes, _) = chunk.as_chunks::<16>();
        Self([lanes[0], lanes[1], lanes[2], lanes[3]].map(u8x16::new))
    }

    #[inline(always)]
    fn with(self, bits: u8) -> Self {
        Self(self.0.map(|lane| lane | u8x16::splat(bits)))
    }

    #[inline(always)]
    fn is(self, byte: u8) -> PortableClass {
        self.map(|lane| lane.simd_eq(u8x16::splat(byte)))
    }

    #[inline(always)]
    fn is_within(self, first: u8, last: u8) -> PortableClass {
        // Below `first` the difference wraps to something great.
        self.map(|lane| (lane - u8x16::splat(first)).simd_le(u8x16::splat(last - first)))
    }

    #[inline(always)]
    fn is_above(self, byte: u8) -> PortableClass {
        self.map(|lane| lane.simd_gt(u8x16::splat(byte)))
    }

    #[inline(always)]
    fn non_ascii(self) -> u64 {
        PortableClass(self.0).bits()
    }

    #[inline(always)]
    fn write_places(mask: u64, at: u32, places: &mut [u32; CHUNK_BYTES]) {
        let mut mask = mask;
        let mut rest = &mut places[..];
        // Eight at a time, be there as many or not.
        while mask != 0
            && let Some((eight, more)) = rest.split_first_chunk_mut::<8>()
        {
            for place in eight {
                *place = at + mask.trailing_zeros();
                mask &= mask.wrapping_sub(1);
            }
            rest = more;
        }
    }
}

impl BitOr for PortableClass {
    type Output = Self;

    #[inline(always)]
    fn bitor(self, other: Self) -> Self {
        let ([a, b, c, d], [e, f, g, h]) = (self.0, other.0);
        Self([a | e, b | f, c | g, d | h])
    }
}

impl Class for PortableClass {
    #[inline(always)]
    fn bits(self) -> u64 {
        let [a, b, c, d] = self.0.map(|lane| u64::from(lane.to_bitmask()));
        a | (b << 16) | (c << 32) | (d << 48)
    }
}
