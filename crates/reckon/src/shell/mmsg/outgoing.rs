//! Sending: a batch of datagrams by `sendmmsg`, and consecutive ones to one peer as one by `UDP_SEGMENT`.
//!
//! What the kernel does for a datagram on its way (the route, the socket's accounts, the neighbour) is most of what a
//! reply costs. With `UDP_SEGMENT` it does it once for several that follow each other, to one peer and of one length;
//! the last may be shorter. The peer gets ordinary datagrams.

use std::io;
use std::mem::{replace, size_of, take, zeroed};
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::os::fd::AsRawFd;
use std::ptr;

use libc::{iovec, mmsghdr};

use super::super::datagrams::Flushed;
use super::{BATCH, RawAddress};

/// Datagrams that wait at most. More than a batch, for those that leave together count as one there.
const WAITING_MAX: usize = 16 * BATCH;

/// Outgoing bytes are sent once there are this many, so that the buffer has a bound.
const OUTGOING_BYTES: usize = 1 << 20;

/// Words of 8 bytes that hold the control messages: 40 bytes for a local address of IPv6, 24 for the length of segments.
const CONTROL_WORDS: usize = 8;

/// Segments of one super-datagram: what every kernel takes that knows them.
const SEGMENTS_MAX: usize = 64;

/// Bytes of one super-datagram: what a packet of IPv4 or IPv6 can carry, less what headers there may be.
const SEGMENTED_BYTES_MAX: usize = 65_000;

/// The longest segment: one that no way fragments, as IPv6 promises 1280 bytes with headers. The kernel refuses longer
/// ones than the way takes.
const SEGMENT_BYTES_MAX: usize = 1_200;

/// Room for control messages, aligned for their header.
type Control = [u64; CONTROL_WORDS];

/// A datagram that waits.
struct Waiting {
    peer: SocketAddr,
    local: Option<IpAddr>,
    /// Where it ends in the payloads; it begins where the one before ends.
    end: usize,
}

/// Datagrams that leave together: the first, and behind it others to the same peer.
#[derive(Clone, Copy)]
struct Group {
    first: usize,
    count: usize,
    start: usize,
    end: usize,
    /// The length of each but the last.
    segment: usize,
}

/// What is to be sent; the headers are made when it is.
#[derive(Default)]
pub(super) struct Outgoing {
    payloads: Vec<u8>,
    waiting: Vec<Waiting>,
    groups: Vec<Group>,
    headers: Headers,
    coalesces: bool,
    flushed: Flushed,
}

/// Headers of groups for the kernel, and what they point into.
#[derive(Default)]
struct Headers {
    addresses: Vec<(RawAddress, libc::socklen_t)>,
    controls: Vec<(Control, usize)>,
    vectors: Vec<iovec>,
    headers: Vec<mmsghdr>,
}

impl Outgoing {
    /// Lets consecutive datagrams leave as one; for a kernel that knows `UDP_SEGMENT`.
    pub(super) fn coalesce(&mut self) {
        self.coalesces = true;
    }

    pub(super) fn is_full(&self) -> bool {
        self.waiting.len() >= WAITING_MAX || self.payloads.len() >= OUTGOING_BYTES
    }

    pub(super) fn push(&mut self, peer: SocketAddr, local: Option<IpAddr>, payload: &[u8]) {
        self.payloads.extend_from_slice(payload);
        self.waiting.push(Waiting { peer, local, end: self.payloads.len() });
    }

    /// What has become of datagrams since this was asked last.
    pub(super) fn take_flushed(&mut self) -> Flushed {
        take(&mut self.flushed)
    }

    /// Hands everything to the kernel. A datagram that it refuses is counted and passed over.
    pub(super) fn send(&mut self, socket: &UdpSocket) {
        self.group();
        let groups = take(&mut self.groups);
        self.send_groups(socket, &groups);
        self.groups = groups;
        self.payloads.clear();
        self.waiting.clear();
    }

