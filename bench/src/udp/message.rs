//! The messages of each protocol, as far as the generator needs them; written here once more, for the program's own
//! should not be the judge of its answers.

use std::fmt;

/// A datagram or an answer in place. Questions by the million want no allocations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Short {
    bytes: [u8; Self::BYTES_MAX],
    length: u8,
}

impl Short {
    /// What makes a question that waits for its answer as long as a line of the cache.
    const BYTES_MAX: usize = 43;

    const fn new() -> Self {
        Self { bytes: [0; Self::BYTES_MAX], length: 0 }
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length.into()]
    }

    /// A number in decimal digits.
    #[must_use]
    pub fn number(number: i64) -> Self {
        let mut short = Self::new();
        short.push_number(number);
        short
    }

    /// Appends bytes, for which there must be room.
    pub fn push(&mut self, bytes: &[u8]) {
        let start = usize::from(self.length);
        self.bytes[start..start + bytes.len()].copy_from_slice(bytes);
        self.length += bytes.len() as u8;
    }

    /// Appends a number in decimal digits; `Display` would take as long as the server takes for the answer.
    pub fn push_number(&mut self, number: i64) {
        let mut digits = [0; 20];
        let mut start = digits.len();
        let mut rest = number.unsigned_abs();
        loop {
            start -= 1;
            digits[start] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if number < 0 {
            start -= 1;
            digits[start] = b'-';
        }
        self.push(&digits[start..]);
    }

    /// Appends what `write` appends, with its length before it.
    fn push_counted(&mut self, write: impl FnOnce(&mut Self)) {
        let place = usize::from(self.length);
        self.push(&[0]);
        write(self);
        self.bytes[place] = self.length - place as u8 - 1;
    }
}

/// What a datagram of a server says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer<'a> {
    /// The number of the question; 0 where questions have none.
    pub id: u32,
    /// The answer itself.
    pub text: &'a [u8],
}

impl fmt::Display for Answer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.text.escape_ascii())?;
        if self.id > 0 {
            write!(f, " (to question {})", self.id)?;
        }
        Ok(())
    }
}

/// `12345678 + 87654321`
#[must_use]
pub fn text(left: u32, right: u32) -> Short {
    let mut question = Short::number(left.into());
    question.push(b" + ");
    question.push_number(right.into());
    question
}

/// A request of the IPK Calculator Protocol.
///
/// ```text
/// opcode(0) length(1 byte) "(+ 12345678 87654321)"
/// ```
#[must_use]
pub fn ipkcp(left: u32, right: u32) -> Short {
    let mut question = Short::new();
    question.push(&[0]);
    question.push_counted(|question| {
        question.push(b"(+ ");
        question.push_number(left.into());
        question.push(b" ");
        question.push_number(right.into());
        question.push(b")");
    });
    question
}

/// The text of a response: opcode 1, status 0, length.
#[must_use]
pub fn read_ipkcp(datagram: &[u8]) -> Option<Answer<'_>> {
    let (length, text) = datagram.strip_prefix(&[1, 0])?.split_first()?;
    (text.len() == usize::from(*length)).then_some(Answer { id: 0, text })
}

/// Version 1 and four bytes of token, before the type is set.
const COAP_START: u8 = 1 << 6 | 4;
/// The types of messages, in their place.
const COAP_NON: u8 = 1 << 4;
const COAP_ACK: u8 = 2 << 4;
/// GET, and 2.05 Content.
const COAP_GET: u8 = 1;
const COAP_CONTENT: u8 = 2 << 5 | 5;
/// What stands before the payload.
const COAP_MARKER: u8 = 0xff;

/// A request by CoAP, whose token is the number of the question. The Message ID is the lower half of it.
///
/// ```text
/// 1(2 bits) type(2) token length(4) GET(1 byte) Message ID(2) token(4) Uri-Path "calc" Uri-Query "12345678+87654321"
/// ```
/// # Source
/// RFC 7252, section 3.
#[must_use]
pub fn coap(id: u32, is_confirmable: bool, left: u32, right: u32) -> Short {
    let kind = if is_confirmable { 0 } else { COAP_NON };
    let mut question = Short::new();
    question.push(&[COAP_START | kind, COAP_GET]);
    question.push(&(id as u16).to_be_bytes());
    question.push(&id.to_be_bytes());
    // Uri-Path is option 11, in four bytes; Uri-Query 15, in 17: 13 and what the next byte adds.
    question.push(b"\xb4calc\x4d\x04");
    question.push_number(left.into());
    question.push(b"+");
    question.push_number(right.into());
    question
}

/// The payload of a 2.05 by CoAP: on the acknowledgement of a confirmable request, with its Message ID; to another one
/// in a non-confirmable message, whose Message ID is the server's own.
#[must_use]
pub fn read_coap(datagram: &[u8], is_confirmable: bool) -> Option<Answer<'_>> {
    let kind = if is_confirmable { COAP_ACK } else { COAP_NON };
    let rest = datagram.strip_prefix(&[COAP_START | kind, COAP_CONTENT])?;
    let (message_id, rest) = rest.split_first_chunk()?;
    let (token, mut rest) = rest.split_first_chunk()?;
    let id = u32::from_be_bytes(*token);
    if is_confirmable && u16::from_be_bytes(*message_id) != id as u16 {
        return None;
    }
    loop {
        let (&first, after) = rest.split_first()?;
        if first == COAP_MARKER {
            return Some(Answer { id, text: after });
        }
        let (_, after) = coap_number(first >> 4, after)?;
        let (length, after) = coap_number(first & 0xf, after)?;
        rest = after.get(length..)?;
    }
}

