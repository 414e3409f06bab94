//! The model and its weights. Everything here is done alike in `tools/syllables/train.py`.

use super::exceptions;
use crate::unicode::properties;

/// The longest stretch of letters that is looked at as a whole; all words of the dictionary are shorter.
const MANY_LETTERS: usize = 48;

/// Letters to each side of a slot.
const SIDE: usize = 5;
/// Bits of a letter's code.
const CODE_BITS: usize = 5;
/// The last letter of a window, and the last three.
const CODE: u64 = (1 << CODE_BITS) - 1;
const TRIGRAM: u64 = (1 << (3 * CODE_BITS)) - 1;
/// How many letters are hashed at a time.
const HASHED: usize = 12;
const TABLE_BITS: u32 = 18;
/// Where the sum of the chances in 1/255 is rounded up: from a rest of 255 − 110 on, a little above one half.
const ROUNDING: u32 = 110;
/// The golden ratio's bits, which spread keys well over the upper bits of the product.
const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;

/// Chances in 1/255 for scores, which go in steps of two from −256 on; a bit for each trigram; a weight for each cell.
static MODEL: &[u8; WEIGHTS + (1 << TABLE_BITS)] = include_bytes!("../data/syllable_weights.bin");
const TRIGRAMS: usize = 256;
const WEIGHTS: usize = TRIGRAMS + (1 << (3 * CODE_BITS)) / 8;

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

/// The codes of bytes: 1 to 26 for a to z, and [`APOSTROPHE`]; 0 for all others.
static CODES: [u8; 256] = {
    let mut codes = [0; 256];
    let mut letter = b'a';
    while letter <= b'z' {
        codes[letter as usize] = code(letter);
        letter += 1;
    }
    codes[b'\'' as usize] = APOSTROPHE;
    codes
};

/// Counts the syllables of a word of letters from a to z and apostrophes, or says that it is not such a word, or too
/// long.
pub(super) fn syllables(word: &[u8]) -> Option<u32> {
    let mut letters = Letters::new();
    if word.len() > MANY_LETTERS || !letters.read(word.iter().map(|&byte| CODES[usize::from(byte)])) {
        return None;
    }
    Some(letters.syllables())
}

/// A stretch of letters and apostrophes that come one by one.
pub(super) struct Stretch {
    codes: [u8; MANY_LETTERS],
    len: usize,
}

impl Stretch {
    pub(super) const fn new() -> Self {
        Self { codes: [0; MANY_LETTERS], len: 0 }
    }

    pub(super) const fn is_full(&self) -> bool {
        self.len == MANY_LETTERS
    }

    /// Adds a character, if there is room, and if it is a letter, an apostrophe, or a mark on a letter, which is passed
    /// over.
    pub(super) fn push(&mut self, c: char) -> bool {
        let code = match plain(c) {
            _ if self.is_full() => return false,
            Plain::Letter(letter) => CODES[usize::from(letter)],
            Plain::Mark => return true,
            Plain::Other if properties(c).is_alphabetic() => OTHER,
            Plain::Other => 0,
        };
        if code == 0 {
            return false;
        }
        self.codes[self.len] = code;
        self.len += 1;
        true
    }

    /// Counts the syllables: none of no letters.
    pub(super) fn syllables(&self) -> u32 {
        let mut letters = Letters::new();
        letters.read(self.codes[..self.len].iter().copied());
        letters.syllables()
    }
}

/// Letters and apostrophes in codes, with what can be told of each at once.
struct Letters {
    /// For each letter its code in the lowest bits, and before it those of the letters before, as many as there is
    /// room for; in front of the first one are zeros.
    windows: [u64; MANY_LETTERS],
    len: usize,
    /// A bit for each letter, from the lowest on: whether it is a vowel.
    vowels: u64,
    /// Whether it may be the nucleus of a syllable.
    slots: u64,
    /// Whether it certainly is, if it is a slot.
    sure: u64,
}

impl Letters {
    const fn new() -> Self {
        Self { windows: [0; MANY_LETTERS], len: 0, vowels: 0, slots: 0, sure: 0 }
    }

