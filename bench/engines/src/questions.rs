//! What the engines are asked.

use rug::ops::Pow;
use rug::{Complete, Integer, Rational};

use crate::answers::{Truth, number};
use crate::random::Random;

/// An expression and what it comes to.
#[derive(Clone, Debug)]
pub struct Question {
    /// How it is called in the tables; long ones are described.
    pub name: String,
    /// How it is written for whoever has no spelling of its own.
    pub text: String,
    /// How it is written for the engine of that name.
    pub spellings: &'static [(&'static str, &'static str)],
    /// What it comes to.
    pub truth: Truth,
    /// What it comes to by other conventions that are in use.
    pub conventions: &'static [&'static str],
}

impl Question {
    /// How it is written for this engine.
    pub fn spelled_for(&self, engine: &str) -> &str {
        self.spellings.iter().find(|(name, _)| *name == engine).map_or(&self.text, |(_, text)| text)
    }

    fn new(text: impl Into<String>, truth: Truth) -> Self {
        let text = text.into();
        Self { name: format!("`{text}`"), text, spellings: &[], truth, conventions: &[] }
    }

    fn exact(text: &str, truth: &str) -> Self {
        Self::new(text, Truth::Exact(number(truth)))
    }

    fn named(self, name: &str) -> Self {
        Self { name: name.to_string(), ..self }
    }

    fn spelled(self, spellings: &'static [(&'static str, &'static str)]) -> Self {
        Self { spellings, ..self }
    }

    fn or(self, conventions: &'static [&'static str]) -> Self {
        Self { conventions, ..self }
    }
}

/// Two operands of so many digits, none of which is 0, and what is to be done with them.
#[derive(Clone, Debug)]
pub struct Operands {
    /// Digits of each.
    pub digits: usize,
    /// The first one, in decimal.
    pub left: String,
    /// The second one, in decimal.
    pub right: String,
}

impl Operands {
    /// The same ones in every run.
    pub fn of(digits: usize) -> Self {
        let mut random = Random::new(digits as u64);
        let mut operand = || (0..digits).map(|_| char::from(random.choose(b"123456789"))).collect::<String>();
        Self { digits, left: operand(), right: operand() }
    }
}

/// The sizes of big operands, in digits.
pub const DIGITS: [usize; 2] = [1_000, 100_000];

/// Irrational answers to 50 digits, as mpmath 1.3 gives them.
const ROOT_TIMES_SINE: &str = "1.1900196790587718625424992226847232526186769535934";
const LOGARITHM: &str = "0.69314718055994530941723212145817656807550013436026";
const EULER: &str = "2.7182818284590452353602874713526624977572470937";
const GIRTH: &str = "40030.173592041145444491001989747425750440332486838";

