//! The machine of our own rules, over a text that comes in blocks.

use super::class::{Class, char_at, char_before, class};
use super::judge::{After, Before, LOOK_BACK_BYTES, ends_after_full_stop, judge_plain_word, judge_word};
use super::marks::{Marks, is_open};
use super::place::{Mark, Pending, Step};
use super::{Ended, Rules};

/// Finds sentences by UAX #29 and the layer of a language over it, in blocks of well-formed UTF-8.
///
/// However the text is cut into blocks, between two characters and not within a word, the sentences are the same. The
/// state is a few words and the last bytes of the block before. Only what stands around a terminator or a line end is
/// read character by character, and no character more than a fixed number of times.
#[derive(Clone, Debug)]
pub(crate) struct Sentences {
    pub(super) rules: Rules,
    /// Bytes of the text before this block.
    pub(super) offset: u64,
    /// The byte of the text at which the sentence begins, and how many words of the text stand before it.
    start: u64,
    words: u64,
    /// The last bytes before this block; `tail_len <= LOOK_BACK_BYTES`.
    tail: [u8; LOOK_BACK_BYTES],
    tail_len: usize,
    /// A place where a sentence may end, with what is known of it.
    pending: Option<Pending>,
}

impl Sentences {
    /// A machine at the beginning of a text.
    pub(crate) const fn new(rules: Rules) -> Self {
        Self {
            rules,
            offset: 0,
            start: 0,
            words: 0,
            tail: [0; LOOK_BACK_BYTES],
            tail_len: 0,
            pending: Some(Pending::LINE),
        }
    }

    /// Takes the next block of the text and its [marks](super::Marks).
    ///
    /// `words_before(at)` tells how many words of the whole text begin before the byte `at` of this block. `ended` is
    /// told of each sentence that has a word, in order. It may have ended in an earlier block, if only this one shows
    /// it; of letters nothing lies between, but a number may, such as that of an item of a list.
    #[inline(always)]
    pub(crate) fn update(
        &mut self,
        text: &[u8],
        marks: &Marks,
        words_before: impl Fn(usize) -> u64,
        mut ended: impl FnMut(Ended),
    ) {
        let mut marks = marks.cursor();
        let mut at = 0;
        let mut pending = self.pending.take();
        loop {
            let (next, known) = if let Some(place) = &mut pending {
                let Some((c, after)) = char_at(text, at) else {
                    if place.next_is_open() && place.words.is_none() {
                        place.words = Some(words_before((place.next - self.offset) as usize));
                    }
                    break;
                };
                match self.step(place, text, c, at) {
                    Step::Go => {
                        at = after;
                        continue;
                    }
                    Step::None => {
                        pending = None;
                        continue;
                    }
                    Step::End => {
                        let ended = (place.next, place.words);
                        pending = None;
                        ended
                    }
                    Step::EndHere => {
                        pending = None;
                        (self.offset + at as u64, None)
                    }
                    Step::EndAfter => {
                        // The end of a blank line, after which another may follow.
                        at = after;
                        pending = Some(Pending::LINE);
                        (self.offset + at as u64, None)
                    }
                }
            } else {
                let Some(mark) = marks.next(at) else { break };
                match self.quick(text, mark) {
                    Quick::End(next) => {
                        at = next;
                        (self.offset + at as u64, None)
                    }
                    Quick::BlankLine(next) => {
                        at = next + spaces(text, next);
                        // Nothing can come of the new line otherwise.
                        pending = text.get(at).is_none_or(|&byte| is_open(byte)).then_some(Pending::LINE);
                        (self.offset + next as u64, None)
                    }
                    Quick::None(next) => {
                        at = next;
                        continue;
                    }
                    Quick::Unknown => {
                        (pending, at) = self.take_mark(text, mark);
                        continue;
                    }
                }
            };
            let next_here = next.saturating_sub(self.offset) as usize;
            let before = known.unwrap_or_else(|| words_before(next_here));
            if before > self.words {
                ended(Ended { words: before - self.words, next: next_here });
            }
            self.words = before;
            self.start = next;
        }
        self.pending = pending;
        self.keep_tail(text);
        self.offset += text.len() as u64;
    }

    /// Looks at what stands most often in a text: a terminator, perhaps a quote or a bracket that closes, a space or
    /// a line feed, perhaps spaces and a quote that opens, and a letter or a digit; or a line feed. The answer is that of
    /// [`Sentences::step`] for the same characters.
    #[inline(always)]
    fn quick(&self, text: &[u8], mark: usize) -> Quick {
        let Some(&[c, first, second, third]) = text.get(mark..mark + 4) else { return Quick::Unknown };
        let closed = matches!(first, b'"' | b'\'' | b')');
        let (space, after) = if closed { (second, third) } else { (first, second) };
        let after_space = mark + 2 + usize::from(closed);
        match (c, space) {
            (b'\n', _) if first == b'\n' => return Quick::BlankLine(mark + 2),
            (b'\n', _) => {
                let next = mark + 1 + spaces(text, mark + 1);
                let is_closed = text.get(next).is_some_and(|&byte| !is_open(byte));
                return if is_closed { Quick::None(next) } else { Quick::Unknown };
            }
            (b'\r', _) => return Quick::None(mark + 1),
            (b'.', _) if first.is_ascii_alphanumeric() => return Quick::None(mark + 1),
            (b'.' | b'!' | b'?', b'\n') if after == b'\n' => return Quick::BlankLine(after_space + 1),
            (b'.' | b'!' | b'?', b' ' | b'\n') => {}
            _ => return Quick::Unknown,
        }
        let next = after_space + spaces(text, after_space);
        let word = next + usize::from(matches!(text.get(next), Some(b'"' | b'\'')));
        let after = match char_at(text, word).map(|(c, _)| class(c)) {
            Some(Class::Lower) => After::Lower,
            Some(Class::Upper) => After::Upper,
            Some(Class::OLetter) => After::Letter,
            Some(Class::Numeric) => After::Digit,
            _ => return Quick::Unknown,
        };
        let ends = if self.start == self.offset + mark as u64 {
            false
        } else if c == b'.' {
            ends_after_full_stop(self.judge_word(text, mark), after, closed, text, word, self.rules)
        } else {
            after != After::Lower || !closed && self.rules == Rules::English
        };
        if ends { Quick::End(next) } else { Quick::None(next) }
    }

