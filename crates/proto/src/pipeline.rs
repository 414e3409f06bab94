//! A connection whose messages are answered one after another, in order; the peer may send any number ahead.

use alloc::vec::Vec;
use core::time::Duration;

use crate::event::Event;
use crate::limits::Limits;
use crate::machine::{Connection, StreamInput, StreamOutput};

/// Memory that an idle connection keeps for each of its buffers; what a long message needed beyond it is given back.
const IDLE_BYTES: usize = 16 << 10;

/// Answers are handed out once there are this many bytes of them; messages after that wait for the write.
const WRITE_BYTES: usize = 64 << 10;

/// What a protocol makes of the bytes of its connection.
pub(crate) trait Protocol {
    /// Takes the first message of the input, and appends what is to be said to it. `ended` tells that no more input comes.
    ///
    /// What an incomplete message has shown of itself can be remembered: the next input begins with the same bytes.
    fn take(&mut self, input: &[u8], ended: bool, output: &mut Vec<u8>) -> Taken;

    /// From now on, what an expression may cost, and what becomes of one that costs more.
    fn allow(&mut self, limits: reckon_calc::Limits, costlier: Costlier);

    /// Appends the last words.
    fn part(&mut self, _farewell: Farewell, _output: &mut Vec<u8>) {}

    /// Why the last message was [`Farewell::Refused`], for the log.
    fn reason(&self) -> &str {
        ""
    }
}

/// What becomes of an expression that costs more than is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Costlier {
    /// It has no answer, for it costs too much.
    Refused,
    /// It is left for later: [`Taken::Deferred`].
    Deferred,
    /// It has no answer, for nobody has time for it.
    Busy,
}

/// What has become of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// There is no whole message.
    Incomplete,
    /// So many bytes were taken, and that was no question.
    Passed { bytes: usize },
    /// A question of so many bytes was answered, perhaps by a refusal, for so much fuel.
    Answered { bytes: usize, refused: bool, fuel: u64 },
    /// Nothing was taken and nothing said: the question costs more than is allowed, and others should not wait for it.
    Deferred,
    /// The conversation is over.
    Over(Farewell),
}

/// Why a conversation is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Farewell {
    /// There is nothing, or nothing more, to log about it.
    Plain,
    Refused,
    TimedOut,
}

/// See the top of this file.
///
/// It is over after [`Limits::line_idle_max`] without a byte and after [`Limits::line_time_max`] in all; and when the peer
/// has closed its side and all is answered.
#[derive(Debug)]
pub(crate) struct Pipeline<P> {
    limits: Limits,
    protocol: P,
    /// What may be spent where others wait, if that is less than elsewhere.
    quick: Option<reckon_calc::Limits>,
    /// Bytes that have come and are not answered yet; messages before `position` are.
    input: Vec<u8>,
    position: usize,
    ended: bool,
    /// Whether there is input that `answer` has not looked at.
    fresh: bool,
    deferred: Deferred,
    output: Vec<u8>,
    /// Whether `output` was handed out; the event about it is due.
    written: bool,
    questions: u64,
    refusals: u64,
    /// Why the conversation is over, if it is.
    farewell: Option<Farewell>,
    now: Duration,
    idle_deadline: Duration,
    deadline: Duration,
}

/// Whether the next message waits for somebody who has time for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deferred {
    No,
    /// The event about it is due.
    Due,
    Yes,
}

impl<P: Protocol> Pipeline<P> {
    /// A machine for one connection.
    pub(crate) fn new(limits: Limits, protocol: P) -> Self {
        Self {
            limits,
            protocol,
            quick: None,
            input: Vec::new(),
            position: 0,
            ended: false,
            fresh: false,
            deferred: Deferred::No,
            output: Vec::new(),
            written: false,
            questions: 0,
            refusals: 0,
            farewell: None,
            now: Duration::ZERO,
            idle_deadline: Duration::MAX,
            deadline: Duration::MAX,
        }
    }

    /// Leaves what costs more than [`Limits::quick_fuel_max`] for later: each is an [`Event::Deferred`].
    pub(crate) fn deferring(mut self) -> Self {
        self.quick = self.limits.quick_expression();
        self.allow_quick(Costlier::Deferred);
        self
    }

    /// Says what becomes of costly questions, if there are any that others should not wait for.
    fn allow_quick(&mut self, costlier: Costlier) {
        match self.quick {
            Some(quick) => self.protocol.allow(quick, costlier),
            None => self.protocol.allow(self.limits.expression, Costlier::Refused),
        }
    }

