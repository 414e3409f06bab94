//! What format some bytes have: by what stands at their beginning, and then by their name.

use std::io::{Cursor, Read};

use memchr::{memchr_iter, memmem};

use super::Format;
use crate::error::Error;
use crate::formats::package::Package;
use crate::formats::text::{is_utf_8, utf_16};
use crate::formats::{archive, compound};
use crate::limits::Limits;
use crate::source::Source;

/// What some bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sniffed {
    /// Their format.
    pub format: Format,
    /// Whether their name says something else.
    pub is_misnamed: bool,
}

/// Bytes at the beginning that are looked at.
const LOOK_BYTES: usize = 8 << 10;

/// Marks at the beginning of files, and what they mean.
const MARKS: [(&[u8], Format); 9] = [
    (b"%PDF-", Format::Pdf),
    (b"{\\rtf", Format::Rtf),
    (b"\x1f\x8b", Format::Gzip),
    (b"\x28\xb5\x2f\xfd", Format::Zstd),
    (b"PK\x03\x04", Format::Zip),
    (b"PK\x05\x06", Format::Zip),
    (b"\\documentclass", Format::Latex),
    (b"\\documentstyle", Format::Latex),
    (b"\\section{", Format::Latex),
];

/// Marks of what is recognised and cannot be read, and what to do about it.
const UNREADABLE: [(&[u8], &str); 17] = [
    (b"\x89PNG", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
    (b"GIF8", PICTURE),
    (b"II*\0", PICTURE),
    (b"MM\0*", PICTURE),
    (b"RIFF", "a sound, a film or a picture: there is no text in it"),
    (b"OggS", "a sound or a film: there is no text in it"),
    (b"ID3", "a sound: there is no text in it"),
    (b"\x7fELF", PROGRAM),
    (b"MZ\x90\0", PROGRAM),
    (b"\xca\xfe\xba\xbe", PROGRAM),
    (b"\xff\xfe\0\0", UTF_32),
    (b"\0\0\xfe\xff", UTF_32),
    (b"\xf7\x02", "a DVI file: make a PDF of it first, as dvipdf does"),
    (b"BZh", "compressed by bzip2: unpack it first"),
    (b"\xfd7zXZ", "compressed by xz: unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive: unpack it first"),
];

/// The same of what PGP writes as letters.
const ARMOURED: [(&[u8], &str); 2] = [
    (b"-----BEGIN PGP MESSAGE-----", "encrypted by PGP: decrypt it first"),
    (b"-----BEGIN PGP PUBLIC KEY BLOCK-----", "a key of PGP: there is no text in it"),
];

const UTF_32: &str = "text in UTF-32: write it as UTF-8 first, as iconv does";
const PICTURE: &str = "a picture: there is no text in it that could be read";
const PROGRAM: &str = "a program for machines: there is no text in it";

/// Tells what format a document has: by its content where that is certain, otherwise by its name, and otherwise it is text.
///
/// # Errors
/// The bytes cannot be got; they are of a format that is recognised and cannot be read, or of none that is known here.
pub fn sniff(source: &mut dyn Source, name: Option<&str>) -> Result<Sniffed, Error> {
    source.rewind()?;
    let mut head = Vec::with_capacity(LOOK_BYTES);
    (&mut *source).take(LOOK_BYTES as u64).read_to_end(&mut head)?;
    source.rewind()?;
    let sniffed = sniff_with(&head, source, name);
    source.rewind()?;
    sniffed
}

/// The same of a document of which so many bytes are in memory: all of them, or 8 KiB and more. An archive is told by what
/// is in it only if all of it is there.
///
/// ```
/// use reckon_extract::{Format, sniff_beginning};
///
/// assert_eq!(sniff_beginning(b"# A heading", Some("a.md")).unwrap().format, Format::Markdown);
/// ```
///
/// # Errors
/// They are of a format that is recognised and cannot be read, or of none that is known here.
pub fn sniff_beginning(bytes: &[u8], name: Option<&str>) -> Result<Sniffed, Error> {
    sniff_with(&bytes[..bytes.len().min(LOOK_BYTES)], &mut Cursor::new(bytes), name)
}

/// Tells it by the first bytes, and of an archive by the whole.
fn sniff_with(head: &[u8], source: &mut dyn Source, name: Option<&str>) -> Result<Sniffed, Error> {
    let named = name.and_then(Format::from_name);
    if head.starts_with(compound::MARK) {
        return Err(compound::refusal(source, named)?);
    }
    // Other programs look for the mark of a PDF file in so many bytes too.
    let begin = &head[..head.len().min(1 << 10)];
    if named == Some(Format::Pdf) && memmem::find(begin, b"%PDF-").is_some() {
        return Ok(Sniffed { format: Format::Pdf, is_misnamed: false });
    }
    let found = match of_content(head)? {
        Some(Format::Zip) => Some(zip_kind(source)?),
        // A listing in a text about LaTeX and the names of some settings look like that as well.
        Some(Format::Latex | Format::Mail)
            if matches!(named, Some(Format::Markdown | Format::Html | Format::Code))
                && !head.starts_with(b"\\") =>
        {
            None
        }
        // A page of PHP is the source of a program.
        Some(Format::Html) if name.is_some_and(|name| name.to_ascii_lowercase().ends_with(".php")) => None,
        found => found,
    };
    // Word opens a page whose name says that it is a document of Word, so that programs of the web write such files.
    let is_of_word = || name.is_some_and(|name| name.to_ascii_lowercase().ends_with(".doc"));
    let found = found.or_else(|| (begins_with_tag(head) && is_of_word()).then_some(Format::Html));
    let Some(found) = found else {
        // Formats of text are told by their names only; a name of another format is wrong then.
        let is_text = |format: &Format| {
            matches!(
                format,
                Format::Text | Format::Markdown | Format::Html | Format::Latex | Format::Mail | Format::Code
            )
        };
        let format = named.filter(is_text).unwrap_or(Format::Text);
        return Ok(Sniffed { format, is_misnamed: named.is_some_and(|named| named != format) });
    };
    Ok(Sniffed {
        format: found,
        is_misnamed: named.is_some_and(|named| named != found && !goes_with(named, found)),
    })
}

/// Whether a name of one format is in order for another.
fn goes_with(named: Format, found: Format) -> bool {
    match found {
        // Everything may be compressed, and is named after both.
        Format::Gzip | Format::Zstd | Format::Zip | Format::Tar => true,
        Format::Html => matches!(named, Format::Markdown | Format::Text | Format::Code),
        Format::Latex | Format::Mail => matches!(named, Format::Text),
        _ => false,
    }
}

/// The format that the first bytes show.
fn of_content(head: &[u8]) -> Result<Option<Format>, Error> {
    // Most marks differ from most texts in the first byte.
    let is_marked = |mark: &[u8]| head.first() == mark.first() && head.starts_with(mark);
    if let Some((mark, what)) = UNREADABLE.iter().find(|(mark, _)| is_marked(mark))
        && !(mark.is_ascii() && looks_like_text(head))
    {
        return Err(Error::Unsupported(what));
    }
    if let Some((_, format)) = MARKS.iter().find(|(mark, _)| is_marked(mark)) {
        return Ok(Some(*format));
    }
    if archive::begins_tar(head) {
        return Ok(Some(Format::Tar));
    }
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    if let Some((_, what)) = ARMOURED.iter().find(|(mark, _)| text.starts_with(mark)) {
        return Err(Error::Unsupported(what));
    }
    let begins =
        |mark: &str| text.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark.as_bytes()));
    if begins("<!doctype html") || begins("<html") {
        return Ok(Some(Format::Html));
    }
    let has = |mark: &[u8]| memmem::find(head, mark).is_some();
    if begins("<?xml") && has(b"<?mso-application progid=\"Word.Document\"?>") {
        return Err(Error::Unsupported("a document of Word as a file of XML: save it as .docx"));
    }
    if begins("<?xml") && has(b"<html") {
        return Ok(Some(Format::Html));
    }
    if (begins("<?xml") || begins("<office:document")) && has(b"<office:document") {
        let is_presentation = has(b"office:mimetype=\"application/vnd.oasis.opendocument.presentation");
        return Ok(Some(if is_presentation { Format::Odp } else { Format::Odt }));
    }
    // Most texts have no backslash.
    let is_latex = |at: usize| {
        let (before, rest) = head.split_at(at);
        before.ends_with(b"\n")
            && (rest.starts_with(b"\\documentclass") || rest.starts_with(b"\\begin{document}"))
    };
    if memchr_iter(b'\\', head).any(is_latex) {
        return Ok(Some(Format::Latex));
    }
    if is_mail(text) {
        return Ok(Some(Format::Mail));
    }
    if is_binary(head) { Err(Error::Unknown) } else { Ok(None) }
}

