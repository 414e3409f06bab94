//! What a measured stretch of time has cost, and whether anybody else has taken part.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::server::Server;

/// If others take more than this share of a core, rates and latencies are theirs rather than ours.
const DISTURBED: f64 = 0.05;

/// A stretch of time that has begun.
#[derive(Debug)]
pub struct Watch {
    start: Instant,
    server: Times,
    generator: Times,
}

/// What went by between the start and the stop of a [`Watch`].
#[derive(Clone, Copy, Debug)]
pub struct Spent {
    /// By the clock.
    pub elapsed: Duration,
    /// The server's threads on their core, and those of the processes that it has started.
    pub cpu: Duration,
    server_waited: Duration,
    generator_waited: Duration,
}

/// The times of all threads of processes, from `/proc/PID/task/*/schedstat`.
#[derive(Clone, Copy, Debug, Default)]
struct Times {
    /// On a core.
    ran: Duration,
    /// Ready to run, but somebody else had the core.
    waited: Duration,
}

impl Watch {
    /// Begins to watch a server and this process.
    ///
    /// # Errors
    /// The server is gone, or the kernel does not keep these times.
    pub fn start(server: &Server) -> Result<Self> {
        let generator = Times::read("self")?;
        Ok(Self { server: Times::of(server)?, generator, start: Instant::now() })
    }

    /// What went by since the start.
    ///
    /// # Errors
    /// The server is gone.
    pub fn stop(&self, server: &Server) -> Result<Spent> {
        let elapsed = self.start.elapsed();
        let (server, generator) = (Times::of(server)?, Times::read("self")?);
        Ok(Spent {
            elapsed,
            cpu: server.ran.saturating_sub(self.server.ran),
            server_waited: server.waited.saturating_sub(self.server.waited),
            // Threads of ours that ended meanwhile are missing.
            generator_waited: generator.waited.saturating_sub(self.generator.waited),
        })
    }
}

impl Spent {
    /// The share of the time in which the server had nothing to do.
    #[must_use]
    pub fn idle(&self) -> f64 {
        1.0 - self.share(self.cpu + self.server_waited).min(1.0)
    }

    /// The larger one of the shares that others had of the server's core and of the generator's.
    #[must_use]
    pub fn disturbance(&self) -> f64 {
        self.share(self.server_waited).max(self.share(self.generator_waited))
    }

    fn share(&self, time: Duration) -> f64 {
        time.as_secs_f64() / self.elapsed.as_secs_f64()
    }
}

/// A line to put under a table of such measurements, if others have disturbed the median of them.
#[must_use]
pub fn warn_if_disturbed(median_disturbance: f64) -> String {
    if median_disturbance <= DISTURBED {
        return String::new();
    }
    format!(
        "\nOther processes had {:.0} % of a core that was measured on: \
         of these figures only CPU times and their ratios hold.\n",
        100.0 * median_disturbance
    )
}

impl Times {
    /// Those of a server, and of what it has started: some serve by processes of their own.
    fn of(server: &Server) -> Result<Self> {
        let mut sum = Self::default();
        let mut processes = vec![server.id().to_string()];
        while let Some(process) = processes.pop() {
            let times = Self::read(&process).context("the server is gone")?;
            sum.ran += times.ran;
            sum.waited += times.waited;
            for task in fs::read_dir(format!("/proc/{process}/task"))? {
                // Not every kernel keeps this list; without it a server is one process.
                let children = fs::read_to_string(task?.path().join("children")).unwrap_or_default();
                processes.extend(children.split_whitespace().map(ToString::to_string));
            }
        }
        Ok(sum)
    }

    /// Those of one process.
    fn read(process: &str) -> Result<Self> {
        let mut sum = Self::default();
        for task in fs::read_dir(format!("/proc/{process}/task"))? {
            // A thread may end between the listing and the reading.
            let Ok(text) = fs::read_to_string(task?.path().join("schedstat")) else { continue };
            let mut numbers = text.split_whitespace().map_while(|word| word.parse().ok());
            let mut next =
                || numbers.next().map(Duration::from_nanos).context("schedstat has too few numbers");
            sum.ran += next()?;
            sum.waited += next()?;
        }
        ensure!(!sum.ran.is_zero(), "this kernel keeps no /proc/PID/schedstat, so there are no CPU times");
        Ok(sum)
    }
}
