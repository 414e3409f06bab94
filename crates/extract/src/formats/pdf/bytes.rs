//! The bytes of streams, each paid for before they are there.
//!
//! The library decompresses without a bound, so that it gets to see nothing here that has not been measured.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::ZlibDecoder;
use flate2::{Decompress, FlushDecompress, Status};
use hayro_syntax::Filter;
use hayro_syntax::object::{Array, Dict, Object, Stream};
use memchr::memmem;

use crate::error::Error;
use crate::read::Budget;

use super::filters;

/// Bytes that are decompressed between two payments.
const STEP_BYTES: usize = 64 << 10;

/// What even an empty stream costs, so that a stream that draws others, which draw others, comes to an end.
const LEAST_BYTES: u64 = 256;

/// The bytes of a stream, as far as they can be read, and whether those are all.
///
/// # Errors
/// There are more than there may be.
pub(super) fn content(stream: &Stream<'_>, budget: &mut Budget) -> Result<(Vec<u8>, bool), Error> {
    budget.spend(LEAST_BYTES)?;
    match packed(stream, budget)? {
        Some(packed) => {
            let mut bytes = vec![];
            let is_whole = packed.unpack(budget, |piece| bytes.extend_from_slice(piece))?;
            if !packed.is_predicted {
                return Ok((bytes, is_whole));
            }
        }
        None => budget.spend(length_max(stream))?,
    }
    let decoded = stream.decoded_data();
    let is_whole = decoded.is_ok();
    Ok((decoded.map(Cow::into_owned).unwrap_or_default(), is_whole))
}

/// Pays for a stream that the library will decompress by itself.
///
/// # Errors
/// It would be more than there may be.
pub(super) fn pay(stream: &Stream<'_>, budget: &mut Budget) -> Result<(), Error> {
    match packed(stream, budget)? {
        Some(packed) => packed.unpack(budget, |_| {}).map(|_| ()),
        None => budget.spend(length_max(stream)),
    }
}

/// Pays for an object that the library reads anew whenever a page calls it by its name or refers to it.
///
/// # Errors
/// There is more than there may be.
pub(super) fn pay_object(object: &[u8], budget: &mut Budget) -> Result<(), Error> {
    budget.spend(object.len() as u64)
}

/// What a font takes in memory at least: a table of its codes.
const FONT_BYTES: u64 = 4 << 10;

/// Pays for a font, and for all streams that it is made of.
///
/// # Errors
/// They are more than there may be.
pub(super) fn pay_font(font: &Dict<'_>, budget: &mut Budget) -> Result<(), Error> {
    budget.spend(FONT_BYTES)?;
    let descendant =
        font.get::<Array<'_>>(b"DescendantFonts").and_then(|fonts| fonts.iter::<Dict<'_>>().next());
    for font in [Some(font.clone()), descendant].into_iter().flatten() {
        let encoding = font.get::<Dict<'_>>(b"Encoding").unwrap_or_default();
        let keys = [&b"FontDescriptor"[..], b"Encoding", b"Widths", b"W", b"W2", b"CharProcs"];
        let parts = keys.iter().map(|key| font.get::<Object<'_>>(key));
        for part in parts.chain([encoding.get::<Object<'_>>(b"Differences")]).flatten() {
            match part {
                Object::Dict(dict) => pay_object(dict.data(), budget)?,
                Object::Array(array) => pay_object(array.data(), budget)?,
                _ => {}
            }
        }
        for key in [&b"ToUnicode"[..], b"Encoding", b"CIDToGIDMap"] {
            if let Some(stream) = font.get::<Stream<'_>>(key) {
                pay(&stream, budget)?;
            }
        }
        let descriptor = font.get::<Dict<'_>>(b"FontDescriptor").unwrap_or_default();
        for key in [&b"FontFile"[..], b"FontFile2", b"FontFile3"] {
            if let Some(stream) = descriptor.get::<Stream<'_>>(key) {
                pay(&stream, budget)?;
            }
        }
    }
    Ok(())
}

/// Pays for the streams that have objects or the places of objects in them, which the library decompresses to find the
/// pages: those between whose beginning and the end of the one before are the keys that such a stream has to have. In
/// an encrypted file they cannot be measured.
///
/// # Errors
/// They are more than there may be.
pub(super) fn pay_objects(file: &[u8], budget: &mut Budget) -> Result<(), Error> {
    let mut step = vec![0; STEP_BYTES];
    let mut start = 0;
    for at in memmem::find_iter(file, b"stream") {
        let said = file.get(start..at).unwrap_or_default();
        start = at;
        let is_table = has_key(said, b"/W");
        // A name may be written in codes as well.
        if said.ends_with(b"end") || !(is_table || has_key(said, b"/First") || said.contains(&b'#')) {
            continue;
        }
        budget.spend(LEAST_BYTES)?;
        let raw = file.get(at + b"stream".len()..).unwrap_or_default();
        let raw = raw.strip_prefix(b"\r").unwrap_or(raw);
        let raw = raw.strip_prefix(b"\n").unwrap_or(raw);
        // Each entry of a table is kept.
        let share = if is_table { ENTRY_SHARE } else { 1 };
        let mut zlib = ZlibDecoder::new(raw);
        while let Ok(length @ 1..) = zlib.read(&mut step) {
            budget.spend(length as u64 * share)?;
        }
    }
    Ok(())
}

