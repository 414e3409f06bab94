use proptest::prelude::*;

use crate::formats::flow::script;
use crate::{Format, How, Limits};

fn check(text: &str, expected: &str) {
    let expected: String = expected
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| format!("{line}\n"))
        .collect();
    assert_eq!(script::of(text.as_bytes(), Format::Mail, &How::default()), expected, "{text}");
}

const HEAD: &str = "From: =?utf-8?q?Anna_=C3=81?= <a@b.c>\r\nTo: b@b.c, C <c@b.c>\r\nSubject: =?iso-8859-1?b?QnLpbg==?= and\r\n more\r\nDate: Fri, 1 May 2026 10:00:00 +0200\r\nMIME-Version: 1.0\r\n";

const HEAD_EVENTS: &str = "title: \"Brén and more\"\n--\nmetadata: \"Anna Á <a@b.c>\"\n--\nmetadata: \"b@b.c, C <c@b.c>\"\n--\nmetadata: \"Fri, 1 May 2026 10:00:00 +0200\"\n--\n";

fn message(rest: &str, expected: &str) {
    check(&format!("{HEAD}{rest}"), &format!("{HEAD_EVENTS}{expected}"));
}

#[test]
fn plain_text_has_quotes_and_a_signature() {
    message(
        "\r\nHello,\r\nBo wrote:\r\n> One\r\n> two.\r\n> > Deeper\r\n>\r\n> Three.\r\nYes.\r\n\r\nMore.\r\n-- \r\nAnna\r\nBrno\r\n",
        r#"
        body: "Hello,"
        line
        body: "Bo wrote:"
        --
        quote: "One"
        line
        quote: "two."
        --
        quote: "Deeper"
        --
        quote: "Three."
        --
        body: "Yes."
        --
        body: "More."
        --
        footer: "Anna"
        line
        footer: "Brno"
        --
        "#,
    );
}

#[test]
fn flowed_lines_are_joined() {
    message(
        "Content-Type: text/plain; format=flowed\r\n\r\nOne \r\nline.\r\n Next \r\n> quoted \r\n> line.\r\n>\r\nEnd. \r\n-- \r\nA.",
        r#"
        body: "One line."
        line
        body: "Next "
        --
        quote: "quoted line."
        --
        body: "End. "
        --
        footer: "A."
        --
        "#,
    );
    message(
        "Content-Type: text/plain; format=Flowed; delsp=yes; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n5LitIA0K5paH\r\n",
        "body: \"中文\"\n--",
    );
}

#[test]
fn plain_text_is_taken_before_html_and_attachments_are_documents() {
    message(
        "Content-Type: multipart/mixed; boundary=\"x y\"\r\n\r\nNot shown.\r\n--x y\r\nContent-Type: multipart/alternative; boundary=z\r\n\r\n--z\r\nContent-Type: text/plain; charset=iso-8859-2\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nP=F8=EDli=B9 =\r\n=BElu=BBou=E8k=FD=\r\n.\r\n--z\r\nContent-Type: text/html\r\n\r\n<p>The same.\r\n--z--\r\n--x y\r\nContent-Type: text/plain; name=a.txt\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nAttached.\r\n--x y\r\nContent-Type: image/png; name=b.png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--x y\r\nContent-Type: message/rfc822\r\n\r\nFrom: q@r\r\nTo: s@t\r\nSubject: Inner\r\n\r\nWithin.\r\n--x y\r\nContent-Type: application/rtf\r\nContent-Transfer-Encoding: base64\r\n\r\ne1xydGYxIEJveH0=\r\n--x y--\r\nNot shown.\r\n",
        r#"
        body: "Příliš žluťoučký."
        --
        document a.txt
        body: "Attached."
        notice LeftOut("b.png: a picture: there is no text in it that could be read")
        document message.eml
        title: "Inner"
        --
        metadata: "q@r"
        --
        metadata: "s@t"
        --
        body: "Within."
        --
        document part.rtf
        body: "Box"
        --
        "#,
    );
}

#[test]
fn a_mailbox_has_many_documents() {
    check(
        "From a@b Fri May  1 10:00:00 2026\nFrom: a@b\nSubject: One\n\nText\n>From here.\n\nFrom c@d Fri May  1 10:00:00 2026\nFrom: c@d\nSubject: Two\n\n>>From\n",
        r#"
        document One
        title: "One"
        --
        metadata: "a@b"
        --
        body: "Text"
        line
        body: "From here."
        --
        document Two
        title: "Two"
        --
        metadata: "c@d"
        --
        quote: "From"
        --
        "#,
    );
}

#[test]
fn damage_and_encryption_are_said() {
    message(
        "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nText",
        "notice Damaged(\"the message ends within one of its parts\")\nbody: \"Text\"\n--",
    );
    message(
        "Content-Type: multipart/mixed; boundary=x\r\n\r\nText",
        "notice Damaged(\"the message ends within one of its parts\")\nbody: \"Text\"\n--",
    );
    check(
        "From: a@b\r\nContent-Type: multipart/encrypted; boundary=x\r\n\r\n--x--\r\n",
        "error this mail document is encrypted: save it without a password",
    );
}

#[test]
fn messages_within_messages_are_bounded() {
    let text = "Subject: A\r\nContent-Type: message/rfc822\r\n\r\n".repeat(10_000);
    let how = How { limits: Limits::NETWORK, ..How::default() };
    assert_eq!(
        script::of(text.as_bytes(), Format::Mail, &how),
        "title: \"A\"\n--\ndocument message.eml\ntitle: \"A\"\n--\ndocument message.eml\ntitle: \"A\"\n--\nnotice LeftOut(\"message.eml: the document exceeds the limit nesting_max\")\n"
    );
    let mut text = String::new();
    for level in 0..10_000 {
        text.push_str(&format!("Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n"));
    }
    assert!(script::of(text.as_bytes(), Format::Mail, &how).contains("notice Damaged"));
}

#[test]
fn samples_are_read_as_it_is_written_beside_them() {
    script::check_sample("mail/letter.eml", Format::Mail);
}

proptest! {
    #[test]
    fn nothing_breaks_the_reader(
        flips in proptest::collection::vec((0_usize..5000, any::<u8>()), 0..8),
        splice in (0_usize..5000, 0_usize..64, 0_usize..5000),
        end in 0_usize..6000,
    ) {
        let sample = include_bytes!("../../../samples/mail/letter.eml");
        script::of(&script::mutated(sample, &flips, splice, end), Format::Mail, &How::default());
    }
}
