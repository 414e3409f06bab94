//! Any text: evaluation ends within its limits, an error points into the text, and an answer is an expression of
//! itself. As the classic arithmetic sees it: a literal's value is written as a literal of the same value.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reckon_calc::python::Integer;
use reckon_calc::{Calculator, Limits};

fuzz_target!(|text: &str| {
    let mut calculator = Calculator::new(Limits::NETWORK);
    match calculator.evaluate(text) {
        Ok(number) => {
            let answer = number.to_string();
            // A decimal can have more digits than the parts of its fraction, so it may be refused by the limit.
            if let Ok(again) = Calculator::new(Limits::LOCAL).evaluate(&answer) {
                assert_eq!(again, number);
                assert_eq!(again.to_string(), answer);
            }
        }
        Err(error) => {
            assert!(error.span.start <= error.span.end && error.span.end <= text.len());
            assert!(text.is_char_boundary(error.span.start) && text.is_char_boundary(error.span.end));
            assert!(!error.to_string().contains('\n'));
        }
    }
    if let Ok(integer) = text.parse::<Integer>() {
        assert_eq!(integer.to_string().parse(), Ok(integer));
    }
});
