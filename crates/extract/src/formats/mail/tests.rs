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

const HEAD: &str = "From: =?utf-8?q?Anna_=C3=81?= <a@b.c>
To: b@b.c, C <c@b.c>
Subject: =?iso-8859-1?b?QnLpbg==?= and
 more
Date: Fri, 1 May 2026 10:00:00 +0200
MIME-Version: 1.0
";

const HEAD_EVENTS: &str = r#"title: "Brén and more"
--
metadata: "Anna Á <a@b.c>"
--
metadata: "b@b.c, C <c@b.c>"
--
metadata: "Fri, 1 May 2026 10:00:00 +0200"
--
"#;

fn message(rest: &str, expected: &str) {
    check(&format!("{HEAD}{rest}").replace('\n', "\r\n"), &format!("{HEAD_EVENTS}{expected}"));
}

#[test]
fn plain_text_has_quotes_and_a_signature() {
    message(
        "
Hello,
Bo wrote:
> One
> two.
> > Deeper
>
> Three.
Yes.

More.
--\x20
Anna
Brno
",
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
        "Content-Type: text/plain; format=flowed

One\x20
line.
 Next\x20
> quoted\x20
> line.
>
End.\x20
--\x20
A.",
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
        "Content-Type: text/plain; format=Flowed; delsp=yes; charset=utf-8
Content-Transfer-Encoding: base64

5LitIA0K5paH
",
        "body: \"中文\"\n--",
    );
}

#[test]
fn plain_text_is_taken_before_html_and_attachments_are_documents() {
    message(
        "Content-Type: multipart/mixed; boundary=\"x y\"

Not shown.
--x y
Content-Type: multipart/alternative; boundary=z

--z
Content-Type: text/plain; charset=iso-8859-2
Content-Transfer-Encoding: quoted-printable

P=F8=EDli=B9 =
=BElu=BBou=E8k=FD=
.
--z
Content-Type: text/html

<p>The same.
--z--
--x y
Content-Type: text/plain; name=a.txt
Content-Disposition: attachment; filename=a.txt

Attached.
--x y
Content-Type: image/png; name=b.png
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--x y
Content-Type: message/rfc822

From: q@r
To: s@t
Subject: Inner

Within.
--x y
Content-Type: application/rtf
Content-Transfer-Encoding: base64

e1xydGYxIEJveH0=
--x y--
Not shown.
",
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
        "From a@b Fri May  1 10:00:00 2026
From: a@b
Subject: One

Text
>From here.

From c@d Fri May  1 10:00:00 2026
From: c@d
Subject: Two

>>From
",
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
        "Content-Type: multipart/mixed; boundary=x

--x

Text",
        "notice Damaged(\"the message ends within one of its parts\")\nbody: \"Text\"\n--",
    );
    message(
        "Content-Type: multipart/mixed; boundary=x

Text",
        "notice Damaged(\"the message ends within one of its parts\")\nbody: \"Text\"\n--",
    );
    check(
        "From: a@b
Content-Type: multipart/encrypted; boundary=x

--x--
",
        "error this mail document is encrypted: save it without a password",
    );
}

#[test]
fn messages_within_messages_are_bounded() {
    let text = "Subject: A\r\nContent-Type: message/rfc822\r\n\r\n".repeat(10_000);
    let how = How { limits: Limits::NETWORK, ..How::default() };
    let one = "title: \"A\"\n--\n";
    let within = format!("document message.eml\n{one}");
    let left_out = "notice LeftOut(\"message.eml: the document exceeds the limit nesting_max\")\n";
    let expected = [one, &within, &within, left_out].concat();
    assert_eq!(script::of(text.as_bytes(), Format::Mail, &how), expected);
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
