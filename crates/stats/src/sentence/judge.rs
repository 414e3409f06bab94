//! Whether a sentence ends, given what stands before a terminator and after it.

use wide::u8x16;

use super::Rules;
use super::class::{Class, char_at, char_before, class};
use super::lexicon::{Lexicon, WORD_BYTES_MAX, key_of_last};

/// How far a word is looked at from the full stop back, in bytes.
pub(super) const LOOK_BACK_BYTES: usize = 32;

/// What stands before a full stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Before {
    /// A word or number like any other, or a closing bracket and the like.
    Word,
    /// A word that is surely no abbreviation: long, or in lower case and in none of the lists; a number.
    Plain,
    /// An abbreviation that something always follows: "Mr.", "e.g.".
    Title,
    /// An abbreviation before a number, otherwise a word: "No. 5", "vol. II". A number that may be the day or the month of a
    /// date.
    Numbered,
    /// An abbreviation that seldom ends a sentence: "Inc.", "Jan.".
    Short,
    /// As `Short` if it is capitalised, otherwise a word: "Ill.", "Wed.". Only in the lists.
    Proper,
    /// An abbreviation that ends a sentence if a capital follows: "etc.".
    Closing,
    /// A capital alone: "J. Smith".
    Initial,
    /// Letters with dots: "U.S.", "p.m.".
    Dotted,
    /// A number of one or two digits where it may be an ordinal: "3. Oktober".
    Ordinal,
    /// The first thing in the sentence but a bullet, a number or a letter: "1. Open the door."
    Enumerator,
}

/// What stands after the terminator, its closers and white space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum After {
    Lower,
    Upper,
    /// A letter without case.
    Letter,
    Digit,
}

/// Looks at the word before a full stop, given the last bytes before it, of which so many belong to its sentence; nothing
/// if it takes [`judge_word`] to tell.
///
/// Most words are letters of ASCII with a vowel and in none of the lists. How long they are is hard to guess for a
/// branch, so there are few of them here.
#[inline(always)]
pub(super) fn judge_plain_word(
    last: &[u8; WORD_BYTES_MAX + 1],
    sentence: usize,
    rules: Rules,
) -> Option<Before> {
    let bytes = u8x16::new(*last);
    let small = bytes | u8x16::splat(0x20);
    let is = |byte: u8| small.simd_eq(u8x16::splat(byte));
    let vowel = is(b'a') | is(b'e') | is(b'i') | is(b'o') | is(b'u') | is(b'y');
    let letter = small.simd_gt(u8x16::splat(b'a' - 1)) & small.simd_lt(u8x16::splat(b'z' + 1));
    let capital = letter & bytes.simd_lt(u8x16::splat(b'a'));
    // Bit 31 is the byte before the full stop.
    let mask = |lanes: u8x16| lanes.to_bitmask() << 16;
    let before_sentence = u32::MAX.checked_shr(sentence as u32).unwrap_or(0);
    let letters = (!mask(letter) | before_sentence).leading_zeros();
    let word = !(u32::MAX >> letters);
    let previous = *last.get(WORD_BYTES_MAX.wrapping_sub(letters as usize))?;
    let stands_alone =
        letters as usize == sentence || previous < 0x80 && previous != b'.' && !previous.is_ascii_digit();
    let is_short = letters <= 5;
    if letters < 2
        || !stands_alone
        || is_short && mask(vowel) & word == 0
        || rules == Rules::German && (last.ends_with(b"str") || mask(capital) & word == word)
        || Lexicon::of(rules).may_abbreviate(key_of_last(last, letters))
    {
        return None;
    }
    let first_is_capital = mask(capital) >> (32 - letters) & 1 != 0;
    Some(if is_short && first_is_capital { Before::Word } else { Before::Plain })
}

