//! The program `reckon`.

use std::process::ExitCode;

use reckon_cli::cli::{Cli, Command};
use reckon_cli::command;
use reckon_cli::failure;

fn main() -> ExitCode {
    let cli = Cli::read(std::env::args_os()).unwrap_or_else(|error| error.exit());
    let result = match cli.command {
        Command::Serve(options) => command::serve::run(&options),
        Command::Calc(options) => command::calc::run(&options),
        Command::Stats(options) => command::stats::run(&options),
        Command::Text(options) => command::text::run(&options),
        Command::Status(options) => command::status::run(&options),
        Command::Worker(options) => command::worker::run(&options),
    };
    match result {
        Ok(outcome) => outcome.into(),
        Err(error) => failure::report(&error),
    }
}
