//! Any datagrams from a few peers at any times: at most one reply to each, to its sender, within the bound for that
//! sender, never to an answer, and the machine always comes to wait.
//!
//! The input is a sequence of `peer and pause, length, payload`; see `split`.
#![no_main]

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use reckon_proto::calculator::CalculatorEndpoint;
use reckon_proto::{Endpoint, Input, Limits, Output};

/// Takes one datagram off: two bits of peer and the pause before it, a length, so many bytes.
fn split(data: &[u8]) -> Option<(u8, Duration, &[u8], &[u8])> {
    let (&[head, length], rest) = data.split_first_chunk()?;
    let (payload, rest) = rest.split_at(rest.len().min(length.into()));
    Some((head & 3, Duration::from_millis(u64::from(head >> 2) * 50), payload, rest))
}

fuzz_target!(|data: &[u8]| {
    let mut limits =
        Limits { conversations_max: 2, echoes_max: 1, datagram_bytes_max: 200, ..Limits::DEFAULT };
    // Arithmetic has a target of its own.
    limits.expression.fuel_max = 20_000;
    let mut endpoint = CalculatorEndpoint::new(limits, 8888, Some(8888));
    let mut now = Duration::ZERO;
    let mut data = data;
    while let Some((peer, pause, payload, rest)) = split(data) {
        data = rest;
        now += pause;
        let ip = if peer == 0 { IpAddr::from([127, 0, 0, 1]) } else { IpAddr::from([203, 0, 113, peer]) };
        let peer = SocketAddr::new(ip, 40_000);
        endpoint.handle(now, Input::Datagram { peer, payload });
        let mut replies = 0;
        let deadline = loop {
            match endpoint.poll() {
                Output::Transmit { peer: to, payload: reply } => {
                    replies += 1;
                    assert_eq!(to, peer);
                    if payload.first() == Some(&0) {
                        // A request of the IPK Calculator Protocol, of which `queries` has more to say.
                        assert_eq!(reply.first(), Some(&1));
                        assert!(ip.is_loopback() || reply.len() <= 136.max(3 * payload.len()));
                        continue;
                    }
                    assert!(
                        std::str::from_utf8(reply)
                            .is_ok_and(|reply| !reply.is_empty() && !reply.contains('\n'))
                    );
                    assert!(!payload.starts_with(b"error:") && payload.first() != Some(&1));
                    // The classic answer stands for three datagrams; its operands are at most 200 bytes each.
                    let asked = if reply.starts_with(b"error: ") { payload.len() } else { 400 };
                    assert!(ip.is_loopback() || reply.len() <= 136.max(3 * asked));
                }
                Output::Event { .. } => {}
                Output::Wait(deadline) => break deadline,
            }
        };
        assert!(replies <= 1);
        assert!(deadline.is_none_or(|deadline| deadline > now));
    }
});
