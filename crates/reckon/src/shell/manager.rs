//! What a service manager such as systemd gives and wants to know: bound sockets, and how we are.
//!
//! Sockets come by the protocol of `sd_listen_fds(3)`: `LISTEN_FDS` of them, from descriptor 3 on, with names in
//! `LISTEN_FDNAMES`. The name of a socket (`FileDescriptorName=` in a unit) says which door it is, as the option that
//! moves the door: `calc-udp`. They stay bound while the program is started anew, so that no question is lost.

use std::env;
use std::net::{TcpListener, UdpSocket};

use anyhow::{Context, Result};
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

    /// The numbers of the sockets of a door.
    fn of(&mut self, door: Door) -> Vec<usize> {
        let of_door = |number: &usize| self.names.get(*number).is_some_and(|name| name == door.option);
        let numbers: Vec<_> = (0..self.sockets.len()).filter(of_door).collect();
        for &number in &numbers {
            self.taken[number] = true;
        }
        numbers
    }

    /// The listeners of a door: those that were handed over, or else those that are bound as the option says.
    ///
    /// # Errors
    /// A socket does not listen on TCP, or those of [`bind_tcp`].
    pub fn bind_tcp(&mut self, door: Door, listen: &[Listen]) -> Result<Vec<TcpListener>> {
        let numbers = self.of(door);
        if numbers.is_empty() {
            return bind_tcp(door, listen);
        }
        let listener = |number| {
            let listener =
                self.sockets.take_tcp_listener(number).with_context(|| unfit(door, "listens on TCP"))?;
            listener.with_context(|| unfit(door, "is there"))
        };
        numbers.into_iter().map(listener).collect()
    }

    /// The sockets of a door, as [`bind_udp`] gives them. Of those that were handed over each serves alone.
    ///
    /// # Errors
    /// A socket is not one of UDP, or those of [`bind_udp`].
    pub fn bind_udp(&mut self, door: Door, listen: &[Listen], sockets: usize) -> Result<Vec<Vec<UdpSocket>>> {
        let numbers = self.of(door);
        if numbers.is_empty() {
            return bind_udp(door, listen, sockets);
        }
        let socket = |number| {
            let socket =
                self.sockets.take_udp_socket(number).with_context(|| unfit(door, "is one of UDP"))?;
            Ok(vec![socket.with_context(|| unfit(door, "is there"))?])
        };
        numbers.into_iter().map(socket).collect()
    }

    /// Makes sure that every socket has found its door, once all doors have asked.
    ///
    /// # Errors
    /// One has not: nobody would ever answer on it.
    pub fn check(&self) -> Result<()> {
        let Some(number) = self.taken.iter().position(|taken| !taken) else { return Ok(()) };
        let name = self.names.get(number).map_or("", String::as_str);
        Err(Usage(format!(
            "the socket that was handed over as descriptor {} has the name {name:?}, which is no door: \
             set FileDescriptorName= to the option of a door without its dashes, such as calc-udp",
            number + 3
        ))
        .into())
    }
}

fn unfit(door: Door, what: &str) -> String {
    format!("{}: no socket that was handed over as {} {what}", door.name, door.option)
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
