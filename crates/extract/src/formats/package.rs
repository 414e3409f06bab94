//! Documents that are zip archives: finding a part, and reading it within the bounds.
//!
//! ```text
//! zip archive ──Package──► Part: decompressed bytes, paid for as they come ──Xml──► elements and text
//! ```
//! An archive whose directory is lost, because the end of the file is missing or damaged, is searched for the headers
//! that stand before each part.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;
use std::io::{self, BufReader, Read, SeekFrom};

use flate2::bufread::DeflateDecoder;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::error::Error;
use crate::event::{Event, Notice, Sink};
use crate::format::Format;
use crate::formats::archive::is_skipped;
use crate::formats::xml::{Run, Tag, Then, Xml};
use crate::limits::Limits;
use crate::read::Budget;
use crate::source::Source;

/// The parts of a document in a zip archive.
pub(crate) struct Package<'s> {
    archive: Archive<'s>,
    /// Where each part is, by its name with `/` between folders and in lower case: names differ in no more than that.
    places: HashMap<String, usize>,
}

enum Archive<'s> {
    Whole(Box<ZipArchive<&'s mut dyn Source>>),
    /// Without its directory.
    Headers(&'s mut dyn Source, Vec<Header>),
}

/// What stands before a part.
struct Header {
    is_deflated: bool,
    is_encrypted: bool,
    start: u64,
    /// Compressed bytes, where the header knows them.
    bytes: Option<u64>,
}

impl<'s> Package<'s> {
    /// Opens an archive, with or without its directory.
    ///
    /// # Errors
    /// The bytes cannot be got; it has too many parts, or none at all.
    pub(crate) fn open(source: &'s mut dyn Source, format: Format, limits: &Limits) -> Result<Self, Error> {
        source.rewind()?;
        let directory = ZipArchive::new(&mut *source).ok().map(|archive| {
            let names = archive.file_names();
            let names: Vec<String> =
                names.map(|name| name.map_or_else(|_| String::new(), |name| name.to_string())).collect();
            keys(&names)
        });
        // What makes an archive one of its format is in it, or its directory is not to be trusted.
        let is_trusted = |names: &Vec<String>| names.iter().any(|name| is_main(name, format));
        let (archive, names) = match directory.filter(is_trusted) {
            Some(names) => {
                source.rewind()?;
                let archive = ZipArchive::new(source).map_err(|error| malformed(format, &error))?;
                (Archive::Whole(Box::new(archive)), names)
            }
            None => {
                let (headers, names) = find_headers(source, limits.parts_max)?;
                (Archive::Headers(source, headers), keys(&names))
            }
        };
        if names.len() > limits.parts_max {
            return Err(Error::Limit("parts_max"));
        }
        let mut places = HashMap::with_capacity(names.len());
        for (place, name) in names.into_iter().enumerate() {
            // Of two parts of a name the first counts, which is also the one that others read.
            if let Entry::Vacant(entry) = places.entry(name) {
                entry.insert(place);
            }
        }
        if places.is_empty() {
            return Err(Error::Malformed(format, "there is nothing in the archive".into()));
        }
        Ok(Self { archive, places })
    }

    /// Whether the directory of the archive is lost.
    pub(crate) fn is_damaged(&self) -> bool {
        matches!(self.archive, Archive::Headers(..))
    }

    /// Whether there is a part of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.places.contains_key(&key(name))
    }

    /// The decompressed bytes of a part, if there is one of this name.
    ///
    /// # Errors
    /// Its beginning is damaged, or it is encrypted.
    pub(crate) fn part<'p>(
        &'p mut self,
        name: &str,
        budget: &'p mut Budget,
        limits: &Limits,
    ) -> Result<Option<Part<'p>>, Stop> {
        let reader = self.decompressed(name)?;
        Ok(reader.map(|reader| Part { reader, left: limits.part_bytes_max, budget }))
    }

    /// The beginning of a part that says what an archive is.
    pub(crate) fn beginning(&mut self, name: &str) -> Option<String> {
        let mut bytes = vec![];
        // What is before a damage is enough.
        let _ = self.decompressed(name).ok()??.take(64 << 10).read_to_end(&mut bytes);
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn decompressed<'p>(&'p mut self, name: &str) -> Result<Option<Box<dyn Read + 'p>>, Stop> {
        let Some(&place) = self.places.get(&key(name)) else { return Ok(None) };
        Ok(Some(match &mut self.archive {
            Archive::Whole(archive) => match archive.by_index(place) {
                Ok(file) => Box::new(file),
                Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
                    return Err(Stop::Encrypted);
                }
                Err(error) => return Err(Stop::Damaged(error.to_string())),
            },
            Archive::Headers(source, headers) => {
                let Some(header) = headers.get(place) else { return Ok(None) };
                if header.is_encrypted {
                    return Err(Stop::Encrypted);
                }
                source.seek(SeekFrom::Start(header.start)).map_err(Stop::from)?;
                let raw = (&mut **source).take(header.bytes.unwrap_or(u64::MAX));
                if header.is_deflated {
                    Box::new(DeflateDecoder::new(BufReader::with_capacity(READ_BYTES, raw)))
                } else {
                    Box::new(raw)
                }
            }
        }))
    }

    /// A part as a whole.
    ///
    /// # Errors
    /// It is damaged, encrypted or too large.
    pub(crate) fn whole(
        &mut self,
        name: &str,
        budget: &mut Budget,
        limits: &Limits,
    ) -> Result<Option<Vec<u8>>, Stop> {
        let Some(mut part) = self.part(name, budget, limits)? else { return Ok(None) };
        let mut bytes = vec![];
        part.read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }

    /// Runs through the XML of a part; says whether there is such a part.
    ///
    /// # Errors
    /// It is damaged, encrypted or beyond a limit; what came before was handed over.
    pub(crate) fn run(
        &mut self,
        name: &str,
        budget: &mut Budget,
        limits: &Limits,
        run: &mut dyn Run,
    ) -> Result<bool, Stop> {
        let Some(part) = self.part(name, budget, limits)? else { return Ok(false) };
        Xml::new(part, limits).run(run)?;
        Ok(true)
    }

    /// What a part of an Office Open XML package relates to; the package itself has the name "".
    ///
    /// # Errors
    /// The part of relations is damaged.
    pub(crate) fn relations(
        &mut self,
        name: &str,
        budget: &mut Budget,
        limits: &Limits,
    ) -> Result<Relations, Stop> {
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
        let slash = if folder.is_empty() { "" } else { "/" };
        let mut relations = Relations { base: name.to_string(), ..Relations::default() };
        self.run(&format!("{folder}{slash}_rels/{file}.rels"), budget, limits, &mut relations)?;
        Ok(relations)
    }
}

