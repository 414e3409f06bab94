//! Word: Office Open XML texts.
//!
//! ```text
//! docProps ──► what the file says of itself
//! word/styles, footnotes, comments ──► in memory, for they are referred to
//! diagrams, documents of other formats ──► the same
//! word/document ──story──► blocks as they come, each followed by the notes, boxes and comments that stand in it
//! word/endnotes, headers, footers ──► after it
//! ```
//!
//! # Source
//! ISO/IEC 29500-1 (ECMA-376), WordprocessingML; ISO/IEC 29500-3 for alternate content.

mod fields;
mod notes;
mod story;
pub(crate) mod styles;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::io::Cursor;

use crate::error::Error;
use crate::event::{Event, Notice, Sink};
use crate::format::{Format, sniff};
use crate::formats;
use crate::formats::blocks::{Blocks, Recording};
use crate::formats::package::{Package, Relation, Relations};
use crate::formats::pptx::slide::Slide;
use crate::formats::properties;
use crate::read::{Context, Found, How};
use crate::scope::Scope;
use crate::source::Source;

use notes::Notes;
use story::Story;
use styles::Styles;

/// Reads a text of Word.
pub(crate) fn read(source: &mut dyn Source, context: &mut Context<'_>) -> Result<Found, Error> {
    let limits = context.how.limits;
    let mut package = Package::open(source, Format::Docx, &limits)?;
    if package.is_damaged() {
        context.notice(Notice::Damaged("the directory of the zip archive"));
    }
    properties::read(&mut package, context);
    let Context { budget, .. } = context;
    let root = package.relations("", budget, &limits).unwrap_or_default();
    let main = root
        .first("officeDocument")
        .filter(|main| package.has(main))
        .unwrap_or("word/document.xml")
        .to_string();
    if !package.has(&main) {
        return Err(Error::Malformed(Format::Docx, format!("the part {main} is missing")));
    }
    let relations = package.relations(&main, budget, &limits).unwrap_or_default();
    let insets = insets(&mut package, &relations, context);
    let Context { how, sink, budget, .. } = context;
    let part_of =
        |kind: &str| relations.first(kind).map_or_else(|| format!("word/{kind}.xml"), ToString::to_string);

    let mut styles = Styles::default();
    if let Err(stop) = package.run(&part_of("styles"), budget, &limits, &mut styles) {
        stop.notify(&part_of("styles"), *sink);
    }
    styles.settle();

    let mut notes = [Notes::default(), Notes::default(), Notes::default()];
    let kinds = [("footnotes", Scope::Footnote), ("endnotes", Scope::Endnote), ("comments", Scope::Comment)];
    for (notes, (kind, scope)) in notes.iter_mut().zip(kinds) {
        let mut blocks = Blocks::new(notes);
        let mut story = Story::new(&mut blocks, &styles, how.changes, Some(scope));
        let result = package.run(&part_of(kind), budget, &limits, &mut story);
        story.finish();
        notes.settle();
        if let Err(stop) = result {
            stop.notify(&part_of(kind), *sink);
        }
    }
    let [footnotes, endnotes, comments] = notes;

    let mut blocks = Blocks::new(*sink);
    let mut story = Story::new(&mut blocks, &styles, how.changes, None);
    story.footnotes = footnotes;
    story.comments = comments;
    story.insets = insets;
    let result = package.run(&main, budget, &limits, &mut story);
    let referred = story.finish();
    let has_text = blocks.has_text();
    if let Err(stop) = result {
        if !has_text {
            return Err(stop.into_error(Format::Docx, &main));
        }
        stop.notify(&main, *sink);
    }

    let mut endnotes = endnotes;
    for id in &referred.endnotes {
        if let Some(note) = endnotes.remove(id) {
            note.replay(*sink, None);
        }
    }
    let parts = relations.by_id();
    let mut read: HashSet<&str> = HashSet::new();
    let mut margins = Recording::default();
    for (id, scope) in &referred.margins {
        let Some(&part) = parts.get(id.as_str()).filter(|part| read.insert(part)) else { continue };
        let mut blocks = Blocks::new(&mut margins);
        let mut story = Story::new(&mut blocks, &styles, how.changes, Some(*scope));
        let result = package.run(part, budget, &limits, &mut story);
        story.finish();
        if let Err(stop) = result {
            stop.notify(part, *sink);
        }
    }
    margins.replay_distinct(*sink);
    Ok(Found { format: Format::Docx, encoding: None })
}

/// What other parts have to stand in the text, by the name of the relation: diagrams, and documents that are put in as
/// a whole.
fn insets(
    package: &mut Package<'_>,
    relations: &Relations,
    context: &mut Context<'_>,
) -> HashMap<String, Recording> {
    let mut insets = HashMap::new();
    for Relation { id, target, .. } in relations.of_kind("diagramData") {
        let mut diagram = Recording::default();
        let mut blocks = Blocks::new(&mut diagram);
        let mut reader = Slide::new(&mut blocks, Some(Scope::Textbox));
        let result = package.run(target, context.budget, &context.how.limits, &mut reader);
        blocks.block();
        if let Err(stop) = result {
            stop.notify(target, context.sink);
        }
        insets.insert(id.clone(), diagram);
    }
    for Relation { id, target, .. } in relations.of_kind("aFChunk") {
        match package.whole(target, context.budget, &context.how.limits) {
            Ok(Some(bytes)) => drop(insets.insert(id.clone(), read_chunk(target, bytes, context))),
            Ok(None) => context.notice(Notice::Damaged(&format!("{target}: the part is missing"))),
            Err(stop) => stop.notify(target, context.sink),
        }
    }
    insets
}

/// Reads a document that is put into another as a whole. It is of the formats that Word puts in, and nothing in it is
/// looked into further, so that what readers of others would read stays outside.
fn read_chunk(part: &str, bytes: Vec<u8>, context: &mut Context<'_>) -> Recording {
    let mut chunk = Recording::default();
    let nesting = context.how.limits.nesting_max;
    let how = How { format: None, name: Some(part), encoding: None, ..*context.how };
    let mut source = Cursor::new(bytes);
    let result = sniff(&mut source, Some(part)).and_then(|sniffed| match sniffed.format {
        _ if context.nesting >= nesting => Err(Error::Limit("nesting_max")),
        format @ (Format::Text | Format::Html | Format::Rtf | Format::Docx | Format::Mail) => {
            let mut sink = |event: Event<'_>| match event {
                // A page with its pictures is wrapped in a message, whose subject nobody sees.
                Event::Text(Scope::Title, text) if format == Format::Mail => {
                    chunk.take(Event::Text(Scope::Metadata, text));
                }
                event => chunk.take(event),
            };
            let mut inner = Context { how: &how, sink: &mut sink, budget: context.budget, nesting };
            source.set_position(0);
            formats::read(format, &mut source, &mut inner).map(drop)
        }
        _ => Err(Error::Unsupported("a document of a format that Word does not put in")),
    });
    match result {
        Ok(()) => {}
        Err(Error::Limit(which)) => context.notice(Notice::Limited(&format!("{part}: {which}"))),
        Err(error) => context.notice(Notice::LeftOut(&format!("{part}: {error}"))),
    }
    chunk
}
