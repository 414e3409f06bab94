//! The syllables of every word of CMUdict, beside those of its first pronunciation there.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, ensure};
use reckon_stats::{Language, Options, Value, scan_with};

use crate::options::SyllablesOptions;

/// `reckon-bench syllables`.
///
/// # Errors
/// The dictionary cannot be read or has no words, or a word of it is counted otherwise.
pub fn run(options: &SyllablesOptions) -> Result<()> {
    let path = options.dictionary.display();
    let dictionary =
        fs::read_to_string(&options.dictionary).with_context(|| format!("cannot read {path}"))?;
    let words = words(&dictionary);
    ensure!(!words.is_empty(), "{path} has no words; it should be the file cmudict.dict");
    let mut wrong = 0;
    for (word, &expected) in &words {
        let counted = syllables(word);
        if counted != Value::Count(expected) {
            println!("{word}: {counted:?} instead of {expected}");
            wrong += 1;
        }
    }
    println!("{} words of CMUdict, {wrong} of which are counted otherwise", words.len());
    ensure!(wrong == 0, "the model and its exceptions are not those of this dictionary");
    Ok(())
}

/// The syllables of a text of one word.
fn syllables(word: &str) -> Value {
    let options = Options { language: Language::ENGLISH, ..Options::default() };
    let report = scan_with(options, word.as_bytes()).report(0);
    report.value("syllables").expect("there is such a number")
}

/// The words of the dictionary that are letters and apostrophes, with the syllables of their first pronunciations.
/// Words that stand there with apostrophes or full stops around them (*'bout*) are in it without, unless those are
/// words too.
fn words(dictionary: &str) -> BTreeMap<&str, u64> {
    let bare = |word: &str| word.trim_matches(['\'', '.']).len() == word.len();
    let (whole, others): (Vec<_>, Vec<_>) =
        dictionary.lines().filter_map(entry).partition(|(word, _)| bare(word));
    // The first of equal ones is the last that is put in.
    let others = others.into_iter().rev().map(|(word, count)| (word.trim_matches(['\'', '.']), count));
    let is_word =
        |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'\'');
    others.chain(whole).filter(|(word, _)| is_word(word)).collect()
}

/// The word of a line, and its syllables, which are the phones with a stress; at least one. Nothing for a further
/// pronunciation, `word(2)`.
fn entry(line: &str) -> Option<(&str, u64)> {
    let mut fields = line.split('#').next()?.split_whitespace();
    let word = fields.next().filter(|word| !word.ends_with(')'))?;
    let nuclei = fields.filter(|phone| phone.ends_with(|last: char| last.is_ascii_digit())).count() as u64;
    Some((word, nuclei.max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_dictionary_have_their_syllables() {
        let dictionary = "'bout B AW1 T\n'cause K AH0 Z\na.m. EY1 EH1 M\nbout B AW1 T # a comment\n\
                          cause K AO1 Z\nhmm HH M\nread R EH1 D\nread(2) R IY1 D\nwell-to-do W EH1 L T AH0 D UW1\n\
                          'tis T IH1 Z\nwriter's R AY1 T ER0 Z\n";
        let words = words(dictionary);
        let expected = [("bout", 1), ("cause", 1), ("hmm", 1), ("read", 1), ("tis", 1), ("writer's", 2)];
        assert!(words.iter().map(|(word, count)| (*word, *count)).eq(expected), "{words:?}");
        for (word, count) in words {
            assert_eq!(syllables(word), Value::Count(count), "{word}");
        }
    }
}
