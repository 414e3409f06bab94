//! Notebooks of Jupyter: cells of Markdown and of a program, each of which is read as a text in Markdown.
//!
//! ```text
//! {"cells": [{"cell_type": "markdown", "source": ["# A\n", "b"]}, {"cell_type": "code", "source": "c", …}], …}
//! ```
//! What the programs have put out is left out.
//!
//! # Source
//! nbformat 4, and 3, where cells stand in worksheets and headings are cells; RFC 8259.

use core::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::error::Error;
use crate::event::Notice;
use crate::format::Format;
use crate::formats::markdown;
use crate::formats::text::Decoded;
use crate::read::{Context, Found};
use crate::source::Source;

/// Reads a notebook.
pub(crate) fn read(source: &mut dyn Source, context: &mut Context<'_>) -> Result<Found, Error> {
    let bytes_max = context.limits().whole_bytes_max;
    let mut decoded = Decoded::new(source, context.how.encoding)?;
    let encoding = decoded.encoding();
    let text = decoded.read_whole(bytes_max)?;
    let mut notebook = Notebook::default();
    let part = Part { notebook: &mut notebook, are_cells: false };
    let damage = part.deserialize(&mut serde_json::Deserializer::from_str(&text)).err();
    if !notebook.has_cells {
        let why = damage.map_or_else(|| "there are no cells in it".to_string(), |error| error.to_string());
        return Err(Error::Malformed(Format::Notebook, why));
    }
    drop(text);
    if let Some(error) = damage {
        context.notice(Notice::Damaged(&error.to_string()));
    }
    // Each is shown by itself, so that no mark in one of them reaches the next.
    let mut is_limited = false;
    for (at, cell) in notebook.cells.iter().enumerate() {
        let (text, is_cut) = markdown::bound(cell, context.limits().depth_max);
        is_limited |= is_cut;
        markdown::read_text(&text, at == 0, context);
    }
    if is_limited {
        context.notice(Notice::Limited("depth_max"));
    }
    Ok(Found { format: Format::Notebook, encoding: Some(encoding.name()) })
}

#[derive(Default)]
struct Notebook {
    /// The cells that have been read, in Markdown.
    cells: Vec<String>,
    has_cells: bool,
}

/// A part of a notebook: the whole or a worksheet, or a list of cells or of worksheets. What is read of it is kept also
/// where it is damaged further on.
struct Part<'n> {
    notebook: &'n mut Notebook,
    /// Whether a list is one of cells.
    are_cells: bool,
}

/// A cell. What it has of another kind than it should have is nothing.
#[derive(Deserialize)]
struct Cell {
    #[serde(default)]
    cell_type: Value,
    /// Of a heading.
    #[serde(default)]
    level: Value,
    #[serde(default)]
    source: Value,
    /// The program of a cell of version 3.
    #[serde(default)]
    input: Value,
}

impl<'de> DeserializeSeed<'de> for Part<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Part<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a notebook")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut members: M) -> Result<(), M::Error> {
        if self.are_cells {
            return Err(M::Error::custom("cells that are no list"));
        }
        while let Some(name) = members.next_key::<String>()? {
            let are_cells = name == "cells";
            if are_cells || name == "worksheets" {
                self.notebook.has_cells |= are_cells;
                members.next_value_seed(Part { notebook: self.notebook, are_cells })?;
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut items: S) -> Result<(), S::Error> {
        if self.are_cells {
            while let Some(cell) = items.next_element()? {
                self.notebook.add(cell);
            }
        } else {
            while items.next_element_seed(Part { notebook: self.notebook, are_cells: false })?.is_some() {}
        }
        Ok(())
    }
}

impl Notebook {
    fn add(&mut self, cell: Cell) {
        let Cell { cell_type, level, source, input } = cell;
        let source = text(source) + &text(input);
        // Settings of the whole stand in a cell of their own, before all others.
        let is_front_matter = self.cells.is_empty() && source.starts_with("---");
        self.cells.push(match cell_type.as_str() {
            Some("markdown") => source,
            Some("heading") => {
                let level = level.as_u64().unwrap_or(1).clamp(1, 6) as usize;
                format!("{} {source}", "#".repeat(level))
            }
            Some("raw") if is_front_matter => source,
            // What is neither text nor a program, such as a piece of LaTeX, is no text either.
            _ => listing(&source),
        });
    }
}

