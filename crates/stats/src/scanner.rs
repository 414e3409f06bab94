//! The reader of bytes: one pass, in order, in pieces of any size.

mod ascii;
mod beyond;
mod block;
mod characters;
mod chunk;
mod core_letters;
mod dispatch;
mod edges;
mod firsts;
mod han;
mod lanes;
mod marks;
mod punctuation;
mod starts;
mod tally;
#[cfg(test)]
mod tests;
mod well_formed;
mod white;
mod words;

use alloc::vec::Vec;

use crate::course::Follower;
use crate::options::Options;
use crate::scan::{Assembly, Part, Scan};
use crate::stats::Stats;
use crate::utf8::Decoder;
use crate::words::{LanguageWords, last_restart};

use block::Blocks;
pub(crate) use chunk::{Chunk, Chunks};
use dispatch::well_formed_prefix;
pub(crate) use lanes::{CHUNK_BYTES, Class, Lanes, Portable, below};

/// How much text is counted at a time: enough that what is done once for each block costs nothing, little enough
/// for the caches. Tests of generated text, which is short, are to cross the edges of blocks.
const BLOCK_BYTES: usize = if cfg!(any(test, fuzzing)) { 64 } else { 32 << 10 };

/// Room for text that is not counted yet, from the beginning: for most of what comes in short pieces.
const BUFFER_BYTES: usize = 4 << 10;

/// A block is cut here even where the rules of segmentation would go on. It takes a word of this length.
const BLOCK_BYTES_MAX: usize = 1 << 20;

/// What stands for each ill-formed sequence.
const REPLACEMENT: &[u8] = "\u{FFFD}".as_bytes();

/// Counts a text that comes in pieces.
///
/// The memory does not grow with the text, only with its vocabulary: a block of text is kept, up to 1 MiB of it where
/// a single word is that long. Ill-formed sequences are replaced by U+FFFD as they come; what is well-formed is
/// counted block by block. A block ends where all rules of segmentation start afresh, so that its end leaves
/// no trace in the counts.
///
/// ```
/// use reckon_stats::{Options, Scanner, scan};
///
/// let mut scanner = Scanner::new(Options::default());
/// for piece in ["so", "me te", "", "xt"] {
///     scanner.update(piece.as_bytes());
/// }
/// assert_eq!(scanner.finish(), scan(b"some text"));
/// ```
#[derive(Clone, Debug)]
pub struct Scanner {
    decoder: Decoder,
    bytes: u64,
    invalid: u64,
    /// Well-formed text that is not counted yet; begins where a block begins.
    buffer: Vec<u8>,
    /// At this length of the buffer the next block is looked for; it doubles where none is found, so that long words
    /// are not looked at again and again.
    wanted: usize,
    blocks: Blocks,
}

