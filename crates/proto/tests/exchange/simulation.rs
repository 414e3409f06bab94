//! Plays exchange scripts against the machines, in simulated time.

use std::collections::{HashMap, VecDeque};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use reckon_proto::calculator::{CalculatorConnection, CalculatorEndpoint};
use reckon_proto::coap::CoapEndpoint;
use reckon_proto::dns::{DnsConnection, DnsEndpoint};
use reckon_proto::document::DocumentConnection;
use reckon_proto::ipkcp::{IpkcpConnection, IpkcpEndpoint};
use reckon_proto::{Connection, Endpoint, Event, Input, Limits, Output, StreamInput, StreamOutput};

use crate::answers::answer;
use crate::script::{Action, Door, Expected, Script, StreamMatch, holds, show};

/// The port of the simulated server, on UDP and on TCP.
const PORT: u16 = 8888;

/// The key of the simulated CoAP server.
const ECHO_KEY: [u8; 16] = [0; 16];

/// Plays a script.
///
/// # Errors
/// A step that fails, as a message with its file, its line, what was expected and what came.
pub fn play(script: &Script) -> Result<(), String> {
    let mut limits = Limits::DEFAULT;
    for limit in &script.limits {
        let set = limits.set(&limit.field, &limit.value);
        set.map_err(|error| script.complaint(limit.line, format!("{}: {error}", limit.field)))?;
    }
    let sources = script.sources.iter().map(|source| (source.peer.clone(), source.address)).collect();
    let mut server: Box<dyn Server> = match script.door {
        Door::CalculatorUdp => {
            let endpoint = || CalculatorEndpoint::new(limits, PORT, Some(PORT));
            Box::new(Datagrams::new(endpoint().deferring(), endpoint(), &limits, sources))
        }
        Door::Coap => {
            let endpoint = || CoapEndpoint::new(limits, ECHO_KEY);
            Box::new(Datagrams::new(endpoint().deferring(), endpoint(), &limits, sources))
        }
        Door::IpkcpUdp => {
            let endpoint = || IpkcpEndpoint::new(limits, PORT);
            Box::new(Datagrams::new(endpoint(), endpoint(), &limits, sources))
        }
        Door::DnsUdp => {
            let endpoint = || DnsEndpoint::new(limits, PORT);
            Box::new(Datagrams::new(endpoint().deferring(), endpoint(), &limits, sources))
        }
        Door::DnsTcp => streams(limits, move || DnsConnection::new(limits).deferring()),
        Door::CalculatorTcp => streams(limits, move || CalculatorConnection::new(limits).deferring()),
        Door::IpkcpTcp => streams(limits, move || IpkcpConnection::new(limits).deferring()),
        Door::Documents => streams(limits, move || DocumentConnection::new(limits, 0)),
    };
    let mut now = Duration::ZERO;
    let mut last_line = 0;
    for step in &script.steps {
        last_line = step.line;
        let done = match &step.action {
            Action::Send { peer, bytes } => server.send(now, peer, bytes),
            Action::Receive { peer, expected } => answer(expected, limits.document_distinct_words_max)
                .and_then(|expected| server.receive(peer, &expected)),
            Action::Holds { peer, bytes } => server.holds(peer, bytes),
            Action::Silence { peer } => silence(server.unread(peer.as_deref())),
            Action::Flood { count, bytes } => server.flood(now, *count, bytes),
            Action::Open { peer } => server.open(now, peer),
            Action::Eof { peer } => server.eof(now, peer),
            Action::Closed { peer } => server.closed(peer),
            Action::At(time) => pass_time(server.as_mut(), &mut now, *time),
        };
        done.map_err(|error| script.complaint(step.line, error))?;
    }
    silence(server.unread(None))
        .map_err(|error| script.complaint(last_line, format!("after the end: {error}")))
}

