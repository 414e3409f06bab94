//! Against naive ways for small arguments, tables for known values, and refusals of what is too much.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use core::str::FromStr;

use dashu_base::UnsignedAbs;
use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;
use proptest::prelude::*;

use super::factors::Factors;
use super::*;
use crate::limits::Limits;

/// What comes of a function within `limits`.
fn within<T>(limits: Limits, function: impl FnOnce(&mut Purse) -> T) -> T {
    let mut fuel_spent = 0;
    function(&mut Purse::new(&mut fuel_spent, limits.fuel_max, limits.digits_max))
}

fn local<T>(function: impl FnOnce(&mut Purse) -> Result<T, ErrorKind>) -> T {
    within(Limits::LOCAL, function).unwrap()
}

/// A number from an integer, a fraction, or `base^exponent+addend` of integers, where a sign is of the power.
fn n(text: &str) -> Number {
    let Some((base, rest)) = text.split_once('^') else {
        return Number::from(RBig::from_str(text).unwrap());
    };
    let (exponent, addend) = match rest.find(['+', '-']) {
        Some(at) => (&rest[..at], IBig::from_str(rest[at..].trim_start_matches('+')).unwrap()),
        None => (rest, IBig::ZERO),
    };
    let power = UBig::from_str(base.trim_start_matches('-')).unwrap().pow(exponent.parse().unwrap());
    let power = IBig::from(power);
    Number::from(if base.starts_with('-') { -power } else { power } + addend)
}

fn i(value: i64) -> Number {
    Number::from(value)
}

fn refused<T: core::fmt::Debug>(result: Result<T, ErrorKind>) -> bool {
    matches!(result, Err(ErrorKind::TooLarge { .. } | ErrorKind::TooCostly))
}

fn outside<T: core::fmt::Debug>(result: Result<T, ErrorKind>) -> bool {
    matches!(result, Err(ErrorKind::Domain { .. }))
}

#[test]
fn divisors_and_multiples() {
    fn naive(a: i64, b: i64) -> i64 {
        if b == 0 { a.abs() } else { naive(b, a % b) }
    }
    for a in -30..=30 {
        for b in -30..=30 {
            let divisor = naive(a, b);
            assert_eq!(local(|purse| greatest_common_divisor(&[i(a), i(b)], purse)), i(divisor), "{a} {b}");
            let multiple = if a * b == 0 { 0 } else { (a * b).abs() / divisor };
            assert_eq!(local(|purse| least_common_multiple(&[i(a), i(b)], purse)), i(multiple), "{a} {b}");
        }
    }
    let numbers = [n("-9223372036854775808"), n("2^100"), n("2^70")];
    assert_eq!(local(|purse| greatest_common_divisor(&numbers, purse)), n("2^63"));
    assert_eq!(local(|purse| least_common_multiple(&numbers, purse)), n("2^100"));
    let to_twenty: Vec<_> = (1..=20).map(i).collect();
    assert_eq!(local(|purse| least_common_multiple(&to_twenty, purse)), i(232_792_560));
    assert_eq!(local(|purse| greatest_common_divisor(&[], purse)), i(0));
    assert_eq!(local(|purse| least_common_multiple(&[], purse)), i(1));
    let error = within(Limits::LOCAL, |purse| greatest_common_divisor(&[n("1/2")], purse)).unwrap_err();
    assert_eq!(error.to_string(), "gcd is defined for integers");
}

