//! The weights and the exceptions. Everything here is done alike in `tools/syllables/train.py`.

/// The longest stretch of letters that is looked at as a whole; all words of the dictionary are shorter.
pub(super) const MANY_LETTERS: usize = 48;

/// Letters to each side of a slot.
const SIDE: usize = 5;
/// Bits of a letter's code.
const CODE_BITS: usize = 5;
const TABLE_BITS: u32 = 18;
/// Where the sum of the chances in 1/255 is rounded up: from a rest of 255 − 110 on, a little above one half.
const ROUNDING: u32 = 110;
const BUCKET_BITS: u32 = 10;
/// Bits of an exception's hash that are stored, after those of its bucket; the count takes four more.
const STORED_BITS: u32 = 28;
/// The golden ratio's bits, which spread keys well over the upper bits of the product.
const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;

/// Chances in 1/255 for scores, which go in steps of two from −256 on; a bit for each trigram; a weight for each cell.
static MODEL: &[u8; WEIGHTS + (1 << TABLE_BITS)] = include_bytes!("../data/syllable_weights.bin");
const TRIGRAMS: usize = 256;
const WEIGHTS: usize = TRIGRAMS + (1 << (3 * CODE_BITS)) / 8;
/// The end of each bucket as u16, counted in entries; then the entries as u32. All little-endian.
static EXCEPTIONS: &[u8] = include_bytes!("../data/syllable_exceptions.bin");

const APOSTROPHE: u8 = 27;
/// Letters that have no code, among them those of other scripts.
const OTHER: u8 = 28;

const VOWELS: u32 = mask(b"aeiouy");
/// After these an `m` is a slot: not after vowels, `m`, an apostrophe, `r` or the beginning.
const BEFORE_M: u32 = !(VOWELS | mask(b"mr") | 1 << APOSTROPHE | 1);

/// Between these an `l` is a slot, from the third letter on; 1 is the end.
const BEFORE_L: u32 = mask(b"bcdfghkpstz");
const AFTER_L: u32 = mask(b"ei") | 1;

/// In words of so many letters every letter is a slot, for they may be spelled.
const SHORT: usize = 4;

const fn code(letter: u8) -> u8 {
    letter - b'a' + 1
}

const fn mask(letters: &[u8]) -> u32 {
    let mut mask = 0;
    let mut at = 0;
    while at < letters.len() {
        mask |= 1 << code(letters[at]);
        at += 1;
    }
    mask
}

/// A stretch of letters and apostrophes in codes: 1 to 26 for a to z.
pub(super) struct Letters {
    /// `SIDE` zeros, the codes, and zeros.
    codes: [u8; MANY_LETTERS + 2 * SIDE],
    len: usize,
    /// A bit for each letter, from the lowest on.
    vowels: u64,
}

impl Letters {
    pub(super) const fn new() -> Self {
        Self { codes: [0; MANY_LETTERS + 2 * SIDE], len: 0, vowels: 0 }
    }

    pub(super) const fn len(&self) -> usize {
        self.len
    }

    /// Adds a letter from a to z or an apostrophe.
    ///
    /// There must be room: `len() < MANY_LETTERS`.
    #[inline]
    pub(super) fn push_byte(&mut self, byte: u8) -> bool {
        let code = match byte {
            b'a'..=b'z' => code(byte),
            b'\'' => APOSTROPHE,
            _ => return false,
        };
        self.push_code(code)
    }

    /// Adds a character, if it is a letter, an apostrophe, or a mark on a letter, which is passed over.
    ///
    /// There must be room: `len() < MANY_LETTERS`.
    pub(super) fn push(&mut self, c: char) -> bool {
        match plain(c) {
            Plain::Letter(letter) => self.push_byte(letter),
            Plain::Mark => true,
            Plain::Other if c.is_alphabetic() => self.push_code(OTHER),
            Plain::Other => false,
        }
    }

    #[inline]
    fn push_code(&mut self, code: u8) -> bool {
        self.codes[SIDE + self.len] = code;
        self.vowels |= u64::from(VOWELS >> code & 1) << self.len;
        self.len += 1;
        true
    }

    fn as_codes(&self) -> &[u8] {
        &self.codes[SIDE..SIDE + self.len]
    }

