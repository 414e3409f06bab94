//! The files that are named, and those in the folders among them, one after the other.
//!
//! ```text
//! reckon stats notes book      File notes
//!                              Enter book
//!                                File book/1.txt
//!                                Enter book/part
//!                                  File book/part/2.txt
//!                                Leave
//!                              Leave
//! ```

use std::collections::VecDeque;
use std::error::Error;
use std::fs::{self, Metadata};
use std::io;
use std::os::fd::AsFd;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use ignore::{DirEntry, Walk, WalkBuilder};

/// A file that is to be counted.
#[derive(Debug)]
pub struct File {
    /// Where it is.
    pub path: PathBuf,
    /// Whether it was found in a folder rather than named.
    pub is_found: bool,
    /// Why it is known already that it cannot be counted.
    pub failure: Option<String>,
}

/// What comes next.
#[derive(Debug)]
pub enum Step {
    /// A file in the folder that was entered last and not left, or one that was named.
    File(File),
    /// A folder in that folder, or one that was named; there may be no file in it.
    Enter(PathBuf),
    /// No more is in the folder that was entered last.
    Leave,
}

/// All files in a stable order, found as they are asked for.
pub struct Files {
    /// What was named, as far as it has not been looked at.
    paths: VecDeque<PathBuf>,
    /// A folder that is named alone is all files together, and so is not entered.
    is_alone: bool,
    written: Written,
    folder: Option<Walking>,
    /// What has been found and not been asked for.
    ahead: VecDeque<Step>,
    /// How many files have been found.
    found: u64,
    total: Arc<OnceLock<u64>>,
}

/// A named folder, somewhere in the walk.
struct Walking {
    root: PathBuf,
    walk: Walk,
    /// How many folders the next entry may be in: the root, one in that, and so on.
    depth: usize,
    /// How many of these are not entered: the root, or none.
    silent: usize,
}

impl Files {
    /// What was named, and what is in the folders among it by the rules of `.gitignore`, `.ignore` and Git's own lists,
    /// within a repository or not; without hidden files, and without following symbolic links.
    ///
    /// What a report is written to, a page or standard output, is left out of what is found, for otherwise the report
    /// would be about itself.
    #[must_use]
    pub fn find(paths: &[PathBuf], page: Option<&Path>) -> Self {
        Self {
            is_alone: paths.len() == 1,
            paths: paths.iter().cloned().collect(),
            written: Written::find(page),
            folder: None,
            ahead: VecDeque::new(),
            found: 0,
            total: Arc::default(),
        }
    }

    /// How many files there are, which is known after the last step.
    #[must_use]
    pub fn total(&self) -> Arc<OnceLock<u64>> {
        self.total.clone()
    }

    /// How many files there are, or so many if there are more. To be asked before the first step.
    pub fn at_most(&mut self, files_max: usize) -> usize {
        while self.found < files_max as u64 && self.look() {}
        usize::try_from(self.found).unwrap_or(files_max)
    }

    /// Finds the next step behind those that have been found; false at the end.
    fn look(&mut self) -> bool {
        let length = self.ahead.len();
        while self.ahead.len() == length {
            let Some(folder) = &mut self.folder else {
                let Some(path) = self.paths.pop_front() else {
                    // It may have been found out before.
                    let _ = self.total.set(self.found);
                    return false;
                };
                if is_folder(&path) {
                    self.folder = Some(Walking::new(path, self.is_alone));
                } else {
                    self.ahead.push_back(Step::File(File { path, is_found: false, failure: None }));
                }
                continue;
            };
            match folder.walk.next() {
                Some(entry) => folder.take(entry, &self.written, &mut self.ahead),
                None => {
                    folder.leave(0, &mut self.ahead);
                    self.folder = None;
                }
            }
        }
        // Folders are left and entered before the file.
        self.found += u64::from(matches!(self.ahead.back(), Some(Step::File(_))));
        true
    }
}

impl Iterator for Files {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        if self.ahead.is_empty() {
            self.look();
        }
        self.ahead.pop_front()
    }
}

/// Whether a path that is named is that of a folder.
#[must_use]
pub fn is_folder(path: &Path) -> bool {
    path != Path::new("-") && path.is_dir()
}

impl Walking {
    fn new(root: PathBuf, is_alone: bool) -> Self {
        let mut walk = WalkBuilder::new(&root);
        // Paths of one folder differ in their names only, and are compared faster whole, as bytes.
        let order = |a: &Path, b: &Path| a.as_os_str().cmp(b.as_os_str());
        // Also what a rule of .gitignore takes back, such as !*/, which is not meant for .git.
        let is_seen = |entry: &DirEntry| entry.depth() == 0 || !is_hidden(entry);
        let walk = walk.require_git(false).filter_entry(is_seen).sort_by_file_path(order).build();
        Self { root, walk, depth: 0, silent: usize::from(is_alone) }
    }

    /// Goes on to an entry, and says how.
    fn take(&mut self, entry: Result<DirEntry, ignore::Error>, written: &Written, to: &mut VecDeque<Step>) {
        let file = |path, failure| Step::File(File { path, is_found: true, failure });
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let (path, failure) = explain(&error);
                to.push_back(file(path.unwrap_or_else(|| self.root.clone()), Some(failure)));
                return;
            }
        };
        self.leave(entry.depth(), to);
        match entry.file_type() {
            // The root may be a symbolic link to a folder.
            Some(kind) if kind.is_dir() || entry.depth() == 0 => {
                self.depth += 1;
                if self.depth > self.silent {
                    to.push_back(Step::Enter(entry.into_path()));
                }
            }
            Some(kind) if kind.is_file() && !written.is(&entry) => {
                to.push_back(file(entry.into_path(), None));
            }
            // A link, what has no end, such as a pipe, or the report itself.
            _ => {}
        }
    }

    /// Leaves folders until there are so many.
    fn leave(&mut self, depth: usize, to: &mut VecDeque<Step>) {
        while self.depth > depth {
            if self.depth > self.silent {
                to.push_back(Step::Leave);
            }
            self.depth -= 1;
        }
    }
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

/// What tells a file from all others: its device, and its number there.
#[must_use]
pub fn identity(file: &Metadata) -> (u64, u64) {
    (file.dev(), file.ino())
}

/// The files that a report is written to.
struct Written(Vec<(u64, u64)>);

impl Written {
    /// A page, if it is there already, and standard output, if it is a file.
    fn find(page: Option<&Path>) -> Self {
        let page = page.and_then(|page| page.metadata().ok());
        let output = io::stdout().as_fd().try_clone_to_owned().ok();
        let output = output.and_then(|output| fs::File::from(output).metadata().ok());
        let files = page.into_iter().chain(output).filter(Metadata::is_file);
        Self(files.map(|file| identity(&file)).collect())
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
            // It names the path as well, but not what is beneath it.
            Some(error) => (None, error.source().map_or_else(|| error.to_string(), ToString::to_string)),
            None => (None, error.to_string()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{WalkBuilder, explain};

    #[test]
    fn an_error_of_the_walk_names_its_path_once() {
        let error = WalkBuilder::new("no/such").build().next().unwrap().unwrap_err();
        let (path, why) = explain(&error);
        assert_eq!(path, Some("no/such".into()));
        assert!(why.starts_with("No such file"), "{why}");
    }
}
