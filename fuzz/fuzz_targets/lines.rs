//! Any bytes to the TCP doors: the answers are the same however the bytes are cut, one line for each line of the
//! calculator, and the report of the document door is that of the whole document.
//!
//! The first byte is the length of the pieces.
#![no_main]

use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use reckon_proto::calculator::LineConnection;
use reckon_proto::document::{DocumentConnection, GREETING};
use reckon_proto::{Connection, Limits, StreamInput, StreamOutput};

/// Everything that the machine writes when it is handed these pieces and then the end.
fn answers<'a>(mut machine: impl Connection, pieces: impl Iterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut written = vec![];
    let inputs = std::iter::once(StreamInput::Opened)
        .chain(pieces.map(StreamInput::Bytes))
        .chain(std::iter::once(StreamInput::Eof));
    for input in inputs {
        machine.handle(Duration::ZERO, input);
        loop {
            match machine.poll() {
                StreamOutput::Write(bytes) => written.extend_from_slice(bytes),
                StreamOutput::Event(_) => {}
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

fuzz_target!(|data: &[u8]| {
    let Some((&length, data)) = data.split_first() else { return };
    let pieces = || data.chunks(usize::from(length).max(1));
    let limits = Limits { line_bytes_max: 100, ..Limits::DEFAULT };

    let lines = answers(LineConnection::new(limits), pieces());
    assert_eq!(lines, answers(LineConnection::new(limits), std::iter::once(data)));
    let questions = data.split_inclusive(|&byte| byte == b'\n').count();
    assert_eq!(lines.split_inclusive(|&byte| byte == b'\n').count(), questions);

    let report = answers(DocumentConnection::new(limits), pieces());
    let expected = format!("{GREETING}{}", reckon_stats::scan(data).report());
    assert_eq!(String::from_utf8(report), Ok(expected));
});
