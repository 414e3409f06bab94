//! Any bytes: the three laws of the statistics, parts that make up the whole, the way there and back as bytes, and some
//! counts by other means.
//!
//! The first byte is the length of the chunks, the second chooses the language, what is counted and how many distinct
//! words are kept.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reckon_stats::{Assembly, Counted, Language, Options, Scanner, Stats, decode, encode, scan_with, seams};

const LANGUAGES: [&str; 8] = ["en", "fr", "de", "es", "it", "zh", "th", "und"];

fuzz_target!(|data: &[u8]| {
    let [length, choice, text @ ..] = data else { return };
    let options = Options {
        language: Language::from_code(LANGUAGES[usize::from(choice & 7)]).expect("the language is known"),
        counted: if choice & 0x80 == 0 {
            Counted::ALL
        } else {
            Counted { vocabulary: false, ..Counted::ALL }
        },
        distinct_words_max: if choice & 0x40 == 0 { 1_000_000 } else { u32::from(choice >> 3 & 7) },
        seed: u64::from(*choice),
    };
    let whole = scan_with(options, text);

    let mut scanner = Scanner::new(options);
    text.chunks(usize::from(*length).max(1)).for_each(|chunk| scanner.update(chunk));
    assert_eq!(scanner.finish(), whole, "chunks");

    let mut start = 0;
    let mut merged = Stats::default();
    let mut assembly = Assembly::new(options);
    for seam in seams(text).chain([text.len()]) {
        merged.merge(&scan_with(options, &text[start..seam]).stats);
        let mut scanner = Scanner::of_part(options);
        scanner.update(&text[start..seam]);
        assembly.append(scanner.finish_part());
        start = seam;
    }
    assert_eq!(merged, whole.stats, "seams");
    assert_eq!(assembly.finish(), whole, "parts");

    assert_eq!(decode(&encode(&whole), 1).as_ref(), Ok(&whole), "there and back");

    let lossy = String::from_utf8_lossy(text);
    let stats = &whole.stats;
    assert_eq!(stats.code_points, lossy.chars().count() as u64);
    assert_eq!(stats.words_whitespace, lossy.split_whitespace().count() as u64);
    assert_eq!(stats.lines, text.iter().filter(|&&byte| byte == b'\n').count() as u64);
    assert_eq!(stats.sentence_lengths.sum(), u128::from(stats.words));
    assert_eq!(stats.paragraph_lengths.sum(), u128::from(stats.words));

    let report = whole.report(3);
    assert!(report.numbers.iter().all(|number| match number.value {
        reckon_stats::Value::Real(value) => value.is_finite(),
        reckon_stats::Value::Count(_) | reckon_stats::Value::Missing(_) => true,
    }));
});
