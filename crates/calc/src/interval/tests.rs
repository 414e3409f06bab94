use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use proptest::prelude::*;

use super::*;

const MAGNITUDE_BITS_MAX: usize = 3_400_000;

fn bits(bits: usize) -> Precision {
    Precision { bits, magnitude_bits_max: MAGNITUDE_BITS_MAX }
}

type Unary = fn(&Interval, Precision) -> Result<Interval, Trouble>;
type Binary = fn(&Interval, &Interval, Precision) -> Result<Interval, Trouble>;

/// Enough for the 45 digits of the table, also where 300 decimal places are lost on the way.
const P: Precision = Precision { bits: 1_200, magnitude_bits_max: MAGNITUDE_BITS_MAX };

fn number(numerator: i64, denominator: i64) -> Number {
    Number::from(numerator) / Number::from(denominator)
}

fn fraction(numerator: i64, denominator: i64) -> Interval {
    Interval::from_number(&number(numerator, denominator), P).unwrap()
}

fn integer(value: i64) -> Interval {
    Interval::from_integer(&value.into(), P).unwrap()
}

fn ten_to(exponent: isize) -> Interval {
    Interval::from_number(&Number::from(10).pow(exponent), P).unwrap()
}

fn two_to(exponent: isize) -> Interval {
    Interval::one().scaled(exponent)
}

fn between(low: i64, high: i64) -> Interval {
    Interval::from_bounds(&Number::from(low), &Number::from(high), P).unwrap()
}

fn contains(outer: &Interval, inner: &Interval) -> bool {
    outer.low <= inner.low && inner.high <= outer.high
}

fn overlap(a: &Interval, b: &Interval) -> bool {
    a.low <= b.high && b.low <= a.high
}

fn text(decimal: &Decimal) -> String {
    let sign = if decimal.negative { "-" } else { "" };
    let equal = if decimal.exact { "=" } else { "" };
    format!("{equal}{sign}0.{}e{}", decimal.digits, decimal.exponent)
}

/// The digits are from mpmath, with 500 digits of precision.
#[test]
fn well_known_values() {
    let (x, y, seventh) = (fraction(7, 10), fraction(10, 3), number(1, 7));
    for (interval, expected) in [
        (x.exp(P), "0.201375270747047652162454938858306527001754239e1"),
        (x.sin(P), "0.644217687237691053672614351398720183065813845e0"),
        (x.cos(P), "0.764842187284488426255859990191864909268210550e0"),
        (x.tan(P), "0.842288380463079448128135002212937717187221251e0"),
        (x.asin(P), "0.775397496610753063740353352714987113555788739e0"),
        (x.acos(P), "0.795398830184143555490968338924764328542795961e0"),
        (x.atan(P), "0.610725964389208616543758876490236093818503066e0"),
        (x.sinh(P), "0.758583701839533503459874647592768154154937614e0"),
        (x.cosh(P), "0.125516900563094301816467474099029711586260478e1"),
        (x.tanh(P), "0.604367777117163496308687183103826475015566647e0"),
        (x.asinh(P), "0.652666566082355786808686344109675897442397433e0"),
        (x.atanh(P), "0.867300527694053194427144690475300415470356227e0"),
        (y.ln(P), "0.120397280432593599262274621776183850295361093e1"),
        (y.acosh(P), "0.187382024252741442497699798520840919605959668e1"),
        (y.atan(P), "0.127933953231702952723571707020686024859541710e1"),
        (y.neg().sin(P), "0.190567962875485235642727678851526938107098899e0"),
        (y.exp(P), "0.280316248945261341119715698934193795472145215e2"),
        (integer(2).sqrt(P), "0.141421356237309504880168872420969807856967188e1"),
        (integer(-2).root(3, P), "-0.125992104989487316476721060727822835057025146e1"),
        (integer(7).root(1_001, P), "0.100194585691010394992409007369768104934903680e1"),
        (integer(2).pow(&x, P), "0.162450479271247104521941876555056330257040995e1"),
        (x.atan2(&y.neg(), P), "0.293460045936997221356678410289992618770719872e1"),
        (x.neg().atan2(&y.neg(), P), "-0.293460045936997221356678410289992618770719872e1"),
        (y.atan2(&x, P), "0.136380413257507559433546241126017474560861402e1"),
        (Interval::sin_pi(&seventh, P), "0.433883739117558120475768332848358754609990728e0"),
        (Interval::tan_pi(&seventh, P), "0.481574618807528644332162353056970575219078892e0"),
        (Ok(Interval::pi(P)), "0.314159265358979323846264338327950288419716940e1"),
        (y.powi(&IBig::from(-1_000), P), "0.132207081948080663689045525975214436596542203e-522"),
        (ten_to(22).sin(P), "-0.852200849767188801772705893753029368261762150e0"),
        (ten_to(300).cos(P), "-0.168214444374245072851875664435555844533050888e0"),
        (integer(-10_000).exp(P), "0.113548386531473609854093887506624840195743161e-4342"),
        (fraction(355, 226).tan(P), "-0.749725818532558711290507183189124866341726794e7"),
        (
            integer(1).add(&ten_to(-30), P).unwrap().ln(P),
            "0.999999999999999999999999999999500000000000000e-30",
        ),
        (ten_to(300).atan(P), "0.157079632679489661923132169163975144209858470e1"),
        (ten_to(300).asinh(P), "0.691468675078773650514814668526767438848405947e3"),
        (ten_to(-300).tan(P), "0.100000000000000000000000000000000000000000000e-299"),
        (integer(60).tanh(P), "0.100000000000000000000000000000000000000000000e1"),
    ] {
        let interval = interval.unwrap();
        assert_eq!(text(&interval.round(45)), expected);
        assert!(certain_bits(&interval) > 150, "{expected}");
    }
}

