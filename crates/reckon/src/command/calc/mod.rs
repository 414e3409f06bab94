//! `reckon calc`.

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Read};
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use reckon_calc::{Answer, Error, Limits, Outcome as Came, Session};
use serde::Serialize;

use crate::cli::{CALC_PORT, COAP_PORT, CalcOptions, IPKCP_PORT};
use crate::failure::{Outcome, Usage, write_error, write_output};
use crate::shell::address::Server;
use crate::shell::ask::{Answer as Reply, Ask, Asker, ask_classic, ipkcp};
use crate::shell::coap_uri::CoapUri;

mod caret;
mod help;
mod prompt;

pub use help::names_help;

/// What some editors begin a file with.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// What it is called where files have their names.
const STANDARD_INPUT: &str = "standard input";

/// Answers the expressions of the command line, of a file, of standard input, or of an interactive prompt.
///
/// # Errors
/// Standard input or output fails, a file cannot be read, or the server cannot be asked at all.
pub fn run(options: &CalcOptions) -> Result<Outcome> {
    if options.classic {
        return run_classic(options);
    }
    let (uri, expressions) = split_uri(options)?;
    let manner = Manner::new(options);
    let mut dialogue = Dialogue { source: Source::new(options, uri)?, manner, outcome: Outcome::Done };
    if is_taken_apart(&expressions) {
        dialogue.answer(&expressions.join(" "))?;
    } else if !expressions.is_empty() {
        for expression in &expressions {
            dialogue.answer(expression)?;
        }
    } else if let Some(path) = &options.file {
        dialogue.answer_file(path)?;
    } else if io::stdin().is_terminal() && !options.json {
        prompt::run(&mut dialogue)?;
    } else {
        dialogue.answer_file(Path::new("-"))?;
    }
    Ok(dialogue.outcome)
}

/// The CoAP URI that stands before the expressions, if one does, and the expressions. One in the URI is an expression
/// like others.
fn split_uri(options: &CalcOptions) -> Result<(Option<CoapUri>, Vec<String>)> {
    let Some((first, rest)) = options.expressions.split_first().filter(|(first, _)| CoapUri::is_meant(first))
    else {
        return Ok((None, options.expressions.clone()));
    };
    let mut uri: CoapUri = first.parse().map_err(|error| Usage(format!("{first}: {error}")))?;
    let expressions = uri.query.take().into_iter().chain(rest.iter().cloned()).collect();
    Ok((Some(uri), expressions))
}

/// Whether the arguments are one expression that the shell has taken apart at its spaces: an operator alone is none.
fn is_taken_apart(arguments: &[String]) -> bool {
    arguments.iter().any(|argument| reckon_calc::is_operator(argument))
}

/// The next line without its end; `None` after the last. Of a line that is longer than any expression may be, one byte
/// more than allowed is kept, so that it is refused for its length, and the others are passed over.
fn read_line(input: &mut impl BufRead, name: &str) -> Result<Option<String>> {
    let bytes_max = Limits::LOCAL.input_bytes_max as u64 + 1;
    let mut line = vec![];
    let length =
        input.take(bytes_max).read_until(b'\n', &mut line).with_context(|| format!("cannot read {name}"))?;
    if length == 0 {
        return Ok(None);
    }
    if line.last() != Some(&b'\n') && length as u64 == bytes_max {
        input.skip_until(b'\n').with_context(|| format!("cannot read {name}"))?;
    }
    // What is not UTF-8 is no expression either; the error shows the replacement.
    Ok(Some(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_string()))
}

/// Who answers.
enum Source {
    Here(Box<Session>),
    There(Box<dyn Ask>),
}

impl Source {
    fn new(options: &CalcOptions, uri: Option<CoapUri>) -> Result<Self> {
        if let Some(uri) = uri {
            let servers = uri.server.resolve(COAP_PORT)?;
            return Ok(Self::There(Box::new(Asker::coap(servers, uri, options.json, options.timeout.0))));
        }
        let server = match &options.server {
            Some(server) => server.clone(),
            None if options.tcp || options.ipkcp => Server::localhost(),
            None => return Ok(Self::Here(Box::new(session(options)?))),
        };
        let timeout = options.timeout.0;
        if options.ipkcp {
            let asker = ipkcp::Asker::new(server.resolve(IPKCP_PORT)?, options.tcp, timeout);
            return Ok(Self::There(Box::new(asker)));
        }
        let servers = server.resolve(CALC_PORT)?;
        let asker = if options.tcp { Asker::tcp(servers, timeout) } else { Asker::udp(servers, timeout) };
        Ok(Self::There(Box::new(asker)))
    }
}

