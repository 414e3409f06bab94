//! Receiving: a batch of datagrams by `recvmmsg`, and those that come as one by `UDP_GRO`.
//!
//! With `UDP_GRO` the kernel hands over consecutive datagrams of one peer and of one length (the last may be shorter) in
//! one buffer, where they have come together: from a peer on this machine that sends by `UDP_SEGMENT`, or from a network
//! card whose driver gathers them. It has then done for all of them once what it does for each otherwise. A control
//! message says how long they are; here they are told apart again.

use std::io;
use std::mem::{size_of, zeroed};
use std::net::{IpAddr, UdpSocket};
use std::os::fd::AsRawFd;
use std::ptr;

use libc::{c_int, iovec, mmsghdr};

use super::super::datagrams::{Datagram, is_passing};
use super::{BATCH, RawAddress, from_raw};

/// Bytes between two receive buffers beyond their length. Buffers at multiples of a page would all compete for the
/// same few sets of the cache.
const STAGGER_BYTES: usize = 320;

/// Bytes of a buffer for datagrams that come together: as many as one packet can have.
const GATHERED_BYTES: usize = 1 << 16;

/// Words of 8 bytes that hold the control messages: 40 bytes for a local address of IPv6, 24 for the length of segments.
const CONTROL_WORDS: usize = 8;

/// Room for control messages, aligned for their header.
type Control = [u64; CONTROL_WORDS];

/// Whether to wait for a first datagram where there is none, at most as long as the socket's time limit for reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wait {
    Yes,
    No,
}

/// A datagram in a buffer.
#[derive(Clone, Copy)]
struct Piece {
    /// The number of its buffer, whose peer is its own.
    buffer: usize,
    start: usize,
    end: usize,
}

/// Buffers and headers for receiving; the headers point into the other fields, which never move.
pub(super) struct Incoming {
    payloads: Vec<u8>,
    /// Bytes from a buffer to the next.
    stride: usize,
    /// The longest datagram; what is longer is cut.
    datagram_bytes_max: usize,
    addresses: Vec<RawAddress>,
    _controls: Vec<Control>,
    _vectors: Vec<iovec>,
    headers: Vec<mmsghdr>,
    /// How many headers the last call has filled.
    filled: usize,
    /// The datagrams in them.
    pieces: Vec<Piece>,
    /// Whether the kernel tells the local address of each datagram.
    wants_local: bool,
    /// Whether it hands over datagrams that came together in one buffer.
    gathers: bool,
}

impl Incoming {
    /// With `gathers`, for a socket that has the option `UDP_GRO`; with `wants_local`, one that has `IP_PKTINFO`.
    pub(super) fn new(datagram_bytes_max: usize, wants_local: bool, gathers: bool) -> Self {
        let buffer_bytes = if gathers { GATHERED_BYTES } else { datagram_bytes_max };
        let stride = buffer_bytes.next_multiple_of(64) + STAGGER_BYTES;
        let mut payloads = vec![0; stride * BATCH];
        let mut controls = vec![[0; CONTROL_WORDS]; BATCH];
        // SAFETY: zero bytes are a valid value of this plain C structure.
        let mut addresses = vec![RawAddress { v6: unsafe { zeroed() } }; BATCH];
        let mut vectors: Vec<iovec> = payloads
            .chunks_exact_mut(stride)
            .map(|buffer| iovec { iov_base: buffer.as_mut_ptr().cast(), iov_len: buffer_bytes })
            .collect();
        let places = vectors.iter_mut().zip(&mut addresses).zip(&mut controls);
        let headers = places
            .map(|((vector, address), control)| {
                // SAFETY: as above.
                let mut header: mmsghdr = unsafe { zeroed() };
                header.msg_hdr.msg_name = ptr::from_mut(address).cast();
                header.msg_hdr.msg_namelen = size_of::<RawAddress>() as libc::socklen_t;
                header.msg_hdr.msg_iov = ptr::from_mut(vector);
                header.msg_hdr.msg_iovlen = 1;
                if wants_local || gathers {
                    header.msg_hdr.msg_control = ptr::from_mut(control).cast();
                    header.msg_hdr.msg_controllen = size_of::<Control>() as _;
                }
                header
            })
            .collect();
        Self {
            payloads,
            stride,
            datagram_bytes_max,
            addresses,
            _controls: controls,
            _vectors: vectors,
            headers,
            filled: 0,
            pieces: Vec::with_capacity(BATCH),
            wants_local,
            gathers,
        }
    }

    /// The same for a socket that has the option `UDP_GRO`.
    pub(super) fn gathering(&self) -> Self {
        Self::new(self.datagram_bytes_max, self.wants_local, true)
    }

