//! The echo server: the least that a server on these sockets can do, and so the limit for the others.

use std::io::{Write, stdout};
use std::os::unix::process::parent_id;
use std::time::Duration;

use anyhow::Result;
use reckon_cli::shell::datagrams::{self, Datagrams};
use reckon_proto::Limits;

use super::open_socket;
use super::segments::Incoming;

/// How often it looks whether the one who started it is still there.
const TICK: Duration = Duration::from_millis(200);

/// Sends every datagram back as [`serve`] does, but those that came together at once and unseen: `UDP_GRO` in,
/// `UDP_SEGMENT` out. One call takes what one call of the peer has sent.
///
/// # Errors
/// The system's.
pub fn serve_segments() -> Result<()> {
    let socket = open_socket("echo")?;
    socket.set_read_timeout(Some(TICK))?;
    println!("echo UDP  {}", socket.local_addr()?);
    stdout().flush()?;

    let mut socket = Incoming::new(socket, 1)?;
    let parent = parent_id();
    loop {
        if socket.receive()? {
            socket.send_back();
        } else if parent_id() != parent {
            return Ok(());
        }
    }
}

/// Sends every datagram back, over the same socket options, batches and buffers as the program's, until the process
/// that started it has ended.
///
/// # Errors
/// The system's.
pub fn serve() -> Result<()> {
    let socket = open_socket("echo")?;
    println!("echo UDP  {}", socket.local_addr()?);
    stdout().flush()?;

    let mut socket = datagrams::open(socket, Limits::DEFAULT.datagram_bytes_max + 1, TICK)?;
    let mut reply = vec![];
    let parent = parent_id();
    loop {
        let count = socket.receive()?;
        for index in 0..count {
            let datagram = socket.datagram(index);
            let (peer, local) = (datagram.peer, datagram.local);
            reply.clear();
            reply.extend_from_slice(datagram.payload);
            socket.queue(peer, local, &reply);
        }
        socket.flush();
        if count == 0 && parent_id() != parent {
            return Ok(());
        }
    }
}