/// Looks at the word before a full stop.
///
/// `window` is what stands before the full stop in its sentence, or the last [`LOOK_BACK_BYTES`] of it; `whole` tells
/// which.
pub(super) fn judge_word(window: &[u8], whole: bool, rules: Rules) -> Before {
    // The window may begin within a character.
    let cut = window.iter().take_while(|&byte| byte & 0xC0 == 0x80).count();
    let window = &window[cut..];
    let run = Run::before(window);
    let Run { start, letters, digits, first, lower } = run;
    let word = &window[start..];
    let previous = char_before(window, start);
    let follows_on = |c: char| matches!(c, '.' | ',' | ':' | '/' | '-' | '–' | '°') || is_alphanumeric(c);
    let is_blank = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'-' | b'*' | b'+' | b'#' | b'>');
    let begins = whole && window[..start].iter().all(is_blank);
    match previous {
        Some((c, _)) if digits > 0 && follows_on(c) => return Before::Plain,
        // The number of something: "Nr. 4."; but not a month: "24. 12. 2020".
        Some((' ', at))
            if digits > 0
                && window[..at].strip_suffix(b".").is_some_and(|number| !ends_in_digit(number))
                && !begins =>
        {
            return Before::Plain;
        }
        _ if digits > 0 => {
            return match digits {
                1..=3 if begins => Before::Enumerator,
                1..=2 if rules == Rules::German => Before::Ordinal,
                // Many languages write dates with spaces: "24. 12. 2020".
                1..=2 if rules == Rules::Other => Before::Numbered,
                _ => Before::Plain,
            };
        }
        _ if letters == 0 => return Before::Plain,
        Some(('.', at)) => return judge_dotted(window, at, letters),
        // A unit or an ordinal: "22h.", "29e.", "19°C."
        Some((c, _)) if letters < 3 && (c == '°' || class(c) == Class::Numeric) => return Before::Plain,
        // An option of a command: "-v."
        Some(('-', at)) if letters == 1 && (whole && at == 0 || ends_in_space(&window[..at])) => {
            return Before::Plain;
        }
        _ => {}
    }
    let listed = Lexicon::of(rules).abbreviation(word);
    if letters == 1 {
        return match first {
            _ if begins => Before::Enumerator,
            Class::Upper if listed == Some(Before::Title) => Before::Title,
            Class::Upper => Before::Initial,
            Class::Lower => listed.filter(|&kind| kind != Before::Title).unwrap_or(Before::Short),
            _ => Before::Word,
        };
    }
    match listed {
        Some(Before::Proper) if first == Class::Upper => Before::Short,
        Some(Before::Proper) => Before::Plain,
        Some(kind) => kind,
        None if rules == Rules::German && (is_roman(word) || word.ends_with(b"str")) => Before::Ordinal,
        None if !lower && letters <= 5 && first == Class::Upper => {
            if has_vowel(word) || word.is_ascii() && !word.iter().any(u8::is_ascii_lowercase) {
                Before::Word
            } else {
                Before::Short
            }
        }
        None if lower && letters <= 5 && !has_vowel(word) => Before::Short,
        None => Before::Plain,
    }
}

/// The letters, or the digits, directly before a full stop.
struct Run {
    /// Where it begins in the window.
    start: usize,
    letters: u32,
    digits: u32,
    /// The class of its first character.
    first: Class,
    /// All letters are small ones.
    lower: bool,
}

impl Run {
    #[inline]
    fn before(window: &[u8]) -> Self {
        // Most words are short and all ASCII, and their lengths are hard to guess for a branch.
        let Some(&last) = window.last_chunk() else { return Self::read(window) };
        let bytes = u8x16::new(last);
        let small = bytes | u8x16::splat(0x20);
        let letter = small.simd_gt(u8x16::splat(b'a' - 1)) & small.simd_lt(u8x16::splat(b'z' + 1));
        let letters = (letter.to_bitmask() as u16).leading_ones();
        if !matches!(letters, 1..16) || last[15 - letters as usize] >= 0x80 {
            return Self::read(window);
        }
        let capital = letter & bytes.simd_lt(u8x16::splat(b'a'));
        let capitals = capital.to_bitmask() as u16 >> (16 - letters);
        let first = if capitals & 1 == 0 { Class::Lower } else { Class::Upper };
        Self { start: window.len() - letters as usize, letters, digits: 0, first, lower: capitals == 0 }
    }

