//! A number as people write it.

use core::fmt;

use alloc::string::ToString;
use dashu_base::{BitTest, Signed, UnsignedAbs};
use dashu_int::UBig;
use dashu_ratio::RBig;

use crate::number::Number;

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
