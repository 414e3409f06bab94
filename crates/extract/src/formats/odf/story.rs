//! The text of one part of an OpenDocument file, or of a file that is one part.

mod elements;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::formats::blocks::Blocks;
use crate::formats::docx::styles::Meaning;
use crate::formats::odf::styles::{Style, Styles};
use crate::formats::xml::{Run, Space, Tag, Then};
use crate::read::Changes;
use crate::scope::Scope;

/// The reader of a part.
pub(crate) struct Story<'f, 's> {
    blocks: &'f mut Blocks<'s>,
    styles: Styles,
    changes: Changes,
    /// What the end of each open element means.
    open: Vec<End>,
    place: Place,
    outer: Vec<Place>,
    /// Elements within each other that are hidden.
    hidden: usize,
    slide: Option<Slide>,
    /// Insertions that are open.
    inserted: usize,
    tracked: Tracked,
    /// The style that is being read, and whether it was made up by a program.
    style: Option<(String, Style)>,
    is_automatic: bool,
    /// Text that is no part of a paragraph, while it comes.
    aside: Option<String>,
    /// The name of a picture, which its description often repeats.
    last_title: String,
    objects: Vec<String>,
}

/// Where text may stand: at the outside, or within a note or a box.
#[derive(Clone, Debug, Default)]
struct Place {
    base: Option<Scope>,
    /// Indices and lists of sources.
    around: Option<Scope>,
    lists: usize,
    tables: usize,
    /// Frames, in which only what steps aside has text.
    frames: usize,
    /// Whether text here is text of the document.
    is_text: bool,
    paragraph: Option<Paragraph>,
}

#[derive(Clone, Debug, Default)]
struct Paragraph {
    scope: Option<Scope>,
    /// The level of its heading, until that has begun.
    section: Option<u8>,
    is_hidden: bool,
    /// Whether a space would follow another here, or begin the paragraph.
    is_after_space: bool,
    /// The styles of its pieces within each other.
    spans: Vec<Meaning>,
}

#[derive(Clone, Copy, Debug)]
struct Slide {
    is_hidden: bool,
    has_heading: bool,
}

/// What has been changed.
#[derive(Debug, Default)]
struct Tracked {
    region: String,
    insertions: HashSet<String>,
    /// What was taken out, with line feeds between paragraphs.
    deletions: HashMap<String, String>,
    /// The deletion that is being read: its name and its text.
    deletion: Option<(String, String)>,
}

/// What the end of an element means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Nothing,
    Paragraph,
    Span,
    List,
    Table,
    Cell,
    Frame,
    /// Back from a note or a box.
    Aside,
    /// Back from an index.
    Around(Option<Scope>),
    Hidden,
    Body,
    Style,
    Styles,
    Slide,
    Deletion,
    /// A text that is no part of a paragraph, as a block of this scope.
    Field(Scope),
    Title,
    Description,
}

/// Bytes of a text that is no part of a paragraph.
const FIELD_BYTES: usize = 64 << 10;

impl<'f, 's> Story<'f, 's> {
    pub(crate) fn new(blocks: &'f mut Blocks<'s>, styles: Styles, changes: Changes) -> Self {
        Self {
            blocks,
            styles,
            changes,
            open: vec![],
            place: Place::default(),
            outer: vec![],
            hidden: 0,
            slide: None,
            inserted: 0,
            tracked: Tracked::default(),
            style: None,
            is_automatic: false,
            aside: None,
            last_title: String::new(),
            objects: vec![],
        }
    }

    /// The end of the part, wherever that is: the styles, and the objects that are parts of their own.
    pub(crate) fn finish(mut self) -> (Styles, Vec<String>) {
        while let Some(end) = self.open.pop() {
            self.end_of(end);
        }
        self.blocks.block();
        (self.styles, self.objects)
    }

