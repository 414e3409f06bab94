//! Compound files: what Microsoft's programs wrote until 2007, and what they wrap an encrypted document in today.
//!
//! # Source
//! [MS-CFB] 2.2 and 2.6, the header and the directory; [MS-OFFCRYPTO] 2.3.4.4, the encrypted package.

use std::io::{Read, SeekFrom};

use crate::error::Error;
use crate::format::Format;
use crate::source::Source;

/// What a compound file begins with.
pub(crate) const MARK: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Streams that only one program's files have, and what to do about these.
const STREAMS: [(&str, &str); 5] = [
    ("WordDocument", "an old Word document: save it as .docx"),
    ("PowerPoint Document", "an old PowerPoint presentation: save it as .pptx"),
    ("Workbook", "an old workbook of Excel: save its sheets as .csv"),
    ("Book", "an old workbook of Excel: save its sheets as .csv"),
    ("__properties_version1.0", "a message of Outlook: save it as .eml"),
];

/// Bytes of the directory that are looked at: 64 entries.
const DIRECTORY_BYTES: u64 = 8 << 10;

/// Why a compound file is not read: what it is, by the names in the beginning of its directory.
///
/// # Errors
/// The bytes cannot be got.
pub(crate) fn refusal(source: &mut dyn Source, named: Option<Format>) -> Result<Error, Error> {
    let names = names(source)?;
    let has = |name: &str| names.iter().any(|it| it == name);
    if has("EncryptedPackage") {
        return Ok(match named {
            Some(format @ (Format::Docx | Format::Pptx)) => Error::Encrypted(format),
            _ => Error::Unsupported(
                "an encrypted document of Word, Excel or PowerPoint: save it without a password",
            ),
        });
    }
    let known = STREAMS.iter().find(|(name, _)| has(name));
    Ok(Error::Unsupported(known.map_or(
        "an old Word, Excel or PowerPoint document, or an encrypted new one: save it as .docx or .pptx, without a password",
        |(_, what)| what,
    )))
}

/// The names of streams and storages in the beginning of the directory, whose sectors programs write in a row.
fn names(source: &mut dyn Source) -> Result<Vec<String>, Error> {
    let mut header = vec![];
    source.rewind()?;
    (&mut *source).take(512).read_to_end(&mut header)?;
    let byte = |at: usize| u64::from(header.get(at).copied().unwrap_or_default());
    let sector = byte(48) | byte(49) << 8 | byte(50) << 16 | byte(51) << 24;
    // 512 bytes, or 4096 in files of another version.
    let sector_bytes = 1 << byte(30).clamp(9, 12);
    source.seek(SeekFrom::Start((sector + 1) * sector_bytes))?;
    let mut directory = vec![];
    (&mut *source).take(DIRECTORY_BYTES).read_to_end(&mut directory)?;
    let name = |entry: &[u8]| {
        let units = entry.get(..64)?.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
        let units: Vec<u16> = units.take_while(|&unit| unit != 0).collect();
        String::from_utf16(&units).ok()
    };
    Ok(directory.chunks(128).filter_map(name).collect())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    /// A compound file with a directory of streams of these names after an empty sector.
    fn compound(names: &[&str]) -> Vec<u8> {
        let mut bytes = vec![0; 1024];
        bytes[..8].copy_from_slice(MARK);
        bytes[30] = 9;
        bytes[48] = 1;
        for name in names {
            let mut entry = [0; 128];
            for (place, unit) in entry.chunks_exact_mut(2).zip(name.encode_utf16()) {
                place.copy_from_slice(&unit.to_le_bytes());
            }
            bytes.extend(entry);
        }
        bytes
    }

    #[test]
    fn compound_files_are_told_apart_by_their_streams() {
        let why = |names: &[&str], format| {
            refusal(&mut Cursor::new(compound(names)), format).map(|error| error.to_string()).unwrap()
        };
        assert!(why(&["Root Entry", "1Table", "WordDocument"], None).starts_with("an old Word document"));
        assert!(why(&["Root Entry", "PowerPoint Document"], None).starts_with("an old PowerPoint"));
        let encrypted = ["Root Entry", "EncryptionInfo", "EncryptedPackage"];
        assert_eq!(
            why(&encrypted, Some(Format::Docx)),
            "this Word document is encrypted: save it without a password"
        );
        assert!(why(&encrypted, None).starts_with("an encrypted document"));
        assert!(why(&["Root Entry"], None).starts_with("an old Word, Excel or PowerPoint document, or"));
    }

    #[test]
    fn a_directory_that_is_nowhere_has_no_names() {
        let mut bytes = compound(&[]);
        bytes[48..52].fill(0xff);
        bytes[30] = 0xff;
        for length in [8, 40, 60, bytes.len()] {
            assert!(names(&mut Cursor::new(&bytes[..length])).unwrap().is_empty());
        }
    }
}
