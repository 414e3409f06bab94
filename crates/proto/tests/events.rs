//! Events are the log: what each machine tells its shell, in the order in which it tells it.

use std::time::Duration;

use reckon_proto::calculator::{CalculatorEndpoint, LineConnection};
use reckon_proto::document::DocumentConnection;
use reckon_proto::{Connection, Endpoint, Input, Limits, Output, StreamInput, StreamOutput};

/// The log of an endpoint that is handed these datagrams, each from a port of this machine at a time in seconds.
fn log(limits: Limits, datagrams: &[(u64, u16, &str)]) -> Vec<String> {
    let mut endpoint = CalculatorEndpoint::new(limits, 8888, Some(8888));
    let mut log = Vec::new();
    for &(second, port, payload) in datagrams {
        let peer = std::net::SocketAddr::from(([127, 0, 0, 1], port));
        let payload = payload.as_bytes();
        endpoint.handle(Duration::from_secs(second), Input::Datagram { peer, payload });
        loop {
            match endpoint.poll() {
                Output::Transmit { payload, .. } => {
                    log.push(format!("{} > {}", peer.port(), String::from_utf8_lossy(payload)));
                }
                Output::Event { peer, event } => log.push(format!("{} {event:?}", peer.port())),
                Output::Wait(_) => break,
            }
        }
    }
    log
}

#[test]
fn everything_that_is_received_and_sent_is_in_the_log() {
    let datagrams = [(0, 1, " 6\n"), (0, 1, "*"), (0, 1, "7"), (0, 1, "1+1"), (0, 1, "x"), (0, 1, "*")];
    assert_eq!(
        log(Limits::DEFAULT, &datagrams),
        [
            "1 Operand(Integer(Small(6)))",
            "1 Operator(Multiply)",
            "1 Operand(Integer(Small(7)))",
            "1 > 42",
            "1 Answered { questions: 1, refusals: 0, bytes: 2 }",
            "1 > 2",
            "1 Answered { questions: 1, refusals: 0, bytes: 1 }",
            "1 > error: unknown name 'x' at column 1",
            "1 Refused(\"unknown name 'x' at column 1\")",
            "1 Operator(Multiply)",
            "1 Dropped(Rest)",
        ]
    );
}

#[test]
fn what_meets_silence_or_is_forgotten_is_in_the_log() {
    let limits = Limits { conversations_max: 2, ..Limits::DEFAULT };
    let datagrams = [(0, 7, "1"), (0, 1, "error: x"), (0, 1, "1"), (0, 2, "2"), (1, 3, "3"), (2, 1, "1+1")];
    assert_eq!(
        log(limits, &datagrams),
        [
            "7 Dropped(Source)",
            "1 Dropped(Answer)",
            "1 Operand(Integer(Small(1)))",
            "2 Operand(Integer(Small(2)))",
            "3 Operand(Integer(Small(3)))",
            "1 Evicted",
            "1 > 2",
            "1 Answered { questions: 1, refusals: 0, bytes: 1 }",
            "2 Expired",
        ]
    );
}

/// The log of a connection whose peer sends these bytes, closes its side after two seconds, and waits.
fn stream_log(mut connection: impl Connection, bytes: &str) -> Vec<String> {
    let inputs = [
        (0, StreamInput::Opened),
        (0, StreamInput::Bytes(bytes.as_bytes())),
        (1, StreamInput::Timeout),
        (2, StreamInput::Eof),
    ];
    let mut log = Vec::new();
    for (second, input) in inputs.into_iter().filter(|(_, input)| *input != StreamInput::Bytes(b"")) {
        connection.handle(Duration::from_secs(second), input);
        loop {
            match connection.poll() {
                StreamOutput::Write(_) => {}
                StreamOutput::Event(event) => log.push(format!("{event:?}")),
                StreamOutput::Close => {
                    log.push(String::from("closed"));
                    return log;
                }
                StreamOutput::Wait(_) => break,
            }
        }
    }
    log
}

fn documents_log(limits: Limits, bytes: &str) -> Vec<String> {
    stream_log(DocumentConnection::new(limits, 0), bytes)
}

#[test]
fn connections_log_what_they_answered_and_why_they_closed() {
    let second = Duration::from_secs(1);
    let patient = Limits::DEFAULT;
    let hasty = Limits { line_idle_max: second, document_idle_max: second, ..patient };
    assert_eq!(
        stream_log(LineConnection::new(patient), "1+1\n1/0\n"),
        ["Answered { questions: 2, refusals: 1, bytes: 38 }", "closed"]
    );
    assert_eq!(stream_log(LineConnection::new(hasty), "1+1"), ["TimedOut", "closed"]);
    assert_eq!(documents_log(patient, "one two"), ["Document { bytes: 7, answer: Counts }", "closed"]);
    assert_eq!(documents_log(patient, ""), ["Document { bytes: 0, answer: Report }", "closed"]);
    assert_eq!(documents_log(hasty, ""), ["TimedOut", "closed"]);
    assert_eq!(
        documents_log(patient, "\0reckon/1 scan\none two"),
        ["Document { bytes: 7, answer: Scan }", "closed"]
    );
    assert_eq!(documents_log(hasty, "\0reckon/1 scan\none two"), ["TimedOut", "closed"]);
    assert_eq!(
        documents_log(patient, "\0reckon/1 spam\none two"),
        ["Refused(\"the first line asks for something other than a scan or documents\")", "closed"]
    );
}
