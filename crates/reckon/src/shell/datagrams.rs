//! Datagrams in and out of a UDP socket, in batches where the system can.

use std::io;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::time::Duration;

/// A datagram that was received.
#[derive(Clone, Copy, Debug)]
pub struct Datagram<'a> {
    /// Where it says that it comes from.
    pub peer: SocketAddr,
    /// Our address that it was sent to, where the socket listens on all of them and the system tells.
    pub local: Option<IpAddr>,
    /// Its bytes, at most as many as the buffer holds.
    pub payload: &'a [u8],
}

/// What became of the datagrams that were to be sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flushed {
    /// Handed to the system.
    pub sent: u64,
    /// Refused by the system: the peer's address is unreachable, or its way is full.
    pub failed: u64,
}

/// A socket that is read and written in batches.
pub trait Datagrams {
    /// Waits until there is a datagram, takes as many as there are and fit, and returns their number; 0 if the wait
    /// that the socket was made with is over.
    ///
    /// # Errors
    /// The system's. Those that concern a single datagram or a signal count as "0 for now".
    fn receive(&mut self) -> io::Result<usize>;

    /// One of the datagrams of the last `receive`; `index` below its result.
    fn datagram(&self, index: usize) -> Datagram<'_>;

    /// Puts a datagram into the outgoing batch. `local` is the address of ours that it should come from, if it
    /// matters.
    fn queue(&mut self, peer: SocketAddr, local: Option<IpAddr>, payload: &[u8]);

    /// From now on lets consecutive datagrams to one peer leave as one, and of one peer arrive as one, where the system
    /// can. The peer does not notice.
    fn coalesce(&mut self) {}

    /// From now on looks for datagrams for so long before it sleeps until there is one, where the system can. Whoever
    /// sleeps is woken late; whoever looks has no time for anything else.
    fn spin(&mut self, _time: Duration) {}

    /// How many datagrams the system has thrown away since the socket was opened because they were not taken in time, if
    /// it says. The number begins anew after 2^32.
    fn overrun(&self) -> Option<u64> {
        None
    }

    /// Sends the outgoing batch without waiting for anybody.
    fn flush(&mut self) -> Flushed;
}

/// The best there is for this system.
///
/// A buffer holds `datagram_bytes_max` bytes, and `receive` waits at most `wait`.
///
/// # Errors
/// The system's, while the socket is prepared.
pub fn open(socket: UdpSocket, datagram_bytes_max: usize, wait: Duration) -> io::Result<impl Datagrams> {
    #[cfg(target_os = "linux")]
    return super::mmsg::Batches::new(socket, datagram_bytes_max, wait);
    #[cfg(not(target_os = "linux"))]
    return OneByOne::new(socket, datagram_bytes_max, wait);
}

/// The portable way: a system call for each datagram.
#[derive(Debug)]
pub struct OneByOne {
    socket: UdpSocket,
    buffer: Vec<u8>,
    length: usize,
    peer: SocketAddr,
    flushed: Flushed,
}

impl OneByOne {
    /// See [`open`].
    ///
    /// # Errors
    /// The system's, while the wait is set.
    pub fn new(socket: UdpSocket, datagram_bytes_max: usize, wait: Duration) -> io::Result<Self> {
        socket.set_read_timeout(Some(wait))?;
        let peer = socket.local_addr()?;
        Ok(Self { socket, buffer: vec![0; datagram_bytes_max], length: 0, peer, flushed: Flushed::default() })
    }
}

/// Whether an error of a receiving call passes by itself: the wait is over, a signal came, or an earlier datagram of
/// ours was refused by its receiver.
pub(super) fn is_passing(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionRefused, ConnectionReset, Interrupted, TimedOut, WouldBlock};
    matches!(error.kind(), WouldBlock | TimedOut | Interrupted | ConnectionRefused | ConnectionReset)
}

impl Datagrams for OneByOne {
    fn receive(&mut self) -> io::Result<usize> {
        match self.socket.recv_from(&mut self.buffer) {
            Ok((length, peer)) => {
                (self.length, self.peer) = (length, peer);
                Ok(1)
            }
            Err(error) if is_passing(&error) => Ok(0),
            Err(error) => Err(error),
        }
    }

    fn datagram(&self, _index: usize) -> Datagram<'_> {
        Datagram { peer: self.peer, local: None, payload: &self.buffer[..self.length] }
    }

    fn queue(&mut self, peer: SocketAddr, _local: Option<IpAddr>, payload: &[u8]) {
        match self.socket.send_to(payload, peer) {
            Ok(_) => self.flushed.sent += 1,
            Err(_) => self.flushed.failed += 1,
        }
    }

    fn flush(&mut self) -> Flushed {
        std::mem::take(&mut self.flushed)
    }
}
