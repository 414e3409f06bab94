//! The shell of connections: a task for each, and a bound on their number.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reckon_proto::{Connection, Event, Limits, StreamInput, StreamOutput};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::clock::Clock;
use super::costly::Costly;
use super::journal::Journal;
use super::metrics::Metrics;

/// Bytes of one read. Longer ones leave the cache.
const READ_BYTES: usize = 64 << 10;

/// How long a busy connection has its thread before it lets others have it.
const TURN: Duration = Duration::from_millis(1);

/// A peer that has filled so many reads in a row, and is not answered meanwhile, sends a long document. Then the system is
/// asked to wake us only for this many bytes, which spares a fourth of the work; but not for longer than this, so that a
/// pause is noticed.
const FULL_READS: u32 = 4;
const LOW_WATER_BYTES: usize = 256 << 10;
const LOW_WATER_WAIT: Duration = Duration::from_millis(10);

/// A connection that was silent for this long may be closed to make room for a new one, or to stop the server.
const QUIET: Duration = Duration::from_secs(1);

/// After a failed accept: most such failures (too many open files) pass when something else ends.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// After its close, how long a connection is still read and thrown away. Closing with unread bytes would reset the
/// connection, and the peer could lose the answer that is on its way.
const LINGER: Duration = Duration::from_secs(1);

/// Newcomers without room that are told so at a time.
const FAREWELLS_MAX: usize = 64;

thread_local! {
    /// One buffer for each thread, for reading and handing over is one step: idle connections need none.
    static BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; READ_BYTES]);
}

/// What the listeners and the connections of one door share.
#[derive(Debug)]
pub struct Shared {
    limits: Limits,
    clock: Clock,
    costly: Arc<Costly>,
    journal: Mutex<Journal>,
    guests: Mutex<Vec<Arc<Guest>>>,
}

impl Shared {
    /// For a door whose journal this is, and whose costly questions are answered there.
    #[must_use]
    pub fn new(limits: Limits, clock: Clock, costly: Arc<Costly>, journal: Journal) -> Self {
        Self { limits, clock, costly, journal: Mutex::new(journal), guests: Mutex::default() }
    }

    /// What was counted so far.
    #[must_use]
    pub fn metrics(&self) -> Metrics {
        self.journal().metrics().clone()
    }

    /// Writes the last line of the journal.
    pub fn close(&self) {
        self.journal().close();
    }

    fn journal(&self) -> MutexGuard<'_, Journal> {
        // Counters are whole after every step, also after one that panicked.
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn guests(&self) -> MutexGuard<'_, Vec<Arc<Guest>>> {
        self.guests.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets a peer in, if there is room or room can be made.
    fn admit(&self, peer: SocketAddr) -> Option<Arc<Guest>> {
        let mut guests = self.guests();
        guests.retain(|guest| Arc::strong_count(guest) > 1);
        if guests.len() >= self.limits.connections_max
            && !send_one_away(&mut guests, Some(peer.ip()), self.clock.now())
        {
            return None;
        }
        let guest = Arc::new(Guest {
            ip: peer.ip(),
            heard: AtomicU64::new(0),
            leaving: AtomicBool::new(false),
            leave: Notify::new(),
        });
        guest.hear(self.clock.now());
        guests.push(Arc::clone(&guest));
        Some(guest)
    }
}

