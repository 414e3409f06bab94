//! Laws of the DNS door, with another implementation of the messages as oracle.

use std::net::SocketAddr;
use std::time::Duration;

use proptest::prelude::*;
use reckon_calc::Calculator;
use reckon_proto::dns::{DnsConnection, DnsEndpoint};
use reckon_proto::{Connection, Endpoint, Event, Input, Limits, Output, StreamInput, StreamOutput};
use simple_dns::rdata::{OPT, RData};
use simple_dns::{CLASS, Label, Name, Packet, PacketFlag, QCLASS, QTYPE, Question, RCODE, TYPE};

const PORT: u16 = 5353;

fn address(text: &str) -> SocketAddr {
    text.parse().expect("an address and a port")
}

/// The datagrams that an endpoint sends in return for one.
fn sent(endpoint: &mut DnsEndpoint, peer: SocketAddr, payload: &[u8]) -> Vec<Vec<u8>> {
    endpoint.handle(Duration::ZERO, Input::Datagram { peer, payload });
    let mut sent = vec![];
    for _ in 0..10 {
        match endpoint.poll() {
            Output::Transmit { peer: to, payload } => {
                assert_eq!(to, peer);
                sent.push(payload.to_vec());
            }
            Output::Event { .. } => {}
            Output::Wait(deadline) => {
                assert_eq!(deadline, None);
                return sent;
            }
        }
    }
    panic!("the machine never waits");
}

/// All that a connection writes when it is handed these pieces and then the end.
fn written<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut connection = DnsConnection::new(Limits::DEFAULT);
    let mut written = vec![];
    let pieces = pieces.filter(|piece| !piece.is_empty()).map(StreamInput::Bytes);
    for input in [StreamInput::Opened].into_iter().chain(pieces).chain([StreamInput::Eof]) {
        connection.handle(Duration::ZERO, input);
        loop {
            match connection.poll() {
                StreamOutput::Write(bytes) => written.extend_from_slice(bytes),
                StreamOutput::Event(event) => assert!(matches!(event, Event::Answered { .. })),
                StreamOutput::Close => return written,
                StreamOutput::Wait(deadline) => {
                    assert!(deadline.is_some_and(|deadline| deadline > Duration::ZERO));
                    break;
                }
            }
        }
    }
    panic!("the machine does not close at the end");
}

/// A query as somebody else writes it: the labels of its name, and the room for datagrams if it speaks EDNS.
fn query(id: u16, labels: &[&[u8]], kind: QTYPE, edns: Option<u16>) -> Vec<u8> {
    let labels: Vec<_> = labels.iter().map(|label| Label::new_unchecked(*label)).collect();
    let mut packet = Packet::new_query(id);
    packet.set_flags(PacketFlag::RECURSION_DESIRED);
    let name = Name::new_with_labels(&labels);
    packet.questions.push(Question::new(name, kind, QCLASS::CLASS(CLASS::IN), false));
    *packet.opt_mut() = edns.map(|udp_packet_size| OPT { opt_codes: vec![], udp_packet_size, version: 0 });
    packet.build_bytes_vec().expect("a query")
}

/// The text of the only answer; an empty one if there is none.
fn text(packet: &Packet<'_>) -> Option<String> {
    let record = packet.answers.first()?;
    assert_eq!((packet.answers.len(), record.ttl, record.class), (1, 0, CLASS::IN));
    assert_eq!(record.name, packet.questions[0].qname);
    match record.rdata.clone() {
        RData::TXT(txt) => Some(txt.try_into().expect("UTF-8")),
        other => panic!("{other:?}"),
    }
}

/// What a question comes to without any door.
fn expected(expression: &str) -> String {
    match Calculator::new(Limits::DEFAULT.expression).evaluate(expression) {
        Ok(answer) => answer.to_string(),
        Err(error) => format!("error: {error}"),
    }
}

