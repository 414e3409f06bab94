//! Finds the few bytes at which a sentence could end, once for both machines.

use alloc::vec::Vec;

use crate::scanner::{CHUNK_BYTES, Chunk, Chunks, Class, Lanes};

/// The marks of a block in rising order: terminators, line ends, and a few characters beyond ASCII that begin with the
/// same bytes as a terminator, which the machines tell apart.
///
/// | bytes | characters |
/// |---|---|
/// | 21, 2E, 3F | `!` `.` `?` |
/// | 0A | a line feed before which a sentence may end without a terminator, for what follows is or may be [`is_open`] |
/// | 3A, 3B | `:` and `;` after a character beyond ASCII, for Armenian and Greek |
/// | 0D | U+000D |
/// | C2 85 | U+0085 |
/// | D8 9D–9F | U+061D, `؞`, `؟` |
/// | E0 A0, A5 | the terminators of Samaritan, the dandas of India, and more |
/// | E2 80 A4–A9, BC, BD | `…`, U+2024, the separators U+2028 and U+2029, and more |
/// | E2 81–BF | U+2047–2049, U+2CF9–2CFB, U+2E2E, U+2E3C, U+2E53, U+2E54, and more |
/// | E3 80 82 | `。` |
/// | EF BC 81, 8E, 9F | `！` `．` `？` |
/// | EF xx | halfwidth and vertical forms |
/// | CD, D6, DB–DF, E1, EA, F0 | U+037E, the terminators of other scripts, with all that shares their first byte |
#[derive(Clone, Debug, Default)]
pub(crate) struct Marks {
    /// The first `len` are marks; what stands behind them is room to write into, and means nothing.
    places: Vec<u32>,
    len: usize,
}

impl Marks {
    /// Finds the marks of a text, which is whole characters of well-formed UTF-8; `text.len() < u32::MAX`.
    #[inline(always)]
    pub(crate) fn find<L: Lanes>(&mut self, text: &[u8]) {
        let room = text.len() + CHUNK_BYTES;
        if self.places.len() < room {
            self.places.resize(room, 0);
        }
        self.len = 0;
        let mut chunks = Chunks::of(text);
        while let Some(chunk) = chunks.next::<L>() {
            let lanes = chunk.lanes;
            let mut marks = (lanes.is(b'.') | lanes.is(b'!') | lanes.is(b'?') | lanes.is(b'\r')).bits();
            if chunk.non_ascii != 0 {
                marks |= beyond_ascii(&chunk);
            }
            // What stands before it is in another chunk.
            marks |= u64::from(matches!(chunk.bytes[0], b':' | b';'));
            let closed = lanes.within(b'!', 0x7F)
                & !(lanes.is_within(b'*', b'-') | lanes.is_within(b'0', b'9')).bits();
            let mut closed_after = closed >> 1;
            let line_feeds = lanes.equal(b'\n');
            if line_feeds >> 63 != 0 && text.get(chunk.at + 64).is_some_and(|&byte| !may_be_open(byte)) {
                closed_after |= 1 << 63;
            }
            let marks = (marks | line_feeds & !closed_after) & chunk.within();
            // There are no more marks than bytes.
            if let Some(room) = self.places.get_mut(self.len..).and_then(<[u32]>::first_chunk_mut) {
                L::write_places(marks, chunk.at as u32, room);
                self.len += marks.count_ones() as usize;
            }
        }
    }

    /// Before the first of the marks.
    #[inline(always)]
    pub(super) fn cursor(&self) -> Cursor<'_> {
        Cursor { rest: &self.places[..self.len] }
    }
}

/// A place among marks.
pub(super) struct Cursor<'m> {
    rest: &'m [u32],
}

impl Cursor<'_> {
    /// Takes the first mark at or after the byte `from`, and leaves behind all before it.
    #[inline(always)]
    pub(super) fn next(&mut self, from: usize) -> Option<usize> {
        loop {
            let (&mark, rest) = self.rest.split_first()?;
            self.rest = rest;
            if mark as usize >= from {
                return Some(mark as usize);
            }
        }
    }
}

/// Tells whether a paragraph may end, or an item of a list begin, before a byte at the beginning of a line: it is white
/// space, a digit, a list's bullet, or the first byte of one.
#[inline(always)]
pub(super) const fn is_open(byte: u8) -> bool {
    matches!(byte, 0..=b' ' | b'*' | b'+' | b'-' | b'0'..=b'9' | 0xC2 | 0xE1..=0xE3)
}

/// The same, and rather true if another answer would take longer.
#[inline]
const fn may_be_open(byte: u8) -> bool {
    matches!(byte, 0..=b' ' | b'*'..=b'-' | b'0'..=b'9' | 0x80..)
}

/// Marks the first bytes of what could be a terminator or a separator beyond ASCII.
#[inline(always)]
fn beyond_ascii<L: Lanes>(chunk: &Chunk<'_, L>) -> u64 {
    let lanes = chunk.lanes;
    // The letters of Greek and Armenian end in such a byte, as most beyond ASCII do.
    let colons = lanes.within(b':', b';') & chunk.non_ascii << 1;
    // In most languages there is none of these.
    let leads =
        (lanes.is_within(0xD6, 0xE3) | lanes.is_within(0xEF, 0xF0) | lanes.is(0xC2) | lanes.is(0xEA)).bits();
    let alike = colons | lanes.equal(0xCD);
    if leads == 0 {
        return alike;
    }
    let second = |mask: u64| mask >> 1;
    let third = |mask: u64| mask >> 2;
    let is_80 = lanes.equal(0x80);
    let (c2, e2) = (lanes.equal(0xC2), lanes.equal(0xE2));
    let dots = third((lanes.is_within(0xA4, 0xA9) | lanes.is_within(0xBC, 0xBD)).bits());
    let mut marks = alike | c2 & second(lanes.equal(0x85)) | e2 & (dots | !second(is_80));
    let others = leads & !(c2 | e2);
    if others == 0 {
        return marks;
    }
    let (e3, ef) = (lanes.equal(0xE3), lanes.equal(0xEF));
    let full_width = third((lanes.is(0x81) | lanes.is(0x8E) | lanes.is(0x9F)).bits());
    marks |= e3 & second(is_80) & third(lanes.equal(0x82)) | ef & (full_width | !second(lanes.equal(0xBC)));
    let others = others & !(e3 | ef);
    if others == 0 {
        return marks;
    }
    let (d7, d8, e0) = (lanes.within(0xD7, 0xDA), lanes.equal(0xD8), lanes.equal(0xE0));
    marks
        | d8 & second(lanes.within(0x9D, 0x9F))
        | e0 & second(lanes.equal(0xA0) | lanes.equal(0xA5))
        | others & !(d7 | e0)
}
