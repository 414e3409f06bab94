//! The shell of an endpoint: one thread, one socket, one machine.

use std::io;
use std::net::UdpSocket;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use reckon_proto::{Endpoint, Input, Limits, Output};

use super::clock::Clock;
use super::datagrams::{self, Datagram, Datagrams};
use super::journal::Journal;

/// How often a thread looks up from an idle socket: at deadlines, and whether it shall stop.
const TICK: Duration = Duration::from_millis(200);

/// Serves one socket until `stop`; then as long as datagrams keep coming, at most `limits.shutdown_time_max`.
///
/// The time is read once for each batch. Replies leave when the whole batch is handled.
///
/// # Errors
/// The system's, if the socket cannot be prepared or read any more.
pub fn serve(
    socket: UdpSocket,
    endpoint: &mut impl Endpoint,
    limits: &Limits,
    journal: &mut Journal,
    clock: &Clock,
    stop: &AtomicBool,
) -> io::Result<()> {
    // One byte more than allowed shows that a datagram is too long; there are none longer than 65 535 bytes.
    let bytes_max = limits.datagram_bytes_max.min(usize::from(u16::MAX)) + 1;
    let mut socket = datagrams::open(socket, bytes_max, TICK)?;
    socket.coalesce();
    let mut deadline = None;
    let mut stop_deadline = None;
    loop {
        let count = socket.receive()?;
        let now = clock.now();
        for index in 0..count {
            let Datagram { peer, local, payload } = socket.datagram(index);
            endpoint.handle(now, Input::Datagram { peer, payload });
            deadline = drain(endpoint, now, journal, |peer, payload| socket.queue(peer, local, payload));
        }
        if deadline.is_some_and(|deadline| now >= deadline) {
            endpoint.handle(now, Input::Timeout);
            deadline = drain(endpoint, now, journal, |peer, payload| socket.queue(peer, None, payload));
        }
        journal.record_unsent(now, socket.flush().failed);
        if stop.load(Ordering::Relaxed) {
            let stop_deadline = *stop_deadline.get_or_insert(now.saturating_add(limits.shutdown_time_max));
            if count == 0 || now >= stop_deadline {
                return Ok(());
            }
        }
    }
}

/// Polls the machine until it waits, and returns until when.
fn drain(
    endpoint: &mut impl Endpoint,
    now: Duration,
    journal: &mut Journal,
    mut transmit: impl FnMut(std::net::SocketAddr, &[u8]),
) -> Option<Duration> {
    loop {
        match endpoint.poll() {
            Output::Transmit { peer, payload } => transmit(peer, payload),
            Output::Event { peer, event } => journal.record(now, peer, &event),
            Output::Wait(deadline) => return deadline,
        }
    }
}
