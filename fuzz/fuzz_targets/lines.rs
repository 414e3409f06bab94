//! Any bytes to the calculator's door for lines: the answers are the same however the bytes are cut and whatever is
//! deferred, one line for each line.
//!
//! The first byte is the length of the pieces.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reckon_proto::Limits;
use reckon_proto::calculator::LineConnection;
use stream::answers;

mod stream;

fuzz_target!(|data: &[u8]| {
    let Some((&length, data)) = data.split_first() else { return };
    let pieces = data.chunks(usize::from(length).max(1));
    let mut limits = Limits { line_bytes_max: 100, ..Limits::DEFAULT };
    // Arithmetic has a target of its own.
    limits.expression.fuel_max = 20_000;
    limits.quick_fuel_max = 1_000;

    let lines = answers(LineConnection::new(limits).deferring(), pieces);
    assert_eq!(lines, answers(LineConnection::new(limits), std::iter::once(data)));
    let questions = data.split_inclusive(|&byte| byte == b'\n').count();
    assert_eq!(lines.split_inclusive(|&byte| byte == b'\n').count(), questions);
});
