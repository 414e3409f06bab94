//! The statistics of documents with structure: each scope and each section in one pass.
//!
//! ```text
//! events ──► runs, each in one scope and one section ──scan──► parts ─┬─ in order ──► the scan of what counts
//!                                                                    ├─ merged ────► each scope
//!                                                                    └─ merged ────► each section
//! ```
//! A run is scanned once, from one seam to another, so that everything that adds up is to the last word the sum of its
//! parts. Pieces of other scopes within a block, such as a formula in a sentence, are set aside and follow as runs of
//! their own at the end of the section.

mod document;

use std::collections::BTreeMap;

use reckon_stats::{Language, Options, Scan, Stats};

use crate::event::{Break, Event, Notice, Sink};
use crate::scope::{Scope, Scopes};
use document::Document;

/// What came of a file, or of a document within it.
#[derive(Clone, Debug)]
pub enum Tallied {
    /// It was counted.
    Document(Box<Statistics>),
    /// A document within the file could not be read: its name, and why.
    Failed(String, String),
    /// The file only holds others, and there are these remarks about it.
    Container(Vec<String>),
}

/// What was found in a document.
#[derive(Clone, Debug, Default)]
pub struct Statistics {
    /// The name of a document within a file; none of the file's own.
    pub name: Option<String>,
    /// What counts.
    pub scan: Scan,
    /// Each scope that there is, whether it counts or not; empty after [`Tally::without_scopes`].
    pub scopes: BTreeMap<Scope, Stats>,
    /// The sections in their order, the first of which is what stands before any heading. Of each only what counts, and
    /// not what is in those below it. Empty unless they were asked for.
    pub sections: Vec<Section>,
    /// What the file says of itself.
    pub stated: Vec<(String, u64)>,
    /// Remarks.
    pub notices: Vec<String>,
}

/// A section of a document.
#[derive(Clone, Debug)]
pub struct Section {
    /// 1 and deeper; 0 before any heading.
    pub level: u8,
    /// Its heading.
    pub title: String,
    /// What counts in it, but not in the sections below it.
    pub stats: Stats,
}

/// What is to be found out.
#[derive(Clone, Copy, Debug)]
struct Wanted {
    /// What counts.
    scopes: Scopes,
    /// Each scope by itself.
    has_scopes: bool,
    /// Each section by itself.
    has_sections: bool,
}

/// Takes the events of a document and counts. [`Tally::finish`] gives what was found.
#[derive(Debug)]
pub struct Tally {
    language: Option<Language>,
    options: Options,
    wanted: Wanted,
    /// The file itself.
    file: Document,
    /// The document within it that is open.
    within: Option<Document>,
    /// Those within it that have ended.
    done: Vec<Tallied>,
}

impl Tally {
    /// Counts these scopes; in the given language, or else in that which is detected on what counts. The language of the
    /// options is not used.
    #[must_use]
    pub fn new(language: Option<Language>, options: Options, scopes: Scopes, has_sections: bool) -> Self {
        let file = Document::new(language, options, None);
        let wanted = Wanted { scopes, has_scopes: true, has_sections };
        Self { language, options, wanted, file, within: None, done: vec![] }
    }

    /// Counts what counts only, and not each scope by itself, which would be counted twice. To be said before anything is
    /// taken.
    #[must_use]
    pub fn without_scopes(mut self) -> Self {
        self.wanted.has_scopes = false;
        self
    }

    /// What was found: of the file itself, and of the documents within it in their order. A file that has nothing in it
    /// but others is none, and only in the list if there is something to remark.
    #[must_use]
    pub fn finish(mut self) -> Vec<Tallied> {
        self.end_document();
        let Self { file, wanted, done, .. } = self;
        let file = if file.has_text() || done.is_empty() {
            Some(Tallied::Document(Box::new(file.finish(wanted))))
        } else {
            Some(file.into_notices()).filter(|notices| !notices.is_empty()).map(Tallied::Container)
        };
        file.into_iter().chain(done).collect()
    }

    fn begin_document(&mut self, name: &str) {
        self.end_document();
        self.within = Some(Document::new(self.language, self.options, Some(name.to_string())));
    }

    fn end_document(&mut self) {
        let Some(document) = self.within.take() else { return };
        self.done.push(Tallied::Document(Box::new(document.finish(self.wanted))));
    }

    fn fail_document(&mut self, why: &str) {
        let Some(document) = self.within.take() else { return };
        self.done.push(Tallied::Failed(document.into_name(), why.to_string()));
    }
}

impl Sink for Tally {
    fn take(&mut self, event: Event<'_>) {
        let wanted = self.wanted;
        let document = self.within.as_mut().unwrap_or(&mut self.file);
        match event {
            Event::Text(_, "") => {}
            Event::Text(scope, text) => document.push(scope, text, wanted),
            Event::Break(Break::Line) => document.end_line(),
            Event::Break(Break::Block) => document.end_block(wanted),
            Event::Section(level) => document.begin_section(level, wanted),
            Event::Document(name) => self.begin_document(name),
            Event::Failed(why) => self.fail_document(why),
            Event::End => self.end_document(),
            Event::Stated(stated) => document.state(stated),
            Event::Notice(notice) => document.remark(notice),
        }
    }
}

impl core::fmt::Display for Notice<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Damaged(what) => write!(f, "the file is damaged, and only a part of it is counted: {what}"),
            Self::Limited(what) => write!(f, "a limit was reached: {what}"),
            Self::Misnamed(what) => write!(f, "its name says otherwise, but it is {what}"),
            Self::LeftOut(what) => write!(f, "not counted: {what}"),
        }
    }
}

#[cfg(test)]
mod tests;
