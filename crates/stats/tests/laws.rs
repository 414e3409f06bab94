//! The three laws: chunks, monoid, seams; and parts that are put together again.

mod nasty;

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::Index;
use reckon_stats::{
    Assembly, Counted, Document, Language, Options, Order, Scan, Scanner, Stats, last_seam, scan_with,
    seam_from, seams,
};

fn scan_chunks<'a>(options: Options, chunks: impl IntoIterator<Item = &'a [u8]>) -> Scan {
    let mut scanner = Scanner::new(options);
    chunks.into_iter().for_each(|chunk| scanner.update(chunk));
    scanner.finish()
}

fn merged(a: &Scan, b: &Scan) -> Scan {
    let mut total = a.clone();
    total.merge(b);
    total
}

fn merged_stats(a: &Stats, b: &Stats) -> Stats {
    let mut total = a.clone();
    total.merge(b);
    total
}

/// Languages with rules of their own, limits that are met and that are not, everything and less.
fn options() -> impl Strategy<Value = Options> {
    let language = prop::sample::select(vec!["en", "fr", "de", "th", "zh", "und"]);
    let limit = prop_oneof![4 => Just(1_000_000_u32), 1 => 0..12_u32];
    let counted = prop_oneof![
        8 => Just(Counted::ALL),
        1 => Just(Counted { vocabulary: false, ..Counted::ALL }),
        1 => Just(Counted { words: true, ..Counted::NONE }),
        1 => Just(Counted { tools: false, order: false, ..Counted::ALL }),
        1 => Just(Counted::NONE),
    ];
    (language, limit, counted, any::<u64>()).prop_map(|(language, distinct_words_max, counted, seed)| {
        let language = Language::from_code(language).expect("the language is known");
        Options { language, counted, distinct_words_max, seed }
    })
}

fn scanned() -> impl Strategy<Value = Scan> {
    (options(), nasty::text()).prop_map(|(options, text)| scan_with(options, &text))
}

