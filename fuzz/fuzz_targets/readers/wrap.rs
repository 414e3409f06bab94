//! Parts in the files that have such parts: sums and lengths are right, so that readers come to what is in them.

use reckon_extract::Format;

use crate::words::PART;

const DOCX: [&str; 11] = [
    "word/document.xml",
    "word/styles.xml",
    "word/footnotes.xml",
    "word/comments.xml",
    "word/endnotes.xml",
    "word/header1.xml",
    "word/diagram.xml",
    "word/chunk.html",
    "word/_rels/document.xml.rels",
    "docProps/core.xml",
    "docProps/app.xml",
];

const PPTX: [&str; 9] = [
    "ppt/slides/slide1.xml",
    "ppt/slides/slide2.xml",
    "ppt/notes.xml",
    "ppt/data.xml",
    "ppt/comments.xml",
    "ppt/presentation.xml",
    "ppt/_rels/presentation.xml.rels",
    "docProps/core.xml",
    "docProps/app.xml",
];

const ODF: [&str; 5] =
    ["content.xml", "styles.xml", "meta.xml", "Object 1/content.xml", "META-INF/manifest.xml"];

const EPUB: [&str; 6] = [
    "one.xhtml",
    "two.xhtml",
    "nav.xhtml",
    "content.opf",
    "META-INF/container.xml",
    "META-INF/encryption.xml",
];

/// Parts that there are unless the input has them.
const DOCX_USUAL: [(&str, &str); 2] = [
    ("[Content_Types].xml", "<Types/>"),
    (
        "word/_rels/document.xml.rels",
        "<Relationships><Relationship Id='r1' Type='/header' Target='header1.xml'/><Relationship Id='r2' \
        Type='/diagramData' Target='diagram.xml'/><Relationship Id='r3' Type='/aFChunk' Target='chunk.html'/>\
        </Relationships>",
    ),
];

const PPTX_USUAL: [(&str, &str); 3] = [
    ("[Content_Types].xml", "<Types/>"),
    ("ppt/presentation.xml", "<p:presentation/>"),
    (
        "ppt/slides/_rels/slide1.xml.rels",
        "<Relationships><Relationship Id='r1' Type='/notesSlide' Target='../notes.xml'/><Relationship Id='r2' \
        Type='/diagramData' Target='../data.xml'/><Relationship Id='r3' Type='/comments' \
        Target='../comments.xml'/></Relationships>",
    ),
];

const EPUB_USUAL: [(&str, &str); 2] = [
    (
        "content.opf",
        "<package><metadata/><manifest><item id='a' href='one.xhtml' media-type='application/xhtml+xml'/><item \
        id='b' href='two.xhtml' media-type='application/xhtml+xml'/><item id='n' href='nav.xhtml' \
        properties='nav' media-type='application/xhtml+xml'/></manifest><spine><itemref idref='a'/><itemref \
        idref='b' linear='no'/></spine></package>",
    ),
    ("META-INF/container.xml", "<container/>"),
];

/// A file of a format. Formats that have no parts are the bytes themselves.
pub fn file(format: Format, bytes: &[u8], kind: u8) -> Vec<u8> {
    let parts: Vec<&[u8]> = bytes.split(|&byte| byte == PART).collect();
    let has_directory = kind & 4 == 0;
    let packed = |names: &[&str], usual: &[(&str, &str)]| {
        let mut files: Vec<(Vec<u8>, &[u8])> = vec![];
        for (name, part) in names.iter().zip(&parts).filter(|(_, part)| !part.is_empty()) {
            files.push((name.as_bytes().to_vec(), part));
        }
        for (name, part) in usual {
            if files.iter().all(|(known, _)| known != name.as_bytes()) {
                files.push((name.as_bytes().to_vec(), part.as_bytes()));
            }
        }
        zip(&files, has_directory)
    };
    match format {
        Format::Docx => packed(&DOCX, &DOCX_USUAL),
        Format::Pptx => packed(&PPTX, &PPTX_USUAL),
        Format::Odt | Format::Odp => packed(&ODF, &[]),
        Format::Epub => packed(&EPUB, &EPUB_USUAL),
        Format::Zip => zip(&parts.iter().map(|part| named(part)).collect::<Vec<_>>(), has_directory),
        Format::Tar => tar(&parts.iter().map(|part| named(part)).collect::<Vec<_>>()),
        Format::Gzip => parts.iter().flat_map(|part| gzip(part)).collect(),
        Format::Zstd => parts.iter().flat_map(|part| zstd(part)).collect(),
        Format::Pdf => pdf(&parts, kind),
        _ => bytes.to_vec(),
    }
}

