//! Fractions of two machine words: common factors are found before anything is multiplied, on single words.
//!
//! See D. Knuth, *The Art of Computer Programming*, volume 2, section 4.5.1.

use core::num::NonZero;

/// A fraction of two machine words in lowest terms.
///
/// Invariant: the denominator is above 0. That it is not 0 makes room for `None`, so that results fit registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fraction {
    numerator: i64,
    denominator: NonZero<i64>,
}

impl Fraction {
    pub(crate) fn integer(numerator: i64) -> Self {
        Self { numerator, denominator: const { NonZero::new(1).unwrap() } }
    }

    /// `numerator / denominator`, where `denominator > 0`.
    pub(crate) fn new(numerator: i64, denominator: i64) -> Option<Self> {
        let divisor = gcd(numerator.unsigned_abs(), denominator.unsigned_abs()).cast_signed();
        Some(Self { numerator: numerator / divisor, denominator: NonZero::new(denominator / divisor)? })
    }

    /// Numerator and denominator.
    pub(crate) fn parts(self) -> (i64, i64) {
        (self.numerator, self.denominator.get())
    }

    /// Its value if it is an integer.
    pub(crate) fn to_integer(self) -> Option<i64> {
        (self.denominator.get() == 1).then_some(self.numerator)
    }

    pub(crate) fn checked_neg(self) -> Option<Self> {
        Some(Self { numerator: self.numerator.checked_neg()?, ..self })
    }

    #[inline]
    pub(crate) fn checked_add(self, other: Self) -> Option<Self> {
        match (self.to_integer(), other.to_integer()) {
            (Some(left), Some(right)) => left.checked_add(right).map(Self::integer),
            _ => sum(self.parts(), other.parts()).to_fraction(),
        }
    }

    #[inline]
    pub(crate) fn checked_mul(self, other: Self) -> Option<Self> {
        match (self.to_integer(), other.to_integer()) {
            (Some(left), Some(right)) => left.checked_mul(right).map(Self::integer),
            _ => {
                let unsigned = |(numerator, denominator): (i64, i64)| (numerator, denominator.unsigned_abs());
                product(unsigned(self.parts()), unsigned(other.parts())).to_fraction()
            }
        }
    }

    /// The quotient; nothing if the divisor is 0.
    pub(crate) fn checked_div(self, other: Self) -> Option<Self> {
        let (numerator, denominator) = self.parts();
        if other.numerator == 0 {
            return None;
        }
        quotient((numerator, denominator), other.parts()).to_fraction()
    }

    /// The greatest integer that is not above it.
    pub(crate) fn floor(self) -> i64 {
        // The denominator is positive, for which the Euclidean quotient is the floored one.
        self.numerator.div_euclid(self.denominator.get())
    }
}

/// A fraction of two words or of twice as many, in lowest terms; the denominator is above 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wide {
    pub numerator: i128,
    pub denominator: i128,
}

impl Wide {
    fn to_fraction(self) -> Option<Fraction> {
        let numerator = i64::try_from(self.numerator).ok()?;
        Some(Fraction { numerator, denominator: NonZero::new(i64::try_from(self.denominator).ok()?)? })
    }
}

/// `a/b + c/d`, both in lowest terms with denominators above 0.
pub(super) fn sum((a, b): (i64, i64), (c, d): (i64, i64)) -> Wide {
    let wide = |a: i64, b: i64, c: i64, d: i64| {
        // Each product is at most 2^126, for no denominator has the magnitude 2^63.
        i128::from(a) * i128::from(d) + i128::from(c) * i128::from(b)
    };
    let divisor = gcd(b.unsigned_abs(), d.unsigned_abs()).cast_signed();
    if divisor == 1 {
        return Wide { numerator: wide(a, b, c, d), denominator: i128::from(b) * i128::from(d) };
    }
    // Every factor that numerator and denominator have in common is one of the divisor.
    let (b, rest) = (b / divisor, d / divisor);
    let numerator = wide(a, b, c, rest);
    let common = gcd(remainder(numerator, divisor), divisor.unsigned_abs()).cast_signed();
    if common == 1 {
        return Wide { numerator, denominator: i128::from(b) * i128::from(d) };
    }
    Wide { numerator: divided(numerator, common), denominator: i128::from(b) * i128::from(d / common) }
}

