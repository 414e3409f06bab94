//! `words`: the words of the language of a text.
//!
//! They are the words of `words.icu`, changed where a language has other words than the rules can know:
//!
//! * French, Italian and Catalan words end at an elision: *l'arbre* is two words ([`elision`]).
//! * French words that exactly one hyphen (U+002D, U+2010, U+2011) connects are one word: *vis-à-vis*, *États-Unis*,
//!   *Aix-la-Chapelle*. But a pronoun behind its verb is a word: *dit-il*, *donne-le-moi*; and so is the pronoun with
//!   the *t* that is spoken only: *a-t-il* is two words, *a* and *t-il*.
//!
//! These are the words that the Universal Dependencies of French-GSD have, where a pronoun is told from a part of a
//! name or a compound by its form: *rendez-vous* counts as two words here.

use crate::dictionary;
use crate::gmxv::is_joiner;
use crate::language::{Language, elision};
use crate::spans::Joiner;
use crate::unicode::{character_start, decode};
use crate::whitespace::is_white_space;

#[cfg(test)]
mod tests;

/// How the words of a language are found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LanguageWords {
    language: Language,
    rule: Rule,
}

#[derive(Clone, Copy, Debug)]
enum Rule {
    /// As `words.icu`.
    Plain,
    /// With elisions.
    Elided,
    /// With elisions, and hyphens that connect.
    French,
}

impl LanguageWords {
    pub(crate) fn new(language: Language) -> Self {
        let rule = match language {
            Language::FRENCH => Rule::French,
            Language::ITALIAN | Language::CATALAN => Rule::Elided,
            _ => Rule::Plain,
        };
        Self { language, rule }
    }

    /// Tells whether the words are just those of `words.icu`.
    pub(crate) const fn are_plain(&self) -> bool {
        matches!(self.rule, Rule::Plain)
    }

    /// Finds the words of a text, in order, and emits where each begins and ends, several at a time.
    ///
    /// `tokens` are the places of the words of `words.icu` in the same text, in order, and `joiners` all apostrophes and
    /// hyphens behind the first of them, without which each token is a word. The text begins and ends where
    /// [`last_restart`] says, or with the document.
    #[inline(always)]
    pub(crate) fn find(
        &self,
        text: &[u8],
        tokens: &[[u32; 2]],
        joiners: &[Joiner],
        mut emit: impl FnMut(&[[u32; 2]]),
    ) {
        let connects = matches!(self.rule, Rule::French);
        let mut done = 0;
        for &Joiner { at, word } in joiners {
            let first = word as usize;
            if first < done {
                continue;
            }
            let [start, mut end] = tokens[first];
            let is_within = at < end;
            let mut last = first;
            while connects && are_connected(text, &tokens[last..]) {
                last += 1;
                end = tokens[last][1];
            }
            if is_within || last > first {
                emit(&tokens[done..first]);
                self.split(text, start, end, &mut emit);
                done = last + 1;
            }
        }
        emit(&tokens[done..]);
    }

    /// Emits the words that elisions make of a token.
    fn split(&self, text: &[u8], start: u32, end: u32, emit: &mut impl FnMut(&[[u32; 2]])) {
        let mut start = start;
        while let Some(length) = elision(&text[start as usize..end as usize], self.language) {
            let next = start + length as u32;
            emit(&[[start, next]]);
            start = next;
        }
        emit(&[[start, end]]);
    }
}

/// Tells whether the first two of some tokens are one French word.
fn are_connected(text: &[u8], tokens: &[[u32; 2]]) -> bool {
    let [before, after, behind @ ..] = tokens else {
        return false;
    };
    let between = |before: &[u32; 2], after: &[u32; 2]| &text[before[1] as usize..after[0] as usize];
    if !is_hyphen(between(before, after)) {
        return false;
    }
    let word = |token: &[u32; 2]| &text[token[0] as usize..token[1] as usize];
    let is_one_of =
        |words: &[&str], word: &[u8]| words.iter().any(|listed| listed.as_bytes().eq_ignore_ascii_case(word));
    if word(before).eq_ignore_ascii_case(b"t") {
        // a-t-il: the pronoun and its t.
        return true;
    }
    if is_one_of(&ARTICLES, word(after)) {
        // Aix-la-Chapelle, but not donne-la or donne-la-moi.
        return behind.first().is_some_and(|behind| {
            is_hyphen(between(after, behind))
                && !is_one_of(&PRONOUNS, word(behind))
                && !is_one_of(&ARTICLES, word(behind))
        });
    }
    !is_one_of(&PRONOUNS, word(after))
        && elision(word(after), Language::FRENCH)
            .is_none_or(|end| !is_one_of(&["en", "y"], &word(after)[end..]))
}

/// Pronouns that stand behind a verb.
const PRONOUNS: [&str; 16] = [
    "je", "tu", "il", "elle", "on", "ce", "nous", "vous", "ils", "elles", "lui", "leur", "moi", "toi", "y",
    "t",
];

/// Pronouns that may be articles or a preposition within a name or a compound as well.
const ARTICLES: [&str; 4] = ["le", "la", "les", "en"];

/// Tells whether some text is exactly one hyphen.
#[inline]
fn is_hyphen(text: &[u8]) -> bool {
    matches!(text, b"-" | [0xE2, 0x80, 0x90 | 0x91])
}

/// Finds a place, near the end of a text, where the text can be cut before the rest of it is there, so that its parts
/// have the words of the whole by each definition: as [`dictionary::last_restart`], but not beside a hyphen or an
/// apostrophe that may be within a word.
///
/// The text begins at such a place or with the document. If there is none, take more text.
pub(crate) fn last_restart(text: &[u8]) -> Option<usize> {
    dictionary::last_restart(text, |at| {
        let Some((before, _)) = decode(text, character_start(text, at)) else { return false };
        let after = decode(text, at).map(|(character, _)| character);
        let separates = is_white_space(u32::from(before));
        !is_joiner(before) && (separates || !after.is_some_and(is_joiner))
    })
}
