//! Reports in all their forms, of a sample whose numbers stay as they are.

mod sample;
mod server;

use std::collections::HashSet;

use reckon_cli::render::explain;
use reckon_cli::render::fields::{self, Fields};
use reckon_cli::render::json::Line;
use reckon_cli::render::structure::{Numbers, ScopeRow, SectionRow, Structure};
use reckon_cli::render::table::{Separated, TableRow, columns, for_people};
use reckon_cli::render::terminal::{Screen, render};
use reckon_cli::render::{Document, html};
use server::{reckon, transcript};
use unicode_width::UnicodeWidthStr;

/// Compares with what stands in a file. Set `RECKON_WRITE_SAMPLES` to write the file anew, and look at what changed.
fn assert_stands(name: &str, text: &str) {
    let path = sample::folder().join(name);
    if std::env::var_os("RECKON_WRITE_SAMPLES").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, expected, "{}; RECKON_WRITE_SAMPLES=1 writes it anew", path.display());
}

#[test]
fn the_plain_form_stands() {
    assert_stands("plain.txt", &sample::document().report.to_string());
}

#[test]
fn the_terminal_form_stands() {
    for columns in [40, 80, 120] {
        let text = render(&sample::document(), Screen::new(columns, false), &Fields::default());
        assert_stands(&format!("terminal-{columns}.txt"), &text);
    }
    let text = render(&sample::document(), Screen::new(100, true), &Fields::default());
    assert_stands("terminal-colour.txt", &text);
}

#[test]
fn the_json_form_is_that_of_the_sample() {
    let document = sample::document();
    let line = Line::File(&document).render(&Fields::default());
    assert_eq!(serde_json::from_str::<serde_json::Value>(&line).unwrap(), sample::json());
}

/// Everything in one line, so that styles do not hide how long it is.
fn without_colours(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain += before;
        rest = after.split_once('m').unwrap().1;
    }
    plain + rest
}

/// What a long document is made of.
fn structure() -> Structure {
    let numbers = Numbers {
        words: Some(u64::MAX),
        sentences: None,
        graphemes: None,
        reading_time: Some(1e9),
        flesch_kincaid: Some(-12.5),
    };
    let row = |counts| ScopeRow { scope: "footnote".into(), counts, numbers };
    let section =
        |level| SectionRow { level, title: "A title of many words ".repeat(9), numbers, share: 1.0 };
    Structure {
        format: "docx".into(),
        encoding: Some("UTF-8".into()),
        scopes: vec![row(true), row(false)],
        sections: Some((0..9).map(section).collect()),
        stated: [("characters_without_spaces".to_string(), u64::MAX)].into(),
        notices: vec![],
    }
}

#[test]
fn no_line_is_longer_than_the_terminal_is_wide() {
    let mut wide = sample::document();
    wide.name =
        "a/very/long/path/of/a/file/whose/name/does/not/fit/into/any/line/of/a/narrow/terminal.txt".into();
    wide.report.top_words.insert(0, ("Donaudampfschifffahrtselektrizitätenhauptbetriebswerk".into(), 700));
    wide.report.top_words.insert(0, ("見".repeat(50), u64::MAX));
    wide.report.letters.insert(0, ('語', 1 << 40));
    wide.structure = Some(structure());
    let mut short = sample::document();
    short.report.rhythm.as_mut().unwrap().steps.truncate(1);
    short.report.growth.as_mut().unwrap().distinct.truncate(1);
    short.report.word_lengths.truncate(1);
    let (all, every) = (Fields::default(), Fields::parse(&["*".into()]).unwrap());
    for columns in (40..=200).chain([0, 1_000]) {
        let screen = Screen::new(columns, true);
        for (document, fields) in
            [(&wide, &all), (&wide, &every), (&short, &all), (&sample::document(), &every)]
        {
            let text = render(document, screen, fields);
            for line in without_colours(&text).lines() {
                let width = UnicodeWidthStr::width(line);
                assert!(width <= screen.columns, "{width} columns of {}:\n{line}", screen.columns);
                assert_eq!(line, line.trim_end());
            }
        }
    }
    assert_eq!(
        without_colours(&render(&wide, Screen::new(80, true), &Fields::default())),
        render(&wide, Screen::new(80, false), &Fields::default())
    );
}

