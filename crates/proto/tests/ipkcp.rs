//! Laws of the IPK Calculator Protocol: for whatever arrives, in whatever pieces, and between our clients and servers.

use std::net::SocketAddr;
use std::time::Duration;

use proptest::prelude::*;
use reckon_calc::prefix::Evaluator;
use reckon_proto::calculator::{CalculatorConnection, LineConnection, Reply};
use reckon_proto::client::{IpkcpClient, IpkcpLineClient, Patience};
use reckon_proto::ipkcp::{IpkcpConnection, IpkcpEndpoint};
use reckon_proto::{Connection, Endpoint, Event, Input, Limits, Output, StreamInput, StreamOutput};

const PORT: u16 = 2023;
const WAIT: Duration = Duration::from_secs(3);

fn address(text: &str) -> SocketAddr {
    text.parse().expect("an address and a port")
}

/// The datagrams that an endpoint sends in return for an input.
fn sent(endpoint: &mut impl Endpoint, input: Input<'_>) -> Vec<(SocketAddr, Vec<u8>)> {
    endpoint.handle(Duration::ZERO, input);
    let mut sent = vec![];
    for _ in 0..10 {
        match endpoint.poll() {
            Output::Transmit { peer, payload } => sent.push((peer, payload.to_vec())),
            Output::Event { .. } => {}
            Output::Wait(_) => return sent,
        }
    }
    panic!("the machine never waits");
}

/// What a connection writes in return for an input, and whether it closes.
fn written(connection: &mut impl Connection, now: Duration, input: StreamInput<'_>) -> (Vec<u8>, bool) {
    connection.handle(now, input);
    let mut written = vec![];
    for _ in 0..1_000 {
        match connection.poll() {
            StreamOutput::Write(bytes) => written.extend_from_slice(bytes),
            StreamOutput::Event(_) => {}
            StreamOutput::Close => return (written, true),
            StreamOutput::Wait(deadline) => {
                assert!(deadline.is_none_or(|deadline| deadline > now), "waits for the past");
                return (written, false);
            }
        }
    }
    panic!("the machine never waits");
}

/// All that a server writes when it is handed these pieces and then the end.
fn conversation<'a>(mut server: impl Connection, pieces: impl Iterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut all = vec![];
    let pieces = pieces.filter(|piece| !piece.is_empty()).map(StreamInput::Bytes);
    for input in [StreamInput::Opened].into_iter().chain(pieces).chain([StreamInput::Eof]) {
        let (bytes, closed) = written(&mut server, Duration::ZERO, input);
        all.extend(bytes);
        if closed {
            return all;
        }
    }
    panic!("the machine does not close at the end");
}

/// Queries, and what is nearly one.
fn query() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "(+ 1 2)",
        "(- 1 2)",
        "(* 99999999999999999999 99999999999999999999)",
        "(/ 7 2)",
        "(/ 1 0)",
        "(+ 1 (* 2 3) (- 9 (/ 8 2)))",
        "(- 0 (- 0 5))",
        "(+ 1",
        "(+ 1 2) ",
        "7",
        "",
    ]);
    let known = known.prop_map(str::to_string);
    let long = (1_usize..125).prop_map(|digits| format!("(* {0} {0})", "9".repeat(digits)));
    prop_oneof![6 => known, 1 => long, 2 => "[()+*/ 0-9-]{0,12}", 1 => "\\PC{0,9}"]
}

/// Datagrams that mean something, or nearly.
fn datagram() -> impl Strategy<Value = Vec<u8>> {
    let head = prop_oneof![8 => Just(0_u8), 1 => Just(1), 1 => any::<u8>()];
    let end = prop::sample::select(vec!["", "\0", "\n", "\r\n"]);
    let made = (head, -2_i32..4, query(), end).prop_map(|(head, off, query, end)| {
        let length = u8::try_from((query.len() as i32 + off).clamp(0, 255)).expect("a byte");
        [&[head, length], query.as_bytes(), end.as_bytes()].concat()
    });
    prop_oneof![6 => made, 1 => prop::collection::vec(any::<u8>(), 0..300)]
}

/// Lines that mean something, or nearly.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        12 => query().prop_map(|query| format!("SOLVE {query}\n")),
        1 => prop::sample::select(vec!["HELLO\n", "BYE\n", "BYE\r\n", "\n", "SOLVE\n", "RESULT 3\n", "HEL", "1+1\n"])
            .prop_map(str::to_string),
    ]
}

