//! PDF: pages on which letters stand, from which lines, paragraphs and what else belongs together is made again.
//!
//! ```text
//! page ──content──► Glyph… ──rows──► Row… ──lines──► Line… ──order──► Line… ──blocks──► Block… ──document──► Event…
//! ```
//! The library reads the file's objects and fonts. Its own decompression knows no bounds, which is why the bytes of
//! content, fonts and streams of objects are measured and paid for first. What a page calls by its name it reads
//! anew each time, which is paid for as well. The tree of pages it walks without entering a node twice. The resources
//! of each page, of which it makes a table while it looks for pages, and streams of objects that are encrypted, or
//! hidden with care, are bounded only by whoever runs it.

mod bidi;
mod blocks;
mod bytes;
mod collections;
mod content;
mod document;
mod edges;
mod filters;
mod fonts;
mod lines;
mod notes;
mod order;
mod outline;
mod rows;
mod tex;
mod text;

use std::collections::HashMap;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_syntax::{LoadPdfError, Pdf};

use crate::error::Error;
use crate::event::{Break, Event, Notice, Stated};
use crate::format::Format;
use crate::read::{Context, Found};
use crate::scope::Scope;
use crate::source::Source;

use content::{Glyph, Interpreter, Painted};
use document::{Document, Page};
use fonts::Strings;

/// Pages that are looked at together, so that what they have in common is seen.
const BATCH_PAGES: usize = 64;

/// Reads a PDF document.
pub(super) fn read(source: &mut dyn Source, context: &mut Context<'_>) -> Result<Found, Error> {
    let limits = *context.limits();
    let mut data = vec![];
    source.take(limits.whole_bytes_max.saturating_add(1)).read_to_end(&mut data)?;
    if data.len() as u64 > limits.whole_bytes_max {
        return Err(Error::Limit("whole_bytes_max"));
    }
    bytes::pay_objects(&data, context.budget)?;
    // The library has panicked on damaged files before; such a file is a damaged one and no reason to end.
    let pdf =
        catch_unwind(|| Pdf::new(data)).unwrap_or(Err(LoadPdfError::Invalid)).map_err(
            |error| match error {
                LoadPdfError::Decryption(_) => Error::Encrypted(Format::Pdf),
                LoadPdfError::Invalid => Error::Malformed(Format::Pdf, "there are no pages".into()),
            },
        )?;
    state_metadata(&pdf, context);
    let pages = pdf.pages();
    context.sink.take(Event::Stated(Stated { what: "pages", number: pages.len() as u64 }));
    let levels = catch_unwind(AssertUnwindSafe(|| outline::levels(&pdf, &limits))).unwrap_or_default();
    let mut document = Document::new(pages.len(), levels, limits);
    let mut interpreter = Interpreter::new(pdf.xref(), &limits);
    let mut pictures = 0_usize;
    let mut unknown = 0_usize;
    let mut has_text = false;
    let mut batch = vec![];
    let mut ended: Option<Error> = None;
    for (index, page) in pages.iter().enumerate() {
        if index >= limits.pages_max {
            ended = Some(Error::Limit("pages_max"));
            break;
        }
        // A panic in the library costs this page and not the others. What it leaves behind are caches, which are never
        // in a state between two, and numbers that are paid already.
        let painted = catch_unwind(AssertUnwindSafe(|| interpreter.page(page, context.budget)));
        let painted = match painted {
            Ok(Ok(painted)) => painted,
            Ok(Err(error)) => {
                ended = Some(error);
                break;
            }
            Err(_) => {
                context.notice(Notice::Damaged(&format!("page {}: its content cannot be read", index + 1)));
                continue;
            }
        };
        if painted.is_limited {
            context.notice(Notice::Limited(&format!("page {}: only its first letters were read", index + 1)));
        }
        if painted.is_damaged {
            context.notice(Notice::Damaged(&format!(
                "page {}: a part of its content cannot be read",
                index + 1
            )));
        }
        let lines = lines_of(&painted, &interpreter.faces.strings);
        let letters = lines.iter().flat_map(|line| line.text.chars());
        let (all, lost) = letters.fold((0, 0), |(all, lost), letter| {
            (all + 1, lost + usize::from(letter == char::REPLACEMENT_CHARACTER))
        });
        unknown += usize::from(lost * 4 > all && lost > 0);
        if lines.is_empty() {
            pictures += usize::from(painted.has_pictures);
        } else {
            has_text = true;
        }
        batch.push(Page { lines, number: index, height: painted.height, has_pictures: painted.has_pictures });
        if batch.len() == BATCH_PAGES {
            document.take(std::mem::take(&mut batch), context);
        }
    }
    document.take(batch, context);
    document.end(context);
    if !has_text {
        if let Some(error) = ended {
            return Err(error);
        }
        if pictures > 0 {
            return Err(Error::Pictures);
        }
    }
    match ended {
        Some(Error::Limit(which)) => context.notice(Notice::Limited(which)),
        Some(error) => return Err(error),
        None => {}
    }
    if pictures > 0 {
        let what = format!("{pictures} of {} pages are pictures without text", pages.len());
        context.notice(Notice::LeftOut(&what));
    }
    if interpreter.faces.left_out > 0 {
        let fonts = several(interpreter.faces.left_out, "font");
        let what = format!("text in {fonts} that cannot be read");
        context.notice(Notice::LeftOut(&what));
    }
    if unknown > 0 {
        let pages = several(unknown, "page");
        let what = format!("letters on {pages}, which the file does not say the meaning of");
        context.notice(Notice::LeftOut(&what));
    }
    Ok(Found { format: Format::Pdf, encoding: None })
}

