//! exp, sin and cos, ln and atan of one number: the only places where power series are summed.
//!
//! All is fixed-point arithmetic: an integer `X` stands for `X / 2^w`, and one *unit* is `2^-w`. Right shifts and
//! divisions lose less than one unit. The error bounds, in units, are counted in the comments and are meant to be
//! generous: ten units cost four bits.
//!
//! One series does it all, that of the versine, `1 − cos r = r²/2! − r⁴/4! + …`, and its hyperbolic twin,
//! `cosh r − 1 = r²/2! + r⁴/4! + …`. The argument is halved until few terms are left, and doubled back with
//! `versin 2r = 2 versin r · (2 ∓ versin r)`, where errors grow just as fast as the value itself. The sine is
//! `√(versin r · (2 ∓ versin r))`, `exp = cosh + sinh`, and the inverse functions follow from one step of a cubic
//! iteration that starts from a third of the bits.
//!
//! See R. Brent and P. Zimmermann, *Modern Computer Arithmetic*, chapter 4.

use alloc::vec::Vec;

use dashu_base::{BitTest, SquareRoot, UnsignedAbs};
use dashu_float::round::mode::HalfEven;
use dashu_float::{ConstCache, Context};
use dashu_int::IBig;

use super::{Float, Interval, Precision, Trouble, fixed_point, shifted, top};

/// The functions of the circle or of the hyperbola.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Circular,
    Hyperbolic,
}

/// Units by which [`pi`] and [`ln_2`] are wrong at most.
pub(super) const CONSTANT_ERROR: u64 = 2;
/// Units by which the sine of [`sine_and_versine`] is wrong at most.
const SINE_ERROR: u64 = 8;
/// Units by which its versine is wrong at most.
const VERSINE_ERROR: u64 = 3;
/// Units by which [`ln`] and [`atan`] are wrong at most.
const INVERSE_ERROR: u64 = 20;

/// Bits that `dashu`'s constants are computed with beyond those that are kept. It rounds them correctly.
const CONSTANT_GUARD_BITS: usize = 8;

/// π.
pub(super) fn pi(w: usize) -> IBig {
    let pi = Context::<HalfEven>::new(w + 2 + CONSTANT_GUARD_BITS).pi::<2>(None).value();
    fixed_point(pi.repr(), w)
}

/// ln 2.
fn ln_2(w: usize) -> IBig {
    fixed_point(ConstCache::new().ln2::<2, HalfEven>(w + CONSTANT_GUARD_BITS).repr(), w)
}

fn one(w: usize) -> IBig {
    IBig::ONE << w
}

/// `⌊√integer⌋` of an integer ≥ 0.
fn square_root(integer: &IBig) -> IBig {
    IBig::from(integer.unsigned_abs().sqrt())
}

/// Sine and versine, or sinh and cosh − 1, of `r`, `|r| ≤ 1`.
fn sine_and_versine(r: &IBig, w: usize, kind: Kind) -> (IBig, IBig) {
    if r.is_zero() {
        return (IBig::ZERO, IBig::ZERO);
    }
    // |r| < 2^-small, and not below half of that. The square root of the versine loses so many bits.
    let small = w.saturating_sub(r.bit_len());
    let versine = versine(r, w, small, kind);
    let wv = w + small;
    let complement = match kind {
        Kind::Circular => (one(wv) << 1) - &versine,
        Kind::Hyperbolic => (one(wv) << 1) + &versine,
    };
    // d sine / d versine ≤ 1.32 / |r| ≤ 1.32 · 2^(small + 1): two units of 2^-wv become at most 5.3 of 2^-w; the root and
    // the shift lose one each.
    let sine = square_root(&(&versine * complement)) >> small;
    (if *r < IBig::ZERO { -sine } else { sine }, versine >> small)
}

/// The versine with `w + small` bits, wrong by at most 2 units of these; `0 < |r| ≤ 1` and `|r| < 2^-small` has `w` bits.
fn versine(r: &IBig, w: usize, small: usize, kind: Kind) -> IBig {
    let wv = w + small;
    // About as many doublings as there are products in the series: both are dear.
    let halvings = cube_root(wv / 2).saturating_sub(small);
    // Each doubling multiplies the error by 4 (hyperbolic: by no more than 4 cosh, and the product of these is below
    // sinh(1)/1 < 1.18 times the power of 4). 10 units before them are less than 1/20 of a unit of 2^-wv after.
    let w_inner = wv + 2 * halvings + 8;
    let square = shifted(&(r * r), w_inner.cast_signed() - 2 * (w + halvings).cast_signed());
    let terms = terms(w_inner, w_inner.saturating_sub(square.bit_len()));
    // Paterson and Stockmeyer: as many powers as there are blocks, and one long product for each. The first block is
    // shorter, for the series starts at the first power.
    let block = terms.isqrt().max(2);
    let mut powers = Vec::with_capacity(block + 1);
    powers.push(one(w_inner));
    powers.push(square);
    for i in 2..=block {
        // Each is wrong by at most 2 units, for the square is at most 1 and mostly far below.
        powers.push((&powers[i / 2] * &powers[i - i / 2]) >> w_inner);
    }
    // From the last term to the first: sum = (power ∓ sum) / (2j(2j − 1)), where (2j)! grows with the divisors. At the
    // last division, by 2, the error comes to 5 units at most, and what the series leaves out to 1.
    let mut sum = IBig::ZERO;
    for j in (1..=terms).rev() {
        if (j + 1) % block == 0 {
            sum = (sum * &powers[block]) >> w_inner;
        }
        let power = &powers[j % block];
        sum = match kind {
            Kind::Circular => power - sum,
            Kind::Hyperbolic => power + sum,
        };
        sum /= (2 * j as u64) * (2 * j as u64 - 1);
    }
    let four = one(w_inner) << 2;
    for _ in 0..halvings {
        let twice = &sum << 1;
        sum *= match kind {
            Kind::Circular => &four - twice,
            Kind::Hyperbolic => &four + twice,
        };
        sum >>= w_inner;
    }
    sum >> (w_inner - wv)
}

