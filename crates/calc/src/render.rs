//! Numbers as people write them.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use core::fmt;

use dashu_base::{BitTest, DivRem, Signed, UnsignedAbs};
use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

use crate::ball::Rounded;
use crate::error::{Digits, ErrorKind};
use crate::exact::{self, Arithmetic};
use crate::format::Format;
use crate::integers::{self, Rounding};
use crate::interval::{Decimal, Function, Interval, Trouble};
use crate::limits::Limits;
use crate::number::Number;
use crate::purse::Purse;
use crate::scalar::{Context, Scalar};
use crate::value::Factors;

/// What stands before a value that is not exact.
pub(crate) const APPROXIMATE: &str = "≈ ";

/// A number as it is written, and how much of it that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rendered {
    pub text: String,
    /// The significant digits if it was rounded.
    pub digits: Option<usize>,
    /// Whether more digits were asked for than are certain, so that more precision may help.
    pub short: bool,
}

impl Rendered {
    fn exact(text: String) -> Self {
        Self { text, digits: None, short: false }
    }
}

/// Writes a number so that `digits` significant digits are right, or as the format asks.
///
/// # Errors
/// The number cannot be written so, or that would take too much.
pub(crate) fn render(
    scalar: &Scalar,
    format: Format,
    digits: usize,
    context: &mut Context,
) -> Result<Rendered, ErrorKind> {
    let hundred = || Scalar::Exact(Number::from(100));
    match (scalar, format) {
        (_, Format::Percent) => {
            let hundredths = Scalar::apply(Arithmetic::Multiply, scalar.clone(), hundred(), context)?;
            let mut rendered = match hundredths.exact() {
                Some(number) => render_exact(number, Format::Percent, digits, &mut context.purse)?,
                None => render(&hundredths, Format::Plain, digits, context)?,
            };
            rendered.text.push('%');
            Ok(rendered)
        }
        (Scalar::Exact(number), _) => render_exact(number, format, digits, &mut context.purse),
        (_, Format::Base(_)) => Err(ErrorKind::NotAnInteger),
        (_, Format::Fraction | Format::Mixed | Format::Repeating) => {
            Err(ErrorKind::Domain { function: "this way of writing", expected: "exact numbers" })
        }
        _ => {
            let interval = scalar.to_interval(context)?;
            context.pay(Function::Decimal, Some(&interval))?;
            render_interval(&interval, format, digits, context)
        }
    }
}

fn render_interval(
    interval: &Interval,
    format: Format,
    digits: usize,
    context: &Context,
) -> Result<Rendered, ErrorKind> {
    if let Format::Places(places) = format {
        let Some(decimal) = interval.round_places(places) else {
            return Err(context.blame(Trouble::Undecided));
        };
        let sign = if decimal.negative { "-" } else { "" };
        let text = sign.to_string() + &place_point(&decimal.digits, places);
        let digits = Some(significant_digits(&text));
        return Ok(Rendered { text, digits, short: false });
    }
    let asked = if let Format::Significant(asked) = format { asked } else { digits };
    let decimal = interval.round(asked);
    let certain = decimal.digits.len();
    if certain == 0 {
        let text = format!("0 ± 1e{}", decimal.exponent);
        return Ok(Rendered { text, digits: Some(0), short: true });
    }
    let keeps_zeros = matches!(format, Format::Significant(_));
    let text = write_decimal(&decimal, keeps_zeros, format == Format::Scientific);
    Ok(Rendered { text, digits: Some(certain), short: certain < asked && !decimal.exact })
}

