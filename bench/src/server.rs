//! Servers that are measured: processes of their own, on a core of their own.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio, id};

use anyhow::{Context, Result, bail, ensure};

use crate::machine::Cores;

/// A running server; it ends with this value.
#[derive(Debug)]
pub struct Server {
    name: String,
    child: Child,
    address: SocketAddr,
    /// Kept open: a server may print more.
    _stdout: Option<BufReader<ChildStdout>>,
    /// Its files, which go when it has ended.
    _folder: Option<Folder>,
}

/// A folder for the files of a server; it is removed with this value.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// An empty folder of this process.
    ///
    /// # Errors
    /// The system's.
    pub fn new(name: &str) -> Result<Self> {
        let path = env::temp_dir().join(format!("reckon-bench-{}-{name}", id()));
        fs::create_dir(&path).with_context(|| format!("cannot make the folder {}", path.display()))?;
        Ok(Self(path))
    }

    /// Writes a file into it, and returns where that is.
    ///
    /// # Errors
    /// The system's.
    pub fn write(&self, name: &str, text: &str) -> Result<PathBuf> {
        let path = self.0.join(name);
        fs::write(&path, text)?;
        Ok(path)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed now is left to whoever cleans up temporary files.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The memory of a server.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    /// Bytes in memory now: VmRSS.
    pub resident_bytes: u64,
    /// The most there have been: VmHWM.
    pub peak_bytes: u64,
}

/// The doors of `reckon serve`, by the option that moves each.
pub const CALC_UDP: &str = "calc-udp";
/// See [`CALC_UDP`].
pub const CALC_TCP: &str = "calc-tcp";
/// See [`CALC_UDP`].
pub const DOCS_TCP: &str = "docs-tcp";
/// See [`CALC_UDP`].
pub const COAP: &str = "coap";
/// See [`CALC_UDP`].
pub const IPKCP: &str = "ipkcp";
/// See [`CALC_UDP`].
pub const DNS: &str = "dns";

impl Server {
    /// Starts `reckon serve` with one door open.
    ///
    /// # Errors
    /// There is no such program, or it does not say where it listens.
    pub fn reckon(path: Option<&Path>, door: &str, cores: Cores) -> Result<Self> {
        let path = path.map_or_else(sibling, |path| Ok(path.to_path_buf()))?;
        let mut command = Command::new(path);
        command.args(["serve", "--sockets=1", "--log-level=warn", "--log-format=text"]);
        for option in [CALC_UDP, CALC_TCP, DOCS_TCP, COAP] {
            command.arg(format!("--{option}={}", listen(option == door)));
        }
        // Not options, so that a program from before these doors can be measured as well.
        command.env("RECKON_IPKCP", listen(door == IPKCP)).env("RECKON_DNS", listen(door == DNS));
        Self::start("reckon serve", command, cores)
    }

    /// Starts a hidden command of this program that is a server.
    ///
    /// # Errors
    /// It does not say where it listens.
    pub fn own(arguments: &[&str], cores: Cores) -> Result<Self> {
        let mut command = Command::new(env::current_exe()?);
        command.args(arguments);
        Self::start(&arguments.join(" "), command, cores)
    }

    /// Starts a server that prints a line in which one word is the address that it listens at.
    ///
    /// # Errors
    /// There is no such program, or it does not print that line.
    pub fn start(name: &str, mut command: Command, cores: Cores) -> Result<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = spawn(&mut command, cores)?;
        let mut stdout = BufReader::new(child.stdout.take().context("a pipe was asked for")?);
        let mut line = String::new();
        let read = stdout.read_line(&mut line);
        let Some(address) = line.split_whitespace().find_map(|word| word.parse().ok()) else {
            // A server that is no use must not outlive this.
            let _ = child.kill();
            let _ = child.wait();
            read?;
            bail!("{name} did not print where it listens but {line:?}");
        };
        Ok(Self { name: name.to_string(), child, address, _stdout: Some(stdout), _folder: None })
    }

    /// Starts a server that was told where to listen, and whose files are in a folder. What it prints is for nobody.
    ///
    /// # Errors
    /// There is no such program.
    pub fn start_at(
        name: &str,
        address: SocketAddr,
        mut command: Command,
        folder: Folder,
        cores: Cores,
    ) -> Result<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = spawn(&mut command, cores)?;
        Ok(Self { name: name.to_string(), child, address, _stdout: None, _folder: Some(folder) })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Makes sure that the server still runs.
    ///
    /// # Errors
    /// It does not.
    pub fn check_alive(&mut self) -> Result<()> {
        match self.child.try_wait()? {
            Some(status) => bail!("{} has ended by itself: {status}", self.name),
            None => Ok(()),
        }
    }

    /// Its process.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Its memory now and at most.
    ///
    /// # Errors
    /// The server is gone.
    pub fn memory(&self) -> Result<Memory> {
        let status = fs::read_to_string(self.proc("status"))?;
        let field = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name));
            let kibibytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
            kibibytes.map(|kibibytes| kibibytes << 10).with_context(|| format!("no {name} in /proc"))
        };
        Ok(Memory { resident_bytes: field("VmRSS:")?, peak_bytes: field("VmHWM:")? })
    }

    /// Datagrams to its UDP socket that the kernel had no room for, since the socket was opened.
    ///
    /// # Errors
    /// The kernel's list of sockets cannot be read.
    pub fn datagrams_dropped(&self) -> Result<u64> {
        let port = format!(":{:04X}", self.address.port());
        let list = fs::read_to_string(self.proc("net/udp"))?;
        let ours = list
            .lines()
            .filter(|line| line.split_whitespace().nth(1).is_some_and(|address| address.ends_with(&port)));
        Ok(ours.filter_map(|line| line.split_whitespace().last()?.parse::<u64>().ok()).sum())
    }

    fn proc(&self, entry: &str) -> PathBuf {
        format!("/proc/{}/{entry}", self.id()).into()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended before, and then there is nothing left to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where a door listens.
fn listen(is_open: bool) -> &'static str {
    if is_open { "127.0.0.1:0" } else { "off" }
}

fn spawn(command: &mut Command, cores: Cores) -> Result<Child> {
    let child = cores.on_server(|| Ok(command.spawn()?));
    child.with_context(|| format!("cannot start {}", command.get_program().display()))
}

/// The program that the same build has put beside this one.
pub fn sibling() -> Result<PathBuf> {
    let path = env::current_exe()?.with_file_name("reckon");
    ensure!(
        path.exists(),
        "there is no {}: build it with `cargo build --release`, or name another one with --reckon PATH",
        path.display()
    );
    Ok(path)
}
