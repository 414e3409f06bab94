//! A document, the words that Reckon reads of it, and those that are known to be in it.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use anyhow::Result;
use reckon_extract::{Event, Format, How, Scope, read};

/// A document that is of a format Reckon knows, and no plain text.
pub struct Document {
    pub path: PathBuf,
    pub format: Format,
    /// The words of the scopes that count, between white space; nothing if it cannot be read.
    pub words: Option<Vec<String>>,
    /// The same as they are known to be, where there is a file beside it that says so.
    pub known: Option<Vec<String>>,
    /// Bytes of text with marks: in a zip archive, of the parts that are such.
    pub markup_bytes: u64,
    bytes: Vec<u8>,
}

impl Document {
    /// Reads a file; `None` if it is of no format that is compared. A text beside a document with its whole name before
    /// `.txt` is what is known of it, and no document.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn open(path: &Path) -> Result<Option<Self>> {
        let name = path.to_string_lossy().into_owned();
        let Some(format) =
            Format::from_name(&name).filter(|format| !matches!(format, Format::Text | Format::Code))
        else {
            return Ok(None);
        };
        let bytes = fs::read(path)?;
        let mut text = String::new();
        let mut sink = |event: Event<'_>| match event {
            Event::Text(scope, piece) if scope.counts() => text.push_str(piece),
            Event::Break(_) | Event::Section(_) | Event::Document(_) => text.push('\n'),
            _ => {}
        };
        let how = How { name: Some(&name), ..How::default() };
        let found = read(&mut Cursor::new(&bytes), &how, &mut sink);
        let known = fs::read_to_string(path.with_added_extension("txt")).ok();
        Ok(Some(Self {
            path: path.to_path_buf(),
            format: found.as_ref().map_or(format, |found| found.format),
            words: found.is_ok().then(|| words_of(&text)),
            known: known.map(|known| words_of(&counted(&known))),
            markup_bytes: parts_of_zip(&bytes).map_or(bytes.len() as u64, |parts| {
                parts.iter().filter(|(name, _)| is_markup(name)).map(|(_, bytes)| bytes).sum()
            }),
            bytes,
        }))
    }

    /// Reads it once more, for the time that this takes.
    pub fn read_once(&self) {
        let name = self.path.to_string_lossy();
        let mut length = 0;
        let mut sink = |event: Event<'_>| {
            if let Event::Text(_, text) = event {
                length += text.len();
            }
        };
        let how = How { name: Some(&name), ..How::default() };
        // Whether it can be read is known already.
        let _ = read(&mut Cursor::new(&self.bytes), &how, &mut sink);
        std::hint::black_box(length);
    }
}

/// Words between white space.
pub fn words_of(text: &str) -> Vec<String> {
    text.split_whitespace().map(ToString::to_string).collect()
}

/// The text of the scopes that count, of what stands beside a sample: a line for each block that begins with its scope,
/// and one that begins with `+` for each piece of another scope in it. A text without scopes counts as a whole.
fn counted(known: &str) -> String {
    let scoped = |line: &str| {
        let (scope, text) = line.split_once(": ")?;
        let (is_piece, scope) = scope.strip_prefix("+ ").map_or((false, scope), |scope| (true, scope));
        Some((is_piece, Scope::from_id(scope)?, text.to_string()))
    };
    let is_other = |line: &str| {
        let first = line.split([' ', ':']).next().unwrap_or_default();
        matches!(first, "section" | "stated" | "document" | "damaged" | "limited" | "misnamed" | "left")
    };
    if !known.lines().any(|line| scoped(line).is_some()) {
        return known.to_string();
    }
    let (mut text, mut is_counted) = (String::new(), false);
    for line in known.lines() {
        match scoped(line) {
            Some((is_piece, scope, piece)) => {
                if !is_piece {
                    text.push('\n');
                }
                is_counted = scope.counts();
                if is_counted {
                    text.push_str(&piece.replace('⏎', " "));
                }
            }
            None if is_other(line) => is_counted = false,
            // The next line of a listing.
            None if is_counted => {
                text.push('\n');
                text.push_str(line);
            }
            None => {}
        }
    }
    text
}

fn is_markup(name: &str) -> bool {
    [".xml", ".xhtml", ".html", ".htm", ".opf"].iter().any(|end| name.to_ascii_lowercase().ends_with(end))
}

/// The names of the parts of a zip archive and the bytes that they unpack to, by its directory (APPNOTE 4.3.12 and 4.3.16).
fn parts_of_zip(bytes: &[u8]) -> Option<Vec<(String, u64)>> {
    let number = |at: usize, length: usize| {
        let field = bytes.get(at..at + length)?;
        Some(field.iter().rev().fold(0_u64, |number, &byte| number << 8 | u64::from(byte)))
    };
    let end = bytes.windows(4).rposition(|window| window == b"PK\x05\x06")?;
    let mut at = usize::try_from(number(end + 16, 4)?).ok()?;
    let mut parts = vec![];
    while bytes.get(at..)?.starts_with(b"PK\x01\x02") {
        let length = |from: usize| usize::try_from(number(at + from, 2)?).ok();
        let name = bytes.get(at + 46..at + 46 + length(28)?)?;
        parts.push((String::from_utf8_lossy(name).into_owned(), number(at + 24, 4)?));
        at += 46 + length(28)? + length(30)? + length(32)?;
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_counts_of_a_known_text() {
        let known = "stated: 7 words\nsection 1\nheading: A head⏎line\nbody: say \n+ code: x = 1\nmore\n+ body:  again\n\
                     footnote: a note\nheader: top";
        assert_eq!(words_of(&counted(known)).join(" "), "A head line say again a note");
        assert_eq!(counted("As it is.\n"), "As it is.\n");
    }

    #[test]
    fn samples_are_read_with_what_is_known_of_them() {
        let path = Path::new(super::super::SAMPLES).join("docx/pandoc.docx");
        let document = Document::open(&path).unwrap().unwrap();
        assert_eq!(document.format, Format::Docx);
        assert_eq!(document.words, document.known);
        assert!(document.markup_bytes > document.bytes.len() as u64);
        assert!(Document::open(&path.with_added_extension("txt")).unwrap().is_none());
    }
}
