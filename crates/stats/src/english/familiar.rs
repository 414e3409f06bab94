//! The words that children of the fourth grade know, by Dale's list and its rules for endings.

/// Dale's list: a word on each line, then a space and `er` or `ly` if it is an adjective.
static LIST: &[u8] = include_bytes!("data/dale_chall.txt");
/// The longest word of the list with the longest ending.
pub(super) const MANY_BYTES: usize = 13 + 4;

/// The list's lines by the hash of their words: an offset into the list plus one, or 0 for an empty place.
static TABLE: [u16; TABLE_LEN] = table();
const TABLE_LEN: usize = 1 << 13;

/// Says whether the formulas of Dale and Chall take a folded word for familiar.
///
/// A word is familiar if it stands in Dale's list of 3000 words, or if it comes from a word of the list by *one* of
/// these endings, with the spelling that goes with it:
///
/// * `'s`, `-s`, `-es`, `-ies`: regular plurals, possessives and third persons;
/// * `-d`, `-ed`, `-ied`, `-ing`, `-n`: the regular past and the participles (`-n` after *e* and *w*: taken, known);
/// * `-er`, `-est`, `-ier`, `-iest`: the comparison of adjectives, but not nouns in *-er*: longer, not burner;
/// * `-ly`: adverbs of adjectives, by nothing but these two letters: soundly, not easily.
///
/// Not familiar are irregular plurals (oxen), two endings (clippings), and *-y*, *-en*, *-tion*, *-ment* and other
/// endings, unless the list has the word. The list does not say which words are verbs, so `-ed` and its like may
/// follow any. Names and numbers, which the rules take for familiar, are left to the caller; so are words with
/// hyphens, which are familiar if all their parts are.
///
/// # Source
///
/// E. Dale, J. S. Chall, "A formula for predicting readability: instructions", Educational Research Bulletin 27
/// (1948), 37–54. The list that is in circulation for the formula of 1995 is the same, and so is this function.
pub(crate) fn is_familiar(word: &str) -> bool {
    let mut buffer = [0; MANY_BYTES];
    straighten(word, &mut buffer).is_some_and(|bytes| Word::new(bytes).is_familiar())
}

/// Replaces U+2019 by the apostrophe; gives nothing for a word that is too long or not in ASCII otherwise.
fn straighten<'a>(word: &'a str, buffer: &'a mut [u8; MANY_BYTES]) -> Option<&'a [u8]> {
    if word.len() <= MANY_BYTES && word.is_ascii() {
        return Some(word.as_bytes());
    }
    let mut len = 0;
    for c in word.chars() {
        let byte = if c == '\u{2019}' { b'\'' } else { u8::try_from(c).ok().filter(u8::is_ascii)? };
        *buffer.get_mut(len)? = byte;
        len += 1;
    }
    Some(&buffer[..len])
}

/// A word of up to `MANY_BYTES` bytes, ready to be looked up without its ending.
pub(super) struct Word<'a> {
    bytes: &'a [u8],
    /// The hash of the first `n` bytes, for each `n`.
    hashes: [u32; MANY_BYTES + 1],
}

