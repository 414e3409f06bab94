//! `reckon serve`.

use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::panic::{self, AssertUnwindSafe};
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use anyhow::{Context, Result, anyhow};
use reckon_proto::calculator::{CalculatorEndpoint, LineConnection};
use reckon_proto::coap::CoapEndpoint;
use reckon_proto::document::DocumentConnection;
use reckon_proto::{Connection, Endpoint, Limits};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tracing_subscriber::filter::LevelFilter;

use crate::cli::{LogFormat, LogLevel, ServeOptions};
use crate::failure::{Outcome, Usage};
use crate::shell::address::{Door, bind_tcp, bind_udp};
use crate::shell::clock::Clock;
use crate::shell::journal::Journal;
use crate::shell::{random, tcp, udp};

const CALC_UDP: Door = Door { name: "calculator UDP", option: "calc-udp" };
const CALC_TCP: Door = Door { name: "calculator TCP", option: "calc-tcp" };
const COAP: Door = Door { name: "CoAP", option: "coap" };
const DOCS_TCP: Door = Door { name: "documents TCP", option: "docs-tcp" };

/// Exit code after a second signal, which ends the program at once: as a shell reports it for SIGINT.
const INTERRUPTED: i32 = 130;

/// Turns of connections after which a thread of the runtime looks for signals, deadlines and new bytes. A turn can take
/// some milliseconds here, so the default of 61 would leave them waiting for long.
const TURNS_PER_LOOK: u32 = 4;

/// Opens all doors, says where they are, and serves until a signal.
///
/// # Errors
/// A door cannot be opened; the message names it and its option.
pub fn run(options: &ServeOptions) -> Result<Outcome> {
    let mut limits = Limits::DEFAULT;
    options.limits.iter().try_for_each(|setting| setting.apply(&mut limits))?;
    let calc_tcp = bind_tcp(CALC_TCP, &options.calc_tcp)?;
    let calc_udp = bind_udp(CALC_UDP, &options.calc_udp, options.sockets.into())?;
    let coap = bind_udp(COAP, &options.coap, options.sockets.into())?;
    let docs_tcp = bind_tcp(DOCS_TCP, &options.docs_tcp)?;
    if calc_tcp.is_empty() && calc_udp.is_empty() && coap.is_empty() && docs_tcp.is_empty() {
        return Err(Usage("every door is off: there is nothing to serve".to_string()).into());
    }
    start_log(options);
    raise_open_files_limit();

    let clock = Clock::start();
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().event_interval(TURNS_PER_LOOK).build()?;
    // Before anybody is told that the server is there: a signal must find it ready.
    let mut signals = runtime.block_on(async { Signals::new() })?;
    // Nobody has to read it.
    let _ = print_doors(&calc_udp, &calc_tcp, &coap, &docs_tcp);

    let stop = Arc::new(AtomicBool::new(false));
    let tcp_port = calc_tcp.first().map(TcpListener::local_addr).transpose()?.map(|address| address.port());
    let (failures, mut failed) = mpsc::unbounded_channel();
    let datagrams = DatagramDoors { limits, clock, stop: Arc::clone(&stop), failures };
    let mut threads = datagrams
        .open(CALC_UDP, calc_udp, |address| CalculatorEndpoint::new(limits, address.port(), tcp_port))?;
    let key = random::key();
    threads.extend(datagrams.open(COAP, coap, |_| CoapEndpoint::new(limits, key))?);

    let result = runtime.block_on(async {
        let (announce, last_call) = watch::channel(None);
        let mut doors = JoinSet::new();
        let calc_door = Arc::new(tcp::Shared::new(limits, clock, Journal::new(CALC_TCP.name)));
        let docs_door = Arc::new(tcp::Shared::new(limits, clock, Journal::new(DOCS_TCP.name)));
        open(&mut doors, &calc_door, calc_tcp, move || LineConnection::new(limits), &last_call)?;
        let new_document = move || DocumentConnection::new(limits, random::seed());
        open(&mut doors, &docs_door, docs_tcp, new_document, &last_call)?;
        let failure = tokio::select! {
            () = signals.next() => None,
            failure = failed.recv() => failure,
            // No door closes before it is told to.
            Some(_) = doors.join_next() => Some(fallen_in("a TCP door")),
        };
        tracing::info!("stopping: what is under way has {:?}", limits.shutdown_time_max);
        stop.store(true, Ordering::Relaxed);
        // Nobody listens for it only if there is no TCP door.
        let _ = announce.send(Some(clock.now().saturating_add(limits.shutdown_time_max)));
        tokio::spawn(async move {
            signals.next().await;
            process::exit(INTERRUPTED);
        });
        while doors.join_next().await.is_some() {}
        calc_door.close();
        docs_door.close();
        tokio::task::spawn_blocking(move || threads.into_iter().for_each(|thread| drop(thread.join())))
            .await?;
        failure.map_or(Ok(Outcome::Done), Err)
    });
    runtime.shutdown_background();
    result
}

