//! The manual, held against the engine: its lists are those of the definitions, its examples come out.

use std::fmt::Write;

use reckon_stats::{Document, Language, Merge, Options, Section, Value, definitions, tokens};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/statistics.md");

/// What each number has been compared with: by its id, else by the first that ends in a point and that the id begins
/// with.
const COMPARED: [(&str, &str); 49] = [
    ("bytes", "`wc -c`"),
    ("chars.code_points", "`wc -m`; a slow count; datatrove's `length`"),
    ("chars.invalid", "a slow count; the standard's tables 3-8 to 3-11"),
    ("chars.graphemes", "Unicode's GraphemeBreakTest, all of it; unicode-segmentation; ICU4X"),
    ("chars.without_white_space", "a slow count"),
    ("chars.gmxv", "20 texts that the Okapi framework tests its counters with; a slow count"),
    ("chars.gmxv.", "20 texts that the Okapi framework tests its counters with; a slow count"),
    ("chars.", "General_Category of each code point by the crate regex-syntax; a slow count"),
    ("lines", "`wc -l`; a slow count"),
    ("lines.blank", "a slow count"),
    ("lines.longest", "a slow count"),
    ("paragraphs", "a slow count"),
    ("sentences", "Universal Dependencies, see below; tables of examples in five languages"),
    ("sentences.uax29", "Unicode's SentenceBreakTest, all of it; unicode-segmentation; ICU4X"),
    ("words", "Universal Dependencies, see below"),
    ("words.ascii", "Python's `bytes.split`; a slow count"),
    ("words.whitespace", "Rust's `str::split_whitespace`; a slow count"),
    ("words.uax29", "Unicode's WordBreakTest, all of it; unicode-segmentation; ICU4X"),
    ("words.icu", "ICU4X, piece by piece; Universal Dependencies, see below"),
    ("words.office", "eight probes in LibreOffice, and 21 texts with the counts that its own tests expect"),
    ("words.gmxv", "20 texts that the Okapi framework tests its counters with; a slow count"),
    (
        "words.distinct",
        "a slow count; folding of each character by the crates caseless and unicode-normalization",
    ),
    ("words.hapaxes", "a slow count"),
    ("words.too_long", "by hand"),
    ("words.length.mean", "the example below, by hand"),
    ("sentences.length.", "the example below, by hand"),
    ("paragraphs.length.mean", "the example below, by hand"),
    ("reading_time", "the example below, by hand"),
    ("reading_time.", "the example below, by hand"),
    ("syllables", "CMUdict, see below"),
    ("words.monosyllables", "CMUdict, see below"),
    ("words.polysyllables", "CMUdict, see below"),
    ("words.hard", "the paper's rules, by hand"),
    ("words.difficult", "the rules of 1948, by hand"),
    ("words.long", "the example below, by hand"),
    ("words.letters_and_digits", "the example below, by hand"),
    ("readability.coleman_liau", "the abstract of the paper, for which it prints the grade; by hand"),
    ("readability.flesch", "two sentences whose index Wikipedia gives; by hand"),
    ("readability.flesch_kincaid", "two sentences whose index Wikipedia gives; by hand"),
    ("readability.gunning_fog", "two texts of a handbook, which gives their counts and indices; by hand"),
    ("readability.", "a text with round averages, by hand"),
    ("diversity.mattr_50", "the Python package lexical-diversity 0.1.1; the formula done slowly"),
    ("diversity.mtld", "the Python package lexical-diversity 0.1.1; the formula done slowly"),
    ("diversity.mattr_100", "the formula done slowly"),
    ("diversity.entropy", "the formula done slowly; by hand"),
    ("diversity.hapax_types", "the formula done slowly; by hand"),
    ("diversity.hapax_tokens", "the formula done slowly; by hand"),
    ("diversity.honore", "the formula done slowly; by hand"),
    ("diversity.", "the Python package LexicalRichness 0.5; the formula done slowly"),
];

fn manual() -> String {
    std::fs::read_to_string(PATH).unwrap()
}

fn is_written() -> bool {
    std::env::var_os("RECKON_WRITE_MANUAL").is_some()
}

/// Where the list of this name stands in the manual.
fn place(text: &str, name: &str) -> std::ops::Range<usize> {
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->\n"));
    let start =
        text.find(&begin).unwrap_or_else(|| panic!("the manual has no place for {name}")) + begin.len();
    let length = text[start..].find(&end).unwrap_or_else(|| panic!("{name} has no end"));
    start..start + length
}

/// The rows of a table, head first, without the line under the head.
fn rows(text: &str, name: &str) -> Vec<Vec<String>> {
    let table = &text[place(text, name)];
    let lines = table.lines().filter(|line| line.starts_with('|'));
    let cells = |line: &str| {
        let line = line.trim_matches('|').replace(r"\|", "\u{1}");
        line.split('|').map(|cell| cell.trim().replace('\u{1}', "|")).collect()
    };
    let mut rows: Vec<Vec<String>> = lines.map(cells).collect();
    assert!(rows.len() > 2, "{name} is empty");
    rows.remove(1);
    rows
}

/// A text as it is written in a cell: code in back quotes, and code points between them.
fn written(cell: &str) -> String {
    let mut text = String::new();
    for (number, piece) in cell.split('`').enumerate() {
        if number % 2 == 1 {
            text.push_str(piece);
            continue;
        }
        for code in piece.split_whitespace() {
            let code =
                code.strip_prefix("U+").unwrap_or_else(|| panic!("{code} is no code point, in {cell}"));
            text.push(char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap());
        }
    }
    text
}

/// What is not as the manual says, a line for each.
#[derive(Default)]
struct Wrong(String);

