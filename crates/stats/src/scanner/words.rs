//! The words of a block: UAX #29 by bit masks where those are certain, by the exact rules elsewhere.
//!
//! Runs of letters, digits and underscores are words, joined by a single colon, full stop, apostrophe, comma or
//! semicolon as rules WB6, WB7, WB11 and WB12 have it. The letters of ASCII, most two-byte letters of Latin, Cyrillic,
//! ideographs and common punctuation are told by masks. Other characters beyond ASCII are looked up one by one, and
//! most are put into the same masks: letters and digits of any script, marks behind them, joiners of several bytes,
//! characters that are words by themselves, and what stands between words. What is left (*exact* characters: Hebrew and
//! Katakana, whose rules differ; marks behind anything else; joiners of emoji, flags) is decided by the exact rules,
//! from the beginning of the word that it may touch.

mod classes;
mod search;

use alloc::vec::Vec;
use core::cell::OnceCell;

use super::chunk::Chunks;
use super::edges::Edges;
use super::lanes::Lanes;
use crate::dictionary::Dictionary;
use crate::spans::Joiner;
use crate::words::LanguageWords;

use search::Search;

/// The words of a block.
#[derive(Clone, Debug)]
pub(super) struct Words {
    /// Scripts without spaces are cut by the dictionary.
    edges: Edges,
    /// The words before they are changed to those of a language.
    tokens: Edges,
    /// The words of UAX #29, where scripts without spaces are cut by that standard too.
    pub(super) uax29: u64,
    /// All apostrophes and hyphens behind the first of the words, before they were changed to those of a language.
    joiners: Vec<Joiner>,
    /// Where what was taken for a word begins with an underscore.
    underscores: Vec<u32>,
    /// Found in the program when the first text comes that needs it.
    dictionary: Option<OnceCell<Dictionary>>,
}

impl Words {
    /// Whether scripts without spaces are cut by the dictionary; otherwise the words are those of UAX #29.
    pub(super) fn new(dictionary: bool) -> Self {
        Self {
            edges: Edges::default(),
            tokens: Edges::default(),
            uax29: 0,
            joiners: Vec::new(),
            underscores: Vec::new(),
            dictionary: dictionary.then(OnceCell::new),
        }
    }

    /// Where the words of the block begin and end.
    pub(super) fn spans(&self) -> &[[u32; 2]] {
        self.edges.spans()
    }

    /// Finds the words of a block, which is well-formed and begins and ends where segmentation may restart.
    #[inline(always)]
    pub(super) fn find<L: Lanes>(&mut self, text: &[u8]) {
        self.edges.clear();
        self.joiners.clear();
        self.underscores.clear();
        let mut search = Search::new(
            text,
            &mut self.edges,
            &mut self.joiners,
            &mut self.underscores,
            self.dictionary.as_ref(),
        );
        let mut chunks = Chunks::of(text);
        while let Some(chunk) = chunks.next::<L>() {
            search.judge(&chunk);
        }
        let Search { beyond, .. } = search;
        if self.edges.is_open() {
            self.edges.push(text.len());
        }
        if !self.underscores.is_empty() {
            self.drop_underscores(text);
        }
        self.uax29 = (self.edges.words() as u64).wrapping_add_signed(beyond);
    }

    /// Drops the words of nothing but underscores: what has neither a letter nor a number is no word.
    fn drop_underscores(&mut self, text: &[u8]) {
        let spans = self.edges.spans();
        let dropped: Vec<usize> = self
            .underscores
            .iter()
            .filter_map(|start| spans.binary_search_by_key(start, |[start, _]| *start).ok())
            .filter(|&word| {
                let [start, end] = spans[word];
                text[start as usize..end as usize].iter().all(|&byte| byte == b'_')
            })
            .collect();
        self.edges.remove(&dropped);
        self.joiners.retain_mut(|joiner| {
            let before = dropped.partition_point(|&word| word <= joiner.word as usize) as u32;
            let is_behind_another = before <= joiner.word;
            joiner.word = joiner.word.wrapping_sub(before);
            is_behind_another
        });
    }

    /// All apostrophes and hyphens behind the first of the words that [`Words::find`] has found.
    pub(super) fn joiners(&self) -> &[Joiner] {
        &self.joiners
    }

    /// Changes the words to those of a language.
    #[inline(always)]
    pub(super) fn regroup(&mut self, text: &[u8], language: &LanguageWords) {
        if language.are_plain() {
            return;
        }
        core::mem::swap(&mut self.edges, &mut self.tokens);
        self.edges.clear();
        language.find(text, self.tokens.spans(), &self.joiners, |words| self.edges.push_words(words));
    }
}
