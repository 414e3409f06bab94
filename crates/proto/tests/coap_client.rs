//! The CoAP client: when it sends, what it takes for its answer, and that it survives everything else.

use std::net::SocketAddr;
use std::time::Duration;

use proptest::prelude::*;
use reckon_proto::calculator::Reply;
use reckon_proto::client::{ACK_TIMEOUT, CoapClient, CoapQuestion, RETRANSMISSIONS_MAX};
use reckon_proto::coap::{Code, Kind, Message, Writer, option};
use reckon_proto::{Endpoint, Event, Input, Output};

const LONG: Duration = Duration::from_secs(1_000);

fn server() -> SocketAddr {
    "192.0.2.1:5683".parse().unwrap()
}

fn client(expression: &str, give_up_after: Duration, seed: u64) -> CoapClient {
    client_for(false, expression, give_up_after, seed)
}

fn client_for(json: bool, expression: &str, give_up_after: Duration, seed: u64) -> CoapClient {
    CoapClient::new(&CoapQuestion {
        server: server(),
        host: Some("example.org"),
        path: &["calc".to_string()],
        expression,
        json,
        give_up_after,
        answer_bytes_max: 100,
        seed,
    })
}

/// What a client does in return for one input.
#[derive(Debug, Default)]
struct Done {
    sent: Vec<Vec<u8>>,
    results: Vec<String>,
    deadline: Option<Duration>,
}

fn drive(client: &mut CoapClient, now: Duration, input: Input<'_>) -> Done {
    let mut done = Done::default();
    client.handle(now, input);
    for _ in 0..100 {
        match client.poll() {
            Output::Transmit { peer, payload } => {
                assert_eq!(peer, server());
                done.sent.push(payload.to_vec());
            }
            Output::Event { event: Event::Replied(Reply::Answer(answer)), .. } => {
                done.results.push(answer.to_string());
            }
            Output::Event { event, .. } => done.results.push(format!("{event:?}")),
            Output::Wait(deadline) => {
                assert!(deadline.is_none_or(|deadline| deadline > now), "waits for the past: {deadline:?}");
                done.deadline = deadline;
                return done;
            }
        }
    }
    panic!("the machine never waits");
}

fn hear(client: &mut CoapClient, now: Duration, payload: &[u8]) -> Done {
    drive(client, now, Input::Datagram { peer: server(), payload })
}

fn message(
    kind: Kind,
    code: Code,
    id: u16,
    token: &[u8],
    options: &[(u16, &[u8])],
    payload: &[u8],
) -> Vec<u8> {
    let mut bytes = vec![];
    let mut writer = Writer::new(&mut bytes, kind, code, id, token);
    options.iter().for_each(|(number, value)| writer.option(*number, value));
    writer.payload(payload);
    bytes
}

/// RFC 7252, section 4.2 and figure 14.
#[test]
fn a_request_is_sent_five_times_with_growing_waits() {
    for seed in 0..50 {
        let mut client = client("2+3", LONG, seed);
        let mut now = Duration::ZERO;
        let mut done = drive(&mut client, now, Input::Timeout);
        let first = done.sent.first().cloned();
        let wait = done.deadline.unwrap();
        assert!((ACK_TIMEOUT..=ACK_TIMEOUT * 3 / 2).contains(&wait), "{wait:?}");
        for attempt in 1..=RETRANSMISSIONS_MAX {
            now = done.deadline.unwrap();
            assert_eq!(now, wait * (2_u32.pow(attempt) - 1));
            done = drive(&mut client, now, Input::Timeout);
            assert_eq!(done.sent, first.iter().cloned().collect::<Vec<_>>());
        }
        // MAX_TRANSMIT_WAIT.
        now = done.deadline.unwrap();
        assert_eq!(now, wait * 31);
        assert!(now <= Duration::from_secs(93));
        done = drive(&mut client, now, Input::Timeout);
        assert_eq!((done.sent.len(), done.results, done.deadline), (0, vec!["GaveUp".to_string()], None));
    }
    let mut impatient = client("2+3", Duration::from_secs(1), 0);
    assert_eq!(drive(&mut impatient, Duration::ZERO, Input::Timeout).deadline, Some(Duration::from_secs(1)));
    let done = drive(&mut impatient, Duration::from_secs(1), Input::Timeout);
    assert_eq!(done.results, ["GaveUp"]);
}

#[test]
fn the_request_has_the_expression_in_its_query() {
    let sent = drive(&mut client("1+1", LONG, 7), Duration::ZERO, Input::Timeout).sent;
    let request = Message::decode(&sent[0]).unwrap();
    assert_eq!((request.kind, request.code, request.token.len()), (Kind::Confirmable, Code::GET, 4));
    let expected: [(u16, &[u8]); 3] =
        [(option::URI_HOST, b"example.org"), (option::URI_PATH, b"calc"), (option::URI_QUERY, b"1+1")];
    assert_eq!(request.options().collect::<Vec<_>>(), expected);
}

