//! Text to tokens.

use alloc::boxed::Box;

use crate::error::{Error, ErrorKind};

/// One token; a number or a name is the stretch of text that spells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// A decimal literal: `12`, `1.5`, `.5`, `5.`, `1_000`, `2.5e-3`.
    Number(&'a str),
    /// The digits after `0x`, `0o` or `0b`, and their base.
    BasedNumber(&'a str, u32),
    /// The digits of a raised number, such as `²` or `⁻¹`.
    Superscript(&'a str),
    /// A name: of a function, a constant, a unit, a variable, or `to`, `in`, `as`.
    Name(&'a str),
    Plus,
    Minus,
    Star,
    Slash,
    DoubleSlash,
    Mod,
    Of,
    Power,
    Bang,
    Percent,
    /// `√` (2), `∛` (3) and `∜` (4).
    Root(u8),
    Ampersand,
    Bar,
    Xor,
    ShiftLeft,
    ShiftRight,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
    /// `=`, which gives a name.
    Assign,
    Arrow,
    Comma,
    Open,
    Close,
    End,
}

/// A token and the byte offsets of its text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Located<'a> {
    pub token: Token<'a>,
    pub start: usize,
    pub end: usize,
}

/// Reads tokens from a text, one at a time.
#[derive(Clone, Debug)]
pub(crate) struct Lexer<'a> {
    text: &'a str,
    position: usize,
    /// Where the last token ended. The end of the input counts as standing there, before trailing white space.
    token_end: usize,
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, position: 0, token_end: 0 }
    }

    /// The next token; [`Token::End`] for ever after the last, and where a comment begins.
    pub(crate) fn next(&mut self) -> Result<Located<'a>, Box<Error>> {
        let bytes = self.text.as_bytes();
        loop {
            let start = self.position;
            let Some(&byte) = bytes.get(start) else {
                return Ok(self.end());
            };
            let second = || bytes.get(start + 1).copied().unwrap_or_default();
            let (token, length) = match byte {
                b' ' | b'\t' | b'\n' | b'\r' => {
                    self.position += 1;
                    continue;
                }
                b'0'..=b'9' | b'.' => return self.number(),
                b'a'..=b'z' | b'A'..=b'Z' => self.name(),
                b'+' => (Token::Plus, 1),
                b'-' if second() == b'>' => (Token::Arrow, 2),
                b'-' => (Token::Minus, 1),
                b'*' if second() == b'*' => (Token::Power, 2),
                b'*' => (Token::Star, 1),
                b'/' if second() == b'/' => (Token::DoubleSlash, 2),
                b'/' => (Token::Slash, 1),
                b'^' => (Token::Power, 1),
                // `5!==120` compares a factorial.
                b'!' if second() == b'=' && bytes.get(start + 2) != Some(&b'=') => (Token::NotEqual, 2),
                b'!' => (Token::Bang, 1),
                b'%' => (Token::Percent, 1),
                b'(' => (Token::Open, 1),
                b')' => (Token::Close, 1),
                b',' => (Token::Comma, 1),
                b'|' => (Token::Bar, 1),
                b'&' => (Token::Ampersand, 1),
                b'<' if second() == b'<' => (Token::ShiftLeft, 2),
                b'<' if second() == b'=' => (Token::LessOrEqual, 2),
                b'<' => (Token::Less, 1),
                b'>' if second() == b'>' => (Token::ShiftRight, 2),
                b'>' if second() == b'=' => (Token::GreaterOrEqual, 2),
                b'>' => (Token::Greater, 1),
                b'=' if second() == b'=' => (Token::Equal, 2),
                b'=' => (Token::Assign, 1),
                b'#' => {
                    self.position = self.text.len();
                    continue;
                }
                _ => match self.other()? {
                    Some(token) => token,
                    None => continue,
                },
            };
            self.position += length;
            self.token_end = self.position;
            return Ok(Located { token, start, end: self.token_end });
        }
    }

    /// What begins with another character than those of ASCII, and white space, which is passed over.
    fn other(&mut self) -> Result<Option<(Token<'a>, usize)>, Box<Error>> {
        let start = self.position;
        let rest = self.text.get(start..).unwrap_or_default();
        let Some(c) = rest.chars().next() else { return Ok(None) };
        let token = match c {
            '×' | '·' | '⋅' => Token::Star,
            '÷' => Token::Slash,
            '\u{2212}' => Token::Minus,
            '√' => Token::Root(2),
            '∛' => Token::Root(3),
            '∜' => Token::Root(4),
            '≤' => Token::LessOrEqual,
            '≥' => Token::GreaterOrEqual,
            '≠' => Token::NotEqual,
            '→' => Token::Arrow,
            _ if c.is_whitespace() => {
                self.position += c.len_utf8();
                return Ok(None);
            }
            _ if is_superscript(c) => {
                let length = rest.find(|c| !is_superscript(c)).unwrap_or(rest.len());
                return Ok(Some((Token::Superscript(rest.get(..length).unwrap_or_default()), length)));
            }
            _ if c.is_alphabetic() || is_symbol(c) => return Ok(Some(self.name())),
            _ => return Err(ErrorKind::UnknownCharacter(c).at(self.text, start, start + c.len_utf8())),
        };
        Ok(Some((token, c.len_utf8())))
    }

    /// A name, or an operator that is spelled as a word.
    fn name(&self) -> (Token<'a>, usize) {
        let rest = self.text.get(self.position..).unwrap_or_default();
        let length = name_length(rest);
        let name = rest.get(..length).unwrap_or_default();
        let token = match name {
            "mod" => Token::Mod,
            "xor" => Token::Xor,
            "of" => Token::Of,
            "per" => Token::Slash,
            _ => Token::Name(name),
        };
        (token, length)
    }

    fn end(&self) -> Located<'a> {
        Located { token: Token::End, start: self.token_end, end: self.token_end }
    }

    fn number(&mut self) -> Result<Located<'a>, Box<Error>> {
        let start = self.position;
        let rest = self.text.get(start..).unwrap_or_default();
        let base = match rest.as_bytes() {
            [b'0', b'x' | b'X', ..] => 16,
            [b'0', b'o' | b'O', ..] => 8,
            [b'0', b'b' | b'B', ..] => 2,
            _ => 10,
        };
        let based_end = digits_end(rest, 2, base);
        let (token, length) = if base != 10 && based_end > 2 {
            (Token::BasedNumber(rest.get(2..based_end).unwrap_or_default(), base), based_end)
        } else {
            let length = decimal_end(rest);
            (Token::Number(rest.get(..length).unwrap_or_default()), length)
        };
        let end = start + length;
        if matches!(rest.as_bytes(), [b'.', byte, ..] if !byte.is_ascii_digit()) || rest == "." {
            return Err(ErrorKind::UnknownCharacter('.').at(self.text, start, start + 1));
        }
        self.position = end;
        self.token_end = end;
        Ok(Located { token, start, end })
    }
}

