//! `reckon serve`.

use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::panic::{self, AssertUnwindSafe};
use std::process;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use reckon_proto::calculator::{CalculatorConnection, CalculatorEndpoint};
use reckon_proto::coap::CoapEndpoint;
use reckon_proto::dns::{DnsConnection, DnsEndpoint};
use reckon_proto::document::DocumentConnection;
use reckon_proto::ipkcp::{IpkcpConnection, IpkcpEndpoint};
use reckon_proto::{Connection, Endpoint, Limits};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tracing_subscriber::filter::LevelFilter;

use crate::cli::{LogFormat, LogLevel, ServeOptions};
use crate::colour;
use crate::failure::{Outcome, Usage};
use crate::shell::address::Door;
use crate::shell::clock::Clock;
use crate::shell::costly::Costly;
use crate::shell::documents::Documents;
use crate::shell::journal::Journal;
use crate::shell::manager::{self, Given};
use crate::shell::readers::Readers;
use crate::shell::status::{self, Board};
use crate::shell::{random, sandbox, tcp, udp};

const CALC_UDP: Door = Door { name: "calculator UDP", option: "calc-udp" };
const CALC_TCP: Door = Door { name: "calculator TCP", option: "calc-tcp" };
const COAP: Door = Door { name: "CoAP", option: "coap" };
const DOCS_TCP: Door = Door { name: "documents TCP", option: "docs-tcp" };
const IPKCP_UDP: Door = Door { name: "IPKCP UDP", option: "ipkcp" };
const IPKCP_TCP: Door = Door { name: "IPKCP TCP", option: "ipkcp" };
const DNS_UDP: Door = Door { name: "DNS UDP", option: "dns" };
const DNS_TCP: Door = Door { name: "DNS TCP", option: "dns" };

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
    let mut given = Given::from_environment();
    let calc_tcp = given.bind_tcp(CALC_TCP, &options.calc_tcp)?;
    let calc_udp = given.bind_udp(CALC_UDP, &options.calc_udp, options.sockets.into())?;
    let coap = given.bind_udp(COAP, &options.coap, options.sockets.into())?;
    let docs_tcp = given.bind_tcp(DOCS_TCP, &options.docs_tcp)?;
    let ipkcp_tcp = given.bind_tcp(IPKCP_TCP, &options.ipkcp)?;
    let ipkcp_udp = given.bind_udp(IPKCP_UDP, &options.ipkcp, 1)?;
    let dns_tcp = given.bind_tcp(DNS_TCP, &options.dns)?;
    let dns_udp = given.bind_udp(DNS_UDP, &options.dns, 1)?;
    given.check()?;
    // The file of the local socket is there until the end.
    let (status, _place) = options.status.as_deref().map(status::listen).transpose()?.unzip();
    let listeners = [&calc_tcp, &docs_tcp, &ipkcp_tcp, &dns_tcp];
    let sockets = [&calc_udp, &coap, &ipkcp_udp, &dns_udp];
    if listeners.iter().all(|listeners| listeners.is_empty())
        && sockets.iter().all(|sockets| sockets.is_empty())
    {
        return Err(Usage("every door is off: there is nothing to serve".to_string()).into());
    }
    start_log(options);
    raise_open_files_limit();
    // Before the server gives up the right to start them.
    let readers = match (docs_tcp.is_empty(), options.readers) {
        (true, _) | (_, 0) => None,
        (false, number) => Some(Arc::new(Readers::start(number.into(), limits.documents_bytes_max)?)),
    };
    // Before there are threads: it holds for those that are started later.
    if options.no_sandbox {
        tracing::info!("not confined, as --no-sandbox says");
    } else {
        match sandbox::confine() {
            Ok(confinement) => tracing::info!("{confinement}"),
            Err(error) => tracing::warn!("not confined: {error:#}"),
        }
    }

    let clock = Clock::start();
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().event_interval(TURNS_PER_LOOK).build()?;
    // Before anybody is told that the server is there: a signal must find it ready.
    let (mut signals, mut reports) = runtime
        .block_on(async { io::Result::Ok((Signals::new()?, signal(SignalKind::user_defined1())?)) })?;
    // Nobody has to read it.
    let _ = print_doors(
        &[
            udp_rows(CALC_UDP, &calc_udp, |to| format!("reckon calc --server {to} '6*7'"))?,
            tcp_rows(CALC_TCP, &calc_tcp, |to| format!("echo '6*7' | nc -N {} {}", to.ip(), to.port()))?,
            udp_rows(COAP, &coap, |to| format!("reckon calc coap://{to} '6*7'"))?,
            tcp_rows(DOCS_TCP, &docs_tcp, |to| format!("nc -N {} {} < FILE", to.ip(), to.port()))?,
            udp_rows(IPKCP_UDP, &ipkcp_udp, |to| format!("reckon calc --ipkcp --server {to} '(* 6 7)'"))?,
            tcp_rows(IPKCP_TCP, &ipkcp_tcp, |to| {
                format!("reckon calc --ipkcp --tcp --server {to} '(* 6 7)'")
            })?,
            udp_rows(DNS_UDP, &dns_udp, |to| {
                format!("dig +short @{} -p {} '6*7.calc' TXT", to.ip(), to.port())
            })?,
            tcp_rows(DNS_TCP, &dns_tcp, |to| {
                format!("dig +short +tcp @{} -p {} '6*7.calc' TXT", to.ip(), to.port())
            })?,
        ]
        .concat(),
    );
    manager::ready();

    let tcp_port = calc_tcp.first().map(TcpListener::local_addr).transpose()?.map(|address| address.port());
    let (failures, mut failed) = tokio::sync::mpsc::unbounded_channel();
    let stop = Arc::new(udp::Stop::default());
    let manner = udp::Manner {
        limits,
        clock,
        spin: Duration::from_micros(options.spin.into()),
        stop: Arc::clone(&stop),
    };
    let mut shared = Datagrams { manner, board: Board::default(), failures };
    let mut threads = vec![];
    for socket in calc_udp.into_iter().flatten() {
        let endpoint = move |port| CalculatorEndpoint::new(limits, port, tcp_port);
        threads.extend(shared.open_deferring(CALC_UDP, socket, endpoint, CalculatorEndpoint::deferring)?);
    }
    let key = random::key();
    for socket in coap.into_iter().flatten() {
        let endpoint = move |_| CoapEndpoint::new(limits, key);
        threads.extend(shared.open_deferring(COAP, socket, endpoint, CoapEndpoint::deferring)?);
    }
    for socket in ipkcp_udp.into_iter().flatten() {
        threads.push(shared.open(IPKCP_UDP, socket, move |port| IpkcpEndpoint::new(limits, port))?);
    }
    for socket in dns_udp.into_iter().flatten() {
        let endpoint = move |port| DnsEndpoint::new(limits, port);
        threads.extend(shared.open_deferring(DNS_UDP, socket, endpoint, DnsEndpoint::deferring)?);
    }

    let result = runtime.block_on(async {
        let (announce, last_call) = watch::channel(None);
        let mut streams = Streams {
            limits,
            clock,
            costly: Arc::new(Costly::new(limits)),
            last_call,
            tasks: JoinSet::new(),
            doors: vec![],
            board: shared.board,
        };
        streams.open(CALC_TCP, calc_tcp, move || CalculatorConnection::new(limits).deferring())?;
        streams.open(DOCS_TCP, docs_tcp, move || {
            DocumentConnection::with_counter(limits, Documents::new(&limits, random::seed(), readers.clone()))
        })?;
        streams.open(IPKCP_TCP, ipkcp_tcp, move || IpkcpConnection::new(limits).deferring())?;
        streams.open(DNS_TCP, dns_tcp, move || DnsConnection::new(limits).deferring())?;
        let board = Arc::new(streams.board);
        if let Some(listener) = status {
            listener.set_nonblocking(true)?;
            let (listener, board) = (tokio::net::UnixListener::from_std(listener)?, Arc::clone(&board));
            tokio::spawn(async move { status::serve(listener, &board, &clock).await });
        }
        let failure = loop {
            tokio::select! {
                () = signals.next() => break None,
                _ = reports.recv() => board.log().await,
                failure = failed.recv() => break failure,
                // No door closes before it is told to.
                Some(_) = streams.tasks.join_next() => break Some(fallen_in("a TCP door")),
            }
        };
        manager::stopping();
        tracing::info!("stopping: what is under way has {:?}", limits.shutdown_time_max);
        stop.stop();
        // Nobody listens for it only if there is no TCP door.
        let _ = announce.send(Some(clock.now().saturating_add(limits.shutdown_time_max)));
        tokio::spawn(async move {
            signals.next().await;
            process::exit(INTERRUPTED);
        });
        while streams.tasks.join_next().await.is_some() {}
        streams.doors.iter().for_each(|door| door.close());
        tokio::task::spawn_blocking(move || threads.into_iter().for_each(|thread| drop(thread.join())))
            .await?;
        failure.map_or(Ok(Outcome::Done), Err)
    });
    runtime.shutdown_background();
    result
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

    /// Waits for one that ends the program.
    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// What the threads of all UDP doors share.
