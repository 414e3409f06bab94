//! What the tests of the readers share: archives written on the spot, and events as lines.

use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};

use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::error::Error;
use crate::event::{Break, Event, Notice};
use crate::format::Format;
use crate::limits::Limits;
use crate::read::{Found, How, read};
use crate::source::Source;

/// A zip archive of parts.
pub(crate) fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(vec![]));
    for (name, text) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// What a reader finds, one line a block: `scope: text`; a piece of another scope within it on a line of its own after
/// a `+`, the end of a line as `⏎`. The error, if there is one, is the last line.
pub(crate) fn found(bytes: &[u8], how: &How<'_>) -> Vec<String> {
    let (mut lines, result) = outcome(bytes, how);
    lines.extend(result.err().map(|error| format!("error: {error}")));
    lines
}

/// The same as one text, or the error alone.
pub(crate) fn lines(bytes: &[u8], how: &How<'_>) -> Result<String, String> {
    let (lines, result) = outcome(bytes, how);
    result.map_err(|error| error.to_string())?;
    Ok(lines.join("\n"))
}

/// The same lines, and how reading ended.
pub(crate) fn outcome(bytes: &[u8], how: &How<'_>) -> (Vec<String>, Result<Found, Error>) {
    outcome_of(&mut Cursor::new(bytes), how)
}

fn outcome_of(source: &mut dyn Source, how: &How<'_>) -> (Vec<String>, Result<Found, Error>) {
    let mut lines: Vec<String> = vec![];
    let mut open = None;
    let mut is_broken = true;
    let mut ended_line = false;
    // Of what remarks are: of the file until a document begins within it, and again once it has ended.
    let mut is_within = true;
    let mut sink = |event: Event<'_>| {
        let remark = match event {
            Event::Text(scope, text) => {
                if ended_line && !is_broken {
                    lines.last_mut().unwrap().push('⏎');
                }
                if is_broken {
                    lines.push(format!("{scope}: "));
                } else if open != Some(scope) {
                    lines.push(format!("+ {scope}: "));
                }
                (open, is_broken, ended_line) = (Some(scope), false, false);
                return lines.last_mut().unwrap().push_str(text);
            }
            Event::Break(Break::Line) => return ended_line = true,
            Event::Break(Break::Block) => return is_broken = true,
            Event::Section(level) => {
                assert!(is_broken, "a section begins within a block, after {lines:?}");
                format!("section {level}")
            }
            Event::Document(name) => {
                (is_broken, is_within) = (true, true);
                format!("document: {name}")
            }
            Event::Failed(why) => {
                is_within = false;
                format!("failed: {why}")
            }
            // What follows tells it.
            Event::End => return is_within = false,
            Event::Stated(stated) => format!("stated: {} {}", stated.number, stated.what),
            Event::Notice(notice) => {
                let of = if is_within { "" } else { "the file: " };
                match notice {
                    Notice::Damaged(what) => format!("{of}damaged: {what}"),
                    Notice::Limited(what) => format!("{of}limited: {what}"),
                    Notice::Misnamed(what) => format!("{of}misnamed: {what}"),
                    Notice::LeftOut(what) => format!("{of}left out: {what}"),
                }
            }
        };
        lines.push(remark);
        open = None;
    };
    let result = read(source, how, &mut sink);
    (lines, result)
}

/// What is found of a format.
pub(crate) fn found_of(bytes: &[u8], format: Format) -> Vec<String> {
    found(bytes, &How { format: Some(format), ..How::default() })
}

/// What is found of a format within limits.
pub(crate) fn found_within(bytes: &[u8], format: Format, limits: Limits) -> Vec<String> {
    found(bytes, &How { format: Some(format), limits, ..How::default() })
}

/// Compares what is found of a format with lines as [`found`] gives them; white space before them and empty ones do not
/// matter, `␣` is a space and `⇥` a tab.
pub(crate) fn check(bytes: &[u8], format: Format, expected: &str) {
    let expected: Vec<String> = expected
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| line.replace('␣', " ").replace('⇥', "\t"))
        .collect();
    assert_eq!(found_of(bytes, format), expected, "{}", String::from_utf8_lossy(bytes));
}

