//! The words of a block: UAX #29 by bit masks where those are certain, by the exact rules elsewhere.
//!
//! *Core* letters are those whose bytes tell what they are: the letters of ASCII, most two-byte letters of Latin, and
//! Cyrillic. Runs of core letters, ASCII digits and underscores are words, joined by a single colon, full stop,
//! apostrophe, comma or semicolon as rules WB6, WB7, WB11 and WB12 have it. The rest of ASCII stands between words.
//! Whatever else there is (*irregular* characters) is looked at one by one: most stand alone; where one may touch
//! a word, the exact rules decide from the beginning of that word.

use alloc::vec::Vec;

use wide::u8x16;

use super::chunk::{Chunk, Chunks};
use super::core_letters::CoreLetters;
use super::lanes::{below, within};
use crate::dictionary::{Dictionary, is_complex, pieces};
use crate::segment::word_end;
use crate::unicode::{Properties, WordBreak, decode, properties};
use crate::words::LanguageWords;

/// The words of a block.
#[derive(Clone, Debug)]
pub(super) struct Words {
    /// Where each word begins and ends, in turn: offsets in rising order. Scripts without spaces are cut by the
    /// dictionary.
    edges: Vec<u32>,
    /// The words of UAX #29, where scripts without spaces are cut by that standard too.
    pub(super) uax29: u64,
    dictionary: Option<Dictionary>,
}

impl Words {
    /// Whether scripts without spaces are cut by the dictionary; otherwise the words are those of UAX #29.
    pub(super) fn new(dictionary: bool) -> Self {
        Self { edges: Vec::new(), uax29: 0, dictionary: dictionary.then(Dictionary::new) }
    }

    /// Where the words of the block begin and end.
    pub(super) fn spans(&self) -> &[[u32; 2]] {
        self.edges.as_chunks().0
    }

    /// Finds the words of a block, which is well-formed and begins and ends where segmentation may restart.
    #[inline(always)]
    pub(super) fn find(&mut self, text: &[u8]) {
        self.edges.clear();
        let mut search = Search {
            text,
            edges: &mut self.edges,
            resume: 0,
            in_word: 0,
            before: Classes::default(),
            beyond: 0,
            underscores: false,
            dictionary: self.dictionary,
        };
        // A chunk is judged when the first byte after it is known.
        let mut waiting: Option<Classes> = None;
        let mut chunks = Chunks::of(text);
        while let Some(chunk) = chunks.next() {
            let classes = Classes::of(&chunk);
            if let Some(waiting) = waiting {
                search.judge(&waiting, &classes);
            }
            waiting = Some(classes);
        }
        if let Some(waiting) = waiting {
            search.judge(&waiting, &Classes::default());
        }
        let Search { beyond, underscores, .. } = search;
        if self.edges.len() % 2 == 1 {
            self.edges.push(text.len() as u32);
        }
        if underscores {
            self.drop_underscores(text);
        }
        self.uax29 = (self.edges.len() as u64 / 2).wrapping_add_signed(beyond);
    }

    /// Changes the words to those of a language.
    pub(super) fn regroup(&mut self, text: &[u8], language: &LanguageWords) {
        if language.are_plain() {
            return;
        }
        let words: Vec<_> = self.spans().iter().map(|&[start, end]| start as usize..end as usize).collect();
        self.edges.clear();
        language.find(text, &words, |word| self.edges.extend([word.start as u32, word.end as u32]));
    }

    /// Drops what has neither a letter nor a number: runs of underscores.
    fn drop_underscores(&mut self, text: &[u8]) {
        let mut kept = 0;
        for at in (0..self.edges.len()).step_by(2) {
            let (start, end) = (self.edges[at], self.edges[at + 1]);
            if text[start as usize..end as usize].iter().any(|&byte| byte != b'_') {
                self.edges[kept] = start;
                self.edges[kept + 1] = end;
                kept += 2;
            }
        }
        self.edges.truncate(kept);
    }
}

/// The classes of the bytes of a chunk that decide on words.
#[derive(Clone, Copy, Default)]
struct Classes {
    at: usize,
    len: u32,
    /// Every byte of each core letter.
    letters: u64,
    digits: u64,
    underscores: u64,
    /// What joins letters: MidLetter, MidNumLet and Single_Quote.
    mid_letters: u64,
    /// What joins digits: MidNum, MidNumLet and Single_Quote.
    mid_numbers: u64,
    /// Every byte of each character beyond ASCII that is no core letter.
    irregular: u64,
}

