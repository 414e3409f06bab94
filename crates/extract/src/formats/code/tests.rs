use proptest::prelude::*;

use crate::formats::testing::{damaged, damages, found, survive};
use crate::{How, Limits};

use super::*;

pub(super) fn code(name: &str, text: &str) -> Vec<String> {
    found(text.as_bytes(), &How { name: Some(name), format: Some(Format::Code), ..How::default() })
}

#[test]
fn comments_strings_and_code_are_told_apart() {
    assert_eq!(
        code(
            "a.c",
            "// One\n// two.\n//\n// Three.\nint x = f(\"a\\\"b\", 'c'); // four\n\n\
             /* five */ y /*\n * six\n *\n * seven\n */\nz /**/ w\n"
        ),
        [
            "comment: One⏎two.",
            "comment: Three.",
            "code: int x = f(\"",
            "+ strings: a\\\"b",
            "+ code: \", '",
            "+ strings:  c",
            "+ code: '); ",
            "+ comment: four",
            "comment: five",
            "+ code:  y ⏎",
            "+ comment: six",
            "comment: seven",
            "code: z  w"
        ]
    );
}

#[test]
fn documentation_of_perl_is_a_comment() {
    assert_eq!(
        code("a.pm", "x = 1;\n\n=head1 NAME\n\nIt's.\n\n=cut\n\ny;\n__END__\n=pod\n\nz"),
        ["code: x = 1;", "comment: NAME", "comment: It's.", "code: y;⏎__END__", "comment: z"]
    );
}

#[test]
fn apostrophes_in_values_of_yaml_are_no_quotes() {
    assert_eq!(
        code(
            "a.yaml",
            "a: it's b\nc: [\"d\", 'e'] # f\n- !!str 'g'\nh: rock 'n roll # i\nj: |\n  k \"l:\" # m\nn: {\"o\":\"p\"}"
        ),
        [
            "code: a: it's b⏎c: [\"",
            "+ strings: d",
            "+ code: \", '",
            "+ strings:  e",
            "+ code: '] ",
            "+ comment: f⏎",
            "+ code: - !!str '",
            "+ strings: g",
            "+ code: '⏎h: rock 'n roll ",
            "+ comment: i⏎",
            "+ code: j: |⏎  k \"l:\" ",
            "+ comment: m⏎",
            "+ code: n: {\"",
            "+ strings: o",
            "+ code: \":\"",
            "+ strings:  p",
            "+ code: \"}"
        ]
    );
}

#[test]
fn comments_in_brackets_end_with_as_many_signs() {
    let comment = ["comment: one ]] two⏎three"];
    assert_eq!(code("a.lua", "--[==[ one ]] two\nthree ]==]")[..1], comment);
    assert_eq!(
        code("a.cmake", "#[==[.rst:\none ]] two\n#]==]\nx"),
        ["comment: .rst:⏎one ]] two⏎#", "code: x"]
    );
}

#[test]
fn raw_text_of_kotlin_has_no_escapes() {
    assert_eq!(
        code("a.kt", "\"\"\"a\\\"\"\" // b"),
        ["code: \"\"\"", "+ strings: a\\", "+ code: \"\"\"", "+ comment: b"]
    );
}

#[test]
fn lines_may_end_in_carriage_returns() {
    assert_eq!(code("a.py", "# one\r# two\r\rx"), ["comment: one⏎two", "code: x"]);
}

