//! What the elements of a page mean: which text is in which scope, and where blocks end.

mod notes;

use crate::event::{Break, Notice};
use crate::formats::blocks::Blocks;
use crate::read::Changes;
use crate::scope::Scope;

use super::elements::*;
use super::tokens::{Attribute, Attributes, Content, Name, Tokens};
use notes::{ENDNOTES, FOOTNOTES, NOTE_MARKS, note_of};

/// An open element.
#[derive(Clone, Copy, Debug)]
struct Open {
    name: Name,
    /// The scope of the text in it.
    scope: Scope,
    is_block: bool,
    is_heading: bool,
    /// Whether its text is no text.
    is_dropped: bool,
    /// Whether its white space stays as it is.
    is_verbatim: bool,
    /// Whether a header or footer in it is none of the page.
    is_sectioned: bool,
    /// Whether it is within SVG or MathML, where elements close as in XML.
    is_foreign: bool,
    /// Whether it is within a link to a place of the document, and whether within what is raised: together they make the
    /// mark of a note.
    is_linked: bool,
    is_raised: bool,
}

const ROOT: Open = Open {
    name: Name::of(""),
    scope: Scope::Body,
    is_block: true,
    is_heading: false,
    is_dropped: false,
    is_verbatim: false,
    is_sectioned: false,
    is_foreign: false,
    is_linked: false,
    is_raised: false,
};

/// Takes elements and text, and hands over text in its scopes.
pub(crate) struct Page<'a> {
    blocks: Blocks<'a>,
    /// The open elements; never more than `depth_max`.
    open: Vec<Open>,
    /// How many of them are `p`, which most elements would close.
    paragraphs: usize,
    /// Elements beyond that.
    deeper: u64,
    depth_max: usize,
    changes: Changes,
    /// Whether elements may close themselves.
    is_xml: bool,
    /// Whether the next line feed is that after `<pre>`, which is none.
    is_after_pre: bool,
    is_limited: bool,
    /// What may be the mark of a note, until its link ends, and its scope.
    mark: String,
    mark_scope: Scope,
}

impl<'a> Page<'a> {
    pub(crate) fn new(blocks: Blocks<'a>, depth_max: usize, changes: Changes, is_xml: bool) -> Self {
        Self {
            blocks,
            open: vec![],
            paragraphs: 0,
            deeper: 0,
            depth_max,
            changes,
            is_xml,
            is_after_pre: false,
            is_limited: false,
            mark: String::new(),
            mark_scope: Scope::Body,
        }
    }

    /// Ends the page, which may have been cut off within a tag.
    pub(crate) fn finish(mut self, is_whole: bool) {
        self.say_mark();
        if !is_whole {
            self.blocks.notice(Notice::Damaged("the file ends within a tag, a comment or a script"));
        }
        self.blocks.finish();
    }

    /// Opens an element whose text is in a scope, where the elements around it allow; returns the scope.
    pub(crate) fn open(&mut self, name: Name, scope: Option<Scope>) -> Scope {
        let parent = self.top();
        let rule = rule(name);
        let scope = scope.map_or(parent.scope, |scope| within(parent.scope, scope));
        if rule.layout == Layout::Block {
            self.blocks.end(Break::Block);
        }
        self.push(Open { name, scope, is_block: rule.layout == Layout::Block, is_heading: false, ..parent });
        scope
    }

    /// Opens a heading of a section.
    pub(crate) fn open_heading(&mut self, name: Name, level: u8) {
        let parent = self.top();
        // What is a heading in a list of links or in a box opens no section of the text.
        let is_heading = matches!(parent.scope, Scope::Body | Scope::List | Scope::Table);
        if is_heading {
            self.blocks.heading(level);
        } else {
            self.blocks.end(Break::Block);
        }
        let scope = if is_heading { Scope::Heading } else { parent.scope };
        self.push(Open { name, scope, is_block: true, is_heading, ..parent });
    }

