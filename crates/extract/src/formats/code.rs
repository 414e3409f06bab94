//! The source of programs: what people write in it for people, and the rest.
//!
//! It is read line by line, by what the languages of a family have in common; a grammar is none of our business.
//! Where a mark is not what it seems (a quote in a regular expression, say), what follows is in a wrong scope up to
//! the end of the line at most, unless the language lets such text go on.

mod here_text;
mod language;
mod rule;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use crate::error::Error;
use crate::event::{Break, Notice};
use crate::format::Format;
use crate::formats::blocks::Blocks;
use crate::formats::text::Decoded;
use crate::read::{Context, Found};
use crate::scope::Scope;
use crate::source::Source;
use here_text::{ENDLESS_MAX, HereText};
use language::Language;
use rule::{Opener, Quote};

/// Reads a source; which language it is in, its name says.
pub(crate) fn read(source: &mut dyn Source, context: &mut Context<'_>) -> Result<Found, Error> {
    let line_bytes_max = context.limits().token_bytes_max;
    let name = context.how.name.unwrap_or_default();
    let mut text = Decoded::new(source, context.how.encoding)?.with_line_feeds();
    let encoding = text.encoding();
    let mut reader = Reader::new(Language::of(name, ""), Blocks::new(context.sink));
    let mut begun = String::new();
    let (mut is_first, mut is_limited) = (true, false);
    let failure = loop {
        let mut rest = match text.next_piece() {
            Ok(Some(piece)) => piece,
            Ok(None) => break None,
            Err(error) => break Some(error),
        };
        if core::mem::take(&mut is_first) {
            reader.enter(Language::of(name, rest));
        }
        while let Some((line, after)) = rest.split_once('\n') {
            if begun.is_empty() {
                reader.line(line);
            } else {
                begun.push_str(line);
                reader.line(&begun);
                begun.clear();
            }
            rest = after;
        }
        begun.push_str(rest);
        if begun.len() > line_bytes_max {
            if !core::mem::replace(&mut is_limited, true) {
                reader.blocks.notice(Notice::Limited("token_bytes_max"));
            }
            // The line is read as if it ended here.
            reader.line(&begun);
            begun.clear();
        }
    };
    if !begun.is_empty() {
        reader.line(&begun);
    }
    reader.finish();
    match failure {
        Some(error) => Err(error),
        None => Ok(Found { format: Format::Code, encoding: Some(encoding.name()) }),
    }
}

/// Where the beginning of a line stands.
#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    Code,
    /// In a comment with an end of its own, within so many of its kind.
    Comment {
        open: &'static str,
        close: Cow<'static, str>,
        depth: u64,
    },
    /// In quotes.
    Quoted {
        close: String,
        quote: Quote,
    },
    /// In a text that a line with its word ends.
    HereText,
}

/// What a line begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Blank,
    Comment,
    Code,
}

struct Reader<'a> {
    language: &'static Language,
    /// The bytes by which something may begin.
    openers: [bool; 256],
    blocks: Blocks<'a>,
    state: State,
    /// The word that ends a text which begins in the next line.
    label: Option<String>,
    here_text: Option<HereText>,
    /// Texts whose end is not there.
    endless: usize,
    /// Of the line before.
    kind: Kind,
    is_first: bool,
    /// Whether nothing of the line has been handed over yet, and how strongly it is apart from the line before.
    is_line_new: bool,
    /// Whether the line is within a comment or a text from before.
    is_within: bool,
}

impl<'a> Reader<'a> {
    fn new(language: &'static Language, blocks: Blocks<'a>) -> Self {
        Self {
            language,
            openers: language.openers(),
            blocks,
            state: State::Code,
            label: None,
            here_text: None,
            endless: 0,
            kind: Kind::Blank,
            is_first: true,
            is_line_new: true,
            is_within: false,
        }
    }

    fn enter(&mut self, language: &'static Language) {
        self.language = language;
        self.openers = language.openers();
    }

