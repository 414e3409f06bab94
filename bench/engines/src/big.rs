//! Big numbers: our engine beside what it computes with, and beside GMP.

use std::hint::black_box;
use std::str::FromStr;

use dashu::integer::{IBig, UBig};
use dashu::rational::RBig;
use reckon_calc::{Calculator, Limits};
use rug::{Integer, Rational};

use crate::questions::{DIGITS, Operands};
use crate::rounds::{interleave, three_digits, written};
use crate::table::Table;

/// What is done with two operands.
#[derive(Clone, Copy)]
struct Operation {
    name: &'static str,
    sign: char,
    dashu: fn(UBig, UBig) -> RBig,
    gmp: fn(Integer, Integer) -> Rational,
}

const OPERATIONS: [Operation; 3] = [
    Operation {
        name: "product",
        sign: '*',
        dashu: |a, b| RBig::from(a * b),
        gmp: |a, b| Rational::from(a * b),
    },
    Operation {
        name: "quotient",
        sign: '/',
        dashu: |a, b| RBig::from_parts(IBig::from(a), b),
        gmp: |a, b| Rational::from((a, b)),
    },
    Operation { name: "sum", sign: '+', dashu: |a, b| RBig::from(a + b), gmp: |a, b| Rational::from(a + b) },
];

/// Text to text: both operands are read, the operation done, the result reduced and written in decimal.
pub fn table() -> Table {
    let mut table = Table::new(&[
        "operation",
        "reckon",
        "dashu",
        "GMP",
        "reckon to dashu",
        "reckon to GMP",
        "dashu to GMP",
    ]);
    for digits in DIGITS {
        for operation in OPERATIONS {
            table.push(row(&Operands::of(digits), operation));
        }
    }
    table
}

fn row(operands: &Operands, operation: Operation) -> Vec<String> {
    let Operands { digits, left, right } = operands;
    let text = format!("{left}{}{right}", operation.sign);
    let mut calculator = Calculator::new(Limits::LOCAL);
    let times = interleave(&mut [
        Box::new(|| {
            black_box(calculator.evaluate(&text).expect("it is within the limits").to_string());
        }),
        Box::new(|| {
            let [a, b] = [left, right].map(|text| UBig::from_str(text).expect("digits only"));
            black_box((operation.dashu)(a, b).to_string());
        }),
        Box::new(|| {
            let [a, b] = [left, right].map(|text| Integer::from_str(text).expect("digits only"));
            black_box((operation.gmp)(a, b).to_string());
        }),
    ]);
    let [reckon, dashu, gmp] = &times[..] else { unreachable!("three works, three times") };
    vec![
        format!("{} of numbers of {digits} digits", operation.name),
        written(reckon.middle()),
        written(dashu.middle()),
        written(gmp.middle()),
        three_digits(reckon.to(dashu)),
        three_digits(reckon.to(gmp)),
        three_digits(dashu.to(gmp)),
    ]
}
