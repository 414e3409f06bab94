//! `reckon text`.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Result;
use reckon_extract::{Break, Event, Scope, Scopes};

use super::source::{self, Opened};
use crate::cli::TextOptions;
use crate::failure::{Outcome, OutputFailed, Usage, complain, write_output};

/// Bytes that are printed at a time.
const OUTPUT_BYTES: usize = 64 << 10;

/// The scopes that are named on a command line.
///
/// # Errors
/// One is none.
pub fn scopes(ids: &[String]) -> Result<Scopes, Usage> {
    let ids = ids.iter().map(|id| id.trim()).filter(|id| !id.is_empty());
    Scopes::parse(ids).map_err(|id| {
        let all = Scope::ALL.iter().map(|scope| scope.id()).collect::<Vec<_>>().join(" ");
        Usage(format!("no scope is called '{id}': there are {all}; default and all"))
    })
}

/// Prints the text of each document.
///
/// # Errors
/// The command line names a scope that there is not, or the output fails. A file that fails is reported in its place.
pub fn run(options: &TextOptions) -> Result<Outcome> {
    let scopes = scopes(&options.scope)?;
    let standard_input = [PathBuf::from("-")];
    let files = if options.files.is_empty() { &standard_input } else { options.files.as_slice() };
    let mut outcome = Outcome::Done;
    for path in files {
        let file = path.display().to_string();
        let mut text = Text { scopes, marks: options.scopes, file, ..Text::default() };
        let result = print(path, options, &mut text);
        text.end();
        text.flush()?;
        if let Err(error) = result {
            if error.is::<OutputFailed>() {
                return Err(error);
            }
            text.outcome = Outcome::Failed;
            complain(format_args!("error: {}: {error:#}", path.display()));
        }
        outcome = outcome.max(text.outcome);
    }
    Ok(outcome)
}

fn print(path: &Path, options: &TextOptions, text: &mut Text) -> Result<()> {
    let mut memory = vec![];
    match source::open(path, None, &options.reading, &mut memory)? {
        // It is what it is.
        Opened::Plain(mut input) if !text.marks => {
            if !text.scopes.has(Scope::Body) {
                return Ok(());
            }
            input.read_all(|piece| Ok(io::stdout().lock().write_all(piece).map_err(OutputFailed::from)?))
        }
        Opened::Plain(mut input) => {
            // A piece may end within a character, a line may not.
            let mut begun = vec![];
            input.read_all(|piece| {
                let end = piece.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
                let (lines, rest) = piece.split_at(end);
                if !lines.is_empty() {
                    begun.extend_from_slice(lines);
                    text.take(Event::Text(Scope::Body, &String::from_utf8_lossy(&begun)));
                    begun.clear();
                }
                begun.extend_from_slice(rest);
                if text.out.len() >= OUTPUT_BYTES { text.flush() } else { Ok(()) }
            })?;
            text.take(Event::Text(Scope::Body, &String::from_utf8_lossy(&begun)));
            Ok(())
        }
        Opened::Document(document) => {
            let mut failed = None;
            let mut sink = |event: Event<'_>| {
                text.take(event);
                if text.out.len() >= OUTPUT_BYTES && failed.is_none() {
                    failed = text.flush().err();
                }
            };
            let found = document.read(&options.reading, &mut sink);
            failed.map_or(Ok(()), Err)?;
            found?;
            Ok(())
        }
    }
}

/// Text in the making.
#[derive(Debug, Default)]
struct Text {
    scopes: Scopes,
    /// Whether each block begins with its scope.
    marks: bool,
    out: String,
    /// What stands between the last piece and the next.
    pending: Option<Break>,
    /// The scope of the last piece, of those that are printed.
    last: Option<Scope>,
    /// The last byte that is out.
    printed: Option<u8>,
    /// What remarks are about: the file.
    file: String,
    /// Or the document within it.
    within: Option<String>,
    /// How it went.
    outcome: Outcome,
}

impl Text {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Text(_, "") => {}
            Event::Text(scope, _) if !self.scopes.has(scope) => {}
            // The blocks of a plain text are its paragraphs.
            Event::Text(Scope::Body, text) if self.marks => {
                for line in text.split_inclusive('\n') {
                    let words = line.trim_end_matches('\n');
                    let is_blank = self.pending.is_some() && words.trim().is_empty();
                    if !is_blank && !words.is_empty() {
                        self.push(Scope::Body, words);
                    }
                    if line.len() > words.len() {
                        self.pending = Some(if is_blank { Break::Block } else { Break::Line });
                    }
                }
            }
            Event::Text(scope, text) => self.push(scope, text),
            Event::Break(kind) => self.pending = self.pending.max(Some(kind)),
            Event::Section(_) => self.pending = Some(Break::Block),
            Event::Document(name) => {
                self.end();
                if self.printed.is_some() || !self.out.is_empty() {
                    self.out.push('\n');
                }
                // A name of several lines would look like text.
                let _ = writeln!(self.out, "==> {} <==", reckon_stats::visible(name));
                self.within = Some(format!("{}/{name}", self.file));
            }
            Event::Failed(why) => {
                complain(format_args!("error: {}: {why}", self.name()));
                self.outcome = Outcome::Failed;
                self.within = None;
            }
            Event::End => self.within = None,
            Event::Notice(notice) => complain(format_args!("note: {}: {notice}", self.name())),
            Event::Stated(_) => {}
        }
    }

    /// Of what remarks are.
    fn name(&self) -> &str {
        self.within.as_deref().unwrap_or(&self.file)
    }

    fn push(&mut self, scope: Scope, text: &str) {
        let pending = self.pending.take();
        if self.marks {
            // A line for each piece of a scope within a block.
            if self.last != Some(scope) || pending == Some(Break::Block) {
                self.end();
                let _ = write!(self.out, "{scope}: ");
            } else if pending == Some(Break::Line) {
                self.out.push_str(" / ");
            }
            for piece in text.split_inclusive('\n') {
                self.out.push_str(piece.trim_end_matches('\n'));
                self.out.push_str(if piece.ends_with('\n') { " / " } else { "" });
            }
        } else {
            if self.last.is_some() {
                self.out.push_str(match pending {
                    None => "",
                    Some(Break::Line) => "\n",
                    Some(Break::Block) => "\n\n",
                });
            }
            self.out.push_str(text);
        }
        self.last = Some(scope);
    }

    /// Ends the last line.
    fn end(&mut self) {
        if self.last.take().is_some() && self.is_within_line() {
            self.out.push('\n');
        }
    }

    fn is_within_line(&self) -> bool {
        self.out.as_bytes().last().or(self.printed.as_ref()).is_some_and(|last| *last != b'\n')
    }

    fn flush(&mut self) -> Result<()> {
        write_output(&self.out)?;
        self.printed = self.out.as_bytes().last().copied().or(self.printed);
        self.out.clear();
        Ok(())
    }
}
