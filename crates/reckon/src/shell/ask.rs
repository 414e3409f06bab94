//! The shells of the clients: blocking sockets around one machine at a time.

use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpStream, UdpSocket};
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use reckon_proto::calculator::Reply;
use reckon_proto::client::{
    ClassicClient, ClassicDocumentClient, CoapClient, CoapQuestion, LineClient, Patience, ScanClient,
    TextClient,
};
use reckon_proto::document::{Counted, GREETING, Opening};
use reckon_proto::{Connection, Endpoint, Event, Input, Output, StreamInput, StreamOutput, Unscanned};
use reckon_stats::DISTINCT_WORDS_MAX;

use super::clock::Clock;
use super::coap_uri::CoapUri;
use super::random;

pub mod ipkcp;

/// Bytes of the longest datagram and of one read.
const BUFFER_BYTES: usize = 64 << 10;

/// Bytes of a question that is not even tried in a datagram: no UDP datagram over IPv4 has more.
const DATAGRAM_BYTES_MAX: usize = 65_507;

/// Bytes of the longest reply that a calculator on TCP or CoAP is believed.
const LINE_BYTES_MAX: usize = 64 << 20;

/// How long a classic number must stand alone to be complete: well below the pause of every classic server.
const CLASSIC_QUIET: Duration = Duration::from_millis(100);

/// How long a classic question waits on its first port; each further one waits twice as long.
const CLASSIC_WAIT: Duration = Duration::from_secs(1);

/// A server's reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The answer.
    Value(String),
    /// The answer as a JSON object, from a server that was asked for it.
    Object(String),
    /// Why there is none.
    Refused(String),
}

/// Nobody listens at the address; another one of the same server may do.
#[derive(Debug)]
struct Refused(SocketAddr, &'static str);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(server, protocol) = self;
        write!(
            f,
            "nobody listens at {server} ({protocol}); is the address right, and does `reckon serve` run there?"
        )
    }
}

impl std::error::Error for Refused {}

/// Tries the addresses of a server in order, going on to the next where nobody listens.
fn at_any<T>(servers: &[SocketAddr], mut ask: impl FnMut(SocketAddr) -> Result<T>) -> Result<T> {
    let mut last = None;
    for &server in servers {
        match ask(server) {
            Err(error) if error.is::<Refused>() => last = Some(error),
            result => return result,
        }
    }
    Err(last.unwrap_or_else(|| anyhow!("the server has no address")))
}

/// One who asks a server one question after another.
pub trait Ask {
    /// Asks one.
    ///
    /// # Errors
    /// Nobody listens there, nobody answers in time, or the network fails.
    fn ask(&mut self, question: &str) -> Result<Answer>;
}

/// Asks expressions of a server.
#[derive(Debug)]
pub struct Asker {
    servers: Vec<SocketAddr>,
    give_up_after: Duration,
    clock: Clock,
    tcp: bool,
    /// The resource to ask, if this is about CoAP, and whether for JSON.
    coap: Option<(CoapUri, bool)>,
    /// The connection to ask on, if there is one that has answered all its questions.
    line: Option<(TcpStream, LineClient)>,
}

impl Asker {
    /// Asks over UDP, and over TCP what is too long for a datagram.
    #[must_use]
    pub fn udp(servers: Vec<SocketAddr>, give_up_after: Duration) -> Self {
        Self { servers, give_up_after, clock: Clock::start(), tcp: false, coap: None, line: None }
    }

    /// Asks over one TCP connection, or over a new one after a failure.
    #[must_use]
    pub fn tcp(servers: Vec<SocketAddr>, give_up_after: Duration) -> Self {
        Self { tcp: true, ..Self::udp(servers, give_up_after) }
    }

    /// Asks a resource over CoAP, for JSON objects or for text. A server that has no JSON is asked for text as well.
    #[must_use]
    pub fn coap(servers: Vec<SocketAddr>, uri: CoapUri, json: bool, give_up_after: Duration) -> Self {
        Self { coap: Some((uri, json)), ..Self::udp(servers, give_up_after) }
    }

