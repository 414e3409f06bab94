//! The counts of a text that comes in blocks.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use wide::i8x32;

use super::ascii::Ascii;
use super::beyond::Beyond;
use super::characters::Characters;
use super::chunk::Chunks;
use super::firsts::FirstWords;
use super::lanes::{Lanes, below};
use super::marks::{add_to_gmxv, add_to_office};
use super::starts::Starts;
use super::tally::Tally;
use super::white::White;
use super::words::Words;
use crate::course::Follower;
use crate::gmxv::{self, Gmxv};
use crate::histogram::Histogram;
use crate::office::Office;
use crate::options::Options;
use crate::scan::{Assembly, Part, Scan};
use crate::sentence::{Marks, Sentences, Uax29};
use crate::spans::count_before;
use crate::stats::Stats;
use crate::unicode::{GeneralCategory, decode, properties};
use crate::vocabulary::Vocabulary;
use crate::words::LanguageWords;

/// Room for the paragraphs of a block from the beginning, so that those of a short text need no more.
const PARAGRAPHS: usize = 64;

/// Everything that is counted, between two blocks.
#[derive(Clone, Debug)]
pub(super) struct Blocks {
    options: Options,
    tally: Tally,
    characters: Characters,
    words: Words,
    /// Whether the block has nothing beyond ASCII.
    is_ascii: bool,
    language_words: LanguageWords,
    words_uax29: u64,
    words_icu: u64,
    /// The words of the blocks before.
    words_before: u64,
    office: Office,
    gmxv: Gmxv,
    word_lengths: Histogram,
    paragraphs: Paragraphs,
    starts: Starts,
    marks: Marks,
    sentences: Sentences,
    uax29: Uax29,
    sentence_lengths: Histogram,
    firsts: FirstWords,
    /// Whether the next word is the first of its sentence.
    opens_sentence: bool,
    /// The words of all sentences that have ended.
    words_in_sentences: u64,
    /// The words of the block with which a sentence begins, by their number; the last may be the first of the next
    /// block.
    openers: Vec<usize>,
    /// How many of the last words before the block begin with a number, one behind the other.
    numbers: u64,
    vocabulary: Vocabulary,
    /// Which words of the block have a capital letter amid a sentence.
    named: Vec<bool>,
    gaps: Vec<u32>,
    course: Sink,
    /// What was found before, without its vocabulary; only where an [`Assembly`] goes on.
    before: Option<Box<Stats>>,
}

/// The lengths of paragraphs.
#[derive(Clone, Debug, Default)]
struct Paragraphs {
    lengths: Histogram,
    /// The words before the paragraph.
    words: u64,
    /// Where paragraphs end in the block.
    ends: Vec<usize>,
}

/// Where the words and sentences go in their order.
#[derive(Clone, Debug)]
enum Sink {
    Whole(Box<Follower>),
    Part { gaps: Vec<u32>, sentences: Vec<u64> },
}

impl Blocks {
    /// The state at the beginning of a text, or of a part of one.
    pub(super) fn new(options: Options, is_part: bool) -> Self {
        let course = if is_part {
            Sink::Part { gaps: Vec::new(), sentences: Vec::new() }
        } else {
            Sink::Whole(Box::new(Follower::new()))
        };
        Self {
            options,
            tally: Tally::default(),
            characters: Characters::new(),
            words: Words::new(options.counted.dictionary),
            is_ascii: true,
            language_words: LanguageWords::new(options.language),
            words_uax29: 0,
            words_icu: 0,
            words_before: 0,
            office: Office::new(),
            gmxv: Gmxv::new(options.language),
            word_lengths: Histogram::default(),
            paragraphs: Paragraphs::default(),
            starts: Starts::default(),
            marks: Marks::default(),
            sentences: Sentences::new(options.language.rules()),
            uax29: Uax29::new(),
            sentence_lengths: Histogram::default(),
            firsts: FirstWords::default(),
            opens_sentence: true,
            words_in_sentences: 0,
            openers: Vec::new(),
            numbers: 0,
            vocabulary: options.vocabulary(),
            named: Vec::new(),
            gaps: Vec::new(),
            course,
            before: None,
        }
    }

    /// The state at the beginning of a part, in the memory of another that was scanned with the same options.
    pub(super) fn in_memory_of(options: Options, spare: Part) -> Self {
        let Part { stats, mut gaps, mut sentences } = spare;
        let mut vocabulary = stats.vocabulary;
        vocabulary.reuse();
        gaps.clear();
        sentences.clear();
        Self { vocabulary, course: Sink::Part { gaps, sentences }, ..Self::new(options, true) }
    }

