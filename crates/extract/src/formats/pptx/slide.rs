//! The text of one slide, or of what belongs to one: its notes, its comments, a diagram.

use crate::formats::blocks::Blocks;
use crate::formats::xml::{Run, Space, Tag, Then};
use crate::scope::Scope;

/// The reader of a slide, or of what belongs to one.
pub(crate) struct Slide<'f, 's> {
    blocks: &'f mut Blocks<'s>,
    /// The scope of the whole part, if it is no slide.
    base: Option<Scope>,
    pub(crate) is_hidden: bool,
    pub(crate) has_heading: bool,
    /// Shapes that are open.
    shapes: Vec<Shape>,
    tables: usize,
    /// Whether the paragraph has a bullet or a number, if it says so.
    is_item: Option<bool>,
    paragraph_properties: usize,
    is_text: bool,
    is_formula: bool,
    /// For each alternate content that is open, whether a choice is taken.
    alternates: Vec<bool>,
}

/// A shape.
#[derive(Clone, Copy, Debug, Default)]
struct Shape {
    scope: Option<Scope>,
    is_left_out: bool,
    is_hidden: bool,
    has_stepped_aside: bool,
}

impl<'f, 's> Slide<'f, 's> {
    pub(crate) fn new(blocks: &'f mut Blocks<'s>, base: Option<Scope>) -> Self {
        Self {
            blocks,
            base,
            is_hidden: false,
            has_heading: false,
            shapes: vec![],
            tables: 0,
            is_item: None,
            paragraph_properties: 0,
            is_text: false,
            is_formula: false,
            alternates: vec![],
        }
    }

    /// What a shape is, by the placeholder that it fills; a slide has them from its layout.
    fn fill(&mut self, kind: &str) {
        let is_slide = self.base.is_none();
        let Some(shape) = self.shapes.last_mut() else { return };
        shape.scope = match kind {
            "title" | "ctrTitle" if is_slide => Some(Scope::Heading),
            "ftr" | "dt" | "sldNum" if is_slide => Some(Scope::Footer),
            "hdr" if is_slide => Some(Scope::Header),
            "ftr" | "dt" | "sldNum" | "hdr" | "sldImg" => {
                shape.is_left_out = true;
                None
            }
            "subTitle" if is_slide => Some(Scope::Body),
            _ if is_slide => Some(Scope::List),
            _ => None,
        };
    }

    fn scope(&self) -> Scope {
        if self.is_hidden || self.shapes.iter().any(|shape| shape.is_hidden) {
            return Scope::Hidden;
        }
        if self.is_formula {
            return Scope::Math;
        }
        if let Some(base) = self.base {
            return base;
        }
        if self.tables > 0 {
            return Scope::Table;
        }
        match self.shapes.last().and_then(|shape| shape.scope) {
            // The body of a slide is a list, unless a paragraph says that it has no bullet.
            Some(Scope::List) if self.is_item == Some(false) => Scope::Body,
            Some(scope) => scope,
            None if self.is_item == Some(true) => Scope::List,
            None => Scope::Textbox,
        }
    }

    fn write(&mut self, text: &str) {
        if self.shapes.iter().any(|shape| shape.is_left_out) {
            return;
        }
        let scope = self.scope();
        if scope == Scope::Heading {
            if !self.has_heading && !text.trim().is_empty() {
                self.has_heading = true;
                self.blocks.section(1);
            }
        } else if self.base.is_none()
            && let Some(shape) = self.shapes.last_mut()
            && !shape.has_stepped_aside
        {
            shape.has_stepped_aside = true;
            self.blocks.step_aside();
        }
        self.blocks.spaced(scope, text);
    }

    fn leave(&mut self) {
        if let Some(shape) = self.shapes.pop()
            && shape.has_stepped_aside
        {
            self.blocks.step_back();
        }
    }
}

impl Run for Slide<'_, '_> {
    fn start(&mut self, tag: &Tag<'_>) -> Then {
        match (tag.space, tag.local) {
            (Space::Slide, "sld") => {
                self.is_hidden = tag.attribute("show").is_some_and(|show| matches!(&*show, "0" | "false"))
            }
            (Space::Slide, "sp" | "cxnSp" | "graphicFrame" | "pic" | "grpSp") => {
                self.shapes.push(Shape::default())
            }
            (Space::Slide, "ph") => {
                let kind = tag.attribute("type").unwrap_or_default().into_owned();
                self.fill(&kind);
            }
            (Space::Slide, "cNvPr") if self.base.is_none() => {
                let is_hidden = tag.is("hidden");
                if let Some(shape) = self.shapes.last_mut() {
                    shape.is_hidden = is_hidden;
                }
                let text = tag.attribute("descr").unwrap_or_default();
                if !text.trim().is_empty() {
                    let scope = Some(self.scope()).filter(|scope| *scope == Scope::Hidden);
                    self.blocks.step_aside();
                    self.blocks.spaced(scope.unwrap_or(Scope::AltText), text.trim());
                    self.blocks.step_back();
                }
            }
            // What was in a cell before it became part of another.
            (Space::Drawing, "tc") if tag.is("hMerge") || tag.is("vMerge") => return Then::Skip,
            (Space::Drawing, "tbl") => self.tables += 1,
            (Space::Drawing, "p") => self.is_item = None,
            (Space::Drawing, "pPr") => self.paragraph_properties += 1,
            (Space::Drawing, "buNone") if self.paragraph_properties > 0 => self.is_item = Some(false),
            (Space::Drawing, "buChar" | "buAutoNum" | "buBlip") if self.paragraph_properties > 0 => {
                self.is_item = Some(true);
            }
            (Space::Drawing, "t") => self.is_text = true,
            // Comments are text without paragraphs in the older of two forms.
            (_, "text") if self.base == Some(Scope::Comment) => self.is_text = true,
            (Space::Math, "t") => (self.is_text, self.is_formula) = (true, true),
            (Space::Drawing, "br") => {
                let scope = self.scope();
                self.blocks.line(scope);
            }
            (Space::Compatibility, "AlternateContent") => self.alternates.push(false),
            (Space::Compatibility, "Choice" | "Fallback") => match self.alternates.last_mut() {
                Some(is_taken) if *is_taken => return Then::Skip,
                Some(is_taken) => *is_taken = true,
                None => {}
            },
            _ => {}
        }
        Then::Enter
    }

    fn end(&mut self, space: Space, local: &str) {
        match (space, local) {
            (Space::Slide, "sp" | "cxnSp" | "graphicFrame" | "pic" | "grpSp") => self.leave(),
            (Space::Drawing, "tbl") => self.tables = self.tables.saturating_sub(1),
            (Space::Drawing, "p" | "tc") | (Space::Slide, "cm") => self.blocks.block(),
            (Space::Drawing, "pPr") => {
                self.paragraph_properties = self.paragraph_properties.saturating_sub(1)
            }
            (Space::Drawing, "t") | (_, "text") => self.is_text = false,
            (Space::Math, "t") => (self.is_text, self.is_formula) = (false, false),
            (Space::Compatibility, "AlternateContent") => drop(self.alternates.pop()),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.is_text {
            self.write(text);
        }
    }
}
