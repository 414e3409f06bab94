//! The sink: the least that a server can do with a document and still have read it.

use std::io::{self, Read, Write, stdout};
use std::net::{Ipv4Addr, TcpListener};

use anyhow::Result;

use super::PIECE_BYTES;
use crate::sum::byte_sum;

/// Sums every byte of a stream up to its end and answers with the length and the sum, one connection after another.
///
/// # Errors
/// The system's. A connection that breaks is an error: there is only one client, and it does not break any.
pub fn serve() -> Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    println!("sink TCP  {}", listener.local_addr()?);
    stdout().flush()?;
    let mut buffer = vec![0; PIECE_BYTES];
    loop {
        let (mut stream, _) = listener.accept()?;
        let (mut bytes, mut sum) = (0, 0);
        loop {
            match stream.read(&mut buffer) {
                Ok(0) => break,
                Ok(length) => {
                    bytes += length as u64;
                    sum += byte_sum(&buffer[..length]);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        writeln!(stream, "{bytes} {sum}")?;
    }
}
