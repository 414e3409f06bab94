//! The tokenizer: tags and text out of pieces of HTML, with the states of the HTML Standard, section 13.2.5.
//!
//! Nothing is kept but the reference or tag that is being read, and of that only the attributes that the reader asks
//! for: memory and time do not depend on how long a tag, a comment or a text is, or how many attributes a tag has.

use memchr::{memchr, memchr2};
use web_atoms::NAMED_ENTITIES;

/// The name of an element, in lower case, as a hash: what an attacker gains by a collision is an element that he might
/// have written as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Name(u64);

impl Name {
    const EMPTY: Self = Self(0xcbf2_9ce4_8422_2325);

    pub(crate) const fn of(name: &str) -> Self {
        let mut hash = Self::EMPTY;
        let mut bytes = name.as_bytes();
        while let [byte, rest @ ..] = bytes {
            hash = hash.with(*byte);
            bytes = rest;
        }
        hash
    }

    /// FNV-1a.
    const fn with(self, byte: u8) -> Self {
        Self((self.0 ^ byte.to_ascii_lowercase() as u64).wrapping_mul(0x0100_0000_01b3))
    }
}

macro_rules! attributes {
    ($($name:ident: $id:literal,)+) => {
        /// An attribute that means something here.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Attribute {
            $($name,)+
        }

        const ATTRIBUTES: &[(Name, Attribute)] = &[$((Name::of($id), Attribute::$name),)+];
    };
}

attributes! {
    Alt: "alt",
    AriaHidden: "aria-hidden",
    Class: "class",
    Content: "content",
    EpubType: "epub:type",
    FootnoteBackref: "data-footnote-backref",
    FootnoteRef: "data-footnote-ref",
    Hidden: "hidden",
    Href: "href",
    Id: "id",
    Name: "name",
    Open: "open",
    Role: "role",
    Style: "style",
    Title: "title",
    Type: "type",
    Xmlns: "xmlns",
}

/// The attributes of a tag that mean something here.
#[derive(Debug, Default)]
pub(crate) struct Attributes {
    values: [String; ATTRIBUTES.len()],
    /// Those that the tag has, one bit each.
    present: u32,
}

impl Attributes {
    /// The value of one, with its references replaced.
    pub(crate) fn get(&self, attribute: Attribute) -> Option<&str> {
        self.values.get(attribute as usize).filter(|_| self.has(attribute)).map(String::as_str)
    }

    pub(crate) fn has(&self, attribute: Attribute) -> bool {
        self.present & (1 << attribute as u32) != 0
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.present == 0
    }

    fn open(&mut self, attribute: Attribute) -> bool {
        if self.has(attribute) {
            return false;
        }
        self.present |= 1 << attribute as u32;
        self.value(attribute).clear();
        true
    }

    fn value(&mut self, attribute: Attribute) -> &mut String {
        self.values.get_mut(attribute as usize).expect("there is a value for each attribute")
    }
}

/// How the text of an element is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// With elements and references.
    Markup,
    /// With references, and no elements but its own end.
    Escapable(Name),
    /// With nothing but its own end.
    Raw(Name),
    /// To the end of the file.
    Plain,
}

/// Whatever takes the tokens.
pub(crate) trait Tokens {
    /// A piece of text, which is not empty.
    fn text(&mut self, text: &str);
    /// A start tag, and whether it says that it is its own end. Returns how the text of the element is written.
    fn start(&mut self, name: Name, attributes: &Attributes, is_closed: bool) -> Content;
    /// An end tag.
    fn end(&mut self, name: Name);
    /// Whether `<![CDATA[` begins text here, and no comment.
    fn has_cdata(&self) -> bool;
    /// An attribute is longer than it may be, and cut off.
    fn cut(&mut self);
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Text,
    Reference,
    TagOpen,
    EndTagOpen,
    TagName,
    BeforeAttribute,
    AttributeName,
    AfterAttributeName,
    BeforeValue,
    /// In a value, until this byte; 0 where there are no quotes.
    Value(u8),
    SelfClosing,
    Declaration,
    /// In a comment that began by `<!--`, after so many dashes; 3 is `--!`.
    Comment(u8),
    /// In something that is taken for a comment, up to `>`.
    BogusComment,
    /// In text without references, after so many closing brackets.
    Cdata(u64),
}

/// Longest name of a reference, with its semicolon, and longest name of an element that is looked for in raw text.
const NAME_BYTES_MAX: usize = 33;

