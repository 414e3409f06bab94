//! The manual's examples, run as they stand: a line `expression | answer` of each block that is marked `answers`.

use reckon_calc::{Calculator, Limits};

#[test]
fn the_manual_is_true() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/calculator.md");
    let text = std::fs::read_to_string(path).unwrap();
    let mut calculator = Calculator::new(Limits::NETWORK);
    let mut examples = 0;
    let mut inside = false;
    for line in text.lines() {
        match line {
            "```answers" => inside = true,
            "```" => inside = false,
            _ if inside => {
                let (expression, expected) = line.split_once(" | ").expect("an example has an answer");
                let answer = match calculator.evaluate(expression.trim()) {
                    Ok(number) => number.to_string(),
                    Err(error) => format!("error: {error}"),
                };
                assert_eq!(answer, expected, "{expression}");
                examples += 1;
            }
            _ => {}
        }
    }
    assert!(examples > 20, "only {examples} examples");
}
