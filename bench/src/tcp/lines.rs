//! Expressions without a pause through the line door, on one connection.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::thread;

use anyhow::{Context, Result, anyhow, bail, ensure};

use super::{PIECE_BYTES, connect};
use crate::machine::Cores;
use crate::options::TcpOptions;
use crate::random::Random;
use crate::server::{CALC_TCP, Server};
use crate::spent::{self, Spent, Watch};
use crate::table::{Table, grouped, median};

/// Expressions of a block; the block is sent again and again, so that asking costs next to nothing.
const BLOCK_LINES: u64 = 4096;

struct Round {
    lines: u64,
    spent: Spent,
}

/// Measures the line door.
pub fn measure(options: &TcpOptions, cores: Cores) -> Result<String> {
    let mut server = Server::reckon(options.server.reckon.as_deref(), CALC_TCP, cores)?;
    let (questions, answers) = block(&mut Random::new(5));
    let blocks = options.lines.div_ceil(BLOCK_LINES);
    let round = |_| ask(&mut server, &questions, &answers, blocks).context("line door");
    let rounds = (0..options.server.rounds).map(round).collect::<Result<Vec<_>>>()?;

    let rate = |round: &Round| round.lines as f64 / round.spent.elapsed.as_secs_f64();
    let cost = |round: &Round| round.spent.cpu.as_secs_f64() * 1e9 / round.lines as f64;
    let checked: u64 = rounds.iter().map(|round| round.lines).sum();
    let mut table = Table::new(&["server", "expressions/s", "server CPU ns/expression", "answers checked"]);
    table.push(vec![
        "lines".to_string(),
        grouped(median(rounds.iter().map(rate)).round() as u64),
        grouped(median(rounds.iter().map(cost)).round() as u64),
        grouped(checked),
    ]);
    let title = format!(
        "TCP, {} expressions of {:.1} bytes sent ahead on one connection; medians of {} rounds",
        grouped(blocks * BLOCK_LINES),
        questions.len() as f64 / BLOCK_LINES as f64,
        options.server.rounds
    );
    let note = spent::warn_if_disturbed(median(rounds.iter().map(|round| round.spent.disturbance())));
    Ok(format!("{title}\n\n{table}{note}"))
}

/// Expressions, one a line, and their answers.
fn block(random: &mut Random) -> (String, String) {
    let (mut questions, mut answers) = (String::new(), String::new());
    for _ in 0..BLOCK_LINES {
        let (left, right) = (i64::from(random.below(100_000_000)), i64::from(random.below(100_000_000)));
        let (operator, answer) =
            random.choose(&[('+', left + right), ('-', left - right), ('*', left * right)]);
        // Writing to a string cannot fail.
        let _ = writeln!(questions, "{left} {operator} {right}");
        let _ = writeln!(answers, "{answer}");
    }
    (questions, answers)
}

fn ask(server: &mut Server, questions: &str, answers: &str, blocks: u64) -> Result<Round> {
    let watch = Watch::start(server)?;
    let stream = connect(server)?;
    // Two threads, for a server that waits until its answers are read must not keep us from reading them.
    thread::scope(|scope| {
        let sent = scope.spawn(|| send(&stream, questions.as_bytes(), blocks));
        let checked = check(&stream, answers.as_bytes(), blocks);
        if checked.is_err() {
            // The other thread would wait for a server that waits for us. If this fails, so has the sending.
            let _ = stream.shutdown(Shutdown::Both);
        }
        let sent = sent.join().map_err(|_| anyhow!("the sending thread has panicked"))?;
        checked.and(sent)
    })?;
    Ok(Round { lines: blocks * BLOCK_LINES, spent: watch.stop(server)? })
}

fn send(mut stream: &TcpStream, questions: &[u8], blocks: u64) -> Result<()> {
    for _ in 0..blocks {
        stream.write_all(questions).context("cannot send")?;
    }
    stream.shutdown(Shutdown::Write).context("cannot end the questions")
}

/// Compares everything that comes with the answers, so many times in a row.
fn check(mut stream: &TcpStream, answers: &[u8], blocks: u64) -> Result<()> {
    let mut buffer = vec![0; PIECE_BYTES];
    let (mut place, mut whole) = (0, 0);
    loop {
        let length = stream.read(&mut buffer).context("cannot receive")?;
        if length == 0 {
            ensure!((whole, place) == (blocks, 0), "the answers end after {whole} blocks and {place} bytes");
            return Ok(());
        }
        let mut rest = &buffer[..length];
        while !rest.is_empty() {
            let (now, later) = rest.split_at(rest.len().min(answers.len() - place));
            let expected = &answers[place..place + now.len()];
            if now != expected {
                let at = now.iter().zip(expected).take_while(|(ours, theirs)| ours == theirs).count();
                let around = |bytes: &[u8]| bytes[at.saturating_sub(30)..].escape_ascii().to_string();
                let (found, expected) = (around(now), around(expected));
                bail!("wrong answers: \"{found:.100}\" instead of \"{expected:.100}\"");
            }
            rest = later;
            place += now.len();
            if place == answers.len() {
                (place, whole) = (0, whole + 1);
            }
        }
    }
}
