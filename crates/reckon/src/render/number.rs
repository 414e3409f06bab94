//! Numbers in the way in which people write them.

use reckon_stats::{Definition, Number, Report, Value};

/// Stands where there is no number.
pub const NONE: &str = "–";

/// A whole number with a comma before each three digits: `1,234,567`.
#[must_use]
pub fn grouped(number: u64) -> String {
    group(&number.to_string())
}

/// A number as its definition rounds it, its thousands set apart; seconds as minutes and hours.
#[must_use]
pub fn for_people(number: &Number) -> String {
    match number.value {
        Value::Missing(_) => NONE.into(),
        Value::Real(seconds) if number.definition.id.starts_with("reading_time") => time(seconds),
        Value::Count(seconds) if number.definition.id.starts_with("reading_time") => time(seconds as f64),
        Value::Count(_) | Value::Real(_) => group(&number.to_string()),
    }
}

/// The name of a number beside [`for_people`], which has the unit of a time with it.
#[must_use]
pub fn label(definition: &Definition) -> &'static str {
    definition.label.trim_end_matches(", seconds")
}

/// The value of a number, if there is one.
#[must_use]
pub fn value(number: &Number) -> Option<f64> {
    match number.value {
        Value::Count(count) => Some(count as f64),
        Value::Real(real) => Some(real),
        Value::Missing(_) => None,
    }
}

/// The number with this id.
#[must_use]
pub fn find<'r>(report: &'r Report, id: &str) -> Option<&'r Number> {
    report.numbers.iter().find(|number| number.definition.id == id)
}

fn group(digits: &str) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("-", digits));
    let (whole, fraction) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let mut text = sign.to_string();
    for (at, digit) in whole.char_indices() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + fraction
}

/// `38 s`, `12 min`, `2 h 5 min`: as exactly as one can know it.
fn time(seconds: f64) -> String {
    let minutes = (seconds / 60.0).round() as u64;
    match (minutes / 60, minutes % 60) {
        _ if seconds < 99.5 => format!("{seconds:.0} s"),
        (0, minutes) => format!("{minutes} min"),
        (hours, minutes) => format!("{} h {minutes} min", grouped(hours)),
    }
}

#[cfg(test)]
mod tests {
    use super::{group, grouped, time};

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(["-1234.5678", "-123.4", "0.0001"].map(group), ["-1,234.5678", "-123.4", "0.0001"]);
    }

    #[test]
    fn times_are_rounded() {
        let times = [0.4, 99.0, 100.0, 3_569.0, 3_571.0, 7_500.0].map(time);
        assert_eq!(times, ["0 s", "99 s", "2 min", "59 min", "1 h 0 min", "2 h 5 min"]);
    }
}