/// Expressions that fit labels.
fn expression() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "2+3",
        "0.1+0.2",
        "1/0",
        "√2",
        "√2 to 40 sf",
        "10^150",
        "10^469",
        "2^5000",
        "1.5.2",
        "(1 + 2) * 3",
        "x",
        "90 km/h to m/s",
    ]);
    prop_oneof![6 => known.prop_map(str::to_string), 1 => "[0-9+*/(). -]{1,40}", 1 => "\\PC{1,9}"]
}

/// Labels of an expression: none is empty, so that it can be put together again.
fn labels(expression: &str) -> Option<Vec<&[u8]>> {
    let labels: Vec<_> = expression.split('.').map(str::as_bytes).collect();
    labels.iter().all(|label| (1..=63).contains(&label.len())).then_some(labels)
}

/// Messages that mean something, or nearly, or nothing.
fn message() -> impl Strategy<Value = Vec<u8>> {
    let zone = prop::sample::select(vec!["calc", "CALC", "cAlC", "org", "calcs"]);
    let kind = prop::sample::select(vec![TYPE::TXT, TYPE::TXT, TYPE::TXT, TYPE::A, TYPE::SOA]);
    let edns = prop::option::of(any::<u16>());
    let made =
        (any::<u16>(), expression(), zone, kind, edns).prop_map(|(id, expression, zone, kind, edns)| {
            let mut labels = labels(&expression).unwrap_or_default();
            labels.push(zone.as_bytes());
            query(id, &labels, QTYPE::TYPE(kind), edns)
        });
    let made = made.boxed();
    let mutated =
        (made.clone(), any::<prop::sample::Index>(), any::<u8>()).prop_map(|(mut bytes, place, byte)| {
            let place = place.index(bytes.len());
            bytes[place] = byte;
            bytes
        });
    let cut = (made.clone(), any::<prop::sample::Index>()).prop_map(|(mut bytes, place)| {
        bytes.truncate(place.index(bytes.len()));
        bytes
    });
    prop_oneof![4 => made, 4 => mutated, 1 => cut, 1 => prop::collection::vec(any::<u8>(), 0..60)]
}