/// The positions just after a blank line, by the definition and by nothing else.
fn seams_by_definition(text: &[u8]) -> Vec<usize> {
    let is_seam = |at: &usize| {
        text[..*at].strip_suffix(b"\n").is_some_and(|before| {
            let line = before.rsplit(|byte| *byte == b'\n').next().unwrap_or(before);
            String::from_utf8_lossy(line).chars().all(char::is_whitespace)
        })
    };
    (0..=text.len()).filter(is_seam).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(700))]

    #[test]
    fn law_1_chunks_at_every_byte(options in options(), text in nasty::text()) {
        let whole = scan_with(options, &text);
        for cut in 0..=text.len() {
            let (a, b) = text.split_at(cut);
            prop_assert_eq!(&scan_chunks(options, [a, b]), &whole, "cut at {}", cut);
        }
    }

    #[test]
    fn law_1_many_chunks(
        options in options(), text in nasty::text(), cuts in prop::collection::vec(any::<Index>(), 0..40),
    ) {
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(text.len() + 1)).collect();
        cuts.extend([0, text.len()]);
        cuts.sort_unstable();
        // Two cuts at one place make an empty chunk.
        let chunks = cuts.windows(2).map(|ends| &text[ends[0]..ends[1]]);
        prop_assert_eq!(scan_chunks(options, chunks), scan_with(options, &text));
        prop_assert_eq!(scan_chunks(options, text.chunks(1)), scan_with(options, &text));
    }

    #[test]
    fn law_1_documents(text in prop::collection::vec(nasty::text(), 0..40), length in 1..3000_usize) {
        let text = text.concat();
        let mut whole = Document::new(None, Options::default());
        whole.update(&text);
        let mut pieces = Document::new(None, Options::default());
        text.chunks(length).for_each(|piece| pieces.update(piece));
        prop_assert_eq!(pieces.bytes(), text.len() as u64);
        prop_assert_eq!(pieces.finish(), whole.finish());
    }

    #[test]
    fn law_2_monoid(a in scanned(), b in scanned(), c in scanned()) {
        let left = merged(&merged(&a, &b), &c);
        let right = merged(&a, &merged(&b, &c));
        prop_assert_eq!(left, right, "associative");
        prop_assert_eq!(merged(&a, &b), merged(&b, &a), "commutative");
        prop_assert_eq!(&merged(&a, &Scan::default()), &a, "right identity");
        prop_assert_eq!(&merged(&Scan::default(), &a), &a, "left identity");
    }

    #[test]
    fn law_3_seams(options in options(), text in nasty::text()) {
        let whole = scan_with(options, &text).stats;
        let scan = |part: &[u8]| scan_with(options, part).stats;
        let seams: Vec<usize> = seams(&text).collect();
        prop_assert_eq!(&seams, &seams_by_definition(&text));
        for &seam in &seams {
            let (a, b) = text.split_at(seam);
            prop_assert_eq!(&merged_stats(&scan(a), &scan(b)), &whole, "cut at {}", seam);
        }
        // And at all of them at once.
        let ends: Vec<usize> = [0].into_iter().chain(seams).chain([text.len()]).collect();
        let parts = ends.windows(2).map(|ends| scan(&text[ends[0]..ends[1]]));
        let total = parts.fold(Stats::default(), |total, part| {
            merged_stats(&total, &part)
        });
        prop_assert_eq!(total, whole);
    }

    #[test]
    fn parts_make_the_whole(options in options(), text in prop::collection::vec(nasty::text(), 1..8)) {
        let text = text.concat();
        let ends: Vec<usize> = [0].into_iter().chain(seams(&text)).chain([text.len()]).collect();
        let mut assembly = Assembly::new(options);
        for ends in ends.windows(2) {
            let mut scanner = Scanner::of_part(options);
            scanner.update(&text[ends[0]..ends[1]]);
            assembly.append(scanner.finish_part());
        }
        prop_assert_eq!(assembly.finish(), scan_with(options, &text));
    }

    #[test]
    fn seam_from_gives_the_next_seam(text in nasty::text()) {
        let seams = seams_by_definition(&text);
        prop_assert_eq!(last_seam(&text), seams.last().copied());
        for from in 0..text.len() + 3 {
            prop_assert_eq!(seam_from(&text, from), seams.iter().copied().find(|seam| *seam >= from));
        }
    }

    #[test]
    fn counts_keep_their_bounds(text in nasty::text()) {
        let stats = scan_with(Options::default(), &text).stats;
        prop_assert!(stats.invalid <= stats.code_points && stats.code_points <= stats.bytes);
        prop_assert!(stats.blank_lines + stats.paragraphs <= stats.lines + 1);
        prop_assert!(stats.longest_line <= stats.code_points && stats.graphemes <= stats.code_points);
        prop_assert!(stats.words_ascii <= stats.code_points && stats.words_whitespace <= stats.code_points);
        let categories =
            stats.letters + stats.marks + stats.digits + stats.punctuation + stats.symbols + stats.others;
        prop_assert_eq!(categories, stats.code_points);
        prop_assert_eq!(stats.scripts.values().sum::<u64>(), stats.code_points);
        prop_assert_eq!(stats.gmxv.characters + stats.gmxv.punctuation + stats.gmxv.white_space, stats.code_points);
        prop_assert_eq!(stats.word_lengths.total(), stats.words);
        prop_assert_eq!(stats.paragraph_lengths.total(), stats.paragraphs);
        prop_assert_eq!(stats.paragraph_lengths.sum(), u128::from(stats.words));
        prop_assert_eq!(stats.sentence_lengths.sum(), u128::from(stats.words));
        prop_assert_eq!(stats.vocabulary.tokens() + stats.vocabulary.too_long(), stats.words);
    }
}

