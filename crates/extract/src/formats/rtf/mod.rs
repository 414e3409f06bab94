//! Rich Text Format: groups of text and control words, in a stream.
//!
//! # Source
//! Rich Text Format Specification, version 1.9.1.

mod bytes;
mod code_pages;
mod groups;
mod text;
mod typed;
mod words;

use std::collections::{HashMap, HashSet};

use crate::error::Error;
use crate::event::Notice;
use crate::format::Format;
use crate::formats::blocks::Blocks;
use crate::limits::Limits;
use crate::read::{Changes, Context, Found};
use crate::source::Source;

use bytes::Bytes;
use code_pages::CodePage;
use groups::{Destination, Group, Style};
use typed::Typed;

/// Bytes of text from which it is handed on, at a space, and anywhere.
const TEXT_BYTES: usize = 8 << 10;
const TEXT_BYTES_MAX: usize = 64 << 10;

/// Reads Rich Text Format.
pub(crate) fn read(source: &mut dyn Source, context: &mut Context<'_>) -> Result<Found, Error> {
    let limits = context.how.limits;
    let typed = Typed::of(source, limits)?;
    let blocks = Blocks::new(&mut *context.sink);
    let mut bytes = Bytes::new(source);
    while let Some(byte) = bytes.peek()? {
        if byte == b'{' {
            break;
        }
        // Only a byte order mark and white space may come before.
        if !byte.is_ascii_whitespace() && !b"\xef\xbb\xbf\0".contains(&byte) {
            return Err(Error::Malformed(Format::Rtf, "it does not begin with {\\rtf".to_string()));
        }
        bytes.next()?;
    }
    let mut reader = Reader::new(blocks, bytes, limits, context.how.changes, typed);
    let result = reader.read();
    reader.flush();
    reader.end_label();
    let open = reader.groups.len() + reader.overflow;
    if let Err(error) = &result {
        reader.blocks.notice(Notice::Damaged(&format!("byte {}: {error}", reader.bytes.position())));
    } else if !reader.is_done {
        let at = reader.bytes.position();
        reader.blocks.notice(Notice::Damaged(&format!("byte {at}: the file ends within {open} groups")));
    }
    reader.blocks.finish();
    Ok(Found { format: Format::Rtf, encoding: None })
}

struct Reader<'a> {
    blocks: Blocks<'a>,
    bytes: Bytes<'a>,
    limits: Limits,
    changes: Changes,
    group: Group,
    groups: Vec<Group>,
    /// Groups that are open and not kept, because there are too many.
    overflow: usize,
    fonts: HashMap<i32, CodePage>,
    /// The fonts that are a typewriter's.
    typewriters: HashSet<i32>,
    typed: Typed,
    /// The font that is defined.
    font: i32,
    default_font: i32,
    code_page: CodePage,
    styles: HashMap<i32, Style>,
    /// The style that is defined, and its number.
    style: Style,
    style_number: i32,
    /// A name that is read, or an instruction.
    name: String,
    word: String,
    /// Text in a code page that is not handed on yet.
    text: Vec<u8>,
    /// Characters that are left of those that stand for one in Unicode.
    skip: usize,
    /// The first half of a character.
    surrogate: Option<u16>,
    is_starred: bool,
    /// Nothing of the paragraph has come yet.
    is_at_start: bool,
    /// The paragraph is an item of a list.
    is_item: bool,
    /// What may be the number of an item.
    label: String,
    /// The mark of a note has come, and white space after it belongs to it.
    is_after_mark: bool,
    is_done: bool,
}

impl<'a> Reader<'a> {
    fn new(blocks: Blocks<'a>, bytes: Bytes<'a>, limits: Limits, changes: Changes, typed: Typed) -> Self {
        Self {
            blocks,
            bytes,
            limits,
            changes,
            group: Group::default(),
            groups: vec![],
            overflow: 0,
            fonts: HashMap::new(),
            typewriters: HashSet::new(),
            typed,
            font: 0,
            default_font: 0,
            code_page: CodePage::Encoding(encoding_rs::WINDOWS_1252),
            styles: HashMap::new(),
            style: Style::default(),
            style_number: 0,
            name: String::new(),
            word: String::new(),
            text: vec![],
            skip: 0,
            surrogate: None,
            is_starred: false,
            is_at_start: true,
            is_item: false,
            label: String::new(),
            is_after_mark: false,
            is_done: false,
        }
    }

