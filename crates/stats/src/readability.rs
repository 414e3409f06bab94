//! How hard a text is to read: the classic English indices as functions of whole numbers.
//!
//! Every index here was fitted to English text; the constants say nothing about another language. The caller decides
//! whether the text is English, and counts; this module only calculates.
//!
//! An index applies or it does not. One that is built on averages (words a sentence, syllables a word) applies to
//! every text that has a word and a sentence. One that is built on a count in a sample of fixed size applies from
//! that size on, and beyond it the count is scaled down to the sample: SMOG needs [`SMOG_SENTENCES`], Linsear Write
//! [`LINSEAR_WRITE_WORDS`], FORCAST [`FORCAST_WORDS`].
//!
//! ```
//! use reckon_stats::readability::{Index, Inputs, Reason};
//!
//! // The abstract of Coleman and Liau's paper, with the counts that they print.
//! let inputs = Inputs { words: 119, sentences: 5, letters_and_digits: 639, ..Inputs::default() };
//! let grade = Index::ColemanLiau.value(&inputs).expect("there are words and sentences");
//! assert_eq!((grade * 10.0).round() / 10.0, 14.5);
//! assert_eq!(Index::Smog.value(&inputs), Err(Reason::FewSentences { needed: 30 }));
//! ```

use core::fmt;

mod grade;

pub use grade::Scale;

/// The sample of SMOG, in sentences: ten each from the beginning, the middle and the end of the text.
pub const SMOG_SENTENCES: u64 = 30;
/// The sample of Linsear Write, in words.
pub const LINSEAR_WRITE_WORDS: u64 = 100;
/// The sample of FORCAST, in words.
pub const FORCAST_WORDS: u64 = 150;

/// The counts that the indices are made from.
///
/// `monosyllables + polysyllables <= words <= syllables`, and none of the counts of words is more than `words`.
/// Nothing is checked: nonsense in gives nonsense out, but no panic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Inputs {
    /// W: words.
    pub words: u64,
    /// S: sentences.
    pub sentences: u64,
    /// Y: syllables of all words.
    pub syllables: u64,
    /// C: letters and digits of all words; no apostrophes, hyphens or other punctuation.
    pub letters_and_digits: u64,
    /// M: words of one syllable.
    pub monosyllables: u64,
    /// P: words of three and more syllables.
    pub polysyllables: u64,
    /// L7: words of more than six letters.
    pub long_words: u64,
    /// H: words that are hard by Gunning's rules, a part of the polysyllables.
    pub hard_words: u64,
    /// D: words that are not familiar by the rules of Dale and Chall.
    pub difficult_words: u64,
}

/// Why an index does not apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// The text has no word.
    NoWords,
    /// The text has no sentence.
    NoSentences,
    /// The index is defined on a sample of so many words.
    FewWords {
        /// The least number of words.
        needed: u64,
    },
    /// The index is defined on a sample of so many sentences.
    FewSentences {
        /// The least number of sentences.
        needed: u64,
    },
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoWords => f.write_str("the text has no words"),
            Self::NoSentences => f.write_str("the text has no sentences"),
            Self::FewWords { needed } => write!(f, "needs at least {needed} words"),
            Self::FewSentences { needed } => write!(f, "needs at least {needed} sentences"),
        }
    }
}

/// An index of readability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Index {
    /// [`flesch_reading_ease`]
    FleschReadingEase,
    /// [`flesch_kincaid`]
    FleschKincaid,
    /// [`gunning_fog`]
    GunningFog,
    /// [`smog`]
    Smog,
    /// [`coleman_liau`]
    ColemanLiau,
    /// [`automated_readability`]
    AutomatedReadability,
    /// [`lix`]
    Lix,
    /// [`rix`]
    Rix,
    /// [`dale_chall`]
    DaleChall,
    /// [`new_dale_chall`]
    NewDaleChall,
    /// [`linsear_write`]
    LinsearWrite,
    /// [`forcast`]
    Forcast,
}