    /// Finds the groups of what waits.
    fn group(&mut self) {
        self.groups.clear();
        let mut start = 0;
        for (index, waiting) in self.waiting.iter().enumerate() {
            let length = waiting.end - start;
            let joined = self.groups.last_mut().filter(|group| {
                let first = &self.waiting[group.first];
                self.coalesces
                    && group.count < SEGMENTS_MAX
                    // Nothing follows a shorter one.
                    && group.end - group.start == group.count * group.segment
                    && (1..=group.segment).contains(&length)
                    && group.segment <= SEGMENT_BYTES_MAX
                    && waiting.end - group.start <= SEGMENTED_BYTES_MAX
                    && (first.peer, first.local) == (waiting.peer, waiting.local)
            });
            match joined {
                Some(group) => {
                    group.count += 1;
                    group.end = waiting.end;
                }
                None => {
                    self.groups.push(Group {
                        first: index,
                        count: 1,
                        start,
                        end: waiting.end,
                        segment: length,
                    });
                }
            }
            start = waiting.end;
        }
    }

    /// The datagrams of a group, each as a group of its own.
    fn alone(&self, group: Group) -> Vec<Group> {
        let mut start = group.start;
        let datagrams = self.waiting[group.first..][..group.count].iter().enumerate();
        let alone = datagrams.map(|(index, waiting)| {
            let (first, end) = (group.first + index, waiting.end);
            let segment = end - start;
            Group { first, count: 1, start: replace(&mut start, end), end, segment }
        });
        alone.collect()
    }

    /// Sends these groups. One that the kernel will not segment on its way is sent datagram by datagram.
    fn send_groups(&mut self, socket: &UdpSocket, groups: &[Group]) {
        // Their memory is used again, but where groups are sent within the sending of others.
        let mut headers = take(&mut self.headers);
        headers.make(groups, &self.waiting, &self.payloads);
        let mut done = 0;
        while let Some(group) = groups.get(done) {
            match headers.send(socket, done) {
                Ok(sent) => {
                    let sent_groups = &groups[done..][..sent];
                    self.flushed.sent += sent_groups.iter().map(|group| group.count as u64).sum::<u64>();
                    done += sent;
                    continue;
                }
                // The error is that of the first group that is left; the others may fare better.
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                // A device that cannot, or a way of short packets; nothing of the group has left.
                Err(error) if group.count > 1 && is_about_segments(&error) => {
                    self.send_groups(socket, &self.alone(*group));
                }
                Err(_) => self.flushed.failed += group.count as u64,
            }
            done += 1;
        }
        self.headers = headers;
    }
}

/// Whether the kernel may have refused a group for its being one.
fn is_about_segments(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(libc::EIO | libc::EINVAL | libc::EMSGSIZE | libc::EOPNOTSUPP))
}

impl Headers {
    /// Makes a header for each group. They point into `payloads`, which must not change while they are used.
    fn make(&mut self, groups: &[Group], waiting: &[Waiting], payloads: &[u8]) {
        self.vectors.clear();
        self.addresses.clear();
        self.controls.clear();
        self.headers.clear();
        for group in groups {
            let payload = &payloads[group.start..group.end];
            // Nothing is written there: the kernel has one structure for both directions.
            let base = payload.as_ptr().cast_mut().cast();
            self.vectors.push(iovec { iov_base: base, iov_len: payload.len() });
            let Waiting { peer, local, .. } = waiting[group.first];
            self.addresses.push(to_raw(peer));
            self.controls.push(control_messages(local, (group.count > 1).then_some(group.segment as u16)));
        }
        // The vectors are not touched from here on, so that the pointers stay good.
        for ((vector, (address, length)), (control, control_length)) in
            self.vectors.iter_mut().zip(&mut self.addresses).zip(&mut self.controls)
        {
            // SAFETY: zero bytes are a valid value of this plain C structure.
            let mut header: mmsghdr = unsafe { zeroed() };
            header.msg_hdr.msg_name = ptr::from_mut(address).cast();
            header.msg_hdr.msg_namelen = *length;
            header.msg_hdr.msg_iov = ptr::from_mut(vector);
            header.msg_hdr.msg_iovlen = 1;
            if *control_length > 0 {
                header.msg_hdr.msg_control = ptr::from_mut(control).cast();
                header.msg_hdr.msg_controllen = *control_length as _;
            }
            self.headers.push(header);
        }
    }

