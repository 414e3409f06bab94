//! `words.icu`: words in the scripts that are written without spaces, by the dictionaries of ICU.
//!
//! ```text
//! text   ……ABC 我不是程序員。ไทย 12……
//! runs            └───┬──┘   └┬┘          letters of complex scripts, with their marks
//! words       ABC 我不是|程序|員 ไทย 12
//! ```
//!
//! A *run* is a maximal sequence of characters that begins with a letter of a complex script ([`is_complex`]) and
//! goes on with such letters, and with characters whose Word_Break is Extend or ZWJ. The text is cut at both ends of
//! every run. A run has the words that the dictionary finds in it: Chinese and Japanese by one dictionary, Thai,
//! Lao, Khmer and Burmese each by its own, always the longest word that fits. Everything between runs has the words
//! of `words.uax29`, as if each piece were a text of its own.
//!
//! A run of more than [`RUN_BYTES_MAX`] bytes is cut into pieces of at most that length from its beginning on, before
//! a letter of the run; marks that do not fit after a single letter are outside. So there is a bound to memory, and to
//! how far a text must be known.
//!
//! # Source
//!
//! The crate `icu_segmenter`, `WordSegmenter::new_dictionary`; its neural networks for Thai, Lao, Khmer and Burmese
//! are not used: they are 200 times slower than the dictionaries, and calculate in floating point.

use core::ops::Range;

use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};

use chinese::Chinese;

use crate::segment;
#[cfg(test)]
use crate::segment::word_end;
use crate::unicode::{GeneralCategory, Script, WordBreak, character_start, decode, properties};

mod chinese;
#[cfg(test)]
mod tests;

pub(crate) use chinese::{CHARACTER_BYTES, PlainCharacter, plain};

/// The most bytes that the dictionary looks at together.
pub(crate) const RUN_BYTES_MAX: usize = 4096;

/// The dictionaries, which are compiled into the program.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dictionary {
    segmenter: WordSegmenterBorrowed<'static>,
    chinese: Option<Chinese>,
}

impl Dictionary {
    /// Finds the dictionaries in the program, which takes a microsecond and no memory.
    pub(crate) fn new() -> Self {
        Self {
            segmenter: WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()),
            chinese: Chinese::new(),
        }
    }

    /// Finds the words of a piece of a run, in order, and emits their places in it.
    ///
    /// Time is linear in the length of the piece, memory 8 bytes a word. What holds no letter is no word.
    pub(crate) fn segment(&self, piece: &[u8], emit: impl FnMut(Range<usize>)) {
        if piece.as_chunks().0.iter().all(|character: &[u8; CHARACTER_BYTES]| plain(character).is_some())
            && piece.len().is_multiple_of(CHARACTER_BYTES)
        {
            self.segment_plain(piece, emit);
        } else {
            self.segment_any(piece, emit);
        }
    }

    /// The same for plain characters only.
    pub(crate) fn segment_plain(&self, piece: &[u8], emit: impl FnMut(Range<usize>)) {
        match self.chinese {
            Some(chinese) => chinese.segment(piece, emit),
            None => self.segment_any(piece, emit),
        }
    }

    /// The same for ideographs and hiragana only.
    pub(crate) fn segment_alone(&self, characters: &[[u8; CHARACTER_BYTES]], emit: impl FnMut(Range<usize>)) {
        match self.chinese {
            Some(chinese) => chinese.segment_alone(characters, emit),
            None => self.segment_any(characters.as_flattened(), emit),
        }
    }

    /// The same by ICU4X alone.
    fn segment_any(&self, piece: &[u8], mut emit: impl FnMut(Range<usize>)) {
        let Ok(text) = core::str::from_utf8(piece) else {
            return;
        };
        let mut start = 0;
        for end in self.segmenter.segment_str(text) {
            if end > start {
                // Only marks and ゠, ゛, ゜ make no word, which seldom stand alone.
                let mut characters = text[start..end].chars();
                if characters.any(|character| properties(character).makes_word()) {
                    emit(start..end);
                }
                start = end;
            }
        }
    }

    /// Finds the words of a text, in order, and emits their places: the plain way, beside which the scanner's is tested.
    ///
    /// `tokens` are the places of the words of `words.uax29` in the same text, in order. They are taken over between
    /// runs, unless one reaches across the end of a run (*カ* after an underscore, *々* beside Latin letters).
    #[cfg(test)]
    pub(crate) fn words(&self, text: &[u8], tokens: &[Range<usize>], mut emit: impl FnMut(Range<usize>)) {
        let mut tokens = tokens;
        let mut end = 0;
        for piece in pieces(text) {
            tokens = words_between(text, tokens, end..piece.start, &mut emit);
            let offset = piece.start;
            self.segment(&text[piece.clone()], |word| emit(offset + word.start..offset + word.end));
            end = piece.end;
        }
        words_between(text, tokens, end..text.len(), &mut emit);
    }
}

