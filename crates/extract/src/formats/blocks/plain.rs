//! Where white space or something that is dropped begins in a text, found many bytes at once.

/// Bytes that are looked at together.
const BLOCK_BYTES: usize = 32;

/// Bytes at the beginning that can be handed over as they are: no white space but single spaces between words, no soft
/// hyphen, no zero.
pub(crate) fn plain_length(bytes: &[u8]) -> usize {
    if bytes.first().is_some_and(u8::is_ascii_whitespace) {
        return 0;
    }
    let mut at = 0;
    while let Some((block, next)) = block_at(bytes, at).zip(block_at(bytes, at + 1)) {
        if !is_plain(block, next)
            && let Some(length) = special_from(bytes, at, at + BLOCK_BYTES)
        {
            return length;
        }
        at += BLOCK_BYTES;
    }
    // The rest with a space behind it, after which the last byte is special if it is one as well.
    let mut padded = [b'x'; BLOCK_BYTES + 1];
    for (to, byte) in padded.iter_mut().zip(bytes.iter().skip(at).chain(b" ")) {
        *to = *byte;
    }
    if block_at(&padded, 0).zip(block_at(&padded, 1)).is_some_and(|(block, next)| is_plain(block, next)) {
        return bytes.len();
    }
    special_from(bytes, at, bytes.len()).unwrap_or(bytes.len())
}

fn block_at(bytes: &[u8], at: usize) -> Option<&[u8; BLOCK_BYTES]> {
    bytes.get(at..)?.first_chunk()
}

/// Whether there is certainly nothing special in a block; the other is that one byte later. Written so that the
/// compiler compares all bytes at once.
fn is_plain(block: &[u8; BLOCK_BYTES], next: &[u8; BLOCK_BYTES]) -> bool {
    let mut is_special = false;
    for (&byte, &next) in block.iter().zip(next) {
        is_special |= (byte < b' ') | (byte == 0xc2) | ((byte == b' ') & (next <= b' '));
    }
    !is_special
}

/// The same as [`plain_length`], if it ends between two places.
fn special_from(bytes: &[u8], from: usize, to: usize) -> Option<usize> {
    let is_space = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_whitespace);
    for (at, byte) in bytes.iter().enumerate().take(to).skip(from) {
        match CLASSES.get(usize::from(*byte)) {
            // A space between words is none.
            Some(1) if *byte == b' ' && at + 1 < bytes.len() && !is_space(at + 1) => {}
            Some(1) => return Some(at),
            Some(2) if *byte == 0 || bytes.get(at + 1) == Some(&0xad) => {
                // The space before is at an end if nothing but white space follows this.
                return Some(at - usize::from(at > 0 && is_space(at - 1)));
            }
            _ => {}
        }
    }
    None
}

/// 1: white space; 2: perhaps what is dropped.
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    classes[b' ' as usize] = 1;
    classes[b'\t' as usize] = 1;
    classes[b'\n' as usize] = 1;
    classes[0x0c] = 1;
    classes[b'\r' as usize] = 1;
    classes[0xc2] = 2;
    classes[0] = 2;
    classes
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_bytes_at_once_are_as_one_by_one() {
        for special in [" ", "  ", " \n", "\n", "\t", "\0", " \0", "\u{ad}", " \u{ad}", "é", " é", "\u{2028}"]
        {
            for length in 0..70 {
                for at in 0..=length {
                    let text = ["a".repeat(at), special.into(), "b".repeat(length - at)].concat();
                    let bytes = text.as_bytes();
                    let expected = match bytes.first() {
                        Some(first) if first.is_ascii_whitespace() => 0,
                        _ => special_from(bytes, 0, bytes.len()).unwrap_or(bytes.len()),
                    };
                    assert_eq!(plain_length(bytes), expected, "{text:?}");
                }
            }
        }
    }
}
