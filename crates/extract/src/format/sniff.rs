//! What format some bytes have: by what stands at their beginning, and then by their name.

use std::io::{Cursor, Read};

use memchr::{memchr_iter, memmem};

use super::Format;
use crate::error::Error;
use crate::formats::package::Package;
use crate::formats::text::{is_utf_8, utf_16};
use crate::formats::{archive, compound, subtitles};
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
const UNREADABLE: [(&[u8], &str); 20] = [
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
    (b"\x78\x9f\x3e\x22", "a message in Outlook's own form (winmail.dat): unpack it first, as tnef does"),
    (b"\x31\xbe\0\0", "an old document of Windows Write: save it as .docx"),
    (b";ELC", PROGRAM),
];

/// The same of what is written in letters.
const UNREADABLE_TEXTS: [(&[u8], &str); 4] = [
    (b"-----BEGIN PGP MESSAGE-----", "encrypted by PGP: decrypt it first"),
    (b"-----BEGIN PGP PUBLIC KEY BLOCK-----", "a key of PGP: there is no text in it"),
    (b"%!PS-", "PostScript: make a PDF of it first, as ps2pdf does"),
    (b"#LyX ", "a document of LyX: export it as LaTeX first"),
];

/// Marks in the beginning of files of XML that cannot be read.
const UNREADABLE_XML: [(&[u8], &str); 2] = [
    (
        b"<?mso-application progid=\"Word.Document\"?>",
        "a document of Word as a file of XML: save it as .docx",
    ),
    (b" xmlns:office=\"http://openoffice.org/2000/office\"", OPEN_OFFICE_1),
];

/// The same by the element that all of it is in.
const UNREADABLE_ROOTS: [(&[u8], &str); 2] =
    [(b"<FictionBook", "a book in FictionBook: make an EPUB of it first"), (b"<svg", PICTURE)];

/// Parts that only one program has in its zip archives, and what to do about its documents.
const UNREADABLE_PARTS: [(&str, &str); 4] = [
    ("xl/workbook.xml", WORKBOOK),
    ("Index/Document.iwa", APPLE),
    ("buildVersionHistory.plist", APPLE),
    ("[Content_Types].xml", OTHER_PACKAGE),
];

