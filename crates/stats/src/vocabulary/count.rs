//! Counting: the way of a word of the text to its entry.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::mem;

use super::fold::fold;
use super::table::{SHORT_BYTES_MAX, Short};
use super::{GAP_FAR, GAP_NEW, Occurrences, Vocabulary, WORD_BYTES_MAX, saturated};

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
    /// U+FFFD. A word at the end of a long text is found faster than one in a text of its own, since it may
    /// be read beyond its end.
    ///
    /// # Panics
    ///
    /// If `start..end` is no range within the text.
    pub fn count(&mut self, text: &[u8], start: usize, end: usize, named: bool) -> u32 {
        let mut gap = None;
        self.count_each(text, [(start, end, named)], |found| gap = Some(found));
        gap.expect("one word has one gap")
    }

    /// Counts words of a text, `(start, end, named)` each as for [`count`](Self::count), and adds their gaps
    /// to `gaps`. Faster than one by one.
    ///
    /// # Panics
    ///
    /// If a word is no range within the text.
    pub fn count_all(
        &mut self,
        text: &[u8],
        words: impl IntoIterator<Item = (usize, usize, bool)>,
        gaps: &mut Vec<u32>,
    ) {
        self.count_each(text, words, |gap| gaps.push(gap));
    }

    #[inline(always)]
    fn count_each(
        &mut self,
        text: &[u8],
        words: impl IntoIterator<Item = (usize, usize, bool)>,
        mut tell: impl FnMut(u32),
    ) {
        let mut words = words.into_iter();
        loop {
            // Until a word is not found at once, all that is needed can stay in registers.
            let mut view = self.words.view();
            let mut position = self.position;
            let (missed, start, end, named) = loop {
                let Some((start, end, named)) = words.next() else {
                    self.position = position;
                    return;
                };
                let len = end.wrapping_sub(start);
                if len > SHORT_BYTES_MAX {
                    break (None, start, end, named);
                }
                let Some(bytes) = text.get(start..).and_then(<[u8]>::first_chunk) else {
                    break (None, start, end, named);
                };
                // A word that is there as it stands, but for ASCII capitals, is its own fold, as all words
                // there are.
                let word = Short::fold(bytes, len);
                let Some((id, occurrences)) = view.find(word) else {
                    break (Some(word), start, end, named);
                };
                tell(occurrences.again(position));
                position += 1;
                if named {
                    self.named[id] += 1;
                }
            };
            self.position = position;
            tell(match missed {
                Some(word) if word.is_ascii() => self.count_new(word, named),
                _ => self.count_slowly(&text[start..end], named),
            });
        }
    }

    /// A short word that is its own fold and not there yet.
    fn count_new(&mut self, word: Short, named: bool) -> u32 {
        let occurrences = Occurrences { count: 1, last: self.position };
        self.position += 1;
        if !self.has_room() {
            return GAP_FAR;
        }
        self.words.insert_short(word, occurrences);
        self.named.push(named.into());
        GAP_NEW
    }

    /// Any word: at the end of the text, long, in another form than its fold, or new.
    #[inline(never)]
    fn count_slowly(&mut self, word: &[u8], named: bool) -> u32 {
        let position = self.position;
        self.position += 1;
        if word.len() > WORD_BYTES_MAX {
            self.too_long += 1;
            return GAP_FAR;
        }
        if self.is_truncated {
            return GAP_FAR;
        }
        let mut short = [0; SHORT_BYTES_MAX];
        let found = if let Some(lower) = short.get_mut(..word.len()) {
            lower.copy_from_slice(word);
            lower.make_ascii_lowercase();
            self.find_or_insert(lower, position)
        } else {
            let mut lower = mem::take(&mut self.scratch);
            lower.clear();
            lower.extend_from_slice(word);
            lower.make_ascii_lowercase();
            let found = self.find_or_insert(&lower, position);
            self.scratch = lower;
            found
        };
        let Some((id, gap)) = found else {
            return GAP_FAR;
        };
        self.named[id] += u64::from(named);
        gap
    }

    /// The number and the gap of a word without ASCII capitals, or nothing if truncated.
    fn find_or_insert(&mut self, form: &[u8], position: u64) -> Option<(usize, u32)> {
        if let Some((id, occurrences)) = self.words.find(form) {
            return Some((id, occurrences.again(position)));
        }
        if form.is_ascii() {
            return Some((self.insert(form, Occurrences { count: 1, last: position })?, GAP_NEW));
        }
        if let Some((_, id)) = self.forms.find(form) {
            let id = *id as usize;
            return Some((id, self.words.payload(id).again(position)));
        }
        let text = String::from_utf8_lossy(form);
        let folded = fold(&text);
        let found = match self.words.find(folded.as_bytes()) {
            Some((id, occurrences)) => (id, occurrences.again(position)),
            None => (self.insert(folded.as_bytes(), Occurrences { count: 1, last: position })?, GAP_NEW),
        };
        // A form that is its own fold is found at once the next time. One that was mended is no key.
        if matches!(text, Cow::Borrowed(_)) && folded.as_bytes() != form {
            self.remember(form, found.0);
        }
        Some(found)
    }

    /// Puts in a new word and gives its number, or truncates.
    pub(super) fn insert(&mut self, key: &[u8], occurrences: Occurrences) -> Option<usize> {
        if !self.has_room() {
            return None;
        }
        self.named.push(0);
        Some(self.words.insert(key, occurrences))
    }

    /// Whether there is room for one more word; otherwise truncates.
    fn has_room(&mut self) -> bool {
        if self.is_truncated || self.words.len() >= self.words_max as usize {
            self.truncate();
            return false;
        }
        true
    }

    /// Remembers of which word this is a form.
    ///
    /// A word of *n* letters has up to 2^n forms, so the memory has a bound of its own. Where it is reached,
    /// as many forms were folded as are forgotten.
    fn remember(&mut self, form: &[u8], id: usize) {
        if self.forms.len() > 2 * self.words.len() + 1024 {
            self.forms.clear();
        }
        self.forms.insert(form, id as u32);
    }
}

impl Occurrences {
    /// One more, at this position; gives the distance.
    #[inline(always)]
    fn again(&mut self, position: u64) -> u32 {
        let gap = saturated(position - self.last);
        self.count += 1;
        self.last = position;
        gap
    }
}