    /// Counts the syllables: none of no letters.
    pub(super) fn syllables(mut self) -> u32 {
        let codes = self.as_codes();
        if let Some(count) = exception(codes) {
            return count;
        }
        let [word @ .., APOSTROPHE, S] = codes else {
            return self.estimate();
        };
        if word.is_empty() {
            return self.estimate();
        }
        let more = u32::from(is_sibilant(word));
        // The window looks beyond the end and must see nothing there.
        let end = SIDE + self.len;
        self.codes[end - 2..end].fill(0);
        self.len -= 2;
        self.syllables() + more
    }

    /// What the model says.
    fn estimate(&self) -> u32 {
        let letters = self.as_codes();
        let vowels = self.vowels;
        if vowels == 0 {
            return spelled(letters);
        }
        let starts = vowels & !(vowels << 1);
        let mut window =
            self.codes[SIDE..2 * SIDE].iter().fold(0, |window, &code| window << CODE_BITS | u64::from(code));
        let is_short = letters.len() <= SHORT;
        let mut groups = 0;
        let mut chances = 0;
        for (at, &letter) in letters.iter().enumerate() {
            let next = &self.codes[SIDE + at + 1..];
            window = window << CODE_BITS | u64::from(next[SIDE - 1]);
            groups += (starts >> at & 1) as u32;
            let is_vowel = vowels >> at & 1 == 1;
            if is_vowel || is_short || is_consonant_slot(letter, self.codes[SIDE + at - 1], next[0], at) {
                let before = (groups - u32::from(is_vowel)).min(2);
                let after = u32::from(starts >> at > 1);
                chances += if is_sure(window) { 255 } else { chance(window, before * 2 + after) };
            }
        }
        ((chances + ROUNDING) / 255).max(1)
    }
}

/// Says whether a letter other than a vowel may be the nucleus of a syllable in a word of any length.
#[inline]
fn is_consonant_slot(letter: u8, previous: u8, next: u8, at: usize) -> bool {
    match letter {
        APOSTROPHE => true,
        M => BEFORE_M >> previous & 1 == 1,
        C => at == 1 && previous == M,
        L => at > 1 && BEFORE_L >> previous & AFTER_L >> next & 1 == 1,
        _ => false,
    }
}

/// A syllable for each letter, three for w.
fn spelled(letters: &[u8]) -> u32 {
    letters
        .iter()
        .map(|&letter| match letter {
            APOSTROPHE => 0,
            W => 3,
            _ => 1,
        })
        .sum()
}

const C: u8 = code(b'c');
const L: u8 = code(b'l');
const M: u8 = code(b'm');
const S: u8 = code(b's');
const W: u8 = code(b'w');

/// Says whether the slot in the middle of the window is a nucleus in every word where its neighbours are the same.
///
/// This is so for about half of the slots.
#[inline]
fn is_sure(window: u64) -> bool {
    let trigram = (window >> (CODE_BITS * (SIDE - 1))) as usize & ((1 << (3 * CODE_BITS)) - 1);
    MODEL[TRIGRAMS + trigram / 8] >> (trigram % 8) & 1 == 1
}

/// The chance in 1/255 that the slot in the middle of the window is the nucleus of a syllable.
///
/// Each line is a part of the window, of so many letters to the left and to the right of the slot, with its number.
/// They are written out, not looped over, so that the compiler knows every shift and mask.
#[inline]
fn chance(window: u64, place: u32) -> u32 {
    let letters = weight::<0, 0>(window, 0)
        + weight::<0, 1>(window, 1)
        + weight::<0, 2>(window, 2)
        + weight::<0, 3>(window, 3)
        + weight::<0, 4>(window, 4)
        + weight::<1, 0>(window, 5)
        + weight::<1, 1>(window, 6)
        + weight::<1, 2>(window, 7)
        + weight::<1, 3>(window, 8)
        + weight::<2, 0>(window, 9)
        + weight::<2, 1>(window, 10)
        + weight::<2, 2>(window, 11)
        + weight::<3, 0>(window, 12)
        + weight::<3, 1>(window, 13)
        + weight::<4, 0>(window, 14)
        + weight::<5, 0>(window, 15)
        + weight::<0, 5>(window, 16);
    // These go together with what stands before and after: vowels or none.
    let place = u64::from(place) << 5;
    let placed = weight::<0, 0>(window, 17 + place)
        + weight::<1, 0>(window, 18 + place)
        + weight::<0, 1>(window, 19 + place)
        + weight::<1, 1>(window, 20 + place)
        + weight::<0, 2>(window, 21 + place)
        + weight::<2, 0>(window, 22 + place)
        + weight::<2, 1>(window, 23 + place)
        + weight::<1, 2>(window, 24 + place);
    let step = ((letters + placed) >> 1) + 128;
    u32::from(MODEL[step.clamp(0, 255) as usize])
}

