//! Definitions of commands, and what they stand for.

use std::collections::HashSet;
use std::rc::Rc;

use crate::event::Notice;

use crate::scope::Scope;

use super::commands::Arg::{self, Show, ShowOptional, Skip, SkipOptional, Then};
use super::commands::{Environment, environment, is_hidden};
use super::cursor::Cursor;
use super::{Definition, Reader, Verbatim};

/// Definitions within each other that are expanded.
const EXPANSIONS_MAX: usize = 8;

/// Arguments of an environment.
const ARGUMENTS_MAX: usize = 9;

/// Bytes of a definition that is kept.
const DEFINITION_BYTES_MAX: usize = 4 << 10;

impl Reader<'_> {
    pub(super) fn define(&mut self, at: &mut Cursor<'_>, is_new: bool) {
        at.eat("*");
        let name = at.take_command_name();
        let takes = at.take_in("[", "]");
        at.take_in("[", "]");
        let text = self.take_body(at);
        // Some show what a command of this name elsewhere does not.
        if let Some(name) =
            name.filter(|name| is_new && is_hidden(name) && self.shown.len() < self.limits.parts_max)
            && text.is_some_and(|text| takes.is_none() || text.contains('#'))
        {
            self.shown.insert(name.to_string());
        }
        self.keep(name, text, takes.is_none_or(|takes| takes.trim() == "0"));
    }

    pub(super) fn define_by_primitive(&mut self, at: &mut Cursor<'_>) {
        let name = at.take_command_name();
        let takes = at.take_while(|byte| !matches!(byte, b'{' | b'\n'));
        let text = self.take_body(at);
        self.keep(name, text, takes.trim().is_empty());
    }

    /// Takes the definition of an environment, whose text is no LaTeX if it begins with one of that kind.
    pub(super) fn define_environment(&mut self, at: &mut Cursor<'_>) {
        at.eat("*");
        let name = at.take_group();
        let takes = at.take_in("[", "]");
        at.take_in("[", "]");
        let begins = self.take_body(at).unwrap_or_default();
        let ends = self.take_body(at).unwrap_or_default();
        let ended: HashSet<&str> = ends.split("\\end").skip(1).map(leading_name).collect();
        match begins.split('\\').skip(1).find_map(|text| self.begun_verbatim(text, &ended)) {
            Some(scope) => self.keep_verbatim(name, scope, takes),
            // It may be another definition of the same name.
            None => drop(name.and_then(|name| self.verbatims.remove(name.trim()))),
        }
    }

    /// The scope of the environment that a command begins, if its text is no LaTeX: `\begin` with its name, or the name
    /// itself as a command, which another one ends, as it may be the name of something else as well.
    fn begun_verbatim(&self, text: &str, ended: &HashSet<&str>) -> Option<Scope> {
        let name = match leading_name(text) {
            "begin" => text.split_once('{')?.1.split('}').next()?.trim(),
            "VerbatimEnvironment" => "Verbatim",
            name => ended.get(name)?,
        };
        match environment(name) {
            Environment::Verbatim(scope) => Some(scope),
            _ => self.verbatims.get(name).map(|verbatim| verbatim.scope),
        }
    }

    /// Takes the definition of an environment whose text is no LaTeX, by a command of this name.
    pub(super) fn define_verbatim(&mut self, command: &str, at: &mut Cursor<'_>) {
        // What is in brackets is for the look of it, but the name of `\newminted`.
        let option = at.take_in("[", "]");
        let Some(first) = at.take_group() else { return };
        let scope = if command == "excludecomment" { Scope::Comment } else { Scope::Code };
        let mut takes = at.take_in("[", "]");
        at.take_in("[", "]");
        let bodies = match command {
            "excludecomment" => 0,
            "newminted" | "newtcblisting" | "renewtcblisting" => 1,
            _ => 2,
        };
        for body in 0..bodies {
            let text = self.take_body(at);
            if body == 0 && command.ends_with("TCBListing") {
                // There is a letter for each.
                takes = text.filter(|letters| !letters.trim().is_empty()).and(Some("9"));
            }
        }
        match option.filter(|_| command == "newminted") {
            None if command == "newminted" => self.keep_verbatim(Some(&format!("{first}code")), scope, takes),
            None => self.keep_verbatim(Some(first), scope, takes),
            name => self.keep_verbatim(name, scope, takes),
        }
    }

    /// Takes the definition of an environment that is as a theorem, by a command of this name.
    pub(super) fn define_theorem(&mut self, command: &str, at: &mut Cursor<'_>) {
        at.eat("*");
        at.take_in("[", "]");
        let Some(name) = at.take_group().map(str::trim) else { return };
        // In a box, a theorem takes its note and its label in braces.
        let (args, rest): (&[Arg], &[Arg]) = match command {
            "newtcbtheorem" => (&[SkipOptional, Show, Then(" "), Skip], &[SkipOptional, Skip, Skip, Skip]),
            "declaretheorem" => (&[ShowOptional], &[SkipOptional]),
            _ => (&[ShowOptional], &[SkipOptional, Skip, SkipOptional]),
        };
        self.expected = rest;
        if self.theorems.len() < self.limits.parts_max {
            self.theorems.insert(name.to_string(), args);
        }
    }

    fn keep_verbatim(&mut self, name: Option<&str>, scope: Scope, takes: Option<&str>) {
        let Some(name) = name.map(str::trim).filter(|_| self.verbatims.len() < self.limits.parts_max) else {
            return;
        };
        let arguments = takes.and_then(|takes| takes.trim().parse().ok()).unwrap_or(0).min(ARGUMENTS_MAX);
        self.verbatims.insert(name.to_string(), Verbatim { scope, arguments });
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
            let is_at_letter = self.is_at_letter;
            let definition = Definition { text: text.into(), is_active: false, is_at_letter };
            self.definitions.insert(name.to_string(), definition);
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
        let within = definition.is_at_letter;
        let outside = core::mem::replace(&mut self.is_at_letter, within);
        self.read(&text, depth + 1);
        // Unless the definition has changed it.
        if self.is_at_letter == within {
            self.is_at_letter = outside;
        }
        if let Some(definition) = self.definitions.get_mut(name) {
            definition.is_active = false;
        }
    }
}

/// The name of a command, of whose text this is what follows its backslash.
fn leading_name(text: &str) -> &str {
    text.split(|c: char| !c.is_ascii_alphabetic() && c != '@').next().unwrap_or_default()
}
