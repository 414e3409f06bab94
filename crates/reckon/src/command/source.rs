//! What is in a file: plain text, which is counted as it is, or a document that has to be read.

use std::borrow::Cow;
use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

use anyhow::{Result, bail};
use reckon_extract::{
    Changes, Encoding, Format, Found, How, Limits, Sink, Sniffed, Source, encoding_of, read, sniff,
    sniff_beginning,
};

use super::input::Input;
use crate::cli::{ReadingOptions, TrackedChanges};
use crate::shell::worker::{self, read_in_worker};

/// Bytes by which it is told what a file is.
const HEAD_BYTES: usize = 64 << 10;

/// A file that was looked at.
pub enum Opened<'m> {
    /// Plain text in UTF-8, which streams.
    Plain(Input<'m>),
    /// Anything else.
    Document(Document<'m>),
}

/// A document that is no plain text.
pub struct Document<'m> {
    bytes: Bytes<'m>,
    name: Option<String>,
    /// Its format, as far as it could be told by its beginning.
    format: Option<Format>,
    /// Whether that is certain, and its name does not say otherwise.
    is_certain: bool,
}

enum Bytes<'m> {
    File(File),
    Memory(Cow<'m, [u8]>),
}

impl Document<'_> {
    /// One whose bytes are in memory, and whose format is known.
    #[must_use]
    pub fn in_memory(bytes: Vec<u8>, format: Format) -> Self {
        Self { bytes: Bytes::Memory(bytes.into()), name: None, format: Some(format), is_certain: true }
    }

    /// One whose bytes are in memory, and whose name helps to tell what it is.
    #[must_use]
    pub fn named(bytes: Vec<u8>, path: &Path) -> Self {
        let name = name(path);
        let format = sniff_beginning(&bytes, name).ok().map(|sniffed| sniffed.format);
        Self { bytes: Bytes::Memory(bytes.into()), name: name.map(String::from), format, is_certain: false }
    }

    /// Hands over its bytes in pieces.
    ///
    /// # Errors
    /// They cannot be got, or whoever takes the pieces fails.
    pub fn each_piece(self, mut take: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let mut file = match self.bytes {
            Bytes::File(file) => file,
            Bytes::Memory(bytes) => return take(&bytes),
        };
        let mut buffer = vec![0; HEAD_BYTES];
        loop {
            match file.read(&mut buffer)? {
                0 => return Ok(()),
                length => take(&buffer[..length])?,
            }
        }
    }

    /// Reads it: here, or in another process where its reader is one that we have not written.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn read(self, options: &ReadingOptions, sink: &mut dyn Sink) -> Result<Found> {
        let mut how = how(self.name.as_deref(), options);
        if ISOLATED.iter().any(|format| how.format.or(self.format) == Some(*format)) {
            let input = match self.bytes {
                Bytes::File(file) => worker::Input::File(file),
                Bytes::Memory(bytes) => worker::Input::Bytes(bytes.into_owned()),
            };
            return read_in_worker(input, &how, false, sink);
        }
        if self.is_certain {
            how.format = self.format;
        }
        let mut source: Box<dyn Source> = match self.bytes {
            Bytes::File(file) => Box::new(file),
            Bytes::Memory(bytes) => Box::new(Cursor::new(bytes)),
        };
        Ok(read(&mut *source, &how, sink)?)
    }
}

/// Formats that are read in another process: PDF, and whatever may have a PDF in it.
const ISOLATED: [Format; 6] =
    [Format::Pdf, Format::Mail, Format::Zip, Format::Tar, Format::Gzip, Format::Zstd];

/// Looks what a file is, or standard input for `-`. What is longer than `max_bytes` is refused. Its first bytes go into the
/// memory, which may be used for one file after the other.
///
/// # Errors
/// It cannot be read, or is of no format that is.
pub fn open<'m>(
    path: &Path,
    max_bytes: Option<u64>,
    options: &ReadingOptions,
    memory: &'m mut Vec<u8>,
) -> Result<Opened<'m>> {
    let mut input = Input::open(path, max_bytes, memory)?;
    let head = input.peek(HEAD_BYTES)?;
    let is_whole = head.len() < HEAD_BYTES;
    let is_utf_8 = || options.encoding.unwrap_or_else(|| encoding_of(head, is_whole)) == UTF_8;
    let (format, is_misnamed, is_certain) = match options.format {
        Some(format) => (format, false, true),
        None => match sniff_beginning(head, name(path)) {
            Ok(Sniffed { format, is_misnamed }) => (format, is_misnamed, is_whole && !is_misnamed),
            // Whoever says the encoding says that it is text.
            Err(_) if options.encoding.is_some() => (Format::Text, false, true),
            Err(error) => return Err(error.into()),
        },
    };
    let is_plain = format == Format::Text && !is_misnamed && is_utf_8();
    if is_plain {
        return Ok(Opened::Plain(input));
    }
    let document = |bytes, format| {
        let name = name(path).map(String::from);
        Ok(Opened::Document(Document { bytes, name, format: Some(format), is_certain }))
    };
    if is_whole {
        return document(Bytes::Memory(input.into_peeked().into()), format);
    }
    if let Some(length) = input.length()? {
        if max_bytes.is_some_and(|bytes_max| length > bytes_max) {
            bail!("is longer than {} bytes: the limit of --max-bytes", max_bytes.unwrap_or_default());
        }
        let mut file = File::open(path)?;
        // The directory of an archive, which tells what it is, stands at its end.
        let is_archive = options.format.is_none() && format == Format::Zip;
        let format = if is_archive { sniff(&mut file, name(path))?.format } else { format };
        return document(Bytes::File(file), format);
    }
    // What comes from elsewhere cannot be read in any order before it is there.
    let mut bytes = vec![];
    input.read_all(|piece| {
        if bytes.len() as u64 + piece.len() as u64 > Limits::LOCAL.whole_bytes_max {
            bail!(
                "is longer than {} bytes, which is too long for what is no file",
                Limits::LOCAL.whole_bytes_max
            );
        }
        bytes.extend_from_slice(piece);
        Ok(())
    })?;
    document(Bytes::Memory(bytes.into()), format)
}

const UTF_8: &Encoding = reckon_extract::UTF_8;

/// The name by which the format of a file can be told.
fn name(path: &Path) -> Option<&str> {
    path.file_name().and_then(|name| name.to_str()).filter(|name| *name != "-")
}

/// How a document is read.
#[must_use]
pub fn how<'a>(name: Option<&'a str>, options: &ReadingOptions) -> How<'a> {
    How {
        format: options.format,
        name,
        encoding: options.encoding,
        changes: match options.changes {
            TrackedChanges::Accepted => Changes::Accepted,
            TrackedChanges::Rejected => Changes::Rejected,
            TrackedChanges::Both => Changes::Both,
        },
        limits: Limits::LOCAL,
    }
}
