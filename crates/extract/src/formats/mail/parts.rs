//! The parts of a message.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use mail_parser::{ContentType, HeaderName, Message, MessageParser, MimeHeaders};

use crate::limits::Limits;

/// Parts within each other.
const DEPTH_MAX: usize = 32;

/// Bytes of header fields of one part.
const HEADER_BYTES_MAX: usize = 1 << 20;

/// The parts that a message has.
#[derive(Default)]
pub(super) struct Split {
    /// Where the header of the message is.
    pub(super) header: Range<usize>,
    pub(super) parts: Vec<Part>,
    /// Alternatives of which one is plain text, and not an empty one.
    plain: HashSet<usize>,
    pub(super) is_encrypted: bool,
    pub(super) is_damaged: bool,
    /// The limit because of which parts are left out.
    pub(super) limit: Option<&'static str>,
}

impl Split {
    /// Whether the same as a part is there as plain text.
    pub(super) fn has_plain_text(&self, part: &Part) -> bool {
        !part.is_plain() && part.alternatives.is_some_and(|number| self.plain.contains(&number))
    }
}

/// How the bytes of a part were made fit for mail.
#[derive(Clone, Copy, PartialEq)]
enum Transfer {
    AsIs,
    Base64,
    QuotedPrintable,
    /// In a way from before MIME, which is not read: uuencode or BinHex.
    Foreign,
}

/// A part that has no parts itself.
pub(super) struct Part {
    kind: String,
    subkind: String,
    name: Option<String>,
    is_attached: bool,
    transfer: Transfer,
    pub(super) body: Range<usize>,
    pub(super) charset: Option<String>,
    pub(super) is_flowed: bool,
    /// The space at the end of a line that goes on is none.
    pub(super) deletes_space: bool,
    /// It is one of several that say the same, and which.
    pub(super) is_alternative: bool,
    alternatives: Option<usize>,
}

impl Part {
    /// Whether its bytes cannot be had.
    pub(super) fn is_foreign(&self) -> bool {
        self.transfer == Transfer::Foreign || self.subkind == "mac-binhex40"
    }

    /// Whether it is text of the message.
    pub(super) fn is_text(&self) -> bool {
        let is_shown =
            !self.is_foreign() && !self.is_attached && (self.name.is_none() || self.is_alternative);
        is_shown && (self.is_plain() || self.is_html() || self.kind == "text" && self.is_alternative)
    }

    pub(super) fn is_html(&self) -> bool {
        self.kind == "text" && self.subkind == "html"
    }

    fn is_plain(&self) -> bool {
        self.kind == "text" && self.subkind == "plain"
    }

    /// Whether it is a cryptographic signature, or says that another part is encrypted.
    pub(super) fn is_control(&self) -> bool {
        matches!(
            self.subkind.as_str(),
            "pgp-signature" | "pkcs7-signature" | "x-pkcs7-signature" | "pgp-encrypted"
        )
    }

    /// Its name, or one that tells what it is.
    pub(super) fn name(&self) -> String {
        match (&self.name, self.kind.as_str(), self.subkind.as_str()) {
            (Some(name), "message", "rfc822" | "global") if !name.ends_with(".eml") => format!("{name}.eml"),
            (Some(name), ..) => name.clone(),
            (None, "message", "rfc822" | "global") => "message.eml".to_string(),
            (None, "text", "plain") => "part.txt".to_string(),
            (None, _, subkind) => format!("part.{subkind}"),
        }
    }

    /// Its bytes, as they were. What is damaged is left out.
    pub(super) fn decode(&self, body: &[u8]) -> Vec<u8> {
        match self.transfer {
            Transfer::AsIs | Transfer::Foreign => body.to_vec(),
            Transfer::Base64 if self.kind == "text" => {
                // Programs that put something below every message do not always look at how it is sent.
                let (base64, rest) = body.split_at(end_of_base64(body));
                let mut bytes = from_base64(base64);
                bytes.extend_from_slice(rest);
                bytes
            }
            Transfer::Base64 => from_base64(body),
            Transfer::QuotedPrintable => from_quoted_printable(body),
        }
    }
}

