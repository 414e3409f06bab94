//! A client of the UDP door that sends a whole expression.

use alloc::vec::Vec;
use core::net::SocketAddr;
use core::time::Duration;

use super::Patience;
use crate::calculator::{Message, Reply};
use crate::event::Event;
use crate::machine::{Endpoint, Input, Output};

/// Asks one expression in one datagram, again and again with growing waits, until there is a reply.
///
/// Each question wants a socket of its own, so that a late reply to another question cannot be taken for this one's.
/// A question may arrive many times: expressions have no side effects, and every reply to it is the same.
///
/// A question that the server would take for a part of a classic triple is changed so that it is an expression of
/// the same value, or the same error: `7` is sent as `7+0`, `*` with a line feed. One that it would take for an
/// answer, and meet with silence, is sent with a space before it, which moves the column of its error by one.
///
/// Events: one [`Event::Replied`], or one [`Event::GaveUp`] after [`Patience::give_up_after`].
#[derive(Debug)]
pub struct TextClient {
    server: SocketAddr,
    question: Vec<u8>,
    patience: Patience,
    started: Option<Duration>,
    now: Duration,
    wait: Duration,
    next_transmission: Duration,
    reply: Vec<u8>,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Asking,
    Replied,
    Done,
}

impl TextClient {
    /// A client for one question to `server`. Hand it a [`Input::Timeout`] to start.
    #[must_use]
    pub fn new(server: SocketAddr, question: &str, patience: Patience) -> Self {
        let mut question = question.as_bytes().to_vec();
        match Message::decode(&question) {
            Ok(Message::Operand(_)) => question.extend_from_slice(b"+0"),
            Ok(Message::Operator(_)) => question.push(b'\n'),
            Ok(Message::Answer) => question.insert(0, b' '),
            _ => {}
        }
        Self {
            server,
            question,
            patience,
            started: None,
            now: Duration::ZERO,
            wait: patience.first_wait,
            next_transmission: Duration::ZERO,
            reply: Vec::new(),
            state: State::Asking,
        }
    }
}

impl Endpoint for TextClient {
    fn handle(&mut self, now: Duration, input: Input<'_>) {
        self.now = now;
        match input {
            Input::Datagram { peer, payload }
                if peer == self.server && self.state == State::Asking && Reply::decode(payload).is_some() =>
            {
                self.reply = payload.to_vec();
                self.state = State::Replied;
            }
            Input::Datagram { .. } | Input::Timeout => {}
        }
    }

    fn poll(&mut self) -> Output<'_> {
        let peer = self.server;
        if self.state == State::Replied {
            self.state = State::Done;
            if let Some(reply) = Reply::decode(&self.reply) {
                return Output::Event { peer, event: Event::Replied(reply) };
            }
        }
        if self.state == State::Done {
            return Output::Wait(None);
        }
        let started = *self.started.get_or_insert(self.now);
        let give_up = started.saturating_add(self.patience.give_up_after);
        if self.now >= give_up {
            self.state = State::Done;
            return Output::Event { peer, event: Event::GaveUp };
        }
        if self.now >= self.next_transmission {
            self.next_transmission = self.now.saturating_add(self.wait);
            self.wait = self.wait.saturating_mul(2);
            return Output::Transmit { peer, payload: &self.question };
        }
        Output::Wait(Some(self.next_transmission.min(give_up)))
    }
}