#[test]
fn what_a_document_is_made_of_is_a_field_and_its_sections_are_asked_for() {
    let document = Document { structure: Some(structure()), ..sample::document() };
    let shown = |fields: &[&str]| {
        let fields: Vec<_> = fields.iter().map(|field| field.to_string()).collect();
        let fields = Fields::parse(&fields).unwrap();
        let text = render(&document, Screen::new(80, false), &fields);
        let page = html::page(std::slice::from_ref(&document), None, &fields);
        let parts = ["Words by part", "What the file states of itself", "A title"];
        (parts.map(|part| text.contains(part)), [">Parts<", "A title"].map(|part| page.contains(part)))
    };
    assert_eq!(shown(&[]), ([true, true, true], [true, true]));
    assert_eq!(shown(&["document"]), ([true, true, true], [true, true]));
    assert_eq!(shown(&["words"]), ([false, false, true], [false, true]));
}

#[test]
fn each_line_of_numbers_ends_in_number_and_id() {
    let report = sample::document().report;
    let text = report.to_string();
    for number in &report.numbers {
        let id = number.definition.id;
        let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
        let found: Vec<_> = lines.iter().filter(|words| words.last() == Some(&id)).collect();
        assert_eq!(found.len(), 1, "{id}");
        assert_eq!(found[0][found[0].len() - 2], number.to_string());
    }
    let width = text.lines().map(UnicodeWidthStr::width).max();
    assert!(width <= Some(80), "{width:?}");
}

#[test]
fn what_would_steer_a_terminal_is_shown_as_its_number() {
    let mut document = sample::document();
    document.name = "a\u{1b}[2Jb\nc".into();
    document.report.top_words[0].0 = "\u{202e}x\u{7}".into();
    let page = html::page(&[document.clone()], None, &Fields::default());
    for text in
        [render(&document, Screen::new(120, false), &Fields::default()), document.report.to_string(), page]
    {
        assert!(text.contains("\\u{202e}x\\u{7}"));
        assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{7}']));
    }
}

#[test]
fn an_empty_report_has_every_form() {
    let mut report = sample::document().report;
    Fields::parse(&["chars.invalid".into()]).unwrap().restrict(&mut report);
    assert_eq!(report.to_string(), "invalid sequences  0  chars.invalid\n");
    report.numbers.clear();
    let document = Document { name: "empty".into(), report, structure: None };
    assert_eq!(document.report.to_string(), "");
    assert_eq!(render(&document, Screen::new(80, false), &Fields::default()).lines().next(), Some("empty"));
    assert_well_formed(&html::page(&[document], None, &Fields::default()));
}

