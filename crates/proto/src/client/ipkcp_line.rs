//! A client of the IPK Calculator Protocol on TCP.

use alloc::vec::Vec;
use core::time::Duration;

use crate::calculator::Reply;
use crate::event::Event;
use crate::ipkcp::{BYE_LINE, HELLO_LINE, RESULT, SOLVE};
use crate::machine::{Connection, StreamInput, StreamOutput};

/// What a server means that ends the conversation.
const SAID_BYE: &str = "the server said BYE instead: the query is malformed, divides by zero, or its answer is negative or too large";

/// Asks one query after another on one connection, each when the one before is answered; before the first of them it
/// says `HELLO` and waits for that of the server.
///
/// Events: one [`Event::Replied`] for each [`ask`](Self::ask). A server that says `BYE` has refused the query, and closes
/// the connection: after that event comes a close. [`Event::GaveUp`] if the wait is over, or [`Event::Unexpected`] if the
/// server closes without a word or speaks another protocol, and then a close.
#[derive(Debug)]
pub struct IpkcpLineClient {
    wait: Duration,
    /// A line longer than this is no result.
    reply_bytes_max: usize,
    now: Duration,
    deadline: Duration,
    greeted: bool,
    /// What is to be sent next.
    output: Vec<u8>,
    query: Vec<u8>,
    line: Vec<u8>,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Idle,
    /// `output` is to be sent.
    Saying,
    Waiting,
    /// A line has come.
    Heard,
    Failed,
    Closed,
}

impl IpkcpLineClient {
    /// What a client says to end a conversation that is not over.
    pub const FAREWELL: &'static str = BYE_LINE;

    /// A client that waits so long for each result.
    #[must_use]
    pub fn new(wait: Duration, reply_bytes_max: usize) -> Self {
        Self {
            wait,
            reply_bytes_max,
            now: Duration::ZERO,
            deadline: Duration::MAX,
            greeted: false,
            output: Vec::new(),
            query: Vec::new(),
            line: Vec::new(),
            state: State::Idle,
        }
    }

    /// Puts the next query; line feeds in it become spaces, for it must stay one line.
    ///
    /// Only on a connection that has answered the one before; otherwise the machine stays closed.
    pub fn ask(&mut self, now: Duration, query: &str) {
        self.now = now;
        if self.state != State::Idle {
            self.state = State::Closed;
            return;
        }
        self.deadline = now.saturating_add(self.wait);
        self.query.clear();
        self.query.extend(SOLVE.bytes());
        self.query.extend(query.bytes().map(|byte| if byte == b'\n' { b' ' } else { byte }));
        self.query.push(b'\n');
        self.say_next();
    }

    fn say_next(&mut self) {
        self.output.clear();
        self.output.extend(if self.greeted { &self.query } else { HELLO_LINE.as_bytes() });
        self.line.clear();
        self.state = State::Saying;
    }

    /// Whether the conversation is over, so that the next query wants another connection.
    #[must_use]
    pub fn is_over(&self) -> bool {
        !matches!(self.state, State::Idle)
    }

    /// Takes the line that has come.
    fn conclude(&mut self) -> Event<'_> {
        self.state = State::Closed;
        let line = core::str::from_utf8(&self.line).unwrap_or_default().trim_end_matches('\r');
        if self.greeted && line == BYE_LINE.trim_ascii_end() {
            return Event::Replied(Reply::Refused(SAID_BYE));
        }
        match line.strip_prefix(RESULT).and_then(|result| Reply::decode(result.as_bytes())) {
            Some(reply @ Reply::Answer(_)) if self.greeted => {
                self.state = State::Idle;
                Event::Replied(reply)
            }
            _ => Event::Unexpected,
        }
    }
}

impl Connection for IpkcpLineClient {
    fn handle(&mut self, now: Duration, input: StreamInput<'_>) {
        self.now = now;
        match input {
            StreamInput::Opened | StreamInput::Timeout | StreamInput::Deferred | StreamInput::Busy => {}
            StreamInput::Bytes(bytes) if self.state == State::Waiting => {
                self.line.extend_from_slice(bytes);
                if let Some(end) = self.line.iter().position(|&byte| byte == b'\n') {
                    // What comes unasked cannot be told from the result of the next query.
                    self.state = if end + 1 < self.line.len() { State::Failed } else { State::Heard };
                    self.line.truncate(end);
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

    fn poll(&mut self) -> StreamOutput<'_> {
        if self.state == State::Heard
            && !self.greeted
            && self.line.trim_ascii_end() == HELLO_LINE.trim_ascii_end().as_bytes()
        {
            self.greeted = true;
            self.say_next();
        }
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
            State::Heard => StreamOutput::Event(self.conclude()),
            State::Failed => {
                self.state = State::Closed;
                StreamOutput::Event(Event::Unexpected)
            }
            State::Closed => StreamOutput::Close,
        }
    }
}
