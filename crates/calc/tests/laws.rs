//! Properties of all expressions: arithmetic against `dashu` alone, round trips, and that nothing panics.

use dashu_int::IBig;
use dashu_ratio::RBig;
use proptest::prelude::*;
use reckon_calc::{Answer, Calculator, Limits, Number};

/// An expression as a tree: the oracle computes on the tree, the calculator on its text.
#[derive(Clone, Debug)]
enum Tree {
    Integer(IBig),
    Decimal(u64, u32),
    Negative(Box<Tree>),
    Binary(Box<Tree>, char, Box<Tree>),
}

impl Tree {
    fn text(&self) -> String {
        match self {
            Self::Integer(value) => format!("({value})"),
            Self::Decimal(digits, places) => {
                let digits = format!("{digits:0>width$}", width = *places as usize + 1);
                let (whole, fraction) = digits.split_at(digits.len() - *places as usize);
                format!("{whole}.{fraction}")
            }
            Self::Negative(inner) => format!("(-({}))", inner.text()),
            Self::Binary(left, operator, right) => {
                let operator = match operator {
                    'm' => "mod",
                    '\\' => "//",
                    '^' => "**",
                    _ => &operator.to_string(),
                };
                format!("({} {operator} {})", left.text(), right.text())
            }
        }
    }

    /// The value, or nothing where a divisor is zero.
    fn value(&self) -> Option<RBig> {
        Some(match self {
            Self::Integer(value) => RBig::from(value.clone()),
            Self::Decimal(digits, places) => {
                RBig::from_parts((*digits).into(), dashu_int::UBig::from(10_u8).pow(*places as usize))
            }
            Self::Negative(inner) => -inner.value()?,
            Self::Binary(left, operator, right) => {
                let (left, right) = (left.value()?, right.value()?);
                match operator {
                    '+' => left + right,
                    '-' => left - right,
                    '*' => left * right,
                    '^' if left.is_zero() && right < RBig::ZERO => return None,
                    // The tree has only small integers there.
                    '^' => left.pow(isize::try_from(right.numerator()).unwrap()),
                    _ if right.is_zero() => return None,
                    'm' => left.clone() - &right * RBig::from((left / &right).floor()),
                    '\\' => RBig::from((left / right).floor()),
                    _ => left / right,
                }
            }
        })
    }
}

fn integer() -> impl Strategy<Value = IBig> {
    prop_oneof![
        (-20_i64..20).prop_map(IBig::from),
        any::<i64>().prop_map(IBig::from),
        any::<i128>().prop_map(IBig::from),
        // The neighbourhood of the edges between words and big numbers.
        (0_u32..130, -2_i64..=2, any::<bool>()).prop_map(|(bits, near, negative)| {
            let value = (IBig::ONE << bits as usize) + near;
            if negative { -value } else { value }
        }),
    ]
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        integer().prop_map(Tree::Integer),
        (any::<u64>(), 0_u32..25).prop_map(|(digits, places)| Tree::Decimal(digits, places)),
    ];
    leaf.prop_recursive(5, 24, 2, |inner| {
        prop_oneof![
            1 => inner.clone().prop_map(|tree| Tree::Negative(Box::new(tree))),
            6 => (inner.clone(), prop::sample::select(vec!['+', '-', '*', '/', 'm', '\\']), inner.clone())
                .prop_map(|(left, operator, right)| Tree::Binary(Box::new(left), operator, Box::new(right))),
            1 => (inner, -3_i64..=3).prop_map(|(base, exponent)| {
                Tree::Binary(Box::new(base), '^', Box::new(Tree::Integer(exponent.into())))
            }),
        ]
    })
}

fn evaluate(text: &str) -> Result<Answer, reckon_calc::Error> {
    Calculator::new(Limits::LOCAL).evaluate(text)
}