    fn read(&mut self) -> Result<(), Error> {
        while !self.is_done {
            let Some(byte) = self.bytes.next()? else { return Ok(()) };
            match byte {
                b'{' => self.open(),
                b'}' => self.close(),
                b'\\' => self.take_control()?,
                b'\r' | b'\n' | 0 => {}
                _ => self.take_text(byte)?,
            }
        }
        Ok(())
    }

    /// Takes text up to what is none.
    fn take_text(&mut self, first: u8) -> Result<(), Error> {
        self.is_starred = false;
        if self.skip > 0 {
            self.skip -= 1;
            return Ok(());
        }
        let is_wanted = !matches!(self.group.destination, Destination::Skipped | Destination::Silent);
        if is_wanted {
            self.text.push(first);
        }
        if !first.is_ascii() {
            // The second byte of a character may look like a brace or a backslash.
            let second = match self.bytes.peek_two()? {
                [b'\\', b'\''] => None,
                next => next.first().copied().filter(|second| *second >= 0x40),
            };
            if let Some(second) = second.filter(|_| self.code_page().is_first_of_two(first)) {
                self.bytes.start += 1;
                if is_wanted {
                    self.text.push(second);
                }
            }
            return Ok(());
        }
        let rest = self.bytes.rest()?;
        let is_text = |byte: u8| byte.is_ascii() && !matches!(byte, b'{' | b'}' | b'\\' | b'\r' | b'\n' | 0);
        let run = rest.iter().position(|&byte| !is_text(byte)).unwrap_or(rest.len()).min(TEXT_BYTES);
        if is_wanted {
            self.text.extend_from_slice(rest.get(..run).unwrap_or_default());
        }
        self.bytes.start += run;
        // A space is never the second byte of a character.
        if self.text.len() >= TEXT_BYTES && self.text.last() == Some(&b' ')
            || self.text.len() >= TEXT_BYTES_MAX
        {
            self.flush();
        }
        Ok(())
    }

    /// Hands on the text that has come in a code page.
    fn flush(&mut self) {
        if self.text.is_empty() {
            return;
        }
        let mut bytes = std::mem::take(&mut self.text);
        self.put(&self.code_page().decode(&bytes));
        bytes.clear();
        self.text = bytes;
    }

    /// What bytes mean here.
    fn code_page(&self) -> CodePage {
        self.fonts.get(&self.group.font).copied().unwrap_or(self.code_page)
    }

    fn open(&mut self) {
        self.flush();
        self.skip = 0;
        self.is_starred = false;
        if self.group.destination == Destination::Styles {
            self.style = Style::default();
            self.style_number = 0;
            self.name.clear();
        }
        if self.groups.len() >= self.limits.depth_max {
            if self.overflow == 0 {
                self.blocks.notice(Notice::Limited("depth_max"));
            }
            self.overflow += 1;
        } else {
            self.groups.push(self.group);
        }
    }

    fn close(&mut self) {
        self.flush();
        self.skip = 0;
        self.is_starred = false;
        if self.overflow > 0 {
            self.overflow -= 1;
            return;
        }
        let inside = self.group;
        let Some(outside) = self.groups.pop() else {
            self.is_done = true;
            return;
        };
        self.group = outside;
        // A row goes on after a group in it, but that of a note ends with the note.
        if inside.notes == outside.notes {
            self.group.cells_left = inside.cells_left;
        }
        for _ in outside.notes..inside.notes {
            self.blocks.step_back();
            self.is_after_mark = false;
        }
        match inside.destination {
            Destination::Metadata => self.blocks.block(),
            Destination::Styles => self.end_style(),
            Destination::Instruction if self.group.destination != Destination::Instruction => {
                self.end_instruction();
            }
            _ => {}
        }
        self.is_done = self.groups.is_empty();
    }
}

#[cfg(test)]
mod tests;