#[test]
fn languages_have_their_quotes_and_comments() {
    assert_eq!(
        code("a.rs", "/* a /* b */ c */ fn f<'d>() {\n  r#\"e\"\"#; 'g'; '\\''; b\"h\" } /// i\n//! j"),
        [
            "comment: a b c",
            "+ code:  fn f<'d>() {",
            "code:   r#\"",
            "+ strings: e\"",
            "+ code: \"#; '",
            "+ strings:  g",
            "+ code: '; '",
            "+ strings:  \\'",
            "+ code: '; b\"",
            "+ strings:  h",
            "+ code: \" } ",
            "+ comment: i",
            "comment: j"
        ]
    );
    assert_eq!(
        code(
            "a.py",
            "#!/usr/bin/python\n# a\ndef f():\n    \"\"\"b \"c\"\n\n    d\"\"\"\n    return 'e' + f\"g\" # h"
        ),
        [
            "code: #!/usr/bin/python",
            "comment: a",
            "code: def f():⏎    \"\"\"",
            "+ strings: b \"c\"",
            "strings: d",
            "+ code: \"\"\"⏎    return '",
            "+ strings: e",
            "+ code: ' + f\"",
            "+ strings:  g",
            "+ code: \"",
            "+ comment: h"
        ]
    );
    assert_eq!(
        code("a.sh", "echo $# \"${#a} b\" 'c\nd' # e"),
        [
            "code: echo $# \"",
            "+ strings: ${#a} b",
            "+ code: \" '",
            "+ strings:  c⏎d",
            "+ code: '",
            "+ comment: e"
        ]
    );
    assert_eq!(
        code("a.js", "let a = `b\n${c}`; d = 'e' // f"),
        [
            "code: let a = `",
            "+ strings: b⏎${c}",
            "+ code: `; d = '",
            "+ strings:  e",
            "+ code: '",
            "+ comment: f"
        ]
    );
    assert_eq!(
        code("a.go", "a := `b\\`; c := \"d\""),
        ["code: a := `", "+ strings: b\\", "+ code: `; c := \"", "+ strings:  d", "+ code: \""]
    );
    assert_eq!(
        code("a.cs", "a = @\"b\\\" + \"\"\"c\"\"\";"),
        ["code: a = @\"", "+ strings: b\\", "+ code: \" + \"\"\"", "+ strings:  c", "+ code: \"\"\";"]
    );
    assert_eq!(
        code("a.cpp", "a = R\"x(b)\")x\" + 10'000 + L'c';"),
        ["code: a = R\"x(", "+ strings: b)\"", "+ code: )x\" + 10'000 + L'", "+ strings:  c", "+ code: ';"]
    );
    assert_eq!(
        code("a.sql", "SELECT 'it''s' -- a\n/* b */"),
        ["code: SELECT '", "+ strings: it''s", "+ code: '", "+ comment: a", "comment: b"]
    );
    assert_eq!(
        code("a.lua", "--[[ a\nb ]] c = [==[d]]]==] -- e"),
        ["comment: a⏎b", "+ code:  c = [==[", "+ strings: d]]", "+ code: ]==]", "+ comment:  e"]
    );
    assert_eq!(
        code("a.hs", "f' x = 'a' {- b {- c -} -} -- d"),
        ["code: f' x = '", "+ strings: a", "+ code: '", "+ comment: b c d"]
    );
    assert_eq!(
        code("a.el", ";; a\n(b 'c ?\\\" \"d\ne\") ; f"),
        ["comment: a", "code: (b 'c ?\\\" \"", "+ strings: d⏎e", "+ code: \") ", "+ comment: f"]
    );
    assert_eq!(
        code("a.yaml", "a: don't # b\nc: 'd''e'\nf: g#h"),
        ["code: a: don't ", "+ comment: b⏎", "+ code: c: '", "+ strings: d''e", "+ code: '⏎f: g#h"]
    );
    assert_eq!(
        code("a.ini", "; a\n[b]\nc = d;e # f\n# g"),
        ["comment: a", "code: [b]⏎c = d;e # f", "comment: g"]
    );
    assert_eq!(
        code("a.toml", "a = \"\"\"b\nc\"\"\" # d\ne = 'f\\'"),
        [
            "code: a = \"\"\"",
            "+ strings: b⏎c",
            "+ code: \"\"\"",
            "+ comment: d⏎",
            "+ code: e = '",
            "+ strings: f\\",
            "+ code: '"
        ]
    );
    assert_eq!(code("a.css", "/* a */\nb { c: url(//d) }"), ["comment: a", "code: b { c: url(//d) }"]);
}

#[test]
fn scripts_have_their_quotes_and_comments() {
    assert_eq!(
        code("a.awk", "{ print \"#a\" } # b"),
        ["code: { print \"", "+ strings: #a", "+ code: \" } ", "+ comment: b"]
    );
    assert_eq!(
        code("a.tcl", "# a\nset b #fff ; # c\nputs \\\"d"),
        ["comment: a", "code: set b #fff ", "+ comment: c⏎", "+ code: puts \\\"d"]
    );
    assert_eq!(
        code("a.ps1", "<# a\n#b #>\n$c = \"d`\"\\\" + 'e''' # f\n@\"\ng \"h\"\n\"@"),
        [
            "comment: a⏎#b",
            "code: $c = \"",
            "+ strings: d`\"\\",
            "+ code: \" + '",
            "+ strings:  e''",
            "+ code: '",
            "+ comment: f⏎",
            "+ code: @\"⏎",
            "+ strings: g \"h\"⏎",
            "+ code: \"@"
        ]
    );
    assert_eq!(
        code("a.f", "C a\n      CALL B ! c\n* d"),
        ["comment: a", "code:       CALL B ", "+ comment: c", "comment: d"]
    );
    assert_eq!(
        code("a.bat", "@rem ready\nREM  a\n:: b\necho \"c\\\" rem d"),
        ["comment: ready⏎a⏎b", "code: echo \"", "+ strings: c\\", "+ code: \" rem d"]
    );
    assert_eq!(
        code("a.nim", "#[ a #[ b ]# c ]# d = \"\"\"e\"f\"\"\" ## g"),
        ["comment: a b c", "+ code:  d = \"\"\"", "+ strings: e\"f", "+ code: \"\"\"", "+ comment:  g"]
    );
    assert_eq!(
        code("a.gradle", "a '''b\nc''' // d"),
        ["code: a '''", "+ strings: b⏎c", "+ code: '''", "+ comment: d"]
    );
}