pub(crate) struct Tokenizer {
    state: State,
    content: Content,
    /// The name of the reference, element or declaration that is being read, as far as it matters.
    word: String,
    name: Name,
    is_end: bool,
    attributes: Attributes,
    attribute_name: Name,
    /// The attribute whose value is being read, if it means something.
    attribute: Option<Attribute>,
    /// Bytes of one attribute's value.
    value_bytes_max: usize,
}

impl Tokenizer {
    pub(crate) fn new(value_bytes_max: usize) -> Self {
        Self {
            state: State::Text,
            content: Content::Markup,
            word: String::new(),
            name: Name::EMPTY,
            is_end: false,
            attributes: Attributes::default(),
            attribute_name: Name::EMPTY,
            attribute: None,
            value_bytes_max,
        }
    }

    /// Takes the next piece.
    pub(crate) fn feed(&mut self, piece: &str, tokens: &mut impl Tokens) {
        let bytes = piece.as_bytes();
        let from = |at: usize| bytes.get(at..).unwrap_or_default();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            match self.state {
                State::Text => {
                    let stop = match self.content {
                        Content::Markup | Content::Escapable(_) => memchr2(b'<', b'&', from(at)),
                        Content::Raw(_) => memchr(b'<', from(at)),
                        Content::Plain => None,
                    };
                    let end = stop.map_or(bytes.len(), |length| at + length);
                    say(tokens, piece.get(at..end).unwrap_or_default());
                    self.word.clear();
                    self.state =
                        if bytes.get(end) == Some(&b'&') { State::Reference } else { State::TagOpen };
                    if stop.is_none() {
                        self.state = State::Text;
                    }
                    at = end + 1;
                }
                State::Reference => {
                    let is_part = byte.is_ascii_alphanumeric() || (byte == b'#' && self.word.is_empty());
                    if (is_part || byte == b';') && self.word.len() < NAME_BYTES_MAX {
                        self.word.push(char::from(byte));
                        at += 1;
                    }
                    if !is_part || self.word.len() >= NAME_BYTES_MAX {
                        self.say_reference(tokens);
                        self.state = State::Text;
                    }
                }
                State::TagOpen => {
                    let is_markup = self.content == Content::Markup;
                    match byte {
                        b'/' => {
                            self.state = State::EndTagOpen;
                            at += 1;
                        }
                        b'!' if is_markup => {
                            self.state = State::Declaration;
                            at += 1;
                        }
                        b'?' if is_markup => self.state = State::BogusComment,
                        _ if is_markup && byte.is_ascii_alphabetic() => self.open_tag(false),
                        _ => {
                            tokens.text("<");
                            self.state = State::Text;
                        }
                    }
                }
                State::EndTagOpen => {
                    if byte.is_ascii_alphabetic() {
                        self.open_tag(true);
                    } else if self.content != Content::Markup {
                        tokens.text("</");
                        self.state = State::Text;
                    } else {
                        self.state = State::BogusComment;
                    }
                }
                State::TagName => {
                    let is_name = !byte.is_ascii_whitespace() && byte != b'/' && byte != b'>';
                    if let Content::Raw(end) | Content::Escapable(end) = self.content {
                        // Only its own end is a tag here; all else is text as it stands.
                        if is_name && byte.is_ascii_alphanumeric() && self.word.len() < NAME_BYTES_MAX {
                            self.word.push(char::from(byte));
                        } else if is_name || self.name != end {
                            tokens.text("</");
                            say(tokens, &self.word);
                            self.word.clear();
                            self.state = State::Text;
                            continue;
                        }
                    }
                    if is_name {
                        self.name = self.name.with(byte);
                        at += 1;
                    } else {
                        self.state = State::BeforeAttribute;
                    }
                }
                State::BeforeAttribute => match byte {
                    b'/' => {
                        self.state = State::SelfClosing;
                        at += 1;
                    }
                    b'>' => {
                        self.close_tag(tokens, false);
                        at += 1;
                    }
                    _ if byte.is_ascii_whitespace() => at += 1,
                    _ => {
                        self.attribute_name = Name::EMPTY.with(byte);
                        self.state = State::AttributeName;
                        at += 1;
                    }
                },
                State::AttributeName => match byte {
                    b'=' | b'/' | b'>' => {
                        self.close_name();
                        self.state = State::AfterAttributeName;
                    }
                    _ if byte.is_ascii_whitespace() => {
                        self.close_name();
                        self.state = State::AfterAttributeName;
                    }
                    _ => {
                        self.attribute_name = self.attribute_name.with(byte);
                        at += 1;
                    }
                },
                State::AfterAttributeName => match byte {
                    b'=' => {
                        self.state = State::BeforeValue;
                        at += 1;
                    }
                    _ if byte.is_ascii_whitespace() => at += 1,
                    _ => self.state = State::BeforeAttribute,
                },
                State::BeforeValue => match byte {
                    b'"' | b'\'' => {
                        self.state = State::Value(byte);
                        at += 1;
                    }
                    b'>' => self.state = State::BeforeAttribute,
                    _ if byte.is_ascii_whitespace() => at += 1,
                    _ => self.state = State::Value(0),
                },
                State::Value(quote) => {
                    let stop = if quote == 0 {
                        from(at).iter().position(|&byte| byte.is_ascii_whitespace() || byte == b'>')
                    } else {
                        memchr(quote, from(at))
                    };
                    let end = stop.map_or(bytes.len(), |length| at + length);
                    self.add_value(piece.get(at..end).unwrap_or_default(), tokens);
                    at = end;
                    if stop.is_some() {
                        self.close_value();
                        self.state = State::BeforeAttribute;
                        at += usize::from(quote != 0);
                    }
                }
                State::SelfClosing => {
                    if byte == b'>' {
                        self.close_tag(tokens, true);
                        at += 1;
                    } else {
                        self.state = State::BeforeAttribute;
                    }
                }
                State::Declaration => {
                    self.word.push(char::from(byte.min(0x7f)));
                    let cdata = "[CDATA[";
                    if self.word == "--" {
                        // `<!-->` and `<!--->` are comments as well.
                        self.state = State::Comment(2);
                        at += 1;
                    } else if self.word == cdata {
                        self.state = if tokens.has_cdata() { State::Cdata(0) } else { State::BogusComment };
                        at += 1;
                    } else if self.word == "-" || cdata.starts_with(&self.word) {
                        at += 1;
                    } else {
                        self.state = State::BogusComment;
                    }
                }
                State::Comment(0) => {
                    let stop = memchr(b'-', from(at));
                    at = stop.map_or(bytes.len(), |length| at + length + 1);
                    self.state = State::Comment(u8::from(stop.is_some()));
                }
                State::Comment(dashes) => {
                    self.state = match (byte, dashes) {
                        (b'>', 2 | 3) => State::Text,
                        (b'-', 1 | 2) => State::Comment(2),
                        (b'-', _) => State::Comment(1),
                        (b'!', 2) => State::Comment(3),
                        _ => State::Comment(0),
                    };
                    at += 1;
                }
                State::BogusComment => {
                    let stop = memchr(b'>', from(at));
                    at = stop.map_or(bytes.len(), |length| at + length + 1);
                    if stop.is_some() {
                        self.state = State::Text;
                    }
                }
                State::Cdata(brackets) => match byte {
                    b']' => {
                        self.state = State::Cdata(brackets.saturating_add(1));
                        at += 1;
                    }
                    b'>' if brackets >= 2 => {
                        say_brackets(tokens, brackets - 2);
                        self.state = State::Text;
                        at += 1;
                    }
                    _ => {
                        say_brackets(tokens, brackets);
                        let end = memchr(b']', from(at)).map_or(bytes.len(), |length| at + length);
                        say(tokens, piece.get(at..end).unwrap_or_default());
                        self.state = State::Cdata(0);
                        at = end;
                    }
                },
            }
        }
    }

    /// Goes back to where there are elements, in a text that has its HTML in parts. Returns the element whose text
    /// had not ended.
    pub(crate) fn reset(&mut self) -> Option<Name> {
        self.state = State::Text;
        match core::mem::replace(&mut self.content, Content::Markup) {
            Content::Raw(name) | Content::Escapable(name) => Some(name),
            Content::Markup | Content::Plain => None,
        }
    }

    /// Takes the end. Returns whether it is where documents may end: in text.
    pub(crate) fn finish(mut self, tokens: &mut impl Tokens) -> bool {
        match self.state {
            State::Text => return !matches!(self.content, Content::Raw(_) | Content::Escapable(_)),
            State::Reference => {
                self.say_reference(tokens);
                return true;
            }
            State::TagOpen => tokens.text("<"),
            State::EndTagOpen => tokens.text("</"),
            _ => {}
        }
        false
    }

    fn open_tag(&mut self, is_end: bool) {
        self.is_end = is_end;
        self.name = Name::EMPTY;
        self.attributes.present = 0;
        self.word.clear();
        self.state = State::TagName;
    }

    fn close_tag(&mut self, tokens: &mut impl Tokens, is_closed: bool) {
        self.content = if self.is_end {
            tokens.end(self.name);
            Content::Markup
        } else {
            tokens.start(self.name, &self.attributes, is_closed)
        };
        self.state = State::Text;
    }

    fn close_name(&mut self) {
        let name = self.attribute_name;
        self.attribute = ATTRIBUTES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|&(_, attribute)| attribute)
            .filter(|&attribute| self.attributes.open(attribute));
    }

    fn add_value(&mut self, text: &str, tokens: &mut impl Tokens) {
        let Some(attribute) = self.attribute else { return };
        let value_bytes_max = self.value_bytes_max;
        let value = self.attributes.value(attribute);
        if value.len() + text.len() > value_bytes_max {
            self.attribute = None;
            tokens.cut();
        } else {
            value.push_str(text);
        }
    }

    fn close_value(&mut self) {
        if let Some(attribute) = self.attribute.take() {
            let value = self.attributes.value(attribute);
            if memchr(b'&', value.as_bytes()).is_some() {
                *value = unescape(value);
            }
        }
    }

    /// Says what the reference in `word` stands for, or itself.
    fn say_reference(&mut self, tokens: &mut impl Tokens) {
        match resolve(&self.word) {
            Some((text, length)) => {
                say(tokens, &text);
                say(tokens, self.word.get(length..).unwrap_or_default());
            }
            None => {
                tokens.text("&");
                say(tokens, &self.word);
            }
        }
        self.word.clear();
    }
}

