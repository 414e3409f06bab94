//! Both ways to read and write datagrams keep the same contract, and a whole server runs on either.

use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::Duration;

use reckon_cli::shell::clock::Clock;
use reckon_cli::shell::datagrams::{Datagrams, Flushed, OneByOne};
use reckon_cli::shell::journal::Journal;
use reckon_cli::shell::{datagrams, udp};
use reckon_proto::Limits;
use reckon_proto::calculator::CalculatorEndpoint;

const WAIT: Duration = Duration::from_millis(100);
const BYTES_MAX: usize = 100;

fn client() -> UdpSocket {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    socket
}

/// Receives until there have been `count` datagrams.
fn receive_all(datagrams: &mut impl Datagrams, count: usize) -> Vec<(SocketAddr, Vec<u8>)> {
    let mut all = vec![];
    while all.len() < count {
        let received = datagrams.receive().unwrap();
        assert!(received > 0, "{} of {count} datagrams came", all.len());
        all.extend((0..received).map(|i| datagrams.datagram(i)).map(|d| (d.peer, d.payload.to_vec())));
    }
    all
}

fn keeps_the_contract(mut datagrams: impl Datagrams, address: SocketAddr) {
    assert_eq!(datagrams.receive().unwrap(), 0, "nothing has come before the wait is over");
    assert_eq!(datagrams.flush(), Flushed::default());

    // More than a batch, from several peers, of all lengths up to and beyond the longest.
    let clients: Vec<_> = (0..3).map(|_| client()).collect();
    for length in 0..BYTES_MAX + 10 {
        clients[length % 3].send_to(&vec![length as u8; length], address).unwrap();
    }
    let received = receive_all(&mut datagrams, BYTES_MAX + 10);
    for (length, (peer, payload)) in received.iter().enumerate() {
        assert_eq!(*peer, clients[length % 3].local_addr().unwrap());
        assert_eq!(*payload, vec![length as u8; length.min(BYTES_MAX)], "what is too long is cut");
    }

    // A batch with one datagram in it that cannot be sent: the others leave.
    let port_zero = SocketAddr::new(address.ip(), 0);
    for i in 0..200_u8 {
        datagrams.queue(clients[0].local_addr().unwrap(), None, &[i; 3]);
        if i == 100 {
            datagrams.queue(port_zero, None, b"lost");
        }
    }
    assert_eq!(datagrams.flush(), Flushed { sent: 200, failed: 1 });
    assert_eq!(datagrams.flush(), Flushed::default());
    let mut buffer = [0; 10];
    for i in 0..200_u8 {
        let (length, from) = clients[0].recv_from(&mut buffer).unwrap();
        assert_eq!((&buffer[..length], from), (&[i; 3][..], address));
    }
}

fn socket(address: &str) -> (UdpSocket, SocketAddr) {
    let socket = UdpSocket::bind(address).unwrap();
    let address = socket.local_addr().unwrap();
    (socket, address)
}

#[test]
fn the_systems_best_way_keeps_the_contract() {
    let (socket, address) = socket("127.0.0.1:0");
    keeps_the_contract(datagrams::open(socket, BYTES_MAX, WAIT).unwrap(), address);
}

#[test]
fn datagrams_that_leave_together_keep_the_contract() {
    let (socket, address) = socket("127.0.0.1:0");
    let mut datagrams = datagrams::open(socket, BYTES_MAX, WAIT).unwrap();
    datagrams.coalesce();
    keeps_the_contract(datagrams, address);
}

