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

use std::collections::BTreeMap;
use std::mem;

use reckon_stats::{
    Assembly, DETECTION_BYTES_MAX, Detected, Language, Options, Part, Scan, Scanner, Stats, detect,
};

use crate::event::{Break, Event, Notice, Sink, Stated};
use crate::limits::Limits;
use crate::scope::Scope;

/// Sections that are kept apart; what comes after that is in the last one.
const SECTIONS_MAX: usize = 20_000;

/// Bytes of a heading that are kept.
const TITLE_BYTES_MAX: usize = 400;

/// Numbers that are kept of those that a document states of itself.
const STATED_MAX: usize = 32;

/// Notices that are kept of a document.
const NOTICES_MAX: usize = 50;

/// Bytes that are set aside at most before they become a run, at the next end of a block. With more than
/// [`Limits::ASIDE_BYTES`], the block ends there.
const ASIDE_BYTES: usize = 256 << 10;

/// What is held at most until the language is known, in bytes; it is told by what has come then. A source has hardly any
/// text that counts, however long it is.
const HELD_BYTES_MAX: usize = 16 << 20;

/// A run that is longer ends with its block, for a part of a text keeps four bytes for each of its words. Tests of short
/// texts are to have such runs.
const RUN_BYTES: u64 = if cfg!(any(test, fuzzing)) { 64 } else { 1 << 20 };

/// A choice of scopes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scopes(u64);

const _: () = assert!(Scope::ALL.len() <= 64);

impl Default for Scopes {
    /// Those that count unless somebody says otherwise.
    fn default() -> Self {
        Scope::ALL.iter().filter(|scope| scope.counts()).fold(Self::NONE, |scopes, &scope| scopes.with(scope))
    }
}

impl Scopes {
    /// None.
    pub const NONE: Self = Self(0);

    /// These and another one.
    #[must_use]
    pub const fn with(self, scope: Scope) -> Self {
        Self(self.0 | 1 << scope as u32)
    }

    /// These without one.
    #[must_use]
    pub const fn without(self, scope: Scope) -> Self {
        Self(self.0 & !(1 << scope as u32))
    }

    /// Whether a scope is among them.
    #[must_use]
    pub const fn has(self, scope: Scope) -> bool {
        self.0 & 1 << scope as u32 != 0
    }

    /// Reads a choice: ids of scopes, `default` or `all`, each with `-` before it to take it away again, in order. A choice
    /// that begins by taking away begins with the default.
    ///
    /// ```
    /// use reckon_extract::{Scope, Scopes};
    ///
    /// let scopes = Scopes::parse(["body", "footnote"]).unwrap();
    /// assert!(scopes.has(Scope::Footnote) && !scopes.has(Scope::Heading));
    /// let scopes = Scopes::parse(["all", "-code"]).unwrap();
    /// assert!(scopes.has(Scope::Comment) && !scopes.has(Scope::Code));
    /// assert_eq!(Scopes::parse(["boby"]), Err("boby"));
    /// ```
    ///
    /// # Errors
    /// The first that is no scope.
    pub fn parse<'a>(ids: impl IntoIterator<Item = &'a str>) -> Result<Self, &'a str> {
        let mut scopes = None;
        for id in ids {
            let (is_taken, name) = id.strip_prefix('-').map_or((false, id), |name| (true, name));
            let named = match name {
                "default" => Self::default(),
                "all" => Scope::ALL.iter().fold(Self::NONE, |scopes, &scope| scopes.with(scope)),
                name => Self::NONE.with(Scope::from_id(name).ok_or(id)?),
            };
            let before = scopes.unwrap_or(if is_taken { Self::default() } else { Self::NONE });
            scopes = Some(Self(if is_taken { before.0 & !named.0 } else { before.0 | named.0 }));
        }
        Ok(scopes.unwrap_or_default())
    }
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
    document: Document,
    done: Vec<Statistics>,
}

