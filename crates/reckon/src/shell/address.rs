//! Where doors listen, and sockets that do.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, UdpSocket};
use std::str::FromStr;

use anyhow::{Context, Result, anyhow};
use nix::errno::Errno;
use socket2::{Domain, Protocol, Socket, Type};

/// Connections that the kernel holds until they are accepted.
const BACKLOG: i32 = 1024;

/// Bytes of datagrams that the kernel holds for a socket; it may grant less.
const RECEIVE_BUFFER_BYTES: usize = 4 << 20;

/// Where a door listens, as it is typed: `off`, `8888`, `localhost:8888`, `*:8888`, `192.0.2.7:8888`, `[::1]:8888`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listen {
    /// Nowhere.
    Off,
    /// On both loopback addresses, or on the one that this machine has.
    Loopback(u16),
    /// On all addresses of both families, or of the one that this machine has.
    Everywhere(u16),
    /// On one address.
    At(SocketAddr),
}

impl FromStr for Listen {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "off" {
            return Ok(Self::Off);
        }
        if let Ok(address) = text.parse() {
            return Ok(Self::At(address));
        }
        let (host, port) = text.rsplit_once(':').unwrap_or(("localhost", text));
        let port = port.parse().ok();
        match (host, port) {
            ("localhost", Some(port)) => Ok(Self::Loopback(port)),
            ("*", Some(port)) => Ok(Self::Everywhere(port)),
            _ => Err("expected ADDRESS:PORT, [IPV6]:PORT, localhost:PORT, *:PORT, PORT or off".to_string()),
        }
    }
}

impl fmt::Display for Listen {
    /// As it is typed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Off => f.write_str("off"),
            Self::Loopback(port) => write!(f, "localhost:{port}"),
            Self::Everywhere(port) => write!(f, "*:{port}"),
            Self::At(address) => address.fmt(f),
        }
    }
}

impl Listen {
    /// The addresses to bind, and whether any one of them is enough.
    fn addresses(self) -> (Vec<SocketAddr>, bool) {
        let both = |v4: Ipv4Addr, v6: Ipv6Addr, port| {
            vec![SocketAddr::new(IpAddr::V4(v4), port), SocketAddr::new(IpAddr::V6(v6), port)]
        };
        match self {
            Self::Off => (vec![], false),
            Self::Loopback(port) => (both(Ipv4Addr::LOCALHOST, Ipv6Addr::LOCALHOST, port), true),
            Self::Everywhere(port) => (both(Ipv4Addr::UNSPECIFIED, Ipv6Addr::UNSPECIFIED, port), true),
            Self::At(address) => (vec![address], false),
        }
    }
}

/// A door as people know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Door {
    /// What it is: `calculator UDP`.
    pub name: &'static str,
    /// The option that moves it, without dashes: `calc-udp`.
    pub option: &'static str,
}

/// Binds a TCP listener for each address of a door.
///
/// # Errors
/// An address cannot be had; the message names the door, the address and the option.
pub fn bind_tcp(door: Door, listen: &[Listen]) -> Result<Vec<TcpListener>> {
    bind(door, listen, |address| {
        let socket = socket(address, Type::STREAM, Protocol::TCP)?;
        // A server that was just stopped leaves connections behind that would keep its port for a minute.
        socket.set_reuse_address(true)?;
        socket.bind(&address.into())?;
        socket.listen(BACKLOG)?;
        let listener = TcpListener::from(socket);
        let address = listener.local_addr()?;
        Ok((listener, address))
    })
}

/// Binds `sockets` UDP sockets for each address of a door; the kernel spreads the peers over them.
///
/// # Errors
/// As for [`bind_tcp`].
pub fn bind_udp(door: Door, listen: &[Listen], sockets: usize) -> Result<Vec<Vec<UdpSocket>>> {
    bind(door, listen, |address| {
        // Bound alone first: sockets that share a port would also share it with another server in silence.
        let alone = udp_socket(address, false)?;
        let address = alone.local_addr()?;
        if sockets <= 1 {
            return Ok((vec![alone], address));
        }
        drop(alone);
        let all = (0..sockets).map(|_| udp_socket(address, true)).collect::<io::Result<Vec<_>>>()?;
        Ok((all, address))
    })
}

fn udp_socket(address: SocketAddr, share: bool) -> io::Result<UdpSocket> {
    let socket = socket(address, Type::DGRAM, Protocol::UDP)?;
    socket.set_reuse_port(share)?;
    // What the kernel grants is enough to go on.
    let _ = socket.set_recv_buffer_size(RECEIVE_BUFFER_BYTES);
    socket.bind(&address.into())?;
    Ok(UdpSocket::from(socket))
}

fn socket(address: SocketAddr, kind: Type, protocol: Protocol) -> io::Result<Socket> {
    let socket = Socket::new(Domain::for_address(address), kind, Some(protocol))?;
    if address.is_ipv6() {
        // IPv4 has a socket of its own.
        socket.set_only_v6(true)?;
    }
    Ok(socket)
}

