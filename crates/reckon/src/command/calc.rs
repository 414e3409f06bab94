//! `reckon calc`.

use std::io::{self, BufRead, IsTerminal, Read};
use std::path::PathBuf;

use anyhow::{Context, Result};
use reckon_calc::{Calculator, Limits};
use rustyline::DefaultEditor;
use rustyline::error::ReadlineError;
use serde::Serialize;

use crate::cli::{CALC_PORT, CalcOptions};
use crate::failure::{Outcome, OutputFailed, Usage, complain, write_output};
use crate::shell::address::Server;
use crate::shell::ask::{Answer, Asker, ask_classic};

/// Answers the expressions of the command line, of standard input, or of an interactive prompt.
///
/// # Errors
/// Standard input or output fails, or the server cannot be asked at all.
pub fn run(options: &CalcOptions) -> Result<Outcome> {
    if options.classic {
        return run_classic(options);
    }
    let mut session = Session { source: Source::new(options)?, json: options.json, outcome: Outcome::Done };
    if is_taken_apart(&options.expressions) {
        session.answer(&options.expressions.join(" "))?;
    } else if !options.expressions.is_empty() {
        for expression in &options.expressions {
            session.answer(expression)?;
        }
    } else if io::stdin().is_terminal() && !options.json {
        session.prompt()?;
    } else {
        let mut stdin = io::stdin().lock();
        while let Some(line) = read_line(&mut stdin)? {
            session.answer_line(&line)?;
        }
    }
    Ok(session.outcome)
}

/// Whether the arguments are one expression that the shell has taken apart at its spaces: an operator alone is none.
fn is_taken_apart(arguments: &[String]) -> bool {
    arguments.iter().any(|argument| reckon_calc::is_operator(argument))
}

/// The next line without its end; `None` after the last. Of a line that is longer than any expression may be, one byte
/// more than allowed is kept, so that it is refused for its length, and the others are passed over.
fn read_line(input: &mut impl BufRead) -> Result<Option<String>> {
    let bytes_max = Limits::LOCAL.input_bytes_max as u64 + 1;
    let mut line = vec![];
    let length = input.take(bytes_max).read_until(b'\n', &mut line).context("cannot read standard input")?;
    if length == 0 {
        return Ok(None);
    }
    if line.last() != Some(&b'\n') && length as u64 == bytes_max {
        input.skip_until(b'\n').context("cannot read standard input")?;
    }
    // What is not UTF-8 is no expression either; the error shows the replacement.
    Ok(Some(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_string()))
}

/// Who answers.
enum Source {
    Here(Box<Calculator>),
    There(Asker),
}

impl Source {
    fn new(options: &CalcOptions) -> Result<Self> {
        let server = match &options.server {
            Some(server) => server.clone(),
            None if options.tcp => Server::localhost(),
            None => return Ok(Self::Here(Box::new(Calculator::new(Limits::LOCAL)))),
        };
        let servers = server.resolve(CALC_PORT)?;
        let timeout = options.timeout.0;
        Ok(Self::There(if options.tcp { Asker::tcp(servers, timeout) } else { Asker::udp(servers, timeout) }))
    }
}

/// An answer for programs.
#[derive(Serialize)]
struct AnswerLine<'a> {
    expression: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorObject<'a>>,
}

/// Why there is no answer. A server tells the message alone: its `kind` is `refused`, and there is no `span`.
#[derive(Serialize)]
struct ErrorObject<'a> {
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    span: Option<[usize; 2]>,
    message: &'a str,
}

/// Questions and answers one after another.
struct Session {
    source: Source,
    json: bool,
    outcome: Outcome,
}

impl Session {
    /// Answers a line of a file or of the prompt; an empty one is no question.
    fn answer_line(&mut self, line: &str) -> Result<()> {
        let line = line.trim();
        if line.is_empty() { Ok(()) } else { self.answer(line) }
    }

