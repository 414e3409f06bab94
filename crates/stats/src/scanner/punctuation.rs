//! The punctuation beyond ASCII, and the no-break space, whose bytes alone tell what they are.
//!
//! ```text
//! C2 AB, BB                            « »
//! E2 80 93–95, 9C–9F, A2, A6           – — ― “ ” „ ‟ • …
//! E3 80 81–83, 88–91                   、 。 〃 〈 〉 《 》 「 」 『 』 【 】
//! EF BC 81, 82, 88, 89, 9F             ！ ＂ （ ） ？
//! EF BC 8C, 9A, 9B                     ， ： ；     may join letters or digits
//! E2 80 99                             ’           may join letters and digits, in every definition of a word
//! C2 A0                                U+00A0
//! ```
//! Each is of the script Common, and Other for graphemes. The last is a space (Zs); all others are punctuation
//! (General_Category P*) and no White_Space. Those which join nothing are Other for words.

use super::chunk::Chunk;
use super::lanes::{Class, Lanes};

/// Where such characters of a chunk begin.
#[derive(Clone, Copy, Default)]
pub(super) struct Punctuation {
    /// Punctuation of two bytes.
    two: u64,
    /// Punctuation of three bytes.
    three: u64,
    /// Among it what may join letters or digits, but for apostrophes.
    pub(super) joining: u64,
    /// Among it the apostrophes.
    pub(super) apostrophes: u64,
    /// No-break spaces.
    pub(super) spaces: u64,
}

impl Punctuation {
    #[inline(always)]
    pub(super) fn of<L: Lanes>(chunk: &Chunk<'_, L>) -> Self {
        let lanes = chunk.lanes;
        let leads = (lanes.is_within(0xE2, 0xE3) | lanes.is(0xEF)).bits();
        let of_three = if leads == 0 { Self::default() } else { Self::of_three_bytes(chunk) };
        let c2 = lanes.equal(0xC2) & chunk.within();
        // « and » differ in one bit.
        let two = c2 & (lanes.with(0x10).equal(0xBB) >> 1);
        Self { two, spaces: c2 & (lanes.equal(0xA0) >> 1), ..of_three }
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
        let apostrophes = e2 & (lanes.equal(0x99) >> 2) & within;
        let alone = (e2 & (general.bits() >> 2)) | (e3 & (chinese.bits() >> 2)) | (ef & (wide.bits() >> 2));
        Self { three: alone & within | joining | apostrophes, joining, apostrophes, ..Self::default() }
    }

    /// Every byte of each.
    #[inline(always)]
    pub(super) fn bytes(&self) -> u64 {
        let two = self.two | self.spaces;
        two | (two << 1) | self.three | (self.three << 1) | (self.three << 2)
    }

    /// The first byte of each.
    #[inline(always)]
    pub(super) fn firsts(&self) -> u64 {
        self.marks() | self.spaces
    }

    /// The first byte of each that is punctuation.
    #[inline(always)]
    pub(super) fn marks(&self) -> u64 {
        self.two | self.three
    }
}

/// Tells whether the character that a text begins with is one of these.
pub(super) fn is_punctuation(text: &[u8]) -> bool {
    match *text {
        [0xC2, second, ..] => matches!(second, 0xA0 | 0xAB | 0xBB),
        [0xE2, 0x80, third, ..] => matches!(third, 0x93..=0x95 | 0x99 | 0x9C..=0x9F | 0xA2 | 0xA6),
        [0xE3, 0x80, third, ..] => matches!(third, 0x81..=0x83 | 0x88..=0x91),
        [0xEF, 0xBC, third, ..] => {
            matches!(third, 0x81 | 0x82 | 0x88 | 0x89 | 0x8C | 0x9A | 0x9B | 0x9F)
        }
        _ => false,
    }
}
