//! The UDP door under load and one question at a time, beside the echo server.

pub mod echo;
mod link;
mod load;
pub mod workload;

use std::net::{Ipv4Addr, UdpSocket};
use std::time::Duration;

use anyhow::{Context, Result};
use reckon_cli::shell::address::{Door, Listen, bind_udp};

use crate::machine::Cores;
use crate::options::{PingOptions, ServerOptions, UdpOptions};
use crate::record;
use crate::server::{CALC_UDP, Server};
use crate::spent;
use crate::table::{Table, grouped, median};
use reckon_cli::shell::histogram::Histogram;

use load::{Outcome, Pace, Plan};
use workload::Workload;

/// `reckon-bench udp`.
///
/// # Errors
/// A server cannot be started, or has answered wrongly.
pub fn load(options: &UdpOptions) -> Result<()> {
    let pace = options.rate.map_or(Pace::Window(options.window.into()), |rate| Pace::Rate(rate.into()));
    let plan = Plan { sockets: options.sockets.into(), pace, time: options.seconds.0, sleep: false };
    let load = match pace {
        Pace::Window(window) => {
            format!("{window} questions in flight on each of {} sockets", options.sockets)
        }
        Pace::Rate(rate) => format!("{} questions/s from {} sockets", grouped(rate), options.sockets),
    };
    measure(&load, &options.server, &options.workloads, &plan)
}

/// `reckon-bench ping`.
///
/// # Errors
/// As for [`load()`].
pub fn ping(options: &PingOptions) -> Result<()> {
    let plan = Plan { sockets: 1, pace: Pace::Window(1), time: options.seconds.0, sleep: true };
    let load = "one question in flight, both ends asleep until there is something to read";
    measure(load, &options.server, &[Workload::Text], &plan)
}

/// A socket on any free port of this machine, with the options of the program's own.
fn open_socket(name: &'static str) -> Result<UdpSocket> {
    let listen = Listen::At((Ipv4Addr::LOCALHOST, 0).into());
    let sockets = bind_udp(Door { name, option: "sockets" }, &[listen], 1)?;
    sockets.into_iter().flatten().next().context("one address has one socket")
}

/// All rounds of one workload.
struct Run {
    workload: Workload,
    rounds: Vec<Outcome>,
    /// Of each round: what echo costs in the same round, as a share of this.
    efficiencies: Vec<f64>,
}

impl Run {
    fn median(&self, figure: impl Fn(&Outcome) -> f64) -> f64 {
        median(self.rounds.iter().map(figure))
    }

    fn sum(&self, figure: impl Fn(&Outcome) -> u64) -> u64 {
        self.rounds.iter().map(figure).sum()
    }

    /// A line under the table where something explains a lost answer.
    fn note(&self) -> String {
        match self.sum(|outcome| outcome.dropped) {
            0 => String::new(),
            dropped => format!(
                "\n{}: the kernel had no room for {dropped} of the datagrams to the server \
                 (a higher net.core.rmem_max, a smaller --window or a lower --rate gives it some).\n",
                self.workload
            ),
        }
    }
}

/// Measures echo and the workloads in turn, so that a drift of the machine meets all of them, and publishes a table.
fn measure(load: &str, options: &ServerOptions, workloads: &[Workload], plan: &Plan) -> Result<()> {
    let cores = Cores::take()?;
    let mut echo = Server::own("echo-server", cores)?;
    let mut reckon = Server::reckon(options.reckon.as_deref(), CALC_UDP, cores)?;
    let asked = workloads.iter().copied().filter(|&workload| workload != Workload::Echo);
    let all = [Workload::Echo].into_iter().chain(asked);
    let mut runs: Vec<_> =
        all.map(|workload| Run { workload, rounds: vec![], efficiencies: vec![] }).collect();
    for round in 0..options.rounds {
        let mut echo_cost = f64::NAN;
        for run in &mut runs {
            let server = if run.workload == Workload::Echo { &mut echo } else { &mut reckon };
            let outcome = load::run(server, run.workload, plan, round.into())?;
            if run.workload == Workload::Echo {
                echo_cost = outcome.cost();
            }
            run.efficiencies.push(echo_cost / outcome.cost());
            run.rounds.push(outcome);
        }
    }
    let title = format!("UDP, {load}; medians of {} rounds of {:?}\n\n", options.rounds, plan.time);
    let rounds = runs.iter().flat_map(|run| &run.rounds);
    let disturbance = median(rounds.map(|outcome| outcome.spent.disturbance()));
    let notes = runs.iter().map(Run::note).collect::<String>() + &spent::warn_if_disturbed(disturbance);
    record::publish(&format!("{title}{}{notes}", table(&runs)), "udp.md", options.record)
}

fn table(runs: &[Run]) -> Table {
    let mut table = Table::new(&[
        "workload",
        "requests/s",
        "server CPU ns/request",
        "efficiency",
        "server idle",
        "p50 µs",
        "p99 µs",
        "p99.9 µs",
        "lost",
        "answers checked",
    ]);
    for run in runs {
        let latency = |share| {
            let quantile = |histogram: &Histogram| micros(histogram.quantile(share));
            format!("{:.1}", run.median(|outcome| quantile(&outcome.latency)))
        };
        table.push(vec![
            run.workload.describe().to_string(),
            grouped(run.median(Outcome::rate).round() as u64),
            grouped(run.median(Outcome::cost).round() as u64),
            format!("{:.2}", median(run.efficiencies.iter().copied())),
            format!("{:.0} %", 100.0 * run.median(|outcome| outcome.spent.idle())),
            latency(0.5),
            latency(0.99),
            latency(0.999),
            grouped(run.sum(|outcome| outcome.lost)),
            grouped(run.sum(|outcome| outcome.checked)),
        ]);
    }
    table
}

fn micros(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}
