//! A client of the UDP door that sends a whole expression.

use core::net::SocketAddr;
use core::time::Duration;

use super::Patience;
use super::question::Question;
use crate::calculator::{Message, Reply};
use crate::machine::{Endpoint, Input, Output};

/// Asks one expression in one datagram, again and again with growing waits, until there is a reply.
///
/// Each question wants a socket of its own, so that a late reply to another question cannot be taken for this one's.
/// A question may arrive many times: expressions have no side effects, and every reply to it is the same.
///
/// A question that the server would take for a part of a classic triple is changed so that it is an expression of
/// the same value, or the same error: `7` is sent as `7+0`, `*` with a line feed. One that it would take for an
/// answer, and meet with silence, or for another protocol is sent with a space before it, which moves the column of its
/// error by one.
///
/// Events: one [`Event::Replied`](crate::Event::Replied), or one [`Event::GaveUp`](crate::Event::GaveUp) after
/// [`Patience::give_up_after`].
#[derive(Debug)]
pub struct TextClient(Question);

impl TextClient {
    /// A client for one question to `server`. Hand it a [`Input::Timeout`] to start.
    #[must_use]
    pub fn new(server: SocketAddr, question: &str, patience: Patience) -> Self {
        let mut question = question.as_bytes().to_vec();
        match Message::decode(&question) {
            _ if crate::ipkcp::is_message(&question) => question.insert(0, b' '),
            Ok(Message::Operand(_)) => question.extend_from_slice(b"+0"),
            Ok(Message::Operator(_)) => question.push(b'\n'),
            Ok(Message::Answer) => question.insert(0, b' '),
            _ => {}
        }
        Self(Question::new(server, question, |datagram| Reply::decode(datagram), patience))
    }
}

impl Endpoint for TextClient {
    fn handle(&mut self, now: Duration, input: Input<'_>) {
        self.0.handle(now, input);
    }

    fn poll(&mut self) -> Output<'_> {
        self.0.poll()
    }
}
