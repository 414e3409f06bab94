//! The statistics in this process, layer by layer, beside others who count the same.

mod input;
mod layers;
mod program;
mod rivals;
mod short;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::machine::Cores;
use crate::options::StatsOptions;
use crate::record;
use crate::table::{Table, median};
use crate::texts;
use crate::ud::Treebank;

use input::{Expected, Input};
use layers::LAYERS;
use rivals::{Counts, Definition, RIVALS};

/// Bytes of the built-in texts before they are repeated.
const BUILT_IN_BYTES: usize = 4 << 20;

/// `reckon-bench stats`.
///
/// # Errors
/// A text cannot be read or is not UTF-8, or two have counted differently what they count alike.
pub fn run(options: &StatsOptions) -> Result<()> {
    let texts = texts(options)?;
    let repeated = |text: &[u8]| texts::repeat(text, options.megabytes as usize * 1_000_000);
    // The program may use all cores; after it everybody runs on the core of this process, one at a time.
    let mut tables = program::measure(options, &Input::new(repeated(&texts[0].text))?)?;
    Cores::take()?;
    tables += &short::measure(&Input::new(texts[0].text.clone())?, options.rounds)?;
    let mut wrong = vec![];
    for Text { name, text, is_repeated } in texts {
        let mut inputs = vec![];
        if is_repeated {
            inputs.push((repeated(&text), ", repeated"));
        }
        inputs.insert(0, (text, ""));
        for (text, remark) in inputs {
            let input = Input::new(text)?;
            let title = format!(
                "{name}{remark}: {:.1} MB, {}; medians of {} rounds",
                input.megabytes(),
                input.language.name(),
                options.rounds
            );
            let (ours, theirs) = measure(&input, options, &mut wrong).context(title.clone())?;
            tables += &format!("{title}\n\n{ours}\n{theirs}\n");
        }
    }
    record::publish(&tables, "stats.md", options.record && wrong.is_empty())?;
    ensure!(wrong.is_empty(), "counts that should be equal are not:\n{}", wrong.join("\n"));
    Ok(())
}

/// A text with its name.
struct Text {
    name: String,
    text: Vec<u8>,
    /// Whether it is measured repeated as well.
    is_repeated: bool,
}

/// The texts of the command line, or the built-in one in English; then the mixed ones.
fn texts(options: &StatsOptions) -> Result<Vec<Text>> {
    let mut texts = vec![];
    for path in &options.files {
        texts.push(Text { name: file_name(path), text: read(path)?, is_repeated: true });
    }
    if texts.is_empty() {
        let text = texts::english(BUILT_IN_BYTES);
        texts.push(Text { name: "English, built in".to_string(), text, is_repeated: true });
    }
    if !options.mix.is_empty() {
        let parts = options.mix.iter().map(|path| read(path)).collect::<Result<Vec<_>>>()?;
        let names: Vec<_> = options.mix.iter().map(PathBuf::as_path).map(file_name).collect();
        let text = texts::mix(&parts);
        ensure!(!text.is_empty(), "the texts to be mixed have no blank lines");
        texts.push(Text { name: format!("{}, mixed", names.join(", ")), text, is_repeated: false });
    }
    let text = texts::mixed(BUILT_IN_BYTES);
    texts.push(Text {
        name: "French, German, Russian, Chinese, built in".to_string(),
        text,
        is_repeated: true,
    });
    Ok(texts)
}

