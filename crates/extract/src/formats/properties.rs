//! What Office Open XML files say of themselves.

use crate::event::{Event, Stated};
use crate::formats::blocks::Blocks;
use crate::formats::package::Package;
use crate::formats::xml::{Run, Space, Tag, Then};
use crate::read::Context;
use crate::scope::Scope;

/// Reads the properties of a package: title, authors and the like as blocks of metadata, and the numbers it states.
pub(crate) fn read(package: &mut Package<'_>, context: &mut Context<'_>) {
    let limits = context.how.limits;
    let Context { sink, budget, .. } = context;
    let root = package.relations("", budget, &limits).unwrap_or_default();
    for (kind, usual) in
        [("core-properties", "docProps/core.xml"), ("extended-properties", "docProps/app.xml")]
    {
        let part = root.first(kind).unwrap_or(usual);
        let mut properties = Properties { blocks: Blocks::new(*sink), text: String::new() };
        // What is wrong in them is no harm to the document.
        if let Err(stop) = package.run(part, budget, &limits, &mut properties) {
            stop.notify(part, *sink);
        }
    }
}

struct Properties<'a> {
    blocks: Blocks<'a>,
    text: String,
}

/// Bytes of a property that are taken.
const PROPERTY_BYTES: usize = 64 << 10;

impl Run for Properties<'_> {
    fn start(&mut self, _tag: &Tag<'_>) -> Then {
        self.text.clear();
        Then::Enter
    }

    fn end(&mut self, space: Space, local: &str) {
        match (space, local) {
            (Space::Dublin, "title" | "creator" | "subject" | "description")
            | (_, "keywords" | "category" | "contentStatus") => {
                self.blocks.paragraph(Scope::Metadata, &self.text);
            }
            _ => {
                let what = match local {
                    "Words" => "words",
                    // Word counts without spaces under the shorter name.
                    "Characters" => "characters_without_spaces",
                    "CharactersWithSpaces" => "characters",
                    "Paragraphs" => "paragraphs",
                    "Lines" => "lines",
                    "Pages" => "pages",
                    "Slides" => "slides",
                    "Notes" => "notes",
                    "HiddenSlides" => "hidden_slides",
                    _ => return,
                };
                if let Ok(number) = self.text.trim().parse() {
                    self.blocks.take(Event::Stated(Stated { what, number }));
                }
            }
        }
        self.text.clear();
    }

    fn text(&mut self, text: &str) {
        if self.text.len() + text.len() <= PROPERTY_BYTES {
            self.text.push_str(text);
        }
    }
}
