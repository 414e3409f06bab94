//! Archives: several documents in one file. Nothing of them is ever written to a disk.

mod tar;

use std::io::{Cursor, Read, Seek, SeekFrom};

use memchr::memmem;
use zip::ZipArchive;
use zip::read::{ZipFile, read_zipfile_from_stream};

use crate::error::Error;
use crate::event::Notice;
use crate::format::Format;
use crate::formats::compressed::unpack;
use crate::formats::member::{fail_member, read_member};
use crate::read::{Context, Found};
use crate::source::Source;

pub(crate) use tar::{begins_tar, read_tar};

/// Reads the documents in a zip archive, in the order of its directory; without one, in that of the file.
pub(crate) fn read_zip(source: &mut dyn Source, context: &mut Context<'_>) -> Result<Found, Error> {
    let mut members = Members::default();
    let stated = stated_entries(source)?;
    let error = match ZipArchive::new(&mut *source) {
        Ok(mut archive) => {
            match stated.saturating_sub(archive.len()) {
                0 => {}
                1 => context.notice(Notice::LeftOut("a file with the name of a later one")),
                count => {
                    context.notice(Notice::LeftOut(&format!("{count} files with the name of a later one")))
                }
            }
            if is_encrypted(&mut archive) {
                return Err(Error::Encrypted(Format::Zip));
            }
            read_entries(&mut archive, &mut members, context);
            return members.finish(Format::Zip, context);
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
        members.finish(Format::Zip, context)
    }
}

/// How many entries a zip archive says that it has, in the record at its end; 0 if there is none or it has no room for so
/// many. The library keeps but one of those of the same name.
fn stated_entries(source: &mut dyn Source) -> Result<usize, Error> {
    // The record, and a comment behind it.
    const END_BYTES_MAX: u64 = 22 + 0xFFFF;
    let length = source.seek(SeekFrom::End(0))?;
    source.seek(SeekFrom::Start(length.saturating_sub(END_BYTES_MAX)))?;
    let mut end = vec![];
    source.take(END_BYTES_MAX).read_to_end(&mut end)?;
    source.rewind()?;
    let count = memmem::rfind(&end, b"PK\x05\x06").and_then(|at| end.get(at + 10..)?.first_chunk());
    let count = count.map_or(0, |count| u16::from_le_bytes(*count));
    Ok(if count == u16::MAX { 0 } else { count.into() })
}

/// Whether none of the files can be read without a password.
fn is_encrypted<R: Read + Seek>(archive: &mut ZipArchive<R>) -> bool {
    let mut files = (0..archive.len()).filter_map(|index| {
        let entry = archive.by_index_raw(index).ok()?;
        entry.is_file().then(|| entry.encrypted())
    });
    files.next() == Some(true) && files.all(|is_encrypted| is_encrypted)
}

fn read_entries<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    members: &mut Members,
    context: &mut Context<'_>,
) {
    let parts_max = context.limits().parts_max;
    if archive.len() > parts_max {
        context.notice(Notice::Limited("parts_max"));
    }
    for index in 0..archive.len().min(parts_max) {
        let Ok(entry) = archive.by_index_raw(index) else { continue };
        if !entry.is_file() {
            continue;
        }
        let name = entry.name().map(|name| name.into_owned()).unwrap_or_default();
        if is_skipped(&name) {
            continue;
        }
        if entry.encrypted() {
            members.fail(&name, &Error::Encrypted(Format::Zip), context);
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
pub(crate) fn is_skipped(name: &str) -> bool {
    name.split(['/', '\\'])
        .any(|part| part == "__MACOSX" || (part.starts_with('.') && part != "." && part != ".."))
}

/// The files of an archive.
#[derive(Default)]
struct Members {
    /// At least one of them is a document, whether it could be read or not.
    has_documents: bool,
    /// The first one that is of a kind that is not read, and why; and how many there are.
    left_out: Option<(String, usize)>,
}

impl Members {
    /// Reads one; that it cannot be read is no failure of the others.
    fn read(&mut self, name: &str, source: &mut dyn Source, context: &mut Context<'_>) {
        match read_member(name, source, context) {
            Ok(()) => self.has_documents = true,
            Err(error) => {
                let (_, count) = self.left_out.get_or_insert_with(|| (format!("{name}: {error}"), 0));
                *count += 1;
            }
        }
    }

    /// One could not even be unpacked.
    fn fail(&mut self, name: &str, error: &Error, context: &mut Context<'_>) {
        fail_member(name, error, context);
        self.has_documents = true;
    }

    fn finish(self, format: Format, context: &mut Context<'_>) -> Result<Found, Error> {
        match self.left_out {
            Some(_) if !self.has_documents => return Err(Error::Unsupported("an archive without documents")),
            Some((first, 1)) => context.notice(Notice::LeftOut(&first)),
            Some((first, count)) => {
                let others = if count == 2 { "another one" } else { &format!("{} others", count - 1) };
                context.notice(Notice::LeftOut(&format!("{first}; and {others} of such kinds")));
            }
            None => {}
        }
        Ok(Found { format, encoding: None })
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use proptest::prelude::*;
    use zip::unstable::write::FileOptionsExt;
    use zip::write::{SimpleFileOptions, ZipWriter};

    use crate::Limits;
    use crate::formats::testing::{damaged, damages, found, found_within, survive};
    use crate::read::How;

    use super::tar::{BLOCK_BYTES, CHECKSUM};
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
    fn files_of_the_same_name_are_missed() {
        let mut bytes = zip_of(&[("a.txt", b"one"), ("b.txt", b"two")]);
        let places: Vec<_> = memmem::find_iter(&bytes, "b.txt").collect();
        for place in places {
            bytes[place] = b'a';
        }
        assert_eq!(
            read(&bytes),
            ["left out: a file with the name of a later one", "document: a.txt", "body: two"]
        );
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
                "document: h.txt",
                "body: i",
                "the file: left out: g.png: a picture: there is no text in it that could be read"
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
            ["document: a.txt", "body: b", "the file: damaged: the header at byte 1024 of the archive"]
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
                "document: a.txt",
                "failed: the document exceeds the limit part_bytes_max",
                "document: b.txt",
                "failed: the document exceeds the limit part_bytes_max",
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
                "the file: limited: a.zip: documents_max"
            ]
        );
        let files = ["a.txt", "b.txt", "c.txt", "d.txt", "e.txt"].map(|name| tar_file(name, b'0', b"f"));
        assert_eq!(
            found_within(&tar_of(&files), Format::Tar, limits).last().unwrap(),
            "the file: limited: documents_max"
        );
        let nested = (0..3).fold(b"a".to_vec(), |bytes, _| zip_of(&[("b.zip", &bytes)]));
        let limits = Limits { nesting_max: 2, ..Limits::LOCAL };
        assert_eq!(
            found_within(&nested, Format::Zip, limits),
            ["document: b.zip/b.zip/b.zip", "failed: the document exceeds the limit nesting_max"]
        );
    }

    #[test]
    fn a_file_that_cannot_be_read_has_failed_by_itself() {
        let (long, picture) = (("a.txt", &[b'a'; 2 << 10][..]), ("b.png", &b"\x89PNG\r\n"[..]));
        let limits = Limits { part_bytes_max: 1 << 10, ..Limits::LOCAL };
        let read = |files: &[(&str, &[u8])]| found_within(&zip_of(files), Format::Zip, limits);
        let why = "failed: the document exceeds the limit part_bytes_max";
        assert_eq!(read(&[long]), ["document: a.txt", why]);
        let no_documents = ["error: an archive without documents"];
        assert_eq!(read(&[picture]), no_documents);
        let about = "the file: left out: b.png: a picture: there is no text in it that could be read";
        let found = read(&[picture, long, ("c.txt", b"c")]);
        assert_eq!(found, ["document: a.txt", why, "document: c.txt", "body: c", about]);
        let found = read(&[("c.txt", b"c"), picture, ("d.png", picture.1), ("e.png", picture.1)]);
        assert_eq!(found[2..], [format!("{about}; and 2 others of such kinds")]);
        assert!(read(&[]).is_empty());
        // Also in one within another.
        assert_eq!(read(&[("d.zip", &zip_of(&[picture]))]), no_documents);
        let inner = zip_of(&[picture, ("e.pdf", b"%PDF-1.4"), ("c.txt", b"c")]);
        assert_eq!(
            read(&[("d.zip", &inner), ("c.txt", b"d")]),
            [
                "document: d.zip/e.pdf".to_string(),
                "failed: no PDF document: there are no pages".into(),
                "document: d.zip/c.txt".into(),
                "body: c".into(),
                about.replace("b.png", "d.zip: b.png"),
                "document: c.txt".into(),
                "body: d".into(),
            ]
        );
    }

    #[test]
    fn an_archive_of_which_all_is_encrypted_is_encrypted() {
        let zip = |passwords: &[Option<&str>]| {
            let mut writer = ZipWriter::new(Cursor::new(vec![]));
            for (name, password) in ["a.txt", "b.txt"].iter().zip(passwords) {
                let mut options = SimpleFileOptions::default();
                if let Some(password) = password {
                    options = options.with_deprecated_encryption(password.as_bytes()).unwrap();
                }
                writer.start_file(*name, options).unwrap();
                writer.write_all(b"c").unwrap();
            }
            read(&writer.finish().unwrap().into_inner())
        };
        let why = "this zip archive document is encrypted: save it without a password";
        assert_eq!(zip(&[Some("d"), Some("d")]), [format!("error: {why}")]);
        assert_eq!(
            zip(&[None, Some("d")]),
            ["document: a.txt", "body: c", "document: b.txt", &format!("failed: {why}")]
        );
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
