//! The table of all numbers: how each is defined, and how it is read.

mod characters;
mod diversity;
mod lines;
mod readability;
mod words;

use super::Value;
use super::figures::Figures;
use crate::definition::{Definition, Merge};
use crate::options::Counted;

/// A definition, and how its number is made.
pub(crate) struct Entry {
    pub(crate) definition: Definition,
    /// What must have been counted.
    pub(crate) needs: Counted,
    pub(super) read: fn(&Figures<'_>) -> Value,
}

/// Lists all numbers in the order of a report.
pub(crate) fn entries() -> impl Iterator<Item = &'static Entry> {
    characters::CHARACTERS
        .iter()
        .chain(&lines::LINES)
        .chain(&words::WORDS)
        .chain(&words::VOCABULARY)
        .chain(&readability::READABILITY)
        .chain(&diversity::DIVERSITY)
}

const ALWAYS: Counted = Counted::NONE;
const CHARACTERS: Counted = Counted { characters: true, ..Counted::NONE };
const WORDS: Counted = Counted { words: true, ..Counted::NONE };
const TOOLS: Counted = Counted { tools: true, ..WORDS };
const DICTIONARY: Counted = Counted { dictionary: true, ..WORDS };
const TOOLS_AND_DICTIONARY: Counted = Counted { tools: true, ..DICTIONARY };
const SENTENCES: Counted = Counted { sentences: true, ..DICTIONARY };
const VOCABULARY: Counted = Counted { vocabulary: true, ..SENTENCES };
const ORDER: Counted = Counted { order: true, ..VOCABULARY };

/// What a definition says, without what is known from elsewhere.
struct Text {
    id: &'static str,
    label: &'static str,
    text: &'static str,
    source: &'static str,
}

impl Entry {
    /// A count, which adds up.
    const fn sum(needs: Counted, text: Text, read: fn(&Figures<'_>) -> Value) -> Self {
        Self::new(needs, text, &[], Merge::Sum, 0, read)
    }

    /// A number computed from others.
    const fn computed(
        needs: Counted,
        text: Text,
        inputs: &'static [&'static str],
        decimals: u8,
        read: fn(&Figures<'_>) -> Value,
    ) -> Self {
        Self::new(needs, text, inputs, Merge::Computed, decimals, read)
    }

    const fn new(
        needs: Counted,
        Text { id, label, text, source }: Text,
        inputs: &'static [&'static str],
        merge: Merge,
        decimals: u8,
        read: fn(&Figures<'_>) -> Value,
    ) -> Self {
        Self { definition: Definition { id, label, text, source, inputs, merge, decimals }, needs, read }
    }
}

/// Names the Unicode version, in this one place, and the part of the standard.
macro_rules! unicode {
    () => {
        "17.0.0"
    };
    ($part:literal) => {
        concat!("Unicode ", unicode!(), ", ", $part)
    };
}
use unicode;

/// The version of Unicode by which characters are classed.
pub(crate) const UNICODE: &str = unicode!();
