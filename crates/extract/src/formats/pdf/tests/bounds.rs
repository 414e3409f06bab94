//! Files that cost more than they are worth, are damaged, or do not end.

use super::*;

#[test]
fn limits_are_kept() {
    let text = at(50, 500, "/F 10", "Text.");
    let file_of = |contents: &[&str]| pages(contents, "");
    let how = |limits: Limits| How { limits, ..How::default() };
    let (events, result) =
        outcome(&file_of(&[&text, &text, &text]), &how(Limits { pages_max: 2, ..Limits::LOCAL }));
    result.unwrap();
    assert_eq!(events.last().unwrap(), "limited: pages_max");
    let whole = file_of(&[&text]);
    let small = Limits { whole_bytes_max: whole.len() as u64 - 1, ..Limits::LOCAL };
    assert!(matches!(outcome(&whole, &how(small)).1, Err(Error::Limit("whole_bytes_max"))));
    // Spaces that are a thousand times less when compressed.
    let mut packed = flate2::write::ZlibEncoder::new(vec![], flate2::Compression::best());
    packed.write_all(&vec![b' '; 40 << 20]).unwrap();
    packed.write_all(text.as_bytes()).unwrap();
    let objects = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>".to_vec(),
        b"<</Type/Page/MediaBox[0 0 400 600]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>".to_vec(),
        stream("/Filter/FlateDecode", &packed.finish().unwrap()),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_vec(),
    ];
    let (_, result) = outcome(&file(&objects, ""), &how(Limits::NETWORK));
    assert!(matches!(result, Err(Error::Limit("decompressed_bytes_max or ratio_max"))), "{result:?}");
    let (events, result) = outcome(&file(&objects, ""), &how(Limits { ratio_max: 2_000, ..Limits::LOCAL }));
    result.unwrap();
    assert_eq!(events, ["stated: 1 pages", "body: Text."]);
}

/// Bytes as letters, without an end.
fn ascii_85(bytes: &[u8]) -> Vec<u8> {
    let group = |four: &[u8]| {
        let number = four.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
        [85_u32.pow(4), 85_u32.pow(3), 85_u32.pow(2), 85, 1].map(|power| (number / power % 85) as u8 + b'!')
    };
    let padded = [bytes, &[0; 3][..bytes.len().wrapping_neg() % 4]].concat();
    padded.chunks(4).flat_map(group).collect()
}

/// Bytes as codes of nine bits, which are forgotten before they become longer.
fn lzw(bytes: &[u8]) -> Vec<u8> {
    let codes =
        bytes.chunks(200).flat_map(|some| [256].into_iter().chain(some.iter().map(|byte| u16::from(*byte))));
    let bits = codes.chain([257]).flat_map(|code| (0..9).rev().map(move |bit| code >> bit & 1));
    let bits: Vec<u16> = bits.collect();
    bits.chunks(8)
        .map(|bits| bits.iter().zip((0..8).rev()).map(|(bit, by)| (*bit as u8) << by).sum())
        .collect()
}

#[test]
fn what_is_packed_in_other_ways_costs_what_comes_out() {
    let deflated = |bytes: &[u8]| {
        let mut packed = flate2::write::ZlibEncoder::new(vec![], flate2::Compression::best());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    };
    let of = |filter: &str, packed: &[u8]| {
        let font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>";
        let objects = [
            b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>".to_vec(),
            b"<</Type/Page/MediaBox[0 0 400 600]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>".to_vec(),
            stream(&format!("/Filter{filter}"), packed),
            font.into(),
        ];
        outcome(&file(&objects, ""), &How { limits: Limits::NETWORK, ..How::default() })
    };
    // A comment that is hardly shorter when it is packed, so that the worst of all streams that long is beyond all limits.
    let mut state = 1_u32;
    let noise = (0..40_000).map(|_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8 % 64 + b'0'
    });
    let content: Vec<u8> = b"%"
        .iter()
        .copied()
        .chain(noise)
        .chain(format!("\n{}", at(50, 500, "/F 10", "Text.")).bytes())
        .collect();
    for (filter, packed) in [
        ("[/ASCII85Decode/FlateDecode]", ascii_85(&deflated(&content))),
        ("/FlateDecode/DecodeParms<<>>", deflated(&content)),
        ("/LZWDecode", lzw(&content)),
        ("[/ASCII85Decode/LZWDecode]", ascii_85(&lzw(&content))),
    ] {
        let (events, result) = of(filter, &packed);
        result.unwrap();
        assert_eq!(events, ["stated: 1 pages", "body: Text."], "{filter}");
    }
    let (_, result) = of("[/ASCII85Decode/FlateDecode]", &ascii_85(&deflated(&vec![b' '; 40 << 20])));
    assert!(matches!(result, Err(Error::Limit("decompressed_bytes_max or ratio_max"))), "{result:?}");
}

