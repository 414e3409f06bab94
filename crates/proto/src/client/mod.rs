//! The asking sides.
//!
//! A client machine is one question's worth of protocol. Its result is an [`Event`](crate::Event) that comes at most
//! once; when a client then waits without a deadline, it is done.

mod classic;
mod coap;
mod document;
mod ipkcp;
mod ipkcp_line;
mod line;
mod line_exchange;
mod question;
mod text;

pub use classic::ClassicClient;
pub use coap::{ACK_TIMEOUT, CoapClient, CoapQuestion, RETRANSMISSIONS_MAX, SEGMENT_BYTES_MAX};
pub use document::{ClassicDocumentClient, ScanClient};
pub use ipkcp::IpkcpClient;
pub use ipkcp_line::IpkcpLineClient;
pub use line::LineClient;
pub use text::TextClient;

use core::time::Duration;

/// How long a client waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// The wait before the first retransmission; each one after it waits twice as long.
    pub first_wait: Duration,
    /// When the client gives up, counted from its first datagram.
    pub give_up_after: Duration,
}

impl Patience {
    /// Retransmissions after 0.5, 1.5 and 3.5 s; no answer after 5 s is none.
    pub const DEFAULT: Self =
        Self { first_wait: Duration::from_millis(500), give_up_after: Duration::from_secs(5) };
}
