//! Several threads count what one does, to the bit.

use std::sync::Mutex;

use anyhow::{Result, anyhow};
use proptest::prelude::*;
use reckon_stats::{Document, Language, Options, Scan, encode};

use super::{LARGE_BYTES, PIECE_BYTES_MIN, Share, count};

/// Gives a text in pieces of at most so many bytes.
fn reader(mut text: &[u8], piece_bytes: usize) -> impl FnMut(&mut [u8]) -> Result<usize> {
    move |buffer| {
        let length = text.len().min(buffer.len()).min(piece_bytes);
        buffer[..length].copy_from_slice(&text[..length]);
        text = &text[length..];
        Ok(length)
    }
}

fn by_one(language: Option<Language>, options: Options, text: &[u8]) -> Scan {
    let mut document = Document::new(language, options);
    document.update(text);
    document.finish()
}

/// Compares the scans and what is written of them, in which also the order of words shows.
fn check(language: Option<Language>, options: Options, text: &[u8], threads: usize, part_bytes: usize) {
    let expected = by_one(language, options, text);
    let scan =
        count(language, options, threads, part_bytes, None, reader(text, 1000)).expect("reading cannot fail");
    let shown = &text[..text.len().min(60)];
    let context = format!("{threads} threads, {part_bytes} bytes, {}", shown.escape_ascii());
    assert_eq!(scan, expected, "{context}");
    assert!(encode(&scan) == encode(&expected), "{context}");
    assert_eq!(scan.report(10).to_string(), expected.report(10).to_string(), "{context}");
}

#[test]
fn every_size_of_parts_gives_the_same() {
    let texts: [&[u8]; 12] = [
        b"",
        b"\n",
        b"one",
        b"\n\n\n\n\n\n\n\n",
        b" \t \n\r\n \r\n\n   \n",
        b"One two.\n\nThree four one.\n\n\nFive.\n",
        b"One two.\r\n\r\nThree four one.\r\n \r\nFive.\r\n",
        b"No seam at all, and some lines of text.\nOne, two, one, two.\nNo seam.",
        b"A seam.\n\nThen none for long: one two three four five six.\nOne two.\n\nAnd one at the end.\n\n",
        "L'été, à l'île.\n\u{a0}\nÉté\u{2028}\nété\n\n".as_bytes(),
        b"\xff\xfe\n\n\xc3\n\xa9\n\n\xe2\x82\n \n\xac one\n\n",
        // Buffers that end within a line of blanks, and within one that only ends in blanks.
        b"word word      \n      word\n           \n word     \n\n     \n        word         \nword",
    ];
    for text in texts {
        for language in [Language::FRENCH, Language::ENGLISH] {
            for part_bytes in 0..=text.len() + 1 {
                check(Some(language), Options::DEFAULT, text, 1 + part_bytes % 3, part_bytes);
            }
        }
    }
}

#[test]
fn the_language_is_that_of_the_beginning() {
    let english =
        "The quick brown fox jumps over the lazy dog, and the dog is not amused by it.\n\n".repeat(900);
    let german = "Der Hund ist nicht erfreut, und der Fuchs ist schon über alle Berge.\r\n\r\n".repeat(2000);
    let text = (english + &german).into_bytes();
    check(None, Options::DEFAULT, &text, 3, 1);
    check(None, Options::DEFAULT, &text, 2, 10_000);
    check(None, Options::DEFAULT, &text, 2, text.len());
    check(None, Options::DEFAULT, &text, 2, text.len() + 1);
    let scan =
        count(None, Options::DEFAULT, 2, 10_000, None, reader(&text, 3000)).expect("reading cannot fail");
    assert_eq!(scan.stats.languages.keys().collect::<Vec<_>>(), [&Language::ENGLISH]);
}

