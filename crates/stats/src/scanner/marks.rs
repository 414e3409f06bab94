//! A chunk as the translators' and the offices' counts see it.

use super::ascii::Ascii;
use super::beyond::Beyond;
use super::chunk::Chunk;
use super::lanes::Lanes;
use super::white::White;
use crate::gmxv::{self, Gmxv};
use crate::office::Office;
use crate::unicode::decode;

/// Adds a chunk to the characters of GMX-V.
#[inline(always)]
pub(super) fn add_to_gmxv(
    gmxv: &mut Gmxv,
    text: &[u8],
    chunk: &Chunk<'_, impl Lanes>,
    ascii: &Ascii,
    beyond: &Beyond,
    white: &White,
) {
    let lanes = chunk.lanes;
    if chunk.at + 64 >= text.len() {
        // Near the end of the block the chunk may be shorter than a character.
        gmxv.push_text(&chunk.bytes[..chunk.len as usize]);
        return;
    }
    let alphanumeric = ascii.letters | ascii.digits;
    let mut masks = gmxv::Masks {
        len: chunk.len,
        starts: chunk.starts,
        // Python's white space: four controls more than Unicode has.
        white_space: white.ascii | (lanes.within(0x1C, 0x1F) & chunk.within()),
        punctuation: ascii.printed & !alphanumeric,
        alphanumeric,
        joiners: [ascii.joiners, 0, 0],
    };
    if chunk.non_ascii != 0 {
        masks.alphanumeric |= beyond.letters();
        masks.punctuation |= beyond.punctuation.marks();
        masks.joiners[2] = beyond.punctuation.apostrophes;
        let mut irregular = chunk.non_ascii & chunk.starts & !beyond.bytes();
        while irregular != 0 {
            let at = irregular.trailing_zeros();
            if let Some((character, length)) = decode(text, chunk.at + at as usize) {
                masks.add(character, at, length);
            }
            irregular &= irregular - 1;
        }
    }
    gmxv.push_masks(&masks);
}

/// Adds a chunk to the words of offices.
#[inline(always)]
pub(super) fn add_to_office(
    office: &mut Office,
    chunk: &Chunk<'_, impl Lanes>,
    beyond: &Beyond,
    white: &White,
) {
    let ink = !white.all & chunk.within();
    let Beyond { core, han, .. } = *beyond;
    let mut others = 0;
    if chunk.non_ascii != 0 {
        others = chunk.lanes.above(0xE0) & !han;
        if (han | others) != 0 || office.is_after_cjk() {
            // Marks below U+1000, which matter only behind CJK; core letters are none.
            others |= chunk.lanes.within(0xCC, 0xE0) & !core.bytes();
        }
    }
    office.push_block(&chunk.bytes[..chunk.len as usize], ink, han, others);
}
