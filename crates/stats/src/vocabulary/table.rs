//! A table of words, each with a payload, in the order in which they came.
//!
//! ```text
//! hash of the word ──► slots: u32, a power of two, at most three of four are taken
//!                        │ high bits: a tag from the hash │ low bits: the number of the entry + 1
//!                        ▼
//!                      entries: 32 or 24 bytes each, in the order of insertion
//!                        │ key: the word itself, or where it lies in the arena │ payload
//!                        ▼
//!                      arena: the bytes of the words of more than 16 bytes
//! ```
//!
//! The number of an entry and the tag share a slot: there are fewer entries than slots, so the bits of a
//! position hold any number, and all the others are tag. Where a slot belongs to another word, the tag mostly
//! tells so without a look at the entry. Early words, which are the frequent ones, have their entries side by
//! side.

use alloc::vec;
use alloc::vec::Vec;

/// The longest word that lies in its entry; a longer one lies in the arena.
pub(super) const SHORT_BYTES_MAX: usize = 16;

/// The last byte of the key of a word in the arena. It stands nowhere in UTF-8, so no short word ends with
/// it.
const LONG: u8 = 0xFF;

/// The slots of a table that has just got its first word: 1 KiB.
const SLOTS_MIN: usize = 256;

/// The most slots; so a table holds more than 2^31 words.
const SLOTS_MAX: u64 = 1 << 32;

/// `MASKS[n]` keeps the first `n` bytes of two little-endian words.
const MASKS: [[u64; 2]; SHORT_BYTES_MAX + 1] = {
    let mut masks = [[u64::MAX; 2]; SHORT_BYTES_MAX + 1];
    let mut len = 0;
    while len < SHORT_BYTES_MAX {
        masks[len] = if len < 8 { [(1 << (8 * len)) - 1, 0] } else { [u64::MAX, (1 << (8 * (len - 8))) - 1] };
        len += 1;
    }
    masks
};

/// A word of at most 16 bytes: two little-endian words, filled up with zeros.
///
/// A word that ends with U+0000 would be taken for the word without it; no word does, by any definition of
/// ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Short(pub(super) u64, pub(super) u64);

impl Short {
    /// The first `len <= 16` of the bytes, with ASCII letters in lower case and all other bytes as they are.
    #[inline(always)]
    pub(super) fn fold(bytes: &[u8; SHORT_BYTES_MAX], len: usize) -> Self {
        // Without its highest bit, each byte gets that bit by one sum if it is at least `A`, and by the other
        // if it is above `Z`; no sum carries into the next byte. The capitals have it from the first sum
        // alone, and 20 is its quarter. This takes more instructions than vectors of bytes do, but less time,
        // since the hash and the comparison want general registers, and it is a long way there.
        const fn lower(word: u64) -> u64 {
            let low = word & 0x7F7F_7F7F_7F7F_7F7F;
            let from_a = low + 0x3F3F_3F3F_3F3F_3F3F;
            let above_z = low + 0x2525_2525_2525_2525;
            word | ((from_a ^ above_z) & !word & 0x8080_8080_8080_8080) >> 2
        }
        let (a, b) = Self::halves(bytes);
        let [first, second] = MASKS[len];
        Self(lower(a & first), lower(b & second))
    }

    /// The word of a key, if it lies there.
    #[inline(always)]
    fn of_key(key: &[u8; SHORT_BYTES_MAX]) -> Option<Self> {
        let (a, b) = Self::halves(key);
        (key[SHORT_BYTES_MAX - 1] != LONG).then_some(Self(a, b))
    }

    /// The number of bytes.
    fn len(self) -> usize {
        let zeros = (u128::from(self.0) | u128::from(self.1) << 64).leading_zeros();
        SHORT_BYTES_MAX - zeros as usize / 8
    }

    #[inline(always)]
    pub(super) fn is_ascii(self) -> bool {
        (self.0 | self.1) & 0x8080_8080_8080_8080 == 0
    }

    /// Any word of at most 16 bytes, also at the end of the text, beyond which nothing may be read.
    pub(super) fn copy(word: &[u8]) -> Option<Self> {
        let mut bytes = [0; SHORT_BYTES_MAX];
        bytes.get_mut(..word.len())?.copy_from_slice(word);
        let (a, b) = Self::halves(&bytes);
        Some(Self(a, b))
    }

    #[inline(always)]
    fn halves(bytes: &[u8; SHORT_BYTES_MAX]) -> (u64, u64) {
        let value = u128::from_le_bytes(*bytes);
        (value as u64, (value >> 64) as u64)
    }