/// What the doors on UDP have in common.
struct DatagramDoors {
    limits: Limits,
    clock: Clock,
    stop: Arc<AtomicBool>,
    failures: mpsc::UnboundedSender<anyhow::Error>,
}

impl DatagramDoors {
    /// Starts a thread with a machine of its own for each socket of a door.
    fn open<M: Endpoint + Send + 'static>(
        &self,
        door: Door,
        sockets: Vec<Vec<UdpSocket>>,
        new_machine: impl Fn(SocketAddr) -> M,
    ) -> Result<Vec<thread::JoinHandle<()>>> {
        let mut threads = vec![];
        for socket in sockets.into_iter().flatten() {
            let address = socket.local_addr()?;
            let (limits, clock) = (self.limits, self.clock);
            let (stop, failures) = (Arc::clone(&self.stop), self.failures.clone());
            let mut endpoint = new_machine(address);
            let name = format!("{} {address}", door.name);
            let serve = move || {
                let mut journal = Journal::new(&name);
                let serve = || udp::serve(socket, &mut endpoint, &limits, &mut journal, &clock, &stop);
                // A door that has fallen in must not go unnoticed. Nothing of what it leaves behind is used again.
                let failure = match panic::catch_unwind(AssertUnwindSafe(serve)) {
                    Ok(Ok(())) => return journal.close(),
                    Ok(Err(error)) => anyhow!(error).context(name),
                    Err(_) => fallen_in(&name),
                };
                // The other end is gone only if the program is ending anyway.
                let _ = failures.send(failure);
            };
            threads.push(thread::Builder::new().name(door.option.to_string()).spawn(serve)?);
        }
        Ok(threads)
    }
}

/// The failure of a door whose thread or task has panicked; the panic's own message stands above it.
fn fallen_in(door: &str) -> anyhow::Error {
    anyhow!("{door}: stopped by an error of ours; please report the lines above")
}

/// Lets the program have as many open files as it may: many systems give fewer unless they are asked.
fn raise_open_files_limit() {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};
    // If that fails, the doors still make room for a newcomer at the limit.
    if let Ok((_, hard)) = getrlimit(Resource::RLIMIT_NOFILE) {
        let _ = setrlimit(Resource::RLIMIT_NOFILE, hard, hard);
    }
}

/// SIGINT and SIGTERM.
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// Starts serving the listeners of one TCP door.
fn open<M: Connection + Send + 'static>(
    doors: &mut JoinSet<()>,
    door: &Arc<tcp::Shared>,
    listeners: Vec<TcpListener>,
    new_machine: impl Fn() -> M + Copy + Send + 'static,
    last_call: &tcp::LastCall,
) -> Result<()> {
    for listener in listeners {
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        doors.spawn(tcp::serve(listener, Arc::clone(door), new_machine, last_call.clone()));
    }
    Ok(())
}

/// Prints a line for each address: what it is, where, and a command that tries it.
fn print_doors(
    calc_udp: &[Vec<UdpSocket>],
    calc_tcp: &[TcpListener],
    coap: &[Vec<UdpSocket>],
    docs_tcp: &[TcpListener],
) -> Result<()> {
    let mut rows = vec![];
    for sockets in calc_udp {
        let address = sockets.first().context("a door has at least one socket")?.local_addr()?;
        rows.push((CALC_UDP, address, format!("reckon calc --server {} '6*7'", reachable(address))));
    }
    for listener in calc_tcp {
        let address = listener.local_addr()?;
        let to = reachable(address);
        rows.push((CALC_TCP, address, format!("echo '6*7' | nc -N {} {}", to.ip(), to.port())));
    }
    for sockets in coap {
        let address = sockets.first().context("a door has at least one socket")?.local_addr()?;
        rows.push((COAP, address, format!("reckon calc coap://{} '6*7'", reachable(address))));
    }
    for listener in docs_tcp {
        let address = listener.local_addr()?;
        let to = reachable(address);
        rows.push((DOCS_TCP, address, format!("nc -N {} {} < FILE", to.ip(), to.port())));
    }
    let names = rows.iter().map(|(door, ..)| door.name.len()).max().unwrap_or(0);
    let addresses = rows.iter().map(|(_, address, _)| address.to_string().len()).max().unwrap_or(0);
    let mut stdout = io::stdout().lock();
    for (door, address, command) in rows {
        let address = address.to_string();
        writeln!(stdout, "{:names$}  {address:addresses$}  {command}", door.name)?;
    }
    stdout.flush()?;
    Ok(())
}

/// The address to try a door at: one that listens everywhere also listens on loopback.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
        });
    }
    address
}

fn start_log(options: &ServeOptions) {
    use std::io::IsTerminal;
    let level = match options.log_level {
        LogLevel::Off => LevelFilter::OFF,
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
    };
    let colours =
        io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let log = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(io::stderr)
        .with_ansi(colours)
        // A log that cannot be written must not be a reason to end: the default complains, and so panics.
        .log_internal_errors(false)
        .with_target(false);
    match options.log_format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().flatten_event(true).init(),
    }
}
