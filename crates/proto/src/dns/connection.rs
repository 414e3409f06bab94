//! The TCP door of the Domain Name System.

use alloc::vec::Vec;
use core::time::Duration;

use super::message::Code;
use super::{Responder, Way};
use crate::exchanges::Outcome;
use crate::limits::Limits;
use crate::machine::{Connection, StreamInput, StreamOutput};
use crate::pipeline::{Costlier, Pipeline, Protocol, Taken};

/// Serves the zone `calc` on one TCP connection: messages with their lengths before them, answered in order.
///
/// ```text
/// length(2) message …      → length(2) response …
/// ```
/// Any number of queries may be sent ahead. The connection is closed when the peer has closed its side and all is answered,
/// after [`Limits::line_idle_max`] without a byte, and after [`Limits::line_time_max`] in all.
///
/// Errors and source: see [`dns`](crate::dns); RFC 7766, sections 6 and 8. A costly question that was deferred and finds
/// nobody with time for it has a SERVFAIL. What meets silence is passed over.
#[derive(Debug)]
pub struct DnsConnection(Pipeline<Messages>);

impl DnsConnection {
    /// A machine for one connection.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        let messages = Messages { responder: Responder::new(limits.expression), costlier: Costlier::Refused };
        Self(Pipeline::new(limits, messages))
    }

    /// Leaves expressions that cost more than [`Limits::quick_fuel_max`] for later, so that nobody else waits for them: each
    /// is an [`Event::Deferred`](crate::Event::Deferred), and messages behind it wait for its answer.
    #[must_use]
    pub fn deferring(self) -> Self {
        Self(self.0.deferring())
    }
}

impl Connection for DnsConnection {
    fn handle(&mut self, now: Duration, input: StreamInput<'_>) {
        self.0.handle(now, input);
    }

    fn poll(&mut self) -> StreamOutput<'_> {
        self.0.poll()
    }
}

#[derive(Debug)]
struct Messages {
    responder: Responder,
    costlier: Costlier,
}

impl Protocol for Messages {
    fn take(&mut self, input: &[u8], _ended: bool, output: &mut Vec<u8>) -> Taken {
        let Some((message, bytes)) = split(input) else { return Taken::Incomplete };
        let start = output.len();
        output.extend([0; 2]);
        let outcome = match self.responder.respond_by(Way::Stream, message, output) {
            Ok(Outcome::Deferred) if self.costlier == Costlier::Busy => {
                self.responder.refuse_with(Code::ServerFailure, message, output).map(|()| Outcome::Responded)
            }
            outcome => outcome,
        };
        match outcome {
            Ok(Outcome::Responded) => {
                let length = u16::try_from(output.len() - start - 2).unwrap_or(u16::MAX);
                if let Some(place) = output.get_mut(start..start + 2) {
                    place.copy_from_slice(&length.to_be_bytes());
                }
                let refused = self.responder.refusal.is_some();
                Taken::Answered { bytes, refused, fuel: self.responder.fuel_spent }
            }
            Ok(Outcome::Deferred) => {
                output.truncate(start);
                Taken::Deferred
            }
            // It meets silence.
            Err(_) => {
                output.truncate(start);
                Taken::Passed { bytes }
            }
        }
    }

    fn allow(&mut self, limits: reckon_calc::Limits, costlier: Costlier) {
        self.responder = Responder::new(limits);
        if costlier != Costlier::Refused {
            self.responder.defer(limits);
        }
        self.costlier = costlier;
    }
}

/// The message at the beginning of a stream, and its length with that of the length.
fn split(stream: &[u8]) -> Option<(&[u8], usize)> {
    let (length, rest) = stream.split_first_chunk()?;
    let message = rest.get(..u16::from_be_bytes(*length).into())?;
    Some((message, message.len() + length.len()))
}
