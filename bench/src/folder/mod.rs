//! A folder of small files, where what is done once for each file costs more than the text.

pub mod reader;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context, Result, bail, ensure};
use reckon_extract::{How, Scopes, Tallied, Tally, read};
use reckon_stats::{Counted, Language, Options};

use crate::options::FolderOptions;
use crate::random::Random;
use crate::record;
use crate::run::{Cost, run as run_program};
use crate::server::sibling;
use crate::sum::byte_sum;
use crate::table::{Table, grouped, median};
use crate::texts;

/// Files of a folder within the folder.
const FOLDER_FILES: u32 = 100;

/// Bytes of the built-in text before it begins again.
const BUILT_IN_BYTES: usize = 4 << 20;

/// What is asked of the program.
const QUESTIONS: [(&str, &[&str]); 5] = [
    ("stats --fields bytes,lines,words.whitespace", &["--fields", "bytes,lines,words.whitespace"]),
    ("stats", &[]),
    (
        "stats --fields words,sentences,bytes,words.whitespace",
        &["--fields", "words,sentences,bytes,words.whitespace"],
    ),
    ("stats --csv", &["--csv"]),
    ("stats --json", &["--json"]),
];

/// `reckon-bench folder`.
///
/// # Errors
/// The files cannot be made, or the program fails or counts something else than there is.
pub fn run(options: &FolderOptions) -> Result<()> {
    let reckon = options.reckon.clone().map_or_else(sibling, Ok)?;
    let folder = env::temp_dir().join(format!("reckon-bench-folder-{}", std::process::id()));
    let text = match &options.text {
        Some(path) => fs::read(path).with_context(|| format!("cannot read {}", path.display()))?,
        None => texts::english(BUILT_IN_BYTES),
    };
    let table = make(&folder, &text, options).and_then(|made| measure(&reckon, &folder, &made, options));
    fs::remove_dir_all(&folder)?;
    record::publish(&table?, "folder.md", options.record)
}

/// What was made, and so what must be counted.
#[derive(Default)]
struct Made {
    /// Of the files.
    bytes: u64,
    /// Of each byte.
    sum: u64,
    /// `bytes` of what counts.
    text_bytes: u64,
    /// `words.whitespace` of what counts.
    words: u64,
}

/// Makes the files: one stretch of the text after the other, up to the end of a line.
fn make(folder: &Path, text: &[u8], options: &FolderOptions) -> Result<Made> {
    ensure!(!text.is_empty(), "the text is empty");
    let mut random = Random::new(10_000);
    let mut made = Made::default();
    let mut rest = text;
    for number in 0..options.files {
        let within = folder.join(format!("{:03}", number / FOLDER_FILES));
        fs::create_dir_all(&within)?;
        if rest.is_empty() {
            rest = text;
        }
        let least = (1024 + random.below(3072) as usize).min(rest.len());
        let line =
            rest[least..].iter().position(|&byte| byte == b'\n').map_or(rest.len() - least, |at| at + 1);
        let (stretch, next) = rest.split_at(least + line);
        rest = next;
        let is_markdown = number.is_multiple_of(options.markdown);
        let bytes = if is_markdown {
            [format!("# Part {number}\n\n").as_bytes(), stretch].concat()
        } else {
            stretch.to_vec()
        };
        let path = within.join(format!("{number:05}.{}", if is_markdown { "md" } else { "txt" }));
        fs::write(path, &bytes)?;
        made.bytes += bytes.len() as u64;
        made.sum = made.sum.wrapping_add(byte_sum(&bytes));
        if is_markdown {
            let how = Options { counted: Counted::NONE, ..Options::default() };
            let mut tally = Tally::new(Some(Language::UNDETERMINED), how, Scopes::default(), false);
            let name = How { name: Some("a.md"), ..How::default() };
            read(&mut std::io::Cursor::new(&bytes), &name, &mut tally)?;
            for tallied in tally.finish() {
                let Tallied::Document(document) = tallied else { bail!("a text is read otherwise") };
                made.text_bytes += document.scan.stats.bytes;
                made.words += document.scan.stats.words_whitespace;
            }
        } else {
            let text = std::str::from_utf8(&bytes).context("the text is not UTF-8")?;
            made.text_bytes += bytes.len() as u64;
            made.words += text.split_whitespace().count() as u64;
        }
    }
    Ok(made)
}