/// A session of one's own, with its limits and the rates of currencies.
fn session(options: &CalcOptions) -> Result<Session> {
    let mut limits = Limits::LOCAL;
    for limit in &options.limits {
        limit.apply(&mut limits)?;
    }
    if options.digits > limits.significant_max {
        let message = format!(
            "--digits {} is more than can be asked for: the limit is {}, and --limit significant_max=… sets it",
            options.digits, limits.significant_max
        );
        return Err(Usage(message).into());
    }
    let mut session = Session::with_digits(limits, options.digits);
    if let Some(path) = &options.rates {
        read_rates(&mut session, path)?;
    }
    Ok(session)
}

fn read_rates(session: &mut Session, path: &Path) -> Result<()> {
    /// A line for each of the world's currencies is some kilobytes.
    const BYTES_MAX: u64 = 1 << 20;
    let name = path.display();
    let file = File::open(path).with_context(|| format!("cannot open {name}"))?;
    let mut text = String::new();
    file.take(BYTES_MAX + 1).read_to_string(&mut text).with_context(|| format!("cannot read {name}"))?;
    if text.len() as u64 > BYTES_MAX {
        return Err(anyhow!("{name} has more than {BYTES_MAX} bytes, which is no file of rates"));
    }
    session.read_rates(text.trim_start_matches(BYTE_ORDER_MARK)).with_context(|| name.to_string())?;
    Ok(())
}

/// An answer for programs. A server tells the answer alone: then there are only `input`, `answer` and `exact`.
#[derive(Serialize)]
struct AnswerLine<'a> {
    input: &'a str,
    /// The whole answer as people see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<&'a str>,
    /// Whether nothing was rounded, if that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    exact: Option<bool>,
    #[serde(flatten)]
    parts: Option<Parts>,
    /// What the line has given a name to, if it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    defined: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorObject<'a>>,
}

/// What an answer consists of.
#[derive(Serialize)]
struct Parts {
    /// `number`, `quantity`, `truth` or `factors`.
    kind: &'static str,
    /// The number without its unit and without `≈`.
    value: String,
    /// Significant digits, all of them right, if it was rounded.
    digits: Option<usize>,
    unit: Option<String>,
}

impl From<&Answer> for Parts {
    fn from(answer: &Answer) -> Self {
        Self { kind: answer.kind(), value: answer.value(), digits: answer.digits(), unit: answer.unit() }
    }
}

/// Why there is no answer. A server tells the message alone, with the column in it: its `kind` is `refused`, and there
/// is no `span`.
#[derive(Serialize)]
struct ErrorObject<'a> {
    kind: &'a str,
    /// Offsets in bytes into the input, of the first byte and after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    span: Option<[usize; 2]>,
    message: &'a str,
}

/// Questions and answers one after another.
struct Dialogue {
    source: Source,
    manner: Manner,
    outcome: Outcome,
}

/// How answers are printed.
struct Manner {
    json: bool,
    /// Whether the language is that of this calculator, in which what was rounded is marked; those of the classic
    /// calculator and of IPKCP are others.
    is_ours: bool,
    /// Where the question stands, as an error says it; nothing at a prompt and in the command line.
    place: String,
}

impl Dialogue {
    /// Answers every line of a file, or of standard input for `-`.
    fn answer_file(&mut self, path: &Path) -> Result<()> {
        if path == Path::new("-") {
            return self.answer_lines(&mut io::stdin().lock(), STANDARD_INPUT);
        }
        let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
        self.answer_lines(&mut BufReader::new(file), &path.display().to_string())
    }

    /// Answers every line; a blank one is no question.
    fn answer_lines(&mut self, input: &mut impl BufRead, name: &str) -> Result<()> {
        let mut number = 0;
        while let Some(line) = read_line(input, name)? {
            number += 1;
            let start = if number == 1 { BYTE_ORDER_MARK } else { '\n' };
            let line = line.trim_start_matches(start).trim();
            if !line.is_empty() {
                self.manner.place = format!(" (line {number} of {})", reckon_stats::visible(name));
                self.answer(line)?;
            }
        }
        Ok(())
    }

