//! The search for words, chunk by chunk.

use alloc::vec::Vec;
use core::cell::OnceCell;
use core::ops::Range;

use super::super::chunk::Chunk;
use super::super::edges::Edges;
use super::super::han::ideographs;
use super::super::lanes::{CHUNK_BYTES, Lanes, Portable, below};
use super::super::punctuation::Punctuation;
use super::classes::{Around, Classes, Neighbour, Plain};
use crate::dictionary::{
    CHARACTER_BYTES, Dictionary, PlainCharacter, RUN_BYTES_MAX, is_complex, pieces, plain,
};
use crate::segment::word_end;
use crate::spans::Joiner;
use crate::unicode::{WordBreak, character_start, decode, properties};

/// The state of the search between two chunks.
pub(super) struct Search<'a> {
    text: &'a [u8],
    edges: &'a mut Edges,
    joiners: &'a mut Vec<Joiner>,
    /// What lies before is done; a boundary.
    resume: usize,
    /// 1 if the last byte before the chunk belongs to a word that is not ended, else 0.
    in_word: u64,
    /// What the last byte before the chunk belongs to.
    before: Neighbour,
    /// How many words UAX #29 has more than the dictionary.
    pub(super) beyond: i64,
    /// Where what is taken for a word begins with an underscore.
    underscores: &'a mut Vec<u32>,
    dictionary: Option<&'a OnceCell<Dictionary>>,
}

impl<'a> Search<'a> {
    /// At the beginning of a block, whose words go behind those edges, and its apostrophes and hyphens with them.
    pub(super) fn new(
        text: &'a [u8],
        edges: &'a mut Edges,
        joiners: &'a mut Vec<Joiner>,
        underscores: &'a mut Vec<u32>,
        dictionary: Option<&'a OnceCell<Dictionary>>,
    ) -> Self {
        Self {
            text,
            edges,
            joiners,
            resume: 0,
            in_word: 0,
            before: Neighbour::default(),
            beyond: 0,
            underscores,
            dictionary,
        }
    }

