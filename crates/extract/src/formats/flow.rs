//! Text on its way out, for formats that give it in small pieces: pieces are joined, white space is folded, breaks are
//! said once, and notes wait until the block that they are in has ended.

use crate::event::{Break, Event, Notice, Sink, Stated};
use crate::scope::Scope;

/// Bytes from which a piece is handed over.
const PIECE_BYTES: usize = 8 << 10;

/// What takes pieces of text and hands over events.
pub(crate) struct Flow<'a> {
    sink: &'a mut dyn Sink,
    /// The piece that is not handed over yet, and its scope.
    piece: String,
    scope: Scope,
    /// How far the text is, and the note in it.
    text: Place,
    note: Place,
    /// Notes within each other; those within a note are blocks of it.
    notes: usize,
    held: Held,
    held_bytes_max: usize,
    /// The note was too long to be held, and is handed over as it comes.
    is_note_direct: bool,
}

/// How far one line of text is.
#[derive(Clone, Copy, Default)]
struct Place {
    /// A break that is said before the next text.
    pending: Option<Break>,
    /// There was text after the last break.
    has_text: bool,
    /// A space that is said before the next text, in its scope.
    space: Option<Scope>,
    ends_with_space: bool,
    /// Scopes, as bits, whose text in this block ended within a word.
    within_word: u32,
    /// Scopes, as bits, whose text in this block was left for that of another one that words do not go across.
    parted: u32,
}

/// The events of notes that wait.
#[derive(Default)]
struct Held {
    text: String,
    pieces: Vec<HeldPiece>,
}

enum HeldPiece {
    /// The scope, and where in the text it ends.
    Text(Scope, usize),
    Break(Break),
}

impl Held {
    /// What they cost.
    fn bytes(&self) -> usize {
        self.text.len() + self.pieces.len() * size_of::<HeldPiece>()
    }
}

impl<'a> Flow<'a> {
    /// Hands over to a sink; holds so many bytes of notes at most.
    pub(crate) fn new(sink: &'a mut dyn Sink, held_bytes_max: usize) -> Self {
        Self {
            sink,
            piece: String::new(),
            scope: Scope::Body,
            text: Place::default(),
            note: Place::default(),
            notes: 0,
            held: Held::default(),
            held_bytes_max,
            is_note_direct: false,
        }
    }

    fn place(&mut self) -> &mut Place {
        if self.notes > 0 { &mut self.note } else { &mut self.text }
    }