/// RFC 7252, sections 5.9.2.3 and 5.9.2.7: a server may have no JSON, or not know what it is asked for.
#[test]
fn json_is_asked_for_and_text_where_there_is_none() {
    let json: (u16, &[u8]) = (option::ACCEPT, &[50]);
    let long = "7".repeat(1_500);
    for (question, code) in
        [("1+1", Code::NOT_ACCEPTABLE), ("1+1", Code::BAD_OPTION), (&long, Code::BAD_OPTION)]
    {
        let mut client = client_for(true, question, LONG, 7);
        let sent = drive(&mut client, Duration::ZERO, Input::Timeout).sent;
        let first = Message::decode(&sent[0]).unwrap();
        assert!(first.options().any(|option| option == json));
        let refusal = message(Kind::Acknowledgement, code, first.id, first.token, &[], b"");
        let sent = hear(&mut client, Duration::ZERO, &refusal).sent;
        let second = Message::decode(&sent[0]).unwrap();
        assert!(second.options().eq(first.options().filter(|option| *option != json)), "from its beginning");
        let answer = message(Kind::Acknowledgement, Code::CONTENT, second.id, second.token, &[], b"2");
        assert_eq!(hear(&mut client, Duration::ZERO, &answer).results, ["2"]);
    }
    let mut client = client_for(true, "1+1", LONG, 7);
    let sent = drive(&mut client, Duration::ZERO, Input::Timeout).sent;
    let first = Message::decode(&sent[0]).unwrap();
    let refusal = message(Kind::Acknowledgement, Code::NOT_FOUND, first.id, first.token, &[], b"");
    assert_eq!(
        hear(&mut client, Duration::ZERO, &refusal).results,
        ["Replied(Refused(\"the server answers 4.04\"))"]
    );
}

/// RFC 7252, figures 20 and 21: an acknowledgement, and a response of its own, confirmable or not.
#[test]
fn a_separate_response_is_awaited_and_acknowledged() {
    let at = Duration::from_secs;
    for (acknowledged, kind) in [
        (true, Kind::Confirmable),
        (true, Kind::NonConfirmable),
        (false, Kind::Confirmable),
        (false, Kind::NonConfirmable),
    ] {
        let mut client = client("2+3", LONG, 7);
        let sent = drive(&mut client, at(0), Input::Timeout).sent;
        let request = Message::decode(&sent[0]).unwrap();
        if acknowledged {
            let empty = message(Kind::Acknowledgement, Code::EMPTY, request.id, b"", &[], b"");
            // It is not sent again.
            assert_eq!(hear(&mut client, at(1), &empty).deadline, Some(LONG));
        }
        let response = message(kind, Code::CONTENT, 0x99, request.token, &[], b"5");
        let done = hear(&mut client, at(20), &response);
        assert_eq!(done.results, ["5"]);
        let receipt = message(Kind::Acknowledgement, Code::EMPTY, 0x99, b"", &[], b"");
        assert_eq!(done.sent, if kind == Kind::Confirmable { vec![receipt] } else { vec![] });
    }
}

#[test]
fn what_is_not_its_response_is_passed_over_or_rejected() {
    let mut client = client("2+3", LONG, 7);
    let now = Duration::ZERO;
    let sent = drive(&mut client, now, Input::Timeout).sent;
    let request = Message::decode(&sent[0]).unwrap();
    let (id, token) = (request.id, request.token);
    let reset = message(Kind::Reset, Code::EMPTY, 0x99, b"", &[], b"");
    for (datagram, answer) in [
        // Another Message ID, another token, no token, no response.
        (message(Kind::Acknowledgement, Code::CONTENT, id ^ 1, token, &[], b"6"), None),
        (message(Kind::Acknowledgement, Code::CONTENT, id, b"other", &[], b"6"), None),
        (message(Kind::NonConfirmable, Code::CONTENT, 0x99, b"", &[], b"6"), None),
        (message(Kind::Acknowledgement, Code::GET, id, token, &[], b""), None),
        (message(Kind::Reset, Code::EMPTY, id ^ 1, b"", &[], b""), None),
        (b"6".to_vec(), None),
        // RFC 7252, figure 22: a confirmable message that is not expected has a RST; a ping as well.
        (message(Kind::Confirmable, Code::CONTENT, 0x99, b"other", &[], b"6"), Some(&reset)),
        (message(Kind::Confirmable, Code::EMPTY, 0x99, b"", &[], b""), Some(&reset)),
        (b"\x40\x01\x00\x99\xff".to_vec(), Some(&reset)),
    ] {
        let done = hear(&mut client, now, &datagram);
        assert!(done.results.is_empty());
        assert_eq!(done.sent.first(), answer);
        let stranger = Input::Datagram { peer: "192.0.2.2:5683".parse().unwrap(), payload: &datagram };
        assert!(drive(&mut client, now, stranger).sent.is_empty());
    }
    let response = message(Kind::Acknowledgement, Code::CONTENT, id, token, &[], b"5");
    assert_eq!(hear(&mut client, now, &response).results, ["5"]);
    assert!(hear(&mut client, now, &response).results.is_empty());
}

