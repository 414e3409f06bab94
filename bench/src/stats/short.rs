//! Short documents: what one costs when everything is warm.

use std::hint::black_box;

use anyhow::{Result, ensure};
use reckon_stats::{Counted, Document, Language, Options, TOP_WORDS, scan_with};

use crate::cpu;
use crate::table::{Table, median};

use super::input::Input;

/// The greatest length of a document.
const DOCUMENT_BYTES: usize = 1024;

/// How many different documents are counted for one figure, so that none is remembered.
const DOCUMENTS_MAX: usize = 2000;

/// What is done with a document: gives its words.
type Work = fn(&str, Language) -> u64;

const WORKS: [(&str, Work); 4] = [
    ("counts", |document, language| {
        let options = Options { language, counted: Counted::NONE, ..Options::default() };
        scan_with(options, document.as_bytes()).stats.words_whitespace
    }),
    ("everything, without the report", |document, language| scanned(document, language)),
    ("the whole report, language given", |document, language| reported(document, Some(language))),
    ("the whole report, language detected", |document, _| reported(document, None)),
];

fn scanned(document: &str, language: Language) -> u64 {
    scan_with(Options { language, ..Options::default() }, document.as_bytes()).stats.words_whitespace
}

fn reported(text: &str, language: Option<Language>) -> u64 {
    let mut document = Document::new(language, Options::default());
    document.update(text.as_bytes());
    let scan = document.finish();
    black_box(scan.report(TOP_WORDS));
    scan.stats.words_whitespace
}

/// Measures documents cut from the text, one after another.
pub fn measure(input: &Input, rounds: u32) -> Result<String> {
    let documents = cut(&input.text);
    ensure!(!documents.is_empty(), "the text is too short to cut documents from");
    let words: usize = documents.iter().map(|document| document.split_whitespace().count()).sum();
    let mut times: Vec<Vec<f64>> = WORKS.map(|_| vec![]).into();
    for _ in 0..rounds {
        for ((name, work), times) in WORKS.iter().zip(&mut times) {
            let start = cpu::of_this_thread()?;
            let counted: u64 =
                documents.iter().map(|document| black_box(work(black_box(document), input.language))).sum();
            let time = cpu::of_this_thread()? - start;
            ensure!(counted == words as u64, "{name}: {counted} words instead of {words}");
            times.push(time.as_secs_f64() * 1e6 / documents.len() as f64);
        }
    }
    let mut table = Table::new(&["a document of 1 KB", "µs"]);
    for ((name, _), times) in WORKS.iter().zip(times) {
        table.push(vec![name.to_string(), format!("{:.1}", median(times))]);
    }
    let bytes = documents.iter().map(|document| document.len()).sum::<usize>() / documents.len();
    let count = documents.len();
    Ok(format!("{count} documents of {bytes} bytes on average; medians of {rounds} rounds\n\n{table}\n"))
}

/// Cuts documents from a text, each up to the last white space that it has room for.
fn cut(text: &str) -> Vec<&str> {
    let mut documents = vec![];
    let mut rest = text;
    while rest.len() > DOCUMENT_BYTES && documents.len() < DOCUMENTS_MAX {
        let end = rest.floor_char_boundary(DOCUMENT_BYTES);
        let end = rest[..end].rfind(char::is_whitespace).filter(|&end| end > 0).unwrap_or(end);
        let (document, later) = rest.split_at(end);
        documents.push(document);
        rest = later;
    }
    documents
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_end_between_words() {
        let text = "été ".repeat(1000);
        let documents = cut(&text);
        assert_eq!(documents.concat(), text[..documents.concat().len()]);
        assert!(documents.iter().all(|document| document.len() > 1000 && document.len() <= DOCUMENT_BYTES));
        let words: usize = documents.iter().map(|document| document.split_whitespace().count()).sum();
        assert_eq!(words, documents.concat().split_whitespace().count());
    }
}
