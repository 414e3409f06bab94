//! The calculator's UDP door.

use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::net::{IpAddr, SocketAddr};
use core::time::Duration;

use reckon_calc::python::{Integer, Operator};
use reckon_calc::{Calculator, ErrorKind};

use super::conversation::{Conversation, Step};
use super::reply::{BUSY, ERROR_PREFIX, write_error, write_too_long};
use super::{Message, is_answer, is_lone_number};
use crate::event::{DropReason, Event};
use crate::exchanges::Respond;
use crate::guard::Guard;
use crate::ipkcp;
use crate::limits::Limits;
use crate::machine::{Endpoint, Input, Output};
use crate::peers::PeerTable;
use crate::write::write;

/// Serves classic triples and one-datagram expressions on one UDP socket.
///
/// ```text
/// peer → "6"  peer → "*"  peer → "7"      → peer: "42"          classic, Python's arithmetic
/// peer → "1/3 + 1/6"                      → peer: "0.5"         text, exact arithmetic
/// peer → "1/0"                            → peer: "error: division by zero at column 2"
/// ```
///
/// A datagram of at most [`Limits::datagram_bytes_max`] bytes has at most one in return. Every peer, which is an
/// address and a port, has a state of its own for its classic conversation, for [`Limits::conversation_lifetime`].
///
/// # Errors on the wire
/// Whatever is wrong with a datagram is answered by one datagram `error: …`; a triple that is broken by a loss or by
/// a wrong part has one error reply in all. Silence meets sources that no honest client has, answers (`error:…`, a first
/// byte 1), a lone byte 0, and the rest of a triple that already had its error reply.
///
/// A datagram whose first byte is 0 is a request of the [IPK Calculator Protocol](crate::ipkcp), and touches no classic
/// conversation.
///
/// # What the protocol cannot tell
/// Nothing numbers the parts of a classic question, so what the network does to several questions from one port within
/// the lifetime can give wrong answers, or an answer more than its client reads, which then takes each answer for that
/// of the question before:
///
/// * a second operand that is lost: the first one of the next question takes its place;
/// * an operand or a whole question that arrives twice;
/// * operands that change places;
/// * a broken question before one that loses its first operand, for which what is left of the former is taken.
///
/// A client is safe from all but the change of places if each of its questions has a port of its own, as those of
/// [`ClassicClient`](crate::client::ClassicClient) have, or two seconds; whole expressions are safe from everything.
///
/// # Amplification and loops
/// A network that is not on this machine has [`Limits::source_rate_max`] datagrams a second, and as many at once after
/// a second in which it was silent; the rest meets silence.
/// To a peer that is not on this machine an answer has at most [`Limits::unverified_bytes_max`] bytes or
/// [`Limits::unverified_ratio_max`] times the question, and is otherwise sent to TCP, so that a forged source
/// address gains nothing. And as a fraction in lowest terms is its own answer, two servers that were made to talk
/// to each other by a forged datagram would go on for ever: a peer that is sent its own words back more than
/// [`Limits::echoes_max`] times meets silence until the lifetime of a conversation has passed.
#[derive(Debug)]
pub struct CalculatorEndpoint {
    limits: Limits,
    guard: Guard,
    /// Where answers that are too long can be had.
    tcp_port: Option<u16>,
    calculator: Calculator,
    /// Whether what the calculator has not enough fuel for is left to another machine.
    defers: bool,
    responder: ipkcp::Responder,
    conversations: PeerTable<Conversation>,
    now: Duration,
    /// The peer of the datagram that was handed in last.
    peer: SocketAddr,
    /// What that peer has sent for the reply that it gets.
    question_bytes: usize,
    reply: Vec<u8>,
    /// The classic operand that was taken last, for the log.
    operand: Integer,
    pending: VecDeque<Pending>,
}

/// What is still to be said by `poll`, about the last datagram.
#[derive(Clone, Copy, Debug)]
enum Pending {
    Transmit,
    Operand,
    Operator(Operator),
    Answered {
        refused: bool,
    },
    /// The reply is a response of the IPK Calculator Protocol.
    Responded,
    Dropped(DropReason),
    Deferred,
    Evicted(SocketAddr),
}

/// Whether a text that has no answer may have been meant as an operand or an operator: a single word that is no
/// expression. Several words, or an expression that has no value, are a question in the text dialect.
fn could_be_a_part(text: &str, error: &ErrorKind) -> bool {
    error.is_syntax() && !text.trim().contains(char::is_whitespace)
}

