use alloc::string::ToString;

use super::*;

const PRECISION: Precision = Precision { bits: 200, magnitude_bits_max: 70_000 };

fn number(numerator: i64, denominator: i64) -> Number {
    Number::from(numerator) / Number::from(denominator)
}

fn ratio(numerator: i64, denominator: i64) -> Interval {
    Interval::from_number(&number(numerator, denominator), PRECISION).unwrap()
}

fn digits(interval: Interval) -> (alloc::string::String, i64) {
    let decimal = interval.round(40);
    assert_eq!(decimal.certain, 40);
    (if decimal.negative { "-".to_string() + &decimal.digits } else { decimal.digits }, decimal.exponent)
}

#[test]
fn integers_next_to_numbers() {
    for (numerator, denominator, floor, ceil, trunc, away, even) in [
        (5, 2, 2, 3, 2, 3, 2),
        (-5, 2, -3, -2, -2, -3, -2),
        (7, 2, 3, 4, 3, 4, 4),
        (1, 2, 0, 1, 0, 1, 0),
        (-1, 2, -1, 0, 0, -1, 0),
        (9, 4, 2, 3, 2, 2, 2),
        (-11, 4, -3, -2, -2, -3, -3),
        (3, 1, 3, 3, 3, 3, 3),
        (4, 1, 4, 4, 4, 4, 4),
        (0, 1, 0, 0, 0, 0, 0),
        (-3, 1, -3, -3, -3, -3, -3),
    ] {
        let x = ratio(numerator, denominator);
        let expected = [floor, ceil, trunc, away, even].map(|value| Some(IBig::from(value)));
        let found = [x.floor(), x.ceil(), x.trunc(), x.round_half_away(), x.round_half_even()];
        assert_eq!(found, expected, "{numerator}/{denominator}");
    }
}

#[test]
fn decimals_are_rounded_where_both_ends_agree() {
    let between = |low: Number, high: Number| Interval::from_bounds(&low, &high, PRECISION).unwrap();
    let third = ratio(1, 3).round(5);
    assert_eq!((third.digits.as_str(), third.exponent, third.certain), ("33333", -1, 5));
    let carried = ratio(99_999, 1_000).round(3);
    assert_eq!((carried.digits.as_str(), carried.exponent), ("100", 2));
    let two = between(number(19_999_999, 10_000_000), number(20_000_001, 10_000_000)).round(34);
    assert_eq!((two.digits.as_str(), two.exponent, two.certain), ("2000000", 0, 7));
    let few = between(number(-667_445, 1_000_000), number(-667_415, 1_000_000)).round(34);
    assert_eq!((few.negative, few.digits.as_str(), few.exponent), (true, "6674", -1));
    let none = between(number(-1, 1_000), number(1, 100)).round(34);
    assert_eq!((none.certain, none.exponent), (0, -1));
    assert_eq!(ratio(1, 8).round_places(2).unwrap(), "0.12");
    assert_eq!(ratio(-3, 8).round_places(2).unwrap(), "-0.38");
    assert_eq!(ratio(-1, 1_000).round_places(2).unwrap(), "0.00");
    assert_eq!(between(number(124, 1_000), number(126, 1_000)).round_places(2), None);
}

#[test]
fn what_is_known_to_forty_digits() {
    let one = ratio(1, 1);
    let p = PRECISION;
    assert_eq!(digits(Interval::pi(p)), ("3141592653589793238462643383279502884197".to_string(), 0));
    assert_eq!(digits(one.exp(p).unwrap()), ("2718281828459045235360287471352662497757".to_string(), 0));
    assert_eq!(
        digits(ratio(2, 1).ln(p).unwrap()),
        ("6931471805599453094172321214581765680755".to_string(), -1)
    );
    assert_eq!(
        digits(ratio(2, 1).root(2, p).unwrap()),
        ("1414213562373095048801688724209698078570".to_string(), 0)
    );
    assert_eq!(digits(one.sin(p).unwrap()), ("8414709848078965066525023216302989996226".to_string(), -1));
    assert_eq!(digits(one.cos(p).unwrap()), ("5403023058681397174009366074429766037323".to_string(), -1));
    assert_eq!(digits(one.tan(p).unwrap()), ("1557407724654902230506974807458360173087".to_string(), 0));
}

