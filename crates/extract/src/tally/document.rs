//! A document while it is counted.

use std::collections::BTreeMap;
use std::mem;

use reckon_stats::{
    Assembly, DETECTION_BYTES_MAX, Detected, Language, Options, Part, Scanner, Stats, detect,
};

use super::{Section, Statistics, Wanted};
use crate::event::{Break, Notice, Stated};
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
pub(super) const HELD_BYTES_MAX: usize = 16 << 20;

/// A run that is longer ends with its block, for a part of a text keeps four bytes for each of its words. Tests of short
/// texts are to have such runs.
pub(super) const RUN_BYTES: u64 = if cfg!(any(test, fuzzing)) { 64 } else { 1 << 20 };

/// A document while it is counted.
#[derive(Debug)]
pub(super) struct Document {
    options: Options,
    /// Whether there was any text, in whatever scope.
    has_text: bool,
    statistics: Statistics,
    pub(super) reading: Reading,
    /// The scope of the block that is open.
    block: Option<Scope>,
    /// What stands between the last piece of the block's own scope and the next.
    pending: Option<Break>,
    /// The scope of the last piece.
    last: Option<Scope>,
    /// What is set aside, by scope.
    aside: BTreeMap<Scope, String>,
    /// How much of it there is, with what parts it.
    pub(super) aside_bytes: usize,
    /// Whether the heading of the section is being read.
    is_title_open: bool,
}

/// How far the language is known.
#[derive(Debug)]
pub(super) enum Reading {
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
pub(super) struct Run {
    scope: Scope,
    section: usize,
    text: String,
}

/// The parts of a document, while there are more.
#[derive(Debug)]
pub(super) struct Counting {
    options: Options,
    detected: Option<Detected>,
    assembly: Assembly,
    /// The run that is being scanned.
    open: Option<(Scope, usize, Scanner)>,
    spare: Option<Part>,
}

impl Document {
    pub(super) fn new(language: Option<Language>, options: Options, name: Option<String>) -> Self {
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

    pub(super) fn push(&mut self, scope: Scope, text: &str, wanted: Wanted) {
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

    /// Ends a line of the block that is open.
    pub(super) fn end_line(&mut self) {
        self.pending = self.pending.max(Some(Break::Line));
    }

    /// Takes a remark.
    pub(super) fn remark(&mut self, notice: Notice<'_>) {
        let notices = &mut self.statistics.notices;
        if notices.len() < NOTICES_MAX {
            notices.push(notice.to_string());
        }
    }

    /// Whether there was any text, in whatever scope.
    pub(super) fn has_text(&self) -> bool {
        self.has_text
    }

    /// Its name, and nothing else.
    pub(super) fn into_name(self) -> String {
        self.statistics.name.unwrap_or_default()
    }

    /// The remarks, and nothing else.
    pub(super) fn into_notices(self) -> Vec<String> {
        self.statistics.notices
    }

    /// Takes a number that the file states of itself, if it has not stated another one before.
    pub(super) fn state(&mut self, Stated { what, number }: Stated<'_>) {
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

    pub(super) fn end_block(&mut self, wanted: Wanted) {
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

    pub(super) fn begin_section(&mut self, level: u8, wanted: Wanted) {
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

    pub(super) fn finish(mut self, wanted: Wanted) -> Statistics {
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
