//! Batches of datagrams by `recvmmsg` and `sendmmsg`: one system call for up to [`BATCH`] datagrams.
//!
//! This is the one place of the program where the compiler has to trust us: the kernel is given pointers into
//! buffers. The rule that makes it sound is simple: every buffer for receiving is allocated once, in `Incoming::new`,
//! never grows and lives as long as the headers that point into it. Outgoing headers are written anew before each call.
#![allow(unsafe_code, reason = "recvmmsg and sendmmsg have no safe interface; see the rule above")]

mod incoming;
mod outgoing;

use std::io;
use std::mem::size_of;
use std::net::{IpAddr, SocketAddr, SocketAddrV4, SocketAddrV6, UdpSocket};
use std::os::fd::AsRawFd;
use std::ptr;
use std::time::{Duration, Instant};

use libc::{c_int, c_void};

use super::datagrams::{Datagram, Datagrams, Flushed};
use incoming::{Incoming, Wait};
use outgoing::Outgoing;

/// Datagrams for one system call.
pub const BATCH: usize = 64;

/// Numbers that `SO_MEMINFO` gives; the last of them counts the datagrams that met a full receive buffer
/// (`SK_MEMINFO_DROPS` of `linux/sock_diag.h`).
const MEMORY_WORDS: usize = 9;

/// A socket address as the kernel writes it.
#[repr(C)]
#[derive(Clone, Copy)]
union RawAddress {
    family: libc::sa_family_t,
    v4: libc::sockaddr_in,
    v6: libc::sockaddr_in6,
}

/// A UDP socket with buffers for a batch in each direction.
pub struct Batches {
    socket: UdpSocket,
    incoming: Incoming,
    outgoing: Outgoing,
    /// How long to look for datagrams before sleeping until there is one.
    spin: Duration,
    /// Whether the last look has found any. A socket that is idle for longer than it spins sleeps.
    is_busy: bool,
}

impl Batches {
    /// See [`open`](super::datagrams::open).
    ///
    /// # Errors
    /// The system's, while the socket's options are set.
    pub fn new(socket: UdpSocket, datagram_bytes_max: usize, wait: Duration) -> io::Result<Self> {
        socket.set_read_timeout(Some(wait))?;
        let address = socket.local_addr()?;
        let wants_local = address.ip().is_unspecified();
        if wants_local {
            let (level, option) = match address {
                SocketAddr::V4(_) => (libc::IPPROTO_IP, libc::IP_PKTINFO),
                SocketAddr::V6(_) => (libc::IPPROTO_IPV6, libc::IPV6_RECVPKTINFO),
            };
            set_option(&socket, level, option, 1)?;
        }
        Ok(Self {
            socket,
            incoming: Incoming::new(datagram_bytes_max, wants_local, false),
            outgoing: Outgoing::default(),
            spin: Duration::ZERO,
            is_busy: false,
        })
    }
}

/// Lets a stream count as readable only once so many bytes wait, or at its end (`SO_RCVLOWAT`).
///
/// # Errors
/// The system's: it cannot, or not so many.
pub fn set_low_water(stream: &impl AsRawFd, bytes: usize) -> io::Result<()> {
    let bytes = c_int::try_from(bytes).map_err(io::Error::other)?;
    set_option(stream, libc::SOL_SOCKET, libc::SO_RCVLOWAT, bytes)
}

/// Sets an integer option of a socket.
fn set_option(socket: &impl AsRawFd, level: c_int, option: c_int, value: c_int) -> io::Result<()> {
    // SAFETY: the pointer is to `value`, which outlives the call, and the length is its size.
    let result = unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            level,
            option,
            ptr::from_ref(&value).cast::<c_void>(),
            size_of::<c_int>() as libc::socklen_t,
        )
    };
    if result == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

fn from_raw(raw: &RawAddress) -> SocketAddr {
    // SAFETY: all fields of the union are integers, and the kernel has written the one that the family names; the
    // union was zero before, so that no byte of it is uninitialised.
    unsafe {
        if c_int::from(raw.family) == libc::AF_INET6 {
            let v6 = raw.v6;
            let ip = v6.sin6_addr.s6_addr.into();
            SocketAddrV6::new(ip, u16::from_be(v6.sin6_port), v6.sin6_flowinfo, v6.sin6_scope_id).into()
        } else {
            let v4 = raw.v4;
            SocketAddrV4::new(v4.sin_addr.s_addr.to_ne_bytes().into(), u16::from_be(v4.sin_port)).into()
        }
    }
}