/// Whether there is nothing but text where files of other kinds have numbers. A text may well begin with `ID3` or `RIFF`.
fn looks_like_text(head: &[u8]) -> bool {
    let begin = &head[..head.len().min(64)];
    let is_text = match core::str::from_utf8(begin) {
        Ok(_) => true,
        // The end may stand within a character.
        Err(error) => error.error_len().is_none(),
    };
    is_text && begin.iter().all(|&byte| byte >= b' ' || byte.is_ascii_whitespace())
}

/// Whether a text begins with an element or a comment, as pieces of pages do that have lost what is around them.
fn begins_with_tag(head: &[u8]) -> bool {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    matches!(text, [b'<', first, ..] if first.is_ascii_alphabetic()) || text.starts_with(b"<!--")
}

/// Whether a text begins as messages do: with two fields at least that every message has, and nothing else before.
fn is_mail(text: &[u8]) -> bool {
    const FIELDS: [&str; 12] = [
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "received",
        "return-path",
        "mime-version",
        "delivered-to",
        "content-type",
        "cc",
        "reply-to",
    ];
    let mut found = 0;
    for line in text.split(|&byte| byte == b'\n').take(40) {
        if line.starts_with(b" ") || line.starts_with(b"\t") || line.starts_with(b"From ") {
            continue;
        }
        let Some(colon) = line.iter().position(|&byte| byte == b':') else { break };
        let Some(name) = line.get(..colon).and_then(|name| core::str::from_utf8(name).ok()) else { break };
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            break;
        }
        found += usize::from(FIELDS.iter().any(|field| field.eq_ignore_ascii_case(name)));
    }
    // A page with its pictures is a message as well, and has no sender.
    let is_wrapped = || {
        text.get(..WRAPPER.len()).is_some_and(|start| start.eq_ignore_ascii_case(WRAPPER))
            && memmem::find(text, b"multipart/").is_some()
    };
    found >= 3 || found == 2 && is_wrapped()
}

