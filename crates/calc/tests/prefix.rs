//! Queries in prefix notation, against a slow and obvious evaluator, and the grammar's edges.

use dashu_int::IBig;
use proptest::prelude::*;
use reckon_calc::Limits;
use reckon_calc::prefix::Evaluator;

fn answer(query: &str) -> String {
    match Evaluator::new(Limits::NETWORK).evaluate(query.as_bytes()) {
        Ok(number) => number.to_string(),
        Err(error) => format!("error: {error}"),
    }
}

#[test]
fn queries_have_their_values() {
    for (query, expected) in [
        ("(+ 1 2)", "3"),
        ("(- 1 2)", "-1"),
        ("(* 2 3 4)", "24"),
        ("(/ 7 2)", "3"),
        ("(- 10 3 2)", "5"),
        ("(/ 100 5 2)", "10"),
        ("(+ 007 0)", "7"),
        ("(+ 1 (* 2 3) (- 9 (/ 8 2)))", "12"),
        // Toward zero at every node.
        ("(/ (- 0 7) 2)", "-3"),
        ("(/ 7 (- 0 2))", "-3"),
        ("(/ (- 0 7) (- 0 2))", "3"),
        ("(* 2 (/ 1 2))", "0"),
        ("(+ 9223372036854775807 1)", "9223372036854775808"),
        ("(/ (- 0 9223372036854775807 1) (- 0 1))", "9223372036854775808"),
        ("(/ (* 99999999999999999999 99999999999999999999) 99999999999999999999)", "99999999999999999999"),
        ("(/ 1 99999999999999999999)", "0"),
    ] {
        assert_eq!(answer(query), expected, "{query}");
    }
}

#[test]
fn what_is_no_query_is_refused_where_it_goes_wrong() {
    for (query, expected) in [
        ("", "expected ( at column 1"),
        ("7", "expected ( at column 1"),
        (" (+ 1 2)", "expected ( at column 1"),
        ("(", "expected an operator (+ - * /) at column 2"),
        ("()", "expected an operator (+ - * /) at column 2"),
        ("( + 1 2)", "expected an operator (+ - * /) at column 2"),
        ("(% 1 2)", "expected an operator (+ - * /) at column 2"),
        ("(+", "expected a space and an operand at column 3"),
        ("(+)", "expected a space and an operand at column 3"),
        ("(+1 2)", "expected a space and an operand at column 3"),
        ("(+ 1)", "expected a space and an operand at column 5"),
        ("(+ )", "expected a number or ( at column 4"),
        ("(+  1 2)", "expected a number or ( at column 4"),
        ("(+ 1  2)", "expected a number or ( at column 6"),
        ("(+ 1\t2)", "expected a space and an operand at column 5"),
        ("(+ -1 2)", "expected a number or ( at column 4"),
        ("(+ 1.5 2)", "expected a space and an operand at column 5"),
        ("(+ 1 2 )", "expected a number or ( at column 8"),
        ("(+ 1 2", "expected a space or ) at column 7"),
        ("(+ 1 2))", "expected the end at column 8"),
        ("(+ 1 2) ", "expected the end at column 8"),
        ("(+ 1 2)\n", "expected the end at column 8"),
        ("(+ 1 ٣)", "expected a number or ( at column 6"),
        ("(/ 1 0)", "division by zero at column 6"),
        ("(/ 1 (- 2 2))", "division by zero at column 6"),
        ("(+ 1 (/ 2 0 3) 4)", "division by zero at column 11"),
    ] {
        assert_eq!(answer(query), format!("error: {expected}"), "{query:?}");
    }
    assert_eq!(answer("(+ 1 \0)"), "error: expected a number or ( at column 6");
    assert_eq!(
        Evaluator::new(Limits::NETWORK).evaluate(b"(+ 1 \xff)").unwrap_err().to_string(),
        "expected a number or ( at column 6"
    );
}

