//! Long documents through the document door, beside the sink.

use std::io::{Read, Write};
use std::net::Shutdown;

use anyhow::{Context, Result, bail, ensure};
use reckon_proto::document::{GREETING, Opening};
use reckon_stats::{Counted, decode};

use super::{PIECE_BYTES, connect};
use crate::machine::Cores;
use crate::options::TcpOptions;
use crate::server::{DOCS_TCP, Server};
use crate::spent::{self, Spent, Watch};
use crate::sum::byte_sum;
use crate::table::{Table, median};
use crate::texts;

/// How often, in bytes sent, the server's memory is looked at.
const LOOK_BYTES: u64 = 64 << 20;

/// One combination of a server and a text, and what was measured of it.
struct Run {
    name: &'static str,
    asked: Asked,
    block: Vec<u8>,
    rounds: Vec<Round>,
}

/// What a server is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    /// The sink: the sum of the bytes.
    Sum,
    /// The document door: what needs no words, as a scan.
    Counts,
    /// The document door: the whole report.
    Report,
}

impl Asked {
    /// What is said before the document.
    fn opening(self) -> String {
        match self {
            Self::Sum | Self::Report => String::new(),
            Self::Counts => Opening { counted: Counted::NONE, ..Opening::default() }.encode(),
        }
    }

    fn check(self, answer: &[u8], block: &[u8], blocks: u64) -> Result<()> {
        match self {
            Self::Sum => check_sum(str::from_utf8(answer)?, block, blocks),
            Self::Counts => {
                let scan = answer.strip_prefix(GREETING.as_bytes()).context("there is no greeting")?;
                check_report(&decode(scan, 0)?.report(0).to_string(), block, blocks)
            }
            Self::Report => {
                let report =
                    str::from_utf8(answer)?.strip_prefix(GREETING).context("there is no greeting")?;
                check_report(report, block, blocks)
            }
        }
    }
}

struct Round {
    bytes: u64,
    spent: Spent,
    resident_bytes_max: u64,
    /// Of the sink in the same round: its speed and its cost.
    sink: (f64, f64),
}

impl Round {
    /// In 10^9 bytes a second.
    fn speed(&self) -> f64 {
        self.bytes as f64 / 1e9 / self.spent.elapsed.as_secs_f64()
    }

    /// In seconds of the server for 10^9 bytes.
    fn cost(&self) -> f64 {
        self.spent.cpu.as_secs_f64() * 1e9 / self.bytes as f64
    }
}

/// Measures the sink and the document door in turn.
pub fn measure(options: &TcpOptions, cores: Cores) -> Result<String> {
    let mut sink = Server::own(&["sink-server"], cores)?;
    let mut reckon = Server::reckon(options.server.reckon.as_deref(), DOCS_TCP, cores)?;
    let run = |name, asked, block| Run { name, asked, block, rounds: vec![] };
    let mut runs = [
        run("sink: sum of every byte", Asked::Sum, texts::english(PIECE_BYTES)),
        run("counts without words, English", Asked::Counts, texts::english(PIECE_BYTES)),
        run("counts without words, French, Russian, Chinese", Asked::Counts, texts::mixed(PIECE_BYTES)),
        run("reports, English", Asked::Report, texts::english(PIECE_BYTES)),
        run("reports, French, Russian, Chinese", Asked::Report, texts::mixed(PIECE_BYTES)),
    ];
    for _ in 0..options.server.rounds {
        let mut limit = (f64::NAN, f64::NAN);
        for run in &mut runs {
            let server = if run.asked == Asked::Sum { &mut sink } else { &mut reckon };
            let blocks = (options.gb * 1e9 / run.block.len() as f64).ceil() as u64;
            let mut round = stream(server, &run.block, blocks, run.asked).context(run.name)?;
            if run.asked == Asked::Sum {
                limit = (round.speed(), round.cost());
            }
            round.sink = limit;
            run.rounds.push(round);
        }
    }
    let mut table = Table::new(&[
        "server",
        "GB/s",
        "of the sink",
        "server CPU s/GB",
        "sink's CPU to it",
        "highest VmRSS MiB",
        "VmHWM MiB",
    ]);
    for run in &runs {
        let median = |figure: fn(&Round) -> f64| median(run.rounds.iter().map(figure));
        let mebibytes = |bytes: u64| format!("{:.1}", bytes as f64 / (1 << 20) as f64);
        let resident_bytes = run.rounds.iter().map(|round| round.resident_bytes_max).max().unwrap_or(0);
        let memory = if run.asked == Asked::Sum { &sink } else { &reckon }.memory()?;
        table.push(vec![
            run.name.to_string(),
            format!("{:.2}", median(Round::speed)),
            format!("{:.2}", median(|round| round.speed() / round.sink.0)),
            format!("{:.3}", median(Round::cost)),
            format!("{:.2}", median(|round| round.sink.1 / round.cost())),
            mebibytes(resident_bytes),
            mebibytes(memory.peak_bytes),
        ]);
    }
    let title = format!(
        "TCP, documents of {} GB in pieces of {} KiB, then a half-close; medians of {} rounds",
        options.gb,
        PIECE_BYTES >> 10,
        options.server.rounds
    );
    let rounds = runs.iter().flat_map(|run| &run.rounds);
    let note = spent::warn_if_disturbed(median(rounds.map(|round| round.spent.disturbance())));
    Ok(format!("{title}\n\n{table}{note}"))
}

/// Sends the block so many times, ends the document, and has the answer checked.
fn stream(server: &mut Server, block: &[u8], blocks: u64, asked: Asked) -> Result<Round> {
    let mut resident_bytes_max = server.memory()?.resident_bytes;
    let watch = Watch::start(server)?;
    let mut stream = connect(server)?;
    let (mut bytes, mut look) = (0, LOOK_BYTES);
    stream.write_all(asked.opening().as_bytes())?;
    for _ in 0..blocks {
        stream.write_all(block)?;
        bytes += block.len() as u64;
        if bytes >= look {
            look += LOOK_BYTES;
            resident_bytes_max = resident_bytes_max.max(server.memory()?.resident_bytes);
        }
    }
    stream.shutdown(Shutdown::Write)?;
    let mut answer = vec![];
    stream.read_to_end(&mut answer)?;
    let spent = watch.stop(server)?;
    asked.check(&answer, block, blocks)?;
    let sink = (f64::NAN, f64::NAN);
    Ok(Round { bytes, spent, resident_bytes_max, sink })
}

fn check_sum(answer: &str, block: &[u8], blocks: u64) -> Result<()> {
    let expected = format!("{} {}\n", block.len() as u64 * blocks, byte_sum(block) * blocks);
    ensure!(answer == expected, "{answer:?} instead of {expected:?}");
    Ok(())
}

/// Compares the report with counts that are made without the scanner. They are simple, for a block begins with a
/// word and ends with a line feed.
fn check_report(report: &str, block: &[u8], blocks: u64) -> Result<()> {
    let text = str::from_utf8(block)?;
    for (id, count) in [
        ("bytes", text.len()),
        ("chars.code_points", text.chars().count()),
        ("lines", text.matches('\n').count()),
        ("words.ascii", text.split_ascii_whitespace().count()),
        ("words.whitespace", text.split_whitespace().count()),
    ] {
        let expected = count as u64 * blocks;
        let line = report.lines().find(|line| line.split_whitespace().next_back() == Some(id));
        let number = line.and_then(|line| line.split_whitespace().nth_back(1)?.parse::<u64>().ok());
        if number != Some(expected) {
            bail!("{id} is {number:?} instead of {expected} in the report\n{report}");
        }
    }
    Ok(())
}
