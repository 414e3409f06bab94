//! Archives: several documents in one file. Nothing of them is ever written to a disk.

use core::ops::Range;
use std::io::{self, Cursor, Read, Seek, SeekFrom};

use zip::ZipArchive;
use zip::read::{ZipFile, read_zipfile_from_stream};

use crate::error::Error;
use crate::event::{Event, Notice, Sink};
use crate::format::Format;
use crate::formats::compressed::unpack;
use crate::read::{Context, Found};
use crate::source::Source;

/// Reads the documents in a zip archive, in the order of its directory; without one, in that of the file.
pub(crate) fn read_zip(source: &mut dyn Source, context: &mut Context<'_>) -> Result<Found, Error> {
    let mut members = Members::default();
    let error = match ZipArchive::new(&mut *source) {
        Ok(mut archive) => {
            read_entries(&mut archive, &mut members, context)?;
            return members.finish(Format::Zip);
        }
        Err(error) => error,
    };
    let mut source = source;
    source.rewind()?;
    let mut count = 0_usize;
    while count < context.limits().parts_max {
        let Ok(Some(file)) = read_zipfile_from_stream(&mut source) else { break };
        if count == 0 {
            context.notice(Notice::Damaged(&format!("the directory of the archive: {error}")));
        }
        count += 1;
        if !read_entry(file, &mut members, context) {
            break;
        }
    }
    if count == 0 {
        Err(Error::Malformed(Format::Zip, error.to_string()))
    } else {
        members.finish(Format::Zip)
    }
}

fn read_entries<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    members: &mut Members,
    context: &mut Context<'_>,
) -> Result<(), Error> {
    let (mut encrypted, mut files) = (0_usize, 0_usize);
    let parts_max = context.limits().parts_max;
    if archive.len() > parts_max {
        context.notice(Notice::Limited("parts_max"));
    }
    for index in 0..archive.len().min(parts_max) {
        let Ok(entry) = archive.by_index_raw(index) else { continue };
        if !entry.is_file() {
            continue;
        }
        files += 1;
        let name = entry.name().map(|name| name.into_owned()).unwrap_or_default();
        if entry.encrypted() {
            encrypted += 1;
            context.notice(Notice::LeftOut(&format!("{name}: encrypted")));
            continue;
        }
        drop(entry);
        match archive.by_index(index) {
            Ok(file) => {
                if !read_entry(file, members, context) {
                    break;
                }
            }
            Err(error) => {
                members.fail(&name, &Error::Malformed(Format::Zip, error.to_string()), context);
            }
        }
    }
    if encrypted > 0 && encrypted == files { Err(Error::Encrypted(Format::Zip)) } else { Ok(()) }
}

/// Reads a file of an archive, unless there were as many documents as there may be.
fn read_entry<R: Read + ?Sized>(
    mut file: ZipFile<'_, R>,
    members: &mut Members,
    context: &mut Context<'_>,
) -> bool {
    let Ok(name) = file.name().map(|name| name.into_owned()) else { return true };
    if !file.is_file() || is_skipped(&name) {
        return true;
    }
    if !context.begin_document() {
        return false;
    }
    match unpack(&mut file, Format::Zip, &name, context) {
        Ok(bytes) => members.read(&name, &mut Cursor::new(bytes), context),
        Err(error) => members.fail(&name, &error, context),
    }
    true
}

/// What systems put beside the files of people.
fn is_skipped(name: &str) -> bool {
    name.split(['/', '\\'])
        .any(|part| part == "__MACOSX" || (part.starts_with('.') && part != "." && part != ".."))
}

/// What became of the files of an archive.
#[derive(Default)]
struct Members {
    /// At least one of them is a document.
    are_read: bool,
    /// At least one is of a kind that is not read.
    are_left_out: bool,
    /// The first one that has failed, and why.
    failure: Option<String>,
}

impl Members {
    /// Reads one; that it cannot be read is no failure of the others.
    fn read(&mut self, name: &str, source: &mut dyn Source, context: &mut Context<'_>) {
        let mut sink = Member { name, sink: context.sink, is_announced: false };
        let mut inner =
            Context { how: context.how, sink: &mut sink, budget: context.budget, nesting: context.nesting };
        let result = inner.read_part(name, source);
        if result.is_ok() {
            sink.announce();
        }
        self.are_read |= sink.is_announced;
        if let Err(error) = result {
            self.fail(name, &error, context);
        }
    }

