//! What the numbers of a report are computed from, made once for each report, when the first number asks for it.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::cell::OnceCell;
use core::cmp::Reverse;

use super::{Reason, Value};
use crate::diversity::Spectrum;
use crate::english::Traits;
use crate::language::Language;
use crate::readability::{self, Index, Inputs};
use crate::scan::{Order, Scan};
use crate::sequence;
use crate::stats::Stats;
use crate::unicode::{GeneralCategory, properties};
use crate::vocabulary::LONG_LETTERS_MIN;

/// The counts of a text, and what follows from them by looking at each distinct word once.
pub(super) struct Figures<'a> {
    pub(super) stats: &'a Stats,
    /// The language, if it is one and known.
    pub(super) language: Option<Language>,
    /// The measures that depend on order, of one text.
    pub(super) sequence: Result<sequence::Measures, Reason>,
    spectrum: OnceCell<Option<Spectrum>>,
    words: OnceCell<WordFigures>,
}

/// What is known when each distinct word has been looked at.
struct WordFigures {
    letters: Vec<(char, u64)>,
    /// What the English indices are made from.
    inputs: Result<Inputs, Reason>,
}

impl<'a> Figures<'a> {
    pub(super) fn new(scan: &'a Scan) -> Self {
        let stats = &scan.stats;
        let mut languages = stats.languages.keys();
        let language = match (languages.next(), languages.next()) {
            (Some(language), None) if *language != Language::UNDETERMINED => Some(*language),
            _ => None,
        };
        Self {
            stats,
            language,
            sequence: match &scan.order {
                Order::Nothing => Err(Reason::NO_WORDS),
                Order::Whole(course) => Ok(course.sequence),
                Order::Joined => Err(Reason::JOINED),
            },
            spectrum: OnceCell::new(),
            words: OnceCell::new(),
        }
    }

    /// The frequencies of frequencies.
    pub(super) fn spectrum(&self) -> Option<&Spectrum> {
        self.spectrum.get_or_init(|| self.stats.vocabulary.spectrum()).as_ref()
    }

    /// The letters of all words that are kept, case-folded, by falling count, then by code point.
    pub(super) fn letters(&self) -> &[(char, u64)] {
        &self.words().letters
    }

    fn words(&self) -> &WordFigures {
        self.words.get_or_init(|| {
            if self.stats.counted.vocabulary {
                self.read_words()
            } else {
                WordFigures { letters: Vec::new(), inputs: Err(Reason::NOT_COUNTED) }
            }
        })
    }

    /// Looks at each distinct word.
    fn read_words(&self) -> WordFigures {
        let is_english = self.language == Some(Language::ENGLISH);
        let mut inputs = Inputs {
            words: self.stats.words,
            sentences: self.stats.sentence_lengths.total(),
            ..Inputs::default()
        };
        // By bytes; those beyond ASCII mean nothing.
        let mut ascii = [0_u64; 256];
        let mut others = Letters::default();
        for (word, frequency) in self.stats.vocabulary.folded() {
            let count = frequency.count;
            let mut letters = 0;
            let mut bits = 0;
            for &byte in word {
                ascii[usize::from(byte)] += count;
                letters += u64::from(byte.is_ascii_alphabetic());
                bits |= byte;
            }
            if !bits.is_ascii() {
                let mut digits = 0;
                let word = str::from_utf8(word).expect("folded words are well-formed");
                for character in word.chars().filter(|character| !character.is_ascii()) {
                    use GeneralCategory as G;
                    match properties(character).general_category() {
                        G::UppercaseLetter
                        | G::LowercaseLetter
                        | G::TitlecaseLetter
                        | G::ModifierLetter
                        | G::OtherLetter => {
                            others.add(character, count);
                            letters += 1;
                        }
                        G::DecimalNumber | G::LetterNumber | G::OtherNumber => digits += 1,
                        _ => {}
                    }
                }
                inputs.letters_and_digits += digits * count;
            }
            inputs.letters_and_digits += letters * count;
            inputs.long_words += if letters >= LONG_LETTERS_MIN { count } else { 0 };
            if is_english {
                let Traits { syllables, is_hard, is_familiar } = Traits::of(word);
                // A proper noun is neither hard nor difficult, nor is a number.
                let common = if letters > 0 { count - frequency.named } else { 0 };
                inputs.syllables += u64::from(syllables) * count;
                inputs.monosyllables += if syllables == 1 { count } else { 0 };
                inputs.polysyllables += if syllables >= 3 { count } else { 0 };
                inputs.hard_words += if is_hard { common } else { 0 };
                inputs.difficult_words += if is_familiar { 0 } else { common };
            }
        }
        inputs.letters_and_digits += (b'0'..=b'9').map(|digit| ascii[usize::from(digit)]).sum::<u64>();
        // Of words as they are written, of which ß is one letter. What comes from a stranger may not fit.
        let growth = self.stats.vocabulary.growth();
        inputs.letters_and_digits = inputs.letters_and_digits.saturating_sub(growth.letters);
        inputs.long_words = inputs.long_words.saturating_sub(growth.long);
        let plain = (b'a'..=b'z').map(|letter| (char::from(letter), ascii[usize::from(letter)]));
        let mut letters = Vec::with_capacity(26);
        letters.extend(plain.chain(others.iter()).filter(|(_, count)| *count > 0));
        letters.sort_unstable_by_key(|&(letter, count)| (Reverse(count), letter));
        let is_truncated = self.stats.vocabulary.is_truncated();
        WordFigures { letters, inputs: if is_truncated { Err(Reason::TRUNCATED) } else { Ok(inputs) } }
    }

