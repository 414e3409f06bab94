//! Who counts the documents of a connection: a machine knows when they begin and end, and not what is in them.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::mem;

use reckon_stats::{Document, Options, Scan};

use super::opening::Opening;
use crate::limits::Limits;

/// Counts one document after another.
pub trait Counter {
    /// A document begins, of which this is known. What was begun before and not ended is forgotten.
    fn begin(&mut self, opening: &Opening);

    /// Takes the next piece, which may be empty.
    fn update(&mut self, bytes: &[u8]);

    /// Ends the document, and gives what was counted: of one document, or of several in one file. It may take its time, as
    /// long as the shell around it knows what to do meanwhile.
    ///
    /// # Errors
    /// The document cannot be read. The text is for the peer: it is sent after `error: `.
    fn finish(&mut self) -> Result<Vec<Counted>, String>;

    /// Ends the document, and gives the `words.ascii` of its bytes, whatever is in them. The next one begins as if nothing
    /// was known of it.
    fn finish_words(&mut self) -> u64;
}

/// What was counted of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Its name within a file of several.
    pub name: Option<String>,
    /// What counts; none where there are no numbers: the document cannot be read, or holds others and is none itself.
    pub scan: Option<Scan>,
    /// What there is to say besides, in words: it follows the report, if there is one.
    pub text: String,
    /// The same for a program: it goes with the scan to whoever asks for documents, and no machine looks into it.
    pub about: String,
}

/// Counts every document as plain text in UTF-8.
#[derive(Debug)]
pub struct PlainCounter {
    options: Options,
    document: Document,
}

impl PlainCounter {
    /// Keeps as many distinct words as the limits say. The seed should be random and secret: who knows it can choose words
    /// that slow down the counting. Nothing that is answered depends on it.
    #[must_use]
    pub fn new(limits: &Limits, seed: u64) -> Self {
        let distinct_words_max = u32::try_from(limits.document_distinct_words_max).unwrap_or(u32::MAX);
        let options = Options { distinct_words_max, seed, ..Options::DEFAULT };
        Self { options, document: Document::new(None, options) }
    }
}

impl Counter for PlainCounter {
    fn begin(&mut self, opening: &Opening) {
        let options = Options { counted: opening.counted, ..self.options };
        self.document = Document::new(opening.language, options);
    }

    fn update(&mut self, bytes: &[u8]) {
        self.document.update(bytes);
    }

    fn finish(&mut self) -> Result<Vec<Counted>, String> {
        let next = Document::new(None, self.options);
        let scan = mem::replace(&mut self.document, next).finish();
        Ok(vec![Counted { scan: Some(scan), ..Counted::default() }])
    }

    fn finish_words(&mut self) -> u64 {
        let next = Document::new(None, self.options);
        mem::replace(&mut self.document, next).finish().stats.words_ascii
    }
}