impl Classes {
    #[inline(always)]
    fn of(chunk: &Chunk<'_>) -> Self {
        let lanes = &chunk.lanes;
        let mut letters = lanes.mask(|lane| within(lane | 0x20, b'a', b'z'));
        let mut irregular = 0;
        if chunk.non_ascii != 0 {
            letters |= CoreLetters::of(chunk).bytes();
            irregular = chunk.non_ascii & !letters;
        }
        let mid_both =
            lanes.mask(|lane| lane.simd_eq(u8x16::splat(b'.')) | lane.simd_eq(u8x16::splat(b'\'')));
        Self {
            at: chunk.at,
            len: chunk.len,
            letters,
            digits: lanes.within(b'0', b'9'),
            underscores: lanes.equal(b'_'),
            mid_letters: mid_both | lanes.equal(b':'),
            mid_numbers: mid_both
                | lanes.mask(|lane| lane.simd_eq(u8x16::splat(b',')) | lane.simd_eq(u8x16::splat(b';'))),
            irregular,
        }
    }

    /// Shifts the bit of the last byte of the chunk into the lowest place.
    #[inline(always)]
    fn last(&self, mask: u64) -> u64 {
        if self.len == 0 { 0 } else { (mask >> (self.len - 1)) & 1 }
    }
}

/// The state of the search between two chunks.
struct Search<'a> {
    text: &'a [u8],
    edges: &'a mut Vec<u32>,
    /// What lies before is done; a boundary.
    resume: usize,
    /// 1 if the last byte before the chunk belongs to a word that is not ended, else 0.
    in_word: u64,
    /// The chunk before.
    before: Classes,
    /// How many words UAX #29 has more than the dictionary.
    beyond: i64,
    /// Whether there are underscores among what was taken for words.
    underscores: bool,
    dictionary: Option<Dictionary>,
}

