//! What a running server says of itself over a local socket, and who asks for it.
//!
//! The socket is a file (`reckon serve --status FILE`) that belongs to whoever has started the server: the rights of the
//! file say who may ask. Each connection gets one JSON object and is closed.
//!
//! ```text
//! {"version": "0.1.0", "uptime_seconds": 12.5, "doors": [
//!   {"door": "CoAP 127.0.0.1:5683", "answered": 7, "refused": 1, "dropped": 0, "abandoned": 0, "unsent": 0, "overrun": 0,
//!    "connections": 0, "latency_ns": {"count": 7, "p50": 5119, "p90": 6207, "p99": 12671, "max": 12671}}]}
//! ```

use std::fs;
use std::io::{self, ErrorKind, Read};
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use tokio::io::AsyncWriteExt;
use tokio::time::{sleep, timeout};

use super::clock::Clock;
use super::histogram::Histogram;
use super::metrics::{Counters, Metrics};
use super::udp::SHOWN_WITHIN;

/// How long either side waits for the other.
const PATIENCE: Duration = Duration::from_secs(5);

/// Bytes of the longest status that is read: far more than all doors' there may be.
const STATUS_BYTES_MAX: u64 = 1 << 20;

/// What a server says of itself.
#[derive(Debug, Deserialize, Serialize)]
pub struct Status {
    /// Of the program.
    pub version: String,
    /// How long it has been serving.
    pub uptime_seconds: f64,
    /// Each socket of UDP, and each door on TCP.
    pub doors: Vec<DoorStatus>,
}

/// What one door has done since the server was started.
#[derive(Debug, Deserialize, Serialize)]
pub struct DoorStatus {
    /// Its name and, on UDP, its address.
    pub door: String,
    /// How often what happened.
    #[serde(flatten)]
    pub counters: Counters,
    /// From when a question was taken to when its answer was handed to the system.
    pub latency_ns: Latency,
}

/// Quantiles of times, in nanoseconds; each at most 1.6 % too long, and 0 where there are none.
#[derive(Debug, Deserialize, Serialize)]
pub struct Latency {
    /// How many times there are.
    pub count: u64,
    /// Half of them are no longer.
    pub p50: u64,
    /// 90 % of them are no longer.
    pub p90: u64,
    /// 99 % of them are no longer.
    pub p99: u64,
    /// None is longer.
    pub max: u64,
}

impl From<&Histogram> for Latency {
    fn from(histogram: &Histogram) -> Self {
        let quantile = |share| u64::try_from(histogram.quantile(share).as_nanos()).unwrap_or(u64::MAX);
        Self {
            count: histogram.count(),
            p50: quantile(0.5),
            p90: quantile(0.9),
            p99: quantile(0.99),
            max: quantile(1.0),
        }
    }
}

/// A door, and how to ask what it has counted.
type Source = (String, Box<dyn Fn() -> Metrics + Send + Sync>);

/// All doors of a server, to be asked what they have counted.
#[derive(Default)]
pub struct Board(Vec<Source>);

impl Board {
    /// Adds a door.
    pub fn add(&mut self, door: String, metrics: impl Fn() -> Metrics + Send + Sync + 'static) {
        self.0.push((door, Box::new(metrics)));
    }

    /// Writes a line of the log for each door with what it has counted until now.
    pub async fn log(&self) {
        sleep(SHOWN_WITHIN).await;
        for (door, metrics) in &self.0 {
            let Metrics { counters, latency } = metrics();
            let Latency { count, p50, p99, .. } = Latency::from(&latency);
            if count == 0 {
                tracing::info!(door, "so far: {counters}");
            } else {
                let (p50, p99) = (Duration::from_nanos(p50), Duration::from_nanos(p99));
                tracing::info!(door, ?p50, ?p99, "so far: {counters}");
            }
        }
    }

    /// What the doors have counted until now.
    async fn status(&self, uptime: Duration) -> Status {
        sleep(SHOWN_WITHIN).await;
        let doors = self.0.iter().map(|(door, metrics)| {
            let Metrics { counters, latency } = metrics();
            DoorStatus { door: door.clone(), counters, latency_ns: Latency::from(&latency) }
        });
        Status {
            version: env!("CARGO_PKG_VERSION").to_string(),
            uptime_seconds: uptime.as_secs_f64(),
            doors: doors.collect(),
        }
    }
}

/// The file of a local socket, which is removed in the end: if the server may, which one that is confined may not, and if
/// it is still the same.
#[derive(Debug)]
pub struct Place {
    path: PathBuf,
    socket: Option<Identity>,
}

impl Place {
    fn of(path: &Path) -> Self {
        Self { path: path.to_path_buf(), socket: identity(path) }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.socket.is_some() && identity(&self.path) == self.socket {
            // What stays is replaced by the next server.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// What tells a socket's file from others: its device, its number, which another file may get after it, and its time.
type Identity = (u64, u64, SystemTime);

/// That of the socket that stands there; none of other files and of links.
fn identity(path: &Path) -> Option<Identity> {
    let file = fs::symlink_metadata(path).ok().filter(|file| file.file_type().is_socket())?;
    Some((file.dev(), file.ino(), file.modified().ok()?))
}

/// Listens on a local socket. A socket of a server that is no more is replaced.
///
/// # Errors
/// Another server listens there, something else stands there, or the folder cannot be written.
pub fn listen(path: &Path) -> Result<(UnixListener, Place)> {
    let listener = match UnixListener::bind(path) {
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            let shown = path.display();
            // Nobody listens on another file either, so this has to be asked for.
            if identity(path).is_none() {
                bail!("--status {shown}: there is a file that is no socket; name another one, or remove it");
            }
            match UnixStream::connect(path) {
                Err(error) if error.kind() == ErrorKind::ConnectionRefused => {}
                Ok(_) => bail!("--status {shown}: another server listens there"),
                Err(error) => return Err(error).with_context(|| format!("--status {shown}: is it in use?")),
            }
            fs::remove_file(path).and_then(|()| UnixListener::bind(path))
        }
        result => result,
    };
    let listener = listener.with_context(|| format!("--status {}: cannot listen there", path.display()))?;
    Ok((listener, Place::of(path)))
}

/// Answers whoever connects, for ever.
pub async fn serve(listener: tokio::net::UnixListener, board: &Board, clock: &Clock) {
    loop {
        let Ok((mut stream, _)) = listener.accept().await else {
            // Most likely there are too many open files, which passes.
            sleep(Duration::from_millis(100)).await;
            continue;
        };
        let status = board.status(clock.now()).await;
        if let Ok(mut text) = serde_json::to_string(&status) {
            text.push('\n');
            // Whoever does not read has less for it.
            let _ = timeout(PATIENCE, async {
                stream.write_all(text.as_bytes()).await?;
                stream.shutdown().await
            })
            .await;
        }
    }
}

/// Asks the server that listens on a local socket, and gives its words as they are.
///
/// # Errors
/// Nobody listens there, or they say nothing.
pub fn ask(path: &Path) -> Result<String> {
    let here = || path.display();
    let stream = UnixStream::connect(path)
        .with_context(|| format!("{}: no server there (is it started with --status {}?)", here(), here()))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut text = String::new();
    let read = stream.take(STATUS_BYTES_MAX).read_to_string(&mut text);
    read.and_then(
        |length| if length == 0 { Err(io::Error::from(ErrorKind::UnexpectedEof)) } else { Ok(text) },
    )
    .with_context(|| format!("{}: the server does not say how it is", here()))
}
