//! The protocols of Reckon, as machines: they are told the time and handed bytes, and name what to send.
//!
//! A machine owns no socket, clock, thread or logger. An [`Endpoint`] is one UDP socket's worth of protocol, a
//! [`Connection`] one TCP connection's worth; clients are machines too. The shell around a machine repeats one
//! step: hand in one input with [`handle`](Endpoint::handle), then call [`poll`](Endpoint::poll) and do what it
//! says until it says *wait*.
//!
//! | machine | side | protocol |
//! |---|---|---|
//! | [`calculator::CalculatorEndpoint`] | server | classic triples, one-datagram expressions and IPKCP on UDP |
//! | [`calculator::LineConnection`] | server | one expression a line on TCP |
//! | [`calculator::CalculatorConnection`] | server | that or IPKCP on TCP, as the first line tells |
//! | [`ipkcp::IpkcpEndpoint`], [`ipkcp::IpkcpConnection`] | server | the IPK Calculator Protocol alone, on UDP and on TCP |
//! | [`dns::DnsEndpoint`], [`dns::DnsConnection`] | server | the calculator as a zone of DNS, on UDP and on TCP |
//! | [`coap::CoapEndpoint`] | server | the calculator, and the statistics of small documents, over CoAP on UDP |
//! | [`document::DocumentConnection`] | server | the classic document dialogue, the full report and the scan on TCP |
//! | [`client::TextClient`], [`client::ClassicClient`] | client | the two dialects of the UDP door |
//! | [`client::CoapClient`] | client | the calculator over CoAP |
//! | [`client::LineClient`] | client | the TCP calculator |
//! | [`client::IpkcpClient`], [`client::IpkcpLineClient`] | client | the IPK Calculator Protocol on UDP and on TCP |
//! | [`client::ScanClient`], [`client::ClassicDocumentClient`] | client | the two dialects of the document door |
//!
//! ```
//! use core::time::Duration;
//! use reckon_proto::calculator::CalculatorEndpoint;
//! use reckon_proto::{Endpoint, Input, Limits, Output};
//!
//! let mut endpoint = CalculatorEndpoint::new(Limits::DEFAULT, 8888, None);
//! let peer = "127.0.0.1:50000".parse().unwrap();
//! endpoint.handle(Duration::ZERO, Input::Datagram { peer, payload: b"6*7" });
//! assert!(matches!(endpoint.poll(), Output::Transmit { payload: b"42", .. }));
//! ```
#![no_std]
#![forbid(unsafe_code)]
#![warn(clippy::unwrap_used, clippy::indexing_slicing)]

extern crate alloc;

pub mod calculator;
pub mod client;
pub mod coap;
pub mod dns;
pub mod document;
mod event;
mod exchanges;
mod guard;
pub mod ipkcp;
mod limits;
mod machine;
mod peers;
mod pipeline;
mod rate;
mod write;

pub use event::{Answered, DropReason, Event, Unscanned};
pub use limits::{LimitError, LimitRow, LimitValue, Limits};
pub use machine::{Connection, Endpoint, Input, Output, StreamInput, StreamOutput};