/// What the door knows of a connection.
#[derive(Debug)]
struct Guest {
    ip: IpAddr,
    /// When its last byte came, in milliseconds.
    heard: AtomicU64,
    /// Tells it to close: the flag if it is busy, the notice if it waits.
    leaving: AtomicBool,
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

/// Tells a connection to leave, and returns whether there is one that may be told so: the one that has been silent for
/// longest; or, if all are busy and more than half of them are from one address, one of those, unless the newcomer is
/// from there as well.
fn send_one_away(guests: &mut Vec<Arc<Guest>>, newcomer: Option<IpAddr>, now: Duration) -> bool {
    let longest = |candidates: &mut dyn Iterator<Item = (usize, &Arc<Guest>)>| {
        candidates.min_by_key(|(_, guest)| guest.silent_since()).map(|(index, _)| index)
    };
    let mut chosen =
        longest(&mut guests.iter().enumerate()).filter(|&index| guests[index].silent_since() + QUIET <= now);
    if chosen.is_none() {
        let mut numbers: HashMap<IpAddr, usize> = HashMap::new();
        guests.iter().for_each(|guest| *numbers.entry(guest.ip).or_default() += 1);
        let crowd = numbers.into_iter().find(|(_, number)| *number > guests.len() / 2).map(|(ip, _)| ip);
        if crowd.is_some() && crowd != newcomer {
            chosen = longest(&mut guests.iter().enumerate().filter(|(_, guest)| Some(guest.ip) == crowd));
        }
    }
    let Some(index) = chosen else { return false };
    let guest = guests.swap_remove(index);
    guest.leaving.store(true, Ordering::Relaxed);
    guest.leave.notify_one();
    true
}

/// When a server that is to stop ends all connections; `None` until then.
pub type LastCall = watch::Receiver<Option<Duration>>;

/// Accepts connections until there is a last call, each with a machine from `new_machine`; then waits until they are
/// done, each by the last call.
///
/// There are at most `limits.connections_max` connections of a door. When there are as many, the one that has been
/// silent for longest makes room, or one of an address that has most of them; if there is none, the new one is told so
/// and closed.
pub async fn serve<M>(
    listener: TcpListener,
    shared: Arc<Shared>,
    new_machine: impl Fn() -> M,
    mut last_call: LastCall,
) where
    M: Connection + Send + 'static,
{
    let mut tasks = JoinSet::new();
    let farewells = Arc::new(Semaphore::new(FAREWELLS_MAX));
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = last_call.wait_for(Option::is_some) => break,
        };
        while tasks.try_join_next().is_some() {}
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                let now = shared.clock.now();
                shared.journal().record_refused(now, &error);
                // Most likely there are too many open files, which somebody's leaving mends.
                send_one_away(&mut shared.guests(), None, now);
                sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        let Some(guest) = shared.admit(peer) else {
            let connections_max = shared.limits.connections_max;
            shared.journal().record_broken(shared.clock.now(), peer, &"too many connections");
            let message = format!("error: more than {connections_max} connections: try again later\n");
            // It fits the empty send buffer; if not, the peer is only closed. Waiting for the peer to read it is a
            // courtesy to a few at a time.
            let _ = stream.try_write(message.as_bytes());
            if let Ok(permit) = Arc::clone(&farewells).try_acquire_owned() {
                tasks.spawn(async move {
                    let _ = close(stream, false).await;
                    drop(permit);
                });
            }
            continue;
        };
        shared.journal().record_connection(peer);
        let (machine, shared, last_call) = (new_machine(), Arc::clone(&shared), last_call.clone());
        tasks.spawn(async move {
            if let Err(error) = drive(stream, peer, machine, &guest, &shared, last_call).await {
                shared.journal().record_broken(shared.clock.now(), peer, &error);
            }
        });
    }
    drop(listener);
    while tasks.join_next().await.is_some() {}
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
    mut machine: impl Connection + Send + 'static,
    guest: &Guest,
    shared: &Shared,
    mut last_call: LastCall,
) -> io::Result<()> {
    let clock = &shared.clock;
    stream.set_nodelay(true)?;
    // When the machine was handed what it answers now.
    let mut since = clock.now();
    machine.handle(since, StreamInput::Opened);
    let mut turn = since;
    let mut ended = false;
    let mut full_reads = 0;
    let mut is_low = false;
    loop {
        let drained = drain(&mut stream, peer, &mut machine, guest, shared, &mut last_call, since).await?;
        let end = *last_call.borrow();
        if end.is_some_and(|end| clock.now() >= end) {
            return stream.shutdown().await;
        }
        if guest.leaving.load(Ordering::Relaxed) {
            return Err(sent_away());
        }
        let (deadline, has_written) = match drained {
            Drained::Waiting { deadline, has_written } => (deadline, has_written),
            Drained::Closed => return close(stream, ended).await,
            Drained::Deferred => {
                tokio::select! {
                    answered = shared.costly.answer(machine, *clock) => machine = answered?,
                    () = guest.leave.notified() => return Err(sent_away()),
                    () = last_call_is_over(&mut last_call, clock) => return Err(stopping()),
                }
                continue;
            }
        };
        since = clock.now();
        if has_written {
            // Others have had the thread since.
            (turn, full_reads) = (since, 0);
        }
        if !ended && let Some(length) = read(&stream, &mut machine, since)? {
            guest.hear(since);
            ended = length == 0;
            full_reads = if length == READ_BYTES { full_reads + 1 } else { 0 };
            if full_reads >= FULL_READS && !is_low {
                is_low = set_low_water(&stream, LOW_WATER_BYTES);
            }
            if since.saturating_sub(turn) >= TURN {
                tokio::task::yield_now().await;
                turn = clock.now();
            }
            continue;
        }
        let quiet_deadline = end.map(|end| end.min(guest.silent_since() + QUIET));
        let low_deadline = is_low.then(|| since.saturating_add(LOW_WATER_WAIT));
        let wait = [deadline, quiet_deadline, low_deadline].into_iter().flatten().min();
        let wake = tokio::select! {
            readable = stream.readable(), if !ended => Wake::Readable(readable),
            () = sleep_until(wait, clock) => Wake::Deadline,
            () = guest.leave.notified() => Wake::Leave,
            _ = last_call.wait_for(Option::is_some), if end.is_none() => Wake::Stop,
        };
        match wake {
            Wake::Readable(result) => {
                result?;
                turn = clock.now();
            }
            // There may be bytes, too few to wake us. If so, the system says so now.
            Wake::Deadline if is_low => {
                is_low = false;
                set_low_water(&stream, 1);
            }
            Wake::Deadline if quiet_deadline.is_some_and(|quiet| clock.now() >= quiet) => {
                return close(stream, ended).await;
            }
            Wake::Deadline => {
                since = clock.now();
                machine.handle(since, StreamInput::Timeout);
            }
            Wake::Leave => return Err(sent_away()),
            Wake::Stop => {}
        }
    }
}

