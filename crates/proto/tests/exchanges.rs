//! Every exchange script, played against the machines in simulated time; and the scripts' own rules.

#[path = "exchange/answers.rs"]
mod answers;
#[path = "exchange/script.rs"]
mod script;
#[path = "exchange/simulation.rs"]
mod simulation;

use std::path::Path;

use script::{Action, Script, read_scripts};

#[test]
fn every_script_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("exchanges");
    let scripts = read_scripts(&folder).unwrap_or_else(|error| panic!("{error}"));
    let failures: Vec<_> = scripts.iter().filter_map(|script| simulation::play(script).err()).collect();
    assert!(failures.is_empty(), "of {} scripts:\n{}", scripts.len(), failures.join("\n"));
}

fn parse(steps: &str) -> Result<Script, String> {
    Script::parse("s", &format!("# A rule.\ndoor calculator-udp\n{steps}"))
}

fn play(door: &str, steps: &str) -> Result<(), String> {
    simulation::play(&Script::parse("s", &format!("# A rule.\ndoor {door}\n{steps}"))?)
}

#[test]
fn a_folder_without_scripts_is_an_error() {
    assert!(read_scripts(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).is_err());
}

#[test]
fn bytes_are_spelled_as_the_grammar_says() {
    for (spelling, bytes) in [
        (r#""""#, b"".as_slice()),
        (r"00 fF", b"\x00\xff"),
        (r#"00 07 "(+ 1 2)""#, b"\x00\x07(+ 1 2)"),
        (r#""a\n\r\t\\\"\x00\xff#" # a comment"#, b"a\n\r\t\\\"\x00\xff#"),
        (r#""9"*3 "ab"*2 ff*2 "x"*0"#, b"999abab\xff\xff"),
        (r#""é""#, "é".as_bytes()),
    ] {
        let script = parse(&format!("A> {spelling}")).unwrap_or_else(|error| panic!("{error}"));
        let action = Action::Send { peer: String::from("A"), bytes: bytes.to_vec() };
        assert_eq!(script.steps[0].action, action, "{spelling}");
        // What messages show can be read again.
        let shown = parse(&format!("A> {}", script::show(bytes))).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(shown.steps[0].action, action);
    }
}

#[test]
fn what_is_no_script_is_refused_with_its_line() {
    for steps in [
        "A>",
        "A> 6",
        "A> \"6",
        "A> \"6\" 7",
        "A> \"\\q\"",
        "A> \"\\x0\"",
        "A> \"6\"*",
        "A< \"6\"... \"7\"",
        "A< report \"6\"",
        "A holds \"6\"",
        "a> \"6\"",
        "A says \"6\"",
        "A open",
        "A from 127.0.0.1",
        "at 5",
        "at 5m",
        "at 2s\nat 2s",
        "flood \"1\"",
        "limit conversations_max",
        "silence please",
        "door documents",
    ] {
        let error = parse(steps).expect_err(steps);
        let line = 2 + steps.lines().count();
        assert!(error.starts_with(&format!("s:{line}: ")), "{steps}: {error}");
    }
    for text in ["", "door calculator-udp\n", "# No sentence\ndoor calculator-udp\n", "# No door.\n"] {
        let error = Script::parse("s", text).expect_err(text);
        assert!(error.starts_with("s:1: "), "{text}: {error}");
    }
    assert!(Script::parse("s", "# A rule.\nA> \"6\"\n").is_err_and(|error| error.starts_with("s:2: ")));
    let flood = Script::parse("s", "# A rule.\ndoor documents\nflood 5 \"1\"\n");
    assert!(flood.is_err_and(|error| error.starts_with("s:3: ")));
}

/// A runner that lets everything pass would make every script worthless.
#[test]
fn a_script_that_does_not_hold_fails_with_its_line() {
    for (door, steps, expected) in [
        ("calculator-udp", "A> \"2*3\"\nA< \"7\"", "s:4: A expected \"7\", got \"6\""),
        ("calculator-udp", "A> \"2*3\"\nA< \"6.\"...", "s:4: A expected \"6.\"..., got \"6\""),
        ("calculator-udp", "A< \"6\"", "s:3: A expected \"6\", got nothing"),
        ("calculator-udp", "A> \"2*3\"\nB< \"6\"", "s:4: B expected \"6\", got nothing"),
        ("calculator-udp", "A> \"2*3\"\nsilence", "s:4: expected silence, got \"6\" for A"),
        ("calculator-udp", "A> \"2*3\"\nB silence\nA silence", "s:5: expected silence, got \"6\" for A"),
        ("calculator-udp", "A> \"2*3\"", "s:3: after the end: expected silence, got \"6\" for A"),
        ("calculator-tcp", "A> \"6\"", "s:3: A is not connected"),
        ("calculator-tcp", "A open\nA open", "s:4: A is already connected"),
        ("calculator-tcp", "A open\nA eof\nA> \"6\"", "s:5: A cannot send: its connection is closed"),
        ("calculator-tcp", "A open\nA> \"6\\n\"\nA< \"7\\n\"", "s:5: A expected \"7\\n\", got \"6\\n\""),
        (
            "calculator-tcp",
            "A open\nA> \"6\\n\"\nA< \"6\"",
            "s:5: after the end: expected silence, got \"\\n\" for A",
        ),
        ("calculator-tcp", "A open\nA closed", "s:4: A expected a close, but the connection is open"),
        ("calculator-tcp", "A open\nA eof", "s:4: after the end: expected silence, got a close for A"),
        ("calculator-tcp", "A open\nA eof\nA< \"6\"", "s:5: A expected \"6\", got \"\" and a close"),
        ("calculator-tcp", "A open\nA> \"6\"\nA eof\nA closed", "s:6: A expected a close, got \"6\\n\""),
    ] {
        assert_eq!(play(door, steps), Err(String::from(expected)), "{steps}");
    }
    for limit in ["colour 3", "echoes_max 3s", "document_pause 3"] {
        let error = play("documents", &format!("limit {limit}")).expect_err(limit);
        assert!(error.starts_with("s:3: "), "{limit}: {error}");
    }
}

#[test]
fn an_answer_to_another_document_fails() {
    let opening = r"\x00reckon/1 scan language=fr\n";
    for (document, expected) in [
        ("one two", r#"A holds " 3  words.ascii\n""#),
        ("one two", r#"A< report "one  two""#),
        ("one two", r#"A< scan "one two""#),
        (&format!("{opening}one two"), r#"A< scan language=fr "one  two""#),
        (&format!("{opening}one two"), r#"A< scan language=de "one two""#),
        (&format!("{opening}one two"), r#"A< report "one two""#),
        ("one two", r#"A< scan language=nowhere "one two""#),
    ] {
        let steps = format!("A open\nA< \"Welcome to the server\\n\"\nA> \"{document}\"\nA eof\n{expected}");
        let error = play("documents", &steps).expect_err(expected);
        assert!(error.starts_with("s:7: "), "{expected}: {error}");
    }
}