    fn ask_tcp(&mut self, question: &str) -> Result<Answer> {
        let (mut stream, mut client) =
            open_line(&mut self.line, &self.servers, self.give_up_after, LineClient::new)?;
        client.ask(self.clock.now(), question);
        let answer = answer_on(&mut client, &mut stream, &self.clock, self.give_up_after)?;
        // Only now: on a connection that has failed, a late answer could be taken for that of the next question.
        self.line = Some((stream, client));
        Ok(answer)
    }

    fn ask_coap(&self, uri: &CoapUri, json: bool, expression: &str) -> Result<Answer> {
        let give_up_after = self.give_up_after;
        let (server, reply) = at_any(&self.servers, |server| {
            let question = CoapQuestion {
                server,
                host: uri.host.as_deref(),
                path: &uri.path,
                expression,
                json,
                give_up_after,
                answer_bytes_max: LINE_BYTES_MAX,
                seed: random::seed(),
            };
            Ok((server, drive_endpoint(&mut CoapClient::new(&question), server)?))
        })?;
        match reply {
            UdpReply::Is(Answer::Value(text)) if json && is_object(&text) => Ok(Answer::Object(text)),
            UdpReply::Is(answer) => Ok(answer),
            UdpReply::GaveUp => Err(no_answer(server, give_up_after)),
            UdpReply::AskTcp(_) | UdpReply::Unexpected => {
                bail!("{server} rejects the question, or answers what makes no sense")
            }
        }
    }

    fn ask_udp(&self, question: &str) -> Result<Answer> {
        let patience = Patience { give_up_after: self.give_up_after, ..Patience::DEFAULT };
        let (server, reply) = at_any(&self.servers, |server| {
            let reply = drive_endpoint(&mut TextClient::new(server, question, patience), server)?;
            Ok((server, reply))
        })?;
        match reply {
            UdpReply::Is(answer) => Ok(answer),
            UdpReply::AskTcp(port) => {
                Self::tcp(vec![SocketAddr::new(server.ip(), port)], self.give_up_after).ask(question)
            }
            UdpReply::GaveUp | UdpReply::Unexpected => Err(no_answer(server, self.give_up_after)),
        }
    }
}

impl Ask for Asker {
    fn ask(&mut self, question: &str) -> Result<Answer> {
        if let Some((uri, json)) = &self.coap {
            return self.ask_coap(uri, *json, question);
        }
        // No datagram is as long as that; the TCP door usually has the same port.
        if self.tcp || question.len() > DATAGRAM_BYTES_MAX {
            self.ask_tcp(question)
        } else {
            self.ask_udp(question)
        }
    }
}

/// Asks one classic question in three datagrams, anew from another port as long as nobody answers.
///
/// # Errors
/// Nobody listens there, nobody answers in time, or the network fails.
pub fn ask_classic(servers: &[SocketAddr], parts: [&str; 3], give_up_after: Duration) -> Result<Answer> {
    at_any(servers, |server| {
        let clock = Clock::start();
        let mut wait = CLASSIC_WAIT;
        loop {
            let left = give_up_after.saturating_sub(clock.now());
            if left.is_zero() {
                return Err(no_answer(server, give_up_after));
            }
            match drive_endpoint(&mut ClassicClient::new(server, parts, wait.min(left)), server)? {
                UdpReply::Is(answer) => return Ok(answer),
                UdpReply::AskTcp(_) => bail!("{server} has an answer that is too long for a datagram"),
                UdpReply::GaveUp | UdpReply::Unexpected => wait *= 2,
            }
        }
    })
}

fn no_answer(server: SocketAddr, waited: Duration) -> anyhow::Error {
    anyhow!("no answer from {server} within {waited:?}; is the address right, or something in the way?")
}

/// Whether this is a JSON object, which the answer to an expression never is.
fn is_object(text: &str) -> bool {
    serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text).is_ok()
}

/// How a client on UDP ended.
enum UdpReply {
    Is(Answer),
    AskTcp(u16),
    GaveUp,
    /// The server has rejected the question, or its answer makes no sense.
    Unexpected,
}

