//! How much of some bytes is well-formed UTF-8.

use super::lanes::{CHUNK_BYTES, Lanes};

/// Finds the length of the longest beginning of `bytes` that is well-formed UTF-8, made of whole code points.
///
/// Source: The Unicode Standard, section 3.9, table 3-7, well-formed UTF-8 byte sequences.
#[inline(always)]
pub(super) fn prefix_with<L: Lanes>(bytes: &[u8]) -> usize {
    let mut at = 0;
    let mut open = Open::default();
    while let Some(chunk) = bytes[at..].first_chunk::<CHUNK_BYTES>() {
        let lanes = L::load(chunk);
        let non_ascii = lanes.non_ascii();
        if (non_ascii | open.expected) != 0 && !open.go_on(lanes, non_ascii) {
            break;
        }
        at += CHUNK_BYTES;
    }
    // The rest begins with the code point that the last chunk may have cut.
    at -= bytes[..at].iter().rev().take(3).position(|&byte| byte & 0xC0 != 0x80).map_or(0, |back| back + 1);
    at + match core::str::from_utf8(&bytes[at..]) {
        Ok(text) => text.len(),
        Err(error) => error.valid_up_to(),
    }
}

/// What the sequences that the end of a chunk has cut want of the next chunk; bit *i* is its byte *i*.
#[derive(Clone, Copy, Default)]
struct Open {
    /// Continuation bytes.
    expected: u64,
    /// Continuation bytes from A0, from 80 to 9F, from 90, and from 80 to 8F; one at most, and the first byte.
    high: u64,
    low: u64,
    high_4: u64,
    low_4: u64,
}

impl Open {
    /// Tells whether a chunk is well-formed as far as it goes, and what it leaves open.
    #[inline(always)]
    fn go_on<L: Lanes>(&mut self, lanes: L, non_ascii: u64) -> bool {
        let leads = lanes.above(0xBF);
        let leads_3_or_4 = lanes.above(0xDF);
        let leads_4 = lanes.above(0xEF);
        let continuations = non_ascii & !leads;
        let before = *self;
        *self = Self { expected: (leads >> 63) | (leads_3_or_4 >> 62) | (leads_4 >> 61), ..Self::default() };

        let expected = (leads << 1) | (leads_3_or_4 << 2) | (leads_4 << 3) | before.expected;
        // C0 and C1 only ever begin overlong forms.
        let mut wrong = (expected ^ continuations) | (leads & !lanes.above(0xC1));
        if (leads_3_or_4 | before.high | before.low) != 0 {
            // E0 before 80–9F is overlong, ED before A0–BF a surrogate. Each half of the continuation bytes has a mask
            // of its own: of one mask and its complement the compiler makes a choice between vectors, bit by bit.
            let (e0, ed) = (lanes.equal(0xE0), lanes.equal(0xED));
            wrong |= ((e0 << 1) | before.high) & lanes.within(0x80, 0x9F);
            wrong |= ((ed << 1) | before.low) & lanes.above(0x9F);
            (self.high, self.low) = (e0 >> 63, ed >> 63);
        }
        if (leads_4 | before.high_4 | before.low_4) != 0 {
            // F0 before 80–8F is overlong; F4 before 90–BF, and F5–FF, lie beyond U+10FFFF.
            let (f0, f4) = (lanes.equal(0xF0), lanes.equal(0xF4));
            wrong |= ((f0 << 1) | before.high_4) & lanes.within(0x80, 0x8F);
            wrong |= ((f4 << 1) | before.low_4) & lanes.above(0x8F) | lanes.above(0xF4);
            (self.high_4, self.low_4) = (f0 >> 63, f4 >> 63);
        }
        wrong == 0
    }
}