#[test]
fn ways_to_choose() {
    // Pascal's triangle.
    let mut row = vec![1_i64];
    for size in 0..=60_i64 {
        for k in -2..=size + 2 {
            let expected = usize::try_from(k).ok().and_then(|k| row.get(k)).copied().unwrap_or(0);
            assert_eq!(local(|purse| binomial(&i(size), &i(k), purse)), i(expected), "{size} over {k}");
            let arranged = if k < 0 { i(0) } else { (0..k).fold(i(1), |all, taken| all * i(size - taken)) };
            assert_eq!(local(|purse| permutations(&i(size), &i(k), purse)), arranged, "{size}, {k}");
        }
        row = (0..=row.len())
            .map(|k| k.checked_sub(1).map_or(0, |left| row[left]) + row.get(k).copied().unwrap_or(0))
            .collect();
    }
    assert_eq!(local(|purse| binomial(&n("10^18"), &i(2), purse)), n("499999999999999999500000000000000000"));
    let almost_all = local(|purse| binomial(&n("10^40"), &n("10^40-1"), purse));
    assert_eq!(almost_all, n("10^40"));
    assert_eq!(local(|purse| permutations(&n("10^40"), &i(1), purse)), n("10^40"));
    // Both laws at sizes that need long multiplication: of symmetry, and of Pascal.
    let choose = |size, k| local(|purse| binomial(&i(size), &i(k), purse));
    assert_eq!(choose(5_000, 2_345), choose(5_000, 2_655));
    assert_eq!(choose(5_000, 2_345), choose(4_999, 2_345) + choose(4_999, 2_344));
    assert_eq!(
        choose(5_000, 2_345) * local(|purse| factorial(&i(2_345), purse)),
        local(|purse| permutations(&i(5_000), &i(2_345), purse))
    );
    for limits in [Limits::NETWORK, Limits::LOCAL] {
        assert!(refused(within(limits, |purse| binomial(&n("10^9"), &n("500000000"), purse))));
        assert!(refused(within(limits, |purse| binomial(&n("10^18"), &n("10^17"), purse))));
        assert!(refused(within(limits, |purse| binomial(&n("10^400"), &n("10^300"), purse))));
        assert!(refused(within(limits, |purse| permutations(&n("10^18"), &n("10^18"), purse))));
        assert!(refused(within(limits, |purse| permutations(&n("10^18"), &n("10^6"), purse))));
        assert!(refused(within(limits, |purse| factorial(&n("10^400"), purse))));
    }
    assert!(outside(within(Limits::LOCAL, |purse| binomial(&i(-1), &i(2), purse))));
    assert!(outside(within(Limits::LOCAL, |purse| binomial(&i(5), &n("1/2"), purse))));
}

#[test]
fn the_sizes_of_products_are_estimated_above_the_truth() {
    // An estimate below the truth would let this through with fewer digits than it has.
    for (size, k) in [(100, 50), (1_000, 500), (1_000, 10), (100_000, 3), (4_000, 1_999), (1_000_000, 300)] {
        for function in [binomial, permutations] {
            let result = local(|purse| function(&i(size), &i(k), purse));
            let digits = result.to_string().len();
            let tight = Limits { digits_max: digits - 1, ..Limits::LOCAL };
            assert!(refused(within(tight, |purse| function(&i(size), &i(k), purse))), "{size}, {k}");
            let wide = Limits { digits_max: digits + digits / 4 + 10, ..Limits::LOCAL };
            assert_eq!(within(wide, |purse| function(&i(size), &i(k), purse)), Ok(result), "{size}, {k}");
        }
    }
    for index in [1, 2, 10, 100, 1_000, 12_345] {
        let result = local(|purse| fibonacci(&i(index), purse));
        let digits = result.to_string().len();
        let tight = Limits { digits_max: digits - 1, ..Limits::LOCAL };
        assert!(refused(within(tight, |purse| fibonacci(&i(index), purse))), "{index}");
        let wide = Limits { digits_max: digits + 1, ..Limits::LOCAL };
        assert_eq!(within(wide, |purse| fibonacci(&i(index), purse)), Ok(result), "{index}");
    }
}

#[test]
fn fibonacci_numbers() {
    let (mut current, mut next) = (i(0), i(1));
    for index in 0..400 {
        assert_eq!(local(|purse| fibonacci(&i(index), purse)), current, "{index}");
        let sign = i(if index % 2 == 0 { -1 } else { 1 });
        assert_eq!(local(|purse| fibonacci(&i(-index), purse)), current.clone() * sign, "-{index}");
        (current, next) = (next.clone(), current + next);
    }
    assert_eq!(local(|purse| fibonacci(&i(100), purse)), n("354224848179261915075"));
    for limits in [Limits::NETWORK, Limits::LOCAL] {
        assert!(refused(within(limits, |purse| fibonacci(&n("10^18"), purse))));
        assert!(refused(within(limits, |purse| fibonacci(&n("-10^400"), purse))));
    }
}