    /// The scope of text here.
    fn scope(&self) -> Scope {
        if self.changes == Changes::Rejected && self.inserted > 0 {
            return Scope::Inserted;
        }
        let paragraph = self.place.paragraph.as_ref();
        let span = paragraph.and_then(|paragraph| paragraph.spans.last()).copied().unwrap_or_default();
        if self.hidden > 0
            || self.slide.is_some_and(|slide| slide.is_hidden)
            || span.is_hidden.unwrap_or(paragraph.is_some_and(|paragraph| paragraph.is_hidden))
        {
            return Scope::Hidden;
        }
        let scope = paragraph.and_then(|paragraph| paragraph.scope).unwrap_or(Scope::Body);
        match span.scope {
            Some(Scope::Code) if scope.counts() => Scope::Code,
            _ => scope,
        }
    }

    /// Text of a paragraph, in which white space of any length is one space.
    fn write(&mut self, text: &str) {
        let Some(paragraph) = self.place.paragraph.as_mut().filter(|_| self.place.frames == 0) else {
            return;
        };
        let text = collapsed(text, &mut paragraph.is_after_space);
        self.put(&text);
    }

    fn put(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if let Some((_, deleted)) = &mut self.tracked.deletion {
            deleted.push_str(text);
            return;
        }
        let scope = self.scope();
        if scope == Scope::Heading
            && !text.trim().is_empty()
            && let Some(level) = self.place.paragraph.as_mut().and_then(|paragraph| paragraph.section.take())
        {
            match &mut self.slide {
                Some(slide) if slide.has_heading => {}
                Some(slide) => {
                    slide.has_heading = true;
                    self.blocks.section(1);
                }
                None => self.blocks.section(level),
            }
        }
        self.blocks.text(scope, text);
    }

    /// A space, a tab or the like that is more than white space of the source.
    fn write_mark(&mut self, text: &str) {
        if let Some(paragraph) = &mut self.place.paragraph {
            paragraph.is_after_space = false;
            self.put(text);
        }
    }

    fn line(&mut self) {
        let Some(paragraph) = &mut self.place.paragraph else { return };
        paragraph.is_after_space = true;
        if self.tracked.deletion.is_some() {
            self.put("\n");
        } else {
            let scope = self.scope();
            self.blocks.line(scope);
        }
    }

    fn start_paragraph(&mut self, tag: &Tag<'_>) -> End {
        let meaning = tag.attribute("style-name").map(|name| self.styles.get(&name)).unwrap_or_default();
        let level = (tag.local == "h").then(|| tag.number("outline-level").unwrap_or(1));
        let place = &self.place;
        let own = if level.is_some() { Some(Scope::Heading) } else { meaning.scope };
        let scope = match (place.base, place.around, own) {
            (Some(Scope::Textbox), _, Some(scope @ (Scope::Caption | Scope::Code))) => scope,
            (Some(Scope::Textbox), ..) if place.tables > 0 => Scope::Table,
            (Some(scope), ..) | (None, Some(scope), _) | (None, None, Some(scope)) => scope,
            _ if place.tables > 0 => Scope::Table,
            _ if place.lists > 0 => Scope::List,
            _ => Scope::Body,
        };
        self.blocks.block();
        self.place.paragraph = Some(Paragraph {
            scope: Some(scope),
            section: level.or(self.slide.map(|_| 1)).filter(|_| scope == Scope::Heading),
            is_hidden: meaning.is_hidden == Some(true),
            is_after_space: true,
            spans: vec![],
        });
        End::Paragraph
    }

    /// Steps into a note or a box.
    fn step_aside(&mut self, base: Scope) -> End {
        self.blocks.step_aside();
        let inner = Place { base: Some(base), is_text: true, ..Place::default() };
        self.outer.push(core::mem::replace(&mut self.place, inner));
        End::Aside
    }

    fn hide(&mut self) -> End {
        self.hidden += 1;
        End::Hidden
    }