/// The laws on all short strings, where a property test might not look.
#[test]
fn laws_hold_for_short_strings() {
    let options = Options::default();
    nasty::for_each_string(nasty::ALPHABET, 3, |_, string| {
        let whole = scan_with(options, string);
        assert_eq!(scan_chunks(options, string.chunks(1)), whole, "chunks of {string:?}");
        for seam in seams(string) {
            let (a, b) = string.split_at(seam);
            let total = merged(&scan_with(options, a), &scan_with(options, b));
            assert_eq!(total.stats, whole.stats, "seam {seam} of {string:?}");
        }
    });
}

/// Texts of several blocks, and what no block can hold.
#[test]
fn laws_hold_across_blocks() {
    let english = ["the", "of", "Prince", "and", "estates.", "well-known", "a", "I", "“Why?”"];
    let mixed = ["été", "là.", "Принц", "и", "我不是", "程序員。", "あの", "naïve", "the", "of!"];
    let mut files: Vec<Vec<u8>> =
        vec![nasty::file(1, 200_000, 1, &english), nasty::file(2, 200_000, 1, &mixed)];
    let mut long_word = vec![b'a'; 2_300_000];
    long_word.extend_from_slice(" b \u{301}".as_bytes());
    files.push(long_word);
    files.push("我不".repeat(80_000).into_bytes());
    files.push([b"x.".repeat(40_000), b"\xFF".repeat(70_000), b": ,".repeat(40_000)].concat());
    let options = Options { language: Language::ENGLISH, ..Options::default() };
    for file in files {
        let whole = scan_with(options, &file);
        for length in [1, 1000, 65_536, 1 << 20] {
            assert!(scan_chunks(options, file.chunks(length)) == whole, "chunks of {length}");
        }
        let mut assembly = Assembly::new(options);
        let mut rest = file.as_slice();
        while !rest.is_empty() {
            let end = seam_from(rest, 10_000).unwrap_or(rest.len());
            let mut scanner = Scanner::of_part(options);
            scanner.update(&rest[..end]);
            assembly.append(scanner.finish_part());
            rest = &rest[end..];
        }
        assert!(assembly.finish() == whole, "parts");
        assert!(matches!(whole.order, Order::Whole(_)));
    }
}

/// Whether the distinct words are kept depends on all of them, and on their bytes, and not on how the text was cut.
#[test]
fn limits_of_the_vocabulary_know_no_cuts() {
    let words: Vec<String> = (0..40_u8)
        .map(|n| char::from(b'a' + n % 26).to_string().repeat(1 + usize::from(n) * 37 % 200))
        .collect();
    let text: String = words.iter().map(|word| format!("{word} {}\n\n", word.to_uppercase())).collect();
    let distinct: BTreeSet<&str> = words.iter().map(String::as_str).collect();
    let bytes: usize = distinct.iter().map(|word| word.len()).sum();
    let mut by_bytes_alone = 0;
    for distinct_words_max in 30..70 {
        let options = Options { distinct_words_max, ..Options::default() };
        let whole = scan_with(options, text.as_bytes());
        let (are_few, are_short) =
            (distinct.len() <= distinct_words_max as usize, bytes <= 64 * distinct_words_max as usize);
        by_bytes_alone += u32::from(are_few && !are_short);
        assert_eq!(whole.stats.vocabulary.is_truncated(), !(are_few && are_short), "{distinct_words_max}");
        for seam in seams(text.as_bytes()) {
            let (a, b) = text.as_bytes().split_at(seam);
            let (first, second) = (scan_with(options, a).stats, scan_with(options, b).stats);
            assert_eq!(merged_stats(&first, &second), whole.stats, "cut at {seam}");
            assert_eq!(merged_stats(&second, &first), whole.stats, "cut at {seam}");
            let mut assembly = Assembly::new(options);
            for part in [a, b] {
                let mut scanner = Scanner::of_part(options);
                scanner.update(part);
                assembly.append(scanner.finish_part());
            }
            assert_eq!(assembly.finish(), whole, "cut at {seam}");
        }
    }
    assert!(by_bytes_alone > 5, "the bytes never matter");
}