#[test]
fn pages_are_well_formed_and_need_nothing_else() {
    let mut hostile = sample::document();
    hostile.name = "<script>alert(1)</script>\" onload='x' & \0".into();
    hostile.report.top_words[0].0 = "</td><img src=http://example.com>".into();
    let mut total = sample::document();
    total.report.rhythm = None;
    total.report.growth = None;
    // A text of a single word draws nothing that is no number.
    let mut word = sample::document();
    word.report.spectrum = vec![(1, 1)];
    word.report.rhythm.as_mut().unwrap().steps = vec![(0, 1)];
    word.report.growth.as_mut().unwrap().distinct = vec![1];
    word.report.word_lengths = vec![(u64::MAX, 1)];
    word.report.sentence_lengths.truncate(1);
    let word = html::page(&[word], None, &Fields::default());
    assert_well_formed(&word);
    assert!(!word.contains("NaN") && !word.contains("inf\""));
    let one = html::page(&[sample::document()], None, &Fields::default());
    let several = html::page(&[hostile, sample::document()], Some(&total), &Fields::default());
    for page in [&one, &several] {
        let tags = assert_well_formed(page);
        assert!(tags.iter().any(|(name, _)| name == "svg"));
        for (name, attributes) in &tags {
            assert!(
                !["script", "link", "img", "iframe", "object", "base"].contains(&name.as_str()),
                "{name}"
            );
            for (attribute, value) in attributes {
                assert!(!attribute.starts_with("on") && attribute != "src", "{name} {attribute}");
                assert!(attribute != "href" || value.starts_with('#'), "{value}");
            }
        }
        let ids: Vec<_> =
            tags.iter().flat_map(|(_, attributes)| attributes).filter(|(name, _)| name == "id").collect();
        let distinct: HashSet<_> = ids.iter().collect();
        assert_eq!(ids.len(), distinct.len(), "an id is there twice");
        let links = tags.iter().flat_map(|(_, attributes)| attributes).filter(|(name, _)| name == "href");
        for (_, target) in links {
            assert!(ids.iter().any(|(_, id)| Some(id.as_str()) == target.strip_prefix('#')), "no {target}");
        }
        for attribute in tags.iter().filter(|(name, _)| name == "svg").flat_map(|(_, attributes)| attributes)
        {
            if attribute.0 == "aria-labelledby" {
                assert!(
                    attribute.1.split(' ').all(|name| ids.iter().any(|(_, id)| id == name)),
                    "{}",
                    attribute.1
                );
            }
        }
        let style = &page[page.find("<style>").unwrap()..page.find("</style>").unwrap()];
        assert!(!style.contains("url(") && !style.contains("@import"));
    }
    for number in sample::document().report.numbers {
        assert!(one.contains(&format!("<tr id=\"{}\">", number.definition.id)), "{}", number.definition.id);
    }
}

/// A tag's name and its attributes.
type Tag = (String, Vec<(String, String)>);

/// Reads a page as if it were XML, and returns its tags in order.
fn assert_well_formed(page: &str) -> Vec<Tag> {
    let mut tags = vec![];
    let mut open: Vec<String> = vec![];
    let mut rest = page.strip_prefix("<!DOCTYPE html>").unwrap();
    while let Some((text, after)) = rest.split_once('<') {
        assert_text(text);
        let (tag, after) = after.split_once('>').expect("a tag ends");
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "before {after:.80}");
            continue;
        }
        let (tag, is_empty) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let (name, mut list) = tag.split_once(' ').unwrap_or((tag, ""));
        assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{tag}");
        let mut attributes = vec![];
        while !list.trim().is_empty() {
            let (attribute, after) = list.split_once("=\"").unwrap_or_else(|| panic!("{tag}"));
            let (value, after) = after.split_once('"').unwrap_or_else(|| panic!("{tag}"));
            assert_text(value);
            attributes.push((attribute.trim().to_string(), value.to_string()));
            list = after;
        }
        tags.push((name.to_string(), attributes));
        if !is_empty {
            open.push(name.to_string());
        }
    }
    assert_eq!(rest.trim(), "");
    assert!(open.is_empty(), "{open:?}");
    tags
}

/// Text has no mark-up left in it, and entities that XML knows.
fn assert_text(text: &str) {
    for after in text.split('&').skip(1) {
        let entity = after.split_once(';').map(|(entity, _)| entity);
        assert!(["amp", "lt", "gt", "quot", "#39"].map(Some).contains(&entity), "&{after:.20}");
    }
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
}

#[test]
fn values_are_quoted_as_their_form_says() {
    let fields = Fields::parse(&["words,language".replace(',', " ")]).unwrap_err();
    assert!(fields.to_string().starts_with("unknown id 'words language'"), "{fields}");
    let fields =
        Fields::parse(&["words".into(), "language".into(), "words.icu".into(), "diversity.ttr".into()])
            .unwrap();
    let mut document = sample::document();
    assert_eq!(Separated::Comma.header(&fields), "file,language,words,words.icu,diversity.ttr\n");
    let ttr = sample::json()["numbers"]["diversity.ttr"].to_string();
    assert_eq!(Separated::Comma.row(&document, &fields), format!("prince.txt,eng,10887,,{ttr}\n"));
    document.name = "a,\"b\"\n\tc\\".into();
    assert_eq!(
        Separated::Comma.row(&document, &fields),
        format!("\"a,\"\"b\"\"\n\tc\\\",eng,10887,,{ttr}\n")
    );
    assert_eq!(Separated::Tab.row(&document, &fields), format!("a,\"b\"\\n\\tc\\\\\teng\t10887\t\t{ttr}\n"));
}