    /// The state at a seam, where a text goes on whose parts were put together that far.
    pub(super) fn after(options: Options, mut before: Stats, course: Follower) -> Self {
        let vocabulary = core::mem::take(&mut before.vocabulary);
        let course = Sink::Whole(Box::new(course));
        Self { vocabulary, course, before: Some(Box::new(before)), ..Self::new(options, true) }
    }

    /// Counts a block, which is well-formed and begins and ends where segmentation starts afresh.
    #[inline(always)]
    pub(super) fn add_with<L: Lanes>(&mut self, text: &[u8]) {
        match (self.options.counted.characters, self.options.counted.tools) {
            (false, false) => self.add_characters::<L, false, false>(text),
            (true, false) => self.add_characters::<L, true, false>(text),
            (false, true) => self.add_characters::<L, false, true>(text),
            (true, true) => self.add_characters::<L, true, true>(text),
        }
        if !self.options.counted.words {
            return;
        }
        self.words.find::<L>(text);
        self.words_uax29 += self.words.uax29;
        self.words_icu += self.words.spans().len() as u64;
        if self.options.counted.tools {
            self.gmxv.push_words(text, self.words.spans(), self.words.joiners());
        }
        self.words.regroup(text, &self.language_words);
        self.add_lengths(text);
        if self.options.counted.sentences {
            self.add_sentences::<L>(text);
        }
        if self.options.counted.vocabulary {
            self.add_to_vocabulary(text);
        }
        self.words_before += self.words.spans().len() as u64;
    }

    /// Counts what needs no segmentation into words; with `CHARACTERS` also characters by class, with `TOOLS` also the
    /// words of offices and the characters of translators.
    #[inline(always)]
    fn add_characters<L: Lanes, const CHARACTERS: bool, const TOOLS: bool>(&mut self, text: &[u8]) {
        // A copy whose address nobody else knows can live in registers.
        let mut tally = self.tally;
        let Self { characters, office, gmxv, paragraphs, .. } = self;
        paragraphs.ends.clear();
        paragraphs.ends.reserve(PARAGRAPHS);
        let mut resume = 0;
        let mut non_ascii = 0;
        let mut chunks = Chunks::of(text);
        while let Some(chunk) = chunks.next::<L>() {
            let chunk = &chunk;
            let white = White::of(chunk);
            tally.add(chunk, &white, &mut paragraphs.ends);
            non_ascii |= chunk.non_ascii;
            if !CHARACTERS && !TOOLS {
                continue;
            }
            let (ascii, beyond) = (Ascii::of(chunk), Beyond::of(chunk));
            if CHARACTERS {
                resume = characters.add(text, chunk, &ascii, &beyond, resume);
            }
            if TOOLS {
                add_to_office(office, chunk, &beyond, &white);
                add_to_gmxv(gmxv, text, chunk, &ascii, &beyond, &white);
            }
        }
        self.tally = tally;
        self.is_ascii = non_ascii == 0;
    }

    /// Adds the lengths of words and of the paragraphs that end in the block.
    #[inline(always)]
    fn add_lengths(&mut self, text: &[u8]) {
        let is_ascii = self.is_ascii;
        let spans = self.words.spans();
        if is_ascii {
            add_all(&mut self.word_lengths, spans, |start, end| u64::from(end - start));
        } else {
            add_all(&mut self.word_lengths, spans, |start, end| {
                code_points(text, start as usize, end as usize)
            });
        }
        let mut before = 0;
        let ends = core::mem::take(&mut self.paragraphs.ends);
        for &end in &ends {
            before += count_before(&spans[before..], end as u32);
            self.paragraphs.end_at(self.words_before + before as u64);
        }
        self.paragraphs.ends = ends;
    }

    #[inline(always)]
    fn add_sentences<L: Lanes>(&mut self, text: &[u8]) {
        let Self { words, starts, marks, sentences, uax29, .. } = self;
        let Self { firsts, words_in_sentences, openers, sentence_lengths, course, words_before, .. } = self;
        let (words_before, numbers) = (*words_before, self.numbers);
        starts.find::<L>(words.spans(), text.len());
        let count_before = |at| words_before + starts.before(at);
        marks.find::<L>(text);
        openers.clear();
        sentences.update(text, marks, count_before, |ended| {
            *words_in_sentences += ended.words;
            // A sentence that ended in an earlier block may have its successor's first words there: if they are numbers, it
            // begins behind them all the same.
            match words_in_sentences.checked_sub(words_before) {
                Some(opener) => openers.push(opener as usize),
                None if words_before - *words_in_sentences <= numbers => openers.push(0),
                None => {}
            }
            sentence_lengths.add(ended.words);
            course.push_sentence(ended.words);
        });
        firsts.find_lines::<L>(text);
        uax29.update(text, marks, |boundary| firsts.end_sentence(boundary, text, words.spans()));
        firsts.count(text, words.spans(), starts, uax29.candidate());
    }