/// Bytes of memory for one of a table of objects.
const ENTRY_SHARE: u64 = 8;

/// Whether a key is somewhere in a text, and not the beginning of another one.
fn has_key(text: &[u8], key: &[u8]) -> bool {
    memmem::find_iter(text, key).any(|at| {
        let next = text.get(at + key.len()).copied().unwrap_or(b' ');
        !next.is_ascii_alphanumeric()
    })
}

/// A stream that is compressed once.
struct Packed<'a> {
    /// As it is compressed, no longer written as letters.
    bytes: Cow<'a, [u8]>,
    is_lzw: bool,
    /// Codes of LZW become longer one code early, as they mostly do.
    is_early: bool,
    /// What comes out are differences between bytes.
    is_predicted: bool,
}

impl Packed<'_> {
    fn unpack(&self, budget: &mut Budget, take: impl FnMut(&[u8])) -> Result<bool, Error> {
        if self.is_lzw {
            filters::lzw(&self.bytes, self.is_early, budget, take)
        } else {
            inflate(&self.bytes, budget, take)
        }
    }
}

/// A stream, if it is compressed once, and written as letters at most.
///
/// # Errors
/// The letters stand for more than there may be.
fn packed<'a>(stream: &Stream<'a>, budget: &mut Budget) -> Result<Option<Packed<'a>>, Error> {
    let (is_letters, is_lzw) = match stream.filters().as_slice() {
        [Filter::FlateDecode] => (false, false),
        [Filter::LzwDecode] => (false, true),
        [Filter::Ascii85Decode, Filter::FlateDecode] => (true, false),
        [Filter::Ascii85Decode, Filter::LzwDecode] => (true, true),
        _ => return Ok(None),
    };
    let dict = stream.dict();
    let is_list = !dict.contains_key(b"F") && dict.get::<Array<'_>>(b"Filter").is_some();
    let parameters = if is_list {
        let lists = [&b"DP"[..], b"DecodeParms"].map(|key| dict.get::<Array<'_>>(key));
        let list = lists.into_iter().flatten().next();
        list.and_then(|list| list.iter::<Object<'_>>().nth(usize::from(is_letters))?.into_dict())
    } else {
        dict.get::<Dict<'_>>(b"DP").or_else(|| dict.get::<Dict<'_>>(b"DecodeParms"))
    };
    let parameters = parameters.unwrap_or_default();
    let bytes = stream.raw_data();
    Ok(Some(Packed {
        bytes: if is_letters { Cow::Owned(filters::ascii_85(&bytes, budget)?) } else { bytes },
        is_lzw,
        is_early: parameters.get::<u8>(b"EarlyChange") != Some(0),
        is_predicted: parameters.get::<u8>(b"Predictor").is_some_and(|predictor| predictor > 1),
    }))
}

/// How many bytes there can be at most after all filters of a stream.
fn length_max(stream: &Stream<'_>) -> u64 {
    let raw = stream.raw_data();
    let mut length = raw.len() as u64;
    for (index, filter) in stream.filters().into_iter().enumerate() {
        length = match filter {
            // Four of five characters, but a `z` stands for four bytes.
            Filter::Ascii85Decode if index == 0 => {
                let zeros = raw.iter().filter(|byte| **byte == b'z').count() as u64;
                length.saturating_add(zeros.saturating_mul(4))
            }
            Filter::Ascii85Decode => length.saturating_mul(4),
            Filter::RunLengthDecode => length.saturating_mul(64),
            // A code of nine bits or more stands for 4096 bytes at most.
            Filter::LzwDecode => length.saturating_mul(4096),
            // The best that Deflate can do.
            Filter::FlateDecode => length.saturating_mul(1032),
            _ => length,
        };
    }
    length
}

/// Inflates what can be inflated; what is damaged ends there. Returns whether that was all of it.
fn inflate(raw: &[u8], budget: &mut Budget, mut take: impl FnMut(&[u8])) -> Result<bool, Error> {
    let mut step = vec![0; STEP_BYTES];
    // The checksum is of no use: a wrong one changes no text. And some writers leave out the header.
    for packed in [without_header(raw), raw] {
        let mut state = Decompress::new(false);
        loop {
            let before = state.total_out();
            let rest = packed.get(state.total_in() as usize..).unwrap_or_default();
            let status = state.decompress(rest, &mut step, FlushDecompress::None);
            let length = (state.total_out() - before) as usize;
            // What came before the damage is there although it ends in an error.
            if length > 0 {
                budget.spend(length as u64)?;
                take(step.get(..length).unwrap_or_default());
            }
            match status {
                Ok(Status::StreamEnd) => return Ok(true),
                Ok(_) if length > 0 => {}
                _ => break,
            }
        }
        if state.total_out() > 0 {
            return Ok(false);
        }
    }
    Ok(raw.trim_ascii().is_empty())
}

/// What is compressed, without the two bytes that zlib puts before it.
fn without_header(raw: &[u8]) -> &[u8] {
    match raw {
        [method, check, packed @ ..]
            if method & 0xf == 8 && u16::from_be_bytes([*method, *check]).is_multiple_of(31) =>
        {
            packed
        }
        _ => raw,
    }
}
