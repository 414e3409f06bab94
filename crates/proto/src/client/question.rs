//! One question in one datagram.

use alloc::vec::Vec;
use core::net::SocketAddr;
use core::time::Duration;

use super::Patience;
use crate::calculator::Reply;
use crate::event::Event;
use crate::machine::{Endpoint, Input, Output};

/// Sends a datagram again and again with growing waits, until there is a reply to it or the patience is over.
#[derive(Debug)]
pub(super) struct Question {
    server: SocketAddr,
    datagram: Vec<u8>,
    /// What is no reply is passed over.
    decode: fn(&[u8]) -> Option<Reply<'_>>,
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

impl Question {
    pub(super) fn new(
        server: SocketAddr,
        datagram: Vec<u8>,
        decode: fn(&[u8]) -> Option<Reply<'_>>,
        patience: Patience,
    ) -> Self {
        Self {
            server,
            datagram,
            decode,
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

impl Endpoint for Question {
    fn handle(&mut self, now: Duration, input: Input<'_>) {
        self.now = now;
        match input {
            Input::Datagram { peer, payload }
                if peer == self.server && self.state == State::Asking && (self.decode)(payload).is_some() =>
            {
                self.reply = payload.to_vec();
                self.state = State::Replied;
            }
            Input::Datagram { .. } | Input::Deferred { .. } | Input::Busy { .. } | Input::Timeout => {}
        }
    }

    fn poll(&mut self) -> Output<'_> {
        let peer = self.server;
        if self.state == State::Replied {
            self.state = State::Done;
            if let Some(reply) = (self.decode)(&self.reply) {
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
            return Output::Transmit { peer, payload: &self.datagram };
        }
        Output::Wait(Some(self.next_transmission.min(give_up)))
    }
}
