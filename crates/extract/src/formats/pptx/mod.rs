//! PowerPoint: Office Open XML presentations.
//!
//! ```text
//! ppt/presentation ──► the order of slides ──► each slide: its title as the heading of a section, then the rest in the
//! order of the file, which is that of reading aloud ──► its notes, its comments
//! ```
//!
//! # Source
//! ISO/IEC 29500-1 (ECMA-376), PresentationML and DrawingML.

use std::collections::HashSet;

use crate::error::Error;
use crate::event::{Event, Notice};
use crate::format::Format;
use crate::formats::blocks::Blocks;
use crate::formats::package::{Package, Relations};
use crate::formats::properties;
use crate::formats::xml::{Run, Space, Tag, Then};
use crate::read::{Context, Found};
use crate::scope::Scope;
use crate::source::Source;

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
        if !has_heading && !is_hidden {
            blocks.section(1);
        }
        blocks.release();
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
            for part in relations.of_kind(kind) {
                if !seen.insert(part.to_string()) {
                    continue;
                }
                let mut blocks = Blocks::new(*sink);
                let mut reader = Slide::new(&mut blocks, Some(scope));
                reader.is_hidden = is_hidden;
                let result = package.run(part, budget, &limits, &mut reader);
                blocks.block();
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

/// The reader of a slide, or of what belongs to one.
struct Slide<'f, 's> {
    blocks: &'f mut Blocks<'s>,
    /// The scope of the whole part, if it is no slide.
    base: Option<Scope>,
    is_hidden: bool,
    has_heading: bool,
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
    has_stepped_aside: bool,
}

impl<'f, 's> Slide<'f, 's> {
    fn new(blocks: &'f mut Blocks<'s>, base: Option<Scope>) -> Self {
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
        if self.is_hidden {
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
            (Space::Slide, "sp" | "cxnSp" | "graphicFrame" | "pic") => self.shapes.push(Shape::default()),
            (Space::Slide, "ph") => {
                let kind = tag.attribute("type").unwrap_or_default().into_owned();
                self.fill(&kind);
            }
            (Space::Slide, "cNvPr") if self.base.is_none() => {
                let text = tag.attribute("descr").unwrap_or_default();
                if !text.trim().is_empty() {
                    let scope = if self.is_hidden { Scope::Hidden } else { Scope::AltText };
                    self.blocks.step_aside();
                    self.blocks.spaced(scope, text.trim());
                    self.blocks.step_back();
                }
            }
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
            (Space::Slide, "sp" | "cxnSp" | "graphicFrame" | "pic") => self.leave(),
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::formats::testing::{archive, damaged, damages, lines};
    use crate::limits::Limits;
    use crate::read::How;

    const NAMES: &str = r#"xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"
        xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
        xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;

    const TYPES: &str = r#"<Types><Override PartName="/ppt/presentation.xml"
        ContentType="application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"/></Types>"#;

    fn relations(all: &[(&str, &str, &str)]) -> String {
        let of = |(id, kind, target): &(&str, &str, &str)| {
            format!(r#"<Relationship Id="{id}" Type="http://x/relationships/{kind}" Target="{target}"/>"#)
        };
        format!("<Relationships>{}</Relationships>", all.iter().map(of).collect::<String>())
    }

    fn shape(placeholder: &str, paragraphs: &str) -> String {
        format!(
            r#"<p:sp><p:nvSpPr><p:cNvPr id="1" name="x"/><p:nvPr>{placeholder}</p:nvPr></p:nvSpPr>
            <p:txBody><a:lstStyle/>{paragraphs}</p:txBody></p:sp>"#
        )
    }

    fn paragraph(text: &str) -> String {
        format!("<a:p><a:r><a:t>{text}</a:t></a:r></a:p>")
    }

    fn sample() -> Vec<u8> {
        let first = [
            shape(r#"<p:ph type="body" idx="1"/>"#, &paragraph("a point")),
            shape(
                r#"<p:ph type="title"/>"#,
                "<a:p><a:r><a:t>First</a:t></a:r><a:br/><a:r>
            <a:t>slide</a:t></a:r></a:p>",
            ),
            shape(
                r#"<p:ph idx="2"/>"#,
                "<a:p><a:pPr><a:buNone/></a:pPr><a:r><a:t>no point</a:t></a:r></a:p>",
            ),
            shape("", &paragraph("a box")),
            shape(r#"<p:ph type="sldNum"/>"#, r#"<a:p><a:fld type="slidenum"><a:t>1</a:t></a:fld></a:p>"#),
            format!(
                "<p:graphicFrame><a:graphic><a:tbl><a:tr><a:tc><a:txBody>{}</a:txBody></a:tc><a:tc>
            <a:txBody>{}</a:txBody></a:tc></a:tr></a:tbl></a:graphic></p:graphicFrame>",
                paragraph("c1"),
                paragraph("c2")
            ),
            r#"<p:pic><p:nvPicPr><p:cNvPr id="9" descr="a picture"/></p:nvPicPr></p:pic>"#.to_string(),
        ]
        .concat();
        let slide = |attributes: &str, shapes: &str| {
            format!("<p:sld {NAMES} {attributes}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>")
        };
        let notes = [
            shape(r#"<p:ph type="body"/>"#, &paragraph("say this")),
            shape(r#"<p:ph type="sldNum"/>"#, &paragraph("1")),
        ]
        .concat();
        let parts = [
            ("[Content_Types].xml", TYPES.to_string()),
            (
                "ppt/presentation.xml",
                format!(
                    r#"<p:presentation {NAMES}><p:sldIdLst><p:sldId id="256" r:id="b"/><p:sldId id="257" r:id="a"/>
            <p:sldId id="258" r:id="c"/></p:sldIdLst></p:presentation>"#
                ),
            ),
            (
                "ppt/_rels/presentation.xml.rels",
                relations(&[
                    ("a", "slide", "slides/slide1.xml"),
                    ("b", "slide", "slides/slide2.xml"),
                    ("c", "slide", "slides/slide3.xml"),
                ]),
            ),
            ("ppt/slides/slide2.xml", slide("", &first)),
            (
                "ppt/slides/_rels/slide2.xml.rels",
                relations(&[
                    ("n", "notesSlide", "../notesSlides/notesSlide1.xml"),
                    ("m", "comments", "../comments/comment1.xml"),
                ]),
            ),
            ("ppt/notesSlides/notesSlide1.xml", format!("<p:notes {NAMES}>{notes}</p:notes>")),
            (
                "ppt/comments/comment1.xml",
                format!("<p:cmLst {NAMES}><p:cm><p:text>really?</p:text></p:cm></p:cmLst>"),
            ),
            (
                "ppt/slides/slide1.xml",
                slide("", &shape(r#"<p:ph type="subTitle"/>"#, &paragraph("no title"))),
            ),
            (
                "ppt/slides/slide3.xml",
                slide(r#"show="0""#, &shape(r#"<p:ph type="title"/>"#, &paragraph("Unseen"))),
            ),
        ];
        archive(&parts.iter().map(|(name, text)| (*name, text.as_str())).collect::<Vec<_>>())
    }

    #[test]
    fn slides_are_sections_in_their_order() {
        assert_eq!(
            lines(&sample(), &How::default()).unwrap(),
            "section 1
heading: First⏎slide
list: a point
body: no point
textbox: a box
footer: 1
table: c1
table: c2
alt_text: a picture
speaker_notes: say this
comment: really?
section 1
body: no title
hidden: Unseen"
        );
    }

    proptest! {
        #[test]
        fn no_damage_harms_the_reader(damages in damages()) {
            let bytes = damaged(sample(), &damages);
            for format in [None, Some(crate::Format::Pptx)] {
                match lines(&bytes, &How { format, limits: Limits::NETWORK, ..How::default() }) {
                    Ok(text) => prop_assert!(text.len() <= 4 * bytes.len() + 4096),
                    Err(error) => prop_assert!(!error.is_empty()),
                }
            }
        }
    }
}