    /// Reads a line without its line feed.
    fn read(&mut self, line: &str) {
        self.is_line_new = true;
        self.is_within = self.state != State::Code;
        if core::mem::take(&mut self.is_first) && line.starts_with("#!") {
            self.say(Scope::Code, line);
            return;
        }
        let mut rest = Rest { line, at: 0, indent: line.len() - line.trim_start().len() };
        if let State::Comment { open, close, .. } = &self.state {
            // The asterisks at the beginning of the lines of a comment, for the look of it.
            let text = rest.text().trim_start();
            let marks = if open.ends_with('*') { decoration(text, close, &['*']) } else { 0 };
            rest.at = line.len() - text.len() + marks;
        }
        while !rest.text().is_empty() {
            match core::mem::replace(&mut self.state, State::Code) {
                State::Code => self.code(&mut rest),
                State::Comment { open, close, depth } => self.comment(&mut rest, open, close, depth),
                State::Quoted { close, quote } => self.quoted(&mut rest, close, quote),
                State::HereText => {
                    self.say(Scope::Strings, line.trim_start());
                    rest.at = line.len();
                    self.state = State::HereText;
                }
            }
        }
        if self.state == State::Code {
            self.here_text = self.label.take().map(|label| HereText { label, lines: String::new() });
        }
        if matches!(&self.state, State::Quoted { quote, .. } if !quote.is_long && !line.ends_with('\\')) {
            self.state = State::Code;
        }
        if self.is_line_new {
            self.kind = Kind::Blank;
            self.blocks.end(Break::Block);
        }
    }

    /// Takes code up to what is none.
    fn code(&mut self, rest: &mut Rest<'_>) {
        let begin = rest.at;
        let bytes = rest.line.as_bytes();
        let mut at = begin;
        while let Some(&byte) = bytes.get(at) {
            if !self.openers.get(usize::from(byte)).is_some_and(|&may_open| may_open) {
                at += 1;
                continue;
            }
            let Some((length, opener)) = self.language.opener(rest.line, at, rest.indent) else {
                at += 1;
                continue;
            };
            let end = at + length;
            match opener {
                Opener::Skip => {
                    at = end;
                    continue;
                }
                Opener::HereText(label) => {
                    self.label = Some(label).filter(|_| self.endless < ENDLESS_MAX);
                    at = end;
                    continue;
                }
                Opener::Enter(language) => {
                    self.enter(language);
                    at = end;
                    continue;
                }
                Opener::Line => {
                    self.say_code(rest.line.get(begin..at).unwrap_or_default());
                    let mark = rest.line.get(at..end).unwrap_or_default();
                    let text = rest.line.get(end..).unwrap_or_default();
                    let length = self.language.end.and_then(|end| text.find(end)).unwrap_or(text.len());
                    let text = text.get(..length).unwrap_or_default();
                    // Doubled marks, and those of comments that are documentation.
                    let sign = mark.chars().next().filter(char::is_ascii_punctuation);
                    let text = text.trim_start_matches(|c| Some(c) == sign || c == '!').trim();
                    self.say(Scope::Comment, text);
                    rest.at = end + length;
                }
                Opener::Block { open, close } => {
                    self.say_code(rest.line.get(begin..at).unwrap_or_default());
                    let text = rest.line.get(end..).unwrap_or_default();
                    rest.at = end + decoration(text, &close, &['*', '!']);
                    self.state = State::Comment { open, close, depth: 1 };
                }
                Opener::Quote(close, quote) => {
                    self.say_code(rest.line.get(begin..end).unwrap_or_default());
                    rest.at = end;
                    self.state = State::Quoted { close, quote };
                }
            }
            return;
        }
        rest.at = bytes.len();
        self.say_code(rest.line.get(begin..).unwrap_or_default());
    }

