//! What is asked, and what must be answered.

use std::fmt;

use clap::ValueEnum;

use super::message::{self, Answer, Short};
use crate::random::Random;
use crate::server::{CALC_UDP, COAP, DNS, IPKCP};

/// A kind of question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Workload {
    /// Always 12345678 + 87654321
    Text,
    /// The same with operands of each question's own, as many bytes long
    Random,
    /// Sums, differences and products of two integers in three datagrams, with one in return
    Classic,
    /// The same sums by the IPK Calculator Protocol, at its own door
    Ipkcp,
    /// The same by CoAP: GET, non-confirmable
    Coap,
    /// The same by CoAP: GET, confirmable
    CoapCon,
    /// The same by DNS: TXT, without EDNS
    Dns,
}

impl Workload {
    /// As a row of a table is called.
    #[must_use]
    pub fn describe(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Random => "text, random operands",
            Self::Classic => "classic (3 datagrams in, 1 out)",
            Self::Ipkcp => "IPKCP",
            Self::Coap => "CoAP GET, NON",
            Self::CoapCon => "CoAP GET, CON",
            Self::Dns => "DNS TXT",
        }
    }

    /// The door of the program that such questions go to.
    #[must_use]
    pub fn door(self) -> &'static str {
        match self {
            Self::Text | Self::Random | Self::Classic => CALC_UDP,
            Self::Ipkcp => IPKCP,
            Self::Coap | Self::CoapCon => COAP,
            Self::Dns => DNS,
        }
    }

    /// What a datagram from a calculator says, if it is an answer to such a question at all.
    #[must_use]
    pub fn read(self, datagram: &[u8]) -> Option<Answer<'_>> {
        match self {
            Self::Text | Self::Random | Self::Classic => Some(Answer { id: 0, text: datagram }),
            Self::Ipkcp => message::read_ipkcp(datagram),
            Self::Coap => message::read_coap(datagram, false),
            Self::CoapCon => message::read_coap(datagram, true),
            Self::Dns => message::read_dns(datagram),
        }
    }
}

impl fmt::Display for Workload {
    /// As it is typed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_possible_value().map_or(Ok(()), |value| f.write_str(value.get_name()))
    }
}

/// What a server does with a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skill {
    /// Calculates.
    Calculates,
    /// Sends the question back. A classic one then is one datagram.
    Echoes,
    /// Holds the answer to [`SUM`] ready, and is asked nothing else.
    HoldsOneAnswer,
}

/// The sum of questions that are always the same, and its answer.
pub const SUM: ((u32, u32), &str) = ((12_345_678, 87_654_321), "99999999");

/// What must come for a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    id: u32,
    text: Short,
}

impl Expected {
    /// Whether an answer is this.
    #[must_use]
    pub fn is(&self, answer: &Answer<'_>) -> bool {
        (self.id, self.text.as_bytes()) == (answer.id, answer.text)
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Answer { id: self.id, text: self.text.as_bytes() }.fmt(f)
    }
}

/// Makes questions.
#[derive(Debug)]
pub struct Asker {
    workload: Workload,
    skill: Skill,
    random: Random,
    /// Of the last question, where they have numbers.
    id: u32,
}

/// Operands of eight digits whose sum has eight digits too.
const EIGHT_DIGITS: (u32, u32) = (10_000_000, 49_999_999);

impl Asker {
    /// The questions of a workload are the same for the same seed.
    #[must_use]
    pub fn new(workload: Workload, skill: Skill, seed: u64) -> Self {
        Self { workload, skill, random: Random::new(seed), id: 0 }
    }

    /// Hands the datagrams of the next question to `send`, and returns what must be answered.
    pub fn ask(&mut self, mut send: impl FnMut(&[u8])) -> Expected {
        if self.workload == Workload::Classic {
            return self.ask_classic(send);
        }
        let (left, right) = self.operands();
        self.id = self.id.wrapping_add(1);
        let (question, id) = match self.workload {
            Workload::Ipkcp => (message::ipkcp(left, right), 0),
            Workload::Coap => (message::coap(self.id, false, left, right), self.id),
            Workload::CoapCon => (message::coap(self.id, true, left, right), self.id),
            Workload::Dns => (message::dns(self.id as u16, left, right), self.id & 0xffff),
            Workload::Text | Workload::Random | Workload::Classic => (message::text(left, right), 0),
        };
        send(question.as_bytes());
        match self.skill {
            Skill::Echoes => Expected { id: 0, text: question },
            _ => Expected { id, text: Short::number(i64::from(left + right)) },
        }
    }

