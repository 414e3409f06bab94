//! The classic arithmetic against the reference's examples, and against the real Python where there is one.

use std::io::Write;
use std::process::{Command, Stdio};

use reckon_calc::python::{Integer, IntegerError, Operator, apply};
use reckon_calc::{Calculator, Limits};

fn compute(left: &str, operator: &str, right: &str) -> String {
    let operand = |text: &str| text.parse::<Integer>();
    match (operand(left), operand(right)) {
        (Ok(a), Ok(b)) => match apply(&a, Operator::parse(operator).unwrap(), &b) {
            Ok(answer) => answer.to_string(),
            Err(error) => error.to_string(),
        },
        (Err(error), _) | (_, Err(error)) => error.to_string(),
    }
}

fn power(base: u32, exponent: usize) -> String {
    dashu_int::UBig::from(base).pow(exponent).to_string()
}

#[test]
fn quotients_are_pythons() {
    let two_53 = dashu_int::UBig::from(2_u8).pow(53);
    for (left, right, expected) in [
        ("1".into(), "2".into(), "0.5"),
        ("6".into(), "3".into(), "2.0"),
        ("1".into(), "3".into(), "0.3333333333333333"),
        ("2".into(), "3".into(), "0.6666666666666666"),
        ("100".into(), "3".into(), "33.333333333333336"),
        ("-7".into(), "2".into(), "-3.5"),
        ("0".into(), "5".into(), "0.0"),
        ("0".into(), "-5".into(), "-0.0"),
        ("0".into(), format!("-{}", power(10, 30)), "-0.0"),
        (power(10, 15), "1".into(), "1000000000000000.0"),
        (power(10, 16), "1".into(), "1e+16"),
        ("9999999999999999".into(), "1".into(), "1e+16"),
        ("123456789012345678".into(), "1".into(), "1.2345678901234568e+17"),
        ("1".into(), "10000".into(), "0.0001"),
        ("1".into(), "100000".into(), "1e-05"),
        ("1".into(), "300000".into(), "3.3333333333333333e-06"),
        ((&two_53 + 1_u8).to_string(), "1".into(), "9007199254740992.0"),
        ((&two_53 + 3_u8).to_string(), "1".into(), "9007199254740996.0"),
        (power(10, 400), power(10, 399), "10.0"),
        (power(10, 308), "1".into(), "1e+308"),
        (power(10, 309), "1".into(), "integer division result too large for a float"),
        ("1".into(), power(2, 1074), "5e-324"),
        ("1".into(), power(2, 1075), "0.0"),
        ("3".into(), power(2, 1075), "1e-323"),
        ("-1".into(), power(10, 400), "-0.0"),
        ("1".into(), "49".into(), "0.02040816326530612"),
        ("355".into(), "113".into(), "3.1415929203539825"),
        ("1".into(), "0".into(), "division by zero"),
        ("0".into(), "0".into(), "division by zero"),
        (power(10, 30), "0".into(), "division by zero"),
    ] {
        assert_eq!(compute(&left, "/", &right), expected, "{left}/{right}");
    }
}

