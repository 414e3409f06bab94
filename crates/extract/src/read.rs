//! Reading a document of any format.

use encoding_rs::Encoding;

use crate::error::Error;
use crate::event::{Event, Notice, Sink};
use crate::format::{Format, sniff};
use crate::formats;
use crate::limits::Limits;
use crate::source::Source;

/// What is done with tracked changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Changes {
    /// As if all of them were accepted: what was put in is text, what was taken out is [`Scope::Deleted`].
    ///
    /// [`Scope::Deleted`]: crate::Scope::Deleted
    #[default]
    Accepted,
    /// As if all of them were rejected: what was taken out is text, what was put in is [`Scope::Inserted`].
    ///
    /// [`Scope::Inserted`]: crate::Scope::Inserted
    Rejected,
    /// Both are text.
    Both,
}

/// How a document is to be read.
#[derive(Clone, Copy, Debug)]
pub struct How<'a> {
    /// Its format; otherwise it is found out.
    pub format: Option<Format>,
    /// Its name, which helps to find out.
    pub name: Option<&'a str>,
    /// The encoding of its text; otherwise it is found out. Formats that say it themselves do not ask.
    pub encoding: Option<&'static Encoding>,
    /// What is done with tracked changes.
    pub changes: Changes,
    /// What it may cost.
    pub limits: Limits,
}

impl Default for How<'_> {
    fn default() -> Self {
        Self { format: None, name: None, encoding: None, changes: Changes::default(), limits: Limits::LOCAL }
    }
}

/// What was found out about a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its format; of compressed documents, that of what was compressed.
    pub format: Format,
    /// The encoding of its text, by the name of the Encoding Standard, where the format does not fix it.
    pub encoding: Option<&'static str>,
}

/// Reads a document and hands over what is in it.
///
/// # Errors
/// Nothing of it can be read. What can be read in part is handed over with a [`Notice`].
///
/// ```
/// use std::io::Cursor;
/// use reckon_extract::{Event, How, Scope, read};
///
/// let mut texts = vec![];
/// let mut sink = |event: Event<'_>| if let Event::Text(scope, text) = event { texts.push((scope, text.to_string())) };
/// let found = read(&mut Cursor::new("A text."), &How::default(), &mut sink).unwrap();
/// assert_eq!((found.format.id(), found.encoding), ("text", Some("UTF-8")));
/// assert_eq!(texts, [(Scope::Body, "A text.".to_string())]);
/// ```
pub fn read(source: &mut dyn Source, how: &How<'_>, sink: &mut dyn Sink) -> Result<Found, Error> {
    let mut budget = Budget::new(source, &how.limits)?;
    read_nested(source, &mut Context { how, sink, budget: &mut budget, nesting: 0 })
}

/// Reads a document that may be within another.
pub(crate) fn read_nested(source: &mut dyn Source, context: &mut Context<'_>) -> Result<Found, Error> {
    let how = context.how;
    let format = match how.format {
        Some(format) => format,
        None => {
            let sniffed = sniff(source, how.name)?;
            if sniffed.is_misnamed {
                context.notice(Notice::Misnamed(&sniffed.format.to_string()));
            }
            sniffed.format
        }
    };
    source.rewind()?;
    formats::read(format, source, context)
}

/// What a reader has while it reads.
pub(crate) struct Context<'a> {
    pub(crate) how: &'a How<'a>,
    pub(crate) sink: &'a mut dyn Sink,
    pub(crate) budget: &'a mut Budget,
    /// Within how many containers the document is.
    pub(crate) nesting: usize,
}

impl Context<'_> {
    pub(crate) fn limits(&self) -> &Limits {
        &self.how.limits
    }

    pub(crate) fn notice(&mut self, notice: Notice<'_>) {
        self.sink.take(Event::Notice(notice));
    }

    /// Whether another document within the file may begin; the first that may not leaves a remark.
    pub(crate) fn begin_document(&mut self) -> bool {
        let documents = &mut self.budget.documents;
        match documents.take() {
            Some(0) => self.notice(Notice::Limited("documents_max")),
            left => *documents = left.map(|left| left - 1),
        }
        self.budget.documents.is_some()
    }

    /// Reads a part of a container that is a document itself, with its name, by whatever its format is.
    pub(crate) fn read_part(&mut self, name: &str, source: &mut dyn Source) -> Result<Found, Error> {
        if self.nesting >= self.limits().nesting_max {
            return Err(Error::Limit("nesting_max"));
        }
        let how = How { name: Some(name), format: None, encoding: None, ..*self.how };
        let mut inner =
            Context { how: &how, sink: self.sink, budget: self.budget, nesting: self.nesting + 1 };
        read_nested(source, &mut inner)
    }
}

/// What may still come out of a file.
#[derive(Debug)]
pub(crate) struct Budget {
    /// Decompressed bytes.
    left: u64,
    /// Documents within it; none once there was one more.
    documents: Option<usize>,
}

impl Budget {
    pub(crate) fn new(source: &mut dyn Source, limits: &Limits) -> Result<Self, Error> {
        let length = source.seek(std::io::SeekFrom::End(0))?;
        source.rewind()?;
        let by_ratio = length.saturating_mul(limits.ratio_max).max(Limits::RATIO_FREE_BYTES);
        let left = limits.decompressed_bytes_max.min(by_ratio);
        Ok(Self { left, documents: Some(limits.documents_max) })
    }

    /// Pays for bytes that have come out.
    ///
    /// # Errors
    /// There are more than there may be.
    pub(crate) fn spend(&mut self, bytes: u64) -> Result<(), Error> {
        let left = self.left.checked_sub(bytes);
        // After the first part that is too much nothing is left for another.
        self.left = left.unwrap_or(0);
        left.map(drop).ok_or(Error::Limit("decompressed_bytes_max or ratio_max"))
    }
}
