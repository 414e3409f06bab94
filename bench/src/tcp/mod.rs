//! The document door and the line door.

mod documents;
mod lines;
pub mod sink;

use std::net::TcpStream;
use std::time::Duration;

use anyhow::Result;

use crate::machine::Cores;
use crate::options::TcpOptions;
use crate::record;
use crate::server::Server;

/// No server is silent for longer in the middle of its work.
const PATIENCE: Duration = Duration::from_secs(60);

/// Bytes of one write and one read: both ends at their best.
const PIECE_BYTES: usize = 64 << 10;

/// `reckon-bench tcp`.
///
/// # Errors
/// A server cannot be started, or has answered wrongly.
pub fn run(options: &TcpOptions) -> Result<()> {
    let cores = Cores::take()?;
    let documents = documents::measure(options, cores)?;
    let lines = lines::measure(options, cores)?;
    record::publish(&format!("{documents}\n{lines}"), "tcp.md", options.server.record)
}

fn connect(server: &Server) -> Result<TcpStream> {
    let stream = TcpStream::connect(server.address())?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    Ok(stream)
}
