//! XML within bounds: elements and text, one after the other, by whatever namespace prefixes and in whatever encoding.
//!
//! Entities are the five of XML and references to characters; no other is expanded, and none is fetched.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::Event;

use crate::formats::package::{Exceeded, Stop};
use crate::limits::Limits;

/// What takes the elements and the text of a part, in their order. Every start that was entered has its end, unless the
/// part is damaged.
pub(crate) trait Run {
    /// An element begins.
    fn start(&mut self, tag: &Tag<'_>) -> Then;
    /// An element that was entered ends.
    fn end(&mut self, _space: Space, _local: &str) {}
    /// A piece of text.
    fn text(&mut self, _text: &str) {}
}

/// Whether what is within an element is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    Enter,
    Skip,
}

/// The beginning of an element.
pub(crate) struct Tag<'a> {
    pub(crate) space: Space,
    pub(crate) local: &'a str,
    start: &'a quick_xml::events::BytesStart<'a>,
}

impl Tag<'_> {
    /// The value of an attribute, whatever its prefix. What is wrong in it is left as it is.
    pub(crate) fn attribute(&self, local: &str) -> Option<Cow<'_, str>> {
        let found = attributes(self.start).find(|(name, _)| local_of(name) == local)?;
        Some(unescaped(found.1))
    }

    /// The same where it has a prefix.
    pub(crate) fn prefixed_attribute(&self, local: &str) -> Option<Cow<'_, str>> {
        let found = attributes(self.start)
            .find(|(name, _)| name.split_once(':').is_some_and(|(_, it)| it == local))?;
        Some(unescaped(found.1))
    }

    /// Whether an attribute is there and switched on.
    pub(crate) fn is(&self, local: &str) -> bool {
        self.attribute(local).is_some_and(|value| matches!(&*value, "1" | "true" | "on"))
    }

    /// The value of an attribute as a number.
    pub(crate) fn number<N: core::str::FromStr>(&self, local: &str) -> Option<N> {
        self.attribute(local)?.trim().parse().ok()
    }
}

fn attributes<'a>(
    start: &'a quick_xml::events::BytesStart<'_>,
) -> impl Iterator<Item = (&'a str, Cow<'a, str>)> {
    // The check for names that come twice takes time that is quadratic in their number.
    let mut attributes = start.attributes();
    attributes.with_checks(false);
    attributes.filter_map(|attribute| attribute.ok()).map(|attribute| (attribute.key.0, attribute.value))
}

fn unescaped(value: Cow<'_, str>) -> Cow<'_, str> {
    match quick_xml::escape::unescape(&value) {
        Ok(Cow::Borrowed(_)) | Err(_) => value,
        Ok(Cow::Owned(text)) => Cow::Owned(text),
    }
}

fn local_of(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, local)| local)
}

