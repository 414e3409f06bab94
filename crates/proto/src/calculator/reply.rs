//! The text of a reply, which all the calculator's text protocols share.

use alloc::vec::Vec;
use core::fmt::Display;

use crate::write::write;

/// How every error reply begins. A datagram that begins so is an answer and is never answered.
pub const ERROR_PREFIX: &str = "error: ";

/// The error of a costly question that was deferred and finds nobody with time for it.
pub(crate) const BUSY: &str = "too many costly expressions are waiting: ask again later";

const ASK_TCP: &str = ": ask again on TCP port ";

/// A server's reply to one question.
///
/// ```text
/// reply = answer / "error: " message
/// ```
/// One datagram, or one line without its end. Where a question or its answer is too long for a datagram, the message
/// ends with `: ask again on TCP port P`, much as DNS sets its truncation bit (RFC 1035, section 4.1.1); that of a
/// server without a TCP door does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply<'a> {
    /// The answer.
    Answer(&'a str),
    /// Why there is no answer; without the prefix `error: `.
    Refused(&'a str),
    /// The answer is to be had over TCP.
    AskTcp {
        /// At this port of the same server.
        port: u16,
    },
}

impl<'a> Reply<'a> {
    /// Decodes a datagram or a line.
    ///
    /// `None` if it is no reply: empty, not UTF-8, or with control characters, which no terminal should be sent. That is
    /// the server's fault and nobody is told on the wire. A line end after the reply is passed over.
    #[must_use]
    pub fn decode(payload: &'a [u8]) -> Option<Self> {
        let text = core::str::from_utf8(payload).ok()?.trim_end_matches(['\r', '\n']);
        if text.is_empty() || text.contains(char::is_control) {
            return None;
        }
        let Some(message) = text.strip_prefix(ERROR_PREFIX) else {
            return Some(Self::Answer(text));
        };
        let port = message.rsplit_once(ASK_TCP).and_then(|(_, port)| port.parse().ok());
        Some(match port {
            Some(port) => Self::AskTcp { port },
            None => Self::Refused(message),
        })
    }
}

/// Appends `error: ` and a message.
pub(crate) fn write_error(reply: &mut Vec<u8>, message: impl Display) {
    write(reply, format_args!("{ERROR_PREFIX}{message}"));
}

/// Appends `error: ` and what is too long for a datagram, and where there is no such bound.
pub(crate) fn write_too_long(reply: &mut Vec<u8>, message: impl Display, tcp_port: Option<u16>) {
    write_error(reply, message);
    if let Some(port) = tcp_port {
        write(reply, format_args!("{ASK_TCP}{port}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_decode_to_what_was_written() {
        let mut bytes = Vec::new();
        write_too_long(&mut bytes, "too long", Some(8888));
        assert_eq!(bytes, b"error: too long: ask again on TCP port 8888");
        assert_eq!(Reply::decode(&bytes), Some(Reply::AskTcp { port: 8888 }));
        bytes.clear();
        write_too_long(&mut bytes, "too long", None);
        assert_eq!(Reply::decode(&bytes), Some(Reply::Refused("too long")));
        bytes.clear();
        write_error(&mut bytes, "division by zero at column 2");
        assert_eq!(Reply::decode(&bytes), Some(Reply::Refused("division by zero at column 2")));
        assert_eq!(Reply::decode(b"42"), Some(Reply::Answer("42")));
        assert_eq!(Reply::decode(b""), None);
        assert_eq!(Reply::decode(b"\xff"), None);
        assert_eq!(Reply::decode(b"\x1b[31m42"), None);
        assert_eq!(Reply::decode(b"42\r\n"), Some(Reply::Answer("42")));
    }
}
