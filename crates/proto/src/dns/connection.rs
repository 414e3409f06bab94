//! The TCP door of the Domain Name System.

use alloc::vec::Vec;
use core::time::Duration;

use super::{Responder, Way};
use crate::event::Event;
use crate::limits::Limits;
use crate::machine::{Connection, StreamInput, StreamOutput};

/// Memory that an idle connection keeps for each of its buffers; what a long message needed beyond it is given back.
const IDLE_BYTES: usize = 4 << 10;

/// Responses are handed out once there are this many bytes of them; queries after that wait for the write.
const WRITE_BYTES: usize = 64 << 10;

/// Serves the zone `calc` on one TCP connection: messages with their lengths before them, answered in order.
///
/// ```text
/// length(2) message …      → length(2) response …
/// ```
/// Any number of queries may be sent ahead. The connection is closed when the peer has closed its side and all is answered,
/// after [`Limits::line_idle_max`] without a byte, and after [`Limits::line_time_max`] in all.
///
/// Errors and source: see [`dns`](crate::dns); RFC 7766, sections 6 and 8. What meets silence is passed over.
#[derive(Debug)]
pub struct DnsConnection {
    limits: Limits,
    responder: Responder,
    /// Bytes that have come and are not answered yet; messages before `position` are.
    input: Vec<u8>,
    position: usize,
    ended: bool,
    /// Whether `handle` took in something that `poll` has not looked at.
    fresh: bool,
    output: Vec<u8>,
    /// Whether `output` was handed out.
    written: bool,
    questions: u64,
    refusals: u64,
    now: Duration,
    idle_deadline: Duration,
    deadline: Duration,
    /// Whether there is nothing left to do.
    closed: bool,
}

impl DnsConnection {
    /// A machine for one connection.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            responder: Responder::new(limits.expression),
            input: Vec::new(),
            position: 0,
            ended: false,
            fresh: false,
            output: Vec::new(),
            written: false,
            questions: 0,
            refusals: 0,
            now: Duration::ZERO,
            idle_deadline: Duration::MAX,
            deadline: Duration::MAX,
            closed: false,
        }
    }

    /// Answers messages until there are enough bytes to write, or as much work is done as one question may cost, or no
    /// whole message is left.
    fn answer(&mut self) {
        let mut fuel_spent = 0;
        while self.output.len() < WRITE_BYTES && fuel_spent <= self.limits.expression.fuel_max {
            let rest = self.input.get(self.position..).unwrap_or_default();
            let Some((message, length)) = split(rest) else {
                // Only the beginning of a message is left.
                self.input.drain(..self.position);
                self.position = 0;
                if self.input.capacity() > IDLE_BYTES {
                    self.input.shrink_to(IDLE_BYTES);
                }
                self.fresh = false;
                return;
            };
            self.position += length;
            let start = self.output.len();
            self.output.extend([0; 2]);
            if self.responder.respond_by(Way::Stream, message, &mut self.output).is_err() {
                self.output.truncate(start);
                continue;
            }
            let length = u16::try_from(self.output.len() - start - 2).unwrap_or(u16::MAX);
            if let Some(place) = self.output.get_mut(start..start + 2) {
                place.copy_from_slice(&length.to_be_bytes());
            }
            fuel_spent += self.responder.fuel_spent;
            self.questions += 1;
            self.refusals += u64::from(self.responder.refusal.is_some());
        }
    }
}

/// The message at the beginning of a stream, and its length with that of the length.
fn split(stream: &[u8]) -> Option<(&[u8], usize)> {
    let (length, rest) = stream.split_first_chunk()?;
    let message = rest.get(..u16::from_be_bytes(*length).into())?;
    Some((message, message.len() + length.len()))
}

impl Connection for DnsConnection {
    fn handle(&mut self, now: Duration, input: StreamInput<'_>) {
        self.now = now;
        match input {
            StreamInput::Opened => {
                self.deadline = now.saturating_add(self.limits.line_time_max);
                self.idle_deadline = now.saturating_add(self.limits.line_idle_max);
            }
            StreamInput::Bytes(bytes) => {
                self.input.extend_from_slice(bytes);
                self.idle_deadline = now.saturating_add(self.limits.line_idle_max);
                self.fresh = true;
            }
            StreamInput::Eof => self.ended = true,
            StreamInput::Timeout => {}
        }
    }

    fn poll(&mut self) -> StreamOutput<'_> {
        if self.written {
            self.written = false;
            let bytes = self.output.len() as u64;
            self.output.clear();
            self.output.shrink_to(IDLE_BYTES);
            let questions = core::mem::take(&mut self.questions);
            let refusals = core::mem::take(&mut self.refusals);
            return StreamOutput::Event(Event::Answered { questions, refusals, bytes });
        }
        if self.fresh {
            self.answer();
        }
        if !self.output.is_empty() {
            self.written = true;
            return StreamOutput::Write(&self.output);
        }
        if self.closed || self.ended {
            return StreamOutput::Close;
        }
        let deadline = self.deadline.min(self.idle_deadline);
        if self.now >= deadline {
            self.closed = true;
            return StreamOutput::Event(Event::TimedOut);
        }
        StreamOutput::Wait(Some(deadline))
    }
}
