//! Sentences and words beside the treebanks of Universal Dependencies.

mod conllu;
mod score;

use std::fs;
use std::ops::Range;

use anyhow::{Context, Result};
use reckon_stats::{Language, tokens};

use crate::options::UdOptions;
use crate::table::Table;

pub use conllu::Treebank;
use score::Score;

/// What is compared: the definition of the language, and that of the standard for all languages.
const SENTENCES: [&str; 2] = ["sentences", "sentences.uax29"];
const WORDS: [&str; 3] = ["words", "words.uax29", "words.icu"];

/// `reckon-bench ud`.
///
/// # Errors
/// A file cannot be read or is not CoNLL-U, or its language is not known.
pub fn run(options: &UdOptions) -> Result<()> {
    let head = ["file", "id", "gold", "found", "precision", "recall", "F1"];
    let (mut of_sentences, mut of_words) =
        (Table::new(&head).with_text(&[1]), Table::new(&head).with_text(&[1]));
    for path in &options.files {
        let file = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let treebank = Treebank::parse(&file).with_context(|| format!("cannot use {}", path.display()))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let code = options.language.as_deref().or(name.split(['_', '-']).next()).unwrap_or_default();
        let language = Language::from_code(code).with_context(|| format!("there is no language {code:?}"))?;
        for id in SENTENCES {
            if let Some(found) = spans(id, &treebank.text, language) {
                of_sentences.push(row(&name, id, Score::new(&treebank.sentences, &found)));
            }
        }
        for id in WORDS {
            if let Some(found) = spans(id, &treebank.text, language) {
                of_words.push(row(&name, id, Score::new(&treebank.words, &found)));
            }
        }
        if let Some(found) = spans("sentences", &treebank.text, language).filter(|_| options.errors) {
            print_errors(&treebank, &found);
        }
    }
    println!("Sentences\n\n{of_sentences}\nWords\n\n{of_words}");
    Ok(())
}

/// Where the pieces stand that a number counts, without white space around them; nothing if it does not apply.
fn spans(id: &str, text: &str, language: Language) -> Option<Vec<Range<usize>>> {
    let mut at = 0;
    let found = tokens(id, text, language)?.into_iter().filter_map(|token| {
        let piece = token.text.trim();
        // Pieces come in their order, so that each is the next of its kind.
        let start = at + text[at..].find(piece)?;
        at = start + piece.len();
        (!piece.is_empty()).then_some(start..at)
    });
    Some(found.collect())
}

fn row(name: &str, id: &str, score: Score) -> Vec<String> {
    let share = |share: f64| format!("{share:.4}");
    vec![
        name.to_string(),
        id.to_string(),
        score.gold.to_string(),
        score.found.to_string(),
        share(score.precision()),
        share(score.recall()),
        share(score.f1()),
    ]
}

/// Prints what stands around each wrong boundary: `+` for one too many, `-` for one that is missing.
fn print_errors(treebank: &Treebank, found: &[Range<usize>]) {
    let text = &treebank.text;
    let starts = |spans: &[Range<usize>]| spans.iter().map(|span| span.start).collect::<Vec<_>>();
    let (gold, found) = (starts(&treebank.sentences), starts(found));
    let mut wrong: Vec<_> =
        found.iter().filter(|at| gold.binary_search(at).is_err()).map(|&at| (at, '+')).collect();
    wrong.extend(gold.iter().filter(|at| found.binary_search(at).is_err()).map(|&at| (at, '-')));
    wrong.sort_unstable();
    for (at, sign) in wrong {
        let before = text[..at].char_indices().rev().nth(40).map_or(0, |(start, _)| start);
        let after = text[at..].char_indices().nth(40).map_or(text.len(), |(end, _)| at + end);
        println!("{sign} {:?} | {:?}", &text[before..at], &text[at..after]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_found_where_they_stand() {
        let text = "L'été, l'été. Voilà l'hiver !";
        let found = |id| {
            let spans = spans(id, text, Language::FRENCH).unwrap();
            spans.into_iter().map(|span| (span.start, &text[span])).collect::<Vec<_>>()
        };
        assert_eq!(
            found("words"),
            [(0, "L'"), (2, "été"), (9, "l'"), (11, "été"), (18, "Voilà"), (25, "l'"), (27, "hiver")]
        );
        assert_eq!(found("sentences"), [(0, "L'été, l'été."), (18, "Voilà l'hiver !")]);
        assert_eq!(spans("readability.smog", text, Language::FRENCH), None);
    }
}
