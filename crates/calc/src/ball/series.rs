//! exp, ln, sin and cos by power series in fixed point: an integer `X` stands for `X / 2^128`.
//!
//! Arguments are reduced to less than 1, so that some twenty products are enough. The coefficients are computed by the
//! compiler.

use super::{Ball, high};

/// `1/2!, 1/3!, 1/4!, …`: where `|r| ≤ 0.36`, so many terms of exp leave out less than `0.36^29 / 29! < 2^-145`.
static EXPONENTIAL: [u128; 27] = inverse_factorials(2, 1);
/// `1/2!, 1/4!, …`: where `r² ≤ 0.63`, so many terms of the cosine leave out less than `0.63^18 / 36! < 2^-149`.
static COSINE: [u128; 17] = inverse_factorials(2, 2);
/// `1/3!, 1/5!, …`, of the sine.
static SINE: [u128; 17] = inverse_factorials(3, 2);
/// `1/3, 1/5, …`, of atanh: where `t² ≤ 0.03`, so many terms leave out less than `0.03^27 / 55 < 2^-142`.
static LOGARITHM: [u128; 26] = odd_inverses();

/// `2^128/k!` for `k` from `first` on in such steps, too small by less than 2.
const fn inverse_factorials<const COUNT: usize>(first: u128, step: u128) -> [u128; COUNT] {
    let mut inverses = [0; COUNT];
    let (mut inverse, mut k, mut index) = (1 << 127, 2, 0);
    while index < COUNT {
        while k < first + step * index as u128 {
            k += 1;
            inverse /= k;
        }
        inverses[index] = inverse;
        index += 1;
    }
    inverses
}

/// `2^128/3, 2^128/5, …`, too small by less than 1.
const fn odd_inverses<const COUNT: usize>() -> [u128; COUNT] {
    let mut inverses = [0; COUNT];
    let mut index = 0;
    while index < COUNT {
        inverses[index] = u128::MAX / (2 * index as u128 + 3);
        index += 1;
    }
    inverses
}

/// `a₀ ± a₁ x + a₂ x² ± …` for coefficients that fall from at most 1/2 on. Each of them and each product is too small by
/// less than 3 units together, so that all of it is wrong by less than `3/(1 − x)`.
#[inline(always)]
fn sum(coefficients: &[u128], x: u128, alternates: bool) -> u128 {
    coefficients.iter().rev().fold(0, |sum, coefficient| {
        let rest = high(sum, x);
        if alternates { coefficient - rest } else { coefficient + rest }
    })
}

/// Units by which such a sum is wrong at most where `x ≤ 0.63`.
const SUM_ERROR: u128 = 9;

impl Ball {
    /// `n` and `r` with `x = n · period + r`, `|r| ≤ period/2` but for 2^-14; `inverse` is 2^32 over the period.
    fn reduced(&self, period: &Self, inverse: u64) -> Option<(i64, Self)> {
        let n = if self.exponent < -1 { 0 } else { self.nearest_multiple(inverse)? };
        if n == 0 {
            return Some((0, *self));
        }
        let n = if self.is_negative { -n } else { n };
        Some((n, self.subtract(&period.multiply(&Self::from_integer(n)?)?)?))
    }

    /// `e^x`.
    pub(crate) fn exp(&self) -> Option<Self> {
        /// 2^32 / ln 2.
        const INVERSE: u64 = 6_196_328_019;
        let (n, r) = self.reduced(&Self::LN_2, INVERSE)?;
        let (x, error) = r.fixed_point()?;
        let rest = high(high(x, x), sum(&EXPONENTIAL, x, r.is_negative));
        // 1 ± r + r²/2! ± …, halved so that it fits.
        let half = (1 << 127) + (rest >> 1);
        let half = if r.is_negative { half - (x >> 1) } else { half + (x >> 1) };
        // The slope is below 1.5, and a unit of the half is two of r.
        Self::new(false, half, i32::try_from(n).ok()? + 1, error + SUM_ERROR)
    }

    /// The natural logarithm of a number above 0.
    pub(crate) fn ln(&self) -> Option<Self> {
        /// About 2^128 / √2.
        const ROOT_HALF: u128 = 0xB504_F333 << 96;
        if self.is_negative {
            return None;
        }
        // x = f · 2^n with f between √½ and √2, and ln f = 2 atanh t with t = (f − 1)/(f + 1).
        let is_below = self.significand >= ROOT_HALF;
        let (n, difference, total) = if is_below {
            (self.exponent, self.significand.wrapping_neg(), (self.significand >> 1) + (1 << 127))
        } else {
            (self.exponent - 1, self.significand << 1, (self.significand >> 1) + (1 << 126))
        };
        let power = || Self::LN_2.multiply(&Self::from_integer(n.into())?);
        if difference == 0 && self.error == 0 {
            return power();
        }
        // The numerator in units of 2^-128, the denominator halved in one case and quartered in the other.
        let (numerator_error, scale) = if is_below { (self.error, 1) } else { (2 * self.error, 2) };
        let t = Self::new(is_below, difference, 0, numerator_error)?.divide(&Self::new(
            false,
            total,
            scale,
            self.error + 1,
        )?)?;
        let (square, error) = t.multiply(&t)?.fixed_point()?;
        let rest = high(square, sum(&LOGARITHM, square, false));
        let factor = Self::new(false, (1 << 127) + (rest >> 1), 1, error + SUM_ERROR)?;
        let logarithm = t.multiply(&factor)?.doubled();
        if n == 0 { Some(logarithm) } else { logarithm.add(&power()?) }
    }

    pub(crate) fn sin(&self) -> Option<Self> {
        self.sine(0)
    }

    pub(crate) fn cos(&self) -> Option<Self> {
        self.sine(1)
    }

    /// The sine of so many right angles more.
    fn sine(&self, right_angles: i64) -> Option<Self> {
        /// 2^32 · 2/π.
        const INVERSE: u64 = 2_734_261_102;
        let (n, r) = self.reduced(&Self { exponent: 1, ..Self::PI }, INVERSE)?;
        let (square, error) = r.multiply(&r)?.fixed_point()?;
        let quadrant = n + right_angles;
        // 1 − r²/2! + r⁴/4! − … or r (1 − r²/3! + r⁴/5! − …), whose slopes in r² are at most 1/2.
        let is_cosine = quadrant & 1 == 1;
        let rest = sum(if is_cosine { &COSINE } else { &SINE }, square, true);
        let series = Self::new(false, high(square, rest).wrapping_neg(), 0, error + SUM_ERROR)?;
        let sine = if is_cosine { series } else { series.multiply(&r)? };
        Some(if quadrant & 2 == 2 { sine.negate() } else { sine })
    }
}