    /// Answers on standard output; a refusal goes to standard error, or with `--json` to standard output as well.
    fn answer(&mut self, input: &str) -> Result<()> {
        let reply = match &mut self.source {
            Source::Here(session) => {
                return match session.evaluate(input) {
                    Ok(came) => self.manner.print(input, &came),
                    Err(error) => {
                        self.outcome = Outcome::NoAnswer;
                        self.manner.print_error(input, &error)
                    }
                };
            }
            Source::There(asker) => asker.ask(input)?,
        };
        if let Reply::Refused(_) = reply {
            self.outcome = Outcome::NoAnswer;
        }
        self.manner.print_reply(input, &reply)
    }
}

impl Manner {
    fn new(options: &CalcOptions) -> Self {
        let is_ours = !options.classic && !options.ipkcp;
        Self { json: options.json, is_ours, place: String::new() }
    }

    /// Prints what came of a line. A definition has nothing to say, but to programs.
    fn print(&self, input: &str, came: &Came) -> Result<()> {
        let (answer, defined) = match came {
            Came::Nothing => return Ok(()),
            Came::Answer(answer) => (Some(answer), None),
            Came::Variable(name, answer) => (Some(answer), Some(name.as_str())),
            Came::Function(signature) => (None, Some(signature.as_str())),
        };
        let text = answer.map(ToString::to_string);
        if !self.json {
            return match text {
                Some(text) if defined.is_none() => Ok(write_output(&(text + "\n"))?),
                _ => Ok(()),
            };
        }
        print_json(&AnswerLine {
            input,
            answer: text.as_deref(),
            exact: answer.map(Answer::is_exact),
            parts: answer.map(Parts::from),
            defined,
            error: None,
        })
    }

    fn print_error(&self, input: &str, error: &Error) -> Result<()> {
        if !self.json {
            self.complain(&caret::below(input, error));
            return Ok(());
        }
        let message = error.kind.to_string();
        let span = Some([error.span.start, error.span.end]);
        let error = ErrorObject { kind: error.kind.name(), span, message: &message };
        print_json(&AnswerLine {
            input,
            answer: None,
            exact: None,
            parts: None,
            defined: None,
            error: Some(error),
        })
    }

    /// Prints what a server replied.
    fn print_reply(&self, input: &str, reply: &Reply) -> Result<()> {
        let none = AnswerLine { input, answer: None, exact: None, parts: None, defined: None, error: None };
        match reply {
            Reply::Object(object) => Ok(write_output(&format!("{object}\n"))?),
            Reply::Value(value) if self.json => {
                let exact = self.is_ours.then(|| !value.starts_with('≈'));
                print_json(&AnswerLine { answer: Some(value), exact, ..none })
            }
            Reply::Value(value) => Ok(write_output(&format!("{value}\n"))?),
            Reply::Refused(message) if self.json => {
                let error = ErrorObject { kind: "refused", span: None, message };
                print_json(&AnswerLine { error: Some(error), ..none })
            }
            Reply::Refused(message) => {
                self.complain(&caret::below_refused(input, message));
                Ok(())
            }
        }
    }

    /// Says why a question has no answer, and which question it is where it stands in a file.
    fn complain(&self, message: &str) {
        write_error(format_args!("{message}{}", self.place));
    }
}

fn print_json(line: &AnswerLine) -> Result<()> {
    Ok(write_output(&(serde_json::to_string(line)? + "\n"))?)
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
    let reply = ask_classic(&servers, parts.each_ref().map(String::as_str), options.timeout.0)?;
    let outcome = if matches!(reply, Reply::Refused(_)) { Outcome::NoAnswer } else { Outcome::Done };
    match reply {
        Reply::Value(value) if prompted && !options.json => {
            write_output(&format!("The answer is:  {value}\n"))?;
        }
        reply => Manner::new(options).print_reply(&parts.join(" "), &reply)?,
    }
    Ok(outcome)
}

/// Asks the three questions of the original client.
fn ask_parts() -> Result<[String; 3]> {
    let ask = |question: &str| -> Result<String> {
        write_output(question)?;
        let line = read_line(&mut io::stdin().lock(), STANDARD_INPUT)?;
        Ok(line.ok_or_else(|| Usage("standard input ended before the question was complete".to_string()))?)
    };
    Ok([
        ask("Input the first integer: ")?,
        ask("Input an operator (+ / * -) ")?,
        ask("Input the second integer: ")?,
    ])
}