#[test]
fn whatever_the_query_it_is_bounded() {
    let limits = Limits::NETWORK;
    let deep = |depth: usize| format!("{}1{}", "(+ 1 ".repeat(depth), ")".repeat(depth));
    assert_eq!(answer(&deep(limits.depth_max)), (limits.depth_max + 1).to_string());
    assert!(answer(&deep(limits.depth_max + 1)).starts_with("error: nested too deeply"));
    assert!(answer(&"(+ ".repeat(20_000)).starts_with("error: nested too deeply"));
    let nines = "9".repeat(15_000);
    assert!(answer(&format!("(* {nines} {nines})")).starts_with("error: the result would have about 30"));
    let digits = "9".repeat(limits.digits_max + 2);
    assert!(answer(&format!("(+ {digits} 1)")).starts_with("error: the result would have about 2000"));
    assert_eq!(answer(&format!("(+ {}1 1)", "0".repeat(30_000))), "2");
    let long = format!("(+ 1{})", " 1".repeat(40_000));
    assert!(answer(&long).starts_with("error: the expression is too long: the limit is 65536 bytes"));
    let cheap = Limits { fuel_max: 1_000, ..limits };
    let mut evaluator = Evaluator::new(cheap);
    let factors = format!("(* {})", ["99999999999999999999"; 50].join(" "));
    assert!(
        evaluator.evaluate(factors.as_bytes()).is_err_and(|error| error.to_string().contains("more work"))
    );
    assert!(evaluator.fuel_spent() <= 1_000);
    assert_eq!(evaluator.evaluate(b"(+ 1 2)").unwrap().to_string(), "3");
    assert_eq!(evaluator.fuel_spent(), 0);
}

/// A query as a tree.
#[derive(Clone, Debug)]
enum Tree {
    Number(String),
    Node(char, Vec<Tree>),
}

impl Tree {
    fn text(&self) -> String {
        match self {
            Self::Number(digits) => digits.clone(),
            Self::Node(operator, operands) => {
                operands.iter().fold(format!("({operator}"), |text, operand| text + " " + &operand.text())
                    + ")"
            }
        }
    }

    /// The value by recursion and big numbers alone; `None` for a division by zero.
    fn value(&self) -> Option<IBig> {
        match self {
            Self::Number(digits) => digits.parse().ok(),
            Self::Node(operator, operands) => {
                let mut values = operands.iter().map(Self::value);
                let first = values.next()??;
                values.try_fold(first, |left, right| {
                    let right = right?;
                    Some(match operator {
                        '+' => left + right,
                        '-' => left - right,
                        '*' => left * right,
                        _ if right == IBig::ZERO => return None,
                        _ => {
                            // By magnitudes, so that nothing hangs on how the library rounds.
                            let negative = (left < IBig::ZERO) != (right < IBig::ZERO);
                            let magnitude = |value: IBig| if value < IBig::ZERO { -value } else { value };
                            let quotient = magnitude(left) / magnitude(right);
                            if negative { -quotient } else { quotient }
                        }
                    })
                })
            }
        }
    }
}

fn tree() -> impl Strategy<Value = Tree> {
    let number =
        prop_oneof![4 => "[0-9]{1,2}", 2 => "[0-9]{17,20}", 1 => "[0-9]{1,60}"].prop_map(Tree::Number);
    let operator = || prop::sample::select(vec!['+', '-', '*', '/']);
    let inner = number.prop_recursive(4, 40, 4, move |inner| {
        (operator(), prop::collection::vec(inner, 2..5))
            .prop_map(|(operator, operands)| Tree::Node(operator, operands))
    });
    (operator(), prop::collection::vec(inner, 2..5))
        .prop_map(|(operator, operands)| Tree::Node(operator, operands))
}

proptest! {
    #[test]
    fn a_slow_evaluator_says_the_same(tree in tree()) {
        let text = tree.text();
        match tree.value() {
            Some(value) => prop_assert_eq!(answer(&text), value.to_string(), "{}", text),
            None => prop_assert!(answer(&text).starts_with("error: division by zero"), "{}", text),
        }
    }

    #[test]
    fn a_damaged_query_is_refused_or_another_query(tree in tree(), place in any::<prop::sample::Index>(), byte: u8) {
        let mut bytes = tree.text().into_bytes();
        let place = place.index(bytes.len());
        bytes[place] = byte;
        let mut evaluator = Evaluator::new(Limits::NETWORK);
        match evaluator.evaluate(&bytes) {
            Ok(value) => {
                prop_assert!(bytes.iter().all(|byte| b"()+-*/ 0123456789".contains(byte)));
                // No value has more digits than its query has bytes.
                prop_assert!(value.to_string().len() <= bytes.len());
            }
            Err(error) => {
                prop_assert!(error.offset <= bytes.len());
                prop_assert!(error.to_string().is_ascii());
            }
        }
    }

    #[test]
    fn nothing_panics(bytes in prop::collection::vec(prop::sample::select(b"()+-*/ 0123456789x".to_vec()), 0..80)) {
        let _ = Evaluator::new(Limits::NETWORK).evaluate(&bytes);
    }
}
