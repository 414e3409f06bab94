//! The IPK Calculator Protocol end to end: our client at our doors, and at other servers' as they are.

mod server;

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::thread;

use server::{Server, reckon, transcript};

/// Standard output, standard error and exit code of `reckon calc --ipkcp` with these arguments.
fn calc(server: SocketAddr, arguments: &[&str]) -> (String, String, i32) {
    let server = server.to_string();
    let arguments = [&["calc", "--ipkcp", "--server", &server], arguments].concat();
    transcript(&reckon(&arguments).output().unwrap())
}

fn assert_says(server: SocketAddr, arguments: &[&str], stdout: &str, stderr: &str, code: i32) {
    let expected = (stdout.to_string(), stderr.to_string(), code);
    assert_eq!(calc(server, arguments), expected, "{arguments:?}");
}

#[test]
fn our_client_asks_our_doors() {
    let server = Server::start(&["--log-level", "off"]);
    for door in [server.ipkcp_udp, server.calc_udp] {
        assert_says(door, &["(+ 1 2)", "(/ (* 7 3) 2)"], "3\n10\n", "", 0);
        let error = "(/ 1 0)\n     ^ error: division by zero\n";
        assert_says(door, &["(/ 1 0)", "(+ 1 2)"], "3\n", error, 1);
        let error = "error: the answer is negative, and this protocol has no negative numbers\n";
        assert_says(door, &["(- 1 2)"], "", error, 1);
    }
    for door in [server.ipkcp_tcp, server.calc_tcp] {
        assert_says(door, &["--tcp", "(+ 1 2)", "(/ (* 7 3) 2)"], "3\n10\n", "", 0);
        let (stdout, stderr, code) = calc(door, &["--tcp", "(+ 1 2)", "(/ 1 0)", "(+ 2 2)"]);
        assert_eq!((stdout.as_str(), code), ("3\n4\n", 1));
        assert!(stderr.starts_with("error: the server said BYE"), "{stderr}");
    }
    let long = format!("(+ {} 0)", "9".repeat(300));
    let error =
        "error: the query has 306 bytes, and a datagram of this protocol has room for 255: --tcp has more\n";
    assert_says(server.ipkcp_udp, &[&long], "", error, 1);
    assert_says(server.ipkcp_tcp, &["--tcp", &long], &format!("{}\n", "9".repeat(300)), "", 0);
    // Nothing tells what was rounded.
    let json = "{\"input\":\"(/ 7 2)\",\"answer\":\"3\"}\n";
    assert_says(server.ipkcp_udp, &["--json", "(/ 7 2)"], json, "", 0);
}

#[test]
fn other_servers_are_understood_as_they_are() {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = socket.local_addr().unwrap();
    thread::spawn(move || {
        let mut buffer = [0; 512];
        for number in 0.. {
            let (length, peer) = socket.recv_from(&mut buffer).unwrap();
            assert_eq!(&buffer[..length], b"\x00\x07(+ 1 2)");
            let responses: &[&[u8]] = match number {
                // The first is lost; then nonsense, a request and, with a terminating NUL that is counted, the response.
                0 => &[],
                1 => &[b"", b"\x01", b"\x00\x07(+ 1 2)", b"\x01\x00\x023\0"],
                2 => &[b"\x01\x01\x0fbad expression\n"],
                _ => &[b"\x01\x01\x00"],
            };
            responses.iter().for_each(|response| drop(socket.send_to(response, peer)));
        }
    });
    assert_says(address, &["(+ 1 2)"], "3\n", "", 0);
    assert_says(address, &["(+ 1 2)"], "", "error: bad expression\n", 1);
    assert_says(address, &["(+ 1 2)"], "", "error: the server has no answer, and gives no reason\n", 1);

    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let peer = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut heard = vec![];
        for reply in ["HELLO\r\n", "RESULT 3\n", "RESULT 3\n", ""] {
            let mut line = String::new();
            BufReader::with_capacity(1, &stream).read_line(&mut line).unwrap();
            heard.push(line);
            stream.write_all(reply.as_bytes()).unwrap();
        }
        heard
    });
    assert_says(address, &["--tcp", "(+ 1 2)", "(+ 1 2)"], "3\n3\n", "", 0);
    assert_eq!(peer.join().unwrap(), ["HELLO\n", "SOLVE (+ 1 2)\n", "SOLVE (+ 1 2)\n", "BYE\n"]);
}

#[test]
fn a_server_that_does_not_answer_is_said() {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let (stdout, stderr, code) = calc(socket.local_addr().unwrap(), &["--timeout", "0.2", "(+ 1 2)"]);
    assert_eq!((stdout.as_str(), code), ("", 3));
    assert!(stderr.starts_with("error: no answer from 127.0.0.1:"), "{stderr}");
    let server = Server::start(&["--log-level", "off"]);
    let (_, stderr, code) = calc(server.docs_tcp, &["--tcp", "--timeout", "2", "(+ 1 2)"]);
    assert_eq!(code, 3);
    assert!(stderr.contains("speaks another protocol"), "{stderr}");
    for arguments in [&["--classic", "1", "+", "1"][..], &["--digits", "3", "(+ 1 2)"]] {
        let (_, stderr, code) = calc(server.ipkcp_udp, arguments);
        assert_eq!(code, 2, "{stderr}");
    }
}
