//! HTML and XHTML, also within EPUB and mail.
//!
//! ```text
//! bytes ──Decoded──► text ──Tokenizer──► tags, text ──Page──► Blocks ──► events
//! ```
//! There is no tree: a stack of the open elements says in which scope the text stands, and is bounded. What the elements
//! beyond the bound would mean is not known; their text is in the scope of the last one within it.

mod elements;
mod page;
mod tokens;

use std::io::Read;

use encoding_rs::Encoding;

use crate::error::Error;
use crate::format::Format;
use crate::formats::blocks::Blocks;
use crate::formats::text::Decoded;
use crate::read::{Context, Found};
use crate::source::Source;
pub(crate) use elements::{ASIDE, BLOCKQUOTE, DD, DEL, DL, DT, H1, LI, P, PRE, SPAN, TABLE, TD, TR, UL};
pub(crate) use page::Page;
pub(crate) use tokens::{Name, Tokenizer};

/// Bytes at the beginning in which the encoding and the kind of the document are looked for, as browsers do.
const HEAD_BYTES: usize = 1024;

/// Reads a page.
pub(crate) fn read(source: &mut dyn Source, context: &mut Context<'_>) -> Result<Found, Error> {
    let mut head = vec![];
    source.rewind()?;
    (&mut *source).take(HEAD_BYTES as u64).read_to_end(&mut head)?;
    let encoding = context.how.encoding.or_else(|| stated_encoding(&head));
    let mut text = Decoded::new(source, encoding)?.with_line_feeds();
    let encoding = text.encoding();
    let (limits, changes) = (*context.limits(), context.how.changes);
    let is_xml = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head).trim_ascii_start().starts_with(b"<?xml");
    let mut page = Page::new(Blocks::new(context.sink), limits.depth_max, changes, is_xml);
    let mut tokenizer = Tokenizer::new(limits.token_bytes_max);
    let failure = loop {
        match text.next_piece() {
            Ok(Some(piece)) => tokenizer.feed(piece, &mut page),
            Ok(None) => break None,
            Err(error) => break Some(error),
        }
    };
    let is_whole = tokenizer.finish(&mut page);
    page.finish(is_whole);
    match failure {
        Some(error) => Err(error),
        None => Ok(Found { format: Format::Html, encoding: Some(encoding.name()) }),
    }
}

