//! Any bytes to the doors of the IPK Calculator Protocol: a request has one response, whose length is its own and within
//! the bound, and nothing else has any; a conversation is the same however the bytes are cut and whatever is deferred, and
//! ends with a `BYE`.
//!
//! The first byte is the length of the pieces; the rest is a datagram, and what a client says on a connection.
#![no_main]

use std::net::SocketAddr;
use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use reckon_proto::calculator::CalculatorConnection;
use reckon_proto::ipkcp::{IpkcpConnection, IpkcpEndpoint};
use reckon_proto::{Endpoint, Input, Limits, Output};
use stream::answers;

mod stream;

fn limits() -> Limits {
    let mut limits = Limits { line_bytes_max: 100, ..Limits::DEFAULT };
    // Arithmetic has a target of its own.
    limits.expression.fuel_max = 20_000;
    limits.quick_fuel_max = 1_000;
    limits
}

fn check_datagram(payload: &[u8], peer: SocketAddr) {
    let mut endpoint = IpkcpEndpoint::new(limits(), 2023);
    endpoint.handle(Duration::ZERO, Input::Datagram { peer, payload });
    let mut responses = 0;
    loop {
        match endpoint.poll() {
            Output::Transmit { peer: to, payload: response } => {
                responses += 1;
                assert_eq!(to, peer);
                assert!(response.len() <= (3 * payload.len()).max(136));
                let [1, status @ 0..=1, length, text @ ..] = response else { panic!("{response:?}") };
                assert_eq!(usize::from(*length), text.len());
                assert!(text.is_ascii());
                assert!(*status == 1 || text.iter().all(u8::is_ascii_digit));
            }
            Output::Event { .. } => {}
            Output::Wait(deadline) => {
                assert!(deadline.is_none());
                break;
            }
        }
    }
    assert_eq!(responses, usize::from(matches!(payload, [0, _, ..])));
}

fuzz_target!(|data: &[u8]| {
    let Some((&length, data)) = data.split_first() else { return };
    check_datagram(data, SocketAddr::from(([127, 0, 0, 1], 40_000)));
    check_datagram(data, SocketAddr::from(([203, 0, 113, 5], 40_000)));

    let pieces = || data.chunks(usize::from(length).max(1));
    let limits = limits();
    let whole = answers(IpkcpConnection::new(limits), std::iter::once(data));
    assert!(whole.ends_with(b"BYE\n"));
    assert_eq!(answers(IpkcpConnection::new(limits).deferring(), pieces()), whole);
    let calculator = answers(CalculatorConnection::new(limits).deferring(), pieces());
    assert_eq!(answers(CalculatorConnection::new(limits), std::iter::once(data)), calculator);
    if data.starts_with(b"HELLO\n") {
        assert_eq!(calculator, whole);
    }
});
