//! `reckon stats`.

use std::fs::{self, File};
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use reckon_stats::{Scanner, Stats};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::cli::{DOCS_PORT, StatsOptions};
use crate::failure::{Outcome, is_broken_pipe};
use crate::shell::address::Server;
use crate::shell::ask::{Count, Upload};

/// Bytes of one read: long enough for the system, short enough for the cache.
const READ_BYTES: usize = 128 << 10;

/// Devices such as /dev/zero have no end; without another limit this one says so.
const DEVICE_BYTES_MAX: u64 = 1 << 30;

/// Progress is shown for what takes longer than this.
const PROGRESS_AFTER: Duration = Duration::from_millis(700);

/// How often it is drawn anew.
const PROGRESS_EVERY: Duration = Duration::from_millis(200);

/// Counts each file and prints a report, or a table with a total for several.
///
/// # Errors
/// Standard output fails. A file that fails is reported in its place, and the others are counted.
pub fn run(options: &StatsOptions) -> Result<Outcome> {
    let standard_input = [PathBuf::from("-")];
    let files = if options.files.is_empty() { &standard_input } else { options.files.as_slice() };
    let mut outcome = Outcome::Done;
    let mut rows: Vec<(String, Stats)> = vec![];
    for path in files {
        let name = path.display().to_string();
        let counted = count(path, options);
        let result = match counted {
            Ok(Counted::Classic(characters, words)) => {
                print_classic(options, &name, files.len(), &characters, &words)
            }
            Ok(Counted::Stats(stats)) => {
                if options.json {
                    print_json(&Line::File(&name, &stats))?;
                } else if files.len() == 1 {
                    write!(io::stdout().lock(), "{}", stats.report())?;
                }
                if stats.invalid > 0 {
                    let sequences = stats.invalid;
                    eprintln!(
                        "note: {name}: not all of it is UTF-8: {sequences} sequences count as one code point each"
                    );
                }
                rows.push((name.clone(), *stats));
                Ok(())
            }
            Err(error) if is_broken_pipe(&error) => Err(error),
            Err(error) => {
                outcome = Outcome::Failed;
                if options.json {
                    print_json(&Line::Failure(&name, &format!("{error:#}")))?;
                }
                eprintln!("error: {name}: {error:#}");
                Ok(())
            }
        };
        result?;
    }
    if files.len() > 1 && !options.classic {
        let mut total = Stats::default();
        rows.iter().for_each(|(_, stats)| total.merge(stats));
        if options.json {
            print_json(&Line::Total(rows.len(), &total))?;
        } else if !rows.is_empty() {
            rows.push(("total".to_string(), total));
            write_table(&rows)?;
        }
    }
    Ok(outcome)
}

/// What is known of one file.
enum Counted {
    Stats(Box<Stats>),
    Classic(String, String),
}

fn count(path: &Path, options: &StatsOptions) -> Result<Counted> {
    let mut input = Input::open(path, options)?;
    if options.server.is_none() && !options.classic {
        let mut scanner = Scanner::new();
        input.read_all(|piece| {
            scanner.update(piece);
            Ok(())
        })?;
        return Ok(Counted::Stats(Box::new(scanner.finish())));
    }
    let servers = options.server.clone().unwrap_or_else(Server::localhost).resolve(DOCS_PORT)?;
    let mut upload = Upload::open(&servers, options.timeout.0)?;
    input.read_all(|piece| upload.send(piece))?;
    match if options.classic { upload.classic()? } else { upload.report()? } {
        Count::Classic(characters, words) => Ok(Counted::Classic(characters, words)),
        Count::Report(report) => {
            let stats = reckon_stats::parse(&report).context("the server's report cannot be read")?;
            Ok(Counted::Stats(Box::new(stats)))
        }
    }
}

/// A document that is about to be read.
struct Input {
    reader: Box<dyn Read>,
    /// What is longer is refused, and why.
    bytes_max: Option<(u64, &'static str)>,
    progress: ProgressBar,
}

impl Input {
    fn open(path: &Path, options: &StatsOptions) -> Result<Self> {
        let limit = options.max_bytes.map(|bytes_max| (bytes_max, "the limit of --max-bytes"));
        if path == Path::new("-") {
            return Ok(Self { reader: Box::new(io::stdin()), bytes_max: limit, progress: progress(None) });
        }
        // Asked before it is opened: opening a pipe without a writer would wait for one.
        let metadata = fs::metadata(path).map_err(explain)?;
        if metadata.is_dir() {
            bail!("is a directory; name the files in it");
        }
        let file = File::open(path).map_err(explain)?;
        let limit = limit.or_else(|| {
            (is_device(&metadata) && !file.is_terminal())
                .then_some((DEVICE_BYTES_MAX, "a device may have no end; --max-bytes sets another limit"))
        });
        let length = metadata.is_file().then_some(metadata.len());
        Ok(Self { reader: Box::new(file), bytes_max: limit, progress: progress(length) })
    }