/// Runs a client on a socket of its own, which is to say from a port that no other question has used.
fn drive_endpoint(client: &mut impl Endpoint, server: SocketAddr) -> Result<UdpReply> {
    let local = match server {
        SocketAddr::V4(_) => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        SocketAddr::V6(_) => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
    };
    let socket = UdpSocket::bind((local, 0)).context("cannot open a UDP socket")?;
    // A connected socket hears of it when nobody listens there.
    socket.connect(server).with_context(|| format!("cannot reach {server}"))?;
    let clock = Clock::start();
    let mut buffer = vec![0; BUFFER_BYTES];
    client.handle(clock.now(), Input::Timeout);
    loop {
        let deadline = match client.poll() {
            Output::Transmit { payload, .. } => {
                socket.send(payload).map_err(|error| explain(server, "UDP", error))?;
                continue;
            }
            Output::Event { event: Event::Replied(reply), .. } => {
                return Ok(match reply {
                    Reply::Answer(answer) => UdpReply::Is(Answer::Value(answer.to_string())),
                    Reply::Refused(message) => UdpReply::Is(Answer::Refused(message.to_string())),
                    Reply::AskTcp { port } => UdpReply::AskTcp(port),
                });
            }
            Output::Event { event: Event::Unexpected, .. } => return Ok(UdpReply::Unexpected),
            Output::Event { .. } | Output::Wait(None) => return Ok(UdpReply::GaveUp),
            Output::Wait(Some(deadline)) => deadline,
        };
        socket.set_read_timeout(Some(time_left(deadline, &clock)))?;
        match socket.recv(&mut buffer) {
            Ok(length) => {
                client.handle(clock.now(), Input::Datagram { peer: server, payload: &buffer[..length] })
            }
            Err(error) if is_timeout(&error) => client.handle(clock.now(), Input::Timeout),
            Err(error) => return Err(explain(server, "UDP", error)),
        }
    }
}

/// A wait that the system takes: it refuses a wait of zero.
fn time_left(deadline: Duration, clock: &Clock) -> Duration {
    deadline.saturating_sub(clock.now()).max(Duration::from_millis(1))
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted)
}

fn explain(server: SocketAddr, protocol: &'static str, error: io::Error) -> anyhow::Error {
    if error.kind() == io::ErrorKind::ConnectionRefused {
        return Refused(server, protocol).into();
    }
    anyhow!(error).context(format!("cannot talk to {server} ({protocol})"))
}

/// Opens a connection on which a question leaves at once.
fn connect(servers: &[SocketAddr], wait: Duration) -> Result<TcpStream> {
    let wait = wait.max(Duration::from_millis(1));
    let stream = at_any(servers, |server| {
        TcpStream::connect_timeout(&server, wait).map_err(|error| explain(server, "TCP", error))
    })?;
    stream.set_nodelay(true)?;
    stream.set_write_timeout(Some(wait))?;
    Ok(stream)
}

/// Takes up the connection on which the last question was answered, if there is one that is still silent; otherwise opens
/// one, with a client that `new_client` makes for this wait and this length of a line.
fn open_line<C>(
    kept: &mut Option<(TcpStream, C)>,
    servers: &[SocketAddr],
    wait: Duration,
    new_client: fn(Duration, usize) -> C,
) -> Result<(TcpStream, C)> {
    match kept.take().filter(|(stream, _)| is_silent(stream)) {
        Some(line) => Ok(line),
        None => Ok((connect(servers, wait)?, new_client(wait, LINE_BYTES_MAX))),
    }
}

/// Waits for the answer to the question that a client has just been given.
fn answer_on(
    client: &mut impl Connection,
    stream: &mut TcpStream,
    clock: &Clock,
    give_up_after: Duration,
) -> Result<Answer> {
    drive_connection(client, stream, clock, |event| match event {
        Event::Replied(Reply::Answer(answer)) => Some(Ok(Answer::Value(answer.to_string()))),
        Event::Replied(Reply::Refused(message)) => Some(Ok(Answer::Refused(message.to_string()))),
        Event::GaveUp => Some(Err(anyhow!("no answer within {give_up_after:?}"))),
        _ => Some(Err(anyhow!("the server closed the connection, or speaks another protocol"))),
    })?
}