#[test]
fn what_is_exact_stays_exact() {
    let exact = |interval: Result<Interval, Trouble>| {
        let interval = interval.unwrap();
        assert!(interval.is_exact());
        text(&interval.round(5))
    };
    assert_eq!(exact(integer(0).exp(P)), "=0.10000e1");
    assert_eq!(exact(integer(1).ln(P)), "=0.0e1");
    assert_eq!(exact(integer(4).sqrt(P)), "=0.20000e1");
    assert_eq!(exact(fraction(9, 16).sqrt(P)), "=0.75000e0");
    assert_eq!(exact(integer(-243).root(5, P)), "=-0.30000e1");
    assert_eq!(exact(two_to(-1_000).root(1_000, P)), "=0.50000e0");
    assert_eq!(exact(two_to(1_001).root(1_001, P)), "=0.20000e1");
    assert_eq!(exact(integer(0).root(3, P)), "=0.0e1");
    assert_eq!(exact(integer(-2).pow(&integer(-3), P)), "=-0.12500e0");
    assert_eq!(exact(integer(0).pow(&integer(0), P)), "=0.10000e1");
    assert_eq!(exact(integer(0).pow(&fraction(1, 3), P)), "=0.0e1");
    assert_eq!(exact(integer(1).acosh(P)), "=0.0e1");
    for function in [
        Interval::sin,
        Interval::tan,
        Interval::asin,
        Interval::atan,
        Interval::sinh,
        Interval::tanh,
        Interval::asinh,
        Interval::atanh,
    ] {
        assert_eq!(exact(function(&integer(0), P)), "=0.0e1");
    }
    assert_eq!(exact(integer(0).cos(P)), "=0.10000e1");
    assert_eq!(exact(integer(0).cosh(P)), "=0.10000e1");
    assert_eq!(exact(integer(0).atan2(&integer(1), P)), "=0.0e1");
    let huge = Number::from(10).pow(50);
    assert_eq!(exact(Interval::sin_pi(&(huge.clone() + number(1, 6)), P)), "=0.50000e0");
    assert_eq!(exact(Interval::sin_pi(&(huge.clone() + number(7, 6)), P)), "=-0.50000e0");
    assert_eq!(exact(Interval::sin_pi(&(huge.clone() + number(-1, 2)), P)), "=-0.10000e1");
    let tangents = [(1, 4, "="), (3, 4, "=-"), (-1, 4, "=-"), (-3, 4, "="), (5, 4, "="), (-5, 4, "=-")];
    for (numerator, denominator, sign) in tangents {
        let tangent = exact(Interval::tan_pi(&(huge.clone() + number(numerator, denominator)), P));
        assert_eq!(tangent, format!("{sign}0.10000e1"), "{numerator}/{denominator}");
    }
    assert_eq!(exact(Interval::tan_pi(&Number::from(-7), P)), "=0.0e1");
}

