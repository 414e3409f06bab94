//! A chunk in one vector of AVX-512, whose comparisons give masks at once.
//!
//! Only the parent module names this type, and only in functions that are compiled for processors with AVX-512 and
//! that it calls on no others; that is why each `unsafe` block here is sound.

use core::arch::x86_64::{
    __m128i, __m512i, _mm512_add_epi32, _mm512_castsi512_si128, _mm512_cmpeq_epi8_mask,
    _mm512_cmpgt_epu8_mask, _mm512_cmple_epu8_mask, _mm512_cvtepu8_epi32, _mm512_extracti32x4_epi32,
    _mm512_loadu_si512, _mm512_maskz_compress_epi8, _mm512_movepi8_mask, _mm512_or_si512, _mm512_set1_epi8,
    _mm512_set1_epi32, _mm512_storeu_si512, _mm512_sub_epi8,
};

use super::super::lanes::{CHUNK_BYTES, Lanes};

#[derive(Clone, Copy)]
pub(super) struct Avx512(__m512i);

#[inline(always)]
fn splat(byte: u8) -> __m512i {
    // SAFETY: the processor has AVX-512.
    unsafe { _mm512_set1_epi8(byte.cast_signed()) }
}

/// Widens sixteen bytes, and writes them increased by `at`.
#[inline(always)]
fn write(bytes: __m128i, at: __m512i, places: &mut [u32; 16]) {
    // SAFETY: the processor has AVX-512; there is room for the 64 bytes that are written.
    unsafe {
        let wide = _mm512_add_epi32(_mm512_cvtepu8_epi32(bytes), at);
        _mm512_storeu_si512(places.as_mut_ptr().cast(), wide);
    }
}

/// The places of all bytes.
const PLACES: [u8; CHUNK_BYTES] = {
    let mut places = [0; CHUNK_BYTES];
    let mut at = 0;
    while at < CHUNK_BYTES {
        places[at] = at as u8;
        at += 1;
    }
    places
};

impl Lanes for Avx512 {
    type Class = u64;

    #[inline(always)]
    fn load(chunk: &[u8; CHUNK_BYTES]) -> Self {
        // SAFETY: the processor has AVX-512; the 64 bytes that are read are there, at any address.
        Self(unsafe { _mm512_loadu_si512(chunk.as_ptr().cast()) })
    }

    #[inline(always)]
    fn with(self, bits: u8) -> Self {
        // SAFETY: the processor has AVX-512.
        Self(unsafe { _mm512_or_si512(self.0, splat(bits)) })
    }

    #[inline(always)]
    fn is(self, byte: u8) -> u64 {
        // SAFETY: the processor has AVX-512.
        unsafe { _mm512_cmpeq_epi8_mask(self.0, splat(byte)) }
    }

    #[inline(always)]
    fn is_within(self, first: u8, last: u8) -> u64 {
        // Below `first` the difference wraps to something great.
        // SAFETY: the processor has AVX-512.
        unsafe { _mm512_cmple_epu8_mask(_mm512_sub_epi8(self.0, splat(first)), splat(last - first)) }
    }

    #[inline(always)]
    fn is_above(self, byte: u8) -> u64 {
        // SAFETY: the processor has AVX-512.
        unsafe { _mm512_cmpgt_epu8_mask(self.0, splat(byte)) }
    }

    #[inline(always)]
    fn non_ascii(self) -> u64 {
        // SAFETY: the processor has AVX-512.
        unsafe { _mm512_movepi8_mask(self.0) }
    }

    #[inline(always)]
    fn write_places(mask: u64, at: u32, places: &mut [u32; CHUNK_BYTES]) {
        let (quarters, _) = places.as_chunks_mut::<16>();
        // SAFETY: the processor has AVX-512 with VBMI2.
        unsafe {
            let found = _mm512_maskz_compress_epi8(mask, Self::load(&PLACES).0);
            let at = _mm512_set1_epi32(at.cast_signed());
            write(_mm512_castsi512_si128(found), at, &mut quarters[0]);
            write(_mm512_extracti32x4_epi32::<1>(found), at, &mut quarters[1]);
            if mask.count_ones() > 32 {
                write(_mm512_extracti32x4_epi32::<2>(found), at, &mut quarters[2]);
                write(_mm512_extracti32x4_epi32::<3>(found), at, &mut quarters[3]);
            }
        }
    }
}
