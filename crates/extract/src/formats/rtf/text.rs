//! Text on its way to blocks.

use crate::read::Changes;
use crate::scope::Scope;

use super::Reader;
use super::code_pages::CodePage;
use super::groups::Destination;

/// Bytes of a name: of a style, of a property; of a field's instruction.
const NAME_BYTES_MAX: usize = 512;

/// Bytes of the number of an item that is written as text.
const LABEL_BYTES_MAX: usize = 8;

impl Reader<'_> {
    /// The scope of text here, whatever its font.
    fn scope(&self) -> Scope {
        let group = &self.group;
        let paragraph = || {
            if group.is_in_row() {
                Scope::Table
            } else if let Some(scope) = group.style.scope.filter(|&scope| scope != Scope::List) {
                scope
            } else if group.style.level.is_some() || group.outline.is_some() {
                Scope::Heading
            } else if group.is_list || self.is_item || group.style.scope.is_some() {
                Scope::List
            } else {
                Scope::Body
            }
        };
        match group.destination {
            _ if group.is_hidden => Scope::Hidden,
            _ if group.is_deleted && self.changes == Changes::Accepted => Scope::Deleted,
            _ if group.is_revised && self.changes == Changes::Rejected => Scope::Inserted,
            Destination::Text(Some(scope)) => scope,
            _ => group.field.unwrap_or_else(paragraph),
        }
    }

    pub(super) fn put(&mut self, text: &str) {
        match self.group.destination {
            Destination::Text(_) => {}
            Destination::Metadata => return self.blocks.verbatim(Scope::Metadata, text),
            Destination::Fonts => {
                self.define_font(CodePage::of_signs(text));
                // The character set says it for certain, where there is one.
                if !self.fonts.contains_key(&self.font) {
                    self.define_font(CodePage::of_letters(text));
                }
                return;
            }
            Destination::Styles | Destination::Instruction | Destination::PropertyName => {
                let left = NAME_BYTES_MAX.saturating_sub(self.name.len());
                self.name.push_str(text.get(..text.floor_char_boundary(left)).unwrap_or_default());
                return;
            }
            _ => return,
        }
        let mut text = text;
        if self.is_after_mark {
            text = text.trim_start();
            if text.is_empty() {
                return;
            }
            self.is_after_mark = false;
        }
        if self.group.notes > 0 {
            let scope = self.scope();
            return self.put_in(scope, text);
        }
        // Some write the number of an item as text, and a tab after it.
        let is_label = self.is_at_start && self.group.is_hanging && !self.group.is_in_row();
        if is_label && self.label.len() + text.len() <= LABEL_BYTES_MAX {
            return self.label.push_str(text);
        }
        self.end_label();
        self.put_in_paragraph(text);
    }

    pub(super) fn put_in_paragraph(&mut self, text: &str) {
        let scope = self.scope();
        if self.is_at_start && !text.trim().is_empty() {
            self.is_at_start = false;
            if scope == Scope::Heading {
                let level = self.group.style.level.or(self.group.outline).unwrap_or(0);
                self.blocks.section(level + 1);
            }
        }
        self.put_in(scope, text);
    }

    /// Puts text without the places in it where words may be parted.
    fn put_in(&mut self, scope: Scope, text: &str) {
        self.note_typed(text);
        let scope = self.scope_by_font(scope);
        for piece in text.split('\u{ad}') {
            self.blocks.text(scope, piece);
        }
    }

    pub(super) fn take_tab(&mut self) {
        let label = self.label.trim();
        let is_number = label.len() > 1
            && label.ends_with(['.', ')'])
            && label.trim_matches(['(', ')', '.']).chars().all(|c| c.is_ascii_alphanumeric() || c == '.');
        if is_number || matches!(label, "•" | "◦" | "–" | "-" | "*" | "·" | "▪" | "○") {
            self.label.clear();
            self.is_item = true;
            self.is_at_start = true;
            // What follows is text, whatever it looks like.
            self.group.is_hanging = false;
            return;
        }
        self.put("\t");
    }

    /// Puts what might have been the number of an item and is not.
    pub(super) fn end_label(&mut self) {
        if !self.label.is_empty() {
            let label = std::mem::take(&mut self.label);
            self.put_in_paragraph(&label);
        }
    }

    pub(super) fn end_paragraph(&mut self) {
        match self.group.destination {
            Destination::Text(_) => {}
            Destination::Metadata => return self.blocks.block(),
            _ => return,
        }
        if self.group.notes == 0 {
            self.end_label();
            self.is_at_start = true;
            self.is_item = false;
        }
        self.blocks.block();
    }
}
