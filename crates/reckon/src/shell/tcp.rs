//! The shell of connections: a task for each, and a bound on their number.

use std::cell::RefCell;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use reckon_proto::{Connection, Limits, StreamInput, StreamOutput};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::clock::Clock;
use super::journal::Journal;

/// Bytes of one read. Longer ones leave the cache.
const READ_BYTES: usize = 64 << 10;

/// Reads in a row before a busy connection lets others have its thread.
const READS_IN_A_ROW: usize = 4;

/// A connection that was silent for this long may be closed to make room for a new one, or to stop the server.
const QUIET: Duration = Duration::from_secs(1);

/// After a failed accept: most such failures (too many open files) pass when something else ends.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// After its close, how long a connection is still read and thrown away. Closing with unread bytes would reset the
/// connection, and the peer could lose the answer that is on its way.
const LINGER: Duration = Duration::from_secs(1);

thread_local! {
    /// One buffer for each thread, for reading and handing over is one step: idle connections need none.
    static BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; READ_BYTES]);
}

/// What the tasks of one door share.
#[derive(Debug)]
pub struct Shared {
    limits: Limits,
    clock: Clock,
    journal: Mutex<Journal>,
}

impl Shared {
    /// For a door whose journal this is.
    #[must_use]
    pub fn new(limits: Limits, clock: Clock, journal: Journal) -> Self {
        Self { limits, clock, journal: Mutex::new(journal) }
    }

    fn journal(&self) -> MutexGuard<'_, Journal> {
        self.journal.lock().expect("nothing panics while it holds the journal")
    }
}

/// What the door knows of a connection.
#[derive(Debug)]
struct Guest {
    /// When its last byte came, in milliseconds.
    heard: AtomicU64,
    /// Tells it to close.
    leave: Notify,
}

impl Guest {
    fn hear(&self, now: Duration) {
        self.heard.store(now.as_millis() as u64, Ordering::Relaxed);
    }

    fn silent_since(&self) -> Duration {
        Duration::from_millis(self.heard.load(Ordering::Relaxed))
    }
}

/// Accepts connections until `stop` says so, each with a machine from `new_machine`; then waits until they are done.
///
/// There are at most `limits.connections_max` connections. When there are as many, the one that has been silent for
/// longest makes room; if none is silent, the new one is told so and closed.
pub async fn serve<M>(
    listener: TcpListener,
    shared: Arc<Shared>,
    new_machine: impl Fn() -> M,
    mut stop: watch::Receiver<bool>,
) where
    M: Connection + Send + 'static,
{
    let mut guests: Vec<Arc<Guest>> = vec![];
    let mut tasks = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!("cannot accept a connection: {error}");
                sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        while tasks.try_join_next().is_some() {}
        guests.retain(|guest| Arc::strong_count(guest) > 1);
        if !make_room(&mut guests, &shared) {
            let connections_max = shared.limits.connections_max;
            shared.journal().record_broken(shared.clock.now(), peer, &"too many connections");
            let message = format!("error: more than {connections_max} connections: try again later\n");
            // It fits the empty send buffer; if not, the peer is only closed.
            let _ = stream.try_write(message.as_bytes());
            continue;
        }
        let guest = Arc::new(Guest { heard: AtomicU64::new(0), leave: Notify::new() });
        guest.hear(shared.clock.now());
        guests.push(Arc::clone(&guest));
        shared.journal().record_connection(peer);
        let (machine, shared, stop) = (new_machine(), Arc::clone(&shared), stop.clone());
        tasks.spawn(async move {
            if let Err(error) = drive(stream, peer, machine, &guest, &shared, stop).await {
                shared.journal().record_broken(shared.clock.now(), peer, &error);
            }
        });
    }
    drop(listener);
    // Each task ends by itself within `shutdown_time_max`.
    while tasks.join_next().await.is_some() {}
    shared.journal().close();
}

/// Makes sure that there is room for one more; `false` if there is none to be made.
fn make_room(guests: &mut Vec<Arc<Guest>>, shared: &Shared) -> bool {
    if guests.len() < shared.limits.connections_max {
        return true;
    }
    let longest = guests.iter().enumerate().min_by_key(|(_, guest)| guest.silent_since());
    match longest {
        Some((index, guest)) if guest.silent_since() + QUIET <= shared.clock.now() => {
            guest.leave.notify_one();
            guests.swap_remove(index);
            true
        }
        _ => false,
    }
}

