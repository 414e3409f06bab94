//! Why a number does not apply.

use crate::report::Value;

/// Why there is no number, as half a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reason(&'static str);

impl Reason {
    pub(super) const ALL_HAPAXES: Self = Self("every word occurs once");
    pub(super) const FACTOR: Self = Self("no factor ends within the words that are kept in memory");
    pub(super) const FEWER_THAN_42: Self = Self("fewer than 42 words");
    pub(super) const FEWER_THAN_50: Self = Self("fewer than 50 words");
    pub(super) const FEWER_THAN_100: Self = Self("fewer than 100 words");
    pub(super) const FEW_SENTENCES: Self = Self("too few sentences for the sample of this index");
    pub(super) const FEW_WORDS: Self = Self("too few words for the sample of this index");
    pub(super) const JOINED: Self = Self("depends on the order of words within one text");
    pub(super) const LANGUAGES: Self = Self("the texts are in several languages");
    pub(super) const LANGUAGE_UNKNOWN: Self = Self("the language of the text is not known");
    pub(super) const NOT_COUNTED: Self = Self("not counted");
    pub(super) const NOT_ENGLISH: Self = Self("made for English, and the text is in another language");
    pub(super) const NO_FACTOR: Self = Self("the standard has no count for this language");
    pub(super) const NO_PARAGRAPHS: Self = Self("the text has no paragraphs");
    pub(super) const NO_RATE: Self = Self("there is no rate of reading for this language");
    pub(super) const NO_RATES: Self = Self("only a mean rate of reading is known for this language");
    pub(super) const NO_SENTENCES: Self = Self("the text has no sentences");
    pub(super) const NO_SENTENCE_MARKS: Self = Self("the script has no marks at the ends of sentences");
    pub(super) const NO_WORDS: Self = Self("the text has no words");
    pub(super) const ONE_WORD: Self = Self("fewer than two words");
    pub(super) const REPEATED: Self = Self("every word differs from all others");
    pub(super) const TRUNCATED: Self = Self("more distinct words than are kept");
}

impl Value {
    /// No number, and why.
    pub(super) const fn missing(reason: Reason) -> Self {
        Self::Missing(reason.0)
    }
}
