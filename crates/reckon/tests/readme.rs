//! The README's console examples, run as they stand.
//!
//! A line `$ command` is run by `sh` at the root of the project, and what follows is its output, both streams as they
//! come. The server of the examples gets free ports here, so the ports are changed in commands and outputs, and the
//! alignment of its table is not compared.

mod server;

use std::io::{BufRead, BufReader};
use std::net::{TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use server::reckon;

/// The ports as they stand in the README: calculator, CoAP, documents, the IPK Calculator Protocol.
const PORTS: [&str; 4] = ["8888", "5683", "12546", "2023"];

struct Example {
    command: String,
    output: Vec<String>,
}

/// The commands of all console blocks, in order.
fn examples(text: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = vec![];
    let mut inside = false;
    for line in text.lines() {
        match (inside, line, line.strip_prefix("$ ")) {
            (_, "```console", _) => inside = true,
            (true, "```", _) => inside = false,
            (true, _, Some(command)) => {
                examples.push(Example { command: command.to_string(), output: vec![] })
            }
            (true, ..) => {
                examples.last_mut().expect("a block begins with a command").output.push(line.to_string())
            }
            (false, ..) => {}
        }
    }
    examples
}

/// A port that is free on UDP and TCP, on every loopback address that there is.
fn free_port() -> String {
    let has_ipv6 = has_ipv6();
    for _ in 0..100 {
        let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
        let port = udp.local_addr().unwrap().port();
        let others = TcpListener::bind(("127.0.0.1", port)).is_ok()
            && (!has_ipv6
                || (UdpSocket::bind(("::1", port)).is_ok() && TcpListener::bind(("::1", port)).is_ok()));
        if others {
            return port.to_string();
        }
    }
    panic!("no port is free on both UDP and TCP");
}

fn has_ipv6() -> bool {
    UdpSocket::bind("[::1]:0").is_ok()
}

/// The words of a line, so that lines are compared without their alignment.
fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_examples_are_true() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let text = std::fs::read_to_string(root.join("README.md")).unwrap();
    let examples = examples(&text);
    assert!(examples.len() >= 5, "the README has {} examples", examples.len());
    let has_nc = Command::new("nc").arg("-h").stderr(Stdio::null()).stdout(Stdio::null()).status().is_ok();
    let (calculator, coap, documents, ipkcp) = (free_port(), free_port(), free_port(), free_port());
    let with_our_ports = |text: &str| {
        let server = if text.starts_with("reckon stats") { &documents } else { &calculator };
        text.replace("--server localhost", &format!("--server localhost:{server}"))
            .replace("--classic", &format!("--server localhost:{calculator} --classic"))
            .replace("--ipkcp '", &format!("--server localhost:{ipkcp} --ipkcp '"))
            .replace(PORTS[0], &calculator)
            .replace(PORTS[1], &coap)
            .replace(PORTS[2], &documents)
            .replace(PORTS[3], &ipkcp)
    };
    let mut serving: Option<Serving> = None;
    for example in &examples {
        let command = with_our_ports(&example.command);
        let expected: Vec<String> = example.output.iter().map(|line| with_our_ports(line)).collect();
        if example.command == "reckon serve &" {
            let at = |port: &str| format!("localhost:{port}");
            let mut child =
                reckon(&["serve", "--calc-udp", &at(&calculator), "--calc-tcp", &at(&calculator)])
                    .args(["--coap", &at(&coap), "--docs-tcp", &at(&documents), "--ipkcp", &at(&ipkcp)])
                    .args(["--log-level", "off"])
                    .stdout(Stdio::piped())
                    .spawn()
                    .unwrap();
            let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
            serving = Some(Serving(child));
            for line in expected.iter().filter(|line| has_ipv6() || !line.contains("::1")) {
                assert_eq!(words(&lines.next().unwrap().unwrap()), words(line));
            }
            continue;
        }
        if command.contains("nc -N") && !has_nc {
            println!("SKIPPED: no nc for {command:?}");
            continue;
        }
        let program = Path::new(env!("CARGO_BIN_EXE_reckon")).parent().unwrap();
        let path = std::env::join_paths(
            std::iter::once(program.to_path_buf())
                .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
        );
        let output = Command::new("sh")
            .args(["-c", &format!("{{ {command} ; }} 2>&1")])
            .env("PATH", path.unwrap())
            .env_remove("RECKON_CALC_SERVER")
            .env_remove("RECKON_DOCS_SERVER")
            .current_dir(&root)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let output = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.lines().collect::<Vec<_>>(), expected, "of the command {}", example.command);
    }
    assert!(serving.is_some(), "the README starts the server");
}
