//! Time on a core, which others on the machine hardly change.

use std::time::Duration;

use anyhow::{Context, Result};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use nix::time::{ClockId, clock_gettime};

/// How long this thread has been on a core.
///
/// # Errors
/// The system's.
pub fn of_this_thread() -> Result<Duration> {
    let time = clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).context("there is no clock of CPU time")?;
    Ok(Duration::from_nanos(time.num_nanoseconds().try_into()?))
}

/// How long all processes that this one has started and awaited have been on a core, to the microsecond.
///
/// # Errors
/// The system's.
pub fn of_children() -> Result<Duration> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).context("there is no usage of child processes")?;
    let microseconds = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    Ok(Duration::from_micros(microseconds.try_into()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_work_takes_time() {
        let before = of_this_thread().unwrap();
        std::thread::sleep(Duration::from_millis(30));
        let asleep = of_this_thread().unwrap() - before;
        assert!(asleep < Duration::from_millis(30), "{asleep:?}");
    }
}