/// What a part relates to.
#[derive(Debug, Default)]
pub(crate) struct Relations {
    base: String,
    all: Vec<Relation>,
}

/// One relation.
#[derive(Debug)]
pub(crate) struct Relation {
    pub(crate) id: String,
    /// The last word of the address of its kind: `header`, `slide`, …
    pub(crate) kind: String,
    /// The name of the part.
    pub(crate) target: String,
}

impl Relations {
    /// The first part of a kind.
    pub(crate) fn first(&self, kind: &str) -> Option<&str> {
        self.all.iter().find(|relation| relation.kind == kind).map(|relation| relation.target.as_str())
    }

    /// All relations of a kind.
    pub(crate) fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Relation> {
        self.all.iter().filter(move |relation| relation.kind == kind)
    }

    /// The part that an element refers to, for each such name.
    pub(crate) fn by_id(&self) -> HashMap<&str, &str> {
        self.all.iter().map(|relation| (relation.id.as_str(), relation.target.as_str())).collect()
    }
}

impl Run for Relations {
    fn start(&mut self, tag: &Tag<'_>) -> Then {
        if tag.local == "Relationship" && tag.attribute("TargetMode").as_deref() != Some("External") {
            let kind = tag.attribute("Type").unwrap_or_default();
            self.all.push(Relation {
                id: tag.attribute("Id").unwrap_or_default().into_owned(),
                kind: kind.rsplit('/').next().unwrap_or_default().to_string(),
                target: resolve(&self.base, &tag.attribute("Target").unwrap_or_default()),
            });
        }
        Then::Enter
    }
}

/// The name of a part that another names relative to itself.
pub(crate) fn resolve(base: &str, target: &str) -> String {
    let target = target.split(['#', '?']).next().unwrap_or_default();
    let mut folders: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => vec![],
        None => base.rsplit_once('/').map(|(folder, _)| folder.split('/').collect()).unwrap_or_default(),
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(folders.pop()),
            step => folders.push(step),
        }
    }
    folders.join("/")
}

