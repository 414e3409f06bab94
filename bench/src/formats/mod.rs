//! Documents of other formats than plain text: what is read of them, beside what they say and what others read.

mod agreement;
mod document;
mod peers;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use reckon_extract::Format;

use crate::cpu;
use crate::options::FormatsOptions;
use crate::record;
use crate::table::Table;

use agreement::Agreement;
use document::Document;
use peers::Peer;

/// The samples of the sources that this was built from.
const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/extract/samples");

/// Processor time in which the documents of a format are read again and again.
const MEASURED: Duration = Duration::from_millis(300);

/// `reckon-bench formats`.
///
/// # Errors
/// A folder or a file cannot be read, there is no document, or a sample does not have the text that is known of it.
pub fn run(options: &FormatsOptions) -> Result<()> {
    let folders =
        if options.folders.is_empty() { vec![PathBuf::from(SAMPLES)] } else { options.folders.clone() };
    let mut paths = vec![];
    for folder in &folders {
        collect(folder, &mut paths)?;
    }
    paths.sort();
    let mut documents = vec![];
    for path in paths {
        documents.extend(Document::open(&path).with_context(|| format!("cannot read {}", path.display()))?);
    }
    ensure!(!documents.is_empty(), "there is no document of a format that is known in these folders");

    let mut table = Table::new(&[
        "format",
        "by",
        "documents",
        "failed",
        "MB",
        "known",
        "F1",
        "words",
        "agreement",
        "MB/s",
    ])
    .with_text(&[1]);
    let mut worst = vec![];
    for format in Format::all() {
        let documents: Vec<_> = documents.iter().filter(|document| document.format == format).collect();
        if documents.is_empty() {
            continue;
        }
        table.push(row_of_reckon(format, &documents)?);
        for peer in peers::of(format).iter().filter(|peer| !options.no_peers && peer.is_there()) {
            table.push(row_of_peer(format, peer, &documents, &mut worst)?);
        }
    }
    let mut text = format!("{table}");
    if options.folders.is_empty() {
        write!(text, "\nThe same document in each format\n\n{}", same_in_each(&documents))?;
    }
    record::publish(&text, "formats.md", options.record)?;
    worst.sort_by(|one: &(f64, String), other| one.0.total_cmp(&other.0));
    for (_, line) in worst.iter().take(options.worst) {
        println!("{line}");
    }
    Ok(())
}

/// All files of a folder and of those in it.
fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, paths)?;
        } else {
            paths.push(path);
        }
    }
    Ok(())
}

fn row_of_reckon(format: Format, documents: &[&Document]) -> Result<Vec<String>> {
    let mut known = Agreement::default();
    for document in documents {
        if let (Some(expected), Some(words)) = (&document.known, &document.words) {
            known.add(expected, words);
        }
    }
    let bytes: u64 = documents.iter().map(|document| document.markup_bytes).sum();
    let (start, mut rounds) = (cpu::of_this_thread()?, 0.0);
    let spent = loop {
        documents.iter().for_each(|document| document.read_once());
        rounds += 1.0;
        let spent = cpu::of_this_thread()? - start;
        if spent >= MEASURED {
            break spent;
        }
    };
    let failed = documents.iter().filter(|document| document.words.is_none()).count();
    let speed = rounds * bytes as f64 / spent.as_secs_f64();
    Ok(row(format, "Reckon", documents.len(), failed, bytes, &known, None, speed))
}

fn row_of_peer(
    format: Format,
    peer: &Peer,
    documents: &[&Document],
    worst: &mut Vec<(f64, String)>,
) -> Result<Vec<String>> {
    let (mut known, mut with_us) = (Agreement::default(), Agreement::default());
    let (mut failed, mut bytes) = (0, 0);
    let start = cpu::of_children()?;
    for document in documents {
        bytes += document.markup_bytes;
        let Some(text) = peer.text_of(&document.path)? else {
            failed += 1;
            continue;
        };
        let words = document::words_of(&text);
        if let Some(expected) = &document.known {
            known.add(expected, &words);
        }
        let Some(own) = &document.words else { continue };
        with_us.add(own, &words);
        let mut alone = Agreement::default();
        alone.add(own, &words);
        let line = format!(
            "{:.3} {} {} ({} words by Reckon, {} by it)",
            alone.f1(),
            peer.name,
            document.path.display(),
            own.len(),
            words.len()
        );
        worst.push((alone.f1(), line));
    }
    let speed = bytes as f64 / (cpu::of_children()? - start).as_secs_f64();
    Ok(row(format, peer.name, documents.len(), failed, bytes, &known, Some(&with_us), speed))
}

#[expect(clippy::too_many_arguments, reason = "each is a column")]
fn row(
    format: Format,
    by: &str,
    documents: usize,
    failed: usize,
    bytes: u64,
    known: &Agreement,
    with_us: Option<&Agreement>,
    speed: f64,
) -> Vec<String> {
    let or_none = |text: String, is_there: bool| if is_there { text } else { "–".to_string() };
    let has_known = known.documents > 0;
    vec![
        format.to_string(),
        by.to_string(),
        documents.to_string(),
        failed.to_string(),
        format!("{:.2}", bytes as f64 / 1e6),
        known.documents.to_string(),
        or_none(format!("{:.4}", known.f1()), has_known),
        or_none(format!("{:+.2} %", 100.0 * known.deviation()), has_known),
        with_us.map_or("–".to_string(), |with_us| format!("{:.4}", with_us.f1())),
        format!("{:.1}", speed / 1e6),
    ]
}

/// The words of the one document that is there in many formats.
fn same_in_each(documents: &[Document]) -> Table {
    let mut table = Table::new(&["file", "words that count"]);
    for document in
        documents.iter().filter(|document| document.path.parent().is_some_and(|it| it.ends_with("same")))
    {
        let name = document.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        table.push(vec![name, document.words.as_ref().map_or(0, Vec::len).to_string()]);
    }
    table
}