    /// Sends as many as the kernel takes, from this number on, and returns how many those were: one at the least.
    fn send(&mut self, socket: &UdpSocket, from: usize) -> io::Result<usize> {
        let rest = &mut self.headers[from..];
        // SAFETY: the headers were made just before the first call, and neither what they point into in `self` nor the
        // payloads, which `Outgoing` clears after the last, has changed since.
        let sent = unsafe {
            libc::sendmmsg(socket.as_raw_fd(), rest.as_mut_ptr(), rest.len() as u32, libc::MSG_DONTWAIT)
        };
        match usize::try_from(sent) {
            Ok(sent @ 1..) => Ok(sent),
            _ => Err(io::Error::last_os_error()),
        }
    }
}

/// The control messages that make a datagram leave from `local`, and in segments of a length, and their length.
fn control_messages(local: Option<IpAddr>, segment: Option<u16>) -> (Control, usize) {
    let mut control = [0; CONTROL_WORDS];
    let mut length = 0;
    match local {
        None => {}
        Some(IpAddr::V4(ip)) => {
            // SAFETY: zero bytes are a valid value of this plain C structure.
            let mut data: libc::in_pktinfo = unsafe { zeroed() };
            data.ipi_spec_dst.s_addr = u32::from_ne_bytes(ip.octets());
            length = put(&mut control, length, libc::IPPROTO_IP, libc::IP_PKTINFO, data);
        }
        Some(IpAddr::V6(ip)) => {
            // SAFETY: as above.
            let mut data: libc::in6_pktinfo = unsafe { zeroed() };
            data.ipi6_addr.s6_addr = ip.octets();
            length = put(&mut control, length, libc::IPPROTO_IPV6, libc::IPV6_PKTINFO, data);
        }
    }
    if let Some(segment) = segment {
        length = put(&mut control, length, libc::SOL_UDP, libc::UDP_SEGMENT, segment);
    }
    (control, length)
}

/// Puts a control message behind those that are there, and gives the length of all.
fn put<T>(control: &mut Control, length: usize, level: libc::c_int, kind: libc::c_int, data: T) -> usize {
    // SAFETY: these only calculate with lengths.
    let (space, message_length) =
        unsafe { (libc::CMSG_SPACE(size_of::<T>() as u32) as usize, libc::CMSG_LEN(size_of::<T>() as u32)) };
    assert!(length + space <= size_of::<Control>(), "a local address and a length of segments fit");
    // SAFETY: `control` is aligned for a header, `length` is a multiple of that alignment as all sums of CMSG_SPACE are,
    // and the message lies within `control`. The data is written unaligned.
    unsafe {
        let message = control.as_mut_ptr().cast::<u8>().add(length).cast::<libc::cmsghdr>();
        (*message).cmsg_level = level;
        (*message).cmsg_type = kind;
        (*message).cmsg_len = message_length as _;
        ptr::write_unaligned(libc::CMSG_DATA(message).cast(), data);
    }
    length + space
}

fn to_raw(address: SocketAddr) -> (RawAddress, libc::socklen_t) {
    match address {
        SocketAddr::V4(address) => {
            let v4 = libc::sockaddr_in {
                sin_family: libc::AF_INET as _,
                sin_port: address.port().to_be(),
                sin_addr: libc::in_addr { s_addr: u32::from_ne_bytes(address.ip().octets()) },
                sin_zero: [0; 8],
            };
            (RawAddress { v4 }, size_of::<libc::sockaddr_in>() as _)
        }
        SocketAddr::V6(address) => {
            let v6 = libc::sockaddr_in6 {
                sin6_family: libc::AF_INET6 as _,
                sin6_port: address.port().to_be(),
                sin6_flowinfo: address.flowinfo(),
                sin6_addr: libc::in6_addr { s6_addr: address.ip().octets() },
                sin6_scope_id: address.scope_id(),
            };
            (RawAddress { v6 }, size_of::<libc::sockaddr_in6>() as _)
        }
    }
}
