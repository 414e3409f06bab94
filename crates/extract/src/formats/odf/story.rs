//! The text of one part of an OpenDocument file, or of a file that is one part.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::event::{Event, Stated};
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

/// Spaces that one element may stand for.
const SPACES_MAX: usize = 64;

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
        let Some(paragraph) = &mut self.place.paragraph else { return };
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
        if let Some((_, deleted)) = &mut self.tracked.deletion
            && !deleted.is_empty()
        {
            deleted.push('\n');
        }
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

    fn start_text(&mut self, tag: &Tag<'_>) -> Option<End> {
        Some(match tag.local {
            "p" | "h" if self.place.is_text => self.start_paragraph(tag),
            "span" => {
                let meaning =
                    tag.attribute("style-name").map(|name| self.styles.get(&name)).unwrap_or_default();
                match &mut self.place.paragraph {
                    Some(paragraph) => {
                        let outer = paragraph.spans.last().copied().unwrap_or_default();
                        paragraph.spans.push(Meaning {
                            scope: meaning.scope.or(outer.scope),
                            is_hidden: meaning.is_hidden.or(outer.is_hidden),
                            ..Meaning::default()
                        });
                        End::Span
                    }
                    None => End::Nothing,
                }
            }
            "s" => {
                let count = tag.number("c").unwrap_or(1_usize).min(SPACES_MAX);
                self.write_mark(&" ".repeat(count));
                End::Nothing
            }
            "tab" => {
                self.write_mark("\t");
                End::Nothing
            }
            "line-break" => {
                self.line();
                End::Nothing
            }
            "note" if self.place.is_text => self.step_aside(match tag.attribute("note-class").as_deref() {
                Some("endnote") => Scope::Endnote,
                _ => Scope::Footnote,
            }),
            "list" => {
                self.place.lists += 1;
                End::List
            }
            "changed-region" => {
                self.tracked.region = tag.attribute("id").unwrap_or_default().into_owned();
                End::Nothing
            }
            "insertion" => {
                self.tracked.insertions.insert(self.tracked.region.clone());
                End::Nothing
            }
            "deletion" => {
                self.tracked.deletion = Some((self.tracked.region.clone(), String::new()));
                End::Deletion
            }
            "change" => {
                self.put_deleted(&tag.attribute("change-id").unwrap_or_default());
                End::Nothing
            }
            "change-start" | "change-end" => {
                if self.tracked.insertions.contains(&*tag.attribute("change-id").unwrap_or_default()) {
                    let is_start = tag.local == "change-start";
                    self.inserted =
                        if is_start { self.inserted + 1 } else { self.inserted.saturating_sub(1) };
                }
                End::Nothing
            }
            "section" if tag.attribute("display").is_some_and(|display| display != "true") => self.hide(),
            "hidden-text" => {
                let hidden = tag.attribute("string-value").unwrap_or_default();
                self.hidden += 1;
                self.write(&hidden);
                self.hidden -= 1;
                return None;
            }
            "hidden-paragraph" => {
                if tag.attribute("is-hidden").as_deref() == Some("true")
                    && let Some(paragraph) = &mut self.place.paragraph
                {
                    paragraph.is_hidden = true;
                }
                return None;
            }
            "table-of-content" | "illustration-index" | "table-index" | "object-index" | "user-index"
            | "alphabetical-index" => End::Around(self.place.around.replace(Scope::Nav)),
            "bibliography" => End::Around(self.place.around.replace(Scope::Bibliography)),
            // Marks of notes, numbers of items, readings above characters, what indices are made by, and programs.
            "note-citation"
            | "number"
            | "ruby-text"
            | "table-of-content-source"
            | "illustration-index-source"
            | "table-index-source"
            | "object-index-source"
            | "user-index-source"
            | "alphabetical-index-source"
            | "bibliography-source"
            | "script" => return None,
            _ => End::Nothing,
        })
    }

    fn start_drawing(&mut self, tag: &Tag<'_>) -> Option<End> {
        if tag.local == "page" && self.place.is_text {
            self.blocks.hold();
            let style = tag.attribute("style-name").map(|name| self.styles.get(&name)).unwrap_or_default();
            self.slide = Some(Slide { is_hidden: style.is_hidden == Some(true), has_heading: false });
            return Some(End::Slide);
        }
        // Pages that others are made after have prompts in them, which are no text.
        if !self.place.is_text {
            return None;
        }
        Some(match tag.local {
            "frame" if self.slide.is_some() => {
                let is_notes = self.place.base == Some(Scope::SpeakerNotes);
                match tag.attribute("class").as_deref() {
                    Some("page-number" | "date-time" | "footer" | "header" | "page" | "handout")
                        if is_notes =>
                    {
                        return None;
                    }
                    _ if is_notes => self.step_aside(Scope::SpeakerNotes),
                    Some("title") => {
                        self.place.around = Some(Scope::Heading);
                        End::Around(None)
                    }
                    Some("page-number" | "date-time" | "footer") => self.step_aside(Scope::Footer),
                    Some("header") => self.step_aside(Scope::Header),
                    Some(_) => {
                        let end = self.step_aside(Scope::Body);
                        self.place.base = None;
                        end
                    }
                    None => self.step_aside(Scope::Textbox),
                }
            }
            "text-box" if self.slide.is_none() => self.step_aside(Scope::Textbox),
            "custom-shape" | "rect" | "ellipse" | "circle" | "line" | "polygon" | "polyline" | "path"
            | "connector" | "caption" | "regular-polygon" => self.step_aside(Scope::Textbox),
            "object" => {
                if let Some(name) = tag.attribute("href") {
                    self.objects.push(name.into_owned());
                }
                End::Nothing
            }
            _ => End::Nothing,
        })
    }

    fn collect(&mut self, end: End) -> End {
        self.aside = Some(String::new());
        end
    }

    fn start_other(&mut self, tag: &Tag<'_>) -> Option<End> {
        Some(match (tag.space, tag.local) {
            (Space::Office, "text" | "presentation") => {
                self.place.is_text = true;
                End::Body
            }
            (Space::Office, "styles") => End::Styles,
            (Space::Office, "automatic-styles") => {
                self.is_automatic = true;
                End::Styles
            }
            (Space::Office, "annotation") if self.place.is_text => self.step_aside(Scope::Comment),
            (Space::Office, "scripts" | "forms" | "event-listeners" | "change-info") => return None,
            (Space::Style, "style") => {
                let parent = tag.attribute("parent-style-name").map(|parent| parent.into_owned());
                let name = tag.attribute("name").unwrap_or_default().into_owned();
                self.style = Some((name, Style { parent, is_hidden: None }));
                End::Style
            }
            (Space::Style, "text-properties") => {
                let display = tag.attribute("display");
                if let (Some((_, style)), Some(display)) = (&mut self.style, display) {
                    style.is_hidden = Some(display == "none");
                }
                End::Nothing
            }
            (Space::Style, "drawing-page-properties") => {
                if let Some((_, style)) = &mut self.style {
                    style.is_hidden = tag.attribute("visibility").map(|visibility| visibility == "hidden");
                }
                End::Nothing
            }
            (
                Space::Style,
                "header" | "header-left" | "header-first" | "footer" | "footer-left" | "footer-first",
            ) => {
                if tag.attribute("display").as_deref() == Some("false") {
                    return None;
                }
                let scope = if tag.local.starts_with("header") { Scope::Header } else { Scope::Footer };
                self.place = Place { base: Some(scope), is_text: true, ..Place::default() };
                End::Body
            }
            (Space::Table, "table") => {
                self.blocks.block();
                self.place.tables += 1;
                End::Table
            }
            (Space::Table, "table-cell") => End::Cell,
            (Space::Table, "covered-table-cell") => return None,
            (Space::Presentation, "notes") if self.slide.is_some() => self.step_aside(Scope::SpeakerNotes),
            (Space::Presentation, "footer-decl" | "date-time-decl") => {
                self.collect(End::Field(Scope::Footer))
            }
            (Space::Presentation, "header-decl") => self.collect(End::Field(Scope::Header)),
            (Space::Svg, "title") if self.place.is_text => self.collect(End::Title),
            (Space::Svg, "desc") if self.place.is_text => self.collect(End::Description),
            (Space::Dublin, "title" | "creator" | "subject" | "description") | (Space::Meta, "keyword")
                if !self.place.is_text =>
            {
                self.collect(End::Field(Scope::Metadata))
            }
            (Space::Meta, "document-statistic") => {
                for (name, what) in STATED {
                    if let Some(number) = tag.number(name) {
                        self.blocks.take(Event::Stated(Stated { what, number }));
                    }
                }
                End::Nothing
            }
            (Space::MathMl, "annotation") => return None,
            _ => End::Nothing,
        })
    }

    fn end_of(&mut self, end: End) {
        match end {
            End::Nothing => {}
            End::Paragraph => {
                self.place.paragraph = None;
                self.blocks.block();
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
                if let Some((id, deleted)) = self.tracked.deletion.take() {
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

/// What files state of themselves, and what it is called here.
const STATED: [(&str, &str); 8] = [
    ("word-count", "words"),
    ("character-count", "characters"),
    ("non-whitespace-character-count", "characters_without_spaces"),
    ("paragraph-count", "paragraphs"),
    ("page-count", "pages"),
    ("row-count", "lines"),
    ("table-count", "tables"),
    ("image-count", "images"),
];

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