#[test]
fn responses_become_results() {
    let block = |value: u8| (option::BLOCK2, vec![value]);
    for (code, options, payload, expected) in [
        (Code::CONTENT, vec![], b"5".as_slice(), "5"),
        (Code::CHANGED, vec![], b"5", "5"),
        (
            Code::BAD_REQUEST,
            vec![],
            b"division by zero at column 2",
            "Replied(Refused(\"division by zero at column 2\"))",
        ),
        (Code::BAD_REQUEST, vec![], b"", "Replied(Refused(\"the server answers 4.00\"))"),
        (Code::BAD_REQUEST, vec![], b"\x1b[2J", "Replied(Refused(\"the server answers 4.00\"))"),
        (Code::NOT_FOUND, vec![], b"no", "Replied(Refused(\"the server answers 4.04: no\"))"),
        (Code(0xa0), vec![], b"", "Replied(Refused(\"the server answers 5.00\"))"),
        // 4.01 without an Echo; a block of a question that has none.
        (Code::UNAUTHORIZED, vec![], b"", "Replied(Refused(\"the server answers 4.01\"))"),
        (Code::CONTINUE, vec![], b"", "Unexpected"),
        // No answer at all, or one that is no text, or too long.
        (Code::CONTENT, vec![], b"", "Unexpected"),
        (Code::CONTENT, vec![], b"\xff", "Unexpected"),
        (Code::CONTENT, vec![], &[b'7'; 101], "Unexpected"),
        // Not the first block; others follow, and it is not full.
        (Code::CONTENT, vec![block(0x10)], b"5", "Unexpected"),
        (Code::CONTENT, vec![block(0x08)], b"5", "Unexpected"),
        (Code::CONTENT, vec![block(0x00)], b"5", "5"),
    ] {
        let mut client = client("2+3", LONG, 7);
        let sent = drive(&mut client, Duration::ZERO, Input::Timeout).sent;
        let request = Message::decode(&sent[0]).unwrap();
        let options: Vec<_> = options.iter().map(|(number, value)| (*number, value.as_slice())).collect();
        let response = message(Kind::Acknowledgement, code, request.id, request.token, &options, payload);
        assert_eq!(hear(&mut client, Duration::ZERO, &response).results, [expected], "{code} {payload:?}");
    }
    let mut client = client("2+3", LONG, 7);
    let sent = drive(&mut client, Duration::ZERO, Input::Timeout).sent;
    let reset = [&b"\x70\0"[..], &sent[0][2..4]].concat();
    assert_eq!(hear(&mut client, Duration::ZERO, &reset).results, ["Unexpected"]);
}

/// An answer that changes between its blocks is none.
#[test]
fn blocks_of_two_answers_are_not_put_together() {
    for (tag, expected) in [(b"a", "77777777777777775"), (b"b", "Unexpected")] {
        let mut client = client("2+3", LONG, 7);
        let mut sent = drive(&mut client, Duration::ZERO, Input::Timeout).sent;
        for (block, tag, payload) in [(0x08_u8, b"a", [b'7'; 16].as_slice()), (0x10, tag, b"5")] {
            let request = Message::decode(&sent[0]).unwrap();
            let options: [(u16, &[u8]); 2] = [(option::ETAG, tag), (option::BLOCK2, &[block])];
            let response =
                message(Kind::Acknowledgement, Code::CONTENT, request.id, request.token, &options, payload);
            let done = hear(&mut client, Duration::ZERO, &response);
            if block == 0x10 {
                assert_eq!(done.results, [expected]);
            }
            sent = done.sent;
        }
    }
}

