//! Units, percentages, ways of writing, sessions and errors, as tables: input, then the exact text of the answer.

use reckon_calc::{Calculator, Limits, Outcome, Session};

fn check(table: &[(&str, &str)]) {
    let mut calculator = Calculator::new(Limits::LOCAL);
    for (input, expected) in table {
        let answer = match calculator.evaluate(input) {
            Ok(answer) => answer.to_string(),
            Err(error) => format!("error: {error}"),
        };
        assert_eq!(&answer, expected, "for the input {input:?}");
    }
}

fn check_session(table: &[(&str, &str)]) {
    let mut session = Session::new(Limits::LOCAL);
    for (input, expected) in table {
        let answer = match session.evaluate(input) {
            Ok(Outcome::Answer(answer)) => answer.to_string(),
            Ok(Outcome::Variable(name, answer)) => format!("{name} = {answer}"),
            Ok(Outcome::Function(signature)) => signature,
            Ok(Outcome::Nothing) => String::new(),
            Err(error) => format!("error: {error}"),
        };
        assert_eq!(&answer, expected, "for the input {input:?}");
    }
}

#[test]
fn quantities() {
    check(&[
        ("5 ft 3 in", "5.25 ft"),
        ("-5 ft 3 in", "-5.25 ft"),
        ("1 h 30 min 36 s to min", "90.6 min"),
        ("5 in", "5 in"),
        ("5 in to cm", "12.7 cm"),
        ("5 in in cm", "12.7 cm"),
        ("5 m in in to 2 dp", "≈ 196.85 in"),
        ("(5+1) in in cm", "15.24 cm"),
        ("30°15′ to ″", "108900″"),
        ("10 m / 2 s", "5 m/s"),
        ("100 km / 3 h", "(100/3) km/h"),
        ("2 m * 3 ft to m²", "1.8288 m²"),
        ("1 kg m/s^2 to N", "1 N"),
        ("5 km / 2 m", "2500"),
        ("6 J / (2 N m)", "3"),
        ("√(2 m * 8 m)", "4 m"),
        ("(2 m)^3", "8 m³"),
        ("7 m // 2 m", "3"),
        ("7 m mod 200 cm", "1 m"),
        ("1 km > 999 m", "true"),
        ("max(1 km, 1 mi)", "1 mi"),
        ("mean(1 m, 2 m, 6 m)", "3 m"),
        ("-40 °C to °F", "-40 °F"),
        ("0 K to °C", "-273.15 °C"),
        (
            "5 K/s to °C/s",
            "error: a temperature such as 20 °C is a point on its scale: convert it to K first, or add a difference in K at column 10",
        ),
        (
            "20 °C * 2",
            "error: a temperature such as 20 °C is a point on its scale: convert it to K first, or add a difference in K at column 7",
        ),
        ("floor(30.7°)", "error: floor expects a plain number, found ° (a plain number) at column 1"),
        ("ln(5 m)", "error: ln expects a plain number, found m (length) at column 1"),
        ("5 m to s", "error: cannot convert m (length) to s (time) at column 5"),
        ("2^(3 m)", "error: an exponent expects a plain number, found m (length) at column 2"),
        ("√(2 m)", "error: the unit would have an exponent that is no small integer at column 1"),
    ]);
}

