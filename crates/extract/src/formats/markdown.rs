//! Markdown: CommonMark with tables, footnotes, strikethrough, tasks, formulas, definitions and front matter.
//!
//! What generators of sites add is put into that first: see [`dialects`].
//!
//! Its elements are those of HTML, which may also stand in it as they are: the same [`Page`] takes both.

mod dialects;
mod directives;
mod front_matter;
mod runs;

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr2;
use pulldown_cmark::{Event as Mark, Options, Parser, Tag, TagEnd};

use crate::error::Error;
use crate::event::{Break, Notice};
use crate::format::Format;
use crate::formats::blocks::Blocks;
use crate::formats::html::{
    ASIDE, BLOCKQUOTE, DD, DEL, DL, DT, H1, LI, Name, P, PRE, Page, SPAN, TABLE, TD, TR, Tokenizer, UL,
};
use crate::formats::text::Decoded;
use crate::read::{Changes, Context, Found};
use crate::scope::Scope;
use crate::source::Source;

use front_matter::FrontMatter;

/// Reads a text in Markdown. It has to be in memory: what a word is may be said at the end, by a definition of a link.
pub(crate) fn read(source: &mut dyn Source, context: &mut Context<'_>) -> Result<Found, Error> {
    let bytes_max = context.limits().whole_bytes_max;
    let mut decoded = Decoded::new(source, context.how.encoding)?.with_line_feeds();
    let encoding = decoded.encoding();
    let text = decoded.read_whole(bytes_max)?;
    let (text, is_limited) = bound(&text, context.limits().depth_max);
    if is_limited {
        context.notice(Notice::Limited("depth_max"));
    }
    read_text(&text, true, context);
    Ok(Found { format: Format::Markdown, encoding: Some(encoding.name()) })
}

/// Reads a text in Markdown, or a part of one that has marks of its own, which may have a front matter if it is the first.
/// It is [`bound`].
pub(super) fn read_text(text: &str, may_have_front_matter: bool, context: &mut Context<'_>) {
    let limits = *context.limits();
    let changes = context.how.changes;
    let mut reader = Reader {
        page: Page::new(Blocks::new(context.sink), limits.depth_max, changes, false),
        html: Tokenizer::new(limits.token_bytes_max),
        changes,
        outside: 0,
        verbatim: None,
        has_line_end: false,
    };
    let front_length = if may_have_front_matter { front_matter::length(text) } else { 0 };
    let (front, text) = text.split_at(front_length);
    reader.front_matter(&FrontMatter::new(front));
    let text = dialects::plain(text);
    let marks = Parser::new_ext(&text, options()).into_offset_iter();
    reader.take_all(&text, marks.map(|(mark, place)| without_prices(&text, mark, place)));
    reader.page.finish(true);
}

/// The text with no more marks of quotes and items at the beginning of a line than there may be elements within each
/// other, and whether there were more. The parser looks at all that are open in each line, so that many lines after one
/// with many marks would take it a time that grows with the square of their length. White space of such a length goes as
/// well, since it is what items within items have before them.
pub(super) fn bound(text: &str, depth_max: usize) -> (Cow<'_, str>, bool) {
    let mut bounded = String::new();
    let (mut kept, mut is_limited) = (0, false);
    let mut begin = 0;
    while begin < text.len() {
        let line = text.get(begin..).unwrap_or_default();
        let (length, marks) = prefix(line.as_bytes());
        if length > depth_max {
            bounded.push_str(text.get(kept..begin + depth_max).unwrap_or_default());
            kept = begin + length;
            is_limited |= marks > depth_max;
        }
        begin += memchr2(b'\n', b'\r', line.as_bytes()).map_or(line.len(), |end| end + 1);
    }
    if kept == 0 {
        return (text.into(), false);
    }
    bounded.push_str(text.get(kept..).unwrap_or_default());
    (bounded.into(), is_limited)
}

/// How much of a line may be marks of quotes and items, and the white space around them, and how many marks it has.
fn prefix(line: &[u8]) -> (usize, usize) {
    let (mut at, mut marks) = (0, 0);
    while let Some(byte) = line.get(at) {
        match byte {
            b' ' | b'\t' => {}
            b'>' => marks += 1,
            b'-' | b'+' | b'*' => marks += usize::from(matches!(line.get(at + 1), Some(b' ' | b'\t'))),
            b'0'..=b'9' => {
                let rest = line.get(at..).unwrap_or_default();
                let digits = rest.iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
                if !matches!(rest.get(digits), Some(b'.' | b')')) {
                    break;
                }
                marks += 1;
                at += digits;
            }
            _ => break,
        }
        at += 1;
    }
    (at, marks)
}

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_SUPERSCRIPT
        | Options::ENABLE_SUBSCRIPT
}

