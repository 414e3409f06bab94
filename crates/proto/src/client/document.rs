//! Clients of the document door. The document itself goes past these machines: they read what the server says.

use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;

use crate::calculator::Reply;
use crate::document::GREETING;
use crate::event::Event;
use crate::machine::{Connection, StreamInput, StreamOutput};

/// No report is longer than this, and no classic number comes near it.
const REPLY_BYTES_MAX: usize = 64 << 10;

/// Waits for the full report, which the server sends once the client has closed its side.
///
/// Events: one [`Event::Reported`] at the end of the report; [`Event::Replied`] with a refusal if the server says one,
/// such as that it has no room; [`Event::Unexpected`] if there is none, or if the server
/// has answered parts of the document with the classic numbers, as it does where the document paused and so seemed
/// to end; [`Event::GaveUp`] if the report does not come in time. Then a close.
#[derive(Debug)]
pub struct ReportClient {
    wait: Duration,
    deadline: Option<Duration>,
    now: Duration,
    heard: Vec<u8>,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Waiting,
    Ended,
    Done,
}

impl ReportClient {
    /// A client that waits so long for the report. Hand it [`StreamInput::Opened`] once the whole document is sent
    /// and our side is closed.
    #[must_use]
    pub fn new(wait: Duration) -> Self {
        Self { wait, deadline: None, now: Duration::ZERO, heard: Vec::new(), state: State::Waiting }
    }

    /// What was heard, which is a report only if it begins with a word: the classic numbers do not.
    fn result(&self) -> Event<'_> {
        let heard = self.heard.strip_prefix(GREETING.as_bytes()).unwrap_or(&self.heard);
        let text = core::str::from_utf8(heard).unwrap_or_default();
        match Reply::decode(text.trim_ascii_end().as_bytes()) {
            _ if self.heard.len() > REPLY_BYTES_MAX => Event::Unexpected,
            Some(refused @ Reply::Refused(_)) => Event::Replied(refused),
            _ if text.starts_with(|c: char| c.is_ascii_alphabetic()) => Event::Reported(text),
            _ => Event::Unexpected,
        }
    }
}

impl Connection for ReportClient {
    fn handle(&mut self, now: Duration, input: StreamInput<'_>) {
        self.now = now;
        match input {
            StreamInput::Opened => self.deadline = Some(now.saturating_add(self.wait)),
            StreamInput::Bytes(bytes) if self.heard.len() <= REPLY_BYTES_MAX => {
                self.heard.extend_from_slice(bytes);
            }
            StreamInput::Eof if self.state == State::Waiting => self.state = State::Ended,
            StreamInput::Bytes(_) | StreamInput::Eof | StreamInput::Timeout => {}
        }
    }

    fn poll(&mut self) -> StreamOutput<'_> {
        match (self.state, self.deadline) {
            (State::Waiting, Some(deadline)) if self.now >= deadline => {
                self.state = State::Done;
                StreamOutput::Event(Event::GaveUp)
            }
            (State::Waiting, deadline) => StreamOutput::Wait(deadline),
            (State::Ended, _) => {
                self.state = State::Done;
                StreamOutput::Event(self.result())
            }
            (State::Done, _) => StreamOutput::Close,
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
    state: State,
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
            state: State::Waiting,
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
                    self.failed |= !byte.is_ascii_digit() || self.number.len() >= REPLY_BYTES_MAX;
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
            StreamInput::Timeout => {}
        }
    }

    fn poll(&mut self) -> StreamOutput<'_> {
        if self.state == State::Done {
            return StreamOutput::Close;
        }
        if self.failed {
            self.state = State::Done;
            return StreamOutput::Event(Event::Unexpected);
        }
        if self.numbers.len() >= 2
            && let [characters, words, ..] = self.numbers.as_slice()
        {
            self.state = State::Done;
            return StreamOutput::Event(Event::Counted { characters, words });
        }
        if self.deadline.is_some_and(|deadline| self.now >= deadline) {
            self.state = State::Done;
            return StreamOutput::Event(Event::GaveUp);
        }
        let earlier = [self.deadline, self.number_deadline].into_iter().flatten().min();
        StreamOutput::Wait(earlier)
    }
}
