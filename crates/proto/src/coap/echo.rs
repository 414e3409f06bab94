//! Echo: a peer that sends back what it was sent can receive at its address.

use core::hash::{Hash, Hasher};
use core::net::SocketAddr;
use core::time::Duration;

use siphasher::sip::SipHasher24;

/// Makes and checks the values of the option Echo, and remembers none of them.
///
/// ```text
/// |  time, 4 bytes: seconds since the start  |  keyed hash of the time and the peer, 8 bytes  |
/// ```
/// The hash is SipHash-2-4 with a key that only this process knows.
///
/// Source: RFC 9175, section 2 and appendix A, method 2.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Echo {
    key: [u8; 16],
    lifetime: Duration,
}

/// Bytes of a value.
const ECHO_BYTES: usize = 12;

impl Echo {
    /// Values that are made with this key, and right for so long.
    pub(crate) fn new(key: [u8; 16], lifetime: Duration) -> Self {
        Self { key, lifetime }
    }

    /// The value for a peer.
    pub(crate) fn value(&self, now: Duration, peer: SocketAddr) -> [u8; ECHO_BYTES] {
        let time = now.as_secs() as u32;
        let mut value = [0; ECHO_BYTES];
        let parts = time.to_be_bytes().into_iter().chain(self.hash(time, peer).to_be_bytes());
        value.iter_mut().zip(parts).for_each(|(place, byte)| *place = byte);
        value
    }

    /// Whether a value was made for this peer, and lately.
    pub(crate) fn is_right(&self, now: Duration, peer: SocketAddr, value: &[u8]) -> bool {
        let Some((&time, hash)) = value.split_first_chunk() else { return false };
        let time = u32::from_be_bytes(time);
        let age = (now.as_secs() as u32).wrapping_sub(time);
        // The hash is compared as a number, at once: how long that takes tells nothing of it.
        let right = hash.try_into().is_ok_and(|hash| u64::from_be_bytes(hash) == self.hash(time, peer));
        right && u64::from(age) <= self.lifetime.as_secs()
    }

    fn hash(&self, time: u32, peer: SocketAddr) -> u64 {
        let mut hasher = SipHasher24::new_with_key(&self.key);
        (time, peer).hash(&mut hasher);
        hasher.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_right_for_its_peer_and_its_time_only() {
        let echo = Echo::new([1; 16], Duration::from_secs(60));
        let peer = "192.0.2.1:5000".parse().unwrap();
        let at = Duration::from_secs;
        let value = echo.value(at(100), peer);
        assert!(echo.is_right(at(100), peer, &value));
        assert!(echo.is_right(at(160), peer, &value));
        assert!(!echo.is_right(at(161), peer, &value));
        assert!(!echo.is_right(at(99), peer, &value));
        assert!(!echo.is_right(at(100), "192.0.2.1:5001".parse().unwrap(), &value));
        assert!(!echo.is_right(at(100), "192.0.2.2:5000".parse().unwrap(), &value));
        assert!(!Echo::new([2; 16], Duration::from_secs(60)).is_right(at(100), peer, &value));
        for place in 0..ECHO_BYTES {
            let mut forged = value;
            forged.iter_mut().skip(place).take(1).for_each(|byte| *byte ^= 1);
            assert!(!echo.is_right(at(101), peer, &forged));
        }
        assert!(!echo.is_right(at(100), peer, value.split_last().unwrap().1));
        assert!(!echo.is_right(at(100), peer, b""));
    }
}