#[test]
fn literals_are_pythons() {
    let value = |text: &str| text.parse::<Integer>().map(|integer| integer.to_string());
    for (text, expected) in [
        (" 7\n", "7"),
        ("007", "7"),
        ("-0", "0"),
        ("+5", "5"),
        ("1_000", "1000"),
        ("٣4５", "345"),
        ("१_२", "12"),
        ("\u{3000}7", "7"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("9223372036854775808", "9223372036854775808"),
    ] {
        assert_eq!(value(text), Ok(expected.to_string()), "{text:?}");
    }
    for text in [
        "1__0",
        "_1",
        "1_",
        "- 7",
        "--7",
        "",
        " ",
        "-",
        "+",
        "0x10",
        "7\0",
        "1e3",
        "1.0",
        "²",
        "½",
        "四",
        "\u{2212}5",
        "\u{1c}7",
        "7\u{200b}",
        "\u{feff}7",
        "7\u{180e}",
        "7 7",
        "+-7",
    ] {
        assert_eq!(value(text), Err(IntegerError::Invalid), "{text:?}");
    }
    assert_eq!(value(&"9".repeat(4300)), Ok("9".repeat(4300)));
    assert_eq!(value(&"9".repeat(4301)), Err(IntegerError::TooManyDigits));
    assert_eq!(value(&("0".repeat(4300) + "1")), Err(IntegerError::TooManyDigits));
    assert_eq!(value(&("9".repeat(5000) + "x")), Err(IntegerError::Invalid));
    assert_eq!(
        IntegerError::TooManyDigits.to_string(),
        "Exceeds the limit (4300 digits) for integer string conversion"
    );
}

#[test]
fn operands_of_three_thousand_digits_are_exact() {
    let nines = "9".repeat(3000);
    assert_eq!(compute(&nines, "+", "1"), power(10, 3000));
    assert_eq!(compute(&nines, "*", &nines), format!("{}8{}1", "9".repeat(2999), "0".repeat(2999)));
    assert_eq!(compute(&nines, "-", &nines), "0");
}

/// Feeds `lines` to a Python script and returns its lines, or nothing if there is no Python 3.
fn ask_python(script: &str, lines: &[String]) -> Option<Vec<String>> {
    let mut child = match Command::new("python3")
        .args(["-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
    {
        Ok(child) => child,
        Err(error) => {
            println!("SKIPPED: no python3 to compare with ({error})");
            return None;
        }
    };
    let mut stdin = child.stdin.take().unwrap();
    let input = lines.join("\n") + "\n";
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success(), "the Python script failed");
    let answers: Vec<_> = String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect();
    assert_eq!(answers.len(), lines.len());
    Some(answers)
}

/// A small generator with a fixed seed (splitmix64), so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn operand(&mut self) -> String {
        let sign = ["", "", "-", "+"][self.below(4) as usize];
        let magnitude = match self.below(6) {
            0 => self.below(100).to_string(),
            1 => (self.next() >> self.below(64)).to_string(),
            // Near powers of two, where rounding and word sizes have their edges.
            2 => {
                let value = dashu_int::IBig::ONE << self.below(1200) as usize;
                (value + self.below(5) as i64 - 2_i64).to_string().replace('-', "")
            }
            3 => power(10, self.below(330) as usize),
            4 => {
                let digits = 1 + self.below(400);
                (0..digits).map(|_| char::from(b'0' + self.below(10) as u8)).collect()
            }
            // Products of a random odd number and a power of two: quotients that are exact ties.
            _ => ((dashu_int::UBig::from(self.next() | 1)) << self.below(1100) as usize).to_string(),
        };
        format!("{sign}{magnitude}")
    }
}

#[test]
fn the_real_python_agrees_on_random_pairs() {
    const SCRIPT: &str = "
import sys
for line in sys.stdin:
    a, op, b = line.split()
    a, b = int(a), int(b)
    try:
        print(a + b if op == '+' else a - b if op == '-' else a * b if op == '*' else a / b)
    except (ZeroDivisionError, OverflowError) as error:
        print(error)
";
    let mut random = Random(2026);
    let questions: Vec<(String, &str, String)> = (0..40_000)
        .map(|_| {
            // Division has all the traps, so half of the questions are divisions.
            let operator = ["+", "-", "*", "/", "/", "/"][random.below(6) as usize];
            (random.operand(), operator, random.operand())
        })
        .collect();
    let lines: Vec<_> = questions.iter().map(|(a, op, b)| format!("{a} {op} {b}")).collect();
    let Some(answers) = ask_python(SCRIPT, &lines) else { return };
    for ((a, op, b), expected) in questions.iter().zip(answers) {
        assert_eq!(compute(a, op, b), expected, "{a} {op} {b}");
    }
}

