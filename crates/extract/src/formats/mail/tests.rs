use proptest::prelude::*;

use crate::formats::testing::{self, damaged, damages, found_of, found_within, survive};
use crate::{Format, Limits};

fn check(text: &str, expected: &str) {
    testing::check(text.as_bytes(), Format::Mail, expected);
}

const HEAD: &str = "From: =?utf-8?q?Anna_=C3=81?= <a@b.c>
To: b@b.c, C <c@b.c>
Subject: =?iso-8859-1?b?QnLpbg==?= and
 more
Date: Fri, 1 May 2026 10:00:00 +0200
MIME-Version: 1.0
";

const HEAD_LINES: &str = "title: Brén and more
metadata: Anna Á <a@b.c>
metadata: b@b.c, C <c@b.c>
metadata: Fri, 1 May 2026 10:00:00 +0200";

fn message(rest: &str, expected: &str) {
    check(&format!("{HEAD}{rest}").replace('\n', "\r\n"), &format!("{HEAD_LINES}\n{expected}"));
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
        body: Hello,⏎Bo wrote:
        quote: One⏎two.
        quote: Deeper
        quote: Three.
        body: Yes.
        body: More.
        footer: Anna⏎Brno
        "#,
    );
}

#[test]
fn what_has_no_header_is_text() {
    let text = "Hello world, no fields here,\nnor here.\n\nMore.\n";
    check(text, "body: Hello world, no fields here,⏎nor here.\nbody: More.");
    message(
        &format!(
            "Content-Type: multipart/mixed; boundary=x\n\n--x\n\nBody.\n--x\nContent-Type: message/rfc822\n\n{text}--x--\n"
        ),
        "body: Body.\ndocument: message.eml\nbody: Hello world, no fields here,⏎nor here.\nbody: More.",
    );
}

#[test]
fn the_blank_line_below_a_header_may_be_missing() {
    let head = "Subject: a\nX-Long: b\n c\n";
    check(&format!("{head}Hello: you.\nBye.\n\nd"), "title: a\nbody: Bye.\nbody: d");
    check(&format!("{head}Hello.\nBye.\n\nNote: d"), "title: a\nbody: Hello.⏎Bye.\nbody: Note: d");
    // An address is no field.
    check(
        &format!("{head}Hello Bob,\nhttp://example.com is nice.\n"),
        "title: a\nbody: Hello Bob,⏎http://example.com is nice.",
    );
    // A field that was broken is none of the text.
    check("Subject: a\nX-Long: b\nc, d\nX-More: e\n\nText.", "title: a\nbody: Text.");
    check(
        "Subject: a\nContent-Type: multipart/mixed; boundary=x\n--x\nContent-Type: text/plain\nText.\n\n--x--\n",
        "title: a\nbody: Text.",
    );
}

#[test]
fn fields_are_read_whatever_the_date_and_the_encoding() {
    check(
        "Date: Fri, 1 May 2026 10:00:00 UT\nSubject: =?EUC-KR?Q?=C7=D1=B1=DB?=\n\na",
        "title: 한글\nmetadata: Fri, 1 May 2026 10:00:00 UT\nbody: a",
    );
}

#[test]
fn boundaries_are_found_where_they_are_not_said() {
    let damaged = "damaged: the message ends within one of its parts";
    for boundary in ["", "; boundary=y"] {
        let head = format!("Subject: a\nContent-Type: multipart/alternative{boundary}\n");
        check(&format!("{head}\n-- \nText."), &format!("title: a\n{damaged}\nfooter: Text."));
        check(
            &format!(
                "{head}\n--x\nContent-Type: text/plain\n\nText.\n--x\nContent-Type: text/html\n\n<p>Text.\n--x--"
            ),
            "title: a\nbody: Text.",
        );
    }
}

#[test]
fn a_mailbox_goes_on_after_a_message_that_is_too_long() {
    let first = format!("Subject: a\n\n{}\n{}\n", "b ".repeat(20), "c ".repeat(60_000));
    let mailbox = format!("From x\n{first}\nFrom y\nSubject: d\n\ne\n");
    let limits = Limits { whole_bytes_max: 50, ..Limits::LOCAL };
    assert_eq!(
        found_within(mailbox.as_bytes(), Format::Mail, limits),
        [
            "limited: whole_bytes_max".to_string(),
            "document: a".into(),
            "title: a".into(),
            format!("body: {}", "b ".repeat(19)),
            "document: d".into(),
            "title: d".into(),
            "body: e".into()
        ]
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
        body: One line.⏎Next␣
        quote: quoted line.
        body: End.␣
        footer: A.
        "#,
    );
    message(
        "Content-Type: text/plain; format=Flowed; delsp=yes; charset=utf-8
Content-Transfer-Encoding: base64

5LitIA0K5paH
",
        "body: 中文",
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
        body: Příliš žluťoučký.
        left out: b.png: a picture: there is no text in it that could be read
        document: a.txt
        body: Attached.
        document: message.eml
        title: Inner
        metadata: q@r
        metadata: s@t
        body: Within.
        document: part.rtf
        body: Box
        "#,
    );
}

#[test]
fn old_ways_of_sending_are_read_or_left_out() {
    message(
        "Content-Type: text/plain; charset=UTF-7

Die Fr+APY-sche +ACI-2 3+ACI-",
        "body: Die Frösche \"2 3\"",
    );
    message(
        "Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/plain; name=a.txt
Content-Transfer-Encoding: x-uuencode

begin 644 a.txt
#0V%T
end
--x
Content-Type: application/mac-binhex40; name=b.txt

:#3jdCA4
--x--
",
        "left out: a.txt: it is in uuencode or BinHex, which are not read
        left out: b.txt: it is in uuencode or BinHex, which are not read",
    );
}

