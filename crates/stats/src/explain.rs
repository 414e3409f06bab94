//! What is behind a number: the pieces of a text that it counts.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::english::Traits;
use crate::language::Language;
use crate::office::Office;
use crate::scanner::word_spans;
use crate::segment::{grapheme_end, sentence_end, word_end};
use crate::sentence::sentences;
use crate::unicode::{GeneralCategory, letters, properties};
use crate::vocabulary::{LONG_LETTERS_MIN, Vocabulary};
use crate::words::LanguageWords;

/// A piece of a text that a number counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The piece as it stands in the text, or the word to which several pieces belong.
    pub text: String,
    /// What counts of it, where that is more than its being there; else empty.
    pub note: String,
}

impl Token {
    fn plain(text: &str) -> Self {
        Self { text: text.to_string(), note: String::new() }
    }
}

/// Finds the pieces of a text that the number with this id counts, in their order; nothing for a number that is computed
/// from others, or for an id that there is not.
///
/// This is for looking at the beginning of a text: it takes several times as long as a scan, and memory for each piece.
///
/// ```
/// use reckon_stats::{Language, tokens};
///
/// let texts = |id| -> Vec<String> {
///     tokens(id, "A well-known word—once.", Language::ENGLISH).unwrap().into_iter().map(|token| token.text).collect()
/// };
/// assert_eq!(texts("words.office"), ["A", "well-known", "word", "once."]);
/// assert_eq!(texts("words.uax29"), ["A", "well", "known", "word", "once"]);
/// assert_eq!(tokens("readability.smog", "Any text.", Language::ENGLISH), None);
/// ```
#[must_use]
pub fn tokens(id: &str, text: &str, language: Language) -> Option<Vec<Token>> {
    let words = || words(text, language);
    let of_words = |pick: &dyn Fn(&str) -> Option<String>| {
        let words = words().into_iter();
        words.filter_map(|word| Some(Token { text: word.to_string(), note: pick(&fold(word))? })).collect()
    };
    let yes = |holds: bool| holds.then(String::new);
    let syllables = |word: &str| Traits::of(word.as_bytes()).syllables;
    let english = language == Language::ENGLISH;
    let all = |pieces: Vec<&str>| pieces.into_iter().map(Token::plain).collect();
    Some(match id {
        "bytes"
        | "chars.code_points"
        | "chars.invalid"
        | "chars.without_white_space"
        | "chars.letters"
        | "chars.marks"
        | "chars.digits"
        | "chars.punctuation"
        | "chars.symbols"
        | "chars.others" => characters(id, text),
        "chars.graphemes" => all(segments(text, |at| (grapheme_end(text.as_bytes(), at), true))),
        "lines" => all(text.split_inclusive('\n').filter(|line| line.ends_with('\n')).collect()),
        "lines.blank" => all(text.split_inclusive('\n').filter(|line| line.trim().is_empty()).collect()),
        "paragraphs" => paragraphs(text),
        "sentences" if language.has_sentence_marks() => {
            let ranges = sentences(text, language.rules()).into_iter();
            all(ranges.map(|range| text[range].trim()).filter(|text| has_word(text)).collect())
        }
        "sentences.uax29" => all(segments(text, |at| {
            let end = sentence_end(text.as_bytes(), at);
            (end, has_word(&text[at..end]))
        })),
        "words" => all(words()),
        "words.ascii" => all(text
            .split(|character: char| matches!(character, '\t'..='\r' | ' '))
            .filter(|word| !word.is_empty())
            .collect()),
        "words.whitespace" => all(text.split_whitespace().collect()),
        "words.uax29" => all(segments(text, |at| {
            let segment = word_end(text.as_bytes(), at);
            (segment.end, segment.has_word)
        })),
        "words.icu" => all(slices(text, &word_spans(text.as_bytes(), None))),
        "words.office" => all(office(text)),
        "words.distinct" | "words.hapaxes" => vocabulary(&words(), id == "words.hapaxes"),
        "syllables" if english => of_words(&|word| Some(syllables(word).to_string())),
        "words.monosyllables" if english => of_words(&|word| yes(syllables(word) == 1)),
        "words.polysyllables" if english => of_words(&|word| {
            Some(syllables(word)).filter(|&number| number >= 3).map(|number| number.to_string())
        }),
        "words.long" => all(words().into_iter().filter(|word| letters(word) >= LONG_LETTERS_MIN).collect()),
        "words.hard" if english => {
            common_words(text, language, |word| letters(word) > 0 && Traits::of(word.as_bytes()).is_hard)
        }
        "words.difficult" if english => {
            common_words(text, language, |word| letters(word) > 0 && !Traits::of(word.as_bytes()).is_familiar)
        }
        _ => return None,
    })
}

/// The words of the language.
fn words(text: &str, language: Language) -> Vec<&str> {
    slices(text, &word_spans(text.as_bytes(), Some(LanguageWords::new(language))))
}

