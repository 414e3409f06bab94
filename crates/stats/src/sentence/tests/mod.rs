//! Tables of plain sentences, and the laws.

mod laws;
mod marks;
mod uax29;

extern crate std;

use alloc::string::String;
use alloc::vec::Vec;
use core::cell::Cell;

use super::{Ended, Marks, Rules, Sentences, sentences};
use crate::scanner::Portable;

std::thread_local! {
    /// How many characters the rules have read on this thread.
    pub(super) static READS: Cell<usize> = const { Cell::new(0) };
}

const TABLES: [(Rules, &str); 6] = [
    (Rules::English, include_str!("english.txt")),
    (Rules::French, include_str!("french.txt")),
    (Rules::German, include_str!("german.txt")),
    (Rules::Spanish, include_str!("spanish.txt")),
    (Rules::Italian, include_str!("italian.txt")),
    (Rules::Other, include_str!("other.txt")),
];

/// The marks of a block.
fn marks(block: &[u8]) -> Marks {
    let mut marks = Marks::default();
    marks.find::<Portable>(block);
    marks
}

/// The texts of a table, with `|` where a sentence ends.
fn cases(table: &str) -> impl Iterator<Item = String> {
    let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| {
        line.replace("\\n", "\n")
            .replace("\\t", "\t")
            .replace("\\u{85}", "\u{85}")
            .replace("\\u{2028}", "\u{2028}")
            .replace("\\u{2029}", "\u{2029}")
    })
}

/// The text of a case as it is read.
fn plain(case: &str) -> String {
    case.replace("| ", "").replace('|', "")
}

#[test]
fn sentences_end_where_the_tables_say() {
    let mut wrong = Vec::new();
    for (rules, table) in TABLES {
        for case in cases(table) {
            let text = plain(&case);
            let expected: Vec<_> = case.split('|').map(str::trim).collect();
            let found: Vec<_> = sentences(&text, rules).into_iter().map(|range| text[range].trim()).collect();
            if found != expected {
                wrong.push((rules, found.join(" | "), case));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn ranges_join_to_the_text() {
    for (rules, table) in TABLES {
        for text in [table, "", " ", "\n\n", "a.", ". ", "\n\na\n\n"] {
            let mut end = 0;
            for range in sentences(text, rules) {
                assert_eq!(range.start, end, "{text:?}");
                assert!(range.start < range.end, "{text:?}");
                end = range.end;
            }
            assert_eq!(end, text.len(), "{text:?}");
        }
    }
}

#[test]
fn a_long_text_is_looked_at_in_blocks_without_a_trace() {
    for (rules, table) in TABLES {
        let part: String = cases(table).map(|case| plain(&case) + " ").collect();
        let text = part.repeat((5 << 15) / part.len());
        let mut ends = Vec::new();
        let mut machine = Sentences::new(rules);
        let mut end = |ended: Ended| ends.push(ends.last().unwrap_or(&0) + ended.words as usize);
        machine.update(text.as_bytes(), &marks(text.as_bytes()), |at| at as u64, &mut end);
        machine.finish(text.len() as u64, &mut end);
        assert!(sentences(&text, rules).iter().map(|range| range.end).eq(ends), "{rules:?}");
    }
    // Nothing to cut at, and no character cut.
    assert_eq!(sentences(&"字é".repeat(40_000), Rules::Other).len(), 1);
}
