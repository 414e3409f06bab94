//! Measures Reckon against the limits of the machine it runs on, and checks every answer on the way.
//!
//! | command | what is measured | the limit beside it |
//! |---|---|---|
//! | `udp` | the UDP doors under load | a server that sends each datagram back; others who answer the same |
//! | `ping` | one of them, one question at a time | a server that sends each datagram back |
//! | `tcp` | the document door, whole reports and the counts that need no words, and the line door | a server that reads and sums every byte |
//! | `stats` | the statistics in this process, layer by layer | the sum of the text in memory; others who count the same |
//! | `formats` | what is read of documents of other formats | their known text; others who read them |
//! | `folder` | a folder of small files | the same threads, which read every byte and sum it |
//! | `ud` | sentences and words beside the treebanks of Universal Dependencies; no times | UAX #29 alone |
//! | `syllables` | the syllables of all words of CMUdict, which must be its own; no times | |
//!
//! How the figures are made, and how to read them, stands in `bench/README.md`.
#![forbid(unsafe_code)]

mod cpu;
mod folder;
mod formats;
mod machine;
mod options;
mod random;
mod record;
mod run;
mod server;
mod spent;
mod stats;
mod sum;
mod syllables;
mod table;
mod tcp;
mod texts;
mod ud;
mod udp;

use std::process::ExitCode;

use clap::Parser;

use options::{Cli, Command};

fn main() -> ExitCode {
    if cfg!(debug_assertions) {
        eprintln!("WARNING: THIS IS NOT A RELEASE BUILD. Its figures mean nothing (cargo run --release).");
    }
    let result = match Cli::parse().command {
        Command::Udp(options) => udp::load(&options),
        Command::Ping(options) => udp::ping(&options),
        Command::Tcp(options) => tcp::run(&options),
        Command::Stats(options) => stats::run(&options),
        Command::Formats(options) => formats::run(&options),
        Command::Folder(options) => folder::run(&options),
        Command::Ud(options) => ud::run(&options),
        Command::Syllables(options) => syllables::run(&options),
        Command::EchoServer { gso: false } => udp::echo::serve(),
        Command::EchoServer { gso: true } => udp::echo::serve_segments(),
        Command::ReadFolder { jobs, folder } => folder::reader::run(jobs, &folder),
        Command::SinkServer => tcp::sink::serve(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
