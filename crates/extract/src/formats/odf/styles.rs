//! What the styles of an OpenDocument file mean.

use std::collections::HashMap;

use crate::formats::docx::styles::{Meaning, NAME_BYTES_MAX};
use crate::scope::Scope;

/// The styles of a file: those with names, and those that programs make up for single paragraphs.
#[derive(Debug, Default)]
pub(crate) struct Styles {
    named: HashMap<String, Style>,
    automatic: HashMap<String, Style>,
}

/// A style.
#[derive(Clone, Debug, Default)]
pub(crate) struct Style {
    pub(crate) parent: Option<String>,
    pub(crate) is_hidden: Option<bool>,
}

/// Styles that may be based on each other in a row.
const BASES_MAX: usize = 16;

impl Styles {
    pub(crate) fn insert(&mut self, is_automatic: bool, name: String, style: Style) {
        if name.len() <= NAME_BYTES_MAX && style.parent.as_ref().is_none_or(|it| it.len() <= NAME_BYTES_MAX) {
            if is_automatic { &mut self.automatic } else { &mut self.named }.insert(name, style);
        }
    }

    /// Forgets the styles that were made up in one part, for another has its own of the same names.
    pub(crate) fn forget_automatic(&mut self) {
        self.automatic.clear();
    }

    /// What a style means: by the first name that means anything among its own and those that it is based on.
    pub(crate) fn get(&self, name: &str) -> Meaning {
        let mut meaning = Meaning::default();
        let mut at = name;
        for _ in 0..BASES_MAX {
            let automatic = self.automatic.get(at);
            if automatic.is_none() && meaning.scope.is_none() {
                meaning.scope =
                    Meaning::of_name(&readable(at)).scope.filter(|scope| *scope != Scope::Heading);
            }
            let Some(style) = automatic.or_else(|| self.named.get(at)) else { break };
            meaning.is_hidden = meaning.is_hidden.or(style.is_hidden);
            let Some(parent) = style.parent.as_deref().filter(|parent| *parent != at) else { break };
            at = parent;
        }
        meaning
    }
}

/// A name as people see it: `_20_` stands for a space.
fn readable(name: &str) -> String {
    name.replace("_20_", " ")
}
