//! Letters of the bitmap fonts of TeX, of which a file says nothing but their shapes.
//!
//! pdfTeX and dvips call the glyph of a code `a` and the code. The codes are those of the encodings OT1 or T1, which
//! agree in most of ASCII; where they do not, what is frequent in one is rare in the other.

use hayro_syntax::object::{Array, Dict, Name, Object};

/// Codes of a font that are looked at.
const CODES: usize = 256;

/// Whether a font is one of these, and if so whether it has codes that only T1 has.
pub(super) fn is_of_tex(font: &Dict<'_>) -> Option<bool> {
    if font.get::<Name<'_>>(b"Subtype").as_deref() != Some(b"Type3") || font.contains_key(b"ToUnicode") {
        return None;
    }
    let names = font.get::<Dict<'_>>(b"Encoding")?.get::<Array<'_>>(b"Differences")?;
    let (mut code, mut named, mut is_t1) = (0_u32, 0, false);
    for item in names.iter::<Object<'_>>().take(2 * CODES) {
        match item {
            Object::Number(number) => code = u32::try_from(number.as_i64()).ok()?,
            Object::Name(name) if name.as_ref() == b".notdef" => code += 1,
            Object::Name(name) => {
                let number = name.as_ref().strip_prefix(b"a")?;
                if core::str::from_utf8(number).ok()?.parse() != Ok(code) {
                    return None;
                }
                named += 1;
                is_t1 |= code >= 0x80;
                code += 1;
            }
            _ => return None,
        }
    }
    (named > 0).then_some(is_t1)
}

/// The letters of a code, if it has any.
pub(super) fn letters(code: u32, is_t1: bool) -> Option<&'static str> {
    /// The upper half of T1, up to the letters that Latin-1 has as well.
    const T1: &str = "ĂĄĆČĎĚĘĞĹĽŁŃŇŊŐŔŘŚŠŞŤŢŰŮŸŹŽŻĲİđ§ăąćčďěęğĺľłńňŋőŕřśšşťţűůÿźžżĳ¡¿£\
        ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖŒØÙÚÛÜÝÞẞàáâãäåæçèéêëìíîïðñòóôõöœøùúûüýþß";
    const ASCII: &str = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`\
        abcdefghijklmnopqrstuvwxyz{|}~";
    let of = |letters: &'static str, index: usize| {
        let (at, letter) = letters.char_indices().nth(index)?;
        letters.get(at..at + letter.len_utf8())
    };
    Some(match code {
        0x0b | 0x1b => "ff",
        0x0c | 0x1c => "fi",
        0x0d | 0x1d => "fl",
        0x0e | 0x1e => "ffi",
        0x0f | 0x1f => "ffl",
        0x10 => "“",
        0x11 => "”",
        0x12 if is_t1 => "„",
        0x13 if is_t1 => "«",
        0x14 if is_t1 => "»",
        0x15 => "–",
        0x16 => "—",
        0x19 if is_t1 => "ı",
        0x19 => "ß",
        0x1a if !is_t1 => "æ",
        0x22 => "”",
        0x27 => "’",
        0x60 => "‘",
        0x5c if !is_t1 => "“",
        0x7b if !is_t1 => "–",
        0x7c if !is_t1 => "—",
        0x20..=0x7e => of(ASCII, code as usize - 0x20)?,
        0x7f if is_t1 => "\u{ad}",
        0x80..=0xff => of(T1, code as usize - 0x80)?,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_two_encodings() {
        let text =
            |codes: &[u32], is_t1| codes.iter().filter_map(|&code| letters(code, is_t1)).collect::<String>();
        assert_eq!(text(&[0x47, 0x72, 0xf6, 0xff, 0x65, 0x1c], true), "Größefi");
        assert_eq!(text(&[0x80, 0xbf, 0xc0, 0xd7, 0xdf, 0xf7], true), "Ă£ÀŒẞœ");
        assert_eq!(text(&[0x5c, 0x6f, 0x0c, 0x7b, 0x22, 0x01], false), "“ofi–”");
    }
}
