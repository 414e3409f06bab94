//! The bytes of a document, and a bar that shows how far they are read.

use std::collections::VecDeque;
use std::fs::{File, Metadata};
use std::io::{self, IsTerminal, Read};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, bail};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Bytes of one read: long enough for the system, short enough for the cache.
const READ_BYTES: usize = 128 << 10;

/// Devices such as /dev/zero have no end; without another limit this one says so.
const DEVICE_BYTES_MAX: u64 = 1 << 30;

/// Progress is shown for what takes longer than this.
const PROGRESS_AFTER: Duration = Duration::from_millis(700);

/// A document that is about to be read.
pub struct Input {
    /// What was looked at and is not read yet.
    head: VecDeque<u8>,
    reader: Box<dyn Read>,
    /// What is longer is refused, and why.
    bytes_max: Option<(u64, &'static str)>,
    length: Option<u64>,
    bytes: u64,
    progress: Progress,
}

impl Input {
    /// Opens a file, or standard input for `-`.
    ///
    /// # Errors
    /// There is none, it is a directory, or it may not be read.
    pub fn open(path: &Path, max_bytes: Option<u64>) -> Result<Self> {
        let (reader, metadata, is_terminal): (Box<dyn Read>, _, _) = if path == Path::new("-") {
            let stdin = io::stdin();
            (Box::new(stdin), standard_input_metadata(), io::stdin().is_terminal())
        } else {
            let file = File::open(path).map_err(explain)?;
            let metadata = file.metadata().map_err(explain)?;
            // It can be opened like a file.
            if metadata.is_dir() {
                bail!("is a directory; name the files in it");
            }
            let is_terminal = !metadata.is_file() && file.is_terminal();
            (Box::new(file), Some(metadata), is_terminal)
        };
        let limit = max_bytes.map(|bytes_max| (bytes_max, "the limit of --max-bytes"));
        let is_device = metadata.as_ref().is_some_and(is_device) && !is_terminal;
        let device_limit = (DEVICE_BYTES_MAX, "a device may have no end; --max-bytes sets another limit");
        let length = metadata.filter(Metadata::is_file).map(|metadata| metadata.len());
        let bytes_max = limit.or(is_device.then_some(device_limit));
        Ok(Self {
            head: VecDeque::new(),
            reader,
            bytes_max,
            length,
            bytes: 0,
            progress: Progress::new(Unit::Bytes, length),
        })
    }

    /// Without a bar, where others are read at the same time.
    #[must_use]
    pub fn quiet(mut self) -> Self {
        self.progress.appears = None;
        self
    }

    /// So many bytes, or as many as there are; one more, so that the end is found.
    fn buffer(&self, bytes: usize) -> Vec<u8> {
        let length = self.length.and_then(|length| usize::try_from(length).ok()).filter(|length| *length > 0);
        vec![0; length.map_or(bytes, |length| bytes.min(length.saturating_add(1)))]
    }

    /// How many bytes it has, if it is a file.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// Reads the next piece into the buffer, and returns its length, 0 at the end.
    ///
    /// # Errors
    /// It cannot be read, or is longer than allowed.
    pub fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let length = if self.head.is_empty() { self.read_more(buffer)? } else { self.head.read(buffer)? };
        self.bytes += length as u64;
        if let Some((bytes_max, reason)) = self.bytes_max.filter(|(bytes_max, _)| self.bytes > *bytes_max) {
            bail!("is longer than {bytes_max} bytes: {reason}");
        }
        self.progress.show(self.bytes);
        Ok(length)
    }

    fn read_more(&mut self, buffer: &mut [u8]) -> Result<usize> {
        loop {
            match self.reader.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => return result.map_err(explain),
            }
        }
    }

    /// Looks at its first bytes, so many if there are so many, which are read again after that. To be asked before
    /// anything is read.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn peek(&mut self, bytes: usize) -> Result<&[u8]> {
        let mut buffer = self.buffer(bytes);
        while self.head.len() < bytes {
            let room = (bytes - self.head.len()).min(buffer.len());
            match self.read_more(&mut buffer[..room])? {
                0 => break,
                length => self.head.extend(&buffer[..length]),
            }
        }
        Ok(self.head.make_contiguous())
    }

    /// Hands over all pieces in order.
    ///
    /// # Errors
    /// It cannot be read, is longer than allowed, or whoever takes the pieces fails.
    pub fn read_all(&mut self, mut take: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let mut buffer = self.buffer(READ_BYTES);
        loop {
            match self.read(&mut buffer)? {
                0 => return Ok(()),
                length => take(&buffer[..length])?,
            }
        }
    }
}

fn standard_input_metadata() -> Option<Metadata> {
    use std::os::fd::AsFd;
    let descriptor = io::stdin().as_fd().try_clone_to_owned().ok()?;
    File::from(descriptor).metadata().ok()
}

fn is_device(metadata: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    metadata.file_type().is_char_device()
}

fn explain(error: io::Error) -> anyhow::Error {
    match error.kind() {
        io::ErrorKind::NotFound => anyhow!("there is no such file"),
        io::ErrorKind::PermissionDenied => anyhow!("not allowed to read it"),
        _ => anyhow!(error).context("cannot read it"),
    }
}

/// What a bar counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Bytes of a document.
    Bytes,
    /// Whole files.
    Files,
}

/// A bar on standard error where that is a terminal, once the work has taken a while; it goes away at the end.
pub struct Progress {
    bar: Option<ProgressBar>,
    /// When the bar appears; `None` once it has, or if it never will.
    appears: Option<Instant>,
    unit: Unit,
    length: Option<u64>,
}

impl Progress {
    /// One for so many, if that is known.
    #[must_use]
    pub fn new(unit: Unit, length: Option<u64>) -> Self {
        Self { bar: None, appears: Some(Instant::now() + PROGRESS_AFTER), unit, length }
    }

    /// One that never appears.
    #[must_use]
    pub fn quiet(mut self) -> Self {
        self.appears = None;
        self
    }

    /// Shows that so many are done.
    pub fn show(&mut self, done: u64) {
        if self.appears.is_some_and(|appears| Instant::now() >= appears) {
            self.appears = None;
            self.bar = io::stderr().is_terminal().then(|| self.appear());
        }
        if let Some(bar) = &self.bar {
            bar.set_position(done);
        }
    }

    /// Does what writes to the terminal.
    pub fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    fn appear(&self) -> ProgressBar {
        let template = match (self.unit, self.length) {
            (Unit::Bytes, Some(_)) => {
                "{bytes:>10} of {total_bytes} {wide_bar} {binary_bytes_per_sec}, {eta} left"
            }
            (Unit::Bytes, None) => "{bytes:>10} {binary_bytes_per_sec}",
            (Unit::Files, _) => "{pos:>7} of {len} files {wide_bar} {eta} left",
        };
        let style = ProgressStyle::with_template(template).expect("the template is a constant and was tried");
        ProgressBar::with_draw_target(self.length, ProgressDrawTarget::stderr()).with_style(style)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
