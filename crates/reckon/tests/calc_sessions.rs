//! `reckon calc` on one's own machine: sessions, files, options, and what programs read.

mod server;

use std::fs;

use serde_json::{Value, json};
use server::{reckon, transcript};

fn calc(arguments: &[&str]) -> (String, String, i32) {
    transcript(&reckon(&[&["calc"], arguments].concat()).output().unwrap())
}

fn calc_json(arguments: &[&str]) -> Vec<Value> {
    let (stdout, ..) = calc(&[&["--json"], arguments].concat());
    stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn the_arguments_are_a_session_and_definitions_are_silent() {
    let (stdout, stderr, code) = calc(&["r = 3", "area(x) = π x^2", "area(r) / π", "ans + 1 # and one"]);
    assert_eq!((stdout.as_str(), stderr.as_str(), code), ("9\n10\n", "", 0));
}

#[test]
fn a_file_is_a_session() {
    let folder = tempfile();
    let path = folder.join("sums");
    fs::write(&path, "# prices\n\nprice = 12.50\ntax(x) = x + 19%\ntax(price)\n1/0\ntax(2 price)\n").unwrap();
    let (stdout, stderr, code) = calc(&["--file", path.to_str().unwrap()]);
    assert_eq!(stdout, "14.875\n29.75\n");
    let place = format!("(line 6 of {})", path.display());
    assert_eq!((stderr, code), (format!("1/0\n ^ error: division by zero {place}\n"), 1));
    let (_, stderr, code) = calc(&["--file", folder.join("nothing").to_str().unwrap()]);
    assert!(stderr.contains("nothing") && code == 3, "{stderr}");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_line_that_fails_is_named_and_standard_input_is_a_file_like_others() {
    for arguments in [&["calc"][..], &["calc", "--file", "-"], &["calc", "-f", "-"]] {
        let (stdout, stderr, code) = transcript(&with_input(arguments, "6*7\n\n1/0\n2\n"));
        assert_eq!((stdout.as_str(), code), ("42\n2\n", 1), "{arguments:?}");
        assert_eq!(stderr, "1/0\n ^ error: division by zero (line 3 of standard input)\n");
    }
}

#[test]
fn the_value_of_an_option_is_no_expression() {
    for option in ["--digits", "--timeout"] {
        let (_, stderr, code) = calc(&[option, "-1", "√2"]);
        assert!(code == 2 && stderr.contains("invalid value '-1'"), "{stderr}");
    }
    assert_eq!(calc(&["--digits", "5", "-√2"]).0, "≈ -1.4142\n");
}

#[test]
fn a_variable_names_a_server_for_those_who_say_nothing_else() {
    // Where nobody listens, and the port is no address of ours.
    let nobody = "127.0.0.1:1";
    let folder = tempfile();
    let rates = folder.join("rates");
    fs::write(&rates, "EUR 1\nUSD 2\n").unwrap();
    let rates = rates.to_str().unwrap();
    let with = |value: &str, arguments: &[&str]| {
        let mut command = reckon(&[&["calc"], arguments].concat());
        let command = command.env("RECKON_CALC_SERVER", value).env("RECKON_RATES", rates);
        transcript(&command.output().unwrap())
    };
    assert!(with(nobody, &["1+1"]).1.contains("nobody listens at 127.0.0.1:1"));
    assert!(with(nobody, &["--tcp", "1+1"]).1.contains("nobody listens at 127.0.0.1:1"));
    // What makes sense only here means here; so does an empty variable.
    assert_eq!(with(nobody, &["--digits", "5", "√2"]).0, "≈ 1.4142\n");
    assert_eq!(with(nobody, &["--limit", "digits_max=5", "12345"]).0, "12345\n");
    assert_eq!(with(nobody, &["--rates", rates, "1 EUR to USD"]).0, "2 USD\n");
    assert_eq!(with("", &["1 EUR to USD"]).0, "2 USD\n");
    // What is typed goes before it, and must not contradict itself.
    assert!(with("127.0.0.1:2", &["--server", nobody, "1"]).1.contains("127.0.0.1:1"));
    for arguments in [["--digits", "5"], ["--limit", "digits_max=5"], ["--rates", rates]] {
        for server in [&["--server", nobody][..], &["--tcp"], &["--ipkcp"], &["--classic"]] {
            let (_, stderr, code) = with("", &[server, &arguments, &["1"]].concat());
            assert!(code == 2 && stderr.contains("cannot be used with"), "{stderr}");
        }
    }
    let (_, stderr, code) = with("host:port", &["1"]);
    assert!(
        code == 2 && stderr.contains("invalid value 'host:port' of the variable RECKON_CALC_SERVER"),
        "{stderr}"
    );
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn colours_are_for_those_who_want_them() {
    let errors = |variables: &[(&str, &str)]| {
        let mut command = reckon(&["calc", "1/0"]);
        command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").envs(variables.iter().copied());
        transcript(&command.output().unwrap()).1
    };
    assert_eq!(errors(&[]), "1/0\n ^ error: division by zero\n");
    assert!(errors(&[("CLICOLOR_FORCE", "1")]).contains("\x1b[31m^"));
    assert_eq!(errors(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]), errors(&[]));
}

#[test]
fn rates_come_from_a_file() {
    let folder = tempfile();
    let path = folder.join("rates");
    fs::write(&path, "# one euro is\nEUR 1\nUSD = 1.25\nGBP,0.8\n").unwrap();
    let rates = path.to_str().unwrap();
    assert_eq!(
        calc(&["--rates", rates, "10 EUR to USD", "4 GBP + 5 €", "3 $/h * 8 h"]).0,
        "12.5 USD\n8 GBP\n24 USD\n"
    );
    assert!(calc(&["10 EUR"]).1.contains("rates of currencies come from a file"));
    fs::write(&path, "EUR 1\nUSD\n").unwrap();
    let (_, stderr, code) = calc(&["--rates", rates, "1"]);
    assert!(stderr.contains("line 2") && stderr.contains("USD 1.0832") && code == 3, "{stderr}");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn digits_and_limits_can_be_set() {
    assert_eq!(calc(&["--digits", "5", "√2", "2/3"]).0, "≈ 1.4142\n2/3\n");
    let long = calc(&["--digits", "100", "π"]).0;
    assert_eq!(long.trim().len(), "≈ 3.".len() + 99, "{long}");
    assert_eq!(calc(&["--digits", "0", "1"]).2, 2);
    assert_eq!(calc(&["--digits", "10001", "1"]).2, 2);
    assert_eq!(calc(&["--limit", "digits_max=5", "123456"]).2, 1);
    assert_eq!(calc(&["--limit", "digits_max=2000000", "2^5000000 mod 10"]).0, "6\n");
    for limit in ["nonsense=1", "digits_max", "depth_max=1001", "digits_max=x"] {
        assert_eq!(calc(&["--limit", limit, "1"]).2, 2, "{limit}");
    }
}

#[test]
fn programs_read_stable_fields() {
    assert_eq!(
        calc_json(&["√2 km", "1/2", "factor(12)", "1 < 2", "x = 5"]),
        [
            json!({"input": "√2 km", "answer": "≈ 1.414213562373095048801688724209698 km", "exact": false, "kind": "quantity",
                   "value": "1.414213562373095048801688724209698", "digits": 34, "unit": "km"}),
            json!({"input": "1/2", "answer": "0.5", "exact": true, "kind": "number", "value": "0.5", "digits": null, "unit": null}),
            json!({"input": "factor(12)", "answer": "2^2 · 3", "exact": true, "kind": "factors", "value": "2^2 · 3", "digits": null,
                   "unit": null}),
            json!({"input": "1 < 2", "answer": "true", "exact": true, "kind": "truth", "value": "true", "digits": null, "unit": null}),
            json!({"input": "x = 5", "answer": "5", "exact": true, "kind": "number", "value": "5", "digits": null, "unit": null,
                   "defined": "x"}),
        ]
    );
    assert_eq!(calc_json(&["f(x) = x^2"]), [json!({"input": "f(x) = x^2", "defined": "f(x)"})]);
    assert_eq!(
        calc_json(&["3 + sqr(4)"]),
        [json!({"input": "3 + sqr(4)", "error": {"kind": "unknown_name", "span": [4, 7],
                "message": "unknown name 'sqr': did you mean 'sqrt'?"}})]
    );
}

#[test]
fn help_lists_what_there_is() {
    let (stdout, ..) = calc(&["--help"]);
    for name in ["binomial(n, k)", "tanh(x)", "significant_max", "digits_max"] {
        assert!(stdout.contains(name), "{name}");
    }
}

/// A folder of this test's own.
fn tempfile() -> std::path::PathBuf {
    use std::sync::atomic::{AtomicU32, Ordering};
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!("reckon-calc-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let path = std::env::temp_dir().join(name);
    fs::create_dir(&path).unwrap();
    path
}

/// Runs the program with this on its standard input.
fn with_input(arguments: &[&str], input: &str) -> std::process::Output {
    use std::io::Write;
    use std::process::Stdio;
    let mut command = reckon(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}
