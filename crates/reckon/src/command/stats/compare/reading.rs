//! A document as its numbers, and as the passages that are compared.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, anyhow, bail};
use reckon_extract::{Break, Event, Scope, Scopes, Sink, Tally};
use reckon_stats::{Counted, Language, Options, Report, tokens};

use super::super::count::all_as_one;
use super::diff::{Passages, Words};
use crate::cli::StatsOptions;
use crate::command::input::Input;
use crate::command::source::Document;
use crate::shell::random;

/// Bytes of a document that is compared. The text of both is in memory.
pub const BYTES_MAX: u64 = 64 << 20;

/// A heading, and where its section begins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Section {
    /// 1 and deeper; 0 before any heading.
    pub level: u8,
    /// Its heading.
    pub title: String,
}

/// One side of a comparison.
#[derive(Debug)]
pub struct Reading {
    /// Its numbers.
    pub report: Report,
    /// Its text.
    pub passages: Passages,
    /// The section of each paragraph.
    pub section_of: Vec<usize>,
    /// Its sections.
    pub sections: Vec<Section>,
    /// Remarks.
    pub notices: Vec<String>,
}

/// The bytes of a file as it is.
///
/// # Errors
/// It cannot be read, or is too long.
pub fn bytes_of_file(path: &Path, options: &StatsOptions) -> Result<Vec<u8>> {
    let mut bytes = vec![];
    let bytes_max = options.max_bytes.unwrap_or(BYTES_MAX).min(BYTES_MAX);
    Input::open(path, None, &mut vec![])?.read_all(|piece| {
        bytes.extend_from_slice(piece);
        if bytes.len() as u64 > bytes_max {
            bail!("is longer than {bytes_max} bytes, which is too long to compare");
        }
        Ok(())
    })?;
    Ok(bytes)
}

/// The bytes of a file as they were in a revision, by the program `git`.
///
/// # Errors
/// There is no such program, revision, or file in it, or it is too long.
pub fn bytes_of_revision(revision: &str, path: &Path) -> Result<Vec<u8>> {
    let name = path.file_name().context("has no name that git could be asked for")?;
    // A name may be any bytes.
    let mut object = OsString::from(format!("{revision}:./"));
    object.push(name);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut child = Command::new("git")
        .arg("--no-pager")
        .arg("-C")
        .arg(folder)
        .args(["show", "--no-textconv", "--end-of-options"])
        .arg(object)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot run the program git")?;
    let mut bytes = vec![];
    let output = child.stdout.take().context("git has no output")?;
    output.take(BYTES_MAX + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > BYTES_MAX {
        // It would wait for somebody to read the rest.
        child.kill()?;
        child.wait()?;
        bail!("is longer than {BYTES_MAX} bytes in {revision}, which is too long to compare");
    }
    let output = child.wait_with_output()?;
    if !output.status.success() {
        let why = String::from_utf8_lossy(&output.stderr);
        let why = why.lines().next().unwrap_or("git has failed").trim_start_matches("fatal: ").to_string();
        return Err(anyhow!("{why}").context("git does not show the old version"));
    }
    Ok(bytes)
}

/// Counts a document and takes its text apart.
///
/// # Errors
/// It cannot be read.
pub fn read_document(
    bytes: Vec<u8>,
    path: &Path,
    options: &StatsOptions,
    scopes: Scopes,
    words: &mut Words,
) -> Result<Reading> {
    let counting = Options { counted: Counted::ALL, seed: random::seed(), ..Options::default() };
    let mut tally = Tally::new(options.language, counting, scopes, false);
    let mut text = Text::new();
    let mut sink = |event: Event<'_>| {
        text.take(event, scopes);
        tally.take(event);
    };
    Document::named(bytes, path).read(&options.reading, &mut sink)?;
    text.end_block();
    let (all, notices) = all_as_one(tally.finish())?;
    Ok(Reading::new(all.report(0), notices, text, words))
}

