//! Text to tokens.

use alloc::boxed::Box;

use crate::error::{Error, ErrorKind};

/// One token; a number is the stretch of text that spells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// Digits with at most one point, and at least one digit: `12`, `1.5`, `.5`, `5.`.
    Number(&'a str),
    Plus,
    Minus,
    Star,
    Slash,
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

    /// The next token; [`Token::End`] for ever after the last.
    pub(crate) fn next(&mut self) -> Result<Located<'a>, Box<Error>> {
        let bytes = self.text.as_bytes();
        loop {
            let start = self.position;
            let Some(&byte) = bytes.get(start) else {
                return Ok(self.end());
            };
            let token = match byte {
                b' ' | b'\t' | b'\n' | b'\r' => {
                    self.position += 1;
                    continue;
                }
                b'0'..=b'9' | b'.' => return self.number(),
                b'+' => Token::Plus,
                b'-' => Token::Minus,
                b'*' => Token::Star,
                b'/' => Token::Slash,
                b'(' => Token::Open,
                b')' => Token::Close,
                _ => {
                    let Some(c) = self.text.get(start..).and_then(|rest| rest.chars().next()) else {
                        return Ok(self.end());
                    };
                    let end = start + c.len_utf8();
                    if c.is_whitespace() {
                        self.position = end;
                        continue;
                    }
                    return Err(ErrorKind::UnknownCharacter(c).at(self.text, start, end));
                }
            };
            self.position += 1;
            self.token_end = self.position;
            return Ok(Located { token, start, end: start + 1 });
        }
    }

    fn end(&self) -> Located<'a> {
        Located { token: Token::End, start: self.token_end, end: self.token_end }
    }

    fn number(&mut self) -> Result<Located<'a>, Box<Error>> {
        let start = self.position;
        let rest = self.text.get(start..).unwrap_or_default();
        let mut points = 0;
        let length = rest
            .bytes()
            .position(|byte| match byte {
                b'.' => {
                    points += 1;
                    points > 1
                }
                _ => !byte.is_ascii_digit(),
            })
            .unwrap_or(rest.len());
        let end = start + length;
        let spelling = rest.get(..length).unwrap_or_default();
        if spelling == "." {
            return Err(ErrorKind::UnknownCharacter('.').at(self.text, start, end));
        }
        self.position = end;
        self.token_end = end;
        Ok(Located { token: Token::Number(spelling), start, end })
    }
}
