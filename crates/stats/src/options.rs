//! What is counted, and by which rules.

use crate::language::Language;
use crate::vocabulary::Vocabulary;

/// How a text is scanned.
///
/// ```
/// use reckon_stats::{Counted, Language, Options, Scanner};
///
/// let options = Options { language: Language::from_code("fr").unwrap(), ..Options::default() };
/// let mut scanner = Scanner::new(options);
/// scanner.update("L'été, c'est loin.".as_bytes());
/// assert_eq!(scanner.finish().stats.words, 5);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whose rules apply to words and sentences. It is never guessed here: see [`detect`](crate::detect).
    pub language: Language,
    /// What is counted; the rest is missing in the report.
    pub counted: Counted,
    /// How many distinct words are kept, and [`WORD_BYTES_MEAN_MAX`](crate::WORD_BYTES_MEAN_MAX) times as many bytes of
    /// them. With more the frequencies of words are given up, and what follows from them is missing in the report; all
    /// other counts go on.
    pub distinct_words_max: u32,
    /// Makes the table of words unpredictable for those who would slow it down on purpose. It changes no number.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl Options {
    /// Everything, for a text whose language is not known, with [`DISTINCT_WORDS_MAX`] and no secret seed.
    pub const DEFAULT: Self = Self {
        language: Language::UNDETERMINED,
        counted: Counted::ALL,
        distinct_words_max: DISTINCT_WORDS_MAX,
        seed: 0,
    };

    /// An empty vocabulary.
    pub(crate) fn vocabulary(&self) -> Vocabulary {
        Vocabulary::new(self.seed, self.distinct_words_max)
    }
}

/// The distinct words that are kept unless told otherwise: some 300 MB of them.
pub const DISTINCT_WORDS_MAX: u32 = 4_000_000;

/// Which groups of numbers are counted. Bytes, code points, lines, paragraphs and the words between white space always
/// are, at the cost of almost nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Graphemes, general categories, scripts.
    pub characters: bool,
    /// The words of UAX #29 and of the language, and the lengths of words and paragraphs.
    pub words: bool,
    /// The words of offices, and the words and characters of translators; goes with `words`.
    pub tools: bool,
    /// Scripts without spaces are cut into words by a dictionary; goes with `words`.
    pub dictionary: bool,
    /// Sentences and their lengths; goes with `words`.
    pub sentences: bool,
    /// How often which word occurs, and all that follows from it: syllables, readability, diversity. Goes with
    /// `words`; without `sentences` no word is taken for a name.
    pub vocabulary: bool,
    /// What depends on the order of words: MATTR, MTLD, how the vocabulary grows. Goes with `vocabulary`.
    pub order: bool,
}

impl Counted {
    /// Everything.
    pub const ALL: Self = Self {
        characters: true,
        words: true,
        tools: true,
        dictionary: true,
        sentences: true,
        vocabulary: true,
        order: true,
    };

    /// Only what always is counted.
    pub const NONE: Self = Self {
        characters: false,
        words: false,
        tools: false,
        dictionary: false,
        sentences: false,
        vocabulary: false,
        order: false,
    };

    /// The groups and their names, which are those of the fields.
    fn groups(&mut self) -> [(&'static str, &mut bool); 7] {
        let Self { characters, words, tools, dictionary, sentences, vocabulary, order } = self;
        [
            ("characters", characters),
            ("words", words),
            ("tools", tools),
            ("dictionary", dictionary),
            ("sentences", sentences),
            ("vocabulary", vocabulary),
            ("order", order),
        ]
    }

    /// The names of the groups that are counted.
    ///
    /// ```
    /// use reckon_stats::Counted;
    ///
    /// let words = Counted { words: true, tools: true, ..Counted::NONE };
    /// assert_eq!(words.names().collect::<Vec<_>>(), ["words", "tools"]);
    /// assert_eq!(Counted::NONE.with("words").and_then(|counted| counted.with("tools")), Some(words));
    /// ```
    pub fn names(mut self) -> impl Iterator<Item = &'static str> {
        self.groups().map(|(name, is_counted)| is_counted.then_some(name)).into_iter().flatten()
    }

    /// The same with the group of this name, if there is one.
    #[must_use]
    pub fn with(mut self, name: &str) -> Option<Self> {
        let group = self.groups().into_iter().find(|(group, _)| *group == name);
        group.map(|(_, is_counted)| *is_counted = true)?;
        Some(self)
    }

    /// What is counted in both of two texts.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            characters: self.characters && other.characters,
            words: self.words && other.words,
            tools: self.tools && other.tools,
            dictionary: self.dictionary && other.dictionary,
            sentences: self.sentences && other.sentences,
            vocabulary: self.vocabulary && other.vocabulary,
            order: self.order && other.order,
        }
    }

    /// What is counted for one of two purposes.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self {
            characters: self.characters || other.characters,
            words: self.words || other.words,
            tools: self.tools || other.tools,
            dictionary: self.dictionary || other.dictionary,
            sentences: self.sentences || other.sentences,
            vocabulary: self.vocabulary || other.vocabulary,
            order: self.order || other.order,
        }
    }
}
