//! The elementary functions of intervals.
//!
//! A function that grows is computed at both ends. In the middle, where the interval is narrow, once is enough: by the
//! mean value theorem the rest is the radius times a bound of the slope. Tiny and huge arguments never reach a series.

use core::cmp::Ordering;

use dashu_base::{BitTest, Sign};
use dashu_float::Context;
use dashu_float::round::mode;
use dashu_int::IBig;

use crate::number::Number;

use super::{Float, Interval, Precision, Trouble, decimal_digits, down, fixed_point, series, top, up, value};

/// Bits that compositions of functions are computed with beyond those asked for.
const GUARD_BITS: usize = 8;
/// Bits of radii.
const RADIUS_BITS: usize = 32;

impl Interval {
    /// The square root.
    pub(crate) fn sqrt(&self, precision: Precision) -> Result<Self, Trouble> {
        self.refuse_below(&Float::zero())?;
        Self::enclose(
            value(Context::<mode::Down>::new(precision.bits).sqrt(&self.low)),
            value(Context::<mode::Up>::new(precision.bits).sqrt(&self.high)),
            precision,
        )
    }

    /// The real root of degree `n ≥ 1`; that of a negative number for odd degrees.
    pub(crate) fn root(&self, n: usize, precision: Precision) -> Result<Self, Trouble> {
        match n {
            1 => return Self::enclose(self.low.clone(), self.high.clone(), precision),
            2 => return self.sqrt(precision),
            _ if n.is_multiple_of(2) => self.refuse_below(&Float::zero())?,
            _ => {}
        }
        self.odd(precision, |x, precision| {
            if *x == Float::one() {
                return Ok(Self::point(x.clone()));
            }
            // The logarithm is below the greatest magnitude's, which tells how many bits of the root are lost.
            let raised = precision.raised(bit_length(precision.magnitude_bits_max) + GUARD_BITS);
            let degree = Self::from_integer(&IBig::from(n), raised)?;
            let root = Self::point(x.clone()).ln(raised)?.div(&degree, raised)?.exp(precision)?;
            Ok(exact_root(x, n, &root).map_or(root, Self::point))
        })
    }

    /// The power with a real exponent of a base > 0; `0^x` is 0 for `x > 0`. With an integer exponent that is known
    /// exactly, that of any base.
    pub(crate) fn pow(&self, exponent: &Self, precision: Precision) -> Result<Self, Trouble> {
        if exponent.is_exact() && (exponent.low.is_int() || exponent.is_zero()) {
            return self.powi(&fixed_point(&exponent.low, 0), precision);
        }
        self.refuse_below(&Float::zero())?;
        if self.is_zero() {
            return match exponent.sign() {
                Some(Ordering::Greater) => Ok(Self::zero()),
                Some(_) => Err(Trouble::Pole),
                None => Err(Trouble::Undecided),
            };
        }
        let raised = precision.raised(bit_length(precision.magnitude_bits_max) + GUARD_BITS);
        match self.ln(raised)?.mul(exponent, raised.of_squares()) {
            Ok(logarithm) => logarithm.exp(precision),
            Err(trouble) => Err(trouble),
        }
    }

    /// The exponential function.
    pub(crate) fn exp(&self, precision: Precision) -> Result<Self, Trouble> {
        // e^radius < 2 where the radius is below 1/2.
        self.growing(precision, exp_of, |exponential| Ok(exponential.scaled(1)))
    }

    /// The natural logarithm.
    pub(crate) fn ln(&self, precision: Precision) -> Result<Self, Trouble> {
        if self.is_zero() {
            return Err(Trouble::Pole);
        }
        self.refuse_below(&Float::zero())?;
        if self.low.significand().is_zero() {
            return Err(Trouble::Undecided);
        }
        self.growing(precision, series::ln_of, |_| {
            Self::one().div(&Self::point(self.low.clone()), slope_precision(precision))
        })
    }

    /// The sine of an angle in radians.
    pub(crate) fn sin(&self, precision: Precision) -> Result<Self, Trouble> {
        Ok(self.sin_and_cos(precision)?.0)
    }

