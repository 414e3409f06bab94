//! The text of one part of a Word document: its body, its notes, a header.

use std::collections::HashMap;

use crate::event::Event;
use crate::formats::blocks::{Blocks, Recording};
use crate::formats::docx::fields::Fields;
use crate::formats::docx::notes::Notes;
use crate::formats::docx::styles::{Meaning, Styles, is_on, outline_level};
use crate::formats::symbols;
use crate::formats::xml::{Run, Space, Tag, Then};
use crate::read::Changes;
use crate::scope::Scope;

/// What a part refers to, which follows after it.
#[derive(Debug, Default)]
pub(crate) struct Referred {
    pub(crate) endnotes: Vec<String>,
    /// Headers and footers.
    pub(crate) margins: Vec<(String, Scope)>,
}

/// The reader of a part.
pub(crate) struct Story<'f, 's> {
    blocks: &'f mut Blocks<'s>,
    styles: &'f Styles,
    changes: Changes,
    /// The scope of the whole part, if it is no body.
    base: Option<Scope>,
    pub(crate) footnotes: Notes,
    pub(crate) comments: Notes,
    /// What other parts have to stand in this one, by the name of the relation: documents, diagrams.
    pub(crate) insets: HashMap<String, Recording>,
    referred: Referred,
    /// Where text may stand, and the places around it that a box within a paragraph interrupts.
    place: Place,
    outer: Vec<Place>,
    run: Span,
    inserted: usize,
    deleted: usize,
    /// The same outside of each row that is open, for a row can be put in or taken out as a whole.
    rows: Vec<(usize, usize)>,
    /// Depths of properties: of a paragraph, of a run, of a part with controls, of a row.
    paragraph_properties: usize,
    run_properties: usize,
    control_properties: usize,
    row_properties: usize,
    fields: Fields,
    controls: Vec<Option<Scope>>,
    /// For each alternate content that is open, whether a choice is taken.
    alternates: Vec<bool>,
    text: Text,
}

/// What the text that comes is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Text {
    /// None of the document.
    No,
    /// Of a run, and whether all of its white space counts.
    Words {
        is_preserved: bool,
    },
    Formula,
    /// What a field is made by.
    Instruction,
}

/// A paragraph and what is around it.
#[derive(Clone, Debug, Default)]
struct Place {
    tables: usize,
    meaning: Meaning,
    /// The level of its heading, until that has begun.
    section: Option<u8>,
    scope: Option<Scope>,
    is_mark_inserted: bool,
    is_mark_deleted: bool,
    /// Whether it is a large letter with which the next paragraph begins.
    is_initial: bool,
}

/// A run.
#[derive(Clone, Copy, Debug, Default)]
struct Span {
    meaning: Meaning,
    is_hidden: Option<bool>,
    /// Whether its text is the mark of a note that is not numbered.
    is_mark: bool,
}

impl<'f, 's> Story<'f, 's> {
    pub(crate) fn new(
        blocks: &'f mut Blocks<'s>,
        styles: &'f Styles,
        changes: Changes,
        base: Option<Scope>,
    ) -> Self {
        Self {
            blocks,
            styles,
            changes,
            base,
            footnotes: Notes::default(),
            comments: Notes::default(),
            insets: HashMap::new(),
            referred: Referred::default(),
            place: Place::default(),
            outer: vec![],
            run: Span::default(),
            inserted: 0,
            deleted: 0,
            rows: vec![],
            paragraph_properties: 0,
            run_properties: 0,
            control_properties: 0,
            row_properties: 0,
            fields: Fields::default(),
            controls: vec![],
            alternates: vec![],
            text: Text::No,
        }
    }

    /// The end of the part, wherever that is.
    pub(crate) fn finish(self) -> Referred {
        for _ in &self.outer {
            self.blocks.step_back();
        }
        self.blocks.block();
        self.referred
    }

    /// The scope of a paragraph, once its properties are known.
    fn settle(&mut self) {
        let around = self.controls.iter().rev().find_map(|scope| *scope);
        let is_aside = !self.outer.is_empty();
        let place = &mut self.place;
        let own = match (place.meaning.scope, place.meaning.level) {
            (Some(scope), _) => Some(scope),
            (None, Some(_)) => Some(Scope::Heading),
            (None, None) => None,
        };
        let scope = self.base.or(around).unwrap_or(match own {
            Some(scope @ (Scope::Caption | Scope::Code)) => scope,
            _ if is_aside && place.tables == 0 => Scope::Textbox,
            Some(scope) if !is_aside => scope,
            _ if place.tables > 0 => Scope::Table,
            _ if place.meaning.is_item == Some(true) => Scope::List,
            _ => Scope::Body,
        });
        place.section = place.meaning.level.filter(|_| scope == Scope::Heading);
        place.scope = Some(scope);
    }