macro_rules! spaces {
    ($($(#[doc = $meaning:literal])* $name:ident: $prefix:literal, $start:literal, $end:literal;)+) => {
        /// The namespaces that the readers know.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Space {
            $($(#[doc = $meaning])* $name,)+
            Other,
        }

        impl Space {
            /// By its address, of which some parts differ between editions of a standard.
            fn of_address(address: &str) -> Self {
                $(if address.contains($start) && address.ends_with($end) {
                    return Self::$name;
                })+
                Self::Other
            }

            /// By the prefix that it usually has, where nothing says what a prefix stands for.
            fn of_prefix(prefix: &str) -> Self {
                match prefix {
                    $($prefix => Self::$name,)+
                    _ => Self::Other,
                }
            }
        }
    };
}

spaces! {
    Word: "w", "wordprocessingml", "/main";
    Math: "m", "officeDocument", "/math";
    /// Where drawings stand in a text.
    Inline: "wp", "drawingml", "/wordprocessingDrawing";
    Drawing: "a", "drawingml", "/main";
    Slide: "p", "presentationml", "/main";
    Compatibility: "mc", "markup-compatibility", "/2006";
    Office: "office", "opendocument", ":office:1.0";
    Text: "text", "opendocument", ":text:1.0";
    Table: "table", "opendocument", ":table:1.0";
    Draw: "draw", "opendocument", ":drawing:1.0";
    Presentation: "presentation", "opendocument", ":presentation:1.0";
    Style: "style", "opendocument", ":style:1.0";
    Meta: "meta", "opendocument", ":meta:1.0";
    Svg: "svg", "opendocument", ":svg-compatible:1.0";
    Manifest: "manifest", "opendocument", ":manifest:1.0";
    Dublin: "dc", "purl.org/dc/elements", "";
    Publication: "opf", "idpf.org", "/opf";
    MathMl: "math", "w3.org/1998/Math", "";
}

/// The XML of a part.
pub(crate) struct Xml<'p> {
    reader: Reader<Decoding<'p>>,
    buffer: Vec<u8>,
    depth: usize,
    depth_max: usize,
    prefixes: Vec<(String, Space)>,
    /// Where among them the one was that was looked for before this.
    last: usize,
}

impl<'p> Xml<'p> {
    pub(crate) fn new(part: impl Read + 'p, limits: &Limits) -> Self {
        let mut reader = Reader::from_reader(Decoding::new(Box::new(part), limits.token_bytes_max));
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        Self { reader, buffer: vec![], depth: 0, depth_max: limits.depth_max, prefixes: vec![], last: 0 }
    }

    /// Goes through all of it.
    ///
    /// # Errors
    /// It is no XML any more from somewhere on, or beyond a limit. What came before was handed over.
    pub(crate) fn run(mut self, run: &mut dyn Run) -> Result<(), Stop> {
        // The depth of the element that is skipped, if one is.
        let mut skipped = None;
        loop {
            self.reader.get_mut().since_token = 0;
            self.buffer.clear();
            match self.reader.read_event_into(&mut self.buffer).map_err(stop)? {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > self.depth_max {
                        return Err(Stop::Limit("depth_max"));
                    }
                    if skipped.is_none() {
                        let (prefix, local) = parts_of(start.name().0);
                        let space = space_of(&mut self.prefixes, &mut self.last, prefix, Some(&start));
                        if run.start(&Tag { space, local, start: &start }) == Then::Skip {
                            skipped = Some(self.depth);
                        }
                    }
                }
                Event::End(end) => {
                    match skipped {
                        Some(depth) if depth == self.depth => skipped = None,
                        Some(_) => {}
                        None => {
                            let (prefix, local) = parts_of(end.name().0);
                            run.end(space_of(&mut self.prefixes, &mut self.last, prefix, None), local);
                        }
                    }
                    self.depth = self.depth.saturating_sub(1);
                }
                Event::Text(text) if skipped.is_none() => run.text(&text),
                Event::CData(text) if skipped.is_none() => run.text(&text),
                Event::GeneralRef(name) if skipped.is_none() => {
                    if let Ok(Some(character)) = name.resolve_char_ref() {
                        run.text(character.encode_utf8(&mut [0; 4]));
                    } else if let Some(text) = resolve_xml_entity(&name) {
                        run.text(text);
                    }
                }
                Event::Eof if self.depth > 0 => return Err(Stop::Damaged("the end is missing".into())),
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }
}

fn parts_of(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}

/// What a prefix stands for. What it is declared to be the first time holds for the whole part: nobody calls two
/// namespaces the same.
fn space_of(
    prefixes: &mut Vec<(String, Space)>,
    last: &mut usize,
    prefix: &str,
    start: Option<&quick_xml::events::BytesStart<'_>>,
) -> Space {
    if let Some((_, space)) = prefixes.get(*last).filter(|(name, _)| name == prefix) {
        return *space;
    }
    if let Some(place) = prefixes.iter().position(|(name, _)| name == prefix) {
        *last = place;
        return prefixes.get(place).map_or(Space::Other, |(_, space)| *space);
    }
    // A part with more prefixes than any has is looked up each time anew, instead of in a long table.
    let is_room = prefixes.len() < PREFIXES_MAX;
    let mut found = None;
    for (name, value) in start.into_iter().flat_map(|start| attributes(start)) {
        let declared = match name.strip_prefix("xmlns") {
            Some("") => "",
            Some(declared) if declared.starts_with(':') => declared.trim_start_matches(':'),
            _ => continue,
        };
        let space = Space::of_address(&unescaped(value));
        if declared == prefix {
            found = Some(space);
        }
        if prefixes.len() < PREFIXES_MAX && prefixes.iter().all(|(name, _)| name != declared) {
            prefixes.push((declared.to_string(), space));
        }
    }
    match found {
        Some(space) => space,
        None => {
            let space = Space::of_prefix(prefix);
            if is_room && prefixes.len() < PREFIXES_MAX && start.is_some() {
                prefixes.push((prefix.to_string(), space));
            }
            space
        }
    }
}

/// Prefixes of a part that are remembered; documents have up to fifty.
const PREFIXES_MAX: usize = 256;

fn stop(error: quick_xml::Error) -> Stop {
    match error {
        quick_xml::Error::Io(error) => {
            match error.get_ref().and_then(|inner| inner.downcast_ref::<Exceeded>()) {
                Some(exceeded) => Stop::Limit(exceeded.which()),
                None => Stop::Damaged(error.to_string()),
            }
        }
        error => Stop::Damaged(error.to_string()),
    }
}

/// Bytes of one read.
const READ_BYTES: usize = 32 << 10;

/// The text of a part as UTF-8, whatever its encoding; what is no text is U+FFFD. It ends with an error where a token
/// is too long, for whoever reads it keeps whole tokens.
struct Decoding<'p> {
    part: Box<dyn Read + 'p>,
    token_bytes_max: usize,
    /// What was taken since the last token began.
    since_token: usize,
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    raw_rest: std::ops::Range<usize>,
    /// What went wrong after the first bytes, which are read before that is said.
    failure: Option<io::Error>,
    is_at_end: bool,
    is_done: bool,
    text: String,
    taken: usize,
}

impl<'p> Decoding<'p> {
    fn new(part: Box<dyn Read + 'p>, token_bytes_max: usize) -> Self {
        Self {
            part,
            token_bytes_max,
            since_token: 0,
            decoder: None,
            raw: vec![0; READ_BYTES],
            raw_rest: 0..0,
            failure: None,
            is_at_end: false,
            is_done: false,
            text: String::with_capacity(READ_BYTES + 16),
            taken: 0,
        }
    }
}

impl Decoding<'_> {
    /// Reads on until the bytes say their encoding, in however small pieces they come.
    fn read_beginning(&mut self) -> io::Result<()> {
        let (mut length, mut is_told) = (0, false);
        while !is_told && !self.is_at_end && length < self.raw.len() {
            match self.part.read(&mut self.raw[length..]) {
                Ok(read) => {
                    is_told = self.raw[length..][..read].contains(&b'>');
                    length += read;
                    self.is_at_end = read == 0;
                }
                Err(error) if length == 0 => return Err(error),
                Err(error) => {
                    self.failure = Some(error);
                    break;
                }
            }
        }
        self.raw_rest = 0..length;
        Ok(())
    }
}

impl Read for Decoding<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Decoding<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.since_token > self.token_bytes_max {
            return Err(Exceeded::error("token_bytes_max"));
        }
        while self.taken == self.text.len() && !self.is_done {
            self.text.clear();
            self.taken = 0;
            if self.decoder.is_none() {
                self.read_beginning()?;
            } else if self.raw_rest.is_empty() && !self.is_at_end {
                if let Some(failure) = self.failure.take() {
                    return Err(failure);
                }
                let read = self.part.read(&mut self.raw)?;
                self.raw_rest = 0..read;
                self.is_at_end = read == 0;
            }
            let raw = self.raw.get(self.raw_rest.clone()).unwrap_or_default();
            let decoder = self.decoder.get_or_insert_with(|| encoding_of(raw).new_decoder_with_bom_removal());
            let (result, read, _) = decoder.decode_to_string(raw, &mut self.text, self.is_at_end);
            self.raw_rest.start += read;
            self.is_done = self.is_at_end && result == CoderResult::InputEmpty;
        }
        Ok(self.text.as_bytes().get(self.taken..).unwrap_or_default())
    }

    fn consume(&mut self, bytes: usize) {
        self.taken = self.taken.saturating_add(bytes).min(self.text.len());
        self.since_token += bytes;
    }
}

/// The encoding that the first bytes of a part show or declare.
fn encoding_of(head: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return encoding;
    }
    if head.starts_with(b"<\0?\0") {
        return UTF_16LE;
    }
    if head.starts_with(b"\0<\0?") {
        return UTF_16BE;
    }
    let declaration = head.split(|&byte| byte == b'>').next().filter(|it| it.starts_with(b"<?xml"));
    let declared = declaration.and_then(|it| core::str::from_utf8(it).ok()?.split_once("encoding"));
    let name = declared.and_then(|(_, rest)| rest.split(['"', '\'']).nth(1));
    // What can be read up to here is no UTF-16, whatever it says.
    name.and_then(|name| Encoding::for_label(name.as_bytes()))
        .filter(|encoding| ![UTF_16LE, UTF_16BE].contains(encoding))
        .unwrap_or(UTF_8)
}
