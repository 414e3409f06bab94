//! Documents of many formats, as the program counts them.

mod server;

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::Command;

use server::{Server, reckon, transcript};

/// The folder with the same document in many formats, which `make-same.sh` beside it makes.
fn samples() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../extract/samples/same")
}

/// The report of a file, in the JSON form.
fn report(path: &str, options: &[&str]) -> serde_json::Value {
    let (stdout, stderr, code) =
        transcript(&reckon(&[&["stats", "--json"], options, &[path]].concat()).output().unwrap());
    assert_eq!(code, 0, "{path}: {stderr}");
    serde_json::from_str(&stdout).unwrap()
}

/// The same document has the same count in every format, within one in a hundred.
#[test]
fn a_document_counts_the_same_in_every_format() {
    let mut counts = vec![];
    for entry in std::fs::read_dir(samples()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_string();
        let report = report(path.to_str().unwrap(), &[]);
        let words = report["numbers"]["words"].as_u64().unwrap();
        counts.push((words, name));
    }
    counts.sort();
    assert!(counts.len() >= 11, "{counts:?}");
    let (least, most) = (counts[0].0, counts[counts.len() - 1].0);
    assert!(most - least <= most.div_ceil(100), "{counts:?}");
}

/// Sections and scopes are there in the formats that have them, and add up.
#[test]
fn sections_add_up_to_the_document() {
    for name in ["same.docx", "same.odt", "same.html", "same.md", "same.tex", "same.rtf"] {
        let path = samples().join(name);
        let report = report(path.to_str().unwrap(), &["--sections"]);
        let words = report["numbers"]["words"].as_u64().unwrap();
        let document = &report["document"];
        let counted = document["scopes"].as_array().unwrap().iter().filter(|scope| scope["counts"] == true);
        assert_eq!(counted.map(|scope| scope["words"].as_u64().unwrap()).sum::<u64>(), words, "{name}");
        let sections = document["sections"].as_array().unwrap();
        let titles: Vec<_> = sections.iter().map(|section| section["title"].as_str().unwrap()).collect();
        let expected = [
            "What is a word",
            "What linguists say",
            "What translators pay for",
            "What a document is made of",
            "What follows",
        ];
        assert_eq!(titles[titles.len() - 5..], expected, "{name}");
        let level = sections.iter().map(|section| section["level"].as_u64().unwrap()).min().unwrap();
        let top = sections.iter().filter(|section| {
            let own = section["level"].as_u64().unwrap();
            own == 0 || own == level.max(1)
        });
        assert_eq!(top.map(|section| section["words"].as_u64().unwrap()).sum::<u64>(), words, "{name}");
    }
}

#[test]
fn scopes_are_chosen_and_printed() {
    let path = samples().join("same.docx");
    let path = path.to_str().unwrap();
    let all = report(path, &[])["numbers"]["words"].as_u64().unwrap();
    let notes = report(path, &["--scope", "footnote"])["numbers"]["words"].as_u64().unwrap();
    let without = report(path, &["--scope", "-footnote"])["numbers"]["words"].as_u64().unwrap();
    assert!(notes > 10 && notes + without == all, "{notes} {without} {all}");
    let (text, _, code) =
        transcript(&reckon(&["text", "--scope", "footnote,table", "--scopes", path]).output().unwrap());
    assert_eq!(code, 0);
    assert!(text.starts_with("footnote: The same holds for averages,"), "{text}");
    assert!(text.contains("\ntable: Part\ntable: Counts\ntable: Why\n"), "{text}");
    let (text, _, _) = transcript(&reckon(&["text", path]).output().unwrap());
    assert!(text.contains("\n\nWhat linguists say\n\nLinguists look closer."), "{text}");
    let (_, stderr, code) = transcript(&reckon(&["stats", "--scope", "boby", path]).output().unwrap());
    assert!(code == 2 && stderr.contains("no scope is called 'boby'"), "{stderr}");
}

#[test]
fn formats_are_listed_and_given() {
    let (list, _, code) = transcript(&reckon(&["stats", "--list-formats"]).output().unwrap());
    assert_eq!(code, 0);
    for format in reckon_extract::Format::all() {
        assert!(list.lines().any(|line| line.split_whitespace().next() == Some(format.id())), "{list}");
    }
    let path = samples().join("same.md");
    let path = path.to_str().unwrap();
    assert_eq!(report(path, &["--format", "text"])["document"]["format"], "text");
    let (_, stderr, code) = transcript(&reckon(&["stats", "--format", "docx", path]).output().unwrap());
    assert!(code == 3 && stderr.starts_with(&format!("error: {path}: no Word document")), "{stderr}");
    let (_, stderr, code) = transcript(&reckon(&["stats", "--format", "dox", path]).output().unwrap());
    assert!(code == 2 && stderr.contains("no such format"), "{stderr}");
}

/// The manual's table of scopes is the program's.
#[test]
fn the_manual_has_the_scopes() {
    let manual =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/formats.md")).unwrap();
    let rows: Vec<_> =
        manual.lines().filter(|line| line.starts_with("| `") && line.matches('|').count() == 4).collect();
    let expected = reckon_extract::Scope::ALL.iter().map(|scope| {
        let counts = if scope.counts() { "yes" } else { "no" };
        format!("| `{scope}` | {counts} | {} |", scope.meaning().trim_end_matches('.'))
    });
    for row in expected {
        assert!(rows.contains(&row.as_str()), "the manual has no line {row}");
    }
}