/// Writes a rounded decimal with a point where its digits reach it, otherwise with a power of ten.
fn write_decimal(decimal: &Decimal, keeps_zeros: bool, scientific: bool) -> String {
    /// Zeros that may stand after the point before a power of ten is easier to read.
    const ZEROS_MAX: i64 = 6;
    let Decimal { negative, digits, exponent, .. } = decimal;
    // Of the first digit, with the point after it.
    let exponent = exponent - 1;
    let all = digits.len() as i64;
    let shown = if keeps_zeros { digits.as_str() } else { digits.trim_end_matches('0') };
    let mut text = String::with_capacity(shown.len() + 10);
    if *negative {
        text.push('-');
    }
    if scientific || exponent >= all || exponent < -ZEROS_MAX - 1 {
        let (first, rest) = shown.split_at(1);
        text.push_str(first);
        if !rest.is_empty() {
            text.push('.');
            text.push_str(rest);
        }
        text.push_str(&format!("e{exponent}"));
        return text;
    }
    match usize::try_from(exponent + 1) {
        Ok(whole @ 1..) => {
            // Digits before the point are never left out.
            text.push_str(digits.get(..whole).unwrap_or_default());
            if let Some(fraction) = shown.get(whole..).filter(|fraction| !fraction.is_empty()) {
                text.push('.');
                text.push_str(fraction);
            }
        }
        _ => {
            text.push_str("0.");
            (0..-exponent - 1).for_each(|_| text.push('0'));
            text.push_str(shown);
        }
    }
    text
}

/// Writes a number that was rounded before.
pub(crate) fn rounded(rounded: &Rounded) -> String {
    write_decimal(&rounded.decimal(), false, false)
}

/// Writes an exact number as the format asks.
fn render_exact(
    number: &Number,
    format: Format,
    digits: usize,
    purse: &mut Purse,
) -> Result<Rendered, ErrorKind> {
    match format {
        Format::Plain | Format::Percent => {
            // A percentage that does not end is rounded, for 100/3% has two readings.
            if format == Format::Percent && is_fraction(number) {
                return round_significant(number, digits, false, false, purse);
            }
            Ok(Rendered::exact(number.to_string()))
        }
        Format::Fraction => Ok(Rendered::exact(fraction(number))),
        Format::Mixed => {
            let whole = integers::round(number, Rounding::TowardsZero, purse)?;
            if whole.is_zero() || number.is_integer() {
                return Ok(Rendered::exact(fraction(number)));
            }
            let rest = exact::apply(Arithmetic::Subtract, number.clone(), whole.clone(), purse)?;
            let rest = if rest.is_negative() { -rest } else { rest };
            Ok(Rendered::exact(format!("{whole} {}", fraction(&rest))))
        }
        Format::Repeating => repeating(number, purse).map(Rendered::exact),
        Format::Decimal if !is_fraction(number) => Ok(Rendered::exact(number.to_string())),
        Format::Decimal => round_significant(number, digits, false, false, purse),
        Format::Places(places) => {
            let (text, is_exact) = round_places(number, places, purse)?;
            let digits = (!is_exact).then(|| significant_digits(&text));
            Ok(Rendered { text, digits, short: false })
        }
        Format::Significant(digits) => round_significant(number, digits, true, false, purse),
        Format::Scientific => {
            let digits = if is_fraction(number) { digits } else { usize::MAX };
            round_significant(number, digits, false, true, purse)
        }
        Format::Base(base) => {
            if let Some((word, 1)) = number.small_parts()
                && let Some(rendered) = render_word(word, base)
            {
                return Ok(rendered);
            }
            let integer = number.to_integer().ok_or(ErrorKind::NotAnInteger)?;
            let words = number.size().words();
            purse.pay_work(words.saturating_mul(words).saturating_add(words))?;
            let sign = if integer.is_negative() { "-" } else { "" };
            let prefix = match base {
                2 => "0b",
                8 => "0o",
                16 => "0x",
                _ => "",
            };
            Ok(Rendered::exact(format!("{sign}{prefix}{}", integer.unsigned_abs().in_radix(base))))
        }
    }
}

