//! The document door.

mod counter;
mod opening;

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::mem;
use core::time::Duration;

use reckon_stats::{DecodeError, TOP_WORDS, decode, encode, visible};

use crate::event::{Answered, Event};
use crate::limits::Limits;
use crate::machine::{Connection, StreamInput, StreamOutput};

pub use counter::{Counted, Counter, PlainCounter};
use opening::{Beginning, Refusal};
pub use opening::{Extension, OPENING_BYTES_MAX, Opening, Request};

/// What the server says first, as the classic one does.
pub const GREETING: &str = "Welcome to the server\n";

/// Serves one TCP connection: a document in, its statistics out.
///
/// ```text
/// server → "Welcome to the server\n"
/// peer   → the document, in whatever pieces
///
/// the peer keeps its side open (classic):        the peer closes its side:
///   document_silence later: "40"                   the full report, and a close
///   document_pause later:   "7"
///   and the next document may follow
/// ```
/// The classic numbers are the bytes and the `words.ascii`; nothing marks their ends but the pause between them. The
/// report is the text form of [`reckon_stats::Report`] with [`TOP_WORDS`] words, as `reckon stats` prints it for a
/// file. A peer that closes its side without a byte since its last answer gets the report of the empty document if it
/// never sent one, and otherwise just a close.
///
/// ```text
/// peer   → "\0reckon/1 scan\n", see Opening
/// peer   → the document, in whatever pieces and with whatever pauses
/// peer     closes its side
/// server → the scan of the document in the form of reckon_stats::encode, and a close
/// ```
/// A peer that begins with an [`Opening`] can do with the document's scan all that can be done where the document is:
/// render it in any form, add it to others. Its pauses mean nothing.
///
/// # Bounds
/// The memory of a connection does not grow with the length of its documents but with their distinct words, of which
/// [`Limits::document_distinct_words_max`] are kept. At that many a vocabulary takes some 7 MB, as much again if most
/// words come in capitals as well, and beyond that their letters if they are longer than 16 bytes, up to 4 MB; the order
/// of words takes 2 bytes for each up to a million, 8 more for the few that are far from their like, and no more than
/// 16 MB; the text that is being counted, 1 MiB where a single word is as long as that. That all connections take all
/// of it needs peers that send as much to each of them.
///
/// An answer is made in one go once the document ends: it costs time for each distinct word that is kept, and holds up
/// the thread for as long. On a core of 2026 a report takes 8 ms for the 9 000 words of a novel and 50 ms for 65 536, a
/// scan a fifth of that.
///
/// # Errors on the wire
/// Counting cannot fail. A connection is closed after [`Limits::document_idle_max`] without a byte, and with an
/// `error: …` line after [`Limits::document_time_max`] in all; with an opening there is such a line in both cases. An
/// opening that asks for what there is not has an `error: …` line in return, and a close.
///
/// # What the protocol cannot tell
/// A pause of [`Limits::document_silence`] in the middle of a document from its end, unless there was an opening.
#[derive(Debug)]
pub struct DocumentConnection<C = PlainCounter> {
    limits: Limits,
    speech: Speech,
    counter: C,
    now: Duration,
    /// When the document that is coming in counts as ended; `None` between documents, and where silence means nothing.
    silence_deadline: Option<Duration>,
    /// The word count that follows a character count, and when.
    words: Option<(u64, Duration)>,
    /// No classic number before this, so that it does not run together with the one before.
    pause_deadline: Duration,
    idle_deadline: Duration,
    deadline: Duration,
    ended: bool,
    documents: u64,
    /// Bytes of the document that is coming in.
    document_bytes: u64,
    output: Vec<u8>,
    /// Why the document cannot be read.
    unread: String,
    state: State,
}

