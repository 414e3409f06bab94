//! Several files at once: each is counted by one thread, and all are shown in a stable order.
//!
//! ```text
//! walk ──► queue of tasks ──► threads ─┬─ rows ──► the caller, in order
//!                                      └─ scans ──merge──► folder ──► folder above ──► all
//! ```
//! The first thread walks through the folders before it counts as well, so that the others need not wait for the last
//! file to be found. What is merged needs no order, so a scan is gone as soon as it is part of its folder's, and a
//! folder's as soon as it is whole. A thread adds up neighbours by itself, so that threads seldom wait for each other.
//! Memory grows with the names of the files that wait, with what is kept of the rows, and with the distinct words of the
//! folders that are open; no thread is further ahead of the printing than [`AHEAD_MAX`].

mod plan;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::mem;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::Result;
use reckon_stats::Scan;

use super::files::{File, Step};
use super::{OnPanic, lock};
use plan::{Folder, Plan, Task};

/// Rows that may be made before one that is not there yet.
const AHEAD_MAX: usize = 1024;

/// Tasks that are found before the others hear of them.
const FOUND_MAX: usize = 64;

/// Rows for which the printing is woken, and how long it sleeps where there are fewer. Waking it costs more than counting a
/// small file.
const BATCH_MAX: usize = 128;
const BATCH_TIME: Duration = Duration::from_millis(20);

/// What was found in some files.
#[derive(Debug, Default)]
pub struct Sum {
    /// What counts; none where nothing could be counted.
    pub scan: Option<Scan>,
    /// How many documents that is.
    pub documents: usize,
}

impl Sum {
    /// Adds a document.
    pub fn add(&mut self, scan: Scan) {
        self.merge(Self { scan: Some(scan), documents: 1 });
    }

    fn merge(&mut self, other: Self) {
        self.documents += other.documents;
        match (&mut self.scan, other.scan) {
            (Some(scan), Some(other)) => scan.merge(&other),
            (scan @ None, other) => *scan = other,
            (Some(_), None) => {}
        }
    }
}

/// Makes a row of each file and of each folder, with so many threads, and hands them over in the order of rows: a folder's
/// follows those of what is in it, and that of all files, which has no name, is the last. Each thread has a memory for
/// one file after the other.
///
/// # Errors
/// Those of `take`, after which no further file is begun.
pub fn run<R: Send, M: Default>(
    files: impl Iterator<Item = Step> + Send,
    threads: usize,
    row_of_file: impl Fn(&File, &mut M) -> (R, Sum) + Sync,
    row_of_folder: impl Fn(Option<&Path>, &Sum) -> R + Sync,
    mut take: impl FnMut(R, bool) -> Result<()>,
) -> Result<()> {
    let work = Work {
        queue: Mutex::default(),
        come: Condvar::new(),
        row_of_folder,
        made: Mutex::new(Made { rows: vec![], threads }),
        enough: Condvar::new(),
        taken: AtomicUsize::new(0),
        waiting: Mutex::new(()),
        moved: Condvar::new(),
    };
    thread::scope(|scope| {
        // If the printing panics, nobody waits for it.
        let _stop = OnPanic(|| work.stop());
        let mut plan = Some(Plan::new(files));
        for _ in 0..threads {
            let (work, row_of_file, plan) = (&work, &row_of_file, plan.take());
            scope.spawn(move || {
                let _end = Present(work);
                // If one has panicked, nobody waits for it.
                let _stop = OnPanic(|| work.stop());
                if let Some(plan) = plan {
                    work.find(plan);
                }
                work.run(row_of_file);
            });
        }
        // The rows from the next one on, as far as they are there.
        let mut early: VecDeque<Option<R>> = VecDeque::new();
        let mut taken = 0;
        while let Some(rows) = work.take_rows() {
            for (at, row) in rows {
                let place = at - taken;
                early.resize_with(early.len().max(place + 1), || None);
                early[place] = Some(row);
            }
            while let Some(Some(_)) = early.front() {
                let Some(Some(row)) = early.pop_front() else { break };
                taken += 1;
                // Whether it is likely that the next one takes a while.
                let is_last_for_now = !matches!(early.front(), Some(Some(_)));
                if let Err(error) = take(row, is_last_for_now) {
                    work.stop();
                    return Err(error);
                }
            }
            work.move_to(taken);
        }
        Ok(())
    })
}

/// What the threads share.
struct Work<F, R> {
    queue: Mutex<Queue>,
    /// Something has come into the queue, or nothing will any more.
    come: Condvar,
    row_of_folder: F,
    made: Mutex<Made<R>>,
    /// So many rows are made that the printing is woken, or no more will be.
    enough: Condvar,
    /// How many rows were taken.
    taken: AtomicUsize,
    /// Held between a look at `taken` and the waiting for it to move.
    waiting: Mutex<()>,
    moved: Condvar,
}

/// What is to be done, in the order of rows.
#[derive(Default)]
struct Queue {
    tasks: VecDeque<Task>,
    /// Whether no more come.
    is_whole: bool,
}

/// What is made and not taken.
struct Made<R> {
    /// Rows with their places.
    rows: Vec<(usize, R)>,
    /// How many threads may still make some.
    threads: usize,
}

