//! What a running server can say of itself: counters and latencies for each door, all of them in one place.
//!
//! A door's thread counts in memory of its own and shows a copy a few times a second, so that nothing is shared while
//! datagrams are answered.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use super::histogram::Histogram;

/// What a door has done since it was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Counters {
    /// Questions and documents that were answered, refusals included.
    pub answered: u64,
    /// Questions that were answered with an error.
    pub refused: u64,
    /// Datagrams that met silence.
    pub dropped: u64,
    /// Conversations that were broken off: by their lifetime, or to make room.
    pub abandoned: u64,
    /// Replies that the system refused to send.
    pub unsent: u64,
    /// Datagrams that the system has thrown away because they came faster than they were taken.
    pub overrun: u64,
    /// Connections that were accepted.
    pub connections: u64,
}

impl fmt::Display for Counters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { answered, refused, dropped, abandoned, unsent, overrun, connections } = self;
        write!(f, "{answered} answered")?;
        let rest = [
            (refused, "of them refused"),
            (dropped, "met with silence"),
            (abandoned, "broken off"),
            (unsent, "unsent"),
            (overrun, "lost before they were read"),
            (connections, "connections"),
        ];
        rest.iter()
            .filter(|(number, _)| **number > 0)
            .try_for_each(|(number, name)| write!(f, ", {number} {name}"))
    }
}

/// What one door has counted.
#[derive(Clone, Debug, Default)]
pub struct Metrics {
    /// How often what happened.
    pub counters: Counters,
    /// From when a question was taken to when its answer was handed to the system.
    pub latency: Histogram,
}

/// What one door shows of its metrics; clones show the same.
#[derive(Clone, Debug, Default)]
pub struct Gauge(Arc<Mutex<Metrics>>);

impl Gauge {
    /// Shows these.
    pub fn set(&self, metrics: &Metrics) {
        let mut shown = self.lock();
        shown.counters = metrics.counters;
        shown.latency.copy_from(&metrics.latency);
    }

    /// What was shown last.
    #[must_use]
    pub fn get(&self) -> Metrics {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Metrics> {
        // Whole after every step but a panic while copying, and then only old and new numbers beside each other.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
