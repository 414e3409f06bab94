//! The calculator's TCP door.

use alloc::vec::Vec;
use core::time::Duration;

use reckon_calc::{Calculator, ErrorKind};

use super::reply::{BUSY, write_error};
use crate::limits::Limits;
use crate::machine::{Connection, StreamInput, StreamOutput};
use crate::pipeline::{Costlier, Farewell, Pipeline, Protocol, Taken};
use crate::write::write;

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
/// (which are not kept), and a costly one that was deferred and finds nobody with time for it. The connection lives on. It
/// is closed after [`Limits::line_idle_max`] without a byte and after [`Limits::line_time_max`] in all.
#[derive(Debug)]
pub struct LineConnection(Pipeline<Lines>);

impl LineConnection {
    /// A machine for one connection.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self(Pipeline::new(limits, Lines::new(&limits)))
    }

    /// Leaves expressions that cost more than [`Limits::quick_fuel_max`] for later, so that nobody else waits for them: each
    /// is an [`Event::Deferred`](crate::Event::Deferred), and lines behind it wait for its answer.
    #[must_use]
    pub fn deferring(self) -> Self {
        Self(self.0.deferring())
    }
}

impl Connection for LineConnection {
    fn handle(&mut self, now: Duration, input: StreamInput<'_>) {
        self.0.handle(now, input);
    }

    fn poll(&mut self) -> StreamOutput<'_> {
        self.0.poll()
    }
}

#[derive(Debug)]
struct Lines {
    bytes_max: usize,
    calculator: Calculator,
    costlier: Costlier,
    /// No line feed stands before this in the input.
    searched: usize,
    /// The line that is coming in is longer than the limit: its bytes are dropped up to its end.
    overlong: bool,
}

impl Lines {
    fn new(limits: &Limits) -> Self {
        Self {
            bytes_max: limits.line_bytes_max,
            calculator: Calculator::new(limits.expression),
            costlier: Costlier::Refused,
            searched: 0,
            overlong: false,
        }
    }

    /// Answers a line, which is without its end and has so many bytes with it.
    fn answer(&mut self, line: &[u8], bytes: usize, output: &mut Vec<u8>) -> Taken {
        let mut fuel = 0;
        let bytes_max = self.bytes_max;
        let refused = if self.overlong || line.len() > bytes_max {
            write_error(output, format_args!("the line has more than {bytes_max} bytes"));
            true
        } else {
            match core::str::from_utf8(line) {
                Ok(text) => {
                    let answer = self.calculator.evaluate(text);
                    fuel = self.calculator.fuel_spent();
                    match answer {
                        Ok(number) => {
                            write(output, number);
                            false
                        }
                        Err(error) => {
                            match self.costlier {
                                Costlier::Deferred if error.kind == ErrorKind::TooCostly => {
                                    return Taken::Deferred;
                                }
                                Costlier::Busy if error.kind == ErrorKind::TooCostly => {
                                    write_error(output, BUSY)
                                }
                                _ => write_error(output, error),
                            }
                            true
                        }
                    }
                }
                Err(error) => {
                    let place = error.valid_up_to() + 1;
                    write_error(output, format_args!("the line is not UTF-8 at byte {place}"));
                    true
                }
            }
        };
        output.push(b'\n');
        self.searched = 0;
        self.overlong = false;
        Taken::Answered { bytes, refused, fuel }
    }
}

impl Protocol for Lines {
    fn take(&mut self, input: &[u8], ended: bool, output: &mut Vec<u8>) -> Taken {
        let rest = input.get(self.searched..).unwrap_or_default();
        let (line, bytes) = match rest.iter().position(|&byte| byte == b'\n') {
            Some(length) => {
                self.searched += length;
                (input.get(..self.searched).unwrap_or_default(), self.searched + 1)
            }
            None if ended && (!input.is_empty() || self.overlong) => (input, input.len()),
            None => {
                self.searched = input.len();
                if self.overlong || input.len() > self.bytes_max {
                    self.overlong = true;
                    self.searched = 0;
                    if !input.is_empty() {
                        return Taken::Passed { bytes: input.len() };
                    }
                }
                return Taken::Incomplete;
            }
        };
        self.answer(line, bytes, output)
    }

    fn allow(&mut self, limits: reckon_calc::Limits, costlier: Costlier) {
        let calculator = Calculator::new(limits);
        self.calculator = if costlier == Costlier::Refused { calculator } else { calculator.in_full() };
        self.costlier = costlier;
    }

    fn part(&mut self, farewell: Farewell, output: &mut Vec<u8>) {
        if farewell == Farewell::TimedOut {
            write_error(output, "the connection has been idle or open for too long\n");
        }
    }
}
