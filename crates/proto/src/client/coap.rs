//! A client of the CoAP door.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::Write;
use core::hash::Hasher;
use core::net::SocketAddr;
use core::time::Duration;

use siphasher::sip::SipHasher24;

use crate::calculator::Reply;
use crate::coap::{Block, Code, Kind, Message, MessageError, Writer, option};
use crate::event::Event;
use crate::machine::{Endpoint, Input, Output};

/// The first wait for an acknowledgement is between this and half as much again: RFC 7252, section 4.8.
pub const ACK_TIMEOUT: Duration = Duration::from_secs(2);

/// How often a request is sent again, each time after twice the wait: RFC 7252, section 4.8.
pub const RETRANSMISSIONS_MAX: u32 = 4;

/// Bytes of the longest expression that is asked in a query, and of the longest segment of a path: RFC 7252, section 5.10.
pub const SEGMENT_BYTES_MAX: usize = 255;

/// How long a server that is busy is left alone if it does not say: RFC 7252, section 5.10.5.
const MAX_AGE_DEFAULT: u32 = 60;

/// How often a server may want an Echo before it is believed to want nothing else.
const ECHOES_MAX: u32 = 3;

/// What is asked, of whom, and for how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoapQuestion<'a> {
    /// The server's address.
    pub server: SocketAddr,
    /// Its name, if it has one, of at most [`SEGMENT_BYTES_MAX`] bytes.
    pub host: Option<&'a str>,
    /// The segments of the resource's path, each of at most [`SEGMENT_BYTES_MAX`] bytes.
    pub path: &'a [String],
    /// The expression.
    pub expression: &'a str,
    /// Whether the answer is wanted as a JSON object. A server that has none is asked again for text.
    pub json: bool,
    /// When the client gives up on a request if the standard's waits have not ended before: a request for a block counts
    /// as one.
    pub give_up_after: Duration,
    /// Bytes of the longest answer that is taken.
    pub answer_bytes_max: usize,
    /// What nobody else can know: tokens and waits are made of it.
    pub seed: u64,
}

/// Asks one expression over CoAP.
///
/// ```text
/// at most 255 bytes     CON GET path?expression                         → 2.05 answer
/// more                  CON FETCH path, the expression as payload       → 2.05 answer
/// more than 1024        the same in blocks, one after the other         → 2.31 … 2.05 answer
/// ```
/// A request is sent again until it is acknowledged, [`RETRANSMISSIONS_MAX`] times. Its response may come on the
/// acknowledgement or after it. A long answer is fetched block by block, and an Echo that the server wants is sent. A
/// server that is busy (5.03) or has been asked too much (4.29) is asked again after the Max-Age of its response, a second
/// at the least, if that is before the client gives up.
///
/// Events: one [`Event::Replied`], one [`Event::Unexpected`] if the server has rejected the request or its response makes no
/// sense, or one [`Event::GaveUp`].
///
/// On the wire, a confirmable message that is not the awaited response has a RST.
///
/// # Source
/// RFC 7252, sections 4 and 5 (5.9.3.4 for 5.03); RFC 7959; RFC 8516 (4.29); RFC 9175.
#[derive(Debug)]
pub struct CoapClient {
    server: SocketAddr,
    host: Option<String>,
    path: Vec<String>,
    question: Vec<u8>,
    json: bool,
    give_up_after: Duration,
    answer_bytes_max: usize,
    seed: u64,
    /// How many requests there were before this one.
    requests: u32,
    /// The block of the question that is sent, if it is sent in blocks.
    block1: Option<Block>,
    /// The block of the answer that is asked for, but for the first.
    block2: Option<Block>,
    etag: Option<Vec<u8>>,
    echo: Option<Vec<u8>>,
    echoes: u32,
    /// What there is of the answer.
    answer: Vec<u8>,
    /// The request under way.
    request: Vec<u8>,
    id: u16,
    token: [u8; 4],
    transmission: Transmission,
    /// An acknowledgement or a RST that was written last, and whether it is still to be sent.
    receipt: Vec<u8>,
    receipt_is_due: bool,
    now: Duration,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    New,
    Asking,
    /// The server is busy, and the request is due once more.
    Waiting,
    Answered,
    /// With what stands in `answer` in place of an answer.
    Refused,
    Unexpected,
    Done,
}

