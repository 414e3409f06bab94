//! Why a request is refused, and what goes on the wire then.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use reckon_calc::Error;

use super::block::Block;
use super::message::Code;
use crate::write::write;

/// Why a request is refused. The blame is the peer's, but for [`TooLong`](Self::TooLong) and
/// [`Busy`](Self::Busy), which are limits of ours.
#[derive(Clone, Debug)]
pub(crate) enum Refusal {
    /// It asks for what is elsewhere.
    Proxy,
    /// A critical option that is unknown, has no meaning in this request, is repeated, or has a wrong length.
    Option(u16),
    /// There is no such resource.
    NotFound,
    /// The resource has these methods only.
    Method(&'static str),
    /// The payload is no text.
    ContentFormat,
    /// The resource has these formats only.
    NotAcceptable(&'static str),
    /// A block that cannot be, or that there is not.
    Block(&'static str),
    /// The blocks before this one are not here: never sent, sent out of order, or too long ago.
    Incomplete,
    /// The expression or the document is longer than this.
    TooLong(usize),
    /// There is a query where the payload is the question.
    Query,
    /// The expression is not UTF-8 at this byte, counted from 1.
    NotUtf8(usize),
    /// The expression has no answer.
    Expression(Box<Error>),
    /// It costs much, and others that do are waiting.
    Busy,
    /// Its network has sent too many.
    Rate,
}

/// Bytes of the longest diagnostic payload: an error can quote a name that is as long as its expression.
const DIAGNOSTIC_BYTES_MAX: usize = Block::FIRST_BYTES;

impl Refusal {
    /// The response code.
    pub(crate) fn code(&self) -> Code {
        match self {
            Self::Proxy => Code::PROXYING_NOT_SUPPORTED,
            Self::Option(_) => Code::BAD_OPTION,
            Self::NotFound => Code::NOT_FOUND,
            Self::Method(_) => Code::METHOD_NOT_ALLOWED,
            Self::ContentFormat => Code::UNSUPPORTED_CONTENT_FORMAT,
            Self::NotAcceptable(_) => Code::NOT_ACCEPTABLE,
            Self::Incomplete => Code::REQUEST_ENTITY_INCOMPLETE,
            Self::TooLong(_) => Code::REQUEST_ENTITY_TOO_LARGE,
            Self::Rate => Code::TOO_MANY_REQUESTS,
            Self::Busy => Code::SERVICE_UNAVAILABLE,
            Self::Block(_) | Self::Query | Self::NotUtf8(_) | Self::Expression(_) => Code::BAD_REQUEST,
        }
    }

    /// Writes the diagnostic payload in place of what `body` holds.
    ///
    /// Source: RFC 7252, section 5.5.2.
    pub(crate) fn write(&self, body: &mut Vec<u8>) {
        body.clear();
        write(body, self);
        let cut = core::str::from_utf8(body).map_or(0, |text| text.floor_char_boundary(DIAGNOSTIC_BYTES_MAX));
        body.truncate(cut);
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Proxy => f.write_str("this is no proxy"),
            Self::Option(number) => write!(f, "option {number} is critical and not understood here"),
            Self::NotFound => f.write_str("there are /calc, /stats and /.well-known/core"),
            Self::Method(methods) => write!(f, "the methods here are {methods}"),
            Self::ContentFormat => f.write_str("the payload is plain text: Content-Format 0, or none"),
            Self::NotAcceptable(formats) => write!(f, "the formats here are {formats}"),
            Self::Block(reason) => f.write_str(reason),
            Self::Incomplete => {
                f.write_str("what comes before this block is not here: begin again with block 0")
            }
            Self::TooLong(bytes_max) => {
                write!(f, "the payload is too long: the limit is {bytes_max} bytes, in blocks of up to 1024")
            }
            Self::Query => f.write_str("the payload is the question: a query has no meaning here"),
            Self::NotUtf8(place) => write!(f, "the expression is not UTF-8 at byte {place}"),
            Self::Expression(error) => error.fmt(f),
            Self::Rate => f.write_str("its network sends more than is answered"),
            Self::Busy => f.write_str("too many costly requests are waiting: ask again later"),
        }
    }
}
