//! Abbreviations and words that begin sentences, by language.

mod english;
mod french;
mod german;
mod italian;
mod shared;
mod spanish;

use super::Rules;
use super::judge::Before;

/// The most bytes of a word in the lists.
pub(super) const WORD_BYTES_MAX: usize = 15;

/// A word as a number, its letters in lower case.
///
/// Every byte has the bit 20 set. That is what tells a small letter from a capital in ASCII, and in the last byte of
/// the letters of Latin-1; what it does to other letters, it does to those of the lists as well.
///
/// `word.len() <= WORD_BYTES_MAX`.
const fn key(word: &[u8]) -> u128 {
    let mut key = 0;
    let mut at = 0;
    while at < word.len() {
        key = key << 8 | (word[at] | 0x20) as u128;
        at += 1;
    }
    key
}

/// The key of the last so many of some bytes; `1 <= bytes <= WORD_BYTES_MAX`.
#[inline(always)]
pub(super) const fn key_of_last(last: &[u8; WORD_BYTES_MAX + 1], bytes: u32) -> u128 {
    (u128::from_be_bytes(*last) | u128::from_be_bytes([0x20; WORD_BYTES_MAX + 1]))
        & (u128::MAX >> (128 - 8 * bytes))
}

/// Words with a kind each, sorted by key, and so by length first.
#[derive(Debug)]
struct Table {
    keys: &'static [u128],
    kinds: &'static [Before],
    /// Where the words of each length begin, up to one more than the longest.
    starts: [u16; WORD_BYTES_MAX + 2],
    /// A bit for each key, at its [`digest`].
    digests: [u64; 1 << (DIGEST_BITS - 6)],
}

/// How many bits a digest has: few of the words that are in no list share one with a word that is.
const DIGEST_BITS: u32 = 13;

/// A number below `1 << DIGEST_BITS` that depends on all of a key.
#[inline(always)]
const fn digest(key: u128) -> usize {
    let folded = key as u64 ^ (key >> 64) as u64;
    (folded.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - DIGEST_BITS)) as usize
}

impl Table {
    const fn new(keys: &'static [u128], kinds: &'static [Before]) -> Self {
        let mut starts = [0; WORD_BYTES_MAX + 2];
        let mut bytes = 0;
        while bytes <= WORD_BYTES_MAX {
            let mut at = 0;
            while at < keys.len() && keys[at] >> (8 * bytes) == 0 {
                at += 1;
            }
            // So many words have at most so many bytes.
            starts[bytes + 1] = at as u16;
            bytes += 1;
        }
        let mut digests = [0; 1 << (DIGEST_BITS - 6)];
        let mut at = 0;
        while at < keys.len() {
            let digest = digest(keys[at]);
            digests[digest / 64] |= 1 << (digest % 64);
            at += 1;
        }
        Self { keys, kinds, starts, digests }
    }

    /// Tells whether there may be a word with this key; if not, it is certain.
    #[inline(always)]
    fn may_have(&self, key: u128) -> bool {
        let digest = digest(key);
        self.digests[digest / 64] >> (digest % 64) & 1 != 0
    }

    fn find(&self, word: &[u8]) -> Option<Before> {
        let (&from, &to) = (self.starts.get(word.len())?, self.starts.get(word.len() + 1)?);
        let (from, to) = (usize::from(from), usize::from(to));
        if from == to {
            return None;
        }
        let found = self.keys[from..to].binary_search(&key(word)).ok()?;
        Some(self.kinds[from + found])
    }
}

/// The lists of a language.
#[derive(Debug)]
pub(super) struct Lexicon {
    abbreviations: Table,
    starters: Table,
}

impl Lexicon {
    /// The lists that these rules use.
    pub(super) fn of(rules: Rules) -> &'static Self {
        match rules {
            Rules::English => &english::LEXICON,
            Rules::French => &french::LEXICON,
            Rules::German => &german::LEXICON,
            Rules::Spanish => &spanish::LEXICON,
            Rules::Italian => &italian::LEXICON,
            Rules::Other => &shared::LEXICON,
        }
    }

    /// What kind of abbreviation a word before a full stop is, if it is one.
    pub(super) fn abbreviation(&self, word: &[u8]) -> Option<Before> {
        self.abbreviations.find(word)
    }

    /// Tells whether a word with this key may be an abbreviation; if not, it is certain.
    #[inline(always)]
    pub(super) fn may_abbreviate(&self, key: u128) -> bool {
        self.abbreviations.may_have(key)
    }

    /// Tells whether a capitalised word begins a sentence, rather than being a name after an abbreviation.
    pub(super) fn is_starter(&self, word: &[u8]) -> bool {
        self.starters.find(word).is_some()
    }
}

/// Words with a kind, separated by white space.
type List = (Before, &'static str);

/// How many words are in a text.
const fn count(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut words = 0;
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_whitespace() && (at + 1 == bytes.len() || bytes[at + 1].is_ascii_whitespace())
        {
            words += 1;
        }
        at += 1;
    }
    words
}

/// How many words are in several lists.
const fn total(lists: &[List]) -> usize {
    let mut words = 0;
    let mut list = 0;
    while list < lists.len() {
        words += count(lists[list].1);
        list += 1;
    }
    words
}

/// The lists as one, sorted by key. It does not compile if a word is too long or in two lists.
const fn sorted<const N: usize>(lists: &[List]) -> ([u128; N], [Before; N]) {
    let (mut keys, mut kinds) = ([0; N], [Before::Word; N]);
    let mut filled = 0;
    let mut list = 0;
    while list < lists.len() {
        let (kind, text) = lists[list];
        let mut rest = text.as_bytes();
        while let Some((word, later)) = split(rest) {
            rest = later;
            assert!(word.len() <= WORD_BYTES_MAX, "a word is too long");
            let key = key(word);
            let mut at = filled;
            while at > 0 && keys[at - 1] >= key {
                assert!(keys[at - 1] != key, "a word is there twice");
                (keys[at], kinds[at]) = (keys[at - 1], kinds[at - 1]);
                at -= 1;
            }
            (keys[at], kinds[at]) = (key, kind);
            filled += 1;
        }
        list += 1;
    }
    (keys, kinds)
}

/// The first word and what follows it.
const fn split(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let text = text.trim_ascii_start();
    let mut at = 0;
    while at < text.len() && !text[at].is_ascii_whitespace() {
        at += 1;
    }
    if at == 0 { None } else { Some(text.split_at(at)) }
}

/// Makes the constant `LEXICON` of a language from its lists of abbreviations and its list of starters.
macro_rules! lexicon {
    ($abbreviations:expr, $starters:expr) => {
        pub(super) static LEXICON: super::Lexicon = {
            const LISTS: &[List] = $abbreviations;
            const BEGINNINGS: &[List] = &[(Before::Word, $starters)];
            const SORTED: ([u128; super::total(LISTS)], [Before; super::total(LISTS)]) = super::sorted(LISTS);
            const STARTERS_SORTED: ([u128; super::total(BEGINNINGS)], [Before; super::total(BEGINNINGS)]) =
                super::sorted(BEGINNINGS);
            super::Lexicon {
                abbreviations: super::Table::new(&SORTED.0, &SORTED.1),
                starters: super::Table::new(&STARTERS_SORTED.0, &STARTERS_SORTED.1),
            }
        };
    };
}
use lexicon;
