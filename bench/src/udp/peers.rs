//! Others who answer the same questions over UDP.

use std::env;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};

use super::open_socket;
use super::workload::{Asker, SUM, Skill, Workload};
use crate::machine::Cores;
use crate::server::{Folder, Server};

/// A server of somebody else. Those of DNS and CoAP do not calculate: they hold one answer ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    /// The calculator that Reckon grew from, in Python
    Original,
    /// NSD, a server of DNS
    Nsd,
    /// Knot, a server of DNS
    Knot,
    /// The server of examples that comes with libcoap
    Libcoap,
}

/// How often a server that has been started is asked whether it is there, and how long it has for each answer.
const TRIES: usize = 50;
const PATIENCE: Duration = Duration::from_millis(100);

/// The original, but for its prompt and its port.
const CLASSIC: &str = include_str!("peers/classic.py");

impl Peer {
    /// Those who answer a workload.
    pub fn of(workload: Workload) -> impl Iterator<Item = Self> {
        let peers: &[Self] = match workload {
            Workload::Text | Workload::Random | Workload::Ipkcp => &[],
            Workload::Classic => &[Self::Original],
            Workload::Coap | Workload::CoapCon => &[Self::Libcoap],
            Workload::Dns => &[Self::Nsd, Self::Knot],
        };
        peers.iter().copied()
    }

    /// As it is called in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Original => "the original, in Python",
            Self::Nsd => "NSD",
            Self::Knot => "Knot DNS",
            Self::Libcoap => "libcoap",
        }
    }

    /// What it does with questions.
    #[must_use]
    pub fn skill(self) -> Skill {
        match self {
            Self::Original => Skill::Calculates,
            Self::Nsd | Self::Knot | Self::Libcoap => Skill::HoldsOneAnswer,
        }
    }

    /// The most questions in flight. Their datagrams have to fit into the buffer that a socket has by default, some 250
    /// short ones, for the original never finds back from one that is lost. The queue keeps a server as busy as a
    /// longer one, and is as long as any of them reads at a time.
    #[must_use]
    pub fn in_flight_max(self) -> usize {
        match self {
            Self::Original => 64,
            Self::Nsd | Self::Knot | Self::Libcoap => 128,
        }
    }

    fn program(self) -> &'static str {
        match self {
            Self::Original => "python3",
            Self::Nsd => "nsd",
            Self::Knot => "knotd",
            Self::Libcoap => "coap-server-notls",
        }
    }

    /// Where its program is. Servers are often kept in folders that only the administrator looks into.
    fn find(self) -> Option<PathBuf> {
        let path = env::var_os("PATH").unwrap_or_default();
        let folders = env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/local/sbin".into()]);
        folders.map(|folder| folder.join(self.program())).find(|path| path.is_file())
    }

    /// Whether its program is on this machine.
    #[must_use]
    pub fn is_installed(self) -> bool {
        self.find().is_some()
    }

    /// Starts it, with one worker, and waits until it answers.
    ///
    /// # Errors
    /// It cannot be started, or does not answer.
    pub fn start(self, cores: Cores) -> Result<Server> {
        let mut command = Command::new(self.find().unwrap_or_else(|| self.program().into()));
        if self == Self::Original {
            command.args(["-c", CLASSIC]);
            return Server::start(self.name(), command, cores);
        }
        // A port that was free a moment ago.
        let address = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let folder = Folder::new(self.program())?;
        self.configure(&mut command, address, &folder)?;
        let mut server = Server::start_at(self.name(), address, command, folder, cores)?;
        self.make_ready(&mut server)?;
        cores.bring_to_server(server.id())?;
        Ok(server)
    }

    /// Writes its files, and gives it its arguments.
    fn configure(self, command: &mut Command, address: SocketAddr, folder: &Folder) -> Result<()> {
        let (host, port, path) = (address.ip(), address.port(), folder.path().display());
        match self {
            Self::Original => {}
            Self::Nsd => {
                folder.write("calc.zone", &zone())?;
                let text = format!(
                    r#"server:
    ip-address: {host}@{port}
    server-count: 1
    username: ""
    zonesdir: "{path}"
    zonelistfile: "{path}/zone.list"
    xfrdfile: ""
    xfrdir: "{path}"
    pidfile: ""
    minimal-responses: yes
    rrl-ratelimit: 0
    rrl-whitelist-ratelimit: 0
remote-control:
    control-enable: no
zone:
    name: calc.
    zonefile: calc.zone
"#
                );
                command.arg("-d").arg("-c").arg(folder.write("nsd.conf", &text)?);
            }
            Self::Knot => {
                folder.write("calc.zone", &zone())?;
                let text = format!(
                    r#"server:
    listen: "{host}@{port}"
    rundir: "{path}"
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
database:
    storage: "{path}"
zone:
  - domain: "calc."
    storage: "{path}"
    file: "calc.zone"
"#
                );
                command.arg("-c").arg(folder.write("knot.conf", &text)?);
            }
            Self::Libcoap => {
                // One resource may be made, and nothing be told.
                command.args(["-A", &host.to_string(), "-p", &port.to_string(), "-d", "1", "-v", "0"]);
            }
        }
        Ok(())
    }

    /// Waits until it answers rightly. The resource of CoAP is made first.
    fn make_ready(self, server: &mut Server) -> Result<()> {
        let workload = match self {
            Self::Original => Workload::Classic,
            Self::Nsd | Self::Knot => Workload::Dns,
            Self::Libcoap => Workload::Coap,
        };
        let socket = open_socket("generator")?;
        socket.connect(server.address())?;
        socket.set_read_timeout(Some(PATIENCE))?;
        let mut asker = Asker::new(workload, self.skill(), 0);
        let mut buffer = [0; 2048];
        let mut said = "nothing".to_string();
        for _ in 0..TRIES {
            server.check_alive()?;
            if self == Self::Libcoap {
                // As long as nobody listens, the system says so.
                let _ = socket.send(&put());
                let _ = socket.recv(&mut buffer);
            }
            let expected = asker.ask(|part| drop(socket.send(part)));
            // An answer to an earlier question may come late.
            while let Ok(length) = socket.recv(&mut buffer) {
                let datagram = &buffer[..length];
                if asker.read(datagram).is_some_and(|answer| expected.is(&answer)) {
                    return Ok(());
                }
                said = format!("\"{}\"", datagram.escape_ascii());
            }
            // Where nobody is there yet, that is said at once.
            std::thread::sleep(PATIENCE / 10);
        }
        bail!("{} does not answer {workload}; it said {said}", self.name())
    }
}

/// A zone in which [`SUM`] has its answer, which like the program's may not be kept.
fn zone() -> String {
    let ((left, right), answer) = SUM;
    // The plus as a number, for Knot takes no such sign.
    format!(
        "$ORIGIN calc.\n\
         $TTL 0\n\
         @ IN SOA ns root 1 3600 600 86400 0\n\
         @ IN NS ns\n\
         ns IN A 127.0.0.1\n\
         {left}\\043{right} IN TXT \"{answer}\"\n"
    )
}

/// A message that makes the resource `/calc` with the answer to [`SUM`]: CON PUT.
fn put() -> Vec<u8> {
    let (_, answer) = SUM;
    [b"\x40\x03\0\0\xb4calc\xff", answer.as_bytes()].concat()
}
