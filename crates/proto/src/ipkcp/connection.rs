//! The TCP door of the IPK Calculator Protocol.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Display;
use core::time::Duration;

use reckon_calc::ErrorKind;
use reckon_calc::prefix::{Error, ErrorKind as PrefixErrorKind};

use super::{BYE_LINE, HELLO_LINE, RESULT, Refusal, Responder, SOLVE};
use crate::calculator::BUSY;
use crate::limits::Limits;
use crate::machine::{Connection, StreamInput, StreamOutput};
use crate::pipeline::{Costlier, Farewell, Pipeline, Protocol, Taken};
use crate::write::write;

/// Serves one TCP connection of the IPK Calculator Protocol.
///
/// ```text
/// peer → "HELLO\n"              → peer: "HELLO\n"
/// peer → "SOLVE (+ 1 2)\n"      → peer: "RESULT 3\n"
/// peer → "BYE\n"                → peer: "BYE\n", close
/// ```
/// Any number of queries may be sent ahead. The server says `BYE` before it closes, whatever the reason.
///
/// # Errors on the wire
/// Whatever is malformed, comes when it should not, or has no answer is met with `BYE` and a close: another line, a line
/// of more than [`Limits::line_bytes_max`] bytes, a second `HELLO`, a division by zero, a negative answer, a costly query
/// that was deferred and finds nobody with time for it. So is the end of the peer's side, [`Limits::line_idle_max`] without
/// a byte, and [`Limits::line_time_max`] in all.
///
/// # Source
/// See [`ipkcp`](crate::ipkcp).
#[derive(Debug)]
pub struct IpkcpConnection(Pipeline<Conversation>);

impl IpkcpConnection {
    /// A machine for one connection.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self(Pipeline::new(limits, Conversation::new(&limits)))
    }

    /// Leaves queries that cost more than [`Limits::quick_fuel_max`] for later, so that nobody else waits for them: each is
    /// an [`Event::Deferred`](crate::Event::Deferred), and lines behind it wait for its answer.
    #[must_use]
    pub fn deferring(self) -> Self {
        Self(self.0.deferring())
    }
}

impl Connection for IpkcpConnection {
    fn handle(&mut self, now: Duration, input: StreamInput<'_>) {
        self.0.handle(now, input);
    }

    fn poll(&mut self) -> StreamOutput<'_> {
        self.0.poll()
    }
}

#[derive(Debug)]
struct Conversation {
    bytes_max: usize,
    responder: Responder,
    costlier: Costlier,
    /// No line feed stands before this in the input.
    searched: usize,
    greeted: bool,
    /// Why it was refused, for the log.
    reason: String,
}

impl Conversation {
    fn new(limits: &Limits) -> Self {
        Self {
            bytes_max: limits.line_bytes_max,
            responder: Responder::new(limits.expression),
            costlier: Costlier::Refused,
            searched: 0,
            greeted: false,
            reason: String::new(),
        }
    }

    /// Answers a line, which is without its end and has so many bytes with it.
    fn answer(&mut self, line: &[u8], bytes: usize, output: &mut Vec<u8>) -> Taken {
        if line.len() > self.bytes_max {
            return self.refuse_long();
        }
        if is(line, BYE_LINE) {
            return Taken::Over(Farewell::Plain);
        }
        if !self.greeted {
            if !is(line, HELLO_LINE) {
                return self.refuse("expected HELLO");
            }
            self.greeted = true;
            self.searched = 0;
            write(output, HELLO_LINE);
            return Taken::Passed { bytes };
        }
        let Some(query) = line.strip_prefix(SOLVE.as_bytes()) else {
            return self.refuse("expected SOLVE and a query, or BYE");
        };
        match self.responder.solve(query) {
            Ok(number) => {
                write(output, format_args!("{RESULT}{number}\n"));
                self.searched = 0;
                Taken::Answered { bytes, refused: false, fuel: self.responder.fuel_spent() }
            }
            Err(refusal) => match self.costlier {
                Costlier::Deferred if is_too_costly(&refusal) => Taken::Deferred,
                Costlier::Busy if is_too_costly(&refusal) => self.refuse(BUSY),
                _ => self.refuse(refusal),
            },
        }
    }

    fn refuse_long(&mut self) -> Taken {
        let bytes_max = self.bytes_max;
        self.refuse(format_args!("the line has more than {bytes_max} bytes"))
    }

    fn refuse(&mut self, reason: impl Display) -> Taken {
        self.reason = format!("{reason}");
        Taken::Over(Farewell::Refused)
    }
}

impl Protocol for Conversation {
    fn take(&mut self, input: &[u8], ended: bool, output: &mut Vec<u8>) -> Taken {
        let rest = input.get(self.searched..).unwrap_or_default();
        if let Some(length) = rest.iter().position(|&byte| byte == b'\n') {
            self.searched += length;
            let line = input.get(..self.searched).unwrap_or_default();
            return self.answer(line, line.len() + 1, output);
        }
        self.searched = input.len();
        if input.len() > self.bytes_max {
            self.refuse_long()
        } else if ended && !input.is_empty() {
            self.refuse("the last line has no end")
        } else {
            Taken::Incomplete
        }
    }

    fn allow(&mut self, limits: reckon_calc::Limits, costlier: Costlier) {
        self.responder = Responder::new(limits);
        self.costlier = costlier;
    }

    fn part(&mut self, _farewell: Farewell, output: &mut Vec<u8>) {
        write(output, BYE_LINE);
    }

    fn reason(&self) -> &str {
        &self.reason
    }
}

fn is_too_costly(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::Error(Error { kind: PrefixErrorKind::Refused(ErrorKind::TooCostly), .. }))
}

/// Whether a line without its end is this one.
fn is(line: &[u8], known: &str) -> bool {
    known.as_bytes().strip_suffix(b"\n") == Some(line)
}
