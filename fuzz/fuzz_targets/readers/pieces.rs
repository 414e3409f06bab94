//! A file that comes in pieces, as from a pipe.

use std::io::{self, Cursor, Read, Seek, SeekFrom};

/// Bytes of which each read gives no more than a few.
pub struct Pieces<'a> {
    bytes: Cursor<&'a [u8]>,
    longest: usize,
    next: usize,
}

impl<'a> Pieces<'a> {
    /// Pieces of 1 to so many bytes, in turn.
    pub fn new(bytes: &'a [u8], longest: usize) -> Self {
        Self { bytes: Cursor::new(bytes), longest, next: 0 }
    }
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = buffer.len().min(1 + self.next % self.longest);
        self.next += 1;
        self.bytes.read(&mut buffer[..length])
    }
}

impl Seek for Pieces<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.bytes.seek(to)
    }
}