impl Scanner {
    /// A scanner at the beginning of a text.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self::with(Blocks::new(options, false))
    }

    /// A scanner at the beginning of a part of a text, from one [seam](crate::seams) to another, whose scan is to be
    /// joined to those of the other parts by an [`Assembly`](crate::Assembly). It keeps four bytes for each word of
    /// the part.
    #[must_use]
    pub fn of_part(options: Options) -> Self {
        Self::with(Blocks::new(options, true))
    }

    /// The same in the memory of a part that is not needed any more, which was scanned with the same options.
    #[must_use]
    pub fn of_part_in(options: Options, spare: Part) -> Self {
        Self::with(Blocks::in_memory_of(options, spare))
    }

    pub(crate) fn after(options: Options, before: Stats, course: Follower) -> Self {
        Self::with(Blocks::after(options, before, course))
    }

    fn with(blocks: Blocks) -> Self {
        Self {
            decoder: Decoder::new(),
            bytes: 0,
            invalid: 0,
            buffer: Vec::new(),
            wanted: BLOCK_BYTES,
            blocks,
        }
    }

    /// How many bytes there have been.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Takes the next piece of the text, which may be empty and may begin or end within a character.
    pub fn update(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        let mut rest = bytes;
        while !rest.is_empty() {
            let mut length = 0;
            if !self.decoder.is_pending() {
                // A piece is read twice while it is in the cache.
                let piece = &rest[..rest.len().min(BLOCK_BYTES)];
                length = well_formed_prefix(piece);
                self.take(&piece[..length]);
            }
            if length == 0 {
                self.decode(rest[0]);
                length = 1;
            }
            rest = &rest[length..];
        }
    }

    /// Takes one byte of a sequence that is ill-formed or comes in pieces.
    fn decode(&mut self, byte: u8) {
        let decoded = self.decoder.push(byte);
        for _ in 0..decoded.invalid {
            self.take_invalid();
        }
        if let Some(character) = decoded.code_point.and_then(char::from_u32) {
            self.take(character.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }

    fn take_invalid(&mut self) {
        self.invalid += 1;
        self.take(REPLACEMENT);
    }

    /// Takes the next piece of well-formed text, which begins and ends between two characters.
    fn take(&mut self, text: &[u8]) {
        if self.buffer.is_empty() {
            self.buffer.reserve(text.len().max(BUFFER_BYTES));
        }
        self.buffer.extend_from_slice(text);
        if self.buffer.len() >= self.wanted {
            self.count_buffer();
        }
    }

    /// Counts as much of the buffer as makes a block.
    #[cold]
    fn count_buffer(&mut self) {
        while self.buffer.len() >= self.wanted {
            let window = &self.buffer[..self.buffer.len().min(BLOCK_BYTES_MAX)];
            let end = match block_end(window) {
                Some(end) => end,
                None if self.wanted < BLOCK_BYTES_MAX => {
                    self.wanted *= 2;
                    continue;
                }
                None => floor_char_boundary(&self.buffer, BLOCK_BYTES_MAX),
            };
            self.blocks.add(&self.buffer[..end]);
            self.buffer.drain(..end);
            self.wanted = BLOCK_BYTES;
        }
    }

    /// Ends the text and gives what was counted.
    #[must_use]
    pub fn finish(mut self) -> Scan {
        self.end();
        self.blocks.finish(self.bytes, self.invalid)
    }

    /// Takes a whole text and ends it. A short one, which is a block of its own, needs no copy.
    pub(crate) fn scan_whole(mut self, text: &[u8]) -> Scan {
        if text.len() >= BLOCK_BYTES || well_formed_prefix(text) < text.len() {
            self.update(text);
            return self.finish();
        }
        if !text.is_empty() {
            self.blocks.add(text);
        }
        self.blocks.finish(text.len() as u64, 0)
    }

    /// Ends the part and gives what was counted.
    ///
    /// # Panics
    /// If the scanner was not made by [`Scanner::of_part`].
    #[must_use]
    pub fn finish_part(mut self) -> Part {
        self.end();
        self.blocks.finish_part(self.bytes, self.invalid)
    }

    /// Ends what was scanned at a seam, so that parts can follow. The scanner may come from [`Scanner::new`] or from
    /// [`Assembly::go_on`].
    ///
    /// # Panics
    /// If the scanner was made by [`Scanner::of_part`].
    #[must_use]
    pub fn finish_assembly(mut self) -> Assembly {
        self.end();
        self.blocks.finish_assembly(self.bytes, self.invalid)
    }

    fn end(&mut self) {
        if self.decoder.is_pending() {
            self.take_invalid();
        }
        if !self.buffer.is_empty() {
            let text = core::mem::take(&mut self.buffer);
            self.blocks.add(&text);
        }
    }
}

/// Finds the words of a whole text as offsets: those of `words.icu`, and of a language if there is one.
pub(crate) fn word_spans(text: &[u8], language: Option<LanguageWords>) -> Vec<[u32; 2]> {
    let mut words = words::Words::new(true);
    words.find::<Portable>(text);
    if let Some(language) = language {
        words.regroup(text, &language);
    }
    words.spans().to_vec()
}

/// Finds the last place at which a text, of which more may come, can be cut without a trace: where words and graphemes
/// start afresh whatever follows, and not within a run that the dictionary cuts.
fn block_end(text: &[u8]) -> Option<usize> {
    last_restart(text)
}

const _: () =
    assert!(BLOCK_BYTES_MAX.is_multiple_of(BLOCK_BYTES) && (BLOCK_BYTES_MAX / BLOCK_BYTES).is_power_of_two());

/// The last place between two characters that is not after `at`.
fn floor_char_boundary(text: &[u8], at: usize) -> usize {
    (0..=at).rev().find(|&at| text.get(at).is_none_or(|byte| byte & 0xC0 != 0x80)).unwrap_or(0)
}