proptest! {
    #[test]
    fn a_datagram_has_at_most_one_in_return_within_its_bound(
        steps in prop::collection::vec((0_usize..4, datagram()), 1..60),
    ) {
        let peers = [
            address("127.0.0.1:50000"),
            address("192.0.2.1:50000"),
            address("[2001:db8::1]:50000"),
            address("192.0.2.1:19"),
        ];
        let mut endpoint = IpkcpEndpoint::new(Limits::DEFAULT, PORT);
        for (peer, payload) in steps {
            let peer = peers[peer];
            let sent = sent(&mut endpoint, Input::Datagram { peer, payload: &payload });
            let is_request = payload.len() >= 2 && payload[0] == 0;
            prop_assert_eq!(sent.len(), usize::from(is_request && peer.port() != 19));
            let Some((to, response)) = sent.first() else { continue };
            prop_assert_eq!(*to, peer);
            prop_assert!(response[0] == 1 && response[1] <= 1);
            prop_assert_eq!(usize::from(response[2]), response.len() - 3);
            prop_assert!(response[3..].is_ascii());
            prop_assert!(response[1] == 1 || response[3..].iter().all(u8::is_ascii_digit));
            prop_assert!(response.len() <= (3 * payload.len()).max(136));
        }
        prop_assert!(sent(&mut endpoint, Input::Timeout).is_empty());
    }

    #[test]
    fn a_conversation_is_the_same_however_it_is_cut(
        greets in prop::bool::weighted(0.9),
        lines in prop::collection::vec(line(), 0..20),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..30),
    ) {
        let limits = Limits { line_bytes_max: 60, ..Limits::DEFAULT };
        let text = [if greets { "HELLO\n" } else { "" }, &lines.concat()].concat();
        // A plain version as the oracle.
        let mut expected = String::new();
        let mut evaluator = Evaluator::new(limits.expression);
        for (line, number) in text.split_inclusive('\n').zip(0..) {
            match line.strip_prefix("SOLVE ").and_then(|query| query.strip_suffix('\n')) {
                _ if line.trim_end_matches('\n').len() > 60 => break,
                None if number == 0 && line == "HELLO\n" => expected += line,
                Some(query) if number > 0 => match evaluator.evaluate(query.as_bytes()) {
                    Ok(value) if !value.is_negative() => expected += &format!("RESULT {value}\n"),
                    _ => break,
                },
                _ => break,
            }
        }
        expected += "BYE\n";

        let mut places: Vec<_> = cuts.iter().map(|cut| cut.index(text.len() + 1)).collect();
        places.extend([0, text.len()]);
        places.sort_unstable();
        let pieces = || places.windows(2).map(|piece| &text.as_bytes()[piece[0]..piece[1]]);
        let written = conversation(IpkcpConnection::new(limits), pieces());
        prop_assert_eq!(String::from_utf8(written), Ok(expected.clone()));

        // The calculator's door speaks as the one or the other does.
        let written = conversation(CalculatorConnection::new(limits), pieces());
        if text.starts_with("HELLO\n") {
            prop_assert_eq!(String::from_utf8(written), Ok(expected));
        } else {
            prop_assert_eq!(written, conversation(LineConnection::new(limits), pieces()));
        }
    }

    #[test]
    fn clients_have_the_answers_of_the_servers(query in query()) {
        let value = Evaluator::new(Limits::DEFAULT.expression).evaluate(query.as_bytes());
        let expected = value.ok().filter(|value| !value.is_negative()).map(|value| value.to_string());

        let (server, peer) = (address("127.0.0.1:2023"), address("127.0.0.1:50000"));
        let mut client = IpkcpClient::new(server, &query, Patience::DEFAULT).expect("it is short enough");
        let mut endpoint = IpkcpEndpoint::new(Limits::DEFAULT, PORT);
        let request = sent(&mut client, Input::Timeout).remove(0).1;
        let response = sent(&mut endpoint, Input::Datagram { peer, payload: &request }).remove(0).1;
        client.handle(Duration::ZERO, Input::Datagram { peer: server, payload: &response });
        match client.poll() {
            Output::Event { event: Event::Replied(Reply::Answer(answer)), .. } => {
                prop_assert_eq!(Some(answer), expected.as_deref());
            }
            Output::Event { event: Event::Replied(Reply::Refused(_)), .. } => prop_assert_eq!(&expected, &None),
            other => prop_assert!(false, "{:?}", other),
        }
        prop_assert!(matches!(client.poll(), Output::Wait(None)));

        let mut client = IpkcpLineClient::new(WAIT, 1_000);
        let mut server = CalculatorConnection::new(Limits::DEFAULT);
        written(&mut server, Duration::ZERO, StreamInput::Opened);
        client.ask(Duration::ZERO, &query);
        let hello = written(&mut client, Duration::ZERO, StreamInput::Opened).0;
        let hello = written(&mut server, Duration::ZERO, StreamInput::Bytes(&hello)).0;
        let solve = written(&mut client, Duration::ZERO, StreamInput::Bytes(&hello)).0;
        let result = written(&mut server, Duration::ZERO, StreamInput::Bytes(&solve)).0;
        client.handle(Duration::ZERO, StreamInput::Bytes(&result));
        match client.poll() {
            StreamOutput::Event(Event::Replied(Reply::Answer(answer))) => {
                prop_assert_eq!(Some(answer), expected.as_deref());
            }
            StreamOutput::Event(Event::Replied(Reply::Refused(_))) => prop_assert_eq!(&expected, &None),
            other => prop_assert!(false, "{:?}", other),
        }
        prop_assert_eq!(client.is_over(), expected.is_none());
    }

    #[test]
    fn clients_survive_any_reply(
        datagrams in prop::collection::vec(datagram(), 0..20),
        lines in prop::collection::vec(line(), 0..20),
        piece in 1_usize..40,
    ) {
        let server = address("192.0.2.1:2023");
        let mut client = IpkcpClient::new(server, "(+ 1 2)", Patience::DEFAULT).expect("it is short enough");
        sent(&mut client, Input::Timeout);
        for payload in &datagrams {
            let transmits = sent(&mut client, Input::Datagram { peer: server, payload });
            prop_assert!(transmits.is_empty());
        }
        client.handle(Duration::from_secs(60), Input::Timeout);
        while !matches!(client.poll(), Output::Wait(None)) {}

        let mut client = IpkcpLineClient::new(WAIT, 100);
        client.ask(Duration::ZERO, "(+ 1\n2)");
        let text = lines.concat();
        let mut said = written(&mut client, Duration::ZERO, StreamInput::Opened).0;
        for piece in text.as_bytes().chunks(piece) {
            said.extend(written(&mut client, Duration::ZERO, StreamInput::Bytes(piece)).0);
        }
        prop_assert!(said == b"HELLO\n" || said == b"HELLO\nSOLVE (+ 1 2)\n");
        let (_, closed) = written(&mut client, 2 * WAIT, StreamInput::Eof);
        prop_assert!(closed);
    }
}