    #[inline(always)]
    fn add_to_vocabulary(&mut self, text: &[u8]) {
        let Self { words, named, gaps, vocabulary, openers, opens_sentence, numbers, .. } = self;
        let spans = words.spans();
        named.clear();
        named.resize(spans.len(), false);
        if self.options.counted.sentences {
            for (named, &[start, _]) in named.iter_mut().zip(spans) {
                *named = is_capitalised(text, start as usize);
            }
        }
        let first = core::mem::take(opens_sentence).then_some(0);
        // So many words have been looked at: where sentences are numbers alone, one goes through those of all that follow.
        let mut seen = 0;
        for mut word in first.into_iter().chain(openers.iter().copied()) {
            if word < seen {
                continue;
            }
            loop {
                let Some(named) = named.get_mut(word) else {
                    // The sentence begins with the next block.
                    *opens_sentence = true;
                    break;
                };
                *named = false;
                // Behind the number of an item it only begins.
                if !is_numeric(text, spans[word][0] as usize) {
                    break;
                }
                word += 1;
            }
            seen = word;
        }
        let run = spans.iter().rev().take_while(|[start, _]| is_numeric(text, *start as usize)).count();
        *numbers = if run == spans.len() { *numbers + run as u64 } else { run as u64 };
        let has_order = self.options.counted.order;
        if let Sink::Part { gaps, .. } = &mut self.course
            && has_order
        {
            // A part keeps them all.
            vocabulary.count_all(text, spans, named, gaps);
            return;
        }
        gaps.clear();
        vocabulary.count_all(text, spans, named, gaps);
        if let Sink::Whole(course) = &mut self.course
            && has_order
        {
            course.push_words(gaps);
        }
    }

    /// Ends the text.
    pub(super) fn finish(self, bytes: u64, invalid: u64) -> Scan {
        let (stats, Sink::Whole(course)) = self.into_stats(bytes, invalid) else {
            panic!("a part is ended by finish_part");
        };
        Scan::of_whole(stats, *course)
    }

    /// Ends what was scanned between two seams.
    pub(super) fn finish_assembly(self, bytes: u64, invalid: u64) -> Assembly {
        let (stats, Sink::Whole(course)) = self.into_stats(bytes, invalid) else {
            panic!("a part is ended by finish_part");
        };
        Assembly::from_whole(stats, *course)
    }

    /// Ends the part.
    pub(super) fn finish_part(self, bytes: u64, invalid: u64) -> Part {
        let (stats, Sink::Part { gaps, sentences }) = self.into_stats(bytes, invalid) else {
            panic!("only a scanner of a part can finish one");
        };
        Part { stats, gaps, sentences }
    }

    fn into_stats(self, bytes: u64, invalid: u64) -> (Stats, Sink) {
        let Self { mut tally, characters, options, mut paragraphs, mut sentence_lengths, mut course, .. } =
            self;
        let (words, words_uax29, words_icu) = (self.words_before, self.words_uax29, self.words_icu);
        if tally.finish() && options.counted.words {
            paragraphs.end_at(words);
        }
        if options.counted.sentences {
            self.sentences.finish(words, |ended| {
                sentence_lengths.add(ended.words);
                course.push_sentence(ended.words);
            });
        }
        let mut stats = Stats {
            counted: options.counted,
            languages: if bytes == 0 { BTreeMap::new() } else { [(options.language, bytes)].into() },
            bytes,
            invalid,
            code_points: tally.code_points,
            white_space: tally.white_space,
            lines: tally.lines,
            blank_lines: tally.blank_lines,
            longest_line: tally.longest_line,
            paragraphs: tally.paragraphs,
            words_ascii: tally.words_ascii,
            words_whitespace: tally.words_whitespace,
            graphemes: characters.graphemes,
            letters: characters.letters,
            marks: characters.marks,
            digits: characters.digits,
            punctuation: characters.punctuation,
            symbols: characters.symbols,
            others: characters.others,
            scripts: if options.counted.characters { characters.scripts() } else { BTreeMap::new() },
            words_uax29,
            words_icu: if options.counted.dictionary { words_icu } else { 0 },
            words,
            words_office: self.office.words(),
            gmxv: gmxv::Counts {
                words: self.gmxv.words(),
                characters: self.gmxv.characters(),
                punctuation: self.gmxv.punctuation(),
                white_space: self.gmxv.white_space(),
            },
            sentences_uax29: self.firsts.finish(),
            word_lengths: self.word_lengths,
            sentence_lengths,
            paragraph_lengths: paragraphs.lengths,
            vocabulary: self.vocabulary,
        };
        if let Some(before) = &self.before {
            stats.add_all_but_the_vocabulary(before);
        }
        (stats, course)
    }
}