#[test]
fn primes_below_a_bound() {
    const MAX: usize = 100_000;
    let mut prime = vec![true; MAX];
    prime[..2].fill(false);
    for divisor in 2..MAX {
        if prime[divisor] {
            (divisor * divisor..MAX).step_by(divisor).for_each(|multiple| prime[multiple] = false);
        }
    }
    for (value, prime) in prime.into_iter().enumerate() {
        let expected = if prime { Primality::Prime } else { Primality::Composite };
        assert_eq!(local(|purse| is_prime(&i(value as i64), purse)), expected, "{value}");
    }
}

#[test]
fn primes_and_those_that_look_like_them() {
    let test = |text: &str| within(Limits::NETWORK, |purse| is_prime(&n(text), purse)).unwrap();
    for prime in
        ["2^31-1", "2^61-1", "2^64-59", "2^64+13", "9223372036854775783", "10^18+9", "10^24+7", "2^80-65"]
    {
        assert_eq!(test(prime), Primality::Prime, "{prime}");
    }
    for probable in
        ["2^89-1", "2^107-1", "2^127-1", "2^128-159", "2^128+51", "10^50+151", "2^521-1", "2^607-1"]
    {
        assert_eq!(test(probable), Primality::Probable, "{probable}");
    }
    for composite in [
        "-7",
        "-2^61+1",
        // Strong pseudoprimes to the base 2; to 2, 3, 5 and 7; to the first 9, 12 and 13 primes.
        "2047",
        "3215031751",
        "3825123056546413051",
        "318665857834031151167461",
        "3317044064679887385961981",
        // Carmichael numbers.
        "561",
        "1729",
        "825265",
        "1590231231043178376951698401",
        // Strong Lucas pseudoprimes.
        "5459",
        "5777",
        "58519",
        // The squares of Wieferich primes are pseudoprimes to the base 2.
        "1194649",
        "12327121",
        "2^67-1",
        "2^256+1",
        "10^400+1",
    ] {
        assert_eq!(test(composite), Primality::Composite, "{composite}");
    }
    // F. Arnault's composite that passes the strong test to all prime bases below 200.
    let factor = "40095821663949960541830645208454685300518816604113250877450620473800321707011962427162231915972197\
                  33582163165085358166969145233813917169287527980445796800452592031836601";
    let p = IBig::from_str(factor).unwrap();
    let q = IBig::from(313) * (&p - IBig::ONE) + IBig::ONE;
    let r = IBig::from(353) * (&p - IBig::ONE) + IBig::ONE;
    assert_eq!(local(|purse| is_prime(&Number::from(p * q * r), purse)), Primality::Composite);

    assert!(refused(within(Limits::NETWORK, |purse| is_prime(&n("10^19000+7"), purse))));
    assert!(refused(within(Limits::LOCAL, |purse| is_prime(&n("10^900000+1"), purse))));
    assert!(outside(within(Limits::LOCAL, |purse| is_prime(&n("7/2"), purse))));
}

/// Factors as text, such as `2^3·5`.
fn factored(number: &Number, limits: Limits) -> String {
    let factors = within(limits, |purse| factor(number, purse)).unwrap();
    let text: Vec<_> = factors
        .powers
        .iter()
        .map(
            |(prime, exponent)| {
                if *exponent == 1 { prime.to_string() } else { format!("{prime}^{exponent}") }
            },
        )
        .collect();
    text.join("·") + if factors.proven { "" } else { "?" }
}

