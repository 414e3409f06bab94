//! Elementary functions of intervals.

use core::cmp::Ordering;

use dashu_float::round::mode::HalfEven;
use dashu_float::{Context, FBig, FpResult};
use dashu_int::IBig;

use super::{
    End, Interval, Precision, Result, Trouble, digits_of, down, is_negative, is_zero, negate, one,
    power_of_two, top, up,
};

/// The integers under a root have as many times the bits of its result; beyond this degree, logarithms are quicker.
pub(super) const DEGREE_MAX: usize = 16;

impl Interval {
    /// The range of a function that rises everywhere.
    fn rising(
        &self,
        precision: Precision,
        apply: impl Fn(&Context<HalfEven>, &End) -> FpResult<FBig<HalfEven, 2>>,
    ) -> Result {
        let context = precision.context();
        let low = apply(&context, &self.low);
        let high = if self.is_point() { low.clone() } else { apply(&context, &self.high) };
        Self { low: down(low, precision.bits)?, high: up(high, precision.bits)? }.checked(precision)
    }

    /// Both ends moved outwards by so little that it does not show in the bits of the precision: for functions that are
    /// so near to their argument, or to 1.
    fn blurred(&self, precision: Precision) -> Result {
        let blur = |end: &End| power_of_two(top(end) - precision.bits as isize);
        let context = precision.raised(2).context();
        Self {
            low: down(context.sub(&self.low, &blur(&self.low)), precision.bits)?,
            high: up(context.add(&self.high, &blur(&self.high)), precision.bits)?,
        }
        .checked(precision)
    }

    /// Whether every number of it is so small that its square is lost beside 1.
    fn is_tiny(&self, precision: Precision) -> bool {
        let bound = -(precision.bits as isize) / 2 - 2;
        [&self.low, &self.high].into_iter().all(|end| is_zero(end) || top(end) < bound)
    }

    /// A function f with f(x) = x·(1 + δ), |δ| < x², near 0, which rises everywhere else.
    fn like_identity(
        &self,
        precision: Precision,
        apply: impl Fn(&Context<HalfEven>, &End) -> FpResult<FBig<HalfEven, 2>>,
    ) -> Result {
        if self.is_tiny(precision) {
            return self.blurred(precision);
        }
        // An end next to zero that is itself tiny would take dashu long; zero is at hand and is as good.
        self.rising(precision, apply)
    }

    /// The real root of a degree from 1 on.
    pub(crate) fn root(&self, degree: usize, precision: Precision) -> Result {
        if degree.is_multiple_of(2) {
            if is_negative(&self.high) {
                return Err(Trouble::NotReal);
            }
            if is_negative(&self.low) {
                return Err(Trouble::Undecided);
            }
        }
        if degree > DEGREE_MAX {
            let exponent = Self::point(one())
                .div(&Self::point(End::new(IBig::from(degree), 0)), precision.raised(64))?;
            return match self.sign() {
                Some(Ordering::Greater) => self.pow(&exponent, precision),
                Some(Ordering::Less) => self.neg().pow(&exponent, precision).map(|root| root.neg()),
                Some(Ordering::Equal) => Ok(self.clone()),
                None => Err(Trouble::Undecided),
            };
        }
        self.rising(precision, |context, end| {
            if is_negative(end) {
                return context.nth_root(degree, &negate(end)).map(|root| root.map(|root| -root));
            }
            if degree == 2 { context.sqrt(end) } else { context.nth_root(degree, end) }
        })
    }

    pub(crate) fn exp(&self, precision: Precision) -> Result {
        self.check_exponent(precision)?;
        if self.is_small(precision) {
            return self.next_to_one(precision);
        }
        self.rising(precision, |context, end| context.exp(end, None))
    }

