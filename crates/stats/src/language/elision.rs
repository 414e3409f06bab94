//! Elisions: where a vowel is left out and an apostrophe written, a word ends (*l'arbre*, *dell'arte*).

use super::Language;

/// Finds where the first word of a token of `words.uax29` ends that begins with an elided word.
///
/// The answer is the place just behind the apostrophe, `2 <= answer < token.len()`. What follows may begin with
/// another elision.
///
/// A token begins with an elision if three things hold:
///
/// * Its letters up to the first apostrophe (U+0027, U+2019 or U+02BC) are in the list of the language, in any case.
///   The list is closed: so *aujourd'hui*, *prud'homme*, *presqu'île*, *quelqu'un* and *entr'ouvrir* remain whole.
/// * A letter follows that is not one of the consonants of ASCII, except *h*: so *N'Djamena* remains whole.
/// * The language is French, Italian or Catalan.
///
/// ```
/// use reckon_stats::{Language, elision};
///
/// assert_eq!(elision("l’été".as_bytes(), Language::FRENCH), Some(4));
/// assert_eq!(elision(b"l'arte", Language::ITALIAN), Some(2));
/// assert_eq!(elision(b"aujourd'hui", Language::FRENCH), None);
/// assert_eq!(elision(b"l'arte", Language::ENGLISH), None);
/// ```
#[must_use]
pub fn elision(token: &[u8], language: Language) -> Option<usize> {
    let Elided { lengths, words } = elided(language)?;
    for &length in lengths {
        // Nearly all tokens end here, or have a letter at this place.
        let &byte = token.get(length)?;
        if matches!(byte, b'\'' | 0xCA | 0xE2) {
            let apostrophe = apostrophe_length(&token[length..]);
            if apostrophe > 0 {
                let (word, rest) = (&token[..length], &token[length + apostrophe..]);
                let is_listed = words.iter().any(|listed| listed.as_bytes().eq_ignore_ascii_case(word));
                return (is_listed && begins_with_vowel(rest)).then_some(length + apostrophe);
            }
        }
    }
    None
}

/// The words of a language that lose their last vowel.
pub(super) struct Elided {
    /// The lengths that they have in bytes, in order.
    pub(super) lengths: &'static [usize],
    /// They themselves, without that vowel.
    pub(super) words: &'static [&'static str],
}

/// The elisions of a language, if it has any.
#[inline]
pub(super) const fn elided(language: Language) -> Option<Elided> {
    match language {
        Language::FRENCH => Some(Elided {
            lengths: &[1, 2, 5, 6],
            words: &["l", "d", "j", "m", "t", "s", "c", "n", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"],
        }),
        Language::ITALIAN => Some(Elided {
            lengths: &[1, 2, 3, 4, 5, 6, 7],
            words: &[
                "l", "d", "c", "m", "t", "s", "v", "n", "un", "gl", "ex", "all", "agl", "com", "cos", "dov",
                "ogn", "dall", "dell", "nell", "sull", "coll", "dagl", "degl", "negl", "sugl", "bell",
                "sant", "buon", "tutt", "anch", "senz", "mezz", "cent", "vent", "altr", "quest", "quell",
                "alcun", "quand", "quant", "trent", "nessun", "ciascun", "quattr",
            ],
        }),
        Language::CATALAN => Some(Elided { lengths: &[1], words: &["l", "d", "m", "t", "s", "n"] }),
        _ => None,
    }
}

/// The length in bytes of the apostrophe that some text begins with, or 0.
fn apostrophe_length(text: &[u8]) -> usize {
    match text {
        [b'\'', ..] => 1,
        [0xCA, 0xBC, ..] => 2,
        [0xE2, 0x80, 0x99, ..] => 3,
        _ => 0,
    }
}

/// Tells whether some text begins as a word does that others are elided before.
fn begins_with_vowel(text: &[u8]) -> bool {
    match text.first().map(u8::to_ascii_lowercase) {
        Some(b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | b'h') => true,
        // ASCII digits and consonants.
        Some(0..0x80) | None => false,
        // É, œ, and whatever else is written in names; not ç, nor another apostrophe.
        Some(_) => {
            !text.starts_with("ç".as_bytes())
                && !text.starts_with("Ç".as_bytes())
                && apostrophe_length(text) == 0
        }
    }
}
