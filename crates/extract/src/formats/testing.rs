//! What the tests of the readers share: archives written on the spot, and events as lines.

use std::io::{Cursor, Write};

use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::event::{Break, Event, Notice};
use crate::read::{How, read};

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
/// a `+`, the end of a line as `⏎`.
pub(crate) fn lines(bytes: &[u8], how: &How<'_>) -> Result<String, String> {
    let mut lines = String::new();
    let mut open = None;
    let mut is_broken = true;
    let mut ended_line = false;
    let mut sink = |event: Event<'_>| match event {
        Event::Text(scope, text) => {
            if is_broken {
                lines += &format!("\n{scope}: ");
            } else {
                if ended_line {
                    lines += "⏎";
                }
                if open != Some(scope) {
                    lines += &format!("\n+ {scope}: ");
                }
            }
            (open, is_broken, ended_line) = (Some(scope), false, false);
            lines += text;
        }
        Event::Break(Break::Line) => ended_line = true,
        Event::Break(Break::Block) => is_broken = true,
        Event::Section(level) => {
            assert!(is_broken, "a section begins within a block, after {lines}");
            lines += &format!("\nsection {level}");
        }
        Event::Document(name) => {
            lines += &format!("\ndocument: {name}");
            is_broken = true;
        }
        Event::Stated(stated) => lines += &format!("\nstated: {} {}", stated.number, stated.what),
        Event::Notice(Notice::Damaged(what)) => lines += &format!("\ndamaged: {what}"),
        Event::Notice(Notice::Limited(what)) => lines += &format!("\nlimited: {what}"),
        Event::Notice(Notice::Misnamed(what)) => lines += &format!("\nmisnamed: {what}"),
        Event::Notice(Notice::LeftOut(what)) => lines += &format!("\nleft out: {what}"),
    };
    read(&mut Cursor::new(bytes), how, &mut sink).map_err(|error| error.to_string())?;
    Ok(lines.trim_start().to_string())
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