/// Lengths that fall and rise, peers that take turns, empty and long datagrams, more than one call takes: all arrive as
/// they were, and in order.
#[test]
fn datagrams_that_leave_together_arrive_alone() {
    for (everywhere, to) in [("127.0.0.1:0", "127.0.0.1"), ("0.0.0.0:0", "127.0.0.7"), ("[::]:0", "::1")] {
        let Ok(socket) = UdpSocket::bind(everywhere) else {
            println!("SKIPPED: this machine cannot listen on {everywhere}");
            continue;
        };
        let port = socket.local_addr().unwrap().port();
        let mut datagrams = datagrams::open(socket, BYTES_MAX, WAIT).unwrap();
        datagrams.coalesce();
        let (clients, peers): (Vec<_>, Vec<_>) = (0..2)
            .map(|_| {
                let client = UdpSocket::bind((to, 0)).unwrap();
                client.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
                client.connect((to, port)).unwrap();
                client.send(b"?").unwrap();
                assert_eq!(datagrams.receive().unwrap(), 1);
                let datagram = datagrams.datagram(0);
                (client, (datagram.peer, datagram.local))
            })
            .unzip();
        let lengths = [5, 5, 5, 3, 5, 5, 0, 0, 7, 1200, 1200, 1199, 1201, 1201, 3000, 3000, 2];
        let replies: Vec<_> =
            (0..70).map(|i| (usize::from(i % 25 >= 20), vec![i as u8; lengths[i % lengths.len()]])).collect();
        for (client, reply) in &replies {
            let (peer, local) = peers[*client];
            datagrams.queue(peer, local, reply);
        }
        let _ = datagrams.flush();
        for (number, client) in clients.iter().enumerate() {
            let mut buffer = vec![0; 10_000];
            for (_, reply) in replies.iter().filter(|(to, _)| *to == number) {
                let length = client.recv(&mut buffer).unwrap();
                assert!(buffer[..length] == reply[..], "{length} bytes came instead of {}", reply.len());
            }
        }
    }
}

/// The same the other way round: where the kernel hands over several datagrams in one buffer they are told apart.
#[test]
fn datagrams_that_come_together_are_told_apart() {
    for (everywhere, to) in [("127.0.0.1:0", "127.0.0.1"), ("0.0.0.0:0", "127.0.0.7"), ("[::]:0", "::1")] {
        let Ok(socket) = UdpSocket::bind(everywhere) else {
            println!("SKIPPED: this machine cannot listen on {everywhere}");
            continue;
        };
        let address = SocketAddr::new(to.parse().unwrap(), socket.local_addr().unwrap().port());
        let wants_local = socket.local_addr().unwrap().ip().is_unspecified();
        let mut datagrams = datagrams::open(socket, BYTES_MAX, WAIT).unwrap();
        datagrams.coalesce();
        let clients: Vec<_> = (0..2)
            .map(|_| {
                let socket = UdpSocket::bind((to, 0)).unwrap();
                let peer = socket.local_addr().unwrap();
                let mut client = datagrams::open(socket, BYTES_MAX, WAIT).unwrap();
                client.coalesce();
                (client, peer)
            })
            .collect();
        // Few enough for the buffer of a socket that nobody reads yet.
        let lengths = [5, 5, 5, 3, 5, 5, 0, 0, 7, 150, 150, 149, 100, 100, 101, 101, 2];
        let mut sent = vec![];
        for (mut client, peer) in clients {
            for i in 0..70_u8 {
                let payload = vec![i; lengths[usize::from(i) / 4 % lengths.len()]];
                client.queue(address, None, &payload);
                sent.push((peer, payload));
            }
            assert_eq!(client.flush(), Flushed { sent: 70, failed: 0 });
        }
        let mut calls = 0;
        let mut received = vec![];
        while received.len() < sent.len() {
            let count = datagrams.receive().unwrap();
            assert!(count > 0, "{} of {} datagrams came", received.len(), sent.len());
            calls += 1;
            for datagram in (0..count).map(|index| datagrams.datagram(index)) {
                assert_eq!(datagram.local, wants_local.then_some(address.ip()));
                received.push((datagram.peer, datagram.payload.to_vec()));
            }
        }
        sent.iter_mut().for_each(|(_, payload)| payload.truncate(BYTES_MAX));
        assert_eq!(received, sent);
        // Otherwise they have not come together, and this test shows nothing. One by one, a call gives at most 64.
        if cfg!(target_os = "linux") {
            assert!(calls == 1, "{calls} calls for {} datagrams", sent.len());
        }
    }
}

/// Whoever looks for datagrams before sleeping finds them, and sleeps if there are none.
#[test]
fn a_socket_that_spins_keeps_the_contract() {
    let (socket, address) = socket("127.0.0.1:0");
    let mut datagrams = datagrams::open(socket, BYTES_MAX, WAIT).unwrap();
    datagrams.spin(Duration::from_micros(50));
    keeps_the_contract(datagrams, address);
}

