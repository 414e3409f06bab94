//! Code pages, by their numbers and by the character sets of fonts.

use encoding_rs::Encoding;

/// What bytes above 127 are.
#[derive(Clone, Copy)]
pub(super) enum CodePage {
    Encoding(&'static Encoding),
    /// The characters from 128 on, of a code page that the Encoding Standard does not have.
    Table(&'static str),
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
