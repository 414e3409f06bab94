//! `reckon stats --compare`, `--git` and `--watch`.

mod server;

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use server::{reckon, transcript};

const OLD: &str = "This paragraph will move.\n\nThe cat sat on the mat. The dog saw it.\n\n\
                   Here nothing changes at all.\n\nNor does it here.\n\nThe end comes here.\n";
const NEW: &str = "The cat sat quietly on the enormous mat. The dog saw it.\n\nHere nothing changes at all.\n\n\
                   Nor does it here.\n\nThe end comes.\n\nThis paragraph will move.\n";

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn stats(folder: &Path, arguments: &[&str]) -> (String, String, i32) {
    let mut command = reckon(&[&["stats", "--language", "en"], arguments].concat());
    transcript(&command.current_dir(folder).output().unwrap())
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    let (stdout, stderr, code) = stats(folder, &[&["--json"], arguments].concat());
    assert_eq!((stderr.as_str(), code), ("", 0));
    serde_json::from_str(&stdout).unwrap()
}

#[test]
fn two_files_are_compared_word_by_word() {
    let folder = folder("compare");
    fs::write(folder.join("old.txt"), OLD).unwrap();
    fs::write(folder.join("new.txt"), NEW).unwrap();
    let found = json(&folder, &["--compare", "old.txt", "new.txt"]);
    assert_eq!(
        (&found["schema"], &found["old"], &found["new"]),
        (&"reckon.compare/1".into(), &"old.txt".into(), &"new.txt".into())
    );
    assert_eq!(found["words"], serde_json::json!({ "added": 2, "removed": 1, "moved": 4 }));
    assert_eq!(found["numbers"]["words"], serde_json::json!({ "old": 27, "new": 28, "change": 1 }));
    assert_eq!(found["numbers"]["sentences"]["change"], 0);
    // The two causes make up the change of the grade.
    let number = |value: &Value| value.as_f64().unwrap();
    let causes = ["words_per_sentence", "syllables_per_word"]
        .map(|cause| number(&found["grade"][cause]["change_of_grade"]));
    let change = number(&found["numbers"]["readability.flesch_kincaid"]["change"]);
    assert!((causes[0] + causes[1] - change).abs() < 1e-9, "{causes:?} {change}");
    assert!((causes[0] - 0.39 * (28.0 / 6.0 - 27.0 / 6.0)).abs() < 1e-9, "{causes:?}");
    assert_eq!(found["sections"], serde_json::json!([]));

    let back = json(&folder, &["--compare", "new.txt", "old.txt"]);
    assert_eq!(back["words"], serde_json::json!({ "added": 1, "removed": 2, "moved": 4 }));
    let same = json(&folder, &["--compare", "old.txt", "old.txt"]);
    assert_eq!(same["words"], serde_json::json!({ "added": 0, "removed": 0, "moved": 0 }));

    let (stdout, stderr, code) = stats(&folder, &["--compare", "old.txt", "new.txt"]);
    assert_eq!((stderr.as_str(), code), ("", 0));
    assert!(stdout.starts_with("old.txt → new.txt\n\n"), "{stdout}");
    assert!(stdout.contains("\nwords: 2 added, 1 removed, 4 moved\n"), "{stdout}");
    assert!(
        stdout.lines().any(|line| line.split_whitespace().collect::<Vec<_>>() == ["words", "27", "28", "+1"]),
        "{stdout}"
    );
}

#[test]
fn rules_are_those_of_the_new_file() {
    let folder = folder("compare-check");
    fs::write(folder.join("old.txt"), OLD).unwrap();
    fs::write(folder.join("new.txt"), NEW).unwrap();
    let (_, stderr, code) = stats(&folder, &["--check", "words<28", "--compare", "old.txt", "new.txt"]);
    assert_eq!((stderr.as_str(), code), ("broken: new.txt: words<28: it is 28\n", 1));
    let (_, stderr, code) = stats(&folder, &["--check", "words<28", "--compare", "new.txt", "old.txt"]);
    assert_eq!((stderr.as_str(), code), ("", 0));
    let (_, stderr, code) = stats(&folder, &["--compare", "old.txt"]);
    assert_eq!(code, 2, "{stderr}");
    let (_, stderr, code) = stats(&folder, &["--compare", "missing.txt", "new.txt"]);
    assert_eq!((stderr.as_str(), code), ("error: new.txt: missing.txt: there is no such file\n", 3));
}

