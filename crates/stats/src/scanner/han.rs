//! The ideographs whose bytes alone tell what they are.

use super::chunk::Chunk;
use super::lanes::Lanes;

/// The first bytes of the ideographs U+4E00 to U+9FFF. Each is a letter of the script Han, and Other for graphemes.
#[inline(always)]
pub(super) fn ideographs(chunk: &Chunk<'_, impl Lanes>) -> u64 {
    let lanes = chunk.lanes;
    let e4 = lanes.equal(0xE4) & (lanes.above(0xB7) >> 1);
    (lanes.within(0xE5, 0xE9) | e4) & chunk.within()
}
