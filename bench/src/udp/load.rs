//! The load generator: questions on many sockets from one thread, every answer checked.

use std::collections::VecDeque;
use std::time::Duration;

use anyhow::{Result, bail, ensure};
use reckon_cli::shell::clock::Clock;
use reckon_cli::shell::datagrams::Datagrams;

use super::link::{self, Link, Way};
use super::workload::{Asker, Expected, Skill, Workload};
use crate::server::Server;
use crate::spent::{Spent, Watch};
use reckon_cli::shell::histogram::Histogram;

/// An answer that has not come after this is lost.
const PATIENCE: Duration = Duration::from_secs(1);

/// The load lasts for one part in so many of the measured time before that begins.
const WARM_UP_PART: u32 = 5;

/// The most questions for a socket at a time in an open loop.
const BURST: usize = 64;

/// How one measurement is made.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Sockets to ask from; at least one.
    pub sockets: usize,
    /// When to ask.
    pub pace: Pace,
    /// The time that is measured.
    pub time: Duration,
    /// How the generator reads and writes.
    pub way: Way,
}

impl Plan {
    /// The same with at most so many questions in flight, as far as that is a matter of the plan.
    #[must_use]
    pub fn with_at_most(self, in_flight: usize) -> Self {
        let Pace::Window(window) = self.pace else { return self };
        let window = window.min(in_flight);
        Self { sockets: self.sockets.min(in_flight / window), pace: Pace::Window(window), ..self }
    }
}

/// When questions are asked.
#[derive(Clone, Copy, Debug)]
pub enum Pace {
    /// A closed loop: as soon as there are fewer than so many without an answer on a socket.
    Window(usize),
    /// An open loop: so many a second, whatever becomes of them. Latencies count from when a question was due, so
    /// that a late generator shows in them.
    Rate(u64),
}

/// What one measurement has shown.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Answers within the measured time.
    replies: u64,
    /// The measured time and what it has cost.
    pub spent: Spent,
    /// From question to answer.
    pub latency: Histogram,
    /// Questions without an answer, from warming up to the end.
    pub lost: u64,
    /// Right answers, likewise.
    pub checked: u64,
    /// Datagrams that the kernel had no room for at the server's socket, likewise.
    pub dropped: u64,
}

impl Outcome {
    /// Answers in a second.
    #[must_use]
    pub fn rate(&self) -> f64 {
        self.replies as f64 / self.spent.elapsed.as_secs_f64()
    }

    /// The server's nanoseconds on its core for an answer.
    #[must_use]
    pub fn cost(&self) -> f64 {
        self.spent.cpu.as_secs_f64() * 1e9 / self.replies as f64
    }
}

/// Puts a server under load for a while.
///
/// # Errors
/// The server has ended, has not answered at all, or has answered wrongly.
pub fn run(server: &mut Server, workload: Workload, skill: Skill, plan: &Plan, seed: u64) -> Result<Outcome> {
    let open = |_| link::open(server.address(), plan.way).map(Peer::new);
    let peers = (0..plan.sockets).map(open).collect::<Result<Vec<_>>>()?;
    let mut generator = Generator {
        clock: Clock::start(),
        asker: Asker::new(workload, skill, seed),
        plan: *plan,
        peers,
        asked: 0,
        answers: Answers::default(),
    };
    let dropped_before = server.datagrams_dropped()?;
    generator.ask_until(plan.time / WARM_UP_PART)?;

    generator.answers.replies = 0;
    generator.answers.latency = Histogram::default();
    let watch = Watch::start(server)?;
    generator.ask_until(generator.clock.now() + plan.time)?;
    let spent = watch.stop(server)?;
    let Answers { replies, ref latency, .. } = generator.answers;
    let latency = latency.clone();

    generator.listen_until(generator.clock.now() + PATIENCE)?;
    server.check_alive()?;
    let dropped = server.datagrams_dropped()? - dropped_before;
    let Answers { checked, strange, example, .. } = generator.answers;
    // Where one of three parts is lost, the protocol itself cannot tell which question the others belong to.
    let excused = workload == Workload::Classic && dropped > 0;
    if let Some(example) = example.filter(|_| !excused) {
        bail!("{strange} answers are wrong; the first: {example}");
    }
    ensure!(replies > 0, "there was no answer in {:?}", spent.elapsed);
    Ok(Outcome { replies, spent, latency, lost: generator.asked - checked, checked, dropped })
}

/// Everything on the generator's side of one measurement.
struct Generator<D> {
    clock: Clock,
    asker: Asker,
    plan: Plan,
    peers: Vec<Peer<D>>,
    /// Questions so far.
    asked: u64,
    answers: Answers,
}

