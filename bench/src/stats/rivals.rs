//! Others who count the same, or nearly: crates in this process, programs, Python.

use std::io::{self, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use icu_segmenter::{SentenceSegmenter, WordSegmenter};
use unicode_segmentation::UnicodeSegmentation;

use crate::cpu;

use super::input::Input;
use super::layers::{CHARACTERS, COUNTS, DICTIONARY, REPORT, SENTENCES, UAX29, timed};

/// Somebody who counts.
pub struct Rival {
    /// In the tables.
    pub name: &'static str,
    /// Our layer that counts what this one counts, and often more.
    pub beside: &'static str,
    /// How much of the text is enough for a figure, as some are slow.
    pub bytes_max: usize,
    /// Whether this one knows English only.
    pub is_english: bool,
    /// Counts.
    pub count: Count,
}

/// How somebody counts.
pub enum Count {
    /// By a call that is timed, and one that finds the same and leaves out what is no word or sentence.
    Call(fn(&str) -> usize, fn(&str) -> Counts),
    /// By a program that is told the file last.
    Program(&'static [&'static str], fn(&str) -> Option<Counts>),
    /// By a script that measures itself.
    Python(&'static str, &'static [&'static str]),
}

/// What somebody has counted: our ids, and whether the definition is the same.
pub type Counts = Vec<(String, u64, Definition)>;

/// Whether two count the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Definition {
    /// The numbers must be equal.
    Same,
    /// They must be equal for a text that has nothing to be looked up in a dictionary.
    SameButForDictionaries,
    /// The numbers go by the same name and are near each other.
    Other,
}

use Definition::{Other, Same, SameButForDictionaries};

/// All of them, the fastest first.
pub const RIVALS: [Rival; 13] = [
    Rival {
        name: "Rust: split_whitespace",
        beside: COUNTS,
        count: Count::Call(|text| text.split_whitespace().count(), split_whitespace),
        ..CRATE
    },
    Rival {
        name: "wc -lwmc",
        beside: COUNTS,
        bytes_max: usize::MAX,
        is_english: false,
        count: Count::Program(&["wc", "-lwmc"], wc),
    },
    Rival {
        name: "Python: len(data.split())",
        beside: COUNTS,
        bytes_max: 32 << 20,
        is_english: false,
        count: Count::Python(include_str!("peers/bytes_split.py"), &["words.ascii"]),
    },
    Rival {
        name: "unicode-segmentation, graphemes",
        beside: CHARACTERS,
        count: Count::Call(|text| text.graphemes(true).count(), graphemes),
        ..CRATE
    },
    Rival {
        name: "unicode-segmentation, words",
        beside: UAX29,
        count: Count::Call(|text| text.unicode_words().count(), words),
        ..CRATE
    },
    Rival {
        name: "icu_segmenter, words",
        beside: UAX29,
        count: Count::Call(|text| icu_word_breaks(text).count(), icu_words),
        ..CRATE
    },
    Rival {
        name: "icu_segmenter, dictionary",
        beside: DICTIONARY,
        count: Count::Call(|text| icu_dictionary_breaks(text).count(), icu_dictionary),
        ..CRATE
    },
    Rival {
        name: "unicode-segmentation, sentences",
        beside: SENTENCES,
        count: Count::Call(|text| text.unicode_sentences().count(), sentences),
        ..CRATE
    },
    Rival {
        name: "icu_segmenter, sentences",
        beside: SENTENCES,
        count: Count::Call(|text| icu_sentence_breaks(text).count(), icu_sentences),
        ..CRATE
    },
    Rival {
        name: "both of icu_segmenter's",
        beside: SENTENCES,
        count: Count::Call(
            |text| icu_word_breaks(text).count() + icu_sentence_breaks(text).count(),
            |text| [icu_words(text), icu_sentences(text)].concat(),
        ),
        ..CRATE
    },
    Rival {
        name: "GNU style",
        beside: REPORT,
        bytes_max: 4 << 20,
        is_english: true,
        count: Count::Program(&["style"], style),
    },
    Rival {
        name: "textstat, nine metrics",
        beside: REPORT,
        bytes_max: 300_000,
        is_english: true,
        count: Count::Python(include_str!("peers/nine_metrics.py"), &[]),
    },
    Rival {
        name: "datatrove, five blocks",
        beside: REPORT,
        bytes_max: 300_000,
        is_english: true,
        count: Count::Python(include_str!("peers/five_blocks.py"), &["chars.code_points"]),
    },
];

/// What the crates have in common.
const CRATE: Rival = Rival {
    name: "",
    beside: "",
    bytes_max: 8 << 20,
    is_english: false,
    count: Count::Call(|_| 0, |_| vec![]),
};

/// The exit code of a script that lacks what it measures.
const LACKING: i32 = 3;

impl Rival {
    /// Counts once, and tells how long that took on a core; `None` if it is not installed.
    ///
    /// # Errors
    /// It has failed.
    pub fn measure(&self, piece: &Input, python: &Path) -> Result<Option<(Counts, Duration)>> {
        match self.count {
            Count::Call(count, check) => {
                let (_, time) = timed(piece.text.as_str(), count)?;
                Ok(Some((check(&piece.text), time)))
            }
            Count::Program(command, parse) => {
                let [program, arguments @ ..] = command else { return Ok(None) };
                let start = cpu::of_children()?;
                let Some((output, code)) = run(Command::new(program).args(arguments).arg(&piece.file))?
                else {
                    return Ok(None);
                };
                ensure!(code == Some(0), "it has failed");
                let counts = parse(&output).with_context(|| format!("it says something new: {output}"))?;
                Ok(Some((counts, cpu::of_children()? - start)))
            }
            Count::Python(script, same) => {
                let Some((output, code)) = run(Command::new(python).args(["-c", script]).arg(&piece.file))?
                else {
                    return Ok(None);
                };
                if code == Some(LACKING) {
                    return Ok(None);
                }
                ensure!(code == Some(0), "it has failed");
                let numbers = output.lines().filter_map(|line| {
                    let (id, number) = line.split_once(' ')?;
                    let definition = if same.contains(&id) { Same } else { Other };
                    Some((id.to_string(), number.parse().ok()?, definition))
                });
                let (time, counts): (Counts, Counts) = numbers.partition(|(id, ..)| id == "nanoseconds");
                let (_, nanoseconds, _) = time.first().context("it has not measured itself")?;
                Ok(Some((counts, Duration::from_nanos(*nanoseconds))))
            }
        }
    }
}

/// What a program prints, and its exit code; `None` if there is no such program.
fn run(command: &mut Command) -> Result<Option<(String, Option<i32>)>> {
    command.env("LC_ALL", "C.UTF-8").stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let mut output = vec![];
    child.stdout.take().context("there is no pipe")?.read_to_end(&mut output)?;
    let code = child.wait()?.code();
    Ok(Some((String::from_utf8_lossy(&output).into_owned(), code)))
}

fn one(id: &str, count: usize, definition: Definition) -> Counts {
    vec![(id.to_string(), count as u64, definition)]
}

/// Whether a segment holds a letter or a number, as words do.
fn has_word(segment: &str) -> bool {
    segment.contains(char::is_alphanumeric)
}

fn split_whitespace(text: &str) -> Counts {
    one("words.whitespace", text.split_whitespace().count(), Same)
}

fn graphemes(text: &str) -> Counts {
    one("chars.graphemes", text.graphemes(true).count(), Same)
}

fn words(text: &str) -> Counts {
    one("words.uax29", text.unicode_words().count(), Same)
}

fn sentences(text: &str) -> Counts {
    one("sentences.uax29", text.unicode_sentences().count(), Same)
}

fn icu_word_breaks(text: &str) -> impl Iterator<Item = usize> {
    WordSegmenter::new_for_non_complex_scripts(Default::default()).segment_str(text)
}

fn icu_dictionary_breaks(text: &str) -> impl Iterator<Item = usize> {
    WordSegmenter::new_dictionary(Default::default()).segment_str(text)
}

fn icu_sentence_breaks(text: &str) -> impl Iterator<Item = usize> {
    SentenceSegmenter::new(Default::default()).segment_str(text)
}

/// The segments between the breaks that hold a word.
fn segments(text: &str, breaks: impl Iterator<Item = usize>) -> usize {
    let mut start = 0;
    breaks.filter(|&end| has_word(&text[std::mem::replace(&mut start, end)..end])).count()
}

/// It leaves runs of Chinese and the like uncut, where the standard cuts at each character.
fn icu_words(text: &str) -> Counts {
    one("words.uax29", segments(text, icu_word_breaks(text)), SameButForDictionaries)
}

/// Its words do not end where a run of Chinese or Thai does.
fn icu_dictionary(text: &str) -> Counts {
    one("words.icu", segments(text, icu_dictionary_breaks(text)), Other)
}

fn icu_sentences(text: &str) -> Counts {
    one("sentences.uax29", segments(text, icu_sentence_breaks(text)), Same)
}

/// The words of `wc` are of a kind of their own: they depend on what the C library holds to be printable.
fn wc(output: &str) -> Option<Counts> {
    let mut numbers = output.split_whitespace().map_while(|word| word.parse().ok());
    let (lines, words, code_points) = (numbers.next()?, numbers.next()?, numbers.next()?);
    Some(vec![
        ("bytes".to_string(), numbers.next()?, Same),
        ("lines".to_string(), lines, Same),
        ("chars.code_points".to_string(), code_points, Same),
        ("words.whitespace".to_string(), words, Other),
    ])
}

/// `50297 words, average length …`, and so on.
fn style(output: &str) -> Option<Counts> {
    let number = |word: &str| {
        output.lines().find_map(|line| {
            let (number, rest) = line.trim().split_once(' ')?;
            let number = number.parse().ok()?;
            rest.starts_with(word).then_some(number)
        })
    };
    Some(vec![
        ("words".to_string(), number("words,")?, Other),
        ("sentences".to_string(), number("sentences,")?, Other),
        ("paragraphs".to_string(), number("paragraphs,")?, Other),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_understood() {
        let counts = wc("  6941  52663 299999 300000 piece.txt\n").unwrap();
        assert_eq!(
            counts.iter().map(|&(_, count, _)| count).collect::<Vec<_>>(),
            [300_000, 6941, 299_999, 52_663]
        );
        let output = "readability grades:\n        ARI: 6.8\nsentence info:\n        \
                      50297 words, average length 4.42 characters = 1.32 syllables\n        \
                      3396 sentences, average length 14.8 words\n        \
                      1247 paragraphs, average length 2.7 sentences\n";
        let counts = style(output).unwrap();
        assert_eq!(counts.iter().map(|&(_, count, _)| count).collect::<Vec<_>>(), [50_297, 3396, 1247]);
        assert_eq!((wc("nothing"), style("nothing")), (None, None));
    }

    #[test]
    fn crates_count_what_holds_a_word() {
        let text = "L'été — one, 2.5! \u{1F600}\n";
        assert_eq!([words(text), icu_words(text)].map(|counts| counts[0].1), [3, 3]);
        assert_eq!([sentences(text), icu_sentences(text)].map(|counts| counts[0].1), [1, 1]);
    }
}
