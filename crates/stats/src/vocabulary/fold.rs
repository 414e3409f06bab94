//! One form for all the ways of writing a word.

use alloc::string::String;

use icu_casemap::{CaseMapper, CaseMapperBorrowed};
use icu_normalizer::{
    ComposingNormalizer, ComposingNormalizerBorrowed, DecomposingNormalizer, DecomposingNormalizerBorrowed,
};

const CASES: CaseMapperBorrowed<'static> = CaseMapper::new();
const NFD: DecomposingNormalizerBorrowed<'static> = DecomposingNormalizer::new_nfd();
const NFC: ComposingNormalizerBorrowed<'static> = ComposingNormalizer::new_nfc();

/// Folds the case of a word, in full, and composes it (NFC).
///
/// Two words have the same fold exactly if they are canonical caseless matches. Folding a fold changes nothing.
/// The language is not asked: `I` folds to `i` in Turkish, too.
///
/// Source: The Unicode Standard, section 3.13, D145, with NFC in the place of the last NFD. The first NFD is
/// needed for U+0345, a mark that folds to a letter.
pub(super) fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    for letter in word.chars() {
        let Some(lower) = fold_alone(letter) else {
            return fold_any(word);
        };
        folded.push(lower);
    }
    folded
}

/// Whether a word is its own fold, if that is easy to tell.
pub(super) fn is_folded(word: &str) -> bool {
    word.chars().all(|letter| fold_alone(letter) == Some(letter))
}

/// Whether each letter of a word folds to one, if that is easy to tell.
pub(super) fn keeps_letters(word: &str) -> bool {
    word.chars().all(|letter| fold_alone(letter).is_some())
}

/// By the tables.
pub(super) fn fold_any(word: &str) -> String {
    NFC.normalize(&CASES.fold_string(&NFD.normalize(word))).into_owned()
}

/// The fold of a letter that folds to one letter whatever its neighbours are, for the commonest scripts; twenty times
/// as fast as the tables.
///
/// Neither these letters nor their folds are marks that would be put in order, nor compose with one before them
/// (their NFC_Quick_Check is Yes). So a word of such letters alone is composed.
pub(super) fn fold_alone(letter: char) -> Option<char> {
    match letter {
        // Sharp s, dotted I and n after an apostrophe fold to two letters, and long s to an ASCII one. Two Greek letters
        // with two marks each fold to three.
        'ß' | 'İ' | 'ŉ' | 'ſ' | 'ΐ' | 'ΰ' => None,
        // The sigma at the end of a word is in lower case already.
        'ς' => Some('σ'),
        '\0'..='\x7F' => Some(letter.to_ascii_lowercase()),
        // The commonest by a sum instead of a search.
        'а'..='џ' | 'à'..='ÿ' => Some(letter),
        'А'..='Я' => char::from_u32(letter as u32 + 0x20),
        'À'..='ſ' | 'Ά' | 'Έ'..='ώ' | 'Ѐ'..='ҁ' | 'Ҋ'..='ԯ' | 'Ա'..='Ֆ' | 'ա'..='ֆ' => {
            letter.to_lowercase().next()
        }
        // Hebrew, Arabic; kana and ideographs; Hangul syllables.
        'א'..='ת' | 'ؠ'..='ي' | 'ぁ'..='ゖ' | 'ァ'..='ー' | '㐀'..='䶿' | '一'..='鿿' | '가'..='힣' => {
            Some(letter)
        }
        _ => None,
    }
}
