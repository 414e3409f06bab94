//! `reckon stats --watch`: again whenever a file has changed.
//!
//! The files are looked at twice a second, which needs nothing of the system and works on network drives as well. Editors
//! that write another file and rename it are no matter.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use anyhow::Result;

use super::files::{Files, Step, identity};
use crate::failure::{Outcome, Usage, write_output};

/// The time between two looks.
const PAUSE: Duration = Duration::from_millis(500);

/// Clears a terminal and goes to its first line.
const CLEAR: &str = "\x1b[2J\x1b[H";

/// Reports now and after each change, until somebody ends the program. What the report is written to is no
/// change.
///
/// # Errors
/// There are no files to watch, or those of a report.
pub fn run(
    paths: &[PathBuf],
    page: Option<&Path>,
    mut report: impl FnMut() -> Result<Outcome>,
) -> Result<Outcome> {
    if paths.is_empty() || paths.iter().any(|path| path == Path::new("-")) {
        return Err(Usage("--watch needs files, for standard input does not change".into()).into());
    }
    let mut is_first = true;
    loop {
        // Before they are read, so that what changes meanwhile is noticed.
        let before = state(paths, page);
        if io::stdout().is_terminal() {
            write_output(CLEAR)?;
        } else if !is_first {
            write_output("\n")?;
        }
        report()?;
        is_first = false;
        while state(paths, page) == before {
            thread::sleep(PAUSE);
        }
    }
}

/// What files there are but for what a report is written to, when they were written, and how long they are. What has come
/// in place of a file is another one, also where times are known by the second only.
fn state(paths: &[PathBuf], page: Option<&Path>) -> u64 {
    let mut hasher = DefaultHasher::new();
    for step in Files::find(paths, page) {
        let Step::File(file) = step else { continue };
        file.path.hash(&mut hasher);
        let metadata = fs::metadata(&file.path).ok();
        let seen = |file: fs::Metadata| Some((file.modified().ok()?, file.len(), identity(&file)));
        metadata.and_then(seen).hash(&mut hasher);
    }
    hasher.finish()
}
