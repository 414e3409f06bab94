//! What happened, for people: lines on standard error. What is counted on the way goes into the door's metrics.

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use reckon_proto::{Answered, DropReason, Event};
use tracing::{debug, info, warn};

use super::metrics::{Gauge, Metrics};

/// Lines about peers' mistakes that one door writes in a second; the others are only counted.
const LINES_PER_SECOND: u64 = 10;

/// How long what others see of the metrics may be old while there is something to do.
pub const SHOWN_EVERY: Duration = Duration::from_millis(100);

/// The journal of one door.
#[derive(Debug)]
pub struct Journal {
    /// The door as people read it.
    door: String,
    metrics: Metrics,
    /// Where others look at the metrics, and when they were put there last.
    gauge: Gauge,
    shown: Duration,
    throttle: Throttle,
}

/// Lets a few lines a second through.
#[derive(Debug, Default)]
struct Throttle {
    second: u64,
    lines: u64,
    suppressed: u64,
}

impl Throttle {
    /// Whether a line may be written now.
    fn admits(&mut self, now: Duration, door: &str) -> bool {
        if now.as_secs() != self.second {
            if self.suppressed > 0 {
                info!(door, suppressed = self.suppressed, "more of the same were not logged");
            }
            *self = Self { second: now.as_secs(), lines: 0, suppressed: 0 };
        }
        self.lines += 1;
        let admitted = self.lines <= LINES_PER_SECOND;
        self.suppressed += u64::from(!admitted);
        admitted
    }
}

impl Journal {
    /// A journal for the door of this name.
    #[must_use]
    pub fn new(door: &str) -> Self {
        Self {
            door: door.to_string(),
            metrics: Metrics::default(),
            gauge: Gauge::default(),
            shown: Duration::ZERO,
            throttle: Throttle::default(),
        }
    }

    /// Where others may look at what was counted, as of the last [`Journal::show`].
    #[must_use]
    pub fn gauge(&self) -> Gauge {
        self.gauge.clone()
    }

    /// Counts and logs what happened to a peer. Successes are logged at the level `debug`, peers' mistakes at `info`
    /// and at most `LINES_PER_SECOND`.
    pub fn record(&mut self, now: Duration, peer: SocketAddr, event: &Event<'_>) {
        let door = self.door.as_str();
        let counters = &mut self.metrics.counters;
        match event {
            Event::Operand(number) => debug!(door, %peer, "The user entered the number {number}"),
            Event::Operator(operator) => debug!(door, %peer, "received operator {operator}"),
            Event::Answered { questions, refusals, bytes } => {
                counters.answered += questions;
                counters.refused += refusals;
                debug!(door, %peer, questions, refusals, bytes, "Answer sent to user");
            }
            Event::Refused(message) => {
                counters.answered += 1;
                counters.refused += 1;
                if self.throttle.admits(now, door) {
                    info!(door, %peer, "refused: {message}");
                }
            }
            Event::Dropped(reason) => {
                counters.dropped += 1;
                if self.throttle.admits(now, door) {
                    info!(door, %peer, "met with silence: {}", silence(*reason));
                }
            }
            Event::Expired => {
                counters.abandoned += 1;
                debug!(door, %peer, "a question in three parts was never finished");
            }
            Event::Evicted => {
                counters.abandoned += 1;
                if self.throttle.admits(now, door) {
                    warn!(door, %peer, "too many conversations at once: the oldest was forgotten");
                }
            }
            Event::Document { bytes, answer } => {
                counters.answered += 1;
                let answer = match answer {
                    Answered::Counts => "counts",
                    Answered::Report => "report",
                    Answered::Scan => "scan",
                };
                debug!(door, %peer, bytes, answer, "document counted");
            }
            Event::TimedOut if self.throttle.admits(now, door) => {
                info!(door, %peer, "connection closed: idle or open for too long");
            }
            // These are the clients'.
            _ => {}
        }
    }

    /// Counts replies that could not be sent.
    pub fn record_unsent(&mut self, now: Duration, unsent: u64) {
        self.metrics.counters.unsent += unsent;
        if unsent > 0 && self.throttle.admits(now, &self.door) {
            info!(door = self.door.as_str(), unsent, "the system would not send replies");
        }
    }

    /// Notes that the door has opened a connection.
    pub fn record_connection(&mut self, peer: SocketAddr) {
        self.metrics.counters.connections += 1;
        debug!(door = self.door.as_str(), %peer, "connection opened");
    }

    /// Notes why a connection ended before its time, or was not let in.
    pub fn record_broken(&mut self, now: Duration, peer: SocketAddr, reason: &dyn fmt::Display) {
        if self.throttle.admits(now, &self.door) {
            info!(door = self.door.as_str(), %peer, "connection broken off: {reason}");
        }
    }

    /// Notes that the system does not let the door open another connection.
    pub fn record_refused(&mut self, now: Duration, error: &dyn fmt::Display) {
        if self.throttle.admits(now, &self.door) {
            warn!(door = self.door.as_str(), "cannot accept a connection: {error}");
        }
    }

    /// Counts how long so many answers took, from when their questions were taken to when they were handed to the system.
    pub fn record_latency(&mut self, latency: Duration, answers: u64) {
        self.metrics.latency.record_many(latency, answers);
    }

    /// Counts datagrams that the system has thrown away because they were not taken in time: so many since the socket was
    /// opened.
    pub fn record_overrun(&mut self, now: Duration, total: u64) {
        let before = std::mem::replace(&mut self.metrics.counters.overrun, total);
        if total > before && self.throttle.admits(now, &self.door) {
            warn!(
                door = self.door.as_str(),
                lost = total - before,
                "datagrams came faster than they could be taken"
            );
        }
    }

    /// What has been counted so far.
    #[must_use]
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// Puts what has been counted where others can see it, if it has not been for [`SHOWN_EVERY`]. To be called once for
    /// each batch, and when there is nothing to do.
    pub fn show(&mut self, now: Duration) {
        if now.saturating_sub(self.shown) >= SHOWN_EVERY {
            self.shown = now;
            self.gauge.set(&self.metrics);
        }
    }

    /// Writes the last line, and puts where others can see it what has been counted in all.
    pub fn close(&mut self) {
        self.gauge.set(&self.metrics);
        info!(door = self.door.as_str(), "closed: {}", self.metrics.counters);
    }
}

fn silence(reason: DropReason) -> &'static str {
    match reason {
        DropReason::Source => "no client sends from there",
        DropReason::Rate => "its network has sent more than it may in a second",
        DropReason::Answer => "it is an answer itself",
        DropReason::Echo => "its own words were sent back too often",
        DropReason::Rest => "the rest of a question that was already refused",
        DropReason::Malformed => "no message of this protocol, or none that is answered",
        DropReason::Unverified => "the limits allow no answer to another machine",
    }
}
