use proptest::prelude::*;

use crate::formats::testing::{archive, damaged, damages, lines};
use crate::limits::Limits;
use crate::read::{Changes, How};

const NAMES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
    xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"
    xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
    xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
    xmlns:v="urn:schemas-microsoft-com:vml"
    xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;

const TYPES: &str = r#"<Types><Override PartName="/word/document.xml"
    ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;

/// A document of a body and of other parts.
fn docx(body: &str, others: &[(&str, &str)]) -> Vec<u8> {
    let document = format!("<w:document {NAMES}><w:body>{body}</w:body></w:document>");
    let others: Vec<(String, String)> = others
        .iter()
        .map(|(name, text)| {
            let text = if name.ends_with(".rels") || name.starts_with("docProps") {
                (*text).to_string()
            } else {
                format!("<w:part {NAMES}>{text}</w:part>")
            };
            ((*name).to_string(), text)
        })
        .collect();
    let mut parts = vec![("[Content_Types].xml", TYPES), ("word/document.xml", document.as_str())];
    parts.extend(others.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    archive(&parts)
}

fn read(body: &str, others: &[(&str, &str)]) -> String {
    lines(&docx(body, others), &How::default()).unwrap()
}

fn p(properties: &str, text: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
}

const STYLES: &str = r#"
    <w:style w:styleId="Berschrift1"><w:name w:val="heading 1"/></w:style>
    <w:style w:styleId="Kapitel"><w:name w:val="Kapitel"/><w:basedOn w:val="Berschrift1"/></w:style>
    <w:style w:styleId="Own"><w:name w:val="Own"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
    <w:style w:styleId="T"><w:name w:val="Title"/></w:style>
    <w:style w:styleId="Q"><w:name w:val="Intense Quote"/></w:style>
    <w:style w:styleId="C"><w:name w:val="caption"/><w:basedOn w:val="Berschrift1"/></w:style>
    <w:style w:styleId="B"><w:name w:val="List Bullet"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
    <w:style w:styleId="H"><w:name w:val="Secret"/><w:rPr><w:vanish/></w:rPr></w:style>
    <w:style w:styleId="V"><w:name w:val="Verbatim Char"/></w:style>
    <w:style w:styleId="Loop"><w:name w:val="Loop"/><w:basedOn w:val="Loop"/></w:style>"#;

#[test]
fn styles_say_what_a_paragraph_is() {
    let body = [
        p(r#"<w:pStyle w:val="T"/>"#, "A title"),
        p(r#"<w:pStyle w:val="Berschrift1"/>"#, "One"),
        p(r#"<w:pStyle w:val="Berschrift1"/>"#, ""),
        p(r#"<w:pStyle w:val="Kapitel"/><w:numPr><w:numId w:val="3"/></w:numPr>"#, "Two"),
        p(r#"<w:pStyle w:val="Own"/>"#, "Three"),
        p(r#"<w:outlineLvl w:val="1"/>"#, "Four"),
        p(r#"<w:pStyle w:val="Own"/><w:outlineLvl w:val="9"/>"#, "no heading"),
        p(r#"<w:pStyle w:val="Q"/>"#, "said"),
        p(r#"<w:pStyle w:val="C"/>"#, "Figure 1"),
        p(r#"<w:pStyle w:val="B"/>"#, "item"),
        p(r#"<w:pStyle w:val="B"/><w:numPr><w:numId w:val="0"/></w:numPr>"#, "no item"),
        p(r#"<w:numPr><w:ilvl w:val="0"/><w:numId w:val="7"/></w:numPr>"#, "item too"),
        p(r#"<w:pStyle w:val="H"/>"#, "secret"),
        p(r#"<w:pStyle w:val="Loop"/>"#, "loop"),
        p(r#"<w:pStyle w:val="Heading2"/>"#, "by its name"),
        p(r#"<w:pStyle w:val="TOC1"/>"#, "contents"),
        p(r#"<w:pStyle w:val="SourceCode"/>"#, "  x = 1"),
        r#"<w:p><w:r><w:t xml:space="preserve">say </w:t></w:r><w:r><w:rPr><w:rStyle w:val="V"/></w:rPr>
            <w:t>x</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>y</w:t></w:r>
            <w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>z</w:t></w:r></w:p>"#
            .to_string(),
    ];
    assert_eq!(
        read(&body.concat(), &[("word/styles.xml", STYLES)]),
        "title: A title
section 1
heading: One
section 1
heading: Two
section 3
heading: Three
section 2
heading: Four
body: no heading
quote: said
caption: Figure 1
list: item
body: no item
list: item too
hidden: secret
body: loop
section 2
heading: by its name
nav: contents
code:   x = 1
body: say \n+ code: x
+ hidden: y
+ body: z"
    );
}

#[test]
fn characters_and_lines_are_what_they_stand_for() {
    let body =
        "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>a &amp; b</w:t><w:tab/><w:t>c</w:t><w:br/>
        <w:t>co</w:t><w:softHyphen/><w:t>\u{ad}op</w:t><w:noBreakHyphen/><w:t>x&#x4e2d;&unknown;\n文</w:t>
        <w:sym w:font=\"Wingdings\" w:char=\"F0E0\"/><w:sym w:char=\"03B1\"/></w:r></w:p>
        <w:p><w:r><w:t>مرحبا بالعالم</w:t></w:r></w:p>";
    assert_eq!(read(body, &[]), "body: a & b\tc⏎coop\u{2011}x中 文α\nbody: مرحبا بالعالم");
}

#[test]
fn notes_comments_and_boxes_follow_the_block_they_stand_in() {
    let body = r#"
        <w:p><w:r><w:t>one</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t
            xml:space="preserve"> two</w:t></w:r>
        <w:r><w:footnoteReference w:id="2"/><w:endnoteReference w:id="5"/><w:commentReference w:id="0"/></w:r>
        <w:r><w:footnoteReference w:id="3" w:customMarkFollows="1"/><w:t>*</w:t></w:r><w:r><w:t>.</w:t></w:r></w:p>
        <w:p><w:r><w:t>with a</w:t></w:r><w:r><mc:AlternateContent>
            <mc:Choice Requires="wps"><w:drawing><wp:anchor><wp:docPr id="1" descr="a box"/><wps:txbx><w:txbxContent>
                <w:p><w:r><w:t>in the box</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r>
            <w:t>cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
            </w:txbxContent></wps:txbx></wp:anchor></w:drawing></mc:Choice>
            <mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r>
            <w:t>in the box</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback>
        </mc:AlternateContent></w:r><w:r><w:t xml:space="preserve"> box</w:t></w:r></w:p>
        <w:p><w:r><w:pict><v:textbox><w:txbxContent><w:p><w:r>
            <w:t>old box</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></w:r></w:p>
        <w:p><w:r><w:t>end</w:t></w:r></w:p>"#;
    let note = |id: i32, text: &str| {
        format!(
            r#"<w:footnote w:id="{id}"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t
            xml:space="preserve"> {text}</w:t></w:r></w:p></w:footnote>"#
        )
    };
    let notes = format!(
        r#"<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>--</w:t></w:r></w:p></w:footnote>{}{}{}"#,
        note(2, "a note"),
        note(3, "starred"),
        note(4, "that nobody refers to")
    );
    let endnotes = r#"<w:endnote w:id="5"><w:p><w:r><w:t>at the end</w:t></w:r></w:p></w:endnote>"#;
    let comments = r#"<w:comment w:id="0" w:author="A"><w:p><w:r><w:t>really?</w:t></w:r></w:p></w:comment>"#;
    let others = [
        ("word/footnotes.xml", notes.as_str()),
        ("word/endnotes.xml", endnotes),
        ("word/comments.xml", comments),
    ];
    assert_eq!(
        read(body, &others),
        "body: one two.
footnote: a note
comment: really?
footnote: starred
body: with a box
alt_text: a box
textbox: in the box
table: cell
textbox: old box
body: end
endnote: at the end"
    );
}

#[test]
fn the_shapes_of_a_canvas_have_text() {
    let body = r#"<w:p><w:r><w:t>before </w:t><w:drawing><wp:inline><lc:lockedCanvas><a:sp><a:txSp><a:txBody>
        <a:p><a:pPr/><a:r><a:t>in the </a:t></a:r><a:r><a:t>canvas</a:t></a:r><a:br/><a:r><a:t>line</a:t></a:r></a:p>
        <a:p><a:r><a:t>another</a:t></a:r></a:p></a:txBody></a:txSp></a:sp></lc:lockedCanvas></wp:inline>
        </w:drawing><w:t>after</w:t></w:r></w:p>"#;
    let expected = "body: before after\ntextbox: in the canvas⏎line\ntextbox: another";
    assert_eq!(read(body, &[]), expected);
}

#[test]
fn tracked_changes_are_as_one_wants_them() {
    let body = r#"<w:p><w:r><w:t xml:space="preserve">a </w:t></w:r><w:ins><w:r><w:t>new</w:t></w:r></w:ins>
        <w:del><w:r><w:delText>old</w:delText><w:br/></w:r></w:del><w:moveFrom><w:r><w:t>from</w:t></w:r></w:moveFrom>
        <w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t
            xml:space="preserve"> b </w:t></w:r>
        <w:moveTo><w:r><w:t>to</w:t></w:r></w:moveTo></w:p>
        <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>par</w:t></w:r></w:p><w:p><w:r><w:t>ted</w:t></w:r></w:p>
        <w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>
        <w:p><w:ins><w:del><w:r><w:delText>never</w:delText></w:r></w:del></w:ins></w:p>"#;
    let with = |changes| lines(&docx(body, &[]), &How { changes, ..How::default() }).unwrap();
    assert_eq!(
        with(Changes::Accepted),
        "body: a new
+ deleted: old from
+ body:  b to
body: parted
deleted: gone
deleted: never"
    );
    assert_eq!(
        with(Changes::Rejected),
        "body: a \n+ inserted: new
+ body: old⏎from b \n+ inserted: to
body: par
body: ted
section 1
heading: gone
inserted: never"
    );
    assert_eq!(
        with(Changes::Both),
        "body: a newold⏎from b to
body: par
body: ted
section 1
heading: gone
body: never"
    );
}

#[test]
fn fields_show_their_results() {
    let field = |instruction: &str, result: &str| {
        format!(
            r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{instruction}</w:instrText></w:r>
            <w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>"#
        )
    };
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let body = [
        format!("<w:p>{}</w:p>", field(" DATE ", &run("today"))),
        format!("<w:p>{}</w:p>", field(&format!("IF {} = 1", field("PAGE", &run("7"))), &run("yes"))),
        format!(
            "<w:p>{}</w:p>",
            field(r#"TOC \o "1-3""#, &format!("{}</w:p><w:p>{}", run("One 1"), run("Two 2")))
        ),
        format!("<w:p>{}</w:p>", field("ADDIN ZOTERO_BIBL {}", &run("Darwin 1859"))),
        format!(r#"<w:p><w:fldSimple w:instr="SEQ Figure">{}</w:fldSimple></w:p>"#, run("4")),
        format!(
            r#"<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>
            <w:sdtContent><w:p>{}</w:p></w:sdtContent></w:sdt><w:p>{}</w:p>"#,
            run("Contents"),
            run("after")
        ),
    ];
    assert_eq!(
        read(&body.concat(), &[]),
        "body: today
body: yes
nav: One 1
nav: Two 2
bibliography: Darwin 1859
body: 4
nav: Contents
body: after"
    );
}

#[test]
fn tables_formulas_headers_and_properties_have_their_places() {
    let body = r#"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r>
            <w:t>b</w:t></w:r></w:p>
        </w:tc></w:tr></w:tbl><w:p/></w:tc><w:tc><w:p><w:r><w:t>c</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
        <w:p><w:r><w:t xml:space="preserve">let </w:t></w:r><m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath><w:r><w:t
            xml:space="preserve"> be</w:t></w:r></w:p>
        <w:sectPr><w:headerReference r:id="r1"/><w:footerReference r:id="r2"/><w:headerReference r:id="r1"/>
        <w:headerReference r:id="r3"/></w:sectPr>"#;
    let relation = |id: &str, kind: &str, target: &str| {
        format!(r#"<Relationship Id="{id}" Type="http://x/relationships/{kind}" Target="{target}"/>"#)
    };
    let relations = format!(
        "<Relationships>{}{}{}</Relationships>",
        relation("r1", "header", "header1.xml"),
        relation("r2", "footer", "/word/footer1.xml"),
        relation("r3", "header", "../word/header2.xml")
    );
    let header = p("", "The top");
    let core = r#"<cp:coreProperties xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:cp="x"><dc:title>T</dc:title>
        <dc:creator>A. B.</dc:creator><cp:keywords/><cp:revision>7</cp:revision></cp:coreProperties>"#;
    let app = "<Properties><Words>12</Words><Characters>70</Characters><Pages>x</Pages></Properties>";
    let others = [
        ("word/_rels/document.xml.rels", relations.as_str()),
        ("word/header1.xml", header.as_str()),
        ("word/header2.xml", header.as_str()),
        ("word/footer1.xml", "<w:p><w:r><w:t>7</w:t></w:r></w:p>"),
        ("docProps/core.xml", core),
        ("docProps/app.xml", app),
    ];
    assert_eq!(
        read(body, &others),
        "metadata: T
metadata: A. B.
stated: 12 words
stated: 70 characters_without_spaces
table: a
table: b
table: c
body: let \n+ math: x=1
+ body:  be
header: The top
footer: 7"
    );
}

#[test]
fn large_first_letters_belong_to_the_next_paragraph() {
    let initial =
        |kind: &str, text: &str| p(&format!(r#"<w:framePr w:dropCap="{kind}" w:lines="3"/>"#), text);
    let body =
        [initial("drop", "D"), p("", "rop cap."), initial("none", "Frame"), p("", "of its own.")].concat();
    assert_eq!(read(&body, &[]), "body: Drop cap.\nbody: Frame\nbody: of its own.");
}

#[test]
fn a_number_that_was_put_in_joins_no_paragraphs() {
    let numbered = p(r#"<w:numPr><w:numId w:val="1"/><w:ins/></w:numPr>"#, "one");
    let body = [numbered, p("<w:rPr><w:ins/></w:rPr>", "two "), p("", "three")].concat();
    let how = How { changes: Changes::Rejected, ..How::default() };
    assert_eq!(lines(&docx(&body, &[]), &how).unwrap(), "list: one\nbody: two three");
}

#[test]
fn rows_are_put_in_and_taken_out_as_a_whole() {
    let row = |change: &str, text: &str| {
        format!("<w:tr><w:trPr>{change}</w:trPr><w:tc>{}</w:tc></w:tr>", p("", text))
    };
    let rows = [row("<w:del/>", "old"), row("<w:ins/>", "new"), row("", "both")].concat();
    let body = format!("<w:tbl>{rows}</w:tbl>{}", p("", "after"));
    let with = |changes| lines(&docx(&body, &[]), &How { changes, ..How::default() }).unwrap();
    assert_eq!(with(Changes::Accepted), "deleted: old\ntable: new\ntable: both\nbody: after");
    assert_eq!(with(Changes::Rejected), "table: old\ninserted: new\ntable: both\nbody: after");
}

#[test]
fn diagrams_and_documents_that_are_put_in_stand_where_they_are_put() {
    let body = format!(
        r#"{}<w:altChunk r:id="c1"/><w:altChunk r:id="c2"/><w:altChunk r:id="c3"/><w:altChunk r:id="c1"/>
        <w:p><w:r><w:t>see</w:t></w:r><w:r><w:drawing><wp:inline><dgm:relIds xmlns:dgm="x" r:dm="d"/></wp:inline>
        </w:drawing></w:r></w:p>{}"#,
        p("<w:rPr><w:vanish/></w:rPr>", "before"),
        p("", "after")
    );
    let relation = |id: &str, kind: &str, target: &str| {
        format!(r#"<Relationship Id="{id}" Type="http://x/relationships/{kind}" Target="{target}"/>"#)
    };
    let relations = [
        relation("c1", "aFChunk", "/word/afchunk.html"),
        relation("c2", "aFChunk", "afchunk.mht"),
        relation("c3", "aFChunk", "afchunk.pdf"),
        relation("d", "diagramData", "diagrams/data1.xml"),
    ];
    let relations = format!("<Relationships>{}</Relationships>", relations.concat());
    let page = "MIME-Version: 1.0\nSubject: x\nContent-Type: multipart/related; boundary=\"b\"\n\n--b\nContent-Type: \
        text/html\n\n<p>a page</p>\n--b--\n";
    let parts = [
        ("[Content_Types].xml", TYPES),
        ("word/document.xml", &format!("<w:document {NAMES}><w:body>{body}</w:body></w:document>")),
        ("word/_rels/document.xml.rels", &relations),
        ("word/afchunk.html", "<html><body><h2>Put in</h2><p>a text</p></body></html>"),
        ("word/afchunk.mht", page),
        ("word/afchunk.pdf", "%PDF-1.7"),
        (
            "word/diagrams/data1.xml",
            r#"<dgm:dataModel xmlns:dgm="x" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><dgm:pt><dgm:t>
            <a:p><a:r><a:t>a box</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:dataModel>"#,
        ),
    ];
    assert_eq!(
        lines(&archive(&parts), &How::default()).unwrap(),
        "left out: word/afchunk.pdf: a document of a format that Word does not put in
body: before
section 2
heading: Put in
body: a text
metadata: x
body: a page
body: see
textbox: a box
body: after"
    );
}

#[test]
fn what_is_damaged_or_too_much_ends_with_a_remark() {
    let body = "<w:p><w:r><w:t>fine</w:t></w:r></w:p><w:p><w:r><w:t>not</w:t></w:p>";
    assert!(read(body, &[]).starts_with("body: fine\nbody: not\ndamaged: word/document.xml: "));
    // Without the directory at its end.
    let mut bytes = docx(&p("", "text"), &[]);
    bytes.truncate(bytes.len() - 30);
    let how = How { name: Some("a.docx"), ..How::default() };
    assert_eq!(lines(&bytes, &how).unwrap(), "damaged: the directory of the zip archive\nbody: text");

    let how = |limits| How { limits, ..How::default() };
    let long = docx(&(p("", "first") + &p("", &"word ".repeat(40_000))), &[]);
    let limits = Limits { token_bytes_max: 100_000, ..Limits::LOCAL };
    assert_eq!(
        lines(&long, &how(limits)).unwrap(),
        "body: first\nlimited: word/document.xml: token_bytes_max"
    );
    let limits = Limits { part_bytes_max: 100_000, ..Limits::LOCAL };
    assert_eq!(
        lines(&long, &how(limits)).unwrap(),
        "body: first\nlimited: word/document.xml: part_bytes_max"
    );
    let deep = docx(&(p("", "first") + &"<w:a>".repeat(300)), &[]);
    assert_eq!(
        lines(&deep, &how(Limits::LOCAL)).unwrap(),
        "body: first\nlimited: word/document.xml: depth_max"
    );
    let limits = Limits { parts_max: 1, ..Limits::LOCAL };
    assert!(lines(&long, &how(limits)).unwrap_err().contains("parts_max"));
    assert!(
        lines(&archive(&[("[Content_Types].xml", TYPES)]), &How::default()).unwrap_err().contains("missing")
    );
}

#[test]
fn an_instruction_without_an_end_takes_no_other_paragraph_with_it() {
    let mark = |kind: &str| format!(r#"<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>"#);
    let instruction = |text: &str| format!("<w:r><w:instrText>{text}</w:instrText></w:r>");
    let text = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let open = format!("<w:p>{}{}{}</w:p>", mark("begin"), instruction("DATE"), text("no"));
    assert_eq!(read(&(open + &p("", "after")), &[]), "body: after");
    // This one ends in the next paragraph, and has another in its instruction.
    let inner = [mark("begin"), instruction("PAGE"), mark("separate"), text("7"), mark("end")].concat();
    let body = format!(
        "<w:p>{}{}</w:p><w:p>{inner}{}{}{}{}</w:p>",
        mark("begin"),
        instruction("IF"),
        instruction("= 7"),
        mark("separate"),
        text("yes"),
        mark("end"),
    );
    assert_eq!(read(&body, &[]), "body: yes");
}

#[test]
fn many_instructions_without_an_end_take_no_other_paragraph_with_them() {
    let begin = r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE</w:instrText></w:r>"#;
    let in_one = p("", &begin.repeat(40));
    let in_many = format!("<w:p>{begin}<w:r><w:t>no</w:t></w:r></w:p>").repeat(40);
    assert_eq!(read(&(in_one + &p("", "after")), &[]), "body: after");
    assert!(read(&(in_many + &p("", "after")), &[]).ends_with("body: after"));
}

#[test]
fn many_fields_within_each_other_keep_what_is_after_them() {
    let mark = |kind: &str| format!(r#"<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>"#).repeat(10_000);
    let text = "<w:r><w:t>no</w:t></w:r>".repeat(10_000);
    let body = format!("<w:p>{}{text}{}<w:r><w:t>after</w:t></w:r></w:p>", mark("begin"), mark("end"));
    assert_eq!(read(&body, &[]), "body: after");
}

proptest! {
    #[test]
    fn no_damage_harms_the_reader(damages in damages()) {
        let body = [p(r#"<w:pStyle w:val="Q"/>"#, "said"), p("", &"text ".repeat(50))].concat();
        let archive = damaged(docx(&body, &[("word/styles.xml", STYLES)]), &damages);
        let body = String::from_utf8_lossy(&damaged(body.into_bytes(), &damages)).into_owned();
        for bytes in [archive, docx(&body, &[])] {
            for format in [None, Some(crate::Format::Docx)] {
                match lines(&bytes, &How { format, limits: Limits::NETWORK, ..How::default() }) {
                    Ok(text) => prop_assert!(text.len() <= 4 * bytes.len() + 4096),
                    Err(error) => prop_assert!(!error.is_empty()),
                }
            }
        }
    }
}