const OPEN_OFFICE_1: &str = "a document of OpenOffice.org 1 or StarOffice: save it as .odt or .odp";
const APPLE: &str = "a document of Pages, Numbers or Keynote: export it as .docx, .pptx or .pdf";
const WORKBOOK: &str = "a workbook of Excel: save its sheets as .csv";
const OTHER_PACKAGE: &str =
    "a document of a program that is not known here, in a zip archive of its own kind";

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
        // A listing in a text about LaTeX, the names of some settings and data in JSON look like that as well.
        Some(Format::Latex | Format::Mail | Format::Notebook | Format::Subtitles)
            if matches!(named, Some(Format::Markdown | Format::Html | Format::Code))
                && !head.starts_with(b"\\") =>
        {
            None
        }
        // A page of PHP is the source of a program.
        Some(Format::Html) if name.is_some_and(|name| name.to_ascii_lowercase().ends_with(".php")) => None,
        found => found,
    };
    // A drawing may stand in a page, and at its beginning.
    let may_be_drawing =
        || name.is_none_or(|name| !name.contains('.') || name.to_ascii_lowercase().ends_with(".svg"));
    if head.trim_ascii_start().starts_with(b"<svg") && may_be_drawing() {
        return Err(Error::Unsupported(PICTURE));
    }
    // Word opens a page whose name says that it is a document of Word, so that programs of the web write such files.
    let is_of_word = || name.is_some_and(|name| name.to_ascii_lowercase().ends_with(".doc"));
    let found = found.or_else(|| (begins_with_tag(head) && is_of_word()).then_some(Format::Html));
    let Some(found) = found else {
        // Formats of text are told by their names only; a name of another format is wrong then.
        let is_text = |format: &Format| {
            matches!(
                format,
                Format::Text
                    | Format::Markdown
                    | Format::Html
                    | Format::Latex
                    | Format::Mail
                    | Format::Code
                    | Format::Notebook
                    | Format::Subtitles
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
        Format::Latex | Format::Mail | Format::Notebook | Format::Subtitles => matches!(named, Format::Text),
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
    // A text may begin with these letters as well, but has no zeros after them.
    match head {
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => return Err(Error::Unsupported(PICTURE)),
        // What Python has compiled.
        [_, b'\r', b'\r', b'\n', _, 0, 0, 0, ..] => return Err(Error::Unsupported(PROGRAM)),
        _ => {}
    }
    if let Some((_, format)) = MARKS.iter().find(|(mark, _)| is_marked(mark)) {
        return Ok(Some(*format));
    }
    if archive::begins_tar(head) {
        return Ok(Some(Format::Tar));
    }
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    if let Some((_, what)) = UNREADABLE_TEXTS.iter().find(|(mark, _)| text.starts_with(mark)) {
        return Err(Error::Unsupported(what));
    }
    let begins =
        |mark: &str| text.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark.as_bytes()));
    if begins("<!doctype html") || begins("<html") {
        return Ok(Some(Format::Html));
    }
    let has = |mark: &[u8]| memmem::find(head, mark).is_some();
    if begins("<?xml") && has(b"<html") {
        return Ok(Some(Format::Html));
    }
    if begins("<?xml") {
        let unreadable = UNREADABLE_XML.iter().find(|(mark, _)| has(mark));
        let is_root = |(mark, _): &&(&[u8], _)| {
            let behind = root(text).strip_prefix(*mark).and_then(<[u8]>::first);
            behind.is_some_and(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'))
        };
        if let Some((_, what)) = unreadable.or_else(|| UNREADABLE_ROOTS.iter().find(is_root)) {
            return Err(Error::Unsupported(what));
        }
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
    // Data about cells of other kinds have such a key as well.
    if text.starts_with(b"{") && has(b"\"cell_type\"") && has(b"\"cells\"") {
        return Ok(Some(Format::Notebook));
    }
    // Only these are looked at further.
    if matches!(text.first(), Some(b'W' | b'0'..=b'9')) && is_subtitles(text) {
        return Ok(Some(Format::Subtitles));
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

/// A text of XML from its first element on.
fn root(text: &[u8]) -> &[u8] {
    let is_element = |pair: &[u8]| matches!(pair, [b'<', first] if first.is_ascii_alphabetic());
    let at = text.windows(2).position(is_element).unwrap_or(text.len());
    text.get(at..).unwrap_or_default()
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

/// Whether a text begins as subtitles do.
fn is_subtitles(text: &[u8]) -> bool {
    let begin = text.get(..text.len().min(2048)).unwrap_or_default();
    let end = begin.iter().rposition(|&byte| byte == b'\n').map_or(begin.len(), |at| at + 1);
    core::str::from_utf8(&begin[..end]).is_ok_and(subtitles::is_begun)
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
    let is_of_open_office = |kinds: String| {
        ["writer", "impress", "calc", "draw", "math"]
            .iter()
            .any(|kind| kinds.contains(&format!("application/vnd.sun.xml.{kind}")))
    };
    if ["mimetype", "META-INF/manifest.xml"].into_iter().filter_map(&mut text).any(is_of_open_office) {
        return Err(Error::Unsupported(OPEN_OFFICE_1));
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
            return Err(Error::Unsupported(WORKBOOK));
        }
    }
    // The list may be damaged, and the parts are still there.
    for (part, format) in [
        ("META-INF/container.xml", Format::Epub),
        ("word/document.xml", Format::Docx),
        ("ppt/presentation.xml", Format::Pptx),
    ] {
        if package.has(part) {
            return Ok(format);
        }
    }
    if let Some((_, what)) = UNREADABLE_PARTS.iter().find(|(part, _)| package.has(part)) {
        return Err(Error::Unsupported(what));
    }
    if package.beginning("mimetype").is_some_and(|kind| kind.starts_with("application/")) {
        return Err(Error::Unsupported(OTHER_PACKAGE));
    }
    Ok(Format::Zip)
}

#[cfg(test)]
mod tests;