fn say(tokens: &mut impl Tokens, text: &str) {
    if !text.is_empty() {
        tokens.text(text);
    }
}

fn say_brackets(tokens: &mut impl Tokens, count: u64) {
    for _ in 0..count {
        tokens.text("]");
    }
}

/// The value of an attribute with its references replaced. Where one without a semicolon is followed by `=` or a
/// letter or digit, it is none: it is part of an address.
fn unescape(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut parts = value.split('&');
    text.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let is_part = |(at, byte): &(usize, u8)| byte.is_ascii_alphanumeric() || (*at == 0 && *byte == b'#');
        let mut length = part.bytes().enumerate().take(NAME_BYTES_MAX).take_while(is_part).count();
        length += usize::from(part.as_bytes().get(length) == Some(&b';'));
        let word = part.get(..length).unwrap_or_default();
        let found = resolve(word).filter(|(_, length)| {
            let is_ended = part.get(..*length).is_some_and(|name| name.ends_with(';'));
            let next = part.as_bytes().get(*length);
            is_ended
                || word.starts_with('#')
                || !next.is_some_and(|&next| next == b'=' || next.is_ascii_alphanumeric())
        });
        match found {
            Some((character, length)) => {
                text.push_str(&character);
                text.push_str(part.get(length..).unwrap_or_default());
            }
            None => {
                text.push('&');
                text.push_str(part);
            }
        }
    }
    text
}