impl Index {
    /// Every index, in the order of a report.
    pub const ALL: [Self; 12] = [
        Self::FleschReadingEase,
        Self::FleschKincaid,
        Self::GunningFog,
        Self::Smog,
        Self::ColemanLiau,
        Self::AutomatedReadability,
        Self::Lix,
        Self::Rix,
        Self::DaleChall,
        Self::NewDaleChall,
        Self::LinsearWrite,
        Self::Forcast,
    ];

    /// The stable id, which begins with `readability.`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::FleschReadingEase => "readability.flesch_reading_ease",
            Self::FleschKincaid => "readability.flesch_kincaid",
            Self::GunningFog => "readability.gunning_fog",
            Self::Smog => "readability.smog",
            Self::ColemanLiau => "readability.coleman_liau",
            Self::AutomatedReadability => "readability.automated_readability",
            Self::Lix => "readability.lix",
            Self::Rix => "readability.rix",
            Self::DaleChall => "readability.dale_chall",
            Self::NewDaleChall => "readability.new_dale_chall",
            Self::LinsearWrite => "readability.linsear_write",
            Self::Forcast => "readability.forcast",
        }
    }

    /// Calculates the index.
    ///
    /// # Errors
    ///
    /// The [`Reason`] why the index does not apply to such a text.
    pub fn value(self, inputs: &Inputs) -> Result<f64, Reason> {
        match self {
            Self::FleschReadingEase => flesch_reading_ease(inputs),
            Self::FleschKincaid => flesch_kincaid(inputs),
            Self::GunningFog => gunning_fog(inputs),
            Self::Smog => smog(inputs),
            Self::ColemanLiau => coleman_liau(inputs),
            Self::AutomatedReadability => automated_readability(inputs),
            Self::Lix => lix(inputs),
            Self::Rix => rix(inputs),
            Self::DaleChall => dale_chall(inputs),
            Self::NewDaleChall => new_dale_chall(inputs),
            Self::LinsearWrite => linsear_write(inputs),
            Self::Forcast => forcast(inputs),
        }
    }
}

/// A text that has words and sentences, in the numbers of a formula.
#[derive(Clone, Copy)]
struct Averages {
    words: f64,
    sentences: f64,
    words_per_sentence: f64,
}

impl Averages {
    fn new(inputs: &Inputs) -> Result<Self, Reason> {
        if inputs.words == 0 {
            return Err(Reason::NoWords);
        }
        if inputs.sentences == 0 {
            return Err(Reason::NoSentences);
        }
        let (words, sentences) = (inputs.words as f64, inputs.sentences as f64);
        Ok(Self { words, sentences, words_per_sentence: words / sentences })
    }

    /// How many of a count fall to one word.
    fn per_word(self, count: u64) -> f64 {
        count as f64 / self.words
    }

    /// How many of a count fall to one sentence.
    fn per_sentence(self, count: u64) -> f64 {
        count as f64 / self.sentences
    }
}

/// Flesch reading ease: 206.835 − 1.015 W/S − 84.6 Y/W, about 0 (very hard) to 100 (very easy).
///
/// # Source
///
/// R. Flesch, "A new readability yardstick", Journal of Applied Psychology 32 (1948), 221–233, where the syllables
/// are given for 100 words: 206.835 − .846 wl − 1.015 sl.
///
/// # Errors
///
/// [`Reason::NoWords`], [`Reason::NoSentences`].
pub fn flesch_reading_ease(inputs: &Inputs) -> Result<f64, Reason> {
    let text = Averages::new(inputs)?;
    Ok(206.835 - 1.015 * text.words_per_sentence - 84.6 * text.per_word(inputs.syllables))
}

/// Flesch–Kincaid grade level: 0.39 W/S + 11.8 Y/W − 15.59.
///
/// # Source
///
/// J. P. Kincaid, R. P. Fishburne, R. L. Rogers, B. S. Chissom, "Derivation of new readability formulas (Automated
/// Readability Index, Fog Count and Flesch Reading Ease formula) for Navy enlisted personnel", Research Branch Report
/// 8-75, Naval Technical Training Command, Millington (1975).
///
/// # Errors
///
/// [`Reason::NoWords`], [`Reason::NoSentences`].
pub fn flesch_kincaid(inputs: &Inputs) -> Result<f64, Reason> {
    let text = Averages::new(inputs)?;
    Ok(0.39 * text.words_per_sentence + 11.8 * text.per_word(inputs.syllables) - 15.59)
}

