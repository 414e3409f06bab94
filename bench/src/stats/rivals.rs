//! Those who count, and what they can count.

use std::env;
use std::fs;
use std::hint::black_box;
use std::io;
use std::path::PathBuf;
use std::process::{self, Command};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, ensure};
use reckon_stats::{Scanner, Stats};

use crate::sum::byte_sum;

/// Bytes of a piece that the scanner is handed, as a server would read them.
const CHUNK_BYTES: usize = 64 << 10;

/// Short texts are counted several times for one figure, until there were so many bytes.
const BYTES_MIN: usize = 32 << 20;

/// A text in memory, and the same in a file for those who need one.
pub struct Input {
    /// It is UTF-8 and not empty.
    pub text: Vec<u8>,
    file: PathBuf,
}

impl Input {
    /// Puts the text into a temporary file as well.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn new(text: Vec<u8>) -> Result<Self> {
        let file = env::temp_dir().join(format!("reckon-bench-{}.txt", process::id()));
        fs::write(&file, &text).with_context(|| format!("cannot write {}", file.display()))?;
        Ok(Self { text, file })
    }
}

impl Drop for Input {
    fn drop(&mut self) {
        // What is left of it is in the folder for such things.
        let _ = fs::remove_file(&self.file);
    }
}

/// Somebody who counts.
pub struct Rival {
    /// In the table.
    pub name: &'static str,
    /// Counts once; `None` if it is not installed.
    pub count: fn(&Input) -> Result<Option<Count>>,
}

/// The sum comes first: nobody can read the text any faster.
pub const RIVALS: [Rival; 5] = [
    Rival { name: "sum of all bytes", count: sum },
    Rival { name: "the scanner, 64 KiB at a time", count: scan_timed },
    Rival { name: "Rust: from_utf8, split_whitespace", count: split_whitespace },
    Rival { name: "wc -lwm, a process", count: wc },
    Rival { name: "Python: len(data.split())", count: python },
];

/// The place of the scanner among [`RIVALS`].
pub const SCANNER: usize = 1;

/// What somebody has counted, as far as it counts that, and the time it took.
#[derive(Default)]
pub struct Count {
    /// For one pass over the text.
    pub elapsed: Duration,
    bytes_summed: Option<u64>,
    lines: Option<u64>,
    code_points: Option<u64>,
    words_ascii: Option<u64>,
    words_whitespace: Option<u64>,
}

impl Count {
    /// Compares everything that was counted.
    ///
    /// # Errors
    /// A number is another one than expected.
    pub fn check(&self, expected: &Expected) -> Result<()> {
        let Expected { stats, byte_sum } = expected;
        for (name, found, expected) in [
            ("the sum of the bytes", self.bytes_summed, *byte_sum),
            ("lines", self.lines, stats.lines),
            ("chars.code_points", self.code_points, stats.code_points),
            ("words.ascii", self.words_ascii, stats.words_ascii),
            ("words.whitespace", self.words_whitespace, stats.words_whitespace),
        ] {
            ensure!(
                found.is_none_or(|found| found == expected),
                "{name}: {found:?}, but {expected} by the scanner"
            );
        }
        Ok(())
    }
}

/// What everybody must agree with.
pub struct Expected {
    stats: Stats,
    byte_sum: u64,
}

/// Counts for comparison: everybody must agree with the scanner.
pub fn scan(input: &Input) -> Expected {
    Expected {
        stats: scan_chunks(&input.text),
        byte_sum: input.text.iter().map(|&byte| u64::from(byte)).sum(),
    }
}

fn scan_chunks(text: &[u8]) -> Stats {
    let mut scanner = Scanner::new();
    text.chunks(CHUNK_BYTES).for_each(|chunk| scanner.update(chunk));
    scanner.finish()
}

/// Runs `count` over the text, several times if that is short, and gives its result and the time of one pass.
fn timed<T>(text: &[u8], count: impl Fn(&[u8]) -> T) -> (T, Duration) {
    let passes = u32::try_from(BYTES_MIN / text.len().max(1)).unwrap_or(u32::MAX).max(1);
    let start = Instant::now();
    // The compiler must not find out that the passes do the same.
    let mut result = count(black_box(text));
    for _ in 1..passes {
        result = black_box(count(black_box(text)));
    }
    (result, start.elapsed() / passes)
}

fn sum(input: &Input) -> Result<Option<Count>> {
    let (sum, elapsed) = timed(&input.text, byte_sum);
    Ok(Some(Count { elapsed, bytes_summed: Some(sum), ..Count::default() }))
}

fn scan_timed(input: &Input) -> Result<Option<Count>> {
    let (stats, elapsed) = timed(&input.text, scan_chunks);
    let lines = Some(stats.lines);
    let code_points = Some(stats.code_points);
    let (words_ascii, words_whitespace) = (Some(stats.words_ascii), Some(stats.words_whitespace));
    Ok(Some(Count { elapsed, bytes_summed: None, lines, code_points, words_ascii, words_whitespace }))
}

fn split_whitespace(input: &Input) -> Result<Option<Count>> {
    let count = |text: &[u8]| str::from_utf8(text).map(|text| text.split_whitespace().count());
    let (words, elapsed) = timed(&input.text, count);
    Ok(Some(Count { elapsed, words_whitespace: Some(words? as u64), ..Count::default() }))
}

/// The words of `wc` are of a third kind: they depend on what the C library holds to be printable.
fn wc(input: &Input) -> Result<Option<Count>> {
    let mut command = Command::new("wc");
    command.arg("-lwm").arg(&input.file).env("LC_ALL", "C.UTF-8");
    let start = Instant::now();
    let Some(numbers) = numbers(&mut command)? else { return Ok(None) };
    let elapsed = start.elapsed();
    let [lines, _, code_points, ..] = numbers[..] else {
        return Err(anyhow!("expected three numbers, not {numbers:?}"));
    };
    Ok(Some(Count { elapsed, lines: Some(lines), code_points: Some(code_points), ..Count::default() }))
}

/// Python measures itself, so that its start does not count.
fn python(input: &Input) -> Result<Option<Count>> {
    let script = "import sys, time\n\
                  data = open(sys.argv[1], 'rb').read()\n\
                  start = time.perf_counter_ns()\n\
                  words = len(data.split())\n\
                  print(words, time.perf_counter_ns() - start)";
    let Some(numbers) = numbers(Command::new("python3").args(["-c", script]).arg(&input.file))? else {
        return Ok(None);
    };
    let [words, nanoseconds] = numbers[..] else {
        return Err(anyhow!("expected two numbers, not {numbers:?}"));
    };
    let elapsed = Duration::from_nanos(nanoseconds);
    Ok(Some(Count { elapsed, words_ascii: Some(words), ..Count::default() }))
}

/// The numbers that a program prints first; `None` if there is no such program.
fn numbers(command: &mut Command) -> Result<Option<Vec<u64>>> {
    let output = match command.output() {
        Ok(output) => output,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    ensure!(output.status.success(), "failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(Some(text.split_whitespace().map_while(|word| word.parse().ok()).collect()))
}
