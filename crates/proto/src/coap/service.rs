//! What a request comes to: the resources, and their bodies in blocks.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::hash::Hasher;
use core::net::SocketAddr;
use core::time::Duration;

use reckon_calc::{Calculator, ErrorKind};
use reckon_stats::{Document, Options, TOP_WORDS};
use siphasher::sip::SipHasher24;

use super::block::Block;
use super::json::write_answer;
use super::links::write_links;
use super::message::{Code, Message};
use super::option;
use super::refusal::Refusal;
use super::request::{self, Resource};
use super::response::{MAX_AGE, Response};
use super::upload::Upload;
use crate::limits::Limits;
use crate::peers::PeerTable;
use crate::write::write;

/// Answers requests, whatever carries them.
#[derive(Debug)]
pub(crate) struct Service {
    /// Bytes of the longest expression, and of the longest document.
    expression_bytes_max: usize,
    document_bytes_max: usize,
    /// How the words of documents are kept.
    options: Options,
    calculator: Calculator,
    /// Whether documents, and expressions that the calculator has not enough fuel for, are left to another machine.
    defers: bool,
    /// The bodies of requests in blocks, by their peers and what tells them from others of the same peer.
    uploads: PeerTable<Upload, (SocketAddr, u64)>,
    uploads_per_peer_max: usize,
    /// The peer whose upload was forgotten to make room, if one was.
    evicted: Option<SocketAddr>,
    /// The expression or the document of the last request.
    question: Vec<u8>,
}

/// A request, and whom it comes from, when.
struct Asked<'a> {
    now: Duration,
    peer: SocketAddr,
    message: &'a Message<'a>,
    /// The expression or the document, if another machine has taken it out of this request and those before it.
    question: Option<&'a [u8]>,
    /// The block of the response that it asks for.
    block2: Option<Block>,
    /// Bytes of the longest payload that the resource takes.
    bytes_max: usize,
}

impl Asked<'_> {
    /// What the blocks of this request have in common, and those of no other.
    fn key(&self) -> (SocketAddr, u64) {
        (self.peer, request::key(self.message))
    }
}

/// What `/calc` can answer in, and how that is called.
const ANSWER_FORMATS: ([u16; 2], &str) = ([option::TEXT, option::JSON], "0 (text) and 50 (JSON)");

impl Service {
    /// Who knows the seed can choose words that slow down the counting.
    pub(crate) fn new(limits: &Limits, seed: u64) -> Self {
        let distinct_words_max = u32::try_from(limits.document_distinct_words_max).unwrap_or(u32::MAX);
        Self {
            expression_bytes_max: limits.expression.input_bytes_max,
            document_bytes_max: limits.coap_document_bytes_max,
            options: Options { distinct_words_max, seed, ..Options::DEFAULT },
            calculator: Calculator::new(limits.expression),
            defers: false,
            uploads: PeerTable::new(limits.coap_uploads_max, limits.coap_upload_lifetime),
            uploads_per_peer_max: limits.coap_uploads_per_peer_max,
            evicted: None,
            question: Vec::new(),
        }
    }

    /// Leaves to another machine what costs too much here.
    pub(crate) fn defer(&mut self, limits: &Limits) {
        if let Some(expression) = limits.quick_expression() {
            self.calculator = Calculator::new(expression).in_full();
            self.defers = true;
        }
    }

    /// Whether some requests are left to another machine.
    pub(crate) fn defers(&self) -> bool {
        self.defers
    }

    /// The whole expression or document of the last request, for the machine that it is left to.
    pub(crate) fn question(&self) -> &[u8] {
        &self.question
    }