#[test]
fn edges_of_domains() {
    use Trouble::{NotReal, Pole, Undecided};
    let half = number(1, 2);
    let (around_zero, around_one) = (between(-1, 1), between(0, 2));
    for (result, trouble) in [
        (integer(1).div(&integer(0), P), Pole),
        (integer(1).div(&around_zero, P), Undecided),
        (integer(0).powi(&IBig::from(-1), P), Pole),
        (around_zero.powi(&IBig::from(-2), P), Undecided),
        (integer(-1).sqrt(P), NotReal),
        (around_zero.sqrt(P), Undecided),
        (integer(-1).root(4, P), NotReal),
        (integer(-1).pow(&fraction(1, 3), P), NotReal),
        (integer(0).pow(&fraction(-1, 3), P), Pole),
        (integer(0).ln(P), Pole),
        (integer(-1).ln(P), NotReal),
        (around_zero.ln(P), Undecided),
        (between(0, 1).ln(P), Undecided),
        (between(-1, 0).ln(P), Undecided),
        (between(1, 2).tan(P), Undecided),
        (between(1, 5).tan(P), Undecided),
        (Interval::tan_pi(&half, P), Pole),
        (integer(2).asin(P), NotReal),
        (integer(-2).acos(P), NotReal),
        (around_one.asin(P), Undecided),
        (around_one.neg().acos(P), Undecided),
        (integer(0).atan2(&integer(0), P), Pole),
        (around_zero.atan2(&integer(-1), P), Undecided),
        (around_zero.atan2(&around_zero, P), Undecided),
        (integer(0).acosh(P), NotReal),
        (around_one.acosh(P), Undecided),
        (integer(1).atanh(P), Pole),
        (integer(-1).atanh(P), Pole),
        (integer(2).atanh(P), NotReal),
        (around_one.atanh(P), Undecided),
    ] {
        assert_eq!(result, Err(trouble));
    }
    assert_eq!(text(&integer(1).asin(P).unwrap().round(10)), "0.1570796327e1");
    assert_eq!(text(&integer(-1).acos(P).unwrap().round(10)), "0.3141592654e1");
    assert!(between(-7, 7).sin(P).unwrap() == between(-1, 1));
    assert!(contains(&between(-1, 2).cosh(P).unwrap(), &integer(1)));
    assert_eq!(between(-2, 1).powi(&IBig::from(2), P), Ok(between(0, 4)));
    assert_eq!(between(-2, 1).powi(&IBig::from(3), P), Ok(between(-8, 1)));
}

/// Whatever the argument: an answer soon, and never a number that is too large.
#[test]
fn hostile_arguments() {
    let too_large = |result: Result<Interval, Trouble>| matches!(result, Err(Trouble::TooLarge { .. }));
    let max = MAGNITUDE_BITS_MAX as isize;
    let (huge, tiny) = (two_to(max - 1), two_to(10 - max));
    assert!(too_large(huge.mul(&huge, P)) && too_large(huge.div(&tiny, P)));
    assert!(too_large(huge.exp(P)) && too_large(huge.sinh(P)) && too_large(huge.neg().cosh(P)));
    assert!(too_large(huge.pow(&fraction(3, 2), P)) && too_large(huge.powi(&IBig::from(3), P)));
    assert!(too_large(fraction(3, 2).powi(&(IBig::ONE << 1_000_000), P)));
    assert!(too_large(tiny.powi(&-(IBig::ONE << 1_000), P)));
    assert_eq!(
        integer(1_000_000_000).exp(P),
        Err(Trouble::TooLarge { digits: 434_300_001 }),
        "the estimate is a little above the 434 294 482 digits"
    );
    let Err(Trouble::TooLarge { digits }) = integer(10).powi(&IBig::from(100_000_000), P) else { panic!() };
    assert!((99_000_000..150_000_000).contains(&digits), "{digits}");

    let near_zero = Interval::just_above_zero(P);
    assert_eq!(tiny.mul(&tiny, P), Ok(near_zero.clone()));
    assert_eq!(huge.neg().exp(P), Ok(near_zero.clone()));
    assert_eq!(fraction(2, 3).powi(&(IBig::ONE << 1_000_000), P), Ok(near_zero.clone()));
    assert_eq!(between(1, 2).powi(&(IBig::ONE << 100_000), P), Err(Trouble::Undecided));
    assert_eq!(near_zero.hull(&huge).exp(P), Err(Trouble::Undecided));

    for tiny in [tiny.clone(), two_to(-300_000), two_to(-2_000), two_to(-605)] {
        let third = tiny.div(&integer(3), P).unwrap();
        for x in [&tiny, &third, &third.neg()] {
            for function in [
                Interval::sin,
                Interval::tan,
                Interval::asin,
                Interval::atan,
                Interval::sinh,
                Interval::tanh,
                Interval::asinh,
                Interval::atanh,
            ] {
                let value = function(x, P).unwrap();
                assert!(contains(&value, x) && certain_bits(&value) > 1_190);
            }
            for function in [Interval::cos, Interval::cosh, Interval::exp] {
                assert!(certain_bits(&function(x, P).unwrap()) > 599);
            }
            let almost_right = x.acos(P).unwrap();
            assert!(
                overlap(&almost_right, &Interval::pi(P).scaled(-1)) || certain_bits(&almost_right) > 1_190
            );
        }
    }
    assert_eq!(text(&tiny.ln(bits(64)).unwrap().round(9)), "-0.235669348e7");
    assert_eq!(text(&huge.ln(bits(64)).unwrap().round(9)), "0.235669972e7");
    assert_eq!(text(&huge.atan(bits(64)).unwrap().round(15)), "0.157079632679490e1");
    assert_eq!(text(&huge.neg().tanh(bits(64)).unwrap().round(15)), "-0.100000000000000e1");
    assert_eq!(text(&huge.asinh(bits(64)).unwrap().round(9)), "0.235670041e7");
    assert_eq!(text(&huge.acosh(bits(64)).unwrap().round(9)), "0.235670041e7");
    assert!(tiny.atan2(&huge, P).unwrap().contains_zero());
    assert_eq!(text(&huge.atan2(&tiny.neg(), P).unwrap().round(9)), "0.157079633e1");
    assert_eq!(text(&huge.root(1_000_003, bits(64)).unwrap().round(9)), "0.105559813e2");
}

