use proptest::prelude::*;

use crate::format::Format;
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
                "<p:graphicFrame><a:graphic><a:tbl><a:tr><a:tc hMerge=\"1\"><a:txBody><a:p><a:r><a:t>merged</a:t></a:r></a:p>
            </a:txBody></a:tc><a:tc><a:txBody>{}</a:txBody></a:tc><a:tc>
            <a:txBody>{}</a:txBody></a:tc></a:tr></a:tbl></a:graphic></p:graphicFrame>",
                paragraph("c1"),
                paragraph("c2")
            ),
            r#"<p:pic><p:nvPicPr><p:cNvPr id="9" descr="a picture"/></p:nvPicPr></p:pic>"#.to_string(),
            format!(
                r#"<p:grpSp><p:nvGrpSpPr><p:cNvPr id="10" hidden="1"/></p:nvGrpSpPr>{}</p:grpSp>"#,
                shape("", &paragraph("switched off"))
            ),
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
        ("ppt/slides/slide1.xml", slide("", &shape(r#"<p:ph type="subTitle"/>"#, &paragraph("no title")))),
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
hidden: switched off
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
        for format in [None, Some(Format::Pptx)] {
            match lines(&bytes, &How { format, limits: Limits::NETWORK, ..How::default() }) {
                Ok(text) => prop_assert!(text.len() <= 4 * bytes.len() + 4096),
                Err(error) => prop_assert!(!error.is_empty()),
            }
        }
    }
}

#[test]
fn a_slide_that_breaks_off_within_a_shape_ends_its_block() {
    let broken = format!("<p:sld>{}</p:x>", shape("", "<a:p><a:r><a:t>a box"));
    let next = format!("<p:sld>{}</p:sld>", shape("", &paragraph("another")));
    let parts = [
        ("[Content_Types].xml", TYPES),
        ("ppt/slides/slide1.xml", broken.as_str()),
        ("ppt/slides/slide2.xml", next.as_str()),
    ];
    let found = lines(&archive(&parts), &How { format: Some(Format::Pptx), ..How::default() }).unwrap();
    let (first, second) = found.split_once("\ndamaged: ").unwrap();
    assert_eq!(first, "section 1\ntextbox: a box");
    assert_eq!(second.split_once('\n').unwrap().1, "section 1\ntextbox: another");
}

#[test]
fn notes_that_break_off_end_their_block() {
    let slide = |text: &str| format!("<p:sld>{}</p:sld>", shape("", &paragraph(text)));
    let notes = format!("<p:notes>{}</p:x>", shape("", "<a:p><a:r><a:t>say this"));
    let slides = [slide("one"), slide("two")];
    let relations = relations(&[("n", "notesSlide", "../notesSlides/notesSlide1.xml")]);
    let parts = [
        ("[Content_Types].xml", TYPES),
        ("ppt/slides/slide1.xml", slides[0].as_str()),
        ("ppt/slides/_rels/slide1.xml.rels", relations.as_str()),
        ("ppt/notesSlides/notesSlide1.xml", notes.as_str()),
        ("ppt/slides/slide2.xml", slides[1].as_str()),
    ];
    let found = lines(&archive(&parts), &How { format: Some(Format::Pptx), ..How::default() }).unwrap();
    let (first, second) = found.split_once("\ndamaged: ").unwrap();
    assert_eq!(first, "section 1\ntextbox: one\nspeaker_notes: say this");
    assert_eq!(second.split_once('\n').unwrap().1, "section 1\ntextbox: two");
}