#[test]
fn identities_hold() {
    for (numerator, denominator) in
        [(1, 3), (7, 2), (-5, 7), (1, 1_000_000), (31, 10), (-22, 7), (123_456, 1)]
    {
        let x = ratio(numerator, denominator);
        let p = PRECISION;
        let square = |x: Interval| x.mul(&x, p).unwrap();
        let holds = |interval: &Interval, point: &Interval| {
            assert!(interval.low <= point.high && interval.high >= point.low, "{numerator}/{denominator}");
        };
        holds(&square(x.sin(p).unwrap()).add(&square(x.cos(p).unwrap()), p).unwrap(), &ratio(1, 1));
        holds(&x.atan(p).unwrap().tan(p).unwrap(), &x);
        holds(&x.asinh(p).unwrap().sinh(p).unwrap(), &x);
        holds(&x.abs().ln(p).unwrap().exp(p).unwrap(), &x.abs());
        holds(&x.root(3, p).unwrap().powi(3, p).unwrap(), &x);
        holds(&x.root(21, p).unwrap().powi(21, p).unwrap(), &x);
        holds(&x.sin(p).unwrap().asin(p).unwrap().sin(p).unwrap(), &x.sin(p).unwrap());
        holds(&x.cos(p).unwrap().acos(p).unwrap().cos(p).unwrap(), &x.cos(p).unwrap());
        if x.abs().high < End::new(IBig::from(20), 0) {
            holds(&x.tanh(p).unwrap().atanh(p).unwrap(), &x);
            holds(&x.cosh(p).unwrap().acosh(p).unwrap(), &x.abs());
        }
    }
}

#[test]
fn what_is_out_of_reach_or_undefined_is_said() {
    let p = PRECISION;
    let too_large = |result: Result| matches!(result, Err(Trouble::TooLarge { .. }));
    assert!(too_large(ratio(1_000_000, 1).exp(p)));
    assert!(too_large(ratio(-1_000_000, 1).exp(p)));
    assert!(too_large(ratio(i64::MAX, 1).mul(&ratio(i64::MAX, 1), p).unwrap().exp(p)));
    assert!(too_large(ratio(2, 1).powi(70_001, p)));
    assert_eq!(ratio(-1, 1).ln(p), Err(Trouble::NotReal));
    assert_eq!(ratio(0, 1).ln(p), Err(Trouble::Pole));
    assert_eq!(ratio(-1, 1).root(2, p), Err(Trouble::NotReal));
    assert_eq!(ratio(2, 1).asin(p), Err(Trouble::NotReal));
    assert_eq!(ratio(1, 1).atanh(p), Err(Trouble::Pole));
    assert_eq!(ratio(1, 2).acosh(p), Err(Trouble::NotReal));
    assert_eq!(ratio(1, 1).div(&ratio(0, 1), p), Err(Trouble::Pole));
    let around_zero = Interval::from_bounds(&number(-1, 10), &number(1, 10), p).unwrap();
    assert_eq!(ratio(1, 1).div(&around_zero, p), Err(Trouble::Undecided));
    assert_eq!(around_zero.ln(p), Err(Trouble::Undecided));
    assert_eq!(around_zero.sign(), None);
    assert_eq!(around_zero.compare(&ratio(0, 1)), None);
}

#[test]
fn the_edges_of_the_range_are_enclosed() {
    let p = PRECISION;
    for exponent in [-60_000, -5_000, -203, -150, -101, 101, 150, 203, 5_000, 60_000] {
        let x = Interval::point(power_of_two(exponent));
        for (name, result) in [
            ("sin", x.sin(p)),
            ("cos", x.cos(p)),
            ("tan", x.tan(p)),
            ("atan", x.atan(p)),
            ("tanh", x.tanh(p)),
            ("asinh", x.asinh(p)),
            ("ln", x.ln(p)),
            ("root", x.root(2, p)),
        ] {
            let interval = result.unwrap_or_else(|trouble| panic!("{name} 2^{exponent}: {trouble:?}"));
            assert!(interval.low <= interval.high, "{name} 2^{exponent}");
        }
        if exponent < 0 {
            for (name, result) in [
                ("exp", x.exp(p)),
                ("sinh", x.sinh(p)),
                ("cosh", x.cosh(p)),
                ("asin", x.asin(p)),
                ("atanh", x.atanh(p)),
            ] {
                let interval = result.unwrap_or_else(|trouble| panic!("{name} 2^{exponent}: {trouble:?}"));
                assert!(interval.low <= interval.high, "{name} 2^{exponent}");
            }
        }
    }
}
