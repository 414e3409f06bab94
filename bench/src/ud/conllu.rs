//! Treebanks in the format CoNLL-U: the running text of one, and where its sentences and words stand in it.
//!
//! ```text
//! # newpar
//! # text = He doesn't know.
//! 1    He     he    PRON   …  _
//! 2-3  doesn't _    _      …  _              a surface token that is several words
//! 2    does   do    AUX    …  _
//! 3    n't    not   PART   …  _
//! 3.1  to     to    PART   …  _              an empty node, which is not in the text
//! 4    know   know  VERB   …  SpaceAfter=No
//! 5    .      .     PUNCT  …  _
//! ```
//!
//! Source: <https://universaldependencies.org/format.html>.

use std::ops::Range;

use anyhow::{Context, Result, bail, ensure};

/// A treebank as running text with its gold spans.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Treebank {
    /// The texts of the sentences with a space between them, and a blank line where a paragraph or a document begins.
    pub text: String,
    /// Each sentence, without white space around it.
    pub sentences: Vec<Range<usize>>,
    /// Each surface token but punctuation and symbols.
    pub words: Vec<Range<usize>>,
}

impl Treebank {
    /// Reads a file.
    ///
    /// # Errors
    /// The file is not CoNLL-U, or a sentence's tokens do not spell its text.
    pub fn parse(file: &str) -> Result<Self> {
        let mut treebank = Self::default();
        let mut sentence = Sentence::default();
        for (number, line) in (1..).zip(file.lines()) {
            let line = line.trim_end_matches('\r');
            if line.is_empty() {
                treebank.push(&sentence).with_context(|| format!("in the sentence before line {number}"))?;
                sentence = Sentence::default();
            } else {
                sentence.read(line).with_context(|| format!("in line {number}"))?;
            }
        }
        treebank.push(&sentence).context("in the last sentence")?;
        Ok(treebank)
    }

    /// Appends a sentence.
    fn push(&mut self, sentence: &Sentence) -> Result<()> {
        let Some(text) = &sentence.text else {
            ensure!(sentence.tokens.is_empty(), "there is no `# text` in it");
            return Ok(());
        };
        let text = text.trim();
        if !self.text.is_empty() {
            self.text += if sentence.begins_paragraph { "\n\n" } else { " " };
        }
        let start = self.text.len();
        self.text += text;
        self.sentences.push(start..self.text.len());
        let mut at = start;
        for token in &sentence.tokens {
            let rest = self.text[at..].trim_start();
            let begin = self.text.len() - rest.len();
            ensure!(rest.starts_with(&token.form), "the token {:?} is not in the text there", token.form);
            at = begin + token.form.len();
            let spaced = self.text[at..].starts_with(char::is_whitespace) || at == self.text.len();
            ensure!(spaced || !token.space_after, "no space follows {:?} in the text", token.form);
            if token.is_word {
                self.words.push(begin..at);
            }
        }
        ensure!(self.text[at..].trim().is_empty(), "the tokens are shorter than the text");
        Ok(())
    }
}

/// A sentence while it is read.
#[derive(Debug, Default)]
struct Sentence {
    text: Option<String>,
    begins_paragraph: bool,
    tokens: Vec<Token>,
    /// The last word of the surface token that is several words; 0 before the first of them.
    covered: u32,
}

/// A surface token.
#[derive(Debug)]
struct Token {
    form: String,
    space_after: bool,
    is_word: bool,
}

impl Sentence {
    fn read(&mut self, line: &str) -> Result<()> {
        if let Some(comment) = line.strip_prefix('#') {
            let comment = comment.trim_start();
            let (key, value) = comment.split_once('=').unwrap_or((comment, ""));
            match key.split_whitespace().next() {
                Some("text") if key.trim() == "text" => self.text = Some(value.trim().to_string()),
                Some("newpar" | "newdoc") => self.begins_paragraph = true,
                _ => {}
            }
            return Ok(());
        }
        let fields: Vec<_> = line.split('\t').collect();
        let [id, form, _, upos, _, _, _, _, _, misc] = fields[..] else {
            bail!("it has {} fields instead of 10", fields.len());
        };
        if id.contains('.') {
            return Ok(());
        }
        let is_word = !matches!(upos, "PUNCT" | "SYM");
        if let Some((first, last)) = id.split_once('-') {
            let first: u32 = first.parse().context("the range has no first word")?;
            self.covered = last.parse().context("the range has no last word")?;
            ensure!(first <= self.covered, "the range is empty");
        } else {
            let id: u32 = id.parse().context("the word has no number")?;
            if id <= self.covered {
                // It is a word if any of its parts is.
                let token = self.tokens.last_mut().context("the range has no token")?;
                token.is_word |= is_word;
                return Ok(());
            }
        }
        let range = id.contains('-');
        self.tokens.push(Token {
            form: form.to_string(),
            space_after: !misc.split('|').any(|feature| feature == "SpaceAfter=No"),
            is_word: !range && is_word,
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans<'t>(text: &'t str, ranges: &[Range<usize>]) -> Vec<&'t str> {
        ranges.iter().map(|range| &text[range.clone()]).collect()
    }

    fn line(id: &str, form: &str, upos: &str, misc: &str) -> String {
        format!("{id}\t{form}\t_\t{upos}\t_\t_\t_\t_\t_\t{misc}\n")
    }

    #[test]
    fn the_text_is_rebuilt_with_its_spans() {
        let file = [
            "# newdoc id = d\n# newpar\n# sent_id = 1\n# text = He doesn't know 10 000.\n# text_en = no\n",
            &line("1", "He", "PRON", "_"),
            &line("2-3", "doesn't", "_", "_"),
            &line("2", "does", "AUX", "_"),
            &line("3", "n't", "PART", "_"),
            &line("3.1", "to", "PART", "_"),
            &line("4", "know", "VERB", "_"),
            &line("5", "10 000", "NUM", "Gloss=x|SpaceAfter=No"),
            &line("6", ".", "PUNCT", "_"),
            "\n# text = :)\n",
            &line("1", ":)", "SYM", "_"),
            "\n# newpar id = p2\n# text = l'été\n",
            &line("1", "l'", "DET", "SpaceAfter=No"),
            &line("2", "été", "NOUN", "_"),
            "\n",
        ]
        .concat();
        let treebank = Treebank::parse(&file).unwrap();
        assert_eq!(treebank.text, "He doesn't know 10 000. :)\n\nl'été");
        assert_eq!(spans(&treebank.text, &treebank.sentences), ["He doesn't know 10 000.", ":)", "l'été"]);
        assert_eq!(spans(&treebank.text, &treebank.words), ["He", "doesn't", "know", "10 000", "l'", "été"]);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let wrong = [
            "1\tHe\tPRON\n".to_string(),
            format!("# text = She\n{}", line("1", "He", "PRON", "_")),
            format!("# text = He\n{}", line("1", "H", "PRON", "_")),
            format!("# text = He.\n{}", line("1", "He", "PRON", "SpaceAfter=No")),
            line("1", "He", "PRON", "_"),
            format!("# text = He\n{}", line("a", "He", "PRON", "_")),
        ];
        for file in wrong {
            assert!(Treebank::parse(&file).is_err(), "{file}");
        }
    }
}
