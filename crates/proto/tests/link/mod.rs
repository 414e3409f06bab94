//! A simulated link between many clients and one server, repeatable from a seed: it loses datagrams, duplicates them,
//! delays each copy on its own, so that they also change their order, cuts long ones into fragments, of which each may be
//! lost, and corrupts them.
//!
//! The checksum of UDP finds what is corrupted, but for one in 65536, and such a datagram is dropped. A link may also be
//! told to deliver it: then no protocol here can tell, and [`World::is_touched`] says whose questions that concerns.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::ops::Range;
use std::time::Duration;

use reckon_proto::calculator::{CalculatorEndpoint, Reply};
use reckon_proto::{Endpoint, Event, Input, Limits, Output};

/// A small random generator: SplitMix64.
///
/// # Source
/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number in a range, which is short enough for the bias of a remainder not to matter.
    pub fn within(&mut self, range: Range<i64>) -> i64 {
        range.start + (self.next() % range.start.abs_diff(range.end)).cast_signed()
    }

    pub fn happens(&mut self, percent: i64) -> bool {
        self.within(0..100) < percent
    }

    pub fn choose<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[usize::try_from(self.within(0..choices.len() as i64)).expect("a place in the slice")]
    }
}

/// What the link does to a datagram.
#[derive(Clone, Copy, Debug)]
pub struct Conditions {
    pub loss_percent: i64,
    pub duplication_percent: i64,
    /// The least delay, and how much may come to it. Without the latter the order is kept.
    pub delay: Duration,
    pub jitter: Duration,
    /// The longest datagram that travels in one piece; each of its fragments is lost and corrupted on its own.
    pub fragment_bytes: usize,
    pub corruption_percent: i64,
    /// Whether what is corrupted arrives, as if there was no checksum.
    pub delivers_corrupted: bool,
}

impl Conditions {
    /// A link that loses and changes nothing.
    pub const PERFECT: Self = Self {
        loss_percent: 0,
        duplication_percent: 0,
        delay: Duration::from_millis(20),
        jitter: Duration::ZERO,
        fragment_bytes: 1_500,
        corruption_percent: 0,
        delivers_corrupted: false,
    };

    /// As bad as it gets: of a chain of bad links one, and another one each time.
    pub fn worst(random: &mut Random) -> Self {
        Self {
            loss_percent: random.within(20..41),
            duplication_percent: random.within(0..41),
            delay: Duration::from_millis(random.within(0..300).unsigned_abs()),
            jitter: Duration::from_millis(random.within(0..5_000).unsigned_abs()),
            // What any IPv4 link carries, what any IPv4 host takes, what any IPv6 link carries.
            fragment_bytes: random.choose(&[68, 576, 1_280]),
            corruption_percent: random.within(0..11),
            delivers_corrupted: false,
        }
    }
}

/// How a client's question ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Answer(String),
    Refused(String),
    /// The client's protocol was broken.
    Unexpected,
    GaveUp,
}

/// A reply that the server gave, and the datagrams that it had received from that peer by then: the first
/// [`HEARD_MAX`] of them.
#[derive(Clone, Debug)]
pub struct ServerReply {
    pub payload: Vec<u8>,
    pub heard: Vec<Vec<u8>>,
}

/// One more than a classic question has.
const HEARD_MAX: usize = 4;

pub struct World<C> {
    pub random: Random,
    conditions: Conditions,
    now: Duration,
    /// What is still to happen, the earliest first; of simultaneous things the one that was caused first.
    queue: BinaryHeap<Reverse<(Duration, u64, Happening)>>,
    caused: u64,
    server: Box<dyn Endpoint>,
    server_deadline: Option<Duration>,
    clients: Vec<Client<C>>,
    client_at: HashMap<SocketAddr, usize>,
    /// What arrived at the server, by its source.
    heard: HashMap<SocketAddr, Vec<Vec<u8>>>,
    /// What the server said, by its destination.
    pub said: HashMap<SocketAddr, Vec<ServerReply>>,
    /// Whose datagrams, or those to whom, have arrived corrupted.
    touched: HashSet<SocketAddr>,
}

struct Client<C> {
    machine: C,
    address: SocketAddr,
    deadline: Option<Duration>,
    outcome: Option<Outcome>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Happening {
    Start(usize),
    AtServer { from: SocketAddr, payload: Vec<u8> },
    AtClient { to: SocketAddr, payload: Vec<u8> },
    WakeServer,
    WakeClient(usize),
}

/// Where the server is in every world.
pub fn server_address() -> SocketAddr {
    SocketAddr::new(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)), 8888)
}

