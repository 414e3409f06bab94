//! The first line by which a client of ours asks for a scan.

use alloc::string::String;

use reckon_stats::{Counted, Language};

/// The longest first line, its line feed included. None that says anything is longer.
pub const OPENING_BYTES_MAX: usize = 128;

/// With these bytes a first line begins, and no text does.
const MARK: &[u8] = b"\0reckon/";

const VERSION: &str = "1";

/// Stands for no group.
const NONE: &str = "none";

/// Asks for the scan of the document that follows, in place of the report; or for documents, which have with each scan what
/// else there is to say.
///
/// ```text
/// opening  = %x00 "reckon/1 " request [ " language=" code ] [ " counted=" groups ] [ " extension=" end ] %x0A
///                                                                  at most OPENING_BYTES_MAX bytes
/// request  = "scan" / "documents"
/// end      = 1*16( ALPHA / DIGIT / "." )                           how the name of the file ends, as md or md.gz
/// code     = of ISO 639-1 or ISO 639-3, in any case
/// groups   = "none" / group *( "," group )                         everything if they are not there
/// group    = "characters" / "words" / "tools" / "dictionary" / "sentences" / "vocabulary" / "order"
/// ```
/// What the groups are says [`Counted`]. Without words a document is counted as fast as it comes.
///
/// A connection that does not begin with the seven letters and signs after a zero byte is one without an opening. What
/// does is never taken for a document, whatever follows: so a later version can say more.
///
/// ```
/// use reckon_proto::document::Opening;
/// use reckon_stats::{Counted, Language};
///
/// let opening = Opening { language: Some(Language::FRENCH), ..Opening::default() };
/// assert_eq!(opening.encode(), "\0reckon/1 scan language=fra\n");
/// let opening = Opening { counted: Counted { words: true, ..Counted::NONE }, ..Opening::default() };
/// assert_eq!(opening.encode(), "\0reckon/1 scan counted=words\n");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// What is asked for.
    pub request: Request,
    /// By whose rules the document is to be counted; by those of its own language if there is none.
    pub language: Option<Language>,
    /// What is to be counted; the rest is missing in the scan.
    pub counted: Counted,
    /// How the name of the file ends, by which its format can be told.
    pub extension: Option<Extension>,
}

impl Default for Opening {
    /// Asks for the whole scan of a document of which nothing is known.
    fn default() -> Self {
        Self { request: Request::Scan, language: None, counted: Counted::ALL, extension: None }
    }
}

/// What a peer that begins with an opening asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Request {
    /// The scan of the document, or of all documents in a file together that can be read.
    Scan,
    /// Each document's scan, and what there is to say of it.
    Documents,
}

impl Request {
    const ALL: [Self; 2] = [Self::Scan, Self::Documents];

    const fn name(self) -> &'static str {
        match self {
            Self::Scan => "scan",
            Self::Documents => "documents",
        }
    }
}

/// How the name of a file ends: letters, digits and dots of ASCII, up to sixteen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extension {
    bytes: [u8; 16],
    length: usize,
}

impl Extension {
    /// The end of this name, if it has one that can be one. What is compressed is named after both.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let (before, last) = name.rsplit_once('.')?;
        let inner = before.rsplit_once('.').filter(|_| ["gz", "zst"].contains(&last));
        let both = inner.and_then(|(_, inner)| name.get(name.len() - inner.len() - 1 - last.len()..));
        both.and_then(Self::new).or_else(|| Self::new(last))
    }

    /// None if there is anything else in it, or too much.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let mut bytes = [0; 16];
        let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.';
        let is_one = (1..=bytes.len()).contains(&text.len()) && text.bytes().all(is_sign);
        bytes.get_mut(..text.len()).filter(|_| is_one)?.copy_from_slice(text.as_bytes());
        Some(Self { bytes, length: text.len() })
    }

    /// The letters, digits and dots.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.bytes.get(..self.length).and_then(|bytes| core::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
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
    Counted,
    Extension,
    Unfinished,
}