    /// The cosine of an angle in radians.
    pub(crate) fn cos(&self, precision: Precision) -> Result<Self, Trouble> {
        Ok(self.sin_and_cos(precision)?.1)
    }

    /// The tangent of an angle in radians.
    pub(crate) fn tan(&self, precision: Precision) -> Result<Self, Trouble> {
        if self.is_tiny(precision) {
            return self.nearly_itself(precision);
        }
        let (sin, cos) = self.sin_and_cos(precision.raised(GUARD_BITS))?;
        // Where the cosine of the whole interval is not zero, there is no pole in it.
        sin.div(&cos, precision)
    }

    /// Sine and cosine: in the middle, ± the radius, for no slope is above 1.
    fn sin_and_cos(&self, precision: Precision) -> Result<(Self, Self), Trouble> {
        let height = self.top();
        if height > precision.magnitude_max() {
            return Err(Trouble::TooLarge { digits: decimal_digits(height) });
        }
        let unit = Self { low: -Float::one(), high: Float::one() };
        let (middle, radius) = self.middle_and_radius();
        if top(&radius) > 2 {
            return Ok((unit.clone(), unit));
        }
        let point = Self::point(middle);
        let raised = precision.raised(if self.is_exact() { 0 } else { GUARD_BITS });
        let (sin, cos) = if point.is_zero() {
            (point, Self::one())
        } else if self.is_tiny(precision) {
            return Ok((self.nearly_itself(precision)?, Self::just_below_one(precision)));
        } else if point.is_tiny(raised) {
            (point.nearly_itself(raised)?, Self::just_below_one(raised))
        } else {
            series::sin_and_cos_of(&point.low, raised)?
        };
        let radius = Self::point(radius);
        let finish = |center: Self| {
            Ok::<_, Trouble>(center.widened(&radius, precision)?.max_low(&unit).min_high(&unit))
        };
        Ok((finish(sin)?, finish(cos)?))
    }

    /// The angle from `−π/2` to `π/2` with this sine.
    pub(crate) fn asin(&self, precision: Precision) -> Result<Self, Trouble> {
        self.refuse_outside_unit()?;
        self.near_identity(precision, |x, precision| {
            let raised = precision.raised(GUARD_BITS);
            let point = Self::point(x.clone());
            if top(x) < 0 {
                // x/√((1 − x)(1 + x)), which is below 0.6.
                let cosine = complement(&point, raised)?
                    .mul(&Self::one().add(&point, raised)?, raised)?
                    .sqrt(raised)?;
                return point.div(&cosine, raised)?.atan(precision);
            }
            let right_angle = Self::pi(raised).scaled(-1);
            right_angle.sub(&acos_of_positive(&point, raised)?, precision)
        })
    }

    /// The angle from 0 to `π` with this cosine.
    pub(crate) fn acos(&self, precision: Precision) -> Result<Self, Trouble> {
        self.refuse_outside_unit()?;
        let raised = precision.raised(GUARD_BITS);
        self.neg().growing_at_ends(precision, |x, precision| {
            let cosine = Self::point(-x.clone());
            if cosine.low.sign() == Sign::Positive {
                acos_of_positive(&cosine, precision)
            } else {
                Self::pi(raised).sub(&acos_of_positive(&cosine.neg(), raised)?, precision)
            }
        })
    }

    /// The angle from `−π/2` to `π/2` with this tangent.
    pub(crate) fn atan(&self, precision: Precision) -> Result<Self, Trouble> {
        if self.is_tiny(precision) {
            return self.nearly_itself(precision);
        }
        let at = |x: &Float, precision| {
            let point = Self::point(x.clone());
            if point.is_tiny(precision) {
                point.nearly_itself(precision)
            } else {
                series::atan_of(x, precision)
            }
        };
        self.growing(precision, at, |_| {
            // 1/(1 + x²), where it is greatest.
            let nearest = Self::point(self.abs().low);
            let wide = slope_precision(precision);
            Self::one().div(&nearest.mul(&nearest, wide)?.add(&Self::one(), wide)?, wide)
        })
    }

