//! A vocabulary from what is known of it elsewhere.

use super::{FoldGrowth, Frequency, Occurrences, Vocabulary};

impl Vocabulary {
    /// Puts in a folded word that is not there yet, with its frequency; nothing if it is there, or if there is no room
    /// for it or for its occurrences.
    ///
    /// Where the word stands in the text is not known, so nothing can be [counted](Self::count) afterwards with gaps
    /// that mean something.
    pub(crate) fn restore(&mut self, word: &str, frequency: Frequency) -> Option<()> {
        let position = self.position.checked_add(frequency.count)?;
        let key = self.hasher.key(word.as_bytes());
        if self.words.find(key).is_some() {
            return None;
        }
        let id = self.insert(key, Occurrences { count: frequency.count, last: self.position })?;
        self.named[id] = frequency.named;
        self.position = position;
        Some(())
    }

    /// Puts in what folding has added to the letters.
    pub(crate) fn restore_growth(&mut self, growth: FoldGrowth) {
        self.growth = growth;
    }

    /// Adds words that are too long to be kept; nothing if they are too many.
    pub(crate) fn restore_too_long(&mut self, too_long: u64) -> Option<()> {
        self.position = self.position.checked_add(too_long)?;
        self.too_long = too_long;
        Some(())
    }

    /// Makes it one whose frequencies are not known; nothing if the words are too many.
    pub(crate) fn restore_truncated(&mut self, tokens: u64, too_long: u64) -> Option<()> {
        self.position = tokens.checked_add(too_long)?;
        self.too_long = too_long;
        self.truncate();
        Some(())
    }
}
