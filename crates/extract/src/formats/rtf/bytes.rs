//! The bytes of a file, one after another.

use std::io::ErrorKind;

use crate::error::Error;
use crate::source::Source;

/// Bytes of one read.
const READ_BYTES: usize = 64 << 10;

/// Bytes in a stream.
pub(super) struct Bytes<'a> {
    pub(super) source: &'a mut dyn Source,
    pub(super) buffer: Vec<u8>,
    pub(super) start: usize,
    pub(super) end: usize,
    /// How many have come into the buffer.
    pub(super) read: u64,
}

impl<'a> Bytes<'a> {
    /// Those from where the source is.
    pub(super) fn new(source: &'a mut dyn Source) -> Self {
        Self { source, buffer: vec![0; READ_BYTES], start: 0, end: 0, read: 0 }
    }

    /// What of the buffer is not read yet; empty only at the end.
    pub(super) fn rest(&mut self) -> Result<&[u8], Error> {
        if self.start >= self.end {
            (self.start, self.end) = (0, 0);
            self.read_more()?;
        }
        Ok(self.buffer.get(self.start..self.end).unwrap_or_default())
    }

    /// The next two bytes, or as many as there are.
    pub(super) fn peek_two(&mut self) -> Result<&[u8], Error> {
        if let &[last] = self.rest()? {
            // It stands at the end of what was read, which need not be the end of the file.
            self.buffer[0] = last;
            (self.start, self.end) = (0, 1);
            self.read_more()?;
        }
        let rest = self.rest()?;
        Ok(rest.get(..2).unwrap_or(rest))
    }

    /// Reads behind what is there.
    fn read_more(&mut self) -> Result<(), Error> {
        loop {
            match self.source.read(&mut self.buffer[self.end..]) {
                Ok(length) => {
                    self.end = (self.end + length).min(self.buffer.len());
                    self.read += length as u64;
                    return Ok(());
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    pub(super) fn peek(&mut self) -> Result<Option<u8>, Error> {
        Ok(self.rest()?.first().copied())
    }

    pub(super) fn next(&mut self) -> Result<Option<u8>, Error> {
        let byte = self.peek()?;
        self.start += usize::from(byte.is_some());
        Ok(byte)
    }

    pub(super) fn skip(&mut self, mut bytes: u64) -> Result<(), Error> {
        while bytes > 0 {
            let step = self.rest()?.len().min(usize::try_from(bytes).unwrap_or(usize::MAX));
            if step == 0 {
                break;
            }
            self.start += step;
            bytes -= step as u64;
        }
        Ok(())
    }

    pub(super) fn position(&self) -> u64 {
        self.read.saturating_sub(self.end.saturating_sub(self.start) as u64)
    }
}