impl Reading {
    fn new(report: Report, notices: Vec<String>, text: Text, words: &mut Words) -> Self {
        let language = Language::from_code(report.language.code).unwrap_or(Language::UNDETERMINED);
        let mut passages = Passages::default();
        let mut section_of = vec![];
        let mut sections = vec![];
        for Part { section, text } in text.parts {
            for paragraph in paragraphs(&text) {
                let found = tokens("words", paragraph, language).unwrap_or_default();
                passages.push(found.into_iter().map(|token| words.number(token.text)));
                section_of.resize(passages.paragraphs(), sections.len());
            }
            sections.push(section);
        }
        Self { report, passages, section_of, sections, notices }
    }

    /// What would be read where these events are found.
    #[cfg(test)]
    pub fn of_events(events: &[Event<'_>], words: &mut Words) -> Self {
        let scopes = Scopes::default();
        let mut tally = Tally::new(Some(Language::ENGLISH), Options::default(), scopes, false);
        let mut text = Text::new();
        for event in events {
            text.take(*event, scopes);
            tally.take(*event);
        }
        text.end_block();
        let (all, notices) = all_as_one(tally.finish()).expect("the events have no failures");
        Self::new(all.report(0), notices, text, words)
    }
}

/// What stands between blank lines.
fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut end = 0;
        for line in rest.split_inclusive('\n') {
            end += line.len();
            if line.trim().is_empty() {
                break;
            }
        }
        let (paragraph, behind) = rest.split_at(end);
        rest = behind;
        Some(paragraph)
    })
}

#[derive(Debug, Default)]
struct Part {
    section: Section,
    text: String,
}

/// The text that counts, section by section, as [`Tally`] reads it.
#[derive(Debug, Default)]
struct Text {
    parts: Vec<Part>,
    /// The scope of the block that is open.
    block: Option<Scope>,
    /// What stands between the last piece of the block's own scope and the next.
    pending: Option<Break>,
    /// The scope of the last piece.
    last: Option<Scope>,
    /// Pieces of other scopes, which follow the block.
    aside: BTreeMap<Scope, String>,
    is_title_open: bool,
}

impl Text {
    fn new() -> Self {
        Self { parts: vec![Part::default()], ..Self::default() }
    }

    fn take(&mut self, event: Event<'_>, scopes: Scopes) {
        match event {
            Event::Text(_, "") => {}
            Event::Text(scope, text) => {
                let block = *self.block.get_or_insert(scope);
                let pending = if scope == block { self.pending.take() } else { None };
                let part = self.parts.last_mut().expect("there is a first");
                if self.is_title_open && scope == Scope::Heading && block == scope {
                    let between = if pending.is_some() && !part.section.title.is_empty() { " " } else { "" };
                    part.section.title += between;
                    part.section.title += text;
                }
                if scopes.has(scope) {
                    let is_aside = scope != block;
                    let place = if is_aside { self.aside.entry(scope).or_default() } else { &mut part.text };
                    let is_apart = pending.is_some() || (is_aside && self.last != Some(scope));
                    if is_apart && !place.is_empty() && !place.ends_with('\n') {
                        place.push('\n');
                    }
                    place.push_str(text);
                }
                self.last = Some(scope);
            }
            Event::Break(Break::Line) => self.pending = self.pending.max(Some(Break::Line)),
            Event::Break(Break::Block) => self.end_block(),
            Event::Section(level) => self.begin(level.max(1), String::new(), true),
            Event::Document(name) => self.begin(0, name.to_string(), false),
            Event::Failed(_) | Event::End | Event::Stated(_) | Event::Notice(_) => {}
        }
    }

    fn begin(&mut self, level: u8, title: String, is_title_open: bool) {
        self.end_block();
        self.parts.push(Part { section: Section { level, title }, text: String::new() });
        self.is_title_open = is_title_open;
    }

    fn end_block(&mut self) {
        self.is_title_open &= self.block.take().is_none();
        self.pending = None;
        self.last = None;
        let text = &mut self.parts.last_mut().expect("there is a first").text;
        for aside in std::iter::once(String::new()).chain(std::mem::take(&mut self.aside).into_values()) {
            text.push_str(&aside);
            if !text.is_empty() && !text.ends_with("\n\n") {
                text.push_str(if text.ends_with('\n') { "\n" } else { "\n\n" });
            }
        }
    }
}
