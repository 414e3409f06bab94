//! A chunk in two vectors of AVX2.
//!
//! Only the parent module names these types, and only in functions that are compiled for processors with AVX2 and that
//! it calls on no others; that is why each `unsafe` block here is sound.

use core::arch::x86_64::{
    __m256i, _mm_loadl_epi64, _mm256_add_epi32, _mm256_cmpeq_epi8, _mm256_cvtepu8_epi32, _mm256_loadu_si256,
    _mm256_max_epu8, _mm256_min_epu8, _mm256_movemask_epi8, _mm256_or_si256, _mm256_set1_epi8,
    _mm256_set1_epi32, _mm256_storeu_si256, _mm256_sub_epi8,
};
use core::ops::BitOr;

use super::super::lanes::{CHUNK_BYTES, Class, Lanes};

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

/// The places of the bits of each byte, in rising order, with zeros behind the last.
static BITS: [[u8; 8]; 256] = {
    let mut bits = [[0; 8]; 256];
    let mut byte = 0;
    while byte < bits.len() {
        let (mut bit, mut len) = (0, 0);
        while bit < 8 {
            if byte >> bit & 1 == 1 {
                bits[byte][len] = bit as u8;
                len += 1;
            }
            bit += 1;
        }
        byte += 1;
    }
    bits
};

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
        let mut len = 0;
        for (eighth, &byte) in (0..).zip(&mask.to_le_bytes()) {
            // Eight at a time, be there as many or not, so that there is no branch that is hard to foresee.
            if let Some(eight) = places[len..].first_chunk_mut::<8>() {
                // SAFETY: the processor has AVX2; there are 8 bytes to read, and room for the 32 that are written.
                unsafe {
                    let bits = _mm256_cvtepu8_epi32(_mm_loadl_epi64(BITS[byte as usize].as_ptr().cast()));
                    let at = _mm256_set1_epi32((at + 8 * eighth).cast_signed());
                    _mm256_storeu_si256(eight.as_mut_ptr().cast(), _mm256_add_epi32(bits, at));
                }
            }
            len += byte.count_ones() as usize;
        }
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
