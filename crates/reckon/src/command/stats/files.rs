//! The files of folders, and where each row of the output stands.
//!
//! ```text
//! reckon stats notes book      rows:  0 notes
//!                                     1 book/1.txt
//!                                     2 book/part/2.txt
//!                                     3 book/part/
//!                                     4 book/
//!                                     5 total
//! ```
//! A folder's row follows those of what is in it, so rows can be printed as soon as they are there in this order.

use std::fs::{self, Metadata};
use std::io;
use std::os::fd::AsFd;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};

/// A file that is to be counted.
#[derive(Debug)]
pub struct File {
    /// Where it is.
    pub path: PathBuf,
    /// The folder that it is added to.
    pub folder: usize,
    /// The place of its row.
    pub row: usize,
    /// Whether it was found in a folder rather than named.
    pub is_found: bool,
    /// Why it is known already that it cannot be counted.
    pub failure: Option<String>,
}

/// What files are added up in.
#[derive(Debug)]
pub struct Folder {
    /// Its name; none of all files together, which is the first.
    pub path: Option<PathBuf>,
    /// The folder that it is in.
    pub above: Option<usize>,
    /// The place of its row.
    pub row: usize,
    /// How many files and folders it has itself.
    pub parts: usize,
}

/// All files, in the order of their rows.
#[derive(Debug)]
pub struct Files {
    /// The files.
    pub files: Vec<File>,
    /// The folders, each behind the one that it is in.
    pub folders: Vec<Folder>,
    /// How many rows there are.
    pub rows: usize,
}

impl Files {
    /// What was named, and what is in the folders among it by the rules of `.gitignore`, `.ignore` and Git's own lists,
    /// within a repository or not; without hidden files, and without following symbolic links.
    ///
    /// A folder that is named alone is all files together, and so has no row of its own. What a report is written
    /// to, a page or standard output, is left out of what is found, for otherwise the report would be about itself.
    #[must_use]
    pub fn find(paths: &[PathBuf], page: Option<&Path>) -> Self {
        let mut files = Self::new();
        let written = Written::find(page);
        for path in paths {
            if path != Path::new("-") && path.is_dir() {
                files.walk(path, paths.len() == 1, &written);
            } else {
                files.push(path.clone(), 0, false, None);
            }
        }
        files.end_folder(0);
        files
    }

    fn new() -> Self {
        let all = Folder { path: None, above: None, row: 0, parts: 0 };
        Self { files: vec![], folders: vec![all], rows: 0 }
    }

    /// Whether there are several, or there may be.
    #[must_use]
    pub fn are_several(&self) -> bool {
        self.files.len() != 1 || self.files.iter().any(|file| file.is_found)
    }

    /// Whether a folder was named that has files.
    #[must_use]
    pub fn are_found(&self) -> bool {
        self.files.iter().any(|file| file.is_found)
    }

    fn walk(&mut self, root: &Path, is_alone: bool, written: &Written) {
        let mut walk = WalkBuilder::new(root);
        // Paths of one folder differ in their names only, and are compared faster whole, as bytes.
        let order = |a: &Path, b: &Path| a.as_os_str().cmp(b.as_os_str());
        walk.require_git(false).sort_by_file_path(order);
        // Those that the next entry may be in, outermost first.
        let mut open: Vec<usize> = vec![];
        for entry in walk.build() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let (path, failure) = explain(&error);
                    let folder = open.last().copied().unwrap_or(0);
                    self.push(path.unwrap_or_else(|| root.to_path_buf()), folder, true, Some(failure));
                    continue;
                }
            };
            while open.len() > entry.depth() {
                let last = open.pop().expect("there are more than the depth");
                self.end_folder(last);
            }
            let above = open.last().copied().unwrap_or(0);
            match entry.file_type() {
                // The root may be a symbolic link to a folder.
                _ if entry.depth() == 0 && is_alone => open.push(0),
                Some(kind) if kind.is_dir() || entry.depth() == 0 => {
                    open.push(self.folders.len());
                    let path = Some(entry.into_path());
                    self.folders.push(Folder { path, above: Some(above), row: 0, parts: 0 });
                    self.folders[above].parts += 1;
                }
                Some(kind) if kind.is_file() && written.is(&entry) => {}
                Some(kind) if kind.is_file() => self.push(entry.into_path(), above, true, None),
                // A link, or what has no end, such as a pipe.
                _ => {}
            }
        }
        // All files together end when all have been named.
        while let Some(last) = open.pop().filter(|last| *last != 0) {
            self.end_folder(last);
        }
    }

    fn push(&mut self, path: PathBuf, folder: usize, is_found: bool, failure: Option<String>) {
        self.folders[folder].parts += 1;
        self.files.push(File { path, folder, row: self.rows, is_found, failure });
        self.rows += 1;
    }

    /// Gives a folder its row, unless there is nothing in it.
    fn end_folder(&mut self, folder: usize) {
        match self.folders[folder].above {
            Some(above) if self.folders[folder].parts == 0 => {
                // Folders without a file within it are gone, so it is the last.
                self.folders.pop();
                self.folders[above].parts -= 1;
            }
            _ => {
                self.folders[folder].row = self.rows;
                self.rows += 1;
            }
        }
    }
}

/// The files that a report is written to, by device and number.
struct Written(Vec<(u64, u64)>);

impl Written {
    /// A page, if it is there already, and standard output, if it is a file.
    fn find(page: Option<&Path>) -> Self {
        let page = page.and_then(|page| page.metadata().ok());
        let output = io::stdout().as_fd().try_clone_to_owned().ok();
        let output = output.and_then(|output| fs::File::from(output).metadata().ok());
        let files = page.into_iter().chain(output).filter(Metadata::is_file);
        Self(files.map(|file| (file.dev(), file.ino())).collect())
    }

    /// The number is known from the folder; only for the same one the system is asked for more.
    fn is(&self, entry: &DirEntry) -> bool {
        self.0.iter().any(|&(device, number)| {
            entry.ino() == Some(number) && entry.metadata().is_ok_and(|file| file.dev() == device)
        })
    }
}

/// The path that an error of the walk is about, and the error without it.
fn explain(error: &ignore::Error) -> (Option<PathBuf>, String) {
    match error {
        ignore::Error::WithPath { path, err } => (Some(path.clone()), explain(err).1),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => explain(err),
        error => match error.io_error() {
            Some(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                (None, "not allowed to read it".into())
            }
            _ => (None, error.to_string()),
        },
    }
}
