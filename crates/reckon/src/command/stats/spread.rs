//! Several files at once: each is counted by one thread, and all are shown in a stable order.
//!
//! ```text
//! files, in order ──► threads ─┬─ rows ──► the caller, in order
//!                              └─ scans ──merge──► folder ──► folder above ──► all
//! ```
//! What is merged needs no order, so a scan is gone as soon as it is part of its folder's, and a folder's as soon as it is
//! whole. A thread adds up neighbours by itself, so that threads seldom wait for each other. Memory grows with what is
//! kept of the rows, and with the distinct words of the folders that are open; no thread is further ahead of the
//! printing than [`AHEAD_MAX`].

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::mem;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;
use reckon_stats::Scan;

use super::files::{File, Files, Folder};
use super::{OnPanic, lock};

/// Rows that may be made before one that is not there yet.
const AHEAD_MAX: usize = 1024;

/// Rows that are handed over together at most, and how long one waits for others. Waking who takes them costs more than
/// counting a small file.
const BATCH_MAX: usize = 128;
const BATCH_TIME: Duration = Duration::from_millis(20);

/// What was found in some files.
#[derive(Debug, Default)]
pub struct Sum {
    /// What counts; none where nothing could be counted.
    pub scan: Option<Scan>,
    /// Of so many documents.
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

/// Makes a row of each file and of each folder, with so many threads, and hands them over in the order of rows. Each
/// thread has a memory for one file after the other.
///
/// # Errors
/// Those of `take`, after which no further file is begun.
pub fn run<R: Send, M: Default>(
    files: &Files,
    threads: usize,
    row_of_file: impl Fn(&File, &mut M) -> (R, Sum) + Sync,
    row_of_folder: impl Fn(&Folder, &Sum) -> R + Sync,
    mut take: impl FnMut(R, bool) -> Result<()>,
) -> Result<()> {
    let folders = files.folders.iter().map(|folder| Mutex::new((Sum::default(), folder.parts))).collect();
    let work = Work {
        files,
        folders,
        row_of_folder,
        next: AtomicUsize::new(0),
        taken: AtomicUsize::new(0),
        waiting: Mutex::new(()),
        moved: Condvar::new(),
    };
    let (rows, come) = channel();
    thread::scope(|scope| {
        for _ in 0..threads {
            let (work, row_of_file, rows) = (&work, &row_of_file, rows.clone());
            scope.spawn(move || work.run(row_of_file, &rows));
        }
        drop(rows);
        // The rows from the next one on, as far as they are there.
        let mut early: VecDeque<Option<R>> = VecDeque::new();
        let mut taken = 0;
        while let Ok(rows) = come.recv() {
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
struct Work<'a, F> {
    files: &'a Files,
    /// What is in each folder so far, and how many of its files and folders are not.
    folders: Vec<Mutex<(Sum, usize)>>,
    row_of_folder: F,
    /// The next file.
    next: AtomicUsize,
    /// How many rows were taken.
    taken: AtomicUsize,
    /// Held between a look at `taken` and the waiting for it to move.
    waiting: Mutex<()>,
    moved: Condvar,
}

/// Rows with their places.
type Rows<R> = Vec<(usize, R)>;

/// What a thread has found in files of one folder that stand together.
#[derive(Default)]
struct Neighbours {
    folder: usize,
    sum: Sum,
    files: usize,
}

/// The rows that a thread has made and not handed over.
struct Batch<'a, R> {
    rows: Rows<R>,
    since: Instant,
    to: &'a Sender<Rows<R>>,
}

impl<R> Batch<'_, R> {
    fn push(&mut self, at: usize, row: R) {
        self.rows.push((at, row));
        if self.rows.len() >= BATCH_MAX || self.since.elapsed() > BATCH_TIME {
            self.send();
        }
    }

    fn send(&mut self) {
        self.since = Instant::now();
        // Nobody listens any more after a failure.
        let _ = self.to.send(mem::take(&mut self.rows));
    }
}

impl<F> Work<'_, F> {
    fn run<R: Send, M: Default>(
        &self,
        row_of_file: impl Fn(&File, &mut M) -> (R, Sum),
        rows: &Sender<Rows<R>>,
    ) where
        F: Fn(&Folder, &Sum) -> R,
    {
        // If one has panicked, nobody waits for its row.
        let _stop = OnPanic(|| self.stop());
        let mut batch = Batch { rows: vec![], since: Instant::now(), to: rows };
        let mut neighbours = Neighbours::default();
        let mut memory = M::default();
        while let Some(file) = self.files.files.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            if self.is_ahead(file.row) {
                // The row that is waited for may be that of a folder.
                self.add(mem::take(&mut neighbours), &mut batch);
                batch.send();
                let mut waiting = lock(&self.waiting);
                while self.is_ahead(file.row) {
                    waiting = self.moved.wait(waiting).unwrap_or_else(PoisonError::into_inner);
                }
            }
            if neighbours.folder != file.folder {
                self.add(mem::take(&mut neighbours), &mut batch);
                neighbours.folder = file.folder;
            }
            let (row, sum) = row_of_file(file, &mut memory);
            neighbours.sum.merge(sum);
            neighbours.files += 1;
            batch.push(file.row, row);
        }
        self.add(neighbours, &mut batch);
        batch.send();
    }

    /// Adds to a folder, and that to the one above if it is whole now.
    fn add<R>(&self, neighbours: Neighbours, batch: &mut Batch<'_, R>)
    where
        F: Fn(&Folder, &Sum) -> R,
    {
        let Neighbours { folder: mut at, mut sum, files: mut parts } = neighbours;
        // Without a file there is nothing to say.
        while parts > 0 {
            let mut open = lock(&self.folders[at]);
            open.0.merge(sum);
            open.1 -= parts;
            if open.1 > 0 {
                return;
            }
            sum = mem::take(&mut open.0);
            drop(open);
            let folder = &self.files.folders[at];
            batch.push(folder.row, (self.row_of_folder)(folder, &sum));
            let Some(above) = folder.above else { return };
            (at, parts) = (above, 1);
        }
    }

    /// Whether a row is further than [`AHEAD_MAX`] from those that were taken.
    fn is_ahead(&self, row: usize) -> bool {
        self.taken.load(Ordering::Acquire).saturating_add(AHEAD_MAX) <= row
    }

    fn move_to(&self, taken: usize) {
        let waiting = lock(&self.waiting);
        self.taken.fetch_max(taken, Ordering::Release);
        drop(waiting);
        self.moved.notify_all();
    }

    fn stop(&self) {
        self.next.store(self.files.files.len(), Ordering::Relaxed);
        self.move_to(usize::MAX);
    }
}