#[test]
fn factors_of_small_integers() {
    for value in 1..20_000_u64 {
        let mut expected = Vec::new();
        let mut rest = value;
        for divisor in 2..=value {
            let mut exponent = 0;
            while rest.is_multiple_of(divisor) {
                rest /= divisor;
                exponent += 1;
            }
            if exponent > 0 {
                expected.push((UBig::from(divisor), exponent));
            }
            if rest == 1 {
                break;
            }
        }
        let factors = local(|purse| factor(&i(value as i64), purse));
        assert_eq!(factors, Factors { powers: expected, proven: true }, "{value}");
    }
}

#[test]
fn factors_of_large_integers() {
    for (number, expected) in [
        ("1", ""),
        ("-12", "2^2·3"),
        ("2^200", "2^200"),
        ("1000003000000", "2^6·5^6·1000003"),
        ("10^18-1", "3^4·7·11·13·19·37·52579·333667"),
        ("2^59-1", "179951·3203431780337"),
        ("2^64+1", "274177·67280421310721"),
        ("2^67-1", "193707721·761838257287"),
        // The largest squares and products of primes below 2^32 and 2^31.
        ("18446744030759878681", "4294967291^2"),
        ("18446744030759878661", "19·61·323201·49245164179"),
        ("4611686014132420609", "2147483647^2"),
        ("4611685975477714963", "2147483629·2147483647"),
        // A power of a prime that is not small, and of one that is.
        ("1000000007^9", "1000000007^9"),
        ("1009^13", "1009^13"),
        ("1018081", "1009^2"),
        ("2^89-1", "618970019642690137449562111?"),
        ("10^24+7", "1000000000000000000000007"),
    ] {
        assert_eq!(factored(&n(number), Limits::NETWORK), expected, "{number}");
    }
    assert_eq!(factored(&n("2^101-1"), Limits::LOCAL), "7432339208719·341117531003194129");
}

#[test]
fn factorizations_that_take_too_long_are_refused() {
    // The product of the primes after 10^20 and 10^21.
    let hard = n("10^20+39") * n("10^21+117");
    assert!(refused(within(Limits::NETWORK, |purse| factor(&hard, purse))));
    assert!(refused(within(Limits::NETWORK, |purse| factor(&n("2^137-1"), purse))));
    assert!(refused(within(Limits::NETWORK, |purse| factor(&n("10^19000+3"), purse))));
    assert!(refused(within(Limits::LOCAL, |purse| factor(&n("10^900000+3"), purse))));
    assert!(outside(within(Limits::LOCAL, |purse| factor(&i(0), purse))));
}

#[test]
fn powers_modulo() {
    for modulus in 1..40_u64 {
        for base in -20..20_i64 {
            let mut power = 1 % modulus.cast_signed();
            for exponent in 0..20 {
                let result = local(|purse| power_modulo(&i(base), &i(exponent), &i(modulus as i64), purse));
                assert_eq!(result, i(power), "{base}^{exponent} mod {modulus}");
                power = (power * base).rem_euclid(modulus.cast_signed());
            }
        }
    }
    // Fermat's little theorem.
    assert_eq!(local(|purse| power_modulo(&i(3), &n("2^521-2"), &n("2^521-1"), purse)), i(1));
    assert!(refused(within(Limits::NETWORK, |purse| {
        power_modulo(&i(3), &n("10^9000"), &n("10^9000+7"), purse)
    })));
    assert!(outside(within(Limits::LOCAL, |purse| power_modulo(&i(3), &i(-1), &i(7), purse))));
    assert!(outside(within(Limits::LOCAL, |purse| power_modulo(&i(3), &i(1), &i(0), purse))));
}

#[test]
fn square_roots_rounded_down() {
    for value in 0..5_000_i64 {
        assert_eq!(local(|purse| integer_square_root(&i(value), purse)), i(value.isqrt()), "{value}");
    }
    assert_eq!(local(|purse| integer_square_root(&n("10^2000"), purse)), n("10^1000"));
    assert_eq!(local(|purse| integer_square_root(&n("10^2000-1"), purse)), n("10^1000-1"));
    assert!(outside(within(Limits::LOCAL, |purse| integer_square_root(&i(-1), purse))));
}

