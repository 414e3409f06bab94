//! Two network namespaces with a cable between them, which are gone with the value.

use std::fs::File;
use std::io::Write;
use std::net::{SocketAddr, UdpSocket};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use nix::sched::{CloneFlags, setns};

use crate::fire::program;
use crate::server::{DOORS, LONG, Server, reckon};

/// The server's end of the cable. These addresses are known in the namespaces only; they stand as before a port.
pub const SERVER: &str = "10.77.0.1";
const CLIENT: &str = "10.77.0.2";
pub const SERVER_V6: &str = "[fd77::1]";
const CLIENT_V6: &str = "[fd77::2]";
/// The ports of a server's doors, in their order.
const PORTS: [u16; DOORS.len()] = [8888, 8888, 5683, 12_546, 2023, 5353];
/// The name of the cable in both.
const CABLE: &str = "cable";

/// A namespace with a server and one with its clients.
pub struct Lab {
    server: String,
    client: String,
}

impl Lab {
    /// Lays a cable on which packets have at most so many bytes.
    ///
    /// # Errors
    /// This machine does not allow it, for the reason that is said.
    pub fn new(mtu: u32) -> Result<Self, String> {
        static LABS: AtomicU32 = AtomicU32::new(0);
        let number = LABS.fetch_add(1, Ordering::Relaxed);
        let name = |side: &str| format!("reckon-{}-{number}-{side}", std::process::id());
        // Made before there is anything to remove: it is removed also if only a part comes about.
        let lab = Self { server: name("server"), client: name("client") };
        let [server, client, mtu] = [lab.server.as_str(), &lab.client, &mtu.to_string()];
        ip(&["netns", "add", server])?;
        ip(&["netns", "add", client])?;
        ip(&["-n", server, "link", "add", CABLE, "type", "veth", "peer", "name", CABLE, "netns", client])?;
        for (namespace, v4, v6) in [(server, SERVER, SERVER_V6), (client, CLIENT, CLIENT_V6)] {
            ip(&["-n", namespace, "link", "set", CABLE, "mtu", mtu])?;
            ip(&["-n", namespace, "addr", "add", &format!("{v4}/24"), "dev", CABLE])?;
            ip(&["-n", namespace, "link", "set", CABLE, "up"])?;
            ip(&["-n", namespace, "link", "set", "lo", "up"])?;
            // A kernel without IPv6, or a cable too thin for it, leaves IPv4 to be tested.
            let _ = ip(&[
                "-n",
                namespace,
                "addr",
                "add",
                &format!("{}/64", unbracketed(v6)),
                "dev",
                CABLE,
                "nodad",
            ]);
        }
        Ok(lab)
    }

    /// Starts a server at the end of the cable, which is alone there: it has the usual ports, on UDP and TCP the same.
    pub fn serve(&self, host: &str) -> Server {
        let addresses = PORTS.map(|port| format!("{host}:{port}"));
        Server::start_by(within(&self.server, reckon(&[])), addresses, &["--log-level", "off"])
    }

    /// Whether both ends have no address of IPv6.
    pub fn has_no_v6(&self) -> bool {
        ip(&["-n", &self.client, "-6", "route", "get", unbracketed(SERVER_V6)]).is_err()
    }

    /// A command that runs at the clients' end.
    pub fn client(&self, arguments: &[String]) -> Command {
        within(&self.client, program(arguments))
    }

    /// A socket at the clients' end.
    pub fn socket(&self, server: SocketAddr) -> UdpSocket {
        let namespace = File::open(format!("/run/netns/{}", self.client)).expect("the namespace has a name");
        // Only the thread goes there; its sockets stay.
        let opened = thread::spawn(move || {
            setns(namespace, CloneFlags::CLONE_NEWNET).expect("who may make namespaces may enter them");
            let everywhere = if server.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
            UdpSocket::bind(everywhere).and_then(|socket| socket.connect(server).map(|()| socket))
        });
        let socket = opened.join().expect("the namespace can be entered").unwrap();
        socket.set_read_timeout(Some(LONG)).unwrap();
        socket
    }

    /// Lets the packets that come to either end meet these rules of nftables, before fragments are put together.
    ///
    /// # Errors
    /// There is no `nft`, or this kernel does not know what a rule needs.
    pub fn filter(&self, rules: impl Fn(&str) -> String) -> Result<(), String> {
        for (namespace, address) in [(&self.server, SERVER), (&self.client, CLIENT)] {
            let rules = rules(address);
            let table = format!(
                "table ip fire {{\n chain incoming {{\n type filter hook prerouting priority -500;\n {rules}\n}}\n}}\n"
            );
            run(within(namespace, command("nft", &["-f", "-"])), &table)?;
        }
        Ok(())
    }

    /// Ends what `filter` has begun.
    pub fn unfilter(&self) {
        for namespace in [&self.server, &self.client] {
            run(within(namespace, command("nft", &["delete", "table", "ip", "fire"])), "").unwrap();
        }
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        for namespace in [&self.server, &self.client] {
            // It is not there if making it has failed.
            let _ = ip(&["netns", "delete", namespace]);
        }
    }
}

fn command(name: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(name);
    command.args(arguments);
    command
}

/// An address of IPv6 as it stands alone.
fn unbracketed(address: &str) -> &str {
    address.trim_matches(['[', ']'])
}

/// The same command in a namespace.
fn within(namespace: &str, command: Command) -> Command {
    let mut inside = Command::new("ip");
    inside.args(["netns", "exec", namespace]).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => inside.env(name, value),
            None => inside.env_remove(name),
        };
    }
    inside.stdin(Stdio::null());
    inside
}

fn ip(arguments: &[&str]) -> Result<(), String> {
    run(command("ip", arguments), "")
}

/// Runs a command that is to succeed, with this input.
fn run(mut command: Command, input: &str) -> Result<(), String> {
    let said = format!("{command:?}");
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = piped.spawn().map_err(|error| format!("{said}: {error}"))?;
    // It may have ended without reading it; then its code tells.
    let _ = child.stdin.take().map(|mut stdin| stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().map_err(|error| format!("{said}: {error}"))?;
    match output.status.success() {
        true => Ok(()),
        false => Err(format!("{said}: {}", String::from_utf8_lossy(&output.stderr).trim_end())),
    }
}