/// What cannot be read in an archive is a row that says why, as in a folder; what is no document is a remark about the
/// archive. A server says the same.
#[test]
fn a_file_of_an_archive_that_cannot_be_read_is_a_row() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("archives");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("all.zip");
    let mut writer = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    let files =
        [("a.png", "\u{89}PNG\r\n"), ("b.pdf", "%PDF-1.4"), ("c.txt", "One two."), ("d.md", "*Three.*")];
    for (name, text) in files {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        let bytes: Vec<_> = text.chars().map(|letter| letter as u8).collect();
        writer.write_all(&bytes).unwrap();
    }
    writer.finish().unwrap();
    let path = path.to_str().unwrap();
    let run = |arguments: &[&str]| transcript(&reckon(&[arguments, &[path]].concat()).output().unwrap());
    let why = "no PDF document: there are no pages";
    let (table, stderr, code) = run(&["stats", "--fields", "words"]);
    let row = |name: &str| format!("{path}/{name}");
    let rows = [
        "words  file\n    -  ",
        &row("b.pdf"),
        ": ",
        why,
        "\n    2  ",
        &row("c.txt"),
        "\n    1  ",
        &row("d.md"),
    ];
    assert_eq!(table, rows.concat() + "\n    3  total\n");
    let picture =
        format!("note: {path}: not counted: a.png: a picture: there is no text in it that could be read\n");
    assert_eq!((stderr, code), (format!("{picture}error: {path}/b.pdf: {why}\n"), 3));
    let (json, _, _) = run(&["stats", "--json", "--fields", "words"]);
    let first: serde_json::Value = serde_json::from_str(json.lines().next().unwrap()).unwrap();
    assert_eq!((first["file"].as_str(), first["error"].as_str()), (Some(&*row("b.pdf")), Some(why)));
    let last: serde_json::Value = serde_json::from_str(json.lines().last().unwrap()).unwrap();
    assert_eq!((last["total"].as_u64(), last["numbers"]["words"].as_u64()), (Some(2), Some(3)));
    // Where all documents of a file are taken as one, it is a remark.
    let remark = format!("note: {path}: not counted: b.pdf: {why}\n");
    let (_, stderr, code) = run(&["stats", "--explain", "words"]);
    assert_eq!((stderr, code), (picture.clone() + &remark, 0));
    let (_, stderr, code) = run(&["stats", "--compare", path]);
    assert_eq!((stderr, code), ((picture.clone() + &remark).repeat(2), 0));
    let bad = folder.join("bad.zip");
    let mut writer = zip::ZipWriter::new(std::fs::File::create(&bad).unwrap());
    writer.start_file("b.pdf", zip::write::SimpleFileOptions::default()).unwrap();
    writer.write_all(b"%PDF-1.4").unwrap();
    writer.finish().unwrap();
    // Unless none of them can be read: 0 words would keep every rule.
    let bad = bad.to_str().unwrap();
    let rule = ["stats", "--compare", path, bad, "--check", "words<=5"];
    let (_, stderr, code) = transcript(&reckon(&rule).output().unwrap());
    assert!(code == 3 && stderr.contains(&format!("error: {bad}: b.pdf: {why}\n")), "{stderr}");
    let (text, stderr, code) = run(&["text"]);
    assert_eq!(text, "==> b.pdf <==\n\n==> c.txt <==\nOne two.\n\n==> d.md <==\nThree.\n");
    assert_eq!((stderr, code), (format!("error: {path}/b.pdf: {why}\n{picture}"), 3));
    let server = Server::start(&[]);
    let address = server.docs_tcp.to_string();
    for form in [&["--json"][..], &["--csv"], &[]] {
        assert_eq!(
            run(&[&["stats", "--server", &address], form].concat()),
            run(&[&["stats"], form].concat())
        );
    }
    let mut stream = server.tcp(server.docs_tcp);
    stream.write_all(&std::fs::read(path).unwrap()).unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let begin = format!("Welcome to the server\n==> b.pdf <==\nerror: {why}\n\n==> c.txt <==\n");
    assert!(answer.starts_with(&begin), "{answer}");
    assert_eq!(server.stop().0, Some(0));
}

/// A server says of every format what is said here.
#[test]
fn a_server_says_the_same() {
    let server = Server::start(&[]);
    let address = server.docs_tcp.to_string();
    for entry in std::fs::read_dir(samples()).unwrap() {
        let path = entry.unwrap().path();
        let path = path.to_str().unwrap();
        assert_eq!(report(path, &["--server", &address]), report(path, &[]), "{path}");
    }
    assert_eq!(server.stop().0, Some(0));
}

/// A shell may have set limits below those of a reader, which nobody may raise again.
#[test]
fn documents_are_read_under_lower_limits() {
    let limits = "ulimit -t 30; exec \"$0\" stats --csv --fields words \"$1\"";
    let (program, sample) = (env!("CARGO_BIN_EXE_reckon"), samples().join("same.md.gz"));
    let output = Command::new("sh").args(["-c", limits, program]).arg(sample).output().unwrap();
    let (stdout, stderr, code) = transcript(&output);
    assert_eq!((stderr.as_str(), code), ("", 0), "{stdout}");
}