#[test]
fn streams_of_objects_are_paid_for() {
    let bomb = |dict: &str, megabytes: usize| {
        let mut packed = flate2::write::ZlibEncoder::new(vec![], flate2::Compression::best());
        packed.write_all(&vec![b' '; megabytes << 20]).unwrap();
        let objects = [b"<</Type/Catalog/Pages 2 0 R>>".to_vec(), stream(dict, &packed.finish().unwrap())];
        outcome(&file(&objects, ""), &How { limits: Limits::NETWORK, ..How::default() }).1
    };
    for dict in [
        "/Type/ObjStm/N 1/First 9/Filter/FlateDecode",
        "/Type/ObjStm/N 1/#46irst 9/Filter/FlateDecode",
        "/Type/XRef/Size 9/W [1 2 1]/Filter/FlateDecode",
    ] {
        assert!(matches!(bomb(dict, 17), Err(Error::Limit("decompressed_bytes_max or ratio_max"))), "{dict}");
        assert!(matches!(bomb(dict, 1), Err(Error::Malformed(..))), "{dict}");
    }
}

#[test]
fn letters_of_a_page_are_bounded() {
    let limits = Limits { glyphs_max: 5, ..Limits::LOCAL };
    let content = at(50, 500, "/F 10", "Letters");
    let (lines, result) = outcome(&pages(&[&content], ""), &How { limits, ..How::default() });
    result.unwrap();
    assert_eq!(
        lines,
        ["stated: 1 pages", "limited: page 1: only its first letters were read", "body: Lette"]
    );
}

#[test]
fn bitmap_fonts_of_tex_are_read_by_their_codes() {
    let font = "<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[.1 0 0 .1 0 0]/FirstChar 28/LastChar 255\
        /Encoding<</Type/Encoding/Differences[28/a28 71/a71/.notdef 255/a255]>>/CharProcs<<>>/Widths[5]>>";
    let content = stream("", b"BT /F 10 Tf 50 500 Td (G) Tj 9 0 Td <ff> Tj 9 0 Td <1c> Tj ET");
    assert_eq!(read_page(font, content).last().unwrap().replace(' ', ""), "body:Gßfi");
}

#[test]
fn codes_may_be_unicode() {
    let font = "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode/Identity-H/DescendantFonts\
        [<</Type/Font/Subtype/CIDFontType2/BaseFont/X/DW 1000>>]>>";
    let content = stream("", b"BT /F 10 Tf 50 500 Td <0041014200f3> Tj ET");
    assert_eq!(read_page(font, content).last().unwrap(), "body: Ałó");
}

#[test]
fn what_comes_before_damage_is_read() {
    let font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>";
    let lines: Vec<String> = (0..40).map(|line| format!("This is the line {line} of the text.")).collect();
    let text: String = (0..).zip(&lines).map(|(line, text)| at(50, 540 - 12 * line, "/F 10", text)).collect();
    let mut packed = flate2::write::ZlibEncoder::new(vec![], flate2::Compression::best());
    packed.write_all(text.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let read = |packed: &[u8]| read_page(font, stream("/Filter/FlateDecode", packed));
    let whole = read(&packed);
    // A wrong checksum is no loss.
    let mut changed = packed.clone();
    *changed.last_mut().unwrap() ^= 1;
    assert_eq!(read(&changed), whole);
    let cut = read(&packed[..packed.len() / 2]);
    assert_eq!(cut[1], "damaged: page 1: a part of its content cannot be read");
    assert!(whole[1].starts_with(&cut[2]) && cut[2].len() > 100, "{cut:?}");
}

#[test]
fn fonts_with_more_widths_than_codes_are_left_out() {
    for font in [
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/FirstChar 4000000000/LastChar 4000000001/Widths[1 2]>>",
        "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[<</Type/Font\
         /Subtype/CIDFontType0/BaseFont/X/W[0 4294967295 500]>>]>>",
    ] {
        let events = read_page(font, stream("", at(50, 500, "/F 10", "Text.").as_bytes()));
        assert_eq!(events, ["stated: 1 pages", "left out: text in 1 font that cannot be read"]);
    }
}

#[test]
fn forms_that_draw_each_other_come_to_an_end() {
    // Each form draws the next one ten times, and itself.
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>".to_vec(),
        b"<</Type/Page/MediaBox[0 0 400 600]/Contents 4 0 R/Resources<</XObject<</N 5 0 R>>>>>>".to_vec(),
        stream("", b"/N Do"),
    ];
    for index in 5..30 {
        let dict = format!(
            "/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<</XObject<</N {} 0 R/S {index} 0 R>>>>",
            index + 1
        );
        objects.push(stream(&dict, "/N Do ".repeat(10).as_bytes()));
    }
    let limits = Limits { decompressed_bytes_max: 4 << 20, ..Limits::NETWORK };
    let (_, result) = outcome(&file(&objects, ""), &How { limits, ..How::default() });
    assert!(matches!(result, Err(Error::Limit(_))), "{result:?}");
}

