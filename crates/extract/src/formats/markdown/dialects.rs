//! What generators of sites and books add to Markdown, put into Markdown that everybody knows.
//!
//! ```text
//! ::: warning Mind the gap       pandoc, Docusaurus, VuePress     the title, and a block of its own
//! !!! note "Mind the gap"        MkDocs, Python-Markdown          the same; what is indented after it is no code
//! === "Linux"                    MkDocs                           the same
//! ```{note} Mind the gap         MyST                             the same, unless a directive is a listing
//! {ref}`the gap <gap>`           MyST                             what it shows
//! {{< figure src="a.png" >}}     Hugo, which has {{% … %}} too    nothing; {{< highlight >}} is a listing
//! {% include note.html %}        Jekyll                           nothing; {% highlight %} is a listing
//! > [!tip]- Mind the gap         Obsidian                         the title, and a block of its own
//! ```
//! By CommonMark all of it would be text, or code, and nobody who reads the page would read it.
//!
//! # Source
//! The manuals of pandoc (fenced divs), Docusaurus (admonitions), Python-Markdown (admonitions), PyMdown Extensions
//! (details, tabbed), Hugo (shortcodes), Jekyll (Liquid) and Obsidian (callouts).

use std::borrow::Cow;

use memchr::memmem;

use super::directives::{Directive, is_option, role};

/// How tags begin and end.
const TAGS: [(&str, &str); 3] = [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}")];

/// A tag has at most so many bytes.
const TAG_BYTES_MAX: usize = 4 << 10;

/// The columns by which what belongs to a mark is indented.
const INDENT: usize = 4;

/// The callouts that GitHub has.
const GITHUB_ALERTS: [&str; 5] = ["note", "tip", "important", "warning", "caution"];

/// Marks within each other; those beyond are text.
const DEPTH_MAX: usize = 8;

/// What a listing between tags gets, since it may have other fences in it.
const FENCE: &str = "~~~~~~~~~~";

/// The text without the marks of generators.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if !has_marks(text) {
        return text.into();
    }
    let mut plain = Plain {
        text: String::with_capacity(text.len()),
        open: vec![],
        fences: vec![],
        has_options: false,
        listing: None,
        is_list: false,
        ends: Ends::of(text),
    };
    let mut rest = text;
    while !rest.is_empty() {
        rest = plain.take_line(rest);
    }
    plain.text.into()
}

/// Whether there may be something to do. In most texts there is not, which this finds out in few passes.
fn has_marks(text: &str) -> bool {
    let bytes = text.as_bytes();
    let has = |mark: &&str| memmem::find(bytes, mark.as_bytes()).is_some();
    let begins = |at: usize| {
        let (before, found) = text.split_at(at);
        before.ends_with("```")
            || TAGS.iter().any(|(open, _)| found.starts_with(open))
            || role(found).is_some()
    };
    [":::", "!!! ", "???", "=== \"", "> [!"].iter().any(has) || memchr::memchr_iter(b'{', bytes).any(begins)
}

struct Plain<'t> {
    text: String,
    /// The columns of the marks that are open and have their text indented.
    open: Vec<usize>,
    /// The fences that have text in them: their sign, and how many of it.
    fences: Vec<(u8, usize)>,
    /// Whether the options of a directive may follow.
    has_options: bool,
    listing: Option<Listing>,
    /// Whether the last line at the edge was an item of a list, in which marks may be indented.
    is_list: bool,
    ends: Ends<'t>,
}

/// A listing, by how it ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Listing {
    /// With at least so many of this sign.
    Fenced(u8, usize),
    /// With at least so many colons.
    Coloned(usize),
    /// With a tag.
    Tagged,
}

