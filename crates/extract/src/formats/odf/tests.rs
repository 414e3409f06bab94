use proptest::prelude::*;

use crate::format::Format;
use crate::formats::testing::{archive, damaged, damages, lines};
use crate::limits::Limits;
use crate::read::{Changes, How};

const NAMES: &str = r#"xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
    xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
    xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
    xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"
    xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0""#;

const TEXT: &str = "application/vnd.oasis.opendocument.text";
const SLIDES: &str = "application/vnd.oasis.opendocument.presentation";

fn odf(kind: &str, styles: &str, body: &str, others: &[(&str, &str)]) -> Vec<u8> {
    let of = if kind == TEXT { "text" } else { "presentation" };
    let content = format!(
        "<office:document-content {NAMES}><office:automatic-styles>{styles}</office:automatic-styles>
        <office:body><office:{of}>{body}</office:{of}></office:body></office:document-content>"
    );
    let others: Vec<(String, String)> = others
        .iter()
        .map(|(name, text)| ((*name).to_string(), format!("<office:part {NAMES}>{text}</office:part>")))
        .collect();
    let mut parts = vec![("mimetype", kind), ("content.xml", content.as_str())];
    parts.extend(others.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    archive(&parts)
}

fn text(styles: &str, body: &str, others: &[(&str, &str)]) -> String {
    lines(&odf(TEXT, styles, body, others), &How::default()).unwrap()
}

#[test]
fn paragraphs_headings_lists_and_tables_have_their_scopes() {
    let styles = r#"<style:style style:name="P1" style:parent-style-name="Quotations"/>
        <style:style style:name="P2" style:parent-style-name="Own"/>
        <style:style style:name="P3" style:parent-style-name="Illustration"/>
        <style:style style:name="T1"><style:text-properties text:display="none"/></style:style>
        <style:style style:name="T2" style:parent-style-name="Source_20_Text"/>"#;
    let named = r#"<office:styles><style:style style:name="Own"
            style:parent-style-name="Preformatted_20_Text"/></office:styles>
        <office:automatic-styles><style:style style:name="P1"
            style:parent-style-name="Title"/></office:automatic-styles>
        <office:master-styles><style:master-page><style:header><text:p>The top</text:p></style:header>
        <style:footer><text:p>page <text:page-number>1</text:page-number></text:p></style:footer></style:master-page>
        <style:master-page><style:header>
            <text:p>The top</text:p></style:header></style:master-page></office:master-styles>"#;
    let body = r#"<text:sequence-decls><text:sequence-decl text:name="Figure"/></text:sequence-decls>
        <text:p text:style-name="Title">A title</text:p>
        <text:h text:outline-level="2">A <text:span>heading</text:span></text:h><text:h text:outline-level="1"/>
        <text:p>  one
          two<text:s text:c="3"/>x<text:s/><text:tab/>y<text:line-break/>z <text:span> v</text:span>a&#173;b</text:p>
        <text:list><text:list-header><text:p>head</text:p></text:list-header><text:list-item><text:p>item</text:p>
        <text:list><text:list-item><text:p>inner</text:p></text:list-item></text:list></text:list-item></text:list>
        <text:p text:style-name="P1">said</text:p><text:p text:style-name="P2">x = 1</text:p>
        <text:p>is <text:span text:style-name="T1">not</text:span><text:span
            text:style-name="T2">code</text:span></text:p>
        <text:p text:style-name="P3">Figure <text:sequence>1</text:sequence></text:p>
        <table:table><table:table-row><table:table-cell><text:p>a</text:p><table:table><table:table-row>
            <table:table-cell>
        <text:p>b</text:p></table:table-cell></table:table-row></table:table></table:table-cell>
        <table:covered-table-cell><text:p>under</text:p></table:covered-table-cell></table:table-row></table:table>
        <text:p>漢<text:ruby><text:ruby-base>字</text:ruby-base>
            <text:ruby-text>じ</text:ruby-text></text:ruby> 中文 مرحبا</text:p>"#;
    assert_eq!(
        text(styles, body, &[("styles.xml", named)]),
        "title: A title
section 2
heading: A heading
body: one two   x \ty⏎z va\u{ad}b
list: head
list: item
list: inner
quote: said
code: x = 1
body: is \n+ hidden: not
+ code: code
caption: Figure 1
table: a
table: b
body: 漢字 中文 مرحبا
header: The top
footer: page 1"
            .replace('\u{ad}', "")
    );
}

#[test]
fn notes_boxes_and_what_is_hidden_stand_aside() {
    let note = |class: &str, text: &str| {
        format!(
            r#"<text:note text:note-class="{class}"><text:note-citation>1</text:note-citation><text:note-body>
            <text:p>{text}</text:p></text:note-body></text:note>"#
        )
    };
    let body = format!(
        r#"<text:p>one{}, two{}<office:annotation><dc:creator>A</dc:creator><dc:date>2020</dc:date>
            <text:p>really?</text:p>
        </office:annotation> three<draw:frame><svg:title>pic</svg:title><svg:desc>a picture</svg:desc></draw:frame>
        <draw:frame><draw:text-box><text:p>boxed</text:p><text:p text:style-name="Illustration">Figure 1</text:p>
        </draw:text-box></draw:frame>.</text:p>
        <text:p><draw:frame><draw:text-box><text:p>alone</text:p></draw:text-box></draw:frame></text:p>
        <draw:custom-shape><text:p>shape</text:p></draw:custom-shape>
        <text:p>seen <text:hidden-text text:string-value="unseen" text:is-hidden="true">x</text:hidden-text></text:p>
        <text:p>seen <text:hidden-text text:string-value="x" text:is-hidden="false">too</text:hidden-text></text:p>
        <text:p>a<text:variable-set text:display="none">set</text:variable-set><draw:frame><draw:image>
            <office:binary-data>iVBORw0KGgo=</office:binary-data></draw:image></draw:frame>b</text:p>
        <text:p><text:hidden-paragraph text:is-hidden="true"/>not at all</text:p>
        <text:section text:display="none"><text:p>nor this</text:p></text:section>
        <text:section text:display="condition" text:is-hidden="true"><text:p>nor that</text:p></text:section>
        <text:section text:display="condition"><text:p>but this</text:p></text:section>
        <text:table-of-content><text:table-of-content-source><text:index-title-template>x</text:index-title-template>
        </text:table-of-content-source><text:index-body><text:p>One 1</text:p></text:index-body></text:table-of-content>
        <text:bibliography><text:index-body><text:p>Darwin 1859</text:p></text:index-body></text:bibliography>
        <text:p>end<draw:object xlink:href="./Object 1"/></text:p>"#,
        note("footnote", "a note"),
        note("endnote", "at the end")
    );
    let formula = r#"<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mi>x</mi> <mo>=</mo>
        <annotation>x = </annotation></semantics></math>"#;
    assert_eq!(
        text("", &body, &[("Object 1/content.xml", "")]),
        "body: one, two three .
footnote: a note
endnote: at the end
comment: really?
alt_text: pic
alt_text: a picture
textbox: boxed
caption: Figure 1
textbox: alone
textbox: shape
body: seen \n+ hidden: unseen
body: seen too
body: a\n+ hidden: set
+ body: b
hidden: not at all
hidden: nor this
hidden: nor that
body: but this
nav: One 1
bibliography: Darwin 1859
body: end"
    );
    let content = format!(
        r#"<o:c {NAMES} xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0"><o:body><o:text>
            <text:p>a<draw:object xlink:href="./Object 1"/></text:p></o:text></o:body></o:c>"#
    );
    let bytes = archive(&[("mimetype", TEXT), ("content.xml", &content), ("Object 1/content.xml", formula)]);
    assert_eq!(lines(&bytes, &How::default()).unwrap(), "body: a\nmath: x=");
}

#[test]
fn tracked_changes_are_as_one_wants_them() {
    let body = r#"<text:tracked-changes>
        <text:changed-region text:id="c1"><text:insertion><office:change-info>
            <dc:creator>A</dc:creator></office:change-info>
        </text:insertion></text:changed-region>
        <text:changed-region text:id="c2"><text:deletion><text:p>old</text:p></text:deletion></text:changed-region>
        <text:changed-region text:id="c3"><text:deletion><text:p>end.</text:p>
            <text:p>Begin</text:p></text:deletion></text:changed-region>
        <text:changed-region text:id="c4"><text:format-change/></text:changed-region></text:tracked-changes>
        <text:p>a <text:change-start text:change-id="c1"/>new<text:change-end text:change-id="c1"/><text:change
            text:change-id="c2"/>
        <text:change-start text:change-id="c4"/>b<text:change-end text:change-id="c4"/> <text:change
            text:change-id="c3"/> c</text:p>"#;
    let with = |changes| lines(&odf(TEXT, "", body, &[]), &How { changes, ..How::default() }).unwrap();
    assert_eq!(
        with(Changes::Accepted),
        "body: a new\n+ deleted: old\n+ body:  b \n+ deleted:  end. Begin\n+ body: c"
    );
    assert_eq!(with(Changes::Rejected), "body: a \n+ inserted: new\n+ body: old b end.\nbody: Begin c");
    assert_eq!(with(Changes::Both), "body: a newold b end.\nbody: Begin c");
    // What was taken out may begin and end with the end of a paragraph.
    let body = r#"<text:tracked-changes><text:changed-region text:id="c"><text:deletion><text:p/><text:p>b</text:p>
        <text:p/></text:deletion></text:changed-region></text:tracked-changes>
        <text:p>a<text:change text:change-id="c"/>c</text:p>"#;
    let with = |changes| lines(&odf(TEXT, "", body, &[]), &How { changes, ..How::default() }).unwrap();
    assert_eq!(with(Changes::Rejected), "body: a\nbody: b\nbody: c");
    assert_eq!(with(Changes::Accepted), "body: a\n+ deleted:  b \n+ body: c");
}

#[test]
fn slides_are_sections() {
    let styles = r#"<style:style style:name="dp2"><style:drawing-page-properties
            presentation:visibility="hidden"/></style:style>"#;
    let frame = |class: &str, text: &str| {
        let class = if class.is_empty() { String::new() } else { format!(r#"presentation:class="{class}""#) };
        format!("<draw:frame {class}><draw:text-box>{text}</draw:text-box></draw:frame>")
    };
    let body = [
        r#"<presentation:footer-decl presentation:name="f">The foot</presentation:footer-decl><draw:page>"#
            .to_string(),
        frame("subtitle", "<text:p>before the title</text:p>"),
        frame("title", "<text:p>First</text:p><text:p>slide</text:p>"),
        frame("outline", "<text:list><text:list-item><text:p>point</text:p></text:list-item></text:list>"),
        frame("", "<text:p>a box</text:p>"),
        frame("page-number", "<text:p>1</text:p>"),
        "<draw:frame><table:table><table:table-row><table:table-cell>
            <text:p>cell</text:p></table:table-cell></table:table-row></table:table></draw:frame>"
            .to_string(),
        r#"<draw:frame><svg:desc>a picture</svg:desc></draw:frame><presentation:notes>"#.to_string(),
        frame("notes", "<text:p>say this</text:p>"),
        frame("page-number", "<text:p>1</text:p>"),
        "</presentation:notes></draw:page><draw:page>".to_string(),
        frame("outline", "<text:p>without a title</text:p>"),
        r#"</draw:page><draw:page draw:style-name="dp2">"#.to_string(),
        frame("title", "<text:p>Unseen</text:p>"),
        "</draw:page>".to_string(),
    ];
    let master = format!(
        "<office:master-styles><style:master-page>{}</style:master-page></office:master-styles>",
        frame("title", "<text:p>Click</text:p>")
    );
    assert_eq!(
        lines(&odf(SLIDES, styles, &body.concat(), &[("styles.xml", &master)]), &How::default()).unwrap(),
        "footer: The foot
section 1
heading: First
heading: slide
body: before the title
list: point
textbox: a box
footer: 1
table: cell
alt_text: a picture
speaker_notes: say this
section 1
body: without a title
hidden: Unseen"
    );
}

#[test]
fn files_say_what_they_are_of_themselves() {
    let meta = r#"<office:meta><dc:title>T</dc:title><meta:initial-creator>A</meta:initial-creator>
            <meta:keyword>k</meta:keyword>
        <meta:document-statistic meta:word-count="3" meta:page-count="1" meta:character-count="x"/></office:meta>"#;
    assert_eq!(
        text("", "<text:p>a</text:p>", &[("meta.xml", meta)]),
        "metadata: T\nmetadata: k\nstated: 3 words\nstated: 1 pages\nbody: a"
    );
    let flat = format!(
        "<?xml version=\"1.0\"?><office:document {NAMES}>{meta}<office:body><office:text>
            <text:p>flat</text:p></office:text></office:body></office:document>"
    );
    let expected = "metadata: T\nmetadata: k\nstated: 3 words\nstated: 1 pages\nbody: flat";
    assert_eq!(lines(flat.as_bytes(), &How { name: Some("a.fodt"), ..How::default() }).unwrap(), expected);
    let units: Vec<u8> = format!("\u{feff}{flat}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(lines(&units, &How { format: Some(Format::Odt), ..How::default() }).unwrap(), expected);
}

#[test]
fn what_is_encrypted_or_damaged_is_said() {
    let manifest = r#"<manifest:file-entry xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
            <manifest:encryption-data/></manifest:file-entry>"#;
    let bytes = odf(TEXT, "", "<text:p>a</text:p>", &[("META-INF/manifest.xml", manifest)]);
    assert!(lines(&bytes, &How::default()).unwrap_err().contains("encrypted"));
    assert!(
        text(
            "",
            "<text:p>fine</text:p><text:p>and<text:note><text:note-body><text:p>not</text:span></text:p>",
            &[]
        )
        .starts_with("body: fine\nbody: and\nfootnote: not\ndamaged: content.xml: ")
    );
    let again = r#"<text:tracked-changes><text:changed-region text:id="c"><text:deletion><text:p>old</text:p>
        </text:deletion></text:changed-region></text:tracked-changes>"#;
    let again = format!("{again}<text:p>{}</text:p>", r#"<text:change text:change-id="c"/>"#.repeat(1_000));
    assert_eq!(text("", &again, &[]), "deleted: old");
    let bomb = odf(TEXT, "", &"<text:p><text:s text:c='4000000000'/>x</text:p>".repeat(3), &[]);
    assert!(lines(&bomb, &How::default()).unwrap().len() < 1000);
}

proptest! {
    #[test]
    fn no_damage_harms_the_reader(damages in damages()) {
        let body = r#"<text:h>A</text:h><text:p>b<text:note><text:note-body>
            <text:p>c</text:p></text:note-body></text:note></text:p>
            <draw:page><draw:frame presentation:class="title"><draw:text-box>
            <text:p>d</text:p></draw:text-box></draw:frame></draw:page>"#;
        for kind in [TEXT, SLIDES] {
            let whole = damaged(odf(kind, "", body, &[]), &damages);
            let within = String::from_utf8_lossy(&damaged(body.as_bytes().to_vec(), &damages)).into_owned();
            for bytes in [whole, odf(kind, "", &within, &[])] {
                for format in [None, Some(Format::Odt), Some(Format::Odp)] {
                    match lines(&bytes, &How { format, limits: Limits::NETWORK, ..How::default() }) {
                        Ok(text) => prop_assert!(text.len() <= 4 * bytes.len() + 4096),
                        Err(error) => prop_assert!(!error.is_empty()),
                    }
                }
            }
        }
    }
}