/// How the peer has begun.
#[derive(Debug)]
enum Speech {
    /// With these bytes, which are too few to tell: `bytes.len() < OPENING_BYTES_MAX`
    Beginning(Vec<u8>),
    /// With a document.
    Plain,
    /// With an opening that asks for this.
    Asking(Request),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    New,
    Open,
    /// A document was answered; the event about it is due.
    Counted {
        bytes: u64,
        answer: Answered,
    },
    Refused(Refusal),
    /// The refusal was written; the event about it is due.
    Told(Refusal),
    /// That the document cannot be read was written; the event about it is due.
    Unread,
    TimedOut,
    Closed,
}

impl DocumentConnection {
    /// A machine for one connection, which counts plain text only. The seed is that of [`PlainCounter::new`].
    #[must_use]
    pub fn new(limits: Limits, seed: u64) -> Self {
        Self::with_counter(limits, PlainCounter::new(&limits, seed))
    }
}

impl<C: Counter> DocumentConnection<C> {
    /// A machine for one connection, whose documents are counted by this.
    #[must_use]
    pub fn with_counter(limits: Limits, mut counter: C) -> Self {
        counter.begin(&Opening::default());
        Self {
            limits,
            speech: Speech::Beginning(Vec::new()),
            counter,
            unread: String::new(),
            now: Duration::ZERO,
            silence_deadline: None,
            words: None,
            pause_deadline: Duration::ZERO,
            idle_deadline: Duration::MAX,
            deadline: Duration::MAX,
            ended: false,
            documents: 0,
            document_bytes: 0,
            output: Vec::new(),
            state: State::New,
        }
    }

    /// Takes a piece of the document.
    fn update(&mut self, bytes: &[u8]) {
        self.counter.update(bytes);
        self.document_bytes += bytes.len() as u64;
    }

    /// Takes the first bytes, as long as they can be those of an opening.
    fn begin(&mut self, bytes: &[u8]) {
        let Speech::Beginning(beginning) = &mut self.speech else { return self.update(bytes) };
        let mut beginning = mem::take(beginning);
        let (first, rest) = bytes.split_at(bytes.len().min(OPENING_BYTES_MAX - beginning.len()));
        beginning.extend_from_slice(first);
        match Opening::decode(&beginning) {
            Beginning::Undecided | Beginning::Unfinished => self.speech = Speech::Beginning(beginning),
            Beginning::Document => {
                self.speech = Speech::Plain;
                self.update(&beginning);
                self.update(rest);
            }
            Beginning::Opening(opening, length) => {
                self.speech = Speech::Asking(opening.request);
                self.counter.begin(&opening);
                self.update(beginning.get(length..).unwrap_or_default());
                self.update(rest);
            }
            Beginning::Refused(refusal) => self.state = State::Refused(refusal),
        }
    }

    /// Whether the peer ends its document by falling silent.
    fn ends_by_silence(&self) -> bool {
        match &self.speech {
            Speech::Beginning(beginning) => Opening::decode(beginning) == Beginning::Undecided,
            Speech::Plain => true,
            Speech::Asking(_) => false,
        }
    }

    /// The document is over.
    fn end_document(&mut self) -> u64 {
        if let Speech::Beginning(beginning) = &mut self.speech {
            // It never became an opening.
            let beginning = mem::take(beginning);
            self.speech = Speech::Plain;
            self.update(&beginning);
        }
        self.silence_deadline = None;
        self.documents += 1;
        mem::take(&mut self.document_bytes)
    }