impl Plain<'_> {
    /// Takes the next line, and gives back what follows.
    fn take_line<'a>(&mut self, rest: &'a str) -> &'a str {
        let (line, after) = split_line(rest);
        if line.trim_ascii().is_empty() {
            self.has_options = false;
            self.text.push_str(line);
            return after;
        }
        let column = indentation(line);
        while self.open.last().is_some_and(|mark| column < mark + INDENT) {
            self.open.pop();
            self.listing = self.listing.filter(|listing| !matches!(listing, Listing::Fenced(..)));
        }
        let line = outdented(line, self.open.len() * INDENT);
        if let Some(listing) = self.listing {
            self.take_listing(listing, line);
            return after;
        }
        let is_edge = indentation(line) < INDENT;
        let (inner, is_item) = after_item(line.trim_ascii_start());
        if is_edge {
            self.is_list = is_item;
        }
        if std::mem::take(&mut self.has_options) && is_option(inner) {
            self.has_options = true;
        } else if let Some((mark, length)) = fence(inner) {
            self.take_fence(mark, length, inner, line);
        } else if !is_edge && !self.is_list {
            // It is code, or goes on with what is no item.
            self.text.push_str(line);
        } else if let Some(directive) = coloned(inner) {
            match directive {
                Directive::Text(title) => {
                    self.put_title(title, indentation(line));
                    self.has_options = inner.contains('{');
                }
                Directive::Listing => {
                    self.listing = Some(Listing::Coloned(count(inner, b':')));
                    self.put_line(FENCE);
                }
            }
        } else if let Some(title) = self.indented_title(inner, column, after) {
            self.put_title(title, indentation(line));
        } else if is_highlight(inner) {
            self.listing = Some(Listing::Tagged);
            self.put_line(FENCE);
        } else if let Some((marks, title)) = callout(line) {
            self.put_line(&[marks, title].concat());
            self.put_line(marks);
        } else {
            let whole = rest.get(rest.len() - after.len() - line.len()..).unwrap_or_default();
            return self.put_without_tags(whole);
        }
        after
    }

    /// Takes the fence before or after a listing or a text.
    fn take_fence(&mut self, mark: u8, length: usize, inner: &str, line: &str) {
        let info = inner.get(length..).unwrap_or_default().trim_ascii();
        let ends =
            |&mut (other, least): &mut (u8, usize)| info.is_empty() && other == mark && least <= length;
        if self.fences.pop_if(ends).is_some() {
            return self.put_line("");
        }
        match Directive::of(info) {
            Some(Directive::Text(title)) if self.fences.len() < DEPTH_MAX => {
                self.fences.push((mark, length));
                self.put_title(title, indentation(line));
                self.has_options = true;
            }
            _ => {
                self.listing = Some(Listing::Fenced(mark, length));
                self.text.push_str(line);
            }
        }
    }

    fn take_listing(&mut self, listing: Listing, line: &str) {
        let inner = line.trim_ascii();
        let ends = match listing {
            Listing::Fenced(mark, length) => fence(inner)
                .is_some_and(|(other, more)| other == mark && more >= length && more == inner.len()),
            Listing::Coloned(length) => count(inner, b':') >= length && count(inner, b':') == inner.len(),
            Listing::Tagged => {
                tag_name(inner).is_some_and(|name| matches!(name, "endhighlight" | "/highlight"))
            }
        };
        if ends {
            self.listing = None;
        }
        match listing {
            // Its beginning was not a fence for everybody.
            Listing::Coloned(_) | Listing::Tagged if ends => self.put_line(FENCE),
            _ => self.text.push_str(line),
        }
    }

    /// The title of a mark whose text is indented, of which there must be some; it is open then.
    fn indented_title<'a>(&mut self, line: &'a str, column: usize, after: &str) -> Option<&'a str> {
        let title = indented_title(line)?;
        let next = after.lines().find(|line| !line.trim_ascii().is_empty())?;
        if self.open.len() >= DEPTH_MAX || indentation(next) < column + INDENT {
            return None;
        }
        self.open.push(column);
        Some(title)
    }

    fn put_line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Ends the block before, and makes one of the title, if there is any.
    fn put_title(&mut self, title: &str, indentation: usize) {
        self.put_line("");
        if !title.is_empty() {
            self.text.extend(std::iter::repeat_n(' ', indentation));
            self.put_line(title);
            self.put_line("");
        }
    }

    /// Puts a line without the tags in it, and gives back what follows. A tag may go on in the lines that follow.
    fn put_without_tags<'a>(&mut self, mut rest: &'a str) -> &'a str {
        let (mut line, mut after) = split_line(rest);
        // The backticks that the code is in, if there is any.
        let mut ticks = 0;
        while let Some((begin, end, shown)) = self.ends.find_tag(rest, line, &mut ticks) {
            self.text.push_str(line.get(..begin).unwrap_or_default());
            self.text.push_str(shown);
            rest = rest.get(end..).unwrap_or_default();
            (line, after) = match line.get(end..) {
                // A line of many tags is not gone through for each.
                Some(line) => (line, after),
                None => split_line(rest),
            };
        }
        self.text.push_str(line);
        after
    }
}

