//! The IPK Calculator Protocol: queries in prefix notation, as datagrams and as lines.
//!
//! ```text
//! query = "(" operator 2*( SP expression ) ")"            see reckon_calc::prefix
//!
//! UDP    request   opcode 0 · length · query              a byte, a byte, at most 255 bytes
//!        response  opcode 1 · status · length · text      status 0: the answer, 1: why there is none
//! TCP    hello     "HELLO" LF                             from the client, and back
//!        solve     "SOLVE" SP query LF                    any number of them
//!        result    "RESULT" SP 1*DIGIT LF                 for each, in order
//!        bye       "BYE" LF                               from either side, and back from the server: the end
//! ```
//!
//! An answer has digits only: a negative one is an error. Intermediate values may be negative.
//!
//! Source: the protocol's text (IPK, Brno University of Technology, 2023); what that leaves open is as its servers do it.

mod connection;
mod endpoint;

pub use connection::IpkcpConnection;
pub use endpoint::IpkcpEndpoint;

use alloc::vec::Vec;
use core::fmt;

use reckon_calc::prefix::{Error, Evaluator};
use reckon_calc::{Limits, Number};

use crate::event::{DropReason, Event};
use crate::exchanges::{Outcome, Respond};
use crate::write::write;

/// The lines of the two sides of a connection.
pub(crate) const HELLO_LINE: &str = "HELLO\n";
pub(crate) const BYE_LINE: &str = "BYE\n";
/// How the other two begin.
pub(crate) const SOLVE: &str = "SOLVE ";
pub(crate) const RESULT: &str = "RESULT ";

/// The first byte of a request.
const REQUEST: u8 = 0;
/// The first byte of a response.
const RESPONSE: u8 = 1;

const STATUS_OK: u8 = 0;
const STATUS_ERROR: u8 = 1;

/// Bytes of a response before its text.
const RESPONSE_HEADER_BYTES: usize = 3;

/// Bytes of a query or of the text of a response: its length is one byte.
const PAYLOAD_BYTES_MAX: usize = u8::MAX as usize;

/// Whether a datagram to a door of several protocols is of this one: no text begins with these bytes.
pub(crate) fn is_message(datagram: &[u8]) -> bool {
    matches!(datagram, [REQUEST | RESPONSE, ..])
}

/// Encodes a request; `None` if the query has more than 255 bytes, for which there is no datagram.
pub(crate) fn encode_request(query: &[u8]) -> Option<Vec<u8>> {
    let length = u8::try_from(query.len()).ok()?;
    Some([&[REQUEST, length], query].concat())
}

/// Decodes a request to its query.
///
/// Many clients are off by one or two in the length, or send the end of a line or of a string along. So the length is
/// cut down to what there is, and such ends are passed over.
///
/// # Errors
/// The peer's, and nothing goes on the wire: it is a response, has another opcode, or no length.
pub(crate) fn decode_request(datagram: &[u8]) -> Result<&[u8], DropReason> {
    match datagram {
        [REQUEST, length, rest @ ..] => Ok(payload(*length, rest)),
        [RESPONSE, ..] => Err(DropReason::Answer),
        _ => Err(DropReason::Malformed),
    }
}

fn payload(length: u8, rest: &[u8]) -> &[u8] {
    let mut payload = rest.get(..usize::from(length)).unwrap_or(rest);
    while let [front @ .., b'\0' | b'\r' | b'\n'] = payload {
        payload = front;
    }
    payload
}

/// A response as it is on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Response<'a> {
    /// The answer: digits.
    Answer(&'a str),
    /// Why there is none; may be empty.
    Error(&'a str),
}

impl<'a> Response<'a> {
    /// Decodes a datagram as leniently as [`decode_request`]; `None` if it is no response, or not one that people should
    /// see: with control characters, not UTF-8, or without an answer.
    pub(crate) fn decode(datagram: &'a [u8]) -> Option<Self> {
        let [RESPONSE, status, length, rest @ ..] = datagram else { return None };
        let text = core::str::from_utf8(payload(*length, rest)).ok()?;
        match *status {
            _ if text.contains(char::is_control) => None,
            STATUS_OK if !text.is_empty() => Some(Self::Answer(text)),
            STATUS_ERROR => Some(Self::Error(text)),
            _ => None,
        }
    }
}

/// Answers queries, one after another.
#[derive(Debug)]
pub(crate) struct Responder {
    evaluator: Evaluator,
}

/// Why a query has no answer. `Display` is one line of ASCII.
#[derive(Debug)]
pub(crate) enum Refusal {
    Error(Error),
    Negative,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Error(error) => error.fmt(f),
            Self::Negative => {
                f.write_str("the answer is negative, and this protocol has no negative numbers")
            }
        }
    }
}

impl Responder {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { evaluator: Evaluator::new(limits) }
    }

    /// The answer to a query, which is not negative.
    pub(crate) fn solve(&mut self, query: &[u8]) -> Result<Number, Refusal> {
        match self.evaluator.evaluate(query) {
            Ok(number) if number.is_negative() => Err(Refusal::Negative),
            Ok(number) => Ok(number),
            Err(error) => Err(Refusal::Error(error)),
        }
    }

    /// What the last query has cost.
    pub(crate) fn fuel_spent(&self) -> u64 {
        self.evaluator.fuel_spent()
    }
}

impl Respond for Responder {
    /// Writes the response to a datagram, of at most `bytes_max` bytes (but at least its header).
    fn respond(
        &mut self,
        datagram: &[u8],
        bytes_max: usize,
        response: &mut Vec<u8>,
    ) -> Result<Outcome, DropReason> {
        let query = decode_request(datagram)?;
        let text_bytes_max = bytes_max.saturating_sub(RESPONSE_HEADER_BYTES).min(PAYLOAD_BYTES_MAX);
        match self.solve(query) {
            Ok(number) => write_response(response, &number, text_bytes_max),
            Err(refusal) => write_error_response(response, &refusal, text_bytes_max),
        }
        // A query of 255 bytes costs nothing that anybody would have to wait for.
        Ok(Outcome::Responded)
    }

