//! LaTeX, as far as it is text: no macro is run but those that only stand for a text.
//!
//! ```text
//! text ──step──► groups, arguments, environments ──► Blocks ──► events
//!        ▲                  │
//!        └── definitions ◄──┘
//! ```
//! A table says what commands and environments mean. Of a command that is not in it, what is in braces is text and what
//! is in brackets is not.

mod commands;
mod cursor;

use std::collections::HashMap;
use std::io::Read;
use std::rc::Rc;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::error::Error;
use crate::event::{Break, Notice};
use crate::format::Format;
use crate::formats::blocks::Blocks;
use crate::formats::text::{Decoded, encoding_of};
use crate::limits::Limits;
use crate::read::{Budget, Changes, Context, Found};
use crate::scope::Scope;
use crate::source::Source;

use commands::{Arg, Environment, Meaning, accent_of, accented, command, environment, is_reference};
use cursor::{Cursor, is_space};

/// Definitions within each other that are expanded.
const EXPANSIONS_MAX: usize = 8;

/// Bytes of a definition that is kept.
const DEFINITION_BYTES_MAX: usize = 4 << 10;

/// Remarks on one document.
const NOTICES_MAX: usize = 16;

/// Bytes in which the encoding has to be said.
const PREAMBLE_BYTES: u64 = 64 << 10;

/// Reads LaTeX.
pub(crate) fn read(source: &mut dyn Source, context: &mut Context<'_>) -> Result<Found, Error> {
    let encoding = match context.how.encoding {
        Some(encoding) => Some(encoding),
        None => declared_encoding(source)?,
    };
    let limits = context.how.limits;
    let mut decoded = Decoded::new(source, encoding)?;
    let encoding = decoded.encoding();
    let mut text = String::new();
    let mut is_cut = false;
    while let Some(piece) = decoded.next_piece()? {
        let left = limits.whole_bytes_max.saturating_sub(text.len() as u64);
        if piece.len() as u64 > left {
            text.push_str(piece.get(..piece.floor_char_boundary(left as usize)).unwrap_or_default());
            is_cut = true;
            break;
        }
        text.push_str(piece);
    }
    let mut blocks = Blocks::new(&mut *context.sink);
    if is_cut {
        blocks.notice(Notice::Limited("whole_bytes_max"));
    }
    let mut reader = Reader::new(&text, blocks, context.budget, limits, context.how.changes);
    reader.read(&text, 0);
    reader.finish(&text);
    Ok(Found { format: Format::Latex, encoding: Some(encoding.name()) })
}

/// The encoding that the preamble says, unless the bytes are of UTF-8 or UTF-16 beyond doubt: files are often turned
/// into UTF-8 without another word.
fn declared_encoding(source: &mut dyn Source) -> Result<Option<&'static Encoding>, Error> {
    source.rewind()?;
    let mut head = vec![];
    (&mut *source).take(PREAMBLE_BYTES).read_to_end(&mut head)?;
    let seen = encoding_of(&head, (head.len() as u64) < PREAMBLE_BYTES);
    if [UTF_8, UTF_16LE, UTF_16BE].contains(&seen) {
        return Ok(Some(seen));
    }
    let mark = b"]{inputenc}";
    let Some(end) = head.windows(mark.len()).position(|window| window == mark) else { return Ok(None) };
    let before = head.get(..end).unwrap_or_default();
    let start = before.iter().rposition(|&byte| byte == b'[').map_or(end, |at| at + 1);
    let name = before.get(start..).unwrap_or_default();
    Ok(match name.trim_ascii() {
        b"latin1" | b"ansinew" | b"cp1252" => Some(encoding_rs::WINDOWS_1252),
        b"latin9" => Some(encoding_rs::ISO_8859_15),
        b"latin5" => Some(encoding_rs::WINDOWS_1254),
        b"applemac" => Some(encoding_rs::MACINTOSH),
        b"latin2" => Some(encoding_rs::ISO_8859_2),
        b"latin3" => Some(encoding_rs::ISO_8859_3),
        b"latin4" => Some(encoding_rs::ISO_8859_4),
        b"latin10" => Some(encoding_rs::ISO_8859_16),
        b"cp866" => Some(encoding_rs::IBM866),
        // `cp1250`, `cp1251`, `koi8-r` and more are labels of the Encoding Standard.
        label => Encoding::for_label(label),
    })
}

/// What text is where it stands.
#[derive(Clone, Copy)]
struct State {
    scope: Scope,
    /// It is not shown.
    is_silent: bool,
    /// A line break ends a row.
    is_table: bool,
    /// It is only not shown because a table has said it before.
    is_repeated: bool,
}

/// A group that is open.
struct Frame {
    kind: Kind,
    /// What was before it.
    before: State,
    close: Close,
    /// What the command takes after it whose argument it is.
    rest: &'static [Arg],
}