impl Paragraphs {
    /// Ends a paragraph before which, and in which, there are so many words in all.
    fn end_at(&mut self, words: u64) {
        self.lengths.add(words - self.words);
        self.words = words;
    }
}

impl Sink {
    fn push_sentence(&mut self, words: u64) {
        match self {
            Self::Whole(course) => course.push_sentence(words),
            Self::Part { sentences, .. } => sentences.push(words),
        }
    }
}

/// Words are shorter than that, but for a few. A power of two.
const SHORT_LENGTHS: usize = 64;

/// Counts the lengths of words.
#[inline(always)]
fn add_all(lengths: &mut Histogram, words: &[[u32; 2]], length: impl Fn(u32, u32) -> u64) {
    // In four arrays, for a word is often as long as the one before it, and would wait for that to be counted.
    let mut short = [[0u32; SHORT_LENGTHS]; 4];
    let (fours, rest) = words.as_chunks::<4>();
    for four in fours {
        let four = four.map(|[start, end]| length(start, end));
        if four.iter().fold(0, |all, length| all | length) < SHORT_LENGTHS as u64 {
            for (counts, length) in short.iter_mut().zip(four) {
                counts[length as usize % SHORT_LENGTHS] += 1;
            }
        } else {
            four.into_iter().for_each(|length| lengths.add(length));
        }
    }
    for &[start, end] in rest {
        lengths.add(length(start, end));
    }
    for length in 0..SHORT_LENGTHS {
        let count: u32 = short.iter().map(|counts| counts[length]).sum();
        if count > 0 {
            lengths.add_many(length as u64, count.into());
        }
    }
}

/// Counts the code points of the word `text[start..end]`.
#[inline(always)]
fn code_points(text: &[u8], start: usize, end: usize) -> u64 {
    let len = end - start;
    match text[start..].first_chunk::<32>() {
        Some(bytes) if len <= 32 => {
            // Continuation bytes are those from 80 to BF, which are the lowest if they are signed.
            let starts = i8x32::new(bytes.map(u8::cast_signed)).simd_gt(i8x32::splat(-65)).to_bitmask();
            u64::from((u64::from(starts) & below(len as u32)).count_ones())
        }
        _ => text[start..end].iter().filter(|&byte| byte & 0xC0 != 0x80).count() as u64,
    }
}

/// Tells whether the word that begins at `start` begins with a capital letter.
#[inline(always)]
pub(super) fn is_capitalised(text: &[u8], start: usize) -> bool {
    match text[start] {
        byte @ 0..0x80 => byte.is_ascii_uppercase(),
        _ => is_capitalised_beyond_ascii(&text[start..]),
    }
}

/// Tells whether a word begins with a number of any kind.
#[inline(always)]
fn is_numeric(text: &[u8], start: usize) -> bool {
    match text[start] {
        byte @ 0..0x80 => byte.is_ascii_digit(),
        _ => decode(text, start).is_some_and(|(character, _)| character.is_numeric()),
    }
}

/// The commonest scripts by their bytes, the others by the tables.
fn is_capitalised_beyond_ascii(word: &[u8]) -> bool {
    match *word {
        // The Cyrillic letters from U+0400 to U+045F, capitals first; kana and ideographs.
        [0xD0, second, ..] => second < 0xB0,
        [0xD1, 0x80..=0x9F, ..] | [0xE3..=0xE9, ..] => false,
        // From À to ÿ, capitals first, with × and ÷ among them.
        [0xC3, second, ..] => second < 0x9F && second != 0x97,
        _ => decode(word, 0).is_some_and(|(character, _)| {
            let category = properties(character).general_category();
            matches!(category, GeneralCategory::UppercaseLetter | GeneralCategory::TitlecaseLetter)
        }),
    }
}