    fn dictionary(&self) -> Option<&'a Dictionary> {
        self.dictionary.map(|dictionary| dictionary.get_or_init(Dictionary::new))
    }

    /// Finds the words of a chunk.
    #[inline(always)]
    pub(super) fn judge<L: Lanes>(&mut self, chunk: &Chunk<'_, L>) {
        let (at, len) = (chunk.at, chunk.len);
        let mut plain = Plain::of(chunk);
        let (mut han, mut irregular, mut apostrophes) = (0, 0, 0);
        if chunk.non_ascii != 0 {
            han = ideographs(chunk);
            irregular = chunk.non_ascii & chunk.starts & !plain.letters & !han;
            if irregular != 0 {
                let marks = Punctuation::of(chunk);
                // What joins needs a letter or a digit before it, which may be one that has to be looked up.
                let others =
                    (!chunk.non_ascii & !(plain.letters | plain.digits)) | (han << 2) | marks.bytes();
                let may_join = marks.joining & !(others << 1);
                irregular &= !marks.firsts() | may_join;
                apostrophes = marks.apostrophes;
            }
        }
        let dictionary = self.dictionary.is_some();
        if irregular != 0 || self.resume > at || (dictionary && han != 0) {
            let irregular = irregular | apostrophes;
            self.judge_slowly(&Classes::of(self.text, at, len, plain, han, irregular, dictionary));
            return;
        }
        let end = len - 1;
        // The next character matters only to a joiner right before it.
        let after = if ((plain.mid_letters | plain.mid_numbers | (apostrophes << 2)) >> end) == 1 {
            Neighbour::at(self.text, at + len as usize)
        } else {
            Neighbour::default()
        };
        let around = Around::of(&plain, self.before, after, end);
        let mut joins = around.joins(&plain);
        if apostrophes != 0 {
            let long = around.joins_long(apostrophes, apostrophes, 2);
            joins |= long | (long << 1) | (long << 2);
            plain.joiners |= apostrophes;
        }
        let word = plain.letters | plain.digits | plain.underscores | joins;
        let word_before = (word << 1) | self.in_word;
        self.note_underscores(at, plain.underscores & !word_before);
        let edges = (word ^ word_before) & below(len);
        // Each ideograph is a word that begins where another may end.
        let (starts, ends) = ((edges & word) | han, (edges & !word) | (han << 3));
        let mut joiners = plain.joiners;
        while joiners != 0 {
            let bit = joiners.trailing_zeros();
            joiners &= joiners - 1;
            let edges_before = (starts & below(bit)).count_ones() + (ends & below(bit)).count_ones();
            self.push_joiner(at + bit as usize, self.edges.len() + edges_before as usize);
        }
        if han == 0 {
            self.edges.push_mask::<L>(at, edges);
        } else {
            self.edges.push_masks::<L>(at, starts, ends & below(len));
            if han >> (len - CHARACTER_BYTES as u32) == 1 {
                self.edges.push(at + len as usize);
            }
        }
        self.in_word = word >> end;
        self.before = Neighbour { is_letter: plain.letters >> end, is_digit: plain.digits >> end };
    }

    /// Finds the words of a chunk that has characters which are looked up, or that has been looked at in part.
    #[inline(never)]
    fn judge_slowly(&mut self, chunk: &Classes) {
        self.judge_exactly(chunk);
        let mut joiners = chunk.plain.joiners;
        while joiners != 0 {
            let at = chunk.at + joiners.trailing_zeros() as usize;
            joiners &= joiners - 1;
            let edges_before = self.edges.count_before(at);
            self.push_joiner(at, edges_before);
        }
    }

    /// Notes the underscores of a chunk with which words may begin.
    #[inline(always)]
    fn note_underscores(&mut self, at: usize, underscores: u64) {
        let mut underscores = underscores;
        while underscores != 0 {
            self.underscores.push(at as u32 + underscores.trailing_zeros());
            underscores &= underscores - 1;
        }
    }

    /// Pushes an apostrophe or a hyphen behind so many edges.
    #[inline(always)]
    fn push_joiner(&mut self, at: usize, edges_before: usize) {
        if let Some(before_last) = edges_before.checked_sub(1) {
            self.joiners.push(Joiner { at: at as u32, word: (before_last / 2) as u32 });
        }
    }

    fn judge_exactly(&mut self, chunk: &Classes) {
        let Classes { at, len, exact, ref plain, .. } = *chunk;
        let end = len - 1;
        let long_joiners = |[two, three]: [u64; 2]| (two << 1) | (three << 2);
        let joiners = plain.mid_letters
            | plain.mid_numbers
            | long_joiners(chunk.long_mid_letters)
            | long_joiners(chunk.long_mid_numbers);
        let after = if (joiners >> end) == 1 {
            Neighbour::at(self.text, at + len as usize)
        } else {
            Neighbour::default()
        };
        let around = Around::of(plain, self.before, after, end);
        let [two, three] = [1, 2].map(|more| {
            around.joins_long(chunk.long_mid_letters[more - 1], chunk.long_mid_numbers[more - 1], more)
        });
        let joins = around.joins(plain) | two | (two << 1) | three | (three << 1) | (three << 2);
        let word = plain.letters | plain.digits | plain.underscores | joins;
        self.before = Neighbour { is_letter: plain.letters >> end, is_digit: plain.digits >> end };
        self.note_underscores(at, plain.underscores & !(word << 1));

        let mut from = self.resume.saturating_sub(at) as u32;
        loop {
            if from >= len {
                // A boundary at the very end of the chunk is one for the next chunk too.
                self.in_word = 0;
                return;
            }
            let to_come = !below(from);
            let word = word & to_come;
            let carried = if from == 0 { self.in_word } else { 0 };
            let edges = word ^ ((word << 1) | carried);
            let (alone, alone_last) = (chunk.alone & to_come, chunk.alone_last & to_come);
            let next = (exact & to_come).trailing_zeros();
            let within = to_come & below(next.min(len));
            if alone == 0 {
                self.edges.push_mask::<Portable>(at, edges & within);
            } else {
                let starts = (edges & word) | alone;
                let ends = (edges & !word) | (alone_last << 1);
                self.edges.push_masks::<Portable>(at, starts & within, ends & within);
            }
            if next >= len {
                self.in_word = word >> end;
                if (alone_last >> end) == 1 {
                    self.edges.push(at + len as usize);
                }
                return;
            }
            self.resume = self.exact(at + next as usize);
            // Whatever is open after this was opened by later bytes.
            self.in_word = 0;
            from = (self.resume - at).min(CHUNK_BYTES) as u32;
        }
    }

    /// Decides about the character at `at`, before which everything is done but for a word that is open or that may go
    /// on. Gives the next boundary, from which the masks may go on.
    fn exact(&mut self, at: usize) -> usize {
        if let Some(dictionary) = self.dictionary()
            && let Some(end) = self.plain_run(at, dictionary)
        {
            return end;
        }
        let (character, _) = decode(self.text, at).expect("a block is well-formed");
        let is_run = self.dictionary.is_some() && is_complex(character);
        // UAX #29 may join Katakana, 々 and marks to what is before them.
        let is_alone = is_run && properties(character).word_break() == WordBreak::Other;
        let mut from = if is_alone { at } else { self.reach_back(at) };
        if self.edges.is_open() {
            self.edges.push(at);
        }
        let begin = from;
        while from <= at {
            from = match self.dictionary() {
                Some(dictionary) => self.mixed(from, dictionary),
                None => self.push_segments(from, self.text.len(), 1),
            };
        }
        self.count_again_behind(begin);
        from
    }

    /// Counts again the words before the apostrophes and hyphens of earlier chunks that are at `begin` or behind: what the
    /// masks took for a word may be none, as underscores alone.
    fn count_again_behind(&mut self, begin: usize) {
        let stale = self.joiners.iter().rev().take_while(|joiner| joiner.at as usize >= begin).count();
        for joiner in self.joiners.split_off(self.joiners.len() - stale) {
            let at = joiner.at as usize;
            self.push_joiner(at, self.edges.count_before(at));
        }
    }

    /// Takes a run of plain Chinese or Japanese that begins at `at`, unless anything around it may touch its words, and
    /// gives its end.
    fn plain_run(&mut self, at: usize, dictionary: &Dictionary) -> Option<usize> {
        let (characters, _) = self.text[at..].as_chunks::<CHARACTER_BYTES>();
        let (mut count, mut uax29, mut katakana) = (0, 0, 0);
        let mut last = None;
        for next in characters.iter().map_while(|character| plain(character)) {
            // Katakana are one word with each other (WB13).
            uax29 += i64::from(next == PlainCharacter::Alone || last != Some(PlainCharacter::Katakana));
            katakana += usize::from(next == PlainCharacter::Katakana);
            last = Some(next);
            count += 1;
        }
        let characters = &characters[..count];
        let end = at + count * CHARACTER_BYTES;
        if last.is_none() || end - at > RUN_BYTES_MAX {
            return None;
        }
        // An underscore joins Katakana (WB13a, WB13b), and so may what is before this run if the search went on here.
        let joins_before = plain(&self.text[at..]) == Some(PlainCharacter::Katakana)
            && !(at > self.resume && self.text[at - 1].is_ascii() && self.text[at - 1] != b'_');
        let joins_behind = decode(self.text, end).is_some_and(|(character, _)| {
            is_complex(character)
                || match properties(character).word_break() {
                    WordBreak::Extend | WordBreak::Format | WordBreak::Zwj => true,
                    WordBreak::ExtendNumLet => last == Some(PlainCharacter::Katakana),
                    _ => false,
                }
        });
        if joins_before || joins_behind {
            return None;
        }
        if self.edges.is_open() {
            self.edges.push(at);
        }
        let words_before = self.edges.words();
        let push = |word: Range<usize>| {
            self.edges.push(at + word.start);
            self.edges.push(at + word.end);
        };
        if katakana == 0 {
            dictionary.segment_alone(characters, push);
        } else {
            dictionary.segment_plain(characters.as_flattened(), push);
        }
        uax29 -= (self.edges.words() - words_before) as i64;
        self.beyond += uax29;
        Some(end)
    }

    /// Takes at least a segment from the boundary `from` on, with all runs of scripts without spaces in it. Their words
    /// are the dictionary's, and the text before and after each is cut as if it stood alone.
    fn mixed(&mut self, from: usize, dictionary: &Dictionary) -> usize {
        let words_before = self.edges.words();
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
                self.edges.push(run + word.start);
                self.edges.push(run + word.end);
            });
            at = end;
        }
        self.beyond += uax29 - (self.edges.words() - words_before) as i64;
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
                self.edges.push(at);
                self.edges.push(segment.end);
            }
            at = segment.end;
        }
        at
    }

    /// Finds the boundary from which the exact rules must begin in order to decide about the character at `at`, and
    /// takes back what the masks found from there on.
    fn reach_back(&mut self, at: usize) -> usize {
        if at == self.resume {
            return at;
        }
        // A word that ends here, or with a character between: that may join the two, as a full stop does.
        let mut before = character_start(self.text, at);
        if let Some(start) = self.edges.take_back(self.resume, [at, before]) {
            return start;
        }
        // The character before is a segment of its own, or the end of one to which nothing else matters.
        // Spaces are one segment (WB3d).
        while before > self.resume && self.is_space(before) {
            let earlier = character_start(self.text, before);
            if !self.is_space(earlier) {
                break;
            }
            before = earlier;
        }
        before.max(self.resume)
    }

    /// Tells whether the character at `at` is one of the spaces of which a run is one segment.
    fn is_space(&self, at: usize) -> bool {
        decode(self.text, at)
            .is_some_and(|(character, _)| properties(character).word_break() == WordBreak::WSegSpace)
    }
}

/// The first letter of a script without spaces in `text[from..end]`.
fn complex_from(text: &[u8], from: usize, end: usize) -> Option<usize> {
    // Such a letter has at least three bytes.
    let mut leads = (from..end).filter(|&at| text[at] >= 0xE0);
    leads.find(|&at| decode(text, at).is_some_and(|(character, _)| is_complex(character)))
}
