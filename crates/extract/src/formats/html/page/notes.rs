//! Notes, and their marks, which are no text: how programs tell them, and what links that are nothing but a mark tell.

use crate::scope::Scope;

use super::super::elements::{A, DIV};
use super::super::tokens::Name;
use super::{Open, Page, within};

/// Classes by which programs tell the marks of notes: pandoc, docutils, LibreOffice, Word.
pub(super) const NOTE_MARKS: &[&str] = &[
    "footnote",
    "footnote-ref",
    "footnote-back",
    "footnote-reference",
    "sdfootnoteanc",
    "sdfootnotesym",
    "sdendnoteanc",
    "sdendnotesym",
    "MsoFootnoteReference",
    "MsoEndnoteReference",
];

/// Classes by which they tell footnotes.
pub(super) const FOOTNOTES: &[&str] = &["footnotes", "footnote", "sdfootnote", "MsoFootnoteText"];

/// Classes by which they tell endnotes.
pub(super) const ENDNOTES: &[&str] = &["sdendnote", "MsoEndnoteText"];

/// The longest mark of a note, and the most digits of its number.
const MARK_BYTES_MAX: usize = 8;
const MARK_DIGITS_MAX: usize = 4;

/// Whether a text is the mark of a note: a number, a letter or signs, perhaps in brackets.
fn is_mark(text: &str) -> bool {
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '[' | ']' | '(' | ')'));
    let is_sign = |c: char| matches!(c, '*' | '†' | '‡' | '§' | '¶' | '‖');
    !text.is_empty()
        && (text.len() <= MARK_DIGITS_MAX && text.bytes().all(|byte| byte.is_ascii_digit())
            || text.chars().all(is_sign)
            || text.len() == 1 && text.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

/// The scope of a note that begins with a link of this name, as Google Docs writes notes and comments.
pub(super) fn note_of(id: &str) -> Option<Scope> {
    let is_numbered = |number: &str| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let (scope, number) = match (id.strip_prefix("ftnt"), id.strip_prefix("cmnt")) {
        (Some(number), _) => (Scope::Footnote, number),
        (_, Some(number)) => (Scope::Comment, number),
        _ => return None,
    };
    is_numbered(number).then_some(scope)
}

impl Page<'_> {
    /// Keeps text back that may be the mark of a note, in the text or at the beginning of the note. Tells whether it does.
    pub(super) fn holds_mark(&mut self, top: Open, text: &str) -> bool {
        let begins_note = matches!(top.scope, Scope::Footnote | Scope::Endnote | Scope::Comment)
            && (!self.mark.is_empty() || self.blocks.is_at_start());
        let may_be = top.is_linked && (top.is_raised || begins_note) && !top.is_verbatim;
        let goes_on = self.mark.is_empty() || self.mark_scope == top.scope;
        if !may_be || !goes_on || self.mark.len() + text.len() > MARK_BYTES_MAX {
            return false;
        }
        self.mark.push_str(text);
        self.mark_scope = top.scope;
        true
    }

    /// Says what was none, and takes what follows in the link as it comes.
    pub(super) fn say_mark(&mut self) {
        if self.top().is_linked {
            self.open.iter_mut().for_each(|open| open.is_linked = false);
        }
        if !self.mark.is_empty() {
            let mark = core::mem::take(&mut self.mark);
            self.blocks.words(self.mark_scope, &mark);
        }
    }

    /// Ends an element of this name: what was kept back in a link is known to be a mark or not.
    pub(super) fn end_mark(&mut self, name: Name) {
        if name == A {
            if !is_mark(&self.mark) {
                self.say_mark();
            }
            self.mark.clear();
        }
    }

    /// What has been opened and has no text yet is a note, as the link with which it begins tells.
    pub(super) fn begin_exported_note(&mut self, scope: Scope) {
        if !self.blocks.is_at_start() {
            return;
        }
        let Some(block) = self.open.iter().rposition(|open| open.is_block) else { return };
        // Each has an element of its own, with its paragraphs.
        let around =
            block.checked_sub(1).filter(|&at| self.open.get(at).is_some_and(|open| open.name == DIV));
        for open in self.open.iter_mut().skip(around.unwrap_or(block)) {
            open.scope = within(open.scope, scope);
        }
    }
}
