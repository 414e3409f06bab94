//! Reading in another process, for documents that make a reader take too long, need too much memory, or fall over.
//!
//! ```text
//! this process ──the document, on standard input──► reckon worker (confined, with bounds on memory and time)
//!              ◄──events, on standard output───────
//! ```
//! Readers that others have written may have errors that no test of ours has found. In a process of its own such an error
//! costs one document, and whoever makes use of it has no file, no network and little time.

use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Cursor, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::thread;

use anyhow::{Context, Result, anyhow, bail};
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::sys::signal::Signal;
use nix::unistd::alarm;
use reckon_extract::codec::{Frame, Frames, write_end, write_event};
use reckon_extract::{Changes, Event, Found, How, Limits, Sink, Source, read};

use super::sandbox;

/// What a worker may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Bytes of memory.
    pub memory_bytes: u64,
    /// Seconds of a processor.
    pub seconds: u64,
    /// Seconds in all, where somebody waits who may not wait for ever.
    pub seconds_in_all: Option<u32>,
    /// What the document may cost.
    pub limits: Limits,
}

impl Bounds {
    /// For files of one's own.
    pub const LOCAL: Self =
        Self { memory_bytes: 2 << 30, seconds: 120, seconds_in_all: None, limits: Limits::LOCAL };

    /// For bytes from a network.
    pub const NETWORK: Self =
        Self { memory_bytes: 256 << 20, seconds: 2, seconds_in_all: Some(8), limits: Limits::NETWORK };
}

/// What a worker says of a file of a kind that is not read at all.
#[derive(Debug)]
pub struct OfNoKind(String);

impl fmt::Display for OfNoKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for OfNoKind {}

/// A document for a worker.
pub enum Input {
    /// A file, which is read from its beginning.
    File(File),
    /// What is in memory.
    Bytes(Vec<u8>),
}

/// Has a worker read a document.
///
/// # Errors
/// The document cannot be read, or the worker has exceeded its bounds or fallen over.
pub fn read_in_worker(input: Input, how: &How<'_>, is_network: bool, sink: &mut dyn Sink) -> Result<Found> {
    let bounds = if is_network { Bounds::NETWORK } else { Bounds::LOCAL };
    let program = std::env::current_exe().context("cannot find this program to start a reader")?;
    let mut command = Command::new(program);
    command.arg("worker").arg(if is_network { "--network" } else { "--local" });
    if let Some(format) = how.format {
        command.args(["--format", format.id()]);
    }
    if let Some(name) = how.name {
        command.arg(format!("--name={name}"));
    }
    if let Some(encoding) = how.encoding {
        command.args(["--encoding", encoding.name()]);
    }
    command.args([
        "--changes",
        match how.changes {
            Changes::Accepted => "accepted",
            Changes::Rejected => "rejected",
            Changes::Both => "both",
        },
    ]);
    let (stdin, bytes) = match input {
        Input::File(file) => (Stdio::from(file), None),
        Input::Bytes(bytes) => (Stdio::piped(), Some(bytes)),
    };
    command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().context("cannot start a reader")?;
    let stdout = child.stdout.take().context("a reader has an output")?;
    let mut stdin = child.stdin.take();
    let (end, is_cut) = thread::scope(|scope| {
        scope.spawn(move || {
            if let (Some(stdin), Some(bytes)) = (&mut stdin, bytes) {
                // A reader that has seen enough ends before it has read all.
                let _ = stdin.write_all(&bytes);
            }
        });
        let mut frames = Frames::new(BufReader::with_capacity(64 << 10, stdout));
        loop {
            match frames.next_frame() {
                Ok(Some(Frame::Event(event))) => sink.take(event),
                Ok(Some(Frame::Found(found))) => return (Some(Ok(found)), false),
                Ok(Some(Frame::Failed { why, is_of_no_kind: true })) => {
                    return (Some(Err(OfNoKind(why.to_string()).into())), false);
                }
                Ok(Some(Frame::Failed { why, .. })) => return (Some(Err(anyhow!("{why}"))), false),
                Ok(None) => return (None, false),
                Err(_) => return (None, true),
            }
        }
    });
    if is_cut {
        let _ = child.kill();
    }
    let status = child.wait().context("cannot wait for a reader")?;
    if let Some(end) = end {
        return end;
    }
    let Bounds { memory_bytes, seconds, .. } = bounds;
    match status.signal() {
        Some(signal) if signal == Signal::SIGXCPU as i32 || signal == Signal::SIGKILL as i32 => {
            bail!("reading it takes more than {seconds} s: it is damaged, or made to do so")
        }
        Some(signal) if signal == Signal::SIGALRM as i32 => {
            bail!("the machine is too busy to read it: send it again later")
        }
        Some(signal) if signal == Signal::SIGABRT as i32 => {
            bail!("reading it takes more than {} MB, or its reader has an error", memory_bytes >> 20)
        }
        _ => bail!("its reader has fallen over, which is an error of ours: please report it ({status})"),
    }
}

/// What a worker is told on its command line.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// How to read.
    pub how: How<'a>,
    /// Whether the bytes come from a network.
    pub is_network: bool,
}

/// Lowers a limit of this process, or leaves it where it is lower: nobody may raise it.
fn lower_limit(resource: Resource, soft: u64, hard: u64) -> nix::Result<()> {
    let (_, now) = getrlimit(resource)?;
    setrlimit(resource, soft.min(now), hard.min(now))
}

/// Is the worker: reads standard input and writes events to standard output.
///
/// # Errors
/// The bounds cannot be set, or nobody takes the events.
pub fn work(job: Job<'_>) -> Result<()> {
    let bounds = if job.is_network { Bounds::NETWORK } else { Bounds::LOCAL };
    lower_limit(Resource::RLIMIT_AS, bounds.memory_bytes, bounds.memory_bytes)?;
    // The system warns at the first and kills at the second; the warning ends a process that does not expect it.
    lower_limit(Resource::RLIMIT_CPU, bounds.seconds, bounds.seconds + 1)?;
    lower_limit(Resource::RLIMIT_CORE, 0, 0)?;
    if let Some(seconds) = bounds.seconds_in_all {
        // The signal ends a process that does not expect it.
        alarm::set(seconds);
    }
    // Where the kernel does not know how, the other bounds still hold.
    let _ = sandbox::confine();
    let stdin = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    let mut source: Box<dyn Source> = if stdin.metadata()?.is_file() {
        Box::new(stdin)
    } else {
        let mut bytes = vec![];
        stdin.take(bounds.limits.whole_bytes_max.saturating_add(1)).read_to_end(&mut bytes)?;
        Box::new(Cursor::new(bytes))
    };
    let mut writer = BufWriter::with_capacity(64 << 10, io::stdout().lock());
    let mut failed = None;
    let mut sink = |event: Event<'_>| {
        if failed.is_none() {
            failed = write_event(&mut writer, event).err();
        }
    };
    let end = read(&mut *source, &How { limits: bounds.limits, ..job.how }, &mut sink);
    failed.map_or(Ok(()), Err)?;
    match end {
        Ok(found) => write_end(&mut writer, Ok(found))?,
        Err(error) => write_end(&mut writer, Err((&error.to_string(), error.is_of_no_kind())))?,
    }
    writer.flush()?;
    Ok(())
}
