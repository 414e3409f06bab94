//! A client of the IPK Calculator Protocol on UDP.

use core::net::SocketAddr;
use core::time::Duration;

use super::Patience;
use super::question::Question;
use crate::calculator::Reply;
use crate::ipkcp::{Response, encode_request};
use crate::machine::{Endpoint, Input, Output};

/// What stands for a reason where a server gives none.
const NO_REASON: &str = "the server has no answer, and gives no reason";

/// Asks one query in one datagram, again and again with growing waits, until there is a response.
///
/// Each query wants a socket of its own: nothing in a response tells which query it belongs to.
///
/// Events: one [`Event::Replied`](crate::Event::Replied), or one [`Event::GaveUp`](crate::Event::GaveUp) after
/// [`Patience::give_up_after`]. The length of a response is read as leniently as a server reads that of a request.
#[derive(Debug)]
pub struct IpkcpClient(Question);

impl IpkcpClient {
    /// A client for one query to `server`, which is sent as it is; `None` if it has more than 255 bytes, for which this
    /// protocol has no datagram. Hand it a [`Input::Timeout`] to start.
    #[must_use]
    pub fn new(server: SocketAddr, query: &str, patience: Patience) -> Option<Self> {
        let request = encode_request(query.as_bytes())?;
        Some(Self(Question::new(server, request, decode, patience)))
    }
}

fn decode(datagram: &[u8]) -> Option<Reply<'_>> {
    Some(match Response::decode(datagram)? {
        Response::Answer(answer) => Reply::Answer(answer),
        Response::Error("") => Reply::Refused(NO_REASON),
        Response::Error(message) => Reply::Refused(message),
    })
}

impl Endpoint for IpkcpClient {
    fn handle(&mut self, now: Duration, input: Input<'_>) {
        self.0.handle(now, input);
    }

    fn poll(&mut self) -> Output<'_> {
        self.0.poll()
    }
}
