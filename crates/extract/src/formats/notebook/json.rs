//! JSON as it comes: what is asked for is decoded, and all else is passed without being looked at.

use std::borrow::Cow;

use memchr::memchr2;

/// A place in a text of JSON. Whatever is asked for and not there is nothing, and so is all that follows.
pub(super) struct Json<'t> {
    rest: &'t str,
}

impl<'t> Json<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { rest: text }
    }

    fn next(&mut self) -> Option<u8> {
        self.rest = self.rest.trim_ascii_start();
        self.rest.bytes().next()
    }

    fn eat(&mut self, mark: u8) -> Option<()> {
        if self.next()? != mark {
            return None;
        }
        self.advance(1)
    }

    fn advance(&mut self, bytes: usize) -> Option<()> {
        self.rest = self.rest.get(bytes..)?;
        Some(())
    }

    pub(super) fn is_list(&mut self) -> bool {
        self.next() == Some(b'[')
    }

    /// Takes an object: each member by its name, before its value, which has to be taken.
    pub(super) fn members(&mut self, mut take: impl FnMut(&str, &mut Self) -> Option<()>) -> Option<()> {
        self.within(b'{', b'}', |json| {
            let name = json.string()?;
            json.eat(b':')?;
            take(&name, json)
        })
    }

    /// Takes an array: each value of it, which has to be taken.
    pub(super) fn items(&mut self, take: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.within(b'[', b']', take)
    }

    fn within(&mut self, open: u8, close: u8, mut take: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.eat(open)?;
        if self.next()? != close {
            take(self)?;
            while self.eat(b',').is_some() {
                take(self)?;
            }
        }
        self.eat(close)
    }

    /// Takes a string.
    pub(super) fn string(&mut self) -> Option<Cow<'t, str>> {
        let raw = self.raw_string()?;
        Some(if raw.contains('\\') { decoded(raw).into() } else { raw.into() })
    }

    fn raw_string(&mut self) -> Option<&'t str> {
        self.eat(b'"')?;
        let text = self.rest;
        let mut at = 0;
        loop {
            at += memchr2(b'"', b'\\', text.as_bytes().get(at..)?)?;
            if text.as_bytes().get(at) == Some(&b'"') {
                self.advance(at + 1)?;
                return text.get(..at);
            }
            at += 2;
        }
    }

    /// Takes a number, or one of the three words that there are.
    pub(super) fn word(&mut self) -> Option<&'t str> {
        self.next()?;
        let is_end =
            |c: char| c.is_ascii_whitespace() || matches!(c, ',' | ':' | '{' | '}' | '[' | ']' | '"');
        let length = self.rest.find(is_end).unwrap_or(self.rest.len());
        let word = self.rest.get(..length).filter(|word| !word.is_empty())?;
        self.advance(length)?;
        Some(word)
    }

    /// Passes a value, however deep it is.
    pub(super) fn skip(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.next()? {
                b'"' => drop(self.raw_string()?),
                b'{' | b'[' => {
                    depth += 1;
                    self.advance(1)?;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    self.advance(1)?;
                }
                b',' | b':' if depth > 0 => self.advance(1)?,
                _ => drop(self.word()?),
            }
            if depth == 0 {
                return Some(());
            }
        }
    }
}

/// The text of a string with escapes. Half a pair of UTF-16 is U+FFFD.
fn decoded(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, escape)) = rest.split_once('\\') {
        text.push_str(before);
        let mut after = escape.chars();
        text.push(match after.next() {
            Some('n') => '\n',
            Some('t') => '\t',
            Some('r') => '\r',
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('u') => {
                let (character, length) = character(escape);
                rest = escape.get(length..).unwrap_or_default();
                text.push(character);
                continue;
            }
            Some(other) => other,
            None => char::REPLACEMENT_CHARACTER,
        });
        rest = after.as_str();
    }
    text.push_str(rest);
    text
}

/// The character of an escape that begins with a `u`, and how many bytes it has.
fn character(escape: &str) -> (char, usize) {
    let unit = |escape: &str| u16::from_str_radix(escape.strip_prefix('u')?.get(..4)?, 16).ok();
    let Some(first) = unit(escape) else { return (char::REPLACEMENT_CHARACTER, 1) };
    let second = escape.get(5..).and_then(|rest| unit(rest.strip_prefix('\\')?));
    let units = [first, second.unwrap_or_default()];
    let decoded =
        char::decode_utf16(units).next().and_then(Result::ok).unwrap_or(char::REPLACEMENT_CHARACTER);
    (decoded, if decoded.len_utf16() == 2 { 11 } else { 5 })
}
