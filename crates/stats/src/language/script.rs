//! The language that the script of a text tells.

use super::{Detected, Language};
use crate::unicode::{Script, properties};

/// What the letters of a text tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// There are no letters.
    Nothing,
    /// The script writes this language, as far as matters here.
    Language(Detected),
    /// It is the Latin script.
    Latin,
    /// It is another script that writes several languages which can be told apart.
    Several,
}

/// Looks at the letters of a text, of at most 4096 bytes.
pub(super) fn language_of(text: &str) -> Verdict {
    if text.is_ascii() {
        let has_letter = text.bytes().any(|byte| byte.is_ascii_alphabetic());
        return if has_letter { Verdict::Latin } else { Verdict::Nothing };
    }
    let letters = count_letters(text);
    let count = |name: &str| {
        let scripts = letters.iter().enumerate();
        let of_name = scripts.filter(|(number, _)| script_name(*number) == name);
        of_name.map(|(_, &count)| u32::from(count)).sum::<u32>()
    };
    let all: u32 = letters.iter().map(|&count| u32::from(count)).sum();
    let Some((number, &most)) = letters.iter().enumerate().max_by_key(|(_, count)| **count) else {
        return Verdict::Nothing;
    };
    if most == 0 {
        return Verdict::Nothing;
    }

    // Japanese is written in three scripts, and Chinese in one of them.
    let kana = count("Hiragana") + count("Katakana");
    let ideographs = count("Han") + count("Bopomofo");
    if kana + ideographs >= u32::from(most) {
        return Verdict::Language(chinese_or_japanese(ideographs, kana, all));
    }
    let code = match script_name(number) {
        "Latin" => return Verdict::Latin,
        "Cyrillic" | "Arabic" | "Devanagari" | "Hebrew" => return Verdict::Several,
        "Armenian" => "hye",
        "Bengali" => "ben",
        "Canadian_Aboriginal" => "iku",
        "Cherokee" => "chr",
        "Ethiopic" => "amh",
        "Georgian" => "kat",
        "Greek" => "ell",
        "Gujarati" => "guj",
        "Gurmukhi" => "pan",
        "Hangul" => "kor",
        "Kannada" => "kan",
        "Khmer" => "khm",
        "Lao" => "lao",
        "Malayalam" => "mal",
        "Mongolian" => "mon",
        "Myanmar" => "mya",
        "Oriya" => "ori",
        "Sinhala" => "sin",
        "Tamil" => "tam",
        "Telugu" => "tel",
        "Thaana" => "div",
        "Thai" => "tha",
        "Tibetan" => "bod",
        "Yi" => "iii",
        _ => return Verdict::Nothing,
    };
    let language = Language::from_code(code).unwrap_or_default();
    Verdict::Language(Detected { language, confidence_per_mille: share_per_mille(u32::from(most), all) })
}

/// Tells Japanese from Chinese by the share of kana, with the bounds that whatlang has.
fn chinese_or_japanese(ideographs: u32, kana: u32, all: u32) -> Detected {
    let letters = ideographs + kana;
    let sure = share_per_mille(letters, all);
    let (language, confidence_per_mille) = match kana * 100 {
        hundredfold if hundredfold > letters * 20 => (Language::JAPANESE, sure),
        hundredfold if hundredfold > letters * 5 => (Language::JAPANESE, sure / 2),
        hundredfold if hundredfold > letters * 2 => (Language::CHINESE, sure / 2),
        _ => (Language::CHINESE, sure),
    };
    Detected { language, confidence_per_mille }
}

/// How sure a language is that some of the letters tell: fully from one half on, and less below.
fn share_per_mille(letters: u32, all: u32) -> u16 {
    // Not above 1000, which a u16 holds.
    (letters * 2000 / all.max(1)).min(1000) as u16
}

/// Weighs the letters of each script; those of a text of at most 4096 bytes weigh less than 65,536.
///
/// A letter weighs as much of a word as it is: in the treebanks of Universal Dependencies a word has 4.2 letters in English,
/// and 1.6 in Chinese and Japanese; a word of Korean has some two syllables. So a text about computers or chemistry is in
/// the language that most of its words are in, though most of its letters are those of its terms.
fn count_letters(text: &str) -> [u16; Script::COUNT] {
    let mut counts = [0u16; Script::COUNT];
    let latin = text.bytes().filter(u8::is_ascii_alphabetic).count();
    // At most 4096.
    counts[properties('a').script().number()] = latin as u16;
    for character in text.chars().filter(|character| !character.is_ascii()) {
        let found = properties(character);
        if found.is_alphabetic() {
            counts[found.script().number()] += 1;
        }
    }
    for (number, count) in counts.iter_mut().enumerate() {
        *count *= match script_name(number) {
            "Common" | "Inherited" | "Unknown" => 0,
            "Han" | "Bopomofo" | "Hiragana" | "Katakana" => 5,
            "Hangul" => 4,
            _ => 2,
        };
    }
    counts
}

fn script_name(number: usize) -> &'static str {
    Script::from_number(number).map_or("Unknown", Script::name)
}