impl Search<'_> {
    /// Finds the words of a chunk.
    #[inline(always)]
    fn judge(&mut self, chunk: &Classes, after: &Classes) {
        let Classes { at, len, letters, digits, .. } = *chunk;
        let before = core::mem::replace(&mut self.before, *chunk);
        let end = len - 1;
        let letters_before = (letters << 1) | before.last(before.letters);
        let letters_after = (letters >> 1) | ((after.letters & 1) << end);
        let digits_before = (digits << 1) | before.last(before.digits);
        let digits_after = (digits >> 1) | ((after.digits & 1) << end);
        let joins = (chunk.mid_letters & letters_before & letters_after)
            | (chunk.mid_numbers & digits_before & digits_after);
        let word = (letters | digits | chunk.underscores | joins) & below(len);
        self.underscores |= chunk.underscores != 0;

        if chunk.irregular == 0 && self.resume <= at {
            self.push(at, word ^ ((word << 1) | self.in_word), len);
            self.in_word = word >> end;
            return;
        }
        self.judge_slowly(chunk, word);
    }

    /// Finds the words of a chunk that has irregular characters, or that has been looked at in part.
    #[inline(never)]
    fn judge_slowly(&mut self, chunk: &Classes, word: u64) {
        let Classes { at, len, irregular, .. } = *chunk;
        let mut from = self.resume.saturating_sub(at);
        loop {
            if from >= len as usize {
                // A boundary at the very end of the chunk is one for the next chunk too.
                self.in_word = 0;
                return;
            }
            let word = word & !below(from as u32);
            let carried = if from == 0 { self.in_word } else { 0 };
            let edges = word ^ ((word << 1) | carried);
            let next = (irregular & !below(from as u32)).trailing_zeros();
            self.push(at, edges & !below(from as u32), next.min(len));
            if next >= len {
                self.in_word = word >> (len - 1);
                return;
            }
            self.resume = self.irregular(at + next as usize);
            // Whatever is open after this was opened by later bytes.
            self.in_word = 0;
            from = self.resume - at;
        }
    }

    /// Pushes the places of the edges before `len`.
    #[inline(always)]
    fn push(&mut self, at: usize, edges: u64, len: u32) {
        let mut edges = edges & below(len);
        let at = at as u32;
        let many = edges.count_ones() as usize;
        let end = self.edges.len() + many;
        while edges != 0 {
            // Eight at a time, be there as many or not: what is too much is taken back.
            let mut eight = [0; 8];
            for edge in &mut eight {
                *edge = at + edges.trailing_zeros();
                edges &= edges.wrapping_sub(1);
            }
            self.edges.extend_from_slice(&eight);
        }
        self.edges.truncate(end);
    }

    /// Looks at the irregular character at `at`, before which everything is done but for a word that is open or that
    /// may go on. Gives the next boundary from which the masks may go on.
    fn irregular(&mut self, at: usize) -> usize {
        let (character, length) = decode(self.text, at).expect("a block is well-formed");
        let class = properties(character);
        let end = at + length;
        if let Some(dictionary) = self.dictionary
            && is_complex(character)
        {
            // UAX #29 may join Katakana, 々 and marks to what is before them.
            let is_alone = class.word_break() == WordBreak::Other;
            let mut from = if is_alone { at } else { self.reach_back(at) };
            if self.is_open() {
                self.edges.push(at as u32);
            }
            while from <= at {
                from = self.mixed(from, dictionary);
            }
            return from;
        }
        if class.word_break() == WordBreak::Other && !self.attaches_at(end) {
            // It stands alone: no rule joins it to anything.
            if self.is_open() {
                self.edges.push(at as u32);
            }
            if class.makes_word() {
                self.edges.extend([at as u32, end as u32]);
            }
            return end;
        }
        let mut from = self.reach_back(at);
        while from <= at {
            from = match self.dictionary {
                Some(dictionary) => self.mixed(from, dictionary),
                None => self.push_segments(from, self.text.len(), 1),
            };
        }
        from
    }

    /// Takes at least a segment from the boundary `from` on, with all runs of scripts without spaces in it. Their words
    /// are the dictionary's, and the text before and after each is cut as if it stood alone.
    fn mixed(&mut self, from: usize, dictionary: Dictionary) -> usize {
        let words_before = self.edges.len() / 2;
        let mut uax29 = 0;
        let mut boundary = from;
        let mut at = from;
        loop {
            while boundary < at || boundary == from {
                let segment = word_end(self.text, boundary);
                uax29 += i64::from(segment.has_word);
                boundary = segment.end;
            }
            if at == boundary {
                break;
            }
            let Some(run) = complex_from(self.text, at, boundary) else {
                self.push_segments(at, boundary, usize::MAX);
                break;
            };
            self.push_segments(at, run, usize::MAX);
            let end = run + pieces(&self.text[run..]).next().map_or(1, |piece| piece.end);
            dictionary.segment(&self.text[run..end], |word| {
                self.edges.extend([(run + word.start) as u32, (run + word.end) as u32]);
            });
            at = end;
        }
        self.beyond += uax29 - (self.edges.len() / 2 - words_before) as i64;
        boundary
    }

    /// Pushes the words among the segments of `text[..end]` from `from` on, of which there are at most so many, and gives
    /// the end of the last.
    fn push_segments(&mut self, from: usize, end: usize, segments: usize) -> usize {
        let text = &self.text[..end];
        let mut at = from;
        for _ in 0..segments {
            if at >= end {
                break;
            }
            let segment = word_end(text, at);
            if segment.has_word {
                self.edges.extend([at as u32, segment.end as u32]);
            }
            at = segment.end;
        }
        at
    }

    /// Tells whether a word has begun and has not ended.
    fn is_open(&self) -> bool {
        self.edges.len() % 2 == 1
    }

    /// Tells whether the character at `at`, if there is one, attaches to whatever is before it.
    fn attaches_at(&self, at: usize) -> bool {
        self.text.get(at).is_some_and(|byte| !byte.is_ascii())
            && decode(self.text, at).is_some_and(|(character, _)| attaches(properties(character)))
    }

    /// Finds the boundary from which the exact rules must begin in order to decide about the character at `at`, and
    /// takes back what the masks found from there on.
    fn reach_back(&mut self, at: usize) -> usize {
        if self.is_open()
            && let Some(start) = self.edges.pop()
        {
            return start as usize;
        }
        // A word and a character in the middle of words: the next letter may join the two.
        if let [.., start, end] = self.edges[..]
            && end as usize + 1 == at
            && start as usize >= self.resume
        {
            self.edges.truncate(self.edges.len() - 2);
            return start as usize;
        }
        // The character before is a segment of its own, or the end of one to which nothing else matters.
        let mut before = self.text[..at].iter().rposition(|byte| byte & 0xC0 != 0x80).unwrap_or(0);
        // Spaces are one segment (WB3d).
        while before > self.resume && self.text[before] == b' ' && self.text[before - 1] == b' ' {
            before -= 1;
        }
        before.max(self.resume)
    }
}

/// The first letter of a script without spaces in `text[from..end]`.
fn complex_from(text: &[u8], from: usize, end: usize) -> Option<usize> {
    // Such a letter has at least three bytes.
    let mut leads = (from..end).filter(|&at| text[at] >= 0xE0);
    leads.find(|&at| decode(text, at).is_some_and(|(character, _)| is_complex(character)))
}

/// Tells whether a character belongs to the segment of the one before it, whatever that is, but for line ends.
///
/// Source: UAX #29, rule WB4.
fn attaches(class: Properties) -> bool {
    matches!(class.word_break(), WordBreak::Extend | WordBreak::Format | WordBreak::Zwj)
}
