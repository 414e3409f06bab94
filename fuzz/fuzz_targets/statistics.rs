//! Any bytes: the three laws of the statistics, some counts by other means, and the report reads back.
//!
//! The first byte is the length of the chunks.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reckon_stats::{Scanner, Stats, parse, scan, seams};

fuzz_target!(|data: &[u8]| {
    let Some((&length, text)) = data.split_first() else { return };
    let whole = scan(text);

    let mut scanner = Scanner::new();
    text.chunks(usize::from(length).max(1)).for_each(|chunk| scanner.update(chunk));
    assert_eq!(scanner.finish(), whole, "chunks");

    let mut start = 0;
    let mut merged = Stats::default();
    for seam in seams(text).chain([text.len()]) {
        merged.merge(&scan(&text[start..seam]));
        start = seam;
    }
    assert_eq!(merged, whole, "seams");

    let lossy = String::from_utf8_lossy(text);
    assert_eq!(whole.code_points, lossy.chars().count() as u64);
    assert_eq!(whole.words_whitespace, lossy.split_whitespace().count() as u64);
    assert_eq!(whole.lines, text.iter().filter(|&&byte| byte == b'\n').count() as u64);
    assert_eq!(parse(&whole.report().to_string()), Ok(whole));
});
