//! The classic conversation: integer, operator, integer, each in a datagram of its own.
//!
//! Nothing on the wire says which part a datagram is but its content: integers parse as integers and operators
//! never do. From that a conversation finds its step again after a loss.
//!
//! ```text
//!             integer              operator             integer
//!   First ──────────────► Operator ─────────► Second ──────────────► answer, gone
//!     │ operator:            │ integer:          │ operator:
//!     │ error                │ error, it is      │ error, back
//!     ▼                      ▼ the new first     ▼ to First
//! ```
//!
//! A client reads one datagram for each triple, so a broken triple must have exactly one error reply: with two, the
//! client would take the second for the answer to its next question, and each answer after it for the one before.
//! [`Rest`] is what of a triple that has had its error reply may still arrive; that part meets silence.

use reckon_calc::python::{Answer, ArithmeticError, Integer, Operator, apply};

/// The state of one classic peer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Conversation {
    due: Due,
    rest: Rest,
    /// The left operand may be the rest of a broken triple; then another integer takes its place in silence.
    doubtful: bool,
    /// How often an unverified peer was sent its own words back.
    pub echoes: usize,
}

/// The part that is due.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Due {
    #[default]
    First,
    Operator(Integer),
    Second(Integer, Operator),
}

/// What may still come of a triple that has already had its error reply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Rest {
    #[default]
    Nothing,
    Operand,
    OperatorAndOperand,
}

/// What is to be sent after a part has been taken.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Step {
    /// Nothing: the next part is due.
    Wait,
    /// Nothing: it was the rest of a broken triple.
    Rest,
    /// The triple is complete.
    Answer(Result<Answer, ArithmeticError>),
    /// The triple is broken.
    Broken(&'static str),
}

impl Conversation {
    /// Whether there is nothing to remember, so that the peer need not be kept.
    pub(crate) fn is_over(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a part other than the first is due.
    pub(crate) fn is_under_way(&self) -> bool {
        self.due != Due::First
    }

    pub(crate) fn take_integer(&mut self, integer: Integer) -> Step {
        match core::mem::take(&mut self.due) {
            Due::First => {
                self.doubtful = self.rest != Rest::Nothing;
                self.rest = Rest::Nothing;
                self.due = Due::Operator(integer);
                Step::Wait
            }
            Due::Operator(_) => {
                self.due = Due::Operator(integer);
                let was_doubtful = self.doubtful;
                self.doubtful = !was_doubtful || self.rest != Rest::Nothing;
                if core::mem::take(&mut self.rest) != Rest::Nothing {
                    return Step::Rest;
                }
                if was_doubtful {
                    return Step::Wait;
                }
                Step::Broken("expected an operator (+ - * /), found an integer: it begins a new question")
            }
            Due::Second(left, operator) => {
                let echoes = self.echoes;
                *self = Self { echoes, ..Self::default() };
                Step::Answer(apply(&left, operator, &integer))
            }
        }
    }

    pub(crate) fn take_operator(&mut self, operator: Operator) -> Step {
        match core::mem::take(&mut self.due) {
            Due::First => {
                let rest = core::mem::replace(&mut self.rest, Rest::Operand);
                if rest == Rest::OperatorAndOperand {
                    return Step::Rest;
                }
                Step::Broken("expected the first integer, found an operator: the question starts anew")
            }
            Due::Operator(left) => {
                self.due = Due::Second(left, operator);
                self.rest = Rest::Nothing;
                self.doubtful = false;
                Step::Wait
            }
            Due::Second(..) => {
                self.rest = Rest::Operand;
                Step::Broken("expected the second integer, found an operator: the question starts anew")
            }
        }
    }

    /// Takes note that the peer has just been sent an error reply for something that is no part of a triple, or the
    /// value of a lone number: it may have been meant as the part that is due.
    pub(crate) fn take_wrong_part(&mut self) {
        match self.due {
            // If the operand may be the rest of a broken triple, this may be the first part of the next one.
            Due::Operator(_) if core::mem::take(&mut self.doubtful) => {
                self.due = Due::First;
                self.rest = Rest::OperatorAndOperand;
            }
            Due::First => self.rest = Rest::OperatorAndOperand,
            Due::Operator(_) => self.rest = Rest::Operand,
            Due::Second(..) => self.due = Due::First,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Replies of a conversation to a line of parts: answers, `error`, or `-` for silence.
    fn replies(parts: &str) -> String {
        let mut conversation = Conversation::default();
        let reply = |part: &str| {
            let step = match (part.parse(), Operator::parse(part)) {
                (Ok(integer), _) => conversation.take_integer(integer),
                (_, Some(operator)) => conversation.take_operator(operator),
                _ => {
                    conversation.take_wrong_part();
                    return String::from("error");
                }
            };
            match step {
                Step::Wait | Step::Rest => String::from("-"),
                Step::Answer(Ok(answer)) => alloc::string::ToString::to_string(&answer),
                Step::Answer(Err(_)) | Step::Broken(_) => String::from("error"),
            }
        };
        parts.split_whitespace().map(reply).collect::<alloc::vec::Vec<_>>().join(" ")
    }

    use alloc::string::String;

    #[test]
    fn each_triple_has_one_reply_and_the_next_honest_one_its_own() {
        for (parts, expected) in [
            ("6 * 7", "- - 42"),
            ("6 * 7 1 + 1", "- - 42 - - 2"),
            // One part lost, then an honest triple.
            ("* 7 6 * 7", "error - - - 42"),
            ("6 7 6 * 7", "- error - - 42"),
            // The limit of the protocol: the next triple's first integer completes this one.
            ("6 * 6 * 7", "- - 36 error -"),
            // One part wrong, then an honest triple.
            ("x * 7 6 * 7", "error - - - - 42"),
            ("6 % 7 6 * 7", "- error - - - 42"),
            ("6 * x 6 * 7", "- - error - - 42"),
            // Two wrong parts in a row, then an honest triple.
            ("x * 7 x * 7 6 * 7", "error - - error - - - - 42"),
            ("x * 7 6 % 7 6 * 7", "error - - - error - - - 42"),
            // The client sees the error and starts anew at once.
            ("x 6 * 7", "error - - 42"),
            ("6 % 6 * 7", "- error - - 42"),
            ("* 6 * 7", "error - - 42"),
            ("6 * * 6 * 7", "- - error - - 42"),
            // A wrong operator is corrected.
            ("6 % * 7", "- error - 42"),
            // Twice the same mistake.
            ("+ + +", "error error error"),
            ("1 / 0 6 * 7", "- - error - - 42"),
        ] {
            assert_eq!(replies(parts), expected, "{parts}");
        }
    }
}