#[test]
fn a_client_asks_again_and_gives_up() {
    let server = address("192.0.2.1:2023");
    let mut client = IpkcpClient::new(server, "(+ 1 2)", Patience::DEFAULT).expect("it is short enough");
    client.handle(Duration::ZERO, Input::Timeout);
    let mut log = vec![];
    loop {
        match client.poll() {
            Output::Transmit { payload, .. } => log.push(format!("{payload:?}")),
            Output::Event { event, .. } => log.push(format!("{event:?}")),
            Output::Wait(None) => break,
            Output::Wait(Some(deadline)) => {
                log.push(format!("{deadline:?}"));
                client.handle(deadline, Input::Timeout);
            }
        }
    }
    let request = format!("{:?}", b"\x00\x07(+ 1 2)");
    assert_eq!(log, [&request, "500ms", &request, "1.5s", &request, "3.5s", &request, "5s", "GaveUp"]);
    assert!(IpkcpClient::new(server, &"1".repeat(256), Patience::DEFAULT).is_none());
}

#[test]
fn a_line_client_keeps_its_connection_and_loses_it_with_a_bye() {
    let mut client = IpkcpLineClient::new(WAIT, 100);
    let now = Duration::ZERO;
    client.ask(now, "(+ 1 2)");
    assert_eq!(written(&mut client, now, StreamInput::Opened).0, b"HELLO\n");
    // Some servers end their lines so.
    assert_eq!(written(&mut client, now, StreamInput::Bytes(b"HELLO\r\n")).0, b"SOLVE (+ 1 2)\n");
    let mut client = IpkcpLineClient::new(WAIT, 100);
    client.ask(now, "(+ 1 2)");
    written(&mut client, now, StreamInput::Opened);
    assert_eq!(written(&mut client, now, StreamInput::Bytes(b"HELLO\n")).0, b"SOLVE (+ 1 2)\n");
    client.handle(now, StreamInput::Bytes(b"RESULT 3\n"));
    assert_eq!(client.poll(), StreamOutput::Event(Event::Replied(Reply::Answer("3"))));
    assert!(!client.is_over());
    client.ask(now, "(/ 1 0)");
    assert_eq!(client.poll(), StreamOutput::Write(b"SOLVE (/ 1 0)\n"));
    client.handle(now, StreamInput::Bytes(b"BYE\n"));
    assert!(matches!(client.poll(), StreamOutput::Event(Event::Replied(Reply::Refused(_)))));
    assert!(client.is_over());
    assert_eq!(client.poll(), StreamOutput::Close);
    for reply in [&b"BYE\n"[..], b"RESULT 3\n", b"42\n", b"\xff\n", b"HELLO\nHELLO\n"] {
        let mut client = IpkcpLineClient::new(WAIT, 100);
        client.ask(now, "(+ 1 2)");
        written(&mut client, now, StreamInput::Opened);
        client.handle(now, StreamInput::Bytes(reply));
        assert_eq!(client.poll(), StreamOutput::Event(Event::Unexpected), "{reply:?}");
        assert_eq!(client.poll(), StreamOutput::Close);
    }
}