/// Reads a text, or the running text of a treebank.
fn read(path: &Path) -> Result<Vec<u8>> {
    let text = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let text = String::from_utf8(text).ok().filter(|text| !text.is_empty());
    let text = text.with_context(|| {
        format!("{} is empty or not UTF-8, which is what all the rivals can count", path.display())
    })?;
    if path.extension().is_some_and(|extension| extension == "conllu") {
        return Ok(Treebank::parse(&text)?.text.into_bytes());
    }
    Ok(text.into_bytes())
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Lets everybody count the text in turn, compares the counts and the times.
fn measure(input: &Input, options: &StatsOptions, wrong: &mut Vec<String>) -> Result<(Table, Table)> {
    let expected = input.expected();
    let mut rivals = vec![];
    for rival in RIVALS.iter().filter(|rival| !rival.is_english || input.language.code() == "eng") {
        let piece = input.piece(rival.bytes_max)?;
        let expected = piece.expected();
        rivals.push((rival, piece, expected));
    }
    // In megabytes a second, round by round.
    let mut ours: Vec<Vec<f64>> = LAYERS.iter().map(|_| vec![]).collect();
    let mut theirs: Vec<Vec<f64>> = rivals.iter().map(|_| vec![]).collect();
    let mut answers: Vec<String> = rivals.iter().map(|_| String::new()).collect();
    for _ in 0..options.rounds {
        for (layer, speeds) in LAYERS.iter().zip(&mut ours) {
            let time = layer.measure(input, &expected.stats).context(layer.name)?;
            speeds.push(input.megabytes() / time.as_secs_f64());
        }
        for (((rival, piece, expected), speeds), answer) in rivals.iter().zip(&mut theirs).zip(&mut answers) {
            let Some((counts, time)) = rival.measure(piece, &options.python).context(rival.name)? else {
                continue;
            };
            speeds.push(piece.megabytes() / time.as_secs_f64());
            *answer = compare(&counts, expected, |message| wrong.push(format!("{}: {message}", rival.name)));
        }
    }
    let mut table = Table::new(&["layer", "MB/s", "of the sum"]);
    for (layer, speeds) in LAYERS.iter().zip(&ours) {
        let speed = median(speeds.iter().copied());
        table.push(vec![layer.name.to_string(), digits(speed), ratio(speeds, &ours[0])]);
    }
    let mut beside =
        Table::new(&["counted by", "MB/s", "our layer", "MB/s", "ours to it", "answers"]).with_text(&[2, 5]);
    for (((rival, ..), speeds), answer) in rivals.iter().zip(&theirs).zip(answers) {
        let layer = LAYERS.iter().position(|layer| layer.name == rival.beside).context(rival.beside)?;
        let mut row = vec![rival.name.to_string()];
        if speeds.is_empty() {
            row.extend(["not installed", rival.beside, "", "", ""].map(str::to_string));
        } else {
            let speed = |speeds: &[f64]| digits(median(speeds.iter().copied()));
            row.extend([speed(speeds), rival.beside.to_string(), speed(&ours[layer])]);
            row.extend([ratio(&ours[layer], speeds), answer]);
        }
        beside.push(row);
    }
    Ok((table, beside))
}

/// Says which counts are equal, and what part of ours those are that are made by another definition.
fn compare(counts: &Counts, expected: &Expected, mut wrong: impl FnMut(String)) -> String {
    let (mut same, mut other) = (vec![], vec![]);
    for (id, count, definition) in counts {
        let Some(ours) = expected.count(id) else {
            other.push(format!("{id}: we have none"));
            continue;
        };
        let is_cut_by_dictionary = expected.count("words.icu") != expected.count("words.uax29");
        match definition {
            Definition::SameButForDictionaries if is_cut_by_dictionary => other.push(times(id, *count, ours)),
            Definition::Same | Definition::SameButForDictionaries if *count == ours => same.push(id.as_str()),
            Definition::Same | Definition::SameButForDictionaries => {
                wrong(format!("{id} is {count}, and {ours} by us"));
                other.push(format!("{id} WRONG"));
            }
            Definition::Other => other.push(times(id, *count, ours)),
        }
    }
    let same = if same.is_empty() { vec![] } else { vec![format!("equal: {}", same.join(", "))] };
    [same, other].concat().join("; ")
}

fn times(id: &str, count: u64, ours: u64) -> String {
    format!("{id} × {:.4}", count as f64 / ours as f64)
}

/// The median of the ratios that were made within a round.
fn ratio(ours: &[f64], theirs: &[f64]) -> String {
    digits(median(ours.iter().zip(theirs).map(|(ours, theirs)| ours / theirs)))
}

/// Three digits say enough.
fn digits(number: f64) -> String {
    let decimals = (2 - number.log10().floor() as i32).clamp(0, 3) as usize;
    format!("{number:.decimals$}")
}
