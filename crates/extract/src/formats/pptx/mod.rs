//! PowerPoint: Office Open XML presentations.
//!
//! ```text
//! ppt/presentation ──► the order of slides ──► each slide: its title as the heading of a section, then the rest in the
//! order of the file, which is that of reading aloud ──► its notes, its comments
//! ```
//!
//! # Source
//! ISO/IEC 29500-1 (ECMA-376), PresentationML and DrawingML.

pub(crate) mod slide;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use crate::error::Error;
use crate::event::{Event, Notice};
use crate::format::Format;
use crate::formats::blocks::Blocks;
use crate::formats::package::{Package, Relation, Relations};
use crate::formats::properties;
use crate::formats::xml::{Run, Space, Tag, Then};
use crate::read::{Context, Found};
use crate::scope::Scope;
use crate::source::Source;

use slide::Slide;

/// Reads a presentation.
pub(crate) fn read(source: &mut dyn Source, context: &mut Context<'_>) -> Result<Found, Error> {
    let limits = context.how.limits;
    let mut package = Package::open(source, Format::Pptx, &limits)?;
    if package.is_damaged() {
        context.notice(Notice::Damaged("the directory of the zip archive"));
    }
    properties::read(&mut package, context);
    let Context { sink, budget, .. } = context;
    let root = package.relations("", budget, &limits).unwrap_or_default();
    let main = root
        .first("officeDocument")
        .filter(|main| package.has(main))
        .unwrap_or("ppt/presentation.xml")
        .to_string();
    let relations = package.relations(&main, budget, &limits).unwrap_or_default();
    let mut order = Order::default();
    if let Err(stop) = package.run(&main, budget, &limits, &mut order) {
        stop.notify(&main, *sink);
    }
    let mut slides: Vec<String> = {
        let parts = relations.by_id();
        let mut seen = HashSet::new();
        order
            .slides
            .iter()
            .filter_map(|id| parts.get(id.as_str()))
            .filter(|part| seen.insert(**part))
            .map(|part| (*part).to_string())
            .collect()
    };
    if slides.is_empty() {
        // Without an order there is still that of their numbers.
        slides = (1..=limits.parts_max)
            .map(|number| format!("ppt/slides/slide{number}.xml"))
            .take_while(|name| package.has(name))
            .collect();
    }
    if slides.is_empty() && !package.has(&main) {
        return Err(Error::Malformed(Format::Pptx, format!("the part {main} is missing")));
    }

    // What belongs to a slide belongs to no other.
    let mut seen = HashSet::new();
    for slide in &slides {
        let mut blocks = Blocks::new(*sink);
        blocks.hold();
        let mut reader = Slide::new(&mut blocks, None);
        let result = package.run(slide, budget, &limits, &mut reader);
        let has_heading = reader.has_heading;
        let is_hidden = reader.is_hidden;
        // A damaged slide may have ended within a shape.
        blocks.step_out();
        if !has_heading && !is_hidden {
            blocks.section(1);
        }
        blocks.finish();
        match result {
            Ok(true) => {}
            Ok(false) => sink.take(Event::Notice(Notice::Damaged(&format!("{slide}: the part is missing")))),
            Err(stop) => stop.notify(slide, *sink),
        }
        let relations: Relations = package.relations(slide, budget, &limits).unwrap_or_default();
        let kinds = [
            ("diagramData", Scope::Textbox),
            ("notesSlide", Scope::SpeakerNotes),
            ("comments", Scope::Comment),
        ];
        for (kind, scope) in kinds {
            for Relation { target: part, .. } in relations.of_kind(kind) {
                if !seen.insert(part.clone()) {
                    continue;
                }
                let mut blocks = Blocks::new(*sink);
                let mut reader = Slide::new(&mut blocks, Some(scope));
                reader.is_hidden = is_hidden;
                let result = package.run(part, budget, &limits, &mut reader);
                blocks.finish();
                if let Err(stop) = result {
                    stop.notify(part, *sink);
                }
            }
        }
    }
    Ok(Found { format: Format::Pptx, encoding: None })
}

/// The slides in their order.
#[derive(Default)]
struct Order {
    slides: Vec<String>,
}

impl Run for Order {
    fn start(&mut self, tag: &Tag<'_>) -> Then {
        if (tag.space, tag.local) == (Space::Slide, "sldId") {
            // There are two attributes whose names end so: the number of the slide, and with a prefix its relation.
            self.slides.push(tag.prefixed_attribute("id").unwrap_or_default().into_owned());
        }
        Then::Enter
    }
}