/// A name as it is looked for.
fn key(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

/// Names as they are looked for, without the folder that all of them are in: some pack the folder of a document rather
/// than what is in it. What a system puts beside it is in another.
fn keys(names: &[String]) -> Vec<String> {
    let mut own = names.iter().filter(|name| !is_skipped(name)).map(|name| key(name));
    let first = own.next().unwrap_or_default();
    let folder = first.split_inclusive('/').next().filter(|folder| folder.ends_with('/')).unwrap_or_default();
    let folder = if own.all(|name| name.starts_with(folder)) { folder } else { "" };
    let keys = names.iter().map(|name| key(name));
    keys.map(|key| key.strip_prefix(folder).unwrap_or(&key).to_string()).collect()
}

/// Whether a part, by its key, is what makes an archive a document of a format.
fn is_main(name: &str, format: Format) -> bool {
    match format {
        Format::Docx | Format::Pptx => name == "[content_types].xml",
        // A file of styles alone has no content.
        Format::Odt | Format::Odp => matches!(name, "content.xml" | "styles.xml"),
        Format::Epub => name == "meta-inf/container.xml",
        _ => true,
    }
}

fn malformed(format: Format, error: &ZipError) -> Error {
    Error::Malformed(format, error.to_string())
}

/// Bytes of one read.
const READ_BYTES: usize = 32 << 10;

/// Bytes of a header before the name, and what it begins with.
const HEADER_BYTES: usize = 30;
const HEADER_MARK: &[u8] = b"PK\x03\x04";

/// Finds the headers of parts, and their names, without the directory.
fn find_headers(source: &mut dyn Source, parts_max: usize) -> Result<(Vec<Header>, Vec<String>), Error> {
    let (mut headers, mut names) = (vec![], vec![]);
    let mut buffer = vec![];
    let mut start = 0;
    let mut tries = 0;
    // Each round looks at a piece for a mark; what is behind a header is looked at in the next.
    loop {
        source.seek(SeekFrom::Start(start))?;
        buffer.clear();
        (&mut *source).take(READ_BYTES as u64).read_to_end(&mut buffer)?;
        let is_last = buffer.len() < READ_BYTES;
        let Some(at) = buffer.windows(HEADER_MARK.len()).position(|window| window == HEADER_MARK) else {
            if is_last {
                return Ok((headers, names));
            }
            start += (buffer.len() - HEADER_MARK.len()) as u64;
            continue;
        };
        if at > 0 && !is_last {
            start += at as u64;
            continue;
        }
        tries += 1;
        if tries > parts_max {
            return Err(Error::Limit("parts_max"));
        }
        let header = buffer.get(at..).unwrap_or_default();
        let Some((header, name, skipped)) = parse_header(header, start + at as u64) else {
            start += (at + HEADER_MARK.len()) as u64;
            continue;
        };
        start += at as u64 + skipped;
        headers.push(header);
        names.push(name);
    }
}

/// A header at a place, its name, and how many bytes it takes with its part.
fn parse_header(bytes: &[u8], place: u64) -> Option<(Header, String, u64)> {
    let short = |at: usize| bytes.get(at..at + 2).map(|it| u64::from(it[0]) | u64::from(it[1]) << 8);
    let flags = short(6)?;
    let is_deflated = match short(8)? {
        0 => false,
        8 => true,
        _ => return None,
    };
    let size = short(18)? | short(20)? << 16;
    let (name_bytes, extra_bytes) = (short(26)?, short(28)?);
    let name = bytes.get(HEADER_BYTES..)?.get(..usize::try_from(name_bytes).ok()?)?;
    let skipped = HEADER_BYTES as u64 + name_bytes + extra_bytes;
    // Bit 3: the sizes come after the part. All ones: they are in 64 bits elsewhere.
    let size = (flags & 8 == 0 && size != u64::from(u32::MAX)).then_some(size);
    let header = Header { is_deflated, is_encrypted: flags & 1 != 0, start: place + skipped, bytes: size };
    Some((header, String::from_utf8_lossy(name).into_owned(), skipped + size.unwrap_or(0)))
}

/// The decompressed bytes of a part, paid for as they come.
pub(crate) struct Part<'p> {
    reader: Box<dyn Read + 'p>,
    left: u64,
    budget: &'p mut Budget,
}

impl Read for Part<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        let bytes = read as u64;
        self.budget.spend(bytes).map_err(|error| match error {
            Error::Limit(which) => Exceeded::error(which),
            error => io::Error::other(error),
        })?;
        self.left = self.left.checked_sub(bytes).ok_or_else(|| Exceeded::error("part_bytes_max"))?;
        Ok(read)
    }
}

/// A limit that stopped a read.
#[derive(Debug)]
pub(crate) struct Exceeded(&'static str);

impl Exceeded {
    pub(crate) fn error(which: &'static str) -> io::Error {
        io::Error::other(Self(which))
    }

    pub(crate) fn which(&self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Exceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Exceeded {}

/// Why the rest of a part was not read.
#[derive(Debug)]
pub(crate) enum Stop {
    /// It is damaged: how.
    Damaged(String),
    /// A limit: which.
    Limit(&'static str),
    /// It is encrypted.
    Encrypted,
}

impl Stop {
    /// Says what happened to a part, as a remark.
    pub(crate) fn notify(&self, part: &str, sink: &mut dyn Sink) {
        match self {
            Self::Damaged(how) => sink.take(Event::Notice(Notice::Damaged(&format!("{part}: {how}")))),
            Self::Limit(which) => sink.take(Event::Notice(Notice::Limited(&format!("{part}: {which}")))),
            Self::Encrypted => sink.take(Event::Notice(Notice::LeftOut(&format!("{part}: encrypted")))),
        }
    }

    /// The same where it leaves nothing of a document.
    pub(crate) fn into_error(self, format: Format, part: &str) -> Error {
        match self {
            Self::Damaged(how) => Error::Malformed(format, format!("{part}: {how}")),
            Self::Limit(which) => Error::Limit(which),
            Self::Encrypted => Error::Encrypted(format),
        }
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<Exceeded>()) {
            Some(exceeded) => Self::Limit(exceeded.which()),
            None => Self::Damaged(error.to_string()),
        }
    }
}