#[test]
fn fields_are_ids_beginnings_and_patterns() {
    let chosen = |names: &[&str]| -> Vec<&str> {
        let names: Vec<_> = names.iter().map(|name| name.to_string()).collect();
        let fields = Fields::parse(&names).unwrap();
        fields::ids().filter(|id| fields.has(id)).collect()
    };
    assert_eq!(chosen(&["words"]), ["words"]);
    assert_eq!(chosen(&["lines.*", "growth"]), ["lines.blank", "lines.longest", "growth"]);
    assert!(chosen(&["readability"]).iter().all(|id| id.starts_with("readability.")));
    assert!(chosen(&["readability"]).len() > 5);
    assert_eq!(chosen(&["words.length"]), ["words.length"]);
    assert_eq!(chosen(&["*"]), chosen(&[]));
    assert_eq!(chosen(&["format", "scopes.body.words", "language.confidence"]), ["language", "document"]);
    for (typed, meant) in [
        ("flesch", "readability.flesch"),
        ("wrods", "words"),
        ("readability.flesh", "readability.flesch"),
        ("mtld", "diversity.mtld"),
        ("graphemes", "chars.graphemes"),
    ] {
        assert!(fields::unknown(typed).to_string().contains(&format!("did you mean '{meant}'?")), "{typed}");
    }
    assert_eq!(fields::unknown("zzz").to_string(), "unknown id 'zzz'; --explain all lists the ids");
}

#[test]
fn tables_for_people_go_on_below() {
    let columns = columns(&Fields::default(), false);
    let numbers = sample::document().report.numbers;
    let rows = ["sample.txt", "total"].map(|name| TableRow::new(name, &numbers, &columns));
    let table = for_people(&rows, &columns, None);
    let lines: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!((lines.len(), lines[0].last(), lines[2].last()), (3, Some(&"file"), Some(&"total")));
    let narrow = for_people(&rows[..1], &columns, Some(40));
    assert!(narrow.lines().all(|line| line.len() <= 40), "{narrow}");
    let cells = |text: &str| -> HashSet<String> { text.split_whitespace().map(String::from).collect() };
    assert_eq!(cells(&narrow), cells(&for_people(&rows[..1], &columns, None)));
}

#[test]
fn tokens_are_laid_out_within_the_width() {
    let token = |text: &str, note: &str| reckon_stats::Token { text: text.into(), note: note.into() };
    let some = [token("one", "1"), token("won\nder", ""), token("\u{202e}", "")];
    let text = explain::tokens(some.clone().into_iter(), 80, 9);
    assert_eq!(text, "\nall of them:\n  one (1) │ won⏎der │ \\u{202e}\n");
    let text = explain::tokens(some.into_iter().cycle(), 24, 4);
    assert_eq!(text, "\nthe first 4:\n  one (1) │ won⏎der │\n  \\u{202e} │ one (1) …\n");
    let long = explain::tokens([token(&"long ".repeat(20), "")].into_iter(), 40, 4);
    assert!(long.lines().all(|line| line.width() <= 40), "{long}");
    assert!(explain::tokens(std::iter::empty(), 80, 9).contains("Nothing"));
    for definition in reckon_stats::definitions() {
        let page = explain::definition(definition, 60);
        assert!(page.lines().all(|line| line.width() <= 60), "{page}");
        assert!(page.starts_with(definition.id));
    }
}

const TEXT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../LICENSE-MIT");