/// When a request is sent.
#[derive(Clone, Copy, Debug, Default)]
struct Transmission {
    next: Duration,
    wait: Duration,
    left: u32,
    give_up: Duration,
    is_acknowledged: bool,
}

impl CoapClient {
    /// A client for one question. Hand it a [`Input::Timeout`] to start.
    #[must_use]
    pub fn new(question: &CoapQuestion<'_>) -> Self {
        Self {
            server: question.server,
            host: question.host.map(str::to_string),
            path: question.path.to_vec(),
            question: question.expression.as_bytes().to_vec(),
            json: question.json,
            give_up_after: question.give_up_after,
            answer_bytes_max: question.answer_bytes_max,
            seed: question.seed,
            requests: 0,
            block1: (question.expression.len() > Block::FIRST.bytes()).then_some(Block::FIRST),
            block2: None,
            etag: None,
            echo: None,
            echoes: 0,
            answer: Vec::new(),
            request: Vec::new(),
            id: 0,
            token: [0; 4],
            transmission: Transmission::default(),
            receipt: Vec::new(),
            receipt_is_due: false,
            now: Duration::ZERO,
            state: State::New,
        }
    }

    /// Begins the next request.
    fn ask(&mut self) {
        let chance = self.chance();
        self.requests += 1;
        let [token @ .., id_high, id_low, fraction, _] = chance;
        self.token = token;
        // Message IDs are not used again soon: one question has few requests, and a port of its own.
        self.id = u16::from_be_bytes([id_high, id_low]);
        self.transmission = Transmission {
            next: self.now,
            wait: ACK_TIMEOUT + ACK_TIMEOUT * u32::from(fraction) / 510,
            left: RETRANSMISSIONS_MAX + 1,
            give_up: self.now.saturating_add(self.give_up_after),
            is_acknowledged: false,
        };
        self.state = State::Asking;
        self.write_request();
    }

    /// Sends the request under way once more, as another one. That gives it no more time.
    fn ask_again(&mut self) {
        let give_up = self.transmission.give_up;
        self.ask();
        self.transmission.give_up = give_up;
    }

    fn chance(&self) -> [u8; 8] {
        let mut hasher = SipHasher24::new_with_keys(self.seed, 0);
        hasher.write(&self.requests.to_be_bytes());
        hasher.finish().to_be_bytes()
    }

    fn write_request(&mut self) {
        let is_query = self.question.len() <= SEGMENT_BYTES_MAX;
        let code = if is_query { Code::GET } else { Code::FETCH };
        let mut writer = Writer::new(&mut self.request, Kind::Confirmable, code, self.id, &self.token);
        if let Some(host) = &self.host {
            writer.option(option::URI_HOST, host.as_bytes());
        }
        for segment in &self.path {
            writer.option(option::URI_PATH, segment.as_bytes());
        }
        if !is_query {
            writer.uint(option::CONTENT_FORMAT, option::TEXT.into());
        } else if !self.question.is_empty() {
            writer.option(option::URI_QUERY, &self.question);
        }
        if self.json {
            writer.uint(option::ACCEPT, option::JSON.into());
        }
        if let Some(block) = self.block2 {
            writer.uint(option::BLOCK2, block.encode());
        }
        // Where the question was sent in blocks, its rest is not repeated: the server has it.
        let piece = match self.block1 {
            _ if is_query => None,
            None => Some((self.question.as_slice(), false)),
            Some(_) if self.block2.is_some() => None,
            Some(block) => block.slice(&self.question),
        };
        if let (Some(mut block), Some((_, more)), None) = (self.block1, piece, self.block2) {
            block.more = more;
            writer.uint(option::BLOCK1, block.encode());
            if block.offset() == 0 {
                writer.uint(option::SIZE1, u32::try_from(self.question.len()).unwrap_or(u32::MAX));
            }
        }
        if let Some(echo) = &self.echo {
            writer.option(option::ECHO, echo);
        }
        writer.payload(piece.map_or(&[], |(piece, _)| piece));
    }