#[test]
fn exact_roots() {
    for value in -2_000..2_000_i64 {
        for index in 1..8_u32 {
            let expected = (-2_000..=2_000_i64)
                .find(|root| root.checked_pow(index) == Some(value) && (index % 2 == 1 || *root >= 0));
            let root = local(|purse| exact_root(&i(value), index.into(), purse));
            assert_eq!(root, expected.map(i), "root {index} of {value}");
        }
    }
    let root =
        |text: &str, index| within(Limits::NETWORK, |purse| exact_root(&n(text), index, purse)).unwrap();
    assert_eq!(root("4/9", 2), Some(n("2/3")));
    assert_eq!(root("-8/27", 3), Some(n("-2/3")));
    assert_eq!(root("-8/27", 2), None);
    assert_eq!(root("4/8", 2), None);
    assert_eq!(root("4/27", 2), None);
    assert_eq!(root("0", 5), Some(i(0)));
    assert_eq!(root("1", u64::MAX), Some(i(1)));
    assert_eq!(root("2^60000", 60_000), Some(i(2)));
    assert_eq!(root("2^60000", u64::MAX), None);
    assert_eq!(root("3^30000", 30_000), Some(i(3)));
    assert_eq!(root("3^30000", 29_999), None);
    assert_eq!(root("3^30000", 10_000), Some(i(27)));
    assert_eq!(root("10^12000", 3), Some(n("10^4000")));
    assert_eq!(root("10^12000+1", 3), None);
    assert_eq!(root("5", 0), None);
}

#[test]
fn exact_powers() {
    let power = |base: &str, exponent: &str| {
        within(Limits::NETWORK, |purse| exact_power(&n(base), &n(exponent), purse))
    };
    for (base, exponent, expected) in [
        ("8", "1/3", Some("2")),
        ("4/9", "3/2", Some("8/27")),
        ("4/9", "-3/2", Some("27/8")),
        ("2", "1/2", None),
        ("2", "10", Some("1024")),
        ("2/3", "-2", Some("9/4")),
        ("-8", "1/3", Some("-2")),
        ("-8", "2/3", Some("4")),
        ("-4", "1/2", None),
        ("-1", "1/2", None),
        ("-1", "3/5", Some("-1")),
        ("-1", "4/5", Some("1")),
        ("-1", "-10^300", Some("1")),
        ("1", "5/7", Some("1")),
        ("0", "0", Some("1")),
        ("0", "5/7", Some("0")),
        ("2^300", "1/100", Some("8")),
        ("32", "10^300", None),
    ] {
        match expected {
            None if exponent == "10^300" => assert!(refused(power(base, exponent))),
            expected => assert_eq!(power(base, exponent), Ok(expected.map(n)), "{base} ^ {exponent}"),
        }
    }
    assert_eq!(power("0", "-1/2"), Err(ErrorKind::DivisionByZero));
    assert!(refused(power("4", "1000000000000000001/2")));
    assert_eq!(power("2", "1000000000000000001/2"), Ok(None));
    assert_eq!(power("2", "1/1000000000000000000000000000000"), Ok(None));
}

#[test]
fn exact_logarithms() {
    let log = |base: &str, number: &str| {
        within(Limits::NETWORK, |purse| exact_log(&n(base), &n(number), purse)).unwrap()
    };
    for (base, number, expected) in [
        ("10", "1000", Some("3")),
        ("10", "1/1000", Some("-3")),
        ("1/10", "1000", Some("-3")),
        ("4", "8", Some("3/2")),
        ("8", "2", Some("1/3")),
        ("8", "1/2", Some("-1/3")),
        ("2/3", "9/4", Some("-2")),
        ("4/9", "8/27", Some("3/2")),
        ("4/9", "8/81", None),
        ("4/9", "8", None),
        ("4", "8/27", None),
        ("10", "2", None),
        ("2", "10", None),
        ("12", "18", None),
        ("5", "1", Some("0")),
        ("1", "5", None),
        ("1", "1", None),
        ("-2", "4", None),
        ("2", "0", None),
        ("10", "10^12000", Some("12000")),
        ("10^12000", "10", Some("1/12000")),
        ("10", "10^12000+1", None),
        ("3^987", "3^610", Some("610/987")),
    ] {
        assert_eq!(log(base, number), expected.map(n), "log {base} {number}");
    }
}