#[derive(PartialEq)]
enum Kind {
    Brace,
    Bracket,
    Environment(String),
}

/// What else is done when a group ends.
enum Close {
    Nothing,
    Block,
    Note,
    Text(&'static str),
    /// It was an argument of a command that is not known: another one may follow.
    Unknown,
}

/// What ends a formula.
enum MathEnd {
    Dollar,
    Dollars,
    Parenthesis,
    Bracket,
    Environment(String),
}

/// Part of a text that a condition leaves out.
struct Skipping {
    /// Conditions within it.
    depth: usize,
    is_comment: bool,
}

/// A command that stands for a text.
struct Definition {
    text: Rc<str>,
    /// It is being expanded, and must not be again.
    is_active: bool,
}

struct Reader<'a> {
    blocks: Blocks<'a>,
    budget: &'a mut Budget,
    limits: Limits,
    changes: Changes,
    state: State,
    frames: Vec<Frame>,
    /// Groups that are open and not kept, because there are too many.
    overflow: usize,
    /// What the last command still takes.
    expected: &'static [Arg],
    math: Option<MathEnd>,
    /// Braces that are open in the formula.
    math_braces: usize,
    skipping: Option<Skipping>,
    definitions: HashMap<String, Definition>,
    conditions: HashMap<String, bool>,
    /// The level of sections of rank 0, 1 and 2.
    levels: [u8; 3],
    is_preamble: bool,
    is_german: bool,
    is_at_letter: bool,
    /// A space comes before the next text if that begins with a letter.
    wants_space: bool,
    /// A reference was left out: a space before it is none if a punctuation mark follows.
    was_reference: bool,
    is_done: bool,
    notices: usize,
}

impl<'a> Reader<'a> {
    fn new(text: &str, blocks: Blocks<'a>, budget: &'a mut Budget, limits: Limits, changes: Changes) -> Self {
        let is_preamble = text.contains("\\begin{document}");
        let preamble = text.split("\\begin{document}").next().unwrap_or_default();
        // Parts and chapters are only levels where there are any.
        let has = |name: &str| {
            let is_whole = |at: usize| {
                let after = text.as_bytes().get(at + name.len());
                after.is_some_and(|byte| !byte.is_ascii_alphabetic())
            };
            text.match_indices(name).any(|(at, _)| is_whole(at))
        };
        let (parts, chapters) = (u8::from(has("\\part")), u8::from(has("\\chapter")));
        Self {
            blocks,
            budget,
            limits,
            changes,
            state: State { scope: Scope::Body, is_silent: is_preamble, is_table: false, is_repeated: false },
            frames: vec![],
            overflow: 0,
            expected: &[],
            math: None,
            math_braces: 0,
            skipping: None,
            definitions: HashMap::new(),
            conditions: HashMap::new(),
            levels: [1, 1 + parts, 1 + parts + chapters],
            is_preamble,
            is_german: is_preamble && preamble.contains("german"),
            is_at_letter: false,
            wants_space: false,
            was_reference: false,
            is_done: false,
            notices: 0,
        }
    }

    /// Reads a text: the document, or a definition at this depth.
    fn read(&mut self, text: &str, depth: usize) {
        let mut at = Cursor::new(text);
        while !at.is_at_end() && !self.is_done {
            self.step(&mut at, depth);
        }
    }

    fn finish(mut self, text: &str) {
        let open = self.frames.len() + self.overflow;
        if self.skipping.is_some() || self.math.is_some() || (!self.is_done && open > 0) {
            self.damaged(text, text.len(), "the text ends within a group, an environment or a formula");
        }
        self.blocks.finish();
    }

    fn notice(&mut self, notice: Notice<'_>) {
        self.notices += 1;
        if self.notices <= NOTICES_MAX {
            self.blocks.notice(notice);
        }
    }

    fn damaged(&mut self, text: &str, at: usize, what: &str) {
        if self.notices < NOTICES_MAX {
            let line = text.bytes().take(at).filter(|&byte| byte == b'\n').count() + 1;
            self.notice(Notice::Damaged(&format!("line {line}: {what}")));
        }
    }

    /// Shows text.
    fn show(&mut self, text: &str) {
        if self.state.is_silent {
            return;
        }
        if self.wants_space {
            self.wants_space = false;
            if text.starts_with(char::is_alphanumeric) {
                self.blocks.space(self.state.scope);
            }
        }
        if self.was_reference && text != " " {
            self.was_reference = false;
            if text.starts_with(['.', ',', ';', ':', '!', '?', ')']) {
                self.blocks.unspace();
            }
        }
        self.blocks.words(self.state.scope, text);
    }

    fn show_char(&mut self, shown: char) {
        self.show(shown.encode_utf8(&mut [0; 4]));
    }