    fn take_datagram(&mut self, datagram: &[u8]) {
        let message = match Message::decode(datagram) {
            Ok(message) => message,
            Err(MessageError::Malformed { kind: Kind::Confirmable, id, .. }) => {
                return self.acknowledge(Kind::Reset, id);
            }
            Err(_) => return,
        };
        let is_ours = self.state == State::Asking && message.id == self.id;
        let is_response =
            self.state == State::Asking && message.code.is_response() && message.token == self.token;
        match message.kind {
            Kind::Reset if is_ours => self.state = State::Unexpected,
            Kind::Acknowledgement if is_ours && message.code == Code::EMPTY => {
                self.transmission.is_acknowledged = true;
            }
            Kind::Acknowledgement if !is_ours => {}
            Kind::Confirmable if is_response => {
                self.acknowledge(Kind::Acknowledgement, message.id);
                self.take_response(&message);
            }
            Kind::Confirmable => self.acknowledge(Kind::Reset, message.id),
            Kind::Acknowledgement | Kind::NonConfirmable if is_response => self.take_response(&message),
            _ => {}
        }
    }

    fn acknowledge(&mut self, kind: Kind, id: u16) {
        Writer::new(&mut self.receipt, kind, Code::EMPTY, id, &[]).payload(&[]);
        self.receipt_is_due = true;
    }

    fn take_response(&mut self, message: &Message<'_>) {
        let block = |number| message.uint(number).and_then(Block::decode);
        match message.code {
            Code::CONTINUE => self.take_continue(block(option::BLOCK1)),
            Code::UNAUTHORIZED if self.echoes < ECHOES_MAX => match message.values(option::ECHO).next() {
                Some(echo) => {
                    self.echoes += 1;
                    self.echo = Some(echo.to_vec());
                    self.ask();
                }
                None => self.take_refusal(message),
            },
            Code::REQUEST_ENTITY_TOO_LARGE => match (self.block1, block(option::BLOCK1)) {
                // The server wants smaller blocks, or blocks at all.
                (Some(ours), Some(theirs)) if theirs.bytes() < ours.bytes() => self.ask_anew(theirs),
                (None, Some(theirs)) if theirs.bytes() < self.question.len() => self.ask_anew(theirs),
                _ => self.take_refusal(message),
            },
            // Accept is an option that a server may not even understand.
            Code::NOT_ACCEPTABLE | Code::BAD_OPTION if self.json => {
                self.json = false;
                self.block1 = self.block1.and_then(|block| block.at(0));
                self.ask();
            }
            Code::SERVICE_UNAVAILABLE | Code::TOO_MANY_REQUESTS => self.take_busy(message),
            code if code.is_success() => self.take_answer(message, block(option::BLOCK2)),
            _ => self.take_refusal(message),
        }
    }

    /// Leaves the server alone for as long as it wants; if that is too long, takes its response for the answer.
    fn take_busy(&mut self, message: &Message<'_>) {
        let wait = message.uint(option::MAX_AGE).unwrap_or(MAX_AGE_DEFAULT).max(1);
        let next = self.now.saturating_add(Duration::from_secs(wait.into()));
        if next >= self.transmission.give_up {
            return self.take_refusal(message);
        }
        self.transmission.next = next;
        self.state = State::Waiting;
    }

    /// Sends the question again from its beginning, in blocks of this size.
    fn ask_anew(&mut self, size: Block) {
        self.block1 = size.at(0);
        self.ask();
    }

    /// Goes on with the next block of the question, in the size that the server wants.
    fn take_continue(&mut self, theirs: Option<Block>) {
        let next = self.block1.and_then(|ours| {
            let theirs = theirs.filter(|theirs| theirs.bytes() < ours.bytes()).unwrap_or(ours);
            theirs.at(ours.offset() + ours.bytes())
        });
        match next.filter(|next| next.offset() < self.question.len()) {
            Some(next) => {
                self.block1 = Some(next);
                self.ask();
            }
            None => self.state = State::Unexpected,
        }
    }