impl<C: Endpoint> World<C> {
    pub fn new(seed: u64, conditions: Conditions) -> Self {
        let port = server_address().port();
        Self::with_server(seed, conditions, CalculatorEndpoint::new(Limits::DEFAULT, port, Some(port)))
    }

    pub fn with_server(seed: u64, conditions: Conditions, server: impl Endpoint + 'static) -> Self {
        Self {
            random: Random::new(seed),
            conditions,
            now: Duration::ZERO,
            queue: BinaryHeap::new(),
            caused: 0,
            server: Box::new(server),
            server_deadline: None,
            clients: Vec::new(),
            client_at: HashMap::new(),
            heard: HashMap::new(),
            said: HashMap::new(),
            touched: HashSet::new(),
        }
    }

    /// Adds a client that starts at `time` and sends from a port of its own, and returns its address.
    pub fn add_client(&mut self, time: Duration, machine: C) -> SocketAddr {
        const FIRST_PORT: u16 = 10_000;
        let port = FIRST_PORT + u16::try_from(self.clients.len()).expect("a world has few clients");
        let address = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(198, 51, 100, 1)), port);
        self.add_client_at(time, machine, address);
        address
    }

    /// Adds a client that sends from `address`, which from then on is no other client's.
    pub fn add_client_at(&mut self, time: Duration, machine: C, address: SocketAddr) {
        self.cause(time, Happening::Start(self.clients.len()));
        self.clients.push(Client { machine, address, deadline: None, outcome: None });
    }

    /// Lets everything happen, and returns how each client's question ended.
    pub fn run(&mut self) -> Vec<Outcome> {
        while let Some(Reverse((time, _, happening))) = self.queue.pop() {
            self.now = time;
            self.happen(happening);
        }
        let outcome =
            |client: &Client<C>| client.outcome.clone().expect("every client ends with a reply or without");
        self.clients.iter().map(outcome).collect()
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Start(index) => {
                self.client_at.insert(self.clients[index].address, index);
                self.drive_client(index, Input::Timeout);
            }
            Happening::AtServer { from, payload } => {
                let heard = self.heard.entry(from).or_default();
                if heard.len() < HEARD_MAX {
                    heard.push(payload.clone());
                }
                self.drive_server(Input::Datagram { peer: from, payload: &payload });
            }
            Happening::AtClient { to, payload } => {
                let input = Input::Datagram { peer: server_address(), payload: &payload };
                self.drive_client(self.client_at[&to], input);
            }
            // A machine is woken at its last deadline only.
            Happening::WakeServer if self.server_deadline == Some(self.now) => {
                self.drive_server(Input::Timeout);
            }
            Happening::WakeClient(index) if self.clients[index].deadline == Some(self.now) => {
                self.drive_client(index, Input::Timeout);
            }
            Happening::WakeServer | Happening::WakeClient(_) => {}
        }
    }

    fn drive_server(&mut self, input: Input<'_>) {
        self.server.handle(self.now, input);
        let mut sent = Vec::new();
        self.server_deadline = loop {
            match self.server.poll() {
                Output::Transmit { peer, payload } => sent.push((peer, payload.to_vec())),
                Output::Event { .. } => {}
                Output::Wait(deadline) => break deadline,
            }
        };
        assert!(sent.len() <= 1, "more than one reply to {input:?}");
        for (to, payload) in sent {
            assert!(matches!(input, Input::Datagram { peer, .. } if peer == to), "a reply to somebody else");
            let heard = self.heard.get(&to).cloned().unwrap_or_default();
            self.said.entry(to).or_default().push(ServerReply { payload: payload.clone(), heard });
            self.carry(Happening::AtClient { to, payload });
        }
        if let Some(deadline) = self.server_deadline {
            self.cause(deadline, Happening::WakeServer);
        }
    }

    fn drive_client(&mut self, index: usize, input: Input<'_>) {
        let client = &mut self.clients[index];
        let from = client.address;
        client.machine.handle(self.now, input);
        let mut sent = Vec::new();
        client.deadline = loop {
            let outcome = match client.machine.poll() {
                Output::Transmit { payload, .. } => {
                    // Only CoAP's rejection of a confirmable response, into which the link has made another one.
                    assert!(
                        client.outcome.is_none() || self.touched.contains(&from),
                        "a client that has its outcome sends no more"
                    );
                    sent.push(payload.to_vec());
                    continue;
                }
                Output::Wait(deadline) => break deadline,
                Output::Event { event: Event::Replied(Reply::Answer(answer)), .. } => {
                    Outcome::Answer(answer.to_string())
                }
                Output::Event { event: Event::Replied(Reply::Refused(message)), .. } => {
                    Outcome::Refused(message.to_string())
                }
                Output::Event { event: Event::GaveUp, .. } => Outcome::GaveUp,
                Output::Event { event: Event::Unexpected, .. } => Outcome::Unexpected,
                Output::Event { event, .. } => panic!("a client of one question says {event:?}"),
            };
            assert_eq!(client.outcome, None, "a second outcome: {outcome:?}");
            client.outcome = Some(outcome);
        };
        assert_eq!(
            client.outcome.is_some(),
            client.deadline.is_none(),
            "a client waits until it has its outcome"
        );
        if let Some(deadline) = client.deadline {
            self.cause(deadline, Happening::WakeClient(index));
        }
        for payload in sent {
            self.carry(Happening::AtServer { from, payload });
        }
    }

    /// Whether a datagram from or to this client has arrived corrupted.
    pub fn is_touched(&self, client: SocketAddr) -> bool {
        self.touched.contains(&client)
    }

    /// Takes a datagram along the link.
    fn carry(&mut self, arrival: Happening) {
        let conditions = self.conditions;
        let copies = 1 + i64::from(self.random.happens(conditions.duplication_percent));
        for _ in 0..copies {
            let mut arrival = arrival.clone();
            let (client, payload) = match &mut arrival {
                Happening::AtServer { from: client, payload }
                | Happening::AtClient { to: client, payload } => (*client, payload),
                other => panic!("{other:?} is no datagram"),
            };
            let fragments = payload.len().div_ceil(conditions.fragment_bytes).max(1);
            let lost = (0..fragments).filter(|_| self.random.happens(conditions.loss_percent)).count();
            let corrupted =
                (0..fragments).filter(|_| self.random.happens(conditions.corruption_percent)).count();
            if lost > 0 || (corrupted > 0 && !conditions.delivers_corrupted) {
                continue;
            }
            if corrupted > 0 {
                corrupt(&mut self.random, payload);
                self.touched.insert(client);
            }
            let jitter_max = i64::try_from(conditions.jitter.as_micros()).expect("a short jitter");
            let jitter = self.random.within(0..jitter_max + 1);
            let jitter = Duration::from_micros(jitter.unsigned_abs());
            self.cause(self.now + conditions.delay + jitter, arrival);
        }
    }

    fn cause(&mut self, time: Duration, happening: Happening) {
        self.caused += 1;
        self.queue.push(Reverse((time, self.caused, happening)));
    }
}