/// What comes from a pipe has no name of its own.
#[test]
fn a_version_from_a_pipe_is_read_like_the_other() {
    let folder = folder("compare-pipe");
    fs::write(folder.join("old.md"), "# First\n\nOne two.\n").unwrap();
    fs::write(folder.join("new.md"), "# First\n\nOne two three.\n").unwrap();
    let named = json(&folder, &["--compare", "old.md", "new.md"]);
    for (piped, files) in [("old.md", ["-", "new.md"]), ("new.md", ["old.md", "-"])] {
        let mut command = reckon(&["stats", "--language", "en", "--json", "--compare", files[0], files[1]]);
        let piped = fs::File::open(folder.join(piped)).unwrap();
        let (stdout, ..) = transcript(&command.current_dir(&folder).stdin(piped).output().unwrap());
        let found: Value = serde_json::from_str(&stdout).unwrap();
        assert_eq!((&found["sections"], &found["numbers"]), (&named["sections"], &named["numbers"]));
    }
}

/// Runs the program git without the settings of the machine.
fn git(folder: &Path, arguments: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_file_is_compared_with_what_it_was_in_a_revision() {
    if Command::new("git").arg("--version").output().is_err() {
        return;
    }
    let folder = folder("compare-git");
    git(&folder, &["init", "--quiet"]);
    fs::create_dir(folder.join("part")).unwrap();
    fs::write(folder.join("part/text.txt"), OLD).unwrap();
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "--quiet", "-m", "first"]);
    fs::write(folder.join("part/text.txt"), NEW).unwrap();
    let found = json(&folder, &["--git", "HEAD", "part/text.txt"]);
    assert_eq!((&found["old"], &found["new"]), (&"HEAD:part/text.txt".into(), &"part/text.txt".into()));
    assert_eq!(found["words"], serde_json::json!({ "added": 2, "removed": 1, "moved": 4 }));
    fs::write(folder.join("new.txt"), NEW).unwrap();
    let (stdout, stderr, code) = stats(&folder, &["--git", "HEAD", "new.txt", "part/text.txt"]);
    assert_eq!(code, 3);
    assert!(stderr.starts_with("error: new.txt: git does not show the old version: "), "{stderr}");
    assert!(stdout.contains("2 added, 1 removed"), "the others are compared: {stdout}");
    // A name may be any bytes.
    let name = std::ffi::OsStr::from_bytes(b"no\xFFutf.txt");
    if fs::write(folder.join(name), OLD).is_ok() {
        git(&folder, &["add", "."]);
        git(&folder, &["commit", "--quiet", "-m", "second"]);
        let mut command = reckon(&["stats", "--git", "HEAD"]);
        let (stdout, stderr, code) = transcript(&command.arg(name).current_dir(&folder).output().unwrap());
        assert!(code == 0 && stdout.contains("\nwords: 0 added, 0 removed"), "{stderr}");
    }
    // No revision is taken for an option.
    let (_, stderr, code) = stats(&folder, &["--git=--output=written", "part/text.txt"]);
    assert_eq!((code, folder.join("written").exists()), (3, false), "{stderr}");
}

#[test]
fn a_change_is_reported_again() {
    let folder = folder("watch");
    let path = folder.join("a.txt");
    fs::write(&path, "one-two\n").unwrap();
    let mut child = reckon(&["stats", "--watch", "--csv", "--fields", "words", "a.txt"])
        .current_dir(&folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let first: Vec<_> = lines.by_ref().take(2).collect();
    // At once, so that no half of it is seen; and as long and as old as the first one, which clocks may be too coarse to tell.
    fs::write(folder.join("other"), "onetwo-\n").unwrap();
    let other = fs::File::options().write(true).open(folder.join("other")).unwrap();
    other.set_modified(path.metadata().unwrap().modified().unwrap()).unwrap();
    fs::rename(folder.join("other"), &path).unwrap();
    let second: Vec<_> = lines.by_ref().take(3).collect();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(
        (first, second),
        (
            vec!["file,words".into(), "a.txt,2".into()],
            vec![String::new(), "file,words".into(), "a.txt,1".into()]
        )
    );
    let (_, stderr, code) = stats(&folder, &["--watch"]);
    assert!(code == 2 && stderr.contains("--watch needs files"), "{stderr}");
}

#[test]
fn a_change_that_is_shown_as_nothing_has_no_direction() {
    let folder = folder("compare-small");
    fs::write(folder.join("old.txt"), "One two three four five six seven.\n").unwrap();
    fs::write(folder.join("new.txt"), "One two three four five six.\n").unwrap();
    let (stdout, stderr, code) = stats(&folder, &["--compare", "old.txt", "new.txt"]);
    assert_eq!((stderr.as_str(), code), ("", 0));
    assert!(stdout.contains("+0 s") && !stdout.contains("-0 s"), "{stdout}");
}
