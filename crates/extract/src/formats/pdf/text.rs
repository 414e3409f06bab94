//! Letters: what they are, and how those of glyphs become those of texts.

use icu_normalizer::{ComposingNormalizerBorrowed, properties::CanonicalCompositionBorrowed};

/// Letters of PDFDocEncoding from 0x18 to 0x1F.
const LOW: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];

/// Letters of PDFDocEncoding from 0x80 to 0xA0.
#[rustfmt::skip]
const HIGH: [char; 33] = [
    '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™', 'ﬁ', 'ﬂ', 'Ł', 'Œ',
    'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{fffd}', '€',
];

/// A text string of a PDF file: UTF-16 or UTF-8 with a byte order mark, otherwise PDFDocEncoding.
///
/// # Source
/// ISO 32000-2, 7.9.2.2 and annex D.
pub(super) fn of_string(bytes: &[u8]) -> String {
    if let Some(units) = bytes.strip_prefix(b"\xfe\xff") {
        let (text, _) = encoding_rs::UTF_16BE.decode_without_bom_handling(units);
        return text.into_owned();
    }
    if let Some(text) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return String::from_utf8_lossy(text).into_owned();
    }
    let letter = |byte: &u8| match *byte {
        0x18..=0x1f => LOW.get(usize::from(*byte - 0x18)).copied().unwrap_or(' '),
        0x80..=0xa0 => HIGH.get(usize::from(*byte - 0x80)).copied().unwrap_or(' '),
        byte => char::from(byte),
    };
    bytes.iter().map(letter).collect()
}

/// How a letter is written along the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    LeftToRight,
    RightToLeft,
    /// Digits are written from left to right even within the other way.
    Number,
    /// What stands within a number.
    Separator,
    Neutral,
}

pub(super) fn way(letter: char) -> Way {
    match letter {
        '0'..='9' | '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}' => Way::Number,
        '.' | ',' | ':' | '/' | '-' | '+' | '%' | '\u{66a}'..='\u{66c}' => Way::Separator,
        _ if is_right_to_left(letter) => Way::RightToLeft,
        _ if letter.is_alphanumeric() => Way::LeftToRight,
        _ => Way::Neutral,
    }
}

/// Letters of Hebrew, Arabic and what is written as they are, in all their forms.
pub(super) fn is_right_to_left(letter: char) -> bool {
    matches!(letter,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
        && !matches!(letter, '\u{660}'..='\u{669}' | '\u{66a}'..='\u{66c}' | '\u{6f0}'..='\u{6f9}')
}

/// Signs of Hebrew and Arabic above and below letters: vowels, doubling, marks of reciting.
pub(super) fn is_point(letter: char) -> bool {
    matches!(letter,
        '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}'
        | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}'
        | '\u{6df}'..='\u{6e4}' | '\u{6e7}' | '\u{6e8}' | '\u{6ea}'..='\u{6ed}' | '\u{8ca}'..='\u{8e1}'
        | '\u{8e3}'..='\u{8ff}')
}

/// Letters of Chinese and Japanese, and their punctuation: lines of them are joined without a space. Not the brackets
/// that grammars have as well.
pub(super) fn is_unspaced(letter: char) -> bool {
    matches!(letter,
        '\u{2e80}'..='\u{3007}' | '\u{300a}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}

/// The mark that combines with a letter, where some fonts have an accent of its own above or below it.
pub(super) fn combining(accent: char) -> Option<char> {
    Some(match accent {
        '`' | '\u{2cb}' => '\u{300}',
        '\u{b4}' | '\u{2ca}' => '\u{301}',
        '^' | '\u{2c6}' => '\u{302}',
        '~' | '\u{2dc}' => '\u{303}',
        '\u{af}' | '\u{2c9}' => '\u{304}',
        '\u{2d8}' => '\u{306}',
        '\u{2d9}' => '\u{307}',
        '\u{a8}' => '\u{308}',
        '\u{2da}' => '\u{30a}',
        '\u{2dd}' => '\u{30b}',
        '\u{2c7}' => '\u{30c}',
        '\u{b8}' => '\u{327}',
        '\u{2db}' => '\u{328}',
        _ => return None,
    })
}

/// A letter with an accent as one, if there is one.
pub(super) fn compose(letter: char, accent: char) -> Option<char> {
    let letter = match letter {
        // What has an accent has no dot.
        'ı' => 'i',
        'ȷ' => 'j',
        letter => letter,
    };
    CanonicalCompositionBorrowed::new().compose(letter, combining(accent)?)
}

/// Forms that fonts have and texts have not: ligatures, letters in the shape they have within words, radicals.
fn is_form(letter: char) -> bool {
    matches!(letter,
        '\u{fb00}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{2f00}'..='\u{2fdf}' | '\u{f900}'..='\u{faff}')
        // Not what is a word by itself.
        && !matches!(letter, '\u{fd3e}' | '\u{fd3f}' | '\u{fdf0}'..='\u{fdff}')
}

/// Appends letters as texts have them: forms taken apart, marks combined; without what only guides the setting of
/// lines.
pub(super) fn append(text: &mut String, letters: &str) {
    if letters.is_ascii() {
        text.extend(letters.chars().filter(|letter| !letter.is_control()));
        return;
    }
    let start = text.len();
    let mut is_plain = true;
    for letter in letters.chars() {
        match letter {
            // Places where a line may end, direction marks, byte order marks. Soft hyphens are left for the ends of
            // lines.
            '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'
            | '\u{fdd0}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}' => {}
            letter if letter.is_control() => {}
            '\u{2e80}'..='\u{2eff}' => text.push(radical(letter)),
            letter => {
                is_plain &= !is_form(letter);
                text.push(letter);
            }
        }
    }
    if !is_plain {
        let forms = text.split_off(start);
        for letter in forms.chars() {
            if is_form(letter) {
                let mut bytes = [0; 4];
                let letter: &str = letter.encode_utf8(&mut bytes);
                text.push_str(&ComposingNormalizerBorrowed::new_nfkc().normalize(letter));
            } else {
                text.push(letter);
            }
        }
    }
}

/// The letter that a radical of the supplement looks like, for the few that fonts have in common with it.
fn radical(letter: char) -> char {
    match letter {
        '\u{2e9f}' => '母',
        '\u{2ea0}' => '民',
        '\u{2ec4}' => '西',
        '\u{2ee9}' => '黄',
        '\u{2ef3}' => '龟',
        letter => letter,
    }
}

/// Combined as far as it goes: marks that follow their letters become one with them.
pub(super) fn composed(text: &str) -> std::borrow::Cow<'_, str> {
    ComposingNormalizerBorrowed::new_nfc().normalize(text)
}

/// Whether a text has letters or digits.
pub(super) fn has_words(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}
