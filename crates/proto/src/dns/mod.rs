//! The calculator as a zone of the Domain Name System: `dig +short '2+3.calc' TXT`.
//!
//! ```text
//! 2+3.calc         TXT → "5"                          the labels before calc are the expression
//! 0.1+0.2.calc     TXT → "0.3"                        several of them are joined with points
//! 1/0.calc         TXT → "error: division by zero at column 2"
//! 2+3.calc         A   → NOERROR without an answer    there are only TXT records
//! example.org      TXT → REFUSED                      there is only this zone
//! ```
//! `calc` may be spelled in any case. Expressions are taken as they are spelled, and answers have a TTL of 0, for the names
//! of this system do not tell upper from lower case and expressions do.
//!
//! # Errors on the wire
//! FORMERR to a message with a header that cannot be read on, or with other than one question; NOTIMP to other opcodes;
//! BADVERS to other versions of EDNS than 0; REFUSED to other zones and classes; SERVFAIL where too many costly
//! questions are waiting. An expression without an answer has a
//! text, `error: …`. Responses, and what has no header, meet silence.
//!
//! # Source
//! RFC 1035; EDNS(0), RFC 6891; TCP, RFC 7766; case, RFC 4343; one question, RFC 9619.

mod connection;
mod endpoint;
mod message;

pub use connection::DnsConnection;
pub use endpoint::DnsEndpoint;

use alloc::string::String;
use alloc::vec::Vec;

use reckon_calc::{Calculator, ErrorKind, Limits};

use crate::calculator::{ERROR_PREFIX, write_error};
use crate::event::DropReason;
use crate::exchanges::Outcome;
use crate::write::write;
use message::{
    Body, CLASS_IN, Code, EDNS_BYTES_MAX, PLAIN_BYTES_MAX, Query, Question, Section, TYPE_TXT,
    response_bytes, write_refusal, write_response,
};

/// The last label of the names that we speak for.
const ZONE: &[u8] = b"calc";

/// Bytes of a message over TCP: its length is two bytes.
const MESSAGE_BYTES_MAX: usize = u16::MAX as usize;

/// Bytes of texts whose memory is kept for the next answer.
const KEPT_BYTES: usize = 4 << 10;

/// How a response travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// In a datagram of at most so many bytes, or fewer if the peer can take only fewer.
    Datagram {
        bytes_max: usize,
    },
    Stream,
}

/// Answers queries, one after another.
#[derive(Debug)]
struct Responder {
    calculator: Calculator,
    /// Whether what the calculator has not enough fuel for is left to another machine.
    defers: bool,
    expression: Vec<u8>,
    text: Vec<u8>,
    /// Why the last query had no answer, for the log.
    refusal: Option<String>,
    fuel_spent: u64,
}

impl Responder {
    fn new(limits: Limits) -> Self {
        Self {
            calculator: Calculator::new(limits),
            defers: false,
            expression: Vec::new(),
            text: Vec::new(),
            refusal: None,
            fuel_spent: 0,
        }
    }

    /// Answers within these limits from now on, and leaves what costs more to another machine.
    fn defer(&mut self, limits: Limits) {
        self.calculator = Calculator::new(limits).in_full();
        self.defers = true;
    }

    /// Appends the response to a message.
    ///
    /// # Errors
    /// The message is to meet silence.
    fn respond_by(
        &mut self,
        way: Way,
        message: &[u8],
        response: &mut Vec<u8>,
    ) -> Result<Outcome, DropReason> {
        self.refusal = None;
        self.fuel_spent = 0;
        let Query { header, body } = Query::decode(message)?;
        let body = match body {
            Ok(body) => body,
            Err(code) => {
                self.refuse(code);
                write_refusal(response, header, code);
                return Ok(Outcome::Responded);
            }
        };
        let is_ours = self.take_expression(&body.question);
        let mut section = Section::Empty;
        let code = match body.edns {
            Some(edns) if edns.version > 0 => Code::BadVersion,
            _ if !is_ours => Code::Refused,
            _ if body.question.kind != TYPE_TXT => Code::NoError,
            _ if self.answer() == Outcome::Deferred => return Ok(Outcome::Deferred),
            _ => {
                section = self.section(&body, way);
                Code::NoError
            }
        };
        write_response(response, header, &body, code, section);
        if code != Code::NoError {
            self.refuse(code);
        }
        self.text.clear();
        self.text.shrink_to(KEPT_BYTES);
        Ok(Outcome::Responded)
    }