/// A number in the head of an option: four bits, and one or two bytes more if they are not enough.
fn coap_number(bits: u8, rest: &[u8]) -> Option<(usize, &[u8])> {
    match bits {
        13 => rest.split_first().map(|(&byte, rest)| (13 + usize::from(byte), rest)),
        14 => {
            rest.split_first_chunk().map(|(&word, rest)| (269 + usize::from(u16::from_be_bytes(word)), rest))
        }
        15 => None,
        _ => Some((bits.into(), rest)),
    }
}

/// A query for a TXT record, without EDNS.
///
/// ```text
/// ID(2) flags(2) 1 0 0 0 (2 each) 17 "12345678+87654321" 4 "calc" 0 TXT(2) IN(2)
/// ```
/// # Source
/// RFC 1035, section 4.1.
#[must_use]
pub fn dns(id: u16, left: u32, right: u32) -> Short {
    let mut question = Short::new();
    question.push(&id.to_be_bytes());
    question.push(&[0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    question.push_counted(|question| {
        question.push_number(left.into());
        question.push(b"+");
        question.push_number(right.into());
    });
    question.push(b"\x04calc\0\0\x10\0\x01");
    question
}

/// The text of a response without an error to such a query: one record, whose name points to the question's.
#[must_use]
pub fn read_dns(datagram: &[u8]) -> Option<Answer<'_>> {
    /// A response by somebody who speaks for the zone, with one record, to one question, and nothing else.
    const HEADER: [u8; 10] = [0x84, 0, 0, 1, 0, 1, 0, 0, 0, 0];
    /// A name at byte 12, TXT, IN.
    const RECORD: [u8; 6] = [0xc0, 12, 0, 16, 0, 1];
    let (id, rest) = datagram.split_first_chunk()?;
    let mut rest = rest.strip_prefix(&HEADER)?;
    loop {
        let (&length, after) = rest.split_first()?;
        rest = after.get(length.into()..)?;
        if length == 0 {
            break;
        }
    }
    // Behind the type and the class of the question, and behind the lifetime of the answer.
    let rest = rest.get(4..)?.strip_prefix(&RECORD)?.get(4..)?;
    let (data_bytes, data) = rest.split_first_chunk()?;
    let (&length, text) = data.split_first()?;
    let is_whole =
        usize::from(u16::from_be_bytes(*data_bytes)) == data.len() && text.len() == usize::from(length);
    is_whole.then_some(Answer { id: u16::from_be_bytes(*id).into(), text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_what_the_standards_say() {
        assert_eq!(text(12_345_678, 87_654_321).as_bytes(), b"12345678 + 87654321");
        assert_eq!(ipkcp(1, 2).as_bytes(), b"\0\x07(+ 1 2)");
        let (left, right) = (12_345_678, 87_654_321);
        assert_eq!(
            coap(0x0102_0304, true, left, right).as_bytes(),
            b"\x44\x01\x03\x04\x01\x02\x03\x04\xb4calc\x4d\x0412345678+87654321"
        );
        assert_eq!(coap(7, false, left, right).as_bytes()[..4], [0x54, 1, 0, 7]);
        assert_eq!(
            dns(0x0102, left, right).as_bytes(),
            b"\x01\x02\0\0\0\x01\0\0\0\0\0\0\x1112345678+87654321\x04calc\0\0\x10\0\x01"
        );
    }

    #[test]
    fn cut_answers_are_none() {
        let ipkcp = b"\x01\0\x013";
        // An entity tag, a format of no bytes, and the payload.
        let coap = b"\x64\x45\x03\x04\x01\x02\x03\x04\x41e\x80\xff5";
        let dns = b"\x01\x02\x84\0\0\x01\0\x01\0\0\0\0\x011\x04calc\0\0\x10\0\x01\
                    \xc0\x0c\0\x10\0\x01\0\0\0\0\0\x02\x011";
        assert_eq!(read_ipkcp(ipkcp), Some(Answer { id: 0, text: b"3" }));
        assert_eq!(read_coap(coap, true), Some(Answer { id: 0x0102_0304, text: b"5" }));
        assert_eq!(read_coap(coap, false), None);
        assert_eq!(read_dns(dns), Some(Answer { id: 0x0102, text: b"1" }));
        for length in 0..dns.len() {
            assert_eq!(read_dns(&dns[..length]), None);
        }
        for length in 0..coap.len() - 1 {
            assert_eq!(read_coap(&coap[..length], true), None);
        }
        for length in 0..ipkcp.len() {
            assert_eq!(read_ipkcp(&ipkcp[..length]), None);
        }
    }

    #[test]
    fn refusals_are_no_answers() {
        assert_eq!(read_ipkcp(b"\x01\x01\x013"), None);
        assert_eq!(read_coap(b"\x64\x80\x03\x04\x01\x02\x03\x04\xff5", true), None);
        assert_eq!(read_dns(b"\x01\x02\x84\x05\0\x01\0\0\0\0\0\0\x011\x04calc\0\0\x10\0\x01"), None);
    }

    #[test]
    fn numbers_are_written_as_by_display() {
        for number in [0, 7, -7, 10, 99_980_001, i64::MAX, i64::MIN] {
            assert_eq!(Short::number(number).as_bytes(), number.to_string().as_bytes());
        }
    }
}
