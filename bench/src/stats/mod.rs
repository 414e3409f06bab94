//! The scanner in this process, beside others who count the same.

mod rivals;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::machine::Cores;
use crate::options::StatsOptions;
use crate::record;
use crate::table::{Table, median};
use crate::texts;

use rivals::{Input, RIVALS, SCANNER};

/// Bytes of the built-in text before it is repeated.
const BUILT_IN_BYTES: usize = 4 << 20;

/// `reckon-bench stats`.
///
/// # Errors
/// A text cannot be read or is not UTF-8, or two have counted differently.
pub fn run(options: &StatsOptions) -> Result<()> {
    // All rivals run on the core of this process, one at a time.
    Cores::take()?;
    let mut tables = String::new();
    for (name, text) in texts(&options.files)? {
        let repeated = texts::repeat(&text, options.megabytes as usize * 1_000_000);
        for (text, remark) in [(text, ""), (repeated, ", repeated")] {
            let title = format!(
                "{name}{remark}: {:.1} MB; medians of {} rounds",
                text.len() as f64 / 1e6,
                options.rounds
            );
            let table = measure(&Input::new(text)?, options.rounds).context(title.clone())?;
            tables += &format!("{title}\n\n{table}\n");
        }
    }
    record::publish(&tables, "stats.md", options.record)
}

/// The texts, each with its name.
fn texts(files: &[impl AsRef<Path>]) -> Result<Vec<(String, Vec<u8>)>> {
    let mut texts = vec![];
    for path in files.iter().map(AsRef::as_ref) {
        let text = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        let is_text = !text.is_empty() && str::from_utf8(&text).is_ok();
        ensure!(is_text, "{} is empty or not UTF-8, which is what all the rivals can count", path.display());
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        texts.push((name, text));
    }
    texts.push(("French, Russian, Chinese".to_string(), texts::mixed(BUILT_IN_BYTES)));
    Ok(texts)
}

/// Lets everybody count the text in turn, compares the counts and the times.
fn measure(input: &Input, rounds: u32) -> Result<Table> {
    let mut speeds: Vec<Vec<f64>> = RIVALS.map(|_| vec![]).into();
    for _ in 0..rounds {
        let expected = rivals::scan(input);
        for (rival, speeds) in RIVALS.iter().zip(&mut speeds) {
            let Some(count) = (rival.count)(input).context(rival.name)? else { continue };
            count.check(&expected).context(rival.name)?;
            speeds.push(input.text.len() as f64 / 1e6 / count.elapsed.as_secs_f64());
        }
    }
    let mut table = Table::new(&["counted by", "MB/s", "of the sum", "the scanner to it"]);
    let ratio = |ours: &[f64], theirs: &[f64]| {
        let ratio = median(ours.iter().zip(theirs).map(|(ours, theirs)| ours / theirs));
        // Three digits say enough.
        let decimals = (2 - ratio.log10().floor() as i32).clamp(0, 3) as usize;
        format!("{ratio:.decimals$}")
    };
    for (rival, own) in RIVALS.iter().zip(&speeds) {
        let mut row = vec![rival.name.to_string()];
        if own.is_empty() {
            row.extend(["not installed", "", ""].map(str::to_string));
        } else {
            row.push(format!("{:.0}", median(own.iter().copied())));
            row.extend([ratio(own, &speeds[0]), ratio(&speeds[SCANNER], own)]);
        }
        table.push(row);
    }
    Ok(table)
}