    /// Closes the nearest open element of this name, and those within it.
    pub(crate) fn close(&mut self, name: Name) {
        if self.deeper > 0 {
            self.deeper -= 1;
            if rule(name).layout == Layout::Block {
                self.blocks.end(Break::Block);
            }
            return;
        }
        let is_block = rule(name).layout == Layout::Block;
        let is_part = is_table_part(name);
        let mut found = None;
        for (at, open) in self.open.iter().enumerate().rev() {
            if open.name == name {
                found = Some(at);
                break;
            }
            // Nothing in a cell closes what is around its table.
            if (open.name == TABLE && name != TABLE) || (!is_part && is_cell(open.name)) {
                break;
            }
        }
        match found {
            Some(at) if is_block || !self.open.iter().skip(at).any(|open| open.is_block) => {
                self.close_to(at);
            }
            // As `</b>` in `<b><p>…</b>…</p>`, which ends no paragraph.
            Some(at) => {
                let open = self.open.remove(at);
                self.end_mark(open.name);
            }
            None if is_block => self.blocks.end(Break::Block),
            None => {}
        }
    }

    /// How many elements are open.
    pub(crate) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Ends a block with all elements that were opened in it, when so many were open before.
    pub(crate) fn close_to_depth(&mut self, depth: usize) {
        if self.deeper == 0 {
            self.close_to(depth);
        }
        self.blocks.end(Break::Block);
    }

    /// Begins a note in the midst of a block; returns how many elements are open.
    pub(crate) fn begin_note(&mut self, scope: Scope) -> usize {
        let outside = self.depth();
        self.blocks.step_aside();
        self.open(SPAN, Some(scope));
        outside
    }

    /// Ends a note before which so many elements were open.
    pub(crate) fn end_note(&mut self, outside: usize) {
        self.close_to_depth(outside);
        self.blocks.step_back();
    }

    /// Takes text of the innermost element.
    pub(crate) fn say(&mut self, text: &str) {
        let top = self.top();
        if top.is_dropped || self.holds_mark(top, text) {
            return;
        }
        if !self.mark.is_empty() || !text.trim_ascii_start().is_empty() {
            self.say_mark();
        }
        if top.is_verbatim {
            let text = if core::mem::take(&mut self.is_after_pre) {
                text.strip_prefix("\r\n").or_else(|| text.strip_prefix('\n')).unwrap_or(text)
            } else {
                text
            };
            self.blocks.verbatim(top.scope, text);
        } else {
            self.blocks.words(top.scope, text);
        }
    }

    /// Takes text within the innermost element that is in a scope of its own.
    pub(crate) fn say_apart(&mut self, scope: Scope, text: &str) {
        self.say_mark();
        let top = self.top();
        if !top.is_dropped {
            self.blocks.words(within(top.scope, scope), text);
        }
    }

    /// Takes text that stands for a picture: words of their own.
    pub(crate) fn say_alternative(&mut self, text: &str) {
        self.say_mark();
        let top = self.top();
        if !top.is_dropped {
            let scope = within(top.scope, Scope::AltText);
            self.blocks.space(scope);
            self.blocks.words(scope, text);
            self.blocks.space(scope);
        }
    }

    /// Takes text as it is, such as a listing.
    pub(crate) fn say_verbatim(&mut self, scope: Scope, text: &str) {
        self.say_mark();
        let top = self.top();
        if !top.is_dropped {
            self.blocks.verbatim(within(top.scope, scope), text);
        }
    }

    /// Ends a line or a block.
    pub(crate) fn end_block(&mut self, gap: Break) {
        self.blocks.end(gap);
    }

    /// Says once that elements were too deep.
    fn limit(&mut self, which: &str) {
        if !core::mem::replace(&mut self.is_limited, true) {
            self.blocks.notice(Notice::Limited(which));
        }
    }

    fn top(&self) -> Open {
        self.open.last().copied().unwrap_or(ROOT)
    }