    /// Takes a mark, and gives the place where a sentence may end, if it is one, and where the text goes on.
    fn take_mark(&self, text: &[u8], mark: usize) -> (Option<Pending>, usize) {
        let Some((c, next)) = char_at(text, mark) else { return (None, text.len()) };
        match self.terminator(c, text, mark) {
            Some(kind) => {
                let leads = self.start == self.offset + mark as u64;
                (Some(Pending { leads, ..Pending::new(kind) }), next)
            }
            None if c == '\n' => (Some(Pending::LINE), next),
            // It is read after that, as if a line feed stood before it.
            None if c == '\u{2029}' => (Some(Pending::LINE), mark),
            None => (None, next),
        }
    }

    /// Ends the text, which has so many words.
    pub(crate) fn finish(self, words: u64, mut ended: impl FnMut(Ended)) {
        if words > self.words {
            ended(Ended { words: words - self.words, next: 0 });
        }
    }

    /// Keeps the last bytes of the block for looking back.
    fn keep_tail(&mut self, text: &[u8]) {
        let new = &text[text.len().saturating_sub(LOOK_BACK_BYTES)..];
        let kept = self.tail_len.min(LOOK_BACK_BYTES - new.len());
        self.tail.copy_within(self.tail_len - kept..self.tail_len, 0);
        self.tail[kept..kept + new.len()].copy_from_slice(new);
        self.tail_len = kept + new.len();
    }

    /// What kind of terminator a character is, if it is one.
    pub(super) fn terminator(&self, c: char, text: &[u8], at: usize) -> Option<Mark> {
        if matches!(c, '!' | '?') {
            return Some(Mark::Strong);
        }
        let class = if c == '.' { Class::ATerm } else { class(c) };
        match class {
            // Where no white space follows, and no cut, the word does not matter.
            Class::ATerm if text.get(at + 1).is_some_and(|&b| b == b'.' || b.is_ascii_alphanumeric()) => {
                Some(Mark::FullStop(Before::Word))
            }
            Class::ATerm => Some(Mark::FullStop(self.judge_word(text, at))),
            Class::STerm if matches!(c, '\u{3002}' | '\u{FF01}' | '\u{FF1F}' | '\u{FF61}') => {
                Some(Mark::Wide)
            }
            Class::STerm => Some(Mark::Strong),
            _ if c == '…' => Some(Mark::Ellipsis),
            // Like a full stop, for both also stand before small letters that go on.
            _ if matches!(c, ';' | '\u{37E}' | ':') && self.ends_script(c, text, at) => {
                Some(Mark::FullStop(Before::Word))
            }
            _ => None,
        }
    }

    /// Tells whether a semicolon stands for the question mark of Greek, or a colon for the full stop of Armenian, which
    /// keyboards have more often than U+0589: by the letter before it.
    fn ends_script(&self, c: char, text: &[u8], at: usize) -> bool {
        let tail = &self.tail[..self.tail_len];
        let before = if at > 0 { char_before(text, at) } else { char_before(tail, tail.len()) };
        before.is_some_and(|(letter, _)| match c {
            ':' => matches!(letter, 'Ա'..='և'),
            _ => matches!(letter, 'Ά' | 'Έ'..='ώ' | '\u{1F00}'..='\u{1FFF}'),
        })
    }

    /// Looks at the word before the full stop at `at`.
    #[inline(always)]
    pub(super) fn judge_word(&self, text: &[u8], at: usize) -> Before {
        let sentence = self.offset + at as u64 - self.start;
        text[..at]
            .last_chunk()
            .and_then(|last| judge_plain_word(last, sentence.min(last.len() as u64) as usize, self.rules))
            .unwrap_or_else(|| self.judge_any_word(text, at, sentence))
    }

    /// The same for any word; the sentence has so many bytes before the full stop.
    fn judge_any_word(&self, text: &[u8], at: usize, sentence: u64) -> Before {
        let length = sentence.min(LOOK_BACK_BYTES as u64 + 1) as usize;
        let whole = length <= LOOK_BACK_BYTES;
        let length = length.min(LOOK_BACK_BYTES);
        if length <= at {
            return judge_word(&text[at - length..at], whole, self.rules);
        }
        let mut window = [0; LOOK_BACK_BYTES];
        let missing = length - at;
        window[..missing].copy_from_slice(&self.tail[self.tail_len - missing..self.tail_len]);
        window[missing..length].copy_from_slice(&text[..at]);
        judge_word(&window[..length], whole, self.rules)
    }
}

/// How many spaces there are from a place on.
#[inline(always)]
fn spaces(text: &[u8], from: usize) -> usize {
    text[from..].iter().take_while(|&&byte| byte == b' ').count()
}

/// What a mark and the few bytes after it tell.
enum Quick {
    /// A sentence ends at this byte.
    End(usize),
    /// One ends at this byte, after a blank line.
    BlankLine(usize),
    /// None ends before this byte.
    None(usize),
    Unknown,
}
