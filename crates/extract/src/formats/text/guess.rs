//! Which encoding a text has where the likeliest is none: the detector knows none of the Macintosh, for there are none of
//! those on the web.

use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GBK, MACINTOSH, SHIFT_JIS, WINDOWS_1252, X_MAC_CYRILLIC};

/// Letters that have to be there at least.
const LETTERS_MIN: usize = 3;

/// The encoding of a text by its first bytes, where it seems to have this one.
pub(super) fn corrected(seeming: &'static Encoding, head: &[u8]) -> &'static Encoding {
    if [BIG5, EUC_KR, GBK, SHIFT_JIS, EUC_JP].contains(&seeming) {
        return if is_latin(head, seeming) { WINDOWS_1252 } else { seeming };
    }
    if !seeming.is_single_byte() {
        seeming
    } else if is_macintosh(head) {
        MACINTOSH
    } else if is_mac_cyrillic(head) {
        X_MAC_CYRILLIC
    } else {
        seeming
    }
}

/// Whether what seems to be of East Asia stands between letters of ASCII: an accented letter and the one after it look like
/// that.
fn is_latin(head: &[u8], seeming: &'static Encoding) -> bool {
    let text = seeming.decode_without_bom_handling(head).0;
    let is_of_east_asia = |c: char| c >= '\u{2e80}' && c != char::REPLACEMENT_CHARACTER;
    let (mut latin, mut others) = (0_usize, 0_usize);
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if is_of_east_asia(c) {
            let after = chars.peek().copied().unwrap_or(' ');
            // The next letter may be a reference of HTML.
            let is_before_reference = after == '&' && !is_of_east_asia(before);
            let is_in_word = before.is_ascii_alphabetic() || after.is_ascii_alphabetic();
            if is_in_word || is_before_reference { latin += 1 } else { others += 1 }
        }
        before = c;
    }
    latin > 4 * others
}

/// Whether what stands between small letters of ASCII is a small letter on the Macintosh. With other encodings most of
/// it would be a capital, as most accented letters there are above these.
fn is_macintosh(head: &[u8]) -> bool {
    let (mut small, mut low, mut others) = (0_usize, 0_usize, 0_usize);
    for window in head.windows(3) {
        // The apostrophe of Windows is an í.
        if let [b'a'..=b'z', byte @ 0x80..=0xff, b'a'..=b'z'] = *window
            && byte != 0x92
        {
            let is_small =
                matches!(byte, 0x87..=0x9f | 0xa7 | 0xbe | 0xbf | 0xcf | 0xd8 | 0xde | 0xdf | 0xf5);
            // These are š and ž on Windows.
            low += usize::from(is_small && byte < 0xa0 && !matches!(byte, 0x9a | 0x9e));
            if is_small { small += 1 } else { others += 1 }
        }
    }
    low >= LETTERS_MIN && low * 3 > small && others * 20 < small
}

/// Whether the capitals before small letters of Cyrillic are where they are on the Macintosh; the small ones are where they
/// are on Windows, but for the last.
fn is_mac_cyrillic(head: &[u8]) -> bool {
    let (mut capitals, mut others, mut small, mut latin) = (0_usize, 0_usize, 0_usize, 0_usize);
    for window in head.windows(2) {
        let [first, 0xdf..=0xff] = *window else { continue };
        match first {
            0x80..=0x9f => capitals += 1,
            // The next of these is ё.
            0xa0..=0xdd => others += 1,
            0xdf..=0xff => small += 1,
            _ => latin += usize::from(first.is_ascii_alphabetic()),
        }
    }
    capitals >= LETTERS_MIN && capitals > 4 * others && small > 4 * (capitals + latin)
}

#[cfg(test)]
mod tests {
    use super::super::encoding_of;
    use super::*;

    #[test]
    fn accents_between_letters_are_none_of_east_asia() {
        let (bytes, ..) = WINDOWS_1252.encode("¿Qu&eacute; es? ¿Cómo? Página. Índice. ¿Qu&eacute;?");
        assert_eq!(corrected(BIG5, &bytes), WINDOWS_1252);
        let (bytes, ..) = BIG5.encode("TeX 是一個排版系統，a 是 b。");
        assert_eq!(corrected(BIG5, &bytes), BIG5);
    }

    #[test]
    fn texts_of_the_macintosh_are_told_from_others() {
        let german = "Die Mädchen hörten dem großen Märchen über die Brücke zu und fürchteten sich später.";
        let spanish = "El niño comió rápido y después volvió a la habitación de su tía.";
        let russian = "Он приехал в Москву. Потом Анна ушла, и Пётр остался. Я знаю.";
        let slovene = "Slišal je počasi, da živijo v hiši na koncu vasi, kjer še rastejo češnje.";
        for (text, encoding) in [
            (german, MACINTOSH),
            (german, WINDOWS_1252),
            (spanish, MACINTOSH),
            (spanish, WINDOWS_1252),
            (russian, X_MAC_CYRILLIC),
            (russian, encoding_rs::WINDOWS_1251),
            (russian, encoding_rs::KOI8_U),
            (russian, encoding_rs::IBM866),
            (russian, encoding_rs::ISO_8859_5),
            (slovene, encoding_rs::WINDOWS_1250),
            ("It’s what they don’t say, isn’t it? We’ll see – “soon”.", WINDOWS_1252),
        ] {
            let (bytes, ..) = encoding.encode(text);
            let found = encoding_of(&bytes, true).decode_without_bom_handling(&bytes).0;
            assert_eq!(found, text, "{}", encoding.name());
        }
    }
}
