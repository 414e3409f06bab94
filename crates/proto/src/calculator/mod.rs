//! The calculator's protocols: classic triples and text on UDP, lines on TCP, and beside them the IPK Calculator Protocol.

mod connection;
mod conversation;
mod endpoint;
mod lines;
mod reply;

pub use connection::CalculatorConnection;
pub use endpoint::CalculatorEndpoint;
pub use lines::LineConnection;
pub(crate) use reply::{BUSY, write_error};
pub use reply::{ERROR_PREFIX, Reply};

use core::str;

use reckon_calc::python::{Integer, IntegerError, Operator};

/// What a datagram to the UDP door is.
///
/// ```text
/// operand    = an integer as Python's int() reads it        one of three parts of a classic question
/// operator   = "+" / "-" / "*" / "/"                        nothing around it
/// answer     = ("error:" / "≈") *OCTET                      never answered
/// expression = anything else that is UTF-8                  a whole question
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Message<'a> {
    Operand(Result<Integer, IntegerError>),
    Operator(Operator),
    Answer,
    Expression(&'a str),
}

impl<'a> Message<'a> {
    /// Decodes a payload.
    ///
    /// # Errors
    /// The peer's: the bytes are not UTF-8.
    pub(crate) fn decode(payload: &'a [u8]) -> Result<Self, str::Utf8Error> {
        if is_answer(payload) {
            return Ok(Self::Answer);
        }
        let text = str::from_utf8(payload)?;
        // First what is told soonest: no operator is an integer.
        if let Some(operator) = Operator::parse(text) {
            return Ok(Self::Operator(operator));
        }
        Ok(match text.parse() {
            Err(IntegerError::Invalid) => Self::Expression(text),
            operand => Self::Operand(operand),
        })
    }
}

/// Whether a datagram is an error reply or a rounded answer, whatever else is wrong with it.
pub(crate) fn is_answer(payload: &[u8]) -> bool {
    payload.starts_with(ERROR_PREFIX.trim_end().as_bytes()) || payload.starts_with("≈".as_bytes())
}

/// Whether a text is one word that can only be meant as a number: `1.5`, `-2e-3`, `0x10`, but not `1+2`.
///
/// Such a word is an expression, but where a classic operand is due it is a wrong operand.
pub(crate) fn is_lone_number(text: &str) -> bool {
    let word = text.trim().trim_start_matches(['+', '-']);
    if !word.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return false;
    }
    let is_of_decimal = |c: char| c.is_ascii_digit() || matches!(c, '.' | '_');
    let is_of_number = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_');
    let Some(at) = word.find(|c| !is_of_number(c)) else { return true };
    // Only the exponent of a decimal number has a sign: 0xe-3 is a difference.
    let (before, exponent) = word.split_at(at);
    let mantissa = before.strip_suffix(['e', 'E']);
    let digits = exponent.strip_prefix(['+', '-']);
    mantissa.is_some_and(|mantissa| mantissa.chars().all(is_of_decimal))
        && digits.is_some_and(|digits| digits.chars().all(is_of_number))
}

#[cfg(test)]
mod tests {
    use super::is_lone_number;

    #[test]
    fn lone_numbers_are_told_from_expressions() {
        for number in ["1", " -1.5 ", "+-2e-3", "2E+3", ".5", "0x1F", "1_000", "1e", "1e+", "12é", "1e-٣"] {
            assert!(is_lone_number(number), "{number}");
        }
        for other in
            ["", "-", "x", "1+2", "1.5 - 2", "0xe-3", "1e+5-1", "1e+-5", "2²+1", "٣", "1é+", "(1)", "e+1"]
        {
            assert!(!is_lone_number(other), "{other}");
        }
    }
}