    /// Puts in what was taken out here.
    fn put_deleted(&mut self, id: &str) {
        if self.place.paragraph.is_none() {
            return;
        }
        // It was taken out in one place, so it is put in once.
        let Some(text) = self.tracked.deletions.remove(id) else { return };
        if self.changes == Changes::Accepted {
            self.blocks.spaced(Scope::Deleted, &text);
            return;
        }
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                self.blocks.block();
            }
            self.put(line);
        }
        if let Some(paragraph) = &mut self.place.paragraph {
            paragraph.is_after_space = text.ends_with([' ', '\n']);
        }
    }

    fn end_of(&mut self, end: End) {
        match end {
            End::Nothing => {}
            End::Paragraph => {
                self.place.paragraph = None;
                self.blocks.block();
                if let Some((_, deleted)) = &mut self.tracked.deletion {
                    deleted.push('\n');
                }
            }
            End::Span => {
                if let Some(paragraph) = &mut self.place.paragraph {
                    paragraph.spans.pop();
                }
            }
            End::List => self.place.lists = self.place.lists.saturating_sub(1),
            End::Table => {
                self.blocks.block();
                self.place.tables = self.place.tables.saturating_sub(1);
            }
            End::Cell => self.blocks.block(),
            End::Frame => self.place.frames = self.place.frames.saturating_sub(1),
            End::Aside => {
                self.blocks.step_back();
                self.place = self.outer.pop().unwrap_or_default();
            }
            End::Around(before) => self.place.around = before,
            End::Hidden => self.hidden = self.hidden.saturating_sub(1),
            End::Body => {
                self.blocks.block();
                self.place = Place::default();
            }
            End::Style => {
                if let Some((name, style)) = self.style.take() {
                    self.styles.insert(self.is_automatic, name, style);
                }
            }
            End::Styles => self.is_automatic = false,
            End::Slide => {
                if let Some(slide) = self.slide.take()
                    && !slide.has_heading
                    && !slide.is_hidden
                {
                    self.blocks.section(1);
                }
                self.blocks.release();
            }
            End::Deletion => {
                if let Some((id, mut deleted)) = self.tracked.deletion.take() {
                    // The end of the last paragraph is that of the one which it was taken out of.
                    if deleted.ends_with('\n') {
                        deleted.pop();
                    }
                    self.tracked.deletions.insert(id, deleted);
                }
            }
            End::Field(scope) => {
                let text = self.aside.take().unwrap_or_default();
                self.blocks.paragraph(scope, &text);
            }
            End::Title => {
                self.last_title = self.aside.take().unwrap_or_default();
                let title = core::mem::take(&mut self.last_title);
                self.alternative(&title);
                self.last_title = title;
            }
            End::Description => {
                let description = self.aside.take().unwrap_or_default();
                if description != self.last_title {
                    self.alternative(&description);
                }
            }
        }
    }

    fn alternative(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.blocks.step_aside();
            self.blocks.spaced(Scope::AltText, text.trim());
            self.blocks.step_back();
        }
    }
}

impl Run for Story<'_, '_> {
    fn start(&mut self, tag: &Tag<'_>) -> Then {
        let end = match tag.space {
            Space::Text => self.start_text(tag),
            Space::Draw => self.start_drawing(tag),
            _ => self.start_other(tag),
        };
        match end {
            Some(end) => {
                self.open.push(end);
                Then::Enter
            }
            None => Then::Skip,
        }
    }

    fn end(&mut self, _space: Space, _local: &str) {
        if let Some(end) = self.open.pop() {
            self.end_of(end);
        }
    }

    fn text(&mut self, text: &str) {
        match &mut self.aside {
            Some(aside) if aside.len() + text.len() <= FIELD_BYTES => aside.push_str(text),
            Some(_) => {}
            None => self.write(text),
        }
    }
}

/// Text in which white space of any length is one space; none of it follows white space.
fn collapsed<'t>(text: &'t str, is_after_space: &mut bool) -> Cow<'t, str> {
    let is_white = |byte: u8| matches!(byte, b' ' | b'\n' | b'\t' | b'\r');
    let mut is_after = *is_after_space;
    let is_single = text.bytes().all(|byte| {
        let is_fine = !is_white(byte) || byte == b' ' && !is_after;
        is_after = is_white(byte);
        is_fine
    });
    if is_single {
        *is_after_space = is_after;
        return Cow::Borrowed(text);
    }
    let mut single = String::with_capacity(text.len());
    for character in text.chars() {
        let is_white = matches!(character, ' ' | '\n' | '\t' | '\r');
        if !is_white {
            single.push(character);
        } else if !*is_after_space {
            single.push(' ');
        }
        *is_after_space = is_white;
    }
    Cow::Owned(single)
}