impl Datagrams for Batches {
    fn receive(&mut self) -> io::Result<usize> {
        let mut count = 0;
        if !self.spin.is_zero() && self.is_busy {
            let start = Instant::now();
            while count == 0 && start.elapsed() < self.spin {
                count = self.incoming.receive(&self.socket, Wait::No)?;
            }
        }
        if count == 0 {
            count = self.incoming.receive(&self.socket, Wait::Yes)?;
        }
        self.is_busy = count > 0;
        Ok(count)
    }

    fn datagram(&self, index: usize) -> Datagram<'_> {
        self.incoming.datagram(index)
    }

    fn queue(&mut self, peer: SocketAddr, local: Option<IpAddr>, payload: &[u8]) {
        if self.outgoing.is_full() {
            self.outgoing.send(&self.socket);
        }
        self.outgoing.push(peer, local, payload);
    }

    fn coalesce(&mut self) {
        // A kernel that does not know the options is used without them. Segments of length 0 are none, until a control
        // message says otherwise.
        if set_option(&self.socket, libc::SOL_UDP, libc::UDP_SEGMENT, 0).is_ok() {
            self.outgoing.coalesce();
        }
        if set_option(&self.socket, libc::SOL_UDP, libc::UDP_GRO, 1).is_ok() {
            self.incoming = self.incoming.gathering();
        }
    }

    fn spin(&mut self, time: Duration) {
        self.spin = time;
    }

    fn overrun(&self) -> Option<u64> {
        let mut memory = [0_u32; MEMORY_WORDS];
        let mut length = size_of_val(&memory) as libc::socklen_t;
        // SAFETY: the pointers are to `memory` and to `length`, which states its size; both outlive the call.
        let result = unsafe {
            libc::getsockopt(
                self.socket.as_raw_fd(),
                libc::SOL_SOCKET,
                libc::SO_MEMINFO,
                memory.as_mut_ptr().cast::<c_void>(),
                &raw mut length,
            )
        };
        // The kernel says how much it has written: older ones know less.
        (result == 0 && length as usize == size_of_val(&memory)).then(|| memory[MEMORY_WORDS - 1].into())
    }

    fn flush(&mut self) -> Flushed {
        self.outgoing.send(&self.socket);
        self.outgoing.take_flushed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A group that the kernel will not segment leaves datagram by datagram, and those after it leave together again.
    #[test]
    fn a_refused_group_is_sent_alone_and_concerns_no_other() {
        const WAIT: Duration = Duration::from_secs(20);
        let open = || Batches::new(UdpSocket::bind("127.0.0.1:0").unwrap(), 100, WAIT).unwrap();
        let (mut sender, mut receiver) = (open(), open());
        let peer = receiver.socket.local_addr().unwrap();
        sender.coalesce();
        receiver.coalesce();
        // Without checksums there is no segmenting: EINVAL.
        for refuses in [1, 0, 1] {
            set_option(&sender.socket, libc::SOL_SOCKET, libc::SO_NO_CHECK, refuses).unwrap();
            let lengths = |i: usize| 1 + i / 20;
            (0..200).for_each(|i| sender.queue(peer, None, &vec![i as u8; lengths(i)]));
            assert_eq!(sender.flush(), Flushed { sent: 200, failed: 0 });
            let (mut calls, mut received) = (0, 0);
            while received < 200 {
                let count = receiver.receive().unwrap();
                assert!(count > 0, "{received} came");
                for index in 0..count {
                    let expected = vec![(received + index) as u8; lengths(received + index)];
                    assert_eq!(receiver.datagram(index).payload, expected);
                }
                received += count;
                calls += 1;
            }
            // A call takes one group of them, or one datagram, into each of its buffers.
            assert_eq!(calls > 1, refuses == 1, "{calls} calls");
        }
    }
}
