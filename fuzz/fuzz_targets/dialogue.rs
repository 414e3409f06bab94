//! Any bytes to the document door: the report, or the scan, is that of the whole document, however the bytes are cut.
//!
//! The first byte is the length of the pieces; if its highest two bits are set it is the report, which takes far longer to
//! make.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reckon_proto::Limits;
use reckon_proto::document::{DocumentConnection, GREETING, Opening};
use reckon_stats::{Document, Options, TOP_WORDS, encode};
use stream::answers;

mod stream;

fuzz_target!(|data: &[u8]| {
    let Some((&first, data)) = data.split_first() else { return };
    let pieces = || data.chunks(usize::from(first & 0x3F).max(1));
    let limits = Limits::DEFAULT;
    if data.starts_with(b"\0reckon/") {
        // It may be an opening, and then the answer is another one, but the same in one piece.
        let answer = answers(DocumentConnection::new(limits, 1), pieces());
        assert_eq!(answer, answers(DocumentConnection::new(limits, 2), std::iter::once(data)));
        return;
    }
    let distinct_words_max = limits.document_distinct_words_max as u32;
    let mut document = Document::new(None, Options { distinct_words_max, ..Options::DEFAULT });
    document.update(data);
    let scan = document.finish();
    if first >> 6 == 0b11 {
        let answer = answers(DocumentConnection::new(limits, 1), pieces());
        assert_eq!(String::from_utf8(answer), Ok(format!("{GREETING}{}", scan.report(TOP_WORDS))));
    } else {
        let opening = Opening::default().encode();
        let opened = std::iter::once(opening.as_bytes()).chain(pieces());
        let answer = answers(DocumentConnection::new(limits, 1), opened);
        assert_eq!(answer, [GREETING.as_bytes(), &encode(&scan)].concat());
    }
});
