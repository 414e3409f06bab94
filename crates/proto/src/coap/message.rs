//! The message format: a checked view over a datagram, and a writer.

use alloc::vec::Vec;
use core::fmt;

use super::option;

/// Bytes of the longest token.
pub const TOKEN_BYTES_MAX: usize = 8;

/// What stands between the options and the payload.
const PAYLOAD_MARKER: u8 = 0xff;

/// How a message is delivered.
///
/// Source: RFC 7252, section 3 (the field T).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// CON: to be acknowledged, and sent again until it is.
    Confirmable = 0,
    /// NON: sent once.
    NonConfirmable = 1,
    /// ACK: a confirmable message has arrived; a response may ride on it.
    Acknowledgement = 2,
    /// RST: a message has arrived and means nothing here.
    Reset = 3,
}

/// A method or a response code, or [`Code::EMPTY`]: three bits of class and five of detail.
///
/// Source: RFC 7252, sections 3 and 12.1; RFC 7959, section 2.9; RFC 8132, section 4; RFC
/// 8516.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Code(pub u8);

impl Code {
    /// 0.00: the message is neither a request nor a response.
    pub const EMPTY: Self = Self(0);
    /// 0.01
    pub const GET: Self = Self(0x01);
    /// 0.02
    pub const POST: Self = Self(0x02);
    /// 0.05: as GET, for what the payload says.
    pub const FETCH: Self = Self(0x05);
    /// 2.03: what the request has an entity tag of is still right.
    pub const VALID: Self = Self(0x43);
    /// 2.04: the response to a POST that made no resource.
    pub const CHANGED: Self = Self(0x44);
    /// 2.05
    pub const CONTENT: Self = Self(0x45);
    /// 2.31: a block of a request has arrived, the next one is due.
    pub const CONTINUE: Self = Self(0x5f);
    /// 4.00
    pub const BAD_REQUEST: Self = Self(0x80);
    /// 4.01
    pub const UNAUTHORIZED: Self = Self(0x81);
    /// 4.02
    pub const BAD_OPTION: Self = Self(0x82);
    /// 4.04
    pub const NOT_FOUND: Self = Self(0x84);
    /// 4.05
    pub const METHOD_NOT_ALLOWED: Self = Self(0x85);
    /// 4.06
    pub const NOT_ACCEPTABLE: Self = Self(0x86);
    /// 4.08: not all the blocks of the request are here.
    pub const REQUEST_ENTITY_INCOMPLETE: Self = Self(0x88);
    /// 4.13
    pub const REQUEST_ENTITY_TOO_LARGE: Self = Self(0x8d);
    /// 4.15
    pub const UNSUPPORTED_CONTENT_FORMAT: Self = Self(0x8f);
    /// 4.29: the client sends too many of them.
    pub const TOO_MANY_REQUESTS: Self = Self(0x9d);
    /// 5.03: try again later.
    pub const SERVICE_UNAVAILABLE: Self = Self(0xa3);
    /// 5.05
    pub const PROXYING_NOT_SUPPORTED: Self = Self(0xa5);

    /// The class: 0 for requests, 2, 4 and 5 for responses, the others are reserved.
    #[must_use]
    pub fn class(self) -> u8 {
        self.0 >> 5
    }

    /// Whether it is a method, of which there are many more than are served here.
    #[must_use]
    pub fn is_request(self) -> bool {
        self.class() == 0 && self != Self::EMPTY
    }

    /// Whether it is the code of a response: a success, or an error of the client or of the server.
    #[must_use]
    pub fn is_response(self) -> bool {
        matches!(self.class(), 2..=5)
    }

    /// Whether a response tells of a success.
    #[must_use]
    pub fn is_success(self) -> bool {
        self.class() == 2
    }
}

impl fmt::Display for Code {
    /// As the standard writes it: `2.05`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.class(), self.0 & 0x1f)
    }
}

