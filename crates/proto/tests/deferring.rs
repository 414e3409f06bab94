//! What costs more than a socket's thread may spend is left to another machine.

use std::net::SocketAddr;
use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;
use reckon_calc::Calculator;
use reckon_proto::calculator::{CalculatorConnection, CalculatorEndpoint};
use reckon_proto::coap::{CoapEndpoint, Code, Kind, Message, Writer, option};
use reckon_proto::dns::{DnsConnection, DnsEndpoint};
use reckon_proto::{Connection, Endpoint, Event, Input, Limits, Output, StreamInput, StreamOutput};

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
        // What little work leaves with few digits or undecided, more work does not.
        ("ln(1 + 10^-400)", true),
        ("cos(10^-400) == 1", true),
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

/// What a connection has come to after an input.
#[derive(Debug, Default, PartialEq, Eq)]
struct Written {
    bytes: Vec<u8>,
    deferred: bool,
    deadline: Option<Duration>,
    closed: bool,
}

fn hand_in(connection: &mut impl Connection, now: Duration, input: StreamInput<'_>) -> Written {
    connection.handle(now, input);
    let mut written = Written::default();
    loop {
        match connection.poll() {
            StreamOutput::Write(bytes) => written.bytes.extend_from_slice(bytes),
            StreamOutput::Event(Event::Deferred { .. }) => written.deferred = true,
            StreamOutput::Event(_) => {}
            StreamOutput::Close => return Written { closed: true, ..written },
            StreamOutput::Wait(deadline) => return Written { deadline, ..written },
        }
    }
}

/// All that is written to these pieces and the end, and how often something was deferred. With `behind`, more comes while the
/// machine waits.
fn written_to(mut connection: impl Connection, pieces: &[&[u8]], behind: bool) -> (Vec<u8>, usize) {
    let inputs = pieces.iter().map(|piece| StreamInput::Bytes(piece)).collect::<Vec<_>>();
    let mut inputs = [StreamInput::Opened].into_iter().chain(inputs).chain([StreamInput::Eof]);
    let (mut bytes, mut deferrals, mut closed) = (vec![], 0, false);
    while let Some(input) = inputs.next() {
        let mut written = hand_in(&mut connection, Duration::ZERO, input);
        bytes.extend(written.bytes);
        while written.deferred {
            deferrals += 1;
            assert_eq!(written.deadline, None, "it waits for us");
            if behind && let Some(input) = inputs.next() {
                assert_eq!(hand_in(&mut connection, Duration::ZERO, input), Written::default());
            }
            written = hand_in(&mut connection, Duration::ZERO, StreamInput::Deferred);
            bytes.extend(written.bytes);
        }
        closed = written.closed;
    }
    assert!(closed);
    (bytes, deferrals)
}

