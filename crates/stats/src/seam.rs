//! Seams: where a text may be cut without changing its counts.

use core::iter::successors;

use crate::utf8::Decoder;
use crate::whitespace::is_white_space;

/// Finds every seam of a text, in rising order.
///
/// A *seam* is the position just after the U+000A of a blank line, which is a line that holds nothing but White_Space.
/// Here nothing hangs over from the part before: a line feed ends any UTF-8 sequence, any word and the line, and a
/// blank line ends the paragraph. A U+000D stays with the U+000A after it. So for each seam `s` of a text `t`,
/// `scan(t)` equals `scan(&t[..s])` merged with `scan(&t[s..])`, and the seams of `t[s..]` are the later seams of `t`.
///
/// `text` must begin at the beginning of a line. `0 < seam <= text.len()`; the end of the text is a seam only if
/// a blank line and its line feed stand there.
///
/// ```
/// assert_eq!(reckon_stats::seams(b"a\n\nb\n \t\r\nc\n ").collect::<Vec<_>>(), [3, 9]);
/// ```
pub fn seams(text: &[u8]) -> impl Iterator<Item = usize> {
    successors(seam_from(text, 1), |seam| seam_from(text, seam + 1))
}

/// Finds the first seam at or after the position `from`.
///
/// For cutting a text into parts of about equal size: look up `n * text.len() / parts` for each `n`. The whole line
/// in which `from` lies is looked at, from its beginning. See [`seams`] for what a seam is and for the bounds.
///
/// ```
/// let text = b"a\n\nb\n\nc";
/// assert_eq!(reckon_stats::seam_from(text, 3), Some(3));
/// assert_eq!(reckon_stats::seam_from(text, 4), Some(6));
/// assert_eq!(reckon_stats::seam_from(text, 7), None);
/// ```
#[must_use]
pub fn seam_from(text: &[u8], from: usize) -> Option<usize> {
    // The line whose line feed is the byte before `from` is the first that can end in a seam there.
    let before = text.get(..from.saturating_sub(1))?;
    let start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    let mut end = start;
    text.get(start..)?.split_inclusive(|&byte| byte == b'\n').find_map(|line| {
        end += line.len();
        (line.ends_with(b"\n") && is_blank(line)).then_some(end)
    })
}

/// Finds the last seam of a text; see [`seams`].
///
/// ```
/// assert_eq!(reckon_stats::last_seam(b"a\n\nb\n\nc\n"), Some(6));
/// assert_eq!(reckon_stats::last_seam(b"a\nb\n"), None);
/// ```
#[must_use]
pub fn last_seam(text: &[u8]) -> Option<usize> {
    let mut end = text.iter().rposition(|&byte| byte == b'\n')? + 1;
    loop {
        let start = text[..end - 1].iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
        if is_blank(&text[start..end]) {
            return Some(end);
        }
        if start == 0 {
            return None;
        }
        end = start;
    }
}

/// Tells whether a line that ends in a line feed holds nothing but White_Space.
fn is_blank(line: &[u8]) -> bool {
    let mut decoder = Decoder::new();
    line.iter().all(|&byte| {
        let decoded = decoder.push(byte);
        decoded.invalid == 0 && decoded.code_point.is_none_or(is_white_space)
    })
}
