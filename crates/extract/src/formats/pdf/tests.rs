//! Small files that are written here, with the events that they have to give; files of other programs, with their text
//! beside them; and all of them damaged.

mod bounds;
mod fonts;
mod right_to_left;

use std::fmt::Write as _;
use std::io::Write as _;

use proptest::prelude::*;

use crate::formats::testing::{damaged, damages, outcome};
use crate::{Error, Format, How, Limits};

/// A file of these objects, counted from 1. The first one is the catalog.
fn file(objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut places = vec![];
    for (index, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend(format!("{} 0 obj\n", index + 1).bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let start = file.len();
    file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        file.extend(format!("{place:010} 00000 n \n").bytes());
    }
    file.extend(format!("trailer\n<</Size {}/Root 1 0 R{trailer}>>\n", objects.len() + 1).bytes());
    file.extend(format!("startxref\n{start}\n%%EOF\n").bytes());
    file
}

fn stream(dict: &str, content: &[u8]) -> Vec<u8> {
    let mut stream = format!("<<{dict}/Length {}>>\nstream\n", content.len()).into_bytes();
    stream.extend(content);
    stream.extend(b"\nendstream");
    stream
}

/// The fonts of all pages: `/F` and `/B` with names of letters, `/M`, and `/H` with Hebrew.
const RESOURCES: &str =
    "/Font<</F 3 0 R/B 4 0 R/M 5 0 R/H 6 0 R>>/XObject<</X 8 0 R/I 9 0 R>>/Properties<</L 10 0 R>>";

/// Pages of 400 by 600 points with these contents.
fn pages(contents: &[&str], catalog: &str) -> Vec<u8> {
    let font = |name: &str| {
        let encoding = "/BaseEncoding/WinAnsiEncoding/Differences[1/fi/ffl/dieresis/hyphen/sfthyphen]";
        format!("<</Type/Font/Subtype/Type1/BaseFont/{name}/Encoding<<{encoding}>>>>").into_bytes()
    };
    let hebrew = "/CIDInit/ProcSet findresource begin begincmap 1 begincodespacerange<00><FF>endcodespacerange \
        1 beginbfrange<61><7A><05D0>endbfrange endcmap end";
    let count = contents.len();
    let kids: String = (0..count).fold(String::new(), |mut kids, index| {
        write!(kids, "{} 0 R ", 11 + 2 * index).unwrap();
        kids
    });
    let mut objects = vec![
        format!("<</Type/Catalog/Pages 2 0 R{catalog}>>").into_bytes(),
        format!("<</Type/Pages/Count {count}/Kids[{kids}]/MediaBox[0 0 400 600]/Resources<<{RESOURCES}>>>>")
            .into_bytes(),
        font("Helvetica"),
        font("Helvetica-Bold"),
        font("Courier"),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 7 0 R>>".to_vec(),
        stream("", hebrew.as_bytes()),
        stream("/Type/XObject/Subtype/Form/BBox[0 0 400 600]", at(50, 500, "/F 10", "In a form.").as_bytes()),
        stream("/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", b"x"),
        b"<</Type/OCG/Name(Off)>>".to_vec(),
    ];
    for (index, content) in contents.iter().enumerate() {
        objects.push(format!("<</Type/Page/Parent 2 0 R/Contents {} 0 R>>", 12 + 2 * index).into_bytes());
        objects.push(stream("", content.as_bytes()));
    }
    file(&objects, "")
}

/// A line of text at a place.
fn at(x: i32, y: i32, font: &str, text: &str) -> String {
    format!("BT {font} Tf {x} {y} Td ({text}) Tj ET\n")
}

/// Lines below each other.
fn lines(x: i32, y: i32, lines: &[&str]) -> String {
    lines.iter().zip(0..).map(|(line, index)| at(x, y - 12 * index, "/F 10", line)).collect()
}

/// What is found in a file that can be read, without what it states.
fn read_pages(contents: &[&str]) -> Vec<String> {
    let (mut events, result) = outcome(&pages(contents, ""), &How::default());
    result.unwrap();
    assert_eq!(events.remove(0), format!("stated: {} pages", contents.len()));
    events
}

const FILLER: [&str; 5] = [
    "A line that is as long as all of the others are",
    "and then another one, which is not any shorter",
    "than it, so that everybody sees where the right",
    "margin is, and how far the lines of the text do",
    "reach; here it ends.",
];
const FILLED: &str = "A line that is as long as all of the others are and then another one, which is not any shorter than \
    it, \
    so that everybody sees where the right margin is, and how far the lines of the text do reach; here it ends.";

/// The events of a page with this content and this font, `/F`.
fn read_page(font: &str, content: Vec<u8>) -> Vec<String> {
    let objects = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>".to_vec(),
        b"<</Type/Page/MediaBox[0 0 400 600]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>".to_vec(),
        content,
        font.as_bytes().to_vec(),
    ];
    let (events, result) = outcome(&file(&objects, ""), &How::default());
    result.unwrap();
    events
}

