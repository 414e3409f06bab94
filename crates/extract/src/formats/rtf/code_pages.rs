//! Code pages, by their numbers and by the character sets of fonts.

use std::borrow::Cow;

use encoding_rs::{BIG5, EUC_KR, Encoding, GBK, SHIFT_JIS};

use crate::formats::symbols;

/// What bytes are.
#[derive(Clone, Copy)]
pub(super) enum CodePage {
    Encoding(&'static Encoding),
    /// The characters from 128 on, of a code page that the Encoding Standard does not have.
    Table(&'static str),
    /// Those of a font that has signs in the places of letters.
    Signs(&'static str),
}

impl CodePage {
    /// That of a font which has no letters; nothing if it has.
    pub(super) fn of_signs(font: &str) -> Option<Self> {
        let font = font.trim_start();
        let is_font =
            |name: &&&str| font.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
        symbols::FONTS.iter().find(is_font).map(|&name| Self::Signs(name))
    }

    /// That of a font whose name ends with its letters, as names did before fonts had all of them: `Arial CE`.
    pub(super) fn of_letters(font: &str) -> Option<Self> {
        const LETTERS: [(&str, i32); 8] = [
            (" CE", 1250),
            (" Cyr", 1251),
            (" Greek", 1253),
            (" Tur", 1254),
            (" (Hebrew)", 1255),
            (" (Arabic)", 1256),
            (" Baltic", 1257),
            (" (Vietnamese)", 1258),
        ];
        let font = font.trim_end_matches(';').trim_end();
        let ends = |(end, _): &&(&str, i32)| {
            let begin = font.len().checked_sub(end.len());
            begin.and_then(|begin| font.get(begin..)).is_some_and(|last| last.eq_ignore_ascii_case(end))
        };
        LETTERS.iter().find(ends).and_then(|&(_, number)| code_page(number))
    }

    pub(super) fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        match self {
            Self::Signs(font) => bytes.iter().filter_map(|&byte| sign(font, u32::from(byte))).collect(),
            Self::Encoding(encoding) => encoding.decode_without_bom_handling(bytes).0,
            Self::Table(table) => {
                let of = |byte: u8| match byte.checked_sub(128) {
                    Some(place) => table.chars().nth(usize::from(place)).unwrap_or('\u{fffd}'),
                    None => char::from(byte),
                };
                bytes.iter().map(|&byte| of(byte)).collect()
            }
        }
    }

    /// What stands at a place of the private area of Unicode, which is one of the font.
    pub(super) fn private(self, code: u16) -> Option<char> {
        match self {
            Self::Signs(font) => sign(font, u32::from(code)),
            _ => None,
        }
    }

    /// Whether a character may have two bytes.
    pub(super) fn has_two_bytes(self) -> bool {
        // A first byte in all of them.
        self.is_first_of_two(0x88)
    }

    /// Whether a byte begins a character of two, of which the other may be that of a brace or a backslash.
    pub(super) fn is_first_of_two(self, byte: u8) -> bool {
        match self {
            Self::Encoding(encoding) if encoding == SHIFT_JIS => matches!(byte, 0x81..=0x9f | 0xe0..=0xfc),
            Self::Encoding(encoding) if [GBK, BIG5, EUC_KR].contains(&encoding) => {
                matches!(byte, 0x81..=0xfe)
            }
            _ => false,
        }
    }
}

/// What a font of signs shows at a place; white space is such in all of them.
fn sign(font: &str, code: u32) -> Option<char> {
    if code <= 0x20 { char::from_u32(code) } else { symbols::character(font, code) }
}

/// Code page 437, of the first PCs.
pub(super) const CODE_PAGE_437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
    └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// Code page 850, of PCs in Western Europe.
pub(super) const CODE_PAGE_850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
    └┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

/// The code page of this number.
pub(super) fn code_page(number: i32) -> Option<CodePage> {
    let label = match number {
        437 => return Some(CodePage::Table(CODE_PAGE_437)),
        850 | 858 => return Some(CodePage::Table(CODE_PAGE_850)),
        932 => "shift_jis".to_string(),
        936 => "gbk".to_string(),
        949 => "euc-kr".to_string(),
        950 => "big5".to_string(),
        10_000 => "macintosh".to_string(),
        10_001 => "shift_jis".to_string(),
        10_002 => "big5".to_string(),
        10_003 => "euc-kr".to_string(),
        10_007 => "x-mac-cyrillic".to_string(),
        10_008 => "gbk".to_string(),
        65_001 => "utf-8".to_string(),
        866 => "ibm866".to_string(),
        _ => format!("windows-{number}"),
    };
    Encoding::for_label(label.as_bytes()).map(CodePage::Encoding)
}

/// The code page of a font's character set; nothing if it is that of the document.
pub(super) fn code_page_of_charset(charset: i32) -> Option<CodePage> {
    code_page(match charset {
        77 => 10_000,
        78 => 10_001,
        79 => 10_003,
        80 => 10_008,
        81 => 10_002,
        89 => 10_007,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        254 => 437,
        255 => 850,
        _ => return None,
    })
}