/// Gunning's fog index: 0.4 (W/S + 100 H/W), a grade.
///
/// # Source
///
/// R. Gunning, "The technique of clear writing", McGraw-Hill (1952), 36–37. A hard word has three or more syllables;
/// not hard are proper nouns, combinations of short easy words such as "bookkeeper", and verbs that come to three
/// syllables by -ed or -es.
///
/// # Errors
///
/// [`Reason::NoWords`], [`Reason::NoSentences`].
pub fn gunning_fog(inputs: &Inputs) -> Result<f64, Reason> {
    let text = Averages::new(inputs)?;
    Ok(0.4 * (text.words_per_sentence + 100.0 * text.per_word(inputs.hard_words)))
}

/// SMOG: 1.0430 √(30 P/S) + 3.1291, a grade.
///
/// # Source
///
/// G. H. McLaughlin, "SMOG grading: a new readability formula", Journal of Reading 12 (1969), 639–646. These are
/// the exact constants of the regression; "the square root of the polysyllables in 30 sentences, plus 3" is the
/// paper's rule for counting by hand.
///
/// # Errors
///
/// [`Reason::NoWords`]; [`Reason::FewSentences`] below [`SMOG_SENTENCES`].
pub fn smog(inputs: &Inputs) -> Result<f64, Reason> {
    if inputs.words > 0 && inputs.sentences < SMOG_SENTENCES {
        return Err(Reason::FewSentences { needed: SMOG_SENTENCES });
    }
    let text = Averages::new(inputs)?;
    let polysyllables = SMOG_SENTENCES as f64 * text.per_sentence(inputs.polysyllables);
    Ok(1.0430 * libm::sqrt(polysyllables) + 3.1291)
}

/// Coleman–Liau index: 0.0588 L − 0.296 S' − 15.8, a grade, with L letters and S' sentences for 100 words.
///
/// # Source
///
/// M. Coleman, T. L. Liau, "A computer readability formula designed for machine scoring", Journal of Applied
/// Psychology 60 (1975), 283–284. The characters include digits; the paper's abstract is graded as an example.
///
/// # Errors
///
/// [`Reason::NoWords`], [`Reason::NoSentences`].
pub fn coleman_liau(inputs: &Inputs) -> Result<f64, Reason> {
    let text = Averages::new(inputs)?;
    let letters = 100.0 * text.per_word(inputs.letters_and_digits);
    let sentences = 100.0 * text.per_word(inputs.sentences);
    Ok(0.0588 * letters - 0.296 * sentences - 15.8)
}

/// Automated readability index: 4.71 C/W + 0.5 W/S − 21.43, a grade.
///
/// # Source
///
/// R. J. Senter, E. A. Smith, "Automated readability index", AMRL-TR-66-220, Wright-Patterson Air Force Base (1967).
///
/// # Errors
///
/// [`Reason::NoWords`], [`Reason::NoSentences`].
pub fn automated_readability(inputs: &Inputs) -> Result<f64, Reason> {
    let text = Averages::new(inputs)?;
    Ok(4.71 * text.per_word(inputs.letters_and_digits) + 0.5 * text.words_per_sentence - 21.43)
}

/// LIX: W/S + 100 L7/W, about 20 (very easy) to 60 (very hard).
///
/// # Source
///
/// C. H. Björnsson, "Läsbarhet", Liber, Stockholm (1968); J. Anderson, "Lix and Rix: variations on a little-known
/// readability index", Journal of Reading 26 (1983), 490–496. A long word has more than six letters.
///
/// # Errors
///
/// [`Reason::NoWords`], [`Reason::NoSentences`].
pub fn lix(inputs: &Inputs) -> Result<f64, Reason> {
    let text = Averages::new(inputs)?;
    Ok(text.words_per_sentence + 100.0 * text.per_word(inputs.long_words))
}

