//! What a service manager such as systemd gives and wants to know: bound sockets, and how we are.
//!
//! Sockets come by the protocol of `sd_listen_fds(3)`: `LISTEN_FDS` of them, from descriptor 3 on, with names in
//! `LISTEN_FDNAMES`. The name of a socket (`FileDescriptorName=` in a unit) says which door it is, as the option that
//! moves the door: `calc-udp`. They stay bound while the program is started anew, so that no question is lost.

use std::env;
use std::io;
use std::net::{TcpListener, UdpSocket};

use anyhow::Result;
use listenfd::ListenFd;

use super::address::{Door, Listen, bind_tcp, bind_udp};
use crate::failure::Usage;

/// The sockets that were handed over, until doors take them.
pub struct Given {
    sockets: ListenFd,
    names: Vec<String>,
    taken: Vec<bool>,
}

impl Given {
    /// Takes what the environment says that there is.
    #[must_use]
    pub fn from_environment() -> Self {
        let names = env::var("LISTEN_FDNAMES").unwrap_or_default();
        let sockets = ListenFd::from_env();
        let names: Vec<_> = names.split(':').map(String::from).collect();
        let taken = vec![false; sockets.len()];
        Self { sockets, names, taken }
    }

    /// Takes the sockets that have the name of a door and are of the kind that `take` takes.
    fn take<S>(
        &mut self,
        door: Door,
        take: impl Fn(&mut ListenFd, usize) -> io::Result<Option<S>>,
    ) -> Vec<S> {
        let mut sockets = vec![];
        for number in 0..self.sockets.len() {
            if self.names.get(number).is_some_and(|name| name == door.option)
                && let Ok(Some(socket)) = take(&mut self.sockets, number)
            {
                self.taken[number] = true;
                sockets.push(socket);
            }
        }
        sockets
    }

    /// The listeners of a door: those that were handed over, or else those that are bound as the option says.
    ///
    /// # Errors
    /// Those of [`bind_tcp`].
    pub fn bind_tcp(&mut self, door: Door, listen: &[Listen]) -> Result<Vec<TcpListener>> {
        let given = self.take(door, ListenFd::take_tcp_listener);
        if given.is_empty() { bind_tcp(door, listen) } else { Ok(given) }
    }

    /// The sockets of a door, as [`bind_udp`] gives them. Of those that were handed over each serves alone.
    ///
    /// # Errors
    /// Those of [`bind_udp`].
    pub fn bind_udp(&mut self, door: Door, listen: &[Listen], sockets: usize) -> Result<Vec<Vec<UdpSocket>>> {
        let given = self.take(door, ListenFd::take_udp_socket);
        if given.is_empty() {
            return bind_udp(door, listen, sockets);
        }
        Ok(given.into_iter().map(|socket| vec![socket]).collect())
    }

    /// Makes sure that every socket has found its door, once all doors have asked.
    ///
    /// # Errors
    /// One has not: nobody would ever answer on it.
    pub fn check(&self) -> Result<()> {
        let Some(number) = self.taken.iter().position(|taken| !taken) else { return Ok(()) };
        let name = self.names.get(number).map_or("", String::as_str);
        Err(Usage(format!(
            "the socket that was handed over as descriptor {} has the name {name:?}, and no door of that name takes a \
             socket of its kind: set FileDescriptorName= to the option of a door without its dashes, such as calc-udp \
             for UDP",
            number + 3
        ))
        .into())
    }
}

/// Tells the service manager, if there is one, that the server answers.
pub fn ready() {
    // Nobody has to listen.
    let _ = sd_notify::notify(&[sd_notify::NotifyState::Ready]);
}

/// Tells it that the server ends.
pub fn stopping() {
    let _ = sd_notify::notify(&[sd_notify::NotifyState::Stopping]);
}