    /// Takes what there is, up to a batch of buffers, and returns the number of datagrams.
    pub(super) fn receive(&mut self, socket: &UdpSocket, wait: Wait) -> io::Result<usize> {
        self.reset();
        let flags = match wait {
            // Wait for the first datagram, then take what is there.
            Wait::Yes => libc::MSG_WAITFORONE,
            Wait::No => libc::MSG_DONTWAIT,
        };
        // SAFETY: the headers point to buffers of the lengths that they state, which live as long as `self`.
        let count = unsafe {
            libc::recvmmsg(
                socket.as_raw_fd(),
                self.headers.as_mut_ptr(),
                BATCH as u32,
                flags,
                ptr::null_mut(),
            )
        };
        let Ok(count) = usize::try_from(count) else {
            let error = io::Error::last_os_error();
            return if is_passing(&error) { Ok(0) } else { Err(error) };
        };
        self.filled = count;
        for buffer in 0..count {
            self.take_apart(buffer);
        }
        Ok(self.pieces.len())
    }

    /// Makes the headers that the last call has filled as good as new.
    fn reset(&mut self) {
        self.pieces.clear();
        for header in &mut self.headers[..std::mem::take(&mut self.filled)] {
            header.msg_hdr.msg_namelen = size_of::<RawAddress>() as libc::socklen_t;
            if self.wants_local || self.gathers {
                header.msg_hdr.msg_controllen = size_of::<Control>() as _;
            }
        }
    }

    /// Finds the datagrams of a buffer.
    fn take_apart(&mut self, buffer: usize) {
        let length = self.headers[buffer].msg_len as usize;
        let segment = if self.gathers { self.segment(buffer) } else { None };
        // What is not said to be several is one, also if it is empty.
        let segment = segment.filter(|segment| (1..length).contains(segment)).unwrap_or(length);
        let mut start = 0;
        loop {
            let next = start + segment;
            let end = next.min(length).min(start + self.datagram_bytes_max);
            self.pieces.push(Piece { buffer, start, end });
            if next >= length {
                return;
            }
            start = next;
        }
    }

    /// A datagram of the last `receive`; `index` below its result.
    pub(super) fn datagram(&self, index: usize) -> Datagram<'_> {
        let Piece { buffer, start, end } = self.pieces[index];
        let payload = &self.payloads[buffer * self.stride..][start..end];
        Datagram { peer: from_raw(&self.addresses[buffer]), local: self.local(buffer), payload }
    }

    /// The address that a buffer's datagrams were sent to, from its control message.
    fn local(&self, buffer: usize) -> Option<IpAddr> {
        if !self.wants_local {
            return None;
        }
        let v4 = |found: libc::in_pktinfo| {
            // Not `ipi_addr`: nothing can be sent from a broadcast address.
            IpAddr::from(found.ipi_spec_dst.s_addr.to_ne_bytes())
        };
        let v6 = |found: libc::in6_pktinfo| IpAddr::from(found.ipi6_addr.s6_addr);
        // SAFETY: the data of these two messages is of these types.
        unsafe {
            let found = self.control(buffer, libc::IPPROTO_IP, libc::IP_PKTINFO).map(v4);
            found.or_else(|| self.control(buffer, libc::IPPROTO_IPV6, libc::IPV6_PKTINFO).map(v6))
        }
    }

    /// How long the datagrams in a buffer are, if they are several.
    fn segment(&self, buffer: usize) -> Option<usize> {
        // SAFETY: the data of this message is an integer.
        let found: Option<c_int> = unsafe { self.control(buffer, libc::SOL_UDP, libc::UDP_GRO) };
        found.and_then(|bytes| usize::try_from(bytes).ok())
    }

    /// The data of the control message of a kind, if a buffer has one.
    ///
    /// # Safety
    /// The data of messages of this kind is a `T`.
    unsafe fn control<T>(&self, buffer: usize, level: c_int, kind: c_int) -> Option<T> {
        let header = &self.headers[buffer].msg_hdr;
        // SAFETY: the kernel has written `msg_controllen` bytes of whole control messages at `msg_control`; the macros stay
        // within them. The data is read unaligned.
        unsafe {
            let mut message = libc::CMSG_FIRSTHDR(header);
            while !message.is_null() {
                if ((*message).cmsg_level, (*message).cmsg_type) == (level, kind) {
                    return Some(ptr::read_unaligned(libc::CMSG_DATA(message).cast()));
                }
                message = libc::CMSG_NXTHDR(header, message);
            }
        }
        None
    }
}
