//! Counting: the way of a word of the text to its entry.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::hint::select_unpredictable;
use core::mem;

use super::fold::{fold, is_folded, keeps_letters};
use super::short::{Key, SHORT_BYTES_MAX, Short, Word};
use super::table::{NOWHERE, make_room};
use super::{
    BATCH, FoldGrowth, Form, GAP_FAR, GAP_NEW, LONG_LETTERS_MIN, Occurrences, Vocabulary, WORD_BYTES_MAX,
    saturated,
};
use crate::unicode::letters;

/// Words up to this length are put in lower case without a loop.
const LONG_BYTES: usize = 48;

impl Vocabulary {
    /// Counts the word `text[start..end]`, and gives the distance to its last occurrence, in words.
    ///
    /// ```text
    /// 0                     it has not occurred before
    /// 1 ..= u32::MAX - 1    the word so many words before was the same
    /// u32::MAX              it is too long to be kept; or truncated; or the distance is greater
    /// ```
    ///
    /// `text` is well-formed UTF-8, and `start..end` a word in it; ill-formed bytes would be taken for
    /// U+FFFD.
    ///
    /// # Panics
    ///
    /// If `start..end` is no range within the text.
    pub fn count(&mut self, text: &[u8], start: usize, end: usize, named: bool) -> u32 {
        let word = &text[start..end];
        let position = self.position;
        self.position += 1;
        match Short::copy(word) {
            Some(short) => self.count_short(Short::fold(&short.bytes(), word.len()), named, position),
            None => self.count_long(word, named, position),
        }
    }

    /// Counts words of a text, the bytes `start..end` each, as [`count`](Self::count) does, and adds their gaps to
    /// `gaps`. Faster than one by one.
    ///
    /// # Panics
    ///
    /// If a word is no range within the text, or if there are not as many words as there are `named`.
    pub fn count_all(&mut self, text: &[u8], words: &[[u32; 2]], named: &[bool], gaps: &mut Vec<u32>) {
        assert!(words.len() == named.len(), "each word is named or not");
        let begin = gaps.len();
        gaps.resize(begin + words.len(), GAP_FAR);
        let gaps = gaps[begin..].chunks_mut(BATCH);
        let mut guesses = [(NOWHERE, Short::default()); BATCH];
        for ((words, named), gaps) in words.chunks(BATCH).zip(named.chunks(BATCH)).zip(gaps) {
            let guesser = self.words.guesser();
            for ((guess, short), &[start, end]) in guesses.iter_mut().zip(words) {
                let len = end.wrapping_sub(start) as usize;
                let start = start as usize;
                let len_here = len.min(SHORT_BYTES_MAX);
                *short = match text.get(start..start + SHORT_BYTES_MAX).and_then(<[u8]>::first_chunk) {
                    Some(bytes) => Short::fold(bytes, len_here),
                    None => fold_last(text, start, len_here),
                };
                let found = guesser.guess(*short);
                *guess = select_unpredictable(len <= SHORT_BYTES_MAX, found, NOWHERE);
            }
            self.count_guessed(text, words, named, &guesses, gaps);
        }
    }

    /// Counts up to [`BATCH`] words of which it was guessed where they are.
    ///
    /// The guesses were made without branches, so the processor can work on several words at once. When a branch depends
    /// on whether a guess is right, all that is needed to tell is there already.
    #[inline(always)]
    fn count_guessed(
        &mut self,
        text: &[u8],
        words: &[[u32; 2]],
        named: &[bool],
        guesses: &[(u32, Short); BATCH],
        gaps: &mut [u32],
    ) {
        let mut position = self.position;
        let mut names = [NOWHERE; BATCH];
        let mut names_len = 0;
        for (((guess, short), gap), (word, named)) in guesses.iter().zip(gaps).zip(words.iter().zip(named)) {
            // A word that is there as it stands, but for ASCII capitals, is its own fold, as all words there are.
            *gap = if let Some(occurrences) = self.words.guessed(*guess, *short) {
                // Without a branch, for names are hard to foresee.
                names[names_len] = *guess;
                names_len += usize::from(*named);
                occurrences.again(position)
            } else {
                let [start, end] = word.map(|at| at as usize);
                if end.wrapping_sub(start) <= SHORT_BYTES_MAX {
                    self.count_short(*short, *named, position)
                } else {
                    self.count_long(&text[start..end], *named, position)
                }
            };
            position += 1;
        }
        self.position = position;
        for name in &names[..names_len] {
            // If truncated by now, there are none.
            if let Some(named) = self.named.get_mut(*name as usize) {
                *named += 1;
            }
        }
    }

    /// Counts a short word, in lower case as far as it is ASCII.
    #[inline(never)]
    fn count_short(&mut self, word: Short, named: bool, position: u64) -> u32 {
        self.count_lower(self.hasher.short_key(word), named, position)
    }

