use proptest::prelude::*;
use reckon_stats::Order;

use super::document::{HELD_BYTES_MAX, RUN_BYTES, Reading};
use super::*;
use crate::event::Stated;
use crate::limits::Limits;

fn tally(events: &[Event<'_>], scopes: Scopes) -> Vec<Statistics> {
    let mut tally = Tally::new(None, Options::default(), scopes, true);
    events.iter().for_each(|event| tally.take(*event));
    counted(tally)
}

/// What was counted of all documents.
fn counted(tally: Tally) -> Vec<Statistics> {
    let counted = tally.finish().into_iter().map(|tallied| match tallied {
        Tallied::Document(statistics) => *statistics,
        other => panic!("{other:?}"),
    });
    counted.collect()
}

use Event::{Document as File, Section as Begin, Text};
const END: Event<'_> = Event::Break(Break::Block);
const LINE: Event<'_> = Event::Break(Break::Line);

#[test]
fn scopes_and_sections_are_told_apart() {
    let events = [
        Text(Scope::Body, "Before all."),
        END,
        Begin(1),
        Text(Scope::Heading, "The "),
        Text(Scope::Heading, "first"),
        END,
        Text(Scope::Body, "The energy "),
        Text(Scope::Math, "E = m"),
        Text(Scope::Body, " is what"),
        LINE,
        Text(Scope::Body, "it is."),
        END,
        Text(Scope::Footnote, "Or is it?"),
        END,
        Begin(2),
        Text(Scope::Heading, "Below"),
        END,
        Text(Scope::Body, "Nothing."),
    ];
    let [found] = tally(&events, Scopes::default()).try_into().unwrap();
    let words = |stats: &Stats| stats.words_whitespace;
    assert_eq!(words(&found.scan.stats), 2 + 2 + 6 + 3 + 1 + 1);
    let scopes: Vec<_> = found.scopes.iter().map(|(scope, stats)| (*scope, words(stats))).collect();
    assert_eq!(scopes, [(Scope::Body, 9), (Scope::Heading, 3), (Scope::Footnote, 3), (Scope::Math, 3)]);
    let sections: Vec<_> = found
        .sections
        .iter()
        .map(|section| (section.level, section.title.as_str(), words(&section.stats)))
        .collect();
    assert_eq!(sections, [(0, "", 2), (1, "The first", 11), (2, "Below", 2)]);
    // The text is one, in its order.
    assert!(matches!(found.scan.order, Order::Whole(_)));
    let all = Scopes::parse(["all"]).unwrap();
    assert_eq!(words(&tally(&events, all)[0].scan.stats), 15 + 3);
}

/// A long run is scanned in parts, and nobody can tell.
#[test]
fn long_runs_are_those_of_one_scan() {
    let texts: Vec<_> = (0..60).map(|at| format!("A text of {at} words, and the same again.")).collect();
    assert!(texts.iter().map(String::len).sum::<usize>() > 10 * RUN_BYTES as usize);
    let events: Vec<_> = texts.iter().flat_map(|text| [Text(Scope::Body, text), END]).collect();
    let expected = reckon_stats::scan_document(None, Options::default(), texts.join("\n\n").as_bytes());
    let [found] = tally(&events, Scopes::default()).try_into().unwrap();
    // A part ends with the lines that set it apart from the next.
    assert_eq!(found.scan, expected);
}

/// Without the scopes by themselves there is the same text.
#[test]
fn scopes_may_be_left_out() {
    let events = [
        Text(Scope::Heading, "One"),
        END,
        Text(Scope::Code, "two three"),
        END,
        Text(Scope::Body, "four five"),
        Text(Scope::Math, "six"),
        END,
    ];
    let [with] = tally(&events, Scopes::default()).try_into().unwrap();
    let mut tally = Tally::new(None, Options::default(), Scopes::default(), true).without_scopes();
    events.iter().for_each(|event| tally.take(*event));
    let [without] = counted(tally).try_into().unwrap();
    assert_eq!((with.scan, with.scopes.len()), (without.scan, 4));
    assert!(without.scopes.is_empty());
}

#[test]
fn what_is_kept_is_bounded() {
    let text = "some words ".repeat(1 << 12);
    let mut tally = Tally::new(None, Options::default(), Scopes::default(), false);
    // Nothing of a source counts, so that its language is not known at any time.
    for _ in 0..HELD_BYTES_MAX / text.len() + 2 {
        tally.take(Text(Scope::Code, &text));
        tally.take(LINE);
    }
    assert!(matches!(tally.file.reading, Reading::Known(_)));
    tally.take(File("b"));
    tally.take(Text(Scope::Body, "Before "));
    for _ in 0..Limits::ASIDE_BYTES / text.len() + 2 {
        tally.take(Text(Scope::Deleted, &text));
        tally.take(Event::Stated(Stated { what: "words", number: 3 }));
        assert!(tally.file.aside_bytes <= Limits::ASIDE_BYTES);
    }
    tally.take(Text(Scope::Body, "after"));
    let [source, text] = counted(tally).try_into().unwrap();
    assert_eq!(source.scan.stats.words_whitespace, 0);
    assert_eq!(text.stated, [("words".to_string(), 3)]);
    let words = |scope| text.scopes.get(&scope).map(|stats| stats.words_whitespace);
    assert_eq!(words(Scope::Body), Some(2));
    assert_eq!(
        words(Scope::Deleted),
        Some((Limits::ASIDE_BYTES / ("some words ".len() << 12) + 2) as u64 * (2 << 12))
    );
}

#[test]
fn what_is_set_aside_is_apart_from_what_stands_before_it() {
    let events = [
        Text(Scope::Body, "Text"),
        Text(Scope::Footnote, "aside"),
        END,
        Text(Scope::Footnote, "A note of its own."),
        END,
    ];
    let [found] = tally(&events, Scopes::default()).try_into().unwrap();
    assert_eq!(found.scan.stats.words_whitespace, 7);
}

#[test]
fn documents_within_a_file_are_several() {
    let events = [File("a"), Text(Scope::Body, "one"), File("b"), File("c"), Text(Scope::Body, "two words")];
    let found = tally(&events, Scopes::default());
    let words: Vec<_> =
        found.iter().map(|found| (found.name.as_deref().unwrap(), found.scan.stats.words)).collect();
    assert_eq!(words, [("a", 1), ("b", 0), ("c", 2)]);
    let [empty] = tally(&[], Scopes::default()).try_into().unwrap();
    assert_eq!((empty.name, empty.scan.stats.bytes), (None, 0));
}

fn event() -> impl Strategy<Value = (u8, usize, String)> {
    (0..8_u8, 0..Scope::ALL.len(), "[a-zé. \n]{0,12}")
}

proptest! {
    #[test]
    fn the_total_is_the_sum(events in prop::collection::vec(event(), 0..60), chosen in any::<u64>()) {
        let events: Vec<_> = events
            .iter()
            .map(|(kind, scope, text)| match kind {
                0..=3 => Text(Scope::ALL[*scope], text.as_str()),
                4 => LINE,
                5 | 6 => END,
                _ => Begin(*scope as u8 % 5),
            })
            .collect();
        let scopes = Scope::ALL.iter().filter(|&&scope| chosen >> scope as u32 & 1 == 1);
        let scopes = scopes.fold(Scopes::NONE, |scopes, &scope| scopes.with(scope));
        let [found] = tally(&events, scopes).try_into().unwrap();
        let mut by_scope = Stats::default();
        found.scopes.iter().filter(|(scope, _)| scopes.has(**scope)).for_each(|(_, stats)| by_scope.merge(stats));
        let mut by_section = Stats::default();
        found.sections.iter().for_each(|section| by_section.merge(&section.stats));
        prop_assert_eq!(&by_scope, &found.scan.stats);
        prop_assert_eq!(&by_section, &found.scan.stats);
    }

    #[test]
    fn one_block_is_a_plain_text(text in "\\PC{0,40}", cut in any::<prop::sample::Index>()) {
        let cuts: Vec<_> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let (start, end) = text.split_at(cuts[cut.index(cuts.len())]);
        let mut document = reckon_stats::Document::new(None, Options::default());
        document.update(text.as_bytes());
        let [found] = tally(&[Text(Scope::Body, start), Text(Scope::Body, end)], Scopes::default()).try_into().unwrap();
        prop_assert_eq!(found.scan, document.finish());
    }
}
