//! The program `reckon`.

use std::process::ExitCode;

use clap::Parser;
use reckon_cli::cli::{Cli, Command};
use reckon_cli::command;
use reckon_cli::failure;

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Serve(options) => command::serve::run(&options),
        Command::Calc(options) => command::calc::run(&options),
        Command::Stats(options) => command::stats::run(&options),
    };
    match result {
        Ok(outcome) => outcome.into(),
        Err(error) => failure::report(&error),
    }
}