impl CalculatorEndpoint {
    /// An endpoint for a socket on `local_port` of a server whose calculator also listens on `tcp_port`.
    #[must_use]
    pub fn new(limits: Limits, local_port: u16, tcp_port: Option<u16>) -> Self {
        Self {
            limits,
            guard: Guard::new(&limits, local_port),
            tcp_port,
            calculator: Calculator::new(limits.expression),
            defers: false,
            responder: ipkcp::Responder::new(limits.expression),
            conversations: PeerTable::new(limits.conversations_max, limits.conversation_lifetime),
            now: Duration::ZERO,
            peer: SocketAddr::new(IpAddr::V4(core::net::Ipv4Addr::UNSPECIFIED), 0),
            question_bytes: 0,
            reply: Vec::new(),
            operand: Integer::from(0),
            pending: VecDeque::new(),
        }
    }

    /// Leaves expressions that cost more than [`Limits::quick_fuel_max`] to another machine, so that nobody waits for them
    /// here: each is an [`Event::Deferred`]. Their answers may come behind those of later questions.
    #[must_use]
    pub fn deferring(mut self) -> Self {
        if let Some(limits) = self.limits.quick_expression() {
            self.calculator = Calculator::new(limits).in_full();
            self.defers = true;
        }
        self
    }

    fn take_datagram(&mut self, payload: &[u8]) {
        if let Err(reason) = self.guard.admit(self.now, self.peer) {
            return self.pending.push_back(Pending::Dropped(reason));
        }
        self.take_admitted(payload);
    }

    fn take_admitted(&mut self, payload: &[u8]) {
        self.reply.clear();
        self.question_bytes = payload.len();
        if ipkcp::is_message(payload) {
            return self.take_query(payload);
        }
        if payload.len() > self.limits.datagram_bytes_max && !is_answer(payload) {
            let bytes_max = self.limits.datagram_bytes_max;
            let message = format_args!("the datagram has more than {bytes_max} bytes");
            write_too_long(&mut self.reply, message, self.tcp_port);
            return self.refuse_part();
        }
        match Message::decode(payload) {
            Ok(Message::Operand(Ok(integer))) => {
                self.operand.clone_from(&integer);
                self.pending.push_back(Pending::Operand);
                self.take_part(|conversation| conversation.take_integer(integer));
            }
            Ok(Message::Operand(Err(error))) => {
                write_error(&mut self.reply, error);
                self.refuse_part();
            }
            Ok(Message::Operator(operator)) => {
                self.pending.push_back(Pending::Operator(operator));
                self.take_part(|conversation| conversation.take_operator(operator));
            }
            Ok(Message::Answer) => self.pending.push_back(Pending::Dropped(DropReason::Answer)),
            Ok(Message::Expression(text)) => self.take_expression(text),
            Err(error) => {
                let place = error.valid_up_to() + 1;
                write_error(&mut self.reply, format_args!("the datagram is not UTF-8 at byte {place}"));
                self.refuse_part();
            }
        }
    }

    fn take_query(&mut self, payload: &[u8]) {
        let bytes_max = self.guard.answer_bytes_max(self.peer, payload.len());
        match self.responder.respond(payload, bytes_max, &mut self.reply) {
            Ok(_) => self.pending.extend([Pending::Transmit, Pending::Responded]),
            Err(reason) => self.pending.push_back(Pending::Dropped(reason)),
        }
    }

    /// Moves the peer's conversation one step on.
    fn take_part(&mut self, take: impl FnOnce(&mut Conversation) -> Step) {
        let step = self.step(take);
        match step {
            Step::Wait => {}
            Step::Rest => self.pending.push_back(Pending::Dropped(DropReason::Rest)),
            Step::Broken(message) => {
                write_error(&mut self.reply, message);
                self.transmit(true);
            }
            Step::Answer(Ok(answer)) => {
                write(&mut self.reply, answer);
                // The question was three datagrams, and no integer answer is longer than its operands together.
                self.question_bytes = self.reply.len();
                self.transmit(false);
            }
            Step::Answer(Err(error)) => {
                write_error(&mut self.reply, error);
                self.transmit(true);
            }
        }
    }

