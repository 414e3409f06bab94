//! Any bytes to the doors of DNS: a query has one response, within its bound, which is no longer than the query unless it
//! has an answer; nothing else has any; and a stream has the same responses however it is cut.
//!
//! The first byte is the length of the pieces; the rest is a datagram, and what a client says on a connection.
#![no_main]

use std::net::SocketAddr;
use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use reckon_proto::dns::{DnsConnection, DnsEndpoint};
use reckon_proto::{Endpoint, Input, Limits, Output};
use stream::answers;

mod stream;

fn check_datagram(payload: &[u8], peer: SocketAddr) {
    let mut endpoint = DnsEndpoint::new(Limits::DEFAULT, 5353);
    endpoint.handle(Duration::ZERO, Input::Datagram { peer, payload });
    let mut responses = 0;
    loop {
        match endpoint.poll() {
            Output::Transmit { peer: to, payload: response } => {
                responses += 1;
                assert_eq!(to, peer);
                assert!(response.len() <= 1232);
                assert!(peer.ip().is_loopback() || response.len() <= (3 * payload.len()).max(136));
                assert!(response[..2] == payload[..2] && response[2] >= 0x80);
                assert!(response[6..8] != [0, 0] || response.len() <= payload.len());
            }
            Output::Event { .. } => {}
            Output::Wait(deadline) => {
                assert!(deadline.is_none());
                break;
            }
        }
    }
    assert_eq!(responses, usize::from(payload.len() >= 12 && payload[2] < 0x80));
}

fuzz_target!(|data: &[u8]| {
    let Some((&length, data)) = data.split_first() else { return };
    check_datagram(data, SocketAddr::from(([127, 0, 0, 1], 40_000)));
    check_datagram(data, SocketAddr::from(([203, 0, 113, 5], 40_000)));

    // The datagram as a message, and the bytes as they are.
    let framed = [&(data.len().min(usize::from(u16::MAX)) as u16).to_be_bytes()[..], data].concat();
    for bytes in [&framed[..], data] {
        let pieces = bytes.chunks(usize::from(length).max(1));
        let whole = answers(DnsConnection::new(Limits::DEFAULT), std::iter::once(bytes));
        assert_eq!(answers(DnsConnection::new(Limits::DEFAULT), pieces), whole);
    }
});