    fn fail(&mut self, name: &str, error: &Error, context: &mut Context<'_>) {
        let what = format!("{name}: {error}");
        context.notice(match error {
            Error::Limit(_) => Notice::Limited(&what),
            Error::Io(_) | Error::Malformed(..) => Notice::Damaged(&what),
            _ => Notice::LeftOut(&what),
        });
        if error.is_of_no_kind() {
            self.are_left_out = true;
        } else {
            self.failure.get_or_insert(what);
        }
    }

    /// An archive of which nothing could be read has failed as a whole: it has no numbers, and not 0 words.
    fn finish(self, format: Format) -> Result<Found, Error> {
        match self.failure {
            _ if self.are_read => Ok(Found { format, encoding: None }),
            Some(what) => Err(Error::Members(format, what)),
            None if self.are_left_out => Err(Error::Unsupported("an archive without documents")),
            None => Ok(Found { format, encoding: None }),
        }
    }
}

/// Says the name of a document before the first of its events, so that what cannot be read at all is none. Documents
/// in it are named after it.
struct Member<'a> {
    name: &'a str,
    sink: &'a mut dyn Sink,
    is_announced: bool,
}

impl Member<'_> {
    fn announce(&mut self) {
        if !core::mem::replace(&mut self.is_announced, true) {
            self.sink.take(Event::Document(self.name));
        }
    }
}

impl Sink for Member<'_> {
    fn take(&mut self, event: Event<'_>) {
        if let Event::Document(inner) = event {
            self.is_announced = true;
            self.sink.take(Event::Document(&format!("{}/{inner}", self.name)));
        } else {
            self.announce();
            self.sink.take(event);
        }
    }
}

/// Bytes of a header of tar, and of what all else is a multiple of.
const BLOCK_BYTES: usize = 512;

/// Bytes of a long name or of extended headers.
const LONG_NAME_BYTES_MAX: u64 = 64 << 10;

/// Where a header has its mark, and where its checksum.
const TAR_MARK: (usize, &[u8]) = (257, b"ustar");
const CHECKSUM: Range<usize> = 148..156;

/// Whether a file begins as a tar archive: with the mark of POSIX, or with the right checksum in a header that has none,
/// as in the seventh edition of Unix, and by default in archives that Automake makes.
pub(crate) fn begins_tar(head: &[u8]) -> bool {
    let (place, mark) = TAR_MARK;
    if head.get(place..).is_some_and(|rest| rest.starts_with(mark)) {
        return true;
    }
    head.get(CHECKSUM).and_then(number_of).is_some_and(|sum| sum > 0)
        && head.first_chunk().and_then(Header::parse).is_some_and(|header| header.is_right())
}

/// Reads the documents in a tar archive: POSIX ustar and pax, and the long names of GNU.
///
/// # Source
/// POSIX.1-2017, pax, "ustar Interchange Format" and "pax Extended Header".
pub(crate) fn read_tar(source: &mut dyn Source, context: &mut Context<'_>) -> Result<Found, Error> {
    let length = source.seek(SeekFrom::End(0))?;
    let (mut at, mut count) = (0_u64, 0_usize);
    let mut members = Members::default();
    // What a header before this one has said of the next file.
    let (mut long_name, mut long_size) = (None, None);
    while let Some(block) = read_block(source, at)? {
        if block.iter().all(|&byte| byte == 0) {
            break;
        }
        let header = Header::parse(&block).filter(Header::is_right);
        let Some(header) = header else {
            if at == 0 {
                return Err(Error::Malformed(Format::Tar, "its first header is damaged".into()));
            }
            context.notice(Notice::Damaged(&format!("the header at byte {at} of the archive")));
            break;
        };
        count += 1;
        if count > context.limits().parts_max {
            context.notice(Notice::Limited("parts_max"));
            break;
        }
        let begin = at.saturating_add(BLOCK_BYTES as u64);
        let is_meta = matches!(header.kind, b'x' | b'L' | b'g' | b'K');
        let size = if is_meta { header.size } else { long_size.take().unwrap_or(header.size) };
        at = begin.saturating_add(size.div_ceil(BLOCK_BYTES as u64).saturating_mul(BLOCK_BYTES as u64));
        let size = size.min(length.saturating_sub(begin));
        if is_meta {
            if size <= LONG_NAME_BYTES_MAX {
                let mut bytes = vec![];
                Part::new(source, begin, size)?.read_to_end(&mut bytes)?;
                match header.kind {
                    b'L' => long_name = Some(text_of(&bytes)),
                    b'x' => {
                        let (name, size) = extended(&bytes);
                        (long_name, long_size) = (name.or(long_name), size.or(long_size));
                    }
                    _ => {}
                }
            }
            continue;
        }
        let name = long_name.take().unwrap_or(header.name);
        match header.kind {
            b'0' | 0 | b'7' if !name.ends_with('/') && !is_skipped(&name) => {
                if at > length.saturating_add(BLOCK_BYTES as u64) {
                    context.notice(Notice::Damaged(&format!("{name}: the archive is cut off in it")));
                }
                if !context.begin_document() {
                    break;
                }
                members.read(&name, &mut Part::new(source, begin, size)?, context);
            }
            b'S' => context.notice(Notice::LeftOut(&format!("{name}: a file with holes"))),
            _ => {}
        }
    }
    members.finish(Format::Tar)
}

