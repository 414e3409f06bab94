//! Sentences, as far as characters alone tell.

use crate::unicode::{SentenceBreak as Break, decode, properties};

/// Finds the end of the sentence that begins at `start`, a border of sentences.
///
/// `start < end <= text.len()`; at the end of the text it is `start`. The spaces after a sentence, and the end of its
/// paragraph, belong to it.
///
/// There is at most one look ahead for each full stop (SB8), and none goes beyond the next one; so a walk over all
/// sentences looks at a character no more than three times.
///
/// Source: UAX #29, rules SB3 to SB998.
pub(crate) fn sentence_end(text: &[u8], start: usize) -> usize {
    let mut state = State::Text { is_cased: false };
    let mut end = start;
    while let Some((next, length)) = decode(text, end) {
        let class = properties(next).sentence_break();
        match state.step(class) {
            Step::Keep(next) => state = next,
            // SB3 and SB4, whatever was before: SB9, SB10 and SB998 keep the end of a paragraph.
            Step::Close => {
                end += length;
                return end + usize::from(class == Break::Cr && text.get(end) == Some(&b'\n'));
            }
            Step::Break => return end,
            Step::LookAhead => {
                if !lower_case_follows(text, end) {
                    return end;
                }
                state = State::Text { is_cased: matches!(class, Break::Upper | Break::Lower) };
            }
        }
        end += length;
    }
    end
}

/// Tells whether the first letter, terminator or end of a paragraph from a place on is a lower-case letter (SB8).
fn lower_case_follows(text: &[u8], mut at: usize) -> bool {
    while let Some((next, length)) = decode(text, at) {
        match properties(next).sentence_break() {
            Break::Lower => return true,
            Break::OLetter | Break::Upper | Break::ATerm | Break::STerm => return false,
            Break::Sep | Break::Cr | Break::Lf => return false,
            _ => at += length,
        }
    }
    false
}

/// What the rules want to know about what is before a place, but for the marks that SB5 leaves out.
#[derive(Clone, Copy)]
enum State {
    /// No terminator, or one that does not count any more; the last character is Upper or Lower or is not.
    Text { is_cased: bool },
    /// `(ATerm | STerm) Close* Sp*`
    Terminated { by: Terminator, then: Then },
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Terminator {
    /// A full stop, with or without an upper-case or lower-case letter before it.
    ATerm {
        after_cased: bool,
    },
    STerm,
}

/// What has followed a terminator.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Then {
    Nothing,
    Close,
    Sp,
}

enum Step {
    /// No border, and what is known after the character.
    Keep(State),
    /// No border, but one after the character, for it ends the paragraph.
    Close,
    /// A border.
    Break,
    /// A border unless a lower-case letter follows.
    LookAhead,
}

impl State {
    fn step(self, class: Break) -> Step {
        let terminated = |by, then| Step::Keep(Self::Terminated { by, then });
        let text = Step::Keep(Self::Text { is_cased: matches!(class, Break::Upper | Break::Lower) });
        match (class, self) {
            (Break::Sep | Break::Cr | Break::Lf, _) => Step::Close,
            (Break::Extend | Break::Format, _) => Step::Keep(self), // SB5
            (Break::ATerm, Self::Text { is_cased }) => {
                terminated(Terminator::ATerm { after_cased: is_cased }, Then::Nothing)
            }
            (Break::ATerm, _) => terminated(Terminator::ATerm { after_cased: false }, Then::Nothing), // SB8a
            (Break::STerm, _) => terminated(Terminator::STerm, Then::Nothing),                        // SB8a
            (Break::SContinue, _) | (_, Self::Text { .. }) => text, // SB8a, SB998
            (Break::Sp, Self::Terminated { by, .. }) => terminated(by, Then::Sp), // SB9, SB10
            (Break::Close, Self::Terminated { by, then: Then::Nothing | Then::Close }) => {
                terminated(by, Then::Close) // SB9
            }
            (_, Self::Terminated { by: Terminator::STerm, .. }) => Step::Break, // SB11
            (_, Self::Terminated { by: Terminator::ATerm { after_cased }, then }) => {
                let directly = then == Then::Nothing;
                let keeps = class == Break::Numeric || after_cased && class == Break::Upper;
                if directly && keeps { text } else { Step::LookAhead } // SB6, SB7, SB8
            }
        }
    }
}
