//! Batches of datagrams by `recvmmsg` and `sendmmsg`: one system call for up to [`BATCH`] datagrams.
//!
//! This is the one place of the program where the compiler has to trust us: the kernel is given pointers into
//! buffers. The rule that makes it sound is simple: every buffer for receiving is allocated once, in [`Batches::new`],
//! never grows and lives as long as the headers that point into it. Outgoing headers are written anew before each call.
#![allow(unsafe_code, reason = "recvmmsg and sendmmsg have no safe interface; see the rule above")]

mod outgoing;

use std::io;
use std::mem::{size_of, zeroed};
use std::net::{IpAddr, SocketAddr, SocketAddrV4, SocketAddrV6, UdpSocket};
use std::os::fd::AsRawFd;
use std::ptr;
use std::time::Duration;

use libc::{c_int, c_void, iovec, mmsghdr};

use super::datagrams::{Datagram, Datagrams, Flushed, is_passing};
use outgoing::Outgoing;

/// Datagrams for one system call.
pub const BATCH: usize = 64;

/// Bytes between two receive buffers beyond their length. Buffers at multiples of a page would all compete for the
/// same few sets of the cache.
const STAGGER_BYTES: usize = 320;

/// Words of 8 bytes that hold one control message with the local address: 40 bytes for IPv6.
const CONTROL_WORDS: usize = 5;

/// Room for control messages, aligned for their header.
type Control = [u64; CONTROL_WORDS];

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
}

/// Buffers and headers for receiving; the headers point into the other fields, which never move.
struct Incoming {
    payloads: Vec<u8>,
    stride: usize,
    addresses: Vec<RawAddress>,
    _controls: Vec<Control>,
    _vectors: Vec<iovec>,
    headers: Vec<mmsghdr>,
    /// How many headers the last call has filled.
    filled: usize,
    /// Whether the kernel tells the local address of each datagram.
    wants_local: bool,
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
            incoming: Incoming::new(datagram_bytes_max, wants_local),
            outgoing: Outgoing::new(),
        })
    }
}

/// Sets an integer option of a socket.
fn set_option(socket: &UdpSocket, level: c_int, option: c_int, value: c_int) -> io::Result<()> {
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

impl Incoming {
    fn new(datagram_bytes_max: usize, wants_local: bool) -> Self {
        let stride = datagram_bytes_max.next_multiple_of(64) + STAGGER_BYTES;
        let mut payloads = vec![0; stride * BATCH];
        let mut controls = vec![[0; CONTROL_WORDS]; BATCH];
        // SAFETY: zero bytes are a valid value of this plain C structure.
        let mut addresses = vec![RawAddress { v6: unsafe { zeroed() } }; BATCH];
        let mut vectors: Vec<iovec> = payloads
            .chunks_exact_mut(stride)
            .map(|buffer| iovec { iov_base: buffer.as_mut_ptr().cast(), iov_len: datagram_bytes_max })
            .collect();
        let headers = (0..BATCH)
            .map(|i| {
                // SAFETY: as above.
                let mut header: mmsghdr = unsafe { zeroed() };
                header.msg_hdr.msg_name = ptr::from_mut(&mut addresses[i]).cast();
                header.msg_hdr.msg_namelen = size_of::<RawAddress>() as libc::socklen_t;
                header.msg_hdr.msg_iov = ptr::from_mut(&mut vectors[i]);
                header.msg_hdr.msg_iovlen = 1;
                if wants_local {
                    header.msg_hdr.msg_control = ptr::from_mut(&mut controls[i]).cast();
                    header.msg_hdr.msg_controllen = size_of::<Control>() as _;
                }
                header
            })
            .collect();
        Self {
            payloads,
            stride,
            addresses,
            _controls: controls,
            _vectors: vectors,
            headers,
            filled: 0,
            wants_local,
        }
    }

    /// Makes the headers that the last call has filled as good as new.
    fn reset(&mut self) {
        for header in &mut self.headers[..std::mem::take(&mut self.filled)] {
            header.msg_hdr.msg_namelen = size_of::<RawAddress>() as libc::socklen_t;
            if self.wants_local {
                header.msg_hdr.msg_controllen = size_of::<Control>() as _;
            }
        }
    }

    /// The address that a datagram was sent to, from its control message.
    fn local(&self, index: usize) -> Option<IpAddr> {
        if !self.wants_local {
            return None;
        }
        let header = &self.headers[index].msg_hdr;
        // SAFETY: the kernel has written `msg_controllen` bytes of whole control messages at `msg_control`; the
        // macros stay within them. The data of these two messages is of these types, and is read unaligned.
        unsafe {
            let message = libc::CMSG_FIRSTHDR(header);
            if message.is_null() {
                return None;
            }
            let data = libc::CMSG_DATA(message);
            match ((*message).cmsg_level, (*message).cmsg_type) {
                (libc::IPPROTO_IP, libc::IP_PKTINFO) => {
                    let found = ptr::read_unaligned(data.cast::<libc::in_pktinfo>());
                    // Not `ipi_addr`: nothing can be sent from a broadcast address.
                    Some(IpAddr::from(found.ipi_spec_dst.s_addr.to_ne_bytes()))
                }
                (libc::IPPROTO_IPV6, libc::IPV6_PKTINFO) => {
                    let found = ptr::read_unaligned(data.cast::<libc::in6_pktinfo>());
                    Some(IpAddr::from(found.ipi6_addr.s6_addr))
                }
                _ => None,
            }
        }
    }
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
        self.incoming.reset();
        // SAFETY: the headers point to buffers of the lengths that they state, which live as long as `self`.
        // MSG_WAITFORONE: wait for the first datagram, then take what is there.
        let count = unsafe {
            libc::recvmmsg(
                self.socket.as_raw_fd(),
                self.incoming.headers.as_mut_ptr(),
                BATCH as u32,
                libc::MSG_WAITFORONE,
                ptr::null_mut(),
            )
        };
        match usize::try_from(count) {
            Ok(count) => {
                self.incoming.filled = count;
                Ok(count)
            }
            Err(_) => {
                let error = io::Error::last_os_error();
                if is_passing(&error) { Ok(0) } else { Err(error) }
            }
        }
    }

    fn datagram(&self, index: usize) -> Datagram<'_> {
        let incoming = &self.incoming;
        let start = index * incoming.stride;
        let length = incoming.headers[index].msg_len as usize;
        Datagram {
            peer: from_raw(&incoming.addresses[index]),
            local: incoming.local(index),
            payload: &incoming.payloads[start..start + length],
        }
    }

    fn queue(&mut self, peer: SocketAddr, local: Option<IpAddr>, payload: &[u8]) {
        if self.outgoing.is_full() {
            self.outgoing.send(&self.socket);
        }
        self.outgoing.push(peer, local, payload);
    }

    fn coalesce(&mut self) {
        self.outgoing.coalesce();
    }

    fn flush(&mut self) -> Flushed {
        self.outgoing.send(&self.socket);
        self.outgoing.take_flushed()
    }
}