#[test]
fn operators_and_signs_are_told_from_comments_and_quotes() {
    assert_eq!(
        code("a.hs", "a --> b |-- c -- d\n--- e\n--"),
        ["code: a --> b |-- c ", "+ comment: d", "comment: e"]
    );
    assert_eq!(
        code("a.rb", "a = %w[b # c], %(d's) if 7 % (8) # e"),
        [
            "code: a = %w[",
            "+ strings: b # c",
            "+ code: ], %(",
            "+ strings:  d's",
            "+ code: ) if 7 % (8) ",
            "+ comment: e"
        ]
    );
    assert_eq!(
        code("a.ex", "a =~ ~r/b\"#/ # c"),
        ["code: a =~ ~r/", "+ strings: b\"#", "+ code: /", "+ comment: c"]
    );
    assert_eq!(code("a.php", "<?php\n#[A]\n# b"), ["code: <?php⏎#[A]", "comment: b"]);
}

#[test]
fn marks_within_quotes_in_comments_of_ocaml_are_none() {
    assert_eq!(
        code("a.ml", "(* don't \"*)\" '\"' (* a *) b *) let c : 'd = '\"' ^ {x|e\"|}|x} (* f *)"),
        [
            "comment: don't \"*)\" '\"' a b",
            "+ code:  let c : 'd = '",
            "+ strings: \"",
            "+ code: ' ^ {x|",
            "+ strings:  e\"|}",
            "+ code: |x}",
            "+ comment:  f"
        ]
    );
}

#[test]
fn perl_has_quotes_with_names() {
    assert_eq!(
        code("a.pl", "s/\"//g; y{'}{\"}; $s = qw (a b) . q{c # d}; m|'|; %h = (s => 1); if /'/ # e"),
        [
            "code: s/\"//g; y{'}{\"}; $s = qw (",
            "+ strings: a b",
            "+ code: ) . q{",
            "+ strings:  c # d",
            "+ code: }; m|'|; %h = (s => 1); if /'/ ",
            "+ comment: e"
        ]
    );
    assert_eq!(
        code("a.rb", "a << B # c\n<<~B.d # e\n'f\nB\n"),
        ["code: a << B ", "+ comment: c⏎", "+ code: <<~B.d ", "+ comment: e⏎", "+ strings: 'f⏎", "+ code: B"]
    );
}

#[test]
fn apostrophes_between_tags_are_no_quotes() {
    assert_eq!(
        code("a.jsx", "<p>It's <a>http://b</a></p> // c\nif (/['\"/]/.test(d)) return'e' / 2 / 3 // f"),
        [
            "code: <p>It's <a>http://b</a></p> ",
            "+ comment: c⏎",
            "+ code: if (/['\"/]/.test(d)) return'",
            "+ strings: e",
            "+ code: ' / 2 / 3 ",
            "+ comment: f"
        ]
    );
}

#[test]
fn files_whose_names_end_in_m_are_told_by_their_beginning() {
    assert_eq!(
        code("a.m", "% a\nb = c' + d.'; e = 'f''g' % h\n%{\ni\n%}\n# j"),
        [
            "comment: a",
            "code: b = c' + d.'; e = '",
            "+ strings: f''g",
            "+ code: '",
            "+ comment: h",
            "comment: i",
            "comment: j"
        ]
    );
    assert_eq!(
        code("a.m", "\n#import <a.h>\nx = 5 % 'y'; // b")[1..],
        ["+ strings: y", "+ code: '; ", "+ comment: b"]
    );
    assert_eq!(code("a.m", "(* a *)\nb' % c"), ["comment: a", "code: b' % c"]);
}

#[test]
fn pages_of_php_are_code_around_programs() {
    assert_eq!(
        code("a.php", "<html><!-- a --><p>It's <?php # b ?> # c\n<?= 'd' // e"),
        [
            "code: <html>",
            "+ comment: a",
            "+ code: <p>It's <?php ",
            "+ comment:  b",
            "+ code: ?> # c⏎<?= '",
            "+ strings: d",
            "+ code: '",
            "+ comment: e"
        ]
    );
}