    /// Multiplies the two halves, each under a secret seed, to 128 bits and folds them.
    ///
    /// Who does not know the seeds cannot make words collide. The same as foldhash does for keys of 16 bytes.
    #[inline(always)]
    fn hash(self, seeds: [u64; 2]) -> u64 {
        fold_multiply(self.0 ^ seeds[0], self.1 ^ seeds[1])
    }

    fn bytes(self) -> [u8; SHORT_BYTES_MAX] {
        (u128::from(self.0) | u128::from(self.1) << 64).to_le_bytes()
    }
}

/// An entry: the word and what is known of it.
#[derive(Clone, Debug)]
struct Entry<P> {
    /// A short word as in [`Short`]; or 8 bytes position in the arena, 4 bytes length, three zeros, [`LONG`].
    key: [u8; SHORT_BYTES_MAX],
    payload: P,
}

/// The table. An empty one has not allocated anything.
#[derive(Clone, Debug)]
pub(super) struct Table<P> {
    /// 0, or the tag and the number + 1 of an entry. `4 * entries.len() <= 3 * slots.len()`
    slots: Vec<u32>,
    entries: Vec<Entry<P>>,
    arena: Vec<u8>,
    seeds: [u64; 2],
}

impl<P> Table<P> {
    pub(super) fn new(seed: u64) -> Self {
        // Two steps of the generator SplitMix64: G. Steele, D. Lea and C. Flood, *Fast splittable
        // pseudorandom number generators*, OOPSLA 2014.
        let step = |n: u64| {
            let mut mixed = seed.wrapping_add(n.wrapping_mul(0x9E37_79B9_7F4A_7C15));
            mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
            mixed ^ mixed >> 31
        };
        Self { slots: Vec::new(), entries: Vec::new(), arena: Vec::new(), seeds: [step(1), step(2)] }
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Forgets all words and frees their memory.
    pub(super) fn clear(&mut self) {
        (self.slots, self.entries, self.arena) = (Vec::new(), Vec::new(), Vec::new());
    }

    /// As [`Short::hash`], chained over pieces of 16 bytes. The length keeps fill-up zeros apart.
    pub(super) fn hash_long(&self, word: &[u8]) -> u64 {
        let [first, second] = self.seeds;
        let mut hash = first ^ word.len() as u64;
        let (pieces, rest) = word.as_chunks::<SHORT_BYTES_MAX>();
        for piece in pieces {
            let (a, b) = Short::halves(piece);
            hash = fold_multiply(a ^ hash, b ^ second);
        }
        match Short::copy(rest) {
            Some(Short(a, b)) if !rest.is_empty() => fold_multiply(a ^ hash, b ^ second),
            _ => hash,
        }
    }

    /// What it takes to find short words, for a loop to keep in registers.
    #[inline(always)]
    pub(super) fn view(&mut self) -> View<'_, P> {
        View { slots: &self.slots, entries: &mut self.entries, seeds: self.seeds }
    }

    /// The number of any word and its payload.
    pub(super) fn find(&mut self, word: &[u8]) -> Option<(usize, &mut P)> {
        let (id, _) = self.get(word)?;
        Some((id, &mut self.entries[id].payload))
    }

    /// As [`find`](Self::find), where nothing is to be changed.
    pub(super) fn get(&self, word: &[u8]) -> Option<(usize, &P)> {
        let hash = Short::copy(word).map_or_else(|| self.hash_long(word), |short| short.hash(self.seeds));
        let id = search(&self.slots, &self.entries, hash, |entry| self.bytes(entry) == word)?;
        Some((id, &self.entries[id].payload))
    }

    /// The payload of the word with this number.
    pub(super) fn payload(&mut self, id: usize) -> &mut P {
        &mut self.entries[id].payload
    }

    /// Puts in a word that is not there yet, and gives the number of its entry, which is the number of words
    /// before.
    pub(super) fn insert(&mut self, word: &[u8], payload: P) -> usize {
        if let Some(short) = Short::copy(word) {
            return self.insert_short(short, payload);
        }
        let mut key = [0; SHORT_BYTES_MAX];
        key[..8].copy_from_slice(&(self.arena.len() as u64).to_le_bytes());
        key[8..12].copy_from_slice(&(word.len() as u32).to_le_bytes());
        key[15] = LONG;
        self.arena.extend_from_slice(word);
        self.push(Entry { key, payload }, self.hash_long(word))
    }