    /// The angle from `−π` to `π` of the point `(x, y)`, where `self` is `y`. There is none at the origin.
    pub(crate) fn atan2(&self, x: &Self, precision: Precision) -> Result<Self, Trouble> {
        let (y, wide) = (self, precision.raised(GUARD_BITS).of_squares());
        let quotient = |numerator: &Self, denominator: &Self| numerator.div(denominator, wide)?.atan(wide);
        let angle = match (y.sign(), x.sign()) {
            (Some(Ordering::Equal), Some(Ordering::Equal)) => return Err(Trouble::Pole),
            (Some(Ordering::Equal), Some(Ordering::Less)) => Self::pi(wide),
            (_, Some(Ordering::Greater)) if y.contains_zero() || y.top() <= x.top() => quotient(y, x)?,
            (Some(side @ (Ordering::Greater | Ordering::Less)), _) => {
                let right_angle = Self::pi(wide).scaled(-1);
                let right_angle = if side == Ordering::Less { right_angle.neg() } else { right_angle };
                right_angle.sub(&quotient(x, y)?, wide)?
            }
            _ => return Err(Trouble::Undecided),
        };
        Self::enclose(angle.low, angle.high, precision)
    }

    /// The hyperbolic sine.
    pub(crate) fn sinh(&self, precision: Precision) -> Result<Self, Trouble> {
        self.near_identity(precision, |x, precision| {
            let (growth, decay) = exp_and_inverse(x, precision)?;
            growth.sub(&decay, precision.of_squares())?.halved(precision)
        })
    }

    /// The hyperbolic cosine.
    pub(crate) fn cosh(&self, precision: Precision) -> Result<Self, Trouble> {
        if self.is_tiny(precision) {
            return Ok(if self.is_zero() { Self::one() } else { Self::just_above_one(precision) });
        }
        self.abs().growing_at_ends(precision, |x, precision| {
            if Self::point(x.clone()).is_tiny(precision) {
                return Ok(Self::just_above_one(precision));
            }
            let (growth, decay) = exp_and_inverse(x, precision)?;
            growth.add(&decay, precision.of_squares())?.halved(precision)
        })
    }

    /// The hyperbolic tangent.
    pub(crate) fn tanh(&self, precision: Precision) -> Result<Self, Trouble> {
        self.near_identity(precision, |x, precision| {
            // 1 − tanh x < 2 e^-2x < 2^-bits where x ≥ bits.
            if top(x) > bit_length(precision.bits).cast_signed() {
                return Ok(Self::just_below_one(precision));
            }
            // 1 − 2/(e^2x + 1), where as many bits are lost as x is small.
            let raised = precision.raised(GUARD_BITS + smallness(x));
            let power = exp_of(x, raised)?;
            let wide = raised.of_squares();
            let quotient =
                Self::one().scaled(1).div(&power.mul(&power, wide)?.add(&Self::one(), wide)?, wide)?;
            Self::one().sub(&quotient, precision)
        })
    }

    /// The inverse of the hyperbolic sine.
    pub(crate) fn asinh(&self, precision: Precision) -> Result<Self, Trouble> {
        self.near_identity(precision, |x, precision| {
            // ln(x + √(x² + 1)): the logarithm of a number that is as near to 1 as x is to 0.
            let wide = precision.raised(GUARD_BITS + smallness(x)).of_squares();
            let point = Self::point(x.clone());
            let root = point.mul(&point, wide)?.add(&Self::one(), wide)?.sqrt(wide)?;
            point.add(&root, wide)?.ln(precision)
        })
    }

    /// The inverse of the hyperbolic cosine, from 0 on.
    pub(crate) fn acosh(&self, precision: Precision) -> Result<Self, Trouble> {
        self.refuse_below(&Float::one())?;
        self.growing_at_ends(precision, |x, precision| {
            // ln(x + √((x − 1)(x + 1))): a number as near to 1 as √(2(x − 1)) is to 0.
            let excess = Self::point(x - Float::one());
            let wide = precision.raised(GUARD_BITS + smallness(&excess.low) / 2).of_squares();
            let point = Self::point(x.clone());
            let root = excess.mul(&point.add(&Self::one(), wide)?, wide)?.sqrt(wide)?;
            point.add(&root, wide)?.ln(precision)
        })
    }