    /// Counts a word of more than 16 bytes.
    #[inline(never)]
    fn count_long(&mut self, word: &[u8], named: bool, position: u64) -> u32 {
        if word.len() > WORD_BYTES_MAX {
            self.too_long += 1;
            return GAP_FAR;
        }
        // Most long words are not very long, and then need no loop.
        let mut lower = [0; LONG_BYTES];
        if let Some(copy) = lower.get_mut(..word.len()) {
            copy.copy_from_slice(word);
            lower.make_ascii_lowercase();
            return self.count_lower(self.hasher.key(&lower[..word.len()]), named, position);
        }
        let mut lower = mem::take(&mut self.scratch);
        lower.clear();
        lower.extend_from_slice(word);
        lower.make_ascii_lowercase();
        let gap = self.count_lower(self.hasher.key(&lower), named, position);
        self.scratch = lower;
        gap
    }

    /// Counts a word without ASCII capitals.
    #[inline]
    fn count_lower(&mut self, form: Key, named: bool, position: u64) -> u32 {
        if self.is_truncated {
            return GAP_FAR;
        }
        let known = match self.words.find(form) {
            None if form.is_ascii() => None,
            None => self.forms.find(form).map(|form| {
                let Form { word, growth } = *self.forms.payload(form);
                self.growth.add(growth);
                word as usize
            }),
            found => found,
        };
        let found = match known {
            Some(id) => Some((id, self.words.payload(id).again(position))),
            None if form.is_ascii() => {
                self.insert(form, Occurrences::first(position)).map(|id| (id, GAP_NEW))
            }
            None => self.count_form(form, position),
        };
        let Some((id, gap)) = found else {
            return GAP_FAR;
        };
        self.named[id] += u64::from(named);
        gap
    }

    /// Counts a word beyond ASCII in a form that is not known; gives its number and its gap, or nothing if truncated.
    fn count_form(&mut self, form: Key, position: u64) -> Option<(usize, u32)> {
        let short;
        let bytes = match form.word {
            Word::Short(word) => {
                short = word.bytes();
                &short[..word.len()]
            }
            Word::Long(word) => word,
        };
        let text = match str::from_utf8(bytes) {
            Ok(text) if is_folded(text) => {
                return Some((self.insert(form, Occurrences::first(position))?, GAP_NEW));
            }
            Ok(text) => Cow::Borrowed(text),
            Err(_) => String::from_utf8_lossy(bytes),
        };
        let folded = fold(&text);
        let key = self.hasher.key(folded.as_bytes());
        let found = match self.words.find(key) {
            Some(id) => (id, self.words.payload(id).again(position)),
            None => (self.insert(key, Occurrences::first(position))?, GAP_NEW),
        };
        let growth = FoldGrowth::of(&text, &folded);
        self.growth.add(growth);
        // A form that is its own fold is found at once the next time. One that was mended is no key.
        if matches!(text, Cow::Borrowed(_)) && folded != text {
            self.remember(form, Form { word: found.0 as u32, growth });
        }
        Some(found)
    }

    /// Puts in a new word and gives its number, or truncates.
    pub(super) fn insert(&mut self, key: Key, occurrences: Occurrences) -> Option<usize> {
        if self.is_truncated || !self.keeps(self.words.len() + 1, self.words.bytes() + key.len() as u64) {
            self.truncate();
            return None;
        }
        make_room(&mut self.named);
        self.named.push(0);
        Some(self.words.insert(key, occurrences))
    }

    /// Remembers what a form is a form of.
    ///
    /// A word of *n* letters has up to 2^n forms, so the memory has bounds of its own, of forms and of their bytes. Where
    /// one is reached, as many forms were folded as are forgotten.
    fn remember(&mut self, key: Key, form: Form) {
        if self.forms.len() > 2 * self.words.len() + 1024 || self.forms.bytes() > self.bytes_max() {
            self.forms.clear();
        }
        self.forms.insert(key, form);
    }
}

/// As [`Short::fold`], for a word so near to the end of the text that there are no 16 bytes.
#[cold]
fn fold_last(text: &[u8], start: usize, len: usize) -> Short {
    let word = &text[start..start + len];
    let short = Short::copy(word).expect("it is no longer than that");
    Short::fold(&short.bytes(), len)
}

impl FoldGrowth {
    /// Of one word.
    fn of(word: &str, folded: &str) -> Self {
        if keeps_letters(word) {
            return Self::default();
        }
        let [before, after] = [word, folded].map(letters);
        let is_lengthened = before < LONG_LETTERS_MIN && after >= LONG_LETTERS_MIN;
        Self { letters: after.saturating_sub(before), long: u64::from(is_lengthened) }
    }

    /// Adds that of other words.
    pub(super) fn add(&mut self, other: Self) {
        self.letters = self.letters.saturating_add(other.letters);
        self.long = self.long.saturating_add(other.long);
    }
}

impl Occurrences {
    pub(super) const fn first(position: u64) -> Self {
        Self { count: 1, last: position }
    }

    /// One more, at this position; gives the distance.
    #[inline(always)]
    fn again(&mut self, position: u64) -> u32 {
        let gap = saturated(position - self.last);
        self.count += 1;
        self.last = position;
        gap
    }
}