/// Dates are text, for one that is not as it should be would take the next field along.
static PARSER: LazyLock<MessageParser> = LazyLock::new(|| {
    MessageParser::new()
        .with_mime_headers()
        .with_address_headers()
        .header_comma_separated(HeaderName::Keywords)
        .ignore_header(HeaderName::Received)
        .default_header_text()
});

/// The header of a message or a part.
pub(super) fn header(bytes: &[u8]) -> Option<Message<'_>> {
    PARSER.parse_headers(bytes.get(..bytes.len().min(HEADER_BYTES_MAX)).unwrap_or_default())
}

/// A part that has parts.
struct Level {
    boundary: Vec<u8>,
    is_digest: bool,
    alternatives: Option<usize>,
}

/// Where in a part a line is.
enum Place {
    /// In the header that begins there.
    Header(usize),
    /// In the part itself.
    Body(Part),
    /// Before the first part or after the last one.
    Between,
}

/// Finds the parts of a message.
pub(super) fn split(raw: &[u8], limits: &Limits) -> Split {
    let mut split = Split::default();
    let mut levels: Vec<Level> = vec![];
    let mut alternatives = 0;
    let mut place = Place::Header(0);
    let (mut is_first, mut is_damaged) = (true, false);
    let mut start = 0;
    while start < raw.len() && split.limit.is_none() {
        let rest = raw.get(start..).unwrap_or_default();
        let length = rest.iter().position(|&byte| byte == b'\n').map_or(rest.len(), |at| at + 1);
        let line = rest.get(..length).unwrap_or_default();
        let end = start + length;
        if let Some((depth, is_last)) = boundary(line, &levels) {
            place = match place {
                Place::Body(part) => {
                    split.push(raw, part, start_of_line_end(raw, start), limits);
                    Place::Between
                }
                place => place,
            };
            levels.truncate(depth + usize::from(!is_last));
            place = match place {
                _ if is_last => Place::Between,
                _ => Place::Header(end),
            };
        } else if let Place::Header(header_start) = place {
            let is_blank = line.iter().all(|byte| matches!(byte, b'\r' | b'\n'));
            // The blank line may be missing.
            let is_body = !is_blank && is_body(line, rest.get(length..).unwrap_or_default());
            if is_blank || is_body || end == raw.len() {
                let mut range = header_start..if is_blank || is_body { start } else { end };
                let mut body = if is_body { start } else { end };
                let fields = header(raw.get(range.clone()).unwrap_or_default())
                    .filter(|fields| !fields.headers().is_empty());
                if fields.is_none() && !range.is_empty() {
                    // What has no fields is no header, but the text itself.
                    body = range.start;
                    range.end = body;
                }
                let kind = fields.as_ref().and_then(|message| message.content_type());
                if is_first {
                    split.header = range;
                    is_first = false;
                }
                split.is_encrypted |= levels.is_empty() && kind.is_some_and(is_encrypted);
                let outer = levels.last().and_then(|level| level.alternatives);
                let multipart = kind.filter(|kind| kind.ctype().eq_ignore_ascii_case("multipart"));
                let boundary = multipart.and_then(|kind| {
                    let said = kind.attribute("boundary").map(|said| said.as_bytes().to_vec());
                    // Only once, for the message itself: the search goes through all of it.
                    if levels.is_empty() { found_boundary(said, raw.get(body..)?) } else { said }
                });
                is_damaged |= multipart.is_some() && boundary.is_none();
                place = match multipart.zip(boundary) {
                    Some((kind, boundary)) if levels.len() < DEPTH_MAX => {
                        let is = |subkind: &str| {
                            kind.subtype().is_some_and(|found| found.eq_ignore_ascii_case(subkind))
                        };
                        let own = is("alternative").then(|| {
                            alternatives += 1;
                            alternatives
                        });
                        levels.push(Level { boundary, is_digest: is("digest"), alternatives: own.or(outer) });
                        Place::Between
                    }
                    _ => {
                        let is_digest = levels.last().is_some_and(|level| level.is_digest);
                        Place::Body(part(fields.as_ref(), body, outer, is_digest))
                    }
                };
                if is_body {
                    // The line is looked at again, as it may be a boundary.
                    continue;
                }
            }
        }
        start = end;
    }
    split.is_damaged = is_damaged || !levels.is_empty();
    if let Place::Body(part) = place {
        split.push(raw, part, raw.len(), limits);
    } else if split.parts.is_empty() && !levels.is_empty() {
        // There is no boundary where there should be one: all is text.
        let mut whole = part(None, split.header.end, None, false);
        whole.body.end = raw.len();
        split.parts.push(whole);
    }
    split
}