/// Lets everybody read the files in turn, and checks what they say.
fn measure(reckon: &Path, folder: &Path, made: &Made, options: &FolderOptions) -> Result<String> {
    let jobs =
        options.jobs.unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from)).to_string();
    let (this, reckon) = (env::current_exe()?, reckon.to_string_lossy());
    let (this, place) = (this.to_string_lossy(), folder.to_string_lossy());
    let reading: Vec<&str> = vec![&this, "read-folder", "--jobs", &jobs, &place];
    let commands =
        QUESTIONS.map(|(_, question)| [&[&*reckon, "stats", "--jobs", &jobs], question, &[&*place]].concat());
    let mut read: Vec<Cost> = vec![];
    let mut ours: [Vec<Cost>; QUESTIONS.len()] = Default::default();
    for _ in 0..options.rounds {
        let cost = run_program(&reading)?.context("this program is gone")?;
        let answer = format!("{} {}\n", made.bytes, made.sum);
        ensure!(cost.output == answer.as_bytes(), "reading has not read what was written");
        read.push(cost);
        for ((command, costs), (name, _)) in commands.iter().zip(&mut ours).zip(QUESTIONS) {
            let cost = run_program(command)?.with_context(|| format!("there is no {reckon}"))?;
            check(&cost.output, made).context(name)?;
            costs.push(cost);
        }
    }
    let mut table = Table::new(&["", "ms", "of reading's speed", "ms on a core", "of reading's cost"]);
    let rows = std::iter::once(("reading and summing every byte", &read));
    for (name, costs) in rows.chain(QUESTIONS.iter().map(|(name, _)| *name).zip(&ours)) {
        let figure = |of: fn(&Cost) -> f64| format!("{:.1}", median(costs.iter().map(of)));
        let ratio = |of: fn(&Cost) -> f64| {
            format!("{:.2}", median(read.iter().zip(costs).map(|(read, cost)| of(read) / of(cost))))
        };
        table.push(vec![
            name.to_string(),
            figure(|cost| cost.wall),
            ratio(|cost| cost.wall),
            figure(|cost| cost.cpu),
            ratio(|cost| cost.cpu),
        ]);
    }
    let Made { bytes, .. } = made;
    let text = options.text.as_deref().map_or("a text that is built in".into(), name_of);
    Ok(format!(
        "{} files of {text}, one in {} Markdown, {} bytes, {jobs} threads; medians of {} rounds\n\n{table}\n",
        grouped(options.files.into()),
        options.markdown,
        grouped(*bytes),
        options.rounds
    ))
}

fn name_of(path: &Path) -> String {
    PathBuf::from(path.file_name().unwrap_or_default()).display().to_string()
}

/// Checks the bytes and, where they are asked for, the words of the total.
fn check(output: &[u8], made: &Made) -> Result<()> {
    let output = str::from_utf8(output)?;
    for (id, expected, is_needed) in
        [("bytes", made.text_bytes, true), ("words.whitespace", made.words, false)]
    {
        let found = total(output, id);
        ensure!(found.is_some() || !is_needed, "the total has no {id}");
        ensure!(
            found.is_none_or(|found| found == expected),
            "{id} of all is {found:?} instead of {expected}"
        );
    }
    Ok(())
}

/// A number of the last row, which is the total: of a table, of CSV or of JSON.
fn total(output: &str, id: &str) -> Option<u64> {
    let (first, last) = (output.lines().next()?, output.lines().last()?);
    if last.starts_with('{') {
        let (_, rest) = last.split_once(&format!("\"{id}\":"))?;
        return rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok();
    }
    let separators: &[char] = if first.contains(',') { &[','] } else { &[' '] };
    let cells = |line: &str| -> Vec<String> {
        line.split(separators)
            .filter(|cell| !cell.is_empty() || separators == [','])
            .map(String::from)
            .collect()
    };
    let place = cells(first).iter().position(|cell| cell == id)?;
    cells(last).get(place)?.parse().ok()
}