#[test]
fn bits_in_twos_complement() {
    for a in -40..40_i64 {
        for b in -40..40_i64 {
            assert_eq!(local(|purse| bit_and(&i(a), &i(b), purse)), i(a & b), "{a} and {b}");
            assert_eq!(local(|purse| bit_or(&i(a), &i(b), purse)), i(a | b), "{a} or {b}");
            assert_eq!(local(|purse| bit_xor(&i(a), &i(b), purse)), i(a ^ b), "{a} xor {b}");
        }
        for count in 0..12 {
            assert_eq!(local(|purse| shift_left(&i(a), &i(count), purse)), i(a << count), "{a} << {count}");
            assert_eq!(local(|purse| shift_right(&i(a), &i(count), purse)), i(a >> count), "{a} >> {count}");
        }
    }
    assert_eq!(local(|purse| bit_and(&n("-2^100"), &n("2^120-1"), purse)), n("2^120") - n("2^100"));
    assert_eq!(local(|purse| shift_left(&i(1), &i(200), purse)), n("2^200"));
    assert_eq!(local(|purse| shift_right(&n("-2^200-1"), &i(100), purse)), n("-2^100-1"));
    assert_eq!(local(|purse| shift_right(&n("2^200"), &n("10^30"), purse)), i(0));
    assert_eq!(local(|purse| shift_right(&n("-2^201"), &n("10^30"), purse)), i(-1));
    assert_eq!(local(|purse| shift_left(&i(0), &n("10^30"), purse)), i(0));
    for limits in [Limits::NETWORK, Limits::LOCAL] {
        assert!(refused(within(limits, |purse| shift_left(&i(1), &n("10^30"), purse))));
    }
    assert!(outside(within(Limits::LOCAL, |purse| shift_left(&i(1), &i(-1), purse))));
    assert!(outside(within(Limits::LOCAL, |purse| bit_or(&i(1), &n("1/2"), purse))));
}

#[test]
fn roundings() {
    use Rounding::{Ceiling, Floor, HalfAwayFromZero, HalfToEven, TowardsZero};
    let all = [Floor, Ceiling, TowardsZero, HalfAwayFromZero, HalfToEven];
    for (number, expected) in [
        ("5/2", [2, 3, 2, 3, 2]),
        ("-5/2", [-3, -2, -2, -3, -2]),
        ("7/2", [3, 4, 3, 4, 4]),
        ("-7/2", [-4, -3, -3, -4, -4]),
        ("1/3", [0, 1, 0, 0, 0]),
        ("-1/3", [-1, 0, 0, 0, 0]),
        ("2/3", [0, 1, 0, 1, 1]),
        ("-2/3", [-1, 0, 0, -1, -1]),
        ("-4", [-4, -4, -4, -4, -4]),
    ] {
        for (rounding, expected) in all.into_iter().zip(expected) {
            let number = n(number);
            assert_eq!(local(|purse| round(&number, rounding, purse)), i(expected), "{number} {rounding:?}");
            // The same beyond machine words.
            let even = n("2^200");
            let shifted = number.clone() + even.clone();
            assert_eq!(
                local(|purse| round(&shifted, rounding, purse)),
                match rounding {
                    TowardsZero => local(|purse| round(&shifted, Floor, purse)),
                    HalfAwayFromZero => local(|purse| round(&(shifted.clone() + n("1/2")), Floor, purse)),
                    _ => even + i(expected),
                },
                "{shifted} {rounding:?}"
            );
            assert_eq!(
                local(|purse| round(&(-shifted.clone()), TowardsZero, purse)),
                local(|purse| round(&(-shifted), Ceiling, purse))
            );
        }
    }
    let at = |number: &str, places: &str, rounding| {
        local(|purse| round_to_places(&n(number), &n(places), rounding, purse))
    };
    assert_eq!(at("1234", "-2", HalfToEven), i(1_200));
    assert_eq!(at("1250", "-2", HalfToEven), i(1_200));
    assert_eq!(at("1250", "-2", HalfAwayFromZero), i(1_300));
    assert_eq!(at("-1250", "-2", HalfAwayFromZero), i(-1_300));
    assert_eq!(at("2/3", "3", HalfToEven), n("667/1000"));
    assert_eq!(at("-2/3", "3", Floor), n("-667/1000"));
    assert_eq!(at("1/8", "2", HalfToEven), n("12/100"));
    assert_eq!(at("1/8", "10^30", HalfToEven), n("1/8"));
    assert_eq!(at("7", "10^30", HalfToEven), i(7));
    assert_eq!(at("7", "-10^30", HalfToEven), i(0));
    assert_eq!(at("7", "-10^30", Floor), i(0));
    assert_eq!(at("7", "-3", Ceiling), i(1_000));
    assert_eq!(at("7", "-1", HalfToEven), i(10));
    assert_eq!(at("-7", "-30", Floor), n("-10^30"));
    assert_eq!(at("0", "-30", Ceiling), i(0));
    assert!(refused(within(Limits::LOCAL, |purse| round_to_places(&n("1/3"), &n("10^30"), Floor, purse))));
    assert!(refused(within(Limits::LOCAL, |purse| round_to_places(&i(7), &n("-10^30"), Ceiling, purse))));
    assert!(outside(within(Limits::LOCAL, |purse| round_to_places(&i(7), &n("1/2"), Floor, purse))));
    assert_eq!(["-2/3", "0", "2^100", "-2^101"].map(|number| sign(&n(number))), [-1, 0, 1, -1]);
}

