//! What is in a file: plain text, which is counted as it is, or a document that has to be read.

use std::fs::File;
use std::io::Cursor;
use std::path::Path;

use anyhow::{Result, bail};
use reckon_extract::{Changes, Encoding, Format, How, Limits, Source, encoding_of, sniff};

use super::input::Input;
use crate::cli::{ReadingOptions, TrackedChanges};

/// Bytes by which it is told what a file is.
const HEAD_BYTES: usize = 64 << 10;

/// A file that was looked at.
pub enum Opened {
    /// Plain text in UTF-8, which streams.
    Plain(Input),
    /// Anything else.
    Document(Box<dyn Source>),
}

/// Looks what a file is, or standard input for `-`. What is longer than `max_bytes` is refused.
///
/// # Errors
/// It cannot be read, or is of no format that is.
pub fn open(path: &Path, max_bytes: Option<u64>, options: &ReadingOptions) -> Result<Opened> {
    let mut input = Input::open(path, max_bytes)?;
    let head = input.peek(HEAD_BYTES)?;
    let is_utf_8 = || options.encoding.unwrap_or_else(|| encoding_of(head, head.len() < HEAD_BYTES)) == UTF_8;
    let is_plain = match options.format {
        Some(format) => format == Format::Text && is_utf_8(),
        None => match sniff(&mut Cursor::new(head), name(path)) {
            Ok(sniffed) => sniffed.format == Format::Text && !sniffed.is_misnamed && is_utf_8(),
            // Whoever says the encoding says that it is text.
            Err(_) if options.encoding.is_some() => is_utf_8(),
            Err(error) => return Err(error.into()),
        },
    };
    if is_plain {
        return Ok(Opened::Plain(input));
    }
    if let Some(length) = input.length() {
        if max_bytes.is_some_and(|bytes_max| length > bytes_max) {
            bail!("is longer than {} bytes: the limit of --max-bytes", max_bytes.unwrap_or_default());
        }
        return Ok(Opened::Document(Box::new(File::open(path)?)));
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
    Ok(Opened::Document(Box::new(Cursor::new(bytes))))
}

const UTF_8: &Encoding = reckon_extract::UTF_8;

/// The name by which the format of a file can be told.
fn name(path: &Path) -> Option<&str> {
    path.file_name().and_then(|name| name.to_str()).filter(|name| *name != "-")
}

/// How a document is read.
pub fn how<'a>(path: &'a Path, options: &ReadingOptions) -> How<'a> {
    How {
        format: options.format,
        name: name(path),
        encoding: options.encoding,
        changes: match options.changes {
            TrackedChanges::Accepted => Changes::Accepted,
            TrackedChanges::Rejected => Changes::Rejected,
            TrackedChanges::Both => Changes::Both,
        },
        limits: Limits::LOCAL,
    }
}
