//! The least that one can do with a folder of files and still have read it: every byte is summed.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::{Context, Result};
use reckon_cli::command::stats::files::{Files, Step};

use crate::sum::byte_sum;

/// Bytes of a read.
const READ_BYTES: usize = 64 << 10;

/// Reads a folder with so many threads, and prints how many bytes there are, and their sum.
///
/// The files are found by the program's own walk, before the first is read.
///
/// # Errors
/// A file cannot be read.
pub fn run(jobs: usize, folder: &Path) -> Result<()> {
    let steps = Files::find(&[PathBuf::from(folder)], None);
    let files: Vec<_> = steps
        .filter_map(|step| match step {
            Step::File(file) => Some(file),
            Step::Enter(_) | Step::Leave => None,
        })
        .collect();
    let next = AtomicUsize::new(0);
    let read_all = || -> Result<(u64, u64)> {
        let (mut bytes, mut sum) = (0, 0_u64);
        let mut buffer = vec![0; READ_BYTES];
        while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            let mut opened =
                File::open(&file.path).with_context(|| format!("cannot open {}", file.path.display()))?;
            loop {
                match opened.read(&mut buffer)? {
                    0 => break,
                    length => {
                        bytes += length as u64;
                        sum = sum.wrapping_add(byte_sum(&buffer[..length]));
                    }
                }
            }
        }
        Ok((bytes, sum))
    };
    let sums: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = (0..jobs).map(|_| scope.spawn(read_all)).collect();
        threads.into_iter().map(|thread| thread.join().expect("reading does not panic")).collect()
    });
    let (mut bytes, mut total) = (0, 0_u64);
    for sum in sums {
        let (read, sum) = sum?;
        bytes += read;
        total = total.wrapping_add(sum);
    }
    println!("{bytes} {total}");
    Ok(())
}
