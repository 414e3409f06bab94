//! Conditions, and what is skipped because of them.

use crate::scope::Scope;

use super::cursor::{Cursor, is_space};
use super::{Reader, Skipping};

impl Reader<'_> {
    /// Takes a command that begins a condition or sets one; false if this one does not.
    pub(super) fn take_condition(&mut self, name: &str, at: &mut Cursor<'_>) -> bool {
        for (suffix, value) in [("true", true), ("false", false)] {
            if let Some(condition) = name.strip_suffix(suffix)
                && let Some(known) = self.conditions.get_mut(condition)
            {
                *known = value;
                return true;
            }
        }
        let Some(condition) = name.strip_prefix("if") else { return false };
        if condition == "f" || at.peek() == Some(b'{') {
            return false;
        }
        if condition == "false" {
            self.blocks.step_aside();
            self.skipping = Some(Skipping { depth: 0, is_comment: true });
        } else if self.conditions.get(condition) == Some(&false) {
            self.skipping = Some(Skipping { depth: 0, is_comment: false });
        }
        // What is compared is no text. Of a comparison that is not understood, the first branch is read.
        let tokens = match condition {
            "x" | "" | "cat" => 2,
            "defined" => 1,
            _ => 0,
        };
        for _ in 0..tokens {
            at.skip_spaces_of_line();
            at.skip_token();
        }
        if matches!(condition, "num" | "dim" | "odd" | "case") {
            at.take_while(|byte| !is_space(byte));
        }
        true
    }

    pub(super) fn step_skipped(&mut self, at: &mut Cursor<'_>) {
        let Some(skipping) = &mut self.skipping else { return };
        let before = at.position();
        match at.peek() {
            Some(b'\\') => {
                at.skip(1);
                let name = at.take_while(|byte| byte.is_ascii_alphabetic());
                if name.is_empty() {
                    at.take_char();
                }
                let is_end = match name {
                    "fi" if skipping.depth > 0 => {
                        skipping.depth -= 1;
                        false
                    }
                    "fi" => true,
                    "else" => skipping.depth == 0,
                    _ => {
                        let begins = name.starts_with("if") && name != "iff" && at.peek() != Some(b'{');
                        skipping.depth += usize::from(begins);
                        false
                    }
                };
                if is_end {
                    if skipping.is_comment {
                        self.blocks.step_back();
                    }
                    self.skipping = None;
                    return at.skip_spaces_of_line();
                }
            }
            Some(b'%') => {
                at.take_while(|byte| byte != b'\n');
            }
            _ => {
                at.take_run(|byte| !matches!(byte, b'\\' | b'%'));
            }
        }
        if skipping.is_comment {
            self.blocks.words(Scope::Comment, at.since(before));
        }
    }
}
