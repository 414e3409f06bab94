//! The CoAP door.

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::hash::Hasher;
use core::net::{IpAddr, Ipv4Addr, SocketAddr};
use core::time::Duration;

use reckon_calc::Calculator;
use siphasher::sip::SipHasher24;

use super::block::Block;
use super::echo::Echo;
use super::json::write_answer;
use super::links::write_links;
use super::message::{Code, Kind, Message, MessageError};
use super::option;
use super::refusal::Refusal;
use super::request::{self, Resource};
use super::response::{MAX_AGE, Response};
use super::upload::Upload;
use crate::calculator::write;
use crate::event::{DropReason, Event};
use crate::guard::Guard;
use crate::limits::Limits;
use crate::machine::{Endpoint, Input, Output};
use crate::peers::PeerTable;

/// Serves the calculator over CoAP on one UDP socket.
///
/// ```text
/// CON GET /calc?2+3                         → ACK 2.05 "5"      also NON, to which the response is NON
/// CON FETCH /calc "1/3 + 1/6"               → ACK 2.05 "0.5"    the expression is the payload; POST has 2.04
/// CON GET /calc?1/0                         → ACK 4.00 "division by zero at column 2"
/// CON GET /.well-known/core                 → ACK 2.05 </calc>;rt="calculator";…
/// CON, empty                                → RST               which is CoAP's ping
/// ```
///
/// `/calc` answers as text (Content-Format 0) or, for `Accept: 50`, as the JSON object of `reckon calc --json`. An answer
/// has an entity tag and may be kept for a year; a request with its tag has 2.03. Answers of more than 1024 bytes, or
/// than the client asks for, come in blocks, for each of which the answer is computed anew, so that nothing need be
/// remembered. Expressions come in blocks as well.
///
/// # Errors on the wire
/// A refusal is a response with a diagnostic payload for people. 4.00: no answer, or a wrong block; 4.01: see below; 4.02:
/// a critical option that is not understood; 4.04, 4.05, 4.06, 4.15: no such path, method, format of the response or of
/// the request; 4.08: blocks that do not follow one another; 4.13: an expression that is too long; 5.05: this is no proxy.
/// A confirmable message that is malformed has a RST. Silence meets all other malformed messages, non-confirmable
/// requests with a critical option that is not understood, and whatever is no request: ACK, RST, and every response. (The
/// standard would have a confirmable response be met with a RST; silence can never go on for ever.)
///
/// # Amplification
/// To a peer that is not on this machine a longer answer than [`Limits::unverified_bytes_max`] bytes, or
/// [`Limits::unverified_ratio_max`] times the request, is 4.01 with the option Echo; the request is repeated with that
/// option, which shows that the peer receives what is sent to it.
///
/// # State
/// A request that arrives again is answered again, for answers depend on nothing. All that is remembered of a peer is
/// the body of a request that comes, or whose response goes, in blocks: at most
/// [`input_bytes_max`](reckon_calc::Limits::input_bytes_max) bytes for [`Limits::coap_upload_lifetime`], for at most
/// [`Limits::coap_uploads_max`] peers.
///
/// # Source
/// RFC 7252; RFC 7959 for blocks, RFC 8132 for FETCH, RFC 9175 for Echo and Request-Tag, RFC 6690 for the links, RFC
/// 7967 for No-Response.
#[derive(Debug)]
pub struct CoapEndpoint {
    limits: Limits,
    guard: Guard,
    echo: Echo,
    calculator: Calculator,
    uploads: PeerTable<Upload>,
    now: Duration,
    /// The peer of the datagram that was handed in last.
    peer: SocketAddr,
    /// The Message ID of our next non-confirmable message.
    next_id: u16,
    /// The expression of the last request.
    expression: Vec<u8>,
    /// The representation of which the last response has a piece, or its diagnostic payload.
    body: Vec<u8>,
    /// The last datagram to be sent.
    reply: Vec<u8>,
    pending: VecDeque<Pending>,
}

/// What is still to be said by `poll`, about the last datagram.
#[derive(Clone, Copy, Debug)]
enum Pending {
    Transmit,
    Answered,
    /// An Echo is wanted before the answer.
    Postponed,
    /// With what `body` holds.
    Refused,
    Dropped(DropReason),
    Evicted(SocketAddr),
}

/// The format and the name of what `/calc` can answer in.
const ANSWER_FORMATS: ([u16; 2], &str) = ([option::TEXT, option::JSON], "0 (text) and 50 (JSON)");