impl<'a> Word<'a> {
    /// Only the first `MANY_BYTES` bytes count.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        let bytes = &bytes[..bytes.len().min(MANY_BYTES)];
        let mut hashes = [HASH_START; MANY_BYTES + 1];
        let mut hash = HASH_START;
        for (next, &byte) in hashes[1..].iter_mut().zip(bytes) {
            hash = step(hash, byte);
            *next = hash;
        }
        Self { bytes, hashes }
    }

    fn is_familiar(&self) -> bool {
        if self.has(self.bytes, b"") {
            return true;
        }
        match self.bytes {
            [base @ .., b'\'', b's'] => self.has(base, b""),
            [base @ .., b's'] => {
                self.has(base, b"")
                    || match base {
                        [stem @ .., b'i', b'e'] => self.has(stem, b"y"),
                        [stem @ .., b'e'] => {
                            matches!(stem, [.., b's' | b'x' | b'z' | b'h' | b'o']) && self.has(stem, b"")
                        }
                        _ => false,
                    }
            }
            [base @ .., b'e', b'd'] => {
                self.has(base, b"e")
                    || self.is_before_ending(base, Self::has)
                    || matches!(base, [stem @ .., b'i'] if self.has(stem, b"y"))
            }
            [base @ .., b'i', b'n', b'g'] => {
                self.has(base, b"e")
                    || self.is_before_ending(base, Self::has)
                    || matches!(base, [stem @ .., b'y'] if self.has(stem, b"ie"))
            }
            [base @ .., b'n'] => matches!(base, [_, _, .., b'e' | b'w']) && self.has(base, b""),
            [base @ .., b'e', b'r'] | [base @ .., b'e', b's', b't'] => {
                self.is_compared(base, b"e")
                    || self.is_before_ending(base, Self::is_compared)
                    || matches!(base, [stem @ .., b'i'] if self.is_compared(stem, b"y"))
            }
            [base @ .., b'l', b'y'] => self.find(base.len(), b"").is_some_and(|mark| !mark.is_empty()),
            _ => false,
        }
    }

    /// Asks about the word before an ending, with its last consonant doubled or not.
    fn is_before_ending(&self, base: &[u8], ask: fn(&Self, &[u8], &[u8]) -> bool) -> bool {
        ask(self, base, b"")
            || matches!(base, [stem @ .., last] if stem.last() == Some(last) && ask(self, stem, b""))
    }

    /// Says whether the beginning `base` of this word, with `more` after it, is in the list.
    pub(super) fn has(&self, base: &[u8], more: &[u8]) -> bool {
        self.find(base.len(), more).is_some()
    }

    fn is_compared(&self, base: &[u8], more: &[u8]) -> bool {
        self.find(base.len(), more) == Some(b" er")
    }

    /// Finds the first `len` bytes of this word with `more` after them, and gives what stands after that on its line.
    fn find(&self, len: usize, more: &[u8]) -> Option<&'static [u8]> {
        let base = &self.bytes[..len];
        let end = len + more.len();
        let hash = more.iter().fold(self.hashes[len], |hash, &byte| step(hash, byte));
        let mut place = home(hash);
        while TABLE[place] != 0 {
            let line = &LIST[usize::from(TABLE[place]) - 1..];
            if line.starts_with(base) && line[len..].starts_with(more) && matches!(line[end], b' ' | b'\n') {
                let mark = line[end..].iter().position(|&byte| byte == b'\n')?;
                return Some(&line[end..end + mark]);
            }
            place = (place + 1) % TABLE_LEN;
        }
        None
    }
}

const HASH_START: u32 = 0x811C_9DC5;

/// One step of FNV-1a.
const fn step(hash: u32, byte: u8) -> u32 {
    (hash ^ byte as u32).wrapping_mul(0x0100_0193)
}

const fn home(hash: u32) -> usize {
    (hash ^ hash >> 15) as usize % TABLE_LEN
}

/// Enters each line at the first free place from its word's home on.
const fn table() -> [u16; TABLE_LEN] {
    let mut table = [0; TABLE_LEN];
    let mut at = 0;
    while at < LIST.len() {
        let begin = at;
        let mut hash = HASH_START;
        while LIST[at] != b' ' && LIST[at] != b'\n' {
            hash = step(hash, LIST[at]);
            at += 1;
        }
        while LIST[at] != b'\n' {
            at += 1;
        }
        at += 1;
        let mut place = home(hash);
        while table[place] != 0 {
            place = (place + 1) % TABLE_LEN;
        }
        assert!(begin < u16::MAX as usize);
        table[place] = begin as u16 + 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_list_is_familiar() {
        let list = core::str::from_utf8(LIST).expect("the list is UTF-8");
        assert_eq!(list.lines().count(), 2943);
        assert!(list.lines().is_sorted());
        for line in list.lines() {
            let (word, mark) = line.split_at(line.find(' ').unwrap_or(line.len()));
            assert_eq!(Word::new(word.as_bytes()).find(word.len(), b""), Some(mark.as_bytes()), "{word}");
            assert!(word.len() <= MANY_BYTES - 4);
        }
    }

    /// The examples are those of Dale and Chall, or go by their rules.
    #[test]
    fn one_ending_of_the_rules_is_familiar() {
        for word in "girl's girl’s boys babies baby ask asks asked asking dropped dropping baked hurried hurries taken known \
                     tying longer prettier bravest redder reddest happiest soundly suddenly boxes geese owner golden don’t"
            .split_whitespace()
        {
            assert!(is_familiar(word), "{word}");
        }
    }

    #[test]
    fn other_endings_are_not() {
        for word in
            "oxen clippings burner woolly sharpen easily cat'ss treatment babyish bakest longingly wishful \
                     zoological é s 's ' ly ed ing er est n ies"
                .split_whitespace()
        {
            assert!(!is_familiar(word), "{word}");
        }
        assert!(!is_familiar(""));
    }
}
