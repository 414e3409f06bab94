//! A client of the TCP calculator.

use core::time::Duration;

use super::line_exchange::{LineExchange, as_line};
use crate::calculator::Reply;
use crate::machine::{Connection, StreamInput, StreamOutput};

/// Asks one question after another on one connection, each when the one before is answered.
///
/// Events: one [`Event::Replied`](crate::Event::Replied) for each [`ask`](Self::ask); or
/// [`Event::GaveUp`](crate::Event::GaveUp) if the wait is over, or [`Event::Unexpected`](crate::Event::Unexpected) if the
/// server closes first, and then a close.
#[derive(Debug)]
pub struct LineClient {
    exchange: LineExchange,
}

impl LineClient {
    /// A client that waits so long for each reply, and takes none that is longer.
    #[must_use]
    pub fn new(wait: Duration, reply_bytes_max: usize) -> Self {
        Self { exchange: LineExchange::new(wait, reply_bytes_max) }
    }

    /// Puts the next question; line feeds in it become spaces, for it must stay one line.
    ///
    /// Only on a connection that has answered the one before; otherwise the machine stays closed.
    pub fn ask(&mut self, now: Duration, question: &str) {
        if self.exchange.begin(now) {
            self.exchange.say(as_line(question));
        }
    }
}

impl Connection for LineClient {
    fn handle(&mut self, now: Duration, input: StreamInput<'_>) {
        self.exchange.handle(now, input);
    }

    fn poll(&mut self) -> StreamOutput<'_> {
        match self.exchange.heard() {
            Some(_) => StreamOutput::Event(self.exchange.conclude(|line| Reply::decode(line))),
            None => self.exchange.poll(),
        }
    }
}