    /// Text in which runs of white space are single spaces, and none at the ends of blocks. Spaces that do not break
    /// stay.
    pub(crate) fn words(&mut self, scope: Scope, text: &str) {
        let is_space = |byte: u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0c);
        let mut rest = text;
        while let Some(&first) = rest.as_bytes().first() {
            let ends_run = |byte: u8| is_space(byte) != is_space(first);
            let length = rest.bytes().position(ends_run).unwrap_or(rest.len());
            let (run, after) = rest.split_at(length);
            if is_space(first) {
                self.space(scope);
            } else {
                self.put(scope, run);
            }
            rest = after;
        }
    }

    /// A space, where there is text before it and after it.
    pub(crate) fn space(&mut self, scope: Scope) {
        let place = self.place();
        // One within a formula is of less use than one beside it.
        let is_better = place.space.is_none_or(|space| space == Scope::Math);
        if place.has_text && !place.ends_with_space && is_better {
            place.space = Some(scope);
        }
    }

    /// Takes back the space that comes before the next text.
    pub(crate) fn unspace(&mut self) {
        self.place().space = None;
    }

    /// Text as it is.
    pub(crate) fn put(&mut self, scope: Scope, text: &str) {
        if text.is_empty() {
            return;
        }
        if let Some(space) = self.place().space.take() {
            self.append(space, " ");
        }
        let bit = 1 << scope as u32;
        let begins_word = text.starts_with(|c: char| c.is_alphanumeric()) || scope == Scope::Math;
        let place = *self.place();
        if place.within_word & place.parted & bit != 0 && begins_word {
            self.append(scope, " ");
        }
        self.append(scope, text);
    }

    fn append(&mut self, scope: Scope, text: &str) {
        if let Some(pending) = self.place().pending.take() {
            self.flush();
            self.emit_break(pending);
        }
        if scope != self.scope || self.piece.len() >= PIECE_BYTES {
            self.flush();
            self.scope = scope;
        }
        self.piece.push_str(text);
        let ends_word = text.ends_with(|c: char| c.is_alphanumeric())
            || scope == Scope::Math && !text.ends_with(char::is_whitespace);
        let bit = 1 << scope as u32;
        // What is taken out of a word or put into it does not part it.
        let parts = !matches!(scope, Scope::Deleted | Scope::Inserted | Scope::Hidden);
        let place = self.place();
        place.has_text = true;
        place.ends_with_space = text.ends_with(char::is_whitespace);
        place.within_word = place.within_word & !bit | if ends_word { bit } else { 0 };
        place.parted = if parts { !bit } else { place.parted & !bit };
    }

    /// Hands over the piece that is not handed over yet.
    fn flush(&mut self) {
        if self.piece.is_empty() {
            return;
        }
        if self.notes > 0 && !self.is_note_direct {
            self.held.text.push_str(&self.piece);
            self.held.pieces.push(HeldPiece::Text(self.scope, self.held.text.len()));
            if self.held.bytes() > self.held_bytes_max {
                self.release();
                self.is_note_direct = true;
            }
        } else {
            self.sink.take(Event::Text(self.scope, &self.piece));
        }
        self.piece.clear();
    }

    fn emit_break(&mut self, strength: Break) {
        if self.notes > 0 && !self.is_note_direct {
            self.held.pieces.push(HeldPiece::Break(strength));
        } else {
            self.sink.take(Event::Break(strength));
        }
    }

    /// Hands over the notes that wait, as blocks.
    fn release(&mut self) {
        if self.held.pieces.is_empty() {
            return;
        }
        if self.text.pending.take().is_some() || self.text.has_text {
            self.sink.take(Event::Break(Break::Block));
        }
        let mut start = 0;
        for piece in self.held.pieces.drain(..) {
            match piece {
                HeldPiece::Text(scope, end) => {
                    self.sink.take(Event::Text(scope, self.held.text.get(start..end).unwrap_or_default()));
                    start = end;
                }
                HeldPiece::Break(strength) => self.sink.take(Event::Break(strength)),
            }
        }
        self.held.text.clear();
        self.text = Place { pending: Some(Break::Block), ..Place::default() };
    }

    /// The end of a line of a block.
    pub(crate) fn line(&mut self) {
        self.part(Break::Line);
    }

    /// The end of a block.
    pub(crate) fn block(&mut self) {
        self.part(Break::Block);
        if self.notes == 0 {
            self.release();
        }
    }

    fn part(&mut self, strength: Break) {
        self.flush();
        let place = self.place();
        let pending = if place.has_text { Some(strength) } else { None };
        let pending = match place.pending {
            Some(before) => Some(before.max(strength)),
            None => pending,
        };
        *place = Place { pending, ..Place::default() };
    }

    /// A note begins: until its end, all text is its own.
    pub(crate) fn begin_note(&mut self) {
        if self.notes > 0 {
            self.block();
        } else {
            self.flush();
        }
        self.notes += 1;
        if self.notes == 1 {
            let pending = Some(Break::Block).filter(|_| !self.held.pieces.is_empty());
            self.note = Place { pending, ..Place::default() };
        }
    }

    /// The note ends that began last.
    pub(crate) fn end_note(&mut self) {
        if self.notes == 0 {
            return;
        }
        self.block();
        self.notes -= 1;
        if self.notes > 0 {
            return;
        }
        if self.is_note_direct {
            self.is_note_direct = false;
            self.text = Place { pending: Some(Break::Block), ..Place::default() };
        } else if !self.text.has_text || self.held.bytes() > self.held_bytes_max {
            self.release();
        }
    }

    /// A section begins.
    pub(crate) fn section(&mut self, level: u8) {
        self.end_block();
        self.sink.take(Event::Section(level));
    }

    /// Another document begins.
    pub(crate) fn document(&mut self, name: &str) {
        self.end_block();
        self.sink.take(Event::Document(name));
    }

    /// A number that the file states of itself.
    pub(crate) fn stated(&mut self, what: &str, number: u64) {
        self.sink.take(Event::Stated(Stated { what, number }));
    }

    /// A remark.
    pub(crate) fn notice(&mut self, notice: Notice<'_>) {
        self.flush();
        self.sink.take(Event::Notice(notice));
    }

    /// Ends the block, and says so.
    fn end_block(&mut self) {
        while self.notes > 0 {
            self.end_note();
        }
        self.block();
        if let Some(pending) = self.text.pending.take() {
            self.sink.take(Event::Break(pending));
        }
    }

    /// The document ends.
    pub(crate) fn finish(mut self) {
        self.end_block();
    }
}

