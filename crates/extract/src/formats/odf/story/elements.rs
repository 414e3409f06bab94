//! What the beginning of an element means, and so its end; nothing for one that is left out with all that is in it.

use super::{End, Place, Slide, Story};
use crate::event::{Event, Stated};
use crate::formats::docx::styles::Meaning;
use crate::formats::odf::styles::Style;
use crate::formats::xml::{Space, Tag};
use crate::scope::Scope;

/// Spaces that one element may stand for.
const SPACES_MAX: usize = 64;

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

impl Story<'_, '_> {
    pub(super) fn start_text(&mut self, tag: &Tag<'_>) -> Option<End> {
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
            "section" if is_hidden(tag) => self.hide(),
            // What a field was set to, where that is not shown.
            "variable-set" | "user-field-get" if tag.attribute("display").as_deref() == Some("none") => {
                self.hide()
            }
            "hidden-text" if tag.is("is-hidden") => {
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

    pub(super) fn start_drawing(&mut self, tag: &Tag<'_>) -> Option<End> {
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
            // White space in them is no text of the paragraph, but that of the source.
            "frame" | "g" | "a" if self.place.paragraph.is_some() => {
                self.place.frames += 1;
                End::Frame
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

    pub(super) fn start_other(&mut self, tag: &Tag<'_>) -> Option<End> {
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
            // The last are the bytes of a picture, in a flat file.
            (Space::Office, "scripts" | "forms" | "event-listeners" | "change-info" | "binary-data") => {
                return None;
            }
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
}

/// Whether a section is hidden; one with a condition says how that came out.
fn is_hidden(section: &Tag<'_>) -> bool {
    match section.attribute("display").as_deref() {
        Some("none") => true,
        Some("condition") => section.is("is-hidden"),
        _ => false,
    }
}
