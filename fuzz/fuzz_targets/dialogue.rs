//! Any bytes to the document door: the report and the scan are those of the whole document, however the bytes are cut.
//!
//! The first byte is the length of the pieces.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reckon_proto::Limits;
use reckon_proto::document::{DocumentConnection, GREETING, Opening};
use reckon_stats::{Document, Options, TOP_WORDS, encode};
use stream::answers;

mod stream;

fuzz_target!(|data: &[u8]| {
    let Some((&length, data)) = data.split_first() else { return };
    let pieces = || data.chunks(usize::from(length).max(1));
    let limits = Limits::DEFAULT;
    let answer = answers(DocumentConnection::new(limits, 1), pieces());
    assert_eq!(answer, answers(DocumentConnection::new(limits, 2), std::iter::once(data)));
    let distinct_words_max = limits.document_distinct_words_max as u32;
    let mut document = Document::new(None, Options { distinct_words_max, ..Options::DEFAULT });
    document.update(data);
    let scan = document.finish();
    // Otherwise it may be an opening, of which the answer is another one.
    if !data.starts_with(b"\0reckon/") {
        assert_eq!(String::from_utf8(answer), Ok(format!("{GREETING}{}", scan.report(TOP_WORDS))));
    }
    let opening = Opening::default().encode();
    let asked =
        answers(DocumentConnection::new(limits, 1), std::iter::once(opening.as_bytes()).chain(pieces()));
    assert_eq!(asked, [GREETING.as_bytes(), &encode(&scan)].concat());
});
