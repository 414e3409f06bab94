//! The UDP door of the IPK Calculator Protocol.

use alloc::vec::Vec;
use core::net::{IpAddr, Ipv4Addr, SocketAddr};
use core::time::Duration;

use super::{Responder, Response};
use crate::event::{DropReason, Event};
use crate::guard::Guard;
use crate::limits::Limits;
use crate::machine::{Endpoint, Input, Output};

/// Serves queries of the IPK Calculator Protocol on one UDP socket.
///
/// ```text
/// peer → 00 07 "(+ 1 2)"      → peer: 01 00 01 "3"
/// peer → 00 07 "(/ 1 0)"      → peer: 01 01 1c "division by zero at column 6"
/// ```
/// Each request has one response of at most 258 bytes; the endpoint remembers nothing of a peer. The length of a request
/// is cut down to what there is, and `NUL`, `CR` and `LF` at the end of a query are passed over: many clients are sloppy.
///
/// # Errors on the wire
/// A query without an answer has a response with status 1 and a reason. Silence meets what is no request (another opcode,
/// no length), responses, and sources that no honest client has.
///
/// # Source
/// See [`ipkcp`](crate::ipkcp). To an unverified peer an answer is bounded as at every door, by RFC 9175, section 2.4.
#[derive(Debug)]
pub struct IpkcpEndpoint {
    guard: Guard,
    responder: Responder,
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
    Nothing,
}

impl IpkcpEndpoint {
    /// An endpoint for a socket on `local_port`.
    #[must_use]
    pub fn new(limits: Limits, local_port: u16) -> Self {
        Self {
            guard: Guard::new(&limits, local_port),
            responder: Responder::new(limits.expression),
            peer: SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0),
            response: Vec::new(),
            pending: Pending::Nothing,
        }
    }
}

impl Endpoint for IpkcpEndpoint {
    fn handle(&mut self, _now: Duration, input: Input<'_>) {
        self.pending = Pending::Nothing;
        let Input::Datagram { peer, payload } = input else { return };
        self.peer = peer;
        if !self.guard.is_honest(peer) {
            self.pending = Pending::Dropped(DropReason::Source);
            return;
        }
        let bytes_max = self.guard.answer_bytes_max(peer, payload.len());
        self.pending = match self.responder.respond(payload, bytes_max, &mut self.response) {
            Ok(()) => Pending::Transmit,
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
            Pending::Answered => answered(&self.response),
        };
        Output::Event { peer, event }
    }
}

/// The event of a response that was sent.
pub(crate) fn answered(response: &[u8]) -> Event<'_> {
    match Response::decode(response) {
        Some(Response::Error(message)) => Event::Refused(message),
        _ => Event::Answered { questions: 1, refusals: 0, bytes: response.len() as u64 },
    }
}