/// Wakes the machines at their deadlines up to `time`.
fn pass_time(server: &mut dyn Server, now: &mut Duration, time: Duration) -> Result<(), String> {
    while let Some(deadline) = server.deadline().filter(|deadline| *deadline <= time) {
        *now = deadline.max(*now);
        server.wake(*now)?;
        if server.deadline().is_some_and(|next| next <= *now) {
            return Err(format!("woken at {now:?}, the machine asks to be woken again at once"));
        }
    }
    *now = time;
    Ok(())
}

fn silence(unread: Option<String>) -> Result<(), String> {
    unread.map_or(Ok(()), |unread| Err(format!("expected silence, got {unread}")))
}

/// The simulated side of a door.
trait Server {
    fn deadline(&self) -> Option<Duration>;
    fn wake(&mut self, now: Duration) -> Result<(), String>;
    fn send(&mut self, now: Duration, peer: &str, bytes: &[u8]) -> Result<(), String>;
    fn receive(&mut self, peer: &str, expected: &Expected) -> Result<(), String>;

    fn holds(&mut self, _peer: &str, _bytes: &[u8]) -> Result<(), String> {
        Err(String::from("not at this door"))
    }

    /// What a peer, or any peer, has received and not read, for people.
    fn unread(&self, peer: Option<&str>) -> Option<String>;

    fn flood(&mut self, _now: Duration, _count: usize, _bytes: &[u8]) -> Result<(), String> {
        Err(String::from("not at this door"))
    }

    fn open(&mut self, _now: Duration, _peer: &str) -> Result<(), String> {
        Err(String::from("not at this door"))
    }

    fn eof(&mut self, _now: Duration, _peer: &str) -> Result<(), String> {
        Err(String::from("not at this door"))
    }

    fn closed(&mut self, _peer: &str) -> Result<(), String> {
        Err(String::from("not at this door"))
    }
}

/// A datagram endpoint with its peers.
struct Datagrams {
    endpoint: Box<dyn Endpoint>,
    /// Takes what the other defers, at once; or nobody does, if nothing may wait.
    costly: Box<dyn Endpoint>,
    costly_waiting_max: usize,
    deadline: Option<Duration>,
    addresses: HashMap<String, SocketAddr>,
    received: HashMap<SocketAddr, VecDeque<Vec<u8>>>,
    strangers: u32,
}

impl Datagrams {
    fn new<M: Endpoint + 'static>(
        endpoint: M,
        costly: M,
        limits: &Limits,
        addresses: HashMap<String, SocketAddr>,
    ) -> Self {
        Self {
            endpoint: Box::new(endpoint),
            costly: Box::new(costly),
            costly_waiting_max: limits.costly_waiting_max,
            deadline: None,
            addresses,
            received: HashMap::new(),
            strangers: 0,
        }
    }

    /// Where a peer sends from; unless its script says so, that is a port of its own on this machine.
    fn address(&mut self, peer: &str) -> SocketAddr {
        const FIRST_PORT: u16 = 50_000;
        let port = FIRST_PORT + u16::try_from(self.addresses.len()).expect("a script has few peers");
        let address = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port);
        *self.addresses.entry(peer.to_string()).or_insert(address)
    }

    fn handle(&mut self, now: Duration, input: Input<'_>) {
        let (deferred, deadline) = drive(self.endpoint.as_mut(), now, input, &mut self.received);
        self.deadline = deadline;
        let (Some(body), Input::Datagram { peer, payload }) = (deferred, input) else { return };
        if self.costly_waiting_max > 0 {
            let input = Input::Deferred { peer, payload, body: &body };
            drive(self.costly.as_mut(), now, input, &mut self.received);
        } else {
            let input = Input::Busy { peer, payload };
            (_, self.deadline) = drive(self.endpoint.as_mut(), now, input, &mut self.received);
        }
    }
}