async fn sleep_until(deadline: Option<Duration>, clock: &Clock) {
    match deadline {
        Some(deadline) => sleep(deadline.saturating_sub(clock.now())).await,
        None => std::future::pending().await,
    }
}

/// Ends at the last call, whenever that comes to be known.
async fn last_call_is_over(last_call: &mut LastCall, clock: &Clock) {
    // The sender outlives every connection; if not, there is no time left either.
    let end = last_call.wait_for(Option::is_some).await.ok().and_then(|end| *end);
    sleep_until(end.or(Some(Duration::ZERO)), clock).await;
}

fn stopping() -> io::Error {
    io::Error::other("the server stops before all questions are answered")
}

fn sent_away() -> io::Error {
    io::Error::other("sent away to make room")
}

/// Has the system wake us only once so many bytes wait, or at the end, and returns whether it will.
fn set_low_water(stream: &TcpStream, bytes: usize) -> bool {
    #[cfg(target_os = "linux")]
    return super::mmsg::set_low_water(stream, bytes).is_ok();
    #[cfg(not(target_os = "linux"))]
    return false;
}

/// Hands what there is to read to the machine and returns its length, 0 at the end; `None` if there is nothing yet.
fn read(stream: &TcpStream, machine: &mut impl Connection, now: Duration) -> io::Result<Option<usize>> {
    BUFFER.with_borrow_mut(|buffer| match stream.try_read(buffer) {
        Ok(0) => {
            machine.handle(now, StreamInput::Eof);
            Ok(Some(0))
        }
        Ok(length) => {
            machine.handle(now, StreamInput::Bytes(&buffer[..length]));
            Ok(Some(length))
        }
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(None),
        Err(error) => Err(error),
    })
}

/// What polling a machine has come to.
enum Drained {
    /// It waits until then, and may have written something.
    Waiting { deadline: Option<Duration>, has_written: bool },
    /// It waits for the answer to a costly question.
    Deferred,
    /// The connection is to be closed.
    Closed,
}

/// Does what the machine wants, which was handed something at `since`, until it waits or closes.
async fn drain(
    stream: &mut TcpStream,
    peer: SocketAddr,
    machine: &mut impl Connection,
    guest: &Guest,
    shared: &Shared,
    last_call: &mut LastCall,
    since: Duration,
) -> io::Result<Drained> {
    let mut has_written = false;
    loop {
        match machine.poll() {
            // A peer that does not read holds up its own machine, but neither the end of the server nor a newcomer.
            StreamOutput::Write(bytes) => {
                has_written = true;
                tokio::select! {
                    biased;
                    () = guest.leave.notified() => return Err(sent_away()),
                    () = last_call_is_over(last_call, &shared.clock) => return Err(stopping()),
                    written = timeout(shared.limits.write_stall_max, stream.write_all(bytes)) => {
                        written.map_err(|_| io::Error::other("the peer does not read its answers"))??;
                    }
                }
                // There may be much more to answer, and others want the thread as well. The clock is asked, for where
                // all threads are busy timers come late.
                tokio::task::yield_now().await;
                if last_call.borrow().is_some_and(|end| shared.clock.now() >= end) {
                    return Ok(Drained::Closed);
                }
            }
            StreamOutput::Event(Event::Deferred { .. }) => return Ok(Drained::Deferred),
            StreamOutput::Event(event) => {
                let now = shared.clock.now();
                let mut journal = shared.journal();
                let answered = journal.metrics().counters.answered;
                journal.record(now, peer, &event);
                let answered = journal.metrics().counters.answered - answered;
                journal.record_latency(now.saturating_sub(since), answered);
            }
            StreamOutput::Close => return Ok(Drained::Closed),
            StreamOutput::Wait(deadline) => return Ok(Drained::Waiting { deadline, has_written }),
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
