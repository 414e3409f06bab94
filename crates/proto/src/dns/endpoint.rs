//! The UDP door of the Domain Name System.

use alloc::vec::Vec;
use core::time::Duration;

use super::{Responder, Way};
use crate::event::{DropReason, Event};
use crate::exchanges::{Exchanges, Respond};
use crate::limits::Limits;
use crate::machine::{Endpoint, Input, Output};

/// Serves the zone `calc` on one UDP socket.
///
/// Each query has one response. One that is longer than 512 bytes, or than what the peer takes by EDNS (at most 1232 are
/// given), or than an unverified peer may have, comes without its answer and with the bit TC: ask again over TCP. It is then
/// not longer than the query. The endpoint remembers nothing of a peer.
///
/// Errors and source: see [`dns`](crate::dns). Silence also meets sources that no honest client has.
#[derive(Debug)]
pub struct DnsEndpoint(Exchanges<Responder>);

impl DnsEndpoint {
    /// An endpoint for a socket on `local_port`.
    #[must_use]
    pub fn new(limits: Limits, local_port: u16) -> Self {
        Self(Exchanges::new(&limits, local_port, Responder::new(limits.expression)))
    }
}

impl Respond for Responder {
    fn respond(
        &mut self,
        request: &[u8],
        bytes_max: usize,
        response: &mut Vec<u8>,
    ) -> Result<(), DropReason> {
        self.respond_by(Way::Datagram { bytes_max }, request, response)
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
        self.0.handle(now, input);
    }

    fn poll(&mut self) -> Output<'_> {
        self.0.poll()
    }
}