    /// The inverse of the hyperbolic tangent.
    pub(crate) fn atanh(&self, precision: Precision) -> Result<Self, Trouble> {
        self.refuse_outside_unit()?;
        let magnitude = self.abs();
        if magnitude.high == Float::one() {
            return Err(if self.is_exact() { Trouble::Pole } else { Trouble::Undecided });
        }
        self.near_identity(precision, |x, precision| {
            let raised = precision.raised(GUARD_BITS + smallness(x));
            let point = Self::point(x.clone());
            let quotient = Self::one().add(&point, raised)?.div(&complement(&point, raised)?, raised)?;
            Ok(quotient.ln(precision)?.scaled(-1))
        })
    }

    /// The sine of `angle · π`, for an exact angle of any size.
    pub(crate) fn sin_pi(angle: &Number, precision: Precision) -> Result<Self, Trouble> {
        let (numerator, denominator) = parts(angle);
        sine_of_half_turns(numerator, &denominator, precision)
    }

    /// The tangent of `angle · π`.
    pub(crate) fn tan_pi(angle: &Number, precision: Precision) -> Result<Self, Trouble> {
        let (numerator, denominator) = parts(angle);
        let quarters: IBig = &numerator << 2;
        if (&quarters % &denominator).is_zero() && (&quarters / &denominator).bit(0) {
            // An odd number of eighths of a turn.
            let is_rising = !((quarters - &denominator) / denominator).bit(1);
            return Ok(if is_rising { Self::one() } else { Self::one().neg() });
        }
        let raised = precision.raised(GUARD_BITS);
        let cosine = cosine_of_half_turns(&numerator, &denominator, raised)?;
        sine_of_half_turns(numerator, &denominator, raised)?.div(&cosine, precision)
    }

    /// A function that grows, given for exact numbers. The slope in an interval of a radius below 1/16 is bounded by
    /// that of `slope`, which is told the value in the middle.
    fn growing(
        &self,
        precision: Precision,
        at: impl Fn(&Float, Precision) -> Result<Self, Trouble>,
        slope: impl FnOnce(&Self) -> Result<Self, Trouble>,
    ) -> Result<Self, Trouble> {
        let (middle, radius) = self.middle_and_radius();
        // Beyond, the slope changes too much for a good bound.
        let is_narrow = top(&radius) < (top(&middle) - 16).min(-4);
        if self.is_exact() || !is_narrow {
            return self.growing_at_ends(precision, at);
        }
        let value = at(&middle, precision.raised(GUARD_BITS))?;
        let rest = slope(&value)?.mul(&Self::point(radius), slope_precision(precision))?;
        value.widened(&rest, precision)
    }

    /// A function that grows, at both ends.
    fn growing_at_ends(
        &self,
        precision: Precision,
        at: impl Fn(&Float, Precision) -> Result<Self, Trouble>,
    ) -> Result<Self, Trouble> {
        if self.is_exact() {
            return at(&self.low, precision);
        }
        match (at(&self.low, precision), at(&self.high, precision)) {
            (Ok(low), Ok(high)) => Ok(low.hull(&high)),
            // Only one of them is beyond the bound.
            (Ok(_), Err(Trouble::TooLarge { .. })) | (Err(Trouble::TooLarge { .. }), Ok(_)) => {
                Err(Trouble::Undecided)
            }
            (Err(trouble), _) | (_, Err(trouble)) => Err(trouble),
        }
    }

    /// An odd function that grows, given for numbers > 0.
    fn odd(
        &self,
        precision: Precision,
        at: impl Fn(&Float, Precision) -> Result<Self, Trouble>,
    ) -> Result<Self, Trouble> {
        self.growing_at_ends(precision, |x, precision| match x.sign() {
            _ if x.significand().is_zero() => Ok(Self::zero()),
            Sign::Positive => at(x, precision),
            Sign::Negative => Ok(at(&-x.clone(), precision)?.neg()),
        })
    }

