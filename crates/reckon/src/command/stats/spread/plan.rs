//! Where each row stands, and what belongs to each folder.
//!
//! ```text
//! reckon stats notes book      rows:  0 notes
//!                                     1 book/1.txt
//!                                     2 book/part/2.txt
//!                                     3 book/part/
//!                                     4 book/
//!                                     5 total
//! ```
//! A folder's row follows those of what is in it, so rows can be printed as soon as they are there in this order. A folder
//! without a file in it has none.

use std::mem;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use super::super::files::{File, Step};
use super::super::lock;
use super::Sum;

/// What is to be done.
pub enum Task {
    /// A file is to be counted.
    File {
        /// The file.
        file: File,
        /// The folder that it is added to.
        folder: Arc<Folder>,
        /// The place of its row.
        row: usize,
    },
    /// All that is in a folder has been found.
    End {
        /// The folder.
        folder: Arc<Folder>,
        /// How many files and folders it has itself.
        parts: usize,
        /// The place of its row.
        row: usize,
    },
}

/// What files are added up in.
pub struct Folder {
    /// Its name; none of all files together.
    pub path: Option<PathBuf>,
    /// The folder that it is in.
    pub above: Option<Arc<Folder>>,
    contents: Mutex<Contents>,
}

/// What is known of a folder so far.
#[derive(Default)]
pub struct Contents {
    sum: Sum,
    /// How many of its files and folders are in the sum.
    parts: usize,
    /// How many there are, and the place of its row, once that is known.
    pub end: Option<(usize, usize)>,
}

impl Contents {
    /// Adds so many of its files or folders.
    pub fn add(&mut self, sum: Sum, parts: usize) {
        self.sum.merge(sum);
        self.parts += parts;
    }
}

impl Folder {
    fn new(path: Option<PathBuf>, above: Option<Arc<Self>>) -> Arc<Self> {
        Arc::new(Self { path, above, contents: Mutex::default() })
    }

    /// Changes what is known of it. The change after which it is whole is told what is in it, and the place of its row.
    pub fn change(&self, change: impl FnOnce(&mut Contents)) -> Option<(Sum, usize)> {
        let mut contents = lock(&self.contents);
        change(&mut contents);
        let (parts, row) = contents.end?;
        (contents.parts == parts).then(|| (mem::take(&mut contents.sum), row))
    }
}

/// The tasks, as files are found.
pub struct Plan<I> {
    files: I,
    /// How many rows there are so far.
    rows: usize,
    /// The folders that were entered and not left, and how many files and folders each has so far. The first is that of
    /// all files; there is none after the end.
    open: Vec<(Arc<Folder>, usize)>,
}

impl<I> Plan<I> {
    /// For these files.
    pub fn new(files: I) -> Self {
        Self { files, rows: 0, open: vec![(Folder::new(None, None), 0)] }
    }

    fn next_row(&mut self) -> usize {
        self.rows += 1;
        self.rows - 1
    }
}

impl<I: Iterator<Item = Step>> Iterator for Plan<I> {
    type Item = Task;

    fn next(&mut self) -> Option<Task> {
        loop {
            let (last, parts) = self.open.last_mut()?;
            match self.files.next() {
                Some(Step::Enter(path)) => {
                    let folder = Folder::new(Some(path), Some(last.clone()));
                    self.open.push((folder, 0));
                }
                Some(Step::File(file)) => {
                    *parts += 1;
                    return Some(Task::File { file, folder: last.clone(), row: self.next_row() });
                }
                Some(Step::Leave) | None => {
                    let (folder, parts) = self.open.pop()?;
                    if parts > 0 {
                        if let Some((_, parts)) = self.open.last_mut() {
                            *parts += 1;
                        }
                        return Some(Task::End { folder, parts, row: self.next_row() });
                    }
                }
            }
        }
    }
}
