//! A bounded table of peers, each with a state that expires; or of several for each.

use alloc::vec::Vec;
use core::hash::Hash;
use core::net::SocketAddr;
use core::time::Duration;

use hashbrown::HashMap;

/// A slot that stands for "none" in the links.
const NONE: usize = usize::MAX;

/// States by peer, or by another key that is short, at most `capacity_max`, each for `lifetime` since it was last touched.
///
/// All states live equally long, so the order of touching is the order of expiry: a list through the slots, oldest
/// first, finds the next to expire, and the one to forget when the table is full, in constant time. The slots are
/// used again, so that a full table allocates no more.
#[derive(Debug)]
pub(crate) struct PeerTable<T, K = SocketAddr> {
    capacity_max: usize,
    lifetime: Duration,
    slot_of: HashMap<K, usize>,
    slots: Vec<Slot<T, K>>,
    free: Vec<usize>,
    oldest: usize,
    newest: usize,
    /// The slot that was touched last, if it was not taken out since.
    last: usize,
}

#[derive(Debug)]
struct Slot<T, K> {
    peer: K,
    state: T,
    expiry: Duration,
    older: usize,
    newer: usize,
}

impl<T: Default, K: Copy + Eq + Hash> PeerTable<T, K> {
    /// An empty table; `capacity_max ≥ 1`.
    pub(crate) fn new(capacity_max: usize, lifetime: Duration) -> Self {
        Self {
            capacity_max: capacity_max.max(1),
            lifetime,
            slot_of: HashMap::new(),
            slots: Vec::new(),
            free: Vec::new(),
            oldest: NONE,
            newest: NONE,
            last: NONE,
        }
    }

    /// The state of a peer that has one and that has not expired by `now`.
    pub(crate) fn get(&mut self, now: Duration, peer: K) -> Option<&mut T> {
        // Most text peers have no state, and most tables of a text server are empty.
        if self.slot_of.is_empty() {
            return None;
        }
        let index = self.find(peer)?;
        let slot = self.slots.get_mut(index)?;
        (slot.expiry > now).then_some(&mut slot.state)
    }

    /// The peer's state, a new one if it has none that is alive, which lives from `now` on; and the peer that was forgotten
    /// to make room.
    pub(crate) fn touch(&mut self, now: Duration, peer: K) -> (&mut T, Option<K>) {
        let mut forgotten = None;
        let index = self.find(peer).unwrap_or_else(|| {
            if self.slot_of.len() >= self.capacity_max {
                forgotten = self.remove_oldest();
            }
            let index = self.free.pop().unwrap_or(self.slots.len());
            self.slot_of.insert(peer, index);
            let slot = Slot { peer, state: T::default(), expiry: Duration::MAX, older: NONE, newer: NONE };
            match self.slots.get_mut(index) {
                Some(place) => *place = slot,
                None => self.slots.push(slot),
            }
            self.link_newest(index);
            index
        });
        self.last = index;
        if index != self.newest {
            self.unlink(index);
            self.link_newest(index);
        }
        let slot = self.slots.get_mut(index).expect("every index in the table is that of a slot");
        if slot.expiry <= now {
            slot.state = T::default();
        }
        slot.expiry = now.saturating_add(self.lifetime);
        (&mut slot.state, forgotten)
    }

    /// Gives the peer a state, which lives from `now` on, and returns the peer that was forgotten to make room.
    pub(crate) fn set(&mut self, now: Duration, peer: K, state: T) -> Option<K> {
        let (place, forgotten) = self.touch(now, peer);
        *place = state;
        forgotten
    }

    /// Takes the peer's state out.
    pub(crate) fn remove(&mut self, peer: K) -> Option<T> {
        let index = self.slot_of.remove(&peer)?;
        self.last = NONE;
        self.unlink(index);
        self.free.push(index);
        self.slots.get_mut(index).map(|slot| core::mem::take(&mut slot.state))
    }

    /// Takes one expired peer out.
    pub(crate) fn pop_expired(&mut self, now: Duration) -> Option<(K, T)> {
        let slot = self.slots.get(self.oldest)?;
        if slot.expiry > now {
            return None;
        }
        let peer = slot.peer;
        Some((peer, self.remove(peer)?))
    }

    /// When the next state expires.
    pub(crate) fn next_expiry(&self) -> Option<Duration> {
        self.slots.get(self.oldest).map(|slot| slot.expiry)
    }

    /// All peers, also those whose state has expired and was not taken out, the one that was touched longest ago first.
    pub(crate) fn oldest_first(&self) -> impl Iterator<Item = K> {
        let mut next = self.oldest;
        core::iter::from_fn(move || {
            let slot = self.slots.get(next)?;
            next = slot.newer;
            Some(slot.peer)
        })
    }

