//! Which language a text is in: given by its code, or detected.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::sentence::Rules;

mod elision;
mod script;
mod table;
#[cfg(test)]
mod tests;
mod vote;

pub use elision::elision;
use table::{ALIASES, LANGUAGES};

/// How much of the beginning of a text is looked at to detect its language: long enough that a title page, a licence or a
/// summary in another language does not decide.
pub const DETECTION_BYTES_MAX: usize = 64 << 10;

/// Bytes of a sample of that, and how many pieces it is made of.
const SAMPLE_BYTES: usize = 4096;
const SAMPLE_PIECES: usize = 8;

/// A language of ISO 639-3, one byte long; languages are in the order of their codes.
///
/// There is one for every code of ISO 639-1, and [`Language::UNDETERMINED`].
///
/// # Source
///
/// ISO 639-1 and ISO 639-3.
///
/// # Example
///
/// ```
/// use reckon_stats::Language;
///
/// let french = Language::from_code("fr").expect("a code of ISO 639-1");
/// assert_eq!((french.code(), french.code_639_1(), french.name()), ("fra", Some("fr"), "French"));
/// assert_eq!(Language::from_code("FRA"), Some(french));
/// assert_eq!(Language::from_code("french"), None);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language {
    /// `number < LANGUAGES.len()`
    number: u8,
}

impl Language {
    /// No language is known: `und`.
    pub const UNDETERMINED: Self = Self::listed("und");
    /// English.
    pub const ENGLISH: Self = Self::listed("eng");
    /// French.
    pub const FRENCH: Self = Self::listed("fra");
    /// German.
    pub const GERMAN: Self = Self::listed("deu");
    /// Spanish.
    pub const SPANISH: Self = Self::listed("spa");
    /// Italian.
    pub const ITALIAN: Self = Self::listed("ita");
    /// Catalan.
    pub const CATALAN: Self = Self::listed("cat");
    /// Chinese, in any of its forms.
    pub const CHINESE: Self = Self::listed("zho");
    /// Japanese.
    pub const JAPANESE: Self = Self::listed("jpn");
    /// Korean.
    pub const KOREAN: Self = Self::listed("kor");
    /// Thai.
    pub const THAI: Self = Self::listed("tha");
    /// Lao.
    pub const LAO: Self = Self::listed("lao");
    /// Khmer.
    pub const KHMER: Self = Self::listed("khm");
    /// Burmese.
    pub const BURMESE: Self = Self::listed("mya");

    /// Finds a language by its code of three letters (ISO 639-3) or two (ISO 639-1), in any case.
    ///
    /// Some codes for one form of a language stand for the language: `cmn` and `yue` are Chinese.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let find = |wanted: &str| {
            LANGUAGES
                .iter()
                .position(|(code, short, _)| {
                    code.eq_ignore_ascii_case(wanted)
                        || (!short.is_empty() && short.eq_ignore_ascii_case(wanted))
                })
                .and_then(|number| u8::try_from(number).ok())
                .map(|number| Self { number })
        };
        let alias = ALIASES.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(code));
        find(alias.map_or(code, |(_, code)| code))
    }

    /// The code of three letters of ISO 639-3, such as `eng`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        LANGUAGES[self.number as usize].0
    }

    /// The code of two letters of ISO 639-1, such as `en`, if there is one.
    #[must_use]
    pub const fn code_639_1(self) -> Option<&'static str> {
        let code = LANGUAGES[self.number as usize].1;
        if code.is_empty() { None } else { Some(code) }
    }

    /// The English name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        LANGUAGES[self.number as usize].2
    }

    /// Tells whether sentences end with marks in the script of the language. Thai, Lao, Khmer and Burmese are written
    /// without.
    #[must_use]
    pub fn has_sentence_marks(self) -> bool {
        ![Self::THAI, Self::LAO, Self::KHMER, Self::BURMESE].contains(&self)
    }

    /// By whose rules sentences are found.
    pub(crate) fn rules(self) -> Rules {
        match self {
            Self::ENGLISH => Rules::English,
            Self::FRENCH => Rules::French,
            Self::GERMAN => Rules::German,
            Self::SPANISH => Rules::Spanish,
            Self::ITALIAN => Rules::Italian,
            _ => Rules::Other,
        }
    }

    /// Tells whether words are not separated by spaces, so that they are found by a dictionary only.
    #[must_use]
    pub const fn needs_dictionary(self) -> bool {
        matches!(self, Self::CHINESE | Self::JAPANESE | Self::THAI | Self::LAO | Self::KHMER | Self::BURMESE)
    }

    /// Lists all languages in the order of their codes.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        // There are fewer than 256, or the constants above would not compile.
        (0..LANGUAGES.len() as u8).map(|number| Self { number })
    }

    /// Finds a language of the table by its code of three letters, which must be there: mostly while the program is
    /// compiled.
    const fn listed(code: &str) -> Self {
        let wanted = code.as_bytes();
        let mut number: u8 = 0;
        loop {
            let found = LANGUAGES[number as usize].0.as_bytes();
            if found[0] == wanted[0] && found[1] == wanted[1] && found[2] == wanted[2] {
                return Self { number };
            }
            number += 1;
        }
    }
}

impl Default for Language {
    fn default() -> Self {
        Self::UNDETERMINED
    }
}

impl fmt::Display for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.code())
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Language({})", self.code())
    }
}

/// What [`detect`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Detected {
    /// The language, or [`Language::UNDETERMINED`].
    pub language: Language,
    /// How sure that is, in thousandths, `0 <= confidence_per_mille <= 1000`.
    pub confidence_per_mille: u16,
}

