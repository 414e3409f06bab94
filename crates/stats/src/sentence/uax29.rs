//! The sentence rules of UAX #29 as they stand, over a text that comes in blocks.

use super::Ended;
use super::class::{Class, char_at, char_before, class};
use super::marks::{Lines, Marks};

/// Finds sentences by UAX #29 alone, in blocks of well-formed UTF-8 that are cut between characters.
///
/// Only what follows a terminator is read character by character, and no character twice.
///
/// # Source
/// Unicode Standard Annex #29, section 5.1, rules SB1–SB998.
#[derive(Clone, Debug)]
pub(crate) struct Uax29 {
    stage: Stage,
    /// The last character but Extend and Format is a letter with case.
    cased: bool,
    /// How many words stand before the sentence.
    words: u64,
}

/// What has been read since the last place that a rule can look back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// No terminator.
    Text,
    /// CR, to which LF may belong (SB3).
    Cr,
    /// `SATerm`; the word before a full stop ended in a letter with case (SB7).
    Term { full_stop: bool, cased: bool },
    /// `SATerm Close+`.
    Close { full_stop: bool },
    /// `SATerm Close* Sp+`.
    Space { full_stop: bool },
    /// `ATerm Close* Sp*` and what SB8 looks through for a lower-case letter.
    Hunt(Candidate),
}

/// A place where a sentence ends unless a lower-case letter follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Candidate {
    /// In this block.
    Here(usize),
    /// In an earlier block, with so many words of the text before it.
    Earlier(u64),
}

impl Uax29 {
    /// A machine at the beginning of a text.
    pub(crate) const fn new() -> Self {
        Self { stage: Stage::Text, cased: false, words: 0 }
    }

    /// Takes the next block; see [`Sentences::update`](super::Sentences::update) for the two callbacks.
    ///
    /// Numbers may lie between a place where a sentence ends and the place where this shows, so [`Ended::next`] is
    /// only right within the block.
    pub(crate) fn update(
        &mut self,
        text: &[u8],
        mut words_before: impl FnMut(usize) -> u64,
        mut ended: impl FnMut(Ended),
    ) {
        let mut marks = Marks::new(text, Lines::All);
        let mut at = 0;
        let mut end = |machine: &mut Self, next: usize, words: u64| {
            machine.stage = Stage::Text;
            if words > machine.words {
                ended(Ended { words: words - machine.words, next });
            }
            machine.words = words;
        };
        loop {
            if self.stage == Stage::Text {
                let Some(mark) = marks.next(at) else { break };
                let Some((c, next)) = char_at(text, mark) else { break };
                at = next;
                match class(c) {
                    Class::Lf | Class::Sep => end(self, next, words_before(next)),
                    Class::Cr => self.stage = Stage::Cr,
                    Class::STerm => self.stage = Stage::Term { full_stop: false, cased: false },
                    Class::ATerm => {
                        let cased = cased_before(text, mark).unwrap_or(self.cased);
                        self.stage = Stage::Term { full_stop: true, cased };
                    }
                    _ => {}
                }
                continue;
            }
            let Some((c, next)) = char_at(text, at) else { break };
            match self.step(class(c), at) {
                Step::Go(stage) => {
                    self.stage = stage;
                    at = next;
                }
                Step::EndAfter => {
                    at = next;
                    end(self, next, words_before(next));
                }
                Step::EndBefore(Candidate::Here(place)) => end(self, place, words_before(place)),
                Step::EndBefore(Candidate::Earlier(words)) => end(self, 0, words),
            }
        }
        if let Stage::Hunt(Candidate::Here(place)) = self.stage {
            self.stage = Stage::Hunt(Candidate::Earlier(words_before(place)));
        }
        self.cased = cased_before(text, text.len()).unwrap_or(self.cased);
    }

    /// Ends the text, which has so many words.
    pub(crate) fn finish(self, words: u64, mut ended: impl FnMut(Ended)) {
        let mut words_before = self.words;
        if let Stage::Hunt(Candidate::Earlier(place)) = self.stage
            && place > words_before
        {
            ended(Ended { words: place - words_before, next: 0 });
            words_before = place;
        }
        if words > words_before {
            ended(Ended { words: words - words_before, next: 0 });
        }
    }

    /// Judges the character at `at`, after a terminator or CR.
    #[inline]
    fn step(&self, class: Class, at: usize) -> Step {
        use Class::{
            ATerm, Close, Cr, Extend, Lf, Lower, Numeric, OLetter, SContinue, STerm, Sep, Sp, Upper,
        };
        let here = Step::EndBefore(Candidate::Here(at));
        let full_stop = match self.stage {
            Stage::Cr if class == Lf => return Step::EndAfter,
            Stage::Cr | Stage::Text => return here,
            Stage::Hunt(place) => {
                return match class {
                    Lower => Step::Go(Stage::Text),
                    OLetter | Upper | Sep | Cr | Lf | ATerm | STerm => Step::EndBefore(place),
                    _ => Step::Go(self.stage),
                };
            }
            Stage::Term { full_stop, .. } | Stage::Close { full_stop } | Stage::Space { full_stop } => {
                full_stop
            }
        };
        let spaced = matches!(self.stage, Stage::Space { .. });
        match (class, self.stage) {
            (Extend, _) => Step::Go(self.stage),
            (Numeric, Stage::Term { full_stop: true, .. })
            | (Upper, Stage::Term { full_stop: true, cased: true }) => Step::Go(Stage::Text),
            (ATerm, _) => Step::Go(Stage::Term { full_stop: true, cased: false }),
            (STerm, _) => Step::Go(Stage::Term { full_stop: false, cased: false }),
            (SContinue, _) => Step::Go(Stage::Text),
            (Close, _) if !spaced => Step::Go(Stage::Close { full_stop }),
            (Sp, _) => Step::Go(Stage::Space { full_stop }),
            (Cr, _) => Step::Go(Stage::Cr),
            (Lf | Sep, _) => Step::EndAfter,
            (Lower, _) if full_stop => Step::Go(Stage::Text),
            (OLetter | Upper, _) => here,
            _ if full_stop => Step::Go(Stage::Hunt(Candidate::Here(at))),
            _ => here,
        }
    }
}

/// What follows from a character.
enum Step {
    /// It is taken, and this is the stage after it.
    Go(Stage),
    /// It is taken, and a sentence ends after it.
    EndAfter,
    /// A sentence ended at the candidate; the character is still to be read.
    EndBefore(Candidate),
}

/// Tells whether the last character before `at` but Extend and Format is a letter with case; nothing if there is none.
fn cased_before(text: &[u8], mut at: usize) -> Option<bool> {
    loop {
        let (c, start) = char_before(text, at)?;
        match class(c) {
            Class::Extend => at = start,
            class => return Some(matches!(class, Class::Lower | Class::Upper)),
        }
    }
}
