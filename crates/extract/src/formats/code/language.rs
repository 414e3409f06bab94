//! What languages have for comments and for text in quotes.

use super::rule::Rule::{
    self, Between, Block, BlockAtEdge, BlockOfLines, Braced, Brackets, Character, Dashes, Delimited, Enter,
    Escape, Hashes, HereText, Line, LineAtEdge, LineAtStart, LineAtWord, LineUnlessAddress, Pattern,
    PerlQuote, Plain, Pod, QuestionMark, Quote as Q, QuoteAtValue, QuoteAtWord, QuoteUnlessApostrophe,
    QuoteUnlessTransposed, Sigil,
};
use super::rule::{DOUBLED, DOUBLED_LONG, LONG, Label, Opener, Quote, RAW, RAW_LONG, SHORT};

/// What a family of languages has in common.
#[derive(Debug)]
pub(super) struct Language {
    /// In the order in which they are tried.
    rules: &'static [Rule],
    /// Whether comments with ends of their own may be within each other.
    pub(super) is_nested: bool,
    /// Whether marks within quotes in comments are none.
    pub(super) has_quotes_in_comments: bool,
    /// What ends this language, and so a comment up to the end of the line as well.
    pub(super) end: Option<&'static str>,
}

const fn language(rules: &'static [Rule]) -> Language {
    Language { rules, is_nested: false, has_quotes_in_comments: false, end: None }
}

