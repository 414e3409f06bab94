//! A place where a sentence may end: what is known of it, and what each character after it adds.

use super::Rules;
use super::class::{Class, class};
use super::judge::{After, Before, ends_after_full_stop};
use super::machine::Sentences;

/// What may end a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// A line feed without a terminator before it, or the beginning of the text.
    Line,
    /// One full stop.
    FullStop(Before),
    /// Several full stops, or `…`.
    Ellipsis,
    /// `!`, `?` and the like.
    Strong,
    /// The terminators of scripts that put no spaces between sentences.
    Wide,
}

/// Where the machine stands between the mark and what follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Directly after the mark and what closes it.
    Run,
    /// Within the number of a note: `[1]`.
    Note,
    /// After white space.
    Space,
    /// After white space and quotes or brackets, which close the sentence if white space follows, and open the next one
    /// otherwise.
    Either,
    /// After white space and `:` or `;`, which is a face if more of it follows.
    Face,
    /// After white space and what opens the next sentence.
    Open,
    /// Within the number at the beginning of a line, of so many digits.
    Number(u8),
    /// After that number and its full stop or bracket: an item of a list, if white space follows.
    Item,
    /// After the white space behind a number and its full stop, where languages that write ordinals so may go on.
    Ordinal,
}

/// What is known of the place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pending {
    pub(super) mark: Mark,
    pub(super) stage: Stage,
    /// The sentence begins with the mark.
    pub(super) leads: bool,
    /// A quote or a bracket has closed after the mark.
    pub(super) closed: bool,
    /// White space has followed the mark.
    pub(super) spaced: bool,
    /// There has been a line feed, and since then nothing but white space.
    pub(super) line: bool,
    /// A dash stands after the white space.
    pub(super) dash: bool,
    /// A list's bullet stands at the beginning of the line, and nothing after it.
    pub(super) bullet: bool,
    /// Where the next sentence begins, counted from the beginning of the text, and how many words stand before it if
    /// that is in an earlier block. Only after white space.
    pub(super) next: u64,
    pub(super) words: Option<u64>,
}

impl Pending {
    /// After a line feed, or at the beginning of the text.
    pub(super) const LINE: Self = Self { stage: Stage::Space, line: true, ..Self::new(Mark::Line) };

    /// Directly after a mark.
    pub(super) const fn new(mark: Mark) -> Self {
        Self {
            mark,
            stage: Stage::Run,
            leads: false,
            closed: false,
            spaced: false,
            line: false,
            dash: false,
            bullet: false,
            next: 0,
            words: None,
        }
    }

    /// Tells whether it is known where the next sentence would begin.
    pub(super) fn next_is_open(&self) -> bool {
        matches!(self.stage, Stage::Open | Stage::Either | Stage::Number(_) | Stage::Item | Stage::Ordinal)
    }
}

/// What follows from a character.
pub(super) enum Step {
    /// It is taken.
    Go,
    /// A sentence ends before the next one that `Pending` has, and the character is still to be read.
    End,
    /// A sentence ends directly before the character, which is still to be read.
    EndHere,
    /// The character is taken, and a sentence ends after it.
    EndAfter,
    /// No sentence ends, and the character is still to be read.
    None,
}

impl Sentences {
    /// Takes the character at `at` after a mark.
    pub(super) fn step(&self, pending: &mut Pending, text: &[u8], c: char, at: usize) -> Step {
        let here = self.offset + at as u64;
        if let Stage::Number(_) | Stage::Item | Stage::Ordinal = pending.stage
            && let Some(step) = self.step_item(pending, text, c, at)
        {
            return step;
        }
        if c.is_ascii_alphabetic()
            && !matches!(pending.stage, Stage::Note | Stage::Face)
            && pending.mark != Mark::Line
        {
            return self.judge(pending, text, at, if c >= 'a' { After::Lower } else { After::Upper });
        }
        let class = class(c);
        if pending.mark == Mark::Line {
            return self.step_line(pending, c, class, here);
        }
        if matches!(class, Class::Sp | Class::Lf | Class::Cr | Class::Sep)
            && !(c == ' ' && pending.stage == Stage::Note)
        {
            return step_space(pending, c);
        }
        if class == Class::Extend {
            return Step::Go;
        }
        pending.line &= is_dash(c);
        match pending.stage {
            Stage::Note if class == Class::Numeric || matches!(c, ',' | '-' | '–' | ' ') => Step::Go,
            Stage::Note if c == ']' => {
                pending.stage = Stage::Run;
                Step::Go
            }
            Stage::Note => Step::None,
            Stage::Face if matches!(class, Class::Close) || matches!(c, '-' | '/' | '|' | '*') => {
                pending.stage = Stage::Run;
                Step::Go
            }
            Stage::Face => Step::None,
            _ => self.step_other(pending, text, c, class, at, here),
        }
    }

