//! Datagrams that travel together: cut up by the kernel on their way out (`UDP_SEGMENT`), left together on their way in
//! (`UDP_GRO`).

use std::io::{IoSlice, IoSliceMut};
use std::net::UdpSocket;
use std::os::fd::AsRawFd;

use anyhow::{Context, Result};
use nix::cmsg_space;
use nix::errno::Errno;
use nix::sys::socket::sockopt::UdpGroSegment;
use nix::sys::socket::{
    ControlMessage, ControlMessageOwned, MsgFlags, SockaddrIn, recvmsg, sendmsg, setsockopt,
};

/// Datagrams that travel together: what every kernel takes that knows them.
const SEGMENTS_MAX: usize = 64;

/// Their bytes: what a packet of IPv4 can carry.
const BYTES_MAX: usize = 65_507;

/// Bytes from one buffer to the next. At multiples of a page they would all compete for the same few sets of the cache.
const STRIDE: usize = 65_536 + 320;

/// Takes what travels together at once.
#[derive(Debug)]
pub struct Incoming {
    socket: UdpSocket,
    buffers: Vec<u8>,
    control: Vec<u8>,
    received: Vec<Received>,
    /// Where each datagram is that was received: the first byte in the buffers, and the one behind it.
    datagrams: Vec<(usize, usize)>,
}

/// What one call has taken.
#[derive(Clone, Copy, Debug)]
struct Received {
    peer: Option<SockaddrIn>,
    length: usize,
    /// The length of each datagram but the last.
    segment: usize,
}

/// Datagrams that wait, of one length, of which only the last may be shorter. They go to the peer that the socket is
/// connected to.
#[derive(Debug)]
pub struct Outgoing {
    socket: UdpSocket,
    payloads: Vec<u8>,
    segment: usize,
    count: usize,
}

impl Incoming {
    /// With so many buffers, each for what travels together.
    ///
    /// # Errors
    /// The kernel does not know `UDP_GRO`.
    pub fn new(socket: UdpSocket, buffers: usize) -> Result<Self> {
        setsockopt(&socket, UdpGroSegment, &true).context("this kernel has no UDP_GRO")?;
        Ok(Self {
            socket,
            buffers: vec![0; buffers * STRIDE],
            control: cmsg_space!(i32),
            received: Vec::with_capacity(buffers),
            datagrams: vec![],
        })
    }

    /// Takes what there is and fits; `false` if there is nothing. Only for the first it may wait, as the socket is set.
    ///
    /// # Errors
    /// The system's.
    pub fn receive(&mut self) -> Result<bool> {
        self.received.clear();
        for buffer in self.buffers.chunks_exact_mut(STRIDE) {
            let flags = if self.received.is_empty() { MsgFlags::empty() } else { MsgFlags::MSG_DONTWAIT };
            let mut slices = [IoSliceMut::new(buffer)];
            let control = Some(&mut self.control[..]);
            match recvmsg::<SockaddrIn>(self.socket.as_raw_fd(), &mut slices, control, flags) {
                Ok(message) => {
                    let segment = message.cmsgs()?.find_map(|message| match message {
                        ControlMessageOwned::UdpGroSegments(bytes) => usize::try_from(bytes).ok(),
                        _ => None,
                    });
                    let length = message.bytes;
                    let segment = segment.unwrap_or(length);
                    self.received.push(Received { peer: message.address, length, segment });
                }
                Err(Errno::EAGAIN | Errno::EINTR | Errno::ECONNREFUSED) => break,
                Err(error) => return Err(error).context("cannot receive"),
            }
        }
        Ok(!self.received.is_empty())
    }

    /// Sends what was received back to where it came from, unseen.
    pub fn send_back(&self) {
        for (received, buffer) in self.received.iter().zip(self.buffers.chunks_exact(STRIDE)) {
            let Received { peer, length, segment } = received;
            send(&self.socket, peer.as_ref(), &buffer[..*length], *segment);
        }
    }