    /// One of the inputs of readability that need no English.
    pub(super) fn input(&self, read: fn(&Inputs) -> u64) -> Value {
        self.words().inputs.map_or_else(Value::missing, |inputs| Value::Count(read(&inputs)))
    }

    /// One of the inputs that are made for English.
    pub(super) fn english(&self, read: fn(&Inputs) -> u64) -> Value {
        match self.is_english() {
            Ok(()) => self.input(read),
            Err(reason) => Value::missing(reason),
        }
    }

    /// An index of readability.
    pub(super) fn index(&self, index: Index) -> Value {
        let is_general = matches!(index, Index::Lix | Index::Rix);
        let inputs = if is_general { self.has_sentences() } else { self.is_english() }
            .and_then(|()| self.words().inputs);
        match inputs {
            Err(reason) => Value::missing(reason),
            Ok(inputs) => match index.value(&inputs) {
                Ok(value) => Value::Real(value),
                Err(readability::Reason::NoWords) => Value::missing(Reason::NO_WORDS),
                Err(readability::Reason::NoSentences) => Value::missing(Reason::NO_SENTENCES),
                Err(readability::Reason::FewWords { .. }) => Value::missing(Reason::FEW_WORDS),
                Err(readability::Reason::FewSentences { .. }) => Value::missing(Reason::FEW_SENTENCES),
            },
        }
    }

    /// A measure of diversity.
    pub(super) fn diversity(&self, read: fn(&Spectrum) -> Option<f64>, otherwise: Reason) -> Value {
        match self.spectrum() {
            None => Value::missing(Reason::TRUNCATED),
            Some(spectrum) if spectrum.tokens() == 0 => Value::missing(Reason::NO_WORDS),
            Some(spectrum) => read(spectrum).map_or(Value::missing(otherwise), Value::Real),
        }
    }

    /// A measure that depends on order.
    pub(super) fn sequential(&self, read: impl Fn(&sequence::Measures) -> Result<f64, Reason>) -> Value {
        if self.stats.vocabulary.is_truncated() {
            return Value::missing(Reason::TRUNCATED);
        }
        match &self.sequence {
            Ok(sequence) => read(sequence).map_or_else(Value::missing, Value::Real),
            Err(reason) => Value::missing(*reason),
        }
    }

    /// Tells whether sentences can be found.
    pub(super) fn has_sentences(&self) -> Result<(), Reason> {
        if self.stats.languages.keys().any(|language| !language.has_sentence_marks()) {
            return Err(Reason::NO_SENTENCE_MARKS);
        }
        Ok(())
    }

    fn is_english(&self) -> Result<(), Reason> {
        match self.language {
            Some(Language::ENGLISH) => Ok(()),
            Some(_) => Err(Reason::NOT_ENGLISH),
            None => Err(self.no_language()),
        }
    }

    /// Why there is no single language.
    pub(super) fn no_language(&self) -> Reason {
        match self.stats.languages.len() {
            _ if self.stats.words == 0 => Reason::NO_WORDS,
            0 | 1 => Reason::LANGUAGE_UNKNOWN,
            _ => Reason::LANGUAGES,
        }
    }

    /// The script's code points.
    pub(super) fn script(&self, name: &str) -> u64 {
        self.stats.scripts.get(name).copied().unwrap_or(0)
    }
}

/// How often each letter occurs: in pages of 256 code points, for a text has letters of few scripts, and of those many.
#[derive(Default)]
struct Letters(Vec<Option<Box<[u64; 256]>>>);

impl Letters {
    fn add(&mut self, letter: char, count: u64) {
        let (page, place) = (letter as usize >> 8, letter as usize & 0xFF);
        if page >= self.0.len() {
            self.0.resize(page + 1, None);
        }
        self.0[page].get_or_insert_with(|| Box::new([0; 256]))[place] += count;
    }

    /// All letters of the pages that are there, by code point, and how often each occurs.
    fn iter(&self) -> impl Iterator<Item = (char, u64)> {
        let pages = (0..).zip(&self.0).filter_map(|(page, counts)| Some((page << 8, counts.as_deref()?)));
        pages
            .flat_map(|(first, counts)| (first..).zip(counts))
            .filter_map(|(letter, &count)| Some((char::from_u32(letter)?, count)))
    }
}