/// What a page that is wrapped in a message begins with.
const WRAPPER: &[u8] = b"MIME-Version:";

/// Whether bytes are no text in any encoding: one in ten is a control character that texts do not have. One in forty
/// is enough if these are zeros, as numbers and the ends of strings are, or if the bytes are not UTF-8, for what is
/// compressed has as many, and texts in other encodings have none. UTF-16 is text, whatever its bytes are.
fn is_binary(head: &[u8]) -> bool {
    // From backspace to carriage return, and escape. Without branches, and summed in bytes, this makes vector instructions.
    let is_odd =
        |byte: u8| u8::from(byte < b' ') & u8::from(byte.wrapping_sub(0x08) > 5) & u8::from(byte != 0x1b);
    // Nearly every file is decided here, so this comes first. A few are no proof. The chunks are whole vectors.
    let odd: usize =
        head.chunks(240).map(|chunk| usize::from(chunk.iter().map(|&byte| is_odd(byte)).sum::<u8>())).sum();
    if odd < ODD_MIN || odd * 40 <= head.len() {
        return false;
    }
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return false;
    }
    let has_zeros = || head.iter().filter(|&&byte| byte == 0).count() * 40 > head.len();
    let is_proof = odd * 10 > head.len() || has_zeros() || !is_utf_8(head, false);
    is_proof && utf_16::detect(head).is_none()
}

/// Control characters that may be in any text.
const ODD_MIN: usize = 4;