/// The words that begin without a capital letter or a sentence, and so are no proper nouns, and that are picked by their
/// folded form.
fn common_words(text: &str, language: Language, pick: impl Fn(&str) -> bool) -> Vec<Token> {
    let mut starts = sentences(text, language.rules()).into_iter().map(|range| range.start).peekable();
    let mut picked = Vec::new();
    let mut is_first = false;
    for [start, end] in word_spans(text.as_bytes(), Some(LanguageWords::new(language))) {
        let word = &text[start as usize..end as usize];
        while starts.next_if(|&sentence| sentence <= start as usize).is_some() {
            is_first = true;
        }
        if (is_first || !word.starts_with(char::is_uppercase)) && pick(&fold(word)) {
            picked.push(Token::plain(word));
        }
        // Behind the number of an item its sentence only begins.
        is_first &= word.starts_with(char::is_numeric);
    }
    picked
}

fn slices<'a>(text: &'a str, spans: &[[u32; 2]]) -> Vec<&'a str> {
    spans.iter().map(|&[start, end]| &text[start as usize..end as usize]).collect()
}

/// Walks over a text from end to end and keeps the segments that count.
fn segments(text: &str, end: impl Fn(usize) -> (usize, bool)) -> Vec<&str> {
    let mut kept = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let (next, counts) = end(at);
        if counts {
            kept.push(&text[at..next]);
        }
        at = next;
    }
    kept
}

fn has_word(text: &str) -> bool {
    text.chars().any(|character| properties(character).makes_word())
}

fn fold(word: &str) -> String {
    let mut vocabulary = Vocabulary::new(0, 1);
    vocabulary.count(word.as_bytes(), 0, word.len(), false);
    vocabulary.iter().next().map_or_else(|| word.to_string(), |(word, _)| word.to_string())
}

/// Single characters, with their numbers.
fn characters(id: &str, text: &str) -> Vec<Token> {
    let counts = |character: &char| match id {
        "chars.code_points" | "bytes" => true,
        "chars.invalid" => *character == char::REPLACEMENT_CHARACTER,
        "chars.without_white_space" => !character.is_whitespace(),
        _ => is_group(*character, id.strip_prefix("chars.").unwrap_or(id)),
    };
    let token = |character: char| Token {
        text: character.to_string(),
        note: if id == "bytes" {
            format!("{}", character.len_utf8())
        } else {
            format!("U+{:04X}", u32::from(character))
        },
    };
    text.chars().filter(counts).map(token).collect()
}

/// Tells whether a character belongs to the group of general categories that the report names so.
fn is_group(character: char, group: &str) -> bool {
    use GeneralCategory as G;
    let name = match properties(character).general_category() {
        G::UppercaseLetter | G::LowercaseLetter | G::TitlecaseLetter | G::ModifierLetter | G::OtherLetter => {
            "letters"
        }
        G::NonspacingMark | G::SpacingMark | G::EnclosingMark => "marks",
        G::DecimalNumber | G::LetterNumber | G::OtherNumber => "digits",
        G::MathSymbol | G::CurrencySymbol | G::ModifierSymbol | G::OtherSymbol => "symbols",
        G::SpaceSeparator | G::LineSeparator | G::ParagraphSeparator | G::Control | G::Format => "others",
        G::Surrogate | G::PrivateUse | G::Unassigned => "others",
        _ => "punctuation",
    };
    name == group
}

/// Groups of lines that are not blank.
fn paragraphs(text: &str) -> Vec<Token> {
    let mut paragraphs: Vec<Token> = Vec::new();
    let mut goes_on = false;
    for line in text.split_inclusive('\n') {
        let is_blank = line.trim().is_empty();
        match paragraphs.last_mut() {
            _ if is_blank => {}
            Some(paragraph) if goes_on => paragraph.text.push_str(line),
            _ => paragraphs.push(Token::plain(line)),
        }
        goes_on = !is_blank;
    }
    paragraphs
}

/// The words of offices: each begins where their number rises, and ends at white space, a dash or the next one.
fn office(text: &str) -> Vec<&str> {
    let mut machine = Office::new();
    let mut words = Vec::new();
    let mut start = None;
    for (at, character) in text.char_indices() {
        let before = machine.words();
        machine.push(character);
        if machine.words() > before || machine.is_between() {
            words.extend(start.take().map(|start| &text[start..at]));
        }
        if machine.words() > before {
            start = Some(at);
        }
    }
    words.extend(start.map(|start| &text[start..]));
    words
}

/// Distinct words and how often each occurs, in the order in which they first do.
fn vocabulary(words: &[&str], once: bool) -> Vec<Token> {
    let mut vocabulary = Vocabulary::new(0, u32::MAX);
    for word in words {
        vocabulary.count(word.as_bytes(), 0, word.len(), false);
    }
    let words = vocabulary.iter().filter(|(_, frequency)| !once || frequency.count == 1);
    words
        .map(|(word, frequency)| Token { text: word.to_string(), note: frequency.count.to_string() })
        .collect()
}