#[test]
fn a_vocabulary_with_too_many_words_is_given_up_by_all_alike() {
    let text: String = (0..3000).map(|n| format!("word{n} and word{}.\n\n", n / 7)).collect();
    for distinct_words_max in [0, 1, 50, 2999, 3000, 3001, 5000] {
        let options = Options { distinct_words_max, ..Options::DEFAULT };
        check(Some(Language::ENGLISH), options, text.as_bytes(), 3, 1000);
    }
}

#[test]
fn a_failure_to_read_ends_it_wherever_it_comes() {
    let text = "Some words.\n\n".repeat(1000);
    for fails_at in [0, 1, 2, 5, 12] {
        let mut reads = 0;
        let mut read = reader(text.as_bytes(), 1000);
        let failed = count(Some(Language::ENGLISH), Options::DEFAULT, 2, 2000, None, |buffer| {
            reads += 1;
            if reads > fails_at { Err(anyhow!("read {fails_at}")) } else { read(buffer) }
        });
        assert_eq!(failed.map_err(|error| error.to_string()), Err(format!("read {fails_at}")));
    }
}

#[test]
fn a_panic_leaves_nobody_waiting() {
    let text = "Some words.\n\n".repeat(1000);
    for fails_at in [2, 3, 5] {
        let mut reads = 0;
        let mut read = reader(text.as_bytes(), 2000);
        let counted = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            count(Some(Language::ENGLISH), Options::DEFAULT, 3, 2000, None, |buffer| {
                reads += 1;
                assert!(reads < fails_at, "this is meant to fail");
                read(buffer)
            })
        }));
        assert!(counted.is_err(), "read {fails_at}");
    }
}

#[test]
fn pieces_get_shorter_towards_the_end_and_the_length_may_be_wrong() {
    let text = "One or two words of a text that is long.\n\n".repeat(60_000).into_bytes();
    let whole = text.len() as u64;
    let expected = by_one(Some(Language::ENGLISH), Options::DEFAULT, &text);
    for length in [None, Some(whole), Some(0), Some(whole / 3), Some(5 * whole), Some(u64::MAX)] {
        let asked = Mutex::new(vec![]);
        let mut read = reader(&text, usize::MAX);
        let scan = count(Some(Language::ENGLISH), Options::DEFAULT, 2, 1 << 20, length, |buffer| {
            asked.lock().expect("nobody panics").push(buffer.len());
            read(buffer)
        });
        assert_eq!(scan.expect("reading cannot fail"), expected, "{length:?}");
        let asked = asked.into_inner().expect("nobody panics");
        assert_eq!(asked[0], 1 << 20, "{length:?}");
        let is_short = length.is_some_and(|length| length <= whole);
        assert_eq!(asked[asked.len() - 1] <= PIECE_BYTES_MIN, is_short, "{length:?}: {asked:?}");
    }
}

#[test]
fn large_files_have_a_thread_for_each_processor() {
    let threads = |asked, length| Share::new(asked, |_| 1).0.threads(length);
    assert_eq!(threads(0, None), 1);
    assert_eq!(threads(0, Some(LARGE_BYTES)), 1);
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    assert_eq!(threads(0, Some(LARGE_BYTES + 1)), processors);
    assert_eq!((threads(1, Some(u64::MAX)), threads(3, None)), (1, 3));
}

fn text() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => "[a-e]{1,3}[ .,]".prop_map(String::into_bytes),
        2 => prop::sample::select(vec!["\n", "\n\n", "\r\n", "\r\n\r\n", " \t\n", "\u{3000}\n", "\u{85}", "\r"])
            .prop_map(|text| text.as_bytes().to_vec()),
        1 => "\\PC{0,5}".prop_map(String::into_bytes),
        1 => prop::collection::vec(any::<u8>(), 1..4),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_text_gives_the_same(text in text(), part_bytes in 1_usize..100, threads in 1_usize..4, limit in 0_u32..200) {
        let options = Options { distinct_words_max: limit, ..Options::DEFAULT };
        check(Some(Language::ITALIAN), options, &text, threads, part_bytes);
    }
}