impl CoapEndpoint {
    /// An endpoint that recognises its Echo values by `key`, which nobody else may know. All endpoints that share a
    /// port share it.
    #[must_use]
    pub fn new(limits: Limits, key: [u8; 16]) -> Self {
        Self {
            limits,
            // A peer may well send from the port of CoAP: an endpoint is client and server at once. What keeps two
            // servers from talking for ever is that no response is ever answered.
            guard: Guard::new(&limits, 0),
            echo: Echo::new(key, limits.coap_echo_lifetime),
            calculator: Calculator::new(limits.expression),
            uploads: PeerTable::new(limits.coap_uploads_max, limits.coap_upload_lifetime),
            now: Duration::ZERO,
            peer: SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0),
            next_id: 0,
            expression: Vec::new(),
            body: Vec::new(),
            reply: Vec::new(),
            pending: VecDeque::new(),
        }
    }

    fn take_datagram(&mut self, datagram: &[u8]) {
        if !self.guard.is_honest(self.peer) {
            return self.pending.push_back(Pending::Dropped(DropReason::Source));
        }
        let message = match Message::decode(datagram) {
            Ok(message) => message,
            Err(MessageError::Malformed { kind: Kind::Confirmable, id, reason }) => {
                self.body.clear();
                write(&mut self.body, reason);
                Response::write_empty(&mut self.reply, Kind::Reset, id);
                return self.pending.extend([Pending::Transmit, Pending::Refused]);
            }
            Err(_) => return self.pending.push_back(Pending::Dropped(DropReason::Malformed)),
        };
        match message.kind {
            Kind::Acknowledgement | Kind::Reset => {
                self.pending.push_back(Pending::Dropped(DropReason::Answer));
            }
            _ if message.code.is_response() => self.pending.push_back(Pending::Dropped(DropReason::Answer)),
            Kind::Confirmable if message.code == Code::EMPTY => {
                Response::write_empty(&mut self.reply, Kind::Reset, message.id);
                self.pending.extend([Pending::Transmit, Pending::Answered]);
            }
            _ if message.code == Code::EMPTY => {
                self.pending.push_back(Pending::Dropped(DropReason::Malformed));
            }
            _ => self.take_request(&message, datagram.len()),
        }
    }

    fn take_request(&mut self, message: &Message<'_>, question_bytes: usize) {
        let is_too_long = question_bytes > self.limits.datagram_bytes_max;
        let mut response = match self.serve(message, is_too_long) {
            Ok(response) => response,
            // Source: RFC 7252, section 5.4.1.
            Err(Refusal::Option(_)) if message.kind == Kind::NonConfirmable => {
                return self.pending.push_back(Pending::Dropped(DropReason::Malformed));
            }
            Err(refusal) => self.refuse(&refusal),
        };
        if message.code != Code::GET {
            let block = request::block(message, option::BLOCK1).ok().flatten();
            response.block1 = block.or(response.block1);
        }
        if request::wants_no(message, response.code) {
            return self.transmit_nothing(message, response.code);
        }
        self.write(message, &response);
        let is_verified =
            message.values(option::ECHO).any(|value| self.echo.is_right(self.now, self.peer, value));
        let bytes_max = match is_verified {
            true => self.limits.answer_bytes_max,
            false => self.guard.answer_bytes_max(self.peer, question_bytes),
        };
        if self.reply.len() > bytes_max {
            self.body.clear();
            write(&mut self.body, "a long answer: ask again with this Echo, or in blocks of 16 to 64 bytes");
            let response = Response {
                echo: Some(self.echo.value(self.now, self.peer)),
                ..Response::new(Code::UNAUTHORIZED, 0..self.body.len())
            };
            self.write(message, &response);
            if self.reply.len() > bytes_max {
                // The limits leave no room for it.
                return self.pending.push_back(Pending::Dropped(DropReason::Unverified));
            }
            return self.pending.extend([Pending::Transmit, Pending::Postponed]);
        }
        let event = if response.code.is_success() { Pending::Answered } else { Pending::Refused };
        self.pending.extend([Pending::Transmit, event]);
    }

    /// Writes the response into `reply`: on the acknowledgement of a confirmable request, and otherwise alone.
    fn write(&mut self, request: &Message<'_>, response: &Response) {
        let (kind, id) = match request.kind {
            Kind::Confirmable => (Kind::Acknowledgement, request.id),
            _ => {
                self.next_id = self.next_id.wrapping_add(1);
                (Kind::NonConfirmable, self.next_id)
            }
        };
        response.write(&mut self.reply, kind, id, request.token, &self.body);
    }

    /// Acknowledges a request whose response is unwanted, if it is to be acknowledged.
    ///
    /// Source: RFC 7967, section 2.
    fn transmit_nothing(&mut self, request: &Message<'_>, code: Code) {
        self.reply.clear();
        if request.kind == Kind::Confirmable {
            Response::write_empty(&mut self.reply, Kind::Acknowledgement, request.id);
            self.pending.push_back(Pending::Transmit);
        }
        self.pending.push_back(if code.is_success() { Pending::Answered } else { Pending::Refused });
    }

    /// The one place where a refusal becomes a response.
    fn refuse(&mut self, refusal: &Refusal) -> Response {
        refusal.write(&mut self.body);
        let mut response = Response::new(refusal.code(), 0..self.body.len());
        if let Refusal::TooLong(bytes_max) = refusal {
            response.size1 = u32::try_from(*bytes_max).ok();
            // Without blocks, what was too long is the datagram: these are the blocks that are taken.
            response.block1 = Some(Block::FIRST);
        }
        response
    }

    fn serve(&mut self, message: &Message<'_>, is_too_long: bool) -> Result<Response, Refusal> {
        request::check_options(message)?;
        let bytes_max = self.limits.expression.input_bytes_max;
        if is_too_long || message.uint(option::SIZE1).is_some_and(|bytes| bytes as usize > bytes_max) {
            return Err(Refusal::TooLong(bytes_max));
        }
        let block2 = request::block(message, option::BLOCK2)?;
        let (mut response, body_is_needed) = match request::resource(message).ok_or(Refusal::NotFound)? {
            Resource::Calculator => match self.serve_calculator(message, block2)? {
                Some(response) => (response, message.code != Code::GET),
                None => return Ok(Response::new(Code::CONTINUE, 0..0)),
            },
            Resource::Core => (self.serve_core(message)?, false),
        };
        // Source: RFC 7252, section 5.10.6.2.
        let is_known = |tag: [u8; 8]| message.values(option::ETAG).any(|value| value == tag);
        if response.code == Code::CONTENT && response.etag.is_some_and(is_known) {
            response.code = Code::VALID;
            response.format = None;
            return Ok(response);
        }
        self.cut(message, &mut response, block2)?;
        if body_is_needed && response.block2.is_some_and(|block| block.more) {
            self.remember(message);
        }
        Ok(response)
    }

    fn serve_core(&mut self, message: &Message<'_>) -> Result<Response, Refusal> {
        if message.code != Code::GET {
            return Err(Refusal::Method("GET"));
        }
        let format = request::format(message, &[option::LINK_FORMAT], "40 (link format)")?;
        let filters: Vec<_> = message.values(option::URI_QUERY).collect();
        write_links(&mut self.body, &filters);
        Ok(Response { format: Some(format), ..Response::new(Code::CONTENT, 0..0) })
    }

    /// `None` if a block of the expression has arrived that is not the last.
    fn serve_calculator(
        &mut self,
        message: &Message<'_>,
        block2: Option<Block>,
    ) -> Result<Option<Response>, Refusal> {
        let code = match message.code {
            Code::GET | Code::FETCH => Code::CONTENT,
            Code::POST => Code::CHANGED,
            _ => return Err(Refusal::Method("GET, FETCH and POST")),
        };
        let format = request::format(message, &ANSWER_FORMATS.0, ANSWER_FORMATS.1)?;
        self.expression.clear();
        if message.code == Code::GET {
            for (index, part) in message.values(option::URI_QUERY).enumerate() {
                self.expression.extend((index > 0).then_some(b'&'));
                self.expression.extend_from_slice(part);
            }
        } else if !self.take_payload(message, block2)? {
            return Ok(None);
        }
        let text = core::str::from_utf8(&self.expression)
            .map_err(|error| Refusal::NotUtf8(error.valid_up_to() + 1))?;
        let answer = self.calculator.evaluate(text).map_err(|error| Refusal::Expression(Box::new(error)))?;
        self.body.clear();
        match format {
            option::JSON => write_answer(&mut self.body, text, &answer),
            _ => write(&mut self.body, answer),
        }
        Ok(Some(Response {
            format: Some(format),
            etag: Some(entity_tag(format, &self.body)),
            max_age: (code == Code::CONTENT).then_some(MAX_AGE),
            ..Response::new(code, 0..0)
        }))
    }

    /// Takes the expression out of the payload, or a block of it; `false` if others have to follow.
    fn take_payload(&mut self, message: &Message<'_>, block2: Option<Block>) -> Result<bool, Refusal> {
        if message.uint(option::CONTENT_FORMAT).is_some_and(|format| format != option::TEXT.into()) {
            return Err(Refusal::ContentFormat);
        }
        if message.values(option::URI_QUERY).next().is_some() {
            return Err(Refusal::Query);
        }
        if let Some(block) = request::block(message, option::BLOCK1)? {
            let key = request::key(message);
            let known = self.uploads.get(self.now, self.peer).filter(|upload| upload.key == key);
            let mut upload = known.map(core::mem::take).unwrap_or(Upload { key, ..Upload::default() });
            let taken = upload.take(block, message.payload, self.limits.expression.input_bytes_max);
            if let Ok(true) = taken {
                self.expression.extend_from_slice(&upload.body);
            }
            if taken.is_ok() || !upload.body.is_empty() {
                self.keep(upload);
            }
            return taken;
        }
        if message.payload.is_empty() && block2.is_some_and(|block| block.offset() > 0) {
            // The rest of a response to an expression that was sent before.
            let known = self.uploads.get(self.now, self.peer).filter(|upload| upload.is_complete);
            let upload = core::mem::take(known.ok_or(Refusal::Incomplete)?);
            self.expression.extend_from_slice(&upload.body);
            self.keep(upload);
            return Ok(true);
        }
        self.expression.extend_from_slice(message.payload);
        Ok(true)
    }

    /// Remembers the expression that came in one piece, for a client that asks for the other blocks of its response
    /// without repeating it.
    fn remember(&mut self, message: &Message<'_>) {
        if message.uint(option::BLOCK1).is_none() && !message.payload.is_empty() {
            let body = self.expression.clone();
            self.keep(Upload { key: request::key(message), body, is_complete: true });
        }
    }

    fn keep(&mut self, upload: Upload) {
        if let Some(evicted) = self.uploads.set(self.now, self.peer, upload) {
            self.pending.push_back(Pending::Evicted(evicted));
        }
    }

    /// Chooses the piece of the body that the response has.
    ///
    /// Source: RFC 7959, section 2.4 and section 4.
    fn cut(
        &self,
        message: &Message<'_>,
        response: &mut Response,
        block2: Option<Block>,
    ) -> Result<(), Refusal> {
        let mut block = block2.unwrap_or(Block::FIRST);
        let (piece, more) =
            block.slice(&self.body).ok_or(Refusal::Block("the response has no block of this number"))?;
        response.piece = block.offset()..block.offset() + piece.len();
        if more || block2.is_some() {
            block.more = more;
            response.block2 = Some(block);
        }
        if (more && block.offset() == 0) || message.uint(option::SIZE2).is_some() {
            response.size2 = u32::try_from(self.body.len()).ok();
        }
        Ok(())
    }
}

