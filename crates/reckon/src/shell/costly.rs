//! Where connections have their costly questions answered: on a few threads where nobody else waits, behind a bounded queue.

use std::io;
use std::sync::Arc;
use std::thread::available_parallelism;

use reckon_proto::{Connection, Limits, StreamInput};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::clock::Clock;

/// The queue of all doors on TCP, and the threads behind it: half as many as there are processors, but one at the least.
#[derive(Debug)]
pub struct Costly {
    limits: Limits,
    waiting: Semaphore,
    running: Arc<Semaphore>,
}

impl Costly {
    /// With room for `limits.costly_waiting_max`.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        let threads = available_parallelism().map_or(1, |processors| processors.get().div_ceil(2));
        let places = limits.costly_waiting_max.min(Semaphore::MAX_PERMITS);
        Self { limits, waiting: Semaphore::new(places), running: Arc::new(Semaphore::new(threads)) }
    }

    /// Has a machine answer what it has deferred, in its turn; or tells it that nobody has time for it: if there is no room,
    /// or after `limits.costly_wait_max`.
    ///
    /// # Errors
    /// An error of ours: the machine has fallen in.
    pub async fn answer<M>(&self, mut machine: M, clock: Clock) -> io::Result<M>
    where
        M: Connection + Send + 'static,
    {
        let Some(running) = self.wait().await else {
            machine.handle(clock.now(), StreamInput::Busy);
            return Ok(machine);
        };
        let answer = move || {
            machine.handle(clock.now(), StreamInput::Deferred);
            // Held up to here, also where nobody waits for the machine any more.
            drop(running);
            machine
        };
        spawn_blocking(answer).await.map_err(io::Error::other)
    }

    /// Waits for a thread; `None` if there is none in time.
    async fn wait(&self) -> Option<OwnedSemaphorePermit> {
        // None is free while somebody waits.
        if let Ok(running) = Arc::clone(&self.running).try_acquire_owned() {
            return Some(running);
        }
        let _place = self.waiting.try_acquire().ok()?;
        timeout(self.limits.costly_wait_max, Arc::clone(&self.running).acquire_owned()).await.ok()?.ok()
    }
}
