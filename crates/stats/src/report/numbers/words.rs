//! Words by all definitions, and the vocabulary.

use super::{
    ALWAYS, DICTIONARY, Entry, SENTENCES, TOOLS, TOOLS_AND_DICTIONARY, Text, VOCABULARY as FREQUENCIES,
    WORDS as SEGMENTS, unicode,
};
use crate::gmxv::{self, WordRule};
use crate::language::Language;
use crate::report::Reason;
use crate::report::Value::{self, Count, Real};
use crate::report::figures::Figures;

pub(super) static WORDS: [Entry; 7] = [
    Entry::sum(
        DICTIONARY,
        Text {
            id: "words",
            label: "words",
            text: "The words of the language, from which all other numbers about words are made: those of words.icu. In \
                   French, Italian and Catalan an elision is a word of its own (l'été is two), and in French one \
                   hyphen connects (vis-à-vis is one word), but not a verb and a pronoun (dit-il is two).",
            source: concat!(unicode!("UAX #29, section 4"), "; ICU4X; Universal Dependencies, French-GSD"),
        },
        |f| Count(f.stats.words),
    ),
    Entry::sum(
        ALWAYS,
        Text {
            id: "words.ascii",
            label: "words (ASCII white space)",
            text: "Maximal runs of bytes other than 09-0D and 20. A no-break space does not separate words here.",
            source: "Python len(bytes.split())",
        },
        |f| Count(f.stats.words_ascii),
    ),
    Entry::sum(
        ALWAYS,
        Text {
            id: "words.whitespace",
            label: "words (Unicode white space)",
            text: "Maximal runs of code points without the property White_Space. An invalid sequence is part of \
                   a word; no-break spaces separate words.",
            source: concat!(unicode!("PropList.txt, White_Space"), "; Rust str::split_whitespace"),
        },
        |f| Count(f.stats.words_whitespace),
    ),
    Entry::sum(
        SEGMENTS,
        Text {
            id: "words.uax29",
            label: "words (UAX #29)",
            text: "Segments between the default word boundaries that have an Alphabetic character or one of \
                   General_Category N. Hyphens and slashes separate words, apostrophes and the points and commas \
                   within numbers do not. A word of more than 1 MiB counts once for each.",
            source: unicode!("UAX #29, section 4, default word boundaries"),
        },
        |f| Count(f.stats.words_uax29),
    ),
    Entry::sum(
        DICTIONARY,
        Text {
            id: "words.icu",
            label: "words (dictionary)",
            text: "The text is cut at the ends of runs of Chinese, Japanese, Thai, Lao, Khmer and Burmese \
                   characters. Within the runs a dictionary or a model finds the words, outside they are those of \
                   words.uax29.",
            source: "ICU4X, crate icu_segmenter 2",
        },
        |f| Count(f.stats.words_icu),
    ),
    Entry::sum(
        TOOLS,
        Text {
            id: "words.office",
            label: "words (office)",
            text: "Runs between white space, en dashes and em dashes, be they only punctuation; each Chinese or \
                   Japanese character and each Korean syllable is a word.",
            source: "LibreOffice Writer, word count",
        },
        |f| Count(f.stats.words_office),
    ),
    Entry::computed(
        TOOLS_AND_DICTIONARY,
        Text {
            id: "words.gmxv",
            label: "words (GMX-V)",
            text: "The words of words.icu, of which a single hyphen makes one; in French an elision ends a word. \
                   In Chinese, Japanese, Korean and Thai chars.gmxv divided by 2.8, 3.0, 3.3 and 6.0, to the \
                   nearest whole number. There is no count for Lao, Khmer, Burmese, Tibetan and Dzongkha.",
            source: "ETSI GS LIS 004 (GMX-V 2.0)",
        },
        &["words.icu", "chars.gmxv"],
        0,
        words_gmxv,
    ),
];

