//! Events as bytes, for a reader in another process.
//!
//! ```text
//! frame = kind (1 byte), detail (1 byte), length (4 bytes, big-endian), text of that length
//! ```
//! The last frame says how the reading ended. Texts longer than a mebibyte are several frames; a length beyond
//! that is refused before anything is kept for it.

use std::io::{self, Read, Write};

use crate::event::{Break, Event, Notice, Stated};
use crate::format::Format;
use crate::read::Found;
use crate::scope::Scope;

/// Bytes of the longest text of a frame.
const TEXT_BYTES_MAX: usize = 1 << 20;

const TEXT: u8 = 0;
const BREAK: u8 = 1;
const SECTION: u8 = 2;
const DOCUMENT: u8 = 3;
const STATED: u8 = 4;
const DAMAGED: u8 = 5;
const LIMITED: u8 = 6;
const MISNAMED: u8 = 7;
const LEFT_OUT: u8 = 8;
const FOUND: u8 = 9;
const FAILED: u8 = 10;
const DOCUMENT_FAILED: u8 = 11;
const DOCUMENT_END: u8 = 12;

/// What a frame says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame<'a> {
    /// Something was found.
    Event(Event<'a>),
    /// The reading has ended well.
    Found(Found),
    /// The reading has failed, and why.
    Failed {
        /// For people.
        why: &'a str,
        /// Whether the file is of a kind that is not read at all: [`Error::is_of_no_kind`](crate::Error::is_of_no_kind).
        is_of_no_kind: bool,
    },
}

/// Writes an event.
///
/// # Errors
/// The writer's.
pub fn write_event(writer: &mut dyn Write, event: Event<'_>) -> io::Result<()> {
    match event {
        Event::Text(scope, text) => {
            let mut rest = text;
            while !rest.is_empty() {
                let end = (0..=rest.len().min(TEXT_BYTES_MAX)).rev().find(|&end| rest.is_char_boundary(end));
                let (piece, after) = rest.split_at(end.unwrap_or(rest.len()));
                write(writer, TEXT, scope as u8, piece)?;
                rest = after;
            }
            Ok(())
        }
        Event::Break(Break::Line) => write(writer, BREAK, 0, ""),
        Event::Break(Break::Block) => write(writer, BREAK, 1, ""),
        Event::Section(level) => write(writer, SECTION, level, ""),
        Event::Document(name) => write(writer, DOCUMENT, 0, cut(name)),
        Event::Failed(why) => write(writer, DOCUMENT_FAILED, 0, cut(why)),
        Event::End => write(writer, DOCUMENT_END, 0, ""),
        Event::Stated(Stated { what, number }) => {
            write(writer, STATED, 0, &format!("{number} {}", cut(what)))
        }
        Event::Notice(Notice::Damaged(what)) => write(writer, DAMAGED, 0, cut(what)),
        Event::Notice(Notice::Limited(what)) => write(writer, LIMITED, 0, cut(what)),
        Event::Notice(Notice::Misnamed(what)) => write(writer, MISNAMED, 0, cut(what)),
        Event::Notice(Notice::LeftOut(what)) => write(writer, LEFT_OUT, 0, cut(what)),
    }
}

/// Writes how the reading has ended; where it has failed, why, and whether the file is of a kind that is not read at all.
///
/// # Errors
/// The writer's.
pub fn write_end(writer: &mut dyn Write, end: Result<Found, (&str, bool)>) -> io::Result<()> {
    match end {
        Ok(Found { format, encoding }) => {
            write(writer, FOUND, 0, &format!("{} {}", format.id(), encoding.unwrap_or_default()))
        }
        Err((why, is_of_no_kind)) => write(writer, FAILED, u8::from(is_of_no_kind), cut(why)),
    }
}

fn write(writer: &mut dyn Write, kind: u8, detail: u8, text: &str) -> io::Result<()> {
    writer.write_all(&[kind, detail])?;
    writer.write_all(&(text.len() as u32).to_be_bytes())?;
    writer.write_all(text.as_bytes())
}

/// Names and reasons have no need to be long.
fn cut(text: &str) -> &str {
    let end = (0..=text.len().min(1_000)).rev().find(|&end| text.is_char_boundary(end));
    &text[..end.unwrap_or(0)]
}

/// Reads frames.
#[derive(Debug)]
pub struct Frames<R> {
    reader: R,
    text: Vec<u8>,
}

impl<R: Read> Frames<R> {
    /// From the beginning.
    pub fn new(reader: R) -> Self {
        Self { reader, text: vec![] }
    }

