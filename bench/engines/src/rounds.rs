//! Times, taken in turns.
//!
//! What counts is the time that this thread spends on a core: all engines work in the thread that calls them, and
//! another busy process takes wall time with it, but hardly this.

use std::time::Duration;

use nix::time::{ClockId, clock_gettime};

use crate::table::median;

/// Rounds in which every piece of work has its turn.
const ROUNDS: usize = 7;
/// How long the work is repeated in a turn, so that the clock's own cost is nothing beside it.
const TURN: Duration = Duration::from_millis(2);
/// What one piece of work may take in all; after that it has no further turns.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long one piece of work took in each of its turns, in nanoseconds; there is at least one.
#[derive(Clone, Debug)]
pub struct Times(Vec<f64>);

impl Times {
    /// The median.
    pub fn middle(&self) -> f64 {
        median(self.0.iter().copied())
    }

    /// The median of how many times as long as `other` this took in the same round.
    pub fn to(&self, other: &Self) -> f64 {
        median(self.0.iter().zip(&other.0).map(|(this, other)| this / other))
    }
}

/// What this thread has spent on a core so far.
fn spent() -> Duration {
    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).map_or(Duration::ZERO, Duration::from)
}

/// Does the works in turns, `A B C A B C`, after each was done twice to warm up.
pub fn interleave(works: &mut [Box<dyn FnMut() + '_>]) -> Vec<Times> {
    let once = |work: &mut Box<dyn FnMut() + '_>| {
        let start = spent();
        work();
        spent().saturating_sub(start)
    };
    let repeats: Vec<_> = works
        .iter_mut()
        .map(|work| {
            let first = once(work);
            let time = if first > PATIENCE { first } else { first.min(once(work)) };
            (TURN.as_nanos() / time.as_nanos().max(1)).clamp(1, 1_000_000) as u32
        })
        .collect();
    let mut times = vec![Times(Vec::with_capacity(ROUNDS)); works.len()];
    let mut totals = vec![Duration::ZERO; works.len()];
    for _ in 0..ROUNDS {
        for (index, work) in works.iter_mut().enumerate() {
            if totals[index] > PATIENCE {
                continue;
            }
            let start = spent();
            for _ in 0..repeats[index] {
                work();
            }
            let time = spent().saturating_sub(start);
            totals[index] += time;
            times[index].0.push(time.as_nanos() as f64 / f64::from(repeats[index]));
        }
    }
    times
}

/// Nanoseconds for people, with three digits: `17.2 ns`, `4.31 µs`, `12.0 ms`.
pub fn written(nanoseconds: f64) -> String {
    let (value, unit) = match nanoseconds {
        value if value < 1e3 => (value, "ns"),
        value if value < 1e6 => (value / 1e3, "µs"),
        value if value < 1e9 => (value / 1e6, "ms"),
        value => (value / 1e9, "s"),
    };
    format!("{} {unit}", three_digits(value))
}

/// A number with three digits, or all those before the point: `0.42`, `4.31`, `43.1`, `431`, `4310`.
pub fn three_digits(value: f64) -> String {
    let decimals = if value < 9.995 {
        2
    } else if value < 99.95 {
        1
    } else {
        0
    };
    format!("{value:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_three_digits() {
        for (nanoseconds, text) in [
            (17.24, "17.2 ns"),
            (4_312.0, "4.31 µs"),
            (1.2e7, "12.0 ms"),
            (3.2e9, "3.20 s"),
            (999.0, "999 ns"),
        ] {
            assert_eq!(written(nanoseconds), text);
        }
    }
}
