//! `reckon stats --check`, with and without a baseline.

mod server;

use std::fs;
use std::path::{Path, PathBuf};

use server::{reckon, transcript};

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Errors and exit code of `reckon stats` in a folder; its output is that of a run without rules.
fn check(folder: &Path, arguments: &[&str]) -> (String, i32) {
    let mut command = reckon(&[&["stats", "--csv", "--fields", "bytes"], arguments].concat());
    let (stdout, stderr, code) = transcript(&command.current_dir(folder).output().unwrap());
    assert_eq!(stdout.starts_with("file,bytes\n"), code != 2, "{stdout}");
    (stderr, code)
}

#[test]
fn broken_rules_are_named_with_the_file_and_the_number() {
    let folder = folder("checks");
    fs::write(folder.join("a.txt"), "one two three\n").unwrap();
    fs::write(folder.join("b.txt"), "one\n").unwrap();
    assert_eq!(check(&folder, &["--check", "words<=3", "a.txt", "b.txt"]), (String::new(), 0));
    let rules = ["--check", "words<=2", "--check", "lines != 1", "a.txt", "b.txt"];
    let expected = "broken: a.txt: words<=2: it is 3\nbroken: a.txt: lines != 1: it is 1\n\
                    broken: b.txt: lines != 1: it is 1\n";
    assert_eq!(check(&folder, &rules), (expected.into(), 1));
    // A folder is no file, and neither is the total.
    assert_eq!(check(&folder, &["--check", "words<4", "."]), (String::new(), 0));
    // What is missing breaks a rule, whatever the rule is.
    let (stderr, code) =
        check(&folder, &["--check", "words.distinct>=0", "--check", "diversity.ttr>=0", "/dev/null"]);
    assert_eq!(code, 1);
    assert!(stderr.starts_with("broken: /dev/null: diversity.ttr>=0: there is no number: "), "{stderr}");
    // A file that fails is worse.
    let (stderr, code) = check(&folder, &["--check", "words>3", "a.txt", "missing"]);
    assert_eq!(code, 3);
    assert_eq!(stderr, "broken: a.txt: words>3: it is 3\nerror: missing: there is no such file\n");
}

#[test]
fn a_name_makes_no_line_of_its_own() {
    let folder = folder("checks-names");
    let name = "a\nbroken: b.txt";
    fs::write(folder.join(name), "one two three\n").unwrap();
    let expected = "broken: a\n  broken: b.txt: words<=2: it is 3\n";
    assert_eq!(check(&folder, &["--check", "words<=2", name]), (expected.into(), 1));
}

#[test]
fn what_is_no_rule_is_a_mistake_of_the_command_line() {
    let folder = folder("checks-usage");
    for (arguments, expected) in [
        (&["--check", "wrods<5"][..], "unknown id 'wrods': did you mean 'words'?"),
        (&["--check", "words<=many"], "'words<=many' is no rule"),
        (&["--check", "letters<5"], "'letters' is no single number"),
        (&["--check", "words"], "the rule 'words' needs something to compare with"),
        (&["--check", "words<5", "--baseline", "b.json"], "--baseline is for rules without a number"),
    ] {
        let (stderr, code) = check(&folder, &[arguments, &["/dev/null"]].concat());
        assert!(code == 2 && stderr.contains(expected), "{stderr}");
    }
}

#[test]
fn numbers_may_not_grow_beyond_a_baseline() {
    let folder = folder("checks-baseline");
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
    write("a.txt", "The cat sat on the mat. The dog ran after the cat, and then it was gone.\n");
    write("b.txt", "One two.\n");
    let output = reckon(&["stats", "--json", "--language", "en", "a.txt", "b.txt"])
        .current_dir(&folder)
        .output()
        .unwrap();
    fs::write(folder.join("base.json"), &output.stdout).unwrap();
    // What holds no lines of files would keep every rule.
    for (at, wrong) in
        ["[]", "[{\"file\":\"a.txt\",\"numbers\":{\"words\":1}}]", "{\"words\":1}"].iter().enumerate()
    {
        let name = format!("wrong{at}.json");
        write(&name, wrong);
        let mut command = reckon(&["stats", "--baseline", &name, "--check", "words", "a.txt"]);
        let (_, stderr, code) = transcript(&command.current_dir(&folder).output().unwrap());
        assert_eq!(code, 3);
        assert!(stderr.contains(&format!("{name}: line 1 is nothing that --json has printed")), "{stderr}");
    }
    let rules = [
        "--language",
        "en",
        "--baseline",
        "base.json",
        "--check",
        "words",
        "--check",
        "readability.flesch_kincaid",
    ];
    // Nothing has changed: a number is not greater than itself, to the last bit.
    assert_eq!(check(&folder, &[&rules[..], &["a.txt", "b.txt"]].concat()), (String::new(), 0));
    write("b.txt", "One two three.\n");
    write("c.txt", "Something new.\n");
    let (stderr, code) = check(&folder, &[&rules[..], &["a.txt", "b.txt", "c.txt"]].concat());
    assert_eq!(code, 1);
    assert!(stderr.starts_with("broken: b.txt: words: it is 3, and 2 in the baseline\n"), "{stderr}");
    assert!(stderr.ends_with("note: c.txt: it is not in the baseline\n"), "{stderr}");
    // Less is better.
    write("b.txt", "One.\n");
    assert_eq!(check(&folder, &["--baseline", "base.json", "--check", "words", "b.txt"]), (String::new(), 0));
    // What is missing now was there.
    write("b.txt", "");
    let (stderr, code) = check(&folder, &[&rules[..], &["b.txt"]].concat());
    assert_eq!(code, 1);
    assert!(stderr.contains("broken: b.txt: readability.flesch_kincaid: there is no number: "), "{stderr}");
    // What was not counted is not compared.
    let output =
        reckon(&["stats", "--json", "--fields", "bytes", "a.txt"]).current_dir(&folder).output().unwrap();
    fs::write(folder.join("less.json"), &output.stdout).unwrap();
    let (stderr, code) = check(&folder, &["--baseline", "less.json", "--check", "words", "a.txt"]);
    assert_eq!((stderr.as_str(), code), ("note: a.txt: the baseline has no words of it\n", 0));
    fs::write(folder.join("bad.json"), "{\"total\":0}\nno\n").unwrap();
    let mut command = reckon(&["stats", "--baseline", "bad.json", "--check", "words", "a.txt"]);
    let (stdout, stderr, code) = transcript(&command.current_dir(&folder).output().unwrap());
    assert_eq!((stdout.as_str(), code), ("", 3));
    assert!(
        stderr.starts_with("error: the baseline bad.json: line 2 is nothing that --json has printed"),
        "{stderr}"
    );
}
