//! The interactive prompt.

use std::borrow::Cow;
use std::cell::RefCell;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use reckon_calc::{Answer, Limits, Outcome as Came, Session};
use rustyline::completion::{Completer, Pair};
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::FileHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Context, Editor, Helper};

use super::{Dialogue, Source, caret, help};
use crate::colour;
use crate::failure::{Outcome, OutputFailed, complain, write_error, write_output};

const PROMPT: &str = "> ";

/// What the answer that is shown while one types may cost: it comes between two keys.
const PREVIEW: Limits = Limits { input_bytes_max: 1 << 10, fuel_max: 1_000_000, ..Limits::NETWORK };

/// Asks on the terminal until the end of input.
///
/// # Errors
/// The terminal cannot be used.
pub(super) fn run(dialogue: &mut Dialogue) -> Result<()> {
    let mut editor: Editor<Terminal, FileHistory> = Editor::new().context("cannot use the terminal")?;
    let session = match &mut dialogue.source {
        // The terminal completes the session's names and shows answers ahead, so it has the session.
        Source::Here(session) => Some(std::mem::replace(session.as_mut(), Session::new(Limits::LOCAL))),
        Source::There(_) => None,
    };
    editor.set_helper(Some(Terminal { session: session.map(RefCell::new) }));
    let history = history_file();
    if let Some(path) = &history {
        // There is none the first time.
        let _ = editor.load_history(path);
    }
    write_output("Type an expression, help for what there is, or Ctrl-D to leave.\n")?;
    loop {
        match editor.readline(PROMPT) {
            Ok(line) => {
                let line = line.trim();
                editor.add_history_entry(line)?;
                let session = editor.helper().and_then(|helper| helper.session.as_ref());
                match answer(line, session, dialogue) {
                    Ok(Next::Line) => {}
                    Ok(Next::Leave) => break,
                    Err(error) if error.is::<OutputFailed>() => return Err(error),
                    // A server that does not answer now may answer the next question.
                    Err(error) => complain(format_args!("error: {error:#}")),
                }
            }
            Err(ReadlineError::Interrupted) => {}
            Err(ReadlineError::Eof) => break,
            Err(error) => return Err(error).context("cannot read from the terminal"),
        }
    }
    if let Some(path) = &history {
        save_history(&mut editor, path);
    }
    // Mistakes at a prompt are mended at the prompt.
    dialogue.outcome = Outcome::Done;
    Ok(())
}

/// What follows an answer.
enum Next {
    Line,
    Leave,
}

/// Answers a line of the prompt.
fn answer(line: &str, session: Option<&RefCell<Session>>, dialogue: &mut Dialogue) -> Result<Next> {
    match line {
        "" => return Ok(Next::Line),
        "exit" | "quit" => return Ok(Next::Leave),
        _ => {}
    }
    if let Some(topic) = help_topic(line) {
        let text = match session.map(RefCell::borrow) {
            _ if !dialogue.manner.is_ours => help::PREFIX_NOTATION.to_string(),
            session => help::about(topic, session.as_deref()),
        };
        write_output(&text)?;
        return Ok(Next::Line);
    }
    let Some(session) = session else {
        dialogue.answer(line)?;
        return Ok(Next::Line);
    };
    let mut session = session.borrow_mut();
    match session.evaluate(line) {
        Ok(Came::Nothing) => {}
        Ok(Came::Answer(answer)) => write_output(&format!("{}\n", for_people(&answer)))?,
        Ok(Came::Variable(name, answer)) => write_output(&format!("{name} = {}\n", for_people(&answer)))?,
        Ok(Came::Function(signature)) => write_output(&format!("{signature} is defined\n"))?,
        // The line stands above, after the prompt, unless it is several.
        Err(error) if line.contains('\n') => write_error(caret::below(line, &error)),
        Err(error) => write_error(caret::under(line, caret::width(PROMPT), &error)),
    }
    Ok(Next::Line)
}

/// An answer, and beside a fraction what it is about.
fn for_people(answer: &Answer) -> String {
    /// Digits that one takes in at a glance.
    const DIGITS: usize = 10;
    match answer.rounded(DIGITS) {
        Some(rounded) => format!("{answer} {rounded}"),
        None => answer.to_string(),
    }
}

/// What help is asked for: `help`, `help sqrt`, `?`.
fn help_topic(line: &str) -> Option<&str> {
    match line.split_once(char::is_whitespace) {
        Some(("help" | "?", topic)) => Some(topic.trim()),
        _ => matches!(line, "help" | "?").then_some(""),
    }
}

/// What the line editor asks while one types.
struct Terminal {
    /// None if a server answers.
    session: Option<RefCell<Session>>,
}

impl Helper for Terminal {}

impl Validator for Terminal {
    /// A parenthesis that is open is closed on a following line.
    fn validate(&self, context: &mut ValidationContext) -> rustyline::Result<ValidationResult> {
        let unfinished =
            self.session.as_ref().is_some_and(|session| session.borrow().is_unfinished(context.input()));
        Ok(if unfinished { ValidationResult::Incomplete } else { ValidationResult::Valid(None) })
    }
}

impl Hinter for Terminal {
    type Hint = String;

    /// The answer to what has been typed so far.
    fn hint(&self, line: &str, position: usize, _: &Context) -> Option<String> {
        /// A longer answer would push the line around.
        const CHARS_MAX: usize = 60;
        if position < line.len() || help_topic(line.trim()).is_some() {
            return None;
        }
        let answer = self.session.as_ref()?.borrow().preview(line, PREVIEW)?.to_string();
        let says_more = answer != line.trim() && answer.chars().count() <= CHARS_MAX;
        says_more.then(|| match answer.strip_prefix('≈') {
            Some(_) => format!("  {answer}"),
            None => format!("  = {answer}"),
        })
    }
}

impl Highlighter for Terminal {
    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        if colour::is_shown_on(&io::stdout()) {
            Cow::Owned(format!("\x1b[2m{hint}\x1b[0m"))
        } else {
            Cow::Borrowed(hint)
        }
    }
}

impl Completer for Terminal {
    type Candidate = Pair;

    /// The names that begin like the word before the cursor.
    fn complete(&self, line: &str, position: usize, _: &Context) -> rustyline::Result<(usize, Vec<Pair>)> {
        let before = line.get(..position).unwrap_or_default();
        let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '°';
        let start = before.trim_end_matches(is_part).len();
        let word = before.get(start..).unwrap_or_default();
        let Some(session) = self.session.as_ref().filter(|_| !word.is_empty()) else {
            return Ok((start, vec![]));
        };
        let candidates = help::names(&session.borrow())
            .into_iter()
            .filter(|name| name.starts_with(word))
            .map(|name| {
                let replacement = name.split_inclusive('(').next().unwrap_or_default().to_string();
                Pair { display: name, replacement }
            })
            .collect();
        Ok((start, candidates))
    }
}

/// Where the history of the prompt is kept (XDG Base Directory Specification: state data).
fn history_file() -> Option<PathBuf> {
    let state = std::env::var_os("XDG_STATE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let state = state.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".local/state")))?;
    Some(state.join("reckon").join("history"))
}

fn save_history(editor: &mut Editor<Terminal, FileHistory>, path: &Path) {
    // A history that cannot be kept is no reason to trouble anybody: the answers were given.
    if let Some(folder) = path.parent() {
        let _ = std::fs::create_dir_all(folder);
    }
    let _ = editor.save_history(path);
}