/// Emits the words of a piece between runs, and gives the tokens that begin behind it.
#[cfg(test)]
fn words_between<'tokens>(
    text: &[u8],
    tokens: &'tokens [Range<usize>],
    piece: Range<usize>,
    emit: &mut impl FnMut(Range<usize>),
) -> &'tokens [Range<usize>] {
    // Those before are within a run, which has its own words.
    let before = tokens.iter().take_while(|token| token.end <= piece.start).count();
    let tokens = &tokens[before..];
    let within = tokens.iter().take_while(|token| token.start < piece.end).count();
    let (within, behind) = tokens.split_at(within);
    let (Some(first), Some(last)) = (within.first(), within.last()) else {
        return behind;
    };
    if first.start >= piece.start && last.end <= piece.end {
        within.iter().cloned().for_each(emit);
        return behind;
    }
    // As a text of its own, the piece may have other borders.
    let own = &text[piece.clone()];
    let mut start = 0;
    while start < own.len() {
        let segment = word_end(own, start);
        if segment.has_word {
            emit(piece.start + start..piece.start + segment.end);
        }
        start = segment.end;
    }
    // The last token may reach across the whole run, and into the next piece between runs.
    &tokens[within.len() - 1..]
}

/// Tells whether a run begins with a character, or goes on: a letter of a complex script.
///
/// That are the letters (General_Category L and Nl) of the scripts Han, Hiragana, Katakana, Thai, Lao, Khmer and
/// Myanmar, and the characters whose Word_Break is Katakana, which several scripts share.
#[inline]
pub(crate) fn is_complex(character: char) -> bool {
    // Nothing below is Thai, and nothing of Latin, Greek, Cyrillic, Arabic or the scripts of India is looked up.
    if character < '\u{E01}' {
        return false;
    }
    let found = properties(character);
    let script = found.script();
    let complex = COMPLEX_SCRIPTS.contains(&script);
    (complex && is_letter(found.general_category())) || found.word_break() == WordBreak::Katakana
}

const COMPLEX_SCRIPTS: [Script; 7] = {
    let of = ['中', 'あ', 'ア', 'ก', 'ກ', 'ក', 'က'];
    let mut scripts = [properties('中').script(); 7];
    let mut at = 0;
    while at < of.len() {
        scripts[at] = properties(of[at]).script();
        at += 1;
    }
    scripts
};

/// Tells whether a category is L or Nl.
const fn is_letter(category: GeneralCategory) -> bool {
    use GeneralCategory as G;
    matches!(
        category,
        G::UppercaseLetter
            | G::LowercaseLetter
            | G::TitlecaseLetter
            | G::ModifierLetter
            | G::OtherLetter
            | G::LetterNumber
    )
}

