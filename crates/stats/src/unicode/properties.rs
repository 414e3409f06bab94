//! The properties of one code point, packed, and the values that they take.

use super::tables;

/// Looks up the properties of a character.
#[inline]
pub(crate) const fn properties(character: char) -> Properties {
    let code_point = character as usize;
    let block = tables::BLOCKS[code_point >> tables::BLOCK_BITS] as usize;
    let low_bits = code_point & ((1 << tables::BLOCK_BITS) - 1);
    let leaf = tables::LEAVES[block << tables::BLOCK_BITS | low_bits];
    Properties(tables::VALUES[leaf as usize])
}

/// All that the tables know about a code point.
///
/// ```text
/// bit 31   30          29         28                    20      18       13        9         4          0
///   ┌─────┬───────────┬──────────┬─────────────────────┬───────┬────────┬─────────┬─────────┬──────────┬─────┐
///   │word │White_Space│Alphabetic│Extended_Pictographic│Script │Indic_… │General_…│Sentence…│Word_Break│Gra… │
///   └─────┴───────────┴──────────┴─────────────────────┴───────┴────────┴─────────┴─────────┴──────────┴─────┘
/// ```
///
/// Where each begins is written in the tables, by what makes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Properties(u32);

impl Properties {
    /// The property Grapheme_Cluster_Break (`GraphemeBreakProperty.txt`).
    #[inline]
    pub(crate) const fn grapheme_cluster_break(self) -> GraphemeClusterBreak {
        let numbers = &tables::GRAPHEME_CLUSTER_BREAK_BY_NUMBER;
        numbers[self.number(tables::GRAPHEME_CLUSTER_BREAK_SHIFT, numbers.len())]
    }

    /// The property Word_Break (`WordBreakProperty.txt`).
    #[inline]
    pub(crate) const fn word_break(self) -> WordBreak {
        let numbers = &tables::WORD_BREAK_BY_NUMBER;
        numbers[self.number(tables::WORD_BREAK_SHIFT, numbers.len())]
    }

    /// The property Sentence_Break (`SentenceBreakProperty.txt`).
    #[inline]
    pub(crate) const fn sentence_break(self) -> SentenceBreak {
        let numbers = &tables::SENTENCE_BREAK_BY_NUMBER;
        numbers[self.number(tables::SENTENCE_BREAK_SHIFT, numbers.len())]
    }

    /// The property General_Category (`DerivedGeneralCategory.txt`).
    #[inline]
    pub(crate) const fn general_category(self) -> GeneralCategory {
        let numbers = &tables::GENERAL_CATEGORY_BY_NUMBER;
        numbers[self.number(tables::GENERAL_CATEGORY_SHIFT, numbers.len())]
    }

    /// The property Indic_Conjunct_Break (`DerivedCoreProperties.txt`).
    #[inline]
    pub(crate) const fn indic_conjunct_break(self) -> IndicConjunctBreak {
        let numbers = &tables::INDIC_CONJUNCT_BREAK_BY_NUMBER;
        numbers[self.number(tables::INDIC_CONJUNCT_BREAK_SHIFT, numbers.len())]
    }

    /// The property Script (`Scripts.txt`).
    #[inline]
    pub(crate) const fn script(self) -> Script {
        Script((self.0 >> tables::SCRIPT_SHIFT) as u8)
    }

    /// Tells whether the property Extended_Pictographic holds (`emoji-data.txt`).
    #[inline]
    pub(crate) const fn is_extended_pictographic(self) -> bool {
        self.flag(tables::EXTENDED_PICTOGRAPHIC_SHIFT)
    }

    /// Tells whether the property Alphabetic holds (`DerivedCoreProperties.txt`).
    #[inline]
    pub(crate) const fn is_alphabetic(self) -> bool {
        self.flag(tables::ALPHABETIC_SHIFT)
    }

    /// Tells whether the property White_Space holds (`PropList.txt`).
    #[inline]
    pub(crate) const fn is_white_space(self) -> bool {
        self.flag(tables::WHITE_SPACE_SHIFT)
    }

    /// Tells whether a segment that contains this character is a word: it is Alphabetic or a Number (N*).
    #[inline]
    pub(crate) const fn makes_word(self) -> bool {
        self.flag(tables::WORD_SHIFT)
    }