/// The answers so far.
#[derive(Default)]
struct Answers {
    /// Right ones since measuring began.
    replies: u64,
    latency: Histogram,
    /// Right ones in all.
    checked: u64,
    /// Those that no question has, and what the first of them was.
    strange: u64,
    example: Option<String>,
}

/// One socket and its questions.
struct Peer<D> {
    link: Link<D>,
    /// Questions without an answer, in the order in which they were asked.
    waiting: VecDeque<Question>,
    /// Questions that were given up, or whose successors were answered before them. Late answers are no wrong ones.
    overdue: Vec<Question>,
}

#[derive(Clone, Copy)]
struct Question {
    asked: Duration,
    expected: Expected,
}

impl<D: Datagrams> Generator<D> {
    fn ask_until(&mut self, end: Duration) -> Result<()> {
        while self.clock.now() < end {
            if let Pace::Rate(rate) = self.plan.pace {
                self.ask_what_is_due(rate);
            }
            self.visit_all(true)?;
        }
        Ok(())
    }

    fn listen_until(&mut self, end: Duration) -> Result<()> {
        while self.peers.iter().any(|peer| !peer.waiting.is_empty()) && self.clock.now() < end {
            self.visit_all(false)?;
        }
        Ok(())
    }

    /// Spreads the questions whose time has come over the sockets. If that is more than the generator can do, it asks
    /// what it can, and answers become late rather than the end of the measurement.
    fn ask_what_is_due(&mut self, rate: u64) {
        let due = (self.clock.now().as_secs_f64() * rate as f64) as u64;
        let most = self.asked + (self.peers.len() * BURST) as u64;
        while self.asked < due.min(most) {
            let asked = Duration::from_secs_f64(self.asked as f64 / rate as f64);
            let index = (self.asked % self.peers.len() as u64) as usize;
            self.peers[index].ask(&mut self.asker, asked);
            self.asked += 1;
        }
    }

    /// Asks and listens once on every socket.
    fn visit_all(&mut self, asking: bool) -> Result<()> {
        for peer in &mut self.peers {
            let now = self.clock.now();
            peer.give_up(now);
            if let (true, Pace::Window(window)) = (asking, self.plan.pace) {
                while peer.waiting.len() < window {
                    peer.ask(&mut self.asker, now);
                    self.asked += 1;
                }
            }
            peer.link.flush();
            let count = peer.link.receive()?;
            if count > 0 {
                peer.check(count, self.clock.now(), &self.asker, &mut self.answers);
            }
        }
        Ok(())
    }
}

impl<D: Datagrams> Peer<D> {
    fn new(link: Link<D>) -> Self {
        Self { link, waiting: VecDeque::new(), overdue: vec![] }
    }

    fn ask(&mut self, asker: &mut Asker, asked: Duration) {
        let expected = asker.ask(|part| self.link.queue(part));
        self.waiting.push_back(Question { asked, expected });
    }

    fn give_up(&mut self, now: Duration) {
        while self.waiting.front().is_some_and(|question| question.asked + PATIENCE < now) {
            self.overdue.extend(self.waiting.pop_front());
        }
    }

    /// Checks the answers of the last `receive`.
    fn check(&mut self, count: usize, now: Duration, asker: &Asker, answers: &mut Answers) {
        for index in 0..count {
            let payload = self.link.answer(index);
            let answer = asker.read(payload);
            let is_answered =
                |question: &Question| answer.is_some_and(|answer| question.expected.is(&answer));
            // On one machine answers keep their order, so this is the first one unless something was lost.
            let question = if let Some(place) = self.waiting.iter().position(is_answered) {
                self.overdue.extend(self.waiting.drain(..place));
                self.waiting.pop_front()
            } else if let Some(place) = self.overdue.iter().position(is_answered) {
                Some(self.overdue.swap_remove(place))
            } else {
                None
            };
            match question {
                Some(question) => {
                    answers.replies += 1;
                    answers.checked += 1;
                    answers.latency.record(now.saturating_sub(question.asked));
                }
                None => {
                    answers.strange += 1;
                    answers.example.get_or_insert_with(|| {
                        let expected = self.waiting.front().map(|question| question.expected.to_string());
                        let expected = expected.unwrap_or_else(|| "silence".to_string());
                        match answer {
                            Some(answer) => format!("{answer} instead of {expected}"),
                            None => {
                                format!("the datagram \"{}\" instead of {expected}", payload.escape_ascii())
                            }
                        }
                    });
                }
            }
        }
    }
}
