//! What a connection answers, for the targets whose property is that it does so however its bytes are cut.

use std::time::Duration;

use reckon_proto::{Connection, Event, StreamInput, StreamOutput};

/// Everything that the machine writes when it is handed these pieces and then the end; what it defers it has time for at once.
pub fn answers<'a>(mut machine: impl Connection, pieces: impl Iterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut written = vec![];
    let inputs = std::iter::once(StreamInput::Opened)
        .chain(pieces.map(StreamInput::Bytes))
        .chain(std::iter::once(StreamInput::Eof));
    for input in inputs {
        machine.handle(Duration::ZERO, input);
        loop {
            match machine.poll() {
                StreamOutput::Write(bytes) => written.extend_from_slice(bytes),
                StreamOutput::Event(Event::Deferred { .. }) => {
                    machine.handle(Duration::ZERO, StreamInput::Deferred);
                }
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
