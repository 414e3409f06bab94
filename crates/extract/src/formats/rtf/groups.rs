//! What is known within a group: where its text goes, and how it looks.

use crate::scope::Scope;

/// Where text goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Destination {
    /// To the document; in this scope, if not in that of its paragraph.
    Text(Option<Scope>),
    /// Nowhere, and all that is within neither.
    Skipped,
    /// Nowhere, but there may be text within.
    Silent,
    /// The same, with what is said of the document.
    Properties,
    Metadata,
    Fonts,
    Styles,
    /// What a field does.
    Instruction,
    PropertyName,
}

/// What is true within a group.
#[derive(Clone, Copy)]
pub(super) struct Group {
    pub(super) destination: Destination,
    /// The destination that text in Unicode has, which comes after the same in a code page.
    pub(super) destination_in_unicode: Option<Destination>,
    /// Notes that the group is in.
    pub(super) notes: usize,
    pub(super) font: i32,
    /// Characters after one in Unicode that say the same for readers that do not know it.
    pub(super) substitutes: usize,
    pub(super) is_hidden: bool,
    pub(super) is_deleted: bool,
    pub(super) is_revised: bool,
    /// The scope of what a field shows.
    pub(super) field: Option<Scope>,
    pub(super) style: Style,
    pub(super) outline: Option<u8>,
    pub(super) is_table: bool,
    /// Cells of the row that have not ended yet. Not everybody marks the paragraphs in them.
    pub(super) cells_left: usize,
    pub(super) is_list: bool,
    pub(super) is_hanging: bool,
}

impl Default for Group {
    fn default() -> Self {
        Self {
            destination: Destination::Text(None),
            destination_in_unicode: None,
            notes: 0,
            font: 0,
            substitutes: 1,
            is_hidden: false,
            is_deleted: false,
            is_revised: false,
            field: None,
            style: Style::default(),
            outline: None,
            is_table: false,
            cells_left: 0,
            is_list: false,
            is_hanging: false,
        }
    }
}

impl Group {
    /// Whether a paragraph here is in a row of a table, by what it says or by the shape of the row.
    pub(super) fn is_in_row(&self) -> bool {
        self.is_table || self.cells_left > 0
    }
}

/// What a style says of its paragraphs.
#[derive(Clone, Copy, Default)]
pub(super) struct Style {
    pub(super) scope: Option<Scope>,
    /// The level of a heading, from 0 on.
    pub(super) level: Option<u8>,
    pub(super) base: Option<i32>,
}

impl Style {
    /// What its name says.
    pub(super) fn take_name(&mut self, name: &str) {
        let name = name.trim().to_lowercase();
        let has = |part: &str| name.contains(part);
        if let Some(level) = name.strip_prefix("heading ").and_then(|level| level.parse::<u8>().ok()) {
            self.level = Some(level.saturating_sub(1).min(8));
        } else if has("toc ") || name.starts_with("contents ") || name.starts_with("table of ") {
            self.scope = Some(Scope::Nav);
        } else if matches!(name.as_str(), "title" | "subtitle" | "author" | "date") {
            self.scope = Some(Scope::Title);
        } else if has("caption") || matches!(name.as_str(), "illustration" | "figure" | "drawing") {
            self.scope = Some(Scope::Caption);
        } else if has("quot") || name == "block text" {
            self.scope = Some(Scope::Quote);
        } else if has("preformatted") || has("source code") || has("verbatim") {
            self.scope = Some(Scope::Code);
        } else if name.starts_with("bibliography") {
            self.scope = Some(Scope::Bibliography);
        } else if name.starts_with("list") {
            self.scope = Some(Scope::List);
        }
    }
}
