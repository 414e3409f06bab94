//! The sentence rules of UAX #29 as they stand, over a text that comes in blocks.

use super::class::{Class, char_at, char_before, class};
use super::marks::Marks;

/// Finds sentences by UAX #29 alone, in blocks of well-formed UTF-8 that are cut between characters.
///
/// Only what follows a terminator is read character by character, and no character more than twice.
///
/// # Source
/// Unicode Standard Annex #29, section 5.1, rules SB1–SB998.
#[derive(Clone, Debug)]
pub(crate) struct Uax29 {
    stage: Stage,
    /// The last character but Extend and Format is a letter with case.
    cased: bool,
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
    /// `ATerm Close* Sp*` and what SB8 looks through for a lower-case letter: a sentence ends at the place unless one
    /// follows.
    Hunt(Boundary),
}

/// A place where a sentence ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Boundary {
    /// In this block.
    Here(usize),
    /// In an earlier block: the last [candidate](Uax29::candidate).
    Earlier,
}

impl Uax29 {
    /// A machine at the beginning of a text.
    pub(crate) const fn new() -> Self {
        Self { stage: Stage::Text, cased: false }
    }

    /// Takes the next block and its [marks](super::Marks), and tells where sentences end, in order. A sentence also ends
    /// after each line feed (SB4), which is not always told.
    #[inline(always)]
    pub(crate) fn update(&mut self, text: &[u8], marks: &Marks, mut ended: impl FnMut(Boundary)) {
        let mut marks = marks.cursor();
        let mut at = 0;
        loop {
            let step = if self.stage == Stage::Text {
                let Some(mark) = marks.next(at) else { break };
                match quick(text, mark) {
                    Quick::End(next) => {
                        at = next;
                        Step::EndAfter
                    }
                    Quick::None(next) => {
                        at = next;
                        continue;
                    }
                    Quick::Unknown => {
                        let Some((c, next)) = char_at(text, mark) else { break };
                        at = next;
                        self.take_mark(text, mark, class(c))
                    }
                }
            } else {
                let Some((c, next)) = char_at(text, at) else { break };
                let step = self.step(class(c), at);
                if !matches!(step, Step::EndBefore(_)) {
                    at = next;
                }
                step
            };
            let place = match step {
                Step::Go(stage) => {
                    self.stage = stage;
                    continue;
                }
                Step::EndAfter => Boundary::Here(at),
                Step::EndBefore(place) => place,
            };
            self.stage = Stage::Text;
            ended(place);
        }
        self.cased = cased_before(text, text.len()).unwrap_or(self.cased);
    }

    /// The place where a sentence has ended if what comes next shows that, or nothing comes; it is to be asked after
    /// each block.
    pub(crate) fn candidate(&mut self) -> Option<Boundary> {
        let Stage::Hunt(place) = &mut self.stage else { return None };
        Some(core::mem::replace(place, Boundary::Earlier))
    }

    /// Judges the mark at `mark`, before which there is nothing that matters.
    fn take_mark(&self, text: &[u8], mark: usize, class: Class) -> Step {
        match class {
            Class::Lf | Class::Sep => Step::EndAfter,
            Class::Cr => Step::Go(Stage::Cr),
            Class::STerm => Step::Go(Stage::Term { full_stop: false, cased: false }),
            Class::ATerm => {
                let cased = cased_before(text, mark).unwrap_or(self.cased);
                Step::Go(Stage::Term { full_stop: true, cased })
            }
            _ => Step::Go(Stage::Text),
        }
    }

    /// Judges the character at `at`, after a terminator or CR.
    #[inline]
    fn step(&self, class: Class, at: usize) -> Step {
        use Class::{
            ATerm, Close, Cr, Extend, Lf, Lower, Numeric, OLetter, SContinue, STerm, Sep, Sp, Upper,
        };
        let here = Step::EndBefore(Boundary::Here(at));
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
            _ if full_stop => Step::Go(Stage::Hunt(Boundary::Here(at))),
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
    EndBefore(Boundary),
}

/// What a mark and the few bytes after it tell.
enum Quick {
    /// A sentence ends at this byte.
    End(usize),
    /// None ends before this byte, and what stands before it does not matter any more.
    None(usize),
    Unknown,
}

/// Looks at what stands most often in a text: a line feed, or a terminator, perhaps a quote or a bracket, and a line feed
/// or a space and a letter.
#[inline(always)]
fn quick(text: &[u8], mark: usize) -> Quick {
    let full_stop = match text[mark] {
        b'\n' => return Quick::None(mark + 1),
        b'.' => true,
        b'!' | b'?' => false,
        _ => return Quick::Unknown,
    };
    let Some(&[first, second, third]) = text.get(mark + 1..mark + 4) else { return Quick::Unknown };
    let closed = matches!(first, b'"' | b'\'' | b')');
    let (space, letter) = if closed { (second, third) } else { (first, second) };
    let next = mark + 2 + usize::from(closed);
    match (space, letter) {
        (b'a'..=b'z' | b'0'..=b'9', _) if full_stop && !closed => Quick::None(next),
        // The sentence ends after the line feed, as after any.
        (b'\n', _) => Quick::None(next),
        (b' ', b'a'..=b'z') if full_stop => Quick::None(next),
        (b' ', b'a'..=b'z' | b'A'..=b'Z') => Quick::End(next),
        _ => Quick::Unknown,
    }
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
