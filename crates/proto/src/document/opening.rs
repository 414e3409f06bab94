//! The first line by which a client of ours asks for a scan.

use alloc::string::String;

use reckon_stats::Language;

/// The longest first line, its line feed included. The longest that says anything is half of that.
pub const OPENING_BYTES_MAX: usize = 128;

/// With these bytes a first line begins, and no text does.
const MARK: &[u8] = b"\0reckon/";

const VERSION: &str = "1";

/// Asks for the scan of the document that follows, in place of the report.
///
/// ```text
/// opening  = %x00 "reckon/1 scan" [ " language=" code ] %x0A      at most OPENING_BYTES_MAX bytes
/// code     = of ISO 639-1 or ISO 639-3, in any case
/// ```
/// A connection that does not begin with the seven letters and signs after a zero byte is one without an opening. What
/// does is never taken for a document, whatever follows: so a later version can say more.
///
/// ```
/// use reckon_proto::document::Opening;
/// use reckon_stats::Language;
///
/// let opening = Opening { language: Some(Language::FRENCH) };
/// assert_eq!(opening.encode(), "\0reckon/1 scan language=fra\n");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// By whose rules the document is to be counted; by those of its own language if there is none.
    pub language: Option<Language>,
}

/// What the first bytes of a connection are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beginning {
    /// So few that they may be the beginning of an opening or of a document.
    Undecided,
    /// Those of an opening, as far as they go.
    Unfinished,
    /// Those of a document.
    Document,
    /// An opening of so many bytes.
    Opening(Opening, usize),
    /// An opening that asks for what there is not.
    Refused(Refusal),
}

/// Why an opening is refused. The text goes to the peer, after `error: `.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    Long,
    Version,
    Request,
    Words,
    Language,
    Unfinished,
}

impl Refusal {
    pub(super) const fn message(self) -> &'static str {
        match self {
            Self::Long => "the first line has more than 128 bytes",
            Self::Version => {
                "this server knows version 1 of the first line 'reckon/1 scan language=CODE' only"
            }
            Self::Request => "the first line asks for something other than a scan",
            Self::Words => "after 'scan' the first line may have language=CODE and nothing else",
            Self::Language => {
                "the language of the first line is no code of ISO 639-1 or ISO 639-3 that is known here"
            }
            Self::Unfinished => "the connection ends within the first line",
        }
    }
}

// The message cannot be formatted while the program is compiled.
const _: () = assert!(OPENING_BYTES_MAX == 128);

impl Opening {
    /// The line, with its line feed.
    #[must_use]
    pub fn encode(self) -> String {
        let language = self.language.map_or("", Language::code);
        let before = if language.is_empty() { "" } else { " language=" };
        ["\0reckon/", VERSION, " scan", before, language, "\n"].concat()
    }

    /// Tells what the first bytes of a connection are, of which there may be more than the opening.
    pub(super) fn decode(bytes: &[u8]) -> Beginning {
        let Some(rest) = bytes.strip_prefix(MARK) else {
            return if MARK.starts_with(bytes) { Beginning::Undecided } else { Beginning::Document };
        };
        let Some(end) = rest.iter().take(OPENING_BYTES_MAX - MARK.len()).position(|&byte| byte == b'\n')
        else {
            return if bytes.len() < OPENING_BYTES_MAX {
                Beginning::Unfinished
            } else {
                Beginning::Refused(Refusal::Long)
            };
        };
        let line = rest.get(..end).unwrap_or_default();
        match Self::parse(line) {
            Ok(opening) => Beginning::Opening(opening, MARK.len() + end + 1),
            Err(refusal) => Beginning::Refused(refusal),
        }
    }

    /// Reads what stands between the mark and the line feed.
    fn parse(line: &[u8]) -> Result<Self, Refusal> {
        let mut words = line.split(|&byte| byte == b' ');
        if words.next() != Some(VERSION.as_bytes()) {
            return Err(Refusal::Version);
        }
        if words.next() != Some(b"scan") {
            return Err(Refusal::Request);
        }
        let language = match words.next() {
            None => None,
            Some(word) => {
                let code = word.strip_prefix(b"language=").ok_or(Refusal::Words)?;
                let language = core::str::from_utf8(code).ok().and_then(Language::from_code);
                Some(language.ok_or(Refusal::Language)?)
            }
        };
        if words.next().is_some() {
            return Err(Refusal::Words);
        }
        Ok(Self { language })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "a test may panic")]

    use alloc::string::ToString;
    use alloc::vec;

    use super::*;

    #[test]
    fn every_opening_comes_back() {
        for language in Language::all().map(Some).chain([None]) {
            let opening = Opening { language };
            let line = opening.encode();
            assert!(line.len() <= OPENING_BYTES_MAX);
            assert_eq!(Opening::decode(line.as_bytes()), Beginning::Opening(opening, line.len()));
            let more = line.clone() + "and a document\n";
            assert_eq!(Opening::decode(more.as_bytes()), Beginning::Opening(opening, line.len()));
            for end in 0..line.len() {
                let expected = if end < MARK.len() { Beginning::Undecided } else { Beginning::Unfinished };
                assert_eq!(Opening::decode(&line.as_bytes()[..end]), expected, "{line:?} up to {end}");
            }
        }
    }

    #[test]
    fn what_is_nearly_an_opening_is_a_document_or_refused() {
        use Beginning::{Document, Refused};
        for (bytes, expected) in [
            (&b"\0reckon 1 scan\n"[..], Document),
            (b"reckon/1 scan\n", Document),
            (b"\0\0reckon/1 scan\n", Document),
            (b"\0Reckon/1 scan\n", Document),
            (b"\0reckon/\n", Refused(Refusal::Version)),
            (b"\0reckon/11 scan\n", Refused(Refusal::Version)),
            (b"\0reckon/1\n", Refused(Refusal::Request)),
            (b"\0reckon/1  scan\n", Refused(Refusal::Request)),
            (b"\0reckon/1 scan \n", Refused(Refusal::Words)),
            (b"\0reckon/1 scan\r\n", Refused(Refusal::Request)),
            (b"\0reckon/1 scan language=\n", Refused(Refusal::Language)),
            (b"\0reckon/1 scan language=\xff\n", Refused(Refusal::Language)),
            (b"\0reckon/1 scan language=fr language=fr\n", Refused(Refusal::Words)),
        ] {
            assert_eq!(Opening::decode(bytes), expected, "{:?}", bytes.escape_ascii().to_string());
        }
    }

    #[test]
    fn a_line_has_its_longest_length() {
        let fill = |length: usize| [b"\0reckon/1 ".to_vec(), vec![b'x'; length - 11], vec![b'\n']].concat();
        let longest = fill(OPENING_BYTES_MAX);
        assert_eq!(Opening::decode(&longest), Beginning::Refused(Refusal::Request));
        assert_eq!(Opening::decode(&longest[..127]), Beginning::Unfinished);
        for length in [OPENING_BYTES_MAX + 1, 1000] {
            assert_eq!(Opening::decode(&fill(length)), Beginning::Refused(Refusal::Long));
        }
    }
}
