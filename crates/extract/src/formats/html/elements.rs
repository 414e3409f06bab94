//! Elements by their names: what they mean, and what is at their ends.

use crate::scope::Scope;

use super::tokens::Name;

/// What is at the ends of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    Inline,
    Block,
}

/// What an element means by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Nothing.
    Plain,
    /// Its text is in a scope.
    Scope(Scope),
    /// A heading of this level.
    Heading(u8),
    /// A header or footer of the page, unless it is within something else.
    Landmark(Scope),
    /// Something that may have headers and footers of its own.
    Sectioning,
    /// Put in by a change.
    Inserted,
    /// Taken out by a change.
    Deleted,
    /// Its text is no text.
    Dropped,
}

/// What is known of an element by its name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    pub(super) layout: Layout,
    pub(super) meaning: Meaning,
}

macro_rules! names {
    ($($name:ident: $id:literal;)+) => {
        $(pub(crate) const $name: Name = Name::of($id);)+
    };
}

names! {
    A: "a"; ADDRESS: "address"; ANNOTATION: "annotation"; ANNOTATION_XML: "annotation-xml"; AREA: "area";
    ARTICLE: "article"; ASIDE: "aside"; AUDIO: "audio"; BASE: "base"; BLOCKQUOTE: "blockquote"; BODY: "body";
    BR: "br"; BUTTON: "button"; CANVAS: "canvas"; CAPTION: "caption"; CENTER: "center"; CODE: "code"; COL: "col";
    DATALIST: "datalist"; DD: "dd"; DEL: "del"; DESC: "desc"; DETAILS: "details"; DIALOG: "dialog"; DIR: "dir";
    DIV: "div"; DL: "dl"; DT: "dt"; EMBED: "embed"; FIELDSET: "fieldset"; FIGCAPTION: "figcaption";
    FIGURE: "figure"; FOOTER: "footer"; FORM: "form"; H1: "h1"; H2: "h2"; H3: "h3"; H4: "h4"; H5: "h5"; H6: "h6";
    HEAD: "head"; HEADER: "header"; HGROUP: "hgroup"; HR: "hr"; HTML: "html"; IFRAME: "iframe"; IMG: "img";
    INPUT: "input"; INS: "ins"; KBD: "kbd"; LEGEND: "legend"; LI: "li"; LINK: "link"; LISTING: "listing";
    MAIN: "main"; MATH: "math"; MENU: "menu"; META: "meta"; NAV: "nav"; NOEMBED: "noembed";
    NOFRAMES: "noframes"; NOSCRIPT: "noscript"; OBJECT: "object"; OL: "ol"; OPTGROUP: "optgroup";
    OPTION: "option"; P: "p"; PARAM: "param"; PLAINTEXT: "plaintext"; PRE: "pre"; RP: "rp"; RT: "rt";
    RUBY: "ruby"; SAMP: "samp"; SCRIPT: "script"; SEARCH: "search"; SECTION: "section"; SELECT: "select";
    SOURCE: "source"; SPAN: "span"; STYLE: "style"; SUMMARY: "summary"; SUP: "sup"; SVG: "svg"; SVG_TEXT: "text"; TABLE: "table";
    TBODY: "tbody"; TD: "td"; TEMPLATE: "template"; TEXTAREA: "textarea"; TFOOT: "tfoot"; TH: "th";
    THEAD: "thead"; TITLE: "title"; TR: "tr"; TRACK: "track"; TT: "tt"; UL: "ul"; VIDEO: "video"; WBR: "wbr";
    XMP: "xmp";
}

pub(super) fn is_void(name: Name) -> bool {
    matches!(
        name,
        AREA | BASE | BR | COL | EMBED | HR | IMG | INPUT | LINK | META | PARAM | SOURCE | TRACK | WBR
    )
}

pub(super) fn is_cell(name: Name) -> bool {
    matches!(name, TD | TH | CAPTION)
}

pub(super) fn is_table_part(name: Name) -> bool {
    is_cell(name) || matches!(name, TABLE | TR | TBODY | THEAD | TFOOT)
}

/// What is known of an element by its name.
pub(super) fn rule(name: Name) -> Rule {
    use Layout::{Block, Inline};
    let (layout, meaning) = match name {
        ADDRESS | BODY | CENTER | DETAILS | DIALOG | DIR | DIV | DL | FIELDSET | FIGURE | FORM | HEAD
        | HGROUP | HTML | LEGEND | MENU | OL | P | SEARCH | SELECT | SUMMARY | TABLE | TBODY | TFOOT
        | THEAD | TR | UL | TEXTAREA | BUTTON | SVG_TEXT => (Block, Meaning::Plain),
        ARTICLE | MAIN | SECTION => (Block, Meaning::Sectioning),
        ASIDE => (Block, Meaning::Scope(Scope::Textbox)),
        HEADER => (Block, Meaning::Landmark(Scope::Header)),
        FOOTER => (Block, Meaning::Landmark(Scope::Footer)),
        NAV => (Block, Meaning::Scope(Scope::Nav)),
        BLOCKQUOTE => (Block, Meaning::Scope(Scope::Quote)),
        DD | DT | LI => (Block, Meaning::Scope(Scope::List)),
        CAPTION | FIGCAPTION => (Block, Meaning::Scope(Scope::Caption)),
        TD | TH => (Block, Meaning::Scope(Scope::Table)),
        LISTING | PLAINTEXT | PRE | XMP => (Block, Meaning::Scope(Scope::Code)),
        CODE | KBD | SAMP | TT => (Inline, Meaning::Scope(Scope::Code)),
        MATH => (Inline, Meaning::Scope(Scope::Math)),
        H1 => (Block, Meaning::Heading(1)),
        H2 => (Block, Meaning::Heading(2)),
        H3 => (Block, Meaning::Heading(3)),
        H4 => (Block, Meaning::Heading(4)),
        H5 => (Block, Meaning::Heading(5)),
        H6 => (Block, Meaning::Heading(6)),
        INS => (Inline, Meaning::Inserted),
        DEL => (Inline, Meaning::Deleted),
        // The name of the page in lists of pages and on its tab, and not on it.
        TITLE => (Block, Meaning::Scope(Scope::Metadata)),
        DATALIST | OPTGROUP | OPTION | NOSCRIPT => (Block, Meaning::Scope(Scope::Hidden)),
        // What stands for something where that cannot be shown.
        AUDIO | CANVAS | OBJECT | VIDEO => (Inline, Meaning::Scope(Scope::Hidden)),
        // How characters are read is a remark about them; the brackets are for who cannot show it above them.
        RT => (Inline, Meaning::Scope(Scope::Comment)),
        ANNOTATION | ANNOTATION_XML | IFRAME | NOEMBED | NOFRAMES | RP | SCRIPT | STYLE | TEMPLATE => {
            (Inline, Meaning::Dropped)
        }
        _ => (Inline, Meaning::Plain),
    };
    Rule { layout, meaning }
}