proptest! {
    #[test]
    fn factors_multiply_to_the_integer_and_are_prime(value in 1_i64..) {
        let factors = local(|purse| factor(&i(value), purse));
        let product = factors.powers.iter().fold(UBig::ONE, |product, (prime, exponent)| {
            product * prime.pow(*exponent as usize)
        });
        prop_assert_eq!(product, UBig::from(value.unsigned_abs()));
        prop_assert!(factors.proven);
        for (prime, _) in factors.powers {
            let known = local(|purse| is_prime(&Number::from(IBig::from(prime)), purse));
            prop_assert_eq!(known, Primality::Prime);
        }
    }

    #[test]
    fn roots_and_logarithms_undo_powers(
        numerator in 1_i64.., denominator in 1_i64.., power in 1_i64..40, index in 1_i64..40,
    ) {
        let root = i(numerator) / i(denominator);
        prop_assume!(root != i(1));
        let exponent = i(power) / i(index);
        let base = root.pow(index as isize);
        let result = root.pow(power as isize);
        prop_assert_eq!(local(|purse| exact_root(&base, index as u64, purse)), Some(root));
        prop_assert_eq!(local(|purse| exact_power(&base, &exponent, purse)), Some(result.clone()));
        prop_assert_eq!(local(|purse| exact_log(&base, &result, purse)), Some(exponent.clone()));
        prop_assert_eq!(local(|purse| exact_log(&(i(1) / base), &result, purse)), Some(-exponent));
        // One above a cube there is no other, but for 0.
        let whole = result.to_integer().unwrap_or_default().unsigned_abs();
        let beside = Number::from(IBig::from(whole.pow(3) + UBig::ONE));
        prop_assert_eq!(local(|purse| exact_root(&beside, 3, purse)), (beside == i(1)).then(|| i(1)));
    }

    #[test]
    fn order_is_that_of_differences(a: i64, b in 1_i64.., c: i64, d in 1_i64.., scale in 0_u32..3) {
        let scale = Number::from(IBig::from(10).pow(20 * scale as usize));
        let (left, right) = (i(a) / i(b) * scale.clone(), i(c) / i(d) * scale);
        let difference = sign(&(left.clone() - right.clone()));
        prop_assert_eq!(left.cmp(&right) as i64, difference);
    }
}
