//! Scans there and back, and bytes that are no scans.

use alloc::vec::Vec;

use proptest::prelude::*;
use proptest::sample::Index;

use super::{DecodeError, decode, encode};
use crate::{Document, Language, Options, Scan, scan_with};

fn text() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        3 => "[a-zA-Z' .,\n]{0,60}",
        1 => "\\PC{0,20}",
        1 => "(the cat sat\\. ){0,40}",
        1 => "[一-三。ก-ด]{0,10}",
    ];
    let bad = prop::collection::vec(any::<u8>(), 0..4);
    prop::collection::vec((piece, bad), 0..6).prop_map(|pieces| {
        pieces.into_iter().flat_map(|(text, bad)| [text.into_bytes(), bad].concat()).collect()
    })
}

fn scanned() -> impl Strategy<Value = Scan> {
    let limit = prop_oneof![3 => Just(1000_u32), 1 => 0..20_u32];
    (text(), text(), limit, any::<bool>(), any::<bool>()).prop_map(
        |(text, other, distinct_words_max, joins, detects)| {
            let options = Options { language: Language::FRENCH, distinct_words_max, ..Options::default() };
            let mut scan = if detects {
                let mut document = Document::new(None, options);
                document.update(&text);
                document.finish()
            } else {
                scan_with(options, &text)
            };
            if joins {
                scan.merge(&scan_with(Options { language: Language::ENGLISH, ..options }, &other));
            }
            scan
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn scans_come_back(scan in scanned()) {
        prop_assert_eq!(decode(&encode(&scan), 1), Ok(scan));
    }

    /// Whatever is taken for a scan is written the same way again.
    #[test]
    fn changed_bytes_are_refused_or_mean_what_they_say(
        scan in scanned(), changes in prop::collection::vec((any::<Index>(), any::<u8>()), 1..4),
    ) {
        let mut bytes = encode(&scan);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(scan) = decode(&bytes, 1) {
            prop_assert_eq!(encode(&scan), bytes);
        }
    }

    #[test]
    fn parts_are_refused(scan in scanned(), at in any::<Index>()) {
        let bytes = encode(&scan);
        prop_assert!(decode(&bytes[..at.index(bytes.len())], 1).is_err());
        let longer = [bytes, [0].to_vec()].concat();
        prop_assert_eq!(decode(&longer, 1), Err(DecodeError::Long));
    }

    #[test]
    fn any_bytes_are_taken(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = decode(&[super::MAGIC, &bytes].concat(), 1);
    }
}

#[test]
fn lengths_do_not_lead_astray() {
    // A table of 2^49 languages would not fit into any memory.
    let mut bytes = encode(&Scan::default());
    bytes.truncate(super::MAGIC.len() + 1);
    let number = |bytes: &[u8], more: &[u8]| [bytes, &[0xFF; 6], more].concat();
    assert_eq!(decode(&number(&bytes, &[0x7F]), 0), Err(DecodeError::Short));
    // 2^50 is the greatest number, whatever it is of.
    assert_eq!(decode(&number(&bytes, &[0x80, 0x02]), 0), Err(DecodeError::Value("a number")));
    assert_eq!(decode(b"RKNS\x01", 0), Err(DecodeError::Magic));
}

#[test]
fn a_language_has_one_spelling() {
    let bytes = encode(&scan_with(Options { language: Language::ENGLISH, ..Options::default() }, b"Words."));
    let at = bytes.windows(3).position(|code| code == b"eng").expect("the language is there");
    for code in [b"Eng", b"ENG", b"cmn"] {
        let mut other = bytes.clone();
        other[at..at + 3].copy_from_slice(code);
        assert_eq!(decode(&other, 0), Err(DecodeError::Value("the languages")));
    }
}