/// All questions: six that everyone asks, and ours.
pub fn all() -> Vec<Question> {
    let digits = |text: &str, truth| Question::new(text, Truth::Digits(number(truth)));
    let integer = |text: &str, truth: Integer| Question::new(text, Truth::Exact(truth.into()));
    let mut questions = vec![
        Question::exact("2+3", "5"),
        Question::exact("1/3+1/6", "1/2"),
        Question::exact("(1+2)*3-4/5", "8.2"),
        Question::exact("2^100", "1267650600228229401496703205376"),
        digits("sqrt(2)*sin(1)", ROOT_TIMES_SINE)
            .spelled(&[("evalexpr", "math::sqrt(2)*math::sin(1)"), ("fasteval", "2^0.5*sin(1)")]),
        Question::exact("1234567890*987654321+555", "1219326311126353245"),
        Question::exact("-2^2", "-4").or(&["4"]),
        Question::exact("10-4-3", "3"),
        Question::exact("17 mod 5", "2").spelled(&[
            ("numbat", "mod(17, 5)"),
            ("evalexpr", "17 % 5"),
            ("fasteval", "17 % 5"),
            ("meval", "17 % 5"),
        ]),
        Question::exact("0.1+0.2", "0.3"),
        Question::exact("1.1*1.1-1.21", "0"),
        Question::exact("1/3*3", "1"),
        Question::exact("355/113-22/7", "-1/791"),
        harmonic(20),
        sum(100, 1, 1).named("`1+2+…+100`"),
        sum(1_000, 10_007, 7).named("a sum of 1000 terms of 5 digits"),
        nested_operations(20),
        nested_deep(50),
        integer("3^200", Integer::from(3).pow(200)),
        integer("7^1000", Integer::from(7).pow(1_000)),
        integer("20!", Integer::factorial(20).complete()),
        integer("1000!", Integer::factorial(1_000).complete()),
        Question::exact("sqrt(144)", "12")
            .spelled(&[("evalexpr", "math::sqrt(144)"), ("fasteval", "144^0.5")]),
        Question::exact("sin(30°)", "1/2"),
        digits("ln(2)", LOGARITHM).spelled(&[("evalexpr", "math::ln(2)"), ("fasteval", "log(e(),2)")]),
        digits("exp(1)", EULER).spelled(&[("evalexpr", "math::exp(1)"), ("fasteval", "e()^1")]),
        digits("2*π*6371", GIRTH).spelled(&[("fasteval", "2*pi()*6371"), ("meval", "2*pi*6371")]),
        Question::exact("50 + 10%", "55").or(&["50.1"]),
        Question::exact("5 km to mile", "5000000/1609344"),
        Question::new("255 to hex", Truth::Words(&["0xff", "ff"])),
        Question::exact("gcd(1071, 462)", "21"),
        Question::exact("fib(90)", "2880067194370816120").spelled(&[("numbat", "fibonacci(90)")]),
        Question::new("3 < 4", Truth::Words(&["true", "1"])),
    ];
    for size in DIGITS {
        let Operands { left, right, digits } = Operands::of(size);
        let [a, b] = [&left, &right].map(|text| Integer::from_str_radix(text, 10).expect("digits only"));
        for (sign, operation, truth) in [
            ("*", "product", Rational::from(&a * &b)),
            ("/", "quotient", Rational::from((&a, &b))),
            ("+", "sum", Rational::from(&a + &b)),
        ] {
            let name = format!("{operation} of numbers of {digits} digits");
            questions.push(Question::new(format!("{left}{sign}{right}"), Truth::Exact(truth)).named(&name));
        }
    }
    questions
}

fn harmonic(terms: u32) -> Question {
    let text = joined((1..=terms).map(|term| format!("1/{term}")));
    let truth = (1..=terms).map(|term| Rational::from((1, term))).sum();
    Question::new(text, Truth::Exact(truth)).named(&format!("`1/1+1/2+…+1/{terms}`"))
}

fn sum(terms: u32, first: u32, step: u32) -> Question {
    let numbers = (0..terms).map(|index| first + step * index);
    let truth = numbers.clone().map(Rational::from).sum();
    Question::new(joined(numbers.map(|number| number.to_string())), Truth::Exact(truth))
}

fn joined(terms: impl Iterator<Item = String>) -> String {
    terms.collect::<Vec<_>>().join("+")
}

/// `((1+3)*4)+5`…, as deep as there are operations.
fn nested_operations(depth: u32) -> Question {
    let (mut text, mut truth) = ("1".to_string(), Integer::from(1));
    for step in 2..depth + 2 {
        let operand = step % 9 + 1;
        let sign = if step % 2 == 0 { '+' } else { '*' };
        text = format!("({text}{sign}{operand})");
        truth = if step % 2 == 0 { truth + operand } else { truth * operand };
    }
    Question::new(text, Truth::Exact(truth.into())).named(&format!("{depth} operations, each in parentheses"))
}

/// One more for each pair of parentheses.
fn nested_deep(depth: u32) -> Question {
    let text = (0..depth).fold("1".to_string(), |text, _| format!("({text}+1)"));
    Question::new(text, Truth::Exact((depth + 1).into())).named(&format!("`1+1+…` {depth} parentheses deep"))
}
