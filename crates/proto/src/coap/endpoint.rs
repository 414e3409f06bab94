//! The CoAP door.

use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::hash::Hasher;
use core::net::{IpAddr, Ipv4Addr, SocketAddr};
use core::time::Duration;

use siphasher::sip::SipHasher24;

use super::block::Block;
use super::echo::Echo;
use super::message::{Code, Kind, Message, MessageError};
use super::option;
use super::refusal::Refusal;
use super::request;
use super::response::Response;
use super::service::Service;
use crate::event::{DropReason, Event};
use crate::guard::Guard;
use crate::limits::Limits;
use crate::machine::{Endpoint, Input, Output};
use crate::write::write;

/// Serves the calculator, and the statistics of small documents, over CoAP on one UDP socket.
///
/// ```text
/// CON GET /calc?2+3                         → ACK 2.05 "5"      also NON, to which the response is NON
/// CON FETCH /calc "1/3 + 1/6"               → ACK 2.05 "0.5"    the expression is the payload; POST has 2.04
/// CON GET /calc?1/0                         → ACK 4.00 "division by zero at column 2"
/// CON FETCH /stats "a text"                 → ACK 2.05 its report                  POST has 2.04
/// CON GET /.well-known/core                 → ACK 2.05 </calc>;rt="calculator";…
/// CON, empty                                → RST               which is CoAP's ping
/// ```
///
/// `/calc` answers as text (Content-Format 0) or, for `Accept: 50`, as the JSON object of `reckon calc --json`. An answer
/// has an entity tag and may be kept for a year; a request with its tag has 2.03. Answers of more than 1024 bytes, or
/// than the client asks for, come in blocks, for each of which the answer is computed anew, so that nothing need be
/// remembered. Expressions and documents come in blocks as well.
///
/// # Errors on the wire
/// A refusal is a response with a diagnostic payload for people. 4.00: no answer, or a wrong block; 4.01: see below; 4.02:
/// a critical option that is not understood; 4.04, 4.05, 4.06, 4.15: no such path, method, format of the response or of
/// the request; 4.08: blocks that do not follow one another; 4.13: an expression or a document that is too long; 4.29:
/// its network has sent more than [`Limits::source_rate_max`] (one in [`Limits::coap_refused_per_notice`] is told so, the
/// others meet silence); 5.03: the request costs much, and others that do are waiting; 5.05: this is no proxy. A confirmable
/// message that is malformed has a RST. Silence meets all other malformed messages, non-confirmable requests with a
/// critical option that is not understood, and whatever is no request: ACK, RST, and every response. (The standard would
/// have a confirmable response be met with a RST; silence can never go on for ever.)
///
/// # Amplification
/// To a peer that is not on this machine a longer answer than [`Limits::unverified_bytes_max`] bytes, or
/// [`Limits::unverified_ratio_max`] times the request, is 4.01 with the option Echo; the request is repeated with that
/// option, which shows that the peer receives what is sent to it.
///
/// # State
/// A request that arrives again is answered again, for answers depend on nothing. All that is remembered of a peer is
/// the bodies of [`Limits::coap_uploads_per_peer_max`] requests that come, or whose responses go, in blocks, each of at most
/// [`input_bytes_max`](reckon_calc::Limits::input_bytes_max) bytes, or of a document
/// [`Limits::coap_document_bytes_max`], for [`Limits::coap_upload_lifetime`]; and [`Limits::coap_uploads_max`] in all.
///
/// # Source
/// RFC 7252; RFC 7959 for blocks, RFC 8132 for FETCH, RFC 8516 for 4.29, RFC 9175 for Echo and Request-Tag, RFC 6690 for
/// the links, RFC 7967 for No-Response.
#[derive(Debug)]
pub struct CoapEndpoint {
    limits: Limits,
    guard: Guard,
    echo: Echo,
    service: Service,
    now: Duration,
    /// The peer of the datagram that was handed in last.
    peer: SocketAddr,
    /// Datagrams that their networks had no right to any more.
    refused: u64,
    /// The Message ID of our last non-confirmable message.
    last_id: u16,
    /// The representation of which the last response has a piece, or its diagnostic payload.
    body: Vec<u8>,
    /// The last datagram to be sent.
    reply: Vec<u8>,
    pending: VecDeque<Pending>,
}

