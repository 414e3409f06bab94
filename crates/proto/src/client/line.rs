//! A client of the TCP calculator.

use alloc::vec::Vec;
use core::time::Duration;

use crate::calculator::Reply;
use crate::event::Event;
use crate::machine::{Connection, StreamInput, StreamOutput};

/// Asks one question after another on one connection, each when the one before is answered.
///
/// Events: one [`Event::Replied`] for each [`ask`](Self::ask); or [`Event::GaveUp`] if the wait is over, or
/// [`Event::Unexpected`] if the server closes first, and then a close.
#[derive(Debug)]
pub struct LineClient {
    wait: Duration,
    /// A reply longer than this is no reply.
    reply_bytes_max: usize,
    now: Duration,
    deadline: Duration,
    question: Vec<u8>,
    reply: Vec<u8>,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Idle,
    Asking,
    Waiting,
    Replied,
    Failed,
    Closed,
}

impl LineClient {
    /// A client that waits so long for each reply.
    #[must_use]
    pub fn new(wait: Duration, reply_bytes_max: usize) -> Self {
        Self {
            wait,
            reply_bytes_max,
            now: Duration::ZERO,
            deadline: Duration::MAX,
            question: Vec::new(),
            reply: Vec::new(),
            state: State::Idle,
        }
    }

    /// Puts the next question; line feeds in it become spaces, for it must stay one line.
    ///
    /// Only on a connection that has answered the one before: after a failure a late answer to that one could be
    /// taken for this one's, so the machine stays closed.
    pub fn ask(&mut self, now: Duration, question: &str) {
        self.now = now;
        if self.state != State::Idle {
            self.state = State::Closed;
            return;
        }
        self.deadline = now.saturating_add(self.wait);
        self.question.clear();
        self.question.extend(question.bytes().map(|byte| if byte == b'\n' { b' ' } else { byte }));
        self.question.push(b'\n');
        self.reply.clear();
        self.state = State::Asking;
    }
}

impl Connection for LineClient {
    fn handle(&mut self, now: Duration, input: StreamInput<'_>) {
        self.now = now;
        match input {
            StreamInput::Opened | StreamInput::Timeout | StreamInput::Deferred | StreamInput::Busy => {}
            StreamInput::Bytes(bytes) if self.state == State::Waiting => {
                self.reply.extend_from_slice(bytes);
                if let Some(end) = self.reply.iter().position(|&byte| byte == b'\n') {
                    // What comes unasked cannot be told from the answer to the next question.
                    self.state = if end + 1 < self.reply.len() { State::Failed } else { State::Replied };
                    self.reply.truncate(end);
                } else if self.reply.len() > self.reply_bytes_max {
                    self.state = State::Failed;
                }
            }
            StreamInput::Bytes(_) | StreamInput::Eof => {
                if !matches!(self.state, State::Replied | State::Closed) {
                    self.state = State::Failed;
                }
            }
        }
    }

    fn poll(&mut self) -> StreamOutput<'_> {
        match self.state {
            State::Idle => StreamOutput::Wait(None),
            State::Asking => {
                self.state = State::Waiting;
                StreamOutput::Write(&self.question)
            }
            State::Waiting if self.now >= self.deadline => {
                self.state = State::Closed;
                StreamOutput::Event(Event::GaveUp)
            }
            State::Waiting => StreamOutput::Wait(Some(self.deadline)),
            State::Replied => match Reply::decode(&self.reply) {
                Some(reply) => {
                    self.state = State::Idle;
                    StreamOutput::Event(Event::Replied(reply))
                }
                None => {
                    self.state = State::Closed;
                    StreamOutput::Event(Event::Unexpected)
                }
            },
            State::Failed => {
                self.state = State::Closed;
                StreamOutput::Event(Event::Unexpected)
            }
            State::Closed => StreamOutput::Close,
        }
    }
}
