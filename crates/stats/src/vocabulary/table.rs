//! A table of words, each with a payload, in the order in which they came.
//!
//! ```text
//! hash of the word ──► slots: u32, a power of two, at most half of them are taken
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

use super::short::{Hasher, Key, SHORT_BYTES_MAX, Short, Word};

/// The last byte of the key of a word in the arena. It stands nowhere in UTF-8, so no short word ends with
/// it.
const LONG: u8 = 0xFF;

/// The slots of a table that has just got its first word: 1 KiB.
const SLOTS_MIN: usize = 256;

/// The most slots; so a table holds 2^31 words.
const SLOTS_MAX: u64 = 1 << 32;

/// The entries of a table that has just got its first word.
const ENTRIES_MIN: usize = 64;

/// So many times as much room for entries is asked for as there are. Memory that is not used yet costs nothing, but to
/// move what is used does.
const GROWTH: usize = 4;

/// An entry: the word and what is known of it.
#[derive(Clone, Debug)]
struct Entry<P> {
    /// A short word as in [`Short`]; or 8 bytes position in the arena, 4 bytes length, three zeros, [`LONG`].
    key: [u8; SHORT_BYTES_MAX],
    payload: P,
}

impl<P> Entry<P> {
    /// The word, if it lies in the entry.
    #[inline(always)]
    fn short(&self) -> Option<Short> {
        (self.key[SHORT_BYTES_MAX - 1] != LONG).then_some(Short::of(&self.key))
    }
}

/// The table. An empty one has not allocated anything.
#[derive(Clone, Debug)]
pub(super) struct Table<P> {
    /// 0, or the tag and the number + 1 of an entry. `2 * entries.len() <= slots.len()`
    slots: Vec<u32>,
    entries: Vec<Entry<P>>,
    arena: Vec<u8>,
    /// The bytes of all words.
    bytes: u64,
    hasher: Hasher,
}

impl<P> Table<P> {
    pub(super) fn new(hasher: Hasher) -> Self {
        Self { slots: Vec::new(), entries: Vec::new(), arena: Vec::new(), bytes: 0, hasher }
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The bytes of all words.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Forgets all words and frees their memory.
    pub(super) fn clear(&mut self) {
        *self = Self::new(self.hasher);
    }

    /// Forgets all words and keeps their memory for others.
    pub(super) fn reuse(&mut self) {
        self.slots.fill(0);
        self.entries.clear();
        self.arena.clear();
        self.bytes = 0;
    }

    /// What it takes to guess, for a loop to keep in registers.
    #[inline(always)]
    pub(super) fn guesser(&self) -> Guesser<'_> {
        Guesser { slots: &self.slots, hasher: self.hasher }
    }

    /// The payload of a short word, if it is the one that was guessed.
    #[inline(always)]
    pub(super) fn guessed(&mut self, guess: u32, word: Short) -> Option<&mut P> {
        let entry = self.entries.get_mut(guess as usize)?;
        Short::of(&entry.key).is(word).then_some(&mut entry.payload)
    }

    /// The number of a short word, if it is the one that was guessed.
    #[inline]
    pub(super) fn guessed_key(&self, guess: u32, key: Key) -> Option<usize> {
        let Word::Short(word) = key.word else { return None };
        let entry = self.entries.get(guess as usize)?;
        Short::of(&entry.key).is(word).then_some(guess as usize)
    }

    /// The number of a word.
    #[inline]
    pub(super) fn find(&self, key: Key) -> Option<usize> {
        match key.word {
            Word::Short(word) => self.search(key.hash, |entry| Short::of(&entry.key).is(word)),
            Word::Long(word) => self.search(key.hash, |entry| self.word(entry) == word),
        }
    }

    /// The payload of the word with this number.
    #[inline]
    pub(super) fn payload(&mut self, id: usize) -> &mut P {
        &mut self.entries[id].payload
    }

    /// Puts in a word that is not there yet, and gives the number of its entry, which is the number of words
    /// before.
    pub(super) fn insert(&mut self, key: Key, payload: P) -> usize {
        let id = self.entries.len();
        if 2 * (id + 1) > self.slots.len() {
            self.grow();
        }
        make_room(&mut self.entries);
        let bytes = match key.word {
            Word::Short(word) => word.bytes(),
            Word::Long(word) => {
                let mut place = [0; SHORT_BYTES_MAX];
                place[..8].copy_from_slice(&(self.arena.len() as u64).to_le_bytes());
                place[8..12].copy_from_slice(&(word.len() as u32).to_le_bytes());
                place[15] = LONG;
                self.arena.extend_from_slice(word);
                place
            }
        };
        self.bytes += key.len() as u64;
        self.entries.push(Entry { key: bytes, payload });
        seat(&mut self.slots, id, key.hash);
        id
    }