impl Split {
    fn push(&mut self, raw: &[u8], mut part: Part, end: usize, limits: &Limits) {
        if self.parts.len() >= limits.parts_max {
            self.limit = Some("parts_max");
            return;
        }
        part.body.end = end.max(part.body.start);
        let is_blank = || raw.get(part.body.clone()).is_none_or(|body| body.trim_ascii().is_empty());
        if let Some(number) = part.alternatives.filter(|_| part.is_text() && part.is_plain() && !is_blank()) {
            self.plain.insert(number);
        }
        self.parts.push(part);
    }
}

/// Whether a line where fields are expected is text already: it is no field, and no piece of one that was broken, which
/// other fields follow.
fn is_body(line: &[u8], after: &[u8]) -> bool {
    let next = after.split(|&byte| byte == b'\n').next().unwrap_or_default();
    !is_field(line) && (line.starts_with(b"--") || !is_field(next))
}

/// Whether a line belongs to a header: a field, more of one, or the line before a message in a mailbox. An address of the
/// web is no field, though it has a colon.
fn is_field(line: &[u8]) -> bool {
    let parts = line.iter().position(|&byte| byte == b':').map(|colon| line.split_at(colon));
    let is_named = parts.is_some_and(|(name, rest)| {
        let name = name.trim_ascii_end();
        !name.is_empty() && name.iter().all(|byte| byte.is_ascii_graphic()) && !rest.starts_with(b"://")
    });
    is_named
        || line.starts_with(b" ")
        || line.starts_with(b"\t")
        || line.trim_ascii_start().starts_with(b"From ")
}

/// The boundary that a message has in fact: the one it says if it is there, otherwise that of the first line which looks
/// like one.
fn found_boundary(said: Option<Vec<u8>>, body: &[u8]) -> Option<Vec<u8>> {
    let lines = || body.split(|&byte| byte == b'\n').filter_map(|line| line.strip_prefix(b"--"));
    let is_of = |line: &[u8], said: &[u8]| {
        line.strip_prefix(said).is_some_and(|rest| matches!(rest.trim_ascii_end(), b"" | b"--"))
    };
    if let Some(said) = said.filter(|said| lines().any(|line| is_of(line, said))) {
        return Some(said);
    }
    body.split(|&byte| byte == b'\n').zip(body.split(|&byte| byte == b'\n').skip(1)).find_map(
        |(line, next)| {
            let boundary = line.strip_prefix(b"--")?.trim_ascii_end();
            let is_header = next.get(..8).is_some_and(|start| start.eq_ignore_ascii_case(b"content-"));
            (!boundary.is_empty() && is_header).then(|| boundary.to_vec())
        },
    )
}

/// The level whose boundary a line is, and whether it is the last one.
fn boundary(line: &[u8], levels: &[Level]) -> Option<(usize, bool)> {
    let line = line.strip_prefix(b"--")?;
    levels.iter().enumerate().rev().find_map(|(depth, level)| {
        let rest = line.strip_prefix(level.boundary.as_slice())?.trim_ascii_end();
        match rest {
            b"" => Some((depth, false)),
            b"--" => Some((depth, true)),
            _ => None,
        }
    })
}

/// The line end before a boundary belongs to it.
fn start_of_line_end(raw: &[u8], start: usize) -> usize {
    let before = raw.get(..start).unwrap_or_default();
    before.strip_suffix(b"\r\n").or(before.strip_suffix(b"\n")).unwrap_or(before).len()
}