/// An integer of one word in the bases that the standard library writes: 2, 8 and 16.
pub(crate) fn render_word(word: i64, base: u8) -> Option<Rendered> {
    let (sign, magnitude) = (if word < 0 { "-" } else { "" }, word.unsigned_abs());
    Some(Rendered::exact(match base {
        2 => format!("{sign}{magnitude:#b}"),
        8 => format!("{sign}{magnitude:#o}"),
        16 => format!("{sign}{magnitude:#x}"),
        _ => return None,
    }))
}

/// Whether a number is written as a fraction, for its decimals do not end.
pub(crate) fn is_fraction(number: &Number) -> bool {
    match number.small_parts() {
        Some((_, denominator)) => {
            let mut odd = denominator >> denominator.trailing_zeros();
            while odd % 5 == 0 {
                odd /= 5;
            }
            odd != 1
        }
        None => terminating(number.to_ratio().denominator()).is_none(),
    }
}

fn fraction(number: &Number) -> String {
    let ratio = number.to_ratio();
    if ratio.is_int() { number.to_string() } else { format!("{}/{}", ratio.numerator(), ratio.denominator()) }
}

/// The nearest decimal of so many places, the even one of two; and whether it is the number itself.
fn round_places(number: &Number, places: usize, purse: &mut Purse) -> Result<(String, bool), ErrorKind> {
    let scale = exact::power(&Number::from(10), &IBig::from(places), purse)?;
    let scaled = exact::apply(Arithmetic::Multiply, number.clone(), scale, purse)?;
    let rounded = integers::round(&scaled, Rounding::HalfToEven, purse)?;
    let is_exact = rounded == scaled;
    let digits = rounded.to_integer().unwrap_or_default().unsigned_abs().to_string();
    // A number that is rounded to zero has no sign.
    let sign = if number.is_negative() && !rounded.is_zero() { "-" } else { "" };
    Ok((format!("{sign}{}", place_point(&digits, places)), is_exact))
}

/// How many digits a decimal has from the first that is not 0.
fn significant_digits(text: &str) -> usize {
    text.trim_start_matches(['-', '0', '.']).bytes().filter(u8::is_ascii_digit).count()
}

/// Refuses a number whose decimals end, but only after more places than a number may have digits.
pub(crate) fn check_places(number: &Number, purse: &mut Purse) -> Result<(), ErrorKind> {
    if number.is_small() || number.is_integer() {
        return Ok(());
    }
    let words = number.size().words();
    purse.pay_work(crate::number::product_cost(words, words).saturating_mul(2))?;
    let places = terminating(number.to_ratio().denominator()).map_or(0, |(twos, fives)| twos.max(fives));
    if places > purse.digits_max() { Err(purse.too_large(places.into())) } else { Ok(()) }
}

/// An integer's digits with so many of them behind a point.
fn place_point(digits: &str, places: usize) -> String {
    // A width in the format string would end at 65 535.
    let zeros = (places + 1).saturating_sub(digits.len());
    let mut text = "0".repeat(zeros) + digits;
    if places > 0 {
        text.insert(text.len() - places, '.');
    }
    text
}

/// The nearest decimal of so many significant digits, the even one of two.
fn round_significant(
    number: &Number,
    digits: usize,
    keeps_zeros: bool,
    scientific: bool,
    purse: &mut Purse,
) -> Result<Rendered, ErrorKind> {
    if number.is_zero() {
        return Ok(Rendered::exact(String::from("0")));
    }
    if digits == usize::MAX {
        // All digits of a decimal that ends.
        let text = number.to_string();
        let count = significant_digits(&text);
        return round_significant(number, count.max(1), keeps_zeros, scientific, purse);
    }
    let exponent = leading_exponent(number, purse)?;
    let places = digits as i64 - 1 - exponent;
    let power = exact::power(&Number::from(10), &IBig::from(places), purse)?;
    let scaled = exact::apply(Arithmetic::Multiply, number.clone(), power, purse)?;
    let rounded = integers::round(&scaled, Rounding::HalfToEven, purse)?;
    let is_exact = rounded == scaled;
    let mut text = rounded.to_integer().unwrap_or_default().unsigned_abs().to_string();
    // 9.99 is rounded to 10.0, which has a digit more.
    let exponent = exponent + i64::from(text.len() > digits);
    text.truncate(digits);
    let decimal =
        Decimal { negative: number.is_negative(), digits: text, exponent: exponent + 1, exact: is_exact };
    let text = write_decimal(&decimal, keeps_zeros, scientific);
    Ok(Rendered { text, digits: (!is_exact).then_some(digits), short: false })
}

