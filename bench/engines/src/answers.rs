//! Whether what an engine has written is right.

use rug::ops::Pow;
use rug::{Integer, Rational};

/// What a question comes to.
#[derive(Clone, Debug)]
pub enum Truth {
    /// A rational number, which can be written exactly.
    Exact(Rational),
    /// An irrational number, to more digits than anyone shows.
    Digits(Rational),
    /// Words: one of these, whatever the case.
    Words(&'static [&'static str]),
}

/// What an answer is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grade {
    /// The number itself, or an irrational one of which every digit that is shown is true.
    Right,
    /// Rounded although it can be written exactly, or the last digits are not true.
    Near,
    /// By another convention that is in use as well.
    Otherwise,
    /// None of these.
    Wrong,
}

/// A relative error up to which an answer is near: some hundred units in the last place of a double.
const NEAR: (u32, u32) = (1, 1_000_000_000);
/// Digits from which on a rounded answer is near rather than wrong: fewest that an engine shows by default.
const SHOWN_MIN: usize = 6;

impl Truth {
    /// The grade of this answer; `conventions` are answers that others may give as well.
    pub fn grade(&self, answer: &str, conventions: &[&str]) -> Grade {
        let truth = match self {
            Self::Words(words) => {
                let said = bare(answer);
                return if words.iter().any(|word| word.eq_ignore_ascii_case(said)) {
                    Grade::Right
                } else {
                    Grade::Wrong
                };
            }
            Self::Exact(truth) | Self::Digits(truth) => truth,
        };
        let Some(shown) = Shown::read(answer) else {
            return Grade::Wrong;
        };
        let exact = matches!(self, Self::Exact(_));
        let agrees = shown.rounds_or_cuts(truth);
        let error = Rational::from(&shown.value - truth).abs();
        let bound = truth.clone().abs() * Rational::from(NEAR);
        if shown.value == *truth || (agrees && !exact) {
            Grade::Right
        } else if (agrees && shown.digits >= SHOWN_MIN) || error < bound {
            Grade::Near
        } else if conventions
            .iter()
            .filter_map(|text| Shown::read(text))
            .any(|other| other.value == shown.value)
        {
            Grade::Otherwise
        } else {
            Grade::Wrong
        }
    }
}

/// An answer without what stands around it: a mark that it is approximate, a dimension, a second form, quotes.
fn bare(answer: &str) -> &str {
    let marks = ["approx. ", "≈ ", "= ", "≈", "~"];
    let answer = marks.iter().fold(answer.trim(), |rest, mark| rest.strip_prefix(mark).unwrap_or(rest));
    // A fraction before a unit: `(78125/25146) mi`.
    let answer = answer.strip_prefix('(').and_then(|rest| rest.split(')').next()).unwrap_or(answer);
    answer.split([' ', ',']).next().unwrap_or_default().trim_matches(['"', '…'])
}

/// A number as it is shown.
struct Shown {
    value: Rational,
    /// The last digit counts tens to this power.
    place: i32,
    /// Significant digits.
    digits: usize,
}

impl Shown {
    /// Reads `-1/791`, `0.5`, `2.28[3]...`, `2.28(3)`, `1.26e+30`, `3000%` and `1_035_350`.
    fn read(answer: &str) -> Option<Self> {
        let text = bare(answer).replace('_', "");
        let text = text.trim_end_matches("...").trim_end_matches('…');
        if let Some((numerator, denominator)) = text.split_once('/') {
            let denominator = denominator.parse::<Integer>().ok().filter(|value| *value != 0)?;
            let value = Rational::from((numerator.parse::<Integer>().ok()?, denominator));
            return Some(Self { value, place: 0, digits: usize::MAX });
        }
        let (text, percent) = text.strip_suffix('%').map_or((text, 0), |text| (text, 2));
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let exponent: i32 = exponent.parse().ok()?;
        let (mantissa, repeated) = mantissa.split_once(['[', '(']).unwrap_or((mantissa, ""));
        let repeated = repeated.trim_end_matches([']', ')']);
        let decimals = mantissa.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let digits = mantissa.replace('.', "");
        let place = exponent - percent - i32::try_from(decimals).ok()?;
        let mut value = Rational::from(digits.parse::<Integer>().ok()?);
        if !repeated.is_empty() {
            let nines = Integer::from(10).pow(u32::try_from(repeated.len()).ok()?) - 1;
            let tail = Rational::from((repeated.parse::<Integer>().ok()?, nines));
            value += if mantissa.starts_with('-') { -tail } else { tail };
        }
        let digits = digits.trim_start_matches(['-', '0']).len();
        Some(Self { value: value * power_of_ten(place), place, digits })
    }

    /// Whether this is the truth rounded to the last place shown, either way in a tie, or cut off there.
    fn rounds_or_cuts(&self, truth: &Rational) -> bool {
        let unit = power_of_ten(self.place);
        let over = (truth.clone() - &self.value) / unit;
        let half = Rational::from((1, 2));
        let outward = if *truth < 0 { -over } else { over };
        outward.clone().abs() <= half || (0..1).contains(&outward)
    }
}

fn power_of_ten(exponent: i32) -> Rational {
    let power = Rational::from(Integer::from(10).pow(exponent.unsigned_abs()));
    if exponent < 0 { power.recip() } else { power }
}

/// A number that this program itself writes down.
///
/// # Panics
/// If it is none.
pub fn number(text: &str) -> Rational {
    Shown::read(text).expect("the truth is written as a number").value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_graded() {
        let half = Truth::Exact(number("1/2"));
        for (answer, grade) in [
            ("0.5", Grade::Right),
            ("0.5 (dimensionless)", Grade::Right),
            ("1/2, approx. 0.5", Grade::Right),
            ("(1/2) km", Grade::Right),
            ("50%", Grade::Right),
            ("0.4[9]...", Grade::Right),
            ("0.50000000000000001", Grade::Near),
            ("0", Grade::Wrong),
            ("NaN", Grade::Wrong),
            ("2", Grade::Otherwise),
        ] {
            assert_eq!(half.grade(answer, &["2"]), grade, "{answer}");
        }
        let root = Truth::Digits(number("1.41421356237309504880168872420969807856967187537694"));
        for (answer, grade) in [
            ("approx. 1.414213", Grade::Right),
            ("approx. 1.414214", Grade::Right),
            ("1.414213562373095", Grade::Right),
            ("1.4142135623730951", Grade::Near),
            ("1.41421", Grade::Right),
            ("1.4", Grade::Right),
            ("1.5", Grade::Wrong),
        ] {
            assert_eq!(root.grade(answer, &[]), grade, "{answer}");
        }
        let large = Truth::Exact(number("1267650600228229401496703205376"));
        assert_eq!(large.grade("1_267_650_600_228_229_401_496_703_205_376", &[]), Grade::Right);
        assert_eq!(large.grade("1.26765e+30", &[]), Grade::Near);
        assert_eq!(large.grade("inf", &[]), Grade::Wrong);
        assert_eq!(Truth::Words(&["0xff"]).grade("\"0xFF\"", &[]), Grade::Right);
    }
}
