//! The two shapes of a machine.

use core::net::SocketAddr;
use core::time::Duration;

use crate::event::Event;

/// One UDP socket's worth of protocol: many peers.
///
/// `now` is the time since the shell started; it never goes back. After each `handle`, call `poll` until it
/// returns [`Output::Wait`].
pub trait Endpoint {
    /// Takes in one datagram, or the news that a deadline has come.
    fn handle(&mut self, now: Duration, input: Input<'_>);
    /// The next thing to do.
    fn poll(&mut self) -> Output<'_>;
}

/// What an [`Endpoint`] is handed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input<'a> {
    /// A datagram arrived.
    Datagram {
        /// Where it says that it comes from.
        peer: SocketAddr,
        /// Its bytes. One byte more than [`Limits::datagram_bytes_max`](crate::Limits::datagram_bytes_max) is
        /// enough to show that it is too long.
        payload: &'a [u8],
    },
    /// A datagram that another machine of this kind has deferred ([`Event::Deferred`]). It was counted there against the
    /// rate of its source, and is not counted again.
    Deferred {
        /// As of the datagram.
        peer: SocketAddr,
        /// As of the datagram.
        payload: &'a [u8],
        /// As of the event.
        body: &'a [u8],
    },
    /// A datagram that was deferred finds nobody with time for it. Any machine of its kind can say so.
    Busy {
        /// As of the datagram.
        peer: SocketAddr,
        /// As of the datagram.
        payload: &'a [u8],
    },
    /// The deadline of the last [`Output::Wait`] has come, or the machine is asked for the first time.
    Timeout,
}

/// What an [`Endpoint`] wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output<'a> {
    /// Send these bytes as one datagram.
    Transmit {
        /// To whom.
        peer: SocketAddr,
        /// The bytes.
        payload: &'a [u8],
    },
    /// Something happened that is worth counting or logging.
    Event {
        /// The peer that it concerns.
        peer: SocketAddr,
        /// What happened.
        event: Event<'a>,
    },
    /// Nothing until the next datagram, or until this time.
    Wait(Option<Duration>),
}

/// One TCP connection's worth of protocol.
///
/// The rules of [`Endpoint`] hold. The shell finishes a write before it polls again, so that a peer which does not
/// read stops its own machine and nothing else.
pub trait Connection {
    /// Takes in what happened on the connection.
    fn handle(&mut self, now: Duration, input: StreamInput<'_>);
    /// The next thing to do.
    fn poll(&mut self) -> StreamOutput<'_>;
}

/// What a [`Connection`] is handed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamInput<'a> {
    /// The connection stands. Comes once, before all else.
    Opened,
    /// Bytes arrived, in whatever pieces.
    Bytes(&'a [u8]),
    /// The peer has sent its last byte.
    Eof,
    /// Somebody has time for what the machine has deferred ([`Event::Deferred`]), and is the one who hands this in: the
    /// answer is found before `handle` returns.
    Deferred,
    /// Nobody has time for what the machine has deferred.
    Busy,
    /// The deadline of the last [`StreamOutput::Wait`] has come.
    Timeout,
}

/// What a [`Connection`] wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamOutput<'a> {
    /// Write all these bytes.
    Write(&'a [u8]),
    /// Something happened that is worth counting or logging.
    Event(Event<'a>),
    /// Close the connection; nothing follows.
    Close,
    /// Nothing until the next bytes, or until this time.
    Wait(Option<Duration>),
}