struct Datagrams {
    manner: udp::Manner,
    board: Board,
    failures: UnboundedSender<anyhow::Error>,
}

impl Datagrams {
    /// Starts serving one UDP socket on a thread of its own, with the machine that `new_machine` makes for its port.
    fn open<M: Endpoint>(
        &mut self,
        door: Door,
        socket: UdpSocket,
        new_machine: impl FnOnce(u16) -> M + Send + 'static,
    ) -> Result<JoinHandle<()>> {
        let address = socket.local_addr()?;
        let manner = self.manner.clone();
        self.start(format!("{} {address}", door.name), move |journal| {
            let mut machine = new_machine(address.port());
            udp::serve(socket, &mut machine, &manner, journal, None)
        })
    }

    /// The same, with another thread for the datagrams that the machine defers after `defer`.
    fn open_deferring<M: Endpoint + 'static>(
        &mut self,
        door: Door,
        socket: UdpSocket,
        new_machine: impl Fn(u16) -> M + Copy + Send + 'static,
        defer: fn(M) -> M,
    ) -> Result<[JoinHandle<()>; 2]> {
        let address = socket.local_addr()?;
        let (manner, same_manner) = (self.manner.clone(), self.manner.clone());
        let (costly, taken) = sync_channel(manner.limits.costly_waiting_max);
        let same_socket = socket.try_clone()?;
        let name = format!("{} {address}", door.name);
        let slow = self.start(format!("{name}, costly"), move |journal| {
            let mut machine = new_machine(address.port());
            udp::serve_costly(same_socket, &mut machine, &same_manner, journal, &taken)
        })?;
        // The other thread ends when this one has dropped its end of the queue.
        let fast = self.start(name, move |journal| {
            let mut machine = defer(new_machine(address.port()));
            udp::serve(socket, &mut machine, &manner, journal, Some(&costly))
        })?;
        Ok([fast, slow])
    }

    /// Starts a thread that serves until the end or a failure.
    fn start(
        &mut self,
        name: String,
        serve: impl FnOnce(&mut Journal) -> io::Result<()> + Send + 'static,
    ) -> Result<JoinHandle<()>> {
        let failures = self.failures.clone();
        let thread = thread::Builder::new().name(name.clone());
        let mut journal = Journal::new(&name);
        let gauge = journal.gauge();
        self.board.add(name.clone(), move || gauge.get());
        let serve = move || {
            // A door that has fallen in must not go unnoticed. Nothing of what it leaves behind is used again.
            let failure = match panic::catch_unwind(AssertUnwindSafe(|| serve(&mut journal))) {
                Ok(Ok(())) => return journal.close(),
                Ok(Err(error)) => anyhow!(error).context(name),
                Err(_) => fallen_in(&name),
            };
            // The other end is gone only if the program is ending anyway.
            let _ = failures.send(failure);
        };
        Ok(thread.spawn(serve)?)
    }
}

