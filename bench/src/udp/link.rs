//! A socket of the generator.

use std::io::IoSlice;
use std::net::{SocketAddr, UdpSocket};
use std::os::fd::AsRawFd;
use std::time::Duration;

use anyhow::{Context, Result};
use nix::sys::socket::{MsgFlags, MultiHeaders, SockaddrIn, sendmmsg};
use reckon_cli::shell::datagrams::{self, Datagrams};

use super::open_socket;

/// The longest that a sleeping generator waits for an answer before it looks up.
const SLEEP: Duration = Duration::from_millis(50);

/// No answer is longer.
const ANSWER_BYTES_MAX: usize = 2048;

/// Datagrams for one system call.
const BATCH: usize = 64;

/// A connected socket: it need not tell the kernel with every datagram where to. That saves the generator a tenth of
/// its time, without which it could not keep the echo server busy.
pub struct Link<D> {
    incoming: D,
    /// The same socket, for sending.
    socket: UdpSocket,
    headers: MultiHeaders<SockaddrIn>,
    /// The outgoing datagrams, one after the other, and where each of them ends.
    outgoing: Vec<u8>,
    ends: Vec<usize>,
}

/// Opens a link to a server. One that sleeps waits for answers, another one only looks whether there are any.
///
/// # Errors
/// The system's.
pub fn open(server: SocketAddr, sleep: bool) -> Result<Link<impl Datagrams>> {
    let socket = open_socket("generator")?;
    socket.connect(server)?;
    socket.set_nonblocking(!sleep)?;
    Ok(Link {
        incoming: datagrams::open(socket.try_clone()?, ANSWER_BYTES_MAX, SLEEP)?,
        socket,
        headers: MultiHeaders::preallocate(BATCH, None),
        outgoing: vec![],
        ends: vec![],
    })
}

impl<D: Datagrams> Link<D> {
    /// Puts a datagram into the outgoing batch.
    pub fn queue(&mut self, payload: &[u8]) {
        self.outgoing.extend_from_slice(payload);
        self.ends.push(self.outgoing.len());
    }

    /// Sends the outgoing batch. A datagram that the system refuses is passed over, and its question will be lost.
    pub fn flush(&mut self) {
        let mut start = 0;
        let slice = |&end| {
            let payload = &self.outgoing[start..end];
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
        self.outgoing.clear();
        self.ends.clear();
    }

    /// Takes answers, and returns how many.
    ///
    /// # Errors
    /// The system's.
    pub fn receive(&mut self) -> Result<usize> {
        self.incoming.receive().context("cannot receive")
    }

    /// One of the answers of the last `receive`; `index` below its result.
    pub fn answer(&self, index: usize) -> &[u8] {
        self.incoming.datagram(index).payload
    }
}
