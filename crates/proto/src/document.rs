//! The document door.

use alloc::string::{String, ToString};
use core::time::Duration;

use reckon_stats::{Scanner, Stats};

use crate::event::Event;
use crate::limits::Limits;
use crate::machine::{Connection, StreamInput, StreamOutput};

/// What the server says first, as the classic one does.
pub const GREETING: &str = "Welcome to the server\n";

/// Serves one TCP connection: a document in, its statistics out.
///
/// ```text
/// server → "Welcome to the server\n"
/// peer   → the document, in whatever pieces
///
/// the peer keeps its side open (classic):        the peer closes its side:
///   document_silence later: "40"                   the full report, one number a line, and a close
///   document_pause later:   "7"
///   and the next document may follow
/// ```
/// The classic numbers are the bytes and the `words.ascii`; nothing marks their ends but the pause between them. The
/// memory of a connection does not depend on the length of its documents. A peer that closes its side without a byte
/// since its last answer gets the report of the empty document if it never sent one, and otherwise just a close.
///
/// # Errors on the wire
/// Counting cannot fail. A connection is closed after [`Limits::document_idle_max`] without a byte, and with an
/// `error: …` line after [`Limits::document_time_max`] in all.
///
/// # What the protocol cannot tell
/// A pause of [`Limits::document_silence`] in the middle of a document from its end, unless the peer closes its side.
#[derive(Debug)]
pub struct DocumentConnection {
    limits: Limits,
    scanner: Scanner,
    now: Duration,
    /// When the document that is coming in counts as ended; `None` between documents.
    silence_deadline: Option<Duration>,
    /// The word count that follows a character count, and when.
    words: Option<(String, Duration)>,
    /// No classic number before this, so that it does not run together with the one before.
    pause_deadline: Duration,
    idle_deadline: Duration,
    deadline: Duration,
    ended: bool,
    documents: u64,
    output: String,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    New,
    Open,
    /// A document was answered; the event about it is due.
    Counted {
        bytes: u64,
        report: bool,
    },
    TimedOut,
    Closed,
}

impl DocumentConnection {
    /// A machine for one connection.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            scanner: Scanner::new(),
            now: Duration::ZERO,
            silence_deadline: None,
            words: None,
            pause_deadline: Duration::ZERO,
            idle_deadline: Duration::MAX,
            deadline: Duration::MAX,
            ended: false,
            documents: 0,
            output: String::new(),
            state: State::New,
        }
    }

    fn finish_document(&mut self) -> Stats {
        self.silence_deadline = None;
        self.documents += 1;
        core::mem::take(&mut self.scanner).finish()
    }

    fn write(&mut self, text: String) -> StreamOutput<'_> {
        self.output = text;
        StreamOutput::Write(self.output.as_bytes())
    }

    fn write_report(&mut self) -> StreamOutput<'_> {
        let stats = self.finish_document();
        self.state = State::Counted { bytes: stats.bytes, report: true };
        self.write(stats.report().to_string())
    }

    /// The next deadline of the classic dialogue, if it has one.
    fn dialogue_deadline(&self) -> Option<Duration> {
        let words = self.words.as_ref().map(|(_, deadline)| *deadline);
        words.or(self.silence_deadline.map(|deadline| deadline.max(self.pause_deadline)))
    }
}

impl Connection for DocumentConnection {
    fn handle(&mut self, now: Duration, input: StreamInput<'_>) {
        self.now = now;
        match input {
            StreamInput::Opened => {
                self.deadline = now.saturating_add(self.limits.document_time_max);
                self.idle_deadline = now.saturating_add(self.limits.document_idle_max);
            }
            StreamInput::Bytes([]) => {}
            StreamInput::Bytes(bytes) => {
                self.scanner.update(bytes);
                self.silence_deadline = Some(now.saturating_add(self.limits.document_silence));
                self.idle_deadline = now.saturating_add(self.limits.document_idle_max);
            }
            StreamInput::Eof => self.ended = true,
            StreamInput::Timeout => {}
        }
    }

    fn poll(&mut self) -> StreamOutput<'_> {
        match self.state {
            State::New => {
                self.state = State::Open;
                return StreamOutput::Write(GREETING.as_bytes());
            }
            State::Counted { bytes, report } => {
                self.state = State::Open;
                return StreamOutput::Event(Event::Document { bytes, report });
            }
            State::TimedOut => {
                self.state = State::Closed;
                return StreamOutput::Event(Event::TimedOut);
            }
            State::Closed => return StreamOutput::Close,
            State::Open => {}
        }
        if let Some((words, deadline)) = &mut self.words
            && (self.ended || self.now >= *deadline)
        {
            let words = core::mem::take(words);
            self.words = None;
            self.pause_deadline = self.now.saturating_add(self.limits.document_pause);
            return self.write(words);
        }
        if self.ended {
            if self.silence_deadline.is_some() || self.documents == 0 {
                return self.write_report();
            }
            self.state = State::Closed;
            return StreamOutput::Close;
        }
        let dialogue_deadline = self.dialogue_deadline();
        if dialogue_deadline.is_some_and(|deadline| self.now >= deadline) {
            let stats = self.finish_document();
            self.words =
                Some((stats.words_ascii.to_string(), self.now.saturating_add(self.limits.document_pause)));
            self.state = State::Counted { bytes: stats.bytes, report: false };
            return self.write(stats.bytes.to_string());
        }
        if self.now >= self.deadline {
            self.state = State::TimedOut;
            return self.write("error: the connection has been open for too long\n".to_string());
        }
        if self.now >= self.idle_deadline {
            self.state = State::TimedOut;
            return self.poll();
        }
        let deadline = self.deadline.min(self.idle_deadline);
        StreamOutput::Wait(Some(dialogue_deadline.map_or(deadline, |dialogue| dialogue.min(deadline))))
    }
}
