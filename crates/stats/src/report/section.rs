//! The parts in which reports for people are laid out.

/// A group of numbers that belong together for a reader.
///
/// The numbers of a section stand together in [`definitions`](crate::definitions).
///
/// ```
/// use reckon_stats::Section;
///
/// assert_eq!(Section::of("words.office"), Section::Words);
/// assert_eq!(Section::of("words.length.mean"), Section::Measures);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// Bytes and characters.
    Characters,
    /// Lines, paragraphs, sentences.
    Structure,
    /// Words, by each definition.
    Words,
    /// Vocabulary, lengths, and the time to read.
    Measures,
    /// Syllables and hard words, of which indices of readability are made.
    Difficulty,
    /// Indices of readability.
    Readability,
    /// Indices of lexical diversity.
    Diversity,
}

impl Section {
    /// The section in which a number stands, by its id.
    #[must_use]
    pub fn of(id: &str) -> Self {
        let (first, rest) = id.split_once('.').unwrap_or((id, ""));
        match (first, rest) {
            ("bytes" | "chars", _) => Self::Characters,
            (_, rest) if rest.starts_with("length") => Self::Measures,
            ("lines" | "paragraphs" | "sentences", _) => Self::Structure,
            ("words", "distinct" | "hapaxes" | "too_long") | ("reading_time", _) => Self::Measures,
            ("words", "monosyllables" | "polysyllables" | "long" | "letters_and_digits" | "hard")
            | ("syllables", _) => Self::Difficulty,
            ("words", rest) if rest.starts_with("difficult") => Self::Difficulty,
            ("readability", _) => Self::Readability,
            ("diversity", _) => Self::Diversity,
            _ => Self::Words,
        }
    }

    /// Its title, of ASCII.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Characters => "Characters",
            Self::Structure => "Lines, paragraphs, sentences",
            Self::Words => "Words",
            Self::Measures => "Vocabulary, lengths, reading time",
            Self::Difficulty => "Syllables and hard words",
            Self::Readability => "Readability",
            Self::Diversity => "Lexical diversity",
        }
    }
}