/// What ended the wait of a connection.
enum Wake {
    Readable(io::Result<()>),
    Deadline,
    Leave,
    Stop,
}

async fn drive(
    mut stream: TcpStream,
    peer: SocketAddr,
    mut machine: impl Connection,
    guest: &Guest,
    shared: &Shared,
    mut stop: watch::Receiver<bool>,
) -> io::Result<()> {
    let clock = &shared.clock;
    stream.set_nodelay(true)?;
    machine.handle(clock.now(), StreamInput::Opened);
    let mut ended = false;
    let mut reads = 0;
    // Once the server is to stop: by when this connection has to be done.
    let mut last_call = None;
    loop {
        let Some(deadline) = drain(&mut stream, peer, &mut machine, shared).await? else {
            return close(stream, ended).await;
        };
        if last_call.is_some_and(|last_call| clock.now() >= last_call) {
            return close(stream, ended).await;
        }
        if !ended && let Some(length) = read(&stream, &mut machine, clock)? {
            guest.hear(clock.now());
            ended = length == 0;
            reads += 1;
            if reads % READS_IN_A_ROW == 0 {
                tokio::task::yield_now().await;
            }
            continue;
        }
        let quiet_deadline = last_call.map(|last_call| last_call.min(guest.silent_since() + QUIET));
        let wait = [deadline, quiet_deadline].into_iter().flatten().min();
        let wake = tokio::select! {
            readable = stream.readable(), if !ended => Wake::Readable(readable),
            () = sleep_until(wait, clock) => Wake::Deadline,
            () = guest.leave.notified() => Wake::Leave,
            _ = stop.wait_for(|stop| *stop), if last_call.is_none() => Wake::Stop,
        };
        match wake {
            Wake::Readable(result) => result?,
            Wake::Deadline if quiet_deadline.is_some_and(|quiet| clock.now() >= quiet) => {
                return close(stream, ended).await;
            }
            Wake::Deadline => machine.handle(clock.now(), StreamInput::Timeout),
            Wake::Leave => return Err(io::Error::other("silent for longest when there was no room left")),
            Wake::Stop => last_call = Some(clock.now() + shared.limits.shutdown_time_max),
        }
    }
}

async fn sleep_until(deadline: Option<Duration>, clock: &Clock) {
    match deadline {
        Some(deadline) => sleep(deadline.saturating_sub(clock.now())).await,
        None => std::future::pending().await,
    }
}

/// Hands what there is to read to the machine and returns its length, 0 at the end; `None` if there is nothing yet.
fn read(stream: &TcpStream, machine: &mut impl Connection, clock: &Clock) -> io::Result<Option<usize>> {
    BUFFER.with_borrow_mut(|buffer| match stream.try_read(buffer) {
        Ok(0) => {
            machine.handle(clock.now(), StreamInput::Eof);
            Ok(Some(0))
        }
        Ok(length) => {
            machine.handle(clock.now(), StreamInput::Bytes(&buffer[..length]));
            Ok(Some(length))
        }
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(None),
        Err(error) => Err(error),
    })
}

/// Does what the machine wants until it waits, and returns until when; `None` if the connection is to be closed.
async fn drain(
    stream: &mut TcpStream,
    peer: SocketAddr,
    machine: &mut impl Connection,
    shared: &Shared,
) -> io::Result<Option<Option<Duration>>> {
    loop {
        match machine.poll() {
            StreamOutput::Write(bytes) => {
                let write = timeout(shared.limits.write_stall_max, stream.write_all(bytes)).await;
                write.map_err(|_| io::Error::other("the peer does not read its answers"))??;
            }
            StreamOutput::Event(event) => shared.journal().record(shared.clock.now(), peer, &event),
            StreamOutput::Close => return Ok(None),
            StreamOutput::Wait(deadline) => return Ok(Some(deadline)),
        }
    }
}

/// Closes our side, then reads what is still coming for a while and throws it away.
async fn close(mut stream: TcpStream, ended: bool) -> io::Result<()> {
    stream.shutdown().await?;
    if ended {
        return Ok(());
    }
    let rest = async {
        loop {
            stream.readable().await?;
            let read = BUFFER.with_borrow_mut(|buffer| stream.try_read(buffer));
            match read {
                Ok(0) => return Ok(()),
                Err(error) if error.kind() != io::ErrorKind::WouldBlock => return Err(error),
                _ => {}
            }
        }
    };
    // A peer that goes on sending is cut off.
    timeout(LINGER, rest).await.unwrap_or(Ok(()))
}