/// Why a datagram is no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageError {
    /// It is shorter than a header, or of another version: to be ignored.
    Foreign,
    /// It has a header, and what follows is wrong: to be rejected, if it is confirmable, with a RST of its Message ID.
    Malformed {
        /// The header's type.
        kind: Kind,
        /// The header's Message ID.
        id: u16,
        /// What is wrong, for the log.
        reason: &'static str,
    },
}

/// A message, as it stands in a datagram.
///
/// ```text
///  0                   1                   2                   3
/// |Ver| T |  TKL  |     Code      |          Message ID           |
/// |   token, TKL bytes …
/// |   options …
/// |1 1 1 1 1 1 1 1|   payload, at least one byte …
/// ```
/// A `Message` is well-formed: the token has at most [`TOKEN_BYTES_MAX`] bytes, every option has a length that it
/// fits, and an empty message has nothing but its header.
///
/// Source: RFC 7252, section 3.
///
/// ```
/// use reckon_proto::coap::{Code, Message};
/// let message = Message::decode(b"\x40\x01\x7d\x34\xbbtemperature").unwrap();
/// assert_eq!((message.code, message.id), (Code::GET, 0x7d34));
/// assert_eq!(message.options().next(), Some((11, b"temperature".as_slice())));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message<'a> {
    /// How it is delivered.
    pub kind: Kind,
    /// What it is.
    pub code: Code,
    /// What its acknowledgement refers to, and what tells duplicates.
    pub id: u16,
    /// What a response is told by; it belongs to the client.
    pub token: &'a [u8],
    /// The options' bytes, which are well-formed.
    options: &'a [u8],
    /// A bit for each number that an option has, modulo 64: most of those that are asked for are not there.
    present: u64,
    /// The payload; empty if there is none.
    pub payload: &'a [u8],
}

impl<'a> Message<'a> {
    /// Decodes a datagram.
    ///
    /// # Errors
    /// The peer's: the bytes are no message. What [`MessageError::Malformed`] is met with is said there; nothing else
    /// goes on the wire.
    pub fn decode(datagram: &'a [u8]) -> Result<Self, MessageError> {
        let Some((&[first, code, id @ ..], rest)) = datagram.split_first_chunk::<4>() else {
            return Err(MessageError::Foreign);
        };
        let kind = match first >> 4 {
            0b0100 => Kind::Confirmable,
            0b0101 => Kind::NonConfirmable,
            0b0110 => Kind::Acknowledgement,
            0b0111 => Kind::Reset,
            _ => return Err(MessageError::Foreign),
        };
        let (code, id) = (Code(code), u16::from_be_bytes(id));
        let malformed = |reason| MessageError::Malformed { kind, id, reason };
        let token_bytes = usize::from(first & 0xf);
        if token_bytes > TOKEN_BYTES_MAX {
            return Err(malformed("the length of the token is reserved"));
        }
        if code == Code::EMPTY && (token_bytes != 0 || !rest.is_empty()) {
            return Err(malformed("an empty message has more than a header"));
        }
        if matches!(code.class(), 1 | 6 | 7) {
            return Err(malformed("the class of the code is reserved"));
        }
        let (token, rest) =
            rest.split_at_checked(token_bytes).ok_or(malformed("the token is longer than the message"))?;
        let mut unread = Options { rest, number: 0 };
        let mut present = 0;
        while let Some((number, _)) = unread.read().map_err(malformed)? {
            present |= bit(number);
        }
        let (options, rest) = rest.split_at_checked(rest.len() - unread.rest.len()).unwrap_or((rest, &[]));
        let payload = match rest.split_first() {
            None => rest,
            Some((_, [])) => return Err(malformed("nothing follows the mark of the payload")),
            Some((_, payload)) => payload,
        };
        Ok(Self { kind, code, id, token, options, present, payload })
    }