    fn event<'a>(&'a self, response: &'a [u8]) -> Event<'a> {
        match Response::decode(response) {
            Some(Response::Error(message)) => Event::Refused(message),
            _ => Event::Answered { questions: 1, refusals: 0, bytes: response.len() as u64 },
        }
    }
}

/// Writes the response with an answer, or that it is too long. (No answer has more digits than its query has bytes, so
/// that only a limit that an operator has set can be too low.)
fn write_response(response: &mut Vec<u8>, number: impl fmt::Display, text_bytes_max: usize) {
    response.clear();
    response.extend([RESPONSE, STATUS_OK, 0]);
    write(response, number);
    let digits = response.len() - RESPONSE_HEADER_BYTES;
    if digits > text_bytes_max {
        let message = format_args!("the answer has {digits} digits, and {text_bytes_max} fit the datagram");
        return write_error_response(response, message, text_bytes_max);
    }
    set_length(response);
}

fn write_error_response(response: &mut Vec<u8>, message: impl fmt::Display, text_bytes_max: usize) {
    response.clear();
    response.extend([RESPONSE, STATUS_ERROR, 0]);
    write(response, message);
    // All messages are ASCII, so that none is cut within a character.
    response.truncate(RESPONSE_HEADER_BYTES + text_bytes_max);
    set_length(response);
}

fn set_length(response: &mut [u8]) {
    let text_bytes = response.len().saturating_sub(RESPONSE_HEADER_BYTES);
    if let Some(length) = response.get_mut(2) {
        *length = u8::try_from(text_bytes).unwrap_or(u8::MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_cut_down_to_what_there_is_and_ends_are_passed_over() {
        for (datagram, query) in [
            (&b"\x00\x07(+ 1 2)"[..], &b"(+ 1 2)"[..]),
            (b"\x00\x08(+ 1 2)", b"(+ 1 2)"),
            (b"\x00\xff(+ 1 2)", b"(+ 1 2)"),
            (b"\x00\x08(+ 1 2)\n", b"(+ 1 2)"),
            (b"\x00\x09(+ 1 2)\r\n\0\0", b"(+ 1 2)"),
            (b"\x00\x07(+ 1 2) and more", b"(+ 1 2)"),
            (b"\x00\x06(+ 1 2)", b"(+ 1 2"),
            (b"\x00\x00", b""),
            (b"\x00\x05", b""),
            (b"\x00\x02\n\n", b""),
        ] {
            assert_eq!(decode_request(datagram), Ok(query), "{datagram:?}");
        }
        assert_eq!(decode_request(b""), Err(DropReason::Malformed));
        assert_eq!(decode_request(b"\x00"), Err(DropReason::Malformed));
        assert_eq!(decode_request(b"\x02\x07(+ 1 2)"), Err(DropReason::Malformed));
        assert_eq!(decode_request(b"\x01"), Err(DropReason::Answer));
        assert_eq!(decode_request(b"\x01\x00\x013"), Err(DropReason::Answer));
    }

    #[test]
    fn requests_and_responses_come_back_from_their_bytes() {
        assert_eq!(encode_request(b"(+ 1 2)").as_deref(), Some(&b"\x00\x07(+ 1 2)"[..]));
        let longest = [b'1'; PAYLOAD_BYTES_MAX];
        let request = encode_request(&longest);
        assert_eq!(request.as_deref().map(decode_request), Some(Ok(&longest[..])));
        assert_eq!(encode_request(&[b'1'; PAYLOAD_BYTES_MAX + 1]), None);

        let mut response = Vec::new();
        write_response(&mut response, 42, PAYLOAD_BYTES_MAX);
        assert_eq!(response, b"\x01\x00\x0242");
        assert_eq!(Response::decode(&response), Some(Response::Answer("42")));
        write_error_response(&mut response, "no", PAYLOAD_BYTES_MAX);
        assert_eq!(response, b"\x01\x01\x02no");
        assert_eq!(Response::decode(&response), Some(Response::Error("no")));
        // Off by some, with an end of a line, without a reason.
        assert_eq!(Response::decode(b"\x01\x00\x0542\n"), Some(Response::Answer("42")));
        assert_eq!(Response::decode(b"\x01\x01\x00"), Some(Response::Error("")));
        for datagram in [
            &b""[..],
            b"\x01",
            b"\x01\x00",
            b"\x01\x00\x00",
            b"\x01\x02\x0142",
            b"\x00\x00\x0142",
            b"\x01\x00\x01\xff",
            b"\x01\x01\x04\x1b[31",
        ] {
            assert_eq!(Response::decode(datagram), None, "{datagram:?}");
        }
    }

    #[test]
    fn an_answer_that_does_not_fit_is_an_error_that_says_so() {
        let mut response = Vec::new();
        let nines = "9".repeat(PAYLOAD_BYTES_MAX);
        write_response(&mut response, &nines, PAYLOAD_BYTES_MAX);
        assert_eq!(Response::decode(&response), Some(Response::Answer(nines.as_str())));
        write_response(&mut response, nines + "9", PAYLOAD_BYTES_MAX);
        let expected = Response::Error("the answer has 256 digits, and 255 fit the datagram");
        assert_eq!(Response::decode(&response), Some(expected));
        write_response(&mut response, 123_456, 5);
        assert_eq!(response, b"\x01\x01\x05the a");
    }
}
