//! The words that the fog index takes for hard.

use super::familiar::Word;
use super::list::WORD_BYTES_MAX;

/// The shortest part of a compound that is looked for: shorter ones are found in too many words.
const PART_BYTES: usize = 3;

/// Says whether the fog index takes a folded word of so many syllables for hard.
///
/// A hard word has three or more syllables, except
///
/// * words that come to three by an ending: `-es` after a sibilant, `-ed` after *d* or *t*, `-ing`. Letters cannot
///   say whether they are verbs;
/// * compounds of two easy words (`bookkeeper`, `butterfly`), as far as they can be told from the letters: a word of
///   Dale's list and one that is [familiar](super::familiar), of three or more letters each. A word may look like a compound and be
///   none (`carnation`), and easy words that the list does not have are not seen;
/// * proper nouns, which are left to the caller: case is folded here.
///
/// # Source
///
/// R. Gunning, "The technique of clear writing", McGraw-Hill (1952), 36–37. Its verbs are those in *-es* and *-ed*; that
/// *-ing* counts likewise is the custom of today.
pub(super) fn is_hard(word: &[u8], syllables: u32) -> bool {
    syllables >= 3 && !(syllables == 3 && has_syllabic_ending(word)) && !is_easy_compound(word)
}

fn has_syllabic_ending(word: &[u8]) -> bool {
    match word {
        [.., b'i', b'n', b'g'] => true,
        [.., before, b'e', b'd'] => matches!(before, b'd' | b't'),
        [.., b'c' | b's', b'h', b'e', b's'] => true,
        [.., before, b'e', b's'] => matches!(before, b'c' | b'g' | b's' | b'x' | b'z'),
        _ => false,
    }
}

fn is_easy_compound(word: &[u8]) -> bool {
    if !word.is_ascii() {
        return false;
    }
    let whole = Word::new(word);
    (PART_BYTES..=word.len().saturating_sub(PART_BYTES).min(WORD_BYTES_MAX))
        .any(|cut| whole.has(&word[..cut], b"") && Word::new(&word[cut..]).is_familiar())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::english::syllable::syllables;

    fn is_hard_word(word: &str) -> bool {
        is_hard(word.as_bytes(), syllables(word.as_bytes()))
    }

    #[test]
    fn long_words_are_hard() {
        for word in "readability university established industry holiday agencies".split(' ') {
            assert!(is_hard_word(word), "{word}");
        }
    }

    #[test]
    fn easy_words_are_not() {
        for word in "easy created trespasses reducing butterfly grandfather newspapers anything".split(' ') {
            assert!(!is_hard_word(word), "{word}");
        }
    }

    #[test]
    fn an_ending_helps_words_of_three_syllables_only() {
        assert!(is_hard_word("developing"));
    }
}
