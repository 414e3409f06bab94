//! What is asked, and what must be answered.

use std::fmt;

use clap::ValueEnum;

use crate::random::Random;

/// A kind of question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Workload {
    /// The questions of `random`, to the echo server
    Echo,
    /// Always 12345678 + 87654321
    Text,
    /// The same with operands of each question's own, as many bytes long
    Random,
    /// Sums, differences and products of two integers in three datagrams, with one in return
    Classic,
}

impl Workload {
    /// As a row of a table is called.
    #[must_use]
    pub fn describe(self) -> &'static str {
        match self {
            Self::Echo => "echo",
            Self::Text => "text",
            Self::Random => "text, random operands",
            Self::Classic => "classic (3 datagrams in, 1 out)",
        }
    }
}

impl fmt::Display for Workload {
    /// As it is typed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_possible_value().map_or(Ok(()), |value| f.write_str(value.get_name()))
    }
}

/// A short text in place: a datagram or an answer. Questions by the million want no allocations.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Short {
    bytes: [u8; Self::BYTES_MAX],
    length: u8,
}

impl Short {
    const BYTES_MAX: usize = 23;

    const fn new() -> Self {
        Self { bytes: [0; Self::BYTES_MAX], length: 0 }
    }

    /// The text.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length.into()]
    }

    fn number(number: i64) -> Self {
        let mut short = Self::new();
        short.push_number(number);
        short
    }

    fn text(text: &[u8]) -> Self {
        let mut short = Self::new();
        short.push(text);
        short
    }

    fn push(&mut self, text: &[u8]) {
        let start = usize::from(self.length);
        self.bytes[start..start + text.len()].copy_from_slice(text);
        self.length += text.len() as u8;
    }

    /// Appends a number in decimal digits; `Display` would take as long as the server takes for the answer.
    fn push_number(&mut self, number: i64) {
        let mut digits = [0; 20];
        let mut start = digits.len();
        let mut rest = number.unsigned_abs();
        loop {
            start -= 1;
            digits[start] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if number < 0 {
            start -= 1;
            digits[start] = b'-';
        }
        self.push(&digits[start..]);
    }
}

/// Makes questions.
#[derive(Debug)]
pub struct Asker {
    workload: Workload,
    random: Random,
}

/// Operands of eight digits whose sum has eight digits too.
const EIGHT_DIGITS: (u32, u32) = (10_000_000, 49_999_999);

impl Asker {
    /// The questions of a workload are the same for the same seed.
    #[must_use]
    pub fn new(workload: Workload, seed: u64) -> Self {
        Self { workload, random: Random::new(seed) }
    }

    /// Hands the datagrams of the next question to `send`, and returns the answer that they must have.
    pub fn ask(&mut self, mut send: impl FnMut(&[u8])) -> Short {
        match self.workload {
            Workload::Text => {
                send(b"12345678 + 87654321");
                Short::text(b"99999999")
            }
            Workload::Random => {
                let (question, answer) = self.sum();
                send(question.as_bytes());
                answer
            }
            Workload::Echo => {
                let (question, _) = self.sum();
                send(question.as_bytes());
                question
            }
            Workload::Classic => {
                let (left, right) = (1 + self.random.below(9999), 1 + self.random.below(9999));
                let (left, right) = (i64::from(left), i64::from(right));
                let (operator, answer) =
                    self.random.choose(&[(b"+", left + right), (b"-", left - right), (b"*", left * right)]);
                send(Short::number(left).as_bytes());
                send(operator);
                send(Short::number(right).as_bytes());
                Short::number(answer)
            }
        }
    }

    fn sum(&mut self) -> (Short, Short) {
        let (least, most) = EIGHT_DIGITS;
        let mut operand = || i64::from(least + self.random.below(most - least + 1));
        let (left, right) = (operand(), operand());
        let mut question = Short::number(left);
        question.push(b" + ");
        question.push_number(right);
        (question, Short::number(left + right))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn questions(workload: Workload, count: usize) -> Vec<(Vec<String>, String)> {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let mut asker = Asker::new(workload, 3);
        let ask = |_| {
            let mut parts = vec![];
            let answer = asker.ask(|part| parts.push(text(part)));
            (parts, text(answer.as_bytes()))
        };
        (0..count).map(ask).collect()
    }

    #[test]
    fn random_sums_are_right_and_as_long_as_the_fixed_one() {
        let (fixed, answer) = questions(Workload::Text, 1).remove(0);
        for (parts, sum) in questions(Workload::Random, 1000) {
            let operands: Vec<i64> = parts[0].split(" + ").map(|word| word.parse().unwrap()).collect();
            assert_eq!(operands.iter().sum::<i64>().to_string(), sum);
            assert_eq!((parts[0].len(), sum.len()), (fixed[0].len(), answer.len()));
        }
    }

    #[test]
    fn echoes_are_what_was_said() {
        for (parts, answer) in questions(Workload::Echo, 10) {
            assert_eq!(parts, [answer]);
        }
    }

    #[test]
    fn classic_answers_are_right() {
        for (parts, answer) in questions(Workload::Classic, 1000) {
            let (left, right): (i64, i64) = (parts[0].parse().unwrap(), parts[2].parse().unwrap());
            let expected = match parts[1].as_str() {
                "+" => left + right,
                "-" => left - right,
                _ => left * right,
            };
            assert_eq!(answer, expected.to_string());
        }
    }

    #[test]
    fn numbers_are_written_as_by_display() {
        for number in [0, 7, -7, 10, 99_980_001, i64::MAX, i64::MIN] {
            assert_eq!(Short::number(number).as_bytes(), number.to_string().as_bytes());
        }
    }
}