#[test]
fn huge_angles() {
    // sin(2^100000) and cos, with so many bits of π.
    let (sin, cos) = (two_to(100_000).sin(bits(64)).unwrap(), two_to(100_000).cos(bits(64)).unwrap());
    let (finer_sin, finer_cos) =
        (two_to(100_000).sin(bits(1_000)).unwrap(), two_to(100_000).cos(bits(1_000)).unwrap());
    assert!(contains(&sin, &finer_sin) && contains(&cos, &finer_cos) && certain_bits(&sin) > 60);
    // 2 sin cos = sin of twice the angle.
    let twice = two_to(100_001).sin(bits(1_000)).unwrap();
    assert!(overlap(&twice, &finer_sin.mul(&finer_cos, bits(1_000)).unwrap().scaled(1)));
    let beyond = Precision { bits: 64, magnitude_bits_max: 1_000 };
    assert!(matches!(two_to(1_001).sin(beyond), Err(Trouble::TooLarge { digits: 302 })));
    // The best approximation of π with few digits: the sine loses twice the bits.
    let sin = fraction(245_850_922, 78_256_779).sin(P).unwrap();
    assert_eq!(text(&sin.round(20)), "0.78179366199075435400e-16");
}

#[test]
fn comparisons() {
    let (pi, tenth) = (Interval::pi(P), fraction(1, 10));
    assert_eq!(pi.sign(), Some(Ordering::Greater));
    assert_eq!(pi.neg().sign(), Some(Ordering::Less));
    assert_eq!(integer(0).sign(), Some(Ordering::Equal));
    assert_eq!(between(-1, 1).sign(), None);
    assert_eq!(between(0, 1).sign(), None);
    assert_eq!(pi.compare(&integer(3)), Some(Ordering::Greater));
    assert_eq!(tenth.compare(&pi), Some(Ordering::Less));
    assert_eq!(pi.compare(&pi), None);
    assert_eq!(integer(7).compare(&integer(7)), Some(Ordering::Equal));
    assert!(!tenth.is_exact() && contains(&between(0, 1), &tenth));
    assert_eq!(between(-3, 2).abs(), between(0, 3));
    assert_eq!(integer(0).log2_bound(), None);
    assert_eq!(pi.log2_bound(), Some(2));
    assert_eq!(certain_bits(&integer(0)), usize::MAX);
    assert_eq!(certain_bits(&between(-1, 1)), 0);
}