    /// Appends the response that refuses a query with this code, which is none that only EDNS has.
    ///
    /// # Errors
    /// The message is to meet silence.
    fn refuse_with(&mut self, code: Code, message: &[u8], response: &mut Vec<u8>) -> Result<(), DropReason> {
        let Query { header, body } = Query::decode(message)?;
        self.refuse(code);
        match body {
            Ok(body) => write_response(response, header, &body, code, Section::Empty),
            Err(_) => write_refusal(response, header, code),
        }
        Ok(())
    }

    fn refuse(&mut self, code: Code) {
        let reason = match code {
            Code::NoError => return,
            Code::FormatError => "FORMERR: the message is malformed, or has other than one question",
            Code::ServerFailure => "SERVFAIL: too many costly expressions are waiting: ask again later",
            Code::NotImplemented => "NOTIMP: there are only queries here",
            Code::Refused => "REFUSED: there is only the zone calc here",
            Code::BadVersion => "BADVERS: there is only version 0 of EDNS here",
        };
        self.refusal = Some(String::from(reason));
    }

    /// Takes the expression out of a name, and returns whether it is of our zone.
    fn take_expression(&mut self, question: &Question<'_>) -> bool {
        let expression_labels = question.labels().count().saturating_sub(1);
        let is_ours = question.labels().last().is_some_and(|label| label.eq_ignore_ascii_case(ZONE))
            && question.class == CLASS_IN;
        self.expression.clear();
        for (place, label) in question.labels().take(expression_labels).enumerate() {
            if place > 0 {
                self.expression.push(b'.');
            }
            self.expression.extend_from_slice(label);
        }
        is_ours
    }

    /// Writes the answer to the expression, or why it has none, if that does not cost too much here.
    fn answer(&mut self) -> Outcome {
        match core::str::from_utf8(&self.expression) {
            Ok(text) => {
                match self.calculator.evaluate(text) {
                    Err(error) if self.defers && error.kind == ErrorKind::TooCostly => {
                        return Outcome::Deferred;
                    }
                    Ok(answer) => write(&mut self.text, answer),
                    Err(error) => write_error(&mut self.text, error),
                }
                self.fuel_spent = self.calculator.fuel_spent();
            }
            Err(error) => {
                let place = error.valid_up_to() + 1;
                write_error(&mut self.text, format_args!("the name is not UTF-8 at byte {place}"));
            }
        }
        Outcome::Responded
    }

    /// The answer as it can travel.
    fn section(&mut self, body: &Body<'_>, way: Way) -> Section<'_> {
        let bytes = response_bytes(body, &self.text);
        if let Way::Datagram { bytes_max } = way {
            let taken = body.edns.map_or(PLAIN_BYTES_MAX, |edns| edns.bytes_max);
            let taken = taken.clamp(PLAIN_BYTES_MAX, EDNS_BYTES_MAX);
            if bytes > taken.min(bytes_max) {
                return Section::Truncated;
            }
        } else if bytes > MESSAGE_BYTES_MAX {
            let text_bytes = self.text.len();
            self.text.clear();
            write_error(
                &mut self.text,
                format_args!("the answer is too long for a message ({text_bytes} bytes)"),
            );
        }
        let text = core::str::from_utf8(&self.text).unwrap_or_default();
        self.refusal = text.strip_prefix(ERROR_PREFIX).map(String::from);
        Section::Text(&self.text)
    }
}
