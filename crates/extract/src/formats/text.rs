//! Plain text in any encoding, and the decoding that all formats of text share.

mod guess;
pub(crate) mod utf_16;

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding, ISO_2022_JP, UTF_8};
use memchr::memchr;

use crate::error::Error;
use crate::event::Event;
use crate::format::Format;
use crate::read::{Context, Found};
use crate::scope::Scope;
use crate::source::Source;

/// Bytes by which an encoding is found out.
const DETECTION_BYTES: usize = 64 << 10;

/// Room for the first bytes, from the beginning: few texts are longer.
const HEAD_BYTES: usize = 8 << 10;

/// Bytes of one read.
const READ_BYTES: usize = 64 << 10;

/// Reads plain text: one block as it is, line feeds and all.
pub(crate) fn read(source: &mut dyn Source, context: &mut Context<'_>) -> Result<Found, Error> {
    let mut text = Decoded::new(source, context.how.encoding)?;
    let encoding = text.encoding();
    while let Some(piece) = text.next_piece()? {
        context.sink.take(Event::Text(Scope::Body, piece));
    }
    Ok(Found { format: Format::Text, encoding: Some(encoding.name()) })
}

/// The text of some bytes, in pieces, whatever their encoding. A byte order mark is taken off; what is no text in the
/// encoding is U+FFFD.
pub(crate) struct Decoded<'a> {
    source: &'a mut dyn Source,
    decoder: Decoder,
    bytes: Vec<u8>,
    /// What of `bytes` is not decoded yet.
    rest: std::ops::Range<usize>,
    is_at_end: bool,
    is_done: bool,
    /// Whether carriage returns are to be line feeds.
    has_returns: bool,
    text: String,
}

impl<'a> Decoded<'a> {
    /// Decodes from the beginning; in the given encoding, or else in that which the bytes seem to have.
    ///
    /// # Errors
    /// The bytes cannot be got.
    pub(crate) fn new(
        source: &'a mut dyn Source,
        encoding: Option<&'static Encoding>,
    ) -> Result<Self, Error> {
        source.rewind()?;
        let mut head = Vec::with_capacity(HEAD_BYTES);
        (&mut *source).take(DETECTION_BYTES as u64).read_to_end(&mut head)?;
        let is_at_end = head.len() < DETECTION_BYTES;
        let encoding = encoding.unwrap_or_else(|| encoding_of(&head, is_at_end));
        let rest = 0..head.len();
        // No encoding has more than three bytes of UTF-8 for one of its own; and a decoder wants room for a code point.
        let length_max = 3 * head.len() + 16;
        Ok(Self {
            source,
            decoder: encoding.new_decoder_with_bom_removal(),
            bytes: head,
            rest,
            is_at_end,
            is_done: false,
            has_returns: false,
            text: String::with_capacity(if is_at_end { length_max } else { 3 * READ_BYTES }),
        })
    }

    /// Lets lines end in line feeds where they end in carriage returns, as they did on the first Macintoshes.
    pub(crate) fn with_line_feeds(mut self) -> Self {
        self.has_returns = memchr(b'\r', &self.bytes).is_some() && memchr(b'\n', &self.bytes).is_none();
        self
    }

    /// The encoding that is decoded.
    pub(crate) fn encoding(&self) -> &'static Encoding {
        self.decoder.encoding()
    }

    /// The next piece of text, which is not empty.
    ///
    /// # Errors
    /// The bytes cannot be got.
    pub(crate) fn next_piece(&mut self) -> Result<Option<&str>, Error> {
        self.text.clear();
        while self.text.is_empty() && !self.is_done {
            if self.rest.is_empty() && !self.is_at_end {
                self.bytes.resize(READ_BYTES, 0);
                let length = read_some(self.source, &mut self.bytes)?;
                self.is_at_end = length == 0;
                self.rest = 0..length;
            }
            let bytes = &self.bytes[self.rest.clone()];
            let (result, read, _) = self.decoder.decode_to_string(bytes, &mut self.text, self.is_at_end);
            self.rest.start += read;
            self.is_done = self.is_at_end && result == CoderResult::InputEmpty;
        }
        if self.has_returns {
            // In place, since what is decoded next needs the room that there is.
            let mut bytes = std::mem::take(&mut self.text).into_bytes();
            bytes.iter_mut().filter(|byte| **byte == b'\r').for_each(|byte| *byte = b'\n');
            self.text = String::from_utf8(bytes).unwrap_or_default();
        }
        Ok(Some(self.text.as_str()).filter(|text| !text.is_empty()))
    }

    /// All that is left, at most so many bytes of it.
    ///
    /// # Errors
    /// The bytes cannot be got, or there are more.
    pub(crate) fn read_whole(&mut self, bytes_max: u64) -> Result<String, Error> {
        let mut whole = String::new();
        while let Some(length) = self.next_piece()?.map(str::len) {
            if whole.len() as u64 + length as u64 > bytes_max {
                return Err(Error::Limit("whole_bytes_max"));
            }
            // Most texts are a single piece.
            if whole.is_empty() && self.is_done {
                return Ok(std::mem::take(&mut self.text));
            }
            whole.push_str(&self.text);
        }
        Ok(whole)
    }
}