/// What a command prints on both streams, and its exit code.
fn run(arguments: &[&str]) -> (String, String, i32) {
    transcript(&reckon(&[&["stats"], arguments].concat()).output().unwrap())
}

#[test]
fn the_command_line_chooses_the_form() {
    let bytes = std::fs::metadata(TEXT).unwrap().len();
    let (csv, _, code) = run(&["--csv", "--fields", "bytes", TEXT, "/dev/null"]);
    assert_eq!((csv, code), (format!("file,bytes\n{TEXT},{bytes}\n/dev/null,0\ntotal,{bytes}\n"), 0));
    let (tsv, _, code) = run(&["--tsv", "--fields", "bytes,lines", "/dev/null"]);
    assert_eq!((tsv.as_str(), code), ("file\tbytes\tlines\n/dev/null\t0\t0\n", 0));
    let (plain, _, code) = run(&["--fields", "bytes", TEXT]);
    assert_eq!((plain, code), (format!("bytes  {bytes}  bytes\n"), 0));
    let (page, _, code) = run(&["--html", "-", TEXT]);
    assert_eq!(code, 0);
    assert_well_formed(&page);
    // What a number is made of is no link where it is not shown.
    let (page, _, _) = run(&["--html", "-", "--fields", "words,sentences.length.mean", TEXT]);
    assert!(page.contains("<a href=\"#words\"><code>words</code></a>, <code>sentences</code>."), "{page}");
    // Nothing stands before what a document is made of where there are no numbers, and of its parts the words are there.
    let (plain, _, code) = run(&["--fields", "document", "../extract/samples/same/same.docx"]);
    assert_eq!(code, 0);
    let words = plain.lines().find_map(|line| line.strip_suffix("  scopes.body.words"));
    assert!(plain.starts_with("format ") && words.is_some_and(|row| !row.ends_with('-')), "{plain}");
    let (definition, _, code) = run(&["--explain", "words.ascii", TEXT]);
    assert_eq!(code, 0);
    assert!(definition.starts_with("words.ascii: ") && definition.contains(TEXT), "{definition}");
    // Of what is no single number, nothing is shown of a file.
    for (id, is_single) in [("words.top", false), ("readability", false), ("all", false), ("words", true)] {
        let (_, stderr, code) = run(&["--explain", id, TEXT]);
        assert!(code == 0 && stderr.is_empty() == is_single, "{id}: {stderr}");
    }
    let (ids, _, _) = run(&["--explain", "all"]);
    assert!(fields::ids().take(9).all(|id| ids.contains(id)));
    for id in fields::ids().chain(["format", "language.confidence", "scopes.body.words", "readability"]) {
        let (text, stderr, code) = run(&["--explain", id]);
        assert!(code == 0 && !text.is_empty(), "{id}: {stderr}");
    }
}

/// What is chosen beside numbers, and has no place where there are only those.
#[test]
fn what_is_left_out_is_said() {
    let fields = "words.top,bytes,language,rhythm";
    let (stdout, stderr, code) = run(&["--tsv", "--fields", fields, "/dev/null"]);
    assert_eq!((stdout.as_str(), code), ("file\tlanguage\tbytes\n/dev/null\tund\t0\n", 0));
    assert!(stderr.contains("numbers only") && stderr.ends_with(": words.top, rhythm\n"), "{stderr}");
    let (_, stderr, code) = run(&["--fields", fields, TEXT, "/dev/null"]);
    assert!(code == 0 && stderr.ends_with(": words.top, rhythm, language\n"), "{stderr}");
    for arguments in
        [&["--fields", fields, TEXT][..], &["--json", "--fields", fields, TEXT, TEXT], &["--csv", TEXT]]
    {
        assert_eq!(run(arguments).1, "", "{arguments:?}");
    }
    let (_, stderr, code) = run(&["--csv", "--sections", "--fields", "bytes", TEXT]);
    assert!(code == 0 && stderr.contains("columns of their own"), "{stderr}");
}

