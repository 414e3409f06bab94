//! The properties of code points in Unicode 17.0.0, and the reading of well-formed UTF-8.
//!
//! All the properties of a code point are one number of 32 bits, which is found in three steps:
//!
//! ```text
//! code point ── high bits ──► BLOCKS ──► number of a block
//!            └─ low 7 bits ─────────────► LEAVES[block, low bits] ──► VALUES ──► Properties
//! ```
//!
//! The tables take about 100 KB, of which a text touches a few lines. `tools/unicode` writes them.

mod properties;
#[rustfmt::skip]
mod tables;
#[cfg(test)]
mod tests;

pub(crate) use properties::{
    GeneralCategory, GraphemeClusterBreak, IndicConjunctBreak, Properties, Script, SentenceBreak, WordBreak,
    properties,
};

/// How many code points of General_Category L a word has.
pub(crate) fn letters(word: &str) -> u64 {
    use GeneralCategory as G;
    let is_letter = |&character: &char| {
        matches!(
            properties(character).general_category(),
            G::UppercaseLetter | G::LowercaseLetter | G::TitlecaseLetter | G::ModifierLetter | G::OtherLetter
        )
    };
    word.chars().filter(is_letter).count() as u64
}

/// Reads the character that begins at a position of well-formed UTF-8, and its length in bytes; nothing at the end.
///
/// `1 <= length <= 4`, and never beyond the text. Bytes that are not well-formed are read as some character, usually
/// as one U+FFFD a byte, but nothing is promised about which.
#[inline]
pub(crate) fn decode(text: &[u8], at: usize) -> Option<(char, usize)> {
    let rest = text.get(at..)?;
    let &first = rest.first()?;
    if first < 0x80 {
        return Some((char::from(first), 1));
    }
    Some(decode_long(rest).unwrap_or((char::REPLACEMENT_CHARACTER, 1)))
}

/// Reads the character of 2 to 4 bytes that a text begins with.
#[inline]
fn decode_long(text: &[u8]) -> Option<(char, usize)> {
    let bits = |at: usize| text.get(at).map(|byte| u32::from(byte & 0x3F));
    let first = u32::from(*text.first()?);
    let (code_point, length) = if first < 0xE0 {
        ((first & 0x1F) << 6 | bits(1)?, 2)
    } else if first < 0xF0 {
        ((first & 0x0F) << 12 | bits(1)? << 6 | bits(2)?, 3)
    } else {
        ((first & 0x07) << 18 | bits(1)? << 12 | bits(2)? << 6 | bits(3)?, 4)
    };
    Some((char::from_u32(code_point)?, length))
}

/// Finds where the character begins that ends at a position of well-formed UTF-8, `0 < end <= text.len()`.
///
/// In bytes that are not well-formed it is at most three bytes before the last one.
#[inline]
pub(crate) fn character_start(text: &[u8], end: usize) -> usize {
    let mut start = end.saturating_sub(1);
    let lowest = end.saturating_sub(4);
    while start > lowest && text.get(start).is_some_and(|byte| byte & 0xC0 == 0x80) {
        start -= 1;
    }
    start
}