#[test]
fn objects_that_are_called_again_and_again_come_to_an_end() {
    let long = format!("/Much[{}]", "1 ".repeat(10_000));
    let dict = format!("<<{long}>>").into_bytes();
    let layers = format!("<</Type/OCMD/OCGs[{}]>>", "6 0 R ".repeat(4_000)).into_bytes();
    let text = format!("({})", "a".repeat(20_000)).into_bytes();
    let font = format!("<</Type/Font/Subtype/Type1/BaseFont/Helvetica{long}>>").into_bytes();
    let form = format!("/Subtype/Form/Resources<</XObject<<{long}>>>>");
    for (content, page, object) in [
        ("/N Do ", "/Resources<</XObject<</N 5 0 R>>>>", stream(&format!("/Subtype/Image{long}"), b"x")),
        ("/N Do ", "/Resources<</XObject<</N 5 0 R>>>>", stream(&form, b"")),
        ("/N gs ", "/Resources<</ExtGState<</N 5 0 R>>>>", dict.clone()),
        ("/N gs ", "/Resources<</ExtGState<</N<</Font[5 0 R 1]>>>>>>", font),
        ("/P /N BDC EMC ", "/Resources<</Properties<</N 5 0 R>>>>", dict.clone()),
        ("/OC /N BDC EMC ", "/Resources<</Properties<</N 5 0 R>>>>", layers),
        ("/P /N BDC EMC ", "/Resources<</Properties<</N<</ActualText 5 0 R>>>>>>", text),
        ("q Q ", "/Annots[MANY]", dict),
        ("q Q ", "/Contents[MANY]", stream(&long, b"")),
    ] {
        let page = page.replace("MANY", &"5 0 R ".repeat(1_000));
        let objects = [
            b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>".to_vec(),
            format!("<</Type/Page/MediaBox[0 0 400 600]/Contents 4 0 R{page}>>").into_bytes(),
            stream("", content.repeat(1_000).as_bytes()),
            object,
        ];
        let limits = Limits { decompressed_bytes_max: 4 << 20, ..Limits::NETWORK };
        let (_, result) = outcome(&file(&objects, ""), &How { limits, ..How::default() });
        assert!(matches!(result, Err(Error::Limit(_))), "{content}{page}: {result:?}");
    }
}

#[test]
fn maps_that_are_made_of_others_again_and_again_come_to_an_end() {
    let read_with = |others: usize| {
        let map = "/Adobe-Japan1-UCS2 usecmap ".repeat(others);
        let fonts: String = (0..20).map(|font| format!("/F{font} {} 0 R", 5 + 2 * font)).collect();
        let content: String = (0..20).map(|font| at(50, 500, &format!("/F{font} 10"), "ab")).collect();
        let page = format!("/MediaBox[0 0 400 600]/Contents 4 0 R/Resources<</Font<<{fonts}>>>>");
        let mut objects = vec![
            b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>".to_vec(),
            format!("<</Type/Page{page}>>").into_bytes(),
            stream("", content.as_bytes()),
        ];
        for font in 0..20 {
            let entries = format!("/Subtype/Type1/BaseFont/Helvetica/ToUnicode {} 0 R", 6 + 2 * font);
            objects.push(format!("<</Type/Font{entries}>>").into_bytes());
            objects.push(stream("", format!("{map} begincmap endcmap").as_bytes()));
        }
        let limits = Limits { decompressed_bytes_max: 16 << 20, ..Limits::NETWORK };
        outcome(&file(&objects, ""), &How { limits, ..How::default() }).1
    };
    read_with(1).unwrap();
    let result = read_with(1_000);
    assert!(matches!(result, Err(Error::Limit(_))), "{result:?}");
}
