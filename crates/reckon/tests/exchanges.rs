//! Every exchange script that needs no simulation, played against a running server over loopback.

mod server;

#[path = "../../proto/tests/exchange/answers.rs"]
mod answers;
#[path = "../../proto/tests/exchange/script.rs"]
mod script;

use std::collections::HashMap;
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream, UdpSocket};
use std::path::Path;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use answers::answer;
use reckon_proto::Limits;
use script::{Action, Door, Expected, Script, StreamMatch, holds, read_scripts, show};
use server::{LONG, Server};

/// How long it takes to find that there is silence; the scripts keep away from deadlines by more.
const SILENCE: Duration = Duration::from_millis(40);

/// Scripts at a time: most of what they do is wait.
const THREADS: usize = 8;

#[test]
fn every_script_that_needs_no_simulation_holds_over_loopback() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../proto/exchanges");
    let mut scripts = read_scripts(&folder).unwrap_or_else(|error| panic!("{error}"));
    scripts.retain(|script| !script.is_only_simulated());
    assert!(scripts.len() > 20, "only {} scripts are left", scripts.len());
    let played = scripts.len();
    let queue = Mutex::new(scripts);
    let failed = Mutex::new(vec![]);
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().unwrap().pop();
                    let Some(script) = next else { return };
                    if play(&script).is_err() {
                        failed.lock().unwrap().push(script);
                    }
                }
            });
        }
    });
    // Scripts speak of moments, and a machine that is busy can miss them: what failed has two more tries, alone. What
    // the protocol does at which moment is tested in simulated time, where nothing is missed.
    let again = |script: &Script| play(script).or_else(|_| play(script)).err();
    let failures: Vec<_> = failed.into_inner().unwrap().iter().filter_map(again).collect();
    assert!(failures.is_empty(), "of {played} scripts:\n{}", failures.join("\n"));
}

fn play(script: &Script) -> Result<(), String> {
    // A server for each: what a flood does to the tables concerns no other script.
    let server = Server::start(&["--log-level", "off"]);
    let door = match script.door {
        Door::CalculatorUdp => server.calc_udp,
        Door::CalculatorTcp => server.calc_tcp,
        Door::Coap => server.coap,
        Door::Documents => server.docs_tcp,
        Door::IpkcpUdp => server.ipkcp_udp,
        Door::IpkcpTcp => server.ipkcp_tcp,
        Door::DnsUdp => server.dns_udp,
        Door::DnsTcp => server.dns_tcp,
    };
    let datagrams = script.door.is_udp();
    let mut peers: HashMap<String, Peer> = HashMap::new();
    if datagrams {
        // Before any stranger: the system gives the port of a socket that is gone, and the replies to it, to another.
        for peer in script.steps.iter().filter_map(|step| step.action.peer()) {
            peers.entry(peer.to_string()).or_insert_with(|| Peer::new(door, datagrams));
        }
    }
    let start = Instant::now();
    let mut last_line = 0;
    for step in &script.steps {
        last_line = step.line;
        let done = match &step.action {
            Action::At(time) => {
                thread::sleep(time.saturating_sub(start.elapsed()));
                Ok(())
            }
            Action::Flood { count, bytes } => flood(door, *count, bytes),
            Action::Silence { peer: None } => silence(&mut peers),
            action => {
                let peer = action.peer().expect("all others have a peer");
                let peer = peers.entry(peer.to_string()).or_insert_with(|| Peer::new(door, datagrams));
                match action {
                    Action::Send { bytes, .. } => peer.send(bytes),
                    Action::Receive { expected, .. } => {
                        let distinct_words_max = Limits::DEFAULT.document_distinct_words_max;
                        answer(expected, distinct_words_max).and_then(|expected| peer.receive(&expected))
                    }
                    Action::Holds { bytes, .. } => peer.holds(bytes),
                    Action::Silence { .. } => peer.silence(SILENCE),
                    Action::Eof { .. } => peer.eof(),
                    Action::Closed { .. } => peer.closed(),
                    _ => Ok(()),
                }
            }
        };
        done.map_err(|error| script.complaint(step.line, error))?;
    }
    silence(&mut peers).map_err(|error| script.complaint(last_line, format!("after the end: {error}")))
}

/// Nobody receives anything, within one wait for all.
fn silence(peers: &mut HashMap<String, Peer>) -> Result<(), String> {
    thread::sleep(SILENCE);
    peers.values_mut().try_for_each(|peer| peer.silence(Duration::from_millis(1)))
}