    /// One of the functions of [`nearly_itself`](Self::nearly_itself) that grow, given for numbers > 0 that are not tiny.
    fn near_identity(
        &self,
        precision: Precision,
        at: impl Fn(&Float, Precision) -> Result<Self, Trouble>,
    ) -> Result<Self, Trouble> {
        self.odd(precision, |x, precision| {
            let point = Self::point(x.clone());
            if point.is_tiny(precision) { point.nearly_itself(precision) } else { at(x, precision) }
        })
    }

    /// Whether all its numbers are so small that `x²/2 < 2^-(bits + 2)`.
    fn is_tiny(&self, precision: Precision) -> bool {
        2 * self.top() <= -precision.bits_signed() - 2
    }

    /// What sin, tan, asin, atan, sinh, tanh, asinh and atanh make of tiny numbers: each of them differs from `x` by less
    /// than `|x|³/2` where `|x| ≤ 1/2`.
    fn nearly_itself(&self, precision: Precision) -> Result<Self, Trouble> {
        let relative = Self::point(Float::new(IBig::ONE, -precision.bits_signed() - 2));
        let step = |end: &Float| Self::point(end.clone()).mul(&relative, precision.of_squares());
        let (low, high) = (step(&self.low)?.abs(), step(&self.high)?.abs());
        Self::enclose(
            down(&self.low, &-low.high, precision.bits),
            up(&self.high, &high.high, precision.bits),
            precision,
        )
    }

    fn halved(&self, precision: Precision) -> Result<Self, Trouble> {
        let half = self.scaled(-1);
        Self::enclose(half.low, half.high, precision)
    }

    /// A number in the middle, and how far the ends are from it at most.
    fn middle_and_radius(&self) -> (Float, Float) {
        if self.is_exact() {
            return (self.low.clone(), Float::zero());
        }
        // With no fewer bits than the ends have, rounding cannot leave the interval.
        let bits = self.low.digits().max(self.high.digits()) + 2;
        let middle = Self::point(down(&self.low, &self.high, bits)).scaled(-1).low;
        let below = up(&middle, &-self.low.clone(), RADIUS_BITS);
        let above = up(&self.high, &-middle.clone(), RADIUS_BITS);
        (middle, below.max(above))
    }

    fn max_low(self, bound: &Self) -> Self {
        Self { low: self.low.max(bound.low.clone()), high: self.high }
    }

    fn min_high(self, bound: &Self) -> Self {
        Self { low: self.low, high: self.high.min(bound.high.clone()) }
    }

    fn refuse_below(&self, least: &Float) -> Result<(), Trouble> {
        if self.low >= *least {
            Ok(())
        } else if self.high < *least {
            Err(Trouble::NotReal)
        } else {
            Err(Trouble::Undecided)
        }
    }

    fn refuse_outside_unit(&self) -> Result<(), Trouble> {
        self.refuse_below(&-Float::one())?;
        self.neg().refuse_below(&-Float::one())
    }
}

/// exp of one number of any magnitude.
fn exp_of(x: &Float, precision: Precision) -> Result<Interval, Trouble> {
    if x.significand().is_zero() {
        return Ok(Interval::one());
    }
    let is_positive = x.sign() == Sign::Positive;
    // |exp x − 1| ≤ 2 |x|.
    if top(x) < -precision.bits_signed() {
        return Ok(if is_positive {
            Interval::just_above_one(precision)
        } else {
            Interval::just_below_one(precision)
        });
    }
    // Twice the greatest magnitude in bits, or more.
    if top(x) > bit_length(precision.magnitude_bits_max).cast_signed() + 1 {
        return if is_positive {
            // log10(e) < 0.4343.
            let digits = usize::try_from(fixed_point(x, 0)).map_or(usize::MAX, |x| {
                usize::try_from(x as u128 * 4_343 / 10_000)
                    .map_or(usize::MAX, |digits| digits.saturating_add(1))
            });
            Err(Trouble::TooLarge { digits })
        } else {
            Ok(Interval::just_above_zero(precision))
        };
    }
    series::exp_of(x, precision)
}

/// `e^x` and `e^-x` for `x > 0`, with so many bits that even their difference has enough.
fn exp_and_inverse(x: &Float, precision: Precision) -> Result<(Interval, Interval), Trouble> {
    let raised = precision.raised(GUARD_BITS + smallness(x));
    let growth = exp_of(x, raised)?;
    let decay = Interval::one().div(&growth, raised)?;
    Ok((growth, decay))
}

