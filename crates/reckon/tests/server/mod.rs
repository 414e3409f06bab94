//! A running `reckon serve` on ports of its own, for the tests of the whole program.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::time::Duration;

/// Longer than anything here takes; reaching it is a failure.
pub const LONG: Duration = Duration::from_secs(20);

/// The options for the doors that a test's server has.
pub const DOORS: [&str; 6] = ["--calc-udp", "--calc-tcp", "--coap", "--docs-tcp", "--ipkcp", "--dns"];

/// A command line of the program, without the environment's settings for it.
pub fn reckon(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reckon"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("RECKON_")) {
        command.env_remove(name);
    }
    command.args(arguments).stdin(Stdio::null());
    command
}

/// Standard output, standard error and exit code of a command that has ended.
pub fn transcript(output: &Output) -> (String, String, i32) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr), output.status.code().expect("the program was not killed"))
}

/// A server that ends with the test.
pub struct Server {
    pub child: Child,
    pub calc_udp: SocketAddr,
    pub calc_tcp: SocketAddr,
    pub coap: SocketAddr,
    pub docs_tcp: SocketAddr,
    pub ipkcp_udp: SocketAddr,
    pub ipkcp_tcp: SocketAddr,
    pub dns_udp: SocketAddr,
    pub dns_tcp: SocketAddr,
    _stdout: BufReader<ChildStdout>,
}

impl Server {
    /// Starts one on free ports of 127.0.0.1, with further options.
    pub fn start(options: &[&str]) -> Self {
        Self::start_by(reckon(&[]), ["127.0.0.1:0"; DOORS.len()], options)
    }

    /// Starts one by a command to which its arguments are still to be added, with these addresses of its [`DOORS`].
    pub fn start_by(
        mut command: Command,
        addresses: [impl AsRef<str>; DOORS.len()],
        options: &[&str],
    ) -> Self {
        command.arg("serve");
        for (door, address) in DOORS.into_iter().zip(&addresses) {
            command.args([door, address.as_ref()]);
        }
        let mut child = command
            .args(options)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut door = |name: &str| {
            let mut line = String::new();
            stdout.read_line(&mut line).unwrap();
            let rest =
                line.strip_prefix(name).unwrap_or_else(|| panic!("expected the door {name}, got {line:?}"));
            rest.split_whitespace().next().unwrap().parse().unwrap()
        };
        let (calc_udp, calc_tcp) = (door("calculator UDP"), door("calculator TCP"));
        let (coap, docs_tcp) = (door("CoAP"), door("documents TCP"));
        let (ipkcp_udp, ipkcp_tcp) = (door("IPKCP UDP"), door("IPKCP TCP"));
        let (dns_udp, dns_tcp) = (door("DNS UDP"), door("DNS TCP"));
        Self {
            child,
            calc_udp,
            calc_tcp,
            coap,
            docs_tcp,
            ipkcp_udp,
            ipkcp_tcp,
            dns_udp,
            dns_tcp,
            _stdout: stdout,
        }
    }

    /// A UDP socket that talks to the calculator.
    pub fn udp(&self) -> UdpSocket {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.connect(self.calc_udp).unwrap();
        socket.set_read_timeout(Some(LONG)).unwrap();
        socket
    }

    /// A TCP connection to one of the doors.
    pub fn tcp(&self, door: SocketAddr) -> TcpStream {
        let stream = TcpStream::connect(door).unwrap();
        stream.set_read_timeout(Some(LONG)).unwrap();
        stream
    }

    /// Sends a signal such as `-TERM`.
    pub fn signal(&self, signal: &str) {
        // The shell has a `kill` of its own; not every system has the program.
        let command = format!("kill {signal} {}", self.child.id());
        let status = Command::new("sh").args(["-c", &command]).status().unwrap();
        assert!(status.success());
    }

    /// Waits for the end and returns the exit code and the log.
    pub fn wait(mut self) -> (Option<i32>, String) {
        let status = self.child.wait().unwrap();
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        (status.code(), log)
    }

    /// Stops it and returns the exit code and the log.
    pub fn stop(self) -> (Option<i32>, String) {
        self.signal("-TERM");
        self.wait()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The next datagram as text.
pub fn receive(socket: &UdpSocket) -> String {
    let mut buffer = vec![0; 1 << 16];
    let length = loop {
        match socket.recv(&mut buffer) {
            // With a timeout the system does not go on by itself after the process was stopped.
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            received => break received.expect("a datagram comes"),
        }
    };
    String::from_utf8(buffer[..length].to_vec()).unwrap()
}

/// Sends the datagrams and returns the next one that comes.
pub fn ask(socket: &UdpSocket, datagrams: &[&[u8]]) -> String {
    for datagram in datagrams {
        socket.send(datagram).unwrap();
    }
    receive(socket)
}

/// Asserts that nothing comes for a moment.
pub fn assert_silence(socket: &UdpSocket) {
    socket.set_read_timeout(Some(Duration::from_millis(150))).unwrap();
    let mut buffer = [0; 1 << 16];
    match socket.recv(&mut buffer) {
        Ok(length) => panic!("expected silence, got {:?}", String::from_utf8_lossy(&buffer[..length])),
        Err(error) => {
            assert!(matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut));
        }
    }
    socket.set_read_timeout(Some(LONG)).unwrap();
}
