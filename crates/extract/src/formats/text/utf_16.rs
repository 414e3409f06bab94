//! UTF-16 without a byte order mark.

use core::cmp::Ordering;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use memchr::memchr;

use super::is_utf_8;

/// Units that are too few to tell anything by their characters.
const UNITS_MIN: usize = 8;

/// Of so many units one may be zero.
const ZEROS_RATIO: usize = 40;

/// The byte order of a text in UTF-16.
///
/// In the scripts of the west nearly every unit has a zero, and hardly any is one, as half of a number often is.
/// Elsewhere spaces and ends of lines tell the order, and the whole beginning must be a text in that order, which bytes of
/// anything else are hardly ever: one unit in sixteen would be half of a surrogate pair. Only ASCII looks like Chinese then,
/// but is UTF-8 as well, which UTF-16 is at most where one byte of each unit is that of a script, below those of ASCII.
pub(crate) fn detect(head: &[u8]) -> Option<&'static Encoding> {
    memchr(0, head)?;
    let (units, _) = head.as_chunks::<2>();
    let count = |is: fn(u8, u8) -> bool| {
        let little = units.iter().filter(|unit| is(unit[0], unit[1])).count();
        (little, units.iter().filter(|unit| is(unit[1], unit[0])).count())
    };
    let (zeros, _) = count(|low, high| low == 0 && high == 0);
    if zeros * ZEROS_RATIO > units.len() {
        return None;
    }
    let (little, big) = count(|low, high| high == 0 && low != 0);
    if little * 2 > units.len() && big * 8 < units.len() {
        return Some(UTF_16LE);
    }
    if big * 2 > units.len() && little * 8 < units.len() {
        return Some(UTF_16BE);
    }
    let (little, big) = count(|low, high| high == 0 && matches!(low, b' ' | b'\n' | b'\r'));
    let (encoding, value): (_, fn([u8; 2]) -> u16) = match little.cmp(&big) {
        Ordering::Equal => return None,
        Ordering::Greater => (UTF_16LE, u16::from_le_bytes),
        Ordering::Less => (UTF_16BE, u16::from_be_bytes),
    };
    let units = units.iter().map(|unit| value(*unit));
    let of_scripts = units.clone().filter(|unit| (0x100..0x2000).contains(unit)).count();
    let is_proof = of_scripts * 2 > units.len() || !is_utf_8(head, false);
    (is_proof && is_text(units)).then_some(encoding)
}

/// Whether units are those of a text: well-formed, without control characters and characters of private use, and for the
/// most part letters.
fn is_text(units: impl ExactSizeIterator<Item = u16>) -> bool {
    let length = units.len();
    let mut letters = 0;
    let mut units = char::decode_utf16(units);
    while let Some(decoded) = units.next() {
        match decoded {
            Ok(letter) if letter.is_alphabetic() => letters += letter.len_utf16(),
            Ok('\t' | '\n' | '\r' | '\u{c}' | '\u{1a}') => {}
            Ok('\0'..' ' | '\u{7f}'..'\u{a0}' | '\u{e000}'..='\u{f8ff}' | '\u{fff0}'..='\u{ffff}') => {
                return false;
            }
            Ok(_) => {}
            // The beginning may end within a pair.
            Err(_) if units.next().is_some() => return false,
            Err(_) => {}
        }
    }
    length >= UNITS_MIN && letters * 2 > length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(text: &str) -> [Vec<u8>; 2] {
        let bytes = |of: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(of).collect();
        [bytes(u16::to_le_bytes), bytes(u16::to_be_bytes)]
    }

    #[test]
    fn the_order_is_that_of_the_ends_of_lines() {
        for text in [
            "A line, and no other one.\n",
            "Съешь ещё этих мягких французских булок,\r\nда выпей чаю.\r\n",
            "道可道,非常道。\n名可名，非常名。無名天地之始。\n",
            "いろはにほへと　ちりぬるを\nわかよたれそ　つねならむ\n",
            "الخيل والليل والبيداء تعرفني\nوالسيف والرمح والقرطاس والقلم\n",
            "第一行\r\n第二行\r\n",
            "𠮷野家で牛丼を食べました。\n𩸽も食べました。おいしかった。\n",
        ] {
            let [little, big] = encoded(text);
            assert_eq!(detect(&little), Some(UTF_16LE), "{text}");
            assert_eq!(detect(&big), Some(UTF_16BE), "{text}");
            assert_eq!(detect(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn a_text_may_be_cut_within_a_pair() {
        let [mut little, _] = encoded("一行の文字、もう一行の文字、さらに一行。\n𠮷");
        little.truncate(little.len() - 2);
        assert_eq!(detect(&little), Some(UTF_16LE));
    }

    #[test]
    fn strings_of_programs_are_no_text_of_other_scripts() {
        assert_eq!(detect(&b"all strings are even \0".repeat(50)), None);
        assert_eq!(detect(&b" \0message \0another\0 ".repeat(50)), None);
    }

    #[test]
    fn numbers_are_no_text() {
        let numbers: Vec<u8> = (0..4000_u32).flat_map(|n| (n * 7).to_le_bytes()).collect();
        assert_eq!(detect(&numbers), None);
        // How long the strings of a catalogue are, and where they are.
        let lengths = (0..500_u32).flat_map(|n| [n % 200, 0x2_0000 + n % 512]);
        let catalogue: Vec<u8> = lengths.flat_map(u32::to_le_bytes).collect();
        assert_eq!(detect(&catalogue), None);
        let mut state = 1_u32;
        let random = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        });
        assert_eq!(detect(&random.take(4000).collect::<Vec<_>>()), None);
    }
}
