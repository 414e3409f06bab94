//! The three laws: chunks, monoid, seams; and the way from a report back to its stats.

mod nasty;

use proptest::prelude::*;
use proptest::sample::Index;
use reckon_stats::{Scanner, Stats, parse, scan, seam_from, seams};

fn scan_chunks<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> Stats {
    let mut scanner = Scanner::new();
    chunks.into_iter().for_each(|chunk| scanner.update(chunk));
    scanner.finish()
}

fn merged(a: &Stats, b: &Stats) -> Stats {
    let mut total = a.clone();
    total.merge(b);
    total
}

/// Any stats, also such as no text has.
fn stats() -> impl Strategy<Value = Stats> {
    let value = || prop_oneof![3 => any::<u64>(), 2 => 0..100_u64, 1 => Just(u64::MAX)];
    prop::array::uniform9(value()).prop_map(|values| {
        let mut stats = Stats::default();
        let fields = [
            &mut stats.bytes,
            &mut stats.code_points,
            &mut stats.invalid,
            &mut stats.lines,
            &mut stats.blank_lines,
            &mut stats.longest_line,
            &mut stats.paragraphs,
            &mut stats.words_ascii,
            &mut stats.words_whitespace,
        ];
        fields.into_iter().zip(values).for_each(|(field, value)| *field = value);
        stats
    })
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
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn law_1_chunks_at_every_byte(text in nasty::text()) {
        let whole = scan(&text);
        for cut in 0..=text.len() {
            let (a, b) = text.split_at(cut);
            prop_assert_eq!(&scan_chunks([a, b]), &whole, "cut at {}", cut);
        }
    }

    #[test]
    fn law_1_many_chunks(text in nasty::text(), cuts in prop::collection::vec(any::<Index>(), 0..40)) {
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(text.len() + 1)).collect();
        cuts.extend([0, text.len()]);
        cuts.sort_unstable();
        // Two cuts at one place make an empty chunk.
        let chunks = cuts.windows(2).map(|ends| &text[ends[0]..ends[1]]);
        prop_assert_eq!(scan_chunks(chunks), scan(&text));
        prop_assert_eq!(scan_chunks(text.chunks(1)), scan(&text));
    }

    #[test]
    fn law_2_monoid(a in stats(), b in stats(), c in stats()) {
        let left = merged(&merged(&a, &b), &c);
        let right = merged(&a, &merged(&b, &c));
        prop_assert_eq!(left, right, "associative");
        prop_assert_eq!(merged(&a, &b), merged(&b, &a), "commutative");
        prop_assert_eq!(&merged(&a, &Stats::default()), &a, "right identity");
        prop_assert_eq!(&merged(&Stats::default(), &a), &a, "left identity");
    }

    #[test]
    fn law_3_seams(text in nasty::text()) {
        let whole = scan(&text);
        let seams: Vec<usize> = seams(&text).collect();
        prop_assert_eq!(&seams, &seams_by_definition(&text));
        for &seam in &seams {
            let (a, b) = text.split_at(seam);
            prop_assert_eq!(&merged(&scan(a), &scan(b)), &whole, "cut at {}", seam);
        }
        // And at all of them at once.
        let ends: Vec<usize> = [0].into_iter().chain(seams).chain([text.len()]).collect();
        let parts = ends.windows(2).map(|ends| scan(&text[ends[0]..ends[1]]));
        prop_assert_eq!(parts.fold(Stats::default(), |total, part| merged(&total, &part)), whole);
    }

    #[test]
    fn seam_from_gives_the_next_seam(text in nasty::text()) {
        let seams = seams_by_definition(&text);
        for from in 0..text.len() + 3 {
            prop_assert_eq!(seam_from(&text, from), seams.iter().copied().find(|seam| *seam >= from));
        }
    }

    #[test]
    fn counts_keep_their_bounds(text in nasty::text()) {
        let stats = scan(&text);
        prop_assert!(stats.invalid <= stats.code_points && stats.code_points <= stats.bytes);
        prop_assert!(stats.blank_lines + stats.paragraphs <= stats.lines + 1);
        prop_assert!(stats.longest_line <= stats.code_points);
        prop_assert!(stats.words_ascii <= stats.code_points);
        prop_assert!(stats.words_whitespace <= stats.code_points);
    }

    #[test]
    fn reports_read_back(stats in stats()) {
        prop_assert_eq!(parse(&stats.report().to_string()), Ok(stats));
    }

    #[test]
    fn parse_takes_any_text(text in "\\PC*|([a-z]* {1,2}[0-9+-]{0,22} {1,2}(bytes|lines|words\\.ascii)\n){0,5}") {
        let _ = parse(&text);
    }
}

/// The laws on all short strings, where a property test might not look.
#[test]
fn laws_hold_for_short_strings() {
    nasty::for_each_string(nasty::ALPHABET, 4, |_, string| {
        let whole = scan(string);
        assert_eq!(scan_chunks(string.chunks(1)), whole, "chunks of {string:?}");
        for seam in seams(string) {
            let (a, b) = string.split_at(seam);
            assert_eq!(merged(&scan(a), &scan(b)), whole, "seam {seam} of {string:?}");
        }
    });
}