    fn block(&mut self) {
        if !self.state.is_silent {
            self.blocks.block();
        }
    }

    /// Takes the next token and what belongs to it.
    fn step(&mut self, at: &mut Cursor<'_>, depth: usize) {
        if self.skipping.is_some() {
            return self.step_skipped(at);
        }
        if self.math.is_some() {
            return self.step_math(at, depth);
        }
        if !self.expected.is_empty() && self.take_argument(at) {
            return;
        }
        let Some(first) = at.peek() else { return };
        match first {
            b'\\' => self.take_command(at, depth),
            b'{' => {
                at.skip(1);
                self.open(Kind::Brace, self.state, Close::Nothing, &[]);
            }
            b'}' => {
                at.skip(1);
                self.close_brace(at);
            }
            b']' if self.frames.last().is_some_and(|frame| frame.kind == Kind::Bracket) => {
                at.skip(1);
                self.close(at);
            }
            b'%' => self.take_comment(at),
            b'$' => {
                let is_display = at.eat("$$");
                if !is_display {
                    at.skip(1);
                }
                self.begin_math(if is_display { MathEnd::Dollars } else { MathEnd::Dollar });
            }
            b'&' => {
                at.skip(1);
                self.block();
            }
            b'~' => {
                at.skip(1);
                let is_before_reference = at.next_command().is_some_and(is_reference);
                self.show(if is_before_reference { " " } else { "\u{a0}" });
            }
            b'#' => {
                at.skip(1);
                at.take_while(|byte| byte.is_ascii_digit());
            }
            _ if is_space(first) => {
                let is_blank_line = at.skip_spaces() > 1;
                if !is_blank_line {
                    self.show(" ");
                } else {
                    // What is in brackets never goes on in another paragraph.
                    if self.frames.last().is_some_and(|frame| frame.kind == Kind::Bracket) {
                        self.close(at);
                    }
                    self.expected = &[];
                    self.block();
                }
            }
            b'"' if self.is_german => {
                at.skip(1);
                self.take_german(at);
            }
            _ => {
                for (written, shown) in LIGATURES {
                    if at.eat(written) {
                        return self.show(shown);
                    }
                }
                let text = at.take_run(|byte| {
                    !matches!(
                        byte,
                        b'\\'
                            | b'{'
                            | b'}'
                            | b']'
                            | b'%'
                            | b'$'
                            | b'&'
                            | b'~'
                            | b'#'
                            | b'"'
                            | b'-'
                            | b'`'
                            | b'\''
                            | b'?'
                            | b'!'
                    ) && !is_space(byte)
                });
                self.show(text);
            }
        }
    }

    /// The short forms for German: `"a` is ä.
    fn take_german(&mut self, at: &mut Cursor<'_>) {
        for (written, shown) in GERMAN {
            if at.eat(written) {
                return self.show(shown);
            }
        }
        self.show("\"");
    }

    fn take_comment(&mut self, at: &mut Cursor<'_>) {
        at.skip(1);
        let text = at.take_while(|byte| byte != b'\n');
        at.skip(1);
        // The next line goes on where this one ended; one without anything in it ends the paragraph nevertheless.
        let is_blank_line = at.skip_spaces() > 0;
        let text = text.trim_matches(|c: char| c == '%' || c.is_whitespace());
        if !text.is_empty() {
            self.blocks.step_aside();
            self.blocks.words(Scope::Comment, text);
            self.blocks.step_back();
        }
        if is_blank_line {
            self.expected = &[];
            self.block();
        }
    }

    // Groups and arguments.

    fn open(&mut self, kind: Kind, inside: State, close: Close, rest: &'static [Arg]) {
        if self.frames.len() >= self.limits.depth_max {
            if self.overflow == 0 {
                self.notice(Notice::Limited("depth_max"));
            }
            self.overflow += 1;
            return;
        }
        self.frames.push(Frame { kind, before: self.state, close, rest });
        self.state = inside;
    }

    /// Ends the innermost group.
    fn close(&mut self, at: &mut Cursor<'_>) {
        let Some(frame) = self.frames.pop() else { return };
        match frame.close {
            Close::Nothing => {}
            Close::Block => self.block(),
            Close::Note => self.blocks.step_back(),
            Close::Text(text) => self.show(text),
            Close::Unknown => {
                if at.peek() == Some(b'{') {
                    self.show(" ");
                    at.skip(1);
                    self.state = frame.before;
                    return self.open(Kind::Brace, self.state, Close::Unknown, &[]);
                }
            }
        }
        self.state = frame.before;
        self.expected = frame.rest;
    }

    fn close_brace(&mut self, at: &mut Cursor<'_>) {
        if self.overflow > 0 {
            self.overflow -= 1;
            return;
        }
        if self.frames.last().is_some_and(|frame| frame.kind == Kind::Bracket) {
            self.close(at);
        }
        if self.frames.last().is_some_and(|frame| frame.kind == Kind::Brace) {
            self.close(at);
        }
    }

