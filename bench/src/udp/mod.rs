//! The UDP doors under load and one question at a time, beside the echo server and others who answer the same.

pub mod echo;
mod link;
mod load;
mod message;
mod peers;
mod segments;
pub mod workload;

use std::net::{Ipv4Addr, UdpSocket};
use std::time::Duration;

use anyhow::{Context, Result};
use reckon_cli::shell::address::{Door, Listen, bind_udp};

use crate::machine::Cores;
use crate::options::{PingOptions, ServerOptions, UdpOptions};
use crate::record;
use crate::server::Server;
use crate::spent;
use crate::table::{Table, grouped, median};
use reckon_cli::shell::histogram::Histogram;

use link::Way;
use load::{Outcome, Pace, Plan};
use peers::Peer;
use workload::{Skill, Workload};

/// `reckon-bench udp`.
///
/// # Errors
/// A server cannot be started, or has answered wrongly.
pub fn load(options: &UdpOptions) -> Result<()> {
    let pace = options.rate.map_or(Pace::Window(options.window.into()), |rate| Pace::Rate(rate.into()));
    let (way, how) = match (options.gso, options.gso_out) {
        (true, _) => (Way::Segments, ", sent and received together (GSO, GRO)"),
        (_, true) => (Way::SegmentsOut, ", sent together (GSO)"),
        _ => (Way::Batches, ""),
    };
    let plan = Plan { sockets: options.sockets.into(), pace, time: options.seconds.0, way };
    let mut load = match pace {
        Pace::Window(window) => {
            format!("{window} questions in flight on each of {} sockets", options.sockets)
        }
        Pace::Rate(rate) => format!("{} questions/s from {} sockets", grouped(rate), options.sockets),
    };
    load.push_str(how);
    measure(&load, &options.server, &options.workloads, !options.no_peers, &plan)
}

/// `reckon-bench ping`.
///
/// # Errors
/// As for [`load()`].
pub fn ping(options: &PingOptions) -> Result<()> {
    let plan = Plan { sockets: 1, pace: Pace::Window(1), time: options.seconds.0, way: Way::Sleeping };
    let load = "one question in flight, both ends asleep until there is something to read";
    measure(load, &options.server, &[Workload::Text], false, &plan)
}

/// A socket on any free port of this machine, with the options of the program's own.
fn open_socket(name: &'static str) -> Result<UdpSocket> {
    let listen = Listen::At((Ipv4Addr::LOCALHOST, 0).into());
    let sockets = bind_udp(Door { name, option: "sockets" }, &[listen], 1)?;
    sockets.into_iter().flatten().next().context("one address has one socket")
}

/// Who is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Echo,
    Reckon,
    Peer(Peer),
}

impl Who {
    fn name(self) -> &'static str {
        match self {
            Self::Echo => "echo",
            Self::Reckon => "reckon",
            Self::Peer(peer) => peer.name(),
        }
    }

    fn skill(self) -> Skill {
        match self {
            Self::Echo => Skill::Echoes,
            Self::Reckon => Skill::Calculates,
            Self::Peer(peer) => peer.skill(),
        }
    }
}

/// All rounds of one workload and one server.
struct Run {
    workload: Workload,
    who: Who,
    rounds: Vec<Outcome>,
    /// Of each round: what echo costs in the same round, as a share of this.
    efficiencies: Vec<f64>,
    /// Of each round: what the program costs in the same round, as a share of this.
    ours: Vec<f64>,
}

impl Run {
    fn new(workload: Workload, who: Who) -> Self {
        Self { workload, who, rounds: vec![], efficiencies: vec![], ours: vec![] }
    }

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
                "\n{}, {}: the kernel had no room for {dropped} of the datagrams to the server \
                 (a higher net.core.rmem_max, a smaller --window or a lower --rate gives it some).\n",
                self.workload,
                self.who.name()
            ),
        }
    }
}

/// The servers of a measurement, started when they are needed first.
struct Servers<'a> {
    options: &'a ServerOptions,
    way: Way,
    cores: Cores,
    running: Vec<(Who, &'static str, Server)>,
}