/// A thread that may still make rows.
struct Present<'a, F, R>(&'a Work<F, R>);

impl<F, R> Drop for Present<'_, F, R> {
    fn drop(&mut self) {
        lock(&self.0.made).threads -= 1;
        self.0.enough.notify_all();
    }
}

/// What a thread has found in files of one folder that stand together.
#[derive(Default)]
struct Neighbours {
    /// None before the first file.
    folder: Option<Arc<Folder>>,
    sum: Sum,
    files: usize,
}

impl<F: Fn(Option<&Path>, &Sum) -> R, R: Send> Work<F, R> {
    /// Puts all there is to do into the queue.
    fn find(&self, mut plan: Plan<impl Iterator<Item = Step>>) {
        loop {
            let tasks: Vec<_> = plan.by_ref().take(FOUND_MAX).collect();
            let mut queue = lock(&self.queue);
            // Another thread has said so, for it is the end.
            if queue.is_whole {
                return;
            }
            queue.is_whole = tasks.len() < FOUND_MAX;
            queue.tasks.extend(tasks);
            self.come.notify_all();
            if queue.is_whole {
                return;
            }
        }
    }

    fn run<M: Default>(&self, row_of_file: impl Fn(&File, &mut M) -> (R, Sum)) {
        let mut neighbours = Neighbours::default();
        let mut memory = M::default();
        while let Some(task) = self.next(&mut neighbours) {
            match task {
                Task::File { file, folder, row } => {
                    if self.is_ahead(row) {
                        self.let_go(&mut neighbours);
                        let mut waiting = lock(&self.waiting);
                        while self.is_ahead(row) {
                            waiting = self.moved.wait(waiting).unwrap_or_else(PoisonError::into_inner);
                        }
                    }
                    if neighbours.folder.as_ref().is_none_or(|other| !Arc::ptr_eq(other, &folder)) {
                        self.add(mem::take(&mut neighbours));
                        neighbours.folder = Some(folder);
                    }
                    let (made, sum) = row_of_file(&file, &mut memory);
                    neighbours.sum.merge(sum);
                    neighbours.files += 1;
                    self.put(row, made);
                }
                Task::End { folder, parts, row } => {
                    self.close(folder, |contents| contents.end = Some((parts, row)));
                }
            }
        }
        self.add(neighbours);
    }

    /// The next task, once there is one; none at the end.
    fn next(&self, neighbours: &mut Neighbours) -> Option<Task> {
        let mut queue = lock(&self.queue);
        if queue.tasks.is_empty() && !queue.is_whole {
            drop(queue);
            self.let_go(neighbours);
            queue = lock(&self.queue);
        }
        while queue.tasks.is_empty() && !queue.is_whole {
            queue = self.come.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
        queue.tasks.pop_front()
    }

    /// Lets the others have all that a thread has found, before it waits: the row that is waited for may be that of a folder.
    fn let_go(&self, neighbours: &mut Neighbours) {
        self.add(mem::take(neighbours));
        self.enough.notify_all();
    }

    /// Adds to a folder.
    fn add(&self, neighbours: Neighbours) {
        let Neighbours { folder, sum, files } = neighbours;
        if let Some(folder) = folder {
            self.close(folder, |contents| contents.add(sum, files));
        }
    }

    /// Changes what is known of a folder, makes its row if it is whole now, and adds it to the one above.
    fn close(&self, folder: Arc<Folder>, change: impl FnOnce(&mut plan::Contents)) {
        let mut whole = folder.change(change);
        let mut at = folder;
        while let Some((sum, row)) = whole {
            self.put(row, (self.row_of_folder)(at.path.as_deref(), &sum));
            let Some(above) = at.above.clone() else { return };
            whole = above.change(|contents| contents.add(sum, 1));
            at = above;
        }
    }

    /// Whether a row is further than [`AHEAD_MAX`] from those that were taken.
    fn is_ahead(&self, row: usize) -> bool {
        self.taken.load(Ordering::Acquire).saturating_add(AHEAD_MAX) <= row
    }
}

impl<F, R> Work<F, R> {
    /// Hands over a row.
    fn put(&self, at: usize, row: R) {
        let mut made = lock(&self.made);
        made.rows.push((at, row));
        let is_enough = made.rows.len() == BATCH_MAX;
        // Who is woken needs it.
        drop(made);
        if is_enough {
            self.enough.notify_all();
        }
    }

    /// All rows that were made meanwhile, after a while if they are few; none at the end.
    fn take_rows(&self) -> Option<Vec<(usize, R)>> {
        let mut made = lock(&self.made);
        if made.threads > 0 && made.rows.len() < BATCH_MAX {
            (made, _) = self.enough.wait_timeout(made, BATCH_TIME).unwrap_or_else(PoisonError::into_inner);
        }
        let rows = mem::take(&mut made.rows);
        (made.threads > 0 || !rows.is_empty()).then_some(rows)
    }

    fn move_to(&self, taken: usize) {
        let waiting = lock(&self.waiting);
        self.taken.fetch_max(taken, Ordering::Release);
        drop(waiting);
        self.moved.notify_all();
    }

    fn stop(&self) {
        *lock(&self.queue) = Queue { tasks: VecDeque::new(), is_whole: true };
        self.come.notify_all();
        self.move_to(usize::MAX);
    }
}