    /// Takes the text of a comment up to its end.
    fn comment(&mut self, rest: &mut Rest<'_>, open: &'static str, close: Cow<'static, str>, depth: u64) {
        let text = rest.text();
        let is_nested = self.language.is_nested;
        // Quotes are looked for up to the end of the line, and only until one has no end.
        let mut has_quotes = self.language.has_quotes_in_comments;
        let mut at = 0;
        // The first mark that is one; the search goes over nothing twice, however many there are.
        let mark = loop {
            let Some(rest) = text.get(at..) else { break None };
            let Some(first) = rest.chars().next() else { break None };
            if rest.starts_with(&*close) {
                break Some((at, close.len(), depth - 1));
            }
            if is_nested && rest.starts_with(open) {
                break Some((at, open.len(), depth.saturating_add(1)));
            }
            at += match rest.get(1..).filter(|_| has_quotes && first == '"').map(end_of_quote) {
                // A quote between apostrophes is a character.
                Some(_)
                    if rest.starts_with("\"'") && text.get(..at).is_some_and(|text| text.ends_with('\'')) =>
                {
                    1
                }
                Some(Some(length)) => 1 + length,
                Some(None) => {
                    has_quotes = false;
                    1
                }
                None => first.len_utf8(),
            };
        };
        let (length, mark, depth) = mark.unwrap_or((text.len(), 0, depth));
        let words = text.get(..length).unwrap_or_default().trim();
        self.say(Scope::Comment, words.trim_end_matches('*').trim_end());
        rest.at += length + mark;
        if depth > 0 {
            self.state = State::Comment { open, close, depth };
        }
    }

    /// Takes text in quotes up to its end.
    fn quoted(&mut self, rest: &mut Rest<'_>, close: String, quote: Quote) {
        let text = rest.text();
        let bytes = text.as_bytes();
        let mut at = 0;
        let end = loop {
            let Some(&byte) = bytes.get(at) else { break None };
            if quote.escape == Some(byte) {
                at += 2;
            } else if bytes.get(at..).is_some_and(|rest| rest.starts_with(close.as_bytes())) {
                let twice =
                    bytes.get(at + close.len()..).is_some_and(|rest| rest.starts_with(close.as_bytes()));
                if !(quote.is_doubled && twice) {
                    break Some(at);
                }
                at += 2 * close.len();
            } else {
                at += 1;
            }
        };
        let length = end.unwrap_or(text.len());
        let words = text.get(..length).unwrap_or_default();
        // How far a line is indented belongs to the look of the source.
        self.say(Scope::Strings, if self.is_line_new { words.trim_start() } else { words });
        rest.at += length;
        match end {
            Some(_) => {
                // The mark that ends it belongs to the code, which it begins.
                let mark = rest.line.get(rest.at..rest.at + close.len()).unwrap_or_default();
                self.say(Scope::Code, mark);
                rest.at += close.len();
            }
            None => self.state = State::Quoted { close, quote },
        }
    }

    fn say_code(&mut self, text: &str) {
        // White space alone is the way to a comment.
        if !text.trim().is_empty() {
            self.say(Scope::Code, text);
        }
    }

    /// Hands over text of the line.
    fn say(&mut self, scope: Scope, text: &str) {
        if text.is_empty() {
            return;
        }
        if core::mem::take(&mut self.is_line_new) {
            let kind = if scope == Scope::Comment { Kind::Comment } else { Kind::Code };
            let gap = if kind == self.kind || self.is_within { Break::Line } else { Break::Block };
            self.kind = kind;
            self.blocks.end(gap);
        } else if scope != Scope::Code {
            self.blocks.separate(scope);
        }
        self.blocks.verbatim(scope, text);
    }
}

/// How long a text is up to the quote that ends it, and with that.
fn end_of_quote(text: &str) -> Option<usize> {
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\\' => drop(bytes.next()),
            b'"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// How many bytes at the beginning of a comment's text are marks for the look of it, without one that ends the comment.
fn decoration(text: &str, close: &str, marks: &[char]) -> usize {
    let length = text.len() - text.trim_start_matches(marks).len();
    let after = text.get(length..).unwrap_or_default();
    let is_end = length > 0 && close.strip_prefix('*').is_some_and(|rest| after.starts_with(rest));
    length - usize::from(is_end)
}

/// What is left of a line.
struct Rest<'a> {
    line: &'a str,
    at: usize,
    /// Bytes of white space at the beginning of the line.
    indent: usize,
}

impl<'a> Rest<'a> {
    fn text(&self) -> &'a str {
        self.line.get(self.at..).unwrap_or_default()
    }
}