    fn push(&mut self, open: Open) {
        if self.open.len() < self.depth_max {
            self.paragraphs += usize::from(open.name == P);
            self.open.push(open);
        } else {
            self.deeper += 1;
            self.limit("depth_max");
        }
    }

    /// Closes all elements from this one on.
    fn close_to(&mut self, at: usize) {
        while self.open.len() > at {
            let Some(open) = self.open.pop() else { break };
            self.end_mark(open.name);
            self.paragraphs -= usize::from(open.name == P);
            if open.is_heading {
                self.blocks.end_heading();
            } else if open.is_block {
                self.blocks.end(Break::Block);
            }
        }
        self.is_after_pre = false;
    }

    /// Closes the nearest open element that is one of these, up to one of those that shield it.
    fn imply_end(&mut self, names: &[Name], shields: &[Name]) {
        let is_one = |open: &Open| names.contains(&open.name);
        let place = self.open.iter().rposition(|open| is_one(open) || shields.contains(&open.name));
        if let Some(at) = place.filter(|&at| self.open.get(at).is_some_and(is_one)) {
            self.close_to(at);
        }
    }

    fn imply_end_of_paragraph(&mut self) {
        if self.paragraphs > 0 {
            self.imply_end(&[P], &[TD, TH, CAPTION, TABLE, BUTTON, OBJECT, TEMPLATE]);
        }
    }

    /// Closes what a start tag closes without saying it, in HTML only.
    fn imply_ends(&mut self, name: Name, layout: Layout) {
        match name {
            LI => self.imply_end(&[LI], &[UL, OL, MENU, TD, TH, TABLE]),
            DT | DD => self.imply_end(&[DT, DD], &[DL, TD, TH, TABLE]),
            TD | TH => self.imply_end(&[TD, TH, CAPTION], &[TR, TABLE]),
            TR => self.imply_end(&[TR, CAPTION], &[TABLE]),
            TBODY | THEAD | TFOOT => self.imply_end(&[TBODY, THEAD, TFOOT, CAPTION], &[TABLE]),
            OPTION | OPTGROUP => self.imply_end(&[OPTION], &[SELECT]),
            RT | RP => self.imply_end(&[RT, RP], &[RUBY]),
            BODY => self.imply_end(&[HEAD], &[]),
            _ => {}
        }
        if layout == Layout::Block && !is_table_part(name) && !matches!(name, OPTION | OPTGROUP | BUTTON) {
            self.imply_end_of_paragraph();
        }
    }