/// Changes a few bits, or takes some of the end away, as another datagram that happens to have the same checksum might be.
fn corrupt(random: &mut Random, payload: &mut Vec<u8>) {
    if random.happens(20) {
        let length = random.within(0..payload.len() as i64 + 1);
        payload.truncate(usize::try_from(length).expect("a length"));
    }
    for _ in 0..random.within(1..4) {
        let bit = 1_u8 << random.within(0..8);
        if !payload.is_empty() {
            let place = random.within(0..payload.len() as i64);
            payload[usize::try_from(place).expect("a place")] ^= bit;
        }
    }
}

/// Runs `world` with each of the seeds, or only with that in the environment variable `RECKON_SEED`.
///
/// Wherever a world fails, its seed is printed.
pub fn for_each_seed(seeds: Range<u64>, mut world: impl FnMut(u64)) {
    struct Note(u64);

    impl Drop for Note {
        fn drop(&mut self) {
            if std::thread::panicking() {
                eprintln!("note: repeat this world with RECKON_SEED={}", self.0);
            }
        }
    }

    let seeds = match std::env::var("RECKON_SEED") {
        Ok(seed) => {
            let seed = seed.parse().expect("RECKON_SEED is a number");
            seed..seed + 1
        }
        Err(_) => seeds,
    };
    for seed in seeds {
        let _note = Note(seed);
        world(seed);
    }
}
