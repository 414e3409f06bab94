//! Definitions of commands, and what they stand for.

use std::rc::Rc;

use crate::event::Notice;

use super::cursor::Cursor;
use super::{Definition, Reader};

/// Definitions within each other that are expanded.
const EXPANSIONS_MAX: usize = 8;

/// Bytes of a definition that is kept.
const DEFINITION_BYTES_MAX: usize = 4 << 10;

impl Reader<'_> {
    pub(super) fn define(&mut self, at: &mut Cursor<'_>) {
        at.eat("*");
        let name = at.take_command_name();
        let takes = at.take_in("[", "]");
        at.take_in("[", "]");
        let text = self.take_body(at);
        self.keep(name, text, takes.is_none_or(|takes| takes.trim() == "0"));
    }

    pub(super) fn define_by_primitive(&mut self, at: &mut Cursor<'_>) {
        let name = at.take_command_name();
        let takes = at.take_while(|byte| !matches!(byte, b'{' | b'\n'));
        let text = self.take_body(at);
        self.keep(name, text, takes.trim().is_empty());
    }

    /// Takes the braces of a definition, and says so if they do not end.
    pub(super) fn take_body<'t>(&mut self, at: &mut Cursor<'t>) -> Option<&'t str> {
        let start = at.position();
        let (text, is_whole) = at.take_balanced()?;
        if !is_whole {
            self.damaged(at.text(), start, "a definition does not end");
        }
        Some(text)
    }

    /// Keeps a definition that takes nothing.
    pub(super) fn keep(&mut self, name: Option<&str>, text: Option<&str>, takes_nothing: bool) {
        let (Some(name), Some(text)) = (name, text) else { return };
        if takes_nothing
            && text.len() <= DEFINITION_BYTES_MAX
            && self.definitions.len() < self.limits.parts_max
        {
            self.definitions.insert(name.to_string(), Definition { text: text.into(), is_active: false });
        } else {
            self.definitions.remove(name);
        }
    }

    /// Reads what a command stands for; nothing within itself.
    pub(super) fn expand(&mut self, name: &str, depth: usize) {
        let Some(definition) = self.definitions.get_mut(name) else { return };
        if definition.is_active || depth >= EXPANSIONS_MAX {
            return;
        }
        let text = Rc::clone(&definition.text);
        // Also an empty one costs something.
        if self.budget.spend(text.len() as u64 + 16).is_err() {
            self.definitions.clear();
            return self.notice(Notice::Limited("decompressed_bytes_max or ratio_max: definitions"));
        }
        definition.is_active = true;
        self.read(&text, depth + 1);
        if let Some(definition) = self.definitions.get_mut(name) {
            definition.is_active = false;
        }
    }
}
