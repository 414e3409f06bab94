//! The UDP door of the IPK Calculator Protocol.

use core::time::Duration;

use super::Responder;
use crate::exchanges::Exchanges;
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
pub struct IpkcpEndpoint(Exchanges<Responder>);

impl IpkcpEndpoint {
    /// An endpoint for a socket on `local_port`.
    #[must_use]
    pub fn new(limits: Limits, local_port: u16) -> Self {
        Self(Exchanges::new(&limits, local_port, Responder::new(limits.expression)))
    }
}

impl Endpoint for IpkcpEndpoint {
    fn handle(&mut self, now: Duration, input: Input<'_>) {
        self.0.handle(now, input);
    }

    fn poll(&mut self) -> Output<'_> {
        self.0.poll()
    }
}