#[test]
fn what_pgp_puts_into_a_text_does_not_count() {
    message(
        "
> -----BEGIN PGP SIGNED MESSAGE-----
> Hash: SHA256
>
> Asked: yes.
-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA256

Answered.
- - One
- --\x20
Anna
-----BEGIN PGP SIGNATURE-----
Version: X 1

iQEcBAEB/CAAG
=4ctb
-----END PGP SIGNATURE-----
",
        r#"
        code: -----BEGIN PGP SIGNED MESSAGE-----⏎Hash: SHA256
        quote: Asked: yes.
        code: -----BEGIN PGP SIGNED MESSAGE-----⏎Hash: SHA256
        body: Answered.⏎- One
        footer: Anna
        code: -----BEGIN PGP SIGNATURE-----⏎Version: X 1⏎iQEcBAEB/CAAG⏎=4ctb⏎-----END PGP SIGNATURE-----
        "#,
    );
    message(
        "
-----BEGIN PGP MESSAGE-----

hQEMAwzOQ1qnzNo7AQgA
Text again, as the end is missing.
",
        r#"
        code: -----BEGIN PGP MESSAGE-----⏎hQEMAwzOQ1qnzNo7AQgA
        body: Text again, as the end is missing.
        left out: text that is encrypted by PGP
        "#,
    );
    message(
        "Content-Type: multipart/mixed; boundary=x

--x

Below is what a server made of an encrypted part.
--x
Content-Type: application/pgp-encrypted

Version: 1
--x
Content-Type: application/octet-stream; name=a.asc

-----BEGIN PGP MESSAGE-----

hQEMAwzOQ1qnzNo7AQgA
-----END PGP MESSAGE-----
--x
Content-Type: application/pgp-keys; name=key.asc

-----BEGIN PGP PUBLIC KEY BLOCK-----

mQENBF
-----END PGP PUBLIC KEY BLOCK-----
--x--
",
        r#"
        body: Below is what a server made of an encrypted part.
        left out: a.asc: encrypted by PGP: decrypt it first
        left out: key.asc: a key of PGP: there is no text in it
        "#,
    );
}

#[test]
fn text_below_base64_is_text() {
    message(
        "Content-Transfer-Encoding: base64

SGVsbG8h
Cg==
____________
A list of lists
",
        "body: Hello!⏎____________⏎A list of lists",
    );
    message(
        "Content-Transfer-Encoding: base64\n\nIt says what\nis not so.\n",
        "body: It says what⏎is not so.",
    );
}

#[test]
fn what_is_attached_to_a_message_of_a_mailbox_is_named_after_that() {
    let message = |subject: &str| {
        format!(
            "From x\nSubject: {subject}\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nText\n--b\n\
             Content-Disposition: attachment; filename=a.txt\n\nAttached\n--b--\n\n"
        )
    };
    let found = found_of((message("C") + &message("D")).as_bytes(), Format::Mail);
    let of = |subject: &str| {
        [
            format!("document: {subject}"),
            format!("title: {subject}"),
            "body: Text".into(),
            format!("document: {subject}/a.txt"),
            "body: Attached".into(),
        ]
    };
    assert_eq!(found, [of("C"), of("D")].concat());
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
        document: One
        title: One
        metadata: a@b
        body: Text⏎From here.
        document: Two
        title: Two
        metadata: c@d
        quote: From
        "#,
    );
}

#[test]
fn plain_text_that_is_empty_stands_for_nothing() {
    message(
        "Content-Type: multipart/alternative; boundary=x

--x
Content-Type: text/plain

\x20
--x
Content-Type: text/html

<b>Shown</b>
--x--
",
        "body: Shown",
    );
}

#[test]
fn lines_may_end_in_carriage_returns() {
    message(
        "Content-Transfer-Encoding: quoted-printable\n\nOne=0Dtwo=0D=0D\nthree",
        "body: One⏎two\nbody: three",
    );
}

#[test]
fn damage_and_encryption_are_said() {
    message(
        "Content-Type: multipart/mixed; boundary=x

--x

Text",
        "damaged: the message ends within one of its parts\nbody: Text",
    );
    message(
        "Content-Type: multipart/mixed; boundary=x

Text",
        "damaged: the message ends within one of its parts\nbody: Text",
    );
    check(
        "From: a@b
Content-Type: multipart/encrypted; boundary=x

--x--
",
        "error: this mail document is encrypted: save it without a password",
    );
}

#[test]
fn messages_within_messages_are_bounded() {
    let text = "Subject: A\r\nContent-Type: message/rfc822\r\n\r\n".repeat(10_000);
    let within = |depth: usize| format!("document: {}", vec!["message.eml"; depth].join("/"));
    let found = found_within(text.as_bytes(), Format::Mail, Limits::NETWORK);
    let (last, found) = found.split_last().unwrap();
    assert_eq!(last, "failed: the document exceeds the limit nesting_max");
    let nested = (1..=Limits::NETWORK.nesting_max + 1).map(within);
    let titles = ["title: A".to_string()].into_iter().cycle();
    let expected: Vec<_> = titles.zip(nested).flat_map(|(title, within)| [title, within]).collect();
    assert_eq!(found, expected);
    let mut text = String::new();
    for level in 0..10_000 {
        text.push_str(&format!("Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n"));
    }
    let lines = found_within(text.as_bytes(), Format::Mail, Limits::NETWORK);
    assert!(lines.iter().any(|line| line.starts_with("damaged: ")), "{lines:?}");
}

proptest! {
    #[test]
    fn nothing_breaks_the_reader(damages in damages()) {
        let sample = include_bytes!("../../../samples/mail/letter.eml");
        survive(&damaged(sample.to_vec(), &damages), Format::Mail);
    }
}