/// The block at a place, if there is a whole one.
fn read_block(source: &mut dyn Source, at: u64) -> Result<Option<[u8; BLOCK_BYTES]>, Error> {
    let mut block = [0; BLOCK_BYTES];
    source.seek(SeekFrom::Start(at))?;
    match source.read_exact(&mut block) {
        Ok(()) => Ok(Some(block)),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// A header of tar: name, size, kind, checksum, and the prefix of the name.
struct Header {
    name: String,
    size: u64,
    kind: u8,
    /// The checksum that it says it has, and that which it has.
    sums: (u64, u64),
}

impl Header {
    fn parse(block: &[u8; BLOCK_BYTES]) -> Option<Self> {
        let (name, prefix) = (text_of(block.get(..100)?), text_of(block.get(345..500)?));
        let is_posix = block.get(257..263)? == b"ustar\0";
        let sum = block
            .iter()
            .enumerate()
            .map(|(at, &byte)| u64::from(if CHECKSUM.contains(&at) { b' ' } else { byte }))
            .sum();
        Some(Self {
            name: if is_posix && !prefix.is_empty() { format!("{prefix}/{name}") } else { name },
            size: number_of(block.get(124..136)?)?,
            kind: *block.get(156)?,
            sums: (number_of(block.get(CHECKSUM)?)?, sum),
        })
    }

    fn is_right(&self) -> bool {
        self.sums.0 == self.sums.1
    }
}

/// Text up to a zero.
fn text_of(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len());
    String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned()
}

/// A number in octal digits, or where those do not suffice, in bytes after one with the highest bit.
fn number_of(field: &[u8]) -> Option<u64> {
    if let Some((0x80, rest)) = field.split_first() {
        return rest
            .iter()
            .try_fold(0_u64, |number, &byte| number.checked_mul(256).map(|number| number | u64::from(byte)));
    }
    let digits = field.trim_ascii_start();
    let end = digits.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(digits.len());
    let digits = core::str::from_utf8(digits.get(..end)?).ok()?;
    if digits.is_empty() { Some(0) } else { u64::from_str_radix(digits, 8).ok() }
}

/// The name and the size in extended headers, which are lines `LENGTH KEY=VALUE`.
fn extended(bytes: &[u8]) -> (Option<String>, Option<u64>) {
    let (mut name, mut size) = (None, None);
    let mut rest = bytes;
    while let Some(space) = rest.iter().position(|&byte| byte == b' ') {
        let length = rest.get(..space).and_then(|digits| core::str::from_utf8(digits).ok()?.parse().ok());
        let Some(length) = length.filter(|&length: &usize| length > space + 1) else { break };
        let Some(record) = rest.get(space + 1..length) else { break };
        let record = String::from_utf8_lossy(record);
        match record.trim_end_matches('\n').split_once('=') {
            Some(("path", value)) => name = Some(value.to_string()),
            Some(("size", value)) => size = value.parse().ok(),
            _ => {}
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    (name, size)
}

/// A part of a source, as a source.
struct Part<'a> {
    source: &'a mut dyn Source,
    begin: u64,
    length: u64,
    at: u64,
}

impl<'a> Part<'a> {
    fn new(source: &'a mut dyn Source, begin: u64, length: u64) -> io::Result<Self> {
        source.seek(SeekFrom::Start(begin))?;
        Ok(Self { source, begin, length, at: 0 })
    }
}

impl Read for Part<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.length.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let length = buffer.len().min(left);
        let read = self.source.read(buffer.get_mut(..length).unwrap_or_default())?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Part<'_> {
    fn seek(&mut self, place: SeekFrom) -> io::Result<u64> {
        let place = match place {
            SeekFrom::Start(place) => Some(place),
            SeekFrom::End(offset) => self.length.checked_add_signed(offset),
            SeekFrom::Current(offset) => self.at.checked_add_signed(offset),
        };
        self.at = place.ok_or(io::ErrorKind::InvalidInput)?;
        // Beyond its end there is nothing to read, wherever the source stands.
        self.source.seek(SeekFrom::Start(self.begin.saturating_add(self.at.min(self.length))))?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use proptest::prelude::*;
    use zip::write::{SimpleFileOptions, ZipWriter};

    use crate::Limits;
    use crate::formats::testing::{damaged, damages, found, found_within, survive};
    use crate::read::How;

    use super::*;

    fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(vec![]));
        for (name, bytes) in files {
            if name.ends_with('/') {
                writer.add_directory(*name, SimpleFileOptions::default()).unwrap();
            } else {
                writer.start_file(*name, SimpleFileOptions::default()).unwrap();
                writer.write_all(bytes).unwrap();
            }
        }
        writer.finish().unwrap().into_inner()
    }

    /// A header and what belongs to it.
    fn tar_file(name: &str, kind: u8, bytes: &[u8]) -> Vec<u8> {
        let mut block = [0; BLOCK_BYTES];
        block[..name.len()].copy_from_slice(name.as_bytes());
        block[124..135].copy_from_slice(format!("{:011o}", bytes.len()).as_bytes());
        block[148..156].fill(b' ');
        block[156] = kind;
        block[257..263].copy_from_slice(b"ustar\0");
        let sum: u32 = block.iter().map(|&byte| u32::from(byte)).sum();
        block[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        let mut all = block.to_vec();
        all.extend(bytes);
        all.resize(all.len().next_multiple_of(BLOCK_BYTES), 0);
        all
    }

    fn tar_of(files: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = files.concat();
        bytes.resize(bytes.len() + 2 * BLOCK_BYTES, 0);
        bytes
    }

    fn read(bytes: &[u8]) -> Vec<String> {
        found(bytes, &How::default())
    }

    #[test]
    fn the_files_of_a_zip_archive_are_documents() {
        let inner = zip_of(&[("e.md", b"*f*")]);
        let bytes = zip_of(&[
            ("a/", b""),
            ("a/b.html", b"<p>c"),
            ("__MACOSX/a/b.html", b"<p>x"),
            ("a/.hidden", b"x"),
            ("d.zip", &inner),
            ("g.png", b"\x89PNG\r\n"),
            ("h.txt", b"i"),
        ]);
        assert_eq!(
            read(&bytes),
            [
                "document: a/b.html",
                "body: c",
                "document: d.zip/e.md",
                "body: f",
                "left out: g.png: a picture: there is no text in it that could be read",
                "document: h.txt",
                "body: i"
            ]
        );
    }

    #[test]
    fn an_archive_without_its_directory_is_read_in_order() {
        let bytes = zip_of(&[("a.txt", b"b"), ("c.txt", b"d")]);
        let lines = read(bytes.get(..bytes.len() - 30).unwrap());
        assert!(lines[0].starts_with("damaged: the directory of the archive: "), "{lines:?}");
        assert_eq!(lines[1..], ["document: a.txt", "body: b", "document: c.txt", "body: d"]);
    }

    #[test]
    fn the_files_of_a_tar_archive_are_documents() {
        let long = "n".repeat(150);
        let bytes = tar_of(&[
            tar_file("a/", b'5', b""),
            tar_file("a/b.html", b'0', b"<p>c"),
            tar_file("d", b'2', b""),
            tar_file("._e.txt", b'0', b"x"),
            tar_file("././@LongLink", b'L', format!("{long}.txt\0").as_bytes()),
            tar_file("n", b'0', b"f"),
            tar_file("x", b'x', b"13 path=g.md\n11 mtime=1\n"),
            tar_file("y", b'0', b"*h*"),
        ]);
        assert_eq!(
            read(&bytes),
            [
                "document: a/b.html".into(),
                "body: c".into(),
                format!("document: {long}.txt"),
                "body: f".into(),
                "document: g.md".into(),
                "body: h".into()
            ]
        );
    }

    #[test]
    fn tar_archives_may_have_no_mark() {
        let mut bytes = tar_of(&[tar_file("a.txt", 0, b"b"), tar_file("c.txt", b'0', b"d")]);
        for at in [0, 1024] {
            let block = &mut bytes[at..at + BLOCK_BYTES];
            block[257..263].fill(0);
            block[CHECKSUM].fill(b' ');
            let sum: u32 = block.iter().map(|&byte| u32::from(byte)).sum();
            block[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        }
        assert_eq!(read(&bytes), ["document: a.txt", "body: b", "document: c.txt", "body: d"]);
        bytes[0] ^= 1;
        assert!(!begins_tar(&bytes));
    }

    #[test]
    fn damages_are_named() {
        let mut bytes = tar_of(&[tar_file("a.txt", b'0', b"b"), tar_file("c.txt", b'0', b"d")]);
        bytes[1024] ^= 1;
        assert_eq!(
            read(&bytes),
            ["document: a.txt", "body: b", "damaged: the header at byte 1024 of the archive"]
        );
        let cut = tar_file("a.txt", b'0', &[b'b'; 5000]);
        let lines = read(cut.get(..600).unwrap());
        assert_eq!(lines[0], "damaged: a.txt: the archive is cut off in it");
        assert_eq!(lines[1..], ["document: a.txt".to_string(), format!("body: {}", "b".repeat(88))]);
    }

    #[test]
    fn archives_are_bounded() {
        let bomb = vec![b' '; 2 << 20];
        let bytes = zip_of(&[("a.txt", &bomb), ("b.txt", &bomb), ("c.txt", b"d"), ("e.txt", b"f")]);
        let limits = Limits {
            part_bytes_max: 1 << 20,
            decompressed_bytes_max: 3 << 20,
            parts_max: 3,
            ..Limits::LOCAL
        };
        assert_eq!(
            found_within(&bytes, Format::Zip, limits),
            [
                "limited: parts_max",
                "limited: a.txt: the document exceeds the limit part_bytes_max",
                "limited: b.txt: the document exceeds the limit part_bytes_max",
                "document: c.txt",
                "body: d"
            ]
        );
        // However they are divided among archives.
        let inner = zip_of(&[("b.txt", b"b"), ("c.txt", b"c"), ("d.txt", b"d")]);
        let files = [("a.zip", inner.as_slice()), ("e.zip", &inner)];
        let limits = Limits { documents_max: 3, ..Limits::LOCAL };
        assert_eq!(
            found_within(&zip_of(&files), Format::Zip, limits),
            [
                "document: a.zip/b.txt",
                "body: b",
                "document: a.zip/c.txt",
                "body: c",
                "limited: documents_max"
            ]
        );
        let files = ["a.txt", "b.txt", "c.txt", "d.txt", "e.txt"].map(|name| tar_file(name, b'0', b"f"));
        assert_eq!(
            found_within(&tar_of(&files), Format::Tar, limits).last().unwrap(),
            "limited: documents_max"
        );
        let nested = (0..3).fold(b"a".to_vec(), |bytes, _| zip_of(&[("b.zip", &bytes)]));
        let limits = Limits { nesting_max: 2, ..Limits::LOCAL };
        assert_eq!(
            found_within(&nested, Format::Zip, limits),
            [
                "document: b.zip/b.zip",
                "limited: b.zip: the document exceeds the limit nesting_max",
                "left out: b.zip: nothing in this zip archive could be read: b.zip: the document exceeds the limit \
                 nesting_max"
            ]
        );
    }

    #[test]
    fn an_archive_of_which_nothing_can_be_read_has_failed() {
        let failure = |files: &[(&str, &[u8])]| {
            let limits = Limits { part_bytes_max: 1 << 10, ..Limits::LOCAL };
            let how = How { limits, ..How::default() };
            let result = crate::read(&mut Cursor::new(zip_of(files)), &how, &mut |_: Event<'_>| {});
            result.map(drop).map_err(|error| error.to_string())
        };
        let (long, picture) = (("a.txt", &[b'a'; 2 << 10][..]), ("b.png", &b"\x89PNG\r\n"[..]));
        let why =
            "nothing in this zip archive could be read: a.txt: the document exceeds the limit part_bytes_max";
        assert_eq!(failure(&[picture, long]), Err(why.into()));
        assert_eq!(failure(&[picture]), Err("an archive without documents".into()));
        assert_eq!(failure(&[picture, long, ("c.txt", b"c")]), Ok(()));
        assert_eq!(failure(&[]), Ok(()));
    }

    proptest! {
        #[test]
        fn mutated_archives_are_read(damages in damages()) {
            let zip = zip_of(&[("a.txt", b"A text, a text."), ("b.md", b"# Another one"), ("c.gz", b"\x1f\x8b")]);
            survive(&damaged(zip, &damages), Format::Zip);
            let tar = tar_of(&[tar_file("a.txt", b'0', b"A text."), tar_file("b.md", b'L', b"# Another")]);
            survive(&damaged(tar, &damages), Format::Tar);
        }
    }
}
