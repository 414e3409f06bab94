//! The CoAP codec and door: the standards' examples, another implementation, and laws for whatever arrives.

use std::net::SocketAddr;
use std::time::Duration;

use coap_lite::{CoapOption, MessageClass, MessageType, Packet};
use proptest::prelude::*;
use reckon_proto::coap::{Block, CoapEndpoint, Code, Kind, Message, Writer, option};
use reckon_proto::{Endpoint, Event, Input, Limits, Output};

/// A message as a value of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Parts {
    kind: Kind,
    code: u8,
    id: u16,
    token: Vec<u8>,
    options: Vec<(u16, Vec<u8>)>,
    payload: Vec<u8>,
}

impl Parts {
    fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![];
        let mut writer = Writer::new(&mut bytes, self.kind, Code(self.code), self.id, &self.token);
        self.options.iter().for_each(|(number, value)| writer.option(*number, value));
        writer.payload(&self.payload);
        bytes
    }

    fn decode(datagram: &[u8]) -> Option<Self> {
        let message = Message::decode(datagram).ok()?;
        Some(Self {
            kind: message.kind,
            code: message.code.0,
            id: message.id,
            token: message.token.to_vec(),
            options: message.options().map(|(number, value)| (number, value.to_vec())).collect(),
            payload: message.payload.to_vec(),
        })
    }

    /// The same in the words of the other implementation.
    fn packet(&self) -> Packet {
        let mut packet = Packet::new();
        packet.header.set_version(1);
        packet.header.set_type(match self.kind {
            Kind::Confirmable => MessageType::Confirmable,
            Kind::NonConfirmable => MessageType::NonConfirmable,
            Kind::Acknowledgement => MessageType::Acknowledgement,
            Kind::Reset => MessageType::Reset,
        });
        packet.header.code = MessageClass::from(self.code);
        packet.header.message_id = self.id;
        packet.set_token(self.token.clone());
        for (number, value) in &self.options {
            packet.add_option(CoapOption::from(*number), value.clone());
        }
        packet.payload = self.payload.clone();
        packet
    }
}

/// Requests have one of the first two.
const KINDS: [Kind; 4] = [Kind::Confirmable, Kind::NonConfirmable, Kind::Acknowledgement, Kind::Reset];