    /// Answers a request, and writes the representation of which the response has a piece in place of what `body` holds.
    /// Of a message that is too long not all is here. `question` is that of a request which another machine has deferred:
    /// then no blocks are looked for, and none are kept.
    ///
    /// The response is `None` if it costs too much here.
    pub(crate) fn serve(
        &mut self,
        now: Duration,
        peer: SocketAddr,
        message: &Message<'_>,
        is_too_long: bool,
        question: Option<&[u8]>,
        body: &mut Vec<u8>,
    ) -> Result<Option<Response>, Refusal> {
        request::check_options(message)?;
        let resource = request::resource(message);
        let bytes_max = match resource {
            Some(Resource::Statistics) => self.document_bytes_max,
            _ => self.expression_bytes_max,
        };
        if is_too_long || message.uint(option::SIZE1).is_some_and(|bytes| bytes as usize > bytes_max) {
            return Err(Refusal::TooLong(bytes_max));
        }
        let block2 = request::block(message, option::BLOCK2)?;
        let asked = Asked { now, peer, message, question, block2, bytes_max };
        let response = match resource.ok_or(Refusal::NotFound)? {
            Resource::Calculator => self.answer(&asked, body)?,
            Resource::Statistics => self.count(&asked, body)?,
            Resource::Core => Some(list(message, body)?),
        };
        let Some(mut response) = response else {
            // Its response may come in blocks, which the other machine cannot tell of here.
            self.keep_payload(&asked);
            return Ok(None);
        };
        if response.code == Code::CONTINUE {
            return Ok(Some(response));
        }
        // Source: RFC 7252, section 5.10.6.2.
        let is_known = |tag: [u8; 8]| message.values(option::ETAG).any(|value| value == tag);
        if response.code == Code::CONTENT && response.etag.is_some_and(is_known) {
            response.code = Code::VALID;
            response.format = None;
            return Ok(Some(response));
        }
        cut(&asked, &mut response, body)?;
        // The other blocks of the response can be asked for without repeating the payload.
        if response.block2.is_some_and(|block| block.more) {
            self.keep_payload(&asked);
        }
        Ok(Some(response))
    }

    /// Keeps the payload of a request that came in one piece.
    fn keep_payload(&mut self, asked: &Asked<'_>) {
        let message = asked.message;
        let is_whole = !message.payload.is_empty() && message.uint(option::BLOCK1).is_none();
        if is_whole && asked.question.is_none() {
            let body = message.payload.to_vec();
            self.keep(asked, Upload { body, is_complete: true });
        }
    }

    /// The peer whose upload was forgotten to make room for the last request's.
    pub(crate) fn take_evicted(&mut self) -> Option<SocketAddr> {
        self.evicted.take()
    }

    /// Forgets what has expired, without notice, and returns when the next will.
    pub(crate) fn forget_expired(&mut self, now: Duration) -> Option<Duration> {
        while self.uploads.pop_expired(now).is_some() {}
        self.uploads.next_expiry()
    }

    /// `/calc`
    fn answer(&mut self, asked: &Asked<'_>, body: &mut Vec<u8>) -> Result<Option<Response>, Refusal> {
        let message = asked.message;
        let code = match message.code {
            Code::GET | Code::FETCH => Code::CONTENT,
            Code::POST => Code::CHANGED,
            _ => return Err(Refusal::Method("GET, FETCH and POST")),
        };
        let format = request::format(message, &ANSWER_FORMATS.0, ANSWER_FORMATS.1)?;
        self.question.clear();
        if message.code == Code::GET {
            for (index, part) in message.values(option::URI_QUERY).enumerate() {
                self.question.extend((index > 0).then_some(b'&'));
                self.question.extend_from_slice(part);
            }
        } else if !self.take_payload(asked)? {
            return Ok(Some(Response::new(Code::CONTINUE, 0..0)));
        }
        let text = core::str::from_utf8(&self.question)
            .map_err(|error| Refusal::NotUtf8(error.valid_up_to() + 1))?;
        let answer = match self.calculator.evaluate(text) {
            Ok(answer) => answer,
            Err(error) if self.defers && error.kind == ErrorKind::TooCostly => return Ok(None),
            Err(error) => return Err(Refusal::Expression(Box::new(error))),
        };
        body.clear();
        match format {
            option::JSON => write_answer(body, text, &answer),
            _ => write(body, answer),
        }
        Ok(Some(represent(code, format, body)))
    }

    /// `/stats`
    fn count(&mut self, asked: &Asked<'_>, body: &mut Vec<u8>) -> Result<Option<Response>, Refusal> {
        let code = match asked.message.code {
            Code::FETCH => Code::CONTENT,
            Code::POST => Code::CHANGED,
            _ => return Err(Refusal::Method("FETCH and POST")),
        };
        let format = request::format(asked.message, &[option::TEXT], "0 (text)")?;
        self.question.clear();
        if !self.take_payload(asked)? {
            return Ok(Some(Response::new(Code::CONTINUE, 0..0)));
        }
        // To write the report costs as much as an expression may at most here, whatever the length of the document.
        if self.defers {
            return Ok(None);
        }
        let mut document = Document::new(None, self.options);
        document.update(&self.question);
        body.clear();
        write(body, document.finish().report(TOP_WORDS));
        Ok(Some(represent(code, format, body)))
    }