/// Parts the first line, with its end, from what follows.
fn split_line(text: &str) -> (&str, &str) {
    let end = memchr::memchr(b'\n', text.as_bytes()).map_or(text.len(), |feed| feed + 1);
    text.split_at(end)
}

/// The columns of white space before the text of a line; a tab goes to the next multiple of four.
fn indentation(line: &str) -> usize {
    let white = line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t'));
    white.fold(0, |column, byte| if byte == b' ' { column + 1 } else { column / INDENT * INDENT + INDENT })
}

/// A line without the white space of its first columns.
fn outdented(line: &str, columns: usize) -> &str {
    let mut column = 0;
    let white = line.bytes().take_while(|byte| {
        let is_before = column < columns && matches!(byte, b' ' | b'\t');
        column = if *byte == b' ' { column + 1 } else { column / INDENT * INDENT + INDENT };
        is_before
    });
    let length = white.count();
    line.get(length..).unwrap_or_default()
}

/// What follows the mark of an item of a list, and whether there is one.
fn after_item(line: &str) -> (&str, bool) {
    let digits = line.bytes().take(9).take_while(u8::is_ascii_digit).count();
    let mark = match line.as_bytes().get(digits) {
        Some(b'-' | b'*' | b'+') if digits == 0 => 1,
        Some(b'.' | b')') if digits > 0 => digits + 1,
        _ => return (line, false),
    };
    match line.get(mark..) {
        Some(rest) if rest.starts_with([' ', '\t']) => (rest.trim_ascii_start(), true),
        _ => (line, false),
    }
}

/// How often a line begins with a sign.
fn count(line: &str, sign: u8) -> usize {
    line.bytes().take_while(|byte| *byte == sign).count()
}

/// The sign of a fence and how many of it there are.
fn fence(line: &str) -> Option<(u8, usize)> {
    let mark = *line.as_bytes().first().filter(|mark| matches!(mark, b'`' | b'~'))?;
    let length = count(line, mark);
    let is_span = mark == b'`' && line.get(length..).is_some_and(|info| info.contains('`'));
    (length >= 3 && !is_span).then_some((mark, length))
}

/// What a line of colons means, before a block or after it: `::: warning Title`, `:::note[Title]{#id}`, `::: {.class}`,
/// `:::{code} c`, `:::`.
fn coloned(line: &str) -> Option<Directive<'_>> {
    let line = line.strip_prefix(":::")?.trim_start_matches(':').trim_ascii();
    if let Some(directive) = Directive::of(line) {
        return Some(directive);
    }
    let line = line.trim_end_matches(':').trim_ascii_end();
    let after_kind = line.trim_start_matches(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_'));
    Some(Directive::Text(match after_kind.as_bytes().first() {
        // What follows braces is for the program that reads them.
        None | Some(b'{') => "",
        Some(b'[') => after_kind.get(1..)?.split_once(']')?.0,
        Some(b' ' | b'\t') if after_kind.len() < line.len() => {
            let title = after_kind.trim_ascii_start();
            title.split_once('{').map_or(title, |(title, _)| title.trim_ascii_end())
        }
        _ => return None,
    }))
}

/// The title of a mark whose text is indented: `!!! note "Title"`, `??? note`, `=== "Title"`.
fn indented_title(line: &str) -> Option<&str> {
    let line = line.trim_ascii_end();
    let tab = line.strip_prefix("===").map(|rest| rest.strip_prefix(['!', '+']).unwrap_or(rest));
    let details = || line.strip_prefix("???").map(|rest| rest.strip_prefix('+').unwrap_or(rest));
    let rest = tab.or_else(|| line.strip_prefix("!!!")).or_else(details)?;
    if !rest.starts_with(' ') {
        return None;
    }
    let (kinds, title) = match rest.split_once('"') {
        Some((kinds, title)) => (kinds, title.strip_suffix('"')?),
        // A tab has no other name.
        None if tab.is_some() => return None,
        None => (rest, ""),
    };
    kinds.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ')).then_some(title)
}