/// Hands in an input and takes what comes of it: what is sent, what another machine needs if the input is left to it, and
/// the next deadline.
fn drive(
    endpoint: &mut dyn Endpoint,
    now: Duration,
    input: Input<'_>,
    received: &mut HashMap<SocketAddr, VecDeque<Vec<u8>>>,
) -> (Option<Vec<u8>>, Option<Duration>) {
    let mut deferred = None;
    endpoint.handle(now, input);
    loop {
        match endpoint.poll() {
            Output::Transmit { peer, payload } => {
                received.entry(peer).or_default().push_back(payload.to_vec());
            }
            Output::Event { event: Event::Deferred { body }, .. } => deferred = Some(body.to_vec()),
            Output::Event { .. } => {}
            Output::Wait(deadline) => return (deferred, deadline),
        }
    }
}

impl Server for Datagrams {
    fn deadline(&self) -> Option<Duration> {
        self.deadline
    }

    fn wake(&mut self, now: Duration) -> Result<(), String> {
        self.handle(now, Input::Timeout);
        Ok(())
    }

    fn send(&mut self, now: Duration, peer: &str, bytes: &[u8]) -> Result<(), String> {
        let peer = self.address(peer);
        self.handle(now, Input::Datagram { peer, payload: bytes });
        Ok(())
    }

    fn receive(&mut self, peer: &str, expected: &Expected) -> Result<(), String> {
        let address = self.address(peer);
        match self.received.entry(address).or_default().pop_front() {
            Some(payload) if expected.matches_datagram(&payload) => Ok(()),
            Some(payload) => Err(format!("{peer} expected {expected}, got {}", show(&payload))),
            None => Err(format!("{peer} expected {expected}, got nothing")),
        }
    }

    fn unread(&self, peer: Option<&str>) -> Option<String> {
        let unread = |(name, address): (&String, &SocketAddr)| {
            let payload = self.received.get(address)?.front()?;
            Some(format!("{} for {name}", show(payload)))
        };
        self.addresses.iter().filter(|(name, _)| peer.is_none_or(|peer| peer == *name)).find_map(unread)
    }

    fn flood(&mut self, now: Duration, count: usize, bytes: &[u8]) -> Result<(), String> {
        // Strangers are at 127.1.0.0 and upwards, where no other peer is.
        const FIRST_STRANGER: u32 = 127 << 24 | 1 << 16;
        for _ in 0..count {
            let ip = Ipv4Addr::from_bits(FIRST_STRANGER + self.strangers);
            self.strangers += 1;
            let peer = SocketAddr::new(IpAddr::V4(ip), 40_000);
            self.handle(now, Input::Datagram { peer, payload: bytes });
            self.received.remove(&peer);
        }
        Ok(())
    }
}

/// A stream door with a machine from `accept` for each connection.
fn streams<M: Connection + 'static>(limits: Limits, accept: impl Fn() -> M + 'static) -> Box<dyn Server> {
    let has_time = limits.costly_waiting_max > 0;
    Box::new(Streams { accept: Box::new(move || Box::new(accept())), has_time, connections: HashMap::new() })
}

/// The connections of a stream door.
struct Streams {
    accept: Box<dyn Fn() -> Box<dyn Connection>>,
    /// Whether somebody answers what a machine defers, at once.
    has_time: bool,
    connections: HashMap<String, Stream>,
}

struct Stream {
    machine: Box<dyn Connection>,
    has_time: bool,
    deadline: Option<Duration>,
    unread: Vec<u8>,
    eof: bool,
    closed: bool,
    /// Whether the script has mentioned the close.
    close_read: bool,
}

impl Streams {
    fn stream(&mut self, peer: &str) -> Result<&mut Stream, String> {
        self.connections.get_mut(peer).ok_or_else(|| format!("{peer} is not connected"))
    }
}