    /// The scope of text here.
    fn scope(&mut self, is_formula: bool) -> Scope {
        match self.changes {
            Changes::Accepted if self.deleted > 0 => return Scope::Deleted,
            Changes::Rejected if self.inserted > 0 => return Scope::Inserted,
            _ => {}
        }
        if self.run.is_hidden.or(self.run.meaning.is_hidden).or(self.place.meaning.is_hidden) == Some(true) {
            return Scope::Hidden;
        }
        if is_formula {
            return Scope::Math;
        }
        if let Some(scope) = self.fields.scope() {
            return self.base.unwrap_or(scope);
        }
        if self.place.scope.is_none() {
            self.settle();
        }
        match (self.place.scope, self.run.meaning.scope) {
            (Some(Scope::Nav | Scope::Header | Scope::Footer | Scope::Comment), _)
            | (_, Some(Scope::Heading | Scope::Title) | None) => self.place.scope.unwrap_or(Scope::Body),
            (_, Some(scope @ Scope::Code)) => scope,
            (scope, _) => scope.unwrap_or(Scope::Body),
        }
    }

    /// Where text goes now; `None` if it is no text of the document.
    fn scope_to_write(&mut self, is_formula: bool) -> Option<Scope> {
        if self.run.is_mark || self.fields.is_in_instruction() {
            return None;
        }
        let scope = self.scope(is_formula);
        Some(scope)
    }

    fn write(&mut self, is_formula: bool, text: &str) {
        let Some(scope) = self.scope_to_write(is_formula) else { return };
        if scope == Scope::Heading
            && !text.trim().is_empty()
            && let Some(level) = self.place.section.take()
        {
            self.blocks.section(level);
        }
        self.blocks.spaced(scope, text);
    }

    fn line(&mut self) {
        if let Some(scope) = self.scope_to_write(false) {
            self.blocks.line(scope);
        }
    }

    /// Puts in what is referred to and stands elsewhere: a note, another document, a diagram.
    fn insert(&mut self, other: Option<Recording>) {
        let Some(other) = other else { return };
        let scope = Some(self.scope(false))
            .filter(|it| matches!(it, Scope::Deleted | Scope::Inserted | Scope::Hidden));
        self.blocks.insert(&other, scope);
    }