const fn nested(rules: &'static [Rule]) -> Language {
    Language { is_nested: true, ..language(rules) }
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
static SCRIPT: Language = language(&[
    LineUnlessAddress,
    STARS,
    Pattern,
    Q("`", LONG),
    Q("\"", SHORT),
    QuoteUnlessApostrophe("'", SHORT),
]);
/// A file of PHP is a page in which there are programs.
static PAGE: Language = language(&[Block("<!--", "-->"), Enter("<?", &PHP)]);
static PHP: Language = Language {
    end: Some("?>"),
    ..language(&[
        Enter("?>", &PAGE),
        SLASHES,
        Plain("#["),
        Line("#"),
        STARS,
        HereText("<<<", Label::Name),
        Q("\"", LONG),
        QuoteAtWord("'", LONG),
    ])
};
static CSS: Language = language(&[STARS, Q("\"", SHORT), Q("'", SHORT)]);
static SCSS: Language = language(&[LineAtWord("//"), STARS, Q("\"", SHORT), Q("'", SHORT)]);
static JSON: Language = language(&[SLASHES, STARS, Q("\"", SHORT)]);
static PYTHON: Language = language(&[Line("#"), TRIPLE, Q("'''", LONG), Q("\"", SHORT), Q("'", SHORT)]);
static SHELL: Language = language(&[
    LineAtWord("#"),
    Escape(b'\\'),
    HereText("<<", Label::Word),
    Q("\"", LONG),
    Between("$'", "'", LONG),
    Q("'", RAW_LONG),
]);
static RUBY: Language = language(&[
    LineAtWord("#"),
    BlockAtEdge("=begin", "=end"),
    HereText("<<", Label::Constant),
    Pattern,
    QuestionMark,
    Sigil('%', "qQwWiIrsx"),
    Q("\"", LONG),
    QuoteAtWord("'", LONG),
]);
static PERL: Language = language(&[
    Pod,
    LineAtWord("#"),
    HereText("<<", Label::Constant),
    Pattern,
    PerlQuote,
    Q("\"", LONG),
    QuoteAtWord("'", LONG),
]);
static R: Language = language(&[Line("#"), Q("\"", LONG), Q("'", LONG)]);
static JULIA: Language = nested(&[Block("#=", "=#"), Line("#"), TRIPLE, Q("\"", LONG), Character]);
static ELIXIR: Language = language(&[
    Line("#"),
    TRIPLE,
    QuestionMark,
    Sigil('~', "sScCrRwWDNTU"),
    Q("\"", LONG),
    QuoteAtWord("'", SHORT),
]);
static AWK: Language = language(&[Line("#"), Q("\"", SHORT)]);
static TCL: Language = language(&[LineAtStart("#"), Line(";#"), Line("; #"), Escape(b'\\'), Q("\"", LONG)]);
static POWERSHELL: Language = language(&[
    Block("<#", "#>"),
    LineAtWord("#"),
    Escape(b'`'),
    Between("@\"", "\"@", RAW_LONG),
    Between("@'", "'@", RAW_LONG),
    Q("\"", Quote { escape: Some(b'`'), ..DOUBLED_LONG }),
    Q("'", DOUBLED_LONG),
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
static ML: Language = Language {
    has_quotes_in_comments: true,
    ..nested(&[Plain("(*)"), Block("(*", "*)"), Braced, Q("\"", LONG), Character])
};
static MATHEMATICA: Language = nested(&[Block("(*", "*)"), Q("\"", LONG)]);
/// MATLAB, and Octave with its further marks of comments.
static MATLAB: Language = language(&[
    BlockOfLines("%{", "%}"),
    BlockOfLines("#{", "#}"),
    Line("%"),
    Line("#"),
    Q("\"", Quote { is_doubled: true, ..SHORT }),
    QuoteUnlessTransposed("'", DOUBLED),
]);
static LISP: Language = nested(&[Line(";"), Block("#|", "|#"), Escape(b'\\'), Q("\"", LONG)]);
static ERLANG: Language = language(&[Line("%"), Escape(b'$'), Q("\"", LONG), Q("'", SHORT)]);
/// The commands of LaTeX, which the text of a document only uses.
static TEX: Language = language(&[Escape(b'\\'), Line("%")]);
static BASIC: Language = language(&[Line("'"), Q("\"", DOUBLED)]);
static PASCAL: Language = language(&[SLASHES, Block("(*", "*)"), Block("{", "}"), Q("'", DOUBLED)]);
static FORTRAN: Language = language(&[Line("!"), Q("\"", DOUBLED), Q("'", DOUBLED)]);
/// In the form of punched cards, by the first column.
static FIXED_FORTRAN: Language = language(&[
    LineAtEdge("C"),
    LineAtEdge("c"),
    LineAtEdge("*"),
    Line("!"),
    Q("\"", DOUBLED),
    Q("'", DOUBLED),
]);
static ASSEMBLY: Language =
    language(&[Line(";"), SLASHES, STARS, LineAtStart("#"), Q("\"", SHORT), Character]);

impl Language {
    /// That of files of this name, which begin so; what is not known is taken for a relative of C.
    pub(super) fn of(name: &str, beginning: &str) -> &'static Self {
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
            "php" => &PAGE,
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
            // A catalogue of messages has texts in quotes after marks, and remarks.
            "awk" | "po" | "pot" => &AWK,
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
            "ml" | "mli" => &ML,
            "m" => Self::of_m(beginning),
            "clj" | "el" | "lisp" | "scm" => &LISP,
            "erl" => &ERLANG,
            "sty" | "cls" | "dtx" => &TEX,
            "vb" => &BASIC,
            "pas" => &PASCAL,
            "f90" | "f95" => &FORTRAN,
            "f" => &FIXED_FORTRAN,
            "asm" | "s" => &ASSEMBLY,
            _ => &C,
        }
    }

    /// That of files whose names end in `.m`: Objective-C, MATLAB, or Mathematica, whichever the first line is of that
    /// tells.
    fn of_m(beginning: &str) -> &'static Self {
        let of_line = |line: &str| {
            let begins = |marks: &[&str]| marks.iter().any(|mark| line.starts_with(mark));
            if begins(&["//", "/*", "#import", "#include", "#define", "#if", "#pragma", "@"]) {
                Some(&C)
            } else if begins(&["(*"]) {
                Some(&MATHEMATICA)
            } else if begins(&["%", "#", "function", "classdef"]) {
                Some(&MATLAB)
            } else {
                None
            }
        };
        beginning.lines().find_map(|line| of_line(line.trim_start())).unwrap_or(&MATLAB)
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
