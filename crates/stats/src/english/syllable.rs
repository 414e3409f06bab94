//! The syllables of a word: those of CMUdict for its words, and an estimate for others.
//!
//! Each letter that may be the nucleus of a syllable, a *slot*, has a chance that depends on the letters around it; the
//! sum of the chances, rounded, is the count. The weights were learnt from CMUdict by `tools/syllables/train.py`, which
//! also lists the dictionary's words that would get another count: the *exceptions*. So the model and the exceptions
//! together are the whole dictionary, and nothing needs to be built at start-up or allocated.

mod exceptions;
mod model;
mod number;

use model::Stretch;

/// Counts the syllables of a folded word; at least one.
///
/// * A word of CMUdict has the syllables of its first pronunciation there; the eight that have no vowel there, such as
///   `hmm`, have one. Accents count for nothing, so that `café` is `cafe`; U+2019 is the same as U+0027.
/// * A number is read aloud: see [`number`]. Letters and digits in one word (`mp3`) are counted apart.
/// * A word without any of the letters `aeiouy` (`html`) is spelled: one syllable for each letter, three for `w`.
///   Letters between full stops (`u.s`) are words on their own, which comes to the same.
/// * `'s` adds a syllable where the word before it ends like a sibilant.
/// * Any other word has what the model says.
pub(super) fn syllables(word: &[u8]) -> u32 {
    // Nearly every word is of letters from a to z and apostrophes throughout.
    model::syllables(word).unwrap_or_else(|| pieces(word)).max(1)
}

/// Adds up the stretches of letters and the numbers of a word.
fn pieces(word: &[u8]) -> u32 {
    let mut count = 0;
    let mut stretch = Stretch::new();
    let mut rest = str::from_utf8(word).expect("a word is well-formed");
    while let Some(c) = rest.chars().next() {
        if stretch.push(c) {
            rest = &rest[c.len_utf8()..];
            continue;
        }
        count += stretch.syllables();
        // A letter that did not fit begins the next stretch.
        let was_full = stretch.is_full();
        stretch = Stretch::new();
        if was_full {
            continue;
        }
        let number = number::read(rest);
        count += number.syllables;
        rest = &rest[number.length.max(c.len_utf8())..];
    }
    count + stretch.syllables()
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec::Vec;

    fn syllables(word: &str) -> u32 {
        super::syllables(word.as_bytes())
    }

    fn assert_counts(lines: &str) {
        let wrong: Vec<_> = lines
            .lines()
            .filter(|line| {
                let (word, count) = line.split_once('\t').expect("a line is a word, a tab and a count");
                syllables(word) != count.parse::<u32>().expect("the count is a number")
            })
            .collect();
        assert!(!lines.is_empty());
        assert_eq!(wrong, Vec::<&str>::new());
    }

    /// A sample; `reckon-bench syllables` takes all of them.
    #[test]
    fn words_of_the_dictionary_are_exact() {
        assert_counts(include_str!("../../tests/data/syllables.tsv"));
    }

    /// Words that are not of plain letters are read in pieces, of which a plain one is the only one.
    #[test]
    fn pieces_are_words() {
        for line in include_str!("../../tests/data/syllables.tsv").lines() {
            let word = line.split('\t').next().expect("a line begins with a word");
            assert_eq!(super::pieces(word.as_bytes()).max(1), syllables(word), "{word}");
        }
    }

    #[test]
    fn letters_may_be_written_otherwise() {
        for (word, plain) in
            [("café", "cafe"), ("cafe\u{301}", "cafe"), ("naïve", "naive"), ("don’t", "don't")]
        {
            assert_eq!(syllables(word), syllables(plain), "{word}");
        }
    }

    #[test]
    fn what_has_no_vowel_is_spelled() {
        assert_eq!(
            ["bbc", "xhtml", "www", "u.s", "e.g", "p.m", "u.s.a"].map(syllables),
            [3, 5, 9, 2, 2, 2, 3]
        );
    }

    #[test]
    fn possessives_follow_their_word() {
        assert_eq!(["kutuzov's", "rhythm's", "denisov’s", "max's"].map(syllables), [3, 2, 3, 2]);
    }

    #[test]
    fn every_word_has_a_syllable() {
        for word in ["", "'", "_", "слово", "你好", "\u{301}", "ß", "…", "🙂"] {
            assert!(syllables(word) >= 1, "{word:?}");
        }
    }

    #[test]
    fn long_words_are_counted_to_their_end() {
        let word = "na".repeat(1000);
        assert!((900..=1100).contains(&syllables(&word)), "{}", syllables(&word));
        assert_eq!(syllables(&"7".repeat(100)), 200);
    }
}