#[test]
fn marks_that_look_like_quotes_do_not_invert_what_follows() {
    for (name, line) in [
        ("a.yaml", "b: He said, \"hello"),
        ("a.yaml", "b: [] Well, 'tis the season"),
        ("a.rb", "b = [?\", ?\\\"] if c == ?'"),
        ("a.rb", "@b ||=begin"),
        ("a.ex", "<<?\", b>>"),
        ("a.js", "b => /\"/"),
    ] {
        let found = code(name, &format!("{line}\nz: \"b\""));
        assert_eq!(found, [&format!("code: {line}⏎z: \""), "+ strings: b", "+ code: \""]);
    }
    assert_eq!(
        code("a.sh", "sed 's/b/'$c'/g' $'it\\'s' # d"),
        [
            "code: sed '",
            "+ strings: s/b/",
            "+ code: '$c'",
            "+ strings:  /g",
            "+ code: ' $'",
            "+ strings:  it\\'s",
            "+ code: '",
            "+ comment: d"
        ]
    );
    assert_eq!(
        code("a.yaml", "b: {c: [d], e, 'f', \"g\"}"),
        ["code: b: {c: [d], e, '", "+ strings: f", "+ code: ', \"", "+ strings:  g", "+ code: \"}"]
    );
    assert_eq!(
        code("a.cpp", "STR\"(a\"; u8R\"(b)\""),
        ["code: STR\"", "+ strings: (a", "+ code: \"; u8R\"(", "+ strings:  b", "+ code: )\""]
    );
    assert_eq!(code("a.js", "x++ /2; \"a/b\""), ["code: x++ /2; \"", "+ strings: a/b", "+ code: \""]);
}

#[test]
fn rows_of_asterisks_end_comments() {
    let found = ["comment: a", "code: b;"];
    assert_eq!(code("a.c", "/*****\n * a\n *****/\nb;"), found);
    assert_eq!(code("a.c", "/***/\n/* a\n***/\nb;"), found);
    assert_eq!(code("a.ml", "(*****)\n(* a\n***)\nb;"), found);
}

#[test]
fn catalogues_have_texts_and_packages_have_remarks() {
    assert_eq!(
        code("a.po", "#. a remark\nmsgid \"b\"\nmsgstr \"\"\n\"c\\n\""),
        [
            "comment: . a remark",
            "code: msgid \"",
            "+ strings: b",
            "+ code: \"⏎msgstr \"\"⏎\"",
            "+ strings: c\\n",
            "+ code: \""
        ]
    );
    assert_eq!(code("a.sty", "\\def\\a{5\\% b} % c"), ["code: \\def\\a{5\\% b} ", "+ comment: c"]);
    assert_eq!(
        code("a.dtx", "% a text\n\\documentclass{b}"),
        ["comment: a text", "code: \\documentclass{b}"]
    );
}

#[test]
fn a_quote_that_is_none_does_no_harm_beyond_its_line() {
    assert_eq!(
        code("a.css", "a = /\"/;\nb = 1; /* c */"),
        ["code: a = /\"", "+ strings: /;⏎", "+ code: b = 1; ", "+ comment: c"]
    );
}

#[test]
fn lines_are_bounded() {
    let how = How {
        name: Some("a.c"),
        limits: Limits { token_bytes_max: 100_000, ..Limits::LOCAL },
        ..How::default()
    };
    let lines = found(format!("//{}", "a".repeat(200_000)).as_bytes(), &how);
    assert_eq!(lines.first().map(String::as_str), Some("limited: token_bytes_max"));
    let text = lines.iter().filter(|line| !line.starts_with("limited"));
    assert_eq!(text.map(|line| line.matches('a').count()).sum::<usize>(), 200_000);
}

/// Whether a mark is the first of its line is known without looking through the line for each.
#[test]
fn marks_behind_a_long_indent_are_code() {
    let line = format!("{}x{}", " ".repeat(100_000), "#".repeat(100_000));
    assert_eq!(code("a.ini", &line), [format!("code: {line}")]);
}

/// What stands before a quote is not looked through for each of those in a long word.
#[test]
fn quotes_within_a_long_word_are_apostrophes() {
    let line = format!("a{}", "'".repeat(100_000));
    assert_eq!(code("a.yaml", &line), [format!("code: {line}")]);
}

const SAMPLE: &str = "// a\n/* b\n * c */ d(\"e\\\"\", 'f', r#\"g\"#, R\"x(h)x\", [==[i]==], `j`); # k\n\
    \"\"\"l\n'''m\n--[[n]] -- o\n{- p -} ; q\n";

proptest! {
    #[test]
    fn mutated_sources_are_read(damages in damages(), extension in 0_usize..60) {
        let bytes = damaged(SAMPLE.as_bytes().to_vec(), &damages);
        survive(&bytes, Format::Code);
        let extensions = Format::Code.extensions();
        let name = format!("a.{}", extensions[extension % extensions.len()]);
        let how = How { name: Some(&name), format: Some(Format::Code), ..How::default() };
        let lines = found(&bytes, &how);
        let words: usize = lines.iter().map(|line| line.len()).sum();
        prop_assert!(words < 40 * (bytes.len() + 10));
    }
}
