//! The original's clients, written in Python as their users wrote them, against a running server.

mod server;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use server::Server;

/// Runs a Python script with the server's ports as arguments, or says loudly that there is no Python.
fn run(script: &str, arguments: &[&str]) -> Option<String> {
    match Command::new("python3").args(["-c", script]).args(arguments).output() {
        Ok(output) => {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            Some(String::from_utf8(output.stdout).unwrap())
        }
        Err(error) => {
            println!("SKIPPED: no python3 for the original clients ({error})");
            None
        }
    }
}

#[test]
fn the_calculator_client_gets_pythons_answers() {
    const SCRIPT: &str = "
import random, socket, sys
server = ('localhost', int(sys.argv[1]))
random.seed(7)

def ask(sock, a, op, b):
    sock.sendto(str(a).encode(), server)
    sock.sendto(op.encode(), server)
    sock.sendto(str(b).encode(), server)
    answer, _ = sock.recvfrom(1 << 16)
    return answer.decode()

def expected(a, op, b):
    try:
        return str({'+': lambda: a + b, '-': lambda: a - b, '*': lambda: a * b, '/': lambda: a / b}[op]())
    except (ZeroDivisionError, OverflowError) as error:
        return f'error: {error}'

pairs = 0
for _ in range(200):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.settimeout(20)
    for _ in range(60):
        bits = random.choice([3, 10, 30, 53, 60, 64, 70, 200, 1024, 1100, 4000])
        a = random.getrandbits(bits) * random.choice([1, -1])
        b = random.getrandbits(random.choice([bits, 3, 40])) * random.choice([1, -1])
        op = random.choice('+-*///')
        assert ask(sock, a, op, b) == expected(a, op, b), (a, op, b)
        pairs += 1
    sock.close()
print(pairs)
";
    let server = Server::start(&[]);
    if let Some(output) = run(SCRIPT, &[&server.calc_udp.port().to_string()]) {
        assert_eq!(output, "12000\n");
    }
}

#[test]
fn two_hundred_calculator_clients_at_once_get_their_own_answers() {
    const SCRIPT: &str = "
import socket, sys, threading
server = ('localhost', int(sys.argv[1]))
wrong = []

def client(a, b, barrier):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.settimeout(20)
    barrier.wait()
    for part in (str(a), '*', str(b)):
        sock.sendto(part.encode(), server)
    answer, _ = sock.recvfrom(2048)
    if answer.decode() != str(a * b):
        wrong.append((a, b, answer))

barrier = threading.Barrier(200)
threads = [threading.Thread(target=client, args=(i, 1000 + i, barrier)) for i in range(200)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(wrong)
";
    let server = Server::start(&[]);
    if let Some(output) = run(SCRIPT, &[&server.calc_udp.port().to_string()]) {
        assert_eq!(output, "[]\n");
    }
}

#[test]
fn the_document_client_gets_pythons_counts() {
    const SCRIPT: &str = "
import socket, sys
for path in sys.argv[2:]:
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.settimeout(20)
    sock.connect(('localhost', int(sys.argv[1])))
    assert sock.recv(1024).decode() == 'Welcome to the server\\n'
    data = open(path, 'rb').read(1024)
    sock.send(data)
    characters = sock.recv(1024).decode()
    words = sock.recv(1024).decode()
    sock.close()
    assert (characters, words) == (str(len(data)), str(len(data.split()))), (path, characters, words)
print('agreed')
";
    let server = Server::start(&[]);
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("python-documents");
    fs::create_dir_all(&folder).unwrap();
    let texts: [&[u8]; 4] = [
        b"It was the best of times,\nit was the worst of times,\n",
        "a\u{a0}b\u{3000}c \u{85} d\r\n\x0b\x0c e\x1cf".as_bytes(),
        b"\xff\xfe \x80\x80\n\0 ",
        b"x",
    ];
    let paths: Vec<String> = texts
        .iter()
        .enumerate()
        .map(|(i, text)| {
            let path = folder.join(format!("{i}.txt"));
            fs::write(&path, text).unwrap();
            path.to_str().unwrap().to_string()
        })
        .collect();
    let port = server.docs_tcp.port().to_string();
    let arguments: Vec<&str> =
        std::iter::once(port.as_str()).chain(paths.iter().map(String::as_str)).collect();
    if let Some(output) = run(SCRIPT, &arguments) {
        assert_eq!(output, "agreed\n");
    }
}