fn dns_question(expression: &str) -> Vec<u8> {
    let length = u16::try_from(12 + 1 + expression.len() + 6 + 4).unwrap();
    let header = b"\x12\x34\x01\0\0\x01\0\0\0\0\0\0";
    let label = [expression.len() as u8];
    [&length.to_be_bytes()[..], header, &label, expression.as_bytes(), b"\x04calc\0\0\x10\0\x01"].concat()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever is deferred, and whenever the bytes come, a connection says the same as one that defers nothing.
    #[test]
    fn deferring_changes_no_byte_of_a_connection(
        questions in vec(0_usize..8, 0..12),
        cuts in vec(any::<prop::sample::Index>(), 0..6),
        behind in any::<bool>(),
    ) {
        let thousands = format!("1{}", "0".repeat(4_000));
        let product = format!("(* {thousands} {thousands})");
        let costly = ["5000!", "ln(1 + 10^-400)", "fib(30000) - fib(30000)", "(* 2 3)", &product, "1/0", "6*7", "2^1000"];
        let asked = |question: &usize| costly[*question];
        let lines: String = questions.iter().map(|question| format!("{}\n", asked(question))).collect();
        let ipkcp: String = questions.iter().map(|question| format!("SOLVE {}\n", asked(question))).collect();
        let ipkcp = format!("HELLO\n{ipkcp}");
        let short = questions.iter().map(asked).filter(|text| text.len() < 64);
        let dns = short.map(dns_question).collect::<Vec<_>>().concat();
        let calculator = || CalculatorConnection::new(Limits::DEFAULT);
        let zone = || DnsConnection::new(Limits::DEFAULT);
        fn compare<C: Connection>(
            bytes: &[u8],
            cuts: &[prop::sample::Index],
            behind: bool,
            machines: (C, C),
        ) -> Result<usize, TestCaseError> {
            let mut places: Vec<_> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
            places.extend([0, bytes.len()]);
            places.sort_unstable();
            let pieces: Vec<_> = places.windows(2).map(|place| &bytes[place[0]..place[1]]).collect();
            let (expected, none) = written_to(machines.0, &pieces, false);
            let (written, deferrals) = written_to(machines.1, &pieces, behind);
            prop_assert_eq!(none, 0);
            prop_assert!(written == expected, "{:?}", String::from_utf8_lossy(bytes));
            Ok(deferrals)
        }
        let number = |is_costly: fn(&usize) -> bool| questions.iter().filter(|question| is_costly(question)).count();
        let deferrals = compare(lines.as_bytes(), &cuts, behind, (calculator(), calculator().deferring()))?;
        prop_assert_eq!(deferrals, number(|question| *question < 3));
        compare(ipkcp.as_bytes(), &cuts, behind, (calculator(), calculator().deferring()))?;
        let deferrals = compare(&dns, &cuts, behind, (zone(), zone().deferring()))?;
        prop_assert_eq!(deferrals, number(|question| *question < 3));
    }
}

/// The time that a peer waits for us is not the time for which it is silent.
#[test]
fn a_connection_that_waits_for_its_answer_is_not_idle() {
    let limits = Limits { line_idle_max: Duration::from_secs(1), ..Limits::DEFAULT };
    let mut connection = CalculatorConnection::new(limits).deferring();
    hand_in(&mut connection, Duration::ZERO, StreamInput::Opened);
    let asked =
        hand_in(&mut connection, Duration::ZERO, StreamInput::Bytes(b"6*7\nfib(30000) - fib(30000)\n"));
    assert_eq!(asked, Written { bytes: b"42\n".into(), deferred: true, ..Written::default() });
    let late = Duration::from_secs(2);
    assert_eq!(hand_in(&mut connection, late, StreamInput::Timeout), Written::default());
    let answered = hand_in(&mut connection, late, StreamInput::Deferred);
    assert!(answered.bytes.starts_with(b"0\n"));
    assert!(answered.closed, "and then it is");
    // What nobody has asked for harms nobody.
    let mut connection = CalculatorConnection::new(limits).deferring();
    for input in [StreamInput::Opened, StreamInput::Deferred, StreamInput::Busy] {
        assert_eq!(hand_in(&mut connection, Duration::ZERO, input).bytes, b"");
    }
}

/// A turn of many questions that cost a little is no longer than one of a question that costs as much as it may.
#[test]
fn a_turn_of_a_connection_costs_no_more_than_a_question() {
    const QUESTION: &str = "300! - 300!";
    let mut calculator = Calculator::new(Limits::DEFAULT.expression);
    assert_eq!(calculator.evaluate(QUESTION).unwrap().to_string(), "0");
    let questions = Limits::DEFAULT.quick_fuel_max.div_ceil(calculator.fuel_spent()) as usize;
    assert!((2..1000).contains(&questions), "{questions}");
    let mut connection = CalculatorConnection::new(Limits::DEFAULT).deferring();
    connection.handle(Duration::ZERO, StreamInput::Opened);
    connection.handle(Duration::ZERO, StreamInput::Bytes(format!("{QUESTION}\n").repeat(1000).as_bytes()));
    assert_eq!(connection.poll(), StreamOutput::Write("0\n".repeat(questions).as_bytes()));
}
