use proptest::prelude::*;

use crate::formats::testing::{self, damaged, damages, found, survive};
use crate::{Changes, Format, How};

fn check(text: &str, expected: &str) {
    testing::check(text.as_bytes(), Format::Rtf, expected);
}

const HEAD: &str = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\froman Times;}{\f1\fcharset204 T;}{\f2\fcharset128 M;}}
{\colortbl;\red0\green0\blue0;}{\stylesheet{Normal;}{\s1\sbasedon0\outlinelevel0 heading 1;}{\s2 heading 2;}
{\s3 Title;}{\s4\sbasedon5 Mine;}{\s5 Quote;}{\s6 caption;}{\*\cs1 Default;}}{\*\generator Some 1.0;}";

fn body(text: &str, expected: &str) {
    check(&format!("{HEAD}{text}}}"), expected);
}

#[test]
fn paragraphs_have_the_scopes_of_their_styles() {
    body(
        r"\pard\plain\s3 A title\par\pard\s1 One\par
\pard\plain Text, {\b bold} and
 more.\line Line\tab tab\par
\pard\s2 Two{\*\bkmkstart x}\par\pard\s4 Said.\par\pard\s6 A figure\par
\pard\outlinelevel2 Deep\par
\pard\ls1{\listtext\pard\plain 1.\tab}Item
\par\pard{\pntext\bullet\tab}Another\par\pard\fi-360 \bullet \tx360\tab Third\par
\pard\fi-1 Is not.\par
\pard Text\par",
        r#"
        title: A title
        section 1
        heading: One
        body: Text, bold and more.⏎Line⇥tab
        section 2
        heading: Two
        quote: Said.
        caption: A figure
        section 3
        heading: Deep
        list: Item
        list: Another
        list: Third
        body: Is not.
        body: Text
        "#,
    );
}

#[test]
fn characters_come_in_code_pages_and_in_unicode() {
    body(
        r"caf\'e9 \f1\'cf\'f0\'e8\f0  \f2\'93\'fa\'96\'7b\f0  \u8364? \uc2\u-10179ab\u-8704ab
{\uc0\u20013}\u25991\'ce\'c4. a\~b\_c soft\-ly \lquote q\rquote\emdash\{\\\} \u61623??x",
        r#"
        body: café При 日本 € 😀中文. a b‑c softly ‘q’—{\} x
        "#,
    );
    check(r"{\rtf1\pca na\'8bve}", "body: naïve");
    check(r"{\rtf1\ansi{\fonttbl{\f0 Arial CE;}{\f1\fcharset204 Arial CE;}}\f0\'e8\f1\'e8}", "body: čи");
    check(r"{\rtf1\ansi\ansicpg936 \'d6\'d0\'ce\'c4}", "body: 中文");
    check(
        r"{\rtf1\mac\ansicpg10000{\fonttbl\f0\fcharset77 H;\f1\fcharset78 K;}caf\'8e \f1\'93\'fa\'96\'7b}",
        "body: café 日本",
    );
    body("one\\'0dtwo\\'0athree\\'0d\\'0afour", "body: one\nbody: two\nbody: three\nbody: four");
}

#[test]
fn the_second_byte_of_a_character_is_no_brace() {
    let text = [&b"{\\rtf1\\ansi\\ansicpg932 \x83{\x83}\x83\\ \x83"[..], b"\\'7b{\xb1}}"].concat();
    testing::check(&text, Format::Rtf, "body: ボマソ ボｱ");
    check("{\\rtf1\\ansi é{b}é}", "body: Ã©bÃ©");
}

#[test]
fn fonts_of_signs_have_letters_where_they_show_some() {
    check(
        r"{\rtf1\ansi{\fonttbl{\f0 Times;}{\f1\fcharset2{\*\panose 05}Symbol;}{\f2\fcharset2 Wingdings;}}
a \f1 abg \u-3987?\'b7 \'f1\f2 \'fc J\f0  b \u-3987?c}",
        "body: a αβγ μ•   b c",
    );
}

#[test]
fn text_below_its_reading_is_read() {
    body(
        r#"\uc0 A{\field{\*\fldinst EQ \\* jc2 \\* "Font:M" \\* hps10 \\o\\ad(\\s\\up 10(\u12365),{\u26085\u26412})}{\fldrslt}}B"#,
        "body: A日本B",
    );
    body(r"\uc0 A{\field{\*\fldinst EQ \\o(\\s\\up 9(\u12365),\u26085{)}{\fldrslt }}}B", "body: A日B");
    body(r"A{\field{\*\fldinst EQ \\o(1,2)}{\fldrslt}}B", "body: AB");
}

#[test]
fn rows_are_rows_though_their_paragraphs_do_not_say_so() {
    body(
        r"Before\par\trowd\cellx1\cellx2 a\par\pard b\cell{\pard c\cell}\row
\trowd\cellx1 d\cell\pard Between\par\trowd\cellx1\row After\par",
        r#"
        body: Before
        table: a
        table: b
        table: c
        table: d
        body: Between
        body: After
        "#,
    );
}

#[test]
fn a_row_of_a_header_does_not_go_on_in_the_body() {
    body(r"{\header\trowd\cellx1\cellx2 head\par}B\par C\par", "header: head\nbody: B\nbody: C");
}

#[test]
fn a_picture_of_nextstep_is_no_text() {
    check(
        r"{\rtf1\mac a {{\NeXTGraphic Some Picture.tiff \width640 \height420 \noorient
}\'ac} b\
c}",
        "body: a  b\nbody: c",
    );
}

