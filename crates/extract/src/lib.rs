//! Documents as people have them: what format some bytes have, and the text in them, in reading order, each piece with the
//! part of the document that it belongs to.
//!
//! ```text
//! bytes ──sniff──► Format ──read──► Event, Event, … ──► statistics, or whatever takes them
//! ```
//! A reader hands over text with its [`Scope`] and says where blocks end and where sections begin; what is counted
//! decides whoever takes the events. Readers own no socket, clock or terminal, and what they read is bounded by
//! [`Limits`]. A damaged file gives what could be read, and a [`Notice`].
#![forbid(unsafe_code)]

pub mod codec;
mod error;
mod event;
mod format;
mod limits;
mod read;
mod scope;
mod source;
mod tally;

mod formats;

pub use encoding_rs::{Encoding, UTF_8};
pub use error::Error;
pub use event::{Break, Event, Notice, Sink, Stated};
pub use format::{Format, Sniffed, sniff, sniff_beginning};
pub use formats::encoding_of;
pub use limits::Limits;
pub use read::{Changes, Found, How, read};
pub use scope::{Scope, Scopes};
pub use source::Source;
pub use tally::{Section, Statistics, Tallied, Tally};