/// Events written down, for tests: one line for the text between two others, `scope: "text"`; other events in their own
/// words.
#[cfg(test)]
pub(crate) mod script {
    use std::fmt::Write;
    use std::io::Cursor;

    use super::*;
    use crate::{Format, How, read};

    /// All events of a document.
    pub(crate) fn of(bytes: &[u8], format: Format, how: &How<'_>) -> String {
        let mut script = String::new();
        let mut last = None;
        let mut sink = |event: Event<'_>| {
            if let Event::Text(scope, text) = event {
                if last == Some(scope) {
                    script.truncate(script.len() - 2);
                } else {
                    write!(script, "{scope}: \"").unwrap();
                }
                last = Some(scope);
                writeln!(script, "{}\"", text.replace('\n', "\\n").replace('\t', "\\t")).unwrap();
                return;
            }
            last = None;
            match event {
                Event::Break(Break::Line) => script.push_str("line\n"),
                Event::Break(Break::Block) => script.push_str("--\n"),
                Event::Section(level) => writeln!(script, "section {level}").unwrap(),
                Event::Document(name) => writeln!(script, "document {name}").unwrap(),
                Event::Stated(stated) => {
                    writeln!(script, "stated {} {}", stated.what, stated.number).unwrap()
                }
                Event::Notice(notice) => writeln!(script, "notice {notice:?}").unwrap(),
                Event::Text(..) => unreachable!("it is done above"),
            }
        };
        let how = How { format: Some(format), ..*how };
        if let Err(error) = read(&mut Cursor::new(bytes), &how, &mut sink) {
            writeln!(script, "error {error}").unwrap();
        }
        script
    }

    /// The blocks of a document, one line each: `scope: text`, as beside the samples. A block of several scopes has a
    /// line for each, in the order in which they come.
    pub(crate) fn blocks(bytes: &[u8], format: Format) -> String {
        let mut lines = String::new();
        let mut block: Vec<(Scope, String)> = vec![];
        let mut sink = |event: Event<'_>| {
            let other = match event {
                Event::Text(scope, text) => {
                    match block.iter_mut().find(|(of, _)| *of == scope) {
                        Some((_, before)) => before.push_str(text),
                        None => block.push((scope, text.to_string())),
                    }
                    return;
                }
                Event::Break(Break::Line) => return block.iter_mut().for_each(|(_, text)| text.push(' ')),
                Event::Section(level) => format!("section {level}\n"),
                Event::Document(name) => format!("document {name}\n"),
                _ => String::new(),
            };
            for (scope, text) in block.drain(..) {
                let words: Vec<&str> = text.split_whitespace().collect();
                writeln!(lines, "{scope}: {}", words.join(" ")).unwrap();
            }
            lines.push_str(&other);
        };
        let how = How { format: Some(format), ..How::default() };
        read(&mut Cursor::new(bytes), &how, &mut sink).unwrap();
        sink(Event::Break(Break::Block));
        lines
    }

    /// Compares a sample with what is beside it.
    pub(crate) fn check_sample(name: &str, format: Format) {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name);
        let blocks = blocks(&std::fs::read(&path).unwrap(), format);
        let expected = std::fs::read_to_string(path.with_added_extension("txt")).unwrap();
        assert!(blocks == expected, "{name} is read as\n{blocks}");
    }

    /// Damages a sample: some bytes are others, a piece of it is elsewhere, it ends early.
    pub(crate) fn mutated(
        sample: &[u8],
        flips: &[(usize, u8)],
        splice: (usize, usize, usize),
        end: usize,
    ) -> Vec<u8> {
        let mut bytes = sample.to_vec();
        let length = bytes.len().max(1);
        for &(at, byte) in flips {
            if let Some(place) = bytes.get_mut(at % length) {
                *place = byte;
            }
        }
        let (from, count, to) = (splice.0 % length, splice.1 % 64, splice.2 % length);
        let piece: Vec<u8> = bytes.iter().skip(from).take(count).copied().collect();
        bytes.splice(to..to, piece);
        bytes.truncate(end % (bytes.len() + 1));
        bytes
    }
}
