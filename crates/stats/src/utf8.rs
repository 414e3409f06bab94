//! A UTF-8 decoder that takes one byte at a time, so that a sequence may be split anywhere.

/// Reads UTF-8, and takes each maximal subpart of an ill-formed sequence as one invalid sequence.
///
/// A *maximal subpart* is the longest start of a well-formed sequence that is there, or else a single byte. So
/// `E2 82` before a letter is one invalid sequence, and the surrogate `ED A0 80` is three, since no well-formed
/// sequence starts with `ED A0`. `String::from_utf8_lossy` and Python's `errors="replace"` put one U+FFFD in the
/// place of each.
///
/// Source: The Unicode Standard, section 3.9, table 3-7 and "U+FFFD Substitution of Maximal Subparts".
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decoder {
    /// The bits of the code point so far; 0 unless `missing > 0`.
    code_point: u32,
    /// How many continuation bytes are still to come; `missing <= 3`.
    missing: u8,
    /// The bounds of the next continuation byte; `0x80 <= low <= high <= 0xBF`.
    low: u8,
    high: u8,
}

/// What a byte brought to an end: first the invalid sequences, then at most one code point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Decoded {
    /// A truncated sequence and the byte after it can both be invalid, so `invalid <= 2`.
    pub(crate) invalid: u8,
    /// A Unicode scalar value: `<= 0x10FFFF`, no surrogate.
    pub(crate) code_point: Option<u32>,
}

impl Decoder {
    /// A decoder at the start of a sequence.
    pub(crate) const fn new() -> Self {
        Self { code_point: 0, missing: 0, low: 0x80, high: 0xBF }
    }

    /// Tells whether a sequence has begun and has not ended.
    pub(crate) fn is_pending(&self) -> bool {
        self.missing > 0
    }

    /// Takes the next byte.
    pub(crate) fn push(&mut self, byte: u8) -> Decoded {
        if !self.is_pending() {
            return self.begin(byte, 0);
        }
        if !(self.low..=self.high).contains(&byte) {
            *self = Self::new();
            return self.begin(byte, 1);
        }
        let code_point = self.code_point << 6 | u32::from(byte & 0x3F);
        let missing = self.missing - 1;
        // Only the second byte of a sequence has bounds of its own.
        *self = Self::new();
        if missing == 0 {
            return Decoded { invalid: 0, code_point: Some(code_point) };
        }
        self.code_point = code_point;
        self.missing = missing;
        Decoded { invalid: 0, code_point: None }
    }

    /// Takes the first byte of a sequence, after `invalid` sequences that it brought to an end.
    fn begin(&mut self, byte: u8, invalid: u8) -> Decoded {
        let (missing, low, high) = match byte {
            0x00..=0x7F => return Decoded { invalid, code_point: Some(u32::from(byte)) },
            0xC2..=0xDF => (1, 0x80, 0xBF),
            // The narrower bounds keep out overlong forms (E0, F0), surrogates (ED) and what lies beyond
            // U+10FFFF (F4).
            0xE0 => (2, 0xA0, 0xBF),
            0xED => (2, 0x80, 0x9F),
            0xE1..=0xEF => (2, 0x80, 0xBF),
            0xF0 => (3, 0x90, 0xBF),
            0xF4 => (3, 0x80, 0x8F),
            0xF1..=0xF3 => (3, 0x80, 0xBF),
            0x80..=0xC1 | 0xF5..=0xFF => return Decoded { invalid: invalid + 1, code_point: None },
        };
        // A lead byte of n + 1 bytes keeps its low 6 - n bits.
        let code_point = u32::from(byte & (0x3F >> missing));
        *self = Self { code_point, missing, low, high };
        Decoded { invalid, code_point: None }
    }
}