    fn alternative(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.blocks.step_aside();
            self.blocks.spaced(Scope::AltText, text);
            self.blocks.step_back();
        }
    }

    fn open_box(&mut self) {
        self.blocks.step_aside();
        self.outer.push(core::mem::take(&mut self.place));
    }

    fn close_box(&mut self) {
        self.blocks.step_back();
        self.place = self.outer.pop().unwrap_or_default();
    }

    /// Whether properties of a paragraph or a run are being read.
    fn is_in_properties(&self) -> bool {
        self.paragraph_properties > 0 || self.run_properties > 0
    }

    fn start_word(&mut self, tag: &Tag<'_>) -> Then {
        match tag.local {
            "p" => {
                self.place = Place { tables: self.place.tables, ..Place::default() };
                self.run = Span::default();
            }
            "r" => self.run = Span::default(),
            "t" | "delText" => {
                self.text =
                    Text::Words { is_preserved: tag.attribute("space").as_deref() == Some("preserve") };
            }
            "pPr" => self.paragraph_properties += 1,
            "rPr" => self.run_properties += 1,
            "pStyle" if self.paragraph_properties > 0 => {
                let own = self.place.meaning;
                self.place.meaning = self.styles.get(&tag.attribute("val").unwrap_or_default());
                self.place.meaning.is_item = own.is_item.or(self.place.meaning.is_item);
            }
            "outlineLvl" if self.paragraph_properties > 0 => {
                let level = outline_level(tag);
                match self.place.meaning.scope {
                    None | Some(Scope::Heading) => {
                        self.place.meaning.level = level;
                        self.place.meaning.scope = level.map(|_| Scope::Heading);
                    }
                    Some(_) => {}
                }
            }
            "numId" if self.paragraph_properties > 0 => {
                self.place.meaning.is_item = Some(tag.number::<u32>("val") != Some(0));
            }
            "rStyle" if self.run_properties > 0 && self.paragraph_properties == 0 => {
                self.run.meaning = self.styles.get(&tag.attribute("val").unwrap_or_default());
            }
            "vanish" if self.run_properties > 0 && self.paragraph_properties == 0 => {
                self.run.is_hidden = Some(is_on(tag));
            }
            // Elsewhere in the properties of a paragraph they are about its number, and not about its end.
            "ins" | "moveTo" if self.paragraph_properties > 0 => {
                self.place.is_mark_inserted |= self.run_properties > 0;
            }
            "del" | "moveFrom" if self.paragraph_properties > 0 => {
                self.place.is_mark_deleted |= self.run_properties > 0;
            }
            "framePr" => {
                let kind = tag.attribute("dropCap");
                self.place.is_initial = kind.is_some_and(|kind| matches!(&*kind, "drop" | "margin"));
            }
            // Of a row it is said in its properties, and holds to its end.
            "tr" => self.rows.push((self.inserted, self.deleted)),
            "trPr" => self.row_properties += 1,
            "ins" | "moveTo" => self.inserted += 1,
            "del" | "moveFrom" => self.deleted += 1,
            "tab" | "ptab" if !self.is_in_properties() => {
                if let Some(scope) = self.scope_to_write(false) {
                    self.blocks.text(scope, "\t");
                }
            }
            "br" | "cr" => self.line(),
            "noBreakHyphen" => self.write(false, "\u{2011}"),
            "sym" => {
                let code = tag.attribute("char").and_then(|it| u32::from_str_radix(&it, 16).ok());
                let font = tag.attribute("font").unwrap_or_default();
                if let Some(symbol) = code.and_then(|code| symbols::character(&font, code)) {
                    self.write(false, symbol.encode_utf8(&mut [0; 4]));
                }
            }
            "fldChar" => match tag.attribute("fldCharType").as_deref() {
                Some("begin") => self.fields.begin(),
                Some("separate") => self.fields.separate(),
                Some("end") => self.fields.end(),
                _ => {}
            },
            "fldSimple" => {
                self.fields.begin_simple(tag.attribute("instr").unwrap_or_default().into_owned());
            }
            "instrText" | "delInstrText" => self.text = Text::Instruction,
            "footnoteReference" | "endnoteReference" => {
                let id = tag.attribute("id").unwrap_or_default();
                if tag.is("customMarkFollows") {
                    self.run.is_mark = true;
                }
                if tag.local == "footnoteReference" {
                    let note = self.footnotes.remove(&id);
                    self.insert(note);
                } else {
                    self.referred.endnotes.push(id.into_owned());
                }
            }
            "commentReference" => {
                let note = self.comments.remove(&tag.attribute("id").unwrap_or_default());
                if let Some(note) = note {
                    self.blocks.insert(&note, None);
                }
            }
            "footnote" | "endnote" | "comment" => {
                // Notes of another type are the lines between text and notes.
                if tag.attribute("type").is_some_and(|kind| kind != "normal") {
                    return Then::Skip;
                }
                self.blocks.block();
                self.blocks.take(Event::Document(&tag.attribute("id").unwrap_or_default()));
            }
            "txbxContent" => self.open_box(),
            "tbl" => {
                self.blocks.block();
                self.place.tables += 1;
            }
            "sdt" => self.controls.push(None),
            "sdtPr" => self.control_properties += 1,
            "docPartGallery" if self.control_properties > 0 => {
                let scope = match tag.attribute("val").as_deref() {
                    Some("Table of Contents") => Some(Scope::Nav),
                    Some("Bibliographies") => Some(Scope::Bibliography),
                    _ => None,
                };
                if let Some(control) = self.controls.last_mut() {
                    *control = scope;
                }
            }
            "bibliography" if self.control_properties > 0 => {
                if let Some(control) = self.controls.last_mut() {
                    *control = Some(Scope::Bibliography);
                }
            }
            "headerReference" | "footerReference" => {
                let scope = if tag.local == "headerReference" { Scope::Header } else { Scope::Footer };
                let id = tag.attribute("id").unwrap_or_default().into_owned();
                self.referred.margins.push((id, scope));
            }
            "altChunk" => {
                // It stands between paragraphs, of which the one before is over.
                self.place = Place { tables: self.place.tables, ..Place::default() };
                let chunk = self.insets.remove(&*tag.attribute("id").unwrap_or_default());
                self.insert(chunk);
            }
            // What properties were before a change; stops of tabs; readings above characters.
            "pPrChange" | "rPrChange" | "sectPrChange" | "tblPrChange" | "trPrChange" | "tcPrChange"
            | "tblGridChange" | "tblPrExChange" | "numberingChange" | "tabs" | "rt" => return Then::Skip,
            _ => {}
        }
        Then::Enter
    }

    fn end_word(&mut self, local: &str) {
        match local {
            "p" => {
                let is_joined = match self.changes {
                    Changes::Accepted => self.place.is_mark_deleted,
                    Changes::Rejected => self.place.is_mark_inserted,
                    Changes::Both => false,
                };
                if !is_joined && !self.place.is_initial {
                    self.blocks.block();
                }
                self.run = Span::default();
                self.fields.end_paragraph();
            }
            "r" => self.run = Span::default(),
            "t" | "delText" | "instrText" | "delInstrText" => self.text = Text::No,
            "pPr" => self.paragraph_properties = self.paragraph_properties.saturating_sub(1),
            "rPr" => self.run_properties = self.run_properties.saturating_sub(1),
            "sdtPr" => self.control_properties = self.control_properties.saturating_sub(1),
            "trPr" => self.row_properties = self.row_properties.saturating_sub(1),
            "tr" => (self.inserted, self.deleted) = self.rows.pop().unwrap_or_default(),
            "ins" | "moveTo" if self.paragraph_properties == 0 && self.row_properties == 0 => {
                self.inserted = self.inserted.saturating_sub(1)
            }
            "del" | "moveFrom" if self.paragraph_properties == 0 && self.row_properties == 0 => {
                self.deleted = self.deleted.saturating_sub(1)
            }
            "fldSimple" => self.fields.end(),
            "txbxContent" => self.close_box(),
            "tc" => self.blocks.block(),
            "tbl" => self.place.tables = self.place.tables.saturating_sub(1),
            "sdt" => drop(self.controls.pop()),
            _ => {}
        }
    }
}