    /// Refuses an exponent whose power of e is out of reach.
    fn check_exponent(&self, precision: Precision) -> Result<()> {
        // e^x = 2^(x · log2(e)), and log2(e) < 1.5.
        let reach = IBig::from(precision.magnitude_bits_max) * IBig::from(2) / IBig::from(3);
        for end in [&self.low, &self.high] {
            let magnitude = Interval::point(end.clone()).abs();
            if top(&magnitude.high) > 60 {
                return Err(Trouble::TooLarge { digits: usize::MAX });
            }
            let whole = super::floor(&magnitude.high);
            if whole > reach {
                let digits =
                    usize::try_from(whole).map_or(usize::MAX, |whole| whole.saturating_mul(434) / 1_000);
                return Err(Trouble::TooLarge { digits });
            }
        }
        Ok(())
    }

    /// Whether every number of it is so small that it is lost beside 1.
    fn is_small(&self, precision: Precision) -> bool {
        let bound = -(precision.bits as isize) - 2;
        [&self.low, &self.high].into_iter().all(|end| is_zero(end) || top(end) < bound)
    }

    /// What a function is near the point where it is 1, for an argument that is lost beside 1.
    fn next_to_one(&self, precision: Precision) -> Result {
        if self.is_point() && is_zero(&self.low) {
            return Ok(Self::point(one()));
        }
        Self::point(one()).blurred(precision)
    }

    pub(crate) fn ln(&self, precision: Precision) -> Result {
        if is_negative(&self.high) {
            return Err(Trouble::NotReal);
        }
        match self.sign() {
            Some(Ordering::Greater) => self.rising(precision, |context, end| context.ln(end, None)),
            Some(_) => Err(Trouble::Pole),
            None => Err(Trouble::Undecided),
        }
    }

    /// The power of a positive number.
    pub(crate) fn pow(&self, exponent: &Self, precision: Precision) -> Result {
        // The error of the product is one of the exponent, which grows with it.
        let raised = precision.raised(64);
        self.ln(raised)?.mul(exponent, raised)?.exp(precision)
    }

    pub(crate) fn sin(&self, precision: Precision) -> Result {
        if self.is_tiny(precision) {
            return self.blurred(precision);
        }
        self.oscillating(precision, |context, end| context.sin(end, None))
    }

    pub(crate) fn cos(&self, precision: Precision) -> Result {
        if self.is_tiny(precision) {
            return self.next_to_one(precision);
        }
        self.oscillating(precision, |context, end| context.cos(end, None))
    }

    /// A sine or cosine: it changes nowhere faster than its argument.
    fn oscillating(
        &self,
        precision: Precision,
        apply: impl Fn(&Context<HalfEven>, &End) -> FpResult<FBig<HalfEven, 2>>,
    ) -> Result {
        let unit = Self { low: negate(&one()), high: one() };
        let reach = top(&self.low).max(top(&self.high));
        if reach > precision.magnitude_bits_max as isize {
            return Err(Trouble::TooLarge { digits: digits_of(reach.unsigned_abs()) });
        }
        let width = precision.context().sub(&self.high, &self.low);
        let width = up(width, precision.bits)?;
        if top(&width) > 1 {
            return Ok(unit);
        }
        // A low end that is tiny, beside a high one that is not, would take long; 0 is near enough.
        let (centre, radius) = match Self::point(self.low.clone()).is_tiny(precision) {
            true => (End::zero(), self.abs().high),
            false => (self.low.clone(), width),
        };
        let context = precision.context();
        let value = apply(&context, &centre);
        let centre = Self { low: down(value.clone(), precision.bits)?, high: up(value, precision.bits)? };
        let low = down(context.sub(&centre.low, &radius), precision.bits)?;
        let high = up(context.add(&centre.high, &radius), precision.bits)?;
        let low = if low < unit.low { unit.low } else { low };
        let high = if high > unit.high { unit.high } else { high };
        Self { low, high }.or_zero(precision)
    }

    pub(crate) fn tan(&self, precision: Precision) -> Result {
        if self.is_tiny(precision) {
            return self.blurred(precision);
        }
        let raised = precision.raised(8);
        self.sin(raised)?.div(&self.cos(raised)?, precision)
    }