    /// The same, character by character.
    fn read(window: &[u8]) -> Self {
        let mut run = Self { start: window.len(), letters: 0, digits: 0, first: Class::Other, lower: true };
        while let Some((c, at)) = char_before(window, run.start) {
            let class = class(c);
            match class {
                Class::Lower | Class::Upper | Class::OLetter if run.digits == 0 => run.letters += 1,
                Class::Numeric if run.letters == 0 => run.digits += 1,
                Class::Extend if run.letters > 0 => {}
                _ => break,
            }
            run.lower &= class == Class::Lower;
            run.first = class;
            run.start = at;
        }
        run
    }
}

/// Looks at letters with a full stop before them: `at` is the byte of that.
fn judge_dotted(window: &[u8], at: usize, letters: u32) -> Before {
    let mut start = at;
    let mut part = 0;
    while let Some((c, before)) = char_before(window, start)
        && matches!(class(c), Class::Lower | Class::Upper)
    {
        part += 1;
        start = before;
    }
    match part {
        1 | 2 if letters <= 3 && is_always_followed(&window[start..]) => Before::Title,
        1 | 2 if letters <= 3 => Before::Dotted,
        _ => Before::Plain,
    }
}

/// A letter or a digit.
fn is_alphanumeric(c: char) -> bool {
    matches!(class(c), Class::Lower | Class::Upper | Class::OLetter | Class::Numeric)
}

/// Tells whether the last character is white space.
fn ends_in_space(text: &[u8]) -> bool {
    char_before(text, text.len()).is_some_and(|(c, _)| matches!(class(c), Class::Sp | Class::Lf))
}

/// Tells whether the last character is a digit of ASCII.
fn ends_in_digit(text: &[u8]) -> bool {
    text.last().is_some_and(u8::is_ascii_digit)
}

/// A number in Roman capitals, of two letters or more.
fn is_roman(word: &[u8]) -> bool {
    word.len() > 1 && word.iter().all(|byte| matches!(byte, b'I' | b'V' | b'X'))
}

/// Tells whether a word may be spoken as it is written: letters beyond ASCII are taken for vowels.
fn has_vowel(word: &[u8]) -> bool {
    word.iter().any(|&byte| matches!(byte | 0x20, b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | 0x80..))
}

/// Tells whether letters with dots never end a sentence.
fn is_always_followed(pair: &[u8]) -> bool {
    [&b"e.g"[..], b"i.e", b"z.B", b"d.h", b"p.ej", b"p.ex", b"p.es", b"P.S", b"p.s"].contains(&pair)
}

/// Tells whether a sentence ends between the full stop after `before` and the word that begins at `next`.
pub(super) fn ends_after_full_stop(
    before: Before,
    after: After,
    closed: bool,
    text: &[u8],
    next: usize,
    rules: Rules,
) -> bool {
    match (before, after) {
        (Before::Title | Before::Enumerator, _) => false,
        (Before::Plain, After::Lower) => rules == Rules::English && !closed,
        (_, After::Lower) => false,
        (Before::Word | Before::Plain | Before::Closing, _) => true,
        (Before::Numbered, After::Digit) => false,
        (Before::Numbered, After::Upper) => !is_roman_at(text, next),
        (Before::Numbered, _) => true,
        (_, After::Upper) => is_starter(text, next, rules),
        (_, After::Letter) => true,
        (_, After::Digit) => false,
    }
}

/// Tells whether a number in Roman capitals begins at `next`: "vol. II".
fn is_roman_at(text: &[u8], next: usize) -> bool {
    let capitals = text[next..].iter().take_while(|byte| byte.is_ascii_uppercase()).count();
    let end = next + capitals;
    let goes_on = char_at(text, end).is_some_and(|(c, _)| is_alphanumeric(c));
    !goes_on && is_roman(&text[next..end])
}

/// Tells whether the word that begins at `next` begins a sentence, even after an abbreviation.
fn is_starter(text: &[u8], next: usize, rules: Rules) -> bool {
    let mut end = next;
    while let Some((c, after)) = char_at(text, end) {
        if !matches!(class(c), Class::Lower | Class::Upper) {
            // Another initial or abbreviation.
            if c == '.' && end - next < 3 {
                return false;
            }
            break;
        }
        end = after;
        if end - next > WORD_BYTES_MAX {
            return false;
        }
    }
    Lexicon::of(rules).is_starter(&text[next..end])
}