/// Runs a client on a connection until an event has a result.
fn drive_connection<T>(
    client: &mut impl Connection,
    stream: &mut TcpStream,
    clock: &Clock,
    mut result: impl FnMut(Event<'_>) -> Option<T>,
) -> Result<T> {
    let mut buffer = vec![0; BUFFER_BYTES];
    loop {
        let deadline = match client.poll() {
            StreamOutput::Write(bytes) => {
                stream.write_all(bytes).context("the server does not take the question")?;
                continue;
            }
            StreamOutput::Event(event) => match result(event) {
                Some(result) => return Ok(result),
                None => continue,
            },
            StreamOutput::Close => bail!("the server closed the connection"),
            StreamOutput::Wait(deadline) => deadline,
        };
        stream.set_read_timeout(deadline.map(|deadline| time_left(deadline, clock)))?;
        match stream.read(&mut buffer) {
            Ok(0) => client.handle(clock.now(), StreamInput::Eof),
            Ok(length) => client.handle(clock.now(), StreamInput::Bytes(&buffer[..length])),
            Err(error) if is_timeout(&error) => client.handle(clock.now(), StreamInput::Timeout),
            // What the server has said before may well be the reason.
            Err(error) if is_broken(&error) => client.handle(clock.now(), StreamInput::Eof),
            Err(error) => return Err(error).context("the connection broke"),
        }
    }
}

/// Whether a connection is open and the server has said nothing on it, such as a farewell, since its last answer.
fn is_silent(stream: &TcpStream) -> bool {
    let silent = |stream: &TcpStream| -> io::Result<bool> {
        stream.set_nonblocking(true)?;
        let peeked = stream.peek(&mut [0]);
        stream.set_nonblocking(false)?;
        Ok(peeked.is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock))
    };
    silent(stream).unwrap_or(false)
}

/// Whether the other side has ended the connection for good.
fn is_broken(error: &io::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, NotConnected};
    matches!(error.kind(), BrokenPipe | ConnectionAborted | ConnectionReset | NotConnected)
}

/// Where a document goes: a reader of it hands over its pieces, and they are sent; then the client that this is for has
/// an answer.
#[derive(Debug)]
pub struct Upload<C> {
    client: C,
    stream: TcpStream,
    clock: Clock,
    wait: Duration,
    bytes: u64,
}

/// What is said when the numbers of a server are not those of one document.
const NOT_ONE_DOCUMENT: &str = "the server did not count the input as one document: it speaks another protocol, or took \
                                a pause in the input for the end of the document";

/// What is said of a server that answers something else to a client that asks for a scan.
const NO_SCANS: &str = "the server has answered, but does not know how to hand over all that it counts: it is of another \
                        version or another kind; --classic asks it for the two numbers that any such server has";

impl<C> Upload<C> {
    fn new(servers: &[SocketAddr], wait: Duration, client: C) -> Result<Self> {
        let stream = connect(servers, wait)?;
        stream.set_write_timeout(Some(wait))?;
        Ok(Self { client, stream, clock: Clock::start(), wait, bytes: 0 })
    }

    /// Sends a piece.
    ///
    /// # Errors
    /// The server does not take it; the message is the server's, if it has said why.
    pub fn send(&mut self, piece: &[u8]) -> Result<()> {
        self.bytes += piece.len() as u64;
        self.stream.write_all(piece).map_err(|error| self.failure(error))
    }

    /// Why the server does not take what is sent.
    fn failure(&mut self, error: io::Error) -> anyhow::Error {
        match self.refusal() {
            Some(message) => anyhow!("the server refuses: {message}"),
            None if is_timeout(&error) => {
                anyhow!("the server has not taken any of the document for {:?}", self.wait)
            }
            None => anyhow!(error).context("the server does not take the document"),
        }
    }

    /// What the server has already said, if it is an error line.
    fn refusal(&mut self) -> Option<String> {
        self.stream.set_nonblocking(true).ok()?;
        let mut heard = vec![0; BUFFER_BYTES];
        let length = self.stream.read(&mut heard).ok()?;
        let heard = heard.get(..length)?;
        let text = heard.strip_prefix(GREETING.as_bytes()).unwrap_or(heard).trim_ascii_end();
        match Reply::decode(text) {
            Some(Reply::Refused(message)) => Some(message.to_string()),
            _ => None,
        }
    }
}

