//! Clients of the document door. The document itself goes past these machines: they read what the server says.

use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;

use reckon_stats::{Scan, decode};

use crate::calculator::Reply;
use crate::document::{Counted, GREETING, Opening, Request, decode_documents};
use crate::event::{Event, Unscanned};
use crate::machine::{Connection, StreamInput, StreamOutput};

/// No scan is longer than this: that of ten million words of ordinary length is not. What it takes in memory is a small
/// multiple of its length.
const SCAN_BYTES_MAX: usize = 256 << 20;

/// No classic number comes near this length.
const NUMBER_BYTES_MAX: usize = 64 << 10;

/// How an encoded scan begins, whatever its version.
const SCAN_MARK: &[u8] = b"RKNS";

/// How encoded documents begin, whatever their version.
const DOCUMENTS_MARK: &[u8] = b"RKND";

/// Asks for the scan of a document, which the server sends once the client has closed its side.
///
/// It writes the [`Opening`] first. Then the document goes past this machine, however long that takes; whatever the
/// server says meanwhile may be handed over. The wait begins with [`sent`](Self::sent).
///
/// Events: one [`Event::Scanned`], or [`Event::Documents`] if the opening asks for them; or [`Event::Replied`] with a refusal if the server says one, such as that it has no
/// room; [`Event::Unscanned`] if it answers something else or nothing; [`Event::GaveUp`] if the answer does not come in
/// time. Then a close.
#[derive(Debug)]
pub struct ScanClient {
    opening: String,
    wait: Duration,
    seed: u64,
    deadline: Option<Duration>,
    now: Duration,
    heard: Vec<u8>,
    scan: Scan,
    documents: Vec<Counted>,
    request: Request,
    asking: Asking,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asking {
    New,
    Waiting,
    Ended,
    Done,
}

impl ScanClient {
    /// A client that waits so long for the answer to a document, and begins with this opening. The seed is that of
    /// [`reckon_stats::decode`]: random where the server may be a stranger.
    #[must_use]
    pub fn new(wait: Duration, opening: Opening, seed: u64) -> Self {
        Self {
            opening: opening.encode(),
            wait,
            seed,
            deadline: None,
            now: Duration::ZERO,
            heard: Vec::new(),
            scan: Scan::default(),
            documents: Vec::new(),
            request: opening.request,
            asking: Asking::New,
        }
    }

    /// The whole document is sent and our side is closed.
    pub fn sent(&mut self, now: Duration) {
        self.now = now;
        self.deadline = Some(now.saturating_add(self.wait));
    }

    /// What was heard until the server closed.
    fn result(&mut self) -> Event<'_> {
        let heard = self.heard.strip_prefix(GREETING.as_bytes()).unwrap_or(&self.heard);
        if heard.len() > SCAN_BYTES_MAX {
            return Event::Unscanned(Unscanned::Long);
        }
        if self.request == Request::Documents && heard.starts_with(DOCUMENTS_MARK) {
            return match decode_documents(heard, self.seed) {
                Ok(documents) => {
                    self.documents = documents;
                    Event::Documents(&self.documents)
                }
                Err(error) => Event::Unscanned(Unscanned::Wrong(error)),
            };
        }
        if heard.starts_with(SCAN_MARK) {
            return match decode(heard, self.seed) {
                Ok(scan) => {
                    self.scan = scan;
                    Event::Scanned(&self.scan)
                }
                Err(error) => Event::Unscanned(Unscanned::Wrong(error)),
            };
        }
        match Reply::decode(heard.trim_ascii_end()) {
            Some(refused @ Reply::Refused(_)) => Event::Replied(refused),
            _ if heard.is_empty() => Event::Unscanned(Unscanned::Closed),
            _ => Event::Unscanned(Unscanned::Otherwise),
        }
    }
}

impl Connection for ScanClient {
    fn handle(&mut self, now: Duration, input: StreamInput<'_>) {
        self.now = now;
        match input {
            StreamInput::Bytes(bytes) if self.heard.len() <= GREETING.len() + SCAN_BYTES_MAX => {
                self.heard.extend_from_slice(bytes);
            }
            StreamInput::Eof if self.asking != Asking::Done => self.asking = Asking::Ended,
            _ => {}
        }
    }