    /// Takes the next argument that is expected, as far as its beginning; false if nothing was taken.
    fn take_argument(&mut self, at: &mut Cursor<'_>) -> bool {
        while let Some((&arg, rest)) = self.expected.split_first() {
            let before = at.clone();
            if let Arg::Then(text) = arg {
                self.expected = rest;
                self.show(text);
                continue;
            }
            if at.skip_spaces() > 1 {
                *at = before;
                self.expected = &[];
                return false;
            }
            if at.peek() == Some(b'%') {
                self.take_comment(at);
                return true;
            }
            if at.is_at_end() {
                return true;
            }
            self.expected = &[];
            let inside = State { is_table: false, ..self.state };
            match arg {
                Arg::Star | Arg::Then(_) => {
                    self.expected = rest;
                    if at.eat("*") {
                        continue;
                    }
                }
                Arg::SkipOptional | Arg::ShowOptional => {
                    if at.eat("[") {
                        let is_shown = arg == Arg::ShowOptional;
                        let close = if is_shown { Close::Text(" ") } else { Close::Nothing };
                        let is_silent = inside.is_silent || !is_shown;
                        self.open(Kind::Bracket, State { is_silent, ..inside }, close, rest);
                        return true;
                    }
                    self.expected = rest;
                }
                _ if at.eat("{") => {
                    self.open_argument(arg, inside, rest);
                    return true;
                }
                Arg::Skip => {
                    at.skip_token();
                    self.expected = rest;
                    continue;
                }
                // A single token, which is text as any other.
                _ => self.expected = rest,
            }
            *at = before;
        }
        false
    }

    fn open_argument(&mut self, arg: Arg, inside: State, rest: &'static [Arg]) {
        let mut inside = inside;
        let mut close = Close::Nothing;
        match arg {
            Arg::Skip => inside.is_silent = true,
            Arg::Within(before, after) => {
                self.show(before);
                close = Close::Text(after);
            }
            Arg::Piece(scope) => inside.scope = scope,
            Arg::Any => close = Close::Unknown,
            Arg::Block(scope) => {
                // The title of a document is defined before it.
                if scope == Scope::Title && self.is_preamble && self.frames.is_empty() {
                    inside.is_silent = false;
                }
                inside.scope = scope;
                if !inside.is_silent {
                    self.blocks.block();
                }
                close = Close::Block;
            }
            Arg::Heading(rank) => {
                inside.scope = Scope::Heading;
                if !inside.is_silent {
                    let level = match self.levels.get(usize::from(rank)) {
                        Some(level) => *level,
                        None => self.levels[2] + (rank - 2),
                    };
                    self.blocks.block();
                    self.blocks.section(level);
                }
                close = Close::Block;
            }
            Arg::Note(scope) if !inside.is_silent => {
                inside.scope = scope;
                self.blocks.step_aside();
                close = Close::Note;
            }
            _ => {}
        }
        let is_kept = self.frames.len() < self.limits.depth_max;
        if !is_kept && matches!(close, Close::Note) {
            self.blocks.step_back();
        }
        self.open(Kind::Brace, inside, close, rest);
    }

