//! Letters of Hebrew and Arabic, which files have in the order of the page or in that of reading.

use super::{at, file, outcome, read_pages, stream};
use crate::How;

#[test]
fn hebrew_is_read_from_the_right() {
    // As it stands on the page: the first word on the right, a number between two words.
    let content = at(50, 500, "/H 10", "cba") + &at(70, 500, "/F 10", "1.25") + &at(94, 500, "/H 10", "fed");
    assert_eq!(read_pages(&[&content]), ["body: דהו 1.25 אבג"]);
}

#[test]
fn a_space_that_takes_no_room_parts_no_words() {
    let with =
        |back: i32| format!("BT /H 10 Tf 50 500 Td (cb) Tj /F 10 Tf ( ) Tj /H 10 Tf [{back} (a)] TJ ET");
    assert_eq!(read_pages(&[&with(0)]), ["body: א בג"]);
    assert_eq!(read_pages(&[&with(278)]), ["body: אבג"]);
}

/// What is found where letters are put at places, in a font whose capitals are points above and below letters, and where `d`
/// is narrow.
fn read(letters: &[(&str, f32)]) -> Vec<String> {
    let map = "/CIDInit/ProcSet findresource begin begincmap 1 begincodespacerange<00><FF>endcodespacerange \
        2 beginbfrange<41><5A><05B0><61><7A><05D0>endbfrange endcmap end";
    let widths = "0 ".repeat(32) + "500 500 500 200 " + &"500 ".repeat(22);
    let content: String =
        letters.iter().map(|(letter, x)| format!("BT /F 10 Tf {x} 500 Td ({letter}) Tj ET ")).collect();
    let objects = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>".to_vec(),
        b"<</Type/Page/MediaBox[0 0 400 600]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>".to_vec(),
        stream("", content.as_bytes()),
        format!(
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R/FirstChar 65/LastChar 122\
            /Widths[{widths}]>>"
        )
        .into_bytes(),
        stream("", map.as_bytes()),
    ];
    let (mut events, result) = outcome(&file(&objects, ""), &How::default());
    result.unwrap();
    events.split_off(1)
}

#[test]
fn letters_that_are_let_in_under_others_are_read_after_them() {
    let reading = [("a", 60.0), ("b", 55.0), ("c", 50.0), ("d", 50.2), ("e", 45.0)];
    let mut page = reading;
    page.reverse();
    assert_eq!(read(&reading), ["body: אבגדה"]);
    assert_eq!(read(&page), ["body: אבגדה"]);
}

#[test]
fn points_are_read_after_their_letters() {
    let page = [("c", 45.0), ("B", 51.0), ("b", 50.0), ("A", 55.0), ("a", 55.0)];
    assert_eq!(read(&page), ["body: א\u{5b0}ב\u{5b1}ג"]);
    let mut reading = page;
    reading.reverse();
    assert_eq!(read(&reading), ["body: א\u{5b0}ב\u{5b1}ג"]);
}