#[test]
fn gaps_are_spaces_and_kerning_is_none() {
    let content = "BT /F 10 Tf 50 500 Td [(W) 80 (ords a) -300 (part) -250 (b) -20 (y) -400 (gaps)] TJ ET";
    assert_eq!(read_pages(&[content]), ["body: Words a part by gaps"]);
    // Letters that are set apart are one word still.
    let content = "BT /F 10 Tf 3 Tc 50 500 Td [(SPACED) -600 (LETTERS)] TJ ET";
    assert_eq!(read_pages(&[content]), ["body: SPACED LETTERS"]);
    let content = "BT /F 10 Tf 2 Tc 50 500 Td (FEW OF) Tj ET";
    assert_eq!(read_pages(&[content]), ["body: FEW OF"]);
    // Where the file has a space, others may still be gaps.
    let content =
        "BT /F 10 Tf 50 500 Td [(entre les\\240: les uns) -230 (et) -170 (les) -190 (au) -90 (tres)] TJ ET";
    assert_eq!(read_pages(&[content]), ["body: entre les : les uns et les autres"]);
}

#[test]
fn cells_of_one_digit_are_no_word_that_is_set_apart() {
    let content =
        "BT /F 10 Tf 50 500 Td [(1) -1500 (6) -1500 (15) -1500 (20) -1500 (15) -1500 (6) -1500 (1)] TJ ET";
    assert_eq!(read_pages(&[content]), ["body: 1 6 15 20 15 6 1"]);
}

#[test]
fn names_of_letters_up_and_down_are_words() {
    // As LaTeX 2.09 had them: a small capital of full size, drawn far to the left, and a letter far down.
    let content = "BT /F 10 Tf 50 500 Td [(As L) 360] TJ 1.4 Ts [(A) 150] TJ 0 Ts [(T) 167] TJ -3.1 Ts [(E) 125] TJ \
        0 Ts (X says.) Tj ET";
    assert_eq!(read_pages(&[content]), ["body: As LATEX says."]);
}

#[test]
fn a_negative_size_turns_the_line_round() {
    let content = "BT /F -10 Tf -100 Tz 1 0 0 -1 50 500 Tm (Turned twice) Tj ET \
        BT /F -10 Tf 100 Tz -1 0 0 -1 50 460 Tm (and so is this.) Tj ET";
    assert_eq!(read_pages(&[content]), ["body: Turned twice", "body: and so is this."]);
}

