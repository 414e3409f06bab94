//! Listings that only their font shows.
//!
//! Programs that write no styles, as pandoc, have code in a typewriter's font. But so has a typewritten text, and that is
//! no code. So the beginning of a file is read twice: the first time to see how much of its text is typed.

use std::io::{Cursor, Read};

use memchr::memmem;

use crate::error::Error;
use crate::event::Event;
use crate::formats::blocks::Blocks;
use crate::limits::Limits;
use crate::read::Changes;
use crate::scope::Scope;
use crate::source::Source;

use super::Reader;
use super::bytes::Bytes;

/// Bytes at the beginning by which a file is judged.
const LOOKED_AT_BYTES: u64 = 256 << 10;

/// What text in a typewriter's font is, and what is known about it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Typed {
    /// Text like any other.
    Text,
    /// Code.
    Code,
    /// It is being found out: so many bytes of text there are, and so many of them are typed.
    Unknown { bytes: usize, typed: usize },
}

impl Typed {
    /// Tells by the beginning of a file: code if there are no styles and most text is not typed.
    pub(super) fn of(source: &mut dyn Source, limits: Limits) -> Result<Self, Error> {
        let mut head = vec![];
        source.rewind()?;
        (&mut *source).take(LOOKED_AT_BYTES).read_to_end(&mut head)?;
        source.rewind()?;
        let has = |word: &str| memmem::find(&head, word.as_bytes()).is_some();
        if has("\\stylesheet") || !has("\\fmodern") {
            return Ok(Self::Text);
        }
        let mut nobody = |_: Event<'_>| {};
        let mut head = Cursor::new(head);
        let typed = Self::Unknown { bytes: 0, typed: 0 };
        let bytes = Bytes::new(&mut head);
        let mut reader = Reader::new(Blocks::new(&mut nobody), bytes, limits, Changes::Accepted, typed);
        // What is damaged is found again when it is read.
        let _ = reader.read();
        reader.flush();
        Ok(match reader.typed {
            Self::Unknown { bytes, typed } if typed < bytes - typed => Self::Code,
            _ => Self::Text,
        })
    }
}

impl Reader<'_> {
    /// Whether the font is a typewriter's. The fonts of East Asia whose letters are all as wide say they are of that kind,
    /// too.
    pub(super) fn is_typed(&self) -> bool {
        self.typewriters.contains(&self.group.font)
            && self.fonts.get(&self.group.font).is_none_or(|page| !page.has_two_bytes())
    }

    /// The scope of text that would be in this one in another font.
    pub(super) fn scope_by_font(&self, scope: Scope) -> Scope {
        if self.typed == Typed::Code && scope.counts() && self.is_typed() { Scope::Code } else { scope }
    }

    /// Notes how much of the text is typed, as long as that is asked for.
    pub(super) fn note_typed(&mut self, text: &str) {
        let Typed::Unknown { mut bytes, mut typed } = self.typed else { return };
        bytes += text.len();
        typed += if self.is_typed() { text.len() } else { 0 };
        self.typed = Typed::Unknown { bytes, typed };
    }
}