#[test]
fn ways_of_writing() {
    check(&[
        ("-7/3 to mixed", "-2 1/3"),
        ("1/3 to mixed", "1/3"),
        ("-1/6 to repeating", "-0.1(6)"),
        ("9.995 to 2 dp", "≈ 10.00"),
        ("-0.001 to 2 dp", "≈ 0.00"),
        ("2.5 to 0 dp", "≈ 2"),
        ("1/3 to %", "≈ 33.33333333333333333333333333333333%"),
        ("0.001234 to sci", "1.234e-3"),
        ("π to 3 sf", "≈ 3.14"),
        ("1/8 to 5 sf", "0.12500"),
        ("-255 to bin", "-0b11111111"),
        (
            "√2*10^700 to 2 dp to 3 dp",
            "error: one way of writing can stand at the end of a question, and only there at column 19",
        ),
        (
            "(255 to hex) + 1",
            "error: one way of writing can stand at the end of a question, and only there at column 6",
        ),
        ("1.5 to hex", "error: only integers can be written in another base at column 1"),
        ("255 to base 37", "error: to base is defined for bases from 2 to 36 at column 13"),
        ("5 km to %", "error: a percentage expects a plain number, found km (length) at column 1"),
        ("floor(√2*10^100) to 3 sf", "≈ 1.41e100"),
    ]);
    let mut calculator = Calculator::new(Limits { significant_max: 100_000, ..Limits::LOCAL });
    assert_eq!(calculator.evaluate("1/3 to 70000 dp").unwrap().to_string().len(), "≈ 0.".len() + 70_000);
    assert_eq!(calculator.evaluate("√2*10^700 to 2 dp").unwrap().to_string().len(), "≈ .".len() + 701 + 2);
    let answer = calculator.evaluate("1/3 to 2 dp").unwrap();
    assert_eq!((answer.digits(), answer.value().as_str()), (Some(2), "0.33"));
    let answer = calculator.evaluate("100 km / 3 h to fraction").unwrap();
    assert_eq!((answer.value().as_str(), answer.to_string().as_str()), ("100/3", "(100/3) km/h"));
}

#[test]
fn percentages_that_look_like_remainders_are_refused() {
    for text in ["10 % 3", "10 % √9", "10 % (3)", "10 % x"] {
        let error = Calculator::new(Limits::LOCAL).evaluate(text).unwrap_err();
        assert_eq!(error.kind.name(), "percent_as_remainder", "{text}");
    }
}

#[test]
fn sessions() {
    check_session(&[
        ("ans", "error: there is no answer yet that could be used again at column 1"),
        ("2 + 3 # five", "5"),
        ("# nothing", ""),
        ("m = 3", "m = 3"),
        ("2 m", "6"),
        ("m(2)", "error: 'm' is not a function: for a product write m * (…) at column 1"),
        ("f(x) = m x", "f(x)"),
        ("m = 4", "m = 4"),
        ("f(2)", "6"),
        ("g(a, b) = f(a) / b", "g(a, b)"),
        ("1 + g(1, 0)", "error: division by zero at column 5"),
        ("g(1)", "error: expected g(a, b), found 1 argument at column 1"),
        ("zz(x) = zz(x)", "error: unknown name 'zz' at column 9"),
        ("f(x, x) = x", "error: the name 'x' has its meaning already at column 1"),
        ("f(in) = 1", "error: the name 'in' has its meaning already at column 1"),
        ("sin = 3", "error: the name 'sin' has its meaning already at column 1"),
        (
            "f(x) = x to hex",
            "error: one way of writing can stand at the end of a question, and only there at column 1",
        ),
        ("p = is_prime(2^521 - 1)", "p = ≈ true"),
        ("p == true", "≈ true"),
        ("x = 255 to hex", "x = 0xff"),
        ("x + 1", "256"),
    ]);
}

#[test]
fn names_that_mean_nothing() {
    check(&[
        ("SIN(30)", "error: unknown name 'SIN': did you mean 'sin'? at column 1"),
        ("10 EUR", "error: unknown name 'EUR': rates of currencies come from a file of yours at column 4"),
        ("to hex", "error: unknown name 'to' at column 1"),
    ]);
}

#[test]
fn what_is_cheap_to_write_and_dear_to_compute_is_paid_for() {
    let targets = [
        "Qg^15 Qm^15 Qs^15 QA^15 QK^15 Qmol^15 Qcd^15 Qb^15",
        "Yt^15 Qm^15 Qs^15 QA^15 QK^15 Qmol^15 Qcd^15 Qb^15",
    ];
    let chain: String = (0..500).map(|turn| format!(" to {}", targets[turn % 2])).collect();
    for text in [format!("1 {}{chain}", targets[0]), format!("max({})", vec!["sigma"; 9_000].join(","))] {
        let error = Calculator::new(Limits::NETWORK).evaluate(&text).unwrap_err();
        assert_eq!(error.kind.name(), "too_costly");
    }
}