    /// What an element's attributes make of it.
    fn with_attributes(&self, name: Name, rule: Rule, attributes: &Attributes) -> Meaning {
        let get = |attribute| attributes.get(attribute).unwrap_or_default();
        let has_word = |attribute, words: &[&str]| {
            get(attribute)
                .split_ascii_whitespace()
                .any(|word| words.iter().any(|w| w.eq_ignore_ascii_case(word)))
        };
        let (has_role, has_class) = (
            |words: &[&str]| has_word(Attribute::Role, words),
            |words: &[&str]| has_word(Attribute::Class, words),
        );
        let has_type = |words: &[&str]| has_word(Attribute::EpubType, words);
        let is_block = rule.layout == Layout::Block;
        if has_role(&["doc-noteref", "doc-backlink"])
            || has_type(&["noteref", "backlink"])
            // The number of a page of the printed book, which is in the midst of the text.
            || has_role(&["doc-pagebreak"])
            || has_type(&["pagebreak"])
            || attributes.has(Attribute::FootnoteRef)
            || attributes.has(Attribute::FootnoteBackref)
            || (!is_block && has_class(NOTE_MARKS))
            || get(Attribute::Style).trim().eq_ignore_ascii_case("mso-list:Ignore")
        {
            return Meaning::Dropped;
        }
        if attributes.has(Attribute::Hidden) || is_hidden_by_style(get(Attribute::Style)) {
            return Meaning::Scope(Scope::Hidden);
        }
        // pandoc hides a caption from those who hear the same text as that of the picture.
        if get(Attribute::AriaHidden).eq_ignore_ascii_case("true") && name != FIGCAPTION {
            return Meaning::Scope(Scope::Hidden);
        }
        if is_block {
            if has_class(FOOTNOTES)
                || has_role(&["doc-footnote"])
                || has_type(&["footnote", "footnotes", "rearnote"])
            {
                return Meaning::Scope(Scope::Footnote);
            }
            if has_class(ENDNOTES)
                || has_role(&["doc-endnote", "doc-endnotes"])
                || has_type(&["endnote", "endnotes", "rearnotes"])
            {
                return Meaning::Scope(Scope::Endnote);
            }
            if has_role(&["doc-bibliography"]) || has_type(&["bibliography"]) {
                return Meaning::Scope(Scope::Bibliography);
            }
            if has_role(&["navigation", "doc-toc"]) {
                return Meaning::Scope(Scope::Nav);
            }
            if get(Attribute::Id) == "title-block-header" {
                return Meaning::Scope(Scope::Title);
            }
            // As LibreOffice writes what stands on every page.
            match get(Attribute::Title) {
                "header" if name == DIV => return Meaning::Scope(Scope::Header),
                "footer" if name == DIV => return Meaning::Scope(Scope::Footer),
                _ => {}
            }
            if name == TABLE && has_role(&["presentation", "none"]) {
                return Meaning::Plain;
            }
        }
        if has_class(&["math"]) && matches!(name, SPAN | DIV) {
            return Meaning::Scope(Scope::Math);
        }
        rule.meaning
    }

    /// What has no text of its own, and no end.
    fn void(&mut self, name: Name, attributes: &Attributes) {
        match name {
            BR => {
                self.say_mark();
                self.blocks.end(Break::Line);
            }
            HR => {
                self.say_mark();
                self.imply_end_of_paragraph();
                self.blocks.end(Break::Block);
            }
            IMG | AREA => {
                self.say_alternative(attributes.get(Attribute::Alt).unwrap_or_default());
            }
            INPUT
                if attributes.get(Attribute::Type).is_some_and(|kind| kind.eq_ignore_ascii_case("image")) =>
            {
                self.say_alternative(attributes.get(Attribute::Alt).unwrap_or_default());
            }
            META => {
                let kind = attributes.get(Attribute::Name).unwrap_or_default();
                let is_known = ["description", "keywords", "author", "subject", "dcterms.description"]
                    .iter()
                    .any(|known| known.eq_ignore_ascii_case(kind));
                if is_known {
                    self.blocks.end(Break::Block);
                    self.say_apart(Scope::Metadata, attributes.get(Attribute::Content).unwrap_or_default());
                    self.blocks.end(Break::Block);
                }
            }
            _ => {}
        }
    }
}

