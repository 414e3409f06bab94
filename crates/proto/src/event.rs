//! What happened: the log of a machine, before anybody formats it.

use reckon_calc::python::{Integer, Operator};
use reckon_stats::{DecodeError, Scan};

use crate::calculator::Reply;
use crate::document::Counted;

/// Something that happened in a machine. Events are the log: shells count and print them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event<'a> {
    /// A server took a classic operand.
    Operand(&'a Integer),
    /// A server took a classic operator.
    Operator(Operator),
    /// A server answered: `questions` of them with `bytes` in all, `refusals` of which were error replies.
    Answered {
        /// Questions answered, refusals included.
        questions: u64,
        /// How many of them were answered with an error.
        refusals: u64,
        /// Bytes of the answers.
        bytes: u64,
    },
    /// A server answered one question with this error text.
    Refused(&'a str),
    /// A server met a datagram with silence.
    Dropped(DropReason),
    /// A server leaves the last datagram, which costs too much here, to another machine of its kind that has more time:
    /// hand it to that as [`Input::Deferred`](crate::Input::Deferred), or to either as
    /// [`Input::Busy`](crate::Input::Busy). On a connection the machine itself waits, and so does all that the peer has sent
    /// behind its question, until it is handed [`StreamInput::Deferred`](crate::StreamInput::Deferred) where nobody else
    /// waits for it, or [`StreamInput::Busy`](crate::StreamInput::Busy).
    Deferred {
        /// What the other needs besides the datagram: the body of a request that came in blocks. It is often empty.
        body: &'a [u8],
    },
    /// A classic conversation that was under way has outlived its lifetime.
    Expired,
    /// A classic conversation was forgotten to make room for a newer one.
    Evicted,
    /// A document was counted.
    Document {
        /// Its length in bytes.
        bytes: u64,
        /// With what it was answered.
        answer: Answered,
    },
    /// A connection is closed because its peer was silent for too long, or took too long in all.
    TimedOut,
    /// A client has its reply. Comes at most once for each question.
    Replied(Reply<'a>),
    /// A client has its two classic numbers, as the server spelled them.
    Counted {
        /// The number of characters, which are bytes.
        characters: &'a str,
        /// The number of words.
        words: &'a str,
    },
    /// A client has the scan of its document.
    Scanned(&'a Scan),
    /// A client has the documents of its file, with their scans.
    Documents(&'a [Counted]),
    /// A client's server has answered, and not with a scan. Nothing follows.
    Unscanned(Unscanned),
    /// A client's server closed the connection, or answered, before it should have, or has rejected the question.
    Unexpected,
    /// A client has no reply and its deadline has come. Nothing follows.
    GaveUp,
}

/// What a document was answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    /// The two classic numbers.
    Counts,
    /// The full report.
    Report,
    /// The scan.
    Scan,
}

/// Why a client has no scan of its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unscanned {
    /// The server closed the connection before it answered.
    Closed,
    /// The server answered as one does that knows nothing of scans: with the classic numbers, with a report.
    Otherwise,
    /// The answer is longer than any that is taken.
    Long,
    /// The answer begins as a scan does and is none.
    Wrong(DecodeError),
}

/// Why a datagram met silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DropReason {
    /// Its source address cannot be an honest client's: port 0, a well-known reflector, our own port, multicast.
    Source,
    /// Its network has sent more than [`Limits::source_rate_max`](crate::Limits::source_rate_max).
    Rate,
    /// It is itself an answer.
    Answer,
    /// The same peer has been sent its own words back many times: this looks like two servers talking.
    Echo,
    /// It is the rest of a triple that has already had its error reply.
    Rest,
    /// It is no message of the protocol, or one that the protocol says to be silent about.
    Malformed,
    /// Its source may be forged, and the limits leave no room even for an answer that says so.
    Unverified,
}