/// A text, or its lines.
fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Array(lines) => lines.iter().filter_map(Value::as_str).collect(),
        _ => String::new(),
    }
}

/// A listing, between more backquotes than it has itself.
fn listing(source: &str) -> String {
    let longest = source.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}\n{source}\n{fence}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::Format;
    use crate::formats::testing::{check, damaged, damages, lines, survive};
    use crate::read::How;

    const NOTEBOOK: &str = r##"{
 "cells": [
  {"cell_type": "raw", "metadata": {"a": []}, "source": ["---\n", "title: x\n", "---"]},
  {"metadata": {}, "source": ["# A \ud83d\ude00 \"title\"\n", "\n", "Some *text*\\\\\n"], "cell_type": "markdown"},
  {"cell_type": "code", "execution_count": 1, "outputs": [{"text": ["out ]}\n"], "data": {"image/png": "iVBO\"Rw0K"}}],
   "source": "print('```')  # \u00e9\ttwo"},
  {"cell_type": "raw", "source": "\\section{x}"},
  {"cell_type": "markdown", "source": "- item\n- [x](attachment:y)", "attachments": {"y": {}}}
 ],
 "metadata": {"kernelspec": {"name": "python3", "n": -1.5e3, "t": [true, null]}},
 "nbformat": 4, "nbformat_minor": 5}"##;

    #[test]
    fn cells_are_markdown_and_programs() {
        check(
            NOTEBOOK.as_bytes(),
            Format::Notebook,
            r#"
            title: x
            section 1
            heading: A 😀 "title"
            body: Some text\
            code: print('```')  # é⇥two
            code: \section{x}
            list: item
            list: x
            "#,
        );
    }

    #[test]
    fn the_version_before_had_worksheets() {
        check(
            br#"{"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "heading", "level": 2, "source": ["A"]},
                {"cell_type": "code", "input": ["b"], "language": "python", "outputs": []}], "metadata": {}}]}"#,
            Format::Notebook,
            "section 2\nheading: A\ncode: b",
        );
    }

    #[test]
    fn no_cell_reaches_the_next() {
        for open in ["```\\nx", "<!-- x", "<script>", "<div hidden>x", "- x"] {
            let cell = |text: &str| format!(r#"{{"cell_type": "markdown", "source": "{text}"}}"#);
            let notebook = format!(r#"{{"cells": [{}, {}]}}"#, cell(open), cell("    y\\n\\n# A\\n\\nb"));
            let found = lines(notebook.as_bytes(), &How { format: Some(Format::Notebook), ..How::default() });
            let found = found.unwrap();
            assert!(found.ends_with("code: y\nsection 1\nheading: A\nbody: b"), "{open}: {found}");
        }
    }

    #[test]
    fn what_is_of_another_kind_is_nothing() {
        check(
            br#"{"cells": [{"cell_type": "heading", "level": "x", "source": "a"}, {"source": 5},
                {"cell_type": "markdown", "source": "b", "input": "c"}, {"cell_type": "markdown", "source": ["d", 6]}]}"#,
            Format::Notebook,
            "section 1\nheading: a\nbody: bc\nbody: d",
        );
    }

    #[test]
    fn what_is_before_the_damage_is_read() {
        check(
            br#"{"cells": [{"cell_type": "markdown", "source": "a"}, {"cell_type": "markdown", "source": "b"#,
            Format::Notebook,
            "damaged: EOF while parsing a string at line 1 column 91\nbody: a",
        );
        for text in ["", "[]", "{}", r#"{"a": 1"#, "{\"a\" 1}"] {
            let deep = "[".repeat(100_000);
            survive(format!("{text}{deep}").as_bytes(), Format::Notebook);
        }
        check(
            b"{\"a\": 1",
            Format::Notebook,
            "error: no Jupyter notebook document: EOF while parsing an object at line 1 column 7",
        );
    }

    proptest! {
        #[test]
        fn mutated_notebooks_are_read(damages in damages()) {
            survive(&damaged(NOTEBOOK.as_bytes().to_vec(), &damages), Format::Notebook);
        }
    }
}
