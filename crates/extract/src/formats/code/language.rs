//! What languages have for comments and for text in quotes.

use std::borrow::Cow;

/// How text in quotes is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quote {
    /// Whether a backslash takes the meaning of the next character.
    pub(super) has_escapes: bool,
    /// Whether the mark twice is the mark itself.
    pub(super) is_doubled: bool,
    /// Whether it may go on in the next line.
    pub(super) is_long: bool,
}

const SHORT: Quote = Quote { has_escapes: true, is_doubled: false, is_long: false };
const LONG: Quote = Quote { has_escapes: true, is_doubled: false, is_long: true };
const RAW: Quote = Quote { has_escapes: false, is_doubled: false, is_long: false };
const RAW_LONG: Quote = Quote { has_escapes: false, is_doubled: false, is_long: true };
const DOUBLED: Quote = Quote { has_escapes: false, is_doubled: true, is_long: false };
const DOUBLED_LONG: Quote = Quote { has_escapes: false, is_doubled: true, is_long: true };

/// What begins at a place in code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Opener {
    /// A comment up to the end of the line.
    Line,
    /// A comment with an end of its own.
    Block { open: &'static str, close: Cow<'static, str> },
    /// Text in quotes, up to a mark.
    Quote(String, Quote),
    /// Something that looks like the beginning of one of them, and is code.
    Skip,
}

