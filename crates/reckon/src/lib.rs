//! The program `reckon`: sockets, clocks, files and the terminal around the machines of `reckon-proto`.
//!
//! This library is the program's inside; it is public for the benchmarks and makes no promise to other programs.

pub mod cli;
pub mod colour;
pub mod command;
pub mod failure;
pub mod render;
pub mod shell;
