//! How comments and text in quotes begin in languages, and how they end.

use std::borrow::Cow;

use super::language::Language;

/// How text in quotes is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quote {
    /// What takes the meaning of the next character.
    pub(super) escape: Option<u8>,
    /// Whether the mark twice is the mark itself.
    pub(super) is_doubled: bool,
    /// Whether it may go on in the next line.
    pub(super) is_long: bool,
}

pub(super) const SHORT: Quote = Quote { escape: Some(b'\\'), is_doubled: false, is_long: false };
pub(super) const LONG: Quote = Quote { escape: Some(b'\\'), is_doubled: false, is_long: true };
pub(super) const RAW: Quote = Quote { escape: None, is_doubled: false, is_long: false };
pub(super) const RAW_LONG: Quote = Quote { escape: None, is_doubled: false, is_long: true };
pub(super) const DOUBLED: Quote = Quote { escape: None, is_doubled: true, is_long: false };
pub(super) const DOUBLED_LONG: Quote = Quote { escape: None, is_doubled: true, is_long: true };

/// What begins at a place in code.
pub(super) enum Opener {
    /// A comment up to the end of the line.
    Line,
    /// A comment with an end of its own.
    Block { open: &'static str, close: Cow<'static, str> },
    /// Text in quotes, up to a mark.
    Quote(String, Quote),
    /// Text from the next line on, up to one with this word.
    HereText(String),
    /// Another language.
    Enter(&'static Language),
    /// Something that looks like the beginning of one of them, and is code.
    Skip,
}

/// What the word may be that a text from the next line on ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    /// Whatever a word of the shell may be.
    Word,
    /// A name.
    Name,
    /// A name at once after the sign, which is that of a shift as well.
    Constant,
}