    /// Doubles the slots and seats all entries anew, in their order, so that early words are found at once.
    #[cold]
    fn grow(&mut self) {
        let len = (2 * self.slots.len()).max(SLOTS_MIN);
        assert!(len as u64 <= SLOTS_MAX, "the limit of words keeps a table below this");
        let mut slots = vec![0; len];
        for (id, entry) in self.entries.iter().enumerate() {
            let hash = match entry.short() {
                Some(short) => self.hasher.short(short),
                None => self.hasher.long(self.word(entry)),
            };
            seat(&mut slots, id, hash);
        }
        self.slots = slots;
    }

    /// The number of the entry with this hash that is the right one.
    #[inline]
    fn search(&self, hash: u64, is_it: impl Fn(&Entry<P>) -> bool) -> Option<usize> {
        let (tag, mut at) = place(&self.slots, hash);
        loop {
            // In an empty table there is no slot to be had.
            let slot = *self.slots.get(at)?;
            // The tag of another word leaves high bits, and an empty slot wraps: both lie beyond the entries.
            let id = (slot ^ tag).wrapping_sub(1) as usize;
            if self.entries.get(id).is_some_and(&is_it) {
                return Some(id);
            }
            if slot == 0 {
                return None;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    fn word<'a>(&'a self, entry: &'a Entry<P>) -> &'a [u8] {
        match entry.short() {
            Some(short) => &entry.key[..short.len()],
            None => {
                let place = u128::from_le_bytes(entry.key);
                let start = place as u64 as usize;
                &self.arena[start..start + (place >> 64) as u32 as usize]
            }
        }
    }

    /// The first eight bytes of the word with this number, the first one highest, filled up with zeros. They have the
    /// order of the words, as far as those differ there.
    #[inline]
    pub(super) fn beginning(&self, id: usize) -> u64 {
        let entry = &self.entries[id];
        let bytes = if entry.short().is_some() { &entry.key } else { self.word(entry) };
        u64::from_be_bytes(*bytes.first_chunk().expect("the word is long, or filled up"))
    }

    /// The payloads in the order of insertion.
    pub(super) fn payloads(&self) -> impl ExactSizeIterator<Item = &P> + Clone {
        self.entries.iter().map(|entry| &entry.payload)
    }

    /// The word with this number and its payload.
    pub(super) fn entry(&self, id: usize) -> (&[u8], &P) {
        let entry = &self.entries[id];
        (self.word(entry), &entry.payload)
    }

    /// The words, as somebody with this hasher looks for them, and their payloads in the order of insertion.
    pub(super) fn keys(&self, hasher: Hasher) -> impl Iterator<Item = (Key<'_>, &P)> {
        self.entries.iter().map(move |entry| {
            let key = match entry.short() {
                Some(short) => hasher.short_key(short),
                None => hasher.key(self.word(entry)),
            };
            (key, &entry.payload)
        })
    }
}

/// The guess for a word that is not there.
pub(super) const NOWHERE: u32 = u32::MAX;

/// Guesses which number a word has, without a branch, and without a look at the word.
#[derive(Clone, Copy)]
pub(super) struct Guesser<'a> {
    slots: &'a [u32],
    hasher: Hasher,
}

impl Guesser<'_> {
    /// By the slot where the search begins. Nearly all words that are there are frequent ones, which came early, and lie
    /// at once where they are looked for.
    #[inline(always)]
    pub(super) fn guess(self, word: Short) -> u32 {
        self.guess_hash(self.hasher.short(word))
    }

    /// The same for a word with this hash.
    #[inline(always)]
    pub(super) fn guess_hash(self, hash: u64) -> u32 {
        let (_, at) = place(self.slots, hash);
        let mask = (self.slots.len() as u32).wrapping_sub(1);
        // An empty slot wraps to `NOWHERE`.
        self.slots.get(at).map_or(NOWHERE, |slot| (slot & mask).wrapping_sub(1))
    }
}

/// Makes room for more entries where there is none.
#[inline(always)]
pub(super) fn make_room<T>(entries: &mut Vec<T>) {
    if entries.len() == entries.capacity() {
        entries.reserve_exact((GROWTH - 1) * entries.len().max(ENTRIES_MIN));
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

#[cfg(test)]
impl<P> Table<P> {
    /// The room for slots, entries and letters.
    pub(super) fn capacities(&self) -> [usize; 3] {
        [self.slots.capacity(), self.entries.capacity(), self.arena.capacity()]
    }
}