    fn poll(&mut self) -> StreamOutput<'_> {
        match (self.asking, self.deadline) {
            (Asking::New, _) => {
                self.asking = Asking::Waiting;
                StreamOutput::Write(self.opening.as_bytes())
            }
            (Asking::Waiting, Some(deadline)) if self.now >= deadline => {
                self.asking = Asking::Done;
                StreamOutput::Event(Event::GaveUp)
            }
            (Asking::Waiting, deadline) => StreamOutput::Wait(deadline),
            (Asking::Ended, _) => {
                self.asking = Asking::Done;
                StreamOutput::Event(self.result())
            }
            (Asking::Done, _) => StreamOutput::Close,
        }
    }
}

/// Waits for the two classic numbers, which come with a pause between them and no other mark.
///
/// Events: one [`Event::Counted`], or [`Event::GaveUp`] after the wait, or [`Event::Unexpected`] if the server closes
/// first or says something else. Then a close.
#[derive(Debug)]
pub struct ClassicDocumentClient {
    wait: Duration,
    quiet: Duration,
    now: Duration,
    deadline: Option<Duration>,
    greeting_left: usize,
    /// What came since the greeting; a number is complete once nothing has followed it for `quiet`.
    number: String,
    number_deadline: Option<Duration>,
    numbers: Vec<String>,
    failed: bool,
    done: bool,
}

impl ClassicDocumentClient {
    /// A client that waits so long for both numbers, and takes a number for complete after `quiet`, which must be
    /// shorter than the server's pause between the two. Hand it [`StreamInput::Opened`] once the document is sent.
    #[must_use]
    pub fn new(wait: Duration, quiet: Duration) -> Self {
        Self {
            wait,
            quiet,
            now: Duration::ZERO,
            deadline: None,
            greeting_left: GREETING.len(),
            number: String::new(),
            number_deadline: None,
            numbers: Vec::new(),
            failed: false,
            done: false,
        }
    }

    /// Takes the number that has been quiet until `time`, if any.
    fn complete_number(&mut self, time: Duration) {
        if self.number_deadline.is_some_and(|deadline| time >= deadline) {
            self.number_deadline = None;
            self.numbers.push(core::mem::take(&mut self.number));
        }
    }
}

impl Connection for ClassicDocumentClient {
    fn handle(&mut self, now: Duration, input: StreamInput<'_>) {
        self.now = now;
        self.complete_number(now);
        match input {
            StreamInput::Bytes(bytes) => {
                let greeting = self.greeting_left.min(bytes.len());
                self.greeting_left -= greeting;
                for &byte in bytes.get(greeting..).unwrap_or_default() {
                    self.failed |= !byte.is_ascii_digit() || self.number.len() >= NUMBER_BYTES_MAX;
                    self.number.push(char::from(byte));
                    self.number_deadline = Some(now.saturating_add(self.quiet));
                }
            }
            StreamInput::Eof => {
                // The classic server closes after its second number.
                self.complete_number(Duration::MAX);
                self.failed |= self.numbers.len() < 2;
            }
            StreamInput::Opened => self.deadline = Some(now.saturating_add(self.wait)),
            StreamInput::Timeout | StreamInput::Deferred | StreamInput::Busy => {}
        }
    }

    fn poll(&mut self) -> StreamOutput<'_> {
        if self.done {
            return StreamOutput::Close;
        }
        if self.failed {
            self.done = true;
            return StreamOutput::Event(Event::Unexpected);
        }
        if self.numbers.len() >= 2
            && let [characters, words, ..] = self.numbers.as_slice()
        {
            self.done = true;
            return StreamOutput::Event(Event::Counted { characters, words });
        }
        if self.deadline.is_some_and(|deadline| self.now >= deadline) {
            self.done = true;
            return StreamOutput::Event(Event::GaveUp);
        }
        let earlier = [self.deadline, self.number_deadline].into_iter().flatten().min();
        StreamOutput::Wait(earlier)
    }
}