/// Sends the datagram from so many sockets, one after another: few systems let a process have them all at once.
fn flood(door: SocketAddr, count: usize, bytes: &[u8]) -> Result<(), String> {
    for _ in 0..count {
        let stranger = UdpSocket::bind("127.0.0.1:0").map_err(|error| error.to_string())?;
        stranger.send_to(bytes, door).map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// A peer of the script on a socket of its own.
enum Peer {
    Datagrams(UdpSocket),
    Stream {
        stream: TcpStream,
        /// What was received and is not expected yet.
        unread: Vec<u8>,
        /// The end was received and mentioned by the script.
        closed: bool,
    },
}

impl Peer {
    fn new(door: SocketAddr, datagrams: bool) -> Self {
        if datagrams {
            let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
            socket.connect(door).unwrap();
            return Self::Datagrams(socket);
        }
        Self::Stream { stream: TcpStream::connect(door).unwrap(), unread: vec![], closed: false }
    }

    fn send(&mut self, bytes: &[u8]) -> Result<(), String> {
        match self {
            Self::Datagrams(socket) => socket.send(bytes).map(drop),
            Self::Stream { stream, .. } => stream.write_all(bytes),
        }
        .map_err(|error| format!("cannot send: {error}"))
    }

    /// The next datagram, or more bytes of the stream; `None` if nothing comes in this time.
    fn next(&mut self, wait: Duration) -> Result<Option<Vec<u8>>, String> {
        let mut buffer = vec![0; 1 << 16];
        let result = match self {
            Self::Datagrams(socket) => {
                socket.set_read_timeout(Some(wait)).unwrap();
                socket.recv(&mut buffer)
            }
            Self::Stream { stream, .. } => {
                stream.set_read_timeout(Some(wait)).unwrap();
                stream.read(&mut buffer)
            }
        };
        match result {
            Ok(length) => {
                buffer.truncate(length);
                Ok(Some(buffer))
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => Ok(None),
            // Closing with bytes on their way to the server resets the connection.
            Err(error) if error.kind() == ErrorKind::ConnectionReset => Ok(Some(vec![])),
            Err(error) => Err(format!("cannot receive: {error}")),
        }
    }

    fn receive(&mut self, expected: &Expected) -> Result<(), String> {
        let differs = |got: &[u8]| Err(format!("expected {expected}, got {}", show(got)));
        loop {
            if let Self::Stream { unread, .. } = self {
                match expected.matches_stream(unread) {
                    StreamMatch::Yes(length) => {
                        unread.drain(..length);
                        return Ok(());
                    }
                    StreamMatch::No => return differs(unread),
                    StreamMatch::NeedsMore => {}
                }
            }
            let next = self.next(LONG)?;
            let Some(bytes) = next else { return Err(format!("expected {expected}, got nothing")) };
            match self {
                Self::Datagrams(_) if expected.matches_datagram(&bytes) => return Ok(()),
                Self::Datagrams(_) => return differs(&bytes),
                Self::Stream { unread, .. } if bytes.is_empty() => return differs(unread),
                Self::Stream { unread, .. } => unread.extend(bytes),
            }
        }
    }

    fn holds(&mut self, bytes: &[u8]) -> Result<(), String> {
        loop {
            if matches!(self, Self::Stream { unread, .. } if holds(unread, bytes)) {
                return Ok(());
            }
            let next = self.next(LONG)?.unwrap_or_default();
            match self {
                Self::Stream { unread, .. } if next.is_empty() => {
                    return Err(format!("expected {} in {}", show(bytes), show(unread)));
                }
                Self::Stream { unread, .. } => unread.extend(next),
                Self::Datagrams(_) => return Err("not at this door".to_string()),
            }
        }
    }

    fn silence(&mut self, wait: Duration) -> Result<(), String> {
        if let Self::Stream { unread, closed, .. } = self {
            if !unread.is_empty() {
                return Err(format!("expected silence, got {}", show(unread)));
            }
            if *closed {
                return Ok(());
            }
        }
        match self.next(wait)? {
            None => Ok(()),
            Some(bytes) => Err(format!("expected silence, got {}", show(&bytes))),
        }
    }

    fn eof(&mut self) -> Result<(), String> {
        match self {
            Self::Datagrams(_) => Err("datagrams have no end".to_string()),
            Self::Stream { stream, .. } => {
                stream.shutdown(Shutdown::Write).map_err(|error| error.to_string())
            }
        }
    }

    fn closed(&mut self) -> Result<(), String> {
        let next = self.next(LONG)?;
        match self {
            Self::Stream { unread, closed, .. }
                if unread.is_empty() && next.as_ref().is_some_and(Vec::is_empty) =>
            {
                *closed = true;
                Ok(())
            }
            _ => Err(format!(
                "expected the end, got {}",
                next.map_or("nothing".to_string(), |bytes| show(&bytes))
            )),
        }
    }
}
