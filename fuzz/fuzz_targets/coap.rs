//! Any datagrams from a few peers at any times to the CoAP door: at most one reply to each, to its sender, within the bound
//! for that sender, never to an answer, well-formed, with the Message ID or the token that it answers; and the machine
//! always comes to wait.
//!
//! The input is a sequence of `peer and pause, length, payload`; see `split`.
#![no_main]

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use reckon_proto::coap::{CoapEndpoint, Code, Kind, Message};
use reckon_proto::{Endpoint, Input, Limits, Output};

/// Takes one datagram off: two bits of peer and the pause before it, a length, so many bytes.
fn split(data: &[u8]) -> Option<(u8, Duration, &[u8], &[u8])> {
    let (&[head, length], rest) = data.split_first_chunk()?;
    let (payload, rest) = rest.split_at(rest.len().min(length.into()));
    Some((head & 3, Duration::from_millis(u64::from(head >> 2) * 50), payload, rest))
}

fuzz_target!(|data: &[u8]| {
    let mut limits = Limits {
        coap_uploads_max: 2,
        coap_upload_lifetime: Duration::from_secs(3),
        coap_echo_lifetime: Duration::from_secs(2),
        datagram_bytes_max: 200,
        ..Limits::DEFAULT
    };
    limits.expression.input_bytes_max = 300;
    // Arithmetic has a target of its own.
    limits.expression.fuel_max = 20_000;
    let mut endpoint = CoapEndpoint::new(limits, [0; 16]);
    let mut now = Duration::ZERO;
    let mut data = data;
    while let Some((peer, pause, payload, rest)) = split(data) {
        data = rest;
        now += pause;
        let ip = if peer == 0 { IpAddr::from([127, 0, 0, 1]) } else { IpAddr::from([203, 0, 113, peer]) };
        let peer = SocketAddr::new(ip, 40_000);
        endpoint.handle(now, Input::Datagram { peer, payload });
        let question = Message::decode(payload);
        let mut replies = 0;
        let deadline = loop {
            match endpoint.poll() {
                Output::Transmit { peer: to, payload: reply } => {
                    replies += 1;
                    assert_eq!(to, peer);
                    // An Echo lifts the bound of the amplification, but not that of a block and its options.
                    let has_echo =
                        question.is_ok_and(|question| question.options().any(|(number, _)| number == 252));
                    let bytes_max =
                        if ip.is_loopback() || has_echo { 1_200 } else { 136.max(3 * payload.len()) };
                    assert!(reply.len() <= bytes_max);
                    let reply = Message::decode(reply).expect("a reply is well-formed");
                    if let Ok(question) = question {
                        assert!(question.code.is_request() || question.code == Code::EMPTY);
                        assert!(reply.code == Code::EMPTY || reply.token == question.token);
                    }
                    match reply.kind {
                        Kind::Acknowledgement | Kind::Reset => {
                            assert_eq!(payload[2..4], reply.id.to_be_bytes())
                        }
                        Kind::NonConfirmable => assert_eq!(payload[0] >> 4, 5),
                        Kind::Confirmable => panic!("nothing is to be acknowledged"),
                    }
                }
                Output::Event { .. } => {}
                Output::Wait(deadline) => break deadline,
            }
        };
        assert!(replies <= 1);
        assert!(deadline.is_none_or(|deadline| deadline > now));
    }
});