    /// What a datagram from the server says, if it is an answer at all.
    #[must_use]
    pub fn read<'a>(&self, datagram: &'a [u8]) -> Option<Answer<'a>> {
        match self.skill {
            Skill::Echoes => Some(Answer { id: 0, text: datagram }),
            _ => self.workload.read(datagram),
        }
    }

    fn ask_classic(&mut self, mut send: impl FnMut(&[u8])) -> Expected {
        let (left, right) = (1 + self.random.below(9999), 1 + self.random.below(9999));
        let (left, right) = (i64::from(left), i64::from(right));
        let (operator, answer) =
            self.random.choose(&[(b"+", left + right), (b"-", left - right), (b"*", left * right)]);
        if self.skill == Skill::Echoes {
            let mut question = Short::number(left);
            question.push(operator);
            question.push_number(right);
            send(question.as_bytes());
            return Expected { id: 0, text: question };
        }
        send(Short::number(left).as_bytes());
        send(operator);
        send(Short::number(right).as_bytes());
        Expected { id: 0, text: Short::number(answer) }
    }

    fn operands(&mut self) -> (u32, u32) {
        if self.workload == Workload::Text || self.skill == Skill::HoldsOneAnswer {
            return SUM.0;
        }
        let (least, most) = EIGHT_DIGITS;
        let mut operand = || least + self.random.below(most - least + 1);
        (operand(), operand())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use reckon_proto::calculator::CalculatorEndpoint;
    use reckon_proto::coap::CoapEndpoint;
    use reckon_proto::dns::DnsEndpoint;
    use reckon_proto::ipkcp::IpkcpEndpoint;
    use reckon_proto::{Endpoint, Input, Limits, Output};

    use super::*;

    const PORT: u16 = 8888;

    fn endpoint(workload: Workload) -> Box<dyn Endpoint> {
        let limits = Limits::DEFAULT;
        match workload.door() {
            IPKCP => Box::new(IpkcpEndpoint::new(limits, PORT)),
            COAP => Box::new(CoapEndpoint::new(limits, [7; 16])),
            DNS => Box::new(DnsEndpoint::new(limits, PORT)),
            _ => Box::new(CalculatorEndpoint::new(limits, PORT, None)),
        }
    }

    /// What a machine of the program sends for a datagram.
    fn replies(endpoint: &mut dyn Endpoint, payload: &[u8]) -> Vec<Vec<u8>> {
        let peer = ([127, 0, 0, 1], 50_000).into();
        endpoint.handle(Duration::ZERO, Input::Datagram { peer, payload });
        let mut replies = vec![];
        loop {
            match endpoint.poll() {
                Output::Transmit { payload, .. } => replies.push(payload.to_vec()),
                Output::Event { .. } => {}
                Output::Wait(_) => return replies,
            }
        }
    }

    #[test]
    fn the_program_answers_every_workload_as_expected() {
        for &workload in Workload::value_variants() {
            for skill in [Skill::Calculates, Skill::HoldsOneAnswer] {
                let mut endpoint = endpoint(workload);
                let mut asker = Asker::new(workload, skill, 3);
                for _ in 0..1000 {
                    let mut answers = vec![];
                    let expected = asker.ask(|part| answers.extend(replies(&mut *endpoint, part)));
                    assert_eq!(answers.len(), 1, "{workload}");
                    let answer = asker.read(&answers[0]);
                    let answer = answer.unwrap_or_else(|| panic!("{workload}: {:?}", answers[0]));
                    assert!(expected.is(&answer), "{workload}: {answer} instead of {expected}");
                }
            }
        }
    }

    #[test]
    fn an_answer_to_another_question_is_no_answer() {
        for workload in [Workload::Coap, Workload::CoapCon, Workload::Dns] {
            let mut endpoint = endpoint(workload);
            // All have the same text.
            let mut asker = Asker::new(workload, Skill::HoldsOneAnswer, 3);
            let mut ask = || {
                let mut reply = vec![];
                let expected = asker.ask(|part| reply = replies(&mut *endpoint, part).remove(0));
                (expected, reply)
            };
            let ((first, reply), (second, _)) = (ask(), ask());
            let answer = workload.read(&reply).unwrap();
            assert!(first.is(&answer) && !second.is(&answer), "{workload}: {answer}, {second}");
        }
    }

    #[test]
    fn echoes_are_what_was_said_and_as_long_as_the_question() {
        for &workload in Workload::value_variants() {
            let mut parts = vec![];
            let mut asker = Asker::new(workload, Skill::Echoes, 3);
            let expected = asker.ask(|part| parts.push(part.to_vec()));
            assert_eq!(parts.len(), 1);
            assert!(expected.is(&asker.read(&parts[0]).unwrap()), "{workload}");
            let mut bytes = 0;
            Asker::new(workload, Skill::Calculates, 3).ask(|part| bytes += part.len());
            assert_eq!(parts[0].len(), bytes, "{workload}");
        }
    }

    #[test]
    fn questions_of_a_workload_are_equally_long() {
        for &workload in Workload::value_variants().iter().filter(|&&workload| workload != Workload::Classic)
        {
            let mut asker = Asker::new(workload, Skill::Calculates, 3);
            let mut lengths = vec![];
            for _ in 0..1000 {
                asker.ask(|part| lengths.push(part.len()));
            }
            lengths.dedup();
            assert_eq!(lengths.len(), 1, "{workload}");
        }
    }
}
