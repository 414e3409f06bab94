//! A place in a text.

/// Bytes of an argument that has to be known before it is read: a name, an address.
const GROUP_BYTES_MAX: usize = 1 << 10;

/// The actions and the modes of beamer that a specification of overlays may name.
const OVERLAY_WORDS: [&str; 13] = [
    "only",
    "uncover",
    "visible",
    "invisible",
    "alert",
    "structure",
    "beamer",
    "second",
    "trans",
    "handout",
    "article",
    "presentation",
    "all",
];

/// The units of a length; the longer before the shorter.
const UNITS: [&str; 15] =
    ["pt", "em", "ex", "cm", "mm", "in", "sp", "pc", "bp", "dd", "cc", "mu", "filll", "fill", "fil"];

/// Whether a byte is white space for TeX.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0c)
}

/// A place in a text, always between two characters.
#[derive(Clone)]
pub(super) struct Cursor<'t> {
    text: &'t str,
    position: usize,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, position: 0 }
    }

    pub(super) fn text(&self) -> &'t str {
        self.text
    }

    pub(super) fn position(&self) -> usize {
        self.position
    }

    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.position..).unwrap_or_default()
    }

    /// What was passed since a place.
    pub(super) fn since(&self, position: usize) -> &'t str {
        self.text.get(position..self.position).unwrap_or_default()
    }

    /// What is left of the line, if that is not too long.
    pub(super) fn line(&self) -> &'t str {
        let rest = self.rest();
        let rest = rest.get(..rest.floor_char_boundary(GROUP_BYTES_MAX)).unwrap_or_default();
        rest.get(..rest.find('\n').unwrap_or(rest.len())).unwrap_or_default()
    }

    /// Whether there is nothing but white space before it in its line.
    pub(super) fn is_at_line_start(&self) -> bool {
        let before = self.text.as_bytes().get(..self.position).unwrap_or_default();
        before.iter().rev().find(|byte| !matches!(byte, b' ' | b'\t')).is_none_or(|&byte| byte == b'\n')
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.position >= self.text.len()
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.position).copied()
    }

    /// The command of letters that is here.
    pub(super) fn next_command(&self) -> Option<&'t str> {
        let mut after = self.clone();
        if after.eat("\\") { Some(after.take_while(|byte| byte.is_ascii_alphabetic())) } else { None }
    }

    pub(super) fn peek_char(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Goes on by so many bytes, or to the end.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.position =
            self.text.ceil_char_boundary(self.position.saturating_add(bytes).min(self.text.len()));
    }

    pub(super) fn take_char(&mut self) -> Option<char> {
        let taken = self.peek_char()?;
        self.position += taken.len_utf8();
        Some(taken)
    }

    /// Takes this text if it is here.
    pub(super) fn eat(&mut self, text: &str) -> bool {
        let is_here =
            self.text.as_bytes().get(self.position..).is_some_and(|rest| rest.starts_with(text.as_bytes()));
        if is_here {
            self.position += text.len();
        }
        is_here
    }

    /// Takes as many bytes as are of a kind.
    pub(super) fn take_while(&mut self, is_taken: impl Fn(u8) -> bool) -> &'t str {
        let rest = self.text.as_bytes().get(self.position..).unwrap_or_default();
        let before = self.position;
        self.skip(rest.iter().position(|&byte| !is_taken(byte)).unwrap_or(rest.len()));
        self.since(before)
    }

    /// Takes a character of any kind, and as many bytes after it as are of one.
    pub(super) fn take_run(&mut self, is_taken: impl Fn(u8) -> bool) -> &'t str {
        let before = self.position;
        self.take_char();
        self.take_while(is_taken);
        self.since(before)
    }

    /// Passes white space, and says how many lines end in it.
    pub(super) fn skip_spaces(&mut self) -> usize {
        let spaces = self.take_while(is_space);
        let bytes = spaces.as_bytes();
        let ends_line = |(at, byte): (usize, &u8)| match byte {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        };
        bytes.iter().enumerate().filter(|&pair| ends_line(pair)).count()
    }

    /// Passes white space up to a blank line, which it leaves.
    pub(super) fn skip_spaces_of_line(&mut self) {
        let before = self.position;
        if self.skip_spaces() > 1 {
            self.position = before;
        }
    }

    /// Passes a number that is written in digits; false if there is none here.
    pub(super) fn skip_number(&mut self) -> bool {
        let mut after = self.clone();
        after.skip_spaces_of_line();
        after.take_while(|byte| matches!(byte, b'-' | b'+'));
        let number = after.take_while(|byte| matches!(byte, b'.' | b'0'..=b'9'));
        let is_here = number.contains(|c: char| c.is_ascii_digit());
        if is_here {
            *self = after;
        }
        is_here
    }

    /// Passes a length and how far it may stretch and shrink: `1em plus 2pt minus 1fil`. A command may be its unit, which
    /// is left, or all of it.
    pub(super) fn skip_length(&mut self) {
        if self.skip_number() {
            self.skip_unit();
        }
        for word in ["plus", "minus"] {
            let mut after = self.clone();
            after.skip_spaces_of_line();
            if after.eat(word) && after.skip_number() {
                after.skip_unit();
                *self = after;
            }
        }
    }

    fn skip_unit(&mut self) {
        let mut after = self.clone();
        after.skip_spaces_of_line();
        after.eat("true");
        if UNITS.iter().any(|unit| after.eat(unit)) {
            *self = after;
        }
    }

    /// Passes a command or a character.
    pub(super) fn skip_token(&mut self) {
        if self.take_char() == Some('\\')
            && self.take_while(|byte| byte.is_ascii_alphabetic() || byte == b'@').is_empty()
        {
            self.take_char();
        }
    }

    /// Passes a specification of overlays, as beamer has it directly behind a command: `<2->`, `<alert@1>`, `<+->`. It is
    /// told by what it is made of, because a chapter does not say of what class it is; false if there is none here.
    pub(super) fn skip_overlay(&mut self) -> bool {
        let mut after = self.clone();
        if !after.eat("<") {
            return false;
        }
        let start = after.position;
        after.take_while(|byte| byte.is_ascii_alphanumeric() || b" -+.,|()@:*".contains(&byte));
        let is_word = |word: &str| word.is_empty() || OVERLAY_WORDS.contains(&word);
        let mut words = after.since(start).split(|c: char| !c.is_ascii_alphabetic());
        let is_overlay = words.all(is_word) && after.eat(">");
        if is_overlay {
            *self = after;
        }
        is_overlay
    }

    /// Takes a short argument in braces, without them; nothing if there is none here.
    pub(super) fn take_group(&mut self) -> Option<&'t str> {
        let mut after = self.clone();
        after.skip_spaces_of_line();
        let group = after.take_in("{", "}")?;
        *self = after;
        Some(group)
    }

    /// Takes a short text between two signs within which there may be others, without them; nothing if there is none
    /// here.
    pub(super) fn take_in(&mut self, open: &str, close: &str) -> Option<&'t str> {
        let (&open, &close) = (open.as_bytes().first()?, close.as_bytes().first()?);
        let bytes = self.text.as_bytes().get(self.position..)?;
        if bytes.first() != Some(&open) {
            return None;
        }
        let mut depth = 0_usize;
        let mut was_line_end = false;
        for (at, &byte) in bytes.iter().enumerate().take(GROUP_BYTES_MAX) {
            if byte == b'\n' && was_line_end {
                return None;
            }
            was_line_end = byte == b'\n' || was_line_end && is_space(byte);
            depth += usize::from(byte == open || byte == b'{' && open != b'{');
            if byte == close || byte == b'}' && close != b'}' {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    let start = self.position + 1;
                    self.position += at + 1;
                    return self.text.get(start..self.position - 1);
                }
            }
        }
        None
    }

    /// Takes `{\name}` or `\name`, and gives the name.
    pub(super) fn take_command_name(&mut self) -> Option<&'t str> {
        self.skip_spaces_of_line();
        let is_group = self.eat("{");
        self.skip_spaces_of_line();
        let name = if self.eat("\\") {
            let name = self.take_while(|byte| byte.is_ascii_alphabetic() || byte == b'@');
            if name.is_empty() {
                self.take_char();
            }
            Some(name).filter(|name| !name.is_empty())
        } else {
            None
        };
        if is_group {
            self.skip_spaces_of_line();
            self.eat("}");
        }
        name
    }

    /// Takes what is in braces, however long, and whether it ends; otherwise it is all that is left.
    pub(super) fn take_balanced(&mut self) -> Option<(&'t str, bool)> {
        self.skip_spaces_of_line();
        if !self.eat("{") {
            return None;
        }
        let start = self.position;
        let mut depth = 1;
        while let Some(byte) = self.peek() {
            match byte {
                b'\\' => {
                    self.skip(1);
                    self.take_char();
                    continue;
                }
                b'%' => {
                    self.take_while(|byte| byte != b'\n');
                    continue;
                }
                b'{' => depth += 1,
                b'}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                let text = self.since(start);
                self.skip(1);
                return Some((text, true));
            }
            self.take_run(|byte| !matches!(byte, b'\\' | b'%' | b'{' | b'}'));
        }
        Some((self.since(start), false))
    }
}