    /// Takes the question out of the payload, or a block of it; `false` if others have to follow.
    fn take_payload(&mut self, asked: &Asked<'_>) -> Result<bool, Refusal> {
        let message = asked.message;
        if message.uint(option::CONTENT_FORMAT).is_some_and(|format| format != option::TEXT.into()) {
            return Err(Refusal::ContentFormat);
        }
        if message.values(option::URI_QUERY).next().is_some() {
            return Err(Refusal::Query);
        }
        if let Some(question) = asked.question {
            self.question.extend_from_slice(question);
            return Ok(true);
        }
        if let Some(block) = request::block(message, option::BLOCK1)? {
            let mut upload =
                self.uploads.get(asked.now, asked.key()).map(core::mem::take).unwrap_or_default();
            let taken = upload.take(block, message.payload, asked.bytes_max);
            if let Ok(true) = taken {
                self.question.extend_from_slice(&upload.body);
            }
            if taken.is_ok() || !upload.body.is_empty() {
                self.keep(asked, upload);
            }
            return taken;
        }
        if message.payload.is_empty() && asked.block2.is_some_and(|block| block.offset() > 0) {
            // The rest of a response to what was sent before.
            let known = self.uploads.get(asked.now, asked.key()).filter(|upload| upload.is_complete);
            let upload = core::mem::take(known.ok_or(Refusal::Incomplete)?);
            self.question.extend_from_slice(&upload.body);
            self.keep(asked, upload);
            return Ok(true);
        }
        if message.payload.len() > asked.bytes_max {
            return Err(Refusal::TooLong(asked.bytes_max));
        }
        self.question.extend_from_slice(message.payload);
        Ok(true)
    }

    /// Keeps what a peer has sent, and forgets what it has sent before if that is too much.
    fn keep(&mut self, asked: &Asked<'_>, upload: Upload) {
        let key = asked.key();
        if self.uploads.get(asked.now, key).is_none() {
            let mut own = self.uploads.oldest_first().filter(|(peer, _)| *peer == asked.peer);
            let oldest = own.next();
            // The new one counts as well.
            if oldest.is_some() && own.count() + 2 > self.uploads_per_peer_max {
                self.evicted = oldest.and_then(|key| self.uploads.remove(key)).map(|_| asked.peer);
            }
        }
        let evicted = self.uploads.set(asked.now, key, upload);
        self.evicted = evicted.map(|(peer, _)| peer).or(self.evicted);
    }
}

/// `/.well-known/core`
fn list(message: &Message<'_>, body: &mut Vec<u8>) -> Result<Response, Refusal> {
    if message.code != Code::GET {
        return Err(Refusal::Method("GET"));
    }
    let format = request::format(message, &[option::LINK_FORMAT], "40 (link format)")?;
    let filters: Vec<_> = message.values(option::URI_QUERY).collect();
    write_links(body, &filters);
    Ok(Response { format: Some(format), ..Response::new(Code::CONTENT, 0..0) })
}

/// The response that has this representation.
fn represent(code: Code, format: u16, body: &[u8]) -> Response {
    Response {
        format: Some(format),
        etag: Some(entity_tag(format, body)),
        max_age: (code == Code::CONTENT).then_some(MAX_AGE),
        ..Response::new(code, 0..0)
    }
}

/// Chooses the piece of the body that the response has.
///
/// Source: RFC 7959, sections 2.4 and 4.
fn cut(asked: &Asked<'_>, response: &mut Response, body: &[u8]) -> Result<(), Refusal> {
    let mut block = asked.block2.unwrap_or(Block::FIRST);
    let (piece, more) =
        block.slice(body).ok_or(Refusal::Block("the response has no block of this number"))?;
    response.piece = block.offset()..block.offset() + piece.len();
    if more || asked.block2.is_some() {
        block.more = more;
        response.block2 = Some(block);
    }
    if (more && block.offset() == 0) || asked.message.uint(option::SIZE2).is_some() {
        response.size2 = u32::try_from(body.len()).ok();
    }
    Ok(())
}

/// What tells one representation from all others. The key is the same everywhere, so that a tag is right after a
/// restart.
fn entity_tag(format: u16, body: &[u8]) -> [u8; 8] {
    let mut hasher = SipHasher24::new();
    hasher.write(&format.to_be_bytes());
    hasher.write(body);
    hasher.finish().to_be_bytes()
}