    /// Answers messages until there are enough bytes to write, or as much work is done as one question may cost here, or no
    /// whole message is left, or the conversation is over.
    fn answer(&mut self) {
        let fuel_max = self.quick.unwrap_or(self.limits.expression).fuel_max;
        let mut fuel_spent = 0;
        while self.output.len() < WRITE_BYTES {
            match self.take() {
                // Only after an answer, so that there is something to write and the rest has its turn after that.
                Taken::Answered { fuel, .. } if fuel_spent + fuel > 0 && fuel_spent + fuel >= fuel_max => {
                    return;
                }
                Taken::Answered { fuel, .. } => fuel_spent += fuel,
                Taken::Passed { .. } => {}
                Taken::Deferred => {
                    self.deferred = Deferred::Due;
                    return;
                }
                Taken::Incomplete => return self.keep_rest(),
                Taken::Over(farewell) => return self.part(farewell),
            }
        }
    }

    /// Takes one message. As a part of the loop over them it costs some per cent less of a short one.
    #[inline(always)]
    fn take(&mut self) -> Taken {
        let input = self.input.get(self.position..).unwrap_or_default();
        let taken = self.protocol.take(input, self.ended, &mut self.output);
        match taken {
            Taken::Answered { bytes, refused, .. } => {
                self.position += bytes;
                self.questions += 1;
                self.refusals += u64::from(refused);
            }
            Taken::Passed { bytes } => self.position += bytes,
            Taken::Incomplete | Taken::Deferred | Taken::Over(_) => {}
        }
        taken
    }

    /// Keeps the beginning of a message, which is all that is left; of a peer that says no more, nothing.
    fn keep_rest(&mut self) {
        self.input.drain(..self.position);
        self.input.shrink_to(IDLE_BYTES);
        self.position = 0;
        self.fresh = false;
        if self.ended {
            self.part(Farewell::Plain);
        }
    }

    fn part(&mut self, farewell: Farewell) {
        self.protocol.part(farewell, &mut self.output);
        self.farewell = Some(farewell);
        self.input = Vec::new();
        self.position = 0;
        self.fresh = false;
    }

    /// Answers the message that was deferred, if there is one, and from then on again what costs little.
    fn resume(&mut self, limits: reckon_calc::Limits, costlier: Costlier) {
        if self.deferred == Deferred::No {
            return;
        }
        self.deferred = Deferred::No;
        self.protocol.allow(limits, costlier);
        if let Taken::Over(farewell) = self.take() {
            self.part(farewell);
        }
        self.allow_quick(Costlier::Deferred);
    }
}

impl<P: Protocol> Connection for Pipeline<P> {
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
                self.fresh = self.farewell.is_none();
            }
            StreamInput::Deferred => self.resume(self.limits.expression, Costlier::Refused),
            StreamInput::Busy => self.resume(self.quick.unwrap_or(self.limits.expression), Costlier::Busy),
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
            if questions > 0 {
                return StreamOutput::Event(Event::Answered { questions, refusals, bytes });
            }
        }
        if self.fresh && self.deferred == Deferred::No {
            self.answer();
        }
        let deadline = self.deadline.min(self.idle_deadline);
        let is_waiting = self.output.is_empty() && self.deferred == Deferred::No && self.farewell.is_none();
        if is_waiting && self.now >= deadline {
            self.part(Farewell::TimedOut);
        }
        if !self.output.is_empty() {
            self.written = true;
            return StreamOutput::Write(&self.output);
        }
        match (self.deferred, self.farewell) {
            (Deferred::Due, _) => {
                self.deferred = Deferred::Yes;
                StreamOutput::Event(Event::Deferred { body: &[] })
            }
            // The peer has sent enough, and it is not its fault that it waits.
            (Deferred::Yes, _) => StreamOutput::Wait(None),
            (Deferred::No, None) => StreamOutput::Wait(Some(deadline)),
            (Deferred::No, Some(farewell)) => {
                self.farewell = Some(Farewell::Plain);
                match farewell {
                    Farewell::Plain => StreamOutput::Close,
                    Farewell::Refused => StreamOutput::Event(Event::Refused(self.protocol.reason())),
                    Farewell::TimedOut => StreamOutput::Event(Event::TimedOut),
                }
            }
        }
    }
}
