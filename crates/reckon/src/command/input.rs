//! The bytes of a document, and a bar that shows how far they are read.

use std::fs::{File, Metadata};
use std::io::{self, IsTerminal, Read, Stdin};
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
pub struct Input<'m> {
    /// What was looked at.
    head: Head<'m>,
    reader: Reader,
    /// What is longer is refused, and why.
    bytes_max: Option<(u64, &'static str)>,
    /// None also while [`Input::look`] has not found it out.
    length: Option<u64>,
    has_looked: bool,
    bytes: u64,
    progress: Progress,
}

/// The first bytes of a document, in memory that may be used for one document after the other.
struct Head<'m> {
    memory: &'m mut Vec<u8>,
    /// `read <= length <= memory.len()`
    length: usize,
    /// What is read a second time, so far.
    read: usize,
    /// Whether there are no more bytes.
    is_whole: bool,
}

enum Reader {
    File(File),
    Standard(Stdin),
}

impl<'m> Input<'m> {
    /// Opens a file, or standard input for `-`. What [`Input::peek`] looks at goes into the memory, whatever was there.
    ///
    /// # Errors
    /// There is none, or it may not be read.
    pub fn open(path: &Path, max_bytes: Option<u64>, memory: &'m mut Vec<u8>) -> Result<Self> {
        let reader = if path == Path::new("-") {
            Reader::Standard(io::stdin())
        } else {
            Reader::File(File::open(path).map_err(explain)?)
        };
        Ok(Self {
            head: Head { memory, length: 0, read: 0, is_whole: false },
            reader,
            bytes_max: max_bytes.map(|bytes_max| (bytes_max, "the limit of --max-bytes")),
            length: None,
            has_looked: false,
            bytes: 0,
            progress: Progress::new(Unit::Bytes, None),
        })
    }

    /// Finds out what it is, unless that is known. Of a small file, which most are, nobody needs to ask the system.
    fn look(&mut self) -> Result<()> {
        if std::mem::replace(&mut self.has_looked, true) || self.head.is_whole {
            return Ok(());
        }
        let metadata = match &self.reader {
            Reader::File(file) => Some(file.metadata().map_err(explain)?),
            Reader::Standard(_) => standard_input_metadata(),
        };
        let is_terminal = || match &self.reader {
            Reader::File(file) => file.is_terminal(),
            Reader::Standard(stdin) => stdin.is_terminal(),
        };
        if metadata.as_ref().is_some_and(is_device) && !is_terminal() {
            let why = "a device may have no end; --max-bytes sets another limit";
            self.bytes_max.get_or_insert((DEVICE_BYTES_MAX, why));
        }
        self.length = metadata.filter(Metadata::is_file).map(|metadata| metadata.len());
        self.progress.length = self.length;
        Ok(())
    }

    /// Without a bar, where others are read at the same time.
    #[must_use]
    pub fn quiet(mut self) -> Self {
        self.progress.appears = None;
        self
    }

    /// All of its bytes, if [`Input::peek`] has seen them all.
    #[must_use]
    pub fn whole(&self) -> Option<&[u8]> {
        self.head.is_whole.then(|| self.peeked())
    }

    fn peeked(&self) -> &[u8] {
        &self.head.memory[..self.head.length]
    }

    /// All of its bytes, or what has been seen of them, in its memory.
    #[must_use]
    pub fn into_peeked(self) -> &'m [u8] {
        let Self { head: Head { memory, length, .. }, .. } = self;
        &memory[..length]
    }

    /// How many bytes it has, if it is a file.
    ///
    /// # Errors
    /// The system does not say.
    pub fn length(&mut self) -> Result<Option<u64>> {
        if self.head.is_whole {
            return Ok(Some(self.head.length as u64));
        }
        self.look()?;
        Ok(self.length)
    }

    /// Reads the next piece into the buffer, and returns its length, 0 at the end.
    ///
    /// # Errors
    /// It cannot be read, or is longer than allowed.
    pub fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let rest = &self.head.memory[self.head.read..self.head.length];
        let length = if rest.is_empty() {
            self.look()?;
            if self.head.is_whole { 0 } else { self.reader.read(buffer)? }
        } else {
            let length = rest.len().min(buffer.len());
            buffer[..length].copy_from_slice(&rest[..length]);
            self.head.read += length;
            length
        };
        self.bytes += length as u64;
        self.check(self.bytes)?;
        self.progress.show(self.bytes);
        Ok(length)
    }

    /// Refuses what has so many bytes, if they are too many.
    ///
    /// # Errors
    /// They are.
    fn check(&self, bytes: u64) -> Result<()> {
        match self.bytes_max {
            Some((bytes_max, reason)) if bytes > bytes_max => {
                bail!("is longer than {bytes_max} bytes: {reason}")
            }
            _ => Ok(()),
        }
    }

    /// Looks at its first bytes, so many if there are so many, which are read again after that. To be asked before
    /// anything is read.
    ///
    /// # Errors
    /// It cannot be read, or is longer than allowed.
    pub fn peek(&mut self, bytes: usize) -> Result<&[u8]> {
        let Head { memory, length, is_whole, .. } = &mut self.head;
        if memory.len() < bytes {
            memory.resize(bytes, 0);
        }
        while *length < bytes && !*is_whole {
            match self.reader.read(&mut memory[*length..bytes])? {
                0 => *is_whole = true,
                more => *length += more,
            }
        }
        let length = *length as u64;
        self.check(length)?;
        Ok(self.peeked())
    }

    /// Hands over all pieces in order.
    ///
    /// # Errors
    /// It cannot be read, is longer than allowed, or whoever takes the pieces fails.
    pub fn read_all(&mut self, mut take: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        // As many bytes as there are, and one more, so that the end is found.
        let length = self.length()?.and_then(|length| usize::try_from(length).ok());
        let length =
            length.filter(|length| *length > 0).map_or(READ_BYTES, |length| length.saturating_add(1));
        let mut buffer = vec![0; length.min(READ_BYTES)];
        loop {
            match self.read(&mut buffer)? {
                0 => return Ok(()),
                length => take(&buffer[..length])?,
            }
        }
    }
}

impl Reader {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        loop {
            let result = match self {
                Self::File(file) => file.read(buffer),
                Self::Standard(stdin) => stdin.read(buffer),
            };
            match result {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => return result.map_err(explain),
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
        io::ErrorKind::IsADirectory => anyhow!("is a directory; name the files in it"),
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

    /// Says how many there are, which was not known.
    pub fn set_length(&mut self, length: u64) {
        if self.length.is_none() {
            self.length = Some(length);
            if let Some(bar) = &self.bar {
                bar.set_length(length);
                bar.set_style(self.style());
            }
        }
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
        let target = ProgressDrawTarget::stderr();
        ProgressBar::with_draw_target(self.length, target).with_style(self.style())
    }

    fn style(&self) -> ProgressStyle {
        let template = match (self.unit, self.length) {
            (Unit::Bytes, Some(_)) => {
                "{bytes:>10} of {total_bytes} {wide_bar} {binary_bytes_per_sec}, {eta} left"
            }
            (Unit::Bytes, None) => "{bytes:>10} {binary_bytes_per_sec}",
            (Unit::Files, Some(_)) => "{pos:>7} of {len} files {wide_bar} {eta} left",
            (Unit::Files, None) => "{pos:>7} files",
        };
        ProgressStyle::with_template(template).expect("the template is a constant and was tried")
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
