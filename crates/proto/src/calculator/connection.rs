//! The calculator's TCP door, before it knows what its peer speaks.

use alloc::boxed::Box;
use core::time::Duration;

use super::LineConnection;
use crate::ipkcp::{HELLO_LINE, IpkcpConnection};
use crate::limits::Limits;
use crate::machine::{Connection, StreamInput, StreamOutput};

/// Serves one TCP connection of the calculator: expressions, unless the first line is the `HELLO` of the IPK Calculator
/// Protocol.
///
/// ```text
/// "HELLO" LF …      → as IpkcpConnection
/// anything else     → as LineConnection
/// ```
/// Nobody waits longer for an answer than at a door that speaks one of them alone.
#[derive(Debug)]
pub struct CalculatorConnection {
    limits: Limits,
    defers: bool,
    opened: Duration,
    /// The bytes that have come if they are the beginning of `HELLO` and no more; `None` once it is decided.
    heard: Option<usize>,
    /// Hears all that may be its own, and says nothing before the end of a line.
    lines: LineConnection,
    ipkcp: Option<Box<IpkcpConnection>>,
}

impl CalculatorConnection {
    /// A machine for one connection.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            defers: false,
            opened: Duration::ZERO,
            heard: Some(0),
            lines: LineConnection::new(limits),
            ipkcp: None,
        }
    }

    /// Leaves expressions that cost more than [`Limits::quick_fuel_max`] for later, so that nobody else waits for them: each
    /// is an [`Event::Deferred`](crate::Event::Deferred), and lines behind it wait for its answer.
    #[must_use]
    pub fn deferring(self) -> Self {
        Self { defers: true, lines: self.lines.deferring(), ..self }
    }

    /// Takes bytes of which `heard` before them were the beginning of `HELLO`.
    fn decide(&mut self, now: Duration, heard: usize, bytes: &[u8]) {
        let due = HELLO_LINE.bytes().skip(heard);
        let fitting = due.zip(bytes).take_while(|(due, byte)| due == *byte).count();
        let heard = heard + fitting;
        if heard == HELLO_LINE.len() {
            let ipkcp = IpkcpConnection::new(self.limits);
            let mut ipkcp = Box::new(if self.defers { ipkcp.deferring() } else { ipkcp });
            ipkcp.handle(self.opened, StreamInput::Opened);
            ipkcp.handle(now, StreamInput::Bytes(HELLO_LINE.as_bytes()));
            ipkcp.handle(now, StreamInput::Bytes(bytes.get(fitting..).unwrap_or_default()));
            self.ipkcp = Some(ipkcp);
            self.heard = None;
        } else {
            self.lines.handle(now, StreamInput::Bytes(bytes));
            self.heard = (fitting == bytes.len()).then_some(heard);
        }
    }
}

impl Connection for CalculatorConnection {
    fn handle(&mut self, now: Duration, input: StreamInput<'_>) {
        match (&mut self.ipkcp, self.heard, input) {
            (Some(ipkcp), ..) => ipkcp.handle(now, input),
            (None, Some(heard), StreamInput::Bytes(bytes)) => self.decide(now, heard, bytes),
            _ => {
                if input == StreamInput::Opened {
                    self.opened = now;
                }
                self.lines.handle(now, input);
            }
        }
    }

    fn poll(&mut self) -> StreamOutput<'_> {
        match &mut self.ipkcp {
            Some(ipkcp) => ipkcp.poll(),
            None => self.lines.poll(),
        }
    }
}
