//! How many datagrams a second a network may send.

use alloc::vec;
use alloc::vec::Vec;
use core::net::IpAddr;
use core::time::Duration;

/// Buckets, in pairs.
const BUCKETS: usize = 1 << 12;

/// A token bucket for each network, in a table of fixed size.
///
/// A *network* is an IPv4 /24 or an IPv6 /48, for who has one address has mostly its neighbours as well. A network may
/// send `per_second` datagrams a second, and as many at once if it was silent for a second before.
///
/// Each network has two places in the table. One that finds neither its own bucket nor a free place takes that of the
/// quieter of the two, which begins anew when it comes back: with more active networks than places some are
/// limited less, and none more. A place costs 24 bytes.
#[derive(Clone, Debug)]
pub(crate) struct RateLimit {
    per_second: u64,
    buckets: Vec<Bucket>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Bucket {
    /// 0 if nobody's.
    network: u64,
    /// Millionths of a datagram that the network had left, and when, in microseconds.
    tokens: u64,
    at: u64,
}

/// What one datagram costs.
const TOKEN: u64 = 1_000_000;

impl RateLimit {
    pub(crate) fn new(per_second: u64) -> Self {
        // More than a datagram each microsecond is no limit that could be counted with, nor one to be wanted.
        Self { per_second: per_second.min(TOKEN), buckets: vec![Bucket::default(); BUCKETS] }
    }

    /// Counts a datagram from an address, and tells whether it is within the limit.
    #[inline]
    pub(crate) fn admits(&mut self, now: Duration, ip: IpAddr) -> bool {
        let network = network(ip);
        // The multiplication spreads over the high bits what differs in the low ones.
        let hash = network.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
        let (pairs, _) = self.buckets.as_chunks_mut::<2>();
        let many = pairs.len().max(1);
        let Some(pair) = pairs.get_mut(hash as usize % many) else { return true };
        let full = self.per_second * TOKEN;
        let now = now.as_micros() as u64;
        for bucket in pair.iter_mut() {
            bucket.refill(now, self.per_second, full);
        }
        let [first, second] = pair;
        let bucket = if second.network == network {
            second
        } else if first.network == network || first.tokens >= second.tokens {
            first
        } else {
            second
        };
        if bucket.network != network {
            *bucket = Bucket { network, tokens: full, at: now };
        }
        let left = bucket.tokens.checked_sub(TOKEN);
        bucket.tokens = left.unwrap_or(bucket.tokens);
        left.is_some()
    }
}

impl Bucket {
    fn refill(&mut self, now: u64, per_second: u64, full: u64) {
        let micros = now.saturating_sub(self.at).min(1_000_000);
        self.tokens = if self.network == 0 { full } else { full.min(self.tokens + micros * per_second) };
        self.at = now;
    }
}

/// The number of the network of an address; not 0.
fn network(ip: IpAddr) -> u64 {
    match ip.to_canonical() {
        IpAddr::V4(ip) => 1 << 63 | u64::from(u32::from(ip) >> 8),
        IpAddr::V6(ip) => (u128::from(ip) >> 80) as u64 | 1 << 62,
    }
}

#[cfg(test)]
mod tests {
    use core::net::{Ipv4Addr, Ipv6Addr};

    use super::*;

    fn admitted(limit: &mut RateLimit, now: Duration, ip: IpAddr, datagrams: usize) -> usize {
        (0..datagrams).filter(|_| limit.admits(now, ip)).count()
    }

    #[test]
    fn a_network_has_so_many_a_second() {
        let mut limit = RateLimit::new(100);
        let one = IpAddr::from([192, 0, 2, 1]);
        assert_eq!(admitted(&mut limit, Duration::ZERO, one, 1000), 100);
        assert_eq!(admitted(&mut limit, Duration::from_millis(500), one, 1000), 50);
        // A long silence saves up a second's worth and no more.
        assert_eq!(admitted(&mut limit, Duration::from_secs(60), one, 1000), 100);
        // Looks that lie less than a microsecond apart lose nothing.
        let mut often = RateLimit::new(1000);
        assert_eq!(admitted(&mut often, Duration::ZERO, one, 2000), 1000);
        let instants = (0..1_000_000_000).step_by(700).map(Duration::from_nanos);
        assert_eq!(instants.filter(|&now| often.admits(now, one)).count(), 999);
        // The neighbour is in the same network, and others are not.
        let [neighbour, other] = [[192, 0, 2, 200], [192, 0, 3, 1]].map(IpAddr::from);
        assert_eq!(admitted(&mut limit, Duration::from_secs(60), neighbour, 10), 0);
        assert_eq!(admitted(&mut limit, Duration::from_secs(60), other, 10), 10);
    }

    #[test]
    fn addresses_of_one_network_are_told_from_others() {
        let six = |text: &str| network(IpAddr::V6(text.parse::<Ipv6Addr>().unwrap()));
        assert_eq!(six("2001:db8:1::1"), six("2001:db8:1:ffff::2"));
        assert_ne!(six("2001:db8:1::1"), six("2001:db8:2::1"));
        assert_eq!(six("::ffff:192.0.2.1"), network(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 9))));
        assert_ne!(six("::1"), 0);
    }

    #[test]
    fn many_networks_do_not_keep_each_other_out() {
        let mut limit = RateLimit::new(10);
        for number in 0..100_000_u32 {
            assert!(limit.admits(Duration::ZERO, IpAddr::V4(Ipv4Addr::from(number << 8))));
        }
    }

    #[test]
    fn nobody_is_admitted_at_no_rate_and_all_at_the_highest() {
        let ip = IpAddr::from([192, 0, 2, 1]);
        assert!(!RateLimit::new(0).admits(Duration::from_secs(1), ip));
        let mut limit = RateLimit::new(u64::MAX);
        assert_eq!(admitted(&mut limit, Duration::MAX, ip, 10), 10);
    }
}