/// Whether a text is one operator, alone, as where a shell has taken an expression apart at its spaces.
#[must_use]
pub fn is_operator(text: &str) -> bool {
    let mut lexer = Lexer::new(text);
    let is_operator = lexer.next().is_ok_and(|first| {
        use Token::{BasedNumber, Close, End, Name, Number, Open, Superscript};
        let is_operand =
            matches!(first.token, Number(_) | BasedNumber(..) | Superscript(_) | Open | Close | End);
        !is_operand && !matches!(first.token, Name(name) if !is_conversion(name))
    });
    is_operator && lexer.next().is_ok_and(|second| second.token == Token::End)
}

/// Whether a name asks for another unit or another way of writing. `in` is also the inch.
pub(crate) fn is_conversion(name: &str) -> bool {
    matches!(name, "to" | "in" | "as")
}

/// Characters that are names by themselves: the circle's constants, degrees, minutes and seconds of angle, currencies.
fn is_symbol(c: char) -> bool {
    matches!(c, 'π' | 'τ' | '°' | '′' | '″' | '‰' | '℃' | '℉' | '€' | '$' | '£' | '¥')
}

/// Where the name ends that begins the text: letters, digits and `_`; or one symbol, with letters after `°`.
fn name_length(text: &str) -> usize {
    // Most names are of ASCII letters alone.
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let length = text.bytes().position(|byte| !is_word(&byte)).unwrap_or(text.len());
    if length > 0 && text.as_bytes().get(length).is_none_or(u8::is_ascii) {
        return length;
    }
    let mut chars = text.char_indices();
    let first = chars.next().map_or(' ', |(_, c)| c);
    if is_symbol(first) && first != '°' {
        return first.len_utf8();
    }
    let is_degree = first == '°';
    let goes_on = |c: char| match is_degree {
        true => c.is_alphabetic() && !is_symbol(c),
        false => c == '_' || (c.is_alphanumeric() && !is_superscript(c) && !is_symbol(c)),
    };
    chars.find(|(_, c)| !goes_on(*c)).map_or(text.len(), |(at, _)| at)
}

/// Whether a text is a name that a variable or a function can have: letters first, then letters, digits and `_`.
pub(crate) fn is_name(text: &str) -> bool {
    let first = text.chars().next();
    first.is_some_and(|c| c.is_alphabetic() && !is_superscript(c)) && name_length(text) == text.len()
}

/// Where the decimal literal ends that begins the text: digits, a point, digits, an exponent.
fn decimal_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut end = digits_end(text, 0, 10);
    if bytes.get(end) == Some(&b'.') {
        end = digits_end(text, end + 1, 10);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent_end = digits_end(text, end + 1 + sign, 10);
        // Without a digit the letter is no exponent.
        if exponent_end > end + 1 + sign {
            end = exponent_end;
        }
    }
    end
}

/// Where the run of digits ends that begins at `start`. Between two digits one separator may stand: `_`, a thin space
/// (U+2009) or a narrow no-break space (U+202F).
fn digits_end(text: &str, start: usize, base: u32) -> usize {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(|&byte| char::from(byte).is_digit(base));
    let mut end = start;
    loop {
        if base == 10 {
            // Nearly all digits come by here.
            let rest = bytes.get(end..).unwrap_or_default();
            end += rest.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
        }
        if is_digit(end) {
            end += 1;
            continue;
        }
        let separator = match bytes.get(end..).unwrap_or_default() {
            [b'_', ..] => 1,
            [0xE2, 0x80, 0x89 | 0xAF, ..] => 3,
            _ => return end,
        };
        if end == start || !is_digit(end + separator) {
            return end;
        }
        end += separator;
    }
}

/// The value of a raised digit, from 0 to 9.
pub(crate) fn superscript_digit(c: char) -> Option<u8> {
    Some(match c {
        '⁰' => 0,
        '¹' => 1,
        '²' => 2,
        '³' => 3,
        '⁴'..='⁹' => 4 + (u32::from(c) - u32::from('⁴')) as u8,
        _ => return None,
    })
}

/// The raised minus.
pub(crate) const SUPERSCRIPT_MINUS: char = '⁻';

fn is_superscript(c: char) -> bool {
    c == SUPERSCRIPT_MINUS || superscript_digit(c).is_some()
}