fn is_encrypted(kind: &ContentType<'_>) -> bool {
    let is = |subkind: &str| kind.subtype().is_some_and(|found| found.eq_ignore_ascii_case(subkind));
    is("encrypted")
        || (is("pkcs7-mime") || is("x-pkcs7-mime"))
            && kind.attribute("smime-type").is_none_or(|kind| kind.eq_ignore_ascii_case("enveloped-data"))
}

/// What the header of a part says of it.
fn part(fields: Option<&Message<'_>>, start: usize, alternatives: Option<usize>, is_digest: bool) -> Part {
    let kind = fields.and_then(|message| message.content_type());
    let attribute = |name: &str| kind.and_then(|kind| kind.attribute(name)).map(str::to_ascii_lowercase);
    let (default, subdefault) = if is_digest { ("message", "rfc822") } else { ("text", "plain") };
    let transfer = fields.and_then(|message| message.content_transfer_encoding()).unwrap_or_default();
    // Where parts should be and none can be found, all is text.
    let kind = kind.filter(|kind| !kind.ctype().eq_ignore_ascii_case("multipart"));
    Part {
        kind: kind.map_or(default, |kind| kind.ctype()).to_ascii_lowercase(),
        subkind: match kind {
            Some(kind) => kind.subtype().unwrap_or_default().to_ascii_lowercase(),
            None => subdefault.to_string(),
        },
        name: fields.and_then(|message| message.attachment_name()).map(str::to_string),
        is_attached: fields
            .and_then(|message| message.content_disposition())
            .is_some_and(|disposition| disposition.ctype().eq_ignore_ascii_case("attachment")),
        transfer: match transfer.trim() {
            name if name.eq_ignore_ascii_case("base64") => Transfer::Base64,
            name if name.eq_ignore_ascii_case("quoted-printable") => Transfer::QuotedPrintable,
            name if ["x-uuencode", "uuencode", "x-uue", "x-binhex40"]
                .iter()
                .any(|foreign| name.eq_ignore_ascii_case(foreign)) =>
            {
                Transfer::Foreign
            }
            _ => Transfer::AsIs,
        },
        body: start..start,
        charset: attribute("charset"),
        is_flowed: attribute("format").is_some_and(|format| format == "flowed"),
        deletes_space: attribute("delsp").is_some_and(|value| value == "yes"),
        is_alternative: alternatives.is_some(),
        alternatives,
    }
}

/// Where base64 ends and other text begins: at a line with a space within it, or one after the end that is not of its
/// letters only.
fn end_of_base64(text: &[u8]) -> usize {
    let mut at = 0;
    let mut has_ended = false;
    for line in text.split_inclusive(|&byte| byte == b'\n') {
        let content = line.trim_ascii();
        let is_other = |byte: &u8| !byte.is_ascii_alphanumeric() && !matches!(byte, b'+' | b'/' | b'=');
        if content.iter().any(u8::is_ascii_whitespace) || has_ended && content.iter().any(is_other) {
            return at;
        }
        has_ended |= content.ends_with(b"=");
        at += line.len();
    }
    at
}

/// Bytes from base64; what is none of it is passed over.
fn from_base64(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for &byte in text {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    bytes
}

/// Bytes from quoted-printable; an escape that is none stays as it is.
fn from_quoted_printable(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    for line in text.split_inclusive(|&byte| byte == b'\n') {
        let content = line.trim_ascii_end();
        let mut rest = content;
        let mut is_joined = false;
        while let Some((&byte, after)) = rest.split_first() {
            rest = after;
            let digit = |at: usize| after.get(at).and_then(|&byte| char::from(byte).to_digit(16));
            match (byte, digit(0), digit(1)) {
                (b'=', Some(high), Some(low)) => {
                    bytes.push((high * 16 + low) as u8);
                    rest = after.get(2..).unwrap_or_default();
                }
                (b'=', ..) if after.is_empty() => is_joined = true,
                _ => bytes.push(byte),
            }
        }
        if !is_joined && line.ends_with(b"\n") {
            bytes.push(b'\n');
        }
    }
    bytes
}