/// How many terms `x^j/(2j)!` are above half a unit, where `0 ≤ x < 2^-small`.
fn terms(w: usize, small: usize) -> usize {
    let (mut j, mut bits) = (0_usize, 0);
    while bits < w + 1 {
        j += 1;
        bits += small + (2 * j * (2 * j - 1)).ilog2() as usize;
    }
    j
}

/// `⌊∛n⌋`.
fn cube_root(n: usize) -> usize {
    let mut root = 0;
    while (root + 1_usize).pow(3) <= n {
        root += 1;
    }
    root
}

/// ln of `f`, which is taken to be exact, in `[0.75, 1.5]`; wrong by at most [`INVERSE_ERROR`].
fn ln(f: &IBig, w: usize) -> IBig {
    if w <= SHORT {
        // 2 atanh((f − 1)/(f + 1)): |t| ≤ 1/5, fewer than 40 terms with 3 units each, in units of 2^-16.
        let w = w + SHORT_GUARD_BITS;
        let f = f << SHORT_GUARD_BITS;
        let t = ((&f - one(w)) << w) / (f + one(w));
        return odd_series(&t, w, Kind::Hyperbolic) >> (SHORT_GUARD_BITS - 1);
    }
    // y from a third of the bits is wrong by less than 22 · 2^-h, t = tanh((ln f − y)/2) below half of that, and so
    // 2 t³/3 below 1000 · 2^-3h: far below a unit.
    let h = w / 3 + 8;
    let y = ln(&(f >> (w - h)), h) << (w - h);
    let (sine, versine) = sine_and_versine(&y, w, Kind::Hyperbolic);
    let exponential = one(w) + versine + sine;
    // The exponential is wrong by 11, and the sum at least 1.5: t by 9, twice t by 18.
    let t = ((f - &exponential) << w) / (f + exponential);
    y + (t << 1)
}

/// atan of `a`, which is taken to be exact, in `[0, 1]`; wrong by at most [`INVERSE_ERROR`].
fn atan(a: &IBig, w: usize) -> IBig {
    if w <= SHORT {
        // atan a = 2 atan(a/(1 + √(1 + a²))), twice: then a < 1/5, as above.
        let w = w + SHORT_GUARD_BITS;
        let mut a = a << SHORT_GUARD_BITS;
        for _ in 0..2 {
            a = (&a << w) / (one(w) + square_root(&(one(2 * w) + &a * &a)));
        }
        return odd_series(&a, w, Kind::Circular) >> (SHORT_GUARD_BITS - 2);
    }
    // y is wrong by less than 22 · 2^-h, and so d³/3, which is left out of atan d, is below 4000 · 2^-3h.
    let h = w / 3 + 8;
    let y = atan(&(a >> (w - h)), h) << (w - h);
    let (sine, versine) = sine_and_versine(&y, w, Kind::Circular);
    let cosine = one(w) - versine;
    // tan(atan a − y); the numerator is wrong by 3 + 8 + 1, and the denominator is at least 1.
    let numerator = ((a * &cosine) >> w) - &sine;
    let denominator = cosine + ((a * sine) >> w);
    y + (numerator << w) / denominator
}

/// Up to so many bits the inverse functions are summed directly.
const SHORT: usize = 128;
/// Bits that are added for this, so that all errors of the sum are far below a unit.
const SHORT_GUARD_BITS: usize = 16;

/// `t ± t³/3 + t⁵/5 ± …`: atanh or atan.
fn odd_series(t: &IBig, w: usize, kind: Kind) -> IBig {
    let square = (t * t) >> w;
    let (mut sum, mut power, mut divisor) = (t.clone(), t.clone(), 1_i64);
    // A negative power is rounded down, and ends at −1.
    while power.bit_len() > 1 {
        power = (power * &square) >> w;
        if kind == Kind::Circular {
            power = -power;
        }
        divisor += 2;
        sum += &power / divisor;
    }
    sum
}

