//! Directives and roles of MyST, which Sphinx and Jupyter Book read: `` ```{note} Title ``, `:::{figure} a.png`,
//! `` {ref}`the text <target>` ``.
//!
//! # Source
//! The manuals of MyST and of docutils.

/// What stands between the fences of a directive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Directive<'a> {
    /// Markdown, with a title.
    Text(&'a str),
    /// A listing, or something else that is no text.
    Listing,
}

/// Those that have a title, or the beginning of their text, after the name.
const TITLED: [&str; 22] = [
    "admonition",
    "attention",
    "card",
    "caution",
    "danger",
    "dropdown",
    "error",
    "grid-item-card",
    "hint",
    "important",
    "list-table",
    "note",
    "proof",
    "rubric",
    "seealso",
    "sidebar",
    "tab-item",
    "table",
    "theorem",
    "tip",
    "topic",
    "warning",
];

/// Those that have something else there: a file, a version, a number of columns.
const UNTITLED: [&str; 12] = [
    "deprecated",
    "div",
    "epigraph",
    "figure",
    "grid",
    "grid-item",
    "margin",
    "only",
    "pull-quote",
    "tab-set",
    "versionadded",
    "versionchanged",
];

/// Those whose text is none.
const LISTINGS: [&str; 10] = [
    "code",
    "code-block",
    "code-cell",
    "eval-rst",
    "include",
    "literalinclude",
    "math",
    "mermaid",
    "raw",
    "toctree",
];

impl<'a> Directive<'a> {
    /// The directive after the marks of a fence; nothing if there is none, or its name says nothing.
    pub(super) fn of(info: &'a str) -> Option<Self> {
        let (name, argument) = info.strip_prefix('{')?.split_once('}')?;
        if LISTINGS.contains(&name) {
            Some(Self::Listing)
        } else if UNTITLED.contains(&name) {
            Some(Self::Text(""))
        } else {
            TITLED.contains(&name).then_some(Self::Text(argument.trim_ascii()))
        }
    }
}

/// Whether a line after the first of a directive says how it is to look: `:class: wide`.
pub(super) fn is_option(line: &str) -> bool {
    let name = line.strip_prefix(':').and_then(|rest| rest.split_once(':')).map(|(name, _)| name);
    name.is_some_and(|name| {
        !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
    })
}

/// Roles that show the text before their target; others show what is in them, which is code.
const SHOWN: [&str; 9] = ["abbr", "any", "doc", "download", "guilabel", "numref", "ref", "sup", "term"];

/// How much of a line, which begins with a brace, is a role, and what it shows instead. A role that shows code is only
/// its name, before the code.
pub(super) fn role(line: &str) -> Option<(usize, &str)> {
    let rest = line.strip_prefix('{')?;
    let is_sign = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '+' | '.');
    let (name, rest) = rest.split_at(rest.find(|c| !is_sign(c))?);
    let inner = rest.strip_prefix("}`").filter(|_| !name.is_empty())?;
    let before = name.len() + 2;
    if !SHOWN.contains(&name) {
        return Some((before, ""));
    }
    let (inner, _) = inner.split_once('`')?;
    let text = match inner.rsplit_once('<') {
        Some((text, _)) => text.trim_ascii_end(),
        // What stands for a place elsewhere has the title of that.
        None if matches!(name, "doc" | "numref" | "ref") => "",
        None => inner,
    };
    Some((before + inner.len() + 2, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_a_directive_has() {
        assert_eq!(Directive::of("{note} Mind the gap"), Some(Directive::Text("Mind the gap")));
        assert_eq!(Directive::of("{versionadded} 1.2"), Some(Directive::Text("")));
        assert_eq!(Directive::of("{code-block} rust"), Some(Directive::Listing));
        for info in ["", "note", "{r, echo=FALSE}", "{.python}", "{note"] {
            assert_eq!(Directive::of(info), None, "{info}");
        }
        for names in [&TITLED[..], &UNTITLED, &LISTINGS] {
            assert!(names.is_sorted(), "{names:?}");
        }
    }

    #[test]
    fn roles_show_text_or_code() {
        for (line, role_is) in [
            ("{ref}`the text <there>` a", Some((23, "the text"))),
            ("{term}`word`", Some((12, "word"))),
            ("{doc}`there`", Some((12, ""))),
            ("{py:func}`len`", Some((9, ""))),
            ("{a b}`c`", None),
            ("{}`c`", None),
            ("{ref}`a", None),
            ("{a} `b`", None),
        ] {
            assert_eq!(role(line), role_is, "{line}");
        }
    }

    #[test]
    fn options_are_told_from_text() {
        assert!(is_option(":class: wide") && is_option(":open:"));
        assert!(!is_option("::") && !is_option(": a: b") && !is_option(":a") && !is_option("a: b"));
    }
}