/// What a reference stands for, without its ampersand, and how much of the word belongs to it.
fn resolve(word: &str) -> Option<(String, usize)> {
    if let Some(number) = word.strip_prefix('#') {
        let (digits, radix) = match number.strip_prefix(['x', 'X']) {
            Some(digits) => (digits, 16),
            None => (number, 10),
        };
        let length = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
        let (digits, rest) = digits.split_at(length);
        if digits.is_empty() {
            return None;
        }
        let character = u32::from_str_radix(digits, radix).map_or('\u{fffd}', of_number);
        return Some((character.into(), word.len() - rest.len() + usize::from(rest.starts_with(';'))));
    }
    // The longest name that there is; some need no semicolon.
    (1..=word.len()).rev().find_map(|length| {
        let &(first, second) = NAMED_ENTITIES.get(word.get(..length)?)?;
        let first = char::from_u32(first).filter(|&first| first != '\0')?;
        let second = char::from_u32(second).filter(|&second| second != '\0');
        Some(([Some(first), second].into_iter().flatten().collect(), length))
    })
}

/// The character of a number; the numbers of controls mean what they do in windows-1252.
fn of_number(number: u32) -> char {
    let byte = u8::try_from(number).ok().filter(|byte| (0x80..=0x9f).contains(byte));
    if let Some(byte) = byte {
        let bytes = [byte];
        let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
        return text.chars().next().unwrap_or('\u{fffd}');
    }
    char::from_u32(number).filter(|&character| character != '\0').unwrap_or('\u{fffd}')
}
