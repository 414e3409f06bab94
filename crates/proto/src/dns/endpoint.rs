//! The UDP door of the Domain Name System.

use alloc::vec::Vec;
use core::time::Duration;

use super::message::Code;
use super::{Responder, Way};
use crate::event::{DropReason, Event};
use crate::exchanges::{Exchanges, Outcome, Respond};
use crate::limits::Limits;
use crate::machine::{Endpoint, Input, Output};

/// Serves the zone `calc` on one UDP socket.
///
/// Each query has one response. One that is longer than 512 bytes, or than what the peer takes by EDNS (at most 1232 are
/// given), or than an unverified peer may have, comes without its answer and with the bit TC: ask again over TCP. It is then
/// not longer than the query. The endpoint remembers nothing of a peer.
///
/// Errors and source: see [`dns`](crate::dns). A costly question that was deferred and finds nobody with time for it has a
/// SERVFAIL. Silence also meets sources that no honest client has.
#[derive(Debug)]
pub struct DnsEndpoint {
    limits: Limits,
    exchanges: Exchanges<Responder>,
}

impl DnsEndpoint {
    /// An endpoint for a socket on `local_port`.
    #[must_use]
    pub fn new(limits: Limits, local_port: u16) -> Self {
        Self { limits, exchanges: Exchanges::new(&limits, local_port, Responder::new(limits.expression)) }
    }

    /// Leaves expressions that cost more than [`Limits::quick_fuel_max`] to another machine, so that nobody waits for them
    /// here: each is an [`Event::Deferred`]. Their answers may come behind those of later questions.
    #[must_use]
    pub fn deferring(mut self) -> Self {
        if let Some(limits) = self.limits.quick_expression() {
            self.exchanges.responder.defer(limits);
        }
        self
    }
}

impl Respond for Responder {
    fn respond(
        &mut self,
        request: &[u8],
        bytes_max: usize,
        response: &mut Vec<u8>,
    ) -> Result<Outcome, DropReason> {
        self.respond_by(Way::Datagram { bytes_max }, request, response)
    }

    fn refuse_busy(&mut self, request: &[u8], response: &mut Vec<u8>) -> Result<(), DropReason> {
        self.refuse_with(Code::ServerFailure, request, response)
    }

    fn event<'a>(&'a self, response: &'a [u8]) -> Event<'a> {
        match &self.refusal {
            Some(reason) => Event::Refused(reason),
            None => Event::Answered { questions: 1, refusals: 0, bytes: response.len() as u64 },
        }
    }
}

impl Endpoint for DnsEndpoint {
    fn handle(&mut self, now: Duration, input: Input<'_>) {
        self.exchanges.handle(now, input);
    }

    fn poll(&mut self) -> Output<'_> {
        self.exchanges.poll()
    }
}
