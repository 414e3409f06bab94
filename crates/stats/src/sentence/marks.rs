//! Finds the few bytes at which a sentence could end, 64 at a time.

use wide::u8x16;

/// Bytes that are looked at together: a bit in a `u64` for each.
const BLOCK_BYTES: usize = 64;
/// A mark is told by its byte and the two after it.
const AHEAD_BYTES: usize = 2;

/// Which line ends are marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lines {
    /// Every U+000A and U+000D.
    All,
    /// A U+000A before which a sentence may end without a terminator: before white space, a list's bullet, or
    /// what is not ASCII.
    Open,
}

/// The marks of a text in rising order: terminators, line ends, and a few characters beyond ASCII that begin with
/// the same bytes as a terminator, which the caller tells apart.
///
/// | bytes | characters |
/// |---|---|
/// | 21, 2E, 3F | `!` `.` `?` |
/// | 0A, 0D | line ends, as [`Lines`] says |
/// | C2 85 | U+0085 |
/// | E2 80 A4–A9, BC, BD | `…`, U+2024, the separators U+2028 and U+2029, and more |
/// | E2 81–BF | U+2047–2049, U+2CF9–2CFB, U+2E2E, U+2E3C, U+2E53, U+2E54, and more |
/// | E3 80 82 | `。` |
/// | EF BC 81, 8E, 9F | `！` `．` `？` |
/// | EF xx | halfwidth and vertical forms |
/// | D6, D8, DB–DF, E0, E1, EA, F0 | the terminators of other scripts, with all that shares their first byte |
pub(super) struct Marks<'t> {
    text: &'t [u8],
    lines: Lines,
    /// Where the block begins whose marks are in `mask`; the block ends at or before the end of the text.
    base: usize,
    mask: u64,
    len: usize,
}

impl<'t> Marks<'t> {
    /// The marks of a text, which is whole characters of well-formed UTF-8.
    pub(super) fn new(text: &'t [u8], lines: Lines) -> Self {
        Self { text, lines, base: 0, mask: 0, len: 0 }
    }

    /// Finds the first mark at or after the byte `from`, which never falls from call to call.
    #[inline]
    pub(super) fn next(&mut self, from: usize) -> Option<usize> {
        let skip = from - self.base;
        self.mask = if skip < self.len { self.mask & (u64::MAX << skip) } else { 0 };
        if self.mask == 0 {
            // Nothing between the end of the block and `from` is asked for.
            self.base = from.max(self.base + self.len);
            self.refill()?;
        }
        Some(self.base + self.mask.trailing_zeros() as usize)
    }

    /// Moves `base` on to a block with a mark.
    fn refill(&mut self) -> Option<()> {
        self.len = BLOCK_BYTES;
        loop {
            let rest = &self.text[self.base..];
            if let Some(window) = rest.first_chunk::<{ BLOCK_BYTES + AHEAD_BYTES }>() {
                self.mask = classify(window, self.lines);
            } else {
                let mut window = [0; BLOCK_BYTES + AHEAD_BYTES];
                window[..rest.len()].copy_from_slice(rest);
                self.len = rest.len().min(BLOCK_BYTES);
                self.mask = classify(&window, self.lines);
                if self.len == 0 {
                    return None;
                }
            }
            if self.mask != 0 {
                return Some(());
            }
            self.base += self.len;
        }
    }
}

/// Collects the highest bit of each of 64 bytes of `class(lane)`.
#[inline(always)]
fn mask(lanes: &[u8x16; 4], class: impl Fn(u8x16) -> u8x16) -> u64 {
    let [a, b, c, d] = lanes.map(|lane| u64::from(class(lane).to_bitmask()));
    a | (b << 16) | (c << 32) | (d << 48)
}

/// The bytes of the window from `at` on.
#[inline(always)]
fn lanes(window: &[u8; BLOCK_BYTES + AHEAD_BYTES], at: usize) -> [u8x16; 4] {
    let (lanes, _) = window[at..].as_chunks::<16>();
    [lanes[0], lanes[1], lanes[2], lanes[3]].map(u8x16::new)
}

/// Marks the first 64 bytes of the window.
#[inline(always)]
fn classify(window: &[u8; BLOCK_BYTES + AHEAD_BYTES], lines: Lines) -> u64 {
    let here = lanes(window, 0);
    let is = |byte: u8| move |lane: u8x16| lane.simd_eq(u8x16::splat(byte));
    let terminators = mask(&here, |lane| is(b'!')(lane) | is(b'.')(lane) | is(b'?')(lane));
    let line_ends = match lines {
        Lines::All => mask(&here, |lane| is(b'\n')(lane) | is(b'\r')(lane)),
        Lines::Open => {
            let line_feeds = mask(&here, is(b'\n'));
            if line_feeds == 0 { 0 } else { line_feeds & open_after(window) }
        }
    };
    let non_ascii = mask(&here, |lane| lane);
    if non_ascii == 0 {
        return terminators | line_ends;
    }
    terminators | line_ends | beyond_ascii(window, &here)
}

/// Marks the bytes after which something else stands than a character that continues a paragraph for certain.
#[inline(always)]
fn open_after(window: &[u8; BLOCK_BYTES + AHEAD_BYTES]) -> u64 {
    mask(&lanes(window, 1), |lane| {
        let at = |byte: u8| lane.simd_eq(u8x16::splat(byte));
        lane.simd_lt(u8x16::splat(b' ' + 1)) | at(b'-') | at(b'*') | at(b'+') | lane
    })
}

/// Marks the first bytes of what could be a terminator or a separator beyond ASCII.
#[inline]
fn beyond_ascii(window: &[u8; BLOCK_BYTES + AHEAD_BYTES], here: &[u8x16; 4]) -> u64 {
    let is = |byte: u8| move |lane: u8x16| lane.simd_eq(u8x16::splat(byte));
    let mut marks = mask(here, |lane| {
        is(0xD6)(lane)
            | is(0xD8)(lane)
            | (lane.simd_gt(u8x16::splat(0xDA)) & lane.simd_lt(u8x16::splat(0xE2)))
            | is(0xEA)(lane)
            | is(0xF0)(lane)
    });
    let shared = mask(here, |lane| is(0xC2)(lane) | is(0xE2)(lane) | is(0xE3)(lane) | is(0xEF)(lane));
    if shared == 0 {
        return marks;
    }
    let second = lanes(window, 1);
    let third = lanes(window, 2);
    marks |= mask(here, is(0xC2)) & mask(&second, is(0x85));
    let second_is_80 = mask(&second, is(0x80));
    let dots = mask(&third, |lane| {
        (lane.simd_gt(u8x16::splat(0xA3)) & lane.simd_lt(u8x16::splat(0xAA)))
            | is(0xBC)(lane)
            | is(0xBD)(lane)
    });
    marks |= mask(here, is(0xE2)) & (dots | !second_is_80);
    marks |= mask(here, is(0xE3)) & second_is_80 & mask(&third, is(0x82));
    let full_width = mask(&third, |lane| is(0x81)(lane) | is(0x8E)(lane) | is(0x9F)(lane));
    marks | (mask(here, is(0xEF)) & (full_width | !mask(&second, is(0xBC))))
}
