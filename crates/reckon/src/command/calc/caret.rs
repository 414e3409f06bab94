//! An error under the place that it is about.

use std::fmt::Display;
use std::io;

use reckon_calc::Error;
use unicode_width::UnicodeWidthChar;

use crate::colour;

/// Columns of the input that are shown, around the error if the input is longer.
const COLUMNS_MAX: usize = 72;

/// Two lines for standard error: the input, and a caret under it with the message.
///
/// ```text
/// 1/(2-2)
///  ^ error: division by zero
/// ```
pub(super) fn below(input: &str, error: &Error) -> String {
    at(input, error.span.start, &error.kind)
}

/// The same for what a server tells: a message that ends with `at column 5`; one line if it does not.
pub(super) fn below_refused(input: &str, message: &str) -> String {
    let place = message.rsplit_once(" at column ").and_then(|(message, column)| {
        let before = column.parse::<usize>().ok()?.checked_sub(1)?;
        let ends = input.char_indices().map(|(at, _)| at).chain([input.len()]);
        Some((message, ends.into_iter().nth(before)?))
    });
    match place {
        Some((message, position)) => at(input, position, message),
        None => format!("error: {}", reckon_stats::visible(message)),
    }
}

fn at(input: &str, position: usize, message: impl Display) -> String {
    let (shown, column) = window(input, position);
    format!("{shown}\n{}", caret(column, message, colour::is_shown_on(&io::stderr())))
}

/// One line with the caret, under an input that begins in this column of the terminal.
pub(super) fn under(input: &str, indent: usize, error: &Error) -> String {
    let before = input.get(..error.span.start).unwrap_or_default();
    // A line that wraps shows no caret under itself.
    if indent + width(input) > COLUMNS_MAX {
        return below(input, error);
    }
    caret(indent + width(before), &error.kind, colour::is_shown_on(&io::stderr()))
}

fn caret(column: usize, message: impl Display, coloured: bool) -> String {
    let (red, plain) = if coloured { ("\x1b[31m", "\x1b[0m") } else { ("", "") };
    // A message may have a word of the input in it.
    let message = reckon_stats::visible(&message.to_string());
    format!("{}{red}^{plain} error: {message}", " ".repeat(column))
}

/// How wide a character is as it is shown.
fn columns(c: char) -> usize {
    visible(c).width().unwrap_or(1)
}

/// Columns that a text takes.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// The part of the input around the byte at `position`, on one line, and the column of that byte in it.
fn window(input: &str, position: usize) -> (String, usize) {
    let (before, after) = input.split_at_checked(position).unwrap_or((input, ""));
    let before_max = if width(input) <= COLUMNS_MAX { COLUMNS_MAX } else { COLUMNS_MAX / 2 };
    let skipped = before.chars().rev().scan(0, |sum, c| {
        *sum += columns(c);
        (*sum <= before_max).then_some(c)
    });
    let start = before.len() - skipped.map(char::len_utf8).sum::<usize>();
    let mut shown = String::from(if start > 0 { "…" } else { "" });
    shown.extend(before.get(start..).unwrap_or_default().chars().map(visible));
    let column = width(&shown);
    let mut room = COLUMNS_MAX.saturating_sub(column);
    for c in after.chars() {
        if columns(c) > room {
            shown.push('…');
            break;
        }
        room -= columns(c);
        shown.push(visible(c));
    }
    (shown, column)
}

/// What a terminal may be sent for a character of the input: a space where it would steer the terminal or the direction of
/// what follows.
fn visible(c: char) -> char {
    let letters = c.encode_utf8(&mut [0; 4]).to_string();
    if reckon_stats::visible(&letters) == letters { c } else { ' ' }
}

#[cfg(test)]
mod tests {
    use reckon_calc::{Calculator, Limits};

    use super::*;

    fn lines(input: &str) -> Vec<String> {
        let error = Calculator::new(Limits::LOCAL).evaluate(input).unwrap_err();
        let (shown, column) = window(input, error.span.start);
        vec![shown, caret(column, error.kind, false)]
    }

    #[test]
    fn the_caret_stands_under_its_place() {
        assert_eq!(lines("1/(2-2)"), ["1/(2-2)", " ^ error: division by zero"]);
        assert_eq!(lines("2 +"), ["2 +", "   ^ error: expected a number or '(', found the end"]);
        // A full-width space takes two columns, and a tab is shown as one.
        assert_eq!(lines("\u{3000}\t1/0"), ["\u{3000} 1/0", "    ^ error: division by zero"]);
    }

    #[test]
    fn of_a_long_input_the_neighbourhood_is_shown() {
        let input = format!("{}1/0{}", "1+".repeat(100), "+1".repeat(100));
        let shown = lines(&input);
        assert!(shown[0].starts_with('…') && shown[0].ends_with('…'), "{shown:?}");
        assert!(width(&shown[0]) <= COLUMNS_MAX + 2);
        let column = shown[1].find('^').unwrap();
        assert_eq!(shown[0].chars().nth(column), Some('/'));
    }
}
