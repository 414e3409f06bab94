//! The text form of a report, as people and other programs see it.

use std::collections::HashSet;

use reckon_stats::{ParseError, Stats, definitions, parse, scan};

#[test]
fn report_has_three_columns() {
    let text = "Tolstoï:\r\n\r\n«\u{A0}Eh bien, mon prince.\u{A0}»\n";
    let report = scan(&[text.as_bytes(), b"\xFF"].concat()).report().to_string();
    let expected = "\
bytes                        43  bytes
code points                  38  chars.code_points
invalid sequences             1  chars.invalid
lines                         3  lines
blank lines                   1  lines.blank
longest line                 24  lines.longest
paragraphs                    2  paragraphs
words (ASCII white space)     6  words.ascii
words (Unicode white space)   8  words.whitespace
";
    assert_eq!(report, expected);
}

#[test]
fn columns_fit_the_widest_number() {
    let mut stats = Stats::default();
    stats.bytes = u64::MAX;
    let report = stats.report().to_string();
    assert!(report.starts_with("bytes                        18446744073709551615  bytes\n"), "{report}");
    assert!(
        report.ends_with("words (Unicode white space)                     0  words.whitespace\n"),
        "{report}"
    );
}

/// Ids are a promise: this list only grows.
#[test]
fn ids_stay() {
    let ids: Vec<_> = definitions().map(|definition| definition.id).collect();
    let expected = [
        "bytes",
        "chars.code_points",
        "chars.invalid",
        "lines",
        "lines.blank",
        "lines.longest",
        "paragraphs",
        "words.ascii",
        "words.whitespace",
    ];
    assert_eq!(ids, expected);
}

#[test]
fn definitions_are_complete() {
    let ids: HashSet<_> = definitions().map(|definition| definition.id).collect();
    assert_eq!(ids.len(), definitions().len(), "no id twice");
    for definition in definitions() {
        let id_bytes = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._".contains(&byte);
        assert!(definition.id.bytes().all(id_bytes), "{definition:?}");
        // Columns are aligned by bytes.
        assert!(definition.label.is_ascii(), "{definition:?}");
        assert!(definition.text.ends_with('.'), "{definition:?}");
        assert!(!definition.text.contains("  "), "{definition:?}");
        assert!(!definition.source.is_empty(), "{definition:?}");
    }
}

#[test]
fn parse_passes_over_what_it_does_not_know() {
    let stats = scan(b"two words\n");
    let mut lines: Vec<String> = stats.report().to_string().lines().map(String::from).collect();
    lines.reverse();
    lines.insert(0, "Hello".into());
    lines.insert(3, String::new());
    lines.insert(5, "mean word length  4.5  words.length.mean".into());
    assert_eq!(parse(&lines.join("\r\n")), Ok(stats));
}

#[test]
fn parse_names_what_is_wrong() {
    let report = scan(b"two words\n").report().to_string();
    let cases = [
        ("", "no line for bytes"),
        (&report.replace(" lines.blank", " lines.bank"), "no line for lines.blank"),
        (&report.replace("  lines\n", " .\n"), "no line for lines"),
        (&report.replace("10  bytes", "ten  bytes"), "line 1: no whole number before bytes"),
        (&report.replace("10  bytes", "+10  bytes"), "line 1: no whole number before bytes"),
        (&report.replace("10  bytes", "10.0  bytes"), "line 1: no whole number before bytes"),
        (&report.replace("10  bytes", "18446744073709551616  bytes"), "line 1: no whole number before bytes"),
        (&format!("lines\n{report}"), "line 1: no whole number before lines"),
        (&format!("{report}again  1  lines\n"), "line 10: lines a second time"),
    ];
    for (text, expected) in cases {
        assert_eq!(parse(text).map_err(|error| error.to_string()), Err(expected.into()), "of {text:?}");
    }
    assert_eq!(parse(""), Err(ParseError::Missing { id: "bytes" }));
}
