//! Floods on the loopback interface: while they last honest clients keep their answers, and the server its memory; then
//! it is as before.
//!
//! A flood goes at the pace of the server: after each [`WINDOW`] of its datagrams it waits for answers. So nothing
//! depends on how fast a machine is. `RECKON_SOURCES` sets the number of sources, `RECKON_DATAGRAMS` that of datagrams
//! from one source.
#![cfg(target_os = "linux")]

mod fire;
#[path = "../../proto/tests/link/mod.rs"]
#[allow(dead_code, reason = "only its random numbers are of use here")]
mod link;
mod server;

use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use fire::{assert_well, count, program};
use link::{Random, for_each_seed};
use reckon_cli::shell::ask::{Answer, Ask, Asker, ask_classic, ipkcp};
use reckon_proto::Limits;
use reckon_proto::client::Patience;
use reckon_proto::coap::{Block, Code, Kind, Writer, option};
use server::Server;

/// Datagrams of a flood that wait for the server at a time. Some systems' buffers hold fewer, and then some are lost, as
/// are some of the honest clients'.
const WINDOW: u64 = 1_000;

/// Questions that each honest client asks, evenly over the datagrams of a flood.
const QUESTIONS: u64 = 100;

/// Of so many of an honest client's questions one may have no answer.
const FAILURES_ONE_IN: u64 = 20;

/// What each of the two doors answers at once: an expression, and a ping of CoAP.
const ASIDE: [&[u8]; 2] = [b"1+1", &[0x40, 0, 0, 1]];

/// Bytes of the longest operand that Python takes, of 4300 digits.
const OPERAND_BYTES: usize = 1_786;

/// Bytes of all else that is kept of a classic peer. A table that grows is there twice for a moment.
const SLOT_BYTES: usize = 2 * 256;

/// Bytes of replies that wait to be sent, for each socket.
const OUTGOING_BYTES: usize = 1 << 20;

/// Who asks honestly: the answer to `number * 7`, if there is one in time.
type Honest = fn(&Server, u64) -> Option<String>;

const HONEST: [(&str, Honest); 4] = [
    ("text", |server, number| value(Asker::udp(vec![server.calc_udp], wait()).ask(&format!("{number} * 7")))),
    ("classic", |server, number| {
        value(ask_classic(&[server.calc_udp], [&number.to_string(), "*", "7"], wait()))
    }),
    ("IPKCP", |server, number| {
        value(ipkcp::Asker::new(vec![server.calc_udp], false, wait()).ask(&format!("(* {number} 7)")))
    }),
    ("CoAP", |server, number| {
        let uri = format!("coap://{}/calc", server.coap).parse().expect("a URI");
        value(Asker::coap(vec![server.coap], uri, false, wait()).ask(&format!("{number} * 7")))
    }),
];

/// How long our clients wait unless they are told otherwise.
fn wait() -> Duration {
    Patience::DEFAULT.give_up_after
}

fn value(answer: anyhow::Result<Answer>) -> Option<String> {
    match answer {
        Ok(Answer::Value(value)) => Some(value),
        Ok(Answer::Object(_) | Answer::Refused(_)) | Err(_) => None,
    }
}

/// One who floods, at the pace of a server.
struct Flood<'a> {
    /// Where it goes: the calculator's door and that of CoAP.
    doors: [SocketAddr; 2],
    /// Somebody whose answers show that the server has come so far.
    pace: UdpSocket,
    sent: &'a AtomicU64,
}

impl Flood<'_> {
    /// Sends one datagram from a socket to one of the doors.
    fn send(&self, socket: &UdpSocket, door: usize, datagram: &[u8]) {
        // What the system does not take is lost.
        let _ = socket.send_to(datagram, self.doors[door]);
        if self.sent.fetch_add(1, Ordering::Relaxed) % WINDOW == WINDOW - 1 {
            for (door, question) in self.doors.iter().zip(ASIDE) {
                // Lost, if the buffers are full; then the pause is long enough to empty them.
                let asked = self.pace.send_to(question, door);
                let _ = asked.and_then(|_| self.pace.recv(&mut [0; 16]));
            }
        }
    }
}

/// What is done at the end of a thread, in whatever way it ends: others wait for it.
struct AtEnd<F: FnMut()>(F);

