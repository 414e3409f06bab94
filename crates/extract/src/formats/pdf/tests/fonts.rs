//! Letters that only the font tells.

use super::{file, outcome, stream};
use crate::How;

/// A font program without glyphs, in the Compact Font Format.
const PROGRAM: &[u8] = crate::formats::pdf::fonts::EMPTY_PROGRAM;

/// What is found on a page with this text, in a font of a collection that is in the file.
fn read(collection: &str, encoding: &str, text: &str) -> Vec<String> {
    let objects = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>".to_vec(),
        b"<</Type/Page/MediaBox[0 0 400 600]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>".to_vec(),
        stream("", format!("BT /F 10 Tf 50 500 Td <{text}> Tj ET").as_bytes()),
        format!("<</Type/Font/Subtype/Type0/BaseFont/A/Encoding {encoding}/DescendantFonts[6 0 R]>>")
            .into_bytes(),
        format!(
            "<</Type/Font/Subtype/CIDFontType0/BaseFont/A/FontDescriptor 7 0 R/CIDSystemInfo\
            <</Registry(Adobe)/Ordering({collection})/Supplement 2>>>>"
        )
        .into_bytes(),
        b"<</Type/FontDescriptor/FontName/A/Flags 4/FontFile3 8 0 R>>".to_vec(),
        stream("/Subtype/CIDFontType0C", PROGRAM),
        stream("", b"begincmap 1 begincodespacerange <00> <FF> endcodespacerange 1 begincidchar <41> 843 endcidchar endcmap"),
    ];
    let (events, result) = outcome(&file(&objects, ""), &How::default());
    result.unwrap();
    events
}

#[test]
fn fonts_of_collections_need_no_map_to_unicode() {
    let text = |collection, encoding, text| read(collection, encoding, text).pop().unwrap();
    // By the numbers of the characters, and by codes of which a map makes them.
    assert_eq!(text("Japan1", "/Identity-H", "034B034D"), "body: あい");
    assert_eq!(text("Japan1", "/90ms-RKSJ-H", "93FA967B"), "body: 日本");
    assert_eq!(text("GB1", "/GBK-EUC-H", "D6D0CEC4"), "body: 中文");
    assert_eq!(text("CNS1", "/ETen-B5-H", "A4A4A4E5"), "body: 中文");
    assert_eq!(text("Korea1", "/KSCms-UHC-H", "C7D1B1DB"), "body: 한글");
    assert_eq!(text("Japan1", "9 0 R", "4141"), "body: ああ");
    // Nobody knows what the numbers of a collection of one's own mean.
    assert!(text("Own", "/Identity-H", "034B").starts_with("left out: letters on 1 page"));
}