    /// Finds the datagrams in what was received, and returns how many there are.
    pub fn split(&mut self) -> usize {
        self.datagrams.clear();
        for (index, received) in self.received.iter().enumerate() {
            let mut start = index * STRIDE;
            let end = start + received.length;
            // An empty datagram is one as well.
            loop {
                let next = end.min(start + received.segment);
                self.datagrams.push((start, next));
                start = next;
                if start == end {
                    break;
                }
            }
        }
        self.datagrams.len()
    }

    /// One of the datagrams that `split` has found; `index` below its result.
    pub fn datagram(&self, index: usize) -> &[u8] {
        let (start, end) = self.datagrams[index];
        &self.buffers[start..end]
    }
}

impl Outgoing {
    /// For a connected socket.
    pub fn new(socket: UdpSocket) -> Self {
        Self { socket, payloads: vec![], segment: 0, count: 0 }
    }

    /// Puts a datagram behind those that wait; sends them before, if it cannot travel with them.
    pub fn queue(&mut self, payload: &[u8]) {
        if !self.has_room_for(payload) {
            self.flush();
        }
        if self.count == 0 {
            self.segment = payload.len();
        }
        self.payloads.extend_from_slice(payload);
        self.count += 1;
    }

    fn has_room_for(&self, payload: &[u8]) -> bool {
        self.count < SEGMENTS_MAX
            && self.payloads.len() + payload.len() <= BYTES_MAX
            // Nothing follows a shorter one.
            && self.payloads.len() == self.count * self.segment
            && (self.count == 0 || (1..=self.segment).contains(&payload.len()))
    }

    /// Sends what waits.
    pub fn flush(&mut self) {
        if self.count > 0 {
            send(&self.socket, None, &self.payloads, self.segment);
            self.payloads.clear();
            self.count = 0;
        }
    }
}

/// Sends datagrams of one length, the last of which may be shorter. What the system refuses is lost.
fn send(socket: &UdpSocket, peer: Option<&SockaddrIn>, payloads: &[u8], segment: usize) {
    let slices = [IoSlice::new(payloads)];
    let bytes = u16::try_from(segment).unwrap_or(u16::MAX);
    let segments = [ControlMessage::UdpGsoSegments(&bytes)];
    let control = if payloads.len() > segment { &segments[..] } else { &[] };
    let _ = sendmsg(socket.as_raw_fd(), &slices, control, MsgFlags::MSG_DONTWAIT, peer);
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;
    use std::time::Duration;

    use super::*;
    use crate::udp::open_socket;

    fn open() -> (UdpSocket, SocketAddr) {
        let socket = open_socket("test").unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        let address = socket.local_addr().unwrap();
        (socket, address)
    }

    #[test]
    fn datagrams_of_any_length_come_back_as_they_were() {
        let ((server, address), (client, _)) = (open(), open());
        client.connect(address).unwrap();
        let mut server = Incoming::new(server, 4).unwrap();
        let mut outgoing = Outgoing::new(client.try_clone().unwrap());
        let mut client = Incoming::new(client, 4).unwrap();
        for lengths in [vec![3; 130], vec![1, 2, 3, 3, 2, 2, 0, 900, 7], vec![1200; 60]] {
            let payloads: Vec<_> =
                lengths.iter().zip(0..).map(|(&length, index)| vec![index; length]).collect();
            payloads.iter().for_each(|payload| outgoing.queue(payload));
            outgoing.flush();
            let mut served = 0;
            while served < payloads.len() {
                assert!(server.receive().unwrap());
                served += server.split();
                server.send_back();
            }
            let mut found = vec![];
            while found.len() < payloads.len() {
                assert!(client.receive().unwrap());
                found.extend((0..client.split()).map(|index| client.datagram(index).to_vec()));
            }
            assert_eq!(found, payloads);
        }
    }
}
