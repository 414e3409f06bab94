//! How a document is counted: here, or by a server.

use std::net::SocketAddr;
use std::path::Path;

use anyhow::Result;
use reckon_proto::document::Opening;
use reckon_stats::{Counted, Document, Options, Scan};

use super::input::Input;
use super::jobs::{self, PART_BYTES};
use crate::cli::{DOCS_PORT, StatsOptions};
use crate::shell::address::Server;
use crate::shell::ask::Upload;
use crate::shell::random;

/// Counts a document here, as much of it as is asked for. `look` is shown all its pieces in order.
///
/// # Errors
/// It cannot be read.
pub fn count(
    path: &Path,
    options: &StatsOptions,
    counted: Counted,
    mut look: impl FnMut(&[u8]),
) -> Result<Scan> {
    // Who writes a document must not know the seed.
    let how = Options { counted, seed: random::seed(), ..Options::default() };
    let mut input = Input::open(path, options)?;
    let threads = jobs::threads(options.jobs.into(), input.length());
    if threads > 1 {
        return jobs::count(options.language, how, threads, PART_BYTES, |buffer| {
            let length = input.read(buffer)?;
            look(&buffer[..length]);
            Ok(length)
        });
    }
    let mut document = Document::new(options.language, how);
    input.read_all(|piece| {
        look(piece);
        document.update(piece);
        Ok(())
    })?;
    Ok(document.finish())
}

/// Has a server count it.
///
/// # Errors
/// It cannot be read, or the server fails.
pub fn ask(path: &Path, options: &StatsOptions, counted: Counted) -> Result<Scan> {
    let mut input = Input::open(path, options)?;
    let mut upload =
        Upload::scan(&servers(options)?, options.timeout.0, Opening { language: options.language, counted })?;
    input.read_all(|piece| upload.send(piece))?;
    upload.finish()
}

/// Asks a server for the two classic numbers, characters and words.
///
/// # Errors
/// It cannot be read, or the server fails.
pub fn ask_classic(path: &Path, options: &StatsOptions) -> Result<(u64, u64)> {
    let mut input = Input::open(path, options)?;
    let mut upload = Upload::classic(&servers(options)?, options.timeout.0)?;
    input.read_all(|piece| upload.send(piece))?;
    upload.finish()
}

fn servers(options: &StatsOptions) -> Result<Vec<SocketAddr>> {
    options.server.clone().unwrap_or_else(Server::localhost).resolve(DOCS_PORT)
}
