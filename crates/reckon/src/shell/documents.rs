//! What counts the documents of a connection: plain text as it comes, everything else once it is whole, by a reader.

use std::io::Cursor;
use std::mem;
use std::sync::Arc;

use reckon_extract::{Encoding, Format, Scopes, Tallied, Tally, UTF_8, encoding_of, sniff};
use reckon_proto::Limits;
use reckon_proto::document::{Counted, Counter, Opening, Request};
use reckon_stats::{Counted as Groups, Document, Options, Scanner};
use serde::Serialize;

use super::readers::Readers;
use crate::render::structure::{Structure, Unread};

/// Bytes by which it is told what a document is.
const HEAD_BYTES: usize = 64 << 10;

/// Counts the documents of one connection.
pub struct Documents {
    options: Options,
    /// Bytes of a document that is kept whole.
    bytes_max: u64,
    /// How many of them the readers know to be kept here.
    held: u64,
    readers: Option<Arc<Readers>>,
    opening: Opening,
    state: State,
}

enum State {
    /// Too few bytes to tell what it is.
    Head(Vec<u8>),
    /// Plain text in UTF-8.
    Plain(Box<Document>),
    /// Anything else, as far as it has come; and the words of its bytes.
    Whole(Vec<u8>, Box<Scanner>),
    /// It is not taken, and why; and the words of its bytes.
    Refused(String, Box<Scanner>),
}

/// Counts the words of bytes that may be anything.
fn words_of(bytes: &[u8]) -> Box<Scanner> {
    let mut words = Scanner::new(Options { counted: Groups::NONE, ..Options::DEFAULT });
    words.update(bytes);
    Box::new(words)
}

impl Documents {
    /// Keeps as many distinct words as the limits say. Without readers every document is plain text. The seed should be
    /// random: who knows it can choose words that slow down the counting.
    #[must_use]
    pub fn new(limits: &Limits, seed: u64, readers: Option<Arc<Readers>>) -> Self {
        let distinct_words_max = u32::try_from(limits.document_distinct_words_max).unwrap_or(u32::MAX);
        let options = Options { distinct_words_max, seed, ..Options::DEFAULT };
        Self {
            options,
            bytes_max: limits.document_bytes_max,
            held: 0,
            readers,
            opening: Opening::default(),
            state: State::Head(vec![]),
        }
    }

    fn options(&self) -> Options {
        Options { counted: self.opening.counted, ..self.options }
    }

    /// The name by which the format of the document can be told.
    fn name(&self) -> Option<String> {
        self.opening.extension.map(|extension| format!("document.{}", extension.as_str()))
    }

    /// Tells what a document is by its first bytes, or by all of them.
    fn decide(&mut self, head: Vec<u8>, is_all: bool) {
        let name = self.name();
        let is_utf_8 = |head: &[u8]| encoding_of(head, is_all) == UTF_8 as &Encoding;
        self.state = match sniff(&mut Cursor::new(&head), name.as_deref()) {
            _ if self.readers.is_none() => self.plain(&head),
            Ok(sniffed) if sniffed.format == Format::Text && is_utf_8(&head) => self.plain(&head),
            Ok(_) => self.keep(vec![], words_of(&head), &head),
            Err(error) => State::Refused(error.to_string(), words_of(&head)),
        };
    }

    /// Keeps another piece of a document, whose words are counted, if there is room for it here and beside those of other
    /// connections.
    fn keep(&mut self, mut whole: Vec<u8>, words: Box<Scanner>, piece: &[u8]) -> State {
        let more = piece.len() as u64;
        let why = if whole.len() as u64 + more > self.bytes_max {
            format!("the document is longer than {} bytes", self.bytes_max)
        } else if !self.readers.as_ref().is_some_and(|readers| readers.hold(more)) {
            "too many documents are coming in: send it again later".to_string()
        } else {
            self.held += more;
            whole.extend_from_slice(piece);
            return State::Whole(whole, words);
        };
        // The room is for others while the rest of this one comes in.
        drop(whole);
        self.release();
        State::Refused(why, words)
    }