    fn remove_oldest(&mut self) -> Option<K> {
        let peer = self.slots.get(self.oldest)?.peer;
        self.remove(peer)?;
        Some(peer)
    }

    /// The slot of a peer that has one. Often it is the last one again: parts of a question follow each other.
    fn find(&self, peer: K) -> Option<usize> {
        match self.slots.get(self.last) {
            Some(slot) if slot.peer == peer => Some(self.last),
            _ => self.slot_of.get(&peer).copied(),
        }
    }

    fn link_newest(&mut self, index: usize) {
        if let Some(slot) = self.slots.get_mut(index) {
            (slot.older, slot.newer) = (self.newest, NONE);
        }
        match self.slots.get_mut(self.newest) {
            Some(newest) => newest.newer = index,
            None => self.oldest = index,
        }
        self.newest = index;
    }

    fn unlink(&mut self, index: usize) {
        let Some(slot) = self.slots.get(index) else { return };
        let (older, newer) = (slot.older, slot.newer);
        match self.slots.get_mut(older) {
            Some(slot) => slot.newer = newer,
            None => self.oldest = newer,
        }
        match self.slots.get_mut(newer) {
            Some(slot) => slot.older = older,
            None => self.newest = older,
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;
    use core::net::{IpAddr, Ipv4Addr};

    use proptest::prelude::*;

    use super::*;

    fn peer(number: u16) -> SocketAddr {
        SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), number)
    }

    /// The same table as a plain list, oldest first.
    #[derive(Default)]
    struct Naive(Vec<(SocketAddr, u32, u64)>);

    proptest! {
        #[test]
        fn it_behaves_like_a_plain_list(
            steps in prop::collection::vec((0_u8..5, 1_u16..12, any::<u32>(), 0_u64..3), 1..300),
        ) {
            const CAPACITY: usize = 6;
            const LIFETIME: u64 = 10;
            let mut table = PeerTable::new(CAPACITY, Duration::from_secs(LIFETIME));
            let mut naive = Naive::default();
            let mut now = 0;
            for (step, number, state, passed) in steps {
                now += passed;
                let (time, peer) = (Duration::from_secs(now), peer(number));
                let place = naive.0.iter().position(|entry| entry.0 == peer);
                match step {
                    0 => {
                        let expected = place.and_then(|i| naive.0.get(i)).filter(|entry| entry.2 > now).map(|entry| entry.1);
                        prop_assert_eq!(table.get(time, peer).copied(), expected);
                    }
                    1 => {
                        let mut forgotten = None;
                        match place {
                            Some(i) => drop(naive.0.remove(i)),
                            None if naive.0.len() == CAPACITY => forgotten = Some(naive.0.remove(0).0),
                            None => {}
                        }
                        naive.0.push((peer, state, now + LIFETIME));
                        prop_assert_eq!(table.set(time, peer, state), forgotten);
                    }
                    2 => prop_assert_eq!(table.remove(peer), place.map(|i| naive.0.remove(i).1)),
                    3 => {
                        let mut forgotten = None;
                        let mut alive = None;
                        match place {
                            Some(i) => alive = Some(naive.0.remove(i)).filter(|entry| entry.2 > now),
                            None if naive.0.len() == CAPACITY => forgotten = Some(naive.0.remove(0).0),
                            None => {}
                        }
                        let state = alive.map_or(0, |entry| entry.1).wrapping_add(1);
                        naive.0.push((peer, state, now + LIFETIME));
                        let (touched, found) = table.touch(time, peer);
                        *touched = touched.wrapping_add(1);
                        prop_assert_eq!((*touched, found), (state, forgotten));
                    }
                    _ => {
                        let expected = naive.0.first().filter(|entry| entry.2 <= now).map(|entry| (entry.0, entry.1));
                        if expected.is_some() {
                            naive.0.remove(0);
                        }
                        prop_assert_eq!(table.pop_expired(time), expected);
                    }
                }
                prop_assert_eq!(table.next_expiry(), naive.0.first().map(|entry| Duration::from_secs(entry.2)));
                prop_assert!(table.oldest_first().eq(naive.0.iter().map(|entry| entry.0)));
                prop_assert!(table.slots.len() <= CAPACITY);
            }
            let mut rest = vec![];
            while let Some((peer, state)) = table.pop_expired(Duration::MAX) {
                rest.push((peer, state));
            }
            prop_assert_eq!(rest, naive.0.iter().map(|entry| (entry.0, entry.1)).collect::<Vec<_>>());
        }
    }
}