/// Seconds after which one who found nobody with time, or has asked too much, may ask again (Max-Age of a 5.03 and a 4.29;
/// RFC 7252, section 5.9.3.4; RFC 8516).
const RETRY_SECONDS: u32 = 1;

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
    Deferred,
    Evicted(SocketAddr),
}

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
            service: Service::new(&limits, SipHasher24::new_with_key(&key).finish()),
            now: Duration::ZERO,
            peer: SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0),
            refused: 0,
            last_id: 0,
            body: Vec::new(),
            reply: Vec::new(),
            pending: VecDeque::new(),
        }
    }

    /// Leaves expressions that cost more than [`Limits::quick_fuel_max`], and documents, to another machine with the same
    /// key, so that nobody waits for them here: each is an [`Event::Deferred`]. Blocks of requests are put together here.
    /// Nothing is left if that limit is as high as an expression may cost at all.
    #[must_use]
    pub fn deferring(mut self) -> Self {
        self.service.defer(&self.limits);
        self
    }

    fn take_datagram(&mut self, datagram: &[u8]) {
        match self.guard.admit(self.now, self.peer) {
            Ok(()) => {}
            Err(DropReason::Rate) if self.gives_notice() => return self.refuse_rate(datagram),
            Err(reason) => return self.pending.push_back(Pending::Dropped(reason)),
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
            _ => self.take_request(&message, datagram.len(), None),
        }
    }

    /// Counts a datagram over the rate, and tells whether it is looked at to say so: the first, and then one in so many, so
    /// that a flood costs hardly more than if nobody was told.
    fn gives_notice(&mut self) -> bool {
        let notice = self.refused.checked_rem(self.limits.coap_refused_per_notice) == Some(0);
        self.refused = self.refused.wrapping_add(1);
        notice
    }

    /// Tells a network that has sent too much when to ask again, if this is a request. The response has no payload: it must
    /// not be worth forging an address for.
    ///
    /// Source: RFC 8516.
    fn refuse_rate(&mut self, datagram: &[u8]) {
        let request = Message::decode(datagram).ok().filter(|message| {
            message.code.is_request() && matches!(message.kind, Kind::Confirmable | Kind::NonConfirmable)
        });
        let Some(message) = request.filter(|message| !request::wants_no(message, Code::TOO_MANY_REQUESTS))
        else {
            return self.pending.push_back(Pending::Dropped(DropReason::Rate));
        };
        Refusal::Rate.write(&mut self.body);
        let max_age = Some(RETRY_SECONDS);
        self.write(&message, &Response { max_age, ..Response::new(Refusal::Rate.code(), 0..0) });
        self.pending.extend([Pending::Transmit, Pending::Refused]);
    }

    /// Takes a request, whose expression or document is `question` if another machine has deferred it.
    fn take_request(&mut self, message: &Message<'_>, datagram_bytes: usize, question: Option<&[u8]>) {
        let is_too_long = datagram_bytes > self.limits.datagram_bytes_max;
        let result = self.service.serve(self.now, self.peer, message, is_too_long, question, &mut self.body);
        self.pending.extend(self.service.take_evicted().map(Pending::Evicted));
        match result.transpose() {
            Some(result) => self.respond(message, datagram_bytes, result),
            None => self.pending.push_back(Pending::Deferred),
        }
    }

    /// Responds to a request by its response or by why there is none.
    fn respond(&mut self, message: &Message<'_>, datagram_bytes: usize, result: Result<Response, Refusal>) {
        let mut response = match result {
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
        // Whether the final response is still to come: RFC 7959, section 2.3.
        if let Some(block) = &mut response.block1 {
            block.more = response.code == Code::CONTINUE;
        }
        if request::wants_no(message, response.code) {
            return self.transmit_nothing(message, response.code);
        }
        self.write(message, &response);
        let is_verified =
            message.values(option::ECHO).any(|value| self.echo.is_right(self.now, self.peer, value));
        let bytes_max = match is_verified {
            true => self.limits.answer_bytes_max,
            false => self.guard.answer_bytes_max(self.peer, datagram_bytes),
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
                // One machine counts up and the one that has what it defers counts down, so that they use the same
                // number only long after one another.
                let step = if self.service.defers() { 1 } else { u16::MAX };
                self.last_id = self.last_id.wrapping_add(step);
                (Kind::NonConfirmable, self.last_id)
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
        response.max_age = matches!(refusal, Refusal::Busy).then_some(RETRY_SECONDS);
        response
    }
}

impl Endpoint for CoapEndpoint {
    fn handle(&mut self, now: Duration, input: Input<'_>) {
        self.now = now;
        self.pending.clear();
        match input {
            Input::Datagram { peer, payload } => {
                self.peer = peer;
                self.take_datagram(payload);
            }
            Input::Deferred { peer, payload, body } => {
                self.peer = peer;
                if let Ok(message) = Message::decode(payload) {
                    self.take_request(&message, payload.len(), Some(body));
                }
            }
            Input::Busy { peer, payload } => {
                self.peer = peer;
                if let Ok(message) = Message::decode(payload) {
                    self.respond(&message, payload.len(), Err(Refusal::Busy));
                }
            }
            Input::Timeout => {}
        }
    }

    fn poll(&mut self) -> Output<'_> {
        let peer = self.peer;
        let Some(pending) = self.pending.pop_front() else {
            return Output::Wait(self.service.forget_expired(self.now));
        };
        let event = match pending {
            Pending::Transmit => return Output::Transmit { peer, payload: &self.reply },
            Pending::Evicted(peer) => return Output::Event { peer, event: Event::Evicted },
            Pending::Dropped(reason) => Event::Dropped(reason),
            Pending::Deferred => Event::Deferred { body: self.service.question() },
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
