//! `reckon status`.

use anyhow::{Context, Result};

use crate::cli::StatusOptions;
use crate::failure::{Outcome, write_output};
use crate::shell::status::{DoorStatus, Status, ask};

/// Asks a running server how it is, and prints what it says.
///
/// # Errors
/// There is none, or what it says is no status.
pub fn run(options: &StatusOptions) -> Result<Outcome> {
    let text = ask(&options.socket)?;
    let status: Status = serde_json::from_str(&text)
        .with_context(|| format!("{}: the answer is no status of a server", options.socket.display()))?;
    if options.json {
        write_output(&text)?;
    } else {
        write_output(&render(&status))?;
    }
    Ok(Outcome::Done)
}

/// What stands over a column, and what in it.
type Column = (&'static str, fn(&DoorStatus) -> String);

/// The columns of the table.
const COLUMNS: [Column; 8] = [
    ("door", |door| door.door.clone()),
    ("answered", |door| door.counters.answered.to_string()),
    ("refused", |door| door.counters.refused.to_string()),
    ("silence", |door| door.counters.dropped.to_string()),
    ("lost", |door| (door.counters.unsent + door.counters.overrun).to_string()),
    ("p50", |door| time(door, door.latency_ns.p50)),
    ("p99", |door| time(door, door.latency_ns.p99)),
    ("max", |door| time(door, door.latency_ns.max)),
];

/// A length of time with three digits and its unit, or nothing where nothing was timed.
fn time(door: &DoorStatus, nanoseconds: u64) -> String {
    if door.latency_ns.count == 0 {
        return "-".to_string();
    }
    let (number, unit) = match nanoseconds {
        0..1_000 => (nanoseconds as f64, "ns"),
        1_000..1_000_000 => (nanoseconds as f64 / 1e3, "µs"),
        1_000_000..1_000_000_000 => (nanoseconds as f64 / 1e6, "ms"),
        _ => (nanoseconds as f64 / 1e9, "s"),
    };
    let decimals = if unit == "ns" { 0 } else { 2_usize.saturating_sub(number.max(1.0).log10() as usize) };
    format!("{number:.decimals$} {unit}")
}

/// A table with a line for each door.
fn render(status: &Status) -> String {
    let rows: Vec<_> = status.doors.iter().map(|door| COLUMNS.map(|(_, cell)| cell(door))).collect();
    let lines = || std::iter::once(COLUMNS.map(|(title, _)| title.to_string())).chain(rows.iter().cloned());
    let width = |column: usize| lines().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; COLUMNS.len()] = std::array::from_fn(width);
    let seconds = status.uptime_seconds as u64;
    let mut text = format!(
        "reckon {}, up for {} d {:02}:{:02}:{:02}\n",
        status.version,
        seconds / 86_400,
        seconds / 3_600 % 24,
        seconds / 60 % 60,
        seconds % 60
    );
    for line in lines() {
        text += &format!("{:<1$}", line[0], widths[0]);
        line.iter().zip(widths).skip(1).for_each(|(cell, width)| text += &format!("  {cell:>width$}"));
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_a_table() {
        let status = r#"{"version": "1.2.3", "uptime_seconds": 93784.5, "doors": [
            {"door": "CoAP 127.0.0.1:5683", "answered": 1234, "refused": 1, "dropped": 2, "abandoned": 0, "unsent": 1,
             "overrun": 3, "connections": 0, "latency_ns": {"count": 9, "p50": 999, "p90": 1000, "p99": 45678, "max": 12345678}},
            {"door": "documents TCP", "answered": 0, "refused": 0, "dropped": 0, "abandoned": 0, "unsent": 0,
             "overrun": 0, "connections": 0, "latency_ns": {"count": 0, "p50": 0, "p90": 0, "p99": 0, "max": 0}}]}"#;
        let expected = "\
reckon 1.2.3, up for 1 d 02:03:04
door                 answered  refused  silence  lost     p50      p99      max
CoAP 127.0.0.1:5683      1234        1        2     4  999 ns  45.7 µs  12.3 ms
documents TCP               0        0        0     0       -        -        -
";
        assert_eq!(render(&serde_json::from_str(status).unwrap()), expected);
    }
}
