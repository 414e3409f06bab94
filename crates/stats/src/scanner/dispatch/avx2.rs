//! A chunk in two vectors of AVX2.
//!
//! Only the parent module names these types, and only in functions that are compiled for processors with AVX2 and that
//! it calls on no others; that is why each `unsafe` block here is sound.

use core::arch::x86_64::{
    __m256i, _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_max_epu8, _mm256_min_epu8, _mm256_movemask_epi8,
    _mm256_or_si256, _mm256_set1_epi8, _mm256_sub_epi8,
};
use core::ops::BitOr;

use super::super::lanes::{CHUNK_BYTES, Class, Lanes, Portable};

#[derive(Clone, Copy)]
pub(super) struct Avx2([__m256i; 2]);

/// All ones in the lanes of the bytes of which something is true.
#[derive(Clone, Copy)]
pub(super) struct Avx2Class([__m256i; 2]);

#[inline(always)]
fn splat(byte: u8) -> __m256i {
    // SAFETY: the processor has AVX2.
    unsafe { _mm256_set1_epi8(byte.cast_signed()) }
}

#[inline(always)]
fn within(lane: __m256i, first: u8, last: u8) -> __m256i {
    // SAFETY: the processor has AVX2.
    unsafe {
        // Below `first` the difference wraps to something great.
        let from_first = _mm256_sub_epi8(lane, splat(first));
        _mm256_cmpeq_epi8(_mm256_min_epu8(from_first, splat(last - first)), from_first)
    }
}

impl Lanes for Avx2 {
    type Class = Avx2Class;

    #[inline(always)]
    fn load(chunk: &[u8; CHUNK_BYTES]) -> Self {
        let (halves, _) = chunk.as_chunks::<32>();
        // SAFETY: the processor has AVX2; each half has the 32 bytes that are read, at any address.
        unsafe {
            Self([
                _mm256_loadu_si256(halves[0].as_ptr().cast()),
                _mm256_loadu_si256(halves[1].as_ptr().cast()),
            ])
        }
    }

    #[inline(always)]
    fn with(self, bits: u8) -> Self {
        let [a, b] = self.0;
        // SAFETY: the processor has AVX2.
        unsafe { Self([_mm256_or_si256(a, splat(bits)), _mm256_or_si256(b, splat(bits))]) }
    }

    #[inline(always)]
    fn is(self, byte: u8) -> Avx2Class {
        let [a, b] = self.0;
        // SAFETY: the processor has AVX2.
        unsafe { Avx2Class([_mm256_cmpeq_epi8(a, splat(byte)), _mm256_cmpeq_epi8(b, splat(byte))]) }
    }

    #[inline(always)]
    fn is_within(self, first: u8, last: u8) -> Avx2Class {
        let [a, b] = self.0;
        Avx2Class([within(a, first, last), within(b, first, last)])
    }

    #[inline(always)]
    fn is_above(self, byte: u8) -> Avx2Class {
        debug_assert!(byte < u8::MAX, "nothing is above 255");
        let [a, b] = self.0;
        let least = byte.saturating_add(1);
        // SAFETY: the processor has AVX2.
        unsafe {
            Avx2Class([
                _mm256_cmpeq_epi8(_mm256_max_epu8(a, splat(least)), a),
                _mm256_cmpeq_epi8(_mm256_max_epu8(b, splat(least)), b),
            ])
        }
    }

    #[inline(always)]
    fn non_ascii(self) -> u64 {
        Avx2Class(self.0).bits()
    }

    #[inline(always)]
    fn write_places(mask: u64, at: u32, places: &mut [u32; CHUNK_BYTES]) {
        Portable::write_places(mask, at, places);
    }
}

impl BitOr for Avx2Class {
    type Output = Self;

    #[inline(always)]
    fn bitor(self, other: Self) -> Self {
        let ([a, b], [c, d]) = (self.0, other.0);
        // SAFETY: the processor has AVX2.
        unsafe { Self([_mm256_or_si256(a, c), _mm256_or_si256(b, d)]) }
    }
}

impl Class for Avx2Class {
    #[inline(always)]
    fn bits(self) -> u64 {
        let [a, b] = self.0;
        // SAFETY: the processor has AVX2.
        let (low, high) = unsafe { (_mm256_movemask_epi8(a), _mm256_movemask_epi8(b)) };
        u64::from(low.cast_unsigned()) | (u64::from(high.cast_unsigned()) << 32)
    }
}