    /// The numbers and values of the options, in the order of their numbers.
    pub fn options(&self) -> impl Iterator<Item = (u16, &'a [u8])> + use<'a> {
        read_all(self.options)
    }

    /// The values of the options of a number that have a length which the number allows.
    ///
    /// Source: RFC 7252, section 5.4.3: of another length, an option is as one that is not recognised.
    pub fn values(&self, number: u16) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let fits = move |value: &&[u8]| option::is_well_formed(number, value);
        let options = if self.present & bit(number) == 0 { &[] } else { self.options };
        read_all(options).filter(move |(other, _)| *other == number).map(|(_, value)| value).filter(fits)
    }

    /// The first of these values, as a number without a sign.
    #[must_use]
    pub fn uint(&self, number: u16) -> Option<u32> {
        self.values(number).next().and_then(option::uint)
    }
}

/// The bit of an option's number among those that are present.
fn bit(number: u16) -> u64 {
    1 << (number % 64)
}

/// The options in bytes that are well-formed.
fn read_all<'a>(options: &'a [u8]) -> impl Iterator<Item = (u16, &'a [u8])> + use<'a> {
    let mut options = Options { rest: options, number: 0 };
    // They were all read before.
    core::iter::from_fn(move || options.read().ok().flatten())
}

/// Bytes that begin with options.
struct Options<'a> {
    rest: &'a [u8],
    /// The number of the option before.
    number: u16,
}

impl<'a> Options<'a> {
    /// Takes one option off; `None` at the end or at the mark of the payload, which is left.
    ///
    /// ```text
    /// | delta | length |  delta − 13, or − 269 in two bytes  |  length likewise  |  value …
    ///   4 bits  4 bits    if the four bits are 13, or 14
    /// ```
    fn read(&mut self) -> Result<Option<(u16, &'a [u8])>, &'static str> {
        let Some((&head, rest)) = self.rest.split_first() else { return Ok(None) };
        if head == PAYLOAD_MARKER {
            return Ok(None);
        }
        let (delta, rest) = extended(head >> 4, rest)?;
        let (length, rest) = extended(head & 0xf, rest)?;
        let number = u32::from(self.number) + delta;
        self.number = u16::try_from(number).map_err(|_| "the number of an option is beyond 65535")?;
        let (value, rest) =
            rest.split_at_checked(length as usize).ok_or("an option is longer than the message")?;
        self.rest = rest;
        Ok(Some((self.number, value)))
    }
}

/// Reads the rest of an option's delta or length, of which the first four bits are `nibble`.
fn extended(nibble: u8, rest: &[u8]) -> Result<(u32, &[u8]), &'static str> {
    const SHORT: &str = "an option ends within its header";
    match nibble {
        0..=12 => Ok((nibble.into(), rest)),
        13 => rest.split_first().map(|(&byte, rest)| (u32::from(byte) + 13, rest)).ok_or(SHORT),
        14 => {
            let (&bytes, rest) = rest.split_first_chunk().ok_or(SHORT)?;
            Ok((u32::from(u16::from_be_bytes(bytes)) + 269, rest))
        }
        _ => Err("the delta or the length of an option is reserved"),
    }
}

/// Writes a message: the header, then the options in the order of their numbers, then the payload.
#[derive(Debug)]
pub struct Writer<'a> {
    bytes: &'a mut Vec<u8>,
    /// The number of the option before.
    number: u16,
}

impl<'a> Writer<'a> {
    /// Begins a message in place of what `bytes` hold. `token` has at most [`TOKEN_BYTES_MAX`] bytes.
    #[must_use]
    pub fn new(bytes: &'a mut Vec<u8>, kind: Kind, code: Code, id: u16, token: &[u8]) -> Self {
        debug_assert!(token.len() <= TOKEN_BYTES_MAX);
        bytes.clear();
        bytes.push(0b0100_0000 | (kind as u8) << 4 | token.len() as u8);
        bytes.push(code.0);
        bytes.extend_from_slice(&id.to_be_bytes());
        bytes.extend_from_slice(token);
        Self { bytes, number: 0 }
    }