    /// Takes a terminator, a letter, a digit, a quote, a bracket or a symbol.
    fn step_other(
        &self,
        pending: &mut Pending,
        text: &[u8],
        c: char,
        class: Class,
        at: usize,
        here: u64,
    ) -> Step {
        if let Some(kind) = self.terminator(c, text, at) {
            if pending.stage == Stage::Open && matches!(kind, Mark::FullStop(_) | Mark::Ellipsis) {
                // What is left out in a quotation: "(...)", "[…]".
                return Step::Go;
            }
            pending.mark = match (pending.mark, kind) {
                (_, Mark::Strong | Mark::Wide) => kind,
                (Mark::Strong | Mark::Wide, _) => pending.mark,
                (Mark::FullStop(_), Mark::FullStop(_)) if pending.closed => Mark::FullStop(Before::Word),
                _ => Mark::Ellipsis,
            };
            pending.stage = Stage::Run;
            pending.words = None;
            return Step::Go;
        }
        match class {
            Class::Lower => return self.judge(pending, text, at, After::Lower),
            Class::Upper => return self.judge(pending, text, at, After::Upper),
            // In Japanese and Korean a particle follows what is quoted.
            Class::OLetter if pending.closed && !pending.spaced && begins_quoting_particle(c) => {
                return Step::None;
            }
            Class::OLetter => return self.judge(pending, text, at, After::Letter),
            Class::Numeric => return self.judge(pending, text, at, After::Digit),
            _ => {}
        }
        match pending.stage {
            Stage::Run => match class {
                Class::Close if c == '[' && !pending.spaced && pending.mark != Mark::Wide => {
                    pending.stage = Stage::Note;
                    Step::Go
                }
                // Chinese opens with what closes in German.
                Class::Close if pending.mark == Mark::Wide && matches!(c, '“' | '‘') => Step::EndHere,
                Class::Close if is_opening_bracket(c) => {
                    if pending.mark == Mark::Wide {
                        return Step::EndHere;
                    }
                    pending.stage = Stage::Open;
                    pending.next = here;
                    pending.words = None;
                    Step::Go
                }
                _ if class == Class::Close || c == '`' => {
                    pending.closed = true;
                    Step::Go
                }
                Class::SContinue => Step::None,
                _ if pending.mark == Mark::Wide => Step::EndHere,
                _ if matches!(c, '*' | '_' | '~' | '¹' | '²' | '³' | '⁰'..='⁹') || is_pictograph(c) => {
                    Step::Go
                }
                _ => Step::None,
            },
            Stage::Space => {
                pending.next = here;
                pending.words = None;
                match class {
                    Class::Close if is_opener(c) => pending.stage = Stage::Open,
                    Class::Close => pending.stage = Stage::Either,
                    _ if is_dash(c) => {
                        pending.stage = Stage::Open;
                        pending.dash = true;
                        pending.bullet = pending.line;
                    }
                    Class::SContinue if matches!(c, ':' | ';') => pending.stage = Stage::Face,
                    Class::SContinue => return Step::None,
                    _ if is_pictograph(c) => pending.stage = Stage::Run,
                    _ => pending.stage = Stage::Open,
                }
                pending.line = false;
                Step::Go
            }
            Stage::Either if class == Class::SContinue => Step::None,
            Stage::Either if class != Class::Close => {
                pending.stage = Stage::Open;
                Step::Go
            }
            Stage::Open => {
                pending.bullet = false;
                Step::Go
            }
            _ => Step::Go,
        }
    }

    /// Takes a character after a line feed or at the beginning of a line.
    fn step_line(&self, pending: &mut Pending, c: char, class: Class, here: u64) -> Step {
        match class {
            Class::Sp if pending.bullet => Step::End,
            _ if pending.bullet => Step::None,
            Class::Lf => Step::EndAfter,
            Class::Sep if c == '\u{2029}' => Step::EndAfter,
            Class::Sp | Class::Cr | Class::Sep => Step::Go,
            _ if is_bullet(c) && pending.line => {
                pending.bullet = true;
                pending.stage = Stage::Open;
                pending.next = here;
                Step::Go
            }
            _ if c.is_ascii_digit() && pending.line => {
                pending.stage = Stage::Number(1);
                pending.next = here;
                Step::Go
            }
            _ => Step::None,
        }
    }

