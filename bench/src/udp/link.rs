//! A socket of the generator.

use std::io::IoSlice;
use std::net::{SocketAddr, UdpSocket};
use std::os::fd::AsRawFd;
use std::time::Duration;

use anyhow::{Context, Result};
use nix::sys::socket::{MsgFlags, MultiHeaders, SockaddrIn, sendmmsg};
use reckon_cli::shell::datagrams::{self, Datagrams};

use super::{open_socket, segments};

/// The longest that a sleeping generator waits for an answer before it looks up.
const SLEEP: Duration = Duration::from_millis(50);

/// No answer is longer.
const ANSWER_BYTES_MAX: usize = 2048;

/// Datagrams for one system call.
const BATCH: usize = 64;

/// Buffers of a link whose answers come together.
const SEGMENTS_BUFFERS: usize = 8;

/// How the generator reads and writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Batches of datagrams, looking for answers all the time.
    Batches,
    /// Batches of datagrams, sleeping until there is an answer, as a single client does.
    Sleeping,
    /// Datagrams that travel together as one, looking for answers all the time.
    Segments,
    /// Questions that travel together as one; answers in batches of datagrams.
    SegmentsOut,
}

/// A connected socket: it need not tell the kernel with every datagram where to. That saves the generator a tenth of
/// its time, without which it could not keep the echo server busy.
pub struct Link<D> {
    incoming: Incoming<D>,
    outgoing: Outgoing,
}

/// How answers are taken.
enum Incoming<D> {
    Batches(D),
    Segments(segments::Incoming),
}

/// How questions are sent.
enum Outgoing {
    Batches(Batches),
    Segments(segments::Outgoing),
}

/// Batches of datagrams.
struct Batches {
    socket: UdpSocket,
    headers: MultiHeaders<SockaddrIn>,
    /// The datagrams, one after the other, and where each of them ends.
    payloads: Vec<u8>,
    ends: Vec<usize>,
}

/// Opens a link to a server.
///
/// # Errors
/// The system's.
pub fn open(server: SocketAddr, way: Way) -> Result<Link<impl Datagrams>> {
    let socket = open_socket("generator")?;
    socket.connect(server)?;
    socket.set_nonblocking(way != Way::Sleeping)?;
    let same = socket.try_clone()?;
    let incoming = match way {
        Way::Segments => Incoming::Segments(segments::Incoming::new(same, SEGMENTS_BUFFERS)?),
        _ => Incoming::Batches(datagrams::open(same, ANSWER_BYTES_MAX, SLEEP)?),
    };
    let outgoing = match way {
        Way::Segments | Way::SegmentsOut => Outgoing::Segments(segments::Outgoing::new(socket)),
        Way::Batches | Way::Sleeping => Outgoing::Batches(Batches {
            socket,
            headers: MultiHeaders::preallocate(BATCH, None),
            payloads: vec![],
            ends: vec![],
        }),
    };
    Ok(Link { incoming, outgoing })
}

impl<D: Datagrams> Link<D> {
    /// Puts a datagram behind those that wait.
    pub fn queue(&mut self, payload: &[u8]) {
        match &mut self.outgoing {
            Outgoing::Batches(batches) => batches.queue(payload),
            Outgoing::Segments(segments) => segments.queue(payload),
        }
    }

    /// Sends what waits. A datagram that the system refuses is passed over, and its question will be lost.
    pub fn flush(&mut self) {
        match &mut self.outgoing {
            Outgoing::Batches(batches) => batches.flush(),
            Outgoing::Segments(segments) => segments.flush(),
        }
    }

    /// Takes answers, and returns how many.
    ///
    /// # Errors
    /// The system's.
    pub fn receive(&mut self) -> Result<usize> {
        match &mut self.incoming {
            Incoming::Batches(datagrams) => datagrams.receive().context("cannot receive"),
            Incoming::Segments(segments) => Ok(if segments.receive()? { segments.split() } else { 0 }),
        }
    }

    /// One of the answers of the last `receive`; `index` below its result.
    pub fn answer(&self, index: usize) -> &[u8] {
        match &self.incoming {
            Incoming::Batches(datagrams) => datagrams.datagram(index).payload,
            Incoming::Segments(segments) => segments.datagram(index),
        }
    }
}

impl Batches {
    fn queue(&mut self, payload: &[u8]) {
        self.payloads.extend_from_slice(payload);
        self.ends.push(self.payloads.len());
    }

    fn flush(&mut self) {
        let mut start = 0;
        let slice = |&end| {
            let payload = &self.payloads[start..end];
            start = end;
            [IoSlice::new(payload)]
        };
        let slices: Vec<_> = self.ends.iter().map(slice).collect();
        let mut rest = &slices[..];
        while !rest.is_empty() {
            let batch = &rest[..rest.len().min(BATCH)];
            let (socket, dont_wait) = (self.socket.as_raw_fd(), MsgFlags::MSG_DONTWAIT);
            let sent = sendmmsg(socket, &mut self.headers, batch, [None; BATCH], [], dont_wait);
            rest = &rest[sent.map_or(0, Iterator::count).max(1)..];
        }
        self.payloads.clear();
        self.ends.clear();
    }
}
