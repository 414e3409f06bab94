//! Readers for a server: processes that are started before it gives up its rights, and start workers for it after that.
//!
//! ```text
//! server ──name, length, document──► supervisor (reckon worker --supervise) ──► a worker for each document
//!        ◄──────── events ──────────                                        ◄── events
//! ```
//! A supervisor has one document at a time. If its worker falls over, that is one failed document.

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use reckon_extract::codec::{Frame, Frames, write_end, write_event};
use reckon_extract::{Event, Found, How, Limits, Sink};

use super::worker::{Input, read_in_worker};

/// How long a document waits for a reader.
const WAIT: Duration = Duration::from_secs(10);

/// Documents that wait for a reader; one more is refused.
const WAITING_MAX: usize = 32;

/// How long a reader may be silent: longer than a worker may take, for a reader that is given up is not replaced.
const SILENCE: Duration = Duration::from_secs(30);

/// Bytes of a name.
const NAME_BYTES_MAX: u64 = 1_000;

/// Who reads documents for a server.
pub struct Readers {
    state: Mutex<State>,
    freed: Condvar,
    /// Bytes of documents that connections keep until they are whole, and how many there may be.
    held: AtomicU64,
    held_max: u64,
    /// Kept so that they are known as children; they end when their streams do.
    _supervisors: Vec<Child>,
}

struct State {
    idle: Vec<UnixStream>,
    alive: usize,
    waiting: usize,
}

impl Readers {
    /// Starts so many; connections may keep so many bytes for them.
    ///
    /// # Errors
    /// A process cannot be started.
    pub fn start(number: usize, held_max: u64) -> Result<Self> {
        let program = std::env::current_exe().context("cannot find this program to start a reader")?;
        let mut supervisors = vec![];
        let mut idle = vec![];
        for _ in 0..number {
            let (ours, theirs) = UnixStream::pair().context("cannot speak to a reader")?;
            let mut command = Command::new(&program);
            command.args(["worker", "--supervise"]);
            command.stdin(OwnedFd::from(theirs)).stdout(Stdio::null()).stderr(Stdio::null());
            supervisors.push(command.spawn().context("cannot start a reader")?);
            ours.set_read_timeout(Some(SILENCE))?;
            idle.push(ours);
        }
        let state = State { alive: idle.len(), idle, waiting: 0 };
        Ok(Self {
            state: Mutex::new(state),
            freed: Condvar::new(),
            held: AtomicU64::new(0),
            held_max,
            _supervisors: supervisors,
        })
    }

    /// Whether a connection may keep so many bytes more; then they count until they are released.
    #[must_use]
    pub fn hold(&self, bytes: u64) -> bool {
        let before = self.held.fetch_add(bytes, Ordering::Relaxed);
        let is_room = before.saturating_add(bytes) <= self.held_max;
        if !is_room {
            self.release(bytes);
        }
        is_room
    }

    /// A connection keeps so many bytes less.
    pub fn release(&self, bytes: u64) {
        self.held.fetch_sub(bytes, Ordering::Relaxed);
    }

    /// Has a document read, as soon as there is a reader.
    ///
    /// # Errors
    /// It cannot be read, or there is no reader in time.
    pub fn read(&self, bytes: &[u8], name: Option<&str>, sink: &mut dyn Sink) -> Result<Found> {
        let stream = self.take()?;
        let result = ask(&stream, bytes, name, sink);
        let mut state = self.lock();
        match &result {
            // It may be in the middle of something.
            Err(Failure::Broken(_)) => state.alive -= 1,
            Ok(_) | Err(Failure::Refused(_)) => state.idle.push(stream),
        }
        drop(state);
        // All of them, for if there is no reader left there is nothing to wait for.
        self.freed.notify_all();
        result.map_err(|failure| match failure {
            Failure::Refused(why) => anyhow!("{why}"),
            Failure::Broken(error) => anyhow!("its reader is gone: {error}"),
        })
    }

    fn take(&self) -> Result<UnixStream> {
        let mut state = self.lock();
        if state.waiting >= WAITING_MAX {
            bail!("too many documents are waiting to be read: send it again later");
        }
        state.waiting += 1;
        let (mut state, _) = self
            .freed
            .wait_timeout_while(state, WAIT, |state| state.idle.is_empty() && state.alive > 0)
            .unwrap_or_else(PoisonError::into_inner);
        state.waiting -= 1;
        let alive = state.alive;
        state.idle.pop().ok_or_else(|| match alive {
            0 => anyhow!("its reader is gone: the server has to be started again"),
            _ => anyhow!("other documents take too long to be read: send it again later"),
        })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        // Whole after every step.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why there is nothing of a document.
enum Failure {
    /// It cannot be read.
    Refused(String),
    /// The reader cannot be spoken to.
    Broken(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Broken(error)
    }
}

fn ask(
    mut stream: &UnixStream,
    bytes: &[u8],
    name: Option<&str>,
    sink: &mut dyn Sink,
) -> Result<Found, Failure> {
    stream.write_all(name.unwrap_or_default().as_bytes())?;
    stream.write_all(b"\n")?;
    stream.write_all(&(bytes.len() as u64).to_be_bytes())?;
    stream.write_all(bytes)?;
    let mut frames = Frames::new(BufReader::with_capacity(64 << 10, stream));
    loop {
        match frames.next_frame()? {
            Some(Frame::Event(event)) => sink.take(event),
            Some(Frame::Found(found)) => return Ok(found),
            Some(Frame::Failed { why, .. }) => return Err(Failure::Refused(why.to_string())),
            None => return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into()),
        }
    }
}

/// Is a supervisor: takes documents from the stream on standard input until it ends.
///
/// # Errors
/// The stream breaks.
pub fn supervise() -> Result<()> {
    let stream = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
    let mut reader = BufReader::new(&stream);
    loop {
        let mut name = String::new();
        if (&mut reader).take(NAME_BYTES_MAX).read_line(&mut name)? == 0 {
            return Ok(());
        }
        let name = Some(name.trim_end()).filter(|name| !name.is_empty());
        let mut length = [0; 8];
        reader.read_exact(&mut length)?;
        let length = u64::from_be_bytes(length);
        if length > Limits::NETWORK.whole_bytes_max {
            bail!("a document of {length} bytes");
        }
        let mut bytes = vec![];
        (&mut reader).take(length).read_to_end(&mut bytes)?;
        let mut writer = BufWriter::with_capacity(64 << 10, &stream);
        let mut failed = None;
        let mut sink = |event: Event<'_>| {
            if failed.is_none() {
                failed = write_event(&mut writer, event).err();
            }
        };
        let end = read_in_worker(Input::Bytes(bytes), &How { name, ..How::default() }, true, &mut sink);
        failed.map_or(Ok(()), Err)?;
        match end {
            Ok(found) => write_end(&mut writer, Ok(found))?,
            Err(error) => write_end(&mut writer, Err((&format!("{error:#}"), false)))?,
        }
        writer.flush()?;
    }
}