/// A mark, which is text if it was taken for a formula and is none: no digit follows the end of one, so that the text
/// between two prices is text.
///
/// # Source
/// The manual of pandoc (extension `tex_math_dollars`).
fn without_prices<'t>(text: &'t str, mark: Mark<'t>, place: Range<usize>) -> Mark<'t> {
    let next = text.as_bytes().get(place.end);
    match text.get(place) {
        Some(whole) if matches!(mark, Mark::InlineMath(_)) && next.is_some_and(u8::is_ascii_digit) => {
            Mark::Text(whole.into())
        }
        _ => mark,
    }
}

/// What is shown of a paragraph, or the text as it is where it would be something else, such as an item of a list: what
/// stands before a text is mostly written without a thought of Markdown.
fn inline(text: &str) -> Cow<'_, str> {
    let mut marks = Parser::new_ext(text, options());
    if !matches!(marks.next(), Some(Mark::Start(Tag::Paragraph))) {
        return text.into();
    }
    let mut shown = String::new();
    for mark in marks.by_ref() {
        match mark {
            Mark::Text(text) | Mark::Code(text) | Mark::InlineHtml(text) => shown.push_str(&text),
            Mark::InlineMath(text) | Mark::DisplayMath(text) => shown.push_str(&text),
            Mark::SoftBreak | Mark::HardBreak => shown.push(' '),
            Mark::End(TagEnd::Paragraph) => break,
            _ => {}
        }
    }
    if marks.next().is_some() {
        return text.into();
    }
    shown.into()
}

struct Reader<'a> {
    page: Page<'a>,
    html: Tokenizer,
    changes: Changes,
    /// Elements that were open before the paragraph.
    outside: usize,
    /// The scope of a listing, while in it.
    verbatim: Option<Scope>,
    /// Whether a line of that has ended, and nothing has followed yet.
    has_line_end: bool,
}

impl Reader<'_> {
    /// Takes what stands before the text.
    fn front_matter(&mut self, front: &FrontMatter) {
        front.title.iter().for_each(|title| self.say_block(Scope::Title, &inline(title)));
        if !front.settings.is_empty() {
            self.say_block(Scope::FrontMatter, &front.settings);
        }
        front.summary.iter().for_each(|paragraph| self.say_block(Scope::Body, &inline(paragraph)));
    }

    fn say_block(&mut self, scope: Scope, text: &str) {
        self.page.say_verbatim(scope, text);
        self.page.end_block(Break::Block);
    }

    fn take(&mut self, mark: Mark<'_>) {
        match mark {
            Mark::Start(tag) => self.start(&tag),
            Mark::End(tag) => self.end(tag),
            Mark::Text(text) => match self.verbatim {
                Some(scope) => self.say_lines(scope, &text),
                None => self.page.say(&text),
            },
            Mark::Code(text) => self.page.say_apart(Scope::Code, &text),
            Mark::InlineMath(text) | Mark::DisplayMath(text) => self.page.say_apart(Scope::Math, &text),
            Mark::Html(text) => self.html.feed(&text, &mut self.page),
            Mark::InlineHtml(text) if is_shown(&text) => self.page.say(&text),
            Mark::InlineHtml(text) => {
                self.html.feed(&text, &mut self.page);
                // What follows is Markdown again, even in an element whose text would be raw.
                self.html.reset();
            }
            Mark::SoftBreak => self.page.say("\n"),
            Mark::HardBreak => self.page.end_block(Break::Line),
            Mark::Rule => self.page.end_block(Break::Block),
            // The number of a note in the text is its mark, and the box before a task that of the item.
            Mark::FootnoteReference(_) | Mark::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => self.page.open_heading(H1, *level as u8),
            Tag::CodeBlock(_) => {
                let scope = self.page.open(PRE, Some(Scope::Code));
                (self.verbatim, self.has_line_end) = (Some(scope), false);
            }
            Tag::Image { .. } => {
                self.page.say_apart(Scope::AltText, " ");
                self.page.open(SPAN, Some(Scope::AltText));
            }
            Tag::Paragraph => self.begin_paragraph(None),
            tag => {
                if let Some((name, scope)) = self.element(tag.to_end()) {
                    self.page.open(name, scope);
                }
            }
        }
    }

    fn begin_paragraph(&mut self, scope: Option<Scope>) {
        self.outside = self.page.depth();
        self.page.open(P, scope);
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.page.close_to_depth(self.outside),
            TagEnd::Heading(_) => self.page.close(H1),
            TagEnd::CodeBlock => {
                self.verbatim = None;
                self.page.close(PRE);
            }
            TagEnd::HtmlBlock => {
                if let Some(name) = self.html.reset() {
                    self.page.close(name);
                }
            }
            TagEnd::Image => {
                self.page.close(SPAN);
                self.page.say_apart(Scope::AltText, " ");
            }
            tag => {
                if let Some((name, _)) = self.element(tag) {
                    self.page.close(name);
                }
            }
        }
    }

    /// The element that a tag means, and the scope of its text.
    fn element(&self, tag: TagEnd) -> Option<(Name, Option<Scope>)> {
        Some(match tag {
            TagEnd::BlockQuote(_) => (BLOCKQUOTE, Some(Scope::Quote)),
            TagEnd::List(_) => (UL, None),
            TagEnd::Item => (LI, Some(Scope::List)),
            TagEnd::FootnoteDefinition => (ASIDE, Some(Scope::Footnote)),
            TagEnd::DefinitionList => (DL, None),
            TagEnd::DefinitionListTitle => (DT, Some(Scope::List)),
            TagEnd::DefinitionListDefinition => (DD, Some(Scope::List)),
            TagEnd::Table => (TABLE, None),
            TagEnd::TableHead | TagEnd::TableRow => (TR, None),
            TagEnd::TableCell => (TD, Some(Scope::Table)),
            TagEnd::Strikethrough => {
                (DEL, Some(Scope::Deleted).filter(|_| self.changes == Changes::Accepted))
            }
            _ => return None,
        })
    }

    /// Takes text whose line feeds count, but for the last.
    fn say_lines(&mut self, scope: Scope, text: &str) {
        if text.is_empty() {
            return;
        }
        if core::mem::take(&mut self.has_line_end) {
            self.page.say_verbatim(scope, "\n");
        }
        let lines = text.strip_suffix('\n');
        self.has_line_end = lines.is_some();
        self.page.say_verbatim(scope, lines.unwrap_or(text));
    }
}

