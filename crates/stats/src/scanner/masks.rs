//! A block of bytes turned into bit masks by class.

use wide::u8x16;

/// The length of a block: a bit in a `u64` for each byte.
pub(super) const BLOCK_BYTES: usize = 64;

/// The classes of the first `len` bytes of a block, which are whole code points of well-formed UTF-8.
///
/// Bit *i* of a mask, from the lowest, is byte *i* of the block. Bits from `len` on are 0 in each mask.
pub(super) struct Masks {
    /// `61 <= len <= 64`: a sequence that the end of the block cuts is left for the next block.
    pub(super) len: u32,
    /// The first byte of each code point.
    pub(super) starts: u64,
    /// U+000A.
    pub(super) line_feeds: u64,
    /// The bytes 09–0D and 20.
    pub(super) white_ascii: u64,
    /// Every byte of each code point with the property White_Space.
    pub(super) white: u64,
}

impl Masks {
    /// Classifies a block that begins with a code point, or gives nothing if it is not well-formed UTF-8.
    #[inline(always)]
    pub(super) fn classify(block: &[u8; BLOCK_BYTES]) -> Option<Self> {
        let lanes = Lanes::load(block);
        let line_feeds = lanes.equal(0x0A);
        let white_ascii = lanes.mask(|lane| {
            (lane.simd_gt(u8x16::splat(0x08)) & lane.simd_lt(u8x16::splat(0x0E)))
                | lane.simd_eq(u8x16::splat(0x20))
        });
        // The highest bit of each byte.
        let non_ascii = lanes.mask(|lane| lane);
        if non_ascii == 0 {
            return Some(Self { len: 64, starts: u64::MAX, line_feeds, white_ascii, white: white_ascii });
        }
        let (len, starts) = lanes.decode(non_ascii)?;
        let within = below(len);
        let white = white_ascii | lanes.white_non_ascii();
        Some(Self {
            len,
            starts,
            line_feeds: line_feeds & within,
            white_ascii: white_ascii & within,
            white: white & within,
        })
    }

    /// How many bytes the masks cover.
    pub(super) fn len(&self) -> usize {
        self.len as usize
    }

    /// Tells whether every byte of the block is a code point.
    pub(super) fn is_ascii(&self) -> bool {
        self.starts == u64::MAX
    }

    /// Tells whether the last byte that the masks cover is in `mask`.
    pub(super) fn ends_in(&self, mask: u64) -> bool {
        (mask >> (self.len - 1)) & 1 != 0
    }
}

/// The mask of the first `at` bytes; `at <= 64`.
#[inline(always)]
pub(super) fn below(at: u32) -> u64 {
    1u64.checked_shl(at).map_or(u64::MAX, |bit| bit - 1)
}

/// A block in four vectors.
struct Lanes([u8x16; 4]);

impl Lanes {
    #[inline(always)]
    fn load(block: &[u8; BLOCK_BYTES]) -> Self {
        let (lanes, _) = block.as_chunks::<16>();
        Self([lanes[0], lanes[1], lanes[2], lanes[3]].map(u8x16::new))
    }

    /// Collects the highest bit of each byte of `class(lane)`.
    #[inline(always)]
    fn mask(&self, class: impl Fn(u8x16) -> u8x16) -> u64 {
        let [a, b, c, d] = self.0.map(|lane| u64::from(class(lane).to_bitmask()));
        a | (b << 16) | (c << 32) | (d << 48)
    }

    #[inline(always)]
    fn equal(&self, byte: u8) -> u64 {
        self.mask(|lane| lane.simd_eq(u8x16::splat(byte)))
    }

    #[inline(always)]
    fn above(&self, byte: u8) -> u64 {
        self.mask(|lane| lane.simd_gt(u8x16::splat(byte)))
    }

    /// Finds how many bytes are whole code points, and where those start; nothing if the block is ill-formed.
    ///
    /// Source: The Unicode Standard, section 3.9, table 3-7, well-formed UTF-8 byte sequences.
    #[inline(always)]
    fn decode(&self, non_ascii: u64) -> Option<(u32, u64)> {
        let leads = self.above(0xBF);
        let leads_3_or_4 = self.above(0xDF);
        let leads_4 = self.above(0xEF);
        let continuations = non_ascii & !leads;

        // What the end of the block cuts, and all after it, is for the next block to judge.
        let cut = (leads & (1 << 63)) | (leads_3_or_4 & (1 << 62)) | (leads_4 & (1 << 61));
        let len = cut.trailing_zeros();
        let within = below(len);

        let leads = leads & within;
        let leads_3_or_4 = leads_3_or_4 & within;
        let leads_4 = leads_4 & within;
        // Not limited to `within`: a bit beyond it is a sequence that the lead at `len` broke off.
        let expected = (leads << 1) | (leads_3_or_4 << 2) | (leads_4 << 3);
        let mut wrong = expected ^ (continuations & within);
        // C0 and C1 only ever begin overlong forms.
        wrong |= leads & !self.above(0xC1);

        if leads_3_or_4 != 0 {
            // E0 before 80–9F is overlong, ED before A0–BF a surrogate.
            let above_9f = self.above(0x9F);
            wrong |= ((self.equal(0xE0) << 1) & !above_9f) | ((self.equal(0xED) << 1) & above_9f);
        }
        if leads_4 != 0 {
            // F0 before 80–8F is overlong; F4 before 90–BF, and F5–FF, lie beyond U+10FFFF.
            let above_8f = self.above(0x8F);
            wrong |= ((self.equal(0xF0) << 1) & !above_8f)
                | ((self.equal(0xF4) << 1) & above_8f)
                | self.above(0xF4);
        }
        (wrong == 0).then_some((len, within & !continuations))
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
    fn white_non_ascii(&self) -> u64 {
        let any = self.mask(|lane| {
            lane.simd_eq(u8x16::splat(0xC2))
                | (lane.simd_gt(u8x16::splat(0xE0)) & lane.simd_lt(u8x16::splat(0xE4)))
        });
        if any == 0 {
            return 0;
        }
        let is_80 = self.equal(0x80);
        let two = self.equal(0xC2) & ((self.equal(0x85) | self.equal(0xA0)) >> 1);
        let is_e2 = self.equal(0xE2);
        let spaces = self.mask(|lane| {
            lane.simd_lt(u8x16::splat(0x8B))
                | lane.simd_eq(u8x16::splat(0xA8))
                | lane.simd_eq(u8x16::splat(0xA9))
                | lane.simd_eq(u8x16::splat(0xAF))
        });
        let three = (is_e2 & (is_80 >> 1) & (spaces >> 2))
            | (is_e2 & (self.equal(0x81) >> 1) & (self.equal(0x9F) >> 2))
            | (self.equal(0xE1) & (self.equal(0x9A) >> 1) & (is_80 >> 2))
            | (self.equal(0xE3) & (is_80 >> 1) & (is_80 >> 2));
        let leads = two | three;
        leads | (leads << 1) | (three << 2)
    }
}