impl Upload<ScanClient> {
    /// Connects to a document server, and asks it for what the opening says.
    ///
    /// # Errors
    /// Nobody listens there, or the network fails.
    pub fn scan(servers: &[SocketAddr], wait: Duration, opening: Opening) -> Result<Self> {
        let mut upload = Self::new(servers, wait, ScanClient::new(wait, opening, random::seed()))?;
        upload.client.handle(upload.clock.now(), StreamInput::Opened);
        while let StreamOutput::Write(opening) = upload.client.poll() {
            if let Err(error) = upload.stream.write_all(opening) {
                return Err(upload.failure(error));
            }
        }
        Ok(upload)
    }

    /// Ends the document by closing our side and waits for what the server counted. Of plain text in UTF-8 that must be
    /// every byte, of other documents it is what is read.
    ///
    /// # Errors
    /// There is nothing, not in time, or not of what was sent.
    pub fn finish(mut self, is_plain: bool) -> Result<Vec<Counted>> {
        match self.stream.shutdown(Shutdown::Write) {
            Err(error) if !is_broken(&error) => return Err(error).context("cannot end the document"),
            // If the server is gone already, what it has said tells why.
            _ => {}
        }
        self.client.sent(self.clock.now());
        let mut documents = drive_connection(&mut self.client, &mut self.stream, &self.clock, |event| {
            Some(match event {
                Event::Documents(documents) => Ok(documents.to_vec()),
                Event::Replied(Reply::Refused(message)) => Err(anyhow!("the server refuses: {message}")),
                Event::GaveUp => Err(anyhow!("the server has not answered within {:?}", self.wait)),
                Event::Unscanned(Unscanned::Closed) => {
                    Err(anyhow!("the server closed the connection before it answered"))
                }
                Event::Unscanned(Unscanned::Long) => Err(anyhow!("the server's answer is too long")),
                Event::Unscanned(Unscanned::Wrong(error)) => {
                    Err(anyhow!("the server's answer cannot be read: {error}"))
                }
                _ => Err(anyhow!(NO_SCANS)),
            })
        })??;
        for scan in documents.iter_mut().filter_map(|document| document.scan.as_mut()) {
            if is_plain && scan.stats.bytes != self.bytes {
                bail!(
                    "the server has counted {} bytes of the {} that were sent",
                    scan.stats.bytes,
                    self.bytes
                );
            }
            // Totals are made here, where there is room for more words than a server has for one document.
            scan.stats.vocabulary.raise_words_max(DISTINCT_WORDS_MAX);
        }
        Ok(documents)
    }
}

impl Upload<ClassicDocumentClient> {
    /// Connects to a document server for the classic dialogue.
    ///
    /// # Errors
    /// Nobody listens there, or the network fails.
    pub fn classic(servers: &[SocketAddr], wait: Duration) -> Result<Self> {
        Self::new(servers, wait, ClassicDocumentClient::new(wait, CLASSIC_QUIET))
    }

    /// Waits for the two classic numbers, characters and words, with our side open.
    ///
    /// # Errors
    /// There are none, not in time, or not of what was sent; or nothing was sent, to which this dialogue has no answer.
    pub fn finish(mut self) -> Result<(u64, u64)> {
        if self.bytes == 0 {
            bail!("the classic dialogue has no answer to an empty document");
        }
        self.client.handle(self.clock.now(), StreamInput::Opened);
        let (characters, words) =
            drive_connection(&mut self.client, &mut self.stream, &self.clock, |event| {
                Some(match event {
                    Event::Counted { characters, words } => match (characters.parse(), words.parse()) {
                        (Ok(characters), Ok(words)) => Ok((characters, words)),
                        _ => Err(anyhow!(NOT_ONE_DOCUMENT)),
                    },
                    Event::GaveUp => Err(anyhow!("the server has not answered within {:?}", self.wait)),
                    _ => Err(anyhow!("the server closed the connection, or speaks another protocol")),
                })
            })??;
        if characters != self.bytes {
            bail!(NOT_ONE_DOCUMENT);
        }
        Ok((characters, words))
    }
}