    /// Reads the codes of a word, of which there are at most [`MANY_LETTERS`]; nothing may have been read before. Tells
    /// whether there is no 0 among them.
    #[inline(always)]
    fn read(&mut self, codes: impl Iterator<Item = u8>) -> bool {
        let (mut window, mut len) = (0, 0);
        let (mut vowels, mut slots, mut sure) = (0_u64, 0_u64, 0_u64);
        // What the letter before is can be told when the next one is known. The highest bits are those of the last
        // letter that is known.
        let mut tell = |window: u64| {
            let known = KNOWN[(window & TRIGRAM) as usize];
            let push = |bits: &mut u64, bit| *bits = *bits >> 1 | u64::from(known / bit) << 63;
            push(&mut vowels, IS_VOWEL);
            push(&mut slots, IS_SLOT);
            push(&mut sure, IS_SURE);
        };
        for (place, code) in self.windows.iter_mut().zip(codes) {
            if code == 0 {
                return false;
            }
            window = window << CODE_BITS | u64::from(code);
            *place = window;
            len += 1;
            tell(window);
        }
        tell(window << CODE_BITS);
        let begin = 64 - len.max(1);
        self.len = len;
        [self.vowels, self.slots, self.sure] = [vowels, slots, sure].map(|bits| bits >> begin);
        if len <= SHORT {
            self.slots = (1 << len) - 1;
        } else {
            // A trigram does not tell that its letter is the second of the word.
            match (self.code(0), self.code(1)) {
                (M, C) => self.slots |= 0b10,
                (_, L) => self.slots &= !0b10,
                _ => {}
            }
        }
        true
    }

    /// The code of a letter.
    fn code(&self, at: usize) -> u8 {
        (self.windows[at] & CODE) as u8
    }

    /// The letters around a slot, of which it is the middle one; zeros stand where there are none.
    #[inline]
    fn window(&self, at: usize) -> u64 {
        let end = (at + SIDE).min(self.len - 1);
        self.windows[end] << (CODE_BITS * (at + SIDE - end))
    }

    /// Counts the syllables: none of no letters.
    fn syllables(&self) -> u32 {
        if let Some(count) = exceptions::find(self.hash()) {
            return count;
        }
        // "'s" alone is no ending.
        if self.len < 3 || self.windows[self.len - 1] & POSSESSIVE_MASK != POSSESSIVE {
            return self.estimate();
        }
        let mut owner = Self::new();
        owner.read((0..self.len - 2).map(|at| self.code(at)));
        owner.syllables() + u32::from(is_sibilant(owner.windows[owner.len - 1]))
    }

    /// The hash by which the exceptions are found.
    fn hash(&self) -> u64 {
        let hash = self.windows[..self.len].chunks(HASHED).fold(0_u64, |hash, chunk| {
            let packed = chunk[chunk.len() - 1] & (u64::MAX >> (64 - CODE_BITS * chunk.len()));
            let product = (hash ^ packed).wrapping_mul(MULTIPLIER);
            product ^ product >> 32
        });
        hash.wrapping_mul(MULTIPLIER)
    }

    /// What the model says.
    fn estimate(&self) -> u32 {
        if self.vowels == 0 {
            return self.spelled();
        }
        let mut chances = 255 * (self.slots & self.sure).count_ones();
        let starts = self.vowels & !(self.vowels << 1);
        // Only these need the weights.
        let mut open = self.slots & !self.sure;
        while open != 0 {
            let at = open.trailing_zeros() as usize;
            open &= open - 1;
            // The groups of vowels up to here, less the one that this is part of.
            let mut groups = starts & ((2 << at) - 1);
            groups &= groups.wrapping_sub(self.vowels >> at & 1);
            let before = u32::from(groups != 0) + u32::from(groups & groups.wrapping_sub(1) != 0);
            let after = u32::from(starts >> at > 1);
            chances += chance(self.window(at), before * 2 + after);
        }
        ((chances + ROUNDING) / 255).max(1)
    }

    /// A syllable for each letter, three for w.
    fn spelled(&self) -> u32 {
        (0..self.len)
            .map(|at| match self.code(at) {
                APOSTROPHE => 0,
                W => 3,
                _ => 1,
            })
            .sum()
    }
}

