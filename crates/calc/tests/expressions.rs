//! Expressions and what they come to, as tables: input, then the exact text of the answer or of the error.

use reckon_calc::{Calculator, Digits, ErrorKind, Limits, Session};

fn evaluate(text: &str) -> String {
    match Calculator::new(Limits::NETWORK).evaluate(text) {
        Ok(number) => number.to_string(),
        Err(error) => format!("error: {error}"),
    }
}

fn check(table: &[(&str, &str)]) {
    for (input, expected) in table {
        assert_eq!(&evaluate(input), expected, "for the input {input:?}");
    }
}

#[test]
fn integers_of_any_size() {
    check(&[
        ("6*7", "42"),
        (" 2 + 3\n", "5"),
        ("2+3*4", "14"),
        ("(2+3)*4", "20"),
        ("10-2-3", "5"),
        ("100/5/2", "10"),
        ("-5", "-5"),
        ("--5", "5"),
        ("-(2+3)*-2", "10"),
        ("2*-3", "-6"),
        ("2 - +3", "-1"),
        ("007", "7"),
        ("-0", "0"),
        ("0/5", "0"),
        ("9223372036854775807+1", "9223372036854775808"),
        ("-9223372036854775807-2", "-9223372036854775809"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("-(-9223372036854775807-1)", "9223372036854775808"),
        ("9223372036854775808-1", "9223372036854775807"),
        ("99999999999*99999999999", "9999999999800000000001"),
        ("340282366920938463463374607431768211456/18446744073709551616", "18446744073709551616"),
        ("1\u{a0}+\u{3000}1", "2"),
    ]);
}

#[test]
fn fractions_are_exact() {
    check(&[
        ("1/3+1/6", "0.5"),
        ("1/3", "1/3"),
        ("2/6", "1/3"),
        ("-2/6", "-1/3"),
        ("2/-6", "-1/3"),
        ("1/3*3", "1"),
        ("1/3+1/3+1/3", "1"),
        ("1/7-1/8", "1/56"),
        ("1/(1/3)", "3"),
        ("4/3/(2/3)", "2"),
        ("1/18446744073709551616/3", "1/55340232221128654848"),
    ]);
}

#[test]
fn decimals_are_exact_and_written_as_decimals_where_they_end() {
    check(&[
        ("0.1+0.2", "0.3"),
        ("1.10", "1.1"),
        ("5.0", "5"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1/8", "0.125"),
        ("-1/8", "-0.125"),
        ("1/5", "0.2"),
        ("7/20", "0.35"),
        ("12345/100", "123.45"),
        ("1.000000000000000000000000000001-1", "0.000000000000000000000000000001"),
        ("-1.000000000000000000000000000001", "-1.000000000000000000000000000001"),
    ]);
    // 1/2^100 has exactly 100 places and ends in 5; multiplying it back proves all of them.
    let tiny = evaluate("1/1267650600228229401496703205376");
    assert_eq!(tiny.len(), "0.".len() + 100);
    assert_eq!(evaluate(&format!("{tiny}*1267650600228229401496703205376")), "1");
    // Powers of five and mixed ones on both sides of a word.
    for (twos, fives) in [(0, 30), (3, 30), (90, 1), (64, 27), (63, 0), (0, 27), (70, 70)] {
        let denominator = format!("1{}{}", "*2".repeat(twos), "*5".repeat(fives));
        let quotient = evaluate(&format!("3/({denominator})"));
        assert_eq!(quotient.len(), "0.".len() + twos.max(fives), "{quotient}");
        assert_eq!(evaluate(&format!("{quotient}*({denominator})")), "3");
    }
}

#[test]
fn decimals_of_a_hundred_thousand_places_are_written_in_full() {
    let mut calculator = Calculator::new(Limits::LOCAL);
    let tiny = format!("0.{}1", "0".repeat(100_000));
    assert_eq!(calculator.evaluate(&tiny).unwrap().to_string(), tiny);
    let ones = format!("-1.{}", "1".repeat(100_000));
    assert_eq!(calculator.evaluate(&ones).unwrap().to_string(), ones);
}

#[test]
fn powers_are_exact_and_associate_from_the_right() {
    check(&[
        ("2^10", "1024"),
        ("2**10", "1024"),
        ("2^3^2", "512"),
        ("(2^3)^2", "64"),
        ("-2^2", "-4"),
        ("(-2)^2", "4"),
        ("(-2)^3", "-8"),
        ("2^-1", "0.5"),
        ("2^-2^2", "0.0625"),
        ("2^+3", "8"),
        ("2*3^2", "18"),
        ("2^3*4", "32"),
        ("-2^-2", "-0.25"),
        ("(2/3)^3", "8/27"),
        ("(2/3)^-3", "3.375"),
        ("(-2/3)^-3", "-3.375"),
        ("0^0", "1"),
        ("0^5", "0"),
        ("5^0", "1"),
        ("1^99999999999999999999", "1"),
        ("1^-99999999999999999999", "1"),
        ("(-1)^99999999999999999999", "-1"),
        ("(-1)^-99999999999999999998", "1"),
        ("0^99999999999999999999", "0"),
        ("2^64", "18446744073709551616"),
        ("(2^64)^2 / 2^64 - 2^64", "0"),
        ("10^20", "100000000000000000000"),
        ("2²", "4"),
        ("2³²", "4294967296"),
        ("-2²", "-4"),
        ("2⁻¹", "0.5"),
        ("2^3²", "512"),
        ("(1+2)²", "9"),
        ("2^(6/2)", "8"),
        ("0^-1", "error: division by zero at column 2"),
        ("2⁻", "error: expected an operator, found '⁻' at column 2"),
        ("2²⁻¹", "error: expected an operator, found '²⁻¹' at column 2"),
        ("²", "error: expected a number or '(', found '²' at column 1"),
        ("2^", "error: expected a number or '(', found the end at column 3"),
    ]);
    assert_eq!(evaluate("2^1000"), dashu_int::UBig::from(2_u8).pow(1000).to_string());
}

#[test]
fn floored_division_and_modulo_are_pythons() {
    check(&[
        ("7//2", "3"),
        ("-7//2", "-4"),
        ("7//-2", "-4"),
        ("-7//-2", "3"),
        ("7 mod 3", "1"),
        ("-7 mod 3", "2"),
        ("7 mod -3", "-2"),
        ("-7 mod -3", "-1"),
        ("7.5 mod 2", "1.5"),
        ("7.5 // 2", "3"),
        ("-1/3 mod 1", "2/3"),
        ("6 mod 3", "0"),
        ("10 mod 4 * 3", "6"),
        ("10^30 mod 7", "1"),
        ("-(10^30) // 7", "-142857142857142857142857142858"),
        ("5 mod 0", "error: division by zero at column 3"),
        ("5 // 0", "error: division by zero at column 3"),
        ("5 model 3", "error: unknown name 'model': did you mean 'mol'? at column 3"),
    ]);
}

#[test]
fn factorials_bind_tightest() {
    check(&[
        ("0!", "1"),
        ("1!", "1"),
        ("5!", "120"),
        ("-5!", "-120"),
        ("3!!", "720"),
        ("3!^2", "36"),
        ("2^3!", "64"),
        ("3²!", "362880"),
        ("(2+3)!/4!", "5"),
        ("20!", "2432902008176640000"),
        ("25!", "15511210043330985984000000"),
        ("(-1)!", "error: the factorial is defined for the integers 0, 1, 2, … at column 5"),
        ("0.5!", "error: the factorial is defined for the integers 0, 1, 2, … at column 4"),
    ]);
    // Through its neighbours, for it is far too long to write down.
    assert_eq!(evaluate("1000!/998! - 999*1000"), "0");
}

#[test]
fn numbers_may_be_spelled_in_several_ways() {
    check(&[
        ("1e3", "1000"),
        ("1E3", "1000"),
        ("2.5e-3", "0.0025"),
        ("1.50e+1", "15"),
        (".5e1", "5"),
        ("5.e2", "500"),
        ("1e30", "1000000000000000000000000000000"),
        ("1e-30*1e30", "1"),
        ("0e999999999999999999999", "0"),
        ("0.000e-999999999999999999999", "0"),
        ("0xff", "255"),
        ("0XFF + 0b101 + 0o17", "275"),
        ("0xdead_beef", "3735928559"),
        ("0xffffffffffffffffffff", "1208925819614629174706175"),
        ("1_000_000", "1000000"),
        ("1_000.000_5", "1000.0005"),
        ("1\u{2009}000\u{202f}000", "1000000"),
        ("1e1_0", "10000000000"),
        ("6×7", "42"),
        ("6·7", "42"),
        ("1÷4", "0.25"),
        ("5\u{2212}8", "-3"),
        ("1e+", "error: expected a number or '(', found the end at column 4"),
        ("0x", "error: unknown name 'x' at column 2"),
        ("0b2", "error: unknown name 'b2' at column 2"),
        ("0b12", "error: expected an operator, found '2' at column 4"),
        (".e5", "error: the character '.' has no meaning here at column 1"),
        ("5mod 3", "2"),
        ("1__0", "error: the character '_' has no meaning here at column 2"),
        ("_1", "error: the character '_' has no meaning here at column 1"),
        ("1_", "error: the character '_' has no meaning here at column 2"),
    ]);
}

#[test]
fn what_would_be_too_long_is_refused_before_it_is_computed() {
    let kind = |text: &str| Calculator::new(Limits::NETWORK).evaluate(text).unwrap_err().kind;
    for text in [
        "9^9^9^9",
        "2^10000000",
        "(1/3)^1000000",
        "2^99999999999999999999",
        "2^-99999999999999999999",
        "(1/3)^-99999999999999999999",
        "1000000!",
        "99999999999999999999!",
        "3!!!!!!!",
        "1e1000000000",
        "1e-1000000000",
        "1e99999999999999999999",
        "1e-99999999999999999999",
    ] {
        assert!(matches!(kind(text), ErrorKind::TooLarge { .. }), "{text}");
    }
    assert!(matches!(kind(&"2^".repeat(10_000)), ErrorKind::TooDeep { .. }));
    assert!(matches!(kind(&("1e19000+".repeat(8_000) + "1")), ErrorKind::TooCostly));
    assert_eq!(
        evaluate("9^9^9^9"),
        "error: the result would have about 369693116 digits: the limit is 20000 at column 4"
    );
    assert_eq!(
        evaluate("2^(10^30)"),
        "error: the result would have about 10^30 digits: the limit is 20000 at column 2"
    );
}

#[test]
fn what_has_as_many_digits_as_it_may_is_not_refused() {
    // The limit is 20000 digits.
    for text in ["10^19999", "1e19999", "(-10)^19999", "10^-19999", "1000^6666", "2^66437"] {
        assert!(!evaluate(text).starts_with("error"), "{text}");
    }
    for text in ["10^20000", "1e20000", "10^-20000", "2^66439"] {
        assert!(evaluate(text).contains("would have about 20001 digits"), "{text}: {}", evaluate(text));
    }
}

#[test]
fn nobody_is_told_a_number_of_digits_that_was_not_counted() {
    for text in ["sinh(cosh(148))", "exp(exp(250))", "exp(exp(exp(10)))"] {
        let error = evaluate(text);
        assert!(error.contains("would have more digits than can be counted: the limit"), "{text}: {error}");
    }
}

#[test]
fn errors_name_the_place() {
    check(&[
        ("", "error: the expression is empty: expected a number at column 1"),
        ("  ", "error: the expression is empty: expected a number at column 1"),
        ("1/0", "error: division by zero at column 2"),
        ("0/0", "error: division by zero at column 2"),
        ("1/(2-2)", "error: division by zero at column 2"),
        ("2+", "error: expected a number or '(', found the end at column 3"),
        ("2 +  \n", "error: expected a number or '(', found the end at column 4"),
        ("*2", "error: expected a number or '(', found '*' at column 1"),
        ("2 3", "error: expected an operator, found '3' at column 3"),
        ("(1 2)", "error: expected an operator, found '2' at column 4"),
        ("(1+2", "error: this '(' is never closed at column 1"),
        ("1+2)", "error: this ')' was never opened at column 4"),
        ("()", "error: expected a number or '(', found ')' at column 2"),
        ("abc", "error: unknown name 'abc': did you mean 'abs'? at column 1"),
        ("1 + ü", "error: unknown name 'ü' at column 5"),
        (
            "\u{3000}1,5",
            "error: expected an operator, found ',': the decimal sign is a point, and digits are grouped by _ at column 3",
        ),
        (".", "error: the character '.' has no meaning here at column 1"),
        ("1.2.3", "error: expected an operator, found '.3' at column 4"),
        ("1\0", "error: the character '\\0' has no meaning here at column 2"),
    ]);
}

#[test]
fn what_exceeds_a_limit_is_refused() {
    let limits =
        Limits { input_bytes_max: 1000, depth_max: 10, digits_max: 50, fuel_max: 10_000, ..Limits::NETWORK };
    let mut calculator = Calculator::new(limits);
    let mut kind = |text: &str| calculator.evaluate(text).map_err(|error| error.kind);
    assert!(kind(&"1".repeat(50)).is_ok());
    assert_eq!(kind(&"1".repeat(51)), Err(ErrorKind::TooLarge { digits: Digits::Count(51), digits_max: 50 }));
    assert_eq!(kind(&" ".repeat(1001)), Err(ErrorKind::InputTooLong { bytes_max: 1000 }));
    assert!(kind(&format!("{}1{}", "(".repeat(10), ")".repeat(10))).is_ok());
    assert_eq!(
        kind(&format!("{}1{}", "(".repeat(11), ")".repeat(11))),
        Err(ErrorKind::TooDeep { depth_max: 10 })
    );
    assert_eq!(kind(&format!("{}1", "-".repeat(11))), Err(ErrorKind::TooDeep { depth_max: 10 }));
    let forty_digits = "9".repeat(40);
    assert!(matches!(kind(&format!("{forty_digits}*{forty_digits}")), Err(ErrorKind::TooLarge { .. })));
    let sum_of_fractions = (0..20).map(|i| format!("1/{}", 1_000_003 + i)).collect::<Vec<_>>().join("+");
    assert!(kind(&sum_of_fractions).is_err());
    // The calculator is as good as new after every refusal.
    assert_eq!(kind("6*7").unwrap().to_string(), "42");
}

/// Who can ask somebody with more fuel is not content with what little fuel finds out.
#[test]
fn nothing_is_half_answered_for_want_of_fuel_where_all_is_asked_for() {
    let little = Limits { fuel_max: 20_000, ..Limits::NETWORK };
    for (text, with_little, with_more) in [
        ("ln(1 + 10^-400)", Some("≈ 0 ± 1e-71"), "≈ 1e-400"),
        ("cos(10^-400) == 1", None, "false"),
        ("√2", Some("≈ 1.414213562373095048801688724209698"), "≈ 1.414213562373095048801688724209698"),
    ] {
        let answer = |mut calculator: Calculator| calculator.evaluate(text).map(|answer| answer.to_string());
        assert_eq!(answer(Calculator::new(little)).ok().as_deref(), with_little, "{text}");
        assert_eq!(answer(Calculator::new(Limits::NETWORK)).as_deref(), Ok(with_more), "{text}");
        match answer(Calculator::new(little).in_full()) {
            Ok(answer) => assert_eq!(answer, with_more, "{text}"),
            Err(error) => assert_eq!((error.kind, text == "√2"), (ErrorKind::TooCostly, false), "{text}"),
        }
    }
}

#[test]
fn common_questions_take_no_fuel_even_where_there_is_little() {
    // As much as the thread of a UDP socket has for an answer.
    let mut calculator = Calculator::new(Limits { fuel_max: 20_000, ..Limits::NETWORK });
    for text in ["12345678 + 87654321", "1/3 + 1/6", "sqrt(2)", "sqrt(2)*sin(1)"] {
        let answer = calculator.evaluate(text).map(|answer| answer.to_string());
        let expected = Calculator::new(Limits::NETWORK).evaluate(text).map(|answer| answer.to_string());
        assert_eq!(answer, expected, "{text}");
        assert_eq!(calculator.fuel_spent(), 0, "{text}");
    }
    // With none at all, the parser has the say.
    let mut calculator = Calculator::new(Limits { fuel_max: 0, ..Limits::NETWORK });
    assert_eq!(calculator.evaluate("1/3 + 1/6").map_err(|error| error.kind), Err(ErrorKind::TooCostly));
}

#[test]
fn hostile_texts_come_back() {
    for text in [
        "(".repeat(10_000),
        "-".repeat(10_000) + "1",
        "1+".repeat(10_000) + "1",
        "1/3+".repeat(10_000) + "1",
        "1/".repeat(10_000) + "7",
        "9".repeat(60_000),
        ".".repeat(60_000),
        "0.".to_string() + &"1".repeat(19_000),
        (1..6_000).map(|i| format!("1/{i}+")).collect::<String>() + "1",
        vec!["9".repeat(500); 100].join("*"),
    ] {
        // Either is fine; what counts is that it returns, and that an error has a place inside the text.
        if let Err(error) = Calculator::new(Limits::NETWORK).evaluate(&text) {
            assert!(error.span.start <= error.span.end && error.span.end <= text.len());
        }
    }
}

#[test]
fn an_operator_alone_is_told_from_an_expression() {
    for text in [
        "+", "-", "*", "/", "//", "mod", "^", "**", "!", "×", "÷", " + ", "%", "<=", "xor", "of", "to", "in",
        "->",
    ] {
        assert!(reckon_calc::is_operator(text), "{text}");
    }
    for text in ["", " ", "1", "(", "²", "1+", "+ +", "-5", "x", "modulo"] {
        assert!(!reckon_calc::is_operator(text), "{text}");
    }
}

#[test]
fn digits_are_counted_without_separators_and_in_base_ten() {
    let mut calculator = Calculator::new(Limits { digits_max: 10, ..Limits::NETWORK });
    let mut ok = |text: &str| calculator.evaluate(text).is_ok();
    assert!(ok("1_2\u{2009}3_4_5_6_7_8_9_0"));
    assert!(ok("0xffff_ffff") && !ok("0xffff_ffff_f"));
    assert!(!ok("12345678901") && !ok("1²²²²²²²²²²²"));
    assert!(evaluate(&("1".to_string() + &"⁻".repeat(6_000))).len() < 200);
}

#[test]
fn the_deepest_nesting_fits_the_stack_of_a_thread() {
    // Tests run in threads, whose stacks are as large as those of the doors.
    let levels = Limits::LOCAL.depth_max + 5;
    let mut calculator = Calculator::new(Limits::LOCAL);
    for piece in [
        "(",
        "|",
        "√",
        "-",
        "2^",
        "sqrt(",
        "max(1,",
        "1 < (",
        "1 < 1|1 xor 1 & 1 << 1 + 1 * 2(",
        "2^-(",
        "1 m (",
        "1 m 1 m ",
        "x to (",
        "2√(",
        "1/(1 m (",
        "|-√(2^(",
    ] {
        let text = piece.repeat(levels);
        assert!(calculator.evaluate(&text).is_err(), "{piece}");
        let text = format!("{text}1{}", ")".repeat(levels));
        assert!(calculator.evaluate(&text).is_err(), "{piece}");
    }
    // Functions that call one another are as deep.
    let mut session = Session::new(Limits { names_max: 2_000, ..Limits::LOCAL });
    session.evaluate("f0(x) = x + 1").unwrap();
    let mut depth = 1;
    while session.evaluate(&format!("f{depth}(x) = 1 + (2 * f{}(x))", depth - 1)).is_ok() {
        depth += 1;
    }
    assert_eq!(depth, Limits::LOCAL.depth_max);
    assert!(session.evaluate(&format!("f{}(1)", depth - 1)).is_ok());
}

#[test]
fn functions_that_multiply_work_are_paid_for() {
    let mut session = Session::new(Limits { fuel_max: 1_000_000, ..Limits::LOCAL });
    session.evaluate("f0(x) = x + 1").unwrap();
    for depth in 1..60 {
        session.evaluate(&format!("f{depth}(x) = f{0}(x) + f{0}(x)", depth - 1)).unwrap();
    }
    assert_eq!(session.evaluate("f59(1)").unwrap_err().kind, ErrorKind::TooCostly);
}

#[test]
fn what_waits_for_its_operation_is_bounded() {
    let numbers = vec!["2^60000"; 8_000].join(",");
    let kind = Calculator::new(Limits::NETWORK).evaluate(&format!("max({numbers})")).unwrap_err().kind;
    assert_eq!(kind, ErrorKind::TooCostly);
}