/// What the file says about itself.
fn state_metadata(pdf: &Pdf, context: &mut Context<'_>) {
    let metadata = pdf.metadata();
    for said in
        [&metadata.title, &metadata.author, &metadata.subject, &metadata.keywords].into_iter().flatten()
    {
        let said = text::of_string(said);
        if !said.trim().is_empty() {
            context.sink.take(Event::Text(Scope::Metadata, said.trim()));
            context.sink.take(Event::Break(Break::Block));
        }
    }
}

/// The lines of a page in the order in which they are read.
fn lines_of(painted: &Painted, strings: &Strings) -> Vec<lines::Line> {
    let is_letter =
        |glyph: &Glyph| char::from_u32(glyph.letters).is_none_or(|letter| !letter.is_whitespace());
    // Invisible letters are the text of a picture of the page, where there are no others.
    let has_visible = painted.glyphs.iter().any(|glyph| !glyph.is_hidden && is_letter(glyph));
    let (far_right, far_down) = (painted.width * 1.05, painted.height * 1.05);
    let is_on_page = |glyph: &Glyph| {
        // Turned lines have been turned back around a corner of the page.
        glyph.turn != 0
            || (glyph.x > -0.05 * far_right
                && glyph.x < far_right
                && glyph.y > -0.05 * far_down
                && glyph.y < far_down)
    };
    let is_taken = |glyph: &&Glyph| glyph.is_hidden != has_visible && is_on_page(glyph);
    let mut turns: HashMap<i16, usize> = HashMap::new();
    for glyph in painted.glyphs.iter().filter(is_taken) {
        *turns.entry(glyph.turn).or_default() += 1;
    }
    // Most of the page first, then what is turned otherwise.
    let mut turns: Vec<(i16, usize)> = turns.into_iter().collect();
    turns.sort_by_key(|(turn, count)| (std::cmp::Reverse(*count), *turn));
    let mut all = vec![];
    for (turn, _) in turns {
        let glyphs = painted.glyphs.iter().filter(is_taken).filter(|glyph| glyph.turn == turn);
        all.append(&mut order::in_order(lines::lines(glyphs.copied(), strings)));
    }
    all
}

/// So many of something.
fn several(number: usize, one: &str) -> String {
    format!("{number} {one}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests;
