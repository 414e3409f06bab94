//! What costs more than a socket's thread may spend is left to another machine.

use std::net::SocketAddr;
use std::time::Duration;

use reckon_proto::calculator::CalculatorEndpoint;
use reckon_proto::coap::{CoapEndpoint, Code, Kind, Message, Writer, option};
use reckon_proto::dns::DnsEndpoint;
use reckon_proto::{Endpoint, Event, Input, Limits, Output};

const PEER: &str = "127.0.0.1:50000";

/// What a machine does with an input: what it sends, and whether it defers.
fn outcome(endpoint: &mut CalculatorEndpoint, input: Input<'_>) -> (Vec<String>, bool) {
    let (sent, deferred) = drive(endpoint, input);
    (sent.into_iter().map(|payload| String::from_utf8(payload).unwrap()).collect(), deferred.is_some())
}

/// What any machine sends, and what it hands over besides the datagram if it defers.
fn drive(endpoint: &mut impl Endpoint, input: Input<'_>) -> (Vec<Vec<u8>>, Option<Vec<u8>>) {
    endpoint.handle(Duration::ZERO, input);
    let (mut sent, mut deferred) = (vec![], None);
    loop {
        match endpoint.poll() {
            Output::Transmit { payload, .. } => sent.push(payload.to_vec()),
            Output::Event { event: Event::Deferred { body }, .. } => deferred = Some(body.to_vec()),
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

/// A network that may send two datagrams a second sends two costly ones, and both machines have each of them.
#[test]
fn a_deferred_datagram_is_counted_once() {
    let peer: SocketAddr = "203.0.113.5:40000".parse().unwrap();
    let limits = Limits { source_rate_max: 2, coap_refused_per_notice: 0, ..Limits::DEFAULT };
    let text = b"fib(30000) - fib(30000)".to_vec();
    let name = b"\x12\x34\x01\0\0\x01\0\0\0\0\0\0\x17fib(30000) - fib(30000)\x04calc\0\0\x10\0\x01".to_vec();
    let mut request = vec![];
    let mut writer = Writer::new(&mut request, Kind::Confirmable, Code::FETCH, 1, b"");
    writer.option(option::URI_PATH, b"calc");
    writer.payload(&text);
    let calculator = || CalculatorEndpoint::new(limits, 8888, None);
    let coap = || CoapEndpoint::new(limits, [0; 16]);
    let dns = || DnsEndpoint::new(limits, 8888);
    check(calculator().deferring(), calculator(), peer, &text);
    check(coap().deferring(), coap(), peer, &request);
    check(dns().deferring(), dns(), peer, &name);

    fn check<M: Endpoint>(mut quick: M, mut slow: M, peer: SocketAddr, payload: &[u8]) {
        // Some that were counted by another machine.
        for _ in 0..10 {
            let input = Input::Deferred { peer, payload, body: b"fib(30000) - fib(30000)" };
            let (sent, deferred) = drive(&mut slow, input);
            assert_eq!((sent.len(), deferred), (1, None));
        }
        for _ in 0..2 {
            let (sent, deferred) = drive(&mut quick, Input::Datagram { peer, payload });
            assert!(sent.is_empty() && deferred.is_some());
            // To say that there is no time is not counted either.
            let (sent, deferred) = drive(&mut quick, Input::Busy { peer, payload });
            assert_eq!((sent.len(), deferred), (1, None));
        }
        assert_eq!(drive(&mut quick, Input::Datagram { peer, payload }), (vec![], None));
    }
}

#[test]
fn two_machines_show_the_same_echo() {
    let peer: SocketAddr = "203.0.113.5:40000".parse().unwrap();
    let mut quick = CoapEndpoint::new(Limits::DEFAULT, [7; 16]).deferring();
    let mut slow = CoapEndpoint::new(Limits::DEFAULT, [7; 16]);
    let mut ask = |echo: Option<&[u8]>| {
        let mut payload = vec![];
        let mut writer = Writer::new(&mut payload, Kind::Confirmable, Code::FETCH, 1, b"");
        writer.option(option::URI_PATH, b"calc");
        echo.into_iter().for_each(|echo| writer.option(option::ECHO, echo));
        writer.payload(b"fib(30000)");
        let (_, body) = drive(&mut quick, Input::Datagram { peer, payload: &payload });
        let body = body.expect("it is costly");
        drive(&mut slow, Input::Deferred { peer, payload: &payload, body: &body }).0.remove(0)
    };
    let wanted = ask(None);
    let wanted = Message::decode(&wanted).unwrap();
    assert_eq!(wanted.code, Code::UNAUTHORIZED);
    let echo = wanted.values(option::ECHO).next().expect("it is what is wanted");
    let answer = ask(Some(echo));
    let answer = Message::decode(&answer).unwrap();
    assert_eq!((answer.code, answer.payload.len()), (Code::CONTENT, 1024));
}
