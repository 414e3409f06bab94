//! LaTeX, as far as it is text: no macro is run but those that only stand for a text.
//!
//! ```text
//! text ──step──► groups, arguments, environments ──► Blocks ──► events
//!        ▲                  │
//!        └── definitions ◄──┘
//! ```
//! A table says what commands and environments mean. Of a command that is not in it, what is in braces is text and what
//! is in brackets is not.

mod arguments;
mod commands;
mod conditions;
mod cursor;
mod definitions;
mod environments;
mod math;
mod perform;

use std::collections::{HashMap, HashSet};
use std::io::Read;
use std::rc::Rc;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::error::Error;
use crate::event::Notice;
use crate::format::Format;
use crate::formats::blocks::Blocks;
use crate::formats::text::{Decoded, encoding_of};
use crate::limits::Limits;
use crate::read::{Budget, Changes, Context, Found};
use crate::scope::Scope;
use crate::source::Source;

use commands::{Arg, is_reference};
use cursor::{Cursor, is_space};

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
    let mut decoded = Decoded::new(source, encoding)?.with_line_feeds();
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
    /// It was prose within a formula, which goes on.
    Formula(Formula),
}

/// A formula that is open.
struct Formula {
    end: MathEnd,
    /// Braces that are open in it.
    braces: usize,
    /// Environments within it.
    environments: usize,
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
    /// Whether `@` was a letter where it was defined, and so is in it.
    is_at_letter: bool,
}

/// An environment whose text is no LaTeX.
#[derive(Clone, Copy)]
struct Verbatim {
    scope: Scope,
    /// How many arguments it takes, in whatever brackets.
    arguments: usize,
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
    math: Option<Formula>,
    skipping: Option<Skipping>,
    definitions: HashMap<String, Definition>,
    /// Commands of the document's own which show something, unlike those of the same name.
    shown: HashSet<String>,
    conditions: HashMap<String, bool>,
    /// Environments of the document's own whose text is no LaTeX.
    verbatims: HashMap<String, Verbatim>,
    /// The same which are as a theorem, and the arguments that they take.
    theorems: HashMap<String, &'static [Arg]>,
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
            skipping: None,
            definitions: HashMap::new(),
            shown: HashSet::new(),
            conditions: HashMap::new(),
            verbatims: HashMap::new(),
            theorems: HashMap::new(),
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
                at.skip_overlay();
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
            b'<' if at.is_at_line_start() && is_chunk(at.line()) => self.take_chunk(at),
            b'"' if self.is_german => {
                at.skip(1);
                self.take_german(at);
            }
            _ => {
                if is_in_ligature(first) {
                    for (written, shown) in LIGATURES {
                        if at.eat(written) {
                            return self.show(shown);
                        }
                    }
                }
                // White space within a line goes along.
                let text = at.take_run(|byte| match byte {
                    b'\\' | b'{' | b'}' | b']' | b'%' | b'$' | b'&' | b'~' | b'#' => false,
                    b' ' => true,
                    _ => !is_in_ligature(byte) && !is_space(byte),
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
}

/// Whether a chunk of a program begins with a line, as Sweave, knitr and noweb have them in a text.
fn is_chunk(line: &str) -> bool {
    line.trim_start().starts_with("<<") && line.trim_end().ends_with(">>=")
}

/// Whether something that is printed as another sign begins with a byte.
const fn is_in_ligature(byte: u8) -> bool {
    matches!(byte, b'"' | b'-' | b'`' | b'\'' | b'?' | b'!')
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