    /// Refuses what is outside [-1, 1].
    fn check_unit(&self) -> Result<()> {
        let (minus_one, one) = (negate(&one()), one());
        if self.low > one || self.high < minus_one {
            return Err(Trouble::NotReal);
        }
        if self.low < minus_one || self.high > one { Err(Trouble::Undecided) } else { Ok(()) }
    }

    pub(crate) fn asin(&self, precision: Precision) -> Result {
        self.check_unit()?;
        self.like_identity(precision, |context, end| context.asin(end, None))
    }

    pub(crate) fn acos(&self, precision: Precision) -> Result {
        self.check_unit()?;
        // It falls, so the ends change places.
        let context = precision.context();
        let low = down(context.acos(&self.high, None), precision.bits)?;
        let high = up(context.acos(&self.low, None), precision.bits)?;
        Self { low, high }.checked(precision)
    }

    pub(crate) fn atan(&self, precision: Precision) -> Result {
        self.like_identity(precision, |context, end| context.atan(end, None))
    }

    /// The angle of the point (x, y), where `self` is y.
    pub(crate) fn atan2(&self, x: &Self, precision: Precision) -> Result {
        let raised = precision.raised(8);
        let half_turn = Self::pi(raised);
        let quarter_turn = half_turn.div(&Self::point(power_of_two(1)), raised)?;
        let beside = |turn: &Self| turn.sub(&x.div(self, raised)?.atan(raised)?, precision);
        match (self.sign(), x.sign()) {
            (_, Some(Ordering::Greater)) => self.div(x, raised)?.atan(precision),
            (Some(Ordering::Greater), _) => beside(&quarter_turn),
            (Some(Ordering::Less), _) => beside(&quarter_turn.neg()),
            (Some(Ordering::Equal), Some(Ordering::Less)) => Ok(half_turn),
            (Some(Ordering::Equal), Some(Ordering::Equal)) => Err(Trouble::Pole),
            _ => Err(Trouble::Undecided),
        }
    }

    pub(crate) fn sinh(&self, precision: Precision) -> Result {
        self.check_exponent(precision)?;
        self.like_identity(precision, |context, end| context.sinh(end, None))
    }

    pub(crate) fn cosh(&self, precision: Precision) -> Result {
        self.check_exponent(precision)?;
        if self.is_tiny(precision) {
            return self.next_to_one(precision);
        }
        self.abs().rising(precision, |context, end| context.cosh(end, None))
    }

    pub(crate) fn tanh(&self, precision: Precision) -> Result {
        // 1 - tanh x < 2·e^(-2x) < 2^(-bits) for x ≥ bits.
        let bits = IBig::from(precision.bits);
        let far = End::new(bits, 0);
        if self.low >= far {
            return Ok(Self {
                low: super::nudge(&one(), precision.bits, dashu_base::Sign::Negative),
                high: one(),
            });
        }
        if self.high <= negate(&far) {
            return self.neg().tanh(precision).map(|tangent| tangent.neg());
        }
        self.like_identity(precision, |context, end| {
            if Self::point(end.clone()).abs().high <= far {
                return context.tanh(end, None);
            }
            // One end is far out, where the value is 1 to all bits.
            context.tanh(&if is_negative(end) { negate(&far) } else { far.clone() }, None)
        })
    }

    pub(crate) fn asinh(&self, precision: Precision) -> Result {
        self.like_identity(precision, |context, end| context.asinh(end, None))
    }

    pub(crate) fn acosh(&self, precision: Precision) -> Result {
        if self.high < one() {
            return Err(Trouble::NotReal);
        }
        if self.low < one() {
            return Err(Trouble::Undecided);
        }
        self.rising(precision, |context, end| context.acosh(end, None))
    }

    pub(crate) fn atanh(&self, precision: Precision) -> Result {
        self.check_unit()?;
        let (minus_one, one) = (negate(&one()), one());
        if self.is_point() && (self.low == one || self.low == minus_one) {
            return Err(Trouble::Pole);
        }
        if self.low == minus_one || self.high == one {
            return Err(Trouble::Undecided);
        }
        self.like_identity(precision, |context, end| context.atanh(end, None))
    }
}