proptest! {
    #[test]
    fn another_implementation_reads_the_same_answers(
        id: u16,
        expression in expression(),
        zone in prop::sample::select(vec!["calc", "CALC", "cAlC"]),
        edns in prop::option::of(any::<u16>()),
    ) {
        let Some(mut labels) = labels(&expression) else { return Ok(()) };
        labels.push(zone.as_bytes());
        let query = query(id, &labels, QTYPE::TYPE(TYPE::TXT), edns);
        let mut endpoint = DnsEndpoint::new(Limits::DEFAULT, PORT);
        let response = sent(&mut endpoint, address("127.0.0.1:50000"), &query).remove(0);
        let room = edns.map_or(512, |room| usize::from(room).clamp(512, 1232));
        prop_assert!(response.len() <= room);

        let length = u16::try_from(query.len()).expect("it is short").to_be_bytes();
        let stream = written([&length[..], &query].into_iter());
        prop_assert_eq!(usize::from(u16::from_be_bytes([stream[0], stream[1]])), stream.len() - 2);
        let whole = Packet::parse(&stream[2..]).expect("a message");
        prop_assert_eq!(text(&whole), Some(expected(&expression)));

        let packet = Packet::parse(&response).expect("a message");
        let is_truncated = packet.has_flags(PacketFlag::TRUNCATION);
        prop_assert_eq!(is_truncated, stream.len() - 2 > room);
        prop_assert_eq!(text(&packet), text(&whole).filter(|_| !is_truncated));
        let asked = Packet::parse(&query).expect("a message");
        for packet in [&packet, &whole] {
            prop_assert_eq!((packet.id(), packet.rcode()), (id, RCODE::NoError));
            let flags = PacketFlag::RESPONSE | PacketFlag::AUTHORITATIVE_ANSWER | PacketFlag::RECURSION_DESIRED;
            prop_assert!(packet.has_flags(flags) && !packet.has_flags(PacketFlag::RECURSION_AVAILABLE));
            prop_assert_eq!(&packet.questions[0].qname, &asked.questions[0].qname);
            prop_assert_eq!(packet.opt().map(|opt| (opt.udp_packet_size, opt.version)), edns.map(|_| (1232, 0)));
        }
    }

    #[test]
    fn a_datagram_has_at_most_one_in_return_within_its_bound(
        steps in prop::collection::vec((0_usize..3, message()), 1..40),
    ) {
        let peers = [address("127.0.0.1:50000"), address("192.0.2.1:50000"), address("192.0.2.1:19")];
        let mut endpoint = DnsEndpoint::new(Limits::DEFAULT, PORT);
        for (peer, payload) in steps {
            let peer = peers[peer];
            let sent = sent(&mut endpoint, peer, &payload);
            let is_query = payload.len() >= 12 && payload[2] < 0x80 && peer.port() != 19;
            prop_assert_eq!(sent.len(), usize::from(is_query));
            let Some(response) = sent.first() else { continue };
            prop_assert_eq!(&response[..2], &payload[..2]);
            prop_assert!(response[2] >= 0x80);
            prop_assert!(response.len() <= 1232);
            prop_assert!(peer.ip().is_loopback() || response.len() <= (3 * payload.len()).max(136));
            // One without an answer is never longer than its query.
            if response[6..8] == [0, 0] {
                prop_assert!(response.len() <= payload.len());
            }
            // What the other implementation can read, it has a response to that it can read, and to the same question.
            if let Ok(asked) = Packet::parse(&payload) {
                let packet = Packet::parse(response).expect("a message");
                prop_assert_eq!(packet.id(), asked.id());
                if let Some(question) = packet.questions.first() {
                    prop_assert_eq!(&question.qname, &asked.questions[0].qname);
                }
            }
        }
    }

    #[test]
    fn messages_have_the_same_responses_however_they_are_cut(
        messages in prop::collection::vec(message(), 0..8),
        rest in prop::collection::vec(any::<u8>(), 0..3),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..20),
    ) {
        let framed = |message: &[u8]| {
            let length = u16::try_from(message.len()).expect("it is short").to_be_bytes();
            [&length[..], message].concat()
        };
        let mut bytes: Vec<u8> = messages.iter().flat_map(|message| framed(message)).collect();
        let whole = written([bytes.as_slice()].into_iter());
        // Each by itself.
        let each: Vec<u8> = messages.iter().flat_map(|message| written([framed(message).as_slice()].into_iter())).collect();
        prop_assert_eq!(&whole, &each);
        // What is no whole message at the end is passed over, unless it happens to be one.
        if rest != [0, 0] {
            bytes.extend(&rest);
        }
        let mut places: Vec<_> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        places.extend([0, bytes.len()]);
        places.sort_unstable();
        prop_assert_eq!(written(places.windows(2).map(|piece| &bytes[piece[0]..piece[1]])), whole);
    }
}

#[test]
fn an_answer_that_no_message_can_hold_is_an_error() {
    let mut limits = Limits::DEFAULT;
    limits.expression.digits_max = 100_000;
    limits.expression.fuel_max = u64::MAX;
    let mut connection = DnsConnection::new(limits);
    let query = query(1, &[b"10^66000", b"calc"], QTYPE::TYPE(TYPE::TXT), None);
    connection.handle(Duration::ZERO, StreamInput::Opened);
    connection.handle(Duration::ZERO, StreamInput::Bytes(&(query.len() as u16).to_be_bytes()));
    connection.handle(Duration::ZERO, StreamInput::Bytes(&query));
    let StreamOutput::Write(response) = connection.poll() else { panic!("there is a response") };
    let packet = Packet::parse(&response[2..]).expect("a message");
    assert_eq!(text(&packet).as_deref(), Some("error: the answer is too long for a message (66001 bytes)"));
    let expected = Event::Answered { questions: 1, refusals: 1, bytes: response.len() as u64 };
    assert_eq!(connection.poll(), StreamOutput::Event(expected));
}
