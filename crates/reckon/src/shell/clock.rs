//! The time that machines are told.

use std::time::{Duration, Instant};

/// Counts the time since it was made.
#[derive(Clone, Copy, Debug)]
pub struct Clock(Instant);

impl Clock {
    /// Starts at zero.
    #[must_use]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// The time since the start; it never goes back.
    #[must_use]
    pub fn now(&self) -> Duration {
        self.0.elapsed()
    }
}