#[test]
fn integer_parts() {
    let parts = |interval: &Interval| {
        [
            interval.floor(),
            interval.ceil(),
            interval.trunc(),
            interval.round_half_away(),
            interval.round_half_even(),
        ]
        .map(|part| part.map(|part| i64::try_from(&part).unwrap()))
    };
    for (numerator, expected) in [
        (0, [0, 0, 0, 0, 0]),
        (1, [0, 1, 0, 0, 0]),
        (2, [0, 1, 0, 1, 0]),
        (3, [0, 1, 0, 1, 1]),
        (4, [1, 1, 1, 1, 1]),
        (6, [1, 2, 1, 2, 2]),
        (10, [2, 3, 2, 3, 2]),
        (-1, [-1, 0, 0, 0, 0]),
        (-2, [-1, 0, 0, -1, 0]),
        (-3, [-1, 0, 0, -1, -1]),
        (-6, [-2, -1, -1, -2, -2]),
        (-10, [-3, -2, -2, -3, -2]),
    ] {
        assert_eq!(parts(&fraction(numerator, 4)), expected.map(Some), "{numerator}/4");
    }
    assert_eq!(parts(&two_to(-3_000_000).neg()), [-1, 0, 0, 0, 0].map(Some));
    assert_eq!(parts(&Interval::pi(P)), [3, 4, 3, 3, 3].map(Some));
    assert_eq!(parts(&between(-1, 1)), [None; 5]);
    assert_eq!(two_to(1_000).floor(), Some(IBig::ONE << 1_000));
    let around_two = fraction(2, 3).mul(&integer(3), P).unwrap();
    assert_eq!(parts(&around_two), [None, None, None, Some(2), Some(2)]);
}

#[test]
fn decimals() {
    let around = |middle: Interval| middle.widened(&ten_to(-20), P).unwrap();
    let round = |interval: &Interval, digits| text(&interval.round(digits));
    assert_eq!(round(&integer(2), 3), "=0.200e1");
    assert_eq!(round(&integer(-1_234_567), 3), "-0.123e7");
    assert_eq!(round(&fraction(1, 8), 2), "0.12e0");
    assert_eq!(round(&fraction(3, 8), 2), "0.38e0");
    assert_eq!(round(&fraction(999_999, 2), 6), "0.500000e6");
    assert_eq!(round(&fraction(2_001, 2), 4), "0.1000e4");
    assert_eq!(round(&around(integer(2)), 30), "0.20000000000000000000e1");
    assert_eq!(round(&around(integer(10)), 30), "0.10000000000000000000e2");
    assert_eq!(round(&around(fraction(5, 4)), 2), "0.1e1", "neither 1.2 nor 1.3");
    assert_eq!(round(&around(fraction(3, 2)), 1), "0.e1", "neither 1 nor 2");
    assert_eq!(round(&between(24, 36), 5), "0.e2");
    assert_eq!(round(&between(-36, -34), 5), "0.e2");
    assert_eq!(round(&between(-1, 15), 5), "0.e2");
    assert_eq!(round(&between(96, 104), 5), "0.1e3");
    assert_eq!(round(&ten_to(300).add(&fraction(1, 3), bits(64)).unwrap(), 12), "0.100000000000e301");
    assert_eq!(round(&two_to(-3_000_000), 7), "0.1030405e-903089");

    let places = |interval: &Interval, places| interval.round_places(places).map(|decimal| text(&decimal));
    assert_eq!(places(&Interval::pi(P), 4).as_deref(), Some("0.31416e1"));
    assert_eq!(places(&integer(-7), 2).as_deref(), Some("=-0.700e1"));
    assert_eq!(places(&fraction(1, 8), 2).as_deref(), Some("0.12e0"));
    assert_eq!(places(&fraction(-1, 8), 2).as_deref(), Some("-0.12e0"));
    assert_eq!(places(&fraction(-1, 1_000), 2).as_deref(), Some("0.0e1"));
    assert_eq!(places(&fraction(7, 1_000), 2).as_deref(), Some("0.1e-1"));
    assert_eq!(places(&fraction(1_999, 1_000), 2).as_deref(), Some("0.200e1"));
    assert_eq!(places(&between(0, 0), 0).as_deref(), Some("=0.0e1"));
    assert_eq!(places(&around(fraction(1, 8)), 2), None);
    assert_eq!(places(&around(integer(0)), 19).as_deref(), Some("0.0e1"));
}

/// Numbers of all sizes, but seldom of sizes for which a function is too large.
fn arguments() -> impl Strategy<Value = Number> {
    prop_oneof![
        (-1_000_i64..1_000, 1_i64..1_000).prop_map(|(a, b)| number(a, b)),
        (any::<i64>(), any::<i64>()).prop_map(|(a, b)| number(a, b | 1)),
        (any::<i64>(), -200_isize..8).prop_map(|(a, e)| number(a, i64::MAX) * Number::from(2).pow(e)),
    ]
}