/// Expressions of the functions and constants that common questions have, with what surrounds them.
fn common() -> impl Strategy<Value = String> {
    let number = prop_oneof![
        (0_u32..10).prop_map(|number| number.to_string()),
        (0_u64..1_000_000_000_000).prop_map(|number| number.to_string()),
        (0_u32..400).prop_map(|number| format!("{}", f64::from(number) / 20.0)),
    ];
    let leaf = prop_oneof![
        4 => number.clone(),
        1 => prop::sample::select(vec!["π", "pi", "e"]).prop_map(str::to_string),
        1 => (prop::sample::select(vec!["sin", "cos", "tan"]), -400_i32..800).prop_map(|(name, degrees)| {
            format!("{name}({}°)", degrees / 2)
        }),
        1 => (0_u32..25).prop_map(|number| format!("{number}!")),
        1 => (0_u32..30, 0_u32..50).prop_map(|(base, exponent)| format!("{base}^{exponent}")),
    ];
    let sum = leaf.prop_recursive(4, 12, 2, |inner| {
        prop_oneof![
            4 => (inner.clone(), prop::sample::select(vec!["+", "-", "*", "/", " mod "]), inner.clone())
                .prop_map(|(left, operator, right)| format!("{left}{operator}{right}")),
            1 => inner.clone().prop_map(|inner| format!("-({inner})")),
            4 => (prop::sample::select(vec!["sqrt", "exp", "ln", "sin", "cos", "fib", "abs"]), inner)
                .prop_map(|(name, inner)| format!("{name}({inner})")),
        ]
    });
    let end = prop_oneof![
        6 => Just(String::new()),
        1 => (prop::sample::select(vec!["<", "<=", ">", ">=", "==", "!="]), number)
            .prop_map(|(comparison, number)| format!("{comparison}{number}")),
        1 => prop::sample::select(vec![" to hex", " in bin", " as oct", " to base 7", " to fraction"])
            .prop_map(str::to_string),
    ];
    (sum, end).prop_map(|(sum, end)| sum + &end)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_value_is_the_oracles(tree in tree()) {
        let result = evaluate(&tree.text());
        match tree.value() {
            // Equality of numbers is equality of representations, so this also holds up their invariant.
            Some(value) => prop_assert_eq!(result.unwrap().number().cloned(), Some(Number::from(value))),
            None => prop_assert_eq!(result.unwrap_err().kind, reckon_calc::ErrorKind::DivisionByZero),
        }
    }

    #[test]
    fn common_trees_are_answered_as_all_others_are(tree in tree()) {
        let text = tree.text();
        let answer = |result: Result<Answer, reckon_calc::Error>| result.map(|answer| answer.to_string());
        prop_assert_eq!(answer(evaluate(&text)), answer(evaluate(&format!("{text}#"))));
    }

    #[test]
    fn an_answer_is_an_expression_of_itself(tree in tree()) {
        if let Ok(number) = evaluate(&tree.text()) {
            let text = number.to_string();
            let again = evaluate(&text).unwrap();
            prop_assert_eq!(&again, &number);
            prop_assert_eq!(again.to_string(), text);
        }
    }

    #[test]
    fn common_questions_are_answered_as_all_others_are(text in "([-+*/^(). 0-9]|mod| mod |\\^[0-9]){1,20}") {
        // A comment is no part of a common question, and says nothing.
        let answer = |result: Result<Answer, reckon_calc::Error>| result.map(|answer| answer.to_string());
        prop_assert_eq!(answer(evaluate(&text)), answer(evaluate(&format!("{text}#"))));
    }

    #[test]
    fn common_functions_are_answered_as_all_others_are(text in common(), digits in 1_usize..40) {
        let evaluate = |text: &str| {
            let answer = Calculator::with_digits(Limits::LOCAL, digits).evaluate(text);
            answer.map(|answer| (answer.to_string(), answer.is_exact(), answer.digits(), answer.value(), answer.kind())).ok()
        };
        prop_assert_eq!(evaluate(&text), evaluate(&format!("{text}#")));
    }

    #[test]
    fn no_text_panics(text in "[-+*/^!(). 0-9_exmodπ√|%&<>=,sqrtinfa°#²⁻÷\u{2009}é\u{3000}]{0,60}") {
        if let Err(error) = evaluate(&text) {
            prop_assert!(text.is_char_boundary(error.span.start) && text.is_char_boundary(error.span.end));
            prop_assert!(error.column >= 1 && error.column <= text.chars().count() + 1);
        }
    }
}