/// `a/b · c/d`, both in lowest terms; only numerators may be 0.
pub(super) fn product((a, b): (i64, u64), (c, d): (i64, u64)) -> Wide {
    let is_negative = (a < 0) != (c < 0);
    let (a, c) = (a.unsigned_abs(), c.unsigned_abs());
    let (first, second) = (gcd(a, d), gcd(c, b));
    // No factor is above 2^63.
    let wide = |left: u64, right: u64| (u128::from(left) * u128::from(right)).cast_signed();
    let magnitude = wide(a / first, c / second);
    Wide {
        numerator: if is_negative { -magnitude } else { magnitude },
        denominator: wide(b / second, d / first),
    }
}

/// `a/b` over `c/d`, where `c` is not 0.
pub(super) fn quotient((a, b): (i64, i64), (c, d): (i64, i64)) -> Wide {
    product((a, b.unsigned_abs()), (if c < 0 { -d } else { d }, c.unsigned_abs()))
}

/// `|dividend| mod divisor`.
fn remainder(dividend: i128, divisor: i64) -> u64 {
    let (dividend, divisor) = (dividend.unsigned_abs(), divisor.unsigned_abs());
    // The hardware divides words several times faster than double words.
    match u64::try_from(dividend) {
        Ok(word) => word % divisor,
        Err(_) => (dividend % u128::from(divisor)) as u64,
    }
}

fn divided(dividend: i128, divisor: i64) -> i128 {
    match i64::try_from(dividend) {
        Ok(word) => i128::from(word) / i128::from(divisor),
        Err(_) => dividend / i128::from(divisor),
    }
}

/// The greatest common divisor; that of 0 and `b` is `b`, and not both are 0.
pub(super) fn gcd(a: u64, b: u64) -> u64 {
    // Most numbers here are of unlike length or have no common factor with 1: one remainder makes both short.
    if a == 1 || b == 1 {
        return 1;
    }
    if b == 0 {
        return a;
    }
    let (mut a, mut b) = (a % b, b);
    if a == 0 {
        return b;
    }
    // Halving and subtracting: a few steps for each bit, where a remainder takes as long as some ten of them.
    let twos = (a | b).trailing_zeros();
    a >>= a.trailing_zeros();
    b >>= b.trailing_zeros();
    while a != b {
        let difference = a.abs_diff(b);
        b = a.min(b);
        a = difference >> difference.trailing_zeros();
    }
    a << twos
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The greatest common divisor by Euclid's own method.
    fn euclid(a: u128, b: u128) -> u128 {
        if b == 0 { a } else { euclid(b, a % b) }
    }

    const NUMBERS: [i64; 14] =
        [0, 1, -1, 2, 3, -4, 6, 12, 35, -210, 1 << 40, 3_000_000_019, i64::MAX, i64::MIN];

    /// All fractions of these numbers that are in lowest terms.
    fn fractions() -> impl Iterator<Item = (i64, i64)> {
        NUMBERS.into_iter().flat_map(|a| NUMBERS.into_iter().map(move |b| (a, b))).filter(|(a, b)| {
            *b > 0 && euclid(u128::from(a.unsigned_abs()), u128::from(b.unsigned_abs())) == 1
        })
    }

    /// Whether a fraction is in lowest terms and equal to `a/b · c/d`, with products that fit.
    fn is_reduced(fraction: Wide) -> bool {
        let Wide { numerator, denominator } = fraction;
        denominator > 0 && euclid(numerator.unsigned_abs(), denominator.unsigned_abs()) == 1
    }

    #[test]
    fn sums_and_products_are_in_lowest_terms() {
        use dashu_int::IBig;
        let big = |value: i128| IBig::from(value);
        for (a, b) in fractions() {
            for (c, d) in fractions() {
                let found = sum((a, b), (c, d));
                assert!(is_reduced(found), "{a}/{b} + {c}/{d} = {found:?}");
                let [a, b, c, d] = [a, b, c, d].map(IBig::from);
                let expected = (&a * &d + &c * &b) * big(found.denominator);
                assert_eq!(expected, big(found.numerator) * b * d, "{found:?}");
            }
        }
        for (a, b) in fractions() {
            for (c, d) in fractions() {
                let found = product((a, b.unsigned_abs()), (c, d.unsigned_abs()));
                assert!(is_reduced(found), "{a}/{b} · {c}/{d} = {found:?}");
                let [a, b, c, d] = [a, b, c, d].map(IBig::from);
                assert_eq!(a * c * big(found.denominator), big(found.numerator) * b * d, "{found:?}");
            }
        }
    }

    #[test]
    fn divisors_are_euclids() {
        for a in NUMBERS {
            for b in NUMBERS.into_iter().filter(|b| (a, *b) != (0, 0)) {
                let (a, b) = (a.unsigned_abs(), b.unsigned_abs());
                assert_eq!(u128::from(gcd(a, b)), euclid(a.into(), b.into()), "{a} {b}");
            }
        }
    }
}
