//! A text as those who count want it: in memory, in a file, whole or a piece of it.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result};
use reckon_stats::{Language, Options, Stats, detect, scan_with};

/// A text in memory, and the same in a file for those who need one.
pub struct Input {
    /// It is UTF-8 and not empty.
    pub text: String,
    /// It is there as long as the input is.
    pub file: PathBuf,
    /// The language of the text, if it is likely enough for a document to be counted by its rules.
    pub language: Language,
}

impl Input {
    /// Puts the text into a temporary file as well.
    ///
    /// # Errors
    /// The text is not UTF-8, or the file cannot be written.
    pub fn new(text: Vec<u8>) -> Result<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let file = env::temp_dir().join(format!("reckon-bench-{}-{number}.txt", process::id()));
        fs::write(&file, &text).with_context(|| format!("cannot write {}", file.display()))?;
        let language = detect(&text).likely();
        Ok(Self { text: String::from_utf8(text)?, file, language })
    }

    /// The beginning of the text up to the last line feed within so many bytes, or all of it.
    ///
    /// # Errors
    /// Those of [`Input::new`].
    pub fn piece(&self, bytes_max: usize) -> Result<Self> {
        let bytes = self.text.as_bytes();
        let end = if bytes.len() <= bytes_max {
            bytes.len()
        } else {
            let feed = bytes[..bytes_max].iter().rposition(|&byte| byte == b'\n');
            feed.context("a line is as long as the piece that is to be cut from the text")? + 1
        };
        Self::new(bytes[..end].to_vec())
    }

    /// The length of the text.
    pub fn megabytes(&self) -> f64 {
        self.text.len() as f64 / 1e6
    }

    /// How the text is scanned where everything is counted.
    pub fn options(&self) -> Options {
        Options { language: self.language, ..Options::default() }
    }

    /// What this project counts in the text.
    pub fn expected(&self) -> Expected {
        let scan = scan_with(self.options(), self.text.as_bytes());
        let report = scan.report(0);
        Expected { stats: scan.stats, report }
    }
}

impl Drop for Input {
    fn drop(&mut self) {
        // What is left of it is in the folder for such things.
        let _ = fs::remove_file(&self.file);
    }
}

/// What others are compared with.
pub struct Expected {
    /// For each layer to be compared with.
    pub stats: Stats,
    report: reckon_stats::Report,
}

impl Expected {
    /// The number with this id, if it is a count.
    pub fn count(&self, id: &str) -> Option<u64> {
        match self.report.value(id) {
            Some(reckon_stats::Value::Count(count)) => Some(count),
            _ => None,
        }
    }
}
