//! The options: their numbers, and what their values may be.

/// An option that is understood here.
struct Definition {
    number: u16,
    bytes_min: usize,
    bytes_max: usize,
    repeatable: bool,
}

/// Writes the numbers and the table from one list.
macro_rules! options {
    ($($(#[doc = $source:literal])+ $name:ident = $number:literal, $bytes_min:literal..=$bytes_max:literal, $repeatable:literal;)+) => {
        $($(#[doc = $source])+ pub const $name: u16 = $number;)+

        const DEFINITIONS: &[Definition] = &[
            $(Definition { number: $number, bytes_min: $bytes_min, bytes_max: $bytes_max, repeatable: $repeatable },)+
        ];
    };
}

options! {
    /// RFC 7252, section 5.10.1; accepted and passed over, for there is one host here.
    URI_HOST = 3, 1..=255, false;
    /// RFC 7252, section 5.10.6
    ETAG = 4, 1..=8, true;
    /// RFC 7252, section 5.10.1; accepted and passed over.
    URI_PORT = 7, 0..=2, false;
    /// RFC 7252, section 5.10.1: a segment of the path.
    URI_PATH = 11, 0..=255, true;
    /// RFC 7252, section 5.10.3
    CONTENT_FORMAT = 12, 0..=2, false;
    /// RFC 7252, section 5.10.5: seconds.
    MAX_AGE = 14, 0..=4, false;
    /// RFC 7252, section 5.10.1: a part of the query between `&`.
    URI_QUERY = 15, 0..=255, true;
    /// RFC 7252, section 5.10.4
    ACCEPT = 17, 0..=2, false;
    /// RFC 7959, section 2.1: of the response.
    BLOCK2 = 23, 0..=3, false;
    /// RFC 7959, section 2.1: of the request.
    BLOCK1 = 27, 0..=3, false;
    /// RFC 7959, section 4: bytes of the whole response.
    SIZE2 = 28, 0..=4, false;
    /// RFC 7252, section 5.10.2
    PROXY_URI = 35, 1..=1034, false;
    /// RFC 7252, section 5.10.2
    PROXY_SCHEME = 39, 1..=255, false;
    /// RFC 7959, section 4: bytes of the whole request; in a 4.13, of the longest that is taken.
    SIZE1 = 60, 0..=4, false;
    /// RFC 9175, section 2.2
    ECHO = 252, 1..=40, false;
    /// RFC 7967, section 2
    NO_RESPONSE = 258, 0..=1, false;
    /// RFC 9175, section 3.2
    REQUEST_TAG = 292, 0..=8, true;
}

/// Content-Format 0: `text/plain; charset=utf-8`.
pub const TEXT: u16 = 0;
/// Content-Format 40: `application/link-format`.
pub const LINK_FORMAT: u16 = 40;
/// Content-Format 50: `application/json`.
pub const JSON: u16 = 50;

/// Whether a request with this option must be refused where the option is not understood.
///
/// Source: RFC 7252, section 5.4.6.
pub(crate) fn is_critical(number: u16) -> bool {
    number & 1 == 1
}

/// Whether the option may stand in a message more than once. One that is unknown may.
pub(crate) fn is_repeatable(number: u16) -> bool {
    definition(number).is_none_or(|definition| definition.repeatable)
}

/// Whether the option is understood here, and a value of it has a length that it may have.
pub(crate) fn is_well_formed(number: u16, value: &[u8]) -> bool {
    definition(number)
        .is_some_and(|definition| (definition.bytes_min..=definition.bytes_max).contains(&value.len()))
}

/// The number without a sign that a value is; `None` if it has more than four bytes.
pub(crate) fn uint(value: &[u8]) -> Option<u32> {
    (value.len() <= 4).then(|| value.iter().fold(0, |number, &byte| number << 8 | u32::from(byte)))
}

fn definition(number: u16) -> Option<&'static Definition> {
    DEFINITIONS.iter().find(|definition| definition.number == number)
}