    fn write(&mut self, text: impl Into<Vec<u8>>) -> StreamOutput<'_> {
        self.output = text.into();
        StreamOutput::Write(&self.output)
    }

    fn write_error(&mut self, message: &str) -> StreamOutput<'_> {
        self.write(["error: ", message, "\n"].concat())
    }

    /// Answers a document that the peer has ended by closing its side.
    fn write_answer(&mut self) -> StreamOutput<'_> {
        let bytes = self.end_document();
        let documents = match self.counter.finish() {
            Ok(documents) => documents,
            Err(why) => {
                self.unread = why;
                self.state = State::Unread;
                let line = ["error: ", &self.unread, "\n"].concat();
                return self.write(line);
            }
        };
        let answer = match self.speech {
            Speech::Asking(_) => Answered::Scan,
            Speech::Beginning(_) | Speech::Plain => Answered::Report,
        };
        self.state = State::Counted { bytes, answer };
        match self.speech {
            Speech::Asking(Request::Scan) => {
                let mut scans = documents.into_iter().filter_map(|document| document.scan);
                let mut total = scans.next().unwrap_or_default();
                scans.for_each(|scan| total.merge(&scan));
                self.write(encode(&total))
            }
            Speech::Asking(Request::Documents) => self.write(encode_documents(&documents)),
            Speech::Beginning(_) | Speech::Plain => self.write(report(&documents)),
        }
    }

    /// The next deadline of the classic dialogue, if it has one.
    fn dialogue_deadline(&self) -> Option<Duration> {
        let words = self.words.map(|(_, deadline)| deadline);
        words.or(self.silence_deadline.map(|deadline| deadline.max(self.pause_deadline)))
    }
}

/// The reports of documents, each under its name where there are several.
fn report(documents: &[Counted]) -> String {
    let mut text = String::new();
    for Counted { name, scan, text: after, .. } in documents {
        if let Some(name) = name {
            if !text.is_empty() {
                text.push('\n');
            }
            text += &["==> ", &visible(name), " <==\n"].concat();
        }
        if let Some(scan) = scan {
            text += &scan.report(TOP_WORDS).to_string();
            text += if after.is_empty() { "" } else { "\n" };
        }
        text += after;
    }
    text
}

/// How documents begin on the wire: a mark, and the version.
const DOCUMENTS_MARK: &[u8] = b"RKND\x01";

/// Documents for a program.
///
/// ```text
/// documents = %x52 %x4B %x4E %x44 %x01 *document                "RKND", version 1; up to the end of the connection
/// document  = length (4) name  length (4) about  length (8) scan      lengths big-endian; no name has the length 0, and
///                                                                     no scan
/// ```
fn encode_documents(documents: &[Counted]) -> Vec<u8> {
    let mut bytes = DOCUMENTS_MARK.to_vec();
    for Counted { name, scan, about, .. } in documents {
        for text in [name.as_deref().unwrap_or_default(), about] {
            // Both are short.
            bytes.extend((text.len() as u32).to_be_bytes());
            bytes.extend(text.as_bytes());
        }
        let scan = scan.as_ref().map(encode).unwrap_or_default();
        bytes.extend((scan.len() as u64).to_be_bytes());
        bytes.extend(scan);
    }
    bytes
}

/// Reads documents from the wire: those that [`Request::Documents`] is answered with. The seed is that of
/// [`reckon_stats::decode`].
///
/// # Errors
/// They are no documents, are cut off, or have a scan that is none.
pub fn decode_documents(bytes: &[u8], seed: u64) -> Result<Vec<Counted>, DecodeError> {
    const CUT: DecodeError = DecodeError::Value("documents");
    let mut rest = bytes.strip_prefix(DOCUMENTS_MARK).ok_or(CUT)?;
    let mut documents = Vec::new();
    while !rest.is_empty() {
        let name = take_text(&mut rest).ok_or(CUT)?;
        let about = take_text(&mut rest).ok_or(CUT)?;
        let (length, after) = rest.split_first_chunk().ok_or(CUT)?;
        let length = usize::try_from(u64::from_be_bytes(*length)).map_err(|_| CUT)?;
        let (scan, after) = after.split_at_checked(length).ok_or(CUT)?;
        rest = after;
        let name = Some(name).filter(|name| !name.is_empty());
        let scan = if scan.is_empty() { None } else { Some(decode(scan, seed)?) };
        documents.push(Counted { name, scan, text: String::new(), about });
    }
    Ok(documents)
}

