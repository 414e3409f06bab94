//! OpenDocument: texts and presentations, in a zip archive or as one XML file.
//!
//! ```text
//! META-INF/manifest ──► whether it is encrypted
//! meta ──► what the file says of itself; styles ──► in memory; what they have for each page waits
//! content ──story──► blocks as they come, each followed by the notes, boxes and comments that stand in it
//! headers, footers; formulas, which are parts of their own ──► after it
//! ```
//!
//! # Source
//! ISO/IEC 26300 (OpenDocument 1.2), OASIS OpenDocument 1.3.

mod story;
mod styles;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::io::Read;

use crate::error::Error;
use crate::event::Notice;
use crate::format::Format;
use crate::formats::blocks::{Blocks, Recording};
use crate::formats::package::{Package, resolve};
use crate::formats::xml::{Run, Space, Tag, Then, Xml};
use crate::read::{Context, Found};
use crate::scope::Scope;
use crate::source::Source;

use story::Story;
use styles::Styles;

/// Reads an OpenDocument file of one of the two formats.
pub(crate) fn read(
    format: Format,
    source: &mut dyn Source,
    context: &mut Context<'_>,
) -> Result<Found, Error> {
    let mut mark = [0; 2];
    let is_zipped = source.read_exact(&mut mark).is_ok() && mark == *b"PK";
    source.rewind()?;
    if is_zipped {
        read_zipped(format, source, context)?
    } else {
        read_flat(format, source, context)?
    }
    Ok(Found { format, encoding: None })
}

fn read_flat(format: Format, source: &mut dyn Source, context: &mut Context<'_>) -> Result<(), Error> {
    let limits = context.how.limits;
    let mut blocks = Blocks::new(context.sink);
    let mut story = Story::new(&mut blocks, Styles::default(), context.how.changes);
    let result = Xml::new(source.take(limits.part_bytes_max), &limits).run(&mut story);
    story.finish();
    let has_text = blocks.has_text();
    match result {
        Ok(()) => Ok(()),
        Err(stop) if has_text => {
            stop.notify("the document", context.sink);
            Ok(())
        }
        Err(stop) => Err(stop.into_error(format, "the document")),
    }
}

fn read_zipped(format: Format, source: &mut dyn Source, context: &mut Context<'_>) -> Result<(), Error> {
    let limits = context.how.limits;
    let mut package = Package::open(source, format, &limits)?;
    if package.is_damaged() {
        context.notice(Notice::Damaged("the directory of the zip archive"));
    }
    let Context { how, sink, budget, .. } = context;
    let mut manifest = Manifest { is_encrypted: false };
    if let Err(stop) = package.run("META-INF/manifest.xml", budget, &limits, &mut manifest) {
        stop.notify("META-INF/manifest.xml", *sink);
    }
    if manifest.is_encrypted {
        return Err(Error::Encrypted(format));
    }
    if !package.has("content.xml") {
        return Err(Error::Malformed(format, "the part content.xml is missing".into()));
    }

    let mut blocks = Blocks::new(*sink);
    let mut story = Story::new(&mut blocks, Styles::default(), how.changes);
    let result = package.run("meta.xml", budget, &limits, &mut story);
    story.finish();
    if let Err(stop) = result {
        stop.notify("meta.xml", *sink);
    }

    let mut margins = Recording::default();
    let mut blocks = Blocks::new(&mut margins);
    let mut story = Story::new(&mut blocks, Styles::default(), how.changes);
    let result = package.run("styles.xml", budget, &limits, &mut story);
    let (mut styles, _) = story.finish();
    styles.forget_automatic();
    if let Err(stop) = result {
        stop.notify("styles.xml", *sink);
    }

    let mut blocks = Blocks::new(*sink);
    let mut story = Story::new(&mut blocks, styles, how.changes);
    let result = package.run("content.xml", budget, &limits, &mut story);
    let (_, objects) = story.finish();
    let has_text = blocks.has_text();
    if let Err(stop) = result {
        if !has_text {
            return Err(stop.into_error(format, "content.xml"));
        }
        stop.notify("content.xml", *sink);
    }
    margins.replay_distinct(*sink);

    let mut read = HashSet::new();
    for object in objects {
        let part = resolve("content.xml", &format!("{object}/content.xml"));
        if !read.insert(part.clone()) {
            continue;
        }
        let mut formula = Formula { blocks: Blocks::new(*sink), depth: 0 };
        let result = package.run(&part, budget, &limits, &mut formula);
        formula.blocks.block();
        if let Err(stop) = result {
            stop.notify(&part, *sink);
        }
    }
    Ok(())
}

/// Whether parts are encrypted.
struct Manifest {
    is_encrypted: bool,
}

impl Run for Manifest {
    fn start(&mut self, tag: &Tag<'_>) -> Then {
        self.is_encrypted |= tag.local == "encryption-data";
        Then::Enter
    }
}

/// The words and signs of a formula; other objects have none of them.
struct Formula<'a> {
    blocks: Blocks<'a>,
    /// Of the elements that are within one of MathML.
    depth: usize,
}

impl Run for Formula<'_> {
    fn start(&mut self, tag: &Tag<'_>) -> Then {
        if matches!(tag.local, "annotation" | "annotation-xml")
            || tag.space != Space::MathMl && self.depth == 0
        {
            return Then::Skip;
        }
        self.depth += 1;
        Then::Enter
    }

    fn end(&mut self, _space: Space, _local: &str) {
        self.depth = self.depth.saturating_sub(1);
    }

    fn text(&mut self, text: &str) {
        self.blocks.spaced(Scope::Math, text.trim());
    }
}
