//! CoAP, the request and response protocol of small machines, as a door of the calculator and of the statistics.
//!
//! ```text
//! datagram → message.rs, option.rs (what it is) → request.rs (what it asks) → service.rs (what that comes to)
//!          ← message.rs (bytes)                 ← response.rs, refusal.rs   ← links.rs, json.rs
//! ```
//! `endpoint.rs` puts them together. `block.rs` and `upload.rs` are about bodies in pieces, `echo.rs` about addresses that
//! may be forged.
//!
//! Source: RFC 7252 and the others that [`CoapEndpoint`] names.

mod block;
mod echo;
mod endpoint;
mod json;
mod links;
mod message;
pub mod option;
mod refusal;
mod request;
mod response;
mod service;
mod upload;

pub use block::Block;
pub use endpoint::CoapEndpoint;
pub use message::{Code, Kind, Message, MessageError, TOKEN_BYTES_MAX, Writer};
