//! Documents with sections, and text of several scopes.

use reckon_extract::{Break, Event, Scope};

use super::diff::{Words, compare};
use super::reading::Reading;
use super::sections;
use crate::render::number::{find, value};

fn text(scope: Scope, text: &str) -> Event<'_> {
    Event::Text(scope, text)
}

const END: Event<'_> = Event::Break(Break::Block);

fn heading(level: u8, title: &str) -> [Event<'_>; 3] {
    [Event::Section(level), text(Scope::Heading, title), END]
}

fn body(paragraph: &str) -> [Event<'_>; 2] {
    [text(Scope::Body, paragraph), END]
}

#[test]
fn sections_have_what_changed_in_them() {
    let old = [
        &body("Before any heading.")[..],
        &heading(1, "First"),
        &body("One two three."),
        &body("This goes elsewhere."),
        &heading(1, "Gone"),
        &body("It was here."),
        &heading(2, "Last"),
        &body("The end."),
    ]
    .concat();
    let new = [
        &body("Before any heading.")[..],
        &heading(1, "First"),
        &body("One two and three."),
        &heading(2, "New"),
        &body("Something."),
        &heading(2, "Last"),
        &body("The end."),
        &body("This goes elsewhere."),
    ]
    .concat();
    let mut words = Words::default();
    let [old, new] = [old, new].map(|events| Reading::of_events(&events, &mut words));
    let [removed, added] = compare(&old.passages, &new.passages, &words);
    let rows = sections([(&old, &removed), (&new, &added)]);
    let rows: Vec<_> = rows
        .iter()
        .map(|row| {
            let moved = (row.moved_in, row.moved_out);
            (row.title.as_str(), row.old_words, row.new_words, row.added, row.removed, moved)
        })
        .collect();
    let expected = [
        ("", Some(3), Some(3), 0, 0, (0, 0)),
        ("First", Some(7), Some(5), 1, 0, (0, 3)),
        ("New", None, Some(2), 2, 0, (0, 0)),
        ("Last", Some(3), Some(6), 0, 0, (3, 0)),
        ("Gone", Some(4), None, 0, 4, (0, 0)),
    ];
    assert_eq!(rows, expected);
}

/// The sections of two versions, each with its words in the old one and in the new one.
#[track_caller]
fn check_sections(versions: [Vec<Event<'_>>; 2], expected: &[(&str, Option<u64>, Option<u64>)]) {
    let mut words = Words::default();
    let [old, new] = versions.map(|events| Reading::of_events(&events, &mut words));
    let [removed, added] = compare(&old.passages, &new.passages, &words);
    let rows = sections([(&old, &removed), (&new, &added)]);
    let rows: Vec<_> = rows.iter().map(|row| (row.title.as_str(), row.old_words, row.new_words)).collect();
    assert_eq!(rows, expected);
}

#[test]
fn sections_are_the_same_below_the_same_headings() {
    fn release<'a>(title: &'a str, fixed: &'a str) -> Vec<Event<'a>> {
        [&heading(2, title)[..], &body("Notes."), &heading(3, "Fixed"), &body(fixed)].concat()
    }
    let old = [
        &heading(1, "Changes")[..],
        &release("1.1", "A second fault."),
        &release("1.0", "The fault."),
        &heading(1, "Rules"),
        &heading(2, "Names"),
        &body("None."),
    ]
    .concat();
    let new = [
        &heading(1, "Changes")[..],
        &release("1.2", "A third fault is new."),
        &release("1.1", "A second fault."),
        &release("1.0", "The fault."),
        // What has another heading above it now is still there.
        &heading(1, "Rules of this list"),
        &heading(2, "Names"),
        &body("None."),
    ]
    .concat();
    let expected = [
        ("Changes", Some(1), Some(1)),
        ("1.2", None, Some(2)),
        ("Fixed", None, Some(6)),
        ("1.1", Some(2), Some(2)),
        ("Fixed", Some(4), Some(4)),
        ("1.0", Some(2), Some(2)),
        ("Fixed", Some(3), Some(3)),
        ("Rules of this list", None, Some(4)),
        ("Names", Some(2), Some(2)),
        ("Rules", Some(1), None),
    ];
    check_sections([old, new], &expected);
}

#[test]
fn a_heading_that_others_have_as_well_is_not_enough() {
    let release = |title, fixed| [&heading(2, title)[..], &heading(3, "Fixed"), &body(fixed)].concat();
    let old = [release("1.0", "One fault."), release("0.9", "Two faults.")].concat();
    let new = [release("1.2", "No fault at all."), release("0.9", "Two faults.")].concat();
    let expected = [
        ("1.2", None, Some(1)),
        ("Fixed", None, Some(5)),
        ("0.9", Some(1), Some(1)),
        ("Fixed", Some(3), Some(3)),
        ("1.0", Some(1), None),
        ("Fixed", Some(3), None),
    ];
    check_sections([old, new], &expected);
}

#[test]
fn the_words_that_are_compared_are_those_that_are_counted() {
    let events = [
        &heading(1, "A heading in two")[..2],
        &[Event::Break(Break::Line), text(Scope::Heading, "lines"), END],
        &body("In pie"),
        &[text(Scope::Body, "ces without a gap"), text(Scope::Math, "x y"), text(Scope::Footnote, "A note")],
        &[
            text(Scope::Body, ", and "),
            text(Scope::Footnote, "another"),
            text(Scope::Body, "a blank line.\n\nMore."),
        ],
        &[END, text(Scope::Comment, "Not counted."), END, text(Scope::Footnote, "Alone."), END],
    ]
    .concat();
    let mut words = Words::default();
    let reading = Reading::of_events(&events, &mut words);
    let fates = &compare(&reading.passages, &reading.passages, &words)[0];
    let compared: u64 = fates.iter().map(|fate| fate.words).sum();
    let counted = find(&reading.report, "words").and_then(value);
    assert_eq!(counted, Some(compared as f64));
    assert_eq!(reading.sections[1].title, "A heading in two lines");
}
