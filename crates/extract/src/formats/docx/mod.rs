//! Word: Office Open XML texts.
//!
//! ```text
//! docProps ──► what the file says of itself
//! word/styles, footnotes, comments ──► in memory, for they are referred to
//! word/document ──story──► blocks as they come, each followed by the notes, boxes and comments that stand in it
//! word/endnotes, headers, footers ──► after it
//! ```
//!
//! # Source
//! ISO/IEC 29500-1 (ECMA-376), WordprocessingML; ISO/IEC 29500-3 for alternate content.

mod story;
pub(crate) mod styles;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use crate::error::Error;
use crate::event::{Event, Notice};
use crate::format::Format;
use crate::formats::blocks::{Blocks, Recording};
use crate::formats::package::Package;
use crate::formats::properties;
use crate::read::{Context, Found};
use crate::scope::Scope;
use crate::source::Source;

use story::{Notes, Story};
use styles::Styles;

/// Reads a text of Word.
pub(crate) fn read(source: &mut dyn Source, context: &mut Context<'_>) -> Result<Found, Error> {
    let limits = context.how.limits;
    let mut package = Package::open(source, Format::Docx, &limits)?;
    if package.is_damaged() {
        context.notice(Notice::Damaged("the directory of the zip archive"));
    }
    properties::read(&mut package, context);
    let Context { how, sink, budget, .. } = context;
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
    if referred.has_chunks {
        sink.take(Event::Notice(Notice::LeftOut("documents of another format within the document")));
    }
    Ok(Found { format: Format::Docx, encoding: None })
}