/// What is known of the letter in the middle of each trigram.
static KNOWN: [u8; 1 << (3 * CODE_BITS)] = {
    let mut known = [0; 1 << (3 * CODE_BITS)];
    let mut trigram = 0;
    while trigram < known.len() {
        let [previous, letter, next] =
            [trigram >> (2 * CODE_BITS), trigram >> CODE_BITS & CODE as usize, trigram & CODE as usize];
        let is_vowel = VOWELS >> letter & 1 == 1;
        let is_slot = is_vowel
            || letter == APOSTROPHE as usize
            || letter == M as usize && BEFORE_M >> previous & 1 == 1
            || letter == L as usize && BEFORE_L >> previous & AFTER_L >> next & 1 == 1;
        let is_sure = MODEL[TRIGRAMS + trigram / 8] >> (trigram % 8) & 1 == 1;
        known[trigram] = is_vowel as u8 * IS_VOWEL + is_slot as u8 * IS_SLOT + is_sure as u8 * IS_SURE;
        trigram += 1;
    }
    known
};

const IS_VOWEL: u8 = 1;
/// In a word of more than [`SHORT`] letters, but for the second letter.
const IS_SLOT: u8 = 2;
/// It is the nucleus of a syllable in every word where it is a slot and its neighbours are the same. This is so for
/// about half of the slots.
const IS_SURE: u8 = 4;

const C: u8 = code(b'c');
const L: u8 = code(b'l');
const M: u8 = code(b'm');
const S: u8 = code(b's');
const W: u8 = code(b'w');

/// The last two letters of a window, if they are `'s`.
const POSSESSIVE: u64 = (APOSTROPHE as u64) << CODE_BITS | S as u64;
const POSSESSIVE_MASK: u64 = (1 << (2 * CODE_BITS)) - 1;

/// The chance in 1/255 that the slot in the middle of the window is the nucleus of a syllable.
///
/// Each line is a part of the window, of so many letters to the left and to the right of the slot, with its number, and
/// with another one under which it goes together with what stands before and after the slot: vowels or none. They are
/// written out, not looped over, so that the compiler knows every shift and mask.
#[inline]
fn chance(window: u64, place: u32) -> u32 {
    let placed = |number: u32| 17 + number + (place << 5);
    let both = |part: u32, number: u32, other: u32| weight(part, number) + weight(part, placed(other));
    let score = both(part::<0, 0>(window), 0, 0)
        + both(part::<0, 1>(window), 1, 2)
        + both(part::<0, 2>(window), 2, 4)
        + weight(part::<0, 3>(window), 3)
        + weight(part::<0, 4>(window), 4)
        + both(part::<1, 0>(window), 5, 1)
        + both(part::<1, 1>(window), 6, 3)
        + both(part::<1, 2>(window), 7, 7)
        + weight(part::<1, 3>(window), 8)
        + both(part::<2, 0>(window), 9, 5)
        + both(part::<2, 1>(window), 10, 6)
        + weight(part::<2, 2>(window), 11)
        + weight(part::<3, 0>(window), 12)
        + weight(part::<3, 1>(window), 13)
        + weight(part::<4, 0>(window), 14)
        + weight(part::<5, 0>(window), 15)
        + weight(part::<0, 5>(window), 16);
    let step = (score >> 1) + 128;
    u32::from(MODEL[step.clamp(0, 255) as usize])
}

/// A hash of a part of the window. It is the upper half of a product with the letters, of which there are at most six,
/// to which [`weight`] adds the product with a number that stands before the letters, 32 bits higher.
#[inline(always)]
fn part<const LEFT: usize, const RIGHT: usize>(window: u64) -> u32 {
    let letters = window >> (CODE_BITS * (SIDE - RIGHT)) & ((1 << (CODE_BITS * (LEFT + 1 + RIGHT))) - 1);
    (letters.wrapping_mul(MULTIPLIER) >> 32) as u32
}

/// The weight of a part of the window under a number.
#[inline(always)]
fn weight(part: u32, number: u32) -> i32 {
    let cell = part.wrapping_add(number.wrapping_mul(MULTIPLIER as u32)) >> (32 - TABLE_BITS);
    i32::from(MODEL[WEIGHTS + cell as usize].cast_signed())
}

/// Says whether a word is spelled like one that ends in a sibilant, by its last window.
fn is_sibilant(window: u64) -> bool {
    const END: u32 = mask(b"sxz");
    const BEFORE_E: u32 = mask(b"cgsz");
    const BEFORE_H: u32 = mask(b"cs");
    let [before, last] = [(window >> CODE_BITS & CODE) as u8, (window & CODE) as u8];
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