/// The name of a file of an archive, which is its first line, and what is in it.
fn named(part: &[u8]) -> (Vec<u8>, &[u8]) {
    let end = part.iter().position(|&byte| byte == b'\n').unwrap_or(part.len());
    (part[..end].to_vec(), part.get(end + 1..).unwrap_or_default())
}

/// A zip archive of files that are stored, with or without its directory.
fn zip(files: &[(Vec<u8>, &[u8])], has_directory: bool) -> Vec<u8> {
    let mut archive = vec![];
    let mut directory = vec![];
    for (name, content) in files {
        let place = archive.len() as u32;
        let length = (content.len() as u32).to_le_bytes();
        // Version, flags, method, time and date; sum and lengths; lengths of the name and of what is extra.
        let mut header = vec![10, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        header.extend(crc32(content).to_le_bytes());
        header.extend([length, length].concat());
        header.extend((name.len() as u16).to_le_bytes());
        header.extend([0, 0]);
        archive.extend(b"PK\x03\x04");
        archive.extend(&header);
        archive.extend(name);
        archive.extend(*content);
        directory.extend(b"PK\x01\x02\x0a\0");
        directory.extend(&header);
        directory.extend([0; 10]);
        directory.extend(place.to_le_bytes());
        directory.extend(name);
    }
    if has_directory {
        let (place, length) = (archive.len() as u32, directory.len() as u32);
        let count = (files.len() as u16).to_le_bytes();
        archive.extend(directory);
        archive.extend(b"PK\x05\x06\0\0\0\0");
        archive.extend([count, count].concat());
        archive.extend(length.to_le_bytes());
        archive.extend(place.to_le_bytes());
        archive.extend([0, 0]);
    }
    archive
}

/// A tar archive. A name may say the kind of its file: `x:` before it is a pax header, `L:` a long name.
fn tar(files: &[(Vec<u8>, &[u8])]) -> Vec<u8> {
    let mut archive = vec![];
    for (name, content) in files {
        let (kind, name) = match name.as_slice() {
            [kind, b':', name @ ..] => (*kind, name),
            name => (b'0', name),
        };
        let mut header = [0; 512];
        let length = name.len().min(100);
        header[..length].copy_from_slice(&name[..length]);
        header[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
        header[148..156].fill(b' ');
        header[156] = kind;
        header[257..265].copy_from_slice(b"ustar\x0000");
        let sum: u32 = header.iter().map(|&byte| u32::from(byte)).sum();
        header[148..154].copy_from_slice(format!("{sum:06o}").as_bytes());
        header[154] = 0;
        archive.extend(header);
        archive.extend(*content);
        archive.resize(archive.len().next_multiple_of(512), 0);
    }
    archive
}

/// A member of gzip with one block that is stored.
fn gzip(content: &[u8]) -> Vec<u8> {
    let length = content.len() as u16;
    let mut member = b"\x1f\x8b\x08\0\0\0\0\0\0\xff\x01".to_vec();
    member.extend(length.to_le_bytes());
    member.extend((!length).to_le_bytes());
    member.extend(content);
    member.extend(crc32(content).to_le_bytes());
    member.extend((content.len() as u32).to_le_bytes());
    member
}

/// A frame of Zstandard with one raw block.
fn zstd(content: &[u8]) -> Vec<u8> {
    let length = content.len() as u32;
    let mut frame = b"\x28\xb5\x2f\xfd\xa0".to_vec();
    frame.extend(length.to_le_bytes());
    frame.extend(&(length << 3 | 1).to_le_bytes()[..3]);
    frame.extend(content);
    frame
}

/// A document of two pages. The parts are the content of the first, a map from codes to letters, entries of the font,
/// the content of a form, the content of the second page, entries of the catalog, and a program of the font, whose
/// format is the kind.
fn pdf(parts: &[&[u8]], kind: u8) -> Vec<u8> {
    let part = |index: usize| parts.get(index).copied().unwrap_or_default();
    let object = |dictionary: &str, entries: &[u8]| [b"<<", dictionary.as_bytes(), entries, b">>"].concat();
    let stream = |dictionary: &str, content: &[u8]| {
        let length = format!("/Length {}", content.len());
        let dictionary = object(dictionary, length.as_bytes());
        [&dictionary, b"\nstream\n".as_slice(), content, b"\nendstream"].concat()
    };
    let map = if part(1).is_empty() { "" } else { "/ToUnicode 8 0 R" };
    let usual = if part(2).is_empty() { "/Subtype/Type1/BaseFont/Helvetica" } else { "" };
    let program =
        ["", "/FontFile 11 0 R", "/FontFile2 11 0 R", "/FontFile3 11 0 R"][usize::from(kind >> 3 & 3)];
    let subtype =
        ["/Subtype/Type1C", "/Subtype/CIDFontType0C", "/Subtype/OpenType", ""][usize::from(kind >> 5 & 3)];
    let page = "/Type/Page/Parent 2 0 R/Contents";
    let objects = [
        object("/Type/Catalog/Pages 2 0 R", part(5)),
        object(
            "/Type/Pages/Count 2/Kids[3 0 R 5 0 R]/MediaBox[0 0 400 600]/Resources<</Font<</F 7 0 R/G 12 0 R>>\
            /XObject<</X 9 0 R>>/Properties<</L 12 0 R>>>>",
            b"",
        ),
        object(&format!("{page} 4 0 R"), b""),
        stream("", part(0)),
        object(&format!("{page} 6 0 R"), b""),
        stream("", part(4)),
        object(&format!("/Type/Font{usual}{map}/FontDescriptor 10 0 R"), part(2)),
        stream("", part(1)),
        stream("/Type/XObject/Subtype/Form/BBox[0 0 400 600]", part(3)),
        object(&format!("/Type/FontDescriptor/FontName/Some/Flags 4{program}"), b""),
        stream(subtype, part(6)),
        object("/Type/Font/Subtype/Type0/BaseFont/Some/Encoding/Identity-H/DescendantFonts[7 0 R]", b""),
    ];
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut places = vec![];
    for (object, number) in objects.iter().zip(1..) {
        places.push(file.len());
        file.extend(format!("{number} 0 obj\n").bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let start = file.len();
    let count = places.len() + 1;
    file.extend(format!("xref\n0 {count}\n0000000000 65535 f \n").bytes());
    file.extend(places.iter().flat_map(|place| format!("{place:010} 00000 n \n").into_bytes()));
    file.extend(format!("trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").bytes());
    file
}

const CRC_TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut index = 0;
    while index < 256 {
        let mut sum = index as u32;
        let mut bit = 0;
        while bit < 8 {
            sum = if sum & 1 == 0 { sum >> 1 } else { sum >> 1 ^ 0xedb8_8320 };
            bit += 1;
        }
        table[index] = sum;
        index += 1;
    }
    table
};

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum, &byte| CRC_TABLE[usize::from(sum as u8 ^ byte)] ^ sum >> 8)
}