/// A fraction as a decimal of so many significant digits; `None` for what is no fraction, or too long for a glance.
pub(crate) fn round_fraction(number: &Number, digits: usize) -> Option<String> {
    /// A glance is worth a millisecond.
    const FUEL_MAX: u64 = 1_000_000;
    if !is_fraction(number) {
        return None;
    }
    let mut fuel_spent = 0;
    let mut purse = Purse::new(&mut fuel_spent, FUEL_MAX, Limits::NETWORK.digits_max);
    round_significant(number, digits, false, false, &mut purse).ok().map(|rendered| rendered.text)
}

/// The exponent of the power of ten of the first digit: `10^x ≤ |number| < 10^(x + 1)`, for a number that is not 0.
fn leading_exponent(number: &Number, purse: &mut Purse) -> Result<i64, ErrorKind> {
    let magnitude = if number.is_negative() { -number.clone() } else { number.clone() };
    let ratio = magnitude.to_ratio();
    // The quotient has so many bits or one fewer, and 30102/100000 is just below log10(2).
    let bits = ratio.numerator().bit_len() as i64 - ratio.denominator().bit_len() as i64;
    let mut exponent =
        (bits - 1).div_euclid(100_000) * 30_103 + (bits - 1).rem_euclid(100_000) * 30_103 / 100_000;
    let ten = Number::from(10);
    let power = |exponent: i64, purse: &mut Purse| exact::power(&ten, &IBig::from(exponent), purse);
    while exact::compare(&power(exponent, purse)?, &magnitude, purse)?.is_gt() {
        exponent -= 1;
    }
    while exact::compare(&power(exponent + 1, purse)?, &magnitude, purse)?.is_le() {
        exponent += 1;
    }
    Ok(exponent)
}

/// All decimals of a fraction by long division, the endless part in parentheses.
fn repeating(number: &Number, purse: &mut Purse) -> Result<String, ErrorKind> {
    if !is_fraction(number) {
        return Ok(number.to_string());
    }
    let ratio = number.to_ratio();
    let (sign, magnitude) = if ratio.is_negative() { ("-", -ratio) } else { ("", ratio) };
    let (numerator, denominator) = magnitude.into_parts();
    let (whole, mut rest) = numerator.unsigned_abs().div_rem(&denominator);
    let words = Number::from(IBig::from(denominator.clone())).size().words();
    // The remainders from which the decimals follow, each with its place: the first that comes again begins the period.
    let mut places: BTreeMap<UBig, usize> = BTreeMap::new();
    let mut decimals = String::new();
    let ten = UBig::from(10_u8);
    let start = loop {
        // A division, a look-up, and the memory that the remainder takes.
        purse.pay_work(200 + 8 * words)?;
        if places.len() >= purse.digits_max() {
            return Err(purse.too_large(Digits::Beyond));
        }
        if (places.len() as u64) * (words + 8) > PERIOD_WORDS_MAX {
            return Err(ErrorKind::TooCostly);
        }
        if let Some(start) = places.insert(rest.clone(), decimals.len()) {
            break start;
        }
        let (digit, next) = (&rest * &ten).div_rem(&denominator);
        decimals.push(u8::try_from(&digit).map_or('?', |digit| char::from(b'0' + digit)));
        rest = next;
    };
    let (front, period) = decimals.split_at(start);
    Ok(format!("{sign}{whole}.{front}({period})"))
}

