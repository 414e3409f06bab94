//! What costs more than a socket's thread may spend is left to another machine.

use std::net::SocketAddr;
use std::time::Duration;

use reckon_proto::calculator::CalculatorEndpoint;
use reckon_proto::{Endpoint, Event, Input, Limits, Output};

const PEER: &str = "127.0.0.1:50000";

/// What a machine does with an input: what it sends, and whether it defers.
fn outcome(endpoint: &mut CalculatorEndpoint, input: Input<'_>) -> (Vec<String>, bool) {
    endpoint.handle(Duration::ZERO, input);
    let (mut sent, mut deferred) = (vec![], false);
    loop {
        match endpoint.poll() {
            Output::Transmit { payload, .. } => sent.push(String::from_utf8(payload.to_vec()).unwrap()),
            Output::Event { event: Event::Deferred, .. } => deferred = true,
            Output::Event { .. } => {}
            Output::Wait(_) => return (sent, deferred),
        }
    }
}

#[test]
fn costly_expressions_are_deferred_and_answered_elsewhere() {
    let peer: SocketAddr = PEER.parse().unwrap();
    let mut quick = CalculatorEndpoint::new(Limits::DEFAULT, 8888, None).deferring();
    let mut slow = CalculatorEndpoint::new(Limits::DEFAULT, 8888, None);
    for (text, is_costly) in [
        ("6*7", false),
        ("1/3 + 1/6", false),
        ("sqrt(2)*sin(1)", false),
        ("2^1000", false),
        ("1/0", false),
        ("5000!", true),
        ("fib(30000)", true),
        ("9^9^9^9", false),
    ] {
        let input = Input::Datagram { peer, payload: text.as_bytes() };
        let (answer, _) = outcome(&mut slow, input);
        assert_eq!(answer.len(), 1, "{text}");
        let expected = if is_costly { (vec![], true) } else { (answer, false) };
        assert_eq!(outcome(&mut quick, input), expected, "{text}");
    }
    // A classic question that is under way is not touched by what is deferred.
    for part in ["6", "*"] {
        assert_eq!(outcome(&mut quick, Input::Datagram { peer, payload: part.as_bytes() }), (vec![], false));
    }
    assert_eq!(outcome(&mut quick, Input::Datagram { peer, payload: b"5000!" }), (vec![], true));
    assert_eq!(outcome(&mut quick, Input::Datagram { peer, payload: b"7" }).0, ["42"]);
}

/// Whoever means it as the first part of a classic question meets the rest of it with silence, as for any other number
/// that is no integer.
#[test]
fn a_costly_number_breaks_one_question() {
    let peer: SocketAddr = PEER.parse().unwrap();
    let eight_thousand_digits = format!("0.{}", "7".repeat(8000));
    for number in ["1.5", "1e-3", "1E+30", "1e-19000", "1.5e9000", &eight_thousand_digits] {
        let quick = CalculatorEndpoint::new(Limits::DEFAULT, 8888, None).deferring();
        let slow = CalculatorEndpoint::new(Limits::DEFAULT, 8888, None);
        for mut endpoint in [quick, slow] {
            let parts = [number, "+", "3"];
            let outcomes =
                parts.map(|part| outcome(&mut endpoint, Input::Datagram { peer, payload: part.as_bytes() }));
            let [(first, deferred), rest @ ..] = outcomes;
            assert_eq!(first.len() + usize::from(deferred), 1, "{number:.20}");
            assert_eq!(rest, [(vec![], false), (vec![], false)], "{number:.20}");
        }
    }
}

#[test]
fn where_nobody_has_time_the_peer_is_told() {
    let peer: SocketAddr = PEER.parse().unwrap();
    let mut endpoint = CalculatorEndpoint::new(Limits::DEFAULT, 8888, None).deferring();
    let (sent, _) = outcome(&mut endpoint, Input::Busy { peer, payload: b"5000!" });
    assert_eq!(sent, ["error: too many costly expressions are waiting: ask again later"]);
}

#[test]
fn with_as_much_fuel_nothing_is_deferred() {
    let peer: SocketAddr = PEER.parse().unwrap();
    let limits = Limits { quick_fuel_max: u64::MAX, ..Limits::DEFAULT };
    let mut endpoint = CalculatorEndpoint::new(limits, 8888, None).deferring();
    let (sent, deferred) = outcome(&mut endpoint, Input::Datagram { peer, payload: b"5000!" });
    assert_eq!((sent.len(), deferred), (1, false));
}
