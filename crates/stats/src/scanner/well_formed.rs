//! How much of some bytes is well-formed UTF-8.

use super::lanes::{CHUNK_BYTES, Lanes, below};

/// Finds the length of the longest beginning of `bytes` that is well-formed UTF-8, made of whole code points.
///
/// Source: The Unicode Standard, section 3.9, table 3-7, well-formed UTF-8 byte sequences.
#[inline(always)]
pub(super) fn prefix_with<L: Lanes>(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(chunk) = bytes[at..].first_chunk::<CHUNK_BYTES>() {
        let lanes = L::load(chunk);
        let non_ascii = lanes.non_ascii();
        if non_ascii == 0 {
            at += CHUNK_BYTES;
            continue;
        }
        match well_formed(lanes, non_ascii) {
            Some(len) => at += len as usize,
            None => break,
        }
    }
    at + match core::str::from_utf8(&bytes[at..]) {
        Ok(text) => text.len(),
        Err(error) => error.valid_up_to(),
    }
}

/// Finds how many bytes of a chunk, which begins with a code point, are whole code points; nothing if it is
/// ill-formed.
#[inline(always)]
fn well_formed<L: Lanes>(lanes: L, non_ascii: u64) -> Option<u32> {
    let leads = lanes.above(0xBF);
    let leads_3_or_4 = lanes.above(0xDF);
    let leads_4 = lanes.above(0xEF);
    let continuations = non_ascii & !leads;

    // What the end of the chunk cuts, and all after it, is for the next chunk to judge.
    let cut = (leads & (1 << 63)) | (leads_3_or_4 & (1 << 62)) | (leads_4 & (1 << 61));
    let len = cut.trailing_zeros();
    let within = below(len);

    let leads = leads & within;
    let leads_3_or_4 = leads_3_or_4 & within;
    let leads_4 = leads_4 & within;
    // Not limited to `within`: a bit beyond it is a sequence that the lead at `len` broke off.
    let expected = (leads << 1) | (leads_3_or_4 << 2) | (leads_4 << 3);
    let mut wrong = expected ^ (continuations & within);
    // C0 and C1 only ever begin overlong forms.
    wrong |= leads & !lanes.above(0xC1);

    if leads_3_or_4 != 0 {
        // E0 before 80–9F is overlong, ED before A0–BF a surrogate.
        let above_9f = lanes.above(0x9F);
        wrong |= ((lanes.equal(0xE0) << 1) & !above_9f) | ((lanes.equal(0xED) << 1) & above_9f);
    }
    if leads_4 != 0 {
        // F0 before 80–8F is overlong; F4 before 90–BF, and F5–FF, lie beyond U+10FFFF.
        let above_8f = lanes.above(0x8F);
        wrong |= ((lanes.equal(0xF0) << 1) & !above_8f)
            | ((lanes.equal(0xF4) << 1) & above_8f)
            | lanes.above(0xF4);
    }
    (wrong == 0).then_some(len)
}
