//! Why there is nothing of a document.

use core::fmt;
use std::io;

use crate::format::Format;

/// Why a document could not be read at all. What could be read in part has a [`Notice`](crate::Notice) instead.
#[derive(Debug)]
pub enum Error {
    /// The bytes cannot be got.
    Io(io::Error),
    /// They are encrypted.
    Encrypted(Format),
    /// They are not what they are said to be: the format, and what is wrong.
    Malformed(Format, String),
    /// They are of no format that is known here.
    Unknown,
    /// They are of a format that is recognised and cannot be read: its name, and what to do.
    Unsupported(&'static str),
    /// There are pictures of text, and no text.
    Pictures,
    /// A limit is exceeded before there was any text: which.
    Limit(&'static str),
}

impl Error {
    /// Whether the file is of a kind that is not read at all, and not one that is and has failed.
    #[must_use]
    pub const fn is_of_no_kind(&self) -> bool {
        matches!(self, Self::Unknown | Self::Unsupported(_))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::Encrypted(format) => {
                write!(f, "this {format} document is encrypted: save it without a password")
            }
            Self::Malformed(format, what) => write!(f, "no {format} document: {what}"),
            Self::Unknown => {
                f.write_str("neither text nor a format that is known here; --list-formats lists them")
            }
            Self::Unsupported(what) => f.write_str(what),
            Self::Pictures => {
                f.write_str("there are only pictures of pages and no text: it needs recognition (OCR) first")
            }
            Self::Limit(which) => write!(f, "the document exceeds the limit {which}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