/// Any message that is not empty, with its options in order.
fn message() -> impl Strategy<Value = Parts> {
    let codes: Vec<u8> = (1..=255).filter(|code| !matches!(code >> 5, 1 | 6 | 7)).collect();
    let number = prop_oneof![0_u16..70, 200_u16..600, any::<u16>()];
    let value = prop_oneof![
        8 => prop::collection::vec(any::<u8>(), 0..20),
        1 => prop::collection::vec(any::<u8>(), 250..300)
    ];
    let parts = (
        prop::sample::select(&KINDS[..]),
        prop::sample::select(codes),
        any::<u16>(),
        prop::collection::vec(any::<u8>(), 0..=8),
        prop::collection::vec((number, value), 0..8),
        prop::collection::vec(any::<u8>(), 0..40),
    );
    parts.prop_map(|(kind, code, id, token, mut options, payload)| {
        options.sort_by_key(|(number, _)| *number);
        Parts { kind, code, id, token, options, payload }
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_here_and_elsewhere(parts in message()) {
        let bytes = parts.encode();
        prop_assert_eq!(Parts::decode(&bytes), Some(parts.clone()));
        let theirs = Packet::from_bytes(&bytes).expect("the other implementation reads it");
        prop_assert_eq!(theirs, parts.packet());
        // What the other one writes is the same, byte for byte.
        prop_assert_eq!(parts.packet().to_bytes_unlimited().unwrap(), bytes);
    }

    #[test]
    fn what_is_read_is_what_others_read(bytes in prop::collection::vec(any::<u8>(), 0..60), head in 0x40_u8..0x80) {
        let mut bytes = bytes;
        bytes.iter_mut().take(1).for_each(|first| *first = head);
        if let Some(parts) = Parts::decode(&bytes) {
            let theirs = Packet::from_bytes(&bytes).expect("the other implementation reads it");
            prop_assert_eq!(&theirs, &parts.packet());
            // There is one way to write a message, but for lengths that could have been written shorter.
            prop_assert_eq!(Parts::decode(&parts.encode()), Some(parts));
        }
    }
}

/// RFC 7252, appendix A: the messages of its figures.
#[test]
fn the_examples_of_the_standard_are_read_and_written() {
    let parts = |kind, code: Code, id, token: &[u8], path: &str, payload: &str| Parts {
        kind,
        code: code.0,
        id,
        token: token.to_vec(),
        options: if path.is_empty() { vec![] } else { vec![(option::URI_PATH, path.as_bytes().to_vec())] },
        payload: payload.as_bytes().to_vec(),
    };
    use Kind::{Acknowledgement as Ack, Confirmable as Con, NonConfirmable as Non, Reset as Rst};
    for (bytes, expected) in [
        // Figure 16: a confirmable request, a piggybacked response.
        (
            b"\x40\x01\x7d\x34\xbbtemperature".as_slice(),
            parts(Con, Code::GET, 0x7d34, b"", "temperature", ""),
        ),
        (b"\x60\x45\x7d\x34\xff22.3 C", parts(Ack, Code::CONTENT, 0x7d34, b"", "", "22.3 C")),
        // Figure 17: the same with a token.
        (b"\x41\x01\x7d\x35\x20\xbbtemperature", parts(Con, Code::GET, 0x7d35, b"\x20", "temperature", "")),
        (b"\x61\x45\x7d\x35\x20\xff22.3 C", parts(Ack, Code::CONTENT, 0x7d35, b"\x20", "", "22.3 C")),
        // Figure 20: a separate response.
        (b"\x41\x01\x7d\x38\x53\xbbtemperature", parts(Con, Code::GET, 0x7d38, b"\x53", "temperature", "")),
        (b"\x60\x00\x7d\x38", parts(Ack, Code::EMPTY, 0x7d38, b"", "", "")),
        (b"\x41\x45\xad\x7b\x53\xff22.3 C", parts(Con, Code::CONTENT, 0xad7b, b"\x53", "", "22.3 C")),
        (b"\x60\x00\xad\x7b", parts(Ack, Code::EMPTY, 0xad7b, b"", "", "")),
        // Figure 22: a response that nobody awaits.
        (b"\x70\x00\xad\x7d", parts(Rst, Code::EMPTY, 0xad7d, b"", "", "")),
        // Figure 23: a non-confirmable request.
        (b"\x51\x01\x7d\x40\x75\xbbtemperature", parts(Non, Code::GET, 0x7d40, b"\x75", "temperature", "")),
    ] {
        assert_eq!(Parts::decode(bytes), Some(expected.clone()));
        assert_eq!(expected.encode(), bytes);
    }
}

/// RFC 7959, section 3: the blocks of its figures, which writes them as `NUM/M/size`.
#[test]
fn the_blocks_of_the_standard_are_read_and_written() {
    for (text, value) in [
        ("0/0/64", 0x02),
        ("0/1/64", 0x0a),
        ("1/0/64", 0x12),
        ("1/1/64", 0x1a),
        ("2/0/64", 0x22),
        ("0/1/128", 0x0b),
        ("1/1/128", 0x1b),
        ("2/0/128", 0x23),
        ("3/1/32", 0x39),
        ("4/0/32", 0x41),
        ("0/1/1024", 0x0e),
        // Section 2.2.
        ("1/0/1024", 0x16),
    ] {
        let mut fields = text.split('/').map(|field| field.parse::<usize>().unwrap());
        let mut next = || fields.next().unwrap();
        let (number, more, bytes) = (next(), next() == 1, next());
        let block = Block::decode(value).unwrap();
        assert_eq!((block.offset(), block.more, block.bytes()), (number * bytes, more, bytes), "{text}");
        assert_eq!(block.encode(), value, "{text}");
    }
}

fn address(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

type Datagrams = Vec<(SocketAddr, Vec<u8>)>;

/// What a machine sends for one input, how often it says that it is silent, and its next deadline.
fn drive(
    endpoint: &mut CoapEndpoint,
    now: Duration,
    input: Input<'_>,
) -> (Datagrams, usize, Option<Duration>) {
    let (mut transmits, mut silences) = (vec![], 0);
    endpoint.handle(now, input);
    for _ in 0..1_000 {
        match endpoint.poll() {
            Output::Transmit { peer, payload } => transmits.push((peer, payload.to_vec())),
            Output::Event { event, .. } => silences += usize::from(matches!(event, Event::Dropped(_))),
            Output::Wait(deadline) => {
                assert!(deadline.is_none_or(|deadline| deadline > now), "waits for the past: {deadline:?}");
                return (transmits, silences, deadline);
            }
        }
    }
    panic!("the machine never waits");
}

/// Requests that mean something, or nearly, and what others may send.
fn datagram() -> impl Strategy<Value = Vec<u8>> {
    // Many of the answers are about as long as a peer elsewhere may have them: 2^370 has 112 digits, 2^480 has 145.
    let expression = || {
        let some = prop::sample::select(vec!["2+3", "2^10000", "1/0", "(", "2^300", "'", "√2", ""]);
        prop_oneof![some.prop_map(str::to_string), (370..480).prop_map(|power| format!("2^{power}"))]
    };
    let block = || prop::option::weighted(0.2, prop_oneof![0_u32..0x80, any::<u32>()]);
    let others = prop::sample::subsequence(vec![3_u16, 9, 12, 28, 39, 60, 252, 258, 292, 65_001], 1..=2);
    let some = (
        prop_oneof![3 => prop::sample::select(&KINDS[..2]), 1 => prop::sample::select(&KINDS[2..])],
        prop::sample::select(&[1_u8, 1, 1, 2, 5, 5, 5, 3, 9, 0x45, 0x5f, 0x84][..]),
        prop::sample::select(&["calc", "calc", "calc", "calc", "calc", "calc", "stats", "core", "x"][..]),
        block(),
        block(),
        (
            prop::option::weighted(0.7, expression()),
            prop::option::weighted(0.2, prop::sample::select(vec![0_u32, 50, 41])),
        ),
        prop_oneof![2 => Just(vec![]), 1 => others],
        prop_oneof![
            expression().prop_map(String::into_bytes),
            Just(vec![]),
            prop::collection::vec(any::<u8>(), 0..70),
            (0_usize..1_200).prop_map(|length| vec![b'7'; length]),
        ],
    );
    let meaningful = some.prop_map(|(kind, code, path, block1, block2, (query, accept), others, payload)| {
        let uint = |value: u32| {
            value.to_be_bytes().into_iter().skip(value.leading_zeros() as usize / 8).collect::<Vec<_>>()
        };
        let mut options = vec![(option::URI_PATH, path.as_bytes().to_vec())];
        options.extend((path == "core").then(|| (option::URI_PATH, b".well-known".to_vec())));
        options.reverse();
        options.extend(query.map(|query| (option::URI_QUERY, query.as_bytes().to_vec())));
        options.extend(accept.map(|accept| (option::ACCEPT, uint(accept))));
        options.extend(block2.map(|block| (option::BLOCK2, uint(block))));
        options.extend(block1.map(|block| (option::BLOCK1, uint(block))));
        options.extend(others.into_iter().map(|number| (number, b"\x02".to_vec())));
        options.sort_by_key(|(number, _)| *number);
        Parts { kind, code, id: 7, token: b"tok".to_vec(), options, payload }.encode()
    });
    let mutated = (meaningful.clone(), any::<prop::sample::Index>(), any::<u8>()).prop_map(
        |(mut bytes, place, byte)| {
            let place = place.index(bytes.len());
            bytes[place] = byte;
            bytes
        },
    );
    let random = prop::collection::vec(any::<u8>(), 0..40);
    prop_oneof![8 => meaningful, 3 => mutated, 1 => random]
}

proptest! {
    #[test]
    fn a_datagram_has_at_most_one_in_return_within_the_bound_and_never_an_answer_to_an_answer(
        steps in prop::collection::vec(
            (0_usize..6, prop_oneof![4 => Just(0_u64), 1 => 0_u64..5_000, 1 => 200_000_u64..300_000], datagram(), any::<bool>()),
            1..60,
        ),
    ) {
        let peers = [
            address("127.0.0.1:50000"),
            address("[::1]:5683"),
            address("192.0.2.1:50000"),
            address("192.0.2.1:5683"),
            address("[2001:db8::1]:50000"),
            address("192.0.2.1:19"),
        ];
        let limits = Limits { coap_uploads_max: 2, ..Limits::DEFAULT };
        let mut endpoint = CoapEndpoint::new(limits, [7; 16]);
        let mut now = Duration::ZERO;
        let mut deadline = None;
        for (peer, pause, payload, wakes) in steps {
            now += Duration::from_millis(pause);
            if wakes && deadline.is_some_and(|deadline| deadline <= now) {
                let (transmits, ..) = drive(&mut endpoint, now, Input::Timeout);
                prop_assert!(transmits.is_empty(), "time alone sends nothing");
            }
            let peer = peers[peer];
            let (transmits, silences, next) = drive(&mut endpoint, now, Input::Datagram { peer, payload: &payload });
            deadline = next;
            prop_assert!(transmits.len() <= 1);
            // A response that is unwanted is neither sent nor a matter for the log.
            prop_assert!(transmits.len() + silences <= 1);
            let request = Parts::decode(&payload);
            let is_answer = request.as_ref().is_some_and(|request| {
                matches!(request.kind, Kind::Acknowledgement | Kind::Reset) || request.code >= 0x40
            });
            prop_assert!(!(is_answer || peer.port() == 19) || transmits.is_empty());
            for (to, reply) in transmits {
                prop_assert_eq!(to, peer);
                prop_assert!(peer.ip().is_loopback() || reply.len() <= (3 * payload.len()).max(136));
                let reply = Parts::decode(&reply).expect("what is sent is well-formed");
                prop_assert!(reply.payload.len() <= 1024);
                let block1 = reply.options.iter().find(|(number, _)| *number == option::BLOCK1);
                let has_more = block1.is_some_and(|(_, value)| value.last().is_some_and(|byte| byte & 8 != 0));
                prop_assert_eq!(has_more, reply.code == Code::CONTINUE.0, "more are awaited after 2.31 only");
                match reply.kind {
                    Kind::Confirmable => prop_assert!(false, "nothing sent here is to be acknowledged"),
                    Kind::Reset => prop_assert_eq!((payload[0] >> 4, reply.code, reply.id.to_be_bytes()), (4, 0, [payload[2], payload[3]])),
                    Kind::Acknowledgement => prop_assert_eq!((payload[0] >> 4, reply.id.to_be_bytes()), (4, [payload[2], payload[3]])),
                    Kind::NonConfirmable => prop_assert_eq!(payload[0] >> 4, 5),
                }
                if reply.code != 0 {
                    prop_assert_eq!(Some(reply.token), request.as_ref().map(|request| request.token.clone()));
                }
            }
        }
    }

    /// A machine that leaves some to another answers with it as one does that leaves nothing. It may know more, for it has to
    /// keep what it leaves.
    #[test]
    fn two_machines_answer_as_one(
        steps in prop::collection::vec((0_usize..3, datagram()), 1..40),
        quick_fuel_max in prop::sample::select(&[0_u64, 100, 1_000, 20_000][..]),
    ) {
        let peers = [address("127.0.0.1:50000"), address("192.0.2.1:50000"), address("192.0.2.1:50001")];
        let limits = Limits { quick_fuel_max, coap_uploads_per_peer_max: 100, ..Limits::DEFAULT };
        let new = || CoapEndpoint::new(limits, [7; 16]);
        let (mut one, mut quick, mut slow) = (new(), new().deferring(), new());
        for (peer, payload) in steps {
            let peer = peers[peer];
            let (expected, ..) = drive(&mut one, Duration::ZERO, Input::Datagram { peer, payload: &payload });
            let mut found = vec![];
            let mut left = None;
            quick.handle(Duration::ZERO, Input::Datagram { peer, payload: &payload });
            loop {
                match quick.poll() {
                    Output::Transmit { peer, payload } => found.push((peer, payload.to_vec())),
                    Output::Event { event: Event::Deferred { body }, .. } => left = Some(body.to_vec()),
                    Output::Event { .. } => {}
                    Output::Wait(_) => break,
                }
            }
            if let Some(body) = left {
                prop_assert!(found.is_empty());
                let input = Input::Deferred { peer, payload: &payload, body: &body };
                (found, ..) = drive(&mut slow, Duration::ZERO, input);
            }
            // Message IDs of their own tell nothing.
            let replies = [expected, found].map(|datagrams| {
                let without_id = |(to, reply): (SocketAddr, Vec<u8>)| {
                    let parts = Parts::decode(&reply);
                    (to, parts.map(|parts| Parts { id: if parts.kind == Kind::NonConfirmable { 0 } else { parts.id }, ..parts }), reply.len())
                };
                datagrams.into_iter().map(without_id).collect::<Vec<_>>()
            });
            let [expected, found] = replies;
            let knows_less = expected.iter().any(|(_, parts, _)| {
                parts.as_ref().is_some_and(|parts| parts.code == Code::REQUEST_ENTITY_INCOMPLETE.0)
            });
            prop_assert!(expected == found || knows_less, "{expected:?} {found:?}");
        }
    }

    #[test]
    fn an_answer_in_blocks_is_the_answer(exponent in 0_u32..=6, power in 1_u32..6_000, method in 0_usize..3) {
        let mut endpoint = CoapEndpoint::new(Limits::DEFAULT, [7; 16]);
        let peer = address("127.0.0.1:50000");
        let text = format!("2^{power}");
        let code = [Code::GET, Code::POST, Code::FETCH][method];
        let mut body = vec![];
        for number in 0_u32.. {
            let block = number << 4 | exponent;
            let mut bytes = vec![];
            let mut writer = Writer::new(&mut bytes, Kind::Confirmable, code, number as u16, b"");
            writer.option(option::URI_PATH, b"calc");
            if code == Code::GET {
                writer.option(option::URI_QUERY, text.as_bytes());
            }
            writer.uint(option::BLOCK2, block);
            writer.payload(if code != Code::GET && number == 0 { text.as_bytes() } else { b"" });
            let (transmits, ..) = drive(&mut endpoint, Duration::ZERO, Input::Datagram { peer, payload: &bytes });
            let message = Message::decode(&transmits[0].1).unwrap();
            prop_assert!(message.code.is_success(), "{}", message.code);
            body.extend_from_slice(message.payload);
            let block = Block::decode(message.uint(option::BLOCK2).unwrap()).unwrap();
            prop_assert_eq!(block.offset() + message.payload.len(), body.len());
            if !block.more {
                break;
            }
        }
        let answer = reckon_calc::Calculator::new(Limits::DEFAULT.expression).evaluate(&text).unwrap();
        prop_assert_eq!(String::from_utf8(body).unwrap(), answer.to_string());
    }
}

/// Sends a document in blocks and fetches its report in blocks.
#[test]
fn a_document_has_its_report() {
    let mut endpoint = CoapEndpoint::new(Limits::DEFAULT, [7; 16]);
    let peer = address("127.0.0.1:50000");
    let text = "It was the best of times, it was the worst of times.\n".repeat(100);
    let mut ask = |options: &[(u16, u32)], payload: &[u8]| {
        let mut bytes = vec![];
        let mut writer = Writer::new(&mut bytes, Kind::Confirmable, Code::FETCH, 1, b"");
        writer.option(option::URI_PATH, b"stats");
        options.iter().for_each(|(number, value)| writer.uint(*number, *value));
        writer.payload(payload);
        let (transmits, ..) = drive(&mut endpoint, Duration::ZERO, Input::Datagram { peer, payload: &bytes });
        let message = Message::decode(&transmits[0].1).unwrap();
        assert!(message.code.is_success(), "{}", message.code);
        (message.payload.to_vec(), message.uint(option::BLOCK2).and_then(Block::decode))
    };
    let pieces = text.as_bytes().chunks(1024);
    let count = pieces.len();
    let (mut report, mut block) = (vec![], None);
    for (number, piece) in pieces.enumerate() {
        let more = u32::from(number + 1 < count);
        (report, block) = ask(&[(option::BLOCK1, (number as u32) << 4 | more << 3 | 6)], piece);
    }
    while let Some(next) = block.filter(|block| block.more).and_then(|block| block.at(report.len())) {
        let (piece, theirs) = ask(&[(option::BLOCK2, next.encode())], b"");
        report.extend(piece);
        block = theirs;
    }
    let mut document = reckon_stats::Document::new(None, reckon_stats::Options::DEFAULT);
    document.update(text.as_bytes());
    let expected = document.finish().report(reckon_stats::TOP_WORDS).to_string();
    assert_eq!(String::from_utf8(report).unwrap(), expected);
}