    /// Answers on standard output; a refusal goes to standard error, or with `--json` to standard output as well.
    fn answer(&mut self, expression: &str) -> Result<()> {
        let (answer, kind, span) = match &mut self.source {
            Source::Here(calculator) => match calculator.evaluate(expression) {
                Ok(number) => (Answer::Value(number.to_string()), "", None),
                Err(error) => {
                    let span = [error.span.start, error.span.end];
                    (Answer::Refused(error.to_string()), error.kind.name(), Some(span))
                }
            },
            Source::There(asker) => (asker.ask(expression)?, "refused", None),
        };
        if let Answer::Refused(_) = answer {
            self.outcome = Outcome::NoAnswer;
        }
        print(self.json, expression, &answer, kind, span)
    }

    /// Asks on the terminal until the end of input.
    fn prompt(&mut self) -> Result<()> {
        let mut editor = DefaultEditor::new().context("cannot use the terminal")?;
        let history = history_file();
        if let Some(path) = &history {
            // There is none the first time.
            let _ = editor.load_history(path);
        }
        loop {
            match editor.readline("> ") {
                Ok(line) => {
                    editor.add_history_entry(line.trim())?;
                    match self.answer_line(&line) {
                        Err(error) if error.is::<OutputFailed>() => return Err(error),
                        // A server that does not answer now may answer the next question.
                        Err(error) => complain(format_args!("error: {error:#}")),
                        Ok(()) => {}
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
        self.outcome = Outcome::Done;
        Ok(())
    }
}

fn print(json: bool, expression: &str, answer: &Answer, kind: &str, span: Option<[usize; 2]>) -> Result<()> {
    match answer {
        _ if json => {
            let (answer, error) = match answer {
                Answer::Value(value) => (Some(value.as_str()), None),
                Answer::Refused(message) => (None, Some(ErrorObject { kind, span, message })),
            };
            let line = serde_json::to_string(&AnswerLine { expression, answer, error })?;
            write_output(&(line + "\n"))?;
        }
        Answer::Value(value) => write_output(&format!("{value}\n"))?,
        Answer::Refused(message) => complain(format_args!("error: {message}")),
    }
    Ok(())
}

/// Where the history of the prompt is kept (XDG Base Directory Specification: state data).
fn history_file() -> Option<PathBuf> {
    let state = std::env::var_os("XDG_STATE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let state = state.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".local/state")))?;
    Some(state.join("reckon").join("history"))
}

fn save_history(editor: &mut DefaultEditor, path: &PathBuf) {
    // A history that cannot be kept is no reason to trouble anybody: the answers were given.
    if let Some(folder) = path.parent() {
        let _ = std::fs::create_dir_all(folder);
    }
    let _ = editor.save_history(path);
}

/// The classic client: three arguments, or its three prompts.
fn run_classic(options: &CalcOptions) -> Result<Outcome> {
    let server = options.server.clone().unwrap_or_else(Server::localhost);
    let servers = server.resolve(CALC_PORT)?;
    let (parts, prompted) = match options.expressions.as_slice() {
        [] => (ask_parts()?, true),
        [first, operator, second] => ([first.clone(), operator.clone(), second.clone()], false),
        _ => {
            let message = "--classic takes three arguments, as in --classic 6 '*' 7, or none";
            return Err(Usage(message.to_string()).into());
        }
    };
    let answer = ask_classic(&servers, parts.each_ref().map(String::as_str), options.timeout.0)?;
    let outcome = if matches!(answer, Answer::Refused(_)) { Outcome::NoAnswer } else { Outcome::Done };
    match answer {
        Answer::Value(value) if prompted && !options.json => {
            write_output(&format!("The answer is:  {value}\n"))?;
        }
        answer => print(options.json, &parts.join(" "), &answer, "refused", None)?,
    }
    Ok(outcome)
}

/// Asks the three questions of the original client.
fn ask_parts() -> Result<[String; 3]> {
    let ask = |question: &str| -> Result<String> {
        write_output(question)?;
        let line = read_line(&mut io::stdin().lock())?;
        Ok(line.ok_or_else(|| Usage("standard input ended before the question was complete".to_string()))?)
    };
    Ok([
        ask("Input the first integer: ")?,
        ask("Input an operator (+ / * -) ")?,
        ask("Input the second integer: ")?,
    ])
}