/// All TCP doors.
struct Streams {
    limits: Limits,
    clock: Clock,
    costly: Arc<Costly>,
    last_call: tcp::LastCall,
    tasks: JoinSet<()>,
    doors: Vec<Arc<tcp::Shared>>,
    board: Board,
}

impl Streams {
    /// Starts serving the listeners of one door, if it has any, with a machine from `new_machine` for each connection.
    fn open<M: Connection + Send + 'static>(
        &mut self,
        door: Door,
        listeners: Vec<TcpListener>,
        new_machine: impl Fn() -> M + Clone + Send + 'static,
    ) -> Result<()> {
        if listeners.is_empty() {
            return Ok(());
        }
        let shared = Arc::new(tcp::Shared::new(
            self.limits,
            self.clock,
            Arc::clone(&self.costly),
            Journal::new(door.name),
        ));
        for listener in listeners {
            listener.set_nonblocking(true)?;
            let listener = tokio::net::TcpListener::from_std(listener)?;
            self.tasks.spawn(tcp::serve(
                listener,
                Arc::clone(&shared),
                new_machine.clone(),
                self.last_call.clone(),
            ));
        }
        self.doors.push(Arc::clone(&shared));
        self.board.add(door.name.to_string(), move || shared.metrics());
        Ok(())
    }
}

/// A line of the table of doors: what it is, where, and a command that tries it.
type Row = (Door, SocketAddr, String);

/// A line for each address of a UDP door.
fn udp_rows(door: Door, sockets: &[Vec<UdpSocket>], command: fn(SocketAddr) -> String) -> Result<Vec<Row>> {
    let row = |sockets: &Vec<UdpSocket>| {
        let address = sockets.first().context("a door has at least one socket")?.local_addr()?;
        Ok((door, address, command(reachable(address))))
    };
    sockets.iter().map(row).collect()
}

/// A line for each address of a TCP door.
fn tcp_rows(door: Door, listeners: &[TcpListener], command: fn(SocketAddr) -> String) -> Result<Vec<Row>> {
    let row = |listener: &TcpListener| {
        let address = listener.local_addr()?;
        Ok((door, address, command(reachable(address))))
    };
    listeners.iter().map(row).collect()
}

/// Prints the table of doors.
fn print_doors(rows: &[Row]) -> Result<()> {
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
    let level = match options.log_level {
        LogLevel::Off => LevelFilter::OFF,
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
    };
    let log = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(io::stderr)
        .with_ansi(colour::is_shown_on(&io::stderr()))
        // A log that cannot be written must not be a reason to end: the default complains, and so panics.
        .log_internal_errors(false)
        .with_target(false);
    match options.log_format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().flatten_event(true).init(),
    }
}
