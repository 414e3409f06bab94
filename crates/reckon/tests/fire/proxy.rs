//! A bad line between a client and a server, repeatable from a seed: a UDP proxy on the loopback interface.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::link::Random;

/// How long the line rests when it has looked at all its sockets: no less than this is any delay.
const REST: Duration = Duration::from_millis(4);

/// What the line does to datagrams, in each direction.
#[derive(Clone, Debug)]
pub struct Conditions {
    /// The chance of each copy to be lost.
    pub loss_percent: i64,
    /// The chance of a second copy.
    pub duplication_percent: i64,
    /// The least delay, and how much may come to it for each copy alone. Without the latter the order is kept.
    pub delay: Duration,
    pub jitter: Duration,
    /// The chance of a copy to have one to three of its bits flipped, and the bytes in which they lie.
    pub corruption_percent: i64,
    pub corrupted: Range<usize>,
    /// Bytes of the longest datagram that passes.
    pub bytes_max: usize,
}

/// A line that changes nothing.
pub const PERFECT: Conditions = Conditions {
    loss_percent: 0,
    duplication_percent: 0,
    delay: Duration::ZERO,
    jitter: Duration::ZERO,
    corruption_percent: 0,
    corrupted: 0..usize::MAX,
    bytes_max: usize::MAX,
};

/// A line to one server, until it is dropped.
///
/// Both of its ends have an address that no other line of the program has, so that nothing that comes late on another
/// line can be taken for what belongs to this one: protocols without numbers could not tell.
pub struct Line {
    /// Where clients find the server.
    pub address: SocketAddr,
    is_over: Arc<AtomicBool>,
    carrier: Option<JoinHandle<()>>,
}

impl Line {
    /// The `n`th datagram in a direction meets what the seed has for it, whenever it comes.
    pub fn new(server: SocketAddr, conditions: Conditions, seed: u64) -> io::Result<Self> {
        static LINES: AtomicU32 = AtomicU32::new(0);
        const FIRST: u32 = 0x7f4d_0001; // 127.77.0.1
        let ip = Ipv4Addr::from(FIRST + LINES.fetch_add(1, Ordering::Relaxed));
        let front = UdpSocket::bind((ip, 0))?;
        front.set_nonblocking(true)?;
        let address = front.local_addr()?;
        let is_over = Arc::new(AtomicBool::new(false));
        let random = [Random::new(seed), Random::new(!seed)];
        let mut carrier =
            Carrier { front, server, conditions, random, peers: vec![], queue: BinaryHeap::new(), taken: 0 };
        let stop = Arc::clone(&is_over);
        let carrier = thread::spawn(move || {
            let mut buffer = vec![0; 1 << 16];
            while !stop.load(Ordering::Relaxed) {
                carrier.carry(&mut buffer).expect("the line has sockets");
                thread::sleep(REST);
            }
        });
        Ok(Self { address, is_over, carrier: Some(carrier) })
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        // Its panic has been printed.
        let _ = self.carrier.take().map(JoinHandle::join);
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Direction {
    ToServer,
    ToClient,
}

/// A datagram on its way: when it arrives, its number, the peer it is to or from, and its bytes.
type Underway = Reverse<(Instant, u64, Direction, usize, Vec<u8>)>;

struct Carrier {
    front: UdpSocket,
    server: SocketAddr,
    conditions: Conditions,
    /// The chances in each direction.
    random: [Random; 2],
    /// Clients by their addresses, each with the socket that speaks to the server in its place.
    peers: Vec<(SocketAddr, UdpSocket)>,
    queue: BinaryHeap<Underway>,
    taken: u64,
}

impl Carrier {
    /// Takes what has come, and delivers what is due.
    fn carry(&mut self, buffer: &mut [u8]) -> io::Result<()> {
        // What fails to be received or sent is lost, as on any line.
        while let Ok((length, from)) = self.front.recv_from(buffer) {
            let peer = match self.peers.iter().position(|(client, _)| *client == from) {
                Some(peer) => peer,
                None => {
                    let socket = UdpSocket::bind((self.front.local_addr()?.ip(), 0))?;
                    socket.connect(self.server)?;
                    socket.set_nonblocking(true)?;
                    self.peers.push((from, socket));
                    self.peers.len() - 1
                }
            };
            self.take(Direction::ToServer, peer, &buffer[..length]);
        }
        for peer in 0..self.peers.len() {
            while let Ok(length) = self.peers[peer].1.recv(buffer) {
                self.take(Direction::ToClient, peer, &buffer[..length]);
            }
        }
        while self.queue.peek().is_some_and(|Reverse((due, ..))| *due <= Instant::now()) {
            if let Some(Reverse((_, _, direction, peer, payload))) = self.queue.pop() {
                let (client, socket) = &self.peers[peer];
                let _ = match direction {
                    Direction::ToServer => socket.send(&payload),
                    Direction::ToClient => self.front.send_to(&payload, client),
                };
            }
        }
        Ok(())
    }

    /// Decides what becomes of a datagram.
    fn take(&mut self, direction: Direction, peer: usize, datagram: &[u8]) {
        let Self { conditions, random, .. } = self;
        let random = &mut random[direction as usize];
        if datagram.len() > conditions.bytes_max {
            return;
        }
        let copies = 1 + i64::from(random.happens(conditions.duplication_percent));
        for _ in 0..copies {
            if random.happens(conditions.loss_percent) {
                continue;
            }
            let mut payload = datagram.to_vec();
            if random.happens(conditions.corruption_percent) {
                corrupt(random, &conditions.corrupted, &mut payload);
            }
            let jitter = random.within(0..conditions.jitter.as_micros() as i64 + 1);
            let due = Instant::now() + conditions.delay + Duration::from_micros(jitter.unsigned_abs());
            self.taken += 1;
            self.queue.push(Reverse((due, self.taken, direction, peer, payload)));
        }
    }
}

/// Flips one to three bits of those of a datagram's bytes that lie in the range.
fn corrupt(random: &mut Random, range: &Range<usize>, datagram: &mut [u8]) {
    let end = range.end.min(datagram.len());
    let Some(bytes) = datagram.get_mut(range.start..end).filter(|bytes| !bytes.is_empty()) else { return };
    for _ in 0..random.within(1..4) {
        let bit = random.within(0..8 * bytes.len() as i64) as usize;
        bytes[bit / 8] ^= 1 << (bit % 8);
    }
}
