//! Characters that are named by their place in a font.

/// The first character of those that fonts of symbols have, in the private area of Unicode.
const PRIVATE: u32 = 0xf000;

/// The characters of the font Symbol from the space on, and from U+00A0 on; `\0` is a piece of a larger sign, or nothing.
///
/// # Source
/// Unicode's table of Adobe's encoding of Symbol.
const SYMBOL: [&str; 2] = [
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_\0αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼",
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…\0\0↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊\0®©™∑",
];

/// The beginnings of the names of fonts that have signs in the places of letters.
pub(crate) const FONTS: [&str; 3] = ["Symbol", "Wingdings", "Webdings"];

/// The character at a place in a font; `None` where it is a picture, or unknown.
pub(crate) fn character(font: &str, code: u32) -> Option<char> {
    let is_font = |name: &str| font.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    // The same place is also named without the beginning of the private area.
    let place = if (PRIVATE..PRIVATE + 0x100).contains(&code) { code - PRIVATE } else { code };
    if place < 0x100 && is_font("Symbol") {
        let (row, place) = if place < 0xa0 { (0, place.checked_sub(0x20)?) } else { (1, place - 0xa0) };
        let characters: &str = SYMBOL.get(row)?;
        return characters.chars().nth(place as usize).filter(|&character| character != '\0');
    }
    if code >= 0xe000 || place < 0x100 && (is_font("Wingdings") || is_font("Webdings")) {
        return None;
    }
    char::from_u32(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_fonts_of_symbols_are_what_they_show() {
        let all =
            [(0x61, 'α'), (0xf06d, 'μ'), (0x57, 'Ω'), (0x7e, '∼'), (0xf0b1, '±'), (0xda, '∨'), (0xe5, '∑')];
        for (code, shown) in all {
            assert_eq!(character("Symbol", code), Some(shown), "{code:x}");
        }
        for code in [0x10, 0x60, 0x7f, 0xbd, 0xe6, 0xff, 0xf0e7] {
            assert_eq!(character("Symbol", code), None, "{code:x}");
        }
        assert_eq!(character("Wingdings 2", 0x50), None);
        assert_eq!(character("Wingdings", 0xf0e0), None);
        assert_eq!(character("Times New Roman", 0x3b1), Some('α'));
        assert_eq!(character("Arial", 0x41), Some('A'));
        assert_eq!(character("", 0xd800), None);
    }
}