#[test]
fn paragraphs_begin_with_an_indent_a_distance_or_after_a_short_line() {
    let indented = lines(50, 500, &FILLER) + &lines(60, 440, &FILLER[..1]) + &lines(50, 428, &FILLER[1..]);
    assert_eq!(read_pages(&[&indented]), [format!("body: {FILLED}"), format!("body: {FILLED}")]);
    let apart = lines(50, 500, &FILLER[..4]) + &lines(50, 434, &FILLER);
    let cut = FILLED.strip_suffix(" reach; here it ends.").unwrap();
    assert_eq!(read_pages(&[&apart]), [format!("body: {cut}"), format!("body: {FILLED}")]);
    let short = lines(50, 500, &FILLER) + &lines(50, 440, &FILLER);
    assert_eq!(read_pages(&[&short]), [format!("body: {FILLED}"), format!("body: {FILLED}")]);
}

#[test]
fn paragraphs_do_not_end_within_a_word() {
    // The first line has room for the next word.
    let text =
        lines(50, 500, &["A word that is bro-", "ken here, although there was much room left for it."]);
    assert_eq!(
        read_pages(&[&text]),
        ["body: A word that is broken here, although there was much room left for it."]
    );
}

#[test]
fn bullets_of_a_typewriter_are_no_code() {
    let item = |y: i32| at(50, y, "/M 10", "\\225") + &at(60, y, "/F 10", "An item.");
    assert_eq!(read_pages(&[&(item(500) + &item(480))]), ["list: An item."; 2]);
}

#[test]
fn hyphens_of_breaks_go_and_hyphens_of_words_stay() {
    // The lines are stretched to about the same length, since a short one would end its paragraph.
    let stretched: String = [
        ("A well-known word and a word that is bro-", 100),
        ("ken, what is well-", 230),
        ("known, the Anglo-", 230),
        ("Saxons of 1060-", 260),
        ("1066, an e-", 380),
        ("mail, Haupt-", 340),
        ("und Nebens\\344tze, and soft\\005", 150),
        ("ened ones.", 100),
    ]
    .iter()
    .zip(0..)
    .map(|((text, percent), index)| format!("{percent} Tz {}", at(50, 500 - 12 * index, "/F 10", text)))
    .collect();
    let whole = "body: A well-known word and a word that is broken, what is well-known, the Anglo-Saxons of 1060-1066, \
        an e-mail, Haupt- und Nebensätze, and softened ones.";
    assert_eq!(read_pages(&[&stretched]), [whole]);
}

#[test]
fn forms_of_letters_become_letters() {
    let content =
        "BT /F 10 Tf 50 500 Td (\\001ne wa\\002es) Tj ET BT /F 10 Tf 50 470 Td [(M\\003) 333 (unchen)] TJ ET";
    assert_eq!(read_pages(&[content]), ["body: fine waffles", "body: München"]);
}