impl Detected {
    /// Nothing is known.
    pub const NOTHING: Self = Self { language: Language::UNDETERMINED, confidence_per_mille: 0 };

    /// How sure the language is, from 0 to 1.
    #[must_use]
    pub fn confidence(self) -> f64 {
        f64::from(self.confidence_per_mille) / 1000.0
    }

    /// The language if it is at least as likely as not, and otherwise [`Language::UNDETERMINED`]: of a few words a guess
    /// is no better than none.
    ///
    /// ```
    /// use reckon_stats::{Language, detect};
    ///
    /// assert_eq!(detect(b"Hello world").likely(), Language::UNDETERMINED);
    /// assert_eq!(detect(b"to be or not to be").likely(), Language::ENGLISH);
    /// ```
    #[must_use]
    pub const fn likely(self) -> Language {
        if self.confidence_per_mille >= 500 { self.language } else { Language::UNDETERMINED }
    }

    /// Tells whether the confidence is above 0.9, which whatlang takes for reliable.
    #[must_use]
    pub const fn is_reliable(self) -> bool {
        self.confidence_per_mille > 900
    }
}

/// Detects the language of a text by its first [`DETECTION_BYTES_MAX`] bytes, whatever follows.
///
/// A text of more than 4096 bytes is judged by eight pieces of it that are equally far from each other. If these do not
/// tell, because the text changes its language or is mostly names and numbers, it has the language in which it begins, if
/// that is more certain.
///
/// The script that most letters are in comes first. Most scripts write one language, and that is it: Thai, Hangul,
/// Greek. Kana among ideographs are Japanese. For the Latin script, function words such as *the* or *und* are
/// counted; if those of one of seven languages (English, French, German, Spanish, Italian, Portuguese, Dutch) are
/// frequent enough, and those of all others rare enough, that is it. Otherwise the crate whatlang decides by
/// trigrams and alphabets, as for the scripts Cyrillic, Arabic, Devanagari and Hebrew, and gives its confidence.
///
/// The bytes need not be UTF-8: ill-formed sequences are no letters.
/// Without the feature `whatlang` the language is undetermined where that crate would decide.
///
/// ```
/// use reckon_stats::{Language, detect};
///
/// let detected = detect("ภาษาไทยเป็นภาษาที่มีระดับเสียง".as_bytes());
/// assert_eq!((detected.language, detected.is_reliable()), (Language::THAI, true));
/// assert_eq!(detect(b"1 + 1 = 2").language, Language::UNDETERMINED);
/// ```
#[must_use]
pub fn detect(text: &[u8]) -> Detected {
    let text = &text[..text.len().min(DETECTION_BYTES_MAX)];
    if text.len() <= SAMPLE_BYTES {
        return judge(text);
    }
    let detected = judge(&sample(text));
    if detected.is_reliable() {
        return detected;
    }
    let first = judge(&text[..SAMPLE_BYTES]);
    if first.confidence_per_mille > detected.confidence_per_mille { first } else { detected }
}

/// Detects the language of a sample.
fn judge(sample: &[u8]) -> Detected {
    let text = decode(sample);
    match script::language_of(&text) {
        script::Verdict::Language(detected) => detected,
        script::Verdict::Latin => vote::detect(&text).unwrap_or_else(|| guess(&text)),
        script::Verdict::Several => guess(&text),
        script::Verdict::Nothing => Detected::NOTHING,
    }
}

/// A sample of a longer text.
fn sample(text: &[u8]) -> Vec<u8> {
    // A line feed stands behind each piece.
    const PIECE_BYTES: usize = SAMPLE_BYTES / SAMPLE_PIECES - 1;
    let mut sample = Vec::with_capacity(SAMPLE_BYTES);
    for piece in 0..SAMPLE_PIECES {
        let begin = (text.len() - PIECE_BYTES) * piece / (SAMPLE_PIECES - 1);
        sample.extend_from_slice(whole_words(&text[begin..begin + PIECE_BYTES]));
        sample.push(b'\n');
    }
    sample
}

/// A piece of a text without the words that are cut at its ends, if there is white space near them.
fn whole_words(piece: &[u8]) -> &[u8] {
    const NEAR_BYTES: usize = 64;
    let first = piece.iter().take(NEAR_BYTES).position(u8::is_ascii_whitespace).unwrap_or(0);
    let last = piece.iter().rev().take(NEAR_BYTES).position(u8::is_ascii_whitespace).unwrap_or(0);
    &piece[first..piece.len() - last]
}

/// Decodes UTF-8, with U+FFFD for what is ill-formed.
fn decode(text: &[u8]) -> Cow<'_, str> {
    // Nearly every text is well-formed, which is told faster than where it is not.
    str::from_utf8(text).map_or_else(|_| String::from_utf8_lossy(text), Cow::Borrowed)
}

/// Asks whatlang.
#[cfg(all(feature = "whatlang", not(fuzzing)))]
fn guess(text: &str) -> Detected {
    let Some(found) = whatlang::detect(text) else {
        return Detected::NOTHING;
    };
    let Some(language) = Language::from_code(found.lang().code()) else {
        return Detected::NOTHING;
    };
    // Rounded down, so that only what whatlang takes for reliable is so here.
    let confidence_per_mille = (found.confidence().clamp(0.0, 1.0) * 1000.0) as u16;
    Detected { language, confidence_per_mille }
}

/// Leaves undetermined what whatlang would decide: without it, and for fuzzers, most of whose time it would take.
#[cfg(any(not(feature = "whatlang"), fuzzing))]
fn guess(_text: &str) -> Detected {
    Detected::NOTHING
}
