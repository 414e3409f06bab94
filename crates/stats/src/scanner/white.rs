//! White space in a chunk.

use super::chunk::Chunk;
use super::lanes::{Class, Lanes};

/// The white space of a chunk.
pub(super) struct White {
    /// The bytes 09–0D and 20.
    pub(super) ascii: u64,
    /// Every byte of each code point with the property White_Space.
    pub(super) all: u64,
}

impl White {
    #[inline(always)]
    pub(super) fn of<L: Lanes>(chunk: &Chunk<'_, L>) -> Self {
        let lanes = chunk.lanes;
        let ascii = (lanes.is_within(0x09, 0x0D) | lanes.is(0x20)).bits();
        if chunk.non_ascii == 0 {
            // The zeros after the end of the text are no white space.
            return Self { ascii, all: ascii };
        }
        let ascii = ascii & chunk.within();
        Self { ascii, all: (ascii | beyond_ascii(lanes)) & chunk.within() }
    }
}

/// Finds every byte of the White_Space characters beyond ASCII, in well-formed UTF-8.
///
/// ```text
/// C2 85, C2 A0                      U+0085, U+00A0
/// E1 9A 80                          U+1680
/// E2 80 80–8A, E2 80 A8, A9, AF     U+2000–200A, U+2028, U+2029, U+202F
/// E2 81 9F                          U+205F
/// E3 80 80                          U+3000
/// ```
#[inline(always)]
fn beyond_ascii<L: Lanes>(lanes: L) -> u64 {
    let any = (lanes.is(0xC2) | lanes.is_within(0xE1, 0xE3)).bits();
    if any == 0 {
        return 0;
    }
    let is_80 = lanes.equal(0x80);
    let two = lanes.equal(0xC2) & ((lanes.equal(0x85) | lanes.equal(0xA0)) >> 1);
    let is_e2 = lanes.equal(0xE2);
    let spaces = (lanes.is_within(0x80, 0x8A) | lanes.is_within(0xA8, 0xA9) | lanes.is(0xAF)).bits();
    let three = (is_e2 & (is_80 >> 1) & (spaces >> 2))
        | (is_e2 & (lanes.equal(0x81) >> 1) & (lanes.equal(0x9F) >> 2))
        | (lanes.equal(0xE1) & (lanes.equal(0x9A) >> 1) & (is_80 >> 2))
        | (lanes.equal(0xE3) & (is_80 >> 1) & (is_80 >> 2));
    let leads = two | three;
    leads | (leads << 1) | (three << 2)
}