/// What tells one representation from all others. The key is the same everywhere, so that a tag is right after a
/// restart.
fn entity_tag(format: u16, body: &[u8]) -> [u8; 8] {
    let mut hasher = SipHasher24::new();
    hasher.write(&format.to_be_bytes());
    hasher.write(body);
    hasher.finish().to_be_bytes()
}

impl Endpoint for CoapEndpoint {
    fn handle(&mut self, now: Duration, input: Input<'_>) {
        self.now = now;
        self.pending.clear();
        if let Input::Datagram { peer, payload } = input {
            self.peer = peer;
            self.take_datagram(payload);
        }
    }

    fn poll(&mut self) -> Output<'_> {
        let peer = self.peer;
        let Some(pending) = self.pending.pop_front() else {
            // A body that nobody asks for any more ends without notice.
            while self.uploads.pop_expired(self.now).is_some() {}
            return Output::Wait(self.uploads.next_expiry());
        };
        let event = match pending {
            Pending::Transmit => return Output::Transmit { peer, payload: &self.reply },
            Pending::Evicted(peer) => return Output::Event { peer, event: Event::Evicted },
            Pending::Dropped(reason) => Event::Dropped(reason),
            Pending::Answered => {
                Event::Answered { questions: 1, refusals: 0, bytes: self.reply.len() as u64 }
            }
            Pending::Postponed => {
                Event::Answered { questions: 1, refusals: 1, bytes: self.reply.len() as u64 }
            }
            Pending::Refused => Event::Refused(core::str::from_utf8(&self.body).unwrap_or_default()),
        };
        Output::Event { peer, event }
    }
}
