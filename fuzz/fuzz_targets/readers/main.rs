//! Any bytes to the reader of one format: what it hands over is well formed, within its bounds, and the same however
//! the bytes come.
//!
//! ```text
//! format, ways, kind, the rest ──words──► parts ──wrap──► a file ──read──► events
//! ```
//! With `READER=docx` in the environment the first byte does not matter, and all runs are of that format. The bits of
//! the second and the number that is the third say how the rest becomes a file and how that is read; see [`Ways`].
#![no_main]

mod pieces;
mod said;
mod words;
mod wrap;

use std::env;
use std::io::Cursor;
use std::panic;
use std::process;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use reckon_extract::{Changes, Encoding, Format, How, Limits, read};

use pieces::Pieces;
use said::Said;

static FORMATS: LazyLock<Vec<Format>> = LazyLock::new(|| Format::all().collect());

/// The format of all runs, if there is one.
static READER: LazyLock<Option<Format>> = LazyLock::new(|| {
    let id = env::var("READER").ok()?;
    Some(Format::from_id(&id).unwrap_or_else(|| panic!("READER={id} is no format")))
});

/// Bytes that may come out of a file, other than its own.
const DECOMPRESSED_BYTES_MAX: u64 = 1 << 16;

const WIDE: Limits = Limits {
    decompressed_bytes_max: DECOMPRESSED_BYTES_MAX,
    whole_bytes_max: DECOMPRESSED_BYTES_MAX,
    part_bytes_max: DECOMPRESSED_BYTES_MAX,
    glyphs_max: 1 << 12,
    ..Limits::NETWORK
};

/// Every one of them is met by short inputs.
const TIGHT: Limits = Limits {
    decompressed_bytes_max: 4 << 10,
    ratio_max: 1,
    part_bytes_max: 256,
    parts_max: 8,
    documents_max: 3,
    depth_max: 6,
    token_bytes_max: 32,
    nesting_max: 1,
    pages_max: 1,
    glyphs_max: 32,
    whole_bytes_max: 2 << 10,
};

/// Encodings of each kind.
const ENCODINGS: [&str; 8] = [
    "utf-8",
    "utf-16le",
    "utf-16be",
    "windows-1251",
    "shift_jis",
    "iso-2022-jp",
    "gb18030",
    "x-user-defined",
];

/// Bytes of the longest piece in which a file comes a second time, so often that most runs stay fast.
const PIECES: [usize; 8] = [0, 1, 0, 7, 0, 50, 0, 250];

/// What a compressed document is called.
const INNER: [&str; 8] = ["txt", "md", "html", "tex", "rs", "eml", "rtf", "tar"];

/// How the bytes become a file, and how that is read.
struct Ways {
    /// Whether the bytes from 0x80 on are words of the format's dictionary.
    has_words: bool,
    /// Whether the parts are put into what files of the format are.
    is_wrapped: bool,
    /// Bytes of the longest piece in which the file comes a second time; 0 means that it does not.
    piece_bytes: usize,
    changes: Changes,
    is_tight: bool,
    /// The language of a source, the encoding of a text, whether an archive has a directory.
    kind: u8,
}

impl Ways {
    fn new(ways: u8, kind: u8) -> Self {
        Self {
            has_words: ways & 1 != 0,
            is_wrapped: ways & 2 != 0,
            piece_bytes: PIECES[usize::from(ways >> 2 & 7)],
            changes: [Changes::Accepted, Changes::Rejected, Changes::Both, Changes::Accepted]
                [usize::from(ways >> 5 & 3)],
            is_tight: ways & 0x80 != 0,
            kind,
        }
    }

    /// The name of the file, which says the language of a source and what is compressed.
    fn name(&self, format: Format) -> String {
        let kind = usize::from(self.kind);
        match format {
            Format::Code => {
                let extensions = Format::Code.extensions();
                format!("document.{}", extensions[kind % extensions.len()])
            }
            Format::Gzip => format!("document.{}.gz", INNER[kind % INNER.len()]),
            Format::Zstd => format!("document.{}.zst", INNER[kind % INNER.len()]),
            format => format!("document.{}", format.extensions()[0]),
        }
    }
}

fn run(data: &[u8]) {
    let [first, ways, kind, rest @ ..] = data else { return };
    let format = READER.unwrap_or_else(|| FORMATS[usize::from(*first) % FORMATS.len()]);
    let ways = Ways::new(*ways, *kind);
    let spoken = if ways.has_words { words::spoken(format, rest) } else { rest.to_vec() };
    let file = if ways.is_wrapped { wrap::file(format, &spoken, *kind) } else { spoken };
    let name = ways.name(format);
    let encoding = (kind & 3 == 2).then(|| ENCODINGS[usize::from(kind >> 2) % ENCODINGS.len()]);
    let how = How {
        format: (kind & 3 != 1).then_some(format),
        name: Some(&name),
        encoding: encoding.and_then(|label| Encoding::for_label(label.as_bytes())),
        changes: ways.changes,
        limits: if ways.is_tight { TIGHT } else { WIDE },
    };
    let mut whole = Said::default();
    let found = read(&mut Cursor::new(&file), &how, &mut whole);
    let found = found.map_err(|error| error.to_string());
    whole.check(file.len());
    // How much of what is damaged or beyond a limit is still read does depend on the pieces.
    let is_whole = found.is_ok() && !whole.is_cut && !ways.is_tight;
    if ways.piece_bytes > 0 && is_whole {
        let mut same = Said::default();
        let result = read(&mut Pieces::new(&file, ways.piece_bytes), &how, &mut same);
        assert_eq!(found, result.map_err(|error| error.to_string()));
        assert_eq!(whole.log, same.log, "other events in pieces of {} bytes at most", ways.piece_bytes);
    }
}

fuzz_target!(
    init: {
        // The reader of PDF takes a panic in its library for a damaged page and goes on; all others are findings.
        let findings = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if info.location().is_none_or(|location| !location.file().contains("/hayro-")) {
                findings(info);
                process::abort();
            }
        }));
        LazyLock::force(&READER);
    },
    |data: &[u8]| run(data)
);
