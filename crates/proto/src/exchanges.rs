//! An endpoint whose every exchange is one datagram each way, and that remembers nothing of a peer.

use alloc::vec::Vec;
use core::net::{IpAddr, Ipv4Addr, SocketAddr};
use core::time::Duration;

use crate::event::{DropReason, Event};
use crate::guard::Guard;
use crate::limits::Limits;
use crate::machine::{Endpoint, Input, Output};

/// What has become of a request that does not meet silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Responded,
    /// It costs too much here, and nothing was written.
    Deferred,
}

/// One who answers requests, whoever they are from.
pub(crate) trait Respond {
    /// Appends the response to a request, of at most `bytes_max` bytes.
    ///
    /// # Errors
    /// The request is to meet silence.
    fn respond(
        &mut self,
        request: &[u8],
        bytes_max: usize,
        response: &mut Vec<u8>,
    ) -> Result<Outcome, DropReason>;

    /// Appends the response to a request that was deferred and that nobody has time for.
    ///
    /// # Errors
    /// The request is to meet silence, as there cannot be any where nothing is deferred.
    fn refuse_busy(&mut self, _request: &[u8], _response: &mut Vec<u8>) -> Result<(), DropReason> {
        Err(DropReason::Malformed)
    }

    /// The event of the response that was made last.
    fn event<'a>(&'a self, response: &'a [u8]) -> Event<'a>;
}

/// See the top of this file.
#[derive(Debug)]
pub(crate) struct Exchanges<R> {
    guard: Guard,
    pub(crate) responder: R,
    /// The peer of the datagram that was handed in last.
    peer: SocketAddr,
    response: Vec<u8>,
    pending: Pending,
}

/// What is still to be said by `poll`, about the last datagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pending {
    Transmit,
    Answered,
    Dropped(DropReason),
    Deferred,
    Nothing,
}

impl<R> Exchanges<R> {
    /// An endpoint for a socket on `local_port`.
    pub(crate) fn new(limits: &Limits, local_port: u16, responder: R) -> Self {
        Self {
            guard: Guard::new(limits, local_port),
            responder,
            peer: SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0),
            response: Vec::new(),
            pending: Pending::Nothing,
        }
    }
}

impl<R: Respond> Exchanges<R> {
    fn respond(&mut self, payload: &[u8]) -> Result<Outcome, DropReason> {
        let bytes_max = self.guard.answer_bytes_max(self.peer, payload.len());
        self.responder.respond(payload, bytes_max, &mut self.response)
    }
}

impl<R: Respond> Endpoint for Exchanges<R> {
    fn handle(&mut self, now: Duration, input: Input<'_>) {
        self.pending = Pending::Nothing;
        self.response.clear();
        let outcome = match input {
            Input::Datagram { peer, payload } => {
                self.peer = peer;
                self.guard.admit(now, peer).and_then(|()| self.respond(payload))
            }
            Input::Deferred { peer, payload, .. } => {
                self.peer = peer;
                self.respond(payload)
            }
            Input::Busy { peer, payload } => {
                self.peer = peer;
                self.responder.refuse_busy(payload, &mut self.response).map(|()| Outcome::Responded)
            }
            Input::Timeout => return,
        };
        self.pending = match outcome {
            Ok(Outcome::Responded) => Pending::Transmit,
            Ok(Outcome::Deferred) => Pending::Deferred,
            Err(reason) => Pending::Dropped(reason),
        };
    }

    fn poll(&mut self) -> Output<'_> {
        let peer = self.peer;
        let event = match core::mem::replace(&mut self.pending, Pending::Nothing) {
            Pending::Nothing => return Output::Wait(None),
            Pending::Transmit => {
                self.pending = Pending::Answered;
                return Output::Transmit { peer, payload: &self.response };
            }
            Pending::Dropped(reason) => Event::Dropped(reason),
            Pending::Deferred => Event::Deferred { body: &[] },
            Pending::Answered => self.responder.event(&self.response),
        };
        Output::Event { peer, event }
    }
}