/// The marks of a quotation and the title of the callout that it is: `> [!tip]- Title`. What GitHub has too is left to the
/// parser.
fn callout(line: &str) -> Option<(&str, &str)> {
    let (marks, rest) = line.split_at(line.find('[')?);
    if !marks.contains('>') || !marks.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'>')) {
        return None;
    }
    let (kind, rest) = rest.strip_prefix("[!")?.split_once(']')?;
    let is_kind = !kind.is_empty() && kind.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let title = rest.strip_prefix(['+', '-']).unwrap_or(rest);
    let is_apart = title.is_empty() || title.starts_with(|c: char| c.is_ascii_whitespace());
    let is_left =
        rest.trim_ascii().is_empty() && GITHUB_ALERTS.iter().any(|alert| alert.eq_ignore_ascii_case(kind));
    (is_kind && is_apart && !is_left).then_some((marks, title.trim_ascii()))
}

/// The name in a tag that a line begins with.
fn tag_name(line: &str) -> Option<&str> {
    let (open, _) = TAGS.iter().find(|(open, _)| line.starts_with(open))?;
    let name = line.get(open.len()..)?.trim_start_matches('-').trim_ascii_start();
    name.get(..name.find(|c: char| !c.is_alphanumeric() && c != '/')?)
}

/// Whether a line is a tag after which there is a listing.
fn is_highlight(line: &str) -> bool {
    tag_name(line) == Some("highlight")
        && TAGS.iter().any(|(_, close)| line.trim_ascii_end().ends_with(close))
}

/// Where tags and paragraphs end. Each place is looked for once, so that a text full of beginnings takes no longer than
/// others.
struct Ends<'t> {
    text: &'t str,
    /// The last end of each kind of tag, and of a paragraph, that was looked for.
    tags: [Option<usize>; TAGS.len()],
    paragraph: Option<usize>,
}

impl<'t> Ends<'t> {
    const fn of(text: &'t str) -> Self {
        Self { text, tags: [None; TAGS.len()], paragraph: None }
    }

    /// The first tag or role that begins in the first line of the rest of the text, outside of code: where it begins, where
    /// it ends, and what it shows. A tag is not long, and within a paragraph.
    fn find_tag<'a>(
        &mut self,
        rest: &str,
        line: &'a str,
        ticks: &mut usize,
    ) -> Option<(usize, usize, &'a str)> {
        let mut at = 0;
        loop {
            let begin = at + memchr::memchr2(b'{', b'`', line.get(at..)?.as_bytes())?;
            let found = line.get(begin..)?;
            at = begin + 1;
            match count(found, b'`') {
                0 if *ticks > 0 => {}
                0 => {
                    let tag =
                        self.tag(found, self.text.len() - rest.len() + begin).map(|length| (length, ""));
                    if let Some((length, shown)) = tag.or_else(|| role(found)) {
                        return Some((begin, begin + length, shown));
                    }
                }
                more => {
                    at = begin + more;
                    *ticks = match *ticks {
                        0 => more,
                        open if open == more => 0,
                        open => open,
                    };
                }
            }
        }
    }

    /// The length of a tag, which is at this place of the text.
    fn tag(&mut self, found: &str, place: usize) -> Option<usize> {
        let kind = TAGS.iter().position(|(open, _)| found.starts_with(open))?;
        let (open, close) = TAGS[kind];
        let from = place + open.len();
        let end = next(self.text, &mut self.tags[kind], close, from)?;
        let length = open.len() + end - from + close.len();
        let paragraph = next(self.text, &mut self.paragraph, "\n\n", from).unwrap_or(self.text.len());
        (length <= TAG_BYTES_MAX && end < paragraph).then_some(length)
    }
}