/// Which format the files of a zip archive make up.
fn zip_kind(source: &mut dyn Source) -> Result<Format, Error> {
    // An archive without its directory is still told by what is in it.
    let Ok(mut package) = Package::open(source, Format::Zip, &Limits::LOCAL) else { return Ok(Format::Zip) };
    let mut text = |name: &str| package.beginning(name);
    if text("mimetype").is_some_and(|kind| kind.trim() == "application/epub+zip") {
        return Ok(Format::Epub);
    }
    // The list of the parts says it as well, of the document before those of the objects in it.
    for place in ["mimetype", "META-INF/manifest.xml"] {
        let text = text(place).unwrap_or_default();
        let Some((_, kind)) = text.split_once("application/vnd.oasis.opendocument.") else { continue };
        return match kind {
            _ if kind.starts_with("text") => Ok(Format::Odt),
            _ if kind.starts_with("presentation") => Ok(Format::Odp),
            _ => Err(Error::Unsupported("an OpenDocument file that is no text and no presentation")),
        };
    }
    if let Some(types) = text("[Content_Types].xml") {
        // What is embedded has a type as well, but that of the part where the document begins ends so.
        let main = types.split(['"', '\'']).find(|kind| kind.ends_with("main+xml")).unwrap_or(&types);
        let is = |marks: [&str; 2]| marks.iter().any(|mark| main.contains(mark));
        if is(["wordprocessingml", "ms-word"]) {
            return Ok(Format::Docx);
        }
        if is(["presentationml", "ms-powerpoint"]) {
            return Ok(Format::Pptx);
        }
        if is(["spreadsheetml", "ms-excel"]) {
            return Err(Error::Unsupported("a workbook of Excel: save its sheets as .csv"));
        }
    }
    if text("META-INF/container.xml").is_some() {
        return Ok(Format::Epub);
    }
    Ok(Format::Zip)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::testing::archive;

    fn sniffed(bytes: &[u8], name: &str) -> Result<Sniffed, String> {
        sniff(&mut Cursor::new(bytes), Some(name)).map_err(|error| error.to_string())
    }

    #[test]
    fn every_format_has_a_row_and_a_name_of_its_own() {
        for format in Format::all() {
            assert_eq!(Format::from_id(format.id()), Some(format));
            assert!(!format.extensions().is_empty());
            for extension in format.extensions() {
                assert_eq!(Format::from_name(&format!("a.b.{}", extension.to_uppercase())), Some(format));
            }
        }
        assert_eq!(Format::from_name("README"), None);
    }

    #[test]
    fn few_control_characters_are_no_proof() {
        let odd =
            |byte: u8| byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1b | 0x08);
        for byte in 0..=255 {
            assert_eq!(is_binary(&[byte; 4]), odd(byte), "{byte}");
            assert!(!is_binary(&[byte; 3]), "{byte}");
        }
        let mut text = vec![b'a'; 8192];
        text[..819].fill(1);
        assert!(!is_binary(&text));
        text[8191] = 0;
        assert!(is_binary(&text));
    }

    #[test]
    fn what_is_compressed_is_no_text_in_an_old_encoding() {
        let mut state = 1_u32;
        let mut random = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        for length in [300, 1_000, 3_000, 60_000] {
            for _ in 0..50 {
                let bytes: Vec<u8> = (0..length).map(|_| random()).collect();
                assert!(is_binary(&bytes), "{length}");
            }
        }
        // Strings that end with a zero each, as in the catalogues of programs.
        assert!(is_binary(&b"a message of a program\0".repeat(50)));
        // Of Windows-1250, with a few control characters, which a table of keys may well have.
        let keys = b"\x8a\x9a \xd0\xf0 \xc8\xe8 a line of a table, and another one\n".repeat(20);
        assert!(!is_binary(&[keys.as_slice(), b"\x16'\x16|\x16/\x16?\x16>\n"].concat()));
    }

    #[test]
    fn content_is_believed_before_names() {
        let found = |format, is_misnamed| Ok(Sniffed { format, is_misnamed });
        assert_eq!(sniffed(b"%PDF-1.7\n", "a.pdf"), found(Format::Pdf, false));
        assert_eq!(sniffed(b"%PDF-1.7\n", "a.docx"), found(Format::Pdf, true));
        assert_eq!(sniffed(b"HTTP/1.1 200 OK\r\n\r\n%PDF-1.7\n\0\x01", "a.pdf"), found(Format::Pdf, false));
        assert_eq!(sniffed(b"It begins with %PDF-1.7.\n", "a.txt"), found(Format::Text, false));
        assert_eq!(sniffed(b"A text.", "a.docx"), found(Format::Text, true));
        assert_eq!(sniffed(b"# A text", "a.md"), found(Format::Markdown, false));
        assert_eq!(sniffed(b"A text.", "README"), found(Format::Text, false));
        assert_eq!(sniffed(b" <!DOCTYPE HTML>\n<p>", "a.txt"), found(Format::Html, false));
        assert_eq!(sniffed(b"% a thesis\n\\documentclass{article}", "a.txt"), found(Format::Latex, false));
        assert_eq!(sniffed(b"From: a\nTo: b\nSubject: c\n\nd", "a"), found(Format::Mail, false));
        assert_eq!(sniffed(b"From: a\n\nTo: b\nSubject: c\n\nd", "a"), found(Format::Text, false));
        assert_eq!(sniffed(b"<div><p>A page", "a.DOC"), found(Format::Html, false));
        assert_eq!(sniffed(b"<div><p>A page", "a.txt"), found(Format::Text, false));
        assert_eq!(sniffed(b"<!doctype html><?php f();", "a.PHP"), found(Format::Code, false));
        let wrapped = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n";
        assert_eq!(sniffed(wrapped, "a.doc"), found(Format::Mail, false));
        let xml = b"<?xml version=\"1.0\"?>\n<?mso-application progid=\"Word.Document\"?>\n<w:wordDocument>";
        assert!(sniffed(xml, "a.doc").unwrap_err().contains(".docx"));
        let listing = b"# LaTeX\n\n```\n\\documentclass{a}\n```\n";
        assert_eq!(sniffed(listing, "a.md"), found(Format::Markdown, false));
        assert_eq!(sniffed(b"\\documentclass{a}\n", "a.md"), found(Format::Latex, true));
        assert_eq!(sniffed(b"from: a\nto: b\nsubject: c\n", "a.yaml"), found(Format::Code, false));
        assert_eq!(sniffed(b"", "a"), found(Format::Text, false));
        assert_eq!(
            sniffed(&"\u{feff}x".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(), "a"),
            found(Format::Text, false)
        );
        assert_eq!(
            sniffed(&"long".encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>(), "a"),
            found(Format::Text, false)
        );
        for text in ["ID3 tags are in sounds.", "RIFF", "GIF89a is old.", "BZh – what?"] {
            assert_eq!(sniffed(text.as_bytes(), "a.txt"), found(Format::Text, false));
        }
        for other in
            [&b"ID3\x03\0\0\0"[..], b"RIFF\x24\x08\0\0WAVE", b"GIF89a\x01\0\x01\0", b"BZh91AY&SY\x8f\xa2"]
        {
            sniffed(other, "a.txt").unwrap_err();
        }
        assert!(sniffed(b"\x89PNG\r\n", "a.txt").unwrap_err().contains("picture"));
        assert!(sniffed(&[1, 2, 3, 4, 5, 65], "a.txt").unwrap_err().contains("--list-formats"));
    }

    #[test]
    fn what_is_embedded_in_a_document_does_not_say_what_it_is() {
        let kind = |parts: &[(&str, &str)]| sniffed(&archive(parts), "a").map(|sniffed| sniffed.format);
        let types = |main: &str| {
            let start = "application/vnd.openxmlformats-officedocument.";
            let types = format!(
                r#"<Types><Default Extension="xlsx" ContentType="{start}spreadsheetml.sheet"/><Default
                Extension="docx" ContentType="{start}wordprocessingml.document"/><Override PartName="/a"
                ContentType="{main}"/></Types>"#
            );
            kind(&[("[Content_Types].xml", &types)])
        };
        let slides = "application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml";
        assert_eq!(types(slides), Ok(Format::Pptx));
        assert_eq!(
            types("application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"),
            Ok(Format::Pptx)
        );
        assert_eq!(types("application/vnd.ms-word.template.macroEnabledTemplate.main+xml"), Ok(Format::Docx));
        assert!(
            types("application/vnd.ms-excel.sheet.macroEnabled.main+xml").unwrap_err().contains("workbook")
        );

        let list = |root: &str| {
            let start = "application/vnd.oasis.opendocument.";
            format!(
                r#"<manifest><file-entry full-path="/" media-type="{start}{root}"/><file-entry
                full-path="Object 1/" media-type="{start}formula"/></manifest>"#
            )
        };
        let listed = |root: &str| kind(&[("META-INF/manifest.xml", &list(root)), ("mimetype", "x")]);
        assert_eq!(listed("text-template"), Ok(Format::Odt));
        assert_eq!(listed("presentation"), Ok(Format::Odp));
        assert!(listed("spreadsheet").unwrap_err().contains("no text"));
    }
}
