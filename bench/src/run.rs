//! Runs of programs, and what they cost.

use std::io;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::cpu;

/// What a run of a program has cost, in milliseconds.
pub struct Cost {
    /// By the clock.
    pub wall: f64,
    /// Of all its threads on a core.
    pub cpu: f64,
    /// What it has printed.
    pub output: Vec<u8>,
}

/// Runs a program to its end; `None` if there is no such program.
///
/// # Errors
/// It has failed, or the system has.
pub fn run(command: &[&str]) -> Result<Option<Cost>> {
    let [program, arguments @ ..] = command else { return Ok(None) };
    let before = cpu::of_children()?;
    let start = Instant::now();
    let output = match Command::new(program).args(arguments).stdin(Stdio::null()).output() {
        Ok(output) => output,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let wall = start.elapsed();
    ensure!(output.status.success(), "it has failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
    let cpu = milliseconds(cpu::of_children()? - before);
    Ok(Some(Cost { wall: milliseconds(wall), cpu, output: output.stdout }))
}
