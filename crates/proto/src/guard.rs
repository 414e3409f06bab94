//! What every UDP door has in common: whom it answers, and how much.

use core::net::{IpAddr, SocketAddr};
use core::time::Duration;

use crate::event::DropReason;
use crate::limits::Limits;
use crate::rate::RateLimit;

/// Ports of services that answer anything or amplify: echo, daytime, qotd, chargen, time, DNS.
const REFLECTOR_PORTS: [u16; 6] = [7, 13, 17, 19, 37, 53];

/// The guard of one UDP socket.
///
/// A source address can be forged. So nothing is sent to one that no honest client has, and to one that may be
/// another's not much more than it has sent itself; and no network is answered more often than the limit says, so that
/// it takes no time that others need.
#[derive(Clone, Debug)]
pub(crate) struct Guard {
    /// Our own port: no client sends from there, but a server like us might be made to.
    local_port: u16,
    answer_bytes_max: usize,
    unverified_bytes_max: usize,
    unverified_ratio_max: usize,
    rate: RateLimit,
}

impl Guard {
    /// A guard for a socket on `local_port`.
    pub(crate) fn new(limits: &Limits, local_port: u16) -> Self {
        Self {
            local_port,
            answer_bytes_max: limits.answer_bytes_max,
            unverified_bytes_max: limits.unverified_bytes_max,
            unverified_ratio_max: limits.unverified_ratio_max,
            rate: RateLimit::new(limits.source_rate_max),
        }
    }

    /// Takes note of a datagram.
    ///
    /// # Errors
    /// It meets silence, for this reason.
    #[inline]
    pub(crate) fn admit(&mut self, now: Duration, peer: SocketAddr) -> Result<(), DropReason> {
        if !self.is_honest(peer) {
            return Err(DropReason::Source);
        }
        // This machine has nobody to be protected from, and its own tests to be served.
        if !Self::is_verified(peer) && !self.rate.admits(now, peer.ip()) {
            return Err(DropReason::Rate);
        }
        Ok(())
    }

    /// Tells whether an honest client can have this address.
    fn is_honest(&self, peer: SocketAddr) -> bool {
        let (ip, port) = (peer.ip().to_canonical(), peer.port());
        let broadcast = matches!(ip, IpAddr::V4(ip) if ip.is_broadcast());
        port != 0
            && port != self.local_port
            && !REFLECTOR_PORTS.contains(&port)
            && !(ip.is_unspecified() || ip.is_multicast() || broadcast)
    }

    /// Tells whether the address cannot have been forged by another machine.
    pub(crate) fn is_verified(peer: SocketAddr) -> bool {
        peer.ip().to_canonical().is_loopback()
    }

    /// The bytes that an answer to so many bytes of a question may have.
    ///
    /// Source: RFC 9175, section 2.4, for all protocols alike.
    pub(crate) fn answer_bytes_max(&self, peer: SocketAddr, question_bytes: usize) -> usize {
        if Self::is_verified(peer) {
            return self.answer_bytes_max;
        }
        let ratio_max = question_bytes.saturating_mul(self.unverified_ratio_max);
        self.answer_bytes_max.min(self.unverified_bytes_max.max(ratio_max))
    }
}
