//! Words of at most 16 bytes, and the hash of all words.

use wide::u8x16;

/// The longest word that fits.
pub(super) const SHORT_BYTES_MAX: usize = 16;

/// `MASKS[n]` keeps the first `n` bytes.
const MASKS: [[u8; SHORT_BYTES_MAX]; SHORT_BYTES_MAX + 1] = {
    let mut masks = [[0; SHORT_BYTES_MAX]; SHORT_BYTES_MAX + 1];
    let mut len = 1;
    while len <= SHORT_BYTES_MAX {
        masks[len] = masks[len - 1];
        masks[len][len - 1] = u8::MAX;
        len += 1;
    }
    masks
};

/// A word of at most 16 bytes: two little-endian words, filled up with zeros.
///
/// A word that ends with U+0000 would be taken for the word without it; no word does, by any definition of
/// ours.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Short(u64, u64);

impl Short {
    /// Whether both are the same word.
    #[inline(always)]
    pub(super) fn is(self, other: Self) -> bool {
        // One comparison, and so one branch.
        (self.0 ^ other.0) | (self.1 ^ other.1) == 0
    }

    /// The first `len <= 16` of the bytes, with ASCII letters in lower case and all other bytes as they are.
    #[inline(always)]
    pub(super) fn fold(bytes: &[u8; SHORT_BYTES_MAX], len: usize) -> Self {
        let bytes = u8x16::new(*bytes) & u8x16::new(MASKS[len]);
        // Below `A` the difference wraps to something great.
        let is_capital = (bytes - u8x16::splat(b'A')).simd_le(u8x16::splat(b'Z' - b'A'));
        Self::of(&(bytes | is_capital & u8x16::splat(b'a' - b'A')).to_array())
    }

    /// All 16 bytes as they are.
    #[inline(always)]
    pub(super) fn of(bytes: &[u8; SHORT_BYTES_MAX]) -> Self {
        let value = u128::from_le_bytes(*bytes);
        Self(value as u64, (value >> 64) as u64)
    }

    /// A word of at most 16 bytes.
    pub(super) fn copy(word: &[u8]) -> Option<Self> {
        let mut bytes = [0; SHORT_BYTES_MAX];
        bytes.get_mut(..word.len())?.copy_from_slice(word);
        Some(Self::of(&bytes))
    }

    /// The number of bytes.
    pub(super) fn len(self) -> usize {
        let zeros = (u128::from(self.0) | u128::from(self.1) << 64).leading_zeros();
        SHORT_BYTES_MAX - zeros as usize / 8
    }

    #[inline(always)]
    pub(super) fn is_ascii(self) -> bool {
        (self.0 | self.1) & 0x8080_8080_8080_8080 == 0
    }

    pub(super) fn bytes(self) -> [u8; SHORT_BYTES_MAX] {
        (u128::from(self.0) | u128::from(self.1) << 64).to_le_bytes()
    }
}

/// Any word, with its hash.
#[derive(Clone, Copy)]
pub(super) struct Key<'a> {
    pub(super) word: Word<'a>,
    pub(super) hash: u64,
}

/// Any word.
#[derive(Clone, Copy)]
pub(super) enum Word<'a> {
    Short(Short),
    /// More than 16 bytes.
    Long(&'a [u8]),
}

impl Key<'_> {
    pub(super) fn is_ascii(self) -> bool {
        match self.word {
            Word::Short(short) => short.is_ascii(),
            Word::Long(word) => word.is_ascii(),
        }
    }

    /// The number of bytes.
    pub(super) fn len(self) -> usize {
        match self.word {
            Word::Short(short) => short.len(),
            Word::Long(word) => word.len(),
        }
    }
}

/// A hash function that nobody knows who does not know the seeds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hasher([u64; 2]);

impl Hasher {
    pub(super) fn new(seed: u64) -> Self {
        // Two steps of the generator SplitMix64: G. Steele, D. Lea and C. Flood, *Fast splittable
        // pseudorandom number generators*, OOPSLA 2014.
        let step = |n: u64| {
            let mut mixed = seed.wrapping_add(n.wrapping_mul(0x9E37_79B9_7F4A_7C15));
            mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
            mixed ^ mixed >> 31
        };
        Self([step(1), step(2)])
    }

    /// Any word with its hash.
    #[inline(always)]
    pub(super) fn key(self, word: &[u8]) -> Key<'_> {
        match Short::copy(word) {
            Some(short) => self.short_key(short),
            None => Key { word: Word::Long(word), hash: self.long(word) },
        }
    }

    /// A short word with its hash.
    #[inline(always)]
    pub(super) fn short_key(self, short: Short) -> Key<'static> {
        Key { word: Word::Short(short), hash: self.short(short) }
    }

    /// Multiplies the two halves, each under a secret seed, to 128 bits and folds them.
    ///
    /// Who does not know the seeds cannot make words collide. The same as foldhash does for keys of 16 bytes.
    #[inline(always)]
    pub(super) fn short(self, word: Short) -> u64 {
        self.chained(self.0[0], word)
    }

    /// As [`short`](Self::short), for a word of more than 16 bytes: chained over pieces of 16 bytes, the last of which
    /// may lie across the one before. The length tells such words apart.
    #[inline]
    pub(super) fn long(self, word: &[u8]) -> u64 {
        let (pieces, rest) = word.as_chunks();
        let before = pieces
            .iter()
            .fold(self.0[0] ^ word.len() as u64, |hash, piece| self.chained(hash, Short::of(piece)));
        match word.last_chunk() {
            Some(last) if !rest.is_empty() => self.chained(before, Short::of(last)),
            _ => before,
        }
    }

    #[inline(always)]
    fn chained(self, before: u64, Short(a, b): Short) -> u64 {
        let product = u128::from(a ^ before) * u128::from(b ^ self.0[1]);
        product as u64 ^ (product >> 64) as u64
    }
}