impl Tally {
    /// Counts these scopes; in the given language, or else in that which is detected on what counts. The language of the
    /// options is not used.
    #[must_use]
    pub fn new(language: Option<Language>, options: Options, scopes: Scopes, has_sections: bool) -> Self {
        let document = Document::new(language, options, None);
        let wanted = Wanted { scopes, has_scopes: true, has_sections };
        Self { language, options, wanted, document, done: vec![] }
    }

    /// Counts what counts only, and not each scope by itself, which would be counted twice. To be said before anything is
    /// taken.
    #[must_use]
    pub fn without_scopes(mut self) -> Self {
        self.wanted.has_scopes = false;
        self
    }

    /// What was found: of the file itself, unless there is nothing in it but other documents; then of these.
    #[must_use]
    pub fn finish(mut self) -> Vec<Statistics> {
        if self.document.is_container() && !self.done.is_empty() {
            return self.done;
        }
        self.done.push(self.document.finish(self.wanted));
        self.done
    }

    fn begin_document(&mut self, name: &str) {
        let next = Document::new(self.language, self.options, Some(name.to_string()));
        let document = mem::replace(&mut self.document, next);
        if !document.is_container() {
            self.done.push(document.finish(self.wanted));
        }
    }
}

impl Sink for Tally {
    fn take(&mut self, event: Event<'_>) {
        let wanted = self.wanted;
        let document = &mut self.document;
        match event {
            Event::Text(_, "") => {}
            Event::Text(scope, text) => document.push(scope, text, wanted),
            Event::Break(Break::Line) => document.pending = document.pending.max(Some(Break::Line)),
            Event::Break(Break::Block) => document.end_block(wanted),
            Event::Section(level) => document.begin_section(level, wanted),
            Event::Document(name) => self.begin_document(name),
            Event::Stated(stated) => document.state(stated),
            Event::Notice(notice) => {
                if document.statistics.notices.len() < NOTICES_MAX {
                    document.statistics.notices.push(notice.to_string());
                }
            }
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

/// A document while it is counted.
#[derive(Debug)]
struct Document {
    options: Options,
    /// Whether there was any text, in whatever scope.
    has_text: bool,
    statistics: Statistics,
    reading: Reading,
    /// The scope of the block that is open.
    block: Option<Scope>,
    /// What stands between the last piece of the block's own scope and the next.
    pending: Option<Break>,
    /// The scope of the last piece.
    last: Option<Scope>,
    /// What is set aside, by scope.
    aside: BTreeMap<Scope, String>,
    /// How much of it there is, with what parts it.
    aside_bytes: usize,
    /// Whether the heading of the section is being read.
    is_title_open: bool,
}

/// How far the language is known.
#[derive(Debug)]
enum Reading {
    /// Not yet: the runs so far, how many of their bytes count, and what they cost.
    Held {
        runs: Vec<Run>,
        counted_bytes: usize,
        held_bytes: usize,
    },
    Known(Box<Counting>),
}

/// Text of one scope in one section, from one seam to another.
#[derive(Debug)]
struct Run {
    scope: Scope,
    section: usize,
    text: String,
}

/// The parts of a document, while there are more.
#[derive(Debug)]
struct Counting {
    options: Options,
    detected: Option<Detected>,
    assembly: Assembly,
    /// The run that is being scanned.
    open: Option<(Scope, usize, Scanner)>,
    spare: Option<Part>,
}

impl Document {
    fn new(language: Option<Language>, options: Options, name: Option<String>) -> Self {
        let reading = match language {
            Some(language) => Reading::Known(Box::new(Counting::new(Options { language, ..options }, None))),
            None => Reading::Held { runs: vec![], counted_bytes: 0, held_bytes: 0 },
        };
        let first = Section { level: 0, title: String::new(), stats: Stats::default() };
        let statistics = Statistics { sections: vec![first], name, ..Statistics::default() };
        Self {
            options,
            has_text: false,
            statistics,
            reading,
            block: None,
            pending: None,
            last: None,
            aside: BTreeMap::new(),
            aside_bytes: 0,
            is_title_open: false,
        }
    }

    fn push(&mut self, scope: Scope, text: &str, wanted: Wanted) {
        self.has_text = true;
        let block = *self.block.get_or_insert(scope);
        if scope == block {
            let between = match self.pending.take() {
                None => "",
                Some(Break::Line) => "\n",
                Some(Break::Block) => "\n\n",
            };
            self.feed(scope, between, text, wanted);
            if self.is_title_open && scope == Scope::Heading {
                let is_first = self.statistics.sections.last().is_none_or(|section| section.title.is_empty());
                self.extend_title(if between.is_empty() || is_first { "" } else { " " });
                self.extend_title(text);
            }
        } else {
            let aside = self.aside.entry(scope).or_default();
            if self.last != Some(scope) && !aside.is_empty() && !aside.ends_with('\n') {
                aside.push('\n');
            }
            aside.push_str(text);
            self.aside_bytes += text.len() + 2;
        }
        self.last = Some(scope);
        if self.aside_bytes > Limits::ASIDE_BYTES {
            self.end_block(wanted);
        }
    }

    /// Takes a number that the file states of itself, if it has not stated another one before.
    fn state(&mut self, Stated { what, number }: Stated<'_>) {
        let stated = &mut self.statistics.stated;
        if stated.len() < STATED_MAX && stated.iter().all(|(known, _)| known != what) {
            stated.push((what.to_string(), number));
        }
    }

    fn extend_title(&mut self, text: &str) {
        let Some(section) = self.statistics.sections.last_mut() else { return };
        let room = TITLE_BYTES_MAX.saturating_sub(section.title.len());
        let end = (0..=text.len().min(room)).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
        section.title.push_str(&text[..end]);
    }

    fn end_block(&mut self, wanted: Wanted) {
        if self.block.take().is_some() {
            self.is_title_open = false;
        }
        self.pending = Some(Break::Block);
        self.last = None;
        for aside in self.aside.values_mut() {
            if !aside.ends_with("\n\n") {
                aside.push_str("\n\n");
            }
        }
        if self.aside_bytes > ASIDE_BYTES {
            self.take_aside(wanted);
        }
    }

    fn begin_section(&mut self, level: u8, wanted: Wanted) {
        self.end_block(wanted);
        self.take_aside(wanted);
        if wanted.has_sections && self.statistics.sections.len() < SECTIONS_MAX {
            self.statistics.sections.push(Section {
                level: level.max(1),
                title: String::new(),
                stats: Stats::default(),
            });
            self.is_title_open = true;
        }
    }

    /// Makes runs of what was set aside.
    fn take_aside(&mut self, wanted: Wanted) {
        self.aside_bytes = 0;
        for (scope, text) in mem::take(&mut self.aside) {
            self.pending = Some(Break::Block);
            // The run before it may be of the same scope.
            self.feed(scope, "\n\n", text.trim_end_matches('\n'), wanted);
        }
        self.pending = Some(Break::Block);
    }

    /// Goes on with the open run, behind what stands between, or begins a new one.
    fn feed(&mut self, scope: Scope, between: &str, text: &str, wanted: Wanted) {
        let section = self.statistics.sections.len() - 1;
        match &mut self.reading {
            Reading::Held { runs, counted_bytes, held_bytes } => {
                *held_bytes += between.len() + text.len();
                match runs.last_mut() {
                    Some(run) if (run.scope, run.section) == (scope, section) => {
                        run.text.push_str(between);
                        run.text.push_str(text);
                    }
                    _ => {
                        *held_bytes += size_of::<Run>();
                        runs.push(Run { scope, section, text: text.to_string() });
                    }
                }
                if wanted.scopes.has(scope) {
                    *counted_bytes += between.len() + text.len();
                }
                if *counted_bytes >= DETECTION_BYTES_MAX || *held_bytes > HELD_BYTES_MAX {
                    self.begin(wanted);
                }
            }
            Reading::Known(counting) => {
                counting.feed(scope, section, between, text, &mut self.statistics, wanted);
            }
        }
    }

    /// Finds out the language of what counts, and scans what was held.
    fn begin(&mut self, wanted: Wanted) -> &mut Counting {
        if let Reading::Held { runs, .. } = &mut self.reading {
            let runs = mem::take(runs);
            let mut sample = String::new();
            for run in runs.iter().filter(|run| wanted.scopes.has(run.scope)) {
                if !sample.is_empty() {
                    sample.push_str("\n\n");
                }
                sample.push_str(&run.text);
                if sample.len() >= DETECTION_BYTES_MAX {
                    break;
                }
            }
            let detected = detect(sample.as_bytes());
            let options = Options { language: detected.likely(), ..self.options };
            let mut counting = Counting::new(options, Some(detected));
            for Run { scope, section, text } in runs {
                counting.feed(scope, section, "", &text, &mut self.statistics, wanted);
            }
            self.reading = Reading::Known(Box::new(counting));
        }
        match &mut self.reading {
            Reading::Known(counting) => counting,
            Reading::Held { .. } => unreachable!("the counting has just begun"),
        }
    }

    /// Whether it is a file that has no text of its own.
    fn is_container(&self) -> bool {
        self.statistics.name.is_none() && !self.has_text && self.statistics.notices.is_empty()
    }

    fn finish(mut self, wanted: Wanted) -> Statistics {
        self.end_block(wanted);
        self.take_aside(wanted);
        self.begin(wanted);
        let Reading::Known(mut counting) = self.reading else { unreachable!("the counting has just begun") };
        let mut statistics = self.statistics;
        counting.end_run(&mut statistics, wanted);
        statistics.scan = counting.assembly.finish();
        if let Some(detected) = counting.detected {
            statistics.scan = statistics.scan.with_confidence(detected);
        }
        if !wanted.has_sections {
            statistics.sections.clear();
        }
        for section in &mut statistics.sections {
            section.title.truncate(section.title.trim_end().len());
        }
        statistics
    }
}

impl Counting {
    fn new(options: Options, detected: Option<Detected>) -> Self {
        Self { options, detected, assembly: Assembly::new(options), open: None, spare: None }
    }

    fn feed(
        &mut self,
        scope: Scope,
        section: usize,
        between: &str,
        text: &str,
        statistics: &mut Statistics,
        wanted: Wanted,
    ) {
        // It is a run also if it is not counted at all, so that what is around it ends and begins there.
        let text = if wanted.has_scopes || wanted.scopes.has(scope) { text } else { "" };
        match &mut self.open {
            Some((open, of, scanner))
                if (*open, *of) == (scope, section)
                    && (between != "\n\n" || scanner.bytes() <= RUN_BYTES) =>
            {
                scanner.update(between.as_bytes());
                scanner.update(text.as_bytes());
            }
            _ => {
                if let Some((_, _, scanner)) = &mut self.open {
                    // A part ends at a seam.
                    scanner.update(b"\n\n");
                }
                self.end_run(statistics, wanted);
                let mut scanner = match self.spare.take() {
                    Some(part) => Scanner::of_part_in(self.options, part),
                    None => Scanner::of_part(self.options),
                };
                scanner.update(text.as_bytes());
                self.open = Some((scope, section, scanner));
            }
        }
    }

    fn end_run(&mut self, statistics: &mut Statistics, wanted: Wanted) {
        let Some((scope, section, scanner)) = self.open.take() else { return };
        let part = scanner.finish_part();
        if wanted.has_scopes {
            statistics.scopes.entry(scope).or_default().merge(part.stats());
        }
        if !wanted.scopes.has(scope) {
            self.spare = Some(part);
            return;
        }
        if wanted.has_sections
            && let Some(section) = statistics.sections.get_mut(section)
        {
            section.stats.merge(part.stats());
        }
        self.spare = Some(self.assembly.append(part));
    }
}

#[cfg(test)]
mod tests;
