//! The reader of bytes: one pass, in order, in pieces of any size.

mod masks;
mod tally;

use crate::stats::Stats;
use crate::utf8::Decoder;

use masks::{BLOCK_BYTES, Masks};
use tally::Tally;

/// Counts a text that comes in pieces.
///
/// The memory is a few words, whatever the length of the text. Where the text is well-formed UTF-8, it is counted in
/// blocks turned into bit masks; the rest goes byte by byte through a decoder. Both ways keep the same
/// tally, so that either can take over from the other between two code points.
///
/// To look at the counts before the end of the text, `finish` a clone.
///
/// ```
/// use reckon_stats::{Scanner, scan};
///
/// let mut scanner = Scanner::new();
/// for piece in ["so", "me te", "", "xt"] {
///     scanner.update(piece.as_bytes());
/// }
/// assert_eq!(scanner.finish(), scan(b"some text"));
/// ```
#[derive(Clone, Debug)]
pub struct Scanner {
    decoder: Decoder,
    tally: Tally,
}

impl Scanner {
    /// A scanner at the beginning of a text.
    #[must_use]
    pub const fn new() -> Self {
        Self { decoder: Decoder::new(), tally: Tally::new() }
    }

    /// Takes the next piece of the text, which may be empty and may begin or end within a character.
    pub fn update(&mut self, bytes: &[u8]) {
        // A copy whose address nobody else knows can live in registers.
        let mut tally = self.tally;
        let mut rest = bytes;
        while !rest.is_empty() {
            let mut one_by_one = rest.len().min(BLOCK_BYTES);
            if self.decoder.is_pending() {
                // The next block must begin with a code point, so the last one is completed first.
                one_by_one = 1;
            } else if let Some(block) = rest.first_chunk()
                && let Some(masks) = Masks::classify(block)
            {
                tally.add_block(block, &masks);
                rest = &rest[masks.len()..];
                continue;
            }
            let (now, later) = rest.split_at(one_by_one);
            for &byte in now {
                tally.add_byte(byte, self.decoder.push(byte));
            }
            rest = later;
        }
        self.tally = tally;
    }

    /// Ends the text and gives its counts.
    #[must_use]
    pub fn finish(mut self) -> Stats {
        if self.decoder.is_pending() {
            self.tally.add_invalid();
        }
        self.tally.finish()
    }
}

impl Default for Scanner {
    fn default() -> Self {
        Self::new()
    }
}
