//! A text whose language is found out before it is scanned.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::language::{DETECTION_BYTES_MAX, Detected, Language, detect};
use crate::options::Options;
use crate::scan::Scan;
use crate::scan_with;
use crate::scanner::Scanner;

/// Counts a document that comes in pieces, by the rules of its language.
///
/// The language is that of its first [`DETECTION_BYTES_MAX`] bytes, in whatever pieces they come, unless it is given. If
/// it is less likely than not, the text is counted as one whose language is not known.
///
/// ```
/// use reckon_stats::{Document, Options};
///
/// let mut document = Document::new(None, Options::default());
/// document.update("Il était une fois un roi et une reine ".as_bytes());
/// document.update("qui étaient si fâchés de n'avoir point d'enfants.".as_bytes());
/// let scan = document.finish();
/// assert_eq!(scan.stats.languages.keys().next().map(|language| language.code()), Some("fra"));
/// assert_eq!(scan.stats.words, 19);
/// ```
#[derive(Clone, Debug)]
pub struct Document {
    options: Options,
    detected: Option<Detected>,
    state: State,
}

/// Counts a document that is all there: the same as [`Document`] does, without a copy of its beginning.
///
/// ```
/// use reckon_stats::{Document, Options, scan_document};
///
/// let mut document = Document::new(None, Options::default());
/// document.update("L'été, c'est loin d'ici, dit-il à la reine.".as_bytes());
/// let text = "L'été, c'est loin d'ici, dit-il à la reine.".as_bytes();
/// assert_eq!(scan_document(None, Options::default(), text), document.finish());
/// ```
#[must_use]
pub fn scan_document(language: Option<Language>, options: Options, text: &[u8]) -> Scan {
    let detected = language.is_none().then(|| detect(text));
    let language = language.or(detected.map(Detected::likely)).unwrap_or_default();
    let scan = scan_with(Options { language, ..options }, text);
    match detected {
        Some(detected) => scan.with_confidence(detected),
        None => scan,
    }
}

#[derive(Clone, Debug)]
enum State {
    /// The first bytes, which are too few to be certain.
    Beginning(Vec<u8>),
    Scanning(Box<Scanner>),
}

impl Document {
    /// A document in the given language, or in one that is to be found out. The language of the options is not used.
    #[must_use]
    pub fn new(language: Option<Language>, options: Options) -> Self {
        match language {
            Some(language) => {
                let options = Options { language, ..options };
                Self { options, detected: None, state: State::Scanning(Box::new(Scanner::new(options))) }
            }
            None => Self { options, detected: None, state: State::Beginning(Vec::new()) },
        }
    }

    /// Takes the next piece, which may be empty and may begin or end within a character.
    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.state {
            State::Scanning(scanner) => scanner.update(bytes),
            State::Beginning(beginning) => {
                let (first, rest) = bytes.split_at(bytes.len().min(DETECTION_BYTES_MAX - beginning.len()));
                beginning.extend_from_slice(first);
                if beginning.len() == DETECTION_BYTES_MAX {
                    self.begin().update(rest);
                }
            }
        }
    }

    /// How many bytes there have been.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        match &self.state {
            State::Beginning(beginning) => beginning.len() as u64,
            State::Scanning(scanner) => scanner.bytes(),
        }
    }

    /// Finds out the language, and begins to scan with it.
    fn begin(&mut self) -> &mut Scanner {
        if let State::Beginning(beginning) = &mut self.state {
            let beginning = core::mem::take(beginning);
            let detected = detect(&beginning);
            let mut scanner = Scanner::new(Options { language: detected.likely(), ..self.options });
            scanner.update(&beginning);
            self.detected = Some(detected);
            self.state = State::Scanning(Box::new(scanner));
        }
        match &mut self.state {
            State::Scanning(scanner) => scanner,
            State::Beginning(_) => unreachable!("the scanner has just been made"),
        }
    }

    /// Ends the document and gives what was counted.
    #[must_use]
    pub fn finish(mut self) -> Scan {
        self.begin();
        let State::Scanning(scanner) = self.state else { unreachable!("the scanner has just been made") };
        let scan = scanner.finish();
        match self.detected {
            Some(detected) => scan.with_confidence(detected),
            None => scan,
        }
    }
}
