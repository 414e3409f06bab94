//! Documents that are compressed one by one: gzip and Zstandard.

use std::io::{self, BufReader, Cursor, Read};

use flate2::bufread::MultiGzDecoder;

use crate::error::Error;
use crate::event::Notice;
use crate::format::Format;
use crate::read::{Context, Found, How, read_nested};
use crate::source::Source;

/// Bytes that are decompressed at a time.
const CHUNK_BYTES: usize = 64 << 10;

/// The most that a Zstandard frame may look back, as a power of two: what its own tools allow unless told otherwise.
const WINDOW_LOG_MAX: u32 = 27;

/// Reads the document in a gzip file, which may have several members.
pub(crate) fn read_gzip(source: &mut dyn Source, context: &mut Context<'_>) -> Result<Found, Error> {
    let mut decoder = MultiGzDecoder::new(BufReader::new(source));
    let bytes = unpack(&mut decoder, Format::Gzip, "gzip", context)?;
    read_inner(bytes, context)
}

/// Reads the document in a Zstandard file, which may have several frames.
pub(crate) fn read_zstd(source: &mut dyn Source, context: &mut Context<'_>) -> Result<Found, Error> {
    let mut decoder = zstd::stream::read::Decoder::new(source)?;
    // A window is memory: no more of it than a part may have.
    decoder.window_log_max(context.limits().part_bytes_max.max(1 << 10).ilog2().min(WINDOW_LOG_MAX))?;
    let bytes = unpack(&mut decoder, Format::Zstd, "Zstandard", context).map_err(|error| match error {
        // The library says so by its words alone.
        Error::Malformed(_, what) if what.contains("too much memory") => Error::Limit("part_bytes_max"),
        error => error,
    })?;
    read_inner(bytes, context)
}

/// Reads what was compressed. It is the same document, so that what was said about its text is true of it.
fn read_inner(bytes: Vec<u8>, context: &mut Context<'_>) -> Result<Found, Error> {
    if context.nesting >= context.limits().nesting_max {
        return Err(Error::Limit("nesting_max"));
    }
    let name = context.how.name.map(inner_name);
    let how = How { name: name.as_deref(), format: None, ..*context.how };
    let nesting = context.nesting + 1;
    let mut inner = Context { how: &how, sink: context.sink, budget: context.budget, nesting };
    read_nested(&mut Cursor::new(bytes), &mut inner)
}

/// The name without what says that it is compressed.
fn inner_name(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, end)) if end.eq_ignore_ascii_case("tgz") => format!("{stem}.tar"),
        Some((stem, end)) if end.eq_ignore_ascii_case("gz") || end.eq_ignore_ascii_case("zst") => stem.into(),
        _ => name.into(),
    }
}

/// All that comes out of a decompressor, or as much as there is before a damage, with a notice.
///
/// # Errors
/// Nothing comes out, or more than may. What has come out is paid for in any case.
pub(crate) fn unpack(
    reader: &mut dyn Read,
    format: Format,
    what: &str,
    context: &mut Context<'_>,
) -> Result<Vec<u8>, Error> {
    let mut bytes = vec![];
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        match reader.read(&mut chunk) {
            Ok(0) => return Ok(bytes),
            Ok(length) => {
                context.budget.spend(length as u64)?;
                if (bytes.len() + length) as u64 > context.limits().part_bytes_max {
                    return Err(Error::Limit("part_bytes_max"));
                }
                bytes.extend(chunk.iter().take(length));
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if bytes.is_empty() => return Err(Error::Malformed(format, error.to_string())),
            Err(error) => {
                let place = bytes.len();
                context
                    .notice(Notice::Damaged(&format!("{what}, after {place} decompressed bytes: {error}")));
                return Ok(bytes);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use proptest::prelude::*;

    use crate::Limits;
    use crate::formats::testing::{damaged, damages, found, found_within, survive};

    use super::*;

    pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(vec![], Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zstandard(bytes: &[u8]) -> Vec<u8> {
        zstd::encode_all(bytes, 3).unwrap()
    }

    fn named(bytes: &[u8], name: &str) -> Vec<String> {
        found(bytes, &How { name: Some(name), ..How::default() })
    }

    #[test]
    fn what_was_compressed_is_read_by_its_own_name() {
        assert_eq!(named(&gzip(b"# a\n\nb"), "x.md.gz"), ["section 1", "heading: a", "body: b"]);
        assert_eq!(named(&zstandard(b"# a\n\nb"), "x.MD.ZST"), ["section 1", "heading: a", "body: b"]);
        assert_eq!(named(&gzip(b"# a"), "x.gz"), ["body: # a"]);
        let members = [gzip(b"one "), gzip(b"two")].concat();
        assert_eq!(named(&members, "x.txt.gz"), ["body: one two"]);
        let frames = [zstandard(b"one "), zstandard(b"two")].concat();
        assert_eq!(named(&frames, "x.txt.zst"), ["body: one two"]);
        let how = How { encoding: Some(encoding_rs::WINDOWS_1251), ..How::default() };
        assert_eq!(found(&gzip(b"\xcf\xf0"), &how), ["body: Пр"]);
    }

    #[test]
    fn bombs_are_stopped() {
        let zeros = vec![b' '; 20 << 20];
        let limits = Limits { part_bytes_max: 1 << 20, ..Limits::LOCAL };
        for (bytes, format) in [(gzip(&zeros), Format::Gzip), (zstandard(&zeros), Format::Zstd)] {
            assert_eq!(
                found_within(&bytes, format, limits),
                ["error: the document exceeds the limit part_bytes_max"]
            );
            let limits = Limits { ratio_max: 2, ..Limits::LOCAL };
            assert_eq!(
                found_within(&bytes, format, limits),
                ["error: the document exceeds the limit decompressed_bytes_max or ratio_max"]
            );
        }
        let nested = (0..9).fold(b"a".to_vec(), |bytes, _| gzip(&bytes));
        assert_eq!(
            found_within(&nested, Format::Gzip, Limits::LOCAL),
            ["error: the document exceeds the limit nesting_max"]
        );
    }

    #[test]
    fn what_was_whole_of_a_damaged_file_is_read() {
        // Stored rather than deflated, so that what is before the cut comes out.
        let mut encoder = GzEncoder::new(vec![], Compression::none());
        encoder.write_all(b"a text that is cut").unwrap();
        let bytes = encoder.finish().unwrap();
        let lines = named(bytes.get(..bytes.len() - 12).unwrap(), "x.txt.gz");
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(lines[0].starts_with("damaged: gzip, after "), "{lines:?}");
        assert!(lines[1].starts_with("body: a text"), "{lines:?}");
        assert!(named(b"\x1f\x8b\x08nothing", "x.gz")[0].starts_with("error: no gzip document"));
    }

    proptest! {
        #[test]
        fn mutated_files_are_read(damages in damages()) {
            survive(&damaged(gzip(b"A text, a text, a text, and more of it."), &damages), Format::Gzip);
            survive(&damaged(zstandard(b"A text, a text, a text, and more."), &damages), Format::Zstd);
        }
    }
}
