//! The calculator's TCP door.

use alloc::vec::Vec;
use core::time::Duration;

use reckon_calc::Calculator;

use super::reply::write_error;
use crate::event::Event;
use crate::limits::Limits;
use crate::machine::{Connection, StreamInput, StreamOutput};
use crate::write::write;

/// Memory that an idle connection keeps for each of its buffers; what a long line needed beyond it is given back.
const IDLE_BYTES: usize = 16 << 10;

/// Answers are handed out once there are this many bytes of them; questions after that wait for the write.
const WRITE_BYTES: usize = 64 << 10;

/// Serves one TCP connection: an expression a line, an answer a line, in order.
///
/// ```text
/// peer → "1/3 + 1/6\n" "1/0\n"        → peer: "0.5\n" "error: division by zero at column 2\n"
/// ```
/// A line ends at a line feed; a carriage return before it is white space. What stands after the last line feed when
/// the peer closes its side is a line as well. Any number of lines may be sent ahead.
///
/// # Errors on the wire
/// A line without an answer is answered `error: …`, and so is a line of more than [`Limits::line_bytes_max`] bytes
/// (which are not kept). The connection lives on. It is closed after [`Limits::line_idle_max`] without a byte and
/// after [`Limits::line_time_max`] in all.
#[derive(Debug)]
pub struct LineConnection {
    limits: Limits,
    calculator: Calculator,
    /// Bytes that have come and are not answered yet; lines before `position` are.
    input: Vec<u8>,
    position: usize,
    /// No line feed stands before this in what is left of the input.
    searched: usize,
    /// The line that is coming in is longer than the limit: its bytes are dropped up to its end.
    overlong: bool,
    ended: bool,
    /// Whether `handle` took in something that `poll` has not looked at.
    fresh: bool,
    output: Vec<u8>,
    questions: u64,
    refusals: u64,
    now: Duration,
    idle_deadline: Duration,
    deadline: Duration,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Reading,
    /// `output` was handed out; the event about it is due.
    Written,
    TimedOut,
    Closed,
}

impl LineConnection {
    /// A machine for one connection.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            calculator: Calculator::new(limits.expression),
            input: Vec::new(),
            position: 0,
            searched: 0,
            overlong: false,
            ended: false,
            fresh: false,
            output: Vec::new(),
            questions: 0,
            refusals: 0,
            now: Duration::ZERO,
            idle_deadline: Duration::MAX,
            deadline: Duration::MAX,
            state: State::Reading,
        }
    }

    /// Answers lines until there are enough bytes to write, or as much work is done as one question may cost, or no
    /// whole line is left.
    fn answer(&mut self) {
        let mut fuel_spent = 0;
        while self.output.len() < WRITE_BYTES {
            let rest = self.input.get(self.searched..).unwrap_or_default();
            let Some(length) = rest.iter().position(|&byte| byte == b'\n') else { break };
            let (start, end) = (self.position, self.searched + length);
            self.position = end + 1;
            self.searched = self.position;
            fuel_spent += self.answer_line(start, end);
            // Only after an answer, so that there is something to write and the rest has its turn after that.
            if fuel_spent > 0 && fuel_spent >= self.limits.expression.fuel_max {
                return;
            }
        }
        let rest = self.input.len() - self.position;
        if self.output.len() >= WRITE_BYTES && rest > 0 {
            return;
        }
        // Only the beginning of a line is left.
        self.input.drain(..self.position);
        self.position = 0;
        self.searched = rest;
        if self.ended && (rest > 0 || self.overlong) {
            self.answer_line(0, rest);
            self.input.clear();
            self.searched = 0;
        } else if self.overlong || rest > self.limits.line_bytes_max {
            self.overlong = true;
            self.input.clear();
            self.searched = 0;
        }
        self.fresh = false;
        if self.input.capacity() > IDLE_BYTES {
            self.input.shrink_to(IDLE_BYTES);
        }
    }

    /// Answers one line and returns what it has cost.
    fn answer_line(&mut self, start: usize, end: usize) -> u64 {
        let line = self.input.get(start..end).unwrap_or_default();
        let bytes_max = self.limits.line_bytes_max;
        self.questions += 1;
        let refused = if core::mem::take(&mut self.overlong) || line.len() > bytes_max {
            write_error(&mut self.output, format_args!("the line has more than {bytes_max} bytes"));
            true
        } else {
            match core::str::from_utf8(line) {
                Ok(text) => match self.calculator.evaluate(text) {
                    Ok(number) => {
                        write(&mut self.output, number);
                        false
                    }
                    Err(error) => {
                        write_error(&mut self.output, error);
                        true
                    }
                },
                Err(error) => {
                    let place = error.valid_up_to() + 1;
                    write_error(&mut self.output, format_args!("the line is not UTF-8 at byte {place}"));
                    true
                }
            }
        };
        self.refusals += u64::from(refused);
        self.output.push(b'\n');
        self.calculator.fuel_spent()
    }
}

impl Connection for LineConnection {
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
            StreamInput::Eof => {
                self.ended = true;
                self.fresh = true;
            }
            StreamInput::Timeout => {}
        }
    }

    fn poll(&mut self) -> StreamOutput<'_> {
        match self.state {
            State::Closed => return StreamOutput::Close,
            State::TimedOut => {
                self.state = State::Closed;
                return StreamOutput::Event(Event::TimedOut);
            }
            State::Written => {
                self.state = State::Reading;
                let event = Event::Answered {
                    questions: core::mem::take(&mut self.questions),
                    refusals: core::mem::take(&mut self.refusals),
                    bytes: self.output.len() as u64,
                };
                self.output.clear();
                if self.output.capacity() > IDLE_BYTES {
                    self.output.shrink_to(IDLE_BYTES);
                }
                return StreamOutput::Event(event);
            }
            State::Reading => {}
        }
        if self.fresh {
            self.answer();
            if !self.output.is_empty() {
                self.state = State::Written;
                return StreamOutput::Write(&self.output);
            }
        }
        if self.ended {
            self.state = State::Closed;
            return StreamOutput::Close;
        }
        let deadline = self.deadline.min(self.idle_deadline);
        if self.now >= deadline {
            self.state = State::TimedOut;
            write_error(&mut self.output, "the connection has been idle or open for too long\n");
            return StreamOutput::Write(&self.output);
        }
        StreamOutput::Wait(Some(deadline))
    }
}