impl Tokens for Page<'_> {
    fn text(&mut self, text: &str) {
        self.say(text);
    }

    fn start(&mut self, name: Name, attributes: &Attributes, is_closed: bool) -> Content {
        if is_void(name) {
            self.void(name, attributes);
            return Content::Markup;
        }
        if name == HTML {
            self.is_xml |= attributes.has(Attribute::Xmlns);
        }
        let rule = rule(name);
        if !self.is_xml {
            self.imply_ends(name, rule.layout);
        }
        let parent = self.top();
        let meaning =
            if attributes.is_empty() { rule.meaning } else { self.with_attributes(name, rule, attributes) };
        let is_foreign = parent.is_foreign || matches!(name, SVG | MATH);
        let is_empty = is_closed && (self.is_xml || is_foreign);
        if let Meaning::Heading(level) = meaning {
            self.open_heading(name, level);
        } else {
            let is_block = rule.layout == Layout::Block;
            if is_block {
                self.say_mark();
                self.blocks.end(Break::Block);
            }
            let mut open = Open { name, is_block, is_foreign, is_heading: false, ..parent };
            open.is_raised |= name == SUP;
            if name == A {
                open.is_linked |= attributes.get(Attribute::Href).is_some_and(|place| place.contains('#'));
                if let Some(scope) = note_of(attributes.get(Attribute::Id).unwrap_or_default()) {
                    self.begin_exported_note(scope);
                    open.scope = self.top().scope;
                }
            }
            let parent = Open { scope: open.scope, ..parent };
            let mut scope = |scope| open.scope = within(parent.scope, scope);
            match meaning {
                Meaning::Scope(inner) => scope(inner),
                Meaning::Landmark(inner) if !parent.is_sectioned => scope(inner),
                Meaning::Inserted if self.changes == Changes::Rejected => scope(Scope::Inserted),
                Meaning::Deleted if self.changes == Changes::Accepted => scope(Scope::Deleted),
                Meaning::Dropped => open.is_dropped = true,
                _ => {}
            }
            // What is written in a picture is text; its title and description are not seen.
            if matches!(name, TITLE | DESC) && parent.is_foreign {
                open.scope = within(parent.scope, Scope::AltText);
            }
            if name == DIALOG && !attributes.has(Attribute::Open) {
                open.scope = within(parent.scope, Scope::Hidden);
            }
            open.is_sectioned |=
                rule.meaning == Meaning::Sectioning || matches!(name, NAV | BLOCKQUOTE | ASIDE | TD);
            open.is_verbatim |= matches!(name, PRE | TEXTAREA | LISTING | XMP | PLAINTEXT);
            self.is_after_pre = matches!(name, PRE | TEXTAREA | LISTING);
            self.push(open);
        }
        if is_empty {
            self.close(name);
            return Content::Markup;
        }
        match name {
            SCRIPT | STYLE | IFRAME | NOEMBED | NOFRAMES | XMP => Content::Raw(name),
            TITLE | TEXTAREA if !parent.is_foreign => Content::Escapable(name),
            PLAINTEXT => Content::Plain,
            _ => Content::Markup,
        }
    }

    fn end(&mut self, name: Name) {
        match name {
            BR => self.blocks.end(Break::Line),
            // Pages close one heading by the name of another.
            H1 | H2 | H3 | H4 | H5 | H6 => {
                let heading = self.open.iter().rfind(|open| open.is_heading).map_or(name, |open| open.name);
                self.close(heading);
            }
            _ => self.close(name),
        }
    }

    fn has_cdata(&self) -> bool {
        self.is_xml || self.top().is_foreign
    }

    fn cut(&mut self) {
        self.limit("token_bytes_max");
    }
}

/// The scope of text that is in one scope by an inner element and in another by an outer one.
fn within(outer: Scope, inner: Scope) -> Scope {
    let rank = |scope| match scope {
        Scope::Hidden => 7,
        Scope::Metadata => 6,
        Scope::Deleted | Scope::Inserted => 5,
        Scope::Nav | Scope::Header | Scope::Footer => 4,
        Scope::Code | Scope::Math | Scope::AltText | Scope::Comment => 3,
        Scope::Title | Scope::Footnote | Scope::Endnote | Scope::Bibliography | Scope::Textbox => 2,
        _ => 1,
    };
    // pandoc's footnotes are endnotes by their roles.
    let is_stronger = rank(inner) >= rank(outer) && (outer, inner) != (Scope::Footnote, Scope::Endnote);
    if is_stronger { inner } else { outer }
}

/// Whether a style says that an element is not shown.
fn is_hidden_by_style(style: &str) -> bool {
    style.split(';').any(|declaration| {
        declaration.split_once(':').is_some_and(|(property, value)| {
            let value = value.trim();
            let value = value.split_once('!').map_or(value, |(value, _)| value.trim_end());
            let is = |name: &str, what: &str| {
                property.trim().eq_ignore_ascii_case(name) && value.eq_ignore_ascii_case(what)
            };
            is("display", "none") || is("visibility", "hidden")
        })
    })
}
