//! A client of the UDP door that speaks the classic three datagrams.

use alloc::vec::Vec;
use core::net::SocketAddr;
use core::time::Duration;

use crate::calculator::Reply;
use crate::event::Event;
use crate::machine::{Endpoint, Input, Output};

/// Sends the three parts of one classic question and waits for the reply.
///
/// The parts are never sent again from the same port: the server could take the repetition of one for the next.
/// After [`Event::GaveUp`] ask again with a new machine on a new socket.
///
/// Events: one [`Event::Replied`], or one [`Event::GaveUp`] after the wait.
#[derive(Debug)]
pub struct ClassicClient {
    server: SocketAddr,
    parts: [Vec<u8>; 3],
    sent: usize,
    wait: Duration,
    now: Duration,
    deadline: Duration,
    reply: Vec<u8>,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Sending,
    Waiting,
    Replied,
    Done,
}

impl ClassicClient {
    /// A client for one question to `server`. The parts are sent as they are. Hand it a [`Input::Timeout`] to start.
    #[must_use]
    pub fn new(server: SocketAddr, parts: [&str; 3], wait: Duration) -> Self {
        Self {
            server,
            parts: parts.map(|part| part.as_bytes().to_vec()),
            sent: 0,
            wait,
            now: Duration::ZERO,
            deadline: Duration::ZERO,
            reply: Vec::new(),
            state: State::Sending,
        }
    }
}

impl Endpoint for ClassicClient {
    fn handle(&mut self, now: Duration, input: Input<'_>) {
        self.now = now;
        match input {
            Input::Datagram { peer, payload }
                if peer == self.server
                    && self.state == State::Waiting
                    && Reply::decode(payload).is_some() =>
            {
                self.reply = payload.to_vec();
                self.state = State::Replied;
            }
            Input::Datagram { .. } | Input::Deferred { .. } | Input::Busy { .. } | Input::Timeout => {}
        }
    }

    fn poll(&mut self) -> Output<'_> {
        let peer = self.server;
        match self.state {
            State::Sending => {
                if let Some(part) = self.parts.get(self.sent) {
                    self.sent += 1;
                    return Output::Transmit { peer, payload: part };
                }
                self.deadline = self.now.saturating_add(self.wait);
                self.state = State::Waiting;
                Output::Wait(Some(self.deadline))
            }
            State::Waiting if self.now >= self.deadline => {
                self.state = State::Done;
                Output::Event { peer, event: Event::GaveUp }
            }
            State::Waiting => Output::Wait(Some(self.deadline)),
            State::Replied => {
                self.state = State::Done;
                match Reply::decode(&self.reply) {
                    Some(reply) => Output::Event { peer, event: Event::Replied(reply) },
                    None => Output::Wait(None),
                }
            }
            State::Done => Output::Wait(None),
        }
    }
}
