//! The messages of the Domain Name System, as far as a calculator needs them.
//!
//! ```text
//! message  = header questions answers authorities additionals
//! header   = ID(2) flags(2) QDCOUNT(2) ANCOUNT(2) NSCOUNT(2) ARCOUNT(2)
//! flags    = QR(1 bit) opcode(4) AA TC RD RA Z AD CD RCODE(4)
//! question = name type(2) class(2)
//! record   = name type(2) class(2) TTL(4) RDLENGTH(2) RDATA
//! name     = *( length(1 … 63) label ) 0                at most 255 bytes in all
//! OPT      = the record: root, 41, size of a datagram, extended RCODE(1) version(1) DO(1 bit) zeros(15)
//! ```
//!
//! Source: RFC 1035, section 4; RFC 6891, section 6.1; RFC 4035, section 3.1.6, for CD; RFC 3225 for DO.

use alloc::vec::Vec;

use crate::event::DropReason;

/// Bytes of a header.
const HEADER_BYTES: usize = 12;
/// Bytes of a name with the lengths of its labels.
const NAME_BYTES_MAX: usize = 255;
/// Bytes of one string of a TXT record.
const STRING_BYTES_MAX: usize = 255;

/// The types of records that matter here.
pub(crate) const TYPE_TXT: u16 = 16;
const TYPE_OPT: u16 = 41;
/// The class of the Internet.
pub(crate) const CLASS_IN: u16 = 1;

const QR: u16 = 1 << 15;
const OPCODE: u16 = 0b1111 << 11;
const AA: u16 = 1 << 10;
const TC: u16 = 1 << 9;
const RD: u16 = 1 << 8;
const CD: u16 = 1 << 4;
const DO: u16 = 1 << 15;

/// What a datagram without EDNS may have (RFC 1035, section 2.3.4), and what every peer of EDNS may be sent.
pub(crate) const PLAIN_BYTES_MAX: usize = 512;
/// What fits the usual ways without fragments; so much we take and give (DNS Flag Day 2020).
pub(crate) const EDNS_BYTES_MAX: usize = 1232;

/// A response code; those above 15 exist only with EDNS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    NoError = 0,
    FormatError = 1,
    ServerFailure = 2,
    NotImplemented = 4,
    Refused = 5,
    BadVersion = 16,
}

/// The first two fields of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    id: u16,
    flags: u16,
}

/// The only question of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Question<'a> {
    /// Its bytes, name, type and class, for the response.
    bytes: &'a [u8],
    /// The name without its end.
    name: &'a [u8],
    pub kind: u16,
    pub class: u16,
}

/// What a peer says of itself by EDNS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Edns {
    /// The datagram that it can take.
    pub bytes_max: usize,
    pub version: u8,
    dnssec_ok: bool,
}

/// A query, or what is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Query<'a> {
    pub header: Header,
    /// Or with which code to refuse what cannot be read.
    pub body: Result<Body<'a>, Code>,
}

/// What stands after the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Body<'a> {
    pub question: Question<'a>,
    pub edns: Option<Edns>,
}

impl<'a> Query<'a> {
    /// Decodes a message.
    ///
    /// # Errors
    /// The peer's, and nothing goes on the wire: it has no header, or is a response.
    pub(crate) fn decode(message: &'a [u8]) -> Result<Self, DropReason> {
        let mut reader = Reader { rest: message };
        let header = reader.header().ok_or(DropReason::Malformed)?;
        if header.flags & QR != 0 {
            return Err(DropReason::Answer);
        }
        let body = if header.flags & OPCODE == 0 {
            reader.body().ok_or(Code::FormatError)
        } else {
            Err(Code::NotImplemented)
        };
        Ok(Self { header, body })
    }
}

impl<'a> Question<'a> {
    /// The labels of the name, from the left.
    pub(crate) fn labels(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let mut rest = self.name;
        core::iter::from_fn(move || {
            let (length, after) = rest.split_first()?;
            let (label, after) = after.split_at_checked(usize::from(*length))?;
            rest = after;
            Some(label)
        })
    }
}