impl<F: FnMut()> Drop for AtEnd<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// Lets a flood of at least `datagrams` come over a server while honest clients ask, and asserts what is said above.
/// `flood` sends the datagrams of a number.
fn withstand(datagrams: u64, mut flood: impl FnMut(&Flood<'_>, u64) + Send) {
    // What peers leave behind goes only when others want its place: that alone must bound the memory.
    let lifetimes = "conversation_lifetime=1000s,coap_upload_lifetime=1000s";
    let server = Server::start(&["--log-level", "off", "--limit", lifetimes]);
    // What is made for the first question of each is no matter of the flood.
    for (name, honest) in HONEST {
        assert_eq!(honest(&server, 6).as_deref(), Some("42"), "{name}");
    }
    let before = peak_bytes(&server);
    let sent = AtomicU64::new(0);
    let done = AtomicUsize::new(0);
    let answered = thread::scope(|scope| {
        scope.spawn(|| {
            let _end = AtEnd(|| _ = sent.fetch_max(datagrams, Ordering::Relaxed));
            let pace = UdpSocket::bind("127.0.0.1:0").unwrap();
            pace.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
            let flooder = Flood { doors: [server.calc_udp, server.coap], pace, sent: &sent };
            let mut number = 0;
            while sent.load(Ordering::Relaxed) < datagrams || done.load(Ordering::Relaxed) < HONEST.len() {
                flood(&flooder, number);
                number += 1;
            }
        });
        let clients = HONEST.map(|(name, honest)| {
            let (server, sent, done) = (&server, &sent, &done);
            scope.spawn(move || {
                let _end = AtEnd(|| _ = done.fetch_add(1, Ordering::Relaxed));
                let mut answered = 0;
                for number in 0..QUESTIONS {
                    while sent.load(Ordering::Relaxed) < number * datagrams / QUESTIONS {
                        thread::sleep(Duration::from_millis(1));
                    }
                    if let Some(answer) = honest(server, number) {
                        assert_eq!(answer, (number * 7).to_string(), "{name}");
                        answered += 1;
                    }
                }
                answered
            })
        });
        clients.map(|client| client.join().unwrap())
    });
    for ((name, _), answered) in HONEST.iter().zip(answered) {
        println!("{name}: {answered} of {QUESTIONS} answered");
        assert!((QUESTIONS - answered) * FAILURES_ONE_IN <= QUESTIONS, "{name}: {answered} answers");
    }
    let grown = peak_bytes(&server).saturating_sub(before);
    println!("{} datagrams, {grown} bytes more", sent.load(Ordering::Relaxed));
    assert!(grown <= tables_bytes(&Limits::DEFAULT), "{grown} bytes more than before");
    assert_well(server, program);
}

/// Bytes of what the limits let the two doors remember: classic conversations, costly questions that wait, requests in
/// blocks, replies.
fn tables_bytes(limits: &Limits) -> usize {
    let conversations = limits.conversations_max * (OPERAND_BYTES + SLOT_BYTES);
    let costly = limits.costly_waiting_max * limits.datagram_bytes_max;
    let uploads = limits.coap_uploads_max * limits.coap_document_bytes_max;
    conversations + costly + uploads + 2 * OUTGOING_BYTES
}

/// The most memory that the server has had at a time.
fn peak_bytes(server: &Server) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.child.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse::<usize>().unwrap() * 1_024
}

#[test]
fn random_bytes() {
    for_each_seed(0..1, |seed| {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let mut random = Random::new(seed);
        withstand(count("RECKON_DATAGRAMS", 200_000), |flood, number| {
            let length = random.within(0..200) as usize;
            // Every other one begins as a request of CoAP does.
            let start = if number % 2 == 1 { 0x40 | random.next() as u8 & 0x3f } else { random.next() as u8 };
            let bytes: Vec<u8> = std::iter::repeat_with(|| random.next() as u8).take(length).collect();
            flood.send(&socket, number as usize % 2, &[&[start], &bytes[..]].concat());
        });
    });
}

/// Each source, an address and a port, begins a classic question and a request in blocks, and is not heard of again. The
/// first ones fill the table of classic conversations with the longest operands that there are.
#[test]
fn many_sources() {
    let sources = count("RECKON_SOURCES", 100_000);
    assert!(sources < 1 << 23, "RECKON_SOURCES: this machine has fewer addresses of its own");
    let longest = "7".repeat(4_300);
    let mut block = vec![];
    let mut request = Writer::new(&mut block, Kind::Confirmable, Code::FETCH, 1, b"t");
    request.option(option::URI_PATH, b"calc");
    let mut first = Block::FIRST;
    first.more = true;
    request.uint(option::BLOCK1, first.encode());
    request.payload(&vec![b'1'; first.bytes()]);
    withstand(2 * sources, |flood, number| {
        const FIRST: u32 = 0x7f80_0000; // 127.128.0.0
        let source = Ipv4Addr::from(FIRST + (number % sources) as u32);
        let socket = UdpSocket::bind((source, 0)).unwrap();
        let is_long = number < 2 * Limits::DEFAULT.conversations_max as u64;
        flood.send(&socket, 0, if is_long { longest.as_bytes() } else { b"7" });
        flood.send(&socket, 1, &block);
    });
}

/// As a client of that protocol is known to do at the end of its input.
#[test]
fn empty_queries_without_end() {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    withstand(count("RECKON_DATAGRAMS", 200_000), |flood, _| flood.send(&socket, 0, &[0, 0]));
}