proptest! {
    #[test]
    fn more_bits_agree(argument in arguments(), other in arguments(), size in 8_usize..300) {
        let (coarse, fine) = (bits(size), bits(2 * size));
        let at = |number: &Number, precision| Interval::from_number(number, precision).unwrap();
        let functions: [Unary; 15] = [
            Interval::sqrt, Interval::exp, Interval::ln, Interval::sin, Interval::cos, Interval::tan, Interval::asin,
            Interval::acos, Interval::atan, Interval::sinh, Interval::cosh, Interval::tanh, Interval::asinh,
            Interval::acosh, Interval::atanh,
        ];
        let mut pairs: Vec<_> = functions
            .iter()
            .map(|function| (function(&at(&argument, coarse), coarse), function(&at(&argument, fine), fine)))
            .collect();
        let binary: [Binary; 6] = [
            Interval::add, Interval::sub, Interval::mul, Interval::div, Interval::pow,
            Interval::atan2,
        ];
        pairs.extend(binary.iter().map(|function| {
            let compute = |precision| function(&at(&argument, precision), &at(&other, precision), precision);
            (compute(coarse), compute(fine))
        }));
        pairs.push((at(&argument, coarse).root(5, coarse), at(&argument, fine).root(5, fine)));
        pairs.push((Interval::sin_pi(&argument, coarse), Interval::sin_pi(&argument, fine)));
        pairs.push((Interval::tan_pi(&argument, coarse), Interval::tan_pi(&argument, fine)));
        for (coarse, fine) in pairs {
            match (coarse, fine) {
                (Ok(coarse), Ok(fine)) => {
                    prop_assert!(coarse.low <= coarse.high && fine.low <= fine.high);
                    prop_assert!(overlap(&coarse, &fine), "{:?} {:?}", coarse, fine);
                }
                // What is certain with few bits is certain with more.
                (Err(Trouble::Undecided), _) => {}
                (Err(trouble), finer) => prop_assert_eq!(finer, Err(trouble)),
                (Ok(_), Err(trouble)) => {
                    let is_too_large = matches!(trouble, Trouble::TooLarge { .. });
                    prop_assert!(is_too_large);
                }
            }
        }
    }

    #[test]
    fn identities(argument in arguments(), size in 32_usize..300) {
        let p = bits(size);
        let x = Interval::from_number(&argument, p).unwrap();
        let one = Interval::one();
        let square = |x: Interval| x.mul(&x, p).unwrap();
        let sum = square(x.sin(p).unwrap()).add(&square(x.cos(p).unwrap()), p).unwrap();
        prop_assert!(contains(&sum, &one));
        prop_assert!(overlap(&x.atan(p).unwrap().tan(p).unwrap_or(x.clone()), &x));
        prop_assert!(overlap(&x.asinh(p).unwrap().sinh(p).unwrap(), &x));
        prop_assert!(overlap(&x.root(3, p).unwrap().powi(&IBig::from(3), p).unwrap(), &x));
        if x.sign() == Some(Ordering::Greater) {
            prop_assert!(overlap(&x.ln(p).unwrap().exp(p).unwrap(), &x));
            prop_assert!(overlap(&square(x.sqrt(p).unwrap()), &x));
        }
        if let (Ok(sinh), Ok(cosh)) = (x.sinh(p), x.cosh(p))
            && let (Ok(a), Ok(b)) = (sinh.mul(&sinh, p), cosh.mul(&cosh, p))
        {
            prop_assert!(contains(&b.sub(&a, p).unwrap(), &one));
            prop_assert!(overlap(&sinh.div(&cosh, p).unwrap(), &x.tanh(p).unwrap()));
        }
        if let (Ok(asin), Ok(acos)) = (x.asin(p), x.acos(p)) {
            prop_assert!(overlap(&asin.add(&acos, p).unwrap(), &Interval::pi(p).scaled(-1)));
            prop_assert!(overlap(&asin.sin(p).unwrap(), &x));
            prop_assert!(overlap(&acos.cos(p).unwrap(), &x));
        }
    }
}

/// How many leading bits are certain, about; `usize::MAX` if all.
fn certain_bits(interval: &Interval) -> usize {
    if interval.is_exact() {
        return usize::MAX;
    }
    let width = up(&interval.high, &-interval.low.clone(), 8);
    usize::try_from(interval.top() - top(&width)).unwrap_or(0)
}