/// What of a message is still to be read. All readers return `None` where it is malformed.
struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*byte)
    }

    fn word(&mut self) -> Option<u16> {
        let (word, rest) = self.rest.split_first_chunk()?;
        self.rest = rest;
        Some(u16::from_be_bytes(*word))
    }

    /// The first two fields of the header, if there is all of it.
    fn header(&mut self) -> Option<Header> {
        if self.rest.len() < HEADER_BYTES {
            return None;
        }
        Some(Header { id: self.word()?, flags: self.word()? })
    }

    /// The rest of a query: the counts, one question, records of which only an OPT matters, and nothing after them.
    fn body(&mut self) -> Option<Body<'a>> {
        let questions = self.word()?;
        let others = u32::from(self.word()?) + u32::from(self.word()?);
        let additionals = self.word()?;
        if questions != 1 {
            return None;
        }
        let question = self.question()?;
        for _ in 0..others {
            self.record()?;
        }
        let mut edns = None;
        for _ in 0..additionals {
            if let Some(found) = self.record()?
                && edns.replace(found).is_some()
            {
                return None;
            }
        }
        self.rest.is_empty().then_some(Body { question, edns })
    }

    fn question(&mut self) -> Option<Question<'a>> {
        let start = self.rest;
        let mut name_bytes = 0;
        loop {
            // There is nothing yet that a compressed name could point to.
            match usize::from(self.byte()?) {
                0 => break,
                length @ 1..=63 => {
                    self.take(length)?;
                    name_bytes += 1 + length;
                }
                _ => return None,
            }
        }
        if name_bytes + 1 > NAME_BYTES_MAX {
            return None;
        }
        let (kind, class) = (self.word()?, self.word()?);
        let bytes = start.get(..start.len() - self.rest.len())?;
        Some(Question { bytes, name: bytes.get(..name_bytes)?, kind, class })
    }

    /// Passes over a record; what it says if it is an OPT.
    fn record(&mut self) -> Option<Option<Edns>> {
        let mut is_root = true;
        loop {
            match usize::from(self.byte()?) {
                0 => break,
                length @ 1..=63 => drop(self.take(length)?),
                // The end of a compressed name: wherever it points to does not matter.
                192.. => {
                    self.byte()?;
                    is_root = false;
                    break;
                }
                _ => return None,
            }
            is_root = false;
        }
        let (kind, class) = (self.word()?, self.word()?);
        let (_extended_code, version, flags) = (self.byte()?, self.byte()?, self.word()?);
        let data_bytes = self.word()?;
        self.take(data_bytes.into())?;
        if kind != TYPE_OPT {
            return Some(None);
        }
        // The name of an OPT is the root, or it is malformed (RFC 6891, section 6.1.2).
        is_root.then_some(Some(Edns { bytes_max: class.into(), version, dnssec_ok: flags & DO != 0 }))
    }
}

/// Appends a response without a body.
pub(crate) fn write_refusal(response: &mut Vec<u8>, header: Header, code: Code) {
    write_header(response, header, 0, code, [0; 4]);
}

/// What a response says in its answer section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section<'a> {
    /// There is no such record here.
    Empty,
    /// There is one, and it is to be had over TCP.
    Truncated,
    /// A TXT record of this text.
    Text(&'a [u8]),
}

/// Appends a response to a query that was understood. One without an error is of our zone, so that we speak for it.
pub(crate) fn write_response(
    response: &mut Vec<u8>,
    header: Header,
    body: &Body<'_>,
    code: Code,
    section: Section<'_>,
) {
    let Body { question, edns } = body;
    let aa = if code == Code::NoError { AA } else { 0 };
    let tc = if section == Section::Truncated { TC } else { 0 };
    let answers = u16::from(matches!(section, Section::Text(_)));
    write_header(response, header, aa | tc, code, [1, answers, 0, edns.is_some().into()]);
    response.extend_from_slice(question.bytes);
    if let Section::Text(text) = section {
        write_text(response, text);
    }
    if let Some(edns) = edns {
        let (extended_code, flags) = ((code as u16 >> 4) as u8, if edns.dnssec_ok { DO } else { 0 });
        response.push(0);
        write_words(response, [TYPE_OPT, EDNS_BYTES_MAX as u16]);
        response.extend([extended_code, 0]);
        write_words(response, [flags, 0]);
    }
}

/// The length of the response with a text.
pub(crate) fn response_bytes(body: &Body<'_>, text: &[u8]) -> usize {
    const RECORD_BYTES: usize = 12;
    const OPT_BYTES: usize = 11;
    let edns_bytes = if body.edns.is_some() { OPT_BYTES } else { 0 };
    HEADER_BYTES + body.question.bytes.len() + RECORD_BYTES + data_bytes(text) + edns_bytes
}

/// Bytes of a text as strings of a TXT record, each with its length before it; there is one at least.
fn data_bytes(text: &[u8]) -> usize {
    text.len() + text.len().div_ceil(STRING_BYTES_MAX).max(1)
}

fn write_header(response: &mut Vec<u8>, header: Header, flags: u16, code: Code, counts: [u16; 4]) {
    let copied = header.flags & (OPCODE | RD | CD);
    write_words(response, [header.id, QR | copied | flags | (code as u16 & 0xf)]);
    write_words(response, counts);
}

fn write_text(response: &mut Vec<u8>, text: &[u8]) {
    /// A name that is that of the question, which stands right after the header.
    const NAME_OF_THE_QUESTION: u16 = 0xc000 | HEADER_BYTES as u16;
    /// Nobody may keep it: names of the system do not tell upper from lower case, and expressions do.
    const TTL: [u16; 2] = [0, 0];
    write_words(response, [NAME_OF_THE_QUESTION, TYPE_TXT, CLASS_IN]);
    write_words(response, TTL);
    write_words(response, [u16::try_from(data_bytes(text)).unwrap_or(u16::MAX)]);
    if text.is_empty() {
        response.push(0);
    }
    for string in text.chunks(STRING_BYTES_MAX) {
        response.push(string.len() as u8);
        response.extend_from_slice(string);
    }
}

fn write_words<const N: usize>(response: &mut Vec<u8>, words: [u16; N]) {
    response.extend(words.iter().flat_map(|word| word.to_be_bytes()));
}