    /// The next frame; none after the last one, nor where it is cut off.
    ///
    /// # Errors
    /// The reader's; or [`io::ErrorKind::InvalidData`], where the bytes are no frame.
    pub fn next_frame(&mut self) -> io::Result<Option<Frame<'_>>> {
        let mut head = [0; 6];
        if let Err(error) = self.reader.read_exact(&mut head) {
            return if error.kind() == io::ErrorKind::UnexpectedEof { Ok(None) } else { Err(error) };
        }
        let [kind, detail, length @ ..] = head;
        let length = u32::from_be_bytes(length) as usize;
        if length > TEXT_BYTES_MAX {
            return Err(io::ErrorKind::InvalidData.into());
        }
        self.text.resize(length, 0);
        if let Err(error) = self.reader.read_exact(&mut self.text) {
            return if error.kind() == io::ErrorKind::UnexpectedEof { Ok(None) } else { Err(error) };
        }
        let text = core::str::from_utf8(&self.text).ok();
        let frame = text.and_then(|text| decode(kind, detail, text));
        frame.map(Some).ok_or_else(|| io::ErrorKind::InvalidData.into())
    }
}

fn decode(kind: u8, detail: u8, text: &str) -> Option<Frame<'_>> {
    Some(Frame::Event(match kind {
        TEXT => Event::Text(*Scope::ALL.get(usize::from(detail))?, text),
        BREAK if detail == 0 => Event::Break(Break::Line),
        BREAK => Event::Break(Break::Block),
        SECTION => Event::Section(detail),
        DOCUMENT => Event::Document(text),
        DOCUMENT_FAILED => Event::Failed(text),
        DOCUMENT_END => Event::End,
        STATED => {
            let (number, what) = text.split_once(' ')?;
            Event::Stated(Stated { what, number: number.parse().ok()? })
        }
        DAMAGED => Event::Notice(Notice::Damaged(text)),
        LIMITED => Event::Notice(Notice::Limited(text)),
        MISNAMED => Event::Notice(Notice::Misnamed(text)),
        LEFT_OUT => Event::Notice(Notice::LeftOut(text)),
        FOUND => {
            let (format, encoding) = text.split_once(' ')?;
            let encoding =
                encoding_rs::Encoding::for_label(encoding.as_bytes()).map(|encoding| encoding.name());
            return Some(Frame::Found(Found { format: Format::from_id(format)?, encoding }));
        }
        FAILED => return Some(Frame::Failed { why: text, is_of_no_kind: detail == 1 }),
        _ => return None,
    }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_event_comes_back() {
        let long = "é".repeat(TEXT_BYTES_MAX);
        let events = [
            Event::Text(Scope::Body, "a text"),
            Event::Text(Scope::Strings, "é"),
            Event::Break(Break::Line),
            Event::Break(Break::Block),
            Event::Section(3),
            Event::Document("a/b.txt"),
            Event::Failed("it is encrypted"),
            Event::End,
            Event::Stated(Stated { what: "words", number: u64::MAX }),
            Event::Notice(Notice::Damaged("part 3")),
            Event::Notice(Notice::Limited("parts_max")),
            Event::Notice(Notice::Misnamed("Word")),
            Event::Notice(Notice::LeftOut("a film")),
        ];
        let mut bytes = vec![];
        events.iter().for_each(|event| write_event(&mut bytes, *event).unwrap());
        write_event(&mut bytes, Event::Text(Scope::Title, &long)).unwrap();
        let ends = [
            Found { format: Format::Docx, encoding: None },
            Found { format: Format::Text, encoding: Some("windows-1252") },
        ];
        ends.iter().for_each(|found| write_end(&mut bytes, Ok(*found)).unwrap());
        write_end(&mut bytes, Err(("no", true))).unwrap();
        let mut frames = Frames::new(bytes.as_slice());
        for event in events {
            assert_eq!(frames.next_frame().unwrap(), Some(Frame::Event(event)));
        }
        let mut text = String::new();
        let found = loop {
            match frames.next_frame().unwrap().unwrap() {
                Frame::Event(Event::Text(Scope::Title, piece)) => text.push_str(piece),
                Frame::Found(found) => break found,
                other => panic!("{other:?}"),
            }
        };
        assert!(text == long && found == ends[0]);
        assert_eq!(frames.next_frame().unwrap(), Some(Frame::Found(ends[1])));
        assert_eq!(frames.next_frame().unwrap(), Some(Frame::Failed { why: "no", is_of_no_kind: true }));
        assert_eq!(frames.next_frame().unwrap(), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_frames_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            let mut frames = Frames::new(bytes.as_slice());
            let mut read = 0;
            while let Ok(Some(_)) = frames.next_frame() {
                read += 1;
            }
            prop_assert!(read <= bytes.len() / 6);
        }
    }
}