/// Reads what may be damaged in any way; that it comes back, and with no more than the limits let, is all that is asked.
pub(crate) fn survive(bytes: &[u8], format: Format) {
    let limits =
        Limits { decompressed_bytes_max: 1 << 20, part_bytes_max: 1 << 18, depth_max: 8, ..Limits::NETWORK };
    let lines = found_within(bytes, format, limits);
    assert!(lines.iter().map(String::len).sum::<usize>() < (4 << 20), "more comes out than the limits let");
}

/// What may happen to the bytes of a file on its way.
pub(crate) fn damages() -> impl Strategy<Value = Vec<(u8, u32, u32)>> {
    proptest::collection::vec((0..4_u8, any::<u32>(), any::<u32>()), 1..6)
}

/// Bytes to which it has happened: flipped bits, a lost end, a piece twice, a piece lost.
pub(crate) fn damaged(mut bytes: Vec<u8>, damages: &[(u8, u32, u32)]) -> Vec<u8> {
    for &(kind, place, other) in damages {
        let length = bytes.len();
        if length == 0 {
            return bytes;
        }
        let (place, other) = (place as usize % length, other as usize % length);
        let (start, end) = (place.min(other), place.max(other));
        match kind {
            0 => bytes[place] ^= 1 << (other % 8),
            1 => bytes.truncate(length - length / 4 + place / 4),
            2 => {
                let piece = bytes[start..end].to_vec();
                bytes.splice(start..start, piece);
            }
            _ => drop(bytes.drain(start..start + (end - start) / 8)),
        }
    }
    bytes
}

/// Originals of several programs, each with its text beside it, as [`lines`] writes it.
#[test]
fn samples_have_the_text_that_stands_beside_them() {
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    for name in [
        "docx/pandoc.docx",
        "docx/writer.docx",
        "epub/pandoc.epub",
        "odt/pandoc.odt",
        "odt/writer.odt",
        "odp/impress.odp",
        "pptx/impress.pptx",
        "pptx/pandoc.pptx",
        "latex/report.tex",
        "mail/letter.eml",
        "pdf/article.pdf",
        "pdf/columns.pdf",
        "pdf/scripts.pdf",
        "rtf/office.rtf",
        "rtf/pandoc.rtf",
        "html/pandoc.html",
        "html/writer.html",
        "markdown/report.md",
        "code/thread.rs",
        "code/thread.py",
    ] {
        let bytes = std::fs::read(samples.join(name)).unwrap();
        let found = lines(&bytes, &How { name: Some(name), ..How::default() }).unwrap();
        let expected = std::fs::read_to_string(samples.join(format!("{name}.txt"))).unwrap();
        assert_eq!(found.trim_end(), expected.trim_end(), "{name}");
    }
}

/// Gives one byte at a time.
struct Bytewise<'a>(Cursor<&'a [u8]>);

impl Read for Bytewise<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = buffer.len().min(1);
        self.0.read(&mut buffer[..length])
    }
}

impl Seek for Bytewise<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

#[test]
fn it_does_not_matter_how_many_bytes_a_source_gives_at_a_time() {
    let mailbox = b"From a b\nSubject: one\n\nx\n\nFrom c d\nSubject: two\n\ny\n".to_vec();
    let mut cyrillic = b"<?xml version='1.0' encoding='windows-1251'?><office:text><text:p>".to_vec();
    cyrillic.extend(b"\xcf\xf0\xe8\xe2\xe5\xf2</text:p></office:text>");
    let marked: Vec<u8> = "\u{feff}<office:text><text:p>x</text:p></office:text>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for (bytes, format, expected) in [
        (mailbox, Format::Mail, "document: one\ntitle: one\nbody: x\ndocument: two\ntitle: two\nbody: y"),
        (cyrillic, Format::Odt, "body: Привет"),
        (marked, Format::Odt, "body: x"),
        (b"{\\rtf1\\ansicpg932 \x83\\'7b\x83{}".to_vec(), Format::Rtf, "body: ボボ"),
    ] {
        let how = How { format: Some(format), ..How::default() };
        for source in [&mut Cursor::new(&bytes[..]) as &mut dyn Source, &mut Bytewise(Cursor::new(&bytes))] {
            let (lines, result) = outcome_of(source, &how);
            result.unwrap();
            assert_eq!(lines.join("\n"), expected);
        }
    }
}