impl Servers<'_> {
    /// The server of that kind that answers a workload.
    fn get(&mut self, who: Who, workload: Workload) -> Result<&mut Server> {
        let door = if who == Who::Echo { "" } else { workload.door() };
        let is_it = |server: &(Who, &str, Server)| (server.0, server.1) == (who, door);
        let place = match self.running.iter().position(is_it) {
            Some(place) => place,
            None => {
                let server = self.start(who, door)?;
                self.running.push((who, door, server));
                self.running.len() - 1
            }
        };
        Ok(&mut self.running[place].2)
    }

    fn start(&self, who: Who, door: &str) -> Result<Server> {
        let cores = self.cores;
        match who {
            Who::Echo if self.way == Way::Segments => Server::own(&["echo-server", "--gso"], cores),
            Who::Echo => Server::own(&["echo-server"], cores),
            Who::Reckon => Server::reckon(self.options.reckon.as_deref(), door, cores),
            Who::Peer(peer) => peer.start(cores),
        }
    }
}

/// Measures echo, the program and its peers in turn, workload by workload, so that a drift of the machine meets all of
/// them, and publishes a table.
fn measure(
    load: &str,
    options: &ServerOptions,
    workloads: &[Workload],
    with_peers: bool,
    plan: &Plan,
) -> Result<()> {
    let mut servers = Servers { options, way: plan.way, cores: Cores::take()?, running: vec![] };
    let (mut runs, mut missing) = (vec![], vec![]);
    for &workload in workloads {
        runs.extend([Who::Echo, Who::Reckon].map(|who| Run::new(workload, who)));
        for peer in Peer::of(workload).filter(|_| with_peers) {
            if peer.is_installed() {
                runs.push(Run::new(workload, Who::Peer(peer)));
            } else if !missing.contains(&peer.name()) {
                missing.push(peer.name());
            }
        }
    }
    for round in 0..options.rounds {
        let (mut echo_cost, mut reckon_cost) = (f64::NAN, f64::NAN);
        for Run { workload, who, rounds, efficiencies, ours } in &mut runs {
            let server = servers.get(*who, *workload)?;
            let mut plan = match who {
                Who::Peer(peer) => plan.with_at_most(peer.in_flight_max()),
                _ => *plan,
            };
            if plan.way == Way::Batches && *workload == Workload::Classic && *who != Who::Echo {
                // Otherwise the generator, which sends three times what it receives, would be the slower one.
                plan.way = Way::SegmentsOut;
            }
            let outcome = load::run(server, *workload, who.skill(), &plan, round.into());
            let outcome = outcome.with_context(|| format!("{workload}, {}", who.name()))?;
            match who {
                Who::Echo => (echo_cost, reckon_cost) = (outcome.cost(), f64::NAN),
                Who::Reckon => reckon_cost = outcome.cost(),
                Who::Peer(_) => {}
            }
            efficiencies.push(echo_cost / outcome.cost());
            ours.push(reckon_cost / outcome.cost());
            rounds.push(outcome);
        }
    }
    let title = format!("UDP, {load}; medians of {} rounds of {:?}\n\n", options.rounds, plan.time);
    let rounds = runs.iter().flat_map(|run| &run.rounds);
    let disturbance = median(rounds.map(|outcome| outcome.spent.disturbance()));
    let mut notes: String = runs.iter().map(Run::note).collect();
    for name in missing {
        notes.push_str(&format!("\nNot installed here: {name}.\n"));
    }
    notes.push_str(&spent::warn_if_disturbed(disturbance));
    record::publish(&format!("{title}{}{notes}", table(&runs)), "udp.md", options.record)
}

fn table(runs: &[Run]) -> Table {
    let head = [
        "workload",
        "server",
        "requests/s",
        "server CPU ns/request",
        "efficiency",
        "ours to it",
        "server idle",
        "p50 µs",
        "p99 µs",
        "p99.9 µs",
        "lost",
        "answers checked",
    ];
    let mut table = Table::new(&head).with_text(&[1]);
    for run in runs {
        let latency = |share| {
            let quantile = |histogram: &Histogram| micros(histogram.quantile(share));
            format!("{:.1}", run.median(|outcome| quantile(&outcome.latency)))
        };
        let ours = match run.who {
            Who::Peer(_) => format!("{:.2}", median(run.ours.iter().copied())),
            Who::Echo | Who::Reckon => String::new(),
        };
        table.push(vec![
            run.workload.describe().to_string(),
            run.who.name().to_string(),
            grouped(run.median(Outcome::rate).round() as u64),
            grouped(run.median(Outcome::cost).round() as u64),
            format!("{:.2}", median(run.efficiencies.iter().copied())),
            ours,
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
