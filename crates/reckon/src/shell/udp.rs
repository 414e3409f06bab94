//! The shell of an endpoint: one thread, one socket, one machine; and another thread for what costs too much there.
//!
//! ```text
//! socket ──► thread, machine ──► socket
//!                 │ datagrams that the machine defers, a bounded queue of them
//!                 ▼
//!            thread, machine with more fuel ──► the same socket
//! ```

use std::io;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::time::Duration;

use reckon_proto::{Endpoint, Event, Input, Limits, Output};

use super::clock::Clock;
use super::datagrams::{self, Datagram, Datagrams};
use super::journal::Journal;

/// What the threads of sockets are told, which look at it once for each batch and at least five times a second.
#[derive(Debug, Default)]
pub struct Orders {
    stop: AtomicBool,
    reports: AtomicU64,
}

impl Orders {
    /// Ends the serving.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Asks for a line of the journal with what was counted so far.
    pub fn report(&self) {
        self.reports.fetch_add(1, Ordering::Relaxed);
    }

    fn is_stop(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Whether a line was asked for since `seen`.
    fn wants_report(&self, seen: &mut u64) -> bool {
        let asked = self.reports.load(Ordering::Relaxed);
        std::mem::replace(seen, asked) != asked
    }
}

/// How often a thread looks up from an idle socket: at deadlines, and at its orders.
const TICK: Duration = Duration::from_millis(200);

/// A datagram that was deferred.
#[derive(Debug)]
pub struct Costly {
    peer: SocketAddr,
    local: Option<IpAddr>,
    payload: Box<[u8]>,
    /// What the machine needs besides.
    body: Box<[u8]>,
    /// When it was.
    since: Duration,
}

/// Serves one socket until it is told to stop; then as long as datagrams keep coming, at most `limits.shutdown_time_max`.
///
/// The time is read once for each batch. Replies leave when the whole batch is handled. What the machine defers goes to
/// `costly`, where [`serve_costly`] takes it; if there is no room, or nobody, the peer is told so.
///
/// # Errors
/// The system's, if the socket cannot be prepared or read any more.
pub fn serve(
    socket: UdpSocket,
    endpoint: &mut impl Endpoint,
    limits: &Limits,
    journal: &mut Journal,
    clock: &Clock,
    orders: &Orders,
    costly: Option<&SyncSender<Costly>>,
) -> io::Result<()> {
    // One byte more than allowed shows that a datagram is too long; there are none longer than 65 535 bytes.
    let bytes_max = limits.datagram_bytes_max.min(usize::from(u16::MAX)) + 1;
    let mut socket = datagrams::open(socket, bytes_max, TICK)?;
    socket.coalesce();
    let mut deadline = None;
    let mut stop_deadline = None;
    let mut reports_seen = 0;
    loop {
        let count = socket.receive()?;
        let now = clock.now();
        for index in 0..count {
            let Datagram { peer, local, payload } = socket.datagram(index);
            endpoint.handle(now, Input::Datagram { peer, payload });
            let mut done = drain(endpoint, now, journal, |peer, payload| socket.queue(peer, local, payload));
            if let Some(body) = done.deferred {
                let Datagram { payload, .. } = socket.datagram(index);
                let question = Costly { peer, local, payload: payload.into(), body, since: now };
                let refused = match costly {
                    Some(costly) => costly.try_send(question).err().map(|_| ()),
                    None => Some(()),
                };
                if refused.is_some() {
                    endpoint.handle(now, Input::Busy { peer, payload });
                    done = drain(endpoint, now, journal, |peer, payload| socket.queue(peer, local, payload));
                }
            }
            deadline = done.deadline;
        }
        if deadline.is_some_and(|deadline| now >= deadline) {
            endpoint.handle(now, Input::Timeout);
            let done = drain(endpoint, now, journal, |peer, payload| socket.queue(peer, None, payload));
            deadline = done.deadline;
        }
        journal.record_unsent(now, socket.flush().failed);
        if orders.wants_report(&mut reports_seen) {
            journal.report();
        }
        if orders.is_stop() {
            let stop_deadline = *stop_deadline.get_or_insert(now.saturating_add(limits.shutdown_time_max));
            if count == 0 || now >= stop_deadline {
                return Ok(());
            }
        }
    }
}

/// Serves the datagrams of a socket that its own thread has deferred, until that has ended.
///
/// # Errors
/// The system's, if the socket cannot be prepared.
pub fn serve_costly(
    socket: UdpSocket,
    endpoint: &mut impl Endpoint,
    limits: &Limits,
    journal: &mut Journal,
    clock: &Clock,
    costly: &Receiver<Costly>,
) -> io::Result<()> {
    // Nothing is ever received here.
    let mut socket = datagrams::open(socket, 1, TICK)?;
    loop {
        let Costly { peer, local, payload, body, since } = match costly.recv_timeout(TICK) {
            Ok(question) => question,
            Err(RecvTimeoutError::Timeout) => {
                let now = clock.now();
                endpoint.handle(now, Input::Timeout);
                drain(endpoint, now, journal, |peer, payload| socket.queue(peer, None, payload));
                journal.record_unsent(now, socket.flush().failed);
                continue;
            }
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        };
        let now = clock.now();
        let (payload, body) = (&*payload, &*body);
        let input = if now.saturating_sub(since) > limits.costly_wait_max {
            Input::Busy { peer, payload }
        } else {
            Input::Deferred { peer, payload, body }
        };
        endpoint.handle(now, input);
        drain(endpoint, now, journal, |peer, payload| socket.queue(peer, local, payload));
        journal.record_unsent(now, socket.flush().failed);
    }
}

/// What polling a machine has come to.
struct Drained {
    /// Until when it waits.
    deadline: Option<Duration>,
    /// What another needs besides the last datagram, if it was left to that one.
    deferred: Option<Box<[u8]>>,
}

/// Polls the machine until it waits.
fn drain(
    endpoint: &mut impl Endpoint,
    now: Duration,
    journal: &mut Journal,
    mut transmit: impl FnMut(SocketAddr, &[u8]),
) -> Drained {
    let mut deferred = None;
    loop {
        match endpoint.poll() {
            Output::Transmit { peer, payload } => transmit(peer, payload),
            Output::Event { event: Event::Deferred { body }, .. } => deferred = Some(body.into()),
            Output::Event { peer, event } => journal.record(now, peer, &event),
            Output::Wait(deadline) => return Drained { deadline, deferred },
        }
    }
}