impl Wrong {
    fn check(&mut self, what: &str, is: &str, says: &str) {
        if is != says {
            writeln!(self.0, "{what}\n    is    {is}\n    not   {says}").unwrap();
        }
    }

    #[track_caller]
    fn assert_none(self) {
        assert!(self.0.is_empty(), "\n{}", self.0);
    }
}

fn code(cell: &str) -> &str {
    cell.trim_matches('`')
}

fn language(cell: &str) -> Option<Language> {
    Some(code(cell)).filter(|code| !code.is_empty()).map(|code| Language::from_code(code).unwrap())
}

/// The value of a number, as the manual writes it.
fn value(language: Option<Language>, text: &str, id: &str) -> String {
    let mut document = Document::new(language, Options::default());
    document.update(text.as_bytes());
    let report = document.finish().report(0);
    let number = report.numbers.iter().find(|number| number.definition.id == id);
    let number = number.unwrap_or_else(|| panic!("there is no number {id}"));
    match number.value {
        Value::Count(count) => count.to_string(),
        Value::Real(real) => format!("{real:.0$}", usize::from(number.definition.decimals)),
        Value::Missing(reason) => reason.to_string(),
    }
}

fn is_beginning(pattern: &str, id: &str) -> bool {
    pattern.ends_with('.') && id.starts_with(pattern)
}

fn definition_tables() -> String {
    let mut list = String::new();
    let mut section = None;
    for definition in definitions() {
        let current = Section::of(definition.id);
        if section != Some(current) {
            section = Some(current);
            write!(list, "\n### {}\n\n", current.title()).unwrap();
            list += "| id | what | source | of several texts | compared with |\n|---|---|---|---|---|\n";
        }
        let merge = match definition.merge {
            Merge::Sum => "sum",
            Merge::Max => "greatest",
            Merge::Computed => "computed anew",
            Merge::Sequential => "none: sequential",
        };
        let compared = COMPARED.iter().find(|(pattern, _)| definition.id == *pattern);
        let compared =
            compared.or_else(|| COMPARED.iter().find(|(pattern, _)| is_beginning(pattern, definition.id)));
        let (_, compared) = compared.unwrap_or_else(|| panic!("{} was compared with nothing", definition.id));
        let inputs = match definition.inputs {
            [] => String::new(),
            inputs => {
                format!(" From {}.", inputs.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", "))
            }
        };
        let [text, source] = [definition.text, definition.source].map(|text| {
            text.replace('|', r"\|").replace('_', r"\_").replace('<', "&lt;").replace('*', r"\*")
        });
        writeln!(list, "| `{}` | {text}{inputs} | {source} | {merge} | {compared} |", definition.id).unwrap();
    }
    list + "\n"
}

/// Set `RECKON_WRITE_MANUAL` to put the definitions into the manual.
#[test]
fn the_definitions_are_those_of_the_engine() {
    let mut text = manual();
    let place = place(&text, "definitions");
    let list = definition_tables();
    if is_written() {
        text.replace_range(place, &list);
        std::fs::write(PATH, text).unwrap();
    } else {
        assert!(
            text[place] == list,
            "the definitions are not those of the engine: set RECKON_WRITE_MANUAL to write them"
        );
    }
}

/// Every pattern stands for some number, so that none is forgotten here.
#[test]
fn what_was_compared_is_there() {
    for (pattern, _) in COMPARED {
        let found =
            definitions().any(|definition| definition.id == pattern || is_beginning(pattern, definition.id));
        assert!(found, "there is no number {pattern}");
    }
}

#[test]
fn the_probes_have_the_words_that_the_manual_says() {
    let rows = rows(&manual(), "probes");
    let head = &rows[0];
    let mut wrong = Wrong::default();
    for row in &rows[1..] {
        let text = written(&row[0]);
        for (id, expected) in head.iter().zip(row).filter(|(id, _)| id.starts_with('`')) {
            wrong.check(&format!("{id} of {text:?}"), &value(None, &text, code(id)), expected);
        }
    }
    wrong.assert_none();
    assert!(rows.len() > 8 && head.len() > 6);
}

/// Each piece of a text stands in the manual between bars.
#[test]
fn texts_come_apart_as_the_manual_says() {
    let mut wrong = Wrong::default();
    for row in &rows(&manual(), "pieces")[1..] {
        let [id, code, text, pieces] = &row[..] else { panic!("{row:?}") };
        let language = language(code).unwrap();
        let found = tokens(self::code(id), &written(text), language).unwrap();
        let found: Vec<_> = found.iter().map(|token| token.text.trim()).collect();
        wrong.check(&format!("{id} of {text}"), &found.join(" | "), &written(pieces));
    }
    wrong.assert_none();
}

#[test]
fn numbers_are_missing_for_the_reasons_of_the_manual() {
    let mut wrong = Wrong::default();
    for row in &rows(&manual(), "reasons")[1..] {
        let [id, code, text, reason] = &row[..] else { panic!("{row:?}") };
        wrong.check(
            &format!("{id} of {text}"),
            &value(language(code), &written(text), self::code(id)),
            reason,
        );
    }
    wrong.assert_none();
}

#[test]
fn the_example_has_the_numbers_of_the_manual() {
    let manual = manual();
    let start = manual.find("```text\n").unwrap() + 8;
    let text = &manual[start..start + manual[start..].find("```").unwrap()];
    let mut wrong = Wrong::default();
    for row in &rows(&manual, "example")[1..] {
        wrong.check(&row[0], &value(Some(Language::ENGLISH), text, code(&row[0])), &row[1]);
    }
    wrong.assert_none();
}
