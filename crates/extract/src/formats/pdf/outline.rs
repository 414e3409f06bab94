//! The outline of a document: which headings it has, and how deep they are.

use std::collections::{HashMap, HashSet};

use hayro_syntax::Pdf;
use hayro_syntax::object::{Dict, String as PdfString};

use crate::limits::Limits;

use super::text;

/// The levels of headings by their letters.
pub(super) fn levels(pdf: &Pdf, limits: &Limits) -> HashMap<String, u8> {
    let mut levels = HashMap::new();
    let xref = pdf.xref();
    let first = xref
        .get::<Dict<'_>>(xref.root_id())
        .and_then(|catalog| catalog.get::<Dict<'_>>(b"Outlines"))
        .and_then(|outlines| outlines.get::<Dict<'_>>(b"First"));
    let mut open: Vec<(Dict<'_>, u8)> = first.map(|first| (first, 1)).into_iter().collect();
    let mut seen = HashSet::new();
    while let Some((entry, level)) = open.pop() {
        // An outline that goes round in a circle ends where it began.
        if levels.len() >= limits.parts_max || !entry.obj_id().is_some_and(|object| seen.insert(object)) {
            continue;
        }
        if let Some(title) = entry.get::<PdfString<'_>>(b"Title") {
            levels.entry(key(&text::of_string(&title))).or_insert(level);
        }
        open.extend(entry.get::<Dict<'_>>(b"Next").map(|next| (next, level)));
        open.extend(entry.get::<Dict<'_>>(b"First").map(|first| (first, level.saturating_add(1))));
    }
    levels.remove("");
    levels
}

/// The letters and digits of a heading, which are the same in the outline and on the page.
pub(super) fn key(heading: &str) -> String {
    let mut plain = String::new();
    text::append(&mut plain, heading);
    plain.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
