//! Archives: several documents in one file. Nothing of them is ever written to a disk.

mod tar;

use std::io::{Cursor, Read, Seek};

use zip::ZipArchive;
use zip::read::{ZipFile, read_zipfile_from_stream};

use crate::error::Error;
use crate::event::{Event, Notice, Sink};
use crate::format::Format;
use crate::formats::compressed::unpack;
use crate::read::{Context, Found};
use crate::source::Source;

pub(crate) use tar::{begins_tar, read_tar};

/// Reads the documents in a zip archive, in the order of its directory; without one, in that of the file.
pub(crate) fn read_zip(source: &mut dyn Source, context: &mut Context<'_>) -> Result<Found, Error> {
    let mut members = Members::default();
    let error = match ZipArchive::new(&mut *source) {
        Ok(mut archive) => {
            read_entries(&mut archive, &mut members, context);
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
        if entry.encrypted() {
            members.are_encrypted = true;
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

/// What became of the files of an archive.
#[derive(Default)]
struct Members {
    /// At least one of them is a document.
    are_read: bool,
    /// At least one cannot be read without a password.
    are_encrypted: bool,
    /// At least one is of a kind that is not read.
    are_left_out: bool,
    /// The first one that has failed, and why.
    failure: Option<String>,
}

impl Members {
    /// Reads one; that it cannot be read is no failure of the others.
    fn read(&mut self, name: &str, source: &mut dyn Source, context: &mut Context<'_>) {
        let mut sink = Member { name, sink: context.sink, is_announced: false, pending: vec![] };
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
        let what = match error {
            Error::Members(_, what) => format!("{name}/{what}"),
            error => format!("{name}: {error}"),
        };
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
            _ if self.are_encrypted => Err(Error::Encrypted(format)),
            Some(what) => Err(Error::Members(format, what)),
            None if self.are_left_out => Err(Error::Unsupported("an archive without documents")),
            None => Ok(Found { format, encoding: None }),
        }
    }
}

/// Says the name of a document before the first of its events, so that what cannot be read at all is none; remarks wait
/// for that. Documents in it are named after it.
struct Member<'a> {
    name: &'a str,
    sink: &'a mut dyn Sink,
    is_announced: bool,
    pending: Vec<(Kind, String)>,
}

/// How a remark is made of its words.
type Kind = for<'a> fn(&'a str) -> Notice<'a>;

/// Remarks that wait for a name at most.
const PENDING_MAX: usize = 16;

impl Member<'_> {
    fn announce(&mut self) {
        if !self.is_announced {
            self.announce_as(self.name);
        }
    }

    fn announce_as(&mut self, name: &str) {
        self.is_announced = true;
        self.sink.take(Event::Document(name));
        for (kind, what) in self.pending.drain(..) {
            self.sink.take(Event::Notice(kind(&what)));
        }
    }
}

impl Sink for Member<'_> {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Document(inner) => self.announce_as(&format!("{}/{inner}", self.name)),
            Event::Notice(notice) if !self.is_announced => {
                let (kind, what): (Kind, _) = match notice {
                    Notice::Damaged(what) => (|what| Notice::Damaged(what), what),
                    Notice::Limited(what) => (|what| Notice::Limited(what), what),
                    Notice::Misnamed(what) => (|what| Notice::Misnamed(what), what),
                    Notice::LeftOut(what) => (|what| Notice::LeftOut(what), what),
                };
                if self.pending.len() < PENDING_MAX {
                    self.pending.push((kind, what.to_string()));
                }
            }
            event => {
                self.announce();
                self.sink.take(event);
            }
        }
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
                "left out: b.zip/b.zip/b.zip: the document exceeds the limit nesting_max",
                "error: nothing in this zip archive could be read: b.zip/b.zip/b.zip: the document exceeds the limit \
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
        // Also one within another.
        let inner = zip_of(&[picture]);
        assert_eq!(failure(&[("d.zip", &inner)]), Err("an archive without documents".into()));
        let inner = zip_of(&[long]);
        let why = "nothing in this zip archive could be read: d.zip/a.txt: the document exceeds the limit part_bytes_max";
        assert_eq!(failure(&[("d.zip", &inner)]), Err(why.into()));
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
