//! Texts in a source that begin in the line after a word and end with that word, as in the shell.

use super::{Reader, State};

/// A text from the next line on. It is kept until its end is found: without one, what looked like its beginning was a
/// shift, and the lines are code.
pub(super) struct HereText {
    /// The word that ends it.
    pub(super) label: String,
    /// Each with its line feed.
    pub(super) lines: String,
}

/// Bytes of such a text that are kept.
const HERE_TEXT_BYTES_MAX: usize = 1 << 20;

/// Such texts without an end, after which a source has none: each has its lines kept once more.
pub(super) const ENDLESS_MAX: usize = 16;

impl Reader<'_> {
    /// Takes a line without its line feed.
    pub(super) fn line(&mut self, line: &str) {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let Some(mut text) = self.here_text.take() else { return self.read(line) };
        if ends_here_text(line, &text.label) {
            self.state = State::HereText;
            text.lines.split_terminator('\n').for_each(|line| self.read(line));
            self.state = State::Code;
            self.read(line);
        } else if text.lines.len() + line.len() < HERE_TEXT_BYTES_MAX {
            text.lines.push_str(line);
            text.lines.push('\n');
            self.here_text = Some(text);
        } else {
            self.read_again(&text);
            self.line(line);
        }
    }

    /// Reads the lines of a text whose end is not there; in these, another one may begin.
    fn read_again(&mut self, text: &HereText) {
        self.endless += 1;
        text.lines.split_terminator('\n').for_each(|line| self.line(line));
    }

    /// Reads what is kept, as there is no line left.
    pub(super) fn finish(mut self) {
        while let Some(text) = self.here_text.take() {
            self.read_again(&text);
        }
        self.blocks.finish();
    }
}

/// Whether a line ends a text by its word, after which a program may go on.
fn ends_here_text(line: &str, label: &str) -> bool {
    let rest = line.trim().strip_prefix(label).map(str::trim_start);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([';', ',', ')', ']', '.']))
}

#[cfg(test)]
mod tests {
    use super::super::tests::code;

    #[test]
    fn texts_from_the_next_line_on_end_with_a_word() {
        assert_eq!(
            code("a.sh", "cat <<-EOF | b # c\n  I'm # d\n\tEOF\n: $((1<<N)) <<<E # e"),
            [
                "code: cat <<-EOF | b ",
                "+ comment: c⏎",
                "+ strings: I'm # d⏎",
                "+ code: \tEOF⏎: $((1<<N)) <<<E ",
                "+ comment: e"
            ]
        );
        assert_eq!(
            code("a.php", "<?php f(<<<'A'\nI'm\n  A, 1); // b"),
            ["code: <?php f(<<<'A'⏎", "+ strings: I'm⏎", "+ code:   A, 1); ", "+ comment: b"]
        );
    }

    #[test]
    fn words_of_the_shell_end_texts_whatever_they_are() {
        for (sign, end) in [
            ("<<!", "!"),
            ("<<EOF-1", "EOF-1"),
            ("<<eof", "eof"),
            ("<< 'The end'", "The end"),
            ("<<\\é", "é"),
            ("<<E|b", "E"),
        ] {
            assert_eq!(
                code("a.sh", &format!("a -n 5 {sign}\nI'm # b\n{end}\n# c")),
                [
                    format!("code: a -n 5 {sign}⏎"),
                    "+ strings: I'm # b⏎".into(),
                    format!("+ code: {end}"),
                    "comment: c".into()
                ]
            );
        }
        assert_eq!(
            code("a.php", "<?php $a = <<<eot\nI'm\neot_b\neot . \"c\"; # d")[1..],
            ["+ strings: I'm⏎eot_b⏎", "+ code: eot . \"", "+ strings: c", "+ code: \"; ", "+ comment: d"]
        );
    }

    #[test]
    fn shifts_begin_no_texts() {
        for (name, line) in [
            ("a.sh", "for i in $(seq 1 $((1 << MAX))); do"),
            ("a.rb", "y = 1 <<MAX"),
            ("a.rb", "class A <<B"),
            ("a.rb", "puts [1] <<X"),
            ("a.pl", "my $y = $z <<FOO | 1;"),
        ] {
            let after = "b 'MAX' # c\n\nputs <<E\nI'm\n\nd\nE";
            assert_eq!(
                code(name, &format!("{line}\n{after}")),
                [
                    format!("code: {line}⏎b '").as_str(),
                    "+ strings: MAX",
                    "+ code: '",
                    "+ comment: c",
                    "code: puts <<E⏎",
                    "+ strings: I'm",
                    "strings: d⏎",
                    "+ code: E"
                ]
            );
        }
    }

    /// However many there are, the lines are not read again for each.
    #[test]
    fn texts_without_an_end_are_code() {
        let text: String =
            (0..30_000).map(|number| format!("$a <<A{number};\n{}\n", "b".repeat(40))).collect();
        let lines = code("a.pl", &text);
        assert!(lines.iter().all(|line| line.starts_with("code: ")));
        assert_eq!(lines.concat().matches("$a").count(), 30_000);
    }
}