#[test]
fn notes_headers_boxes_and_remarks_are_apart() {
    body(
        r"{\header\pard Above\par}{\footerf Below {\field{\*\fldinst PAGE}{\fldrslt 3}}\par}
\pard One{\super\chftn{\*\footnote\pard\plain{\super\chftn} A note.\par
More.}} two{\super\chftn{\footnote\ftnalt {\chftn}\tab At the end.}}.{\*\atnid X}
{\*\atnauthor Y}\chatn{\*\annotation{\*\atnref 1} Really?}
{\shp{\*\shpinst\shpleft1{\sp{\sn shapeType}{\sv 202}}
{\sp{\sn wzDescription}{\sv A box}}
{\shptxt\pard In the box.\par}}{\shprslt{\*\do In the box.}}} Three.\par",
        r#"
        header: Above
        footer: Below 3
        body: One two. Three.
        footnote: A note.
        footnote: More.
        endnote: At the end.
        comment: Really?
        alt_text: A box
        textbox: In the box.
        "#,
    );
}

#[test]
fn tables_fields_pictures_and_what_is_said_of_the_document() {
    let mut text = String::from(
        r"{\info{\title Rivers}{\author A. B.}{\operator no}
{\upr{\keywords a}{\*\ud{\keywords \u228a}}}{\creatim\yr2026}\nofwords12\nofpages3\nofchars60\nofcharsws71}
\trowd\cellx1\cellx2\pard\intbl a\cell b\par c\cell\row\pard {\field{\*\fldinst{ HYPERLINK x}}{\fldrslt{A link}}}
{\pict\wmetafile8 0123456789abcdef}{\*\unknown none}
{\field{\*\fldinst TOC \\o}{\fldrslt Contents 1}}{\xe{\v Index}}\par{\v Not shown}",
    );
    text.push_str("{\\pict\\bin5 }{}\\{ }{\\*\\moMath{\\mr\\mscr0 x+1}}.");
    body(
        &text,
        r#"
        metadata: Rivers
        metadata: A. B.
        metadata: ä
        stated: 12 words
        stated: 3 pages
        stated: 60 characters_without_spaces
        stated: 71 characters
        table: a
        table: b
        table: c
        body: A link
        + nav: Contents 1
        hidden: Not shown
        + math: x+1
        + body: .
        "#,
    );
}

#[test]
fn changes_are_accepted_or_rejected() {
    let text = format!(r"{HEAD}It is {{\revised\revauth1 very}}{{\deleted not}} good.}}");
    let of = |changes| found(text.as_bytes(), &How { format: Some(Format::Rtf), changes, ..How::default() });
    assert_eq!(of(Changes::Accepted), ["body: It is very", "+ deleted: not", "+ body:  good."]);
    assert_eq!(of(Changes::Rejected), ["body: It is ", "+ inserted: very", "+ body: not good."]);
    assert_eq!(of(Changes::Both), ["body: It is verynot good."]);
}

#[test]
fn damage_is_said_and_the_rest_is_read() {
    check(r"{\rtf1 a{b", "body: ab\ndamaged: byte 10: the file ends within 2 groups");
    check("{\\rtf1 a}}b}", "body: a");
    check("{\\rtf1 a\\bin999999999999 b", "body: a\ndamaged: byte 26: the file ends within 1 groups");
    check("text", "error: no RTF document: it does not begin with {\\rtf");
    let deep = format!("{{\\rtf1 a{}b{} c}}", "{".repeat(100_000), "}".repeat(100_000));
    check(&deep, "body: a\nlimited: depth_max\n+ body: b c");
}

/// What Rich Text Format is made of.
const TOKEN: &str = concat!(
    r"\\(par|u|uc|bin|s|f|v|row|footnote|shptxt|sn|sv|upr|info|stylesheet|fldinst|fldrslt|tab|fi)-?[0-9]{0,3} ?|",
    r"\\[*'~{a-f0-9]|[{}a-f0-9 \n]|é",
);

proptest! {
    #[test]
    fn nothing_breaks_the_reader(damages in damages()) {
        let sample = include_bytes!("../../../samples/rtf/office.rtf");
        survive(&damaged(sample.to_vec(), &damages), Format::Rtf);
    }

    #[test]
    fn no_text_breaks_the_reader(tokens in proptest::collection::vec(TOKEN, 0..60)) {
        let text = format!("{{\\rtf1 {}", tokens.concat());
        survive(text.as_bytes(), Format::Rtf);
    }
}

/// Without styles, what is typed is code, unless most of the text is.
#[test]
fn typed_text_is_code_where_it_is_the_exception() {
    const FONTS: &str =
        r"\fonttbl{\f0\fswiss Helvetica;}{\f1\fmodern Courier;}{\f2\fmodern\fcharset128 Mincho;}";
    let body = |text: &str, expected: &str| check(&format!("{{\\rtf1\\deff0{{{FONTS}}}{text}}}"), expected);
    body(
        r"\pard\outlinelevel0 The line {\f1 let x;} is\par\pard one of {\f1 code} and {\f2 this} is not.\par
{\f1 a = b\line c\par}\pard More\par",
        r#"
        section 1
        heading: The line␣
        + code: let x;
        + heading: ␣is
        body: one of␣
        + code: code
        + body: ␣and this is not.
        code: a = b⏎c
        body: More
        "#,
    );
    body(
        r"\f1 A typewritten letter,\par{\f0 dear\par}\f1 and its end.\par",
        "body: A typewritten letter,\nbody: dear\nbody: and its end.",
    );
    // With styles, they say what is code.
    body(r"{\stylesheet{Normal;}}Much text, and {\f1 typed\par}", "body: Much text, and typed");
}
