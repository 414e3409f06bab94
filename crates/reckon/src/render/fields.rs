//! Which numbers and tables of a report are shown.

use std::collections::BTreeSet;

use reckon_extract::Scope;
use reckon_stats::{Counted, Report, counted_for, definitions};

use super::tables::{TABLES, Table};
use crate::failure::Usage;

/// What is no number and no table, but can be chosen as well.
const ORIGIN: [Table; 3] = [
    Table {
        id: "language",
        title: "Language",
        text: "By whose rules words and sentences are found: given by --language, or detected by the first 4096 bytes of \
               the text, with its confidence from 0 to 1.",
    },
    Table {
        id: "unicode",
        title: "Version of Unicode",
        text: "Of the Unicode Standard, whose properties of characters are used.",
    },
    Table {
        id: "document",
        title: "What the document is made of",
        text: "Its format and encoding, the words of each scope and whether it counts, the sections where they are asked \
               for, and the numbers that the file states of itself.",
    },
];

/// Ids that are as near as this to what was typed are suggested; 1 is the same.
const NEAR: f64 = 0.8;

/// A choice of ids, or all.
#[derive(Clone, Debug, Default)]
pub struct Fields(Option<BTreeSet<&'static str>>);

impl Fields {
    /// Reads ids, the first parts of ids such as `readability`, and patterns such as `words.*`. None at all are all.
    ///
    /// `words` is the number of that id, for there is one; `words.*` is what begins with `words.`.
    ///
    /// # Errors
    /// One of them names nothing, or they are empty.
    pub fn parse(names: &[String]) -> Result<Self, Usage> {
        if names.is_empty() {
            return Ok(Self(None));
        }
        let mut chosen = BTreeSet::new();
        for name in names.iter().map(|name| name.trim()).filter(|name| !name.is_empty()) {
            let prefix = name.strip_suffix(".*").unwrap_or(name);
            let is_below = |id: &str| id.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('.'));
            let found: Vec<_> = match ids().find(|id| *id == name) {
                Some(id) => vec![id],
                None if name == "*" => ids().collect(),
                None => ids().filter(|id| is_below(id)).collect(),
            };
            if found.is_empty() {
                chosen.insert(origin(name).ok_or_else(|| unknown(name))?.id);
            }
            chosen.extend(found);
        }
        if chosen.is_empty() {
            return Err(Usage(
                "--fields names nothing, as when a variable is empty; without it all is shown".into(),
            ));
        }
        Ok(Self(Some(chosen)))
    }

    /// Whether everything is shown.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.0.is_none()
    }

    /// Whether this id is shown.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.0.as_ref().is_none_or(|chosen| chosen.contains(id))
    }

    /// Whether a number is shown.
    #[must_use]
    pub fn has_numbers(&self) -> bool {
        definitions().any(|definition| self.has(definition.id))
    }

    /// Whether a table is shown, or a course along the text.
    #[must_use]
    pub fn has_tables(&self) -> bool {
        TABLES.iter().any(|table| self.has(table.id))
    }

    /// What was chosen and is no number, where not everything is shown.
    pub fn no_numbers(&self) -> impl Iterator<Item = &'static str> {
        let ids = TABLES.iter().chain(&ORIGIN).map(|table| table.id);
        ids.filter(|id| !self.is_all() && self.has(id))
    }

    /// What must be counted for what is shown.
    #[must_use]
    pub fn counted(&self) -> Counted {
        let Some(chosen) = &self.0 else { return Counted::ALL };
        let needs = chosen.iter().map(|id| match counted_for(id) {
            Some(counted) => counted,
            None if ORIGIN.iter().any(|origin| origin.id == *id) => Counted::NONE,
            None => Counted::ALL,
        });
        needs.fold(Counted::NONE, Counted::or)
    }

    /// Takes what was not chosen out of a report.
    pub fn restrict(&self, report: &mut Report) {
        if self.is_all() {
            return;
        }
        report.numbers.retain(|number| self.has(number.definition.id));
        for (id, table) in [
            ("words.length", &mut report.word_lengths),
            ("sentences.length", &mut report.sentence_lengths),
            ("paragraphs.length", &mut report.paragraph_lengths),
            ("words.spectrum", &mut report.spectrum),
        ] {
            if !self.has(id) {
                table.clear();
            }
        }
        report.top_words.retain(|_| self.has("words.top"));
        report.letters.retain(|_| self.has("letters"));
        report.scripts.retain(|_| self.has("scripts"));
        report.rhythm.take_if(|_| !self.has("rhythm"));
        report.growth.take_if(|_| !self.has("growth"));
        if !self.has("language") {
            report.language.code = "";
        }
        if !self.has("unicode") {
            report.unicode = "";
        }
    }
}

/// All ids that can be chosen: numbers, then tables, then the language, the version of Unicode, and what a document is made
/// of.
pub fn ids() -> impl Iterator<Item = &'static str> {
    let numbers = definitions().map(|definition| definition.id);
    numbers.chain(TABLES.iter().chain(&ORIGIN).map(|table| table.id))
}

/// What is no number and has this id, or has a part that is printed under this id.
#[must_use]
pub fn no_number(id: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.id == id).or_else(|| origin(id))
}

/// Whether it is the number of a scope, such as `scopes.body.words`.
fn is_of_scope(id: &str) -> bool {
    let scope = id.strip_prefix("scopes.").and_then(|id| id.strip_suffix(".words"));
    scope.is_some_and(|scope| Scope::ALL.iter().any(|known| known.id() == scope))
}

fn origin(id: &str) -> Option<&'static Table> {
    let whole = match id {
        "language.confidence" => "language",
        "format" | "encoding" | "scopes" | "sections" | "stated" => "document",
        id if id.starts_with("stated.") || is_of_scope(id) => "document",
        id => id,
    };
    ORIGIN.iter().find(|origin| origin.id == whole)
}

/// Says that there is no such id, and which one may be meant.
#[must_use]
pub fn unknown(name: &str) -> Usage {
    let has_part = |id: &&str| id.split('.').any(|part| part == name);
    let nearness = |id: &str| {
        let parts = id.split('.').map(|part| strsim::jaro_winkler(part, name));
        parts.fold(strsim::jaro_winkler(id, name), f64::max)
    };
    let nearest = ids().filter(|id| nearness(id) >= NEAR);
    let nearest = nearest.max_by(|a, b| nearness(a).total_cmp(&nearness(b)).then(b.len().cmp(&a.len())));
    let suggestion = ids().find(has_part).or(nearest);
    Usage(match suggestion {
        Some(id) => format!("unknown id '{name}': did you mean '{id}'? --explain all lists them"),
        None => format!("unknown id '{name}'; --explain all lists the ids"),
    })
}