    /// Takes a character after the beginning of a number that begins a line; nothing if the number turns out to be none
    /// of an item, so that the character is read as after any other.
    fn step_item(&self, pending: &mut Pending, text: &[u8], c: char, at: usize) -> Option<Step> {
        match pending.stage {
            Stage::Number(digits) if c.is_ascii_digit() && digits < ITEM_DIGITS_MAX => {
                pending.stage = Stage::Number(digits + 1);
                Some(Step::Go)
            }
            Stage::Number(_) if c == ')' => {
                pending.stage = Stage::Item;
                Some(Step::Go)
            }
            Stage::Number(_) if c == '.' => {
                pending.mark = Mark::FullStop(self.judge_word(text, at));
                if self.rules == Rules::German {
                    // It is as often an ordinal, and what follows has a capital either way.
                    *pending = Pending::new(pending.mark);
                } else {
                    pending.stage = Stage::Item;
                    pending.line = false;
                }
                Some(Step::Go)
            }
            Stage::Number(_) => Some(Step::None),
            Stage::Item if matches!(class(c), Class::Sp) => {
                if self.rules != Rules::Other || pending.mark == Mark::Line {
                    return Some(Step::End);
                }
                pending.stage = Stage::Ordinal;
                Some(Step::Go)
            }
            Stage::Item if pending.mark == Mark::Line => Some(Step::None),
            Stage::Item => {
                *pending = Pending::new(pending.mark);
                None
            }
            _ => match class(c) {
                Class::Sp | Class::Close => Some(Step::Go),
                Class::Lower => Some(Step::None),
                _ => Some(Step::End),
            },
        }
    }

    /// Judges at the letter or digit at `at`.
    fn judge(&self, pending: &Pending, text: &[u8], at: usize, after: After) -> Step {
        let ends = if pending.leads && pending.mark != Mark::Wide {
            false
        } else if !pending.spaced {
            match (pending.mark, after) {
                (Mark::Wide, _) => true,
                (Mark::Ellipsis, After::Upper) | (Mark::Strong, After::Upper | After::Letter) => true,
                (Mark::FullStop(_), After::Upper) => pending.closed,
                _ => false,
            }
        } else {
            match pending.mark {
                Mark::FullStop(_) | Mark::Ellipsis if pending.dash => after != After::Lower,
                Mark::Strong if pending.dash || pending.closed || self.rules != Rules::English => {
                    after != After::Lower
                }
                Mark::FullStop(before) => {
                    ends_after_full_stop(before, after, pending.closed, text, at, self.rules)
                }
                Mark::Ellipsis => !matches!(after, After::Lower),
                Mark::Line | Mark::Strong | Mark::Wide => true,
            }
        };
        match (ends, pending.stage) {
            (false, _) => Step::None,
            (true, Stage::Open | Stage::Either) => Step::End,
            (true, _) => Step::EndHere,
        }
    }
}

/// The most digits of the number of an item: longer ones are years and other numbers that a line may begin with.
const ITEM_DIGITS_MAX: u8 = 3;

/// Takes white space after a terminator.
fn step_space(pending: &mut Pending, c: char) -> Step {
    if c == '\u{2029}' || c == '\n' && pending.line {
        return Step::EndAfter;
    }
    match pending.stage {
        Stage::Note | Stage::Face => return Step::None,
        Stage::Open if pending.bullet => return Step::End,
        Stage::Open => {}
        Stage::Either => {
            pending.closed = true;
            pending.stage = Stage::Space;
        }
        _ => pending.stage = Stage::Space,
    }
    pending.spaced = true;
    pending.line |= c == '\n';
    Step::Go
}

/// Dashes and list bullets.
fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '―' | '*' | '+' | '>' | '•' | '‣' | '▪' | '·' | '~')
}

/// What begins an item of a list, at the beginning of a line and before a space.
fn is_bullet(c: char) -> bool {
    matches!(c, '-' | '*' | '+' | '•' | '‣' | '▪' | '●' | '◦')
}

fn is_opening_bracket(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '（' | '［' | '「' | '『' | '【' | '《' | '〈')
}

/// What opens a sentence wherever it stands after white space.
fn is_opener(c: char) -> bool {
    is_opening_bracket(c) || matches!(c, '«' | '„' | '‚' | '¿' | '¡')
}

/// Tells whether a particle that follows what is quoted begins with this letter: と, 라고, 이라는, 하고.
fn begins_quoting_particle(c: char) -> bool {
    matches!(c, 'と' | '라' | '이' | '하')
}

/// Pictures, which close a sentence that they stand after.
fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27BF}' | '\u{1F000}'..='\u{1FAFF}')
}