fn read_some(source: &mut dyn Source, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match source.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

/// The encoding that a text seems to have by its first bytes, or by all of them.
///
/// A byte order mark says it; UTF-16 shows in its zero bytes, UTF-8 in what would not be there by chance, even where some
/// of it is damaged; all others are told by how likely their letters are.
#[must_use]
pub fn encoding_of(head: &[u8], is_all: bool) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return encoding;
    }
    if let Some(encoding) = utf_16::detect(head) {
        return encoding;
    }
    // ISO-2022-JP has no other bytes than ASCII, but escapes among them.
    let is_utf_8 = is_utf_8(head, is_all);
    if is_utf_8 && memchr(0x1b, head).is_none() {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(head, is_all);
    let encoding = guess::corrected(detector.guess(None, Utf8Detection::Allow), head);
    if is_utf_8 && encoding != ISO_2022_JP { UTF_8 } else { encoding }
}

/// Whether at least nine in ten of what is not ASCII is well-formed.
pub(crate) fn is_utf_8(head: &[u8], is_all: bool) -> bool {
    // The usual case, which is told faster.
    if str::from_utf8(head).is_ok() {
        return true;
    }
    let (mut good, mut bad) = (0, 0);
    let mut rest = head.len();
    for chunk in head.utf8_chunks() {
        rest -= chunk.valid().len() + chunk.invalid().len();
        good += chunk.valid().bytes().filter(|byte| *byte >= 0xc0).count();
        // The end of a piece may stand within a character.
        let is_cut = rest == 0 && !is_all && chunk.invalid().first().is_some_and(|byte| *byte >= 0xc2);
        bad += usize::from(!chunk.invalid().is_empty() && !is_cut);
    }
    bad == 0 || good >= 9 * bad
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use crate::event::Sink;
    use crate::{How, read};

    use super::*;

    fn text_of(bytes: &[u8], how: &How<'_>) -> (String, &'static str) {
        let mut text = String::new();
        let mut sink = |event: Event<'_>| {
            if let Event::Text(Scope::Body, piece) = event {
                text.push_str(piece);
            }
        };
        let sink: &mut dyn Sink = &mut sink;
        let found = read(&mut Cursor::new(bytes), how, sink).unwrap();
        (text, found.encoding.unwrap())
    }

    #[test]
    fn texts_come_back_from_many_encodings() {
        let french = "Où l'été commence, déjà, la forêt est pleine de garçons naïfs ; ça va ?\n".repeat(20);
        let russian =
            "Все счастливые семьи похожи друг на друга, каждая несчастливая семья несчастлива по-своему.\n"
                .repeat(20);
        let japanese = "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。\n".repeat(20);
        for (text, encoding) in [
            (&french, encoding_rs::WINDOWS_1252),
            (&french, UTF_8),
            (&russian, encoding_rs::WINDOWS_1251),
            (&russian, encoding_rs::KOI8_U),
            (&japanese, encoding_rs::SHIFT_JIS),
            (&japanese, encoding_rs::EUC_JP),
            (&japanese, ISO_2022_JP),
        ] {
            let (bytes, ..) = encoding.encode(text);
            assert_eq!(text_of(&bytes, &How::default()), (text.clone(), encoding.name()));
        }
        for (mark, is_big) in [("\u{feff}", false), ("\u{feff}", true), ("", false), ("", true)] {
            let units = mark.encode_utf16().chain(french.encode_utf16());
            let bytes: Vec<u8> =
                units.flat_map(|unit| if is_big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect();
            let name = if is_big { "UTF-16BE" } else { "UTF-16LE" };
            assert_eq!(text_of(&bytes, &How::default()), (french.clone(), name));
        }
    }

    #[test]
    fn colours_of_terminals_are_no_encoding() {
        for text in ["\u{1b}[31mred\u{1b}[0m\n", "\u{1b}(B\u{1b}[m plain", "\u{1b}[1mčervená\u{1b}[0m"] {
            assert_eq!(text_of(text.as_bytes(), &How::default()).1, "UTF-8", "{text:?}");
        }
    }

    #[test]
    fn an_encoding_that_is_given_is_taken() {
        let how = How { encoding: Some(encoding_rs::WINDOWS_1251), ..How::default() };
        assert_eq!(text_of(b"\xcf\xf0\xe8\xe2\xe5\xf2", &how), ("Привет".to_string(), "windows-1251"));
    }

    #[test]
    fn long_texts_come_in_pieces_without_a_loss() {
        let text = "é…𝄞 and more\n".repeat(40_000);
        assert_eq!(text_of(text.as_bytes(), &How::default()), (text.clone(), "UTF-8"));
        let mut returns = Cursor::new(text.replace('\n', "\r").into_bytes());
        let mut decoded = Decoded::new(&mut returns, None).unwrap().with_line_feeds();
        assert_eq!(decoded.read_whole(u64::MAX).unwrap(), text);
    }
}
