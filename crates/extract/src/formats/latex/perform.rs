//! What commands do, and text that is not read as LaTeX.

use crate::event::{Break, Notice};
use crate::read::Changes;
use crate::scope::Scope;

use super::commands::{Arg, Meaning, accent_of, accented, command, is_reference};
use super::cursor::{Cursor, is_space};
use super::{Close, Kind, MathEnd, Reader, Skipping, State, is_chunk};

impl Reader<'_> {
    pub(super) fn take_command(&mut self, at: &mut Cursor<'_>, depth: usize) {
        at.skip(1);
        let Some(first) = at.peek() else { return };
        if !(first.is_ascii_alphabetic() || first == b'@' && self.is_at_letter) {
            return self.take_sign(at);
        }
        let is_at_letter = self.is_at_letter || self.is_preamble;
        let name = at.take_while(|byte| byte.is_ascii_alphabetic() || byte == b'@' && is_at_letter);
        match command(name).filter(|_| self.shown.is_empty() || !self.shown.contains(name)) {
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
                    at.skip_overlay();
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
    pub(super) fn take_sign(&mut self, at: &mut Cursor<'_>) {
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

    pub(super) fn is_tabbing(&self) -> bool {
        self.state.is_table
            && self
                .frames
                .iter()
                .any(|frame| matches!(&frame.kind, Kind::Environment(name) if name == "tabbing"))
    }

    /// Takes the letter that an accent is on, which may be in braces and may be the one without a dot.
    pub(super) fn take_accented(&mut self, mark: char, at: &mut Cursor<'_>) {
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

    pub(super) fn take_known(&mut self, name: &str, meaning: Meaning, at: &mut Cursor<'_>) {
        let is_overlaid =
            !matches!(meaning, Meaning::Verb | Meaning::Listing(_) | Meaning::Text(_) | Meaning::Accent(_))
                && at.skip_overlay();
        // The space after a specification is one.
        if !is_overlaid && !matches!(meaning, Meaning::Verb | Meaning::Listing(_)) {
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
            Meaning::Line(args) => {
                if !self.state.is_silent {
                    self.blocks.end(Break::Line);
                }
                self.expected = args;
            }
            Meaning::Block(args) => {
                self.block();
                self.expected = args;
            }
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
            Meaning::NewCommand(is_new) => self.define(at, is_new),
            Meaning::Def => self.define_by_primitive(at),
            Meaning::NewDocumentCommand => {
                let name = at.take_command_name();
                let takes = at.take_group();
                let text = self.take_body(at);
                self.keep(name, text, takes.is_some_and(|takes| takes.trim().is_empty()));
            }
            Meaning::NewEnvironment => self.define_environment(at),
            Meaning::NewVerbatim => self.define_verbatim(name, at),
            Meaning::NewTheorem => self.define_theorem(name, at),
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
            Meaning::Import => {
                at.eat("*");
                at.take_in("[", "]");
                let before = at.take_group().filter(|_| name != "inputminted").unwrap_or_default();
                let file = at.take_group().unwrap_or_default();
                self.leave_out_file(name, &format!("{before}{file}"));
            }
            Meaning::Input => {
                at.eat("*");
                at.take_in("[", "]");
                let file = at.take_group().unwrap_or_else(|| {
                    let start = at.position();
                    // A command may be the beginning of the name.
                    at.eat("\\");
                    at.take_while(|byte| !is_space(byte) && byte != b'\\' && byte != b'}');
                    at.since(start)
                });
                self.leave_out_file(name, file);
                if name == "InputIfFileExists" {
                    self.expected = &[Arg::Show, Arg::Skip];
                }
            }
            Meaning::Length => {
                at.eat("=");
                at.skip_length();
            }
            Meaning::Number => {
                at.eat("=");
                at.skip_number();
            }
            Meaning::HBox => {
                if at.eat("to") || at.eat("spread") {
                    at.skip_length();
                    // It may be measured by a command.
                    if at.peek() == Some(b'\\') {
                        at.skip_token();
                    }
                }
                self.expected = &[Arg::Show];
            }
            Meaning::Rule => {
                while ["height", "width", "depth"].iter().any(|side| at.eat(side)) {
                    at.skip_length();
                    at.skip_spaces_of_line();
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

    fn leave_out_file(&mut self, command: &str, file: &str) {
        if !self.state.is_silent {
            self.notice(Notice::LeftOut(&format!("the file {file}, which \\{command} names")));
        }
    }

    /// Takes what stands between two of the same sign, within a line.
    pub(super) fn take_verb(&mut self, at: &mut Cursor<'_>) {
        at.eat("*");
        let Some(sign) = at.take_char().filter(|sign| !sign.is_whitespace()) else { return };
        let line = at.line();
        if let Some(end) = line.find(sign) {
            self.code(line.get(..end).unwrap_or_default());
            at.skip(end + sign.len_utf8());
        }
    }

    pub(super) fn code(&mut self, text: &str) {
        if !self.state.is_silent {
            self.blocks.words(Scope::Code, text);
        }
    }

    /// Takes a chunk of a program: to a line that begins with `@`, or to the next chunk.
    pub(super) fn take_chunk(&mut self, at: &mut Cursor<'_>) {
        at.take_while(|byte| byte != b'\n');
        at.skip(1);
        self.block();
        while !at.is_at_end() && !is_chunk(at.line()) {
            let line = at.take_while(|byte| byte != b'\n');
            at.skip(1);
            // With anything else behind it, it belongs to the program, as a decorator of Python does.
            if line
                .strip_prefix('@')
                .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '%']))
            {
                break;
            }
            if !self.state.is_silent {
                self.blocks.verbatim(Scope::Code, line);
                self.blocks.end(Break::Line);
            }
        }
        self.block();
    }

    /// Takes an environment whose text is as it is, up to its end.
    pub(super) fn take_verbatim(&mut self, name: &str, scope: Option<Scope>, at: &mut Cursor<'_>) {
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
}