    /// Begins what a command shows in a scope that depends on what is done with changes.
    fn changed(&self, is_added: bool) -> &'static [Arg] {
        match (self.changes, is_added) {
            (Changes::Accepted, false) => &[Arg::SkipOptional, Arg::Piece(Scope::Deleted)],
            (Changes::Rejected, true) => &[Arg::SkipOptional, Arg::Piece(Scope::Inserted)],
            _ => &[Arg::SkipOptional, Arg::Show],
        }
    }

    // Commands.

    fn take_command(&mut self, at: &mut Cursor<'_>, depth: usize) {
        at.skip(1);
        let Some(first) = at.peek() else { return };
        if !(first.is_ascii_alphabetic() || first == b'@' && self.is_at_letter) {
            return self.take_sign(at);
        }
        let is_at_letter = self.is_at_letter || self.is_preamble;
        let name = at.take_while(|byte| byte.is_ascii_alphabetic() || byte == b'@' && is_at_letter);
        match command(name) {
            Some(meaning) => self.take_known(name, meaning, at),
            None if self.take_condition(name, at) => {}
            None => match self.definitions.get(name) {
                Some(_) => {
                    at.skip_spaces_of_line();
                    self.expand(name, depth);
                }
                None => {
                    // A command that is not known may show something: the space after it is kept. What it shows is
                    // more often a note or a place in an index than a part of the word before it.
                    let has_argument = matches!(at.peek(), Some(b'[' | b'{'));
                    self.wants_space |= has_argument && self.blocks.is_within_word(self.state.scope);
                    if at.peek() == Some(b'[') {
                        self.expected = &[Arg::SkipOptional, Arg::Any];
                    } else if at.eat("{") {
                        let inside = State { is_table: false, ..self.state };
                        self.open(Kind::Brace, inside, Close::Unknown, &[]);
                    }
                }
            },
        }
    }

    /// Takes a command of one sign.
    fn take_sign(&mut self, at: &mut Cursor<'_>) {
        let Some(sign) = at.take_char() else { return };
        match sign {
            '\\' => {
                if self.state.is_table {
                    self.block();
                } else if !self.state.is_silent {
                    self.blocks.end(Break::Line);
                }
                if matches!(at.peek(), Some(b'*' | b'[')) {
                    self.expected = &[Arg::Star, Arg::SkipOptional];
                }
            }
            '(' => self.begin_math(MathEnd::Parenthesis),
            '[' => self.begin_math(MathEnd::Bracket),
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => self.show_char(sign),
            ',' | ';' | ':' | '>' | '<' => self.show(" "),
            _ if sign.is_whitespace() => self.show(" "),
            '=' | '\'' | '`' if self.is_tabbing() => self.show(" "),
            _ => {
                if let Some(mark) = accent_of(sign) {
                    self.take_accented(mark, at);
                }
            }
        }
    }

    fn is_tabbing(&self) -> bool {
        self.state.is_table
            && self
                .frames
                .iter()
                .any(|frame| matches!(&frame.kind, Kind::Environment(name) if name == "tabbing"))
    }

    /// Takes the letter that an accent is on, which may be in braces and may be the one without a dot.
    fn take_accented(&mut self, mark: char, at: &mut Cursor<'_>) {
        let before = at.clone();
        if at.skip_spaces() > 1 {
            *at = before;
            return;
        }
        if at.eat("{") {
            self.open(Kind::Brace, self.state, Close::Nothing, &[]);
        }
        let letter = if at.eat("\\i") {
            at.skip_spaces_of_line();
            Some('i')
        } else if at.eat("\\j") {
            at.skip_spaces_of_line();
            Some('j')
        } else {
            at.peek_char().filter(|letter| letter.is_alphabetic()).inspect(|_| {
                at.take_char();
            })
        };
        let Some(letter) = letter else {
            // An accent alone is a sign.
            if at.peek() == Some(b'}') {
                self.show(match mark {
                    '\u{303}' => "~",
                    '\u{302}' => "^",
                    '\u{300}' => "`",
                    _ => "",
                });
            }
            return;
        };
        match accented(letter, mark) {
            Some(letter) => self.show_char(letter),
            None => {
                self.show_char(letter);
                self.show_char(mark);
            }
        }
    }

    fn take_known(&mut self, name: &str, meaning: Meaning, at: &mut Cursor<'_>) {
        if !matches!(meaning, Meaning::Verb | Meaning::Listing(_)) {
            at.skip_spaces_of_line();
        }
        match meaning {
            Meaning::Args(args) => {
                if name == "bibitem" {
                    self.block();
                }
                self.was_reference = self.was_reference || is_reference(name);
                self.expected = args;
            }
            Meaning::Text(text) => self.show(text),
            Meaning::Space => self.show(" "),
            Meaning::Line if !self.state.is_silent => self.blocks.end(Break::Line),
            Meaning::Line => {}
            Meaning::Block => self.block(),
            Meaning::Accent(mark) => self.take_accented(mark, at),
            Meaning::Item => {
                self.block();
                let is_shown = self.innermost().is_some_and(|name| name.contains("desc"));
                self.expected = if is_shown { &[Arg::ShowOptional] } else { &[Arg::SkipOptional] };
            }
            Meaning::Begin => self.begin(at),
            Meaning::End => self.end(at),
            Meaning::Repeated(begins) if self.state.is_table => {
                if begins && !self.state.is_silent {
                    self.state = State { is_silent: true, is_repeated: true, ..self.state };
                } else if !begins && self.state.is_repeated {
                    self.state = State { is_silent: false, is_repeated: false, ..self.state };
                }
            }
            Meaning::Repeated(_) => {}
            Meaning::Verb => self.take_verb(at),
            Meaning::Listing(has_language) => {
                at.take_in("[", "]");
                if has_language {
                    at.take_group();
                }
                match at.peek() {
                    Some(b'{') => {
                        let code = at.take_group().unwrap_or_default();
                        self.code(code);
                    }
                    _ => self.take_verb(at),
                }
            }
            Meaning::Url => match at.take_group() {
                Some(address) => self.show(address),
                None => self.take_verb(at),
            },
            Meaning::Href => {
                at.take_in("[", "]");
                at.take_group();
                self.expected = &[Arg::Show];
            }
            Meaning::NewCommand => self.define(at),
            Meaning::Def => self.define_by_primitive(at),
            Meaning::NewDocumentCommand => {
                let name = at.take_command_name();
                let takes = at.take_group();
                let text = self.take_body(at);
                self.keep(name, text, takes.is_some_and(|takes| takes.trim().is_empty()));
            }
            Meaning::NewEnvironment => {
                at.eat("*");
                at.take_group();
                at.take_in("[", "]");
                at.take_in("[", "]");
                self.take_body(at);
                self.take_body(at);
            }
            Meaning::Let => {
                at.skip_token();
                at.skip_spaces();
                at.eat("=");
                at.skip_spaces();
                at.skip_token();
            }
            Meaning::NewIf => {
                if let Some(name) = at.take_command_name().and_then(|name| name.strip_prefix("if"))
                    && self.conditions.len() < self.limits.parts_max
                {
                    self.conditions.insert(name.to_string(), false);
                }
            }
            Meaning::Else => self.skipping = Some(Skipping { depth: 0, is_comment: false }),
            Meaning::Fi => {}
            Meaning::Input => {
                let file = match at.take_group() {
                    Some(file) => file,
                    None => at.take_while(|byte| !is_space(byte) && byte != b'\\' && byte != b'}'),
                };
                if !self.state.is_silent {
                    self.notice(Notice::LeftOut(&format!("the file {file}, which \\{name} names")));
                }
            }
            Meaning::Length => {
                at.take_while(|byte| is_space(byte) || matches!(byte, b'=' | b'-' | b'.' | b'0'..=b'9'));
                for unit in ["pt", "em", "ex", "cm", "mm", "in", "sp", "pc", "bp"] {
                    if at.eat(unit) {
                        break;
                    }
                }
            }
            Meaning::XSpace => self.wants_space = true,
            Meaning::Added => self.expected = self.changed(true),
            Meaning::Deleted => self.expected = self.changed(false),
            Meaning::Replaced => {
                self.expected = match self.changes {
                    Changes::Accepted => &[Arg::SkipOptional, Arg::Show, Arg::Piece(Scope::Deleted)],
                    Changes::Rejected => &[Arg::SkipOptional, Arg::Piece(Scope::Inserted), Arg::Show],
                    Changes::Both => &[Arg::SkipOptional, Arg::Show, Arg::Then(" "), Arg::Show],
                }
            }
            Meaning::AtLetter(is_letter) => self.is_at_letter = is_letter,
        }
    }

    // Text that is not read as LaTeX.

    /// Takes what stands between two of the same sign, within a line.
    fn take_verb(&mut self, at: &mut Cursor<'_>) {
        at.eat("*");
        let Some(sign) = at.take_char().filter(|sign| !sign.is_whitespace()) else { return };
        let line = at.line();
        if let Some(end) = line.find(sign) {
            self.code(line.get(..end).unwrap_or_default());
            at.skip(end + sign.len_utf8());
        }
    }

    fn code(&mut self, text: &str) {
        if !self.state.is_silent {
            self.blocks.words(Scope::Code, text);
        }
    }

    /// Takes an environment whose text is as it is, up to its end.
    fn take_verbatim(&mut self, name: &str, scope: Option<Scope>, at: &mut Cursor<'_>) {
        if !matches!(name, "verbatim" | "verbatim*" | "comment") {
            at.take_in("[", "]");
            if name.starts_with("minted") {
                at.take_group();
            }
        }
        let end = format!("\\end{{{name}}}");
        let rest = at.rest();
        let length = rest.find(&end);
        if length.is_none() {
            self.damaged(at.text(), at.position(), "an environment does not end");
        }
        let text = rest.get(..length.unwrap_or(rest.len())).unwrap_or_default();
        at.skip(text.len() + end.len());
        let Some(scope) = scope.filter(|_| !self.state.is_silent) else { return };
        self.blocks.block();
        let text = text.trim_end();
        for line in text.strip_prefix("\r\n").or(text.strip_prefix('\n')).unwrap_or(text).lines() {
            self.blocks.verbatim(scope, line);
            self.blocks.end(Break::Line);
        }
        self.blocks.block();
    }

    // Environments.

    fn begin(&mut self, at: &mut Cursor<'_>) {
        let Some(name) = at.take_group() else { return };
        let name = name.trim();
        match environment(name) {
            Environment::Document => {
                self.is_preamble = false;
                self.frames.clear();
                self.overflow = 0;
                self.state =
                    State { scope: Scope::Body, is_silent: false, is_table: false, is_repeated: false };
                self.block();
            }
            Environment::Verbatim(scope) => self.take_verbatim(name, Some(scope), at),
            Environment::Drawing => {
                if !self.state.is_silent {
                    self.notice(Notice::LeftOut(&format!("the environment {name}")));
                }
                self.take_verbatim(name, None, at);
            }
            Environment::Math => self.begin_math(MathEnd::Environment(name.to_string())),
            Environment::Blocks(scope, args) => {
                self.block();
                let inside = State {
                    scope: scope.unwrap_or(self.state.scope),
                    is_table: scope == Some(Scope::Table),
                    ..self.state
                };
                self.open(Kind::Environment(name.to_string()), inside, Close::Block, &[]);
                self.expected = args;
            }
        }
    }

    fn end(&mut self, at: &mut Cursor<'_>) {
        let Some(name) = at.take_group() else { return };
        let name = name.trim();
        if name == "document" {
            self.is_done = true;
        } else if self.overflow > 0 {
            self.overflow -= 1;
        } else if let Some(place) = self.place_of(name) {
            while self.frames.len() > place {
                self.close(at);
            }
            self.expected = &[];
        }
    }

    fn place_of(&self, environment: &str) -> Option<usize> {
        let is_it = |frame: &Frame| matches!(&frame.kind, Kind::Environment(name) if name == environment);
        self.frames.iter().rposition(is_it)
    }

    /// The innermost environment.
    fn innermost(&self) -> Option<&str> {
        self.frames.iter().rev().find_map(|frame| match &frame.kind {
            Kind::Environment(name) => Some(name.as_str()),
            _ => None,
        })
    }

    // Formulas.

    fn begin_math(&mut self, end: MathEnd) {
        if !matches!(end, MathEnd::Dollar | MathEnd::Parenthesis) {
            self.show(" ");
        }
        self.math = Some(end);
        self.math_braces = 0;
    }

    fn end_math(&mut self) {
        if !matches!(self.math.take(), Some(MathEnd::Dollar | MathEnd::Parenthesis)) {
            self.show(" ");
        }
    }

    fn step_math(&mut self, at: &mut Cursor<'_>, depth: usize) {
        let (Some(first), Some(math)) = (at.peek(), &self.math) else { return };
        let is_at_end = match math {
            MathEnd::Dollar => first == b'$' && self.math_braces == 0 && at.eat("$"),
            MathEnd::Dollars => self.math_braces == 0 && at.eat("$$"),
            MathEnd::Parenthesis => at.eat("\\)"),
            MathEnd::Bracket => at.eat("\\]"),
            MathEnd::Environment(name) => {
                let before = at.clone();
                let is_at_end = at.eat("\\end") && at.take_group().is_some_and(|ended| ended.trim() == name);
                if !is_at_end {
                    *at = before;
                }
                is_at_end
            }
        };
        if is_at_end {
            return self.end_math();
        }
        match first {
            b'\\' => {
                let before = at.position();
                at.skip(1);
                let name = at.take_while(|byte| byte.is_ascii_alphabetic());
                if name.is_empty() {
                    at.take_char();
                }
                if name == "label" {
                    at.take_group();
                } else if self.definitions.get(name).is_some_and(|definition| {
                    definition.text.contains("\\end") || definition.text.contains("\\begin")
                }) {
                    self.expand(name, depth);
                } else {
                    self.math_text(at.since(before));
                }
            }
            b'%' => self.take_comment(at),
            _ if is_space(first) => {
                if at.skip_spaces() > 1 {
                    self.damaged(at.text(), at.position(), "a formula does not end in its paragraph");
                    self.end_math();
                    self.block();
                } else {
                    self.math_text(" ");
                }
            }
            _ => {
                match first {
                    b'{' => self.math_braces += 1,
                    b'}' => self.math_braces = self.math_braces.saturating_sub(1),
                    _ => {}
                }
                let text =
                    at.take_run(|byte| !matches!(byte, b'\\' | b'{' | b'}' | b'$' | b'%') && !is_space(byte));
                self.math_text(text);
            }
        }
    }

    fn math_text(&mut self, text: &str) {
        if !self.state.is_silent {
            self.blocks.words(Scope::Math, text);
        }
    }

    // Conditions.

    /// Takes a command that begins a condition or sets one; false if this one does not.
    fn take_condition(&mut self, name: &str, at: &mut Cursor<'_>) -> bool {
        for (suffix, value) in [("true", true), ("false", false)] {
            if let Some(condition) = name.strip_suffix(suffix)
                && let Some(known) = self.conditions.get_mut(condition)
            {
                *known = value;
                return true;
            }
        }
        let Some(condition) = name.strip_prefix("if") else { return false };
        if condition == "f" || at.peek() == Some(b'{') {
            return false;
        }
        if condition == "false" {
            self.blocks.step_aside();
            self.skipping = Some(Skipping { depth: 0, is_comment: true });
        } else if self.conditions.get(condition) == Some(&false) {
            self.skipping = Some(Skipping { depth: 0, is_comment: false });
        }
        // What is compared is no text. Of a comparison that is not understood, the first branch is read.
        let tokens = match condition {
            "x" | "" | "cat" => 2,
            "defined" => 1,
            _ => 0,
        };
        for _ in 0..tokens {
            at.skip_spaces_of_line();
            at.skip_token();
        }
        if matches!(condition, "num" | "dim" | "odd" | "case") {
            at.take_while(|byte| !is_space(byte));
        }
        true
    }

    fn step_skipped(&mut self, at: &mut Cursor<'_>) {
        let Some(skipping) = &mut self.skipping else { return };
        let before = at.position();
        match at.peek() {
            Some(b'\\') => {
                at.skip(1);
                let name = at.take_while(|byte| byte.is_ascii_alphabetic());
                if name.is_empty() {
                    at.take_char();
                }
                let is_end = match name {
                    "fi" if skipping.depth > 0 => {
                        skipping.depth -= 1;
                        false
                    }
                    "fi" => true,
                    "else" => skipping.depth == 0,
                    _ => {
                        let begins = name.starts_with("if") && name != "iff" && at.peek() != Some(b'{');
                        skipping.depth += usize::from(begins);
                        false
                    }
                };
                if is_end {
                    if skipping.is_comment {
                        self.blocks.step_back();
                    }
                    self.skipping = None;
                    return at.skip_spaces_of_line();
                }
            }
            Some(b'%') => {
                at.take_while(|byte| byte != b'\n');
            }
            _ => {
                at.take_run(|byte| !matches!(byte, b'\\' | b'%'));
            }
        }
        if skipping.is_comment {
            self.blocks.words(Scope::Comment, at.since(before));
        }
    }

    // Definitions.

    fn define(&mut self, at: &mut Cursor<'_>) {
        at.eat("*");
        let name = at.take_command_name();
        let takes = at.take_in("[", "]");
        at.take_in("[", "]");
        let text = self.take_body(at);
        self.keep(name, text, takes.is_none_or(|takes| takes.trim() == "0"));
    }

    fn define_by_primitive(&mut self, at: &mut Cursor<'_>) {
        let name = at.take_command_name();
        let takes = at.take_while(|byte| !matches!(byte, b'{' | b'\n'));
        let text = self.take_body(at);
        self.keep(name, text, takes.trim().is_empty());
    }

    /// Takes the braces of a definition, and says so if they do not end.
    fn take_body<'t>(&mut self, at: &mut Cursor<'t>) -> Option<&'t str> {
        let start = at.position();
        let (text, is_whole) = at.take_balanced()?;
        if !is_whole {
            self.damaged(at.text(), start, "a definition does not end");
        }
        Some(text)
    }

    /// Keeps a definition that takes nothing.
    fn keep(&mut self, name: Option<&str>, text: Option<&str>, takes_nothing: bool) {
        let (Some(name), Some(text)) = (name, text) else { return };
        if takes_nothing
            && text.len() <= DEFINITION_BYTES_MAX
            && self.definitions.len() < self.limits.parts_max
        {
            self.definitions.insert(name.to_string(), Definition { text: text.into(), is_active: false });
        } else {
            self.definitions.remove(name);
        }
    }

    /// Reads what a command stands for; nothing within itself.
    fn expand(&mut self, name: &str, depth: usize) {
        let Some(definition) = self.definitions.get_mut(name) else { return };
        if definition.is_active || depth >= EXPANSIONS_MAX {
            return;
        }
        let text = Rc::clone(&definition.text);
        // Also an empty one costs something.
        if self.budget.spend(text.len() as u64 + 16).is_err() {
            self.definitions.clear();
            return self.notice(Notice::Limited("decompressed_bytes_max or ratio_max: definitions"));
        }
        definition.is_active = true;
        self.read(&text, depth + 1);
        if let Some(definition) = self.definitions.get_mut(name) {
            definition.is_active = false;
        }
    }
}

/// What is written in one way and shown in another; the longer before the shorter.
const LIGATURES: [(&str, &str); 9] = [
    ("---", "—"),
    ("--", "–"),
    ("``", "“"),
    ("''", "”"),
    ("`", "‘"),
    ("'", "’"),
    ("?`", "¿"),
    ("!`", "¡"),
    ("\"", "”"),
];

/// The same after `"`, in German.
const GERMAN: [(&str, &str); 17] = [
    ("a", "ä"),
    ("o", "ö"),
    ("u", "ü"),
    ("A", "Ä"),
    ("O", "Ö"),
    ("U", "Ü"),
    ("s", "ß"),
    ("z", "ß"),
    ("`", "„"),
    ("'", "“"),
    ("<", "«"),
    (">", "»"),
    ("=", "-"),
    ("~", "\u{2011}"),
    ("-", ""),
    ("|", ""),
    ("\"", ""),
];

#[cfg(test)]
mod tests;
