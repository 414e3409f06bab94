//! `reckon stats`.

use std::fs::{self, File};
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, bail};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use reckon_stats::{Scanner, Stats};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::cli::{DOCS_PORT, StatsOptions};
use crate::failure::{Outcome, complain, write_output};
use crate::shell::address::Server;
use crate::shell::ask::Upload;

/// Bytes of one read: long enough for the system, short enough for the cache.
const READ_BYTES: usize = 128 << 10;

/// Devices such as /dev/zero have no end; without another limit this one says so.
const DEVICE_BYTES_MAX: u64 = 1 << 30;

/// Progress is shown for what takes longer than this.
const PROGRESS_AFTER: Duration = Duration::from_millis(700);

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
        match count(path, options) {
            Ok(Counted::Classic(characters, words)) => {
                print_classic(options, &name, files.len(), characters, words)?;
            }
            Ok(Counted::Stats(stats)) => {
                if options.json {
                    print_json(&Line::File(&name, &stats))?;
                } else if files.len() == 1 {
                    write_output(&stats.report().to_string())?;
                }
                if stats.invalid > 0 {
                    let sequences = stats.invalid;
                    complain(format_args!(
                        "note: {name}: not all of it is UTF-8: {sequences} sequences count as one code point each"
                    ));
                }
                rows.push((name.clone(), *stats));
            }
            Err(error) => {
                outcome = Outcome::Failed;
                if options.json {
                    print_json(&Line::Failure(&name, &format!("{error:#}")))?;
                }
                complain(format_args!("error: {name}: {error:#}"));
            }
        }
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
    Classic(u64, u64),
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
    if options.classic {
        let (characters, words) = upload.classic()?;
        return Ok(Counted::Classic(characters, words));
    }
    Ok(Counted::Stats(Box::new(upload.report()?)))
}

/// A document that is about to be read.
struct Input {
    reader: Box<dyn Read>,
    /// What is longer is refused, and why.
    bytes_max: Option<(u64, &'static str)>,
    progress: Progress,
}

impl Input {
    fn open(path: &Path, options: &StatsOptions) -> Result<Self> {
        let (reader, metadata, is_terminal): (Box<dyn Read>, _, _) = if path == Path::new("-") {
            let stdin = io::stdin();
            (Box::new(stdin), standard_input_metadata(), io::stdin().is_terminal())
        } else {
            // Asked before it is opened, for a directory can be opened like a file.
            let metadata = fs::metadata(path).map_err(explain)?;
            if metadata.is_dir() {
                bail!("is a directory; name the files in it");
            }
            let file = File::open(path).map_err(explain)?;
            let is_terminal = file.is_terminal();
            (Box::new(file), Some(metadata), is_terminal)
        };
        let limit = options.max_bytes.map(|bytes_max| (bytes_max, "the limit of --max-bytes"));
        let is_device = metadata.as_ref().is_some_and(is_device) && !is_terminal;
        let device_limit = (DEVICE_BYTES_MAX, "a device may have no end; --max-bytes sets another limit");
        let length = metadata.filter(fs::Metadata::is_file).map(|metadata| metadata.len());
        let bytes_max = limit.or(is_device.then_some(device_limit));
        Ok(Self { reader, bytes_max, progress: Progress::new(length) })
    }

    /// Hands over all pieces in order.
    fn read_all(&mut self, mut take: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let mut buffer = vec![0; READ_BYTES];
        let mut bytes = 0;
        loop {
            let length = match self.reader.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(length) => length,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(explain(error)),
            };
            bytes += length as u64;
            if let Some((bytes_max, reason)) = self.bytes_max.filter(|(bytes_max, _)| bytes > *bytes_max) {
                bail!("is longer than {bytes_max} bytes: {reason}");
            }
            take(&buffer[..length])?;
            self.progress.show(bytes);
        }
    }
}

fn standard_input_metadata() -> Option<fs::Metadata> {
    use std::os::fd::AsFd;
    let descriptor = io::stdin().as_fd().try_clone_to_owned().ok()?;
    File::from(descriptor).metadata().ok()
}

fn is_device(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    metadata.file_type().is_char_device()
}

fn explain(error: io::Error) -> anyhow::Error {
    match error.kind() {
        io::ErrorKind::NotFound => anyhow!("there is no such file"),
        io::ErrorKind::PermissionDenied => anyhow!("not allowed to read it"),
        _ => anyhow!(error).context("cannot read it"),
    }
}

/// A bar on standard error where that is a terminal, once reading has taken a while; it goes away at the end.
struct Progress {
    bar: ProgressBar,
    /// When the bar appears; `None` once it has, or if it never will.
    appears: Option<Instant>,
}

impl Progress {
    fn new(length: Option<u64>) -> Self {
        let template = match length {
            Some(_) => "{bytes:>10} of {total_bytes} {wide_bar} {binary_bytes_per_sec}, {eta} left",
            None => "{bytes:>10} {binary_bytes_per_sec}",
        };
        let style = ProgressStyle::with_template(template).expect("the template is a constant and was tried");
        let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::hidden()).with_style(style);
        Self { bar, appears: io::stderr().is_terminal().then(|| Instant::now() + PROGRESS_AFTER) }
    }

    fn show(&mut self, bytes: u64) {
        if self.appears.is_some_and(|appears| Instant::now() >= appears) {
            self.appears = None;
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.set_position(bytes);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
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
    Ok(write_output(&(serde_json::to_string(line)? + "\n"))?)
}

/// What the original client prints.
fn print_classic(
    options: &StatsOptions,
    name: &str,
    files: usize,
    characters: u64,
    words: u64,
) -> Result<()> {
    if options.json {
        let object = serde_json::json!({ "file": name, "bytes": characters, "words.ascii": words });
        return Ok(write_output(&format!("{object}\n"))?);
    }
    let heading = if files > 1 { format!("{name}\n") } else { String::new() };
    Ok(write_output(&format!("{heading}No. of Characters:  {characters}\nNo. of Words:  {words}\n"))?)
}

/// The numbers that a table shows, by id; the report of a single file has all.
const COLUMNS: [&str; 7] =
    ["bytes", "chars.code_points", "lines", "lines.longest", "paragraphs", "words.ascii", "words.whitespace"];

/// A row for each file, the numbers aligned under their ids.
fn write_table(rows: &[(String, Stats)]) -> Result<()> {
    let cells = |stats: &Stats| {
        let report = stats.report();
        let find = |id| report.numbers().find(|(definition, _)| definition.id == id);
        COLUMNS.map(|id| find(id).map(|(_, number)| number.to_string()).unwrap_or_default())
    };
    let header = ("file", COLUMNS.map(str::to_string));
    let table: Vec<_> =
        [header].into_iter().chain(rows.iter().map(|(name, stats)| (name.as_str(), cells(stats)))).collect();
    let width = |column: usize| table.iter().map(|(_, row)| row[column].len()).max().unwrap_or(0);
    let widths: Vec<_> = (0..COLUMNS.len()).map(width).collect();
    let mut text = String::new();
    for (name, row) in &table {
        for (width, cell) in widths.iter().zip(row) {
            text += &format!("{cell:>width$}  ");
        }
        text += &format!("{name}\n");
    }
    Ok(write_output(&text)?)
}