/// Only a page, or an empty file, gives way to a page.
#[test]
fn a_page_replaces_a_page() {
    let page = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("page.html");
    std::fs::write(&page, "").unwrap();
    let page = page.to_str().unwrap();
    for _ in 0..2 {
        assert_eq!(run(&["--html", page, TEXT]), (String::new(), String::new(), 0));
        assert_well_formed(&std::fs::read_to_string(page).unwrap());
    }
}

#[test]
fn what_makes_no_sense_is_a_matter_of_usage() {
    for (arguments, message) in [
        (&["--fields", "wrods", TEXT][..], "did you mean 'words'?"),
        (&["--fields", "", TEXT], "names nothing"),
        (&["--explain", "wrods"], "did you mean 'words'?"),
        (&["--csv", "--fields", "words.top", TEXT], "--fields names none"),
        (&["--fields", "words.top", TEXT, TEXT], "--fields names none"),
        (&["--sort", "words.top", TEXT, TEXT], "is no single number"),
        (&["--compare", "--server", "localhost", TEXT, TEXT], "cannot be used with"),
        (&["--compare", "-", "-"], "reads standard input once"),
        (&["--html", TEXT, TEXT], "is one of the files to be counted"),
        (&["--html", TEXT], "is there and no page"),
        (&["--csv", "--json", TEXT], "cannot be used with"),
        (&["--explain", "words", "--html", "x", TEXT], "cannot be used with"),
        (&["--classic", "--top", "3", TEXT], "cannot be used with"),
        (&["--server", "localhost", "--encoding", "utf-8", TEXT], "cannot be used with"),
    ] {
        let (stdout, stderr, code) = run(arguments);
        assert_eq!((stdout.as_str(), code), ("", 2), "{arguments:?}");
        assert!(stderr.contains(message), "{stderr}");
    }
    let (_, stderr, code) = run(&["--html", "/no/such/folder/page.html", TEXT]);
    assert_eq!(code, 3);
    assert!(stderr.contains("cannot write /no/such/folder/page.html"), "{stderr}");
}

#[test]
fn a_variable_names_a_server_for_those_who_say_nothing_else() {
    let with = |value: &str, arguments: &[&str]| {
        let mut command = reckon(&[&["stats"], arguments, &[TEXT]].concat());
        transcript(&command.env("RECKON_DOCS_SERVER", value).output().unwrap())
    };
    let here = run(&[TEXT]);
    // Where nobody listens.
    let (_, stderr, code) = with("127.0.0.1:1", &[]);
    assert!(code == 3 && stderr.contains("nobody listens at 127.0.0.1:1"), "{stderr}");
    assert_eq!(with("", &[]), here);
    for arguments in [["--jobs", "0"], ["--jobs", "2"], ["--scope", "default"], ["--encoding", "utf-8"]] {
        assert_eq!(with("127.0.0.1:1", &arguments), here, "{arguments:?}");
        let (_, stderr, code) = with("", &[&arguments[..], &["--server", "127.0.0.1:1"]].concat());
        assert!(code == 2 && stderr.contains("cannot be used with"), "{stderr}");
    }
    assert_eq!(with("127.0.0.1:1", &["--explain", "words"]).2, 0);
}

#[test]
fn colours_are_for_those_who_want_them() {
    let print = |environment: &[(&str, &str)]| {
        let mut command = reckon(&["stats", TEXT]);
        command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").env_remove("TERM").env("COLUMNS", "60");
        environment.iter().for_each(|(name, value)| {
            command.env(name, value);
        });
        transcript(&command.output().unwrap()).0
    };
    let plain = print(&[]);
    let forced = print(&[("CLICOLOR_FORCE", "1")]);
    assert!(!plain.contains('\u{1b}') && forced.contains("\u{1b}["));
    assert_eq!(print(&[("CLICOLOR_FORCE", "0")]), plain);
    assert_eq!(print(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]), without_colours(&forced));
    assert_eq!(print(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "")]), forced);
    assert!(without_colours(&forced).lines().all(|line| line.width() <= 60));
}