#[test]
fn what_repeats_on_pages_is_furniture() {
    let page = |number: i32, head: &str| {
        at(50, 570, "/F 10", head) + &lines(50, 520, &FILLER) + &at(200, 30, "/F 10", &number.to_string())
    };
    let body = format!("body: {FILLED}");
    // The text is the same on all pages as well, but nothing sets its lines apart.
    let contents: Vec<String> = (1..=4).map(|number| page(number, "One Thing")).collect();
    let contents: Vec<&str> = contents.iter().map(String::as_str).collect();
    let expected: Vec<String> = (1..=4)
        .flat_map(|number| ["header: One Thing".to_string(), format!("footer: {number}"), body.clone()])
        .collect();
    assert_eq!(read_pages(&contents), expected);
    // A number at the foot is one there, though few lines stand above it.
    let short =
        |number: i32, text: &str| at(50, 520, "/F 10", text) + &at(200, 30, "/F 10", &number.to_string());
    let contents = [short(1, "Few words."), short(2, "Others."), page(3, "Else")];
    let found = read_pages(&contents.each_ref().map(String::as_str));
    assert_eq!(found[..4], ["footer: 1", "body: Few words.", "footer: 2", "body: Others."]);
    // Heads that change are known by their number; titles of slides are not.
    let heads = |of: fn(i32) -> String| {
        let contents: Vec<String> = (1..=4).map(|number| page(number, &of(number))).collect();
        read_pages(&contents.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let words = ["First", "Second", "Third", "Fourth"];
    let numbered =
        heads(|number| format!("{} Thing {}", "IXVC".chars().nth(number as usize - 1).unwrap(), number + 6));
    assert_eq!(numbered.iter().filter(|event| event.starts_with("header: ")).count(), 4);
    let titles = heads(|number| ["First", "Second", "Third", "Fourth"][number as usize - 1].to_string());
    assert!(words.iter().all(|word| titles.contains(&format!("body: {word}"))), "{titles:?}");
}

#[test]
fn what_repeats_is_the_text_where_there_is_no_other() {
    let label = at(50, 520, "/F 10", "A label");
    assert_eq!(read_pages(&[label.as_str(); 4]), ["body: A label"; 4]);
    // On scans it is a stamp, and numbers are those of the pages.
    let scan = label + "/I Do";
    assert_eq!(read_pages(&[scan.as_str(); 4]), ["header: A label"; 4]);
    let numbers = ["1", "2", "3", "4"].map(|number| at(200, 570, "/F 10", number));
    let numbers = numbers.each_ref().map(String::as_str);
    assert_eq!(read_pages(&numbers), ["header: 1", "header: 2", "header: 3", "header: 4"]);
}

#[test]
fn paragraphs_go_on_on_the_next_page_and_past_notes() {
    let first = lines(50, 500, &FILLER[..3])
        + "BT /F 10 Tf 50 464 Td (margin is, and how far the lines of the text do) Tj /F 6 Tf 4 Ts (1) Tj 0 Ts ET\n"
        + &at(50, 60, "/F 5", "1")
        + &at(55, 57, "/F 8", "A note.");
    let second = lines(50, 500, &FILLER[4..]);
    let events = read_pages(&[&first, &second]);
    assert_eq!(events, [format!("body: {FILLED}"), "footnote: A note.".into()]);
}

#[test]
fn larger_and_bolder_lines_are_headings() {
    let content = at(50, 560, "/B 20", "The Title of It")
        + &at(50, 530, "/B 14", "1")
        + &at(75, 530, "/B 14", "First Section")
        + &lines(50, 510, &FILLER)
        + &at(50, 430, "/B 10", "A smaller one")
        + &lines(50, 415, &FILLER)
        + &at(50, 330, "/B 14", "Second Section")
        + &lines(50, 310, &FILLER);
    let body = format!("body: {FILLED}");
    assert_eq!(
        read_pages(&[&content]),
        [
            "title: The Title of It",
            "section 1",
            "heading: First Section",
            &body,
            "section 2",
            "heading: A smaller one",
            &body,
            "section 1",
            "heading: Second Section",
            &body,
        ]
    );
}

#[test]
fn labels_that_are_painted_after_all_text_stand_before_their_items() {
    let content = lines(70, 520, &["An item.", "The second item.", "Text."])
        + &at(58, 520, "/F 10", "\\225")
        + &at(59, 508, "/F 10", "2.")
        + &at(30, 400, "/F 10", "3.");
    assert_eq!(
        read_pages(&[&content]),
        ["list: An item.", "list: The second item.", "body: Text.", "body: 3."]
    );
}

#[test]
fn items_have_no_labels_and_cells_stand_alone() {
    let content = lines(50, 520, &FILLER)
        + &at(50, 440, "/F 10", "\\225")
        + &at(62, 440, "/F 10", "An item.")
        + &at(50, 428, "/F 10", "2.")
        + &at(65, 428, "/F 10", "Another.")
        + &["Name", "Age", "Ann", "eight", "Bob", "nine"]
            .iter()
            .zip(0..)
            .map(|(cell, index)| at(50 + 100 * (index % 2), 390 - 12 * (index / 2), "/F 10", cell))
            .collect::<String>()
        + &at(50, 330, "/F 10", "Table 1: Ages.")
        + &at(50, 300, "/M 10", "let age = 8;")
        + &at(50, 288, "/M 10", "print\\(age\\)");
    let body = format!("body: {FILLED}");
    let expected = [
        &body,
        "list: An item.",
        "list: Another.",
        "table: Name",
        "table: Age",
        "table: Ann",
        "table: eight",
        "table: Bob",
        "table: nine",
        "caption: Ages.",
        "code: let age = 8;⏎print(age)",
    ];
    assert_eq!(read_pages(&[&content]), expected);
}

#[test]
fn monospaced_words_are_code_unless_all_are() {
    let content =
        "BT /F 10 Tf 50 500 Td (The word ) Tj /M 10 Tf (let x) Tj /F 10 Tf ( is code) Tj ET\n".to_string();
    assert_eq!(read_pages(&[&content]), ["body: The word ", "+ code: let x", "+ body:  is code"]);
    let content = at(50, 500, "/M 10", "All of it") + &at(50, 480, "/M 10", "is typed.");
    assert_eq!(read_pages(&[&content]), ["body: All of it is typed."]);
}

#[test]
fn columns_are_read_one_after_another_however_they_are_written() {
    let left: Vec<String> = (0..12).map(|index| format!("left line {index} of some text")).collect();
    let right: Vec<String> = (0..12).map(|index| format!("right line {index} of this text")).collect();
    let line = |text: &str, x: i32, index: i32| at(x, 500 - 12 * index, "/F 10", text);
    let by_rows: String = (0..)
        .zip(left.iter().zip(&right))
        .map(|(index, (a, b))| line(a, 40, index) + &line(b, 210, index))
        .collect();
    let backwards: String = (0..)
        .zip(left.iter().zip(&right))
        .map(|(index, (a, b))| line(b, 210, index) + &line(a, 40, index))
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    for content in [by_rows, backwards] {
        assert_eq!(read_pages(&[&content]), [format!("body: {} {}", left.join(" "), right.join(" "))]);
    }
}

#[test]
fn marked_content_may_be_furniture_replaced_or_switched_off() {
    let content = format!(
        "/Artifact<</Type/Pagination/Subtype/Header>>BDC {}EMC /Artifact<</Type/Layout>>BDC {}EMC \
         /Span<</ActualText<FEFF00DF>>>BDC {}EMC /OC/L BDC {}EMC /X Do",
        at(50, 580, "/F 10", "Head"),
        at(50, 560, "/F 10", "Decoration"),
        at(50, 530, "/F 10", "ss"),
        at(50, 515, "/F 10", "Switched off"),
    );
    let file = pages(&[&content], "/OCProperties<</OCGs[10 0 R]/D<</OFF[10 0 R]>>>>");
    let (events, result) = outcome(&file, &How::default());
    result.unwrap();
    assert_eq!(events, ["stated: 1 pages", "header: Head", "body: ß", "body: In a form."]);
}

#[test]
fn invisible_text_counts_where_there_is_no_other() {
    let hidden = format!("/I Do 3 Tr {}", at(50, 500, "/F 10", "Recognised."));
    assert_eq!(read_pages(&[&hidden]), ["body: Recognised."]);
    let both = hidden + "0 Tr " + &at(50, 400, "/F 10", "Seen.");
    assert_eq!(read_pages(&[&both]), ["body: Seen."]);
}

#[test]
fn pages_that_are_pictures_are_said_to_be() {
    let (events, result) = outcome(&pages(&["/I Do", "/I Do"], ""), &How::default());
    assert_eq!(events, ["stated: 2 pages"]);
    assert!(matches!(result, Err(Error::Pictures)));
    let events = read_pages(&["/I Do", &at(50, 500, "/F 10", "Text.")]);
    assert_eq!(events, ["body: Text.", "left out: 1 of 2 pages are pictures without text"]);
    assert_eq!(read_pages(&[""]), Vec::<String>::new());
}

#[test]
fn encrypted_and_broken_files_are_errors() {
    let objects = [b"<</Type/Catalog/Pages 2 0 R>>".to_vec(), b"<</Type/Pages/Count 0/Kids[]>>".to_vec()];
    let zeros = "0".repeat(64);
    let encrypted = file(
        &objects,
        &format!("/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P 0/O<{zeros}>/U<{zeros}>>>"),
    );
    let (_, result) = outcome(&encrypted, &How::default());
    assert!(matches!(result, Err(Error::Encrypted(Format::Pdf))), "{result:?}");
    let (_, result) = outcome(b"%PDF-1.7\nno more", &How::default());
    assert!(matches!(result, Err(Error::Malformed(Format::Pdf, _))), "{result:?}");
}

#[test]
fn titles_and_authors_are_metadata() {
    let mut objects =
        [b"<</Type/Catalog/Pages 2 0 R>>".to_vec(), b"<</Type/Pages/Count 0/Kids[]>>".to_vec()].to_vec();
    objects.push(b"<</Title<FEFF00C4>/Author(\\223A\\224)>>".to_vec());
    let (events, result) = outcome(&file(&objects, "/Info 3 0 R"), &How::default());
    result.unwrap();
    assert_eq!(events, ["metadata: Ä", "metadata: ﬁAﬂ", "stated: 0 pages"]);
}

#[test]
fn outlines_say_how_deep_a_heading_is() {
    let content = at(50, 500, "/F 10", "Quite Plain") + &lines(50, 470, &FILLER);
    // The outline goes round in a circle, which does not matter.
    let objects = [
        b"<</Type/Catalog/Pages 2 0 R/Outlines<</First 6 0 R>>>>".to_vec(),
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>".to_vec(),
        b"<</Type/Page/MediaBox[0 0 400 600]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>".to_vec(),
        stream("", content.as_bytes()),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_vec(),
        b"<</Title(Part)/First 7 0 R/Next 6 0 R>>".to_vec(),
        b"<</Title(quite plain)/Next 6 0 R>>".to_vec(),
    ];
    let (events, result) = outcome(&file(&objects, ""), &How::default());
    result.unwrap();
    assert_eq!(events, ["stated: 1 pages", "section 2", "heading: Quite Plain", &format!("body: {FILLED}")]);
}

/// Files of other programs.
const SAMPLES: [&[u8]; 3] = [
    include_bytes!("../../../samples/pdf/article.pdf"),
    include_bytes!("../../../samples/pdf/columns.pdf"),
    include_bytes!("../../../samples/pdf/scripts.pdf"),
];

/// Operators and operands in any order.
const CONTENT: &str = "([0-9. -]{0,12}(Tm|Td|TD|Tj|TJ|Tf|cm|q|Q|BT|ET|Do|BDC|EMC|BMC|Tz|Tr|'|\")|/[FBMHXIL] |\
    \\([a-z ]{0,9}\\)|\\[|\\]|<<|>>|<[0-9a-f]{0,8}>){0,60}";

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is done to a file, reading it ends, with text, notices or an error.
    #[test]
    fn damaged_files_end(sample in 0..SAMPLES.len(), damages in damages()) {
        let file = damaged(SAMPLES[sample].to_vec(), &damages);
        let how = How { format: Some(Format::Pdf), limits: Limits::NETWORK, ..How::default() };
        let (events, result) = outcome(&file, &how);
        if let Err(error) = result {
            prop_assert!(!error.to_string().is_empty());
        } else {
            prop_assert!(events.iter().any(|event| event.starts_with("stated: ")));
        }
    }

    /// The same for whatever is drawn on a page.
    #[test]
    fn any_content_ends(content in CONTENT) {
        let (_, result) = outcome(&pages(&[&content], ""), &How { limits: Limits::NETWORK, ..How::default() });
        prop_assert!(matches!(result, Ok(_) | Err(Error::Pictures | Error::Malformed(..))));
    }
}
