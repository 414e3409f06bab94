//! Archives of tar.

use core::ops::Range;
use std::io::{self, Read, Seek, SeekFrom};

use super::{Members, is_skipped};
use crate::error::Error;
use crate::event::Notice;
use crate::format::Format;
use crate::read::{Context, Found};
use crate::source::Source;

/// Bytes of a header of tar, and of what all else is a multiple of.
pub(super) const BLOCK_BYTES: usize = 512;

/// Bytes of a long name or of extended headers.
const LONG_NAME_BYTES_MAX: u64 = 64 << 10;

/// Where a header has its mark, and where its checksum.
const TAR_MARK: (usize, &[u8]) = (257, b"ustar");
pub(super) const CHECKSUM: Range<usize> = 148..156;

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
    members.finish(Format::Tar, context)
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
