//! Whether an answer is the one that the oracle expects.

use dashu_int::{IBig, UBig};

/// Significant digits of an approximate answer.
const SIGNIFICANT: i64 = 34;

/// What is to be said of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// It is the value, or the value correctly rounded to all the digits.
    Agrees,
    /// It is the value correctly rounded to fewer digits.
    AgreesInFewer,
    /// It is a bound for a value of which nothing is certain, and holds.
    Cancels,
    /// There is no value, and for this reason.
    NoValue,
    /// We could not or would not tell.
    GivenUp,
    /// The oracle cannot tell.
    Doubtful,
    Wrong,
}

impl Judgement {
    pub const ALL: [Self; 7] = [
        Self::Agrees,
        Self::AgreesInFewer,
        Self::Cancels,
        Self::NoValue,
        Self::GivenUp,
        Self::Doubtful,
        Self::Wrong,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Agrees => "agree",
            Self::AgreesInFewer => "agree in fewer digits",
            Self::Cancels => "cancel",
            Self::NoValue => "have no value",
            Self::GivenUp => "given up",
            Self::Doubtful => "doubtful to the oracle",
            Self::Wrong => "wrong",
        }
    }
}

/// Judges an answer, or the name of an error, by the line of the oracle.
pub fn judge(answer: &Result<String, String>, expected: &str) -> Judgement {
    let (kind, expected) = expected.split_once(' ').unwrap_or((expected, ""));
    let right = |is_right, judgement| if is_right { judgement } else { Judgement::Wrong };
    match (kind, answer) {
        ("?", _) => Judgement::Doubtful,
        ("!", Err(name)) if expected.split(' ').any(|reason| reason == name) => Judgement::NoValue,
        (_, Err(name)) => {
            right(["undecided", "too_large", "too_costly"].contains(&name.as_str()), Judgement::GivenUp)
        }
        ("=", Ok(text)) => right(text == expected, Judgement::Agrees),
        ("~", Ok(text)) => match text.strip_prefix("≈ ") {
            None => right(equals(text, &Decimal::parse(expected)), Judgement::Agrees),
            Some(text) => match text.strip_prefix("0 ± ") {
                Some(bound) => {
                    let (bound, expected) = (Decimal::parse(bound), Decimal::parse(expected));
                    right(expected.magnitude().is_at_most(&bound), Judgement::Cancels)
                }
                None => judge_digits(&Decimal::parse(text), &Decimal::parse(expected)),
            },
        },
        _ => Judgement::Wrong,
    }
}

/// Whether the text of an exact answer is the value to nearly all digits that the oracle gives of it.
fn equals(text: &str, expected: &Decimal) -> bool {
    let (numerator, denominator) = text.split_once('/').unwrap_or((text, "1"));
    let (numerator, denominator) = (Decimal::parse(numerator), Decimal::parse(denominator));
    let product = expected.times(&denominator);
    product.minus(&numerator).magnitude().is_at_most(&product.uncertainty())
}

/// Judges digits, without zeros at their end, of which the last is correctly rounded. Where the value is, as far as
/// the oracle can tell, in the middle between two numbers of so many digits, either will do.
fn judge_digits(ours: &Decimal, expected: &Decimal) -> Judgement {
    let last_place = expected.leading_place() + 1 - SIGNIFICANT;
    let error_is_within_half = |place| {
        let twice = ours.minus(expected).times(&Decimal { digits: IBig::from(2), place: 0 }).magnitude();
        let unit = Decimal { digits: IBig::ONE, place };
        twice.minus(&unit).is_at_most(&expected.uncertainty())
    };
    if ours.digits == IBig::ZERO && expected.digits == IBig::ZERO {
        return Judgement::Agrees;
    }
    if ours.place < last_place || expected.digits == IBig::ZERO || ours.digits == IBig::ZERO {
        Judgement::Wrong
    } else if error_is_within_half(last_place) {
        Judgement::Agrees
    } else if error_is_within_half(ours.place) {
        Judgement::AgreesInFewer
    } else {
        Judgement::Wrong
    }
}

/// The number `digits · 10^place`, where `digits` does not end in zero unless it is 0.
#[derive(Debug)]
struct Decimal {
    digits: IBig,
    place: i64,
}

impl Decimal {
    /// Reads `-12.5`, `1.2e-7` and the like.
    fn parse(text: &str) -> Self {
        let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let read = || {
            let digits = format!("{whole}{fraction}");
            let exponent: i64 = exponent.parse().ok()?;
            let trimmed = digits.trim_end_matches('0');
            let (trimmed, zeros) = match trimmed {
                "" | "-" => ("0", 0),
                _ => (trimmed, (digits.len() - trimmed.len()) as i64),
            };
            Some(Self { digits: trimmed.parse().ok()?, place: exponent - fraction.len() as i64 + zeros })
        };
        read().unwrap_or_else(|| panic!("{text:?} is no decimal number"))
    }

    /// The place of the first digit: 0 for 5, 2 for 500, -1 for 0.5.
    fn leading_place(&self) -> i64 {
        self.place + self.magnitude().digits.to_string().len() as i64 - 1
    }

    fn magnitude(&self) -> Self {
        let is_negative = self.digits < IBig::ZERO;
        Self { digits: if is_negative { -&self.digits } else { self.digits.clone() }, place: self.place }
    }

    fn times(&self, other: &Self) -> Self {
        Self { digits: &self.digits * &other.digits, place: self.place + other.place }
    }

    fn minus(&self, other: &Self) -> Self {
        let place = self.place.min(other.place);
        let scaled = |number: &Self| {
            let zeros = usize::try_from(number.place - place).expect("it is the lesser place");
            &number.digits * UBig::from(10_u8).pow(zeros)
        };
        Self { digits: scaled(self) - scaled(other), place }
    }

    fn is_at_most(&self, other: &Self) -> bool {
        self.minus(other).digits <= IBig::ZERO
    }

    /// The error that a value of the oracle may have: it gives ten digits more than this. Nothing for its zero, which
    /// it says of what is below 10^-1000.
    fn uncertainty(&self) -> Self {
        let place = if self.digits == IBig::ZERO { -1_000 } else { self.leading_place() - 100 };
        Self { digits: IBig::ONE, place }
    }
}