/// acos of a number from 0 to 1.
fn acos_of_positive(cosine: &Interval, precision: Precision) -> Result<Interval, Trouble> {
    // 2 atan √((1 − x)/(1 + x)).
    let raised = precision.raised(GUARD_BITS);
    let quotient = complement(cosine, raised)?.div(&Interval::one().add(cosine, raised)?, raised)?;
    Ok(quotient.sqrt(raised)?.atan(precision)?.scaled(1))
}

/// `1 − x`.
fn complement(x: &Interval, precision: Precision) -> Result<Interval, Trouble> {
    Interval::one().sub(x, precision)
}

/// The `n`-th root of `x > 0` if it is a number of finitely many bits, which can only be one in its enclosure.
fn exact_root(x: &Float, n: usize, enclosure: &Interval) -> Option<Float> {
    let degree = isize::try_from(n).ok()?;
    if x.exponent() % degree != 0 {
        return None;
    }
    let scaled = enclosure.scaled(-x.exponent() / degree);
    let candidate = fixed_point(&scaled.high, 0);
    // A power of more bits is not this number.
    if candidate.bit_len().saturating_sub(1).saturating_mul(n) >= x.significand().bit_len().max(1) {
        return None;
    }
    (candidate.pow(n) == *x.significand()).then(|| Float::new(candidate, x.exponent() / degree))
}

/// Numerator and positive denominator.
fn parts(number: &Number) -> (IBig, IBig) {
    match number.small_parts() {
        Some((numerator, denominator)) => (numerator.into(), denominator.into()),
        None => {
            let (numerator, denominator) = number.to_ratio().into_parts();
            (numerator, denominator.into())
        }
    }
}

/// The sine of a fraction of half a turn; the denominator is positive.
fn sine_of_half_turns(
    numerator: IBig,
    denominator: &IBig,
    precision: Precision,
) -> Result<Interval, Trouble> {
    use dashu_base::RemEuclid;
    let whole_turn = denominator << 1;
    let mut part: IBig = numerator.rem_euclid(&whole_turn).into();
    let is_lower_half = part >= *denominator;
    if is_lower_half {
        part -= denominator;
    }
    let mut twice: IBig = &part << 1;
    if twice > *denominator {
        part = denominator - part;
        twice = &part << 1;
    }
    // From here on it is between 0 and a quarter of a turn. By Niven's theorem only 0, 1/2 and 1 are rational.
    let sine = if part.is_zero() {
        return Ok(Interval::zero());
    } else if twice == *denominator {
        Interval::one()
    } else if &part * IBig::from(6) == *denominator {
        Interval::one().scaled(-1)
    } else {
        let raised = precision.raised(GUARD_BITS);
        if &twice << 1 > *denominator {
            let part = Interval::from_fraction(&(denominator - twice), &whole_turn, raised)?;
            part.mul(&Interval::pi(raised), raised)?.cos(precision)?
        } else {
            let part = Interval::from_fraction(&part, denominator, raised)?;
            part.mul(&Interval::pi(raised), raised)?.sin(precision)?
        }
    };
    Ok(if is_lower_half { sine.neg() } else { sine })
}

/// The cosine of a fraction of half a turn: the sine of a quarter of a turn more.
fn cosine_of_half_turns(
    numerator: &IBig,
    denominator: &IBig,
    precision: Precision,
) -> Result<Interval, Trouble> {
    sine_of_half_turns((numerator << 1) + denominator, &(denominator << 1), precision)
}

/// Bits between `x` and 1, if it is smaller.
fn smallness(x: &Float) -> usize {
    if x.significand().is_zero() { 0 } else { top(x).min(0).unsigned_abs() }
}

fn bit_length(n: usize) -> usize {
    (usize::BITS - n.leading_zeros()) as usize
}

/// Slopes are bounds: few bits are enough.
fn slope_precision(precision: Precision) -> Precision {
    Precision { bits: RADIUS_BITS, ..precision.of_squares() }
}