    /// What was kept is kept no more.
    fn release(&mut self) {
        if let Some(readers) = &self.readers {
            readers.release(mem::take(&mut self.held));
        }
    }

    fn plain(&self, head: &[u8]) -> State {
        let mut document = Document::new(self.opening.language, self.options());
        document.update(head);
        State::Plain(Box::new(document))
    }

    fn read(&self, bytes: &[u8]) -> Result<Vec<Counted>, String> {
        let Some(readers) = &self.readers else { return Err("nobody reads documents here".to_string()) };
        let scopes = Scopes::default();
        let mut tally = Tally::new(self.opening.language, self.options(), scopes, false);
        let found =
            readers.read(bytes, self.name().as_deref(), &mut tally).map_err(|error| format!("{error:#}"))?;
        let counted = tally.finish().into_iter().map(|tallied| match tallied {
            Tallied::Document(statistics) => {
                let structure = Structure::new(found, &statistics, scopes);
                let (text, about) = (structure.to_text(), about(&structure));
                Counted { name: statistics.name, scan: Some(statistics.scan), text, about }
            }
            Tallied::Failed(name, why) => {
                let text = format!("error: {why}\n");
                let about = about(&Unread { why: Some(why), notices: vec![] });
                Counted { name: Some(name), scan: None, text, about }
            }
            Tallied::Container(notices) => {
                let about = about(&Unread { why: None, notices });
                Counted { name: None, scan: None, text: String::new(), about }
            }
        });
        Ok(counted.collect())
    }
}

/// What goes to a program beside the numbers.
fn about(what: &impl Serialize) -> String {
    serde_json::to_string(what).unwrap_or_default()
}

impl Counter for Documents {
    fn begin(&mut self, opening: &Opening) {
        self.release();
        self.opening = *opening;
        self.state = State::Head(vec![]);
    }

    fn update(&mut self, bytes: &[u8]) {
        match &mut self.state {
            State::Head(head) => {
                head.extend_from_slice(bytes);
                if head.len() >= HEAD_BYTES {
                    let head = mem::take(head);
                    self.decide(head, false);
                }
            }
            State::Plain(document) => document.update(bytes),
            State::Whole(..) => {
                if let State::Whole(whole, mut words) = mem::replace(&mut self.state, State::Head(vec![])) {
                    words.update(bytes);
                    self.state = self.keep(whole, words, bytes);
                }
            }
            State::Refused(_, words) => words.update(bytes),
        }
    }

    fn finish(&mut self) -> Result<Vec<Counted>, String> {
        if let State::Head(head) = &mut self.state {
            let head = mem::take(head);
            self.decide(head, true);
        }
        match mem::replace(&mut self.state, State::Head(vec![])) {
            State::Plain(document) => {
                let scan = document.finish();
                // This only for whoever gets what comes of it.
                let about = match self.opening.request {
                    Request::Documents => about(&Structure::of_text(&scan, false)),
                    Request::Scan => String::new(),
                };
                Ok(vec![Counted { scan: Some(scan), about, ..Counted::default() }])
            }
            // The reader works in another process, and other connections go on in other threads.
            State::Whole(bytes, _) => {
                let counted = tokio::task::block_in_place(|| self.read(&bytes));
                drop(bytes);
                self.release();
                counted
            }
            State::Refused(why, _) => {
                self.release();
                Err(why)
            }
            State::Head(_) => Err("the document was not understood".to_string()),
        }
    }

    fn finish_words(&mut self) -> u64 {
        let state = mem::replace(&mut self.state, State::Head(vec![]));
        self.begin(&Opening::default());
        let scan = match state {
            State::Head(bytes) => words_of(&bytes).finish(),
            State::Plain(document) => document.finish(),
            State::Whole(_, words) | State::Refused(_, words) => words.finish(),
        };
        scan.stats.words_ascii
    }
}

impl Drop for Documents {
    fn drop(&mut self) {
        self.release();
    }
}
