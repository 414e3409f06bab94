//! The machine that is measured on: its cores, its name, its time.

use std::fs;
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
use nix::unistd::Pid;

/// Who runs where: server and generator apart, so that neither takes time from the other.
#[derive(Clone, Copy, Debug)]
pub struct Cores {
    server: usize,
    generator: usize,
}

impl Cores {
    /// Pins this process to a core and chooses another one for servers; says so loudly if there is only one.
    ///
    /// # Errors
    /// The system's.
    pub fn take() -> Result<Self> {
        let allowed = sched_getaffinity(Pid::from_raw(0)).context("cannot read which cores may be used")?;
        let cores: Vec<_> =
            (0..CpuSet::count()).filter(|&core| allowed.is_set(core).unwrap_or(false)).collect();
        let generator = *cores.first().context("this process may not run on any core")?;
        // The first core often serves interrupts as well, which should not disturb the server.
        let server = cores.last().copied().unwrap_or(generator);
        if cores.len() == 1 {
            eprintln!(
                "WARNING: THERE IS ONLY ONE CORE. Server and generator take turns on it; \
                 rates and latencies mean nothing, CPU per request still does."
            );
        }
        pin(Pid::from_raw(0), generator)?;
        Ok(Self { server, generator })
    }

    /// Runs `start` on the server's core; a process that it starts stays there.
    ///
    /// # Errors
    /// The system's, and those of `start`.
    pub fn on_server<T>(self, start: impl FnOnce() -> Result<T>) -> Result<T> {
        pin(Pid::from_raw(0), self.server)?;
        let result = start();
        pin(Pid::from_raw(0), self.generator)?;
        result
    }

    /// Brings the threads of a process to the server's core, wherever they have gone: some servers choose cores for
    /// their threads.
    ///
    /// # Errors
    /// The process is gone.
    pub fn bring_to_server(self, process: u32) -> Result<()> {
        for task in fs::read_dir(format!("/proc/{process}/task"))? {
            let name = task?.file_name();
            let thread = name.to_string_lossy().parse().context("threads have numbers")?;
            pin(Pid::from_raw(thread), self.server)?;
        }
        Ok(())
    }
}

/// Pins a thread, or with number 0 this one.
fn pin(thread: Pid, core: usize) -> Result<()> {
    let mut set = CpuSet::new();
    let pinned = set.set(core).and_then(|()| sched_setaffinity(thread, &set));
    pinned.with_context(|| format!("cannot stay on core {core}"))
}

/// The machine in a few words: processor, cores, kernel.
#[must_use]
pub fn describe() -> String {
    let processors = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let field = |name: &str| {
        let line = processors.lines().find(|line| line.starts_with(name))?;
        Some(line.split_once(':')?.1.trim().to_string())
    };
    let model = field("model name").unwrap_or_else(|| "unknown processor".to_string());
    let cores = processors.lines().filter(|line| line.starts_with("processor")).count();
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!("{model}, {cores} cores, Linux {}", kernel.trim())
}

/// The commit that this was built from, marked if the files differ from it; `None` without Git.
#[must_use]
pub fn commit() -> Option<String> {
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.args(["-C", env!("CARGO_MANIFEST_DIR")]).args(arguments).stderr(Stdio::null());
        let output = command.output().ok().filter(|output| output.status.success())?;
        String::from_utf8(output.stdout).ok()
    };
    let commit = git(&["rev-parse", "--short", "HEAD"])?;
    // Records are no part of what is measured.
    let changes = git(&["status", "--porcelain", "--", ":/", ":(exclude,top)bench/record"])?;
    let mark = if changes.is_empty() { "" } else { " with changes" };
    Some(format!("{}{mark}", commit.trim()))
}

/// The time in UTC, to the minute: `2026-11-05 17:20`.
#[must_use]
pub fn now() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    civil(seconds)
}

/// Seconds since 1970 as a date and a time.
///
/// # Source
/// Howard Hinnant, chrono-Compatible Low-Level Date Algorithms, `civil_from_days`: eras of 400 years that
/// begin in March, so that the leap day is the last.
fn civil(seconds: u64) -> String {
    let (days, minute) = (seconds / 86_400 + 719_468, seconds / 60 % 1440);
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!("{year}-{month:02}-{day:02} {:02}:{:02}", minute / 60, minute % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_dates() {
        for (seconds, date) in [
            (0, "1970-01-01 00:00"),
            (951_782_399, "2000-02-28 23:59"),
            (951_782_400, "2000-02-29 00:00"),
            (951_868_800, "2000-03-01 00:00"),
            (1_735_689_599, "2024-12-31 23:59"),
            (4_107_542_400, "2100-03-01 00:00"),
        ] {
            assert_eq!(civil(seconds), date);
        }
    }
}