impl Stream {
    fn handle(&mut self, now: Duration, input: StreamInput<'_>) {
        if self.closed {
            return;
        }
        self.machine.handle(now, input);
        loop {
            match self.machine.poll() {
                StreamOutput::Write(bytes) => self.unread.extend_from_slice(bytes),
                StreamOutput::Event(Event::Deferred { .. }) => {
                    let input = if self.has_time { StreamInput::Deferred } else { StreamInput::Busy };
                    self.machine.handle(now, input);
                }
                StreamOutput::Event(_) => {}
                StreamOutput::Close => {
                    self.closed = true;
                    self.deadline = None;
                    return;
                }
                StreamOutput::Wait(deadline) => {
                    self.deadline = deadline;
                    return;
                }
            }
        }
    }

    fn unread(&self) -> Option<String> {
        if !self.unread.is_empty() {
            return Some(show(&self.unread));
        }
        (self.closed && !self.close_read).then(|| String::from("a close"))
    }
}

impl Server for Streams {
    fn deadline(&self) -> Option<Duration> {
        self.connections.values().filter_map(|stream| stream.deadline).min()
    }

    fn wake(&mut self, now: Duration) -> Result<(), String> {
        let due = |stream: &&mut Stream| stream.deadline.is_some_and(|deadline| deadline <= now);
        self.connections.values_mut().filter(due).for_each(|stream| stream.handle(now, StreamInput::Timeout));
        Ok(())
    }

    fn send(&mut self, now: Duration, peer: &str, bytes: &[u8]) -> Result<(), String> {
        let stream = self.stream(peer)?;
        if stream.eof || stream.closed {
            return Err(format!("{peer} cannot send: its connection is closed"));
        }
        stream.handle(now, StreamInput::Bytes(bytes));
        Ok(())
    }

    fn receive(&mut self, peer: &str, expected: &Expected) -> Result<(), String> {
        let stream = self.stream(peer)?;
        match expected.matches_stream(&stream.unread) {
            StreamMatch::Yes(bytes) => {
                stream.unread.drain(..bytes);
                Ok(())
            }
            StreamMatch::NeedsMore | StreamMatch::No => {
                let end = if stream.closed { " and a close" } else { "" };
                Err(format!("{peer} expected {expected}, got {}{end}", show(&stream.unread)))
            }
        }
    }

    fn holds(&mut self, peer: &str, bytes: &[u8]) -> Result<(), String> {
        let stream = self.stream(peer)?;
        if holds(&stream.unread, bytes) {
            return Ok(());
        }
        let unread = String::from_utf8_lossy(&stream.unread);
        Err(format!("{peer} expected {} in what it received, which is\n{unread}", show(bytes)))
    }

    fn unread(&self, peer: Option<&str>) -> Option<String> {
        let mut streams = self.connections.iter().filter(|(name, _)| peer.is_none_or(|peer| peer == *name));
        streams.find_map(|(name, stream)| Some(format!("{} for {name}", stream.unread()?)))
    }

    fn open(&mut self, now: Duration, peer: &str) -> Result<(), String> {
        if self.connections.get(peer).is_some_and(|stream| !stream.closed) {
            return Err(format!("{peer} is already connected"));
        }
        silence(self.unread(Some(peer)))?;
        let mut stream = Stream {
            machine: (self.accept)(),
            has_time: self.has_time,
            deadline: None,
            unread: Vec::new(),
            eof: false,
            closed: false,
            close_read: false,
        };
        stream.handle(now, StreamInput::Opened);
        self.connections.insert(peer.to_string(), stream);
        Ok(())
    }

    fn eof(&mut self, now: Duration, peer: &str) -> Result<(), String> {
        let stream = self.stream(peer)?;
        stream.eof = true;
        stream.handle(now, StreamInput::Eof);
        Ok(())
    }

    fn closed(&mut self, peer: &str) -> Result<(), String> {
        let stream = self.stream(peer)?;
        if !stream.unread.is_empty() {
            return Err(format!("{peer} expected a close, got {}", show(&stream.unread)));
        }
        stream.close_read = stream.closed;
        if stream.closed {
            Ok(())
        } else {
            Err(format!("{peer} expected a close, but the connection is open"))
        }
    }
}
