//! The TCP door of the IPK Calculator Protocol.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Display;
use core::time::Duration;

use super::{BYE_LINE, HELLO_LINE, RESULT, Responder, SOLVE};
use crate::event::Event;
use crate::limits::Limits;
use crate::machine::{Connection, StreamInput, StreamOutput};
use crate::write::write;

/// Memory that an idle connection keeps for each of its buffers; what a long line needed beyond it is given back.
const IDLE_BYTES: usize = 16 << 10;

/// Results are handed out once there are this many bytes of them; queries after that wait for the write.
const WRITE_BYTES: usize = 64 << 10;

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
/// of more than [`Limits::line_bytes_max`] bytes, a second `HELLO`, a division by zero, a negative answer. So is the end
/// of the peer's side, [`Limits::line_idle_max`] without a byte, and [`Limits::line_time_max`] in all.
///
/// # Source
/// See [`ipkcp`](crate::ipkcp).
#[derive(Debug)]
pub struct IpkcpConnection {
    limits: Limits,
    responder: Responder,
    /// Bytes that have come and are not answered yet; lines before `position` are.
    input: Vec<u8>,
    position: usize,
    /// No line feed stands before this in the input.
    searched: usize,
    greeted: bool,
    ended: bool,
    /// Whether `handle` took in something that `poll` has not looked at.
    fresh: bool,
    output: Vec<u8>,
    /// Whether `output` was handed out.
    written: bool,
    questions: u64,
    /// Why the conversation is over, if it is; then `BYE` is the last of the output.
    farewell: Option<Farewell>,
    /// Why it was refused, for the log.
    reason: String,
    now: Duration,
    idle_deadline: Duration,
    deadline: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Farewell {
    /// There is nothing, or nothing more, to log about it.
    Plain,
    Refused,
    TimedOut,
}

impl IpkcpConnection {
    /// A machine for one connection.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            responder: Responder::new(limits.expression),
            input: Vec::new(),
            position: 0,
            searched: 0,
            greeted: false,
            ended: false,
            fresh: false,
            output: Vec::new(),
            written: false,
            questions: 0,
            farewell: None,
            reason: String::new(),
            now: Duration::ZERO,
            idle_deadline: Duration::MAX,
            deadline: Duration::MAX,
        }
    }

    /// Answers lines until there are enough bytes to write, or as much work is done as one query may cost, or no whole
    /// line is left, or the conversation is over.
    fn answer(&mut self) {
        let mut fuel_spent = 0;
        while self.farewell.is_none() {
            if self.output.len() >= WRITE_BYTES || fuel_spent > self.limits.expression.fuel_max {
                return;
            }
            let rest = self.input.get(self.searched..).unwrap_or_default();
            let Some(length) = rest.iter().position(|&byte| byte == b'\n') else { break };
            let (start, end) = (self.position, self.searched + length);
            self.position = end + 1;
            self.searched = self.position;
            fuel_spent += self.take_line(start, end);
        }
        self.fresh = false;
        self.input.drain(..self.position);
        self.position = 0;
        self.searched = self.input.len();
        let bytes_max = self.limits.line_bytes_max;
        if self.farewell.is_some() {
            self.input.clear();
        } else if self.input.len() > bytes_max {
            self.refuse(format_args!("the line has more than {bytes_max} bytes"));
        } else if self.ended && !self.input.is_empty() {
            self.refuse("the last line has no end");
        } else if self.ended {
            self.say_goodbye(Farewell::Plain);
        }
        if self.input.capacity() > IDLE_BYTES {
            self.input.shrink_to(IDLE_BYTES);
        }
    }

    /// Takes one line and returns what it has cost.
    fn take_line(&mut self, start: usize, end: usize) -> u64 {
        let line = self.input.get(start..end).unwrap_or_default();
        let bytes_max = self.limits.line_bytes_max;
        if line.len() > bytes_max {
            self.refuse(format_args!("the line has more than {bytes_max} bytes"));
        } else if is(line, BYE_LINE) {
            self.say_goodbye(Farewell::Plain);
        } else if !self.greeted {
            if !is(line, HELLO_LINE) {
                self.refuse("expected HELLO");
                return 0;
            }
            self.greeted = true;
            write(&mut self.output, HELLO_LINE);
        } else if let Some(query) = line.strip_prefix(SOLVE.as_bytes()) {
            match self.responder.solve(query) {
                Ok(number) => {
                    self.questions += 1;
                    write(&mut self.output, format_args!("{RESULT}{number}\n"));
                }
                Err(refusal) => self.refuse(refusal),
            }
            return self.responder.fuel_spent();
        } else {
            self.refuse("expected SOLVE and a query, or BYE");
        }
        0
    }

    fn refuse(&mut self, reason: impl Display) {
        self.reason = format!("{reason}");
        self.say_goodbye(Farewell::Refused);
    }

    fn say_goodbye(&mut self, farewell: Farewell) {
        write(&mut self.output, BYE_LINE);
        self.farewell = Some(farewell);
        self.input.clear();
        self.position = 0;
        self.searched = 0;
    }
}

impl Connection for IpkcpConnection {
    fn handle(&mut self, now: Duration, input: StreamInput<'_>) {
        self.now = now;
        match input {
            StreamInput::Opened => {
                self.deadline = now.saturating_add(self.limits.line_time_max);
                self.idle_deadline = now.saturating_add(self.limits.line_idle_max);
            }
            // Nothing that comes after a farewell is looked at.
            StreamInput::Bytes(_) if self.farewell.is_some() => {}
            StreamInput::Bytes(bytes) => {
                self.input.extend_from_slice(bytes);
                self.idle_deadline = now.saturating_add(self.limits.line_idle_max);
                self.fresh = true;
            }
            StreamInput::Eof => {
                self.ended = true;
                self.fresh = true;
            }
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
            if questions > 0 {
                return StreamOutput::Event(Event::Answered { questions, refusals: 0, bytes });
            }
        }
        if self.farewell.is_none() && self.fresh {
            self.answer();
        }
        if self.farewell.is_none() && self.now >= self.deadline.min(self.idle_deadline) {
            self.say_goodbye(Farewell::TimedOut);
        }
        if !self.output.is_empty() {
            self.written = true;
            return StreamOutput::Write(&self.output);
        }
        let Some(farewell) = self.farewell.replace(Farewell::Plain) else {
            self.farewell = None;
            return StreamOutput::Wait(Some(self.deadline.min(self.idle_deadline)));
        };
        match farewell {
            Farewell::Plain => StreamOutput::Close,
            Farewell::Refused => StreamOutput::Event(Event::Refused(&self.reason)),
            Farewell::TimedOut => StreamOutput::Event(Event::TimedOut),
        }
    }
}

/// Whether a line without its end is this one.
fn is(line: &[u8], known: &str) -> bool {
    known.as_bytes().strip_suffix(b"\n") == Some(line)
}