/// exp of `x`, whose magnitude is below four times the greatest one.
pub(super) fn exp_of(x: &Float, precision: Precision) -> Result<Interval, Trouble> {
    let w = precision.bits + 8;
    let (n, r) = if top(x) < 0 {
        (0, fixed_point(x, w))
    } else {
        // x = n ln 2 + r. ln 2 is wrong by 2 units and |n| < 2^(top + 1), so that r is wrong by 2 units of 2^-w and what the
        // shifts lose.
        let more = top(x).unsigned_abs() + 2;
        let (x, ln_2) = (fixed_point(x, w + more), ln_2(w + more));
        let n = nearest_quotient(&x, &ln_2);
        let r = (x - &n * ln_2) >> more;
        (isize::try_from(n).expect("it is within a few times the greatest magnitude"), r)
    };
    let (sine, versine) = sine_and_versine(&r, w, Kind::Hyperbolic);
    // r is wrong by 3 at most, and the exponential by less than 1.5 times of it.
    let error = VERSINE_ERROR + SINE_ERROR + 5;
    Interval::ball(&(one(w) + versine + sine), error, n - w.cast_signed(), precision)
}

/// sin and cos of `x`.
pub(super) fn sin_and_cos_of(x: &Float, precision: Precision) -> Result<(Interval, Interval), Trouble> {
    let mut w = precision.bits + 16;
    let w_max = 4 * (w + x.digits()) + top(x).min(0).unsigned_abs();
    let (n, r) = loop {
        // x = n π/2 + r. π/2 is wrong by 2 units and |n| ≤ 2^top, or 1, so that r is wrong by less than 3 units of 2^-w.
        let more = top(x).max(0).unsigned_abs() + 3;
        let (x, right_angle) = (fixed_point(x, w + more), pi(w + more) >> 1);
        let n = nearest_quotient(&x, &right_angle);
        let r: IBig = (x - &n * right_angle) >> more;
        // A small r needs more bits to have enough of its own.
        let lacking = (precision.bits + 12).saturating_sub(r.bit_len());
        if lacking == 0 || w >= w_max {
            break (n, r);
        }
        w += lacking;
    };
    let (sine, versine) = sine_and_versine(&r, w, Kind::Circular);
    let cosine = one(w) - versine;
    let (sin, cos) = match (n.bit(1), n.bit(0)) {
        (false, false) => (sine, cosine),
        (false, true) => (cosine, -sine),
        (true, false) => (-sine, -cosine),
        (true, true) => (-cosine, sine),
    };
    let interval = |center| Interval::ball(center, SINE_ERROR + 4, -w.cast_signed(), precision);
    Ok((interval(&sin)?, interval(&cos)?))
}

/// ln of `x > 0`.
pub(super) fn ln_of(x: &Float, precision: Precision) -> Result<Interval, Trouble> {
    if *x == Float::one() {
        return Ok(Interval::zero());
    }
    // x = f · 2^n with f in [0.75, 1.5).
    let length = x.significand().bit_len();
    let is_above = length > 1 && x.significand().bit(length - 2);
    let n = if is_above { top(x) } else { top(x) - 1 };
    let small = if n == 0 { -top(&(x - Float::one())) } else { 0 };
    // |ln x| is at least a quarter of 2^-small.
    let w = precision.bits + 10 + small.max(0).unsigned_abs();
    let f = shifted(x.significand(), x.exponent() - n + w.cast_signed());
    let mut logarithm = ln(&f, w);
    if n != 0 {
        let more = isize::BITS as usize - n.unsigned_abs().leading_zeros() as usize + 1;
        logarithm += (ln_2(w + more) * IBig::from(n)) >> more;
    }
    // 2 for cutting off f, 2 for n ln 2.
    Interval::ball(&logarithm, INVERSE_ERROR + 4, -w.cast_signed(), precision)
}

/// atan of `x ≠ 0`.
pub(super) fn atan_of(x: &Float, precision: Precision) -> Result<Interval, Trouble> {
    if *x < Float::zero() {
        return Ok(atan_of(&-x.clone(), precision)?.neg());
    }
    let height = top(x);
    if *x <= Float::one() {
        // The angle is at least a quarter of 2^height. 1 for cutting off x.
        let w = precision.bits + 10 + height.min(0).unsigned_abs();
        let angle = atan(&fixed_point(x, w), w);
        return Interval::ball(&angle, INVERSE_ERROR + 1, -w.cast_signed(), precision);
    }
    // π/2 − atan(1/x). 1 for cutting off 1/x, or for all of it if it is below a unit.
    let w = precision.bits + 8;
    let right_angle = pi(w) >> 1;
    let angle = if height > w.cast_signed() {
        right_angle
    } else {
        // x ≥ 2^-length · 2^height: the dividend has at most so many bits more than the quotient.
        let more = x.exponent().min(0).unsigned_abs();
        let divisor = shifted(x.significand(), x.exponent().max(0));
        right_angle - atan(&(one(w + more) / divisor), w)
    };
    Interval::ball(&angle, CONSTANT_ERROR + INVERSE_ERROR + 2, -w.cast_signed(), precision)
}

/// The integer nearest to the quotient of `dividend` and a positive `divisor`.
fn nearest_quotient(dividend: &IBig, divisor: &IBig) -> IBig {
    use dashu_base::DivEuclid;
    ((dividend << 1) + divisor).div_euclid(divisor << 1)
}