/// Finds the runs of a text in order, the long ones in pieces of at most [`RUN_BYTES_MAX`] bytes.
///
/// The text begins where [`last_restart`] says, or with the document.
pub(crate) fn pieces(text: &[u8]) -> Pieces<'_> {
    Pieces { text, at: 0 }
}

/// The pieces of the runs of a text; see [`pieces`].
#[derive(Clone, Debug)]
pub(crate) struct Pieces<'text> {
    text: &'text [u8],
    /// What lies before has been looked at.
    at: usize,
}

impl Iterator for Pieces<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let start = self.next_letter()?;
        let mut end = start;
        // The last place within the limit where a letter begins.
        let mut letter = start;
        while let Some((character, length)) = decode(self.text, end) {
            if is_complex(character) {
                letter = end;
            } else if !goes_on(character) {
                break;
            }
            if end + length - start > RUN_BYTES_MAX {
                // If there is no other letter, the marks that do not fit are left outside.
                end = if letter > start { letter } else { end };
                break;
            }
            end += length;
        }
        self.at = end;
        Some(start..end)
    }
}

impl Pieces<'_> {
    /// Finds the next letter of a complex script, with which a run begins or goes on.
    fn next_letter(&self) -> Option<usize> {
        let mut at = self.at;
        loop {
            // Such letters have at least three bytes, the first of which is at least E0.
            at += self.text.get(at..)?.iter().position(|byte| *byte >= 0xE0)?;
            let (character, length) = decode(self.text, at)?;
            if is_complex(character) {
                return Some(at);
            }
            at += length;
        }
    }
}

/// Finds a place, near the end of a text, where the text can be cut before the rest of it is there: a border of words
/// and of graphemes by UAX #29 that is within no piece of a run, whatever follows.
///
/// As [`segment::last_restart_where`], which may cut runs, of those places that are accepted; the text begins at such a
/// place or with the document. If there is none, take more text: a text of more than [`RUN_BYTES_MAX`] bytes has one that
/// may be accepted, unless it has a word by UAX #29 of such a length.
pub(crate) fn last_restart(text: &[u8], accepts: impl Fn(usize) -> bool) -> Option<usize> {
    let mut end = text.len();
    loop {
        let at = segment::last_restart_where(&text[..end], &accepts)?;
        let run_may_go_on = decode(text, at).is_none_or(|(next, _)| is_complex(next) || goes_on(next));
        let run = if run_may_go_on { run_before(text, at) } else { None };
        let Some(start) = run else {
            return Some(at);
        };
        // A run that is longer than a piece can be cut between pieces.
        let whole = pieces(&text[start..]).take_while(|piece| start + piece.end <= at);
        if let Some(piece) = whole.last()
            && is_restart_behind(text, start + piece.start..start + piece.end)
            && accepts(start + piece.end)
        {
            return Some(start + piece.end);
        }
        end = start;
    }
}

/// Tells whether a run goes on behind a piece with a letter, before which is a border of words and of graphemes.
fn is_restart_behind(text: &[u8], piece: Range<usize>) -> bool {
    decode(text, piece.end).is_some_and(|(character, length)| {
        // A piece begins with a letter: what is before it changes no border within it.
        let with_next = &text[piece.start..piece.end + length];
        is_complex(character) && segment::last_restart(with_next) == Some(piece.len())
    })
}

/// Finds where the run begins that the character before a place belongs to, if there is one.
fn run_before(text: &[u8], at: usize) -> Option<usize> {
    let mut run = None;
    let mut start = at;
    while start > 0 {
        let before = character_start(text, start);
        let (character, _) = decode(text, before)?;
        if is_complex(character) {
            run = Some(before);
        } else if !goes_on(character) {
            break;
        }
        start = before;
    }
    run
}

/// Tells whether a run goes on with a character that is no letter of a complex script.
#[inline]
fn goes_on(character: char) -> bool {
    matches!(properties(character).word_break(), WordBreak::Extend | WordBreak::Zwj)
}