/// The encoding that a page says it has: by the declaration of XML, or in a `meta` element.
fn stated_encoding(head: &[u8]) -> Option<&'static Encoding> {
    if Encoding::for_bom(head).is_some() {
        return None;
    }
    let head = head.to_ascii_lowercase();
    let find = |from: usize, word: &[u8]| {
        let place = head.get(from..)?.windows(word.len()).position(|window| window == word)?;
        Some(from + place + word.len())
    };
    let value = |from: usize| {
        let rest = head.get(from..)?.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
        let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
        let length = rest.iter().position(|byte| b"\"'>;/? \t\r\n".contains(byte)).unwrap_or(rest.len());
        Encoding::for_label(rest.get(..length)?)
    };
    let declared = head.trim_ascii_start().starts_with(b"<?xml").then(|| find(0, b"encoding")).flatten();
    let mut encoding = declared.and_then(value);
    let mut from = 0;
    while encoding.is_none() {
        from = find(from, b"<meta")?;
        let end = find(from, b">").unwrap_or(head.len());
        encoding = find(from, b"charset").filter(|&place| place < end).and_then(value);
    }
    // Who could read that it is UTF-16 reads no UTF-16; see the HTML Standard, section 13.2.3.2.
    encoding.map(|encoding| {
        if encoding == encoding_rs::UTF_16LE || encoding == encoding_rs::UTF_16BE {
            encoding_rs::UTF_8
        } else {
            encoding
        }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::formats::testing::{damaged, damages, found, found_within, survive};
    use crate::{Changes, How, Limits};

    use super::*;

    fn html(text: &str) -> Vec<String> {
        found(text.as_bytes(), &How { format: Some(Format::Html), ..How::default() })
    }

    #[test]
    fn white_space_collapses_and_blocks_are_apart() {
        assert_eq!(
            html("<p>One\n  <b> two</b>t<i>hree</i> <p>four<br>\n five<div> six </div>seven<hr>eight"),
            ["body: One twothree", "body: four⏎five", "body: six", "body: seven", "body: eight"]
        );
        assert_eq!(
            html("<pre>\n a\r\n  b</pre><textarea>\n c <b></textarea>x&nbsp;&nbsp;y<wbr>z co&shy;op\u{ad}."),
            ["code:  a\n  b", "body:  c <b>", "body: x\u{a0}\u{a0}yz coop."]
        );
    }

    #[test]
    fn headings_open_sections() {
        assert_eq!(
            html(
                "<h1>A <code>b</code></h1><p>c<h3></h3><h2><img alt=d></h2>e<nav><h2>f</h2></nav><li><h6>g</h5>h"
            ),
            [
                "section 1",
                "heading: A ",
                "+ code: b",
                "body: c",
                "section 2",
                "alt_text: d",
                "body: e",
                "nav: f",
                "section 6",
                "heading: g",
                "list: h"
            ]
        );
    }

    #[test]
    fn elements_have_their_scopes() {
        assert_eq!(
            html(
                "<title>T &amp; t</title><meta name=Description content='d &lt; e'><script>if (a<b) '</p>'</script>\
                  <style>p{}</style><template>no</template><noscript>n</noscript><!-- c --><svg><text>s</text>\
                  <title>t</title></svg>"
            ),
            ["metadata: T & t", "metadata: d < e", "hidden: n", "body: s", "alt_text: t"]
        );
        assert_eq!(
            html(
                "<ul><li>a<li>b<ol><li>c</ol>d</ul><dl><dt>e<dd>f</dl><table><caption>g</caption><tr><th>h<td>i\
                  <td><ul><li>j</ul></table><figure><img alt='k'><figcaption>l</figcaption></figure>\
                  <blockquote>m<p>n</blockquote><aside>o<table><td>p</table></aside>q"
            ),
            [
                "list: a",
                "list: b",
                "list: c",
                "list: d",
                "list: e",
                "list: f",
                "caption: g",
                "table: h",
                "table: i",
                "list: j",
                "alt_text: k",
                "caption: l",
                "quote: m",
                "quote: n",
                "textbox: o",
                "textbox: p",
                "body: q"
            ]
        );
        assert_eq!(
            html(
                "<body><header>a<nav>b</nav></header><article><header>c</header>d<footer>e</footer></article>\
                  <footer>f</footer></body>"
            ),
            ["header: a", "nav: b", "body: c", "body: d", "body: e", "footer: f"]
        );
        assert_eq!(
            html(
                "a <span hidden>b <i>c</i></span> d<i style='color: red; DISPLAY : none !important'>e</i>\
                  <b aria-hidden=true>f</b> <dialog>g</dialog><select><option>h<option>i</select><button>j</button>"
            ),
            [
                "body: a ",
                "+ hidden: b c ",
                "+ body: d",
                "+ hidden: ef",
                "hidden: g",
                "hidden: h",
                "hidden: i",
                "body: j"
            ]
        );
        assert_eq!(
            html(
                "a <math><mi>x</mi><annotation>\\x</annotation></math>, <span class='math inline'>y</span>; \
                  <code>z</code> <ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp>字</ruby>"
            ),
            [
                "body: a ",
                "+ math: x",
                "+ body: , ",
                "+ math:  y",
                "+ body: ; ",
                "+ code: z ",
                "+ body: 漢",
                "+ comment: kan",
                "+ body: 字"
            ]
        );
    }

    #[test]
    fn notes_are_text_without_their_marks() {
        assert_eq!(
            html(
                "<p>a<a href=#fn1 class=footnote-ref role=doc-noteref><sup>1</sup></a>.</p><section id=footnotes \
                  class='footnotes footnotes-end-of-document' role=doc-endnotes><hr><ol><li id=fn1 role=doc-endnote><p>b<a \
                  class=footnote-back role=doc-backlink>↩︎</a></p></li></ol></section>"
            ),
            ["body: a.", "footnote: b"]
        );
        assert_eq!(
            html(
                "a<a epub:type=noteref>*</a><aside epub:type='footnote'>b</aside><section role=doc-endnotes><p>c \
                  <code>d</code></section><div role=doc-bibliography>e</div><nav role=doc-toc>f</nav>"
            ),
            ["body: a", "footnote: b", "endnote: c ", "+ code: d", "bibliography: e", "nav: f"]
        );
        // As LibreOffice and Word write them.
        assert_eq!(
            html(
                "a<a class=sdfootnoteanc><sup>1</sup></a><p class=sdfootnote><a class=sdfootnotesym>1</a>b</p>\
                 <p class=sdendnote>c</p>d<span class=MsoFootnoteReference>[1]</span><p class=MsoFootnoteText>e</p>\
                 <p><span style='mso-list:Ignore'>1.</span>f<div title=footer>g</div>"
            ),
            ["body: a", "footnote: b", "endnote: c", "body: d", "footnote: e", "body: f", "footer: g"]
        );
    }

    #[test]
    fn links_with_a_number_are_marks_of_notes() {
        assert_eq!(
            html(
                "<p>a<sup><a href='#n1'>1</a></sup> b<a href='n.html#n2'><sup>[2]</sup></a> c<sup>2</sup> <a href='#d'>3</a> \
                  <sup><a href='#e'>e f</a></sup><sup><a href='#g'>12345678</a></sup><sup><a href='#h'>*</a>i</sup> <a href='#j'>\n<sup>3</sup></a>\
                 <sup><a href='#k'>what is long, and 4</a></sup>"
            ),
            ["body: a b c2 3 e f12345678i what is long, and 4"]
        );
        assert_eq!(
            html(
                "<aside epub:type=footnote><p><a href='#r1'>1</a>. b 2 <a href='#n3'>3</a></p></aside>\
                 c<span epub:type=pagebreak>12</span>d<p><sup><a href='#e'>4<br>e</a></sup><p><sup><a href='#f'>5"
            ),
            ["footnote: . b 2 3", "body: cd", "body: 4⏎e", "body: 5"]
        );
        // As Google Docs writes them.
        assert_eq!(
            html(
                "<p>a<sup><a href='#ftnt1' id='ftnt_ref1'>[1]</a></sup><sup><a href='#cmnt1' id='cmnt_ref1'>[a]</a></sup>\
                 <hr><div><p><a href='#ftnt_ref1' id='ftnt1'>[1]</a><span> b</span></p><p>c</div>\
                 <div><p><a href='#cmnt_ref1' id='cmnt1'>[a]</a><span>d</span></p></div>e"
            ),
            ["body: a", "footnote: b", "footnote: c", "comment: d", "body: e"]
        );
    }

    #[test]
    fn changes_are_taken_as_one_wishes() {
        let read = |changes| {
            let how = How { format: Some(Format::Html), changes, ..How::default() };
            found(b"<p>a <ins>b</ins> <del>c</del> d", &how)
        };
        assert_eq!(read(Changes::Accepted), ["body: a b ", "+ deleted: c ", "+ body: d"]);
        assert_eq!(read(Changes::Rejected), ["body: a ", "+ inserted: b ", "+ body: c d"]);
        assert_eq!(read(Changes::Both), ["body: a b c d"]);
    }

    #[test]
    fn xhtml_closes_its_elements() {
        assert_eq!(
            html(
                "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><head><title/><script src='a'/>\
                  </head><body><p id='b'/><a id='c'/>d <![CDATA[<e>]]]> &#102;</body></html>"
            ),
            ["body: d <e>] f"]
        );
        assert_eq!(html("<p>d <![CDATA[<e>]]> f"), ["body: d ]]> f"]);
    }

    #[test]
    fn references_are_those_of_browsers() {
        assert_eq!(
            html(
                "&lt;&ltx &notit; &notin; &bogus; &#x41;&#66 &#150; &#0; &#xffffff; &amp &NotEqualTilde; a&b & c&"
            ),
            ["body: <<x ¬it; ∉ &bogus; AB – \u{fffd} \u{fffd} & ≂̸ a&b & c&"]
        );
        assert_eq!(html("<img alt='?a&lt=b&ltc &lt; &lt'>"), ["alt_text: ?a&lt=b&ltc < <"]);
    }

    #[test]
    fn tags_are_read_however_they_are_written() {
        assert_eq!(
            html(
                "<P a=b c='>' d=\">\" e = f / g><B/>a</B ></p x='>'>< b </ c>d<!doctype x><!-- > --!>e<!-->f<!x>g"
            ),
            ["body: a", "body: < b defg"]
        );
        assert_eq!(html("<b>a<p>b</b>c</p>d</i>e</p>f"), ["body: a", "body: bc", "body: de", "body: f"]);
        assert_eq!(html("<table><tr><td>a</div></span></tr></table>b"), ["table: a", "body: b"]);
        let end = "damaged: the file ends within a tag, a comment or a script";
        assert_eq!(html("a<p title='b"), ["body: a", end]);
        assert_eq!(html("a<!-- b"), ["body: a", end]);
    }

    #[test]
    fn encodings_are_those_that_are_stated() {
        let how = How { format: Some(Format::Html), ..How::default() };
        let check = |head: &str| found(&[head.as_bytes(), b"\xcf\xf0\xe8\xe2\xe5\xf2"].concat(), &how);
        assert_eq!(check("<meta charset=\"windows-1251\">"), ["body: Привет"]);
        assert_eq!(
            check("<META http-equiv=Content-Type content='text/html; charset = windows-1251'>"),
            ["body: Привет"]
        );
        assert_eq!(check("<?xml version='1.0' encoding='windows-1251'?>"), ["body: Привет"]);
        assert_eq!(found("\u{feff}<meta charset=latin1>é".as_bytes(), &how), ["body: é"]);
    }

    #[test]
    fn white_space_collapses_after_other_white_space_too() {
        for text in ["<p>a\u{3000}\n b", "<p>a\u{3000} b", "<p>a\u{3000}<i> b</i>"] {
            assert_eq!(
                found(text.as_bytes(), &How { format: Some(Format::Html), ..How::default() }),
                ["body: a\u{3000} b"],
                "{text:?}"
            );
        }
    }

    #[test]
    fn depth_and_attributes_are_bounded() {
        let limits = Limits { depth_max: 10, token_bytes_max: 100, ..Limits::LOCAL };
        let deep = format!("{}<li>a{}b", "<div>".repeat(1_000_000), "</div>".repeat(1_000_000));
        assert_eq!(
            found_within(deep.as_bytes(), Format::Html, limits),
            ["limited: depth_max", "body: a", "body: b"]
        );
        let names: String = (0..200_000).map(|number| format!(" a{number}=b")).collect();
        let many = format!("<p{names} hidden>a</p><img alt='{}'>b", "c".repeat(101));
        assert_eq!(
            found_within(many.as_bytes(), Format::Html, limits),
            ["hidden: a", "limited: token_bytes_max", "body: b"]
        );
    }

    const SAMPLE: &str = "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>a&amp;b</title>\
        <script>x</script></head><body><header>h</header><h1 class='x y'>A</h1><p hidden>é&#x301;<del>c</del><ul><li>d\
        <pre>\n e</pre></ul><table><caption>f<tr><td style='display:none'>g</table><!-- h -->\
        <svg><![CDATA[i]]></svg><img alt='j&lt;'>k<sup><a href='#n'>1</a></sup><aside epub:type=footnote>\
        <p><a href='#r'>[2] l m n</a></aside><div><p><a id=cmnt1 href='#c'>[a]</a>o</div></body>";

    proptest! {
        #[test]
        fn mutated_pages_are_read(damages in damages()) {
            survive(&damaged(SAMPLE.as_bytes().to_vec(), &damages), Format::Html);
        }

        #[test]
        fn pieces_do_not_matter(damages in damages(), length in 1_usize..9) {
            let bytes = damaged(SAMPLE.as_bytes().to_vec(), &damages);
            let text = String::from_utf8_lossy(&bytes);
            let read = |length: usize| {
                let mut lines = vec![];
                let mut sink = |event: crate::Event<'_>| lines.push(format!("{event:?}"));
                let mut page = Page::new(Blocks::new(&mut sink), 20, Changes::Accepted, false);
                let mut tokenizer = Tokenizer::new(1000);
                let mut piece = String::new();
                for character in text.chars() {
                    piece.push(character);
                    if piece.len() >= length {
                        tokenizer.feed(&piece, &mut page);
                        piece.clear();
                    }
                }
                tokenizer.feed(&piece, &mut page);
                let is_whole = tokenizer.finish(&mut page);
                page.finish(is_whole);
                lines
            };
            prop_assert_eq!(read(length), read(usize::MAX));
        }
    }
}