impl Refusal {
    pub(super) const fn message(self) -> &'static str {
        match self {
            Self::Long => "the first line has more than 128 bytes",
            Self::Version => {
                "this server knows version 1 of the first line 'reckon/1 scan language=CODE counted=GROUPS extension=END' only"
            }
            Self::Request => "the first line asks for something other than a scan or documents",
            Self::Words => {
                "after what it asks for the first line may have language=CODE, counted=GROUPS, extension=END, in this order, and nothing else"
            }
            Self::Language => {
                "the language of the first line is no code of ISO 639-1 or ISO 639-3 that is known here"
            }
            Self::Counted => {
                "counted= in the first line has 'none' or groups with commas: characters, words, tools, \
                 dictionary, sentences, vocabulary, order"
            }
            Self::Extension => "extension= in the first line has one to sixteen letters, digits and dots",
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
        let mut line = ["\0reckon/", VERSION, " ", self.request.name()].concat();
        if let Some(language) = self.language.map(Language::code).filter(|code| !code.is_empty()) {
            line.push_str(" language=");
            line.push_str(language);
        }
        if self.counted != Counted::ALL {
            line.push_str(" counted=");
            let before = line.len();
            for name in self.counted.names() {
                line.push_str(if line.len() > before { "," } else { "" });
                line.push_str(name);
            }
            line.push_str(if line.len() > before { "" } else { NONE });
        }
        if let Some(extension) = &self.extension {
            line.push_str(" extension=");
            line.push_str(extension.as_str());
        }
        line.push('\n');
        line
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
        let asked = words.next().unwrap_or_default();
        let request = Request::ALL.into_iter().find(|request| request.name().as_bytes() == asked);
        let request = request.ok_or(Refusal::Request)?;
        let mut word = words.next();
        let mut language = None;
        if let Some(code) = word.and_then(|word| word.strip_prefix(b"language=")) {
            let known = core::str::from_utf8(code).ok().and_then(Language::from_code);
            language = Some(known.ok_or(Refusal::Language)?);
            word = words.next();
        }
        let mut counted = Counted::ALL;
        if let Some(groups) = word.and_then(|word| word.strip_prefix(b"counted=")) {
            counted = core::str::from_utf8(groups).ok().and_then(groups_of).ok_or(Refusal::Counted)?;
            word = words.next();
        }
        let mut extension = None;
        if let Some(end) = word.and_then(|word| word.strip_prefix(b"extension=")) {
            let end = core::str::from_utf8(end).ok().and_then(Extension::new);
            extension = Some(end.ok_or(Refusal::Extension)?);
            word = words.next();
        }
        if word.is_some() {
            return Err(Refusal::Words);
        }
        Ok(Self { request, language, counted, extension })
    }
}

/// What the names of groups say is to be counted.
fn groups_of(names: &str) -> Option<Counted> {
    match names {
        NONE => Some(Counted::NONE),
        names => names.split(',').try_fold(Counted::NONE, Counted::with),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "a test may panic")]

    use alloc::string::ToString;
    use alloc::vec;
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn every_opening_comes_back() {
        let all = Counted::ALL.names().fold(vec![Counted::NONE], |some, name| {
            let more = some.iter().map(|counted| counted.with(name).unwrap()).collect::<Vec<_>>();
            [some, more].concat()
        });
        assert_eq!((all.len(), all[127]), (128, Counted::ALL));
        let languages = Language::all().map(Some).chain([None]).map(|language| (language, Counted::ALL));
        let groups = all.into_iter().map(|counted| (Some(Language::FRENCH), counted));
        for (language, counted) in languages.chain(groups) {
            let extension = Extension::of_name("a.tar.gz").filter(|_| counted.words);
            let request = if counted.order { Request::Scan } else { Request::Documents };
            let opening = Opening { request, language, counted, extension };
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
            (b"\0reckon/1 scan counted=none language=fr\n", Refused(Refusal::Words)),
            (b"\0reckon/1 scan counted=\n", Refused(Refusal::Counted)),
            (b"\0reckon/1 scan counted=words,\n", Refused(Refusal::Counted)),
            (b"\0reckon/1 scan counted=none,words\n", Refused(Refusal::Counted)),
            (b"\0reckon/1 scan counted=Words\n", Refused(Refusal::Counted)),
            (b"\0reckon/1 documents extension=\n", Refused(Refusal::Extension)),
            (b"\0reckon/1 documents extension=seventeenletters1\n", Refused(Refusal::Extension)),
            (b"\0reckon/1 documents extension=md language=fr\n", Refused(Refusal::Words)),
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