/// A rule by which something begins.
#[derive(Clone, Copy, Debug)]
enum Rule {
    /// A comment up to the end of the line, wherever it stands.
    Line(&'static str),
    /// The same, at the beginning of a word only.
    LineAtWord(&'static str),
    /// The same, at the beginning of the line only.
    LineAtStart(&'static str),
    Block(&'static str, &'static str),
    /// Text between this mark and the same again.
    Quote(&'static str, Quote),
    /// The same, unless a word or a number stands before it, but for a prefix of one letter or two.
    QuoteAtWord(&'static str, Quote),
    /// The same, at the beginning of a value of YAML only: elsewhere it is an apostrophe.
    QuoteAtValue(&'static str, Quote),
    /// Text between two marks.
    Between(&'static str, &'static str, Quote),
    /// A character between two marks; the mark alone is something else.
    Character,
    /// `r"…"`, `r#"…"#`, and so on, of Rust.
    Hashes,
    /// `R"mark(…)mark"` of C++.
    Delimited,
    /// `[[…]]`, `[=[…]=]`, and so on, of Lua and CMake; after this mark a comment.
    Brackets(&'static str),
    /// Documentation in Perl, from a line that begins with `=` and a word to `=cut`.
    Pod,
    /// Two dashes and more of Haskell, unless they are a part of an operator such as `-->`.
    Dashes,
    /// `%w[…]` of Ruby and `~r/…/` of Elixir: a sign, one of these letters, and text up to a mark. Without a letter, only
    /// brackets at the beginning of a value.
    Sigil(char, &'static str),
    /// What looks like the beginning of something, and is code.
    Plain(&'static str),
    /// A character after this one is code, whatever it is.
    Escape(u8),
}

/// What a family of languages has in common.
pub(super) struct Language {
    /// In the order in which they are tried.
    rules: &'static [Rule],
    /// Whether comments with ends of their own may be within each other.
    pub(super) is_nested: bool,
}

use Rule::{
    Between, Block, Brackets, Character, Dashes, Delimited, Escape, Hashes, Line, LineAtStart, LineAtWord,
    Plain, Pod, Quote as Q, QuoteAtValue, QuoteAtWord, Sigil,
};

const fn language(rules: &'static [Rule]) -> Language {
    Language { rules, is_nested: false }
}

const fn nested(rules: &'static [Rule]) -> Language {
    Language { rules, is_nested: true }
}

const SLASHES: Rule = Line("//");
const STARS: Rule = Block("/*", "*/");
const TRIPLE: Rule = Q("\"\"\"", LONG);

static C: Language = language(&[SLASHES, STARS, Delimited, Q("\"", SHORT), QuoteAtWord("'", SHORT)]);
static JAVA: Language = language(&[SLASHES, STARS, TRIPLE, Q("\"", SHORT), Q("'", SHORT)]);
static NESTED_JAVA: Language = nested(&[SLASHES, STARS, TRIPLE, Q("\"", SHORT), Character]);
static KOTLIN: Language = nested(&[SLASHES, STARS, Q("\"\"\"", RAW_LONG), Q("\"", SHORT), Character]);
static DART: Language = nested(&[SLASHES, STARS, TRIPLE, Q("'''", LONG), Q("\"", SHORT), Q("'", SHORT)]);
static CSHARP: Language = language(&[
    SLASHES,
    STARS,
    Between("@\"", "\"", DOUBLED_LONG),
    Between("@$\"", "\"", DOUBLED_LONG),
    Q("\"\"\"", RAW_LONG),
    Q("\"", SHORT),
    Q("'", SHORT),
]);
static GO: Language = language(&[SLASHES, STARS, Q("`", RAW_LONG), Q("\"", SHORT), Q("'", SHORT)]);
static RUST: Language = nested(&[SLASHES, STARS, Hashes, Q("\"", LONG), Character]);
static ZIG: Language = language(&[SLASHES, Q("\"", SHORT), Character]);
static SCRIPT: Language = language(&[SLASHES, STARS, Q("`", LONG), Q("\"", SHORT), Q("'", SHORT)]);
static PHP: Language =
    language(&[SLASHES, Plain("#["), Line("#"), STARS, Q("\"", LONG), QuoteAtWord("'", LONG)]);
static CSS: Language = language(&[STARS, Q("\"", SHORT), Q("'", SHORT)]);
static SCSS: Language = language(&[LineAtWord("//"), STARS, Q("\"", SHORT), Q("'", SHORT)]);
static JSON: Language = language(&[SLASHES, STARS, Q("\"", SHORT)]);
static PYTHON: Language = language(&[Line("#"), TRIPLE, Q("'''", LONG), Q("\"", SHORT), Q("'", SHORT)]);
static SHELL: Language =
    language(&[LineAtWord("#"), Escape(b'\\'), Q("\"", LONG), QuoteAtWord("'", RAW_LONG)]);
static RUBY: Language = language(&[
    LineAtWord("#"),
    Block("=begin", "=end"),
    Sigil('%', "qQwWiIrsx"),
    Q("\"", LONG),
    QuoteAtWord("'", LONG),
]);
static PERL: Language = language(&[Pod, LineAtWord("#"), Q("\"", LONG), QuoteAtWord("'", LONG)]);
static R: Language = language(&[Line("#"), Q("\"", LONG), Q("'", LONG)]);
static JULIA: Language = nested(&[Block("#=", "=#"), Line("#"), TRIPLE, Q("\"", LONG), Character]);
static ELIXIR: Language =
    language(&[Line("#"), TRIPLE, Sigil('~', "sScCrRwWDNTU"), Q("\"", LONG), QuoteAtWord("'", SHORT)]);
static AWK: Language = language(&[Line("#"), Q("\"", SHORT)]);
static TCL: Language = language(&[LineAtStart("#"), Line(";#"), Line("; #"), Escape(b'\\'), Q("\"", LONG)]);
static POWERSHELL: Language = language(&[
    Block("<#", "#>"),
    LineAtWord("#"),
    Escape(b'`'),
    Between("@\"", "\"@", RAW_LONG),
    Between("@'", "'@", RAW_LONG),
    Q("\"", DOUBLED),
    Q("'", DOUBLED),
]);
static BATCH: Language = language(&[
    LineAtStart("::"),
    LineAtStart("rem "),
    LineAtStart("REM "),
    LineAtStart("Rem "),
    LineAtStart("@rem "),
    LineAtStart("@REM "),
    Q("\"", RAW),
]);
static NIM: Language = nested(&[
    Block("##[", "]##"),
    Block("#[", "]#"),
    Line("#"),
    Q("\"\"\"", RAW_LONG),
    Q("\"", SHORT),
    Character,
]);
static GROOVY: Language = language(&[SLASHES, STARS, TRIPLE, Q("'''", LONG), Q("\"", SHORT), Q("'", SHORT)]);
static CMAKE: Language = language(&[Brackets("#"), Line("#"), Escape(b'\\'), Q("\"", LONG)]);
static MAKE: Language = language(&[Line("#"), Escape(b'\\'), Q("\"", SHORT), QuoteAtWord("'", RAW)]);
static TOML: Language = language(&[Line("#"), TRIPLE, Q("'''", RAW_LONG), Q("\"", SHORT), Q("'", RAW)]);
static YAML: Language =
    language(&[LineAtWord("#"), QuoteAtValue("\"", LONG), QuoteAtValue("'", DOUBLED_LONG)]);
static INI: Language = language(&[LineAtStart(";"), LineAtStart("#"), Q("\"", SHORT)]);
static SQL: Language = language(&[Line("--"), STARS, Q("'", DOUBLED_LONG)]);
static LUA: Language = language(&[Brackets("--"), Line("--"), Q("\"", SHORT), Q("'", SHORT)]);
static HASKELL: Language = nested(&[Block("{-", "-}"), Dashes, Q("\"", SHORT), Character]);
static ML: Language = nested(&[Block("(*", "*)"), Q("\"", LONG), Character]);
static LISP: Language = nested(&[Line(";"), Block("#|", "|#"), Escape(b'\\'), Q("\"", LONG)]);
static ERLANG: Language = language(&[Line("%"), Escape(b'$'), Q("\"", LONG), Q("'", SHORT)]);
static BASIC: Language = language(&[Line("'"), Q("\"", DOUBLED)]);
static PASCAL: Language = language(&[SLASHES, Block("(*", "*)"), Block("{", "}"), Q("'", DOUBLED)]);
static FORTRAN: Language = language(&[Line("!"), Q("\"", DOUBLED), Q("'", DOUBLED)]);
static ASSEMBLY: Language =
    language(&[Line(";"), SLASHES, STARS, LineAtStart("#"), Q("\"", SHORT), Character]);

impl Language {
    /// That of files of this name; what is not known is taken for a relative of C.
    pub(super) fn of_name(name: &str) -> &'static Self {
        let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
        match extension.as_deref().unwrap_or_default() {
            "java" => &JAVA,
            "swift" => &NESTED_JAVA,
            "kt" | "kts" | "scala" => &KOTLIN,
            "dart" => &DART,
            "cs" => &CSHARP,
            "go" => &GO,
            "rs" => &RUST,
            "zig" => &ZIG,
            "js" | "mjs" | "jsx" | "ts" | "tsx" => &SCRIPT,
            "php" => &PHP,
            "css" => &CSS,
            "scss" => &SCSS,
            "json" => &JSON,
            "py" => &PYTHON,
            "sh" | "bash" => &SHELL,
            "rb" | "rake" => &RUBY,
            "pl" | "pm" => &PERL,
            "r" => &R,
            "jl" => &JULIA,
            "ex" | "exs" => &ELIXIR,
            "awk" => &AWK,
            "tcl" => &TCL,
            "ps1" | "psm1" => &POWERSHELL,
            "bat" | "cmd" => &BATCH,
            "nim" => &NIM,
            "groovy" | "gradle" => &GROOVY,
            "cmake" => &CMAKE,
            "mk" => &MAKE,
            "toml" => &TOML,
            "yaml" | "yml" => &YAML,
            "ini" | "cfg" => &INI,
            "sql" => &SQL,
            "lua" => &LUA,
            "hs" => &HASKELL,
            "ml" => &ML,
            "clj" | "el" | "lisp" | "scm" => &LISP,
            "erl" => &ERLANG,
            "vb" => &BASIC,
            "pas" => &PASCAL,
            "f90" => &FORTRAN,
            "asm" | "s" => &ASSEMBLY,
            _ => &C,
        }
    }

    /// The bytes by which something may begin.
    pub(super) fn openers(&self) -> [bool; 256] {
        let mut openers = [false; 256];
        for rule in self.rules {
            for byte in rule.first_bytes() {
                if let Some(opener) = openers.get_mut(usize::from(byte)) {
                    *opener = true;
                }
            }
        }
        openers
    }

    /// What begins at this place of a line with so much white space before all, and how long its mark is.
    pub(super) fn opener(&self, line: &str, at: usize, indent: usize) -> Option<(usize, Opener)> {
        let rest = line.get(at..)?;
        let before = line.get(..at)?;
        self.rules.iter().find_map(|rule| rule.opener(before, rest, indent))
    }
}

impl Rule {
    /// The bytes by which it begins.
    fn first_bytes(self) -> impl Iterator<Item = u8> {
        let mark = match self {
            Line(mark) | LineAtWord(mark) | LineAtStart(mark) | Plain(mark) => mark,
            Block(mark, _) | Between(mark, ..) | Q(mark, _) => mark,
            QuoteAtWord(mark, _) | QuoteAtValue(mark, _) => mark,
            Character => "'",
            Hashes => "r",
            Delimited => "R",
            Brackets(_) => "[",
            Pod => "=",
            Dashes => "-",
            Sigil(..) | Escape(_) => "",
        };
        let also = match self {
            Brackets(comment) => comment.bytes().next(),
            Escape(byte) => Some(byte),
            Sigil(sign, _) => u8::try_from(sign).ok(),
            _ => None,
        };
        mark.bytes().next().into_iter().chain(also)
    }

    fn opener(self, before: &str, rest: &str, indent: usize) -> Option<(usize, Opener)> {
        let has = |mark: &str| rest.starts_with(mark);
        let is_in_word = before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let is_after_space = before.is_empty() || before.ends_with(|c: char| c.is_whitespace());
        let line = |mark: &str| Some((mark.len(), Opener::Line));
        let quote = |mark: &str, close: String, quote| Some((mark.len(), Opener::Quote(close, quote)));
        match self {
            Line(mark) if has(mark) => line(mark),
            LineAtWord(mark) if has(mark) && (is_after_space || before.ends_with([';', '(', ')'])) => {
                line(mark)
            }
            LineAtStart(mark) if has(mark) && before.len() == indent => line(mark),
            Block(open, close) if has(open) => {
                Some((open.len(), Opener::Block { open, close: close.into() }))
            }
            Q(mark, kind) if has(mark) => quote(mark, mark.into(), kind),
            QuoteAtWord(mark, kind) if has(mark) => {
                // A prefix is one letter or two, not the end of a number or of a word.
                let rest = before.trim_end_matches(|c: char| c.is_alphanumeric()).len();
                let word = before.get(rest..).unwrap_or_default();
                let is_prefix = word.len() <= 2 && !word.starts_with(|c: char| c.is_ascii_digit());
                if is_prefix { quote(mark, mark.into(), kind) } else { Some((mark.len(), Opener::Skip)) }
            }
            QuoteAtValue(mark, kind) if has(mark) => {
                let before = before.trim_end();
                let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
                // A tag or an anchor may stand between.
                let is_value = before.is_empty()
                    || before.ends_with([':', '-', '?', '[', '{', ','])
                    || word.starts_with(['!', '&']);
                if is_value { quote(mark, mark.into(), kind) } else { Some((mark.len(), Opener::Skip)) }
            }
            Between(open, close, kind) if has(open) => quote(open, close.into(), kind),
            Character if has("'") => {
                let inner = rest.get(1..)?;
                let mut characters = inner.chars();
                let is_one = match characters.next()? {
                    '\\' => true,
                    '\'' => false,
                    _ => characters.next() == Some('\''),
                };
                if is_one && (!is_in_word || before.ends_with(['b', 'c'])) {
                    quote("'", "'".into(), SHORT)
                } else {
                    Some((1, Opener::Skip))
                }
            }
            Hashes if has("r") && (!is_in_word || before.ends_with(['b', 'c'])) => {
                let after = rest.get(1..)?;
                let hashes = after.len() - after.trim_start_matches('#').len();
                let is_raw = hashes < 256 && after.get(hashes..)?.starts_with('"');
                let close = || format!("\"{}", "#".repeat(hashes));
                is_raw.then(|| (hashes + 2, Opener::Quote(close(), RAW_LONG)))
            }
            Delimited if has("R\"") => {
                let after = rest.get(2..)?;
                let length = after.bytes().take(17).position(|byte| byte == b'(')?;
                let close = format!("){}\"", after.get(..length)?);
                Some((length + 3, Opener::Quote(close, RAW_LONG)))
            }
            Brackets(comment) => {
                let after = rest.strip_prefix(comment).unwrap_or(rest);
                let equals = after.strip_prefix('[')?;
                let length = equals.len() - equals.trim_start_matches('=').len();
                if length > 128 || !equals.get(length..)?.starts_with('[') {
                    return None;
                }
                let close = format!("]{}]", "=".repeat(length));
                let mark = rest.len() - after.len() + length + 2;
                Some(match after.len() < rest.len() {
                    true => (mark, Opener::Block { open: comment, close: close.into() }),
                    false => (mark, Opener::Quote(close, RAW_LONG)),
                })
            }
            Pod if before.is_empty() => {
                let after = rest.strip_prefix('=')?;
                let length =
                    after.len() - after.trim_start_matches(|c: char| c.is_ascii_alphanumeric()).len();
                let is_word = after.starts_with(|c: char| c.is_ascii_alphabetic());
                is_word.then(|| (1 + length, Opener::Block { open: "=", close: "=cut".into() }))
            }
            Dashes if has("--") => {
                let is_operator = |c: char| "!#$%&*+./<=>?@\\^|~:".contains(c);
                let after = rest.trim_start_matches('-');
                let is_comment = !after.starts_with(is_operator) && !before.ends_with(is_operator);
                let opener = if is_comment { Opener::Line } else { Opener::Skip };
                Some((rest.len() - after.len(), opener))
            }
            Sigil(sign, letters) => {
                let after = rest.strip_prefix(sign)?;
                let inner = after.strip_prefix(|c| letters.contains(c)).unwrap_or(after);
                let has_letter = inner.len() < after.len();
                let close = match inner.chars().next()? {
                    '(' => ')',
                    '[' => ']',
                    '{' => '}',
                    '<' => '>',
                    mark @ ('|' | '/' | '!') if has_letter => mark,
                    _ => return None,
                };
                // Between two values, the sign is an operator.
                let is_value = is_after_space || before.ends_with(['(', '[', '{', ',', '=', '!', '|']);
                let is_begun = has_letter || before.trim_end().ends_with(['(', '[', ',', '=']);
                let length = rest.len() - inner.len() + 1;
                (is_value && is_begun && (has_letter || sign == '%'))
                    .then(|| (length, Opener::Quote(close.into(), LONG)))
            }
            Plain(mark) if has(mark) => Some((mark.len(), Opener::Skip)),
            Escape(mark) if rest.as_bytes().first() == Some(&mark) => {
                let next = rest.chars().nth(1).map_or(0, char::len_utf8);
                Some((1 + next, Opener::Skip))
            }
            _ => None,
        }
    }
}
