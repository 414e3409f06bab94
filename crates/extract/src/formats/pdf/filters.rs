//! What streams are packed with beside Deflate: each piece is paid for before the next one is there.

use crate::error::Error;
use crate::read::Budget;

/// Four bytes written as five letters. What is none of them ends it.
///
/// # Errors
/// There are more bytes than there may be.
///
/// # Source
/// ISO 32000-2, 7.4.3.
pub(super) fn ascii_85(letters: &[u8], budget: &mut Budget) -> Result<Vec<u8>, Error> {
    let mut bytes = vec![];
    let mut group: Vec<u8> = vec![];
    for letter in
        letters.iter().filter(|letter| !matches!(letter, b'\0' | b'\t' | b'\n' | 0xc | b'\r' | b' '))
    {
        match letter {
            b'!'..=b'u' => {
                group.push(letter - b'!');
                if group.len() == 5 {
                    take_group(&mut group, &mut bytes, budget)?;
                }
            }
            b'z' => {
                take_group(&mut group, &mut bytes, budget)?;
                budget.spend(4)?;
                bytes.extend([0; 4]);
            }
            _ => break,
        }
    }
    take_group(&mut group, &mut bytes, budget)?;
    Ok(bytes)
}

/// The bytes of a group, one less than it has letters.
fn take_group(group: &mut Vec<u8>, bytes: &mut Vec<u8>, budget: &mut Budget) -> Result<(), Error> {
    let length = group.len().saturating_sub(1);
    group.resize(5, 84);
    let number = group.drain(..).fold(0_u64, |number, digit| number * 85 + u64::from(digit));
    budget.spend(length as u64)?;
    bytes.extend((number as u32).to_be_bytes().iter().take(length));
    Ok(())
}

/// The code that forgets all codes of words, and the one that ends the text.
const CLEAR: usize = 256;
const END: usize = 257;

/// How many codes there are at most.
const CODES_MAX: usize = 1 << 12;

/// Undoes LZW. Returns whether that was all of it.
///
/// # Errors
/// There are more bytes than there may be.
///
/// # Source
/// ISO 32000-2, 7.4.4.
pub(super) fn lzw(
    packed: &[u8],
    is_early: bool,
    budget: &mut Budget,
    mut take: impl FnMut(&[u8]),
) -> Result<bool, Error> {
    // Codes of words from 258 on: the code of the word without its last byte, and that byte.
    let mut words: Vec<(usize, u8)> = vec![];
    let mut before: Option<usize> = None;
    let mut word: Vec<u8> = vec![];
    let (mut bits, mut count) = (0_u32, 0);
    for byte in packed {
        (bits, count) = (bits << 8 | u32::from(*byte), count + 8);
        let known = END + 1 + words.len();
        let width = match known + usize::from(is_early) {
            ..512 => 9,
            512..1024 => 10,
            1024..2048 => 11,
            _ => 12,
        };
        if count < width {
            continue;
        }
        count -= width;
        let code = (bits >> count) as usize & ((1 << width) - 1);
        match code {
            CLEAR => {
                words.clear();
                before = None;
                continue;
            }
            END => return Ok(true),
            _ => {}
        }
        // The next code may stand for the word that it makes: the one before, and its first byte again.
        let is_next = code == known;
        let mut at = match before {
            Some(before) if is_next => before,
            _ if code < known => code,
            _ => return Ok(false),
        };
        word.clear();
        while let Some((rest, last)) = at.checked_sub(END + 1).and_then(|index| words.get(index)) {
            word.push(*last);
            at = *rest;
        }
        let first = at as u8;
        word.push(first);
        word.reverse();
        if is_next {
            word.push(first);
        }
        if let Some(before) = before
            && known < CODES_MAX
        {
            words.push((before, first));
        }
        before = Some(code);
        budget.spend(word.len() as u64)?;
        take(&word);
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

    fn budget() -> Budget {
        Budget::new(&mut std::io::Cursor::new(vec![]), &Limits::LOCAL).unwrap()
    }

    #[test]
    fn groups_of_five_letters_are_four_bytes() {
        let bytes = |letters: &str| ascii_85(letters.as_bytes(), &mut budget()).unwrap();
        assert_eq!(bytes("87cUR D]i,\"\nEbo80~>x"), b"Hello World!");
        assert_eq!(bytes("z87c"), b"\0\0\0\0He");
        assert_eq!(bytes("87cUR{87cUR"), b"Hell");
    }

    #[test]
    fn words_of_lzw_grow() {
        // The example of the standard.
        let mut bytes = vec![];
        let packed = [0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01];
        assert!(lzw(&packed, true, &mut budget(), |piece| bytes.extend_from_slice(piece)).unwrap());
        assert_eq!(bytes, [45, 45, 45, 45, 45, 65, 45, 45, 45, 66]);
        assert!(!lzw(&[0xff, 0xff], true, &mut budget(), |_| {}).unwrap());
    }
}