fn take_text(rest: &mut &[u8]) -> Option<String> {
    let (length, after) = rest.split_first_chunk()?;
    let (text, after) = after.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    *rest = after;
    core::str::from_utf8(text).ok().map(String::from)
}

impl<C: Counter> Connection for DocumentConnection<C> {
    fn handle(&mut self, now: Duration, input: StreamInput<'_>) {
        self.now = now;
        match input {
            StreamInput::Opened => {
                self.deadline = now.saturating_add(self.limits.document_time_max);
                self.idle_deadline = now.saturating_add(self.limits.document_idle_max);
            }
            StreamInput::Bytes([]) => {}
            StreamInput::Bytes(bytes)
                if matches!(self.state, State::New | State::Open | State::Counted { .. }) =>
            {
                self.begin(bytes);
                self.silence_deadline =
                    self.ends_by_silence().then(|| now.saturating_add(self.limits.document_silence));
                self.idle_deadline = now.saturating_add(self.limits.document_idle_max);
            }
            // Nobody waits for it.
            StreamInput::Bytes(_) => {}
            StreamInput::Eof => self.ended = true,
            StreamInput::Timeout | StreamInput::Deferred | StreamInput::Busy => {}
        }
    }

    fn poll(&mut self) -> StreamOutput<'_> {
        match self.state {
            State::New => {
                self.state = State::Open;
                return StreamOutput::Write(GREETING.as_bytes());
            }
            State::Counted { bytes, answer } => {
                self.state = State::Open;
                return StreamOutput::Event(Event::Document { bytes, answer });
            }
            State::Refused(refusal) => {
                self.state = State::Told(refusal);
                return self.write_error(refusal.message());
            }
            State::Told(refusal) => {
                self.state = State::Closed;
                return StreamOutput::Event(Event::Refused(refusal.message()));
            }
            State::Unread => {
                self.state = State::Closed;
                return StreamOutput::Event(Event::Refused(&self.unread));
            }
            State::TimedOut => {
                self.state = State::Closed;
                return StreamOutput::Event(Event::TimedOut);
            }
            State::Closed => return StreamOutput::Close,
            State::Open => {}
        }
        if let Some((words, deadline)) = self.words
            && (self.ended || self.now >= deadline)
        {
            self.words = None;
            self.pause_deadline = self.now.saturating_add(self.limits.document_pause);
            return self.write(words.to_string());
        }
        if self.ended {
            if let Speech::Beginning(beginning) = &self.speech
                && Opening::decode(beginning) == Beginning::Unfinished
            {
                self.state = State::Refused(Refusal::Unfinished);
                return self.poll();
            }
            let is_due = match self.speech {
                Speech::Asking(_) => self.documents == 0,
                Speech::Beginning(_) | Speech::Plain => {
                    self.silence_deadline.is_some() || self.documents == 0
                }
            };
            if is_due {
                return self.write_answer();
            }
            self.state = State::Closed;
            return StreamOutput::Close;
        }
        let dialogue_deadline = self.dialogue_deadline();
        if dialogue_deadline.is_some_and(|deadline| self.now >= deadline) {
            let bytes = self.end_document();
            let words = self.counter.finish_words();
            self.words = Some((words, self.now.saturating_add(self.limits.document_pause)));
            self.state = State::Counted { bytes, answer: Answered::Counts };
            return self.write(bytes.to_string());
        }
        if self.now >= self.deadline {
            self.state = State::TimedOut;
            return self.write_error("the connection has been open for too long");
        }
        if self.now >= self.idle_deadline {
            self.state = State::TimedOut;
            return match self.ends_by_silence() {
                true => self.poll(),
                false => self.write_error("the connection has been idle for too long"),
            };
        }
        let deadline = self.deadline.min(self.idle_deadline);
        StreamOutput::Wait(Some(dialogue_deadline.map_or(deadline, |dialogue| dialogue.min(deadline))))
    }
}
