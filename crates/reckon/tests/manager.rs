//! `reckon serve` under a service manager: sockets that are handed over, what the manager is told, what is given up.

#![cfg(target_os = "linux")]

mod server;

use std::net::UdpSocket;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixDatagram;
use std::process::{Command, Stdio};

use server::{LONG, Server, ask, reckon};

/// The program in the place of a shell that gives it a socket as descriptor 3, as a manager does.
fn handed_over(socket: OwnedFd, name: &str, options: &str) -> Command {
    let program = env!("CARGO_BIN_EXE_reckon");
    let script = format!(
        "exec 3<&0 0</dev/null; LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES={name} exec '{program}' serve \
         --calc-tcp off --docs-tcp off --ipkcp off --coap off {options}"
    );
    let mut command = Command::new("sh");
    command.args(["-c", &script]).stdin(Stdio::from(socket)).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

#[test]
fn a_socket_that_is_handed_over_is_served() {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = socket.local_addr().unwrap();
    let client = UdpSocket::bind("127.0.0.1:0").unwrap();
    client.connect(address).unwrap();
    client.set_read_timeout(Some(LONG)).unwrap();
    // The question waits in the socket until the program is there.
    client.send(b"6*7").unwrap();
    let mut child = handed_over(socket.into(), "calc-udp", "").spawn().unwrap();
    assert_eq!(server::receive(&client), "42");
    assert_eq!(ask(&client, &[b"1/3 + 1/6"]), "0.5");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_socket_of_no_door_is_an_error() {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let output = handed_over(socket.into(), "calculator", "--calc-udp 127.0.0.1:0").output().unwrap();
    let log = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{log}");
    assert!(log.contains("descriptor 3 has the name \"calculator\", and no door of that name"), "{log}");

    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let output = handed_over(listener.into(), "calc-udp", "--calc-udp off").output().unwrap();
    let log = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{log}");
    assert!(log.contains("descriptor 3 has the name \"calc-udp\", and no door"), "{log}");
}

#[test]
fn the_manager_is_told() {
    let folder = std::env::temp_dir().join(format!("reckon-notify-{}", std::process::id()));
    let _ = std::fs::remove_file(&folder);
    let manager = UnixDatagram::bind(&folder).unwrap();
    manager.set_read_timeout(Some(LONG)).unwrap();
    let mut child = reckon(&[
        "serve",
        "--calc-udp",
        "127.0.0.1:0",
        "--calc-tcp",
        "off",
        "--docs-tcp",
        "off",
        "--ipkcp",
        "off",
        "--coap",
        "off",
    ])
    .env("NOTIFY_SOCKET", &folder)
    .stdout(Stdio::null())
    .stderr(Stdio::null())
    .spawn()
    .unwrap();
    let mut message = [0; 64];
    let mut told = || {
        let length = manager.recv(&mut message).unwrap();
        String::from_utf8(message[..length].to_vec()).unwrap()
    };
    assert_eq!(told(), "READY=1\n");
    let status = Command::new("sh").args(["-c", &format!("kill -TERM {}", child.id())]).status().unwrap();
    assert!(status.success());
    assert_eq!(told(), "STOPPING=1\n");
    assert_eq!(child.wait().unwrap().code(), Some(0));
    std::fs::remove_file(&folder).unwrap();
}

#[test]
fn it_gives_up_what_it_does_not_need_unless_told_otherwise() {
    for (options, expected) in [(&[][..], "1"), (&["--no-sandbox"], "0")] {
        let server = Server::start(options);
        let status = std::fs::read_to_string(format!("/proc/{}/status", server.child.id())).unwrap();
        let no_new_rights = status.lines().find_map(|line| line.strip_prefix("NoNewPrivs:")).unwrap().trim();
        assert_eq!(no_new_rights, expected, "{options:?}");
        assert_eq!(ask(&server.udp(), &[b"6*7"]), "42");
        let (code, log) = server.stop();
        assert_eq!(code, Some(0));
        assert!(log.contains("confined"), "{log}");
    }
}