/// RIX: L7/S, long words for each sentence.
///
/// # Source
///
/// J. Anderson, as for [`lix`].
///
/// # Errors
///
/// [`Reason::NoWords`], [`Reason::NoSentences`].
pub fn rix(inputs: &Inputs) -> Result<f64, Reason> {
    Ok(Averages::new(inputs)?.per_sentence(inputs.long_words))
}

/// Dale–Chall raw score: 0.1579 (100 D/W) + 0.0496 W/S, and 3.6365 more if D is more than 5 % of W.
///
/// # Source
///
/// E. Dale, J. S. Chall, "A formula for predicting readability" and "… : instructions", Educational Research
/// Bulletin 27 (1948), 11–20 and 37–54. There the constant 3.6365 belongs to every text; that easy texts go without
/// it is the custom of today.
///
/// # Errors
///
/// [`Reason::NoWords`], [`Reason::NoSentences`].
pub fn dale_chall(inputs: &Inputs) -> Result<f64, Reason> {
    let text = Averages::new(inputs)?;
    let percent = 100.0 * text.per_word(inputs.difficult_words);
    // Whole numbers decide, so that exactly 5 % falls on the same side for every length of text.
    let many = u128::from(inputs.difficult_words) * 20 > u128::from(inputs.words);
    let constant = if many { 3.6365 } else { 0.0 };
    Ok(0.1579 * percent + 0.0496 * text.words_per_sentence + constant)
}

/// New Dale–Chall cloze score: 64 − 0.95 (100 D/W) − 0.69 W/S, the higher the easier.
///
/// # Source
///
/// J. S. Chall, E. Dale, "Readability revisited: the new Dale–Chall readability formula", Brookline Books (1995).
///
/// # Errors
///
/// [`Reason::NoWords`], [`Reason::NoSentences`].
pub fn new_dale_chall(inputs: &Inputs) -> Result<f64, Reason> {
    let text = Averages::new(inputs)?;
    Ok(64.0 - 0.95 * (100.0 * text.per_word(inputs.difficult_words)) - 0.69 * text.words_per_sentence)
}

/// Linsear Write: r = (E + 3 H)/S; r/2 if r > 20, else (r − 2)/2; a grade.
///
/// E are the words of one or two syllables and H those of three and more, in a sample of 100 words. The whole text
/// takes the place of the sample, which changes nothing in r: E + 3 H = W + 2 P.
///
/// # Source
///
/// Made for the technical manuals of the U.S. Air Force; a first printing is not known to us. J. O'Hayre, "Gobbledygook
/// has gotta go", Bureau of Land Management, Washington (1966), is cited for it, and describes a relative.
///
/// # Errors
///
/// [`Reason::NoWords`]; [`Reason::FewWords`] below [`LINSEAR_WRITE_WORDS`]; [`Reason::NoSentences`].
pub fn linsear_write(inputs: &Inputs) -> Result<f64, Reason> {
    if (1..LINSEAR_WRITE_WORDS).contains(&inputs.words) {
        return Err(Reason::FewWords { needed: LINSEAR_WRITE_WORDS });
    }
    let text = Averages::new(inputs)?;
    let r = text.words_per_sentence + 2.0 * text.per_sentence(inputs.polysyllables);
    Ok(if r > 20.0 { r / 2.0 } else { (r - 2.0) / 2.0 })
}

/// FORCAST: 20 − M/10, a grade, with M words of one syllable in 150.
///
/// Sentences play no part, so that it also applies to lists and forms.
///
/// # Source
///
/// J. S. Caylor, T. G. Sticht, L. C. Fox, J. P. Ford, "Methodologies for determining reading requirements of military
/// occupational specialties", Technical Report 73-5, HumRRO (1973).
///
/// # Errors
///
/// [`Reason::NoWords`]; [`Reason::FewWords`] below [`FORCAST_WORDS`].
pub fn forcast(inputs: &Inputs) -> Result<f64, Reason> {
    match inputs.words {
        0 => Err(Reason::NoWords),
        words if words < FORCAST_WORDS => Err(Reason::FewWords { needed: FORCAST_WORDS }),
        words => Ok(20.0 - inputs.monosyllables as f64 * FORCAST_WORDS as f64 / words as f64 / 10.0),
    }
}
