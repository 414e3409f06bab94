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
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::time::Duration;

use reckon_proto::{Endpoint, Event, Input, Limits, Output};

use super::clock::Clock;
use super::datagrams::{self, Datagram, Datagrams};
use super::journal::{self, Journal};

/// Tells the threads of sockets to end, which look at it once for each batch and at least five times a second.
#[derive(Debug, Default)]
pub struct Stop(AtomicBool);

impl Stop {
    /// Ends the serving.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn is_told(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// What all sockets of a server have in common.
#[derive(Clone, Debug)]
pub struct Manner {
    /// The bounds.
    pub limits: Limits,
    /// The time that machines are told.
    pub clock: Clock,
    /// How long a thread looks for datagrams before it sleeps until there is one.
    pub spin: Duration,
    /// Tells when to end.
    pub stop: Arc<Stop>,
}

/// How often a thread looks up from an idle socket: at deadlines, and at its orders.
const TICK: Duration = Duration::from_millis(200);

/// How old at most is what a door on UDP shows of its metrics, unless its thread has no processor: a thread that has just
/// shown them sleeps once more.
pub const SHOWN_WITHIN: Duration = TICK.saturating_add(journal::SHOWN_EVERY);

/// How often it asks the system what was lost.
const OVERRUN_LOOK: Duration = Duration::from_secs(1);

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

/// Serves one socket until it is told to stop; then as long as datagrams keep coming, at most
/// `limits.shutdown_time_max`.
///
/// The time is read once for each batch. Replies leave when the whole batch is handled. What the machine defers goes to
/// `costly`, where [`serve_costly`] takes it; if there is no room, or nobody, the peer is told so.
///
/// # Errors
/// The system's, if the socket cannot be prepared or read any more.
pub fn serve(
    socket: UdpSocket,
    endpoint: &mut impl Endpoint,
    manner: &Manner,
    journal: &mut Journal,
    costly: Option<&SyncSender<Costly>>,
) -> io::Result<()> {
    let Manner { limits, clock, spin, stop } = manner;
    // One byte more than allowed shows that a datagram is too long; there are none longer than 65 535 bytes.
    let bytes_max = limits.datagram_bytes_max.min(usize::from(u16::MAX)) + 1;
    let mut socket = datagrams::open(socket, bytes_max, TICK)?;
    socket.coalesce();
    socket.spin(*spin);
    let mut deadline = None;
    let mut stop_deadline = None;
    let mut looked = Duration::ZERO;
    loop {
        let count = socket.receive()?;
        let now = clock.now();
        let answered = journal.metrics().counters.answered;
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
        let answered = journal.metrics().counters.answered - answered;
        if answered > 0 {
            journal.record_latency(clock.now().saturating_sub(now), answered);
        }
        if now.saturating_sub(looked) >= OVERRUN_LOOK {
            looked = now;
            socket.overrun().into_iter().for_each(|total| journal.record_overrun(now, total));
        }
        journal.show(now);
        if stop.is_told() {
            let stop_deadline = *stop_deadline.get_or_insert(now.saturating_add(limits.shutdown_time_max));
            if count == 0 || now >= stop_deadline {
                socket.overrun().into_iter().for_each(|total| journal.record_overrun(now, total));
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
    manner: &Manner,
    journal: &mut Journal,
    costly: &Receiver<Costly>,
) -> io::Result<()> {
    let Manner { limits, clock, .. } = manner;
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
                journal.show(now);
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
        let answered = journal.metrics().counters.answered;
        endpoint.handle(now, input);
        drain(endpoint, now, journal, |peer, payload| socket.queue(peer, local, payload));
        journal.record_unsent(now, socket.flush().failed);
        let answered = journal.metrics().counters.answered - answered;
        journal.record_latency(clock.now().saturating_sub(since), answered);
        journal.show(now);
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