/// Binds all addresses of a door with `bind_one`, which returns what it bound and the address it got.
fn bind<T>(
    door: Door,
    listen: &[Listen],
    bind_one: impl Fn(SocketAddr) -> io::Result<(T, SocketAddr)>,
) -> Result<Vec<T>> {
    let mut bound: Vec<(T, SocketAddr)> = vec![];
    for listen in listen {
        let (addresses, any_is_enough) = listen.addresses();
        let mut first_error = None;
        let before = bound.len();
        let mut chosen_port = None;
        for mut address in addresses {
            // "Any free port" means the same port on both families, if it is free on both.
            let wanted = address;
            if address.port() != 0 && bound.iter().any(|(_, ours)| *ours == address) {
                // Named twice, as by localhost and by its address.
                continue;
            }
            address.set_port(chosen_port.filter(|_| address.port() == 0).unwrap_or(address.port()));
            let result = bind_one(address)
                .or_else(|error| if address == wanted { Err(error) } else { bind_one(wanted) });
            match result {
                Ok((one, address)) => {
                    chosen_port = Some(address.port());
                    bound.push((one, address));
                }
                Err(error) if any_is_enough && is_missing_family(&error) => {
                    first_error = Some((address, error))
                }
                Err(error) => return Err(explain(door, address, error)),
            }
        }
        if let (true, Some((address, error))) = (bound.len() == before, first_error) {
            return Err(explain(door, address, error));
        }
    }
    Ok(bound.into_iter().map(|(one, _)| one).collect())
}

/// Whether this machine has no addresses of that family, as many containers have no IPv6.
fn is_missing_family(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::AddrNotAvailable
        || error.raw_os_error() == Some(Errno::EAFNOSUPPORT as i32)
}

fn explain(door: Door, address: SocketAddr, error: io::Error) -> anyhow::Error {
    let Door { name, option } = door;
    let remedy = format!(
        "choose another address with --{option} ADDRESS:PORT (port 0: any that is free), or --{option} off"
    );
    match error.kind() {
        io::ErrorKind::AddrInUse => anyhow!("{name}: {address} is in use by another program; {remedy}"),
        io::ErrorKind::AddrNotAvailable => {
            anyhow!("{name}: this machine has no address {}; {remedy}", address.ip())
        }
        io::ErrorKind::PermissionDenied => anyhow!("{name}: not allowed to listen on {address}; {remedy}"),
        _ => anyhow!(error).context(format!("{name}: cannot listen on {address}; {remedy}")),
    }
}

/// A server as it is typed: `HOST`, `HOST:PORT`, `ADDRESS`, `[IPV6]:PORT`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Server {
    /// An address and a port.
    Address(SocketAddr),
    /// A name or an address, and perhaps a port.
    Host(String, Option<u16>),
}

impl FromStr for Server {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(address) = text.parse::<SocketAddr>() {
            return Ok(Self::Address(address));
        }
        let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
        if bare.parse::<IpAddr>().is_ok() {
            return Ok(Self::Host(bare.to_string(), None));
        }
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) => (host, Some(port.parse().map_err(|_| format!("{port:?} is no port"))?)),
            None => (text, None),
        };
        if host.is_empty() || host.contains(':') {
            return Err("expected HOST, HOST:PORT or [IPV6]:PORT".to_string());
        }
        Ok(Self::Host(host.to_string(), port))
    }
}

impl Server {
    /// This machine.
    #[must_use]
    pub fn localhost() -> Self {
        Self::Host("localhost".to_string(), None)
    }

    /// The addresses of the server, in the system's order.
    ///
    /// # Errors
    /// The name has no address.
    pub fn resolve(&self, default_port: u16) -> Result<Vec<SocketAddr>> {
        use std::net::ToSocketAddrs;
        let (host, port) = match self {
            Self::Address(address) => return Ok(vec![*address]),
            Self::Host(host, port) => (host.as_str(), port.unwrap_or(default_port)),
        };
        let found = (host, port).to_socket_addrs();
        let found: Vec<_> = found.with_context(|| format!("cannot find the host {host:?}"))?.collect();
        if found.is_empty() {
            return Err(anyhow!("the host {host:?} has no address"));
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listening_addresses_are_read() {
        for (text, expected) in [
            ("off", Ok(Listen::Off)),
            ("8888", Ok(Listen::Loopback(8888))),
            ("localhost:0", Ok(Listen::Loopback(0))),
            ("*:8888", Ok(Listen::Everywhere(8888))),
            ("192.0.2.7:8888", Ok(Listen::At("192.0.2.7:8888".parse().unwrap()))),
            ("[::1]:8888", Ok(Listen::At("[::1]:8888".parse().unwrap()))),
        ] {
            assert_eq!(text.parse::<Listen>(), expected, "{text}");
            assert_eq!(expected.as_ref().unwrap().to_string().parse(), expected, "{text}");
        }
        for text in ["", "on", "localhost", "localhost:", "65536", "example.org:1", "::1"] {
            assert!(text.parse::<Listen>().is_err(), "{text}");
        }
    }

    #[test]
    fn servers_are_read() {
        for (text, host, port) in [
            ("localhost", "localhost", None),
            ("example.org:8889", "example.org", Some(8889)),
            ("127.0.0.1", "127.0.0.1", None),
            ("::1", "::1", None),
            ("[::1]", "::1", None),
        ] {
            assert_eq!(text.parse(), Ok(Server::Host(host.to_string(), port)), "{text}");
        }
        for text in ["127.0.0.1:7", "[::1]:8888", "[fe80::1%2]:8888"] {
            assert_eq!(text.parse(), Ok(Server::Address(text.parse().unwrap())), "{text}");
        }
        for text in ["", ":1", "a:b", "a:1:2", "host:99999"] {
            assert!(text.parse::<Server>().is_err(), "{text}");
        }
    }
}