    /// As [`insert`](Self::insert), for a short word.
    pub(super) fn insert_short(&mut self, word: Short, payload: P) -> usize {
        self.push(Entry { key: word.bytes(), payload }, word.hash(self.seeds))
    }

    #[inline(always)]
    fn push(&mut self, entry: Entry<P>, hash: u64) -> usize {
        let id = self.entries.len();
        if 4 * (id + 1) > 3 * self.slots.len() {
            self.grow();
        }
        self.entries.push(entry);
        seat(&mut self.slots, id, hash);
        id
    }

    /// Doubles the slots and seats all entries anew, in their order, so that early words are found at once.
    #[cold]
    fn grow(&mut self) {
        let len = (2 * self.slots.len()).max(SLOTS_MIN);
        assert!(len as u64 <= SLOTS_MAX, "the limit of words keeps a table below this");
        let mut slots = vec![0; len];
        for (id, entry) in self.entries.iter().enumerate() {
            let hash = match Short::of_key(&entry.key) {
                Some(short) => short.hash(self.seeds),
                None => self.hash_long(self.bytes(entry)),
            };
            seat(&mut slots, id, hash);
        }
        self.slots = slots;
    }

    fn bytes<'a>(&'a self, entry: &'a Entry<P>) -> &'a [u8] {
        match Short::of_key(&entry.key) {
            Some(short) => &entry.key[..short.len()],
            None => {
                let (start, len) = Short::halves(&entry.key);
                let start = start as usize;
                &self.arena[start..start + len as u32 as usize]
            }
        }
    }

    /// The payloads in the order of insertion.
    pub(super) fn payloads(&self) -> impl ExactSizeIterator<Item = &P> {
        self.entries.iter().map(|entry| &entry.payload)
    }

    /// The word with this number and its payload.
    pub(super) fn entry(&self, id: usize) -> (&[u8], &P) {
        let entry = &self.entries[id];
        (self.bytes(entry), &entry.payload)
    }

    /// The words and their payloads in the order of insertion.
    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = (&[u8], &P)> {
        self.entries.iter().map(|entry| (self.bytes(entry), &entry.payload))
    }
}

/// A table in which short words are found, until one must be put in.
pub(super) struct View<'a, P> {
    slots: &'a [u32],
    entries: &'a mut [Entry<P>],
    seeds: [u64; 2],
}

impl<P> View<'_, P> {
    /// The number of a short word and its payload.
    #[inline(always)]
    pub(super) fn find(&mut self, word: Short) -> Option<(usize, &mut P)> {
        let is_it = |entry: &Entry<P>| Short::halves(&entry.key) == (word.0, word.1);
        let id = search(self.slots, self.entries, word.hash(self.seeds), is_it)?;
        Some((id, &mut self.entries[id].payload))
    }
}

/// The number of the entry with this hash that is the right one.
#[inline(always)]
fn search<P>(
    slots: &[u32],
    entries: &[Entry<P>],
    hash: u64,
    is_it: impl Fn(&Entry<P>) -> bool,
) -> Option<usize> {
    let (tag, mut at) = place(slots, hash);
    loop {
        // In an empty table there is no slot to be had.
        let slot = *slots.get(at)?;
        // The tag of another word leaves high bits, and an empty slot wraps: both lie beyond the entries.
        let id = (slot ^ tag).wrapping_sub(1) as usize;
        if entries.get(id).is_some_and(&is_it) {
            return Some(id);
        }
        if slot == 0 {
            return None;
        }
        at = (at + 1) & (slots.len() - 1);
    }
}

/// Writes the number of an entry into the first free slot from its place on.
#[inline(always)]
fn seat(slots: &mut [u32], id: usize, hash: u64) {
    let (tag, mut at) = place(slots, hash);
    while slots[at] != 0 {
        at = (at + 1) & (slots.len() - 1);
    }
    slots[at] = tag | (id as u32 + 1);
}

/// The tag of a hash, and the slot where its search begins: its low bits.
#[inline(always)]
fn place(slots: &[u32], hash: u64) -> (u32, usize) {
    let mask = slots.len().wrapping_sub(1);
    ((hash >> 32) as u32 & !(mask as u32), hash as usize & mask)
}

#[inline(always)]
fn fold_multiply(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

#[cfg(test)]
impl<P> Table<P> {
    /// The room for slots, entries and letters.
    pub(super) fn capacities(&self) -> [usize; 3] {
        [self.slots.capacity(), self.entries.capacity(), self.arena.capacity()]
    }
}