    fn take_expression(&mut self, text: &str) {
        let known = self.conversations.get(self.now, self.peer);
        let echoes = known.as_ref().map_or(0, |conversation| conversation.echoes);
        let lone_number = is_lone_number(text);
        if lone_number && known.is_some_and(|conversation| conversation.is_under_way()) {
            write_error(&mut self.reply, "the operands of a question in three parts are integers");
            return self.refuse_part();
        }
        match self.calculator.evaluate(text) {
            Err(error) if self.defers && error.kind == ErrorKind::TooCostly => {
                if lone_number {
                    self.note_wrong_part();
                }
                self.pending.push_back(Pending::Deferred);
            }
            Ok(number) => {
                write(&mut self.reply, number);
                if !Guard::is_verified(self.peer) && self.reply == text.trim().as_bytes() {
                    if echoes >= self.limits.echoes_max {
                        return self.pending.push_back(Pending::Dropped(DropReason::Echo));
                    }
                    self.step(|conversation| conversation.echoes += 1);
                }
                if lone_number {
                    // It may have been meant as the first operand; then its value is the triple's one reply.
                    self.note_wrong_part();
                }
                self.transmit(false);
            }
            Err(error) => {
                write_error(&mut self.reply, &error);
                if lone_number || could_be_a_part(text, &error.kind) {
                    self.note_wrong_part();
                }
                self.transmit(true);
            }
        }
    }

    /// Sends the error reply that was written for something that is no part of a triple.
    fn refuse_part(&mut self) {
        self.note_wrong_part();
        self.transmit(true);
    }

    fn note_wrong_part(&mut self) {
        self.step(Conversation::take_wrong_part);
    }

    /// Moves the peer's conversation on, a new one if it has none that is alive, and forgets it if there is nothing to
    /// remember.
    fn step<R>(&mut self, step: impl FnOnce(&mut Conversation) -> R) -> R {
        let (conversation, evicted) = self.conversations.touch(self.now, self.peer);
        let result = step(conversation);
        if conversation.is_over() {
            self.conversations.remove(self.peer);
        }
        self.pending.extend(evicted.map(Pending::Evicted));
        result
    }

    /// Sends the reply, or, if it is too long for this peer, where to get it.
    fn transmit(&mut self, refused: bool) {
        let bytes_max = self.guard.answer_bytes_max(self.peer, self.question_bytes);
        if self.reply.len() > bytes_max {
            let bytes = self.reply.len();
            self.reply.clear();
            let message = format_args!("the answer is too long for a datagram ({bytes} bytes)");
            write_too_long(&mut self.reply, message, self.tcp_port);
        }
        self.pending.push_back(Pending::Transmit);
        self.pending.push_back(Pending::Answered { refused });
    }
}

impl Endpoint for CalculatorEndpoint {
    fn handle(&mut self, now: Duration, input: Input<'_>) {
        self.now = now;
        self.pending.clear();
        match input {
            Input::Datagram { peer, payload } => {
                self.peer = peer;
                self.take_datagram(payload);
            }
            Input::Deferred { peer, payload, .. } => {
                self.peer = peer;
                self.take_admitted(payload);
            }
            Input::Busy { peer, payload } => {
                self.peer = peer;
                self.question_bytes = payload.len();
                self.reply.clear();
                write_error(&mut self.reply, BUSY);
                self.transmit(true);
            }
            Input::Timeout => {}
        }
    }

    fn poll(&mut self) -> Output<'_> {
        let peer = self.peer;
        let Some(pending) = self.pending.pop_front() else {
            while let Some((peer, conversation)) = self.conversations.pop_expired(self.now) {
                // What is left of an answered triple, or a count of echoes, ends without notice.
                if conversation.is_under_way() {
                    return Output::Event { peer, event: Event::Expired };
                }
            }
            return Output::Wait(self.conversations.next_expiry());
        };
        let event = match pending {
            Pending::Transmit => return Output::Transmit { peer, payload: &self.reply },
            Pending::Evicted(peer) => return Output::Event { peer, event: Event::Evicted },
            Pending::Operand => Event::Operand(&self.operand),
            Pending::Operator(operator) => Event::Operator(operator),
            Pending::Dropped(reason) => Event::Dropped(reason),
            Pending::Deferred => Event::Deferred { body: &[] },
            Pending::Responded => self.responder.event(&self.reply),
            Pending::Answered { refused: false } => {
                Event::Answered { questions: 1, refusals: 0, bytes: self.reply.len() as u64 }
            }
            Pending::Answered { refused: true } => {
                let reply = core::str::from_utf8(&self.reply).unwrap_or_default();
                Event::Refused(reply.strip_prefix(ERROR_PREFIX).unwrap_or(reply))
            }
        };
        Output::Event { peer, event }
    }
}