impl Run for Story<'_, '_> {
    fn start(&mut self, tag: &Tag<'_>) -> Then {
        match (tag.space, tag.local) {
            (Space::Word, _) => return self.start_word(tag),
            (Space::Math, "t") => self.text = Text::Formula,
            // The shapes of a canvas have their text as those of a slide do.
            (Space::Drawing, "txBody") => self.open_box(),
            (Space::Drawing, "p") => {
                self.place = Place { tables: self.place.tables, ..Place::default() };
            }
            (Space::Drawing, "t") => self.text = Text::Words { is_preserved: true },
            (Space::Drawing, "br") => self.line(),
            (Space::Compatibility, "AlternateContent") => self.alternates.push(false),
            (Space::Compatibility, "Choice" | "Fallback") => {
                // The first choice is what a new program shows, and all that comes after it is the same again.
                match self.alternates.last_mut() {
                    Some(is_taken) if *is_taken => return Then::Skip,
                    Some(is_taken) => *is_taken = true,
                    None => {}
                }
            }
            (_, "relIds") => {
                let diagram = self.insets.remove(&*tag.attribute("dm").unwrap_or_default());
                self.insert(diagram);
            }
            (Space::Inline, "docPr") => {
                let text =
                    tag.attribute("descr").filter(|text| !text.is_empty()).or_else(|| tag.attribute("title"));
                self.alternative(&text.unwrap_or_default());
            }
            _ => {}
        }
        Then::Enter
    }

    fn end(&mut self, space: Space, local: &str) {
        match (space, local) {
            (Space::Word, _) => self.end_word(local),
            (Space::Math | Space::Drawing, "t") => self.text = Text::No,
            (Space::Drawing, "txBody") => self.close_box(),
            (Space::Drawing, "p") => self.blocks.block(),
            (Space::Compatibility, "AlternateContent") => drop(self.alternates.pop()),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        match self.text {
            Text::No => {}
            // Between lines of the source there is nothing.
            Text::Words { is_preserved: false } if text.contains('\n') && text.trim().is_empty() => {}
            Text::Words { .. } => {
                self.fields.take_text();
                self.write(false, text);
            }
            Text::Formula => self.write(true, text),
            Text::Instruction => self.fields.instruct(text),
        }
    }
}