/// RFC 7252, section 5.9.3.4, and RFC 8516: not before Max-Age is over, and within the time that there is.
#[test]
fn a_busy_server_is_asked_again_when_it_says() {
    let at = Duration::from_secs;
    for code in [Code::SERVICE_UNAVAILABLE, Code::TOO_MANY_REQUESTS] {
        for (max_age, wait) in [(Some(&[7][..]), 7), (Some(&[]), 1), (None, 60)] {
            let mut client = client("2+3", at(100), 7);
            let sent = drive(&mut client, at(0), Input::Timeout).sent;
            let first = Message::decode(&sent[0]).unwrap();
            let options: Vec<_> = max_age.map(|age| (option::MAX_AGE, age)).into_iter().collect();
            let busy = message(Kind::Acknowledgement, code, first.id, first.token, &options, b"");
            let mut done = hear(&mut client, at(1), &busy);
            assert_eq!((done.sent.len(), done.deadline), (0, Some(at(1 + wait))));
            // What comes twice changes nothing.
            done = hear(&mut client, at(1), &busy);
            assert_eq!((done.sent.len(), done.deadline), (0, Some(at(1 + wait))));
            done = drive(&mut client, at(1 + wait), Input::Timeout);
            let second = Message::decode(&done.sent[0]).unwrap();
            assert_ne!((second.id, second.token), (first.id, first.token));
            assert!(second.options().eq(first.options()));
            // It has no more time than the first.
            let again = message(
                Kind::Acknowledgement,
                code,
                second.id,
                second.token,
                &[(option::MAX_AGE, &[100])],
                b"",
            );
            let done = hear(&mut client, at(2 + wait), &again);
            assert_eq!(done.results, [format!("Replied(Refused(\"the server answers {code}\"))")]);
        }
    }
}

/// A server that wants an Echo for ever, or smaller blocks, is asked a few times.
#[test]
fn a_server_that_is_never_content_is_given_up() {
    for (code, option, values) in [
        (Code::UNAUTHORIZED, option::ECHO, [b"x"; 20]),
        (Code::REQUEST_ENTITY_TOO_LARGE, option::BLOCK1, [b"\x01"; 20]),
    ] {
        let mut client = client(&"7".repeat(3_000), LONG, 7);
        let mut done = drive(&mut client, Duration::ZERO, Input::Timeout);
        let mut rounds = 0;
        for value in values {
            let Some(sent) = done.sent.first() else { break };
            rounds += 1;
            let request = Message::decode(sent).unwrap();
            let response =
                message(Kind::Acknowledgement, code, request.id, request.token, &[(option, value)], b"");
            done = hear(&mut client, Duration::ZERO, &response);
        }
        assert!(rounds <= 4, "{rounds} rounds");
        assert!(done.results[0].starts_with("Replied(Refused("), "{:?}", done.results);
    }
}

proptest! {
    #[test]
    fn a_client_survives_any_reply_and_has_one_result(
        steps in prop::collection::vec(
            (
                prop::sample::select(vec![0_u8, 1, 2, 3]),
                prop::sample::select(vec![0_u8, 1, 0x45, 0x44, 0x5f, 0x81, 0x84, 0x88, 0x8d, 0xa5]),
                any::<bool>(),
                prop::option::of(0_u8..0x40),
                prop::option::of(0_u8..0x40),
                prop::collection::vec(any::<u8>(), 0..40),
                0_u64..4_000,
            ),
            1..40,
        ),
        question in prop_oneof!["\\PC{0,12}", "7{250,260}", "7{1000,3000}"],
        seed in any::<u64>(),
    ) {
        let mut client = client(&question, Duration::from_secs(20), seed);
        let mut now = Duration::ZERO;
        let mut done = drive(&mut client, now, Input::Timeout);
        let mut last = done.sent[0].clone();
        let mut results = 0;
        for (kind, code, honest, block1, block2, payload, pause) in steps {
            now += Duration::from_millis(pause);
            let kind = [Kind::Confirmable, Kind::NonConfirmable, Kind::Acknowledgement, Kind::Reset][usize::from(kind)];
            let datagram = if honest {
                let request = Message::decode(&last).unwrap();
                let mut options: Vec<(u16, Vec<u8>)> = vec![];
                options.extend(block2.map(|block| (option::BLOCK2, vec![block])));
                options.extend(block1.map(|block| (option::BLOCK1, vec![block])));
                options.extend((code == 0x81).then(|| (option::ECHO, vec![1])));
                let options: Vec<_> = options.iter().map(|(number, value)| (*number, value.as_slice())).collect();
                message(kind, Code(code), request.id, request.token, &options, &payload)
            } else {
                payload
            };
            done = hear(&mut client, now, &datagram);
            results += done.results.len();
            // A receipt and the next request, or a request that was due.
            prop_assert!(done.sent.len() <= 2);
            for sent in &done.sent {
                let sent = Message::decode(sent).expect("what is sent is well-formed");
                prop_assert!(sent.payload.len() <= 1024);
            }
            last = done.sent.into_iter().rfind(|sent| sent[1] != 0).unwrap_or(last);
        }
        while let Some(deadline) = drive(&mut client, now, Input::Timeout).deadline {
            now = deadline;
            done = drive(&mut client, now, Input::Timeout);
            results += done.results.len();
        }
        prop_assert_eq!(results, 1);
    }
}
