//! A client of the IPK Calculator Protocol on TCP.

use alloc::vec::Vec;
use core::time::Duration;

use super::line_exchange::{LineExchange, as_line};
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
    exchange: LineExchange,
    greeted: bool,
    /// What is said once the server has said `HELLO`.
    query: Vec<u8>,
}

impl IpkcpLineClient {
    /// What a client says to end a conversation that is not over.
    pub const FAREWELL: &'static str = BYE_LINE;

    /// A client that waits so long for each result, and takes no line that is longer.
    #[must_use]
    pub fn new(wait: Duration, reply_bytes_max: usize) -> Self {
        Self { exchange: LineExchange::new(wait, reply_bytes_max), greeted: false, query: Vec::new() }
    }

    /// Puts the next query; line feeds in it become spaces, for it must stay one line.
    ///
    /// Only on a connection that has answered the one before; otherwise the machine stays closed.
    pub fn ask(&mut self, now: Duration, query: &str) {
        if !self.exchange.begin(now) {
            return;
        }
        self.query.clear();
        self.query.extend(SOLVE.bytes().chain(as_line(query)));
        if self.greeted {
            self.say_query();
        } else {
            self.exchange.say(HELLO_LINE.bytes());
        }
    }

    fn say_query(&mut self) {
        self.exchange.say(self.query.iter().copied());
    }

    /// Whether the conversation is over, so that the next query wants another connection.
    #[must_use]
    pub fn is_over(&self) -> bool {
        !self.exchange.is_idle()
    }

    /// Whether the line that has come is this one.
    fn has_heard(&self, line: &str) -> bool {
        self.exchange.heard() == Some(line.trim_ascii_end().as_bytes())
    }
}

/// Decodes what a server says in answer to a query.
fn decode_result(line: &[u8]) -> Option<Reply<'_>> {
    let result = line.strip_prefix(RESULT.as_bytes())?;
    Reply::decode(result).filter(|reply| matches!(reply, Reply::Answer(_)))
}

impl Connection for IpkcpLineClient {
    fn handle(&mut self, now: Duration, input: StreamInput<'_>) {
        self.exchange.handle(now, input);
    }

    fn poll(&mut self) -> StreamOutput<'_> {
        if !self.greeted && self.has_heard(HELLO_LINE) {
            self.greeted = true;
            self.say_query();
        }
        if self.greeted && self.has_heard(BYE_LINE) {
            self.exchange.close();
            return StreamOutput::Event(Event::Replied(Reply::Refused(SAID_BYE)));
        }
        match self.exchange.heard() {
            Some(_) if self.greeted => StreamOutput::Event(self.exchange.conclude(decode_result)),
            _ => self.exchange.poll(),
        }
    }
}