#[inline(always)]
fn weight<const LEFT: usize, const RIGHT: usize>(window: u64, tag: u64) -> i32 {
    let letters = window >> (CODE_BITS * (SIDE - RIGHT)) & ((1 << (CODE_BITS * (LEFT + 1 + RIGHT))) - 1);
    let cell = (letters | tag << 32).wrapping_mul(MULTIPLIER) >> (64 - TABLE_BITS);
    i32::from(MODEL[WEIGHTS + cell as usize].cast_signed())
}

/// Looks a word up among the exceptions.
fn exception(codes: &[u8]) -> Option<u32> {
    let hash = codes.chunks(12).fold(0_u64, |hash, chunk| {
        let packed = chunk.iter().fold(0, |packed, &code| packed << CODE_BITS | u64::from(code));
        let product = (hash ^ packed).wrapping_mul(MULTIPLIER);
        product ^ product >> 32
    });
    let hash = hash.wrapping_mul(MULTIPLIER);
    let bucket = (hash >> (64 - BUCKET_BITS)) as usize;
    let stored = (hash >> (64 - BUCKET_BITS - STORED_BITS)) as u32 & ((1 << STORED_BITS) - 1);
    let (ends, entries) = EXCEPTIONS.split_at(2 << BUCKET_BITS);
    let end = |bucket: usize| usize::from(u16::from_le_bytes([ends[2 * bucket], ends[2 * bucket + 1]]));
    let begin = if bucket == 0 { 0 } else { end(bucket - 1) };
    entries[4 * begin..4 * end(bucket)]
        .chunks_exact(4)
        .map(|entry| u32::from_le_bytes([entry[0], entry[1], entry[2], entry[3]]))
        .find(|entry| entry >> 4 == stored)
        .map(|entry| entry & 15)
}

/// Says whether a word is spelled like one that ends in a sibilant.
fn is_sibilant(codes: &[u8]) -> bool {
    const END: u32 = mask(b"sxz");
    const BEFORE_E: u32 = mask(b"cgsz");
    const BEFORE_H: u32 = mask(b"cs");
    let (last, before) = match codes {
        [.., before, last] => (*last, *before),
        [last] => (*last, 0),
        [] => return false,
    };
    END >> last & 1 == 1
        || last == code(b'e') && BEFORE_E >> before & 1 == 1
        || last == code(b'h') && BEFORE_H >> before & 1 == 1
}

enum Plain {
    Letter(u8),
    Mark,
    Other,
}

/// Takes the accent off a letter of Latin-1 or Latin Extended-A, as far as English texts use them; U+2019 becomes
/// U+0027, and ASCII stays.
fn plain(c: char) -> Plain {
    const LATIN_1: &[u8; 32] = b"aaaaaaaceeeeiiiidnooooo ouuuuyty";
    match c {
        '\0'..='\x7F' => Plain::Letter(c as u8),
        '\u{2019}' => Plain::Letter(b'\''),
        '\u{F7}' => Plain::Other,
        '\u{E0}'..='\u{FF}' => Plain::Letter(LATIN_1[c as usize - 0xE0]),
        '\u{300}'..='\u{36F}' => Plain::Mark,
        'ā' | 'ă' | 'ą' => Plain::Letter(b'a'),
        'ć' | 'ĉ' | 'ċ' | 'č' => Plain::Letter(b'c'),
        'ď' | 'đ' => Plain::Letter(b'd'),
        'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'œ' => Plain::Letter(b'e'),
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => Plain::Letter(b'g'),
        'ĥ' | 'ħ' => Plain::Letter(b'h'),
        'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => Plain::Letter(b'i'),
        'ĺ' | 'ļ' | 'ľ' | 'ł' => Plain::Letter(b'l'),
        'ń' | 'ņ' | 'ň' => Plain::Letter(b'n'),
        'ō' | 'ŏ' | 'ő' => Plain::Letter(b'o'),
        'ŕ' | 'ŗ' | 'ř' => Plain::Letter(b'r'),
        'ś' | 'ŝ' | 'ş' | 'š' => Plain::Letter(b's'),
        'ţ' | 'ť' => Plain::Letter(b't'),
        'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => Plain::Letter(b'u'),
        'ŵ' => Plain::Letter(b'w'),
        'ŷ' => Plain::Letter(b'y'),
        'ź' | 'ż' | 'ž' => Plain::Letter(b'z'),
        _ => Plain::Other,
    }
}