/// A rule by which something begins.
#[derive(Clone, Copy, Debug)]
pub(super) enum Rule {
    /// A comment up to the end of the line, wherever it stands.
    Line(&'static str),
    /// The same, at the beginning of a word only.
    LineAtWord(&'static str),
    /// The same, at the beginning of the line only.
    LineAtStart(&'static str),
    /// The same, without white space before it.
    LineAtEdge(&'static str),
    /// `//`, unless it is of an address: text between tags may have one.
    LineUnlessAddress,
    Block(&'static str, &'static str),
    /// The same, without white space before it.
    BlockAtEdge(&'static str, &'static str),
    /// The same, if its mark is alone in its line.
    BlockOfLines(&'static str, &'static str),
    /// Text between this mark and the same again.
    Quote(&'static str, Quote),
    /// The same, unless a word or a number stands before it, but for a prefix of one letter or two.
    QuoteAtWord(&'static str, Quote),
    /// The same, unless a word stands before it that is no keyword of JavaScript: text between tags has apostrophes.
    QuoteUnlessApostrophe(&'static str, Quote),
    /// The same, unless a value of MATLAB stands before it, which it transposes.
    QuoteUnlessTransposed(&'static str, Quote),
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
    /// `{|…|}`, `{name|…|name}` of OCaml.
    Braced,
    /// A regular expression between slashes, where a value may begin: it is code, with whatever quotes.
    Pattern,
    /// A character after a question mark, where a value may begin, in Ruby and Elixir.
    QuestionMark,
    /// After this sign, the word that a text from the next line on ends with.
    HereText(&'static str, Label),
    /// `qw(…)`, `q{…}`, `m|…|`, `s/…/…/`, and so on, of Perl: a word, and text up to a mark. What is a regular expression is
    /// code, if it ends in its line.
    PerlQuote,
    /// Another language begins.
    Enter(&'static str, &'static Language),
    /// What looks like the beginning of something, and is code.
    Plain(&'static str),
    /// A character after this one is code, whatever it is.
    Escape(u8),
}

use Rule::{
    Between, Block, BlockAtEdge, BlockOfLines, Braced, Brackets, Character, Dashes, Delimited, Enter, Escape,
    Hashes, HereText, Line, LineAtEdge, LineAtStart, LineAtWord, LineUnlessAddress, Pattern, PerlQuote,
    Plain, Pod, QuestionMark, Quote as Q, QuoteAtValue, QuoteAtWord, QuoteUnlessApostrophe,
    QuoteUnlessTransposed, Sigil,
};

/// Words of JavaScript, Ruby and Perl that a value may follow.
const KEYWORDS: [&str; 25] = [
    "if",
    "unless",
    "and",
    "or",
    "not",
    "when",
    "split",
    "return",
    "case",
    "typeof",
    "in",
    "of",
    "default",
    "import",
    "from",
    "export",
    "else",
    "new",
    "delete",
    "void",
    "throw",
    "yield",
    "await",
    "instanceof",
    "as",
];

/// Bytes of a regular expression, so that the end of none is looked for in the rest of a long line.
const PATTERN_BYTES_MAX: usize = 256;

/// Characters of the word that a text ends with.
const LABEL_CHARS_MAX: usize = 64;

/// Bytes before a place in which a bracket is looked for that is open there.
const BRACKET_BYTES_MAX: usize = 256;

impl Rule {
    /// The bytes by which it begins.
    pub(super) fn first_bytes(self) -> impl Iterator<Item = u8> {
        let mark = match self {
            Line(mark) | LineAtWord(mark) | LineAtStart(mark) | LineAtEdge(mark) | Plain(mark) => mark,
            Block(mark, _)
            | BlockAtEdge(mark, _)
            | BlockOfLines(mark, _)
            | Between(mark, ..)
            | Q(mark, _) => mark,
            QuoteAtWord(mark, _) | QuoteAtValue(mark, _) => mark,
            QuoteUnlessApostrophe(mark, _) | QuoteUnlessTransposed(mark, _) => mark,
            HereText(mark, _) | Enter(mark, _) => mark,
            LineUnlessAddress | Pattern => "/",
            Braced => "{",
            Character => "'",
            Hashes => "r",
            Delimited => "R",
            Brackets(_) => "[",
            Pod => "=",
            Dashes => "-",
            QuestionMark => "?",
            Sigil(..) | Escape(_) => "",
            PerlQuote => "qmsty",
        };
        let also = match self {
            Brackets(comment) => comment.bytes().next(),
            Escape(byte) => Some(byte),
            Sigil(sign, _) => u8::try_from(sign).ok(),
            _ => None,
        };
        let length = if matches!(self, PerlQuote) { mark.len() } else { 1 };
        mark.bytes().take(length).chain(also)
    }

    pub(super) fn opener(self, before: &str, rest: &str, indent: usize) -> Option<(usize, Opener)> {
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
            LineAtEdge(mark) if has(mark) && before.is_empty() => line(mark),
            Block(open, close) if has(open) => {
                Some((open.len(), Opener::Block { open, close: close.into() }))
            }
            LineUnlessAddress if has("//") && !before.ends_with("http:") && !before.ends_with("https:") => {
                line("//")
            }
            BlockAtEdge(open, close) if has(open) && before.is_empty() => {
                Some((open.len(), Opener::Block { open, close: close.into() }))
            }
            BlockOfLines(open, close) if before.len() == indent && rest.trim_end() == open => {
                Some((open.len(), Opener::Block { open, close: close.into() }))
            }
            Q(mark, kind) if has(mark) => quote(mark, mark.into(), kind),
            QuoteUnlessApostrophe(mark, kind) if has(mark) => {
                let is_apostrophe =
                    before.ends_with(char::is_alphabetic) && !KEYWORDS.contains(&word_at_end(before));
                if is_apostrophe { Some((mark.len(), Opener::Skip)) } else { quote(mark, mark.into(), kind) }
            }
            QuoteUnlessTransposed(mark, kind) if has(mark) => {
                let is_value = is_in_word || before.ends_with([')', ']', '}', '\'', '"', '.']);
                if is_value { Some((mark.len(), Opener::Skip)) } else { quote(mark, mark.into(), kind) }
            }
            QuoteAtWord(mark, kind) if has(mark) => {
                // A prefix is one letter or two, not the end of a number or of a word.
                let rest = before.trim_end_matches(|c: char| c.is_alphanumeric()).len();
                let word = before.get(rest..).unwrap_or_default();
                let is_prefix = word.len() <= 2 && !word.starts_with(|c: char| c.is_ascii_digit());
                if is_prefix { quote(mark, mark.into(), kind) } else { Some((mark.len(), Opener::Skip)) }
            }
            QuoteAtValue(mark, kind) if has(mark) => {
                let before = before.trim_end();
                // A tag or an anchor may stand between.
                let is_tag = || {
                    let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
                    word.starts_with(['!', '&'])
                };
                let is_value = before.is_empty()
                    || before.ends_with(['[', '{'])
                    || before.strip_suffix(',').is_some_and(|before| {
                        before.ends_with(['"', '\''])
                            || is_open(before, "[", "]")
                            || is_open(before, "{", "}")
                    })
                    || before.ends_with("\":")
                    || is_after_space && (before.ends_with([':', '-', '?']) || is_tag());
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
            Hashes if has("r") && ["", "b", "c"].contains(&word_at_end(before)) => {
                let after = rest.get(1..)?;
                let hashes = after.len() - after.trim_start_matches('#').len();
                let is_raw = hashes < 256 && after.get(hashes..)?.starts_with('"');
                let close = || format!("\"{}", "#".repeat(hashes));
                is_raw.then(|| (hashes + 2, Opener::Quote(close(), RAW_LONG)))
            }
            Delimited if has("R\"") && ["", "u8", "u", "U", "L"].contains(&word_at_end(before)) => {
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
                    mark @ ('(' | '[' | '{' | '<') => closing(mark),
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
            Braced => {
                let after = rest.strip_prefix('{')?;
                let is_name = |byte: &u8| byte.is_ascii_lowercase() || *byte == b'_';
                let length = after.bytes().take(LABEL_CHARS_MAX).take_while(is_name).count();
                let (name, after) = after.split_at(length);
                after.starts_with('|').then(|| (length + 2, Opener::Quote(format!("|{name}}}"), RAW_LONG)))
            }
            Pattern if has("/") && !has("//") => {
                let length = begins_value(before).then(|| pattern_length(rest)).flatten()?;
                Some((length, Opener::Skip))
            }
            HereText(sign, kind) => {
                let after = rest.strip_prefix(sign)?;
                let before = before.trim_end();
                let is_shift = match kind {
                    Label::Word => is_open(before, "((", "))"),
                    Label::Name => false,
                    Label::Constant => {
                        before.ends_with([')', ']'])
                            || word_at_end(before).starts_with(|c: char| c.is_ascii_digit())
                    }
                };
                if is_shift || after.starts_with('<') {
                    // It is another operator.
                    return Some((sign.len() + usize::from(after.starts_with('<')), Opener::Skip));
                }
                let after = after.strip_prefix(['-', '~']).unwrap_or(after);
                let after = if kind == Label::Constant { after } else { after.trim_start() };
                let mark = after.chars().next().filter(|mark| matches!(mark, '\'' | '"' | '\\'));
                let after = after.get(usize::from(mark.is_some())..)?;
                let quote = mark.filter(|&mark| mark != '\\');
                let is_part = |c: &char| match (kind, quote) {
                    (Label::Word, Some(quote)) => *c != quote,
                    (Label::Word, None) => !c.is_whitespace() && !";|&<>)".contains(*c),
                    _ => c.is_ascii_alphanumeric() || *c == '_',
                };
                let label = after.chars().take(LABEL_CHARS_MAX).take_while(is_part);
                let (label, after) = after.split_at(label.map(char::len_utf8).sum());
                let is_ended = quote.is_none_or(|quote| after.starts_with(quote));
                // Without quotes, a small letter is rather the name of a number by which something is shifted.
                let is_label = match kind {
                    Label::Constant if mark.is_none() => {
                        label.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
                    }
                    _ => !label.is_empty(),
                };
                let length = rest.len() - after.len() + usize::from(quote.is_some());
                (is_ended && is_label).then(|| (length, Opener::HereText(label.to_string())))
            }
            PerlQuote if !is_in_word && !before.ends_with(['$', '@', '%', '&', '>', '{', '-']) => {
                let words = ["qq", "qw", "qr", "q", "m", "s", "tr", "y"];
                let word = words.iter().find(|word| has(word))?;
                let after = rest.get(word.len()..)?;
                let inner =
                    if after.trim_start().starts_with(['(', '{']) { after.trim_start() } else { after };
                let open =
                    inner.chars().next().filter(|c| c.is_ascii_punctuation() && !"=,;)_#".contains(*c))?;
                let begin = rest.len() - inner.len() + 1;
                match *word {
                    "q" | "qq" | "qw" => Some((begin, Opener::Quote(closing(open).into(), LONG))),
                    word => {
                        let text = rest.get(begin..)?;
                        let first = length_to(text, closing(open))?;
                        let text = text.get(first..)?;
                        let second = match word {
                            "m" | "qr" => 0,
                            _ if closing(open) == open => length_to(text, open)?,
                            _ => {
                                let inner = text.trim_start();
                                let open = inner.chars().next().filter(char::is_ascii_punctuation)?;
                                text.len() - inner.len() + 1 + length_to(inner.get(1..)?, closing(open))?
                            }
                        };
                        Some((begin + first + second, Opener::Skip))
                    }
                }
            }
            QuestionMark if has("?") && begins_value(before) => {
                let mut characters = rest.chars().skip(1);
                let first = characters.next().filter(|c| !c.is_whitespace())?;
                let second = characters.next().filter(|_| first == '\\').map_or(0, char::len_utf8);
                Some((1 + first.len_utf8() + second, Opener::Skip))
            }
            Enter(mark, language) if has(mark) => Some((mark.len(), Opener::Enter(language))),
            Plain(mark) if has(mark) => Some((mark.len(), Opener::Skip)),
            Escape(mark) if rest.as_bytes().first() == Some(&mark) => {
                let next = rest.chars().nth(1).map_or(0, char::len_utf8);
                Some((1 + next, Opener::Skip))
            }
            _ => None,
        }
    }
}

/// Whether a value may begin behind this text, in JavaScript, Ruby, Perl and Elixir.
fn begins_value(before: &str) -> bool {
    let before = before.trim_end();
    before.is_empty()
        || before.ends_with(['(', ',', '=', ':', '[', '!', '&', '|', '?', '{', ';', '+', '~'])
            && !before.ends_with("++")
        || before.ends_with("=>")
        || before.ends_with("<<")
        || KEYWORDS.contains(&word_at_end(before))
}

/// The word that a text ends with.
fn word_at_end(text: &str) -> &str {
    // No keyword is longer.
    let begin = text.floor_char_boundary(text.len().saturating_sub(16));
    let end = text.get(begin..).unwrap_or_default();
    let is_other = |c: char| !c.is_alphanumeric() && c != '_' && c != '$' && c != '.';
    end.rsplit(is_other).next().unwrap_or_default()
}

/// Whether a bracket is open at the end of a text.
fn is_open(text: &str, open: &str, close: &str) -> bool {
    let begin = text.floor_char_boundary(text.len().saturating_sub(BRACKET_BYTES_MAX));
    let end = text.get(begin..).unwrap_or_default();
    end.rfind(open) > end.rfind(close)
}

/// The mark that ends what begins with this one.
fn closing(open: char) -> char {
    match open {
        '(' => ')',
        '[' => ']',
        '{' => '}',
        '<' => '>',
        mark => mark,
    }
}

/// How long a text is up to a mark, and with that.
fn length_to(text: &str, close: char) -> Option<usize> {
    let mut chars = text.char_indices().take(PATTERN_BYTES_MAX);
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            _ if c == close => return Some(at + c.len_utf8()),
            _ => {}
        }
    }
    None
}

/// How long the regular expression is that begins here, with its slashes; within brackets a slash is none of them.
fn pattern_length(text: &str) -> Option<usize> {
    let mut is_in_brackets = false;
    let mut bytes = text.bytes().enumerate().take(PATTERN_BYTES_MAX).skip(1);
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\\' => drop(bytes.next()),
            b'[' => is_in_brackets = true,
            b']' => is_in_brackets = false,
            b'/' if !is_in_brackets => return Some(at + 1),
            _ => {}
        }
    }
    None
}