    /// The number in the bits from `shift` on, below a power of two.
    #[inline]
    const fn number(self, shift: u32, bound: usize) -> usize {
        (self.0 >> shift) as usize & (bound - 1)
    }

    #[inline]
    const fn flag(self, shift: u32) -> bool {
        self.0 >> shift & 1 == 1
    }
}

/// How a character behaves at the borders of user-perceived characters.
///
/// Source: UAX #29, table 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GraphemeClusterBreak {
    Other,
    Cr,
    Lf,
    Control,
    Extend,
    Zwj,
    RegionalIndicator,
    Prepend,
    SpacingMark,
    /// A leading consonant of Hangul.
    L,
    /// A vowel of Hangul.
    V,
    /// A trailing consonant of Hangul.
    T,
    /// A syllable of Hangul without a trailing consonant.
    Lv,
    /// A syllable of Hangul with a trailing consonant.
    Lvt,
}

/// How a character behaves at the borders of words.
///
/// Source: UAX #29, table 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WordBreak {
    Other,
    Cr,
    Lf,
    Newline,
    Extend,
    Zwj,
    Format,
    RegionalIndicator,
    Katakana,
    HebrewLetter,
    ALetter,
    SingleQuote,
    DoubleQuote,
    MidNumLet,
    MidLetter,
    MidNum,
    Numeric,
    ExtendNumLet,
    WSegSpace,
}

/// How a character behaves at the borders of sentences.
///
/// Source: UAX #29, table 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SentenceBreak {
    Other,
    Cr,
    Lf,
    Sep,
    Extend,
    Format,
    Sp,
    Lower,
    Upper,
    OLetter,
    Numeric,
    ATerm,
    SContinue,
    STerm,
    Close,
}

/// What kind of character it is.
///
/// Source: UAX #44, table 12.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GeneralCategory {
    UppercaseLetter,
    LowercaseLetter,
    TitlecaseLetter,
    ModifierLetter,
    OtherLetter,
    NonspacingMark,
    SpacingMark,
    EnclosingMark,
    DecimalNumber,
    LetterNumber,
    OtherNumber,
    ConnectorPunctuation,
    DashPunctuation,
    OpenPunctuation,
    ClosePunctuation,
    InitialPunctuation,
    FinalPunctuation,
    OtherPunctuation,
    MathSymbol,
    CurrencySymbol,
    ModifierSymbol,
    OtherSymbol,
    SpaceSeparator,
    LineSeparator,
    ParagraphSeparator,
    Control,
    Format,
    /// Only of code points that are no characters.
    Surrogate,
    PrivateUse,
    Unassigned,
}

/// How a character takes part in the conjuncts of the scripts of India (rule GB9c).
///
/// Source: UAX #44, Indic_Conjunct_Break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IndicConjunctBreak {
    None,
    Linker,
    Consonant,
    Extend,
}

/// A script, as a number that is stable within one version of Unicode only; `number < Script::COUNT`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Script(u8);

impl Script {
    /// How many scripts there are, with `Common`, `Inherited` and `Unknown`.
    pub(crate) const COUNT: usize = tables::SCRIPT_NAMES.len();

    /// The place of the script in a table of all, below [`Script::COUNT`].
    #[inline]
    pub(crate) const fn number(self) -> usize {
        self.0 as usize
    }

    /// The script at a place in a table of all.
    pub(crate) const fn from_number(number: usize) -> Option<Self> {
        if number < Self::COUNT { Some(Self(number as u8)) } else { None }
    }

    /// Finds a script while the program is compiled.
    pub(crate) const fn named(name: &str) -> Self {
        let mut number = 0;
        loop {
            let (found, wanted) = (tables::SCRIPT_NAMES[number].as_bytes(), name.as_bytes());
            let mut at = 0;
            while at < found.len() && at < wanted.len() && found[at] == wanted[at] {
                at += 1;
            }
            if at == found.len() && at == wanted.len() {
                return Self(number as u8);
            }
            number += 1;
        }
    }

    /// The long name in `PropertyValueAliases.txt`, such as `Latin`, `Han` or `Canadian_Aboriginal`.
    #[inline]
    pub(crate) const fn name(self) -> &'static str {
        tables::SCRIPT_NAMES[self.0 as usize]
    }
}
