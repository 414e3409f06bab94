//! A line that is sent and the line that comes back, which the clients of both protocols of lines share.

use alloc::vec::Vec;
use core::time::Duration;

use crate::calculator::Reply;
use crate::event::Event;
use crate::machine::{StreamInput, StreamOutput};

/// One line after another on one connection, each when that before it has been answered by one line.
///
/// ```text
/// Idle ──begin, say──► Saying ──► Waiting ──► Heard ──conclude──► Idle
///                        ▲                     │
///                        └─────────say─────────┘      whatever goes wrong: Failed ──► Closed
/// ```
#[derive(Debug)]
pub(super) struct LineExchange {
    wait: Duration,
    /// A line longer than this is no reply.
    reply_bytes_max: usize,
    now: Duration,
    deadline: Duration,
    /// What is to be sent.
    output: Vec<u8>,
    /// What has come of the reply, at the end without its line feed.
    line: Vec<u8>,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Idle,
    Saying,
    Waiting,
    Heard,
    Failed,
    Closed,
}

impl LineExchange {
    /// One that waits so long for each answer, however many lines it takes.
    pub(super) fn new(wait: Duration, reply_bytes_max: usize) -> Self {
        Self {
            wait,
            reply_bytes_max,
            now: Duration::ZERO,
            deadline: Duration::MAX,
            output: Vec::new(),
            line: Vec::new(),
            state: State::Idle,
        }
    }

    /// Begins the wait for an answer: [`say`](Self::say) has to follow. On a connection that has not answered the question
    /// before, a late answer to that one could be taken for this one's: it stays closed, and this gives `false`.
    pub(super) fn begin(&mut self, now: Duration) -> bool {
        self.now = now;
        self.deadline = now.saturating_add(self.wait);
        if self.state != State::Idle {
            self.state = State::Closed;
        }
        self.state == State::Idle
    }

    /// Sends a line, and waits for another.
    pub(super) fn say(&mut self, line: impl IntoIterator<Item = u8>) {
        self.output.clear();
        self.output.extend(line);
        self.line.clear();
        self.state = State::Saying;
    }

    /// Whether a question can be asked.
    pub(super) fn is_idle(&self) -> bool {
        self.state == State::Idle
    }

    /// The line that has come, without the white space at its end.
    pub(super) fn heard(&self) -> Option<&[u8]> {
        (self.state == State::Heard).then(|| self.line.trim_ascii_end())
    }

    /// Ends the exchange with what the line says; one that is no reply ends the connection.
    pub(super) fn conclude(&mut self, read: fn(&[u8]) -> Option<Reply<'_>>) -> Event<'_> {
        match read(&self.line) {
            Some(reply) => {
                self.state = State::Idle;
                Event::Replied(reply)
            }
            None => {
                self.state = State::Closed;
                Event::Unexpected
            }
        }
    }

    /// Ends the connection.
    pub(super) fn close(&mut self) {
        self.state = State::Closed;
    }

    pub(super) fn handle(&mut self, now: Duration, input: StreamInput<'_>) {
        self.now = now;
        match input {
            StreamInput::Opened | StreamInput::Timeout | StreamInput::Deferred | StreamInput::Busy => {}
            StreamInput::Bytes(bytes) if self.state == State::Waiting => {
                // A line may be long, and come in many pieces.
                let end = bytes.iter().position(|&byte| byte == b'\n');
                self.line.extend_from_slice(bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default());
                if let Some(end) = end {
                    // What comes unasked cannot be told from the answer to the next question.
                    self.state = if end + 1 < bytes.len() { State::Failed } else { State::Heard };
                } else if self.line.len() > self.reply_bytes_max {
                    self.state = State::Failed;
                }
            }
            StreamInput::Bytes(_) | StreamInput::Eof => {
                if !matches!(self.state, State::Heard | State::Closed) {
                    self.state = State::Failed;
                }
            }
        }
    }

    /// What is to be done next. A line that has come is to be [concluded](Self::conclude) before: here it is unexpected.
    pub(super) fn poll(&mut self) -> StreamOutput<'_> {
        match self.state {
            State::Idle => StreamOutput::Wait(None),
            State::Saying => {
                self.state = State::Waiting;
                StreamOutput::Write(&self.output)
            }
            State::Waiting if self.now >= self.deadline => {
                self.state = State::Closed;
                StreamOutput::Event(Event::GaveUp)
            }
            State::Waiting => StreamOutput::Wait(Some(self.deadline)),
            State::Heard | State::Failed => {
                self.state = State::Closed;
                StreamOutput::Event(Event::Unexpected)
            }
            State::Closed => StreamOutput::Close,
        }
    }
}

/// A question as one line: line feeds in it become spaces.
pub(super) fn as_line(question: &str) -> impl Iterator<Item = u8> {
    question.bytes().map(|byte| if byte == b'\n' { b' ' } else { byte }).chain([b'\n'])
}