/// Whether a tag within a paragraph is text: that of an element whose text would be raw, so that the rest of the page
/// might be in it.
///
/// # Source
/// GitHub Flavored Markdown, disallowed raw HTML.
fn is_shown(tag: &str) -> bool {
    const NAMES: [&str; 8] =
        ["title", "textarea", "style", "xmp", "noembed", "noframes", "script", "plaintext"];
    let name = tag.trim_start_matches(['<', '/']);
    let name = name.get(..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len()));
    name.is_some_and(|name| NAMES.iter().any(|shown| shown.eq_ignore_ascii_case(name)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::formats::testing::{damaged, damages, found, found_within, survive};
    use crate::{How, Limits};

    use super::*;

    fn markdown(text: &str) -> Vec<String> {
        found(text.as_bytes(), &How { format: Some(Format::Markdown), ..How::default() })
    }

    #[test]
    fn what_stands_between_prices_is_no_formula() {
        assert_eq!(
            markdown(
                "From $10 in May to US$12 in June.\n\n$5-$10, A$5, not C$7, and $x$, the $n$th.\n\n$1$ $2$"
            ),
            [
                "body: From $10 in May to US$12 in June.",
                "body: $5-$10, A$5, not C$7, and ",
                "+ math: x",
                "+ body: , the ",
                "+ math:  n",
                "+ body: th.",
                "math: 1 2"
            ]
        );
    }

    #[test]
    fn blocks_are_apart_and_lists_do_not_glue() {
        assert_eq!(
            markdown(
                "A *b*\nc  \nd\\\ne\n\n- f\n- g\n  - h\n- [x] i\n\n1. j\n\n   k\n2. l\n\n***\n> m\n>\n> - n\n\no&nbsp;p"
            ),
            [
                "body: A b c⏎d⏎e",
                "list: f",
                "list: g",
                "list: h",
                "list: i",
                "list: j",
                "list: k",
                "list: l",
                "quote: m",
                "list: n",
                "body: o\u{a0}p"
            ]
        );
    }

    #[test]
    fn headings_open_sections() {
        assert_eq!(
            markdown("# A `b` {#id}\nc\n\nD\n-\n### e #"),
            [
                "section 1",
                "heading: A ",
                "+ code: b",
                "body: c",
                "section 2",
                "heading: D",
                "section 3",
                "heading: e"
            ]
        );
    }

    #[test]
    fn marks_have_their_scopes() {
        assert_eq!(
            markdown(
                "---\ntitle: a\ntags: [b]\n---\n\n```rust\nfn c() {}\n\nd\n```\n\n    e\n\n\
                 f `g` $h$ ~~i~~ j\n\n$$\nk\n$$"
            ),
            [
                "title: a",
                "front_matter: tags: [b]",
                "code: fn c() {}\n\nd",
                "code: e",
                "body: f ",
                "+ code: g ",
                "+ math: h ",
                "+ deleted: i ",
                "+ body: j",
                "math: k"
            ]
        );
        assert_eq!(
            markdown(
                "a[^1] b![c *d*](e)f <https://g>\n\n[^1]: h\n\n    i\n\n| j | k |\n|---|---|\n| l | m |\n\nn\n: o\n"
            ),
            [
                "body: a b",
                "+ alt_text: c d ",
                "+ body: f https://g",
                "footnote: h",
                "footnote: i",
                "table: j",
                "table: k",
                "table: l",
                "table: m",
                "list: n",
                "list: o"
            ]
        );
        assert_eq!(markdown("+++\na = 1\n+++\n\na ~b~ ^c^"), ["front_matter: a = 1", "body: a b c"]);
    }

    #[test]
    fn front_matter_stands_before_the_text_only() {
        assert_eq!(markdown("+++\na = 1\n\nb = 2\n+++\nc"), ["front_matter: a = 1\n\nb = 2", "body: c"]);
        assert_eq!(
            markdown("---\ntitle: A *b* `c` <d>\nabstract: E *f*.\ng: h\n---\n# i"),
            ["title: A b c <d>", "front_matter: g: h", "body: E f.", "section 1", "heading: i"]
        );
        assert_eq!(markdown("---\r\na: b\r\n...\r\nc"), ["front_matter: a: b", "body: c"]);
        assert_eq!(
            markdown("a\n\n---\n## b\n\nc\n\n---\n\nd"),
            ["body: a", "section 2", "heading: b", "body: c", "body: d"]
        );
        assert_eq!(markdown("---\n\na\n\n---\n\nb"), ["body: a", "body: b"]);
        assert_eq!(markdown("---\na: b\n"), ["body: a: b"]);
    }

    #[test]
    fn html_in_markdown_is_html() {
        assert_eq!(
            markdown(
                "a <b>c</b><br>d <!-- e -->\n\n<div hidden>\n\n*f*\n\n</div>\n\n<details><summary>g</summary>\n\nh\n\n\
                      </details>\n<script>\ni < j\n</script>\n\nk <del>l</del><img alt=m>"
            ),
            ["body: a c⏎d", "hidden: f", "body: g", "body: h", "body: k ", "+ deleted: l", "+ alt_text: m"]
        );
    }

    #[test]
    fn no_tag_in_a_paragraph_hides_what_follows() {
        assert_eq!(
            markdown(
                "Tag <title> and <Script src=a> are\n\nshown </title>\n\n- a <plaintext>\n\n# a <style>"
            ),
            [
                "body: Tag <title> and <Script src=a> are",
                "body: shown </title>",
                "list: a <plaintext>",
                "section 1",
                "heading: a <style>"
            ]
        );
        assert_eq!(
            markdown(
                "a <template> b\n\nc <select> <option> d\n\ne <div hidden> f\n\n<p>g <b>h\n\ni</p>\n\nj"
            ),
            ["body: a", "body: c", "hidden: d", "body: e", "hidden: f", "body: g h", "body: i", "body: j"]
        );
        assert_eq!(markdown("---\ra: b\r---\rc\r\rd"), ["front_matter: a: b", "body: c", "body: d"]);
    }

    #[test]
    fn depth_is_bounded() {
        let limits = Limits { depth_max: 8, whole_bytes_max: 100_000, ..Limits::LOCAL };
        let deep = format!("{}a\n\nb", "> ".repeat(10_000));
        assert_eq!(
            found_within(deep.as_bytes(), Format::Markdown, limits),
            ["limited: depth_max", "quote: a", "body: b"]
        );
        // A rule is none the worse for it, and text behind marks is kept.
        assert_eq!(bound("a\n----------\n b\n> > > 1. - + c\n", 4), ("a\n----\n b\n> > c\n".into(), true));
        assert_eq!(bound("----------\n1234567890", 4), ("----\n1234567890".into(), false));
        assert_eq!(bound("> a\n", 4), ("> a\n".into(), false));
        // Without the bound it takes a second, and a hundred with ten times the lines.
        let lazy = format!("{}x\n{}", "- ".repeat(20_000), "x\n".repeat(20_000));
        let lines = found_within(lazy.as_bytes(), Format::Markdown, Limits::LOCAL);
        assert_eq!(lines.first().map(String::as_str), Some("limited: depth_max"));
        assert_eq!(lines.iter().map(|line| line.matches("x ").count()).sum::<usize>(), 20_000);
        assert_eq!(
            found_within(&[b'a'; 100_001], Format::Markdown, limits),
            ["error: the document exceeds the limit whole_bytes_max"]
        );
    }

    const SAMPLE: &str = "---\na: b\n---\n# C `d`\n\ne[^1] ~~f~~ $g$ <b>h\n- i\n  > j\n\n[^1]: k\n\n\
        |l|m|\n|-|-|\n|n|o|\n\n\
        ```\np\n```\n![q](r \"s\") <div hidden>\n<!-- t\n";

    proptest! {
        #[test]
        fn mutated_texts_are_read(damages in damages()) {
            survive(&damaged(SAMPLE.as_bytes().to_vec(), &damages), Format::Markdown);
        }
    }
}