/// What does not fit the socket's buffer is lost, and the system says how much.
#[test]
#[cfg(target_os = "linux")]
fn what_comes_faster_than_it_is_taken_is_counted() {
    let (socket, address) = socket("127.0.0.1:0");
    let mut datagrams = datagrams::open(socket, BYTES_MAX, WAIT).unwrap();
    assert_eq!(datagrams.overrun(), Some(0));
    let client = client();
    let sent = 5_000;
    (0..sent).for_each(|_| assert_eq!(client.send_to(&[7; 1_000], address).unwrap(), 1_000));
    let mut taken = 0;
    loop {
        match datagrams.receive().unwrap() {
            0 => break,
            count => taken += count as u64,
        }
    }
    assert!(taken < sent, "the buffer of a socket is smaller than this");
    assert_eq!(datagrams.overrun(), Some(sent - taken));
}

#[test]
fn one_by_one_keeps_the_contract() {
    let (socket, address) = socket("127.0.0.1:0");
    keeps_the_contract(OneByOne::new(socket, BYTES_MAX, WAIT).unwrap(), address);
}

#[test]
fn ipv6_peers_are_understood() {
    let Ok(socket) = UdpSocket::bind("[::1]:0") else {
        println!("SKIPPED: this machine has no IPv6 loopback");
        return;
    };
    let address = socket.local_addr().unwrap();
    let mut datagrams = datagrams::open(socket, BYTES_MAX, WAIT).unwrap();
    let client = UdpSocket::bind("[::1]:0").unwrap();
    client.send_to(b"six", address).unwrap();
    let received = receive_all(&mut datagrams, 1);
    assert_eq!(received, [(client.local_addr().unwrap(), b"six".to_vec())]);
    datagrams.queue(received[0].0, None, b"6");
    assert_eq!(datagrams.flush(), Flushed { sent: 1, failed: 0 });
    let mut buffer = [0; 10];
    assert_eq!(client.recv_from(&mut buffer).unwrap(), (1, address));
}

/// A client that is connected to one address of a server hears nothing from another one.
#[test]
#[cfg(target_os = "linux")]
fn replies_of_a_socket_on_all_addresses_leave_from_the_address_that_was_asked() {
    for (everywhere, asked) in [("0.0.0.0:0", "127.0.0.5"), ("[::]:0", "::1")] {
        let Ok(socket) = UdpSocket::bind(everywhere) else {
            println!("SKIPPED: this machine cannot listen on {everywhere}");
            continue;
        };
        let port = socket.local_addr().unwrap().port();
        let mut datagrams = datagrams::open(socket, BYTES_MAX, WAIT).unwrap();
        let client = UdpSocket::bind(everywhere).unwrap();
        client.connect((asked, port)).unwrap();
        client.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        for round in 0..3 {
            client.send(b"who?").unwrap();
            assert_eq!(datagrams.receive().unwrap(), 1);
            let datagram = datagrams.datagram(0);
            assert_eq!(datagram.payload, b"who?");
            let (peer, local) = (datagram.peer, datagram.local);
            assert_eq!(local, Some(asked.parse().unwrap()));
            datagrams.queue(peer, local, &[round]);
            assert_eq!(datagrams.flush(), Flushed { sent: 1, failed: 0 });
            let mut buffer = [0; 10];
            assert_eq!(client.recv(&mut buffer).unwrap(), 1);
            assert_eq!(buffer[0], round);
        }
    }
}

#[test]
fn a_server_stops_when_it_is_told_and_nobody_asks() {
    let (socket, address) = socket("127.0.0.1:0");
    let stop = Arc::new(udp::Stop::default());
    let manner = udp::Manner {
        limits: Limits::DEFAULT,
        clock: Clock::start(),
        spin: Duration::ZERO,
        stop: Arc::clone(&stop),
    };
    std::thread::scope(|scope| {
        let server = scope.spawn(|| {
            let mut endpoint = CalculatorEndpoint::new(manner.limits, address.port(), None);
            let mut journal = Journal::new("test");
            udp::serve(socket, &mut endpoint, &manner, &mut journal, None).unwrap();
            journal.metrics().clone()
        });
        let client = client();
        let mut buffer = [0; 10];
        for _ in 0..10 {
            client.send_to(b"6*7", address).unwrap();
            assert_eq!(client.recv(&mut buffer).unwrap(), 2);
        }
        stop.stop();
        let metrics = server.join().unwrap();
        assert_eq!((metrics.counters.answered, metrics.latency.count()), (10, 10));
        assert!(metrics.latency.quantile(0.5) > Duration::ZERO);
    });
}
