//! The punctuation beyond ASCII whose bytes alone tell what it is.
//!
//! ```text
//! C2 AB, BB                            « »
//! E2 80 93–95, 9C–9F, A2, A6           – — ― “ ” „ ‟ • …
//! E3 80 81–83, 88–91                   、 。 〃 〈 〉 《 》 「 」 『 』 【 】
//! EF BC 81, 82, 88, 89, 9F             ！ ＂ （ ） ？
//! EF BC 8C, 9A, 9B                     ， ： ；
//! ```
//! Each is punctuation (General_Category P*) of the script Common, no White_Space, Other for graphemes, no joiner of
//! words to translators, and Other for words, but for those of the last line, which may join letters or digits.

use super::chunk::Chunk;
use super::lanes::{Class, Lanes};

/// The first bytes of such characters of a chunk.
#[derive(Clone, Copy, Default)]
pub(super) struct Punctuation {
    /// Those of two bytes.
    pub(super) two: u64,
    /// Those of three bytes.
    pub(super) three: u64,
    /// Among those of three bytes the ones that may join letters or digits.
    pub(super) joining: u64,
}

impl Punctuation {
    #[inline(always)]
    pub(super) fn of<L: Lanes>(chunk: &Chunk<'_, L>) -> Self {
        let lanes = chunk.lanes;
        let (c2, leads) = (lanes.is(0xC2), lanes.is_within(0xE2, 0xE3) | lanes.is(0xEF));
        if (c2 | leads).bits() == 0 {
            return Self::default();
        }
        let within = chunk.within();
        // « and » differ in one bit.
        let two = lanes.equal(0xC2) & (lanes.with(0x10).equal(0xBB) >> 1) & within;
        Self { two, ..Self::of_three_bytes(chunk) }
    }

    #[inline(always)]
    fn of_three_bytes<L: Lanes>(chunk: &Chunk<'_, L>) -> Self {
        let lanes = chunk.lanes;
        let within = chunk.within();
        let is_80 = lanes.equal(0x80);
        let e2 = lanes.equal(0xE2) & (is_80 >> 1);
        let e3 = lanes.equal(0xE3) & (is_80 >> 1);
        let ef = lanes.equal(0xEF) & (lanes.equal(0xBC) >> 1);
        let general =
            lanes.is_within(0x93, 0x95) | lanes.is_within(0x9C, 0x9F) | lanes.is(0xA2) | lanes.is(0xA6);
        let chinese = lanes.is_within(0x81, 0x83) | lanes.is_within(0x88, 0x91);
        let wide = lanes.is_within(0x81, 0x82) | lanes.is_within(0x88, 0x89) | lanes.is(0x9F);
        let joining = ef & ((lanes.is(0x8C) | lanes.is_within(0x9A, 0x9B)).bits() >> 2) & within;
        let alone = (e2 & (general.bits() >> 2)) | (e3 & (chinese.bits() >> 2)) | (ef & (wide.bits() >> 2));
        Self { two: 0, three: alone & within | joining, joining }
    }

    /// Every byte of each.
    #[inline(always)]
    pub(super) fn bytes(&self) -> u64 {
        let Self { two, three, .. } = *self;
        two | (two << 1) | three | (three << 1) | (three << 2)
    }

    /// The first byte of each.
    #[inline(always)]
    pub(super) fn firsts(&self) -> u64 {
        self.two | self.three
    }
}

/// Tells whether the character that a text begins with is one of these.
pub(super) fn is_punctuation(text: &[u8]) -> bool {
    match *text {
        [0xC2, second, ..] => matches!(second, 0xAB | 0xBB),
        [0xE2, 0x80, third, ..] => matches!(third, 0x93..=0x95 | 0x9C..=0x9F | 0xA2 | 0xA6),
        [0xE3, 0x80, third, ..] => matches!(third, 0x81..=0x83 | 0x88..=0x91),
        [0xEF, 0xBC, third, ..] => {
            matches!(third, 0x81 | 0x82 | 0x88 | 0x89 | 0x8C | 0x9A | 0x9B | 0x9F)
        }
        _ => false,
    }
}