/// The next place of something from a place on, which is the one that is known if that is not behind. None is known to be
/// nowhere.
fn next(text: &str, known: &mut Option<usize>, what: &str, from: usize) -> Option<usize> {
    if known.is_none_or(|known| known < from) {
        let rest = text.get(from..).unwrap_or_default();
        let place = memmem::find(rest.as_bytes(), what.as_bytes()).map(|at| from + at);
        *known = Some(place.unwrap_or(usize::MAX));
    }
    known.filter(|known| *known < usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_between_colons_keep_their_titles() {
        for (mark, title) in [
            (":::", ""),
            ("::: warning", ""),
            (":::::: {.class #id} ::::::", ""),
            ("::: Warning ::::::", ""),
            (":::note[Mind *the* gap]{#id}", "Mind *the* gap"),
            ("::: tip Mind the gap", "Mind the gap"),
            ("::: tip Mind the gap {open}", "Mind the gap"),
            (":::{figure} a.png", ""),
            ("::::{note} Mind the gap", "Mind the gap"),
        ] {
            assert_eq!(coloned(mark), Some(Directive::Text(title)), "{mark}");
        }
        for text in ["::", ":::?", "a :::", "::: ?"] {
            assert_eq!(coloned(text), None, "{text}");
        }
        assert_eq!(plain("a\n::: tip B c\nd\n:::\ne\n"), "a\n\nB c\n\nd\n\ne\n");
    }

    #[test]
    fn directives_have_text_or_a_listing() {
        assert_eq!(
            plain("````{note} A b\n:class: wide\nc\n\n```\nd\n```\n````\ne\n"),
            "\nA b\n\nc\n\n```\nd\n```\n\ne\n"
        );
        assert_eq!(
            plain(":::{code} c\n:name: d\nif\n:::\n```{r}\n!!! e\n    f\n```\n"),
            "~~~~~~~~~~\n:name: d\nif\n~~~~~~~~~~\n```{r}\n!!! e\n    f\n```\n"
        );
    }

    #[test]
    fn what_is_indented_after_a_mark_is_no_code() {
        assert_eq!(
            plain("!!! note \"A b\"\n\n    c\n\n        code\n    !!! tip\n        d\n    e\nf\n"),
            "\nA b\n\n\nc\n\n    code\n\nd\ne\nf\n"
        );
        assert_eq!(plain("=== \"A\"\n\tb\n\n=== \"C\"\n    d\n"), "\nA\n\nb\n\n\nC\n\nd\n");
        assert_eq!(
            plain("1. a\n\n    ???+ info inline end\n        b\n\n    c\n"),
            "1. a\n\n\n    b\n\n    c\n"
        );
        assert_eq!(plain("- a\n\n    ??? \"B\"\n        c\n"), "- a\n\n\n    B\n\n    c\n");
        // Without such text, and within code, they are none.
        for text in [
            "!!! wow such\ntext\n",
            "a\n\n    !!! note\n        b\n",
            "```\n!!! a\n    b\n```\n",
            "??? \"a\nb",
        ] {
            assert_eq!(plain(text), text);
        }
    }

    #[test]
    fn callouts_are_quotations_without_their_kind() {
        assert_eq!(
            plain("> [!info] A *b*\n> c\n\n> [!tip]-\n> d\n> > [!x-y]+ e\n"),
            "> A *b*\n> \n> c\n\n> \n> \n> d\n> > e\n> > \n"
        );
        let text = "> [!NOTE]\n> a\n\n> [!b](c)\n\n> [!d]e\n\nf [!g] > [!h]\n";
        assert_eq!(plain(text), text);
    }

    #[test]
    fn tags_are_left_out() {
        assert_eq!(plain("a {{< ref \"b\" >}}c {% d\ne %} f {{% g %}}\n{{h}}\n"), "a c  f \n{{h}}\n");
        assert_eq!(
            plain(
                "{% highlight c %}\n{% if %}\n```\n{% endhighlight %}\n{{< highlight >}}\na\n{{< /highlight >}}\n"
            ),
            "~~~~~~~~~~\n{% if %}\n```\n~~~~~~~~~~\n~~~~~~~~~~\na\n~~~~~~~~~~\n"
        );
        assert_eq!(plain("{% a %}b{%}"), "b{%}");
        assert_eq!(plain("a {ref}`b <c>` {py:func}`d`\n"), "a b `d`\n");
        let code = "a `{% if %}` and `{b}` and ``{ref}`c` `` d\n";
        assert_eq!(plain(code), code);
        assert_eq!(plain("a `{% if %}` {ref}`b <c>` {% d %}e\n"), "a `{% if %}` b e\n");
        // One that does not end, or not in its paragraph, is text.
        for text in ["a {% b\n\n c %}\n", "a {{< b\n", "{%", "- ```\n  {% a %}\n  ```\n"] {
            assert_eq!(plain(text), text);
        }
    }
}