/// Words of memory for finding a period.
const PERIOD_WORDS_MAX: u64 = 1 << 20;

/// Powers of primes with a raised dot between them, such as `2^3 · 5`; `1` if there is none.
impl fmt::Display for Factors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.factors.is_empty() {
            return f.write_str("1");
        }
        for (position, (prime, exponent)) in self.factors.iter().enumerate() {
            if position > 0 {
                f.write_str(" · ")?;
            }
            write!(f, "{prime}")?;
            if *exponent > 1 {
                write!(f, "^{exponent}")?;
            }
        }
        Ok(())
    }
}

/// An integer as its digits, a terminating decimal with a point (`0.125`), anything else as a fraction in lowest
/// terms (`1/3`). The text is an expression whose value is the number again.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.small_parts() {
            Some((numerator, 1)) => fmt::Display::fmt(&numerator, f),
            Some((numerator, denominator)) => write_small(numerator, denominator, f),
            None => write_ratio(&self.to_ratio(), f),
        }
    }
}

/// A fraction of two words, by long division; `denominator > 1`, in lowest terms.
fn write_small(numerator: i64, denominator: i64, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let twos = denominator.trailing_zeros();
    let mut odd = denominator >> twos;
    let mut fives = 0;
    while odd % 5 == 0 {
        odd /= 5;
        fives += 1;
    }
    if odd != 1 {
        return write!(f, "{numerator}/{denominator}");
    }
    let sign = if numerator < 0 { "-" } else { "" };
    let divisor = u128::from(denominator.unsigned_abs());
    let dividend = u128::from(numerator.unsigned_abs());
    write!(f, "{sign}{}.", dividend / divisor)?;
    let mut rest = dividend % divisor;
    for _ in 0..twos.max(fives) {
        rest *= 10;
        write!(f, "{}", rest / divisor)?;
        rest %= divisor;
    }
    Ok(())
}

fn write_ratio(ratio: &RBig, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if ratio.is_int() {
        return fmt::Display::fmt(ratio.numerator(), f);
    }
    let Some((twos, fives)) = terminating(ratio.denominator()) else {
        return write!(f, "{}/{}", ratio.numerator(), ratio.denominator());
    };
    let places = twos.max(fives);
    // numerator / (2^twos · 5^fives) = scaled / 10^places.
    let mut scaled = ratio.numerator().unsigned_abs() << (places - twos);
    if places > fives {
        scaled *= UBig::from(5_u8).pow(places - fives);
    }
    let digits = scaled.to_string();
    if ratio.numerator().is_negative() {
        f.write_str("-")?;
    }
    match digits.len().checked_sub(places) {
        Some(whole @ 1..) => write!(f, "{}.{}", &digits[..whole], &digits[whole..]),
        _ => {
            f.write_str("0.")?;
            // A width in the format string would end at 65 535.
            (digits.len()..places).try_for_each(|_| f.write_str("0"))?;
            f.write_str(&digits)
        }
    }
}

/// The exponents `(t, v)` if `denominator` is `2^t · 5^v`: then, and only then, the decimal digits end.
fn terminating(denominator: &UBig) -> Option<(usize, usize)> {
    let twos = denominator.trailing_zeros()?;
    let odd = denominator >> twos;
    // 5^v has floor(v · log2(5)) + 1 bits, and log2(5) = 2.321928… is just below 2.322, so this starts at v or,
    // by one for every 30 000 or so, too low.
    let mut fives = (odd.bit_len() - 1).checked_mul(1_000)? / 2_322;
    let five = UBig::from(5_u8);
    let mut power = five.pow(fives);
    while power < odd {
        power *= &five;
        fives += 1;
    }
    (power == odd).then_some((twos, fives))
}
