//! A well-formed text in chunks of at most 64 bytes, which hold whole code points.

use super::lanes::{CHUNK_BYTES, Lanes, below};

/// The next bytes of a well-formed text, as vectors.
///
/// Bits from `len` on are 0 in each mask that is made with [`Chunk::within`].
pub(crate) struct Chunk<'a, L> {
    /// Where it begins in the text.
    pub(crate) at: usize,
    /// Its bytes; from `len` on those of the next chunk, or zeros at the end of the text.
    pub(crate) bytes: &'a [u8; CHUNK_BYTES],
    pub(crate) lanes: L,
    /// How many bytes are whole code points; `61 <= len <= 64` but at the end of the text.
    pub(crate) len: u32,
    /// The bytes beyond ASCII.
    pub(crate) non_ascii: u64,
    /// The first byte of each code point.
    pub(crate) starts: u64,
}

impl<L> Chunk<'_, L> {
    /// The mask of all bytes of the chunk.
    #[inline(always)]
    pub(crate) fn within(&self) -> u64 {
        below(self.len)
    }

    /// Tells whether the last byte of the chunk is in `mask`.
    #[inline(always)]
    pub(crate) fn ends_in(&self, mask: u64) -> bool {
        (mask >> (self.len - 1)) & 1 != 0
    }

    /// How many code points begin before the byte `at`.
    #[inline(always)]
    pub(crate) fn code_points_before(&self, at: u32) -> u64 {
        if self.non_ascii == 0 { u64::from(at) } else { u64::from((self.starts & below(at)).count_ones()) }
    }
}

/// The chunks of a text.
pub(crate) struct Chunks<'a> {
    text: &'a [u8],
    at: usize,
    /// The last bytes, filled up with zeros.
    tail: [u8; CHUNK_BYTES],
}

impl<'a> Chunks<'a> {
    /// Cuts a text of well-formed UTF-8.
    pub(crate) const fn of(text: &'a [u8]) -> Self {
        Self { text, at: 0, tail: [0; CHUNK_BYTES] }
    }

    /// Gives the next chunk.
    #[inline(always)]
    pub(crate) fn next<L: Lanes>(&mut self) -> Option<Chunk<'_, L>> {
        let at = self.at;
        let rest = &self.text[at..];
        let (bytes, available) = match rest.first_chunk() {
            Some(bytes) => (bytes, CHUNK_BYTES as u32),
            None if rest.is_empty() => return None,
            None => {
                self.tail[..rest.len()].copy_from_slice(rest);
                (&self.tail, rest.len() as u32)
            }
        };
        let lanes = L::load(bytes);
        let non_ascii = lanes.non_ascii();
        let mut len = available;
        let mut starts = below(len);
        if non_ascii != 0 {
            // What the end of the chunk cuts is for the next one. The text ends with a whole code point.
            len = len.min(whole_len(bytes));
            starts = (!non_ascii | lanes.above(0xBF)) & below(len);
        }
        self.at += len as usize;
        Some(Chunk { at, bytes, lanes, len, non_ascii: non_ascii & below(len), starts })
    }
}

/// How many bytes of a chunk are whole code points, if it begins with one and is full.
///
/// Where the next chunk begins depends on it, and so does all that is done with that. The answer comes sooner from the
/// last bytes alone, without vectors and without a branch.
#[inline(always)]
fn whole_len(bytes: &[u8; CHUNK_BYTES]) -> u32 {
    let last = bytes.last_chunk().map_or(0, |last| u32::from_le_bytes(*last));
    // The last byte but two, but one, and the last begin a code point of four bytes, of three or more, of two or more if
    // all these bits of it are set; then the sum has a carry.
    let sums = u64::from(last & 0xC0E0_F000) + 0x4020_1000;
    let is_cut = sums & 0x1_0101_0000 | 1 << 40;
    59 + is_cut.trailing_zeros() / 8
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All kinds of bytes at the last three places.
    #[test]
    fn a_chunk_ends_before_what_its_end_cuts() {
        let kinds = [b'a', 0x80, 0xBF, 0xC0, 0xC2, 0xDF, 0xE0, 0xEF, 0xF0, 0xF4, 0xFF, 0];
        for first in kinds {
            for second in kinds {
                for third in kinds {
                    let mut bytes = [b'x'; CHUNK_BYTES];
                    bytes[60] = 0xFF;
                    bytes[61..].copy_from_slice(&[first, second, third]);
                    let expected = match (first, second, third) {
                        (0xF0.., ..) => 61,
                        (_, 0xE0.., _) => 62,
                        (.., 0xC0..) => 63,
                        _ => 64,
                    };
                    assert_eq!(whole_len(&bytes), expected, "{first:#x} {second:#x} {third:#x}");
                }
            }
        }
    }
}