#[test]
fn the_real_python_agrees_on_every_character_of_a_literal() {
    // Every character alone, before, after and between digits; -1 where the real one does not know the character
    // yet, for digits are still being added to Unicode.
    const SCRIPT: &str = "
import sys, unicodedata
def value(text):
    try:
        return int(text)
    except ValueError:
        return 'refused'
for line in sys.stdin:
    c = chr(int(line))
    if unicodedata.category(c) == 'Cn':
        print('unassigned')
    else:
        print(value(c), value(c + '7'), value('7' + c), value('7' + c + '7'), value('٣' + c + '٣'))
";
    let characters: Vec<char> = (0..=0x1_FFFF).filter_map(char::from_u32).collect();
    let lines: Vec<_> = characters.iter().map(|&c| u32::from(c).to_string()).collect();
    let Some(answers) = ask_python(SCRIPT, &lines) else { return };
    let value =
        |text: String| text.parse::<Integer>().map_or("refused".to_string(), |integer| integer.to_string());
    for (c, expected) in characters.iter().zip(answers) {
        if expected != "unassigned" {
            let ours = [format!("{c}"), format!("{c}7"), format!("7{c}"), format!("7{c}7"), format!("٣{c}٣")];
            assert_eq!(ours.map(value).join(" "), expected, "U+{:04X}", u32::from(*c));
        }
    }
}

#[test]
fn the_real_python_agrees_on_exact_fractions() {
    const SCRIPT: &str = "
import math, operator, sys
from fractions import Fraction
sys.set_int_max_str_digits(0)
apply = {
    '+': operator.add, '-': operator.sub, '*': operator.mul, '/': operator.truediv,
    '//': operator.floordiv, 'mod': operator.mod, '^': lambda base, exponent: base ** int(exponent),
}
for line in sys.stdin:
    numbers = line.split()
    try:
        total = Fraction(numbers[0])
        for name, text in zip(numbers[1::2], numbers[2::2]):
            if text.endswith('!'):
                text = math.factorial(int(text[:-1]))
            total = Fraction(apply[name](total, Fraction(text)))
        print(total)
    except ZeroDivisionError:
        print('division by zero')
";
    const OPERATORS: [&str; 7] = ["+", "-", "*", "/", "//", "mod", "^"];
    let mut random = Random(7);
    let questions: Vec<Vec<String>> = (0..6_000)
        .map(|_| {
            let mut parts = vec![random.operand()];
            for _ in 0..1 + random.below(4) {
                let operator = OPERATORS[random.below(7) as usize];
                let operand = match random.below(8) {
                    _ if operator == "^" => (random.below(9) as i64 - 4).to_string(),
                    0 => format!("{}!", random.below(60)),
                    1 => format!(
                        "{}.{}e{}",
                        random.below(1000),
                        random.below(1000),
                        random.below(60) as i64 - 30
                    ),
                    _ => random.operand(),
                };
                parts.extend([operator.to_string(), operand]);
            }
            parts
        })
        .collect();
    let lines: Vec<_> = questions.iter().map(|parts| parts.join(" ")).collect();
    let Some(answers) = ask_python(SCRIPT, &lines) else { return };
    let mut calculator = Calculator::new(Limits::LOCAL);
    let mut divisions_by_zero = 0;
    for (parts, expected) in questions.iter().zip(answers) {
        // Python applied the operators from the left; parentheses say the same to us.
        let steps = parts[1..].chunks(2);
        let text =
            steps.fold(format!("({})", parts[0]), |left, step| format!("({left} {} ({}))", step[0], step[1]));
        match calculator.evaluate(&text) {
            Ok(ours) => assert_eq!(ours, calculator.evaluate(&expected).unwrap(), "{text}"),
            Err(error) => {
                assert_eq!(
                    (error.kind.to_string().as_str(), expected.as_str()),
                    ("division by zero", "division by zero")
                );
                divisions_by_zero += 1;
            }
        }
    }
    assert!(divisions_by_zero < questions.len() / 10, "{divisions_by_zero}");
}