    /// Appends an option; `number` is at least that of the option before, and `value` has at most 65 804 bytes.
    pub fn option(&mut self, number: u16, value: &[u8]) {
        debug_assert!(number >= self.number && value.len() <= 65_804);
        let head = self.bytes.len();
        self.bytes.push(0);
        let delta = self.extend(usize::from(number - self.number));
        let length = self.extend(value.len());
        if let Some(head) = self.bytes.get_mut(head) {
            *head = delta << 4 | length;
        }
        self.bytes.extend_from_slice(value);
        self.number = number;
    }

    /// Appends an option whose value is a number, in as few bytes as it needs: none for 0.
    pub fn uint(&mut self, number: u16, value: u32) {
        let bytes = value.to_be_bytes();
        let zeros = value.leading_zeros() as usize / 8;
        self.option(number, bytes.get(zeros..).unwrap_or_default());
    }

    /// Appends the payload, which ends the message; an empty one is none.
    pub fn payload(self, payload: &[u8]) {
        if !payload.is_empty() {
            self.bytes.push(PAYLOAD_MARKER);
            self.bytes.extend_from_slice(payload);
        }
    }

    /// Appends what does not fit the four bits of a delta or a length, and returns these bits.
    fn extend(&mut self, value: usize) -> u8 {
        match value {
            0..=12 => value as u8,
            13..=268 => {
                self.bytes.push((value - 13) as u8);
                13
            }
            _ => {
                self.bytes.extend_from_slice(&((value - 269) as u16).to_be_bytes());
                14
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    #[test]
    fn what_is_malformed_is_refused_with_its_reason() {
        for (datagram, reason) in [
            (b"\x49\x01\x12\x34123456789".as_slice(), "the length of the token is reserved"),
            (b"\x44\x01\x12\x34123", "the token is longer than the message"),
            (b"\x41\x00\x12\x34t", "an empty message has more than a header"),
            (b"\x40\x00\x12\x34\xffp", "an empty message has more than a header"),
            (b"\x40\x20\x12\x34", "the class of the code is reserved"),
            (b"\x40\x01\x12\x34\xff", "nothing follows the mark of the payload"),
            (b"\x40\x01\x12\x34\xb4cal", "an option is longer than the message"),
            (b"\x40\x01\x12\x34\xd0", "an option ends within its header"),
            (b"\x40\x01\x12\x34\x0e\x00", "an option ends within its header"),
            (b"\x40\x01\x12\x34\xf0", "the delta or the length of an option is reserved"),
            (b"\x40\x01\x12\x34\x0f", "the delta or the length of an option is reserved"),
            (b"\x40\x01\x12\x34\xe0\xff\xff", "the number of an option is beyond 65535"),
        ] {
            let expected = MessageError::Malformed { kind: Kind::Confirmable, id: 0x1234, reason };
            assert_eq!(Message::decode(datagram), Err(expected));
        }
        for datagram in [b"".as_slice(), b"\x40\x01\x12", b"\x00\x01\x12\x34", b"\x80\x01\x12\x34", b"2+3*4"]
        {
            assert_eq!(Message::decode(datagram), Err(MessageError::Foreign));
        }
    }

    #[test]
    fn numbers_have_as_few_bytes_as_they_need() {
        let mut bytes = vec![];
        for (value, expected) in [
            (0, b"\xe0\x00\x00".as_slice()),
            (1, b"\xe1\x00\x00\x01"),
            (256, b"\xe2\x00\x00\x01\x00"),
            (1 << 24, b"\xe4\x00\x00\x01\x00\x00\x00"),
        ] {
            let mut writer = Writer::new(&mut bytes, Kind::Confirmable, Code::GET, 1, b"");
            writer.uint(269, value);
            assert_eq!(bytes.get(4..), Some(expected), "{value}");
        }
    }
}
