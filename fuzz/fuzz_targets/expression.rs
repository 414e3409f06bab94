//! Any text, alone and as the lines of a session: evaluation ends within its limits, an error points into the text, and
//! an exact answer without a way of writing is an expression of itself. As the classic arithmetic sees it: a literal's
//! value is written as a literal of the same value.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reckon_calc::python::Integer;
use reckon_calc::{Answer, Calculator, Error, Limits, Session};

/// Less work than a server allows, so that there are more runs.
const LIMITS: Limits = Limits { fuel_max: 1_000_000, names_max: 10, ..Limits::NETWORK };

fn check_error(text: &str, error: &Error) {
    assert!(error.span.start <= error.span.end && error.span.end <= text.len());
    assert!(text.is_char_boundary(error.span.start) && text.is_char_boundary(error.span.end));
    assert!(error.column >= 1 && error.column <= text.chars().count() + 1);
    assert!(!error.to_string().contains('\n'));
}

fn check_answer(answer: &Answer) {
    let text = answer.to_string();
    assert!(!text.contains(char::is_control) && text.contains(answer.value().as_str()), "{text:?}");
    assert_eq!(text.starts_with('≈'), !answer.is_exact());
    let is_plain = answer.number().is_some_and(|number| number.to_string() == text);
    let is_quantity = answer.kind() == "quantity" && answer.is_exact();
    if !is_plain && !is_quantity {
        return;
    }
    // A decimal can have more digits than the parts of its fraction, so it may be refused by the limit.
    let evaluate = |text: &str| Calculator::new(Limits::LOCAL).evaluate(text);
    if let Ok(again) = evaluate(&text) {
        let text_again = again.to_string();
        if is_plain {
            assert_eq!(text_again, text);
            assert_eq!(again.number(), answer.number());
        } else {
            // Some way of writing may have added zeros to the first text.
            assert_eq!(evaluate(&text_again).map(|answer| answer.to_string()), Ok(text_again));
        }
    }
}

fuzz_target!(|text: &str| {
    match Calculator::new(LIMITS).evaluate(text) {
        Ok(answer) => check_answer(&answer),
        Err(error) => check_error(text, &error),
    }
    // A comment keeps a text from the quick way, and says nothing.
    if text.is_ascii() && !text.contains('\n') {
        let answer = |text: &str| Calculator::new(LIMITS).evaluate(text).map(|answer| answer.to_string());
        assert_eq!(answer(text).ok(), answer(&format!("{text}#")).ok());
    }
    let mut session = Session::with_digits(LIMITS, 5);
    for line in text.lines() {
        let _ = session.is_unfinished(line);
        if let Err(error) = session.evaluate(line) {
            check_error(line, &error);
        }
    }
    if let Ok(integer) = text.parse::<Integer>() {
        assert_eq!(integer.to_string().parse(), Ok(integer));
    }
});