    fn take_answer(&mut self, message: &Message<'_>, block: Option<Block>) {
        let etag = message.values(option::ETAG).next();
        let (offset, more) = block.map_or((0, false), |block| (block.offset(), block.more));
        let fits = offset == self.answer.len()
            && (self.block2.is_none() || self.etag.as_deref() == etag)
            && (!more || block.is_some_and(|block| block.bytes() == message.payload.len()))
            && message.payload.len() <= self.answer_bytes_max.saturating_sub(offset);
        if !fits {
            self.state = State::Unexpected;
            return;
        }
        self.answer.extend_from_slice(message.payload);
        if !more {
            self.state = State::Answered;
            return;
        }
        self.etag = etag.map(<[u8]>::to_vec);
        match block.and_then(|block| block.at(self.answer.len())) {
            Some(mut next) => {
                next.more = false;
                self.block2 = Some(next);
                self.ask();
            }
            None => self.state = State::Unexpected,
        }
    }

    /// Takes an error: the diagnostic payload where the expression is to blame, and otherwise what the code says.
    fn take_refusal(&mut self, message: &Message<'_>) {
        let text = core::str::from_utf8(message.payload).unwrap_or_default();
        let text = if text.contains(char::is_control) { "" } else { text };
        let mut refusal = String::new();
        if message.code != Code::BAD_REQUEST || text.is_empty() {
            let colon = if text.is_empty() { "" } else { ": " };
            // A string takes everything.
            let _ = write!(refusal, "the server answers {}{colon}", message.code);
        }
        refusal.push_str(text);
        self.answer = refusal.into_bytes();
        self.state = State::Refused;
    }

    /// The event that ends the question.
    fn result(&self, state: State) -> Event<'_> {
        match state {
            State::Answered => Reply::decode(&self.answer).map_or(Event::Unexpected, Event::Replied),
            State::Refused => {
                Event::Replied(Reply::Refused(core::str::from_utf8(&self.answer).unwrap_or_default()))
            }
            State::Unexpected => Event::Unexpected,
            State::New | State::Asking | State::Waiting | State::Done => Event::GaveUp,
        }
    }
}

impl Endpoint for CoapClient {
    fn handle(&mut self, now: Duration, input: Input<'_>) {
        self.now = now;
        self.receipt_is_due = false;
        if self.state == State::New {
            self.ask();
        }
        if let Input::Datagram { peer, payload } = input
            && peer == self.server
        {
            self.take_datagram(payload);
        }
    }

    fn poll(&mut self) -> Output<'_> {
        let peer = self.server;
        if core::mem::take(&mut self.receipt_is_due) {
            return Output::Transmit { peer, payload: &self.receipt };
        }
        let state = self.state;
        match state {
            State::New | State::Done => return Output::Wait(None),
            State::Answered | State::Refused | State::Unexpected => {
                self.state = State::Done;
                return Output::Event { peer, event: self.result(state) };
            }
            State::Waiting if self.now < self.transmission.next => {
                return Output::Wait(Some(self.transmission.next));
            }
            State::Waiting => self.ask_again(),
            State::Asking => {}
        }
        let transmission = &mut self.transmission;
        let is_due = !transmission.is_acknowledged && self.now >= transmission.next;
        if self.now >= transmission.give_up || (is_due && transmission.left == 0) {
            self.state = State::Done;
            return Output::Event { peer, event: Event::GaveUp };
        }
        if is_due {
            transmission.left -= 1;
            transmission.next = self.now.saturating_add(transmission.wait);
            transmission.wait = transmission.wait.saturating_mul(2);
            return Output::Transmit { peer, payload: &self.request };
        }
        let next = if transmission.is_acknowledged { Duration::MAX } else { transmission.next };
        Output::Wait(Some(next.min(transmission.give_up)))
    }
}