    /// Hands over all pieces in order.
    fn read_all(&mut self, mut take: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let mut buffer = vec![0; READ_BYTES];
        let mut bytes = 0;
        loop {
            let length = match self.reader.read(&mut buffer) {
                Ok(0) => break,
                Ok(length) => length,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(explain(error)),
            };
            bytes += length as u64;
            if let Some((bytes_max, reason)) = self.bytes_max.filter(|(bytes_max, _)| bytes > *bytes_max) {
                self.progress.finish_and_clear();
                bail!("is longer than {bytes_max} bytes: {reason}");
            }
            take(&buffer[..length])?;
            self.progress.set_position(bytes);
        }
        self.progress.finish_and_clear();
        Ok(())
    }
}

#[cfg(unix)]
fn is_device(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    metadata.file_type().is_char_device()
}

#[cfg(not(unix))]
fn is_device(_metadata: &fs::Metadata) -> bool {
    false
}

fn explain(error: io::Error) -> anyhow::Error {
    match error.kind() {
        io::ErrorKind::NotFound => anyhow!("there is no such file"),
        io::ErrorKind::PermissionDenied => anyhow!("not allowed to read it"),
        _ => anyhow!(error).context("cannot read it"),
    }
}

/// A bar on standard error where that is a terminal, once it has taken a while.
fn progress(length: Option<u64>) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let template = match length {
        Some(_) => "{bytes:>10} of {total_bytes} {wide_bar} {binary_bytes_per_sec}, {eta} left",
        None => "{bytes:>10} {spinner} {binary_bytes_per_sec}",
    };
    let style = ProgressStyle::with_template(template).expect("the template is a constant and was tried");
    let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::hidden()).with_style(style);
    let shown = bar.clone();
    std::thread::spawn(move || {
        std::thread::sleep(PROGRESS_AFTER);
        if !shown.is_finished() {
            shown.set_draw_target(ProgressDrawTarget::stderr());
            shown.enable_steady_tick(PROGRESS_EVERY);
        }
    });
    bar
}

/// The lines of `--json`.
enum Line<'a> {
    File(&'a str, &'a Stats),
    Failure(&'a str, &'a str),
    Total(usize, &'a Stats),
}

impl Serialize for Line<'_> {
    /// `{"file":"a.txt","bytes":12,…}`, `{"file":"b.txt","error":"…"}`, `{"total":2,"bytes":24,…}`; the total is of
    /// the files that were counted.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let stats = match self {
            Self::File(name, stats) => {
                map.serialize_entry("file", name)?;
                stats
            }
            Self::Total(files, stats) => {
                map.serialize_entry("total", files)?;
                stats
            }
            Self::Failure(name, error) => {
                map.serialize_entry("file", name)?;
                map.serialize_entry("error", error)?;
                return map.end();
            }
        };
        for (definition, number) in stats.report().numbers() {
            map.serialize_entry(definition.id, &number)?;
        }
        map.end()
    }
}

fn print_json(line: &Line<'_>) -> Result<()> {
    let mut stdout = io::stdout().lock();
    serde_json::to_writer(&mut stdout, line)?;
    writeln!(stdout)?;
    Ok(())
}

/// What the original client prints.
fn print_classic(
    options: &StatsOptions,
    name: &str,
    files: usize,
    characters: &str,
    words: &str,
) -> Result<()> {
    let mut stdout = io::stdout().lock();
    if options.json {
        // The server's digits are numbers, or its reply was refused before.
        let number = |digits: &str| digits.parse::<u64>().context("the server's number is too long");
        let object = serde_json::json!({
            "file": name,
            "bytes": number(characters)?,
            "words.ascii": number(words)?,
        });
        writeln!(stdout, "{object}")?;
        return Ok(());
    }
    if files > 1 {
        writeln!(stdout, "{name}")?;
    }
    writeln!(stdout, "No. of Characters:  {characters}")?;
    writeln!(stdout, "No. of Words:  {words}")?;
    Ok(())
}

/// The numbers that a table shows, by id; the report of a single file has all.
const COLUMNS: [&str; 7] =
    ["bytes", "chars.code_points", "lines", "lines.longest", "paragraphs", "words.ascii", "words.whitespace"];

/// A row for each file, the numbers aligned under their ids.
fn write_table(rows: &[(String, Stats)]) -> Result<()> {
    let mut stdout = io::stdout().lock();
    let cells = |stats: &Stats| {
        let report = stats.report();
        let find = |id| report.numbers().find(|(definition, _)| definition.id == id);
        COLUMNS.map(|id| find(id).map(|(_, number)| number.to_string()).unwrap_or_default())
    };
    let header = COLUMNS.map(str::to_string);
    let table: Vec<_> = rows.iter().map(|(name, stats)| (name.as_str(), cells(stats))).collect();
    let mut widths = header.each_ref().map(String::len);
    for (_, row) in &table {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.len());
        }
    }
    for (name, row) in [("file", header)].into_iter().chain(table) {
        for (width, cell) in widths.iter().zip(&row) {
            write!(stdout, "{cell:>width$}  ")?;
        }
        writeln!(stdout, "{name}")?;
    }
    Ok(())
}
