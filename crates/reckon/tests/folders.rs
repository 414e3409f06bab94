//! `reckon stats` of folders.

mod server;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::Value;
use server::{reckon, transcript};

/// A new folder for one test, with these files.
fn folder(name: &str, files: &[(&str, &[u8])]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    for (name, content) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    folder
}

/// Output, errors and exit code of `reckon stats` in a folder.
fn stats(folder: &Path, arguments: &[&str]) -> (String, String, i32) {
    let mut command = reckon(&[&["stats"], arguments].concat());
    transcript(&command.current_dir(folder).output().unwrap())
}

fn lines(json: &str) -> Vec<Value> {
    json.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn some(name: &str) -> PathBuf {
    folder(
        name,
        &[
            ("a.txt", b"one two\n"),
            ("b/c.txt", b"three\n"),
            ("b/d/e.txt", b"four five six\n"),
            ("b/d/picture.bin", b"\x7fELF\0\0\0\0\x01\x02\x03\0\0\0"),
            ("f.txt", b"seven eight nine ten\n"),
            (".hidden", b"hidden\n"),
            (".gitignore", b"*.log\nout/\n"),
            ("g.log", b"ignored\n"),
            ("out/h.txt", b"ignored\n"),
            ("only/other.bin", b"\0\0\0\0\x01\x02\x03\x04"),
        ],
    )
}

const LEFT_OUT: &str = "note: files that are neither text nor a document that can be read are left out: 2\n";

#[test]
fn a_folder_has_rows_for_files_and_folders_and_a_total() {
    let folder = some("folder-rows");
    fs::create_dir_all(folder.join("empty/within")).unwrap();
    let expected = "words  file
    2  ./a.txt
    1  ./b/c.txt
    3  ./b/d/e.txt
    3  ./b/d/
    4  ./b/
    4  ./f.txt
   10  total
";
    for jobs in ["1", "2", "7"] {
        let (stdout, stderr, code) = stats(&folder, &["--fields", "words", "--jobs", jobs, "."]);
        assert_eq!((stdout.as_str(), stderr.as_str(), code), (expected, LEFT_OUT, 0), "{jobs}");
    }
    // One of several that are named has a row of its own.
    for name in ["b", "b/"] {
        let (stdout, _, code) = stats(&folder, &["--fields", "words", "--csv", "f.txt", name]);
        assert_eq!(
            (stdout.as_str(), code),
            ("file,words\nf.txt,4\nb/c.txt,1\nb/d/e.txt,3\nb/d/,3\nb/,4\ntotal,8\n", 0)
        );
    }
    // What is named is counted, whatever the rules are for those that are found; and has to be a document.
    let (stdout, stderr, code) = stats(&folder, &["--fields", "words", "--csv", "g.log", "b/d/picture.bin"]);
    assert_eq!((stdout.as_str(), code), ("file,words\ng.log,1\ntotal,1\n", 3));
    assert!(stderr.starts_with("error: b/d/picture.bin: a program for machines"), "{stderr}");
    // Whoever says the encoding says that it is text.
    for encoding in ["utf-8", "windows-1252"] {
        let asked = ["--encoding", encoding, "--fields", "lines", "b/d/picture.bin"];
        assert_eq!(stats(&folder, &asked).2, 0, "{encoding}");
    }
    // Rows say why also if none of all has a number.
    let (stdout, stderr, code) = stats(&folder, &["--fields", "words", "missing", "b/missing"]);
    let why = "there is no such file";
    assert_eq!(stdout, format!("words  file\n    -  missing: {why}\n    -  b/missing: {why}\n"));
    assert_eq!((stderr, code), (format!("error: missing: {why}\nerror: b/missing: {why}\n"), 3));
    let (stdout, stderr, code) = stats(&folder, &["--fields", "words", "--csv", "only"]);
    let note = LEFT_OUT.replace(": 2", ": 1");
    assert_eq!((stdout.as_str(), stderr.as_str(), code), ("file,words\n", note.as_str(), 0));
    let (stdout, stderr, code) = stats(&folder, &["empty"]);
    assert_eq!((stdout.as_str(), code), ("", 0));
    assert!(stderr.starts_with("note: there are no files to count: "), "{stderr}");
}

#[test]
fn files_are_sorted_by_a_number_and_the_first_are_shown() {
    let folder = some("folder-sorted");
    let (stdout, ..) =
        stats(&folder, &["--csv", "--fields", "words", "--sort", "words", "a.txt", "b", "f.txt"]);
    assert_eq!(stdout, "file,words\nf.txt,4\nb/d/e.txt,3\na.txt,2\nb/c.txt,1\nb/,4\nb/d/,3\ntotal,10\n");
    // By what is not shown, and with what has no number at the end.
    let sorted = ["--csv", "--fields", "bytes", "--sort", "readability.flesch_kincaid", "--first", "1"];
    let (stdout, ..) =
        stats(&folder, &[&sorted[..], &["--language", "en", "a.txt", "/dev/null", "b"]].concat());
    let names: Vec<_> = stdout.lines().map(|line| line.split(',').next().unwrap()).collect();
    assert_eq!((names[0], names[2], names[3], names.len()), ("file", "b/d/", "total", 4), "{stdout}");
    let (stdout, ..) = stats(&folder, &["--fields", "words", "--first", "1", "."]);
    assert_eq!(stdout, "words  file\n    2  ./a.txt\n    3  ./b/d/\n   10  total\n");
    let (_, stderr, code) = stats(&folder, &["--sort", "wrods", "."]);
    assert_eq!(
        (stderr.as_str(), code),
        ("error: unknown id 'wrods': did you mean 'words'? --explain all lists them\n", 2)
    );
}

#[test]
fn json_has_a_line_for_each_and_the_failures() {
    let folder = some("folder-json");
    let (stdout, stderr, code) = stats(&folder, &["--json", ".", "missing"]);
    assert_eq!(code, 3);
    assert_eq!(stderr, format!("error: missing: there is no such file\n{LEFT_OUT}"));
    let lines = lines(&stdout);
    let names: Vec<_> = lines
        .iter()
        .map(|line| line.get("file").or(line.get("folder")).map_or("total", |name| name.as_str().unwrap()))
        .collect();
    assert_eq!(
        names,
        ["./a.txt", "./b/c.txt", "./b/d/e.txt", "./b/d/", "./b/", "./f.txt", "./", "missing", "total"]
    );
    assert_eq!((&lines[4]["files"], &lines[4]["numbers"]["words"]), (&2.into(), &4.into()));
    assert_eq!(lines[7]["error"], "there is no such file");
    assert_eq!((&lines[8]["total"], &lines[8]["numbers"]["words"]), (&4.into(), &10.into()));
    // Each file's line is that of the file alone.
    let (alone, ..) = stats(&folder, &["--json", "./b/d/e.txt"]);
    assert_eq!(serde_json::from_str::<Value>(&alone).unwrap(), lines[2]);
}

/// However little is found out for it, a number is that of the whole report, and so is the reason why there is none.
#[test]
fn a_number_alone_is_that_of_the_report() {
    let french =
        "L'été, dit-il, c'est loin. « Où est-elle ? » Elle n'est pas là.\n\nIls sont partis à minuit.\n";
    let english =
        "# A heading\n\nIt was the best of times, it was the worst of times. `code`\n\n> Or was it?\n";
    let thai = "ภาษาไทยเป็นภาษาที่มีระดับเสียง\n";
    let files: [(&str, &[u8]); 4] = [
        ("a.txt", french.as_bytes()),
        ("b.md", english.as_bytes()),
        ("c/d.txt", thai.as_bytes()),
        ("e.txt", b""),
    ];
    let folder = folder("folder-alone", &files);
    let whole = lines(&stats(&folder, &["--json", "."]).0);
    for definition in reckon_stats::definitions() {
        let id = definition.id;
        let alone = lines(&stats(&folder, &["--json", "--fields", id, "."]).0);
        assert_eq!(alone.len(), whole.len());
        for (alone, whole) in alone.iter().zip(&whole) {
            assert_eq!(alone["numbers"][id], whole["numbers"][id], "{id}: {alone}");
            assert_eq!(alone["reasons"][id], whole["reasons"][id], "{id}: {alone}");
        }
        // The table that people read has it as well.
        let (table, ..) = stats(&folder, &["--fields", id, "."]);
        let (csv, ..) = stats(&folder, &["--csv", "--fields", id, "."]);
        assert_eq!(table.lines().count(), csv.lines().count(), "{id}");
    }
}

#[test]
fn many_files_are_counted_like_one_after_the_other() {
    let names: Vec<_> = (0..1500).map(|at| format!("{:02}/{:03}.txt", at / 40, at % 40)).collect();
    let texts: Vec<_> =
        (0..1500).map(|at| format!("word{at} {}.\n\nSame words.\n", "more ".repeat(at % 50))).collect();
    let files: Vec<_> =
        names.iter().zip(&texts).map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let folder = folder("folder-many", &files);
    let one = stats(&folder, &["--csv", "--jobs", "1", "--language", "en", "."]);
    let many = stats(&folder, &["--csv", "--jobs", "8", "--language", "en", "."]);
    assert_eq!(one.0, many.0);
    assert_eq!((one.2, one.0.lines().count()), (0, 1 + 1500 + 38 + 1));
    let distinct = one.0.lines().next().unwrap().split(',').position(|id| id == "words.distinct").unwrap();
    let total = one.0.lines().last().unwrap().split(',').nth(distinct);
    assert_eq!(total, Some("1503"), "each has a word of its own, and all have more, same and words");
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_and_pipes_not_read() {
    let folder = folder("folder-links", &[("a.txt", b"one\n"), ("b/c.txt", b"two three\n")]);
    std::os::unix::fs::symlink("../a.txt", folder.join("b/link.txt")).unwrap();
    std::os::unix::fs::symlink("..", folder.join("b/up")).unwrap();
    std::os::unix::fs::symlink("b", folder.join("named")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(folder.join("b/pipe")).status().unwrap();
    assert!(made.success());
    let (stdout, stderr, code) = stats(&folder, &["--csv", "--fields", "words", "."]);
    let expected = "file,words\n./a.txt,1\n./b/c.txt,2\n./b/,2\ntotal,3\n";
    assert_eq!((stdout.as_str(), stderr.as_str(), code), (expected, "", 0));
    // A link that is named is what it leads to.
    let (stdout, ..) = stats(&folder, &["--csv", "--fields", "words", "named"]);
    assert_eq!(stdout, "file,words\nnamed/c.txt,2\ntotal,2\n");
}

#[test]
fn a_table_keeps_to_its_width() {
    let long = format!("{}/{}.txt", "long".repeat(20), "name".repeat(20));
    let folder = folder("folder-width", &[(&long, b"one\n"), ("b.txt", b"two\n")]);
    let mut command = reckon(&["stats", "."]);
    command.current_dir(&folder).env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1").env("COLUMNS", "80");
    let (stdout, _, code) = transcript(&command.output().unwrap());
    assert_eq!(code, 0);
    assert!(stdout.lines().all(|line| line.chars().count() <= 80), "{stdout}");
    assert!(stdout.contains("…") && stdout.contains("name.txt"), "{stdout}");
}

/// What is read in another process is left out as well where it is of no kind that is read, and fails where it is named.
#[test]
fn what_is_compressed_and_no_document_is_left_out() {
    let mut encoder = flate2::write::GzEncoder::new(vec![], flate2::Compression::best());
    encoder.write_all(b"\x7fELF\0\0\0\0\x01\x02\x03\0\0\0").unwrap();
    let program = encoder.finish().unwrap();
    let folder = folder("folder-compressed", &[("a.txt", b"one two\n"), ("program.gz", &program)]);
    let (stdout, stderr, code) = stats(&folder, &["--fields", "words", "--csv", "."]);
    assert_eq!((stdout.as_str(), code), ("file,words\n./a.txt,2\ntotal,2\n", 0), "{stderr}");
    assert!(stderr.ends_with("are left out: 1\n"), "{stderr}");
    let (_, stderr, code) = stats(&folder, &["program.gz"]);
    assert!(code == 3 && stderr.contains("a program for machines"), "{stderr}");
}

/// What a rule takes back is not for what is hidden, least of all for Git's own folder.
#[test]
fn hidden_files_stay_hidden_whatever_the_rules_take_back() {
    let files: [(&str, &[u8]); 5] = [
        (".gitignore", b"*\n!*/\n!*.txt\n!HEAD\n!.*\n"),
        (".git/HEAD", b"ref: refs/heads/main\n"),
        (".hidden.txt", b"one\n"),
        ("part/a.txt", b"one two\n"),
        ("part/b.md", b"one two three\n"),
    ];
    let folder = folder("folder-hidden", &files);
    let (stdout, stderr, code) = stats(&folder, &["--fields", "words", "--csv", "."]);
    let expected = "file,words\n./part/a.txt,2\n./part/,2\ntotal,2\n";
    assert_eq!((stdout.as_str(), stderr.as_str(), code), (expected, "", 0));
}

/// The page and the output may be in the folder that they tell of.
#[test]
fn a_report_is_not_about_itself() {
    let folder = folder("folder-itself", &[("a.txt", b"one two\n"), ("b.html", b"<p>three</p>\n")]);
    let page = || fs::read_to_string(folder.join("page.html")).unwrap();
    assert_eq!(stats(&folder, &["--html", "page.html", "."]).2, 0);
    let first = page();
    assert_eq!(stats(&folder, &["--html", "./page.html", "."]).2, 0);
    assert!(page() == first && first.contains("b.html") && !first.contains("page.html"));
    // Who names it wants it.
    let (stdout, ..) = stats(&folder, &["--csv", "--fields", "bytes", "page.html"]);
    assert!(stdout.contains("page.html"), "{stdout}");
    fs::remove_file(folder.join("page.html")).unwrap();
    let output = fs::File::create(folder.join("stats.csv")).unwrap();
    let mut command = reckon(&["stats", "--csv", "--fields", "words", "."]);
    assert!(command.current_dir(&folder).stdout(output).status().unwrap().success());
    let written = fs::read_to_string(folder.join("stats.csv")).unwrap();
    assert_eq!(written, "file,words\n./a.txt,2\n./b.html,1\ntotal,3\n");
}

/// The page is written once, and once more when something else has changed.
#[test]
fn watching_does_not_see_its_own_page() {
    let folder = folder("folder-watched", &[("a.txt", b"one two\n")]);
    let mut command = reckon(&["stats", "--watch", "--html", "page.html", "."]);
    let mut watching = command.current_dir(&folder).spawn().unwrap();
    let page = folder.join("page.html");
    // The time of writing once it has stayed the same for three looks.
    let settled = || {
        let time = || fs::metadata(&page).and_then(|page| page.modified()).ok();
        for _ in 0..100 {
            let before = time();
            std::thread::sleep(std::time::Duration::from_millis(1600));
            if before.is_some() && time() == before {
                return before;
            }
        }
        None
    };
    let first = settled();
    fs::write(folder.join("b.txt"), "three\n").unwrap();
    let mut second = settled();
    for _ in 0..10 {
        if second != first {
            break;
        }
        second = settled();
    }
    watching.kill().unwrap();
    watching.wait().unwrap();
    assert!(first.is_some(), "the page was written again and again");
    assert!(second.is_some() && second != first, "the page was not written again");
}