pub(super) static VOCABULARY: [Entry; 10] = [
    Entry::computed(
        FREQUENCIES,
        Text {
            id: "words.distinct",
            label: "distinct words",
            text: "How many different words there are, by full case folding and NFC, among words of at most 1024 \
                   bytes.",
            source: unicode!("section 3.13, canonical caseless matching"),
        },
        &["words"],
        0,
        |f| spectrum(f, crate::diversity::Spectrum::types),
    ),
    Entry::computed(
        FREQUENCIES,
        Text {
            id: "words.hapaxes",
            label: "words that occur once",
            text: "How many of the distinct words occur exactly once.",
            source: "Reckon",
        },
        &["words.distinct"],
        0,
        |f| spectrum(f, crate::diversity::Spectrum::hapaxes),
    ),
    Entry::sum(
        FREQUENCIES,
        Text {
            id: "words.too_long",
            label: "overlong words",
            text: "Words of more than 1024 bytes. They are counted, but left out of distinct words, frequencies, \
                   readability and diversity.",
            source: "Reckon",
        },
        |f| Count(f.stats.vocabulary.too_long()),
    ),
    Entry::computed(
        DICTIONARY,
        Text {
            id: "words.length.mean",
            label: "letters per word",
            text: "The mean length of a word in code points, whatever those are.",
            source: "Reckon",
        },
        &["words"],
        2,
        |f| match f.stats.word_lengths.total() {
            0 => Value::missing(Reason::NO_WORDS),
            total => Real(f.stats.word_lengths.sum() as f64 / total as f64),
        },
    ),
    Entry::computed(
        SENTENCES,
        Text {
            id: "sentences.length.mean",
            label: "words per sentence",
            text: "The mean number of words of a sentence.",
            source: "Reckon",
        },
        &["words", "sentences"],
        1,
        |f| match (f.has_sentences(), f.stats.sentence_lengths.total()) {
            (Err(reason), _) => Value::missing(reason),
            (_, 0) => Value::missing(Reason::NO_SENTENCES),
            (_, total) => Real(f.stats.words as f64 / total as f64),
        },
    ),
    Entry::computed(
        SENTENCES,
        Text {
            id: "sentences.length.median",
            label: "median sentence",
            text: "The number of words of the sentence in the middle when sentences are put in order of length; of \
                   the two in the middle the shorter.",
            source: "Reckon",
        },
        &["sentences"],
        0,
        |f| match (f.has_sentences(), f.stats.sentence_lengths.quantile(1, 2)) {
            (Err(reason), _) => Value::missing(reason),
            (_, None) => Value::missing(Reason::NO_SENTENCES),
            (_, Some(words)) => Count(words),
        },
    ),
    Entry::computed(
        DICTIONARY,
        Text {
            id: "paragraphs.length.mean",
            label: "words per paragraph",
            text: "The mean number of words of a paragraph; paragraphs without a word count as well.",
            source: "Reckon",
        },
        &["words", "paragraphs"],
        1,
        |f| match f.stats.paragraph_lengths.total() {
            0 => Value::missing(Reason::NO_PARAGRAPHS),
            total => Real(f.stats.words as f64 / total as f64),
        },
    ),
    Entry::computed(
        DICTIONARY,
        Text {
            id: "reading_time",
            label: "reading time, seconds",
            text: "Silent reading of non-fiction by adults: 238 words a minute in English, 202 in Korean, 439 \
                   characters in Chinese, 653 in Japanese. Not for other languages.",
            source: "Brysbaert, How many words do we read per minute? Journal of Memory and Language 109, 2019",
        },
        &["words"],
        0,
        |f| reading_time(f, rate(f)),
    ),
    Entry::computed(
        DICTIONARY,
        Text {
            id: "reading_time.fast",
            label: "fast reading, seconds",
            text: "At 300 words a minute, the upper end of the range of most adults; in English.",
            source: "Brysbaert 2019",
        },
        &["words"],
        0,
        |f| reading_time(f, english_rate(f, 300)),
    ),
    Entry::computed(
        DICTIONARY,
        Text {
            id: "reading_time.slow",
            label: "slow reading, seconds",
            text: "At 175 words a minute, the lower end of the range of most adults; in English.",
            source: "Brysbaert 2019",
        },
        &["words"],
        0,
        |f| reading_time(f, english_rate(f, 175)),
    ),
];

fn words_gmxv(f: &Figures<'_>) -> Value {
    let mut rules = f.stats.languages.keys().map(|&language| gmxv::word_rule(language));
    let rule = rules.next().unwrap_or(WordRule::Tokens);
    if rules.any(|other| other != rule) {
        return Value::missing(Reason::LANGUAGES);
    }
    match rule {
        WordRule::Tokens => Count(f.stats.gmxv.words),
        WordRule::Characters(factor) => Count(factor.words(f.stats.gmxv.characters)),
        WordRule::None => Value::missing(Reason::NO_FACTOR),
    }
}

fn spectrum(f: &Figures<'_>, read: fn(&crate::diversity::Spectrum) -> u64) -> Value {
    f.spectrum().map_or(Value::missing(Reason::TRUNCATED), |spectrum| Count(read(spectrum)))
}

/// What is read, and how much of it in a minute.
type Rate = Option<(u64, u64)>;

fn rate(f: &Figures<'_>) -> Rate {
    let han = f.script("Han");
    match f.language?.code() {
        "eng" => Some((f.stats.words, 238)),
        "kor" => Some((f.stats.words, 202)),
        "zho" => Some((han, 439)),
        "jpn" => Some((han + f.script("Hiragana") + f.script("Katakana"), 653)),
        _ => None,
    }
}

fn english_rate(f: &Figures<'_>, per_minute: u64) -> Rate {
    (f.language? == Language::ENGLISH).then_some((f.stats.words, per_minute))
}

fn reading_time(f: &Figures<'_>, at: Rate) -> Value {
    match at {
        Some((read, per_minute)) => Real(read as f64 * 60.0 / per_minute as f64),
        None if f.language.is_none() => Value::missing(f.no_language()),
        None if rate(f).is_some() => Value::missing(Reason::NO_RATES),
        None => Value::missing(Reason::NO_RATE),
    }
}
